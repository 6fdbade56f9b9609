//! Paragraphs and regions that a page carries twice.

use super::census::{NO_LABEL, Row};
use super::evidence::SMALL_STEP;

/// A region that repeats has at least so many rows.
const REGION: usize = 5;
/// How many bytes of a text tell it from others before it is compared as a whole.
const HEAD: usize = 48;

/// Which rows repeat an earlier one: the same paragraph with the same mark twice in a row, or a region of five and more
/// in the same order. Empty where none does.
pub fn repeats(text: &str, rows: &[Row]) -> Vec<bool> {
    let mut repeated = Vec::new();
    let mut mark = |index: usize, until: usize| {
        repeated.resize(rows.len(), false);
        repeated.get_mut(index..until).unwrap_or(&mut []).fill(true);
    };
    for (index, pair) in rows.windows(2).enumerate() {
        // Without a mark it may have been said twice: `Yes.`
        if let [a, b] = pair
            && a.millis().is_some()
            && (!speech(text, a).is_empty() || below(text, a, b.start) == below(text, b, next(rows, index + 2, text)))
            && same(text, a, b)
        {
            mark(index + 1, index + 2);
        }
    }
    if can_recur(rows) {
        for (from, until) in regions(text, rows) {
            mark(from, until);
        }
    }
    repeated
}

/// Whether a region can come again: not where every row has a mark and the marks only rise.
fn can_recur(rows: &[Row]) -> bool {
    let mut last = i64::MIN;
    rows.iter().any(|row| match row.millis() {
        None => row.label != NO_LABEL,
        Some(at) => at.saturating_add(SMALL_STEP) < std::mem::replace(&mut last, at),
    })
}

fn speech<'t>(text: &'t str, row: &Row) -> &'t str {
    text.get(row.text as usize..row.end as usize).unwrap_or("").trim()
}

/// What stands below a mark on a line of its own.
fn below<'t>(text: &'t str, row: &Row, until: u32) -> &'t str {
    text.get(row.text as usize..until as usize).unwrap_or("").trim()
}

/// Where a row begins, or where the text ends.
fn next(rows: &[Row], index: usize, text: &str) -> u32 {
    rows.get(index).map_or(text.len() as u32, |row| row.start)
}

fn same(text: &str, a: &Row, b: &Row) -> bool {
    a.label == b.label && a.mark() == b.mark() && speech(text, a) == speech(text, b)
}

/// Rows that repeat, in order, rows that lie one fixed distance above them: from the first to behind the last.
fn regions(text: &str, rows: &[Row]) -> Vec<(usize, usize)> {
    let equal = |a: usize, b: usize| matches!((rows.get(a), rows.get(b)), (Some(a), Some(b)) if same(text, a, b));
    let first = first_alike(text, rows);
    let mut found: Vec<(usize, usize)> = Vec::new();
    let (mut index, mut floor) = (0, 0);
    while index < rows.len() {
        let above = first.get(index).map_or(index, |first| *first as usize);
        if above >= index || !equal(index, above) {
            index += 1;
            continue;
        }
        let distance = index - above;
        let (mut from, mut until) = (index, index + 1);
        while equal(until, until - distance) {
            until += 1;
        }
        while from > floor.max(distance) && equal(from - 1, from - 1 - distance) {
            from -= 1;
        }
        // `Yes.` over and over is no copy of itself: the region must hold different rows.
        let mut kinds: Vec<u32> = first.get(from..until).unwrap_or(&[]).iter().copied().take(64).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() >= REGION && distance >= REGION {
            found.push((from, until));
        }
        (index, floor) = (until, until);
    }
    found
}

/// For each row the first one that begins alike; 32 bits of a hash, so that a caller must compare.
fn first_alike(text: &str, rows: &[Row]) -> Vec<u32> {
    let mut keys: Vec<u64> =
        rows.iter().zip(0u32..).map(|(row, index)| u64::from(key(text, row)) << 32 | u64::from(index)).collect();
    keys.sort_unstable();
    let mut first: Vec<u32> = (0..rows.len() as u32).collect();
    let mut group = (None, 0u32);
    for sorted in keys {
        let (hash, index) = ((sorted >> 32) as u32, sorted as u32);
        if group.0 != Some(hash) {
            group = (Some(hash), index);
        }
        if let Some(first) = first.get_mut(index as usize) {
            *first = group.1;
        }
    }
    first
}

fn key(text: &str, row: &Row) -> u32 {
    use std::hash::Hasher;
    let speech = speech(text, row);
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(speech.as_bytes().get(..speech.len().min(HEAD)).unwrap_or(&[]));
    hasher.write_usize(speech.len());
    hasher.write_u32(row.label);
    hasher.write_i64(row.millis().unwrap_or(-1));
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::super::census::Census;
    use super::*;

    fn of(text: &str) -> Vec<usize> {
        repeats(text, &Census::of(text).rows)
            .iter()
            .enumerate()
            .filter(|(_, again)| **again)
            .map(|(at, _)| at)
            .collect()
    }

    #[test]
    fn a_paragraph_twice_in_a_row_needs_its_mark() {
        assert_eq!(of("A (0:01): So.\n\nA (0:01): So.\n\nB (0:05): Yes.\n\nB (0:07): Yes.\n"), [1]);
        assert!(of("A: Yes.\nA: Yes.\nB: Yes.\nB: Yes.\n").is_empty());
    }

    #[test]
    fn a_region_twice() {
        let five = "Ada: One?\nBen: Two.\nAda: Three?\nBen: Four.\nAda: Five?\nBen: Six.\n";
        assert_eq!(of(&format!("{five}Ada: Well.\n{five}")), [7, 8, 9, 10, 11, 12]);
        assert_eq!(of(&format!("{five}{five}")), [6, 7, 8, 9, 10, 11]);
        // The same words in another order, and one word over and over, are speech.
        assert!(
            of("Ada: One?\nBen: Yes.\nAda: Two?\nBen: Yes.\nAda: Three?\nBen: Yes.\nAda: Four?\nBen: Yes.\n")
                .is_empty()
        );
        assert!(of(&"Ada: No.\nBen: Yes.\n".repeat(20)).is_empty());
    }
}
