//! Which elements of one long sequence stand for which of another, in near-linear time and linear memory.
//!
//! Runs of elements that each side has once are anchors (islands of confidence: Moreno et al. 1998); the longest chain of
//! them that goes forward on both sides is kept (patience: Fredman 1975), and what lies between is done the same way with
//! shorter runs, until it is small enough for an exact distance with graded likeness and affine gaps (Gotoh 1982).
//! A gap that stays large is worked on from both its ends, as far as the two sides have something in common.

mod gap;
mod grams;

use std::ops::Range;

use gap::Gap;

/// How two elements came to stand for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// They are the same.
    Same,
    /// They are alike.
    Near,
    /// Two of one side are one of the other: that one is in two pairs.
    Joined,
    /// They only stand at the same place.
    Other,
}

/// An element of each side, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub a: u32,
    pub b: u32,
    pub how: Match,
}

/// A stretch of each side that have much in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub a: Range<u32>,
    pub b: Range<u32>,
}

/// What two sequences have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// In order on both sides.
    pub pairs: Vec<Pair>,
    /// Stretches that both sides have, but not in the same order: in no pair.
    pub moved: Vec<Block>,
}

/// What it costs that an unrelated element stands for another.
pub const UNLIKE: u32 = 10;

/// What is known of elements beside their ids.
pub trait Likeness {
    /// What it costs that two different ids stand for each other: from 1 to [`UNLIKE`].
    fn unlike(&self, a: u32, b: u32) -> u32;
    /// What it costs that an id stands for itself: 0, or a little where it is so frequent that it says little.
    fn frequent(&self, id: u32) -> u32;
    /// Whether two neighbours together are one of the other side.
    fn joined(&self, first: u32, second: u32, whole: u32) -> bool;
    /// Whether the elements at these positions may stand for each other at all.
    fn allowed(&self, _a: usize, _b: usize) -> bool {
        true
    }
}

/// Length of the runs of each round, and how many of them are looked at: one in so many, where there are enough.
const ROUNDS: [(usize, u64); 4] = [(6, 8), (4, 1), (3, 1), (2, 1)];
/// So few elements are not sampled.
const ENOUGH: usize = 8_192;
/// Up to so many cells are done exactly right away.
const SMALL: usize = 1 << 13;
/// Up to so many when no anchor is left.
const LARGE: usize = 1 << 17;
/// So far a gap that is too large is looked into from its ends, at a time.
const WINDOW: usize = 192;
/// A window that is gone through must bring at least so many elements of both sides together: so the work stays linear.
const LEAST: usize = WINDOW / 4;
/// So many elements that are the same show where both sides go on.
const AGREE: usize = 4;
/// So far is looked for them.
const LOOK: usize = 8;
/// Stretches that moved are told from so many elements on.
const MOVED: usize = 12;

/// Aligns two sequences of ids. Ids should be dense: they are hashed, not looked up.
pub fn align(a: &[u32], b: &[u32], likeness: &impl Likeness) -> Alignment {
    let mut work =
        Work { a, b, likeness, pairs: Vec::with_capacity(a.len().min(b.len())), gap: Gap::default(), off: Vec::new() };
    work.fill(0..a.len(), 0..b.len(), 0);
    let Work { pairs, off, .. } = work;
    let moved = moved(a, b, &pairs, off);
    Alignment { pairs, moved }
}

struct Work<'s, L> {
    a: &'s [u32],
    b: &'s [u32],
    likeness: &'s L,
    pairs: Vec<Pair>,
    gap: Gap,
    /// Anchors that are in no chain.
    off: Vec<(u32, u32)>,
}

impl<L: Likeness> Work<'_, L> {
    fn same(&self, i: usize, j: usize) -> bool {
        self.a[i] == self.b[j] && self.likeness.allowed(i, j)
    }

    fn push_same(&mut self, i: usize, j: usize, length: usize) {
        let pairs = (0..length).map(|k| Pair { a: (i + k) as u32, b: (j + k) as u32, how: Match::Same });
        self.pairs.extend(pairs);
    }

    /// Pairs what two stretches have in common.
    fn fill(&mut self, mut a: Range<usize>, mut b: Range<usize>, round: usize) {
        self.ahead(&mut a, &mut b);
        let back = a.clone().rev().zip(b.clone().rev()).take_while(|(i, j)| self.same(*i, *j)).count();
        (a.end, b.end) = (a.end - back, b.end - back);
        let (i, j) = (a.end, b.end);
        // Between anchors most errors are of a word or two: what lies behind them tells where both sides go on.
        if round > 0 {
            while !a.is_empty()
                && !b.is_empty()
                && let Some((left, right)) = self.goes_on(&a, &b)
            {
                let (x, y) = (a.start + left, b.start + right);
                self.exactly(a.start..x, b.start..y);
                (a.start, b.start) = (x, y);
                self.ahead(&mut a, &mut b);
            }
        }
        self.middle(a, b, round);
        self.push_same(i, j, back);
    }

    /// Pairs what is the same at the start of both.
    fn ahead(&mut self, a: &mut Range<usize>, b: &mut Range<usize>) {
        let count = a.clone().zip(b.clone()).take_while(|(i, j)| self.same(*i, *j)).count();
        self.push_same(a.start, b.start, count);
        (a.start, b.start) = (a.start + count, b.start + count);
    }

    /// How many elements of each side to go over until both agree again; `None` where they don't soon, or where there is
    /// more than one place for it.
    fn goes_on(&self, a: &Range<usize>, b: &Range<usize>) -> Option<(usize, usize)> {
        let agrees = |left: usize, right: usize| {
            let (i, j) = (a.start + left, b.start + right);
            let (rest, other) = (a.end.saturating_sub(i), b.end.saturating_sub(j));
            // Nearer to the end fewer will do, if they are all that is left on both sides.
            let needed = if rest == other { rest.min(AGREE) } else { AGREE };
            needed > 0 && rest >= needed && other >= needed && (0..needed).all(|k| self.same(i + k, j + k))
        };
        let mut found: Option<(usize, usize)> = None;
        for far in 1..=LOOK {
            let edge = (0..far).flat_map(|near| [(near, far), (far, near)]).chain([(far, far)]);
            for (left, right) in edge.filter(|(left, right)| agrees(*left, *right)) {
                match found {
                    Some((x, y)) if x + right == left + y => {}
                    Some(_) => return None,
                    None => found = Some((left, right)),
                }
            }
            if found.is_some_and(|(x, y)| x.max(y) < far) {
                break;
            }
        }
        found
    }

    /// The same for stretches that begin and end differently.
    fn middle(&mut self, a: Range<usize>, b: Range<usize>, round: usize) {
        if a.is_empty() || b.is_empty() {
            return;
        }
        let cells = a.len().saturating_mul(b.len());
        if cells <= SMALL {
            return self.exactly(a, b);
        }
        let mut next = round;
        while let Some((length, sample)) = ROUNDS.get(next) {
            next += 1;
            let sample = if a.len().min(b.len()) > ENOUGH { *sample } else { 1 };
            let found = grams::common(&self.a[a.clone()], &self.b[b.clone()], *length, sample);
            let mut anchors: Vec<(u32, u32)> =
                found.into_iter().map(|(i, j)| (i + a.start as u32, j + b.start as u32)).collect();
            anchors.retain(|(i, j)| (0..*length).all(|k| self.likeness.allowed(*i as usize + k, *j as usize + k)));
            let chain = grams::chain(&anchors);
            let kept = grams::agreeing(&chain, *length, (&a, &b));
            if next == 1 || kept.len() < anchors.len() {
                let taken: rustc_hash::FxHashSet<u32> = kept.iter().map(|(i, _)| *i).collect();
                self.off.extend(anchors.iter().filter(|(i, _)| !taken.contains(i)));
            }
            if !kept.is_empty() {
                return self.between(a, b, &kept, *length, next);
            }
        }
        match cells <= LARGE {
            true => self.exactly(a, b),
            false => self.inwards(a, b),
        }
    }

    /// Fills the gaps between anchors.
    fn between(&mut self, a: Range<usize>, b: Range<usize>, anchors: &[(u32, u32)], length: usize, round: usize) {
        let (mut i, mut j) = (a.start, b.start);
        for (x, y) in anchors.iter().map(|(x, y)| (*x as usize, *y as usize)) {
            // Anchors on one diagonal may overlap; on two they may not.
            if x < i || y < j {
                let behind = i.saturating_sub(x).max(j.saturating_sub(y));
                if behind < length && x + behind == i && y + behind == j {
                    self.push_same(i, j, length - behind);
                    (i, j) = (x + length, y + length);
                }
                continue;
            }
            self.fill(i..x, j..y, round);
            self.push_same(x, y, length);
            (i, j) = (x + length, y + length);
        }
        self.fill(i..a.end, j..b.end, round);
    }

    fn exactly(&mut self, a: Range<usize>, b: Range<usize>) {
        if a.is_empty() || b.is_empty() {
            return;
        }
        let (i, j) = (a.start, b.start);
        self.gap.align(&self.a[a], &self.b[b], (i, j), self.likeness, &mut self.pairs);
    }

    /// Goes into a gap from its start, then from its end, as long as much is the same.
    fn inwards(&mut self, mut a: Range<usize>, mut b: Range<usize>) {
        let mut window = Vec::new();
        while !a.is_empty() && !b.is_empty() {
            let (x, y) = (a.start..a.end.min(a.start + WINDOW), b.start..b.end.min(b.start + WINDOW));
            let whole = x == a && y == b;
            window.clear();
            self.gap.align(&self.a[x.clone()], &self.b[y.clone()], (x.start, y.start), self.likeness, &mut window);
            let half = |pair: &Pair| {
                whole || (pair.a as usize) < x.start + WINDOW / 2 && (pair.b as usize) < y.start + WINDOW / 2
            };
            let kept = window.iter().take_while(|pair| half(pair)).count();
            if !related(&window[..kept]) {
                break;
            }
            let last = window[..kept].iter().rposition(|pair| pair.how != Match::Other).map_or(0, |at| at + 1);
            self.pairs.extend_from_slice(&window[..last]);
            let Some(pair) = last.checked_sub(1).map(|at| window[at]) else { break };
            let gone = (pair.a as usize + 1 - a.start) + (pair.b as usize + 1 - b.start);
            (a.start, b.start) = (pair.a as usize + 1, pair.b as usize + 1);
            if gone < LEAST && !whole {
                break;
            }
        }
        let mut behind: Vec<Pair> = Vec::new();
        while !a.is_empty() && !b.is_empty() {
            let (x, y) =
                (a.start.max(a.end.saturating_sub(WINDOW))..a.end, b.start.max(b.end.saturating_sub(WINDOW))..b.end);
            window.clear();
            self.gap.align(&self.a[x.clone()], &self.b[y.clone()], (x.start, y.start), self.likeness, &mut window);
            let half = |pair: &Pair| pair.a as usize + WINDOW / 2 >= x.end && pair.b as usize + WINDOW / 2 >= y.end;
            let kept = window.iter().rev().take_while(|pair| half(pair)).count();
            let kept = &window[window.len() - kept..];
            let first = kept.iter().position(|pair| pair.how != Match::Other);
            let Some(first) = first.filter(|_| related(kept)) else { break };
            behind.extend(kept[first..].iter().rev());
            let gone = (a.end - kept[first].a as usize) + (b.end - kept[first].b as usize);
            (a.end, b.end) = (kept[first].a as usize, kept[first].b as usize);
            if gone < LEAST && x.len().max(y.len()) == WINDOW {
                break;
            }
        }
        self.pairs.extend(behind.into_iter().rev());
    }
}

/// Whether enough of a window's pairs are alike to go on.
fn related(pairs: &[Pair]) -> bool {
    let alike = pairs.iter().filter(|pair| pair.how != Match::Other).count();
    pairs.len() >= 8 && alike * 2 >= pairs.len()
}

/// Stretches that lie in no pair on either side and are the same: they stand in another order.
fn moved(a: &[u32], b: &[u32], pairs: &[Pair], mut off: Vec<(u32, u32)>) -> Vec<Block> {
    let (mut in_a, mut in_b) = (vec![false; a.len()], vec![false; b.len()]);
    for pair in pairs.iter().filter(|pair| pair.how != Match::Other) {
        in_a[pair.a as usize] = true;
        in_b[pair.b as usize] = true;
    }
    off.sort_unstable();
    off.dedup();
    let mut blocks: Vec<(Block, usize)> = Vec::new();
    for (i, j) in off {
        let (mut i, mut j) = (i as usize, j as usize);
        if let Some((last, _)) = blocks.last()
            && i < last.a.end as usize
        {
            continue;
        }
        let free = |i: usize, j: usize| i < a.len() && j < b.len() && a[i] == b[j] && !in_a[i] && !in_b[j];
        if !free(i, j) {
            continue;
        }
        let floor = blocks.last().map_or(0, |(last, _)| last.a.end as usize);
        while i > floor && j > 0 && free(i - 1, j - 1) {
            (i, j) = (i - 1, j - 1);
        }
        let length = (0..).take_while(|k| free(i + k, j + k)).count();
        let new = Block { a: i as u32..(i + length) as u32, b: j as u32..(j + length) as u32 };
        match blocks.last_mut() {
            // The same move, with a few errors between.
            Some((last, same))
                if new.b.start >= last.b.end && new.a.start - last.a.end <= 20 && new.b.start - last.b.end <= 20 =>
            {
                (last.a.end, last.b.end) = (new.a.end, new.b.end);
                *same += length;
            }
            _ => blocks.push((new, length)),
        }
    }
    blocks.into_iter().filter(|(_, same)| *same >= MOVED).map(|(block, _)| block).collect()
}

#[cfg(test)]
mod tests;
