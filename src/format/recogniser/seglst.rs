//! SegLST: segments of long-form speech, as the CHiME challenges and meeteval score them.
//!
//! ```text
//! [{"session_id":"S02","speaker":"P05","start_time":"0.50","end_time":"1.40","words":"is it on"},
//!  {"session_id":"S02","speaker":"P06","start_time":1.5,"end_time":1.9,"words":"it is"}]
//! ```
//!
//! Times are seconds, as numbers or as strings. A segment is a cue and a record of kind `segment`, `session_id` its file;
//! one without words is a record only. Other keys ride along. Written is one segment a voice.
//!
//! It cannot hold: words with times, metadata, how a time is known. Grammar: meeteval's documentation of SegLST.

use std::ops::Range;

use super::super::captions::out::{OutCue, for_each_cue};
use super::super::{Format, Reader, Source, WriteOptions};
use super::decimal::Unit;
use super::speech::{Label, Speech, Spoken};
use super::tree::{Tree, Value};
use super::write::{joined, left_out, push_seconds, push_string};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, RecordStart, Timestamp, Transcript};

pub(in crate::format) const FORMAT: Format = Format {
    id: "seglst",
    aliases: &["seglst-json"],
    title: "SegLST segments (meeteval, CHiME)",
    kind: Kind::Diarization,
    extensions: &["json"],
    keeps: "sessions, times, speakers, text",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let Some(first) = tree.items().next() else { return 0 };
    let timed = first.has(&["start_time", "end_time"]);
    let words = first.get("words").is_some_and(|words| words.text().is_some()) || !first.has(&["words"]);
    match (timed && words, first.has(&["session_id"]), first.has(&["speaker", "words"])) {
        (true, true, _) => 95,
        (true, false, true) => 85,
        _ => 0,
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    use std::fmt::Write;
    let tree = Tree::new(source.text);
    let mut speech = Speech::new(source);
    let mut known = tree.root().is_list();
    let mut records = 0usize;
    let mut name = String::new();
    for item in tree.items().filter(|item| item.is_map()) {
        known |= item.has(&["start_time"]);
        let start = speech.time(item.get("start_time"), Unit::Seconds);
        let end = speech.time(item.get("end_time"), Unit::Seconds);
        let label = item.get("speaker").and_then(|speaker| Label::of(speaker, ""));
        let text = item.get("words").and_then(Value::text);
        let before = (speech.cues, speech.captions.builder.len());
        speech.cue(&Spoken { start, end, speaker: label, text, bytes: item.bytes(), ..Spoken::default() });
        let spoken =
            (speech.cues > before.0).then(|| before_space(&mut speech, before.1)..speech.captions.builder.len());
        if spoken.is_some() {
            let own = ["session_id", "start_time", "end_time", "speaker", "words"];
            let settings = item.entries().filter(|(key, value)| !own.contains(&&**key) && value.is_whole());
            let settings: Vec<_> = settings.map(|(key, value)| (key.into_owned(), value.json().to_owned())).collect();
            if !settings.is_empty() {
                speech.captions.extra(CueExtra { settings, ..CueExtra::default() });
            }
        }
        name.clear();
        let speaker = label.map(|label| {
            // Writing into a string cannot fail.
            let _ = write!(name, "{label}");
            name.as_str()
        });
        let file = item.get("session_id").and_then(Value::name).map(|name| name.decoded());
        speech.captions.builder.record(RecordStart {
            kind: "segment",
            file: file.as_deref().unwrap_or(""),
            start: start.map(Timestamp::from_millis),
            end: end.map(Timestamp::from_millis),
            speaker,
            spoken,
            ..RecordStart::default()
        });
        records += 1;
    }
    if records == 0 && (!known || tree.fault.is_some()) {
        return Err(tree.malformed(source.offset, FORMAT.title));
    }
    if let Some(fault) = tree.fault {
        speech.broken(fault, source.text.len());
    }
    speech.done(FORMAT.id)
}

fn before_space(speech: &mut Speech, from: usize) -> usize {
    let text = &speech.captions.builder.transcript_mut().text;
    from + usize::from(text.as_bytes().get(from) == Some(&b' '))
}

/// A segment to write.
struct Segment<'t> {
    session: &'t str,
    speaker: Option<&'t str>,
    start: i64,
    end: i64,
}

fn push(segment: &Segment<'_>, words: &str, more: &[(String, String)], first: &mut bool, out: &mut String) {
    out.push_str(if std::mem::replace(first, false) { "\n{" } else { ",\n{" });
    out.push_str("\"session_id\":");
    push_string(segment.session, out);
    if let Some(speaker) = segment.speaker {
        out.push_str(",\"speaker\":");
        push_string(speaker, out);
    }
    out.push_str(",\"start_time\":");
    push_seconds(segment.start, out);
    out.push_str(",\"end_time\":");
    push_seconds(segment.end, out);
    out.push_str(",\"words\":");
    push_string(words, out);
    for (name, value) in more {
        out.push(',');
        push_string(name, out);
        out.push(':');
        out.push_str(value);
    }
    out.push('}');
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let path = transcript.source.path.as_deref().unwrap_or("session");
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let stem = if stem.is_empty() { "session" } else { stem };
    // The sessions of what is said, and the records without words, by where they stand between cues.
    let mut silent: Vec<(usize, Segment<'_>)> = Vec::new();
    let mut sessions: Vec<&str> = Vec::new();
    for record in transcript.records() {
        match record.text {
            Some(_) => sessions.push(record.file),
            None => {
                let (Some(start), Some(end)) = (record.start, record.end) else { continue };
                let (start, end) = (start.millis(), end.millis());
                silent.push((sessions.len(), Segment { session: record.file, speaker: record.speaker, start, end }));
            }
        }
    }
    let mut silent = silent.into_iter().peekable();
    let mut first = true;
    let mut nobody = 0usize;
    out.push('[');
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            while let Some((_, segment)) = silent.next_if(|(before, _)| *before <= cue.index) {
                push(&segment, "", &[], &mut first, out);
            }
            let session = sessions.get(cue.index).copied().filter(|session| !session.is_empty()).unwrap_or(stem);
            let more = cue.extra.filter(|_| own).map_or(&[][..], |extra| &extra.settings);
            for lines in voices(cue) {
                let lines = cue.lines.get(lines).unwrap_or(&[]);
                let speaker = lines.iter().find_map(|line| line.speaker);
                nobody += usize::from(speaker.is_none());
                let segment = Segment { session, speaker, start: cue.start, end: cue.end };
                push(&segment, &joined(&OutCue { lines, ..cue.clone() }, ' '), more, &mut first, out);
            }
        },
    );
    for (_, segment) in silent {
        push(&segment, "", &[], &mut first, out);
    }
    out.push_str("]\n");
    if nobody > 0 && !own {
        let message = format!("{nobody} segments have no speaker, and scoring by speaker needs one");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts.extend(left_out(transcript, "SegLST", false));
    doubts
}

/// The lines of each voice of a cue.
fn voices(cue: &OutCue<'_, '_>) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> =
        cue.lines.iter().enumerate().filter(|(_, line)| line.opens_voice).map(|(at, _)| at).collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([cue.lines.len()]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::cues;
    use super::*;

    #[test]
    fn segments_are_cues_and_records() {
        let text = r#"[{"session_id":"S02","speaker":"P05","start_time":"0.50","end_time":"1.4005","words":"is it on","n":7},
            {"session_id":"S02","speaker":"P06","start_time":1.5,"end_time":1.9,"words":""},
            {"session_id":"S03","speaker":6,"start_time":2,"end_time":3,"words":"it is"}]"#;
        assert_eq!(detect(text), 95);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 1401 P05 is it on", "2000 3000 6 it is"]);
        let records: Vec<_> = transcript.records().map(|record| (record.file, record.speaker, record.text)).collect();
        assert_eq!(
            records,
            [("S02", Some("P05"), Some("is it on")), ("S02", Some("P06"), None), ("S03", Some("6"), Some("it is"))]
        );
        let mut out = String::new();
        write(&transcript, &WriteOptions::default(), &mut out);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(
            lines[1],
            r#"{"session_id":"S02","speaker":"P05","start_time":0.5,"end_time":1.401,"words":"is it on","n":7},"#
        );
        assert_eq!(lines[2], r#"{"session_id":"S02","speaker":"P06","start_time":1.5,"end_time":1.9,"words":""},"#);
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn an_empty_one_is_valid() {
        let mut out = String::new();
        write(&Transcript::default(), &WriteOptions::default(), &mut out);
        assert_eq!(out, "[]\n");
        assert!(read(&Source::new(&out, 0)).is_ok());
    }
}
