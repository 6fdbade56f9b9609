//! F08: the same cue twice in a row, by a paste or as a cue of 10 ms that only holds the picture.
//!
//! The times must touch: what is said again later was said again.

use super::context::Block;
use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F08",
    name: "dup-cue",
    about: "a cue that repeats the one before it without a pause is dropped",
    level: Level::Safe,
    removes: Some("a cue that is shown again, with its number and times"),
    edits,
};

/// The most, in milliseconds, by which cues that touch may lie apart.
const TOUCH: i64 = 100;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let plain = context.is_plain();
    if plain && memchr::memmem::find(context.text().as_bytes(), b"-->").is_none() {
        return;
    }
    let blocks = context.blocks();
    let mut kept: Option<&Block> = None;
    // The last copy of the kept cue: its end becomes the kept one's.
    let mut last: Option<&Block> = None;
    for block in &blocks {
        if let (Some(first), true) = (last.or(kept), block.times.is_some())
            && repeats(context, first, block)
        {
            if plain {
                out.push(Edit::new(block.whole.clone(), "", 0.95));
            } else if let (Some(start), Some(end)) = (block.lines.first(), block.lines.last()) {
                out.push(Edit::new(start.start..end.end, "", 0.95));
            }
            last = Some(block);
            continue;
        }
        lengthen(context, kept, last.take(), out);
        kept = Some(block);
    }
    lengthen(context, kept, last, out);
}

/// Gives the kept cue the end time of its last copy.
fn lengthen(context: &Context<'_>, kept: Option<&Block>, last: Option<&Block>, out: &mut Vec<Edit>) {
    let stamp = |block: &Block| block.end_stamp.clone();
    if let (Some(kept), Some(last)) = (kept, last)
        && let (Some(old), Some(new)) = (stamp(kept), stamp(last))
        && kept.times.zip(last.times).is_some_and(|((_, a), (_, b))| b > a)
        && let Some(end) = context.text().get(new)
    {
        out.push(Edit::new(old, end.to_owned(), 0.95));
    }
}

fn repeats(context: &Context<'_>, first: &Block, next: &Block) -> bool {
    let text = |range: &std::ops::Range<usize>| context.text().get(range.clone()).unwrap_or("").trim();
    let Some(((start, end), (next_start, next_end))) = first.times.zip(next.times) else { return false };
    let same = !next.lines.is_empty()
        && first.lines.len() == next.lines.len()
        && first.lines.iter().zip(&next.lines).all(|(a, b)| text(a) == text(b));
    if !same || next_start < start || next_start > end.saturating_add(TOUCH) {
        return false;
    }
    // `Yes.` `Yes.` may be said twice without a pause; but not at the same time, nor within a blink.
    let words: usize = next.lines.iter().map(|line| text(line).split_whitespace().count()).sum();
    let held = |start: i64, end: i64| end.saturating_sub(start) <= super::roll_up::HELD;
    words >= 3 || next_start < end.saturating_sub(TOUCH) || held(start, end) || held(next_start, next_end)
}
