//! Labels that end in another sign than a colon.

use super::names::{ends_in_initial, floor, name_part};
use super::{Opening, Shape, WINDOW, flag, is_blank, skip_blanks, term};
use crate::text::is_label;
use crate::text::words::bare;

/// Titles that stand in front of a surname.
pub(super) const TITLES: &[&str] = &[
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
pub(super) fn signed<'t>(line: &'t str, content: &'t str) -> Option<Opening<'t>> {
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
        return content.get(after..).map(|after| open(label, behind_language(after), term::STOP | 1, 0));
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
            && !(sign.starts_with('.') && is_initial(label))
            && !after.is_empty()
        {
            let stop = sign.starts_with('.');
            let form = if stop { term::STOP | 1 } else { term::DASH };
            return content
                .get(label.len() + sign.len()..)
                .map(|after| if stop { behind_language(after) } else { after })
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

/// The code of the language that a member of a parliament speaks is none of the speech: `(DE) Madam President, …`.
fn behind_language(after: &str) -> &str {
    match skip_blanks(after).as_bytes() {
        [b'(', a, b, b')', ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => {
            skip_blanks(after).get(4..).unwrap_or("")
        }
        _ => after,
    }
}

/// `ELVIRE D`, whose full stop is not the label's end.
fn is_initial(label: &str) -> bool {
    label.split_once(' ').is_some_and(|(_, last)| last.chars().count() == 1)
}

/// `label ". – "` with blanks of any kind: the label, and where the text behind the dash begins.
pub(super) fn stop_and_dash(window: &str) -> Option<(&str, usize)> {
    let (at, dash) = window.char_indices().find(|(_, c)| matches!(c, '–' | '—'))?;
    let before = window.get(..at)?;
    let label = before.trim_end_matches(is_blank);
    // `ELVIRE D. — Oui`
    if label.contains(' ') && ends_in_initial(label) {
        return None;
    }
    let label = label.strip_suffix('.')?;
    let after = window.get(at + dash.len_utf8()..)?;
    (before.ends_with(is_blank) && after.starts_with(is_blank))
        .then(|| (label.trim_matches(is_blank), at + dash.len_utf8()))
}

/// Where a tab, a wide blank or two blanks of any kind part a label from its text.
pub(super) fn gap_at(window: &str) -> Option<usize> {
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
pub(super) fn stopped(content: &str) -> Option<(&str, &str)> {
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
