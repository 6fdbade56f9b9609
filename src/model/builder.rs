//! How readers and passes put a transcript together, piece by piece.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::clean::{is_clean, pieces};
use super::layout::{Block, Cue, CueExtra, Emphasis, Gap, GapKind};
use super::origin::Edited;
use super::plain::{Mark, Plain, Run};
use super::record::{RecordRow, RecordText};
use super::speaker::{Speaker, SpeakerId};
use super::time::{Time, Timestamp};
use super::transcript::{Alternative, Transcript, TurnRow, UnitRow, WordTime};

/// Builds a [`Transcript`] from units in order.
///
/// ```
/// use fireside::{Speaker, Time, TranscriptBuilder, UnitStart};
/// let mut builder = TranscriptBuilder::default();
/// let ada = builder.speaker(Speaker::named("Ada Quill"));
/// builder.unit(UnitStart { speaker: Some(ada), label: Some("Ada"), start: Some(Time::exact(5_000)), ..UnitStart::default() });
/// builder.push("Is it on?", 11);
/// let transcript = builder.finish();
/// assert_eq!(transcript.turn(0).map(|turn| turn.text()), Some("Is it on?"));
/// assert_eq!(transcript.words().nth(2).and_then(|word| word.origin()).map(|origin| origin.bytes), Some(17..20));
/// ```
#[derive(Clone, Debug, Default)]
pub struct TranscriptBuilder {
    transcript: Transcript,
    labels: FxHashMap<String, u32>,
    last_label: Option<u32>,
    open: bool,
    pending_gap: Option<GapKind>,
    cue: CueState,
    last_extra: Option<Arc<CueExtra>>,
}

/// Where the builder stands in a cue.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum CueState {
    #[default]
    Closed,
    /// Begun, its first word still to come.
    Waiting,
    Open,
}

/// What is known of a unit before its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitStart<'a> {
    /// Who speaks.
    pub speaker: Option<SpeakerId>,
    /// The label as the source writes it.
    pub label: Option<&'a str>,
    /// When it starts.
    pub start: Option<Time>,
    /// When it ends.
    pub end: Option<Time>,
    /// Whether the source says that somebody else begins to speak, also when nobody knows who.
    pub new_speaker: bool,
}

/// What is known of a line of a scoring file: see [`Record`](super::Record).
#[derive(Clone, Debug, Default)]
pub struct RecordStart<'a> {
    /// What it is, in the words of its format.
    pub kind: &'a str,
    /// The recording it belongs to.
    pub file: &'a str,
    /// The channel of the recording.
    pub channel: Option<&'a str>,
    /// When it starts.
    pub start: Option<Timestamp>,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// Who speaks.
    pub speaker: Option<&'a str>,
    /// The stretch of the transcript's text that it says, where it is speech.
    pub spoken: Option<Range<usize>>,
    /// What it says beside, where it is none.
    pub aside: Option<&'a str>,
    /// How sure the source is, from 0 to 1.
    pub confidence: Option<f32>,
    /// What else the line says, as its format writes it.
    pub beside: Option<&'a str>,
}

/// What of a plain text is still to be pushed.
struct Left<'p> {
    runs: &'p [Run],
    marks: &'p [Mark],
    /// Where the chunks went: start in the plain text, start in the transcript's, length.
    placed: Vec<(usize, usize, usize)>,
    place: bool,
}

impl TranscriptBuilder {
    /// A builder with room for so much text and so many units.
    pub fn with_capacity(text: usize, units: usize) -> Self {
        let mut builder = TranscriptBuilder::default();
        builder.transcript.text.reserve(text);
        builder.transcript.units.reserve(units);
        builder.transcript.turns.reserve(units);
        builder
    }

    /// Makes room for so many cues, gaps that the source draws, and gaps that are found between plain spaces.
    pub fn reserve_layout(&mut self, cues: usize, drawn: usize, found: usize) {
        self.transcript.cues.reserve(cues);
        self.transcript.gaps.reserve(drawn + found);
        // Where the source has a plain space too, its text is copied in one run.
        self.transcript.origins.runs.reserve(drawn + 1);
    }

    /// The transcript so far, to set its source and metadata.
    pub fn transcript_mut(&mut self) -> &mut Transcript {
        &mut self.transcript
    }

    /// Adds a speaker.
    pub fn speaker(&mut self, speaker: Speaker) -> SpeakerId {
        self.transcript.speakers.push(speaker);
        SpeakerId::new((self.transcript.speakers.len() - 1) as u32)
    }

    /// Starts a unit. It continues the last turn when the speaker is the same (or unknown as before) and
    /// `new_speaker` is false; otherwise it starts a turn.
    pub fn unit(&mut self, start: UnitStart<'_>) {
        let label = start.label.map(|label| self.intern(label));
        self.add_unit(start.speaker, label, start.start, start.end, start.new_speaker);
    }

    /// The same for a speaker with a label that was used before: see [`last_label`](Self::last_label).
    pub(crate) fn labelled_unit(&mut self, speaker: SpeakerId, label: u32, start: Option<Time>, end: Option<Time>) {
        self.add_unit(Some(speaker), Some(label), start, end, false);
    }

    /// The number of the label that was used last, if it is this one.
    pub(crate) fn last_label(&self, label: &str) -> Option<u32> {
        self.last_label.filter(|last| self.transcript.labels.get(*last as usize).is_some_and(|known| known == label))
    }

    fn add_unit(
        &mut self,
        speaker: Option<SpeakerId>,
        label: Option<u32>,
        start: Option<Time>,
        end: Option<Time>,
        new_speaker: bool,
    ) {
        let at = self.transcript.text.len() as u32;
        self.transcript.units.push(UnitRow { text: at..at, label, start, end });
        self.open = true;
        let end = self.transcript.units.len() as u32;
        match self.transcript.turns.last_mut() {
            Some(turn) if turn.speaker == speaker && !new_speaker => turn.units.end = end,
            _ => self.transcript.turns.push(TurnRow {
                units: end - 1..end,
                speaker,
                confidence: 1.0,
                speaker_confidence: if speaker.is_some() { 1.0 } else { 0.0 },
                new_speaker: new_speaker || speaker.is_some(),
            }),
        }
    }

    fn intern(&mut self, label: &str) -> u32 {
        let labels = &mut self.transcript.labels;
        if let Some(last) = self.last_label
            && labels.get(last as usize).is_some_and(|known| known == label)
        {
            return last;
        }
        let index = match self.labels.get(label) {
            Some(&index) => index,
            None => {
                let index = labels.len() as u32;
                labels.push(label.to_owned());
                self.labels.insert(label.to_owned(), index);
                index
            }
        };
        self.last_label = Some(index);
        index
    }

    /// Appends a piece of text that stands in the source, letter by letter, from byte `source` on.
    ///
    /// The piece must be free of white space at its ends; it is set off from the text before it by one space,
    /// or by nothing between two CJK characters. An empty piece does nothing.
    pub fn push(&mut self, piece: &str, source: usize) {
        if piece.is_empty() {
            return;
        }
        let text = &mut self.transcript.text;
        if needs_space(text, piece) {
            text.push(' ');
        }
        self.append(piece, source);
    }

    /// Appends a piece directly to the text before it, as when something was dropped in the middle of a word.
    pub fn push_joined(&mut self, piece: &str, source: usize) {
        if !piece.is_empty() {
            self.append(piece, source);
        }
    }

    /// Appends a raw piece of the source from byte `source` on: each run of white space becomes one space, the ends
    /// are trimmed, and characters without width are left out.
    pub fn push_raw(&mut self, raw: &str, source: usize) {
        if is_clean(raw) {
            return self.push(raw, source);
        }
        for piece in pieces(raw) {
            let text = raw.get(piece.bytes.clone()).unwrap_or("");
            match piece.spaced {
                true => self.push(text, source + piece.bytes.start),
                false => self.push_joined(text, source + piece.bytes.start),
            }
        }
    }

    /// Appends lines of ASCII that stand in the source from byte `source` on, none of them empty, without a blank at an
    /// end or two in a row: as [`push`](Self::push) for each of them, with a [`GapKind::Wrap`] between two.
    pub(crate) fn push_lines(&mut self, lines: &str, source: usize) {
        if needs_space(&self.transcript.text, lines) {
            self.transcript.text.push(' ');
        }
        let at = self.start_piece();
        // A space stands for each line end, so that it is one run.
        self.transcript.origins.run(at, source as u32);
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', lines.as_bytes()) {
            self.transcript.text.push_str(lines.get(from..end).unwrap_or(""));
            self.transcript.text.push(' ');
            let at = self.transcript.text.len() as u32;
            self.transcript.gaps.push(Gap { at, kind: GapKind::Wrap });
            from = end + 1;
        }
        self.transcript.text.push_str(lines.get(from..).unwrap_or(""));
        self.end_piece();
    }

    fn append(&mut self, piece: &str, source: usize) {
        let at = self.start_piece();
        self.transcript.origins.run(at, source as u32);
        self.transcript.text.push_str(piece);
        self.end_piece();
    }

    /// Appends a piece that differs from what the source has in `source`: a decoded reference, say.
    pub fn push_edited(&mut self, piece: &str, source: Range<usize>, pass: &'static str) {
        self.append_edited(piece, source, pass);
    }

    fn append_edited(&mut self, piece: &str, source: Range<usize>, pass: &'static str) {
        let at = self.start_piece();
        self.transcript.text.push_str(piece);
        let text = at..self.transcript.text.len() as u32;
        let source = source.start as u32..source.end as u32;
        self.transcript.origins.edited.push(Edited { text, source, pass: pass.into() });
        self.end_piece();
    }

    fn start_piece(&mut self) -> u32 {
        let at = self.transcript.text.len() as u32;
        if !self.open {
            self.unit(UnitStart::default());
        }
        if let Some(unit) = self.transcript.units.last_mut()
            && unit.text.is_empty()
        {
            unit.text = at..at;
        }
        if let Some(kind) = self.pending_gap.take()
            && at > 0
        {
            self.transcript.gaps.push(Gap { at, kind });
        }
        if self.cue == CueState::Waiting
            && let Some(cue) = self.transcript.cues.last_mut()
        {
            cue.text = at..at;
            self.cue = CueState::Open;
        }
        at
    }

    fn end_piece(&mut self) {
        let end = self.transcript.text.len() as u32;
        if let Some(unit) = self.transcript.units.last_mut() {
            unit.text.end = end;
        }
    }

    /// Notes what the source has before the next piece. Of two in a row the last one stands.
    pub fn gap(&mut self, kind: GapKind) {
        self.pending_gap = Some(kind);
    }

    /// Starts a cue at the next piece; it lasts to the next cue or the end.
    pub fn cue(&mut self, start: Option<Time>, end: Option<Time>) {
        self.close_cue();
        let at = self.transcript.text.len() as u32;
        self.transcript.cues.push(Cue { text: at..at, start, end, extra: None });
        self.cue = CueState::Waiting;
    }

    /// Ends the open cue, if any.
    pub fn close_cue(&mut self) {
        if self.cue == CueState::Open
            && let Some(cue) = self.transcript.cues.last_mut()
        {
            cue.text.end = self.transcript.text.len() as u32;
        }
        self.cue = CueState::Closed;
    }

    /// Numbers the cue that was started last.
    pub fn cue_number(&mut self, number: Option<u32>) {
        let Some(cue) = self.transcript.cues.len().checked_sub(1) else { return };
        let numbers = &mut self.transcript.numbers;
        let expected = match numbers.last() {
            Some(&(first, run)) => run.and_then(|run| run.checked_add(cue as u32 - first)),
            None => None,
        };
        if expected != number {
            numbers.push((cue as u32, number));
        }
    }

    /// Says what else is known of the cue that was started last; neighbours that know the same share it.
    pub fn cue_extra(&mut self, extra: CueExtra) {
        let Some(cue) = self.transcript.cues.last_mut().filter(|_| !extra.is_empty()) else { return };
        let shared = match self.last_extra.take().filter(|last| **last == extra) {
            Some(last) => last,
            None => Arc::new(extra),
        };
        cue.extra = Some(Arc::clone(&shared));
        self.last_extra = Some(shared);
    }

    /// The same for what is shared already.
    pub fn cue_extra_shared(&mut self, extra: &Arc<CueExtra>) {
        if let Some(cue) = self.transcript.cues.last_mut().filter(|_| !extra.is_empty()) {
            cue.extra = Some(Arc::clone(extra));
        }
    }

    /// Gives the cue that was started last what the last one had of which something else is known, if that is `settings`
    /// and nothing else; whether it is.
    pub(crate) fn cue_settings_again<'s>(&mut self, mut settings: impl Iterator<Item = (&'s str, &'s str)>) -> bool {
        let Some(last) = &self.last_extra else { return false };
        let own = last.id.is_none() && last.style.is_none() && last.is_unworded();
        let same = own
            && last.settings.iter().all(|(name, value)| settings.next() == Some((name.as_str(), value.as_str())))
            && settings.next().is_none();
        if let Some(cue) = self.transcript.cues.last_mut().filter(|_| same) {
            cue.extra = Some(Arc::clone(last));
        }
        same
    }

    /// Adds a part that belongs to no cue, before the next cue.
    pub fn block(&mut self, kind: impl Into<std::borrow::Cow<'static, str>>, text: impl Into<String>) {
        let cue = self.transcript.cues.len() as u32;
        self.transcript.blocks.push(Block { cue, kind: kind.into(), text: text.into() });
    }

    /// Adds a line of a scoring file.
    pub fn record(&mut self, start: RecordStart<'_>) {
        let text = match (start.spoken, start.aside) {
            (Some(bytes), _) => RecordText::Spoken(bytes.start as u32..bytes.end as u32),
            (None, Some(aside)) => RecordText::Aside(self.intern(aside)),
            (None, None) => RecordText::None,
        };
        let row = RecordRow {
            kind: self.intern(start.kind),
            file: self.intern(start.file),
            channel: start.channel.map(|channel| self.intern(channel)),
            start: start.start,
            end: start.end,
            speaker: start.speaker.map(|speaker| self.intern(speaker)),
            text,
            confidence: start.confidence,
            beside: start.beside.map(|beside| self.intern(beside)),
        };
        self.transcript.records.push(row);
    }

    /// Appends a text that lost its markup. Each run of white space becomes one space, and lines end where a
    /// [`GapKind::Wrap`] is noted.
    pub fn push_plain(&mut self, plain: &Plain) {
        self.push_plain_part(plain, 0..plain.text.len());
    }

    /// Appends a part of a text that lost its markup, given in bytes of it: as [`push_plain`](Self::push_plain).
    pub fn push_plain_part(&mut self, plain: &Plain, part: Range<usize>) {
        let covering = plain.runs.partition_point(|run| run.at <= part.start).saturating_sub(1);
        let mut mark = plain.marks.partition_point(|mark| mark.at < part.start);
        // The times of the word that comes next may stand before the white space in front of the part.
        let blank = |mark: &Mark| plain.text.get(mark.at..part.start).is_some_and(|gap| gap.trim().is_empty());
        if mark.checked_sub(1).and_then(|last| plain.marks.get(last)).is_some_and(blank) {
            mark -= 1;
        }
        let mut left = Left {
            runs: plain.runs.get(covering..).unwrap_or(&[]),
            marks: plain.marks.get(mark..).unwrap_or(&[]),
            placed: Vec::new(),
            place: !plain.emphasis.is_empty(),
        };
        let (mut wrap, mut start) = (false, part.start);
        for line in plain.text.get(part).unwrap_or("").split('\n') {
            let spoken = !line.trim().is_empty();
            if wrap && spoken {
                self.gap(GapKind::Wrap);
            }
            wrap |= spoken;
            for piece in pieces(line) {
                let bytes = start + piece.bytes.start..start + piece.bytes.end;
                self.push_plain_piece(plain, bytes, piece.spaced, &mut left);
            }
            start += line.len() + 1;
        }
        self.emphasise(plain, &left.placed);
    }

    /// Takes the emphasis of a plain text over, by where its chunks were placed: start in it, start in ours, length.
    fn emphasise(&mut self, plain: &Plain, placed: &[(usize, usize, usize)]) {
        for (bytes, style) in &plain.emphasis {
            let from = placed.partition_point(|(from, _, length)| from + length <= bytes.start);
            let to = placed.partition_point(|(from, ..)| *from < bytes.end);
            let inside = placed.get(from..to).unwrap_or(&[]);
            let (first, last) = (inside.first(), inside.last());
            let (Some(first), Some(last)) = (first, last) else { continue };
            let start = first.1 + bytes.start.saturating_sub(first.0);
            let end = last.1 + (bytes.end - last.0).min(last.2);
            let all = &mut self.transcript.emphasis;
            let at = all.partition_point(|known| known.text.start as usize <= start);
            all.insert(at, Emphasis { text: start as u32..end as u32, style: *style });
        }
    }

    fn push_plain_piece(&mut self, plain: &Plain, bytes: Range<usize>, spaced: bool, left: &mut Left<'_>) {
        let (mut at, mut spaced) = (bytes.start, spaced);
        let mut timed = None;
        while at < bytes.end {
            while left.runs.get(1).is_some_and(|next| next.at <= at) {
                left.runs = left.runs.get(1..).unwrap_or(&[]);
            }
            while let Some((mark, rest)) = left.marks.split_first().filter(|(mark, _)| mark.at <= at) {
                (timed, left.marks) = (Some(*mark), rest);
            }
            let Some(run) = left.runs.first() else { return };
            let ends = [left.runs.get(1).map(|next| next.at), left.marks.first().map(|mark| mark.at)];
            let end = ends.into_iter().flatten().fold(bytes.end, usize::min);
            let chunk = plain.text.get(at..end).unwrap_or("");
            if std::mem::take(&mut spaced) && needs_space(&self.transcript.text, chunk) {
                self.transcript.text.push(' ');
            }
            if left.place {
                left.placed.push((at, self.len(), chunk.len()));
            }
            let word = self.len() + (chunk.len() - chunk.trim_start().len());
            match run.copied {
                true => self.append(chunk, run.source.start + (at - run.at)),
                false => self.append_edited(chunk, run.source.clone(), "markup"),
            }
            if word < self.len()
                && let Some(mark) = timed.take()
            {
                self.word_time(word, mark.start, mark.end);
            }
            at = end;
        }
    }

    /// Says how sure the recogniser was of the word that starts at byte `at` of the text, from 0 to 1.
    pub fn confidence(&mut self, at: usize, confidence: f32) {
        let last = self.transcript.confidences.last().map(|(last, _)| *last as usize);
        if confidence.is_finite() && last.is_none_or(|last| last < at) {
            self.transcript.confidences.push((at as u32, confidence));
        }
    }

    /// Adds what a recogniser heard instead of a stretch of the text.
    pub fn alternative(&mut self, bytes: Range<usize>, instead: impl Into<String>, confidence: Option<f32>) {
        let confidence = confidence.filter(|confidence| confidence.is_finite());
        let text = bytes.start as u32..bytes.end as u32;
        self.transcript.alternatives.push(Alternative { text, instead: instead.into(), confidence });
    }

    /// Times the word that was pushed last, or the piece that starts at byte `at` of the text.
    pub fn word_time(&mut self, at: usize, start: Option<Time>, end: Option<Time>) {
        let row = WordTime::new(at as u32, start, end);
        match self.transcript.word_times.last() {
            Some(last) if last.at >= row.at => {}
            _ => self.transcript.word_times.push(row),
        }
    }

    /// Length of the text so far, in bytes.
    pub fn len(&self) -> usize {
        self.transcript.text.len()
    }

    /// Whether there is no text yet.
    pub fn is_empty(&self) -> bool {
        self.transcript.text.is_empty()
    }

    /// Sets the end of the unit that was started last.
    pub fn unit_end(&mut self, end: Option<Time>) {
        if let Some(unit) = self.transcript.units.last_mut() {
            unit.end = end;
        }
    }

    /// The transcript. Speakers come in order of their first turn; those who never speak are left out.
    pub fn finish(mut self) -> Transcript {
        self.close_cue();
        let mut transcript = self.transcript;
        transcript.order_speakers();
        transcript.order_labels();
        transcript
    }
}

/// Whether a space must stand between `before` and `after` when they are joined: always, but for an end of the
/// text, white space already there, and two CJK characters.
pub(crate) fn needs_space(before: &str, after: &str) -> bool {
    // Nearly always a letter or a sign of ASCII on either side.
    let graphic = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if graphic(before.as_bytes().last()) && graphic(after.as_bytes().first()) {
        return true;
    }
    match (before.chars().next_back(), after.chars().next()) {
        (Some(left), Some(right)) => {
            let spaced = left.is_whitespace() || right.is_whitespace();
            !(spaced || is_cjk(left) && is_cjk(right))
        }
        _ => false,
    }
}

/// Whether `c` belongs to a script that sets no spaces between words: Han, kana and their punctuation.
/// Hangul has spaces, so it doesn't count.
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a word may begin with `first` right behind `before`, in a script that sets no spaces between words.
pub(crate) fn may_begin(before: char, first: char) -> bool {
    first.is_alphanumeric() && (is_cjk(before) || is_cjk(first))
}

impl Transcript {
    /// Puts the labels in order of their first use, by units and then by records, and drops those that are not used.
    pub(crate) fn order_labels(&mut self) {
        let mut new: Vec<Option<u32>> = vec![None; self.labels.len()];
        let mut order = Vec::with_capacity(self.labels.len());
        let mut place = |old: &mut u32| {
            let Some(slot) = new.get_mut(*old as usize) else { return };
            let used = *slot.get_or_insert_with(|| {
                order.push(*old as usize);
                order.len() as u32 - 1
            });
            *old = used;
        };
        self.units.iter_mut().filter_map(|unit| unit.label.as_mut()).for_each(&mut place);
        for record in &mut self.records {
            let aside = match &mut record.text {
                RecordText::Aside(text) => Some(text),
                _ => None,
            };
            // As a document stores them.
            let names = aside.into_iter().chain([&mut record.kind, &mut record.file]);
            names.chain(&mut record.channel).chain(&mut record.speaker).chain(&mut record.beside).for_each(&mut place);
        }
        self.labels = order.into_iter().filter_map(|old| self.labels.get_mut(old).map(std::mem::take)).collect();
    }

    /// Puts the speakers in order of their first turn and drops those who have none.
    pub(crate) fn order_speakers(&mut self) {
        let mut new_id: Vec<Option<SpeakerId>> = vec![None; self.speakers.len()];
        let mut order = Vec::with_capacity(self.speakers.len());
        for turn in &mut self.turns {
            let Some(old) = turn.speaker else { continue };
            let Some(slot) = new_id.get_mut(old.index()) else {
                turn.speaker = None;
                continue;
            };
            let id = *slot.get_or_insert_with(|| {
                order.push(old.index());
                SpeakerId::new((order.len() - 1) as u32)
            });
            turn.speaker = Some(id);
        }
        self.speakers = order.into_iter().filter_map(|old| self.speakers.get_mut(old).map(std::mem::take)).collect();
    }
}
