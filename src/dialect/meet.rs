//! `meet`: notes of a meeting: names and colons, a time on a line of its own every few minutes.
//!
//! ```text
//! Quilt call - Transcript
//! Attendees
//! Ivy Roe, Sam Okoye
//! 00:00:00
//! Ivy Roe: Is that your square or mine?
//! Sam Okoye: Mine's the one with
//! Ivy Roe: The hole?
//! 00:05:00
//! Sam Okoye: a window.
//! ```
//!
//! ```text
//! record = label ":" text / time
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "meet",
    title: "Name: text, a time alone every few minutes",
    ceiling: 0.94,
    settles: 2.0,
    score,
    read,
};

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if facts.marked > 0.0 && facts.marked < 0.4 { 1.15 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
