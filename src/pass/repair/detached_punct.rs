//! F06: marks set off by a space, as recognisers print tokens: `well , yes .` An orphan stop at a line start moves to the
//! line before.
//!
//! French sets its high marks off and keeps them so; `: ` after a label, spaced ellipses, emoticons, commands and marks
//! between digits stay too. Where most marks of the text are not set off, one that is must stand in a plain sentence.

use std::cell::OnceCell;

use memchr::{memchr_iter, memchr3_iter};

use super::context::Language;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F06",
    name: "detached-punct",
    about: "a space before a comma, a stop or another mark is removed",
    level: Level::Safe,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let bytes = context.text().as_bytes();
    let style = OnceCell::new();
    let mark = |b: u8| (b == b',') | (b == b'.') | (b == b'?') | (b == b'!') | (b == b';') | (b == b':');
    let off = |a: u8, b: u8| ((a == b' ') | (a == b'\n')) & mark(b);
    scan::pairs(bytes, off, |at| match bytes.get(at) {
        Some(b' ') => out.extend(detached(context, at + 1, &style)),
        _ if context.is_plain() => out.extend(orphan(context.text(), at + 1)),
        _ => {}
    });
}

/// How much of a text is looked at to tell how it sets its marks, in bytes.
const SAMPLE: usize = 100_000;

/// Whether most marks of the text are set off, as a recogniser prints them, and more than one is.
fn sets_marks_off(text: &str) -> bool {
    let bytes = text.as_bytes();
    let bytes = bytes.get(..SAMPLE).unwrap_or(bytes);
    let (mut all, mut off) = (0usize, 0usize);
    for at in memchr3_iter(b',', b'.', b'?', bytes).chain(memchr_iter(b'!', bytes)) {
        let right = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        all += usize::from(right);
        off += usize::from(right && at > 0 && bytes.get(at - 1) == Some(&b' '));
    }
    off >= 2 && off * 2 >= all
}

fn closes(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | ')' | ']' | '\'')
}

fn detached(context: &Context<'_>, at: usize, style: &OnceCell<bool>) -> Option<Edit> {
    let text = context.text();
    let mark = scan::after(text, at)?;
    let right = scan::after(text, at + 1);
    let quoted = right.is_some_and(|c| matches!(c, '"' | '”' | '’'));
    if !(right.is_none_or(char::is_whitespace) || quoted) {
        return None;
    }
    let start = at.checked_sub(1)?;
    let left = scan::before(text, start)?;
    let word = left.is_alphanumeric() || matches!(mark, ',' | '.') && closes(left) || left == '%';
    if !word || crate::model::is_cjk(left) {
        return None;
    }
    // `. . .` and `3 . 5`
    let beyond = text.get(at + 1..).unwrap_or("").trim_start_matches(' ').chars().next();
    if beyond.is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | ';')) && right == Some(' ') {
        return None;
    }
    if left.is_ascii_digit() && beyond.is_some_and(|c| c.is_ascii_digit()) && right == Some(' ') {
        return None;
    }
    if matches!(mark, '?' | '!' | ';' | ':') && context.language() != Language::English {
        return None;
    }
    // The colon of a label, and what looks like one.
    if mark == ':' && near_line_start(text, start) {
        return None;
    }
    // Commands, grammars and addresses have marks of their own.
    let (chunk, whole) = scan::chunk(text, start);
    let chunk = text.get(chunk)?;
    if !whole
        || scan::is_technical(chunk)
        || chunk.trim_end_matches('.').contains(['.', '*', '+', '$', '%']) && left != '%'
    {
        return None;
    }
    if !*style.get_or_init(|| sets_marks_off(text)) {
        // One by itself is a slip only where the sentence around it is plain: a text may speak of marks.
        let opens = beyond.is_none_or(|c| c.is_uppercase() || c.is_whitespace() || closes(c) || c == '“');
        let rest = text.get(at + 1..).unwrap_or("");
        let follows = scan::word_after(rest, rest.len() - rest.trim_start_matches(' ').len());
        let fits = match mark {
            ',' => beyond.is_none_or(|c| c.is_alphanumeric() || c.is_whitespace() || closes(c) || c == '“'),
            '.' | '?' | '!' => opens && (left.is_lowercase() || super::openers::opens(follows)),
            _ => false,
        };
        if !fits {
            return None;
        }
    }
    Some(Edit::new(start..at, "", if matches!(mark, ',' | '.') { 0.95 } else { 0.9 }))
}

fn near_line_start(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let floor = at.saturating_sub(64);
    floor == 0 || memchr::memrchr(b'\n', bytes.get(floor..at).unwrap_or(&[])).is_some()
}

/// A stop or a comma that a wrapped line starts with.
fn orphan(text: &str, at: usize) -> Option<Edit> {
    let mark = scan::after(text, at).filter(|c| matches!(c, '.' | ','))?;
    let newline = at.checked_sub(1)?;
    let end = if text.as_bytes().get(newline.checked_sub(1)?) == Some(&b'\r') { newline - 1 } else { newline };
    let left = scan::before(text, end)?;
    let tail = text.get(at + 1..)?;
    let blank = tail.len() - tail.trim_start_matches(' ').len();
    let line_end = text.get(end..at)?;
    let next = tail.get(blank..)?.chars().next();
    let alone = next.is_none_or(|c| c == '\n' || c == '\r');
    if !left.is_lowercase() || !(alone || blank > 0 && next.is_some_and(char::is_alphabetic)) {
        return None;
    }
    let kept = if alone { String::from(mark) } else { format!("{mark}{line_end}") };
    Some(Edit::new(end..at + 1 + blank, kept, 0.9))
}
