//! `md-bold`: Markdown: the name is bold or a heading, a mark may stand beside it.
//!
//! ```text
//! **Pia Holt:** Who wore the tall stilts?
//!
//! **Abe Lunt** [00:00:04]
//! My aunt. *Indoors.*
//!
//! > **Pia:** Indoors!
//! ```
//!
//! ```text
//! record = "**" label "**" [mark] [":"] text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "md-bold", title: "**Name**: text", ceiling: 0.95, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES_AND_MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 1.05 * facts.markdown)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
