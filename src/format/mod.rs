//! Files with a fixed grammar, told by their head.

use crate::diagnostic::{Diagnostic, Reading};
use crate::error::Error;
use crate::model::Transcript;

/// One file format: a file of this room and a line in [`FORMATS`].
pub struct Format {
    /// What people type: `--to vtt`.
    pub id: &'static str,
    /// In a few words, for `fireside formats`.
    pub title: &'static str,
    /// File name extensions without the dot, in lower case, the usual one first.
    pub extensions: &'static [&'static str],
    /// How surely a text with this head is of the format, from 0 to 100; asks only about itself.
    pub detect: fn(head: &str) -> u8,
    /// Reads a decoded text which starts so many bytes into its source.
    pub read: Option<fn(text: &str, offset: usize) -> Result<Reading, Error>>,
    /// Writes a transcript; says what the format could not hold.
    pub write: Option<Writer>,
}

/// Appends a transcript to the text; says what the format could not hold.
pub type Writer = fn(&Transcript, &mut String) -> Vec<Diagnostic>;

/// All formats: the one table.
pub static FORMATS: &[Format] = &[];
