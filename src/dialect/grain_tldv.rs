//! `grain-tldv`: exports of meeting recorders: marks and names, with titles of clips between.
//!
//! ```text
//! [00:04] Mara Kite: That was the demo.
//! [00:06] Finn Ash: It's on fire.
//! Clip: Next steps
//! [00:08] Mara Kite: That's step two.
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
    Dialect { id: "grain-tldv", title: "[00:12] Name: text, clips between", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKED_NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if facts.labelled > 0.3 { 0.5 * facts.square } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
