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

use super::captions::out::{emphasised, for_each_cue, push_stamp};
use super::srt::emphasis;
use super::{Format, WriteOptions};
use crate::diagnostic::Diagnostic;
use crate::model::{Kind, Transcript};

pub const FORMAT: Format = Format {
    id: "vtt",
    aliases: &[],
    title: "WebVTT captions",
    kind: Kind::Captions,
    extensions: &["vtt"],
    keeps: "speakers as voices, times, text",
    read: None,
    write: Some(write),
};

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.push_str("WEBVTT\n");
    for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            out.push('\n');
            push_stamp(cue.start, b'.', out);
            out.push_str(" --> ");
            push_stamp(cue.end, b'.', out);
            out.push('\n');
            for line in cue.lines {
                match line.speaker.filter(|_| line.opens_voice) {
                    Some(speaker) => {
                        out.push_str("<v ");
                        escape(speaker, out);
                        out.push('>');
                    }
                    None if line.opens_turn && line.new_speaker && line.speaker.is_none() => out.push_str("- "),
                    None => {}
                }
                emphasised(transcript, line, emphasis, escape, out);
                out.push('\n');
            }
        },
    )
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
