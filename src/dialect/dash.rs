//! `dash`: a dash in front of each turn, nobody named.
//!
//! ```text
//! - Is the yak inside?
//! - Mostly.
//! - Which part is out?
//! – The part with the bell.
//! ```
//!
//! ```text
//! record = dash text
//! ```

use super::grammar::Grammar;
use super::line::Shape;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "dash", title: "- text", ceiling: 0.80, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::of(&[Shape::Break]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.dashes)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
