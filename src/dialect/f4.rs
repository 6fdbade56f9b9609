//! `f4`: a mark at the end of each paragraph says when it ended.
//!
//! ```text
//! I: Wer hat die Leiter gebaut? #00:00:04-1#
//! B: Mein Onkel, von oben nach unten. #00:00:09-7#
//! ```
//!
//! ```text
//! record = label ":" text "#" time "#"
//! ```

use super::grammar::Grammar;
use super::line::Shape;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "f4", title: "Name: text #00:01:23-4#", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::of(&[Shape::Label, Shape::Mark]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 1.2 * facts.ends)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
