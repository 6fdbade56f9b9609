//! Somebody has a page with a talk and wants to know who says what when.

use super::run::{RECIPE, Room, TALK};

#[test]
fn text_has_one_line_a_turn() {
    let ran = Room::furnished().run(&["turns", "talk.txt"]);
    assert_eq!(ran.code, 0);
    assert_eq!(
        ran.out,
        "[00:05] Ada Quill: Is it on?\n[00:07] Bram Otten: It is. Always.\n[00:09] Ada Quill: Good. Then we \
         start.\n[01:12] Bram Otten: Tea first.\n"
    );
}

#[test]
fn quiet_says_nothing_but_the_answer() {
    let ran = Room::furnished().run(&["turns", "talk.txt", "--quiet"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn standard_input_is_a_dash() {
    let ran = Room::new(&[]).run_with(&["turns", "-", "--format", "jsonl"], TALK.as_bytes());
    assert_eq!(ran.code, 0);
    assert_eq!(ran.out.lines().count(), 4);
    assert!(ran.out.starts_with(r#"{"source":{"path":"-"},"index":0,"speaker":"Ada Quill","start_ms":5000,"#));
}

#[test]
fn json_is_the_document_with_its_diagnostics() {
    let ran = Room::furnished().run(&["turns", "talk.txt", "--format", "json"]);
    let json = ran.json();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let mut keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["diagnostics", "meta", "schema", "source", "speakers", "turns"]);
    assert_eq!(json["schema"], "fireside.transcript/1");
    assert_eq!(json["source"]["path"], "talk.txt");
    assert_eq!(json["source"]["format"], "rev-inline");
    assert_eq!(json["turns"][1]["text"], "It is. Always.");
    assert_eq!(json["turns"][1]["end_ms"], 9000);
    assert_eq!(json["turns"][1]["end_timing"], "estimated");
    assert!(json["turns"][1].get("words").is_none());
    assert!(json["diagnostics"].as_array().unwrap().iter().any(|one| one["code"] == "times-estimated"));
}

#[test]
fn words_come_when_asked_for() {
    for format in ["json", "jsonl"] {
        let ran = Room::furnished().run(&["turns", "talk.txt", "--format", format, "--words"]);
        let first: serde_json::Value = match format {
            "json" => ran.json()["turns"][0].clone(),
            _ => serde_json::from_str(ran.out.lines().next().unwrap()).unwrap(),
        };
        let words: Vec<&str> = first["words"].as_array().unwrap().iter().filter_map(|w| w["text"].as_str()).collect();
        assert_eq!(words, ["Is", "it", "on?"], "{format}");
        assert_eq!(first["words"][0]["origin"]["bytes"], serde_json::json!({"start": 19, "end": 21}));
    }
}

#[test]
fn as_read_gives_no_end_that_the_page_does_not() {
    let json = Room::furnished().run(&["turns", "talk.txt", "--as-read", "--format", "json"]).json();
    for turn in json["turns"].as_array().unwrap() {
        assert!(turn["end_ms"].is_null());
        assert_eq!((&turn["timing"], &turn["end_timing"]), (&"exact".into(), &"none".into()));
    }
}

#[test]
fn csv_quotes_by_the_rules() {
    let page = "Ada Quill (00:05): Tea, \"now\"?\n\nBram Otten (00:07): It is.\n\nAda Quill (00:09): Good.\n\nBram \
                Otten (00:12): Yes.\n";
    let ran = Room::new(&[("a,b.txt", page.as_bytes())]).run(&["turns", "a,b.txt", "--format", "csv", "--as-read"]);
    let mut lines = ran.out.split("\r\n");
    assert_eq!(lines.next(), Some("path,index,speaker,start_ms,end_ms,timing,text"));
    assert_eq!(lines.next(), Some(r#""a,b.txt",0,Ada Quill,5000,,exact,"Tea, ""now""?""#));
    assert_eq!(lines.next(), Some(r#""a,b.txt",1,Bram Otten,7000,,exact,It is."#));
}

#[test]
fn markdown_has_names_in_bold() {
    let ran = Room::furnished().run(&["turns", "talk.txt", "--format", "md"]);
    assert!(ran.out.starts_with("**Ada Quill** (00:05): Is it on?\n\n**Bram Otten** (00:07): It is. Always.\n"));
}

#[test]
fn an_article_is_refused_with_a_reason_and_nothing_is_printed() {
    let room = Room::furnished();
    let ran = room.run(&["turns", "recipe.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("fireside: recipe.txt: "), "{}", ran.err);
    assert!(ran.err.contains("\n  = help: "), "{}", ran.err);

    let ran = room.run(&["turns", "recipe.txt", "--format", "json", "-o", "out.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let error = ran.error();
    assert!(error["code"].as_str().unwrap().starts_with("E-"), "{error}");
    assert_eq!(error["file"], "recipe.txt");
    assert_eq!(error.as_object().unwrap().len(), 6);
    assert_eq!(room.names(), ["recipe.txt", "talk.txt"]);
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let room = Room::furnished();
    let ran = room.run(&["turns", "talk.txt", "missing.txt", "recipe.txt", "talk.txt", "--format", "json"]);
    assert_eq!(ran.code, 2, "the highest of 0, 1 and 2");
    let json = ran.json();
    assert_eq!(json["schema"], "fireside.transcripts/1");
    assert_eq!(json["transcripts"].as_array().unwrap().len(), 2);
    assert_eq!(json["transcripts"][1]["turns"].as_array().unwrap().len(), 4);
    let errors: Vec<serde_json::Value> = ran.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(errors[0]["error"]["file"], "missing.txt");
    assert_eq!(errors[1]["error"]["file"], "recipe.txt");
}

#[test]
fn only_bad_files_print_nothing_at_all() {
    let room = Room::furnished();
    for format in ["text", "json", "jsonl", "md", "csv"] {
        let ran = room.run(&["turns", "missing.txt", "recipe.txt", "--format", format]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{format}");
    }
}

#[test]
fn many_files_come_in_the_order_given() {
    let names: Vec<String> = (0..60).map(|index| format!("{index:02}.txt")).collect();
    let pages: Vec<String> = (0..60).map(|index| TALK.replace("Tea first", &format!("Tea {index}"))).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().zip(&pages).map(|(name, page)| (name.as_str(), page.as_bytes())).collect();
    let room = Room::new(&files);
    let args: Vec<&str> = ["turns", "--format", "jsonl"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let ran = room.run(&args);
    let last: Vec<String> = ran.out.lines().filter(|line| line.contains("Tea ")).map(str::to_owned).collect();
    assert_eq!(last.len(), 60);
    for (index, line) in last.iter().enumerate() {
        let turn: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(turn["text"], format!("Tea {index}."));
        assert_eq!(turn["source"]["path"], names[index]);
    }
}

#[test]
fn several_files_share_one_csv_header_and_bear_their_names_in_text() {
    let room = Room::furnished();
    let csv = room.run(&["turns", "talk.txt", "talk.txt", "--format", "csv"]).out;
    assert_eq!((csv.matches("path,index").count(), csv.lines().count()), (1, 9));
    let text = room.run(&["turns", "talk.txt", "talk.txt"]).out;
    assert_eq!(text.matches("==> talk.txt <==\n").count(), 2);
}

#[test]
fn strict_takes_the_first_warning_for_an_error() {
    let page = TALK.replace("Always", "Al\0ways");
    let room = Room::new(&[("nul.txt", page.as_bytes())]);
    let ran = room.run(&["turns", "nul.txt"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("nul.txt:3:30: warning: "), "{}", ran.err);
    assert!(ran.err.contains(" [nul-bytes]\n"), "{}", ran.err);

    let ran = room.run(&["turns", "nul.txt", "--strict"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("fireside: nul.txt:3:30: "), "{}", ran.err);
    let error = room.run(&["turns", "nul.txt", "--strict", "--format", "json"]).error();
    assert_eq!((&error["code"], &error["line"], &error["column"]), (&"nul-bytes".into(), &3.into(), &30.into()));
}

#[test]
fn a_named_dialect_lifts_the_minimum_of_evidence() {
    let room = Room::new(&[("short.txt", b"Ada Quill (00:05): Is it on?")]);
    let ran = room.run(&["turns", "short.txt", "--from", "rev-inline"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "[00:05] Ada Quill: Is it on?\n"));
    let ran = room.run(&["turns", "short.txt", "--from", "rev-inlin"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("did you mean `rev-inline`?"), "{}", ran.err);
}

#[test]
fn a_named_encoding_is_used() {
    let page: Vec<u8> = TALK.replace("Ada", "Zoë").chars().map(|c| c as u8).collect();
    let room = Room::new(&[("page.txt", &page)]);
    let ran = room.run(&["turns", "page.txt", "--encoding", "windows-1252", "--format", "json"]);
    assert_eq!(ran.json()["speakers"][0]["name"], "Zoë Quill");
    assert_eq!(ran.json()["source"]["encoding"], "windows-1252");
    let ran = room.run(&["turns", "page.txt", "--encoding", "klingon"]);
    assert_eq!(ran.code, 1);
}

#[test]
fn the_recipe_is_none() {
    // What the other tests take for granted.
    assert!(fireside::read(RECIPE.as_bytes()).is_err());
    assert_eq!(fireside::read(TALK.as_bytes()).unwrap().transcript.turns().len(), 4);
}
