//! Numbers as they are said: `1984` is `nineteen eighty four`.

use crate::text::number_words::{CURRENCIES, ONES, SCALES, TENS, ordinal};

/// The word for a currency's sign.
pub fn currency(sign: char) -> Option<&'static str> {
    CURRENCIES.iter().find(|(known, ..)| *known == sign).map(|(_, _, several)| *several)
}

/// Appends how a number is said; false if it is none: `5g` is not.
pub fn spell(text: &str, words: &mut Vec<&str>) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &text[digits.len()..];
    let lower = ending.to_ascii_lowercase();
    if !matches!(lower.as_str(), "" | "st" | "nd" | "rd" | "th" | "s")
        || !digits.starts_with(|c: char| c.is_ascii_digit())
    {
        return false;
    }
    let (whole, part) = match digits.rsplit_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (digits, None),
    };
    let grouped = whole.contains(',');
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let first = words.len();
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    match whole.parse::<u64>() {
        Ok(value) if value < 1_000_000_000_000_000 && !leading_zero => {
            let year = part.is_none() && !grouped && matches!(value, 1_100..=1_999 | 2_010..=2_099);
            if year { pairs(value, words) } else { number(value, words) }
        }
        _ => whole.bytes().for_each(|digit| words.push(ONES[usize::from(digit - b'0')])),
    }
    if let Some(part) = part {
        words.push("point");
        words.extend(part.bytes().filter(u8::is_ascii_digit).map(|digit| ONES[usize::from(digit - b'0')]));
    }
    if matches!(lower.as_str(), "st" | "nd" | "rd" | "th")
        && let Some(last) = words[first..].last_mut()
        && let Some(ordinal) = ordinal(last)
    {
        *last = ordinal;
    }
    true
}

/// `nineteen eighty four`, `nineteen hundred`, `nineteen oh five`.
fn pairs(value: u64, words: &mut Vec<&str>) {
    number(value / 100, words);
    match value % 100 {
        0 => words.push("hundred"),
        rest => {
            if rest < 10 {
                words.push("oh");
            }
            number(rest, words);
        }
    }
}

fn number(value: u64, words: &mut Vec<&str>) {
    for (name, scale) in SCALES {
        if value >= scale {
            number(value / scale, words);
            words.push(name);
            if !value.is_multiple_of(scale) {
                number(value % scale, words);
            }
            return;
        }
    }
    if value < 20 {
        return words.push(ONES[value as usize]);
    }
    words.push(TENS[(value / 10) as usize]);
    if !value.is_multiple_of(10) {
        words.push(ONES[(value % 10) as usize]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said() {
        for (text, expected) in [
            ("0", "zero"),
            ("105", "one hundred five"),
            ("1,984", "one thousand nine hundred eighty four"),
            ("1905", "nineteen oh five"),
            ("1900", "nineteen hundred"),
            ("2000", "two thousand"),
            ("2009", "two thousand nine"),
            ("2300004", "two million three hundred thousand four"),
            ("007", "zero zero seven"),
            ("20th", "twentieth"),
            ("100th", "one hundredth"),
            ("90s", "ninety"),
            ("99999999999999999999", &["nine"; 20].join(" ")),
        ] {
            let mut words = Vec::new();
            assert!(spell(text, &mut words));
            assert_eq!(words.join(" "), expected, "{text}");
        }
        assert!(!spell("5g", &mut Vec::new()));
    }
}
