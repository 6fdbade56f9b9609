//! `stamp-text`: a mark in front of each line.
//!
//! ```text
//! (0:00) A clock tower has one enemy.
//! (0:05) Pigeons.
//! (1:00:12) And, lately, the mayor.
//! ```
//!
//! ```text
//! record = mark text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "stamp-text", title: "0:03 text", ceiling: 0.85, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| (1.0 - facts.alone) * (1.0 - facts.spelt))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
