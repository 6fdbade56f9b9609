//! Plain text: one paragraph a turn, as people write transcripts.
//!
//! ```text
//! Ada Quill (00:05): Is it on?
//!
//! Bram Otten (~00:07): It is. Always.      ~ marks a guessed time
//!
//! >> Tea first.                            somebody else, nobody knows who
//! ```

use std::fmt::Write;

use super::{Format, WriteOptions};
use crate::diagnostic::Diagnostic;
use crate::model::{How, Kind, Time, Transcript, Turn};

pub const FORMAT: Format = Format {
    id: "text",
    aliases: &[],
    title: "plain text, one paragraph a turn",
    kind: Kind::Transcript,
    extensions: &["txt"],
    keeps: "speakers, starts to the second, text",
    read: None,
    write: Some(write),
};

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.reserve(transcript.text().len() + transcript.turns().len() * 32);
    for (index, turn) in transcript.turns().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        head(turn, "", "", out);
        out.push_str(turn.text());
        out.push('\n');
    }
    Vec::new()
}

/// `Name (00:05): `, with `before` and `after` round the name.
pub(super) fn head(turn: Turn<'_>, before: &str, after: &str, out: &mut String) {
    match turn.speaker() {
        Some(speaker) => {
            out.push_str(before);
            out.push_str(&speaker.name);
            out.push_str(after);
            if let Some(start) = turn.start() {
                out.push(' ');
                stamp(start, out);
            }
            out.push_str(": ");
        }
        None => {
            if turn.new_speaker() {
                out.push_str(">> ");
            }
            if let Some(start) = turn.start() {
                stamp(start, out);
                out.push(' ');
            }
        }
    }
}

/// `(00:05)`, `(01:02:03)`, `(00:05.250)`; a guess is rounded to the second and bears a `~`.
fn stamp(time: Time, out: &mut String) {
    let guess = time.how != How::Exact;
    let ms = time.at.millis().unsigned_abs();
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    out.push_str(if guess { "(~" } else { "(" });
    if time.at.millis() < 0 {
        out.push('-');
    }
    // Writing to a string cannot fail.
    let _ = match hours {
        0 => write!(out, "{minutes:02}:{seconds:02}"),
        _ => write!(out, "{hours:02}:{minutes:02}:{seconds:02}"),
    };
    if !guess && !ms.is_multiple_of(1_000) {
        let _ = write!(out, ".{:03}", ms % 1_000);
    }
    out.push(')');
}
