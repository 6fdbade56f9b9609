//! Diagnostics and errors, as text for people and as JSON for programs.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use fireside::{Diagnostic, Error, Severity};
use serde::Serialize;

use super::paragraphs::tame;

/// How the program ends; the greater one wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, though warnings may have been printed.
    #[default]
    Done = 0,
    /// The command line is wrong, or a file can't be read or written.
    Usage = 1,
    /// The input was read but is not what the command needs.
    Input = 2,
}

/// Why a file, or the whole run, came to nothing.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    /// A short name for programs.
    pub code: Box<str>,
    /// What happened: one line, no final dot.
    pub message: String,
    pub file: Option<String>,
    /// Line and column, from 1.
    pub place: Option<(u32, u32)>,
    /// The line of the source it is about.
    pub excerpt: Option<Box<str>>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Failure {
    pub fn new(exit: Exit, code: &str, message: impl Into<String>) -> Self {
        Failure { exit, code: code.into(), message: message.into(), file: None, place: None, excerpt: None, help: None }
    }

    /// A wrong command line.
    pub fn usage(message: impl Into<String>) -> Self {
        Failure::new(Exit::Usage, "usage", message)
    }

    /// Whoever read standard output went away: nothing to say, and nothing to do.
    pub fn closed_pipe() -> Self {
        Failure::new(Exit::Done, "closed-pipe", "")
    }

    /// A file that can't be read or written: `to` says which.
    pub fn io(to: &str, path: &Path, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "no such file or directory".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::StorageFull => "no space left on the device".to_owned(),
            _ => {
                let text = error.to_string();
                text.split(" (os error").next().unwrap_or(&text).to_lowercase()
            }
        };
        Failure::new(Exit::Usage, "io", format!("can't {to}: {reason}")).file(name(path))
    }

    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What the library could not do with an input.
    pub fn of(error: &Error, file: &str) -> Self {
        let exit = match error {
            Error::Unknown { .. } | Error::TooLarge { .. } => Exit::Usage,
            _ => Exit::Input,
        };
        let mut failure = Failure::new(exit, error.code(), "").help(error.help());
        failure.place = error.place().map(|place| (place.line, place.column));
        match error {
            // A wrong name on the command line is not the file's fault.
            Error::Unknown { .. } => {}
            _ => failure.file = Some(file.to_owned()),
        }
        if let Error::Malformed { expected, line, .. } = error {
            failure.message = format!("expected {expected}");
            failure.excerpt = Some(line.as_str().into());
        } else {
            let text = error.to_string();
            failure.message = text.split("\n  = help").next().unwrap_or(&text).to_owned();
        }
        failure
    }

    /// The first warning, where warnings are errors.
    pub fn strict(diagnostic: &Diagnostic, file: &str) -> Self {
        let mut failure = Failure::new(Exit::Input, diagnostic.code.as_str(), &diagnostic.message)
            .file(file)
            .help("without --strict this is a warning");
        failure.place = diagnostic.line.zip(diagnostic.column);
        failure
    }
}

/// The name of a file in messages.
pub fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// `talk.txt:12:4: `
fn location(file: Option<&str>, place: Option<(u32, u32)>) -> String {
    let mut out = file.map(str::to_owned).unwrap_or_default();
    if let Some((line, column)) = place {
        let colon = if out.is_empty() { "" } else { ":" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{colon}{line}:{column}");
    }
    if !out.is_empty() {
        out.push_str(": ");
    }
    out
}

/// Tells people and programs what went wrong or was doubted, on standard error.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// Errors as JSON objects, and no diagnostics: they are in the document.
    pub json: bool,
    /// Errors only.
    pub quiet: bool,
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const DIM: Style = Style::new().dimmed();

impl Report {
    /// Prints why something came to nothing.
    pub fn failure(&self, failure: &Failure) {
        if failure.exit == Exit::Done {
            return;
        }
        if self.json {
            return say(&error_json(failure));
        }
        let mut text = format!("{ERROR}fireside:{ERROR:#} {}", location(failure.file.as_deref(), failure.place));
        text.push_str(&tame(&failure.message));
        if let Some(line) = &failure.excerpt {
            text.push_str("\n  | ");
            text.push_str(&tame(line));
        }
        if let Some(help) = &failure.help {
            let _ = write!(text, "\n  {DIM}= help:{DIM:#} {}", tame(help));
        }
        say(&text);
    }

    /// Prints diagnostics, one a line.
    pub fn diagnostics(&self, file: &str, diagnostics: &[Diagnostic]) {
        if self.quiet || self.json {
            return;
        }
        for diagnostic in diagnostics {
            let place = location(Some(file), diagnostic.line.zip(diagnostic.column));
            let (message, code) = (tame(&diagnostic.message), diagnostic.code.as_str());
            say(&match diagnostic.severity {
                Severity::Warning => {
                    format!("{place}{WARNING}warning{WARNING:#}: {message} {DIM}[{code}]{DIM:#}")
                }
                Severity::Note => format!("{DIM}{place}note: {message} [{code}]{DIM:#}"),
            });
        }
    }
}

impl Report {
    /// Prints a remark for people.
    pub fn remark(&self, text: &str) {
        if !self.quiet && !self.json {
            say(&format!("{DIM}{}{DIM:#}", tame(text)));
        }
    }
}

/// One line on standard error, coloured if that is a terminal; a closed one is no reason to stop.
pub fn say(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "{text}");
}

/// `{"error":{…}}` on one line.
fn error_json(failure: &Failure) -> String {
    #[derive(Serialize)]
    struct Wrapped<'a> {
        error: Inner<'a>,
    }
    #[derive(Serialize)]
    struct Inner<'a> {
        code: &'a str,
        message: &'a str,
        file: Option<&'a str>,
        line: Option<u32>,
        column: Option<u32>,
        help: Option<&'a str>,
    }
    let error = Inner {
        code: &failure.code,
        message: &failure.message,
        file: failure.file.as_deref(),
        line: failure.place.map(|place| place.0),
        column: failure.place.map(|place| place.1),
        help: failure.help.as_deref(),
    };
    serde_json::to_string(&Wrapped { error }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_json_object_with_all_keys() {
        let failure = Failure::usage("no \"x\"").help("y");
        assert_eq!(
            error_json(&failure),
            r#"{"error":{"code":"usage","message":"no \"x\"","file":null,"line":null,"column":null,"help":"y"}}"#
        );
    }

    #[test]
    fn the_greater_exit_wins() {
        assert_eq!(Exit::Usage.max(Exit::Input), Exit::Input);
        assert_eq!(Exit::Done.max(Exit::Usage), Exit::Usage);
    }

    #[test]
    fn malformed_input_shows_its_place_once() {
        let place = fireside::Place { source: "a".into(), line: 2, column: 3, byte: 9 };
        let error = Error::Malformed { place, expected: "x".into(), line: "abc".into(), help: "do y".into() };
        let failure = Failure::of(&error, "a.json");
        assert_eq!((failure.message.as_str(), failure.place), ("expected x", Some((2, 3))));
        assert_eq!(failure.exit, Exit::Input);
    }
}
