//! F21: a lone letter between two sentences: `or? x It's not`.
//!
//! Only a small letter that is no word, after the end of a sentence and before a word in capitals that opens sentences;
//! and only in English, since other languages have words of one letter.

use super::context::Language;
use super::openers::opens;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F21",
    name: "stray-token",
    about: "a lone letter between two sentences is removed",
    level: Level::Safe,
    removes: Some("a lone letter"),
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    // A lone letter between two spaces.
    scan::triples(
        bytes,
        |a, b, c| (a == b' ') & (c == b' ') & is_stray(b),
        |space| {
            let Some(at) = space.checked_sub(1) else { return };
            let Some([b'?' | b'.' | b'!', b' ', letter, b' ', b'A'..=b'Z']) = bytes.get(at..at + 5) else { return };
            if sentence_follows(context, at + 4) && !abbreviated(text, at) {
                out.push(Edit::new(at + 2..at + 4, "", if *letter == b'x' { 0.95 } else { 0.9 }));
            }
        },
    );
    // At the start of a unit or a cue the sentence before may have lost its stop.
    if !context.is_plain() {
        for (end, at) in context.joints() {
            let Some([letter, b' ', b'A'..=b'Z']) = bytes.get(at..at + 3) else { continue };
            let stopped = scan::before(text, end).is_some_and(|c| matches!(c, '.' | '?' | '!'));
            if is_stray(*letter) && !stopped && context.starts_at(at) && sentence_follows(context, at + 2) {
                out.push(Edit::new(at..at + 2, "", 0.8));
            }
        }
    }
}

fn is_stray(letter: u8) -> bool {
    letter.is_ascii_lowercase() & (letter != b'a') & (letter != b'i') & (letter != b'o')
}

/// Whether the word in capitals at `at` opens an English sentence.
fn sentence_follows(context: &Context<'_>, at: usize) -> bool {
    let word = scan::word_after(context.text(), at);
    opens(word) && context.language() == Language::English
}

/// Whether the stop belongs to an abbreviation: `vs. x The`, `No. x`, `p. x`.
fn abbreviated(text: &str, at: usize) -> bool {
    let before = scan::word_before(text, at);
    let short = before.chars().count() <= 1
        || matches!(before, "vs" | "No" | "no" | "fig" | "Fig" | "vol" | "Vol" | "cf" | "eq");
    scan::after(text, at) == Some('.') && short
}
