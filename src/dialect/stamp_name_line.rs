//! `stamp-name-line`: a mark or a range on a line, the name on the next, then text.
//!
//! ```text
//! 0:0:1.30 --> 0:0:5.0
//! Anneke Post
//! The dyke is fine. Ask me tomorrow.
//! 0:0:5.100 --> 0:0:6.2
//! Guest
//! Tomorrow?
//! ```
//!
//! ```text
//! record = mark NL label NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "stamp-name-line", title: "0:00 / Name / text", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARK_OVER_NAME;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 0.9 * facts.labelled)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
