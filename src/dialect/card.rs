//! `card`: cards of a web player: mark, ornaments and text on lines of their own.
//!
//! ```text
//! 00:00:04
//! ◼
//! ►
//! where does the lift go
//! [TS]
//! 00:00:06
//! ◼
//! ►
//! it doesn't it stays
//! [TS]
//! ```
//!
//! ```text
//! record = time NL *ornament text NL
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "card", title: "mark, ornaments, text, each on a line", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { ornaments: true, ..Grammar::MARKS };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if has_ornaments(page.text) { 1.2 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether lines of nothing but one sign come again and again.
fn has_ornaments(text: &str) -> bool {
    let ornaments = text.lines().take(2_000).map(str::trim).filter(|line| {
        matches!(*line, "◼" | "►" | "▶" | "■" | "•" | "[TS]") || line.ends_with("[TS]") || line.contains("◼ ►")
    });
    ornaments.count() >= 4
}
