//! F25: capitals at sentence starts, in lower-case recogniser output that has its marks: `it turned. we left.`
//!
//! Only where the text's sentences mostly start in lower case; no mark is ever made up.

use memchr::memchr3_iter;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F25",
    name: "sentence-caps",
    about: "sentences of lower-case text start with a capital",
    level: Level::Full,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let mut small: Vec<usize> = Vec::new();
    let mut capitals = 0usize;
    let starts = memchr3_iter(b'.', b'?', b'!', text.as_bytes()).filter_map(|at| after_sentence(text, at));
    let first = text.len() - text.trim_start().len();
    for at in std::iter::once(first).chain(starts) {
        match scan::after(text, at) {
            Some(c) if c.is_lowercase() => small.push(at),
            Some(c) if c.is_uppercase() => capitals += 1,
            _ => {}
        }
    }
    // In a text with capitals a small letter after a stop means an abbreviation or a sentence broken off.
    if small.len() < 2 || small.len() <= capitals {
        return;
    }
    for at in small {
        let word = scan::word_after(text, at);
        let (chunk, _) = scan::chunk(text, at);
        let technical = text.get(chunk).is_none_or(|chunk| scan::is_technical(chunk) || has_inner_stop(chunk));
        let Some(c) = word.chars().next().filter(|_| !technical && word.chars().all(|c| !c.is_uppercase())) else {
            continue;
        };
        out.push(Edit::new(at..at + c.len_utf8(), c.to_uppercase().collect::<String>(), 0.8));
    }
}

fn has_inner_stop(chunk: &str) -> bool {
    chunk.trim_end_matches(['.', ',', '?', '!']).contains('.')
}

/// Where the next sentence starts if one ends with the mark at `at`.
fn after_sentence(text: &str, at: usize) -> Option<usize> {
    let tail = text.get(at + 1..)?;
    let blank = tail.bytes().take_while(|b| matches!(b, b' ' | b'\n' | b'\r')).count();
    let next = at + 1 + blank;
    if blank == 0 || scan::before(text, at).is_none_or(|c| c == '.' || c == '…') {
        return None;
    }
    let before = scan::word_before(text, at);
    let (chunk, _) = scan::chunk(text, at);
    let word = text.get(chunk)?;
    let follows = scan::word_after(text, next);
    crate::text::ends_sentence(word, &capital(follows)).then_some(next).filter(|_| !before.is_empty())
}

/// A word as it would stand at a sentence start, for the test whether one ends before it.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
