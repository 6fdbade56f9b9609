//! Calendar dates as pages give them: whole, or with parts missing.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A date that may lack its year or its day. A part that the page doesn't give is never made up.
///
/// Written and read as `2023-03-27`, `2023-03`, `2023` or, without the year, `10-06`.
///
/// ```
/// use fireside::Date;
/// let whole: Date = "2023-03-27".parse()?;
/// assert_eq!(whole.as_naive().map(|d| d.to_string()).as_deref(), Some("2023-03-27"));
/// let partial: Date = "10-06".parse()?;
/// assert_eq!(partial, Date::MonthDay { month: 10, day: 6 });
/// # Ok::<(), fireside::DateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Date {
    /// Year, month and day.
    Day(NaiveDate),
    /// Year and month, `2023-03`.
    Month {
        /// The year.
        year: i32,
        /// The month, from 1.
        month: u32,
    },
    /// Only the year.
    Year(i32),
    /// Month and day without a year, `10-06`.
    MonthDay {
        /// The month, from 1.
        month: u32,
        /// The day of the month, from 1.
        day: u32,
    },
}

impl Date {
    /// The calendar date, if no part is missing.
    pub fn as_naive(self) -> Option<NaiveDate> {
        match self {
            Date::Day(day) => Some(day),
            _ => None,
        }
    }

    /// A month and day without a year; `None` if no year has such a day.
    pub fn month_day(month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(2000, month, day).map(|d| Date::MonthDay { month: d.month(), day: d.day() })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::Day(day) => day.fmt(f),
            Date::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Date::Year(year) => write!(f, "{year:04}"),
            Date::MonthDay { month, day } => write!(f, "{month:02}-{day:02}"),
        }
    }
}

/// A text that is none of the four spellings of a [`Date`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: expected YYYY-MM-DD, YYYY-MM, YYYY or MM-DD")]
pub struct DateError(String);

impl std::str::FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let wrong = || DateError(text.to_owned());
        let mut numbers = [0u32; 3];
        let mut count = 0;
        for part in text.split('-') {
            let slot = numbers.get_mut(count).ok_or_else(wrong)?;
            *slot = part.parse().map_err(|_| wrong())?;
            count += 1;
        }
        let [a, b, c] = numbers;
        let year = i32::try_from(a).map_err(|_| wrong())?;
        match (count, text.find('-')) {
            (3, _) => NaiveDate::from_ymd_opt(year, b, c).map(Date::Day),
            (2, Some(4)) => (1..=12).contains(&b).then_some(Date::Month { year, month: b }),
            (2, _) => Date::month_day(a, b),
            (1, _) => (text.len() == 4).then_some(Date::Year(year)),
            _ => None,
        }
        .ok_or_else(wrong)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_comes_back() {
        for text in ["2023-03-27", "2023-03", "2023", "10-06", "02-29"] {
            assert_eq!(text.parse::<Date>().map(|d| d.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "2023-13", "13-01", "02-30", "2023-02-29", "x", "1-2-3-4", "20233"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
