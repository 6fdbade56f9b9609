//! `fireflies`: a name, a dash and a mark on a line of their own; the text below.
//!
//! ```text
//! Meeting Title: Fence
//! Participants: Al Roe, Bo Lund
//! Al Roe - 00:03
//! Which side do we paint?
//! Bo Lund - 00:05
//! Theirs.
//! ```
//!
//! ```text
//! record = label "-" mark NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "fireflies", title: "Name - 00:05, text below", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMED_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.tails[4])
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
