//! F13: apostrophes that a PDF lost: `I m`, `don t` are `I'm`, `don't`.
//!
//! Only contractions that are no other words, and only in a text that has no apostrophes of its own.

use memchr::{memchr, memmem};

use super::context::Language;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F13",
    name: "lost-apostrophe",
    about: "apostrophes lost from contractions, as in `don t`, are set again",
    level: Level::Standard,
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
            if ends && known && scan::before(text, at - stem.len()) != Some('-') {
                out.push(Edit::new(at..at + 1, "'", 0.9));
            }
        }
    }
}
