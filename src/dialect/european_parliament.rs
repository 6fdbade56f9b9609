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
    records::score(page, &GRAMMAR, |facts| {
        if [". –", ". —", ".\u{A0}–", ".\u{A0}—", ".\u{202F}–"].iter().any(|sign| page.text.contains(sign)) {
            1.2 * facts.terms[3]
        } else {
            0.0
        }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
