//! `trint`: a mark in brackets and a name on a line of their own; the text below.
//!
//! ```text
//! [00:00:03] Hugo Lind
//! The bridge is closed for feelings.
//! [00:00:06] Asta
//! Whose?
//! ```
//!
//! ```text
//! record = "[" time "]" label NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "trint", title: "[00:00:05] Name, text below", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARK_OVER_NAME;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.square * facts.labelled * (1.0 - facts.terms[2]))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
