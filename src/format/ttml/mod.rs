//! Timed Text Markup Language in every profile and age: TTML 1 and 2, IMSC, EBU-TT-D, DFXP, iTunes and YouTube's.
//!
//! ```text
//! <tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en">
//!   <head><metadata><ttm:agent xml:id="ada"><ttm:name type="full">Ada Quill</ttm:name></ttm:agent></metadata></head>
//!   <body><div>
//!     <p begin="00:00:05.000" end="00:00:07.000" ttm:agent="ada">Is it on?</p>
//!     <p begin="7.1s" dur="2s"><span begin="0s">It</span> <span begin="0.4s">is.</span><br/>Always.</p>
//!   </div></body>
//! </tt>
//! ```
//!
//! ```text
//! tt     = [head] [body]          body = *div     div = *(div / p)
//! p      = *(text / span / br)    span = *(text / span / br)
//! begin, end, dur = clock / offset     timeContainer = "par" / "seq"
//! ```
//!
//! Times are those of a processor (Timed Text Markup Language 2, W3C 2018, chapter 12): relative to what an element
//! stands in, or to the end of its neighbour in a sequence; `end` or `dur`, whichever is earlier; nothing outlasts what
//! it stands in; what says nothing lasts for the whole programme. A paragraph is a cue. One that says nothing of its
//! time, but all of whose text stands in timed spans, is as many cues as spans that follow one another; so is a timed
//! one that is a sequence, or whose spans are lines or of several words each. Other timed spans inside a timed paragraph
//! time its words.
//!
//! In lyrics of Apple Music (`itunes:timing`) all times count from the start of the recording, wherever they stand.
//!
//! `ttm:agent` is the speaker; colours are none. In a document without agents, labels and dashes in the text tell who
//! speaks. Text of ruby annotations, metadata and elements of other namespaces is not speech. The head, the attributes
//! of `tt`, `body`, `div` and `p`, and the markup of a paragraph ride along, but for times that the cues have by now.
//! Entities are never expanded, and nothing is fetched.
//!
//! It cannot hold: how a time is known, turns, times before zero, confidences.

mod head;
mod names;
mod text;
mod time;
mod walk;
mod write;

#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;

pub use walk::Paragraph;

use super::captions::build::{Captions, untidy};
use super::captions::labels::Census;
use super::captions::xml::{Event, Scanner, attribute, attributes, decoded, push_attributes, split_name};
use super::{Format, Reader, Source};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Speaker, SpeakerId, is_clean};
use crate::text::Places;
use head::{Bits, Head, set_off};
use names::Space;
use text::Inner;
use time::{Active, millis};
use walk::{Item, Walker};

pub(super) const FORMAT: Format = Format {
    id: "ttml",
    aliases: &["dfxp", "imsc"],
    title: "Timed Text Markup Language (TTML, DFXP, IMSC)",
    kind: Kind::Captions,
    extensions: &["ttml", "dfxp", "xml", "itt"],
    keeps: "speakers as agents, times, word times, text, tags, the title, the language; head, regions and styles of its own",
    read: Some(Reader::Text { detect, read }),
    write: Some(write::write),
};

/// A root `tt` is as sure as it gets; paragraphs without one were copied out of a document.
fn detect(head: &str) -> u8 {
    let mut scanner = Scanner::new(head);
    while let Some((_, event)) = scanner.next() {
        match event {
            Event::Open { name, attributes: text, .. } => {
                let spaced = attributes(text).any(|(name, value)| {
                    name.starts_with("xmlns") && (value.contains("/ns/ttml") || value.contains("/ttaf"))
                });
                return match split_name(name) {
                    (_, "tt") => 98,
                    // A fragment.
                    ("" | "tt", "p" | "div" | "body") if spaced => 95,
                    ("" | "tt", "p") if attributes(text).any(|(name, value)| name == "begin" && !value.is_empty()) => {
                        80
                    }
                    ("" | "tt", "div" | "body") if fragment(head) => 70,
                    _ => 0,
                };
            }
            Event::Text(text) if !text.trim_start_matches('\u{FEFF}').trim().is_empty() => {
                let root = head.contains("<tt ") || head.contains("<tt:tt ");
                return if root && (head.contains("/ns/ttml") || head.contains("/ttaf")) { 90 } else { 0 };
            }
            _ => {}
        }
    }
    0
}

/// Whether a paragraph with a time opens somewhere.
fn fragment(head: &str) -> bool {
    head.contains("<p begin=\"") || head.contains("<tt:p begin=\"")
}

/// The paragraphs of a document as slices, in the document's order.
///
/// Nothing is copied, and what is allocated doesn't grow with the document. Times are those of a processor; a paragraph
/// that only its spans time has the time of what it stands in.
///
/// ```
/// use fireside::format::ttml::cues;
/// let text = r#"<tt><body><p begin="1s" end="2s">In</p><p begin="00:00:02.500" dur="500ms"><span>out</span></p></body></tt>"#;
/// let all: Vec<_> = cues(text).map(|cue| (cue.begin, cue.end, cue.text)).collect();
/// assert_eq!(all, [(1_000, Some(2_000), "In"), (2_500, Some(3_000), "<span>out</span>")]);
/// ```
pub fn cues(text: &str) -> impl Iterator<Item = Paragraph<'_>> {
    let mut walker = Walker::new(text, 0, None);
    std::iter::from_fn(move || {
        loop {
            match walker.next()? {
                Item::Paragraph(paragraph, ..) => return Some(paragraph),
                _ => continue,
            }
        }
    })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut walker = Walker::new(text, base, source.hints.rate);
    let mut document = Document::new(text);
    let mut inner = Inner::default();
    while let Some(item) = walker.next() {
        match item {
            Item::Root { name, attributes } => {
                let language = attribute(attributes, "xml:lang").map(str::trim).filter(|name| !name.is_empty());
                document.captions.builder.transcript_mut().meta.language = language.map(str::to_owned);
                let mut root = name.to_owned();
                // What is written counts times as TTML does.
                push_attributes(attributes, |name| !(walker.rates.lyrics && name.ends_with(":timing")), &mut root);
                document.captions.builder.block("tt", root);
            }
            Item::Head(head) => document.captions.builder.block("head", head.trim()),
            Item::Body(attributes) => document.rides_along("body", attributes),
            Item::Comment(comment) => document.captions.builder.block("comment", comment.trim()),
            Item::Paragraph(paragraph, active, preserve) => {
                document.division(&walker);
                document.paragraph(&mut walker, &mut inner, &paragraph, active, preserve);
            }
        }
    }
    walker.finish();
    if walker.elements == 0 && !text.trim().is_empty() {
        let places = Places::new(text, base);
        let at = base + (text.len() - text.trim_start().len());
        return Err(Error::Malformed {
            place: places.place(at),
            expected: "a `tt` element".to_owned(),
            line: places.line(at),
            help: "this holds no element at all: is it another format?".to_owned(),
        });
    }
    let mut captions = document.captions;
    if captions.builder.transcript_mut().cues().is_empty() {
        captions
            .diagnostics
            .push(Diagnostic::warning(Code::NoCue, "the document holds no paragraph with text or a time"));
    }
    let mut reading = captions.finish(FORMAT.id);
    reading.diagnostics.splice(0..0, walker.doubts.finish());
    Ok(reading)
}

/// A document while it is read.
struct Document<'a> {
    text: &'a str,
    captions: Captions,
    /// What stands before the first paragraph, once one is there.
    head: Option<Head>,
    agents: FxHashMap<&'a str, SpeakerId>,
    /// Labels in the text, where the document has no agents.
    census: Option<Census<'a>>,
    current: Option<SpeakerId>,
    division: usize,
}

/// Whether an attribute of what paragraphs stand in rides along: times and agents are told of each cue.
fn rides_along(name: &str) -> bool {
    !matches!(name, "begin" | "end" | "dur" | "timeContainer") && !name.ends_with(":agent")
}

impl<'a> Document<'a> {
    fn new(text: &'a str) -> Self {
        let agents = memchr::memmem::find(text.as_bytes(), b"agent=").is_some();
        let census = (!agents).then(|| {
            let mut census = Census::default();
            for line in text.split("<br").flat_map(|part| part.split("<p")) {
                census.add(line.split_once('>').map_or(line, |(_, line)| line));
            }
            census.settle();
            census
        });
        Document {
            text,
            captions: Captions::with_capacity(text.len() / 2, text.len() / 128),
            head: None,
            agents: FxHashMap::default(),
            census,
            current: None,
            division: 0,
        }
    }

    /// Keeps the attributes of what paragraphs stand in, but for its times.
    fn rides_along(&mut self, kind: &'static str, attributes: &str) {
        let mut kept = String::new();
        push_attributes(attributes, rides_along, &mut kept);
        if !kept.is_empty() {
            self.captions.builder.block(kind, kept.trim());
        }
    }

    /// Keeps the attributes of the divisions that the next paragraph stands in, where they are others than before.
    fn division(&mut self, walker: &Walker<'a>) {
        let division = walker.division();
        if division == std::mem::replace(&mut self.division, division) {
            return;
        }
        // The innermost one says first what holds.
        let mut kept = String::new();
        for attributes in walker.divisions().take(super::captions::xml::NEAR) {
            if kept.is_empty() {
                push_attributes(attributes, rides_along, &mut kept);
            } else if !attributes.trim().is_empty() {
                let all = format!("{kept} {attributes}");
                kept.clear();
                push_attributes(&all, rides_along, &mut kept);
            }
        }
        if division > 1 || !kept.is_empty() {
            self.captions.builder.block("div", kept.trim());
        }
    }

    fn paragraph(
        &mut self,
        walker: &mut Walker<'a>,
        inner: &mut Inner<'a>,
        paragraph: &Paragraph<'a>,
        active: Active,
        preserve: bool,
    ) {
        let at = walker.place(paragraph.text);
        if self.head.is_none() {
            let before = self.text.get(..at - walker.place(self.text)).unwrap_or("");
            let head = Head::of(before);
            self.captions.builder.transcript_mut().meta.title = head.title.clone();
            self.head = Some(head);
        }
        let (mut extra, bits, seq) = self.extra(walker, paragraph);
        let speaker = self.speaker(paragraph.agent);
        let label = Some(paragraph.agent).filter(|agent| !agent.is_empty());
        if paragraph.end.is_some_and(|end| end < paragraph.begin) {
            self.captions.warn(Code::EndBeforeStart, at..at, "the paragraph ends before it begins: kept as it stands");
        }
        let simple = bits == 0 && memchr::memchr2(b'<', b'&', paragraph.text.as_bytes()).is_none();
        if simple && (preserve && !paragraph.text.contains('\r') || is_clean(paragraph.text)) {
            if paragraph.text.is_empty() && !active.timed && extra.is_empty() {
                return;
            }
            if seq && !paragraph.text.is_empty() {
                return self.never_shown(at);
            }
            self.captions.cue(Some(paragraph.begin), paragraph.end);
            match &self.census {
                Some(census) => {
                    self.current = self.captions.speech(paragraph.text, at, census, self.current);
                }
                None => {
                    self.captions.voice_of(speaker, label, false);
                    self.captions.lines(paragraph.text, at);
                }
            }
            return self.captions.said(paragraph.text, extra);
        }
        // The namespaces that the paragraph declares hold for what is in it.
        let known = walker.names.len();
        for (name, value) in attributes(paragraph.attributes).filter(|(name, _)| name.starts_with("xmlns")) {
            walker.names.declare(name, value);
        }
        let head = self.head.take().unwrap_or_default();
        inner.read(walker, &head, paragraph.text, active, preserve, (paragraph.agent, bits));
        self.head = Some(head);
        walker.names.forget(known);
        for doubt in std::mem::take(&mut inner.doubts).finish() {
            walker.doubts.push(doubt);
        }
        if inner.plain.is_empty() && !active.timed && !inner.marked {
            return;
        }
        if seq && !inner.plain.is_empty() && !inner.nested {
            return self.never_shown(at);
        }
        let apart = || !walker.rates.lyrics && inner.shows_one_by_one(seq);
        let derived = !inner.bare && !inner.spans.is_empty() && (!active.timed || apart());
        // What a paragraph stands in may be shown for a shorter time than its spans.
        let begins = |at: i64| millis(at).max(paragraph.begin);
        let ends = |at: Option<i64>| [at.map(millis), paragraph.end].into_iter().flatten().min();
        if derived && inner.follow() {
            for span in &inner.spans {
                let text = inner.plain.text();
                let said = text.get(span.text.clone()).unwrap_or("");
                let line = if preserve { said.trim_matches('\n') } else { said.trim_matches([' ', '\n']) };
                let from = span.text.start + (line.as_ptr() as usize - said.as_ptr() as usize);
                self.captions.cue(Some(begins(span.begin)), ends(span.end));
                self.part(inner, from..from + line.len(), paragraph.agent);
                self.captions.extra(CueExtra { plain: untidy(line), ..extra.clone() });
                extra.id = None;
            }
            return;
        }
        let (begin, end) = match derived {
            true => {
                let begin = inner.spans.iter().map(|span| span.begin).min().unwrap_or(active.begin);
                let last: Option<Vec<i64>> = inner.spans.iter().map(|span| span.end).collect();
                (begins(begin), ends(last.and_then(|all| all.into_iter().max())))
            }
            false => (paragraph.begin, paragraph.end),
        };
        self.captions.cue(Some(begin), end);
        // Times in the markup count from the paragraph's own begin, in its own way.
        let moved = inner.timed
            && (derived || seq || walker.rates.smpte || walker.rates.lyrics || paragraph.begin != millis(active.begin));
        if (inner.marked || bits != 0) && !moved {
            extra.markup = Some(paragraph.text.to_owned());
            if !inner.voices.is_empty() {
                // What stands outside of its voices is the paragraph's own.
                extra.settings.push(("ttm:agent".to_owned(), paragraph.agent.to_owned()));
            }
        }
        match self.census.take() {
            Some(census) => {
                self.current = self.captions.speech_of(&inner.plain, &census, self.current);
                self.census = Some(census);
            }
            None => self.part(inner, 0..inner.plain.len(), paragraph.agent),
        }
        self.captions.said(inner.plain.text(), extra);
    }

    /// Text that stands in a sequence by itself lasts no time.
    fn never_shown(&mut self, at: usize) {
        let message = "a paragraph is a sequence, in which text without an element of its own is never shown: left out";
        self.captions.warn(Code::NoCue, at..at, message);
    }

    /// Appends a part of a paragraph's text, voice by voice.
    fn part(&mut self, inner: &Inner<'a>, part: std::ops::Range<usize>, agent: &'a str) {
        let before = inner.voices.partition_point(|(at, _)| *at <= part.start);
        let first = before.checked_sub(1).and_then(|index| inner.voices.get(index)).map_or(agent, |(_, agent)| agent);
        let inside = inner.voices.get(before..).unwrap_or(&[]).iter().take_while(|(at, _)| *at < part.end);
        let mut inside = inside.copied().peekable();
        let (mut from, mut agent) = (part.start, first);
        let alone = inside.peek().is_none();
        loop {
            let next = inside.next();
            let to = next.map_or(part.end, |(next, _)| next);
            let blank = inner.plain.text().get(from..to).is_none_or(|text| text.trim().is_empty());
            if alone || !blank {
                let speaker = self.speaker(agent);
                self.captions.voice_of(speaker, Some(agent).filter(|agent| !agent.is_empty()), false);
                self.captions.builder.push_plain_part(&inner.plain, from..to);
            }
            match next {
                Some(next) => (from, agent) = next,
                None => return,
            }
        }
    }

    /// What a paragraph's attributes say beside its times and its agent, what they set off, and whether it is a
    /// sequence.
    fn extra(&mut self, walker: &Walker<'a>, paragraph: &Paragraph<'a>) -> (CueExtra, Bits, bool) {
        let mut extra = CueExtra::default();
        let (mut bits, mut seq) = (0, false);
        for (name, value) in attributes(paragraph.attributes) {
            match name {
                "begin" | "end" | "dur" => {}
                "timeContainer" => seq = value.trim() == "seq",
                "xml:id" => extra.id = Some(decoded(value).into_owned()),
                "style" => {
                    bits |= self.head.as_ref().map_or(0, |head| head.referred(value));
                    extra.style = Some(decoded(value).into_owned());
                }
                _ => {
                    let (prefix, local) = split_name(name);
                    match walker.names.attribute(prefix) {
                        Space::Metadata if local == "agent" => continue,
                        Space::Styling => bits = set_off(local, value, bits),
                        _ => {}
                    }
                    extra.settings.push((name.to_owned(), decoded(value).into_owned()));
                }
            }
        }
        (extra, bits, seq)
    }

    /// The speaker that an attribute names: one agent, or several who speak together.
    fn speaker(&mut self, agents: &'a str) -> Option<SpeakerId> {
        if agents.is_empty() {
            return None;
        }
        if let Some(known) = self.agents.get(agents) {
            return Some(*known);
        }
        let names = self.head.as_ref().map(|head| &head.agents);
        let name = |id: &str| {
            let id = decoded(id).into_owned();
            names.and_then(|names| names.get(&id).cloned()).unwrap_or(id)
        };
        let all: Vec<String> = agents.split_ascii_whitespace().map(name).collect();
        let speaker = Speaker { labels: vec![agents.to_owned()], ..Speaker::named(all.join(", ")) };
        let id = self.captions.builder.speaker(speaker);
        self.agents.insert(agents, id);
        Some(id)
    }
}
