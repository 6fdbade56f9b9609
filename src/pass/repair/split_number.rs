//! F38: a number that a line end broke: `1,⏎000` is `1,000`, `3.⏎5 million` is `3.5 million`.
//!
//! Three digits must follow the comma, and no other number may stand near: a list of numbers has commas too.

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F38",
    name: "split-number",
    about: "a number that a line end broke is joined",
    level: Level::Standard,
    removes: None,
    edits,
};

/// Words that a number with a decimal point stands before.
const COUNTED: &[&str] = &["billion", "gigahertz", "million", "percent", "thousand", "trillion", "x"];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    for (end, next) in context.joints() {
        let Some(mark) = end.checked_sub(1) else { continue };
        if !bytes.get(next).is_some_and(u8::is_ascii_digit) {
            continue;
        }
        let joined = match bytes.get(mark) {
            Some(b',') => is_thousands(text, mark, next),
            Some(b'.') => is_decimal(text, mark, next),
            Some(b'0'..=b'9') => is_year(text, end, next),
            _ => false,
        };
        if joined {
            out.push(Edit::new(end..next, "", 0.85));
        }
    }
}

/// How many digits end at `at`, and what stands before them.
fn digits_before(text: &str, at: usize) -> (usize, Option<char>) {
    let left = text.as_bytes().get(..at).unwrap_or(&[]);
    let count = left.iter().rev().take(8).take_while(|b| b.is_ascii_digit()).count();
    (count, scan::before(text, at - count))
}

fn digits_after(text: &str, at: usize) -> usize {
    text.as_bytes().get(at..).unwrap_or(&[]).iter().take(8).take_while(|b| b.is_ascii_digit()).count()
}

fn is_thousands(text: &str, comma: usize, next: usize) -> bool {
    let (count, left) = digits_before(text, comma);
    let free = left.is_none_or(|c| c.is_whitespace() || matches!(c, '$' | '€' | '£' | '(' | '"' | '“' | ','));
    let follows = text.get(next + 3..).unwrap_or("");
    let ends = !follows.starts_with(|c: char| c.is_ascii_digit() || c == ':' || c == '/');
    // `5, 100, 200`
    let listed = |c: char| c.is_ascii_digit();
    let before = text.get(..comma - count).unwrap_or("").trim_end_matches([' ', ',', '\r', '\n']).ends_with(listed)
        && left != Some(',');
    let grouped = follows.strip_prefix(',').is_some_and(|tail| tail.starts_with(listed));
    let after = !grouped && follows.trim_start_matches([' ', ',', '\r', '\n']).starts_with(listed);
    (1..=3).contains(&count) && free && digits_after(text, next) == 3 && ends && !before && !after
}

fn is_decimal(text: &str, stop: usize, next: usize) -> bool {
    let (count, left) = digits_before(text, stop);
    let digits = digits_after(text, next);
    let tail = text.get(next + digits..).unwrap_or("");
    let word = scan::word_after(tail, tail.len() - tail.trim_start_matches(' ').len());
    let counted = tail.starts_with('%') || scan::listed(COUNTED, word);
    (1..=4).contains(&count)
        && left.is_none_or(|c| c.is_whitespace() || c == '$')
        && (1..=2).contains(&digits)
        && counted
}

/// `the year 20⏎23`
fn is_year(text: &str, end: usize, next: usize) -> bool {
    let (count, left) = digits_before(text, end);
    let named = scan::word_before(text, (end - count).saturating_sub(1)).eq_ignore_ascii_case("year");
    let follows = text.get(next + 2..).unwrap_or("");
    let century = matches!(text.get(end - count..end), Some("19" | "20"));
    named && century && left == Some(' ') && digits_after(text, next) == 2 && !follows.starts_with([',', '.', ':', '%'])
}
