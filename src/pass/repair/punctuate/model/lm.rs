//! A pruned trigram model with sentence ends (Katz back-off), its logarithms in bytes, in a perfect hash with 16-bit
//! fingerprints: an n-gram that isn't there is taken for another once in 65,536 times.

use super::bytes::Bytes;
use super::vocab::{END, FIRST, START};

/// How many numbers the net is given for each word.
pub const NUMBERS: usize = 8;

/// What a byte of a table means, as a logarithm to base 10.
pub const PROBABILITY: (f32, f32) = (0.0, -8.0 / 255.0);
pub const BACKOFF: (f32, f32) = (0.5, -3.5 / 255.0);
/// What a word that the model doesn't have costs.
pub const UNKNOWN: f32 = -5.0;

/// What an entry of the hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// P(b | a)
    Pair = 1,
    /// The weight of what follows a b, where no trigram is listed.
    Backoff = 2,
    /// P(c | a b)
    Triple = 3,
}

/// The hash of an entry.
#[inline]
pub fn key(kind: Kind, a: u16, b: u16, c: u16) -> u64 {
    let packed = (kind as u64) << 48 | u64::from(a) << 32 | u64::from(b) << 16 | u64::from(c);
    let mixed = (packed ^ (packed >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 32)
}

/// The bucket of a key, among so many.
#[inline]
pub fn bucket(key: u64, buckets: usize) -> usize {
    (((key >> 32) * buckets as u64) >> 32) as usize
}

/// The slot of a key with a pilot, among so many.
#[inline]
pub fn slot(key: u64, pilot: u16, slots: usize) -> usize {
    let mixed = (key ^ u64::from(pilot).wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (((mixed >> 32) * slots as u64) >> 32) as usize
}

/// What is left in a slot to know its key by.
#[inline]
pub fn fingerprint(key: u64) -> u16 {
    (key.wrapping_mul(0x94D0_49BB_1331_11EB) >> 48) as u16
}

/// A byte's value.
#[inline]
pub fn value((zero, step): (f32, f32), byte: u8) -> f32 {
    zero + step * f32::from(byte)
}

/// A value's byte.
#[allow(dead_code)] // For the program that makes the model.
pub fn byte((zero, step): (f32, f32), value: f32) -> u8 {
    ((value - zero) / step).round().clamp(0.0, 255.0) as u8
}

/// The model.
pub struct Lm {
    /// For each word: P(w), its back-off, P(</s> | w), P(w | <s>) and the back-off of <s> w.
    words: [&'static [u8]; 5],
    pilots: Vec<u16>,
    slots: usize,
    /// Fingerprint and value of each slot.
    entries: &'static [u8],
}

/// A word as the model sees it.
#[derive(Clone, Copy, Default)]
struct Word {
    number: u16,
    probability: f32,
    backoff: f32,
    ends: f32,
    starts: f32,
    start_backoff: f32,
}

impl Lm {
    pub fn read(bytes: &mut Bytes, words: usize) -> Option<Lm> {
        let mut table = || bytes.take(words);
        let words = [table()?, table()?, table()?, table()?, table()?];
        let buckets = bytes.count()?;
        let slots = bytes.count()?;
        let pilots = bytes.u16s(buckets)?;
        let entries = bytes.take(slots.checked_mul(3)?)?;
        (buckets > 0 && slots > 0).then_some(Lm { words, pilots, slots, entries })
    }

    fn find(&self, kind: Kind, a: u16, b: u16, c: u16) -> Option<u8> {
        let key = key(kind, a, b, c);
        let pilot = *self.pilots.get(bucket(key, self.pilots.len()))?;
        let at = slot(key, pilot, self.slots) * 3;
        let entry = self.entries.get(at..at + 3)?;
        (u16::from_le_bytes([entry[0], entry[1]]) == fingerprint(key)).then_some(entry[2])
    }

    fn word(&self, number: u16) -> Word {
        let byte = |table: usize| self.words[table].get(usize::from(number)).copied().unwrap_or(255);
        if number < FIRST {
            return Word { number, probability: UNKNOWN, ends: -2.0, starts: UNKNOWN, ..Word::default() };
        }
        Word {
            number,
            probability: value(PROBABILITY, byte(0)),
            backoff: value(BACKOFF, byte(1)),
            ends: value(PROBABILITY, byte(2)),
            starts: value(PROBABILITY, byte(3)),
            start_backoff: value(BACKOFF, byte(4)),
        }
    }

    fn pair(&self, a: Word, b: Word) -> Option<f32> {
        if a.number < FIRST || b.number < FIRST {
            return None;
        }
        self.find(Kind::Pair, a.number, b.number, 0).map(|byte| value(PROBABILITY, byte))
    }

    /// The logarithm of a word's share of all, unless it is none of the model's.
    #[allow(dead_code)] // For setting words apart.
    pub fn share(&self, number: u16) -> Option<f32> {
        let byte = *self.words[0].get(usize::from(number))?;
        let share = value(PROBABILITY, byte);
        (!(UNKNOWN - 0.02..=UNKNOWN + 0.02).contains(&share)).then_some(share)
    }

    /// P(b | a), if it is listed.
    #[allow(dead_code)] // For setting words apart.
    pub fn listed_pair(&self, a: u16, b: u16) -> Option<f32> {
        if a < FIRST || b < FIRST {
            return None;
        }
        self.find(Kind::Pair, a, b, 0).map(|byte| value(PROBABILITY, byte))
    }

    fn triple(&self, a: u16, b: u16, c: u16) -> Option<f32> {
        let known = |number: u16| number >= FIRST || number == START || number == END;
        if !(known(a) && known(b) && known(c)) {
            return None;
        }
        self.find(Kind::Triple, a, b, c).map(|byte| value(PROBABILITY, byte))
    }

    fn backoff(&self, a: Word, b: Word) -> f32 {
        if a.number < FIRST || b.number < FIRST {
            return 0.0;
        }
        self.find(Kind::Backoff, a.number, b.number, 0).map_or(0.0, |byte| value(BACKOFF, byte))
    }

    /// What the n-grams say of a sentence end after each word, in numbers of about -4 to 4.
    ///
    /// For a word b in `a b c d`: how likely a sentence ends after `a b`, starts with `c d`, goes on with `c d`, and the
    /// difference between the two.
    pub fn features(&self, words: &[u16]) -> Vec<[f32; NUMBERS]> {
        let mut out = Vec::with_capacity(words.len());
        let at = |index: usize| self.word(words.get(index).copied().unwrap_or(super::vocab::PAD));
        let pad = self.word(super::vocab::PAD);
        let (mut a, mut b, mut c) = (pad, at(0), at(1));
        let mut ab_backoff = 0.0;
        let mut bc = self.pair(b, c);
        // P(c | a b), whether a trigram told it.
        let mut goes_on = bc.unwrap_or(b.backoff + c.probability);
        let mut told = false;
        for index in 0..words.len() {
            let d = at(index + 2);
            let ends = self.triple(a.number, b.number, END).unwrap_or(ab_backoff + b.ends);
            let cd = self.pair(c, d);
            let d_after_c = cd.unwrap_or(c.backoff + d.probability);
            let starts = self.triple(START, c.number, d.number).unwrap_or(c.start_backoff + d_after_c);
            let bc_backoff = self.backoff(b, c);
            let bcd = self.triple(b.number, c.number, d.number);
            let further = bcd.unwrap_or(bc_backoff + d_after_c);
            let whole = ends + c.starts + starts - goes_on - further;
            out.push([
                whole * 0.7,
                (ends + 1.5) * 1.2,
                (c.starts + 3.0) * 0.8,
                (goes_on + 2.5) * 0.6,
                (starts - further) * 0.8,
                f32::from(u8::from(bc.is_some())) + f32::from(u8::from(told)),
                f32::from(u8::from(cd.is_some())) + f32::from(u8::from(bcd.is_some())),
                1.0,
            ]);
            (a, b, c) = (b, c, d);
            ab_backoff = bc_backoff;
            bc = cd;
            goes_on = further;
            told = bcd.is_some();
        }
        out
    }
}
