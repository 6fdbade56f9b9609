//! The program: the only room that opens files, prints, colours or exits.

mod align;
mod args;
mod batch;
mod changes;
mod convert;
mod diff;
mod formats;
mod input;
mod inspect;
mod pages;
mod paragraphs;
mod people;
mod query;
mod ready;
mod repair;
mod report;
mod score;
mod shape;
mod turns;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command, CompletionsArgs, PlainFormat, ScoreFormat, TurnsFormat};
use report::{Exit, Failure, Report};

/// Does what the arguments ask for.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let exit = match Cli::try_parse_from(&args) {
        Ok(cli) => {
            let report = Report { json: wants_json(&cli.command), quiet: cli.quiet };
            match command(&cli.command, report) {
                Ok(exit) => exit,
                Err(failure) => {
                    report.failure(&failure);
                    failure.exit
                }
            }
        }
        Err(error) => usage(&error, &args),
    };
    ExitCode::from(exit as u8)
}

fn command(command: &Command, report: Report) -> Result<Exit, Failure> {
    match command {
        Command::Turns(args) => turns::run(args, report),
        Command::Convert(args) => convert::run(args, report),
        Command::Inspect(args) => inspect::run(args, report),
        Command::Repair(args) => repair::run(args, report),
        Command::Query(args) => query::run(args, report),
        Command::Align(args) => align::run(args, report),
        Command::Score(args) => score::run(args, report),
        Command::Formats(args) => formats::run(args),
        Command::Completions(args) => completions(args),
    }
}

fn wants_json(command: &Command) -> bool {
    match command {
        Command::Turns(args) => args.format == TurnsFormat::Json,
        Command::Query(args) => args.format == TurnsFormat::Json,
        Command::Align(args) => args.format == Some(TurnsFormat::Json),
        Command::Score(args) => args.format == ScoreFormat::Json,
        Command::Convert(args) => args.format == PlainFormat::Json,
        Command::Inspect(args) => args.format == PlainFormat::Json,
        Command::Repair(args) => args.format == PlainFormat::Json,
        Command::Formats(args) => args.format == PlainFormat::Json,
        Command::Completions(_) => false,
    }
}

fn completions(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut output = input::Output::open(args.output.output.as_deref())?;
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "fireside", &mut script);
    output.write_bytes(&script)?;
    output.finish()?;
    Ok(Exit::Done)
}

/// Help and version go to standard output; a wrong command line goes to standard error.
fn usage(error: &clap::Error, args: &[OsString]) -> Exit {
    if !error.use_stderr() {
        // A closed pipe is no error here either.
        let _ = error.print();
        return Exit::Done;
    }
    let pairs = args.iter().zip(args.iter().skip(1));
    let json =
        args.iter().any(|arg| arg == "--format=json") || pairs.clone().any(|(a, b)| a == "--format" && b == "json");
    if !json {
        let text = error.render().ansi().to_string();
        let own = if error.to_string().starts_with("error:") { text.replacen("error:", "fireside:", 1) } else { text };
        report::say(own.trim_end());
        return Exit::Usage;
    }
    let text = error.to_string();
    let mut parts = text.trim_start_matches("error: ").split("\n\n");
    let message = parts.next().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
    let help = parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|part| !part.is_empty());
    let failure = Failure::usage(message).help(help.collect::<Vec<_>>().join("; "));
    Report { json: true, quiet: false }.failure(&failure);
    Exit::Usage
}
