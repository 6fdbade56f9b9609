//! One pass over a page that every dialect asks: which lines have a head, of which kind, with which label.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};
use rustc_hash::FxHashMap;

use super::head::{Head, Kind, head};
use crate::model::is_cjk;
use crate::text::{is_label, lines, mark};

/// A line with a head. Positions are bytes of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Where the head starts: the line's first byte, or the label's where the page is one line.
    pub start: u32,
    /// Where the text behind the head starts.
    pub text: u32,
    /// Where the line ends.
    pub end: u32,
    /// Index of the label; [`NO_LABEL`] where there is none.
    pub label: u32,
    /// The time in milliseconds, or [`NO_MARK`], or [`UNSOUND`].
    pub millis: i32,
    /// The time at which the row ends, in milliseconds, or [`NO_MARK`].
    pub until: i32,
    pub kind: Kind,
    pub form: u8,
    /// See [`flag`](super::line::flag).
    pub flags: u16,
}

/// The label of a mark that stands alone.
pub const NO_LABEL: u32 = u32::MAX;
/// The head has no mark.
pub const NO_MARK: i32 = i32::MIN;
/// The head has a mark that no clock shows.
pub const UNSOUND: i32 = i32::MIN + 1;
/// More distinct labels than this are the keys of data; no more are told apart.
const MOST_LABELS: usize = 1 << 16;

impl Row {
    /// The mark: `None` where there is none, `Some(None)` where no clock shows it.
    pub fn mark(&self) -> Option<Option<i64>> {
        match self.millis {
            NO_MARK => None,
            UNSOUND => Some(None),
            millis => Some(Some(i64::from(millis))),
        }
    }

    /// The mark in milliseconds, if a clock shows it.
    pub fn millis(&self) -> Option<i64> {
        self.mark().flatten()
    }

    /// The end in milliseconds, where the source gives it.
    pub fn until(&self) -> Option<i64> {
        (self.until > UNSOUND).then_some(i64::from(self.until))
    }
}

/// The heads of a page.
#[derive(Debug, Default)]
pub struct Census<'t> {
    /// Lines that have a head with a possible label, or a mark alone, in order.
    pub rows: Vec<Row>,
    /// Lines that are not blank.
    pub lines: usize,
    /// Lines that begin with a time that no bracket holds: `0:12`, `0:12 text`.
    pub stamped: usize,
    /// Distinct labels as written.
    pub labels: Vec<&'t str>,
}

/// Interns labels; the last two are tried first, since most pages alternate.
#[derive(Default)]
struct Labels<'t> {
    /// `NO_LABEL` for a text that is no label.
    known: FxHashMap<&'t str, u32>,
    recent: [(&'t str, u32); 2],
    found: Vec<&'t str>,
}

impl<'t> Labels<'t> {
    fn index(&mut self, label: &'t str) -> Option<u32> {
        for (known, index) in self.recent {
            if known == label {
                return (index != NO_LABEL).then_some(index);
            }
        }
        let index = match self.known.get(label) {
            Some(index) => *index,
            None if self.known.len() >= MOST_LABELS => return None,
            None => {
                let index = if is_label(label) { self.found.len() as u32 } else { NO_LABEL };
                if index != NO_LABEL {
                    self.found.push(label);
                }
                self.known.insert(label, index);
                index
            }
        };
        self.recent = [(label, index), self.recent[0]];
        (index != NO_LABEL).then_some(index)
    }
}

/// A label has at most 48 characters: longer ones aren't looked at.
const LONGEST_LABEL: usize = 48 * 4;

impl<'t> Census<'t> {
    /// Takes the census of a text. Linear; a text of 4 GiB and more has none.
    pub fn of(text: &'t str) -> Self {
        if u32::try_from(text.len()).is_err() {
            return Census::default();
        }
        let wide = memmem::find(text.as_bytes(), "：".as_bytes()).is_some();
        let mut labels = Labels::default();
        let mut rows = Vec::new();
        let (mut longest, mut count, mut stamped) = (0, 0, 0);
        for line in lines(text) {
            longest = longest.max(line.len());
            let Some(content) = text.get(line.clone()) else { continue };
            if content.trim_ascii_start().is_empty() {
                continue;
            }
            count += 1;
            stamped += usize::from(content.starts_with(|c: char| c.is_ascii_digit()) && mark(content).is_some());
            let Some(found) = head(content, wide) else { continue };
            if let Some(row) = row(&mut labels, &found, line.start, line.start + found.text, line.end) {
                rows.push(row);
            }
        }
        // Where one line holds most of the page, or heads are rare, they may stand inside the lines.
        if longest * 2 > text.len() || rows.len() * 4_000 < text.len() {
            let mut inner = Labels::default();
            let inside = inside(text, wide, &mut inner);
            if inside.len() >= 3 && inside.len() >= rows.len() * 3 {
                return Census { rows: inside, lines: count, stamped, labels: inner.found };
            }
        }
        Census { rows, lines: count, stamped, labels: labels.found }
    }

    /// The label of a row; empty where it has none.
    pub fn label(&self, row: &Row) -> &'t str {
        self.labels.get(row.label as usize).copied().unwrap_or("")
    }

    /// How often each label stands in a row of these kinds.
    pub fn counts(&self, rows: &[Row], kinds: u8) -> Vec<usize> {
        let mut counts = vec![0; self.labels.len()];
        for row in rows.iter().filter(|row| row.kind.bit() & kinds != 0) {
            if let Some(count) = counts.get_mut(row.label as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// Share of lines that begin with a time, or with a label that comes twice or more.
    pub fn headed(&self) -> f32 {
        let counts = self.counts(&self.rows, u8::MAX);
        let recurs = |row: &&Row| counts.get(row.label as usize).is_none_or(|count| *count > 1);
        (self.rows.iter().filter(recurs).count() + self.stamped) as f32 / self.lines.max(1) as f32
    }

    /// The rows of these kinds; borrowed where that is all of them.
    pub fn of_kinds(&self, kinds: u8) -> Cow<'_, [Row]> {
        keep(Cow::Borrowed(&self.rows), |row| row.kind.bit() & kinds != 0)
    }
}

/// The rows that pass; nothing is copied where all do.
pub fn keep(rows: Cow<'_, [Row]>, mut passes: impl FnMut(&Row) -> bool) -> Cow<'_, [Row]> {
    match rows.iter().position(|row| !passes(row)) {
        None => rows,
        Some(_) => Cow::Owned(rows.iter().filter(|row| passes(row)).copied().collect()),
    }
}

fn row<'t>(labels: &mut Labels<'t>, found: &Head<'t>, start: usize, text: usize, end: usize) -> Option<Row> {
    let label = match found.label {
        "" => NO_LABEL,
        label if label.len() > LONGEST_LABEL => return None,
        label => labels.index(label)?,
    };
    let millis = match found.mark {
        None => NO_MARK,
        Some(mark) => mark.millis.and_then(|millis| i32::try_from(millis).ok()).unwrap_or(UNSOUND),
    };
    Some(Row {
        start: start as u32,
        text: text as u32,
        end: end as u32,
        label,
        millis,
        until: NO_MARK,
        kind: found.kind,
        form: found.form,
        flags: 0,
    })
}

/// Heads anywhere in the text: `… the gauge. Bram Otten (00:31): After that …`, `… up there? Piet: It does. …`.
fn inside<'t>(text: &'t str, wide: bool, labels: &mut Labels<'t>) -> Vec<Row> {
    let marked = marked_inside(text, labels);
    if marked.len() >= 3 {
        return marked;
    }
    *labels = Labels::default();
    named_inside(text, wide, labels)
}

/// `label "(" time ")" ":"` and `label "[" time "]" ":"` anywhere.
fn marked_inside<'t>(text: &'t str, labels: &mut Labels<'t>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let (bytes, mut from) = (text.as_bytes(), 0);
    while let Some(open) = bytes.get(from..).and_then(|rest| memchr2(b'(', b'[', rest)).map(|at| from + at) {
        from = open + 1;
        let Some((mark, rest)) = text.get(from..).and_then(mark) else { continue };
        let square = bytes.get(open) == Some(&b'[');
        let Some(rest) = rest.strip_prefix(if square { "]:" } else { "):" }) else { continue };
        let (start, label) = label_before(text, open);
        let kind = if label.is_empty() { Kind::Mark } else { Kind::LabelMark };
        let found = Head { kind, label, mark: Some(mark), text: 0, form: u8::from(square) };
        let at = text.len() - rest.len();
        if let Some(row) = row(labels, &found, start, at, at) {
            rows.push(row);
        }
        from = at;
    }
    end_at_the_next(&mut rows, text);
    rows
}

/// `label ":"` behind the end of a sentence, or at the start of a line; each label at least twice.
fn named_inside<'t>(text: &'t str, wide: bool, labels: &mut Labels<'t>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let (bytes, mut from) = (text.as_bytes(), 0);
    while let Some(at) = bytes.get(from..).and_then(|rest| memchr(b':', rest)).map(|at| from + at) {
        from = at + 1;
        if !matches!(bytes.get(from), Some(b' ' | b'\t' | 0xC2)) {
            continue;
        }
        let (start, label) = label_before(text, at);
        let before = text.get(..start).unwrap_or("").trim_end_matches([' ', '\u{A0}', '\t']);
        let opens =
            before.is_empty() || before.ends_with(['.', '?', '!', '…', '"', '”', ')', ']', '-', '—', '\n', '\r']);
        let found = Head { kind: Kind::Label, label, mark: None, text: 0, form: 0 };
        if opens
            && !label.is_empty()
            && let Some(row) = row(labels, &found, start, from, from)
        {
            rows.push(row);
        }
    }
    if wide {
        return Vec::new();
    }
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    for row in &rows {
        *counts.entry(row.label).or_default() += 1;
    }
    rows.retain(|row| counts.get(&row.label).is_some_and(|count| *count >= 2));
    end_at_the_next(&mut rows, text);
    rows
}

/// A row inside a line goes on to the next one, or to the end of its line.
fn end_at_the_next(rows: &mut [Row], text: &str) {
    let bytes = text.as_bytes();
    let mut next = text.len();
    for row in rows.iter_mut().rev() {
        let speech = bytes.get(row.text as usize..next).unwrap_or(&[]);
        row.end = row.text + memchr2(b'\n', b'\r', speech).unwrap_or(speech.len()) as u32;
        next = row.start as usize;
    }
}

/// The run of capitalised words before byte `at`, back to the end of a sentence: a label, with its first byte.
pub fn label_before(text: &str, at: usize) -> (usize, &str) {
    let mut from = at.saturating_sub(64);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = text.get(from..at).unwrap_or("");
    // A word that the window cuts is none.
    let cut = if from == 0 { 0 } else { window.find(char::is_whitespace).unwrap_or(window.len()) };
    let run = window.get(cut..).unwrap_or("").trim_end();
    let mut start = run.len();
    let mut first = true;
    for (words, word) in run.rsplit(char::is_whitespace).enumerate() {
        let begins = word.as_ptr() as usize - run.as_ptr() as usize;
        let gap = run.get(begins + word.len()..start).unwrap_or("");
        let title = word.len() <= 5 && word.starts_with(char::is_uppercase);
        let ends = !first && word.ends_with(['.', '?', '!', '…', '"', '”', ',', ';', ':', ')', ']', '—', '-']);
        let particle = !first && is_particle(word);
        let capital =
            particle || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || is_cjk(c) || c == '[');
        if word.is_empty()
            || words >= 6
            || gap.contains(['\n', '\r'])
            || !capital
            || (ends && !(title && word.ends_with('.') && is_title(word)))
        {
            break;
        }
        // A particle belongs to a name where another word of it stands in front.
        if !particle {
            start = begins;
        }
        first = false;
    }
    let label = run.get(start..).unwrap_or("").trim();
    (from + cut + start, label)
}

/// `Ms. van Dijk`, `Ana de la Cruz`.
fn is_particle(word: &str) -> bool {
    [
        "van", "von", "de", "der", "den", "da", "di", "du", "la", "le", "bin", "ibn", "al", "el", "dos", "del", "ten",
        "ter",
    ]
    .contains(&word)
}

/// `Dr.`, `J.`: a full stop that ends no sentence.
fn is_title(word: &str) -> bool {
    let stem = word.trim_end_matches('.');
    stem.chars().count() == 1
        || ["Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "St", "Sen", "Rep", "Hon", "Rev", "Gov", "Cllr"].contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_before_a_mark() {
        for (text, label) in [
            ("look at the sky. Bram Otten ", "Bram Otten"),
            ("look at the sky Bram Otten ", "Bram Otten"),
            ("is it? Dr. M. Voss-Okafor ", "Dr. M. Voss-Okafor"),
            ("(laughs) Speaker 1 ", "Speaker 1"),
            ("so it is ", ""),
            ("", ""),
            ("Yes.\nAda ", "Ada"),
        ] {
            assert_eq!(label_before(text, text.len()).1, label, "{text}");
        }
    }

    #[test]
    fn one_line_has_its_heads_inside() {
        let text = "Ada Quill (00:05): Is it on? Bram (00:07): It is. Always. Ada Quill (00:09): Good.";
        let census = Census::of(text);
        let found: Vec<_> = census
            .rows
            .iter()
            .map(|row| (census.label(row), row.millis(), text[row.text as usize..row.end as usize].trim()))
            .collect();
        assert_eq!(
            found,
            [
                ("Ada Quill", Some(5_000), "Is it on?"),
                ("Bram", Some(7_000), "It is. Always."),
                ("Ada Quill", Some(9_000), "Good.")
            ]
        );
        let text = "Ada: Is it on? Bram: It is. Always: at noon. Ada: Good. Bram: Then.";
        let census = Census::of(text);
        assert_eq!(census.rows.iter().map(|row| census.label(row)).collect::<Vec<_>>(), ["Ada", "Bram", "Ada", "Bram"]);
    }

    #[test]
    fn the_limits() {
        assert_eq!(std::mem::size_of::<Row>(), 28);
        assert!(Census::of("").rows.is_empty());
        let keys: String = (0..70_000).map(|n| format!("Key {n}: value\n")).collect();
        assert!(Census::of(&keys).labels.len() <= MOST_LABELS);
    }
}
