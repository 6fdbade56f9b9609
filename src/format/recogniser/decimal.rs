//! Times as recognisers write them, into whole milliseconds without a float on the way.

use super::super::captions::clock::clock;

/// In what a number counts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Milliseconds,
    /// A ten-thousandth of a millisecond.
    Ticks,
    Nanoseconds,
}

impl Unit {
    /// By how many places the decimal point moves to the right.
    fn shift(self) -> i32 {
        match self {
            Unit::Seconds => 3,
            Unit::Milliseconds => 0,
            Unit::Ticks => -4,
            Unit::Nanoseconds => -6,
        }
    }
}

/// The milliseconds that a decimal number of `unit` means, half away from zero; saturates. `None` for what is no number.
#[inline]
pub(super) fn millis(number: &str, unit: Unit) -> Option<i64> {
    if unit == Unit::Seconds
        && let Some(ms) = usual(number.as_bytes())
    {
        return Some(ms);
    }
    if unit == Unit::Milliseconds
        && let Some(ms) = whole(number)
    {
        return Some(ms);
    }
    shifted(number, unit.shift())
}

/// A whole number of one to fifteen digits.
#[inline(always)]
fn whole(number: &str) -> Option<i64> {
    let mut value = 0i64;
    for byte in number.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    (1..=15).contains(&number.len()).then_some(value)
}

/// A share from 0 to 1 as a decimal number.
#[inline]
pub(super) fn share(number: &str) -> Option<f32> {
    let share = match number.strip_prefix("0.") {
        Some(places) if (1..=15).contains(&places.len()) && whole(places).is_some() => {
            (whole(places)? as f64 / 10f64.powi(places.len() as i32)) as f32
        }
        _ => number.parse::<f32>().ok()?,
    };
    (0.0..=1.0).contains(&share).then_some(share)
}

/// `12.34`: one to nine digits, and a point with one to three more or nothing.
#[inline(always)]
fn usual(number: &[u8]) -> Option<i64> {
    let mut whole = 0u32;
    let mut at = 0;
    while let Some(digit) = number.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
        whole = whole.wrapping_mul(10).wrapping_add(u32::from(digit));
        at += 1;
    }
    if at == 0 || at > 9 {
        return None;
    }
    let places = match number.get(at) {
        None => return Some(i64::from(whole) * 1_000),
        Some(b'.') => number.get(at + 1..)?,
        Some(_) => return None,
    };
    let digit = |at: usize| places.get(at).map(|byte| u32::from(byte.wrapping_sub(b'0')));
    let (a, b, c) = match places.len() {
        1 => (digit(0)?, 0, 0),
        2 => (digit(0)?, digit(1)?, 0),
        3 => (digit(0)?, digit(1)?, digit(2)?),
        _ => return None,
    };
    (a < 10 && b < 10 && c < 10).then(|| i64::from(whole) * 1_000 + i64::from(a * 100 + b * 10 + c))
}

/// Any decimal number with its point moved `shift` places to the right.
fn shifted(number: &str, shift: i32) -> Option<i64> {
    let number = number.trim();
    let (negative, rest) = match number.as_bytes().first()? {
        b'-' => (true, number.get(1..)?),
        b'+' => (false, number.get(1..)?),
        _ => (false, number),
    };
    let (digits, exponent) = match rest.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent_of(exponent)?),
        None => (rest, 0),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && places.is_empty() || !(whole.bytes().chain(places.bytes())).all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    // How many of the digits stand before the point once it moved.
    let before = whole.len() as i64 + i64::from(shift) + i64::from(exponent);
    let mut all = whole.bytes().chain(places.bytes());
    let mut ms = 0i64;
    for _ in 0..before {
        let digit = all.next().map(|byte| i64::from(byte - b'0'));
        if ms == i64::MAX || ms == 0 && digit.is_none() {
            break;
        }
        ms = ms.saturating_mul(10).saturating_add(digit.unwrap_or(0));
    }
    let next = if before >= 0 { all.next() } else { None };
    if next.is_some_and(|byte| byte >= b'5') {
        ms = ms.saturating_add(1);
    }
    Some(if negative { -ms } else { ms })
}

/// An exponent, at most a thousand either way, however long it is written.
fn exponent_of(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i32>().map_or(1_000, |size| size.min(1_000));
    Some(if text.starts_with('-') { -size } else { size })
}

/// A time that is written as a string: `1.300s`, `PT1M2.5S`, `00:01:02,500`, or a number of `unit`.
pub(super) fn spelled(text: &str, unit: Unit) -> Option<i64> {
    let text = text.trim();
    if let Some(ms) = millis(text, unit) {
        return Some(ms);
    }
    if let Some(iso) = text.strip_prefix("PT") {
        return period(iso);
    }
    if text.contains(':') {
        return clock(text.as_bytes()).filter(|clock| clock.length == text.len()).map(|clock| clock.ms);
    }
    if let Some(number) = text.strip_suffix("ms") {
        return millis(number, Unit::Milliseconds);
    }
    text.strip_suffix('s').and_then(|number| millis(number, Unit::Seconds))
}

/// `1H2M3.5S`, the time part of an ISO 8601 duration.
fn period(text: &str) -> Option<i64> {
    let (mut ms, mut rest) = (0i64, text);
    while let Some(end) = rest.find(['H', 'M', 'S']) {
        let (number, unit) = rest.split_at_checked(end)?;
        let scale = match unit.as_bytes().first()? {
            b'H' => 3_600,
            b'M' => 60,
            _ => 1,
        };
        ms = ms.saturating_add(millis(number, Unit::Seconds)?.saturating_mul(scale));
        rest = unit.get(1..)?;
    }
    (rest.is_empty() && !text.is_empty()).then_some(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_half_away_from_zero_on_the_digits() {
        let cases = [
            ("0", 0),
            ("1", 1_000),
            ("1.5", 1_500),
            ("12.34", 12_340),
            ("1.0005", 1_001),
            ("1.00049999999999999999", 1_000),
            ("-1.0005", -1_001),
            ("0.0005", 1),
            ("0.00049", 0),
            // The nearest float lies below 2.6755.
            ("2.6755", 2_676),
            ("1e-05", 0),
            ("5e-4", 1),
            ("1.5E+3", 1_500_000),
            ("123456789012.3456", 123_456_789_012_346),
            ("1e400", i64::MAX),
            ("1e99999999999", i64::MAX),
            ("-1e-02412082147483649", 0),
            ("-1e400", -i64::MAX),
            ("99999999999999999999", i64::MAX),
            ("1.", 1_000),
            (".5", 500),
        ];
        for (number, ms) in cases {
            assert_eq!(millis(number, Unit::Seconds), Some(ms), "{number}");
        }
        for none in ["", "-", ".", "NaN", "Infinity", "1.2.3", "1x", "e5", "--1", "1e", "1:2"] {
            assert_eq!(millis(none, Unit::Seconds), None, "{none}");
        }
    }

    #[test]
    fn other_units() {
        assert_eq!(millis("1234", Unit::Milliseconds), Some(1_234));
        assert_eq!(millis("1234.5", Unit::Milliseconds), Some(1_235));
        assert_eq!(millis("700000", Unit::Ticks), Some(70));
        assert_eq!(millis("15900000.0", Unit::Ticks), Some(1_590));
        assert_eq!(millis("4999", Unit::Ticks), Some(0));
        assert_eq!(millis("5000", Unit::Ticks), Some(1));
        assert_eq!(millis("300000000", Unit::Nanoseconds), Some(300));
        assert_eq!(millis("9", Unit::Nanoseconds), Some(0));
    }

    #[test]
    fn times_that_are_strings() {
        let cases = [
            ("1.300s", 1_300),
            ("0s", 0),
            ("250ms", 250),
            ("PT0.07S", 70),
            ("PT1H2M3.5S", 3_723_500),
            ("00:00:01,300", 1_300),
            ("00:01.5", 1_500),
            (" 0.34 ", 340),
        ];
        for (text, ms) in cases {
            assert_eq!(spelled(text, Unit::Seconds), Some(ms), "{text}");
        }
        for none in ["", "PT", "PTS", "soon", "1:x", "s"] {
            assert_eq!(spelled(none, Unit::Seconds), None, "{none}");
        }
    }
}
