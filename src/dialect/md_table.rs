//! `md-table`: a table of Markdown, a row for each record.
//!
//! ```text
//! | Time | Speaker | Text |
//! |------|---------|------|
//! | 0:03 | Cora | It's a glove for one finger. |
//! | 0:06 | Milo | Which one? |
//! ```
//!
//! ```text
//! row = "|" 1*(cell "|")
//! ```
//!
//! The first row names the columns, in any order: one of them must be text. `\|` is a bar inside a cell.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::census::{Census, NO_LABEL, NO_MARK, Row, UNSOUND};
use super::evidence::Evidence;
use super::head::Kind;
use super::labelled::{Manner, read_rows};
use super::{Dialect, Page, Score, near_miss};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::text::{lines, stamp};

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "md-table", title: "| Time | Speaker | Text |", ceiling: 0.97, settles: 2.0, score, read };

/// Which column is what.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    start: Option<usize>,
    end: Option<usize>,
    speaker: Option<usize>,
    text: Option<usize>,
}

/// The cells of a line of a table, as byte ranges of the page.
fn cells(text: &str, line: Range<usize>) -> Option<Vec<Range<usize>>> {
    let content = text.get(line.clone())?;
    let indent = content.len() - content.trim_start().len();
    let body = content.trim().strip_prefix('|')?;
    let first = line.start + indent + 1;
    let mut found = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, c) in body.char_indices() {
        if c == '|' && !escaped {
            found.push(first + from..first + at);
            from = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    if !body.get(from..)?.trim().is_empty() {
        found.push(first + from..first + body.len());
    }
    Some(found)
}

fn columns(text: &str, cells: &[Range<usize>]) -> Option<Columns> {
    let mut columns = Columns::default();
    for (at, cell) in cells.iter().enumerate() {
        let name = text.get(cell.clone())?.trim_matches(|c: char| c.is_whitespace() || c == '*').to_lowercase();
        let slot =
            match name.as_str() {
                "time" | "start" | "timestamp" | "start time" | "tc" | "timecode" | "tc in" | "in" | "from"
                | "begin" => &mut columns.start,
                "end" | "end time" | "tc out" | "out" | "to" | "stop" => &mut columns.end,
                "speaker" | "name" | "who" | "speakers" | "person" | "voice" | "character" => &mut columns.speaker,
                "text" | "transcript" | "what was said" | "what they said" | "line" | "transcription" | "quote"
                | "sentence" | "dialogue" | "dialog" | "what" | "speech" | "content" | "utterance" | "words"
                | "said" => &mut columns.text,
                _ => continue,
            };
        slot.get_or_insert(at);
    }
    (columns.text.is_some() && (columns.start.is_some() || columns.speaker.is_some())).then_some(columns)
}

/// The rows of the first table whose head names its columns.
fn table<'t>(text: &'t str) -> Census<'t> {
    let mut census = Census::default();
    if u32::try_from(text.len()).is_err() {
        return census;
    }
    let mut known: FxHashMap<&'t str, u32> = FxHashMap::default();
    let mut head: Option<Columns> = None;
    for line in lines(text) {
        if text.get(line.clone()).is_some_and(|content| content.trim().is_empty()) {
            continue;
        }
        census.lines += 1;
        let Some(cells) = cells(text, line.clone()) else { continue };
        let Some(columns) = head else {
            head = columns(text, &cells);
            continue;
        };
        let cell = |column: Option<usize>| column.and_then(|at| cells.get(at)).cloned();
        let shown = |column: Option<usize>| cell(column).and_then(|range| text.get(range)).unwrap_or("").trim();
        let Some(said) = cell(columns.text) else { continue };
        let rule = |range: &Range<usize>| {
            text.get(range.clone()).is_some_and(|cell| cell.trim().chars().all(|c| "-:= ".contains(c)))
        };
        if cells.iter().all(rule) {
            continue;
        }
        let time = |column| -> i32 {
            let shown = shown(column).trim_matches(|c: char| "[]()*`".contains(c));
            match stamp(shown) {
                Some((found, rest)) if rest.trim().is_empty() => {
                    found.start.and_then(|at| i32::try_from(at).ok()).unwrap_or(UNSOUND)
                }
                _ => NO_MARK,
            }
        };
        let range = stamp(shown(columns.start)).and_then(|(found, _)| found.end).and_then(|at| i32::try_from(at).ok());
        let label = match shown(columns.speaker).trim_matches(|c: char| c.is_whitespace() || "*_:".contains(c)) {
            "" => NO_LABEL,
            label => *known.entry(label).or_insert_with(|| {
                census.labels.push(label);
                census.labels.len() as u32 - 1
            }),
        };
        let (millis, until) = (time(columns.start), range.unwrap_or(time(columns.end)));
        let kind = match (label == NO_LABEL, millis == NO_MARK) {
            (true, _) => Kind::Mark,
            (false, true) => Kind::Label,
            (false, false) => Kind::LabelMark,
        };
        census.rows.push(Row {
            start: line.start as u32,
            text: said.start as u32,
            end: said.end as u32,
            label,
            millis,
            until,
            kind,
            form: 0,
            flags: super::line::flag::CELL,
        });
    }
    census
}

fn score(page: &Page<'_>) -> Score {
    let bar = memchr::memmem::find(page.text.as_bytes(), b"\n|").is_some() || page.text.trim_start().starts_with('|');
    if !bar {
        return Score::default();
    }
    let census = table(page.text);
    let found = Evidence::of(page.text, &census, &census.rows, false);
    let speaks = found.marks >= 3 && found.rising >= 0.9 && (found.rate == 0.0 || (0.3..=7.0).contains(&found.rate));
    let turns = found.labelled >= 4 && found.recurring >= 1 && found.words >= 2;
    let value = if census.rows.len() >= 3 && (speaks || turns) { 0.97 } else { 0.0 };
    Score { value, evidence: found.lines(), reads_as: 0 }
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    let census = table(page.text);
    if census.rows.is_empty() {
        return Err(near_miss::near_miss(page));
    }
    read_rows(page, &census, &census.rows, Manner { escaped: true, ..Manner::default() })
}
