//! Files with a fixed grammar, told by their head; and every way a transcript is written.
//!
//! One file a format: a drawn sample, the grammar, what it can't hold, where the grammar comes from, `FORMAT`, `detect`,
//! `read`, `write`, tests. A new one is a file here and a line in [`FORMATS`].

// What several formats share.
mod captions;
pub mod stream;

// Our own, and for people.
pub mod csv;
mod json;
mod markdown;
mod text;

// Captions and subtitles.
pub mod ass;
mod audacity;
mod ebu_stl;
mod lrc;
mod microdvd;
mod mpl2;
mod qttext;
mod realtext;
mod sami;
pub mod sbv;
mod scc;
mod spruce;
pub mod srt;
mod srv;
mod subviewer;
mod table;
mod tmplayer;
pub mod ttml;
mod ttxt;
pub mod vtt;

// Recognisers.
mod recogniser;

// Speech science and podcasts.
mod chat;
pub mod ctm;
mod eaf;
pub mod rttm;
#[cfg(test)]
mod scoring_twins;
mod stm;
mod textgrid;
mod uem;

// Pages and documents.
#[cfg(feature = "docx")]
mod docx;
#[cfg(feature = "html")]
mod html;

use crate::diagnostic::{Diagnostic, Reading};
use crate::error::Error;
use crate::model::{FrameRate, Kind, Transcript};

pub use captions::CueSlice;
pub use lrc::sung;
pub use recogniser::{json3, whisper};

/// One file format: a file of this room and a line in [`FORMATS`].
pub struct Format {
    /// What people type: `--to vtt`.
    pub id: &'static str,
    /// Other names it goes by: `webvtt`.
    pub aliases: &'static [&'static str],
    /// In a few words, for `fireside formats`.
    pub title: &'static str,
    /// What kind of thing a file of this format is.
    pub kind: Kind,
    /// File name extensions without the dot, in lower case, the usual one first.
    pub extensions: &'static [&'static str],
    /// What of a transcript it keeps, for `fireside formats`.
    pub keeps: &'static str,
    /// How it is told and read.
    pub read: Option<Reader>,
    /// Writes a transcript; says what the format could not hold.
    pub write: Option<Writer>,
}

/// How a format is told and read.
#[derive(Clone, Copy)]
pub enum Reader {
    /// A text: told by its head, read as a whole.
    Text {
        /// How surely a text with this head is of the format, from 0 to 100; asks only about itself.
        detect: fn(head: &str) -> u8,
        /// Reads a decoded text.
        read: fn(&Source<'_>) -> Result<Reading, Error>,
    },
    /// Bytes that are no text: told by their signature.
    Bytes {
        /// How surely bytes with this head are of the format, from 0 to 100; asks only about itself.
        detect: fn(head: &[u8]) -> u8,
        /// Reads the bytes.
        read: fn(&[u8], &Hints) -> Result<Reading, Error>,
    },
    /// A page with markup, whose text others read: told by its head.
    Page {
        /// How surely a text with this head is of the format, from 0 to 100; asks only about itself.
        detect: fn(head: &str) -> u8,
        /// Takes the text out.
        flatten: fn(&Source<'_>) -> Result<Flattened, Error>,
    },
    /// A document in bytes, whose text others read: told by its signature.
    Document {
        /// How surely bytes with this head are of the format, from 0 to 100; asks only about itself.
        detect: fn(head: &[u8]) -> u8,
        /// Takes the text out.
        flatten: fn(&[u8]) -> Result<Flattened, Error>,
    },
}

/// What was taken out of a page or a document.
pub enum Flattened {
    /// Its structure says who speaks when: nothing is left to find out.
    Reading(Box<Reading>),
    /// Text for the formats and dialects to read.
    Text {
        /// The text.
        text: String,
        /// `(text, source)`: from this byte of the text on, it was taken from that byte of the source on; by `text`.
        places: Vec<(u32, u32)>,
        /// What was doubted.
        diagnostics: Vec<Diagnostic>,
    },
}

/// What the caller knows about an input and the input doesn't say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Hints {
    /// Frames a second, for formats that count frames.
    pub rate: Option<FrameRate>,
}

/// A decoded text with what its caller knows about it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The text, without a byte order mark.
    pub text: &'a str,
    /// Byte of the source where it starts.
    pub offset: usize,
    /// What the caller knows.
    pub hints: Hints,
}

impl<'a> Source<'a> {
    /// A text that starts so many bytes into its source.
    pub fn new(text: &'a str, offset: usize) -> Self {
        Source { text, offset, hints: Hints::default() }
    }
}

/// Appends a transcript to the text; says what the format could not hold.
pub type Writer = fn(&Transcript, &WriteOptions, &mut String) -> Vec<Diagnostic>;

/// How to write.
///
/// ```
/// use fireside::format::{SpeakerNames, WriteOptions, write_with};
/// let page = b"Ada Quill (00:05): Is it on?";
/// let reading = fireside::read_with(page, &fireside::ReadOptions::default().from("rev-inline"))?;
/// let (srt, _) = write_with("srt", &reading.transcript, &WriteOptions::default().speakers(SpeakerNames::Never))?;
/// assert!(srt.ends_with("\nIs it on?\n"));
/// # Ok::<(), fireside::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WriteOptions {
    pub(crate) rate: Option<FrameRate>,
    pub(crate) speakers: SpeakerNames,
    pub(crate) words: bool,
}

/// Where a format that has no field for speakers names them in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpeakerNames {
    /// Where a turn begins.
    #[default]
    Turns,
    /// In every cue.
    Cues,
    /// Nowhere.
    Never,
}

impl WriteOptions {
    /// Frames a second, for formats that count frames. Default: the source's, else 25.
    pub fn rate(mut self, rate: FrameRate) -> Self {
        self.rate = Some(rate);
        self
    }

    /// Whether words bear their times where that changes how a cue is shown: in WebVTT, each appears when it is spoken.
    /// Default: only where the source shows them so.
    pub fn words(mut self, words: bool) -> Self {
        self.words = words;
        self
    }

    /// Where a format that has no field for speakers names them. Default: where a turn begins.
    pub fn speakers(mut self, speakers: SpeakerNames) -> Self {
        self.speakers = speakers;
        self
    }
}

/// All formats: the one table.
#[rustfmt::skip]
pub static FORMATS: &[Format] = &[
    // Our own, and for people.
    text::FORMAT,
    markdown::FORMAT,
    json::FORMAT,
    json::LINES,
    csv::FORMAT,
    // Captions and subtitles.
    srt::FORMAT,
    vtt::FORMAT,
    sbv::FORMAT,
    ass::FORMAT,
    lrc::FORMAT,
    microdvd::FORMAT,
    subviewer::FORMAT,
    mpl2::FORMAT,
    tmplayer::FORMAT,
    spruce::FORMAT,
    audacity::FORMAT,
    table::FORMAT,
    ttml::FORMAT,
    srv::SRV1,
    srv::SRV2,
    srv::SRV3,
    sami::FORMAT,
    realtext::FORMAT,
    qttext::FORMAT,
    ttxt::FORMAT,
    ebu_stl::FORMAT,
    scc::FORMAT,
    // Recognisers.
    recogniser::whisper::FORMAT,
    recogniser::aws::FORMAT,
    recogniser::google::FORMAT,
    recogniser::azure::FORMAT,
    recogniser::deepgram::FORMAT,
    recogniser::assemblyai::FORMAT,
    recogniser::revai::FORMAT,
    recogniser::speechmatics::FORMAT,
    recogniser::elevenlabs::FORMAT,
    recogniser::vosk::FORMAT,
    recogniser::watson::FORMAT,
    recogniser::bbc_kaldi::FORMAT,
    recogniser::autoedit::FORMAT,
    recogniser::json3::FORMAT,
    recogniser::podcast::FORMAT,
    recogniser::podlove::FORMAT,
    recogniser::seglst::FORMAT,
    recogniser::cue_json::FORMAT,
    // Speech science and podcasts.
    rttm::FORMAT,
    ctm::FORMAT,
    stm::FORMAT,
    textgrid::FORMAT,
    eaf::FORMAT,
    uem::FORMAT,
    chat::FORMAT,
    // Pages and documents.
    #[cfg(feature = "html")]
    html::FORMAT,
    #[cfg(feature = "docx")]
    docx::FORMAT,
];

/// How much of an input [`candidates`] shows to the formats, in bytes.
const HEAD: usize = 16 * 1024;

/// What formats an input may be of, with how surely, from 1 to 100; the surest first.
pub struct Candidates {
    /// The formats that claim it.
    pub claims: Vec<(&'static Format, u8)>,
}

/// The formats that claim a text by its head.
pub fn candidates(text: &str) -> Candidates {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or("");
    Candidates::of(|reader| match reader {
        Reader::Text { detect, .. } | Reader::Page { detect, .. } => detect(head),
        Reader::Bytes { .. } | Reader::Document { .. } => 0,
    })
}

/// The formats that claim bytes by their signature.
pub fn binary_candidates(bytes: &[u8]) -> Candidates {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or(&[]);
    Candidates::of(|reader| match reader {
        Reader::Text { .. } | Reader::Page { .. } => 0,
        Reader::Bytes { detect, .. } | Reader::Document { detect, .. } => detect(head),
    })
}

/// A claim below this is too weak by itself.
pub const SURE: u8 = 50;

impl Candidates {
    fn of(sure: impl Fn(Reader) -> u8) -> Self {
        let claim = |format: &'static Format| format.read.map(|reader| (format, sure(reader)));
        let mut claims: Vec<_> = FORMATS.iter().filter_map(claim).filter(|(_, sure)| *sure > 0).collect();
        claims.sort_by_key(|(_, sure)| std::cmp::Reverse(*sure));
        Candidates { claims }
    }

    /// The format to read with: the surest one, or of several that are equally sure the one with the extension of the
    /// file. A format that is not sure takes its extension to be chosen.
    ///
    /// # Errors
    /// Those that are equally sure, where the extension doesn't tell.
    pub fn choose(&self, extension: Option<&str>) -> Result<Option<(&'static Format, u8)>, Vec<&'static str>> {
        let bears = |format: &Format| extension.is_some_and(|extension| format.extensions.contains(&extension));
        let Some(&(_, best)) = self.claims.first() else { return Ok(None) };
        if best < SURE {
            return Ok(self.claims.iter().find(|(format, _)| bears(format)).copied());
        }
        let top: Vec<_> = self.claims.iter().take_while(|(_, sure)| *sure == best).copied().collect();
        match (top.as_slice(), top.iter().find(|(format, _)| bears(format))) {
            (_, Some(named)) => Ok(Some(*named)),
            ([only], None) => Ok(Some(*only)),
            (several, None) => Err(several.iter().map(|(format, _)| format.id).collect()),
        }
    }

    /// Why the format was chosen: one line for each claim.
    pub fn evidence(&self) -> Vec<String> {
        self.claims.iter().map(|(format, sure)| format!("{} is {sure} % sure by the head", format.id)).collect()
    }
}

/// The format with this id, alias or file name extension.
pub fn by_id(id: &str) -> Option<&'static Format> {
    let id = id.to_ascii_lowercase();
    let named = |format: &&Format| format.id == id || format.aliases.contains(&id.as_str());
    let by_extension = || FORMATS.iter().find(|format| format.extensions.contains(&id.as_str()));
    FORMATS.iter().find(named).or_else(by_extension)
}

/// Whether a transcript was read from a file that times what it holds, so that its JSON is the document
/// `fireside.captions/1` and not `fireside.transcript/1`.
pub fn is_timed(transcript: &Transcript) -> bool {
    let kind = FORMATS.iter().find(|format| format.id == transcript.source.format).map(|format| format.kind);
    matches!(kind, Some(Kind::Captions | Kind::Recogniser | Kind::Diarization))
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
    write_with(id, transcript, &WriteOptions::default())
}

/// Writes a transcript in the format with this id or extension as `options` say: see [`write()`].
///
/// # Errors
/// As [`write()`].
pub fn write_with(
    id: &str,
    transcript: &Transcript,
    options: &WriteOptions,
) -> Result<(String, Vec<Diagnostic>), Error> {
    let Some(write) = by_id(id).and_then(|format| format.write) else {
        let ids = FORMATS.iter().filter(|format| format.write.is_some()).map(|format| format.id);
        return Err(Error::unknown("format to write", id, ids));
    };
    let mut out = String::new();
    let lost = write(transcript, options, &mut out);
    Ok((out, lost))
}
