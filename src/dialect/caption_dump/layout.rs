//! The layout code of a caption line: what its gaps say about cues, lines and paragraphs.
//!
//! Cue texts were joined by two spaces, then every space before white space became a no-break space (N), then every
//! newline became a space (S). That leaves four kinds of gaps:
//!
//! | gap | meaning |
//! |---|---|
//! | `S` | an ordinary space, or a newline hidden inside a cue |
//! | `N S` | a line wraps inside its cue, or two cues meet barely |
//! | `N N S` | a cue ends at a word: the paragraph goes on |
//! | `S N S` | a cue ends with a newline: the paragraph ends too |
//!
//! Once the no-break spaces were flattened, the last two are the same three spaces; once all white space was
//! collapsed, nothing is left.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use crate::model::GapKind;
use crate::text::words::{End, acknowledgement, end_of, ends_sentence};

/// What can still be read from the gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The whole code.
    NoBreakSpaces,
    /// Only how wide the gaps are.
    Widths,
    /// Nothing.
    None,
}

impl Level {
    /// The name in `source.layout`.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::NoBreakSpaces => "nbsp",
            Level::Widths => "spaces",
            Level::None => "none",
        }
    }
}

/// A gap of more than one plain space, as it stands in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawGap {
    /// First byte of the gap.
    pub start: usize,
    /// First byte after it: the next word, or the end of the line.
    pub end: usize,
    /// Characters in it.
    pub width: u8,
    /// Whether a no-break space is in it, and a plain one comes first.
    pub code: Code,
}

/// Which spaces a gap is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Only plain spaces, tabs and line ends.
    Plain,
    /// A no-break space comes first.
    NoBreakFirst,
    /// A plain space comes first, a no-break space later.
    PlainFirst,
}

/// The gaps of a line that are more than one plain space, without allocating.
///
/// ```
/// use fireside::dialect::caption_dump::gaps;
/// let line = "up here?\u{20}\u{A0}\u{20}On skis,\u{A0}\u{20}mostly.";
/// let widths: Vec<_> = gaps(line).map(|gap| (gap.start, gap.width)).collect();
/// assert_eq!(widths, [(8, 3), (20, 2)]);
/// ```
pub fn gaps(line: &str) -> impl Iterator<Item = RawGap> + '_ {
    Gaps {
        bytes: line.as_bytes(),
        at: 0,
        no_break: Some(0),
        blank: Some(0),
        double: Some(0),
        doubles: memmem::Finder::new(b"  "),
    }
}

/// The gaps of a line, and where the next byte of each sort that starts one is: `None` where none is left.
struct Gaps<'l> {
    bytes: &'l [u8],
    at: usize,
    no_break: Option<usize>,
    blank: Option<usize>,
    double: Option<usize>,
    doubles: memmem::Finder<'static>,
}

impl Iterator for Gaps<'_> {
    type Item = RawGap;

    fn next(&mut self) -> Option<RawGap> {
        loop {
            let (at, rest) = (self.at, self.bytes.get(self.at..)?);
            let later = |found: Option<usize>| found.map(|found| at + found);
            if self.no_break.is_some_and(|next| next <= at) {
                self.no_break = later(memchr(0xC2, rest));
            }
            if self.blank.is_some_and(|next| next <= at) {
                self.blank = later(memchr2(b'\t', b'\r', rest));
            }
            if self.double.is_some_and(|next| next <= at) {
                self.double = later(self.doubles.find(rest));
            }
            let [no_break, blank, double] = [self.no_break, self.blank, self.double].map(|at| at.unwrap_or(usize::MAX));
            let found = no_break.min(blank).min(double);
            if found == usize::MAX {
                return None;
            }
            let usual = match found {
                _ if found == no_break => no_break_gap(self.bytes, found, at),
                _ if found == double => plain_gap(self.bytes, found),
                _ => None,
            };
            match usual.or_else(|| gap_at(self.bytes, found, at)) {
                Some(gap) => {
                    self.at = gap.end;
                    return Some(gap);
                }
                None => self.at = found + 1,
            }
        }
    }
}

/// Whether a byte may go on with a gap.
fn goes_on(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0xC2)
}

/// The usual gaps round a no-break space: a space or none, one or two of them, a space or none. `None` leaves it to
/// [`gap_at`].
fn no_break_gap(bytes: &[u8], found: usize, from: usize) -> Option<RawGap> {
    let [_, 0xA0, a, b, c, d, _, _] = *bytes.get(found..)?.first_chunk::<8>()? else { return None };
    let led = found > from && bytes.get(found - 1) == Some(&b' ');
    let two = (a == 0xC2) & (b == 0xA0);
    let (behind, after) = if two { (c, d) } else { (a, b) };
    let spaced = behind == b' ';
    if goes_on(if spaced { after } else { behind }) {
        return None;
    }
    let start = found - usize::from(led);
    let end = found + 2 + 2 * usize::from(two) + usize::from(spaced);
    let width = 1 + u8::from(led) + u8::from(two) + u8::from(spaced);
    Some(RawGap { start, end, width, code: if led { Code::PlainFirst } else { Code::NoBreakFirst } })
}

/// Two or three plain spaces. `None` leaves it to [`gap_at`].
fn plain_gap(bytes: &[u8], found: usize) -> Option<RawGap> {
    let [_, _, a, b] = *bytes.get(found..)?.first_chunk::<4>()?;
    let third = a == b' ';
    let width = 2 + u8::from(third);
    let gap = RawGap { start: found, end: found + usize::from(width), width, code: Code::Plain };
    (!goes_on(if third { b } else { a })).then_some(gap)
}

/// The gap that holds the byte `found`, if it is one; it starts at `from` or later.
fn gap_at(bytes: &[u8], found: usize, from: usize) -> Option<RawGap> {
    let mut start = found;
    while start > from && bytes.get(start - 1) == Some(&b' ') {
        start -= 1;
    }
    let (mut end, mut width, mut first_plain, mut no_break) = (start, 0u8, false, false);
    loop {
        let (plain, length) = match bytes.get(end) {
            Some(b' ' | b'\t' | b'\r' | b'\n') => (true, 1),
            Some(0xC2) if bytes.get(end + 1) == Some(&0xA0) => (false, 2),
            _ => break,
        };
        first_plain |= width == 0 && plain;
        no_break |= !plain;
        width = width.saturating_add(1);
        end += length;
    }
    let code = match (no_break, first_plain) {
        (false, _) => Code::Plain,
        (true, true) => Code::PlainFirst,
        (true, false) => Code::NoBreakFirst,
    };
    (width > 1 || no_break || bytes.get(start).is_some_and(|byte| *byte != b' ') && width > 0).then_some(RawGap {
        start,
        end,
        width,
        code,
    })
}

/// The line with every gap made one space and its ends trimmed, in one pass into one buffer.
///
/// ```
/// use fireside::dialect::caption_dump::joined;
/// assert_eq!(joined("up here?\u{20}\u{A0}\u{20}On skis,\u{A0}\u{20}mostly.   "), "up here? On skis, mostly.");
/// ```
pub fn joined(line: &str) -> String {
    let line = line.trim();
    let mut out = String::with_capacity(line.len());
    let mut done = 0;
    for gap in gaps(line) {
        out.push_str(line.get(done..gap.start).unwrap_or(""));
        out.push(' ');
        done = gap.end;
    }
    out.push_str(line.get(done..).unwrap_or(""));
    out
}

/// A cue as the line draws it: byte ranges of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawCue {
    /// First byte.
    pub start: usize,
    /// First byte after its last word.
    pub end: usize,
    /// The break inside it: the gap's bytes, and whether it is visible.
    pub line_break: Option<(Range<usize>, Break)>,
    /// What comes after it; `None` at the end of the line.
    pub joint: Option<GapKind>,
}

/// Kinds of breaks inside a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// A line wraps: visible.
    Wrap,
    /// A paragraph ends: not visible.
    Hidden,
}

/// A caption line taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What could be read from the gaps.
    pub level: Level,
    /// The measured line width in characters: 0 where no cue shows a wrap.
    pub width: usize,
    /// The cues in order; empty on [`Level::None`].
    pub cues: Vec<RawCue>,
}

/// Which level the gaps of a line allow.
///
/// Joints must recur, and must not be so far apart that they could be stray double spaces of typed text.
pub fn level(line: &str) -> Level {
    Survey::of(line).level
}

/// Takes a caption line apart.
pub fn decode(line: &str) -> Layout {
    let survey = Survey::of(line);
    let mut taken = Vec::with_capacity(survey.cues);
    taken.extend(cues(line, &survey));
    Layout { level: survey.level, width: survey.width, cues: taken }
}

/// What one look at all gaps of a line tells, before any cue is drawn.
#[derive(Clone, Debug)]
pub(super) struct Survey {
    pub level: Level,
    /// The line width: the widest line that at least two cues with one visible wrap have.
    pub width: usize,
    /// Cues: none on [`Level::None`].
    pub cues: usize,
    /// Gaps between words of the line.
    pub gaps: usize,
    /// Gaps that end a cue and a paragraph, if the code can be read.
    pub breaks: usize,
    /// Cues without a visible wrap: those that may hide a break.
    pub whole: usize,
    /// Those of them that are too wide for one line.
    pub long: usize,
}

impl Survey {
    pub fn of(line: &str) -> Self {
        let (at, end) = (line.len() - line.trim_start().len(), line.trim_end().len());
        let (mut coded, mut wide, mut double) = (0usize, 0usize, 0usize);
        let mut found = Survey { level: Level::None, width: 0, cues: 0, gaps: 0, breaks: 0, whole: 0, long: 0 };
        let (mut widths, mut wholes) = (Widths::default(), Widths::default());
        let mut block = Sketch { start: at, ..Sketch::default() };
        for gap in gaps(line) {
            match (gap.code, gap.width) {
                (Code::Plain, 2) => double += 1,
                (Code::Plain, _) => wide += usize::from(gap.width > 2),
                (_, width) => coded += usize::from(width > 1),
            }
            if gap.start < at || gap.end > end {
                continue;
            }
            found.gaps += 1;
            match gap.width {
                0..=1 => {}
                2 => block.wrap(&gap),
                _ => {
                    found.breaks += usize::from(gap.code == Code::PlainFirst);
                    found.close(line, &block, gap.start, &mut widths, &mut wholes);
                    block = Sketch { start: gap.end, ..Sketch::default() };
                }
            }
        }
        if at < end {
            found.close(line, &block, end, &mut widths, &mut wholes);
        }
        // A cue holds at most two lines of well under two hundred letters each.
        let recur = |joints: usize| joints >= 3 && joints.saturating_mul(400) >= line.len();
        found.level = if recur(coded) && coded * 2 > wide + double {
            Level::NoBreakSpaces
        } else if recur(wide) && wide * 8 > double {
            Level::Widths
        } else {
            return Survey { level: Level::None, cues: 0, ..found };
        };
        found.width = widths.usual();
        found.long = wholes.0.iter().skip(found.width + 1).take(found.width + 1).sum();
        found
    }

    fn close(&mut self, line: &str, block: &Sketch, end: usize, widths: &mut Widths, wholes: &mut Widths) {
        self.cues += block.wraps / 2 + 1;
        if block.wraps == 0 {
            self.whole += 1;
            wholes.count(width_of(line, block.start..end));
        }
        if block.wraps == 1 {
            for range in [block.start..block.wrap.start, block.wrap.end..end] {
                widths.count(width_of(line, range));
            }
        }
    }
}

/// A block while its gaps are counted.
#[derive(Default)]
struct Sketch {
    start: usize,
    wraps: usize,
    /// The first wrap.
    wrap: Range<usize>,
}

impl Sketch {
    fn wrap(&mut self, gap: &RawGap) {
        if self.wraps == 0 {
            self.wrap = gap.start..gap.end;
        }
        self.wraps += 1;
    }
}

/// How often each width of a line was seen.
struct Widths([usize; 400]);

impl Default for Widths {
    fn default() -> Self {
        Widths([0; 400])
    }
}

impl Widths {
    fn count(&mut self, width: usize) {
        if let Some(count) = self.0.get_mut(width) {
            *count += 1;
        }
    }

    /// The widest one that isn't a slip.
    fn usual(&self) -> usize {
        let total: usize = self.0.iter().sum();
        // One line in five hundred may be a typist's slip past the width.
        let slips = (total / 500).max(usize::from(total > 20));
        let mut wider = 0;
        let found = self.0.iter().enumerate().rev().find(|(_, count)| {
            wider += **count;
            wider > slips
        });
        found.map_or(0, |(width, _)| width)
    }
}

/// The kind of a raw gap: a joint between cues, or a wrap.
fn kind(gap: RawGap, level: Level) -> GapKind {
    match (level, gap.code, gap.width) {
        (_, _, 0..=2) => GapKind::Wrap,
        (Level::NoBreakSpaces, Code::NoBreakFirst, _) => GapKind::CueEnd,
        (Level::NoBreakSpaces, Code::PlainFirst, _) => GapKind::CueBreak,
        _ => GapKind::Joint,
    }
}

/// The cues of a line, drawn one by one: at most two lines each.
pub(super) fn cues<'l>(line: &'l str, survey: &Survey) -> impl Iterator<Item = RawCue> + 'l {
    let &Survey { level, width, .. } = survey;
    let (at, end) = (line.len() - line.trim_start().len(), line.trim_end().len());
    // A lone no-break space belongs to a marker such as `[ __ ]`, or is a plain one.
    let gaps = gaps(line).filter(move |gap| gap.start >= at && gap.end <= end && gap.width > 1);
    let gaps = gaps.map(move |gap| (kind(gap, level), gap.start..gap.end));
    // What fits on one line has no reason to be two, but in a line whose longer cues were broken so.
    let least = if survey.long > 0 { 0 } else { width + 1 };
    Cues { line, width, least, gaps, start: at, end, done: at >= end || level == Level::None, goes_on: false }
}

struct Cues<'l, I> {
    line: &'l str,
    width: usize,
    /// A cue that is shorter hides no break.
    least: usize,
    gaps: I,
    /// Where the next cue starts.
    start: usize,
    end: usize,
    done: bool,
    /// Whether no joint was seen since the last cue: it met the next one with a wrap too many.
    goes_on: bool,
}

impl<I: Iterator<Item = (GapKind, Range<usize>)>> Iterator for Cues<'_, I> {
    type Item = RawCue;

    fn next(&mut self) -> Option<RawCue> {
        if self.done {
            return None;
        }
        let start = self.start;
        let (mut gap, mut line_break) = (self.gaps.next(), None);
        if let Some((GapKind::Wrap, wrap)) = gap {
            line_break = Some((wrap, Break::Wrap));
            gap = self.gaps.next();
        }
        let (end, joint) = match gap {
            Some((kind, gap)) => {
                self.start = gap.end;
                (gap.start, Some(if kind == GapKind::Wrap { GapKind::BareJoint } else { kind }))
            }
            None => {
                self.done = true;
                (self.end, None)
            }
        };
        let whole = line_break.is_none() && !self.goes_on;
        self.goes_on = joint == Some(GapKind::BareJoint);
        if whole {
            line_break = hidden_break(self.line, start..end, self.width, self.least).map(|gap| (gap, Break::Hidden));
        }
        Some(RawCue { start, end, line_break, joint })
    }
}

fn width_of(line: &str, range: Range<usize>) -> usize {
    line.get(range).map_or(0, |text| if text.is_ascii() { text.len() } else { text.chars().count() })
}

/// Where a cue without a visible wrap hides a newline: the gap that leaves both lines no wider than `width`, at a
/// sentence end. Of several: before an acknowledgement, else after a question, else the most even halves.
fn hidden_break(line: &str, cue: Range<usize>, width: usize, least: usize) -> Option<Range<usize>> {
    let text = line.get(cue.clone())?;
    // Two lines and the newline are the most a cue holds; no character has more than four bytes.
    let most = 2 * width + 1;
    if width == 0 || text.len() > 4 * most {
        return None;
    }
    let ascii = text.is_ascii();
    let total = width_of(text, 0..text.len());
    if total > most || total < least {
        return None;
    }
    let mut search = Search { text, width, total, best: None };
    if ascii {
        // Most words end with a letter and so end no line: they are passed over byte by byte.
        for (at, pair) in text.as_bytes().windows(2).enumerate().take(width) {
            if let [last, blank] = *pair
                && MAY_END[usize::from(last)] & (blank == b' ' || blank.wrapping_sub(b'\t') < 5)
            {
                search.consider(at + 1, at + 1, |blanks| blanks.len());
            }
        }
    } else {
        let mut before: Option<Range<usize>> = None;
        let (mut left, mut counted) = (0, 0);
        for word in crate::text::words(text) {
            let Some(last) = before.replace(word) else { continue };
            left += width_of(text, counted..last.end);
            counted = last.end;
            search.consider(last.end, left, |blanks| blanks.chars().count());
        }
    }
    search.best.map(|(_, gap)| cue.start + gap.start..cue.start + gap.end)
}

/// The bytes of ASCII at the end of a word that a sentence may end with, or a line be broken off.
const MAY_END: [bool; 256] = {
    let (mut table, mut at) = ([false; 256], 0);
    let signs = b".!?,-\"')]}";
    while at < signs.len() {
        table[signs[at] as usize] = true;
        at += 1;
    }
    table
};

/// A search for the best break in the text of a cue that is `total` characters wide.
struct Search<'l> {
    text: &'l str,
    width: usize,
    total: usize,
    best: Option<((u8, usize), Range<usize>)>,
}

impl Search<'_> {
    /// Looks at the gap behind a word that ends at byte `last`, `left` characters from the start.
    fn consider(&mut self, last: usize, left: usize, columns: impl Fn(&str) -> usize) {
        let Some((before, after)) = self.text.split_at_checked(last).filter(|_| left <= self.width) else { return };
        let rest = after.trim_start();
        let blanks = after.get(..after.len() - rest.len()).unwrap_or("");
        let right = self.total.saturating_sub(left + columns(blanks));
        if rest.is_empty() || right > self.width {
            return;
        }
        let last_word = before.split_whitespace().next_back().unwrap_or("");
        let next = rest.split_whitespace().next().unwrap_or("");
        let sentence = ends_sentence(last_word, next);
        if !sentence && !last_word.ends_with([',', '-', '—', '…']) {
            return;
        }
        // A line that breaks off at a comma is taken up by an acknowledgement alone.
        let acknowledges = next.starts_with(char::is_uppercase) && acknowledgement(rest) > 0;
        if !sentence && !acknowledges {
            return;
        }
        let rank = match end_of(last_word) {
            _ if acknowledges => 0,
            End::Question => 1,
            _ => 2,
        };
        let key = (rank, left.abs_diff(right));
        if self.best.as_ref().is_none_or(|(known, _)| key < *known) {
            self.best = Some((key, last..last + blanks.len()));
        }
    }
}
