//! `caps-inline`: names in capitals in the middle of a line.
//!
//! ```text
//! Thank you for coming. HOST: So this is a pear PIP: It was a pear HOST: When? PIP: Before lunch
//! ```
//!
//! ```text
//! text = *(words LABEL ":" words)
//! ```

use super::grammar::{Grammar, Inside};
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "caps-inline", title: "text NAME: text NAME: text", ceiling: 0.81, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES.inside(Inside::Capitals);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.caps)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
