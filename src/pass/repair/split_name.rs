//! F37: a name in two words that the text mostly writes as one: `Fog Line` where `FogLine` is its form.

use rustc_hash::FxHashMap;

use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F37",
    name: "split-name",
    about: "a name that the text mostly writes in one word is joined",
    level: Level::Standard,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let letters = |c: char| c.is_alphanumeric();
    // No ASCII letter is small before a capital in most texts.
    let inner = text.as_bytes().windows(2).any(|pair| matches!(pair, [b'a'..=b'z', b'A'..=b'Z']));
    if !inner && text.is_ascii() {
        return;
    }
    // Names with a capital inside, and how often they occur.
    let mut joined: FxHashMap<&str, usize> = FxHashMap::default();
    for word in text.split(|c: char| !letters(c)) {
        if inner_capital(word).is_some() {
            *joined.entry(word).or_insert(0) += 1;
        }
    }
    if joined.is_empty() {
        return;
    }
    // By the part before each inner capital: what may follow it.
    let mut halves: FxHashMap<&str, Vec<(&str, &str)>> = FxHashMap::default();
    for name in joined.keys() {
        for cut in inner_capital(name).into_iter().chain(last_capital(name)) {
            if let Some((left, right)) = name.split_at_checked(cut).filter(|(left, _)| left.len() >= 2) {
                let rests = halves.entry(left).or_default();
                if !rests.contains(&(right, name)) {
                    rests.push((right, name));
                }
            }
        }
    }
    let mut split: Vec<(usize, &str)> = Vec::new();
    let mut last: Option<(usize, &str)> = None;
    for word in text.split(|c: char| !letters(c)) {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if let Some((start, left)) = last
            && start + left.len() + 1 == at
            && text.as_bytes().get(at - 1) == Some(&b' ')
            && let Some((_, name)) = halves.get(left).and_then(|rests| rests.iter().find(|(right, _)| *right == word))
        {
            split.push((at - 1, name));
        }
        last = (!word.is_empty()).then_some((at, word));
    }
    let mut often: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, name) in &split {
        *often.entry(name).or_insert(0) += 1;
    }
    for (at, name) in split {
        if joined.get(name) > often.get(name) {
            out.push(Edit::new(at..at + 1, "", 0.85));
        }
    }
}

/// Where the first capital behind a small letter stands, in a word that starts with a capital.
fn inner_capital(word: &str) -> Option<usize> {
    let mut before = word.chars().next().filter(|c| c.is_uppercase())?;
    for (at, c) in word.char_indices().skip(1) {
        if c.is_uppercase() && before.is_lowercase() {
            return Some(at);
        }
        before = c;
    }
    None
}

fn last_capital(word: &str) -> Option<usize> {
    let mut found = None;
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        if c.is_uppercase() && before.is_lowercase() {
            found = Some(at);
        }
        before = c;
    }
    found
}
