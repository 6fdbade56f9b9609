//! F07: rolling captions, where each cue repeats the last lines of the one before: A / A B / B C is A B C once.
//!
//! Whole lines are compared, with what the cue before showed; and lines that grow word by word, if the captions mostly do.
//! Where the cues have times, these must touch. Where they have none, lines must repeat one after the other, as captions
//! do and speech doesn't.

use std::ops::Range;

use super::context::Block;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F07",
    name: "roll-up",
    about: "lines that rolling captions show again are kept once",
    level: Level::Safe,
    removes: Some("words that are shown again"),
    edits,
};

/// The most, in milliseconds, by which cues that touch may lie apart.
const TOUCH: i64 = 100;
/// A cue no longer than this, a frame of film, only holds the picture.
pub(super) const HELD: i64 = 42;
/// From how many joints on captions roll, or their lines grow, by design.
const MANY: usize = 3;
/// How many lines back a repeated line can stand.
const LINES: usize = 4;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    if context.is_plain() && !may_repeat(context.text()) {
        return;
    }
    let blocks = context.blocks();
    if blocks.iter().any(|block| block.times.is_some()) {
        timed(context, &blocks, out);
    } else if context.is_plain() {
        untimed(context, &blocks, out);
    }
}

/// Whether any line of words equals one of the few lines before it, or in captions begins with it.
fn may_repeat(text: &str) -> bool {
    let captions = memchr::memmem::find(text.as_bytes(), b"-->").is_some();
    let mut recent: [&str; LINES] = [""; LINES];
    // What tells most lines apart at once: their length and their first bytes.
    let mut marks = [0u64; LINES];
    let mut next = 0;
    for line in scan::lines(text) {
        let line = text.get(line).unwrap_or("");
        let Some(first) = line.as_bytes().first().filter(|first| !first.is_ascii_digit()) else { continue };
        let head = line.as_bytes().first_chunk::<4>().map_or(u32::from(*first), |head| u32::from_le_bytes(*head));
        let mark = (line.len() as u64) << 32 | u64::from(head);
        let equal = |(shown, known): (&&str, &u64)| {
            *known == mark && *shown == line || captions && !shown.is_empty() && line.starts_with(*shown)
        };
        if recent.iter().zip(&marks).any(equal) {
            return true;
        }
        if let (Some(slot), Some(known)) = (recent.get_mut(next % LINES), marks.get_mut(next % LINES)) {
            (*slot, *known) = (line, mark);
        }
        next += 1;
    }
    false
}

fn line<'t>(context: &Context<'t>, bytes: &Range<usize>) -> &'t str {
    context.text().get(bytes.clone()).unwrap_or("").trim()
}

/// How many lines at the start of `next` are the last lines of `shown`; never all of `next`.
fn overlap(context: &Context<'_>, shown: &[Range<usize>], next: &[Range<usize>]) -> usize {
    let most = shown.len().min(next.len().saturating_sub(1)).min(LINES);
    let repeats = |count: &usize| {
        let tail = shown.get(shown.len() - count..).unwrap_or(&[]);
        tail.iter().zip(next).all(|(a, b)| line(context, a) == line(context, b))
    };
    let count = (1..=most).rev().find(repeats).unwrap_or(0);
    // A cue that says a line twice says it twice.
    let again = count > 0
        && next.get(count).zip(next.get(count - 1)).is_some_and(|(a, b)| line(context, a) == line(context, b));
    if again { 0 } else { count }
}

fn is_short(context: &Context<'_>, lines: &[Range<usize>]) -> bool {
    lines.iter().map(|bytes| line(context, bytes).split_whitespace().count()).sum::<usize>() < 3
        && lines.iter().all(|bytes| line(context, bytes).is_ascii())
}

fn timed(context: &Context<'_>, blocks: &[Block], out: &mut Vec<Edit>) {
    let touching = || {
        blocks.windows(2).filter_map(|pair| match pair {
            [shown, next] => {
                let ((shown_at, end), (start, _)) = shown.times.zip(next.times)?;
                (start <= end.saturating_add(TOUCH)).then_some((shown, next, end.saturating_sub(shown_at) <= HELD))
            }
            _ => None,
        })
    };
    let joints = || {
        touching().filter_map(|(shown, next, held)| {
            let count = overlap(context, &shown.lines, &next.lines);
            (count > 0).then_some((next, count, held))
        })
    };
    let grown = || touching().filter_map(|(shown, next, _)| Some((next, growth(context, &shown.lines, &next.lines)?)));
    // A line of a word or two may be said again by chance, unless the captions roll elsewhere too, or the line was only
    // held for a blink.
    let rolling = joints().take(MANY).count() >= MANY;
    for (next, count, held) in joints() {
        let repeated = next.lines.get(..count).unwrap_or(&[]);
        if rolling || held || !is_short(context, repeated) {
            push(next, count, 0.97, out);
        }
    }
    // Likewise a cue may begin with the words of the one before by chance.
    if grown().take(MANY).count() >= MANY && grown().count() * 3 >= touching().count() {
        for (next, kept) in grown() {
            if let Some(first) = next.lines.first() {
                out.push(Edit::new(first.start..kept, "", 0.95));
            }
        }
    }
}

/// Where the new words of `next` start, if its last line is the last one of `shown` with more words behind it, and the
/// lines above are the same too.
fn growth(context: &Context<'_>, shown: &[Range<usize>], next: &[Range<usize>]) -> Option<usize> {
    let (last, above) = next.split_last()?;
    let (before, stays) = shown.split_last()?;
    let rest = line(context, last).strip_prefix(line(context, before))?;
    let more = rest.trim_start();
    let same = stays.len() >= above.len()
        && stays.iter().rev().zip(above.iter().rev()).all(|(a, b)| line(context, a) == line(context, b));
    let fits = same && rest.len() > more.len() && !more.is_empty() && !line(context, before).is_empty();
    let trimmed = context.text().get(last.clone())?.trim_end().len();
    fits.then(|| last.start + trimmed - more.len())
}

/// Takes the first `count` lines from a block that has more.
fn push(block: &Block, count: usize, confidence: f32, out: &mut Vec<Edit>) {
    if let (Some(first), Some(kept)) = (block.lines.first(), block.lines.get(count)) {
        out.push(Edit::new(first.start..kept.start, "", confidence));
    }
}

fn untimed(context: &Context<'_>, blocks: &[Block], out: &mut Vec<Edit>) {
    // Blocks that roll into one another.
    let joints: Vec<usize> = blocks
        .windows(2)
        .map(|pair| match pair {
            [shown, next] if next.lines.len() <= LINES => overlap(context, &shown.lines, &next.lines),
            _ => 0,
        })
        .collect();
    let mut at = 0;
    while at < joints.len() {
        let run = joints.iter().skip(at).take_while(|count| **count > 0).count();
        let repeated = || (at..at + run).filter_map(|joint| Some((blocks.get(joint + 1)?, *joints.get(joint)?)));
        let short = repeated().any(|(next, count)| is_short(context, next.lines.get(..count).unwrap_or(&[])));
        if run >= 2 && !short {
            for (next, count) in repeated() {
                push(next, count, 0.9, out);
            }
        }
        at += run + 1;
    }
    for block in blocks {
        doubled_lines(context, block, out);
    }
}

/// Lines of one block that each stand twice: A A B B C.
fn doubled_lines(context: &Context<'_>, block: &Block, out: &mut Vec<Edit>) {
    let lines = &block.lines;
    let same =
        |a: usize, b: usize| lines.get(a).zip(lines.get(b)).is_some_and(|(a, b)| line(context, a) == line(context, b));
    let mut doubled: Vec<usize> = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while at + 1 < lines.len() {
        if same(at, at + 1) {
            // Three times the same is no roll.
            if same(at, at + 2) || lines.get(at).is_none_or(|bytes| line(context, bytes).is_empty()) {
                return;
            }
            words += lines.get(at).map_or(0, |bytes| line(context, bytes).split_whitespace().count());
            doubled.push(at + 1);
            at += 1;
        }
        at += 1;
    }
    if doubled.len() < 2 || doubled.len() * 3 < lines.len() || words < doubled.len() * 3 {
        return;
    }
    for again in doubled {
        let (Some(first), Some(second)) = (lines.get(again - 1), lines.get(again)) else { continue };
        out.push(Edit::new(first.end..second.end, "", 0.9));
    }
}
