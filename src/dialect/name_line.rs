//! `name-line`: a name without a colon on a line of its own; the text below.
//!
//! ```text
//! Mirela Stan
//!
//! The moon was up and the goats were up and I was up.
//!
//! Desmond Pike
//!
//! In that order?
//! ```
//!
//! ```text
//! record = label NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "name-line", title: "Name on a line, text below", ceiling: 0.80, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAME_LINES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 0.8 * facts.alone)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
