//! Somebody has only the help to go by.

use std::process::Command;

use super::run::{Room, checkout};

const COMMANDS: &[&str] = &["turns", "convert", "inspect", "repair", "query", "score", "formats", "completions"];

#[test]
fn help_and_version_are_answers() {
    let room = Room::new(&[]);
    for args in [&["--help"][..], &["--version"], &["turns", "--help"], &["query", "-h"]] {
        let ran = room.run(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
        assert!(!ran.out.is_empty(), "{args:?}");
    }
    assert_eq!(room.run(&["--version"]).out, format!("fireside {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_command_line_ends_with_one() {
    let room = Room::furnished();
    for args in [
        &[][..],
        &["dance"],
        &["turns"],
        &["turns", "talk.txt", "--format", "yaml"],
        &["turns", "talk.txt", "--speakers", "0"],
        &["turns", "talk.txt", "--as-read", "--names", "A,B"],
        &["completions", "cobol"],
    ] {
        let ran = room.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{args:?}");
        assert!(!ran.err.is_empty(), "{args:?}");
    }
    let error = room.run(&["turns", "--format", "json", "--bogus"]).error();
    assert_eq!(error["code"], "usage");
    assert!(error["message"].as_str().unwrap().contains("--bogus"), "{error}");
}

#[test]
fn every_example_of_the_help_runs_as_printed() {
    let seeds = checkout("seeds");
    if !seeds.exists() {
        return; // the published package has no seeds
    }
    let room = Room::new(&[]);
    std::fs::create_dir(room.path("seeds")).unwrap();
    for entry in std::fs::read_dir(&seeds).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), room.path("seeds").join(entry.file_name())).unwrap();
    }
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_fireside"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(binary.parent().unwrap().to_owned()).chain(std::env::split_paths(&path)))
            .unwrap();
    for command in std::iter::once(None).chain(COMMANDS.iter().map(Some)) {
        let args: Vec<&str> = command.into_iter().copied().chain(["--help"]).collect();
        let help = room.command(&args).env("COLUMNS", "80").output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let after = help.split("Examples:\n").nth(1).unwrap_or_else(|| panic!("no examples in {help}"));
        let examples: Vec<&str> = after.lines().take_while(|line| line.starts_with("  ")).map(str::trim).collect();
        assert!(examples.len() >= 2, "{help}");
        for example in examples {
            let shell = Command::new("sh").args(["-c", example]).current_dir(room.path("")).env("PATH", &path).output();
            let output = shell.unwrap();
            let err = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{example}: {err}");
            assert!(!err.contains("fireside: "), "{example}: {err}");
            let wrote = example.contains(" -o ") || example.contains("--output-dir");
            assert!(wrote || !output.stdout.is_empty(), "{example}");
        }
    }
}

#[test]
fn lines_of_help_fit_a_terminal() {
    let room = Room::new(&[]);
    for columns in [60, 80] {
        for command in COMMANDS {
            let help = room.command(&[command, "--help"]).env("COLUMNS", columns.to_string()).output().unwrap();
            let help = String::from_utf8(help.stdout).unwrap();
            let widest = help.lines().max_by_key(|line| line.chars().count()).unwrap();
            assert!(widest.chars().count() <= columns, "{command}: {widest}");
        }
    }
}

#[test]
fn the_table_of_formats_names_them_all() {
    let room = Room::new(&[]);
    let text = room.run(&["formats"]).out;
    let json = room.run(&["formats", "--format", "json"]).json();
    let rows = json["formats"].as_array().unwrap();
    let ids: Vec<&str> = fireside::format::FORMATS
        .iter()
        .map(|format| format.id)
        .chain(fireside::dialect::DIALECTS.iter().map(|dialect| dialect.id))
        .collect();
    assert_eq!(rows.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), ids);
    for id in ids {
        assert!(text.lines().any(|line| line.split_whitespace().next() == Some(id)), "{id}");
    }
}

#[test]
fn completions_know_the_commands() {
    let room = Room::new(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = room.run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(COMMANDS.iter().all(|command| ran.out.contains(command)), "{shell}");
    }
}
