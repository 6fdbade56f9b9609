//! MPL2: times in tenths of a second, a cue a line.
//!
//! ```text
//! [48][67]Is it on?
//! [68][86]/It is.|Always.
//! ```
//!
//! ```text
//! file = *cue
//! cue  = "[" 1*DIGIT "][" *DIGIT "]" line *("|" line) eol
//! line = ["/"] text
//! ```
//!
//! The grammar is that of the player MPlayer's `mpl2` reader and of the Polish players the format comes from: a slash
//! that opens a line sets it off as italic, a bar ends a line. Read as well: no end, and codes of MicroDVD (`{y:i}`).
//!
//! It cannot hold: times finer than a tenth of a second; who speaks, but as text; a bar in the text, or a slash that
//! opens a line; word times, metadata.

use super::captions::build::Captions;
use super::captions::out::{for_each_cue, push_number};
use super::captions::rows::{Aside, Keep, Losses, OneLine, Row, lines, speak, whole, without_bars};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, Plain, Style, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "mpl2",
    aliases: &["mpl"],
    title: "MPL2 subtitles",
    kind: Kind::Captions,
    extensions: &["mpl", "txt"],
    keeps: "times to 100 ms, text, italic lines; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn detect(head: &str) -> u8 {
    let all: Vec<bool> =
        lines(head).filter(|(_, line)| !line.trim().is_empty()).take(8).map(|(_, line)| cue(line).is_some()).collect();
    match (all.first(), all.iter().filter(|cue| **cue).count()) {
        (Some(true), 2..) => 95,
        (Some(true), 1) => 80,
        (Some(false), 3..) => 70,
        _ => 0,
    }
}

/// `[start][end]` and the text behind it, in tenths of a second.
fn cue(line: &str) -> Option<(i64, Option<i64>, &str)> {
    let (start, rest) = line.trim_start().strip_prefix('[')?.split_once(']')?;
    let (end, text) = rest.trim_start().strip_prefix('[')?.split_once(']')?;
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
    for (at, line) in lines(source.text) {
        let bytes = source.offset + at..source.offset + at + line.len();
        match cue(line) {
            Some((start, end, text)) => {
                if end.is_some_and(|end| end < start) {
                    captions.warn(Code::EndBeforeStart, bytes, "the cue ends before it starts: kept as it stands");
                }
                let ms = |tenths: i64| tenths.saturating_mul(100);
                rows.push(Row { start: Some(ms(start)), end: end.map(ms), text: text.trim(), ..Row::default() });
            }
            None if line.trim().is_empty() => {}
            None => {
                captions.warn(Code::LineUnread, bytes, "a line without times belongs to no cue and is left out");
                asides.push((rows.len(), "lines", line.trim()));
            }
        }
    }
    speak(&mut captions, source, rows, &asides, "|", b"/", unmarked);
    Ok(captions.finish(FORMAT.id))
}

/// Takes the slashes off that open a line.
fn unmarked(text: &str, source: usize, plain: &mut Plain) -> bool {
    let (mut at, mut more) = (0, false);
    for (index, line) in text.split('|').enumerate() {
        if index > 0 {
            plain.decoded("\n", source + at - 1..source + at);
        }
        let from = plain.len();
        let spoken = line.strip_prefix('/').unwrap_or(line);
        plain.copy(spoken, source + at + (line.len() - spoken.len()));
        if spoken.len() < line.len() {
            more = true;
            plain.emphasise(from..plain.len(), Style::Italic);
        }
        at += line.len() + 1;
    }
    more
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let form = OneLine { id: FORMAT.id, wrap: "|", signs: |_| None, escape: without_bars };
    let mut losses = Losses::default();
    let mut slashes = 0usize;
    let mut doubts = for_each_cue(
        transcript,
        |name| name.chars().count() + 2,
        |cue| {
            for time in <[i64; 2]>::from(losses.times(cue)) {
                out.push('[');
                push_number((time / 100 + i64::from(time % 100 >= 50)).unsigned_abs(), out);
                out.push(']');
            }
            let from = out.len();
            form.push(transcript, cue, options.speakers, out);
            let own = transcript.source.format == FORMAT.id && cue.extra.is_some_and(|extra| extra.markup.is_some());
            if !own && (out.get(from..).is_some_and(|text| text.starts_with('/') || text.contains("|/"))) {
                slashes += 1;
                let text = out.split_off(from);
                let lines = text.split('|').map(|line| match line.strip_prefix('/') {
                    Some(rest) => format!("⁄{rest}"),
                    None => line.to_owned(),
                });
                out.push_str(&lines.collect::<Vec<_>>().join("|"));
            }
            out.push('\n');
        },
    );
    losses.report(
        transcript,
        Keep { emphasis: transcript.source.format == FORMAT.id, ..Keep::default() },
        "MPL2",
        &mut doubts,
    );
    if slashes > 0 {
        let message =
            format!("{slashes} cues have a line that a slash opens, which MPL2 takes for a sign: it is written as `⁄`");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_italics_and_lines() {
        let text = "[48][67]Is it on?\n[68][86]/It is.|Always.\n[90][]and/or\nlost\n";
        let reading = read(&Source::new(text, 0)).unwrap();
        let transcript = &reading.transcript;
        assert_eq!(transcript.cues()[0].start.map(|time| time.at.millis()), Some(4_800));
        assert_eq!((transcript.cue_lines(1), transcript.cues()[2].end), ("It is.\nAlways.".into(), None));
        assert_eq!((transcript.emphasis().len(), transcript.text()), (1, "Is it on? It is. Always. and/or"));
        assert_eq!(reading.diagnostics[0].code, Code::LineUnread);
        let mut again = String::new();
        write(transcript, &WriteOptions::default(), &mut again);
        assert!(again.starts_with("[48][67]Is it on?\n[68][86]/It is.|Always.\n[90]["), "{again}");
    }
}
