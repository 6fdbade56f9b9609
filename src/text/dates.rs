//! Calendar dates as pages write them in English: `Mon Mar 27 2023`, `Oct 06`, `12 March 2024`, `2023-03-27`.

use chrono::NaiveDate;

use crate::model::Date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month that a word names, from 1: its full name, or its first three letters or more.
fn month(word: &str) -> Option<u32> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if word.len() < 3 {
        return None;
    }
    let index = MONTHS.iter().position(|name| name.starts_with(&word) || (word == "sept" && *name == "september"))?;
    Some(index as u32 + 1)
}

fn number(word: &str) -> Option<u32> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let ordinal = ["", "st", "nd", "rd", "th"].contains(&word.get(digits.len()..)?);
    (ordinal && digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}

/// The first date in `text`, with the parts that are there; `None` where there is none.
///
/// ```
/// use fireside::text::find_date;
/// assert_eq!(find_date("Published: Mon Mar 27 2023").map(|d| d.to_string()).as_deref(), Some("2023-03-27"));
/// assert_eq!(find_date("Posted Oct 06 | Views 1.1K").map(|d| d.to_string()).as_deref(), Some("10-06"));
/// assert_eq!(find_date("no date, maybe"), None);
/// ```
pub fn find_date(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split_whitespace().take(64).collect();
    for (index, word) in words.iter().enumerate() {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        let iso = plain.len() == 10 && plain.as_bytes().get(4) == Some(&b'-');
        if let Some(date) = plain.parse().ok().filter(|_| iso) {
            return Some(date);
        }
        let Some(month) = month(word) else { continue };
        let year = |at: usize| words.get(at).and_then(|word| number(word)).filter(|year| (1000..=9999).contains(year));
        let day = |at: usize| words.get(at).and_then(|word| number(word)).filter(|day| (1..=31).contains(day));
        let before = index.checked_sub(1).and_then(day);
        let (day, year) = match (day(index + 1), before) {
            (Some(day), _) => (Some(day), year(index + 2)),
            (None, Some(day)) => (Some(day), year(index + 1)),
            (None, None) => (None, year(index + 1)),
        };
        let found = match (year, day) {
            (Some(year), Some(day)) => NaiveDate::from_ymd_opt(year as i32, month, day).map(Date::Day),
            (Some(year), None) => Some(Date::Month { year: year as i32, month }),
            (None, Some(day)) => Date::month_day(month, day),
            (None, None) => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, date) in [
            ("12 March 2024", "2024-03-12"),
            ("Sept. 3rd, 2021", "2021-09-03"),
            ("2023-03-27", "2023-03-27"),
            ("March 2023", "2023-03"),
            ("Feb 30 2023 or Feb 3", "02-03"),
        ] {
            assert_eq!(find_date(text).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
        }
        assert_eq!(find_date("he may go 1 mar"), Date::month_day(3, 1));
        assert_eq!(find_date("decide 5"), None);
    }
}
