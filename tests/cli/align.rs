//! Somebody has a transcript with names, and captions, a diarization or other captions that have the times.

use super::run::{RECIPE, Room, TALK};

/// What was heard of the talk, with exact times.
const HEARD: &str = "\
1
00:00:05,400 --> 00:00:06,900
is it on

2
00:00:07,300 --> 00:00:09,000
it is always

3
00:00:09,250 --> 00:00:11,000
good then we start

4
00:01:12,600 --> 00:01:14,000
tea first
";
const DIARIZED: &str = "\
SPEAKER talk 1 5.300 1.700 <NA> <NA> s0 <NA> <NA>
SPEAKER talk 1 7.200 1.800 <NA> <NA> s1 <NA> <NA>
SPEAKER talk 1 9.200 1.900 <NA> <NA> s0 <NA> <NA>
SPEAKER talk 1 72.500 1.600 <NA> <NA> s1 <NA> <NA>
";
const WORDS: &str = "\
talk 1 5.40 0.40 is
talk 1 5.80 0.30 it
talk 1 6.10 0.60 on?
talk 1 7.30 0.40 It
talk 1 7.70 0.90 is.
talk 1 9.25 0.70 Good.
";
/// Another language, two seconds late.
const FREMD: &str = "\
1
00:00:07,400 --> 00:00:08,900
Läuft es?

2
00:00:09,300 --> 00:00:11,000
Ja. Immer.

3
00:00:11,250 --> 00:00:13,000
Gut, wir fangen an.

4
00:01:14,600 --> 00:01:16,000
Erst Tee.
";

fn room() -> Room {
    Room::new(&[
        ("talk.txt", TALK.as_bytes()),
        ("recipe.txt", RECIPE.as_bytes()),
        ("heard.srt", HEARD.as_bytes()),
        ("turns.rttm", DIARIZED.as_bytes()),
        ("words.ctm", WORDS.as_bytes()),
        ("fremd.srt", FREMD.as_bytes()),
    ])
}

#[test]
fn a_page_takes_the_times_of_captions() {
    let ran = room().run(&["align", "talk.txt", "heard.srt", "--format", "json", "--words"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json = ran.json();
    let turns = json["turns"].as_array().unwrap();
    let times: Vec<(i64, i64)> =
        turns.iter().map(|turn| (turn["start_ms"].as_i64().unwrap(), turn["end_ms"].as_i64().unwrap())).collect();
    assert_eq!(times, [(5_400, 6_900), (7_300, 9_000), (9_250, 11_000), (72_600, 74_000)]);
    assert!(turns.iter().all(|turn| turn["timing"] == "exact" && turn["end_timing"] == "exact"));
    assert_eq!(turns[1]["speaker"], "Bram Otten");
    assert_eq!(turns[1]["text"], "It is. Always.");
    assert_eq!(turns[1]["words"][1]["timing"], "interpolated");
    let report = &json["alignment"];
    assert_eq!((&report["mode"], &report["matched_words"], &report["words"]), (&"text".into(), &12.into(), &12.into()));
    assert_eq!((&report["stamps"]["checked"], &report["stamps"]["agreeing"]), (&4.into(), &4.into()));
    assert_eq!(report["turns"][0]["confidence"], 1.0);
    // For people.
    let ran = room().run(&["align", "talk.txt", "heard.srt", "--report"]);
    assert!(ran.out.starts_with("[00:05] Ada Quill: Is it on?\n"), "{}", ran.out);
    assert!(ran.err.contains("matched       12 of 12 words (100.0 %)\n"), "{}", ran.err);
    assert!(ran.err.contains("stamps        4 of 4 agree"), "{}", ran.err);
}

#[test]
fn the_result_is_written_in_the_format_of_its_name() {
    let room = room();
    assert_eq!(room.run(&["align", "talk.txt", "heard.srt", "-o", "out.vtt"]).code, 0);
    assert!(room.read("out.vtt").starts_with("WEBVTT\n\n00:00:05.400 --> 00:00:06.900\n<v Ada Quill>Is it on?"));
    assert_eq!(room.run(&["align", "talk.txt", "heard.srt", "-o", "out.json"]).code, 0);
    assert!(room.read("out.json").contains("\"alignment\":{\"mode\":\"text\""));
    let ran = room.run(&["align", "talk.txt", "heard.srt", "--to", "nothing"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("unknown format to write `nothing`"), "{}", ran.err);
}

#[test]
fn captions_take_the_speakers_of_a_page() {
    let ran = room().run(&["align", "heard.srt", "talk.txt"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = "1\n00:00:05,400 --> 00:00:06,900\nAda Quill: is it on\n\n\
                    2\n00:00:07,300 --> 00:00:09,000\nBram Otten: it is always\n\n\
                    3\n00:00:09,250 --> 00:00:11,000\nAda Quill: good then we start\n\n\
                    4\n00:01:12,600 --> 00:01:14,000\nBram Otten: tea first\n";
    assert_eq!(ran.out.trim_end(), expected.trim_end());
}

#[test]
fn a_cue_with_two_voices_has_both_or_becomes_two() {
    let styled = HEARD.replace("it is always\n\n3\n00:00:09,250 --> 00:00:11,000\n", "<i>it is always</i>\n");
    let room = Room::new(&[("talk.txt", TALK.as_bytes()), ("styled.srt", styled.as_bytes())]);
    let ran = room.run(&["align", "styled.srt", "talk.txt"]);
    let both = "00:00:07,300 --> 00:00:09,000\nBram Otten: <i>it is always</i>\nAda Quill: good then we start\n";
    assert!(ran.out.contains(both), "{}", ran.out);
    assert!(ran.err.contains("in 1 of 3 cues the speaker changes"), "{}", ran.err);
    let ran = room.run(&["align", "styled.srt", "talk.txt", "--split-cues", "--to", "vtt"]);
    let first = "00:00:07.300 --> 00:00:07.990\n<v Bram Otten><i>it is always</i>\n\n";
    let second = "00:00:07.990 --> 00:00:09.000\n<v Ada Quill>good then we start\n";
    assert!(ran.out.contains(first) && ran.out.contains(second), "{}", ran.out);
}

#[test]
fn words_take_the_speakers_of_a_diarization() {
    let ran = room().run(&["align", "words.ctm", "turns.rttm", "--keep", "s1:Bram Otten"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 3), "{}", ran.err);
    let json = room().run(&["align", "words.ctm", "turns.rttm", "--format", "json"]).json();
    let speakers: Vec<&str> =
        json["turns"].as_array().unwrap().iter().map(|turn| turn["speaker"].as_str().unwrap()).collect();
    assert_eq!(speakers, ["s0", "s1", "s0"]);
    assert_eq!(json["alignment"]["mode"], "speakers");
    // A page without names takes times from the one and speakers from the other.
    let ran = room().run(&["align", "recipe.txt", "turns.rttm", "--mode", "speakers", "--from", "plain-run"]);
    assert_eq!(ran.code, 2);
    for args in [&["align", "talk.txt", "heard.srt", "turns.rttm"][..], &["align", "talk.txt", "turns.rttm"]] {
        let ran = room().run(args);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("names its speakers already"), "{}", ran.err);
    }
    // By name it has the diarization's labels, and is told who they are.
    let ran = room().run(&["align", "talk.txt", "turns.rttm", "--mode", "speakers", "--report"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("guessed       s0 is Ada Quill: so the transcript names "), "{}", ran.err);
}

#[test]
fn captions_move_onto_captions() {
    let ran = room().run(&["align", "fremd.srt", "heard.srt", "--report"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("1\n00:00:05,400 --> 00:00:06,900\nLäuft es?\n"), "{}", ran.out);
    assert!(ran.out.contains("00:01:12,600 --> 00:01:14,000\nErst Tee."), "{}", ran.out);
    assert!(ran.err.contains("part          4 cues from 00:00:05.400 on: -2.000 s"), "{}", ran.err);
}

#[test]
fn files_of_different_talks_are_refused_and_nothing_is_written() {
    let room = room();
    std::fs::write(room.path("out.json"), "as it was").unwrap();
    let ran = room.run(&["align", "talk.txt", "fremd.srt", "-o", "out.json"]);
    assert_eq!((ran.code, ran.out.as_str(), room.read("out.json").as_str()), (2, "", "as it was"));
    assert!(ran.err.contains("fireside: talk.txt: these seem to be different talks: of "), "{}", ran.err);
    assert!(ran.err.contains("= help: check that both files are of the same recording"), "{}", ran.err);
    let ran = room.run(&["align", "talk.txt", "fremd.srt", "--format", "json"]);
    assert_eq!(ran.error()["code"], "different-talk");
    let ran = room.run(&["align", "talk.txt", "talk.txt", "--mode", "captions"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = room.run(&["align", "heard.srt", "fremd.srt", "heard.srt", "--mode", "timing"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("takes one file"), "{}", ran.err);
    let ran = room.run(&["align", "-", "-"]);
    assert_eq!(ran.code, 1);
}
