//! Somebody wonders what a file is.

use super::run::Room;

#[test]
fn a_transcript_is_described() {
    let room = Room::furnished();
    let ran = room.run(&["inspect", "talk.txt", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let json = ran.json();
    assert_eq!(json["path"], "talk.txt");
    assert_eq!(json["kind"], "transcript");
    assert_eq!(json["format"], "rev-inline");
    assert_eq!(json["encoding"], "utf-8");
    assert_eq!(json["counts"]["turns"], 4);
    assert_eq!(json["counts"]["speakers"], 2);
    assert!(json["confidence"].as_f64().unwrap() > 0.5);
    assert!(json["diagnostics"].is_array());
    let text = room.run(&["inspect", "talk.txt"]).out;
    assert!(text.starts_with("talk.txt\n  kind        transcript\n  format      rev-inline ("), "{text}");
    assert!(text.contains("4 turns"), "{text}");
}

#[test]
fn a_near_miss_is_an_answer() {
    let room = Room::furnished();
    let ran = room.run(&["inspect", "recipe.txt", "--format", "json"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.json()["kind"], "not_transcript");
    let text = room.run(&["inspect", "recipe.txt", "--explain"]);
    assert_eq!(text.code, 0);
    assert!(text.out.contains("not a transcript") && text.out.contains("  evidence    "), "{}", text.out);
}

#[test]
fn several_files_are_one_document() {
    let room = Room::furnished();
    let ran = room.run(&["inspect", "talk.txt", "missing.txt", "recipe.txt", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let kinds: Vec<&str> = ran.json()["inspections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap().to_owned())
        .map(|kind| if kind == "transcript" { "yes" } else { "no" })
        .collect();
    assert_eq!(kinds, ["yes", "no"]);
}
