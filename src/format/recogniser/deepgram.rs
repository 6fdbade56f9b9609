//! Deepgram.
//!
//! ```text
//! {"metadata":{"request_id":"…","duration":1.66},"results":{
//!   "channels":[{"alternatives":[{"transcript":"Is it on?","confidence":0.98,"words":[
//!     {"word":"is","start":0.5,"end":0.7,"confidence":0.98,"speaker":0,"punctuated_word":"Is"},…]}]}],
//!   "utterances":[{"start":0.5,"end":1.4,"channel":0,"transcript":"Is it on?","words":[…],"speaker":0}]}}
//! ```
//!
//! An utterance is a cue; without `utterances` the words of the channels are read, a unit a sentence. The word is the
//! punctuated one, if there is one. A speaker's number is read as `Speaker 0`, which is how Deepgram's own caption tools
//! write it; where nobody told speakers apart and there are several channels, the label is `Channel 0`. The messages of
//! a stream (`"type":"Results"`), one after another, are read as well; interim ones are left out.
//!
//! Grammar: Deepgram's API reference, "Pre-recorded audio" and "Live audio".

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "deepgram",
    aliases: &[],
    title: "Deepgram JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers, channels, alternatives",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let results = root.get("results");
    let recorded = results.is_some_and(|results| results.has(&["channels"]) || results.has(&["utterances"]));
    let metadata = root.get("metadata").is_some_and(|metadata| metadata.has(&["request_id", "sha256"]));
    let live = tree.items().next().is_some_and(is_message);
    if recorded || metadata || live { 95 } else { 0 }
}

/// A message of a stream.
fn is_message(document: Value<'_>) -> bool {
    document.has(&["channel_index"]) && document.get("channel").is_some_and(|channel| channel.has(&["alternatives"]))
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    speech.duration(root.at(&["metadata", "duration"]), Unit::Seconds);
    let results = root.get("results");
    let channels: Vec<Value<'_>> = results.into_iter().flat_map(|results| results.items("channels")).collect();
    for channel in &channels {
        speech.language(channel.get("detected_language"));
    }
    let utterances: Vec<Value<'_>> = results.into_iter().flat_map(|results| results.items("utterances")).collect();
    if utterances.is_empty() {
        recorded(&channels, &mut speech);
    } else {
        let several = channels.len() > 1;
        for utterance in utterances {
            let words: Vec<Heard<'_>> = utterance.items("words").map(|item| word(item, &mut speech)).collect();
            let channel = utterance.get("channel").filter(|_| several);
            spoken(utterance, utterance, words, channel, &mut speech);
        }
    }
    let messages = tree.items().filter(|item| is_message(*item));
    for message in messages.filter(|message| message.get("is_final").is_none_or(|it| it.raw() != "false")) {
        let Some(best) = message.get("channel").and_then(|channel| channel.items("alternatives").next()) else {
            continue;
        };
        let words: Vec<Heard<'_>> = best.items("words").map(|item| word(item, &mut speech)).collect();
        let index: Vec<Value<'_>> = message.items("channel_index").collect();
        let several = index.get(1).is_some_and(|count| count.raw() != "1");
        let channel = index.first().copied().filter(|_| several);
        spoken(message, best, words, channel, &mut speech);
    }
    let known = results.is_some() || tree.items().next().is_some_and(is_message);
    speech.finish(&tree, known, FORMAT.id, FORMAT.title)
}

/// A stretch with times of its own, said in `said`.
fn spoken<'t>(
    timed: Value<'t>,
    said: Value<'t>,
    mut words: Vec<Heard<'t>>,
    channel: Option<Value<'t>>,
    speech: &mut Speech,
) {
    let start = speech.time(timed.get("start"), Unit::Seconds);
    let end = speech.end(start, timed.get("end"), timed.get("duration"), Unit::Seconds);
    let speaker = timed.get("speaker").and_then(|speaker| Label::of(speaker, "Speaker "));
    let speaker = labelled(&mut words, speaker, channel);
    let text = said.get("transcript").and_then(Value::text).filter(|_| words.is_empty());
    speech.cue(&Spoken { start, end, speaker, text, words, bytes: timed.bytes(), ..Spoken::default() });
}

/// Of several channels, each counts its speakers anew; one without speakers is itself the label.
fn labelled<'t>(words: &mut [Heard<'t>], speaker: Option<Label<'t>>, channel: Option<Value<'t>>) -> Option<Label<'t>> {
    let Some(channel) = channel else { return speaker };
    let within = |label: Label<'t>| Label { channel: channel.name(), ..label };
    words.iter_mut().for_each(|word| word.speaker = word.speaker.map(within));
    speaker.map(within).or_else(|| Label::of(channel, "Channel "))
}

fn recorded(channels: &[Value<'_>], speech: &mut Speech) {
    let mut all = Vec::with_capacity(channels.len());
    let mut instead = Vec::new();
    let best = |channel: &Value<'_>| {
        channel.items("alternatives").next().is_some_and(|best| best.items("words").next().is_some())
    };
    let timed = channels.iter().any(best);
    for (number, channel) in channels.iter().enumerate() {
        let mut alternatives = channel.items("alternatives");
        let Some(best) = alternatives.next() else { continue };
        let mut words: Vec<Heard<'_>> = best.items("words").map(|item| word(item, speech)).collect();
        if words.is_empty() && !timed {
            let text = best.get("transcript").and_then(Value::text);
            speech.cue(&Spoken { text, bytes: best.bytes(), ..Spoken::default() });
        }
        if channels.len() > 1 {
            // A list has no names for its items: their places are what the vendor calls them by.
            const NUMBERS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
            let raw = NUMBERS.get(number).copied().unwrap_or("9+");
            let name = super::scan::Text { raw, at: 0, escaped: false };
            for word in &mut words {
                word.speaker = match word.speaker {
                    Some(label) => Some(Label { channel: Some(name), ..label }),
                    None => Some(Label { before: "Channel ", name, channel: None }),
                };
            }
        } else {
            let others = alternatives.filter_map(|other| {
                Some((other.get("transcript")?.string()?, other.get("confidence").and_then(Value::share)))
            });
            instead.extend(others);
        }
        all.push(words);
    }
    speech.channels(&all);
    let length = speech.captions.builder.len();
    for (text, confidence) in instead {
        speech.captions.builder.alternative(0..length, text, confidence);
    }
}

fn word<'t>(item: Value<'t>, speech: &mut Speech) -> Heard<'t> {
    Heard {
        text: item.any(&["punctuated_word", "word"]).and_then(Value::name).unwrap_or_default(),
        start: speech.time(item.get("start"), Unit::Seconds),
        end: speech.time(item.get("end"), Unit::Seconds),
        confidence: item.get("confidence").and_then(Value::share),
        speaker: item.get("speaker").and_then(|speaker| Label::of(speaker, "Speaker ")),
        ..Heard::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    const WORDS: &str = r#"[{"word":"is","start":0.5,"end":0.7,"confidence":0.98,"speaker":0,"punctuated_word":"Is"},
        {"word":"it","start":0.7,"end":0.9,"confidence":0.9,"speaker":0,"punctuated_word":"it?"},
        {"word":"yes","start":1.0,"end":1.2,"confidence":0.9,"speaker":1,"punctuated_word":"Yes."}]"#;

    #[test]
    fn without_utterances_sentences_are_units() {
        let text = format!(
            r#"{{"metadata":{{"request_id":"7","duration":1.5}},"results":{{"channels":[{{"detected_language":"en","alternatives":[{{"transcript":"Is it? Yes.","confidence":0.9,"words":{WORDS}}},{{"transcript":"His it? Yes.","confidence":0.3}}]}}]}}}}"#
        );
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 900 Speaker 0 Is it?", "1000 1200 Speaker 1 Yes."]);
        assert_eq!(said(&transcript), ["Is 500 700", "it? 700 900", "Yes. 1000 1200"]);
        assert_eq!(transcript.alternatives()[0].text, 0..11);
        assert_eq!(transcript.meta.duration.map(|length| length.millis()), Some(1_500));
    }

    #[test]
    fn an_utterance_is_a_cue_and_its_speakers_are_units() {
        let text = format!(
            r#"{{"results":{{"channels":[],"utterances":[{{"start":0.4,"end":1.3,"channel":0,"transcript":"Is it? Yes.","words":{WORDS},"speaker":0}}]}}}}"#
        );
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(transcript.cues().len(), 1);
        assert_eq!(cues(&transcript), ["400 900 Speaker 0 Is it?", "1000 1300 Speaker 1 Yes."]);
    }

    #[test]
    fn channels_are_read_side_by_side() {
        let channel = |word: &str, start: &str, rest: &str| {
            format!(r#"{{"alternatives":[{{"words":[{{"word":"{word}","start":{start},"end":{start}{rest}}}]}}]}}"#)
        };
        let text = format!(
            r#"{{"results":{{"channels":[{},{}]}}}}"#,
            channel("b", "2.5", ""),
            channel("a", "1.5", r#","speaker":0"#)
        );
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["1500 1500 Channel 1, Speaker 0 a", "2500 2500 Channel 0 b"]);
    }

    #[test]
    fn messages_of_a_stream() {
        let message = |is_final: bool| {
            format!(
                r#"{{"type":"Results","channel_index":[0,1],"duration":1.0,"start":0.5,"is_final":{is_final},"channel":{{"alternatives":[{{"transcript":"yes","confidence":0.9,"words":[{{"word":"yes","start":0.6,"end":0.8}}]}}]}}}}"#
            )
        };
        let text = format!("{}\n{}\n", message(false), message(true));
        assert_eq!(detect(&text), 95);
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 1500 - yes"]);
    }
}
