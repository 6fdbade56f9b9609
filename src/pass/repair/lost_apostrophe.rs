//! F13: apostrophes that a PDF lost: `I m`, `don t` are `I'm`, `don't`.
//!
//! Only contractions that are no other words, and only in a text that has no apostrophes of its own. A possessive,
//! `mother s house`, only between two words that can be nouns.

use memchr::{memchr, memmem};

use super::context::Language;
use super::{Context, Edit, Level, Rule, lexicon, scan};

pub const RULE: Rule = Rule {
    id: "F13",
    name: "lost-apostrophe",
    about: "apostrophes lost from contractions, as in `don t`, are set again",
    level: Level::Standard,
    removes: None,
    edits,
};

/// What stands before each ending.
const CONTRACTIONS: &[(&str, &[&str])] = &[
    (
        " t",
        &[
            "ain", "aren", "can", "couldn", "didn", "doesn", "don", "hadn", "hasn", "haven", "isn", "mustn", "needn",
            "shouldn", "wasn", "weren", "won", "wouldn",
        ],
    ),
    (" m", &["i"]),
    (" re", &["they", "we", "you", "what", "who"]),
    (" ve", &["could", "i", "should", "they", "we", "would", "you"]),
    (" ll", &["he", "i", "it", "she", "that", "there", "they", "we", "you", "what", "who"]),
    (" d", &["he", "i", "she", "they", "we", "you"]),
    (" s", &["he", "here", "how", "it", "let", "she", "that", "there", "what", "where", "who"]),
];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    let apostrophes = memchr(b'\'', bytes).is_some() || memmem::find(bytes, "’".as_bytes()).is_some();
    if apostrophes || context.language() != Language::English {
        return;
    }
    for (ending, stems) in CONTRACTIONS {
        for at in memmem::find_iter(bytes, ending.as_bytes()) {
            let stem = scan::word_before(text, at);
            let ends = scan::after(text, at + ending.len()).is_none_or(|c| !scan::in_word(c));
            let known = stems.iter().any(|known| stem.eq_ignore_ascii_case(known));
            let free = ends && scan::before(text, at - stem.len()) != Some('-');
            if free && known {
                out.push(Edit::new(at..at + 1, "'", 0.9));
            } else if free && *ending == " s" && is_owner(stem) && is_owned(text, at + ending.len()) {
                out.push(Edit::new(at..at + 1, "'", 0.75));
            }
        }
    }
}

/// Whether a word may own something: a noun, as far as its letters tell.
fn is_owner(word: &str) -> bool {
    let lower = word.to_lowercase();
    let known = lexicon::is_known(&lower) || word.starts_with(char::is_uppercase);
    known && word.chars().count() >= 3 && !lower.ends_with('s') && !is_small(&lower)
}

/// Whether what stands behind the ending may be owned: a word that no closed class has.
fn is_owned(text: &str, at: usize) -> bool {
    let word = scan::word_after(text, at + 1);
    scan::after(text, at) == Some(' ')
        && word.starts_with(char::is_lowercase)
        && word.chars().count() >= 3
        && lexicon::is_known(word)
        && !is_small(word)
}

/// Words that are no nouns.
fn is_small(word: &str) -> bool {
    crate::text::words::is_function_word(word) || super::openers::opens(word)
}
