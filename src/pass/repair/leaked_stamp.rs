//! F20: a mark left inside the text, `and the 0:41 boat sank` between 0:38 and 0:44.
//!
//! It must be written as the marks around it are and lie between them, these must be near each other, and no word may
//! claim it: `at 0:41`, `the 0:41 mark`, `0:41 am` and `the 7:40 boat` stay.

use std::ops::Range;

use super::{Context, Edit, Level, Rule, scan};
use crate::text::mark::plain_mark;

pub const RULE: Rule = Rule {
    id: "F20",
    name: "leaked-stamp",
    about: "a time mark that was left inside the text is removed",
    level: Level::Safe,
    removes: Some("a time mark between its neighbours"),
    edits,
};

/// The longest time, in milliseconds, between two marks for one between them to be told from a time that was said.
const NEAR: i64 = 5 * 60_000;

/// Words before a time that was said.
const BEFORE: &[&str] = &[
    "about",
    "after",
    "approximately",
    "around",
    "at",
    "before",
    "between",
    "by",
    "circa",
    "from",
    "in",
    "is",
    "it's",
    "minute",
    "nearly",
    "of",
    "on",
    "past",
    "since",
    "than",
    "till",
    "time",
    "timestamp",
    "to",
    "until",
    "was",
];
/// Words after a time that was said.
const AFTER: &[&str] = &[
    "a.m",
    "am",
    "and",
    "cet",
    "clock",
    "est",
    "et",
    "gmt",
    "hours",
    "in",
    "mark",
    "minute",
    "minutes",
    "o'clock",
    "on",
    "or",
    "p.m",
    "pdt",
    "pm",
    "point",
    "pst",
    "pt",
    "seconds",
    "till",
    "time",
    "timestamp",
    "to",
    "until",
    "utc",
];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    for stretch in context.marked() {
        let Some((start, end)) = stretch.times else { continue };
        if start >= end || end - start > NEAR {
            continue;
        }
        let inner = stretch.text;
        let bytes = text.as_bytes().get(inner.clone()).unwrap_or(&[]);
        let mut done = inner.start;
        for colon in memchr::memchr_iter(b':', bytes) {
            let colon = inner.start + colon;
            if colon < done {
                continue;
            }
            let digits = |b: &u8| b.is_ascii_digit() || *b == b':';
            let left = bytes.get(..colon - inner.start).unwrap_or(&[]).iter().rev().take(8).take_while(|b| digits(b));
            let at = colon - left.count();
            let Some((mark, length)) = text.as_bytes().get(at..).and_then(plain_mark) else { continue };
            done = at + length;
            let between = mark.millis.is_some_and(|millis| start < millis && millis < end);
            let alike = stretch.mark.is_none_or(|fields| fields == mark.fields);
            if between && alike && done <= inner.end {
                out.extend(leaked(text, at..done, &inner));
            }
        }
    }
}

fn leaked(text: &str, mark: Range<usize>, inner: &Range<usize>) -> Option<Edit> {
    let (left, right) = (text.get(inner.start..mark.start)?, text.get(mark.end..inner.end)?);
    // Between two words, with a space on either side.
    let free = left.strip_suffix(' ')?.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '.' | '?' | '!'));
    let next = right.strip_prefix(' ')?.trim_start();
    let follows = next.chars().next()?;
    if !free || !follows.is_alphabetic() {
        return None;
    }
    let before = scan::word_before(text, mark.start - 1);
    let after = next.split_whitespace().next()?.trim_end_matches(|c: char| !c.is_alphanumeric());
    if scan::listed(BEFORE, before) || scan::listed(AFTER, after) {
        return None;
    }
    // A sentence that ends before it must begin after it, and one that goes on must go on.
    let stopped = left.trim_end().ends_with(['.', '?', '!']);
    if stopped && !follows.is_uppercase() {
        return None;
    }
    Some(Edit::new(mark.start..mark.end + 1, "", 0.85))
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_are_in_order() {
        assert!(super::BEFORE.is_sorted() && super::AFTER.is_sorted());
    }
}
