//! `whitehouse`: a briefing: names in capitals with a colon, questions behind a lone Q.
//!
//! ```text
//!                               1:04 P.M. EDT
//!
//! MS. VALE:  We'll take three. You, in the hat.
//!
//! Q    Thank you. Is the orchard open to the public?
//!
//! MS. VALE:  Not the pears.  (Laughter.)
//! ```
//!
//! ```text
//! record = LABEL ":" text / "Q" 2*BLANK text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "whitehouse", title: "THE PRESIDENT:  text, Q    text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES.signed(&[8]);

fn score(page: &Page<'_>) -> Score {
    records::score(
        page,
        &GRAMMAR,
        |facts| if facts.asks > 0.0 { facts.terms[8].min(0.5) * 2.0 } else { 0.3 * facts.terms[8] },
    )
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
