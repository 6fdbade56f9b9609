//! Amazon Transcribe.
//!
//! ```text
//! {"jobName":"tea","results":{
//!   "transcripts":[{"transcript":"Is it on? It is."}],
//!   "speaker_labels":{"segments":[{"start_time":"0.5","end_time":"1.4","speaker_label":"spk_0","items":[…]}]},
//!   "items":[
//!     {"type":"pronunciation","start_time":"0.5","end_time":"0.7","alternatives":[{"confidence":"0.98","content":"Is"}]},
//!     {"type":"punctuation","alternatives":[{"confidence":"0.0","content":"?"}]}]},"status":"COMPLETED"}
//! ```
//!
//! Times are strings of seconds; punctuation is an item of its own without times and stands with the word before it. A
//! cue is a stretch of `audio_segments`, else of the speakers' segments, else of `segments`, whose further alternatives
//! ride along. Where several channels were told apart, the channel is the label. Call Analytics (`Transcript` with
//! `Content`, `BeginOffsetMillis`) is read as well; there the participant's role is the label. So are the events of a
//! stream (`Transcript` with `Results`), one after another or in a list; partial results are left out.
//!
//! Grammar: the Amazon Transcribe developer guide, "Data input and output".

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "aws",
    aliases: &["aws-transcribe", "amazon-transcribe"],
    title: "Amazon Transcribe JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers, channels, alternatives",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let results = root.get("results").filter(|results| results.is_map());
    let own = results.is_some_and(|results| {
        results.has(&["transcripts"]) || results.has(&["items"]) && root.any(&["jobName", "accountId"]).is_some()
    });
    let analytics = root
        .items("Transcript")
        .next()
        .is_some_and(|turn| turn.has(&["ParticipantRole"]) || turn.has(&["BeginOffsetMillis"]));
    let streamed = tree.items().next().is_some_and(|event| {
        event_results(event).next().is_some_and(|result| {
            result.has(&["Alternatives", "IsPartial"]) || result.has(&["Alternatives", "ResultId"])
        })
    });
    if own || analytics || streamed { 95 } else { 0 }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    speech.language(root.any(&["language_code", "LanguageCode"]));
    if let Some(results) = root.get("results") {
        speech.language(results.get("language_code"));
        results_of(results, &mut speech);
    }
    for turn in root.items("Transcript") {
        analytics(turn, &mut speech);
    }
    for result in tree.items().flat_map(event_results) {
        streamed(result, &mut speech);
    }
    let known = root.get("results").is_some_and(|results| results.has(&["transcripts"]) || results.has(&["items"]));
    speech.finish(&tree, known || root.has(&["Transcript"]), FORMAT.id, FORMAT.title)
}

fn results_of(results: Value<'_>, speech: &mut Speech) {
    let channels: Vec<Value<'_>> =
        results.get("channel_labels").into_iter().flat_map(|labels| labels.items("channels")).collect();
    if channels.len() > 1 {
        let words: Vec<Vec<Heard<'_>>> = channels
            .iter()
            .map(|channel| {
                let label = channel.get("channel_label").and_then(|label| Label::of(label, "Channel "));
                let mut words: Vec<Heard<'_>> = channel.items("items").map(|item| word(item, speech)).collect();
                words.iter_mut().for_each(|word| word.speaker = word.speaker.or(label));
                words
            })
            .collect();
        return speech.channels(&words);
    }
    let mut words: Vec<Heard<'_>> = results.items("items").map(|item| word(item, speech)).collect();
    if words.is_empty() {
        for text in results.items("transcripts").filter_map(|transcript| transcript.get("transcript")) {
            speech.cue(&Spoken { text: text.text(), bytes: text.bytes(), ..Spoken::default() });
        }
        return;
    }
    let speakers: Vec<Value<'_>> = match results.get("speaker_labels") {
        Some(labels) => labels.items("segments").collect(),
        None => Vec::new(),
    };
    let audio: Vec<Value<'_>> = results.items("audio_segments").collect();
    let parts: Vec<Value<'_>> = results.items("segments").collect();
    if words.iter().all(|word| word.speaker.is_none()) && !speakers.is_empty() {
        let spans = spans(&speakers, speech);
        for (word, at) in assigned(&words, &spans).into_iter().enumerate() {
            let label = speakers.get(at).and_then(|segment| segment.get("speaker_label"));
            if let Some(word) = words.get_mut(word) {
                word.speaker = label.and_then(|label| Label::of(label, "Speaker "));
            }
        }
    }
    let cues = [audio, speakers, parts].into_iter().find(|cues| !cues.is_empty());
    let Some(cues) = cues else { return speech.flow(&words) };
    let spans = spans(&cues, speech);
    let places = assigned(&words, &spans);
    let mut from = 0;
    for (index, cue) in cues.iter().enumerate() {
        let to = from + places.get(from..).unwrap_or(&[]).iter().take_while(|place| **place == index).count();
        let (start, end) = spans.get(index).copied().unwrap_or((None, None));
        let speaker = cue.get("speaker_label").and_then(|label| Label::of(label, "Speaker "));
        let others = cue.items("alternatives").skip(1);
        let instead = others.filter_map(|other| Some((other.get("transcript")?.text()?, None))).collect();
        let words = words.get(from..to).unwrap_or(&[]).to_vec();
        speech.cue(&Spoken { start, end, speaker, words, instead, bytes: cue.bytes(), ..Spoken::default() });
        from = to;
    }
}

fn word<'t>(item: Value<'t>, speech: &mut Speech) -> Heard<'t> {
    let mut all = item.items("alternatives");
    let best = all.next();
    let content = |alternative: Value<'t>| alternative.get("content").and_then(Value::name);
    let instead = all.filter_map(|other| Some((content(other)?, other.get("confidence").and_then(Value::share))));
    let mark = item.get("type").is_some_and(|kind| kind.raw() == "punctuation");
    Heard {
        text: best.and_then(content).unwrap_or_default(),
        start: speech.time(item.get("start_time"), Unit::Seconds),
        end: speech.time(item.get("end_time"), Unit::Seconds),
        confidence: best.and_then(|best| best.get("confidence")).and_then(Value::share).filter(|_| !mark),
        speaker: item.get("speaker_label").and_then(|label| Label::of(label, "Speaker ")),
        joined: mark,
        instead: instead.collect(),
        ..Heard::default()
    }
}

fn spans(cues: &[Value<'_>], speech: &mut Speech) -> Vec<(Option<i64>, Option<i64>)> {
    let mut span = |cue: &Value<'_>| {
        (speech.time(cue.get("start_time"), Unit::Seconds), speech.time(cue.get("end_time"), Unit::Seconds))
    };
    cues.iter().map(&mut span).collect()
}

/// The stretch of each word, by its start; a word without one goes with the word before it.
fn assigned(words: &[Heard<'_>], spans: &[(Option<i64>, Option<i64>)]) -> Vec<usize> {
    let mut at = 0;
    let place = |word: &Heard<'_>| {
        while let (Some(start), Some((Some(next), _))) = (word.start, spans.get(at + 1))
            && *next <= start
        {
            at += 1;
        }
        at
    };
    words.iter().map(place).collect()
}

/// The results of an event of a stream.
fn event_results(event: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let event = event.get("TranscriptEvent").unwrap_or(event);
    event.get("Transcript").into_iter().flat_map(|transcript| transcript.items("Results"))
}

/// A result of a stream, unless more of it was still to come.
fn streamed(result: Value<'_>, speech: &mut Speech) {
    if result.get("IsPartial").is_some_and(Value::is_true) {
        return;
    }
    let mut alternatives = result.items("Alternatives");
    let Some(best) = alternatives.next() else { return };
    let instead = alternatives.filter_map(|other| Some((other.get("Transcript")?.text()?, None))).collect();
    let channel = result.get("ChannelId").and_then(|channel| Label::of(channel, "Channel "));
    let mut words = Vec::new();
    for item in best.items("Items") {
        let joined = item.get("Type").is_some_and(|kind| kind.raw() == "punctuation");
        let time = |key: &str, speech: &mut Speech| speech.time(item.get(key).filter(|_| !joined), Unit::Seconds);
        words.push(Heard {
            text: item.get("Content").and_then(Value::name).unwrap_or_default(),
            start: time("StartTime", speech),
            end: time("EndTime", speech),
            confidence: item.get("Confidence").and_then(Value::share).filter(|_| !joined),
            speaker: item.get("Speaker").and_then(|speaker| Label::of(speaker, "Speaker ")),
            joined,
            ..Heard::default()
        });
    }
    let start = speech.time(result.get("StartTime"), Unit::Seconds);
    let end = speech.time(result.get("EndTime"), Unit::Seconds);
    let text = best.get("Transcript").and_then(Value::text).filter(|_| words.is_empty());
    speech.cue(&Spoken {
        start,
        end,
        speaker: channel,
        text,
        words,
        instead,
        bytes: result.bytes(),
        ..Spoken::default()
    });
}

/// A turn of Call Analytics.
fn analytics(turn: Value<'_>, speech: &mut Speech) {
    let time = |value: Value<'_>, speech: &mut Speech| {
        let start = speech.time(value.get("BeginOffsetMillis"), Unit::Milliseconds);
        (start, speech.time(value.get("EndOffsetMillis"), Unit::Milliseconds))
    };
    let mut words = Vec::new();
    for item in turn.items("Items") {
        let (start, end) = time(item, speech);
        let joined = item.get("Type").is_some_and(|kind| kind.raw() == "punctuation");
        let confidence = item.get("Confidence").and_then(Value::share).filter(|_| !joined);
        let text = item.get("Content").and_then(Value::name).unwrap_or_default();
        // Punctuation bears the times of the word before it.
        let (start, end) = if joined { (None, None) } else { (start, end) };
        words.push(Heard { text, start, end, confidence, joined, ..Heard::default() });
    }
    let (start, end) = time(turn, speech);
    let speaker = turn.get("ParticipantRole").and_then(|role| Label::of(role, ""));
    let text = turn.get("Content").and_then(Value::text);
    speech.cue(&Spoken { start, end, speaker, text, words, bytes: turn.bytes(), ..Spoken::default() });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn punctuation_stands_with_the_word_before_it() {
        let text = r#"{"jobName":"tea","results":{"transcripts":[{"transcript":"Is it on? Yes."}],"items":[
            {"type":"pronunciation","start_time":"0.5","end_time":"0.7","alternatives":[{"confidence":"0.98","content":"Is"},{"confidence":"0.01","content":"His"}]},
            {"type":"pronunciation","start_time":"0.7","end_time":"0.8","alternatives":[{"confidence":"0.9","content":"it"}]},
            {"type":"pronunciation","start_time":"0.8","end_time":"1.1005","alternatives":[{"confidence":"1","content":"on"}]},
            {"type":"punctuation","alternatives":[{"confidence":"0.0","content":"?"}]},
            {"type":"pronunciation","start_time":"1.2","end_time":"1.4","alternatives":[{"confidence":"1","content":"Yes"}]},
            {"type":"punctuation","alternatives":[{"confidence":"0.0","content":"."}]}]}}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(transcript.text(), "Is it on? Yes.");
        assert_eq!(said(&transcript), ["Is 500 700", "it 700 800", "on? 800 1101", "Yes. 1200 1400"]);
        assert_eq!(transcript.words().nth(2).and_then(|word| word.confidence()), Some(1.0));
        assert_eq!(transcript.alternatives()[0].instead, "His");
        assert_eq!(cues(&transcript), ["500 1101 - Is it on?", "1200 1400 - Yes."]);
    }

    #[test]
    fn speakers_by_segment_where_items_have_none() {
        let text = r#"{"jobName":"tea","results":{"transcripts":[],"speaker_labels":{"speakers":2,"segments":[
            {"start_time":"0.0","end_time":"1.0","speaker_label":"spk_0","items":[{"start_time":"0.5","speaker_label":"spk_0","end_time":"0.7"}]},
            {"start_time":"1.0","end_time":"2.0","speaker_label":"spk_1","items":[]}]},"items":[
            {"type":"pronunciation","start_time":"0.5","end_time":"0.7","alternatives":[{"confidence":"0.9","content":"On"}]},
            {"type":"punctuation","alternatives":[{"confidence":"0.0","content":"?"}]},
            {"type":"pronunciation","start_time":"1.2","end_time":"1.4","alternatives":[{"confidence":"0.9","content":"Yes"}]}]}}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["0 1000 spk_0 On?", "1000 2000 spk_1 Yes"]);
    }

    #[test]
    fn channels_are_labels() {
        let item = |start: &str, end: &str, word: &str| {
            format!(
                r#"{{"type":"pronunciation","start_time":"{start}","end_time":"{end}","alternatives":[{{"confidence":"0.9","content":"{word}"}}]}}"#
            )
        };
        let text = format!(
            r#"{{"jobName":"x","results":{{"transcripts":[],"channel_labels":{{"channels":[{{"channel_label":"ch_0","items":[{},{}]}},{{"channel_label":"ch_1","items":[{}]}}],"number_of_channels":2}},"items":[]}}}}"#,
            item("0.0", "0.5", "Hello."),
            item("2.0", "2.5", "Tea?"),
            item("1.0", "1.5", "Hi."),
        );
        let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["0 500 ch_0 Hello.", "1000 1500 ch_1 Hi.", "2000 2500 ch_0 Tea?"]);
    }

    #[test]
    fn events_of_a_stream() {
        let text = "{\"Transcript\":{\"Results\":[{\"Alternatives\":[{\"Items\":[],\"Transcript\":\"On\"}],\"EndTime\":0.4,\"IsPartial\":true,\"ResultId\":\"x\",\"StartTime\":0.1}]}}\n{\"Transcript\":{\"Results\":[{\"Alternatives\":[{\"Items\":[{\"Confidence\":1.0,\"Content\":\"On\",\"EndTime\":0.5,\"StartTime\":0.1,\"Type\":\"pronunciation\",\"Speaker\":\"0\"},{\"Content\":\"?\",\"EndTime\":0.5,\"StartTime\":0.5,\"Type\":\"punctuation\"}],\"Transcript\":\"On?\"}],\"EndTime\":0.9,\"IsPartial\":false,\"ResultId\":\"x\",\"StartTime\":0.1}]}}\n";
        assert_eq!(detect(text), 95);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["100 900 Speaker 0 On?"]);
        assert_eq!(said(&transcript), ["On? 100 500"]);
    }

    #[test]
    fn call_analytics() {
        let text = r#"{"JobStatus":"COMPLETED","LanguageCode":"en-US","Transcript":[{"Content":"Is it on?","Items":[
            {"Content":"Is","Confidence":"0.9","BeginOffsetMillis":100,"EndOffsetMillis":300,"Type":"pronunciation"},
            {"Content":"it","Confidence":"0.9","BeginOffsetMillis":300,"EndOffsetMillis":400,"Type":"pronunciation"},
            {"Content":"on","Confidence":"0.9","BeginOffsetMillis":400,"EndOffsetMillis":600,"Type":"pronunciation"},
            {"Content":"?","Confidence":"0.0","BeginOffsetMillis":600,"EndOffsetMillis":600,"Type":"punctuation"}],
            "BeginOffsetMillis":100,"EndOffsetMillis":600,"ParticipantRole":"AGENT"}]}"#;
        assert_eq!(detect(text), 95);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["100 600 AGENT Is it on?"]);
        assert_eq!(said(&transcript)[2], "on? 400 600");
    }
}
