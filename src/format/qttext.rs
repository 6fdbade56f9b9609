//! QuickTime text: lines with descriptors in braces and times in brackets.
//!
//! ```text
//! {QTtext} {font:Tahoma} {plain} {size:20}
//! {timeScale:30} {timeStamps:absolute} {language:0}
//! [00:00:05.00]
//! Is it on?
//! [00:00:07.15]
//! {bold}It is.{plain}
//! [00:00:09.00]
//! ```
//!
//! ```text
//! file  = "{QTtext}" *descriptor *(time *line)    descriptor = "{" name [":" value] "}"
//! time  = "[" hh ":" mm ":" ss ["." units] "]"    ; units of the time scale, not decimals
//! ```
//!
//! From "QuickTime Text Descriptors" (Apple 1999). The fraction counts units of `timeScale`, 600 a second unless told: with
//! `{timeScale:30}`, `.15` is half a second; a fraction with more digits than the scale has counts as decimals. With
//! `{timeStamps:relative}` a time counts from the one before it. A text lasts until the next time.
//!
//! It cannot hold: cues that overlap; speakers, but as text; how a time is known; turns, metadata, word times. A time
//! before zero becomes zero.

use super::captions::build::Captions;
use super::captions::labels::Census;
use super::captions::layout::columns;
use super::captions::out::{for_each_cue, push_stamp, push_text};
use super::{Format, Reader, Source, SpeakerNames, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Plain, Style, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "qttext",
    aliases: &["qt-text"],
    title: "QuickTime text",
    kind: Kind::Captions,
    extensions: &["qttext"],
    keeps: "times, text, bold, italics and underlines; speakers as `Name: ` where a turn begins; its own descriptors",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// The descriptor that opens every such file.
fn detect(head: &str) -> u8 {
    let start = head.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    match descriptor(start) {
        Some((name, ..)) if name.eq_ignore_ascii_case("qttext") => 98,
        _ => 0,
    }
}

/// The descriptor at the start of a text: its name, its value, and the bytes it takes.
fn descriptor(text: &str) -> Option<(&str, &str, usize)> {
    // No tag is longer, so that many open braces stay cheap.
    let near = text.as_bytes().get(..text.len().min(1_024))?;
    let end = memchr::memchr3(b'}', b'\n', b'\r', near)?;
    let inside = text.get(..end).filter(|_| text.as_bytes().get(end) == Some(&b'}'))?.strip_prefix('{')?;
    let (name, value) = inside.split_once(':').unwrap_or((inside, ""));
    let name = name.trim();
    let known = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    known.then_some((name, value.trim(), end + 1))
}

/// Descriptors that are none are text: `{sic}` is one.
fn is_known(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "QTtext",
        "font",
        "size",
        "plain",
        "bold",
        "italic",
        "underline",
        "outline",
        "shadow",
        "condense",
        "extend",
        "justify",
        "textColor",
        "backColor",
        "timeScale",
        "timeStamps",
        "language",
        "width",
        "height",
        "textBox",
        "doNotDisplay",
        "doNotAutoScale",
        "clipToTextBox",
        "useMovieBackColor",
        "shrinkTextBox",
        "scrollIn",
        "scrollOut",
        "horizontalScroll",
        "reverseScroll",
        "continuousScroll",
        "flowHorizontal",
        "scrollDelay",
        "keyedText",
        "anti-alias",
        "antiAlias",
        "dropShadow",
        "dropShadowOffset",
        "dropShadowTransparency",
        "inverseHilite",
        "hilite",
        "hiliteColor",
        "HREF",
        "endHREF",
        "textEncoding",
        "alignment",
        "karaoke",
    ];
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What the descriptors of the head say about times.
#[derive(Clone, Copy, Debug)]
struct Scale {
    units: i64,
    relative: bool,
}

impl Scale {
    fn set(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("timescale") {
            self.units =
                value.parse::<i64>().ok().filter(|units| (1..=1_000_000_000).contains(units)).unwrap_or(self.units);
        } else if name.eq_ignore_ascii_case("timestamps") {
            self.relative = value.eq_ignore_ascii_case("relative");
        }
    }

    /// The time in brackets that is all of a line.
    fn time(self, line: &str) -> Option<i64> {
        let inside = line.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
        let (whole, fraction) = inside.split_once(['.', ',']).unwrap_or((inside, ""));
        let number = |digits: &str| -> Option<i64> {
            let sound = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            sound.then(|| {
                digits
                    .bytes()
                    .fold(0i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit - b'0')))
            })
        };
        let mut fields = whole.split(':');
        let (mut seconds, mut count) = (0i64, 0);
        for field in fields.by_ref().take(3) {
            seconds = seconds.saturating_mul(60).saturating_add(number(field)?);
            count += 1;
        }
        if count < 2 || fields.next().is_some() {
            return None;
        }
        let ms = match fraction {
            "" => 0,
            digits => {
                let units = number(digits)?;
                let decimals =
                    digits.len() as u32 > self.units.checked_ilog10().unwrap_or(0) + 1 || units >= self.units;
                let scale = if decimals { 10i128.pow(digits.len().min(30) as u32) } else { i128::from(self.units) };
                ((i128::from(units) * 1_000 + scale / 2) / scale) as i64
            }
        };
        Some(seconds.saturating_mul(1_000).saturating_add(ms))
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::default();
    let mut scale = Scale { units: 600, relative: false };
    // Times with the text that follows each.
    let mut stretches: Vec<(i64, std::ops::Range<usize>)> = Vec::new();
    let (mut at, mut head, mut now) = (0, text.len(), 0i64);
    for line in text.split_inclusive(['\n', '\r']) {
        let from = at;
        at += line.len();
        if stretches.is_empty() {
            let mut rest = line;
            while let Some(sign) = memchr::memchr(b'{', rest.as_bytes()) {
                let found = descriptor(rest.get(sign..).unwrap_or(""));
                if let Some((name, value, _)) = found {
                    scale.set(name, value);
                }
                rest = rest.get(sign + found.map_or(1, |(.., length)| length)..).unwrap_or("");
            }
        }
        match scale.time(line) {
            Some(time) => {
                now = if scale.relative { now.saturating_add(time) } else { time };
                if stretches.is_empty() {
                    head = from;
                }
                stretches.push((now, at..at));
            }
            None => {
                if let Some((_, range)) = stretches.last_mut() {
                    range.end = at;
                }
            }
        }
    }
    let before = text.get(..head).unwrap_or("").trim();
    if !before.is_empty() {
        captions.builder.block("head", before);
    }
    let mut census = Census::default();
    let read = |range: &std::ops::Range<usize>, plain: &mut Plain| {
        let stretch = text.get(range.clone()).unwrap_or("");
        let lead = stretch.len() - stretch.trim_start().len();
        plain.clear();
        unmarked(stretch.trim(), base + range.start + lead, plain);
    };
    // All texts are read twice, so that they take no room one by one: first to find the labels that recur.
    let mut plain = Plain::default();
    let (mut texts, mut lengths) = (String::new(), Vec::with_capacity(stretches.len()));
    for (_, range) in &stretches {
        read(range, &mut plain);
        texts.push_str(plain.text());
        lengths.push(plain.len());
    }
    let mut rest = texts.as_str();
    for length in lengths {
        let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        census.add(text);
        rest = behind;
    }
    census.settle();
    let mut current = None;
    for (index, (start, range)) in stretches.iter().enumerate() {
        read(range, &mut plain);
        if plain.text().trim().is_empty() {
            continue;
        }
        let end = stretches.get(index + 1).map(|(next, _)| *next);
        if end.is_some_and(|end| end < *start) {
            let bytes = base + range.start..base + range.end;
            captions.warn(Code::EndBeforeStart, bytes, "the next time lies before this one: kept as it stands");
        }
        captions.cue(Some(*start), end);
        let mut extra = CueExtra::default();
        let raw = text.get(range.clone()).unwrap_or("").trim();
        if memchr::memchr(b'{', raw.as_bytes()).is_some() && raw != plain.text() {
            extra.markup = Some(super::captions::build::with_newlines(raw));
        }
        current = captions.speech_of(&plain, &census, current);
        captions.said(plain.text(), extra);
    }
    if stretches.is_empty() {
        captions.diagnostics.push(Diagnostic::warning(Code::NoCue, "the file holds no time in brackets"));
    }
    Ok(captions.finish(FORMAT.id))
}

/// Takes descriptors off; those that set text off do so until `{plain}`.
fn unmarked(text: &str, source: usize, plain: &mut Plain) {
    let mut open: Vec<(Style, usize)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or("");
        let Some(found) = memchr::memchr2(b'{', b'\r', rest.as_bytes()) else {
            plain.copy(rest, source + at);
            break;
        };
        plain.copy(rest.get(..found).unwrap_or(""), source + at);
        at += found;
        let rest = text.get(at..).unwrap_or("");
        if rest.starts_with('\r') {
            let length = 1 + usize::from(rest.starts_with("\r\n"));
            plain.decoded("\n", source + at..source + at + length);
            at += length;
            continue;
        }
        let Some((name, value, length)) = descriptor(rest).filter(|(name, ..)| is_known(name)) else {
            plain.copy("{", source + at);
            at += 1;
            continue;
        };
        at += length;
        let on = !value.eq_ignore_ascii_case("off");
        let style = match () {
            () if name.eq_ignore_ascii_case("bold") => Some(Style::Bold),
            () if name.eq_ignore_ascii_case("italic") => Some(Style::Italic),
            () if name.eq_ignore_ascii_case("underline") => Some(Style::Underline),
            () => None,
        };
        match style {
            Some(style) if on && open.iter().any(|(known, _)| *known == style) => {}
            Some(style) if on => open.push((style, plain.len())),
            Some(style) => {
                if let Some(index) = open.iter().position(|(known, _)| *known == style) {
                    let (style, from) = open.remove(index);
                    plain.emphasise(from..plain.len(), style);
                }
            }
            None if name.eq_ignore_ascii_case("plain") => {
                for (style, from) in open.drain(..) {
                    plain.emphasise(from..plain.len(), style);
                }
            }
            None => {}
        }
    }
    for (style, from) in open {
        plain.emphasise(from..plain.len(), style);
    }
}

fn signs(style: Style) -> Option<(&'static str, &'static str)> {
    Some(match style {
        Style::Bold => ("{bold}", "{bold:off}"),
        Style::Italic => ("{italic}", "{italic:off}"),
        Style::Underline => ("{underline}", "{underline:off}"),
        Style::Strike => return None,
    })
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let head = own.then(|| transcript.blocks().iter().find(|block| block.kind == "head")).flatten();
    match head {
        // Times are written in thousandths, from the start.
        Some(head) => {
            let mut rest = head.text.as_str();
            while let Some(sign) = memchr::memchr(b'{', rest.as_bytes()) {
                out.push_str(rest.get(..sign).unwrap_or(""));
                rest = rest.get(sign..).unwrap_or("");
                let (name, _, length) = descriptor(rest).unwrap_or(("", "", 1));
                if !["timescale", "timestamps"].iter().any(|known| known.eq_ignore_ascii_case(name)) {
                    out.push_str(rest.get(..length).unwrap_or(""));
                }
                rest = rest.get(length..).unwrap_or("");
            }
            out.push_str(rest);
            out.truncate(out.trim_end().len());
        }
        None => out.push_str("{QTtext} {font:Sans} {plain} {size:20} {justify:center} {language:0}"),
    }
    out.push_str("\n{timeScale:1000} {timeStamps:absolute}\n");
    let names = options.speakers;
    let named: fn(&str) -> usize = if names == SpeakerNames::Never { |_| 0 } else { |name| columns(name) + 2 };
    let (mut due, mut before_zero, mut overlaps) = (None::<i64>, 0usize, 0usize);
    let stamp = |ms: i64, out: &mut String| {
        out.push('[');
        push_stamp(ms, b'.', out);
        out.push_str("]\n");
    };
    let mut doubts = for_each_cue(transcript, named, |cue| {
        before_zero += usize::from(cue.start < 0);
        if let Some(end) = due.take() {
            overlaps += usize::from(end > cue.start);
            if end < cue.start {
                stamp(end, out);
            }
        }
        stamp(cue.start, out);
        let from = out.len();
        let markup = cue.extra.and_then(|extra| extra.markup.as_deref());
        match markup.filter(|_| own && names == SpeakerNames::Turns) {
            Some(markup) => out.push_str(markup),
            None => push_text(transcript, cue, names, signs, |text, out| out.push_str(text), out),
        }
        // A line that is a time of its own would end the text.
        let scale = Scale { units: 1_000, relative: false };
        if out.get(from..).is_some_and(|text| text.lines().any(|line| scale.time(line).is_some())) {
            let lines = out.get(from..).unwrap_or("").lines();
            let mended: Vec<String> = lines
                .map(|line| {
                    if scale.time(line).is_some() {
                        line.trim().trim_matches(['[', ']']).to_owned()
                    } else {
                        line.to_owned()
                    }
                })
                .collect();
            out.truncate(from);
            out.push_str(&mended.join("\n"));
        }
        out.push('\n');
        let open_end =
            own && cue.source.and_then(|index| transcript.cues().get(index)).is_some_and(|cue| cue.end.is_none());
        due = Some(cue.end).filter(|_| !open_end);
    });
    if let Some(end) = due {
        stamp(end, out);
    }
    let mut tell = |count: usize, what: &str| {
        if count > 0 {
            doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
        }
    };
    tell(before_zero, "cues start before zero: QuickTime text can't say so, and they start at zero");
    tell(overlaps, "cues last longer than until the next start: QuickTime text shows one at a time");
    doubts
}

#[cfg(test)]
mod tests {
    use super::super::captions::testing::{read_by, row, rows};
    use super::*;

    fn reading(text: &str) -> Reading {
        read_by(read, text)
    }

    #[test]
    fn hostile_sizes_stay_quick() {
        let started = std::time::Instant::now();
        reading(&format!("{{QTtext}}{{timeScale:30}}\n[00:00:01.00]\n{}", "{".repeat(1_000_000)));
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    #[test]
    fn fractions_count_the_time_scale() {
        for (head, stamp, expected) in [
            ("{timeScale:30}", "[00:00:01.15]", 1_500),
            ("{timeScale:1000}", "[00:00:01.015]", 1_015),
            ("{timeScale:100}", "[00:01.5]", 1_050),
            ("", "[00:00:01.300]", 1_500),
            ("{timeScale:30}", "[00:00:01.150]", 1_150),
            ("{timescale:30}", "[100:00:01]", 360_001_000),
        ] {
            let text = format!("{{QTtext}}{head}\n{stamp}\nx\n");
            assert_eq!(rows(&reading(&text).transcript), [row(expected, -1, "x")], "{head} {stamp}");
        }
        let text =
            "{QTtext}{timeStamps:relative}{timeScale:1000}\n[00:00:01.000]\na\n[00:00:02.000]\nb\n[00:00:03.000]\n";
        assert_eq!(rows(&reading(text).transcript), [row(1_000, 3_000, "a"), row(3_000, 6_000, "b")]);
    }

    #[test]
    fn descriptors_and_braces() {
        let text = "{QTtext} {font:Tahoma}\r\n{timeScale:1000}\r\n[00:00:01.000]\r\n{bold}One{plain} {sic}\r\ntwo\r\n[00:00:02.000]\r\n\r\n[00:00:03.000]\r\nthree\r\n";
        let transcript = reading(text).transcript;
        assert_eq!(rows(&transcript), [row(1_000, 2_000, "One {sic}\ntwo"), row(3_000, -1, "three")]);
        assert_eq!(transcript.emphasis().len(), 1);
        assert_eq!(detect(text), 98);
        let mut out = String::new();
        write(&transcript, &WriteOptions::default(), &mut out);
        assert!(
            out.starts_with(
                "{QTtext} {font:Tahoma}\n{timeScale:1000} {timeStamps:absolute}\n[00:00:01.000]\n{bold}One{plain}"
            ),
            "{out}"
        );
        assert_eq!(rows(&reading(&out).transcript), rows(&transcript));
    }

    #[test]
    fn broken_files() {
        assert!(reading("{QTtext}").transcript.cues().is_empty());
        assert_eq!(
            rows(&reading("{QTtext\n[0:1]\n{bold x\n[0:0]\ny").transcript),
            [row(1_000, 0, "{bold x"), row(0, -1, "y")]
        );
        for hostile in ["{", "[", "[0:0]\n", "{bold}", "{a:"] {
            reading(&hostile.repeat(50_000));
        }
    }
}
