//! What was doubted or mended on the way: diagnostics are data, and only the program turns them into ink.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::Transcript;

/// A transcript with everything its reader doubted.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// What was read.
    pub transcript: Transcript,
    /// What was doubted or mended, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Confidence, from 0 to 1, that the input is what it was read as.
    pub confidence: f32,
    /// Why it was read as it was: one line for each piece of evidence.
    pub evidence: Vec<String>,
}

impl Reading {
    /// A reading without doubts.
    pub fn new(transcript: Transcript) -> Self {
        Reading { transcript, diagnostics: Vec::new(), confidence: 1.0, evidence: Vec::new() }
    }
}

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing was lost or guessed.
    Note,
    /// Something was doubted, guessed or left out.
    Warning,
}

/// One doubt or mend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it weighs.
    pub severity: Severity,
    /// Which kind it is.
    pub code: Code,
    /// What happened, for people: no final dot.
    pub message: String,
    /// Line of the source, from 1; absent where it is about the whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u32>,
    /// Column of the source in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<u32>,
    /// The bytes of the decoded source it is about.
    #[serde(skip)]
    pub bytes: Option<Range<usize>>,
}

impl Diagnostic {
    /// A warning about the whole input.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, code, message: message.into(), line: None, column: None, bytes: None }
    }

    /// A note about the whole input.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Note, ..Diagnostic::warning(code, message) }
    }

    /// The same, about these bytes of the decoded source. Line and column are filled in by
    /// [`Places::locate`](crate::text::Places::locate).
    pub fn at(mut self, bytes: Range<usize>) -> Self {
        self.bytes = Some(bytes);
        self
    }
}

/// The kinds of diagnostics. Their names are part of the contract: `time-steps-back`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The bytes were not UTF-8; they were read in the encoding named.
    Encoding,
    /// Bytes that no character of the encoding has were replaced.
    Undecodable,
    /// NUL characters were left out.
    NulBytes,
    /// A time lies before the one above it by more than exports usually step back.
    TimeStepsBack,
    /// A time has minutes or seconds past 59 where the form doesn't allow it.
    TimeOutOfRange,
    /// A unit ends before it starts.
    EndBeforeStart,
    /// A time is not written as its format has it.
    TimeForm,
    /// Text that belongs to no cue was left out.
    NoCue,
    /// A line of a file with a fixed grammar could not be read and was left out.
    LineUnread,
    /// A setting of a cue that its format doesn't know or allow was left out.
    SettingIgnored,
    /// Cues repeat earlier ones; all are kept.
    CueRepeated,
    /// Parts of a stream stand one after another in one file.
    PartsJoined,
    /// The source maps its times to another clock; they are kept as they stand.
    TimeMap,
    /// The file's name says another format than its content.
    Extension,
    /// A part that a file needs is missing; a usual value was assumed.
    Assumed,
    /// Cues overlap where they should not.
    CuesOverlap,
    /// A label with no text after it.
    LabelWithoutText,
    /// A label too long to be a name was kept as text.
    LabelTooLong,
    /// A label that fits several speakers, or none, was kept as it stands.
    LabelUnresolved,
    /// Labels that differ a little were taken for one speaker.
    LabelsDrawnTogether,
    /// Text between turns that is not speech was left out.
    FurnitureDropped,
    /// A stretch that repeats an earlier one was left out.
    RepeatDropped,
    /// The input stops in mid-sentence.
    CutOff,
    /// Which layout evidence a reader could use.
    Layout,
    /// Two dialects fit about as well.
    CloseCall,
    /// Turn boundaries were inferred.
    TurnsInferred,
    /// Boundaries that are little better than a guess.
    TurnsDoubtful,
    /// Speakers could be told apart but not named.
    SpeakersUnnamed,
    /// Times were estimated.
    TimesEstimated,
    /// The text was repaired.
    Repaired,
    /// The target format can't hold something that the transcript has.
    NotHeld,
    /// Something could not be scored, or only against silence.
    NotScored,
    /// A stretch that only one of two aligned files has.
    Unmatched,
    /// A stretch that two aligned files have in another order.
    Moved,
    /// A stamp that the other ones contradict.
    StampOff,
    /// Words, turns or cues that could have gone to another speaker.
    SpeakersDoubtful,
    /// Times were moved onto those of another file.
    TimesMoved,
}

impl Code {
    /// The name in messages and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Encoding => "encoding",
            Code::Undecodable => "undecodable",
            Code::NulBytes => "nul-bytes",
            Code::TimeStepsBack => "time-steps-back",
            Code::TimeOutOfRange => "time-out-of-range",
            Code::EndBeforeStart => "end-before-start",
            Code::TimeForm => "time-form",
            Code::NoCue => "no-cue",
            Code::LineUnread => "line-unread",
            Code::SettingIgnored => "setting-ignored",
            Code::CueRepeated => "cue-repeated",
            Code::PartsJoined => "parts-joined",
            Code::TimeMap => "time-map",
            Code::Extension => "extension",
            Code::Assumed => "assumed",
            Code::CuesOverlap => "cues-overlap",
            Code::LabelWithoutText => "label-without-text",
            Code::LabelTooLong => "label-too-long",
            Code::LabelUnresolved => "label-unresolved",
            Code::LabelsDrawnTogether => "labels-drawn-together",
            Code::FurnitureDropped => "furniture-dropped",
            Code::RepeatDropped => "repeat-dropped",
            Code::CutOff => "cut-off",
            Code::Layout => "layout",
            Code::CloseCall => "close-call",
            Code::TurnsInferred => "turns-inferred",
            Code::TurnsDoubtful => "turns-doubtful",
            Code::SpeakersUnnamed => "speakers-unnamed",
            Code::TimesEstimated => "times-estimated",
            Code::Repaired => "repaired",
            Code::NotHeld => "not-held",
            Code::NotScored => "not-scored",
            Code::Unmatched => "unmatched",
            Code::Moved => "moved",
            Code::StampOff => "stamp-off",
            Code::SpeakersDoubtful => "speakers-doubtful",
            Code::TimesMoved => "times-moved",
        }
    }
}

/// The most diagnostics of one kind that [`Diagnostics`] keeps; the rest are counted.
const MOST_OF_A_KIND: usize = 100;

/// Collects diagnostics: keeps the first of each kind whole and counts the rest, so that a broken gigabyte
/// doesn't become a gigabyte of complaints.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    counts: Vec<(Code, usize)>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = match self.counts.iter_mut().find(|(code, _)| *code == diagnostic.code) {
            Some((_, count)) => count,
            None => {
                self.counts.push((diagnostic.code, 0));
                match self.counts.last_mut() {
                    Some((_, count)) => count,
                    None => return,
                }
            }
        };
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            self.kept.push(diagnostic);
        }
    }

    /// How many of this kind were pushed.
    pub fn count(&self, code: Code) -> usize {
        self.counts.iter().find(|(known, _)| *known == code).map_or(0, |(_, count)| *count)
    }

    /// All that were kept, and a note for each kind of which more were pushed.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for (code, count) in self.counts {
            if let Some(more) = count.checked_sub(MOST_OF_A_KIND)
                && more > 0
            {
                self.kept.push(Diagnostic::note(code, format!("{more} more like this ({})", code.as_str())));
            }
        }
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_kind_is_counted_not_kept() {
        let mut all = Diagnostics::default();
        for _ in 0..250 {
            all.push(Diagnostic::warning(Code::TimeStepsBack, "back"));
        }
        all.push(Diagnostic::note(Code::Layout, "nbsp"));
        let all = all.finish();
        assert_eq!(all.len(), 102);
        assert_eq!(all.last().map(|d| d.message.as_str()), Some("150 more like this (time-steps-back)"));
    }

    #[test]
    fn codes_are_written_as_they_are_named() {
        let json = serde_json::to_string(&Code::TimeStepsBack).unwrap();
        assert_eq!(json, format!("\"{}\"", Code::TimeStepsBack.as_str()));
    }
}
