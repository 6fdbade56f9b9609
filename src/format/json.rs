//! Our own JSON: the lossless document `fireside.transcript/1`, its turns one a line, and the document
//! `fireside.captions/1`, which shows a timed file as its format has it.
//!
//! ```text
//! {"schema":"fireside.transcript/1","source":{…},"meta":{…},"speakers":[…],"turns":[…],"store":{…}}
//! {"schema":"fireside.captions/1","source":{…},"meta":{…},"cues":[…],"words":[…],"records":[…]}
//! ```

use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Diagnostic, Reading};
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
    read: None,
    write: Some(write_lines),
};

const TRANSCRIPT: &str = "\"fireside.transcript/1\"";
const CAPTIONS: &str = "\"fireside.captions/1\"";

fn detect(head: &str) -> u8 {
    let object = head.trim_start().starts_with('{');
    let ours = [TRANSCRIPT, CAPTIONS].iter().any(|schema| head.contains(schema));
    if object && ours { 100 } else { 0 }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let Source { text, offset, .. } = *source;
    let timed =
        memchr::memmem::find(text.as_bytes().get(..512).unwrap_or(text.as_bytes()), CAPTIONS.as_bytes()).is_some();
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
}
