//! Capitals: from a list, from the document itself, and at the start of a sentence.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::english;
use super::model::vocab::FIRST;
use super::tokens::Speech;
use crate::pass::repair::{lexicon, scan};

/// Forms with capitals, a line each, one word or two: made by `benches/train`.
#[cfg(feature = "model")]
static FORMS: &str = include_str!("cases.txt");
#[cfg(not(feature = "model"))]
static FORMS: &str = "";

/// The list by small letters, and which of the model's words never come up in it.
struct List {
    forms: FxHashMap<String, &'static str>,
    plain: Vec<bool>,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let forms: FxHashMap<String, &'static str> = FORMS.lines().map(|form| (form.to_lowercase(), form)).collect();
    let mut plain = Vec::new();
    if let Some(model) = english::model() {
        plain.resize(model.vocab.len(), true);
        let mut key = String::new();
        // A word with an apostrophe has a stem that may be listed.
        for word in forms.keys().flat_map(|form| form.split(' ')).chain(["may", "march"]) {
            key.clear();
            key.push_str(word);
            for tail in TAILS.iter().chain(&[""]) {
                key.truncate(word.len());
                key.push_str(tail);
                if let Some(number) = model.vocab.known(key.as_bytes())
                    && let Some(slot) = plain.get_mut(usize::from(number))
                {
                    *slot = false;
                }
            }
        }
    }
    List { forms, plain }
});

/// What may follow the stem of a word with capitals.
const TAILS: &[&str] = &["'s", "’s", "'ll", "’ll", "'re", "'d", "'ve"];

fn listed(word: &str) -> Option<&'static str> {
    LIST.forms.get(word).copied()
}

/// All forms of one word.
pub fn forms() -> impl Iterator<Item = &'static str> {
    FORMS.lines().filter(|form| !form.contains(' '))
}

/// The capitals of a text.
pub struct Case {
    /// The document's own forms, by their small letters.
    own: FxHashMap<String, String>,
    /// Whether the text has none of its own.
    small: bool,
    word: std::cell::RefCell<String>,
}

impl Case {
    /// Learns the forms of names, and of words that the text writes with a capital elsewhere.
    pub fn of(text: &str, speech: &Speech, names: &[String]) -> Case {
        let small = speech.is_small(text);
        let mut case = Case { own: FxHashMap::default(), small, word: String::new().into() };
        if small {
            for words in names.iter().map(String::as_str).chain([text]) {
                case.learn(words);
            }
        }
        case
    }

    /// Words with a capital that are no words without, and words with a capital inside.
    fn learn(&mut self, text: &str) {
        let mut at = 0;
        let bytes = text.as_bytes();
        // Nearly all letters are small: from capital to capital.
        while let Some(capital) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_uppercase)) {
            let start = at + capital;
            let inside = start.checked_sub(1).and_then(|left| bytes.get(left)).is_some_and(u8::is_ascii_alphanumeric);
            let from = start - if inside { scan::word_before(text, start).len() } else { 0 };
            let word = scan::word_after(text, from);
            at = (from + word.len()).max(start + 1);
            let word = word.trim_end_matches(['\'', '’']);
            let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            let lower = word.to_lowercase();
            let inner = word.chars().skip(1).any(char::is_uppercase);
            let shout = word.chars().all(|c| !c.is_lowercase());
            // `IN`, `SEE ALL`: a heading. `GPT` and `OpenAI` are no words in small letters.
            let listed = lexicon::is_known(&lower) || listed(&lower).is_some();
            let plural = lower.strip_suffix('s').is_some_and(lexicon::is_known);
            let tells = match (shout, inner) {
                (true, _) => (2..=5).contains(&word.len()) && !listed,
                (false, true) => !(plural || lexicon::is_known(&lower) && starts_line(text, from)),
                (false, false) => !listed && !starts_sentence(text, from),
            };
            if word.len() > 1 && tells {
                self.own.entry(lower).or_insert_with(|| word.to_owned());
            }
        }
    }

    /// How the word at `index` is to be written, if it isn't so; `starts` says whether a sentence starts with it.
    pub fn form(&self, text: &str, speech: &Speech, index: usize, starts: bool) -> Option<(String, f32)> {
        let token = speech.tokens.get(index)?;
        let written = text.get(token.bytes())?;
        if written.bytes().any(|byte| byte.is_ascii_uppercase()) || !token.exact && scan::is_technical(written) {
            return None;
        }
        // Most words are known, and have no capitals anywhere.
        let plain = token.exact
            && token.number >= FIRST
            && LIST.plain.get(usize::from(token.number)) == Some(&true)
            && written.bytes().any(|byte| b"aeiouy".contains(&byte))
            && !written.contains('-')
            && (self.own.is_empty() || !self.own.contains_key(written) && !written.contains('\''));
        let found = match self.small && !plain {
            true => self.cased(text, speech, index, written),
            false => None,
        };
        match found {
            Some(form) if starts => Some((capital(&form).unwrap_or(form), 0.95)),
            Some(form) => (form != written).then_some((form, 0.9)),
            None if starts => capital(written).map(|form| (form, 0.8)),
            None => None,
        }
    }

    /// The form with capitals inside a sentence.
    fn cased(&self, text: &str, speech: &Speech, index: usize, written: &str) -> Option<String> {
        let word = written.replace('’', "'");
        let tail = ["'s", "’s", "'ll", "’ll", "'re", "'d", "'ve"]
            .into_iter()
            .find(|tail| written.ends_with(tail))
            .unwrap_or("");
        let stem = written.get(..written.len() - tail.len()).unwrap_or("");
        if let Some(form) = self.own.get(&word).map(String::as_str).or_else(|| listed(&word)) {
            return Some(form.to_owned());
        }
        if let Some(form) = self.own.get(stem).map(String::as_str).or_else(|| listed(stem)) {
            return Some(form.to_owned() + tail);
        }
        let near = |other: usize| {
            let token = speech.tokens.get(other)?;
            text.get(token.bytes())
        };
        if index > 0
            && speech.tokens.get(index - 1).is_some_and(|before| before.given.is_none())
            && let Some(form) = near(index - 1).and_then(|before| self.pair(before, &word))
        {
            return form.split_once(' ').map(|(_, second)| second.to_owned());
        }
        // `gpt`, `html`: letters that nobody can say as a word.
        let letters = stem.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(stem);
        if (2..=5).contains(&letters.len())
            && letters.bytes().all(|byte| byte.is_ascii_lowercase() && !b"aeiouy".contains(&byte))
            && !lexicon::is_known(&word)
            && !SOUNDS.contains(&letters)
        {
            return Some(letters.to_uppercase() + written.get(letters.len()..).unwrap_or(""));
        }
        if let Some(after) = near(index + 1) {
            if let Some(form) = self.pair(&word, after) {
                return form.split_once(' ').map(|(first, _)| first.to_owned());
            }
            let month = matches!(word.as_str(), "may" | "march");
            if month && after.starts_with(|c: char| c.is_ascii_digit()) {
                return capital(written);
            }
        }
        let (left, right) = word.split_once('-')?;
        let part = |word: &str| self.own.get(word).map(String::as_str).or_else(|| listed(word)).map(str::to_owned);
        match (part(left), part(right)) {
            (None, None) => None,
            (first, second) => {
                Some(format!("{}-{}", first.as_deref().unwrap_or(left), second.as_deref().unwrap_or(right)))
            }
        }
    }

    fn pair(&self, first: &str, second: &str) -> Option<&'static str> {
        let mut key = self.word.try_borrow_mut().ok()?;
        key.clear();
        key.push_str(first);
        key.push(' ');
        key.push_str(second);
        key.make_ascii_lowercase();
        listed(&key)
    }
}

/// Sounds and short forms without a vowel that have no capitals.
const SOUNDS: &[&str] = &[
    "mm", "mmm", "hm", "hmm", "hmmm", "mhm", "sh", "shh", "psst", "pst", "pfft", "tsk", "tsks", "brr", "grr", "zz",
    "zzz", "nth", "th", "st", "nd", "rd", "vs", "kg", "km", "cm", "mg", "ml", "ft", "lb", "hr", "hrs", "min", "ll",
    "ve", "re", "pls", "thx", "btw", "bc",
];

/// Whether a sentence or a line starts with what stands at a place.
fn starts_sentence(text: &str, at: usize) -> bool {
    let left = text.get(..at).unwrap_or("").trim_end_matches([' ', '"', '“', '‘', '(', '\'']);
    // A run of capitals is a name, wherever it starts: `Ilya Sutskever`.
    let word = scan::word_after(text, at);
    let next = text.get(at + word.len()..).and_then(|rest| rest.strip_prefix(' '));
    let named = next.is_some_and(|next| next.starts_with(|c: char| c.is_uppercase()));
    !named && left.chars().next_back().is_none_or(|c| matches!(c, '.' | '?' | '!' | ':' | '>' | '\n' | '\r'))
}

fn starts_line(text: &str, at: usize) -> bool {
    text.get(..at).unwrap_or("").trim_end_matches(' ').chars().next_back().is_none_or(|c| c == '\n')
}

/// A word with a capital at its start; `None` if it has none to take.
fn capital(word: &str) -> Option<String> {
    let mut letters = word.chars();
    let first = letters.next().filter(|c| c.is_lowercase())?;
    // `iPhone` stays.
    if letters.clone().any(char::is_uppercase) {
        return None;
    }
    Some(first.to_uppercase().chain(letters).collect())
}
