//! `fireside turns`: who says what when.

use fireside::format::{self, csv};
use fireside::{Detail, Diagnostic, Document, Reading, Transcript};
use serde::Serialize;

use super::args::{TurnsArgs, TurnsFormat};
use super::batch::{Done, each};
use super::input::{Input, Output};
use super::pages::Pages;
use super::paragraphs::{Look, Paragraph, paragraph, takes_hours};
use super::ready::{Ready, Source};
use super::report::{Exit, Failure, Report};

pub fn run(args: &TurnsArgs, report: Report) -> Result<Exit, Failure> {
    let source = Source::new(args.from.as_deref(), &args.source);
    let ready = Ready::new(&args.passes, &args.people)?;
    let mut output = Output::open(args.output.output.as_deref())?;
    let mut pages = Pages::new(args.format, args.files.len());
    let look = Look::of(args.output.output.is_some());
    let exit = each(
        &args.files,
        report,
        &mut output,
        |input| read(input, &source, &ready),
        |output, done| {
            pages.begin(output, &done.name)?;
            print(args, done, look, pages.first(), output)?;
            pages.end(output)
        },
    )?;
    pages.finish(&mut output)?;
    if output.written() || exit == Exit::Done {
        output.finish()?;
    }
    Ok(exit)
}

/// Reads an input and makes it ready.
pub fn read(input: Input, source: &Source, ready: &Ready) -> Result<Done<Reading>, Failure> {
    let reading = source.read(&input)?;
    if let Some(song) = format::sung(&reading.transcript).filter(|_| source.detects()) {
        return Err(Failure::of(&song, &input.name));
    }
    let mut reading = ready.make(reading);
    source.check(&input.name, &reading.diagnostics)?;
    let diagnostics = std::mem::take(&mut reading.diagnostics);
    Ok(Done { name: input.name, answer: reading, diagnostics })
}

fn print(args: &TurnsArgs, done: &Done<Reading>, look: Look, first: bool, output: &mut Output) -> Result<(), Failure> {
    let transcript = &done.answer.transcript;
    let detail = if args.words { Detail::Words } else { Detail::Turns };
    match args.format {
        TurnsFormat::Text => {
            let hours = takes_hours(transcript.turns());
            let mut text = String::new();
            for turn in transcript.turns() {
                paragraph(&Paragraph { turn, found: &[], aside: false }, hours, look, &mut text);
                output.write(&text)?;
                text.clear();
            }
        }
        TurnsFormat::Json => {
            let document = Document::new(transcript, detail);
            output.write_json(&Answer { document, diagnostics: &done.diagnostics })?;
        }
        TurnsFormat::Jsonl => {
            for line in Document::new(transcript, detail).lines() {
                output.write_json(&line)?;
                output.write("\n")?;
            }
        }
        TurnsFormat::Md => output.write(&markdown(transcript, &done.name)?)?,
        TurnsFormat::Csv => {
            let path = transcript.source.path.as_deref().unwrap_or("");
            output.write(if first { csv::HEADER } else { "" })?;
            let mut row = String::new();
            for turn in transcript.turns() {
                csv::row(path, turn, &mut row);
                output.write(&row)?;
                row.clear();
            }
        }
    }
    Ok(())
}

/// The transcript in Markdown.
pub fn markdown(transcript: &Transcript, name: &str) -> Result<String, Failure> {
    format::write("md", transcript).map(|(text, _)| text).map_err(|error| Failure::of(&error, name))
}

/// A document with what was doubted.
#[derive(Serialize)]
pub struct Answer<'a, D> {
    #[serde(flatten)]
    pub document: D,
    pub diagnostics: &'a [Diagnostic],
}
