//! F17: sounds that are not speech: `[Music]`, `(laughter)`, `♪♪` go as whole tags. Lyrics between ♪ keep their words.

use memchr::{memchr, memchr2_iter, memmem};

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F17",
    name: "nonspeech",
    about: "tags of sounds, such as [Music] and (laughter), are removed",
    level: Level::Full,
    removes: Some("the name of a sound in its brackets"),
    edits,
};

const SOUNDS: &[&str] = &[
    "applause",
    "applauding",
    "audience applauding",
    "audience laughing",
    "audience laughs",
    "background noise",
    "beep",
    "bell",
    "chatter",
    "cheering",
    "cheers",
    "cheers and applause",
    "chuckle",
    "chuckles",
    "chuckling",
    "clapping",
    "clears throat",
    "cough",
    "coughing",
    "coughs",
    "crowd cheering",
    "dramatic music",
    "exhales",
    "foreign music",
    "gasps",
    "gentle music",
    "giggles",
    "inhales",
    "instrumental music",
    "intro music",
    "laugh",
    "laughing",
    "laughs",
    "laughter",
    "laughter and applause",
    "music",
    "music playing",
    "noise",
    "outro music",
    "pause",
    "phone ringing",
    "ringing",
    "sigh",
    "sighs",
    "silence",
    "sniffs",
    "soft music",
    "theme music",
    "upbeat music",
    "whistling",
    "musik",
    "musique",
    "música",
    "applaus",
    "applaudissements",
    "rires",
    "risas",
    "aplausos",
    "lachen",
    "gelächter",
    "beifall",
];
/// The longest tag, in bytes.
const LONGEST: usize = 40;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for at in memchr2_iter(b'[', b'(', bytes) {
        let closing = if bytes.get(at) == Some(&b'[') { b']' } else { b')' };
        let window = bytes.get(at..bytes.len().min(at + LONGEST)).unwrap_or(&[]);
        let Some(length) = memchr(closing, window) else { continue };
        let Some(inner) = text.get(at + 1..at + length) else { continue };
        let sound = inner.trim().trim_end_matches('.').to_lowercase();
        if SOUNDS.contains(&sound.as_str()) {
            found.push(at..at + length + 1);
        }
    }
    // ♩ ♪ ♫ ♬
    for at in memmem::find_iter(bytes, b"\xE2\x99") {
        if matches!(bytes.get(at + 2), Some(0xA9..=0xAC)) {
            found.push(at..at + 3);
        }
    }
    found.sort_by_key(|range| range.start);
    // Signs that touch, or have one space between them, go together.
    let mut runs: Vec<std::ops::Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match runs.last_mut() {
            Some(last) if matches!(text.get(last.end..range.start), Some("" | " ")) => last.end = range.end,
            _ => runs.push(range),
        }
    }
    // `gold(laughs)en` would make another word.
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    runs.retain(|range| !(letter(scan::before(text, range.start)) && letter(scan::after(text, range.end))));
    let mut done = 0;
    for range in runs {
        // One of the spaces around it goes too.
        let (left, right) = (scan::before(text, range.start), scan::after(text, range.end));
        let start = match (left, right) {
            (Some(' '), None | Some(' ' | '\n' | '.' | ',')) if range.start > done => range.start - 1,
            _ => range.start,
        };
        let end = match (left, right) {
            (None | Some('\n'), Some(' ')) => range.end + 1,
            _ => range.end,
        };
        done = end;
        out.push(Edit::new(start..end, "", 0.9));
    }
}
