//! Spruce STL: a text format of DVD authoring, with times in frames.
//!
//! ```text
//! $FontName = Arial
//! $FontSize = 28
//! // the clock
//! 00:00:05:00,00:00:07:00,Is it on?
//! 00:00:07:02,00:00:09:00,^IIt is.^I|Always.
//! ```
//!
//! ```text
//! file  = *(setting / remark / cue)
//! setting = "$" name "=" value eol        remark = "//" text eol
//! cue   = timecode *SP "," *SP timecode *SP "," text *("|" text) eol
//! timecode = 2DIGIT ":" 2DIGIT ":" 2DIGIT (":" / ";" / ".") 2DIGIT
//! ```
//!
//! The grammar is that of the manuals of Spruce DVDMaestro and of Apple DVD Studio Pro. `^I`, `^B` and `^U` switch italic,
//! bold and underline. The file doesn't say how many frames a second has: the caller does, else 25 are assumed, or 29.97
//! where a frame past the 24th occurs; a remark `// Frame rate: 25`, which the writer puts down, says it too. Binary EBU
//! STL has the same file name extension and another signature.
//!
//! It cannot hold: times finer than a frame; who speaks, but as text; a bar in the text; word times.

use super::captions::build::Captions;
use super::captions::out::for_each_cue;
use super::captions::rows::{Aside, Keep, Losses, OneLine, Row, lines, speak, without_bars};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{FrameRate, Kind, Plain, Style, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "spruce-stl",
    aliases: &["spruce"],
    title: "Spruce STL subtitles",
    kind: Kind::Captions,
    extensions: &["stl"],
    keeps: "times to a frame, text, emphasis; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

const NTSC: Option<FrameRate> = FrameRate::new(30_000, 1_001);

fn detect(head: &str) -> u8 {
    let (mut cues, mut settings, mut other) = (0, 0, 0);
    for (_, line) in lines(head).filter(|(_, line)| !line.trim().is_empty()).take(40) {
        let line = line.trim();
        match line {
            _ if cue(line).is_some() => cues += 1,
            _ if line.starts_with('$') && line.contains('=') => settings += 1,
            _ if line.starts_with("//") => {}
            _ => other += 1,
        }
    }
    match (cues, settings) {
        (1.., 1..) => 98,
        (2.., 0) if other <= cues => 92,
        (1, 0) if other == 0 => 85,
        (0, 3..) if other == 0 => 70,
        _ => 0,
    }
}

/// Whole seconds and frames.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Timecode {
    seconds: i64,
    frames: i64,
}

impl Timecode {
    fn of(text: &str) -> Option<Timecode> {
        let mut fields = text.trim().split([':', ';', '.']);
        let mut next =
            || fields.next().filter(|field| (1..=3).contains(&field.len())).and_then(super::captions::rows::whole);
        let (hours, minutes, seconds, frames) = (next()?, next()?, next()?, next()?);
        let ok = fields.next().is_none() && [hours, minutes, seconds, frames].iter().all(|field| *field >= 0);
        ok.then_some(Timecode { seconds: (hours * 60 + minutes) * 60 + seconds, frames })
    }

    /// In milliseconds; a second of 29.97 frames counts 30 of them.
    fn millis(self, rate: FrameRate) -> i64 {
        rate.millis(self.seconds * nominal(rate) + self.frames)
    }
}

/// The frames that a timecode counts a second.
fn nominal(rate: FrameRate) -> i64 {
    (rate.a_second().ceil() as i64).max(1)
}

fn cue(line: &str) -> Option<(Timecode, Timecode, &str)> {
    let (start, rest) = line.split_once(',')?;
    let (end, text) = rest.split_once(',')?;
    Some((Timecode::of(start)?, Timecode::of(end)?, text))
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let mut captions = Captions::default();
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut asides: Vec<Aside<'_>> = Vec::new();
    let mut times = Vec::new();
    let mut told = None;
    for (at, whole_line) in lines(source.text) {
        let line = whole_line.trim();
        let bytes = source.offset + at..source.offset + at + whole_line.len();
        if let Some((start, end, text)) = cue(line) {
            times.push((start, end, bytes));
            let text = text.trim();
            // A bar at the end ends the last line.
            rows.push(Row { text: text.strip_suffix('|').unwrap_or(text).trim_end(), ..Row::default() });
        } else if line.starts_with('$') {
            asides.push((rows.len(), "setting", line));
        } else if let Some(remark) = line.strip_prefix("//") {
            let rate = remark.trim().strip_prefix("Frame rate:").and_then(|rate| rate.trim().parse::<FrameRate>().ok());
            told = told.or(rate);
            asides.push((rows.len(), if rate.is_some() { "rate" } else { "remark" }, line));
        } else if !line.is_empty() {
            captions.warn(Code::LineUnread, bytes, "a line without timecodes belongs to no cue and is left out");
            asides.push((rows.len(), "lines", line));
        }
    }
    let known = source.hints.rate.or(told);
    let most = times.iter().flat_map(|(start, end, _)| [start.frames, end.frames]).max().unwrap_or(0);
    let assumed = if most > 24 { NTSC.unwrap_or(FrameRate::PAL) } else { FrameRate::PAL };
    if known.is_none() && !rows.is_empty() {
        let why = if most > 24 { "as frames past the 24th occur" } else { "as no frame past the 24th occurs" };
        let message = format!(
            "the file doesn't say how many frames a second has: {assumed} are assumed, {why} (give the rate to mend it)"
        );
        captions.diagnostics.push(Diagnostic::warning(Code::Assumed, message));
    }
    let rate = known.unwrap_or(assumed);
    for (row, (start, end, bytes)) in rows.iter_mut().zip(times) {
        let (start, end) = (start.millis(rate), end.millis(rate));
        if end < start {
            captions.warn(Code::EndBeforeStart, bytes, "the cue ends before it starts: kept as it stands");
        }
        (row.start, row.end) = (Some(start), Some(end));
    }
    if told.is_none() {
        captions.builder.block("rate", format!("// Frame rate: {rate}"));
    }
    speak(&mut captions, source, rows, &asides, "|", b"^", unmarked);
    Ok(captions.finish(FORMAT.id))
}

/// Takes the switches off a cue's text.
fn unmarked(text: &str, source: usize, plain: &mut Plain) -> bool {
    let mut open: Vec<(Style, usize)> = Vec::new();
    let (mut at, mut from, mut more) = (0, 0, false);
    while let Some(found) = text.as_bytes().get(at..).and_then(|rest| memchr::memchr2(b'^', b'|', rest)) {
        let sign = at + found;
        let bar = text.as_bytes()[sign] == b'|';
        let style = match text.as_bytes().get(sign + 1) {
            Some(b'I' | b'i') => Some(Style::Italic),
            Some(b'B' | b'b') => Some(Style::Bold),
            Some(b'U' | b'u') => Some(Style::Underline),
            _ => None,
        };
        at = sign + 1;
        if !bar && style.is_none() {
            continue;
        }
        plain.copy(text.get(from..sign).unwrap_or(""), source + from);
        if bar {
            plain.decoded("\n", source + sign..source + at);
        } else if let Some(style) = style {
            (at, more) = (at + 1, true);
            match open.iter().position(|(known, _)| *known == style) {
                Some(index) => {
                    let (style, from) = open.remove(index);
                    plain.emphasise(from..plain.len(), style);
                }
                None => open.push((style, plain.len())),
            }
        }
        from = at;
    }
    plain.copy(text.get(from..).unwrap_or(""), source + from);
    open.into_iter().for_each(|(style, from)| plain.emphasise(from..plain.len(), style));
    more
}

fn signs(style: Style) -> Option<(&'static str, &'static str)> {
    match style {
        Style::Italic => Some(("^I", "^I")),
        Style::Bold => Some(("^B", "^B")),
        Style::Underline => Some(("^U", "^U")),
        Style::Strike => None,
    }
}

/// A caret before a letter that it would switch is set apart from it.
fn escape(text: &str, out: &mut String) {
    let from = out.len();
    without_bars(text, out);
    if text.contains('^') {
        let text = out.split_off(from);
        for (index, part) in text.split('^').enumerate() {
            if index > 0 {
                out.push('^');
                if part.starts_with(['I', 'i', 'B', 'b', 'U', 'u']) {
                    out.push(' ');
                }
            }
            out.push_str(part);
        }
    }
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let blocks = || transcript.blocks().iter().filter(|_| own);
    let source_rate = blocks()
        .find(|block| block.kind == "rate")
        .and_then(|block| block.text.rsplit_once(':').and_then(|(_, rate)| rate.trim().parse().ok()));
    let rate = options.rate.or(source_rate).unwrap_or(FrameRate::PAL);
    out.push_str(&format!("// Frame rate: {rate}\n"));
    let mut left = blocks().filter(|block| matches!(block.kind.as_ref(), "setting" | "remark")).peekable();
    if !own {
        out.push_str("$FontName = Arial\n$FontSize = 28\n$HorzAlign = Center\n$VertAlign = Bottom\n");
    }
    let form = OneLine { id: FORMAT.id, wrap: "|", signs, escape };
    let mut losses = Losses::default();
    let mut doubts = for_each_cue(
        transcript,
        |name| name.chars().count() + 2,
        |cue| {
            while let Some(block) = left.next_if(|block| cue.source.is_some_and(|source| block.cue as usize <= source))
            {
                out.push_str(&block.text);
                out.push('\n');
            }
            for time in <[i64; 2]>::from(losses.times(cue)) {
                let (frames, second) = (rate.frames(time).max(0), nominal(rate));
                let all = frames / second;
                out.push_str(&format!(
                    "{:02}:{:02}:{:02}:{:02},",
                    all / 3_600,
                    all / 60 % 60,
                    all % 60,
                    frames % second
                ));
            }
            form.push(transcript, cue, options.speakers, out);
            out.push('\n');
        },
    );
    for block in left {
        out.push_str(&block.text);
        out.push('\n');
    }
    losses.report(transcript, Keep { emphasis: true, ..Keep::default() }, "Spruce STL", &mut doubts);
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_at(text: &str, rate: Option<FrameRate>) -> Reading {
        let mut source = Source::new(text, 0);
        source.hints.rate = rate;
        read(&source).unwrap()
    }

    #[test]
    fn the_rate_is_given_or_assumed() {
        let text = "$FontName = Arial\n00:00:01:05 , 00:00:03:10 , ^ITea^I, please|\n";
        let assumed = read_at(text, None);
        assert_eq!(assumed.transcript.cues()[0].start.map(|time| time.at.millis()), Some(1_200));
        assert_eq!((assumed.transcript.text(), assumed.diagnostics[0].code), ("Tea, please", Code::Assumed));
        assert_eq!(assumed.transcript.emphasis().len(), 1);
        let ntsc = read_at("00:00:10:29,00:00:12:00,a\n", None);
        assert_eq!(ntsc.transcript.cues()[0].start.map(|time| time.at.millis()), Some(10_978));
        let given = read_at("00:00:01:12,00:00:02:00,a\n", FrameRate::new(24, 1));
        assert_eq!(
            (given.transcript.cues()[0].start.map(|t| t.at.millis()), given.diagnostics.len()),
            (Some(1_500), 0)
        );
    }

    #[test]
    fn settings_remarks_and_switches_come_back() {
        let text = "// Frame rate: 25\n$FontName = Arial\n00:00:01:05,00:00:03:10,^ITea^I|and rum\n// late\n00:00:04:00,00:00:05:00,x^2\n";
        let reading = read_at(text, None);
        assert_eq!(reading.diagnostics, []);
        let mut again = String::new();
        write(&reading.transcript, &WriteOptions::default(), &mut again);
        assert_eq!(again, text);
    }
}
