//! F16: a word cut by a hyphen at the end of a line: `light-⏎house`.
//!
//! The hyphen goes if the file writes the word in one, or if the halves are no words or the whole is one. It stays, and
//! only the line end goes, if the file writes it with the hyphen or both halves are words. With no such evidence nothing
//! is done.

use rustc_hash::FxHashSet;

use super::context::Language;
use super::{Context, Edit, Level, Rule, lexicon, scan};

pub const RULE: Rule = Rule {
    id: "F16",
    name: "hyphen-break",
    about: "words cut by a hyphen at a line end are joined",
    level: Level::Safe,
    removes: None,
    edits,
};

struct Cut<'t> {
    hyphen: usize,
    next: usize,
    left: &'t str,
    right: &'t str,
}

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let mut cuts: Vec<Cut<'_>> = Vec::new();
    for (end, next) in context.joints() {
        // Trailing blanks are gone or will be; a look over a few is enough.
        let Some(hyphen) = end.checked_sub(1).filter(|at| text.as_bytes().get(*at) == Some(&b'-')) else { continue };
        let (left, right) = (scan::word_before(text, hyphen), scan::word_after(text, next));
        let lower = right.starts_with(char::is_lowercase);
        let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
        let technical = || text.get(scan::chunk(text, hyphen).0).is_none_or(scan::is_technical);
        if lower
            && letters(left) >= 2
            && letters(right) >= 2
            && !left.contains(|c: char| c.is_numeric())
            && !technical()
        {
            cuts.push(Cut { hyphen, next, left, right });
        }
    }
    if cuts.is_empty() {
        return;
    }
    let joined = |cut: &Cut<'_>| format!("{}{}", cut.left, cut.right).to_lowercase();
    let hyphened = |cut: &Cut<'_>| format!("{}-{}", cut.left, cut.right).to_lowercase();
    let wanted: FxHashSet<String> = cuts.iter().flat_map(|cut| [joined(cut), hyphened(cut)]).collect();
    let mut found: FxHashSet<&str> = FxHashSet::default();
    let mut lower = String::new();
    for word in text.split(|c: char| !(scan::in_word(c) || c == '-')) {
        lower.clear();
        lower.extend(word.chars().flat_map(char::to_lowercase));
        if let Some(word) = wanted.get(&lower) {
            found.insert(word);
        }
    }
    for cut in &cuts {
        let (whole, halved) = (joined(cut), hyphened(cut));
        let words = lexicon::is_known(&cut.left.to_lowercase()) && lexicon::is_known(&cut.right.to_lowercase());
        let chained = scan::before(text, cut.hyphen - cut.left.len()) == Some('-');
        let (drop_hyphen, confidence) = if chained {
            // `memory-to-⏎memory`
            (false, 0.9)
        } else if found.contains(whole.as_str()) {
            (true, 0.97)
        } else if found.contains(halved.as_str()) {
            (false, 0.97)
        } else if lexicon::part(&whole).is_some() || !words && lexicon::is_known(&whole) {
            (true, 0.93)
        } else if words || cut.right.len() >= 5 && lexicon::is_known(&cut.right.to_lowercase()) {
            (false, if words { 0.85 } else { 0.75 })
        } else if cfg!(feature = "model") && context.language() == Language::English {
            (true, 0.75)
        } else {
            continue;
        };
        let start = if drop_hyphen { cut.hyphen } else { cut.hyphen + 1 };
        out.push(Edit::new(start..cut.next, "", confidence));
    }
}
