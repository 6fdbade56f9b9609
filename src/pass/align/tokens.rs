//! Words as they are compared: case, punctuation, accents, digits, contractions and compounds don't count. Each token
//! knows the stretch of text it comes from.

use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

use super::spell::{self, spell};
use crate::model::is_cjk;
use crate::text::letters::{is_accent, plain_letter};
use crate::text::short_forms::{ENDINGS, FILLERS, WRITTEN_OUT};

/// What a token is, in a [`Lexicon`], and where it starts in its word, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    id: u32,
    start: u32,
}

/// A short word as one number, and its tokens: nearly all words are short, and most of them are one token.
#[derive(Clone, Copy)]
struct Short {
    word: u128,
    /// The token, or where its pieces begin if they are several.
    first: u32,
    /// Where it starts in its word.
    start: u8,
    /// How many; a free place has none.
    count: u8,
}

/// Words up to this length are short: their bytes and their length make one number.
const SHORT: usize = 15;

/// The tokens of both sides, numbered.
pub struct Lexicon<'t> {
    /// Short words as they stand, each in the first free place behind the one that its hash has; at most half of the places
    /// are taken.
    short: Vec<Short>,
    taken: usize,
    /// Longer ones.
    long: FxHashMap<&'t str, Range<u32>>,
    pieces: Vec<Piece>,
    /// Tokens, by what their hash says: each in the first free place too.
    ids: Vec<u32>,
    pub vocabulary: Vocabulary,
}

/// What tokens are, by id.
#[derive(Default)]
pub struct Vocabulary {
    /// How they are spelled, one after another.
    letters: String,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// Whether a token says something: fillers, events and signs don't.
    pub says: Vec<bool>,
    weights: Vec<u16>,
}

impl Default for Lexicon<'_> {
    fn default() -> Self {
        Lexicon {
            short: vec![NOTHING; 1 << 10],
            taken: 0,
            long: FxHashMap::default(),
            pieces: Vec::new(),
            ids: vec![FREE; 1 << 10],
            vocabulary: Vocabulary::default(),
        }
    }
}

const NOTHING: Short = Short { word: 0, first: 0, start: 0, count: 0 };
const FREE: u32 = u32::MAX;

/// The tokens of a text, in order.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub ids: Vec<u32>,
    /// Where each stands in the text, in bytes.
    pub starts: Vec<u32>,
}

impl Tokens {
    /// None yet, and room for so many.
    pub fn with_room(count: usize) -> Self {
        Tokens { ids: Vec::with_capacity(count), starts: Vec::with_capacity(count) }
    }

    fn push(&mut self, id: u32, start: u32) {
        self.ids.push(id);
        self.starts.push(start);
    }
}

/// The bytes of a short word and its length in one number.
fn packed(text: &[u8], word: &Range<usize>) -> Option<u128> {
    let length = word.len();
    if length > SHORT {
        return None;
    }
    let bytes = match text.get(word.start..word.start + 16).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok()) {
        Some(bytes) => bytes,
        None => {
            let mut bytes = [0; 16];
            bytes.iter_mut().zip(text.get(word.clone())?).for_each(|(to, from)| *to = *from);
            bytes
        }
    };
    let kept = (1u128 << (8 * length)) - 1;
    Some(u128::from_le_bytes(bytes) & kept | (length as u128) << 120)
}

/// The place that a short word has in a table of a power of two.
fn place(word: u128, mask: usize) -> usize {
    let mixed =
        (word as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ ((word >> 64) as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed ^ mixed >> 32).wrapping_mul(0xE703_7ED1_A0B4_28DB) as usize >> 24 & mask
}

impl Vocabulary {
    /// How a token is weighed against others: its letters, and something for its end.
    pub fn weight(&self, id: u32) -> i64 {
        self.weights.get(id as usize).map_or(1, |weight| i64::from(*weight))
    }

    /// How a token is spelled.
    pub fn spelling(&self, id: u32) -> &str {
        let id = id as usize;
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.ends.get(id).and_then(|end| self.letters.get(start..*end)).unwrap_or("")
    }

    /// How many of these say something.
    pub fn saying(&self, ids: &[u32]) -> usize {
        ids.iter().filter(|id| self.says[**id as usize]).count()
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    fn add(&mut self, text: &str, says: bool) {
        let letters: usize = text.chars().map(|c| 1 + 2 * usize::from(is_cjk(c))).sum();
        self.weights.push((1 + letters).min(1_000) as u16);
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
        self.says.push(says);
    }
}

impl<'t> Lexicon<'t> {
    /// Appends the tokens of the word that stands at these bytes of a text.
    #[inline]
    pub fn read(&mut self, text: &'t str, word: Range<usize>, into: &mut Tokens) {
        let at = word.start as u32;
        let Some(key) = packed(text.as_bytes(), &word) else { return self.read_long(text, word, into) };
        let found = self.short[self.find(key)];
        let found = if found.count == 0 { self.learn_short(key, text.get(word).unwrap_or("")) } else { found };
        match found.count {
            1 => into.push(found.first, at + u32::from(found.start)),
            count => self.push(found.first..found.first + u32::from(count), at, into),
        }
    }

    fn read_long(&mut self, text: &'t str, word: Range<usize>, into: &mut Tokens) {
        let at = word.start as u32;
        let word = text.get(word).unwrap_or("");
        let range = match self.long.get(word) {
            Some(range) => range.clone(),
            None => {
                let range = self.learn(word);
                self.long.insert(word, range.clone());
                range
            }
        };
        self.push(range, at, into);
    }

    fn push(&self, pieces: Range<u32>, at: u32, into: &mut Tokens) {
        for piece in &self.pieces[pieces.start as usize..pieces.end as usize] {
            into.push(piece.id, at + piece.start);
        }
    }

    /// The place of a short word, or a free one for it.
    #[inline]
    fn find(&self, key: u128) -> usize {
        let mask = self.short.len() - 1;
        let mut at = place(key, mask);
        while self.short[at].count != 0 && self.short[at].word != key {
            at = (at + 1) & mask;
        }
        at
    }

    #[cold]
    fn learn_short(&mut self, key: u128, word: &str) -> Short {
        let pieces = self.learn(word);
        let new = match (pieces.len(), self.pieces.get(pieces.start as usize)) {
            (1, Some(piece)) => {
                let new = Short { word: key, first: piece.id, start: piece.start as u8, count: 1 };
                self.pieces.pop();
                new
            }
            // No fifteen bytes make more than a few dozen.
            (count, _) => Short { word: key, first: pieces.start, start: 0, count: count.min(255) as u8 },
        };
        if (self.taken + 1) * 2 > self.short.len() {
            let wider = vec![NOTHING; self.short.len() * 2];
            for known in std::mem::replace(&mut self.short, wider).into_iter().filter(|known| known.count != 0) {
                let at = self.find(known.word);
                self.short[at] = known;
            }
        }
        self.taken += 1;
        let at = self.find(key);
        self.short[at] = new;
        new
    }

    fn learn(&mut self, word: &str) -> Range<u32> {
        let first = self.pieces.len() as u32;
        if let Some(inner) = plain(word) {
            let lower = word[inner.clone()].to_ascii_lowercase();
            let says = !FILLERS.contains(&lower.as_str());
            let piece = Piece { id: self.id(&lower, says), start: inner.start as u32 };
            self.pieces.push(piece);
            return first..first + 1;
        }
        let silent = word.starts_with(['[', '(', '<', '♪', '{']) && word.ends_with([']', ')', '>', '♪', '}']);
        let mut found: Vec<(String, Range<usize>)> = Vec::new();
        split(word, |text, bytes| found.push((text, bytes)));
        let signs = found.is_empty();
        if signs {
            found.push((word.to_lowercase(), 0..word.len()));
        }
        for (text, bytes) in found {
            let says = !(signs || silent || FILLERS.contains(&text.as_str()));
            let id = self.id(&text, says);
            self.pieces.push(Piece { id, start: bytes.start as u32 });
        }
        first..self.pieces.len() as u32
    }

    fn id(&mut self, text: &str, says: bool) -> u32 {
        if (self.vocabulary.len() + 1) * 2 > self.ids.len() {
            self.ids = vec![FREE; self.ids.len() * 2];
            for id in 0..self.vocabulary.len() as u32 {
                let at = self.place_of(self.vocabulary.spelling(id));
                self.ids[at] = id;
            }
        }
        let at = self.place_of(text);
        if self.ids[at] != FREE {
            return self.ids[at];
        }
        let id = self.vocabulary.len() as u32;
        self.ids[at] = id;
        self.vocabulary.add(text, says);
        id
    }

    /// The place of a token, or a free one for it.
    fn place_of(&self, text: &str) -> usize {
        let mask = self.ids.len() - 1;
        let mut at = (FxBuildHasher.hash_one(text) >> 16) as usize & mask;
        while self.ids[at] != FREE && self.vocabulary.spelling(self.ids[at]) != text {
            at = (at + 1) & mask;
        }
        at
    }
}

/// The letters of a word of Latin letters without marks, with signs around them at most, that stands for itself.
fn plain(word: &str) -> Option<Range<usize>> {
    let bytes = word.as_bytes();
    let start = bytes.iter().position(|byte| !matches!(byte, b'"' | b'-'))?;
    let end =
        bytes.iter().rposition(|byte| !matches!(byte, b'"' | b'-' | b'.' | b',' | b'?' | b'!' | b':' | b';'))? + 1;
    let inner = bytes.get(start..end)?;
    let letters = !inner.is_empty() && inner.iter().all(u8::is_ascii_alphabetic);
    let short = letters && WRITTEN_OUT.iter().any(|(short, _)| short.as_bytes().eq_ignore_ascii_case(inner));
    (letters && !short).then_some(start..end)
}

/// Whether a character stands for itself where no spaces part words.
fn stands_alone(c: char) -> bool {
    is_cjk(c) || matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// Calls `each` with the tokens of a word and the bytes they come from.
fn split(word: &str, mut each: impl FnMut(String, Range<usize>)) {
    let mut piece: Option<Range<usize>> = None;
    let mut letters = word.char_indices().peekable();
    let money = word.chars().find_map(spell::currency);
    let mut flush = |piece: &mut Option<Range<usize>>| {
        if let Some(bytes) = piece.take() {
            part(word, bytes, money, &mut each);
        }
    };
    while let Some((at, c)) = letters.next() {
        let end = at + c.len_utf8();
        if stands_alone(c) && c.is_alphanumeric() {
            flush(&mut piece);
            piece = Some(at..end);
            flush(&mut piece);
            continue;
        }
        let next = letters.peek().map(|(_, next)| *next);
        let digit_before = word.get(..at).and_then(|text| text.chars().next_back()).is_some_and(|c| c.is_ascii_digit());
        let inside = piece.is_some() && next.is_some_and(char::is_alphanumeric);
        let belongs = c.is_alphanumeric()
            || is_accent(c)
            || inside && is_apostrophe(c)
            || inside && matches!(c, '.' | ',') && digit_before && next.is_some_and(|c| c.is_ascii_digit());
        if belongs {
            piece.get_or_insert(at..end).end = end;
        } else {
            flush(&mut piece);
            if c == '%' && digit_before {
                piece = Some(at..end);
                flush(&mut piece);
            }
        }
    }
    flush(&mut piece);
}

/// One piece of letters and digits.
fn part(word: &str, bytes: Range<usize>, money: Option<&'static str>, each: &mut impl FnMut(String, Range<usize>)) {
    let raw = word.get(bytes.clone()).unwrap_or("");
    if raw == "%" {
        return each("percent".to_owned(), bytes);
    }
    if raw.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        let mut words: Vec<&str> = Vec::new();
        if spell(raw, &mut words) {
            words.extend(money);
            return share(bytes, &words, each);
        }
    }
    let mut plain = String::with_capacity(raw.len());
    let lower = raw.chars().flat_map(char::to_lowercase);
    for c in lower.filter(|c| !is_accent(*c)) {
        if is_apostrophe(c) { plain.push('\'') } else { plain_letter(c, &mut plain) }
    }
    if let Some((_, full)) = WRITTEN_OUT.iter().find(|(short, _)| *short == plain) {
        return share(bytes, &full.split(' ').collect::<Vec<_>>(), each);
    }
    let ending = ENDINGS.iter().find_map(|(ending, full)| Some((plain.strip_suffix(ending)?, *full)));
    if let Some((stem, full)) = ending.filter(|(stem, _)| !stem.is_empty()) {
        let stem = stem.replace('\'', "");
        return share(bytes, &[&stem, full], each);
    }
    plain.retain(|c| c != '\'');
    each(plain, bytes);
}

/// Several tokens for the same stretch: each takes a part of it.
fn share(bytes: Range<usize>, words: &[&str], each: &mut impl FnMut(String, Range<usize>)) {
    let total: usize = words.iter().map(|word| word.len()).sum::<usize>().max(1);
    let mut done = 0;
    for word in words {
        let from = bytes.start + bytes.len() * done / total;
        done += word.len();
        each((*word).to_owned(), from..bytes.start + bytes.len() * done / total);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::words_of;

    fn read<'t>(lexicon: &mut Lexicon<'t>, text: &'t str) -> Tokens {
        let mut into = Tokens::default();
        words_of(text).for_each(|word| lexicon.read(text, word, &mut into));
        into
    }

    fn tokens(text: &str) -> String {
        let mut lexicon = Lexicon::default();
        let into = read(&mut lexicon, text);
        let words: Vec<&str> = into.ids.iter().map(|id| lexicon.vocabulary.spelling(*id)).collect();
        words.join(" ")
    }

    #[test]
    fn spellings_that_sound_alike_are_alike() {
        for (one, other) in [
            ("I’m sure, it's 25!", "i am sure it is twenty-five"),
            ("Café NAÏVE", "cafe\u{301} naive"),
            ("$1,250 or 5%", "one thousand two hundred fifty dollars or five percent"),
            ("in 1984 and 2023", "in nineteen eighty-four and twenty twenty-three"),
            ("the 21st", "the twenty-first"),
            ("gonna won't Dr. Voss", "going to will not doctor Voss"),
            ("“quoted,” (so)", "quoted so"),
            ("3.5", "three point five"),
            ("潮汐涨落。", "潮 汐 涨 落"),
        ] {
            assert_eq!(tokens(one), tokens(other), "{one}");
        }
        assert_eq!(tokens("– ♪"), "– ♪");
    }

    #[test]
    fn tokens_know_where_they_come_from() {
        let mut lexicon = Lexicon::default();
        assert_eq!(read(&mut lexicon, "it is   “well-known").starts, [0, 3, 11, 16]);
    }

    proptest! {
        /// The short way and the long way give the same tokens, however many words are known.
        #[test]
        fn words_are_read_as_they_are_split(words in prop::collection::vec("[a-cA-C'’é.,!\"%0-9潮-]{1,20}", 1..300)) {
            let text = words.join(" ");
            let mut lexicon = Lexicon::default();
            let found = read(&mut lexicon, &text);
            let mut slow: Vec<(String, u32)> = Vec::new();
            for word in words_of(&text) {
                let count = slow.len();
                split(&text[word.clone()], |token, bytes| slow.push((token, (word.start + bytes.start) as u32)));
                if slow.len() == count {
                    slow.push((text[word.clone()].to_lowercase(), word.start as u32));
                }
            }
            let found = found.ids.iter().map(|id| lexicon.vocabulary.spelling(*id).to_owned()).zip(found.starts);
            prop_assert_eq!(found.collect::<Vec<_>>(), slow);
            let all: rustc_hash::FxHashSet<&str> = (0..lexicon.vocabulary.len() as u32).map(|id| lexicon.vocabulary.spelling(id)).collect();
            prop_assert_eq!(all.len(), lexicon.vocabulary.len());
        }
    }
}
