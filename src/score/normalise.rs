//! What counts as the same word: how texts are made alike before they are compared.

use std::borrow::Cow;

use super::numbers;
use crate::error::Error;
use crate::text::letters::{is_accent, plain_letter};
use crate::text::short_forms::{ENDINGS, FILLERS, WRITTEN_OUT};

/// How texts are made alike before they are compared.
///
/// ```
/// use fireside::score::Normaliser;
/// assert_eq!(Normaliser::None.apply("So, it's 5!"), "So, it's 5!");
/// assert_eq!(Normaliser::Basic.apply("So, it's 5! [laughs]"), "so it s 5");
/// assert_eq!(Normaliser::English.apply("Um, it's twenty-five."), "it is 25");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Normaliser {
    /// Words are what stands between white space, letter for letter.
    #[default]
    None,
    /// Lower case; what stands in brackets is left out; whatever is no letter, digit or accent becomes a space.
    Basic,
    /// For English: `Basic`, and fillers left out, contractions written out, titles in full, accents dropped, numbers in
    /// digits. After the normaliser that came with Whisper; but British and American spellings stay as they are.
    English,
}

impl Normaliser {
    /// All that can be chosen.
    pub const ALL: [Normaliser; 3] = [Normaliser::None, Normaliser::Basic, Normaliser::English];

    /// The name to choose it by.
    pub fn name(self) -> &'static str {
        match self {
            Normaliser::None => "none",
            Normaliser::Basic => "basic",
            Normaliser::English => "english",
        }
    }

    /// The text as it is compared.
    pub fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            Normaliser::None => Cow::Borrowed(text),
            Normaliser::Basic => Cow::Owned(basic(text)),
            Normaliser::English => Cow::Owned(english(text)),
        }
    }
}

impl std::str::FromStr for Normaliser {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Normaliser::ALL.into_iter().find(|normaliser| normaliser.name() == name);
        found.ok_or_else(|| Error::unknown("normaliser", name, Normaliser::ALL.iter().map(|known| known.name())))
    }
}

/// The text without what stands in square, pointed or round brackets; a bracket that is never closed is kept.
fn without_asides(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '<', '(']) {
        let close = match rest.as_bytes()[at] {
            b'[' => ']',
            b'<' => '>',
            _ => ')',
        };
        let (before, inside) = rest.split_at(at);
        out.push_str(before);
        match inside.find(close) {
            Some(end) => {
                out.push(' ');
                rest = &inside[end + 1..];
            }
            None => {
                out.push_str(&inside[..1]);
                rest = &inside[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn joined<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.fold(String::new(), |mut text, word| {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
        text
    })
}

fn basic(text: &str) -> String {
    let text = without_asides(&text.to_lowercase());
    joined(text.split(|c: char| !c.is_alphanumeric() && !is_accent(c)).filter(|word| !word.is_empty()))
}

fn english(text: &str) -> String {
    let lower = without_asides(&text.to_lowercase()).replace(['’', '‘', 'ʼ'], "'");
    let mut words: Vec<Cow<'_, str>> = Vec::new();
    let split =
        |c: char| !(c.is_alphanumeric() || is_accent(c) || matches!(c, '\'' | '.' | ',' | '%' | '$' | '£' | '€' | '¢'));
    for word in lower.split(split) {
        for word in pieces(word) {
            if !word.is_empty() && !FILLERS.contains(&word) {
                write_out(word, &mut words);
            }
        }
    }
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let counted = numbers::in_digits(&words);
    let mut out = String::with_capacity(lower.len());
    for word in joined(counted.iter().map(String::as_str)).chars().filter(|letter| !is_accent(*letter)) {
        plain_letter(word, &mut out);
    }
    out
}

/// A word cut at the dots and commas that don't stand within a number; commas within one are dropped later.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let bytes = word.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut cuts: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, _) in word.match_indices(['.', ',']) {
        if !(digit(at.checked_sub(1)) && digit(Some(at + 1))) {
            cuts.push(start..at);
            start = at + 1;
        }
    }
    cuts.push(start..word.len());
    cuts.into_iter().map(move |cut| &word[cut])
}

/// Contractions and short forms in full, quotes off.
fn write_out<'w>(word: &'w str, words: &mut Vec<Cow<'w, str>>) {
    let bare = word.trim_start_matches('\'');
    let known = |word: &str| WRITTEN_OUT.iter().find(|(short, _)| *short == word).map(|(_, full)| *full);
    let quoted = bare.trim_end_matches('\'');
    if let Some(full) = known(quoted) {
        return words.extend(full.split(' ').map(Cow::Borrowed));
    }
    let ending = ENDINGS.iter().find_map(|(ending, full)| Some((quoted.strip_suffix(ending)?, *full)));
    match ending {
        Some((stem, full)) if !stem.is_empty() => words.extend([Cow::Borrowed(stem), Cow::Borrowed(full)]),
        _ if quoted.contains('\'') || quoted.contains(',') => {
            let plain = quoted.replace(['\'', ','], "");
            words.extend((!plain.is_empty()).then_some(Cow::Owned(plain)));
        }
        _ => words.extend((!quoted.is_empty()).then_some(Cow::Borrowed(quoted))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(normaliser: Normaliser, pairs: &[(&str, &str)]) {
        for (text, expected) in pairs {
            let once = normaliser.apply(text);
            assert_eq!(once, *expected, "{text}");
            assert_eq!(normaliser.apply(&once), *expected, "twice: {text}");
        }
    }

    #[test]
    fn basic_leaves_letters_and_digits() {
        check(
            Normaliser::Basic,
            &[
                ("  So -- IT is…  ", "so it is"),
                ("[laughter] (inaudible) <unk> yes", "yes"),
                ("a (b", "a b"),
                ("Straße, naïve 潮汐。", "straße naïve 潮汐"),
                ("", ""),
            ],
        );
    }

    #[test]
    fn english_makes_spellings_alike() {
        check(
            Normaliser::English,
            &[
                ("Uh, we won’t, I’m sure.", "we will not i am sure"),
                ("Dr. Quill's café", "doctor quill is cafe"),
                ("I can't, they don't, she'd", "i can not they do not she would"),
                ("it cost $1,250.50, or 5%", "it cost $1250.50 or 5%"),
                ("end. Next", "end next"),
                ("'quoted' o'clock", "quoted oclock"),
                ("Mhm. [music] Gonna go", "going to go"),
                ("one of us", "one of us"),
            ],
        );
    }
}
