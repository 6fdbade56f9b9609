//! Several files' answers in one output, in the way of the format.

use super::args::TurnsFormat;
use super::input::Output;
use super::report::Failure;

/// Puts the answers of several files together.
pub struct Pages {
    format: TurnsFormat,
    several: bool,
    /// How many were begun.
    count: usize,
}

impl Pages {
    pub fn new(format: TurnsFormat, files: usize) -> Self {
        Pages { format, several: files > 1, count: 0 }
    }

    /// Whether the answer that was begun last is the first one.
    pub fn first(&self) -> bool {
        self.count == 1
    }

    /// Writes what stands before the answer of the next file.
    pub fn begin(&mut self, output: &mut Output, name: &str) -> Result<(), Failure> {
        let first = self.count == 0;
        self.count += 1;
        match self.format {
            TurnsFormat::Json if self.several && first => {
                output.write("{\"schema\":\"fireside.transcripts/1\",\"transcripts\":[\n")
            }
            TurnsFormat::Json if self.several => output.write(",\n"),
            TurnsFormat::Text if self.several => {
                output.write(&format!("{}==> {name} <==\n", if first { "" } else { "\n" }))
            }
            TurnsFormat::Md if !first => output.write("\n"),
            _ => Ok(()),
        }
    }

    /// Writes what stands after the answer of a file.
    pub fn end(&self, output: &mut Output) -> Result<(), Failure> {
        match self.format {
            TurnsFormat::Json if !self.several => output.write("\n"),
            _ => Ok(()),
        }
    }

    /// Writes what stands after the last one.
    pub fn finish(&self, output: &mut Output) -> Result<(), Failure> {
        match self.format {
            TurnsFormat::Json if self.several && self.count > 0 => output.write("\n]}\n"),
            _ => Ok(()),
        }
    }
}
