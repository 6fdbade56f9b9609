//! Ranking by topic: what a question asks for, the turns that answer it best, and where its words stand in them.

use std::cmp::Ordering;
use std::ops::Range;

use super::terms::{Topics, is_stop_word, tokens};
use crate::algo::bm25;
use crate::model::Transcript;

/// A question about a topic, made ready for an index.
pub(super) struct Topic {
    /// Stems that have postings, with their weight.
    terms: Vec<(u32, f32)>,
    /// Phrases that must stand in the turn, as stems.
    phrases: Vec<Vec<u32>>,
    /// Stems that are looked for in the text, stop words only where nothing else is asked.
    stems: Vec<u32>,
    /// Whether the question holds only stop words: then the text is searched, not the index.
    stops_only: bool,
    /// Whether no turn can answer.
    hopeless: bool,
}

/// A turn and how well it answers.
pub(super) type Ranked = (u32, f32);

/// The postings of a term that are still to come.
struct List<'i> {
    rest: &'i [(u32, u16)],
    weight: f32,
    /// Whether a turn without it cannot answer: it belongs to a phrase.
    needed: bool,
}

impl List<'_> {
    /// Leaves out what comes before `turn`, in steps that double.
    fn skip_to(&mut self, turn: u32) {
        let before = |at: usize| self.rest.get(at).is_some_and(|posting| posting.0 < turn);
        if !before(0) {
            return;
        }
        let mut step = 1;
        while before(step) {
            step *= 2;
        }
        let near = self.rest.get(step / 2..step.min(self.rest.len())).unwrap_or(&[]);
        let skipped = step / 2 + near.partition_point(|posting| posting.0 < turn);
        self.rest = self.rest.get(skipped..).unwrap_or(&[]);
    }
}

impl Topic {
    /// Reads a question: words, and phrases in quotes.
    pub fn new(topics: &Topics, question: &str) -> Self {
        let question = question.replace(['“', '”', '„', '«', '»'], "\"");
        let mut words: Vec<String> = Vec::new();
        let mut phrases: Vec<Option<Vec<u32>>> = Vec::new();
        let parts: Vec<&str> = question.split('"').collect();
        for (index, part) in parts.iter().enumerate() {
            let mut own = Vec::new();
            tokens(part, &mut |_, token| own.push(token.to_owned()));
            // An opening quote without its closing one is no phrase.
            if index % 2 == 1 && index + 1 < parts.len() && own.len() > 1 {
                phrases.push(own.iter().map(|token| topics.stem(token)).collect());
            }
            words.extend(own);
        }
        let content: Vec<&String> = words.iter().filter(|word| !is_stop_word(word)).collect();
        let stops_only = content.is_empty();
        let searched = if stops_only { words.iter().collect() } else { content };
        let mut stems: Vec<u32> = searched.into_iter().filter_map(|word| topics.stem(word)).collect();
        stems.sort_unstable();
        stems.dedup();
        let weight = |stem: u32| match topics.postings(stem).len() {
            0 => None,
            holding => Some((stem, bm25::inverse_frequency(topics.turns(), holding))),
        };
        let terms: Vec<(u32, f32)> = stems.iter().filter_map(|stem| weight(*stem)).collect();
        // A phrase with a word that nobody says stands nowhere.
        let unheard = phrases.iter().any(Option::is_none);
        let hopeless = stems.is_empty() || unheard || (terms.is_empty() && !stops_only);
        Topic { terms, phrases: phrases.into_iter().flatten().collect(), stems, stops_only, hopeless }
    }

    /// The `limit` best of the turns for which `keep` holds, best first.
    pub fn best(
        &self,
        topics: &Topics,
        transcript: &Transcript,
        limit: usize,
        keep: impl Fn(u32) -> bool,
    ) -> Vec<Ranked> {
        if self.hopeless {
            return Vec::new();
        }
        let mut found = match self.stops_only {
            true => self.by_text(topics, transcript, keep),
            false => self.by_terms(topics, keep),
        };
        if self.phrases.is_empty() {
            if limit < found.len() {
                found.select_nth_unstable_by(limit, by_score);
                found.truncate(limit);
            }
            found.sort_unstable_by(by_score);
            return found;
        }
        // To look for a phrase is dear: the best turns are looked at first, and no more than it takes.
        let mut best = Vec::new();
        let mut stems = Vec::new();
        let (mut rest, mut next) = (found.as_mut_slice(), limit.max(16));
        while best.len() < limit && !rest.is_empty() {
            let size = next.min(rest.len());
            if size < rest.len() {
                rest.select_nth_unstable_by(size, by_score);
            }
            let (now, later) = rest.split_at_mut(size);
            now.sort_unstable_by(by_score);
            let holding = now.iter().filter(|(turn, _)| self.has_phrases(topics, transcript, *turn, &mut stems));
            best.extend(holding.take(limit - best.len()));
            (rest, next) = (later, next.saturating_mul(2));
        }
        best
    }

    /// All turns that hold a term, each with its score, by turn; where phrases are asked for only those that hold their
    /// terms.
    fn by_terms(&self, topics: &Topics, keep: impl Fn(u32) -> bool) -> Vec<Ranked> {
        let needed =
            |stem: u32| self.phrases.iter().any(|phrase| phrase.contains(&stem)) && !topics.is_of_stop_word(stem);
        let list = |&(stem, weight): &(u32, f32)| List { rest: topics.postings(stem), weight, needed: needed(stem) };
        let mut lists: Vec<List<'_>> = self.terms.iter().map(list).collect();
        let shortest = (0..lists.len()).filter(|at| lists[*at].needed).min_by_key(|at| lists[*at].rest.len());
        let mut found = Vec::new();
        loop {
            let heads = || lists.iter().filter_map(|list| list.rest.first()).map(|posting| posting.0);
            let turn = match shortest {
                Some(at) => lists[at].rest.first().map(|posting| posting.0),
                None => heads().min(),
            };
            let Some(turn) = turn else { return found };
            let length = topics.length(turn);
            let (mut score, mut whole) = (0.0, true);
            for list in &mut lists {
                list.skip_to(turn);
                match list.rest.split_first() {
                    Some(((at, count), rest)) if *at == turn => {
                        score += bm25::term(list.weight, f32::from(*count), length, topics.mean());
                        list.rest = rest;
                    }
                    _ => whole &= !list.needed,
                }
            }
            if whole && keep(turn) {
                found.push((turn, score));
            }
        }
    }

    /// All turns that hold a stop word of the question, by turn: for these there are no postings.
    fn by_text(&self, topics: &Topics, transcript: &Transcript, keep: impl Fn(u32) -> bool) -> Vec<Ranked> {
        let all = (0u32..).zip(transcript.turns()).filter(|(turn, _)| keep(*turn));
        let score = |(turn, row): (u32, crate::model::Turn<'_>)| {
            let count = self.located(topics, row.text()).len();
            (count > 0).then_some((turn, count as f32 / (row.text().len() as f32 + 50.0)))
        };
        all.filter_map(score).collect()
    }

    fn has_phrases(&self, topics: &Topics, transcript: &Transcript, turn: u32, stems: &mut Vec<u32>) -> bool {
        let text = transcript.turn(turn as usize).map_or("", |turn| turn.text());
        stems.clear();
        tokens(text, &mut |_, token| stems.push(topics.said(token).unwrap_or(u32::MAX)));
        self.phrases.iter().all(|phrase| stems.windows(phrase.len()).any(|window| window == phrase.as_slice()))
    }

    /// Where the words of the question stand in a text, in bytes; overlapping pairs of CJK characters are drawn together.
    pub fn located(&self, topics: &Topics, text: &str) -> Vec<Range<usize>> {
        let wanted = |stem: u32| {
            self.stems.binary_search(&stem).is_ok() || self.phrases.iter().any(|phrase| phrase.contains(&stem))
        };
        // The words that may count, with their places among all words.
        let mut words: Vec<(usize, Range<usize>, u32)> = Vec::new();
        let mut place = 0;
        tokens(text, &mut |bytes, token| {
            if let Some(stem) = topics.said(token).filter(|stem| wanted(*stem)) {
                words.push((place, bytes, stem));
            }
            place += 1;
        });
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut within_phrase = vec![false; words.len()];
        for phrase in &self.phrases {
            for at in 0..words.len().saturating_sub(phrase.len() - 1) {
                let run = &words[at..at + phrase.len()];
                let unbroken = run[run.len() - 1].0 - run[0].0 == run.len() - 1;
                if unbroken && run.iter().zip(phrase).all(|((_, _, stem), wanted)| stem == wanted) {
                    found.push(run[0].1.start..run[run.len() - 1].1.end);
                    within_phrase[at..at + phrase.len()].fill(true);
                }
            }
        }
        let in_phrases_only = |stem: u32| self.phrases.iter().any(|phrase| phrase.contains(&stem));
        for (within, (_, bytes, stem)) in within_phrase.iter().zip(&words) {
            if !within && self.stems.binary_search(stem).is_ok() && !in_phrases_only(*stem) {
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
