//! The one way in: formats by their head, then dialects by evidence.

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::dialect::{self, DIALECTS, Page};
use crate::error::Error;
use crate::format::{self, Candidates, FORMATS, Flattened, Format, Hints, Reader, Source};
use crate::model::{FrameRate, Kind};
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
    hints: Hints,
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

    /// Frames a second, for formats that count frames and don't say. Default: what the format usually has.
    pub fn rate(mut self, rate: FrameRate) -> Self {
        self.hints.rate = Some(rate);
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
/// [`Error::Malformed`] for a format whose grammar is broken beyond reading, [`Error::Ambiguous`] where several formats
/// are equally sure, [`Error::Unknown`] for an id or an encoding that doesn't exist, [`Error::TooLarge`] for 4 GiB and
/// more.
pub fn read_with(bytes: &[u8], options: &ReadOptions) -> Result<Reading, Error> {
    read_any(bytes, options, 0).map_err(|error| named(error, options)).map(|mut reading| {
        if options.path.is_some() {
            reading.transcript.source.path.clone_from(&options.path);
        }
        reading
    })
}

/// Reads bytes that may be packed in an archive, which may lie in so many others.
fn read_any(bytes: &[u8], options: &ReadOptions, depth: u8) -> Result<Reading, Error> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(Error::TooLarge { bytes: bytes.len() as u64, limit: u64::from(u32::MAX) + 1 });
    }
    let Some((unpacked, inner)) = unpacked(bytes, options, depth)? else { return read_bytes(bytes, options) };
    let mut reading = read_any(&unpacked.0, &inner, depth + 1)?;
    let source = &mut reading.transcript.source;
    source.container = Some(match source.container.take() {
        Some(inside) => format!("gzip+{inside}").into(),
        None => "gzip".into(),
    });
    reading.diagnostics.splice(0..0, unpacked.1);
    Ok(reading)
}

/// How many archives may lie in one another.
#[cfg(feature = "gzip")]
const DEEPEST: u8 = 3;

/// What is in an archive: the bytes, what was lost of them, and how to read them. `None` for what is none.
type Packed = Option<((Vec<u8>, Vec<Diagnostic>), ReadOptions)>;

#[cfg(feature = "gzip")]
fn unpacked(bytes: &[u8], options: &ReadOptions, depth: u8) -> Result<Packed, Error> {
    use crate::text::gzip;
    if !gzip::is_packed(bytes) {
        return Ok(None);
    }
    if depth == DEEPEST {
        let reason = format!("there are more than {DEEPEST} gzip archives in one another");
        return Err(Error::NotText { reason, help: "unpack it first".to_owned() });
    }
    let found = gzip::unpack(bytes)?;
    // `talk.srt.gz` holds `talk.srt`; without such a name the archive may know it.
    let outer = options.path.as_deref().unwrap_or("");
    let packed = |extension: &String| matches!(extension.as_str(), "gz" | "gzip");
    let path = match options.extension().filter(packed) {
        Some(extension) => outer.get(..outer.len() - extension.len() - 1).map(str::to_owned),
        None => options.path.clone(),
    };
    let named = ReadOptions { path, ..options.clone() };
    let inner = match (named.extension(), found.name) {
        (None, Some(name)) => ReadOptions { path: Some(name), ..named },
        _ => named,
    };
    Ok(Some(((found.bytes, found.diagnostics), inner)))
}

#[cfg(not(feature = "gzip"))]
fn unpacked(_: &[u8], _: &ReadOptions, _: u8) -> Result<Packed, Error> {
    Ok(None)
}

fn read_bytes(bytes: &[u8], options: &ReadOptions) -> Result<Reading, Error> {
    let wanted = options.wanted()?;
    let claims = format::binary_candidates(bytes);
    let claimed = || claims.choose(options.extension().as_deref()).map_err(|several| ambiguous(&several));
    let binary = match wanted {
        Wanted::Anything => claimed()?,
        Wanted::Format(format) => Some((format, 100)).filter(|(format, _)| format.read.is_some_and(is_binary)),
        Wanted::Dialect(_) => claimed()?.filter(|(format, _)| matches!(format.read, Some(Reader::Document { .. }))),
    };
    match binary.and_then(|(format, sure)| Some((format, sure, format.read?))) {
        Some((format, sure, Reader::Bytes { read, .. })) => {
            let mut reading = read(bytes, &options.hints)?;
            reading.confidence = f32::from(sure) / 100.0;
            reading.evidence = claims.evidence();
            reading.transcript.source.format = format.id.into();
            note_extension(format, options, &mut reading);
            Ok(reading)
        }
        Some((format, _, Reader::Document { flatten, .. })) => {
            let found = flatten(bytes)?;
            // What is packed has no lines of its own: places are those in the text that was taken out.
            let text = match &found {
                Flattened::Text { text, places, .. } if places.is_empty() => text.clone(),
                _ => String::new(),
            };
            let mut reading = flattened(found, format, options)?;
            if !text.is_empty() {
                locate(&Places::new(&text, 0), &mut reading.diagnostics);
            }
            reading.transcript.source.encoding = "utf-8".into();
            note_extension(format, options, &mut reading);
            Ok(reading)
        }
        _ => read_text(bytes, wanted, options),
    }
}

fn is_binary(reader: Reader) -> bool {
    matches!(reader, Reader::Bytes { .. } | Reader::Document { .. })
}

fn read_text(bytes: &[u8], wanted: Wanted, options: &ReadOptions) -> Result<Reading, Error> {
    let decoded = decode(bytes, options.encoding.as_deref())?;
    let mut reading = read_decoded(&decoded, wanted, options, Taken::Whole)?;
    let places = Places::new(&decoded.text, decoded.offset);
    reading.transcript.source.encoding = decoded.encoding.into();
    let own = decoded.diagnostics.into_iter().map(|mut diagnostic| {
        diagnostic.bytes = diagnostic.bytes.map(|bytes| bytes.start + decoded.offset..bytes.end + decoded.offset);
        diagnostic
    });
    reading.diagnostics.splice(0..0, own);
    locate(&places, &mut reading.diagnostics);
    Ok(reading)
}

fn locate(places: &Places<'_>, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.line.is_none()) {
        places.locate(diagnostic);
    }
}

/// Where a text comes from.
#[derive(Clone, Copy, PartialEq)]
enum Taken {
    /// It is the input.
    Whole,
    /// It was taken out of a page or a document, so that it is none itself: a page may show how pages are written.
    Out,
}

fn read_decoded(decoded: &Decoded<'_>, wanted: Wanted, options: &ReadOptions, taken: Taken) -> Result<Reading, Error> {
    let (text, offset) = (&*decoded.text, decoded.offset);
    let source = Source { text, offset, hints: options.hints };
    let mut page = Page::new(text, offset);
    // Any JSON may be meant by its name: ours says so in its head.
    let wanted = match wanted {
        Wanted::Format(format)
            if format.id == "json" && !text.get(..text.len().min(512)).unwrap_or(text).contains("fireside.") =>
        {
            Wanted::Anything
        }
        wanted => wanted,
    };
    let claims = match wanted {
        Wanted::Dialect(dialect) => {
            // A dialect is read out of a page, not out of its tags.
            let whole =
                (taken == Taken::Whole).then(|| format::candidates(text).choose(options.extension().as_deref()));
            if let Some(Ok(Some((format, _)))) = whole
                && let Some(Reader::Page { flatten, .. }) = format.read
            {
                return flattened(flatten(&source)?, format, options);
            }
            page.named = true;
            return read_dialect(dialect, &page);
        }
        Wanted::Format(format) => Candidates { claims: vec![(format, 100)] },
        Wanted::Anything => {
            let mut claims = format::candidates(text);
            let page = |format: &Format| matches!(format.read, Some(Reader::Page { .. }));
            claims.claims.retain(|(format, _)| taken == Taken::Whole || !page(format));
            claims
        }
    };
    let chosen = match wanted {
        Wanted::Format(format) => Some((format, 100)),
        _ => claims.choose(options.extension().as_deref()).map_err(|several| ambiguous(&several))?,
    };
    if let Some((format, sure, reader)) = chosen.and_then(|(format, sure)| Some((format, sure, format.read?))) {
        let mut reading = match reader {
            Reader::Text { read, .. } => read(&source)?,
            Reader::Page { flatten, .. } if taken == Taken::Whole => flattened(flatten(&source)?, format, options)?,
            Reader::Page { .. } => return Err(unknown_id(format.id, false)),
            Reader::Bytes { .. } | Reader::Document { .. } => return Err(unknown_id(format.id, false)),
        };
        if matches!(reader, Reader::Text { .. }) {
            reading.confidence = f32::from(sure) / 100.0;
            reading.evidence.splice(0..0, claims.evidence());
            if reading.transcript.source.format.is_empty() {
                reading.transcript.source.format = format.id.into();
            }
        }
        note_extension(format, options, &mut reading);
        return Ok(reading);
    }
    let choice = dialect::choose(&page)?;
    let mut reading = read_dialect(choice.dialect, &page)?;
    reading.confidence = choice.score.value;
    reading.evidence = choice.score.evidence;
    reading.diagnostics.extend(choice.doubt);
    Ok(reading)
}

/// Reads what was taken out of a page or a document, and brings every place back to its source.
fn flattened(found: Flattened, format: &'static Format, options: &ReadOptions) -> Result<Reading, Error> {
    let (text, places, diagnostics) = match found {
        Flattened::Reading(mut reading) => {
            reading.transcript.source.format = format.id.into();
            return Ok(*reading);
        }
        Flattened::Text { text, places, diagnostics } => (text, places, diagnostics),
    };
    let decoded = Decoded { text: (&*text).into(), encoding: "utf-8".to_owned(), offset: 0, diagnostics: Vec::new() };
    let inner = ReadOptions { path: None, ..options.clone() };
    let wanted = match options.wanted()? {
        Wanted::Format(wanted) if wanted.id == format.id => Wanted::Anything,
        other => other,
    };
    let mut reading = read_decoded(&decoded, wanted, &inner, Taken::Out)?;
    reading.transcript.move_origins(&places);
    reading.transcript.source.container = Some(format.id.into());
    let source_of = |at: usize| {
        let place = places.partition_point(|(text, _)| *text as usize <= at).checked_sub(1).map(|index| places[index]);
        place.map_or(at, |(text, source)| source as usize + (at - text as usize))
    };
    for diagnostic in &mut reading.diagnostics {
        if let Some(bytes) = &mut diagnostic.bytes {
            *bytes = source_of(bytes.start)..source_of(bytes.end).max(source_of(bytes.start));
        }
    }
    reading.diagnostics.splice(0..0, diagnostics);
    Ok(reading)
}

fn ambiguous(several: &[&'static str]) -> Error {
    Error::Ambiguous { formats: several.join(", ") }
}

/// Says so where the file's name belongs to another format than its content.
fn note_extension(format: &'static Format, options: &ReadOptions, reading: &mut Reading) {
    let Some(extension) = options.extension().filter(|_| options.from.is_none()) else { return };
    let bears = |format: &Format| format.extensions.contains(&extension.as_str());
    // These say how a file is written and not what it is: any text, any XML, and JSON in one piece or by lines.
    const JSON: [&str; 3] = ["json", "jsonl", "ndjson"];
    let json = |extension: &str| JSON.contains(&extension);
    let kin = json(&extension) && format.extensions.iter().any(|own| json(own));
    if !["txt", "xml"].contains(&extension.as_str())
        && !kin
        && !bears(format)
        && let Some(other) = FORMATS.iter().find(|format| bears(format) && format.read.is_some())
    {
        let message = format!("the name ends in .{extension} ({}), but the content is {}", other.title, format.title);
        reading.diagnostics.push(Diagnostic::warning(Code::Extension, message));
    }
}

/// What the caller wants the input read as.
#[derive(Clone, Copy)]
enum Wanted {
    Anything,
    Format(&'static Format),
    Dialect(&'static dialect::Dialect),
}

impl ReadOptions {
    fn wanted(&self) -> Result<Wanted, Error> {
        let Some(id) = self.from.as_deref() else { return Ok(Wanted::Anything) };
        if let Some(dialect) = DIALECTS.iter().find(|dialect| dialect.id == id) {
            return Ok(Wanted::Dialect(dialect));
        }
        match format::by_id(id) {
            Some(format) if format.read.is_some() => Ok(Wanted::Format(format)),
            known => Err(unknown_id(id, known.is_some())),
        }
    }

    /// The extension of the input's name, in lower case.
    fn extension(&self) -> Option<String> {
        let name = self.path.as_deref()?.rsplit(['/', '\\']).next()?;
        let (stem, extension) = name.rsplit_once('.')?;
        (!stem.is_empty()).then(|| extension.to_ascii_lowercase())
    }
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
            let decoded = decoded_inside(bytes, options)?;
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

/// How well a dialect explains an input, beside all others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DialectScore {
    /// The dialect.
    pub dialect: &'static str,
    /// From 0 to 1; a transcript has one half and more.
    pub score: f32,
}

/// How well each dialect of pasted transcripts explains an input, best first; those that don't fit at all are left out.
///
/// Reading asks only as many dialects as it needs; this asks all of them, to show why one was chosen.
///
/// ```
/// let page = b"Ana: Is it on?\nBen: I think it is.\nAna: Then I'll begin.\nBen: Do, please.\nAna: Well, I was born here.\n";
/// let scores = fireside::dialect_scores(page, &Default::default())?;
/// assert_eq!(scores[0].dialect, "name-colon");
/// # Ok::<(), fireside::Error>(())
/// ```
///
/// # Errors
/// As [`read_with`], for an input that is no text.
pub fn dialect_scores(bytes: &[u8], options: &ReadOptions) -> Result<Vec<DialectScore>, Error> {
    let decoded = decoded_inside(bytes, options)?;
    let page = Page::new(&decoded.text, decoded.offset);
    let score = |dialect: &dialect::Dialect| DialectScore { dialect: dialect.id, score: (dialect.score)(&page).value };
    let mut scores: Vec<DialectScore> = DIALECTS.iter().map(score).filter(|found| found.score > 0.0).collect();
    scores.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(scores)
}

/// The text of an input that is no transcript, out of its archives or its document.
fn decoded_inside(bytes: &[u8], options: &ReadOptions) -> Result<Decoded<'static>, Error> {
    let mut held = std::borrow::Cow::Borrowed(bytes);
    let mut depth = 0;
    while let Some((found, _)) = unpacked(&held, options, depth)? {
        held = found.0.into();
        depth += 1;
    }
    if let Ok(Some((format, _))) = format::binary_candidates(&held).choose(options.extension().as_deref())
        && let Some(Reader::Document { flatten, .. }) = format.read
        && let Flattened::Text { text, diagnostics, .. } = flatten(&held)?
    {
        return Ok(Decoded { text: text.into(), encoding: "utf-8".to_owned(), offset: 0, diagnostics });
    }
    let decoded = decode(&held, options.encoding.as_deref())?;
    Ok(Decoded { text: decoded.text.into_owned().into(), ..decoded })
}
