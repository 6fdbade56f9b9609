//! `name-line-colon`: a name and a colon on a line of their own; the text below.
//!
//! ```text
//! Announcer:
//!
//! This is the sourdough hour.
//!
//! Maud:
//!
//! You feed it like a pet.
//!
//! Ilse Brandt:
//!
//! Like a rude pet.
//! ```
//!
//! ```text
//! record = label ":" NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "name-line-colon", title: "Name: on a line, text below", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.alone)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
