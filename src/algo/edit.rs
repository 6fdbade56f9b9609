//! Edit distance of two sequences of ids, and which elements of one stand for which of the other.
//!
//! Distances take a bit for each cell (Myers 1999, in the blocks of Hyyrö 2003); alignments halve the problem until it
//! fits (Hirschberg 1975). Memory is linear.

use rustc_hash::FxHashMap;

/// The sequence that stands on the vertical side: for each id, the blocks of 64 positions that hold it.
struct Pattern {
    len: usize,
    places: FxHashMap<u32, std::ops::Range<u32>>,
    masks: Vec<(u32, u64)>,
}

impl Pattern {
    fn new(ids: impl ExactSizeIterator<Item = u32>) -> Self {
        let len = ids.len();
        let mut found: Vec<(u32, u32)> = ids.zip(0u32..).collect();
        found.sort_unstable();
        let mut places: FxHashMap<u32, std::ops::Range<u32>> = FxHashMap::default();
        let mut masks: Vec<(u32, u64)> = Vec::new();
        for (id, at) in found {
            let next = masks.len() as u32;
            let place = places.entry(id).or_insert(next..next);
            match masks.last_mut() {
                Some((block, mask)) if place.end > place.start && *block == at / 64 => *mask |= 1 << (at % 64),
                _ => {
                    masks.push((at / 64, 1 << (at % 64)));
                    place.end = masks.len() as u32;
                }
            }
        }
        Pattern { len, places, masks }
    }

    fn blocks(&self) -> usize {
        self.len.div_ceil(64)
    }

    fn of(&self, id: u32) -> &[(u32, u64)] {
        self.places.get(&id).map_or(&[], |place| &self.masks[place.start as usize..place.end as usize])
    }
}

/// One column of the matrix as differences from cell to cell: a bit in `up` where the next is greater by one, in `down`
/// where it is less.
#[derive(Clone, Copy)]
struct Block {
    up: u64,
    down: u64,
}

/// What a column hands on from one block to the next: whether the row between them grows or shrinks.
#[derive(Clone, Copy)]
struct Carry {
    up: u64,
    down: u64,
}

/// The first row costs one more in each column.
const FIRST_ROW: Carry = Carry { up: 1, down: 0 };

/// One block of the next column; `same` has a bit where the pattern has the id of the text.
fn next_block(block: Block, same: u64, carry: &mut Carry) -> Block {
    let Block { up, down } = block;
    let vertical = same | down;
    let same = same | carry.down;
    let horizontal = ((same & up).wrapping_add(up) ^ up) | same;
    let grows = down | !(horizontal | up);
    let shrinks = up & horizontal;
    let before = std::mem::replace(carry, Carry { up: grows >> 63, down: shrinks >> 63 });
    let grows = grows << 1 | before.up;
    let shrinks = shrinks << 1 | before.down;
    Block { up: shrinks | !(vertical | grows), down: grows & vertical }
}

/// The places of one id, asked for block by block.
struct Places<'p>(&'p [(u32, u64)]);

impl Places<'_> {
    fn at(&mut self, block: usize) -> u64 {
        match self.0.split_first() {
            Some(((place, mask), rest)) if *place as usize == block => {
                self.0 = rest;
                *mask
            }
            _ => 0,
        }
    }
}

/// Moves the column on by one id of the text.
fn step(blocks: &mut [Block], places: &[(u32, u64)]) {
    let (mut places, mut carry) = (Places(places), FIRST_ROW);
    for (at, block) in blocks.iter_mut().enumerate() {
        *block = next_block(*block, places.at(at), &mut carry);
    }
}

/// Moves the column on by all ids of the text, two at a time: a block waits for its neighbour's carry, and meanwhile the
/// second id, a block behind the first, goes on.
fn run(blocks: &mut [Block], pattern: &Pattern, mut text: impl Iterator<Item = u32>) {
    let mut same = vec![[0u64; 2]; blocks.len()];
    while let Some(first) = text.next() {
        let first = pattern.of(first);
        let Some(second) = text.next().map(|id| pattern.of(id)) else { return step(blocks, first) };
        let Some((ahead, rest)) = blocks.split_first_mut() else { return };
        first.iter().for_each(|(at, mask)| same[*at as usize][0] = *mask);
        second.iter().for_each(|(at, mask)| same[*at as usize][1] = *mask);
        let (mut one, mut two) = (FIRST_ROW, FIRST_ROW);
        let mut behind = ahead;
        // What the first has made and the second has not yet taken.
        let mut made = next_block(*behind, same[0][0], &mut one);
        for (block, same) in rest.iter_mut().zip(same.windows(2)) {
            let next = next_block(*block, same[1][0], &mut one);
            *behind = next_block(made, same[0][1], &mut two);
            made = next;
            behind = block;
        }
        *behind = next_block(made, same.last().map_or(0, |same| same[1]), &mut two);
        first.iter().for_each(|(at, _)| same[*at as usize][0] = 0);
        second.iter().for_each(|(at, _)| same[*at as usize][1] = 0);
    }
}

fn first_column(pattern: &Pattern) -> Vec<Block> {
    vec![Block { up: u64::MAX, down: 0 }; pattern.blocks()]
}

/// The costs of the last column: turning each prefix of the pattern into the whole text.
fn last_column(pattern: &Pattern, text: impl ExactSizeIterator<Item = u32>) -> Vec<u32> {
    let mut cost = text.len() as u32;
    let mut blocks = first_column(pattern);
    run(&mut blocks, pattern, text);
    let mut costs = Vec::with_capacity(pattern.len + 1);
    costs.push(cost);
    for at in 0..pattern.len {
        let block = blocks[at / 64];
        cost = cost + (block.up >> (at % 64) & 1) as u32 - (block.down >> (at % 64) & 1) as u32;
        costs.push(cost);
    }
    costs
}

fn common_start(a: &[u32], b: &[u32]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

fn common_end(a: &[u32], b: &[u32]) -> usize {
    a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// The least number of insertions, deletions and substitutions that turn `a` into `b`.
pub fn distance(a: &[u32], b: &[u32]) -> usize {
    let start = common_start(a, b);
    let (a, b) = (&a[start..], &b[start..]);
    let end = common_end(a, b);
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if a.is_empty() {
        return b.len();
    }
    let pattern = Pattern::new(a.iter().copied());
    let mut blocks = first_column(&pattern);
    run(&mut blocks, &pattern, b.iter().copied());
    let mut cost = b.len() as i64;
    for (at, block) in blocks.iter().enumerate() {
        let bits = (pattern.len - at * 64).min(64) as u32;
        let mask = u64::MAX >> (64 - bits);
        cost += i64::from((block.up & mask).count_ones()) - i64::from((block.down & mask).count_ones());
    }
    cost as usize
}

/// At most so many blocks of the matrix are kept at a time to find the way back.
const MOST_BLOCKS: usize = 1 << 18;

/// The positions in `a` and `b` that stand for each other on a cheapest way from one to the other: equal or substituted.
/// What is in no pair is deleted or inserted.
pub fn pairs(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    let mut found = Vec::with_capacity(a.len().min(b.len()));
    halve(a, b, (0, 0), &mut found);
    found
}

fn halve(a: &[u32], b: &[u32], at: (usize, usize), found: &mut Vec<(usize, usize)>) {
    let start = common_start(a, b);
    found.extend((0..start).map(|step| (at.0 + step, at.1 + step)));
    let (a, b, at) = (&a[start..], &b[start..], (at.0 + start, at.1 + start));
    let end = common_end(a, b);
    let (inner_a, inner_b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if !inner_a.is_empty() && !inner_b.is_empty() {
        if inner_a.len().div_ceil(64) * inner_b.len() <= MOST_BLOCKS || inner_b.len() == 1 {
            trace(inner_a, inner_b, at, found);
        } else {
            let middle = inner_b.len() / 2;
            let (left, right) = inner_b.split_at(middle);
            let ahead = last_column(&Pattern::new(inner_a.iter().copied()), left.iter().copied());
            let behind = last_column(&Pattern::new(inner_a.iter().rev().copied()), right.iter().rev().copied());
            let costs = ahead.iter().zip(behind.iter().rev()).map(|(ahead, behind)| ahead + behind);
            let cut = costs.enumerate().min_by_key(|(_, cost)| *cost).map_or(0, |(cut, _)| cut);
            halve(&inner_a[..cut], left, at, found);
            halve(&inner_a[cut..], right, (at.0 + cut, at.1 + middle), found);
        }
    }
    let (past_a, past_b) = (at.0 + inner_a.len(), at.1 + inner_b.len());
    found.extend((0..end).map(|step| (past_a + step, past_b + step)));
}

/// Keeps all columns, and walks back from the last cell.
fn trace(a: &[u32], b: &[u32], at: (usize, usize), found: &mut Vec<(usize, usize)>) {
    let pattern = Pattern::new(a.iter().copied());
    let width = pattern.blocks();
    let mut columns: Vec<Block> = Vec::with_capacity(width * (b.len() + 1));
    columns.extend(first_column(&pattern));
    for id in b {
        let before = columns.len() - width;
        columns.extend_from_within(before..);
        let last = columns.len() - width;
        step(&mut columns[last..], pattern.of(*id));
    }
    let (mut i, mut j) = (a.len(), b.len());
    let first = found.len();
    let block = |i: usize, j: usize| columns[j * width + (i - 1) / 64];
    while i > 0 && j > 0 {
        let bit = (i - 1) % 64;
        if block(i, j).up >> bit & 1 == 1 {
            i -= 1;
            continue;
        }
        j -= 1;
        if block(i, j).down >> bit & 1 == 0 {
            i -= 1;
            found.push((at.0 + i, at.1 + j));
        }
    }
    found[first..].reverse();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The textbook's matrix.
    fn slow(a: &[u32], b: &[u32]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let cost = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
                diagonal = std::mem::replace(&mut row[j + 1], cost);
            }
        }
        row[b.len()]
    }

    fn cost(a: &[u32], b: &[u32], pairs: &[(usize, usize)]) -> usize {
        assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1), "in order");
        let wrong = pairs.iter().filter(|(i, j)| a[*i] != b[*j]).count();
        wrong + (a.len() - pairs.len()) + (b.len() - pairs.len())
    }

    proptest! {
        #[test]
        fn as_the_textbook_has_it(a in prop::collection::vec(0u32..6, 0..200), b in prop::collection::vec(0u32..6, 0..200)) {
            let true_distance = slow(&a, &b);
            prop_assert_eq!(distance(&a, &b), true_distance);
            prop_assert_eq!(distance(&b, &a), true_distance);
            prop_assert_eq!(cost(&a, &b, &pairs(&a, &b)), true_distance);
        }
    }

    #[test]
    fn long_ones_are_halved() {
        let mut state = 7u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 16
        };
        let a: Vec<u32> = (0..6_000).map(|_| next() % 500).collect();
        let kept: Vec<u32> = a.iter().copied().filter(|_| next() % 10 > 0).collect();
        let b: Vec<u32> = kept.iter().map(|id| if next() % 9 == 0 { 501 } else { *id }).collect();
        assert!(a.len().div_ceil(64) * b.len() > MOST_BLOCKS);
        assert_eq!(distance(&a, &b), cost(&a, &b, &pairs(&a, &b)));
        assert_eq!(distance(&a, &b), slow(&a, &b));
    }

    #[test]
    fn empty_sides() {
        assert_eq!(distance(&[], &[]), 0);
        assert_eq!(distance(&[1, 2], &[]), 2);
        assert_eq!(pairs(&[], &[1]), []);
    }
}
