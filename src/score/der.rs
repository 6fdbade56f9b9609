//! Diarization error rate and Jaccard error rate, exact on milliseconds.

use serde::Serialize;

use super::convention::{Boundaries, Collar, Mapping};
use super::report::{Pair, named};
use super::session::{Session, Use};
use super::sweep::{Seen, Sides, Stretch, joined, sweep};
use super::{Notes, Options};
use crate::algo::assign::assign;
use crate::error::Error;

/// Scored time and the three parts of the error. Times add up, rates don't.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct TimeScore {
    /// In halves of milliseconds: scored, missed, false alarm, confusion.
    halves: [i64; 4],
    /// Who was paired with whom.
    pub mapping: Vec<Pair>,
    /// For each speaker of the reference: scored and rightly told time.
    pub speakers: Vec<(String, SpeakerTime)>,
}

/// The time of one speaker of the reference, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SpeakerTime {
    /// How long they speak where it is scored.
    pub scored_ms: i64,
    /// How long the speaker they are paired with speaks at the same time.
    pub matched_ms: i64,
}

impl TimeScore {
    /// Time of the reference, once for each who speaks, in milliseconds.
    pub fn scored_ms(&self) -> i64 {
        self.halves[0] / 2
    }

    /// Time in which somebody of the reference speaks and nobody of the hypothesis is left for them.
    pub fn missed_ms(&self) -> i64 {
        self.halves[1] / 2
    }

    /// Time in which the hypothesis has somebody too many.
    pub fn false_alarm_ms(&self) -> i64 {
        self.halves[2] / 2
    }

    /// Time that the hypothesis gives to somebody else.
    pub fn confusion_ms(&self) -> i64 {
        self.halves[3] / 2
    }

    /// The errors by the scored time; `None` where the reference has no speech.
    pub fn der(&self) -> Option<f64> {
        let [scored, errors @ ..] = self.halves;
        (scored > 0).then(|| errors.iter().sum::<i64>() as f64 / scored as f64)
    }

    pub(super) fn add(&mut self, other: &TimeScore) {
        self.halves.iter_mut().zip(other.halves).for_each(|(sum, more)| *sum += more);
    }
}

impl Serialize for TimeScore {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'s> {
            scored_ms: i64,
            missed_ms: i64,
            false_alarm_ms: i64,
            confusion_ms: i64,
            der: Option<f64>,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            mapping: &'s [Pair],
            #[serde(skip_serializing_if = "<[_]>::is_empty", serialize_with = "named")]
            speakers: &'s [(String, SpeakerTime)],
        }
        Shown {
            scored_ms: self.scored_ms(),
            missed_ms: self.missed_ms(),
            false_alarm_ms: self.false_alarm_ms(),
            confusion_ms: self.confusion_ms(),
            der: self.der(),
            mapping: &self.mapping,
            speakers: &self.speakers,
        }
        .serialize(serializer)
    }
}

/// The mean of the Jaccard errors of the speakers of the reference: the time that only one of a pair speaks by the time
/// that either does. Sums and numbers of speakers add up, means don't.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JaccardScore {
    /// Speakers of the reference who speak where it is scored.
    pub reference_speakers: usize,
    /// The sum of their errors.
    pub error_sum: f64,
    /// The mean; `None` where the reference has no speech.
    pub jer: Option<f64>,
    /// Who was paired with whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mapping: Vec<Pair>,
    /// The error of each speaker of the reference.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "named")]
    pub speakers: Vec<(String, f64)>,
}

impl JaccardScore {
    pub(super) fn add(&mut self, other: &JaccardScore) {
        self.reference_speakers += other.reference_speakers;
        self.error_sum += other.error_sum;
        self.jer = (self.reference_speakers > 0).then(|| self.error_sum / self.reference_speakers as f64);
    }
}

/// A table of speakers against speakers holds at most so many cells.
const MOST_CELLS: usize = 1 << 26;

/// Milliseconds in halves. Past some ten thousand years all times are one, so that sums hold.
fn halves(millis: i64) -> i64 {
    const FURTHEST: i64 = 1 << 48;
    millis.clamp(-FURTHEST, FURTHEST) * 2
}

/// The stretches of a session that tell who speaks when, in halves of milliseconds.
fn stretches(session: &Session, side: &str, notes: &mut Notes) -> Vec<Stretch> {
    let timed = session.segments.iter().filter(|segment| segment.use_for != Use::Words);
    let (mut untimed, mut reversed) = (0usize, 0usize);
    let mut found = Vec::with_capacity(session.segments.len());
    for segment in timed {
        match segment.start.zip(segment.end) {
            Some((start, end)) if start < end => {
                found.push(Stretch { start: halves(start), end: halves(end), speaker: segment.speaker });
            }
            Some((start, end)) if start == end => {}
            Some(_) => reversed += 1,
            None => untimed += 1,
        }
    }
    if reversed > 0 {
        notes.push(format!("{side}, `{}`: {reversed} segments end before they start: left out", session.id));
    }
    if untimed > 0 {
        notes.push(format!("{side}, `{}`: {untimed} segments without a start or an end: left out", session.id));
    }
    found
}

fn look(
    reference: &Session,
    hypothesis: &Session,
    regions: Option<&[(i64, i64)]>,
    options: &Options,
    notes: &mut Notes,
) -> Result<Seen, Error> {
    let (ours, theirs) = (reference.speakers().len(), hypothesis.speakers().len());
    if ours.saturating_mul(theirs) > MOST_CELLS {
        return Err(Error::Unscorable {
            reason: format!("`{}` has {ours} speakers against {theirs}: too many to be paired", reference.id),
            help: "check that the speaker column holds speakers".to_owned(),
        });
    }
    let convention = options.convention;
    let mut sides = [stretches(reference, "reference", notes), stretches(hypothesis, "hypothesis", notes)];
    if convention.boundaries == Boundaries::Joined {
        sides = sides.map(joined);
    }
    let doubled =
        |spans: &[(i64, i64)]| spans.iter().map(|(start, end)| (halves(*start), halves(*end))).collect::<Vec<_>>();
    let regions = regions.map(doubled);
    let unscored = doubled(&reference.unscored);
    let collar = halves(options.collar.map_or(0, |collar| collar.millis()));
    let [ours, theirs] = &sides;
    Ok(sweep(&Sides {
        reference: ours,
        hypothesis: theirs,
        reference_speakers: reference.speakers().len(),
        hypothesis_speakers: hypothesis.speakers().len(),
        regions: regions.as_deref(),
        unscored: &unscored,
        convention,
        collar: if convention.collar == Collar::Whole { collar / 2 } else { collar },
        skip_overlap: options.skip_overlap,
    }))
}

fn pairs(reference: &Session, hypothesis: &Session, seen: &Seen, pairing: &[Option<usize>]) -> Vec<Pair> {
    let columns = hypothesis.speakers().len();
    let all = pairing.iter().enumerate().filter_map(|(row, column)| Some((row, (*column)?)));
    all.filter(|(row, column)| seen.shared[row * columns + column] > 0)
        .map(|(row, column)| Pair {
            reference: reference.speakers().get(row).cloned(),
            hypothesis: hypothesis.speakers().get(column).cloned(),
        })
        .collect()
}

/// Diarization error rate of one recording.
pub(super) fn der(
    reference: &Session,
    hypothesis: &Session,
    regions: Option<&[(i64, i64)]>,
    options: &Options,
    notes: &mut Notes,
) -> Result<TimeScore, Error> {
    let seen = look(reference, hypothesis, regions, options, notes)?;
    let columns = hypothesis.speakers().len();
    let pairing =
        assign(reference.speakers().len(), columns, |row, column| -(seen.shared[row * columns + column] as f64));
    let right = |row: usize| pairing[row].map_or(0, |column| seen.matched[row * columns + column]);
    let matched: i64 = (0..pairing.len()).map(right).sum();
    let speakers = reference.speakers().iter().enumerate().map(|(row, name)| {
        (name.clone(), SpeakerTime { scored_ms: seen.of_reference[row] / 2, matched_ms: right(row) / 2 })
    });
    Ok(TimeScore {
        halves: [seen.scored, seen.missed, seen.false_alarm, seen.both - matched],
        mapping: pairs(reference, hypothesis, &seen, &pairing),
        speakers: speakers.collect(),
    })
}

/// Jaccard error rate of one recording.
pub(super) fn jer(
    reference: &Session,
    hypothesis: &Session,
    regions: Option<&[(i64, i64)]>,
    options: &Options,
    notes: &mut Notes,
) -> Result<JaccardScore, Error> {
    let seen = look(reference, hypothesis, regions, options, notes)?;
    let columns = hypothesis.speakers().len();
    let error = |row: usize, column: usize| {
        let shared = seen.matched[row * columns + column];
        let either = seen.of_reference[row] + seen.of_hypothesis[column] - shared;
        if shared == 0 { 1.0 } else { (either - shared) as f64 / either as f64 }
    };
    let pairing = assign(reference.speakers().len(), columns, |row, column| match options.convention.jaccard {
        Mapping::Jaccard => error(row, column),
        Mapping::Time => -(seen.shared[row * columns + column] as f64),
    });
    let speaking = (0..pairing.len()).filter(|row| seen.of_reference[*row] > 0);
    let speakers: Vec<(String, f64)> = speaking
        .filter_map(|row| {
            Some((reference.speakers().get(row)?.clone(), pairing[row].map_or(1.0, |column| error(row, column))))
        })
        .collect();
    let mut score = JaccardScore { mapping: pairs(reference, hypothesis, &seen, &pairing), ..JaccardScore::default() };
    score.add(&JaccardScore {
        reference_speakers: speakers.len(),
        error_sum: speakers.iter().map(|(_, error)| error).sum(),
        ..JaccardScore::default()
    });
    score.speakers = speakers;
    Ok(score)
}
