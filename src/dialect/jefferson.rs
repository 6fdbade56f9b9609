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
    let score = records::score(page, &GRAMMAR, |facts| {
        if facts.letters > 0.5 && is_notation(page.text) { 2.0 * numbered(page) } else { 0.0 }
    });
    // Notation has no sentences: its signs, the column of numbers and the codes that come again prove it.
    let found = page.found(&GRAMMAR);
    let (facts, evidence) = (&found.facts, &found.evidence);
    let coded = facts.rows >= 6 && facts.letters > 0.8 && evidence.changes >= 4 && evidence.labels_are_healthy();
    if score.value < 0.5 && coded && is_notation(page.text) && numbered(page) > 0.6 {
        return Score { value: 0.7, ..score };
    }
    score
}

/// Whether pauses and sounds are written as notation has them: `(0.4)`, `(.)`, `((coughs))`.
fn is_notation(text: &str) -> bool {
    ["(0.", "(.)", "(("].iter().any(|sign| text.contains(sign))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
