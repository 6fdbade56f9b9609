//! `fireside convert`: any format that can be read into any that can be written.

use std::path::Path;

use fireside::{Captions, Detail, Document, Error, dialect, format};

use super::args::{ConvertArgs, PlainFormat};
use super::input::{Output, read};
use super::ready::{Ready, Source};
use super::report::{Exit, Failure, Report};
use super::turns::Answer;

pub fn run(args: &ConvertArgs, report: Report) -> Result<Exit, Failure> {
    let report = Report { json: args.format == PlainFormat::Json, ..report };
    let target = target(args)?;
    let source = Source::new(args.from.as_deref(), &args.source);
    let ready = Ready::new(&args.passes, &args.people)?;
    let mut output = Output::open(args.output.output.as_deref())?;
    let mut input = read(&args.file)?;
    let reading = source.read(&input)?;
    // What was read stands in the transcript now: room for what is written.
    input.bytes = Vec::new();
    let pasted = dialect::DIALECTS.iter().any(|dialect| dialect.id == reading.transcript.source.format);
    let mut reading = if pasted { ready.make(reading) } else { ready.name(reading) };
    // Documents with what was doubted, and lines with each word, are put together here.
    let document = target == "json" || target == "jsonl" && args.words;
    let mut text = String::new();
    if !document {
        let written = format::write(target, &reading.transcript);
        let (written, lost) = written.map_err(|error| Failure::of(&error, &input.name))?;
        text = written;
        reading.diagnostics.extend(lost);
    }
    source.check(&input.name, &reading.diagnostics)?;
    let transcript = &reading.transcript;
    match target {
        "json" => {
            let diagnostics = &reading.diagnostics;
            let detail = if args.words { Detail::Words } else { Detail::Full };
            match format::is_timed(transcript) {
                true => output.write_json(&Answer { document: Captions::new(transcript), diagnostics })?,
                false => output.write_json(&Answer { document: Document::new(transcript, detail), diagnostics })?,
            }
            output.write("\n")?;
        }
        "jsonl" if document => {
            for line in Document::new(transcript, Detail::Words).lines() {
                output.write_json(&line)?;
                output.write("\n")?;
            }
        }
        _ => output.write(&text)?,
    }
    output.finish()?;
    report.diagnostics(&input.name, &reading.diagnostics);
    Ok(Exit::Done)
}

/// The format to write: the one named, or that of the output file's extension.
fn target(args: &ConvertArgs) -> Result<&'static str, Failure> {
    let writable = || format::FORMATS.iter().filter(|format| format.write.is_some());
    let ids = || writable().map(|format| format.id);
    let extension = |path: &Path| path.extension().map(|extension| extension.to_string_lossy().into_owned());
    let named = match (&args.to, &args.output.output) {
        (Some(to), _) => to.clone(),
        (None, Some(path)) => extension(path).ok_or_else(|| {
            Failure::usage(format!("can't tell the format to write from `{}`", path.display()))
                .help("name it with --to, such as `--to vtt`")
        })?,
        (None, None) => {
            return Err(Failure::usage("which format to write?")
                .help(format!("name it with --to: {}", ids().collect::<Vec<_>>().join(", "))));
        }
    };
    match format::by_id(&named).filter(|format| format.write.is_some()) {
        Some(format) => Ok(format.id),
        None => Err(Failure::of(&Error::unknown("format to write", &named, ids()), "")),
    }
}
