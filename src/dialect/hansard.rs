//! `hansard`: a parliament: names with place and party in brackets, columns and times between.
//!
//! ```text
//! Mr. Speaker: Order. The hon. Member must put down the barometer.
//!
//! Mr. Alan Pugh (Eastmoor) (Lib): It is falling, Mr. Speaker.
//! 12 Mar 1999 : Column 40
//! Mr. Pugh: It has stopped.
//!
//! Mr. Deputy Speaker
//!
//! Then so must he.
//! ```
//!
//! ```text
//! record = label ["(" place ")"] ["(" party ")"] ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "hansard", title: "Mr. Speaker: text, columns between", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAME_LINES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| {
        if ["Column", "hon. ", ") (", " pm\n"].iter().any(|sign| page.text.contains(sign)) { 1.1 } else { 0.0 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
