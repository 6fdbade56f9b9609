//! Pages (HTML): transcripts as web sites show them, down to text that the dialects read.
//!
//! ```text
//! <!doctype html>
//! <h1>The bell ringers</h1>
//! <p><b>Ada Quill</b> (00:05): Is it on?</p>
//! <p><b>Bram Otten</b> (00:07): It is.<br>Always.</p>
//! ```
//!
//! The grammar is that of the HTML standard (WHATWG), told apart by a tokenizer; no tree is built, so that no nesting is
//! too deep. What people see as lines and paragraphs becomes lines and blank lines: paragraphs, headings, lists, quotes
//! and tables are set off, cells of a row are joined by tabs, white space is one space, but not in `<pre>`. Scripts,
//! styles, navigation, choices and pictures are no text; what is hidden is left out unless it holds so much text that it
//! is a part of the page to be unfolded.
//!
//! A page that has nothing but `<cite>`, `<time>` and `<p>` (and headings) is a transcript of the podcast namespace:
//!
//! ```text
//! <cite>Ada Quill:</cite>
//! <time>0:05</time>
//! <p>Is it on?</p>
//! ```
//!
//! Its speakers and starts are exact, and its ends are not known. Nothing is written.

use super::captions::build::Captions;
use super::{Flattened, Format, Reader, Source};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::model::{GapKind, Kind, SpeakerId, Time, UnitStart};
use crate::text::stamp;

mod page;
mod tags;

use page::{Page, Part};

pub const FORMAT: Format = Format {
    id: "html",
    aliases: &["xhtml", "podcast-html"],
    title: "web page",
    kind: Kind::Transcript,
    extensions: &["html", "htm", "xhtml"],
    keeps: "text with its paragraphs; speakers and starts of podcast transcripts",
    read: Some(Reader::Page { detect, flatten }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let mut rest = head.trim_start();
    // A declaration and comments may stand before the page.
    loop {
        let after = if rest.starts_with("<?xml") {
            rest.split_once("?>")
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else {
            break;
        };
        match after {
            Some((_, after)) => rest = after.trim_start(),
            None => return 0,
        }
    }
    let starts = |name: &str| {
        let (Some(begin), after) = (rest.get(..name.len()), rest.as_bytes().get(name.len())) else { return false };
        begin.eq_ignore_ascii_case(name) && after.is_none_or(|byte| byte.is_ascii_whitespace() || b">/".contains(byte))
    };
    if starts("<!doctype html") || starts("<html") {
        return 95;
    }
    let census = tags::census(rest);
    let tagged = rest.starts_with('<') && census.first;
    match census.blocks {
        // Captions have tags too, and arrows.
        _ if census.arrows || census.foreign => 0,
        3.. if tagged && starts("<cite") => 90,
        1.. if tagged && (starts("<body") || starts("<head")) => 90,
        3.. if tagged => 80,
        1..=2 if tagged => 55,
        3.. if !rest.starts_with('<') && census.blocks * 2 > census.others => 60,
        _ => 0,
    }
}

fn flatten(source: &Source<'_>) -> Result<Flattened, Error> {
    let page = Page::read(source.text);
    if let Some(reading) = podcast(&page, source.offset) {
        return Ok(Flattened::Reading(Box::new(reading)));
    }
    let mut diagnostics = Vec::new();
    if page.hidden > 0 {
        let message = format!("{} words in hidden parts of the page are left out", page.hidden);
        diagnostics.push(Diagnostic::note(Code::FurnitureDropped, message));
    }
    let offset = source.offset as u32;
    let places = page.places.into_iter().map(|(text, source)| (text, source + offset)).collect();
    Ok(Flattened::Text { text: page.text, places, diagnostics })
}

/// The transcript of a page in the form of the podcast namespace; `None` for any other page.
fn podcast(page: &Page<'_>, offset: usize) -> Option<crate::diagnostic::Reading> {
    let is = |part: Part| page.parts.iter().filter(|(known, _)| *known == part).count();
    let first = page.parts.iter().find(|(part, _)| *part != Part::Heading)?.0;
    if page.other || first == Part::Paragraph || is(Part::Cite) == 0 || is(Part::Time) == 0 || is(Part::Paragraph) == 0
    {
        return None;
    }
    let mut captions = Captions::default();
    let (mut speaker, mut label, mut start): (Option<SpeakerId>, Option<&str>, Option<Time>) = (None, None, None);
    let mut open = false;
    for (part, range) in &page.parts {
        let raw = page.text.get(range.clone()).unwrap_or("");
        let text = raw.trim();
        let at = range.start + (raw.len() - raw.trim_start().len());
        match part {
            Part::Heading => {
                let meta = &mut captions.builder.transcript_mut().meta;
                meta.title.get_or_insert_with(|| text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Part::Cite => {
                let name = text.trim_end_matches([':', '：']).trim_end();
                label = (!name.is_empty()).then_some(name);
                speaker = label.map(|label| captions.speaker(label));
                (start, open) = (None, false);
            }
            Part::Time => {
                let read = stamp(text).filter(|(_, rest)| rest.trim().is_empty()).and_then(|(stamp, _)| stamp.start);
                if read.is_none() {
                    let message = format!("`{text}` is no time: its paragraph has none");
                    captions.warn(Code::TimeForm, at..at + text.len(), message);
                }
                start = read.map(Time::exact);
                open = false;
            }
            Part::Paragraph if text.is_empty() => {}
            Part::Paragraph => {
                match std::mem::replace(&mut open, true) {
                    true => captions.builder.gap(GapKind::Paragraph),
                    false => captions.builder.unit(UnitStart { speaker, label, start, ..UnitStart::default() }),
                }
                captions.lines(raw, range.start);
            }
        }
    }
    let mut reading = captions.finish(FORMAT.id);
    let places: Vec<(u32, u32)> = page.places.iter().map(|(text, source)| (*text, source + offset as u32)).collect();
    reading.transcript.move_origins(&places);
    for bytes in reading.diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.bytes.as_mut()) {
        let source = |at: usize| {
            let index = places.partition_point(|(text, _)| *text as usize <= at).checked_sub(1);
            index.map_or(at, |index| places[index].1 as usize + at - places[index].0 as usize)
        };
        *bytes = source(bytes.start)..source(bytes.end).max(source(bytes.start));
    }
    Some(reading)
}

#[cfg(test)]
mod tests;
