//! What recognisers heard, into a transcript: a cue for each stretch that the recogniser set off, a unit for each change
//! of speaker, words with times, confidences and what was heard instead.
//!
//! Where a recogniser sets nothing off and gives words in a row, there are no cues; a unit then ends where the speaker
//! changes, a sentence ends, or nobody speaks for a second.

use std::fmt;
use std::ops::Range;

use super::super::Source;
use super::super::captions::build::Captions;
use super::align::{aligned, least};
use super::decimal::Unit;
use super::scan::Text;
use super::tree::{Tree, Value};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{GapKind, Plain, Time, TimeDelta, UnitStart, may_begin};

/// A silence that ends a unit where no cue does, in milliseconds.
const PAUSE: i64 = 1_000;

/// Who speaks, as the source has it: a name as it stands, or a number with the word that its vendor sets before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<'t> {
    /// What is set before a number: `Speaker `.
    pub before: &'static str,
    /// The name or the number.
    pub name: Text<'t>,
    /// The channel, where speakers are counted anew in each.
    pub channel: Option<Text<'t>>,
}

impl<'t> Label<'t> {
    /// A label that stands as it is written, or a number behind `before`.
    pub fn of(value: Value<'t>, before: &'static str) -> Option<Self> {
        let name = value.name()?;
        let number = name.raw.bytes().all(|byte| byte.is_ascii_digit());
        Some(Label { before: if number { before } else { "" }, name, channel: None })
    }

    fn is(&self, other: &Label<'_>) -> bool {
        self.name.raw == other.name.raw
            && self.before == other.before
            && self.channel.map(|channel| channel.raw) == other.channel.map(|channel| channel.raw)
    }
}

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(channel) = self.channel {
            write!(f, "Channel {}, ", channel.decoded())?;
        }
        write!(f, "{}{}", self.before, self.name.decoded())
    }
}

fn same(a: Option<Label<'_>>, b: Option<Label<'_>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.is(&b),
        (None, None) => true,
        _ => false,
    }
}

/// A word, or a piece of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard<'t> {
    /// Its text; white space at its ends doesn't count.
    pub text: Text<'t>,
    /// When it starts, in milliseconds.
    pub start: Option<i64>,
    /// When it ends.
    pub end: Option<i64>,
    /// How sure the recogniser was, from 0 to 1.
    pub confidence: Option<f32>,
    /// Who speaks, where words say so.
    pub speaker: Option<Label<'t>>,
    /// Whether it goes on from the word before without a space: punctuation, a piece of a word.
    pub joined: bool,
    /// Whether a line ends before it.
    pub wrap: bool,
    /// Whether somebody else begins to speak with it, also when nobody knows who.
    pub opens: bool,
    /// What was heard instead.
    pub instead: Vec<(Text<'t>, Option<f32>)>,
}

/// A stretch that the recogniser set off.
#[derive(Clone, Debug, Default)]
pub(super) struct Spoken<'t> {
    /// When it starts, in milliseconds.
    pub start: Option<i64>,
    /// When it ends.
    pub end: Option<i64>,
    /// Who speaks, unless words say otherwise.
    pub speaker: Option<Label<'t>>,
    /// Its text; without it, the words are.
    pub text: Option<Text<'t>>,
    /// Its words.
    pub words: Vec<Heard<'t>>,
    /// What was heard instead of all of it.
    pub instead: Vec<(Text<'t>, Option<f32>)>,
    /// Its bytes of the text, for what is odd about it.
    pub bytes: Range<usize>,
    /// Whether somebody else begins to speak, also when nobody knows who.
    pub new_speaker: bool,
}

impl Spoken<'_> {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.text.is_none_or(Text::is_blank) && self.words.iter().all(|word| word.text.is_blank())
    }
}

/// A word whose last piece may still come.
#[derive(Clone, Copy, Debug)]
struct Open {
    at: usize,
    start: Option<i64>,
    end: Option<i64>,
    confidence: Option<f32>,
}

/// Puts what was heard together.
pub(super) struct Speech {
    /// The transcript so far.
    pub captions: Captions,
    offset: usize,
    open: Option<Open>,
    /// Words that their cue's text doesn't have.
    strays: usize,
    stray: Option<Range<usize>>,
    plain: Plain,
    /// The last unit's speaker as it was said, so that it isn't looked up again.
    label: String,
    /// Stretches that were said.
    pub cues: usize,
    /// Whether the stretch before says that somebody else goes on.
    pub turn_next: bool,
}

impl Speech {
    /// Nothing heard yet of a source.
    pub fn new(source: &Source<'_>) -> Self {
        Speech {
            captions: Captions::with_capacity(source.text.len() / 8, source.text.len() / 2_048),
            offset: source.offset,
            open: None,
            strays: 0,
            stray: None,
            plain: Plain::default(),
            label: String::new(),
            cues: 0,
            turn_next: false,
        }
    }

    /// Notes a doubt about these bytes of the text.
    pub fn warn(&mut self, code: Code, bytes: Range<usize>, message: impl Into<String>) {
        self.captions.warn(code, self.offset + bytes.start..self.offset + bytes.end, message);
    }

    /// The milliseconds that a value means; one that means none is reported.
    pub fn time(&mut self, value: Option<Value<'_>>, unit: Unit) -> Option<i64> {
        let value = value?;
        let ms = value.millis(unit);
        match ms {
            None => {
                let message = format!("`{}` is no time: it is left out", shown(value.raw()));
                self.warn(Code::TimeForm, value.bytes(), message);
            }
            Some(ms) if ms < 0 => {
                let message = format!("`{}` lies before zero: kept as it stands", shown(value.raw()));
                self.warn(Code::TimeOutOfRange, value.bytes(), message);
            }
            Some(_) => {}
        }
        ms
    }

    /// When something ends that starts at `start` and has an end or else a length; `None` where neither is given.
    pub fn end(
        &mut self,
        start: Option<i64>,
        end: Option<Value<'_>>,
        length: Option<Value<'_>>,
        unit: Unit,
    ) -> Option<i64> {
        if end.is_some() {
            return self.time(end, unit);
        }
        let length = self.time(length, unit)?;
        Some(start?.saturating_add(length))
    }

    /// Adds a stretch that the recogniser set off; one in which nothing is said is left out.
    pub fn cue(&mut self, spoken: &Spoken<'_>) {
        if spoken.is_empty() {
            return;
        }
        self.cues += 1;
        if let (Some(start), Some(end)) = (spoken.start, spoken.end)
            && end < start
        {
            self.warn(
                Code::EndBeforeStart,
                spoken.bytes.clone(),
                "the stretch ends before it starts: kept as it stands",
            );
        }
        self.flush();
        let from = self.captions.builder.len();
        self.captions.cue(spoken.start, spoken.end);
        match spoken.text.filter(|text| !text.is_blank()) {
            Some(text) if spoken.words.is_empty() => self.say_text(text, spoken),
            Some(text) => {
                let words = self.aligned(text, &spoken.words);
                self.say(&words, spoken);
            }
            None => self.say(&spoken.words, spoken),
        }
        self.flush();
        if !spoken.instead.is_empty() {
            let from = self.start_behind(from);
            let to = self.captions.builder.len();
            for (text, confidence) in spoken.instead.iter().filter(|(text, _)| !text.is_blank()) {
                let instead = text.trimmed().decoded().into_owned();
                self.captions.builder.alternative(from..to, instead, *confidence);
            }
        }
    }

    /// Adds words that the recogniser gives in a row.
    pub fn flow(&mut self, words: &[Heard<'_>]) {
        for part in stretches(words) {
            self.stretch(part);
        }
    }

    /// Adds words in a row that are found in a text, which has more than they have: punctuation.
    pub fn flow_in<'t>(&mut self, text: Option<Text<'t>>, words: &[Heard<'t>]) {
        match text.filter(|text| !text.is_blank()) {
            Some(text) => {
                let tokens = self.aligned(text, words);
                self.flow(&tokens);
            }
            None => self.flow(words),
        }
    }

    /// Adds the words of several channels, in the order in which their stretches begin.
    pub fn channels(&mut self, channels: &[Vec<Heard<'_>>]) {
        let mut parts: Vec<(i64, &[Heard<'_>])> = Vec::new();
        for words in channels {
            let mut last = i64::MIN;
            for part in stretches(words) {
                // What has no times stays behind what stands before it.
                last = part.iter().find_map(|word| word.start).unwrap_or(last);
                parts.push((last, part));
            }
        }
        parts.sort_by_key(|(start, _)| *start);
        for (_, part) in parts {
            self.stretch(part);
        }
    }

    fn stretch(&mut self, words: &[Heard<'_>]) {
        self.cues += 1;
        self.flush();
        let new_speaker = words.first().is_some_and(|word| word.opens);
        self.say(words, &Spoken { new_speaker, ..Spoken::default() });
        self.flush();
    }

    /// Appends words, a unit for each change of speaker.
    fn say(&mut self, words: &[Heard<'_>], spoken: &Spoken<'_>) {
        let mut from = 0;
        let speaker_of = |word: &Heard<'_>| -> bool { word.speaker.is_some() };
        let mut new_speaker = spoken.new_speaker;
        while from < words.len() {
            // A word that says nothing of its speaker goes with the words before it, at the start with those behind it.
            let said = words.get(from..).unwrap_or(&[]);
            let first = said.iter().find(|word| speaker_of(word)).and_then(|word| word.speaker);
            let mut to = words.len();
            if let Some(label) = first {
                let other = said.iter().position(|word| word.speaker.is_some_and(|speaker| !speaker.is(&label)));
                to = other.map_or(to, |other| from + other);
            }
            let run = words.get(from..to).unwrap_or(&[]);
            // A stretch's own times are those of its first and its last unit; between them, only words know. Signs at the
            // ends of a unit take no time.
            let is_sign = |word: &&Heard<'_>| word.start.is_none() && word.end.is_none() && word.text.is_signs();
            let start = run.iter().find(|word| !is_sign(word)).and_then(|word| word.start);
            let end = run.iter().rev().find(|word| !is_sign(word)).and_then(|word| word.end);
            let start = spoken.start.filter(|_| from == 0).or(start);
            let end = spoken.end.filter(|_| to == words.len()).or(end);
            self.unit(first.or(spoken.speaker), start, end, std::mem::take(&mut new_speaker));
            for word in run {
                self.word(word);
            }
            self.flush();
            from = to;
        }
    }

    /// Appends a text without words: one unit.
    fn say_text(&mut self, text: Text<'_>, spoken: &Spoken<'_>) {
        self.unit(spoken.speaker, spoken.start, spoken.end, spoken.new_speaker);
        let text = text.trimmed();
        let source = self.offset + text.at;
        if text.escaped {
            self.plain.clear();
            unescaped(text, source, &mut self.plain);
            self.captions.builder.push_plain(&self.plain);
            return;
        }
        let mut wrap = false;
        let mut at = 0;
        for line in text.raw.split(['\n', '\r']) {
            if !line.trim().is_empty() {
                if std::mem::replace(&mut wrap, true) {
                    self.captions.builder.gap(GapKind::Wrap);
                }
                self.captions.builder.push_raw(line, source + at);
            }
            at += line.len() + 1;
        }
    }

    fn unit(&mut self, speaker: Option<Label<'_>>, start: Option<i64>, end: Option<i64>, new_speaker: bool) {
        use fmt::Write;
        let mut id = None;
        if let Some(label) = speaker {
            self.label.clear();
            let _ = write!(self.label, "{label}");
            id = Some(self.captions.speaker(&self.label));
        }
        let label = speaker.map(|_| self.label.as_str());
        let (start, end) = (start.map(Time::exact), end.map(Time::exact));
        self.captions.builder.unit(UnitStart { speaker: id, label, start, end, new_speaker });
    }

    /// Where the text that was pushed behind byte `from` starts.
    fn start_behind(&mut self, from: usize) -> usize {
        let text = &self.captions.builder.transcript_mut().text;
        from + usize::from(text.as_bytes().get(from) == Some(&b' '))
    }

    /// Whether a word of a script without spaces may begin at byte `at` of what was said.
    fn begins(&mut self, at: usize) -> bool {
        let text = self.captions.builder.transcript_mut().text.as_str();
        let before = text.get(..at).and_then(|left| left.chars().next_back());
        let first = text.get(at..).and_then(|right| right.chars().next());
        before.zip(first).is_some_and(|(before, first)| may_begin(before, first))
    }

    fn word(&mut self, word: &Heard<'_>) {
        let text = word.text.trimmed();
        if text.raw.is_empty() {
            return;
        }
        let unit_is_new = self.captions.builder.transcript_mut().units.last().is_none_or(|unit| unit.text.is_empty());
        if word.wrap && !unit_is_new {
            self.captions.builder.gap(GapKind::Wrap);
        }
        let before = self.captions.builder.len();
        let source = self.offset + text.at;
        if word.joined && !unit_is_new {
            match text.escaped {
                false => self.captions.builder.push_joined(text.raw, source),
                true => {
                    let decoded = text.decoded();
                    let clean: String = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.captions.builder.push_edited(&clean, source..source + text.raw.len(), "markup");
                }
            }
        } else if text.escaped {
            self.plain.clear();
            unescaped(text, source, &mut self.plain);
            self.captions.builder.push_plain(&self.plain);
        } else {
            self.captions.builder.push_raw(text.raw, source);
        }
        let after = self.captions.builder.len();
        if after == before {
            return;
        }
        if let (Some(start), Some(end)) = (word.start, word.end)
            && end < start
        {
            let bytes = text.at..text.at + text.raw.len();
            self.warn(Code::EndBeforeStart, bytes, "the word ends before it starts: kept as it stands");
        }
        let at = self.start_behind(before);
        let goes_on = at == before && !unit_is_new && self.open.is_some();
        // In a script without spaces, what comes next is a word of its own.
        let goes_on = goes_on && !(word.start.is_some() && self.begins(at));
        if let Some(open) = self.open.as_mut().filter(|_| goes_on) {
            if word.start.is_some() || word.end.is_some() {
                open.start = open.start.or(word.start);
                open.end = word.end.or(open.end);
                open.confidence = least(open.confidence, word.confidence);
            }
        } else {
            self.flush();
            self.open = Some(Open { at, start: word.start, end: word.end, confidence: word.confidence });
        }
        // A stretch of several words is timed as a whole: its start is known of the first one, its end of the last one.
        let pushed = self.captions.builder.transcript_mut().text.get(at..after).unwrap_or("");
        if let Some(last) = pushed.rfind(' ').map(|space| at + space + 1) {
            let end = self.open.as_mut().and_then(|open| open.end.take());
            self.flush();
            self.open = Some(Open { at: last, start: None, end, confidence: word.confidence });
        }
        for (instead, confidence) in word.instead.iter().filter(|(text, _)| !text.is_blank()) {
            self.captions.builder.alternative(at..after, instead.trimmed().decoded().into_owned(), *confidence);
        }
    }

    /// Times the last word: no piece of it comes any more.
    fn flush(&mut self) {
        let Some(open) = self.open.take() else { return };
        if open.start.is_some() || open.end.is_some() {
            self.captions.builder.word_time(open.at, open.start.map(Time::exact), open.end.map(Time::exact));
        }
        if let Some(confidence) = open.confidence {
            self.captions.builder.confidence(open.at, confidence);
        }
    }

    /// The tokens of a cue's text with what its words know; words that are not in it are counted.
    fn aligned<'t>(&mut self, text: Text<'t>, words: &[Heard<'t>]) -> Vec<Heard<'t>> {
        let (tokens, strays) = aligned(text, words);
        self.strays += strays.count;
        self.stray = self.stray.take().or(strays.first);
        tokens
    }

    /// Sets the recording's language, as the source writes it.
    pub fn language(&mut self, language: Option<Value<'_>>) {
        if let Some(language) = language.and_then(Value::string) {
            self.captions.builder.transcript_mut().meta.language.get_or_insert(language);
        }
    }

    /// Sets the recording's length.
    pub fn duration(&mut self, value: Option<Value<'_>>, unit: Unit) {
        if let Some(ms) = value.and_then(|value| value.millis(unit)).filter(|ms| *ms > 0) {
            self.captions.builder.transcript_mut().meta.duration.get_or_insert(TimeDelta::from_millis(ms));
        }
    }

    /// Sets the recording's title.
    pub fn title(&mut self, title: Option<Value<'_>>) {
        if let Some(title) = title.and_then(Value::string) {
            self.captions.builder.transcript_mut().meta.title.get_or_insert(title);
        }
    }

    /// The reading, of the format with this id.
    ///
    /// # Errors
    /// Where nothing was said and the text breaks off, or `known` says that it isn't of the format at all.
    pub fn finish(mut self, tree: &Tree<'_>, known: bool, id: &'static str, title: &str) -> Result<Reading, Error> {
        if self.cues == 0 && (!known || tree.fault.is_some()) {
            return Err(tree.malformed(self.offset, title));
        }
        if let Some(fault) = tree.fault {
            self.broken(fault, tree.text().len());
        }
        self.done(id)
    }

    /// Notes where the text breaks off.
    pub fn broken(&mut self, fault: super::scan::Fault, length: usize) {
        let message = match fault.at >= length {
            true => "the file is cut off here: what could be read stands".to_owned(),
            false => format!("expected {}: what stands before is read, the rest is left out", fault.expected),
        };
        self.warn(Code::CutOff, fault.at..fault.at, message);
    }

    /// The reading, of the format with this id.
    pub fn done(mut self, id: &'static str) -> Result<Reading, Error> {
        self.flush();
        if let Some(stray) = self.stray.take() {
            let message = match self.strays {
                1 => "a word is not in the text of its stretch: its times are left out".to_owned(),
                more => format!("{more} words are not in the text of their stretches: their times are left out"),
            };
            let bytes = self.offset + stray.start..self.offset + stray.end;
            self.captions.diagnostics.push(Diagnostic::warning(Code::LineUnread, message).at(bytes));
        }
        Ok(self.captions.finish(id))
    }
}

/// The stretches of words in a row: each ends where the speaker changes, a sentence ends, or nobody speaks for a while.
fn stretches<'w, 't>(words: &'w [Heard<'t>]) -> impl Iterator<Item = &'w [Heard<'t>]> {
    let mut from = 0;
    let parts = (1..=words.len()).filter_map(move |at| {
        let ends = match (words.get(at - 1), words.get(at)) {
            (Some(last), Some(next)) if !next.joined => {
                let silence = last.end.zip(next.start).map_or(0, |(end, start)| start.saturating_sub(end));
                next.opens || !same(last.speaker, next.speaker) || silence >= PAUSE || ends_sentence(last.text)
            }
            (_, Some(_)) => false,
            _ => true,
        };
        ends.then(|| words.get(std::mem::replace(&mut from, at)..at)).flatten()
    });
    parts.filter(|part| part.iter().any(|word| !word.text.is_blank()))
}

/// Appends a string to a plain text, escapes decoded.
pub(super) fn unescaped(text: Text<'_>, source: usize, plain: &mut Plain) {
    let (mut done, mut before) = (0, 0);
    for (after, c) in text.chars() {
        if text.raw.as_bytes().get(before) == Some(&b'\\') && (after > before + 1 || c != '\\') {
            plain.copy(text.raw.get(done..before).unwrap_or(""), source + done);
            plain.decoded(c.encode_utf8(&mut [0; 4]), source + before..source + after);
            done = after;
        }
        before = after;
    }
    plain.copy(text.raw.get(done..).unwrap_or(""), source + done);
}

/// Whether a sentence ends with a word: a full stop, a question or an exclamation mark, and quotes behind it.
fn ends_sentence(text: Text<'_>) -> bool {
    let decoded = text.decoded();
    let bare = decoded.trim_end().trim_end_matches(['"', '\'', '”', '’', '»', ')', '」']);
    bare.ends_with(['.', '?', '!', '…', '。', '？', '！', '۔', '؟', '।'])
}

/// A value for a message, cut where it is long.
fn shown(raw: &str) -> String {
    match raw.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", raw.get(..end).unwrap_or("")),
        None => raw.to_owned(),
    }
}
