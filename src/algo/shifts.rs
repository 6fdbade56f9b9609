//! Moves one list of spans onto another, from their times alone: a rate, and a shift for each part, where parts are cut
//! as seldom as it pays.
//!
//! Differences of starts vote for the shifts of short runs; only shifts with votes are tried, in one pass that pays a
//! price for each change (a dynamic programme over span and shift, as in the thesis behind alass, Kaegi 2019, but over a
//! few hundred shifts instead of all). Near-linear in time.

use rustc_hash::FxHashMap;

/// A stretch of time from start to end, in milliseconds.
pub type Span = (i64, i64);

/// How spans move: first each time is multiplied, then the shift of its part is added.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub rate: f64,
    /// The first span of each part, and its shift.
    pub parts: Vec<(usize, i64)>,
    /// How well starts and ends lie on those of the other list, from 0 to 1.
    pub fit: f64,
    /// The same where the plan is off by some seconds: what chance gives.
    pub chance: f64,
}

impl Plan {
    /// The shift of the span at `index`.
    pub fn shift(&self, index: usize) -> i64 {
        let part = self.parts.partition_point(|(first, _)| *first <= index);
        part.checked_sub(1).and_then(|part| self.parts.get(part)).map_or(0, |(_, shift)| *shift)
    }

    /// A time of the span at `index`, moved.
    pub fn moved(&self, index: usize, time: i64) -> i64 {
        scaled(time, self.rate).saturating_add(self.shift(index))
    }
}

/// A time multiplied by a rate, to the nearest millisecond.
pub fn scaled(time: i64, rate: f64) -> i64 {
    if rate == 1.0 { time } else { (time as f64 * rate).round() as i64 }
}

/// Spans of a run that vote together.
const RUN: usize = 24;
/// Width of a bin of votes, in milliseconds.
const BIN: i64 = 50;
/// Shifts are looked for so far, where there are many spans.
const FAR: i64 = 3_600_000;
/// So many pairs may always vote.
const FEW: usize = 4_000_000;
/// So many shifts of a run are kept, and so many altogether.
const OF_A_RUN: usize = 3;
const MOST: usize = 400;
/// Starts that lie this far apart say nothing.
const NEAR: i64 = 300;
/// What a change of shift must gain, in spans that fit.
const PRICE: f32 = 5.0;
/// Another rate must have so many more votes than none.
const BETTER: f64 = 1.15;
/// So many runs vote for a rate.
const SAMPLED: usize = 16;

/// Plans how to move spans, in order of their starts, onto fixed ones, in order too. `rates` are tried besides 1, and what
/// drift the shifts of the runs show.
pub fn plan(spans: &[Span], fixed: &[Span], rates: &[f64]) -> Plan {
    if spans.is_empty() || fixed.is_empty() {
        return Plan { rate: 1.0, parts: vec![(0, 0)], fit: 0.0, chance: 0.0 };
    }
    let starts: Vec<i64> = fixed.iter().map(|span| span.0).collect();
    let mut rate = best_rate(spans, &starts, rates);
    let mut moved = scaled_all(spans, rate);
    let mut votes = votes(&moved, &starts, usize::MAX);
    if let Some(drift) = drift(&moved, &votes) {
        rate *= drift;
        moved = scaled_all(spans, rate);
        votes = self::votes(&moved, &starts, usize::MAX);
    }
    let shifts = candidates(&votes);
    let (ways, fit) = best_path(&moved, fixed, &shifts);
    let mut parts: Vec<(usize, i64)> = Vec::new();
    for (index, way) in ways.iter().enumerate() {
        let shift = shifts[usize::from(*way)];
        if parts.last().is_none_or(|(_, last)| *last != shift) {
            parts.push((index, shift));
        }
    }
    refine(&moved, &starts, &mut parts);
    let mut plan = Plan { rate, parts, fit, chance: 0.0 };
    plan.chance = chance(&plan, &moved, fixed);
    plan
}

fn scaled_all(spans: &[Span], rate: f64) -> Vec<Span> {
    spans.iter().map(|(start, end)| (scaled(*start, rate), scaled(*end, rate))).collect()
}

/// The shifts that a run votes for: where it is in the list, and the shifts with their votes.
struct Votes {
    middle: usize,
    shifts: Vec<(i64, u32)>,
}

/// Lets runs vote; of more runs than asked for, some at equal distances.
fn votes(spans: &[Span], starts: &[i64], most: usize) -> Vec<Votes> {
    let far = if spans.len().saturating_mul(starts.len()) <= FEW { i64::MAX / 4 } else { FAR };
    let step = RUN / 2;
    let runs = spans.len().div_ceil(step);
    let every = runs.div_ceil(most).max(1);
    let mut bins: FxHashMap<i64, u32> = FxHashMap::default();
    let mut dense: Vec<u16> = Vec::new();
    let mut found = Vec::new();
    for run in (0..runs).step_by(every) {
        let own = &spans[run * step..(run * step + RUN).min(spans.len())];
        let (low, high) = match (own.first(), own.last()) {
            (Some(first), Some(last)) => {
                (starts[0].saturating_sub(last.0).max(-far), starts[starts.len() - 1].saturating_sub(first.0).min(far))
            }
            _ => continue,
        };
        if low > high {
            continue;
        }
        let range = high.saturating_sub(low) / BIN + 2;
        let in_dense = range < 1 << 22;
        if in_dense {
            dense.clear();
            dense.resize(range as usize, 0);
        }
        bins.clear();
        for (start, _) in own {
            let first = starts.partition_point(|other| *other < start.saturating_add(low));
            for other in starts[first..].iter().take_while(|other| other.saturating_sub(*start) <= high) {
                let bin = (other - start - low) / BIN;
                match dense.get_mut(bin as usize) {
                    Some(count) if in_dense => *count = count.saturating_add(1),
                    _ => *bins.entry(bin).or_insert(0) += 1,
                }
            }
        }
        let mut peaks: Vec<(i64, u32)> = Vec::new();
        let mut see = |bin: i64, count: u32, next: u32| {
            let both = count + next;
            if peaks.len() < OF_A_RUN || peaks.last().is_some_and(|last| last.1 < both) {
                // Two bins that share votes are one peak.
                match peaks.iter_mut().find(|(shift, _)| (shift - bin).abs() < 2) {
                    Some(known) if known.1 < both => *known = (bin, both),
                    Some(_) => {}
                    None => peaks.push((bin, both)),
                }
                peaks.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
                peaks.truncate(OF_A_RUN);
            }
        };
        if in_dense {
            // Most bins are empty.
            for (eight, bins) in dense.chunks(8).enumerate().filter(|(_, bins)| bins.iter().any(|count| *count > 0)) {
                for (at, count) in bins.iter().enumerate().filter(|(_, count)| **count > 0) {
                    let bin = eight * 8 + at;
                    see(bin as i64, (*count).into(), dense.get(bin + 1).copied().unwrap_or(0).into());
                }
            }
        } else {
            let mut all: Vec<(i64, u32)> = bins.iter().map(|(bin, count)| (*bin, *count)).collect();
            all.sort_unstable();
            for (at, (bin, count)) in all.iter().enumerate() {
                let next = all.get(at + 1).filter(|next| next.0 == bin + 1).map_or(0, |next| next.1);
                see(*bin, *count, next);
            }
        }
        let shifts = peaks.into_iter().map(|(bin, count)| (low + bin * BIN + BIN, count)).collect();
        found.push(Votes { middle: run * step + own.len() / 2, shifts });
    }
    found
}

fn best_rate(spans: &[Span], starts: &[i64], rates: &[f64]) -> f64 {
    let strength = |rate: f64| -> f64 {
        let all = votes(&scaled_all(spans, rate), starts, SAMPLED);
        all.iter().filter_map(|run| run.shifts.first()).map(|(_, count)| f64::from(*count)).sum()
    };
    let plain = strength(1.0);
    rates
        .iter()
        .fold((1.0, plain * BETTER), |best, rate| {
            let votes = strength(*rate);
            if votes > best.1 { (*rate, votes) } else { best }
        })
        .0
}

/// A slow drift that the shifts of nearly all runs show: by what times are to be multiplied.
fn drift(spans: &[Span], votes: &[Votes]) -> Option<f64> {
    let points = votes.iter().filter_map(|run| Some((spans[run.middle].0 as f64, run.shifts.first()?.0 as f64)));
    let points: Vec<(f64, f64)> = points.collect();
    if points.len() < 6 {
        return None;
    }
    let half = points.len() / 2;
    let slopes = points.iter().zip(&points[half..]).filter(|(one, other)| other.0 > one.0);
    let mut slopes: Vec<f64> = slopes.map(|(one, other)| (other.1 - one.1) / (other.0 - one.0)).collect();
    if slopes.is_empty() {
        return None;
    }
    let middle = slopes.len() / 2;
    let slope = *slopes.select_nth_unstable_by(middle, f64::total_cmp).1;
    let mut rests: Vec<f64> = points.iter().map(|(at, shift)| shift - slope * at).collect();
    let middle = rests.len() / 2;
    let level = *rests.select_nth_unstable_by(middle, f64::total_cmp).1;
    let on_line = rests.iter().filter(|rest| (*rest - level).abs() <= 150.0).count();
    let length = points[points.len() - 1].0 - points[0].0;
    // A drift that moves nothing by more than the votes can tell is none.
    (on_line * 10 >= points.len() * 7 && slope.abs() * length > 200.0 && slope.abs() < 0.2).then_some(1.0 + slope)
}

/// The shifts with votes, the ones with most of them where there are too many.
fn candidates(votes: &[Votes]) -> Vec<i64> {
    let mut all: Vec<(i64, u64)> =
        votes.iter().flat_map(|run| &run.shifts).map(|(shift, count)| (*shift, u64::from(*count).pow(2))).collect();
    all.sort_unstable();
    let mut merged: Vec<(i64, u64)> = Vec::new();
    for (shift, votes) in all {
        match merged.last_mut() {
            Some((last, sum)) if shift - *last < BIN => *sum += votes,
            _ => merged.push((shift, votes)),
        }
    }
    merged.sort_by_key(|(_, votes)| std::cmp::Reverse(*votes));
    merged.truncate(MOST);
    merged.into_iter().map(|(shift, _)| shift).collect()
}

/// The place of the element nearest to `time`; `hint` is where it was for a time near by.
fn nearest(sorted: &[i64], hint: &mut usize, time: i64) -> i64 {
    while *hint + 1 < sorted.len() && sorted[*hint] < time {
        *hint += 1;
    }
    while *hint > 0 && sorted[*hint - 1] >= time {
        *hint -= 1;
    }
    let here = sorted[*hint].saturating_sub(time).saturating_abs();
    let before = hint.checked_sub(1).map_or(i64::MAX, |before| sorted[before].saturating_sub(time).saturating_abs());
    here.min(before)
}

fn kernel(distance: i64) -> f32 {
    (1.0 - distance as f32 / NEAR as f32).max(0.0)
}

/// For each span the best shift, and how well the starts fit on the whole.
fn best_path(spans: &[Span], fixed: &[Span], shifts: &[i64]) -> (Vec<u16>, f64) {
    let starts: Vec<i64> = fixed.iter().map(|span| span.0).collect();
    let mut ends: Vec<i64> = fixed.iter().map(|span| span.1).collect();
    ends.sort_unstable();
    let count = shifts.len();
    // What each span is worth under each shift.
    let mut worth = vec![0.0f32; spans.len() * count];
    for (way, shift) in shifts.iter().enumerate() {
        let (mut at_start, mut at_end) = (0, 0);
        for (index, (start, end)) in spans.iter().enumerate() {
            let start = kernel(nearest(&starts, &mut at_start, start.saturating_add(*shift)));
            let end = kernel(nearest(&ends, &mut at_end, end.saturating_add(*shift)));
            worth[index * count + way] = start * 0.7 + end * 0.3;
        }
    }
    let mut scores = vec![0.0f32; count];
    // Where a span's shift is not that of the span before it: from which it came.
    let mut changed = vec![false; spans.len() * count];
    let mut best_before = vec![0u16; spans.len()];
    for index in 0..spans.len() {
        let best = (0..count).fold(0, |best, way| if scores[way] > scores[best] { way } else { best });
        best_before[index] = best as u16;
        let top = scores[best];
        let price = if index == 0 { 0.0 } else { PRICE };
        for way in 0..count {
            let stays = scores[way] - top;
            let jumps = stays < -price;
            changed[index * count + way] = jumps;
            scores[way] = worth[index * count + way] + if jumps { -price } else { stays };
        }
    }
    let mut way = (0..count).fold(0, |best, way| if scores[way] > scores[best] { way } else { best });
    let mut ways = vec![0u16; spans.len()];
    let mut fit = 0.0f64;
    for index in (0..spans.len()).rev() {
        ways[index] = way as u16;
        fit += f64::from(worth[index * count + way]);
        if changed[index * count + way] {
            way = usize::from(best_before[index]);
        }
    }
    (ways, fit / spans.len() as f64)
}

/// How well a plan fits that is off, one way and the other.
fn chance(plan: &Plan, spans: &[Span], fixed: &[Span]) -> f64 {
    let starts: Vec<i64> = fixed.iter().map(|span| span.0).collect();
    let mut ends: Vec<i64> = fixed.iter().map(|span| span.1).collect();
    ends.sort_unstable();
    let off = [-7_700i64, -5_900, -3_100, 2_900, 6_100, 8_300];
    let mut sum = 0.0;
    for off in off {
        let (mut at_start, mut at_end) = (0, 0);
        for (index, (start, end)) in spans.iter().enumerate() {
            let shift = plan.shift(index).saturating_add(off);
            let start = kernel(nearest(&starts, &mut at_start, start.saturating_add(shift)));
            let end = kernel(nearest(&ends, &mut at_end, end.saturating_add(shift)));
            sum += f64::from(start * 0.7 + end * 0.3);
        }
    }
    sum / (off.len() * spans.len()) as f64
}

/// Makes the shift of each part exact: the middle difference of its starts that are near.
fn refine(spans: &[Span], starts: &[i64], parts: &mut [(usize, i64)]) {
    for part in 0..parts.len() {
        let (first, shift) = parts[part];
        let past = parts.get(part + 1).map_or(spans.len(), |next| next.0);
        let mut off: Vec<i64> = Vec::new();
        for (start, _) in &spans[first..past] {
            let at = start.saturating_add(shift);
            let next = starts.partition_point(|other| *other < at);
            let near = [next.checked_sub(1), Some(next)].into_iter().flatten().filter_map(|index| starts.get(index));
            let nearest = near.map(|other| other.saturating_sub(at)).min_by_key(|off| off.saturating_abs());
            off.extend(nearest.filter(|off| off.abs() <= NEAR));
        }
        if off.len() * 4 < past - first || off.is_empty() {
            continue;
        }
        let middle = off.len() / 2;
        parts[part].1 = shift.saturating_add(*off.select_nth_unstable(middle).1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: i64) -> i64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((self.0 >> 33) as i64) % most
        }
    }

    fn cues(count: usize, dice: &mut Dice) -> Vec<Span> {
        let mut now = 60_000;
        (0..count)
            .map(|_| {
                now += 80 + if dice.below(3) == 0 { dice.below(6_000) } else { dice.below(500) };
                let start = now;
                now += 900 + dice.below(3_500);
                (start, now)
            })
            .collect()
    }

    /// The film's cues, moved the wrong way by `wrong`, damaged; and what they should be.
    fn damaged(film: &[Span], wrong: impl Fn(usize, i64) -> i64, dice: &mut Dice) -> (Vec<Span>, Vec<Span>) {
        let (mut spans, mut truth) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < film.len() {
            let (start, mut end) = film[at];
            let first = at;
            match dice.below(10) {
                0 => {
                    at += 1;
                    continue;
                }
                1 if at + 1 < film.len() && film[at + 1].0 - end < 500 => {
                    at += 1;
                    end = film[at].1;
                }
                2 => {
                    let middle = (start + end) / 2;
                    spans.push((wrong(first, start), wrong(first, middle)));
                    truth.push((start, middle));
                    spans.push((wrong(first, middle), wrong(first, end)));
                    truth.push((middle, end));
                    at += 1;
                    continue;
                }
                _ => {}
            }
            spans.push((wrong(first, start), wrong(first, end)));
            truth.push((start, end));
            at += 1;
        }
        (spans, truth)
    }

    fn check(film: &[Span], spans: &[Span], truth: &[Span], share: f64) -> Plan {
        let plan = plan(spans, film, &[25.0 / 23.976, 23.976 / 25.0, 25.0 / 24.0, 24.0 / 25.0]);
        let near = |(index, ((start, _), (true_start, _))): (usize, (&Span, &Span))| {
            (plan.moved(index, *start) - true_start).abs() <= 100
        };
        let right = spans.iter().zip(truth).enumerate().filter(|one| near(*one)).count() as f64 / spans.len() as f64;
        assert!(right >= share, "{right} {plan:?}");
        plan
    }

    #[test]
    fn one_shift_breaks_and_rates_are_found() {
        let mut dice = Dice(3);
        let film = cues(1_000, &mut dice);
        let (spans, truth) = damaged(&film, |_, at| at + 12_345, &mut dice);
        let one = check(&film, &spans, &truth, 1.0);
        assert_eq!((one.parts.as_slice(), one.rate), (&[(0, -12_345)][..], 1.0));
        let breaks = |index: usize, at: i64| at - [0, 30_000, 95_500, 91_000][index / 250];
        let (spans, truth) = damaged(&film, breaks, &mut dice);
        assert_eq!(check(&film, &spans, &truth, 0.995).parts.len(), 4);
        let pal = |_: usize, at: i64| (at as f64 * 23.976 / 25.0).round() as i64 - 4_000;
        let (spans, truth) = damaged(&film, pal, &mut dice);
        let plan = check(&film, &spans, &truth, 1.0);
        assert!((plan.rate - 25.0 / 23.976).abs() < 1e-4);
        let slow = |_: usize, at: i64| (at as f64 * 1.0007).round() as i64;
        let (spans, truth) = damaged(&film, slow, &mut dice);
        check(&film, &spans, &truth, 0.99);
    }

    #[test]
    fn the_same_stays_where_it_is_and_strangers_do_not_fit() {
        let mut dice = Dice(8);
        let film = cues(300, &mut dice);
        let stays = plan(&film, &film, &[]);
        assert_eq!((stays.parts.as_slice(), stays.rate), (&[(0, 0)][..], 1.0));
        assert!(stays.fit > 0.99);
        let other = plan(&cues(300, &mut dice), &film, &[]);
        assert!(other.fit - other.chance < 0.15, "{} {}", other.fit, other.chance);
        assert!(stays.fit - stays.chance > 0.8);
        assert_eq!(plan(&[], &film, &[]).parts, [(0, 0)]);
        assert_eq!(plan(&film[..1], &[(5, 9)], &[]).moved(0, film[0].0), 5);
    }

    proptest! {
        #[test]
        fn the_best_path_is_as_good_as_trying_all(spans in prop::collection::vec((0i64..3_000, 1i64..500), 1..8), fixed in prop::collection::vec((0i64..3_000, 1i64..500), 1..8), shifts in prop::collection::btree_set(-1_500i64..1_500, 1..4)) {
            let sorted = |mut all: Vec<Span>| {
                all.sort_unstable();
                all.into_iter().map(|(start, length)| (start, start + length)).collect::<Vec<Span>>()
            };
            let (spans, fixed) = (sorted(spans), sorted(fixed));
            let shifts: Vec<i64> = shifts.into_iter().collect();
            let worth = |span: &Span, shift: i64| {
                let start = fixed.iter().map(|other| (span.0 + shift - other.0).abs()).min().unwrap();
                let end = fixed.iter().map(|other| (span.1 + shift - other.1).abs()).min().unwrap();
                kernel(start) * 0.7 + kernel(end) * 0.3
            };
            let value = |ways: &[usize]| -> f32 {
                let gains: f32 = ways.iter().zip(&spans).map(|(way, span)| worth(span, shifts[*way])).sum();
                gains - PRICE * ways.windows(2).filter(|two| two[0] != two[1]).count() as f32
            };
            let mut all: Vec<Vec<usize>> = vec![Vec::new()];
            for _ in &spans {
                all = all.iter().flat_map(|path| (0..shifts.len()).map(|way| [&path[..], &[way]].concat())).collect();
            }
            let best = all.iter().map(|ways| value(ways)).fold(f32::NEG_INFINITY, f32::max);
            let (ways, _) = best_path(&spans, &fixed, &shifts);
            let ways: Vec<usize> = ways.into_iter().map(usize::from).collect();
            prop_assert!((value(&ways) - best).abs() < 1e-3);
        }

        #[test]
        fn any_times_do_no_harm(spans in prop::collection::vec((any::<i64>(), any::<i64>()), 0..30), fixed in prop::collection::vec((any::<i64>(), any::<i64>()), 0..30)) {
            let sane = |all: Vec<Span>| {
                let mut all: Vec<Span> = all.into_iter().map(|(a, b)| (a >> 13, b >> 13)).collect();
                all.sort_unstable();
                all
            };
            plan(&sane(spans), &sane(fixed), &[1.5]);
        }
    }
}
