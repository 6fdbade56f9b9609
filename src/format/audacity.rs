//! Audacity label tracks: start, end and label in seconds, with tabs between.
//!
//! ```text
//! 5.000000⇥7.000000⇥Is it on?
//! 7.100000⇥9.000000⇥It is. Always.
//! \⇥120.000000⇥4000.000000
//! ```
//!
//! ```text
//! file     = *(label / spectral)
//! label    = seconds TAB seconds TAB text eol
//! spectral = "\" TAB hertz TAB hertz eol       ; of the label before it
//! seconds  = ["-"] 1*DIGIT [("." / ",") 1*DIGIT]
//! ```
//!
//! The grammar is that of the Audacity manual, "Importing and Exporting Labels". A label that starts where it ends is a
//! point. Some languages write a decimal comma. The frequencies of a spectral label ride along.
//!
//! It cannot hold: who speaks, but as text; several lines in a label; word times, emphasis, metadata.

use super::captions::build::Captions;
use super::captions::out::{for_each_cue, push_number};
use super::captions::rows::{Aside, Keep, Losses, OneLine, Row, lines, no_signs, speak, whole};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "audacity",
    aliases: &["audacity-labels", "labels"],
    title: "Audacity labels",
    kind: Kind::Captions,
    extensions: &["txt"],
    keeps: "times, text, frequencies of its own; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn detect(head: &str) -> u8 {
    let all = lines(head).map(|(_, line)| line).filter(|line| !line.trim().is_empty()).take(12);
    let (mut labels, mut fine, mut other) = (0, 0, 0);
    for line in all {
        match label(line) {
            Some(_) => {
                labels += 1;
                fine += usize::from(
                    line.bytes().take_while(|byte| *byte != b'\t').any(|byte| byte == b'.' || byte == b','),
                );
            }
            None if line.starts_with("\\\t") && labels > 0 => labels += 1,
            None => other += 1,
        }
    }
    match (labels, fine, other) {
        (2.., 1.., 0) => 95,
        (1, 1, 0) => 85,
        (1.., 0, 0) => 60,
        (labels, 1.., 1) if labels > 4 => 70,
        _ => 0,
    }
}

/// Start, end and text, in milliseconds.
fn label(line: &str) -> Option<(i64, i64, &str)> {
    let (start, rest) = line.split_once('\t')?;
    let (end, text) = rest.split_once('\t').unwrap_or((rest, ""));
    Some((seconds(start)?, seconds(end)?, text))
}

/// Decimal seconds, rounded to milliseconds.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (before, behind) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(before) || !plain(behind) {
        return None;
    }
    let digit = |at: usize| behind.as_bytes().get(at).map_or(0, |digit| i64::from(digit - b'0'));
    let thousandths = digit(0) * 100 + digit(1) * 10 + digit(2) + i64::from(digit(3) >= 5);
    let ms = whole(before)?.saturating_mul(1_000).saturating_add(thousandths);
    Some(if negative { -ms } else { ms })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let mut captions = Captions::default();
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut asides: Vec<Aside<'_>> = Vec::new();
    for (at, line) in lines(source.text) {
        let bytes = source.offset + at..source.offset + at + line.len();
        if let Some((start, end, text)) = label(line) {
            if end < start {
                captions.warn(Code::EndBeforeStart, bytes, "the label ends before it starts: kept as it stands");
            }
            rows.push(Row { start: Some(start), end: Some(end), text, ..Row::default() });
        } else if let (Some(frequencies), Some(row)) = (line.strip_prefix("\\\t"), rows.last_mut()) {
            let names = ["low", "high"].into_iter().zip(frequencies.split('\t'));
            let settings = names.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
            row.extra = CueExtra { settings, ..CueExtra::default() };
        } else if !line.trim().is_empty() {
            captions.warn(Code::LineUnread, bytes, "a line without times belongs to no label and is left out");
            asides.push((rows.len(), "lines", line.trim()));
        }
    }
    speak(&mut captions, source, rows, &asides, "\n", b"", |_, _, _| false);
    Ok(captions.finish(FORMAT.id))
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let escape = |text: &str, out: &mut String| out.extend(text.chars().map(|c| if c == '\t' { ' ' } else { c }));
    let form = OneLine { id: FORMAT.id, wrap: " ", signs: no_signs, escape };
    let mut joined = 0usize;
    let mut doubts = for_each_cue(
        transcript,
        |name| name.chars().count() + 2,
        |cue| {
            for time in [cue.start, cue.end] {
                if time < 0 {
                    out.push('-');
                }
                push_number(time.unsigned_abs() / 1_000, out);
                out.push('.');
                let thousandths = time.unsigned_abs() % 1_000;
                for digit in [thousandths / 100, thousandths / 10 % 10, thousandths % 10] {
                    push_number(digit, out);
                }
                out.push_str("000\t");
            }
            joined += usize::from(cue.lines.len() > 1);
            form.push(transcript, cue, options.speakers, out);
            out.push('\n');
            if let Some(extra) = cue.extra.filter(|extra| own && extra.settings.len() == 2) {
                out.push('\\');
                for (_, value) in &extra.settings {
                    out.push('\t');
                    out.push_str(value);
                }
                out.push('\n');
            }
        },
    );
    Losses::default().report(transcript, Keep { bars: true, ..Keep::default() }, "a label track", &mut doubts);
    if joined > 0 {
        let message = format!("{joined} cues have several lines: a label has one, and a space joins them");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_points_and_frequencies() {
        let text =
            "5.000000\t7.000500\tIs it on?\n\\\t120.000000\t4000.000000\n7,1\t7,1\tclick\n-1.500000\t2.000000\t\n";
        let reading = read(&Source::new(text, 0)).unwrap();
        let ms = |time: Option<crate::model::Time>| time.map_or(0, |time| time.at.millis());
        let cues: Vec<_> = reading.transcript.cues().iter().map(|cue| (ms(cue.start), ms(cue.end))).collect();
        assert_eq!(cues, [(5_000, 7_001), (7_100, 7_100), (-1_500, 2_000)]);
        let mut again = String::new();
        write(&reading.transcript, &WriteOptions::default(), &mut again);
        assert_eq!(
            again,
            "5.000000\t7.001000\tIs it on?\n\\\t120.000000\t4000.000000\n7.100000\t7.100000\tclick\n-1.500000\t2.000000\t\n"
        );
    }
}
