//! The line of timings: section 6.3 of the specification.

use super::super::captions::clock::strict_of;
use super::read::spec_text;

/// `HH:MM:SS.mmm`, as nearly all files write a time.
#[inline]
pub(super) fn clock(text: &[u8; 12]) -> Option<i64> {
    strict_of(text).filter(|_| text[8] == b'.')
}

fn skip_space(line: &[u8], at: &mut usize) {
    // ASCII white space: the vertical tab is none.
    while matches!(line.get(*at), Some(b' ' | b'\t' | b'\n' | 0x0C | b'\r')) {
        *at += 1;
    }
}

/// `collect WebVTT cue timings and settings`, steps 3 to 11: start, end, and where the settings begin.
pub(super) fn timings(line: &[u8]) -> Option<(i64, i64, usize)> {
    let mut at = 0;
    skip_space(line, &mut at);
    let start = timestamp(line, &mut at)?;
    skip_space(line, &mut at);
    if line.get(at..at + 3)? != b"-->" {
        return None;
    }
    at += 3;
    skip_space(line, &mut at);
    let end = timestamp(line, &mut at)?;
    Some((start, end, at))
}

/// The digits at `at`: how many, and their value, which saturates.
fn digits(text: &[u8], at: &mut usize) -> (usize, i64) {
    let from = *at;
    let mut value = 0i64;
    while let Some(digit) = text.get(*at).filter(|byte| byte.is_ascii_digit()) {
        value = value.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
        *at += 1;
    }
    (*at - from, value)
}

fn sign(text: &[u8], at: &mut usize, sign: u8) -> Option<()> {
    (text.get(*at) == Some(&sign)).then(|| *at += 1)
}

/// `collect a WebVTT timestamp`: `[h…h:]mm:ss.fff`, in milliseconds.
pub(super) fn timestamp(text: &[u8], at: &mut usize) -> Option<i64> {
    let two = |at: &mut usize| Some(digits(text, at)).filter(|(count, _)| *count == 2).map(|(_, value)| value);
    let (count, first) = digits(text, at);
    if count == 0 {
        return None;
    }
    let hours = count != 2 || first > 59;
    sign(text, at, b':')?;
    let second = two(at)?;
    let (hours, minutes, seconds) = if hours || text.get(*at) == Some(&b':') {
        sign(text, at, b':')?;
        (first, second, two(at)?)
    } else {
        (0, first, second)
    };
    sign(text, at, b'.')?;
    let (count, fraction) = digits(text, at);
    if count != 3 || minutes > 59 || seconds > 59 {
        return None;
    }
    let total = hours.saturating_mul(60).saturating_add(minutes).saturating_mul(60).saturating_add(seconds);
    Some(total.saturating_mul(1_000).saturating_add(fraction))
}

/// `parse a percentage string`: from 0 to 100.
pub(super) fn percentage(text: &str) -> Option<f64> {
    let number = text.strip_suffix('%')?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(fraction)).then(|| number.parse().ok()).flatten().filter(|value| *value <= 100.0)
}

fn is_percentage(text: &str) -> bool {
    percentage(text).is_some()
}

/// The place of a line that is no percentage: a number, perhaps negative, perhaps with a fraction.
fn is_line_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A setting that counts: its name, its value, and the alignment behind the comma.
struct Setting<'a> {
    name: &'a str,
    value: &'a str,
    align: Option<&'a str>,
}

/// `parse the WebVTT cue settings`: those that count, in the source's order, each once. `regions` are the identifiers
/// that the file defines; `ignored` hears of what doesn't count, and is told whether it was merely overruled.
///
/// An alignment behind a comma that doesn't exist (`line:100%,middle`) takes the whole setting with it.
pub(super) fn settings(text: &str, regions: &[String], mut ignored: impl FnMut(&str)) -> Vec<(String, String)> {
    let mut all: Vec<Setting<'_>> = Vec::new();
    for word in text.split_ascii_whitespace() {
        let Some((name, value)) = word.split_once(':').filter(|(name, value)| !name.is_empty() && !value.is_empty())
        else {
            ignored(word);
            continue;
        };
        let (number, align) = match value.split_once(',') {
            Some((number, align)) if matches!(name, "line" | "position") => (number, Some(align)),
            _ => (value, None),
        };
        let aligns: &[&str] =
            if name == "line" { &["start", "center", "end"] } else { &["line-left", "center", "line-right"] };
        let known = align.filter(|align| aligns.contains(align));
        let counts = align == known
            && match name {
                "region" => regions.iter().any(|id| *id == spec_text(value)),
                "vertical" => matches!(value, "rl" | "lr"),
                "line" => is_percentage(number) || is_line_number(number),
                "position" => is_percentage(number),
                "size" => is_percentage(value),
                "align" => matches!(value, "start" | "center" | "end" | "left" | "right"),
                _ => false,
            };
        if !counts {
            ignored(word);
            // A region that doesn't exist is none, also after one that does.
            all.retain(|setting| name != "region" || setting.name != "region");
            continue;
        }
        if name == "line" || name == "vertical" || name == "size" && number.trim_end_matches('%').parse() != Ok(100.0) {
            // What is placed by itself drops out of its region.
            if let Some(at) = all.iter().position(|setting| setting.name == "region") {
                ignored(&format!("region:{}", all.remove(at).value));
            }
        }
        match all.iter_mut().find(|setting| setting.name == name) {
            Some(setting) => {
                setting.value = number;
                setting.align = known.or(setting.align);
            }
            None => all.push(Setting { name, value: number, align: known }),
        }
    }
    let owned = |Setting { name, value, align }: Setting<'_>| {
        (name.to_owned(), align.map_or_else(|| spec_text(value), |align| format!("{value},{align}")))
    };
    all.into_iter().map(owned).collect()
}
