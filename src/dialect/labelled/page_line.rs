//! How much a line looks like a page's own rather than like speech.
//!
//! The signs of a line (how long it is, how it begins and ends, its capitals, its words) each have a weight, learnt by
//! logistic regression from the pages of `tests/dialects` and a list of what pages say about themselves:
//! `benches/train/lines.py` makes `page_line.txt`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// What a word says of its line, in hundredths of a natural logarithm of odds: wherever it stands, and as the first one.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    index: u16,
    anywhere: i32,
    first: i32,
}

/// Weights of all signs, in hundredths of a natural logarithm of odds; the empty sign is what every line has.
#[derive(Debug, Default)]
struct Weights {
    shapes: FxHashMap<&'static str, i32>,
    words: FxHashMap<&'static str, Word>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights = Weights::default();
    let lines = include_str!("page_line.txt").lines().filter(|line| !line.starts_with('#'));
    for (sign, weight) in lines.filter_map(|line| line.split_once('\t')) {
        let Ok(weight) = weight.parse() else { continue };
        let index = weights.words.len() as u16;
        let fresh = Word { index, ..Word::default() };
        if let Some(of) = sign.strip_prefix('=') {
            weights.words.entry(of).or_insert(fresh).anywhere = weight;
        } else if let Some(of) = sign.strip_prefix('^') {
            weights.words.entry(of).or_insert(fresh).first = weight;
        } else {
            weights.shapes.insert(sign, weight);
        }
    }
    weights
});

/// Longer lines are told by their shape alone, in words.
const LONGEST: usize = 25;

const SELF: &[&str] = &[
    "i", "i'm", "i've", "i'd", "i'll", "me", "my", "we", "we're", "we've", "we'll", "we'd", "he", "she", "they", "him",
    "her", "them", "his", "it", "it's", "that's", "don't", "didn't", "isn't", "wasn't", "they're", "they've", "they'd",
    "they'll", "he's", "he'd", "he'll", "she's", "she'd", "she'll", "it'd", "it'll", "you're", "you've", "you'd",
    "you'll", "there's", "who's", "wouldn't", "couldn't", "can't", "won't", "hadn't", "haven't", "hasn't",
];

static SPEAKS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| SELF.iter().copied().collect());

/// The natural logarithm of the odds that a line is the page's own: above zero where it rather is, below where it is
/// rather speech.
pub(super) fn page_odds(line: &str) -> f32 {
    let line = line.trim();
    let (count, mut sum) = by_words(line);
    sum += weight("");
    let lengths = [0, 1, 2, 4, 7, 12, 20];
    let length = lengths.iter().position(|most| count <= *most).unwrap_or(lengths.len());
    sum += weight(["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7"].get(length).unwrap_or(&"n7"));
    sum += weight(end_of(line));
    sum += weight(first_of(line));
    let has = |signs: &str| !line.is_ascii() && line.contains(|c: char| signs.contains(c));
    let byte = |some: fn(u8) -> bool| line.bytes().any(some);
    let digit = byte(|byte| byte.is_ascii_digit()) || !line.is_ascii() && line.contains(char::is_numeric);
    let signs = [
        ("digit", digit),
        ("sign", byte(|byte| byte == b'|') || has("·•›»→←▲▼◄►▸⤓✓★☆❤👍👎▶")),
        ("copyright", has("©®™")),
        ("at", byte(|byte| matches!(byte, b'@' | b'#'))),
        ("url", ["http", "www.", ".com", ".org"].iter().any(|part| line.contains(part))),
        ("inside", line.as_bytes().windows(2).any(|pair| matches!(pair, [b'.' | b'?' | b'!', b' ' | b'\t']))),
    ];
    sum += signs.iter().filter(|(_, is)| *is).map(|(name, _)| weight(name)).sum::<i32>();
    sum as f32 / 100.0
}

fn weight(sign: &str) -> i32 {
    WEIGHTS.shapes.get(sign).copied().unwrap_or(0)
}

/// How many words a line has, and what they say: their capitals, and each word once.
fn by_words(line: &str) -> (usize, i32) {
    let (mut count, mut sum, mut cased, mut capitals, mut speaks) = (0usize, 0, 0usize, 0usize, false);
    let (mut seen, mut found) = ([0u16; LONGEST], 0usize);
    let mut lower = String::new();
    for word in words_of(line) {
        if count > 0 {
            let capital = word.starts_with(char::is_uppercase);
            capitals += usize::from(capital);
            cased += usize::from(capital || word.starts_with(char::is_lowercase));
        }
        lower.clear();
        match word.is_ascii() {
            true => lower.extend(word.chars().map(|c| c.to_ascii_lowercase())),
            false => lower.push_str(&word.to_lowercase().replace('’', "'")),
        }
        speaks = speaks || SPEAKS.contains(lower.as_str());
        if let Some(known) = WEIGHTS.words.get(lower.as_str()) {
            let first = if count == 0 { known.first } else { 0 };
            if !seen.get(..found).unwrap_or(&[]).contains(&known.index) {
                sum += first + known.anywhere;
                if let Some(slot) = seen.get_mut(found) {
                    *slot = known.index;
                    found += 1;
                }
            }
        }
        count += 1;
    }
    if count > LONGEST {
        sum = 0;
    }
    if speaks {
        sum += weight("self");
    }
    if cased > 0 {
        sum += weight(match capitals {
            0 => "capitals:0",
            _ if capitals * 3 >= cased * 2 => "capitals:3",
            _ if capitals * 3 >= cased => "capitals:2",
            _ => "capitals:1",
        });
    }
    (count, sum)
}

/// Words: letters and digits, with `'` and `-` inside.
fn words_of(line: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| matches!(c, '\'' | '’' | '-');
    line.split(move |c: char| !(c.is_alphanumeric() || inside(c)))
        .map(move |word| word.trim_matches(inside))
        .filter(|word| !word.is_empty())
}

fn end_of(line: &str) -> &'static str {
    match line.trim_end_matches(|c: char| "\"”’»)]'".contains(c)).chars().next_back() {
        None => "end:none",
        Some(c) if ".?!…。？！".contains(c) => "end:stop",
        Some(c) if ",;、，".contains(c) => "end:comma",
        Some(':' | '：') => "end:colon",
        Some('-' | '–' | '—') => "end:dash",
        Some(c) if c.is_numeric() => "end:digit",
        Some(c) if c.is_alphabetic() => "end:letter",
        Some(_) => "end:sign",
    }
}

fn first_of(line: &str) -> &'static str {
    match line.chars().next() {
        None => "first:none",
        Some(c) if c.is_lowercase() => "first:lower",
        Some(c) if c.is_uppercase() => "first:upper",
        Some(c) if c.is_numeric() => "first:digit",
        Some(c) if "\"“«'‘".contains(c) => "first:quote",
        Some('(' | '[') => "first:bracket",
        Some('-' | '–' | '—') => "first:dash",
        Some(c) if c.is_alphabetic() => "first:letter",
        Some(_) => "first:sign",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines that are in none of the pages.
    #[test]
    fn pages_and_people() {
        for line in [
            "Weekend reading, once a month",
            "Pick up your copy at our shop",
            "Enter your phone number to get a link to our app",
            "Copyright 2031 Lantern House",
            "Comments (12)",
            "3,104 views",
        ] {
            assert!(page_odds(line) > 0.5, "{line}: {}", page_odds(line));
        }
        for line in [
            "So that is how we came to have three of them.",
            "and then nobody asked again",
            "I didn't. Did you?",
            "It was cold, and there was nobody at the gate.",
        ] {
            assert!(page_odds(line) < -2.0, "{line}: {}", page_odds(line));
        }
        assert!(page_odds("").is_finite());
    }
}
