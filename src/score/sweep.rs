//! One walk over all boundaries of two recordings, in order: the common ground of DER and JER.
//!
//! Times are halves of milliseconds, so that half a collar is a whole number.

use super::convention::{Boundaries, Convention, Extent, PairedBy};

/// A stretch of one speaker, in halves of milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub start: i64,
    pub end: i64,
    pub speaker: u32,
}

/// What is compared, and where.
pub(super) struct Sides<'s> {
    pub reference: &'s [Stretch],
    pub hypothesis: &'s [Stretch],
    pub reference_speakers: usize,
    pub hypothesis_speakers: usize,
    /// Where to look; `None` for where the convention looks without being told.
    pub regions: Option<&'s [(i64, i64)]>,
    pub unscored: &'s [(i64, i64)],
    pub convention: Convention,
    /// On each side of a boundary of the reference.
    pub collar: i64,
    pub skip_overlap: bool,
}

/// What the walk has seen, in halves of milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Time of the reference, once for each who speaks.
    pub scored: i64,
    pub missed: i64,
    pub false_alarm: i64,
    /// Time in which both sides have somebody, once for each who can be paired.
    pub both: i64,
    pub of_reference: Vec<i64>,
    pub of_hypothesis: Vec<i64>,
    /// Time that a speaker of the reference (row) shares with one of the hypothesis (column): the base of the mapping.
    pub shared: Vec<i64>,
    /// The same, with no speaker counted twice beyond what the other side has: what is right once they are mapped.
    pub matched: Vec<i64>,
}

/// Joins stretches of one speaker that touch or overlap.
pub(super) fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    let ordered = |two: &[Stretch]| (two[0].speaker, two[0].start) <= (two[1].speaker, two[1].start);
    if !stretches.windows(2).all(ordered) {
        stretches.sort_by_key(|stretch| (stretch.speaker, stretch.start));
    }
    let mut kept: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match kept.last_mut() {
            Some(last) if last.speaker == stretch.speaker && stretch.start <= last.end => {
                last.end = last.end.max(stretch.end)
            }
            _ => kept.push(stretch),
        }
    }
    kept
}

#[derive(Clone, Copy)]
enum What {
    Region = 0,
    LeftOut = 1,
    Reference = 2,
    Hypothesis = 3,
}

/// A boundary: when, and `speaker · 8 + what · 2 + starts`.
type Boundary = (i64, u32);

fn push(all: &mut Vec<Boundary>, (start, end): (i64, i64), what: What, speaker: u32) {
    if start < end {
        let code = speaker * 8 + what as u32 * 2;
        all.extend([(start, code + 1), (end, code)]);
    }
}

/// Who speaks on one side, and how often at once.
struct Active {
    counts: Vec<i32>,
    who: Vec<u32>,
    all: i64,
}

impl Active {
    fn new(speakers: usize) -> Self {
        Active { counts: vec![0; speakers], who: Vec::new(), all: 0 }
    }

    fn change(&mut self, speaker: u32, starts: bool) {
        let count = &mut self.counts[speaker as usize];
        *count += if starts { 1 } else { -1 };
        self.all += if starts { 1 } else { -1 };
        if starts && *count == 1 {
            self.who.push(speaker);
        } else if !starts && *count == 0 {
            self.who.retain(|who| *who != speaker);
        }
    }

    fn times(&self, speaker: u32, unites: bool) -> i64 {
        if unites { 1 } else { i64::from(self.counts[speaker as usize]) }
    }

    fn number(&self, unites: bool) -> i64 {
        if unites { self.who.len() as i64 } else { self.all }
    }
}

fn boundaries(sides: &Sides<'_>) -> Vec<Boundary> {
    let mut all = Vec::with_capacity(4 * sides.reference.len() + 2 * sides.hypothesis.len() + 2);
    match sides.regions {
        Some(regions) => regions.iter().for_each(|region| push(&mut all, *region, What::Region, 0)),
        None => {
            let hypothesis = if sides.convention.extent == Extent::Both { sides.hypothesis } else { &[] };
            let both = || sides.reference.iter().chain(hypothesis);
            let start = both().map(|stretch| stretch.start).min();
            let end = both().map(|stretch| stretch.end).max();
            if let Some(extent) = start.zip(end) {
                push(&mut all, extent, What::Region, 0);
            }
        }
    }
    for left_out in sides.unscored {
        push(&mut all, *left_out, What::LeftOut, 0);
    }
    for stretch in sides.reference {
        push(&mut all, (stretch.start, stretch.end), What::Reference, stretch.speaker);
        if sides.collar > 0 && stretch.start < stretch.end {
            for at in [stretch.start, stretch.end] {
                push(&mut all, (at.saturating_sub(sides.collar), at.saturating_add(sides.collar)), What::LeftOut, 0);
            }
        }
    }
    for stretch in sides.hypothesis {
        push(&mut all, (stretch.start, stretch.end), What::Hypothesis, stretch.speaker);
    }
    // Stable sorting takes runs that are in order as they are.
    all.sort_by_key(|(at, _)| *at);
    all
}

/// Walks over the boundaries and sums up what lies between them.
pub(super) fn sweep(sides: &Sides<'_>) -> Seen {
    let unites = sides.convention.boundaries != Boundaries::Counted;
    let maps_all = sides.convention.paired_by == PairedBy::All;
    // Where what is mapped is not what is right, both are kept.
    let apart = !unites || maps_all;
    let columns = sides.hypothesis_speakers;
    let mut seen = Seen {
        of_reference: vec![0; sides.reference_speakers],
        of_hypothesis: vec![0; columns],
        shared: vec![0; sides.reference_speakers * columns],
        matched: vec![0; if apart { sides.reference_speakers * columns } else { 0 }],
        ..Seen::default()
    };
    let (mut reference, mut hypothesis) = (Active::new(sides.reference_speakers), Active::new(columns));
    let (mut inside, mut left_out) = (0i32, 0i32);
    let mut last = 0i64;
    for (at, code) in boundaries(sides) {
        let length = at - last;
        last = at;
        if length > 0 && inside > 0 && (left_out == 0 || maps_all) {
            let (ours, theirs) = (reference.number(unites), hypothesis.number(unites));
            let skipped = left_out > 0 || (sides.skip_overlap && ours > 1);
            if !skipped {
                seen.scored += ours * length;
                seen.missed += (ours - theirs).max(0) * length;
                seen.false_alarm += (theirs - ours).max(0) * length;
                seen.both += ours.min(theirs) * length;
                reference.who.iter().for_each(|who| seen.of_reference[*who as usize] += length);
                hypothesis.who.iter().for_each(|who| seen.of_hypothesis[*who as usize] += length);
            }
            if !skipped || maps_all {
                for who in &reference.who {
                    let row = *who as usize * columns;
                    let often = reference.times(*who, unites);
                    for other in &hypothesis.who {
                        let theirs = hypothesis.times(*other, unites);
                        seen.shared[row + *other as usize] += often * theirs * length;
                        if apart && !skipped {
                            seen.matched[row + *other as usize] += often.min(theirs) * length;
                        }
                    }
                }
            }
        }
        let (starts, speaker) = (code & 1 == 1, code / 8);
        let change = if starts { 1 } else { -1 };
        match code / 2 % 4 {
            0 => inside += change,
            1 => left_out += change,
            2 => reference.change(speaker, starts),
            _ => hypothesis.change(speaker, starts),
        }
    }
    if !apart {
        seen.matched.clone_from(&seen.shared);
    }
    seen
}
