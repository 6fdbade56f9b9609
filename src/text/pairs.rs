//! Places where a few bytes in a row pass a test, found a chunk at a time.

/// Bytes looked at together.
const CHUNK: usize = 256;

/// Tells each place where two bytes next to each other pass a test. Nearly all stretches are passed over at once.
#[inline(always)]
pub fn pairs(bytes: &[u8], test: impl Fn(u8, u8) -> bool, mut found: impl FnMut(usize)) {
    for start in (0..bytes.len()).step_by(CHUNK) {
        let chunk = bytes.get(start..bytes.len().min(start + CHUNK + 1)).unwrap_or(&[]);
        let pairs = || chunk.iter().zip(chunk.get(1..).unwrap_or(&[]));
        if pairs().fold(false, |any, (&a, &b)| any | test(a, b)) {
            for (at, _) in pairs().enumerate().filter(|(_, (a, b))| test(**a, **b)) {
                found(start + at);
            }
        }
    }
}

/// As [`pairs`], for three bytes.
#[inline(always)]
pub fn triples(bytes: &[u8], test: impl Fn(u8, u8, u8) -> bool, mut found: impl FnMut(usize)) {
    for start in (0..bytes.len()).step_by(CHUNK) {
        let chunk = bytes.get(start..bytes.len().min(start + CHUNK + 2)).unwrap_or(&[]);
        let (second, third) = (chunk.get(1..).unwrap_or(&[]), chunk.get(2..).unwrap_or(&[]));
        let triples = || chunk.iter().zip(second).zip(third);
        if triples().fold(false, |any, ((&a, &b), &c)| any | test(a, b, c)) {
            for (at, _) in triples().enumerate().filter(|(_, ((a, b), c))| test(**a, **b, **c)) {
                found(start + at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_triples_are_found_in_every_place() {
        let text: String = (0..2_000).map(|at| if at % 7 == 0 || at % 127 == 3 { 'x' } else { 'o' }).collect();
        let bytes = text.as_bytes();
        let slow = |length: usize, test: &dyn Fn(&[u8]) -> bool| -> Vec<usize> {
            bytes.windows(length).enumerate().filter(|(_, window)| test(window)).map(|(at, _)| at).collect()
        };
        let mut found = Vec::new();
        pairs(bytes, |a, b| a == b'o' && b == b'x', |at| found.push(at));
        assert_eq!(found, slow(2, &|window| window == b"ox"));
        found.clear();
        triples(bytes, |a, b, c| a == b'o' && b == b'x' && c == b'o', |at| found.push(at));
        assert_eq!(found, slow(3, &|window| window == b"oxo"));
    }
}
