//! `loom`: a mark in front of each sentence, the title of a recording above.
//!
//! ```text
//! Loom | How to fold the tent
//! 0:00 Hi, so this is the bag it came out of.
//! 0:04 It won't go back.
//! ```
//!
//! ```text
//! record = time text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "loom", title: "Loom | title, 0:00 text", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if page.text.trim_start().starts_with("Loom") { 1.0 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
