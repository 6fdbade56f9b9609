//! IBM Watson Speech to Text.
//!
//! ```text
//! {"result_index":0,"results":[{"final":true,"alternatives":[{"transcript":"is it on ","confidence":0.96,
//!    "timestamps":[["is",0.5,0.7],["it",0.7,0.8],["on",0.8,1.1]],"word_confidence":[["is",0.95],["it",0.9],["on",1.0]]}]}],
//!  "speaker_labels":[{"from":0.5,"to":0.7,"speaker":2,"confidence":0.51,"final":true},…]}
//! ```
//!
//! A result is a cue; interim ones are left out. Words and their confidences are lists beside each other; the speaker of a
//! word is the label that begins with it, read as `Speaker 2`. Further alternatives of a result ride along.
//!
//! Grammar: the API reference of Speech to Text, "SpeechRecognitionResults".

use rustc_hash::FxHashMap;

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "watson",
    aliases: &["ibm-watson"],
    title: "IBM Watson JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers, alternatives",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let own = |answer: Value<'_>| {
        answer.items("results").next().is_some_and(|result| {
            let best = result.items("alternatives").next();
            best.is_some_and(|best| best.has(&["timestamps"]) || best.has(&["transcript"]) && result.has(&["final"]))
        })
    };
    if answers(&tree).next().is_some_and(own) { 95 } else { 0 }
}

/// The answers: one after another, in a list, or in what a job that was waited for says of itself.
fn answers<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = Value<'t>> {
    tree.items().flat_map(|item| {
        let inner = item.items("results").filter(|inner| inner.has(&["results"]));
        let job = item.items("results").next().is_some_and(|first| first.has(&["results"]));
        inner.chain(Some(item).filter(|_| !job))
    })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let mut speech = Speech::new(source);
    let mut speakers: FxHashMap<i64, Label<'_>> = FxHashMap::default();
    for label in answers(&tree).flat_map(|answer| answer.items("speaker_labels")) {
        let speaker = label.get("speaker").and_then(|speaker| Label::of(speaker, "Speaker "));
        if let (Some(from), Some(speaker)) = (speech.time(label.get("from"), Unit::Seconds), speaker) {
            speakers.insert(from, speaker);
        }
    }
    for result in answers(&tree).flat_map(|answer| answer.items("results")) {
        if result.get("final").is_some_and(|last| last.raw() == "false") {
            continue;
        }
        let mut alternatives = result.items("alternatives");
        let Some(best) = alternatives.next() else { continue };
        let mut sure = best.items("word_confidence").map(|pair| pair.list().nth(1).and_then(Value::share));
        let mut words = Vec::new();
        for item in best.items("timestamps") {
            let mut fields = item.list();
            let text = fields.next().and_then(Value::name).unwrap_or_default();
            let start = speech.time(fields.next(), Unit::Seconds);
            let end = speech.time(fields.next(), Unit::Seconds);
            let speaker = start.and_then(|start| speakers.get(&start)).copied();
            words.push(Heard { text, start, end, confidence: sure.next().flatten(), speaker, ..Heard::default() });
        }
        let text = best.get("transcript").and_then(Value::text);
        let instead = alternatives.filter_map(|other| {
            Some((other.get("transcript")?.text()?, other.get("confidence").and_then(Value::share)))
        });
        let instead = instead.collect();
        let start = words.iter().find_map(|word| word.start);
        let end = words.iter().rev().find_map(|word| word.end);
        speech.cue(&Spoken { start, end, text, words, instead, bytes: result.bytes(), ..Spoken::default() });
    }
    speech.finish(&tree, tree.root().has(&["results"]) || tree.root().is_list(), FORMAT.id, FORMAT.title)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn words_and_speakers_stand_in_lists_of_their_own() {
        let text = r#"{"result_index":0,"results":[
            {"final":true,"alternatives":[{"transcript":"is it ","confidence":0.9,"timestamps":[["is",0.5,0.7],["it",0.7,0.8]],"word_confidence":[["is",0.95],["it",0.8]]},{"transcript":"his it "}]},
            {"final":true,"alternatives":[{"transcript":"yes ","timestamps":[["yes",1.5,1.9]]}]},
            {"final":false,"alternatives":[{"transcript":"and ","timestamps":[["and",2.5,2.9]]}]}],
            "speaker_labels":[{"from":0.5,"to":0.7,"speaker":2,"confidence":0.5,"final":false},{"from":0.7,"to":0.8,"speaker":2,"confidence":0.5,"final":false},{"from":1.5,"to":1.9,"speaker":0,"confidence":0.5,"final":true}]}"#;
        assert_eq!(detect(text), 95);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 800 Speaker 2 is it", "1500 1900 Speaker 0 yes"]);
        assert_eq!(said(&transcript), ["is 500 700", "it 700 800", "yes 1500 1900"]);
        assert_eq!(transcript.words().nth(1).and_then(|word| word.confidence()), Some(0.8));
        assert_eq!(transcript.alternatives()[0].instead, "his it");
    }

    #[test]
    fn a_job_holds_answers() {
        let text = r#"{"created":"2024-01-02","id":"4b","results":[{"result_index":0,
            "results":[{"final":true,"alternatives":[{"transcript":"is it ","timestamps":[["is",0.5,0.7],["it",0.7,0.8]]}]}],
            "speaker_labels":[{"from":0.5,"to":0.7,"speaker":1},{"from":0.7,"to":0.8,"speaker":1}]}],"status":"completed"}"#;
        assert_eq!(detect(text), 95);
        assert_eq!(cues(&read(&Source::new(text, 0)).unwrap().transcript), ["500 800 Speaker 1 is it"]);
    }

    #[test]
    fn others_with_results_are_no_watson() {
        for text in [
            r#"{"results":[{"alternatives":[{"transcript":"a","words":[]}],"isFinal":true}]}"#,
            r#"{"results":[{"alternatives":[{"content":"a"}],"type":"word"}]}"#,
            r#"{"results":{"transcripts":[]}}"#,
        ] {
            assert_eq!(detect(text), 0, "{text}");
        }
    }
}
