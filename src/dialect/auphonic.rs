//! `auphonic`: a name on a line, marked lines below it.
//!
//! ```text
//! Track 1:
//! [0:04] Is the windmill plugged in?
//! [0:07] It's humming.
//!
//! Track 2:
//! [0:09] That's the miller.
//! ```
//!
//! ```text
//! record = label ":" NL 1*(mark text NL)
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "auphonic", title: "Name: on a line, [0:21] text below", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        // One label among times may be anything.
        let voices = facts.labelled * facts.rows as f32 >= 1.5;
        if voices && facts.marked >= 0.4 && (0.05..=0.6).contains(&facts.labelled) { 1.1 * facts.marked } else { 0.0 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
