//! Spellings of a time mark: `0:07`, `75:10`, `01:15:10`, `00:01.102`, `0:00:04,2`.

use nom::branch::alt;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{char, one_of};
use nom::combinator::{map_res, not, opt, peek};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

/// A mark as it is written. The number is always read literally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Milliseconds, or `None` where seconds, or minutes after hours, pass 59: no clock shows such a time.
    pub millis: Option<i64>,
    /// Two fields or three.
    pub fields: u8,
}

/// Reads a mark at the start of `text`; gives it with what follows.
///
/// `mark = field ":" 2DIGIT [":" 2DIGIT] [fraction]`. Two fields are minutes and seconds, and minutes may pass 59.
///
/// ```
/// use fireside::text::mark;
/// let (mark, rest) = mark("01:15:10.25): and so").unwrap();
/// assert_eq!((mark.millis, rest), (Some(4_510_250), "): and so"));
/// assert_eq!(fireside::text::mark("99:99").unwrap().0.millis, None);
/// assert!(fireside::text::mark("3:1 ratio").is_none());
/// ```
pub fn mark(text: &str) -> Option<(Mark, &str)> {
    mark_rule(text).ok().map(|(rest, mark)| (mark, rest))
}

/// `mark = field ":" 2DIGIT [":" 2DIGIT] [fraction]`
fn mark_rule(i: &str) -> IResult<&str, Mark> {
    let (i, first) = terminated(digits(1, 3), char(':')).parse(i)?;
    let (i, second) = digits(2, 2).parse(i)?;
    let (i, third) = opt(preceded(char(':'), digits(2, 2))).parse(i)?;
    let (i, millis) = opt(fraction).parse(i)?;
    let (i, _) = not(peek(alt((one_of("0123456789"), char(':'))))).parse(i)?;
    let (hours, minutes, seconds) = match third {
        Some(seconds) => (first, second, seconds),
        None => (0, first, second),
    };
    let sound = seconds < 60 && (third.is_none() || minutes < 60);
    let at = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + millis.unwrap_or(0);
    Ok((i, Mark { millis: sound.then_some(at), fields: if third.is_some() { 3 } else { 2 } }))
}

/// `fraction = ("." / ",") 1*9DIGIT`: a decimal fraction of a second, in whole milliseconds.
fn fraction(i: &str) -> IResult<&str, i64> {
    let (i, digits) = preceded(one_of(".,"), take_while_m_n(1, 9, |c: char| c.is_ascii_digit())).parse(i)?;
    let millis = digits.bytes().chain(*b"00").take(3).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Ok((i, millis))
}

/// From `least` to `most` digits: a bound in the grammar leaves nothing to overflow.
fn digits<'t>(least: usize, most: usize) -> impl Parser<&'t str, Output = i64, Error = nom::error::Error<&'t str>> {
    map_res(take_while_m_n(least, most, |c: char| c.is_ascii_digit()), str::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, millis) in [
            ("0:07", 7_000),
            ("07:05", 425_000),
            ("75:10", 4_510_000),
            ("0:36:10", 2_170_000),
            ("076:14:09", 274_449_000),
            ("00:01.102", 1_102),
            ("00:00:00,179", 179),
            ("0:00:04.2", 4_200),
            ("0:00:00.26", 260),
            ("0:00.1025", 102),
        ] {
            assert_eq!(
                mark(text),
                Some((Mark { millis: Some(millis), fields: 1 + text.matches(':').count() as u8 }, "")),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_mark() {
        for text in ["", "1:1", "12:5", "1234:00", "1:23:4", "12:345", "1:2:3", "a", ":30", "12:30:45:10"] {
            assert_eq!(mark(text), None, "{text}");
        }
        assert_eq!(mark("1:75:10").and_then(|(mark, _)| mark.millis), None);
    }
}
