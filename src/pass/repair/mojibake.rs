//! F11: UTF-8 that was read as Windows-1252: `itâ€™s` is `it’s`, `cafÃ©` is `café`.
//!
//! A whole run of such characters must turn back into sound UTF-8. Runs that a capital with a closing quote could make
//! (`CAFÉ»`) stay.

use encoding_rs::WINDOWS_1252;
use memchr::memchr_iter;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F11",
    name: "mojibake",
    about: "UTF-8 that was read as Windows-1252 is read again",
    level: Level::Safe,
    removes: Some("characters that were misread"),
    edits,
};

/// The longest run that is read again at once, in bytes of UTF-8; a longer one is cut at its characters.
const LONGEST: usize = 1 << 16;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let mut done = 0;
    // The letters À to ÿ, with which every damaged character begins, start with this byte.
    for at in memchr_iter(0xC3, text.as_bytes()) {
        if at < done {
            continue;
        }
        // Characters before the run that belong to it make it unsound.
        if scan::before(text, at).is_some_and(|c| code_of(c).is_some()) {
            continue;
        }
        let Some(rest) = text.get(at..) else { continue };
        let mut codes: Vec<u8> = Vec::new();
        let mut length = 0;
        for c in rest.chars() {
            let Some(code) = code_of(c) else { break };
            if length > LONGEST {
                break;
            }
            codes.push(code);
            length += c.len_utf8();
        }
        done = at + length.max(1);
        if codes.len() < 2 {
            if codes == [0xC2] && lost_nbsp(text, at, length) {
                out.push(Edit::new(at..at + length, "", 0.9));
            }
            continue;
        }
        let Ok(decoded) = std::str::from_utf8(&codes) else { continue };
        if plausible(&codes, decoded, scan::before(text, at)) {
            let mended: String = decoded.chars().map(|c| if c == '\u{A0}' { ' ' } else { c }).collect();
            out.push(Edit::new(at..at + length, mended, 0.97));
        }
    }
}

/// The byte from 0x80 up that Windows-1252 has for a character; its undefined bytes come as C1 codes.
fn code_of(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0xA0..=0xFF => u8::try_from(code).ok(),
        code @ (0x81 | 0x8D | 0x8F | 0x90 | 0x9D) => u8::try_from(code).ok(),
        0..=0x9F => None,
        _ => {
            let mut utf8 = [0; 4];
            match WINDOWS_1252.encode(c.encode_utf8(&mut utf8)) {
                (code, _, false) => code.first().copied().filter(|_| code.len() == 1),
                _ => None,
            }
        }
    }
}

/// `Â` before a plain space: a no-break space whose second half was made a space.
fn lost_nbsp(text: &str, at: usize, length: usize) -> bool {
    let left = scan::before(text, at);
    scan::after(text, at + length) == Some(' ')
        && left.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || c.is_ascii_punctuation())
}

fn plausible(codes: &[u8], decoded: &str, left: Option<char>) -> bool {
    let many = decoded.chars().count() >= 2;
    if decoded.chars().any(|c| c.is_control() || c == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&c)) {
        return false;
    }
    let [first, second, ..] = codes else { return false };
    match (*first, *second) {
        _ if many && codes.len() >= 4 => true,
        // A capital with a quote, a dash or dots after it, as at the end of an upper-case word.
        (_, 0x85 | 0x91..=0x97 | 0xA0 | 0xAB | 0xBB) if left.is_some_and(char::is_uppercase) => false,
        (0xC2 | 0xC3, _) => true,
        (0xE2, second) => second != 0x85,
        (0xF0, second) => second == 0x9F,
        // Other scripts come in words, and their first bytes are letters that end words of Latin ones.
        (_, 0x85 | 0x8A..=0x8C | 0x8E | 0x91..=0x97 | 0x99..=0x9C | 0x9E..=0xA0 | 0xAB | 0xAE | 0xB0 | 0xBB) => false,
        (0xC4 | 0xC5, _) => left.is_some_and(char::is_lowercase),
        _ => false,
    }
}
