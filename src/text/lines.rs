//! Lines as byte ranges of their text: NBSPs kept, line ends of every kind left out.

use std::ops::Range;

use memchr::{memchr, memchr2, memchr3_iter, memmem};

/// `U+2028` and `U+2029` as bytes, but for the last one.
const SEPARATOR: &[u8] = "\u{2028}".as_bytes().split_at(2).0;

/// The lines of a text as byte ranges, without their ends. `\n`, `\r\n`, a lone `\r`, a form feed and the line and
/// paragraph separators of Unicode end a line. A text that ends with a line end has no empty line after it.
///
/// ```
/// let text = "Ada: hi\r\nBen: oh\u{2028}bye";
/// let lines: Vec<&str> = fireside::text::lines(text).map(|range| &text[range]).collect();
/// assert_eq!(lines, ["Ada: hi", "Ben: oh", "bye"]);
/// ```
pub fn lines(text: &str) -> Lines<'_> {
    let bytes = text.as_bytes();
    let plain = memchr2(b'\r', 0x0C, bytes).is_none() && memmem::find(bytes, SEPARATOR).is_none();
    Lines { bytes, at: 0, plain }
}

/// Iterator over the lines of a text: see [`lines`].
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    bytes: &'t [u8],
    at: usize,
    /// Whether only `\n` ends a line, as in most texts.
    plain: bool,
}

impl Lines<'_> {
    /// Length of the line that starts at `at`, and of its end.
    fn measure(rest: &[u8]) -> (usize, usize) {
        let break_at = |at: &usize| match rest.get(*at) {
            Some(b'\n' | b'\r') => true,
            _ => rest.get(*at..*at + 2) == Some(SEPARATOR) && matches!(rest.get(*at + 2), Some(0xA8 | 0xA9)),
        };
        let newline = memchr3_iter(b'\n', b'\r', 0xE2, rest).find(break_at).unwrap_or(rest.len());
        let feed = rest.get(..newline).and_then(|line| memchr(0x0C, line));
        let length = feed.unwrap_or(newline);
        let end = match (rest.get(length), rest.get(length + 1)) {
            (None, _) => 0,
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(0xE2), _) => 3,
            _ => 1,
        };
        (length, end)
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (length, end) = match self.plain {
            true => (memchr(b'\n', rest).unwrap_or(rest.len()), 1),
            false => Self::measure(rest),
        };
        let start = self.at;
        self.at = start + length + end;
        Some(start..start + length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<&str> {
        lines(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn line_ends_of_all_kinds() {
        assert_eq!(of("a\r\nb\n\nc\rd"), ["a", "b", "", "c", "d"]);
        assert_eq!(of("a\u{2029}b\u{2028}c\u{C}d\n"), ["a", "b", "c", "d"]);
        assert_eq!(of("“quoted” — …\nx"), ["“quoted” — …", "x"]);
        assert_eq!(of(""), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn equals_the_naive_way(text in "[ab\u{2026}\u{2028}\u{2029}\r\n\u{C}]{0,20}") {
            let normal = text.replace("\r\n", "\n").replace(['\r', '\u{C}', '\u{2028}', '\u{2029}'], "\n");
            let mut naive: Vec<&str> = normal.split('\n').collect();
            if naive.last() == Some(&"") {
                naive.pop();
            }
            prop_assert_eq!(of(&text), naive);
        }
    }
}
