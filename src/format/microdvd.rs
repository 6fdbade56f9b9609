//! MicroDVD: times in frames, a cue a line.
//!
//! ```text
//! {1}{1}23.976
//! {120}{168}Is it on?
//! {170}{216}{y:i}It is.|Always.
//! ```
//!
//! ```text
//! file = [rate] *cue
//! rate = "{" ("0" / "1") "}{" ("0" / "1") "}" number eol
//! cue  = "{" frame "}{" [frame] "}" line *("|" line) eol
//! line = *("{" letter ":" value "}") text
//! ```
//!
//! Nobody wrote the grammar down but in the notes of the player MicroDVD (2000). `{y:i}` sets its line off, `{Y:i}` the
//! whole cue; colours, fonts, sizes and places ride along, and so do `{DEFAULT}` lines. Frames count by the rate in the
//! file, else by the one the caller gives, else by 23.976, which is reported.
//!
//! It cannot hold: times finer than a frame; who speaks, but as text; a bar in the text; word times, metadata.

use super::captions::build::Captions;
use super::captions::out::{for_each_cue, push_number};
use super::captions::rows::{Aside, Keep, Losses, OneLine, Row, lines, no_signs, speak, whole, without_bars};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, FrameRate, Kind, Plain, Style, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "microdvd",
    aliases: &["mdvd"],
    title: "MicroDVD subtitles",
    kind: Kind::Captions,
    extensions: &["sub", "txt"],
    keeps: "times to a frame, text, styles of its own; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// What is taken for the rate where nothing says it.
const USUAL: Option<FrameRate> = FrameRate::new(24_000, 1_001);

fn detect(head: &str) -> u8 {
    let mut all = lines(head).filter(|(_, line)| !line.trim().is_empty()).take(8);
    let of = |line: &str| cue(line).is_some() || line.starts_with("{DEFAULT}");
    match (all.next().is_some_and(|(_, line)| of(line)), all.filter(|(_, line)| of(line)).count()) {
        (true, 1..) => 95,
        (true, 0) => 85,
        (false, 2..) => 70,
        _ => 0,
    }
}

/// `{start}{end}` and the text behind it.
fn cue(line: &str) -> Option<(i64, Option<i64>, &str)> {
    let (start, rest) = line.trim_start().strip_prefix('{')?.split_once('}')?;
    let (end, text) = rest.trim_start().strip_prefix('{')?.split_once('}')?;
    let end = match end.trim() {
        "" => None,
        end => Some(whole(end)?),
    };
    Some((whole(start.trim())?, end, text))
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let mut captions = Captions::default();
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut asides: Vec<Aside<'_>> = Vec::new();
    let mut rate = None;
    let mut first = true;
    let mut frames = Vec::new();
    for (at, line) in lines(source.text) {
        let bytes = source.offset + at..source.offset + at + line.len();
        match cue(line) {
            Some((0 | 1, Some(0 | 1), value)) if first && value.trim().parse::<FrameRate>().is_ok() => {
                rate = value.trim().parse().ok();
                asides.push((rows.len(), "rate", value.trim()));
            }
            Some((start, end, text)) => {
                if end.is_some_and(|end| end < start) {
                    captions.warn(Code::EndBeforeStart, bytes, "the cue ends before it starts: kept as it stands");
                }
                frames.push((start, end));
                rows.push(Row { text: text.trim_end(), extra: CueExtra::default(), ..Row::default() });
            }
            None if line.trim().is_empty() => continue,
            None if line.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("{DEFAULT}")) => {
                asides.push((rows.len(), "header", line.trim()));
            }
            None => {
                captions.warn(Code::LineUnread, bytes, "a line without frames belongs to no cue and is left out");
                asides.push((rows.len(), "lines", line.trim()));
            }
        }
        first = false;
    }
    let known = rate.or(source.hints.rate);
    if known.is_none() && !rows.is_empty() {
        let message =
            "the file doesn't say how many frames a second has: 23.976 are assumed (give the rate to mend it)";
        captions.diagnostics.push(Diagnostic::warning(Code::Assumed, message));
    }
    let rate = known.or(USUAL).unwrap_or(FrameRate::PAL);
    for (row, (start, end)) in rows.iter_mut().zip(frames) {
        (row.start, row.end) = (Some(rate.millis(start)), end.map(|end| rate.millis(end)));
    }
    speak(&mut captions, source, rows, &asides, "|", b"{", unmarked);
    Ok(captions.finish(FORMAT.id))
}

/// Takes the codes off a cue's text. A code holds from where it stands to the end of its line, or of the cue if its
/// letter is a capital.
fn unmarked(text: &str, source: usize, plain: &mut Plain) -> bool {
    let (mut more, mut whole_cue, mut at) = (false, Vec::new(), 0);
    for (index, line) in text.split('|').enumerate() {
        if index > 0 {
            plain.decoded("\n", source + at - 1..source + at);
        }
        let mut own = Vec::new();
        let (mut done, mut from) = (0, 0);
        while let Some(found) = line.as_bytes().get(done..).and_then(|rest| memchr::memchr(b'{', rest)) {
            let sign = done + found;
            let Some((code, value, length)) = code(line.get(sign..).unwrap_or("")) else {
                done = sign + 1;
                continue;
            };
            more = true;
            plain.copy(line.get(from..sign).unwrap_or(""), source + at + from);
            match code {
                'y' => own.extend(value.chars().filter_map(style).map(|style| (style, plain.len()))),
                'Y' => whole_cue.extend(value.chars().filter_map(style).map(|style| (style, plain.len()))),
                _ => {}
            }
            done = sign + length;
            from = done;
        }
        plain.copy(line.get(from..).unwrap_or(""), source + at + from);
        own.into_iter().for_each(|(style, from)| plain.emphasise(from..plain.len(), style));
        at += line.len() + 1;
    }
    whole_cue.into_iter().for_each(|(style, from)| plain.emphasise(from..plain.len(), style));
    more
}

fn style(letter: char) -> Option<Style> {
    Some(match letter.to_ascii_lowercase() {
        'i' => Style::Italic,
        'b' => Style::Bold,
        'u' => Style::Underline,
        's' => Style::Strike,
        _ => return None,
    })
}

/// `{y:i}` at the start of a text: its letter, its value, and the bytes it takes.
fn code(text: &str) -> Option<(char, &str, usize)> {
    let inside = text.strip_prefix('{')?;
    // No code is longer, so that many open braces stay cheap.
    let end = inside.bytes().take(80).position(|byte| byte == b'}')?;
    let (letter, value) = inside.get(..end)?.split_once(':')?;
    let mut letters = letter.chars();
    let code = letters.next().filter(|code| "yYcCfFsSpPoOhH".contains(*code) && letters.next().is_none())?;
    Some((code, value, end + 2))
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let asides = transcript.blocks().iter().filter(|_| own);
    let source_rate = asides.clone().find(|block| block.kind == "rate").and_then(|block| block.text.parse().ok());
    let rate = options.rate.or(source_rate).unwrap_or(FrameRate::PAL);
    out.push_str("{1}{1}");
    // As players read it: a decimal number.
    out.push_str(&match rate.to_string() {
        fraction if fraction.contains('/') => format!("{:.6}", rate.a_second()),
        whole if !whole.contains('.') => format!("{whole}.000"),
        decimal => decimal,
    });
    out.push('\n');
    for block in asides.filter(|block| block.kind == "header") {
        out.push_str(&block.text);
        out.push('\n');
    }
    let form = OneLine { id: FORMAT.id, wrap: "|", signs: no_signs, escape: without_bars };
    let mut losses = Losses::default();
    let mut doubts = for_each_cue(
        transcript,
        |name| name.chars().count() + 2,
        |cue| {
            for time in <[i64; 2]>::from(losses.times(cue)) {
                out.push('{');
                push_number(rate.frames(time).max(0).unsigned_abs(), out);
                out.push('}');
            }
            form.push(transcript, cue, options.speakers, out);
            out.push('\n');
        },
    );
    losses.report(transcript, Keep { emphasis: own, ..Keep::default() }, "MicroDVD", &mut doubts);
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str, rate: Option<FrameRate>) -> Reading {
        let mut source = Source::new(text, 0);
        source.hints.rate = rate;
        read(&source).unwrap()
    }

    fn starts(reading: &Reading) -> Vec<i64> {
        reading.transcript.cues().iter().filter_map(|cue| cue.start).map(|time| time.at.millis()).collect()
    }

    #[test]
    fn the_rate_is_in_the_file_or_given_or_assumed() {
        let own = reading("{1}{1}25.000\n{25}{50}a|b\n", None);
        assert_eq!((starts(&own), own.diagnostics.len()), (vec![1_000], 0));
        let given = reading("{25}{50}a\n", FrameRate::new(50, 1));
        assert_eq!((starts(&given), given.diagnostics.len()), (vec![500], 0));
        let assumed = reading("{24000}{24050}a\n", None);
        assert_eq!(starts(&assumed), [1_001_000]);
        assert_eq!(assumed.diagnostics[0].code, Code::Assumed);
    }

    #[test]
    fn braces_that_hold_no_frames_are_told() {
        let broken = reading("{1}{1}25\n{25}{50}a\n{}{75}{100}b\n{Default}{}c\n{100}{125}d\n", None);
        assert_eq!(starts(&broken), [1_000, 4_000]);
        assert_eq!(broken.diagnostics.iter().map(|doubt| doubt.code).collect::<Vec<_>>(), [Code::LineUnread]);
    }

    #[test]
    fn codes_go_and_come_back() {
        let text = "{1}{1}25.000\n{DEFAULT}{c:$0000ff}\n{25}{50}{y:i}Tea|and {sic} rum\n{60}{}{Y:b}{c:$ffffff}Yes|no\n";
        let reading = reading(text, None);
        assert_eq!(reading.transcript.text(), "Tea and {sic} rum Yes no");
        assert_eq!(reading.transcript.emphasis().len(), 2);
        assert_eq!(reading.transcript.cues()[1].end, None);
        let mut again = String::new();
        write(&reading.transcript, &WriteOptions::default(), &mut again);
        assert!(
            again.starts_with("{1}{1}25.000\n{DEFAULT}{c:$0000ff}\n{25}{50}{y:i}Tea|and {sic} rum\n{60}{"),
            "{again}"
        );
        assert!(again.ends_with("}{Y:b}{c:$ffffff}Yes|no\n"), "{again}");
    }
}
