//! `script-like-interview`: a name in capitals on a line, the text right below.
//!
//! ```text
//! MAY COLE
//! Was the moat your idea?
//! ARTHUR PENN
//! It was the duck's.
//! ```
//!
//! ```text
//! record = LABEL NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "script-like-interview",
    title: "NAME on a line, text below",
    ceiling: 0.81,
    settles: 2.0,
    score,
    read,
};

const GRAMMAR: Grammar = Grammar::NAME_LINES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.caps * facts.alone)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
