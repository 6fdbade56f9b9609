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

use crate::model::{Clock, is_cjk};
use crate::text::mark::plain_mark;
use crate::text::words::bare;
use crate::text::{Spelling, Stamp, is_key, is_label, mark, stamp};

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

/// A mark at the start of a text.
struct Leading<'t> {
    stamp: Stamp,
    bracket: u8,
    rest: &'t str,
    spelt: bool,
}

/// Brackets that may hold a mark.
const BRACKETS: [(char, char); 7] =
    [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('（', '）'), ('［', '］'), ('【', '】')];

fn leading(text: &str) -> Option<Leading<'_>> {
    let first = text.chars().next()?;
    if !(first.is_numeric()
        || first.is_ascii_punctuation()
        || matches!(first, 's' | 'S' | 'T' | 't' | '−' | '（' | '［' | '【'))
    {
        return None;
    }
    if !may_hold_a_time(text) {
        return None;
    }
    if let Some(found) = plain_leading(text) {
        return Some(found);
    }
    let plain = mark::undecorated(text);
    let worded = text.get(..text.len() - plain.len()).is_some_and(|cut| cut.contains(char::is_alphabetic));
    let first = plain.chars().next()?;
    if first == '[' || first == '<' {
        // A link first: `[0:12](…)`, `<a href="…">0:12</a>`.
        if let Some((found, rest)) = stamp(plain).filter(|(found, _)| found.spelling == Spelling::Link) {
            return Some(Leading { stamp: found, bracket: 2, rest, spelt: false });
        }
    }
    if let Some(at) = BRACKETS.iter().position(|(open, _)| *open == first) {
        let (open, close) = BRACKETS.get(at)?;
        let inner = mark::undecorated(skip_blanks(plain.strip_prefix(*open)?));
        let (found, rest) = stamp(inner)?;
        // A pause is no mark: `(0.4)`.
        let pause = found.spelling == Spelling::Seconds && *open == '(';
        let rest = skip_blanks(rest).strip_prefix(*close).filter(|_| !pause)?;
        return Some(Leading { stamp: found, bracket: at as u8 + 1, rest, spelt: false }.restated());
    }
    if let Some((found, rest)) = spelt_again(plain) {
        return Some(Leading { stamp: found, bracket: 0, rest, spelt: true });
    }
    let (found, rest) = stamp(plain)?;
    let alone = rest.trim_start_matches(is_blank).is_empty();
    let sound = match found.spelling {
        Spelling::Words => false,
        Spelling::Seconds | Spelling::Cjk => alone || worded,
        Spelling::Letters => alone || worded || skip_blanks(rest).starts_with([':', '-', '–', '|']),
        _ => true,
    };
    let next = rest.chars().next();
    let parted = worded || next.is_none_or(|c| is_blank(c) || ":-–—|·•,;>)]*_`".contains(c));
    (sound && parted).then(|| Leading { stamp: found, bracket: 0, rest, spelt: false }.restated())
}

/// Whether a figure stands near the start of a text; every time has one.
fn may_hold_a_time(text: &str) -> bool {
    const NEAR: usize = 40;
    text.as_bytes().iter().take(NEAR).any(|byte| byte.is_ascii_digit() || *byte >= 0x80)
}

/// The commonest marks, without trying every spelling: `[0:12]`, `(0:12)`, `0:12` in front of a word.
fn plain_leading(text: &str) -> Option<Leading<'_>> {
    let (close, bracket, inner) = match text.as_bytes().first()? {
        b'(' => (Some(b')'), 1, text.get(1..)?),
        b'[' => (Some(b']'), 2, text.get(1..)?),
        byte if byte.is_ascii_digit() => (None, 0, text),
        _ => return None,
    };
    let (found, length) = plain_mark(inner.as_bytes())?;
    let rest = inner.get(length..)?;
    let rest = match close {
        Some(close) => rest.strip_prefix(char::from(close)).filter(|rest| !rest.starts_with('('))?,
        None => rest,
    };
    // Half of a day, a range, words that say it again, more fields: all begin otherwise.
    let word = skip_blanks(rest);
    let next = word.chars().next();
    let said = next.is_none_or(|c| {
        c.is_alphabetic() && !matches!(c, 'a' | 'A' | 'p' | 'P' | 'h' | 'H' | 'm' | 'M') && c.is_ascii()
    });
    let parted = rest.is_empty() || rest.len() > word.len();
    if !(said && (parted || close.is_some())) {
        return None;
    }
    let stamp = Stamp { start: found.millis, end: None, clock: Clock::Media, spelling: Spelling::Clock };
    Some(Leading { stamp, bracket, rest, spelt: false })
}

impl Leading<'_> {
    /// The time in words behind the stamp is the same time again: `0:05 5 seconds`.
    fn restated(mut self) -> Self {
        if let Some((again, rest)) = stamp(skip_blanks(self.rest))
            && matches!(again.spelling, Spelling::Words | Spelling::Cjk)
            && self.stamp.start.map(|at| at / 1_000) == again.start.map(|at| at / 1_000)
        {
            (self.rest, self.spelt) = (rest, true);
        }
        self
    }
}

/// `stamp words text` without anything between, as screen readers have it: `3:433 minutes, 43 secondsso what`.
fn spelt_again(text: &str) -> Option<(Stamp, &str)> {
    let colon = text.bytes().take(4).position(|byte| byte == b':')?;
    let mut end = colon + 3;
    if text.as_bytes().get(end) == Some(&b':') {
        end += 3;
    }
    let (found, _) = stamp(text.get(..end)?).filter(|(_, rest)| rest.is_empty())?;
    let rest = text.get(end..)?;
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
    let total = found.start? / 1_000;
    let after = in_words(rest, total)?;
    Some((found, after))
}

/// What follows the words that say exactly so many seconds, in one of the languages that video pages speak.
pub fn in_words(text: &str, total: i64) -> Option<&str> {
    const HOURS: &[&str] = &[
        "hours", "hour", "horas", "hora", "heures", "heure", "Stunden", "Stunde", "ore", "ora", "小时", "時間", "시간",
    ];
    const MINUTES: &[&str] =
        &["minutes", "minute", "minutos", "minuto", "Minuten", "Minute", "minuti", "分钟", "分", "분"];
    const SECONDS: &[&str] = &[
        "seconds", "second", "segundos", "segundo", "secondes", "seconde", "Sekunden", "Sekunde", "secondi", "secondo",
        "秒", "초",
    ];
    const BETWEEN: &[&str] = &[", ", ",", " y ", " und ", " et ", " e ", " and ", " "];
    let (mut rest, mut sum, mut parts) = (text, 0i64, 0);
    for (names, factor) in [(HOURS, 3_600), (MINUTES, 60), (SECONDS, 1)] {
        let from =
            if parts == 0 { rest } else { BETWEEN.iter().find_map(|sign| rest.strip_prefix(sign)).unwrap_or(rest) };
        let digits = from.bytes().take_while(u8::is_ascii_digit).count();
        let Some(number) = from.get(..digits).and_then(|digits| digits.parse::<i64>().ok()) else { continue };
        let after = skip_blanks(from.get(digits..)?);
        let Some(after) = names.iter().find_map(|name| after.strip_prefix(name)) else { continue };
        (rest, sum, parts) = (after, sum + number.min(100_000) * factor, parts + 1);
    }
    (parts > 0 && sum == total).then_some(rest)
}

/// What follows a mark, without the signs between; and which sign stood there.
fn separated(rest: &str) -> (&str, u8) {
    let rest = skip_blanks(rest.trim_start_matches(['*', '_', '`']));
    let rest = rest.trim_start_matches(|c: char| is_blank(c) || "◼►▶■".contains(c));
    for (sign, form) in [(":", 1), ("：", 1), ("-", 2), ("–", 2), ("—", 2), ("|", 3), ("·", 3), ("•", 3)] {
        // `-->` belongs to a range that was not one, and `-Name` to a label.
        if let Some(after) = rest.strip_prefix(sign) {
            return (skip_blanks(after.trim_start_matches(['*', '_'])), form);
        }
    }
    (rest, 0)
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

/// `label ":"` at the start of a text, with what follows, how the label ends, and whether it is wrapped in brackets.
fn colon_label(text: &str) -> Option<(&str, &str, u8, bool)> {
    let text = skip_blanks(text.trim_start_matches(['-', '–']));
    let window = text.get(..floor(text, WINDOW))?;
    let at = colon_at(window)?;
    let before = text.get(..at)?;
    let wide = text.get(at..)?.starts_with('：');
    let after = text.get(at + if wide { "：".len() } else { 1 }..)?;
    let label = before.trim_end_matches(|c: char| is_blank(c) || c == '*' || c == '_');
    let inner = unwrapped(label);
    let plain = after.trim_start_matches(['*', '_']);
    if !wide && plain.starts_with(['/', '\\', ':']) {
        return None;
    }
    // `A.   It moved backwards: it was lighter` is an answer.
    let bracketed = text.starts_with(['【', '［']) && before.trim_end().ends_with(|c: char| !matches!(c, '】' | '］'));
    // `DAUGHTER — We said: where's the paint?` is said by the daughter.
    let dashed = [" — ", " – "].iter().any(|dash| {
        inner
            .split_once(dash)
            .is_some_and(|(_, rest)| rest.split_whitespace().any(|word| word.starts_with(char::is_lowercase)))
    });
    let gap = inner.get(1..).is_some_and(|rest| {
        let mut chars = rest.chars();
        chars.next().is_some_and(is_blank) && chars.next().is_some_and(is_blank)
    });
    if bracketed || dashed || (gap && inner.starts_with(['Q', 'A'])) {
        return None;
    }
    let answers = inner.starts_with(['Q', 'A']) && inner.get(1..2) == Some(".") && inner.contains("  ");
    if !is_titled_label(inner) || is_aside(inner) || answers {
        return None;
    }
    let term = match (wide, before.ends_with(is_blank)) {
        (true, _) => term::WIDE,
        (_, true) => term::SPACED,
        _ => term::COLON,
    };
    Some((inner, skip_blanks(plain), term, inner.len() < label.len()))
}

/// The colon that ends a label: the first one outside brackets that no digit follows on both sides.
fn colon_at(window: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut before = ' ';
    let mut chars = window.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' | '[' | '（' | '<' | '【' | '"' if depth == 0 && c != '"' => depth += 1,
            ')' | ']' | '）' | '>' | '】' => depth = depth.saturating_sub(1),
            ':' | '：' if depth == 0 => {
                let digits = before.is_ascii_digit() && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
                if !digits || c == '：' {
                    return Some(at);
                }
            }
            _ => {}
        }
        before = c;
    }
    None
}

/// The largest place up to `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A label without brackets, quotes or signs round it: `[Name]` is `Name`.
fn unwrapped(label: &str) -> &str {
    let label = label.trim_matches(|c: char| is_blank(c) || "*_`".contains(c));
    [('[', ']'), ('<', '>'), ('(', ')'), ('【', '】'), ('（', '）'), ('«', '»'), ('“', '”')]
        .iter()
        .find_map(|(open, close)| label.strip_prefix(*open)?.strip_suffix(*close))
        .filter(|inner| !inner.contains(['[', ']', '<', '>']))
        .map_or(label, |inner| inner.trim_matches(is_blank))
}

/// Whether a label is one with what stands behind the name: a role, a place, a note.
fn is_titled_label(label: &str) -> bool {
    const MOST_WORDS: usize = 14;
    let name = name_part(label);
    let rest = label.get(label.find(name).unwrap_or(0) + name.len()..).unwrap_or("");
    if has_date(name) || is_day(label) {
        return false;
    }
    let sentence = rest.contains(['?', '!', '…', ':'])
        || rest
            .split_whitespace()
            .rev()
            .skip(1)
            .any(|word| word.ends_with('.') && (word.chars().count() > 5 || word.starts_with(char::is_lowercase)));
    (is_label(name) || is_doubtful(name)) && !sentence && rest.split_whitespace().count() <= MOST_WORDS
}

/// A key that may be a surname: `Price`, `PRICE`. Another label of the page must bear it.
pub fn is_doubtful(name: &str) -> bool {
    name.len() >= 3
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        && is_key(name)
}

/// Whether a label is a day and nothing else: `Sat, 2 Mar`.
fn is_day(label: &str) -> bool {
    const WORDS: &[&str] = &[
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
        "oct", "nov", "dec",
    ];
    let mut figures = false;
    let mut words = label.split([' ', ',', '.']).filter(|word| !word.is_empty());
    let day = words.all(|word| {
        let number = word.trim_end_matches(char::is_alphabetic);
        let figure = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 4;
        figures |= figure;
        figure
            || matches!(word, "at" | "um" | "à" | "de" | "on")
            || word.get(..3).is_some_and(|head| WORDS.contains(&head.to_ascii_lowercase().as_str())) && word.len() <= 9
    });
    day && figures
}

/// Whether a date in figures stands in a label: `2025.03.04`.
fn has_date(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_digit())
        && label.split_whitespace().next().is_some_and(|word| {
            word.split(['.', '/', '-'])
                .filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
                .count()
                == 3
        })
}

/// The part of a label that must look like a name: role, place and notes behind it may be long.
fn name_part(label: &str) -> &str {
    let cut =
        [" (", "(", "（", ", ", " -- ", " | "].iter().filter_map(|sign| label.find(sign)).filter(|at| *at > 0).min();
    cut.and_then(|at| label.get(..at)).unwrap_or(label).trim_matches(is_blank)
}

/// Abbreviations of time zones, which stand behind a time of day and are nobody.
const ZONES: &[&str] = &[
    "GMT", "UTC", "BST", "CET", "CEST", "ET", "EST", "EDT", "CT", "CST", "CDT", "MT", "MST", "PT", "PST", "PDT", "AM",
    "PM",
];

/// Words of a note that bear a time and are no label: `inaudible 00:12`.
fn is_aside(label: &str) -> bool {
    ["inaudible", "unintelligible", "crosstalk", "indiscernible"].iter().any(|word| label.to_lowercase().contains(word))
}

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
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    sound.then(|| (token, skip_blanks(rest.get(end..).unwrap_or(""))))
}

/// Whether a text may be a name that stands alone: a label without the end of a sentence.
fn is_name(text: &str) -> bool {
    let part = name_part(unwrapped(text));
    let last = text.chars().next_back().unwrap_or(' ');
    let ends = ".?!,;:…-–—。？！、，".contains(last) && !ends_in_initial(part);
    text.len() <= 160 && !ends && is_titled_label(unwrapped(text)) && !is_aside(part)
}

/// `J. R.`, `Jr.`, `Q.`
fn ends_in_initial(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or("");
    let stem = last.trim_end_matches('.');
    last.ends_with('.')
        && (stem.chars().count() == 1 || matches!(stem, "Jr" | "Sr") || stem.contains('.'))
        && !last.ends_with("..")
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

/// Titles that stand in front of a surname.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "senator",
    "representative",
    "chairman",
    "chairwoman",
    "chair",
    "chairperson",
    "judge",
    "justice",
    "secretary",
    "governor",
    "general",
    "admiral",
    "captain",
    "sir",
    "lord",
    "lady",
    "vice",
];

/// A label that ends in another sign than a colon.
fn signed<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
    let open = |label: &'t str, after: &'t str, form: u8, flags: u16| {
        let text = line.len() - skip_blanks(after).len();
        Opening { shape: Shape::Sign, label, time: None, text, end: line.len(), form, flags }
    };
    // `[Name] text`, `(man) text`, `<Name> text`, `【Name】text`
    for (begin, end) in [('[', ']'), ('(', ')'), ('【', '】'), ('<', '>'), ('（', '）')] {
        if let Some((label, after)) = content.strip_prefix(begin).and_then(|rest| rest.split_once(end)) {
            let label = label.trim_matches(is_blank);
            let short = !label.is_empty()
                && label.len() <= 60
                && label.split_whitespace().count() <= 6
                && !label.contains(['[', '(', '/', '=', '"']);
            let text = skip_blanks(after);
            let sound =
                short && !text.is_empty() && label.chars().any(char::is_alphabetic) && !text.starts_with(['(', ':']);
            return sound.then(|| {
                open(label, after, term::BRACKET | u8::from(begin == '(') | u8::from(begin == '<') << 1, flag::WRAPPED)
            });
        }
    }
    let window = content.get(..floor(content, WINDOW))?;
    // A label of four words ends soon.
    let near = if content.is_char_boundary(64) && window.get(..64).is_some_and(str::is_ascii) { 64 } else { WINDOW };
    let close = window.get(..floor(window, near))?;
    let has = |sign: u8| memchr::memchr(sign, close.as_bytes()).is_some();
    // `Name > text`, `Name; text`, `Name | text`
    for (sign, form) in [(" > ", term::ANGLE), ("> ", term::ANGLE), ("; ", term::SEMICOLON), (" | ", term::PIPE)] {
        if has(sign.trim().as_bytes().first().copied().unwrap_or(b' '))
            && let Some((label, _)) = close.split_once(sign)
            && is_label(name_part(label))
            && label.split_whitespace().count() <= 4
        {
            return content
                .get(label.len() + sign.len()..)
                .map(|after| open(label.trim_matches(is_blank), after, form, 0));
        }
    }
    // `Name, on behalf of the X Group. – text`, `Name – text`, `Name -- text`, `Name- text`
    if let Some((label, after)) = stop_and_dash(window).filter(|(label, _)| is_label(name_part(label))) {
        return content.get(after..).map(|after| open(label, after, term::STOP | 1, 0));
    }
    // `. – ` ends a longer one.
    let ended = memchr::memmem::find(window.as_bytes(), b". \xE2\x80").is_some();
    let dashed = has(b'-') || memchr::memmem::find(close.as_bytes(), b"\xE2\x80").is_some();
    let signs: &[&str] = match (ended, dashed) {
        (true, _) => &[". – ", ". — ", " – ", " — ", " -- ", " - ", "- ", "– ", "— "],
        (false, true) => &[" – ", " — ", " -- ", " - ", "- ", "– ", "— "],
        (false, false) => &[],
    };
    for sign in signs {
        if let Some((label, after)) = (if sign.starts_with('.') { window } else { close }).split_once(sign)
            && is_label(name_part(label))
            && (label.split_whitespace().count() <= 4 || sign.starts_with('.'))
            && !after.is_empty()
        {
            let form = if sign.starts_with('.') { term::STOP | 1 } else { term::DASH };
            return content
                .get(label.len() + sign.len()..)
                .map(|after| open(label.trim_matches(is_blank), after, form, 0));
        }
    }
    stopped(content).map(|(label, after)| open(label, after, term::STOP, 0)).or_else(|| {
        // `Name⇥text`, `Q    text`, `青木　text`
        let gap = gap_at(window).filter(|at| *at > 0)?;
        let label = window.get(..gap)?.trim_matches(is_blank);
        let after = skip_blanks(content.get(gap..)?);
        (is_label(label) && label.split_whitespace().count() <= 3 && !after.is_empty())
            .then(|| open(label, after, term::GAP, 0))
    })
}

/// `label ". – "` with blanks of any kind: the label, and where the text behind the dash begins.
fn stop_and_dash(window: &str) -> Option<(&str, usize)> {
    let (at, dash) = window.char_indices().find(|(_, c)| matches!(c, '–' | '—'))?;
    let before = window.get(..at)?;
    let label = before.trim_end_matches(is_blank).strip_suffix('.')?;
    let after = window.get(at + dash.len_utf8()..)?;
    (before.ends_with(is_blank) && after.starts_with(is_blank))
        .then(|| (label.trim_matches(is_blank), at + dash.len_utf8()))
}

/// Where a tab, a wide blank or two blanks of any kind part a label from its text.
fn gap_at(window: &str) -> Option<usize> {
    let wide = window.find(['\t', '\u{3000}']);
    let mut blank = None;
    for (at, c) in window.char_indices() {
        match (blank, is_blank(c)) {
            (Some(first), true) => return Some(wide.unwrap_or(first).min(first)),
            (_, true) => blank = Some(at),
            (_, false) => blank = None,
        }
    }
    wide
}

/// `Mr. BECKWITH. text`, `The CHAIRMAN. text`, `Q. text`: a full stop ends the label.
fn stopped(content: &str) -> Option<(&str, &str)> {
    const MOST_WORDS: usize = 6;
    let mut at = 0;
    let mut titled = false;
    for (index, word) in content.split(' ').take(MOST_WORDS).enumerate() {
        let end = at + word.len();
        let stem = bare(word);
        let title = TITLES.contains(&stem.as_str());
        let last = word.ends_with('.') && !(title && word.len() <= 5);
        let letters = word.trim_end_matches('.').chars();
        let caps = letters.clone().any(char::is_alphabetic)
            && letters.clone().all(|c| !c.is_lowercase() || !c.is_alphabetic());
        let letter = word.len() == 2 && word.starts_with(['Q', 'A']);
        if last {
            let label = content.get(..end - 1)?;
            let after = content.get(end..)?;
            let sound = (titled && word.starts_with(char::is_uppercase))
                || (index > 0 && caps)
                || (index == 0 && (letter || (caps && word.chars().count() > 4)));
            let capital = skip_blanks(after).starts_with(|c: char| !c.is_lowercase());
            return (sound && !after.is_empty() && capital && is_label(label)).then_some((label, after));
        }
        let the = index == 0 && matches!(word, "The" | "THE");
        titled |= title || the;
        let of = matches!(word, "of" | "de" | "van" | "von");
        if !(title || the || of || word.starts_with(char::is_uppercase)) {
            return None;
        }
        at = end + 1;
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
    let sound = !label.is_empty()
        && label.split_whitespace().count() <= 4
        && !label.contains(['.', '?', '!', ',', '"'])
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
