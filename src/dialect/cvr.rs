//! `cvr`: the recorder of a cockpit: time of day, the channel as a code, text; bracketed sounds are units.
//!
//! ```text
//! 1402:10 CAM-1 is that light supposed to blink
//! 1402:13 CAM-2 it's not supposed to sing
//! 1402:15 CAM [sound of chime]
//! ```
//!
//! ```text
//! record = time code text
//! ```

use super::grammar::Grammar;
use super::line::Shape;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Clock;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "cvr", title: "0733:34 CAM-1 text", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { clock: Some(Clock::Wall), ..Grammar::of(&[Shape::MarkCode]) };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if facts.clock == Clock::Mission { 0.0 } else { 1.2 * facts.marked })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
