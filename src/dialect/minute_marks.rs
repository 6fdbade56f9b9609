//! `minute-marks`: paragraphs with a mark on a line of its own about once a minute.
//!
//! ```text
//! We begin with the small loom, and then, if it lets us, the big one.
//! [01:02]
//! So hold this. Not like that. Like it owes you money.
//! [02:05]
//! Good. Now nobody breathe.
//! ```
//!
//! ```text
//! record = text NL mark NL
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "minute-marks", title: "[01:02] alone every minute", ceiling: 0.85, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { cold_open: true, ..Grammar::MARKS };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| match facts.step {
        // The first one stands a minute into the talk.
        45_000.. if (45_000..180_000).contains(&facts.first) => 1.1 * facts.alone,
        45_000.. => facts.alone,
        _ => 0.0,
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
