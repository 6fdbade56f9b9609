//! `whisper-cli`: what a recogniser prints: a range in brackets in front of each line.
//!
//! ```text
//! Detecting language using up to the first 30 seconds. Use `--language` to specify the language
//! [00:00.000 --> 00:03.480]  A violin is mostly air and varnish.
//! [00:03.480 --> 00:05.000]  The rest is patience.
//! ```
//!
//! ```text
//! record = "[" time "-->" time "]" ["[" voice "]:"] text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "whisper-cli", title: "[0:00 --> 0:04] text", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKED_NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 1.2 * facts.ranges * facts.square)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
