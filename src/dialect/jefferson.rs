//! `jefferson`: conversation analysis: numbered lines, letters for speakers, pauses and overlaps kept.
//!
//! ```text
//! 01 K:  and the- (0.3) the goat [just
//! 02 M:                          [no:::
//! 03 K:  just ATE it
//! 04     (1.2)
//! ```
//!
//! ```text
//! record = number label ":" text
//! ```

use super::grammar::Grammar;
use super::records::numbered;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "jefferson", title: "01 A: so (0.4) wha[t", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { gutter: true, keep_events: true, ..Grammar::NAMES };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if facts.letters > 0.5 && ["(0.", "(.)", "(("].iter().any(|sign| page.text.contains(sign)) {
            2.0 * numbered(page)
        } else {
            0.0
        }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
