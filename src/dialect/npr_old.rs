//! `npr-old`: a broadcast of older days: a title, the name in capitals, the role in brackets.
//!
//! ```text
//! NED CARTER, host:
//!
//! We went down the cheese mine.
//!
//! Ms. UNA FROST (Cheese Miner, "Deep Cheddar"): Mind your head on the rind.
//!
//! CARTER: How old is this wall?
//!
//! Ms. FROST: Six years. It's at its best.
//! ```
//!
//! ```text
//! record = [title] LABEL ["(" role ")"] ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "npr-old", title: "Mr. NAME (Role): text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { cold_open: true, ..Grammar::NAMES };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if old_titles(page.text) { 1.1 * facts.caps } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether labels have a title in front of capitals: `Mr. JOE BELL (Miner):`.
fn old_titles(text: &str) -> bool {
    let titled = |line: &&str| {
        let Some((_, rest)) = ["Mr. ", "Ms. ", "Mrs. ", "Dr. "]
            .iter()
            .find_map(|title| line.split_once(title).filter(|(before, _)| before.is_empty()))
        else {
            return false;
        };
        rest.split(['(', ':'])
            .next()
            .is_some_and(|name| !name.is_empty() && name.len() < 48 && !name.contains(char::is_lowercase))
    };
    text.lines().take(2_000).map(str::trim).filter(titled).count() >= 1
}
