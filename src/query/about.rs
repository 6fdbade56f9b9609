//! Ranking by topic: an index of stemmed words over turns, phrases, and where the words stand.

use std::cmp::Ordering;
use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use crate::algo::bm25;
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
fn tokens(text: &str, each: &mut impl FnMut(Range<usize>, &str)) {
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

fn is_stop_word(token: &str) -> bool {
    STOP_WORDS.binary_search(&token).is_ok()
}

/// A term of the index that isn't one: a stop word.
const STOP: u32 = u32::MAX;

/// Which turns hold which terms how often.
pub(super) struct Topics {
    stemmer: Stemmer,
    /// From the token as spoken to its term; stop words are [`STOP`].
    terms: FxHashMap<Box<str>, u32>,
    /// From the stem to its term.
    stems: FxHashMap<Box<str>, u32>,
    /// Where each term's postings start.
    starts: Vec<u32>,
    /// Turns and counts, grouped by term, by turn.
    postings: Vec<(u32, u16)>,
    /// Terms of each turn, stop words left out.
    lengths: Vec<u32>,
    mean: f32,
}

impl Topics {
    /// Indexes all turns: two passes, one over the words and one over their terms.
    pub fn new(transcript: &Transcript) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let mut terms: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut stems: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut stream: Vec<u32> = Vec::with_capacity(transcript.text().len() / 10);
        let mut lengths = Vec::with_capacity(transcript.turns().len());
        // For each term the turn it was last seen in, and how many turns hold it.
        let mut seen: Vec<(u32, u32)> = Vec::new();
        for (turn, text) in (0u32..).zip(transcript.turns().map(|turn| turn.text())) {
            let before = stream.len();
            tokens(text, &mut |_, token| {
                let term = match terms.get(token) {
                    Some(term) => *term,
                    None => {
                        let term = if is_stop_word(token) {
                            STOP
                        } else {
                            let next = stems.len() as u32;
                            *stems.entry(stem(&stemmer, token).into()).or_insert(next)
                        };
                        terms.insert(token.into(), term);
                        term
                    }
                };
                if term == STOP {
                    return;
                }
                if seen.len() <= term as usize {
                    seen.resize(term as usize + 1, (u32::MAX, 0));
                }
                if let Some((last, holding)) = seen.get_mut(term as usize)
                    && *last != turn
                {
                    *last = turn;
                    *holding += 1;
                }
                stream.push(term);
            });
            lengths.push((stream.len() - before) as u32);
        }
        let mut starts = Vec::with_capacity(seen.len() + 1);
        let mut total = 0u32;
        for (_, holding) in &seen {
            starts.push(total);
            total += holding;
        }
        starts.push(total);
        let mut postings = vec![(0u32, 0u16); total as usize];
        let mut next: Vec<u32> = starts.clone();
        let mut rest = stream.as_slice();
        for (turn, &length) in (0u32..).zip(&lengths) {
            let (own, after) = rest.split_at((length as usize).min(rest.len()));
            rest = after;
            for &term in own {
                let Some(end) = next.get_mut(term as usize) else { continue };
                let first = starts.get(term as usize).copied().unwrap_or(0);
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
        let mean = stream.len() as f32 / lengths.len().max(1) as f32;
        Topics { stemmer, terms, stems, starts, postings, lengths, mean }
    }

    fn postings(&self, term: u32) -> &[(u32, u16)] {
        match (self.starts.get(term as usize), self.starts.get(term as usize + 1)) {
            (Some(&from), Some(&to)) => self.postings.get(from as usize..to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// The term of a token, even if no turn has it in this form.
    fn term(&self, token: &str) -> Option<u32> {
        self.terms
            .get(token)
            .copied()
            .filter(|term| *term != STOP)
            .or_else(|| self.stems.get(stem(&self.stemmer, token).as_str()).copied())
    }
}

/// A question about a topic, made ready for an index.
pub(super) struct Topic {
    /// Terms with their weight.
    terms: Vec<(u32, f32)>,
    /// Phrases that must stand in the turn, as stems.
    phrases: Vec<Vec<String>>,
    /// Stems that are looked for in the text, stop words only where nothing else is asked.
    stems: Vec<String>,
    /// Whether the question holds only stop words: then the text is searched, not the index.
    stops_only: bool,
    /// Whether a word that matters is nowhere in the index and all others too.
    pub hopeless: bool,
}

impl Topic {
    /// Reads a question: words, and phrases in quotes.
    pub fn new(topics: &Topics, question: &str) -> Self {
        let mut topic =
            Topic { terms: Vec::new(), phrases: Vec::new(), stems: Vec::new(), stops_only: false, hopeless: false };
        let question = question.replace(['“', '”', '„', '«', '»'], "\"");
        let mut words: Vec<String> = Vec::new();
        let parts: Vec<&str> = question.split('"').collect();
        for (index, part) in parts.iter().enumerate() {
            let mut own = Vec::new();
            tokens(part, &mut |_, token| own.push(token.to_owned()));
            // An opening quote without its closing one is no phrase.
            if index % 2 == 1 && index + 1 < parts.len() && own.len() > 1 {
                topic.phrases.push(own.iter().map(|token| stem(&topics.stemmer, token)).collect());
            }
            words.extend(own);
        }
        let content: Vec<&String> = words.iter().filter(|word| !is_stop_word(word)).collect();
        topic.stops_only = content.is_empty();
        let searched: Vec<&String> = if content.is_empty() { words.iter().collect() } else { content };
        topic.stems = searched.iter().map(|word| stem(&topics.stemmer, word)).collect();
        topic.stems.sort_unstable();
        topic.stems.dedup();
        let mut terms: Vec<u32> = searched.iter().filter_map(|word| topics.term(word)).collect();
        terms.sort_unstable();
        terms.dedup();
        let turns = topics.lengths.len();
        topic.terms =
            terms.into_iter().map(|term| (term, bm25::inverse_frequency(turns, topics.postings(term).len()))).collect();
        topic.hopeless = words.is_empty() || (topic.terms.is_empty() && !topic.stops_only);
        topic
    }

    /// All turns that hold a term, each with its score, by turn; only those for which `keep` holds.
    pub fn hits(&self, topics: &Topics, transcript: &Transcript, keep: impl Fn(u32) -> bool) -> Vec<(u32, f32)> {
        let mut found: Vec<(u32, f32)> = Vec::new();
        if self.hopeless {
            return found;
        }
        if self.stops_only {
            let all = (0u32..).zip(transcript.turns()).filter(|(turn, _)| keep(*turn));
            found.extend(all.filter_map(|(turn, row)| {
                let count = self.located(topics, row.text()).len();
                (count > 0).then_some((turn, count as f32 / (row.text().len() as f32 + 50.0)))
            }));
            return self.with_phrases(topics, transcript, found);
        }
        let mut lists: Vec<(&[(u32, u16)], f32)> =
            self.terms.iter().map(|(term, weight)| (topics.postings(*term), *weight)).collect();
        while let Some(turn) = lists.iter().filter_map(|(list, _)| list.first()).map(|(turn, _)| *turn).min() {
            let length = topics.lengths.get(turn as usize).copied().unwrap_or(0) as f32;
            let mut score = 0.0;
            for (list, weight) in &mut lists {
                if let Some(((at, count), rest)) = list.split_first()
                    && *at == turn
                {
                    score += bm25::term(*weight, f32::from(*count), length, topics.mean);
                    *list = rest;
                }
            }
            if keep(turn) {
                found.push((turn, score));
            }
        }
        self.with_phrases(topics, transcript, found)
    }

    fn with_phrases(&self, topics: &Topics, transcript: &Transcript, mut found: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
        if !self.phrases.is_empty() {
            found.retain(|(turn, _)| {
                transcript.turn(*turn as usize).is_some_and(|turn| self.has_phrases(topics, turn.text()))
            });
        }
        found
    }

    fn has_phrases(&self, topics: &Topics, text: &str) -> bool {
        let mut all: Vec<String> = Vec::new();
        tokens(text, &mut |_, token| all.push(stem(&topics.stemmer, token)));
        self.phrases.iter().all(|phrase| all.windows(phrase.len()).any(|window| window == phrase.as_slice()))
    }

    /// Where the words of the question stand in a text, in bytes; overlapping pairs of CJK characters are drawn together.
    pub fn located(&self, topics: &Topics, text: &str) -> Vec<Range<usize>> {
        let mut stems: Vec<(Range<usize>, String)> = Vec::new();
        tokens(text, &mut |bytes, token| stems.push((bytes, stem(&topics.stemmer, token))));
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut within_phrase = vec![false; stems.len()];
        for phrase in &self.phrases {
            for at in 0..stems.len().saturating_sub(phrase.len() - 1) {
                let fits = stems[at..at + phrase.len()].iter().zip(phrase).all(|((_, a), b)| a == b);
                if fits {
                    within_phrase[at..at + phrase.len()].fill(true);
                    found.push(stems[at].0.start..stems[at + phrase.len() - 1].0.end);
                }
            }
        }
        let in_phrases_only = |stem: &String| self.phrases.iter().any(|phrase| phrase.contains(stem));
        for (index, (bytes, stem)) in stems.iter().enumerate() {
            if !within_phrase[index] && self.stems.binary_search(stem).is_ok() && !in_phrases_only(stem) {
                found.push(bytes.clone());
            }
        }
        found.sort_by_key(|range| (range.start, range.end));
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match merged.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }
}

/// Best first; of equals the earlier turn.
pub(super) fn by_score(a: &(u32, f32), b: &(u32, f32)) -> Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
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
