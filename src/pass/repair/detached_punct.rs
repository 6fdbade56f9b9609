//! F06: marks set off by a space, as recognisers print tokens: `well , yes .` An orphan stop at a line start moves to the
//! line before.
//!
//! French sets its high marks off and keeps them so; `: ` after a label, spaced ellipses, emoticons and marks between
//! digits stay too.

use memchr::memchr3_iter;

use super::context::Language;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F06",
    name: "detached-punct",
    about: "a space before a comma, a stop or another mark is removed",
    level: Level::Safe,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let bytes = context.text().as_bytes();
    for at in memchr3_iter(b',', b'.', b'?', bytes).chain(memchr3_iter(b'!', b';', b':', bytes)) {
        match at.checked_sub(1).and_then(|left| bytes.get(left)) {
            Some(b' ') => out.extend(detached(context, at)),
            Some(b'\n') if context.is_plain() => out.extend(orphan(context.text(), at)),
            _ => {}
        }
    }
}

fn closes(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | ')' | ']' | '\'')
}

fn detached(context: &Context<'_>, at: usize) -> Option<Edit> {
    let text = context.text();
    let mark = scan::after(text, at)?;
    let right = scan::after(text, at + 1);
    if !right.is_none_or(|c| c.is_whitespace() || closes(c)) {
        return None;
    }
    let start = at.checked_sub(1)?;
    let left = scan::before(text, start)?;
    let word = left.is_alphanumeric() || closes(left) || left == '%';
    if !word || crate::model::is_cjk(left) || (left == ')' && mark == ':') {
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
    Some(Edit::new(start..at, "", if matches!(mark, ',' | '.') { 0.95 } else { 0.9 }))
}

fn near_line_start(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let floor = at.saturating_sub(64);
    floor == 0 || memchr::memrchr(b'\n', bytes.get(floor..at).unwrap_or(&[])).is_some()
}

/// A stop or a comma that a wrapped line starts with.
fn orphan(text: &str, at: usize) -> Option<Edit> {
    let mark = scan::after(text, at).filter(|c| matches!(c, '.' | ',' | '?' | '!'))?;
    let newline = at.checked_sub(1)?;
    let end = if text.as_bytes().get(newline.checked_sub(1)?) == Some(&b'\r') { newline - 1 } else { newline };
    let left = scan::before(text, end)?;
    let tail = text.get(at + 1..)?;
    let blank = tail.len() - tail.trim_start_matches(' ').len();
    let line_end = text.get(end..at)?;
    let next = tail.get(blank..)?.chars().next();
    let alone = next.is_none_or(|c| c == '\n' || c == '\r');
    if !left.is_alphanumeric() || crate::model::is_cjk(left) || !(alone || blank > 0) {
        return None;
    }
    let kept = if alone { String::from(mark) } else { format!("{mark}{line_end}") };
    Some(Edit::new(end..at + 1 + blank, kept, 0.9))
}
