//! `name-stamp-line`: a name and its mark on a line of their own, blanks between them; the text below.
//!
//! ```text
//! Corin Blythe  0:03
//! Right, is the kiln on or off?
//!
//! Unknown Speaker  0:06
//! On.
//!
//! Corin Blythe  1:02:44
//! Then nobody open the door.
//!
//! Transcribed by https://otter.ai
//! ```
//!
//! ```text
//! record = label 1*BLANK mark NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "name-stamp-line",
    title: "Name  0:00 on a line, text below",
    ceiling: 0.94,
    settles: 2.0,
    score,
    read,
};

const GRAMMAR: Grammar = Grammar::NAMED_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        // A blank is its own sign; others have their own dialects and still read so.
        facts.tails[1] + 0.6 * (facts.tail - facts.tails[1])
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
