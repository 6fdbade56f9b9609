//! Our own JSON, lossless: the document `fireside.transcript/1`, and its turns one a line.
//!
//! ```text
//! {"schema":"fireside.transcript/1","source":{…},"meta":{…},"speakers":[…],"turns":[…],"store":{…}}
//! ```

use super::Format;
use crate::diagnostic::{Diagnostic, Reading};
use crate::error::{Error, Place};
use crate::model::{Detail, Document, Kind, Transcript};
use crate::text::Places;

pub const FORMAT: Format = Format {
    id: "json",
    title: "fireside.transcript/1, lossless",
    kind: Kind::Transcript,
    extensions: &["json"],
    keeps: "everything",
    detect,
    read: Some(read),
    write: Some(write),
};

pub const LINES: Format = Format {
    id: "jsonl",
    title: "JSON lines, one turn a line",
    kind: Kind::Transcript,
    extensions: &["jsonl", "ndjson"],
    keeps: "path; speakers, times, units, confidences, text",
    detect: |_| 0,
    read: None,
    write: Some(write_lines),
};

fn detect(head: &str) -> u8 {
    let object = head.trim_start().starts_with('{');
    if object && head.contains("\"fireside.transcript/1\"") { 100 } else { 0 }
}

fn read(text: &str, offset: usize) -> Result<Reading, Error> {
    serde_json::from_str::<Transcript>(text).map(Reading::new).map_err(|error| {
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
            expected: format!("a document of schema fireside.transcript/1, but {what}"),
            line: Places::new(text, offset).line(byte),
            help: "write it with `fireside turns FILE --format json` or `fireside convert FILE --to json`".to_owned(),
        }
    })
}

fn write(transcript: &Transcript, out: &mut String) -> Vec<Diagnostic> {
    // Plain values with string keys always serialise.
    out.push_str(&serde_json::to_string_pretty(&Document::new(transcript, Detail::Full)).unwrap_or_default());
    out.push('\n');
    Vec::new()
}

fn write_lines(transcript: &Transcript, out: &mut String) -> Vec<Diagnostic> {
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
        let error = read(text, 0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "2:12: expected a document of schema fireside.transcript/1, but invalid type: integer `7`, expected struct \
             Source\n  |  \"source\": 7}\n  = help: write it with `fireside turns FILE --format json` or `fireside \
             convert FILE --to json`"
        );
    }

    #[test]
    fn another_schema_is_not_ours() {
        assert_eq!(detect("{\"schema\":\"fireside.score/1\"}"), 0);
        assert!(read("{\"schema\":\"x\",\"source\":{\"format\":\"\",\"encoding\":\"\"}}", 0).is_err());
    }
}
