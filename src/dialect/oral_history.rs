//! `oral-history`: full names first, initials later; pages and tapes are numbered between.
//!
//! ```text
//! Nell Abara: This is Nell Abara with Jun Seto at the ferry museum. NA: Where were you born? JS: Two piers down. [laughs]
//! [7]
//! NA: Which pier?
//! ```
//!
//! ```text
//! record = label ":" text
//! ```

use super::grammar::{Grammar, Inside};
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "oral-history", title: "First Last: text, then FL:", ceiling: 0.81, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES.inside(Inside::Labels);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if facts.initials || are_initials(page) { 1.1 } else { 0.6 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether the labels are the initials of names that stand above: `INTERVIEWER: Ruth Sandeman`, then `RS:`.
fn are_initials(page: &Page<'_>) -> bool {
    let found = page.found(&GRAMMAR);
    let head = found.census.rows.first().and_then(|row| page.text.get(..row.start as usize)).unwrap_or("");
    let used = found.census.counts(&found.census.rows, u8::MAX);
    let labels = || found.census.labels.iter().zip(&used).filter(|(_, count)| **count > 0).map(|(label, _)| *label);
    let stands = |label: &str| {
        head.lines().any(|line| {
            let words: Vec<char> = line.split_whitespace().filter_map(|word| word.chars().next()).collect();
            let initials: Vec<char> = label.chars().collect();
            words.windows(initials.len()).any(|some| some == initials)
        })
    };
    let short = |label: &str| (2..=4).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_uppercase());
    labels().count() >= 2 && labels().filter(|label| short(label) && stands(label)).count() * 3 >= labels().count() * 2
}
