//! Trains the net: plain loops over f32 in a fixed order, so that the same texts give the same bytes everywhere.

use crate::model::MARKS;
use crate::model::lm::NUMBERS;
use crate::model::net::{CHANNELS, DEEP, DILATIONS, FIRST, INPUT, NUMBER_UNIT, VECTOR, softmax};

/// Words in a chunk, chunks in a step.
pub const CHUNK: usize = 256;
const STEP: usize = 12;

/// A stream of words with what is to be learnt.
pub struct Stream {
    pub words: Vec<u16>,
    pub numbers: Vec<[f32; NUMBERS]>,
    pub marks: Vec<u8>,
    /// What each word counts.
    pub weights: Vec<f32>,
}

/// SplitMix64.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        ((self.next() >> 32) * most as u64 >> 32) as usize
    }

    pub fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// About normal: the sum of twelve.
    pub fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.share()).sum::<f32>() - 6.0
    }
}

/// Parameters with their gradient and Adam's two moments (Kingma and Ba 2015).
pub struct Param {
    pub value: Vec<f32>,
    grad: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Param {
    fn new(value: Vec<f32>) -> Self {
        let zeros = vec![0.0; value.len()];
        Param { value, grad: zeros.clone(), mean: zeros.clone(), square: zeros }
    }

    fn random(count: usize, scale: f32, random: &mut Random) -> Self {
        Self::new((0..count).map(|_| random.normal() * scale).collect())
    }

    fn update(&mut self, from: usize, to: usize, rate: f32) {
        let range = from..to;
        let value = self.value[range.clone()].iter_mut();
        let moments = self.mean[range.clone()].iter_mut().zip(&mut self.square[range.clone()]);
        for ((value, grad), (mean, square)) in value.zip(&mut self.grad[range]).zip(moments) {
            *mean += 0.1 * (*grad - *mean);
            *square += 0.005 * (*grad * *grad - *square);
            *value -= rate * *mean / (square.sqrt() + 1e-8);
            *grad = 0.0;
        }
    }
}

/// y[t] += x[t + shift] w
fn gemm(x: &[f32], ins: usize, w: &[f32], outs: usize, y: &mut [f32], shift: isize) {
    let rows = y.len() / outs;
    let from = (-shift).max(0) as usize;
    let to = (rows as isize - shift.max(0)).max(from as isize) as usize;
    let mut t = from;
    while t < to {
        let block = (to - t).min(4);
        if block == 4 {
            let base = (t as isize + shift) as usize * ins;
            let lines: [&[f32]; 4] = std::array::from_fn(|row| &x[base + row * ins..base + (row + 1) * ins]);
            for column in (0..outs).step_by(16) {
                let mut sums = [[0f32; 16]; 4];
                for i in 0..ins {
                    let weights: &[f32; 16] = w[i * outs + column..i * outs + column + 16].try_into().unwrap();
                    for row in 0..4 {
                        let factor = lines[row][i];
                        for lane in 0..16 {
                            sums[row][lane] += factor * weights[lane];
                        }
                    }
                }
                for row in 0..4 {
                    let out = &mut y[(t + row) * outs + column..(t + row) * outs + column + 16];
                    for lane in 0..16 {
                        out[lane] += sums[row][lane];
                    }
                }
            }
        } else {
            for row in 0..block {
                let base = (t as isize + row as isize + shift) as usize * ins;
                for i in 0..ins {
                    let factor = x[base + i];
                    for column in 0..outs {
                        y[(t + row) * outs + column] += factor * w[i * outs + column];
                    }
                }
            }
        }
        t += block;
    }
}

/// dw += x[t + shift] dy[t], summed over t
fn gemm_outer(x: &[f32], ins: usize, dy: &[f32], outs: usize, dw: &mut [f32], shift: isize) {
    let rows = dy.len() / outs;
    let from = (-shift).max(0) as usize;
    let to = (rows as isize - shift.max(0)).max(from as isize) as usize;
    for i in (0..ins).step_by(4) {
        for column in (0..outs).step_by(16) {
            let mut sums = [[0f32; 16]; 4];
            for t in from..to {
                let base = (t as isize + shift) as usize * ins + i;
                let factors: &[f32; 4] = x[base..base + 4].try_into().unwrap();
                let grads: &[f32; 16] = dy[t * outs + column..t * outs + column + 16].try_into().unwrap();
                for row in 0..4 {
                    for lane in 0..16 {
                        sums[row][lane] += factors[row] * grads[lane];
                    }
                }
            }
            for row in 0..4 {
                let out = &mut dw[(i + row) * outs + column..(i + row) * outs + column + 16];
                for lane in 0..16 {
                    out[lane] += sums[row][lane];
                }
            }
        }
    }
}

/// One layer over three words.
pub struct Conv {
    pub ins: usize,
    pub outs: usize,
    pub dilation: usize,
    /// For each of the three words, each input, each output.
    pub weights: Param,
    pub biases: Param,
}

impl Conv {
    fn new(ins: usize, outs: usize, dilation: usize, random: &mut Random) -> Self {
        let scale = (2.0 / (3 * ins) as f32).sqrt();
        Conv {
            ins,
            outs,
            dilation,
            weights: Param::random(3 * ins * outs, scale, random),
            biases: Param::new(vec![0.0; outs]),
        }
    }

    fn shift(&self, word: usize) -> isize {
        (word as isize - 1) * self.dilation as isize
    }

    fn forward(&self, x: &[f32]) -> Vec<f32> {
        let rows = x.len() / self.ins;
        let mut y = self.biases.value.repeat(rows);
        for word in 0..3 {
            let size = self.ins * self.outs;
            gemm(x, self.ins, &self.weights.value[word * size..(word + 1) * size], self.outs, &mut y, self.shift(word));
        }
        for y in &mut y {
            *y = y.max(0.0);
        }
        y
    }

    /// Adds to the gradients; dy is that behind the activation. Returns that of the input.
    fn backward(&mut self, x: &[f32], y: &[f32], mut dy: Vec<f32>) -> Vec<f32> {
        for (dy, y) in dy.iter_mut().zip(y) {
            if *y <= 0.0 {
                *dy = 0.0;
            }
        }
        let rows = y.len() / self.outs;
        for row in 0..rows {
            for (grad, dy) in self.biases.grad.iter_mut().zip(&dy[row * self.outs..(row + 1) * self.outs]) {
                *grad += dy;
            }
        }
        let mut dx = vec![0.0; x.len()];
        let size = self.ins * self.outs;
        for word in 0..3 {
            let shift = self.shift(word);
            gemm_outer(x, self.ins, &dy, self.outs, &mut self.weights.grad[word * size..(word + 1) * size], shift);
            let weights = &self.weights.value[word * size..(word + 1) * size];
            let mut turned = vec![0.0; size];
            for i in 0..self.ins {
                for o in 0..self.outs {
                    turned[o * self.ins + i] = weights[i * self.outs + o];
                }
            }
            gemm(&dy, self.outs, &turned, self.ins, &mut dx, -shift);
        }
        dx
    }

    fn update(&mut self, rate: f32) {
        self.weights.update(0, self.weights.value.len(), rate);
        self.biases.update(0, self.biases.value.len(), rate);
    }
}

/// The net in training.
pub struct Trainer {
    pub vectors: Param,
    pub layers: [Conv; 4],
    /// For each channel, each mark.
    pub last: Param,
    pub last_bias: Param,
    random: Random,
}

impl Trainer {
    pub fn new(words: usize, seed: u64) -> Self {
        let mut random = Random(seed);
        let vectors = Param::random(words * VECTOR, 0.25, &mut random);
        let layers = [
            Conv::new(INPUT, FIRST, DILATIONS[0], &mut random),
            Conv::new(FIRST, DEEP, DILATIONS[1], &mut random),
            Conv::new(DEEP, DEEP, DILATIONS[2], &mut random),
            Conv::new(DEEP, DEEP, DILATIONS[3], &mut random),
        ];
        let last = Param::random(CHANNELS * MARKS, 0.05, &mut random);
        Trainer { vectors, layers, last, last_bias: Param::new(vec![2.0, 0.0, 0.0, -1.0]), random }
    }

    /// Goes over the stream so many times; says how it goes.
    pub fn train(&mut self, stream: &Stream, epochs: usize, rate: f32, drop: f32) {
        let chunks = stream.words.len() / CHUNK - 1;
        let steps = epochs * chunks.div_ceil(STEP);
        let mut step = 0;
        for epoch in 0..epochs {
            let offset = self.random.below(CHUNK);
            let mut order: Vec<usize> = (0..chunks).collect();
            for last in (1..order.len()).rev() {
                let other = self.random.below(last + 1);
                order.swap(last, other);
            }
            let (mut loss, mut count) = (0.0f64, 0.0f64);
            for group in order.chunks(STEP) {
                let mut touched: Vec<u16> = Vec::new();
                for chunk in group {
                    let start = offset + chunk * CHUNK;
                    let (part, weight) = self.chunk(stream, start, drop);
                    loss += part;
                    count += weight;
                    touched.extend(&stream.words[start..start + CHUNK]);
                }
                // Up for a twentieth, then down to nothing.
                let done = step as f32 / steps as f32;
                let rate = rate * (done * 20.0).min(1.0) * (1.0 - done);
                touched.sort_unstable();
                touched.dedup();
                for word in touched {
                    let from = usize::from(word) * VECTOR;
                    self.vectors.update(from, from + VECTOR, rate);
                }
                for layer in &mut self.layers {
                    layer.update(rate);
                }
                self.last.update(0, CHANNELS * MARKS, rate);
                self.last_bias.update(0, MARKS, rate);
                step += 1;
            }
            eprintln!("epoch {epoch}: loss {:.4}", loss / count);
        }
    }

    fn chunk(&mut self, stream: &Stream, start: usize, drop: f32) -> (f64, f64) {
        let words = &stream.words[start..start + CHUNK];
        let mut x = vec![0.0; CHUNK * INPUT];
        for (t, word) in words.iter().enumerate() {
            let from = usize::from(*word) * VECTOR;
            x[t * INPUT..t * INPUT + VECTOR].copy_from_slice(&self.vectors.value[from..from + VECTOR]);
            for (slot, number) in x[t * INPUT + VECTOR..(t + 1) * INPUT].iter_mut().zip(&stream.numbers[start + t]) {
                *slot = (number / NUMBER_UNIT).round().clamp(-127.0, 127.0) * NUMBER_UNIT;
            }
        }
        let mut masks = Vec::new();
        for t in 0..CHUNK {
            let vector = &mut x[t * INPUT..t * INPUT + VECTOR];
            masks.push(dropout(vector, drop, &mut self.random));
        }
        let mut first = self.layers[0].forward(&x);
        let mask = dropout(&mut first, drop, &mut self.random);
        let second = self.layers[1].forward(&first);
        let third = self.layers[2].forward(&second);
        let fourth = self.layers[3].forward(&third);
        let mut dfirst = vec![0.0; first.len()];
        let mut dsecond = vec![0.0; second.len()];
        let mut dthird = vec![0.0; third.len()];
        let mut dfourth = vec![0.0; fourth.len()];
        let (mut loss, mut count) = (0.0, 0.0);
        for t in 0..CHUNK {
            let weight = stream.weights[start + t];
            if weight == 0.0 {
                continue;
            }
            let channels = [(&first, FIRST), (&second, DEEP), (&third, DEEP), (&fourth, DEEP)];
            let mut logits: [f32; MARKS] = self.last_bias.value[..].try_into().unwrap();
            let mut at = 0;
            for (values, size) in channels {
                for value in &values[t * size..(t + 1) * size] {
                    for mark in 0..MARKS {
                        logits[mark] += value * self.last.value[at + mark];
                    }
                    at += MARKS;
                }
            }
            let shares = softmax(logits);
            let mark = usize::from(stream.marks[start + t]);
            loss -= f64::from(weight) * f64::from(shares[mark].max(1e-9)).ln();
            count += f64::from(weight);
            let mut grads = shares;
            grads[mark] -= 1.0;
            let scale = weight / (CHUNK * STEP) as f32 * 16.0;
            for grad in &mut grads {
                *grad *= scale;
            }
            for mark in 0..MARKS {
                self.last_bias.grad[mark] += grads[mark];
            }
            let mut at = 0;
            for (values, grad, size) in [
                (&first, &mut dfirst, FIRST),
                (&second, &mut dsecond, DEEP),
                (&third, &mut dthird, DEEP),
                (&fourth, &mut dfourth, DEEP),
            ] {
                for channel in t * size..(t + 1) * size {
                    for mark in 0..MARKS {
                        self.last.grad[at + mark] += grads[mark] * values[channel];
                        grad[channel] += grads[mark] * self.last.value[at + mark];
                    }
                    at += MARKS;
                }
            }
        }
        let back = self.layers[3].backward(&third, &fourth, dfourth);
        for (grad, more) in dthird.iter_mut().zip(back) {
            *grad += more;
        }
        let back = self.layers[2].backward(&second, &third, dthird);
        for (grad, more) in dsecond.iter_mut().zip(back) {
            *grad += more;
        }
        let back = self.layers[1].backward(&first, &second, dsecond);
        for ((grad, more), mask) in dfirst.iter_mut().zip(back).zip(&mask) {
            *grad = (*grad + more) * mask;
        }
        let dx = self.layers[0].backward(&x, &first, dfirst);
        for (t, word) in words.iter().enumerate() {
            let from = usize::from(*word) * VECTOR;
            let grads = &mut self.vectors.grad[from..from + VECTOR];
            for ((grad, dx), mask) in grads.iter_mut().zip(&dx[t * INPUT..]).zip(&masks[t]) {
                *grad += dx * mask;
            }
        }
        (loss, count)
    }

    /// The bytes of the net in whole numbers.
    pub fn bytes(&self) -> Vec<u8> {
        let words = self.vectors.value.len() / VECTOR;
        let mut out = Vec::new();
        // One scale for each place of the vectors, folded into the weights of the first layer.
        let mut scales = [NUMBER_UNIT; INPUT];
        for (place, scale) in scales.iter_mut().enumerate().take(VECTOR) {
            let mut sizes: Vec<f32> = (0..words).map(|word| self.vectors.value[word * VECTOR + place].abs()).collect();
            sizes.sort_by(f32::total_cmp);
            *scale = (sizes[words - 1 - words / 2000] / 127.0).max(1e-6);
        }
        for word in 0..words {
            for place in 0..VECTOR {
                let value = (self.vectors.value[word * VECTOR + place] / scales[place]).round().clamp(-127.0, 127.0);
                out.push(value as i8 as u8);
            }
        }
        for (index, layer) in self.layers.iter().enumerate() {
            let unit = |input: usize| if index == 0 { scales[input] } else { 1.0 };
            let mut steps = Vec::new();
            for output in 0..layer.outs {
                let weight = |word: usize, input: usize| {
                    layer.weights.value[(word * layer.ins + input) * layer.outs + output] * unit(input)
                };
                let most = (0..3)
                    .flat_map(|word| (0..layer.ins).map(move |input| (word, input)))
                    .map(|(word, input)| weight(word, input).abs())
                    .fold(1e-12, f32::max);
                let step = most / 127.0;
                for word in 0..3 {
                    for input in 0..layer.ins {
                        out.push((weight(word, input) / step).round() as i8 as u8);
                    }
                }
                steps.push(step);
            }
            out.extend(steps.iter().chain(&layer.biases.value).flat_map(|value| value.to_le_bytes()));
        }
        for mark in 0..MARKS {
            for channel in 0..CHANNELS {
                out.extend(self.last.value[channel * MARKS + mark].to_le_bytes());
            }
        }
        out.extend(self.last_bias.value.iter().flat_map(|value| value.to_le_bytes()));
        out
    }

    /// Words that were hardly seen get the vector of their kind.
    pub fn borrow(&mut self, word: usize, from: usize) {
        let vector = self.vectors.value[from * VECTOR..(from + 1) * VECTOR].to_vec();
        self.vectors.value[word * VECTOR..(word + 1) * VECTOR].copy_from_slice(&vector);
    }
}

fn dropout(values: &mut [f32], drop: f32, random: &mut Random) -> Vec<f32> {
    let kept = 1.0 / (1.0 - drop);
    values
        .iter_mut()
        .map(|value| {
            let mask = if random.share() < drop { 0.0 } else { kept };
            *value *= mask;
            mask
        })
        .collect()
}
