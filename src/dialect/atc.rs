//! `atc`: radio of a tower: time of day, a call sign, text.
//!
//! ```text
//! 18:02:11 TWR: Glider nine, say intentions.
//! 18:02:14 GLD9: Down, please.
//! ```
//!
//! ```text
//! record = time callsign ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Clock;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "atc", title: "18:02:11 TWR: text", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { clock: Some(Clock::Wall), ..Grammar::MARKED_NAMES.signed(&[8]) };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        // `Tower⇥text`, or times of day.
        let tabbed = facts.marked == 0.0 && page.text.contains('\t');
        match tabbed {
            true => 1.2 * facts.terms[8],
            false if facts.first >= 7_200_000 && facts.ground => 1.15,
            false if facts.first >= 7_200_000 => 1.1 * facts.caps,
            false => 0.0,
        }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
