//! `mixed`: parts by several tools: names with colons, then names with marks.
//!
//! ```text
//! Host: A word before the tape.
//! Guest: Two words.
//!
//! Host  0:01
//! Are we on?
//!
//! Guest  0:03
//! I've been on since Tuesday.
//! ```
//!
//! ```text
//! record = any
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "mixed", title: "a page that changes its form", ceiling: 0.92, score, read };

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| 0.1)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
