use proptest::prelude::*;

use super::*;

/// Ids that differ by one, the lower even, are alike; two ids and the one above a million by their sum are joined.
pub struct Plain;

impl Likeness for Plain {
    fn unlike(&self, a: u32, b: u32) -> u32 {
        if a / 2 == b / 2 { 3 } else { UNLIKE }
    }
    fn frequent(&self, _: u32) -> u32 {
        0
    }
    fn joined(&self, first: u32, second: u32, whole: u32) -> bool {
        whole == 1_000_000 + first + second
    }
}

/// What pairs cost, and that they are in order.
fn cost(a: &[u32], b: &[u32], pairs: &[Pair]) -> u32 {
    let (mut i, mut j) = (0, 0);
    let mut total = 0;
    let mut at = 0;
    let left_out = |count: usize| if count > 0 { gap::OPEN + gap::LEFT_OUT * count as u32 } else { 0 };
    while at < pairs.len() {
        let pair = pairs[at];
        let (x, y) = (pair.a as usize, pair.b as usize);
        assert!(x >= i && y >= j, "{pairs:?}");
        total += left_out(x - i) + left_out(y - j);
        if pair.how == Match::Joined {
            let next = pairs[at + 1];
            assert_eq!(next.how, Match::Joined);
            (i, j) = (next.a as usize + 1, next.b as usize + 1);
            let (first, second, whole) = if i == x + 2 { (a[x], a[x + 1], b[y]) } else { (b[y], b[y + 1], a[x]) };
            assert!(Plain.joined(first, second, whole));
            total += gap::JOINED;
            at += 2;
            continue;
        }
        (i, j) = (x + 1, y + 1);
        total += if a[x] == b[y] { 0 } else { Plain.unlike(a[x], b[y]) };
        at += 1;
    }
    total + left_out(a.len() - i) + left_out(b.len() - j)
}

/// The cheapest way by trying all: rests of both sides, and which side was left out last.
fn slow(a: &[u32], b: &[u32]) -> u32 {
    let states = [0usize, 1, 2];
    let index = |i: usize, j: usize, s: usize| (i * (b.len() + 1) + j) * 3 + s;
    let mut best = vec![u32::MAX; (a.len() + 1) * (b.len() + 1) * 3];
    for i in (0..=a.len()).rev() {
        for j in (0..=b.len()).rev() {
            for last in states {
                let mut least = if i == a.len() && j == b.len() { 0 } else { u32::MAX };
                let mut way = |cost: u32, i: usize, j: usize, s: usize| {
                    least = least.min(best[index(i, j, s)].saturating_add(cost));
                };
                if i < a.len() {
                    way(gap::LEFT_OUT + if last == 1 { 0 } else { gap::OPEN }, i + 1, j, 1);
                }
                if j < b.len() {
                    way(gap::LEFT_OUT + if last == 2 { 0 } else { gap::OPEN }, i, j + 1, 2);
                }
                if i < a.len() && j < b.len() {
                    way(if a[i] == b[j] { 0 } else { Plain.unlike(a[i], b[j]) }, i + 1, j + 1, 0);
                }
                if i + 1 < a.len() && j < b.len() && Plain.joined(a[i], a[i + 1], b[j]) {
                    way(gap::JOINED, i + 2, j + 1, 0);
                }
                if i < a.len() && j + 1 < b.len() && Plain.joined(b[j], b[j + 1], a[i]) {
                    way(gap::JOINED, i + 1, j + 2, 0);
                }
                best[index(i, j, last)] = least;
            }
        }
    }
    best[0]
}

fn exact(a: &[u32], b: &[u32]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    Gap::default().align(a, b, (0, 0), &Plain, &mut pairs);
    pairs
}

proptest! {
    #[test]
    fn gaps_are_filled_as_cheaply_as_can_be(a in prop::collection::vec(0u32..7, 0..24), mut b in prop::collection::vec(0u32..7, 0..24), join in any::<bool>()) {
        if join && a.len() > 1 {
            b.push(1_000_000 + a[0] + a[1]);
        }
        let mut pairs = Vec::new();
        let told = Gap::default().align(&a, &b, (0, 0), &Plain, &mut pairs);
        prop_assert_eq!(cost(&a, &b, &pairs), told);
        prop_assert_eq!(told, slow(&a, &b));
    }

    #[test]
    fn any_sequences_give_pairs_in_order(a in prop::collection::vec(0u32..40, 0..900), b in prop::collection::vec(0u32..40, 0..900)) {
        let found = align(&a, &b, &Plain);
        prop_assert!(cost(&a, &b, &found.pairs) >= cost(&a, &b, &exact(&a, &b)));
    }

    #[test]
    fn swapped_sides_and_itself(a in prop::collection::vec(0u32..500, 0..900)) {
        let found = align(&a, &a, &Plain);
        prop_assert!(found.pairs.iter().all(|pair| pair.a == pair.b && pair.how == Match::Same));
        prop_assert_eq!(found.pairs.len(), a.len());
    }
}

/// Numbers as from a die.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most
    }
    /// Words as they come in talk: few often, many seldom.
    fn word(&mut self) -> u32 {
        let range = 1 + 9 * self.below(1_000);
        let most = 1 + self.below(range);
        2 * self.below(most) as u32
    }
}

/// A sequence, a version of it with errors, and where each element of the first stands in the second.
fn damaged(length: usize, errors: usize, blocks: bool, seed: u64) -> (Vec<u32>, Vec<u32>, Vec<Option<u32>>) {
    let mut dice = Dice(seed);
    let a: Vec<u32> = (0..length).map(|_| dice.word()).collect();
    let (mut b, mut map) = (Vec::new(), Vec::new());
    let mut cut = 0usize;
    for id in &a {
        if blocks && dice.below(2_000) == 0 {
            match dice.below(2) {
                0 => cut = 60 + dice.below(200),
                _ => b.extend((0..60 + dice.below(200)).map(|_| dice.word())),
            }
        }
        if cut > 0 {
            cut -= 1;
            map.push(None);
            continue;
        }
        if dice.below(100) >= errors {
            map.push(Some(b.len() as u32));
            b.push(*id);
            continue;
        }
        match dice.below(10) {
            0..=1 => map.push(None),
            2..=3 => {
                map.push(Some(b.len() as u32));
                b.extend([*id, dice.word()]);
            }
            4..=6 => {
                map.push(Some(b.len() as u32));
                b.push(id ^ 1);
            }
            _ => {
                map.push(Some(b.len() as u32));
                b.push(dice.word());
            }
        }
    }
    (a, b, map)
}

fn right(pairs: &[Pair], truth: &[Option<u32>]) -> f64 {
    let mut found = vec![None; truth.len()];
    pairs.iter().for_each(|pair| found[pair.a as usize] = Some(pair.b));
    found.iter().zip(truth).filter(|(found, truth)| found == truth).count() as f64 / truth.len() as f64
}

#[test]
fn words_with_errors_are_mapped_right() {
    for (seed, blocks) in [(1, false), (2, true), (3, false), (4, true)] {
        let (a, b, truth) = damaged(10_000, 10, blocks, seed);
        let share = right(&align(&a, &b, &Plain).pairs, &truth);
        assert!(share >= 0.990, "{share}");
    }
}

#[test]
fn nearly_as_right_as_the_whole_matrix() {
    for errors in [5, 10, 25, 40] {
        let (a, b, truth) = damaged(2_500, errors, errors < 20, 7 + errors as u64);
        let (fast, slow) = (right(&align(&a, &b, &Plain).pairs, &truth), right(&exact(&a, &b), &truth));
        assert!(fast >= slow - 0.003, "{errors}: {fast} {slow}");
    }
}

/// What `fill` makes of two stretches between anchors.
fn between_anchors(a: &[u32], b: &[u32]) -> Vec<Pair> {
    let mut work = Work { a, b, likeness: &Plain, pairs: Vec::new(), gap: Gap::default(), off: Vec::new() };
    work.fill(0..a.len(), 0..b.len(), 1);
    work.pairs
}

#[test]
fn going_over_errors_costs_what_the_whole_matrix_costs() {
    let (mut fast, mut slow) = (0, 0);
    for seed in 0..400 {
        let (a, b, _) = damaged(60, 5 + seed as usize % 20, false, 100 + seed);
        fast += cost(&a, &b, &between_anchors(&a, &b));
        slow += cost(&a, &b, &exact(&a, &b));
    }
    assert!(fast >= slow && fast * 200 <= slow * 201, "{fast} {slow}");
}

#[test]
fn both_sides_go_on_behind_an_error_where_only_one_place_fits() {
    let goes_on = |a: &[u32], b: &[u32]| {
        let work = Work { a, b, likeness: &Plain, pairs: Vec::new(), gap: Gap::default(), off: Vec::new() };
        work.goes_on(&(0..a.len()), &(0..b.len()))
    };
    assert_eq!(goes_on(&[90, 2, 4, 6, 8, 10], &[92, 2, 4, 6, 8, 12]), Some((1, 1)));
    assert_eq!(goes_on(&[90, 92, 2, 4, 6, 8, 10], &[2, 4, 6, 8, 12]), Some((2, 0)));
    // What is left may be shorter.
    assert_eq!(goes_on(&[90, 2, 4], &[92, 94, 2, 4]), Some((1, 2)));
    assert_eq!(goes_on(&[90, 2, 4], &[92, 2, 4, 6]), None);
    // The same words twice, and too far away.
    assert_eq!(goes_on(&[90, 2, 4, 2, 4, 2, 4, 2, 4, 2], &[2, 4, 2, 4, 2, 4, 2, 4, 2, 4]), None);
    assert_eq!(goes_on(&[[90; 9].as_slice(), &[2, 4, 6, 8, 10]].concat(), &[2, 4, 6, 8, 12]), None);
}

proptest! {
    /// A sample of the runs holds some of them, and nothing else.
    #[test]
    fn some_runs_are_among_all(a in prop::collection::vec(0u32..6, 0..600), mut b in prop::collection::vec(0u32..6, 0..300), sample in 2u64..9) {
        b.extend(&a[a.len() / 2..]);
        let all = grams::common(&a, &b, 6, 1);
        let some = grams::common(&a, &b, 6, sample);
        prop_assert!(some.iter().all(|pair| all.contains(pair)));
        prop_assert!(all.is_sorted() && some.is_sorted());
        let once = |side: &[u32], run: &[u32]| side.windows(6).filter(|own| *own == run).count() == 1;
        let slow = (0..a.len().saturating_sub(5)).filter(|i| once(&a, &a[*i..i + 6]) && once(&b, &a[*i..i + 6]));
        prop_assert!(slow.eq(all.iter().map(|pair| pair.0 as usize)));
    }
}

#[test]
fn parts_in_another_order_are_told_not_forced() {
    let a: Vec<u32> = (0..3_000).map(|id| id * 2).collect();
    let b = [&a[..1_000], &a[2_000..], &a[1_000..1_900]].concat();
    let found = align(&a, &b, &Plain);
    assert_eq!(found.pairs.len(), 2_000);
    assert_eq!(found.moved, [Block { a: 1_000..1_900, b: 2_000..2_900 }]);
}

#[test]
fn a_refrain_is_not_taken_for_another() {
    // The same forty elements eleven times on one side, ten times on the other, with other things between.
    let mut dice = Dice(5);
    let refrain: Vec<u32> = (0..40).map(|id| 900_000 + 2 * id).collect();
    let verses: Vec<Vec<u32>> = (0..12).map(|_| (0..300).map(|_| dice.word()).collect()).collect();
    let a = verses.join(&refrain[..]);
    let mut heard = verses.clone();
    heard.remove(5);
    let b = heard.join(&refrain[..]);
    let found = align(&a, &b, &Plain);
    let gone = 340 * 5..340 * 6;
    for pair in &found.pairs {
        let (i, j) = (pair.a as usize, pair.b as usize);
        let off = if i < gone.start { 0 } else { 340 };
        assert!(i == j + off || gone.contains(&i) || (gone.start - 40..gone.end + 40).contains(&i), "{pair:?}");
    }
}

#[test]
fn repetition_and_strangers_end_in_time() {
    // One word said again and again, a loop, and two texts that share nothing but frequent words.
    let mut dice = Dice(11);
    let same = vec![4u32; 200_000];
    let found = align(&same, &same[..150_000], &Plain);
    assert_eq!(found.pairs.len(), 150_000);
    let loops: Vec<u32> = (0..200_000).map(|at| 2 * (at % 37)).collect();
    let mut other = loops.clone();
    other.iter_mut().step_by(11).for_each(|id| *id = 2 * dice.below(37) as u32);
    let found = align(&loops, &other, &Plain);
    assert!(found.pairs.len() > 150_000, "{}", found.pairs.len());
    let frequent = |dice: &mut Dice| (0..200_000).map(|_| 2 * dice.below(12) as u32).collect::<Vec<u32>>();
    let (a, b) = (frequent(&mut dice), frequent(&mut dice));
    align(&a, &b, &Plain);
    let strange: Vec<u32> = (0..200_000).map(|at| 1_000 + 2 * at).collect();
    assert!(align(&a, &strange, &Plain).pairs.is_empty());
    assert_eq!(align(&[], &a, &Plain), Alignment::default());
}

#[test]
fn elements_that_may_not_pair_do_not() {
    struct Late;
    impl Likeness for Late {
        fn unlike(&self, a: u32, b: u32) -> u32 {
            Plain.unlike(a, b)
        }
        fn frequent(&self, _: u32) -> u32 {
            0
        }
        fn joined(&self, _: u32, _: u32, _: u32) -> bool {
            false
        }
        fn allowed(&self, a: usize, b: usize) -> bool {
            b >= a + 100
        }
    }
    let one: Vec<u32> = (0..100).map(|id| id * 2).collect();
    let found = align(&one, &[&one[..], &one[..]].concat(), &Late);
    assert_eq!(found.pairs.len(), 100);
    assert!(found.pairs.iter().all(|pair| pair.b == pair.a + 100));
}
