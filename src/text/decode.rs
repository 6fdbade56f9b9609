//! Bytes to text: byte order marks, UTF-16, legacy code pages, and bytes that are no text at all.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;

/// Text with the encoding it was in.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded<'b> {
    /// The text, without its byte order mark.
    pub text: Cow<'b, str>,
    /// Name of the encoding in lower case: `utf-8`, `utf-16le`, `windows-1252`.
    pub encoding: String,
    /// Bytes before the text that belong to no character of it: the length of a UTF-8 byte order mark, else 0.
    pub offset: usize,
    /// What was assumed or replaced.
    pub diagnostics: Vec<Diagnostic>,
}

/// How many bytes are looked at to tell an encoding, or to tell text from other data.
const HEAD: usize = 64 * 1024;

/// Decodes `bytes`: by `encoding` if one is named, else by the byte order mark, else as UTF-8 where that is valid,
/// else as UTF-16 without a mark, else in the legacy code page that fits best. Anything but UTF-8 is reported.
///
/// # Errors
/// [`Error::Unknown`] for an encoding that no browser knows, and [`Error::NotText`] for data such as pictures or
/// archives: many control characters, or a signature at the head.
///
/// ```
/// use fireside::text::decode;
/// let decoded = decode(b"caf\xe9 au lait, d\xe9j\xe0 vu", None)?;
/// assert_eq!(decoded.text, "café au lait, déjà vu");
/// assert_eq!(decoded.encoding, "windows-1252");
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn decode<'b>(bytes: &'b [u8], encoding: Option<&str>) -> Result<Decoded<'b>, Error> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(Error::TooLarge { bytes: bytes.len() as u64, limit: u64::from(u32::MAX) + 1 });
    }
    if let Some(name) = encoding {
        let named = Encoding::for_label(name.as_bytes()).ok_or_else(|| Error::Unknown {
            what: "encoding",
            name: name.to_owned(),
            help: "name one that browsers know, such as utf-8, utf-16le, windows-1252, shift_jis or gb18030".to_owned(),
        })?;
        return Ok(transcode(bytes, named, false));
    }
    if let Some((marked, length)) = Encoding::for_bom(bytes) {
        let mut decoded = transcode(bytes.get(length..).unwrap_or(&[]), marked, marked != UTF_8);
        decoded.offset = if marked == UTF_8 { length } else { 0 };
        return Ok(decoded);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // UTF-16 of plain English is valid UTF-8 with a NUL after each letter.
        return match utf16_without_mark(bytes) {
            Some(order) => Ok(transcode(bytes, order, true)),
            None => {
                refuse_binary(bytes)?;
                let diagnostics = nul_bytes(text);
                Ok(Decoded { text: text.into(), encoding: "utf-8".to_owned(), offset: 0, diagnostics })
            }
        };
    }
    if let Some(order) = utf16_without_mark(bytes) {
        return Ok(transcode(bytes, order, true));
    }
    refuse_binary(bytes)?;
    let broken_utf8 = mostly_utf8(bytes);
    let guess = if broken_utf8 {
        UTF_8
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(bytes, true);
        detector.guess(None, Utf8Detection::Allow)
    };
    Ok(transcode(bytes, guess, true))
}

fn transcode<'b>(bytes: &'b [u8], encoding: &'static Encoding, report: bool) -> Decoded<'b> {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name().to_ascii_lowercase();
    let mut diagnostics = Vec::new();
    if report && encoding != UTF_8 {
        diagnostics.push(Diagnostic::note(Code::Encoding, format!("read as {name}; name another with --encoding")));
    }
    if replaced {
        let at = text.find('\u{FFFD}').unwrap_or(0);
        let count = text[at..].matches('\u{FFFD}').count();
        let message = format!("{count} characters could not be decoded as {name} and stand as \u{FFFD}");
        diagnostics.push(Diagnostic::warning(Code::Undecodable, message).at(at..at + '\u{FFFD}'.len_utf8()));
    }
    diagnostics.extend(nul_bytes(&text));
    Decoded { text, encoding: name, offset: 0, diagnostics }
}

fn nul_bytes(text: &str) -> Vec<Diagnostic> {
    match memchr::memchr(0, text.as_bytes()) {
        None => Vec::new(),
        Some(first) => {
            let count = memchr::memchr_iter(0, text.as_bytes()).count();
            let message = format!("{count} NUL characters in the text are left out");
            vec![Diagnostic::warning(Code::NulBytes, message).at(first..first + 1)]
        }
    }
}

/// UTF-16 shows in its zero bytes: text in a Latin script has one in nearly every pair, always on the same side.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or(&[]);
    if head.len() < 4 {
        return None;
    }
    let (mut high, mut low) = (0usize, 0usize);
    for pair in head.chunks_exact(2) {
        high += usize::from(pair[0] == 0 && pair[1] != 0);
        low += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    let pairs = head.len() / 2;
    match (high * 10 > pairs * 4, low * 10 > pairs * 4) {
        (true, false) if low * 20 < pairs => Some(UTF_16BE),
        (false, true) if high * 20 < pairs => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether nearly all of the bytes past ASCII form valid UTF-8: a UTF-8 file with a few broken places.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good >= bad * 4
}

/// The first bytes of common files that are not text.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"RIFF", "a RIFF recording"),
    (b"\x1A\x45\xDF\xA3", "a Matroska recording"),
    (b"\x00asm", "a WebAssembly module"),
    (b"\x00\x00\x01\xba", "VobSub, which holds subtitles as pictures, or another MPEG program stream"),
    (b"SQLite format 3", "an SQLite database"),
];

fn refuse_binary(bytes: &[u8]) -> Result<(), Error> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or(&[]);
    let not_text = |reason: String| Error::NotText {
        reason,
        help: "give a text file; a document or recording must be turned into text first".to_owned(),
    };
    let known = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature));
    let control = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    if let Some((signature, what)) = known
        && (control > 0 || signature.iter().any(|byte| !byte.is_ascii()) || signature.starts_with(b"%PDF"))
    {
        return Err(not_text(format!("this is {what}")));
    }
    if head.get(4..8) == Some(b"ftyp") && control > 0 {
        return Err(not_text("this is an MP4 recording".to_owned()));
    }
    if control * 10 > head.len() {
        let percent = control * 100 / head.len().max(1);
        return Err(not_text(format!("{percent} % of the first {} bytes are control characters", head.len())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, String) {
        let decoded = decode(bytes, None).unwrap();
        (decoded.text.into_owned(), decoded.encoding)
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn marks_and_their_absence() {
        assert_eq!(read("Ada: hé".as_bytes()), ("Ada: hé".into(), "utf-8".into()));
        assert_eq!(read(b"\xEF\xBB\xBFAda"), ("Ada".into(), "utf-8".into()));
        let text = "Ada Quill (00:05): Is it on?\n";
        for little in [true, false] {
            let name = if little { "utf-16le" } else { "utf-16be" };
            let mut bytes = utf16(&format!("\u{FEFF}{text}"), little);
            assert_eq!(read(&bytes), (text.into(), name.into()), "with a mark");
            bytes.drain(..2);
            assert_eq!(read(&bytes), (text.into(), name.into()), "without");
        }
    }

    #[test]
    fn utf8_mark_keeps_offsets_true() {
        assert_eq!(decode(b"\xEF\xBB\xBFAda", None).unwrap().offset, 3);
    }

    #[test]
    fn curly_quotes_of_windows_1252() {
        let (text, encoding) = read(b"It\x92s \x93here\x94, he said \x97 really.");
        assert_eq!((text.as_str(), encoding.as_str()), ("It’s “here”, he said — really.", "windows-1252"));
    }

    #[test]
    fn a_broken_byte_does_not_turn_utf8_into_something_else() {
        let mut bytes = "été, déjà, où, naïve, cœur — ".repeat(20).into_bytes();
        bytes.extend(b"\xFF end");
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!(decoded.encoding, "utf-8");
        assert!(decoded.text.ends_with("\u{FFFD} end"));
        assert_eq!(decoded.diagnostics.len(), 1);
    }

    #[test]
    fn data_is_refused_with_a_reason() {
        let png = decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None).unwrap_err();
        assert_eq!(png.to_string().lines().next(), Some("no text: this is a PNG picture"));
        let noise: Vec<u8> = (0u8..=255).cycle().take(4096).collect();
        assert_eq!(decode(&noise, None).unwrap_err().code(), "not-text");
        assert_eq!(decode(b"x", Some("klingon")).unwrap_err().code(), "unknown");
    }

    #[test]
    fn single_nul_bytes_are_reported() {
        let decoded = decode(b"Ada: he\0llo there, how are you today", None).unwrap();
        assert_eq!(decoded.diagnostics[0].code, Code::NulBytes);
    }
}
