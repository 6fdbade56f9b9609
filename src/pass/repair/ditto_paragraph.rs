//! F33: a paragraph that a page shows twice: a pull quote, or a block both collapsed and expanded. The later copy goes.
//!
//! Only prose of some length, letter by letter the same, and not far apart: a chorus has short lines, and what a speaker
//! says again is never quite the same.

use std::collections::VecDeque;
use std::ops::Range;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F33",
    name: "ditto-paragraph",
    about: "a paragraph that repeats a near one letter by letter is dropped",
    level: Level::Safe,
    removes: Some("a paragraph that is shown again"),
    edits,
};

/// The least length of a paragraph, in bytes, and of its longest line.
const LEAST: usize = 120;
/// How many paragraphs apart the copies may stand: next to each other, or with a button between them.
const NEAR: usize = 2;
/// The longest button, in bytes.
const BUTTON: usize = 24;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let mut recent: VecDeque<&str> = VecDeque::with_capacity(NEAR);
    let mut look = |bytes: &Range<usize>| {
        let paragraph = text.get(bytes.clone()).unwrap_or("").trim();
        let again = paragraph.len() >= LEAST && is_near(&recent, paragraph) && is_prose(paragraph);
        if recent.len() == NEAR {
            recent.pop_front();
        }
        recent.push_back(paragraph);
        again
    };
    if !context.is_plain() {
        for (bytes, whole) in context.removable_paragraphs() {
            if look(&bytes) && !whole.is_empty() {
                out.push(Edit::new(whole, "", 0.85));
            }
        }
        return;
    }
    // A paragraph goes with the blank lines after it.
    let mut gone: Option<usize> = None;
    for bytes in scan::paragraphs(text) {
        if let Some(start) = gone.take() {
            out.push(Edit::new(start..bytes.start, "", 0.85));
        }
        gone = look(&bytes).then_some(bytes.start);
    }
    if let Some(start) = gone {
        out.push(Edit::new(start..text.len(), "", 0.85));
    }
}

/// Whether the paragraph stands right before, or before a button.
fn is_near(recent: &VecDeque<&str>, paragraph: &str) -> bool {
    let mut back = recent.iter().rev();
    match (back.next(), back.next()) {
        (Some(last), _) if *last == paragraph => true,
        (Some(button), Some(before)) => {
            *before == paragraph && button.len() <= BUTTON && !button.ends_with(['.', ',', ':', ')', ';'])
        }
        _ => false,
    }
}

/// Sentences in lines of some length.
fn is_prose(paragraph: &str) -> bool {
    if paragraph.lines().all(|line| line.len() < LEAST) {
        return false;
    }
    let stops = ['.', '!', '?', '。', '！', '？'];
    paragraph.contains(stops)
        && paragraph.chars().filter(|c| c.is_alphabetic()).count() * 3 >= paragraph.chars().count() * 2
}
