//! Cues into a transcript: a unit for each cue and voice, a turn for each speaker, the cues beside them.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::glance::Glance;
use super::labels::{Census, Part, is_simple_head, may_be_labelled, opens};
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
    /// Whether all of the cue's text so far was appended as lines, so that `untidy` is true of all of it.
    lined: bool,
    taken: Taken,
    /// What is known of cues of which nothing is known but what stands before their text.
    heads: FxHashMap<String, Arc<CueExtra>>,
    /// The first of them that are simple, and which of them this cue has.
    few: Vec<Head>,
    known: Option<usize>,
    /// The first voices that were named, with their speakers and the numbers of their labels.
    voices: Vec<(String, SpeakerId, u32)>,
}

/// What stands before the text of cues: a label, a colon and a space.
struct Head {
    text: String,
    speaker: SpeakerId,
    label: u32,
    extra: Arc<CueExtra>,
}

/// How many heads and voices are looked through one by one.
const FEW: usize = 6;

/// What of a cue's own text says who speaks, and was taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Taken {
    #[default]
    Nothing,
    /// So many bytes before all of the speech.
    Head(usize),
    /// Signs in several places.
    Signs,
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
        (self.untidy, self.lined, self.taken, self.known) = (false, true, Taken::Nothing, None);
        self.builder.cue(self.times.0, self.times.1);
    }

    /// Starts a cue whose times may be guesses.
    pub fn cue_at(&mut self, start: Option<Time>, end: Option<Time>) {
        self.times = (start, end);
        (self.untidy, self.lined, self.taken, self.known) = (false, true, Taken::Nothing, None);
        self.builder.cue(start, end);
    }

    /// Says what else is known of a cue whose own text without markup is `text`, once all of it was appended: what the
    /// transcript's text loses of that text rides along.
    #[inline]
    pub fn said(&mut self, text: &str, extra: CueExtra) {
        match self.taken == Taken::Nothing && self.lined && !self.untidy {
            true => self.extra(extra),
            false => self.said_oddly(text, extra),
        }
    }

    /// The same, where nothing else is known of the cue.
    #[inline]
    pub fn said_as_is(&mut self, text: &str) {
        if self.taken == Taken::Nothing && self.lined && !self.untidy {
            return;
        }
        match self.head_of(text) {
            Some(head) => self.headed_only(head),
            None => self.said_oddly(text, CueExtra::default()),
        }
    }

    fn said_oddly(&mut self, text: &str, mut extra: CueExtra) {
        let head = self.wording(text, &mut extra);
        self.headed(head, extra);
    }

    /// Notes what the transcript's text loses of a cue's own text, if it isn't only what stands before all of the rest:
    /// that is returned, for [`headed`](Self::headed).
    pub fn wording<'t>(&self, text: &'t str, extra: &mut CueExtra) -> Option<&'t str> {
        if extra.plain.is_some() {
            return None;
        }
        let head = self.head_of(text);
        if head.is_none() {
            match self.taken {
                Taken::Nothing if self.lined && !self.untidy => {}
                Taken::Nothing => extra.plain = untidy(text),
                _ => extra.plain = Some(with_newlines(text)),
            }
        }
        head
    }

    /// What stands before all that the transcript's text has of a cue's own text, if that is all it loses.
    fn head_of<'t>(&self, text: &'t str) -> Option<&'t str> {
        let Taken::Head(length) = self.taken else { return None };
        let (head, speech) = text.split_at_checked(length)?;
        let tidy = !speech.is_empty() && (self.lined && !self.untidy || is_tidy(speech));
        (tidy && !head.bytes().any(|byte| matches!(byte, 0 | b'\n' | b'\r'))).then_some(head)
    }

    /// Says what else is known of the cue, and what stands before its lines and says who speaks.
    #[inline]
    pub fn headed(&mut self, head: Option<&str>, mut extra: CueExtra) {
        let Some(head) = head else { return self.extra(extra) };
        if !extra.is_empty() {
            extra.head = Some(head.to_owned());
            return self.extra(extra);
        }
        self.headed_only(head);
    }

    fn headed_only(&mut self, head: &str) {
        if let Some(known) = self.known.and_then(|index| self.few.get(index)) {
            return self.builder.cue_extra_shared(&known.extra);
        }
        match self.heads.get(head) {
            Some(known) => self.builder.cue_extra_shared(known),
            None => {
                let extra = Arc::new(CueExtra { head: Some(head.to_owned()), ..CueExtra::default() });
                self.builder.cue_extra_shared(&extra);
                // The speaker and the label of the cue are the last ones.
                let label = head.strip_suffix(": ").filter(|_| is_simple_head(head) && self.few.len() < FEW);
                let label = label.and_then(|label| Some((label, self.builder.last_label(label)?)));
                if let Some(((label, index), (last, speaker))) = label.zip(self.last.as_ref())
                    && label == last
                {
                    let (text, extra) = (head.to_owned(), Arc::clone(&extra));
                    self.few.push(Head { text, speaker: *speaker, label: index, extra });
                }
                self.heads.insert(head.to_owned(), extra);
            }
        }
    }

    /// Whether signs for who speaks were taken off the cue's text.
    pub fn is_signed(&self) -> bool {
        self.taken != Taken::Nothing
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
        let (Some(name), false) = (label, new_speaker) else {
            let speaker = label.map(|label| self.speaker(label));
            return self.voice_of(speaker, label, new_speaker);
        };
        if let Some((_, speaker, label)) = self.voices.iter().find(|(known, ..)| known == name) {
            return self.builder.labelled_unit(*speaker, *label, self.times.0, self.times.1);
        }
        let speaker = self.speaker(name);
        self.voice_of(Some(speaker), label, false);
        if let Some(label) = self.builder.last_label(name).filter(|_| self.voices.len() < FEW) {
            self.voices.push((name.to_owned(), speaker, label));
        }
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
        self.lines_seen(text, source, Glance::at(text));
    }

    /// The same for a text whose signs are known.
    pub fn lines_seen(&mut self, text: &str, source: usize, glance: Glance) {
        if glance.is_plain() {
            return self.builder.push_lines(text, source);
        }
        self.odd_lines(text, source);
    }

    fn odd_lines(&mut self, text: &str, source: usize) {
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
        self.lined = false;
        self.builder.push_plain(plain);
    }

    /// Appends a cue's text without markup, with a voice for each label, dash or chevron that opens a line; what stands
    /// before the first one belongs to `current`, the speaker of the cue before. Returns who speaks at its end.
    pub fn speech(
        &mut self,
        text: &str,
        source: usize,
        census: &Census<'_>,
        current: Option<SpeakerId>,
    ) -> Option<SpeakerId> {
        self.speech_seen(text, source, census, current, Glance::at(text))
    }

    /// The same for a text whose signs are known.
    pub fn speech_seen(
        &mut self,
        text: &str,
        source: usize,
        census: &Census<'_>,
        mut current: Option<SpeakerId>,
        glance: Glance,
    ) -> Option<SpeakerId> {
        let plain = glance.is_plain();
        if plain && !glance.may_open_with_signs() && (!glance.may_be_labelled() || census.is_empty()) {
            self.voice_of(current, None, false);
            self.builder.push_lines(text, source);
            return current;
        }
        if plain
            && !glance.may_open_with_signs()
            && let Some((index, head)) = self.few.iter().enumerate().find(|(_, head)| opens(text, &head.text))
            && let Some(said) = text.get(head.text.len()..).filter(|said| !may_be_labelled(said))
        {
            let (start, end) = self.times;
            self.builder.labelled_unit(head.speaker, head.label, start, end);
            self.builder.push_lines(said, source + head.text.len());
            (self.taken, self.known) = (Taken::Head(head.text.len()), Some(index));
            return Some(head.speaker);
        }
        let mut first = true;
        census.parts(text, |part| {
            self.take(&part, std::mem::take(&mut first), text.len());
            if part.new_speaker {
                current = part.label.map(|label| self.speaker(label));
            }
            self.voice_of(current, part.label, part.new_speaker && part.label.is_none());
            let said = text.get(part.speech.clone()).unwrap_or("");
            let visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
            // What is plain as a whole is so in each part that no blank opens or ends.
            match plain && visible(said.as_bytes().first()) && visible(said.as_bytes().last()) {
                true => self.builder.push_lines(said, source + part.speech.start),
                false => self.lines(said, source + part.speech.start),
            }
        });
        current
    }

    /// Notes what is taken off a text of so many bytes where a part of it begins.
    fn take(&mut self, part: &Part<'_>, first: bool, length: usize) {
        self.taken = match (part.new_speaker, first, self.taken) {
            (true, true, _) if part.speech.end == length => Taken::Head(part.speech.start),
            (true, ..) | (_, false, _) => Taken::Signs,
            (false, true, taken) => taken,
        };
    }

    /// As [`speech`](Self::speech), for text that lost its markup.
    pub fn speech_of(
        &mut self,
        plain: &Plain,
        census: &Census<'_>,
        mut current: Option<SpeakerId>,
    ) -> Option<SpeakerId> {
        let mut first = true;
        self.lined = false;
        census.parts(plain.text(), |part| {
            self.take(&part, std::mem::take(&mut first), plain.text().len());
            if part.new_speaker {
                current = part.label.map(|label| self.speaker(label));
            }
            self.voice_of(current, part.label, part.new_speaker && part.label.is_none());
            self.builder.push_plain_part(plain, part.speech);
        });
        current
    }

    /// The reading, of the format with this id.
    pub fn finish(mut self, format: &'static str) -> Reading {
        self.builder.transcript_mut().source.format = format.into();
        let mut reading = Reading::new(self.builder.finish());
        reading.diagnostics = self.diagnostics.finish();
        reading
    }
}

/// Whether lines without white space at their ends, joined by one line end, give back a text: all of it is in the
/// transcript's text, but for how its lines end.
pub(in crate::format) fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    if text.is_empty() {
        return true;
    }
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let end = memchr::memchr2(b'\n', b'\r', rest).map_or(bytes.len(), |length| at + length);
        if end == at || !is_clean(text.get(at..end).unwrap_or("")) {
            return false;
        }
        if end == bytes.len() {
            return true;
        }
        at = end + if bytes.get(end..end + 2) == Some(b"\r\n") { 2 } else { 1 };
    }
}

/// The plain text of a cue with `\n` at its line ends, if it has white space that the transcript's text loses.
pub(in crate::format) fn untidy(text: &str) -> Option<String> {
    // Without its NULs a text may be tidy.
    let plain = (!is_tidy(text)).then(|| with_newlines(text));
    plain.filter(|plain| plain.is_empty() || !is_tidy(plain))
}

/// A text with every line end made `\n`, and without NULs, which no text file holds.
pub(in crate::format) fn with_newlines(text: &str) -> String {
    let mut lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.retain(|c| c != '\0');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_lines_are_appended_like_any_others(
            before in "[a-z主]{0,2}",
            text in "[a-c:]{1,6}([ \n][a-c-]{1,6}){0,6}|[ab \n\r\té主\0]{0,12}",
        ) {
            let built = |append: fn(&mut Captions, &str)| {
                let mut captions = Captions::default();
                captions.cue(Some(0), None);
                captions.lines(&before, 0);
                captions.cue(Some(1), None);
                append(&mut captions, &text);
                (captions.is_untidy(), captions.finish("srt").transcript)
            };
            let quickly = built(|captions, text| captions.lines(text, 7));
            let slowly = built(|captions, text| captions.odd_lines(text, 7));
            prop_assert_eq!(quickly, slowly);
        }

        #[test]
        fn lines_that_are_tidy_come_back(text in "[ab \n\ré]{0,12}") {
            let mut captions = Captions::default();
            captions.cue(Some(0), None);
            captions.lines(&text, 0);
            let tidy = is_tidy(&text);
            let back = captions.finish("srt").transcript.cue_lines(0) == with_newlines(&text);
            prop_assert!(back || !tidy);
        }
    }
}
