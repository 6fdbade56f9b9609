//! F04: hard line ends inside a paragraph become spaces; a blank line stays a paragraph.
//!
//! Lines are joined where the file was wrapped at a width that can be measured and the line is full, or where a sentence
//! plainly goes on in lower case and the paragraph has no lines that end early, as verse has. Lines with times, labels,
//! lists and headings stay lines, and so do captions, whose line ends are meant.

use std::ops::Range;

use super::scan::{LineKind, line_kind, lines, opens_with_label};
use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F04",
    name: "wrap",
    about: "line ends inside a paragraph become spaces",
    level: Level::Safe,
    removes: None,
    edits,
};

/// A line that may be joined with its neighbours.
pub(super) struct Line<'t> {
    pub bytes: Range<usize>,
    pub text: &'t str,
    /// Characters, a CJK one for one.
    pub width: usize,
    /// Whether it has words and could be one of the lines of a paragraph.
    words: bool,
}

impl Line<'_> {
    /// Whether it has words and could be one of the lines of a paragraph.
    pub fn has_words(&self) -> bool {
        self.words
    }
}

/// The lines of a text file that isn't a caption file.
pub(super) fn prose_lines<'t>(context: &Context<'t>) -> Vec<Line<'t>> {
    let text = context.text();
    let captions = || memchr::memmem::find(text.as_bytes(), b" --> ").is_some();
    if !context.is_plain() || !super::scan::has_adjacent_lines(text) || captions() {
        return Vec::new();
    }
    let line = |bytes: Range<usize>| {
        let line = text.get(bytes.clone()).unwrap_or("");
        // How wide a line too long to be wrapped is, is of no interest.
        let width = match line.len() {
            length if length > 4 * WIDEST => 4 * WIDEST,
            length if line.is_ascii() => length,
            _ => line.trim_end().chars().count(),
        };
        let words = width > 0 && width <= WIDEST && line_kind(line) == LineKind::Words;
        Line { bytes, text: line, width, words }
    };
    lines(text).map(line).collect()
}

/// Lines wider than this are paragraphs, not lines of one.
const WIDEST: usize = 160;

/// Lines from which a width is measured.
const ENOUGH: usize = 20_000;

/// The width at which a file was wrapped: most lines of a paragraph but its last come near it, and few pass it.
pub(super) fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let inner = lines.windows(2).filter_map(|pair| match pair {
        [line, next] if next.width > 0 && line.has_words() && next.has_words() => Some(line.width),
        _ => None,
    });
    let mut widths: Vec<usize> = inner.take(ENOUGH).collect();
    if widths.is_empty() {
        return None;
    }
    widths.sort_unstable();
    let width = *widths.get((widths.len() - 1) * 49 / 50)?;
    let full = widths.iter().filter(|&&line| line * 4 >= width * 3).count();
    let total: usize = lines.iter().map(|line| line.width).sum();
    let wider: usize = lines.iter().filter(|line| line.width > width + width / 8).map(|line| line.width).sum();
    let wrapped = width <= WIDEST && full * 5 >= widths.len() * 3 && wider * 5 <= total;
    wrapped.then_some(width)
}

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let lines = prose_lines(context);
    if lines.is_empty() {
        return;
    }
    let width = wrap_width(&lines).filter(|width| *width >= 24);
    let running = runs_on(&lines);
    let mut verse = Verse::default();
    for (at, pair) in lines.windows(2).enumerate() {
        let [line, next] = pair else { continue };
        if line.width == 0 || next.width == 0 || line.width > WIDEST {
            continue;
        }
        let (Some(last), Some(first)) = (line.text.trim_end().chars().next_back(), next.text.chars().next()) else {
            continue;
        };
        // An indented line is laid out on purpose; CJK lines have their own rule.
        if first.is_whitespace()
            || crate::model::is_cjk(last)
            || crate::model::is_cjk(first)
            || opens_with_label(next.text)
        {
            continue;
        }
        let word = next.text.split_whitespace().next().map_or(0, |word| word.chars().count());
        let full = width.is_some_and(|width| line.width + 1 + word > width && line.width * 2 > width);
        let stopped = matches!(last, '.' | '!' | '?' | '…' | '"' | '”' | ')' | ']' | ':' | ';' | '*' | '_' | '♪');
        let goes_on =
            first.is_lowercase() && !stopped && line.text.split_whitespace().count() >= 4 && !verse.is_at(&lines, at);
        // Where sentences have lines of their own, two of them are no paragraph.
        let joined = goes_on || full && (running || !stopped) && wrapped_prose(line, next);
        let words =
            || line.has_words() && (next.has_words() || next.width > WIDEST && line_kind(next.text) == LineKind::Words);
        if joined && words() && !verse.is_at(&lines, at) {
            let confidence = if goes_on { 0.9 } else { 0.85 };
            out.push(Edit::new(line.bytes.start + line.text.trim_end().len()..next.bytes.start, " ", confidence));
        }
    }
}

/// Whether most lines of paragraphs end inside a sentence, as wrapped ones do.
fn runs_on(lines: &[Line<'_>]) -> bool {
    let (mut all, mut open) = (0usize, 0usize);
    for pair in lines.windows(2).take(ENOUGH) {
        if let [line, next] = pair
            && line.width > 0
            && next.width > 0
            && line.has_words()
        {
            all += 1;
            open += usize::from(!line.text.trim_end().ends_with(['.', '!', '?', '…', '"', '”']));
        }
    }
    all >= 3 && open * 2 >= all
}

/// Tells verse, whose lines end before they are full, from wrapped text, paragraph by paragraph.
#[derive(Default)]
struct Verse {
    /// The last paragraph that was looked at.
    lines: Range<usize>,
    found: bool,
}

impl Verse {
    /// Whether the line at `at` stands in verse.
    fn is_at(&mut self, lines: &[Line<'_>], at: usize) -> bool {
        if !self.lines.contains(&at) {
            let filled = |line: &&Line<'_>| line.width > 0;
            let before = lines.get(..at).unwrap_or(&[]).iter().rev().take_while(filled).count();
            let after = lines.get(at..).unwrap_or(&[]).iter().take_while(filled).count();
            self.lines = at - before..at + after;
            self.found = lines.get(self.lines.clone()).is_some_and(ends_early);
        }
        self.found
    }
}

/// Whether several lines of a paragraph have room for the word that the next one starts with.
fn ends_early(paragraph: &[Line<'_>]) -> bool {
    let widest = paragraph.iter().map(|line| line.width).filter(|width| *width <= WIDEST).max().unwrap_or(0);
    let inner = paragraph.windows(2).filter(|pair| match pair {
        [line, next] => {
            let word = next.text.split_whitespace().next().map_or(0, |word| word.chars().count());
            line.width + 1 + word <= widest
        }
        _ => false,
    });
    let early = inner.count();
    early * 4 >= paragraph.len().saturating_sub(1) && early > 0
}

/// Whether two full lines are prose: titles and names in a column have few words.
fn wrapped_prose(line: &Line<'_>, next: &Line<'_>) -> bool {
    let words = line.text.split_whitespace().count();
    let lower = line.text.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    words >= 4 && lower * 2 >= words && !next.text.trim().is_empty()
}
