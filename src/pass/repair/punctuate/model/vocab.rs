//! Words as numbers.

use super::bytes::Bytes;

/// Before the first word and after the last.
pub const PAD: u16 = 0;
/// The start and the end of a sentence, for the n-grams.
pub const START: u16 = 1;
pub const END: u16 = 2;
/// The first number of a word that is known; those between are for kinds of unknown words.
pub const FIRST: u16 = 16;

/// The kinds of numbers, and of words with signs in them.
pub const DIGITS: u16 = 3;
pub const OTHER: u16 = 4;

/// The known words, by their hashes.
pub struct Vocab {
    slots: Vec<(u32, u16)>,
    words: usize,
}

/// Fowler, Noll and Vo's FNV-1a, folded.
pub fn hash(word: &[u8]) -> u32 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
    let hash = word.iter().fold(0xCBF2_9CE4_8422_2325, step);
    (hash ^ (hash >> 32)) as u32
}

impl Vocab {
    pub fn read(bytes: &mut Bytes) -> Option<Vocab> {
        let count = bytes.count()?;
        let hashes = bytes.take(count.checked_mul(4)?)?;
        let hashes = hashes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        Some(Self::of(hashes.collect()))
    }

    /// The words with these hashes, numbered in this order from [`FIRST`].
    pub fn of(hashes: Vec<u32>) -> Vocab {
        let mut slots = vec![(0, PAD); (hashes.len() * 3).next_power_of_two().max(16)];
        let words = hashes.len() + usize::from(FIRST);
        let mask = slots.len() - 1;
        for (hash, number) in hashes.into_iter().zip(FIRST..) {
            let mut slot = hash as usize & mask;
            while slots[slot].1 != PAD {
                slot = (slot + 1) & mask;
            }
            slots[slot] = (hash, number);
        }
        Vocab { slots, words }
    }

    /// How many numbers there are, those without a word among them.
    pub fn len(&self) -> usize {
        self.words
    }

    /// The number of a word that is listed.
    pub fn known(&self, word: &[u8]) -> Option<u16> {
        let hash = hash(word);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots.get(slot)? {
                (_, PAD) => return None,
                (found, number) if *found == hash => return Some(*number),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    /// The number of any lower-case word: its own, that of its last part, or that of its kind.
    pub fn number(&self, word: &[u8]) -> u16 {
        if let Some(number) = self.known(word) {
            return number;
        }
        if let Some(hyphen) = word.iter().rposition(|byte| *byte == b'-')
            && let Some(number) = word.get(hyphen + 1..).and_then(|part| self.known(part))
        {
            return number;
        }
        kind(word)
    }
}

/// What an unknown word looks like.
pub fn kind(word: &[u8]) -> u16 {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending.as_bytes()));
    match word {
        [first, ..] if first.is_ascii_digit() || (*first == b'$' && word.len() > 1) => DIGITS,
        _ if !word.iter().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'-')) => OTHER,
        _ if ends(&["'s"]) => 5,
        _ if ends(&["ing"]) => 6,
        _ if ends(&["ed"]) => 7,
        _ if ends(&["ly"]) => 8,
        _ if ends(&["tion", "ness", "ment", "ity", "ism"]) => 9,
        _ if ends(&["er", "or", "ist", "ian"]) => 10,
        _ if ends(&["al", "ive", "ous", "ful", "ic", "able", "less"]) => 11,
        _ if ends(&["s"]) => 12,
        _ if word.len() <= 3 => 13,
        _ => 14,
    }
}
