//! BBC Kaldi: the speech-to-text service of BBC R&D.
//!
//! ```text
//! {"action":"audio-transcribe","retval":{"status":true,"punct":"Is it on?","words":[
//!   {"start":0.5,"end":0.7,"confidence":0.98,"word":"is","punct":"Is","index":0},…],
//!   "segments":{"segmentation":{"segments":[{"start":0,"duration":2.5,"speaker":{"@id":"S0","gender":"F"}}]}}}}
//! ```
//!
//! The words stand in a row, in `retval` or at the top; the punctuated form is what was said, a unit is a sentence. A
//! segment names the speaker of the words that start in it. Grammar: the samples in BBC's react-transcript-editor.

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "bbc-kaldi",
    aliases: &[],
    title: "BBC Kaldi JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let top = root.get("retval").unwrap_or(root);
    if top.items("words").next().is_some_and(|word| word.has(&["word", "punct", "start"])) { 95 } else { 0 }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let top = root.get("retval").unwrap_or(root);
    let mut speech = Speech::new(source);
    let spans = [top, root].map(|place| place.any(&["segments", "segmentation"]));
    let spans = spans.into_iter().flatten().next();
    let spans = spans.map(|spans| spans.get("segmentation").unwrap_or(spans));
    let mut segments: Vec<(i64, i64, Option<Label<'_>>)> = Vec::new();
    for segment in spans.into_iter().flat_map(|spans| spans.items("segments")) {
        let start = speech.time(segment.get("start"), Unit::Seconds);
        let end = speech.end(start, segment.get("end"), segment.get("duration"), Unit::Seconds);
        let speaker = segment.get("speaker");
        let speaker = speaker.and_then(|speaker| speaker.get("@id").or(Some(speaker)));
        if let (Some(start), Some(end)) = (start, end) {
            segments.push((start, end, speaker.and_then(|speaker| Label::of(speaker, "Speaker "))));
        }
    }
    segments.sort_by_key(|(start, ..)| *start);
    let mut words: Vec<Heard<'_>> = Vec::new();
    for item in top.items("words") {
        let start = speech.time(item.get("start"), Unit::Seconds);
        let at = segments.partition_point(|(from, ..)| start.is_some_and(|start| *from <= start));
        let segment = at.checked_sub(1).and_then(|at| segments.get(at));
        let inside = segment.filter(|(_, end, _)| start.is_some_and(|start| start < *end));
        words.push(Heard {
            text: item.any(&["punct", "word"]).and_then(Value::name).unwrap_or_default(),
            start,
            end: speech.time(item.get("end"), Unit::Seconds),
            confidence: item.get("confidence").and_then(Value::share),
            speaker: inside.and_then(|(.., label)| *label),
            ..Heard::default()
        });
    }
    speech.flow(&words);
    speech.finish(&tree, top.has(&["words"]), FORMAT.id, FORMAT.title)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn the_punctuated_word_and_the_segments_speaker() {
        let text = r#"{"action":"audio-transcribe","retval":{"status":true,"punct":"Is it? Yes.","words":[
            {"start":0.5,"confidence":0.98,"end":0.7,"word":"is","punct":"Is","index":0},
            {"start":0.7,"confidence":1,"end":0.9,"word":"it","punct":"it?","index":1},
            {"start":1.5,"confidence":1,"end":1.9,"word":"yes","punct":"Yes.","index":2}],
            "segments":{"segmentation":{"segments":[{"start":0,"duration":1.2,"speaker":{"@id":"S0","gender":"F"}},{"start":1.2,"duration":1,"speaker":{"@id":"S1"}}]}}}}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 900 S0 Is it?", "1500 1900 S1 Yes."]);
        assert_eq!(said(&transcript)[1], "it? 700 900");
    }
}
