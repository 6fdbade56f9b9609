//! `bilingual`: each line is followed by its translation: both stay, in order.
//!
//! ```text
//! 00:02
//! El pan está dormido.
//! The bread is asleep.
//!
//! 00:04
//! Shh.
//! Shh.
//! ```
//!
//! ```text
//! record = time NL text NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "bilingual", title: "0:02, a line and its translation", ceiling: 0.85, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 0.3 * facts.alone * facts.apart)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
