//! Runs inputs through a fuzz target without a fuzzer: `replay TARGET FILE-OR-FOLDER…`, on any toolchain.
//!
//! `replay seed FOLDER FILE-OR-FOLDER…` instead makes the first inputs of every target out of texts, and
//! `replay readers` lists the ids of the formats that are read.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use fireside::format::FORMATS;
use fireside_fuzz::{PICKS_A_READER, TARGETS, readers};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().ok_or("usage: replay TARGET FILE-OR-FOLDER…")?;
    if name == "seed" {
        let corpus = arguments.next().ok_or("usage: replay seed FOLDER FILE-OR-FOLDER…")?;
        return seed(Path::new(&corpus), arguments);
    }
    if name == "readers" {
        for format in FORMATS.iter().filter(|format| format.read.is_some()) {
            println!("{}", format.id);
        }
        return Ok(());
    }
    let target = TARGETS.iter().find(|(known, _)| *known == name).ok_or("no such target")?.1;
    let mut count = 0;
    for path in arguments {
        for file in files(Path::new(&path))? {
            let data = fs::read(&file)?;
            // The name goes first: a panic ends the program.
            eprintln!("{name} {}", file.display());
            target(&data);
            count += 1;
        }
    }
    println!("{name}: {count} inputs");
    if count == 0 { Err("there was no input to replay".into()) } else { Ok(()) }
}

/// The files under a path.
fn files(path: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))? {
        found.extend(files(&entry?.path())?);
    }
    found.sort();
    Ok(found)
}

/// Most bytes of a text that become an input: small ones are changed sooner.
const MOST: usize = 4_000;

/// Writes inputs for every target: the head and the middle of each text, under each reader where there are several.
fn seed(corpus: &Path, paths: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    for (name, _) in TARGETS {
        fs::create_dir_all(corpus.join(name))?;
    }
    let mut count = 0;
    for path in paths {
        for file in files(Path::new(&path))? {
            if file.extension().is_some_and(|extension| extension == "expected") {
                continue;
            }
            let text = fs::read(&file)?;
            // A sample of a format is for its own reader and for the one who finds out; other texts are for all of them.
            let folder = file.parent().and_then(Path::file_name).map(|folder| folder.to_string_lossy().into_owned());
            let own = readers().iter().position(|id| Some(*id) == folder.as_deref());
            // (every text under every reader would be thousands: each is for one in eight, by turns).
            let turns = count / 2 % 8;
            let own: Vec<usize> = own.map_or_else(
                || (0..readers().len()).filter(|at| *at == 0 || at % 8 == turns).collect(),
                |reader| vec![0, reader],
            );
            let middle = text.len() / 2;
            for piece in [text.get(..text.len().min(MOST)), text.get(middle..text.len().min(middle + MOST))] {
                count += 1;
                let piece = piece.unwrap_or_default();
                let write = |target: &str, variant: usize, head: &[u8]| {
                    fs::write(corpus.join(target).join(format!("{count:04}-{variant}")), [head, piece].concat())
                };
                for &reader in &own {
                    for target in PICKS_A_READER {
                        // Each of its inputs is read over and over: a part of them is enough to start with.
                        if *target == "linear" && count % 4 != 1 {
                            continue;
                        }
                        write(target, reader, &[reader as u8])?;
                    }
                }
                for level in 0..3 {
                    write("repair", usize::from(level), &[level])?;
                }
                write("dialects", 0, b"")?;
                write("query", 0, b"Ilya\n0:10\n50:00\nlearning \"language models\"\n")?;
                write("roundtrip_json", 0, b"")?;
                // A text with itself, cut in the middle, each half as the same reader has it.
                let own = own.last().map_or(0, |reader| *reader as u8);
                if count % 2 == 1 {
                    let twice = [&[128, own, own][..], piece, piece].concat();
                    fs::write(corpus.join("align").join(format!("{count:04}-0")), twice)?;
                }
                if let Ok(reading) = fireside::read(&text[..text.len().min(2 * MOST)]) {
                    let (json, _) = fireside::format::write("json", &reading.transcript)?;
                    fs::write(corpus.join("roundtrip_json").join(format!("{count:04}-json")), json)?;
                    fs::write(
                        corpus.join("roundtrip_json").join(format!("{count:04}-full")),
                        serde_json::to_vec(&reading.transcript)?,
                    )?;
                }
            }
        }
    }
    println!("{count} pieces of text");
    Ok(())
}
