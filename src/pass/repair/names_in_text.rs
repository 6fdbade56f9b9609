//! F23: a speaker's name that is misspelt in the running text takes the form of the label.
//!
//! Only words with a capital, next to the right first name or too long for chance, that no list of words knows and that
//! the text doesn't use as often as the name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::labels::labels;
use super::names::spelt_alike;
use super::{Context, Edit, Level, Rule, lexicon, scan};

pub const RULE: Rule = Rule {
    id: "F23",
    name: "names-in-text",
    about: "a speaker's name that is misspelt in the text takes the form of the label",
    level: Level::Full,
    removes: Some("letters of a name that is misspelt"),
    edits,
};

/// Letters from which on a name is told by itself.
const LONG: usize = 7;
/// More names than this are no cast.
const CAST: usize = 200;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let mut labelled: FxHashSet<usize> = FxHashSet::default();
    let mut names: Vec<Vec<&str>> = context.names().iter().map(|name| name.split_whitespace().collect()).collect();
    if context.is_plain() {
        let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
        for found in labels(text) {
            let Some(label) = text.get(found.label.clone()) else { continue };
            labelled.insert(found.label.start);
            *seen.entry(label).or_insert(0) += 1;
        }
        names.extend(seen.iter().filter(|(_, count)| **count > 1).map(|(label, _)| label.split_whitespace().collect()));
    }
    let person = |name: &Vec<&str>| (1..=3).contains(&name.len()) && name.iter().all(|part| is_name(part));
    names.retain(person);
    if names.is_empty() || names.len() > CAST {
        return;
    }
    names.sort();
    // Words with a capital, and how often each occurs.
    let tokens: Vec<(usize, &str)> = capitalised(text).collect();
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, token) in &tokens {
        *counts.entry(token).or_insert(0) += 1;
    }
    let parts: FxHashSet<&str> = names.iter().flatten().copied().collect();
    let mut mended: FxHashMap<&str, Option<(&str, Option<&str>)>> = FxHashMap::default();
    for (at, token) in tokens {
        if parts.contains(token) || labelled.contains(&at) {
            continue;
        }
        let found = *mended.entry(token).or_insert_with(|| {
            let count = counts.get(token).copied().unwrap_or(0);
            if lexicon::is_known(&token.to_lowercase()) {
                return None;
            }
            let fits = |name: &&str| spelt_alike(token, name) && counts.get(*name).copied().unwrap_or(0) > count;
            let mut fitting = names.iter().filter_map(|name| {
                let last = *name.last()?;
                let first = (name.len() > 1).then(|| name.first().copied()).flatten();
                fits(&last).then_some((last, first))
            });
            let found = fitting.next()?;
            // Two people of like names: nobody can tell which one is meant.
            fitting.all(|other| other.0 == found.0).then_some(found)
        });
        let Some((name, first)) = found else { continue };
        let left = text.get(..at).unwrap_or("").trim_end_matches(' ');
        let beside = first.is_some_and(|first| scan::word_before(text, left.len()) == first);
        // Without the list of words a name can't be told from a word.
        if beside || cfg!(feature = "model") && token.chars().count() >= LONG && name.chars().count() >= LONG {
            out.push(Edit::new(at..at + token.len(), name.to_owned(), if beside { 0.85 } else { 0.7 }));
        }
    }
}

fn is_name(part: &str) -> bool {
    part.starts_with(char::is_uppercase) && part.chars().all(char::is_alphabetic) && part.chars().count() >= 3
}

/// The words of `text` with a capital first and letters only, with their places.
fn capitalised(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| is_name(word))
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}
