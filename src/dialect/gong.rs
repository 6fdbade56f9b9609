//! `gong`: a mark, a bar and a name on a line of their own; the text below.
//!
//! ```text
//! 0:03 | Orla Finn
//! We'd like a quieter piano.
//! 0:06 | Dev
//! How much quieter?
//! ```
//!
//! ```text
//! record = time "|" label NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "gong", title: "0:12 | Name, text below", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARK_OVER_NAME;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.terms[3] * facts.labelled)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
