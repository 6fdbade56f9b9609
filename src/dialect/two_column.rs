//! `two-column`: a table whose cells have become lines.
//!
//! ```text
//! Time
//! Speaker
//! Text
//! 0:02
//! Wren
//! Is it tea?
//! 0:03
//! Gil
//! It was.
//! ```
//!
//! ```text
//! record = [time NL] label NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "two-column",
    title: "a table without its lines: 0:02 / Name / text",
    ceiling: 0.94,
    settles: 2.0,
    score,
    read,
};

const GRAMMAR: Grammar = Grammar::MARK_OVER_NAME;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if has_columns(page.text) { 1.1 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether the heads of the columns stand in a row: each on its own line.
fn has_columns(text: &str) -> bool {
    let heads: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(40).collect();
    let is = |line: &&str, names: &[&str]| names.contains(&line.to_lowercase().as_str());
    heads.windows(2).any(|pair| {
        let [a, b] = pair else { return false };
        is(a, &["time", "start", "timestamp", "speaker", "name"])
            && is(b, &["speaker", "name", "text", "transcript", "dialogue"])
    })
}
