//! `deposition`: a deposition: a column of line numbers, Q. and A., names with a colon.
//!
//! ```text
//!                                                    14
//!  1        Q.   You sold the piano, Mr. Ferro?
//!  2        A.   I sold what was left of it.
//!  3             The moths had the rest.
//!  4             MS. DOYLE:  Objection.  Moths.
//!  5   BY MR. KEANE:
//!  6        Q.   When was this?
//! ```
//!
//! ```text
//! record = number ("Q." / "A." / LABEL ":") text
//! ```

use super::grammar::Grammar;
use super::records::numbered;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "deposition", title: "numbered lines, Q. and A.", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { gutter: true, ..Grammar::NAMES.signed(&[3]) };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if facts.terms[3] >= 0.3 { 2.0 * numbered(page) } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
