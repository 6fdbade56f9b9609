//! `granola`: two voices, both on one line.
//!
//! ```text
//! Me: Do you have a left-handed ladder?  Them: Which hand is up?  Me: I'll call back.
//! ```
//!
//! ```text
//! text = *(("Me" / "Them") ":" words 2*BLANK)
//! ```

use super::grammar::{Grammar, Inside};
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "granola", title: "Me: text  Them: text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES.inside(Inside::Labels);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if page.text.contains("Them:") && page.text.contains("Me:") { 1.1 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
