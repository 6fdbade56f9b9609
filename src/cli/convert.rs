//! `fireside convert`: any format that can be read into any that can be written.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use fireside::format::{self, SpeakerNames, WriteOptions};
use fireside::{Captions, Detail, Diagnostic, Document, Error, Reading, dialect};

use super::args::{ConvertArgs, NamesArg, PlainFormat};
use super::batch::{Done, each};
use super::changes::change;
use super::input::{Input, Output, is_standard, read};
use super::ready::{Ready, Source};
use super::report::{Exit, Failure, Report};
use super::turns::Answer;

pub fn run(args: &ConvertArgs, report: Report) -> Result<Exit, Failure> {
    let report = Report { json: args.format == PlainFormat::Json, ..report };
    let target = target(args)?;
    let job = Job {
        args,
        target,
        source: Source::new(args.from.as_deref(), &args.source).rate(args.fps),
        ready: Ready::new(&args.passes, &args.people)?,
    };
    match (&args.output_dir, args.files.as_slice()) {
        (Some(directory), files) => job.many(files, directory, report),
        (None, [file]) => job.one(file, report),
        (None, _) => Err(Failure::usage("several files need a place each").help("name a directory with --output-dir")),
    }
}

struct Job<'a> {
    args: &'a ConvertArgs,
    target: &'static format::Format,
    source: Source,
    ready: Ready,
}

impl Job<'_> {
    fn one(&self, file: &Path, report: Report) -> Result<Exit, Failure> {
        let mut output = Output::open(self.args.output.output.as_deref())?;
        let mut input = read(file)?;
        let (reading, text) = self.reading(&mut input)?;
        self.write(&reading, &text, &mut output)?;
        output.finish()?;
        report.diagnostics(&input.name, &reading.diagnostics);
        Ok(Exit::Done)
    }

    /// Each file into one of the same name in `directory`.
    fn many(&self, files: &[PathBuf], directory: &Path, report: Report) -> Result<Exit, Failure> {
        let extension = self.target.extensions.first().copied().unwrap_or(self.target.id);
        let place = |file: &Path| {
            let stem = if is_standard(file) { "stdin".as_ref() } else { file.file_stem().unwrap_or(file.as_os_str()) };
            let mut name = stem.to_os_string();
            name.push(format!(".{extension}"));
            directory.join(name)
        };
        let mut taken = HashSet::new();
        if let Some(twice) = files.iter().map(|file| place(file)).find(|place| !taken.insert(place.clone())) {
            let message = format!("two of the files would be written to `{}`", twice.display());
            return Err(Failure::usage(message).help("convert those of one name apart, each to its own directory"));
        }
        std::fs::create_dir_all(directory).map_err(|error| Failure::io("write", directory, &error))?;
        let mut nothing = Output::open(None)?;
        let work = |mut input: Input| -> Result<Done<()>, Failure> {
            let mut output = Output::open(Some(&place(Path::new(&input.path))))?;
            let (reading, text) = self.reading(&mut input)?;
            self.write(&reading, &text, &mut output)?;
            output.finish()?;
            Ok(Done { name: input.name, answer: (), diagnostics: reading.diagnostics })
        };
        each(files, report, &mut nothing, work, |_, _| Ok(()))
    }

    /// What an input says, changed as asked; and its text in the target's form, unless that is a document with more.
    fn reading(&self, input: &mut Input) -> Result<(Reading, String), Failure> {
        let reading = self.source.read(input)?;
        // What was read stands in the transcript now: room for what is written.
        input.bytes = Vec::new();
        let pasted = dialect::DIALECTS.iter().any(|dialect| dialect.id == reading.transcript.source.format);
        let reading = if pasted { self.ready.make(reading) } else { self.ready.name(reading) };
        let mut reading = change(reading, &self.args.changes);
        let mut text = String::new();
        if !self.is_document() {
            let written = format::write_with(self.target.id, &reading.transcript, &self.options());
            let (written, lost) = written.map_err(|error| Failure::of(&error, &input.name))?;
            text = written;
            reading.diagnostics.extend(lost);
        }
        self.source.check(&input.name, &reading.diagnostics)?;
        Ok((reading, text))
    }

    /// Documents with what was doubted, and lines with each word, are put together here.
    fn is_document(&self) -> bool {
        self.target.id == "json" || self.target.id == "jsonl" && self.args.words
    }

    fn options(&self) -> WriteOptions {
        let options = WriteOptions::default().words(self.args.words).speakers(match self.args.speaker_names {
            NamesArg::Turns => SpeakerNames::Turns,
            NamesArg::Cues => SpeakerNames::Cues,
            NamesArg::Never => SpeakerNames::Never,
        });
        match self.args.fps {
            Some(rate) => options.rate(rate),
            None => options,
        }
    }

    fn write(&self, reading: &Reading, text: &str, output: &mut Output) -> Result<(), Failure> {
        let transcript = &reading.transcript;
        let diagnostics: &[Diagnostic] = &reading.diagnostics;
        match self.target.id {
            "json" => {
                let detail = if self.args.words { Detail::Words } else { Detail::Full };
                match format::is_timed(transcript) {
                    true => output.write_json(&Answer { document: Captions::new(transcript), diagnostics })?,
                    false => output.write_json(&Answer { document: Document::new(transcript, detail), diagnostics })?,
                }
                output.write("\n")
            }
            "jsonl" if self.args.words => {
                for line in Document::new(transcript, Detail::Words).lines() {
                    output.write_json(&line)?;
                    output.write("\n")?;
                }
                Ok(())
            }
            _ => output.write(text),
        }
    }
}

/// The format to write: the one named, or that of the output file's extension.
fn target(args: &ConvertArgs) -> Result<&'static format::Format, Failure> {
    let ids = || format::FORMATS.iter().filter(|format| format.write.is_some()).map(|format| format.id);
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
    writable(&named)
}

/// The format to write with this id or extension.
pub fn writable(named: &str) -> Result<&'static format::Format, Failure> {
    let writable = || format::FORMATS.iter().filter(|format| format.write.is_some());
    match format::by_id(named).filter(|format| format.write.is_some()) {
        Some(format) => Ok(format),
        None => Err(Failure::of(&Error::unknown("format to write", named, writable().map(|format| format.id)), "")),
    }
}
