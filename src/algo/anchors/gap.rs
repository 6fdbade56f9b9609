//! The cheapest way through a small gap: graded likeness, two for one, affine gaps (Gotoh 1982).

use super::{Likeness, Match, Pair, UNLIKE};

/// What it costs to leave out the first of a run of elements, beyond what each of them costs.
pub(super) const OPEN: u32 = 4;
/// What each element costs that is left out.
pub(super) const LEFT_OUT: u32 = 6;
/// What two for one cost.
pub(super) const JOINED: u32 = 1;

/// Ways into a cell, in the low bits.
const PAIR: u8 = 0;
const TWO_OF_A: u8 = 1;
const TWO_OF_B: u8 = 2;
const WITHOUT_A: u8 = 3;
const WITHOUT_B: u8 = 4;
const WAY: u8 = 7;
/// The element before was left out too.
const GOES_ON_A: u8 = 8;
const GOES_ON_B: u8 = 16;

const NEVER: u32 = u32::MAX / 4;

/// Rows that are used again from gap to gap.
#[derive(Default)]
pub struct Gap {
    best: [Vec<u32>; 3],
    without_a: Vec<u32>,
    ways: Vec<u8>,
}

impl Gap {
    /// Appends the pairs of the cheapest way, from positions `at` on; returns what it costs.
    pub fn align(
        &mut self,
        a: &[u32],
        b: &[u32],
        at: (usize, usize),
        likeness: &impl Likeness,
        pairs: &mut Vec<Pair>,
    ) -> u32 {
        // One for one: most gaps are of a single wrong word.
        if let ([x], [y]) = (a, b) {
            return one(*x, *y, at, likeness, pairs);
        }
        let width = b.len() + 1;
        self.ways.clear();
        self.ways.resize((a.len() + 1) * width, PAIR);
        let [above2, above, row] = &mut self.best;
        for line in [&mut *above2, &mut *above, &mut *row, &mut self.without_a] {
            line.clear();
            line.resize(width, NEVER);
        }
        above[0] = 0;
        for (j, (cost, way)) in above.iter_mut().zip(&mut self.ways).enumerate().skip(1) {
            *cost = OPEN + LEFT_OUT * j as u32;
            *way = WITHOUT_B | if j > 1 { GOES_ON_B } else { 0 };
        }
        for (i, x) in a.iter().enumerate() {
            let ways = &mut self.ways[(i + 1) * width..(i + 2) * width];
            let mut without_b = NEVER;
            for j in 0..width {
                let (opened, goes_on) = (above[j] + OPEN, self.without_a[j]);
                let mut flags = if goes_on < opened { GOES_ON_A } else { 0 };
                let without_a = opened.min(goes_on) + LEFT_OUT;
                self.without_a[j] = without_a;
                let mut best = (without_a, WITHOUT_A);
                if let Some(before) = j.checked_sub(1) {
                    let y = b[before];
                    let opened = row[before] + OPEN;
                    flags |= if without_b < opened { GOES_ON_B } else { 0 };
                    without_b = opened.min(without_b) + LEFT_OUT;
                    if without_b < best.0 {
                        best = (without_b, WITHOUT_B);
                    }
                    if i > 0 && above2[before] + JOINED < best.0 && likeness.joined(a[i - 1], *x, y) {
                        best = (above2[before] + JOINED, TWO_OF_A);
                    }
                    if j > 1 && above[j - 2] + JOINED < best.0 && likeness.joined(b[j - 2], y, *x) {
                        best = (above[j - 2] + JOINED, TWO_OF_B);
                    }
                    // Only where it could be the best is it worth a look.
                    if above[before] <= best.0 {
                        let cost = match *x == y {
                            true => likeness.frequent(y),
                            false => likeness.unlike(*x, y),
                        };
                        let cost = if likeness.allowed(at.0 + i, at.1 + before) { cost } else { NEVER };
                        if above[before] + cost <= best.0 {
                            best = (above[before] + cost, PAIR);
                        }
                    }
                }
                row[j] = best.0;
                ways[j] = best.1 | flags;
            }
            std::mem::swap(above2, above);
            std::mem::swap(above, row);
        }
        let cost = above[width - 1];
        self.trace(a, b, at, likeness, pairs);
        cost
    }

    fn trace(&self, a: &[u32], b: &[u32], at: (usize, usize), likeness: &impl Likeness, pairs: &mut Vec<Pair>) {
        let (mut i, mut j) = (a.len(), b.len());
        let width = b.len() + 1;
        let first = pairs.len();
        let mut push = |i: usize, j: usize, how: Match| {
            pairs.push(Pair { a: (at.0 + i) as u32, b: (at.1 + j) as u32, how });
        };
        while i > 0 || j > 0 {
            let way = self.ways[i * width + j];
            match way & WAY {
                PAIR => {
                    (i, j) = (i - 1, j - 1);
                    push(i, j, kind(a[i], b[j], likeness));
                }
                TWO_OF_A => {
                    (i, j) = (i - 2, j - 1);
                    push(i + 1, j, Match::Joined);
                    push(i, j, Match::Joined);
                }
                TWO_OF_B => {
                    (i, j) = (i - 1, j - 2);
                    push(i, j + 1, Match::Joined);
                    push(i, j, Match::Joined);
                }
                WITHOUT_A => {
                    let mut on = way & GOES_ON_A > 0;
                    i -= 1;
                    while on && i > 0 {
                        on = self.ways[i * width + j] & GOES_ON_A > 0;
                        i -= 1;
                    }
                }
                _ => {
                    let mut on = way & GOES_ON_B > 0;
                    j -= 1;
                    while on && j > 0 {
                        on = self.ways[i * width + j] & GOES_ON_B > 0;
                        j -= 1;
                    }
                }
            }
        }
        pairs[first..].reverse();
    }
}

fn kind(x: u32, y: u32, likeness: &impl Likeness) -> Match {
    if x == y { Match::Same } else { of_cost(likeness.unlike(x, y)) }
}

fn of_cost(cost: u32) -> Match {
    if cost < UNLIKE { Match::Near } else { Match::Other }
}

fn one(x: u32, y: u32, at: (usize, usize), likeness: &impl Likeness, pairs: &mut Vec<Pair>) -> u32 {
    if !likeness.allowed(at.0, at.1) {
        return 2 * (OPEN + LEFT_OUT);
    }
    let (cost, how) = match x == y {
        true => (likeness.frequent(x), Match::Same),
        false => {
            let cost = likeness.unlike(x, y);
            (cost, of_cost(cost))
        }
    };
    pairs.push(Pair { a: at.0 as u32, b: at.1 as u32, how });
    cost
}
