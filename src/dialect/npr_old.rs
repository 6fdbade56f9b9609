//! `npr-old`: a broadcast of older days: a title, the name in capitals, the role in brackets.
//!
//! ```text
//! NED CARTER, host:
//!
//! We went down the cheese mine.
//!
//! Ms. UNA FROST (Cheese Miner, "Deep Cheddar"): Mind your head on the rind.
//!
//! CARTER: How old is this wall?
//!
//! Ms. FROST: Six years. It's at its best.
//! ```
//!
//! ```text
//! record = [title] LABEL ["(" role ")"] ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "npr-old", title: "Mr. NAME (Role): text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 0.3 * facts.caps)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
