//! `yt-a11y`: the panel as a screen reader has it: each mark is said again in words.
//!
//! ```text
//! 0:000 secondsso the trick with a unicycle
//! 0:033 secondsis to owe nobody anything
//! 1:051 minute, 5 secondsyou fall off but politely
//! ```
//!
//! ```text
//! record = time words text
//! ```

use super::grammar::{Facts, Grammar};
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "yt-a11y", title: "0:055 seconds text", ceiling: 0.90, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::MARKS;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| 1.2 * facts.spelt.max(spelt_below(page, facts)))
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Share of marks whose time is said again in words on the next line.
fn spelt_below(page: &Page<'_>, facts: &Facts) -> f32 {
    if facts.alone < 0.5 {
        return 0.0;
    }
    let said = page.text.lines().filter(|line| {
        line.len() <= 60
            && (line.trim_end().ends_with(['s', 'd', 'o'])
                && ["second", "segundo", "seconde"].iter().any(|word| line.contains(word)))
    });
    (said.count() as f32 / facts.rows.max(1) as f32).min(1.0)
}
