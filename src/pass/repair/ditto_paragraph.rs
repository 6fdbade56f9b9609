//! F33: a paragraph that a page shows twice: a pull quote, or a block both collapsed and expanded. The later copy goes.
//!
//! Only prose of some length, letter by letter the same, and not far apart: a chorus has short lines, and what a speaker
//! says again is never quite the same.

use rustc_hash::FxHashMap;

use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F33",
    name: "ditto-paragraph",
    about: "a paragraph that repeats a near one letter by letter is dropped",
    level: Level::Safe,
    edits,
};

/// The least length of a paragraph, in bytes, and of its longest line.
const LEAST: usize = 120;
/// How many paragraphs apart the copies may stand.
const NEAR: usize = 6;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    // A text of one line has no paragraphs.
    if context.is_plain() && memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return;
    }
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for (index, (bytes, whole)) in context.removable_paragraphs().into_iter().enumerate() {
        let paragraph = text.get(bytes).unwrap_or("").trim();
        if paragraph.len() < LEAST || paragraph.lines().map(str::len).max().unwrap_or(0) < LEAST || !is_prose(paragraph)
        {
            continue;
        }
        match seen.get(paragraph) {
            Some(&first) if index - first <= NEAR && !whole.is_empty() => out.push(Edit::new(whole, "", 0.85)),
            _ => {
                seen.insert(paragraph, index);
            }
        }
    }
}

fn is_prose(paragraph: &str) -> bool {
    let stops = ['.', '!', '?', '。', '！', '？'];
    paragraph.contains(stops)
        && paragraph.chars().filter(|c| c.is_alphabetic()).count() * 3 >= paragraph.chars().count() * 2
}
