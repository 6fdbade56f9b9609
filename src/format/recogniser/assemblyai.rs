//! AssemblyAI.
//!
//! ```text
//! {"id":"…","status":"completed","audio_duration":2,"language_code":"en_us","text":"Is it on? It is.",
//!  "words":[{"text":"Is","start":500,"end":700,"confidence":0.98,"speaker":"A"},…],
//!  "utterances":[{"speaker":"A","start":500,"end":1400,"confidence":0.97,"text":"Is it on?","words":[…]},…]}
//! ```
//!
//! Times are milliseconds. An utterance is a cue, and so is a sentence of the answer to `/sentences`; with words only, a
//! unit is a sentence. A speaker's label stands as it is written: `A`. Chapters go into the metadata.
//!
//! Grammar: AssemblyAI's API reference, "Transcript".

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::{Chapter, Kind, Timestamp};

pub(in crate::format) const FORMAT: Format = Format {
    id: "assemblyai",
    aliases: &[],
    title: "AssemblyAI JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers, chapters",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let job = root.has(&["id", "status"])
        && (root.has(&["audio_url"]) || root.has(&["utterances"]) || root.has(&["language_model"]));
    let word = |list: &str| {
        let first = root.items(list).next();
        first.is_some_and(|item| item.has(&["text", "start", "end", "confidence"]) && !item.has(&["id"]))
    };
    let parts = (root.has(&["id", "confidence"]) || root.has(&["audio_duration"]))
        && (word("sentences") || word("paragraphs") || word("words"));
    let utterances = word("utterances") && root.items("utterances").next().is_some_and(|first| first.has(&["speaker"]));
    match (job, parts, utterances) {
        (true, ..) => 95,
        (_, true, _) => 90,
        (.., true) => 80,
        _ => 0,
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    speech.language(root.get("language_code"));
    speech.duration(root.get("audio_duration"), Unit::Seconds);
    let lists = ["utterances", "sentences", "paragraphs"].map(|key| root.get(key));
    let parts = lists.into_iter().flatten().find(|list| list.list().next().is_some());
    let words: Vec<Heard<'_>> = match parts {
        Some(_) => Vec::new(),
        None => root.items("words").map(|item| word(item, &mut speech)).collect(),
    };
    speech.flow(&words);
    for part in parts.into_iter().flat_map(Value::list) {
        let words: Vec<Heard<'_>> = part.items("words").map(|item| word(item, &mut speech)).collect();
        let start = speech.time(part.get("start"), Unit::Milliseconds);
        let end = speech.time(part.get("end"), Unit::Milliseconds);
        let speaker = part.get("speaker").and_then(|speaker| Label::of(speaker, "Speaker "));
        let text = part.get("text").and_then(Value::text);
        speech.cue(&Spoken { start, end, speaker, text, words, bytes: part.bytes(), ..Spoken::default() });
    }
    if speech.cues == 0 {
        let text = root.get("text");
        speech.cue(&Spoken { text: text.and_then(Value::text), ..Spoken::default() });
    }
    for chapter in root.items("chapters") {
        let start = speech.time(chapter.get("start"), Unit::Milliseconds);
        let title = chapter.any(&["headline", "gist", "summary"]).and_then(Value::string);
        if let (Some(start), Some(title)) = (start, title) {
            let chapters = &mut speech.captions.builder.transcript_mut().meta.chapters;
            chapters.push(Chapter { start: Timestamp::from_millis(start), title });
        }
    }
    let known = root.has(&["words"]) || parts.is_some() || root.has(&["id", "status"]);
    speech.finish(&tree, known, FORMAT.id, FORMAT.title)
}

fn word<'t>(item: Value<'t>, speech: &mut Speech) -> Heard<'t> {
    Heard {
        text: item.get("text").and_then(Value::name).unwrap_or_default(),
        start: speech.time(item.get("start"), Unit::Milliseconds),
        end: speech.time(item.get("end"), Unit::Milliseconds),
        confidence: item.get("confidence").and_then(Value::share),
        speaker: item.get("speaker").and_then(|speaker| Label::of(speaker, "Speaker ")),
        ..Heard::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn utterances_and_words_alone() {
        let words = r#"[{"text":"Is","start":500,"end":700,"confidence":0.98,"speaker":"A"},{"text":"it?","start":700,"end":900,"confidence":0.9,"speaker":"A"}]"#;
        let text = format!(
            r#"{{"id":"7","status":"completed","audio_url":"x","audio_duration":2,"words":{words},"utterances":[{{"speaker":"A","start":450,"end":950,"confidence":0.9,"text":"Is it?","words":{words}}}],"chapters":[{{"gist":"tea","headline":"Tea.","start":500,"end":900}}]}}"#
        );
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["450 950 A Is it?"]);
        assert_eq!(said(&transcript), ["Is 500 700", "it? 700 900"]);
        assert_eq!(transcript.meta.chapters[0].title, "Tea.");
        let text = format!(r#"{{"id":"7","status":"completed","audio_url":"x","utterances":null,"words":{words}}}"#);
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 900 A Is it?"]);
        assert!(transcript.cues().is_empty());
    }
}
