//! The doors between the rooms: which part of the library may look into which. Read from the paths that the code names.

use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms that it may look into. The front rooms, `lib.rs` and `read.rs`, look into all of them.
const DOORS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("algo", &[]),
    ("error", &["model"]),
    ("diagnostic", &["model"]),
    ("text", &["model", "error", "diagnostic"]),
    ("format", INNER),
    ("dialect", INNER),
    ("pass", INNER),
    ("query", INNER),
    ("score", INNER),
    // The program sees the library as any other crate does.
    ("cli", &[]),
    ("notes", &[]),
];
const INNER: &[&str] = &["model", "algo", "error", "diagnostic", "text"];
const FRONT: &[&str] = &["lib", "read", "main"];

/// The wrong doors of one file: `path` is told from `src`, parts without their `.rs`.
fn wrong_doors(path: &[&str], code: &str) -> Vec<String> {
    let room = path.first().copied().unwrap_or_default();
    if FRONT.contains(&room) {
        return Vec::new();
    }
    let Some((_, open)) = DOORS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("the room `{room}` has no doors: give it a line in this test")];
    };
    let module: Vec<&str> = path.iter().copied().filter(|part| *part != "mod").collect();
    let mut wrong = Vec::new();
    for found in paths(code) {
        let Some(target) = resolve(&module, &found) else { continue };
        let seen = target.first().map(String::as_str).unwrap_or("the front door");
        if seen != room && !open.contains(&seen) {
            wrong.push(format!("{} looks into `{seen}`: {}", path.join("/"), found.join("::")));
        }
    }
    wrong
}

/// Where a path leads, from the root of the crate; `None` for paths of other crates and of the module itself.
fn resolve(module: &[&str], path: &[String]) -> Option<Vec<String>> {
    let supers = path.iter().take_while(|part| *part == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "super" => {
            let above = module[..module.len().saturating_sub(supers)].iter().map(|part| (*part).to_owned());
            Some(above.chain(path[supers..].iter().cloned()).collect())
        }
        _ => None,
    }
}

/// All paths in `code` that start at `crate` or `super`, groups in braces taken apart. Comments and tests are left out.
fn paths(code: &str) -> Vec<Vec<String>> {
    let inside = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String =
        inside.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some(at) = ["crate::", "super::"].iter().filter_map(|root| rest.find(root)).min() {
        let whole = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$');
        rest = &rest[at..];
        if whole {
            let read = tree(rest, &mut Vec::new(), &mut found);
            rest = &rest[read.max(1)..];
        } else {
            rest = &rest[1..];
        }
    }
    found
}

/// Reads `a::b::{c, d::e}` from the start of `code`; gives the bytes read.
fn tree(code: &str, stem: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let depth = stem.len();
    let mut at = 0;
    loop {
        at += code[at..].len() - code[at..].trim_start().len();
        let name: usize = code[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
        if name > 0 {
            stem.push(code[at..at + name].to_owned());
            at += name;
            if code[at..].starts_with("::") {
                at += 2;
                continue;
            }
        } else if code[at..].starts_with('{') {
            at += 1;
            while !code[at..].trim_start().starts_with('}') && at < code.len() {
                let before = at;
                at += tree(&code[at..], stem, found);
                at += code[at..].len() - code[at..].trim_start().len();
                at += usize::from(code[at..].starts_with(','));
                if at == before {
                    break;
                }
            }
            at += code[at..].find('}').map_or(0, |close| close + 1);
            stem.truncate(depth);
            return at;
        } else if code[at..].starts_with('*') {
            at += 1;
        }
        found.push(stem.clone());
        stem.truncate(depth);
        return at;
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the source").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
    found.sort();
}

#[test]
fn no_room_looks_through_a_wrong_door() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&source, &mut all);
    assert!(all.len() > 10, "the source is read");
    let mut wrong = Vec::new();
    for file in all.iter().filter(|file| file.file_name().is_some_and(|name| name != "tests.rs")) {
        let inside = file.strip_prefix(&source).expect("a file of the source").with_extension("");
        let path: Vec<&str> = inside.iter().filter_map(|part| part.to_str()).collect();
        wrong.extend(wrong_doors(&path, &fs::read_to_string(file).expect("a source file")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_door_is_seen_however_it_is_written() {
    let through = |path: &str, code: &str| wrong_doors(&path.split('/').collect::<Vec<_>>(), code).len();
    for (path, code) in [
        ("model/time", "use crate::text::mark;"),
        ("pass/split/names", "use crate::dialect::resolve::names;"),
        ("pass/split/names", "use super::super::super::query::Query;"),
        ("text/mod", "use crate::{model::Time, algo::edit};"),
        ("text/mod", "use crate::{\n    model::{Time, How},\n    format::{self, Format},\n};"),
        ("query/about", "fn f() { crate::pass::repair::repair_text(); }"),
        ("error", "use super::text::Places;"),
        ("format/srt", "use crate::Transcript;"),
        ("cli/turns", "use crate::model::Time;"),
        ("attic/box", "fn f() {}"),
    ] {
        assert_ne!(through(path, code), 0, "{path}: {code}");
    }
    for (path, code) in [
        ("pass/split/names", "use super::{Boundary, letters};\nuse super::super::estimate;\nuse crate::algo::chain;"),
        ("format/srt", "use crate::model::{Time, Transcript};\nuse std::fmt;\nuse super::captions::{self, rows};"),
        (
            "text/words",
            "// use crate::pass::split;\n#[cfg(test)]\nmod tests {\n    use super::*;\n    use crate::pass;\n}",
        ),
        ("read", "use crate::dialect::DIALECTS;"),
        ("cli/turns", "use fireside::model::Time;\nuse super::args::Args;\nuse crate::cli::report;"),
        ("model/time", "use serde::crates::text;\nlet text = my_crate::text;"),
    ] {
        assert_eq!(wrong_doors(&path.split('/').collect::<Vec<_>>(), code), [""; 0], "{path}: {code}");
    }
}
