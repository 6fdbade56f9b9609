//! Letters without their marks: `é` is `e` to whoever compares words.

/// Letters with marks, and the letters they become.
const MARKED: &[(&str, &str)] = &[
    ("a", "àáâãäåāăą"),
    ("c", "çćĉċč"),
    ("d", "ďđ"),
    ("e", "èéêëēĕėęě"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįı"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľł"),
    ("n", "ñńņň"),
    ("o", "òóôõöøōŏő"),
    ("r", "ŕŗř"),
    ("s", "śŝşš"),
    ("t", "ţť"),
    ("u", "ùúûüũūŭůűų"),
    ("w", "ŵ"),
    ("y", "ýÿŷ"),
    ("z", "źżž"),
    ("ae", "æ"),
    ("oe", "œ"),
    ("ss", "ß"),
    ("th", "þ"),
];

/// Appends a letter without its mark.
pub(crate) fn plain_letter(letter: char, out: &mut String) {
    if letter.is_ascii() {
        return out.push(letter);
    }
    match MARKED.iter().find(|(_, marked)| marked.contains(letter)) {
        Some((plain, _)) => out.push_str(plain),
        None => out.push(letter),
    }
}

/// Whether a character only marks the letter before it.
pub(crate) fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}
