//! Somebody has a text with defects and wants it mended, and otherwise as it was.

use super::run::{Ran, Room};

const BROKEN: &str = "It turned.We left.\n\nThe gate is shut.\n";
const MENDED: &str = "It turned. We left.\n\nThe gate is shut.\n";

fn repair(bytes: &[u8], args: &[&str]) -> (Ran, Vec<u8>) {
    let room = Room::new(&[("text.txt", bytes)]);
    let args: Vec<&str> = ["repair", "text.txt", "-o", "out.txt"].iter().chain(args).copied().collect();
    let ran = room.run(&args);
    let written = std::fs::read(room.path("out.txt")).unwrap_or_default();
    (ran, written)
}

#[test]
fn any_text_is_mended_from_a_pipe_and_into_one() {
    let ran = Room::new(&[]).run_with(&["repair", "-"], BROKEN.as_bytes());
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, MENDED, ""));
}

#[test]
fn the_shape_stays() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let legacy = |text: &str| -> Vec<u8> {
        format!("{text}caf\u{e9} au lait, d\u{e9}j\u{e0} vu\n").chars().map(|c| c as u8).collect()
    };
    for (before, after) in [
        (BROKEN.as_bytes().to_vec(), MENDED.as_bytes().to_vec()),
        (crlf(BROKEN).into_bytes(), crlf(MENDED).into_bytes()),
        (["\u{FEFF}", &crlf(BROKEN)].concat().into_bytes(), ["\u{FEFF}", &crlf(MENDED)].concat().into_bytes()),
        (utf16(&crlf(BROKEN)), utf16(&crlf(MENDED))),
        (legacy(BROKEN), legacy(MENDED)),
        (BROKEN.trim_end().as_bytes().to_vec(), MENDED.trim_end().as_bytes().to_vec()),
    ] {
        let (ran, written) = repair(&before, &["-q"]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
        assert_eq!(written, after, "{}", String::from_utf8_lossy(&written));
    }
}

#[test]
fn what_needs_no_mending_comes_back_byte_for_byte() {
    for bytes in
        [&b""[..], b"\n", b"All is well.\r\nIs it?\n", b"\xEF\xBB\xBFAll is well.", b"caf\xe9 au lait, d\xe9j\xe0 vu"]
    {
        assert_eq!(repair(bytes, &["-q"]).1, bytes);
    }
}

#[test]
fn edits_are_explained() {
    let room = Room::new(&[("text.txt", format!("Is it on?\n{BROKEN}").as_bytes())]);
    let ran = room.run(&["repair", "text.txt", "--explain"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("text.txt:2:11: stop-space (F02, "), "{}", ran.out);
    assert!(ran.out.ends_with("% sure): \"turned.We\" → \"turned. We\"\n"), "{}", ran.out);

    let json = room.run(&["repair", "text.txt", "--explain", "--format", "json"]).json();
    let edit = &json["edits"][0];
    assert_eq!((&edit["rule"], &edit["name"]), (&"F02".into(), &"stop-space".into()));
    assert_eq!((&edit["line"], &edit["column"]), (&2.into(), &11.into()));
    assert_eq!((&edit["before"], &edit["after"]), (&"turned.We".into(), &"turned. We".into()));
    assert!(edit["confidence"].as_f64().unwrap() > 0.5);
    assert_eq!(json["text"], format!("Is it on?\n{MENDED}"));

    let ran = room.run(&["repair", "text.txt", "--explain", "-o", "out.txt"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1));
    assert_eq!(room.read("out.txt"), format!("Is it on?\n{MENDED}"));
}

#[test]
fn a_diff_shows_words() {
    let text = format!("Is it on?\n{BROKEN}The boat  left the pier , and then it rained.\n");
    let room = Room::new(&[("text.txt", text.as_bytes()), ("good.txt", MENDED.as_bytes())]);
    let ran = room.run(&["repair", "text.txt", "--diff"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (
            0,
            "text.txt:2:4\n  It [-turned.We-]{+turned. We+} left.\n\
             text.txt:5:5\n  The [-boat␣␣left-]{+boat left+} the [-pier ,-]{+pier,+} and then it rained.\n"
        )
    );
    let ran = room.run(&["repair", "text.txt", "--diff", "--check"]);
    assert!(
        ran.code == 2 && ran.out.ends_with("text.txt: 3 changes: detached-punct 1, spaces 1, stop-space 1\n"),
        "{}",
        ran.out
    );
    assert_eq!(room.run(&["repair", "good.txt", "--diff"]).out, "");
    let ran = room.run(&["repair", "text.txt", "--diff", "-o", "out.txt"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 4));
    assert!(room.read("out.txt").contains("The boat left the pier, and"));
    assert_eq!(room.run(&["repair", "text.txt", "--diff", "--explain"]).code, 1);
}

#[test]
fn check_only_tells() {
    let room = Room::new(&[("bad.txt", BROKEN.as_bytes()), ("good.txt", MENDED.as_bytes())]);
    let ran = room.run(&["repair", "bad.txt", "--check"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, "bad.txt: 1 change: stop-space 1\n"));
    let ran = room.run(&["repair", "good.txt", "--check"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "good.txt: nothing to change\n"));
    assert_eq!(room.read("bad.txt"), BROKEN);
    let ran = room.run(&["repair", "bad.txt", "--check", "--format", "json"]);
    assert_eq!((ran.code, &ran.json()["changed"]), (2, &true.into()));
}

#[test]
fn levels_and_rules_choose() {
    let text = "i'm here.We left.\n";
    let out = |args: &[&str]| {
        let args: Vec<&str> = ["repair", "-"].iter().chain(args).copied().collect();
        Room::new(&[]).run_with(&args, text.as_bytes()).out
    };
    assert_eq!(out(&[]), "i'm here. We left.\n");
    assert_eq!(out(&["--level", "standard"]), "I'm here. We left.\n");
    assert_eq!(out(&["--rules", "F24"]), "I'm here.We left.\n");
    assert_eq!(out(&["--rules", "i-caps,stop-space"]), "I'm here. We left.\n");
    assert_eq!(out(&["--rules", "-stop-space"]), text);
    assert_eq!(out(&["--level", "full", "--rules", "-F02,-F24,-F25"]), text);
}

#[test]
fn a_rule_that_does_not_exist_is_told_with_its_neighbours() {
    let room = Room::new(&[("text.txt", BROKEN.as_bytes())]);
    let ran = room.run(&["repair", "text.txt", "--rules", "stop-spce"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("stop-space"), "{}", ran.err);
    assert_eq!(room.run(&["repair", "text.txt", "--level", "extreme"]).code, 1);
}

#[test]
fn the_help_lists_every_rule() {
    let help = Room::new(&[]).run(&["repair", "--help"]).out;
    for rule in fireside::pass::repair::RULES {
        assert!(help.contains(&format!("{} {}", rule.id, rule.name)), "{}", rule.name);
    }
}

#[test]
fn data_is_not_mended() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".repeat(40);
    let (ran, written) = repair(&png, &[]);
    assert_eq!((ran.code, written.len()), (2, 0));
}

#[test]
fn a_text_can_be_mended_in_its_place() {
    let room = Room::new(&[("text.txt", BROKEN.as_bytes())]);
    assert_eq!(room.run(&["repair", "text.txt", "-o", "text.txt"]).code, 0);
    assert_eq!(room.read("text.txt"), MENDED);
}
