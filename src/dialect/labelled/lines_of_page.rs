//! What lines of a page are: headings, ends, ornaments, speech.

use std::ops::Range;

use crate::dialect::census::Row;
use crate::dialect::line::in_words;
use crate::dialect::region::{is_event, is_furniture, is_heading};
use crate::text::words::{End, end_of};

/// The most blank lines in a row; without enough records to tell, more than any page has.
pub(super) fn widest_gap(text: &str, records: usize) -> usize {
    const FEWEST: usize = 4;
    if records < FEWEST {
        return usize::MAX;
    }
    let (mut widest, mut run) = (0usize, 0usize);
    for line in text.lines() {
        run = if line.trim().is_empty() { run + 1 } else { 0 };
        widest = widest.max(run);
    }
    widest
}

/// Whether a line ends no sentence.
pub(super) fn is_open(line: &str) -> bool {
    line.split_whitespace().next_back().is_none_or(|word| end_of(word) == End::Open)
}

/// `[End of transcript]`
pub fn says_the_end(line: &str) -> bool {
    const ENDS: &[&str] = &[
        "end of transcript",
        "end transcript",
        "end of the transcript",
        "transcript ends",
        "end of recording",
        "end of interview",
        "fin de la transcripción",
        "fin de la transcription",
        "ende der abschrift",
        "ende des transkripts",
    ];
    line.len() <= 64 && ENDS.contains(&line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
}

/// Whether nothing but blanks stands in front of byte `at` on its line.
pub(super) fn begins_a_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    before.get(line..).unwrap_or("").trim().is_empty()
}

/// Where the line of byte `at` ends.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', text.as_bytes().get(at..).unwrap_or(&[])).map_or(text.len(), |length| at + length)
}

/// Whether a line says the time of the mark above it again, in words: `5 minutes, 3 seconds`.
pub(super) fn restates(line: &str, at: i64) -> bool {
    let line = line.trim();
    line.len() <= 60
        && line.starts_with(|c: char| c.is_ascii_digit())
        && in_words(line, at / 1_000).is_some_and(|rest| rest.trim().is_empty())
}

/// What a web page has in front of each record: the head of a column, the name of a picture.
pub(super) fn is_column_head(line: &str) -> bool {
    const PICTURES: &[&str] = &["avatar of ", "avatar for ", "profile picture of ", "profile photo of "];
    let line = line.trim();
    line == "speaker" || PICTURES.iter().any(|picture| line.starts_with(picture)) && line.len() <= 120
}

/// A line of signs that say nothing, or the word for a link to the time.
pub(super) fn is_ornament(line: &str) -> bool {
    let line = line.trim();
    matches!(line, "[TS]" | "TS") || (line.chars().count() <= 3 && !line.chars().any(char::is_alphanumeric))
}

/// What stands behind the number of a numbered line.
pub(super) fn behind_number(line: &str) -> &str {
    let content = line.trim_start();
    let rest = content.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = content.len() - rest.len();
    if (1..=5).contains(&digits) && (rest.is_empty() || rest.starts_with(char::is_whitespace)) { rest } else { line }
}

/// A heading over the transcript itself.
pub fn is_opener(line: &str) -> bool {
    const OPENERS: &[&str] = &[
        "transcript",
        "full transcript",
        "episode transcript",
        "transcription",
        "captions",
        "video transcript",
        "interview transcript",
        "read the transcript",
        "podcast transcript",
        "show transcript",
        "proceedings",
        "文字起こし",
        "文字实录",
        "녹취록",
        "transcripción",
        "abschrift",
        "transkript",
    ];
    if line.len() > 64 {
        return false;
    }
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    OPENERS.contains(&bare.as_str()) || bare == "p r o c e e d i n g s"
}

/// Whether the first words of nearly all records end with a stop before the next paragraph.
pub(super) fn are_closed(text: &str, rows: &[Row]) -> bool {
    const LOOKED_AT: usize = 64;
    let first = |row: &Row| {
        let said = text.get(row.text as usize..).unwrap_or("").trim_start();
        let end = memchr::memchr2(b'\n', b'\r', said.as_bytes()).unwrap_or(said.len());
        let said = said.get(..end).unwrap_or("").trim_end();
        // A sound closes a paragraph as well as a stop.
        said.ends_with([')', ']']) || said.split_whitespace().next_back().is_some_and(|word| end_of(word) != End::Open)
    };
    let looked_at = rows.len().min(LOOKED_AT);
    looked_at >= 3 && rows.iter().take(LOOKED_AT).filter(|row| first(row)).count() * 10 >= looked_at * 9
}

/// Whether records have one line: all but the last, or nearly all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lone {
    /// All but the last.
    All,
    /// But for one in eight.
    Most,
    /// Records have as many lines as they like, or too few tell.
    No,
}

/// Whether records have one line.
pub(super) fn are_lone(text: &str, rows: &[Row]) -> Lone {
    const LOOKED_AT: usize = 400;
    const FEWEST: usize = 5;
    let one = |pair: &[Row]| {
        let [row, next] = pair else { return false };
        let said = text.get(row.text as usize..next.start as usize).unwrap_or("");
        let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty() && !is_furniture(line));
        lines.nth(1).is_none()
    };
    let looked_at = rows.len().saturating_sub(1).min(LOOKED_AT);
    let more = rows.windows(2).take(LOOKED_AT).filter(|pair| !one(pair)).count();
    match rows.len() >= FEWEST {
        true if more == 0 => Lone::All,
        true if more * 8 <= looked_at + 1 => Lone::Most,
        _ => Lone::No,
    }
}

/// Whether nothing but headings in capitals and blank lines follow up to the next opening.
pub(super) fn only_headings(below: &str, gutter: bool) -> bool {
    let content = |line: &str| if gutter { behind_number(line).trim().to_owned() } else { line.trim().to_owned() };
    below.lines().map(content).all(|line| line.is_empty() || is_heading_in_capitals(&line) || is_furniture(&line))
}

/// The number of a printed page in the middle of a line: digits far from the margin, blank lines around.
pub(super) fn is_page_number(line: &str, blank: bool, below: &str) -> bool {
    const FAR: usize = 8;
    const VERY_FAR: usize = 24;
    let content = line.trim();
    let indent = line.len() - line.trim_start().len();
    let next = below.split('\n').nth(1).is_none_or(|next| next.trim().is_empty());
    (blank && next && indent >= FAR || indent >= VERY_FAR)
        && content.len() <= 4
        && !content.is_empty()
        && content.bytes().all(|byte| byte.is_ascii_digit())
}

/// The end of a direction that takes several lines, such as `(Whereupon, a short break` over `was taken.)`: where the
/// line behind it starts.
pub(super) fn end_of_direction(text: &str, line: Range<usize>) -> Option<usize> {
    const HEADS: &[&str] =
        &["(Whereupon", "[Whereupon", "(Recess", "(Discussion", "(Deposition", "(Off the record", "(Exhibit"];
    const MOST_LINES: usize = 4;
    let first = text.get(line.clone())?;
    let content = behind_number(first).trim();
    let close = if content.starts_with('(') { ')' } else { ']' };
    if !HEADS.iter().any(|head| content.starts_with(head)) || content.contains(close) {
        return None;
    }
    let below = text.get(line.end..)?;
    let mut at = line.end;
    for next in below.split_inclusive('\n').take(MOST_LINES + 1) {
        at += next.len();
        if next.trim_end().trim_end_matches('.').ends_with(close) {
            return Some(at);
        }
    }
    None
}

/// A heading in capitals, where the page has small letters: `DIRECT EXAMINATION`.
pub(super) fn is_heading_in_capitals(line: &str) -> bool {
    let line = line.trim();
    line.split_whitespace().count() >= 2
        && line.len() <= 80
        && line.chars().filter(|c| c.is_alphabetic()).count() >= 6
        && !line.chars().any(char::is_lowercase)
        && !line.chars().any(crate::model::is_cjk)
        && line.chars().any(char::is_uppercase)
        && line.ends_with(|c: char| c.is_alphanumeric())
        && is_open(line)
}

/// Whether no record but the last has a second paragraph behind a blank line.
pub(super) fn are_single(text: &str, rows: &[Row]) -> bool {
    const LOOKED_AT: usize = 400;
    const FEWEST: usize = 5;
    let goes_on = |pair: &[Row]| {
        let [row, next] = pair else { return false };
        let said = text.get(row.text as usize..next.start as usize).unwrap_or("").trim();
        // Events and furniture between records are none of them.
        let mut paragraphs =
            said.split("\n\n").map(str::trim).filter(|part| !part.is_empty() && !is_event(part) && !is_furniture(part));
        said.contains('\n') && paragraphs.nth(1).is_some()
    };
    rows.len() > FEWEST && !rows.windows(2).take(LOOKED_AT).any(goes_on)
}

/// Whether most lines begin with a bullet, as in a page whose layout became a list.
pub(super) fn is_bulleted(text: &str) -> bool {
    const LOOKED_AT: usize = 200;
    let (mut bullets, mut all) = (0usize, 0usize);
    for line in text.lines().map(str::trim_start).filter(|line| !line.is_empty()).take(LOOKED_AT) {
        all += 1;
        bullets += usize::from(line.starts_with('•'));
    }
    bullets * 10 >= all * 6 && all >= 4
}

/// A line that may be a title: short, with a capital first and no stop at its end.
pub(super) fn is_title_line(line: &str) -> bool {
    let line = line.trim();
    let words = line.split_whitespace().count();
    let last = line.split_whitespace().next_back().unwrap_or("");
    (1..=8).contains(&words)
        && line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && end_of(last) == End::Open
        && !last.ends_with([',', ';', ':', '-', '—', ']', ')'])
}

/// A short line in title case, alone between blank lines: a section's heading.
pub(super) fn heads_a_section(line: &str) -> bool {
    is_heading(line) && line.split_whitespace().count() >= 2 && !line.contains(',')
}

/// Whether a line reads as speech rather than as a heading or a button.
pub(super) fn reads_as_speech(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    line.split_whitespace().take(3).count() == 3 && end_of(last) != End::Open
}
