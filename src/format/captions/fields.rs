//! Lines of fields between blanks, with times in seconds: what the files of the scoring tools have in common.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::error::{Error, Place};
use crate::model::Transcript;
use crate::text::Places;

/// The furthest time, in milliseconds: the largest whole number that every reader of JSON holds.
const FURTHEST: i64 = (1 << 53) - 1;

/// A line that is neither blank nor a comment.
#[derive(Clone, Copy, Debug)]
pub(in crate::format) struct Line<'a, const N: usize> {
    /// Its first fields.
    pub fields: [&'a str; N],
    /// How many of them it has.
    pub count: usize,
    /// What stands behind them, without blanks at its ends.
    pub rest: &'a str,
    /// Where its last field ends.
    pub end: usize,
}

impl<'a, const N: usize> Line<'a, N> {
    /// The field at `index`; empty where the line has fewer.
    pub fn field(&self, index: usize) -> &'a str {
        if index < self.count { self.fields.get(index).copied().unwrap_or("") } else { "" }
    }

    /// Where the field at `index` stands in the text; the end of the line where it has fewer.
    pub fn place(&self, index: usize, text: &str) -> Range<usize> {
        if index >= self.count {
            return self.end..self.end;
        }
        let field = self.field(index);
        let at = field.as_ptr() as usize - text.as_ptr() as usize;
        at..at + field.len()
    }
}

/// What the next line of a file of fields is.
#[derive(Clone, Copy, Debug)]
pub(in crate::format) enum Next<'a, const N: usize> {
    /// Fields.
    Line(Line<'a, N>),
    /// A comment, with its signs.
    Comment(&'a str),
}

/// Goes through the lines of a text, each cut into at most `N` fields and the rest. Blank lines are passed over; a line
/// that starts with `;;` is a comment, of a loose file one that starts with `;` or `#` as well. Spaces and tabs part fields, `\n`, `\r` and both end lines.
#[derive(Clone, Debug)]
pub(in crate::format) struct Lines<'a, const N: usize> {
    text: &'a str,
    at: usize,
    loose: bool,
}

impl<'a, const N: usize> Lines<'a, N> {
    pub fn new(text: &'a str) -> Self {
        Lines { text, at: 0, loose: false }
    }

    /// The lines of a loose file.
    pub fn loose(text: &'a str) -> Self {
        Lines { text, at: 0, loose: true }
    }
}

impl<'a, const N: usize> Iterator for Lines<'a, N> {
    type Item = Next<'a, N>;

    #[inline]
    fn next(&mut self) -> Option<Next<'a, N>> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0C)) {
            at += 1;
        }
        let start = at;
        let comment = match bytes.get(at)? {
            b';' => self.loose || bytes.get(at + 1) == Some(&b';'),
            b'#' => self.loose,
            _ => false,
        };
        if comment {
            let end = line_end(bytes, at);
            self.at = end;
            return Some(Next::Comment(self.text.get(start..end).unwrap_or("").trim_end()));
        }
        let mut line = Line { fields: [""; N], count: 0, rest: "", end: start };
        loop {
            let from = at;
            // Control characters other than those that part fields are letters.
            at = loop {
                while bytes.get(at).is_some_and(|byte| *byte > b' ') {
                    at += 1;
                }
                match bytes.get(at) {
                    Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0C) | None => break at,
                    Some(_) => at += 1,
                }
            };
            if let Some(slot) = line.fields.get_mut(line.count) {
                *slot = self.text.get(from..at).unwrap_or("");
            }
            line.count += 1;
            line.end = at;
            while matches!(bytes.get(at), Some(b' ' | b'\t' | 0x0C)) {
                at += 1;
            }
            if matches!(bytes.get(at), None | Some(b'\n' | b'\r')) {
                break;
            }
            if line.count == N {
                let end = line_end(bytes, at);
                line.rest = self.text.get(at..end).unwrap_or("").trim_end_matches([' ', '\t', '\u{C}']);
                line.end = at + line.rest.len();
                at = end;
                break;
            }
        }
        self.at = at;
        Some(Next::Line(line))
    }
}

/// Takes one field after another off a line of the form that programs write: fields of letters with one space between two.
/// Where anything else stands it takes nothing, and the line is to be read by [`Lines`].
#[derive(Clone, Debug)]
pub(in crate::format) struct Usual<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Usual<'a> {
    /// The field that comes next, and the byte behind it: a space, or what ends a line.
    #[inline(always)]
    fn any(&mut self) -> Option<(&'a str, u8)> {
        let bytes = self.text.as_bytes();
        let from = self.at;
        let mut at = from;
        while bytes.get(at).is_some_and(|byte| *byte > b' ') {
            at += 1;
        }
        let behind = bytes.get(at).copied().unwrap_or(b'\n');
        if at == from || !matches!(behind, b' ' | b'\n' | b'\r') {
            return None;
        }
        self.at = at;
        Some((self.text.get(from..at)?, behind))
    }

    /// A field that another one follows.
    #[inline(always)]
    pub fn field(&mut self) -> Option<&'a str> {
        let (field, behind) = self.any()?;
        self.at += 1;
        (behind == b' ').then_some(field)
    }

    /// A field that another one may follow, and whether one does.
    #[inline(always)]
    pub fn last(&mut self) -> Option<(&'a str, bool)> {
        let (field, behind) = self.any()?;
        let more = behind == b' ';
        self.at += usize::from(more);
        Some((field, more))
    }

    /// A field with a time in seconds, in milliseconds: digits, a point, and two or three digits.
    #[inline(always)]
    pub fn seconds(&mut self) -> Option<i64> {
        let bytes = self.text.as_bytes();
        let digit = |at: usize| bytes.get(at).map_or(10, |byte| i64::from(byte.wrapping_sub(b'0')));
        let (mut at, mut whole) = (self.at, 0i64);
        while digit(at) < 10 && at < self.at + 10 {
            whole = whole * 10 + digit(at);
            at += 1;
        }
        let (tenths, hundredths, third) = (digit(at + 1), digit(at + 2), digit(at + 3));
        if at == self.at || bytes.get(at) != Some(&b'.') || tenths > 9 || hundredths > 9 {
            return None;
        }
        let (thousandths, end) = if third < 10 { (third, at + 4) } else { (0, at + 3) };
        if bytes.get(end) != Some(&b' ') {
            return None;
        }
        self.at = end + 1;
        Some(whole * 1_000 + tenths * 100 + hundredths * 10 + thousandths)
    }

    /// Goes to the end of the line.
    #[inline(always)]
    pub fn pass_over(&mut self) {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
            self.at += 1;
        }
    }
}

impl<'a, const N: usize> Lines<'a, N> {
    /// Reads the next line with `read`, if that takes all it wants of it; else the line is still the next one.
    #[inline(always)]
    pub fn usual<T>(&mut self, read: impl Fn(&mut Usual<'a>) -> Option<T>) -> Option<T> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        // It may be a comment.
        if bytes.get(self.at) == Some(&b';') {
            return None;
        }
        let mut usual = Usual { text: self.text, at: self.at };
        let found = read(&mut usual)?;
        self.at = usual.at;
        Some(found)
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', bytes.get(at..).unwrap_or(&[])).map_or(bytes.len(), |end| at + end)
}

/// Milliseconds of a decimal number of seconds: `12`, `12.5`, `.5`, `1.2e1`. Decimals past milliseconds round half away
/// from zero, digit by digit; `None` for anything else. Times past any recording stop at the furthest.
#[inline]
pub(in crate::format) fn seconds(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (mut at, mut whole) = (0, 0i64);
    while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
        whole = whole * 10 + i64::from(digit);
        at += 1;
        if at > 12 {
            return odd_seconds(bytes);
        }
    }
    if at == 0 {
        return odd_seconds(bytes);
    }
    let fraction = match bytes.get(at) {
        None => return Some(whole * 1_000),
        Some(b'.') => bytes.get(at + 1..).unwrap_or(&[]),
        Some(_) => return odd_seconds(bytes),
    };
    let digit = |byte: u8| i64::from(byte.wrapping_sub(b'0'));
    let (ms, sound) = match *fraction {
        [a, b, c] => (digit(a) * 100 + digit(b) * 10 + digit(c), digit(a) < 10 && digit(b) < 10 && digit(c) < 10),
        [a, b] => (digit(a) * 100 + digit(b) * 10, digit(a) < 10 && digit(b) < 10),
        [a] => (digit(a) * 100, digit(a) < 10),
        _ => (0, false),
    };
    if sound { Some(whole * 1_000 + ms) } else { odd_seconds(bytes) }
}

/// The same for numbers with a sign, an exponent, or many digits.
#[cold]
fn odd_seconds(text: &[u8]) -> Option<i64> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (whole, rest) = text.split_at(digits(text));
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => rest.split_at(digits(rest)),
        _ => (&[][..], rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let exponent = match rest {
        [] => 0i64,
        [b'e' | b'E', rest @ ..] => {
            let (minus, rest) = match rest {
                [b'-', rest @ ..] => (true, rest),
                [b'+', rest @ ..] => (false, rest),
                _ => (false, rest),
            };
            if rest.is_empty() || digits(rest) != rest.len() {
                return None;
            }
            let size =
                rest.iter().fold(0i64, |size, digit| (size * 10 + i64::from(digit - b'0')).min(i64::from(u32::MAX)));
            if minus { -size } else { size }
        }
        _ => return None,
    };
    // So many of the digits stand for whole milliseconds.
    let kept = whole.len() as i64 + exponent + 3;
    let mut ms = 0i64;
    let mut all = whole.iter().chain(fraction).map(|digit| i64::from(digit - b'0'));
    let mut at = 0i64;
    while at < kept {
        match all.next() {
            Some(digit) => ms = ms.saturating_mul(10).saturating_add(digit),
            None if ms == 0 => break,
            None => ms = ms.saturating_mul(10),
        }
        at += 1;
        if ms > FURTHEST {
            break;
        }
    }
    if at == kept && kept >= 0 && all.next().is_some_and(|digit| digit >= 5) {
        ms += 1;
    }
    let ms = ms.min(FURTHEST);
    Some(if negative { -ms } else { ms })
}

/// A start and what lasts so long after it: the end.
#[inline]
pub(in crate::format) fn end_of(start: i64, length: i64) -> i64 {
    start.saturating_add(length).clamp(-FURTHEST, FURTHEST)
}

/// Appends milliseconds as seconds with three decimals.
pub(in crate::format) fn push_seconds(ms: i64, out: &mut String) {
    if ms < 0 {
        out.push('-');
    }
    let ms = ms.unsigned_abs();
    super::out::push_number(ms / 1_000, out);
    out.push('.');
    for digit in [ms / 100 % 10, ms / 10 % 10, ms % 10] {
        out.push(char::from(b'0' + digit as u8));
    }
}

/// Appends a value as one field: blanks in it become `_`, an empty one `<NA>`. Whether it stands as it was.
pub(in crate::format) fn push_field(value: &str, out: &mut String) -> bool {
    let mut words = value.split_whitespace();
    match words.next() {
        None => out.push_str("<NA>"),
        Some(word) => out.push_str(word),
    }
    for word in words {
        out.push('_');
        out.push_str(word);
    }
    !value.contains(char::is_whitespace)
}

/// What to call the recording: the name of the source without folders and extension.
pub(in crate::format) fn recording(transcript: &Transcript) -> String {
    let path = transcript.source.path.as_deref().unwrap_or("");
    let name = path.rsplit(['/', '\\']).next().unwrap_or("");
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut field = String::new();
    push_field(if stem.trim().is_empty() || stem == "-" { "fireside" } else { stem }, &mut field);
    field
}

/// The error for a file of which no line can be read: `first` is the one to show.
pub(in crate::format) fn malformed(
    source: &super::super::Source<'_>,
    first: usize,
    expected: &str,
    help: &str,
) -> Error {
    let places = Places::new(source.text, source.offset);
    let place: Place = places.place(source.offset + first);
    let line = places.line(place.byte);
    Error::Malformed { place, expected: expected.to_owned(), line, help: help.to_owned() }
}

/// What each label is called now, where a name was given to it since it was read.
pub(in crate::format) fn renamed(transcript: &Transcript) -> rustc_hash::FxHashMap<&str, &str> {
    let labels = |speaker: &'_ crate::model::Speaker| speaker.name.is_empty();
    let speakers = transcript.speakers().iter().filter(|speaker| !labels(speaker));
    let pairs = speakers.flat_map(|speaker| speaker.labels.iter().map(|label| (label.as_str(), speaker.name.as_str())));
    pairs.filter(|(label, name)| label != name).collect()
}

/// A stretch of speech to write: who, from when to when, and what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::format) struct Span<'t> {
    pub start: i64,
    pub end: i64,
    pub speaker: Option<&'t str>,
    /// Its stretch of the transcript's text.
    pub bytes: (usize, usize),
}

/// The units with their times, in order. Where the source gives no start to any unit, those of cues that are laid out
/// anew stand for them; an end that it doesn't give is the next start, or comes by reading rate.
pub(in crate::format) fn spans(transcript: &Transcript) -> (Vec<Span<'_>>, Vec<Diagnostic>) {
    let mut spans = Vec::with_capacity(transcript.units().len());
    if !transcript.units().any(|unit| unit.start().is_some()) {
        let doubts = super::out::for_each_cue(
            transcript,
            |_| 0,
            |cue| {
                for line in cue.lines {
                    let (start, end) = (cue.start, cue.end);
                    let bytes = (line.at, line.at + line.text.len());
                    match spans.last_mut() {
                        Some(Span { end: last, speaker, bytes: known, .. })
                            if !line.opens_turn && *speaker == line.speaker =>
                        {
                            *last = end.max(*last);
                            known.1 = bytes.1;
                        }
                        _ => spans.push(Span { start, end, speaker: line.speaker, bytes }),
                    }
                }
            },
        );
        return (spans, doubts);
    }
    let starts: Vec<Option<i64>> = transcript.units().map(|unit| unit.start().map(|time| time.at.millis())).collect();
    let (mut guessed, mut clock) = (0usize, 0i64);
    for turn in transcript.turns() {
        for unit in turn.units() {
            let (start, end) = (starts.get(unit.index()).copied().flatten(), unit.end().map(|time| time.at.millis()));
            if start.is_none() && end.is_none() && unit.text().is_empty() {
                continue;
            }
            guessed += usize::from(start.is_none() || end.is_none());
            let from = start.unwrap_or(clock);
            let next = starts.get(unit.index() + 1).copied().flatten().filter(|next| *next > from);
            let rate = || from.saturating_add(super::layout::reading_time(unit.text().chars().count()));
            let until = end.or(next).unwrap_or_else(rate);
            clock = until;
            let bytes = (unit.bytes().start, unit.bytes().end);
            let speaker = turn.speaker().map(|speaker| speaker.name.as_str());
            spans.push(Span { start: from, end: until, speaker, bytes });
        }
    }
    let mut doubts = Vec::new();
    if guessed > 0 {
        let message = format!(
            "{guessed} of {} units have a start or an end that the source doesn't give: it is a guess",
            spans.len()
        );
        doubts.push(Diagnostic::warning(Code::TimesEstimated, message));
    }
    (spans, doubts)
}

/// A doubt about what a format could not hold, counted.
pub(in crate::format) fn not_held(doubts: &mut Vec<Diagnostic>, count: usize, what: &str) {
    if count > 0 {
        doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn seconds_are_decimal() {
        let cases = [
            ("0", 0),
            ("12.5", 12_500),
            (".5", 500),
            ("5.", 5_000),
            ("1.0005", 1_001),
            ("1.00049999", 1_000),
            ("0.0005", 1),
            ("0.00049", 0),
            ("-1.0005", -1_001),
            ("+2", 2_000),
            ("1.2e1", 12_000),
            ("1.5E-3", 2),
            ("1e-9", 0),
            ("5e-4", 1),
            ("0e999999999999", 0),
            ("1e99999", FURTHEST),
            ("-1e99999", -FURTHEST),
            ("99999999999999999999", FURTHEST),
            ("2.675", 2_675),
            ("1234567890.123", 1_234_567_890_123),
        ];
        for (text, ms) in cases {
            assert_eq!(seconds(text), Some(ms), "{text}");
        }
        for text in ["", ".", "-", "+.", "e5", "1e", "1e+", "1.2.3", "1,5", "nan", "inf", "<NA>", "0x10", "1 ", "１"] {
            assert_eq!(seconds(text), None, "{text}");
        }
        assert!(
            seconds(&"9".repeat(100_000)).is_some() && seconds(&format!("0.{}", "9".repeat(100_000))) == Some(1_000)
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(ms in -FURTHEST..=FURTHEST) {
            let mut text = String::new();
            push_seconds(ms, &mut text);
            prop_assert_eq!(seconds(&text), Some(ms));
        }

        #[test]
        fn fields_are_those_of_the_standard_split(text in "[ab;\u{E9}.1 \t\r\n\u{A0}\u{C}\u{B}]{0,60}") {
            let ours: Vec<Vec<&str>> = Lines::<64>::new(&text)
                .filter_map(|next| match next {
                    Next::Line(line) => Some(line.fields[..line.count].to_vec()),
                    Next::Comment(..) => None,
                })
                .collect();
            let lines = text.split(['\n', '\r']).map(|line| line.split_ascii_whitespace().collect::<Vec<_>>());
            let twin: Vec<Vec<&str>> =
                lines.filter(|line| line.first().is_some_and(|first| !first.starts_with(";;"))).collect();
            prop_assert_eq!(ours, twin);
        }
    }

    #[test]
    fn what_stands_behind_the_fields() {
        let mut lines = Lines::<2>::new(" a  b  c d \r\n;; e \n f\n");
        assert!(matches!(lines.next(), Some(Next::Line(line)) if line.fields == ["a", "b"] && line.rest == "c d"));
        assert!(matches!(lines.next(), Some(Next::Comment(";; e"))));
        assert!(matches!(lines.next(), Some(Next::Line(line)) if line.count == 1 && line.field(1).is_empty()));
        assert!(lines.next().is_none());
    }
}
