//! F03: words that were run together where caption lines met: `the lampkeeper'sbook`, `a veryquiet owl`.
//!
//! A token is cut where it is no known word, all its parts are, and the cut is likelier than a compound nobody listed.
//! How much likelier comes from counts: `very` never begins a compound, `lamp` often does, so `lampkeeper` stays. The best
//! cut is found with the Viterbi algorithm over single words, as in word segmentation since Sproat and Shih (1990).
//!
//! The document speaks first: what it writes more than once is a word of its own, and where it glues often, or always in
//! the same column, doubt weighs less. Names, camel case, other scripts, addresses, identifiers and what stands among
//! foreign words are left.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::compounds::is_compound;
use super::context::Language;
use super::lexicon::{self, Part};
use super::openers::opens;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F03",
    name: "glued-words",
    about: "words that were run together are set apart",
    level: Level::Safe,
    removes: None,
    edits,
};

/// Words of speech that lists of words lack.
const SPOKEN: &[&str] = &[
    "betcha", "coulda", "didja", "gimme", "gonna", "gotcha", "gotta", "hafta", "kinda", "lemme", "lotta", "mighta",
    "musta", "needa", "oughta", "outta", "shoulda", "sorta", "sucha", "supposta", "tryna", "useta", "wanna", "whatcha",
    "woulda", "wouldja",
];

/// Scores are logarithms of how much likelier a compound is than glue; a cut needs a score below these.
mod below {
    /// A token that occurs once, among known words.
    pub const ONCE: f32 = -0.6;
    /// In a document that glues words in other places too.
    pub const AMONG_OTHERS: f32 = 0.5;
    /// In the column where the document glues.
    pub const IN_COLUMN: f32 = 3.0;
    /// Cuts that are beyond doubt: they tell whether a document glues words at all.
    pub const STRONG: f32 = -2.0;
    /// With a word next to it that isn't known.
    pub const AMONG_STRANGERS: f32 = -3.0;
    /// At the start of a sentence, with a capital: it may be a name.
    pub const CAPITAL: f32 = -3.0;
    /// A token that occurs more than once; and then only of words as frequent as these.
    pub const OFTEN: f32 = -4.5;
    pub const FREQUENT: f32 = -8.5;
}

/// The shortest token that is looked at, and the longest, in letters.
const TOKEN: std::ops::RangeInclusive<usize> = 5..=400;
/// The longest part.
const PART: usize = 20;
/// What each further part costs, so that a cut isn't finer than it must be.
const JOINT: f32 = 4.0;
/// What a letter of an unknown word costs, what each joint past the first does, and by how much a cut may be dearer than
/// one unknown word: glue is about as rare as that, and comes in runs.
const LETTER: f32 = 1.7;
const FURTHER: f32 = 2.0;
const SLACK: f32 = 5.5;

/// A text that glues words does so once in so many bytes at least.
const RARE: usize = 6_000;

/// Something that may be glued.
struct Suspect<'t> {
    /// The letters in question, without a possessive ending.
    bytes: Range<usize>,
    letters: &'t str,
    capital: bool,
}

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    if !cfg!(feature = "model") || context.language() != Language::English {
        return;
    }
    let text = context.text();
    let mut finder = Finder { text, suspects: Vec::new(), counts: FxHashMap::default(), buffer: String::new() };
    finder.run(out);
    let Finder { suspects, counts, .. } = finder;
    if suspects.is_empty() {
        return;
    }
    let mut cutter = Cutter { counts: &counts, known: FxHashMap::default() };
    let mut cuts: Vec<(&Suspect<'_>, Cut)> = Vec::new();
    for suspect in &suspects {
        if let Some(cut) = cutter.cut(suspect.letters) {
            cuts.push((suspect, cut));
        }
    }
    cuts.retain(|(suspect, cut)| cut.joints.len() > 1 || !lacks_a_letter(suspect.letters));
    let strong = |(suspect, cut): &&(&Suspect<'_>, Cut)| cut.score < below::STRONG && !suspect.capital;
    // Some of that comes by chance: what counts is how much of the text it is.
    let glued = cuts.iter().filter(strong).count();
    let glued = if glued * RARE >= text.len() { glued } else { 0 };
    let joints = cuts.iter().filter(strong).map(|(suspect, cut)| joint(suspect, cut));
    let column = if glued > 0 { column_of(text, joints) } else { None };
    // Programs are full of names that are glued on purpose.
    let code = context.speaks_of_code();
    for (suspect, cut) in &cuts {
        let count = counts.get(suspect.letters).copied().unwrap_or(1);
        let limit = if suspect.capital {
            below::CAPITAL
        } else if count > 1 {
            below::OFTEN
        } else if code || strangers(text, &suspect.bytes) {
            below::AMONG_STRANGERS
        } else if column
            .as_ref()
            .is_some_and(|column| column_at(text, joint(suspect, cut)).is_some_and(|at| column.contains(&at)))
        {
            below::IN_COLUMN
        } else if glued >= 4 {
            below::AMONG_OTHERS
        } else {
            below::ONCE
        };
        if count > 1 && cut.rarest < below::FREQUENT {
            continue;
        }
        if cut.score < limit
            && (!suspect.capital
                || opens(suspect.letters.get(..cut.joints.first().copied().unwrap_or(0)).unwrap_or("")))
        {
            let confidence = (0.9 - cut.score / 40.0).clamp(0.8, 0.98);
            for at in &cut.joints {
                let place = suspect.bytes.start + at;
                out.push(Edit::new(place..place, " ", confidence));
            }
        }
    }
}

fn joint(suspect: &Suspect<'_>, cut: &Cut) -> usize {
    suspect.bytes.start + cut.joints.first().copied().unwrap_or(0)
}

/// Walks over the words of a text.
struct Finder<'t> {
    text: &'t str,
    suspects: Vec<Suspect<'t>>,
    /// How often each unknown lower-case token occurs.
    counts: FxHashMap<&'t str, u32>,
    buffer: String,
}

impl<'t> Finder<'t> {
    /// Collects the suspects; what an apostrophe gives away is cut at once.
    fn run(&mut self, out: &mut Vec<Edit>) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(&first) = bytes.get(at) {
            if first <= b' ' {
                at += 1;
                continue;
            }
            let start = at;
            let mut hash = lexicon::HASH;
            if first.is_ascii_uppercase() {
                hash = lexicon::step(hash, first.to_ascii_lowercase());
                at += 1;
            }
            while let Some(&letter) = bytes.get(at)
                && letter.is_ascii_lowercase()
            {
                hash = lexicon::step(hash, letter);
                at += 1;
            }
            let letters = at - start;
            let known = letters < *TOKEN.start() || lexicon::holds(hash);
            // `'s`, `n't`: one or two letters, and no more.
            if letters > 0 && bytes.get(at) == Some(&b'\'') {
                let tail =
                    bytes.get(at + 1..).unwrap_or(&[]).iter().take(3).take_while(|b| b.is_ascii_lowercase()).count();
                at += if known && tail <= 2 { 1 + tail } else { 0 };
            }
            // A plain word: nothing, or a mark, and white space.
            let mark = usize::from(matches!(bytes.get(at), Some(b',' | b'.' | b'?' | b'!' | b';' | b':')));
            let whole = letters > 0 && bytes.get(at + mark).is_none_or(|b| *b <= b' ');
            if whole && known {
                at += mark;
                continue;
            }
            while bytes.get(at).is_some_and(|b| *b > b' ') {
                at += 1;
            }
            self.chunk(start, at, out);
        }
    }

    /// A stretch without white space that isn't a plain word.
    fn chunk(&mut self, start: usize, end: usize, out: &mut Vec<Edit>) {
        let Some(chunk) = self.text.get(start..end) else { return };
        if chunk.len() < *TOKEN.start() || scan::is_technical(chunk) {
            return;
        }
        let in_token = |c: char| c.is_alphabetic() || c == '\'' || c == '’';
        for token in chunk.split(|c: char| !in_token(c)) {
            let trimmed = token.trim_matches(['\'', '’']);
            if trimmed.len() < *TOKEN.start() {
                continue;
            }
            let offset = token.as_ptr() as usize - chunk.as_ptr() as usize;
            let left = chunk.get(..offset).unwrap_or("").chars().next_back();
            let mut right = chunk.get(offset + token.len()..).unwrap_or("").chars();
            let (next, after) = (right.next(), right.next());
            // Hyphens, digits and inner stops make names of things.
            let bound =
                |c: Option<char>| c.is_some_and(|c| matches!(c, '-' | '&' | '+' | '[' | '(' | '*') || c.is_numeric());
            let inner = |mark: Option<char>, letter: Option<char>| {
                matches!(mark, Some('.' | ':' | '!')) && letter.is_some_and(char::is_alphanumeric)
            };
            let opened = matches!(left, Some('(' | '[')) && offset == 1;
            if bound(left) && !opened
                || bound(next)
                || inner(next, after)
                || (matches!(left, Some('.' | ':' | '!')) && offset > 1)
            {
                continue;
            }
            // `workin'`, `thinkin’`
            if trimmed.ends_with("in") && token.get(trimmed.len()..).is_some_and(|tail| tail.starts_with(['\'', '’']))
            {
                continue;
            }
            let at = start + offset + (trimmed.as_ptr() as usize - token.as_ptr() as usize);
            self.token(at, trimmed, out);
        }
    }

    fn token(&mut self, at: usize, token: &'t str, out: &mut Vec<Edit>) {
        let (stem, tail) = match token.find(['\'', '’']) {
            Some(apostrophe) => token.split_at(apostrophe),
            None => (token, ""),
        };
        let mut chars = stem.chars();
        let capital = chars.next().is_some_and(char::is_uppercase);
        if !chars.all(|c| c.is_ascii_lowercase()) || !stem.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return;
        }
        if !tail.is_empty() {
            self.after_apostrophe(at, stem, tail, out);
        }
        if !TOKEN.contains(&stem.len()) || self.is_known(stem) || scan::listed(SPOKEN, stem) || is_compound(stem) {
            return;
        }
        // A capital inside a sentence is a name's.
        let left = self.text.get(..at).unwrap_or("").trim_end_matches([' ', '"', '“', '‘', '(']);
        let opens_sentence = left.chars().next_back().is_none_or(|c| matches!(c, '.' | '?' | '!' | '\n'));
        if !capital || opens_sentence {
            self.suspect(at, stem, capital);
        }
    }

    fn is_known(&mut self, word: &str) -> bool {
        self.buffer.clear();
        self.buffer.push_str(word);
        self.buffer.make_ascii_lowercase();
        lexicon::is_known(&self.buffer)
    }

    fn suspect(&mut self, at: usize, letters: &'t str, capital: bool) {
        if !capital {
            *self.counts.entry(letters).or_insert(0) += 1;
        }
        self.suspects.push(Suspect { bytes: at..at + letters.len(), letters, capital });
    }

    /// Letters after `'s`, `n't` and the like: no English word has them.
    fn after_apostrophe(&mut self, at: usize, stem: &str, tail: &str, out: &mut Vec<Edit>) {
        let mark = tail.chars().next().map_or(0, char::len_utf8);
        let Some(letters) = tail.get(mark..) else { return };
        if letters.contains(['\'', '’']) || !letters.bytes().all(|b| b.is_ascii_lowercase()) {
            return;
        }
        for ending in ["re", "ve", "ll", "s", "t", "d", "m"] {
            let Some(rest) = letters.strip_prefix(ending) else { continue };
            let fits = match ending {
                "t" => stem.ends_with('n'),
                "m" => stem.eq_ignore_ascii_case("i"),
                // `yo'self`
                "s" | "d" => stem.len() >= 2 && rest != "elf",
                _ => self.is_known(stem),
            };
            // `'d` and `'s` before letters also come in French and in names.
            let sound = match rest.len() {
                0 | 1 => false,
                _ => lexicon::part(rest).is_some_and(|part| rest.len() > 2 || part.frequency > -8.0),
            };
            if fits && sound {
                let place = at + stem.len() + mark + ending.len();
                out.push(Edit::new(place..place, " ", 0.95));
                return;
            }
        }
    }
}

/// A way to cut a token.
#[derive(Clone, Debug)]
struct Cut {
    /// Where a part ends and the next begins, in bytes; at least one.
    joints: Vec<usize>,
    /// How much likelier, as a logarithm, a compound is than this cut.
    score: f32,
    /// The frequency of its rarest part, as a logarithm.
    rarest: f32,
}

/// Cuts tokens into the words of the list and of the document.
struct Cutter<'c, 't> {
    counts: &'c FxHashMap<&'t str, u32>,
    known: FxHashMap<&'t str, Option<Cut>>,
}

impl<'t> Cutter<'_, 't> {
    fn cut(&mut self, token: &'t str) -> Option<Cut> {
        if let Some(cut) = self.known.get(token) {
            return cut.clone();
        }
        let cut = self.best(&token.to_ascii_lowercase());
        self.known.insert(token, cut.clone());
        cut
    }

    fn part(&self, word: &str) -> Option<Part> {
        match word {
            // A part of long runs only.
            "a" | "i" => Some(Part { frequency: -4.5, begins: 3.0, ends: 3.0 }),
            _ => lexicon::part(word).or_else(|| {
                let count = self.counts.get(word).copied().filter(|count| *count > 1 && word.len() > 3)?;
                // As rare as a word can be, and as ready for a compound, or for an ending.
                Some(Part { frequency: -12.0 + (count as f32).ln().min(3.0), begins: 2.0, ends: 2.0 })
            }),
        }
    }

    /// The most probable cut into two parts or more.
    fn best(&self, token: &str) -> Option<Cut> {
        // For each end: the best score up to it, where its last part starts, and that part.
        let mut best: Vec<Option<(f32, usize, Part)>> = vec![None; token.len() + 1];
        for end in 1..=token.len() {
            let mut here: Option<(f32, usize, Part)> = None;
            for start in end.saturating_sub(PART)..end {
                let before = match start {
                    0 => 0.0,
                    _ => match best.get(start) {
                        Some(Some((score, ..))) => *score,
                        _ => continue,
                    },
                };
                if start == 0 && end == token.len() {
                    continue;
                }
                let Some(part) = token.get(start..end).and_then(|word| self.part(word)) else { continue };
                let score = before + part.frequency - JOINT;
                if here.is_none_or(|(known, ..)| score > known) {
                    here = Some((score, start, part));
                }
            }
            if let Some(slot) = best.get_mut(end) {
                *slot = here;
            }
        }
        let mut joints = Vec::new();
        let mut scores: Vec<f32> = Vec::new();
        let mut end = token.len();
        let (mut rarest, mut fit) = (0.0f32, 0.0f32);
        let mut right: Option<Part> = None;
        while end > 0 {
            let (_, start, part) = (*best.get(end)?)?;
            if let Some(right) = right {
                scores.push(part.begins + right.ends);
            }
            if start > 0 {
                joints.push(start);
            }
            rarest = rarest.min(part.frequency);
            fit += part.frequency;
            right = Some(part);
            end = start;
        }
        joints.reverse();
        let worst = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let surest = scores.iter().copied().fold(f32::INFINITY, f32::min);
        let mean = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
        // Four words in one are no compound, whatever two of them might make.
        // What the parts cost must not pass by far what the letters of an unknown word would.
        if fit + LETTER * token.len() as f32 - FURTHER * (joints.len().saturating_sub(1)) as f32 + SLACK < 0.0 {
            return None;
        }
        let score = if scores.len() >= 3 && surest < below::STRONG { mean } else { worst };
        (!joints.is_empty()).then_some(Cut { joints, score, rarest })
    }
}

/// Whether a word next to a stretch is unknown and no name: the text there may be in another language.
fn strangers(text: &str, bytes: &Range<usize>) -> bool {
    let strange = |word: &str| {
        let lower = word.starts_with(char::is_lowercase);
        lower && !lexicon::is_known(&word.to_lowercase().replace('’', "'"))
    };
    let left = text.get(..bytes.start).unwrap_or("").trim_end_matches(' ');
    let right_at = bytes.end + text.get(bytes.end..).unwrap_or("").bytes().take_while(|b| *b == b' ').count();
    strange(scan::word_before(text, left.len())) || strange(scan::word_after(text, right_at))
}

/// Whether a token of some length is a known word but for one letter that was left out: `forsee`, `everbody`.
fn lacks_a_letter(token: &str) -> bool {
    if !(6..=14).contains(&token.len()) {
        return false;
    }
    let mut whole = String::with_capacity(token.len() + 1);
    (0..=token.len()).any(|at| {
        let Some((left, right)) = token.split_at_checked(at) else { return false };
        ('a'..='z').any(|letter| {
            whole.clear();
            whole.push_str(left);
            whole.push(letter);
            whole.push_str(right);
            whole.make_ascii_lowercase();
            lexicon::is_known(&whole)
        })
    })
}

/// Lines longer than this have no columns.
const LINE: usize = 160;

/// The column of a byte in its line, in characters.
fn column_at(text: &str, at: usize) -> Option<usize> {
    let floor = at.saturating_sub(LINE);
    let left = text.as_bytes().get(floor..at)?;
    let start = match memchr::memrchr(b'\n', left) {
        Some(newline) => floor + newline + 1,
        None if floor == 0 => 0,
        None => return None,
    };
    Some(text.get(start..at)?.chars().count())
}

/// The columns in which most words are glued, if there are such: captions merged at the width of their lines.
fn column_of(text: &str, joints: impl Iterator<Item = usize>) -> Option<Range<usize>> {
    const WINDOW: usize = 10;
    let mut columns: Vec<usize> = joints.filter_map(|at| column_at(text, at)).collect();
    if columns.len() < 4 {
        return None;
    }
    columns.sort_unstable();
    let upto = |column: usize| columns.partition_point(|known| *known < column);
    let (count, first) = columns.iter().map(|&first| (upto(first + WINDOW) - upto(first), first)).max()?;
    (count * 3 >= columns.len() * 2).then_some(first..first + WINDOW)
}
