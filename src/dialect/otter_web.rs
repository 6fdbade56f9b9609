//! `otter-web`: a name on a line, its mark on the next, then text.
//!
//! ```text
//! Joss Lindgren
//! 0:02
//! Is this the right tunnel?
//!
//! Priya
//! 0:04
//! It is the only tunnel.
//! ```
//!
//! ```text
//! record = label NL time NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "otter-web", title: "Name / 0:02 / text", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAME_OVER_MARK;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.labelled * (1.0 - facts.round) * (1.0 - facts.tail))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
