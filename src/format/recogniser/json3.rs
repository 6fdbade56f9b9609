//! YouTube's timed text as JSON: what `fmt=json3` gives, and yt-dlp downloads.
//!
//! ```text
//! {"wireMagic":"pb3","pens":[{}],"wsWinStyles":[{}],"wpWinPositions":[{}],"events":[
//!   {"tStartMs":0,"dDurationMs":9000,"id":1,"wpWinPosId":1,"wsWinStyleId":1},
//!   {"tStartMs":500,"dDurationMs":2400,"wWinId":1,"segs":[
//!     {"utf8":"is","acAsrConf":252},{"utf8":" it","tOffsetMs":240,"acAsrConf":210},{"utf8":" on","tOffsetMs":400}]},
//!   {"tStartMs":1890,"dDurationMs":1010,"wWinId":1,"aAppend":1,"segs":[{"utf8":"\n"}]}]}
//! ```
//!
//! ```text
//! event = tStartMs [dDurationMs] [segs] [aAppend] …      a cue, if something is said in it
//! seg   = utf8 [tOffsetMs] [acAsrConf] …                  a word of a recogniser, or any text
//! ```
//!
//! An event without `segs` defines a window, and one that only appends a newline scrolls it: neither is a cue. A word of
//! a recogniser starts at `tStartMs + tOffsetMs`; its end is not given, so it has none. Durations overlap the next event,
//! as two lines show at once. `acAsrConf` counts to 255; newer files have 0 everywhere, which says nothing. Labels,
//! dashes and chevrons in the text change the speaker as in SubRip. The header, the windows and what else an event has
//! ride along.
//!
//! It cannot hold: speakers, but as text; the ends of words; how a time is known. There is no specification: this is
//! what the service sends.

use super::super::captions::build::Captions;
use super::super::captions::labels::Census;
use super::super::captions::out::{OutCue, for_each_cue, push_text};
use super::super::{Format, Reader, Source, SpeakerNames, WriteOptions};
use super::decimal::Unit;
use super::scan::{Fault, Scanner, Text};
use super::speech::{Speech, unescaped};
use super::tree::{Tree, Value};
use super::write::{left_out, push_string, push_whole};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Plain, Time, Transcript};

pub use super::word::WordSlice;

pub(in crate::format) const FORMAT: Format = Format {
    id: "json3",
    aliases: &["youtube-json3", "yt-json3"],
    title: "YouTube timed text JSON",
    kind: Kind::Captions,
    extensions: &["json3", "json"],
    keeps: "cues, word starts, confidences, windows; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let event = root.items("events").next().is_some_and(|event| event.has(&["tStartMs"]));
    match (event, root.has(&["wireMagic"])) {
        (true, _) => 98,
        (false, true) => 95,
        _ => 0,
    }
}

/// The words of a json3 text as slices, in the source's order: segments that say something. Nothing is copied and nothing
/// allocated.
///
/// A segment of captions that a person wrote may be several words, or lines. At what is no JSON the words end, and
/// [`Words::stopped_at`] says where.
///
/// ```
/// let json3 = r#"{"events":[{"tStartMs":500,"segs":[{"utf8":"is"},{"utf8":" it","tOffsetMs":240}]},{"segs":[{"utf8":"\n"}]}]}"#;
/// let words: Vec<_> = fireside::format::json3::words(json3).map(|word| (word.text(), word.start())).collect();
/// assert_eq!(words, [("is".into(), Some(500)), ("it".into(), Some(740))]);
/// ```
pub fn words(text: &str) -> Words<'_> {
    let mut scanner = Scanner::new(text);
    let (place, fault) = match scanner.take(b'{', "`{`") {
        Ok(()) => (Place::Root, None),
        Err(fault) => (Place::End, Some(fault)),
    };
    Words { scanner, place, first: true, start: None, later: None, back: None, fault }
}

/// Iterates over the words of a text: see [`words`].
#[derive(Clone, Debug)]
pub struct Words<'a> {
    scanner: Scanner<'a>,
    place: Place,
    /// Whether the list or the map at `place` was just opened.
    first: bool,
    /// When the open event starts.
    start: Option<i64>,
    /// Segments that stand before the start of their event.
    later: Option<usize>,
    /// Where to go on behind such segments.
    back: Option<usize>,
    fault: Option<Fault>,
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Root,
    Events,
    Event,
    Segments,
    End,
}

impl Words<'_> {
    /// The byte at which the text stopped being JSON; `None` as long as it is.
    pub fn stopped_at(&self) -> Option<usize> {
        self.fault.map(|fault| fault.at)
    }
}

impl<'a> Words<'a> {
    #[inline]
    fn step(&mut self) -> Result<Option<WordSlice<'a>>, Fault> {
        loop {
            let first = std::mem::replace(&mut self.first, false);
            match self.place {
                Place::Segments => {
                    if !self.scanner.item(first)? {
                        (self.place, self.first) = (Place::Event, false);
                        if let Some(back) = self.back.take() {
                            self.scanner.at = back;
                            self.place = Place::Events;
                        }
                        continue;
                    }
                    if let Some(word) = self.segment()? {
                        return Ok(Some(word));
                    }
                }
                Place::Event => match self.scanner.key(first)? {
                    Some("tStartMs") => {
                        self.start = self.scanner.millis(Unit::Milliseconds)?;
                    }
                    Some("segs") if self.scanner.peek() == b'[' => {
                        if self.start.is_some() {
                            self.scanner.at += 1;
                            (self.place, self.first) = (Place::Segments, true);
                        } else {
                            self.later = Some(self.scanner.at + 1);
                            self.scanner.skip()?;
                        }
                    }
                    Some(_) => self.scanner.skip()?,
                    None => {
                        self.place = Place::Events;
                        if let Some(later) = self.later.take() {
                            self.back = Some(std::mem::replace(&mut self.scanner.at, later));
                            (self.place, self.first) = (Place::Segments, true);
                        }
                    }
                },
                Place::Events => {
                    if !self.scanner.item(first)? {
                        self.place = Place::Root;
                    } else if self.scanner.peek() == b'{' {
                        self.scanner.at += 1;
                        (self.place, self.first, self.start) = (Place::Event, true, None);
                    } else {
                        self.scanner.skip()?;
                    }
                }
                Place::Root => match self.scanner.key(first)? {
                    Some("events") if self.scanner.peek() == b'[' => {
                        self.scanner.at += 1;
                        (self.place, self.first) = (Place::Events, true);
                    }
                    Some(_) => self.scanner.skip()?,
                    None => {
                        self.place = Place::End;
                        if self.scanner.peek() != 0 {
                            return Err(self.scanner.fault("the end of the file"));
                        }
                    }
                },
                Place::End => return Ok(None),
            }
        }
    }

    #[inline(always)]
    fn segment(&mut self) -> Result<Option<WordSlice<'a>>, Fault> {
        let scanner = &mut self.scanner;
        if scanner.peek() != b'{' {
            scanner.skip()?;
            return Ok(None);
        }
        scanner.at += 1;
        let (mut text, mut offset, mut sure) = (Text::default(), Some(0), None);
        let mut first = true;
        loop {
            // The keys in their usual order, and then whatever comes.
            let key = match first {
                true if scanner.usual(b"\"utf8\":") => "utf8",
                false if scanner.usual(b",\"tOffsetMs\":") => "tOffsetMs",
                false if scanner.usual(b",\"acAsrConf\":") => "acAsrConf",
                _ => match scanner.key(first)? {
                    Some(key) => key,
                    None => break,
                },
            };
            first = false;
            match key {
                "utf8" if scanner.peek() == b'"' => text = scanner.string()?,
                "tOffsetMs" => offset = scanner.millis(Unit::Milliseconds)?,
                "acAsrConf" => sure = scanner.millis(Unit::Milliseconds)?.and_then(confidence),
                _ => scanner.skip()?,
            }
        }
        if text.is_blank() {
            return Ok(None);
        }
        let start = self.start.zip(offset).map(|(start, offset)| start.saturating_add(offset));
        Ok(Some(WordSlice::new(text, start, None, sure)))
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = WordSlice<'a>;

    #[inline]
    fn next(&mut self) -> Option<WordSlice<'a>> {
        self.step().unwrap_or_else(|fault| {
            (self.fault, self.place) = (Some(fault), Place::End);
            None
        })
    }
}

/// `acAsrConf`: a part of 255, where 0 says nothing.
fn confidence(count: i64) -> Option<f32> {
    (1..=255).contains(&count).then(|| count as f32 / 255.0)
}

/// A segment of an event with what is known of it.
struct Segment<'t> {
    text: Text<'t>,
    offset: Option<i64>,
    confidence: Option<f32>,
}

/// Calls `each` with the members of the document beside `events`, and with every event.
fn for_each<'a>(
    text: &'a str,
    tree: &mut Tree<'a>,
    mut member: impl FnMut(&str, &str),
    mut each: impl FnMut(Value<'_>),
) -> Result<(), Fault> {
    let mut scanner = Scanner::new(text);
    scanner.take(b'{', "`{`")?;
    let mut first = true;
    while let Some(key) = scanner.key(std::mem::replace(&mut first, false))? {
        if key != "events" || scanner.peek() != b'[' {
            scanner.peek();
            let from = scanner.at;
            scanner.skip()?;
            member(key, text.get(from..scanner.at).unwrap_or(""));
            continue;
        }
        scanner.at += 1;
        let mut first = true;
        while scanner.item(std::mem::replace(&mut first, false))? {
            let end = tree.refill(&mut scanner);
            each(tree.root());
            end?;
        }
    }
    if scanner.peek() != 0 {
        return Err(scanner.fault("the end of the file"));
    }
    Ok(())
}

fn segments(event: Value<'_>) -> impl Iterator<Item = Segment<'_>> {
    event.items("segs").filter_map(|segment| {
        Some(Segment {
            text: segment.get("utf8")?.text()?,
            offset: segment.get("tOffsetMs").and_then(|offset| offset.millis(Unit::Milliseconds)),
            confidence: segment
                .get("acAsrConf")
                .and_then(|count| count.millis(Unit::Milliseconds))
                .and_then(confidence),
        })
    })
}

/// Whether an event is a cue: something is said in it.
fn is_cue(event: Value<'_>) -> bool {
    segments(event).any(|segment| !segment.text.is_blank())
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut tree = Tree::empty(text);
    // What stands in all cues, to find the labels that recur.
    let (mut all, mut ends) = (String::new(), Vec::new());
    let mut header = String::new();
    let mut known = false;
    let end = for_each(
        text,
        &mut tree,
        |key, value| {
            known |= key == "wireMagic";
            header.push_str(if header.is_empty() { "" } else { "," });
            push_string(key, &mut header);
            header.push(':');
            header.push_str(value);
        },
        |event| {
            if is_cue(event) {
                all.extend(segments(event).flat_map(|segment| segment.text.chars().map(|(_, c)| c)));
                ends.push(all.len());
            }
        },
    );
    if let Err(fault) = end {
        tree.fault = Some(fault);
    }
    let mut speech = Speech::new(source);
    known |= text.contains("\"events\"");
    if ends.is_empty() && (!known || tree.fault.is_some()) {
        return Err(tree.malformed(base, FORMAT.title));
    }
    let mut census = Census::default();
    let mut from = 0;
    for end in &ends {
        census.add(all.get(from..*end).unwrap_or(""));
        from = *end;
    }
    census.settle();
    speech.captions = Captions::with_capacity(all.len(), ends.len());
    if !header.is_empty() {
        speech.captions.builder.block("header", header);
    }
    let mut current = None;
    let mut appends = false;
    let (mut plain, mut sure) = (Plain::default(), Vec::new());
    let fault = tree.fault;
    let _ = for_each(
        text,
        &mut tree,
        |_, _| {},
        |event| {
            if event.is_map() && !is_cue(event) {
                if event.get("aAppend").is_some() {
                    appends = true;
                } else if event.is_whole() {
                    speech.captions.builder.block("event", event.raw());
                }
            } else if event.is_map() {
                current = cue(event, base, &census, current, (&mut plain, &mut sure), &mut speech);
            }
        },
    );
    if appends {
        speech.captions.builder.block("append", "");
    }
    if let Some(fault) = fault {
        speech.broken(fault, text.len());
    }
    speech.done(FORMAT.id)
}

/// Adds an event in which something is said; returns who speaks at its end.
fn cue(
    event: Value<'_>,
    base: usize,
    census: &Census<'_>,
    current: Option<crate::model::SpeakerId>,
    (plain, sure): (&mut Plain, &mut Vec<(Option<Time>, f32)>),
    speech: &mut Speech,
) -> Option<crate::model::SpeakerId> {
    let start = speech.time(event.get("tStartMs"), Unit::Milliseconds);
    let end = speech.end(start, None, event.get("dDurationMs"), Unit::Milliseconds);
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        speech.warn(Code::EndBeforeStart, event.bytes(), "the event ends before it starts: kept as it stands");
    }
    plain.clear();
    sure.clear();
    let heard = segments(event).any(|segment| segment.offset.is_some() || segment.confidence.is_some());
    for segment in segments(event) {
        let mut text = segment.text;
        if heard && !text.is_blank() {
            // Chevrons go before the word is timed.
            let signs =
                text.chars().take_while(|(_, c)| *c == '>' || c.is_whitespace()).last().map_or(0, |(end, _)| end);
            unescaped(text.part(0, signs), base + text.at, plain);
            text = text.part(signs, text.raw.len());
            let at = start.map(|start| start.saturating_add(segment.offset.unwrap_or(0))).map(Time::exact);
            plain.time_next(at, None);
            sure.extend(segment.confidence.map(|confidence| (at, confidence)));
        }
        unescaped(text, base + text.at, plain);
    }
    let captions = &mut speech.captions;
    let mut row = captions.builder.transcript_mut().word_times.len();
    captions.cue(start, end);
    // A recogniser marks a change of speaker by chevrons; a dash is one that was said.
    let current = match heard && plain.text().trim_start().starts_with(['-', '–', '—', '‐']) {
        true => {
            captions.voice_of(current, None, false);
            captions.plain(plain);
            current
        }
        false => captions.speech_of(plain, census, current),
    };
    // Each confidence goes to the word that bears its time.
    for (start, confidence) in sure.iter() {
        let rows = captions.builder.transcript_mut().word_times.get(row..).unwrap_or(&[]);
        if let Some(found) = rows.iter().take(64).position(|row| row.start() == *start) {
            let at = rows.get(found).map_or(0, |row| row.at as usize);
            captions.builder.confidence(at, *confidence);
            row += found + 1;
        }
    }
    let text = plain.text().trim();
    let mut extra = CueExtra::default();
    let head = match (captions.is_signed(), heard) {
        (true, _) if text.len() == plain.len() => captions.wording(text, &mut extra),
        (signed, false) if !signed => captions.wording(text, &mut extra),
        (signed, _) => {
            extra.plain = signed.then(|| text.to_owned());
            None
        }
    };
    let own = ["tStartMs", "dDurationMs", "segs"];
    let others = || event.members().filter(|(key, value)| !own.contains(key) && value.is_whole());
    let settings = || others().map(|(key, value)| (key, value.json()));
    let more = head.is_some() || !extra.is_empty();
    if more || !captions.builder.cue_settings_again(settings()) {
        extra.settings = settings().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        captions.headed(head, extra);
    }
    current
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let blocks = transcript.blocks();
    let header = blocks.iter().find(|block| own && block.kind == "header").map(|block| block.text.as_str());
    let appends = own && blocks.iter().any(|block| block.kind == "append");
    let mut windows = blocks.iter().filter(|block| own && block.kind == "event").peekable();
    out.push('{');
    let usual = "\"wireMagic\":\"pb3\",\"pens\":[{}],\"wsWinStyles\":[{}],\"wpWinPositions\":[{}]";
    out.push_str(header.unwrap_or(usual));
    out.push_str(",\"events\":[");
    let from = out.len();
    let mut before: Option<(i64, String)> = None;
    let rows = &transcript.word_times;
    let mut losses = (0usize, 0usize);
    let mut doubts = for_each_cue(
        transcript,
        |name| name.chars().count() + 2,
        |cue| {
            while let Some(window) =
                windows.next_if(|block| cue.source.is_some_and(|source| block.cue as usize <= source))
            {
                open_event(from, out);
                out.push_str(&window.text);
            }
            let settings = cue.extra.filter(|_| own).map_or(&[][..], |extra| &extra.settings);
            let mut members = String::new();
            for (name, value) in settings {
                members.push(',');
                push_string(name, &mut members);
                members.push(':');
                members.push_str(value);
            }
            if let Some((end, members)) = before.take().filter(|_| appends) {
                // The line that is full scrolls up just before the next one begins.
                let start = cue.start.saturating_sub(10);
                open_event(from, out);
                push_times(start, end.saturating_sub(start).max(0), out);
                out.push_str(&members);
                out.push_str(",\"aAppend\":1,\"segs\":[{\"utf8\":\"\\n\"}]}");
            }
            open_event(from, out);
            push_times(cue.start, cue.end.saturating_sub(cue.start), out);
            out.push_str(&members);
            out.push_str(",\"segs\":[");
            push_segments(transcript, cue, options.speakers, rows, &mut losses, out);
            out.push_str("]}");
            before = Some((cue.end, members));
        },
    );
    for window in windows {
        open_event(from, out);
        out.push_str(&window.text);
    }
    out.push_str("]}\n");
    if losses.0 > 0 {
        let message = format!("the ends of {} words are lost: json3 gives words a start only", losses.0);
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    if losses.1 > 0 {
        let message =
            format!("the starts of {} words are lost: json3 can't time words of several voices in a cue", losses.1);
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts.extend(left_out(transcript, "json3", true));
    doubts
}

fn open_event(from: usize, out: &mut String) {
    out.push_str(if out.len() > from { ",\n" } else { "\n" });
}

fn push_times(start: i64, length: i64, out: &mut String) {
    out.push_str("{\"tStartMs\":");
    push_whole(start, out);
    out.push_str(",\"dDurationMs\":");
    push_whole(length, out);
}

/// Appends the segments of a cue: one a timed word, else one for all.
fn push_segments(
    transcript: &Transcript,
    cue: &OutCue<'_, '_>,
    names: SpeakerNames,
    rows: &[crate::model::WordTime],
    losses: &mut (usize, usize),
    out: &mut String,
) {
    let mut text = String::new();
    push_text(transcript, cue, names, |_| None, |text, out| out.push_str(text), &mut text);
    let from = cue.lines.first().map_or(0, |line| line.at);
    let to = cue.lines.last().map_or(0, |line| line.at + line.text.len());
    let first = rows.partition_point(|row| (row.at as usize) < from);
    let timed: Vec<&crate::model::WordTime> =
        rows.get(first..).unwrap_or(&[]).iter().take_while(|row| (row.at as usize) < to).collect();
    let starts = timed.iter().filter(|row| row.start().is_some()).count();
    losses.0 += timed.iter().filter(|row| row.end().is_some()).count();
    let spoken: usize = cue.lines.iter().map(|line| line.text.len() + 1).sum();
    // What stands before the first word: a name, a dash, chevrons.
    let signs = (text.len() + 1).checked_sub(spoken).filter(|signs| {
        let rest = text.get(*signs..);
        let lines: Vec<&str> = cue.lines.iter().map(|line| line.text).collect();
        rest.is_some_and(|rest| rest.split('\n').eq(lines))
    });
    let Some(signs) = signs.filter(|_| starts > 0) else {
        losses.1 += starts;
        out.push_str("{\"utf8\":");
        push_string(&text, out);
        out.push('}');
        return;
    };
    let mut piece = text.get(..signs).unwrap_or("").to_owned();
    let mut known: Option<(i64, usize)> = None;
    let mut any = false;
    let mut flush = |piece: &mut String, known: Option<(i64, usize)>| {
        if piece.is_empty() {
            return;
        }
        out.push_str(if std::mem::replace(&mut any, true) { "," } else { "" });
        out.push_str("{\"utf8\":");
        push_string(piece, out);
        piece.clear();
        if let Some((start, at)) = known {
            let offset = start.saturating_sub(cue.start);
            out.push_str(",\"tOffsetMs\":");
            push_whole(offset, out);
            if let Ok(index) = transcript.confidences.binary_search_by_key(&(at as u32), |(at, _)| *at) {
                let share = transcript.confidences.get(index).map_or(0.0, |(_, share)| *share);
                out.push_str(",\"acAsrConf\":");
                push_whole((share * 255.0).round().clamp(0.0, 255.0) as i64, out);
            }
        }
        out.push('}');
    };
    let mut rows = timed.iter().filter(|row| row.start().is_some()).peekable();
    for (index, line) in cue.lines.iter().enumerate() {
        let mut at = line.at;
        let end = line.at + line.text.len();
        let mut lead = if index > 0 { "\n" } else { "" };
        while at < end {
            if let Some(row) = rows.next_if(|row| row.at as usize <= at) {
                // The first segment starts with its event; what no time is known of goes with the one before.
                let start = row.start().map_or(cue.start, |time| time.at.millis());
                if known.is_some() || piece.len() > signs && !piece.trim().is_empty() {
                    flush(&mut piece, known);
                }
                known = Some((start, row.at as usize));
            }
            let next = rows.peek().map_or(end, |row| (row.at as usize).clamp(at + 1, end));
            piece.push_str(std::mem::take(&mut lead));
            let part = transcript.text().get(at..next).unwrap_or("");
            // The space before a word stands in its own segment.
            let bare = part.trim_end();
            piece.push_str(bare);
            if bare.len() < part.len() {
                lead = " ";
            }
            at = next;
        }
        if lead == " " {
            piece.push(' ');
        }
    }
    flush(&mut piece, known);
}

#[cfg(test)]
mod tests;
