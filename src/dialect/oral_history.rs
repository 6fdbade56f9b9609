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
    records::score(page, &GRAMMAR, |_| if initials(&page.sheet().labels) { 1.1 } else { 0.6 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether a label is the initials of another.
fn initials(labels: &[&str]) -> bool {
    let of = |label: &&&str| -> String { label.split_whitespace().filter_map(|word| word.chars().next()).collect() };
    let full: Vec<String> =
        labels.iter().filter(|label| label.contains(' ')).take(64).map(|label| of(&label)).collect();
    labels
        .iter()
        .filter(|label| (2..=4).contains(&label.len()))
        .take(64)
        .any(|label| full.iter().any(|initials| initials == label))
}
