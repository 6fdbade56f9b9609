//! F28: dashes as they are printed: `word--word` is `word—word`, `word —word` is `word — word`.
//!
//! Runs only when it is named: how a dash is set is a matter of taste. `--help` and rules of hyphens stay.

use memchr::memmem;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F28",
    name: "dash-space",
    about: "double hyphens become dashes, and a dash has a space on both sides or on none",
    level: Level::Named,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    for at in memmem::find_iter(bytes, b"--") {
        let longer = scan::before(text, at) == Some('-') || scan::after(text, at + 2) == Some('-');
        if !longer && let Some(set) = set(text, at, at + 2) {
            // `use --help`: a space before and none after is an option.
            if set != Set::Half {
                out.push(Edit::new(at..at + 2, "—", 0.8));
            }
        }
    }
    for at in memmem::find_iter(bytes, "—".as_bytes()) {
        if set(text, at, at + 3) == Some(Set::Half) {
            let place = if scan::before(text, at) == Some(' ') { at + 3 } else { at };
            out.push(Edit::new(place..place, " ", 0.8));
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Set {
    Tight,
    Spaced,
    Half,
}

/// How a dash stands between two words of a line.
fn set(text: &str, start: usize, end: usize) -> Option<Set> {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '"' | '“' | '”' | '’' | '\'' | ',' | '?' | '!' | ')' | '(');
    let (left, right) = (scan::before(text, start)?, scan::after(text, end)?);
    let beyond_left = scan::before(text, start.checked_sub(1)?);
    let beyond_right = text.get(end + 1..).and_then(|tail| tail.chars().next());
    match (left, right) {
        (' ', ' ') => (beyond_left.is_some_and(word) && beyond_right.is_some_and(word)).then_some(Set::Spaced),
        (' ', right) if word(right) => beyond_left.filter(|c| word(*c)).map(|_| Set::Half),
        (left, ' ') if word(left) => beyond_right.filter(|c| word(*c)).map(|_| Set::Half),
        (left, right) => (word(left) && word(right)).then_some(Set::Tight),
    }
}
