//! `stamp-name`: a mark and a name in front of each paragraph.
//!
//! ```text
//! [00:00:03] Ines Falk: How many hives were there to begin with?
//! [00:00:07] Old Tom: Two. Then four. Then the council wrote to me.
//! [00:01:55]  Ines Falk: [laughs] Of course they did.
//! ```
//!
//! ```text
//! record = mark label ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "stamp-name", title: "[HH:MM:SS] Name: text", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKED_NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if facts.labelled > 0.3 { (1.0 - facts.markdown) * (1.0 - facts.alone) } else { 0.0 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
