//! A talk, its truth, and the files that people have of it.

use std::fmt::Write as _;

use super::corpus::{Dice, Talk};

/// A word as it was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub text: String,
    pub speaker: usize,
    pub turn: usize,
    pub start: i64,
    pub end: i64,
}

/// What was said when in a talk of so many hours.
pub fn said(hours: u32, seed: u64) -> (Vec<Word>, [String; 2]) {
    let talk = Talk::new(hours, seed);
    let mut dice = Dice::new(seed);
    let mut words = Vec::new();
    let mut now = 1_000;
    for (turn, one) in talk.turns().enumerate() {
        now += 200 + dice.below(1_200) as i64;
        for text in one.text.split(' ') {
            let length = 60 + 55 * text.len() as i64;
            let speaker = usize::from(one.speaker == talk.guest);
            words.push(Word { text: text.to_owned(), speaker, turn, start: now, end: now + length });
            now += length + if text.ends_with(['.', '?', '!']) { dice.below(900) as i64 } else { 10 };
        }
    }
    (words, [talk.host.clone(), talk.guest.clone()])
}

pub fn stamp(ms: i64) -> String {
    format!("{:02}:{:02}:{:02},{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000)
}

/// Captions of at most 42 characters that end at pauses.
pub fn captions(words: &[Word]) -> String {
    let mut out = String::new();
    let mut cue: Vec<&Word> = Vec::new();
    let mut number = 0;
    let mut flush = |cue: &mut Vec<&Word>| {
        let (Some(first), Some(last)) = (cue.first(), cue.last()) else { return };
        number += 1;
        let text: Vec<&str> = cue.iter().map(|word| word.text.as_str()).collect();
        let _ = write!(out, "{number}\n{} --> {}\n{}\n\n", stamp(first.start), stamp(last.end), text.join(" "));
        cue.clear();
    };
    for word in words {
        let length: usize = cue.iter().map(|word| word.text.len() + 1).sum();
        if length + word.text.len() > 42 || cue.last().is_some_and(|last| word.start - last.end > 300) {
            flush(&mut cue);
        }
        cue.push(word);
    }
    flush(&mut cue);
    out
}

/// Words with their own times, as a recogniser gives them.
pub fn ctm(words: &[Word]) -> String {
    words.iter().fold(String::new(), |mut out, word| {
        let text = word.text.replace([';', '<', '>'], "");
        let _ =
            writeln!(out, "talk 1 {:.3} {:.3} {text}", word.start as f64 / 1e3, (word.end - word.start) as f64 / 1e3);
        out
    })
}

/// A page of `Name: text` paragraphs, or `Name (MM:SS): text`.
pub fn page(words: &[Word], names: &[String; 2], stamped: bool) -> String {
    let mut out = String::new();
    for turn in words.chunk_by(|a, b| a.turn == b.turn) {
        let text: Vec<&str> = turn.iter().map(|word| word.text.as_str()).collect();
        let seconds = turn[0].start / 1_000;
        let mark = if stamped {
            format!(" ({:02}:{:02}:{:02})", seconds / 3_600, seconds / 60 % 60, seconds % 60)
        } else {
            String::new()
        };
        let _ = write!(out, "{}{mark}: {}\n\n", names[turn[0].speaker], text.join(" "));
    }
    out
}

/// What a recogniser makes of it: one word in ten is wrong, missing or too many, and nothing is written as a writer would.
pub fn heard(words: &[Word], dice: &mut Dice) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for word in words {
        let text: String =
            word.text.chars().filter(|c| c.is_alphanumeric() || *c == '\'').collect::<String>().to_lowercase();
        let text = if text.is_empty() { word.text.clone() } else { text };
        match dice.below(100) {
            0..=1 => {}
            2..=3 => {
                let middle = (word.start + word.end) / 2;
                out.push(Word { text, end: middle, ..word.clone() });
                out.push(Word { text: "like".to_owned(), start: middle, ..word.clone() });
            }
            4..=6 => out.push(Word { text: format!("{}n", &text[..text.len().min(2)]), ..word.clone() }),
            7..=9 => {
                let other = &words[dice.below(words.len())];
                out.push(Word { text: other.text.to_lowercase(), ..word.clone() });
            }
            _ => out.push(Word { text, ..word.clone() }),
        }
    }
    out
}

/// What a diarizer makes of a talk: edges at tenths of a second that lie off, short turns missed, some given to the wrong
/// speaker, and now and then a listener's sound in the middle of a turn.
pub fn diarized(words: &[Word], dice: &mut Dice) -> Vec<(usize, i64, i64)> {
    let mut segments = Vec::new();
    for turn in words.chunk_by(|a, b| a.turn == b.turn) {
        // A diarizer parts a turn at its pauses.
        let mut from = 0;
        for at in 1..=turn.len() {
            if at < turn.len() && turn[at].start - turn[at - 1].end < 600 {
                continue;
            }
            let (start, end) = (turn[from].start, turn[at - 1].end);
            from = at;
            let mut jitter = || (dice.below(9) as i64 - 4) * 100 + (dice.below(9) as i64 - 4) * 100;
            let (start, end) = (start + jitter(), end + jitter());
            let missed = end - start < 1_500 && dice.chance(40);
            if missed || end <= start {
                continue;
            }
            let speaker = if dice.chance(1) { 1 - turn[0].speaker } else { turn[0].speaker };
            segments.push((speaker, start, end));
            if end - start > 6_000 && dice.chance(30) {
                let at = start + 1_000 + dice.below((end - start - 2_000) as usize) as i64;
                segments.push((1 - speaker, at, at + 400));
            }
        }
    }
    segments
}

pub fn rttm(segments: &[(usize, i64, i64)]) -> String {
    segments.iter().fold(String::new(), |mut out, (speaker, start, end)| {
        let (start, length) = (*start as f64 / 1e3, (end - start) as f64 / 1e3);
        let _ = writeln!(out, "SPEAKER talk 1 {start:.3} {length:.3} <NA> <NA> s{speaker} <NA> <NA>");
        out
    })
}
