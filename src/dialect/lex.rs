//! `lex`: a name on a line, its mark in brackets on the next, then text; a mark alone goes on with the same speaker.
//!
//! ```text
//! Wool and Weather
//!
//! Runa Skye
//! (00:00:00)
//! Sheep know. They come down off the hill the day before.
//! (00:00:19)
//! Nobody has explained it.
//! Theo Marsh
//! (00:00:24)
//! Somebody must have tried.
//! ```
//!
//! ```text
//! record = label NL "(" time ")" NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "lex", title: "Name / (HH:MM:SS) / text", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAME_OVER_MARK;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.round * facts.labelled * (1.0 - facts.tail))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
