//! `podscripts`: each paragraph begins with the words `Starting point is` and a mark.
//!
//! ```text
//! Starting point is 00:00:00 This week we ask a ferry captain what he dreams about.
//! Starting point is 00:00:17Harbours, mainly. Narrow ones.
//! And there is always fog.
//! ```
//!
//! ```text
//! record = "Starting point is" time text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "podscripts", title: "Starting point is 00:00:00 text", ceiling: 0.90, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if page.text.contains("Starting point is") { 1.0 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
