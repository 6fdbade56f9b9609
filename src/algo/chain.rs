//! Hidden chains: the best path through a lattice (Viterbi 1967) and the probability of every step of it
//! (the forward-backward method, Baum et al. 1970), both exact and linear in the length.

/// A lattice of states over positions, with scores as natural logarithms.
pub trait Lattice {
    /// How many positions there are.
    fn positions(&self) -> usize;
    /// How many states a position has.
    fn states(&self) -> usize;
    /// Score of starting in a state.
    fn start(&self, state: usize) -> f32;
    /// Score of ending in a state after the last position.
    fn end(&self, state: usize) -> f32;
    /// Calls `step(to, score)` for each way from `from` at position `at - 1` to a state at position `at`.
    fn steps(&self, at: usize, from: usize, step: &mut dyn FnMut(usize, f32));
}

const NEVER: f32 = f32::NEG_INFINITY;

/// The states of the best path, one for each position; of equals the lowest numbered.
pub fn best_path(lattice: &impl Lattice) -> Vec<usize> {
    let (positions, states) = (lattice.positions(), lattice.states());
    if positions == 0 || states == 0 {
        return Vec::new();
    }
    let mut back: Vec<u8> = vec![0; positions * states];
    let mut score: Vec<f32> = (0..states).map(|state| lattice.start(state)).collect();
    let mut next = vec![NEVER; states];
    for at in 1..positions {
        next.fill(NEVER);
        // Scores are kept near zero: over a million positions they would outgrow an f32's precision.
        let top = score.iter().copied().fold(NEVER, f32::max);
        for (from, score) in score.iter().enumerate() {
            let so_far = score - top;
            lattice.steps(at, from, &mut |to, step| {
                if so_far + step > next[to] {
                    next[to] = so_far + step;
                    back[at * states + to] = from as u8;
                }
            });
        }
        std::mem::swap(&mut score, &mut next);
    }
    let ends = (0..states).map(|state| score[state] + lattice.end(state));
    let mut state =
        ends.enumerate().fold((0, NEVER), |best, (state, score)| if score > best.1 { (state, score) } else { best }).0;
    let mut path = vec![0; positions];
    for at in (0..positions).rev() {
        path[at] = state;
        state = back[at * states + state] as usize;
    }
    path
}

/// Probabilities of states and steps, given all scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Posteriors {
    states: usize,
    forward: Vec<f32>,
    backward: Vec<f32>,
}

impl Posteriors {
    /// Computes them for a lattice.
    pub fn of(lattice: &impl Lattice) -> Self {
        let (positions, states) = (lattice.positions(), lattice.states());
        let mut forward = vec![NEVER; positions * states];
        let mut backward = vec![NEVER; positions * states];
        if positions > 0 {
            for state in 0..states {
                forward[state] = lattice.start(state);
                backward[(positions - 1) * states + state] = lattice.end(state);
            }
            shift(&mut forward[..states]);
            shift(&mut backward[(positions - 1) * states..]);
        }
        for at in 1..positions {
            let (done, open) = forward.split_at_mut(at * states);
            for from in 0..states {
                let so_far = done[(at - 1) * states + from];
                lattice.steps(at, from, &mut |to, step| open[to] = log_add(open[to], so_far + step));
            }
            shift(&mut open[..states]);
        }
        for at in (1..positions).rev() {
            let (open, done) = backward.split_at_mut(at * states);
            let open = &mut open[(at - 1) * states..];
            for (from, sum) in open.iter_mut().enumerate() {
                lattice.steps(at, from, &mut |to, step| *sum = log_add(*sum, step + done[to]));
            }
            shift(open);
        }
        Posteriors { states, forward, backward }
    }

    /// The probability of a state at a position.
    pub fn state(&self, at: usize, state: usize) -> f32 {
        let row = at * self.states..(at + 1) * self.states;
        let (Some(forward), Some(backward)) = (self.forward.get(row.clone()), self.backward.get(row)) else {
            return 0.0;
        };
        let total = forward.iter().zip(backward).fold(NEVER, |sum, (a, b)| log_add(sum, a + b));
        match (forward.get(state), backward.get(state)) {
            (Some(a), Some(b)) if total > NEVER => (a + b - total).exp(),
            _ => 0.0,
        }
    }

    /// Calls `each(from, to, probability)` for every step into position `at`.
    pub fn steps(&self, lattice: &impl Lattice, at: usize, each: &mut dyn FnMut(usize, usize, f32)) {
        let Some(before) = at.checked_sub(1) else { return };
        let row =
            |table: &[f32], at: usize, state: usize| table.get(at * self.states + state).copied().unwrap_or(NEVER);
        let mut total = NEVER;
        let mut all: [(u8, u8, f32); 64] = [(0, 0, NEVER); 64];
        let mut count = 0;
        for from in 0..self.states {
            let so_far = row(&self.forward, before, from);
            lattice.steps(at, from, &mut |to, step| {
                let score = so_far + step + row(&self.backward, at, to);
                total = log_add(total, score);
                if let Some(slot) = all.get_mut(count) {
                    *slot = (from as u8, to as u8, score);
                    count += 1;
                }
            });
        }
        for (from, to, score) in all.iter().take(count) {
            each(*from as usize, *to as usize, (score - total).exp());
        }
    }
}

/// Takes the largest value off a row, so that sums stay within an f32.
fn shift(row: &mut [f32]) {
    let top = row.iter().copied().fold(NEVER, f32::max);
    if top.is_finite() {
        row.iter_mut().for_each(|value| *value -= top);
    }
}

fn log_add(a: f32, b: f32) -> f32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == NEVER { high } else { high + (low - high).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A full lattice with the scores given.
    #[derive(Debug)]
    struct Table {
        states: usize,
        positions: usize,
        scores: Vec<f32>,
    }

    impl Table {
        fn score(&self, at: usize, from: usize, to: usize) -> f32 {
            self.scores[(at * 7 + from * 3 + to * 5) % self.scores.len()]
        }
    }

    impl Lattice for Table {
        fn positions(&self) -> usize {
            self.positions
        }
        fn states(&self) -> usize {
            self.states
        }
        fn start(&self, state: usize) -> f32 {
            self.score(0, 0, state)
        }
        fn end(&self, state: usize) -> f32 {
            self.score(99, state, 0)
        }
        fn steps(&self, at: usize, from: usize, step: &mut dyn FnMut(usize, f32)) {
            for to in 0..self.states {
                // Not every step exists.
                if !(from + to + at).is_multiple_of(3) {
                    step(to, self.score(at, from, to));
                }
            }
        }
    }

    /// All paths with their scores: the naive twin.
    fn paths(table: &Table) -> Vec<(Vec<usize>, f32)> {
        let mut paths: Vec<(Vec<usize>, f32)> =
            (0..table.states).map(|state| (vec![state], table.start(state))).collect();
        for at in 1..table.positions {
            let mut longer = Vec::new();
            for (path, score) in &paths {
                table.steps(at, *path.last().unwrap(), &mut |to, step| {
                    longer.push(([&path[..], &[to]].concat(), score + step))
                });
            }
            paths = longer;
        }
        paths
            .into_iter()
            .map(|(path, score)| {
                let last = *path.last().unwrap();
                (path, score + table.end(last))
            })
            .collect()
    }

    proptest! {
        #[test]
        fn equals_counting_all_paths(states in 2usize..4, positions in 1usize..6, scores in prop::collection::vec(-3.0f32..3.0, 11)) {
            let table = Table { states, positions, scores };
            let all = paths(&table);
            prop_assume!(!all.is_empty());
            let best = all.iter().map(|(_, score)| *score).fold(NEVER, f32::max);
            let found = best_path(&table);
            let of_found = all.iter().find(|(path, _)| *path == found).map(|(_, score)| *score).unwrap();
            prop_assert!((of_found - best).abs() < 1e-4);
            let total: f64 = all.iter().map(|(_, score)| f64::from(*score).exp()).sum();
            let posteriors = Posteriors::of(&table);
            for at in 0..positions {
                let sum: f32 = (0..states).map(|state| posteriors.state(at, state)).sum();
                prop_assert!((sum - 1.0).abs() < 1e-4);
                for state in 0..states {
                    let naive: f64 = all.iter().filter(|(path, _)| path[at] == state).map(|(_, score)| f64::from(*score).exp()).sum();
                    prop_assert!((posteriors.state(at, state) - (naive / total) as f32).abs() < 1e-3);
                }
                posteriors.steps(&table, at, &mut |from, to, probability| {
                    let naive: f64 = all.iter().filter(|(path, _)| path[at - 1] == from && path[at] == to).map(|(_, score)| f64::from(*score).exp()).sum();
                    assert!((probability - (naive / total) as f32).abs() < 1e-3);
                });
            }
        }
    }

    /// A lattice that counts how often it is asked.
    struct Counted {
        table: Table,
        asked: std::cell::Cell<usize>,
    }

    impl Lattice for Counted {
        fn positions(&self) -> usize {
            self.table.positions()
        }
        fn states(&self) -> usize {
            self.table.states()
        }
        fn start(&self, state: usize) -> f32 {
            self.table.start(state)
        }
        fn end(&self, state: usize) -> f32 {
            self.table.end(state)
        }
        fn steps(&self, at: usize, from: usize, step: &mut dyn FnMut(usize, f32)) {
            self.asked.set(self.asked.get() + 1);
            self.table.steps(at, from, step);
        }
    }

    #[test]
    fn twice_the_positions_are_twice_the_steps() {
        let asked = |positions: usize| {
            let table = Table { states: 3, positions, scores: vec![0.1, -0.7, 0.4, -0.2, 0.9] };
            let counted = Counted { table, asked: Default::default() };
            assert_eq!(best_path(&counted).len(), positions);
            Posteriors::of(&counted);
            counted.asked.get()
        };
        // Once for the best path, once forward, once backward.
        assert_eq!(asked(1_001), 3 * 3 * 1_000);
        assert_eq!(asked(2_001), 2 * asked(1_001));
    }
}
