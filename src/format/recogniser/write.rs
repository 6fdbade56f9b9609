//! What the writers of JSON share.

use super::super::captions::out::{OutCue, push_number};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Transcript, is_cjk};

/// Appends a JSON string.
pub(super) fn push_string(text: &str, out: &mut String) {
    out.push('"');
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(text.get(done..at).unwrap_or(""));
        done = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b'\r' => out.push_str("\\r"),
            control => {
                out.push_str("\\u00");
                for digit in [control >> 4, control & 15] {
                    out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
                }
            }
        }
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out.push('"');
}

/// Appends a whole number.
pub(super) fn push_whole(value: i64, out: &mut String) {
    if value < 0 {
        out.push('-');
    }
    push_number(value.unsigned_abs(), out);
}

/// Appends milliseconds as decimal seconds, without zeros at the end: `1.5`, `2.0`.
pub(super) fn push_seconds(ms: i64, out: &mut String) {
    if ms < 0 {
        out.push('-');
    }
    let ms = ms.unsigned_abs();
    push_number(ms / 1_000, out);
    out.push('.');
    let mut rest = ms % 1_000;
    let mut scale = 100;
    loop {
        out.push(char::from(b'0' + (rest / scale) as u8));
        rest %= scale;
        if rest == 0 {
            return;
        }
        scale /= 10;
    }
}

/// Appends a share as the shortest number that means it.
pub(super) fn push_share(share: f32, out: &mut String) {
    use std::fmt::Write;
    let _ = write!(out, "{share}");
}

/// The warnings that a format leaves out what stands beside its text: times of words unless it has `words`, what was
/// heard instead, and emphasis.
pub(super) fn left_out(transcript: &Transcript, title: &str, words: bool) -> Vec<Diagnostic> {
    let timed = if words { 0 } else { transcript.word_times.len() };
    let lost = [
        (timed, "the timing of", "words"),
        (transcript.alternatives().len(), "what was heard instead in", "places"),
        (transcript.emphasis().len(), "the emphasis of", "stretches"),
    ];
    let lost = lost.into_iter().filter(|(count, ..)| *count > 0);
    let message = |(count, what, of)| format!("{what} {count} {of} is left out: {title} has no place for it");
    lost.map(|lost| Diagnostic::warning(Code::NotHeld, message(lost))).collect()
}

/// The lines of a cue as one text: `between` joins them, but for scripts without spaces.
pub(super) fn joined(cue: &OutCue<'_, '_>, between: char) -> String {
    let mut text = String::new();
    for line in cue.lines {
        let tight = text.chars().next_back().is_some_and(is_cjk) && line.text.chars().next().is_some_and(is_cjk);
        if !(text.is_empty() || tight && between == ' ') {
            text.push(between);
        }
        text.push_str(line.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_seconds() {
        let mut out = String::new();
        push_string("a\"b\\c\n\u{1}é", &mut out);
        assert_eq!(out, "\"a\\\"b\\\\c\\n\\u0001é\"");
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), "a\"b\\c\n\u{1}é");
        for (ms, seconds) in [
            (0, "0.0"),
            (1_500, "1.5"),
            (2_000, "2.0"),
            (1_001, "1.001"),
            (-50, "-0.05"),
            (i64::MAX, "9223372036854775.807"),
        ] {
            out.clear();
            push_seconds(ms, &mut out);
            assert_eq!(out, seconds);
        }
    }
}
