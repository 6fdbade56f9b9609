//! A word as it stands in a recogniser's JSON: what the fast readers give.

use std::borrow::Cow;

use super::text::{Chars, Text};

/// A word as it stands in its source, not a letter of it copied; 32 bytes.
///
/// ```
/// let json3 = r#"{"events":[{"tStartMs":500,"segs":[{"utf8":"Is"},{"utf8":" \"it\"","tOffsetMs":240,"acAsrConf":255}]}]}"#;
/// let word = fireside::format::json3::words(json3).nth(1).unwrap();
/// assert_eq!((word.text(), word.start(), word.end(), word.confidence()), ("\"it\"".into(), Some(740), None, Some(1.0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WordSlice<'a> {
    raw: &'a str,
    start: i64,
    length: i32,
    confidence: f32,
}

impl<'a> WordSlice<'a> {
    pub(super) fn new(text: Text<'a>, start: Option<i64>, end: Option<i64>, confidence: Option<f32>) -> Self {
        let text = text.trimmed();
        let length = match (start, end) {
            (Some(start), Some(end)) => {
                end.saturating_sub(start).clamp(i64::from(i32::MIN) + 1, i64::from(i32::MAX)) as i32
            }
            _ => i32::MIN,
        };
        // The least number stands for no start; a start that is as low is one millisecond later.
        let start = start.map_or(i64::MIN, |start| start.max(i64::MIN + 1));
        WordSlice { raw: text.raw, start, length, confidence: confidence.unwrap_or(-1.0) }
    }

    /// The word without white space at its ends; a segment may be several words.
    pub fn text(&self) -> Cow<'a, str> {
        match memchr::memchr(b'\\', self.raw.as_bytes()) {
            None => Cow::Borrowed(self.raw),
            Some(_) => Text { raw: self.raw, at: 0, escaped: true }.decoded(),
        }
    }

    /// The word as the JSON writes it, escapes and all.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// When it starts, in milliseconds.
    pub fn start(&self) -> Option<i64> {
        (self.start != i64::MIN).then_some(self.start)
    }

    /// When it ends, in milliseconds, where its format says so and says when it starts. A word of more than 24 days ends
    /// then.
    pub fn end(&self) -> Option<i64> {
        (self.length != i32::MIN).then(|| self.start.saturating_add(i64::from(self.length)))
    }

    /// How sure the recogniser is, from 0 to 1.
    pub fn confidence(&self) -> Option<f32> {
        (self.confidence >= 0.0).then_some(self.confidence)
    }
}

/// Whether a string begins with this.
pub(super) fn begins(text: Text<'_>, with: &str) -> bool {
    let chars: Chars<'_> = text.trimmed().chars();
    let mut wanted = with.chars();
    for (_, c) in chars {
        match wanted.next() {
            None => return true,
            Some(wanted) if wanted == c => {}
            Some(_) => return false,
        }
    }
    wanted.next().is_none()
}
