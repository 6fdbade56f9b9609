//! `bilingual`: each line is followed by its translation: both stay, in order.
//!
//! ```text
//! 00:02
//! El pan está dormido.
//! The bread is asleep.
//!
//! 00:04
//! Shh.
//! Shh.
//! ```
//!
//! ```text
//! record = time NL text NL text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::text::words::bare;
use rustc_hash::FxHashSet;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "bilingual", title: "0:02, a line and its translation", ceiling: 0.85, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| if in_two_tongues(page) { 1.2 } else { 0.3 * facts.alone * facts.apart })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether nearly all records have two lines, whose words have next to nothing in common: not even the short ones.
fn in_two_tongues(page: &Page<'_>) -> bool {
    const LOOKED_AT: usize = 400;
    const FEWEST: usize = 5;
    let found = page.found(&GRAMMAR);
    let rows = &found.census.rows;
    let (mut above, mut below) = (FxHashSet::default(), FxHashSet::default());
    let (mut pairs, mut all) = (0usize, 0usize);
    for (index, row) in rows.iter().take(LOOKED_AT).enumerate() {
        let until = rows.get(index + 1).map_or(page.text.len(), |next| next.start as usize);
        let said = page.text.get(row.text as usize..until).unwrap_or("");
        let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
        all += 1;
        if said.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            // The time again, in words.
            continue;
        }
        if let (Some(first), Some(second), None) = (lines.next(), lines.next(), lines.next()) {
            pairs += 1;
            above.extend(first.split_whitespace().map(bare));
            below.extend(second.split_whitespace().map(bare));
        }
    }
    let shared = above.intersection(&below).filter(|word| !word.is_empty()).count();
    pairs >= FEWEST && pairs * 10 >= all * 8 && shared * 8 <= above.len().min(below.len())
}
