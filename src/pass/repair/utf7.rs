//! F12: marks left in UTF-7: `+ACI-quote+ACI-` is `"quote"`.

use memchr::memmem;

use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F12",
    name: "utf7",
    about: "marks written in UTF-7, such as +ACI-, become the marks",
    level: Level::Standard,
    removes: Some("the letters of UTF-7"),
    edits,
};

/// Three letters of base 64 hold one character below U+0100.
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let bytes = context.text().as_bytes();
    for at in memmem::find_iter(bytes, b"+A") {
        let Some([_, a, b, c, b'-']) = bytes.get(at..at + 5) else { continue };
        let value = |letter: &u8| LETTERS.iter().position(|known| known == letter);
        let (Some(a), Some(b), Some(c)) = (value(a), value(b), value(c)) else { continue };
        let bits = (a << 12 | b << 6 | c) >> 2;
        // Marks alone: a letter would not have been encoded.
        match u8::try_from(bits).map(char::from) {
            Ok(mark) if mark.is_ascii_punctuation() => out.push(Edit::new(at..at + 5, mark.to_string(), 0.95)),
            _ => {}
        }
    }
}
