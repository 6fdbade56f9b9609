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

use memchr::{memchr3, memmem};

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
    let bytes = line.as_bytes();
    let doubles = memmem::Finder::new(b"  ");
    let (mut next_rare, mut next_double) = (Some(0), Some(0));
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            if next_rare.is_some_and(|next| next <= at) {
                next_rare = memchr3(0xC2, b'\t', b'\r', bytes.get(at..)?).map(|found| at + found);
            }
            if next_double.is_some_and(|next| next <= at) {
                next_double = doubles.find(bytes.get(at..)?).map(|found| at + found);
            }
            let found = match (next_rare, next_double) {
                (Some(rare), Some(double)) => rare.min(double),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => return None,
            };
            match gap_at(line, found, at) {
                Some(gap) => {
                    at = gap.end;
                    return Some(gap);
                }
                None => at = found + 1,
            }
        }
    })
}

/// The gap that holds the byte `found`, if it is one; it starts at `from` or later.
fn gap_at(line: &str, found: usize, from: usize) -> Option<RawGap> {
    let bytes = line.as_bytes();
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
    pub line_break: Option<(std::ops::Range<usize>, Break)>,
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
    let (mut coded, mut wide, mut double) = (0usize, 0usize, 0usize);
    for gap in gaps(line) {
        match (gap.code, gap.width) {
            (Code::Plain, 2) => double += 1,
            (Code::Plain, _) => wide += usize::from(gap.width > 2),
            (_, width) => coded += usize::from(width > 1),
        }
    }
    // A cue holds at most two lines of well under two hundred letters each.
    let recur = |joints: usize| joints >= 3 && joints.saturating_mul(400) >= line.len();
    if recur(coded) && coded * 2 > wide + double {
        Level::NoBreakSpaces
    } else if recur(wide) && wide * 8 > double {
        Level::Widths
    } else {
        Level::None
    }
}

/// Takes a caption line apart.
pub fn decode(line: &str) -> Layout {
    let level = level(line);
    if level == Level::None {
        return Layout { level, width: 0, cues: Vec::new() };
    }
    let (width, count) = measure(line, level);
    let mut cues = Vec::with_capacity(count);
    let (mut blocks, mut block) = (Blocks::new(line, level), Block::default());
    while blocks.next(&mut block) {
        push_block(line, &block, width, &mut cues);
    }
    Layout { level, width, cues }
}

/// The kind of a raw gap: a joint between cues, or a wrap.
fn kind(gap: RawGap, level: Level) -> GapKind {
    match (level, gap.code, gap.width) {
        (_, _, 0..=1) => GapKind::Wrap,
        (Level::NoBreakSpaces, Code::NoBreakFirst, 2) | (Level::Widths, _, 2) => GapKind::Wrap,
        (Level::NoBreakSpaces, Code::NoBreakFirst, _) => GapKind::CueEnd,
        (Level::NoBreakSpaces, Code::PlainFirst, 3..) => GapKind::CueBreak,
        (Level::NoBreakSpaces, _, 2) => GapKind::Wrap,
        (Level::NoBreakSpaces, _, _) => GapKind::Joint,
        _ => GapKind::Joint,
    }
}

/// What stands between two joints: usually one cue.
#[derive(Default)]
struct Block {
    start: usize,
    end: usize,
    wraps: Vec<RawGap>,
    joint: Option<GapKind>,
}

struct Blocks<I> {
    gaps: I,
    level: Level,
    at: usize,
    end: usize,
    done: bool,
}

impl Blocks<()> {
    fn new(line: &str, level: Level) -> Blocks<impl Iterator<Item = RawGap> + '_> {
        let end = line.trim_end().len();
        let at = line.len() - line.trim_start().len();
        let gaps = gaps(line).filter(move |gap| gap.start >= at && gap.end <= end);
        Blocks { gaps, level, at, end, done: at >= end }
    }
}

impl<I: Iterator<Item = RawGap>> Blocks<I> {
    /// Puts the next block into `block`, whose room is used again; false at the end.
    fn next(&mut self, block: &mut Block) -> bool {
        if self.done {
            return false;
        }
        block.start = self.at;
        block.wraps.clear();
        for gap in self.gaps.by_ref() {
            match kind(gap, self.level) {
                // A lone no-break space belongs to a marker such as `[ __ ]`, or is a plain one.
                GapKind::Wrap if gap.width < 2 => {}
                GapKind::Wrap => block.wraps.push(gap),
                joint => {
                    self.at = gap.end;
                    (block.end, block.joint) = (gap.start, Some(joint));
                    return true;
                }
            }
        }
        self.done = true;
        (block.end, block.joint) = (self.end, None);
        true
    }
}

fn width_of(line: &str, range: std::ops::Range<usize>) -> usize {
    line.get(range).map_or(0, |text| text.chars().count())
}

/// The line width: the widest line that at least two cues with one visible wrap have; and about how many cues there are.
fn measure(line: &str, level: Level) -> (usize, usize) {
    const MOST: usize = 400;
    let mut counts = [0usize; MOST];
    let mut cues = 0;
    let (mut blocks, mut block) = (Blocks::new(line, level), Block::default());
    while blocks.next(&mut block) {
        cues += block.wraps.len() / 2 + 1;
        if let [wrap] = block.wraps[..] {
            for range in [block.start..wrap.start, wrap.end..block.end] {
                if let Some(count) = counts.get_mut(width_of(line, range)) {
                    *count += 1;
                }
            }
        }
    }
    let total: usize = counts.iter().sum();
    // One line in five hundred may be a typist's slip past the width.
    let slips = (total / 500).max(usize::from(total > 20));
    let mut wider = 0;
    for (width, count) in counts.iter().enumerate().rev() {
        wider += count;
        if wider > slips {
            return (width, cues);
        }
    }
    (0, cues)
}

/// Cuts a block into cues of at most two lines, and looks for the newline that a cue without a wrap may hide.
fn push_block(line: &str, block: &Block, width: usize, cues: &mut Vec<RawCue>) {
    let mut start = block.start;
    let mut wraps = block.wraps.iter().peekable();
    let whole = block.wraps.is_empty();
    loop {
        let wrap = wraps.next();
        let next = wraps.next();
        let end = next.map_or(block.end, |gap| gap.start);
        let line_break = match wrap {
            Some(gap) => Some((gap.start..gap.end, Break::Wrap)),
            None if whole => hidden_break(line, start..end, width).map(|gap| (gap, Break::Hidden)),
            None => None,
        };
        let joint = if next.is_some() { Some(GapKind::BareJoint) } else { block.joint };
        cues.push(RawCue { start, end, line_break, joint });
        match next {
            Some(gap) => start = gap.end,
            None => return,
        }
    }
}

/// Where a cue without a visible wrap hides a newline: the gap that leaves both lines no wider than `width`, at a
/// sentence end. Of several: before an acknowledgement, else after a question, else the most even halves.
fn hidden_break(line: &str, cue: std::ops::Range<usize>, width: usize) -> Option<std::ops::Range<usize>> {
    let text = line.get(cue.clone())?;
    let total = text.chars().count();
    // Two lines and the newline are the most a cue holds.
    if width == 0 || total > 2 * width + 1 {
        return None;
    }
    let mut best: Option<((u8, usize), std::ops::Range<usize>)> = None;
    let mut before: Option<std::ops::Range<usize>> = None;
    let (mut columns, mut counted) = (0, 0);
    for word in crate::text::words(text) {
        let Some(last) = before.replace(word.clone()) else { continue };
        columns += width_of(text, counted..last.end);
        counted = last.end;
        let left = columns;
        let right = total.saturating_sub(left + width_of(text, last.end..word.start));
        if left > width || right > width {
            continue;
        }
        let (Some(word_before), Some(rest)) = (text.get(last.clone()), text.get(word.start..)) else { continue };
        let next = rest.split_whitespace().next().unwrap_or("");
        let acknowledges = acknowledgement(rest) > 0 && next.starts_with(|c: char| c.is_uppercase());
        let sentence = ends_sentence(word_before, next);
        // A line that breaks off at a comma is taken up by an acknowledgement alone.
        let taken_up = acknowledges && word_before.ends_with([',', '-', '—', '…']);
        if !sentence && !taken_up {
            continue;
        }
        let rank = if acknowledges {
            0
        } else if end_of(word_before) == End::Question {
            1
        } else {
            2
        };
        let key = (rank, left.abs_diff(right));
        if best.as_ref().is_none_or(|(known, _)| key < *known) {
            best = Some((key, cue.start + last.end..cue.start + word.start));
        }
    }
    best.map(|(_, gap)| gap)
}
