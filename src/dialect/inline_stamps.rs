//! `inline-stamps`: marks inside running text.
//!
//! ```text
//! [00:00:00] We kept the weather balloon shed open all winter. [00:00:06] My brother, who was nine, [00:00:09] inflated them.
//! ```
//!
//! ```text
//! text = *(mark words)
//! ```

use super::grammar::{Grammar, Inside};
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "inline-stamps", title: "[0:03] text [0:06] text", ceiling: 0.85, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS.inside(Inside::Marks);

/// The same where speakers are named as well.
const NAMED: Grammar = Grammar::NAMES_AND_MARKS.inside(Inside::Marks);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &grammar(page), |facts| 0.9 + 2.0 * facts.inside)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &grammar(page))
}

/// With names where names open lines that have more times inside.
fn grammar(page: &Page<'_>) -> Grammar {
    let found = page.found(&NAMED);
    let named = found.facts.inside > 0.15 && found.facts.labelled > 0.15 && found.evidence.labels_are_healthy();
    if named { NAMED } else { GRAMMAR }
}
