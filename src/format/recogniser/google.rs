//! Google Cloud Speech-to-Text, versions 1 and 2.
//!
//! ```text
//! {"results":[
//!   {"alternatives":[{"transcript":"Is it on?","confidence":0.97,"words":[
//!      {"startTime":"0.500s","endTime":"0.700s","word":"Is"},…]}],"resultEndTime":"1.400s","languageCode":"en-us"},
//!   {"alternatives":[{"words":[{"startTime":"0.500s","endTime":"0.700s","word":"Is","speakerTag":1},…]}]}]}
//! ```
//!
//! Times are strings with an `s`, or `{"seconds":…,"nanos":…}`; names are in camel or in snake case. A result is a cue.
//! Version 1 gives the speakers of all words once more in a last result: they are taken over to the words of the others.
//! Version 2 has `startOffset` and `speakerLabel`, and in a batch the results of a file below its address. A long
//! operation holds the results in `response`. A speaker's number is read as `Speaker 1`; of several channels without
//! speakers, the label is `Channel 1`. Further alternatives of a result ride along; interim results are left out.
//!
//! NVIDIA's Riva answers in the same form, with times as whole milliseconds and `audioProcessed` in each result.
//!
//! Grammar: the reference of `google.cloud.speech.v1` and `v2`.

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::scan::Text;
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "google",
    aliases: &["google-stt", "google-speech"],
    title: "Google Speech-to-Text JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers, channels, alternatives",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

const START: &[&str] = &["startTime", "start_time", "startOffset", "start_offset"];
const END: &[&str] = &["endTime", "end_time", "endOffset", "end_offset"];
const RESULT_END: &[&str] = &["resultEndTime", "result_end_time", "resultEndOffset", "result_end_offset"];
const SPEAKER: &[&str] = &["speakerLabel", "speaker_label", "speakerTag", "speaker_tag"];
const CHANNEL: &[&str] = &["channelTag", "channel_tag"];
const LANGUAGE: &[&str] = &["languageCode", "language_code"];

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let Some(first) = results(tree.root()).into_iter().next() else { return 0 };
    let Some(best) = first.items("alternatives").next() else { return 0 };
    // Other vendors have `results` with `alternatives` as well, but a `type` of each and `content` for `transcript`.
    let own = best.has(&["transcript"]) || best.has(&["words"]);
    let watson = best.has(&["timestamps"]) || first.has(&["final"]);
    if own && !watson && !first.has(&["type"]) { 90 } else { 0 }
}

/// The results, wherever the answer of a service or a batch has them.
fn results(root: Value<'_>) -> Vec<Value<'_>> {
    let root = root.get("response").unwrap_or(root);
    let Some(found) = root.get("results") else { return root.list().flat_map(results).collect() };
    if found.is_list() {
        return found.list().collect();
    }
    let files = found.entries().filter_map(|(_, file)| {
        file.get("transcript").or_else(|| file.at(&["inlineResult", "transcript"]))?.get("results")
    });
    files.flat_map(Value::list).collect()
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let mut speech = Speech::new(source);
    let all: Vec<Value<'_>> = tree.documents().flat_map(results).collect();
    let is_final = |result: &Value<'_>| result.any(&["isFinal", "is_final"]).is_some_and(Value::is_true);
    let streamed = all.iter().any(is_final);
    let all: Vec<Value<'_>> = all.into_iter().filter(|result| !streamed || is_final(result)).collect();
    let mut words: Vec<Vec<Heard<'_>>> = Vec::with_capacity(all.len());
    for result in &all {
        let riva = result.any(&["audioProcessed", "audio_processed"]).is_some();
        let unit = if riva { Unit::Milliseconds } else { Unit::Seconds };
        let best = result.items("alternatives").next();
        let list = best.into_iter().flat_map(|best| best.items("words"));
        words.push(list.map(|item| word(item, unit, &mut speech)).collect());
    }
    let mut last = all.len();
    let mut spare = None;
    if let Some((tagged, others)) = words.split_last_mut()
        && !others.is_empty()
        && tagged.iter().any(|word| word.speaker.is_some())
        && others.iter().flatten().all(|word| word.speaker.is_none())
    {
        last -= 1;
        if others.iter().map(Vec::len).sum::<usize>() == tagged.len() {
            for (word, tagged) in others.iter_mut().flatten().zip(tagged.iter()) {
                word.speaker = tagged.speaker;
            }
        } else {
            // The words were cut otherwise: those with speakers are what counts.
            spare = Some(std::mem::take(tagged));
        }
    }
    let mut numbers = all.iter().filter_map(|result| result.any(CHANNEL)?.number());
    let first = numbers.next();
    let channels = numbers.any(|channel| Some(channel) != first);
    if let Some(words) = spare {
        speech.flow(&words);
        last = 0;
    }
    for (result, words) in all.iter().zip(words).take(last) {
        speech.language(result.any(LANGUAGE));
        let mut alternatives = result.items("alternatives");
        let best = alternatives.next();
        let text = best.and_then(|best| best.get("transcript")).and_then(Value::text);
        let instead = alternatives.filter_map(|other| {
            Some((other.get("transcript")?.text()?, other.get("confidence").and_then(Value::share)))
        });
        let start = words.iter().find_map(|word| word.start);
        let ends = speech.time(result.any(RESULT_END), Unit::Seconds);
        // Without word times, a result starts where the one before it ended, at the earliest: that is no start.
        let end = words.iter().rev().find_map(|word| word.end).or(ends);
        let channel = result.any(CHANNEL).filter(|_| channels).and_then(|channel| Label::of(channel, "Channel "));
        let bytes = result.bytes();
        let instead = instead.collect();
        speech.cue(&Spoken { start, end, speaker: channel, text, words, instead, bytes, ..Spoken::default() });
    }
    speech.finish(&tree, !all.is_empty() || tree.root().has(&["results"]), FORMAT.id, FORMAT.title)
}

fn word<'t>(item: Value<'t>, unit: Unit, speech: &mut Speech) -> Heard<'t> {
    // Zero is what a protocol buffer says where nothing is known.
    let known = |value: &Value<'_>| value.raw() != "0";
    Heard {
        text: item.get("word").and_then(Value::name).map(unread).unwrap_or_default(),
        start: speech.time(item.any(START), unit),
        end: speech.time(item.any(END), unit),
        confidence: item.get("confidence").and_then(Value::share).filter(|confidence| *confidence > 0.0),
        speaker: item.any(SPEAKER).filter(known).and_then(|speaker| Label::of(speaker, "Speaker ")),
        ..Heard::default()
    }
}

/// A word without how it is read: Japanese ones come as `今日|キョー`.
fn unread(word: Text<'_>) -> Text<'_> {
    let (mut bar, mut before) = (None, 0);
    for (after, c) in word.chars() {
        match (bar, c) {
            (None, '|') if before > 0 => bar = Some(before),
            (Some(_), c) if !matches!(c, '\u{30A0}'..='\u{30FF}') => return word,
            _ => {}
        }
        before = after;
    }
    bar.filter(|bar| bar + 1 < before).map_or(word, |bar| word.part(0, bar))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn riva_counts_milliseconds() {
        let text = r#"{"results":[{"alternatives":[{"transcript":"is it","confidence":0.5,"words":[
            {"startTime":500,"endTime":700,"word":"is"},{"startTime":700,"endTime":800,"word":"it"}]}],"channelTag":1,"audioProcessed":2.5}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(said(&transcript), ["is 500 700", "it 700 800"]);
    }

    #[test]
    fn speakers_of_the_last_result_are_taken_over() {
        let text = r#"{"results":[
            {"alternatives":[{"transcript":"Is it on?","confidence":0.9,"words":[
              {"startTime":"0s","endTime":"0.700s","word":"Is"},{"startTime":"0.700s","endTime":"0.800s","word":"it"},
              {"startTime":"0.800s","endTime":"1.100s","word":"on?"}]},{"transcript":"His it on?","confidence":0.4}],"languageCode":"en-us"},
            {"alternatives":[{"transcript":" Yes.","words":[{"startTime":"1.200s","endTime":"1.400s","word":"Yes."}]}]},
            {"alternatives":[{"words":[
              {"startTime":"0s","endTime":"0.700s","word":"Is","speakerTag":1},{"startTime":"0.700s","endTime":"0.800s","word":"it","speakerTag":1},
              {"startTime":"0.800s","endTime":"1.100s","word":"on?","speakerTag":1},{"startTime":"1.200s","endTime":"1.400s","word":"Yes.","speakerTag":2}]}]}]}"#;
        assert_eq!(detect(text), 90);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["0 1100 Speaker 1 Is it on?", "1200 1400 Speaker 2 Yes."]);
        assert_eq!(said(&transcript)[0], "Is 0 700");
        assert_eq!(
            (transcript.alternatives()[0].instead.as_str(), transcript.alternatives()[0].confidence),
            ("His it on?", Some(0.4))
        );
        assert_eq!(transcript.meta.language.as_deref(), Some("en-us"));
    }

    #[test]
    fn maps_for_times_and_snake_case() {
        let text = r#"{"results":[{"alternatives":[{"transcript":"Is it","words":[
            {"start_time":{"seconds":"1","nanos":300000000},"end_time":{"seconds":1,"nanos":500000000},"word":"Is","speaker_tag":0},
            {"start_time":{"nanos":500000},"end_time":{},"word":"it"}]}],"channel_tag":1}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(said(&transcript), ["Is 1300 1500", "it 1 0"]);
        assert_eq!(transcript.speakers().len(), 0);
    }

    #[test]
    fn japanese_words_lose_how_they_are_read() {
        let text = r#"{"results":[{"alternatives":[{"transcript":"今日は","words":[{"startTime":"0s","endTime":"0.5s","word":"今日|キョー"},{"startTime":"0.5s","endTime":"0.6s","word":"は|ワ"}]}]}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(said(&transcript), ["今日 0 500", "は 500 600"]);
        for (word, text) in [("a|b", "a|b"), ("|", "|"), ("今日|", "今日|")] {
            assert_eq!(unread(Text { raw: word, at: 0, escaped: false }).raw, text);
        }
    }

    #[test]
    fn a_batch_and_an_operation() {
        let batch = r#"{"results":{"gs://a/b.wav":{"transcript":{"results":[{"alternatives":[{"transcript":"Yes.","words":[{"startOffset":"1s","endOffset":"1.5s","word":"Yes.","speakerLabel":"2"}]}],"resultEndOffset":"2s"}]}}}}"#;
        let transcript = read(&Source::new(batch, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["1000 1500 Speaker 2 Yes."]);
        let operation = r#"{"name":"7","done":true,"response":{"results":[{"alternatives":[{"transcript":"Yes."}],"resultEndTime":"2s","channelTag":1},{"alternatives":[{"transcript":"No."}],"resultEndTime":"3s","channelTag":2}]}}"#;
        assert_eq!(detect(operation), 90);
        let transcript = read(&Source::new(operation, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["- 2000 Channel 1 Yes.", "- 3000 Channel 2 No."]);
    }
}
