//! How much a line looks like a page's own rather than like speech.
//!
//! The signs of a line (how long it is, how it begins and ends, its capitals, its words) each have a weight, learnt by
//! logistic regression from the pages of `tests/dialects` and a list of what pages say about themselves:
//! `benches/train/lines.py` makes `page_line.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Weights in hundredths of a natural logarithm of odds; the empty sign is what every line has.
static WEIGHTS: LazyLock<FxHashMap<&'static str, i32>> = LazyLock::new(|| {
    let lines = include_str!("page_line.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(sign, weight)| Some((sign, weight.parse().ok()?)))
        .collect()
});

/// Longer lines are told by their shape alone, in words.
const LONGEST: usize = 25;

const SELF: &[&str] = &[
    "i", "i'm", "i've", "i'd", "i'll", "me", "my", "we", "we're", "we've", "we'll", "we'd", "he", "she", "they", "him",
    "her", "them", "his", "it", "it's", "that's", "don't", "didn't", "isn't", "wasn't", "they're", "they've", "they'd",
    "they'll", "he's", "he'd", "he'll", "she's", "she'd", "she'll", "it'd", "it'll", "you're", "you've", "you'd",
    "you'll", "there's", "who's", "wouldn't", "couldn't", "can't", "won't", "hadn't", "haven't", "hasn't",
];

/// The natural logarithm of the odds that a line is the page's own: above zero where it rather is, below where it is
/// rather speech.
pub(super) fn page_odds(line: &str) -> f32 {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words_of(&line);
    let mut sum = weight("");
    let lengths = [0, 1, 2, 4, 7, 12, 20];
    let length = lengths.iter().position(|most| words.len() <= *most).unwrap_or(lengths.len());
    sum += weight(["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7"].get(length).unwrap_or(&"n7"));
    sum += weight(end_of(&line));
    sum += weight(first_of(&line));
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let cased = words.iter().skip(1).filter(|word| capital(word) || word.starts_with(char::is_lowercase)).count();
    let capitals = words.iter().skip(1).filter(|word| capital(word)).count();
    if cased > 0 {
        sum += weight(match capitals {
            0 => "capitals:0",
            _ if capitals * 3 >= cased * 2 => "capitals:3",
            _ if capitals * 3 >= cased => "capitals:2",
            _ => "capitals:1",
        });
    }
    let has = |signs: &str| line.contains(|c: char| signs.contains(c));
    let signs = [
        ("digit", line.contains(char::is_numeric)),
        ("sign", has("|·•›»→←▲▼◄►▸⤓✓★☆❤👍👎▶")),
        ("copyright", has("©®™")),
        ("at", has("@#")),
        ("url", ["http", "www.", ".com", ".org"].iter().any(|part| line.contains(part))),
        ("inside", [". ", "? ", "! "].iter().any(|end| line.contains(end))),
    ];
    sum += signs.iter().filter(|(_, is)| *is).map(|(name, _)| weight(name)).sum::<i32>();
    let mut lower: Vec<String> = words.iter().map(|word| word.to_lowercase().replace('’', "'")).collect();
    if lower.iter().any(|word| SELF.contains(&word.as_str())) {
        sum += weight("self");
    }
    if lower.len() <= LONGEST {
        sum += lower.first().map_or(0, |first| weight(&format!("^{first}")));
        lower.sort_unstable();
        lower.dedup();
        sum += lower.iter().map(|word| weight(&format!("={word}"))).sum::<i32>();
    }
    sum as f32 / 100.0
}

fn weight(sign: &str) -> i32 {
    WEIGHTS.get(sign).copied().unwrap_or(0)
}

/// Words: letters and digits, with `'` and `-` inside.
fn words_of(line: &str) -> Vec<&str> {
    let inside = |c: char| matches!(c, '\'' | '’' | '-');
    line.split(|c: char| !(c.is_alphanumeric() || inside(c)))
        .flat_map(|word| Some(word.trim_matches(inside)).filter(|word| !word.is_empty()))
        .collect()
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
