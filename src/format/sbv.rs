//! SBV: the subtitles that YouTube gives its uploaders to download.
//!
//! ```text
//! 0:00:01.200,0:00:03.400
//! The barometer is shy.
//!
//! 0:00:03.400,0:00:04.000
//! >> IDA: Tap it.
//! Gently.
//! ```
//!
//! ```text
//! file  = *cue
//! cue   = clock "," clock eol 1*(text eol) eol
//! clock = 1*DIGIT ":" 2DIGIT ":" 2DIGIT "." 3DIGIT
//! ```
//!
//! Nobody wrote the grammar down: it is what YouTube writes, after the SubViewer of the nineties. Read as well: all line
//! ends, no blank line between cues or several inside one, `[br]` for a line end, text on the line of the times, and
//! other counts of digits. A cue's text ends where the next line of times begins.
//!
//! It cannot hold: who speaks, but as text; emphasis, word times, how a time is known, turns, roles, metadata. A time
//! before zero becomes zero.

use memchr::{memchr, memchr2, memmem};

use super::captions::build::{Captions, with_newlines};
use super::captions::clock::{Form, clock};
use super::captions::labels::Census;
use super::captions::layout::columns;
use super::captions::out::{for_each_cue, push_number, push_stamp, push_text};
use super::{CueSlice, Format, Reader, Source, SpeakerNames, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Plain, Style, Transcript};
use crate::text::reference;

pub(super) const FORMAT: Format = Format {
    id: "sbv",
    aliases: &["youtube-sbv"],
    title: "YouTube SBV subtitles",
    kind: Kind::Captions,
    extensions: &["sbv"],
    keeps: "times, text; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// Lines of times of the usual form; SubViewer has the same comma, but a header and hundredths.
fn detect(head: &str) -> u8 {
    let older = ["[INFORMATION]", "[SUBTITLE]", "[COLF]"].iter().any(|mark| head.contains(mark));
    let (mut strict, mut loose) = (0, 0);
    for line in Lines::new(head).take(3) {
        match line.form {
            Form::Strict => strict += 1,
            Form::Loose => loose += 1,
        }
    }
    match (strict, loose) {
        _ if older => 0,
        (2.., _) => 95,
        (1, _) => 90,
        (0, 1..) => 60,
        _ => 0,
    }
}

/// The cues of an SBV file as slices, in the source's order.
///
/// Nothing is copied and nothing allocated.
///
/// ```
/// use fireside::format::sbv::cues;
/// let file = "0:00:01.000,0:00:02.000\nIs it on?\n\n0:00:02.000,0:00:03.500\nIt is.\nAlways.\n";
/// let cues: Vec<_> = cues(file).map(|cue| (cue.start, cue.end, cue.text)).collect();
/// assert_eq!(cues, [(1_000, 2_000, "Is it on?"), (2_000, 3_500, "It is.\nAlways.")]);
/// ```
pub fn cues(text: &str) -> impl Iterator<Item = CueSlice<'_>> {
    Cues::new(text).map(|(cue, _)| cue)
}

/// A line of times: where it starts, where they end, and what they say.
#[derive(Clone, Copy, Debug)]
struct Times {
    start: i64,
    end: i64,
    from: usize,
    after: usize,
    form: Form,
}

/// The lines of times of a text.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether line ends other than `\n` are about.
    returns: bool,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Lines { bytes, at: 0, returns: memchr(b'\r', bytes).is_some() }
    }
}

impl Iterator for Lines<'_> {
    type Item = Times;

    #[inline]
    fn next(&mut self) -> Option<Times> {
        loop {
            let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
            let from = self.at;
            if rest[0].is_ascii_digit()
                && let Some((start, end, length)) = strict(rest)
            {
                self.at += length;
                return Some(Times { start, end, from, after: self.at, form: Form::Strict });
            }
            let newline = if self.returns { memchr2(b'\n', b'\r', rest) } else { memchr(b'\n', rest) };
            let length = newline.unwrap_or(rest.len());
            if matches!(rest[0], b'0'..=b'9' | b'-' | b' ' | b'\t')
                && let Some((start, end, times)) = rest.get(..length).and_then(loose)
            {
                // What follows on the line is text.
                self.at += length;
                return Some(Times { start, end, from, after: from + times, form: Form::Loose });
            }
            self.at += length + 1;
        }
    }
}

/// `0:00:01.000,0:00:02.000`, perhaps with more digits for the hours.
#[inline]
fn strict(text: &[u8]) -> Option<(i64, i64, usize)> {
    let (start, length) = strict_clock(text)?;
    let rest = text.get(length..)?.strip_prefix(b",")?;
    let (end, second) = strict_clock(rest)?;
    let length = length + 1 + second;
    matches!(text.get(length), None | Some(b'\n' | b'\r')).then_some((start, end, length))
}

#[inline]
fn strict_clock(text: &[u8]) -> Option<(i64, usize)> {
    // One or two digits of hours are what there is but for recordings of days.
    let hours = if text.get(1) == Some(&b':') { 1 } else { 2 };
    let digits: &[u8; 10] = text.get(hours..hours + 10)?.try_into().ok()?;
    let digit = |at: usize| u32::from(digits[at].wrapping_sub(b'0'));
    let fields = [digit(1), digit(2), digit(4), digit(5), digit(7), digit(8), digit(9)];
    let sound = fields.iter().fold(true, |sound, digit| sound & (*digit < 10))
        & (digits[0] == b':')
        & (digits[3] == b':')
        & (digits[6] == b'.')
        & (fields[0] < 6)
        & (fields[2] < 6);
    let high = u32::from(text[0].wrapping_sub(b'0'));
    let low = if hours == 2 { u32::from(text[1].wrapping_sub(b'0')) } else { 0 };
    if !sound || high > 9 || low > 9 {
        return None;
    }
    let hour = if hours == 2 { high * 10 + low } else { high };
    let [m1, m0, s1, s0, f2, f1, f0] = fields;
    let ms = (hour * 60 + m1 * 10 + m0) * 60_000 + (s1 * 10 + s0) * 1_000 + f2 * 100 + f1 * 10 + f0;
    Some((i64::from(ms), hours + 10))
}

/// Two times with a comma between them in any spelling: both have a colon.
fn loose(line: &[u8]) -> Option<(i64, i64, usize)> {
    let indent = line.len() - line.trim_ascii_start().len();
    // Times take less than that; a line of numbers may be long.
    let window = line.get(..line.len().min(indent + 64))?;
    for comma in memchr::memchr_iter(b',', window) {
        let left = window.get(indent..comma)?.trim_ascii_end();
        let right = window.get(comma + 1..)?;
        let spaces = right.len() - right.trim_ascii_start().len();
        let right = right.trim_ascii_start();
        let Some(start) = clock(left).filter(|start| start.length == left.len() && left.contains(&b':')) else {
            continue;
        };
        let Some(end) = clock(right).filter(|end| right.get(..end.length).is_some_and(|time| time.contains(&b':')))
        else {
            continue;
        };
        let after = comma + 1 + spaces + end.length;
        if line.get(after).is_none_or(u8::is_ascii_whitespace) {
            return Some((start.ms, end.ms, after));
        }
    }
    None
}

struct Cues<'a> {
    text: &'a str,
    lines: Lines<'a>,
    next: Option<Times>,
}

impl<'a> Cues<'a> {
    fn new(text: &'a str) -> Self {
        let mut lines = Lines::new(text);
        let next = lines.next();
        Cues { text, lines, next }
    }
}

impl<'a> Iterator for Cues<'a> {
    type Item = (CueSlice<'a>, Times);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let times = self.next.take()?;
        self.next = self.lines.next();
        let limit = self.next.map_or(self.text.len(), |next| next.from);
        let bytes = self.text.as_bytes();
        let (mut from, mut to) = (times.after, limit);
        while to > from && bytes[to - 1].is_ascii_whitespace() {
            to -= 1;
        }
        // Spaces behind the times, the line end, and blank lines; but not the indent of the first line.
        while from < to && matches!(bytes[from], b'\n' | b'\r') {
            from += 1;
        }
        if from == times.after {
            while from < to && bytes[from].is_ascii_whitespace() {
                from += 1;
            }
        }
        let text = self.text.get(from..to).unwrap_or("");
        Some((CueSlice { start: times.start, end: times.end, text, ..CueSlice::default() }, times))
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut census = Census::default();
    let (mut count, mut first) = (0, text.len());
    for (cue, times) in Cues::new(text) {
        if count == 0 {
            first = times.from;
        }
        count += 1;
        census.add(cue.text);
    }
    census.settle();
    let mut captions = Captions::with_capacity(text.len() / 2 + text.len() / 8, count);
    if let Some(before) = text.get(..first).map(str::trim).filter(|before| !before.is_empty()) {
        let at = base + (before.as_ptr() as usize - text.as_ptr() as usize);
        captions.warn(Code::NoCue, at..at + before.len(), "text before the first cue is left out");
        captions.builder.block("head", before);
    }
    let mut current = None;
    let mut plain = Plain::default();
    for (cue, times) in Cues::new(text) {
        let bytes = base + times.from..base + times.after;
        if times.form == Form::Loose {
            let line = text.get(times.from..times.after).unwrap_or("").trim();
            let message =
                format!("`{line}` is not of the form H:MM:SS.mmm,H:MM:SS.mmm: read as {} to {} ms", cue.start, cue.end);
            captions.warn(Code::TimeForm, bytes.clone(), message);
        }
        if cue.end < cue.start {
            captions.warn(Code::EndBeforeStart, bytes, "the cue ends before it starts: kept as it stands");
        }
        captions.cue(Some(cue.start), Some(cue.end));
        let at = base + (cue.text.as_ptr() as usize - text.as_ptr() as usize);
        let marked = memchr2(b'[', b'&', cue.text.as_bytes()).is_some();
        if marked {
            plain.clear();
            unmarked(cue.text, at, &mut plain);
        }
        if let Some(line) = broken(cue.text) {
            let shown: String = line.chars().take(80).collect();
            let from = at + (line.as_ptr() as usize - cue.text.as_ptr() as usize);
            let message =
                format!("`{shown}` are no times (`0:00:01.500,0:00:02.500`): it stays text of the cue before");
            captions.warn(Code::TimeForm, from..from + line.len(), message);
        }
        let mut extra = CueExtra::default();
        if marked && plain.text() != cue.text {
            extra.markup = Some(with_newlines(cue.text));
            current = captions.speech_of(&plain, &census, current);
            captions.said(plain.text(), extra);
        } else {
            current = captions.speech(cue.text, at, &census, current);
            captions.said(cue.text, extra);
        }
    }
    Ok(captions.finish(FORMAT.id))
}

/// A line of a cue's text that opens a block as times do, but is none: digits, a colon, a comma, a colon.
fn broken(text: &str) -> Option<&str> {
    let timed = |side: &str| side.starts_with(|c: char| c.is_ascii_digit()) && side.contains(':');
    let mut lines = text.lines();
    let mut before = lines.by_ref().any(str::is_empty);
    lines.find(|line| {
        let opens = std::mem::replace(&mut before, line.is_empty());
        opens && line.split_once(',').is_some_and(|(start, end)| timed(start) && timed(end) && !line.contains(' '))
    })
}

/// The `[br]` at the start of `text`: the bytes it takes.
fn line_break(text: &str) -> Option<usize> {
    let sign = text.get(..4).filter(|sign| sign.eq_ignore_ascii_case("[br]"))?;
    Some(sign.len())
}

/// A character reference with its semicolon: without one, `&` is just itself here.
fn whole_reference(text: &str) -> Option<(String, usize)> {
    reference(text).filter(|(_, length)| text.get(..*length).is_some_and(|name| name.ends_with(';')))
}

/// Makes `[br]` a line end and decodes references.
fn unmarked(text: &str, source: usize, plain: &mut Plain) {
    let mut at = 0;
    while let Some(found) = memchr2(b'[', b'&', text.get(at..).unwrap_or("").as_bytes()) {
        let sign = at + found;
        plain.copy(text.get(at..sign).unwrap_or(""), source + at);
        let rest = text.get(sign..).unwrap_or("");
        at = sign;
        if let Some(length) = line_break(rest) {
            plain.decoded("\n", source + sign..source + sign + length);
            at += length;
        } else if let Some((decoded, length)) = whole_reference(rest) {
            plain.decoded(&decoded, source + sign..source + sign + length);
            at += length;
        } else {
            plain.copy(rest.get(..1).unwrap_or(""), source + sign);
            at += 1;
        }
    }
    plain.copy(text.get(at..).unwrap_or(""), source + at);
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.reserve(transcript.text().len() * 2);
    let own = transcript.source.format == FORMAT.id;
    let names = options.speakers;
    let named: fn(&str) -> usize = if names == SpeakerNames::Never { |_| 0 } else { |name| columns(name) + 2 };
    let mut before_zero = 0usize;
    let mut doubts = for_each_cue(transcript, named, |cue| {
        before_zero += usize::from(cue.start < 0);
        if cue.index > 0 {
            out.push('\n');
        }
        push_clock(cue.start, out);
        out.push(',');
        push_clock(cue.end, out);
        out.push('\n');
        let from = out.len();
        match cue.extra.and_then(|extra| extra.markup.as_deref()).filter(|_| own && names == SpeakerNames::Turns) {
            Some(markup) => out.push_str(markup),
            None => push_text(transcript, cue, names, |_: Style| None, escape, out),
        }
        mend_text(from, out);
    });
    let mut lost = |count: usize, what: &str| {
        if count > 0 {
            doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
        }
    };
    lost(before_zero, "cues start before zero: SBV can't say so, and they start at zero");
    lost(transcript.emphasis().len(), "stretches are set off (slanted, heavy): SBV has no signs for that");
    lost(transcript.word_times.len(), "words have times of their own: SBV times cues only");
    doubts
}

/// `H:MM:SS.mmm`.
fn push_clock(ms: i64, out: &mut String) {
    let hours = ms.max(0) / 3_600_000;
    if hours > 9 {
        return push_stamp(ms, b'.', out);
    }
    push_number(hours as u64, out);
    let from = out.len();
    push_stamp(ms.max(0) % 3_600_000, b'.', out);
    out.replace_range(from..from + 2, "");
}

/// Only what would be taken for a reference or a line end needs another form.
fn escape(text: &str, out: &mut String) {
    let mut at = 0;
    for sign in memchr::memchr_iter(b'&', text.as_bytes()) {
        if whole_reference(text.get(sign..).unwrap_or("")).is_some() {
            out.push_str(text.get(at..sign).unwrap_or(""));
            out.push_str("&amp;");
            at = sign + 1;
        }
    }
    let rest = text.get(at..).unwrap_or("");
    match memmem::find(rest.as_bytes(), b"[") {
        Some(_) if rest.to_ascii_lowercase().contains("[br]") => push_breaks(rest, out),
        _ => out.push_str(rest),
    }
}

fn push_breaks(text: &str, out: &mut String) {
    for part in text.split_inclusive('[') {
        let next = part.as_ptr() as usize - text.as_ptr() as usize + part.len();
        let sign = part.ends_with('[') && text.get(next - 1..).and_then(line_break).is_some();
        match part.strip_suffix('[').filter(|_| sign) {
            Some(before) => {
                out.push_str(before);
                out.push_str("&#91;");
            }
            None => out.push_str(part),
        }
    }
}

/// Blank lines go, the text ends with a line end, and a line that looks like times gets a sign without width before it.
fn mend_text(from: usize, out: &mut String) {
    let text = out.get(from..).unwrap_or("");
    let timed = |line: &str| Lines::new(line).next().is_some();
    let odd = text.contains("\n\n") || text.starts_with('\n') || text.contains('\r') || text.lines().any(timed);
    if odd {
        let lines = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
        let mended = lines.map(|line| if timed(line) { format!("\u{2060}{line}") } else { line.to_owned() });
        let kept = mended.collect::<Vec<_>>().join("\n");
        out.truncate(from);
        out.push_str(&kept);
    }
    if out.len() > from {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reading(text: &str) -> Reading {
        read(&Source::new(text, 0)).unwrap()
    }

    fn again(transcript: &Transcript) -> String {
        let mut out = String::new();
        write(transcript, &WriteOptions::default(), &mut out);
        out
    }

    /// Start, end and plain text of every cue.
    fn rows(text: &str) -> Vec<(i64, i64, String)> {
        let transcript = reading(text).transcript;
        let cues = transcript.cues().iter().enumerate().map(|(index, cue)| {
            let ms = |time: Option<crate::model::Time>| time.map_or(-1, |time| time.at.millis());
            (ms(cue.start), ms(cue.end), transcript.cue_lines(index).into_owned())
        });
        cues.collect()
    }

    #[test]
    fn forms_that_files_have() {
        let expected = [(1_000, 2_000, "In".to_owned()), (2_500, 3_000, "and\nout".to_owned())];
        for text in [
            "0:00:01.000,0:00:02.000\nIn\n\n0:00:02.500,0:00:03.000\nand\nout\n",
            "0:00:01.000,0:00:02.000\r\nIn\r\n\r\n0:00:02.500,0:00:03.000\r\nand\r\nout\r\n\r\n",
            "0:00:01.000,0:00:02.000\rIn\r\r0:00:02.500,0:00:03.000\rand\rout",
            "00:00:01.000,00:00:02.000\nIn\n00:00:02.500,00:00:03.000\nand[br]out",
            "\n0:00:01.0 , 0:00:02.00  \nIn\n\n\n\n0:00:02,500,0:00:03\n\nand[BR]out\n\n",
            "0:00:01.000,0:00:02.000 In\n 0:00:02.500,0:00:03.000\nand\nout",
        ] {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_are_no_times() {
        let text = "0:00:01.000,0:00:02.000\n1,2, 3:4\n10:30,\n\n1984\n12:30,5 and so on\n";
        assert_eq!(rows(text), [(1_000, 2_000, "1,2, 3:4\n10:30,\n\n1984\n12:30,5 and so on".to_owned())]);
        assert_eq!(detect("1,2,3\n4,5,6\n"), 0);
        assert_eq!(detect("0:00:01.000,0:00:02.000\na\n"), 90);
        assert_eq!(detect("[INFORMATION]\n00:00:01.00,00:00:02.00\na[br]b\n"), 0);
    }

    #[test]
    fn who_speaks() {
        let text = "0:00:01.000,0:00:02.000\n>> IDA: Tap it.\n\n0:00:02.000,0:00:03.000\n>> OTTO: Gently.\n\n0:00:03.000,0:00:04.000\nAlways.\n\n0:00:04.000,0:00:05.000\n>> IDA: R&D &gt; AT&T;\n\n0:00:05.000,0:00:06.000\n>> OTTO: Yes.\n";
        let transcript = reading(text).transcript;
        let turns: Vec<_> =
            transcript.turns().map(|turn| (turn.speaker().map(|who| who.name.as_str()), turn.text())).collect();
        let (ida, otto) = (Some("IDA"), Some("OTTO"));
        assert_eq!(turns, [(ida, "Tap it."), (otto, "Gently. Always."), (ida, "R&D > AT&T;"), (otto, "Yes.")]);
        assert_eq!(again(&transcript), text);
    }

    #[test]
    fn odd_times_are_reported_where_they_stand() {
        let reading = reading("lost\n0:00:01.5,0:00:00.500\nx\n");
        let all: Vec<_> = reading.diagnostics.iter().map(|d| (d.code, d.bytes.clone())).collect();
        assert_eq!(
            all,
            [(Code::NoCue, Some(0..4)), (Code::TimeForm, Some(5..26)), (Code::EndBeforeStart, Some(5..26))]
        );
    }

    #[test]
    fn broken_times_are_told() {
        let text = "0:00:01.000,0:00:02.000\nOne.\n\n0:00:03.f00,0:00:04.000\nTwo.\n";
        assert_eq!(rows(text), [(1_000, 2_000, "One.\n\n0:00:03.f00,0:00:04.000\nTwo.".to_owned())]);
        let doubts = reading(text).diagnostics;
        assert_eq!(doubts[0].bytes.clone().and_then(|bytes| text.get(bytes)), Some("0:00:03.f00,0:00:04.000"));
        assert!(reading("0:00:01.000,0:00:02.000\nOne.\n\n1:30, then 2:45\n").diagnostics.is_empty());
    }

    #[test]
    fn nothing_breaks_what_is_written() {
        use crate::model::{Time, TranscriptBuilder};
        let mut builder = TranscriptBuilder::default();
        builder.cue(Some(Time::exact(-5)), Some(Time::exact(36_000_000)));
        builder.push("0:00:01.000,0:00:02.000", 0);
        builder.push("&amp; [br] x & y", 0);
        builder.cue(Some(Time::exact(3_599_999)), Some(Time::exact(3_600_000)));
        let text = again(&builder.finish());
        assert_eq!(
            text,
            "0:00:00.000,10:00:00.000\n\u{2060}0:00:01.000,0:00:02.000 &amp;amp; &#91;br] x & y\n\n0:59:59.999,1:00:00.000\n"
        );
        let mut builder = TranscriptBuilder::default();
        builder.cue(Some(Time::exact(0)), Some(Time::exact(1)));
        builder.push("0:00:01.000,0:00:02.000", 0);
        let text = again(&builder.finish());
        assert_eq!(text, "0:00:00.000,0:00:00.001\n\u{2060}0:00:01.000,0:00:02.000\n");
        assert_eq!(reading(&text).transcript.text(), "0:00:01.000,0:00:02.000");
        assert_eq!(again(&Transcript::default()), "");
    }

    /// The same, line by line and without haste.
    fn slow(text: &str) -> Vec<(i64, i64, String)> {
        let mut cues: Vec<(i64, i64, String)> = Vec::new();
        for line in text.split(['\n', '\r']) {
            match loose(line.as_bytes()) {
                Some((start, end, after)) if !line.starts_with(['\u{B}', '\u{C}']) => {
                    cues.push((start, end, line[after..].to_owned()));
                }
                _ => {
                    if let Some((_, _, said)) = cues.last_mut() {
                        said.push('\n');
                        said.push_str(line);
                    }
                }
            }
        }
        let tidy = |text: &str| {
            text.trim_ascii()
                .lines()
                .map(str::trim_ascii)
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        };
        cues.into_iter().map(|(start, end, said)| (start, end, tidy(&said))).collect()
    }

    proptest! {
        #[test]
        fn fast_equals_slow(pieces in prop::collection::vec(prop::sample::select(vec![
            "0:00:01.000,0:00:02.000", "0:00:01.000", ",", "00:00:02.500", "12:00:00.000,1:1:1\n", "\n", "\n\n", "\r\n", "\r", "a", "7",
            " ", "[br]", "é", "-", "0:00:61.000,0:00:02.000",
        ]), 0..30)) {
            let text = pieces.concat();
            let fast: Vec<_> = cues(&text)
                .map(|cue| {
                    let lines = cue.text.split(['\n', '\r']).map(str::trim_ascii).filter(|line| !line.is_empty());
                    (cue.start, cue.end, lines.collect::<Vec<_>>().join("\n"))
                })
                .collect();
            let slow: Vec<_> = slow(&text);
            prop_assert_eq!(fast, slow);
            let _ = again(&reading(&text).transcript);
        }
    }
}
