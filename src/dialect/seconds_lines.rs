//! `seconds-lines`: seconds alone on a line, text below.
//!
//! ```text
//! 0.8
//!
//! The last tram leaves when it's full of fog.
//!
//! 4.35
//!
//! So, early.
//! ```
//!
//! ```text
//! record = seconds NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "seconds-lines", title: "702.176, text below", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 1.1 * facts.alone * facts.seconds)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
