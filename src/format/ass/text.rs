//! The text of an event: override codes, line ends, drawings, karaoke.

use memchr::{memchr, memchr2};

use crate::model::{Plain, Style, Time};

/// Where the codes of an event stand.
struct State {
    /// Which styles are on, and from where in the plain text.
    open: Vec<(Style, usize)>,
    /// Whether what follows is a drawing.
    drawing: bool,
    /// When the event starts, in milliseconds.
    start: i64,
    /// When the next syllable starts.
    clock: i64,
    /// The syllable that was announced, and whose text is still to come.
    syllable: Option<(i64, i64)>,
}

/// Takes the codes off an event's text. Returns whether there was more of them than hard line ends. `start` is when the
/// event starts, `soft` whether `\n` ends a line as `\N` does.
pub(super) fn unmarked(text: &str, source: usize, start: i64, soft: bool, plain: &mut Plain) -> bool {
    let bytes = text.as_bytes();
    let mut state = State { open: Vec::new(), drawing: false, start, clock: start, syllable: None };
    let (mut at, mut more, mut closes) = (0, false, true);
    // A sign that is text is copied with what follows it.
    let mut from = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'{', b'\\', rest)) {
        let sign = at + found;
        let length = if bytes[sign] == b'{' {
            let end = if closes { bytes.get(sign..).and_then(|rest| memchr(b'}', rest)) } else { None };
            closes &= end.is_some();
            end.map(|end| end + 1)
        } else {
            bytes.get(sign + 1).filter(|next| matches!(next, b'N' | b'n' | b'h' | b'{' | b'}')).map(|_| 2)
        };
        let Some(length) = length else {
            at = sign + 1;
            more |= bytes[sign] == b'{';
            continue;
        };
        spoken(text.get(from..sign).unwrap_or(""), source + from, &mut state, plain);
        let code = text.get(sign..sign + length).unwrap_or("");
        let place = source + sign..source + sign + length;
        more |= code != "\\N";
        match code {
            _ if code.starts_with('{') => overrides(code.get(1..code.len() - 1).unwrap_or(""), &mut state, plain),
            _ if state.drawing => {}
            "\\N" => decoded("\n", place, &mut state, plain),
            "\\n" if soft => decoded("\n", place, &mut state, plain),
            "\\{" => decoded("{", place, &mut state, plain),
            "\\}" => decoded("}", place, &mut state, plain),
            _ => decoded(" ", place, &mut state, plain),
        }
        at = sign + length;
        from = at;
    }
    spoken(text.get(from..).unwrap_or(""), source + from, &mut state, plain);
    for (style, from) in state.open {
        plain.emphasise(from..plain.len(), style);
    }
    more
}

fn spoken(text: &str, source: usize, state: &mut State, plain: &mut Plain) {
    if !state.drawing && !text.is_empty() {
        sing(text, state, plain);
        plain.copy(text, source);
    }
}

fn decoded(text: &str, source: std::ops::Range<usize>, state: &mut State, plain: &mut Plain) {
    sing(text, state, plain);
    plain.decoded(text, source);
}

/// Times the word that `text` begins, or the one that it goes on.
fn sing(text: &str, state: &mut State, plain: &mut Plain) {
    if text.trim().is_empty() {
        return;
    }
    let Some((start, end)) = state.syllable.take() else { return };
    // Of several words in one syllable only the first one's start is known.
    let several = text.trim().contains(char::is_whitespace);
    let end = (!several).then(|| Time::exact(end));
    let goes_on = !text.starts_with(char::is_whitespace)
        && plain.text().chars().next_back().is_some_and(|last| !last.is_whitespace());
    match plain.marks.last_mut().filter(|_| goes_on) {
        Some(mark) => mark.end = end,
        None if goes_on => {}
        None => plain.time_next(Some(Time::exact(start)), end),
    }
}

/// The codes between two braces. What stands before the first backslash is a remark.
fn overrides(inside: &str, state: &mut State, plain: &mut Plain) {
    let mut depth = 0usize;
    for (index, code) in inside.split('\\').enumerate() {
        let outer = depth == 0;
        for byte in code.bytes() {
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if index > 0 && outer {
            override_code(code.trim(), state, plain);
        }
    }
}

fn override_code(code: &str, state: &mut State, plain: &mut Plain) {
    let letters = code.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, value) = code.split_at(letters);
    let number = || super::super::captions::rows::whole(value.split('.').next().unwrap_or(""));
    let style = match name {
        "i" => Style::Italic,
        "b" => Style::Bold,
        "u" => Style::Underline,
        "s" => Style::Strike,
        "p" => return state.drawing = number().is_some_and(|scale| scale > 0),
        "k" | "K" | "kf" | "ko" => {
            let length = number().unwrap_or(0).max(0).saturating_mul(10);
            let end = state.clock.saturating_add(length);
            state.syllable = Some((state.clock, end));
            return state.clock = end;
        }
        "kt" => {
            let after = number().unwrap_or(0).max(0).saturating_mul(10);
            return state.clock = state.start.saturating_add(after);
        }
        // `\rStyle` and `\r`: back to a style.
        _ if code.starts_with('r') && !code.starts_with("rnd") => {
            for (style, from) in std::mem::take(&mut state.open) {
                plain.emphasise(from..plain.len(), style);
            }
            return;
        }
        _ => return,
    };
    let on = match (value, style) {
        ("", _) | ("0", _) => false,
        ("1", _) => true,
        // Weights: 400 is regular.
        (_, Style::Bold) => number().is_some_and(|weight| weight > 400),
        _ => return,
    };
    let open = state.open.iter().position(|(known, _)| *known == style);
    match (on, open) {
        (true, None) => state.open.push((style, plain.len())),
        (false, Some(at)) => {
            let (style, from) = state.open.remove(at);
            plain.emphasise(from..plain.len(), style);
        }
        _ => {}
    }
}
