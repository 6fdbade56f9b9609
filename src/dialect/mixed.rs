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
use super::head::Kind;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "mixed", title: "a page that changes its form", ceiling: 0.92, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS;

fn score(page: &Page<'_>) -> Score {
    let score = records::score(page, &GRAMMAR, |_| 0.1);
    // Part of the page has marks and part has none, or has them elsewhere, and both are speech.
    let found = page.found(&GRAMMAR);
    let [named, behind, before] = parts(&found.census.rows);
    let both =
        (named >= 4 && behind.max(before) >= 3 || behind >= 3 && before >= 3) && found.evidence.labels_are_healthy();
    if both && score.value > 0.0 { Score { value: (score.value * 1.1).min(0.97), ..score } } else { score }
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// The longest stretch of records with a name in each form: without a mark, with one behind the name, with one in front.
fn parts(rows: &[Row]) -> [usize; 3] {
    let (mut longest, mut run) = ([0usize; 3], [0usize; 3]);
    for row in rows.iter().filter(|row| row.label != NO_LABEL) {
        let at = match row.kind {
            Kind::LabelMark => 1,
            Kind::MarkLabel => 2,
            _ => 0,
        };
        let count = run[at] + 1;
        run = [0; 3];
        run[at] = count;
        longest[at] = longest[at].max(count);
    }
    longest
}
