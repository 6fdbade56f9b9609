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
    records::score(page, &GRAMMAR, |facts| if facts.initials { 1.1 } else { 0.6 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
