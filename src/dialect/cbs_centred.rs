//! `cbs-centred`: a name in the middle of its line; the text below.
//!
//! ```text
//!               UMA KEEL:
//!
//! Tell me about the hat.
//!
//!               ROY DALE:
//!
//! It came with a head.
//! ```
//!
//! ```text
//! record = 8*BLANK LABEL ":" NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "cbs-centred", title: "NAME: centred on a line", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if indented(page.text) { 1.1 * facts.alone } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether lines begin far to the right.
fn indented(text: &str) -> bool {
    text.lines()
        .take(2_000)
        .filter(|line| {
            line.chars().take_while(|c| matches!(c, ' ' | '\t' | '\u{A0}')).count() >= 8
                && line.trim_end().ends_with(':')
        })
        .count()
        >= 2
}
