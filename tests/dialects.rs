//! Transcripts as people paste them: each page with all that it must read as.
//!
//! `dialects/ID/CASE.txt` stands beside `CASE.json`, which gives the dialects whose record the page fits, the clock, the
//! speakers in order, and every unit as `[speaker, start, end, text]`, times in milliseconds. With a key `from` the page
//! is too short to be found out and is read by that name. `dialects/near-misses/CASE.json` gives the codes of which one
//! must be the error's.

use std::fs;
use std::path::{Path, PathBuf};

use fireside::{Error, ReadOptions, Reading, Time, read_with};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialects")
}

/// Every page with what it must read as.
fn cases() -> Vec<(PathBuf, Value)> {
    let mut cases = Vec::new();
    for folder in fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|extension| extension == "json") {
                let expected = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
                cases.push((file.with_extension("txt"), expected));
            }
        }
    }
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

fn units(reading: &Reading) -> Vec<Value> {
    let ms = |time: Option<Time>| time.map(|time| time.at.millis());
    let transcript = &reading.transcript;
    transcript
        .turns()
        .flat_map(|turn| {
            let speaker = turn.speaker().map(|speaker| speaker.name.clone());
            turn.units().map(move |unit| json!([speaker, ms(unit.start()), ms(unit.end()), unit.text()]))
        })
        .collect()
}

/// What is wrong with the reading of a case, if anything is.
fn complaint(page: &Path, expected: &Value) -> Option<String> {
    let mut options = ReadOptions::default();
    if let Some(from) = expected["from"].as_str() {
        options = options.from(from);
    }
    // Turns are asked for: a song has none.
    let read = read_with(&fs::read(page).unwrap(), &options)
        .and_then(|reading| fireside::format::sung(&reading.transcript).map_or(Ok(reading), Err));
    if let Some(codes) = expected["error"].as_array() {
        return match read {
            Ok(reading) => Some(format!("read as {}", reading.transcript.source.format)),
            Err(error @ Error::NotATranscript { .. }) if codes.iter().any(|code| code == error.code()) => None,
            Err(error) => Some(error.to_string()),
        };
    }
    let reading = match read {
        Ok(reading) => reading,
        Err(error) => return Some(error.to_string()),
    };
    let (found, wanted) = (units(&reading), expected["units"].as_array().unwrap());
    if let Some(at) = (0..found.len().max(wanted.len())).find(|at| found.get(*at) != wanted.get(*at)) {
        return Some(format!("unit {at}:\n  found  {:?}\n  wanted {:?}", found.get(at), wanted.get(at)));
    }
    let speakers: Vec<Value> = reading.transcript.speakers().iter().map(|speaker| json!(speaker.name)).collect();
    if Some(&speakers) != expected["speakers"].as_array() {
        return Some(format!("speakers {speakers:?}"));
    }
    let source = &reading.transcript.source;
    if json!(source.clock) != expected["clock"] {
        return Some(format!("clock {:?}", source.clock));
    }
    let fits = expected["dialect"].as_array().unwrap().iter().any(|id| *id == json!(source.format));
    (!fits).then(|| format!("taken for {}", source.format))
}

#[test]
fn every_page_reads_as_it_must() {
    let cases = cases();
    assert!(cases.len() > 200, "only {} cases", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(page, expected)| {
            let name = page.strip_prefix(folder()).unwrap().display();
            complaint(page, expected).map(|complaint| format!("{name}: {complaint}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
