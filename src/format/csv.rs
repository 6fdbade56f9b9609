//! CSV after RFC 4180: `path,index,speaker,start_ms,end_ms,timing,text`, one turn a row, lines end in CRLF.

use std::fmt::Write as _;

use super::{Format, WriteOptions};
use crate::diagnostic::Diagnostic;
use crate::model::{How, Kind, Transcript, Turn};

pub(super) const FORMAT: Format = Format {
    id: "csv",
    aliases: &[],
    title: "CSV, one turn a row",
    kind: Kind::Transcript,
    extensions: &["csv"],
    keeps: "speakers, times with how they are known, text",
    read: None,
    write: Some(write),
};

/// The header row.
pub const HEADER: &str = "path,index,speaker,start_ms,end_ms,timing,text\r\n";

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.push_str(HEADER);
    for turn in transcript.turns() {
        row(transcript.source.path.as_deref().unwrap_or(""), turn, out);
    }
    Vec::new()
}

/// Appends the row of one turn of the file at `path`.
///
/// ```
/// let page = b"Ada Quill (00:05): Is it on, \"now\"?";
/// let transcript = fireside::read_with(page, &fireside::ReadOptions::default().from("rev-inline"))?.transcript;
/// let mut row = String::new();
/// transcript.turns().for_each(|turn| fireside::format::csv::row("talk.txt", turn, &mut row));
/// assert_eq!(row, "talk.txt,0,Ada Quill,5000,,exact,\"Is it on, \"\"now\"\"?\"\r\n");
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn row(path: &str, turn: Turn<'_>, out: &mut String) {
    field(path, out);
    // Writing to a string cannot fail.
    let _ = write!(out, ",{},", turn.index());
    field(turn.speaker().map_or("", |speaker| &speaker.name), out);
    for time in [turn.start(), turn.end()] {
        out.push(',');
        if let Some(time) = time {
            let _ = write!(out, "{}", time.at.millis());
        }
    }
    out.push_str(match turn.start().map(|time| time.how) {
        Some(How::Exact) => ",exact,",
        Some(How::Interpolated) => ",interpolated,",
        Some(How::Estimated) => ",estimated,",
        None => ",none,",
    });
    field(turn.text(), out);
    out.push_str("\r\n");
}

/// A field, in quotes where it holds a comma, a quote or a line end.
fn field(text: &str, out: &mut String) {
    if !text.contains(['"', ',', '\n', '\r']) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for (index, part) in text.split('"').enumerate() {
        if index > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_only_where_needed() {
        let quoted = |text| {
            let mut out = String::new();
            super::field(text, &mut out);
            out
        };
        assert_eq!(quoted("plain text"), "plain text");
        assert_eq!(quoted("a, b"), "\"a, b\"");
        assert_eq!(quoted("she said \"no\""), "\"she said \"\"no\"\"\"");
        assert_eq!(quoted(""), "");
    }
}
