//! Transcripts as people paste them, told by evidence over the whole text.

use crate::diagnostic::Reading;
use crate::error::Error;
use crate::text::Places;

/// A decoded text on its way to a dialect.
#[derive(Debug)]
pub struct Page<'t> {
    /// The text, NBSPs and all.
    pub text: &'t str,
    /// Bytes of the source before the text: add it to a byte of `text` for the origin.
    pub offset: usize,
    /// From a byte of the source to line and column.
    pub places: Places<'t>,
    /// Whether the caller named the dialect, which lifts the minimum of evidence.
    pub named: bool,
}

impl<'t> Page<'t> {
    /// The page of `text`, which starts `offset` bytes into its source.
    pub fn new(text: &'t str, offset: usize) -> Self {
        Page { text, offset, places: Places::new(text, offset), named: false }
    }
}

/// How well a dialect explains a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// From 0, impossible, to 1, a signature that nothing else has. From one half on it is a transcript.
    pub value: f32,
    /// Why, one line for each piece of evidence.
    pub evidence: Vec<String>,
}

/// One way to write a transcript down: a file and a line in [`DIALECTS`].
pub struct Dialect {
    /// What people type: `--from rev-inline`.
    pub id: &'static str,
    /// In a few words, for `fireside formats`.
    pub title: &'static str,
    /// How well it explains a page; asks only about itself.
    pub score: fn(&Page<'_>) -> Score,
    /// Reads the page, however badly it fits.
    pub read: fn(&Page<'_>) -> Result<Reading, Error>,
}

/// All dialects: the one table.
pub static DIALECTS: &[Dialect] = &[];
