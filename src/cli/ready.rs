//! From the bytes of a file to a reading that is ready for use, as the command line asks.

use fireside::pass::split::SplitOptions;
use fireside::{Diagnostic, FrameRate, PrepareOptions, ReadOptions, Reading, Severity};

use super::args::{PassArgs, PeopleArgs, SourceArgs};
use super::input::Input;
use super::people::People;
use super::report::Failure;

/// How inputs are read.
pub struct Source {
    from: Option<String>,
    encoding: Option<String>,
    strict: bool,
    rate: Option<FrameRate>,
}

impl Source {
    pub fn new(from: Option<&str>, args: &SourceArgs) -> Self {
        Source { from: from.map(str::to_owned), encoding: args.encoding.clone(), strict: args.strict, rate: None }
    }

    /// With so many frames a second, for formats that count frames and don't say.
    pub fn rate(self, rate: Option<FrameRate>) -> Self {
        Source { rate, ..self }
    }

    /// Whether what the input is was left to its text.
    pub fn detects(&self) -> bool {
        self.from.is_none()
    }

    /// The library's options for one input.
    pub fn options(&self, input: &Input) -> ReadOptions {
        let mut options = ReadOptions::default().path(&input.path);
        if let Some(from) = &self.from {
            options = options.from(from);
        }
        if let Some(encoding) = &self.encoding {
            options = options.encoding(encoding);
        }
        if let Some(rate) = self.rate {
            options = options.rate(rate);
        }
        options
    }

    /// What the source says and nothing else.
    pub fn read(&self, input: &Input) -> Result<Reading, Failure> {
        fireside::read_with(&input.bytes, &self.options(input)).map_err(|error| Failure::of(&error, &input.name))
    }

    /// Fails at the first warning, under `--strict`.
    pub fn check(&self, input: &str, diagnostics: &[Diagnostic]) -> Result<(), Failure> {
        let first = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Warning);
        match first {
            Some(warning) if self.strict => Err(Failure::strict(warning, input)),
            _ => Ok(()),
        }
    }
}

/// What is done to a reading before it is used.
pub struct Ready {
    prepare: PrepareOptions,
    people: People,
}

impl Ready {
    pub fn new(passes: &PassArgs, people: &PeopleArgs) -> Result<Self, Failure> {
        let mut prepare = if passes.as_read { PrepareOptions::as_read() } else { PrepareOptions::default() };
        if passes.no_repair {
            prepare = prepare.repair(None);
        }
        if passes.no_infer {
            prepare = prepare.infer(false);
        }
        let mut split = SplitOptions::default();
        if let Some(count) = people.speakers {
            split = split.speakers(count as usize);
        }
        if !people.names.is_empty() {
            split = split.names(people.names.iter().map(|name| name.trim()));
        }
        Ok(Ready { prepare: prepare.split(split), people: People::new(people)? })
    }

    /// The same without guesses of times.
    pub fn without_times(self) -> Self {
        Ready { prepare: self.prepare.estimate(false), ..self }
    }

    /// Mends, infers and estimates as asked, and gives speakers the names asked for.
    pub fn make(&self, reading: Reading) -> Reading {
        self.name(fireside::prepare(reading, &self.prepare))
    }

    /// Only gives speakers the names asked for.
    pub fn name(&self, mut reading: Reading) -> Reading {
        let doubts = self.people.apply(&mut reading.transcript);
        reading.diagnostics.extend(doubts);
        reading
    }
}
