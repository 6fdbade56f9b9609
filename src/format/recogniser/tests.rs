//! What the tests of all vendors share, and what holds for all of them.

use super::super::{FORMATS, Reader, Source};
use crate::diagnostic::Code;
use crate::model::{Time, Transcript};

fn ms(time: Option<Time>) -> String {
    time.map_or("-".to_owned(), |time| time.at.millis().to_string())
}

/// `start end speaker text` of every unit.
pub(super) fn cues(transcript: &Transcript) -> Vec<String> {
    let units = transcript.turns().flat_map(|turn| {
        let speaker = turn.speaker().map_or("-", |speaker| speaker.name.as_str());
        turn.units().map(move |unit| (speaker, unit))
    });
    units.map(|(speaker, unit)| format!("{} {} {speaker} {}", ms(unit.start()), ms(unit.end()), unit.text())).collect()
}

/// `word start end` of every word.
pub(super) fn said(transcript: &Transcript) -> Vec<String> {
    transcript.words().map(|word| format!("{} {} {}", word.text(), ms(word.start()), ms(word.end()))).collect()
}

fn read(id: &str, text: &str) -> Result<crate::Reading, crate::Error> {
    let format = FORMATS.iter().find(|format| format.id == id).unwrap();
    match format.read {
        Some(Reader::Text { read, .. }) => read(&Source::new(text, 0)),
        _ => unreachable!(),
    }
}

const ALL: &[&str] = &[
    "whisper",
    "aws",
    "google",
    "azure",
    "deepgram",
    "assemblyai",
    "revai",
    "speechmatics",
    "elevenlabs",
    "vosk",
    "bbc-kaldi",
    "autoedit",
    "json3",
    "podcast",
    "podlove",
    "seglst",
    "cue-json",
];

#[test]
fn nothing_is_too_odd() {
    let hostile = [
        "",
        " ",
        "{",
        "[",
        "{}",
        "[]",
        "null",
        "7",
        "\"x\"",
        "[[[[",
        "{\"a\":",
        "[1,2",
        "{\"segments\":7}",
        "{\"results\":[7]}",
        "{\"segments\":[{\"start\":{},\"end\":[],\"text\":\"x\",\"words\":[7,{\"word\":7,\"start\":\"x\"}]}]}",
        "{\"segments\":[{\"start\":1e999,\"end\":-1e999,\"text\":\"x\"}]}",
        "{\"events\":[{\"tStartMs\":-9e99,\"dDurationMs\":9e99,\"segs\":[{\"utf8\":\"\\ud800\"}]}]}",
    ];
    for id in ALL {
        for text in hostile {
            let _ = read(id, text);
        }
        let deep = "[".repeat(100_000);
        assert!(read(id, &deep).is_err(), "{id}");
        assert!(read(id, "").is_err() && read(id, "no JSON").is_err(), "{id}");
    }
}

#[test]
fn what_is_cut_off_is_read_up_to_there() {
    let text = "{\"segments\":[{\"start\":0.5,\"end\":1.5,\"text\":\" one\"},{\"start\":1.5,\"end\":2.5,\"text\":\" tw";
    let reading = read("whisper", text).unwrap();
    assert_eq!(cues(&reading.transcript), ["500 1500 - one"]);
    let cut: Vec<_> = reading.diagnostics.iter().map(|doubt| (doubt.code, doubt.bytes.clone())).collect();
    assert_eq!(cut, [(Code::CutOff, Some(text.len()..text.len()))]);
    let broken = "{\"segments\":[{\"start\":0.5,\"end\":1.5,\"text\":\" one\"} {\"start\":1.5}]}";
    let reading = read("whisper", broken).unwrap();
    assert_eq!(reading.diagnostics[0].message, "expected `,` or `]`: what stands before is read, the rest is left out");
    let error = read("whisper", "{\"segments\":[\n{\"start\" 0.5}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "2:10: expected `:`\n  | {\"start\" 0.5}\n  = help: check the file with a JSON tool, or get it anew"
    );
}

#[test]
fn odd_times_are_reported_and_kept() {
    let text = "{\"segments\":[{\"start\":NaN,\"end\":\"soon\",\"text\":\"a\"},{\"start\":-0.5,\"end\":-1,\"text\":\"b\"},{\"start\":1e300,\"end\":1e300,\"text\":\"c\"}]}";
    let reading = read("whisper", text).unwrap();
    assert_eq!(cues(&reading.transcript), ["- - - a", "-500 -1000 - b", "9223372036854775807 9223372036854775807 - c"]);
    let codes: Vec<_> = reading.diagnostics.iter().map(|doubt| doubt.code).collect();
    assert_eq!(
        codes,
        [Code::TimeForm, Code::TimeForm, Code::TimeOutOfRange, Code::TimeOutOfRange, Code::EndBeforeStart]
    );
}

#[test]
fn every_word_knows_its_place_in_the_source() {
    let text = r#"{"segments":[{"start":0,"end":1,"text":" caf\u00e9 \"au lait\" a\\b\n\u4f60\u597d x","words":[{"word":" caf\u00e9","start":0,"end":0.5},{"word":"au","start":0.5,"end":0.7},{"word":"lait","start":0.7,"end":0.9}]}]}"#;
    let reading = read("whisper", text).unwrap();
    let transcript = &reading.transcript;
    assert_eq!(transcript.text(), "café \"au lait\" a\\b 你好 x");
    assert_eq!(said(transcript), ["café 0 500", "\"au 500 700", "lait\" 700 900", "a\\b - -", "你好 - -", "x - -"]);
    let places: Vec<&str> = transcript.words().map(|word| &text[word.origin().unwrap().bytes]).collect();
    assert_eq!(places, ["caf\\u00e9", "\\\"au", "lait\\\"", "a\\\\b", "\\u4f60\\u597d", "x"]);
}
