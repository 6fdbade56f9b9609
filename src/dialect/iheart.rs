//! `iheart`: a name and its mark on a line of their own; wrapped lines below, with bare marks where the same speaker goes on.
//!
//! ```text
//! Available transcripts are automatically generated. Complete accuracy is not guaranteed.
//! Speaker 1 (00:00):
//! Every owl in this barn has a
//! name and a favouriteperch, and
//! (00:21):
//! only one of them answers.
//! Speaker 2 (00:24):
//! Which one?
//! ```
//!
//! ```text
//! record = label "(" time "):" NL *line *("(" time "):" NL *line)
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "iheart",
    title: "Name (00:00): on a line, bare marks below",
    ceiling: 0.94,
    settles: 2.0,
    score,
    read,
};

const GRAMMAR: Grammar = Grammar::NAMED_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if facts.labelled < 0.99 { facts.round * facts.alone } else { 0.1 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
