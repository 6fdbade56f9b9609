//! `name-dash`: a name and a dash, an angle or a semicolon.
//!
//! ```text
//! Visitor – Is it always this loud?
//! Guide – Only when it's open.
//! Visitor – When does it close?
//! ```
//!
//! ```text
//! record = label ("–" / ">" / ";") text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "name-dash", title: "Name – text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NONE.signed(&[4, 5, 6]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.terms[4] + facts.terms[5] + facts.terms[6])
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
