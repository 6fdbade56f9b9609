//! Edit distance where only elements whose spans overlap may stand for each other (von Neumann et al. 2023): the
//! time-constrained distance of meetings.
//!
//! Deleting one element and inserting another costs 2; a pair of equals saves 2, any other pair 1. So the cheapest way is
//! the chain of pairs that saves most, and only cells whose spans overlap need to be looked at.

/// An id and the open stretch of time it takes. Two that only touch don't overlap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timed {
    /// What it is.
    pub id: u32,
    /// Where it starts.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
}

impl Timed {
    /// What a pair of these saves; `None` where they may not be paired.
    pub fn saves(self, other: Timed) -> Option<u64> {
        (self.start < other.end && other.start < self.end).then_some(if self.id == other.id { EQUAL } else { UNEQUAL })
    }

    /// The same with time running backwards.
    fn mirrored(self) -> Timed {
        Timed { id: self.id, start: -self.end, end: -self.start }
    }
}

/// What pairs save: the gain in the upper half, the number of equal pairs in the lower, so that of ways that save the
/// same the one with most equal pairs wins.
const EQUAL: u64 = 2 << 32 | 1;
const UNEQUAL: u64 = 1 << 32;

/// How a sequence of `a` elements becomes one of `b` elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Elements of the second that stand for none of the first.
    pub insertions: usize,
    /// Elements of the first that none of the second stands for.
    pub deletions: usize,
    /// Pairs of different elements.
    pub substitutions: usize,
}

impl Steps {
    /// All steps together: the distance.
    pub fn errors(self) -> usize {
        self.insertions + self.deletions + self.substitutions
    }

    /// The steps that are left of `a` deletions and `b` insertions after a chain of pairs has saved so much.
    pub fn after(saved: u64, a: usize, b: usize) -> Steps {
        let equal = (saved & u64::from(u32::MAX)) as usize;
        let substitutions = (saved >> 32) as usize - 2 * equal;
        let pairs = equal + substitutions;
        Steps { insertions: b - pairs, deletions: a - pairs, substitutions }
    }
}

/// For each of `a` the stretch of `b` that may overlap it; starts and ends never step back. With `b` in order of time
/// the stretches are tight.
pub fn windows(a: &[Timed], b: &[Timed]) -> Vec<(usize, usize)> {
    // What `a` may reach from here on never starts before this, and what it has reached never ends after that.
    let mut first_start = vec![f64::INFINITY; a.len()];
    let mut least = f64::INFINITY;
    for (at, element) in a.iter().enumerate().rev() {
        least = least.min(element.start);
        first_start[at] = least;
    }
    let mut from_here = vec![f64::INFINITY; b.len()];
    let mut least = f64::INFINITY;
    for (at, element) in b.iter().enumerate().rev() {
        least = least.min(element.start);
        from_here[at] = least;
    }
    let mut found = Vec::with_capacity(a.len());
    let (mut low, mut high) = (0, 0);
    let (mut ended, mut reached) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (element, first) in a.iter().zip(first_start) {
        reached = reached.max(element.end);
        while low < b.len() && ended.max(b[low].end) <= first {
            ended = ended.max(b[low].end);
            low += 1;
        }
        high = high.max(low);
        while high < b.len() && from_here[high] < reached {
            high += 1;
        }
        found.push((low, high));
    }
    found
}

/// What the best chain saves for all of `a` and each prefix of `b`.
fn row(a: &[Timed], b: &[Timed], mut look: impl FnMut(usize, usize, Way)) -> Vec<u64> {
    let mut row = vec![0u64; b.len() + 1];
    let mut filled = 0;
    for ((at, element), (low, high)) in a.iter().enumerate().zip(windows(a, b)) {
        // Past what was reached so far nothing more is saved.
        let last = row[filled];
        while filled < high {
            filled += 1;
            row[filled] = last;
        }
        let mut diagonal = row[low];
        for column in low..high {
            let (up, left) = (row[column + 1], row[column]);
            let mut best = (up, Way::Up);
            if left > best.0 {
                best = (left, Way::Left);
            }
            if let Some(saves) = element.saves(b[column])
                && diagonal + saves > best.0
            {
                best = (diagonal + saves, Way::Pair);
            }
            look(at, column, best.1);
            row[column + 1] = best.0;
            diagonal = up;
        }
    }
    let last = row[filled];
    row[filled..].fill(last);
    row
}

/// Where the best value of a cell comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Up,
    Left,
    Pair,
}

/// The cheapest steps from `a` to `b`; of several those with most equal pairs.
pub fn steps(a: &[Timed], b: &[Timed]) -> Steps {
    let saved = row(a, b, |_, _, _| ()).last().copied().unwrap_or(0);
    Steps::after(saved, a.len(), b.len())
}

/// At most so many cells are kept at a time to find the way back.
const MOST_CELLS: usize = 1 << 24;

/// The positions of the pairs on a cheapest way: see [`steps`].
pub fn pairs(a: &[Timed], b: &[Timed]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    halve(a, b, (0, 0), &mut found);
    found
}

fn halve(a: &[Timed], b: &[Timed], at: (usize, usize), found: &mut Vec<(usize, usize)>) {
    let windows = windows(a, b);
    let cells: usize = windows.iter().map(|(low, high)| high - low).sum();
    if a.len() > 1 && cells > MOST_CELLS {
        let middle = a.len() / 2;
        let (left, right) = a.split_at(middle);
        let ahead = row(left, b, |_, _, _| ());
        let mirrored = |all: &[Timed]| all.iter().rev().map(|element| element.mirrored()).collect::<Vec<_>>();
        let behind = row(&mirrored(right), &mirrored(b), |_, _, _| ());
        let saved = ahead.iter().zip(behind.iter().rev()).map(|(ahead, behind)| ahead + behind);
        let cut = saved.enumerate().fold((0, 0), |best, one| if one.1 > best.1 { one } else { best }).0;
        halve(left, &b[..cut], at, found);
        return halve(right, &b[cut..], (at.0 + middle, at.1 + cut), found);
    }
    let mut ways = Vec::with_capacity(cells);
    row(a, b, |_, _, way| ways.push(way));
    let mut offset = cells;
    let first = found.len();
    let mut j = b.len();
    for (i, (low, high)) in windows.iter().copied().enumerate().rev() {
        offset -= high - low;
        j = j.min(high);
        while j > low {
            match ways[offset + j - 1 - low] {
                Way::Left => j -= 1,
                Way::Up => break,
                Way::Pair => {
                    j -= 1;
                    found.push((at.0 + i, at.1 + j));
                    break;
                }
            }
        }
    }
    found[first..].reverse();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The textbook's matrix with the rule for pairs.
    fn slow(a: &[Timed], b: &[Timed]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let mut cost = (row[j] + 1).min(row[j + 1] + 1);
                if x.saves(*y).is_some() {
                    cost = cost.min(diagonal + usize::from(x.id != y.id));
                }
                diagonal = std::mem::replace(&mut row[j + 1], cost);
            }
        }
        row[b.len()]
    }

    fn timed() -> impl Strategy<Value = Vec<Timed>> {
        let one = (0u32..5, 0u32..40, 0u32..8);
        prop::collection::vec(one, 0..40).prop_map(|all| {
            let all = all.into_iter();
            all.map(|(id, start, length)| Timed { id, start: start.into(), end: (start + length).into() }).collect()
        })
    }

    fn in_order(mut all: Vec<Timed>) -> Vec<Timed> {
        all.sort_by(|a, b| a.start.total_cmp(&b.start));
        all
    }

    fn check(a: &[Timed], b: &[Timed]) {
        let steps = steps(a, b);
        assert_eq!(steps.errors(), slow(a, b));
        let pairs = pairs(a, b);
        assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1), "in order");
        assert!(pairs.iter().all(|(i, j)| a[*i].saves(b[*j]).is_some()));
        let wrong = pairs.iter().filter(|(i, j)| a[*i].id != b[*j].id).count();
        assert_eq!((wrong, a.len() - pairs.len()), (steps.substitutions, steps.deletions));
    }

    proptest! {
        #[test]
        fn as_the_whole_matrix_has_it(a in timed(), b in timed()) {
            check(&a, &b);
            check(&in_order(a), &in_order(b));
        }
    }

    #[test]
    fn those_that_only_touch_are_no_pair() {
        let (a, b) = (Timed { id: 1, start: 0.0, end: 1.0 }, Timed { id: 1, start: 1.0, end: 2.0 });
        assert_eq!(steps(&[a], &[b]), Steps { insertions: 1, deletions: 1, substitutions: 0 });
    }
}
