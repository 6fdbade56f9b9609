//! Somebody knows better who speaks.

use super::run::{Room, TALK};

fn names(room: &Room, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["turns", "talk.txt", "--format", "json"].iter().chain(args).copied().collect();
    let json = room.run(&args).json();
    json["speakers"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn speakers_are_renamed_by_number_and_by_label() {
    let room = Room::furnished();
    assert_eq!(names(&room, &["--keep", "2:Bram de Vries"]), ["Ada Quill", "Bram de Vries"]);
    assert_eq!(names(&room, &["--keep", "ada quill:A"]), ["A", "Bram Otten"]);
    assert_eq!(names(&room, &["--keep", "1:Bram Otten", "--keep", "2:Ada Quill"]), ["Bram Otten", "Ada Quill"]);
}

#[test]
fn a_speaker_who_is_not_there_is_warned_of() {
    let ran = Room::furnished().run(&["turns", "talk.txt", "--keep", "3:Cleo"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("warning: no speaker `3` to call Cleo: there are 2 [label-unresolved]"), "{}", ran.err);
    let ran = Room::furnished().run(&["turns", "talk.txt", "--keep", "Cleo"]);
    assert_eq!(ran.code, 1);
}

#[test]
fn an_alias_file_holds_names_across_files() {
    let page = TALK.replace("Bram Otten (01:12)", "B. Otten (01:12)");
    let lines = "# who is who\n\nAbraham Otten = Bram Otten, B. Otten\n";
    let json = r#"{"Abraham Otten": ["Bram Otten", "B. Otten"]}"#;
    let room =
        Room::new(&[("talk.txt", page.as_bytes()), ("lines", lines.as_bytes()), ("names.json", json.as_bytes())]);
    for file in ["lines", "names.json"] {
        assert_eq!(names(&room, &["--aliases", file]), ["Ada Quill", "Abraham Otten"], "{file}");
    }
}

#[test]
fn a_wrong_line_of_an_alias_file_is_shown() {
    let room = Room::new(&[("talk.txt", TALK.as_bytes()), ("lines", b"A = B\nnonsense\n")]);
    let ran = room.run(&["turns", "talk.txt", "--aliases", "lines"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.starts_with("fireside: lines:2:1: expected `Name = alias, alias`\n  | nonsense\n  = help: "));
    assert_eq!(room.run(&["turns", "talk.txt", "--aliases", "none"]).code, 1);
}
