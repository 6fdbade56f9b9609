//! F14: characters that take no room and carry no sound.
//!
//! Goes: zero-width spaces, byte order marks, soft hyphens, word joiners, direction marks. Stays: joiners inside emoji
//! and in scripts that need them.

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F14",
    name: "zero-width",
    about: "zero-width characters, soft hyphens and direction marks are removed",
    level: Level::Safe,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    // U+00AD, U+200B.., U+202A.., U+2060.., U+FEFF begin with these bytes, as do curly quotes and CJK marks.
    for at in memchr::memchr3_iter(0xC2, 0xE2, 0xEF, bytes) {
        let gone = match bytes.get(at..at + 3).or_else(|| bytes.get(at..)) {
            Some([0xC2, 0xAD, ..]) => 2,
            Some([0xE2, 0x80, 0x8B | 0x8E | 0x8F | 0xAA..=0xAE]) => 3,
            Some([0xE2, 0x80, 0x8C | 0x8D]) if between_latin(text, at) => 3,
            Some([0xE2, 0x81, 0xA0 | 0xA6..=0xA9]) => 3,
            Some([0xEF, 0xBB, 0xBF]) => 3,
            _ => continue,
        };
        out.push(Edit::new(at..at + gone, "", 0.99));
    }
}

/// Whether a joiner stands where it can join nothing.
fn between_latin(text: &str, at: usize) -> bool {
    let plain = |c: Option<char>| c.is_none_or(|c| c.is_ascii());
    plain(scan::before(text, at)) && plain(scan::after(text, at + 3))
}
