//! Times for all words of a text, from those that have a partner: what lies between two of them is spoken at the pace of
//! the rest, where the timed side has speech, and never before or behind its neighbours.

use std::ops::Range;

use super::pairing::unit_of;
use super::timeline::{Said, Timeline, USUAL};
use crate::algo::anchors::{Match, Pair};
use crate::model::How;

/// What is to be timed: tokens, what each weighs, and the first token of each unit.
pub struct Text<'a, W> {
    pub tokens: usize,
    pub weight: W,
    pub units: &'a [u32],
}

impl<W: Fn(usize) -> i64> Text<'_, W> {
    /// What a stretch of tokens weighs.
    fn weights(&self, tokens: Range<usize>) -> i64 {
        tokens.map(&self.weight).sum()
    }

    fn unit(&self, token: usize) -> usize {
        unit_of(self.units, token)
    }
}

/// A stretch that is this much longer than its room was not spoken there.
const CROWDED: i64 = 3;
/// Shorter ones get a time in any case.
const FEW: usize = 8;
/// So many words behind the last timed one are no slip of a recogniser.
const MANY: usize = 40;
/// Room that is never too small, in milliseconds.
const SPARE: i64 = 2_000;

/// When each token is said; `None` where the timed side doesn't have it, and has no room for it.
pub fn spread<W: Fn(usize) -> i64>(text: &Text<'_, W>, pairs: &[Pair], timeline: &Timeline) -> Vec<Option<Said>> {
    let mut times: Vec<Option<Said>> = vec![None; text.tokens];
    take_over(&mut times, pairs, timeline);
    let pace = pace(text, &times);
    let mut before: Option<Pair> = None;
    for pair in pairs.iter().map(Some).chain([None]) {
        let at = before.map_or(0, |pair| pair.a as usize + 1);
        let past = pair.map_or(text.tokens, |pair| pair.a as usize);
        if at < past {
            let first = before.map_or(0, |pair| pair.b as usize + 1);
            let next = pair.map_or(timeline.said.len(), |pair| pair.b as usize);
            let speech = timeline.said.get(first..next.max(first)).unwrap_or(&[]);
            let bounds = (
                before.and_then(|pair| times[pair.a as usize]).map(|said| said.end()),
                times.get(past).copied().flatten().map(|said| said.start),
            );
            run(text, &mut times, at..past, speech, bounds, pace);
        }
        before = pair.copied();
    }
    // A word that lasts beyond the next one's start, in two cues that overlap, doesn't move that one.
    let mut last = i64::MIN;
    for said in times.iter_mut().flatten() {
        if said.start < last {
            *said = said.since(last);
            said.start_how = said.start_how.max(How::Interpolated);
        }
        last = said.start;
    }
    times
}

/// Those with a partner have its time.
fn take_over(times: &mut [Option<Said>], pairs: &[Pair], timeline: &Timeline) {
    for (index, pair) in pairs.iter().enumerate() {
        let (at, said) = (pair.a as usize, timeline.said[pair.b as usize]);
        let same_b = |other: Option<&Pair>| other.is_some_and(|other| other.b == pair.b && other.a != pair.a);
        let new = match pair.how {
            Match::Other => Said {
                start_how: said.start_how.max(How::Interpolated),
                end_how: said.end_how.max(How::Interpolated),
                ..said
            },
            Match::Joined => {
                let middle = said.start + (said.end() - said.start) / 2;
                // One of two that share a partner: the first half, or the second.
                if same_b(pairs.get(index + 1)) {
                    Said { end_how: How::Interpolated, ..said.until(middle) }
                } else if same_b(index.checked_sub(1).and_then(|last| pairs.get(last))) {
                    Said { start_how: How::Interpolated, ..said.since(middle) }
                } else {
                    said
                }
            }
            _ => said,
        };
        times[at] = Some(match times[at] {
            Some(first) => Said { end_how: new.end_how, ..first.until(new.end()) },
            None => new,
        });
    }
}

/// Milliseconds that a letter takes, by those that are timed.
fn pace<W: Fn(usize) -> i64>(text: &Text<'_, W>, times: &[Option<Said>]) -> i64 {
    let (mut spoken, mut letters) = (0i64, 0i64);
    for (at, said) in times.iter().enumerate() {
        if let Some(lasts) = said.map(|said| said.end() - said.start).filter(|lasts| *lasts < 2_000) {
            spoken += lasts;
            letters += (text.weight)(at);
        }
    }
    if letters < 20 { USUAL } else { (spoken / letters).clamp(25, 200) }
}

/// Times a run of tokens without partners, between two that have one.
fn run<W: Fn(usize) -> i64>(
    text: &Text<'_, W>,
    times: &mut [Option<Said>],
    range: Range<usize>,
    speech: &[Said],
    bounds: (Option<i64>, Option<i64>),
    pace: i64,
) {
    let letters = text.weights(range.clone());
    let natural = letters * pace;
    let spoken: Vec<(i64, i64)> = stretches(speech, bounds);
    let spoken_for: i64 = spoken.iter().map(|(from, to)| to - from).sum();
    if spoken_for > 0 && natural <= CROWDED * spoken_for && spoken_for <= CROWDED * natural {
        return place(text, times, range, &spoken);
    }
    // Behind all that is timed nothing tells that more was said.
    if bounds.1.is_none() && range.len() >= MANY {
        return;
    }
    let (from, to) = match bounds {
        (Some(from), Some(to)) => (from, to.max(from)),
        (None, Some(to)) => ((to - natural).max(0).min(to), to),
        (Some(from), None) => (from, from + natural),
        (None, None) => return,
    };
    let room = to - from;
    if natural > CROWDED * room + SPARE && range.len() >= FEW {
        return; // not spoken here
    }
    if natural * 3 >= room * 2 {
        return place(text, times, range, &[(from, to)]);
    }
    // More room than speech: what goes on from before follows it, what leads on to the next comes right before that, and
    // whole units between stand in the middle.
    let goes_on = range.start > 0 && text.unit(range.start) == text.unit(range.start - 1);
    let leads_on = range.end < text.tokens && text.unit(range.end) == text.unit(range.end - 1);
    let first_unit = text.unit(range.start);
    let last_unit = text.unit(range.end - 1);
    let left_end = match goes_on {
        true if first_unit == last_unit => range.end,
        true => range.clone().find(|at| text.unit(*at) != first_unit).unwrap_or(range.end),
        false => range.start,
    };
    let right_start = match leads_on {
        true => range.clone().rev().take_while(|at| text.unit(*at) == last_unit).last().unwrap_or(range.end),
        false => range.end,
    };
    let right_start = right_start.max(left_end);
    let length = |part: &Range<usize>| text.weights(part.clone()) * pace;
    let parts = [range.start..left_end, left_end..right_start, right_start..range.end];
    let [left, middle, right] = [length(&parts[0]), length(&parts[1]), length(&parts[2])];
    let [left_part, middle_part, right_part] = parts;
    place(text, times, left_part, &[(from, from + left)]);
    let slack = (room - left - middle - right).max(0) / 2;
    place(text, times, middle_part, &[(from + left + slack, from + left + slack + middle)]);
    place(text, times, right_part, &[(to - right, to)]);
}

/// Where the timed side speaks, within bounds: touching words make one stretch, a pause parts two.
fn stretches(speech: &[Said], bounds: (Option<i64>, Option<i64>)) -> Vec<(i64, i64)> {
    let (from, to) = (bounds.0.unwrap_or(i64::MIN), bounds.1.unwrap_or(i64::MAX));
    let mut found: Vec<(i64, i64)> = Vec::new();
    for said in speech {
        let (start, end) = (said.start.max(from), said.end().min(to));
        match found.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ if start < end => found.push((start, end)),
            _ => {}
        }
    }
    found
}

/// Shares stretches of time among tokens by their letters. A token lies in one stretch: that in which it begins.
fn place<W: Fn(usize) -> i64>(
    text: &Text<'_, W>,
    times: &mut [Option<Said>],
    range: Range<usize>,
    stretches: &[(i64, i64)],
) {
    let letters = text.weights(range.clone()).max(1);
    let total: i64 = stretches.iter().map(|(from, to)| to - from).sum();
    let mut done = 0;
    let (mut stretch, mut before) = (0, 0);
    for at in range {
        let share = |done: i64| (i128::from(total) * i128::from(done) / i128::from(letters)) as i64;
        let (begin, end) = (share(done), share(done + (text.weight)(at)));
        done += (text.weight)(at);
        while stretch + 1 < stretches.len() && begin >= before + stretches[stretch].1 - stretches[stretch].0 {
            before += stretches[stretch].1 - stretches[stretch].0;
            stretch += 1;
        }
        let (from, to) = stretches[stretch];
        let start = (from + begin - before).clamp(from, to);
        let end = (from + end - before).clamp(start, to);
        times[at] = Some(Said::new(start, end, How::Interpolated, How::Interpolated));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(start: i64, end: i64) -> Said {
        Said::new(start, end, How::Exact, How::Exact)
    }

    fn spread_of(weights: &[i64], units: &[u32], said: &[Said], pairs: &[(u32, u32)]) -> Vec<Option<(i64, i64)>> {
        let mut timeline = Timeline::default();
        timeline.said = said.to_vec();
        let pairs: Vec<Pair> = pairs.iter().map(|(a, b)| Pair { a: *a, b: *b, how: Match::Same }).collect();
        let first = |unit: u32| units.partition_point(|own| *own < unit) as u32;
        let units: Vec<u32> = (0..=units.last().map_or(0, |last| last + 1)).map(first).collect();
        let text = Text { tokens: weights.len(), weight: |at: usize| weights[at], units: &units };
        let times = spread(&text, &pairs, &timeline);
        times.into_iter().map(|said| said.map(|said| (said.start, said.end()))).collect()
    }

    #[test]
    fn words_between_two_share_their_time_by_letters() {
        let times = spread_of(&[3, 3, 9, 3], &[0; 4], &[said(0, 300), said(1_500, 1_800)], &[(0, 0), (3, 1)]);
        assert_eq!(times[1..3], [Some((300, 600)), Some((600, 1_500))]);
    }

    #[test]
    fn words_lie_where_the_other_side_speaks() {
        // Two words that were misheard, with a pause of five seconds between.
        let other = [said(0, 300), said(300, 600), said(5_600, 5_900), said(5_900, 6_200)];
        let times = spread_of(&[3, 3, 3, 3], &[0; 4], &other, &[(0, 0), (3, 3)]);
        assert_eq!(times[1..3], [Some((300, 600)), Some((5_600, 5_900))]);
    }

    #[test]
    fn a_long_pause_is_not_filled() {
        // The last word of a turn and the first of the next, ten seconds apart.
        let times = spread_of(&[3, 3, 3, 3], &[0, 0, 1, 1], &[said(0, 300), said(10_000, 10_300)], &[(0, 0), (3, 1)]);
        assert_eq!(times[1..3], [Some((300, 504)), Some((9_796, 10_000))]);
        let times = spread_of(&[3, 3, 3], &[0, 1, 2], &[said(0, 300), said(10_000, 10_300)], &[(0, 0), (2, 1)]);
        assert_eq!(times[1], Some((5_048, 5_252)));
    }

    #[test]
    fn what_has_no_room_has_no_time() {
        let weights = [5; 200];
        let times = spread_of(&weights, &[0; 200], &[said(0, 300), said(400, 700)], &[(0, 0), (199, 1)]);
        assert!(times[1..199].iter().all(Option::is_none));
        assert_eq!(times[199], Some((400, 700)));
    }
}
