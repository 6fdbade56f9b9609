//! Cues as a list in JSON, as libraries and scripts write them.
//!
//! ```text
//! [{"start":0.5,"duration":2.0,"text":"so the goose"},{"start":2.5,"duration":1.1,"text":"has a key"}]
//! [{"speaker":"A","start":500,"end":2500,"text":"So the goose"},…]
//! ```
//!
//! ```text
//! list = "[" *cue "]" / "{" … "segments" / "transcript" / … ":" list … "}"
//! cue  = text, start or offset, end or duration or dur, speaker
//! ```
//!
//! What youtube-transcript-api, Podigee and scripts give. Also as JSON lines, with clock times, and with the list under a
//! key of many names, deep inside. A cue's `words` may have times of their own; where there are no cues, a list of `words`
//! or `tokens` with start and end (or duration) is read as words in a row: so are recognisers read that have no reader of
//! their own (Gladia, Soniox, Trint). Seconds, but for keys that end with `ms`, and for whole numbers that would have fewer than two
//! characters said a second: those count milliseconds.
//!
//! Written are cues alone. It cannot hold: words, how a time is known, settings. There is no specification.

use super::super::captions::out::{OutCue, for_each_cue};
use super::super::{Format, Reader, Source, WriteOptions};
use super::decimal::Unit;
use super::scan::Text;
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use super::write::{joined, left_out, push_seconds, push_string};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, Transcript};

pub(in crate::format) const FORMAT: Format = Format {
    id: "cue-json",
    aliases: &["youtube-transcript-api", "podigee"],
    title: "a JSON list of cues",
    kind: Kind::Captions,
    extensions: &["json"],
    keeps: "times, speakers, text",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

const START: &[&str] =
    &["start", "startTime", "start_time", "begin", "from", "offset", "startMs", "start_ms", "tStartMs"];
const END: &[&str] = &["end", "endTime", "end_time", "to", "stop", "endMs", "end_ms"];
const LENGTH: &[&str] = &["duration", "dur", "durationMs", "duration_ms", "dDurationMs"];
const TEXT: &[&str] = &["text", "content", "body", "sentence", "caption", "line", "transcript"];
const SPEAKER: &[&str] =
    &["speaker", "speakerName", "speaker_name", "speaker_label", "speaker_id", "name", "voice", "who"];
/// Keys under which a list of cues stands.
const LISTS: &[&str] = &[
    "segments",
    "transcript",
    "transcripts",
    "captions",
    "cues",
    "subtitles",
    "snippets",
    "utterances",
    "lines",
    "items",
    "results",
    "entries",
    "data",
    "sentences",
];

/// Keys under which words stand, those of a cue or of all.
const WORDS: &[&str] = &["words", "tokens"];
/// When a word starts, and what it is.
const WORD_START: &[&str] = &["start", "startTime", "start_time", "begin", "from", "start_ms", "startMs", "time", "ts"];
const WORD_TEXT: &[&str] = &["text", "word", "value", "punctuated_word", "token"];
const SURE: &[&str] = &["confidence", "conf", "probability", "score"];

/// The maps of a document from the top down, a few levels and not all too many.
fn maps<'t>(root: Value<'t>) -> Vec<Value<'t>> {
    const MOST: usize = 64;
    let mut all = vec![root];
    let mut level = 0..1;
    for _ in 0..4 {
        let inner = all.get(level.clone()).unwrap_or(&[]).iter().flat_map(|map| map.members());
        let mut next: Vec<Value<'t>> =
            inner.map(|(_, value)| value).filter(|value| value.is_map()).take(MOST).collect();
        next.truncate(MOST.saturating_sub(all.len()));
        level = all.len()..all.len() + next.len();
        all.extend(next);
    }
    all
}

/// The list of words, where there are no cues.
fn word_list<'t>(tree: &'t Tree<'_>) -> Vec<Value<'t>> {
    let under = |map: Value<'t>| {
        WORDS.iter().find_map(|key| map.get(key).filter(|list| list.list().next().is_some_and(is_word)))
    };
    let found = maps(tree.root()).into_iter().find_map(under);
    found.map(|list| list.list().filter(|item| item.is_map()).collect()).unwrap_or_default()
}

fn is_word(item: Value<'_>) -> bool {
    let number = |keys: &[&str]| item.any(keys).is_some_and(|value| value.number().is_some());
    number(WORD_START)
        && (number(END) || number(LENGTH))
        && item.any(WORD_TEXT).is_some_and(|text| text.text().is_some())
}

/// The list of cues, wherever it stands.
fn list<'t>(tree: &'t Tree<'_>) -> Vec<Value<'t>> {
    let root = tree.root();
    let direct = || tree.items().filter(|item| item.is_map());
    if root.is_list() || direct().next().is_some_and(is_cue) {
        return direct().collect();
    }
    let under = |root: Value<'t>| {
        LISTS.iter().find_map(|key| root.get(key).filter(|list| list.list().next().is_some_and(is_cue)))
    };
    let inner = || LISTS.iter().find_map(|key| root.get(key).filter(|value| value.is_map()).and_then(under));
    let deep = || maps(root).into_iter().find_map(under);
    under(root)
        .or_else(inner)
        .or_else(deep)
        .map(|list| list.list().filter(|item| item.is_map()).collect())
        .unwrap_or_default()
}

fn is_cue(item: Value<'_>) -> bool {
    item.any(START).is_some_and(|start| start.number().is_some())
        && item.any(TEXT).is_some_and(|text| text.text().is_some())
}

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let all = list(&tree);
    let sound = all.iter().filter(|item| is_cue(**item)).count();
    // The last one may be cut off.
    match all.first().is_some_and(|first| is_cue(*first)) && sound + 1 >= all.len() {
        true if root.is_list() => 60,
        true => 55,
        false if all.is_empty() && word_list(&tree).len() > 1 => 45,
        false => 0,
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let all = list(&tree);
    let mut speech = Speech::new(source);
    let root = tree.root();
    speech.title(root.get("title"));
    speech.language(root.any(&["language", "language_code", "lang"]));
    let words = if all.is_empty() { word_list(&tree) } else { Vec::new() };
    let whole = are_milliseconds(&all, START, TEXT) || are_milliseconds(&words, WORD_START, WORD_TEXT);
    if whole {
        let note = "the times are whole numbers, too large for seconds: read as milliseconds";
        speech.captions.diagnostics.push(Diagnostic::note(Code::Assumed, note));
    }
    let unit = if whole { Unit::Milliseconds } else { Unit::Seconds };
    for item in &all {
        let (start, _) = time(*item, START, unit, &mut speech);
        let (end, given) = time(*item, END, unit, &mut speech);
        let (length, _) = if given { (None, false) } else { time(*item, LENGTH, unit, &mut speech) };
        let end = end.or_else(|| Some(start?.saturating_add(length?)));
        let speaker = item.any(SPEAKER).and_then(|speaker| Label::of(speaker.get("name").unwrap_or(speaker), ""));
        let text = item.any(TEXT).and_then(Value::text);
        let words = WORDS.iter().find_map(|key| item.get(key).filter(|list| list.list().next().is_some_and(is_word)));
        let words = heard(&words.into_iter().flat_map(Value::list).collect::<Vec<_>>(), unit, &mut speech);
        speech.cue(&Spoken { start, end, speaker, text, words, bytes: item.bytes(), ..Spoken::default() });
    }
    let text = root.any(&["text", "transcript"]).and_then(Value::text);
    let row = heard(&words, unit, &mut speech);
    speech.flow_in(text.filter(|_| !row.is_empty()), &row);
    speech.finish(&tree, root.is_list() || !all.is_empty() || !words.is_empty(), FORMAT.id, FORMAT.title)
}

/// Words with their times; where some begin with a space, those without go on with the word before.
fn heard<'t>(items: &[Value<'t>], unit: Unit, speech: &mut Speech) -> Vec<Heard<'t>> {
    let text = |item: &Value<'t>| item.any(WORD_TEXT).and_then(Value::name_as_written).unwrap_or_default();
    let spaced = items.iter().skip(1).any(|item| text(item).is_spaced());
    let closes = |text: Text<'_>| text.is_signs() && text.decoded().starts_with(['.', ',', '!', '?', ';', ':', '…']);
    let mut words = Vec::with_capacity(items.len());
    for item in items {
        let text = text(item);
        let (start, _) = time(*item, WORD_START, unit, speech);
        let (end, given) = time(*item, END, unit, speech);
        let (length, _) = if given { (None, false) } else { time(*item, LENGTH, unit, speech) };
        words.push(Heard {
            text,
            start,
            end: end.or_else(|| Some(start?.saturating_add(length?))),
            confidence: item.any(SURE).and_then(Value::share),
            speaker: item
                .any(SPEAKER)
                .and_then(|speaker| Label::of(speaker.get("name").unwrap_or(speaker), "Speaker ")),
            joined: if spaced { !text.is_spaced() } else { closes(text) },
            ..Heard::default()
        });
    }
    words
}

/// A time under one of several keys, and whether there is such a key.
fn time(item: Value<'_>, keys: &[&str], unit: Unit, speech: &mut Speech) -> (Option<i64>, bool) {
    let Some((key, value)) = keys.iter().find_map(|key| Some((*key, item.get(key)?))) else { return (None, false) };
    let unit = if key.ends_with("ms") || key.ends_with("Ms") { Unit::Milliseconds } else { unit };
    (speech.time(Some(value), unit), true)
}

/// Whether times without a unit count milliseconds: all are whole, and as seconds nobody would speak so slowly.
fn are_milliseconds(all: &[Value<'_>], starts: &[&str], texts: &[&str]) -> bool {
    let mut letters = 0i64;
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for item in all {
        // Keys that say it themselves need no guess.
        if starts.iter().find(|key| item.has(&[**key])).is_some_and(|key| key.ends_with("ms") || key.ends_with("Ms")) {
            return false;
        }
        for value in [starts, END, LENGTH].iter().filter_map(|keys| item.any(keys)) {
            match value.number() {
                Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {}
                _ => return false,
            }
        }
        let Some(start) = item.any(starts).and_then(|start| start.millis(Unit::Milliseconds)) else { continue };
        let end = item.any(END).and_then(|end| end.millis(Unit::Milliseconds));
        let length = item.any(LENGTH).and_then(|length| length.millis(Unit::Milliseconds));
        let end = end.or_else(|| Some(start.saturating_add(length?))).unwrap_or(start);
        (first, last) = (first.min(start), last.max(end));
        letters += item.any(texts).and_then(Value::text).map_or(0, |text| text.chars().count() as i64);
    }
    letters > 0 && last.saturating_sub(first) > letters.saturating_mul(2).max(60)
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.push('[');
    let (mut any, mut voices) = (false, 0usize);
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            voices += usize::from(cue.has_voices());
            let mut lines = cue.lines;
            loop {
                let next = lines.iter().skip(1).position(|line| line.opens_voice).map_or(lines.len(), |next| next + 1);
                let (own, rest) = lines.split_at_checked(next).unwrap_or((lines, &[]));
                lines = rest;
                out.push_str(if std::mem::replace(&mut any, true) { ",\n{" } else { "\n{" });
                out.push_str("\"start\":");
                push_seconds(cue.start, out);
                out.push_str(",\"end\":");
                push_seconds(cue.end, out);
                if let Some(speaker) = own.iter().find_map(|line| line.speaker) {
                    out.push_str(",\"speaker\":");
                    push_string(speaker, out);
                }
                out.push_str(",\"text\":");
                push_string(&joined(&OutCue { lines: own, ..cue.clone() }, '\n'), out);
                out.push('}');
                if lines.is_empty() {
                    break;
                }
            }
        },
    );
    out.push_str("]\n");
    if voices > 0 {
        let message = format!("{voices} cues have several voices: each voice became a cue of its own");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts.extend(left_out(transcript, "a list of cues", false));
    doubts
}

#[cfg(test)]
mod tests {
    use super::super::tests::cues;
    use super::*;

    fn times(text: &str) -> Vec<String> {
        assert!(detect(text) >= 50, "{text}");
        cues(&read(&Source::new(text, 0)).unwrap().transcript)
    }

    #[test]
    fn seconds_milliseconds_and_clocks() {
        let expected = ["500 2500 - so the goose", "2500 3600 - has a key"];
        for text in [
            r#"[{"start":0.5,"duration":2.0,"text":"so the goose"},{"start":2.5,"duration":1.1,"text":"has a key"}]"#,
            r#"[{"start":"0.5","dur":"2","text":"so the goose"},{"start":"2.5","dur":"1.1","text":"has a key"}]"#,
            r#"[{"start":500,"end":2500,"text":"so the goose"},{"start":2500,"end":3600,"text":"has a key"}]"#,
            r#"{"title":"x","captions":[{"start_ms":500,"end_ms":2500,"text":"so the goose"},{"start_ms":2500,"end_ms":3600,"text":"has a key"}]}"#,
            r#"[{"from":"00:00:00.500","to":"00:00:02.500","content":"so the goose"},{"from":"00:00:02.500","to":"00:00:03.600","content":"has a key"}]"#,
            "{\"start\":0.5,\"end\":2.5,\"text\":\"so the goose\"}\n{\"start\":2.5,\"end\":3.6,\"text\":\"has a key\"}\n",
        ] {
            assert_eq!(times(text), expected, "{text}");
        }
        // Whole seconds of ordinary speech stay seconds.
        assert_eq!(
            times(r#"[{"start":1,"end":3,"text":"so the goose has a key"},{"start":3,"end":4,"text":"and a hat"}]"#)[1],
            "3000 4000 - and a hat"
        );
    }

    #[test]
    fn recognisers_without_a_reader() {
        use super::super::tests::said;
        let of = |text: &str| read(&Source::new(text, 0)).unwrap().transcript;
        let utterances = r#"{"id":"4b","status":"done","result":{"metadata":{"audio_duration":3.5},"transcription":{"full_transcript":"so it is yes",
            "utterances":[{"start":0.5,"end":1.4,"speaker":0,"text":"So it is.","words":[{"word":"So","start":0.5,"end":0.7,"confidence":0.98},
            {"word":" it","start":0.7,"end":0.8},{"word":" is.","start":0.8,"end":1.4}]},{"start":2,"end":2.5,"speaker":1,"text":"Yes.","words":[]}]}}}"#;
        assert_eq!(times(utterances), ["500 1400 0 So it is.", "2000 2500 1 Yes."]);
        assert_eq!(said(&of(utterances))[..2], ["So 500 700", "it 700 800"]);
        let tokens = r#"{"id":"4b","text":"So the goose.","tokens":[{"text":"So","start_ms":500,"end_ms":700,"confidence":0.9,"speaker":"1"},
            {"text":" the","start_ms":700,"end_ms":800,"speaker":"1"},{"text":" goo","start_ms":800,"end_ms":1000,"speaker":"1"},{"text":"se.","start_ms":1000,"end_ms":1400,"speaker":"1"}]}"#;
        assert_eq!(detect(tokens), 45);
        assert_eq!(cues(&of(tokens)), ["500 1400 Speaker 1 So the goose."]);
        assert_eq!(said(&of(tokens))[2], "goose. 800 1400");
        assert!(read(&Source::new(tokens, 0)).unwrap().diagnostics.is_empty());
        let lengths = r#"{"title":"tea","words":[{"duration":330,"time":3050,"paragraphId":"p0","value":"So","speaker":null},
            {"duration":450,"time":3380,"paragraphId":"p0","value":"the","speaker":null},{"duration":320,"time":4290,"paragraphId":"p0","value":"goose","speaker":null}]}"#;
        assert_eq!(cues(&of(lengths)), ["3050 4610 - So the goose"]);
        assert_eq!(detect(r#"{"words":[{"word":"a","count":3}]}"#), 0);
        let deep = format!("{}{}", r#"{"a":"#.repeat(100), "}".repeat(100));
        assert_eq!(detect(&deep), 0);
    }

    #[test]
    fn speakers_and_lines() {
        let text = r#"[{"speaker":"A","start":0.5,"end":2.5,"text":"so\nthe goose"},{"speaker":{"name":"Bram"},"start":2.5,"end":3,"text":"yes"}]"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 2500 A so the goose", "2500 3000 Bram yes"]);
        assert_eq!(transcript.cue_lines(0), "so\nthe goose");
        assert_eq!(detect("[1,2,3]"), 0);
        assert_eq!(detect("{\"a\":[{\"start\":1}]}"), 0);
    }
}
