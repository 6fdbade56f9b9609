//! Where the cues are: section 6.1 of the specification, found from the arrows, without a copy.
//!
//! The specification goes through a file line by line and collects blocks. Only a line with an arrow makes a cue, ends the
//! text before it, and takes at most the one line above it into its block; so it is enough to look at the lines with
//! arrows and at what stands around them. The tests hold the specification's own way against it.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem, memrchr, memrchr2};

use super::VttCue;
use super::text::first_voice;
use super::timing::{clock, timings};

/// What opens a WebVTT file (section 4.1).
pub(super) const SIGNATURE: &str = "WEBVTT";

/// The bytes that the signature and the rest of its line take, if the text opens with one: `WEBVTT`, then nothing, a
/// space, a tab or a line end (section 6.1, steps 4 to 9).
pub(super) fn signature(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(SIGNATURE)?;
    match rest.as_bytes().first() {
        None => Some(text.len()),
        Some(b' ' | b'\t' | b'\n' | b'\r') => Some(after_line(text.as_bytes(), line_end(text.as_bytes(), 0))),
        Some(_) => None,
    }
}

/// Where the line that holds byte `at` ends, its line end not counted.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    at + memchr2(b'\n', b'\r', bytes.get(at..).unwrap_or(&[])).unwrap_or(bytes.len().saturating_sub(at))
}

/// Where the line after the one that ends at byte `end` starts.
pub(super) fn after_line(bytes: &[u8], end: usize) -> usize {
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => end + 2,
        (Some(_), _) => end + 1,
        (None, _) => end,
    }
}

/// A cue with its places in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub cue: VttCue<'a>,
    /// Where its block begins: its identifier, or its timings.
    pub from: usize,
    /// Where the line of its timings starts and ends.
    pub line: (usize, usize),
    /// Where its text ends.
    pub end: usize,
}

/// A line with an arrow.
#[derive(Clone, Copy, Debug)]
struct Arrow {
    start: usize,
    end: usize,
    /// Where the next line starts.
    after: usize,
    /// What it says, and where its settings begin, if it can be read.
    timings: Option<(i64, i64, usize)>,
    /// Where the line before it starts and ends, if that is an identifier.
    id: Option<(usize, usize)>,
}

/// The cues of a text, whose first line they leave alone if it is a signature.
pub(super) struct Scan<'a> {
    text: &'a str,
    arrows: memmem::FindIter<'a, 'static>,
    blank: memmem::Finder<'static>,
    next: Option<Arrow>,
    /// The end of the last line with an arrow: what stands before it belongs to nothing any more.
    floor: usize,
    /// Whether line ends other than `\n` are about.
    returns: bool,
    /// Whether the text has no signature, so that its first line may be an identifier.
    bare: bool,
    /// Whether the voices of the cues are asked for.
    voices: bool,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a str) -> Self {
        let signed = signature(text);
        let mut scan = Scan {
            text,
            arrows: memmem::find_iter(text.as_bytes(), "-->"),
            blank: memmem::Finder::new("\n\n"),
            next: None,
            floor: signed.unwrap_or(0),
            returns: memchr(b'\r', text.as_bytes()).is_some(),
            bare: signed.is_none(),
            voices: true,
        };
        scan.next = scan.arrow();
        scan
    }

    /// The same, without who speaks in a cue.
    pub fn without_voices(self) -> Self {
        Scan { voices: false, ..self }
    }

    /// The next line with an arrow, from `floor` on.
    fn arrow(&mut self) -> Option<Arrow> {
        let bytes = self.text.as_bytes();
        let floor = self.floor;
        let at = self.arrows.by_ref().find(|at| *at >= floor)?;
        if let Some(arrow) = self.usual(at) {
            return Some(arrow);
        }
        let start = memrchr2(b'\n', b'\r', bytes.get(floor..at)?).map_or(floor, |newline| floor + newline + 1);
        let end = line_end(bytes, at);
        let timings = timings(bytes.get(start..end)?).map(|(from, to, rest)| (from, to, start + rest));
        Some(Arrow { start, end, after: after_line(bytes, end), timings, id: self.id(start) })
    }

    /// The line round the arrow at `at`, if it is of the form that nearly all have: `00:00:01.000 --> 00:00:02.000`.
    #[inline]
    fn usual(&self, at: usize) -> Option<Arrow> {
        let bytes = self.text.as_bytes();
        let start = at.checked_sub(13).filter(|start| *start >= self.floor)?;
        if start > self.floor && !matches!(bytes.get(start - 1), Some(b'\n' | b'\r')) {
            return None;
        }
        let line: &[u8; 29] = bytes.get(start..start + 29)?.try_into().ok()?;
        if line[12] != b' ' || line[16] != b' ' {
            return None;
        }
        let (from, to) = (clock(line[..12].try_into().ok()?)?, clock(line[17..].try_into().ok()?)?);
        let rest = start + 29;
        let end = match bytes.get(rest) {
            Some(b'0'..=b'9') => return None,
            Some(b'\n') | None => rest,
            Some(_) => line_end(bytes, rest),
        };
        Some(Arrow { start, end, after: after_line(bytes, end), timings: Some((from, to, rest)), id: self.id(start) })
    }

    /// The line before the one that starts at byte `at`, if it is the first of its block and no header.
    #[inline]
    fn id(&self, at: usize) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        if at >= self.floor + 2 && bytes.get(at - 2..at) == Some(b"\n\n") {
            return None;
        }
        let (start, end) = self.line_before(at)?;
        let opens = match self.line_before(start) {
            Some((from, to)) => from == to,
            None => self.bare && self.floor == 0,
        };
        (start < end && opens).then_some((start, end))
    }

    fn line_before(&self, at: usize) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let mut end = at.checked_sub(1).filter(|end| *end >= self.floor)?;
        if bytes.get(end) == Some(&b'\n') && end > self.floor && bytes.get(end - 1) == Some(&b'\r') {
            end -= 1;
        }
        let before = bytes.get(self.floor..end)?;
        let newline = if self.returns { memrchr2(b'\n', b'\r', before) } else { memrchr(b'\n', before) };
        Some((newline.map_or(self.floor, |newline| self.floor + newline + 1), end))
    }

    /// Where the text that starts at `from` ends: at a blank line, or before `limit`, where another block begins.
    #[inline]
    fn text_end(&self, from: usize, limit: usize) -> usize {
        let bytes = self.text.as_bytes();
        if !self.returns {
            // The line end before the text counts: a text may be empty.
            let before = from.saturating_sub(1);
            let room = bytes.get(before..limit).unwrap_or(&[]);
            let end = self.blank.find(room).map_or(limit, |blank| before + blank);
            let open = end == limit && end > from && bytes.get(end - 1) == Some(&b'\n');
            return (end - usize::from(open)).max(from.min(limit));
        }
        let (mut at, mut last) = (from, from);
        while at < limit {
            let end = line_end(bytes, at).min(limit);
            if end == at {
                break;
            }
            (last, at) = (end, after_line(bytes, end));
        }
        last
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Found<'a>;

    #[inline]
    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            let Arrow { start, end, after, timings, id } = self.next.take()?;
            self.floor = after;
            self.next = self.arrow();
            let Some((from, to, settings)) = timings else { continue };
            let limit = self.next.map_or(self.text.len(), |next| next.start);
            let text_end = self.text_end(after, limit);
            let slice = |bytes: Range<usize>| self.text.get(bytes).unwrap_or("");
            let text = slice(after..text_end);
            let settings = if settings == end { "" } else { slice(settings..end).trim_ascii() };
            let (id_from, id_to) = id.unwrap_or((start, start));
            let speaker = if self.voices { first_voice(text) } else { None };
            let cue = VttCue { start: from, end: to, id: slice(id_from..id_to), settings, text, speaker };
            return Some(Found { cue, from: id_from, line: (start, end), end: text_end.max(end) });
        }
    }
}
