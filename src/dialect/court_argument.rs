//! `court-argument`: an argument in court: a column of line numbers, names in capitals.
//!
//! ```text
//! 1             JUSTICE HART:  Counsel, is a hat
//! 2   a roof?
//! 3             MR. LOWE:  In this rain, Your Honor.
//! ```
//!
//! ```text
//! record = number LABEL ":" text
//! ```

use super::grammar::Grammar;
use super::records::numbered;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "court-argument",
    title: "numbered lines, JUSTICE NAME: text",
    ceiling: 0.86,
    settles: 2.0,
    score,
    read,
};

const GRAMMAR: Grammar = Grammar { gutter: true, ..Grammar::NAMES };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 2.0 * numbered(page) * (facts.caps - facts.letters - facts.generic).max(0.0))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
