//! How right marks, capitals and words set apart are, at least, on the talks in `seeds/`, which the model never saw.
#![cfg(feature = "model")]

#[path = "../benches/marks.rs"]
#[allow(dead_code)] // The program that makes the model uses more of it.
mod marks;
#[path = "../benches/measure.rs"]
#[allow(dead_code)] // So does the bench.
mod measure;

use fireside::pass::repair::{Level, RepairOptions, repair};
use measure::{Talk, capitals, glued, marks_of};

const WORDS: &str = "so tell me where did you learn to do this well my father had a boat and he took me out every summer until \
                     i was fifteen and after that i never wanted to do anything else";

/// Captions of four words each, with a silence after those that end with one of some words.
fn captions(after: &[&str]) -> String {
    let (mut vtt, mut at) = ("WEBVTT\n\n".to_owned(), 0);
    let words: Vec<&str> = WORDS.split(' ').collect();
    for cue in words.chunks(4) {
        let end = at + 1_500;
        let stamp = |ms: u32| format!("00:{:02}.{:03}", ms / 1_000, ms % 1_000);
        vtt += &format!("{} --> {}\n{}\n\n", stamp(at), stamp(end), cue.join(" "));
        at = end + if cue.last().is_some_and(|last| after.contains(last)) { 1_800 } else { 0 };
    }
    vtt
}

#[test]
fn a_transcript_keeps_its_cues_and_its_silences_tell() {
    let repaired = |vtt: &str| {
        let transcript = fireside::read(vtt.as_bytes()).expect("captions").transcript;
        let cues = transcript.cues().len();
        let times: Vec<_> = transcript.cues().iter().map(|cue| cue.start).collect();
        let (transcript, edits, _) = repair(transcript, &RepairOptions::default().level(Level::Full));
        assert_eq!(
            (transcript.cues().len(), transcript.cues().iter().map(|cue| cue.start).collect::<Vec<_>>()),
            (cues, times)
        );
        assert!(edits.iter().any(|edit| edit.name == "punctuate"));
        transcript.text().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        repaired(&captions(&[])),
        "So tell me where did you learn to do this? Well, my father had a boat, and he took me out every summer until I was \
         fifteen. And after that I never wanted to do anything else."
    );
    assert_eq!(
        repaired(&captions(&["boat"])),
        "So tell me where did you learn to do this? Well, my father had a boat. And he took me out every summer until I was \
         fifteen. And after that I never wanted to do anything else."
    );
}

#[test]
fn marks_are_right_often_enough() {
    let [_, _, _, _, any] = marks_of(&Talk::seed("003"));
    assert!(any >= 0.66, "any mark, 003: {any}");
    let [_, _, question, ends, _] = marks_of(&Talk::seed("004"));
    assert!(ends >= 0.66, "sentence ends, 004: {ends}");
    assert!(question >= 0.50, "question marks, 004: {question}");
}

#[test]
fn capitals_are_right_nearly_always() {
    for number in ["003", "004"] {
        let [plain, taught] = capitals(&Talk::seed(number));
        assert!(plain >= 0.989 && taught >= 0.992, "{number}: {plain} {taught}");
    }
}

#[test]
fn words_are_set_apart_where_they_meet() {
    for number in ["003", "004"] {
        let [(plain, _), (taught, cut)] = glued(&Talk::seed(number));
        assert!(plain >= 0.985, "{number}: {plain}");
        assert!(taught >= 0.990 && cut <= 0.005, "{number}: {taught}, {cut} cut");
    }
}
