//! Times at the start of a text, in the writing of any page.

use super::{is_blank, skip_blanks};
use crate::model::Clock;
use crate::text::mark::plain_mark;
use crate::text::{Spelling, Stamp, mark, stamp};

/// A mark at the start of a text.
pub(super) struct Leading<'t> {
    pub stamp: Stamp,
    pub bracket: u8,
    pub rest: &'t str,
    pub spelt: bool,
}

/// Brackets that may hold a mark.
pub(super) const BRACKETS: [(char, char); 7] =
    [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('（', '）'), ('［', '］'), ('【', '】')];

pub(super) fn leading(text: &str) -> Option<Leading<'_>> {
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
pub(super) fn may_hold_a_time(text: &str) -> bool {
    const NEAR: usize = 40;
    text.as_bytes().iter().take(NEAR).any(|byte| byte.is_ascii_digit() || *byte >= 0x80)
}

/// The commonest marks, without trying every spelling: `[0:12]`, `(0:12)`, `0:12` in front of a word.
pub(super) fn plain_leading(text: &str) -> Option<Leading<'_>> {
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
pub(super) fn spelt_again(text: &str) -> Option<(Stamp, &str)> {
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
        // `1 secondso we` is one second, and `so`.
        let one = |name: &&&str| {
            number != 1
                || !matches!(
                    **name,
                    "seconds" | "minutes" | "hours" | "segundos" | "minutos" | "horas" | "secondes" | "heures"
                )
        };
        let Some(after) = names.iter().filter(one).find_map(|name| after.strip_prefix(name)) else { continue };
        (rest, sum, parts) = (after, sum + number.min(100_000) * factor, parts + 1);
    }
    (parts > 0 && sum == total).then_some(rest)
}

/// What follows a mark, without the signs between; and which sign stood there.
pub(super) fn separated(rest: &str) -> (&str, u8) {
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
