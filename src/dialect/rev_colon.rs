//! `rev-colon`: a name, a colon and a mark in front of each paragraph; often the whole hearing has become one paragraph.
//!
//! ```text
//! Speaker 1: (00:00) Does the museum own the kite or the string? Ms. Adair: (00:07) Only the string. Speaker 1: (00:11) Then who flies it?
//! ```
//!
//! ```text
//! record = label ":" "(" time ")" text
//! ```

use super::grammar::{Grammar, Inside};
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "rev-colon", title: "Name: (MM:SS) text", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMED_MARKS.inside(Inside::LabelMarks);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.terms[0] * facts.marked * (1.0 - facts.markdown))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
