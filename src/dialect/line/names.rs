//! What the name in an opening looks like, and where it ends.

use super::{WINDOW, is_blank, skip_blanks, term};
use crate::text::{is_key, is_label};

/// `label ":"` at the start of a text, with what follows, how the label ends, and whether it is wrapped in brackets.
pub(super) fn colon_label(text: &str) -> Option<(&str, &str, u8, bool)> {
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
    // `Okay, one more: what is it?` is said.
    let said = inner.split_once(", ").is_some_and(|(first, _)| is_interjection(first));
    if !is_titled_label(inner) || is_aside(inner) || answers || said {
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
pub(super) fn colon_at(window: &str) -> Option<usize> {
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
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A label without brackets, quotes or signs round it: `[Name]` is `Name`.
pub(super) fn unwrapped(label: &str) -> &str {
    let label = label.trim_matches(|c: char| is_blank(c) || "*_`".contains(c));
    [('[', ']'), ('<', '>'), ('(', ')'), ('【', '】'), ('（', '）'), ('«', '»'), ('“', '”')]
        .iter()
        .find_map(|(open, close)| label.strip_prefix(*open)?.strip_suffix(*close))
        .filter(|inner| !inner.contains(['[', ']', '<', '>']))
        .map_or(label, |inner| inner.trim_matches(is_blank))
}

/// Whether a label is one with what stands behind the name: a role, a place, a note.
pub(super) fn is_titled_label(label: &str) -> bool {
    const MOST_WORDS: usize = 14;
    let name = name_part(label);
    let rest = label.get(label.find(name).unwrap_or(0) + name.len()..).unwrap_or("");
    if has_date(name) || is_day(label) {
        return false;
    }
    let sentence = rest.contains(['?', '!', '…', ':'])
        || rest.split_whitespace().rev().skip(1).any(|word| {
            word.ends_with('.')
                && (word.chars().count() > 5 || word.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()))
        });
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
pub(super) fn is_day(label: &str) -> bool {
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
pub(super) fn has_date(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_digit())
        && label.split_whitespace().next().is_some_and(|word| {
            word.split(['.', '/', '-'])
                .filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
                .count()
                == 3
        })
}

/// The part of a label that must look like a name: role, place and notes behind it may be long.
pub(super) fn name_part(label: &str) -> &str {
    let cut =
        [" (", "(", "（", ", ", " -- ", " | "].iter().filter_map(|sign| label.find(sign)).filter(|at| *at > 0).min();
    cut.and_then(|at| label.get(..at)).unwrap_or(label).trim_matches(is_blank)
}

/// Words that open what is said and that are nobody's name.
fn is_interjection(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "ah",
        "all right",
        "alright",
        "and",
        "anyway",
        "but",
        "finally",
        "first",
        "hey",
        "hi",
        "hello",
        "hmm",
        "look",
        "no",
        "now",
        "oh",
        "ok",
        "okay",
        "right",
        "second",
        "see",
        "so",
        "then",
        "third",
        "thus",
        "um",
        "uh",
        "well",
        "yeah",
        "yep",
        "yes",
        "you know",
        "alors",
        "bon",
        "donc",
        "oui",
        "non",
        "also",
        "ja",
        "nein",
        "naja",
        "bueno",
        "sí",
        "pues",
        "entonces",
        "however",
        "instead",
        "therefore",
        "still",
        "again",
        "besides",
        "ну",
        "да",
        "нет",
        "итак",
    ];
    text.len() <= 24 && WORDS.contains(&text.to_lowercase().as_str())
}

/// Words of a note that bear a time and are no label: `inaudible 00:12`.
pub(super) fn is_aside(label: &str) -> bool {
    ["inaudible", "unintelligible", "crosstalk", "indiscernible"].iter().any(|word| label.to_lowercase().contains(word))
}

/// Whether a text may be a name that stands alone: a label without the end of a sentence.
pub(super) fn is_name(text: &str) -> bool {
    let part = name_part(unwrapped(text));
    let last = text.chars().next_back().unwrap_or(' ');
    let ends = ".?!,;:…-–—。？！、，".contains(last) && !ends_in_initial(part);
    text.len() <= 160 && !ends && is_titled_label(unwrapped(text)) && !is_aside(part)
}

/// `J. R.`, `Jr.`, `Q.`
pub(super) fn ends_in_initial(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or("");
    let stem = last.trim_end_matches('.');
    last.ends_with('.')
        && (stem.chars().count() == 1 || matches!(stem, "Jr" | "Sr") || stem.contains('.'))
        && !last.ends_with("..")
}
