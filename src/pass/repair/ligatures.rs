//! F15: ligatures of PDF text: `ﬁ` is `fi`.

use memchr::memmem;

use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F15",
    name: "ligatures",
    about: "ligatures such as ﬁ become their letters",
    level: Level::Safe,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let bytes = context.text().as_bytes();
    for at in memmem::find_iter(bytes, b"\xEF\xAC") {
        let letters = match bytes.get(at + 2) {
            Some(0x80) => "ff",
            Some(0x81) => "fi",
            Some(0x82) => "fl",
            Some(0x83) => "ffi",
            Some(0x84) => "ffl",
            Some(0x85 | 0x86) => "st",
            _ => continue,
        };
        out.push(Edit::new(at..at + 3, letters, 0.99));
    }
}
