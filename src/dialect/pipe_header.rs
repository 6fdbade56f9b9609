//! `pipe-header`: a name, a bar and a mark or a range on a line of their own; the text below.
//!
//! ```text
//! Speaker 1 | 00:00 - 00:07
//! Ink freezes at a polite temperature.
//!
//! Speaker 2 | 00:07 - 00:09
//! How polite?
//! ```
//!
//! ```text
//! record = label "|" mark NL text / "[" label "|" range "]" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "pipe-header", title: "Name | 0:00 - 0:20, text below", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMED_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.tails[2] + facts.terms[7])
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
