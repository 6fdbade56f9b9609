//! `ted`: a talk: a mark before each paragraph, the audience in brackets.
//!
//! ```text
//! 0:11
//! I was born on a bus. (Laughter) It was a long route.
//!
//! 0:25
//! We stopped at every stop. My mother insisted.
//! ```
//!
//! ```text
//! record = time NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "ted", title: "0:12, a paragraph, (Laughter) inside", ceiling: 0.96, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| {
        if page.text.contains("(Laughter)") || page.text.contains("(Applause)") { 1.15 } else { 0.0 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
