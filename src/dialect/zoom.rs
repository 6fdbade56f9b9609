//! `zoom`: saved captions of a meeting: a name in brackets and the time of day on a line of their own.
//!
//! ```text
//! [Vera Stone] 09:02:14
//! Can you all see the snail?
//!
//! [Ola Berg (they/them)] 09:02:21
//! It's moving, so yes.
//! ```
//!
//! ```text
//! record = "[" label "]" time NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Clock;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "zoom", title: "[Name] 14:03:22, text below", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { clock: Some(Clock::Wall), ..Grammar::NAMED_MARKS };

fn score(page: &Page<'_>) -> Score {
    records::score(
        page,
        &GRAMMAR,
        |facts| if facts.first >= 3_600_000 { 1.1 * facts.tails[1] * facts.wrapped } else { 0.0 },
    )
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
