//! F43: marks of the width that their script has: `你好,世界!` is `你好，世界！`, and `hello，world` is `hello, world`.
//!
//! A mark takes the width of the characters it stands between; numbers, times and addresses keep theirs.

use memchr::{memchr3_iter, memmem};

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F43",
    name: "width-cjk",
    about: "commas, stops and other marks among CJK characters take their wide form, among Latin ones their narrow form",
    level: Level::Standard,
    removes: None,
    edits,
};

const WIDE: &[(&str, &str)] = &[("，", ", "), ("。", ". "), ("！", "! "), ("？", "? "), ("：", ": "), ("；", "; ")];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    // Chinese and Japanese characters, and their marks, start with these bytes.
    if !scan::may_hold_cjk(text) {
        return;
    }
    for at in memchr3_iter(b',', b'.', b'?', bytes).chain(memchr3_iter(b'!', b':', b';', bytes)) {
        if at > 0 && bytes.get(at - 1).is_some_and(|b| *b >= 0x80) {
            widened(text, at, out);
        }
    }
    for (wide, narrow) in WIDE {
        for at in memmem::find_iter(bytes, wide.as_bytes()) {
            out.extend(narrowed(text, at, wide.len(), narrow));
        }
    }
}

/// Whether a character is Han, kana or the like, and no mark.
fn is_letter(c: char) -> bool {
    crate::model::is_cjk(c) && c.is_alphabetic()
}

/// Widens the mark at `at`, and takes the space that a narrow one needs.
fn widened(text: &str, at: usize, out: &mut Vec<Edit>) -> Option<()> {
    let left = scan::before(text, at)?;
    let closed = matches!(left, '」' | '』' | '”' | '》' | '）') && crate::model::is_cjk(left);
    if !(is_letter(left) || closed) {
        return None;
    }
    let mark = scan::after(text, at)?;
    let right = text.get(at + 1..)?;
    let next = right.chars().next();
    let beyond = right.trim_start_matches(' ').chars().next();
    let cjk = |c: char| is_letter(c) || matches!(c, '「' | '『' | '“' | '《' | '（' | '”' | '」' | '』');
    let sound = match next {
        None | Some('\n' | '\r') => mark != ':',
        Some(' ') => beyond.is_some_and(cjk),
        Some(c) => cjk(c),
    };
    // Dots of an ellipsis, and a stop of a numbered head.
    if !sound || mark == '.' && right.starts_with('.') {
        return None;
    }
    let wide = match mark {
        ',' => "，",
        '.' => "。",
        '!' => "！",
        '?' => "？",
        ':' => "：",
        _ => "；",
    };
    let spaces = if next == Some(' ') { right.len() - right.trim_start_matches(' ').len() } else { 0 };
    out.push(Edit::new(at..at + 1, wide, 0.85));
    if spaces > 0 {
        out.push(Edit::new(at + 1..at + 1 + spaces, "", 0.85));
    }
    Some(())
}

fn narrowed(text: &str, at: usize, length: usize, narrow: &'static str) -> Option<Edit> {
    let (left, right) = (scan::before(text, at)?, scan::after(text, at + length));
    let latin = |c: char| c.is_ascii_alphanumeric();
    // More Latin words on both sides: one Latin name in a Chinese sentence changes nothing.
    let run_left = text.get(..at)?.chars().rev().take(12).filter(|c| crate::model::is_cjk(*c)).count();
    let run_right = text.get(at + length..)?.chars().take(12).filter(|c| crate::model::is_cjk(*c)).count();
    if !latin(left) || run_left + run_right > 0 || text.get(..at)?.chars().rev().take(12).count() < 12 {
        return None;
    }
    match right {
        Some(c) if latin(c) => Some(Edit::new(at..at + length, narrow, 0.8)),
        Some(' ') => Some(Edit::new(at..at + length, narrow.trim_end(), 0.8)),
        _ => None,
    }
}
