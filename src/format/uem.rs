//! Un-partitioned evaluation map: which stretches of a recording are scored.
//!
//! ```text
//! ;; the first minute is music
//! mill 1 60.00 600.00
//! ```
//!
//! ```text
//! file = *(line NEWLINE)
//! line = (";" / "#") *letter / file SP channel SP start SP end
//! ```
//!
//! It holds no speech: each line is a record of type `region`. A transcript becomes the stretches that its units cover.
//!
//! Grammar: the evaluation plans of NIST's Rich Transcription series.

use super::captions::build::Captions;
use super::captions::fields::{
    Line, Lines, Next, malformed, not_held, push_field, push_seconds, recording, seconds, spans,
};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, RecordStart, Timestamp, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "uem",
    aliases: &[],
    title: "UEM",
    kind: Kind::Diarization,
    extensions: &["uem"],
    keeps: "the stretches of time that are covered; no text, no speakers",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn times(line: &Line<'_, 4>) -> Result<(i64, i64), (usize, &'static str)> {
    if line.count < 4 {
        return Err((line.count, "a file, a channel, a start and an end"));
    }
    let start = seconds(line.fields[2]).ok_or((2, "a start in seconds"))?;
    let end = seconds(line.fields[3]).ok_or((3, "an end in seconds"))?;
    if !line.rest.is_empty() {
        return Err((3, "four fields and no more"));
    }
    Ok((start, end))
}

fn detect(head: &str) -> u8 {
    let (mut good, mut bad, mut points, mut ordered) = (0usize, 0usize, 0usize, 0usize);
    let mut whole = head.ends_with('\n');
    let lines: Vec<_> = Lines::<4>::loose(head).take(200).collect();
    whole |= lines.len() == 200;
    let cut = lines.len() - usize::from(!whole && lines.len() > 1);
    for next in lines.iter().take(cut) {
        let Next::Line(line) = next else { continue };
        match times(line).ok().filter(|_| channel(line.fields[1])) {
            Some((start, end)) => {
                good += 1;
                points += usize::from(line.fields[2].contains('.') || line.fields[3].contains('.'));
                ordered += usize::from(start < end);
            }
            None => bad += 1,
        }
    }
    // Four columns are also those of many a table: only the extension makes those sure that have no decimals.
    match (good, bad) {
        (0, _) => 0,
        (good, _) if ordered * 10 < good * 9 => 0,
        (good, bad) if bad > 1 && bad * 4 > good => weak(good, bad),
        (good, _) if points * 2 >= good => 70,
        _ => 40,
    }
}

/// What a file with many bad lines is worth: a claim that only the extension makes good.
pub(super) fn weak(good: usize, bad: usize) -> u8 {
    if good * 2 >= bad { 15 } else { 0 }
}

/// Whether a field can be the channel of a recording: a small number or a letter.
pub(super) fn channel(field: &str) -> bool {
    let digits = (1..=2).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit());
    digits || field.len() == 1 && field.bytes().all(|byte| byte.is_ascii_uppercase()) || field == "<NA>"
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::default();
    let mut unread = None;
    let mut readable = false;
    for next in Lines::<4>::loose(text) {
        let line = match next {
            Next::Line(line) => line,
            Next::Comment(comment) => {
                captions.builder.block("comment", comment);
                continue;
            }
        };
        match times(&line) {
            Ok((start, end)) => {
                readable = true;
                if end < start {
                    let at = line.place(3, text);
                    let message = "the region ends before it starts: kept as it stands";
                    captions.warn(Code::EndBeforeStart, base + at.start..base + at.end, message);
                }
                captions.builder.record(RecordStart {
                    kind: "region",
                    file: line.fields[0],
                    channel: Some(line.fields[1]),
                    start: Some(Timestamp::from_millis(start)),
                    end: Some(Timestamp::from_millis(end)),
                    ..RecordStart::default()
                });
            }
            Err((field, expected)) => {
                let at = line.place(field, text);
                unread.get_or_insert((at.start, expected));
                let message = format!("expected {expected}: the line is left out");
                captions.warn(Code::LineUnread, base + at.start..base + at.end, message);
            }
        }
    }
    match unread.filter(|_| !readable) {
        Some((at, expected)) => Err(malformed(source, at, expected, "a line is `file channel start end`")),
        None => Ok(captions.finish(FORMAT.id)),
    }
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let mut line = |file: &str, channel: &str, start: i64, end: i64| {
        push_field(file, out);
        out.push(' ');
        push_field(channel, out);
        out.push(' ');
        push_seconds(start, out);
        out.push(' ');
        push_seconds(end, out);
        out.push('\n');
    };
    if transcript.source.format == FORMAT.id && transcript.records().len() > 0 {
        let mut all = String::new();
        for block in transcript.blocks().iter().filter(|block| block.kind == "comment") {
            all.push_str(&block.text);
            all.push('\n');
        }
        for record in transcript.records() {
            let ms = |time: Option<Timestamp>| time.map_or(0, Timestamp::millis);
            line(record.file, record.channel.unwrap_or(""), ms(record.start), ms(record.end));
        }
        out.insert_str(0, &all);
        return Vec::new();
    }
    let file = recording(transcript);
    let (spans, mut doubts) = spans(transcript);
    let mut all: Vec<(i64, i64)> = spans.iter().map(|span| (span.start, span.end)).filter(|(a, b)| a < b).collect();
    all.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (start, end) in all {
        match merged.last_mut().filter(|last| start <= last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => merged.push((start, end)),
        }
    }
    for (start, end) in merged {
        line(&file, "1", start, end);
    }
    not_held(
        &mut doubts,
        transcript.speakers().len(),
        "speakers are left out: UEM says only which stretches are covered",
    );
    let words = transcript.words().count();
    not_held(&mut doubts, words, "words are left out: UEM says only which stretches are covered");
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_come_back() {
        let text = ";; head\nmill 1 60.000 600.000\nmill 2 -1.000 0.500\n";
        let reading = read(&Source::new(text, 0)).unwrap();
        let mut out = String::new();
        write(&reading.transcript, &WriteOptions::default(), &mut out);
        assert_eq!(out, text);
        assert_eq!(reading.transcript.records().next().map(|record| record.kind), Some("region"));
    }

    #[test]
    fn one_bad_line_costs_one_line() {
        let reading = read(&Source::new("m 1 0 1\nm 1 0\nm 1 0 1 2\nm 1 9 5\n", 0)).unwrap();
        let codes: Vec<_> = reading.diagnostics.iter().map(|doubt| doubt.code).collect();
        assert_eq!(codes, [Code::LineUnread, Code::LineUnread, Code::EndBeforeStart]);
        assert_eq!(reading.transcript.records().len(), 2);
        assert!(read(&Source::new("prose is not read\n", 0)).is_err());
    }

    #[test]
    fn comments_are_those_of_md_eval() {
        let reading = read(&Source::new("# music\n;cut\nm 1 0 1\n", 0)).unwrap();
        assert!(reading.diagnostics.is_empty());
        assert_eq!((reading.transcript.records().len(), reading.transcript.blocks().len()), (1, 2));
    }

    #[test]
    fn only_uem_is_claimed() {
        assert!(detect("mill 1 60.00 600.00\n") >= 50);
        assert!(detect("mill 1 60 600\n") < 50);
        for text in ["mill 1 0.5 0.3 word\n", "a b c d\n", "10 2000 30.5 40.5\n", "x 1 9.0 5.0\n", ""] {
            assert_eq!(detect(text), 0, "{text}");
        }
    }
}
