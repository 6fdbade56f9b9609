//! `rev-inline`: a name with a time mark in front of each paragraph.
//!
//! ```text
//! Hester Quill (00:04): Tell us what a canal lock keeper actually does before breakfast.
//!
//! Bram Otten (00:09): Mostly I look at the sky. Then I look at the gauge, and inaudible 00:00:13 the gate.
//!
//! Bram Otten (00:31): After that, tea.
//! ```
//!
//! ```text
//! record = label mark [":"] text
//! mark   = "(" time ")" / "[" time "]" / ["–" / "-"] time ":"
//! ```
//!
//! A mark without a label, alone or before text, goes on with the same speaker.

use memchr::{memchr_iter, memchr2};

use super::labelled::{Head, Reader, evidence};
use super::{Dialect, Page, Score};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::text::mark;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "rev-inline", title: "Name (MM:SS): text", ceiling: 0.95, score, read };

fn score(page: &Page<'_>) -> Score {
    evidence(page.text, head).timed_score()
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    Reader { page, read_head: head }.read()
}

/// How far into a line its mark may begin, in bytes: 48 characters of any script.
const WINDOW: usize = 200;

/// A line with a label and a mark, as slices of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'t> {
    /// The label as written.
    pub label: &'t str,
    /// The mark in milliseconds; `None` where seconds or minutes pass 59.
    pub start: Option<i64>,
    /// What stands behind the mark on the same line.
    pub text: &'t str,
}

/// All lines of a page that have a label and a mark, without allocating. Whether each label is one is not asked.
///
/// ```
/// use fireside::dialect::rev_inline::records;
/// let page = "Menu\n\nAda Quill (00:05): Is it on?\n\nBram Otten (1:00:07): It is.\n";
/// let found: Vec<_> = records(page).map(|record| (record.label, record.start, record.text)).collect();
/// assert_eq!(found, [("Ada Quill", Some(5_000), "Is it on?"), ("Bram Otten", Some(3_607_000), "It is.")]);
/// ```
pub fn records(text: &str) -> impl Iterator<Item = Record<'_>> + '_ {
    let mut start = 0;
    memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).filter_map(move |end| {
        let line = text.get(start..end)?;
        start = end + 1;
        let head = head(line).filter(|head| !head.label.is_empty())?;
        Some(Record { label: head.label, start: head.mark?, text: line.get(head.text..)?.trim() })
    })
}

/// The head of a line, if it has one with a mark.
fn head(line: &str) -> Option<Head<'_>> {
    let window = line.as_bytes().get(..line.len().min(WINDOW))?;
    match memchr2(b'(', b'[', window) {
        Some(open) => bracketed(line, open),
        None => bare(line),
    }
}

/// `label "(" time ")" [":"]`
fn bracketed(line: &str, open: usize) -> Option<Head<'_>> {
    let close = if line.as_bytes().get(open) == Some(&b'(') { ')' } else { ']' };
    let (mark, rest) = mark(line.get(open + 1..)?)?;
    let rest = rest.strip_prefix(close)?;
    let label = line.get(..open)?.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let label = label.strip_suffix(['–', '-', '—']).map_or(label, str::trim_end);
    // `Name: (T) text` is another dialect's.
    if label.ends_with(':') {
        return None;
    }
    let spaced = rest.trim_start_matches([' ', '\u{A0}']);
    let (colon, after) = match spaced.strip_prefix([':', '：']) {
        Some(after) => (true, after),
        None => (false, spaced),
    };
    let form = u8::from(close == ']') * 2 + u8::from(colon);
    Some(Head { label, mark: Some(mark.millis), text: line.len() - after.len(), form })
}

/// `label ["–" / "-"] time ":"`
fn bare(line: &str) -> Option<Head<'_>> {
    let mut end = line.len().min(WINDOW);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let window = line.get(..end)?;
    // The mark ends at the first colon that a space follows; it begins behind the last space before that.
    let colon = window.match_indices(':').map(|(at, _)| at).find(|at| {
        line.get(at + 1..).is_some_and(|after| after.is_empty() || after.starts_with([' ', '\u{A0}', '\t']))
    })?;
    let before = line.get(..colon)?;
    let begin = before.rfind([' ', '\u{A0}', '\t'])?
        + before.get(before.rfind([' ', '\u{A0}', '\t'])?..)?.chars().next()?.len_utf8();
    let (mark, rest) = mark(line.get(begin..colon)?)?;
    if !rest.is_empty() {
        return None;
    }
    let label = line.get(..begin)?.trim();
    let (dash, label) = match label.strip_suffix(['–', '-', '—']) {
        Some(label) => (true, label.trim_end()),
        None => (false, label),
    };
    let form = 4 + u8::from(dash);
    (!label.is_empty()).then_some(Head { label, mark: Some(mark.millis), text: colon + 1, form })
}
