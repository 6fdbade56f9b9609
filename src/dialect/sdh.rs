//! `sdh`: captions for those who cannot hear: the speaker in brackets or capitals.
//!
//! ```text
//! [woman on intercom] Platform two is closed.
//! GREG: Closed since when?
//! (man) Since the marbles.
//! [glass clinking]
//! ```
//!
//! ```text
//! record = ("[" label "]" / "(" label ")" / LABEL ":") text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "sdh", title: "[man] text", ceiling: 0.81, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES.signed(&[9]);

fn score(page: &Page<'_>) -> Score {
    let score = records::score(page, &GRAMMAR, |facts| facts.wrapped);
    let census = &page.found(&GRAMMAR).census;
    let listed = census.rows.iter().filter(|row| is_a_number(census.label(row))).count();
    // The clauses of a licence: `(a) …`, `(iv) …`.
    if listed * 2 > census.rows.len() { Score { value: 0.0, ..score } } else { score }
}

/// Whether a label numbers a clause: a letter, a Roman number, a figure.
fn is_a_number(label: &str) -> bool {
    label.chars().count() == 1
        || label.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'))
        || label.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_nobody() {
        for label in ["a", "A", "iv", "2", "2.1"] {
            assert!(is_a_number(label), "{label}");
        }
        for label in ["man", "Mix", "woman 2"] {
            assert!(!is_a_number(label), "{label}");
        }
    }
}
