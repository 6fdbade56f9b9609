//! Our own JSON: the lossless document `fireside.transcript/1`, its turns one a line, and the document
//! `fireside.captions/1`, which shows a timed file as its format has it.
//!
//! ```text
//! {"schema":"fireside.transcript/1","source":{…},"meta":{…},"speakers":[…],"turns":[…],"store":{…}}
//! {"schema":"fireside.captions/1","source":{…},"meta":{…},"cues":[…],"words":[…],"records":[…]}
//! ```

use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Reading};
use crate::error::{Error, Place};
use crate::model::{Captions, Detail, Document, Kind, Transcript};
use crate::text::Places;

pub const FORMAT: Format = Format {
    id: "json",
    aliases: &[],
    title: "fireside.transcript/1, lossless; fireside.captions/1 for timed files",
    kind: Kind::Transcript,
    extensions: &["json"],
    keeps: "everything",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

pub const LINES: Format = Format {
    id: "jsonl",
    aliases: &[],
    title: "JSON lines, one turn a line",
    kind: Kind::Transcript,
    extensions: &["jsonl", "ndjson"],
    keeps: "path; speakers, times, units, confidences, text",
    read: Some(Reader::Text { detect: detect_lines, read: read_lines }),
    write: Some(write_lines),
};

const TRANSCRIPT: &str = "\"fireside.transcript/1\"";
const CAPTIONS: &str = "\"fireside.captions/1\"";

fn detect(head: &str) -> u8 {
    let object = head.trim_start().starts_with('{');
    let ours = [TRANSCRIPT, CAPTIONS].iter().any(|schema| head.contains(schema));
    if object && ours { 100 } else { 0 }
}

/// Lines that are turns have a text and a timing each.
fn detect_lines(head: &str) -> u8 {
    let line = head.trim_start().lines().next().unwrap_or("");
    let turn = line.starts_with('{')
        && [r#""text":"#, r#""timing":"#, r#""end_timing":"#].iter().all(|key| line.contains(key));
    if turn { 95 } else { 0 }
}

fn read_lines(source: &Source<'_>) -> Result<Reading, Error> {
    let (transcript, bad) = match Transcript::from_lines(source.text) {
        Ok(read) => read,
        Err(_) => return Err(Error::TooLarge { bytes: source.text.len() as u64, limit: u64::from(u32::MAX) + 1 }),
    };
    let starts: Vec<usize> =
        std::iter::once(0).chain(memchr::memchr_iter(b'\n', source.text.as_bytes()).map(|at| at + 1)).collect();
    let place = |line: usize, error: &serde_json::Error| {
        let start = starts.get(line - 1).copied().unwrap_or(0);
        source.offset + start + error.column().saturating_sub(1)
    };
    if let (true, Some((line, error))) = (transcript.turns().len() == 0, bad.first()) {
        let byte = place(*line, error).min(source.offset + source.text.len());
        let places = Places::new(source.text, source.offset);
        return Err(Error::Malformed {
            place: places.place(byte),
            expected: format!("a turn as a JSON object, but {error}"),
            line: places.line(byte),
            help: "write it with `fireside turns FILE --format jsonl`".to_owned(),
        });
    }
    let mut reading = Reading::new(transcript);
    let mut doubts = Diagnostics::default();
    for (line, error) in bad {
        let byte = place(line, &error);
        let message = format!("this line is no turn and was left out: {error}");
        doubts.push(Diagnostic::warning(Code::LineUnread, message).at(byte..byte));
    }
    reading.diagnostics = doubts.finish();
    Ok(reading)
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let Source { text, offset, .. } = *source;
    let head = text.as_bytes().get(..text.len().min(512)).unwrap_or(&[]);
    let timed = memchr::memmem::find(head, CAPTIONS.as_bytes()).is_some();
    let read = match timed {
        true => serde_json::from_str::<Captions<'_>>(text).and_then(|document| {
            Transcript::try_from(document).map_err(<serde_json::Error as serde::de::Error>::custom)
        }),
        false => serde_json::from_str::<Transcript>(text),
    };
    let schema = if timed { "fireside.captions/1" } else { "fireside.transcript/1" };
    read.map(Reading::new).map_err(|error| {
        let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let byte = offset + (line_start + error.column().saturating_sub(1)).min(text.len());
        let message = error.to_string();
        let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
        Error::Malformed {
            place: Place {
                line: error.line().max(1) as u32,
                column: error.column().max(1) as u32,
                byte,
                source: String::new(),
            },
            expected: format!("a document of schema {schema}, but {what}"),
            line: Places::new(text, offset).line(byte),
            help: "write it with `fireside turns FILE --format json` or `fireside convert FILE --to json`".to_owned(),
        }
    })
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    // Plain values with string keys always serialise.
    let written = match super::is_timed(transcript) {
        true => serde_json::to_string_pretty(&Captions::new(transcript)),
        false => serde_json::to_string_pretty(&Document::new(transcript, Detail::Full)),
    };
    out.push_str(&written.unwrap_or_default());
    out.push('\n');
    Vec::new()
}

fn write_lines(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    for line in Document::new(transcript, Detail::Turns).lines() {
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_names_its_place() {
        let text = "{\"schema\":\"fireside.transcript/1\",\n \"source\": 7}";
        let error = read(&Source::new(text, 0)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "2:12: expected a document of schema fireside.transcript/1, but invalid type: integer `7`, expected struct \
             Source\n  |  \"source\": 7}\n  = help: write it with `fireside turns FILE --format json` or `fireside \
             convert FILE --to json`"
        );
    }

    #[test]
    fn a_timed_file_is_told_by_its_head_wherever_that_ends() {
        for pad in 0..2 {
            let title = format!("{}{}", "x".repeat(pad), "é".repeat(400));
            let text = format!(
                "{{\"schema\":\"fireside.captions/1\",\"source\":{{\"format\":\"srt\",\"encoding\":\"utf-8\"}},\"meta\":{{\"title\":\"{title}\"}}}}"
            );
            assert!(read(&Source::new(&text, 0)).is_ok());
        }
    }

    #[test]
    fn another_schema_is_not_ours() {
        assert_eq!(detect("{\"schema\":\"fireside.score/1\"}"), 0);
        assert!(read(&Source::new("{\"schema\":\"x\",\"source\":{\"format\":\"\",\"encoding\":\"\"}}", 0)).is_err());
    }

    #[test]
    fn turns_one_a_line_come_back_and_a_bad_line_is_told() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nADA: Is it on?\n\n2\n00:00:02,000 --> 00:00:03,000\nADA: It is.\n";
        let transcript = crate::read(srt.as_bytes()).unwrap().transcript;
        let mut lines = String::new();
        write_lines(&transcript, &WriteOptions::default(), &mut lines);
        assert_eq!(detect_lines(&lines), 95);
        lines.push_str("{\"text\": 7}\n");
        let reading = read_lines(&Source::new(&lines, 0)).unwrap();
        let turns: Vec<_> = reading.transcript.turns().map(|turn| (turn.text(), turn.start(), turn.end())).collect();
        assert_eq!(turns, transcript.turns().map(|turn| (turn.text(), turn.start(), turn.end())).collect::<Vec<_>>());
        assert_eq!(reading.transcript.units().len(), 2);
        assert_eq!(reading.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::LineUnread]);
        let error = read_lines(&Source::new("{}\nx", 0)).unwrap_err().to_string();
        assert!(error.starts_with("1:"), "{error}");
    }
}
