//! F26: lines of the page inside the text: `Advertisement`, `+ Read More`, page numbers, running heads, line numbers.
//!
//! Prose must stand on both sides. A button must also stand inside the speech of a label; a bare page number must cut
//! a sentence, as must most of its series; a running head stands next to page numbers every time. A sentence that the
//! lines cut in two is joined.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F26",
    name: "furniture",
    about: "lines of the page inside the text, such as Advertisement or a page number, are removed",
    level: Level::Safe,
    removes: Some("advertisement marks, buttons, page numbers, running heads, line numbers"),
    edits,
};

/// Lines that are never speech, in lower case.
const NOTICES: &[&str] = &[
    "ad",
    "ads",
    "advertisement",
    "advertisement - continue reading below",
    "advertisements",
    "advertising",
    "article continues after advertisement",
    "article continues below",
    "article continues below advertisement",
    "continue reading below",
    "continues after advertisement",
    "story continues below",
    "story continues below advertisement",
];
/// Buttons.
const BUTTONS: &[&str] =
    &["+ read more", "- read less", "continue reading", "read less", "read more", "show less", "show more"];

/// The longest line that is looked at, in bytes.
const LONGEST: usize = 80;

/// The most lines of furniture that stand in a row.
const RUN: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Notice,
    Button,
    /// `Page 3 of 12`, `- 3 -`, `3`: how it is written, and its number.
    Page(Form, u32),
    /// Short, and stands again elsewhere with other digits or the same.
    Head,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Worded,
    Dashed,
    Bare,
}

/// A row that isn't blank.
struct Row<'t> {
    bytes: Range<usize>,
    text: &'t str,
    unit: usize,
    kind: Option<Kind>,
}

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    if context.is_plain() {
        if !may_hold(text) {
            return;
        }
        if memchr::memmem::find(text.as_bytes(), b"-->").is_some() {
            return;
        }
        line_numbers(text, out);
        if !out.is_empty() {
            return;
        }
    }
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (bytes, unit) in context.rows() {
        let line = text.get(bytes.clone()).unwrap_or("");
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let start = bytes.start + line.len() - line.trim_start().len();
            let bytes = start..start + trimmed.len();
            rows.push(Row { bytes, text: trimmed, unit, kind: kind_of(trimmed) });
        }
    }
    if rows.iter().all(|row| row.kind.is_none()) {
        return;
    }
    heads(&mut rows);
    let accepted = series(&rows);
    // Where speech under a label began, and rows since.
    let mut labelled = !context.is_plain();
    let mut at = 0;
    while at < rows.len() {
        let Some(row) = rows.get(at) else { break };
        if row.kind.is_none() {
            labelled |= context.is_plain() && row.text.len() > 40 && scan::opens_with_label(row.text);
            at += 1;
            continue;
        }
        let run = rows.iter().skip(at).take_while(|row| row.kind.is_some()).count();
        if let Some((before, after)) = at.checked_sub(1).and_then(|before| rows.get(before)).zip(rows.get(at + run))
            && let Some(run) = rows.get(at..at + run)
        {
            out.extend(removed(context, before, run, after, labelled, &accepted));
        }
        at += run;
    }
}

/// Whether any line looks like one of these at all: most texts are told by a few looks.
fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut start = 0;
    loop {
        let end = memchr::memchr(b'\n', bytes.get(start..).unwrap_or(&[])).map_or(bytes.len(), |end| start + end);
        if end - start <= LONGEST && end > start {
            let line = text.get(start..end).unwrap_or("").trim();
            if line.starts_with(|c: char| c.is_ascii_digit()) || kind_of(line).is_some() {
                return true;
            }
        }
        if end >= bytes.len() {
            return false;
        }
        start = end + 1;
    }
}

fn kind_of(line: &str) -> Option<Kind> {
    let first = *line.as_bytes().first()?;
    if line.len() > LONGEST {
        return None;
    }
    match first {
        b'0'..=b'9' => {
            let number = line.parse::<u32>().ok().filter(|number| (1..=2000).contains(number) && line.len() <= 4)?;
            Some(Kind::Page(Form::Bare, number))
        }
        b'A' | b'a' | b'S' | b's' | b'C' | b'c' | b'+' | b'-' | b'R' | b'r' | b'[' | b'(' => {
            let bare = line.trim_matches(['[', ']', '(', ')']).trim();
            let lower = bare.to_ascii_lowercase();
            if NOTICES.contains(&lower.as_str()) {
                return Some(Kind::Notice);
            }
            if BUTTONS.contains(&lower.as_str()) {
                return Some(Kind::Button);
            }
            dashed(line).or_else(|| worded(bare))
        }
        b'P' | b'p' => worded(line),
        _ => dashed(line),
    }
}

/// `- 3 -`, `— 3 —`
fn dashed(line: &str) -> Option<Kind> {
    let dash = |c: char| matches!(c, '-' | '–' | '—');
    let inner = line.strip_prefix(dash)?.strip_suffix(dash)?.trim();
    let number = inner.parse::<u32>().ok().filter(|_| inner.len() <= 4)?;
    Some(Kind::Page(Form::Dashed, number))
}

/// `Page 3`, `Page 3 of 12`
fn worded(line: &str) -> Option<Kind> {
    let mut words = line.split_whitespace();
    let page = words.next()?;
    let number = words.next()?.parse::<u32>().ok()?;
    let sound = match (words.next(), words.next(), words.next()) {
        (None, ..) => true,
        (Some("of" | "/"), Some(all), None) => all.parse::<u32>().is_ok_and(|all| all >= number),
        _ => false,
    };
    (matches!(page, "Page" | "PAGE" | "page") && sound).then_some(Kind::Page(Form::Worded, number))
}

/// Short lines next to page numbers, the same each time, are running heads.
fn heads(rows: &mut [Row<'_>]) {
    let plain =
        |row: &Row<'_>| row.kind.is_none() && row.text.len() <= LONGEST && !row.text.ends_with(['.', '?', '!', ',']);
    let mut counts: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for (at, row) in rows.iter().enumerate() {
        if plain(row) {
            let page = |other: Option<usize>| {
                other.and_then(|other| rows.get(other)).is_some_and(|row| matches!(row.kind, Some(Kind::Page(..))))
            };
            let (all, beside) = counts.entry(row.text).or_insert((0, 0));
            *all += 1;
            *beside += usize::from(page(at.checked_sub(1)) || page(Some(at + 1)));
        }
    }
    for row in rows.iter_mut() {
        if plain(row) && counts.get(row.text).is_some_and(|(all, beside)| *all >= 3 && all == beside) {
            row.kind = Some(Kind::Head);
        }
    }
}

/// Which forms of page numbers make a series: rising by one, some way apart, and cutting sentences mostly.
fn series(rows: &[Row<'_>]) -> Vec<Form> {
    let mut forms = Vec::new();
    for form in [Form::Worded, Form::Dashed, Form::Bare] {
        let (mut last, mut steps, mut others, mut cuts, mut all) = (None, 0usize, 0usize, 0usize, 0usize);
        for (at, row) in rows.iter().enumerate() {
            let Some(Kind::Page(found, number)) = row.kind else { continue };
            if found != form {
                continue;
            }
            if let Some((place, before)) = last {
                let apart = at - place >= 5;
                steps += usize::from(apart && number == before + 1);
                others += usize::from(!apart || number != before + 1);
            }
            last = Some((at, number));
            all += 1;
            let before = rows.get(..at).and_then(|rows| rows.iter().rev().take(RUN).find(|row| row.kind.is_none()));
            let after = rows.get(at..).and_then(|rows| rows.iter().take(RUN).find(|row| row.kind.is_none()));
            cuts += usize::from(before.zip(after).is_some_and(|(before, after)| cuts_sentence(before, after)));
        }
        let mostly = if form == Form::Bare { cuts * 2 >= all } else { true };
        if steps >= 2 && others * 4 <= steps && mostly {
            forms.push(form);
        }
    }
    forms
}

/// Whether a sentence goes on from one row to another.
fn cuts_sentence(before: &Row<'_>, after: &Row<'_>) -> bool {
    let last = before.text.chars().next_back();
    let first = after.text.chars().next();
    last.is_some_and(|c| c.is_lowercase() || c == ',') && first.is_some_and(char::is_lowercase) && is_prose(before.text)
}

/// Words of a sentence: several, some of them in lower case.
fn is_prose(line: &str) -> bool {
    let words = line.split_whitespace().take(12);
    let (mut all, mut lower) = (0, 0);
    for word in words {
        all += 1;
        lower += usize::from(word.starts_with(char::is_lowercase));
    }
    all >= 5 && lower * 2 >= all && scan::line_kind(line) == scan::LineKind::Words
}

/// The edit that takes a run of furniture from between two rows.
fn removed(
    context: &Context<'_>,
    before: &Row<'_>,
    run: &[Row<'_>],
    after: &Row<'_>,
    labelled: bool,
    accepted: &[Form],
) -> Option<Edit> {
    let (first, last) = (run.first()?, run.last()?);
    let cut = cuts_sentence(before, after);
    let prose = is_prose(before.text) && (is_prose(after.text) || cut);
    if !prose || before.unit != after.unit || run.len() > RUN || first.unit != before.unit {
        return None;
    }
    let sound = |row: &Row<'_>| match row.kind {
        Some(Kind::Notice) => true,
        Some(Kind::Button) => labelled && !scan::opens_with_label(after.text),
        Some(Kind::Page(Form::Bare, _)) => accepted.contains(&Form::Bare),
        Some(Kind::Page(form, _)) => cut || accepted.contains(&form),
        Some(Kind::Head) => run.len() > 1,
        None => false,
    };
    if !run.iter().all(sound) {
        return None;
    }
    if cut {
        return Some(Edit::new(before.bytes.end..after.bytes.start, " ", 0.9));
    }
    // One of the two gaps goes with the lines.
    Some(match context.is_plain() {
        true => {
            let text = context.text();
            let line = |at: usize| text.get(..at).and_then(|left| left.rfind('\n')).map_or(0, |newline| newline + 1);
            Edit::new(line(first.bytes.start)..line(after.bytes.start), "", 0.9)
        }
        false => Edit::new(before.bytes.end..last.bytes.end, "", 0.9),
    })
}

/// How many lines a numbered page has at least.
const PAGE: usize = 20;

/// The numbers that each line of a printed record starts with, page after page from 1 to the same number.
fn line_numbers(text: &str, out: &mut Vec<Edit>) {
    let numbered = |line: &Range<usize>| -> Option<(usize, Range<usize>)> {
        let words = text.get(line.clone())?;
        let indent = words.len() - words.trim_start_matches([' ', '\t']).len();
        let inner = words.get(indent..)?;
        let digits = inner.bytes().take(3).take_while(u8::is_ascii_digit).count();
        let number = inner.get(..digits)?.parse().ok().filter(|number| (1..=60).contains(number))?;
        let rest = inner.get(digits..)?;
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let sound = rest.is_empty() || blank > 0;
        sound.then(|| (number, line.start..line.start + indent + digits + blank))
    };
    let (mut found, mut pages, mut next, mut height) = (Vec::new(), 0usize, 1usize, None::<usize>);
    let mut full: Option<usize> = None;
    for line in scan::lines(text) {
        if line.is_empty() || text.get(line.clone()).is_none_or(|line| line.trim().is_empty()) {
            continue;
        }
        let Some((number, bytes)) = numbered(&line) else { continue };
        if number == 1 && next > PAGE {
            // A page ended.
            if full.is_some_and(|full| full != next - 1) {
                return;
            }
            full = Some(next - 1);
            pages += 1;
            next = 1;
        }
        if number != next {
            return;
        }
        next += 1;
        height = height.max(Some(number));
        found.push(bytes);
    }
    pages += usize::from(full == Some(next - 1));
    if pages >= 2 && height == full {
        out.extend(found.into_iter().map(|bytes| Edit::new(bytes, "", 0.9)));
    }
}
