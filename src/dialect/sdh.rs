//! `sdh`: captions for those who cannot hear: the speaker in brackets or capitals.
//!
//! ```text
//! [woman on intercom] Platform two is closed.
//! GREG: Closed since when?
//! (man) Since the marbles.
//! [glass clinking]
//! ```
//!
//! ```text
//! record = ("[" label "]" / "(" label ")" / LABEL ":") text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "sdh", title: "[man] text", ceiling: 0.81, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES.signed(&[9]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.wrapped)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
