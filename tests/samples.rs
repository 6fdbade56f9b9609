//! Samples: each file of a format or dialect with all that it must read as.
//!
//! `samples/FORMAT/CASE.EXT` stands beside `samples/FORMAT/CASE.EXT.expected`. A case is read as a user would: found out from its
//! content, with its name as the second word. With `FIRESIDE_BLESS=1` the expected files are written anew: read them
//! before you keep them.

use std::fs;
use std::path::{Path, PathBuf};

use fireside::{Captions, ReadOptions, Reading, Transcript, read_with};
use serde_json::{Value, json};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples")
}

/// Every case with the file that says what it must read as.
fn cases() -> Vec<(PathBuf, PathBuf)> {
    let mut cases = Vec::new();
    for folder in fs::read_dir(samples()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let expected = file.with_file_name(format!("{}.expected", file.file_name().unwrap().to_string_lossy()));
            if file.extension().is_some_and(|extension| extension != "expected")
                && folder.file_name() != Some("turns".as_ref())
            {
                cases.push((file, expected));
            }
        }
    }
    cases.sort();
    cases
}

fn name(path: &Path) -> String {
    path.strip_prefix(samples()).unwrap().to_string_lossy().replace('\\', "/")
}

/// What a case reads as: the timed file as the contract has it, its turns, and what was doubted where.
fn outcome(reading: &Reading) -> Value {
    let transcript = &reading.transcript;
    let mut captions = serde_json::to_value(Captions::new(transcript)).unwrap();
    captions["source"].as_object_mut().unwrap().remove("path");
    let turns: Vec<Value> = transcript
        .turns()
        .map(|turn| {
            let units: Vec<Value> = turn
                .units()
                .map(|unit| {
                    let ms = |time: Option<fireside::Time>| time.map(|time| time.at.millis());
                    json!([ms(unit.start()), ms(unit.end()), unit.text()])
                })
                .collect();
            json!({"speaker": turn.speaker().map(|who| &who.name), "new_speaker": turn.new_speaker(), "units": units})
        })
        .collect();
    let doubts: Vec<Value> =
        reading.diagnostics.iter().map(|doubt| json!([doubt.code, doubt.line, doubt.column, doubt.message])).collect();
    let mut object = captions.as_object().unwrap().clone();
    object.remove("schema");
    for key in ["cues", "words", "records"] {
        // One a line keeps a changed expectation readable.
        let empty = object[key].as_array().is_some_and(Vec::is_empty);
        if empty {
            object.remove(key);
        }
    }
    object.insert("turns".to_owned(), turns.into());
    object.insert("diagnostics".to_owned(), doubts.into());
    Value::Object(object)
}

/// JSON with one array item a line.
fn pretty(value: &Value) -> String {
    let mut out = String::from("{\n");
    let object = value.as_object().unwrap();
    for (index, (key, value)) in object.iter().enumerate() {
        out.push_str(&format!("  {}: ", json!(key)));
        match value.as_array().filter(|items| !items.is_empty()) {
            Some(items) => {
                let lines: Vec<String> = items.iter().map(|item| format!("    {item}")).collect();
                out.push_str(&format!("[\n{}\n  ]", lines.join(",\n")));
            }
            None => out.push_str(&value.to_string()),
        }
        out.push_str(if index + 1 < object.len() { ",\n" } else { "\n" });
    }
    out.push_str("}\n");
    out
}

fn read_case(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap();
    match read_with(&bytes, &ReadOptions::default().path(path.to_string_lossy())) {
        Ok(reading) => outcome(&reading),
        Err(error) => {
            json!({"error": error.code(), "message": error.to_string().replace(&*path.to_string_lossy(), "FILE")})
        }
    }
}

#[test]
fn every_sample_reads_as_it_must() {
    let bless = std::env::var_os("FIRESIDE_BLESS").is_some();
    let mut wrong = Vec::new();
    let all = cases();
    assert!(!all.is_empty());
    for (file, expected) in all {
        let found = read_case(&file);
        if bless {
            fs::write(&expected, pretty(&found)).unwrap();
        }
        // Numbers are compared as they are written.
        let found: Value = serde_json::from_str(&pretty(&found)).unwrap();
        let text = fs::read_to_string(&expected).unwrap_or_else(|_| panic!("{} has no expectation", name(&file)));
        let wanted: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", name(&expected)));
        // Both sides go through text: JSON numbers may move by a last digit on the way.
        let found: Value = serde_json::from_str(&pretty(&found)).unwrap();
        if wanted != found {
            wrong.push(format!("{}\n--- wanted\n{}--- found\n{}", name(&file), pretty(&wanted), pretty(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} samples read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_index_says_what_each_sample_is_for() {
    let index = fs::read_to_string(samples().join("INDEX.md")).unwrap();
    let missing: Vec<String> = cases()
        .iter()
        .map(|(file, _)| name(file))
        .filter(|name| !index.lines().any(|line| line.starts_with(&format!("| `{name}` |"))))
        .collect();
    assert!(missing.is_empty(), "INDEX.md has no line for {missing:?}");
}

/// The start, end, speaker and text of every cue, and the words with their times: what a writer must bring back.
fn essence(transcript: &Transcript) -> Value {
    let document = serde_json::to_value(Captions::new(transcript)).unwrap();
    json!([document["cues"], document["words"], document["records"]])
}

#[test]
fn what_one_writing_has_lost_a_second_loses_no_more_of() {
    for (file, _) in cases() {
        let bytes = fs::read(&file).unwrap();
        let Ok(reading) = read_with(&bytes, &ReadOptions::default().path(file.to_string_lossy())) else { continue };
        let formats = fireside::format::FORMATS.iter();
        for format in formats.filter(|format| format.read.is_some() && format.write.is_some()) {
            let again = |transcript: &Transcript| {
                let (text, _) = fireside::format::write(format.id, transcript).unwrap();
                let read = read_with(text.as_bytes(), &ReadOptions::default().from(format.id));
                (text, read.map(|reading| reading.transcript))
            };
            let (first, once) = again(&reading.transcript);
            let once = once.unwrap_or_else(|error| panic!("{} as {}: {error}\n{first}", name(&file), format.id));
            let (second, twice) = again(&once);
            let twice = twice.unwrap_or_else(|error| panic!("{} as {}: {error}", name(&file), format.id));
            assert_eq!(essence(&once), essence(&twice), "{} as {}:\n{first}\n---\n{second}", name(&file), format.id);
        }
    }
}

#[test]
fn a_file_cut_off_anywhere_is_read_or_refused() {
    for (file, _) in cases() {
        let bytes = fs::read(&file).unwrap();
        // Every byte of what is short; the head, the tail and a sample of what is long.
        let step = (bytes.len() / 400).max(1);
        for end in (0..bytes.len()).step_by(step) {
            let options = ReadOptions::default().path(file.to_string_lossy());
            let _ = read_with(&bytes[..end], &options);
            if let Ok(reading) = read_with(&bytes, &options) {
                let from = reading.transcript.source.format.to_string();
                let _ = read_with(&bytes[..end], &options.from(from));
            }
        }
    }
}

#[test]
fn each_format_claims_its_own_samples_alone() {
    for (file, _) in cases() {
        let bytes = fs::read(&file).unwrap();
        let folder = name(&file).split('/').next().unwrap().to_owned();
        if fireside::format::by_id(&folder).is_none_or(|format| format.id != folder) {
            continue;
        }
        let claims = match fireside::format::binary_candidates(&bytes).claims {
            claims if claims.is_empty() => match fireside::text::decode(&bytes, None) {
                Ok(decoded) => fireside::format::candidates(&decoded.text).claims,
                Err(_) => continue,
            },
            claims => claims,
        };
        let sure = |id: &str| claims.iter().find(|(format, _)| format.id == id).map_or(0, |(_, sure)| *sure);
        let other = claims.iter().filter(|(format, _)| format.id != folder).map(|(_, sure)| *sure).max().unwrap_or(0);
        let own = sure(&folder);
        assert!(
            own == 0 || own >= other + 20,
            "{}: {own} against {other}: {:?}",
            name(&file),
            claims.iter().map(|(format, sure)| (format.id, *sure)).collect::<Vec<_>>()
        );
    }
}
