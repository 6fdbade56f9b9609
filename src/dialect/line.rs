//! The opening of a line, in the writing of any dialect: who speaks, when, and where the text begins.
//!
//! ```text
//! opening = [decoration] ( marked / labelled / broken / name )
//! marked  = mark [sign] [label ":" / code / name]
//! labelled = label ( ":" / "." / dash / ">" / ";" / "|" / gap / mark ) [mark]
//! broken  = ( ">>" / dash / "――" ) [label ":"]
//! ```
//!
//! A line has one opening; what it is good for is the business of the dialects. A name on a line of its own is only a
//! candidate: its neighbours and its other lines tell.

mod names;
mod signs;
mod times;

use crate::model::{Clock, is_cjk};
use crate::text::mark::plain_mark;
use crate::text::{Spelling, Stamp, is_label, stamp};
pub use names::is_doubtful;
use names::{colon_at, colon_label, floor, is_aside, is_name, is_titled_label, name_part, unwrapped};
use signs::{TITLES, signed};
pub use times::in_words;
use times::{Leading, leading, separated};

/// What an opening is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    /// `Name: text`
    Label,
    /// `Name. text`, `Name – text`, `[Name] text`, `Name > text`: a label without a colon.
    Sign,
    /// `Name (0:12): text`, `Name  0:12`, `Name: [0:12] text`
    LabelMark,
    /// `[0:12] Name: text`
    MarkLabel,
    /// `0:12 CAM-1 text`: a code in capitals behind the time.
    MarkCode,
    /// `0:12 - Name`: nothing but what may be a name behind the time.
    MarkName,
    /// `[0:12] text`, `0:12`
    Mark,
    /// A short line that may be a name.
    Name,
    /// `>> text`, `- text`, `――text`: somebody else begins to speak.
    Break,
}

impl Shape {
    /// This shape alone, as a set of shapes.
    pub const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The opening of a line. Positions are bytes of the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opening<'t> {
    /// What it is made of.
    pub shape: Shape,
    /// The label without decoration; empty where there is none.
    pub label: &'t str,
    /// The time.
    pub time: Option<Stamp>,
    /// Where the text starts.
    pub text: usize,
    /// Where the text ends: before a mark that stands at the line's end.
    pub end: usize,
    /// How it is written: the same number for the same signs.
    pub form: u8,
    /// What else there is: see [`flag`].
    pub flags: u16,
}

/// Bits of [`Opening::flags`].
pub mod flag {
    /// A number in front of the label: `12. Ana: …`.
    pub const COUNTER: u16 = 1;
    /// Bold, a heading or a quotation of Markdown.
    pub const MARKDOWN: u16 = 2;
    /// The mark stands at the end of the line.
    pub const TAIL: u16 = 4;
    /// The text ends with a mark that says when it ended.
    pub const ENDS: u16 = 8;
    /// The break is a dash.
    pub const DASH: u16 = 16;
    /// The break is `>>`.
    pub const CHEVRON: u16 = 32;
    /// The mark is spelt out in words again: `0:055 seconds`.
    pub const SPELT: u16 = 64;
    /// The label is written between brackets or signs of its own.
    pub const WRAPPED: u16 = 128;
    /// The text is a cell of a table: nothing below belongs to it.
    pub const CELL: u16 = 256;
}

/// How a label ends, as the upper bits of a form.
mod term {
    pub const COLON: u8 = 0;
    pub const WIDE: u8 = 1 << 3;
    pub const SPACED: u8 = 2 << 3;
    pub const STOP: u8 = 3 << 3;
    pub const DASH: u8 = 4 << 3;
    pub const ANGLE: u8 = 5 << 3;
    pub const SEMICOLON: u8 = 6 << 3;
    pub const PIPE: u8 = 7 << 3;
    pub const GAP: u8 = 8 << 3;
    pub const BRACKET: u8 = 9 << 3;
    pub const LINE: u8 = 10 << 3;
}

/// Longest head of a line that is looked at, in bytes: 48 characters of any script and a mark.
const WINDOW: usize = 240;

/// Whether a character is blank or draws nothing.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{AD}')
}

/// The text without blanks in front.
fn skip_blanks(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

/// The opening of `line`, if it has one.
pub fn opening(line: &str) -> Option<Opening<'_>> {
    let line = line.trim_end_matches(is_blank);
    let (content, flags) = undecorated(skip_blanks(line));
    let first = content.chars().next()?;
    let found = match first {
        '>' | '-' | '–' | '—' | '―' | 'ー' | '−' => broken(line, content).or_else(|| marked(line, content)),
        _ => None,
    };
    let mut found = found
        .or_else(|| marked(line, content))
        .or_else(|| counted(line, content))
        .or_else(|| labelled(line, content))
        .or_else(|| signed(line, content))
        .or_else(|| name(line, content))
        .or_else(|| ended(line, content))?;
    found.flags |= flags;
    if found.shape == Shape::Mark && line.ends_with(']') {
        found.end = without_link(line).len().max(found.text);
    }
    ends_with_mark(line, &mut found);
    Some(found)
}

/// Where the text behind a leading mark begins, whatever else stands there.
pub fn behind_mark(line: &str) -> usize {
    let line = line.trim_end_matches(is_blank);
    let (content, _) = undecorated(skip_blanks(line));
    leading(content).map_or(0, |found| line.len() - separated(found.rest).0.len())
}

/// Strips bullets, signs of Markdown and ornaments in front.
fn undecorated(mut content: &str) -> (&str, u16) {
    let mut flags = 0;
    loop {
        let before = content.len();
        let spaced = |rest: &'_ str| rest.starts_with(is_blank);
        let plain = content
            .as_bytes()
            .first()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'[' || *byte == b'(');
        if plain {
            return (content, flags);
        }
        for bullet in ['•', '·', '◦', '‣', '▪', '●', '■', '□', '◇', '◆', '☆', '★', '▶', '►', '⏱', '◼', '@']
        {
            if let Some(rest) = content.strip_prefix(bullet) {
                content = skip_blanks(rest);
            }
        }
        if let Some(rest) = content.strip_prefix('>').filter(|rest| !rest.starts_with('>') && spaced(rest)) {
            (content, flags) = (skip_blanks(rest), flags | flag::MARKDOWN);
        }
        if content.starts_with('#') {
            let rest = content.trim_start_matches('#');
            if spaced(rest) {
                (content, flags) = (skip_blanks(rest), flags | flag::MARKDOWN);
            }
        }
        if let Some(rest) =
            content.strip_prefix("- ").filter(|rest| rest.starts_with(['*', '_', '[']) || leading(rest).is_some())
        {
            content = skip_blanks(rest);
        }
        for sign in ["**", "__", "*", "_"] {
            // Emphasis of a label: `**Ana**: …`, but not `*CHI:` nor `* item`.
            if let Some(rest) = content.strip_prefix(sign)
                && !spaced(rest)
                && rest.contains(sign)
            {
                (content, flags) = (rest, flags | flag::MARKDOWN);
                break;
            }
        }
        if content.len() == before {
            return (content, flags);
        }
    }
}

/// `mark [sign] [label ":" / code / name]`
fn marked<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    let found = leading(content)?;
    let (rest, sign) = separated(found.rest);
    let spelt = if found.spelt { flag::SPELT } else { 0 };
    let base = Opening {
        shape: Shape::Mark,
        label: "",
        time: Some(found.stamp),
        text: line.len() - rest.len(),
        end: line.len(),
        form: found.bracket,
        flags: spelt,
    };
    if rest.is_empty() {
        return Some(base);
    }
    let (inner, flags) = undecorated(rest);
    if let Some((label, after, term, wrapped)) = colon_label(inner) {
        let flags = flags | spelt | if wrapped { flag::WRAPPED } else { 0 };
        let text = line.len() - after.len();
        return Some(Opening { shape: Shape::MarkLabel, label, text, form: found.bracket | term, flags, ..base });
    }
    if let Some((label, after)) = code(rest) {
        let text = line.len() - after.len();
        return Some(Opening { shape: Shape::MarkCode, label, text, ..base });
    }
    let named = inner.trim_end_matches(['*', '_']);
    if is_name(named) && !ZONES.contains(&named) {
        let text = line.len();
        return Some(Opening {
            shape: Shape::MarkName,
            label: unwrapped(named),
            text,
            form: found.bracket | sign << 3,
            flags: flags | spelt,
            ..base
        });
    }
    Some(base)
}

/// Abbreviations of time zones, which stand behind a time of day and are nobody.
const ZONES: &[&str] = &[
    "GMT", "UTC", "BST", "CET", "CEST", "ET", "EST", "EDT", "CT", "CST", "CDT", "MT", "MST", "PT", "PST", "PDT", "AM",
    "PM",
];

/// A code of capitals behind the time, before text: `CAM-1`, `RDO-2`, `TWR`, `LMP`.
fn code(rest: &str) -> Option<(&str, &str)> {
    let end = rest.find(is_blank)?;
    let token = rest.get(..end)?;
    let (stem, digits) = token.split_once('-').unwrap_or((token, ""));
    let caps =
        (2..=5).contains(&stem.len()) && stem.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let sound = caps
        && stem.starts_with(|c: char| c.is_ascii_uppercase())
        && digits.len() <= 2
        // `CAM-?`: nobody knows which microphone.
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'?');
    sound.then(|| (token, skip_blanks(rest.get(end..).unwrap_or(""))))
}

/// `counter label …`: a number in front of what is a label without it.
fn counted<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    let inner = content.strip_prefix('[').unwrap_or(content);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=5).contains(&digits) {
        return None;
    }
    let rest = inner.get(digits..)?;
    let rest = if inner.len() < content.len() {
        rest.strip_prefix(']')?
    } else {
        rest.strip_prefix(['.', ')']).unwrap_or(rest)
    };
    if !rest.starts_with(is_blank) {
        return None;
    }
    let rest = skip_blanks(rest);
    // Another number, a unit or an ordinal's word belong to the text.
    rest.starts_with(|c: char| !c.is_ascii_digit()).then_some(())?;
    let mut found = labelled(line, rest).or_else(|| signed(line, rest))?;
    found.flags |= flag::COUNTER;
    Some(found)
}

/// `label ":" [mark] text`, `label mark [":"] text`, `label gap mark`
fn labelled<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    let piped = piped_bracket(line, content);
    if piped.is_some() {
        return piped;
    }
    if let Some(found) = bracketed_mark(line, content) {
        return Some(found);
    }
    if let Some((label, after, term, wrapped)) = colon_label(content) {
        let flags = if wrapped { flag::WRAPPED } else { 0 };
        let base = Opening {
            shape: Shape::Label,
            label,
            time: None,
            text: line.len() - after.len(),
            end: line.len(),
            form: term,
            flags,
        };
        // `Speaker 1 0.5s-4.2s: text`
        if let Some((name, time, sign)) = tail(label) {
            return Some(Opening { shape: Shape::LabelMark, label: name, time: Some(time), form: sign << 3, ..base });
        }
        // A bare number behind a colon is a value: `Accession number: 2004.118`.
        let timed = |found: &Leading<'_>| found.bracket > 0 || found.stamp.spelling != Spelling::Seconds;
        if let Some(found) = leading(after).filter(timed) {
            let (rest, _) = separated(found.rest);
            let text = line.len() - rest.len();
            let form = term | found.bracket;
            return Some(Opening { shape: Shape::LabelMark, time: Some(found.stamp), text, form, ..base });
        }
        return Some(base);
    }
    let whole = content.trim_end_matches([':', '*', '_', '`', ' ']);
    let (label, time, sign) = tail(whole)?;
    let flags = if whole.starts_with('[') { flag::TAIL | flag::WRAPPED } else { flag::TAIL };
    Some(Opening {
        shape: Shape::LabelMark,
        label,
        time: Some(time),
        text: line.len(),
        end: line.len(),
        form: sign << 3 | 1,
        flags,
    })
}

/// `"[" label "|" range "]" text`
fn piped_bracket<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    let (inner, rest) = content.strip_prefix('[')?.split_once(']')?;
    let (a, b) = inner.split_once('|')?;
    let (a, b) = (a.trim_matches(is_blank), b.trim_matches(is_blank));
    let whole = |text: &str| stamp(text).filter(|(_, rest)| rest.is_empty()).map(|(found, _)| found);
    let (label, time) = match (whole(a), whole(b)) {
        (Some(time), None) => (b, time),
        (None, Some(time)) => (a, time),
        _ => return None,
    };
    let text = line.len() - skip_blanks(rest.trim_start_matches([':', ' '])).len();
    let form = term::PIPE | 2;
    is_label(name_part(label)).then_some(Opening {
        shape: Shape::LabelMark,
        label,
        time: Some(time),
        text,
        end: line.len(),
        form,
        flags: 0,
    })
}

/// `label bracket mark bracket [":"] text`
fn bracketed_mark<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    let window = content.get(..floor(content, WINDOW))?;
    if !window.bytes().any(|byte| matches!(byte, b'(' | b'[' | b'{' | b'<' | 0xE3 | 0xEF)) {
        return None;
    }
    for (at, _) in window.match_indices(['(', '[', '{', '<', '（', '［', '【']) {
        let before = content.get(..at)?;
        if before.is_empty() {
            continue;
        }
        let Some(found) = content.get(at..).and_then(leading) else { continue };
        let label = before.trim_matches(|c: char| is_blank(c) || "*_`:：".contains(c));
        let dashed = label.strip_suffix(['–', '-', '—', '|', '·', ',']).map(|label| label.trim_end_matches(is_blank));
        let name = unwrapped(dashed.unwrap_or(label));
        let coloned = before.trim_end_matches(|c: char| is_blank(c) || "*_".contains(c)).ends_with([':', '：']);
        if !is_titled_label(name) || is_aside(name) {
            return None;
        }
        let rest = skip_blanks(found.rest.trim_start_matches(['*', '_', '`']));
        let after = rest
            .strip_prefix([':', '：', '-', '–', '—'])
            .map_or(rest, |rest| skip_blanks(rest.trim_start_matches(['*', '_'])));
        // A sentence in front of a time in brackets is no label.
        let text = line.len() - after.len();
        let form = found.bracket
            | if coloned {
                term::COLON
            } else if dashed.is_some() {
                term::DASH
            } else {
                term::GAP
            }
            | if after.len() < rest.len() { 1 << 7 } else { 0 };
        return Some(Opening {
            shape: Shape::LabelMark,
            label: name,
            time: Some(found.stamp),
            text,
            end: line.len(),
            form,
            flags: 0,
        });
    }
    None
}

/// A label with a time at its end, and the sign between: `Name  0:12`, `Name | 0:00 - 0:20`, `Name, 0:12`.
fn tail(text: &str) -> Option<(&str, Stamp, u8)> {
    const LONGEST: usize = 160;
    if text.len() > LONGEST
        || !text.ends_with(|c: char| c.is_numeric() || matches!(c, 's' | 'm' | 'M' | '.' | '"' | '″' | '秒' | '초'))
    {
        return None;
    }
    for (at, c) in text.char_indices().filter(|(_, c)| is_blank(*c) || "|·-–—,".contains(*c)) {
        let candidate = text.get(at + c.len_utf8()..)?.trim_start_matches(['_', '*']);
        if !candidate.starts_with(|c: char| c.is_numeric()) {
            continue;
        }
        let whole = plain_mark(candidate.as_bytes()).filter(|(_, length)| *length == candidate.len());
        let quick = whole.map(|(found, _)| {
            (Stamp { start: found.millis, end: None, clock: Clock::Media, spelling: Spelling::Clock }, "")
        });
        let Some((found, rest)) = quick.or_else(|| stamp(candidate)) else { continue };
        let loose =
            matches!(found.spelling, Spelling::Words | Spelling::Seconds | Spelling::Letters | Spelling::Mission)
                && found.end.is_none();
        if !rest.trim_matches(is_blank).is_empty() || loose {
            continue;
        }
        let before = text.get(..at + c.len_utf8())?.trim_end_matches(is_blank);
        let (label, sign) = [("|", 2), ("·", 3), ("--", 4), ("-", 4), ("–", 4), ("—", 4), (",", 5), (":", 6)]
            .iter()
            .find_map(|(sign, form)| before.strip_suffix(sign).map(|label| (label.trim_end_matches(is_blank), *form)))
            .unwrap_or((before, 1));
        let label = unwrapped(label);
        return (is_titled_label(label) && !is_aside(label)).then_some((label, found, sign));
    }
    None
}

/// `">>" [label ":"] text`, `dash text`
fn broken<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    let make = |label: &'t str, rest: &'t str, form: u8, flags: u16| Opening {
        shape: Shape::Break,
        label,
        time: None,
        text: line.len() - rest.len(),
        end: line.len(),
        form,
        flags,
    };
    if content.starts_with(">>") {
        let rest = skip_blanks(content.trim_start_matches('>'));
        let (label, rest) = chevron_label(rest).unwrap_or(("", rest));
        return Some(make(label, rest, 0, flag::CHEVRON));
    }
    if content.starts_with('>') || leading(content).is_some() {
        return None;
    }
    let rest = content.trim_start_matches(['-', '–', '—', '―', 'ー', '−']);
    let dashes = content.len() - rest.len();
    let first = content.chars().next()?;
    let long = matches!(first, '―' | 'ー');
    let count = content.get(..dashes)?.chars().count();
    let spoken = skip_blanks(rest);
    let begins = spoken.starts_with(|c: char| c.is_alphanumeric() || "¿¡\"“«‘'’([…♪.".contains(c));
    if !begins || (count > 2 && !long) || (first == 'ー' && count < 2) {
        return None;
    }
    if let Some((label, after, ..)) = colon_label(spoken).filter(|_| first == '-') {
        return Some(make(label, after, 1, flag::DASH));
    }
    Some(make("", spoken, if long { 3 } else { 2 }, flag::DASH))
}

/// `label ":"` behind `>>`, in any case: one to three words.
pub fn chevron_label(rest: &str) -> Option<(&str, &str)> {
    let window = rest.get(..floor(rest, 80))?;
    let at = colon_at(window)?;
    let label = rest.get(..at)?.trim_matches(is_blank);
    // `MS. PELLETIER`
    let titled = label.split_once(". ").filter(|(title, _)| TITLES.contains(&title.to_lowercase().as_str()));
    let name = titled.map_or(label, |(_, name)| name);
    let sound = !label.is_empty()
        && label.split_whitespace().count() <= 4
        && !name.contains(['.', '?', '!', ',', '"'])
        && label.chars().any(char::is_alphabetic);
    sound.then(|| (unwrapped(label), skip_blanks(rest.get(at + 1..).unwrap_or(""))))
}

/// A line that may be a name.
fn name<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    let named = content.trim_matches(|c: char| is_blank(c) || c == '*' || c == '_');
    let first = named.chars().next()?;
    let opens = first.is_uppercase()
        || is_cjk(first)
        || (first.is_alphabetic() && !first.is_lowercase())
        || named.starts_with("spk")
        || first.is_ascii_digit();
    (opens && is_name(named)).then(|| Opening {
        shape: Shape::Name,
        label: unwrapped(named),
        time: None,
        text: line.len(),
        end: line.len(),
        form: term::LINE,
        flags: 0,
    })
}

/// A link to the time behind the text of a card: `[TS]`, `[<a href="…">TS</a>]`.
pub fn without_link(line: &str) -> &str {
    let Some(inner) = line.strip_suffix(']') else { return line };
    let Some(at) = inner.rfind('[') else { return line };
    let link = inner.get(at + 1..).unwrap_or("");
    if link == "TS" || (link.starts_with("<a ") && link.ends_with("</a>")) {
        line.get(..at).unwrap_or(line).trim_end()
    } else {
        line
    }
}

/// `text "#" time "#"` without an opening: a paragraph that says when it ended.
fn ended<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    if !line.ends_with('#') {
        return None;
    }
    let text = line.len() - content.len();
    let mut found = Opening { shape: Shape::Mark, label: "", time: None, text, end: line.len(), form: 0, flags: 0 };
    ends_with_mark(line, &mut found);
    (found.flags & flag::ENDS != 0).then_some(found)
}

/// `text "#" time "#"`: a mark behind the text says when it ended.
fn ends_with_mark(line: &str, found: &mut Opening<'_>) {
    if !line.ends_with('#') || matches!(found.shape, Shape::Name) {
        return;
    }
    let Some(at) = line.get(..line.len() - 1).and_then(|rest| rest.rfind('#')) else { return };
    if at < found.text {
        return;
    }
    if let Some((end, "")) = line.get(at..).and_then(stamp).or_else(|| {
        let inner = line.get(at + 1..line.len() - 1)?;
        stamp(inner)
    }) {
        found.end = at;
        found.flags |= flag::ENDS;
        found.time = Some(Stamp { end: end.start, ..found.time.unwrap_or(Stamp { start: None, ..end }) });
    }
}

#[cfg(test)]
mod tests;
