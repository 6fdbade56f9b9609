//! `yt-panel`: a mark on a line, text on the next: the transcript panel of a video page.
//!
//! ```text
//! 0:00
//! so today i want to show you how a tide
//! 0:03
//! table is made [Music]
//! 0:06
//! and why nobody trusts the one in the pub
//! ```
//!
//! ```text
//! record = time NL text NL
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "yt-panel", title: "0:00 / text", ceiling: 0.85, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.alone * (1.0 - 0.5 * facts.apart) * (1.0 - facts.round - facts.square))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
