//! WebVTT: captions of the web, as the W3C wrote them down.
//!
//! ```text
//! WEBVTT - Harbour hours
//! Language: en
//!
//! STYLE
//! ::cue(v[voice="Ada Quill"]) { color: gold }
//!
//! NOTE Checked against the recording.
//!
//! intro
//! 00:05.000 --> 00:07.000 align:start position:10%
//! <v Ada Quill>Is it <i>on</i>?
//! ```
//!
//! ```text
//! file    = "WEBVTT" [SP title] eol *(header eol) *(1*eol block)
//! block   = ("NOTE" / "STYLE" / "REGION") *(SP / eol) text / cue
//! cue     = [id eol] timings [1*SP settings] eol *(text eol)
//! timings = stamp *SP "-->" *SP stamp
//! stamp   = [2*DIGIT ":"] 2DIGIT ":" 2DIGIT "." 3DIGIT
//! text    = *(char / "<" tag ">" / "&" reference ";")
//! ```
//!
//! From the W3C's WebVTT (Candidate Recommendation, 2019), whose parser in section 6 decides letter by letter which cues
//! a file with a signature has. What that parser drops and files mean is told, with the way to mend it; only times in
//! bare seconds (`0.860 --> 7.380`), which podcasts write, are read all the same. A file without a signature that uses
//! what only WebVTT has is read as well, and there any spelling of a time will do.
//!
//! A cue's plain text is what a page would show of it: tags gone, references decoded, ruby text in its place. Who speaks
//! is what `<v>` says; in a file without voices, the identifiers of Webex (`1 "Ida Voll" (2290011)`), or else labels in
//! the text. `NOTE Confidence: 0.87` gives the words of the next cue that confidence.
//!
//! It cannot hold: how a time is known, turns, roles, metadata, confidences. A time before zero becomes zero. Header,
//! styles, regions, comments, identifiers, settings and markup ride along.

mod read;
mod region;
mod scan;
mod text;
mod timing;
mod write;

#[cfg(test)]
mod letter;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tree_tests;

pub use region::{VttRegion, regions};

use super::{Format, Reader};
use crate::model::Kind;

pub(super) const FORMAT: Format = Format {
    id: "vtt",
    aliases: &["webvtt", "webex", "stream-conf"],
    title: "WebVTT captions",
    kind: Kind::Captions,
    extensions: &["vtt", "webvtt"],
    keeps: "speakers as voices, times, text, tags, settings, regions, styles, comments",
    read: Some(Reader::Text { detect, read: read::read }),
    write: Some(write::write),
};

/// A cue of a WebVTT file as it stands there, not a letter of it copied.
///
/// NULs stand as they are; the specification reads them as U+FFFD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VttCue<'a> {
    /// When it appears, in milliseconds.
    pub start: i64,
    /// When it goes, in milliseconds; may lie before `start`, for the specification keeps such cues.
    pub end: i64,
    /// Its identifier; empty where it has none.
    pub id: &'a str,
    /// Its settings, also those that don't count; empty where it has none.
    pub settings: &'a str,
    /// Its text with all markup, line ends inside it as they stand.
    pub text: &'a str,
    /// The name in its first `<v>` tag that has one, with its references as they stand.
    pub speaker: Option<&'a str>,
}

/// The cues of a WebVTT file as slices, in the source's order: just those that the specification's parser finds.
///
/// Nothing is copied and nothing allocated. A text without the signature has none.
///
/// ```
/// use fireside::format::vtt::cues;
/// let file = "WEBVTT\n\nNOTE so far\n\nintro\n00:01.000 --> 00:02.500 align:start\n<v Ada Quill>Is it on?\n\n0:2 --> 0:3\nno\n";
/// let cues: Vec<_> = cues(file).map(|cue| (cue.id, cue.start, cue.end, cue.speaker, cue.text)).collect();
/// assert_eq!(cues, [("intro", 1_000, 2_500, Some("Ada Quill"), "<v Ada Quill>Is it on?")]);
/// ```
pub fn cues(text: &str) -> impl Iterator<Item = VttCue<'_>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let text = if scan::signature(text).is_some() { text } else { "" };
    scan::Scan::new(text).map(|found| found.cue)
}

/// With the signature it is WebVTT. What only tries to be a signature is claimed as well, to say what is wrong with it.
/// Without one, voices, comments, settings and times without hours speak for it.
fn detect(head: &str) -> u8 {
    if scan::signature(head).is_some() {
        return 100;
    }
    if read::is_broken_signature(head) {
        return 90;
    }
    let mut features = 0;
    let mut lines = head.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "NOTE" || line.starts_with("NOTE ") {
            features += 1;
        }
        let Some((start, end, rest)) = timing::timings(line.as_bytes()) else { continue };
        let settings = timing::settings(line.get(rest..).unwrap_or(""), &[], |_| {});
        let short = line.trim_start().as_bytes().get(5) == Some(&b'.');
        let voiced = lines.peek().is_some_and(|text| text.starts_with("<v ") || text.starts_with("<v."));
        features += usize::from(voiced || short || !settings.is_empty()) * usize::from(start <= end);
    }
    let timed = scan::Scan::new(head).next().is_some();
    if timed && features > 0 { 85 } else { 0 }
}
