//! From a byte to line and column, and the line to show.

use crate::diagnostic::Diagnostic;
use crate::error::Place;

/// The line starts of a text, found when first asked for.
#[derive(Clone, Debug)]
pub struct Places<'t> {
    text: &'t str,
    offset: usize,
    starts: std::cell::OnceCell<Vec<u32>>,
}

/// The longest line, in characters, that a message shows.
const SHOWN: usize = 96;

impl<'t> Places<'t> {
    /// Places in `text`, which starts `offset` bytes into its source (after a byte order mark, say).
    /// All bytes asked about are bytes of the source.
    pub fn new(text: &'t str, offset: usize) -> Self {
        Places { text, offset, starts: std::cell::OnceCell::new() }
    }

    fn starts(&self) -> &[u32] {
        self.starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(newlines.map(|newline| newline as u32 + 1)).collect()
        })
    }

    /// Line and column of a byte of the source, from 1; a byte past the end is at the end.
    ///
    /// ```
    /// let places = fireside::text::Places::new("one\ntwö three", 0);
    /// let place = places.place(9);
    /// assert_eq!((place.line, place.column), (2, 5));
    /// ```
    pub fn place(&self, byte: usize) -> Place {
        let mut at = byte.saturating_sub(self.offset).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts().partition_point(|start| *start as usize <= at);
        let start = self.starts().get(line - 1).map_or(0, |start| *start as usize);
        let column = self.text.get(start..at).map_or(0, |before| before.chars().count());
        Place { source: String::new(), line: line as u32, column: column as u32 + 1, byte }
    }

    /// The line that holds a byte of the source, cut to a stretch around it where it is long.
    pub fn line(&self, byte: usize) -> String {
        let place = self.place(byte);
        let start = self.starts().get(place.line as usize - 1).map_or(0, |start| *start as usize);
        let line = self.text.get(start..).unwrap_or("");
        let line = line.get(..memchr::memchr(b'\n', line.as_bytes()).unwrap_or(line.len())).unwrap_or("").trim_end();
        let skipped = (place.column as usize).saturating_sub(SHOWN / 2);
        let mut rest = line.chars().skip(skipped);
        let shown: String = rest.by_ref().take(SHOWN).collect();
        let (before, after) = (if skipped > 0 { "…" } else { "" }, if rest.next().is_some() { "…" } else { "" });
        format!("{before}{shown}{after}")
    }

    /// Fills in line and column of a diagnostic that knows its bytes.
    pub fn locate(&self, diagnostic: &mut Diagnostic) {
        if let Some(bytes) = &diagnostic.bytes {
            let place = self.place(bytes.start);
            diagnostic.line = Some(place.line);
            diagnostic.column = Some(place.column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_outside_the_text_have_a_place() {
        let places = Places::new("", 3);
        for byte in [0, 3, 99] {
            assert_eq!((places.place(byte).line, places.place(byte).column), (1, 1));
        }
        assert_eq!(places.line(5), "");
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("first\n{}HERE{}", "a".repeat(500), "b".repeat(500));
        let line = Places::new(&text, 0).line(6 + 500);
        assert!(line.contains("aHEREb") && line.starts_with('…') && line.ends_with('…') && line.chars().count() < 100);
    }
}
