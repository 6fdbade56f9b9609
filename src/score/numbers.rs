//! Number words in digits: `twenty-five` and `25` are the same word.

use crate::text::number_words::{CURRENCIES, ONES, ORDINAL_TENS, ORDINALS, SCALES, TENS};

/// What a word says about a number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// Below twenty.
    Unit(u64),
    /// Twenty to ninety.
    Tens(u64),
    Scale(u64),
    /// The last word of `twenty-first`.
    Ordinal(u64),
}

fn part(word: &str) -> Option<Part> {
    let at = |list: &[&str]| list.iter().position(|known| *known == word).map(|at| at as u64);
    if word.is_empty() {
        return None;
    }
    at(&ONES)
        .map(Part::Unit)
        .or_else(|| at(&TENS).map(|tens| Part::Tens(tens * 10)))
        .or_else(|| SCALES.iter().find(|(known, _)| *known == word).map(|(_, scale)| Part::Scale(*scale)))
        .or_else(|| at(&ORDINALS).map(Part::Ordinal))
        .or_else(|| at(&ORDINAL_TENS).map(|tens| Part::Ordinal(tens * 10)))
}

/// A number as it grows word by word.
#[derive(Default)]
struct Growing {
    /// Digits that stand before: the `19` of `nineteen eighty four`.
    before: String,
    /// Thousands and more that are complete.
    whole: u64,
    /// What is below the next scale.
    below: Option<u64>,
    /// The smallest scale so far: a number below it may be added.
    room: u64,
}

impl Growing {
    fn is_empty(&self) -> bool {
        self.before.is_empty() && self.below.is_none()
    }

    fn value(&self) -> u64 {
        self.whole.saturating_add(self.below.unwrap_or(0))
    }

    fn digits(&self) -> String {
        if self.below.is_some() { format!("{}{}", self.before, self.value()) } else { self.before.clone() }
    }

    /// Adds a number below a hundred, beside what there is where it has no room.
    fn add(&mut self, value: u64, room_after: u64) {
        match self.below {
            Some(_) if value >= self.room || value == 0 => {
                *self = Growing { before: self.digits(), below: Some(value), room: room_after, ..Growing::default() }
            }
            Some(below) => (self.below, self.room) = (Some(below + value), room_after),
            None => (self.below, self.room) = (Some(value), room_after),
        }
    }

    /// Multiplies by a scale; `None` where the number would not hold.
    fn scale(&mut self, scale: u64) -> Option<()> {
        let below = self.below.filter(|below| *below > 0)?;
        if scale == 100 {
            // `two thousand three hundred`: only what is below the thousands counts hundreds.
            self.below = Some(below.checked_mul(100)?);
            self.room = 100;
        } else {
            self.whole = self.whole.checked_add(below.checked_mul(scale)?)?;
            self.below = Some(0);
            self.room = scale;
        }
        Some(())
    }
}

fn suffix(value: u64) -> &'static str {
    match (value % 100, value % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// The words with numbers in digits; a lone `one` stays a word, since it is a pronoun too.
pub(super) fn in_digits(words: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut number = Growing::default();
    let finish = |number: &mut Growing, out: &mut Vec<String>| {
        let done = std::mem::take(number);
        if !done.is_empty() {
            let digits = done.digits();
            out.push(if digits == "1" { "one".to_owned() } else { digits });
        }
    };
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().and_then(part);
        match part(word) {
            Some(Part::Unit(value)) => number.add(value, 0),
            Some(Part::Tens(value)) => number.add(value, 10),
            Some(Part::Scale(scale)) => {
                // `10 million`: digits take a scale too.
                let digits = out.last().filter(|_| number.is_empty()).and_then(|last| last.parse::<u64>().ok());
                if let Some(value) = digits {
                    out.pop();
                    number.add(value, 0);
                }
                if number.scale(scale).is_none() {
                    finish(&mut number, &mut out);
                    out.push((*word).to_owned());
                }
            }
            Some(Part::Ordinal(value)) => {
                number.add(value, 0);
                let digits = number.digits();
                number = Growing::default();
                out.push(format!("{digits}{}", suffix(value_of_end(&digits))));
            }
            // `one hundred and five`
            None if *word == "and" && number.room >= 100 && matches!(next, Some(Part::Unit(_) | Part::Tens(_))) => {}
            None if *word == "oh" && !number.is_empty() && matches!(next, Some(Part::Unit(_))) => number.add(0, 0),
            None => {
                finish(&mut number, &mut out);
                let currency = CURRENCIES.iter().find(|(_, one, several)| word == one || word == several);
                match (currency, out.last_mut().filter(|last| out_is_number(last))) {
                    (None, Some(last)) if *word == "percent" => last.push('%'),
                    (Some((sign, ..)), Some(last)) => last.insert(0, *sign),
                    _ => out.push(digit_word(word)),
                }
            }
        }
    }
    finish(&mut number, &mut out);
    out
}

fn value_of_end(digits: &str) -> u64 {
    digits.get(digits.len().saturating_sub(2)..).and_then(|end| end.parse().ok()).unwrap_or(0)
}

fn out_is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A lone `1` is written as the word is.
fn digit_word(word: &str) -> String {
    if word == "1" { "one".to_owned() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_digits() {
        for (text, expected) in [
            ("twenty five", "25"),
            ("one hundred and five people", "105 people"),
            ("two thousand nineteen", "2019"),
            ("nineteen eighty four", "1984"),
            ("three hundred thousand", "300000"),
            ("two million three hundred thousand and four", "2300004"),
            ("10 million", "10000000"),
            ("one oh one", "101"),
            ("twenty first of may", "21st of may"),
            ("the second", "the 2nd"),
            ("eleventh", "11th"),
            ("five percent", "5%"),
            ("twenty dollars", "$20"),
            ("one of them", "one of them"),
            ("salt and pepper", "salt and pepper"),
            ("five and six", "5 and 6"),
            ("a hundred", "a hundred"),
            ("oh no", "oh no"),
            ("zero", "0"),
            ("two two", "22"),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            assert_eq!(in_digits(&words).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn enormous_numbers_stay_words() {
        let words = ["nine"].into_iter().chain(std::iter::repeat_n("trillion", 40)).collect::<Vec<_>>();
        assert!(in_digits(&words).len() > 1);
        let digits = ["99999999999999999999", "million"];
        assert_eq!(in_digits(&digits), digits);
    }
}
