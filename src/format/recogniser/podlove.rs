//! Podlove: the transcripts of its publisher and its web player.
//!
//! ```text
//! [{"start":"00:00:00.500","start_ms":500,"end":"00:00:01.400","end_ms":1400,"speaker":"3","voice":"Ada","text":"Is it on?"},
//!  {"start":"00:00:01.500","start_ms":1500,"end":"00:00:01.900","end_ms":1900,"speaker":"","voice":"","text":"It is."}]
//! ```
//!
//! `voice` is the name; `speaker` is the number of a contributor of the publisher, which is the label where there is no
//! voice, and else rides along. The grouped form, in which an entry has its lines in `items`, is read as well, and the
//! list inside a player's configuration (`transcripts`).
//!
//! It cannot hold: words, how a time is known. Grammar: the types of Podlove's web player.

use std::sync::Arc;

use super::super::captions::out::{for_each_cue, push_stamp};
use super::super::{Format, Reader, Source, WriteOptions};
use super::decimal::Unit;
use super::speech::{Label, Speech, Spoken};
use super::tree::{Tree, Value};
use super::write::{joined, left_out, push_string, push_whole};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Transcript};

pub(in crate::format) const FORMAT: Format = Format {
    id: "podlove",
    aliases: &["podlove-json"],
    title: "Podlove transcript JSON",
    kind: Kind::Captions,
    extensions: &["json"],
    keeps: "times, speakers, text",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let first = root.items("transcripts").next().or_else(|| tree.items().next());
    let own = first.is_some_and(|entry| {
        entry.has(&["start_ms", "end_ms"]) && (entry.has(&["items"]) || entry.has(&["text"]))
            || entry.has(&["start", "end", "speaker", "voice"])
    });
    if own { 90 } else { 0 }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    let inside = root.get("transcripts");
    let entries: Vec<Value<'_>> = match inside {
        Some(inside) => inside.list().collect(),
        None => tree.items().collect(),
    };
    let known = root.is_list() || inside.is_some();
    // Neighbours of one number share it.
    let mut shared: Option<(String, Arc<CueExtra>)> = None;
    let mut lines: Vec<Value<'_>> = Vec::new();
    for entry in entries {
        let speaker = entry.any(&["voice"]).and_then(|voice| Label::of(voice, ""));
        let number = entry.get("speaker").and_then(|speaker| Label::of(speaker, ""));
        let who = speaker.or(number);
        lines.clear();
        lines.extend(entry.items("items"));
        if lines.is_empty() {
            lines.push(entry);
        }
        for line in lines.drain(..) {
            let start = time(line, "start_ms", "start", &mut speech);
            let end = time(line, "end_ms", "end", &mut speech);
            let before = speech.cues;
            let text = line.get("text").and_then(Value::text);
            speech.cue(&Spoken { start, end, speaker: who, text, bytes: line.bytes(), ..Spoken::default() });
            if let Some(number) = number.filter(|_| speaker.is_some() && speech.cues > before) {
                let extra =
                    match shared.take().filter(|(known, _)| number.before.is_empty() && *known == number.name.raw) {
                        Some(known) => known,
                        None => {
                            let settings = vec![("speaker".to_owned(), number.to_string())];
                            let extra = Arc::new(CueExtra { settings, ..CueExtra::default() });
                            (number.name.raw.to_owned(), extra)
                        }
                    };
                speech.captions.builder.cue_extra_shared(&extra.1);
                shared = Some(extra);
            }
        }
    }
    speech.finish(&tree, known, FORMAT.id, FORMAT.title)
}

/// A time in milliseconds, or else as a clock time; a number there counts milliseconds, too.
fn time(line: Value<'_>, exact: &str, clock: &str, speech: &mut Speech) -> Option<i64> {
    match line.get(exact) {
        Some(exact) => speech.time(Some(exact), Unit::Milliseconds),
        None => speech.time(line.get(clock), Unit::Milliseconds),
    }
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let (mut any, mut voices, mut early) = (false, 0usize, 0usize);
    out.push('[');
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            voices += usize::from(cue.has_voices());
            early += usize::from(cue.start < 0);
            let settings = cue.extra.filter(|_| own).map_or(&[][..], |extra| &extra.settings);
            let number = settings.iter().find(|(name, _)| name == "speaker").map_or("", |(_, value)| value.as_str());
            let mut lines = cue.lines;
            loop {
                let next = lines.iter().skip(1).position(|line| line.opens_voice).map_or(lines.len(), |next| next + 1);
                let (own, rest) = lines.split_at_checked(next).unwrap_or((lines, &[]));
                lines = rest;
                out.push_str(if std::mem::replace(&mut any, true) { ",\n{" } else { "\n{" });
                for (key, ms) in [("start", cue.start), ("end", cue.end)] {
                    out.push_str(&format!("\"{key}\":\""));
                    push_stamp(ms, b'.', out);
                    out.push_str(&format!("\",\"{key}_ms\":"));
                    push_whole(ms, out);
                    out.push(',');
                }
                out.push_str("\"speaker\":");
                push_string(number, out);
                out.push_str(",\"voice\":");
                push_string(own.iter().find_map(|line| line.speaker).unwrap_or(""), out);
                out.push_str(",\"text\":");
                let one = super::super::captions::out::OutCue { lines: own, ..cue.clone() };
                push_string(&joined(&one, '\n'), out);
                out.push('}');
                if lines.is_empty() {
                    break;
                }
            }
        },
    );
    out.push_str("]\n");
    if voices > 0 {
        let message =
            format!("{voices} cues have several voices: each voice became an entry with the times of its cue");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    if early > 0 {
        let message = format!("{early} cues start before zero: their clock times start at zero");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts.extend(left_out(transcript, "Podlove", false));
    doubts
}

#[cfg(test)]
mod tests {
    use super::super::tests::cues;
    use super::*;

    #[test]
    fn voices_contributors_and_groups() {
        let text = r#"[{"start":"00:00:00.500","start_ms":500,"end":"00:00:01.400","end_ms":1400,"speaker":"3","voice":"Ada","text":"Is it on?"},
            {"start":"00:00:01.500","end":"00:00:01.900","speaker":"4","voice":"","text":"It is."}]"#;
        assert_eq!(detect(text), 90);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 1400 Ada Is it on?", "1500 1900 4 It is."]);
        let mut out = String::new();
        write(&transcript, &WriteOptions::default(), &mut out);
        assert!(out.contains(r#""end_ms":1400,"speaker":"3","voice":"Ada","text":"Is it on?"}"#), "{out}");
        let grouped = r#"[{"start_ms":500,"end_ms":1900,"speaker":"","voice":"Ada","items":[{"start_ms":500,"end_ms":900,"text":"Is it"},{"start_ms":900,"end_ms":1900,"text":"on?"}]}]"#;
        let transcript = read(&Source::new(grouped, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 900 Ada Is it", "900 1900 Ada on?"]);
    }
}
