//! Times for the words of a segment of which only the whole is timed, as tcpWER takes them (von Neumann et al. 2023).

/// How the words of a segment get their times. Durations are shared out by characters, or evenly.
///
/// ```
/// use fireside::score::Pseudo;
/// assert_eq!("character-based".parse(), Ok(Pseudo::CharacterBased));
/// assert_eq!(Pseudo::CharacterBasedPoints.name(), "character-based-points");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pseudo {
    /// Each word takes a part of the segment as long as its share of the characters.
    CharacterBased,
    /// Each word is a point in the middle of that part.
    CharacterBasedPoints,
    /// Each word takes an equal part.
    EquidistantIntervals,
    /// Each word is a point in the middle of an equal part.
    EquidistantPoints,
    /// Each word takes the whole segment.
    FullSegment,
}

impl Pseudo {
    /// All ways.
    pub const ALL: [Pseudo; 5] = [
        Pseudo::CharacterBased,
        Pseudo::CharacterBasedPoints,
        Pseudo::EquidistantIntervals,
        Pseudo::EquidistantPoints,
        Pseudo::FullSegment,
    ];

    /// The name to choose it by.
    pub fn name(self) -> &'static str {
        match self {
            Pseudo::CharacterBased => "character-based",
            Pseudo::CharacterBasedPoints => "character-based-points",
            Pseudo::EquidistantIntervals => "equidistant-intervals",
            Pseudo::EquidistantPoints => "equidistant-points",
            Pseudo::FullSegment => "full-segment",
        }
    }

    /// Start and end of each word of a segment; `lengths` are in characters.
    pub(super) fn times(self, start: f64, end: f64, lengths: &[usize]) -> Vec<(f64, f64)> {
        let whole = || (start, end);
        let middle = |(start, end): (f64, f64)| ((end + start) / 2.0, (end + start) / 2.0);
        let points = matches!(self, Pseudo::CharacterBasedPoints | Pseudo::EquidistantPoints);
        if let [_] = lengths {
            return vec![if points { middle(whole()) } else { whole() }];
        }
        let count = lengths.len() as f64;
        match self {
            Pseudo::FullSegment => vec![whole(); lengths.len()],
            Pseudo::EquidistantIntervals => {
                let one = (end - start) / count;
                (0..lengths.len()).map(|at| (start + at as f64 * one, start + (at + 1) as f64 * one)).collect()
            }
            Pseudo::EquidistantPoints => {
                let one = (end - start) / count;
                let point = |at: usize| start + at as f64 * one + one / 2.0;
                (0..lengths.len()).map(|at| (point(at), point(at))).collect()
            }
            Pseudo::CharacterBased | Pseudo::CharacterBasedPoints => {
                let one = (end - start) / lengths.iter().sum::<usize>() as f64;
                let mut before = 0;
                let parts = lengths.iter().map(|length| {
                    let from = before;
                    before += length;
                    (start + one * from as f64, start + one * before as f64)
                });
                if points { parts.map(middle).collect() } else { parts.collect() }
            }
        }
    }
}

impl std::str::FromStr for Pseudo {
    type Err = crate::error::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Pseudo::ALL.into_iter().find(|way| way.name() == name);
        found.ok_or_else(|| crate::error::Error::unknown("word timing", name, Pseudo::ALL.iter().map(|way| way.name())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_documentation_of_meeteval_has_them() {
        let of = |way: Pseudo| way.times(0.0, 4.0, &[3, 1]);
        assert_eq!(of(Pseudo::CharacterBased), [(0.0, 3.0), (3.0, 4.0)]);
        assert_eq!(of(Pseudo::CharacterBasedPoints), [(1.5, 1.5), (3.5, 3.5)]);
        assert_eq!(of(Pseudo::EquidistantIntervals), [(0.0, 2.0), (2.0, 4.0)]);
        assert_eq!(of(Pseudo::EquidistantPoints), [(1.0, 1.0), (3.0, 3.0)]);
        assert_eq!(of(Pseudo::FullSegment), [(0.0, 4.0), (0.0, 4.0)]);
        assert_eq!(Pseudo::CharacterBasedPoints.times(1.0, 2.0, &[5]), [(1.5, 1.5)]);
        assert_eq!(Pseudo::CharacterBased.times(1.0, 2.0, &[]), []);
    }
}
