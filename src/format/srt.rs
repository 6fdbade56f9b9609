//! SubRip: written with the speaker's name where it changes.
//!
//! ```text
//! 1
//! 00:00:05,000 --> 00:00:07,000
//! Ada Quill: Is it on?
//! ```
//!
//! It cannot hold: how a time is known, turns, roles, metadata. A time before zero becomes zero.

use std::fmt::Write;

use super::Format;
use super::captions::{columns, cues};
use crate::diagnostic::Diagnostic;
use crate::model::{Kind, Transcript};

pub const FORMAT: Format = Format {
    id: "srt",
    title: "SubRip subtitles",
    kind: Kind::Captions,
    extensions: &["srt"],
    keeps: "speakers as `Name: ` where they change, times, text",
    detect: |_| 0,
    read: None,
    write: Some(write),
};

fn write(transcript: &Transcript, out: &mut String) -> Vec<Diagnostic> {
    let (cues, doubts) = cues(transcript, |name| columns(name) + 2);
    for (index, cue) in cues.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}\n{} --> {}", index + 1, Stamp(cue.start, ','), Stamp(cue.end, ','));
        if let Some(speaker) = cue.speaker.filter(|_| cue.opens) {
            let _ = write!(out, "{speaker}: ");
        }
        for line in &cue.lines {
            out.push_str(line);
            out.push('\n');
        }
    }
    doubts
}

/// `HH:MM:SS,mmm` with the given decimal sign; hours take as many digits as they need.
pub(super) struct Stamp(pub i64, pub char);

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = self.0.max(0);
        let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
        write!(f, "{hours:02}:{minutes:02}:{seconds:02}{}{:03}", self.1, ms % 1_000)
    }
}
