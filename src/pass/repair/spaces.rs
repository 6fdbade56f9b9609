//! F01: runs of white space become one space, and white space before a line end goes.
//!
//! Stays: the white space a line starts with, the columns of a table or a drawing, one ideographic space, the no-break space of French
//! before `! ? : ; »` and after `«`. In a caption dump of plain text a space, a no-break space and a space end a paragraph
//! and become a blank line. A caption file keeps its lines of one space, which hold a cue together.

use std::cell::OnceCell;

use memchr::memmem;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F01",
    name: "spaces",
    about: "runs of spaces, tabs and no-break spaces become one space",
    level: Level::Safe,
    removes: None,
    edits,
};

/// White space inside a line.
fn is_blank(c: char) -> bool {
    c != '\n' && c != '\r' && c != '\u{C}' && c != '\u{85}' && c != '\u{2028}' && c != '\u{2029}' && c.is_whitespace()
}

/// Bytes looked at together.
const CHUNK: usize = 256;

/// Whether a stretch may hold anything but single spaces: two blanks, a blank at a line end, a tab, or the first byte of a
/// space that isn't ASCII.
fn is_suspicious(bytes: &[u8], next: Option<u8>) -> bool {
    let blank = |b: u8| b == b' ';
    let pair = |a: u8, b: u8| (blank(a) & (blank(b) | (b == b'\n') | (b == b'\r'))) | (a == b'\t') | (a == 0x0B);
    let wide = |b: u8| (b == 0xC2) | (b == 0xE1) | (b == 0xE2) | (b == 0xE3);
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or(&[]));
    let inner = pairs.fold(false, |found, (&a, &b)| found | pair(a, b));
    let any = bytes.iter().fold(false, |found, &b| found | wide(b));
    let last = bytes.last().is_some_and(|&last| pair(last, next.unwrap_or(b'\n')));
    inner | any | last
}

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    let dump = OnceCell::new();
    let table = OnceCell::new();
    let captions = OnceCell::new();
    // The end of the last run that was looked at.
    let mut done = 0;
    for start in (0..bytes.len()).step_by(CHUNK) {
        let end = bytes.len().min(start + CHUNK);
        let chunk = bytes.get(start..end).unwrap_or(&[]);
        if end <= done || !is_suspicious(chunk, bytes.get(end).copied()) {
            continue;
        }
        let mut at = start.max(done);
        while at < end {
            // Plain bytes are no blanks; the others are looked at as characters.
            match bytes.get(at) {
                Some(0x09 | 0x0B | 0x20 | 0xC2 | 0xE1..=0xE3) if text.is_char_boundary(at) => {}
                _ => {
                    at += 1;
                    continue;
                }
            }
            let run: usize =
                text.get(at..).unwrap_or("").chars().take_while(|c| is_blank(*c)).map(char::len_utf8).sum();
            if run == 0 {
                at += 1;
                continue;
            }
            let facts =
                Surroundings { text, plain: context.is_plain(), dump: &dump, table: &table, captions: &captions };
            if let Some(edit) = facts.edit(at, at + run) {
                out.push(edit);
            }
            at += run;
            done = at;
        }
    }
}

struct Surroundings<'t, 'c> {
    text: &'t str,
    plain: bool,
    dump: &'c OnceCell<bool>,
    table: &'c OnceCell<bool>,
    captions: &'c OnceCell<bool>,
}

impl Surroundings<'_, '_> {
    fn edit(&self, start: usize, end: usize) -> Option<Edit> {
        let run = self.text.get(start..end)?;
        let (left, right) = (scan::before(self.text, start), scan::after(self.text, end));
        let line_ends = right.is_none_or(|c| c == '\n' || c == '\r');
        let line_starts = left.is_none_or(|c| c == '\n');
        // A line of one space keeps a cue of WebVTT open.
        let holds = || *self.captions.get_or_init(|| memmem::find(self.text.as_bytes(), b"-->").is_some());
        if line_ends && line_starts && self.plain && right.is_some() && holds() {
            return (run != " ").then(|| Edit::new(start..end, " ", 0.9));
        }
        if line_ends {
            return Some(Edit::new(start..end, "", 0.99));
        }
        if line_starts {
            // What a line starts with is its layout, unless a paste left it.
            let layout = run.chars().all(|c| matches!(c, ' ' | '\t' | '\u{3000}'));
            return (!layout).then(|| Edit::new(start..end, "", 0.95));
        }
        if run == " " || run.chars().all(|c| c == '\u{3000}') {
            return (run.chars().count() > 1).then(|| Edit::new(start..end, "\u{3000}", 0.95));
        }
        if run == "\t" && self.plain && is_drawn(self.text, start, end) {
            return None;
        }
        if run.contains('\t') && self.plain && *self.table.get_or_init(|| is_table(self.text)) {
            return None;
        }
        let french = right.is_some_and(|c| matches!(c, '!' | '?' | ':' | ';' | '»' | '%' | '€')) || left == Some('«');
        if french && matches!(run, "\u{A0}" | "\u{202F}") {
            return None;
        }
        if self.plain
            && run.len() > 1
            && run.bytes().all(|b| matches!(b, b' ' | b'\t'))
            && is_drawn(self.text, start, end)
        {
            return None;
        }
        if run == " \u{A0} " && self.plain && *self.dump.get_or_init(|| is_dump(self.text)) {
            return Some(Edit::new(start..end, "\n\n", 0.95));
        }
        Some(Edit::new(start..end, " ", 0.99))
    }
}

/// Lines longer than this, in bytes, are no drawing and no row of a table.
const ROW: usize = 400;

/// Whether a run of spaces or tabs stands in a drawing, or in a column that a line next to it has too.
fn is_drawn(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let before = |at: usize| {
        let floor = at.saturating_sub(ROW);
        match memchr::memrchr(b'\n', bytes.get(floor..at).unwrap_or(&[])) {
            Some(newline) => Some(floor + newline + 1),
            None => (floor == 0).then_some(0),
        }
    };
    let after = |at: usize| {
        let window = bytes.get(at..bytes.len().min(at + ROW)).unwrap_or(&[]);
        match memchr::memchr(b'\n', window) {
            Some(newline) => Some(at + newline),
            None => (at + window.len() == bytes.len()).then_some(bytes.len()),
        }
    };
    let Some((from, to)) = before(start).zip(after(end)) else { return false };
    let line = bytes.get(from..to).unwrap_or(&[]);
    let (mut letters, mut signs) = (0, 0);
    for b in line.iter().filter(|b| !b.is_ascii_whitespace()) {
        match b.is_ascii_alphanumeric() || *b >= 0x80 {
            true => letters += 1,
            false => signs += 1,
        }
    }
    if signs > letters {
        return true;
    }
    let column = end - from;
    let tabbed = bytes.get(start..end).is_some_and(|run| run.contains(&b'\t'));
    let beside = |other: Option<&[u8]>| {
        other.is_some_and(|other| {
            if tabbed {
                let indent = other.iter().take_while(|b| b.is_ascii_whitespace()).count();
                return other.get(indent..).is_some_and(|rest| rest.contains(&b'\t'));
            }
            let wide = end - start >= 4 && memmem::find(other.trim_ascii(), b"    ").is_some();
            match other.get(column.saturating_sub(2)..column + 1) {
                Some([a, b, c]) => {
                    *a == b' '
                        && *b == b' '
                        && !c.is_ascii_whitespace()
                        && other.get(..column).is_some_and(|left| left.iter().any(|b| *b != b' '))
                }
                _ => wide,
            }
        })
    };
    let above = from.checked_sub(1).and_then(|newline| bytes.get(before(newline)?..newline));
    let below = bytes.get(to + 1..).and_then(|_| bytes.get(to + 1..after(to + 1)?));
    beside(above) || beside(below)
}

/// Whether no-break spaces mark the lines and cues of a caption dump.
fn is_dump(text: &str) -> bool {
    memmem::find_iter(text.as_bytes(), "\u{A0} ".as_bytes())
        .filter(|at| scan::before(text, *at) != Some(' '))
        .take(3)
        .count()
        >= 3
}

/// Whether most lines hold the same number of tabs.
fn is_table(text: &str) -> bool {
    let (mut rows, mut lines) = (0usize, 0usize);
    let mut last = None;
    for line in scan::lines(text).filter(|line| !line.is_empty()).take(1_000) {
        let tabs = memchr::memchr_iter(b'\t', text.as_bytes().get(line).unwrap_or(&[])).count();
        lines += 1;
        rows += usize::from(tabs > 0 && last.is_none_or(|last| last == tabs));
        last = Some(tabs);
    }
    lines >= 2 && rows * 5 >= lines * 4
}
