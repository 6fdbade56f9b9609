//! The transcript: one text, with turns, units, words and cues as views into it.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::builder::may_begin;
use super::layout::{Block, Cue, Emphasis, Gap, GapKind};
use super::meta::{Meta, Source};
use super::origin::{Edited, Origin, Origins};
use super::record::RecordRow;
use super::speaker::{Speaker, SpeakerId};
use super::time::{How, Time, TimeSpan, Timestamp};

/// Who said what when.
///
/// It owns one text; units, turns, words and cues are ranges of it, so that a thousand hours of talk
/// cost little more than their letters. Positions are bytes as `u32`: a text holds less than 4 GiB.
///
/// ```
/// let page = "Ada Quill (00:05): Is it on?\n\nBram Otten (00:07): It is. Always.\n\nAda Quill (00:09): Good. \
///             Then we start.\n\nBram Otten (00:12): Tea first.\n";
/// let transcript = fireside::read(page.as_bytes())?.transcript;
/// let turn = transcript.turn(1).unwrap();
/// assert_eq!(turn.speaker().map(|s| s.name.as_str()), Some("Bram Otten"));
/// assert_eq!(turn.text(), "It is. Always.");
/// assert_eq!(turn.words().count(), 3);
/// # Ok::<(), fireside::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transcript {
    /// Where it came from and how it was read.
    pub source: Source,
    /// What the page says besides speech.
    pub meta: Meta,
    pub(crate) speakers: Vec<Speaker>,
    pub(crate) labels: Vec<String>,
    pub(crate) text: String,
    pub(crate) units: Vec<UnitRow>,
    pub(crate) turns: Vec<TurnRow>,
    pub(crate) cues: Vec<Cue>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) word_times: Vec<WordTime>,
    /// Byte of the text where a word starts, and how sure its recogniser was of it; by position.
    pub(crate) confidences: Vec<(u32, f32)>,
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) origins: Origins,
    /// `(cue, number)`: from this cue on the cues are numbered from here, until the next run; `None` ends a run.
    pub(crate) numbers: Vec<(u32, Option<u32>)>,
    pub(crate) blocks: Vec<Block>,
    /// By start.
    pub(crate) emphasis: Vec<Emphasis>,
    pub(crate) records: Vec<RecordRow>,
}

/// What a recogniser heard instead, less surely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// The stretch of the transcript's text it could stand for.
    pub text: Range<u32>,
    /// What it says.
    pub instead: String,
    /// How sure the recogniser was of it, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<f32>,
}

/// A stored unit: see [`Unit`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnitRow {
    pub text: Range<u32>,
    /// Index into `labels`.
    pub label: Option<u32>,
    pub start: Option<Time>,
    pub end: Option<Time>,
}

/// A stored turn: see [`Turn`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TurnRow {
    pub units: Range<u32>,
    pub speaker: Option<SpeakerId>,
    pub confidence: f32,
    pub speaker_confidence: f32,
    pub new_speaker: bool,
}

/// Times of one word, where they are known: a million of them take 24 MB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct WordTime {
    start: i64,
    end: i64,
    /// Byte of the text where the word starts.
    pub at: u32,
    start_how: Option<How>,
    end_how: Option<How>,
}

impl WordTime {
    /// The times of the word that starts at a byte of the text.
    pub(crate) fn new(at: u32, start: Option<Time>, end: Option<Time>) -> Self {
        let millis = |time: Option<Time>| time.map_or(0, |time| time.at.millis());
        let how = |time: Option<Time>| time.map(|time| time.how);
        WordTime { start: millis(start), end: millis(end), at, start_how: how(start), end_how: how(end) }
    }

    /// The same for a word at another byte.
    pub(crate) fn moved(self, at: u32) -> Self {
        WordTime { at, ..self }
    }

    /// When it starts.
    #[inline]
    pub(crate) fn start(&self) -> Option<Time> {
        self.start_how.map(|how| Time { at: Timestamp::from_millis(self.start), how })
    }

    /// When it ends.
    #[inline]
    pub(crate) fn end(&self) -> Option<Time> {
        self.end_how.map(|how| Time { at: Timestamp::from_millis(self.end), how })
    }
}

impl Transcript {
    /// Those who speak, in order of their first turn.
    pub fn speakers(&self) -> &[Speaker] {
        &self.speakers
    }

    /// The speakers, to rename or describe them.
    pub fn speakers_mut(&mut self) -> &mut [Speaker] {
        &mut self.speakers
    }

    /// The speaker with this id; `None` for an id of another transcript.
    pub fn speaker(&self, id: SpeakerId) -> Option<&Speaker> {
        self.speakers.get(id.index())
    }

    /// All speech, in order; units are joined by a space, or by nothing between CJK characters.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The turns in order.
    pub fn turns(&self) -> impl ExactSizeIterator<Item = Turn<'_>> + DoubleEndedIterator + Clone {
        (0..self.turns.len()).map(|index| Turn { transcript: self, index })
    }

    /// The turn at `index`.
    pub fn turn(&self, index: usize) -> Option<Turn<'_>> {
        (index < self.turns.len()).then_some(Turn { transcript: self, index })
    }

    /// The units in order.
    pub fn units(&self) -> impl ExactSizeIterator<Item = Unit<'_>> + DoubleEndedIterator + Clone {
        (0..self.units.len()).map(|index| Unit { transcript: self, index })
    }

    /// All words in order.
    pub fn words(&self) -> impl Iterator<Item = Word<'_>> {
        self.units().flat_map(|unit| unit.words())
    }

    /// The cues of a caption source, in order; empty where the source has none.
    pub fn cues(&self) -> &[Cue] {
        &self.cues
    }

    /// The text of a cue: a slice of [`text`](Self::text).
    pub fn cue_text(&self, cue: &Cue) -> &str {
        self.slice(&cue.text)
    }

    /// The identifier of the cue at `index`: a number as in SubRip, or what else its format allows.
    pub fn cue_id(&self, index: usize) -> Option<Cow<'_, str>> {
        let own = self.cues.get(index)?.extra.as_deref().and_then(|extra| extra.id.as_deref());
        own.map(Cow::Borrowed).or_else(|| self.cue_number(index).map(|number| Cow::Owned(number.to_string())))
    }

    /// The number of the cue at `index`, where its source numbers cues.
    pub fn cue_number(&self, index: usize) -> Option<u32> {
        let index = u32::try_from(index).ok()?;
        let run = self.numbers.partition_point(|(cue, _)| *cue <= index).checked_sub(1)?;
        let (cue, number) = *self.numbers.get(run)?;
        number?.checked_add(index - cue)
    }

    /// The plain text of the cue at `index`, lines joined by a newline, with the source's own white space where that
    /// rides along.
    pub fn cue_lines(&self, index: usize) -> Cow<'_, str> {
        let Some(cue) = self.cues.get(index) else { return Cow::Borrowed("") };
        if let Some(plain) = cue.extra.as_deref().and_then(|extra| extra.plain.as_deref()) {
            return Cow::Borrowed(plain);
        }
        let head = cue.extra.as_deref().and_then(|extra| extra.head.as_deref());
        let text = self.cue_text(cue);
        let first = self.gaps.partition_point(|gap| gap.at <= cue.text.start);
        let inside = self.gaps.get(first..).unwrap_or(&[]).iter().take_while(|gap| gap.at < cue.text.end);
        let wraps = inside.filter(|gap| gap.kind == GapKind::Wrap).map(|gap| (gap.at - cue.text.start) as usize);
        let mut lines = head.unwrap_or("").to_owned();
        let mut done = 0;
        for wrap in wraps {
            lines.push_str(text.get(done..wrap).unwrap_or("").trim_end());
            lines.push('\n');
            done = wrap;
        }
        if done == 0 && head.is_none() {
            return Cow::Borrowed(text);
        }
        lines.push_str(text.get(done..).unwrap_or(""));
        Cow::Owned(lines)
    }

    /// Stretches of the text that the source sets off, by where they start; they may nest and overlap.
    pub fn emphasis(&self) -> &[Emphasis] {
        &self.emphasis
    }

    /// Parts of a caption file that belong to no cue, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What a recogniser heard instead, less surely, by position.
    pub fn alternatives(&self) -> &[Alternative] {
        &self.alternatives
    }

    /// Where the source has more than a space between two words, by position.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Stretches of the text that a pass or a decoding changed, by position.
    pub fn edited(&self) -> &[Edited] {
        &self.origins.edited
    }

    pub(crate) fn slice(&self, range: &Range<u32>) -> &str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or("")
    }
}

/// All that one speaker says until another takes over: a run of units.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'t> {
    transcript: &'t Transcript,
    index: usize,
}

impl<'t> Turn<'t> {
    fn row(self) -> &'t TurnRow {
        &self.transcript.turns[self.index]
    }

    /// Its place among the turns, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Who speaks; `None` where nobody knows.
    pub fn speaker(self) -> Option<&'t Speaker> {
        self.row().speaker.and_then(|id| self.transcript.speaker(id))
    }

    /// The id of who speaks.
    pub fn speaker_id(self) -> Option<SpeakerId> {
        self.row().speaker
    }

    /// Its text: the units' texts joined.
    pub fn text(self) -> &'t str {
        let bytes = self.bytes();
        self.transcript.text.get(bytes).unwrap_or("")
    }

    /// Its stretch of the transcript's text, in bytes.
    pub fn bytes(self) -> Range<usize> {
        let units = &self.row().units;
        match (self.transcript.units.get(units.start as usize), (units.end as usize).checked_sub(1)) {
            (Some(first), Some(last)) => {
                let end = self.transcript.units.get(last).map_or(first.text.end, |unit| unit.text.end);
                first.text.start as usize..end as usize
            }
            _ => 0..0,
        }
    }

    /// Its units in order.
    pub fn units(self) -> impl ExactSizeIterator<Item = Unit<'t>> + DoubleEndedIterator + Clone {
        let transcript = self.transcript;
        let units = &self.row().units;
        (units.start as usize..units.end as usize).map(move |index| Unit { transcript, index })
    }

    /// Its words in order.
    pub fn words(self) -> impl Iterator<Item = Word<'t>> {
        self.units().flat_map(|unit| unit.words())
    }

    /// When it starts: the start of its first unit.
    pub fn start(self) -> Option<Time> {
        self.units().next().and_then(Unit::start)
    }

    /// When it ends: the end of its last unit.
    pub fn end(self) -> Option<Time> {
        self.units().next_back().and_then(Unit::end)
    }

    /// Its stretch of time; `None` unless both ends are known and in order.
    pub fn span(self) -> Option<TimeSpan> {
        TimeSpan::new(self.start()?.at, self.end()?.at)
    }

    /// Confidence that a turn begins here, from 0 to 1; 1 where the source says so.
    pub fn confidence(self) -> f32 {
        self.row().confidence
    }

    /// Confidence in the speaker, from 0 to 1; 1 where the source names them.
    pub fn speaker_confidence(self) -> f32 {
        self.row().speaker_confidence
    }

    /// Whether the source or a pass says that somebody else begins to speak here, even if nobody knows who.
    pub fn new_speaker(self) -> bool {
        self.row().new_speaker
    }
}

/// What stands between two marks or labels of the source.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'t> {
    transcript: &'t Transcript,
    index: usize,
}

impl<'t> Unit<'t> {
    fn row(self) -> &'t UnitRow {
        &self.transcript.units[self.index]
    }

    /// Its place among the transcript's units, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Its text.
    pub fn text(self) -> &'t str {
        self.transcript.slice(&self.row().text)
    }

    /// Its stretch of the transcript's text, in bytes.
    pub fn bytes(self) -> Range<usize> {
        let text = &self.row().text;
        text.start as usize..text.end as usize
    }

    /// The label as the source writes it.
    pub fn label(self) -> Option<&'t str> {
        self.row().label.and_then(|label| self.transcript.labels.get(label as usize)).map(String::as_str)
    }

    /// When it starts.
    pub fn start(self) -> Option<Time> {
        self.row().start
    }

    /// When it ends.
    pub fn end(self) -> Option<Time> {
        self.row().end
    }

    /// Its words: what stands between white space, and in a script without spaces what the source times by itself.
    pub fn words(self) -> impl Iterator<Item = Word<'t>> {
        let transcript = self.transcript;
        transcript.words_in(self.bytes()).map(move |bytes| Word { transcript, bytes })
    }
}

impl Transcript {
    /// The words of a stretch of the text: see [`Unit::words`].
    pub(crate) fn words_in(&self, bytes: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let text = self.text.get(bytes.clone()).unwrap_or("");
        let cut = !self.word_times.is_empty() && !text.is_ascii();
        WordsIn { transcript: self, whole: words_of(text), base: bytes.start, cut, rest: None }
    }
}

/// The words of a stretch of a text; one without white space is cut where the source times words of a script without
/// spaces.
struct WordsIn<'t> {
    transcript: &'t Transcript,
    whole: WordsOf<'t>,
    base: usize,
    /// Whether words may have to be cut.
    cut: bool,
    /// What is left of a word that may be cut, and the times behind its start.
    rest: Option<(Range<usize>, &'t [WordTime])>,
}

impl Iterator for WordsIn<'_> {
    type Item = Range<usize>;

    #[inline]
    fn next(&mut self) -> Option<Range<usize>> {
        if !self.cut {
            return self.whole.next().map(|word| self.base + word.start..self.base + word.end);
        }
        self.next_cut()
    }
}

impl WordsIn<'_> {
    /// The next word, or what the source times as one.
    fn next_cut(&mut self) -> Option<Range<usize>> {
        let text = &self.transcript.text;
        let (bytes, mut times) = match self.rest.take() {
            Some(rest) => rest,
            None => {
                let word = self.whole.next()?;
                let bytes = self.base + word.start..self.base + word.end;
                let times = self.transcript.word_times.as_slice();
                if text.as_bytes().get(bytes.clone()).is_none_or(<[u8]>::is_ascii) {
                    return Some(bytes);
                }
                let after = times.partition_point(|time| time.at as usize <= bytes.start);
                (bytes, times.get(after..).unwrap_or(&[]))
            }
        };
        while let Some((time, later)) = times.split_first().filter(|(time, _)| (time.at as usize) < bytes.end) {
            let at = time.at as usize;
            let before = text.get(bytes.start..at).and_then(|left| left.chars().next_back());
            let first = text.get(at..bytes.end).and_then(|right| right.chars().next());
            times = later;
            if before.zip(first).is_some_and(|(before, first)| may_begin(before, first)) {
                self.rest = Some((at..bytes.end, times));
                return Some(bytes.start..at);
            }
        }
        Some(bytes)
    }
}

/// The byte ranges of the words of `text`: maximal runs without white space.
pub(crate) fn words_of(text: &str) -> WordsOf<'_> {
    WordsOf { text, at: 0 }
}

/// See [`words_of`].
pub(crate) struct WordsOf<'t> {
    text: &'t str,
    at: usize,
}

impl WordsOf<'_> {
    /// How many bytes of white space stand at a byte; 0 for none. Few bytes begin white space, and none within a letter
    /// does.
    #[inline]
    fn space(&self, at: usize, byte: u8) -> usize {
        match byte {
            b' ' | 9..=13 => 1,
            0xC2 | 0xE1..=0xE3 => {
                let letter = self.text.get(at..).and_then(|rest| rest.chars().next());
                letter.filter(|letter| letter.is_whitespace()).map_or(0, char::len_utf8)
            }
            _ => 0,
        }
    }
}

impl Iterator for WordsOf<'_> {
    type Item = Range<usize>;

    #[inline]
    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        loop {
            match self.space(start, *bytes.get(start)?) {
                0 => break,
                wide => start += wide,
            }
        }
        let mut end = start;
        loop {
            // Eight bytes at once, as long as none of them is a space, a control or part of a letter beyond ASCII.
            while let Some(eight) = bytes.get(end..end + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
                let eight = u64::from_le_bytes(eight);
                let other = (eight.wrapping_sub(0x2121_2121_2121_2121) | eight) & 0x8080_8080_8080_8080;
                // Above the first such byte others may be taken for one.
                end += other.trailing_zeros() as usize / 8;
                if other != 0 {
                    break;
                }
            }
            match bytes.get(end) {
                Some(byte) if MAY_BE_SPACE[usize::from(*byte)] && self.space(end, *byte) > 0 => break,
                Some(_) => {
                    end += 1;
                    // Letters beyond ASCII come in rows.
                    let within = |byte: &u8| !byte.is_ascii() && !MAY_BE_SPACE[usize::from(*byte)];
                    end += bytes.get(end..).unwrap_or(&[]).iter().take_while(|byte| within(byte)).count();
                }
                None => break,
            }
        }
        self.at = end;
        Some(start..end)
    }
}

/// Whether white space may begin with a byte.
const MAY_BE_SPACE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte, 0x20 | 9..=13 | 0xC2 | 0xE1..=0xE3);
        byte += 1;
    }
    table
};

/// A word: a slice of the transcript's text that knows where it came from.
#[derive(Clone, Debug)]
pub struct Word<'t> {
    transcript: &'t Transcript,
    bytes: Range<usize>,
}

impl<'t> Word<'t> {
    /// The word with its punctuation.
    pub fn text(&self) -> &'t str {
        self.transcript.text.get(self.bytes.clone()).unwrap_or("")
    }

    /// Its stretch of the transcript's text, in bytes.
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    fn times(&self) -> Option<&'t WordTime> {
        let times = &self.transcript.word_times;
        times.binary_search_by_key(&self.bytes.start, |time| time.at as usize).ok().map(|at| &times[at])
    }

    /// When it starts, where the source or a pass times words.
    pub fn start(&self) -> Option<Time> {
        self.times().and_then(WordTime::start)
    }

    /// When it ends, where the source or a pass times words.
    pub fn end(&self) -> Option<Time> {
        self.times().and_then(WordTime::end)
    }

    /// How sure the recogniser was of it, from 0 to 1.
    pub fn confidence(&self) -> Option<f32> {
        let all = &self.transcript.confidences;
        all.binary_search_by_key(&self.bytes.start, |(at, _)| *at as usize).ok().map(|index| all[index].1)
    }

    /// Where it was read from; `None` for a transcript that lost its source, such as one from JSON without origins.
    pub fn origin(&self) -> Option<Origin> {
        let (bytes, pass) = self.transcript.origins.of(self.bytes.clone())?;
        Some(Origin { bytes, cue: self.transcript.cue_at(self.bytes.start), pass })
    }
}

impl Transcript {
    /// The index of the cue whose text holds the byte `at` of the transcript's text.
    pub fn cue_at(&self, at: usize) -> Option<u32> {
        let after = self.cues.partition_point(|cue| cue.text.start as usize <= at);
        let index = after.checked_sub(1)?;
        (at < self.cues[index].text.end as usize).then_some(index as u32)
    }
}
