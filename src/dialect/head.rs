//! The head of a line: who speaks, when, and how it is written.
//!
//! ```text
//! head   = label mark [":"] / label time ":" / label ":" / mark [label] [":"] / label ":" mark
//! mark   = "(" time ")" / "[" time "]" / ("–" / "-") mark
//! ```

use memchr::memchr3_iter;

use crate::text::mark::plain_mark;
use crate::text::{Mark, is_label, mark};

/// How far into a line its head may reach, in bytes: 48 characters of any script.
pub const WINDOW: usize = 200;

/// What a head is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `Name (0:12): text`
    LabelMark,
    /// `(0:12): text`: the speaker goes on.
    Mark,
    /// `Name: text`
    Label,
    /// `[0:12] Name: text`
    MarkLabel,
    /// `Name: (0:12) text`
    LabelColonMark,
    /// `>> text`, `- text`: somebody else begins to speak.
    Break,
}

impl Kind {
    /// This kind alone, as a set of kinds.
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The head of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head<'t> {
    /// What it is made of.
    pub kind: Kind,
    /// The label as written, without decoration; empty where a mark stands alone.
    pub label: &'t str,
    /// The time, where there is one that a clock can show.
    pub mark: Option<Mark>,
    /// Where the text starts, in bytes of the line.
    pub text: usize,
    /// How it is written: the same number for the same brackets and signs.
    pub form: u8,
}

const SQUARE: u8 = 1;
const COLON: u8 = 2;
const DASH: u8 = 4;
const BARE: u8 = 8;
const SPACED: u8 = 16;
const WIDE: u8 = 32;

/// The head of `line`, if it has one; `wide` says whether the page has full-width colons.
pub fn head(line: &str, wide: bool) -> Option<Head<'_>> {
    let window = line.as_bytes().get(..line.len().min(WINDOW))?;
    // Past this byte an open bracket was seen that holds no time: a colon in it ends no label.
    let mut inside = None;
    for at in memchr3_iter(b'(', b'[', b':', window) {
        match window.get(at) {
            Some(b':') => {
                let digits = |at: Option<usize>| at.and_then(|at| window.get(at)).is_some_and(u8::is_ascii_digit);
                if inside
                    .is_some_and(|(close, from)| memchr::memchr(close, window.get(from..at).unwrap_or(&[])).is_none())
                {
                    continue;
                }
                let found = match digits(at.checked_sub(1)) && digits(Some(at + 1)) {
                    true => bare(line, at),
                    false => colon(line, at, 1),
                };
                return found.or_else(|| wide_colon(line, wide));
            }
            sign => {
                let square = sign == Some(&b'[');
                if let Some(head) = bracketed(line, at, square) {
                    return Some(head);
                }
                inside = Some((if square { b']' } else { b')' }, at));
            }
        }
    }
    wide_colon(line, wide)
}

fn wide_colon(line: &str, wide: bool) -> Option<Head<'_>> {
    let window = line.as_bytes().get(..line.len().min(WINDOW)).filter(|_| wide)?;
    memchr::memmem::find(window, "：".as_bytes()).and_then(|at| colon(line, at, "：".len()))
}

/// Signs and blanks that may stand round a label and are no part of it.
fn undecorated(label: &str) -> &str {
    label.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '•' | '·' | '*' | '_' | '#' | '>')
    })
}

/// `label "(" time ")" [":"]`, `"[" time "]" label ":"`, `"(" time ")" [":"]`
fn bracketed(line: &str, open: usize, square: bool) -> Option<Head<'_>> {
    let close = if square { ']' } else { ')' };
    let (mark, after) = mark_at(line, open + 1)?;
    let rest = line.get(after..)?.strip_prefix(close)?;
    let before = undecorated(line.get(..open)?);
    let label = before.strip_suffix(['–', '-', '—']).map_or(before, str::trim_end);
    let spaced = rest.trim_start_matches([' ', '\u{A0}', '\t', '*', '_']);
    let (colon, text) = match spaced.strip_prefix([':', '：']) {
        Some(text) => (true, text),
        None => (false, spaced),
    };
    let form = u8::from(square) * SQUARE + u8::from(colon) * COLON + u8::from(label.len() < before.len()) * DASH;
    let found = Head {
        kind: Kind::LabelMark,
        label: unbracketed(label),
        mark: Some(mark),
        text: line.len() - text.len(),
        form,
    };
    if !label.is_empty() {
        return Some(found);
    }
    if !colon && let Some(named) = label_and_colon(text) {
        let text = line.len() - named.1.len();
        return Some(Head { kind: Kind::MarkLabel, label: named.0, text, ..found });
    }
    Some(Head { kind: Kind::Mark, ..found })
}

/// `[Name]` is `Name`.
fn unbracketed(label: &str) -> &str {
    label.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map_or(label, str::trim)
}

/// A time at byte `at` of the line, and where it ends.
fn mark_at(line: &str, at: usize) -> Option<(Mark, usize)> {
    if let Some((found, length)) = line.as_bytes().get(at..).and_then(plain_mark) {
        return Some((found, at + length));
    }
    let (found, rest) = mark(line.get(at..)?)?;
    Some((found, line.len() - rest.len()))
}

/// `label ":"` at the start of what follows a mark, with the text behind it.
fn label_and_colon(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.trim_start_matches(['-', '–', ' ']);
    let window = rest.as_bytes().get(..rest.len().min(WINDOW))?;
    let at = memchr::memchr(b':', window)?;
    let (label, text) = (undecorated(rest.get(..at)?), rest.get(at + 1..)?);
    let text = text.trim_start_matches('*');
    (is_label(label) && (text.is_empty() || text.starts_with(char::is_whitespace))).then_some((label, text))
}

/// `label [SP] ":" text`, `label ":" mark text`
fn colon(line: &str, at: usize, sign: usize) -> Option<Head<'_>> {
    let (before, after) = (line.get(..at)?, line.get(at + sign..)?);
    let label = undecorated(before);
    // `http://` and `C:\` are no labels.
    if label.is_empty() || after.starts_with(['/', '\\', ':']) {
        return None;
    }
    let bold = before.trim_start().starts_with(['*', '_']);
    let text = if bold { after.trim_start_matches(['*', '_']) } else { after };
    let form = u8::from(before.ends_with([' ', '\u{A0}', '\u{202F}'])) * SPACED + u8::from(sign > 1) * WIDE;
    let found = Head { kind: Kind::Label, label: unbracketed(label), mark: None, text: line.len() - text.len(), form };
    let spaced = text.trim_start_matches([' ', '\u{A0}']);
    if let Some(open @ (b'(' | b'[')) = spaced.as_bytes().first()
        && let Some((mark, end)) = mark_at(spaced, 1)
        && let Some(rest) = spaced.get(end..).and_then(|rest| rest.strip_prefix(if *open == b'(' { ')' } else { ']' }))
    {
        let text = line.len() - rest.len();
        return Some(Head {
            kind: Kind::LabelColonMark,
            mark: Some(mark),
            text,
            form: form + u8::from(*open == b'[') * SQUARE,
            ..found
        });
    }
    Some(found)
}

/// `label ["–" / "-"] time ":"`: `at` is the first colon of the time.
fn bare(line: &str, at: usize) -> Option<Head<'_>> {
    let digits = line.as_bytes().get(..at)?.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let begin = at - digits;
    let (mark, end) = mark_at(line, begin)?;
    let text = line.get(end..)?.strip_prefix(':')?;
    let before = line.get(..begin)?;
    let blank = text.is_empty() || text.starts_with(char::is_whitespace);
    if !before.ends_with(char::is_whitespace) || !blank {
        return None;
    }
    let before = undecorated(before);
    let label = before.strip_suffix(['–', '-', '—']).map_or(before, str::trim_end);
    let form = BARE + u8::from(label.len() < before.len()) * DASH;
    (!label.is_empty()).then_some(Head {
        kind: Kind::LabelMark,
        label,
        mark: Some(mark),
        text: line.len() - text.len(),
        form,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, kind: Kind, label: &str, millis: Option<i64>, text: &str) {
        let found = head(line, true).unwrap_or_else(|| panic!("{line}: no head"));
        assert_eq!((found.kind, found.label), (kind, label), "{line}");
        assert_eq!(found.mark.and_then(|mark| mark.millis), millis, "{line}");
        assert_eq!(line[found.text..].trim(), text, "{line}");
    }

    #[test]
    fn names_with_marks() {
        for line in [
            "Ada Quill (00:05): Is it on?",
            "Ada Quill(0:05):Is it on?",
            "  Ada Quill  (00:05)  : Is it on?",
            "Ada Quill [00:05]: Is it on?",
            "Ada Quill [00:05] Is it on?",
            "Ada Quill (0:05) Is it on?",
            "Ada Quill 0:05: Is it on?",
            "Ada Quill – 0:05: Is it on?",
            "Ada Quill - (00:00:05): Is it on?",
            "[Ada Quill] (00:05): Is it on?",
            "• **Ada Quill** (00:05): Is it on?",
            "\u{A0}Ada Quill\u{A0}(00:05):\u{A0}Is it on?",
        ] {
            check(line, Kind::LabelMark, "Ada Quill", Some(5_000), "Is it on?");
        }
        check("Mark (host) (1:02:03): So.", Kind::LabelMark, "Mark (host)", Some(3_723_000), "So.");
        check("Ada (99:99): So.", Kind::LabelMark, "Ada", None, "So.");
        check("Ada (00:05):", Kind::LabelMark, "Ada", Some(5_000), "");
    }

    #[test]
    fn other_heads() {
        check("(00:21): only one", Kind::Mark, "", Some(21_000), "only one");
        check("[00:21] only one", Kind::Mark, "", Some(21_000), "only one");
        check("[00:00:03] Ines Falk: How many?", Kind::MarkLabel, "Ines Falk", Some(3_000), "How many?");
        check("Ada: (0:05) Is it?", Kind::LabelColonMark, "Ada", Some(5_000), "Is it?");
        check("Ada: Is it (0:05)?", Kind::Label, "Ada", None, "Is it (0:05)?");
        check("Lise Roux\u{A0}: Vous ?", Kind::Label, "Lise Roux", None, "Vous ?");
        check("主持人：您好。", Kind::Label, "主持人", None, "您好。");
        check("**Pia:** Who?", Kind::Label, "Pia", None, "Who?");
        check("**Pia**: Who?", Kind::Label, "Pia", None, "Who?");
        check("Piet (keeper: x): It does", Kind::Label, "Piet (keeper: x)", None, "It does");
    }

    #[test]
    fn lines_without_a_head() {
        for line in [
            "",
            "It is on.",
            "https://fog.example",
            "we met at 12:30 and left",
            "(applause)",
            "12:30",
            "So (as I said) it is",
        ] {
            assert_eq!(head(line, true), None, "{line}");
        }
    }
}
