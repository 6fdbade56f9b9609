//! A small dilated convolutional net over word vectors and the numbers of the n-grams: each word is seen with fifteen
//! neighbours to each side.
//!
//! Weights are bytes; sums are in floating point and in one order, so that every machine has the same. Most of what comes
//! out of a layer is nothing, and costs nothing in the next. All of it is inlined, so that a caller may have it compiled for
//! what the machine at hand can do.

use std::sync::OnceLock;

use super::MARKS;
use super::bytes::Bytes;
use super::lm::NUMBERS;
use super::vocab::PAD;

/// Length of a word's vector.
pub const VECTOR: usize = 56;
/// Channels of the input and of each layer.
pub const INPUT: usize = VECTOR + NUMBERS;
pub const FIRST: usize = 64;
pub const DEEP: usize = 32;
/// How far apart the three words lie that a layer looks at.
pub const DILATIONS: [usize; 4] = [1, 2, 4, 8];
/// Channels that the last layer sees.
pub const CHANNELS: usize = FIRST + 3 * DEEP;
/// Words seen to each side, and one.
pub const REACH: usize = 16;
/// The unit of the numbers of the n-grams.
pub const NUMBER_UNIT: f32 = 1.0 / 32.0;

/// The weights of a layer: for each of three words and each input, one for each output.
struct Weights<const OUT: usize> {
    rows: Vec<[f32; OUT]>,
    biases: [f32; OUT],
}

impl<const OUT: usize> Weights<OUT> {
    /// Bytes by output, then by word and input; then a scale and a bias for each output.
    fn read(bytes: &mut Bytes, inputs: usize) -> Option<Self> {
        let bytes_of: Vec<&[u8]> = (0..OUT).map(|_| bytes.take(3 * inputs)).collect::<Option<_>>()?;
        let scales: [f32; OUT] = bytes.f32s(OUT)?.try_into().ok()?;
        let biases = bytes.f32s(OUT)?.try_into().ok()?;
        let weight = |output: usize, row: usize| f32::from(bytes_of[output][row] as i8) * scales[output];
        let rows = (0..3 * inputs).map(|row| std::array::from_fn(|output| weight(output, row))).collect();
        Some(Weights { rows, biases })
    }
}

/// Channels that are more than nothing.
#[derive(Clone, Copy)]
struct Lit<const IN: usize> {
    count: usize,
    channels: [u8; IN],
    values: [f32; IN],
}

impl<const IN: usize> Lit<IN> {
    const NONE: Self = Lit { count: 0, channels: [0; IN], values: [0.0; IN] };

    /// Takes what comes out of a layer, and adds its share to the marks.
    #[inline(always)]
    fn set(&mut self, sums: &[f32; IN], logits: &mut [f32; MARKS], last: &[[f32; MARKS]]) {
        let mut count = 0;
        let mut marks = *logits;
        for (channel, sum) in (0..).zip(sums) {
            // Written always, counted only if it is something: no branch to guess.
            if let (Some(slot), Some(value)) = (self.channels.get_mut(count), self.values.get_mut(count)) {
                (*slot, *value) = (channel, *sum);
            }
            count += usize::from(*sum > 0.0);
        }
        self.count = count;
        for (channel, value) in self.iter() {
            if let Some(weights) = last.get(channel) {
                add(&mut marks, value, weights);
            }
        }
        *logits = marks;
    }

    #[inline(always)]
    fn iter(&self) -> impl Iterator<Item = (usize, f32)> {
        let count = self.count.min(IN);
        self.channels[..count].iter().zip(&self.values[..count]).map(|(channel, value)| (usize::from(*channel), *value))
    }
}

#[inline(always)]
fn add<const OUT: usize>(sums: &mut [f32; OUT], factor: f32, weights: &[f32; OUT]) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += factor * weight;
    }
}

/// Adds all of some rows, a few outputs at a time, so that their sums stay at hand.
#[inline(always)]
fn add_all<const OUT: usize>(sums: &mut [f32; OUT], factors: &[f32], rows: &[[f32; OUT]]) {
    const BLOCK: usize = 16;
    for start in (0..OUT).step_by(BLOCK) {
        let Some(block) = sums.get_mut(start..start + BLOCK) else { continue };
        let mut held = [0.0; BLOCK];
        held.copy_from_slice(block);
        for (factor, row) in factors.iter().zip(rows) {
            for (sum, weight) in held.iter_mut().zip(&row[start..start + BLOCK]) {
                *sum += factor * weight;
            }
        }
        block.copy_from_slice(&held);
    }
}

/// A layer that sees three words of the layer before.
#[inline(always)]
fn layer<const IN: usize, const OUT: usize>(
    weights: &Weights<OUT>,
    dilation: usize,
    inputs: &[Lit<IN>],
    outputs: &mut [Lit<OUT>],
    logits: &mut [[f32; MARKS]],
    last: &[[f32; MARKS]],
) {
    for (index, (output, logits)) in outputs.iter_mut().zip(logits).enumerate() {
        let mut sums = weights.biases;
        for (word, rows) in weights.rows.chunks_exact(IN).enumerate() {
            let place = (index + word * dilation).checked_sub(dilation);
            let Some(input) = place.and_then(|place| inputs.get(place)) else { continue };
            for (channel, value) in input.iter() {
                if let Some(row) = rows.get(channel) {
                    add(&mut sums, value, row);
                }
            }
        }
        output.set(&sums, logits, last);
    }
}

/// What the layers say of each word, used again from piece to piece.
#[derive(Default)]
pub struct Room {
    sums: Vec<[f32; FIRST]>,
    first: Vec<Lit<FIRST>>,
    deep: [Vec<Lit<DEEP>>; 3],
    logits: Vec<[f32; MARKS]>,
}

/// What a word adds to the first layer's sums of the word after it, of itself and of the word before it.
type Products = [[f32; FIRST]; 3];

/// The net.
pub struct Net {
    vectors: &'static [u8],
    first: Weights<FIRST>,
    /// What the vectors of the words give that have come up.
    ready: Vec<OnceLock<Box<Products>>>,
    deep: [Weights<DEEP>; 3],
    /// For each channel of the four layers, a weight for each mark.
    last: Vec<[f32; MARKS]>,
    last_bias: [f32; MARKS],
}

impl Net {
    pub fn read(bytes: &mut Bytes, words: usize) -> Option<Net> {
        let vectors = bytes.take(words.checked_mul(VECTOR)?)?;
        let first = Weights::read(bytes, INPUT)?;
        let deep = [Weights::read(bytes, FIRST)?, Weights::read(bytes, DEEP)?, Weights::read(bytes, DEEP)?];
        let weights = bytes.f32s(MARKS * CHANNELS)?;
        let last =
            (0..CHANNELS).map(|channel| std::array::from_fn(|mark| weights[mark * CHANNELS + channel])).collect();
        let last_bias = bytes.f32s(MARKS)?.try_into().ok()?;
        let ready = (0..words).map(|_| OnceLock::new()).collect();
        Some(Net { vectors, first, ready, deep, last, last_bias })
    }

    /// What the vector of a word gives: computed when the word first comes up.
    #[inline(always)]
    fn products(&self, word: u16) -> Option<&Products> {
        let cell = self.ready.get(usize::from(word))?;
        Some(cell.get_or_init(|| {
            let mut products = Box::new([[0.0; FIRST]; 3]);
            let start = usize::from(word) * VECTOR;
            let bytes = self.vectors.get(start..start + VECTOR).unwrap_or(&[]);
            let vector: Vec<f32> = bytes.iter().map(|byte| f32::from(*byte as i8)).collect();
            for (products, rows) in products.iter_mut().zip(self.first.rows.chunks_exact(INPUT)) {
                add_all(products, &vector, rows);
            }
            products
        }))
    }

    #[inline(always)]
    fn input(&self, words: &[u16], numbers: &[[f32; NUMBERS]], room: &mut Room) {
        room.sums.clear();
        room.sums.resize(words.len() + 2, self.first.biases);
        for (index, (word, numbers)) in words.iter().zip(numbers).enumerate() {
            let Some(products) = self.products(*word) else { continue };
            let numbers = numbers.map(quantised);
            for (place, (products, rows)) in products.iter().zip(self.first.rows.chunks_exact(INPUT)).enumerate() {
                let Some(sums) = room.sums.get_mut(index + 2 - place) else { continue };
                for (sum, product) in sums.iter_mut().zip(products) {
                    *sum += product;
                }
                add_all(sums, &numbers, rows.get(VECTOR..).unwrap_or(&[]));
            }
        }
        let rows = room.first.iter_mut().zip(&mut room.logits);
        for ((first, logits), sums) in rows.zip(room.sums.iter().skip(1)) {
            first.set(sums, logits, &self.last);
        }
    }

    /// The chances of each mark after each word. What stands at either end should be [`PAD`].
    #[inline(always)]
    pub fn run(
        &self,
        words: &[u16],
        numbers: &[[f32; NUMBERS]],
        room: &mut Room,
    ) -> impl Iterator<Item = [f32; MARKS]> {
        room.logits.clear();
        room.logits.resize(words.len(), self.last_bias);
        room.first.resize(words.len(), Lit::NONE);
        for deep in &mut room.deep {
            deep.resize(words.len(), Lit::NONE);
        }
        self.input(words, numbers, room);
        let Room { first, deep: [second, third, fourth], logits, .. } = room;
        let last = |layer: usize| self.last.get(FIRST + layer * DEEP..).unwrap_or(&[]);
        layer(&self.deep[0], DILATIONS[1], first, second, logits, last(0));
        layer(&self.deep[1], DILATIONS[2], second, third, logits, last(1));
        layer(&self.deep[2], DILATIONS[3], third, fourth, logits, last(2));
        let nothing = [1.0, 0.0, 0.0, 0.0];
        words.iter().zip(&room.logits).map(move |(word, logits)| if *word == PAD { nothing } else { softmax(*logits) })
    }
}

/// In units, a byte's worth.
#[inline(always)]
fn quantised(number: f32) -> f32 {
    rounded((number / NUMBER_UNIT).clamp(-127.0, 127.0))
}

/// The nearest whole number, for small ones.
#[inline(always)]
fn rounded(number: f32) -> f32 {
    const BITS: f32 = 12_582_912.0;
    (number + BITS) - BITS
}

/// Shares that add up to one. The exponential is our own, so that every machine has the same.
#[inline(always)]
pub fn softmax(logits: [f32; MARKS]) -> [f32; MARKS] {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let shares = logits.map(|logit| exp(logit - most));
    let sum: f32 = shares.iter().sum();
    shares.map(|share| share / sum)
}

/// e to a power, for powers up to zero, by multiplication and addition alone.
#[inline(always)]
pub fn exp(power: f32) -> f32 {
    // The power of two by its exponent's bits, the rest by its series.
    let twos = (power.max(-80.0) * std::f32::consts::LOG2_E).min(126.0);
    let whole = rounded(twos);
    let rest = (twos - whole) * std::f32::consts::LN_2;
    let series = 1.0 + rest * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest * (1.0 / 120.0)))));
    series * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

#[cfg(test)]
#[path = "twin.rs"]
mod twin;
