//! `qa-print`: an interview in print: the paper asks, a surname answers.
//!
//! ```text
//! HERALD: What is in the jar?
//!
//! Moss: Weather, mostly.
//!
//! HERALD: Whose?
//!
//! Moss: Last week's.
//! ```
//!
//! ```text
//! record = label ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "qa-print", title: "OUTLET: question, Surname: answer", ceiling: 0.81, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| 0.2)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
