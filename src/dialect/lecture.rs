//! `lecture`: a lecture: one speaker for pages, a voice from the audience now and then.
//!
//! ```text
//! PROFESSOR: Today we drop things. First a feather, then me.
//!
//! The feather is late, as you see, and I am not.
//!
//! AUDIENCE: [INAUDIBLE]
//!
//! PROFESSOR: No, the other feather.
//! ```
//!
//! ```text
//! record = LABEL ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "lecture", title: "PROFESSOR: text, AUDIENCE: text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if page.text.contains("AUDIENCE:") || page.text.contains("STUDENT:") { 1.1 * facts.caps } else { 0.0 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
