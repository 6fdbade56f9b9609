//! `fireside query`: turns by speaker, time, topic, and any mix of them.

use std::ops::Range;

use fireside::format::csv;
use fireside::query::{Match, parse_time};
use fireside::{Code, Detail, Diagnostic, Document, Error, Reading, Timestamp, Transcript, dialect, format};
use serde::Serialize;

use super::args::{QueryArgs, TurnsFormat};
use super::batch::{Done, each};
use super::input::Output;
use super::pages::Pages;
use super::paragraphs::{Look, Paragraph, paragraph, takes_hours};
use super::ready::{Ready, Source};
use super::report::{Exit, Failure, Report};
use super::turns::{markdown, read};

/// What is asked of every file.
struct Question<'a> {
    args: &'a QueryArgs,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// A turn to show.
struct Found {
    turn: usize,
    note: Note,
}

/// What an answer says of a turn besides what a transcript says.
#[derive(Serialize)]
struct Note {
    score: f32,
    /// Byte ranges in the turn's text.
    matches: Vec<Range<usize>>,
    /// Only for a turn around an answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    context: bool,
}

/// One answer on a line of its own.
#[derive(Serialize)]
struct Line<'a, L> {
    #[serde(flatten)]
    turn: L,
    #[serde(flatten)]
    note: &'a Note,
}

/// An answer with what was doubted.
#[derive(Serialize)]
struct Answer<'a, D> {
    #[serde(flatten)]
    document: D,
    diagnostics: &'a [Diagnostic],
}

pub fn run(args: &QueryArgs, report: Report) -> Result<Exit, Failure> {
    let (from, id) = from(&args.from)?;
    let to = args.to.as_deref().map(time).transpose()?;
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Failure::usage(format!("--from {from} is after --to {to}")).help("swap them"));
    }
    let question = Question { args, from, to };
    let source = Source::new(id.as_deref(), &args.source);
    let ready = Ready::new(&args.passes, &args.people)?;
    let mut output = Output::open(args.output.output.as_deref())?;
    let mut pages = Pages::new(args.format, args.files.len());
    let look = Look::of(args.output.output.is_some());
    let mut hits = 0;
    let exit = each(
        &args.files,
        report,
        &mut output,
        |input| {
            let mut done = read(input, &source, &ready)?;
            let found = question.ask(&done.answer.transcript, &mut done.diagnostics)?;
            source.check(&done.name, &done.diagnostics)?;
            Ok(Done { name: done.name, answer: (done.answer, found), diagnostics: done.diagnostics })
        },
        |output, done| {
            hits += done.answer.1.len();
            // A file without answers has nothing to say to people.
            if done.answer.1.is_empty() && matches!(args.format, TurnsFormat::Text | TurnsFormat::Md) {
                return Ok(());
            }
            pages.begin(output, &done.name)?;
            print(args, done, look, pages.first(), output)?;
            pages.end(output)
        },
    )?;
    pages.finish(&mut output)?;
    if output.written() || exit == Exit::Done {
        output.finish()?;
    }
    if hits == 0 && exit == Exit::Done {
        report.remark("no turn answers this");
    }
    Ok(exit)
}

/// `--from` is a time, or the format to read as.
fn from(values: &[String]) -> Result<(Option<Timestamp>, Option<String>), Failure> {
    let known = |id: &str| format::by_id(id).is_some() || dialect::DIALECTS.iter().any(|dialect| dialect.id == id);
    let (mut at, mut id) = (None, None);
    for value in values {
        let twice = if known(value) {
            id.replace(value.clone()).is_some()
        } else {
            let parsed = time(value).map_err(|failure| {
                failure.help(
                    "write a time as 90, 90.5, 1:30, 00:01:30,250 or 1m30s; formats are listed by `fireside formats`",
                )
            });
            at.replace(parsed?).is_some()
        };
        if twice {
            return Err(Failure::usage("--from is given twice").help("give one time, and one format to read as"));
        }
    }
    Ok((at, id))
}

fn time(text: &str) -> Result<Timestamp, Failure> {
    parse_time(text).map_err(|error| Failure::of(&error, ""))
}

impl Question<'_> {
    /// The answers of one file. A speaker that nobody here can be is told, and no reason to fail: the next file may
    /// have them.
    fn ask(&self, transcript: &Transcript, doubts: &mut Vec<Diagnostic>) -> Result<Vec<Found>, Failure> {
        let args = self.args;
        let mut known = |name: &&String| match transcript.query().speaker(*name).limit(0).matches() {
            Ok(_) => true,
            Err(error) => {
                let message = format!("no speaker `{name}` here: {}", error.help());
                doubts.push(Diagnostic::warning(Code::LabelUnresolved, message));
                false
            }
        };
        let wanted: Vec<&String> = args.speaker.iter().filter(&mut known).collect();
        let unwanted: Vec<&String> = args.not_speaker.iter().filter(&mut known).collect();
        if wanted.is_empty() && !args.speaker.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = transcript.query().context(args.context);
        for name in wanted {
            query = query.speaker(name);
        }
        for name in unwanted {
            query = query.not_speaker(name);
        }
        if let Some(from) = self.from {
            query = query.from(from);
        }
        if let Some(to) = self.to {
            query = query.to(to);
        }
        if let Some(about) = &args.about {
            query = query.about(about);
        }
        if let Some(limit) = args.limit {
            query = query.limit(limit);
        }
        let matches = query.matches().map_err(|error: Error| Failure::of(&error, ""))?;
        let owned = |Match { turn, score, matches, context }: Match<'_>| Found {
            turn: turn.index(),
            note: Note { score, matches, context },
        };
        Ok(matches.map(owned).collect())
    }
}

fn print(
    args: &QueryArgs,
    done: &Done<(Reading, Vec<Found>)>,
    look: Look,
    first: bool,
    output: &mut Output,
) -> Result<(), Failure> {
    let (reading, found) = &done.answer;
    let transcript = &reading.transcript;
    let detail = if args.words { Detail::Words } else { Detail::Turns };
    let document = || Document::of_turns(transcript, found.iter().map(|one| one.turn), detail);
    let turns = || found.iter().filter_map(|one| transcript.turn(one.turn).map(|turn| (turn, &one.note)));
    match args.format {
        TurnsFormat::Text => {
            let hours = takes_hours(turns().map(|(turn, _)| turn));
            let mut last: Option<usize> = None;
            let mut text = String::new();
            for (turn, note) in turns() {
                // Where turns around answers are shown, a line stands between those that don't follow each other.
                if args.context > 0 && last.is_some_and(|last| last + 1 != turn.index()) {
                    text.push_str(if look.width.is_some() { "--\n\n" } else { "--\n" });
                }
                last = Some(turn.index());
                paragraph(&Paragraph { turn, found: &note.matches, aside: note.context }, hours, look, &mut text);
                output.write(&text)?;
                text.clear();
            }
        }
        TurnsFormat::Json => {
            let document = document();
            let annotated = document.annotated(found.iter().map(|one| &one.note));
            output.write_json(&Answer { document: annotated, diagnostics: &done.diagnostics })?;
        }
        TurnsFormat::Jsonl => {
            for (turn, one) in document().lines().zip(found) {
                output.write_json(&Line { turn, note: &one.note })?;
                output.write("\n")?;
            }
        }
        TurnsFormat::Md => {
            let answers = Transcript::try_from(document())
                .map_err(|error| Failure::new(Exit::Input, "document", error.to_string()).file(&done.name))?;
            output.write(&markdown(&answers, &done.name)?)?;
        }
        TurnsFormat::Csv => {
            let path = transcript.source.path.as_deref().unwrap_or("");
            output.write(if first { csv::HEADER } else { "" })?;
            let mut row = String::new();
            for (turn, _) in turns() {
                csv::row(path, turn, &mut row);
                output.write(&row)?;
                row.clear();
            }
        }
    }
    Ok(())
}
