//! Strings as JSON writes them, with the place of every letter.

use std::borrow::Cow;

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
    #[inline]
    pub fn is_blank(self) -> bool {
        // Nearly always a letter opens it, or one behind a space.
        let bare = self.raw.strip_prefix(' ').unwrap_or(self.raw);
        if bare.as_bytes().first().is_some_and(|first| first.is_ascii_graphic() && *first != b'\\') {
            return false;
        }
        match self.escaped {
            true => self.chars().all(|(_, c)| c.is_whitespace()),
            false => self.raw.trim().is_empty(),
        }
    }

    /// Whether no letter and no digit is in it.
    pub fn is_signs(self) -> bool {
        !self.chars().any(|(_, c)| c.is_alphanumeric())
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
    #[inline]
    pub fn trimmed(self) -> Text<'a> {
        if !self.escaped {
            let bare = self.raw.strip_prefix(' ').unwrap_or(self.raw);
            if let ([first, ..], [.., last]) = (bare.as_bytes(), bare.as_bytes())
                && first.is_ascii_graphic()
                && last.is_ascii_graphic()
            {
                return Text { raw: bare, at: self.at + self.raw.len() - bare.len(), escaped: false };
            }
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
}
