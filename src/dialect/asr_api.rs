//! `asr-api`: voices that a recogniser has numbered.
//!
//! ```text
//! [00:00:02] spk_1: Did it arrive?
//! [00:00:03] spk_0: Half of it.
//! Speaker A: Which half?
//! [Speaker:1] The half with the wheel.
//! ```
//!
//! ```text
//! record = [mark] voice ":" text / "[" voice "]" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "asr-api", title: "spk_0: text, [Speaker:0] text", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS.signed(&[9]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        let arrows = if page.text.contains(" --> ") { 0.1 * facts.ranges } else { 0.0 };
        facts.generic * (1.0 + arrows)
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
