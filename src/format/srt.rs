//! SubRip, in all the forms that editors, recognisers and copying leave it.
//!
//! ```text
//! 1
//! 00:00:05,000 --> 00:00:07,000
//! Ada Quill: Is it on?
//!
//! 2
//! 00:00:07,100 --> 00:00:09,000
//! - It is.
//! - <i>Always.</i>
//! ```
//!
//! ```text
//! file   = *blank *cue
//! cue    = [number eol] timing *(text eol) *blank
//! timing = clock *SP "-->" *SP clock [SP coordinates] eol
//! clock  = 2*DIGIT ":" 2DIGIT ":" 2DIGIT "," 3DIGIT
//! ```
//!
//! Nobody wrote the grammar down: it is what the program SubRip wrote (2000) and what players take. Read as well: no
//! numbers, any numbers, a point for the comma, other counts of digits, no blank line between cues or several inside a
//! cue, all line ends, settings of WebVTT or coordinates behind the times, and a file on one line. A cue's text ends where
//! the next timing, or the number before it, begins.
//!
//! It cannot hold: who speaks, but as text; how a time is known; turns, roles, metadata, word times. A time before zero
//! becomes zero. Tags (`<i>`, `<font color=…>`, `{\an8}`) ride along.

mod page;
mod scan;

use std::ops::Range;

use memchr::{memchr2, memrchr2};

use super::captions::build::{Captions, with_newlines};
use super::captions::clock::strict_of;
use super::captions::glance::Glance;
use super::captions::labels::Census;
use super::captions::layout::columns;
use super::captions::out::{for_each_cue, push_number, push_stamp, push_text};
use super::{CueSlice, Format, Reader, Source, SpeakerNames, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Plain, Style, Transcript};
use crate::text::{is_label, reference};
use scan::Cues;

pub(super) const FORMAT: Format = Format {
    id: "srt",
    aliases: &["subrip", "srt-tight", "srt-flat"],
    title: "SubRip subtitles",
    kind: Kind::Captions,
    extensions: &["srt"],
    keeps: "times, text, tags; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// Two timings of the usual form are as sure as it gets: WebVTT has a point, and a header of its own.
fn detect(head: &str) -> u8 {
    let (mut strict, mut loose) = (0, 0);
    if names_its_speakers(head) {
        return 0;
    }
    for (_, (timing, _)) in Cues::new(head).take(3) {
        // Times in brackets open the lines of a transcript.
        if head.get(timing.after..).is_some_and(|rest| rest.starts_with([']', ')'])) {
            continue;
        }
        let start = timing.times..timing.times + timing.length as usize;
        let comma = head.get(start).is_some_and(|time| time.contains(','));
        match timing.strict.0 {
            true if comma => strict += 1,
            _ => loose += 1,
        }
    }
    let vtt = head.trim_start().starts_with("WEBVTT");
    match (strict, loose) {
        _ if vtt => 10,
        (2.., _) => 95,
        (1, _) => 90,
        (0, 1..) => 60,
        _ => 0,
    }
}

/// Whether the first line of each cue is a name that comes again, and no cue has a number: a transcript whose heads are
/// ranges, and no subtitles.
fn names_its_speakers(head: &str) -> bool {
    const ENOUGH: usize = 40;
    let mut names: Vec<&str> = Vec::new();
    // Teams writes hours and minutes with one digit.
    let mut unpadded = false;
    for (cue, (timing, _)) in Cues::new(head).take(ENOUGH) {
        let Some((name, said)) = cue.text.split_once('\n') else { return false };
        let name = name.trim();
        // `Jörg T.`
        let initial = name.strip_suffix('.').is_some_and(|before| {
            let last = before.rsplit(' ').next().unwrap_or("");
            last.len() < before.len() && last.chars().count() == 1 && last.starts_with(char::is_uppercase)
        });
        let named = is_label(name)
            && name.split_whitespace().count() <= 4
            && (initial || !name.ends_with(['.', '?', '!', ',', ':']));
        if timing.number.is_some() || !named || said.trim().is_empty() {
            return false;
        }
        names.push(name);
        let time = head.get(timing.times..).unwrap_or("").as_bytes();
        unpadded |= matches!(time, [b'0'..=b'9', b':', b'0'..=b'9', b':', ..]);
    }
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    all >= 2 && (names.len() * 2 <= all || unpadded)
}

/// The cues of a SubRip text as slices, in the source's order.
///
/// Nothing is copied and nothing allocated. A cue without a readable timing is text of the one before it.
///
/// ```
/// use fireside::format::srt::cues;
/// let tight = "1\n00:00:01,000 --> 00:00:02,000\nIn\n2\n00:00:02.5 --> 00:00:03\n1962\nand it ticks.";
/// let cues: Vec<_> = cues(tight).map(|cue| (cue.id, cue.start, cue.text)).collect();
/// assert_eq!(cues, [("1", 1_000, "In"), ("2", 2_500, "1962\nand it ticks.")]);
/// ```
pub fn cues(text: &str) -> impl Iterator<Item = CueSlice<'_>> {
    Cues::new(text).map(|(cue, _)| cue)
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut census = Census::default();
    let mut points = 0;
    let mut captions = Captions::default();
    let mut first = None;
    // A cue with its times and its text takes at least so many bytes; most take twice as many.
    let mut rows: Vec<Row> = Vec::with_capacity(text.len() / 80);
    let mut odd: Vec<(u32, &str, &str)> = Vec::new();
    let mut cues = Cues::new(text);
    loop {
        let next = cues.next();
        if let Some(arrow) = cues.refused.take() {
            broken(text, base, arrow, &mut captions);
        }
        let Some((cue, (timing, oddity))) = next else { break };
        first.get_or_insert(timing.from);
        points += usize::from(text.as_bytes().get(timing.times + 8) == Some(&b'.'));
        if oddity.loose {
            let bytes = base + timing.times..base + timing.after;
            let message = format!(
                "time `{}` is not of the form HH:MM:SS,mmm: read as {} ms",
                text.get(timing.times..timing.after).unwrap_or(""),
                cue.start
            );
            captions.warn(Code::TimeForm, bytes, message);
        }
        if cue.end < cue.start {
            let bytes = base + timing.times..base + timing.after;
            captions.warn(Code::EndBeforeStart, bytes, "the cue ends before it starts: kept as it stands");
        }
        let glance = Glance::at(cue.text);
        census.add_seen(cue.text, glance.may_be_labelled());
        let number = number(cue.id);
        if number.is_none() && !cue.id.is_empty() || !cue.settings.is_empty() {
            odd.push((rows.len() as u32, cue.id, cue.settings));
        }
        let from = (cue.text.as_ptr() as usize - text.as_ptr() as usize) as u32;
        let length = cue.text.len() as u32;
        rows.push(Row { start: cue.start, end: cue.end, number, text: from..from + length, glance });
    }
    let tail = page::tail(text, &rows, first);
    if let (Some(tail), Some(last)) = (&tail, rows.last_mut()) {
        last.text.end = tail.start;
        let said = text.get(last.text.start as usize..last.text.end as usize).unwrap_or("");
        last.glance = Glance::at(said);
        let bytes = base + tail.start as usize..base + tail.end as usize;
        captions.warn(Code::NoCue, bytes, "text below the last cue, behind a blank line, is left out");
    }
    census.settle();
    let diagnostics = std::mem::take(&mut captions.diagnostics);
    captions = Captions::with_capacity(rows.iter().map(|row| row.text.len() + 1).sum(), rows.len());
    captions.diagnostics = diagnostics;
    if let Some(before) = text.get(..first.unwrap_or(text.len())).map(str::trim).filter(|before| !before.is_empty()) {
        let at = base + (before.as_ptr() as usize - text.as_ptr() as usize);
        captions.warn(Code::NoCue, at..at + before.len(), "text before the first cue is left out");
        captions.builder.block("head", before);
    }
    if points > 0 {
        let message = format!("times with a point where SubRip has a comma: {points}");
        captions.diagnostics.push(Diagnostic::note(Code::TimeForm, message));
    }
    let mut current = None;
    let mut plain = Plain::default();
    let mut odd = odd.into_iter().peekable();
    for (index, row) in rows.iter().enumerate() {
        captions.cue(Some(row.start), Some(row.end));
        captions.builder.cue_number(row.number);
        let mut extra = None;
        if let Some((_, id, settings)) = odd.next_if(|(cue, ..)| *cue as usize == index) {
            let id = (!id.is_empty() && row.number.is_none()).then(|| id.to_owned());
            extra = Some(CueExtra { id, settings: settings_of(settings), ..CueExtra::default() });
        }
        let said = text.get(row.text.start as usize..row.text.end as usize).unwrap_or("");
        let at = base + row.text.start as usize;
        let marked = row.glance.may_be_marked();
        if marked {
            plain.clear();
            unmarked(said, at, &mut plain);
        }
        if marked && plain.text() != said {
            let extra = CueExtra { markup: Some(with_newlines(said)), ..extra.unwrap_or_default() };
            current = captions.speech_of(&plain, &census, current);
            captions.said(plain.text(), extra);
        } else {
            current = captions.speech_seen(said, at, &census, current, row.glance);
            match extra {
                Some(extra) => captions.said(said, extra),
                None => captions.said_as_is(said),
            }
        }
    }
    Ok(captions.finish(FORMAT.id))
}

/// Tells of a line with an arrow that has digits on both sides, but no times.
fn broken(text: &str, base: usize, arrow: usize, captions: &mut Captions) {
    let bytes = text.as_bytes();
    let from = bytes.get(..arrow).and_then(|before| memrchr2(b'\n', b'\r', before)).map_or(0, |newline| newline + 1);
    let to = memchr2(b'\n', b'\r', bytes.get(arrow..).unwrap_or(&[])).map_or(bytes.len(), |length| arrow + length);
    let line = text.get(from..to).unwrap_or("");
    let timed = |side: &str| side.contains(|c: char| c.is_ascii_digit()) && side.contains(':');
    if line.split_once("-->").is_some_and(|(start, end)| timed(start) && timed(end)) {
        let shown: String = line.trim().chars().take(80).collect();
        let message =
            format!("`{shown}` are no times (`00:00:01,500 --> 00:00:02,500`): it stays text of the cue before");
        captions.warn(Code::TimeForm, base + from..base + to, message);
    }
}

/// What is kept of a cue until it is known which labels are real: it takes half the room of its slices.
struct Row {
    start: i64,
    end: i64,
    number: Option<u32>,
    text: Range<u32>,
    glance: Glance,
}

/// An identifier that is just a number, and would be written as it stands.
fn number(id: &str) -> Option<u32> {
    id.parse().ok().filter(|_| !id.starts_with('0') || id == "0")
}

fn settings_of(settings: &str) -> Vec<(String, String)> {
    let pair = |word: &str| word.split_once(':').map(|(name, value)| (name.to_owned(), value.to_owned()));
    settings.split_ascii_whitespace().filter_map(pair).collect()
}

/// Tags that SubRip players know, of which only some set text off.
const TAGS: &[(&str, Option<Style>)] = &[
    ("i", Some(Style::Italic)),
    ("em", Some(Style::Italic)),
    ("b", Some(Style::Bold)),
    ("strong", Some(Style::Bold)),
    ("u", Some(Style::Underline)),
    ("s", Some(Style::Strike)),
    ("strike", Some(Style::Strike)),
    ("font", None),
    ("c", None),
    ("ruby", None),
    ("rt", None),
    ("span", None),
    ("br", None),
];

/// Takes tags and override codes off a cue's text and decodes its references. What only looks like a tag (`<3`,
/// `<LAUGHING>`) stays.
fn unmarked(text: &str, source: usize, plain: &mut Plain) {
    let mut open: Vec<(Style, usize)> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'<', b'{', b'&', text.get(at..).unwrap_or("").as_bytes()) {
        let sign = at + found;
        plain.copy(text.get(at..sign).unwrap_or(""), source + at);
        let rest = text.get(sign..).unwrap_or("");
        at = sign
            + match rest.as_bytes().first() {
                Some(b'&') => match reference(rest) {
                    Some((decoded, length)) => {
                        plain.decoded(&decoded, source + sign..source + sign + length);
                        length
                    }
                    None => 0,
                },
                Some(b'<') => tag(rest).map_or(0, |(name, closing, length)| {
                    match TAGS.iter().find(|(known, _)| *known == name) {
                        Some((_, Some(style))) if closing => {
                            if let Some(last) = open.iter().rposition(|(known, _)| known == style) {
                                let (style, from) = open.remove(last);
                                plain.emphasise(from..plain.len(), style);
                            }
                        }
                        Some((_, Some(style))) => open.push((*style, plain.len())),
                        Some(("br", None)) => plain.decoded("\n", source + sign..source + sign + length),
                        _ => {}
                    }
                    length
                }),
                _ => code(rest).unwrap_or(0),
            };
        if at == sign {
            plain.copy(rest.get(..1).unwrap_or(""), source + sign);
            at += 1;
        }
    }
    plain.copy(text.get(at..).unwrap_or(""), source + at);
    for (style, from) in open {
        plain.emphasise(from..plain.len(), style);
    }
}

/// The tag at the start of `text`, if players know it: its name, whether it closes, and the bytes it takes.
fn tag(text: &str) -> Option<(&'static str, bool, usize)> {
    let end = sign_end(text, b'>')?;
    let inside = text.get(1..end)?.trim();
    let closing = inside.starts_with('/');
    let name = inside.trim_start_matches(['/', ' ']);
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    // A shout in angle brackets has capitals; so have the tags of old editors, but those are one letter or `FONT`.
    let known = TAGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some((known.0, closing, end + 1))
}

/// Where the sign stands that closes what opens `text`, on the same line. No tag is longer than is looked at, so that many
/// signs that nothing closes cost little.
fn sign_end(text: &str, sign: u8) -> Option<usize> {
    let near = text.as_bytes().get(..text.len().min(4_096))?;
    memchr2(sign, b'\n', near).filter(|end| near.get(*end) == Some(&sign))
}

/// An override code such as `{\an8}` or `{b}` at the start of `text`: the bytes it takes.
fn code(text: &str) -> Option<usize> {
    let end = sign_end(text, b'}')?;
    let inside = text.get(1..end)?;
    let letter = inside.trim_start_matches('/');
    let old = ["b", "i", "u", "s"].iter().any(|known| known.eq_ignore_ascii_case(letter))
        || inside.to_ascii_lowercase().starts_with("y:")
        || inside.to_ascii_lowercase().starts_with("c:$");
    (inside.starts_with('\\') || old).then_some(end + 1)
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.reserve(transcript.text().len() * 2);
    let own = transcript.source.format == FORMAT.id;
    let mut before_zero = 0usize;
    let names = options.speakers;
    let named: fn(&str) -> usize = if names == SpeakerNames::Never { |_| 0 } else { |name| columns(name) + 2 };
    let mut doubts = for_each_cue(transcript, named, |cue| {
        before_zero += usize::from(cue.start < 0);
        if cue.index > 0 {
            out.push('\n');
        }
        // The source's numbers, else those that count.
        let number = cue.source.filter(|_| own).and_then(|index| transcript.cue_number(index));
        push_number(number.map_or(cue.index as u64 + 1, u64::from), out);
        out.push('\n');
        push_stamp(cue.start, b',', out);
        out.push_str(" --> ");
        push_stamp(cue.end, b',', out);
        if own && let Some(extra) = cue.extra {
            for (name, value) in &extra.settings {
                out.push(' ');
                out.push_str(name);
                out.push(':');
                out.push_str(value);
            }
        }
        out.push('\n');
        let from = out.len();
        match cue.extra.and_then(|extra| extra.markup.as_deref()).filter(|_| own && names == SpeakerNames::Turns) {
            Some(markup) => out.push_str(markup),
            None => push_text(transcript, cue, names, emphasis, |text, out| out.push_str(text), out),
        }
        mend_text(from, out);
    });
    if before_zero > 0 {
        let message = format!("{before_zero} cues start before zero: SubRip can't say so, and they start at zero");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts
}

/// Signs of the styles that SubRip players know.
pub(super) fn emphasis(style: Style) -> Option<(&'static str, &'static str)> {
    Some(match style {
        Style::Italic => ("<i>", "</i>"),
        Style::Bold => ("<b>", "</b>"),
        Style::Underline => ("<u>", "</u>"),
        Style::Strike => ("<s>", "</s>"),
    })
}

/// What would end the cue too early is mended: blank lines inside it go, and its text ends with a line end.
fn mend_text(from: usize, out: &mut String) {
    let text = out.get(from..).unwrap_or("");
    if text.contains("\n\n") || text.starts_with('\n') || text.contains("->") {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        // Behind a time it would be one of times all the same.
        let mended = |line: &str| {
            let time = line.trim_start().as_bytes().first_chunk().and_then(strict_of).is_some();
            if time { line.replace("-->", "- >").replace("->", "- >") } else { line.replace("-->", "->") }
        };
        let kept = lines.map(mended).collect::<Vec<_>>().join("\n");
        out.truncate(from);
        out.push_str(&kept);
    }
    if out.len() > from {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests;
