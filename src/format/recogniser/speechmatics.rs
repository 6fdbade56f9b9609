//! Speechmatics.
//!
//! ```text
//! {"format":"2.9","job":{"duration":2,"data_name":"tea.wav"},"metadata":{"transcription_config":{"language":"en"}},"results":[
//!   {"type":"word","start_time":0.5,"end_time":0.7,"alternatives":[{"content":"Is","confidence":0.98,"speaker":"S1"}]},
//!   {"type":"punctuation","attaches_to":"previous","is_eos":true,"start_time":0.9,"end_time":0.9,"alternatives":[…]}]}
//! ```
//!
//! The results are words in a row: a unit is a sentence. Punctuation stands where `attaches_to` says. A speaker's label
//! stands as it is written (`S1`); `UU` is nobody. Of several channels, the channel's name is the label. Further
//! alternatives of a word ride along. `AddTranscript` messages of a stream, one after another, are read as well.
//!
//! The first version of the API had words with a `name`, a `time` and a `duration`, and beside them a list of when which
//! speaker begins; that is read as well.
//!
//! Grammar: Speechmatics' "Transcript format" of the batch and real-time API, version 2.

use rustc_hash::FxHashMap;

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "speechmatics",
    aliases: &[],
    title: "Speechmatics JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers, channels, alternatives",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let Some(first) = tree.items().next() else { return 0 };
    let item = first.items("results").next();
    let own = item.is_some_and(|item| item.has(&["type", "start_time"]) || item.has(&["type", "alternatives"]));
    let job = first.has(&["format", "job"]) && first.has(&["metadata"]);
    let message = tree.items().any(|item| item.get("message").is_some_and(|kind| kind.raw() == "AddTranscript"));
    let old = first.items("words").next().is_some_and(|word| word.has(&["name", "time", "duration"]));
    if job || message || own || old { 90 } else { 0 }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let mut speech = Speech::new(source);
    let mut channels: Vec<Vec<Heard<'_>>> = Vec::new();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut known = false;
    for document in tree.items() {
        if document.get("message").is_some_and(|kind| kind.raw() != "AddTranscript") {
            continue;
        }
        known |= document.has(&["results"]) || document.has(&["words"]);
        if document.has(&["words"]) {
            speech.language(document.at(&["job", "lang"]));
            speech.title(document.at(&["job", "name"]));
            let words = of_old(document, &mut speech);
            speech.flow(&words);
        }
        speech.duration(document.at(&["job", "duration"]), Unit::Seconds);
        speech.title(document.at(&["job", "data_name"]));
        speech.language(document.at(&["metadata", "transcription_config", "language"]));
        let (mut opens, mut attached) = (false, false);
        for item in document.items("results") {
            let channel = item.get("channel").or_else(|| document.get("channel"));
            let name = channel.map_or("", Value::raw);
            let place = *places.entry(name).or_insert(channels.len());
            channels.resize_with(channels.len().max(place + 1), Vec::new);
            let Some(words) = channels.get_mut(place) else { continue };
            if item.get("type").is_some_and(|kind| kind.raw() == "speaker_change") {
                opens = true;
                continue;
            }
            let mut word = word(item, &mut speech);
            word.speaker = word.speaker.or_else(|| channel.and_then(|channel| Label::of(channel, "Channel ")));
            word.joined |= std::mem::replace(&mut attached, attaches_next(item));
            word.opens = std::mem::take(&mut opens);
            words.push(word);
        }
    }
    match channels.as_slice() {
        [] => {}
        [only] => speech.flow(only),
        several => speech.channels(several),
    }
    speech.finish(&tree, known, FORMAT.id, FORMAT.title)
}

/// The words of the first version's answer, each with the speaker who began last.
fn of_old<'t>(document: Value<'t>, speech: &mut Speech) -> Vec<Heard<'t>> {
    let nobody = |value: &Value<'_>| value.raw() != "UU";
    let mut speakers: Vec<(i64, Option<Label<'t>>)> = Vec::new();
    for speaker in document.items("speakers") {
        if let Some(start) = speech.time(speaker.get("time"), Unit::Seconds) {
            let name = speaker.get("name").filter(nobody).and_then(|name| Label::of(name, "Speaker "));
            speakers.push((start, name));
        }
    }
    speakers.sort_by_key(|(start, _)| *start);
    let mut words: Vec<Heard<'t>> = Vec::new();
    for item in document.items("words") {
        let text = item.get("name").and_then(Value::name).unwrap_or_default();
        let start = speech.time(item.get("time"), Unit::Seconds);
        let end = speech.end(start, None, item.get("duration"), Unit::Seconds);
        let began = start.map_or(0, |start| speakers.partition_point(|(began, _)| *began <= start));
        let now = began.checked_sub(1).and_then(|index| speakers.get(index)).and_then(|(_, name)| *name);
        let mark = text.is_signs();
        let last = words.last().and_then(|word| word.speaker);
        words.push(Heard {
            text,
            start: start.filter(|_| !mark),
            end: end.filter(|_| !mark),
            confidence: item.get("confidence").and_then(Value::share).filter(|_| !mark),
            speaker: if mark { last } else { now },
            joined: mark,
            ..Heard::default()
        });
    }
    words
}

/// Whether what comes behind it stands with it without a space.
fn attaches_next(item: Value<'_>) -> bool {
    item.get("attaches_to").is_some_and(|to| matches!(to.raw(), "next" | "both"))
}

fn word<'t>(item: Value<'t>, speech: &mut Speech) -> Heard<'t> {
    let mut all = item.items("alternatives");
    let best = all.next();
    let content = |alternative: Value<'t>| alternative.get("content").and_then(Value::name);
    let sure = |alternative: Value<'t>| alternative.get("confidence").and_then(Value::share);
    let mark = item.get("type").is_some_and(|kind| kind.raw() == "punctuation");
    let to = item.get("attaches_to").map_or("", Value::raw);
    let start = speech.time(item.get("start_time"), Unit::Seconds);
    let end = speech.end(start, item.get("end_time"), item.get("duration"), Unit::Seconds);
    let nobody = |value: &Value<'_>| value.raw() != "UU";
    let speaker = best.and_then(|best| best.get("speaker")).or_else(|| item.get("speaker")).filter(nobody);
    Heard {
        text: best.and_then(content).unwrap_or_default(),
        // Punctuation takes no time.
        start: start.filter(|_| !mark),
        end: end.filter(|_| !mark),
        confidence: best.and_then(sure).filter(|_| !mark),
        speaker: speaker.and_then(|speaker| Label::of(speaker, "Speaker ")),
        joined: matches!(to, "previous" | "both") || mark && to.is_empty(),
        instead: all.filter_map(|other| Some((content(other)?, sure(other)))).collect(),
        ..Heard::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    fn item(kind: &str, start: &str, content: &str, rest: &str) -> String {
        format!(
            r#"{{"type":"{kind}","start_time":{start},"end_time":{start},{rest}"alternatives":[{{"content":"{content}","confidence":0.9,"speaker":"S1"}}]}}"#
        )
    }

    #[test]
    fn punctuation_stands_where_it_attaches() {
        let items = [
            item("punctuation", "0.5", "¿", r#""attaches_to":"next","#),
            item("word", "0.5", "Es", ""),
            item("word", "0.7", "té", ""),
            item("punctuation", "0.7", "?", r#""attaches_to":"previous","is_eos":true,"#),
            item("word", "1.5", "sí", ""),
            item("punctuation", "1.5", "-", r#""attaches_to":"both","#),
            item("word", "1.7", "sí", "").replace("S1", "UU"),
        ];
        let text = format!(
            r#"{{"format":"2.9","job":{{"duration":2.5,"data_name":"tea.wav"}},"metadata":{{"transcription_config":{{"language":"es"}}}},"results":[{}]}}"#,
            items.join(",")
        );
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(transcript.text(), "¿Es té? sí-sí");
        assert_eq!(cues(&transcript), ["500 700 S1 ¿Es té?", "1500 1700 S1 sí-sí"]);
        assert_eq!(said(&transcript)[0], "¿Es 500 500");
        assert_eq!(
            (transcript.meta.language.as_deref(), transcript.meta.title.as_deref()),
            (Some("es"), Some("tea.wav"))
        );
    }

    #[test]
    fn channels_and_changes_of_speaker() {
        let text = format!(
            r#"{{"format":"2.9","job":{{}},"metadata":{{}},"results":[{},{},{{"type":"speaker_change","start_time":1.0,"end_time":1.0}},{}]}}"#,
            r#"{"type":"word","channel":"Agent","start_time":0.5,"end_time":0.6,"alternatives":[{"content":"tea","confidence":1}]}"#,
            r#"{"type":"word","channel":"Caller","start_time":0.2,"end_time":0.3,"alternatives":[{"content":"hello","confidence":1}]}"#,
            r#"{"type":"word","channel":"Agent","start_time":0.7,"end_time":0.8,"alternatives":[{"content":"yes","confidence":1}]}"#,
        );
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["200 300 Caller hello", "500 600 Agent tea", "700 800 Agent yes"]);
    }

    #[test]
    fn the_first_version() {
        let text = r#"{"job":{"lang":"en","user_id":1,"name":"tea.mp4","duration":4},"speakers":[
            {"duration":"1.9","confidence":null,"name":"M1","time":"0.500"},{"duration":"1","confidence":null,"name":"UU","time":"2.40"}],
            "words":[{"duration":"0.2","confidence":"0.980","name":"Is","time":"0.5"},{"duration":"0.1","confidence":"0.9","name":"it","time":"0.7"},
            {"duration":"0.0","confidence":null,"name":"?","time":"0.8"},{"duration":"0.4","confidence":"0.9","name":"Yes","time":"2.4"}],"format":"1.0"}"#;
        assert_eq!(detect(text), 90);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 800 M1 Is it?", "2400 2800 - Yes"]);
        assert_eq!(said(&transcript), ["Is 500 700", "it? 700 800", "Yes 2400 2800"]);
        assert_eq!(transcript.words().next().and_then(|word| word.confidence()), Some(0.98));
        assert_eq!(transcript.meta.title.as_deref(), Some("tea.mp4"));
    }

    #[test]
    fn messages_of_a_stream() {
        let text = "{\"message\":\"RecognitionStarted\"}\n{\"message\":\"AddPartialTranscript\",\"results\":[{\"type\":\"word\",\"start_time\":0,\"end_time\":1,\"alternatives\":[{\"content\":\"no\"}]}]}\n{\"message\":\"AddTranscript\",\"results\":[{\"type\":\"word\",\"start_time\":0,\"end_time\":1,\"alternatives\":[{\"content\":\"yes\"}]}]}";
        assert_eq!(detect(text), 90);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["0 1000 - yes"]);
    }
}
