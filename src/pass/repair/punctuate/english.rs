//! Marks and capitals for the words of a text.

use std::sync::LazyLock;

use super::case::Case;
use super::model::decide::{Bounds, Thresholds, mark, thresholds};
use super::model::{MARKS, Mark, Model};
use super::tokens::{self, Speech, Token};
use crate::pass::repair::Edit;

/// Made by `benches/train`, whose README says how and from what.
#[cfg(feature = "model")]
static BYTES: &[u8] = include_bytes!("model.bin");
#[cfg(not(feature = "model"))]
static BYTES: &[u8] = &[];

static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| Model::read(BYTES));

pub(super) fn model() -> Option<&'static Model> {
    MODEL.as_ref()
}

/// Whether there is a model at all.
pub(super) fn is_there() -> bool {
    cfg!(feature = "model")
}

/// How likely one word follows another, as logarithms to base 10.
#[derive(Clone, Copy)]
pub struct Pairs {
    model: &'static Model,
}

impl Pairs {
    pub fn get() -> Option<Pairs> {
        model().map(|model| Pairs { model })
    }

    /// A word's number, and how frequent it is.
    pub fn word(&self, word: &str) -> Option<(u16, f32)> {
        let number = self.model.vocab.known(word.as_bytes())?;
        self.model.lm.share(number).map(|share| (number, share))
    }

    /// How likely the word of a number follows another, if the pair is listed.
    pub fn score(&self, first: u16, second: u16) -> Option<f32> {
        self.model.lm.listed_pair(first, second)
    }
}

/// Commas, full stops, question marks and capitals for English text without them, as the rule `punctuate` makes them,
/// but on any text that is given.
///
/// Without the feature `model` everything comes back as it was.
///
/// ```
/// use fireside::pass::repair::Punctuator;
/// let plain = "where did you grow up i grew up in norway and then my parents moved to the united states";
/// let text = Punctuator::default().text(plain);
/// # #[cfg(feature = "model")]
/// assert_eq!(text, "Where did you grow up? I grew up in Norway, and then my parents moved to the United States.");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Punctuator {
    names: Vec<String>,
}

/// What [`Punctuator::words`] says of a word.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Marked {
    /// The mark after it: `,`, `.` or `?`.
    pub mark: Option<char>,
    /// How sure it is of that, the lack of a mark too, from 0 to 1.
    pub confidence: f32,
}

impl Punctuator {
    /// Names as they are written, such as those of the speakers; whole phrases may be given, whose words in lower case
    /// say nothing. Default: none.
    ///
    /// ```
    /// use fireside::pass::repair::Punctuator;
    /// let text = Punctuator::default().names(["Ilya Sutskever of OpenAI"]).text("so ilya founded openai");
    /// # #[cfg(feature = "model")]
    /// assert_eq!(text, "So Ilya founded OpenAI.");
    /// ```
    pub fn names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.names.extend(names.into_iter().map(Into::into));
        self
    }

    /// The text with marks and capitals. Marks and capitals that it has are kept.
    pub fn text(&self, text: &str) -> String {
        apply(text, self.edits(text))
    }

    /// The text with capitals alone, where its own marks tell that a sentence starts and where names stand.
    ///
    /// ```
    /// use fireside::pass::repair::Punctuator;
    /// let text = Punctuator::default().capitals("we met in oslo. i had come by train, from the united states.");
    /// # #[cfg(feature = "model")]
    /// assert_eq!(text, "We met in Oslo. I had come by train, from the United States.");
    /// ```
    pub fn capitals(&self, text: &str) -> String {
        let mut edits = Vec::new();
        capitals(text, &tokens::of_text(text), &self.names, &mut edits);
        apply(text, edits)
    }

    /// The same as edits, by place.
    pub fn edits(&self, text: &str) -> Vec<Edit> {
        let mut out = Vec::new();
        if is_there() {
            edits(text, &tokens::of_text(text), &self.names, &mut out);
            out.sort_by_key(|edit| (edit.bytes.start, edit.bytes.end));
        }
        out
    }

    /// The mark after each word; `pauses` holds the silence after each word in milliseconds, as far as it is known.
    ///
    /// ```
    /// use fireside::pass::repair::Punctuator;
    /// let marked = Punctuator::default().words(&["did", "it", "work", "yes", "it", "did"], &[]);
    /// # #[cfg(feature = "model")]
    /// assert_eq!((marked[2].mark, marked[5].mark), (Some('?'), Some('.')));
    /// ```
    pub fn words(&self, words: &[&str], pauses: &[u32]) -> Vec<Marked> {
        let Some(model) = model() else {
            return words.iter().map(|_| Marked { mark: None, confidence: 0.0 }).collect();
        };
        let speech = tokens::of_words(model, words, pauses);
        let marks = marks(model, &speech);
        marks.into_iter().map(|(mark, confidence)| Marked { mark: sign(mark), confidence }).collect()
    }
}

/// Whether a quotation begins with a word: behind a mark and with its sign before it.
fn quoted(text: &str, token: &Token) -> bool {
    let left = text.get(..token.bytes().start).unwrap_or("");
    left.strip_suffix(['"', '“']).is_some_and(|left| left.trim_end().ends_with([',', ':', '.', '?', '!']))
}

fn apply(text: &str, edits: Vec<Edit>) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut done = 0;
    for edit in edits {
        out.push_str(text.get(done..edit.bytes.start).unwrap_or(""));
        out.push_str(&edit.replacement);
        done = edit.bytes.end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

/// The capitals alone, by place.
pub(in crate::pass::repair) fn capitals(text: &str, speech: &Speech, names: &[String], out: &mut Vec<Edit>) {
    let mut case = Case::of(text, speech, names);
    let marks: Vec<Mark> = speech.tokens.iter().map(|token| heard(text, token)).collect();
    let mark_of = |at: usize| marks.get(at).copied().unwrap_or(Mark::Stop);
    let mut starts = true;
    for (index, (token, mark)) in speech.tokens.iter().zip(&marks).enumerate() {
        let starting = starts || token.first || quoted(text, token);
        if let Some((form, confidence)) = case.form(text, speech, index, starting, &mark_of) {
            out.push(Edit::new(token.bytes(), form, confidence));
        }
        starts = matches!(mark, Mark::Stop | Mark::Question);
    }
}

/// The mark that a word has, a full stop that is its own aside.
fn heard(text: &str, token: &Token) -> Mark {
    match token.given {
        Some(Mark::Stop | Mark::Question) if !token.closes(text) => {
            let tail = text.get(token.end()..).unwrap_or("");
            if tail.starts_with([';', ',']) { Mark::Comma } else { Mark::None }
        }
        given => given.unwrap_or(Mark::None),
    }
}

fn sign(mark: Mark) -> Option<char> {
    match mark {
        Mark::None => None,
        Mark::Comma => Some(','),
        Mark::Stop => Some('.'),
        Mark::Question => Some('?'),
    }
}

/// How a silence of so many milliseconds changes the odds that a sentence ends, and that a comma stands there.
fn pause_weights(pause: u32) -> (f32, f32) {
    let long = (pause as f32 - 200.0).max(0.0) / 400.0;
    (1.0 + (long * long * 3.0).min(15.0), 1.0 + long.min(1.5))
}

/// The chances of each mark, computed with the widest vectors that the machine has: the same sums in the same order.
#[cfg(feature = "model")]
fn chances_of(model: &Model, words: &[u16]) -> Vec<[f32; MARKS]> {
    struct Work<'m>(&'m Model, &'m [u16]);
    impl pulp::NullaryFnOnce for Work<'_> {
        type Output = Vec<[f32; MARKS]>;

        #[inline(always)]
        fn call(self) -> Self::Output {
            self.0.chances(self.1)
        }
    }
    pulp::Arch::new().dispatch(Work(model, words))
}

#[cfg(not(feature = "model"))]
fn chances_of(model: &Model, words: &[u16]) -> Vec<[f32; MARKS]> {
    model.chances(words)
}

/// The mark after each word, and how sure it is.
fn marks(model: &Model, speech: &Speech) -> Vec<(Mark, f32)> {
    let mut chances: Vec<[f32; MARKS]> = Vec::with_capacity(speech.tokens.len());
    for stretch in speech.stretches() {
        let numbers: Vec<u16> = stretch.iter().map(|token| token.number).collect();
        chances.extend(chances_of(model, &numbers));
    }
    for (token, chances) in speech.tokens.iter().zip(&mut chances) {
        if token.pause > 200 {
            let (ends, comma) = pause_weights(token.pause);
            let [none, commas, stop, question] = *chances;
            let weighed = [none, commas * comma, stop * ends, question * ends];
            let sum: f32 = weighed.iter().sum();
            *chances = weighed.map(|share| share / sum);
        }
    }
    let at = thresholds(&chances, &Bounds::default());
    speech.tokens.iter().zip(chances).map(|(token, chances)| decide(token, chances, &at)).collect()
}

fn decide(token: &Token, chances: [f32; MARKS], at: &Thresholds) -> (Mark, f32) {
    if let Some(given) = token.given {
        return (given, 1.0);
    }
    let [none, comma, stop, question] = chances;
    let found = match mark(chances, at) {
        // Whatever it is, it ends here.
        Mark::None | Mark::Comma if token.last => {
            if question > stop {
                Mark::Question
            } else {
                Mark::Stop
            }
        }
        found => found,
    };
    let share = match found {
        Mark::None => none,
        Mark::Comma => comma,
        Mark::Stop => stop,
        Mark::Question => question,
    };
    (found, if token.last { share.max(0.8) } else { share })
}

/// Everything that is to be changed, by place.
pub(super) fn edits(text: &str, speech: &Speech, names: &[String], out: &mut Vec<Edit>) {
    let Some(model) = model() else { return };
    let marks = marks(model, speech);
    let mut case = Case::of(text, speech, names);
    let mark_of = |at: usize| marks.get(at).map_or(Mark::Stop, |(mark, _)| *mark);
    let mut starts = true;
    for (index, (token, (mark, confidence))) in speech.tokens.iter().zip(&marks).enumerate() {
        if token.first {
            starts = true;
        }
        if let Some((form, confidence)) = case.form(text, speech, index, starts, &mark_of) {
            out.push(Edit::new(token.bytes(), form, confidence));
        }
        if token.given.is_none()
            && let Some(sign) = sign(*mark)
        {
            let sign = match sign {
                ',' => ",",
                '.' => ".",
                _ => "?",
            };
            out.push(Edit::new(token.end()..token.end(), sign, confidence.clamp(0.05, 0.99)));
        }
        starts = matches!(mark, Mark::Stop | Mark::Question);
    }
}
