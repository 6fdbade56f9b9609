//! F19: marks of what could not be heard, in one form: `[inaudible 00:44:32]`, `[crosstalk]`.
//!
//! `(inaudible)`, `[INAUDIBLE]` and `(unv.)` become `[inaudible]`. Where the brackets were lost they come back only around
//! a word with a full stamp after it, `inaudible 00:44:32`: in a sentence the word is a word.

use memchr::{memchr, memchr2_iter, memmem};

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F19",
    name: "inaudible",
    about: "marks of what could not be heard take one form, [inaudible 00:44:32]",
    level: Level::Safe,
    removes: Some("words in brackets that say what could not be heard"),
    edits,
};

const MARKS: &[(&str, &str)] = &[
    ("inaudible", "inaudible"),
    ("unintelligible", "unintelligible"),
    ("indiscernible", "indiscernible"),
    ("crosstalk", "crosstalk"),
    ("cross talk", "crosstalk"),
    ("unverständlich", "inaudible"),
    ("unv", "inaudible"),
];
/// The longest mark with its brackets, in bytes.
const LONGEST: usize = 48;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    for at in memchr2_iter(b'[', b'(', bytes) {
        let closing = if bytes.get(at) == Some(&b'[') { b']' } else { b')' };
        let window = bytes.get(at..bytes.len().min(at + LONGEST)).unwrap_or(&[]);
        let Some(length) = memchr(closing, window) else { continue };
        let mended = text.get(at + 1..at + length).and_then(bracketed);
        // `[inaudible](address)` is a link.
        if let Some(mended) = mended
            && bytes.get(at + length + 1) != Some(&b'(')
        {
            out.push(Edit::new(at..at + length + 1, mended, 0.97));
        }
    }
    for word in ["inaudible ", "unintelligible ", "crosstalk "] {
        let tail = word.get(1..).unwrap_or(word);
        for at in memmem::find_iter(bytes, tail.as_bytes()) {
            out.extend(at.checked_sub(1).and_then(|start| bare(text, start, word.len())));
        }
    }
}

/// The one form of a mark in brackets.
fn bracketed(inner: &str) -> Option<String> {
    let inner = inner.trim().to_lowercase();
    let (name, form) = MARKS.iter().find(|(name, _)| inner.starts_with(name))?;
    let rest = inner.get(name.len()..)?.trim_start_matches(['.', ',', ':']).trim();
    let rest = rest.trim_start_matches("at ").trim_end_matches('.');
    if rest.is_empty() {
        return Some(format!("[{form}]"));
    }
    match crate::text::mark(rest) {
        Some((_, "")) => Some(format!("[{form} {rest}]")),
        _ => None,
    }
}

/// A mark without brackets, and its full stamp.
fn bare(text: &str, start: usize, length: usize) -> Option<Edit> {
    let first = scan::after(text, start)?;
    let left = text.get(..start)?.trim_end_matches(' ').chars().next_back();
    if !matches!(first, 'i' | 'I' | 'u' | 'U' | 'c' | 'C')
        || scan::before(text, start).is_some_and(scan::in_word)
        || matches!(left, Some('[' | '('))
    {
        return None;
    }
    let from = start + length;
    let tail = text.get(from..)?;
    let (mark, rest) = crate::text::mark(tail)?;
    let end = text.len() - rest.len();
    // A stretch of time is told, not marked: `inaudible 00:44:32 to 00:45:00`.
    let next = rest.trim_start_matches(' ');
    let stretch = next.starts_with(['-', '–'])
        || next.starts_with("to ") && next.get(3..)?.starts_with(|c: char| c.is_ascii_digit());
    if mark.fields < 3 || mark.millis.is_none() || stretch || next.starts_with([']', ')']) {
        return None;
    }
    let mended = format!("[{}]", text.get(start..end)?.to_lowercase());
    Some(Edit::new(start..end, mended, 0.95))
}
