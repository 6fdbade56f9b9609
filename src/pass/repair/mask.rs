//! F18: words that a caption service masked: `[ __ ]`, `****`, `[censored]`, `( bleep )` become `[__]`.
//!
//! The word is never guessed; letters with stars, `s***`, stay.

use memchr::{memchr, memchr2_iter, memmem};

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F18",
    name: "mask",
    about: "masked words are written in one form, [__]",
    level: Level::Safe,
    removes: Some("the word in the brackets of a mask"),
    edits,
};

const MASK: &str = "[__]";
/// The longest mask with its brackets, in bytes.
const LONGEST: usize = 32;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    for at in memchr2_iter(b'[', b'(', bytes) {
        let closing = if bytes.get(at) == Some(&b'[') { b']' } else { b')' };
        let window = bytes.get(at..bytes.len().min(at + LONGEST)).unwrap_or(&[]);
        let Some(length) = memchr(closing, window) else { continue };
        let Some(inner) = text.get(at + 1..at + length) else { continue };
        let word = inner.trim_matches(|c: char| c.is_whitespace());
        // A longer one is a blank of a form, to be filled in.
        let blank = word == "__" && closing == b']';
        let named =
            ["censored", "bleep", "bleeped", "expletive", "beep"].iter().any(|name| word.eq_ignore_ascii_case(name));
        // `[__](address)` is a link without a text.
        if (blank || named && (closing == b']' || word != "censored")) && bytes.get(at + length + 1) != Some(&b'(') {
            out.push(Edit::new(at..at + length + 1, MASK, 0.95));
        }
    }
    let mut done = 0;
    for at in memmem::find_iter(bytes, b"***") {
        if at < done {
            continue;
        }
        let stars = bytes.iter().skip(at).take_while(|b| **b == b'*').count();
        done = at + stars;
        if masks_a_word(text, at, stars) {
            out.push(Edit::new(at..at + stars, MASK, 0.85));
        }
    }
}

/// Whether stars stand for a word: by themselves between words, not as a rule, a banner, a rating or emphasis.
fn masks_a_word(text: &str, at: usize, stars: usize) -> bool {
    let end = at + stars;
    let right = text.get(end..).unwrap_or("");
    let left_edge = scan::before(text, at).is_none_or(|c| c == ' ' || matches!(c, '"' | '“' | '\u{A0}'));
    let right_edge = match scan::after(text, end) {
        None => true,
        Some(c) if c.is_whitespace() => true,
        Some('.' | ',' | '!' | '?' | '"' | '”') => {
            right.chars().nth(1).is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '”' | '.'))
        }
        Some(_) => false,
    };
    if !(3..=12).contains(&stars) || !left_edge || !right_edge {
        return false;
    }
    // Small words around it, on the same line: banners and rules start a line or stand among capitals.
    let (left, _) = scan::chunk(text, at.saturating_sub(1));
    let before = text.get(left).unwrap_or("");
    let small = |word: &str| word.chars().any(char::is_lowercase);
    let sound = small(before) && before.ends_with(|c: char| c.is_alphabetic() || matches!(c, ',' | '"' | '“'));
    let next = scan::word_after(text, end + 1);
    let follows = right.strip_prefix(' ').is_none_or(|tail| tail.starts_with(|c: char| c.is_lowercase() || c == 'I'));
    sound
        && follows
        && scan::before(text, at) != Some('\n')
        && !before.starts_with("***")
        && !in_banner(text, at)
        && !matches!(
            next.to_lowercase().as_str(),
            "and" | "hotel" | "hotels" | "or" | "rating" | "review" | "star" | "stars"
        )
}

/// Whether the line starts with stars, or is too long to tell.
fn in_banner(text: &str, at: usize) -> bool {
    let left = text.get(..at).unwrap_or("");
    let line = left.rsplit('\n').next().unwrap_or("").trim_start();
    line.starts_with("***")
}
