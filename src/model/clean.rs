//! White space and zero-width characters: what a reader leaves out of a unit's text.

use std::ops::Range;

/// Characters that take no room and carry no sound: zero-width spaces and joiners, byte order marks, soft hyphens,
/// direction marks and NULs.
pub(crate) fn is_zero_width(c: char) -> bool {
    matches!(c, '\0' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a text can stand as it is: single plain spaces between words, none at its ends, nothing without width.
pub(crate) fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    if matches!(bytes.first(), Some(b' ')) || matches!(bytes.last(), Some(b' ')) {
        return false;
    }
    const LOW: u64 = u64::from_le_bytes([0x7F; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    // Eight bytes at a time: the high bit of each byte says what was found there.
    let (mut high, mut control, mut double, mut spaced) = (0u64, 0u64, 0u64, 0u64);
    let mut step = |word: u64, before: &mut u64| {
        let other = word ^ SPACES;
        let space = !(((other & LOW) + LOW) | other) & HIGH;
        double |= space & ((space << 8) | *before);
        *before = space >> 56;
        high |= word;
        control |= word.wrapping_sub(SPACES) & !word;
    };
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| step(u64::from_le_bytes(*word), &mut spaced));
    match bytes.last_chunk::<8>() {
        _ if rest.is_empty() => {}
        // The last eight once more: what they share with those before them is told twice.
        Some(word) => {
            spaced = 0;
            step(u64::from_le_bytes(*word), &mut spaced);
        }
        None => {
            let mut word = [b'a'; 8];
            word.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            step(u64::from_le_bytes(word), &mut spaced);
        }
    }
    let odd = control & HIGH != 0 && bytes.iter().any(|byte| matches!(byte, 0 | 0x09..=0x0D));
    double == 0 && !odd && (high & HIGH == 0 || !has_odd_char(bytes))
}

/// Whether a character past ASCII is white space or has no width, told by its bytes.
fn has_odd_char(bytes: &[u8]) -> bool {
    let next = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let mut leads = bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0xC0);
    leads.any(|(at, lead)| {
        matches!(
            (lead, next(at + 1), next(at + 2)),
            (0xC2, 0x85 | 0xA0 | 0xAD, _)
                | (0xE1, 0x9A, 0x80)
                | (0xE2, 0x80, 0x80..=0x8F | 0xA8..=0xAF)
                | (0xE2, 0x81, 0x9F | 0xA0 | 0xA6..=0xA9)
                | (0xE3, 0x80, 0x80)
                | (0xEF, 0xBB, 0xBF)
        )
    })
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

    /// Character by character.
    fn is_clean_slowly(text: &str) -> bool {
        let odd = |c: char| is_zero_width(c) || (c.is_whitespace() && c != ' ');
        !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") && !text.chars().any(odd)
    }

    #[test]
    fn every_character_is_told_as_it_is() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            assert_eq!(is_clean(&text), is_clean_slowly(&text), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn clean_equals_the_naive_way(text in "[a  é’\t\u{1}\u{A0}\u{2009}]{0,20}[a ]{0,20}") {
            prop_assert_eq!(is_clean(&text), is_clean_slowly(&text));
        }

        #[test]
        fn equals_the_naive_way(text in "[ab é\\t\u{A0}\u{200B}\u{3000}]{0,30}") {
            let naive: String = text.chars().filter(|c| !is_zero_width(*c)).collect();
            let naive = naive.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(cleaned(&text), naive);
        }
    }
}
