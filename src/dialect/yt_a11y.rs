//! `yt-a11y`: the panel as a screen reader has it: each mark is said again in words.
//!
//! ```text
//! 0:000 secondsso the trick with a unicycle
//! 0:033 secondsis to owe nobody anything
//! 1:051 minute, 5 secondsyou fall off but politely
//! ```
//!
//! ```text
//! record = time words text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "yt-a11y", title: "0:055 seconds text", ceiling: 0.90, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.spelt)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
