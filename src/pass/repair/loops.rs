//! F44: a recogniser that hangs inside a cue says one phrase over and over: it is kept once.
//!
//! Four times and twelve words at least, with nothing between: people say `no, no, no, no`, and songs have refrains.

use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F44",
    name: "loop",
    about: "a phrase that a recogniser says over and over inside a cue is kept once",
    level: Level::Standard,
    removes: Some("a phrase that is said again"),
    edits,
};

/// From how many times on a phrase is no speech, and how many words they must have altogether.
const TIMES: usize = 4;
const WORDS: usize = 12;
/// The most words of a phrase.
const PHRASE: usize = 12;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    for stretch in context.stretches() {
        let words: Vec<std::ops::Range<usize>> = crate::text::words(text.get(stretch.clone()).unwrap_or(""))
            .map(|word| stretch.start + word.start..stretch.start + word.end)
            .collect();
        let bare: Vec<&str> = words
            .iter()
            .map(|word| text.get(word.clone()).unwrap_or("").trim_end_matches([',', '.', '!', '?', ';']))
            .collect();
        // A phrase is told apart at its first word in most places, and that by a number.
        let firsts: Vec<u32> = bare.iter().map(|word| brief(word.as_bytes())).collect();
        let mut at = 0;
        while at + WORDS <= words.len() {
            let further = firsts.get(at + 1..).unwrap_or(&[]);
            let further = further.get(..PHRASE).unwrap_or(further);
            let first = firsts.get(at).copied().unwrap_or(0);
            if !further.iter().fold(false, |found, other| found | (*other == first)) {
                at += 1;
                continue;
            }
            match (1..=PHRASE).find_map(|length| Some((length, times(&bare, at, length)?))) {
                Some((length, times)) => {
                    let kept = words.get(at + length - 1);
                    let last = words.get(at + length * times - 1);
                    if let Some((kept, last)) = kept.zip(last) {
                        let marks = text.get(last.clone()).unwrap_or("");
                        let end = kept.start + bare.get(at + length - 1).map_or(0, |word| word.len());
                        let mark = marks.len() - bare.get(at + length * times - 1).map_or(0, |word| word.len());
                        out.push(Edit::new(end..last.end - mark, "", 0.85));
                    }
                    at += length * times;
                }
                None => at += 1,
            }
        }
    }
}

/// A number that equal words share and others hardly: their length, first letters and last.
fn brief(word: &[u8]) -> u32 {
    let at = |index: usize| u32::from(word.get(index).copied().unwrap_or(0));
    (word.len() as u32 & 0xFF) << 24 | at(0) << 16 | at(1) << 8 | at(word.len().saturating_sub(1))
}

/// How often the phrase of `length` words at `at` is said in a row, if often enough.
fn times(words: &[&str], at: usize, length: usize) -> Option<usize> {
    let phrase = words.get(at..at + length)?;
    if words.get(at + length)? != phrase.first()? || phrase.iter().all(|word| !word.chars().any(char::is_alphabetic)) {
        return None;
    }
    let same = |word: &str, other: &str| {
        word.eq_ignore_ascii_case(other)
            || !(word.is_ascii() && other.is_ascii()) && word.to_lowercase() == other.to_lowercase()
    };
    let again = words.get(at..)?.chunks_exact(length);
    let times = again.take_while(|chunk| chunk.iter().zip(phrase).all(|(a, b)| same(a, b))).count();
    (times >= TIMES && times * length >= WORDS).then_some(times)
}
