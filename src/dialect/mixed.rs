//! `mixed`: parts by several tools: names with colons, then names with marks.
//!
//! ```text
//! Host: A word before the tape.
//! Guest: Two words.
//!
//! Host  0:01
//! Are we on?
//!
//! Guest  0:03
//! I've been on since Tuesday.
//! ```
//!
//! ```text
//! record = any
//! ```

use super::census::{NO_LABEL, Row};
use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "mixed", title: "a page that changes its form", ceiling: 0.92, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS;

fn score(page: &Page<'_>) -> Score {
    let score = records::score(page, &GRAMMAR, |_| 0.1);
    // Part of the page has marks and part has none, and both are speech.
    let found = page.found(&GRAMMAR);
    let (named, marked) = parts(&found.census.rows);
    let both = named >= 4 && marked >= 3 && found.evidence.labels_are_healthy();
    if both && score.value > 0.0 { Score { value: (score.value * 1.1).min(0.97), ..score } } else { score }
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// How many records in a row have a name and no mark, and how many have both: the longest stretch of each.
fn parts(rows: &[Row]) -> (usize, usize) {
    let (mut longest, mut run) = ([0usize; 2], [0usize; 2]);
    for row in rows.iter().filter(|row| row.label != NO_LABEL) {
        let at = usize::from(row.mark().is_some());
        let other = 1 - at;
        run[at] += 1;
        run[other] = 0;
        longest[at] = longest[at].max(run[at]);
    }
    (longest[0], longest[1])
}
