//! F42: what a speaker breaks off and says again: `to the- to the boat`. Runs only when it is named.
//!
//! A dash must end what is broken off, and the same words must follow at once, the last one begun at least.

use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F42",
    name: "false-starts",
    about: "words that are broken off and said again are dropped",
    level: Level::Named,
    removes: Some("words that are broken off and said again"),
    edits,
};

/// The most words that are broken off at once.
const WORDS: usize = 4;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let words: Vec<std::ops::Range<usize>> = crate::text::words(text).collect();
    let word = |at: usize| words.get(at).and_then(|bytes| text.get(bytes.clone())).unwrap_or("");
    let mut done = 0;
    for at in 0..words.len() {
        let Some(broken) = ["--", "-", "—", "–"].iter().find_map(|dash| word(at).strip_suffix(dash)) else {
            continue;
        };
        if broken.is_empty() || !broken.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '’') {
            continue;
        }
        let said = |count: usize| {
            let first = (at + 1).checked_sub(count).filter(|first| *first >= done);
            let line =
                |first: usize| words.get(first).zip(words.get(at + count)).and_then(|(a, b)| text.get(a.start..b.end));
            first.is_some_and(|first| {
                let same = (0..count - 1).all(|offset| same(word(first + offset), word(at + 1 + offset)));
                same && begins(broken, word(at + count)) && line(first).is_some_and(|line| !line.contains('\n'))
            })
        };
        let Some(count) = (1..=WORDS).rev().find(|count| said(*count)) else { continue };
        // One letter may begin anything: `a- and`.
        if count == 1 && broken.chars().count() < 2 && broken != bare(word(at + 1)) {
            continue;
        }
        let first = at + 1 - count;
        let (Some(from), Some(to)) = (words.get(first), words.get(at + 1)) else { continue };
        let capital = word(first).starts_with(char::is_uppercase);
        let next = word(at + 1).chars().next().filter(|c| capital && c.is_lowercase());
        match next {
            Some(c) => out.push(Edit::new(from.start..to.start + c.len_utf8(), c.to_uppercase().to_string(), 0.8)),
            None => out.push(Edit::new(from.start..to.start, "", 0.8)),
        }
        done = at + 1;
    }
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn same(a: &str, b: &str) -> bool {
    !bare(a).is_empty() && bare(a).to_lowercase() == bare(b).to_lowercase()
}

fn begins(broken: &str, word: &str) -> bool {
    bare(word).to_lowercase().starts_with(&broken.to_lowercase())
}
