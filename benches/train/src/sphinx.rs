//! Reads the binary trigram model of CMU Sphinx: a trie over reversed n-grams, bit-packed, with tables of 65,536 values.

/// An n-gram model, its logarithms to base 10.
pub struct Sphinx {
    pub words: Vec<String>,
    /// Logarithm of P(w), and of its back-off.
    pub unigrams: Vec<(f32, f32)>,
    /// a, b, P(b | a), back-off of a b.
    pub bigrams: Vec<(u32, u32, f32, f32)>,
    /// a, b, c, P(c | a b).
    pub trigrams: Vec<(u32, u32, u32, f32)>,
}

fn bits(bytes: &[u8], at: usize, count: usize) -> usize {
    let mut word = [0; 8];
    let start = at / 8;
    let end = (start + 8).min(bytes.len());
    word[..end - start].copy_from_slice(&bytes[start..end]);
    (u64::from_le_bytes(word) >> (at % 8)) as usize & ((1 << count) - 1)
}

fn required(most: usize) -> usize {
    (usize::BITS - most.leading_zeros()) as usize
}

pub fn read(bytes: &[u8]) -> Sphinx {
    const HEAD: &[u8] = b"Trie Language Model";
    assert!(bytes.starts_with(HEAD) && bytes[HEAD.len()] == 3, "not a trigram model of CMU Sphinx");
    let mut at = HEAD.len() + 1;
    let u32_at = |at: &mut usize| {
        *at += 4;
        u32::from_le_bytes(bytes[*at - 4..*at].try_into().unwrap()) as usize
    };
    let counts = [u32_at(&mut at), u32_at(&mut at), u32_at(&mut at)];
    assert_eq!(u32_at(&mut at), 1, "an unknown way of packing");
    let float = |at: usize| f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    // Values are logarithms to base 1.0001.
    let base = (1.0001f64).ln() / (10f64).ln();
    let log = |value: f32| (f64::from(value) * base) as f32;
    let table = |at: usize| (0..65_536).map(|index| log(float(at + index * 4))).collect::<Vec<f32>>();
    let (pair, pair_backoff, triple) = (table(at), table(at + 262_144), table(at + 524_288));
    at += 3 * 262_144;
    let nodes = at;
    let unigrams =
        (0..counts[0]).map(|word| (log(float(nodes + word * 12)), log(float(nodes + word * 12 + 4)))).collect();
    let next = |word: usize| {
        u32::from_le_bytes(bytes[nodes + word * 12 + 8..nodes + word * 12 + 12].try_into().unwrap()) as usize
    };
    at += (counts[0] + 1) * 12;
    let (word_bits, next_bits) = (required(counts[0]), required(counts[2]));
    let middle_bits = word_bits + 32 + next_bits;
    let longest_bits = word_bits + 16;
    let middle = &bytes[at..];
    let longest = &bytes[at + ((1 + counts[1]) * middle_bits).div_ceil(8) + 8..];
    let strings =
        at + ((1 + counts[1]) * middle_bits).div_ceil(8) + 8 + ((1 + counts[2]) * longest_bits).div_ceil(8) + 8;
    let (mut bigrams, mut trigrams) = (Vec::new(), Vec::new());
    for last in 0..counts[0] {
        for entry in next(last)..next(last + 1) {
            let from = entry * middle_bits;
            let before = bits(middle, from, word_bits);
            let backoff = pair_backoff[bits(middle, from + word_bits, 16)];
            let probability = pair[bits(middle, from + word_bits + 16, 16)];
            bigrams.push((before as u32, last as u32, probability, backoff));
            let pointer = |entry: usize| bits(middle, entry * middle_bits + word_bits + 32, next_bits);
            for leaf in pointer(entry)..pointer(entry + 1) {
                let first = bits(longest, leaf * longest_bits, word_bits);
                let probability = triple[bits(longest, leaf * longest_bits + word_bits, 16)];
                trigrams.push((first as u32, before as u32, last as u32, probability));
            }
        }
    }
    let length = u32::from_le_bytes(bytes[strings..strings + 4].try_into().unwrap()) as usize;
    let words = bytes[strings + 4..strings + 4 + length].split(|byte| *byte == 0);
    let words = words.take(counts[0]).map(|word| String::from_utf8_lossy(word).into_owned()).collect();
    Sphinx { words, unigrams, bigrams, trigrams }
}
