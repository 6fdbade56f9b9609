//! What was scored, how, and with which result.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::boundary::BoundaryScore;
use super::der::{JaccardScore, TimeScore};
use super::wder::SpeakerScore;
use super::wer::WordScore;
use crate::diagnostic::{Code, Diagnostic};

/// Who was paired with whom; `None` where a side has nobody left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The speaker of the reference.
    pub reference: Option<String>,
    /// The speaker of the hypothesis.
    pub hypothesis: Option<String>,
}

/// The scores of all recordings and their total; as JSON it is `fireside.score/1`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    schema: &'static str,
    /// The name of the metric.
    pub metric: &'static str,
    /// What the score depends on, by name, with the defaults told.
    #[serde(serialize_with = "named")]
    pub options: Vec<(String, String)>,
    /// Each recording, in the order of the reference.
    #[serde(serialize_with = "named")]
    pub sessions: Vec<(String, Score)>,
    /// All recordings together: counts added up, and the rate of the sums.
    pub total: Score,
    /// What was doubted on the way.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    pub(super) fn new(
        metric: &'static str,
        options: Vec<(String, String)>,
        sessions: Vec<(String, Score)>,
        notes: Vec<String>,
        mut total: Score,
    ) -> Self {
        sessions.iter().for_each(|(_, score)| total.add(score));
        let diagnostics = notes.into_iter().map(|note| Diagnostic::warning(Code::NotScored, note)).collect();
        Report { schema: "fireside.score/1", metric, options, sessions, total, diagnostics }
    }
}

/// The score of a recording, or of all together.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Score {
    /// Errors in words, or in characters.
    Words(WordScore),
    /// Words with the wrong speaker.
    Speakers(SpeakerScore),
    /// Time with the wrong speaker.
    Time(TimeScore),
    /// The mean error of the speakers.
    Jaccard(JaccardScore),
    /// Places where somebody else begins to speak.
    Boundary(BoundaryScore),
}

impl Score {
    /// The one number; `None` where the reference has nothing to be scored against. For boundaries it is F1, of which
    /// more is better; of all others less is.
    pub fn rate(&self) -> Option<f64> {
        match self {
            Score::Words(score) => score.counts.error_rate,
            Score::Speakers(score) => score.wder,
            Score::Time(score) => score.der(),
            Score::Jaccard(score) => score.jer,
            Score::Boundary(score) => score.f1,
        }
    }

    fn add(&mut self, other: &Score) {
        match (self, other) {
            (Score::Words(sum), Score::Words(more)) => sum.add(more),
            (Score::Speakers(sum), Score::Speakers(more)) => sum.add(more),
            (Score::Time(sum), Score::Time(more)) => sum.add(more),
            (Score::Jaccard(sum), Score::Jaccard(more)) => sum.add(more),
            (Score::Boundary(sum), Score::Boundary(more)) => sum.add(more),
            _ => {}
        }
    }
}

/// Pairs as a JSON object, in their order.
pub(super) fn named<S: Serializer, T: Serialize>(pairs: &[(String, T)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (name, value) in pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()
}
