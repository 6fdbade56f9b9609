//! Runs that both sides have once, and the longest chain of them.

use std::ops::Range;

const NONE: u32 = u32::MAX;
/// Found more than once.
const MANY: u32 = u32::MAX - 1;

#[derive(Clone, Copy)]
struct Slot {
    /// Part of the run's hash; where both sides are empty, the slot is free.
    print: u32,
    a: u32,
    b: u32,
}

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

fn mixed(id: u32) -> u64 {
    (u64::from(id) + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// The hash of a run by what its elements add up to.
fn spread(sum: u64) -> u64 {
    let spread = (sum ^ sum >> 32).wrapping_mul(0xE703_7ED1_A0B4_28DB);
    spread ^ spread >> 29
}

/// Calls `each(position, hash)` for the runs of so many ids.
fn runs(ids: &[u32], length: usize, mut each: impl FnMut(u32, u64)) {
    if ids.len() < length || length == 0 {
        return;
    }
    let top = (1..length).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0u64;
    for (at, id) in ids.iter().enumerate() {
        if at >= length {
            hash = hash.wrapping_sub(mixed(ids[at - length]).wrapping_mul(top));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(mixed(*id));
        if at + 1 >= length {
            each((at + 1 - length) as u32, spread(hash));
        }
    }
}

/// The same for one run in `sample`, chosen by its first three elements: so most are never hashed.
fn some_runs(ids: &[u32], length: usize, sample: u64, mut each: impl FnMut(u32, u64)) {
    let limit = u32::MAX / sample as u32;
    for (at, run) in ids.windows(length).enumerate() {
        let first = run[0].wrapping_mul(0x9E37_79B1) ^ run[1].wrapping_mul(0x85EB_CA77).rotate_left(11);
        let first = (first ^ run[2].wrapping_mul(0xC2B2_AE3D)).wrapping_mul(0x27D4_EB2F);
        if first <= limit {
            let sum = run.iter().fold(0u64, |sum, id| sum.wrapping_mul(BASE).wrapping_add(mixed(*id)));
            each(at as u32, spread(sum));
        }
    }
}

/// Positions of the runs of so many ids that either side has exactly once, in order of the first side; of the runs only
/// one in `sample` is looked at, chosen by what they hold. Where not all are, they are of three ids or more.
pub fn common(a: &[u32], b: &[u32], length: usize, sample: u64) -> Vec<(u32, u32)> {
    let each = |ids: &[u32], mut each: &mut dyn FnMut(u32, u64)| match sample {
        1 => runs(ids, length, &mut each),
        _ => some_runs(ids, length, sample, &mut each),
    };
    let room = (a.len() / sample as usize * 2 + 16).next_power_of_two();
    let mut table = vec![Slot { print: 0, a: NONE, b: NONE }; room];
    let mask = room - 1;
    let find = |table: &[Slot], hash: u64| {
        let (mut at, print) = (hash as usize & mask, (hash >> 32) as u32);
        while table[at].a != NONE && table[at].print != print {
            at = (at + 1) & mask;
        }
        (at, print)
    };
    let mut filled = 0;
    each(a, &mut |at, hash| {
        // A sample that is no sample, by mischance or malice, ends when the table is half full.
        if filled * 2 < room {
            let (slot, print) = find(&table, hash);
            filled += usize::from(table[slot].a == NONE);
            table[slot] = Slot { print, a: if table[slot].a == NONE { at } else { MANY }, b: NONE };
        }
    });
    each(b, &mut |at, hash| {
        let (slot, _) = find(&table, hash);
        if table[slot].a < MANY {
            table[slot].b = if table[slot].b == NONE { at } else { MANY };
        }
    });
    let both = table.into_iter().filter(|slot| slot.a < MANY && slot.b < MANY);
    let same = |i: u32, j: u32| a[i as usize..][..length] == b[j as usize..][..length];
    let mut found: Vec<(u32, u32)> = both.map(|slot| (slot.a, slot.b)).filter(|(i, j)| same(*i, *j)).collect();
    found.sort_unstable();
    found
}

/// The longest chain that goes forward on both sides; the anchors are in order of the first side.
pub fn chain(anchors: &[(u32, u32)]) -> Vec<(u32, u32)> {
    // For each length the anchor that ends such a chain earliest.
    let mut ends: Vec<u32> = Vec::new();
    let mut before: Vec<u32> = Vec::with_capacity(anchors.len());
    for (at, (_, b)) in anchors.iter().enumerate() {
        let place = ends.partition_point(|end| anchors[*end as usize].1 < *b);
        before.push(place.checked_sub(1).map_or(NONE, |last| ends[last]));
        match ends.get_mut(place) {
            Some(end) => *end = at as u32,
            None => ends.push(at as u32),
        }
    }
    let mut found = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied().unwrap_or(NONE);
    while at != NONE {
        found.push(anchors[at as usize]);
        at = before[at as usize];
    }
    found.reverse();
    found
}

/// So many elements that agree are no accident.
const BELIEVED: usize = 12;

/// How far from the diagonal of its neighbours an anchor may lie without being doubted.
fn slack(distance: i64) -> i64 {
    8 + distance / 4
}

/// The chain without those that few others agree with: a phrase that comes again elsewhere.
///
/// Anchors on nearly the same diagonal make a group. A group that says little is kept only where it lies near the
/// diagonal of the group before it, of the one after it, or of a corner of the stretch.
pub fn agreeing(chain: &[(u32, u32)], length: usize, within: (&Range<usize>, &Range<usize>)) -> Vec<(u32, u32)> {
    struct Group {
        range: Range<usize>,
        says: usize,
    }
    let point = |at: usize| (i64::from(chain[at].0), i64::from(chain[at].1));
    let near = |one: (i64, i64), two: (i64, i64)| {
        let (i, j) = (two.0 - one.0, two.1 - one.1);
        (i - j).abs() <= slack(i.min(j).max(0))
    };
    let mut groups: Vec<Group> = Vec::new();
    for at in 0..chain.len() {
        match groups.last_mut() {
            Some(group) if near(point(at - 1), point(at)) => {
                group.range.end = at + 1;
                group.says += length.min((point(at).0 - point(at - 1).0) as usize);
            }
            _ => groups.push(Group { range: at..at + 1, says: length }),
        }
    }
    let start = (within.0.start as i64, within.1.start as i64);
    let end = (within.0.end as i64, within.1.end as i64);
    // The next group that says enough to be believed.
    let mut after = vec![end; groups.len()];
    for at in (1..groups.len()).rev() {
        after[at - 1] = if groups[at].says >= BELIEVED { point(groups[at].range.start) } else { after[at] };
    }
    let mut kept: Vec<&Group> = Vec::new();
    for (group, after) in groups.iter().zip(after) {
        let before = kept.last().map_or(start, |group| point(group.range.end - 1));
        let (first, last) = (point(group.range.start), point(group.range.end - 1));
        // The further it lies off, the more it has to say.
        let off = |one: (i64, i64), two: (i64, i64)| ((two.0 - one.0) - (two.1 - one.1)).unsigned_abs() as usize;
        let jump = off(before, first).min(off(last, after));
        let needed = length.max(3) + (jump.max(1).ilog2() as usize);
        if near(before, first) || near(last, after) || group.says >= needed {
            kept.push(group);
        }
    }
    kept.into_iter().flat_map(|group| chain[group.range.clone()].iter().copied()).collect()
}
