//! `cspan`: captions of a house in capitals, a mark above each.
//!
//! ```text
//! 00:12:05
//! THE GENTLEMAN HAS TWO MINUTES AND A GOAT.
//! 00:12:11
//! I THANK THE GENTLEMAN FOR THE GOAT.
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
    Dialect { id: "cspan", title: "00:12:05 / TEXT IN CAPITALS", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if in_capitals(page.text) { 1.0 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether nearly all letters of a text are capitals.
fn in_capitals(text: &str) -> bool {
    const ENOUGH: usize = 20_000;
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in text.chars().take(ENOUGH) {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper > lower * 4
}
