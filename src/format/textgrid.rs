//! Praat TextGrid: tiers of intervals and points, in the long and the short text form.
//!
//! ```text
//! File type = "ooTextFile"
//! Object class = "TextGrid"
//!
//! xmin = 0
//! xmax = 2.5
//! tiers? <exists>
//! size = 1
//! item []:
//!     item [1]:
//!         class = "IntervalTier"
//!         name = "ada"
//!         xmin = 0
//!         xmax = 2.5
//!         intervals: size = 1
//!         intervals [1]:
//!             xmin = 0
//!             xmax = 2.5
//!             text = "Is it ""on""?"
//! ```
//!
//! ```text
//! file   = "ooTextFile" "TextGrid" number number flag [count *tier]
//! tier   = "IntervalTier" string number number count *(number number string)
//!        / "TextTier" string number number count *(number string)
//! ```
//!
//! As Praat reads its text files, only numbers, strings and flags that stand free count; all words round them, and what
//! follows `!` on a line, are for people. So the short form, which has nothing but those, needs no reader of its own. The
//! grammar is that of the Praat manual, "TextGrid file formats". A quotation mark in a string is written twice.
//!
//! A tier is a speaker; its name is the label. Intervals without text are silence. A tier of sounds (`phones`) is no
//! speech and is left out.
//!
//! It cannot hold: two intervals of one tier at the same time (a second tier of that name takes them), word times,
//! emphasis, metadata.

use std::ops::Range;

use super::captions::build::Captions;
use super::captions::fields::{malformed, push_seconds, seconds};
use super::captions::out::{for_each_cue, push_number};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Plain, TimeDelta, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "textgrid",
    aliases: &["praat"],
    title: "Praat TextGrid",
    kind: Kind::Captions,
    extensions: &["textgrid"],
    keeps: "times, text, speakers as tiers, points of its own",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn detect(head: &str) -> u8 {
    let mut tokens = Tokens::new(head).filter_map(|token| match token.kind {
        Token::Text(text) => Some(text),
        _ => None,
    });
    match (tokens.next(), tokens.next()) {
        (Some("ooTextFile"), Some(class)) if class.starts_with("TextGrid") => 100,
        (Some("ooTextFile"), _) => 40,
        _ => 0,
    }
}

/// A number, a string without its quotation marks, or a flag that stands free.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Number(&'a str),
    Text(&'a str),
    Flag,
    /// A string that the file breaks off.
    Open,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Placed<'a> {
    kind: Token<'a>,
    /// First byte of the token, its quotation mark included.
    at: usize,
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Self {
        Tokens { text, at: 0 }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Placed<'a>;

    fn next(&mut self) -> Option<Placed<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
                self.at += 1;
            }
            let at = self.at;
            match bytes.get(at)? {
                b'!' => self.at = memchr::memchr2(b'\n', b'\r', bytes.get(at..)?).map_or(bytes.len(), |end| at + end),
                b'"' => {
                    let mut end = at + 1;
                    loop {
                        let Some(mark) = memchr::memchr(b'"', bytes.get(end..)?) else {
                            self.at = bytes.len();
                            return Some(Placed { kind: Token::Open, at });
                        };
                        end += mark + 1;
                        match bytes.get(end) {
                            Some(b'"') => end += 1,
                            _ => break,
                        }
                    }
                    self.at = end;
                    return Some(Placed { kind: Token::Text(self.text.get(at + 1..end - 1)?), at });
                }
                _ => {
                    let word = bytes.get(at..)?.iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len() - at);
                    self.at = at + word;
                    let word = self.text.get(at..self.at).unwrap_or("");
                    if seconds(word).is_some() || word.strip_prefix('-').is_some_and(|word| seconds(word).is_some()) {
                        return Some(Placed { kind: Token::Number(word), at });
                    }
                    if word.starts_with('<') && word.ends_with('>') {
                        return Some(Placed { kind: Token::Flag, at });
                    }
                }
            }
        }
    }
}

/// What stands on a tier: times in milliseconds; a point has no end.
struct Entry<'a> {
    start: i64,
    end: Option<i64>,
    tier: usize,
    text: &'a str,
    /// First byte of the text in the source.
    at: usize,
}

fn millis(number: &str) -> i64 {
    match number.strip_prefix('-') {
        Some(number) => -seconds(number).unwrap_or(0),
        None => seconds(number).unwrap_or(0),
    }
}

/// Names of tiers that hold sounds and no words.
const SOUNDS: &[&str] = &["phones", "phone", "phonemes", "phoneme", "phons", "segments", "mau"];

struct Grid<'a> {
    tiers: Vec<(&'a str, usize)>,
    entries: Vec<Entry<'a>>,
    length: i64,
    /// Where the file stops making sense, and what should stand there.
    stopped: Option<(usize, &'static str)>,
}

/// Takes a grid apart, up to where it breaks off.
fn grid(text: &str) -> Grid<'_> {
    let mut tokens = Tokens::new(text);
    let mut grid = Grid { tiers: Vec::new(), entries: Vec::new(), length: 0, stopped: None };
    // Version 2 says so in a string behind the class; both strings are known from detection, or the format was named.
    let mut pending: Option<Placed<'_>> = None;
    for token in tokens.by_ref() {
        if let Token::Number(_) = token.kind {
            pending = Some(token);
            break;
        }
    }
    let mut next = |expected: &'static str, grid: &mut Grid<'_>| match pending.take().or_else(|| tokens.next()) {
        Some(token) => Some(token),
        None => {
            grid.stopped.get_or_insert((text.len(), expected));
            None
        }
    };
    macro_rules! number {
        ($what:expr) => {
            match next($what, &mut grid) {
                Some(Placed { kind: Token::Number(number), .. }) => number,
                Some(token) => {
                    grid.stopped = Some((token.at, $what));
                    return grid;
                }
                None => return grid,
            }
        };
    }
    macro_rules! string {
        ($what:expr) => {
            match next($what, &mut grid) {
                Some(Placed { kind: Token::Text(text), at }) => (text, at + 1),
                Some(token) => {
                    grid.stopped = Some((token.at, $what));
                    return grid;
                }
                None => return grid,
            }
        };
    }
    let _ = number!("the start of the grid in seconds");
    grid.length = millis(number!("the end of the grid in seconds"));
    match next("`<exists>`", &mut grid) {
        Some(Placed { kind: Token::Flag, .. }) => {}
        Some(token) => {
            grid.stopped = Some((token.at, "`<exists>`"));
            return grid;
        }
        None => return grid,
    }
    let tiers = number!("the number of tiers").parse::<u64>().unwrap_or(0);
    for _ in 0..tiers {
        let (class, at) = string!("`IntervalTier` or `TextTier`");
        let points = match class {
            "IntervalTier" => false,
            "TextTier" => true,
            _ => {
                grid.stopped = Some((at - 1, "`IntervalTier` or `TextTier`"));
                return grid;
            }
        };
        let (name, at) = string!("the name of the tier");
        let tier = grid.tiers.len();
        grid.tiers.push((name, at));
        let _ = number!("the start of the tier in seconds");
        let _ = number!("the end of the tier in seconds");
        let count = number!("the number of entries").parse::<u64>().unwrap_or(0);
        for _ in 0..count {
            let start = millis(number!("a time in seconds"));
            let end = if points { None } else { Some(millis(number!("the end of the interval in seconds"))) };
            let (text, at) = string!("the text in quotation marks");
            grid.entries.push(Entry { start, end, tier, text, at });
        }
    }
    grid
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let Grid { tiers, mut entries, length, stopped } = grid(text);
    if let (Some((at, expected)), true) = (stopped, tiers.is_empty()) {
        let help = "a TextGrid begins with `File type = \"ooTextFile\"`, its class, and its start and end in seconds";
        return Err(malformed(source, at, expected, help));
    }
    let mut captions = Captions::with_capacity(text.len() / 2, entries.len());
    captions.builder.transcript_mut().meta.duration = (length > 0).then(|| TimeDelta::from_millis(length));
    if let Some((at, expected)) = stopped {
        let message = format!("expected {expected}: the grid is read up to here");
        captions.warn(Code::CutOff, base + at..base + at, message);
    }
    let sounds = |name: &str| SOUNDS.iter().any(|known| known.eq_ignore_ascii_case(name.trim()));
    let labels: Vec<_> = tiers.iter().map(|(name, _)| unquoted(name)).collect();
    for ((name, at), label) in tiers.iter().zip(&labels) {
        captions.builder.block("tier", &**label);
        if sounds(name) {
            let bytes = base + at..base + at + name.len();
            captions.warn(Code::NotHeld, bytes, format!("tier `{name}` holds sounds and no words: it is left out"));
        }
    }
    entries.sort_by_key(|entry| entry.start);
    let mut plain = Plain::default();
    for entry in &entries {
        let name = tiers.get(entry.tier).map_or("", |(name, _)| *name);
        if entry.text.trim().is_empty() || sounds(name) {
            continue;
        }
        if entry.end.is_some_and(|end| end < entry.start) {
            let bytes = base + entry.at..base + entry.at + entry.text.len();
            captions.warn(Code::EndBeforeStart, bytes, "the interval ends before it starts: kept as it stands");
        }
        captions.cue(Some(entry.start), entry.end);
        let label = labels.get(entry.tier).map_or("", |label| label.trim());
        captions.voice(Some(label).filter(|label| !label.is_empty()), false);
        if entry.end.is_none() {
            captions.extra(CueExtra { style: Some(POINT.to_owned()), ..CueExtra::default() });
        }
        plain.clear();
        let mut at = 0;
        while let Some(mark) = entry.text.get(at..).and_then(|rest| rest.find("\"\"")) {
            plain.copy(entry.text.get(at..at + mark + 1).unwrap_or(""), base + entry.at + at);
            at += mark + 2;
        }
        plain.copy(entry.text.get(at..).unwrap_or(""), base + entry.at + at);
        captions.plain(&plain);
    }
    Ok(captions.finish(FORMAT.id))
}

/// How a cue that was a point is known.
const POINT: &str = "point";

fn unquoted(text: &str) -> String {
    text.replace("\"\"", "\"")
}

/// A tier to write.
struct Tier {
    name: String,
    points: bool,
    /// Times in milliseconds, and the text.
    entries: Vec<(Range<i64>, String)>,
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let mut tiers: Vec<Tier> = Vec::new();
    if transcript.source.format == FORMAT.id {
        // The source's tiers in their order, empty ones too; those of sounds are gone.
        for block in transcript.blocks().iter().filter(|block| block.kind == "tier") {
            let points = false;
            tiers.push(Tier { name: block.text.clone(), points, entries: Vec::new() });
        }
    }
    let mut spilt = 0usize;
    let mut put = |name: &str, points: bool, span: Range<i64>, text: String| {
        let fits = |tier: &Tier| {
            let free = tier.entries.last().is_none_or(|(last, _)| last.end <= span.start);
            tier.name == name && (tier.points == points || tier.entries.is_empty()) && (points || free)
        };
        let known = tiers.iter().any(|tier| tier.name == name && tier.points == points && !tier.entries.is_empty());
        match tiers.iter_mut().find(|tier| fits(tier)) {
            Some(tier) => {
                tier.points = points;
                tier.entries.push((span, text));
            }
            None => {
                spilt += usize::from(known && !points);
                tiers.push(Tier { name: name.to_owned(), points, entries: vec![(span, text)] });
            }
        }
    };
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            let points = cue.extra.and_then(|extra| extra.style.as_deref()) == Some(POINT)
                && cue.source.is_some_and(|source| transcript.cues().get(source).is_some_and(|cue| cue.end.is_none()));
            let (start, end) = (cue.start.max(0), cue.end.max(cue.start.max(0).saturating_add(1)));
            let mut voice: Option<(&str, String)> = None;
            for line in cue.lines {
                let name = line.speaker.unwrap_or("speech");
                match voice.as_mut().filter(|(known, _)| *known == name) {
                    Some((_, text)) => {
                        text.push('\n');
                        text.push_str(line.text);
                    }
                    None => {
                        if let Some((name, text)) = voice.replace((name, line.text.to_owned())) {
                            put(name, points, start..end, text);
                        }
                    }
                }
            }
            if let Some((name, text)) = voice {
                put(name, points, start..end, text);
            }
        },
    );
    let last = tiers.iter().flat_map(|tier| &tier.entries).map(|(span, _)| span.end).max().unwrap_or(0);
    let length = transcript.meta.duration.map_or(0, |length| length.millis()).max(last);
    out.push_str("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = ");
    push_seconds(length, out);
    out.push_str("\ntiers? <exists>\nsize = ");
    push_number(tiers.len() as u64, out);
    out.push_str("\nitem []:\n");
    for (index, tier) in tiers.iter().enumerate() {
        push_tier(index + 1, tier, length, out);
    }
    if spilt > 0 {
        let message = format!("{spilt} tiers of one speaker were opened anew for what overlaps");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts
}

fn push_tier(number: usize, tier: &Tier, length: i64, out: &mut String) {
    let line = |indent: usize, key: &str, out: &mut String| {
        out.extend(std::iter::repeat_n(' ', indent * 4));
        out.push_str(key);
    };
    line(1, "item [", out);
    push_number(number as u64, out);
    out.push_str("]:\n");
    line(2, if tier.points { "class = \"TextTier\"\n" } else { "class = \"IntervalTier\"\n" }, out);
    line(2, "name = ", out);
    push_string(&tier.name, out);
    line(2, "xmin = 0\n", out);
    line(2, "xmax = ", out);
    push_seconds(length, out);
    out.push('\n');
    let silence = |from: i64, to: i64| (from < to).then(|| (from..to, String::new()));
    let mut filled: Vec<(Range<i64>, String)> = Vec::new();
    let mut done = 0;
    for (span, text) in &tier.entries {
        if !tier.points {
            filled.extend(silence(done, span.start));
        }
        filled.push((span.clone(), text.clone()));
        done = span.end;
    }
    if !tier.points {
        filled.extend(silence(done, length));
    }
    let (list, entry) = if tier.points { ("points", "points [") } else { ("intervals", "intervals [") };
    line(2, list, out);
    out.push_str(": size = ");
    push_number(filled.len() as u64, out);
    out.push('\n');
    for (index, (span, text)) in filled.iter().enumerate() {
        line(2, entry, out);
        push_number(index as u64 + 1, out);
        out.push_str("]:\n");
        line(3, if tier.points { "number = " } else { "xmin = " }, out);
        push_seconds(span.start, out);
        out.push('\n');
        if !tier.points {
            line(3, "xmax = ", out);
            push_seconds(span.end, out);
            out.push('\n');
        }
        line(3, if tier.points { "mark = " } else { "text = " }, out);
        push_string(text, out);
    }
}

fn push_string(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(&text.replace('"', "\"\""));
    out.push_str("\"\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: &str = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n4\n<exists>\n3\n\"IntervalTier\"\n\"ada\"\n0\n4\n3\n\
        0\n0.5\n\"\"\n0.5\n1.5\n\"Is it \"\"on\"\"?\"\n1.5\n4\n\"\"\n\"TextTier\"\n\"bell\"\n0\n4\n1\n2.25\n\"dong\"\n\"IntervalTier\"\n\"phones\"\n0\n4\n1\n0\n4\n\"i z\"\n";

    #[test]
    fn the_last_moment_there_is_has_an_interval() {
        let file = format!("{{\"segments\":[{{\"startTime\":{}.0,\"body\":\"Is it on?\"}}]}}", i64::MAX / 1_000);
        let options = crate::ReadOptions::default().from("podcast");
        let mut transcript = crate::read_with(file.as_bytes(), &options).unwrap().transcript;
        for cue in &mut transcript.cues {
            cue.start = Some(crate::model::Time::exact(i64::MAX));
        }
        for unit in &mut transcript.units {
            unit.start = Some(crate::model::Time::exact(i64::MAX));
        }
        let mut out = String::new();
        write(&transcript, &WriteOptions::default(), &mut out);
        assert!(out.contains("Is it on?"), "{out}");
    }

    fn rows(text: &str) -> Vec<(i64, Option<i64>, String, String)> {
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        let turns = transcript.turns().flat_map(|turn| {
            let name = turn.speaker().map_or(String::new(), |who| who.name.clone());
            turn.units().map(move |unit| (unit.start(), unit.end(), name.clone(), unit.text().to_owned()))
        });
        let ms = |time: crate::model::Time| time.at.millis();
        turns.map(|(start, end, name, text)| (start.map_or(-1, ms), end.map(ms), name, text)).collect()
    }

    #[test]
    fn short_and_long_say_the_same() {
        let expected = [
            (500, Some(1_500), "ada".to_owned(), "Is it \"on\"?".to_owned()),
            (2_250, None, "bell".to_owned(), "dong".to_owned()),
        ];
        assert_eq!(rows(SHORT), expected);
        let mut long = String::new();
        let transcript = read(&Source::new(SHORT, 0)).unwrap().transcript;
        write(&transcript, &WriteOptions::default(), &mut long);
        assert!(long.contains("        intervals [2]:\n            xmin = 0.500\n            xmax = 1.500\n            text = \"Is it \"\"on\"\"?\"\n"), "{long}");
        assert_eq!(rows(&long), expected);
        let commented = long.replace("xmin = 0.500", "xmin = 0.500 ! half \"a\" second 7");
        assert_eq!(rows(&commented), expected);
        assert_eq!(detect(&long), 100);
    }

    #[test]
    fn sounds_are_told_and_words_know_their_place() {
        let reading = read(&Source::new(SHORT, 3)).unwrap();
        assert_eq!(reading.diagnostics.iter().map(|doubt| doubt.code).collect::<Vec<_>>(), [Code::NotHeld]);
        let word = reading.transcript.words().nth(1).unwrap();
        assert_eq!(&SHORT[word.origin().unwrap().bytes.start - 3..][..2], "it");
    }

    #[test]
    fn a_broken_grid_is_read_up_to_there() {
        let cut = &SHORT[..SHORT.find("\"dong\"").unwrap()];
        let reading = read(&Source::new(cut, 0)).unwrap();
        assert_eq!(reading.transcript.cues().len(), 1);
        assert_eq!(reading.diagnostics[0].code, Code::CutOff);
        let error =
            read(&Source::new("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n", 0)).unwrap_err();
        assert!(error.to_string().contains("the end of the grid in seconds"), "{error}");
    }

    #[test]
    fn what_overlaps_takes_another_tier_of_the_name() {
        let srt = "1\n00:00:01,000 --> 00:00:03,000\nADA: Is it\n\n2\n00:00:02,000 --> 00:00:04,000\nADA: on?\n";
        let transcript = crate::read(srt.as_bytes()).unwrap().transcript;
        let mut out = String::new();
        let told = write(&transcript, &WriteOptions::default(), &mut out);
        assert_eq!(out.matches("name = \"ADA\"").count(), 2, "{out}");
        assert_eq!(told.last().map(|told| told.code), Some(Code::NotHeld));
        assert_eq!(rows(&out).len(), 2);
    }
}
