//! Bytes to text: byte order marks, UTF-16, UTF-32, legacy code pages, and bytes that are no text at all.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::text::pages::Page;

mod names;
mod odd;

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

/// Decodes `bytes`: by their byte order mark, else by `encoding` if one is named, else as UTF-8 where that is valid,
/// else as UTF-16 or UTF-32 without a mark, else in the encoding that a page or an XML file says it is in, else in the
/// legacy code page that fits best, also where the text shows that the claim is wrong. Anything but UTF-8 is reported. In
/// a text that is UTF-8 but for a few bytes, those are read as Windows-1252.
///
/// # Errors
/// [`Error::Unknown`] for an encoding that is not known, and [`Error::NotText`] for data such as pictures or
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
    let named = encoding.map(Charset::named).transpose()?;
    if let Some((marked, length)) = Charset::marked(bytes) {
        let rest = bytes.get(length..).unwrap_or(&[]);
        let mut decoded = match marked {
            Charset::Coded(coded) if coded == UTF_8 => utf8(rest).unwrap_or_else(|| mixed(rest)),
            other => other.transcode(rest, true),
        };
        decoded.offset = if marked == Charset::Coded(UTF_8) { length } else { 0 };
        if let (Some(named), Some(name)) = (named.filter(|named| *named != marked), encoding) {
            // UTF-16 and UTF-32 are names of both orders.
            let either = ["utf-16", "utf16", "utf-32", "utf32"].iter().any(|both| name.eq_ignore_ascii_case(both));
            if !(either && named.name().get(..6) == marked.name().get(..6)) {
                let message = format!("the byte order mark says {}: read so, and not as {name}", decoded.encoding);
                decoded.diagnostics.insert(0, Diagnostic::warning(Code::Encoding, message));
            }
        }
        return Ok(decoded);
    }
    if let Some(named) = named {
        return Ok(named.transcode(bytes, false));
    }
    refuse_known(bytes)?;
    if let Some(wide) = without_mark(bytes) {
        return Ok(wide.transcode(bytes, true));
    }
    refuse_controls(bytes, 10)?;
    let escapes = || memchr::memchr(0x1B, bytes).is_some() && guess(bytes) == ISO_2022_JP;
    if let Some(decoded) = utf8(bytes).filter(|decoded| !decoded.text.is_ascii() || !escapes()) {
        return Ok(decoded);
    }
    if mostly_utf8(bytes) {
        return Ok(mixed(bytes));
    }
    // UTF-8 may have been sprinkled with NULs on its way; a text in a legacy code page has hardly any control character.
    refuse_controls(bytes, 25)?;
    let guessed = || Charset::Coded(guess(bytes)).transcode(bytes, true);
    let declared = declared(bytes).filter(|_| !escapes()).map(|coded| Charset::Coded(coded).transcode(bytes, true));
    let Some(declared) = declared.filter(|decoded| !is_refuted(decoded)) else { return Ok(guessed()) };
    // A name that the bytes belie is not believed, of whichever script it is.
    let guessed = guessed();
    let belied = guessed.encoding != declared.encoding && odd::is_odder(&declared.text, &guessed.text);
    Ok(if belied { guessed } else { declared })
}

/// Whether a text shows that it is not in the encoding its file claims. Programs claim a Latin one where they know no
/// better, and every byte has a sign in it; but then other scripts become words without a single plain letter.
fn is_refuted(decoded: &Decoded<'_>) -> bool {
    if decoded.diagnostics.iter().any(|doubt| doubt.code == Code::Undecodable) {
        return true;
    }
    if !decoded.encoding.starts_with("windows-125") && !decoded.encoding.starts_with("iso-8859") {
        return false;
    }
    let latin = ["windows-1252", "windows-1250", "windows-1254", "windows-1257", "iso-8859-2", "iso-8859-15"];
    let latin = latin.contains(&&*decoded.encoding);
    let (mut mixed, mut alien) = (0usize, 0usize);
    for word in decoded.text.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphabetic()) {
        if word.chars().any(|letter| matches!(letter, '\u{80}'..='\u{9F}')) {
            return true;
        }
        let signs = word.chars().filter(|letter| !letter.is_ascii()).count();
        if latin && signs > 0 && word.chars().nth(1).is_some() {
            let plain = word.bytes().any(|byte| byte.is_ascii_alphabetic());
            *(if plain { &mut mixed } else { &mut alien }) += signs;
        }
    }
    alien > 2 * mixed + 8
}

/// How far into a file an encoding may be declared.
const DECLARED: usize = 1024;

/// The encoding that a page or an XML file says it is in: `<meta charset="…">`, `<?xml … encoding="…"?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARED))?.to_ascii_lowercase();
    let after = |sign: &[u8]| memchr::memmem::find(&head, sign).and_then(|at| head.get(at + sign.len()..));
    let value = match head.trim_ascii_start().starts_with(b"<?xml") {
        true => after(b"encoding")?,
        false => after(b"<meta").and_then(|_| after(b"charset"))?,
    };
    let value = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)))?;
    // What is UTF-8 or UTF-16 was told by its bytes.
    let coded = Encoding::for_label_no_replacement(value.get(..end)?)?;
    (coded != UTF_8 && coded != UTF_16LE && coded != UTF_16BE).then_some(coded)
}

/// The legacy encoding that fits best.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// An encoding: one that browsers know, or UTF-32 or a code page of DOS, which they don't.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Charset {
    Coded(&'static Encoding),
    Page(&'static Page),
    Utf32 { little: bool },
}

impl Charset {
    /// The encoding that a byte order mark says, and the mark's length.
    fn marked(bytes: &[u8]) -> Option<(Self, usize)> {
        // The mark of UTF-32 begins with that of UTF-16.
        if bytes.starts_with(b"\xFF\xFE\0\0") {
            return Some((Charset::Utf32 { little: true }, 4));
        }
        if bytes.starts_with(b"\0\0\xFE\xFF") {
            return Some((Charset::Utf32 { little: false }, 4));
        }
        Encoding::for_bom(bytes).map(|(coded, length)| (Charset::Coded(coded), length))
    }

    fn name(self) -> String {
        match self {
            Charset::Coded(coded) => coded.name().to_ascii_lowercase(),
            Charset::Page(page) => page.name.to_owned(),
            Charset::Utf32 { little: true } => "utf-32le".to_owned(),
            Charset::Utf32 { little: false } => "utf-32be".to_owned(),
        }
    }

    fn transcode(self, bytes: &[u8], report: bool) -> Decoded<'_> {
        let (text, replaced) = match self {
            Charset::Coded(coded) => coded.decode_without_bom_handling(bytes),
            Charset::Page(page) => {
                let (text, odd) = page.decode(bytes);
                (text.into(), odd)
            }
            Charset::Utf32 { little } => utf32(bytes, little),
        };
        let name = self.name();
        let mut diagnostics = Vec::new();
        if report && self != Charset::Coded(UTF_8) {
            diagnostics.push(Diagnostic::note(Code::Encoding, format!("read as {name}; name another with --encoding")));
        }
        if replaced {
            diagnostics.extend(undecodable(&text, &name));
        }
        diagnostics.extend(nul_bytes(&text));
        Decoded { text, encoding: name, offset: 0, diagnostics }
    }
}

/// Says how many characters could not be decoded, and where the first of them is.
fn undecodable(text: &str, name: &str) -> Option<Diagnostic> {
    let at = text.find('\u{FFFD}')?;
    let count = text.get(at..)?.matches('\u{FFFD}').count();
    let message = format!("{count} characters could not be decoded as {name} and stand as \u{FFFD}");
    Some(Diagnostic::warning(Code::Undecodable, message).at(at..at + '\u{FFFD}'.len_utf8()))
}

/// Valid UTF-8, not a byte of it copied.
fn utf8(bytes: &[u8]) -> Option<Decoded<'_>> {
    // Quicker on text with signs past ASCII than the standard library.
    let text = UTF_8.decode_without_bom_handling_and_without_replacement(bytes)?;
    let diagnostics = nul_bytes(&text);
    Some(Decoded { text, encoding: "utf-8".to_owned(), offset: 0, diagnostics })
}

/// UTF-8 with a few bytes that are none: texts pasted together from several files. A single byte is a letter of
/// Windows-1252; a character that breaks off is lost.
fn mixed(bytes: &[u8]) -> Decoded<'_> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let (mut letters, mut first) = (0usize, None);
    let mut left = bytes.len();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        left -= chunk.valid().len() + chunk.invalid().len();
        match chunk.invalid() {
            [] => {}
            // A lead byte at the very end has lost what came after it; five bytes stand for nothing in Windows-1252.
            [0x81 | 0x8D | 0x8F | 0x90 | 0x9D] => text.push('\u{FFFD}'),
            [byte] if left > 0 || *byte < 0xC2 => {
                first.get_or_insert(text.len());
                letters += 1;
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*byte]).0);
            }
            _ => text.push('\u{FFFD}'),
        }
    }
    let mut diagnostics = Vec::new();
    if let Some(at) = first {
        let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let message = format!("{letters} bytes are not UTF-8: read as windows-1252, the rest as utf-8");
        diagnostics.push(Diagnostic::warning(Code::Encoding, message).at(at..end));
    }
    diagnostics.extend(undecodable(&text, "utf-8"));
    diagnostics.extend(nul_bytes(&text));
    Decoded { text: text.into(), encoding: "utf-8".to_owned(), offset: 0, diagnostics }
}

fn utf32(bytes: &[u8], little: bool) -> (Cow<'_, str>, bool) {
    let mut text = String::with_capacity(bytes.len() / 4);
    let mut replaced = false;
    for four in bytes.chunks(4) {
        let code = <[u8; 4]>::try_from(four).ok().map(|four| match little {
            true => u32::from_le_bytes(four),
            false => u32::from_be_bytes(four),
        });
        match code.and_then(char::from_u32) {
            Some(letter) => text.push(letter),
            None => {
                replaced = true;
                text.push('\u{FFFD}');
            }
        }
    }
    (text.into(), replaced)
}

fn nul_bytes(text: &str) -> Vec<Diagnostic> {
    match memchr::memchr(0, text.as_bytes()) {
        None => Vec::new(),
        Some(first) => {
            let count = memchr::memchr_iter(0, text.as_bytes()).count();
            let message = format!(
                "{count} NUL characters in the text, which no text has: they are left out or stand as \u{FFFD}"
            );
            vec![Diagnostic::warning(Code::NulBytes, message).at(first..first + 1)]
        }
    }
}

/// UTF-16 and UTF-32 show in their zero bytes, which other text has none of: always on the same side.
fn without_mark(bytes: &[u8]) -> Option<Charset> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or(&[]);
    if head.len() < 4 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let fours = head.len() / 4;
    let (mut big, mut little) = (0usize, 0usize);
    for four in head.chunks_exact(4) {
        let letter = |code: u32| code > 0 && char::from_u32(code).is_some();
        let four = [four[0], four[1], four[2], four[3]];
        big += usize::from(letter(u32::from_be_bytes(four)));
        little += usize::from(letter(u32::from_le_bytes(four)));
    }
    if fours > 0 && big.max(little) * 20 >= fours * 19 {
        return Some(Charset::Utf32 { little: little > big });
    }
    let (mut high, mut low) = (0usize, 0usize);
    for pair in head.chunks_exact(2) {
        high += usize::from(pair[0] == 0 && pair[1] != 0);
        low += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    let pairs = head.len() / 2;
    // Text in a Latin script has a zero byte in nearly every pair.
    match (high * 10 > pairs * 4, low * 10 > pairs * 4) {
        (true, false) if low * 20 < pairs => return Some(Charset::Coded(UTF_16BE)),
        (false, true) if high * 20 < pairs => return Some(Charset::Coded(UTF_16LE)),
        _ => {}
    }
    // Text in another one has them in spaces and line ends, and its letters come from few scripts.
    if (high + low) * 50 < pairs || std::str::from_utf8(head).is_ok() && controls(head) * 10 <= head.len() {
        return None;
    }
    let whole = head.get(..pairs * 2).unwrap_or(&[]);
    let usual = |order: &'static Encoding| {
        let text = order.decode_without_bom_handling(whole).0;
        text.chars().filter(|letter| is_usual(*letter)).count() * 100 / text.chars().count().max(1)
    };
    let (big, little) = (usual(UTF_16BE), usual(UTF_16LE));
    (big.max(little) >= 90 && big != little).then_some(Charset::Coded(if big > little { UTF_16BE } else { UTF_16LE }))
}

/// Whether texts often have this character: two bytes in the wrong order seldom make one.
fn is_usual(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='~' | '\u{A0}'..='\u{24F}' | '\u{370}'..='\u{6FF}' | '\u{900}'..='\u{E7F}'
        | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{203A}' | '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF9F}' | '\u{1F300}'..='\u{1FAFF}')
}

/// Whether bytes are UTF-8 with a few broken places. That bytes of another encoding form a character of UTF-8 by chance
/// is rare, and the more so the longer it is.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        let weight = |byte: u8| match byte {
            0xF0.. => 5,
            0xE0.. => 3,
            0xC0.. => 1,
            _ => 0,
        };
        good += chunk.valid().bytes().map(weight).sum::<usize>();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good >= bad
}

/// The first bytes of common files that are not text.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a document in rich text format (RTF)"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (OLE, "a document of an old office program"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a rar archive"),
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

const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What is in an archive or a document of an office program, by names at its head (zip) or anywhere (OLE).
const INSIDE: &[(&[u8], &[u8], &str)] = &[
    (b"PK", b"mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text"),
    (b"PK", b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"PK", b"mimetypeapplication/epub+zip", "an EPUB book"),
    (b"PK", b"word/", "a Word document"),
    (b"PK", b"xl/", "an Excel workbook"),
    (b"PK", b"ppt/", "a PowerPoint presentation"),
    (OLE, b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", "an office document with a password"),
    (OLE, b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", "an old Word document (.doc)"),
    (OLE, b"W\0o\0r\0k\0b\0o\0o\0k\0", "an old Excel workbook (.xls)"),
];

/// How many bytes of a head are control characters that texts don't have.
fn controls(head: &[u8]) -> usize {
    // Counted in blocks that a byte can count, without a branch.
    let is_control = |byte: u8| (byte <= 8) | ((14..=31).contains(&byte) & (byte != 27)) | (byte == 127);
    let in_block = |block: &[u8]| block.iter().fold(0u8, |count, byte| count + u8::from(is_control(*byte)));
    head.chunks(255).map(|block| usize::from(in_block(block))).sum()
}

fn not_text(reason: String, help: &str) -> Error {
    Error::NotText { reason, help: help.to_owned() }
}

const HELP: &str = "give a text file; a document or recording must be turned into text first";

/// Refuses files with a signature that no text has.
fn refuse_known(bytes: &[u8]) -> Result<(), Error> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or(&[]);
    let control = controls(head);
    let sure = |signature: &[u8]| {
        control > 0 || !signature.is_ascii() || signature.starts_with(b"%PDF") || signature.starts_with(b"{\\rtf")
    };
    let known = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature) && sure(signature));
    let help = match known.map_or("", |(_, what)| what) {
        what if what.ends_with("archive") => "unpack it first",
        what if what.contains("document") => "save it as text or as .docx",
        _ => HELP,
    };
    if let Some((signature, what)) = known {
        let place = if signature.starts_with(b"PK") { head } else { bytes };
        let inside = INSIDE
            .iter()
            .find(|(kind, name, _)| signature.starts_with(kind) && memchr::memmem::find(place, name).is_some());
        return Err(match inside {
            Some((_, _, "an office document with a password")) => {
                not_text("this is an office document with a password".to_owned(), "save it without its password")
            }
            Some((_, _, "a Word document")) => not_text(
                "this is a Word document".to_owned(),
                match cfg!(feature = "docx") {
                    true => "read it without naming a format of text, or save it as text",
                    false => "save it as text; only a program built with the feature `docx` reads documents",
                },
            ),
            Some((_, _, what)) => not_text(format!("this is {what}"), "save it as text or as .docx"),
            None => not_text(format!("this is {what}"), help),
        });
    }
    if head.get(4..8) == Some(b"ftyp") && control > 0 {
        return Err(not_text("this is an MP4 recording".to_owned(), HELP));
    }
    Ok(())
}

/// Refuses data in which more than one byte in so many is a control character that texts don't have.
fn refuse_controls(bytes: &[u8], one_in: usize) -> Result<(), Error> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or(&[]);
    let control = controls(head);
    if control * one_in > head.len() {
        let percent = control * 100 / head.len().max(1);
        let reason = format!("{percent} % of the first {} bytes are control characters", head.len());
        return Err(not_text(reason, HELP));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
