//! Documents of word processors (DOCX, Office Open XML, ECMA-376), down to text that the dialects read.
//!
//! ```text
//! talk.docx = zip of  _rels/.rels           which part is the document
//!                     word/document.xml     <w:p><w:r><w:t>Ada Quill   0:03</w:t><w:br/><w:t>Is it on?</w:t></w:r></w:p>
//!                     word/header1.xml …    not read: headers, footers, notes, comments
//! ```
//!
//! A paragraph is a line; where one has several lines (`w:br`), blank lines part it from its neighbours. Each paragraph
//! of a table's cell is a line, and a blank line ends a row. Text boxes follow the paragraph that holds them. What was
//! deleted or moved away under change tracking is no text, what was inserted is.
//!
//! An archive that is cut off is read as far as it goes. A document that grows far beyond its packed size is refused.
//! Places are those in the text that was taken out. Nothing is written.

use std::io::{Cursor, Read};

use quick_xml::Reader as Xml;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};

use super::{Flattened, Format, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::model::Kind;
use crate::text::{decode, reference};

pub const FORMAT: Format = Format {
    id: "docx",
    aliases: &["word"],
    title: "Word document",
    kind: Kind::Transcript,
    extensions: &["docx", "docm", "dotx"],
    keeps: "text with its paragraphs and lines",
    read: Some(Reader::Document { detect, flatten }),
    write: None,
};

const DOCUMENT: &str = "word/document.xml";

fn detect(head: &[u8]) -> u8 {
    let holds = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    if !head.starts_with(b"PK\x03\x04") || holds(b"mimetypeapplication/") {
        return 0;
    }
    match () {
        () if holds(b"word/") => 100,
        () if holds(b"xl/") || holds(b"ppt/") || holds(b"visio/") => 0,
        // Some programs pack pictures first.
        () if holds(b"[Content_Types].xml") || holds(b"_rels/.rels") => 60,
        () => 0,
    }
}

fn flatten(bytes: &[u8]) -> Result<Flattened, Error> {
    let mut diagnostics = Vec::new();
    let xml = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(mut archive) => {
            let name = document_name(&mut archive);
            if archive.index_for_name(&name).is_none() {
                let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
                return Err(no_document(bytes, &names));
            }
            let file = archive.by_name(&name).map_err(|error| not_read(&error.to_string()))?;
            part(file, &mut diagnostics)?
        }
        // The directory is at the end: a file that was cut off has its parts all the same.
        Err(_) if bytes.starts_with(b"PK") => {
            let message = "the document is cut off or damaged: what could be found of it was read";
            diagnostics.push(Diagnostic::warning(Code::CutOff, message));
            cut_off(bytes, &mut diagnostics)?
        }
        // An old document, or none at all, says what it is.
        Err(_) => return Err(decode(bytes, None).err().unwrap_or_else(|| no_document(bytes, &[]))),
    };
    let decoded = decode(&xml, None)?;
    let text = text_of(&decoded.text, &mut diagnostics);
    Ok(Flattened::Text { text, places: Vec::new(), diagnostics })
}

fn not_read(reason: &str) -> Error {
    let help = "open it in a word processor and save it again, or as text".to_owned();
    Error::NotText { reason: format!("this document can't be read: {reason}"), help }
}

/// Why an archive is no document: by the names of what is in it.
fn no_document(bytes: &[u8], names: &[String]) -> Error {
    let has = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let reason = match () {
        () if has("xl/") => "this is an Excel workbook",
        () if has("ppt/") => "this is a PowerPoint presentation",
        () if bytes.starts_with(b"PK") => "this is a zip archive without a Word document in it",
        () => "this is no Word document",
    };
    Error::NotText { reason: reason.to_owned(), help: "save it as text or as .docx".to_owned() }
}

/// The name of the part that is the document, as the archive's relations have it.
fn document_name(archive: &mut ZipArchive<Cursor<&[u8]>>) -> String {
    let usual = || DOCUMENT.to_owned();
    let Ok(file) = archive.by_name("_rels/.rels") else { return usual() };
    let mut xml = Vec::new();
    if file.take(1 << 20).read_to_end(&mut xml).is_err() {
        return usual();
    }
    let text = String::from_utf8_lossy(&xml).into_owned();
    let mut reader = Xml::from_str(&text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag)
                if attribute(&tag, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) =>
            {
                let target = attribute(&tag, "Target").unwrap_or_default();
                let name = target.trim_start_matches('/').to_owned();
                return if name.is_empty() { usual() } else { name };
            }
            Event::Eof => break,
            _ => {}
        }
    }
    usual()
}

/// The document of an archive without a directory.
fn cut_off(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<u8>, Error> {
    let mut cursor = Cursor::new(bytes);
    while let Ok(Some(file)) = read_zipfile_from_stream(&mut cursor) {
        if file.name().is_ok_and(|name| name == DOCUMENT) {
            return part(file, diagnostics);
        }
    }
    Err(not_read("it is cut off before its text"))
}

/// Bytes that any part may have unpacked, and how many times its packed size beyond that.
const SMALL: u64 = 64 << 20;
const GROWS: u64 = 100;
const MOST: u64 = 1 << 30;

/// A part of the archive, unpacked.
fn part<R: Read>(file: ZipFile<'_, R>, diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<u8>, Error> {
    let limit = file.compressed_size().saturating_mul(GROWS).clamp(SMALL, MOST);
    let mut xml = Vec::new();
    let read = file.take(limit + 1).read_to_end(&mut xml);
    if xml.len() as u64 > limit {
        return Err(not_read(&format!("its text takes more than {limit} bytes unpacked, far more than documents do")));
    }
    match read {
        Err(error) if xml.is_empty() => Err(not_read(&error.to_string())),
        Err(_) => {
            let message = format!("the document breaks off: {} bytes of it were read", xml.len());
            diagnostics.push(Diagnostic::warning(Code::CutOff, message));
            // The cut may go through a character.
            while std::str::from_utf8(&xml).is_err_and(|error| error.error_len().is_none()) {
                xml.pop();
            }
            Ok(xml)
        }
        Ok(_) => Ok(xml),
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// The paragraphs of a document, or of a text box in it.
#[derive(Default)]
struct Lines {
    text: String,
    /// The paragraph that is being read.
    paragraph: String,
    /// Whether the paragraph before it had several lines.
    several: bool,
    /// Whether a row of a table has ended.
    row: bool,
    /// How deep in paragraphs we are.
    open: u32,
}

impl Lines {
    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let several = paragraph.trim_matches('\n').contains('\n');
        if (several || self.several || self.row) && !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.text.push_str(&paragraph);
        self.text.push('\n');
        (self.several, self.row) = (several, false);
    }
}

/// The text of a document's XML.
fn text_of(xml: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
    let mut reader = Xml::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    // The document, and the text boxes that are being read.
    let mut open = vec![Lines::default()];
    let mut boxes: Vec<String> = Vec::new();
    let (mut spoken, mut skipped) = (false, 0u32);
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => event,
            Err(error) => {
                let message = format!("the document's XML breaks off at byte {}: {error}", reader.error_position());
                diagnostics.push(Diagnostic::warning(Code::CutOff, message));
                break;
            }
        };
        let Some(lines) = open.last_mut() else { break };
        match event {
            Event::Start(tag) if skipped > 0 || is_skipped(tag.local_name().as_ref()) => skipped += 1,
            Event::End(_) if skipped > 0 => skipped -= 1,
            _ if skipped > 0 => {}
            Event::Start(tag) => match tag.local_name().as_ref() {
                "p" => lines.open += 1,
                "t" => spoken = true,
                "txbxContent" => open.push(Lines::default()),
                name => sign(name, &tag, &mut lines.paragraph),
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "p" => lines.end_paragraph(),
                name => sign(name, &tag, &mut lines.paragraph),
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => spoken = false,
                "p" => {
                    lines.open = lines.open.saturating_sub(1);
                    lines.end_paragraph();
                    if open.len() == 1 {
                        let lines = &mut open[0];
                        boxes.drain(..).for_each(|held| lines.text.push_str(&held));
                    }
                }
                "tr" => lines.row = true,
                "tbl" => lines.row = true,
                "txbxContent" if open.len() > 1 => {
                    if let Some(mut held) = open.pop() {
                        if !held.paragraph.is_empty() {
                            held.end_paragraph();
                        }
                        boxes.push(held.text);
                    }
                }
                _ => {}
            },
            Event::Text(text) if spoken => lines.paragraph.push_str(&text.xml10_content()),
            Event::CData(text) if spoken => lines.paragraph.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if spoken => {
                let whole = format!("&{};", &*name);
                match reference(&whole).filter(|(_, length)| *length == whole.len()) {
                    Some((letters, _)) => lines.paragraph.push_str(&letters),
                    None => lines.paragraph.push_str(&whole),
                }
            }
            _ => {}
        }
    }
    // What was cut off in the middle.
    let mut text = String::new();
    for mut lines in open {
        if !lines.paragraph.is_empty() {
            lines.end_paragraph();
        }
        text.push_str(&lines.text);
    }
    boxes.iter().for_each(|held| text.push_str(held));
    text
}

/// Elements whose content is no text of the document: what was deleted or moved away, the second form of what has two,
/// field codes, and the readings of characters.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "del" | "moveFrom" | "Fallback" | "instrText" | "delText" | "delInstrText" | "rt" | "pPr" | "rPr" | "sectPr"
    )
}

/// Appends what an element without text stands for.
fn sign(name: &str, tag: &BytesStart<'_>, paragraph: &mut String) {
    match name {
        "br" | "cr" if attribute(tag, "type").is_none_or(|kind| kind == "textWrapping") => paragraph.push('\n'),
        "tab" | "ptab" => paragraph.push('\t'),
        "noBreakHyphen" => paragraph.push('\u{2011}'),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
