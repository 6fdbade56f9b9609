//! From paragraph to paragraph: the structure round the text, as slices.

use memchr::{memchr, memchr2};
use rustc_hash::FxHashMap;

use super::super::captions::clock::Form;
use super::super::captions::xml::{Event, NEAR, Scanner, attributes, split_name};
use super::names::{Names, Space};
use super::time::{Active, Rates, Timing, millis};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::FrameRate;

/// A paragraph as it stands in its source, not a letter of it copied.
///
/// ```
/// let text = r#"<tt xmlns="http://www.w3.org/ns/ttml"><body><div begin="10s">
/// <p begin="1s" dur="2s" ttm:agent="ada">Is it <br/>on?</p></div></body></tt>"#;
/// let paragraph = fireside::format::ttml::cues(text).next().unwrap();
/// assert_eq!((paragraph.begin, paragraph.end, paragraph.agent), (11_000, Some(13_000), "ada"));
/// assert_eq!(paragraph.text, "Is it <br/>on?");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paragraph<'a> {
    /// When it begins, in milliseconds from the start of the programme.
    pub begin: i64,
    /// When it ends; `None` for one that lasts to the end of the programme.
    pub end: Option<i64>,
    /// The agents that the source names for it or for what it stands in; empty where it names none.
    pub agent: &'a str,
    /// Its attributes as they stand.
    pub attributes: &'a str,
    /// What it holds, with markup and references as they stand.
    pub text: &'a str,
}

/// What [`Walker`] comes by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Item<'a> {
    /// The root's name and attributes.
    Root { name: &'a str, attributes: &'a str },
    /// What the head holds.
    Head(&'a str),
    /// The attributes of the body.
    Body(&'a str),
    /// A comment between two paragraphs.
    Comment(&'a str),
    /// A paragraph with when it is active and whether white space in it counts.
    Paragraph(Paragraph<'a>, Active, bool),
}

/// An open element.
#[derive(Clone, Copy, Debug)]
struct Frame<'a> {
    name: &'a str,
    attributes: &'a str,
    kind: Kind,
    active: Active,
    agent: &'a str,
    region: &'a str,
    preserve: bool,
    /// How many namespaces were declared before it.
    names: usize,
    /// Which division it stands in: see [`Walker::division`].
    division: usize,
}

/// What the attributes of an element say.
#[derive(Clone, Copy, Debug, Default)]
struct Said<'a> {
    timing: Timing,
    agent: Option<&'a str>,
    region: Option<&'a str>,
    /// Whether white space in it counts.
    preserve: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Container,
    Division,
    Paragraph,
    /// Metadata, layout and what belongs to others: its text is not speech.
    Hidden,
}

/// Goes through a document.
pub(super) struct Walker<'a> {
    text: &'a str,
    /// Byte of the source where the text starts.
    base: usize,
    scanner: Scanner<'a>,
    stack: Vec<Frame<'a>>,
    pub names: Names<'a>,
    pub rates: Rates,
    /// How many divisions were opened so far.
    divisions: usize,
    pub doubts: Diagnostics,
    /// Elements seen so far.
    pub elements: usize,
    /// The first text outside of all paragraphs, and how many.
    outside: (usize, usize),
    /// When regions are shown that are not shown all the time.
    regions: FxHashMap<&'a str, Active>,
    /// Whether paragraphs of the usual form may be read in one go here, and agents by their usual name.
    usual: (bool, bool),
    root: bool,
    cut: bool,
}

impl<'a> Walker<'a> {
    pub fn new(text: &'a str, base: usize, rate: Option<FrameRate>) -> Self {
        Walker {
            text,
            base,
            scanner: Scanner::new(text),
            stack: Vec::new(),
            names: Names::default(),
            rates: Rates::new(rate),
            divisions: 0,
            doubts: Diagnostics::default(),
            elements: 0,
            outside: (0, 0),
            regions: FxHashMap::default(),
            usual: (false, false),
            root: false,
            cut: false,
        }
    }

    /// Byte of the source where a slice of the text stands.
    pub fn place(&self, slice: &str) -> usize {
        self.base + (slice.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn warn(&mut self, code: Code, at: usize, length: usize, message: impl Into<String>) {
        let bytes = self.base + at..self.base + at + length;
        self.doubts.push(Diagnostic::warning(code, message).at(bytes));
    }

    /// What an element says; names it declares are known from here on.
    fn attributes(&mut self, text: &'a str, root: bool) -> Said<'a> {
        let Said { mut timing, mut agent, mut region, mut preserve } = Said::default();
        for (name, value) in attributes(text) {
            match name {
                "begin" => timing.begin = self.time(name, value),
                "end" => timing.end = self.time(name, value),
                "dur" => timing.dur = self.time(name, value),
                "timeContainer" => timing.seq = value.trim() == "seq",
                "xml:space" => preserve = Some(value == "preserve"),
                "region" => region = Some(value),
                "xml:id" | "style" => {}
                _ => match split_name(name) {
                    ("xmlns", _) | ("", "xmlns") => self.names.declare(name, value),
                    ("", _) => {}
                    (_, "timing") if root && matches!(value, "Word" | "Line" | "None") => self.rates.lyrics = true,
                    (prefix, "agent") if self.names.attribute(prefix) == Space::Metadata => agent = Some(value.trim()),
                    (prefix, local)
                        if root
                            && self.names.attribute(prefix) == Space::Parameter
                            && !self.rates.set(local, value) =>
                    {
                        let at = self.place(value) - self.base;
                        let message = format!("`{name}=\"{value}\"` makes no sense: its usual value is taken");
                        self.warn(Code::Assumed, at, value.len(), message);
                    }
                    _ => {}
                },
            }
        }
        Said { timing, agent, region, preserve }
    }

    /// Reads a time, and tells of one that is not of the grammar.
    pub fn time(&mut self, name: &str, value: &str) -> Option<i64> {
        let at = self.place(value) - self.base;
        match self.rates.time(value) {
            Some((time, Form::Strict)) => Some(time),
            Some((time, Form::Loose)) if self.rates.lyrics => Some(time),
            Some((time, Form::Loose)) => {
                let message = format!("`{name}=\"{value}\"` is not a time expression: read as {} ms", millis(time));
                self.warn(Code::TimeForm, at, value.len(), message);
                Some(time)
            }
            None => {
                let message = format!("`{name}=\"{value}\"` is not a time expression: left out");
                self.warn(Code::TimeForm, at, value.len(), message);
                None
            }
        }
    }

    /// The next thing of note.
    pub fn next(&mut self) -> Option<Item<'a>> {
        if let Some(item) = self.usual() {
            return Some(item);
        }
        while let Some((at, event)) = self.scanner.next() {
            match event {
                Event::Open { name, attributes, empty } => {
                    if let Some(item) = self.open(at, name, attributes, empty) {
                        return Some(item);
                    }
                }
                Event::Close(name) => self.close(name),
                Event::Comment(comment) if self.stack.len() > 1 && !self.hidden() => {
                    return Some(Item::Comment(comment));
                }
                Event::Text(text) | Event::Literal(text) => {
                    let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
                    if !blank && !self.hidden() {
                        self.outside = (if self.outside.1 == 0 { at } else { self.outside.0 }, self.outside.1 + 1);
                    }
                }
                Event::Cut => {
                    self.cut = true;
                    self.warn(Code::CutOff, at, self.text.len() - at, "the file ends inside a tag or a comment");
                }
                Event::Stray | Event::Comment(_) | Event::Other => {}
            }
        }
        None
    }

    /// A paragraph of the form that nearly all have, without looking at anything twice; `None` for one that isn't, and
    /// nothing was done.
    ///
    /// `<p begin="HH:MM:SS.mmm" end="HH:MM:SS.mmm" [ttm:agent="id"]>`
    fn usual(&mut self) -> Option<Item<'a>> {
        let parent = self.stack.last().filter(|_| self.usual.0)?;
        let text = self.text;
        let bytes = text.as_bytes();
        let mut at = self.scanner.at();
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if bytes.get(at..at + 2) != Some(b"<p") {
            return None;
        }
        at += 2;
        let attributes = at;
        let mut timing = Timing::default();
        let mut agent = parent.agent;
        while bytes.get(at) == Some(&b' ') {
            let rest = bytes.get(at + 1..)?;
            let known =
                [&b"begin=\""[..], b"end=\"", b"ttm:agent=\""].into_iter().position(|name| rest.starts_with(name))?;
            let from = at + 1 + [7, 5, 11].get(known)?;
            let length =
                memchr2(b'"', b'<', bytes.get(from..)?).filter(|length| bytes.get(from + length) == Some(&b'"'))?;
            let value = text.get(from..from + length)?;
            let time = || self.rates.time(value).filter(|(_, form)| *form == Form::Strict).map(|(time, _)| time);
            match known {
                0 => timing.begin = Some(time()?),
                1 => timing.end = Some(time()?),
                _ if self.usual.1 => agent = value.trim(),
                _ => return None,
            }
            at = from + length + 1;
        }
        if bytes.get(at) != Some(&b'>') || timing.end.is_none() {
            return None;
        }
        let (active, preserve) = (parent.active.child(&timing).0, parent.preserve);
        self.elements += 1;
        let (inside, after) = self.inside(at + 1, "p");
        self.scanner.jump(after);
        let end = active.ended(true);
        if let Some(parent) = self.stack.last_mut() {
            parent.active.note(end);
        }
        let paragraph = Paragraph {
            begin: millis(active.begin),
            end: end.map(millis),
            agent,
            attributes: text.get(attributes..at).unwrap_or(""),
            text: inside,
        };
        Some(Item::Paragraph(paragraph, active, preserve))
    }

    /// Finds out what [`usual`](Self::usual) may do here.
    fn settle(&mut self) {
        let plain = |frame: &&Frame<'a>| matches!(frame.kind, Kind::Container | Kind::Division) && !frame.active.seq;
        let usual = self.regions.is_empty() && self.stack.len() > 1 && self.stack.last().filter(plain).is_some();
        let agents = self.names.attribute("ttm") == Space::Metadata;
        self.usual = (usual && self.names.space("") == Space::Content, agents);
    }

    fn hidden(&self) -> bool {
        self.stack.last().is_some_and(|frame| frame.kind == Kind::Hidden)
    }

    fn open(&mut self, at: usize, name: &'a str, text: &'a str, empty: bool) -> Option<Item<'a>> {
        self.elements += 1;
        let before = self.names.len();
        let parent = self.stack.last();
        let outer = parent.map_or(Active::whole(), |parent| parent.active);
        let (inherited, around, space) =
            parent.map_or(("", "", false), |parent| (parent.agent, parent.region, parent.preserve));
        let hidden = parent.is_some_and(|parent| parent.kind == Kind::Hidden);
        let root = !self.root && !hidden;
        let Said { timing, agent, region, preserve } = match hidden {
            true => Said::default(),
            false => self.attributes(text, root),
        };
        let (prefix, local) = split_name(name);
        let space_of = self.names.space(prefix);
        let kind = match local {
            _ if hidden || space_of != Space::Content => Kind::Hidden,
            "tt" | "body" => Kind::Container,
            "div" => Kind::Division,
            "p" => Kind::Paragraph,
            "head" | "metadata" | "styling" | "layout" | "region" | "animation" | "resources" | "image" | "set" => {
                Kind::Hidden
            }
            _ => Kind::Container,
        };
        let (mut active, reached) = outer.child(&timing);
        if root && self.rates.lyrics {
            active = active.of_lyrics();
        }
        let frame = Frame {
            name,
            attributes: text,
            kind,
            active,
            agent: agent.unwrap_or(inherited),
            region: region.unwrap_or(around),
            preserve: preserve.unwrap_or(space),
            names: before,
            division: if kind == Kind::Division { self.divisions + 1 } else { self.division() },
        };
        self.divisions += usize::from(kind == Kind::Division);
        match (kind, local) {
            (Kind::Paragraph, _) => {
                if !reached {
                    let message = "the paragraph before it in the sequence has no end: its own begin counts from the start of the sequence";
                    self.warn(Code::Assumed, at, name.len() + 1, message);
                }
                return Some(self.paragraph(frame, empty));
            }
            (Kind::Hidden, "head") if space_of == Space::Content && !hidden && !empty => {
                let (head, after) = self.head(name);
                self.scanner.jump(after);
                self.time_regions(head);
                self.names.forget(before);
                return Some(Item::Head(head));
            }
            _ => {}
        }
        if empty {
            self.names.forget(before);
            return None;
        }
        self.stack.push(frame);
        self.settle();
        match (kind, local) {
            (Kind::Container, "tt") if root => {
                self.root = true;
                Some(Item::Root { name, attributes: text })
            }
            (Kind::Container, "body") => Some(Item::Body(text)),
            _ => None,
        }
    }

    /// What the head holds, and the byte behind it.
    fn head(&mut self, name: &str) -> (&'a str, usize) {
        let from = self.scanner.at();
        let rest = self.text.get(from..).unwrap_or("");
        let mut at = 0;
        while let Some(found) = memchr::memmem::find(rest.as_bytes().get(at..).unwrap_or(&[]), b"</") {
            let sign = at + found;
            let after = rest.get(sign + 2..).unwrap_or("");
            if after.strip_prefix(name).is_some_and(|after| after.trim_start().starts_with('>')) {
                let close = memchr(b'>', after.as_bytes()).unwrap_or(0);
                return (rest.get(..sign).unwrap_or(""), from + sign + 2 + close + 1);
            }
            at = sign + 2;
        }
        let body = memchr::memmem::find(rest.as_bytes(), b"<body").unwrap_or(rest.len());
        self.warn(Code::Assumed, from, 0, "the head is not closed: it ends where the body begins");
        (rest.get(..body).unwrap_or(""), from + body)
    }

    /// Takes the times of the regions in the head.
    fn time_regions(&mut self, head: &'a str) {
        if memchr::memmem::find(head.as_bytes(), b"region").is_none() {
            return;
        }
        let mut scanner = Scanner::new(head);
        while let Some((_, event)) = scanner.next() {
            let Event::Open { name, attributes: text, .. } = event else { continue };
            if split_name(name).1 != "region" {
                continue;
            }
            let mut timing = Timing::default();
            let mut id = "";
            for (name, value) in attributes(text) {
                match name {
                    "begin" => timing.begin = self.time(name, value),
                    "end" => timing.end = self.time(name, value),
                    "dur" => timing.dur = self.time(name, value),
                    "xml:id" => id = value,
                    _ => {}
                }
            }
            let (active, _) = Active::whole().child(&timing);
            if active.timed {
                self.regions.insert(id, active);
            }
        }
    }

    fn paragraph(&mut self, frame: Frame<'a>, empty: bool) -> Item<'a> {
        let from = self.scanner.at();
        let (text, after) = if empty { ("", from) } else { self.inside(from, frame.name) };
        self.scanner.jump(after);
        let text_ends = match frame.active.own_end() && !self.in_sequence() {
            // Its own attributes, and those around it, say all: where its text ends doesn't matter.
            true => frame.active.ended(true),
            false => super::text::ended(self, text, frame.active, frame.preserve),
        };
        self.names.forget(frame.names);
        if let Some(parent) = self.stack.last_mut() {
            parent.active.note(text_ends);
        }
        let (mut begin, mut end) = (frame.active.begin, text_ends);
        if let Some(region) = self.regions.get(frame.region) {
            // What stands in a region is shown while the region is.
            begin = begin.max(region.begin);
            end = [end, region.end].into_iter().flatten().min();
        }
        let paragraph = Paragraph {
            begin: millis(begin),
            end: end.map(millis),
            agent: frame.agent,
            attributes: frame.attributes,
            text,
        };
        Item::Paragraph(paragraph, frame.active, frame.preserve)
    }

    fn in_sequence(&self) -> bool {
        self.stack.last().is_some_and(|frame| frame.active.seq)
    }

    /// What a paragraph holds that starts at byte `from`, and the byte behind it. One that is not closed ends where
    /// another begins, or where what it stands in ends.
    fn inside(&mut self, from: usize, name: &str) -> (&'a str, usize) {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let slice = |to: usize| self.text.get(from..to).unwrap_or("");
        let (to, what) = loop {
            let Some(found) = memchr(b'<', bytes.get(at..).unwrap_or(&[])) else {
                break (bytes.len(), "the file ends inside a paragraph");
            };
            let sign = at + found;
            at = sign + 1;
            if bytes.get(at) == Some(&b'b') && name.len() == 1 {
                // `<br/>`, most likely; no paragraph, in any case.
                continue;
            }
            let rest = self.text.get(sign + 1..).unwrap_or("");
            match rest.as_bytes().first() {
                Some(b'/') => {
                    let tag = rest.get(1..).unwrap_or("");
                    if let Some(after) = tag.strip_prefix(name) {
                        if after.starts_with('>') {
                            return (slice(sign), sign + 3 + name.len());
                        }
                        if after.trim_start().starts_with('>') {
                            return (slice(sign), sign + 2 + memchr(b'>', tag.as_bytes()).unwrap_or(0) + 1);
                        }
                    }
                    let length = tag.bytes().take(64).position(|byte| !byte.is_ascii_alphanumeric() && byte != b':');
                    let closed = tag.get(..length.unwrap_or(0)).unwrap_or("");
                    if matches!(split_name(closed).1, "div" | "body" | "tt") {
                        break (sign, "a paragraph is not closed: it ends where what it stands in does");
                    }
                }
                Some(b'!') => {
                    let mut inner = Scanner::new(self.text);
                    inner.jump(sign);
                    inner.next();
                    at = inner.at();
                }
                _ if opens(rest, name) => break (sign, "a paragraph is not closed: it ends where the next begins"),
                _ => {}
            }
        };
        let text = slice(to);
        let code = if to == bytes.len() { Code::CutOff } else { Code::Assumed };
        self.cut |= code == Code::CutOff;
        self.warn(code, from, 0, what);
        (text, to)
    }

    fn close(&mut self, name: &str) {
        let near = self.stack.len().saturating_sub(NEAR);
        let frames = self.stack.get(near..).unwrap_or(&[]);
        let Some(found) = frames.iter().rposition(|frame| frame.name == name) else { return };
        while self.stack.len() > near + found {
            let Some(frame) = self.stack.pop() else { return };
            self.names.forget(frame.names);
            let shown = matches!(frame.kind, Kind::Container | Kind::Division);
            if let Some(parent) = self.stack.last_mut().filter(|_| shown) {
                parent.active.note(frame.active.ended(false));
            }
        }
        self.settle();
    }

    /// Says what is wrong with the document as a whole, once all of it was walked through.
    pub fn finish(&mut self) {
        if let Some(frame) = self.stack.first().filter(|frame| frame.kind != Kind::Hidden && !self.cut) {
            let message = format!("the file ends before `{}` is closed", frame.name);
            let at = self.text.len();
            self.warn(Code::CutOff, at, 0, message);
        }
        if let (at, count @ 1..) = self.outside {
            let message = format!("text outside of all paragraphs is left out ({count} times)");
            self.warn(Code::NoCue, at, 0, message);
        }
    }

    /// Which division is the innermost one that is open, counted from 1; 0 outside of all.
    pub fn division(&self) -> usize {
        self.stack.last().map_or(0, |frame| frame.division)
    }

    /// The attributes of the divisions that are open, the innermost first.
    pub fn divisions(&self) -> impl Iterator<Item = &'a str> {
        self.stack.iter().rev().filter(|frame| frame.kind == Kind::Division).map(|frame| frame.attributes)
    }
}

/// Whether a tag of this name opens here.
fn opens(rest: &str, name: &str) -> bool {
    rest.strip_prefix(name).is_some_and(|after| {
        after.bytes().next().is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
    })
}
