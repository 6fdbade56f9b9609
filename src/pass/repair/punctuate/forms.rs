//! Forms with capitals, and which words of the model have any.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU8, Ordering};

use rustc_hash::FxHashMap;

use super::english;
use super::model::capitals::{Capitals, Kind};
use super::model::vocab;
use crate::pass::repair::lexicon;

/// Made by `benches/train`.
#[cfg(feature = "model")]
static PACKED: &str = include_str!("cases.txt");
#[cfg(not(feature = "model"))]
static PACKED: &str = "";

#[cfg(feature = "model")]
static BYTES: &[u8] = include_bytes!("capitals.bin");
#[cfg(not(feature = "model"))]
static BYTES: &[u8] = &[];

/// What may follow the stem of a word with capitals.
pub const TAILS: &[&str] = &["'s", "'ll", "'re", "'d", "'ve"];

static FORMS: LazyLock<FxHashMap<String, String>> = LazyLock::new(|| unpack(PACKED));

static CAPITALS: LazyLock<Option<Capitals>> = LazyLock::new(|| Capitals::read(BYTES));

/// Which of the model's words may have a capital inside a sentence, as far as that has come up.
static STATES: LazyLock<Box<[AtomicU8]>> =
    LazyLock::new(|| (0..english::model().map_or(0, |model| model.vocab.len())).map(|_| AtomicU8::new(0)).collect());

/// An entry is a capital for the letters shared with the word before it, the other letters, and `+` if all of them are
/// capitals, `=` and the form with a line's end if it isn't just the first.
fn unpack(packed: &str) -> FxHashMap<String, String> {
    let mut forms = FxHashMap::default();
    forms.reserve(10_000);
    let mut word = String::new();
    let mut rest = packed.trim_start();
    while let Some(shared) = rest.bytes().next() {
        let from = usize::from(shared.saturating_sub(b'A'));
        word.truncate(if word.is_char_boundary(from) { from } else { 0 });
        let tail = rest.get(1..).unwrap_or("");
        let length = tail.find(|c: char| c.is_ascii_uppercase() || matches!(c, '+' | '=' | '\n')).unwrap_or(tail.len());
        word.push_str(tail.get(..length).unwrap_or(""));
        let after = tail.get(length..).unwrap_or("");
        let (form, after) = match after.as_bytes().first() {
            Some(b'+') => (word.to_uppercase(), after.get(1..).unwrap_or("")),
            Some(b'=') => {
                let (form, after) = after.get(1..).unwrap_or("").split_once('\n').unwrap_or_default();
                (form.to_owned(), after)
            }
            _ => (capital(&word).unwrap_or_default(), after),
        };
        forms.insert(word.clone(), form);
        rest = after.trim_start();
    }
    forms
}

/// A word with a capital at its start; `None` if it has none to take.
pub fn capital(word: &str) -> Option<String> {
    let mut letters = word.chars();
    let first = letters.next().filter(|c| c.is_lowercase())?;
    // `iPhone` stays.
    if letters.clone().any(char::is_uppercase) {
        return None;
    }
    Some(first.to_uppercase().chain(letters).collect())
}

/// The form of a word in small letters.
pub fn listed(word: &str) -> Option<&'static str> {
    FORMS.get(word).map(String::as_str)
}

/// All forms.
pub fn all() -> impl Iterator<Item = &'static str> {
    FORMS.values().map(String::as_str)
}

/// The weights of what stands around a word.
pub fn weights() -> Option<&'static Capitals> {
    CAPITALS.as_ref()
}

/// A word without what may follow its stem, and that.
pub fn stem(word: &str) -> (&str, &str) {
    let tail = TAILS.iter().find(|tail| word.ends_with(**tail)).map_or(0, |tail| tail.len());
    word.split_at_checked(word.len() - tail).unwrap_or((word, ""))
}

/// What is known of a word by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has no capitals inside a sentence.
    Plain,
    /// It has capitals wherever it stands, or a sign inside that asks for a closer look.
    Listed,
    /// It has them by what stands around it.
    Open(Kind),
}

/// The state of a word in small letters, its apostrophe straight.
pub fn state(word: &str) -> State {
    let (stem, _) = stem(word);
    if weights().is_some_and(|weights| weights.is_told(vocab::hash(stem.as_bytes()))) {
        return State::Open(Kind::Told);
    }
    let said = word.bytes().any(|byte| b"aeiouy".contains(&byte));
    if listed(word).is_some() || listed(stem).is_some() || word.contains('-') || !said {
        return State::Listed;
    }
    if stem.len() < 3 || !stem.bytes().all(|byte| byte.is_ascii_lowercase()) || lexicon::is_made(stem) {
        return State::Plain;
    }
    match english::model().and_then(|model| model.vocab.known(stem.as_bytes())) {
        Some(_) => State::Open(Kind::Named),
        None => State::Open(Kind::Unknown),
    }
}

/// The same for the word of a number of the model, looked up once.
pub fn state_of(number: u16, word: &str) -> State {
    const STATES_OF: [State; 5] =
        [State::Plain, State::Listed, State::Open(Kind::Told), State::Open(Kind::Named), State::Open(Kind::Unknown)];
    let Some(slot) = STATES.get(usize::from(number)) else { return state(word) };
    let known = usize::from(slot.load(Ordering::Relaxed));
    if let Some(state) = known.checked_sub(1).and_then(|known| STATES_OF.get(known)) {
        return *state;
    }
    let found = state(word);
    let at = STATES_OF.iter().position(|state| *state == found).unwrap_or(0);
    slot.store(at as u8 + 1, Ordering::Relaxed);
    found
}

#[cfg(all(test, feature = "model"))]
mod tests {
    use super::*;

    #[test]
    fn the_list_unpacks_to_words_and_their_forms() {
        assert!(FORMS.len() > 8_000);
        for (word, form) in FORMS.iter() {
            assert_eq!(*word, form.to_lowercase());
            assert_ne!(word, form);
        }
        assert_eq!((listed("oslo"), listed("nasa"), listed("iphone")), (Some("Oslo"), Some("NASA"), Some("iPhone")));
        assert_eq!((listed("lamp"), state("lamp")), (None, State::Plain));
        assert_eq!((state("may"), state("xylthra")), (State::Open(Kind::Told), State::Open(Kind::Unknown)));
    }

    #[test]
    fn any_list_is_read_to_its_end() {
        for broken in ["", "A", "Z", "Aoslo=", "Aoslo=Oslo", "zz", "++", "=\n=", "Aé\nBx", "Aée\nBx+Cy"] {
            let _ = unpack(broken);
        }
    }
}
