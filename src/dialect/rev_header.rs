//! `rev-header`: a name and its mark in round brackets on a line of their own, one paragraph below.
//!
//! ```text
//! Anouk Priest (00:00:02):
//! Who keeps the parrots quiet on a Monday?
//!
//! Joe Bell (00:00:05):
//! [inaudible 00:00:05] Mondays.
//!
//! Joe Bell (01:03:20):
//! They know the days.
//! ```
//!
//! ```text
//! record = label "(" time "):" NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "rev-header",
    title: "Name (HH:MM:SS): on a line, text below",
    ceiling: 0.94,
    settles: 2.0,
    score,
    read,
};

const GRAMMAR: Grammar = Grammar::NAMED_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if facts.labelled >= 0.99 {
            facts.round * facts.alone * (1.0 - facts.terms[0]) * (1.0 - facts.fraction) * (1.0 - facts.markdown)
        } else {
            0.1
        }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
