//! F29: quotation marks of one kind: straight or curly, whichever the text has more of.
//!
//! Runs only when it is named. Inches, feet, primes and apostrophes that a word starts with stay.

use memchr::{memchr, memchr_iter, memmem};

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F29",
    name: "quotes",
    about: "straight and curly quotation marks become the kind the text has more of",
    level: Level::Named,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    if memmem::find(bytes, b"\xE2\x80").is_none() || memchr(b'"', bytes).or_else(|| memchr(b'\'', bytes)).is_none() {
        return;
    }
    let count = |mark: &str| memmem::find_iter(bytes, mark.as_bytes()).count();
    let straight = memchr_iter(b'"', bytes).count();
    let curly = count("“") + count("”");
    if straight > 0 && curly > straight {
        out.extend(memchr_iter(b'"', bytes).filter_map(|at| curl(text, at)));
    } else if curly > 0 && straight > curly {
        for mark in ["“", "”"] {
            out.extend(memmem::find_iter(bytes, mark.as_bytes()).map(|at| Edit::new(at..at + 3, "\"", 0.9)));
        }
    }
    let inside = |at: &usize, length: usize| {
        scan::before(text, *at).is_some_and(char::is_alphabetic)
            && scan::after(text, at + length).is_some_and(char::is_alphabetic)
    };
    let straight: Vec<usize> = memchr_iter(b'\'', bytes).filter(|at| inside(at, 1)).collect();
    let curly: Vec<usize> = memmem::find_iter(bytes, "’".as_bytes()).filter(|at| inside(at, 3)).collect();
    if curly.len() > straight.len() {
        out.extend(straight.into_iter().map(|at| Edit::new(at..at + 1, "’", 0.9)));
    } else if straight.len() > curly.len() {
        out.extend(curly.into_iter().map(|at| Edit::new(at..at + 3, "'", 0.9)));
    }
}

/// The curly form of a straight mark, by what stands on its sides.
fn curl(text: &str, at: usize) -> Option<Edit> {
    let (left, right) = (scan::before(text, at), scan::after(text, at + 1));
    let free = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–'));
    let mark = match (free(left), free(right)) {
        (true, false) => "“",
        (false, true) => "”",
        (false, false) if right.is_some_and(|c| matches!(c, '.' | ',' | '?' | '!' | ';' | ':' | ')' | ']')) => "”",
        _ => return None,
    };
    // `5"` is a length.
    let inches = left.is_some_and(|c| c.is_ascii_digit()) && mark == "”";
    (!inches).then(|| Edit::new(at..at + 1, mark, 0.85))
}
