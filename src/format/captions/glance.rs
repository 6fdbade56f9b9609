//! What signs a cue's text has, seen in one go: most cues have none that matter.

/// The signs of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) struct Glance(u8);

/// What a label needs: a colon or a bracket.
const LABEL: u8 = 1;
/// What markup needs: `<`, `{` or `&`.
const MARKUP: u8 = 2;
/// A line opens with something else than a letter or a digit of ASCII.
const OPENS: u8 = 4;
/// What can't stand as it is, or has to be looked at more closely: signs past ASCII, control characters, blanks in a row
/// or at an end of a line, empty lines, no text at all.
const ODD: u8 = 8;

/// Bytes that are looked at together, without a branch.
const BLOCK: usize = 16;

/// The signs of a byte, which another follows.
#[inline(always)]
fn signs(byte: u8, next: u8) -> u8 {
    let bit = |is: bool, bit: u8| if is { bit } else { 0 };
    let blank = |byte: u8| (byte == b' ') | (byte == b'\n');
    let letter = |byte: u8| ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10);
    let label = (byte == b':') | (byte == b'[') | (byte == b'(');
    let markup = (byte == b'<') | (byte == b'{') | (byte == b'&');
    let opens = (byte == b'\n') & !letter(next);
    let odd = (byte >= 0x7F) | ((byte < b' ') & (byte != b'\n')) | (blank(byte) & blank(next));
    bit(label, LABEL) | bit(markup, MARKUP) | bit(opens, OPENS) | bit(odd, ODD)
}

/// Adds the signs of a block's bytes, each of which another follows.
#[inline(always)]
fn add(some: &[u8; BLOCK + 1], all: &mut [u8; BLOCK]) {
    if let (Some(bytes), Some(nexts)) = (some.first_chunk::<BLOCK>(), some.last_chunk::<BLOCK>()) {
        for (one, (byte, next)) in all.iter_mut().zip(bytes.iter().zip(nexts)) {
            *one |= signs(*byte, *next);
        }
    }
}

impl Glance {
    /// The signs of `text`.
    pub fn at(text: &str) -> Glance {
        let bytes = text.as_bytes();
        let Some(last) = bytes.last() else { return Glance(ODD) };
        // Before its first byte and behind its last one a text has a line end.
        let first = bytes.first().map_or(0, |first| signs(b'\n', *first));
        let mut seen = first | signs(*last, b'\n');
        let Some(end) = bytes.last_chunk::<{ BLOCK + 1 }>() else {
            let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or(&[]));
            return Glance(pairs.fold(seen, |seen, (byte, next)| seen | signs(*byte, *next)));
        };
        let mut all = [0u8; BLOCK];
        let mut rest = bytes;
        while let Some(some) = rest.first_chunk::<{ BLOCK + 1 }>() {
            add(some, &mut all);
            rest = rest.get(BLOCK..).unwrap_or(&[]);
        }
        // The last block may overlap the one before it.
        add(end, &mut all);
        let all = u128::from_le_bytes(all);
        let all = ((all >> 64) as u64 | all as u64).to_le_bytes();
        seen |= all.iter().fold(0, |seen, one| seen | one);
        Glance(seen)
    }

    /// Whether it may have a label.
    pub fn may_be_labelled(self) -> bool {
        self.0 & LABEL != 0
    }

    /// Whether it may have markup.
    pub fn may_be_marked(self) -> bool {
        self.0 & MARKUP != 0
    }

    /// Whether a line opens with something else than a letter or a digit of ASCII: a dash, say.
    pub fn may_open_with_signs(self) -> bool {
        self.0 & OPENS != 0
    }

    /// Whether its lines are of ASCII and can stand as they are, one space for each `\n`.
    pub fn is_plain(self) -> bool {
        self.0 & ODD == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, letter by letter.
    fn slowly(text: &str) -> Glance {
        let has = |signs: &[char]| text.contains(signs);
        let mut lines = text.split('\n');
        let tidy = |line: &str| !line.is_empty() && line.split(' ').all(|word| !word.is_empty());
        let odd = text.chars().any(|c| !(c.is_ascii_graphic() || c == ' ' || c == '\n'));
        let opens = lines.clone().any(|line| !line.starts_with(|c: char| c.is_ascii_alphanumeric()));
        let bit = |is: bool, bit: u8| if is { bit } else { 0 };
        Glance(
            bit(has(&[':', '[', '(']), LABEL)
                | bit(has(&['<', '{', '&']), MARKUP)
                | bit(opens && !text.is_empty(), OPENS)
                | bit(odd || !lines.all(tidy), ODD),
        )
    }

    #[test]
    fn every_byte_is_told_as_it_is() {
        for c in '\0'..='\u{FF}' {
            for text in [format!("a{c}b"), c.to_string(), format!("{c} a line that is longer than a block{c}\n{c}x")] {
                assert_eq!(Glance::at(&text), slowly(&text), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_glance_sees_what_is_there(text in "[ab9 :\n\\[<&-]{0,5}|[a-z]{1,20}[a-d \n\r\té(\u{7F}-]{0,40}|[a-c]{1,9}( [a-c]{1,9}\n[a-c]{1,9}){1,6}") {
            prop_assert_eq!(Glance::at(&text), slowly(&text));
        }
    }
}
