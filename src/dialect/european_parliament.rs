//! `european-parliament`: a parliament of many languages: a stop and a dash end the label.
//!
//! ```text
//! President. – The next speaker has one minute.
//! Nora Lind, on behalf of the Bell Group. – (DA) Mr President, I need two.
//! ```
//!
//! ```text
//! record = label [", " function] ". –" ["(" language ")"] text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "european-parliament",
    title: "Name, on behalf of the X Group. – text",
    ceiling: 0.86,
    settles: 2.0,
    score,
    read,
};

const GRAMMAR: Grammar = Grammar::NONE.signed(&[3]);

fn score(page: &Page<'_>) -> Score {
    let score = records::score(page, &GRAMMAR, |facts| {
        if [". –", ". —", ".\u{A0}–", ".\u{A0}—", ".\u{202F}–"].iter().any(|sign| page.text.contains(sign)) {
            1.2 * facts.terms[3]
        } else {
            0.0
        }
    });
    // Members say neither `I` nor `you` for long; a stop and a dash behind names that come again is proof enough.
    let found = page.found(&GRAMMAR);
    let (facts, evidence) = (&found.facts, &found.evidence);
    let sits = facts.terms[3] >= 0.8 && evidence.labelled >= 5 && evidence.recurring >= 2 && evidence.changes >= 4;
    let speaks = evidence.ended >= 0.6 && evidence.words >= 4 && evidence.talk.first > 0.0 && evidence.reports <= 0.5;
    if score.value < 0.5 && sits && speaks && evidence.labels_are_healthy() {
        return Score { value: 0.6, ..score };
    }
    score
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
