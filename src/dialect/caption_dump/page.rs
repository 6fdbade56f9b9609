//! The page round a caption line: title, the block of facts below, comments above.

use std::ops::Range;

use memchr::memmem;

use crate::model::{Comment, Meta, TimeDelta};
use crate::text::find_date;

/// Where things are on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// The caption line, in bytes of the text.
    pub captions: Range<usize>,
    /// A heading announces it.
    pub heading: bool,
    /// How many of the fact block's keys follow it.
    pub facts: usize,
    /// What the page says.
    pub meta: Meta,
}

/// The heading above the captions.
const HEADING: &str = "Captions";
/// The heading above the facts.
const INFO: &str = "Info";
/// Keys of the fact block.
const KEYS: &[&str] = &[
    "Channel:",
    "Views:",
    "Rating:",
    "Keywords:",
    "Id:",
    "Channel Id:",
    "Length:",
    "Published:",
    "Uploaded:",
    "Duration:",
];
/// What closes the fact block.
const AFTER: &[&str] = &["Related Videos", "Note", "Please note"];
/// The signs round votes, author, date and replies of a comment.
const VOTES: char = '👍';
const AUTHOR: char = '👤';
const DATE: char = '📅';
const REPLIES: char = '🗫';

/// Takes a page apart.
pub fn parts(text: &str) -> Parts {
    let (start, end) = longest_line(text);
    let mut captions = start..end;
    let line = text.get(captions.clone()).unwrap_or("");
    // A page whose line ends were lost: the facts, and maybe the heading, are in the line itself.
    let mut tail_start = end;
    if let Some(info) = facts_inside(line) {
        tail_start = start + info;
        captions.end = tail_start;
    }
    let mut heading = false;
    let mut head_end = start;
    let above = text.get(..start).unwrap_or("");
    match above.lines().rev().map(str::trim).find(|line| !line.is_empty()) {
        Some(HEADING) => heading = true,
        _ => {
            if let Some(after) = heading_inside(text.get(captions.clone()).unwrap_or("")) {
                heading = true;
                head_end = start + after - HEADING.len();
                captions.start = start + after;
            }
        }
    }
    let line = text.get(captions.clone()).unwrap_or("");
    captions = captions.start + (line.len() - line.trim_start().len())..captions.start + line.trim_end().len();
    captions.end = captions.end.max(captions.start);
    let tail = text.get(tail_start..).unwrap_or("");
    let mut meta = Meta::default();
    let facts = read_facts(tail, &mut meta);
    let head = text.get(..head_end).unwrap_or("");
    meta.title = title(head);
    meta.comments = comments(head);
    Parts { captions, heading, facts, meta }
}

/// Whether a page can be a dump at all: one line holds much of it, or its own headings stand on it.
pub fn may_be_one(text: &str) -> bool {
    let holds_much = |length: usize| length * 10 >= text.len() * 3;
    let much = if text.len() < 64 {
        let (start, end) = longest_line(text);
        holds_much(end - start)
    } else {
        // A line that holds three tenths of a text lies over one of its quarters.
        (1..4).any(|quarter| holds_much(line_over(text.as_bytes(), text.len() / 4 * quarter)))
    };
    let headed = |at: usize| {
        text.as_bytes().get(at + 1..).is_some_and(|line| line.starts_with(b"Captions") || line.starts_with(b"Channel:"))
    };
    much || memmem::find_iter(text.as_bytes(), b"\nC").any(headed)
}

/// Length of the line that lies over the byte `at`.
fn line_over(text: &[u8], at: usize) -> usize {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, &[]));
    let before = before.len() - memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    before + memchr::memchr(b'\n', after).unwrap_or(after.len())
}

fn longest_line(text: &str) -> (usize, usize) {
    let mut best = (0, 0);
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    for end in ends {
        if end - start > best.1 - best.0 {
            best = (start, end);
        }
        start = end + 1;
    }
    best
}

/// Where the fact block starts inside a line: the heading before the last run of its keys.
fn facts_inside(line: &str) -> Option<usize> {
    let channel = memmem::find_iter(line.as_bytes(), "Channel:").last()?;
    let tail = line.get(channel..)?;
    let keys = KEYS.iter().filter(|key| tail.contains(*key)).count();
    if keys < 3 {
        return None;
    }
    let before = line.get(..channel)?.trim_end();
    let cut = before.strip_suffix(INFO).map_or(before.len(), str::len);
    Some(cut)
}

/// Where the captions start inside a line that also holds the top of the page: after the heading that no longer heading
/// (`Captions Word Cloud`) contains.
fn heading_inside(line: &str) -> Option<usize> {
    let mut end_of_comments = line.rfind(REPLIES).unwrap_or(0);
    // Only the top of the page: the word may be spoken later.
    let statistics = memmem::find(line.as_bytes(), b"Video Statistics and Information");
    let statistics = statistics.or((end_of_comments > 0).then_some(0))?;
    end_of_comments = end_of_comments.max(statistics);
    let from = line.get(end_of_comments..)?;
    from.match_indices(HEADING).map(|(at, _)| end_of_comments + at + HEADING.len()).find(|after| {
        line.get(*after..)
            .is_some_and(|rest| rest.starts_with(char::is_whitespace) && !rest.trim_start().starts_with("Word Cloud"))
    })
}

/// The title: the first line, or what stands before the page's own heading.
fn title(head: &str) -> Option<String> {
    let first = head.lines().map(str::trim).find(|line| !line.is_empty())?;
    let title = first.split("Video Statistics and Information").next().unwrap_or(first).trim();
    let heading = [HEADING, "Video", "Captions Word Cloud", "Reddit Comments"].contains(&title);
    (!title.is_empty() && !heading && title.len() <= 400).then(|| squeeze(title))
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads the fact block; returns how many of its keys are there.
fn read_facts(tail: &str, meta: &mut Meta) -> usize {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for key in KEYS {
        let at = tail.match_indices(key).map(|(at, _)| at).find(|at| {
            let before = tail.get(..*at).unwrap_or("");
            let starts = before.is_empty() || before.ends_with(char::is_whitespace);
            // `Id:` is also the end of `Channel Id:`.
            starts && !(*key == "Id:" && before.trim_end().ends_with("Channel") && !before.ends_with('\n'))
        });
        found.extend(at.map(|at| (at, *key)));
    }
    found.sort_unstable();
    for (index, (at, key)) in found.iter().enumerate() {
        let next = found.get(index + 1).map_or(tail.len(), |(next, _)| *next);
        let value = tail.get(at + key.len()..next).unwrap_or("");
        let value = value.split('\n').next().unwrap_or("").trim();
        let closed = AFTER.iter().filter_map(|after| value.find(after)).min().unwrap_or(value.len());
        let value = value.get(..closed).unwrap_or(value).trim();
        if value.is_empty() || value == "undefined" || value == "null" || value == "N/A" {
            continue;
        }
        match *key {
            "Channel:" => meta.channel = Some(squeeze(value)),
            "Views:" => meta.views = value.replace([',', '.', ' ', '\u{A0}'], "").parse().ok(),
            "Keywords:" => meta.tags = value.split(',').map(squeeze).filter(|tag| !tag.is_empty()).collect(),
            "Id:" => meta.id = value.split_whitespace().next().map(str::to_owned),
            "Length:" | "Duration:" => meta.duration = length(value),
            "Published:" | "Uploaded:" => meta.date = find_date(value),
            _ => {}
        }
    }
    found.len()
}

/// `47min 41sec (2861 seconds)`: the seconds in brackets, else the sum of what stands before.
fn length(value: &str) -> Option<TimeDelta> {
    let seconds =
        |text: &str| text.split_whitespace().next().and_then(|number| number.replace(',', "").parse::<i64>().ok());
    if let Some(bracket) = value.split_once('(').map(|(_, rest)| rest).filter(|rest| rest.contains("sec")) {
        return seconds(bracket).and_then(|seconds| seconds.checked_mul(1_000)).map(TimeDelta::from_millis);
    }
    let (mut total, mut number, mut unit_seen) = (0i64, None::<i64>, false);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(digit) = c.to_digit(10) {
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(i64::from(digit))?);
        } else if let (Some(count), 'h' | 'm' | 's') = (number, c.to_ascii_lowercase()) {
            let unit = [('h', 3_600_000), ('m', 60_000), ('s', 1_000)];
            let worth = unit.iter().find(|(name, _)| *name == c.to_ascii_lowercase())?.1;
            total = total.checked_add(count.checked_mul(worth)?)?;
            (number, unit_seen) = (None, true);
            while chars.next_if(|c| c.is_alphabetic()).is_some() {}
        }
    }
    unit_seen.then(|| TimeDelta::from_millis(total))
}

/// The comments above the captions: a line of signs closes each.
fn comments(head: &str) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut from =
        ["Reddit Comments", "Comments"].iter().find_map(|heading| head.find(heading).map(|at| at + heading.len()));
    while let Some(start) = from {
        let rest = head.get(start..).unwrap_or("");
        let Some(votes) = rest.find(VOTES) else { break };
        let Some(author) = rest.get(votes..).and_then(|rest| rest.find(AUTHOR)).map(|at| votes + at) else { break };
        let Some(date) = rest.get(author..).and_then(|rest| rest.find(DATE)).map(|at| author + at) else { break };
        let end = rest.get(date..).and_then(|rest| rest.find(REPLIES)).map_or(rest.len(), |at| date + at);
        let value = |range: Range<usize>| {
            let text = rest.get(range).unwrap_or("");
            text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '-').trim().to_owned()
        };
        let lines = rest.get(..votes).unwrap_or("").lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
        // Lines keep their indent: it draws lists.
        let text = lines.collect::<Vec<_>>().join("\n").trim_start_matches('\n').to_owned();
        let author_name = value(author..date);
        comments.push(Comment {
            author: (!author_name.is_empty()).then_some(author_name),
            date: find_date(rest.get(date..end).unwrap_or("")),
            votes: value(votes..author).parse().ok(),
            text: if comments.is_empty() { text.trim_start().to_owned() } else { text },
        });
        let after = rest.get(end..).unwrap_or("");
        let sign = after.chars().next().map_or(0, char::len_utf8);
        let tail = after.get(sign..).unwrap_or("");
        let marks = tail.len() - tail.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let replies =
            tail.get(marks..).filter(|tail| tail.starts_with("replies")).map_or(0, |_| marks + "replies".len());
        from = Some(start + end + sign + replies);
        if sign == 0 {
            break;
        }
    }
    comments
}
