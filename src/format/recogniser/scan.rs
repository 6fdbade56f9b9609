//! JSON as a stream of tokens that borrow from the text, with the number of each byte: what serde's model doesn't keep.
//!
//! It takes all of JSON (RFC 8259), and what recognisers' files have beside: Python's `NaN` and `Infinity`, control
//! characters inside strings, a comma before a closing bracket. Where it stops, it says at which byte.

use memchr::memchr2;

use super::decimal::{Unit, millis};
pub(super) use super::text::Text;

/// How deep lists and maps may nest.
const DEPTH: u32 = 128;

/// Where and why a text is no JSON. At the end of the text, it was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Byte of the text.
    pub at: usize,
    /// What should stand there.
    pub expected: &'static str,
}

/// What a value is that is neither a string nor a list nor a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Null,
    Bool,
    /// A number, or one of Python's names for what is none.
    Number,
}

/// What takes the tokens of a value.
pub(super) trait Sink {
    /// A list or a map opens at a byte.
    fn open(&mut self, list: bool, at: usize);
    /// The last one closes; a byte behind its bracket.
    fn close(&mut self, after: usize);
    /// A key of the open map.
    fn key(&mut self, key: Text<'_>);
    /// A string.
    fn text(&mut self, text: Text<'_>);
    /// Another value without parts.
    fn scalar(&mut self, kind: Scalar, from: usize, to: usize);
}

/// Takes nothing.
struct Nothing;

impl Sink for Nothing {
    #[inline(always)]
    fn open(&mut self, _: bool, _: usize) {}
    #[inline(always)]
    fn close(&mut self, _: usize) {}
    #[inline(always)]
    fn key(&mut self, _: Text<'_>) {}
    #[inline(always)]
    fn text(&mut self, _: Text<'_>) {}
    #[inline(always)]
    fn scalar(&mut self, _: Scalar, _: usize, _: usize) {}
}

/// Goes through a JSON text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    /// The byte to look at next.
    pub at: usize,
}

impl<'a> Scanner<'a> {
    /// At the start of a text.
    pub fn new(text: &'a str) -> Self {
        Scanner { text, at: 0 }
    }

    /// The next byte behind white space; 0 at the end.
    #[inline(always)]
    pub fn peek(&mut self) -> u8 {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if *byte > b' ' => *byte,
            _ => self.peek_behind_space(),
        }
    }

    #[inline(never)]
    fn peek_behind_space(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return *byte;
            }
            self.at += 1;
        }
        0
    }

    /// Takes bytes that usually come next, if they do.
    #[inline(always)]
    pub fn usual(&mut self, bytes: &'static [u8]) -> bool {
        let found = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(bytes));
        if found {
            self.at += bytes.len();
        }
        found
    }

    /// Bytes of the text.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The same with a text that ends at a byte.
    pub fn until(self, end: usize) -> Self {
        Scanner { text: self.text.get(..end).unwrap_or(self.text), ..self }
    }

    /// Nothing fits here.
    #[cold]
    pub fn fault(&self, expected: &'static str) -> Fault {
        Fault { at: self.at.min(self.text.len()), expected }
    }

    /// Takes a byte that must come next.
    #[inline(always)]
    pub fn take(&mut self, byte: u8, expected: &'static str) -> Result<(), Fault> {
        if self.peek() != byte {
            return Err(self.fault(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// The next key of the open map, its colon taken; `None` where the map ends, its bracket taken.
    #[inline(always)]
    pub fn key(&mut self, first: bool) -> Result<Option<&'a str>, Fault> {
        let mut next = self.peek();
        if next == b',' && !first {
            self.at += 1;
            next = self.peek();
        } else if next != b'}' && !first {
            return Err(self.fault("`,` or `}`"));
        }
        if next == b'}' {
            self.at += 1;
            return Ok(None);
        }
        let key = self.string()?;
        self.take(b':', "`:`")?;
        Ok(Some(key.raw))
    }

    /// Whether the open list has another item; where it ends, its bracket is taken.
    #[inline(always)]
    pub fn item(&mut self, first: bool) -> Result<bool, Fault> {
        let mut next = self.peek();
        if next == b',' && !first {
            self.at += 1;
            next = self.peek();
        } else if next != b']' && !first {
            return Err(self.fault("`,` or `]`"));
        }
        if next == b']' {
            self.at += 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// The string that comes next.
    #[inline(always)]
    pub fn string(&mut self) -> Result<Text<'a>, Fault> {
        if self.peek() != b'"' {
            return Err(self.fault("a string"));
        }
        let from = self.at + 1;
        let bytes = self.text.as_bytes();
        // Most keys and words are short: sixteen bytes at once are quicker than a search.
        let mut at = from;
        while let Some(some) = bytes.get(at..).and_then(|rest| rest.first_chunk::<16>()).filter(|_| at < from + 48) {
            let [low, high] = signs(some);
            if low | high == 0 {
                at += 16;
                continue;
            }
            at += if low == 0 { 8 + high.trailing_zeros() / 8 } else { low.trailing_zeros() / 8 } as usize;
            if bytes.get(at) == Some(&b'"') {
                self.at = at + 1;
                return Ok(Text { raw: self.text.get(from..at).unwrap_or(""), at: from, escaped: false });
            }
            break;
        }
        self.long_string(from, at)
    }

    fn long_string(&mut self, from: usize, mut at: usize) -> Result<Text<'a>, Fault> {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        loop {
            let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) else {
                self.at = bytes.len();
                return Err(self.fault("`\"` at the end of the string"));
            };
            at += found;
            if bytes.get(at) == Some(&b'"') {
                self.at = at + 1;
                return Ok(Text { raw: self.text.get(from..at).unwrap_or(""), at: from, escaped });
            }
            escaped = true;
            at += 2;
        }
    }

    /// The number that comes next, as it is written; `None` for another value, which is skipped.
    #[inline(always)]
    pub fn number(&mut self) -> Result<Option<&'a str>, Fault> {
        match self.peek() {
            b'-' | b'0'..=b'9' => {
                let from = self.at;
                self.digits();
                Ok(self.text.get(from..self.at))
            }
            b'"' => self.string().map(|text| Some(text.raw)),
            _ => self.skip().map(|()| None),
        }
    }

    /// The number that comes next, in milliseconds; `None` for any other value, which is skipped.
    #[inline(always)]
    pub fn millis(&mut self, unit: Unit) -> Result<Option<i64>, Fault> {
        let bytes = self.text.as_bytes();
        let negative = bytes.get(self.at) == Some(&b'-');
        let from = self.at + usize::from(negative);
        if unit == Unit::Milliseconds
            && let Some((value, length)) = bytes.get(from..).and_then(few_digits)
            && matches!(bytes.get(from + length), Some(b',' | b'}' | b']'))
        {
            self.at = from + length;
            return Ok(Some(if negative { -value } else { value }));
        }
        let mut at = self.at;
        let digit = |at: usize| bytes.get(at).map_or(10, |byte| byte.wrapping_sub(b'0'));
        let mut value = 0i64;
        while digit(at) < 10 && at < self.at + 12 {
            value = value * 10 + i64::from(digit(at));
            at += 1;
        }
        if at > self.at {
            if unit == Unit::Seconds {
                value *= 1_000;
                if bytes.get(at) == Some(&b'.') {
                    let (mut scale, from) = (100, at + 1);
                    at = from;
                    while digit(at) < 10 && scale > 0 {
                        value += i64::from(digit(at)) * scale;
                        scale /= 10;
                        at += 1;
                    }
                    if at == from {
                        at = bytes.len();
                    }
                }
            }
            if matches!(bytes.get(at), Some(b',' | b'}' | b']')) {
                self.at = at;
                return Ok(Some(value));
            }
        }
        Ok(self.number()?.and_then(|number| millis(number, unit)))
    }

    #[inline(always)]
    fn digits(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E') = bytes.get(self.at) {
            self.at += 1;
        }
    }

    /// A value that is neither a string nor a list nor a map.
    fn scalar(&mut self) -> Result<(Scalar, usize), Fault> {
        let from = self.at;
        if let Some(b'0'..=b'9') = self.text.as_bytes().get(from) {
            self.digits();
            return Ok((Scalar::Number, from));
        }
        let rest = self.text.get(from..).unwrap_or("");
        let words = [
            ("null", Scalar::Null),
            ("true", Scalar::Bool),
            ("false", Scalar::Bool),
            ("NaN", Scalar::Number),
            ("Infinity", Scalar::Number),
            ("-Infinity", Scalar::Number),
        ];
        if let Some((word, kind)) = words.iter().find(|(word, _)| rest.starts_with(word)) {
            self.at += word.len();
            return Ok((*kind, from));
        }
        if rest.len() > 1 && rest.starts_with('-') && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
            self.digits();
            return Ok((Scalar::Number, from));
        }
        // A word that the text's end cuts off is no wrong one.
        if !rest.is_empty() && (rest == "-" || words.iter().any(|(word, _)| word.starts_with(rest))) {
            self.at = self.text.len();
        }
        Err(self.fault("a value"))
    }

    /// Skips a value.
    pub fn skip(&mut self) -> Result<(), Fault> {
        self.walk(&mut Nothing)
    }

    /// Gives the tokens of a value to `sink`.
    pub fn walk(&mut self, sink: &mut impl Sink) -> Result<(), Fault> {
        // Whether each open one is a list: the last one is the lowest bit.
        let (mut lists, mut depth) = (0u128, 0u32);
        loop {
            match self.peek() {
                b'"' => {
                    let text = self.string()?;
                    sink.text(text);
                }
                bracket @ (b'{' | b'[') => {
                    if depth == DEPTH {
                        return Err(self.fault("less than 129 levels of brackets"));
                    }
                    let list = bracket == b'[';
                    sink.open(list, self.at);
                    self.at += 1;
                    lists = lists << 1 | u128::from(list);
                    depth += 1;
                    let next = self.peek();
                    if list && next != b']' {
                        continue;
                    }
                    if !list && next != b'}' {
                        self.key_of(sink)?;
                        continue;
                    }
                }
                _ => {
                    let (kind, from) = self.scalar()?;
                    sink.scalar(kind, from, self.at);
                }
            }
            loop {
                if depth == 0 {
                    return Ok(());
                }
                let list = lists & 1 == 1;
                let end = if list { b']' } else { b'}' };
                let mut next = self.peek();
                if next == b',' {
                    self.at += 1;
                    next = self.peek();
                    if next != end {
                        if !list {
                            self.key_of(sink)?;
                        }
                        break;
                    }
                }
                if next != end {
                    return Err(self.fault(if list { "`,` or `]`" } else { "`,` or `}`" }));
                }
                self.at += 1;
                sink.close(self.at);
                lists >>= 1;
                depth -= 1;
            }
        }
    }

    #[inline(always)]
    fn key_of(&mut self, sink: &mut impl Sink) -> Result<(), Fault> {
        let key = self.string()?;
        sink.key(key);
        self.take(b':', "`:`")
    }
}

const ONES: u64 = u64::from_le_bytes([1; 8]);

/// The top bit of each of sixteen bytes that is a quote or a backslash; in each half only the lowest one can be relied on.
#[inline(always)]
fn signs(some: &[u8; 16]) -> [u64; 2] {
    let half = |eight: u64| {
        let (quote, slash) = (eight ^ (ONES * b'"' as u64), eight ^ (ONES * b'\\' as u64));
        let zeros = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
        (zeros(quote) | zeros(slash)) & (ONES << 7)
    };
    let both = u128::from_le_bytes(*some);
    [half(both as u64), half((both >> 64) as u64)]
}

/// The number that one to seven digits at the start of `text` make, and how many they are.
#[inline(always)]
fn few_digits(text: &[u8]) -> Option<(i64, usize)> {
    let eight = u64::from_le_bytes(*text.first_chunk()?) ^ (ONES * b'0' as u64);
    let others = (eight.wrapping_add(ONES * 0x76) | eight) & (ONES << 7);
    let length = others.trailing_zeros() as usize / 8;
    if length == 0 || length == 8 {
        return None;
    }
    // The last digit goes to the top byte, and neighbours are joined: to twos, to fours, to eight.
    let digits = eight << (64 - 8 * length);
    let twos = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (twos.wrapping_mul(100).wrapping_add(twos >> 16)) & 0x0000_FFFF_0000_FFFF;
    let all = (fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xFFFF_FFFF;
    Some((all as i64, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_takes_is_taken() {
        for good in
            ["[]", "{}", "[{}]", r#"{"a":[1,-2.5e-3,"x\"y",null,true,false,{"b":{}}],"c":""}"#, " [ 1 , 2 ] ", "-0"]
        {
            let mut scanner = Scanner::new(good);
            assert_eq!(scanner.skip(), Ok(()), "{good}");
            assert_eq!(scanner.peek(), 0, "{good}");
            assert!(serde_json::from_str::<serde_json::Value>(good).is_ok());
        }
        for lenient in ["[NaN,Infinity,-Infinity]", "[1,]", "{\"a\":1,}", "\"a\nb\""] {
            assert_eq!(Scanner::new(lenient).skip(), Ok(()), "{lenient}");
        }
        for bad in [
            "",
            "[",
            "{",
            "{1:2}",
            "[1 2]",
            "{\"a\" 1}",
            "[}",
            "{]",
            "nul",
            "\"abc",
            "\"abc\\\"",
            "[,]",
            "{,}",
            "-",
            "?",
        ] {
            assert!(Scanner::new(bad).skip().is_err(), "{bad}");
        }
    }

    #[test]
    fn digits_are_read_together_as_one_by_one() {
        for number in (0..10_000_000u32).step_by(997).chain([0, 9, 10, 99, 9_999_999]) {
            for behind in ["}12345678", ",\"tOffsetMs", "]:/;\u{FF}\u{80}"] {
                let text = format!("{number}{behind}");
                assert_eq!(few_digits(text.as_bytes()), Some((number.into(), number.to_string().len())), "{text}");
            }
        }
        for none in ["", "1", "12345678", "-1234567", ":1234567", "/1234567"] {
            assert_eq!(few_digits(none.as_bytes()), None, "{none}");
        }
    }

    #[test]
    fn strings_of_every_length_end_where_they_end() {
        for length in 0..80 {
            for letter in ["a", "\u{80}", "!", "#", "[", "]", "\u{1}"] {
                let inside = letter.repeat(length);
                let text = format!("\"{inside}\", \"\\");
                let mut scanner = Scanner::new(&text);
                assert_eq!(scanner.string().map(|text| (text.raw, text.escaped)), Ok((inside.as_str(), false)));
                let text = format!("\"{inside}\\\"{inside}\" ");
                let raw = Scanner::new(&text).string().map(|text| (text.raw.len(), text.escaped));
                assert_eq!(raw, Ok((2 * inside.len() + 2, true)), "{text}");
            }
        }
    }

    #[test]
    fn nesting_ends_somewhere() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Scanner::new(&nested(128)).skip().is_ok());
        assert!(Scanner::new(&nested(129)).skip().is_err());
        assert!(Scanner::new(&"[".repeat(1 << 20)).skip().is_err());
    }
}
