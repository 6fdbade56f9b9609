//! `para-stamp`: a mark alone between blank lines, a paragraph below.
//!
//! ```text
//! 0:00
//!
//! and this one , it bites
//!
//! 0:02
//!
//! . Only on Fridays
//!
//! 0:05
//!
//! ? Ask the glove
//! ```
//!
//! ```text
//! record = time NL NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "para-stamp", title: "0:00, blank line, text", ceiling: 0.85, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.alone * facts.apart)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
