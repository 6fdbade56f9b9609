//! ORC-WER: each utterance of the reference goes to the stream of the hypothesis where it costs least (Sklyar et al. 2022;
//! von Neumann et al. 2023), and its time-constrained form.

use super::session::Session;
use super::wer::{Side, Vocabulary, WordCounts, WordScore, best_pairs, ids, in_order};
use super::{Options, Search, Timing};
use crate::algo::edit;
use crate::algo::windowed::{Steps, Timed, steps, windows};
use crate::error::Error;

/// The exact search takes at most so many steps, each a few machine instructions.
const MOST_STEPS: u64 = 4_000_000_000;
/// And keeps at most so many values at a time.
const MOST_STATES: u64 = 1 << 25;

/// The words of one utterance or one stream.
type Words = Vec<Timed>;

/// ORC-WER of one recording. Without the time constraint all words may stand for each other.
pub(super) fn orcwer(
    reference: &Session,
    hypothesis: &Session,
    timing: Timing,
    search: Search,
    options: &Options,
) -> Result<WordScore, Error> {
    let mut words = Vocabulary::default();
    let (our_side, their_side) = Side::both(options);
    let mut read = |session: &Session, side: &Side| -> Result<Vec<(usize, Words)>, Error> {
        in_order(session)
            .into_iter()
            .map(|segment| {
                let timed = match timing {
                    Timing::Constrained => side.timed(session, segment, options.normalise, &mut words)?,
                    Timing::Free => {
                        let ids = ids(segment, options.normalise, &mut words);
                        ids.into_iter().map(|id| Timed { id, start: 0.0, end: 1.0 }).collect()
                    }
                };
                Ok((segment.speaker as usize, timed))
            })
            .collect()
    };
    let mut utterances = read(reference, &our_side)?;
    utterances.retain(|(_, words)| !words.is_empty());
    let mut streams: Vec<Words> = vec![Vec::new(); hypothesis.speakers().len()];
    for (speaker, words) in read(hypothesis, &their_side)? {
        streams[speaker].extend(words);
    }
    streams.retain(|stream| !stream.is_empty());
    let length = utterances.iter().map(|(_, words)| words.len()).sum();
    let result = match search {
        Search::Exact => {
            let utterances: Vec<&[Timed]> = utterances.iter().map(|(_, words)| words.as_slice()).collect();
            exact(&utterances, &streams).map_err(|needed| Error::Unscorable {
                reason: format!(
                    "the exact search over `{}` takes {needed}: {length} words against {} streams",
                    reference.id,
                    streams.len()
                ),
                help: "take the greedy search by its name, greedy-orcwer or greedy-tcorcwer, or shorter recordings"
                    .to_owned(),
            })?
        }
        Search::Greedy => greedy(&utterances, reference.speakers().len(), &streams, timing),
    };
    Ok(WordScore { counts: WordCounts::of(result, length), ..WordScore::default() })
}

/// The part of the streams that an utterance and those after it may still reach, and where it ends so far.
struct Plan {
    /// For each utterance and stream: first and last position.
    boxes: Vec<Vec<(usize, usize)>>,
}

impl Plan {
    fn new(utterances: &[&[Timed]], streams: &[Words]) -> Self {
        let spans: Vec<Timed> = utterances
            .iter()
            .map(|words| Timed {
                id: 0,
                start: words.iter().map(|word| word.start).fold(f64::INFINITY, f64::min),
                end: words.iter().map(|word| word.end).fold(f64::NEG_INFINITY, f64::max),
            })
            .collect();
        let by_stream: Vec<Vec<(usize, usize)>> = streams.iter().map(|stream| windows(&spans, stream)).collect();
        let boxes = (0..utterances.len()).map(|at| by_stream.iter().map(|windows| windows[at]).collect());
        Plan { boxes: boxes.collect() }
    }

    /// Refuses what would take too long or too much memory.
    fn check(&self, utterances: &[&[Timed]]) -> Result<(), String> {
        let mut all = 0u64;
        for (one, words) in self.boxes.iter().zip(utterances) {
            let states = one.iter().fold(1u64, |states, (low, high)| states.saturating_mul((high - low) as u64 + 1));
            if states > MOST_STATES {
                return Err(format!("{states} states at a time, and {MOST_STATES} are the most"));
            }
            all = all.saturating_add(states.saturating_mul((words.len() * one.len()) as u64 * 2));
        }
        match all > MOST_STEPS {
            true => Err(format!("{all} steps, and {MOST_STEPS} are the most")),
            false => Ok(()),
        }
    }
}

/// Tries all assignments at once: a value for each combination of positions in the streams, for what is saved by then.
fn exact(utterances: &[&[Timed]], streams: &[Words]) -> Result<Steps, String> {
    let length = utterances.iter().map(|words| words.len()).sum();
    let heard = streams.iter().map(Vec::len).sum();
    let plan = Plan::new(utterances, streams);
    plan.check(utterances)?;
    let mut values = vec![0u64];
    let mut last: Vec<(usize, usize)> = vec![(0, 0); streams.len()];
    for (utterance, now) in utterances.iter().zip(&plan.boxes) {
        values = moved(&values, &last, now);
        let before = values.clone();
        for (dimension, (stream, (low, high))) in streams.iter().zip(now).enumerate() {
            if low < high {
                let mut through = before.clone();
                let inner = now[dimension + 1..].iter().map(|(low, high)| high - low + 1).product();
                say(utterance, &stream[*low..*high], inner, &mut through);
                values.iter_mut().zip(&through).for_each(|(value, other)| *value = (*value).max(*other));
            }
        }
        last.clone_from(now);
    }
    Ok(Steps::after(values.last().copied().unwrap_or(0), length, heard))
}

/// The values in the next box: where it reaches further, nothing more has been saved yet.
fn moved(values: &[u64], last: &[(usize, usize)], now: &[(usize, usize)]) -> Vec<u64> {
    let mut places = vec![0usize];
    for (before, after) in last.iter().zip(now) {
        let width = before.1 - before.0 + 1;
        let steps = (after.0..=after.1).map(|at| at.clamp(before.0, before.1) - before.0);
        places = places.iter().flat_map(|place| steps.clone().map(move |step| place * width + step)).collect();
    }
    places.into_iter().map(|place| values[place]).collect()
}

/// Lets one stream hear an utterance: along its dimension, a pair saves as in any edit distance.
fn say(utterance: &[Timed], stream: &[Timed], inner: usize, values: &mut [u64]) {
    let width = stream.len() + 1;
    for slab in values.chunks_exact_mut(width * inner) {
        for word in utterance {
            for (at, heard) in stream.iter().enumerate().rev() {
                if let Some(saves) = word.saves(*heard) {
                    let (before, after) = slab[at * inner..(at + 2) * inner].split_at_mut(inner);
                    after.iter_mut().zip(&*before).for_each(|(to, from)| *to = (*to).max(from + saves));
                }
            }
            for at in 0..stream.len() {
                let (before, after) = slab[at * inner..(at + 2) * inner].split_at_mut(inner);
                after.iter_mut().zip(&*before).for_each(|(to, from)| *to = (*to).max(*from));
            }
        }
    }
}

/// The greedy search goes through the utterances at most so often.
const MOST_ROUNDS: usize = 20;

/// Starts from speakers paired as cpWER pairs them, and moves one utterance at a time while that lowers the errors.
fn greedy(utterances: &[(usize, Words)], speakers: usize, streams: &[Words], timing: Timing) -> Steps {
    let distance = |words: &[Timed], stream: &[Timed]| match timing {
        Timing::Constrained => steps(words, stream).errors(),
        Timing::Free => {
            let ids = |all: &[Timed]| all.iter().map(|word| word.id).collect::<Vec<_>>();
            edit::distance(&ids(words), &ids(stream))
        }
    };
    let length: usize = utterances.iter().map(|(_, words)| words.len()).sum();
    let heard: usize = streams.iter().map(Vec::len).sum();
    if streams.is_empty() || utterances.is_empty() {
        return Steps { insertions: heard, deletions: length, substitutions: 0 };
    }
    let mut said: Vec<Words> = vec![Vec::new(); speakers];
    utterances.iter().for_each(|(speaker, words)| said[*speaker].extend(words));
    let costs: Vec<Vec<usize>> =
        said.iter().map(|words| streams.iter().map(|stream| distance(words, stream)).collect()).collect();
    let lengths = |all: &[Words]| all.iter().map(Vec::len).collect::<Vec<_>>();
    let pairs = best_pairs(&lengths(&said), &lengths(streams), |row, column| costs[row][column]);
    let nearest = |row: usize| (0..streams.len()).min_by_key(|at| costs[row][*at]).unwrap_or(0);
    let mut home = vec![0; speakers];
    for (row, column) in pairs {
        if let Some(row) = row {
            home[row] = column.unwrap_or_else(|| nearest(row));
        }
    }
    let mut assignment: Vec<usize> = utterances.iter().map(|(speaker, _)| home[*speaker]).collect();
    let gathered = |assignment: &[usize], stream: usize| -> Words {
        let own = utterances.iter().zip(assignment).filter(|(_, to)| **to == stream);
        own.flat_map(|((_, words), _)| words.iter().copied()).collect()
    };
    let mut errors: Vec<usize> =
        streams.iter().enumerate().map(|(at, stream)| distance(&gathered(&assignment, at), stream)).collect();
    for _ in 0..MOST_ROUNDS {
        let mut changed = false;
        for at in 0..utterances.len() {
            let from = assignment[at];
            let mut best: Option<(usize, usize, usize, usize)> = None;
            let mut trial = assignment.clone();
            trial[at] = usize::MAX;
            let left = distance(&gathered(&trial, from), &streams[from]);
            // Words more or less change a distance by their number at most.
            if errors[from] + utterances[at].1.len() <= left {
                continue;
            }
            for to in (0..streams.len()).filter(|to| *to != from && shares(&utterances[at].1, &streams[*to])) {
                trial[at] = to;
                let taken = distance(&gathered(&trial, to), &streams[to]);
                let (before, after) = (errors[from] + errors[to], left + taken);
                let gain = before.saturating_sub(after);
                if gain > best.map_or(0, |best| best.0) {
                    best = Some((gain, to, left, taken));
                }
            }
            if let Some((_, to, left, taken)) = best {
                (assignment[at], errors[from], errors[to]) = (to, left, taken);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let of_stream = |at: usize| {
        let words = gathered(&assignment, at);
        match timing {
            Timing::Constrained => steps(&words, &streams[at]),
            Timing::Free => {
                let ids = |all: &[Timed]| all.iter().map(|word| word.id).collect::<Vec<_>>();
                let (ours, theirs) = (ids(&words), ids(&streams[at]));
                let pairs = edit::pairs(&ours, &theirs);
                let substitutions = pairs.iter().filter(|(i, j)| ours[*i] != theirs[*j]).count();
                Steps { insertions: theirs.len() - pairs.len(), deletions: ours.len() - pairs.len(), substitutions }
            }
        }
    };
    (0..streams.len()).map(of_stream).fold(Steps::default(), |sum, more| Steps {
        insertions: sum.insertions + more.insertions,
        deletions: sum.deletions + more.deletions,
        substitutions: sum.substitutions + more.substitutions,
    })
}

/// Whether any word may stand for an equal one of the stream: else there is no use in trying.
fn shares(words: &[Timed], stream: &[Timed]) -> bool {
    windows(words, stream).iter().zip(words).any(|((low, high), word)| {
        stream[*low..*high].iter().any(|other| other.id == word.id && word.saves(*other).is_some())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every assignment.
    fn slow(utterances: &[Words], streams: &[Words]) -> usize {
        let ways = streams.len().pow(utterances.len() as u32);
        let errors = (0..ways).map(|way| {
            let mut said: Vec<Words> = vec![Vec::new(); streams.len()];
            let mut rest = way;
            for words in utterances {
                said[rest % streams.len()].extend(words);
                rest /= streams.len();
            }
            said.iter().zip(streams).map(|(said, stream)| steps(said, stream).errors()).sum::<usize>()
        });
        errors.min().unwrap()
    }

    fn words(most: usize) -> impl Strategy<Value = Words> {
        let one = (0u32..3, 0u32..20, 1u32..6);
        prop::collection::vec(one, 1..most).prop_map(|all| {
            let timed = all.into_iter().map(|(id, start, length)| Timed {
                id,
                start: start.into(),
                end: (start + length).into(),
            });
            timed.collect()
        })
    }

    proptest! {
        #[test]
        fn no_assignment_is_better(
            utterances in prop::collection::vec(words(4), 0..5),
            streams in prop::collection::vec(words(7), 1..4),
        ) {
            let slices: Vec<&[Timed]> = utterances.iter().map(Vec::as_slice).collect();
            let best = exact(&slices, &streams).unwrap().errors();
            prop_assert_eq!(best, slow(&utterances, &streams));
            let spoken: Vec<(usize, Words)> = utterances.iter().cloned().enumerate().map(|(at, words)| (at % 2, words)).collect();
            prop_assert!(greedy(&spoken, 2, &streams, Timing::Constrained).errors() >= best);
        }
    }
}
