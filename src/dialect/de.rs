//! `de`: German interviews: letters for interviewer and person, paragraphs numbered or not.
//!
//! ```text
//! 1 I: Was war im Keller?
//! 2 B: Noch ein Keller (lacht).
//! 3 I: Und darunter?
//! 4 B: (..) Kartoffeln.
//! ```
//!
//! ```text
//! record = [number] ("I" / "B" / "IP") ":" text
//! ```

use super::grammar::{Facts, Grammar};
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "de", title: "1 I: text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if letters(facts, page) { 1.1 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether the labels are the letters of German interviews.
fn letters(facts: &Facts, page: &Page<'_>) -> bool {
    facts.labelled > 0.0
        && page.sheet().labels.iter().filter(|label| matches!(**label, "I" | "B" | "IP" | "B1" | "B2")).count() >= 2
}
