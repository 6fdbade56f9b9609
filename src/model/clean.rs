//! White space and zero-width characters: what a reader leaves out of a unit's text.

use std::ops::Range;

use memchr::{memchr3, memmem};

/// Characters that take no room and carry no sound: zero-width spaces and joiners, byte order marks, soft hyphens,
/// direction marks and NULs.
pub(crate) fn is_zero_width(c: char) -> bool {
    matches!(c, '\0' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a text can stand as it is: single plain spaces between words, none at its ends, nothing without width.
pub(crate) fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    !text.starts_with(' ')
        && !text.ends_with(' ')
        && memmem::find(bytes, b"  ").is_none()
        && memchr3(b'\t', b'\n', b'\r', bytes).is_none()
        && memchr3(0, 0x0B, 0x0C, bytes).is_none()
        && (text.is_ascii() || !text.chars().any(|c| is_zero_width(c) || (c.is_whitespace() && c != ' ')))
}

/// A stretch of a text that stays, and whether a space goes before it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    pub bytes: Range<usize>,
    /// False where only something without width was left out before it.
    pub spaced: bool,
}

/// The stretches of `text` that stay when each run of white space becomes one space, the ends are trimmed and
/// zero-width characters go. A clean text is one stretch.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    if text.is_empty() {
        return Vec::new();
    }
    if is_clean(text) {
        return vec![Piece { bytes: 0..text.len(), spaced: true }];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    // The open stretch, and whether white space was seen since it ended.
    let mut open: Option<Piece> = None;
    let mut spaced = true;
    let mut single_space = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c.is_whitespace() {
            match (&open, c) {
                // A single plain space may stay inside a stretch, if a letter follows at once.
                (Some(_), ' ') if single_space.is_none() && !spaced => single_space = Some(at),
                _ => {
                    pieces.extend(open.take());
                    single_space = None;
                }
            }
            spaced = true;
        } else if is_zero_width(c) {
            pieces.extend(open.take());
            single_space = None;
        } else {
            match &mut open {
                Some(piece) => piece.bytes.end = end,
                None => open = Some(Piece { bytes: at..end, spaced }),
            }
            single_space = None;
            spaced = false;
        }
    }
    pieces.extend(open);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cleaned(text: &str) -> String {
        let mut out = String::new();
        for piece in pieces(text) {
            if piece.spaced && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&text[piece.bytes]);
        }
        out
    }

    #[test]
    fn runs_and_zero_width() {
        assert_eq!(cleaned("  the\u{A0} lamp \t\n oil\u{200B}er \u{FEFF} x "), "the lamp oiler x");
        assert_eq!(pieces("already clean").len(), 1);
        assert_eq!(pieces("one two  three four").len(), 2);
    }

    proptest! {
        #[test]
        fn equals_the_naive_way(text in "[ab é\\t\u{A0}\u{200B}\u{3000}]{0,30}") {
            let naive: String = text.chars().filter(|c| !is_zero_width(*c)).collect();
            let naive = naive.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(cleaned(&text), naive);
        }
    }
}
