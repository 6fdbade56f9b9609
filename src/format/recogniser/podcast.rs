//! The transcript of a podcast as JSON, as Podcasting 2.0 has it.
//!
//! ```text
//! {"version":"1.0.0","segments":[
//!   {"speaker":"Ada","startTime":0.5,"endTime":1.4,"body":"Is it on?"},
//!   {"speaker":"Bram","startTime":1.5,"endTime":1.9,"body":"It is."}]}
//! ```
//!
//! Times are seconds; `speaker` and `endTime` may be missing. Read as well: times as strings or clock times, `start` and
//! `end`. Written with the speaker on every segment.
//!
//! It cannot hold: words, how a time is known, settings. Grammar: the podcast namespace's `transcript` page, "JSON".

use super::super::captions::out::for_each_cue;
use super::super::{Format, Reader, Source, WriteOptions};
use super::decimal::Unit;
use super::speech::{Label, Speech, Spoken};
use super::tree::{Tree, Value};
use super::write::{joined, push_seconds, push_string};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, Transcript};

pub(in crate::format) const FORMAT: Format = Format {
    id: "podcast",
    aliases: &["podcast-json", "podcasting-2.0"],
    title: "Podcasting 2.0 JSON",
    kind: Kind::Captions,
    extensions: &["json"],
    keeps: "times, speakers, text",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let first = root.items("segments").next();
    let own = first.is_some_and(|segment| segment.has(&["body"]) || segment.has(&["startTime"]));
    match (own, root.has(&["version", "segments"])) {
        (true, true) => 98,
        (true, false) => 90,
        // Nothing was said.
        (false, true) if first.is_none() => 80,
        _ => 0,
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    speech.title(root.get("title"));
    speech.language(root.get("language"));
    for segment in root.items("segments") {
        let start = speech.time(segment.any(&["startTime", "start"]), Unit::Seconds);
        let end = speech.time(segment.any(&["endTime", "end"]), Unit::Seconds);
        let speaker = segment.get("speaker").and_then(|speaker| Label::of(speaker, ""));
        let text = segment.any(&["body", "text"]).and_then(Value::text);
        speech.cue(&Spoken { start, end, speaker, text, bytes: segment.bytes(), ..Spoken::default() });
    }
    speech.finish(&tree, root.has(&["segments"]), FORMAT.id, FORMAT.title)
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.push_str("{\"version\":\"1.0.0\",\"segments\":[");
    let mut any = false;
    let mut voices = 0usize;
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            voices += usize::from(cue.has_voices());
            // A segment has one speaker: each voice of a cue gets its own.
            let mut lines = cue.lines;
            loop {
                let next = lines.iter().skip(1).position(|line| line.opens_voice).map_or(lines.len(), |next| next + 1);
                let (own, rest) = lines.split_at_checked(next).unwrap_or((lines, &[]));
                lines = rest;
                out.push_str(if std::mem::replace(&mut any, true) { ",\n{" } else { "\n{" });
                if let Some(speaker) = own.iter().find_map(|line| line.speaker) {
                    out.push_str("\"speaker\":");
                    push_string(speaker, out);
                    out.push(',');
                }
                out.push_str("\"startTime\":");
                push_seconds(cue.start, out);
                out.push_str(",\"endTime\":");
                push_seconds(cue.end, out);
                out.push_str(",\"body\":");
                let one = super::super::captions::out::OutCue { lines: own, ..cue.clone() };
                push_string(&joined(&one, '\n'), out);
                out.push('}');
                if lines.is_empty() {
                    break;
                }
            }
        },
    );
    out.push_str("]}\n");
    if voices > 0 {
        let message =
            format!("{voices} cues have several voices: each voice became a segment with the times of its cue");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts.extend(super::write::left_out(transcript, "Podcasting 2.0", false));
    doubts
}

#[cfg(test)]
mod tests {
    use super::super::tests::cues;
    use super::*;

    #[test]
    fn segments_with_and_without_speakers() {
        let text = r#"{"version":"1.0.0","segments":[{"speaker":"Ada","startTime":0.5,"endTime":1.4,"body":"Is it\non?"},{"startTime":"1.5","body":"It is."},{"startTime":2,"endTime":3,"body":" "}]}"#;
        assert_eq!(detect(text), 98);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 1400 Ada Is it on?", "1500 - - It is."]);
        assert_eq!(transcript.cue_lines(0), "Is it\non?");
        let mut out = String::new();
        write(&transcript, &WriteOptions::default(), &mut out);
        assert!(out.starts_with("{\"version\":\"1.0.0\",\"segments\":[\n{\"speaker\":\"Ada\",\"startTime\":0.5,\"endTime\":1.4,\"body\":\"Is it\\non?\"},"), "{out}");
    }

    #[test]
    fn an_empty_one_is_valid() {
        let mut out = String::new();
        write(&Transcript::default(), &WriteOptions::default(), &mut out);
        assert_eq!(out, "{\"version\":\"1.0.0\",\"segments\":[]}\n");
        assert!(read(&Source::new(&out, 0)).is_ok());
        assert!(read(&Source::new("{\"other\":1}", 0)).is_err());
    }
}
