//! What an alignment found: shares, stretches that only one side has, drift, and how sure each turn is.

use serde::Serialize;

use crate::model::{TimeDelta, Timestamp};

/// What came of an alignment, for people and programs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "mode", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Report {
    /// A text took times from another: see [`texts`](super::texts).
    Text(TextReport),
    /// Words took speakers from turns.
    Speakers(SpeakersReport),
    /// Captions took speakers from a text.
    Captions(TextReport),
    /// Cues were moved onto others.
    Timing(TimingReport),
}

/// How two texts go together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TextReport {
    /// Words of the text that have a partner, the same or nearly.
    pub matched_words: usize,
    /// Words of the text; fillers and signs don't count.
    pub words: usize,
    /// Words of the timed side.
    pub timed_words: usize,
    /// Share of the text's words that have a partner, from 0 to 1.
    pub share: f32,
    /// Share of the timed side's words that have one.
    pub timed_share: f32,
    /// Stretches that only one side has.
    pub unmatched: Vec<Stretch>,
    /// Stretches that both sides have, in another order.
    pub moved: Vec<Moved>,
    /// The text's own stamps against the times found; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamps: Option<Stamps>,
    /// How sure each turn's times are.
    pub turns: Vec<TurnReport>,
}

/// Which side a stretch stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Side {
    /// The text that is timed.
    Text,
    /// The side that has the times.
    Timed,
}

/// Words that only one side has.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stretch {
    /// The side.
    pub side: Side,
    /// How many words.
    pub words: usize,
    /// The turn in which it begins, on the text's side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<usize>,
    /// When it begins; unknown where nothing around it is timed.
    pub start_ms: Option<Timestamp>,
    /// When it ends.
    pub end_ms: Option<Timestamp>,
    /// How it begins.
    pub text: String,
}

/// Words that both sides have, elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Moved {
    /// How many words.
    pub words: usize,
    /// The turn in which it begins.
    pub turn: usize,
    /// When the timed side has it.
    pub start_ms: Timestamp,
    /// How it begins.
    pub text: String,
}

/// Stamps of a text against the times that were found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stamps {
    /// How many could be checked.
    pub checked: usize,
    /// How many lie within two seconds of where the others have them.
    pub agreeing: usize,
    /// By how much the times found are later than the stamps: the middle value.
    pub offset_ms: TimeDelta,
    /// How much the timed side's clock gains on the stamps, in millionths.
    pub drift_ppm: i64,
    /// Stamps that the others contradict.
    pub off: Vec<Contradiction>,
}

/// A stamp that the others contradict.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Contradiction {
    /// The unit.
    pub unit: usize,
    /// What the text says.
    pub stamp_ms: Timestamp,
    /// What was found.
    pub found_ms: Timestamp,
}

/// How sure a turn's times are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TurnReport {
    /// Its place among the turns.
    pub index: usize,
    /// Words that have a partner.
    pub matched: usize,
    /// All its words.
    pub words: usize,
    /// From 0 to 1: how many of its words, and the first ones above all, have a partner.
    pub confidence: f32,
}

/// Who said the words.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpeakersReport {
    /// Words that have a time and so a speaker.
    pub words: usize,
    /// Of these, words in no turn: they went to the nearest.
    pub outside: usize,
    /// Words where several speak at once.
    pub overlapped: usize,
    /// Words without a time.
    pub untimed: usize,
    /// Words for which another speaker is nearly as likely.
    pub doubtful: usize,
    /// Who spoke how many words.
    pub speakers: Vec<(String, usize)>,
    /// Those of the turns who got no word.
    pub silent: Vec<String>,
    /// Whom the words' own transcript names where the turns have another label; empty where it names nobody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guessed: Vec<NameGuess>,
}

/// Who a label of a diarization probably is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NameGuess {
    /// The label, such as `SPEAKER_00`.
    pub label: String,
    /// The name that most of its words have in the transcript.
    pub name: String,
    /// How many of its words have that name.
    pub words: usize,
    /// Their share of all its words that have a name, from 0 to 1.
    pub confidence: f32,
}

/// How cues were moved.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TimingReport {
    /// By what the times were multiplied.
    pub rate: f64,
    /// The rates of frames that make it, where it is one of theirs: `25 → 23.976`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frames: Option<String>,
    /// The parts, each with its own shift.
    pub parts: Vec<Shift>,
    /// Share of the moved cues' time in which the other file has a cue too.
    pub overlap: f64,
    /// The same before they were moved.
    pub overlap_before: f64,
}

/// Cues that were moved together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Shift {
    /// The first of them, from 0.
    pub first_cue: usize,
    /// How many.
    pub cues: usize,
    /// When the first of them starts now.
    pub start_ms: Timestamp,
    /// By how much they were moved, after the change of rate.
    pub shift_ms: TimeDelta,
}
