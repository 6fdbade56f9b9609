//! `earnings`: a call with analysts: a name and a title on a line of their own; the text below.
//!
//! ```text
//! Dagny Ulvik -- Chief Executive Officer
//!
//! We sold more buttons than last year and fewer holes.
//!
//! Ray Santos -- Harbor & Pine -- Analyst
//!
//! Is that mix sustainable?
//!
//! Operator
//!
//! Your next question comes from the line of Jo Wu.
//! ```
//!
//! ```text
//! record = label ["--" title] NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "earnings", title: "Name -- Title, text below", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { titles: true, ..Grammar::NAME_LINES };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if ["Operator", "Analyst", "Chief Executive"].iter().any(|sign| page.text.contains(sign)) {
            1.2 * facts.alone
        } else {
            0.0
        }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
