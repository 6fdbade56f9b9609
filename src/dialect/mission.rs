//! `mission`: loops of a mission: the time since its start, a name, text.
//!
//! ```text
//! 012:04:09 Holm: Base, we can see the harvest from here.
//!
//! 012:04:15 Base: Roger. Bring some.
//!
//! PAO: That was the crew describing wheat.
//! ```
//!
//! ```text
//! record = time label ":" text / 2DIGIT SP 2DIGIT SP 2DIGIT SP 2DIGIT code text
//! ```

use super::grammar::Grammar;
use super::line::Shape;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Clock;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "mission", title: "102:45:40 Name: text", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar {
    heads: Grammar::NAMES_AND_MARKS.heads | Shape::MarkCode.bit(),
    clock: Some(Clock::Mission),
    ..Grammar::NONE
};

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if facts.clock == Clock::Wall || facts.ground {
            0.0
        } else if facts.clock == Clock::Mission {
            1.2
        } else if facts.first >= 10_800_000 || facts.first < 0 {
            1.1 * (1.0 - facts.square)
        } else {
            0.0
        }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
