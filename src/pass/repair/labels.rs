//! Speakers' labels at the starts of a text's lines.

use std::ops::Range;

use super::scan;

/// A line that opens with a label: `Ana Roe:`, `[0:12] Ana Roe:`, `Ana Roe (0:12):`, `**Ana Roe:**`.
pub struct Labelled {
    /// The label, without its colon.
    pub label: Range<usize>,
    /// The line.
    pub line: Range<usize>,
}

/// The farthest that a label's colon stands from the start of its line, in bytes.
const FAR: usize = 96;

/// The lines of `text` that open with a label, in order.
pub fn labels(text: &str) -> impl Iterator<Item = Labelled> + '_ {
    scan::lines(text).filter_map(move |line| {
        let words = text.get(line.clone())?;
        let colon = memchr::memchr(b':', words.as_bytes().get(..words.len().min(FAR))?)?;
        let mut at = words.len() - words.trim_start().len();
        // A mark before the label.
        let opened = words.get(at..)?.trim_start_matches(['[', '(']);
        if let Some((_, rest)) = crate::text::mark(opened) {
            let rest = rest.trim_start_matches([']', ')', ' ', '-', '–', '|']);
            at = words.len() - rest.len();
        }
        at += words.get(at..)?.len() - words.get(at..)?.trim_start_matches('*').len();
        let head = words.get(at..)?;
        let end = match head.find([':', '(', '[']) {
            Some(end) if at + end >= colon || end > 0 => end,
            _ => return None,
        };
        let mut tail = head.get(end..)?;
        if let Some(stamped) = tail.strip_prefix(['(', '[']) {
            let (_, rest) = crate::text::mark(stamped)?;
            tail = rest.strip_prefix([')', ']'])?;
            tail = if tail.is_empty() { ":" } else { tail };
        }
        let label = head.get(..end)?.trim_end();
        (tail.starts_with(':') && label.len() < FAR && crate::text::is_label(label)).then(|| {
            let start = line.start + at;
            Labelled { label: start..start + label.len(), line: line.clone() }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_lines() {
        let text = "Ana Roe: so\n[0:12] Bram: it\n0:15 Speaker 1: is\nAna Roe (0:17): then\n**Bram:** no\n\
            and so: it is\nNote: it\nhttp://x.example\n12:30\nDr. M. Voss [00:12]\n";
        let found: Vec<&str> = labels(text).map(|found| &text[found.label]).collect();
        assert_eq!(found, ["Ana Roe", "Bram", "Speaker 1", "Ana Roe", "Bram", "Dr. M. Voss"]);
    }
}
