//! Turn boundaries: where somebody else begins to speak.

use serde::Serialize;

use super::session::{Session, Use};
use super::{Notes, Options};

/// Boundaries found, missed and made up. Counts add up, rates don't.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BoundaryScore {
    /// Boundaries of the reference.
    pub reference: usize,
    /// Boundaries of the hypothesis.
    pub hypothesis: usize,
    /// Pairs of them that lie no further apart than the tolerance, each in one pair at most.
    pub matched: usize,
    /// The share of the hypothesis that is matched; `None` where it has no boundary.
    pub precision: Option<f64>,
    /// The share of the reference that is matched; `None` where it has no boundary.
    pub recall: Option<f64>,
    /// The harmonic mean of both; `None` where neither side has a boundary.
    pub f1: Option<f64>,
}

impl BoundaryScore {
    pub(super) fn add(&mut self, other: &BoundaryScore) {
        let (reference, hypothesis) = (self.reference + other.reference, self.hypothesis + other.hypothesis);
        *self = BoundaryScore::of(reference, hypothesis, self.matched + other.matched);
    }

    fn of(reference: usize, hypothesis: usize, matched: usize) -> Self {
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        BoundaryScore {
            reference,
            hypothesis,
            matched,
            precision: share(matched, hypothesis),
            recall: share(matched, reference),
            f1: share(2 * matched, reference + hypothesis),
        }
    }
}

/// The starts of the turns but the first; a turn lasts until somebody else begins.
fn boundaries(session: &Session, side: &str, notes: &mut Notes) -> Vec<i64> {
    let timed = session.segments.iter().filter(|segment| segment.use_for != Use::Words);
    let untimed = timed.clone().filter(|segment| segment.start.is_none()).count();
    if untimed > 0 {
        notes.push(format!("{side}, `{}`: {untimed} segments without a start: left out", session.id));
    }
    let mut starts: Vec<(i64, u32)> = timed.filter_map(|segment| Some((segment.start?, segment.speaker))).collect();
    starts.sort_by_key(|(at, _)| *at);
    let mut found: Vec<i64> = Vec::new();
    for two in starts.windows(2) {
        if let [(_, before), (at, speaker)] = two
            && before != speaker
            && found.last() != Some(at)
        {
            found.push(*at);
        }
    }
    found
}

/// The most pairs no further apart than `tolerance`: on a line the earliest that fits is never worse than a later one.
fn matched(reference: &[i64], hypothesis: &[i64], tolerance: i64) -> usize {
    let mut rest = hypothesis.iter().copied().peekable();
    let mut count = 0;
    for at in reference {
        while rest.next_if(|other| *other < at.saturating_sub(tolerance)).is_some() {}
        count += usize::from(rest.next_if(|other| *other <= at.saturating_add(tolerance)).is_some());
    }
    count
}

/// Turn boundaries of one recording.
pub(super) fn boundary(
    reference: &Session,
    hypothesis: &Session,
    options: &Options,
    notes: &mut Notes,
) -> BoundaryScore {
    let ours = boundaries(reference, "reference", notes);
    let theirs = boundaries(hypothesis, "hypothesis", notes);
    BoundaryScore::of(ours.len(), theirs.len(), matched(&ours, &theirs, options.tolerance.millis()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All ways to pair them.
    fn slow(reference: &[i64], hypothesis: &[i64], tolerance: i64) -> usize {
        let Some((first, rest)) = reference.split_first() else { return 0 };
        let mut best = slow(rest, hypothesis, tolerance);
        for at in (0..hypothesis.len()).filter(|at| (first - hypothesis[*at]).abs() <= tolerance) {
            best = best.max(1 + slow(rest, &[&hypothesis[..at], &hypothesis[at + 1..]].concat(), tolerance));
        }
        best
    }

    proptest! {
        #[test]
        fn no_pairing_has_more(a in prop::collection::btree_set(0i64..30, 0..6), b in prop::collection::btree_set(0i64..30, 0..6), tolerance in 0i64..8) {
            let (a, b): (Vec<i64>, Vec<i64>) = (a.into_iter().collect(), b.into_iter().collect());
            prop_assert_eq!(matched(&a, &b, tolerance), slow(&a, &b, tolerance));
        }
    }
}
