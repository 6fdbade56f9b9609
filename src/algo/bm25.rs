//! Ranking by terms: BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework").

/// Saturation of a term's count.
const K1: f32 = 1.2;
/// How much a long text is held against its counts.
const B: f32 = 0.75;

/// Weight of a term that `with` of `all` texts hold; never negative.
pub fn inverse_frequency(all: usize, with: usize) -> f32 {
    let (all, with) = (all as f32, with as f32);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// Score that a term adds to a text which holds it `count` times and has `length` terms, where the mean is `mean`.
pub fn term(inverse_frequency: f32, count: f32, length: f32, mean: f32) -> f32 {
    inverse_frequency * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / mean.max(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_terms_weigh_more_and_counts_saturate() {
        assert!(inverse_frequency(100, 1) > inverse_frequency(100, 50));
        assert!(inverse_frequency(100, 100) > 0.0);
        let score = |count| term(1.0, count, 10.0, 10.0);
        assert!(score(2.0) > score(1.0) && score(2.0) < 2.0 * score(1.0) && score(1e6) < K1 + 1.0);
        assert!(term(1.0, 1.0, 5.0, 10.0) > term(1.0, 1.0, 20.0, 10.0));
        // One term once in a text of mean length scores its own weight.
        assert!((score(1.0) - 1.0).abs() < 1e-6);
    }
}
