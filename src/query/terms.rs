//! The words of a transcript: which turns hold which of them how often.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use crate::model::{Transcript, is_cjk};

/// Words that say nothing about a topic; sorted.
const STOP_WORDS: &[&str] = &[
    "a",
    "about",
    "above",
    "after",
    "again",
    "against",
    "all",
    "also",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "can",
    "could",
    "d",
    "did",
    "do",
    "does",
    "doing",
    "don",
    "down",
    "during",
    "each",
    "few",
    "for",
    "from",
    "further",
    "get",
    "got",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "just",
    "kind",
    "know",
    "like",
    "ll",
    "m",
    "may",
    "me",
    "mean",
    "might",
    "more",
    "most",
    "much",
    "must",
    "my",
    "myself",
    "no",
    "nor",
    "not",
    "now",
    "of",
    "off",
    "okay",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "our",
    "ours",
    "ourselves",
    "out",
    "over",
    "own",
    "re",
    "really",
    "right",
    "s",
    "said",
    "same",
    "say",
    "shall",
    "she",
    "should",
    "so",
    "some",
    "sort",
    "such",
    "t",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "this",
    "those",
    "through",
    "to",
    "too",
    "uh",
    "um",
    "under",
    "until",
    "up",
    "us",
    "ve",
    "very",
    "was",
    "we",
    "well",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whom",
    "why",
    "will",
    "with",
    "would",
    "yeah",
    "yes",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
];

/// Calls `each` for every token: its bytes and its lower-case form. Words are runs of letters and digits; a run of CJK
/// characters gives its pairs, since nothing says where its words end.
pub(super) fn tokens(text: &str, each: &mut impl FnMut(Range<usize>, &str)) {
    let mut lower = String::new();
    let mut start: Option<usize> = None;
    let mut cjk: Option<(usize, char)> = None;
    let mut cjk_alone = true;
    let close =
        |start: &mut Option<usize>, end: usize, lower: &mut String, each: &mut dyn FnMut(Range<usize>, &str)| {
            if let Some(from) = start.take() {
                each(from..end, lower);
                lower.clear();
            }
        };
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() {
            start.get_or_insert(at);
            lower.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() && !is_cjk(c) {
            start.get_or_insert(at);
            lower.extend(c.to_lowercase());
        } else {
            close(&mut start, at, &mut lower, each);
        }
        let unspaced = is_cjk(c) && c.is_alphanumeric();
        match cjk {
            Some((from, first)) if unspaced => {
                let mut pair = [0; 8];
                let length = first.encode_utf8(&mut pair).len();
                let whole = length + c.encode_utf8(&mut pair[length..]).len();
                each(from..at + c.len_utf8(), std::str::from_utf8(&pair[..whole]).unwrap_or(""));
                cjk_alone = false;
            }
            Some((from, first)) if cjk_alone => each(from..from + first.len_utf8(), first.encode_utf8(&mut [0; 4])),
            _ => {}
        }
        if unspaced != cjk.is_some() {
            cjk_alone = true;
        }
        cjk = unspaced.then_some((at, c));
    }
    close(&mut start, text.len(), &mut lower, each);
    if let Some((from, first)) = cjk.filter(|_| cjk_alone) {
        each(from..text.len(), first.encode_utf8(&mut [0; 4]));
    }
}

/// The word of a token without its ending.
fn stem(stemmer: &Stemmer, token: &str) -> String {
    stemmer.stem(token).into_owned()
}

pub(super) fn is_stop_word(token: &str) -> bool {
    STOP_WORDS.binary_search(&token).is_ok()
}

/// What a token is to the index.
#[derive(Clone, Copy)]
struct Token {
    /// Its stem, by number.
    stem: u32,
    /// Whether it is a stop word: these have no postings.
    stop: bool,
}

/// Which turns hold which words how often, whatever their ending.
pub(super) struct Topics {
    stemmer: Stemmer,
    /// Every token as spoken.
    tokens: FxHashMap<Box<str>, Token>,
    /// The stems of all tokens, by number.
    stems: FxHashMap<Box<str>, u32>,
    /// For each stem where its postings start.
    starts: Vec<u32>,
    /// Turns and counts, grouped by stem, by turn.
    postings: Vec<(u32, u16)>,
    /// Stems that a stop word has too, by number: their postings don't tell all places.
    stop_stems: Vec<u32>,
    /// Words of each turn, stop words left out.
    lengths: Vec<u32>,
    mean: f32,
}

impl Topics {
    /// Indexes all turns: two passes, one over the words and one over their stems.
    pub fn new(transcript: &Transcript) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let mut known: FxHashMap<Box<str>, Token> = FxHashMap::default();
        let mut stems: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut stop_stems = Vec::new();
        let mut stream: Vec<u32> = Vec::with_capacity(transcript.text().len() / 10);
        let mut lengths = Vec::with_capacity(transcript.turns().len());
        // For each stem the turn it was last seen in, and how many turns hold it.
        let mut seen: Vec<(u32, u32)> = Vec::new();
        for (turn, text) in (0u32..).zip(transcript.turns().map(|turn| turn.text())) {
            let before = stream.len();
            tokens(text, &mut |_, token| {
                let token = known.get(token).copied().unwrap_or_else(|| {
                    let next = stems.len() as u32;
                    let stem = *stems.entry(stem(&stemmer, token).into()).or_insert(next);
                    let new = Token { stem, stop: is_stop_word(token) };
                    if new.stop {
                        stop_stems.push(stem);
                    }
                    known.insert(token.into(), new);
                    new
                });
                if token.stop {
                    return;
                }
                if seen.len() <= token.stem as usize {
                    seen.resize(token.stem as usize + 1, (u32::MAX, 0));
                }
                if let Some((last, holding)) = seen.get_mut(token.stem as usize)
                    && *last != turn
                {
                    *last = turn;
                    *holding += 1;
                }
                stream.push(token.stem);
            });
            lengths.push((stream.len() - before) as u32);
        }
        let holding = seen.iter().map(|(_, holding)| *holding).chain([0]);
        let starts: Vec<u32> =
            holding.scan(0, |next, holding| Some(std::mem::replace(next, *next + holding))).collect();
        let postings = postings(&stream, &lengths, &starts);
        stop_stems.sort_unstable();
        let mean = stream.len() as f32 / lengths.len().max(1) as f32;
        Topics { stemmer, tokens: known, stems, starts, postings, stop_stems, lengths, mean }
    }

    /// The turns that hold a stem, and how often; stop words aside.
    pub fn postings(&self, stem: u32) -> &[(u32, u16)] {
        match (self.starts.get(stem as usize), self.starts.get(stem as usize + 1)) {
            (Some(&from), Some(&to)) => self.postings.get(from as usize..to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// The stem of a word in lower case, said in this form or another.
    pub fn stem(&self, word: &str) -> Option<u32> {
        self.said(word).or_else(|| self.stems.get(stem(&self.stemmer, word).as_str()).copied())
    }

    /// The stem of a word that is said in this form.
    pub fn said(&self, token: &str) -> Option<u32> {
        self.tokens.get(token).map(|token| token.stem)
    }

    /// Whether a stop word has this stem too, so that a turn may hold it without a posting.
    pub fn is_of_stop_word(&self, stem: u32) -> bool {
        self.stop_stems.binary_search(&stem).is_ok()
    }

    /// How many turns there are.
    pub fn turns(&self) -> usize {
        self.lengths.len()
    }

    /// How many words a turn has, stop words left out.
    pub fn length(&self, turn: u32) -> f32 {
        self.lengths.get(turn as usize).copied().unwrap_or(0) as f32
    }

    /// How many words a turn has on average, stop words left out.
    pub fn mean(&self) -> f32 {
        self.mean
    }
}

/// The postings of all stems from the stems of all turns in order; `starts` says where those of each stem go.
fn postings(stream: &[u32], lengths: &[u32], starts: &[u32]) -> Vec<(u32, u16)> {
    let mut postings = vec![(0u32, 0u16); starts.last().copied().unwrap_or(0) as usize];
    let mut next = starts.to_vec();
    let mut rest = stream;
    for (turn, &length) in (0u32..).zip(lengths) {
        let (own, after) = rest.split_at((length as usize).min(rest.len()));
        rest = after;
        for &stem in own {
            let Some(end) = next.get_mut(stem as usize) else { continue };
            let first = starts.get(stem as usize).copied().unwrap_or(0);
            match (*end as usize).checked_sub(1).filter(|_| *end > first).and_then(|last| postings.get_mut(last)) {
                Some((at, count)) if *at == turn => *count = count.saturating_add(1),
                _ => {
                    if let Some(slot) = postings.get_mut(*end as usize) {
                        *slot = (turn, 1);
                        *end += 1;
                    }
                }
            }
        }
    }
    postings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        tokens(text, &mut |bytes, token| {
            assert_eq!(text[bytes].to_lowercase(), token);
            found.push(token.to_owned());
        });
        found
    }

    #[test]
    fn tokens_of_all_scripts() {
        assert_eq!(list("GPT-4, café—Łukasz!"), ["gpt", "4", "café", "łukasz"]);
        assert_eq!(list("潮汐表 a 灯"), ["潮汐", "汐表", "a", "灯"]);
        assert_eq!(list("x潮y"), ["x", "潮", "y"]);
        assert!(list("—…!").is_empty());
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }
}
