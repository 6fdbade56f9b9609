//! `riverside`: a name and a mark with thousandths on a line of their own; the text below.
//!
//! ```text
//! Nina Frey (00:00.310)
//! You brought a door to the interview.
//!
//! Cal Moor (00:02.8)
//! It's an open one.
//! ```
//!
//! ```text
//! record = label "(" time fraction ")" NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "riverside", title: "Name (00:01.102), text below", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMED_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.alone * facts.fraction * facts.round)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
