//! `numbered`: a rising number in front of each name.
//!
//! ```text
//! 7. DR LANE: When did you see the balloon?
//! 8. MS ORR: Before it saw me.
//! 0009 [SPEAKER_02]: Noted.
//! ```
//!
//! ```text
//! record = number label ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "numbered", title: "12. Name: text", ceiling: 0.84, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 1.1 * facts.counted)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
