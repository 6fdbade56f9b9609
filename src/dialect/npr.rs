//! `npr`: a broadcast: name and role in capitals first, the surname later; sounds in brackets.
//!
//! ```text
//! WENDELIN KRAY, HOST:
//!
//! Snow fell on the salt flats this morning, which surprised everyone but the salt.
//!
//! (SOUNDBITE OF SHOVEL SCRAPING)
//!
//! ORLA DUNNE, BYLINE: I am standing where the road was.
//!
//! KRAY: Was?
//! ```
//!
//! ```text
//! record = LABEL [", " ROLE] ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "npr", title: "NAME, HOST: text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { cold_open: true, ..Grammar::NAMES };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if roles(page.text) { 1.1 * facts.caps } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether a host or a byline is named with the role.
fn roles(text: &str) -> bool {
    [", HOST:", ", BYLINE:", "(SOUNDBITE"].iter().any(|sign| text.contains(sign))
}
