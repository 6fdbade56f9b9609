//! `emergency-call`: a call for help: roles in capitals.
//!
//! ```text
//! DISPATCHER: Where is the fire?
//! CALLER: It's more of a glow. At [redacted].
//! DISPATCHER: Stay back from the glow.
//! ```
//!
//! ```text
//! record = ROLE ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "emergency-call", title: "DISPATCHER: text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if page.text.contains("CALLER") { 1.1 * facts.caps } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
