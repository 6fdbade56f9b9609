//! Words as they are compared: case, punctuation, accents, digits, contractions and compounds don't count. Each token
//! knows the stretch of text it comes from.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::spell::{self, spell};
use crate::model::is_cjk;
use crate::text::letters::{is_accent, plain_letter};
use crate::text::short_forms::{ENDINGS, FILLERS, WRITTEN_OUT};

/// What a token is, in a [`Lexicon`], and where it stands in its word, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    id: u32,
    start: u32,
    end: u32,
}

/// The tokens of both sides, numbered.
#[derive(Default)]
pub struct Lexicon<'t> {
    /// Words as they stand, and their pieces.
    known: FxHashMap<&'t str, Range<u32>>,
    pieces: Vec<Piece>,
    ids: FxHashMap<String, u32>,
    /// How tokens are spelled, by id.
    pub spellings: Vec<String>,
    /// Whether a token says something: fillers, events and signs don't.
    pub says: Vec<bool>,
    weights: Vec<u16>,
}

/// A token of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// Number of the word it belongs to.
    pub word: u32,
    /// Where it stands in the text, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// The tokens of a text, in order.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub ids: Vec<u32>,
    pub tokens: Vec<Token>,
}

impl<'t> Lexicon<'t> {
    /// Appends the tokens of the word with this number, that stands at a byte of its text.
    pub fn read(&mut self, word: &'t str, number: u32, at: usize, into: &mut Tokens) {
        let range = match self.known.get(word) {
            Some(range) => range.clone(),
            None => {
                let range = self.learn(word);
                self.known.insert(word, range.clone());
                range
            }
        };
        for piece in &self.pieces[range.start as usize..range.end as usize] {
            into.ids.push(piece.id);
            let at = at as u32;
            into.tokens.push(Token { word: number, start: at + piece.start, end: at + piece.end });
        }
    }

    /// How a token is weighed against others: its letters, and something for its end.
    pub fn weight(&self, id: u32) -> i64 {
        self.weights.get(id as usize).map_or(1, |weight| i64::from(*weight))
    }

    fn learn(&mut self, word: &str) -> Range<u32> {
        let first = self.pieces.len() as u32;
        let silent = word.starts_with(['[', '(', '<', '♪', '{']) && word.ends_with([']', ')', '>', '♪', '}']);
        let mut found: Vec<(String, Range<usize>)> = Vec::new();
        split(word, |text, bytes| found.push((text, bytes)));
        let signs = found.is_empty();
        if signs {
            found.push((word.to_lowercase(), 0..word.len()));
        }
        for (text, bytes) in found {
            let says = !(signs || silent || FILLERS.contains(&text.as_str()));
            let id = self.id(text, says);
            self.pieces.push(Piece { id, start: bytes.start as u32, end: bytes.end as u32 });
        }
        first..self.pieces.len() as u32
    }

    fn id(&mut self, text: String, says: bool) -> u32 {
        if let Some(id) = self.ids.get(&text) {
            return *id;
        }
        let id = self.spellings.len() as u32;
        let letters: usize = text.chars().map(|c| 1 + 2 * usize::from(is_cjk(c))).sum();
        self.weights.push((1 + letters).min(1_000) as u16);
        self.spellings.push(text.clone());
        self.says.push(says);
        self.ids.insert(text, id);
        id
    }
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
    use super::*;

    fn tokens(text: &str) -> String {
        let mut lexicon = Lexicon::default();
        let mut into = Tokens::default();
        for (number, word) in text.split_whitespace().enumerate() {
            lexicon.read(word, number as u32, 0, &mut into);
        }
        let words: Vec<&str> = into.ids.iter().map(|id| lexicon.spellings[*id as usize].as_str()).collect();
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
        let mut into = Tokens::default();
        lexicon.read("“well-known", 3, 10, &mut into);
        let places: Vec<(u32, u32)> = into.tokens.iter().map(|token| (token.start, token.end)).collect();
        assert_eq!(places, [(13, 17), (18, 23)]);
        assert!(into.tokens.iter().all(|token| token.word == 3));
    }
}
