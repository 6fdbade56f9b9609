//! Many files at once: worked on side by side, handed on in order; one bad file doesn't stop the others.

use std::path::PathBuf;

use fireside::Diagnostic;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::input::{Input, Output, is_standard, read};
use super::report::{Exit, Failure, Report};

/// What became of one file.
pub struct Done<T> {
    /// The name for messages.
    pub name: String,
    pub answer: T,
    /// What to tell about it afterwards.
    pub diagnostics: Vec<Diagnostic>,
}

/// Works on each file and hands the answers to `emit` in the order of the files; reports what fails.
///
/// # Errors
/// Only for what ends the whole run: a wrong command line, or an output that can't be written.
pub fn each<T: Send>(
    files: &[PathBuf],
    report: Report,
    output: &mut Output,
    work: impl Fn(Input) -> Result<Done<T>, Failure> + Sync,
    mut emit: impl FnMut(&mut Output, &Done<T>) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    if files.iter().filter(|path| is_standard(path)).count() > 1 {
        return Err(Failure::usage("`-` is given twice, but standard input can be read only once"));
    }
    let one = |path: &PathBuf| read(path).and_then(&work);
    let bar = progress(files.len(), report);
    let mut exit = Exit::Done;
    // Few enough at a time that their answers fit into memory, enough to keep all cores busy.
    let at_a_time = if files.len() == 1 { 1 } else { rayon::current_num_threads() * 4 };
    for some in files.chunks(at_a_time) {
        let answers: Vec<Result<Done<T>, Failure>> = match some {
            [path] => vec![one(path)],
            _ => some.par_iter().map(one).inspect(|_| bar.inc(1)).collect(),
        };
        for answer in answers {
            let told = match answer {
                Ok(done) => {
                    emit(output, &done)?;
                    output.hand_on()?;
                    Ok((done.name, done.diagnostics))
                }
                Err(failure) => {
                    exit = exit.max(failure.exit);
                    Err(failure)
                }
            };
            bar.suspend(|| match told {
                Ok((name, diagnostics)) => report.diagnostics(&name, &diagnostics),
                Err(failure) => report.failure(&failure),
            });
        }
    }
    bar.finish_and_clear();
    Ok(exit)
}

/// A bar on standard error, for people who wait for many files; indicatif draws it only on a terminal.
fn progress(files: usize, report: Report) -> ProgressBar {
    use std::io::IsTerminal;
    if files < 2 || report.quiet || std::io::stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{pos}/{len} files {wide_bar} {eta}") {
        bar.set_style(style);
    }
    bar
}
