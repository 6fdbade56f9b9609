//! `debate`: a debate: a moderator, surnames in capitals, the audience in brackets.
//!
//! ```text
//! MODERATOR: Two minutes on turnips.
//! HALE: Thank you. My turnips speak for themselves.
//! (APPLAUSE)
//! ROWE: May I ask them a question?
//! ```
//!
//! ```text
//! record = LABEL ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "debate", title: "MODERATOR: text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if page.text.contains("MODERATOR") || page.text.contains("(APPLAUSE)") { 1.1 * facts.caps } else { 0.0 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
