//! How far a hypothesis is from a reference: errors in words, in speakers, in time.
//!
//! ```
//! use fireside::score::{Metric, Options, Session, score};
//! let read = |text: &str| Session::all_of(&fireside::read(text.as_bytes()).unwrap().transcript);
//! let reference = read("Ada: Is it on?\n\nBram: It is.\n\nAda: Good.\n\nBram: Then we start.\n");
//! let hypothesis = read("A: Is it on?\n\nB: It was.\n\nA: Good.\n\nB: Then we start.\n");
//! let report = score(&reference, &hypothesis, None, &Options::new(Metric::Cpwer))?;
//! assert_eq!(report.total.rate(), Some(1.0 / 9.0));
//! # Ok::<(), fireside::Error>(())
//! ```
//!
//! | metric | what it counts |
//! |---|---|
//! | `wer`, `cer` | wrong words or characters of all that is said, whoever says it |
//! | `cpwer` | wrong words, speaker by speaker, paired so that they are fewest |
//! | `tcpwer` | the same, where words may only stand for words of about the same time |
//! | `orcwer`, `tcorcwer` | wrong words, each utterance of the reference where it fits best |
//! | `wder` | words with the wrong speaker |
//! | `der`, `jer` | time with the wrong speaker, or the mean over speakers |
//! | `boundary` | turn boundaries found and made up |
//!
//! Counts of several recordings are added up, and the rate of the total is that of the sums. A reference without words or
//! without speech has no rate. Times are exact: boundaries are walked over, there are no frames.

mod boundary;
mod convention;
mod der;
mod normalise;
mod numbers;
mod orc;
mod pseudo;
mod report;
mod session;
mod sweep;
mod wder;
mod wer;

#[cfg(test)]
mod tests;

pub use boundary::BoundaryScore;
pub use convention::Convention;
pub use der::{JaccardScore, SpeakerTime, TimeScore};
pub use normalise::Normaliser;
pub use pseudo::Pseudo;
pub use report::{Pair, Report, Score};
pub use session::{Regions, Session};
pub use wder::SpeakerScore;
pub use wer::{Aligned, WordCounts, WordScore};

use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::model::TimeDelta;

/// What was doubted, for people.
type Notes = Vec<String>;

/// Whether words are bound to their times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Timing {
    Free,
    Constrained,
}

/// How assignments are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Search {
    Exact,
    Greedy,
}

/// What is counted.
///
/// ```
/// use fireside::score::Metric;
/// assert_eq!("tcpwer".parse(), Ok(Metric::Tcpwer));
/// assert_eq!("tcpwe".parse::<Metric>().unwrap_err().help(), "did you mean `tcpwer`?");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Metric {
    /// Word error rate.
    Wer,
    /// Character error rate.
    Cer,
    /// Concatenated minimum-permutation WER.
    Cpwer,
    /// Time-constrained cpWER; it needs a collar.
    Tcpwer,
    /// Optimal reference combination WER, by an exact search that refuses what is too large.
    Orcwer,
    /// Time-constrained ORC-WER; it needs a collar.
    Tcorcwer,
    /// ORC-WER by a greedy search: never less than the exact one.
    GreedyOrcwer,
    /// Time-constrained ORC-WER by a greedy search: never less than the exact one.
    GreedyTcorcwer,
    /// Word diarization error rate.
    Wder,
    /// Diarization error rate.
    Der,
    /// Jaccard error rate.
    Jer,
    /// Precision, recall and F1 of turn boundaries.
    Boundary,
}

impl Metric {
    /// All metrics.
    pub const ALL: [Metric; 12] = [
        Metric::Wer,
        Metric::Cer,
        Metric::Cpwer,
        Metric::Tcpwer,
        Metric::Orcwer,
        Metric::Tcorcwer,
        Metric::GreedyOrcwer,
        Metric::GreedyTcorcwer,
        Metric::Wder,
        Metric::Der,
        Metric::Jer,
        Metric::Boundary,
    ];

    /// The name to choose it by.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Wer => "wer",
            Metric::Cer => "cer",
            Metric::Cpwer => "cpwer",
            Metric::Tcpwer => "tcpwer",
            Metric::Orcwer => "orcwer",
            Metric::Tcorcwer => "tcorcwer",
            Metric::GreedyOrcwer => "greedy-orcwer",
            Metric::GreedyTcorcwer => "greedy-tcorcwer",
            Metric::Wder => "wder",
            Metric::Der => "der",
            Metric::Jer => "jer",
            Metric::Boundary => "boundary",
        }
    }

    /// Whether words may only stand for words of about the same time, so that a collar must be given.
    pub fn needs_collar(self) -> bool {
        matches!(self, Metric::Tcpwer | Metric::Tcorcwer | Metric::GreedyTcorcwer)
    }

    /// Whether it needs the times of segments, not their words.
    pub fn is_of_time(self) -> bool {
        matches!(self, Metric::Der | Metric::Jer | Metric::Boundary)
    }
}

impl std::str::FromStr for Metric {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Metric::ALL.into_iter().find(|metric| metric.name() == name);
        found.ok_or_else(|| Error::unknown("metric", name, Metric::ALL.iter().map(|metric| metric.name())))
    }
}

/// How to score.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    metric: Metric,
    collar: Option<TimeDelta>,
    tolerance: TimeDelta,
    convention: Convention,
    skip_overlap: bool,
    normalise: Normaliser,
    reference_timing: Pseudo,
    hypothesis_timing: Pseudo,
    alignment: bool,
}

impl Options {
    /// The usual way to score by a metric.
    pub fn new(metric: Metric) -> Self {
        Options {
            metric,
            collar: None,
            tolerance: TimeDelta::from_millis(500),
            convention: Convention::default(),
            skip_overlap: false,
            normalise: Normaliser::default(),
            reference_timing: Pseudo::CharacterBased,
            hypothesis_timing: Pseudo::CharacterBasedPoints,
            alignment: false,
        }
    }

    /// For DER and JER the time around a boundary of the reference that isn't scored, to each side or altogether as the
    /// convention has it; for tcpWER and tcORC-WER the slack before and after a word of the hypothesis. Default: none, and
    /// the latter refuse to go without.
    pub fn collar(mut self, collar: TimeDelta) -> Self {
        self.collar = Some(TimeDelta::from_millis(collar.millis().clamp(0, i64::MAX / 8)));
        self
    }

    /// How far apart two turn boundaries may lie. Default: 500 ms.
    pub fn tolerance(mut self, tolerance: TimeDelta) -> Self {
        self.tolerance = TimeDelta::from_millis(tolerance.millis().max(0));
        self
    }

    /// Whose habits to follow in scoring time. Default: [`Convention::DSCORE`].
    pub fn convention(mut self, convention: Convention) -> Self {
        self.convention = convention;
        self
    }

    /// Whether DER and JER leave out where several of the reference speak at once. Default: false.
    pub fn skip_overlap(mut self, skip: bool) -> Self {
        self.skip_overlap = skip;
        self
    }

    /// How texts are made alike. Default: not at all.
    pub fn normalise(mut self, normaliser: Normaliser) -> Self {
        self.normalise = normaliser;
        self
    }

    /// How words of the reference get times where only segments have them. Default: [`Pseudo::CharacterBased`].
    pub fn reference_timing(mut self, timing: Pseudo) -> Self {
        self.reference_timing = timing;
        self
    }

    /// How words of the hypothesis get times where only segments have them. Default: [`Pseudo::CharacterBasedPoints`].
    pub fn hypothesis_timing(mut self, timing: Pseudo) -> Self {
        self.hypothesis_timing = timing;
        self
    }

    /// Whether WER, CER, cpWER and tcpWER also give the alignment word for word. Default: false.
    pub fn alignment(mut self, alignment: bool) -> Self {
        self.alignment = alignment;
        self
    }

    /// What the score depends on.
    fn told(&self, regions: Option<&Regions>) -> Vec<(String, String)> {
        let mut told: Vec<(&str, String)> = Vec::new();
        let seconds = |delta: TimeDelta| format!("{} s", delta.millis() as f64 / 1_000.0);
        let collar = || self.collar.map_or_else(|| "none".to_owned(), seconds);
        match self.metric {
            Metric::Der | Metric::Jer => {
                told.push(("convention", self.convention.name.to_owned()));
                told.push(("means", self.convention.told()));
                told.push(("collar", collar()));
                told.push(("overlap", if self.skip_overlap { "left out" } else { "scored" }.to_owned()));
                told.push(("uem", if regions.is_some() { "given" } else { "none" }.to_owned()));
            }
            Metric::Boundary => told.push(("tolerance", seconds(self.tolerance))),
            _ => told.push(("normalise", self.normalise.name().to_owned())),
        }
        if self.metric.needs_collar() {
            told.push(("collar", collar()));
            told.push(("reference_timing", self.reference_timing.name().to_owned()));
            told.push(("hypothesis_timing", self.hypothesis_timing.name().to_owned()));
        }
        told.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// Scores each recording of the reference against that of the same id, and all together. Where each side has just one,
/// and one of them has no id, they belong together.
///
/// A recording that only one side has is scored against silence, and told. With `regions` only these stretches count;
/// a recording for which none are given isn't scored, and told.
///
/// # Errors
/// [`Error::Unscorable`] where a metric needs what isn't there: times for the words of tcpWER, a collar; or where the exact
/// search of ORC-WER would take too long.
pub fn score(
    reference: &[Session],
    hypothesis: &[Session],
    regions: Option<&Regions>,
    options: &Options,
) -> Result<Report, Error> {
    if options.metric.needs_collar() && options.collar.is_none() {
        return Err(Error::Unscorable {
            reason: format!("{} needs a collar: how far words may be from their time", options.metric.name()),
            help: "5 seconds are usual where only segments are timed: --collar 5".to_owned(),
        });
    }
    usable("reference", reference, options.metric)?;
    usable("hypothesis", hypothesis, options.metric)?;
    let mut notes = Notes::new();
    let mut scores = Vec::new();
    for (id, ours, theirs) in matched(reference, hypothesis, &mut notes) {
        let own = regions.map(|regions| regions.of_session(&id));
        if own == Some(None) {
            notes.push(format!("`{id}` has no region in the UEM: not scored"));
            continue;
        }
        let score = one(&ours, &theirs, own.flatten(), options, &mut notes)?;
        if score.rate().is_none() {
            notes.push(format!("`{id}`: the reference has nothing to be scored, so there is no rate"));
        }
        scores.push((id, score));
    }
    let empty = Session::default();
    let zero = match one(&empty, &empty, None, options, &mut Notes::new())? {
        Score::Words(score) => Score::Words(WordScore { missed_speakers: None, spurious_speakers: None, ..score }),
        other => other,
    };
    Ok(Report::new(options.metric.name(), options.told(regions), scores, notes, zero))
}

/// Refuses a side that says something, but not what the metric needs.
fn usable(side: &str, sessions: &[Session], metric: Metric) -> Result<(), Error> {
    let segments = || sessions.iter().flat_map(|session| &session.segments);
    let has_words = || segments().any(|segment| segment.use_for != session::Use::Times);
    let is_timed = || segments().any(|segment| segment.start.is_some() && segment.end.is_some());
    let (missing, help) = match metric {
        _ if segments().next().is_none() => return Ok(()),
        Metric::Boundary if segments().any(|segment| segment.start.is_some()) => return Ok(()),
        _ if metric.is_of_time() && !is_timed() => {
            ("no segment with a start and an end", "metrics of words, such as wer and cpwer, need no times")
        }
        _ if !metric.is_of_time() && !has_words() => {
            ("no words", "metrics of time, such as der and jer, need no words")
        }
        _ => return Ok(()),
    };
    let reason = format!("the {side} has {missing}, and {} needs them", metric.name());
    Err(Error::Unscorable { reason, help: help.to_owned() })
}

fn one(
    reference: &Session,
    hypothesis: &Session,
    regions: Option<&[(i64, i64)]>,
    options: &Options,
    notes: &mut Notes,
) -> Result<Score, Error> {
    Ok(match options.metric {
        Metric::Wer => Score::Words(wer::wer(reference, hypothesis, options)),
        Metric::Cer => Score::Words(wer::cer(reference, hypothesis, options)),
        Metric::Cpwer => Score::Words(wer::cpwer(reference, hypothesis, options)),
        Metric::Tcpwer => Score::Words(wer::tcpwer(reference, hypothesis, options)?),
        Metric::Orcwer => Score::Words(orc::orcwer(reference, hypothesis, Timing::Free, Search::Exact, options)?),
        Metric::Tcorcwer => {
            Score::Words(orc::orcwer(reference, hypothesis, Timing::Constrained, Search::Exact, options)?)
        }
        Metric::GreedyOrcwer => {
            Score::Words(orc::orcwer(reference, hypothesis, Timing::Free, Search::Greedy, options)?)
        }
        Metric::GreedyTcorcwer => {
            Score::Words(orc::orcwer(reference, hypothesis, Timing::Constrained, Search::Greedy, options)?)
        }
        Metric::Wder => Score::Speakers(wder::wder(reference, hypothesis, options)),
        Metric::Der => Score::Time(der::der(reference, hypothesis, regions, options, notes)?),
        Metric::Jer => Score::Jaccard(der::jer(reference, hypothesis, regions, options, notes)?),
        Metric::Boundary => Score::Boundary(boundary::boundary(reference, hypothesis, options, notes)),
    })
}

/// Which recordings belong together.
fn matched<'s>(
    reference: &'s [Session],
    hypothesis: &'s [Session],
    notes: &mut Notes,
) -> Vec<(String, std::borrow::Cow<'s, Session>, std::borrow::Cow<'s, Session>)> {
    use std::borrow::Cow::{Borrowed, Owned};
    if let ([ours], [theirs]) = (reference, hypothesis)
        && (ours.id == theirs.id || ours.id.is_empty() || theirs.id.is_empty())
    {
        let id = if ours.id.is_empty() { &theirs.id } else { &ours.id };
        let id = if id.is_empty() { "session" } else { id };
        return vec![(id.to_owned(), Borrowed(ours), Borrowed(theirs))];
    }
    let by_id: FxHashMap<&str, &Session> = hypothesis.iter().map(|session| (session.id.as_str(), session)).collect();
    let known: FxHashMap<&str, ()> = reference.iter().map(|session| (session.id.as_str(), ())).collect();
    let mut pairs = Vec::with_capacity(reference.len());
    for ours in reference {
        let theirs = match by_id.get(ours.id.as_str()) {
            Some(theirs) => Borrowed(*theirs),
            None => {
                notes.push(format!("only the reference has `{}`: scored against silence", ours.id));
                Owned(Session::new(&*ours.id))
            }
        };
        pairs.push((ours.id.clone(), Borrowed(ours), theirs));
    }
    for theirs in hypothesis.iter().filter(|theirs| !known.contains_key(theirs.id.as_str())) {
        notes.push(format!("only the hypothesis has `{}`: scored against silence", theirs.id));
        pairs.push((theirs.id.clone(), Owned(Session::new(&*theirs.id)), Borrowed(theirs)));
    }
    pairs
}
