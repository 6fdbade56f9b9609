//! WebVTT: written with a voice on every cue.
//!
//! ```text
//! WEBVTT
//!
//! 00:00:05.000 --> 00:00:07.000
//! <v Ada Quill>Is it on?
//! ```
//!
//! It cannot hold: how a time is known, turns, roles, metadata. A time before zero becomes zero.

use std::fmt::Write;

use super::Format;
use super::captions::cues;
use super::srt::Stamp;
use crate::diagnostic::Diagnostic;
use crate::model::{Kind, Transcript};

pub const FORMAT: Format = Format {
    id: "vtt",
    title: "WebVTT captions",
    kind: Kind::Captions,
    extensions: &["vtt"],
    keeps: "speakers as voices, times, text",
    detect: |_| 0,
    read: None,
    write: Some(write),
};

fn write(transcript: &Transcript, out: &mut String) -> Vec<Diagnostic> {
    let (cues, doubts) = cues(transcript, |_| 0);
    out.push_str("WEBVTT\n");
    for cue in &cues {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n{} --> {}", Stamp(cue.start, '.'), Stamp(cue.end, '.'));
        if let Some(speaker) = cue.speaker {
            out.push_str("<v ");
            escape(speaker, out);
            out.push('>');
        }
        for line in &cue.lines {
            escape(line, out);
            out.push('\n');
        }
    }
    doubts
}

/// The three signs that cue text gives a meaning of their own. `-->` can't survive it.
fn escape(text: &str, out: &mut String) {
    for part in text.split_inclusive(['&', '<', '>']) {
        let sign = part.chars().next_back();
        let reference = match sign {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            _ => {
                out.push_str(part);
                continue;
            }
        };
        out.push_str(part.get(..part.len() - 1).unwrap_or(""));
        out.push_str(reference);
    }
}
