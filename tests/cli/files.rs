//! Files that are missing, odd, huge or can't be written; pipes that close.

use std::io::Read;
use std::process::Stdio;

use super::run::{Room, TALK};

#[test]
fn what_can_not_be_read_says_so() {
    let room = Room::furnished();
    std::fs::create_dir(room.path("folder")).unwrap();
    for command in ["turns", "inspect", "repair"] {
        let ran = room.run(&[command, "missing.txt"]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{command}");
        assert_eq!(ran.err, "fireside: missing.txt: can't read: no such file or directory\n", "{command}");
        let ran = room.run(&[command, "folder"]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{command}");
        assert!(ran.err.starts_with("fireside: folder: this is a directory"), "{}", ran.err);
    }
    let error = room.run(&["turns", "missing.txt", "--format", "json"]).error();
    assert_eq!((&error["code"], &error["file"]), (&"io".into(), &"missing.txt".into()));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::furnished();
    std::fs::set_permissions(room.path("talk.txt"), std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(room.path("talk.txt")).is_ok() {
        return; // root may read everything
    }
    let ran = room.run(&["turns", "talk.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(ran.err, "fireside: talk.txt: can't read: permission denied\n");
}

#[test]
fn empty_and_binary_files_are_no_transcripts() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".repeat(40);
    let room = Room::new(&[("empty.txt", b""), ("blank.txt", b" \n\t\n"), ("picture.png", &png)]);
    for name in ["empty.txt", "blank.txt", "picture.png"] {
        let ran = room.run(&["turns", name]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}");
        assert!(ran.err.starts_with(&format!("fireside: {name}: ")), "{}", ran.err);
    }
    assert!(room.run(&["turns", "picture.png"]).err.contains("PNG"));
}

#[test]
fn other_encodings_are_read() {
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(TALK.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = ["\u{FEFF}", TALK].concat();
    let legacy: Vec<u8> = TALK.replace("It is.", "It\u{92}s \u{E9}t\u{E9}.").chars().map(|c| c as u8).collect();
    let room = Room::new(&[("utf16.txt", &utf16), ("marked.txt", marked.as_bytes()), ("legacy.txt", &legacy)]);
    for (name, encoding, text) in [
        ("utf16.txt", "utf-16le", "It is. Always."),
        ("marked.txt", "utf-8", "It is. Always."),
        ("legacy.txt", "windows-1252", "It’s été. Always."),
    ] {
        let ran = room.run(&["turns", name, "--format", "json", "--as-read"]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert_eq!(ran.json()["source"]["encoding"], encoding);
        assert_eq!(ran.json()["turns"][1]["text"], text);
    }
}

#[test]
fn one_enormous_line_is_read() {
    let mut page = TALK.to_owned();
    page.push_str("\nAda Quill (02:00): ");
    page.push_str(&"on and on ".repeat(2_000_000));
    let room = Room::new(&[("long.txt", page.as_bytes())]);
    let ran = room.run(&["turns", "long.txt", "--as-read", "--format", "jsonl"]);
    assert_eq!(ran.code, 0);
    let last: serde_json::Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    assert_eq!(last["text"].as_str().unwrap().split(' ').count(), 6_000_000);
}

#[test]
fn an_output_file_is_replaced_whole() {
    let room = Room::furnished();
    std::fs::write(room.path("out.txt"), "old and much longer than what comes ".repeat(100)).unwrap();
    let ran = room.run(&["turns", "talk.txt", "-o", "out.txt", "-q"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(room.read("out.txt"), room.run(&["turns", "talk.txt"]).out);
    assert_eq!(room.names(), ["out.txt", "recipe.txt", "talk.txt"], "nothing else is left");
}

#[test]
fn a_failed_run_leaves_the_old_file_whole() {
    let room = Room::furnished();
    for (args, code) in [
        (&["turns", "recipe.txt", "-o", "out.txt"][..], 2),
        (&["turns", "missing.txt", "-o", "out.txt"], 1),
        (&["convert", "recipe.txt", "--to", "vtt", "-o", "out.txt"], 2),
        (&["convert", "talk.txt", "--to", "nothing", "-o", "out.txt"], 1),
        (&["repair", "missing.txt", "-o", "out.txt"], 1),
        (&["query", "recipe.txt", "--speaker", "Ada", "-o", "out.txt"], 2),
    ] {
        std::fs::write(room.path("out.txt"), "old").unwrap();
        assert_eq!(room.run(args).code, code, "{args:?}");
        assert_eq!(room.read("out.txt"), "old", "{args:?}");
        assert_eq!(room.names(), ["out.txt", "recipe.txt", "talk.txt"], "{args:?}");
    }
}

#[test]
fn an_output_that_can_not_be_written_is_told_before_anything_else() {
    let room = Room::furnished();
    std::fs::create_dir(room.path("folder")).unwrap();
    let ran = room.run(&["turns", "talk.txt", "-o", "folder"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("fireside: folder: can't write: this is a directory\n"), "{}", ran.err);
    let ran = room.run(&["turns", "talk.txt", "-o", "nowhere/out.txt"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("fireside: nowhere/out.txt: can't write: no such file or directory\n"));
}

#[test]
fn a_file_can_be_mended_in_its_place() {
    let room = Room::furnished();
    assert_eq!(room.run(&["convert", "talk.txt", "--to", "text", "-o", "talk.txt"]).code, 0);
    assert_eq!(room.read("talk.txt"), TALK);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let room = Room::furnished();
    std::fs::write(room.path("real.txt"), "old").unwrap();
    std::fs::set_permissions(room.path("real.txt"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.txt", room.path("link.txt")).unwrap();
    assert_eq!(room.run(&["turns", "talk.txt", "-o", "link.txt"]).code, 0);
    assert!(room.read("real.txt").starts_with("[00:05] Ada Quill: "));
    assert!(std::fs::symlink_metadata(room.path("link.txt")).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(room.path("real.txt")).unwrap().permissions().mode() & 0o777, 0o640);

    assert_eq!(room.run(&["turns", "talk.txt", "-o", "new.txt"]).code, 0);
    std::fs::write(room.path("usual.txt"), "").unwrap();
    let mode = |name| std::fs::metadata(room.path(name)).unwrap().permissions().mode();
    assert_eq!(mode("new.txt"), mode("usual.txt"), "as for any new file");

    std::fs::set_permissions(room.path("new.txt"), std::fs::Permissions::from_mode(0o444)).unwrap();
    let ran = room.run(&["turns", "talk.txt", "-o", "new.txt"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("permission denied"), "{}", ran.err);
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let page: String =
        (0..40_000).map(|at| format!("Ada Quill ({:02}:{:02}): word\n\nBo (99:59): x\n\n", at / 60, at % 60)).collect();
    let room = Room::new(&[("long.txt", page.as_bytes())]);
    for format in ["text", "json", "jsonl", "md", "csv"] {
        let mut command = room.command(&["turns", "long.txt", "--from", "rev-inline", "--format", format, "-q"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut head = [0u8; 64];
        child.stdout.take().unwrap().read_exact(&mut head).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
    }
}

#[test]
fn standard_input_can_be_read_once() {
    let ran = Room::new(&[]).run_with(&["turns", "-", "-"], TALK.as_bytes());
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("twice"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn devices_are_written_as_they_are() {
    let room = Room::furnished();
    let ran = room.run(&["turns", "talk.txt", "-o", "/dev/stdout", "-q"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 4));
    assert_eq!(room.run(&["turns", "talk.txt", "-o", "/dev/null"]).code, 0);
    assert_eq!(room.run(&["turns", "/dev/null"]).code, 2);
}
