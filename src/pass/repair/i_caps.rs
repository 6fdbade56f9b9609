//! F24: `i`, `i'm`, `i've` of a recogniser become `I`, `I'm`, `I've`.
//!
//! `i.e.`, the items of a list (`i)`) and Roman numbers (`ii`) stay, and so does a variable among other single letters.

use memchr::memchr_iter;

use super::context::Language;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule =
    Rule { id: "F24", name: "i-caps", about: "the pronoun i becomes I", level: Level::Standard, removes: None, edits };

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    if context.language() != Language::English {
        return;
    }
    let text = context.text();
    let bytes = text.as_bytes();
    for at in memchr_iter(b'i', bytes) {
        // Most are inside a word.
        if at.checked_sub(1).and_then(|left| bytes.get(left)).is_some_and(|b| b.is_ascii_alphanumeric())
            || bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
        {
            continue;
        }
        let left = scan::before(text, at);
        let free_left = left.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '“' | '‘' | '—' | '–' | '>' | '['));
        let word = scan::word_after(text, at).replace('’', "'");
        let pronoun = matches!(word.as_str(), "i" | "i'm" | "i've" | "i'd" | "i'll" | "i'd've");
        let free_right = scan::after(text, at + scan::word_after(text, at).len())
            .is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '?' | '!' | ';' | '"' | '”' | '—' | '–' | '…'));
        let stop = scan::after(text, at + 1) == Some('.')
            && text.get(at + 2..).is_some_and(|tail| tail.is_empty() || tail.starts_with(char::is_whitespace));
        if free_left && pronoun && (free_right || stop && word == "i") && !is_variable(text, at, &word) {
            out.push(Edit::new(at..at + 1, "I", 0.9));
        }
    }
}

/// `for i in`, `i = 3`, `a, i and k`
fn is_variable(text: &str, at: usize, word: &str) -> bool {
    if word != "i" {
        return false;
    }
    let right = text.get(at + 1..).unwrap_or("").trim_start_matches(' ');
    let sign = right.starts_with(['=', '+', '<', '>', '*']);
    let left = scan::word_before(text, at.saturating_sub(1));
    let counted = left.eq_ignore_ascii_case("for") && (right.starts_with("in ") || right.starts_with("from "));
    sign || counted || left.chars().count() == 1 && !matches!(left, "a" | "A" | "o" | "O")
}
