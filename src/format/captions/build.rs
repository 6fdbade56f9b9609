//! Cues into a transcript: a unit for each cue and voice, a turn for each speaker, the cues beside them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::labels::Census;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Reading};
use crate::model::{CueExtra, Plain, Speaker, SpeakerId, Time, TranscriptBuilder, UnitStart, is_clean};

/// Builds the transcript of a caption file cue by cue.
///
/// For each cue: [`cue`](Self::cue), then what is known of it, then one or more voices, each followed by its text.
#[derive(Default)]
pub(in crate::format) struct Captions {
    /// The transcript so far: for metadata, numbers, blocks and records.
    pub builder: TranscriptBuilder,
    /// What was doubted so far.
    pub diagnostics: Diagnostics,
    speakers: FxHashMap<String, SpeakerId>,
    last: Option<(String, SpeakerId)>,
    times: (Option<Time>, Option<Time>),
    untidy: bool,
}

impl Captions {
    /// With room for so many bytes of text and so many cues.
    pub fn with_capacity(text: usize, cues: usize) -> Self {
        let mut builder = TranscriptBuilder::with_capacity(text, cues);
        builder.reserve_layout(cues, cues, cues);
        Captions { builder, ..Captions::default() }
    }

    /// Notes a doubt about these bytes of the source.
    pub fn warn(&mut self, code: Code, bytes: Range<usize>, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::warning(code, message).at(bytes));
    }

    /// Starts a cue. Times are in milliseconds and exact; `None` where the source is silent.
    pub fn cue(&mut self, start: Option<i64>, end: Option<i64>) {
        self.times = (start.map(Time::exact), end.map(Time::exact));
        self.untidy = false;
        self.builder.cue(self.times.0, self.times.1);
    }

    /// Starts a cue whose times may be guesses.
    pub fn cue_at(&mut self, start: Option<Time>, end: Option<Time>) {
        self.times = (start, end);
        self.builder.cue(start, end);
    }

    /// Says what else is known of the cue.
    #[inline]
    pub fn extra(&mut self, extra: CueExtra) {
        if !extra.is_empty() {
            self.builder.cue_extra(extra);
        }
    }

    /// Starts a stretch of the cue that one voice speaks. `label` as the source writes it; the speaker bears it as a name.
    pub fn voice(&mut self, label: Option<&str>, new_speaker: bool) {
        let speaker = label.map(|label| self.speaker(label));
        self.voice_of(speaker, label, new_speaker);
    }

    /// The same for a speaker who is known already: one whose turn goes on without a label, say.
    pub fn voice_of(&mut self, speaker: Option<SpeakerId>, label: Option<&str>, new_speaker: bool) {
        let (start, end) = self.times;
        self.builder.unit(UnitStart { speaker, label, start, end, new_speaker });
    }

    /// The speaker with this label; one who is new is added.
    pub fn speaker(&mut self, label: &str) -> SpeakerId {
        if let Some((_, id)) = self.last.as_ref().filter(|(known, _)| known == label) {
            return *id;
        }
        let id = match self.speakers.get(label) {
            Some(id) => *id,
            None => {
                let id = self.builder.speaker(Speaker { labels: vec![label.to_owned()], ..Speaker::named(label) });
                self.speakers.insert(label.to_owned(), id);
                id
            }
        };
        match &mut self.last {
            Some((last, known)) => {
                last.clear();
                last.push_str(label);
                *known = id;
            }
            None => self.last = Some((label.to_owned(), id)),
        }
        id
    }

    /// Whether the lines of this cue so far have white space, or none at all between two ends, which the transcript's
    /// text loses: see [`untidy`].
    pub fn is_untidy(&self) -> bool {
        self.untidy
    }

    /// Appends text without markup that stands in the source from byte `source` on; its lines end at any line end.
    pub fn lines(&mut self, text: &str, source: usize) {
        let bytes = text.as_bytes();
        let (mut at, mut wrap) = (0, false);
        loop {
            let rest = bytes.get(at..).unwrap_or(&[]);
            let end = memchr::memchr2(b'\n', b'\r', rest).map_or(bytes.len(), |length| at + length);
            let line = text.get(at..end).unwrap_or("");
            if !line.is_empty() {
                let clean = is_clean(line);
                self.untidy |= !clean;
                let spoken = clean || !line.trim().is_empty();
                if wrap && spoken {
                    self.builder.gap(crate::model::GapKind::Wrap);
                }
                wrap |= spoken;
                match clean {
                    true => self.builder.push(line, source + at),
                    false => self.builder.push_raw(line, source + at),
                }
            } else {
                self.untidy = true;
            }
            if end == bytes.len() {
                break;
            }
            at = end + if bytes.get(end..end + 2) == Some(b"\r\n") { 2 } else { 1 };
        }
    }

    /// Appends text that lost its markup.
    pub fn plain(&mut self, plain: &Plain) {
        self.builder.push_plain(plain);
    }

    /// Appends a cue's text without markup, with a voice for each label, dash or chevron that opens a line; what stands
    /// before the first one belongs to `current`, the speaker of the cue before. Returns who speaks at its end, and
    /// whether signs were taken off, so that the text must ride along.
    pub fn speech(
        &mut self,
        text: &str,
        source: usize,
        census: &Census<'_>,
        mut current: Option<SpeakerId>,
    ) -> (Option<SpeakerId>, bool) {
        let mut bare = false;
        census.parts(text, |part| {
            bare |= part.new_speaker;
            if part.new_speaker {
                current = part.label.map(|label| self.speaker(label));
            }
            self.voice_of(current, part.label, part.new_speaker && part.label.is_none());
            self.lines(text.get(part.speech.clone()).unwrap_or(""), source + part.speech.start);
        });
        (current, bare)
    }

    /// As [`speech`](Self::speech), for text that lost its markup.
    pub fn speech_of(
        &mut self,
        plain: &Plain,
        census: &Census<'_>,
        mut current: Option<SpeakerId>,
    ) -> (Option<SpeakerId>, bool) {
        let mut bare = false;
        census.parts(plain.text(), |part| {
            bare |= part.new_speaker;
            if part.new_speaker {
                current = part.label.map(|label| self.speaker(label));
            }
            self.voice_of(current, part.label, part.new_speaker && part.label.is_none());
            self.builder.push_plain_part(plain, part.speech);
        });
        (current, bare)
    }

    /// The reading, of the format with this id.
    pub fn finish(mut self, format: &'static str) -> Reading {
        self.builder.transcript_mut().source.format = format.into();
        let mut reading = Reading::new(self.builder.finish());
        reading.diagnostics = self.diagnostics.finish();
        reading
    }
}

/// The plain text of a cue with `\n` at its line ends, if it has white space that the transcript's text loses; `None`
/// where lines joined by `\n` give it back.
pub(in crate::format) fn untidy(text: &str) -> Option<String> {
    let tidy = text.split('\n').all(|line| !line.is_empty() && is_clean(line));
    (!tidy && !text.is_empty()).then(|| with_newlines(text)).filter(|plain| {
        // Only the line ends differed.
        !plain.split('\n').all(|line| !line.is_empty() && is_clean(line))
    })
}

/// A text with every line end made `\n`, and without NULs, which no text file holds.
pub(in crate::format) fn with_newlines(text: &str) -> String {
    let mut lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.retain(|c| c != '\0');
    lines
}
