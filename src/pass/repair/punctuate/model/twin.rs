//! The net in double precision, word by word and every channel: the slow twin of its tests.

use super::*;

impl Net {
    /// The chances of each mark after each word.
    pub fn slow(&self, words: &[u16], numbers: &[[f32; NUMBERS]]) -> Vec<[f64; MARKS]> {
        let input = |(word, numbers): (&u16, &[f32; NUMBERS])| {
            let at = usize::from(*word) * VECTOR;
            let vector = self.vectors[at..at + VECTOR].iter().map(|byte| f64::from(*byte as i8));
            vector.chain(numbers.iter().map(|number| f64::from(quantised(*number)))).collect::<Vec<f64>>()
        };
        let mut layers = vec![words.iter().zip(numbers).map(input).collect::<Vec<_>>()];
        layers.push(slow_layer(&self.first, DILATIONS[0], &layers[0]));
        for (weights, dilation) in self.deep.iter().zip(&DILATIONS[1..]) {
            let next = slow_layer(weights, *dilation, layers.last().unwrap());
            layers.push(next);
        }
        let chances = |index: usize| {
            if words[index] == PAD {
                return [1.0, 0.0, 0.0, 0.0];
            }
            let channels: Vec<f64> = layers[1..].iter().flat_map(|layer| layer[index].clone()).collect();
            let mut shares = self.last_bias.map(f64::from);
            for (channel, weights) in channels.iter().zip(&self.last) {
                for (share, weight) in shares.iter_mut().zip(weights) {
                    *share += channel * f64::from(*weight);
                }
            }
            let shares = shares.map(f64::exp);
            let whole: f64 = shares.iter().sum();
            shares.map(|share| share / whole)
        };
        (0..words.len()).map(chances).collect()
    }
}

fn slow_layer<const OUT: usize>(weights: &Weights<OUT>, dilation: usize, inputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let ins = inputs.first().map_or(1, Vec::len);
    let row = |index: usize| {
        let mut sums = weights.biases.map(f64::from);
        for (word, rows) in weights.rows.chunks_exact(ins).enumerate() {
            let place = (index + word * dilation).checked_sub(dilation);
            let Some(input) = place.and_then(|place| inputs.get(place)) else { continue };
            for (value, row) in input.iter().zip(rows) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += value * f64::from(*weight);
                }
            }
        }
        sums.iter().map(|sum| sum.max(0.0)).collect()
    };
    (0..inputs.len()).map(row).collect()
}
