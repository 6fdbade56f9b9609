//! Sets words apart that have lost their spaces: `itwasarainyday`.
//!
//! The most probable words by the Viterbi algorithm (Sproat and Shih 1990), over a trie of the list of English words,
//! of names, and of what the document is known to say, with the pair counts of the n-gram model behind `punctuate`. A
//! run of letters that makes no words costs by its length.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lexicon;
use super::punctuate::{Pairs, names};

/// Logarithms to base 10: what an unknown word costs, and each of its letters.
const UNKNOWN: f32 = -6.0;
const LETTER: f32 = -0.95;
/// What a name costs.
const NAME: f32 = -6.2;
/// What the list weighs against the document, in words.
const PRIOR: f32 = 10_000.0;
/// A word of the list that the n-gram model doesn't have.
const RARE: f32 = -6.6;
/// The longest run that is looked at in one go, in bytes; what lies between is cut at the best place.
const LONGEST: usize = 100_000;

/// Contractions, as they are when their apostrophe is lost too.
const CONTRACTIONS: &[&str] = &[
    "i'm",
    "i've",
    "i'd",
    "i'll",
    "you're",
    "you've",
    "you'd",
    "you'll",
    "he's",
    "he'd",
    "he'll",
    "she's",
    "she'd",
    "she'll",
    "it's",
    "it'd",
    "it'll",
    "we're",
    "we've",
    "we'd",
    "we'll",
    "they're",
    "they've",
    "they'd",
    "they'll",
    "that's",
    "that'd",
    "that'll",
    "there's",
    "there'll",
    "here's",
    "what's",
    "what're",
    "what'll",
    "who's",
    "who'd",
    "who'll",
    "where's",
    "when's",
    "why's",
    "how's",
    "how'd",
    "let's",
    "don't",
    "doesn't",
    "didn't",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "haven't",
    "hasn't",
    "hadn't",
    "can't",
    "couldn't",
    "won't",
    "wouldn't",
    "shouldn't",
    "mustn't",
    "needn't",
    "ain't",
    "could've",
    "would've",
    "should've",
    "might've",
    "everybody's",
    "somebody's",
    "one's",
    "today's",
    "people's",
    "world's",
    "y'all",
    "o'clock",
    "ma'am",
];
/// Contractions that are other words without their apostrophe, and commoner so.
const SHADOWED: &[&str] = &["we'll", "he'll", "she'll", "i'll", "we're", "he'd", "she'd", "we'd"];

/// No node.
const NONE: u32 = u32::MAX;
/// Letters, digits and the apostrophe.
const WIDTH: usize = 37;

/// A word's place in the trie.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Logarithm to base 10 of its share of all words.
    score: f32,
    /// Its number in the n-gram model; 0 for none.
    number: u16,
}

/// Words by their letters.
#[derive(Clone, Debug, Default)]
struct Trie {
    /// For each node, the first of its children and which there are: children lie side by side by letter.
    nodes: Vec<Node>,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// A bit for each letter that goes on.
    letters: u64,
    /// The first child.
    children: u32,
    /// One more than the index of the word that ends here; 0 for none.
    entry: u32,
}

fn letter(byte: u8) -> Option<usize> {
    match byte {
        b'a'..=b'z' => Some(usize::from(byte - b'a')),
        b'A'..=b'Z' => Some(usize::from(byte - b'A')),
        b'0'..=b'9' => Some(26 + usize::from(byte - b'0')),
        b'\'' => Some(WIDTH - 1),
        _ => None,
    }
}

impl Trie {
    /// Of sorted words, each once, of letters of the trie alone.
    fn of(words: &[(Vec<u8>, Entry)]) -> Trie {
        let mut trie = Trie { nodes: vec![Node::default()], entries: words.iter().map(|(_, entry)| *entry).collect() };
        // Ranges of words that share a node, and how many letters they share.
        let mut level: Vec<(u32, std::ops::Range<usize>)> = vec![(0, 0..words.len())];
        let mut depth = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            for (node, mut range) in level {
                if let Some((word, _)) = words.get(range.start)
                    && word.len() == depth
                {
                    trie.nodes[node as usize].entry = range.start as u32 + 1;
                    range.start += 1;
                }
                trie.nodes[node as usize].children = trie.nodes.len() as u32;
                while range.start < range.end {
                    let place = |word: &[u8]| word.get(depth).and_then(|byte| letter(*byte)).unwrap_or(WIDTH - 1);
                    let first = place(&words[range.start].0);
                    let same = words[range.clone()].partition_point(|(word, _)| place(word) <= first);
                    trie.nodes[node as usize].letters |= 1 << first;
                    next.push((trie.nodes.len() as u32, range.start..range.start + same));
                    trie.nodes.push(Node::default());
                    range.start += same;
                }
            }
            level = next;
            depth += 1;
        }
        trie
    }

    fn child(&self, node: u32, letter: usize) -> u32 {
        match self.nodes.get(node as usize) {
            Some(found) if found.letters >> letter & 1 == 1 => {
                found.children + (found.letters & ((1 << letter) - 1)).count_ones()
            }
            _ => NONE,
        }
    }

    fn entry(&self, node: u32) -> Option<Entry> {
        let entry = self.nodes.get(node as usize)?.entry;
        self.entries.get(entry.checked_sub(1)? as usize).copied()
    }
}

/// The order of bytes in the trie is that of its letters.
fn sorted(words: Vec<(Vec<u8>, Entry)>) -> Vec<(Vec<u8>, Entry)> {
    let key = |word: &[u8]| word.iter().map(|byte| letter(*byte).unwrap_or(WIDTH) as u8).collect::<Vec<u8>>();
    let mut words: Vec<(Vec<u8>, Vec<u8>, Entry)> =
        words.into_iter().map(|(word, entry)| (key(&word), word, entry)).collect();
    words.sort_by(|left, right| left.0.cmp(&right.0).then(right.2.score.total_cmp(&left.2.score)));
    words.dedup_by(|right, left| right.0 == left.0);
    words.into_iter().map(|(_, word, entry)| (word, entry)).collect()
}

static ENGLISH: LazyLock<Trie> = LazyLock::new(|| Trie::of(&sorted(english())));

fn english() -> Vec<(Vec<u8>, Entry)> {
    let pairs = Pairs::get();
    let entry = |word: &str, score: f32| {
        let (number, known) = pairs
            .as_ref()
            .and_then(|pairs| pairs.word(word))
            .map_or((0, None), |(number, score)| (number, Some(score)));
        Entry { score: known.unwrap_or(score), number }
    };
    let mut words = Vec::new();
    for (word, share) in lexicon::all() {
        // A single letter is a word of its own seldom, two letters not often.
        let score = match share {
            Some(share) => share / std::f32::consts::LN_10,
            None => RARE,
        };
        words.push((word.as_bytes().to_vec(), entry(word, score)));
    }
    for word in ["a", "i", "o"] {
        words.push((word.as_bytes().to_vec(), entry(word, -5.5)));
    }
    for word in CONTRACTIONS {
        let found = entry(word, -6.0);
        words.push((word.as_bytes().to_vec(), found));
        if !SHADOWED.contains(word) {
            words.push((word.replace('\'', "").into_bytes(), found));
        }
    }
    for name in names() {
        let word = name.to_lowercase();
        if word.len() > 2 && word.bytes().all(|byte| letter(byte).is_some()) {
            words.push((word.clone().into_bytes(), entry(&word, NAME)));
            if word.contains('\'') {
                words.push((word.replace('\'', "").into_bytes(), entry(&word, NAME)));
            }
        }
    }
    words
}

/// Sets words apart that were run together, with English words and those of the document.
///
/// Letters never change. Without the feature `model` nothing is known but what [`Segmenter::learn`] was given.
///
/// ```
/// use fireside::pass::repair::Segmenter;
/// let mut segmenter = Segmenter::default();
/// # #[cfg(feature = "model")]
/// assert_eq!(segmenter.words("itwasalwaysarainyday").collect::<Vec<_>>(), ["it", "was", "always", "a", "rainy", "day"]);
/// segmenter.learn("the Lampkeeper said to the lampkeeper");
/// # #[cfg(feature = "model")]
/// assert_eq!(segmenter.words("thelampkeepersaid").collect::<Vec<_>>(), ["the", "lampkeeper", "said"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Segmenter {
    /// What the document says and the list doesn't.
    own: Option<Trie>,
    counts: FxHashMap<String, u32>,
    words: usize,
    room: Room,
}

/// What is used again.
#[derive(Clone, Debug, Default)]
struct Room {
    steps: Vec<Step>,
    joints: Vec<usize>,
}

/// The best way to a place.
#[derive(Clone, Copy, Debug)]
struct Step {
    score: f32,
    /// Where its last word starts, and the word's number.
    from: u32,
    number: u16,
    /// The best way that ends inside an unknown word, and where that starts.
    inside: f32,
    inside_from: u32,
}

const START: Step = Step { score: f32::MIN, from: 0, number: 0, inside: f32::MIN, inside_from: 0 };

impl Segmenter {
    /// Takes the words of a document, which are set apart by anything but letters, digits and apostrophes: the oftener it
    /// says one, the likelier that is.
    pub fn learn(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'' && c != '’') {
            let word = word.trim_matches(['\'', '’']).replace('’', "'").to_ascii_lowercase();
            if word.is_empty() {
                continue;
            }
            self.words += 1;
            if (1..=40).contains(&word.len()) && !word.bytes().all(|byte| byte.is_ascii_digit()) {
                *self.counts.entry(word).or_insert(0) += 1;
            }
        }
        let pairs = Pairs::get();
        let whole = (PRIOR + self.words as f32).log10();
        let mut taught = Vec::new();
        for (word, count) in &self.counts {
            let known = find(&ENGLISH, word.as_bytes());
            let prior = known.map_or(0.0, |entry| 10f32.powf(entry.score) * PRIOR);
            let score = (prior + *count as f32).log10() - whole;
            // One letter alone, and two that nobody knows, come of something else.
            let doubtful = word.len() == 1 || word.len() == 2 && known.is_none() && *count < 2;
            if doubtful || known.is_some_and(|entry| score < entry.score + 0.1) {
                continue;
            }
            let number = pairs.as_ref().and_then(|pairs| pairs.word(word)).map_or(0, |(number, _)| number);
            let entry = Entry { score, number };
            if word.contains('\'') && !SHADOWED.contains(&word.as_str()) {
                taught.push((word.replace('\'', "").into_bytes(), entry));
            }
            taught.push((word.clone().into_bytes(), entry));
        }
        self.own = (!taught.is_empty()).then(|| Trie::of(&sorted(taught)));
    }

    /// The words of a run of letters, in order. Whatever is no letter, digit or apostrophe of ASCII ends a word.
    pub fn words<'t>(&mut self, run: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        let joints = self.joints(run);
        let ends: Vec<usize> = joints.iter().copied().chain([run.len()]).collect();
        let mut start = 0;
        ends.into_iter().filter_map(move |end| {
            let word = run.get(start..end);
            start = end;
            word.filter(|word| !word.is_empty())
        })
    }

    /// Where one word ends and the next starts, in bytes.
    pub fn joints(&mut self, run: &str) -> Vec<usize> {
        let mut out = Vec::new();
        let bytes = run.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let length = bytes[at..].iter().take(LONGEST).take_while(|byte| letter(**byte).is_some()).count();
            if length == 0 {
                at += run.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                continue;
            }
            if at > 0 {
                out.push(at);
            }
            self.room.joints.clear();
            self.best(&bytes[at..at + length]);
            out.extend(self.room.joints.iter().rev().map(|joint| at + joint));
            at += length;
            if at < bytes.len() {
                out.push(at);
            }
        }
        out.dedup();
        out
    }

    /// The joints of the most probable words, last first.
    fn best(&mut self, run: &[u8]) {
        let pairs = Pairs::get();
        let steps = &mut self.room.steps;
        steps.clear();
        steps.resize(run.len() + 1, START);
        steps[0].score = 0.0;
        for start in 0..run.len() {
            let here = steps[start];
            // An unknown word goes on, or begins.
            let begins = here.score + UNKNOWN;
            let (inside, from) =
                if here.inside >= begins { (here.inside, here.inside_from) } else { (begins, start as u32) };
            let next = &mut steps[start + 1];
            let inside = inside + LETTER;
            (next.inside, next.inside_from) = (inside, from);
            if inside > next.score {
                (next.score, next.from, next.number) = (inside, from, 0);
            }
            for trie in std::iter::once(&*ENGLISH).chain(self.own.as_ref()) {
                let mut node = 0;
                for (offset, byte) in run[start..].iter().enumerate() {
                    let Some(letter) = letter(*byte) else { break };
                    node = trie.child(node, letter);
                    if node == NONE {
                        break;
                    }
                    let Some(entry) = trie.entry(node) else { continue };
                    let alone = here.score + entry.score;
                    let end = &mut steps[start + offset + 1];
                    // A pair is hardly ever worth more than this over its second word.
                    if alone + 3.0 < end.score {
                        continue;
                    }
                    let paired = pairs.as_ref().and_then(|pairs| pairs.score(here.number, entry.number));
                    let score = paired.map_or(alone, |paired| here.score + paired.max(entry.score - 1.0));
                    if score > end.score {
                        (end.score, end.from, end.number) = (score, start as u32, entry.number);
                    }
                }
            }
        }
        let mut end = run.len();
        while end > 0 {
            let start = steps.get(end).map_or(0, |step| step.from as usize);
            if start > 0 {
                self.room.joints.push(start);
            }
            end = start.min(end - 1);
        }
    }
}

fn find(trie: &Trie, word: &[u8]) -> Option<Entry> {
    let mut node = 0;
    for byte in word {
        node = trie.child(node, letter(*byte)?);
    }
    trie.entry(node)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(segmenter: &mut Segmenter, run: &str, expected: &str) {
        assert_eq!(segmenter.words(run).collect::<Vec<_>>().join(" "), expected);
    }

    #[cfg(feature = "model")]
    #[test]
    fn runs_of_words() {
        let mut segmenter = Segmenter::default();
        check(&mut segmenter, "ithinkthatwecandobetterthanthat", "i think that we can do better than that");
        check(&mut segmenter, "idontknowifitsright", "i dont know if its right");
        check(&mut segmenter, "Wewenttonewyork,didntwe?", "We went to new york , didnt we ?");
        check(&mut segmenter, "understanding", "understanding");
        check(&mut segmenter, "", "");
        check(&mut segmenter, "潮汐", "潮汐");
    }

    #[cfg(feature = "model")]
    #[test]
    fn what_the_document_says_is_a_word() {
        let mut segmenter = Segmenter::default();
        assert!(!segmenter.joints("lampkeeper").is_empty());
        segmenter.learn("We use lampkeeper. The AI learns by lampkeeper, and AI is all we do.");
        assert!(segmenter.joints("lampkeeper").is_empty() && segmenter.joints("ai").is_empty());
        check(&mut segmenter, "theaiusesthelampkeeperagain", "the ai uses the lampkeeper again");
    }

    /// All ways to cut a run, the slow twin: the best score, each word by itself.
    fn slow(run: &[u8]) -> f32 {
        let mut best = vec![f32::MIN; run.len() + 1];
        best[0] = 0.0;
        for end in 1..=run.len() {
            for start in 0..end {
                let unknown = UNKNOWN + LETTER * (end - start) as f32;
                let word = find(&ENGLISH, &run[start..end]).map_or(unknown, |entry| entry.score.max(unknown));
                best[end] = best[end].max(best[start] + word);
            }
        }
        best[run.len()]
    }

    proptest! {
        #[test]
        fn letters_stay_and_the_cut_is_as_good_as_the_slow_one(run in "[a-z']{0,24}|[a-zA-Z ,.é潮]{0,20}") {
            let mut segmenter = Segmenter::default();
            let words: Vec<&str> = segmenter.words(&run).collect();
            prop_assert_eq!(words.concat(), run.clone());
            if run.bytes().all(|byte| letter(byte).is_some()) && !run.is_empty() {
                // Pairs only ever raise a score, or lower it by one a word.
                segmenter.best(run.as_bytes());
                let score = segmenter.room.steps[run.len()].score;
                prop_assert!(score >= slow(run.as_bytes()) - words.len() as f32 - 0.01);
            }
        }
    }
}
