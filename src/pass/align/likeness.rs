//! How alike two words are: by their letters (Levenshtein 1966, as Myers 1999 computes it), and by what two of them make
//! together.

use std::cell::Cell;

use super::tokens::Vocabulary;
use crate::algo::anchors::{Likeness, UNLIKE};

/// So many answers are kept, each in the place that its question has.
const KEPT: usize = 1 << 12;

/// Knows the words of both sides.
pub struct Alike<'l> {
    words: &'l Vocabulary,
    /// Which letters a word has, by id: one bit each, folded.
    letters: Vec<u32>,
    /// How many bytes a word has, by id.
    lengths: Vec<u8>,
    frequent: Vec<u8>,
    /// Both ids and the cost.
    known: Vec<Cell<(u32, u32, u32)>>,
    /// For each of the first side, what of the second it may stand for.
    allowed: Option<Allowed<'l>>,
}

/// Where elements may find a partner: for each of the first side a stretch of time, and when those of the second start.
pub struct Allowed<'l> {
    pub windows: &'l [(i64, i64)],
    pub starts: &'l [i64],
}

impl<'l> Alike<'l> {
    pub fn new(words: &'l Vocabulary, a: &[u32], b: &[u32]) -> Self {
        let mut counts = vec![0u32; words.len()];
        a.iter().chain(b).for_each(|id| counts[*id as usize] += 1);
        let total = (a.len() + b.len()).max(1) as f64;
        let frequent = counts.iter().zip(&words.says).map(|(count, says)| {
            let share = f64::from(*count) / total;
            // A word that comes up all the time says little about the place; in a short text nothing does.
            u8::from(share > 0.002 && *count > 20) + u8::from(share > 0.01 && *count > 20) + u8::from(!says)
        });
        let spellings = || (0..words.len() as u32).map(|id| words.spelling(id));
        let letters = spellings().map(|text| text.bytes().fold(0u32, |set, byte| set | 1 << (byte & 31)));
        let lengths = spellings().map(|text| text.len().min(255) as u8);
        Alike {
            words,
            letters: letters.collect(),
            lengths: lengths.collect(),
            frequent: frequent.collect(),
            known: vec![Cell::new((u32::MAX, u32::MAX, UNLIKE)); KEPT],
            allowed: None,
        }
    }

    /// The same, where elements may only stand for others of their time.
    pub fn within(mut self, allowed: Allowed<'l>) -> Self {
        self.allowed = Some(allowed);
        self
    }

    fn spelling(&self, id: u32) -> &str {
        self.words.spelling(id)
    }
}

impl Likeness for Alike<'_> {
    fn unlike(&self, a: u32, b: u32) -> u32 {
        let (set, other) = (self.letters[a as usize], self.letters[b as usize]);
        let (length, longer) = (self.lengths[a as usize].into(), self.lengths[b as usize].into());
        let (short, long) = (usize::min(length, longer), usize::max(length, longer));
        // Words that share less than half their letters, or are of quite another length, are not alike.
        if (long - short) * 2 > long || (set & other).count_ones() * 2 < set.count_ones().max(other.count_ones()) {
            return UNLIKE;
        }
        // Each letter that only one of them has must change.
        if (set & !other).count_ones().max((other & !set).count_ones()) as usize * 2 > long && long < 255 {
            return UNLIKE;
        }
        let place = (a.wrapping_mul(0x9E37_79B9) ^ b.wrapping_mul(0x85EB_CA6B)) as usize >> 8;
        let known = &self.known[place % KEPT];
        if let (one, other, cost) = known.get()
            && (one, other) == (a, b)
        {
            return cost;
        }
        let cost = unlike(self.spelling(a), self.spelling(b));
        known.set((a, b, cost));
        cost
    }

    fn frequent(&self, id: u32) -> u32 {
        self.frequent.get(id as usize).map_or(0, |cost| u32::from(*cost))
    }

    fn joined(&self, first: u32, second: u32, whole: u32) -> bool {
        let length = |id: u32| u32::from(self.lengths[id as usize]);
        // Nearly always their lengths are enough; 255 stands for more.
        if length(first) + length(second) != length(whole) && length(whole) < 255 {
            return false;
        }
        let (first, second, whole) = (self.spelling(first), self.spelling(second), self.spelling(whole));
        whole.len() == first.len() + second.len() && whole.starts_with(first) && whole.ends_with(second)
    }

    fn allowed(&self, a: usize, b: usize) -> bool {
        let Some(allowed) = &self.allowed else { return true };
        match (allowed.windows.get(a), allowed.starts.get(b)) {
            (Some((from, to)), Some(start)) => from <= start && start <= to,
            _ => true,
        }
    }
}

/// From 1 to [`UNLIKE`], by the share of letters that must change; more than half make words that are not alike.
fn unlike(a: &str, b: &str) -> u32 {
    let longest = a.len().max(b.len());
    // One character of a script without spaces is another one.
    if longest < 3 || longest < 5 && !(a.is_ascii() && b.is_ascii()) {
        return UNLIKE;
    }
    let apart = distance(a.as_bytes(), b.as_bytes());
    if apart * 2 > longest {
        return UNLIKE;
    }
    (1 + (apart * 14) as u32 / longest as u32).min(UNLIKE - 1)
}

/// Edit distance of two short words; of longer ones their first 64 bytes and what is left over count.
fn distance(a: &[u8], b: &[u8]) -> usize {
    // Words that are alike begin or end alike.
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if let [one] = short {
        return long.len() - usize::from(long.contains(one));
    }
    let pattern = &short[..short.len().min(64)];
    if pattern.is_empty() {
        return long.len();
    }
    // Where each letter stands in the pattern: letters without case or marks have a place each.
    let lower = |text: &[u8]| text.iter().all(u8::is_ascii_lowercase);
    let places = (lower(pattern) && lower(long)).then(|| {
        let mut places = [0u64; 32];
        pattern.iter().enumerate().for_each(|(at, own)| places[usize::from(own & 31)] |= 1 << at);
        places
    });
    let (mut up, mut down) = (u64::MAX, 0u64);
    let last = 1u64 << (pattern.len() - 1);
    let mut cost = pattern.len() + (short.len() - pattern.len());
    for letter in long {
        let same = match &places {
            Some(places) => places[usize::from(letter & 31)],
            None => pattern.iter().enumerate().fold(0u64, |bits, (at, own)| bits | u64::from(own == letter) << at),
        };
        let vertical = same | down;
        let across = ((same & up).wrapping_add(up) ^ up) | same;
        let grows = down | !(across | up);
        let shrinks = up & across;
        cost = cost + usize::from(grows & last > 0) - usize::from(shrinks & last > 0);
        let (grows, shrinks) = (grows << 1 | 1, shrinks << 1);
        up = shrinks | !(vertical | grows);
        down = grows & vertical;
    }
    cost
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn distances_are_levenshteins(a in "[a-d]{0,30}|[a-dé1-4]{0,12}", b in "[a-d]{0,30}|[a-dé1-4]{0,12}") {
            let slow = strsim::generic_levenshtein(&a.as_bytes().to_vec(), &b.as_bytes().to_vec());
            prop_assert_eq!(distance(a.as_bytes(), b.as_bytes()), slow);
        }
    }

    #[test]
    fn words_are_alike_by_their_letters() {
        for (a, b) in [("alignment", "alinement"), ("sutskever", "sutzkever"), ("transformer", "transformers")] {
            assert!(unlike(a, b) < UNLIKE / 2 + 1, "{a} {b} {}", unlike(a, b));
        }
        for (a, b) in [("is", "it"), ("model", "paper"), ("the", "dog")] {
            assert_eq!(unlike(a, b), UNLIKE, "{a} {b}");
        }
    }
}
