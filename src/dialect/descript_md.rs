//! `descript-md`: Markdown of an editor: a bold name, then the mark; markers of chapters stand between.
//!
//! ```text
//! **Bea:** [00:00:01] We open with the drill.
//! [00:00:04] === Chapter: Drill ===
//! **Tom:** [00:00:04] And close with the plaster.
//! ```
//!
//! ```text
//! record = "**" label ":**" mark text / mark "**" label ":**" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "descript-md", title: "**Name:** [00:00:05] text", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.markdown * facts.marked * (1.0 - facts.alone))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
