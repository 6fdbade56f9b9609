//! `cnn`: a broadcast with the time of day: names in capitals, with roles at first; most turns have no mark.
//!
//! ```text
//! [20:00:02] FREYA LUND, ANCHOR: Good evening. The bridge opened and then, as you can see, it didn't.
//!
//! (BEGIN VIDEO CLIP)
//!
//! UNIDENTIFIED MALE: It was open for lunch.
//!
//! (END VIDEO CLIP)
//!
//! LUND (voice-over): He was right.
//! ```
//!
//! ```text
//! record = ["[" time "]"] label [", " role] ["(" note ")"] ":" text
//! ```

use super::grammar::{Grammar, Inside};
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Clock;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "cnn", title: "[20:00:03] NAME, ANCHOR: text", ceiling: 0.94, settles: 2.0, score, read };

const GRAMMAR: Grammar =
    Grammar { clock: Some(Clock::Wall), ..Grammar::NAMES_AND_MARKS.inside(Inside::CapitalsAfterStop) };

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if facts.first >= 3_600_000 && facts.marked < 0.95 { if facts.caps > 0.6 { 1.15 } else { 0.0 } } else { 0.0 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
