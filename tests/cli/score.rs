//! Somebody compares what a system has made with what is true.

use super::run::{Room, TALK};

const TRUE_TURNS: &str = "\
SPEAKER talk 1 0.000 1.000 <NA> <NA> ada <NA> <NA>
SPEAKER talk 1 1.000 2.000 <NA> <NA> bram <NA> <NA>
SPEAKER talk 1 3.000 1.500 <NA> <NA> ada <NA> <NA>
";
const FOUND_TURNS: &str = "\
SPEAKER talk 1 0.100 1.000 <NA> <NA> s0 <NA> <NA>
SPEAKER talk 1 1.100 2.100 <NA> <NA> s1 <NA> <NA>
SPEAKER talk 1 3.300 1.500 <NA> <NA> s0 <NA> <NA>
";
const TRUE_WORDS: &str = "\
talk 1 ada 0.0 1.0 is it on today
talk 1 bram 1.0 3.0 it is on and it was
talk 1 ada 3.0 4.5 good then we start
more 1 ada 0.0 1.0 tea first
";
const FOUND_WORDS: &str = "\
talk 1 s0 0.1 1.1 is it on
talk 1 s1 1.1 3.1 it is on and and it was here
talk 1 s0 3.3 4.8 good than we start
more 1 s0 0.0 1.0 tea first
";

fn room() -> Room {
    Room::new(&[
        ("true.rttm", TRUE_TURNS.as_bytes()),
        ("found.rttm", FOUND_TURNS.as_bytes()),
        ("true.stm", TRUE_WORDS.as_bytes()),
        ("found.stm", FOUND_WORDS.as_bytes()),
        ("talk.txt", TALK.as_bytes()),
        ("empty.rttm", b""),
        ("half.uem", b"talk 1 0.0 2.0\n"),
    ])
}

#[test]
fn time_is_told_in_its_three_parts() {
    let json = room().run(&["score", "true.rttm", "found.rttm", "--metric", "der", "--format", "json"]).json();
    assert_eq!((&json["schema"], &json["metric"]), (&"fireside.score/1".into(), &"der".into()));
    assert_eq!(json["options"]["convention"], "dscore");
    let talk = &json["sessions"]["talk"];
    let parts = ["scored_ms", "missed_ms", "false_alarm_ms", "confusion_ms"].map(|key| talk[key].as_i64().unwrap());
    assert_eq!(parts, [4_500, 200, 300, 300]);
    assert_eq!(json["total"]["der"].as_f64(), Some(800.0 / 4_500.0));
    assert_eq!(talk["mapping"][0], serde_json::json!({"reference": "ada", "hypothesis": "s0"}));
    let ran = room().run(&["score", "true.rttm", "found.rttm", "-m", "der", "--uem", "half.uem", "--format", "json"]);
    assert_eq!(ran.json()["total"]["scored_ms"], 2_000);
    let collar = ["score", "true.rttm", "found.rttm", "-m", "der", "--collar", "0.25", "--format", "json"];
    assert_eq!(room().run(&collar).json()["total"]["scored_ms"], 500 + 1_500 + 1_000);
    let whole = [&collar[..], &["--convention", "pyannote"]].concat();
    assert_eq!(room().run(&whole).json()["total"]["scored_ms"], 750 + 1_750 + 1_250);
}

#[test]
fn words_are_counted_by_recording_and_together() {
    let json = room().run(&["score", "true.stm", "found.stm", "--metric", "cpwer", "--format", "json"]).json();
    let total = &json["total"];
    assert_eq!((&total["errors"], &total["length"]), (&4.into(), &16.into()));
    assert_eq!(json["sessions"]["more"]["errors"], 0);
    assert_eq!(json["sessions"]["talk"]["speakers"]["bram"]["insertions"], 2);
    for metric in ["wer", "orcwer", "greedy-orcwer"] {
        let json = room().run(&["score", "true.stm", "found.stm", "-m", metric, "--format", "json"]).json();
        assert_eq!(json["total"]["errors"], 4, "{metric}");
    }
    for metric in ["tcpwer", "tcorcwer", "greedy-tcorcwer"] {
        let args = ["score", "true.stm", "found.stm", "-m", metric, "--collar", "5", "--format", "json"];
        let json = room().run(&args).json();
        assert_eq!((&json["total"]["errors"], &json["options"]["collar"]), (&4.into(), &"5 s".into()), "{metric}");
    }
    let json = room().run(&["score", "true.stm", "found.stm", "-m", "wder", "--format", "json"]).json();
    assert_eq!((&json["total"]["wder"], &json["total"]["aligned"]), (&0.0.into(), &15.into()));
}

#[test]
fn a_table_fits_sixty_columns_whatever_the_names() {
    let long = "a-recording-with-a-name-that-nobody-would-ever-want-to-read-in-a-table";
    let (reference, hypothesis) = (TRUE_TURNS.replace("talk", long), FOUND_TURNS.replace("talk", long));
    let room = Room::new(&[("a.rttm", reference.as_bytes()), ("b.rttm", hypothesis.as_bytes())]);
    for metric in ["der", "jer", "boundary"] {
        let ran = room.run(&["score", "a.rttm", "b.rttm", "--metric", metric]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.lines().all(|line| line.chars().count() <= 60), "{}", ran.out);
    }
    let ran = self::room().run(&["score", "true.stm", "found.stm", "-m", "tcpwer", "--collar", "5", "--alignment"]);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 60), "{}", ran.out);
    assert!(ran.out.contains("REF it is on and *** it was ****\nHYP it is on and and it was here\n"), "{}", ran.out);
}

#[test]
fn rows_of_csv_add_up() {
    let ran = room().run(&["score", "true.stm", "found.stm", "--metric", "cpwer", "--format", "csv"]);
    let rows: Vec<&str> = ran.out.lines().collect();
    assert_eq!(rows[0], "kind,session,speaker,paired_with,error_rate,errors,length,insertions,deletions,substitutions");
    assert_eq!(rows[2], "speaker,talk,ada,s0,0.25,2,8,0,1,1");
    assert_eq!(rows.last(), Some(&"total,,,,0.25,4,16,2,1,1"));
    let ran = room().run(&["score", "true.rttm", "found.rttm", "--metric", "der", "--format", "csv"]);
    assert!(ran.out.ends_with("4500,200,300,300,4000\r\n"), "{}", ran.out);
}

#[test]
fn a_page_is_scored_against_itself() {
    for metric in ["wer", "cer", "cpwer", "orcwer", "wder", "der", "jer"] {
        let json = room().run(&["score", "talk.txt", "talk.txt", "--metric", metric, "--format", "json"]).json();
        let total = json["total"].as_object().unwrap();
        let rate = ["error_rate", "der", "jer", "wder"].iter().find_map(|key| total.get(*key)).unwrap();
        assert_eq!(rate, 0.0, "{metric}");
    }
    let json = room().run(&["score", "talk.txt", "talk.txt", "--metric", "boundary", "--format", "json"]).json();
    assert_eq!(json["total"]["f1"], 1.0);
}

#[test]
fn silence_is_scored_too() {
    let ran = room().run(&["score", "true.rttm", "empty.rttm", "--metric", "der", "--format", "json"]);
    assert_eq!((ran.code, &ran.json()["total"]["der"]), (0, &1.0.into()));
    let ran = room().run(&["score", "empty.rttm", "found.rttm", "--metric", "der", "--format", "json"]);
    assert_eq!((ran.code, &ran.json()["total"]["der"]), (0, &serde_json::Value::Null));
    assert!(ran.out.contains("there is no rate"), "{}", ran.out);
    let ran = room().run(&["score", "empty.rttm", "empty.rttm", "--metric", "jer"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(room().run(&["score", "empty.rttm", "found.rttm", "--metric", "der", "--strict"]).code, 2);
}

#[test]
fn what_cannot_be_scored_says_why() {
    for (args, code, message) in [
        (&["true.stm", "found.stm", "--metric", "tcpwer"][..], 1, "needs a collar"),
        (&["true.stm", "found.stm", "--metric", "bleu"], 1, "invalid value 'bleu'"),
        (&["true.stm", "found.stm"], 1, "--metric"),
        (&["-", "-", "--metric", "wer"], 1, "given twice"),
        (&["true.stm", "nowhere.stm", "--metric", "wer"], 1, "no such file"),
        (&["true.rttm", "found.rttm", "--metric", "wer"], 2, "has no words"),
        (&["true.stm", "found.stm", "--metric", "der", "--collar", "soon"], 1, "expected a time"),
    ] {
        let args: Vec<&str> = ["score"].iter().chain(args).copied().collect();
        let ran = room().run(&args);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(message), "{args:?}: {}", ran.err);
    }
    let error = room().run(&["score", "true.rttm", "found.rttm", "--metric", "wer", "--format", "json"]).error();
    assert_eq!(error["code"], "unscorable");
}
