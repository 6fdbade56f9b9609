//! autoEdit 2, and BBC's Digital Paper Edit and Transcript Editor, which grew from it.
//!
//! ```text
//! {"text":[{"id":0,"speaker":"Unnamed Speaker","paragraph":[{"id":0,"line":[
//!   {"id":0,"text":"Is","startTime":0.5,"endTime":0.7},…]}]}]}
//! {"words":[{"id":0,"start":0.5,"end":0.7,"text":"Is"},…],
//!  "paragraphs":[{"id":0,"start":0.5,"end":1.4,"speaker":"Ada"},…]}
//! {"blocks":[{"text":"Is it on?","type":"paragraph","data":{"speaker":"Ada","start":0.5,"words":[
//!   {"start":0.5,"end":0.7,"word":"is","punct":"Is","confidence":0.98},…]},"entityRanges":[…]},…],"entityMap":{…}}
//! ```
//!
//! A line of autoEdit, a paragraph of Digital Paper Edit and a block of the Transcript Editor is a cue; words behind the last paragraph are read as well.
//! `Unnamed Speaker` and `U_UKN` are what the programs write for nobody. Grammar: autoEdit 2's documentation of its
//! transcription JSON, and the schema of digital-paper-edit.

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "autoedit",
    aliases: &["autoedit2", "digital-paper-edit", "dpe", "draftjs", "transcript-editor"],
    title: "autoEdit, Digital Paper Edit and Transcript Editor JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, speakers",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let autoedit = root.items("text").next().is_some_and(|part| part.has(&["paragraph"]));
    let word = root.items("words").next();
    let paper = word.is_some_and(|word| word.has(&["id", "start", "end", "text"]) && !word.has(&["type"]));
    let block = root.items("blocks").next();
    let blocks = block.is_some_and(|block| block.has(&["text", "data"]) && block.at(&["data", "words"]).is_some());
    match (autoedit || blocks, paper, root.has(&["paragraphs"])) {
        (true, ..) | (_, true, true) => 95,
        // The paragraphs come behind the words.
        (_, true, _) => 70,
        _ => 0,
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    speech.title(root.get("title"));
    for part in root.items("text") {
        for paragraph in part.items("paragraph") {
            let words: Vec<Heard<'_>> = paragraph.items("line").map(|item| word(item, &mut speech)).collect();
            speech.cue(&Spoken {
                start: words.iter().find_map(|word| word.start),
                end: words.iter().rev().find_map(|word| word.end),
                speaker: speaker(part),
                words,
                bytes: paragraph.bytes(),
                ..Spoken::default()
            });
        }
    }
    for block in root.items("blocks") {
        let Some(data) = block.get("data") else { continue };
        let words: Vec<Heard<'_>> = data.items("words").map(|item| word(item, &mut speech)).collect();
        let begins = speech.time(data.get("start"), Unit::Seconds);
        speech.cue(&Spoken {
            start: words.iter().find_map(|word| word.start).or(begins),
            end: words.iter().rev().find_map(|word| word.end),
            speaker: speaker(data),
            // What was corrected is in the text; the words may be older.
            text: block.get("text").and_then(Value::text),
            words,
            bytes: block.bytes(),
            ..Spoken::default()
        });
    }
    let words: Vec<Heard<'_>> = root.items("words").map(|item| word(item, &mut speech)).collect();
    let mut from = 0;
    for paragraph in root.items("paragraphs") {
        let start = speech.time(paragraph.any(&["start", "startTime"]), Unit::Seconds);
        let end = speech.time(paragraph.any(&["end", "endTime"]), Unit::Seconds);
        let rest = words.get(from..).unwrap_or(&[]);
        // A word that only touches the end belongs to the next paragraph.
        let behind = |word: &Heard<'_>| word.start.zip(end).is_some_and(|(start, end)| start >= end);
        let to = from + rest.iter().position(behind).unwrap_or(rest.len());
        let words = words.get(from..to).unwrap_or(&[]).to_vec();
        from = to;
        speech.cue(&Spoken {
            start,
            end,
            speaker: speaker(paragraph),
            words,
            bytes: paragraph.bytes(),
            ..Spoken::default()
        });
    }
    if let Some(rest) = words.get(from..).filter(|rest| !rest.is_empty()) {
        let start = rest.iter().find_map(|word| word.start);
        let end = rest.iter().rev().find_map(|word| word.end);
        speech.cue(&Spoken { start, end, words: rest.to_vec(), ..Spoken::default() });
    }
    let known = ["words", "text", "blocks"].iter().any(|key| root.has(&[key]));
    speech.finish(&tree, known, FORMAT.id, FORMAT.title)
}

fn speaker(part: Value<'_>) -> Option<Label<'_>> {
    let nobody = |value: &Value<'_>| matches!(value.raw(), "Unnamed Speaker" | "U_UKN");
    part.get("speaker").filter(|value| !nobody(value)).and_then(|speaker| Label::of(speaker, "Speaker "))
}

fn word<'t>(item: Value<'t>, speech: &mut Speech) -> Heard<'t> {
    Heard {
        text: item.any(&["punct", "text", "word"]).and_then(Value::name).unwrap_or_default(),
        start: speech.time(item.any(&["start", "startTime"]), Unit::Seconds),
        end: speech.time(item.any(&["end", "endTime"]), Unit::Seconds),
        confidence: item.get("confidence").and_then(Value::share),
        ..Heard::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn blocks_of_the_transcript_editor() {
        let text = r#"{"blocks":[{"key":"a1","text":"Is it on?","type":"paragraph","depth":0,"data":{"speaker":"Ada","start":0.5,"words":[
            {"start":0.5,"end":0.7,"word":"is","punct":"Is","confidence":0.98,"index":0},{"start":0.7,"end":0.8,"word":"it","punct":"it","index":1},
            {"start":0.8,"end":1.1,"word":"on","punct":"on?","index":2}]},"entityRanges":[{"offset":0,"length":2,"key":0}]},
            {"key":"a2","text":"Yes, always.","type":"paragraph","data":{"speaker":"U_UKN","start":2,"words":[{"start":2,"end":2.4,"word":"yes","punct":"Yes."}]},"entityRanges":[]}],
            "entityMap":{"0":{"type":"WORD","mutability":"MUTABLE","data":{"start":0.5,"end":0.7,"text":"Is"}}}}"#;
        assert_eq!(detect(text), 95);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 1100 Ada Is it on?", "2000 2400 - Yes, always."]);
        assert_eq!(said(&transcript)[..3], ["Is 500 700", "it 700 800", "on? 800 1100"]);
        let other = r#"{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Hi"}}]}"#;
        assert_eq!(detect(other), 0);
    }

    #[test]
    fn autoedit_lines() {
        let text = r#"{"text":[{"id":0,"speaker":"Ada","paragraph":[{"id":0,"line":[{"id":0,"text":"Is ","startTime":0.5,"endTime":0.7},{"id":1,"text":"it?","startTime":"0.7","endTime":"0.9"}]}]},
            {"id":1,"speaker":"Unnamed Speaker","paragraph":[{"id":1,"line":[{"id":2,"text":"Yes.","startTime":1,"endTime":1.5}]}]}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 900 Ada Is it?", "1000 1500 - Yes."]);
        assert_eq!(said(&transcript)[1], "it? 700 900");
    }

    #[test]
    fn paper_edit_paragraphs() {
        let text = r#"{"words":[{"id":0,"start":0.5,"end":0.7,"text":"Is"},{"id":1,"start":0.7,"end":0.9,"text":"it?"},{"id":2,"start":1,"end":1.5,"text":"Yes."},{"id":3,"start":9,"end":9.5,"text":"Tea."}],
            "paragraphs":[{"id":0,"start":0.5,"end":1,"speaker":"Ada"},{"id":1,"start":1,"end":1.5,"speaker":"U_UKN"}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 1000 Ada Is it?", "1000 1500 - Yes.", "9000 9500 - Tea."]);
    }
}
