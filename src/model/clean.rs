//! White space and zero-width characters: what a reader leaves out of a unit's text.

use std::ops::Range;

use memchr::{memchr2_iter, memchr3_iter};

/// Characters that take no room and carry no sound: zero-width spaces and joiners, byte order marks, soft hyphens,
/// direction marks and NULs.
pub(crate) fn is_zero_width(c: char) -> bool {
    matches!(c, '\0' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a text can stand as it is: single plain spaces between words, none at its ends, nothing without width.
pub(crate) fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ');
    !ends && !has_odd_ascii(bytes) && (text.is_ascii() || !has_odd_sign(text))
}

/// Bytes that are looked at together, without a branch.
const BLOCK: usize = 16;

/// Whether there is a NUL, white space other than a space, or two spaces in a row.
fn has_odd_ascii(bytes: &[u8]) -> bool {
    let blank = |byte: u8| (byte == 0) | (byte.wrapping_sub(b'\t') < 5);
    let odd = |a: u8, b: u8| blank(a) | ((a == b' ') & (b == b' '));
    let pairs = |some: &[u8]| some.iter().zip(some.get(1..).unwrap_or(&[])).any(|(a, b)| odd(*a, *b));
    let block = |some: &[u8; BLOCK + 1]| {
        let (Some(a), Some(b)) = (some.first_chunk::<BLOCK>(), some.last_chunk::<BLOCK>()) else { return false };
        let mut seen = 0u8;
        for (a, b) in a.iter().zip(b) {
            seen |= u8::from(odd(*a, *b));
        }
        seen != 0
    };
    if bytes.last().is_some_and(|last| blank(*last)) {
        return true;
    }
    let Some(last) = bytes.last_chunk::<{ BLOCK + 1 }>() else { return pairs(bytes) };
    let blocks =
        (0..bytes.len() - BLOCK).step_by(BLOCK).map_while(|at| bytes.get(at..)?.first_chunk::<{ BLOCK + 1 }>());
    // The last block may overlap the one before it.
    blocks.chain([last]).any(block)
}

/// Whether there is white space or a character without width past ASCII: all of them begin with one of five bytes.
fn has_odd_sign(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = |at: usize| {
        let sign = text.get(at..).and_then(|rest| rest.chars().next());
        sign.is_some_and(|c| is_zero_width(c) || c.is_whitespace())
    };
    memchr3_iter(0xC2, 0xE2, 0xE3, bytes).any(odd) || memchr2_iter(0xE1, 0xEF, bytes).any(odd)
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
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece> + use<> {
    let clean = is_clean(text);
    let whole = (clean && !text.is_empty()).then_some(Piece { bytes: 0..text.len(), spaced: true });
    whole.into_iter().chain(if clean { Vec::new() } else { pieces_of(text) })
}

/// As [`pieces`], letter by letter.
fn pieces_of(text: &str) -> Vec<Piece> {
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
    fn odd_signs_begin_with_five_bytes() {
        for c in ('\u{80}'..=char::MAX).filter(|c| is_zero_width(*c) || c.is_whitespace()) {
            assert!(has_odd_sign(&c.to_string()), "{c:?}");
        }
    }

    #[test]
    fn runs_and_zero_width() {
        assert_eq!(cleaned("  the\u{A0} lamp \t\n oil\u{200B}er \u{FEFF} x "), "the lamp oiler x");
        assert_eq!(pieces("already clean").count(), 1);
        assert_eq!(pieces("one two  three four").count(), 2);
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
        fn clean_is_what_stays_as_it_is(text in "[a-d é\u{A0}\u{200B}—]{0,40}|[a-z \\t\u{B}]{15,60}|[a-z]{14,34}  ?[a-z]{0,20}") {
            let one = pieces_of(&text);
            prop_assert_eq!(is_clean(&text), text.is_empty() || one.len() == 1 && one[0].bytes == (0..text.len()));
        }

        #[test]
        fn equals_the_naive_way(text in "[ab é\\t\u{A0}\u{200B}\u{3000}]{0,30}") {
            let naive: String = text.chars().filter(|c| !is_zero_width(*c)).collect();
            let naive = naive.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(cleaned(&text), naive);
        }
    }
}
