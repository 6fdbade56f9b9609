//! `caps-surname`: names in capitals: the full name first, the surname later.
//!
//! ```text
//! LENNART HOLM: Why maps of places that aren't there?
//! ADA PRYCE: Because somebody has to.
//! HOLM: Somebody paid you?
//! PRYCE: Eventually.
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
    Dialect { id: "caps-surname", title: "FIRST LAST: text, then LAST:", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if facts.alone < 0.5 { facts.caps } else { 0.2 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
