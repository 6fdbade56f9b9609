//! `happyscribe`: a mark in brackets on a line of its own, maybe with a name; the text below.
//!
//! ```text
//! [00:00:05.12] - Speaker 1
//! Who rings the bell at noon?
//!
//! [00:00:08.40] - Speaker 2
//! My aunt. Noon is when she says so.
//! ```
//!
//! ```text
//! record = "[" time "]" ["-" label] NL text
//! ```

use super::census::NO_LABEL;
use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "happyscribe", title: "[00:00:03] - Name, text below", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARK_OVER_NAME;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &grammar(page), |facts| {
        let named = if facts.labelled > 0.0 {
            0.5 + 0.5 * facts.terms[2]
        } else {
            if facts.step < SLOW { 1.2 * facts.alone } else { 0.0 }
        };
        facts.square * named
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &grammar(page))
}

/// Times that are farther apart stand for minutes of a tape, not for paragraphs.
const SLOW: i64 = 45_000;

/// With names where the page has them, else with the times alone.
fn grammar(page: &Page<'_>) -> Grammar {
    let named = page.found(&GRAMMAR).census.rows.iter().any(|row| row.label != NO_LABEL);
    if named { GRAMMAR } else { Grammar::MARKS }
}
