//! F02: the space that is missing after the end of a sentence: `It turned.We left.`
//!
//! Stays: decimals, initials (`J.R.R`, `U.S.A`), `e.g.`, addresses, file names (`map.Final`), `Node.js`, versions,
//! ellipses (`...and`), degrees (`B.Sc`). After `p.m.`, `$5.` and the like a space comes only before a word that opens
//! sentences; after `Dr.` before any name.

use super::openers::opens;
use super::{Context, Edit, Level, Rule, lexicon, scan};

pub const RULE: Rule = Rule {
    id: "F02",
    name: "stop-space",
    about: "the space missing after the end of a sentence is set",
    level: Level::Safe,
    removes: None,
    edits,
};

/// A name follows these.
const TITLES: &[&str] = &[
    "Capt", "Col", "Dr", "Fr", "Gen", "Gov", "Hon", "Lt", "Maj", "Messrs", "Mr", "Mrs", "Ms", "Mx", "Prof", "Rep",
    "Rev", "Sen", "Sgt", "St",
];
/// No sentence ends with these.
const ABBREVIATED: &[&str] = &[
    "app", "approx", "art", "ca", "cf", "ch", "ed", "eq", "fig", "figs", "no", "nos", "p", "pp", "pt", "sec", "vol",
    "vs",
];
/// What follows the stop of a file name, or of a name of software.
const ENDINGS: &[&str] = &[
    "app",
    "backup",
    "bak",
    "com",
    "copy",
    "core",
    "cpp",
    "css",
    "csv",
    "dat",
    "data",
    "doc",
    "docx",
    "draft",
    "edit",
    "edited",
    "exe",
    "final",
    "finale",
    "framework",
    "git",
    "go",
    "html",
    "io",
    "java",
    "jpeg",
    "jpg",
    "js",
    "json",
    "local",
    "log",
    "main",
    "master",
    "md",
    "mov",
    "net",
    "new",
    "old",
    "org",
    "orig",
    "original",
    "pdf",
    "php",
    "png",
    "ppt",
    "pptx",
    "prod",
    "py",
    "rb",
    "release",
    "rs",
    "rtf",
    "sh",
    "sql",
    "temp",
    "test",
    "tex",
    "tmp",
    "ts",
    "txt",
    "version",
    "wav",
    "xls",
    "xlsx",
    "xml",
    "yaml",
    "yml",
    "zip",
];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    // Nearly every stop is followed by a space, a line end, a digit or another mark.
    let mark = |b: u8| (b == b'.') | (b == b'?') | (b == b'!');
    let usual = |b: u8| {
        mark(b)
            | (b == b' ')
            | (b == b'\n')
            | (b == b'\r')
            | b.is_ascii_digit()
            | (b == b',')
            | (b == b'/')
            | (b == b'-')
            | (b == b'"')
            | (b == b'\'')
    };
    scan::pairs(
        bytes,
        |a, b| mark(a) & !usual(b),
        |at| {
            if let Some((place, confidence)) = missing(context, at) {
                out.push(Edit::new(place..place, " ", confidence));
            }
        },
    );
}

/// Where a space is missing after the mark at `at`, and how sure that is.
fn missing(context: &Context<'_>, at: usize) -> Option<(usize, f32)> {
    let text = context.text();
    let mark = scan::after(text, at)?;
    let mut place = at + 1;
    // A quotation or bracket may close before the next sentence, or open with it.
    while let Some(closing @ ('”' | '’' | ')' | ']' | '»')) = scan::after(text, place) {
        if place > at + 8 {
            return None;
        }
        place += closing.len_utf8();
    }
    let closed = place > at + 1;
    let opening = scan::after(text, place).filter(|c| matches!(c, '“' | '‘' | '(' | '¿' | '¡'));
    let word_at = place + opening.map_or(0, char::len_utf8);
    let first = scan::after(text, word_at)?;
    let left = scan::before(text, at)?;
    if !first.is_alphabetic()
        || crate::model::is_cjk(first)
        || crate::model::is_cjk(left)
        || left == mark
        || left == '…'
    {
        return None;
    }
    let (around, whole) = scan::chunk(text, at);
    let chunk = text.get(around)?;
    if !whole || scan::is_technical(chunk) {
        return None;
    }
    let word = scan::word_after(text, word_at);
    let follows = scan::after(text, word_at + word.len());
    // `foo.Then(`, `A.B.C`
    let chained = follows == Some('.') && text.get(word_at + word.len() + 1..)?.starts_with(char::is_alphanumeric);
    if matches!(follows, Some('(' | '=' | '[')) || chained && word.chars().count() < 3 {
        return None;
    }
    let next = Next { word, follows, opens: opens(word), chained };
    let confidence = match mark {
        '.' => after_stop(context, at, &next, closed)?,
        _ => after_mark(text, at, mark, &next)?,
    };
    Some((place, confidence))
}

/// The word after the mark.
struct Next<'t> {
    word: &'t str,
    follows: Option<char>,
    opens: bool,
    /// Whether a stop and another word follow without a space.
    chained: bool,
}

impl Next<'_> {
    fn letters(&self) -> usize {
        self.word.chars().filter(|c| c.is_alphabetic()).count()
    }

    fn is_capitalised(&self) -> bool {
        let mut letters = self.word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(|c| !c.is_uppercase())
    }

    fn is_upper(&self) -> bool {
        self.letters() >= 2 && self.word.chars().all(|c| !c.is_lowercase())
    }

    /// `I` and `A` by themselves, with a word after them.
    fn is_lone(&self) -> bool {
        matches!(self.word, "I" | "A") && self.follows == Some(' ')
    }

    /// Whether a sentence plainly goes on after it.
    fn goes_on(&self, text: &str) -> bool {
        let end = (self.word.as_ptr() as usize + self.word.len()).checked_sub(text.as_ptr() as usize);
        let tail = end.and_then(|end| text.get(end..)).unwrap_or("");
        let mut tail = tail.chars();
        match tail.next() {
            Some(' ') => tail.next().is_some_and(|c| c.is_lowercase() || c == 'I'),
            Some(',') => tail.next() == Some(' '),
            _ => false,
        }
    }
}

fn after_stop(context: &Context<'_>, at: usize, next: &Next<'_>, closed: bool) -> Option<f32> {
    let text = context.text();
    let before = scan::word_before(text, at);
    let opener = next.opens && next.word.starts_with(char::is_uppercase) && (next.letters() >= 2 || next.is_lone());
    let Some(last) = before.chars().next_back() else {
        // `(or so).We`, `5%.We`
        let left = scan::before(text, at)?;
        return (opener && matches!(left, ')' | ']' | '”' | '"' | '%' | '»')).then_some(0.9);
    };
    let letters = before.chars().filter(|c| c.is_alphabetic()).count();
    let start = at - before.len();
    if last.is_numeric() {
        // `$5.Then`; the digits stand alone, as in no name or version.
        let item = text.get(..start)?.trim_end_matches(' ').ends_with('\n') || text.get(..start)?.trim().is_empty();
        return (opener && letters == 0 && !item).then_some(0.92);
    }
    if letters == 1 {
        let chain = scan::before(text, start) == Some('.');
        // `p.m.Then`, `U.S.Then`; but not `U.S.A`. A single initial stays with its name.
        let free = next.letters() >= 2 && next.is_capitalised();
        return (opener && free && (chain || before == "I" || !before.starts_with(char::is_uppercase))).then_some(0.9);
    }
    if TITLES.contains(&before) {
        return (next.is_capitalised() && next.letters() >= 2 && !next.chained).then_some(0.97);
    }
    let lower = before.chars().all(|c| !c.is_uppercase());
    if scan::listed(ABBREVIATED, before) && !(opener && next.letters() >= 2) {
        return None;
    }
    if next.is_upper() {
        // A text in capitals.
        let shouted = letters >= 3 && before.chars().all(|c| !c.is_lowercase());
        return (shouted && next.opens).then_some(0.85);
    }
    if !(next.is_capitalised() || next.is_lone()) {
        return None;
    }
    let unknown = || {
        cfg!(feature = "model") && !lexicon::is_known(before) && context.language() == super::context::Language::English
    };
    let strange = || unknown() && context.speaks_of_code();
    if opener && lower && strange() {
        return None;
    }
    if opener && (next.letters() >= 2 || lower) {
        return Some(if lower { 0.98 } else { 0.9 });
    }
    let ending = ENDINGS.binary_search(&next.word.to_lowercase().as_str()).is_ok();
    let prose = lower && letters >= 2 && next.letters() >= 2 && !ending && next.goes_on(text);
    (prose && (closed || words_before(text, start) >= 2 && !unknown() && !is_member(context, start, before, next)))
        .then_some(0.8)
}

/// Whether the words on both sides of a stop may be the name of a thing in a program: `a re.Pattern`, `when
/// threading.Event is set`.
fn is_member(context: &Context<'_>, start: usize, before: &str, next: &Next<'_>) -> bool {
    let article = scan::word_before(context.text(), start.saturating_sub(1));
    let named = ["a", "an", "the", "of", "with", "when"].iter().any(|word| article.eq_ignore_ascii_case(word));
    let repeats = next.word.to_lowercase().starts_with(&before.to_lowercase());
    named || repeats || context.speaks_of_code()
}

/// After `?` and `!`, which end sentences and little else.
fn after_mark(text: &str, at: usize, mark: char, next: &Next<'_>) -> Option<f32> {
    let before = scan::word_before(text, at);
    let letters = before.chars().filter(|c| c.is_alphabetic()).count();
    let closing = scan::before(text, at).is_some_and(|c| matches!(c, ')' | '”' | '"' | '?' | '!'));
    if letters == 0 && !closing {
        return None;
    }
    let lower = before.chars().all(|c| !c.is_uppercase());
    let plain = next.is_capitalised() && next.letters() >= 2 || next.is_lone();
    if plain && (next.opens || lower) {
        return Some(0.95);
    }
    // `really?yes`: but not a letter that was lost, as in `it?s`.
    let lost = next.letters() < 3 || letters < 3;
    (mark == '?' && next.opens && !lost && lower && next.word.starts_with(char::is_lowercase)).then_some(0.8)
}

/// How many words stand before byte `at` in its sentence, up to a few.
fn words_before(text: &str, at: usize) -> usize {
    let floor = (at.saturating_sub(80)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let left = text.get(floor..at).unwrap_or("");
    let sentence = left.rsplit(['.', '?', '!', '\n']).next().unwrap_or("");
    sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_are_in_order() {
        assert!(super::ENDINGS.is_sorted() && super::ABBREVIATED.is_sorted());
    }
}
