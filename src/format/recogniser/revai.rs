//! Rev AI and Rev.
//!
//! ```text
//! {"monologues":[{"speaker":0,"elements":[
//!   {"type":"text","value":"Is","ts":0.5,"end_ts":0.7,"confidence":0.98},{"type":"punct","value":" "},
//!   {"type":"text","value":"it","ts":0.7,"end_ts":0.9,"confidence":1.0},{"type":"punct","value":"?"}]}]}
//! ```
//!
//! Spaces and punctuation are elements of their own, without times. A monologue has no times and may last long: its
//! units are sentences. A speaker's number is read as `Speaker 0`, as in Rev's own text export, or as the name that
//! `speakers` or `speaker_info` gives. Rev's people write longer elements, with times as subtitles have them
//! (`"timestamp":"00:00:00,500"`). Elements of other types (`unknown`: `<inaudible>`) are kept as text.
//!
//! Grammar: Rev AI's API reference, "Transcript".

use rustc_hash::FxHashMap;

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "revai",
    aliases: &["rev-ai", "rev"],
    title: "Rev AI JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    Tree::of_head(head).map_or(0, |tree| if tree.root().get("monologues").is_some_and(Value::is_list) { 95 } else { 0 })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    speech.language(root.get("language"));
    let roster = root.items("speakers").filter_map(|speaker| Some((speaker.get("id")?.raw(), speaker.get("name")?)));
    let roster: FxHashMap<&str, Value<'_>> = roster.collect();
    for monologue in root.items("monologues") {
        let number = monologue.get("speaker");
        let listed = number.and_then(|number| roster.get(number.raw()).copied());
        let name = monologue.at(&["speaker_info", "display_name"]).or(listed);
        let speaker = name.or(number).and_then(|speaker| Label::of(speaker, "Speaker "));
        let mut words: Vec<Heard<'_>> = Vec::new();
        let mut spaced = true;
        for element in monologue.items("elements") {
            let Some(text) = element.get("value").and_then(Value::text) else { continue };
            let blank = text.is_blank();
            if !blank {
                words.push(Heard {
                    text,
                    start: speech.time(element.any(&["ts", "timestamp"]), Unit::Seconds),
                    end: speech.time(element.any(&["end_ts", "end_timestamp"]), Unit::Seconds),
                    confidence: element.get("confidence").and_then(Value::share),
                    speaker,
                    joined: !spaced && !text.is_spaced(),
                    opens: words.is_empty() && speaker.is_none(),
                    ..Heard::default()
                });
            }
            spaced = text.chars().last().is_some_and(|(_, c)| c.is_whitespace());
        }
        speech.flow(&words);
    }
    speech.finish(&tree, root.has(&["monologues"]), FORMAT.id, FORMAT.title)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn people_write_stamps() {
        let text = r#"{"speakers":[{"id":0,"name":"Ada"}],"monologues":[{"speaker":0,"elements":[
            {"type":"text","value":"Is it on?","timestamp":"00:00:00,500","end_timestamp":"00:00:01,4"},{"type":"punct","value":" "},
            {"type":"text","value":"Yes.","timestamp":"01:00:02,000","end_timestamp":"01:00:02,250"}]}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 1400 Ada Is it on?", "3602000 3602250 Ada Yes."]);
    }

    #[test]
    fn spaces_and_punctuation_are_elements() {
        let text = r#"{"monologues":[{"speaker":0,"elements":[
            {"type":"text","value":"Is","ts":0.5,"end_ts":0.7,"confidence":0.98},{"type":"punct","value":" "},
            {"type":"text","value":"it","ts":0.7,"end_ts":0.9,"confidence":1.0},{"type":"punct","value":"? "},
            {"type":"unknown","value":"<inaudible>"},{"type":"punct","value":"."}]},
            {"speaker":1,"elements":[{"type":"punct","value":"\""},{"type":"text","value":"Yes","ts":1,"end_ts":1.5},{"type":"punct","value":"\""}]}],
            "speakers":[{"id":1,"name":"Bram"}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(
            cues(&transcript),
            ["500 900 Speaker 0 Is it?", "- - Speaker 0 <inaudible>.", "1000 1500 Bram \"Yes\""]
        );
        assert_eq!(said(&transcript), ["Is 500 700", "it? 700 900", "<inaudible>. - -", "\"Yes\" 1000 1500"]);
    }
}
