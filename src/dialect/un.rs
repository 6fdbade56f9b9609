//! `un`: an assembly: names with their nation and the language spoken.
//!
//! ```text
//! The President (spoke in Spanish): I now give the floor to the representative of Norlund.
//!
//! Ms. Aas (Norlund): Thank you. We came about the icebergs.
//!
//! The President (spoke in Spanish): They are on tomorrow's list.
//! ```
//!
//! ```text
//! record = label ["(" place ")"] ["(spoke in" language ")"] ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "un", title: "Mr. Name (Nation) (spoke in French): text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if page.text.contains("(spoke in ") { 1.2 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
