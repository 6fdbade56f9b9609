//! ElevenLabs Scribe.
//!
//! ```text
//! {"language_code":"eng","language_probability":0.98,"text":"Is it on? (laughs)","words":[
//!   {"text":"Is","start":0.5,"end":0.7,"type":"word","speaker_id":"speaker_0","logprob":-0.02},
//!   {"text":" ","start":0.7,"end":0.7,"type":"spacing","speaker_id":"speaker_0"},…,
//!   {"text":"(laughs)","start":1.5,"end":1.9,"type":"audio_event","speaker_id":"speaker_1"}]}
//! ```
//!
//! Words stand in a row: a unit is a sentence. Two words without `spacing` between them are one. Events are kept as text.
//! The confidence is the exponential of `logprob`. Speakers stand as they are written. Of several channels (`transcripts`
//! with a `channel_index`), those without speakers are labelled `Channel 0`.
//!
//! Grammar: the ElevenLabs API reference, "Create transcript".

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "elevenlabs",
    aliases: &["scribe"],
    title: "ElevenLabs Scribe JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers, channels",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let one = root.items("transcripts").next().unwrap_or(root);
    let word = one.items("words").next().is_some_and(|word| word.has(&["type", "text"]));
    if one.has(&["language_probability"]) || word { 90 } else { 0 }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    let several: Vec<Value<'_>> = root.items("transcripts").collect();
    let all = if several.is_empty() { vec![root] } else { several };
    let mut channels = Vec::with_capacity(all.len());
    for one in &all {
        speech.language(one.get("language_code"));
        speech.duration(one.get("audio_duration_secs"), Unit::Seconds);
        let channel = one.get("channel_index").filter(|_| all.len() > 1);
        let mut words: Vec<Heard<'_>> = Vec::new();
        let is_spacing = |item: &Value<'_>| item.get("type").is_some_and(|kind| kind.raw() == "spacing");
        let any_spacing = one.items("words").any(|item| is_spacing(&item));
        let mut spaced = true;
        for item in one.items("words") {
            if is_spacing(&item) {
                spaced = true;
                continue;
            }
            let mut word = word(item, &mut speech);
            word.joined = any_spacing && !std::mem::take(&mut spaced);
            if let Some(channel) = channel {
                let within = |label| Label { channel: channel.name(), ..label };
                word.speaker = word.speaker.map(within).or_else(|| Label::of(channel, "Channel "));
            }
            words.push(word);
        }
        channels.push(words);
    }
    match channels.as_slice() {
        [only] => speech.flow(only),
        several => speech.channels(several),
    }
    speech.finish(&tree, all.iter().any(|one| one.has(&["words"])), FORMAT.id, FORMAT.title)
}

fn word<'t>(item: Value<'t>, speech: &mut Speech) -> Heard<'t> {
    let logprob: Option<f32> = item.get("logprob").and_then(Value::number).and_then(|number| number.parse().ok());
    Heard {
        text: item.get("text").and_then(Value::text).unwrap_or_default(),
        start: speech.time(item.get("start"), Unit::Seconds),
        end: speech.time(item.get("end"), Unit::Seconds),
        confidence: logprob.filter(|logprob| *logprob <= 0.0).map(f32::exp),
        speaker: item.get("speaker_id").and_then(|speaker| Label::of(speaker, "Speaker ")),
        ..Heard::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn spacing_events_and_pieces() {
        let text = r#"{"language_code":"eng","language_probability":0.98,"text":"Is \"it\"? (laughs)","words":[
            {"text":"Is","start":0.5,"end":0.7,"type":"word","speaker_id":"speaker_0","logprob":0.0},
            {"text":" ","start":0.7,"end":0.7,"type":"spacing","speaker_id":"speaker_0"},
            {"text":"\"","start":0.7,"end":0.7,"type":"word","speaker_id":"speaker_0"},
            {"text":"it\"?","start":0.7,"end":0.9,"type":"word","speaker_id":"speaker_0"},
            {"text":" ","type":"spacing"},
            {"text":"(laughs)","start":1.5,"end":1.9,"type":"audio_event","speaker_id":"speaker_1"}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 900 speaker_0 Is \"it\"?", "1500 1900 speaker_1 (laughs)"]);
        assert_eq!(said(&transcript), ["Is 500 700", "\"it\"? 700 900", "(laughs) 1500 1900"]);
        assert_eq!(transcript.words().next().and_then(|word| word.confidence()), Some(1.0));
    }

    #[test]
    fn several_channels() {
        let text = r#"{"transcripts":[{"language_code":"eng","channel_index":0,"words":[{"text":"Yes.","start":2,"end":3,"type":"word","speaker_id":null}]},
            {"language_code":"eng","channel_index":1,"words":[{"text":"Tea?","start":1,"end":1.5,"type":"word"}]}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["1000 1500 Channel 1 Tea?", "2000 3000 Channel 0 Yes."]);
    }
}
