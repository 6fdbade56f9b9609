//! How dialects with records score a page and read it: what they share.

use super::evidence::Evidence;
use super::grammar::{Facts, Found, Grammar};
use super::labelled::{Manner, read_rows};
use super::{Page, Score};
use crate::diagnostic::Reading;
use crate::error::Error;

/// Reads a page by a grammar.
///
/// # Errors
/// [`Error::NotATranscript`] where no record is found.
pub fn read(page: &Page<'_>, grammar: &Grammar) -> Result<Reading, Error> {
    let found = page.found(grammar);
    let manner = Manner {
        gutter: grammar.gutter,
        keep_events: grammar.keep_events,
        ornaments: grammar.ornaments,
        clock: found.clock,
    };
    read_rows(page, &found.census, &found.census.rows, manner)
}

/// How well a grammar explains a page; `fits` says from 0 to 1 how much the records are written as the dialect has them.
pub fn score(page: &Page<'_>, grammar: &Grammar, fits: impl Fn(&Facts) -> f32) -> Score {
    let found = page.found(grammar);
    let value = worth(&found);
    let fit = if value > 0.0 { fits(&found.facts).clamp(0.0, 1.0) } else { 0.0 };
    // What is written otherwise may still be read so, where nothing fits better.
    Score { value: if fit > 0.0 { value * (0.94 + 0.06 * fit) } else { 0.0 }, evidence: found.evidence.lines() }
}

/// What the records are worth, however they are written.
fn worth(found: &Found<'_>) -> f32 {
    let (evidence, facts) = (&found.evidence, &found.facts);
    if facts.rows == 0 {
        return 0.0;
    }
    if facts.chevrons + facts.dashes > 0.5 {
        return broken(evidence, facts);
    }
    match (evidence.labelled > 0, evidence.marks >= 3) {
        (true, true) if facts.labelled >= 0.15 => evidence.timed_score().value,
        (_, true) => stamped(evidence),
        (true, false) => named(evidence),
        (false, false) => 0.0,
    }
}

/// Marks without labels: they must rise at the rate of speech.
fn stamped(found: &Evidence) -> f32 {
    let speech = (0.8..=7.0).contains(&found.rate) || (found.rate >= 0.3 && found.talks());
    if found.marks < 3 || found.rising < 0.9 || !speech {
        return 0.0;
    }
    0.70 + 0.10 * found.rising.min(1.0)
}

/// Labels without marks: they must recur and take turns, and what follows must read as speech.
pub fn named(found: &Evidence) -> f32 {
    let turns = found.labelled >= 4 && found.labels_are_healthy() && found.labels >= 2 && found.changes >= 4;
    let speech = found.talks() && found.words >= 2 && found.reports <= 0.5;
    // Keys that come record by record in one order are data: three and more speakers don't.
    let data = found.cyclic >= 0.9 && found.labels >= 3 && found.labelled >= found.labels * 2;
    let crowd = found.labels * 3 <= found.labelled || found.labels <= 6;
    if turns && speech && crowd && !data && found.coverage >= 0.2 {
        0.55 + 0.25 * found.coverage * found.regular
    } else {
        0.0
    }
}

/// Breaks without names.
fn broken(found: &Evidence, facts: &Facts) -> f32 {
    if facts.rows >= 4 && found.breaks_talk() { 0.6 + 0.15 * found.coverage } else { 0.0 }
}
