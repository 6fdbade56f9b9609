//! Whisper, in the JSON of all programs that run it.
//!
//! ```text
//! {"text":" Is it on?","language":"en","segments":[{"id":0,"start":0.5,"end":1.4,"text":" Is it on?","tokens":[…],
//!   "words":[{"word":" Is","start":0.5,"end":0.7,"probability":0.98},…]}]}                  openai-whisper, faster-whisper
//! {"segments":[{"start":0.5,"end":1.4,"text":" Is it on?","speaker":"SPEAKER_00",
//!   "words":[{"word":"Is","start":0.5,"end":0.7,"score":0.98,"speaker":"SPEAKER_00"},{"word":"7"}]}]}            WhisperX
//! {"segments":[{"text":" Is it","words":[{"text":"Is","start":0.5,"end":0.7,"confidence":0.98}]}]}   whisper-timestamped
//! {"result":{"language":"en"},"transcription":[{"timestamps":{"from":"00:00:00,500","to":"00:00:01,400"},
//!   "offsets":{"from":500,"to":1400},"text":" Is it on?","tokens":[{"text":" Is","offsets":{…},"p":0.98}]}]}  whisper.cpp
//! {"text":" Is it on?","chunks":[{"timestamp":[0.5,1.4],"text":" Is it on?"}]}                           transformers
//! ```
//!
//! Also OpenAI's `verbose_json` (with its words at the top) and `diarized_json`, lists of segments, and segments as JSON
//! lines. A segment is a cue; its text begins with a space, which goes. The text is what was said: the words are found in
//! it, and pieces of a word, as `tokens` of whisper.cpp are, come together (the confidence is that of the least sure one).
//! A word without times, as WhisperX leaves numbers, has none. Speakers stand as they are written. `word_segments` and the
//! text at the top say the same again. Written is the JSON of WhisperX, without those.
//!
//! It cannot hold: how a time is known, roles, further alternatives. Grammar: what the programs write.

use super::super::captions::out::for_each_cue;
use super::super::{Format, Reader, Source, WriteOptions};
use super::decimal::{Unit, share};
use super::scan::{Fault, Scanner, Text};
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use super::word::begins;
use super::write::{joined, left_out, push_seconds, push_share, push_string};
use crate::diagnostic::{Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, Transcript};

pub use super::word::WordSlice;

pub(in crate::format) const FORMAT: Format = Format {
    id: "whisper",
    aliases: &["whisperx", "openai-whisper", "faster-whisper", "whisper-cpp", "whisper-timestamped"],
    title: "Whisper JSON (written as WhisperX)",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "segments, words, times, confidences, speakers, language",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// Keys that only a segment of Whisper's has.
const OWN: &[&str] = &["avg_logprob", "no_speech_prob", "compression_ratio", "tokens", "seek"];

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let segment = |segment: Value<'_>| {
        let timed = segment.has(&["start", "end"]) && segment.has(&["text"]);
        let own = OWN.iter().any(|key| segment.has(&[key]));
        let word = segment.items("words").next();
        let words = word.is_some_and(|word| {
            let word_of = |keys: &[&str]| word.has(keys);
            word_of(&["word"]) || word_of(&["text", "confidence"]) || word_of(&["text", "probability"])
        });
        let event = segment.get("type").is_some_and(|kind| kind.raw() == "transcript.text.segment");
        timed && (own || words || event)
    };
    let first = root.items("segments").next();
    let cpp =
        root.items("transcription").next().is_some_and(|part| part.has(&["offsets"]) || part.has(&["timestamps"]));
    let chunks = root.items("chunks").next().is_some_and(|chunk| chunk.has(&["timestamp", "text"]));
    let timed = first.is_some_and(|first| first.has(&["start", "end", "text"]));
    let around = root.has(&["language"]) || root.has(&["task"]) || root.has(&["word_segments"]) || root.has(&["text"]);
    let alone = tree.items().next().is_some_and(segment);
    // The text at the top may be longer than the head: what else begins with it?
    let text = root.entries().next().is_some_and(|(key, _)| key == "text")
        && tree.fault.is_some()
        && root.entries().count() == 1;
    let verbose = root.has(&["task", "language", "duration"]);
    let listed = |list: &str| root.items(list).next().is_some_and(|word| word.has(&["word", "start", "end"]));
    let words = listed("words") && !root.items("words").next().is_some_and(|word| word.has(&["punct"]));
    match () {
        () if cpp || chunks || alone || first.is_some_and(segment) => 90,
        () if timed && around || verbose || listed("word_segments") => 85,
        () if words && root.has(&["text"]) => 80,
        // What OpenAI's newer models answer: no times at all, but what it cost.
        () if root.has(&["text", "usage"]) && root.get("text").is_some_and(|text| text.text().is_some()) => 80,
        () if text && root.get("text").is_none_or(|text| !text.is_list()) => 60,
        () => 0,
    }
}

/// The words of a Whisper JSON as slices, in the source's order. Nothing is copied and nothing allocated.
///
/// Those of the segments (tokens, in whisper.cpp's form), or where these have none, those at the top. At what is no JSON
/// the words end, and [`Words::stopped_at`] says where.
///
/// ```
/// let json = r#"{"segments":[{"start":0.5,"text":" Is it","words":[{"word":" Is","start":0.5,"end":0.7,"score":0.9},{"word":"it"}]}]}"#;
/// let words: Vec<_> = fireside::format::whisper::words(json).map(|word| (word.text(), word.start(), word.end())).collect();
/// assert_eq!(words, [("Is".into(), Some(500), Some(700)), ("it".into(), None, None)]);
/// ```
pub fn words(text: &str) -> Words<'_> {
    let mut words = Words {
        scanner: Scanner::new(text),
        open: [Place::End; 4],
        depth: 0,
        first: true,
        any: false,
        top: None,
        fault: None,
    };
    words.document();
    words
}

/// Iterates over the words of a text: see [`words`].
#[derive(Clone, Debug)]
pub struct Words<'a> {
    scanner: Scanner<'a>,
    /// What is open, the innermost last.
    open: [Place; 4],
    depth: usize,
    /// Whether the innermost was just opened.
    first: bool,
    /// Whether a word was found.
    any: bool,
    /// Words at the top, should no segment have any.
    top: Option<usize>,
    fault: Option<Fault>,
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Root,
    Segments,
    Segment,
    Words,
    End,
}

impl Words<'_> {
    /// The byte at which the text stopped being JSON; `None` as long as it is.
    pub fn stopped_at(&self) -> Option<usize> {
        self.fault.map(|fault| fault.at)
    }

    /// Opens the next document.
    fn document(&mut self) {
        self.top = None;
        match self.scanner.peek() {
            b'{' => self.push(Place::Root),
            b'[' => self.push(Place::Segments),
            0 if self.any => {}
            _ => self.fault = Some(self.scanner.fault("`{` or `[`")),
        }
    }

    #[inline(always)]
    fn push(&mut self, place: Place) {
        self.scanner.at += 1;
        if let Some(slot) = self.open.get_mut(self.depth) {
            *slot = place;
            self.depth += 1;
        }
        self.first = true;
    }

    #[inline(always)]
    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

impl<'a> Words<'a> {
    #[inline]
    fn step(&mut self) -> Result<Option<WordSlice<'a>>, Fault> {
        loop {
            let first = std::mem::replace(&mut self.first, false);
            let place = self.depth.checked_sub(1).and_then(|top| self.open.get(top)).copied().unwrap_or(Place::End);
            match place {
                Place::Words => {
                    if !self.scanner.item(first)? {
                        self.pop();
                    } else if let Some(word) = self.word()? {
                        self.any = true;
                        return Ok(Some(word));
                    }
                }
                Place::Segment => match self.scanner.key(first)? {
                    Some("words") if self.scanner.peek() == b'[' => self.push(Place::Words),
                    Some("tokens") if self.scanner.peek() == b'[' => {
                        // Tokens are numbers to most programs.
                        let back = self.scanner.at;
                        self.scanner.at += 1;
                        let maps = self.scanner.peek() == b'{';
                        self.scanner.at = back;
                        if maps { self.push(Place::Words) } else { self.scanner.skip()? }
                    }
                    Some(_) => self.scanner.skip()?,
                    None => self.pop(),
                },
                Place::Segments => {
                    if !self.scanner.item(first)? {
                        self.pop();
                    } else if self.scanner.peek() == b'{' {
                        self.push(Place::Segment);
                    } else {
                        self.scanner.skip()?;
                    }
                }
                Place::Root => match self.scanner.key(first)? {
                    Some("segments" | "transcription") if self.scanner.peek() == b'[' => self.push(Place::Segments),
                    Some("words") if self.scanner.peek() == b'[' => {
                        self.top = Some(self.scanner.at);
                        self.scanner.skip()?;
                    }
                    Some(_) => self.scanner.skip()?,
                    None => {
                        self.pop();
                        if let Some(top) = self.top.take().filter(|_| !self.any) {
                            self.scanner.at = top;
                            self.top_words();
                        }
                    }
                },
                Place::End if self.scanner.peek() == 0 => {
                    let end = self.scanner.fault("the end of the file");
                    return if end.at < self.scanner.len() { Err(end) } else { Ok(None) };
                }
                Place::End => {
                    self.document();
                    if let Some(fault) = self.fault {
                        return Err(fault);
                    }
                }
            }
        }
    }

    /// Opens the words at the top; what stands behind them was read.
    fn top_words(&mut self) {
        let end = {
            let mut ahead = self.scanner;
            let _ = ahead.skip();
            ahead.at
        };
        self.scanner = self.scanner.until(end);
        self.push(Place::Words);
    }

    #[inline(always)]
    fn word(&mut self) -> Result<Option<WordSlice<'a>>, Fault> {
        let scanner = &mut self.scanner;
        if scanner.peek() != b'{' {
            scanner.skip()?;
            return Ok(None);
        }
        scanner.at += 1;
        let (mut text, mut start, mut end, mut sure) = (Text::default(), None, None, None);
        let (mut token, mut first) = (false, true);
        loop {
            // The keys in their usual order, and then whatever comes.
            let key = match first {
                true if scanner.usual(b"\"word\":") => "word",
                false if scanner.usual(b",\"start\":") => "start",
                false if scanner.usual(b",\"end\":") => "end",
                false if scanner.usual(b",\"probability\":") => "probability",
                _ => match scanner.key(first)? {
                    Some(key) => key,
                    None => break,
                },
            };
            first = false;
            match key {
                "word" | "text" if scanner.peek() == b'"' => text = scanner.string()?,
                "start" => start = scanner.millis(Unit::Seconds)?,
                "end" => end = scanner.millis(Unit::Seconds)?,
                "probability" | "score" | "confidence" | "p" => sure = scanner.number()?.and_then(share),
                "offsets" if scanner.peek() == b'{' => {
                    scanner.at += 1;
                    (start, end) = offsets(scanner)?;
                    token = true;
                }
                _ => scanner.skip()?,
            }
        }
        if text.is_blank() || (token || start.is_none()) && begins(text, "[_") {
            return Ok(None);
        }
        Ok(Some(WordSlice::new(text, start, end, sure)))
    }
}

fn offsets(scanner: &mut Scanner<'_>) -> Result<(Option<i64>, Option<i64>), Fault> {
    let (mut from, mut to, mut first) = (None, None, true);
    while let Some(key) = scanner.key(first)? {
        first = false;
        let number = scanner.millis(Unit::Milliseconds)?;
        match key {
            "from" => from = number,
            "to" => to = number,
            _ => {}
        }
    }
    Ok((from, to))
}

impl<'a> Iterator for Words<'a> {
    type Item = WordSlice<'a>;

    #[inline]
    fn next(&mut self) -> Option<WordSlice<'a>> {
        if self.fault.is_some() {
            return None;
        }
        self.step().unwrap_or_else(|fault| {
            self.fault = Some(fault);
            None
        })
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let text = source.text;
    let mut tree = Tree::empty(text);
    let mut speech = Speech::new(source);
    let found = match document(text, &mut tree, &mut speech) {
        Ok(found) => found,
        Err(fault) => {
            tree.fault = Some(fault);
            Found::Nothing
        }
    };
    if found == Found::Segments || found == Found::Nothing && speech.cues > 0 {
        return speech.finish(&tree, found == Found::Segments, FORMAT.id, FORMAT.title);
    }
    // No segments, or not where they usually are.
    let tree = Tree::new(text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    let mut known = root.has(&["segments"]) || root.has(&["transcription"]) || root.has(&["text"]);
    speech.language(root.get("language").or_else(|| root.at(&["result", "language"])));
    speech.duration(root.get("duration"), Unit::Seconds);
    let words: Vec<Heard<'_>> = root
        .any(&["words", "word_segments"])
        .into_iter()
        .flat_map(Value::list)
        .map(|item| word(item, &mut speech))
        .collect();
    // Who speaks which chunk stands in a list of its own, if anywhere.
    let turns = root.items("speakers").filter(|turn| turn.has(&["timestamp", "text"]));
    let mut chunks: Vec<Value<'_>> = turns.collect();
    if chunks.is_empty() {
        chunks = root.items("chunks").collect();
    }
    if root.items("segments").next().is_some() {
        segments_and_words(root, &words, &mut speech);
    } else if !chunks.is_empty() {
        transformers(&chunks, &mut speech);
        known = true;
    } else if !words.is_empty() {
        // The text at the top has the punctuation that its words have lost.
        speech.flow_in(root.get("text").and_then(Value::text), &words);
        known = true;
    } else if root.has(&["text"]) && !root.has(&["start"]) {
        let text = root.get("text");
        speech.cue(&Spoken { text: text.and_then(Value::text), ..Spoken::default() });
    } else {
        for item in tree.items() {
            known |= item.has(&["start", "text"]);
            segment(item, &mut speech);
        }
    }
    speech.finish(&tree, known, FORMAT.id, FORMAT.title)
}

/// Reads a document segment by segment, and says what it has: no segments may be because nothing was said.
fn document<'a>(text: &'a str, tree: &mut Tree<'a>, speech: &mut Speech) -> Result<Found, Fault> {
    let mut scanner = Scanner::new(text);
    scanner.take(b'{', "`{`")?;
    let (mut first, mut known) = (true, false);
    let (mut words_above, mut inner) = (false, false);
    while let Some(key) = scanner.key(std::mem::replace(&mut first, false))? {
        match key {
            "segments" | "transcription" if scanner.peek() == b'[' => {
                scanner.at += 1;
                let mut first = true;
                while scanner.item(std::mem::replace(&mut first, false))? {
                    let end = tree.refill(&mut scanner);
                    inner |= segment(tree.root(), speech);
                    end?;
                }
                known = true;
            }
            "language" | "duration" | "result" => {
                tree.refill(&mut scanner)?;
                let value = tree.root();
                match key {
                    "duration" => speech.duration(Some(value), Unit::Seconds),
                    "result" => speech.language(value.get("language")),
                    _ => speech.language(Some(value)),
                }
            }
            _ => {
                words_above |= matches!(key, "words" | "word_segments" | "chunks");
                scanner.skip()?;
            }
        }
    }
    if scanner.peek() != 0 {
        return Err(scanner.fault("the end of the file"));
    }
    Ok(match words_above {
        // The words of all segments stand in one list beside them.
        true if known && !inner => Found::WordsAbove,
        _ if known => Found::Segments,
        _ => Found::Nothing,
    })
}

/// What a document has at its top.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Found {
    Segments,
    WordsAbove,
    Nothing,
}

/// Segments without words, and the words of them all in one list: each goes to the segment that holds its middle.
fn segments_and_words(root: Value<'_>, words: &[Heard<'_>], speech: &mut Speech) {
    let segments: Vec<Value<'_>> = root.items("segments").collect();
    let mut rest = words;
    for (nth, item) in segments.iter().enumerate() {
        let end = item.get("end").and_then(|end| end.millis(Unit::Seconds));
        let middle = |word: &Heard<'_>| word.start.map(|start| start.midpoint(word.end.unwrap_or(start)));
        let behind = |word: &Heard<'_>| middle(word).zip(end).is_some_and(|(middle, end)| middle >= end);
        let last = nth + 1 == segments.len();
        let own = rest.iter().position(behind).filter(|_| !last).unwrap_or(rest.len());
        let (inside, others) = rest.split_at(own);
        rest = others;
        say(*item, inside.to_vec(), speech);
    }
}

/// Says a segment; whether it has words of its own.
fn segment(item: Value<'_>, speech: &mut Speech) -> bool {
    let list = ["words", "tokens"].iter().find_map(|key| item.get(key).filter(|list| list.list().any(Value::is_map)));
    // A stretch seldom has more words.
    let mut words: Vec<Heard<'_>> = Vec::with_capacity(if list.is_some() { 16 } else { 0 });
    for item in list.into_iter().flat_map(Value::list) {
        let word = word(item, speech);
        if !(begins(word.text, "[_") && item.has(&["id"])) {
            words.push(word);
        }
    }
    say(item, words, speech);
    list.is_some()
}

fn say<'t>(item: Value<'t>, words: Vec<Heard<'t>>, speech: &mut Speech) {
    let offsets = item.get("offsets");
    let stamps = item.get("timestamps");
    let (start, end) = match (offsets, stamps) {
        (Some(span), _) => {
            (speech.time(span.get("from"), Unit::Milliseconds), speech.time(span.get("to"), Unit::Milliseconds))
        }
        (None, Some(span)) => {
            (speech.time(span.get("from"), Unit::Seconds), speech.time(span.get("to"), Unit::Seconds))
        }
        (None, None) => {
            let start = speech.time(item.get("start"), Unit::Seconds);
            (start, speech.end(start, item.get("end"), item.get("duration"), Unit::Seconds))
        }
    };
    let nobody = |value: &Value<'_>| value.raw() != "?";
    let speaker =
        item.any(&["speaker", "speaker_id"]).filter(nobody).and_then(|speaker| Label::of(speaker, "Speaker "));
    let text = item.get("text").and_then(Value::text);
    let new_speaker =
        std::mem::replace(&mut speech.turn_next, item.get("speaker_turn_next").is_some_and(Value::is_true));
    speech.cue(&Spoken { start, end, speaker, text, words, bytes: item.bytes(), new_speaker, ..Spoken::default() });
}

fn word<'t>(item: Value<'t>, speech: &mut Speech) -> Heard<'t> {
    let text = item.any(&["word", "text"]).and_then(Value::name_as_written).unwrap_or_default();
    let (start, end) = match item.get("offsets") {
        Some(span) => {
            (speech.time(span.get("from"), Unit::Milliseconds), speech.time(span.get("to"), Unit::Milliseconds))
        }
        None => (speech.time(item.get("start"), Unit::Seconds), speech.time(item.get("end"), Unit::Seconds)),
    };
    Heard {
        joined: !text.is_spaced() && item.has(&["p"]),
        text,
        start,
        end,
        confidence: item.any(&["probability", "score", "confidence", "p"]).and_then(Value::share),
        speaker: item.get("speaker").and_then(|speaker| Label::of(speaker, "Speaker ")),
        ..Heard::default()
    }
}

/// Chunks of transformers: segments, or words in a row.
fn transformers(chunks: &[Value<'_>], speech: &mut Speech) {
    let mut all: Vec<Heard<'_>> = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let mut span = chunk.items("timestamp");
        let (start, end) = (span.next(), span.next());
        all.push(Heard {
            text: chunk.get("text").and_then(Value::text).unwrap_or_default(),
            start: speech.time(start.filter(|time| time.raw() != "null"), Unit::Seconds),
            end: speech.time(end.filter(|time| time.raw() != "null"), Unit::Seconds),
            speaker: chunk.get("speaker").and_then(|speaker| Label::of(speaker, "Speaker ")),
            ..Heard::default()
        });
    }
    let words = all.iter().filter(|chunk| chunk.text.tokens().count() < 2).count();
    if words * 10 > all.len() * 9 {
        for index in 1..all.len() {
            let spaced = all.get(index).is_some_and(|chunk| chunk.text.is_spaced());
            if let Some(chunk) = all.get_mut(index) {
                chunk.joined = !spaced;
            }
        }
        return speech.flow(&all);
    }
    for (chunk, value) in all.iter().zip(chunks) {
        let (start, end, speaker) = (chunk.start, chunk.end, chunk.speaker);
        speech.cue(&Spoken { start, end, speaker, text: Some(chunk.text), bytes: value.bytes(), ..Spoken::default() });
    }
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.reserve(transcript.text().len() * 8);
    out.push_str("{\"segments\":[");
    let (mut rows, mut shares) = (transcript.word_times.iter().peekable(), transcript.confidences.iter().peekable());
    let timed = rows.peek().is_some() || shares.peek().is_some();
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            out.push_str(if cue.index > 0 { ",\n" } else { "\n" });
            out.push_str("{\"start\":");
            push_seconds(cue.start, out);
            out.push_str(",\"end\":");
            push_seconds(cue.end, out);
            out.push_str(",\"text\":");
            push_string(&format!(" {}", joined(cue, ' ')), out);
            if let Some(speaker) = cue.lines.iter().find_map(|line| line.speaker) {
                out.push_str(",\"speaker\":");
                push_string(speaker, out);
            }
            let several = cue.has_voices();
            if !timed && !several {
                out.push('}');
                return;
            }
            out.push_str(",\"words\":[");
            let mut any = false;
            for line in cue.lines {
                for bytes in transcript.words_in(line.at..line.at + line.text.len()) {
                    let (word, at) = (transcript.text().get(bytes.clone()).unwrap_or(""), bytes.start as u32);
                    out.push_str(if std::mem::replace(&mut any, true) { "," } else { "" });
                    out.push_str("{\"word\":");
                    push_string(word, out);
                    while rows.next_if(|row| row.at < at).is_some() {}
                    while shares.next_if(|share| share.0 < at).is_some() {}
                    if let Some(row) = rows.next_if(|row| row.at == at) {
                        for (key, time) in [(",\"start\":", row.start()), (",\"end\":", row.end())] {
                            if let Some(time) = time {
                                out.push_str(key);
                                push_seconds(time.at.millis(), out);
                            }
                        }
                    }
                    if let Some((_, share)) = shares.next_if(|share| share.0 == at) {
                        out.push_str(",\"score\":");
                        push_share(*share, out);
                    }
                    if let Some(speaker) = line.speaker {
                        out.push_str(",\"speaker\":");
                        push_string(speaker, out);
                    }
                    out.push('}');
                }
            }
            out.push_str("]}");
        },
    );
    out.push(']');
    if let Some(language) = &transcript.meta.language {
        out.push_str(",\"language\":");
        push_string(language, out);
    }
    out.push_str("}\n");
    doubts.extend(left_out(transcript, "WhisperX", true));
    doubts
}

#[cfg(test)]
mod tests;
