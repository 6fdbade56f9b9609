//! Word errors: WER and CER of all that is said, cpWER and tcpWER with the speakers paired as they fit best.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::Options;
use super::normalise::Normaliser;
use super::pseudo::Pseudo;
use super::report::{Pair, named};
use super::session::{Segment, Session};
use crate::algo::assign::assign;
use crate::algo::edit;
use crate::algo::windowed::{self, Steps, Timed};
use crate::error::Error;

/// Errors in words, or in characters. They add up, rates don't.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WordCounts {
    /// Insertions, deletions and substitutions together.
    pub errors: usize,
    /// Words of the reference.
    pub length: usize,
    /// Words that the reference doesn't have.
    pub insertions: usize,
    /// Words that the hypothesis doesn't have.
    pub deletions: usize,
    /// Words that stand for others.
    pub substitutions: usize,
    /// Errors by length; `None` where the reference has no words.
    pub error_rate: Option<f64>,
}

impl WordCounts {
    pub(super) fn of(steps: Steps, length: usize) -> Self {
        WordCounts {
            errors: steps.errors(),
            length,
            insertions: steps.insertions,
            deletions: steps.deletions,
            substitutions: steps.substitutions,
            error_rate: (length > 0).then(|| steps.errors() as f64 / length as f64),
        }
    }

    /// Both together.
    ///
    /// ```
    /// use fireside::score::WordCounts;
    /// let none = WordCounts::default();
    /// assert_eq!(none.plus(none).error_rate, None);
    /// ```
    pub fn plus(self, other: WordCounts) -> WordCounts {
        let steps = Steps {
            insertions: self.insertions + other.insertions,
            deletions: self.deletions + other.deletions,
            substitutions: self.substitutions + other.substitutions,
        };
        WordCounts::of(steps, self.length + other.length)
    }
}

/// One column of an alignment: a word of each side, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Aligned {
    /// The word of the reference.
    pub reference: Option<String>,
    /// The word of the hypothesis.
    pub hypothesis: Option<String>,
}

/// Errors in words, with who was paired with whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WordScore {
    /// All errors.
    #[serde(flatten)]
    pub counts: WordCounts,
    /// Speakers that the hypothesis lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed_speakers: Option<usize>,
    /// Speakers that the hypothesis has too many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spurious_speakers: Option<usize>,
    /// Who was paired with whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mapping: Vec<Pair>,
    /// The errors of each pair, by the name of the reference's speaker, else of the hypothesis's.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "named")]
    pub speakers: Vec<(String, WordCounts)>,
    /// Word for word, where it was asked for: for each pair, or for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alignments: Vec<Vec<Aligned>>,
}

impl WordScore {
    pub(super) fn add(&mut self, other: &WordScore) {
        let both = |a: Option<usize>, b: Option<usize>| match (a, b) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(0) + b.unwrap_or(0)),
        };
        self.counts = self.counts.plus(other.counts);
        self.missed_speakers = both(self.missed_speakers, other.missed_speakers);
        self.spurious_speakers = both(self.spurious_speakers, other.spurious_speakers);
    }
}

/// Words as numbers: the same number on both sides for the same word.
#[derive(Default)]
pub(super) struct Vocabulary {
    known: FxHashMap<String, u32>,
    words: Vec<String>,
}

impl Vocabulary {
    pub(super) fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.known.get(word) {
            return *id;
        }
        let id = self.words.len() as u32;
        self.words.push(word.to_owned());
        self.known.insert(word.to_owned(), id);
        id
    }

    fn word(&self, id: u32) -> String {
        self.words.get(id as usize).cloned().unwrap_or_default()
    }
}

/// The segments in the order they are scored in: by start where all have one, else as they stand.
pub(super) fn in_order(session: &Session) -> Vec<&Segment> {
    let mut segments: Vec<&Segment> = session.segments.iter().collect();
    if segments.iter().all(|segment| segment.start.is_some()) {
        segments.sort_by_key(|segment| segment.start);
    }
    segments
}

/// The words of a segment as numbers.
pub(super) fn ids(segment: &Segment, normaliser: Normaliser, vocabulary: &mut Vocabulary) -> Vec<u32> {
    let text = normaliser.apply(&segment.text);
    text.split_whitespace().map(|word| vocabulary.id(word)).collect()
}

/// The words of each speaker as numbers.
fn streams(session: &Session, normaliser: Normaliser, vocabulary: &mut Vocabulary) -> Vec<Vec<u32>> {
    let mut streams = vec![Vec::new(); session.speakers().len()];
    for segment in in_order(session) {
        streams[segment.speaker as usize].extend(ids(segment, normaliser, vocabulary));
    }
    streams
}

/// The same with the time of each word.
fn timed_streams(
    session: &Session,
    side: &Side,
    normaliser: Normaliser,
    vocabulary: &mut Vocabulary,
) -> Result<Vec<Vec<Timed>>, Error> {
    let mut streams = vec![Vec::new(); session.speakers().len()];
    for segment in in_order(session) {
        streams[segment.speaker as usize].extend(side.timed(session, segment, normaliser, vocabulary)?);
    }
    Ok(streams)
}

/// How the words of a side get their times.
pub(super) struct Side {
    pub name: &'static str,
    pub pseudo: Pseudo,
    /// Added before and after.
    pub collar: f64,
}

impl Side {
    pub(super) fn both(options: &Options) -> (Side, Side) {
        let collar = options.collar.map_or(0, |collar| collar.millis()) as f64;
        let reference = Side { name: "reference", pseudo: options.reference_timing, collar: 0.0 };
        (reference, Side { name: "hypothesis", pseudo: options.hypothesis_timing, collar })
    }

    /// The words of a segment with their times, in milliseconds.
    pub(super) fn timed(
        &self,
        session: &Session,
        segment: &Segment,
        normaliser: Normaliser,
        vocabulary: &mut Vocabulary,
    ) -> Result<Vec<Timed>, Error> {
        let mut found = Vec::new();
        let mut place = |text: &str, start: i64, end: i64| {
            let text = normaliser.apply(text);
            let words: Vec<&str> = text.split_whitespace().collect();
            let lengths: Vec<usize> = words.iter().map(|word| word.chars().count()).collect();
            let times = self.pseudo.times(start as f64, end.max(start) as f64, &lengths);
            found.extend(words.iter().zip(times).map(|(word, (start, end))| Timed {
                id: vocabulary.id(word),
                start: start - self.collar,
                end: end + self.collar,
            }));
        };
        if !segment.words.is_empty() {
            let words = segment.text.split_whitespace();
            words.zip(&segment.words).for_each(|(word, (start, end))| place(word, *start, *end));
        } else if let Some((start, end)) = segment.start.zip(segment.end) {
            place(&segment.text, start, end);
        } else if !segment.text.trim().is_empty() {
            return Err(Error::Unscorable {
                reason: format!("a segment of the {}, `{}`, has no start or no end", self.name, session.id),
                help: "a metric without the time constraint, such as cpwer, needs no times".to_owned(),
            });
        }
        Ok(found)
    }
}

fn counts(reference: &[u32], hypothesis: &[u32], pairs: &[(usize, usize)]) -> WordCounts {
    let substitutions = pairs.iter().filter(|(i, j)| reference[*i] != hypothesis[*j]).count();
    let steps =
        Steps { insertions: hypothesis.len() - pairs.len(), deletions: reference.len() - pairs.len(), substitutions };
    WordCounts::of(steps, reference.len())
}

/// Columns of an alignment from its pairs: what is missing on the other side stands before the next pair, deletions
/// first.
fn aligned(reference: &[u32], hypothesis: &[u32], pairs: &[(usize, usize)], words: &Vocabulary) -> Vec<Aligned> {
    let column = |i: Option<usize>, j: Option<usize>| Aligned {
        reference: i.map(|i| words.word(reference[i])),
        hypothesis: j.map(|j| words.word(hypothesis[j])),
    };
    let mut columns = Vec::with_capacity(reference.len() + hypothesis.len() - pairs.len());
    let (mut i, mut j) = (0, 0);
    for pair in pairs.iter().copied().map(Some).chain([None]) {
        let (to_i, to_j) = pair.unwrap_or((reference.len(), hypothesis.len()));
        columns.extend((i..to_i).map(|i| column(Some(i), None)));
        columns.extend((j..to_j).map(|j| column(None, Some(j))));
        columns.extend(pair.map(|(i, j)| column(Some(i), Some(j))));
        (i, j) = (to_i + 1, to_j + 1);
    }
    columns
}

/// Word error rate: all that is said, in order, whoever says it.
pub(super) fn wer(reference: &Session, hypothesis: &Session, options: &Options) -> WordScore {
    let mut words = Vocabulary::default();
    let mut all = |session: &Session| -> Vec<u32> {
        in_order(session).into_iter().flat_map(|segment| ids(segment, options.normalise, &mut words)).collect()
    };
    let (ours, theirs) = (all(reference), all(hypothesis));
    let pairs = edit::pairs(&ours, &theirs);
    let alignments = if options.alignment { vec![aligned(&ours, &theirs, &pairs, &words)] } else { Vec::new() };
    WordScore { counts: counts(&ours, &theirs, &pairs), alignments, ..WordScore::default() }
}

/// Character error rate: words joined by one space.
pub(super) fn cer(reference: &Session, hypothesis: &Session, options: &Options) -> WordScore {
    let all = |session: &Session| -> Vec<u32> {
        let texts = in_order(session).into_iter().map(|segment| options.normalise.apply(&segment.text).into_owned());
        let text = texts.collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ").chars().map(u32::from).collect()
    };
    let (ours, theirs) = (all(reference), all(hypothesis));
    let pairs = edit::pairs(&ours, &theirs);
    let mut words = Vocabulary::default();
    let alignments = if options.alignment {
        let mut letters = |ids: &[u32]| -> Vec<u32> {
            let letter = |id: &u32| char::from_u32(*id).map_or(String::new(), |letter| letter.to_string());
            ids.iter().map(|id| words.id(&letter(id))).collect()
        };
        let (ours, theirs) = (letters(&ours), letters(&theirs));
        vec![aligned(&ours, &theirs, &pairs, &words)]
    } else {
        Vec::new()
    };
    WordScore { counts: counts(&ours, &theirs, &pairs), alignments, ..WordScore::default() }
}

/// Pairs the speakers so that the errors are least, whoever is left over having nothing to stand for.
pub(super) fn best_pairs(
    reference: &[usize],
    hypothesis: &[usize],
    distance: impl Fn(usize, usize) -> usize,
) -> Vec<(Option<usize>, Option<usize>)> {
    let (rows, columns) = (reference.len(), hypothesis.len());
    // What a pair costs more than both alone: never more than nothing.
    let costs: Vec<f64> = (0..rows * columns)
        .map(|at| (at / columns, at % columns))
        .map(|(row, column)| distance(row, column) as f64 - (reference[row] + hypothesis[column]) as f64)
        .collect();
    let pairing = assign(rows, columns, |row, column| costs[row * columns + column]);
    let mut free = vec![true; columns];
    let mut pairs: Vec<_> = pairing.into_iter().enumerate().map(|(row, column)| (Some(row), column)).collect();
    pairs.iter().filter_map(|(_, column)| *column).for_each(|column| free[column] = false);
    pairs.extend((0..columns).filter(|column| free[*column]).map(|column| (None, Some(column))));
    pairs
}

/// Puts the scores of pairs together.
fn paired(
    (reference, hypothesis): (&Session, &Session),
    pairs: Vec<(Option<usize>, Option<usize>)>,
    mut score: impl FnMut(Option<usize>, Option<usize>) -> (WordCounts, Vec<Aligned>),
    alignment: bool,
) -> WordScore {
    let (ours, theirs) = (reference.speakers(), hypothesis.speakers());
    let mut all = WordScore {
        missed_speakers: Some(ours.len().saturating_sub(theirs.len())),
        spurious_speakers: Some(theirs.len().saturating_sub(ours.len())),
        ..WordScore::default()
    };
    for (row, column) in pairs {
        let (counts, columns) = score(row, column);
        let name = |names: &[String], at: Option<usize>| at.and_then(|at| names.get(at).cloned());
        let pair = Pair { reference: name(ours, row), hypothesis: name(theirs, column) };
        let speaker = match (&pair.reference, &pair.hypothesis) {
            (Some(name), _) => name.clone(),
            (None, name) => format!("+{}", name.as_deref().unwrap_or("")),
        };
        all.counts = all.counts.plus(counts);
        all.speakers.push((speaker, counts));
        all.mapping.push(pair);
        if alignment {
            all.alignments.push(columns);
        }
    }
    all
}

/// Concatenated minimum-permutation WER (Watanabe et al. 2020).
pub(super) fn cpwer(reference: &Session, hypothesis: &Session, options: &Options) -> WordScore {
    let mut words = Vocabulary::default();
    let ours = streams(reference, options.normalise, &mut words);
    let theirs = streams(hypothesis, options.normalise, &mut words);
    let lengths = |streams: &[Vec<u32>]| streams.iter().map(Vec::len).collect::<Vec<_>>();
    let distance = |row: usize, column: usize| edit::distance(&ours[row], &theirs[column]);
    let pairs = best_pairs(&lengths(&ours), &lengths(&theirs), distance);
    let score = |row: Option<usize>, column: Option<usize>| {
        let ours = row.map_or(&[][..], |row| &ours[row]);
        let theirs = column.map_or(&[][..], |column| &theirs[column]);
        let pairs = edit::pairs(ours, theirs);
        let columns = if options.alignment { aligned(ours, theirs, &pairs, &words) } else { Vec::new() };
        (counts(ours, theirs, &pairs), columns)
    };
    paired((reference, hypothesis), pairs, score, options.alignment)
}

/// Time-constrained cpWER (von Neumann et al. 2023).
pub(super) fn tcpwer(reference: &Session, hypothesis: &Session, options: &Options) -> Result<WordScore, Error> {
    let mut words = Vocabulary::default();
    let (our_side, their_side) = Side::both(options);
    let ours = timed_streams(reference, &our_side, options.normalise, &mut words)?;
    let theirs = timed_streams(hypothesis, &their_side, options.normalise, &mut words)?;
    let lengths = |streams: &[Vec<Timed>]| streams.iter().map(Vec::len).collect::<Vec<_>>();
    let distance = |row: usize, column: usize| windowed::steps(&ours[row], &theirs[column]).errors();
    let pairs = best_pairs(&lengths(&ours), &lengths(&theirs), distance);
    let score = |row: Option<usize>, column: Option<usize>| {
        let ours = row.map_or(&[][..], |row| &ours[row]);
        let theirs = column.map_or(&[][..], |column| &theirs[column]);
        let counts = WordCounts::of(windowed::steps(ours, theirs), ours.len());
        let ids = |all: &[Timed]| all.iter().map(|timed| timed.id).collect::<Vec<_>>();
        let columns = match options.alignment {
            true => aligned(&ids(ours), &ids(theirs), &windowed::pairs(ours, theirs), &words),
            false => Vec::new(),
        };
        (counts, columns)
    };
    Ok(paired((reference, hypothesis), pairs, score, options.alignment))
}
