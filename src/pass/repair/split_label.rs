//! F32: a speaker's label that was run into the text before it: `It was in May.Interviewer: And then?`
//!
//! The label must open lines elsewhere in the text, or be a role; a stop must touch it and speech must follow.

use rustc_hash::{FxHashMap, FxHashSet};

use super::labels::labels;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F32",
    name: "split-label",
    about: "a speaker's label that was run into the text before it starts a line",
    level: Level::Safe,
    removes: None,
    edits,
};

/// Labels that say what a person does in the conversation.
const ROLES: &[&str] = &["Host", "Interviewee", "Interviewer", "Moderator"];
/// The longest label, in bytes.
const LONGEST: usize = 48;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    if !context.is_plain() {
        return;
    }
    let text = context.text();
    let bytes = text.as_bytes();
    // A colon, and a stop with a capital behind it some way before the colon.
    let candidate = |colon: usize| -> Option<usize> {
        let floor = colon.saturating_sub(LONGEST);
        let window = bytes.get(floor..colon)?;
        let stop = window.iter().rposition(|b| matches!(b, b'.' | b'?' | b'!' | b'\n'))?;
        let start = floor + stop + 1;
        let glued =
            bytes.get(start).is_some_and(u8::is_ascii_uppercase) || bytes.get(start).is_some_and(|b| *b >= 0x80);
        (glued && window.get(stop) != Some(&b'\n') && bytes.get(colon + 1) == Some(&b' ')).then_some(start)
    };
    let found: Vec<(usize, usize)> =
        memchr::memchr_iter(b':', bytes).filter_map(|colon| Some((candidate(colon)?, colon))).collect();
    if found.is_empty() {
        return;
    }
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let mut starts: FxHashSet<usize> = FxHashSet::default();
    for labelled in labels(text) {
        if let Some(label) = text.get(labelled.label.clone()) {
            *known.entry(label).or_insert(0) += 1;
            starts.insert(labelled.line.start);
        }
    }
    // Turns lie a blank line apart, or not.
    let apart = starts.iter().filter(|start| text.get(..**start).is_some_and(|left| left.ends_with("\n\n"))).count();
    let line_end = if apart * 2 > starts.len() { "\n\n" } else { "\n" };
    for (start, colon) in found {
        let Some(label) = text.get(start..colon) else { continue };
        let speech = text.get(colon + 2..).and_then(|tail| tail.chars().next());
        let opens = speech.is_some_and(|c| c.is_uppercase() || matches!(c, '"' | '“' | '[' | '(' | '…' | '¿' | '¡'));
        let enough = if ROLES.contains(&label) { 0 } else { 1 };
        let sure = ROLES.contains(&label) || known.get(label).copied().unwrap_or(0) > enough;
        if sure && opens && ends_speech(text, start - 1) && (ROLES.contains(&label) || crate::text::is_label(label)) {
            out.push(Edit::new(start..start, line_end, 0.93));
        }
    }
}

/// Whether the stop at `at` ends a sentence of words.
fn ends_speech(text: &str, at: usize) -> bool {
    let word = scan::word_before(text, at);
    let lower = word.chars().next_back().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
    let (chunk, whole) = scan::chunk(text, at);
    let chunk = text.get(chunk).unwrap_or("");
    let before = text.get(..at - word.len()).unwrap_or("");
    let free = before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '“' | '\'' | '-'));
    whole && free && lower && word.chars().count() >= 2 && !scan::is_technical(chunk)
}
