//! Somebody wants the talk in another program's format.

use super::run::{Room, TALK};

#[test]
fn every_writable_format_is_written_to_a_pipe_and_to_a_file() {
    let room = Room::furnished();
    for format in fireside::format::FORMATS.iter().filter(|format| format.write.is_some()) {
        let piped = room.run_with(&["convert", "-", "--to", format.id], TALK.as_bytes());
        assert_eq!(piped.code, 0, "{}: {}", format.id, piped.err);
        // Who spoke when is all that some formats hold.
        let says = format.kind == fireside::Kind::Diarization || piped.out.contains("Tea");
        assert!(says && !piped.out.is_empty(), "{}", format.id);
        let written = room.run(&["convert", "talk.txt", "--to", format.id]).out;
        let name = format!("out.{}", format.extensions[0]);
        // Some share an extension, and have to be named.
        let first = fireside::format::by_id(format.extensions[0]).is_some_and(|first| first.id == format.id);
        let named: &[&str] = if first { &[] } else { &["--to", format.id] };
        let ran = room.run(&[&["convert", "talk.txt", "-o", &name], named].concat());
        assert_eq!(ran.code, 0, "{}", format.id);
        assert_eq!(room.read(&name), written, "{}", format.id);
    }
}

#[test]
fn captions_bear_voices_and_guessed_times_are_warned_of() {
    let ran = Room::furnished().run(&["convert", "talk.txt", "--to", "vtt"]);
    assert!(ran.out.starts_with("WEBVTT\n\n00:00:05.000 --> 00:00:07.000\n<v Ada Quill>Is it on?\n"), "{}", ran.out);
    assert!(ran.err.contains("warning: "), "{}", ran.err);
    assert!(ran.err.contains(" [times-estimated]"), "{}", ran.err);
}

#[test]
fn json_comes_back_as_it_was() {
    let room = Room::furnished();
    room.run(&["convert", "talk.txt", "-o", "one.json"]);
    room.run(&["convert", "one.json", "-o", "two.json"]);
    let [one, two]: [serde_json::Value; 2] =
        ["one.json", "two.json"].map(|name| serde_json::from_str(&room.read(name)).unwrap());
    assert_eq!(one["turns"], two["turns"]);
    assert_eq!(one["store"], two["store"]);
}

#[test]
fn json_of_turns_can_be_piped_on() {
    let room = Room::furnished();
    let json = room.run(&["turns", "talk.txt", "--format", "json"]).out;
    let ran = room.run_with(&["convert", "-", "--to", "text"], json.as_bytes());
    assert_eq!((ran.code, ran.out.as_str()), (0, TALK));
}

#[test]
fn broken_json_names_file_line_and_column() {
    let text = "{\"schema\":\"fireside.transcript/1\",\n \"source\": 7}";
    let room = Room::new(&[("broken.json", text.as_bytes())]);
    let ran = room.run(&["convert", "broken.json", "--to", "text"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("fireside: broken.json:2:12: expected "), "{}", ran.err);
    assert!(ran.err.contains("\n  |  \"source\": 7}\n  = help: "), "{}", ran.err);
    let error = room.run(&["convert", "broken.json", "--to", "text", "--format", "json"]).error();
    assert_eq!((&error["code"], &error["line"]), (&"malformed".into(), &2.into()));
}

#[test]
fn the_target_must_be_known() {
    let room = Room::furnished();
    for (args, message) in [
        (&["convert", "talk.txt", "--to", "strt"][..], "did you mean `srt`?"),
        (&["convert", "talk.txt", "-o", "out.xyz"], "unknown format to write `xyz`"),
        (&["convert", "talk.txt", "-o", "out"], "name it with --to"),
        (&["convert", "talk.txt"], "which format to write?"),
    ] {
        let ran = room.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{args:?}");
        assert!(ran.err.contains(message), "{}", ran.err);
    }
}

const SRT: &str = "7\n00:00:01,000 --> 00:00:03,000\nADA: Is it on?\n\n8\n00:00:02,500 --> 00:00:04,000\nBRAM: It is.\n\n\
    9\n00:00:04,200 --> 00:00:05,000\nBRAM: Always.\n\n10\n00:00:06,000 --> 00:00:07,000\nADA: Good.\n";

#[test]
fn times_and_cues_are_changed_as_asked() {
    let room = Room::new(&[("a.srt", SRT.as_bytes())]);
    let convert = |args: &[&str]| {
        let ran = room.run(&[&["convert", "a.srt", "--to", "srt"], args].concat());
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        ran.out
    };
    assert_eq!(convert(&[]), SRT);
    let numbered = convert(&["--renumber"]);
    assert!(numbered.starts_with("1\n") && numbered.contains("\n4\n00:00:06"), "{numbered}");
    assert!(convert(&["--shift=-0.5"]).starts_with("7\n00:00:00,500 --> 00:00:02,500\n"));
    assert!(convert(&["--scale", "24:25"]).starts_with("7\n00:00:00,960 --> 00:00:02,880\n"));
    let cropped = convert(&["--crop", "0:03-0:05", "--rebase"]);
    assert_eq!(
        cropped,
        "8\n00:00:00,000 --> 00:00:01,000\nBRAM: It is.\n\n9\n00:00:01,200 --> 00:00:02,000\nBRAM: Always.\n"
    );
    assert!(convert(&["--fix-overlaps"]).starts_with("7\n00:00:01,000 --> 00:00:02,500\n"));
    let merged = convert(&["--merge"]);
    assert!(merged.contains("8\n00:00:02,500 --> 00:00:05,000\nBRAM: It is.\nAlways.\n"), "{merged}");
    assert!(convert(&["--split", "--max-chars", "5"]).contains("\nBRAM: It\n\n"));
    assert!(!convert(&["--speaker-names", "never"]).contains("ADA"));
}

#[test]
fn several_files_go_to_a_directory() {
    let room = Room::new(&[("a.srt", SRT.as_bytes()), ("b.srt", SRT.as_bytes()), ("c.txt", b"No captions at all.\n")]);
    let ran = room.run(&["convert", "a.srt", "c.txt", "b.srt", "--to", "vtt", "--output-dir", "out"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(room.read("out/a.vtt").starts_with("WEBVTT\n") && room.read("out/b.vtt") == room.read("out/a.vtt"));
    assert!(!room.path("out/c.vtt").exists());
    let twice = room.run(&["convert", "a.srt", "./a.srt", "--to", "vtt", "--output-dir", "out"]);
    assert!(twice.code == 1 && twice.err.contains("two of the files"), "{}", twice.err);
    assert_eq!(room.run(&["convert", "a.srt", "b.srt", "--to", "vtt"]).code, 1);
}

#[test]
fn captions_as_json_come_back() {
    let room = Room::new(&[("a.srt", SRT.as_bytes())]);
    room.run(&["convert", "a.srt", "-o", "a.json"]);
    let json: serde_json::Value = serde_json::from_str(&room.read("a.json")).unwrap();
    assert_eq!(json["schema"], "fireside.captions/1");
    assert_eq!((&json["cues"][0]["id"], &json["cues"][0]["text"]), (&"7".into(), &"ADA: Is it on?".into()));
    assert_eq!((&json["cues"][1]["speaker"], &json["cues"][1]["start_ms"]), (&"BRAM".into(), &2_500.into()));
    room.run(&["convert", "a.json", "-o", "b.json"]);
    let again: serde_json::Value = serde_json::from_str(&room.read("b.json")).unwrap();
    assert_eq!(json["cues"], again["cues"]);
}
