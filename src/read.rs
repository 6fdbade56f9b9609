//! The one way in: formats by their head, then dialects by evidence.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Reading};
use crate::dialect::{self, DIALECTS, Page};
use crate::error::Error;
use crate::format::{self, FORMATS};
use crate::model::Kind;
use crate::text::{Decoded, Places, decode};

/// How to read: everything that is not given is found out.
///
/// ```
/// let options = fireside::ReadOptions::default().path("talk.txt").from("rev-inline");
/// let reading = fireside::read_with(b"Ada Quill (00:05): Is it on?", &options)?;
/// assert_eq!(reading.transcript.turns().len(), 1);
/// # Ok::<(), fireside::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    from: Option<String>,
    encoding: Option<String>,
    path: Option<String>,
}

impl ReadOptions {
    /// Id of a format or dialect to read the input as, however little speaks for it. Default: the one that fits best.
    pub fn from(mut self, id: impl Into<String>) -> Self {
        self.from = Some(id.into());
        self
    }

    /// Encoding of the input: `utf-8`, `utf-16le`, `windows-1252`. Default: told from the bytes.
    pub fn encoding(mut self, name: impl Into<String>) -> Self {
        self.encoding = Some(name.into());
        self
    }

    /// Name of the input for messages and for `source.path`. Default: none.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }
}

/// Reads a transcript in any format or dialect.
///
/// The result is what the source says and nothing else; [`prepare`](crate::prepare) mends it and fills the gaps.
///
/// # Errors
/// See [`read_with`].
pub fn read(bytes: &[u8]) -> Result<Reading, Error> {
    read_with(bytes, &ReadOptions::default())
}

/// Reads a transcript as `options` say.
///
/// # Errors
/// [`Error::NotText`] for data that is no text, [`Error::NotATranscript`] for text that is none,
/// [`Error::Malformed`] for a format whose grammar is broken beyond reading, [`Error::Unknown`] for an id or an
/// encoding that doesn't exist, [`Error::TooLarge`] for 4 GiB and more.
pub fn read_with(bytes: &[u8], options: &ReadOptions) -> Result<Reading, Error> {
    let decoded = decode(bytes, options.encoding.as_deref())?;
    let mut reading = read_decoded(&decoded, options).map_err(|error| named(error, options))?;
    let places = Places::new(&decoded.text, decoded.offset);
    let source = &mut reading.transcript.source;
    source.encoding = decoded.encoding.into();
    if options.path.is_some() {
        source.path.clone_from(&options.path);
    }
    let own = decoded.diagnostics.into_iter().map(|mut diagnostic| {
        diagnostic.bytes = diagnostic.bytes.map(|bytes| bytes.start + decoded.offset..bytes.end + decoded.offset);
        diagnostic
    });
    reading.diagnostics.splice(0..0, own);
    for diagnostic in &mut reading.diagnostics {
        if diagnostic.line.is_none() {
            places.locate(diagnostic);
        }
    }
    Ok(reading)
}

fn read_decoded(decoded: &Decoded<'_>, options: &ReadOptions) -> Result<Reading, Error> {
    let (text, offset) = (&*decoded.text, decoded.offset);
    let mut page = Page::new(text, offset);
    if let Some(id) = options.from.as_deref() {
        let by_id = FORMATS.iter().find(|format| format.id == id || format.extensions.contains(&id));
        if let Some(read) = by_id.and_then(|format| format.read) {
            return read(text, offset);
        }
        let dialect =
            DIALECTS.iter().find(|dialect| dialect.id == id).ok_or_else(|| unknown_id(id, by_id.is_some()))?;
        page.named = true;
        return read_dialect(dialect, &page);
    }
    if let Some(read) = format::detect(text).and_then(|format| format.read) {
        return read(text, offset);
    }
    let choice = dialect::choose(&page)?;
    let mut reading = read_dialect(choice.dialect, &page)?;
    reading.confidence = choice.score.value;
    reading.evidence = choice.score.evidence;
    reading.diagnostics.extend(choice.doubt);
    Ok(reading)
}

fn read_dialect(dialect: &dialect::Dialect, page: &Page<'_>) -> Result<Reading, Error> {
    let mut reading = (dialect.read)(page)?;
    reading.transcript.source.format = dialect.id.into();
    Ok(reading)
}

fn unknown_id(id: &str, write_only: bool) -> Error {
    if write_only {
        let help = format!("`{id}` can be written, not read; leave --from out to have the format found");
        return Error::Unknown { what: "readable format", name: id.to_owned(), help };
    }
    let readable = FORMATS.iter().filter(|format| format.read.is_some()).map(|format| format.id);
    let ids = readable.chain(DIALECTS.iter().map(|dialect| dialect.id));
    Error::unknown("format or dialect", id, ids)
}

/// Puts the input's name into an error's place.
fn named(error: Error, options: &ReadOptions) -> Error {
    match (error, &options.path) {
        (Error::Malformed { mut place, expected, line, help }, Some(path)) => {
            place.source.clone_from(path);
            Error::Malformed { place, expected, line, help }
        }
        (error, _) => error,
    }
}

/// What an input is, without taking it apart for use.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// The input, as the caller named it.
    pub path: Option<String>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Id of the format or dialect that reads it; absent for what is no transcript.
    pub format: Option<String>,
    /// Confidence in that, from 0 to 1.
    pub confidence: f32,
    /// The encoding of its bytes.
    pub encoding: Option<String>,
    /// Which layout evidence could be used, where a dialect has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// How much is in it, as the source has it.
    pub counts: Counts,
    /// Code of the near miss, for what is no transcript.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it is no transcript, and what would have been needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why it was taken for what it is, one line for each piece of evidence.
    pub evidence: Vec<String>,
    /// What was doubted.
    pub diagnostics: Vec<Diagnostic>,
}

/// How much is in an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Caption cues.
    pub cues: usize,
    /// Speaker turns, as the source marks them.
    pub turns: usize,
    /// Units: one for every label and every time mark.
    pub units: usize,
    /// Words: what stands between white space.
    pub words: usize,
    /// Speakers whom the source names.
    pub speakers: usize,
}

/// Says what an input is: a near miss is an answer too.
///
/// ```
/// let inspection = fireside::inspect(b"Mix the flour.\nBake for 20 minutes.", &Default::default())?;
/// assert_eq!(inspection.kind, fireside::Kind::NotTranscript);
/// # Ok::<(), fireside::Error>(())
/// ```
///
/// # Errors
/// As [`read_with`], but for [`Error::NotATranscript`].
pub fn inspect(bytes: &[u8], options: &ReadOptions) -> Result<Inspection, Error> {
    let path = options.path.clone();
    match read_with(bytes, options) {
        Ok(reading) => {
            let transcript = &reading.transcript;
            let format = transcript.source.format.to_string();
            let kind = match format::by_id(&format) {
                Some(known) => known.kind,
                None if format == "caption-dump" => Kind::Captions,
                None => Kind::Transcript,
            };
            Ok(Inspection {
                path,
                kind,
                confidence: reading.confidence,
                encoding: Some(transcript.source.encoding.to_string()),
                layout: transcript.source.layout.as_deref().map(str::to_owned),
                counts: Counts {
                    cues: transcript.cues().len(),
                    turns: transcript.turns().len(),
                    units: transcript.units().len(),
                    words: transcript.words().count(),
                    speakers: transcript.speakers().len(),
                },
                format: Some(format),
                code: None,
                reason: None,
                evidence: reading.evidence,
                diagnostics: reading.diagnostics,
            })
        }
        Err(Error::NotATranscript { code, looks_like, evidence, needed }) => {
            let decoded = decode(bytes, options.encoding.as_deref())?;
            Ok(Inspection {
                path,
                kind: Kind::NotTranscript,
                format: None,
                confidence: 0.0,
                encoding: Some(decoded.encoding),
                layout: None,
                counts: Counts { words: decoded.text.split_whitespace().count(), ..Counts::default() },
                code: Some(code.to_owned()),
                reason: Some(format!("{looks_like}; {needed}")),
                evidence: vec![evidence],
                diagnostics: decoded.diagnostics,
            })
        }
        Err(error) => Err(error),
    }
}
