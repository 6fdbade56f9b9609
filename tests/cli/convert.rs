//! Somebody wants the talk in another program's format.

use super::run::{Room, TALK};

#[test]
fn every_writable_format_is_written_to_a_pipe_and_to_a_file() {
    let room = Room::furnished();
    for format in fireside::format::FORMATS.iter().filter(|format| format.write.is_some()) {
        let piped = room.run_with(&["convert", "-", "--to", format.id], TALK.as_bytes());
        assert_eq!(piped.code, 0, "{}: {}", format.id, piped.err);
        assert!(piped.out.contains("Tea first"), "{}", format.id);
        let written = room.run(&["convert", "talk.txt", "--to", format.id]).out;
        let name = format!("out.{}", format.extensions[0]);
        // Several formats may bear one extension.
        let own = fireside::format::by_id(format.extensions[0]).is_some_and(|known| known.id == format.id);
        let named: &[&str] = if own { &[] } else { &["--to", format.id] };
        assert_eq!(room.run(&[&["convert", "talk.txt", "-o", &name], named].concat()).code, 0, "{}", format.id);
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
