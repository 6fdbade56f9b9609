//! `hearing`: a hearing: a title, a surname and a full stop.
//!
//! ```text
//!     Mr. BECKWITH. How many beavers, to the nearest beaver?
//!     Ms. THORNE. Eleven, sir. There were ten in the
//! statement I submitted.
//!     The CHAIRMAN. Without objection, eleven.
//! ```
//!
//! ```text
//! record = INDENT title label "." text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "hearing", title: "Mr. SMITH. text", ceiling: 0.85, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NONE.signed(&[3]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.terms[3] * (1.0 - facts.counted))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
