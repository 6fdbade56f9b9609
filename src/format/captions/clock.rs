//! Clock times as caption files write them: `01:02:03,450`, with all that goes wrong with them.

/// A clock time, and how many bytes of the text it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) struct Clock {
    /// Milliseconds; saturates far beyond any recording.
    pub ms: i64,
    /// Bytes it takes.
    pub length: usize,
    /// Whether it is written as the format's grammar has it.
    pub form: Form,
}

/// How a clock time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) enum Form {
    /// Two digits or more for hours, two for minutes and seconds, three for the fraction.
    Strict,
    /// Fields or digits are missing, or there are too many of them.
    Loose,
}

/// Reads `[-]H:MM:SS[,.:]f…`, `MM:SS[,.]f…` or `SS[,.]f…` at the start of `text`.
///
/// Each field may have any number of digits, and minutes and seconds may pass 59: the sum counts. The fraction is a
/// decimal one: `,5` is half a second, `,04` are 40 ms. Spaces may stand round the separators (`00: 00:01, 500`), as
/// recognisers of burnt-in text leave them.
pub(in crate::format) fn clock(text: &[u8]) -> Option<Clock> {
    if let Some(ms) = strict(text) {
        return Some(Clock { ms, length: 12, form: Form::Strict });
    }
    let negative = matches!(text.first(), Some(b'-'));
    let mut at = usize::from(negative);
    let (mut fields, mut count) = ([0i64; 3], 0usize);
    let mut loose = false;
    loop {
        let from = at;
        let mut value = 0i64;
        while let Some(digit) = text.get(at).filter(|byte| byte.is_ascii_digit()) {
            value = value.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
            at += 1;
        }
        if at == from {
            return None;
        }
        loose |= at - from != 2 && !(count == 0 && at - from > 2);
        fields.rotate_left(1);
        fields[2] = value;
        count += 1;
        let (colon, spaces) = separator(text, at, b":");
        match colon {
            Some(_)
                if count < 3
                    && text.get(at + spaces + 1).is_some_and(|byte| *byte == b' ' || byte.is_ascii_digit()) =>
            {
                let after = blanks(text, at + spaces + 1);
                loose |= spaces > 0 || after > 0;
                at += spaces + 1 + after;
            }
            _ => break,
        }
    }
    let mut ms = (fields[0].saturating_mul(60).saturating_add(fields[1])).saturating_mul(60).saturating_add(fields[2]);
    ms = ms.saturating_mul(1_000);
    // A colon before the fraction is what a few editors write.
    let signs: &[u8] = if count == 3 { b",.:" } else { b",." };
    let (sign, spaces) = separator(text, at, signs);
    let after = blanks(text, at + spaces + 1);
    let first = at + spaces + 1 + after;
    if sign.is_some() && text.get(first).is_some_and(u8::is_ascii_digit) {
        let mut scale = 100i64;
        let mut digits = first;
        while let Some(digit) = text.get(digits).filter(|byte| byte.is_ascii_digit()) {
            ms = ms.saturating_add(i64::from(digit - b'0') * scale);
            scale /= 10;
            digits += 1;
        }
        loose |= digits - first != 3 || spaces + after > 0 || sign == Some(b':');
        at = digits;
    } else {
        loose = true;
    }
    loose |= negative || fields[1] > 59 || fields[2] > 59 || count < 2;
    let ms = if negative { -ms } else { ms };
    Some(Clock { ms, length: at, form: if loose { Form::Loose } else { Form::Strict } })
}

/// `HH:MM:SS,mmm` or with a point: what nearly all files have.
fn strict(text: &[u8]) -> Option<i64> {
    let ms = strict_of(text.first_chunk()?)?;
    (!text.get(12).is_some_and(u8::is_ascii_digit)).then_some(ms)
}

/// The same for these twelve bytes; what stands behind them must be no digit.
#[inline]
pub(in crate::format) fn strict_of(text: &[u8; 12]) -> Option<i64> {
    const DIGITS: u64 = u64::from_le_bytes(*b"00:00:00");
    // What must be added to a byte to pass 127 when it is past the most its place may hold: 9, 5, or nothing.
    const OVER: u64 = u64::from_le_bytes([0x76, 0x76, 0x7F, 0x7A, 0x76, 0x7F, 0x7A, 0x76]);
    const FRACTION: u32 = u32::from_le_bytes(*b"\x00000");
    const OVER_FRACTION: u32 = u32::from_le_bytes([0, 0x76, 0x76, 0x76]);
    let (head, tail) = text.split_first_chunk::<8>()?;
    let head = u64::from_le_bytes(*head) ^ DIGITS;
    let tail = u32::from_le_bytes(tail.try_into().ok()?) ^ FRACTION;
    let odd = (head.wrapping_add(OVER) | head) & 0x8080_8080_8080_8080;
    let odd_tail = (tail.wrapping_add(OVER_FRACTION) | tail) & 0x8080_8080;
    if odd != 0 || odd_tail != 0 || !matches!(text[8], b',' | b'.') {
        return None;
    }
    let [h1, h0, _, m1, m0, _, s1, s0] = head.to_le_bytes().map(u32::from);
    let [_, f2, f1, f0] = tail.to_le_bytes().map(u32::from);
    let seconds = (h1 * 10 + h0) * 3600 + (m1 * 10 + m0) * 60 + s1 * 10 + s0;
    Some(i64::from(seconds * 1000 + f2 * 100 + f1 * 10 + f0))
}

/// The separator that stands at `at` or behind one space, and how many spaces are before it.
fn separator(text: &[u8], at: usize, signs: &[u8]) -> (Option<u8>, usize) {
    let spaces = blanks(text, at);
    (text.get(at + spaces).copied().filter(|byte| signs.contains(byte)), spaces)
}

/// One if a space stands at `at`.
fn blanks(text: &[u8], at: usize) -> usize {
    usize::from(text.get(at) == Some(&b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling() {
        let cases = [
            ("00:00:01,500 -->", 1_500, 12, Form::Strict),
            ("01:02:03.004", 3_723_004, 12, Form::Strict),
            ("100:00:00,000", 360_000_000, 13, Form::Strict),
            ("00:01.500", 1_500, 9, Form::Strict),
            ("0:00:01,5", 1_500, 9, Form::Loose),
            ("00:00:01,04", 1_040, 11, Form::Loose),
            ("00:00:01", 1_000, 8, Form::Loose),
            ("1,5", 1_500, 3, Form::Loose),
            ("00:00:01:250", 1_250, 12, Form::Loose),
            ("00: 00:01, 500", 1_500, 14, Form::Loose),
            ("00:75:99,000", 4_599_000, 12, Form::Loose),
            ("-00:00:01,000", -1_000, 13, Form::Loose),
            ("00:00:01,1025", 1_102, 13, Form::Loose),
            ("00:00:01 --> 2", 1_000, 8, Form::Loose),
            ("00:00:01,", 1_000, 8, Form::Loose),
        ];
        for (text, ms, length, form) in cases {
            assert_eq!(clock(text.as_bytes()), Some(Clock { ms, length, form }), "{text}");
        }
        for text in ["", ":01", "a", "-", "-a"] {
            assert_eq!(clock(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn huge_numbers_saturate() {
        let huge = format!("{}:00:00,000", "9".repeat(400));
        assert!(clock(huge.as_bytes()).is_some_and(|clock| clock.ms > 0 && clock.length == huge.len()));
    }
}
