//! F35: an apostrophe in the plural of initials: `random API's.` is `random APIs.`
//!
//! A possessive stays: `the API's limits`, `NASA's`, `that was the CEO's.` So a mark or the end must follow, the initials
//! must be ones that are counted, and no article of the singular may stand before them.

use memchr::memchr_iter;

use super::context::Language;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F35",
    name: "initialism-plural",
    about: "the apostrophe in a plural of initials is removed",
    level: Level::Safe,
    removes: None,
    edits,
};

/// Initials of things and persons of which there are many.
const COUNTED: &[&str] = &[
    "AI", "API", "ATM", "CD", "CEO", "CFO", "CIO", "CPU", "CTO", "DJ", "DVD", "EV", "FAQ", "GP", "GPU", "ID", "IDE",
    "IP", "IPO", "ISP", "KPI", "LED", "LLM", "LP", "MC", "MP", "MRI", "MVP", "NFT", "NGO", "NPC", "OKR", "PA", "PC",
    "PDF", "PIN", "PM", "RV", "SDK", "SUV", "TPU", "TV", "UFO", "UI", "URL", "USB", "VC", "VIP", "VM", "VP",
];
/// Words that a plural follows.
const MANY: &[&str] = &[
    "all",
    "any",
    "both",
    "different",
    "few",
    "fewer",
    "five",
    "four",
    "hundreds",
    "many",
    "more",
    "most",
    "multiple",
    "no",
    "of",
    "other",
    "our",
    "several",
    "six",
    "some",
    "such",
    "ten",
    "their",
    "these",
    "those",
    "three",
    "two",
    "various",
    "your",
];
/// Words of the singular: somewhere before the initials they make a possessive of them.
const ONE: &[&str] = &["a", "an", "another", "each", "every", "her", "his", "its", "my", "one", "that", "the", "this"];
/// Words right before a possessive without its noun: `it is NASA's`, `compared to IBM's`.
const BARE: &[&str] =
    &["are", "as", "at", "be", "from", "is", "it's", "like", "than", "that's", "to", "unlike", "was", "were", "with"];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    // The straight apostrophe, and the last byte of the curly one.
    for at in memchr_iter(b'\'', bytes) {
        check(context, at, 1, out);
    }
    if !bytes.is_ascii() {
        for at in memchr::memmem::find_iter(bytes, "’".as_bytes()) {
            check(context, at, 3, out);
        }
    }
}

fn check(context: &Context<'_>, at: usize, length: usize, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    let capital = at.checked_sub(1).and_then(|left| bytes.get(left)).is_some_and(u8::is_ascii_uppercase);
    if !capital || bytes.get(at + length) != Some(&b's') {
        return;
    }
    let initials = scan::word_before(text, at);
    let sound = (2..=5).contains(&initials.len()) && initials.bytes().all(|b| b.is_ascii_uppercase());
    let rest = text.get(at + length + 1..).unwrap_or("");
    let mut right = rest.chars();
    let ends = match right.next() {
        None | Some('?' | '!' | ',' | ';' | ':' | ')' | '\n' | '"' | '”') => true,
        Some('.') => !right.next().is_some_and(char::is_alphanumeric),
        _ => false,
    };
    if !sound || !ends || !COUNTED.contains(&initials) || context.language() != Language::English {
        return;
    }
    let start = at - initials.len();
    let floor = (start.saturating_sub(60)..=start).find(|from| text.is_char_boundary(*from)).unwrap_or(start);
    let left = text.get(floor..start).unwrap_or("");
    let clause = left.rsplit(['.', '?', '!', ',', ';', ':', '(', '\n']).next().unwrap_or("");
    let words: Vec<&str> = clause.split_whitespace().rev().take(3).collect();
    let last = words.first().copied().unwrap_or("");
    let many = scan::listed(MANY, last) || last.bytes().all(|b| b.is_ascii_digit()) && !last.is_empty();
    let one = scan::listed(BARE, last)
        || words.iter().any(|word| scan::listed(ONE, word) || word.ends_with("'s") || word.ends_with("’s"));
    let confidence = match (many, one) {
        (true, _) => 0.95,
        (false, false) if !last.is_empty() => 0.85,
        _ => return,
    };
    out.push(Edit::new(at..at + length, "", confidence));
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_are_in_order() {
        assert!([super::MANY, super::ONE, super::BARE].iter().all(|list| list.is_sorted()));
    }
}
