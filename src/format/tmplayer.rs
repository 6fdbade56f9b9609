//! TMPlayer: a time and a line of text, no ends.
//!
//! ```text
//! 00:00:05:Is it on?
//! 00:00:07:It is.|Always.
//! 00:00:09:
//! ```
//!
//! ```text
//! file = *cue
//! cue  = 1*2DIGIT ":" 2DIGIT ":" 2DIGIT ["," DIGIT] (":" / "=") [text *("|" text)] eol
//! ```
//!
//! The grammar is what Polish players of about 2000 take, in their variants: hours of one digit, `=` for the last colon,
//! and lines of a cue on lines of their own (`00:00:07,1=It is.`, `00:00:07,2=Always.`). A time without text ends the cue
//! before it; without one a cue has no end.
//!
//! It cannot hold: times finer than a second; ends, but where silence follows; who speaks, but as text; a bar in the
//! text; word times, metadata.

use super::captions::build::Captions;
use super::captions::out::for_each_cue;
use super::captions::rows::{Aside, Keep, Losses, OneLine, Row, copy_lines, lines, no_signs, speak, without_bars};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "tmplayer",
    aliases: &["tmp"],
    title: "TMPlayer subtitles",
    kind: Kind::Captions,
    extensions: &["txt", "tmp"],
    keeps: "starts to a second, text; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// Nearly every line has a time with text right behind it; a space there belongs to a transcript.
fn detect(head: &str) -> u8 {
    let all = lines(head).map(|(_, line)| line.trim()).filter(|line| !line.is_empty()).take(12);
    let (mut cues, mut other) = (0, 0);
    for line in all {
        match cue(line) {
            Some(found) if !found.text.starts_with([' ', '\t']) && !frames(found.text) => cues += 1,
            _ => other += 1,
        }
    }
    match (cues, other) {
        (4.., 0) => 90,
        (2.., 0) => 80,
        (1, 0) => 45,
        (3.., other) if other * 4 <= cues => 70,
        _ => 0,
    }
}

/// Whether what follows the seconds are frames of another format: two digits and no letter.
fn frames(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 2
        && bytes[..2].iter().all(u8::is_ascii_digit)
        && bytes.get(2).is_none_or(|next| matches!(next, b' ' | b',' | b'\t' | b';' | b'-'))
}

#[derive(Clone, Copy)]
struct Line<'a> {
    ms: i64,
    /// Which line of its cue it is, from 1, where the variant numbers them.
    number: Option<u8>,
    text: &'a str,
}

fn cue(line: &str) -> Option<Line<'_>> {
    let bytes = line.as_bytes();
    let mut at = 0;
    let mut fields = [0i64; 3];
    for (index, field) in fields.iter_mut().enumerate() {
        let from = at;
        while let Some(digit) = bytes.get(at).filter(|byte| byte.is_ascii_digit() && at - from < 3) {
            *field = *field * 10 + i64::from(digit - b'0');
            at += 1;
        }
        let digits = at - from;
        if digits == 0 || index > 0 && digits != 2 {
            return None;
        }
        if index < 2 {
            (bytes.get(at) == Some(&b':')).then_some(())?;
            at += 1;
        }
    }
    if fields[1] > 59 || fields[2] > 59 {
        return None;
    }
    let number = match bytes.get(at..at + 2) {
        Some([b',' | b'.', digit]) if digit.is_ascii_digit() => {
            at += 2;
            Some(digit - b'0')
        }
        _ => None,
    };
    matches!(bytes.get(at), Some(b':' | b'=')).then_some(())?;
    let text = line.get(at + 1..)?;
    Some(Line { ms: ((fields[0] * 60 + fields[1]) * 60 + fields[2]) * 1_000, number, text })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let text = source.text;
    let mut captions = Captions::default();
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut asides: Vec<Aside<'_>> = Vec::new();
    let mut ended = true;
    for (at, line) in lines(text) {
        let Some(found) = cue(line.trim()) else {
            if !line.trim().is_empty() {
                let bytes = source.offset + at..source.offset + at + line.len();
                captions.warn(Code::LineUnread, bytes, "a line without a time belongs to no cue and is left out");
                asides.push((rows.len(), "lines", line.trim()));
            }
            continue;
        };
        let spoken = found.text.trim();
        match rows.last_mut() {
            Some(last) if spoken.is_empty() && found.number.is_none_or(|number| number < 2) => {
                if !ended {
                    last.end = Some(found.ms);
                }
                ended = true;
            }
            _ if spoken.is_empty() => {}
            // Another line of the same cue.
            Some(last) if found.number.is_some_and(|number| number > 1) && last.start == Some(found.ms) => {
                let from = last.text.as_ptr() as usize - text.as_ptr() as usize;
                let to = spoken.as_ptr() as usize - text.as_ptr() as usize + spoken.len();
                last.text = text.get(from..to).unwrap_or(last.text);
            }
            _ => {
                rows.push(Row { start: Some(found.ms), text: spoken, ..Row::default() });
                ended = false;
            }
        }
    }
    speak(&mut captions, source, rows, &asides, "|", b"\n\r", |text, at, plain| {
        let from = plain.len();
        for (place, line) in lines(text) {
            // The first line begins behind its time, the others with one of their own.
            let spoken = if place == 0 { line } else { cue(line.trim_start()).map_or(line, |found| found.text) };
            let start = at + (spoken.as_ptr() as usize - text.as_ptr() as usize);
            if plain.len() > from {
                plain.decoded("\n", at + place..start);
            }
            copy_lines(spoken.trim_end(), start, plain);
        }
        false
    });
    Ok(captions.finish(FORMAT.id))
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let form = OneLine { id: FORMAT.id, wrap: "|", signs: no_signs, escape: without_bars };
    let mut losses = Losses::default();
    let mut silence: Option<i64> = None;
    let seconds = |ms: i64| ms / 1_000 + i64::from(ms % 1_000 >= 500);
    let known = |source: Option<usize>| source.is_none_or(|cue| transcript.cues()[cue].end.is_some());
    let (mut empty, mut close) = (0usize, None);
    let mut doubts = for_each_cue(
        transcript,
        |name| name.chars().count() + 2,
        |cue| {
            if cue.lines.is_empty() {
                empty += 1;
                return;
            }
            let (start, end) = losses.times(cue);
            let (start, end) = (seconds(start), seconds(end));
            if let Some(silence) = silence.take().filter(|silence| *silence < start) {
                push_seconds(silence, out);
                out.push('\n');
            }
            push_seconds(start, out);
            form.push(transcript, cue, options.speakers, out);
            out.push('\n');
            silence = (known(cue.source) && end > start).then_some(end);
            close = silence;
        },
    );
    if let Some(close) = close {
        push_seconds(close, out);
        out.push('\n');
    }
    // No guessed end is written where the source has none.
    if transcript.cues().iter().any(|cue| cue.end.is_none()) && transcript.cues().iter().all(|cue| cue.start.is_some())
    {
        doubts.retain(|doubt| doubt.code != Code::TimesEstimated);
    }
    losses.report(transcript, Keep::default(), "TMPlayer", &mut doubts);
    if empty > 0 {
        let message = format!("{empty} cues have no text, which in TMPlayer ends the cue before: they are left out");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    let fine =
        transcript.cues().iter().filter_map(|cue| cue.start).filter(|time| time.at.millis() % 1_000 != 0).count();
    if fine > 0 {
        let message = format!("{fine} cues start within a second: TMPlayer counts whole ones, and they are rounded");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts
}

/// `HH:MM:SS:`
fn push_seconds(seconds: i64, out: &mut String) {
    use std::fmt::Write as _;
    // Writing to a string cannot fail.
    let _ = write!(out, "{:02}:{:02}:{:02}:", seconds / 3_600, seconds / 60 % 60, seconds % 60);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_read_alike() {
        for text in [
            "00:00:05:Is it on?\n00:00:07:It is.|Always.\n00:00:09:\n",
            "0:00:05:Is it on?\n0:00:07:It is.|Always.\n0:00:09:\n",
            "00:00:05=Is it on?\n00:00:07=It is.|Always.\n00:00:09=\n",
            "00:00:05,1=Is it on?\n00:00:07,1=It is.\n00:00:07,2=Always.\n00:00:09,1=\n",
        ] {
            let transcript = read(&Source::new(text, 0)).unwrap().transcript;
            let ms = |time: Option<crate::model::Time>| time.map(|time| time.at.millis());
            let cues: Vec<_> = transcript.cues().iter().map(|cue| (ms(cue.start), ms(cue.end))).collect();
            assert_eq!(cues, [(Some(5_000), None), (Some(7_000), Some(9_000))], "{text}");
            assert_eq!(transcript.cue_lines(1), "It is.\nAlways.", "{text}");
            let mut again = String::new();
            write(&transcript, &WriteOptions::default(), &mut again);
            assert_eq!(again, "00:00:05:Is it on?\n00:00:07:It is.|Always.\n00:00:09:\n");
        }
    }

    #[test]
    fn transcripts_and_timecodes_are_none() {
        for text in
            ["00:00:05: Is it on?\n00:00:07: It is.\n", "00:00:01:05,00:00:03:10,a|\n00:00:01:05,00:00:03:10,a|\n"]
        {
            assert_eq!(detect(text), 0, "{text}");
        }
        assert_eq!(detect("00:00:05:Is it on?\n00:00:07:It is.\n"), 80);
    }
}
