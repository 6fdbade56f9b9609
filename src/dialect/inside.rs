//! Openings inside lines, for pages whose line ends were lost.

use memchr::{memchr_iter, memchr2_iter, memmem};
use rustc_hash::{FxHashMap, FxHashSet};

use super::census::{NO_LABEL, NO_MARK, Row, UNSOUND, label_before};
use super::grammar::Inside;
use super::head::Kind;
use super::line::{chevron_label, flag};
use crate::text::mark::plain_mark;
use crate::text::{Spelling, is_label, stamp};

/// Splits the text of rows where another opening stands inside. Labels that no line begins with are added to `labels`;
/// `named` pages need no evidence for them.
pub fn split<'t>(text: &'t str, rows: Vec<Row>, labels: &mut Vec<&'t str>, inside: Inside, named: bool) -> Vec<Row> {
    let mut names = Names::of(labels);
    let more = match inside {
        Inside::Nothing => return rows,
        Inside::Marks => {
            let mut found = marks(text, &rows, named);
            found.extend(bare_marks(text, &rows));
            found
        }
        Inside::Labels => labels_inside(text, &rows, &mut names, named),
        Inside::Capitals => capitals(text, &mut names, named, false),
        Inside::CapitalsAfterStop => capitals(text, &mut names, named, true),
        Inside::LabelMarks => label_marks(text, &mut names),
        Inside::Chevrons => chevrons(text, &mut names),
    };
    *labels = names.all;
    if more.is_empty() {
        return rows;
    }
    let known: FxHashSet<u32> = rows.iter().flat_map(|row| [row.text, row.start]).collect();
    let fresh =
        |row: &Row| !known.contains(&row.text) && !known.contains(&row.start) && !known.contains(&spoken(text, row));
    let mut all: Vec<Row> = rows.into_iter().collect();
    all.extend(more.into_iter().filter(fresh));
    all.extend(ahead(text, &all, inside));
    all.sort_by_key(|row| (row.start, row.text));
    all.dedup_by_key(|row| row.start);
    let mut next = text.len() as u32;
    for row in all.iter_mut().rev() {
        row.text = row.text.min(next);
        row.end = row.end.clamp(row.text, next.max(row.text));
        next = row.start;
    }
    all
}

/// Where the words behind an opening begin.
fn spoken(text: &str, row: &Row) -> u32 {
    let said = text.get(row.text as usize..row.end as usize).unwrap_or("");
    row.text + (said.len() - said.trim_start().len()) as u32
}

/// What is said on the line of the first opening before it, where nobody is named yet.
fn ahead(text: &str, rows: &[Row], inside: Inside) -> Option<Row> {
    const FEW_WORDS: usize = 3;
    let first = rows.iter().map(|row| row.start as usize).min().filter(|_| !matches!(inside, Inside::Marks))?;
    let before = text.get(..first)?;
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let words = text.get(start..first)?.split_whitespace().count();
    (words >= FEW_WORDS).then(|| Row { end: first as u32, ..row(text, start, start, NO_LABEL, Kind::Mark) })
}

/// The labels of a page, by name.
struct Names<'t> {
    all: Vec<&'t str>,
    index: FxHashMap<&'t str, u32>,
}

impl<'t> Names<'t> {
    fn of(labels: &[&'t str]) -> Self {
        Names {
            all: labels.to_vec(),
            index: labels.iter().enumerate().map(|(at, label)| (*label, at as u32)).collect(),
        }
    }

    fn index(&mut self, label: &'t str) -> u32 {
        *self.index.entry(label).or_insert_with(|| {
            self.all.push(label);
            self.all.len() as u32 - 1
        })
    }
}

fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', text.as_bytes().get(at..).unwrap_or(&[])).map_or(text.len(), |length| at + length)
}

fn row(text: &str, start: usize, from: usize, label: u32, kind: Kind) -> Row {
    let millis = NO_MARK;
    let end = line_end(text, from) as u32;
    Row { start: start as u32, text: from as u32, end, label, millis, until: NO_MARK, kind, form: 0, flags: 0 }
}

/// `[0:12]`, `(0:12)` in a series that rises with the text.
fn marks(text: &str, rows: &[Row], named: bool) -> Vec<Row> {
    let taken: FxHashSet<u32> = rows.iter().map(|row| row.start).collect();
    let mut found: Vec<Row> = Vec::new();
    let (mut last, mut rising, mut all) = (i64::MIN, 0usize, 0usize);
    for at in memchr2_iter(b'[', b'(', text.as_bytes()) {
        let Some((time, rest)) = text.get(at + 1..).and_then(stamp) else { continue };
        let square = text.as_bytes().get(at) == Some(&b'[');
        let sound = matches!(time.spelling, Spelling::Clock | Spelling::Range | Spelling::Unpadded | Spelling::Frames);
        let rest = rest.strip_prefix(if square { ']' } else { ')' });
        let (Some(rest), Some(start), true) = (rest, time.start, sound) else { continue };
        all += 1;
        rising += usize::from(start >= last);
        last = start;
        // The mark of an opening is no other one: `Ana Brill (00:02): …`
        let opening = rows.get(rows.partition_point(|row| row.start as usize <= at).saturating_sub(1));
        let own =
            opening.is_some_and(|row| row.kind == Kind::LabelMark && (row.start..row.text).contains(&(at as u32)));
        if own || taken.contains(&(at as u32)) {
            continue;
        }
        let mut one = row(text, at, text.len() - rest.len(), NO_LABEL, Kind::Mark);
        one.millis = i32::try_from(start).unwrap_or(UNSOUND);
        one.until = time.end.and_then(|end| i32::try_from(end).ok()).unwrap_or(NO_MARK);
        one.form = if square { 2 } else { 1 };
        found.push(one);
    }
    if named || (all >= 3 && rising * 10 >= all * 9) { found } else { Vec::new() }
}

/// Bare times in lines that lost their ends: `00:04 well the museum … 00:11 and we keep …`. A line must begin with one;
/// a time that is said, and doesn't go on where the last one left off at the pace of speech, is none.
fn bare_marks(text: &str, rows: &[Row]) -> Vec<Row> {
    const LONG_LINE: usize = 240;
    const FEWEST: usize = 4;
    let mut found = Vec::new();
    for first in rows.iter().filter(|row| row.kind == Kind::Mark && row.label == NO_LABEL) {
        let (Some(at), line) = (first.millis(), first.text as usize..first.end as usize) else { continue };
        let said = text.get(line.clone()).unwrap_or("");
        if said.len() < LONG_LINE || text.as_bytes().get(first.start as usize).is_none_or(|byte| !byte.is_ascii_digit())
        {
            continue;
        }
        let mut last = (at, 0usize);
        let (mut chain, mut candidates, mut words) = (Vec::new(), 0usize, 0usize);
        for word in said.split_whitespace() {
            let begins = word.as_ptr() as usize - said.as_ptr() as usize;
            let Some((mark, length)) = plain_mark(word.as_bytes()).filter(|(_, length)| *length == word.len()) else {
                words += 1;
                continue;
            };
            candidates += 1;
            let later = mark.millis.filter(|at| *at > last.0);
            let paced = later.filter(|at| {
                let pace = (words - last.1) as f32 * 1_000.0 / (at - last.0) as f32;
                (0.3..=8.0).contains(&pace)
            });
            let Some(at) = paced else {
                words += 1;
                continue;
            };
            last = (at, words);
            let mut one = row(text, line.start + begins, line.start + begins + length, NO_LABEL, Kind::Mark);
            one.millis = i32::try_from(at).unwrap_or(UNSOUND);
            chain.push(one);
        }
        if chain.len() + 1 >= FEWEST && chain.len() * 10 >= candidates * 7 {
            found.extend(chain);
        }
    }
    found
}

/// Whether a label may begin behind this text: a sentence has ended, or a gap says so.
fn opens(before: &str) -> bool {
    let ended = before.trim_end_matches([' ', '\u{A0}', '\t']);
    let gap = before.len() - ended.len();
    ended.is_empty()
        || gap >= 2
        || ended
            .ends_with(['.', '?', '!', '…', '"', '”', '’', ')', ']', '-', '—', '–', '♪', '\n', '\r', '。', '？', '！'])
}

/// `Name:` behind the end of a sentence, where the label opens lines too or comes again.
fn labels_inside<'t>(text: &'t str, rows: &[Row], names: &mut Names<'t>, named: bool) -> Vec<Row> {
    let mut found: Vec<Row> = Vec::new();
    for at in memchr_iter(b':', text.as_bytes()) {
        if !matches!(text.as_bytes().get(at + 1), Some(b' ' | b'\t' | 0xC2)) {
            continue;
        }
        let (start, label) = label_before(text, at);
        if label.is_empty() || !is_label(label) || !opens(text.get(..start).unwrap_or("")) {
            continue;
        }
        found.push(row(text, start, at + 1, names.index(label), Kind::Label));
    }
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    for row in rows.iter().chain(&found) {
        *counts.entry(row.label).or_default() += 1;
    }
    let short = text.len() < 2_000;
    // A full name that comes once is the person of the initials or the surname that come again.
    let again: Vec<&str> = counts
        .iter()
        .filter(|(_, count)| **count >= 2)
        .filter_map(|(label, _)| names.all.get(*label as usize))
        .copied()
        .collect();
    let full = |label: &str| {
        let initials: String = label.split_whitespace().filter_map(|word| word.chars().next()).collect();
        label.contains(' ')
            && again.iter().any(|short| *short == initials || label.split_whitespace().any(|word| word == *short))
    };
    found.retain(|row| {
        (named && short)
            || counts.get(&row.label).is_some_and(|count| *count >= 2)
            || names.all.get(row.label as usize).is_some_and(|label| full(label))
    });
    found
}

/// A label in capitals in front of the colon at `at`: one to six words, back to a word that is none.
fn capitals_before(text: &str, at: usize) -> Option<usize> {
    const MOST: usize = 6;
    let mut commas = 0;
    let mut from = at.saturating_sub(96);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text.get(from..at)?;
    let mut start = None;
    for word in before.rsplit([' ', '\n', '\t', '\u{A0}']).take(MOST) {
        let caps = |c: char| c.is_uppercase() || c.is_ascii_digit() || "'’-.#&,".contains(c);
        let sound = !word.is_empty()
            && word.chars().all(caps)
            && word.starts_with(char::is_uppercase)
            && word.chars().any(char::is_uppercase);
        let ends = start.is_some() && word.ends_with('.') && word.chars().count() > 4;
        // A role stands behind the name: `NOOR EL-AMIN, METEOROLOGIST`.
        let listed = word.ends_with(',') && (start.is_none() || commas > 0);
        commas += usize::from(word.ends_with(','));
        if !sound || ends || listed {
            break;
        }
        start = Some(word.as_ptr() as usize - before.as_ptr() as usize);
    }
    start.map(|start| from + start)
}

/// `NAME:` in capitals anywhere, where it comes again.
fn capitals<'t>(text: &'t str, names: &mut Names<'t>, named: bool, ended: bool) -> Vec<Row> {
    let mut found: Vec<Row> = Vec::new();
    for at in memchr_iter(b':', text.as_bytes()) {
        if !matches!(text.as_bytes().get(at + 1), Some(b' ' | b'\t' | b'\n' | b'\r' | 0xC2)) {
            continue;
        }
        let Some(start) = capitals_before(text, at) else { continue };
        let label = text.get(start..at).unwrap_or("");
        // A role as long as a title needs the end of a sentence in front.
        if (ended || label.contains(',')) && !opens(text.get(..start).unwrap_or("")) {
            continue;
        }
        if label.chars().filter(|c| c.is_alphabetic()).count() >= 1 && is_label(label) {
            found.push(row(text, start, at + 1, names.index(label), Kind::Label));
        }
    }
    // A surname is its full name again.
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    let person = |row: &Row, names: &Names<'t>| -> &'t str {
        let label = names.all.get(row.label as usize).copied().unwrap_or("");
        let name = label.split(',').next().unwrap_or(label);
        name.split_whitespace().next_back().unwrap_or(name)
    };
    for row in &found {
        *counts.entry(person(row, names)).or_default() += 1;
    }
    let again = |row: &Row| counts.get(person(row, names)).is_some_and(|count| *count >= 2);
    let recurring = found.iter().filter(|row| again(row)).count();
    // Where most labels come again, one that comes once in the same form is a label too.
    let healthy = named || recurring * 4 >= found.len() * 3;
    // (`And NIWA: they came`.)
    let full = |row: &Row| names.all.get(row.label as usize).is_some_and(|label| label.contains(' '));
    let begins = |row: &Row| full(row) || opens(text.get(..row.start as usize).unwrap_or(""));
    let kept: Vec<bool> = found.iter().map(|row| again(row) || (healthy && begins(row))).collect();
    found.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(row, _)| row).collect()
}

/// `Name: (0:12)` anywhere.
fn label_marks<'t>(text: &'t str, names: &mut Names<'t>) -> Vec<Row> {
    let mut found = Vec::new();
    for at in memchr2_iter(b'[', b'(', text.as_bytes()) {
        let before = text.get(..at).unwrap_or("").trim_end();
        let Some(head) = before.strip_suffix(':') else { continue };
        let square = text.as_bytes().get(at) == Some(&b'[');
        let Some((time, rest)) = text.get(at + 1..).and_then(stamp) else { continue };
        let Some(rest) = rest.strip_prefix(if square { ']' } else { ')' }) else { continue };
        let (start, label) = label_before(text, head.len());
        if label.is_empty() || !is_label(label) {
            continue;
        }
        let mut one = row(text, start, text.len() - rest.len(), names.index(label), Kind::LabelMark);
        one.millis = time.start.and_then(|at| i32::try_from(at).ok()).unwrap_or(UNSOUND);
        one.form = if square { 2 } else { 1 };
        found.push(one);
    }
    found
}

/// `>>` anywhere: somebody else begins to speak.
fn chevrons<'t>(text: &'t str, names: &mut Names<'t>) -> Vec<Row> {
    let mut found: Vec<Row> = Vec::new();
    let mut behind = 0;
    for at in memmem::find_iter(text.as_bytes(), b">>") {
        if at < behind {
            continue;
        }
        let rest = text.get(at..).unwrap_or("").trim_start_matches('>').trim_start_matches([' ', '\u{A0}']);
        // A label may stand on the next line, where lines are wrapped.
        let wrapped = rest.trim_start_matches([' ', '\u{A0}', '\r']).strip_prefix('\n');
        let rest = wrapped.filter(|next| !next.trim_start_matches([' ', '\r']).starts_with('\n')).unwrap_or(rest);
        // No label is longer than is looked at: there may be many signs on one long line.
        let near = (0..=rest.len().min(512)).rev().find(|end| rest.is_char_boundary(*end)).unwrap_or(0);
        let near = rest.get(..near).unwrap_or(rest);
        let line = near.get(..memchr::memchr2(b'\n', b'\r', near.as_bytes()).unwrap_or(near.len())).unwrap_or(near);
        let (label, spoken) = chevron_label(line).unwrap_or(("", line));
        behind = text.len() - rest.len() + (line.len() - spoken.len());
        let index = if label.is_empty() { NO_LABEL } else { names.index(label) };
        found.push(Row { flags: flag::CHEVRON, ..row(text, at, behind, index, Kind::Break) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Captions on one long line have as many signs as they please.
    #[test]
    fn many_chevrons_on_one_line_stay_quick() {
        let started = std::time::Instant::now();
        let text = ">> ada: is it on? >> it is. ".repeat(40_000);
        let mut labels = Vec::new();
        let rows = split(&text, Vec::new(), &mut labels, Inside::Chevrons, false);
        assert_eq!((rows.len(), labels), (80_000, vec!["ada"]));
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}
