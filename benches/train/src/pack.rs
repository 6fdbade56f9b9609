//! Prunes an n-gram model and packs it into a perfect hash.

use std::collections::HashMap;

use crate::model::lm::{self, BACKOFF, Kind, PROBABILITY, UNKNOWN};
use crate::model::vocab::{END, FIRST, START};
use crate::sphinx::Sphinx;

/// What an n-gram weighs more if a sentence starts or ends in it.
const BOUNDARY: f64 = 8.0;

fn power(logarithm: f32) -> f64 {
    // 10 to a power, by our own exponential.
    let whole = f64::from(logarithm) * std::f64::consts::LN_10 / 1024.0;
    let (mut term, mut sum) = (1.0, 1.0);
    for step in 1..9 {
        term *= whole / f64::from(step);
        sum += term;
    }
    for _ in 0..10 {
        sum *= sum;
    }
    sum
}

/// The bytes of the pruned model over these words, in order of their numbers.
pub fn pack(sphinx: &Sphinx, words: &[String], entries: usize) -> Vec<u8> {
    let numbers: HashMap<&str, u16> = words.iter().map(String::as_str).zip(FIRST..).collect();
    let number: Vec<Option<u16>> = sphinx
        .words
        .iter()
        .map(|word| match word.as_str() {
            "<s>" => Some(START),
            "</s>" => Some(END),
            word => numbers.get(word).copied(),
        })
        .collect();
    let start = sphinx.words.iter().position(|word| word == "<s>").unwrap() as u32;
    let end = sphinx.words.iter().position(|word| word == "</s>").unwrap() as u32;
    // A sentence starts as often as one ends.
    let chance =
        |word: u32| if word == start { sphinx.unigrams[end as usize].0 } else { sphinx.unigrams[word as usize].0 };
    let edge = |words: &[u32]| if words.contains(&start) || words.contains(&end) { BOUNDARY } else { 1.0 };

    let count = usize::from(FIRST) + words.len();
    let mut tables = [(); 5].map(|()| vec![0u8; count]);
    tables[0].fill(lm::byte(PROBABILITY, UNKNOWN));
    tables[1].fill(lm::byte(BACKOFF, 0.0));
    tables[2].fill(lm::byte(PROBABILITY, -2.0));
    tables[3].fill(lm::byte(PROBABILITY, UNKNOWN));
    tables[4].fill(lm::byte(BACKOFF, 0.0));
    for (word, (probability, backoff)) in sphinx.unigrams.iter().enumerate() {
        let Some(number) = number[word].map(usize::from) else { continue };
        tables[0][number] = lm::byte(PROBABILITY, *probability);
        tables[1][number] = lm::byte(BACKOFF, *backoff);
        tables[2][number] = lm::byte(PROBABILITY, backoff + sphinx.unigrams[end as usize].0);
        tables[3][number] = lm::byte(PROBABILITY, probability + sphinx.unigrams[start as usize].1);
    }
    let mut pairs: HashMap<(u32, u32), (f32, f32)> = HashMap::with_capacity(sphinx.bigrams.len());
    let mut ranked: Vec<(f64, Kind, u16, u16, u16, u8)> = Vec::new();
    for &(a, b, probability, backoff) in &sphinx.bigrams {
        pairs.insert((a, b), (probability, backoff));
        let (Some(first), Some(second)) = (number[a as usize], number[b as usize]) else { continue };
        if b == end {
            tables[2][usize::from(first)] = lm::byte(PROBABILITY, probability);
        } else if a == start {
            tables[3][usize::from(second)] = lm::byte(PROBABILITY, probability);
            tables[4][usize::from(second)] = lm::byte(BACKOFF, backoff);
        } else {
            let guess = sphinx.unigrams[a as usize].1 + sphinx.unigrams[b as usize].0;
            let weight = power(chance(a) + probability);
            let gain = weight * f64::from((probability - guess).abs());
            ranked.push((gain, Kind::Pair, first, second, 0, lm::byte(PROBABILITY, probability)));
            let gain = weight * f64::from(backoff.abs());
            ranked.push((gain, Kind::Backoff, first, second, 0, lm::byte(BACKOFF, backoff)));
        }
    }
    for &(a, b, c, probability) in &sphinx.trigrams {
        let (Some(first), Some(second), Some(third)) = (number[a as usize], number[b as usize], number[c as usize])
        else {
            continue;
        };
        let (before, backoff) = pairs.get(&(a, b)).copied().unwrap_or((chance(b), 0.0));
        let after = match pairs.get(&(b, c)) {
            Some((probability, _)) => *probability,
            None => sphinx.unigrams[b as usize].1 + sphinx.unigrams[c as usize].0,
        };
        let gain = power(chance(a) + before + probability)
            * f64::from((probability - backoff - after).abs())
            * edge(&[a, b, c]);
        ranked.push((gain, Kind::Triple, first, second, third, lm::byte(PROBABILITY, probability)));
    }
    ranked.sort_by(|left, right| {
        right
            .0
            .total_cmp(&left.0)
            .then_with(|| (left.1, left.2, left.3, left.4).cmp(&(right.1, right.2, right.3, right.4)))
    });
    ranked.truncate(entries);
    let kinds =
        [Kind::Pair, Kind::Backoff, Kind::Triple].map(|kind| ranked.iter().filter(|entry| entry.1 == kind).count());
    eprintln!("n-grams: {} pairs, {} back-offs, {} triples", kinds[0], kinds[1], kinds[2]);

    let keys: Vec<(u64, u8)> =
        ranked.iter().map(|(_, kind, a, b, c, byte)| (lm::key(*kind, *a, *b, *c), *byte)).collect();
    let mut bytes = Vec::new();
    for table in tables {
        bytes.extend(table);
    }
    bytes.extend(self::table(keys));
    bytes
}

/// A perfect hash of keys and bytes: how many buckets and slots, the pilots, the slots.
fn table(keys: Vec<(u64, u8)>) -> Vec<u8> {
    let (pilots, places, slots) = places(&keys.iter().map(|(key, _)| *key).collect::<Vec<_>>(), 4);
    let mut out = vec![0u8; slots * 3];
    for ((key, byte), place) in keys.iter().zip(places) {
        out[place * 3..place * 3 + 2].copy_from_slice(&lm::fingerprint(*key).to_le_bytes());
        out[place * 3 + 2] = *byte;
    }
    let mut bytes = Vec::new();
    bytes.extend((pilots.len() as u32).to_le_bytes());
    bytes.extend((slots as u32).to_le_bytes());
    bytes.extend(pilots.iter().flat_map(|pilot| pilot.to_le_bytes()));
    bytes.extend(out);
    bytes
}

/// Finds a perfect hash: the pilot of each bucket, the slot of each key, and how many slots there are.
pub fn places(keys: &[u64], in_bucket: usize) -> (Vec<u16>, Vec<usize>, usize) {
    let slots = keys.len() * 100 / 98 + 1;
    let buckets = keys.len() / in_bucket + 1;
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); buckets];
    for (at, key) in keys.iter().enumerate() {
        groups[lm::bucket(*key, buckets)].push(at);
    }
    let mut order: Vec<usize> = (0..buckets).collect();
    order.sort_by_key(|bucket| (std::cmp::Reverse(groups[*bucket].len()), *bucket));
    let mut pilots = vec![0u16; buckets];
    let mut taken = vec![false; slots];
    let mut out = vec![0; keys.len()];
    for bucket in order {
        let group = &groups[bucket];
        let mut places = Vec::new();
        let pilot = (0..=u16::MAX).find(|pilot| {
            places.clear();
            group.iter().all(|at| {
                let place = lm::slot(keys[*at], *pilot, slots);
                let free = !taken[place] && !places.contains(&place);
                places.push(place);
                free
            })
        });
        pilots[bucket] = pilot.expect("a pilot for every bucket");
        for (at, place) in group.iter().zip(&places) {
            taken[*place] = true;
            out[*at] = *place;
        }
    }
    (pilots, out, slots)
}
