//! Capitals: from a list, from the document itself, and at the start of a sentence.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::forms::{self, State, capital, listed};
use super::model::Mark;
use super::model::capitals::{COMMA, EDGE, Kind, Place, Right, Written, ending};
use super::model::vocab::{self, FIRST};
use super::tokens::Speech;
use crate::pass::repair::{lexicon, scan};

/// The capitals of a text.
pub struct Case {
    /// The document's own forms, by their small letters.
    own: FxHashMap<String, String>,
    /// Whether the text has none of its own.
    small: bool,
    /// How the last two words were written, the last one first.
    before: [Written; 2],
}

impl Case {
    /// Learns the forms of names, and of words that the text writes with a capital elsewhere.
    pub fn of(text: &str, speech: &Speech, names: &[String]) -> Case {
        let small = speech.is_small(text);
        let mut case = Case { own: FxHashMap::default(), small, before: [Written::Start; 2] };
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
            let listed = lexicon::is_known(&lower) || fixed(&lower).is_some();
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

    /// How the word at `index` is to be written, if it isn't so; `starts` says whether a sentence starts with it, `marks`
    /// what stands after each word. Words are to be asked for one after the other.
    pub fn form(
        &mut self,
        text: &str,
        speech: &Speech,
        index: usize,
        starts: bool,
        marks: &dyn Fn(usize) -> Mark,
    ) -> Option<(String, f32)> {
        let token = speech.tokens.get(index)?;
        let written = text.get(token.bytes())?;
        let given = written.bytes().any(|byte| byte.is_ascii_uppercase());
        let found = if given || !token.exact && scan::is_technical(written) {
            None
        } else {
            let form = match self.small {
                true => self.inside(text, speech, index, written, marks),
                false => None,
            };
            match form {
                Some(form) if starts => Some((capital(&form).unwrap_or(form), 0.95)),
                Some(form) => (form != written).then_some((form, 0.9)),
                None if starts => capital(written).map(|form| (form, 0.8)),
                None => None,
            }
        };
        let large = match &found {
            Some((form, _)) => form.starts_with(char::is_uppercase),
            None => given && written.starts_with(char::is_uppercase),
        };
        let way = match (starts, large) {
            (true, _) => Written::Start,
            (false, true) => Written::Capital,
            (false, false) => Written::Small,
        };
        self.before = [way, self.before[0]];
        found
    }

    /// The form with capitals inside a sentence.
    fn inside(
        &self,
        text: &str,
        speech: &Speech,
        index: usize,
        written: &str,
        marks: &dyn Fn(usize) -> Mark,
    ) -> Option<String> {
        let token = speech.tokens.get(index)?;
        let colon = index > 0 && marks(index - 1) == Mark::Comma && follows_colon(text, token.bytes().start);
        // Most words are known, and have no capitals anywhere.
        let own = !self.own.is_empty() && (self.own.contains_key(written) || written.contains('\''));
        let exact = token.exact && token.number >= FIRST;
        let mut state = None;
        if exact {
            let found = forms::state_of(token.number, written);
            if found == State::Plain && !colon && !own {
                return None;
            }
            state = Some(found);
        }
        let word: Cow<'_, str> = match exact {
            true => written.into(),
            false => written.replace('’', "'").to_lowercase().into(),
        };
        let (stem, tail) = forms::stem(&word);
        let stem_length = word.strip_suffix(tail).map_or(0, str::len);
        let tail = written.get(stem_length..).filter(|_| !tail.is_empty()).unwrap_or("");
        if let Some(form) = self.own.get(&*word) {
            return Some(form.to_owned());
        }
        if let Some(form) = self.own.get(stem) {
            return Some(form.to_owned() + tail);
        }
        let month = matches!(stem, "may" | "march");
        let after = || text.get(speech.tokens.get(index + 1)?.bytes());
        if month && after().is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit())) {
            return capital(written);
        }
        let told = |kind: Kind| {
            let place = self.place(text, speech, index, stem, marks);
            let score = forms::weights().map_or(-1.0, |weights| weights.score(kind, &place));
            let form = || listed(stem).map(str::to_owned).or_else(|| capital(stem));
            (score > 0.0).then(form).flatten().map(|form| form + tail)
        };
        match state.unwrap_or_else(|| forms::state(&word)) {
            State::Listed if listed(&word).is_some() => return listed(&word).map(str::to_owned),
            State::Listed if listed(stem).is_some() => return listed(stem).map(|form| form.to_owned() + tail),
            _ if colon && stem.bytes().all(|byte| byte.is_ascii_lowercase()) => return told(Kind::Colon),
            State::Open(kind) => return told(kind),
            _ => {}
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
        let (left, right) = word.split_once('-')?;
        let part = |word: &str| self.own.get(word).map(String::as_str).or_else(|| fixed(word)).map(str::to_owned);
        match (part(left), part(right)) {
            (None, None) => None,
            (first, second) => {
                Some(format!("{}-{}", first.as_deref().unwrap_or(left), second.as_deref().unwrap_or(right)))
            }
        }
    }

    /// What stands around a word.
    fn place(&self, text: &str, speech: &Speech, index: usize, stem: &str, marks: &dyn Fn(usize) -> Mark) -> Place {
        let word = |at: usize| speech.tokens.get(at).and_then(|token| text.get(token.bytes()));
        let hash = |at: usize| word(at).map_or(EDGE, hashed);
        let ends = |mark: Mark| matches!(mark, Mark::Stop | Mark::Question);
        let [first, second] = self.before;
        let mark_before = |at: usize| index.checked_sub(at).map_or(Mark::Stop, marks);
        let left = match (mark_before(1), mark_before(2)) {
            (before, _) if ends(before) => [EDGE, EDGE],
            (Mark::Comma, _) => [COMMA, hash(index - 1)],
            (_, before) if ends(before) => [hash(index - 1), EDGE],
            (_, Mark::Comma) => [hash(index - 1), COMMA],
            _ => [hash(index - 1), hash(index - 2)],
        };
        let right = match (marks(index), marks(index + 1)) {
            (Mark::Comma, _) => [COMMA, hash(index + 1)],
            (Mark::None, Mark::None) => [hash(index + 1), hash(index + 2)],
            (Mark::None, Mark::Comma) => [hash(index + 1), COMMA],
            (Mark::None, _) => [hash(index + 1), EDGE],
            _ => [EDGE, EDGE],
        };
        let right_written = match speech.tokens.get(index + 1) {
            Some(token) if marks(index) == Mark::None => {
                let next = text.get(token.bytes()).unwrap_or("");
                let state = match token.exact && token.number >= FIRST {
                    true => forms::state_of(token.number, next),
                    false => forms::state(&next.replace('’', "'").to_lowercase()),
                };
                let capital = || {
                    let next = next.replace('’', "'").to_lowercase();
                    listed(forms::stem(&next).0).is_some()
                };
                match state {
                    State::Open(_) => Right::Open,
                    State::Listed if capital() => Right::Capital,
                    _ => Right::Small,
                }
            }
            _ => Right::None,
        };
        Place {
            word: vocab::hash(stem.as_bytes()),
            left,
            left_written: [first, second],
            right,
            right_written,
            ending: ending(stem.as_bytes()),
        }
    }
}

/// The form of a word that has its capitals wherever it stands.
fn fixed(word: &str) -> Option<&'static str> {
    if matches!(forms::state(word), State::Open(_)) { None } else { listed(word) }
}

/// The hash of a word as the weights know it.
fn hashed(word: &str) -> u32 {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
        return vocab::hash(word.as_bytes());
    }
    vocab::hash(word.replace('’', "'").replace('.', "").to_lowercase().as_bytes())
}

/// Whether a colon stands before a place.
fn follows_colon(text: &str, at: usize) -> bool {
    let left = text.get(..at).unwrap_or("").trim_end_matches(['"', '“', '\'', '‘', '(']);
    left.trim_end_matches([' ', '\n']).trim_end_matches(['"', '”']).ends_with(':')
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
