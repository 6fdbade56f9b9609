//! Which words have a capital where they stand: `the State of the Union`, `a state`; `Mr. Bush`, `a bush`.
//!
//! A logistic model over a word, its neighbours and their capitals. Its weights lie in a perfect hash like the n-grams.

use super::bytes::Bytes;
use super::lm::{bucket, fingerprint, slot};

/// What the four bits of a weight stand for.
const LEVELS: [f32; 16] = [-5.0, -3.5, -2.5, -1.8, -1.25, -0.8, -0.45, -0.2, 0.2, 0.45, 0.8, 1.25, 1.8, 2.5, 3.5, 5.0];

/// The bits of the nearest weight.
#[allow(dead_code)] // For the program that makes the model.
pub fn level(weight: f32) -> u8 {
    let distance = |at: &usize| (LEVELS[*at] - weight).abs();
    (0..LEVELS.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0) as u8
}

/// What is left of a key in its slot, above the weight's bits.
#[inline]
pub fn mark(key: u64) -> u16 {
    fingerprint(key) & 0xFFF0
}

/// What a word is before its neighbours are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word of its own features.
    Told = 0,
    /// A word that no list has.
    Unknown = 1,
    /// The same, but the n-grams have it.
    Named = 2,
    /// Any word behind a colon.
    Colon = 3,
}

/// How a word before is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Written {
    #[default]
    Small = 0,
    Capital = 1,
    /// It starts a sentence, which tells nothing.
    Start = 2,
}

/// How a word after is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Right {
    #[default]
    Open = 0,
    Small = 1,
    Capital = 2,
    /// There is none, or a mark before it.
    None = 3,
}

/// In the place of a word: there is none, or a mark stands between.
pub const EDGE: u32 = 1;
pub const COMMA: u32 = 2;

/// A word and what stands around it: hashes of words in small letters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub word: u32,
    /// The word before and the one before it.
    pub left: [u32; 2],
    pub left_written: [Written; 2],
    /// The word after and the one after it.
    pub right: [u32; 2],
    /// How the word after is written, if that is known.
    pub right_written: Right,
    /// The last letters.
    pub ending: u32,
}

/// A feature of a place.
#[inline]
pub fn key(template: u8, a: u32, b: u32, c: u32) -> u64 {
    let mixed = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(template);
    let mixed = (mixed ^ (mixed >> 29) ^ u64::from(c) << 17).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 32)
}

/// The feature that says that a word has features of its own.
#[inline]
pub fn told(word: u32) -> u64 {
    key(0, word, 0, 0)
}

/// Hands over the features of a place.
#[inline]
pub fn features(kind: Kind, place: &Place, mut take: impl FnMut(u64)) {
    let Place { word, left, left_written, right, right_written, ending } = *place;
    let written = left_written[0] as u32;
    let further = left_written[1] as u32;
    let class = kind as u32 + 16;
    take(key(1, class, left[0], 0));
    take(key(2, class, right[0], 0));
    take(key(3, class, written, right_written as u32));
    take(key(4, class, left[0], further));
    take(key(5, class, left[1], left[0]));
    take(key(6, class, right[0], right[1]));
    if kind == Kind::Colon {
        take(key(22, class, word, 0));
        take(key(22, class, word, right[0]));
    } else if kind == Kind::Told {
        take(told(word));
        take(key(8, word, left[0], 0));
        take(key(9, word, right[0], 0));
        take(key(10, word, written, 0));
        take(key(11, word, right_written as u32, 0));
        take(key(12, word, left[0], further));
        take(key(13, word, left[0], left[1]));
        take(key(14, word, right[0], right[1]));
        take(key(16, word, left[0], right[0]));
        take(key(21, word, written, right_written as u32));
    } else {
        take(key(20, class, right_written as u32, right[0]));
        take(key(17, class, ending, 0));
        take(key(18, class, ending, written));
        take(key(19, class, written, left[0]));
    }
}

/// The end of a word, for words that nobody knows.
pub fn ending(word: &[u8]) -> u32 {
    let tail = word.len().saturating_sub(3);
    let tail = word.get(tail..).unwrap_or(&[]);
    tail.iter().fold(word.len().min(9) as u32, |sum, byte| sum << 8 ^ u32::from(*byte) ^ sum >> 24)
}

/// The weights.
pub struct Capitals {
    pilots: Vec<u16>,
    /// Twelve bits to know a feature by, and four of its weight.
    slots: Vec<u16>,
}

impl Capitals {
    /// Reads what `benches/train` has written; `None` if the bytes are no such thing.
    pub fn read(bytes: &'static [u8]) -> Option<Capitals> {
        let mut bytes = Bytes::new(bytes);
        let buckets = bytes.count()?;
        let slots = bytes.count()?;
        let pilots = bytes.u16s(buckets)?;
        let slots = bytes.u16s(slots)?;
        (!pilots.is_empty() && !slots.is_empty()).then_some(Capitals { pilots, slots })
    }

    #[inline]
    fn weight(&self, key: u64) -> Option<f32> {
        let pilot = *self.pilots.get(bucket(key, self.pilots.len()))?;
        let entry = *self.slots.get(slot(key, pilot, self.slots.len()))?;
        (entry & 0xFFF0 == mark(key)).then(|| LEVELS[usize::from(entry & 15)])
    }

    /// Whether a word has features of its own.
    pub fn is_told(&self, word: u32) -> bool {
        self.weight(told(word)).is_some()
    }

    /// How much speaks for a capital: above zero it is likelier than not.
    pub fn score(&self, kind: Kind, place: &Place) -> f32 {
        let mut sum = 0.0;
        features(kind, place, |key| sum += self.weight(key).unwrap_or(0.0));
        sum
    }
}
