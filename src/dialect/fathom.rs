//! `fathom`: a mark, a dash and a name on a line of their own; the text below.
//!
//! ```text
//! Glass review - March 2
//! VIEW RECORDING - 12 mins (No highlights): https://vid.example/7
//! ---
//! 0:00 - Lena Hart (Hot Shop)
//!   Careful, that one is still a bottle.
//!
//! 0:04 - Rob Nye
//!   And this one?
//! ```
//!
//! ```text
//! record = time "-" label ["(" org ")"] NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "fathom", title: "0:00 - Name (Org), text below", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARK_OVER_NAME;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.terms[2] * facts.labelled * (1.0 - facts.square))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
