//! Signs that stand where no text has them: what a wrong encoding leaves behind.

/// Whether `text` has many signs out of place, of which another reading of the same bytes has hardly any.
pub(super) fn is_odder(text: &str, other: &str) -> bool {
    let (odd, all) = odd(text);
    odd >= 3 && odd * 50 > all && self::odd(other).0 * 4 < odd
}

/// How many signs past ASCII are out of place, and how many there are.
fn odd(text: &str) -> (usize, usize) {
    let (mut odd, mut all) = (0usize, 0usize);
    let mut before = ' ';
    // Whether the word so far has a small letter past ASCII.
    let mut small = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_ascii() {
            all += 1;
            let after = letters.peek().copied().unwrap_or(' ');
            let alien =
                matches!(letter, '\u{80}'..='\u{9F}' | '\u{2500}'..='\u{259F}' | '\u{E000}'..='\u{F8FF}' | '\u{FFFD}');
            // Signs of measure and print that touch letters.
            let sign = "¤¦§¨¬¯±µ¶¸¹¼¾".contains(letter) && (before.is_alphabetic() || after.is_alphabetic());
            // What opens a quotation, and signs of notes, inside a word.
            let sign = sign || "‚„“†‡‰‹".contains(letter) && before.is_alphabetic() && after.is_alphabetic();
            // No word begins small and goes on with capitals.
            let shouts = letter.is_uppercase() && small;
            // Nor does it change from one alphabet into another.
            let strange = is_far(letter) && (is_latin(before) || is_latin(after));
            odd += usize::from(alien || sign || shouts || strange);
        }
        small = letter.is_alphabetic() && (small || !letter.is_ascii() && letter.is_lowercase());
        before = letter;
    }
    (odd, all)
}

fn is_latin(letter: char) -> bool {
    letter < '\u{250}' && letter.is_alphabetic()
}

/// Greek, Cyrillic, Hebrew and Arabic.
fn is_far(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{6FF}') && letter.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_encoding_shows() {
        for (wrong, right) in [
            ("уЕЗПДОС НЩ РПЗПЧПТЙН", "Сегодня мы поговорим"),
            ("█║⌠З┌м⌠V▀C┌и┌б", "今日は天気につい"),
            ("Ќр“ъ‚М–й‚Н‚З‚±‚Й‚ў‚Ь‚µ‚Ѕ", "昨日の夜はどこにいました"),
            ("йtй, oщ кtes-vous", "été, où êtes-vous"),
            ("Dzi¶ ¿ó³æ gê¶ i źle, ja¶niej ¼d¼b³o", "Dziś żółć gęś i źle, jaśniej źdźbło"),
        ] {
            assert!(is_odder(wrong, right), "{wrong}");
            assert!(!is_odder(right, wrong), "{right}");
        }
        for text in [
            "20 °C, 5 µm, m² ± 3, § 7, Foo® ©",
            "МОСКВА и Россия",
            "10 kΩ и 5 kΩ",
            "он сказал „да“, „нет“ und ‚ja‘",
            "¿Qué? ¡No! «así»",
            "l·l, it´s",
        ] {
            assert!(!is_odder(text, ""), "{text}");
        }
    }
}
