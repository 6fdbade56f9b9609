//! JSON as a stream of tokens that borrow from the text, with the number of each byte: what serde's model doesn't keep.
//!
//! It takes all of JSON (RFC 8259), and what recognisers' files have beside: Python's `NaN` and `Infinity`, control
//! characters inside strings, a comma before a closing bracket. Where it stops, it says at which byte.

use std::borrow::Cow;

use memchr::memchr2;

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

/// The inside of a string as it stands in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Text<'a> {
    /// What stands between the quotes.
    pub raw: &'a str,
    /// Byte of the text where it starts.
    pub at: usize,
    /// Whether a backslash is in it.
    pub escaped: bool,
}

impl<'a> Text<'a> {
    /// What it says.
    pub fn decoded(self) -> Cow<'a, str> {
        if !self.escaped {
            return Cow::Borrowed(self.raw);
        }
        let mut out = String::with_capacity(self.raw.len());
        out.extend(self.chars().map(|(_, c)| c));
        Cow::Owned(out)
    }

    /// Whether it has nothing but white space.
    pub fn is_blank(self) -> bool {
        match self.escaped {
            true => self.chars().all(|(_, c)| c.is_whitespace()),
            false => self.raw.trim().is_empty(),
        }
    }

    /// Whether it begins with white space.
    pub fn is_spaced(self) -> bool {
        self.chars().next().is_some_and(|(_, c)| c.is_whitespace())
    }

    /// Its characters, each with the byte of `raw` behind it.
    pub fn chars(self) -> Chars<'a> {
        Chars { raw: self.raw, at: 0 }
    }

    /// The same without white space at its ends.
    pub fn trimmed(self) -> Text<'a> {
        if !self.escaped {
            let raw = self.raw.trim_start();
            return Text { raw: raw.trim_end(), at: self.at + self.raw.len() - raw.len(), escaped: false };
        }
        let (mut from, mut to, mut before) = (None, 0, 0);
        for (after, c) in self.chars() {
            if !c.is_whitespace() {
                from.get_or_insert(before);
                to = after;
            }
            before = after;
        }
        self.part(from.unwrap_or(0), to)
    }

    /// A part of it, in bytes of `raw`.
    pub fn part(self, from: usize, to: usize) -> Text<'a> {
        let raw = self.raw.get(from..to).unwrap_or("");
        Text { raw, at: self.at + from, escaped: self.escaped && raw.contains('\\') }
    }

    /// The stretches between white space, and whether a line ended before each.
    pub fn tokens(self) -> impl Iterator<Item = (Text<'a>, bool)> {
        let mut chars = self.chars();
        let mut seen = false;
        std::iter::from_fn(move || {
            let (mut wrap, mut from, mut before) = (false, None, chars.at);
            while let Some((after, c)) = chars.next() {
                match (from, c.is_whitespace()) {
                    (None, true) => wrap |= c == '\n' || c == '\r',
                    (None, false) => from = Some(before),
                    (Some(from), true) => {
                        // The white space counts for the next one.
                        chars.at = before;
                        let wrap = std::mem::replace(&mut seen, true) && wrap;
                        return Some((self.part(from, before), wrap));
                    }
                    _ => {}
                }
                before = after;
            }
            let wrap = std::mem::replace(&mut seen, true) && wrap;
            from.map(|from| (self.part(from, before), wrap))
        })
    }
}

/// See [`Text::chars`]. An escape that JSON doesn't know stands for itself; half a surrogate pair is U+FFFD.
#[derive(Clone)]
pub(super) struct Chars<'a> {
    raw: &'a str,
    at: usize,
}

impl Iterator for Chars<'_> {
    type Item = (usize, char);

    #[inline]
    fn next(&mut self) -> Option<(usize, char)> {
        let rest = self.raw.get(self.at..)?;
        let c = rest.chars().next()?;
        self.at += c.len_utf8();
        if c != '\\' {
            return Some((self.at, c));
        }
        let c = match rest.as_bytes().get(1) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(*sign),
            Some(b'u') => {
                let Some(unit) = hex(rest, 2) else { return Some((self.at, '\\')) };
                self.at += 5;
                let low = || rest.get(6..8).filter(|sign| *sign == "\\u").and_then(|_| hex(rest, 8));
                let c = match unit {
                    0xD800..0xDC00 => match low().filter(|low| (0xDC00..0xE000).contains(low)) {
                        Some(low) => {
                            self.at += 6;
                            char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
                        }
                        None => None,
                    },
                    _ => char::from_u32(unit),
                };
                return Some((self.at, c.unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
            _ => return Some((self.at, '\\')),
        };
        self.at += 1;
        Some((self.at, c))
    }
}

fn hex(text: &str, from: usize) -> Option<u32> {
    let digits = text.get(from..from + 4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
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
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return *byte;
            }
            self.at += 1;
        }
        0
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
        // Most keys and words are short: a look at each byte is quicker than a search.
        let mut at = from;
        let near = bytes.get(from..bytes.len().min(from + 24)).unwrap_or(&[]);
        for byte in near {
            match byte {
                b'"' => {
                    self.at = at + 1;
                    return Ok(Text { raw: self.text.get(from..at).unwrap_or(""), at: from, escaped: false });
                }
                b'\\' => break,
                _ => at += 1,
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Text<'_> {
        Text { raw, at: 0, escaped: raw.contains('\\') }
    }

    #[test]
    fn escapes_say_what_they_stand_for() {
        let cases = [
            (r"plain", "plain"),
            (r#"a\"b\\c\/d"#, "a\"b\\c/d"),
            (r"\n\t\r\b\f", "\n\t\r\u{8}\u{C}"),
            (r"\u00e9\uD83D\uDE00!", "é😀!"),
            (r"\uD83D x \uDE00", "\u{FFFD} x \u{FFFD}"),
            (r"\uD83D\u0041", "\u{FFFD}A"),
            (r"\q \u12", "\\q \\u12"),
        ];
        for (raw, said) in cases {
            assert_eq!(text(raw).decoded(), said, "{raw}");
        }
        assert_eq!(text(r" \n a\u0020b\t ").trimmed().raw, r"a\u0020b");
    }

    #[test]
    fn tokens_know_where_lines_end() {
        let tokens = |raw: &'static str| text(raw).tokens().map(|(token, wrap)| (token.raw, wrap)).collect::<Vec<_>>();
        assert_eq!(
            tokens(r" one  two\nthree\u0020four "),
            [("one", false), ("two", false), ("three", true), ("four", false)]
        );
        assert_eq!(tokens(r"\none\n"), [("one", false)]);
        assert_eq!(tokens(" "), []);
    }

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
    fn nesting_ends_somewhere() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Scanner::new(&nested(128)).skip().is_ok());
        assert!(Scanner::new(&nested(129)).skip().is_err());
        assert!(Scanner::new(&"[".repeat(1 << 20)).skip().is_err());
    }
}
