//! Files with a fixed grammar, told by their head; and every way a transcript is written.

mod captions;
pub mod csv;
mod json;
mod markdown;
mod srt;
mod text;
mod vtt;

use crate::diagnostic::{Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, Transcript};

/// One file format: a file of this room and a line in [`FORMATS`].
pub struct Format {
    /// What people type: `--to vtt`.
    pub id: &'static str,
    /// In a few words, for `fireside formats`.
    pub title: &'static str,
    /// What kind of thing a file of this format is.
    pub kind: Kind,
    /// File name extensions without the dot, in lower case, the usual one first.
    pub extensions: &'static [&'static str],
    /// What of a transcript it keeps, for `fireside formats`.
    pub keeps: &'static str,
    /// How surely a text with this head is of the format, from 0 to 100; asks only about itself.
    pub detect: fn(head: &str) -> u8,
    /// Reads a decoded text.
    pub read: Option<Reader>,
    /// Writes a transcript; says what the format could not hold.
    pub write: Option<Writer>,
}

/// Reads a decoded text which starts so many bytes into its source.
pub type Reader = fn(text: &str, offset: usize) -> Result<Reading, Error>;

/// Appends a transcript to the text; says what the format could not hold.
pub type Writer = fn(&Transcript, &mut String) -> Vec<Diagnostic>;

/// All formats: the one table.
pub static FORMATS: &[Format] =
    &[text::FORMAT, markdown::FORMAT, json::FORMAT, json::LINES, csv::FORMAT, srt::FORMAT, vtt::FORMAT];

/// How much of a text [`detect`] shows to the formats, in bytes.
const HEAD: usize = 8 * 1024;

/// The format of a text, told by its head; `None` where no format is sure.
pub fn detect(text: &str) -> Option<&'static Format> {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or("");
    let best = FORMATS.iter().map(|format| ((format.detect)(head), format)).max_by_key(|(sure, _)| *sure)?;
    (best.0 >= 50).then_some(best.1)
}

/// The format with this id or file name extension.
pub fn by_id(id: &str) -> Option<&'static Format> {
    let id = id.to_ascii_lowercase();
    let by_extension = || FORMATS.iter().find(|format| format.extensions.contains(&id.as_str()));
    FORMATS.iter().find(|format| format.id == id).or_else(by_extension)
}

/// Writes a transcript in the format with this id or extension, and says what the format could not hold.
///
/// # Errors
/// [`Error::Unknown`] for a format that doesn't exist or can't be written.
///
/// ```
/// let page = b"Ada Quill (00:05): Is it on?";
/// let reading = fireside::read_with(page, &fireside::ReadOptions::default().from("rev-inline"))?;
/// let (vtt, lost) = fireside::format::write("vtt", &reading.transcript)?;
/// assert!(vtt.starts_with("WEBVTT\n\n00:00:05.000 --> "));
/// assert_eq!(lost.len(), 1); // the page gives no end
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn write(id: &str, transcript: &Transcript) -> Result<(String, Vec<Diagnostic>), Error> {
    let Some(write) = by_id(id).and_then(|format| format.write) else {
        let ids = FORMATS.iter().filter(|format| format.write.is_some()).map(|format| format.id);
        return Err(Error::unknown("format to write", id, ids));
    };
    let mut out = String::new();
    let lost = write(transcript, &mut out);
    Ok((out, lost))
}
