//! Times and speakers from one file to another: a text takes times from captions, words take speakers from a diarization,
//! captions take speakers from a text, and cues move onto other cues.
//!
//! ```text
//! texts      labelled text   + timed words    → the text with times        (words against words)
//! captions   captions        + labelled text  → the captions with speakers (words against words)
//! speakers   timed words     + turns in time  → the words with speakers    (times against times)
//! timing     cues            + other cues     → the cues moved             (times against times)
//! ```
//!
//! Nothing is changed in what is said: only times and speakers are, and each time says how it is known.

mod captions;
mod likeness;
mod pairing;
mod report;
mod spans;
mod speakers;
mod spell;
mod spread;
mod stamps;
mod texts;
mod timeline;
mod timing;
mod tokens;

pub use captions::captions;
pub use report::{
    Contradiction, Moved, NameGuess, Report, Shift, Side, SpeakersReport, Stamps, Stretch, TextReport, TimingReport,
    TurnReport,
};
pub use speakers::speakers;
pub use texts::texts;
pub use timing::timing;

use crate::diagnostic::Diagnostic;
use crate::model::{TimeDelta, Transcript};

/// What an alignment gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Aligned {
    /// The first file, with what it took from the others.
    pub transcript: Transcript,
    /// How well they go together.
    pub report: Report,
    /// What is doubtful.
    pub diagnostics: Vec<Diagnostic>,
}

/// How files are aligned.
///
/// ```
/// use fireside::{TimeDelta, pass::align::AlignOptions};
/// let strict = AlignOptions::default().collar(TimeDelta::from_millis(5_000));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AlignOptions {
    collar: TimeDelta,
    least_share: f32,
    sentences: bool,
    split_cues: bool,
}

impl Default for AlignOptions {
    fn default() -> Self {
        AlignOptions { collar: TimeDelta::from_millis(15_000), least_share: 0.15, sentences: false, split_cues: false }
    }
}

impl AlignOptions {
    /// How far a word may be from where the stamps around it, once they are known to agree, put it. Default: 15 seconds.
    pub fn collar(mut self, collar: TimeDelta) -> Self {
        self.collar = collar;
        self
    }

    /// The least share of the shorter side's words that must come in the same order on the other side, from 0 to 1; below
    /// it the files are of different talks. Default: 0.15.
    pub fn least_share(mut self, least_share: f32) -> Self {
        self.least_share = least_share;
        self
    }

    /// Whether a change of speakers moves to the start of a sentence that is at most three words away. Default: false.
    pub fn sentences(mut self, sentences: bool) -> Self {
        self.sentences = sentences;
        self
    }

    /// Whether a cue in which the speaker changes becomes two; else it has two voices. Default: false.
    pub fn split_cues(mut self, split_cues: bool) -> Self {
        self.split_cues = split_cues;
        self
    }
}

/// Drops the lines of a scoring file: what they say of times and speakers is no longer true.
fn forget_records(transcript: &mut Transcript) {
    if !transcript.records.is_empty() {
        transcript.records.clear();
        transcript.order_labels();
    }
}

/// Drops what rides along of the source's own wording of speakers, which are others now.
fn forget_speakers(transcript: &mut Transcript) {
    transcript.cues.iter_mut().for_each(crate::model::Cue::forget_wording);
    if transcript.records().any(|record| record.speaker.is_some()) {
        forget_records(transcript);
    }
}
