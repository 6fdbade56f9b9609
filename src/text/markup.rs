//! What markup languages share: character references.

use std::sync::OnceLock;

use entities::ENTITIES;
use rustc_hash::FxHashMap;

/// The named references of HTML, without their ampersand: most end in a semicolon, the oldest may do without.
fn names() -> &'static FxHashMap<&'static str, &'static str> {
    static NAMES: OnceLock<FxHashMap<&'static str, &'static str>> = OnceLock::new();
    NAMES
        .get_or_init(|| ENTITIES.iter().map(|known| (known.entity.trim_start_matches('&'), known.characters)).collect())
}

/// The longest name of a reference, semicolon included.
const LONGEST: usize = 33;

/// The character reference at the start of `text`: what it stands for, and how many bytes it takes.
///
/// Named references are those of HTML, the ones without a semicolon included (`&ampx` is `&x`); numbers that HTML
/// replaces (`&#128;` is `€`, `&#0;` is U+FFFD) are replaced.
///
/// ```
/// use fireside::text::reference;
/// assert_eq!(reference("&amp; rum"), Some(("&".into(), 5)));
/// assert_eq!(reference("&#x2019;s"), Some(("’".into(), 8)));
/// assert_eq!(reference("&copyright"), Some(("©".into(), 5)));
/// assert_eq!(reference("& rum"), None);
/// ```
pub fn reference(text: &str) -> Option<(String, usize)> {
    let rest = text.strip_prefix('&')?;
    if let Some(number) = rest.strip_prefix('#') {
        return numeric(number).map(|(c, length)| (c.to_string(), length + 2));
    }
    let mut end = rest.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    if rest.as_bytes().get(end) == Some(&b';')
        && let Some(found) = names().get(rest.get(..=end)?)
    {
        return Some(((*found).to_owned(), end + 2));
    }
    while end > 1 {
        if let Some(found) = names().get(rest.get(..end)?) {
            return Some(((*found).to_owned(), end + 1));
        }
        end -= 1;
    }
    None
}

/// `x` and hexadecimal digits, or decimal ones, and perhaps a semicolon.
fn numeric(text: &str) -> Option<(char, usize)> {
    let (digits, radix, before) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let code = digits
        .get(..length)?
        .chars()
        .fold(0u32, |code, c| code.saturating_mul(radix).saturating_add(c.to_digit(radix).unwrap_or(0)));
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((replaced(code), before + length + semicolon))
}

/// The character of a code, as HTML has it: those of Windows-1252 in the place of control characters.
fn replaced(code: u32) -> char {
    const WINDOWS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match code {
        0 => '\u{FFFD}',
        0x80..=0x9F => WINDOWS.get(code as usize - 0x80).copied().unwrap_or('\u{FFFD}'),
        _ => char::from_u32(code).unwrap_or('\u{FFFD}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_every_kind() {
        for (text, expected) in [
            ("&lt;", Some(("<", 4))),
            ("&AMP;", Some(("&", 5))),
            ("&nbsp;x", Some(("\u{A0}", 6))),
            ("&notit;", Some(("¬", 4))),
            ("&notin;", Some(("∉", 7))),
            ("&#65", Some(("A", 4))),
            ("&#x80;", Some(("€", 6))),
            ("&#0;", Some(("\u{FFFD}", 4))),
            ("&#xD800;", Some(("\u{FFFD}", 8))),
            ("&#99999999999;", Some(("\u{FFFD}", 14))),
            ("&#;", None),
            ("&#x;", None),
            ("&;", None),
            ("&", None),
            ("&bogus;", None),
            ("&NotEqualTilde;", Some(("≂\u{338}", 15))),
        ] {
            assert_eq!(reference(text), expected.map(|(c, length)| (c.to_owned(), length)), "{text}");
        }
    }
}
