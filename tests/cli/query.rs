//! Somebody asks who said what about something, and when.

use super::run::{Room, TALK};

/// The texts of the turns that answer, in order.
fn texts(args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["query", "talk.txt", "--format", "json"].iter().chain(args).copied().collect();
    let ran = Room::furnished().run(&args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.json()["turns"].as_array().unwrap().iter().map(|turn| turn["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn by_speaker_time_topic_and_any_mix() {
    assert_eq!(texts(&["--speaker", "bram"]), ["It is. Always.", "Tea first."]);
    assert_eq!(texts(&["--speaker", "Quil"]), ["Is it on?", "Good. Then we start."]);
    assert_eq!(texts(&["--not-speaker", "AQ"]), ["It is. Always.", "Tea first."]);
    assert_eq!(texts(&["--speaker", "Ada", "--speaker", "Bram"]).len(), 4);
    assert_eq!(texts(&["--from", "1:12"]), ["Tea first."]);
    assert_eq!(texts(&["--from", "0:06", "--to", "8"]), ["Is it on?", "It is. Always."]);
    assert_eq!(texts(&["--to", "0m7s"]), ["Is it on?"]);
    assert_eq!(texts(&["--about", "starting"]), ["Good. Then we start."]);
    assert_eq!(texts(&["--about", "\"tea first\"", "--speaker", "Otten", "--from", "1:00"]), ["Tea first."]);
    assert_eq!(texts(&["--limit", "1"]), ["Is it on?"]);
    assert_eq!(texts(&["--about", "glaciers"]), [""; 0]);
    assert_eq!(texts(&["--about", "tea", "--speaker", "Ada"]), [""; 0]);
}

#[test]
fn answers_tell_their_score_and_where_they_match() {
    let json = Room::furnished().run(&["query", "talk.txt", "--about", "tea", "--format", "json"]).json();
    let turn = &json["turns"][0];
    assert_eq!((&turn["index"], &turn["start_ms"]), (&3.into(), &72_000.into()));
    assert!(turn["score"].as_f64().unwrap() > 0.0);
    assert_eq!(turn["matches"], serde_json::json!([{"start": 0, "end": 3}]));
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys.len(), 6, "{keys:?}");
    let lines = Room::furnished().run(&["query", "talk.txt", "--about", "tea", "--format", "jsonl"]).out;
    let line: serde_json::Value = serde_json::from_str(&lines).unwrap();
    assert_eq!((&line["source"]["path"], &line["matches"]), (&"talk.txt".into(), &turn["matches"]));
}

#[test]
fn context_stands_around_answers_and_says_so() {
    let args = ["query", "talk.txt", "--about", "tea", "--context", "1"];
    let ran = Room::furnished().run(&args);
    assert_eq!(ran.out, "[00:09] Ada Quill: Good. Then we start.\n[01:12] Bram Otten: Tea first.\n");
    let json = Room::furnished().run(&[&args[..], &["--format", "json"]].concat()).json();
    assert_eq!(json["turns"][0]["context"], true);
    assert!(json["turns"][1].get("context").is_none());
    let apart = Room::furnished().run(&["query", "talk.txt", "--from", "1:12", "--to", "1:13", "--context", "1"]).out;
    assert_eq!(apart.lines().count(), 2);
}

#[test]
fn answers_keep_their_place_in_csv() {
    let ran = Room::furnished().run(&["query", "talk.txt", "--speaker", "Bram", "--format", "csv", "-q"]);
    let rows: Vec<&str> = ran.out.lines().collect();
    assert_eq!(rows[0], "path,index,speaker,start_ms,end_ms,timing,text");
    assert_eq!(rows[1], "talk.txt,1,Bram Otten,7000,9000,exact,It is. Always.");
    assert!(rows[2].starts_with("talk.txt,3,Bram Otten,72000,"));
    let ran = Room::furnished().run(&["query", "talk.txt", "--speaker", "Bram", "--format", "md", "-q"]);
    assert_eq!(ran.out, "**Bram Otten** (00:07): It is. Always.\n\n**Bram Otten** (01:12): Tea first.\n");
}

#[test]
fn nobody_of_that_name_is_no_answer_and_no_error() {
    let room = Room::furnished();
    let ran = room.run(&["query", "talk.txt", "--speaker", "Zacharias"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("no speaker `Zacharias` here"), "{}", ran.err);
    assert_eq!(room.run(&["query", "talk.txt", "--speaker", "Zacharias", "--strict"]).code, 2);
    let json = room.run(&["query", "talk.txt", "--speaker", "Zacharias", "--format", "json"]).json();
    assert_eq!(json["turns"], serde_json::json!([]));
    assert_eq!(texts(&["--speaker", "Zacharias", "--speaker", "Ada"]).len(), 2);
    assert_eq!(texts(&["--not-speaker", "Zacharias"]).len(), 4);
}

#[test]
fn several_files_are_asked_at_once() {
    let other = TALK.replace("Tea first", "Coffee first");
    let room = Room::new(&[("one.txt", TALK.as_bytes()), ("two.txt", other.as_bytes())]);
    let ran = room.run(&["query", "one.txt", "two.txt", "--about", "coffee"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "==> two.txt <==\n[01:12] Bram Otten: Coffee first.\n"));
    let json = room.run(&["query", "one.txt", "two.txt", "--about", "first", "--format", "json"]).json();
    assert_eq!(json["transcripts"].as_array().unwrap().len(), 2);
}

#[test]
fn from_is_a_time_or_the_form_to_read_as() {
    let room = Room::new(&[("short.txt", b"Ada Quill (00:05): Is it on?\n\nBo (00:09): Yes.")]);
    let ran = room.run(&["query", "short.txt", "--from", "rev-inline", "--from", "9", "-q"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "[00:09] Bo: Yes.\n"));
    for (args, message) in [
        (&["--from", "noon"][..], "unknown time `noon`"),
        (&["--to", "later"], "unknown time `later`"),
        (&["--from", "5", "--from", "6"], "given twice"),
        (&["--from", "10", "--to", "5"], "is after"),
    ] {
        let args: Vec<&str> = ["query", "short.txt"].iter().chain(args).copied().collect();
        let ran = room.run(&args);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{args:?}");
        assert!(ran.err.contains(message), "{}", ran.err);
    }
}

#[test]
fn an_article_can_not_be_asked() {
    let ran = Room::furnished().run(&["query", "recipe.txt", "--about", "flour"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}
