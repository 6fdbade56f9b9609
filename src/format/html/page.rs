//! A page down to text: tokens in, lines out.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::tags::{Role, is_void, role};
use crate::text::reference;

/// A hidden part with this many words is content that a click unfolds, not an ornament.
const UNFOLDS: usize = 40;

/// The text of a page.
#[derive(Debug, Default)]
pub(super) struct Page<'p> {
    source: &'p str,
    /// The text that people see.
    pub text: String,
    /// From this byte of the text on, it stands at that byte of the source.
    pub places: Vec<(u32, u32)>,
    /// The parts that a podcast transcript consists of, as stretches of the text, in order.
    pub parts: Vec<(Part, Range<usize>)>,
    /// Whether there is text outside those parts.
    pub other: bool,
    /// How many words in hidden parts were left out.
    pub hidden: usize,
    /// Names of elements that are not skipped, because one of them never ends.
    never_skipped: Vec<Vec<u8>>,

    /// Line ends before what comes next, and tabs.
    breaks: u8,
    tabs: u8,
    space: bool,
    seam: Seam,
    preformatted: u32,
    /// Whether a cell begins, so that its first block starts no line.
    in_cell: bool,
    cells: u32,
    /// Whether there is text in the row so far.
    row_text: bool,
    skip: Option<Depth>,
    unseen: Option<(Depth, usize)>,
    /// The part that is open, and where its text starts.
    part: Option<(Part, usize)>,
    tag: Tag,
}

/// A part of a podcast transcript.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    Cite,
    Time,
    Paragraph,
    Heading,
}

/// An element that is being left: how many of its name are open.
#[derive(Debug)]
struct Depth {
    name: Vec<u8>,
    open: u32,
}

/// What lies between two stretches of text without a space between them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Seam {
    #[default]
    None,
    /// A tag.
    Tag,
    /// The end of an element.
    End,
    /// The end of an element, and the start of another.
    Neighbours,
    /// An element that is always set off.
    Apart,
}

/// The start tag that is being read.
#[derive(Debug, Default)]
struct Tag {
    name: Vec<u8>,
    attribute: Vec<u8>,
    hidden: bool,
}

impl<'p> Page<'p> {
    /// Takes the text out of a page.
    pub fn read(source: &'p str) -> Self {
        let mut never_skipped: Vec<Vec<u8>> = Vec::new();
        loop {
            let mut page = Page { source, never_skipped, ..Page::default() };
            page.tokens();
            page.close_part();
            match page.skip.take() {
                // What never ends would swallow the page: take it for text. There are few names, so this ends soon.
                Some(Depth { name, .. }) if !matches!(name.as_slice(), b"script" | b"style" | b"rt") => {
                    never_skipped = page.never_skipped;
                    never_skipped.push(name);
                }
                _ => return page,
            }
        }
    }

    fn tokens(&mut self) {
        let switch = self.never_skipped.is_empty();
        let source = self.source;
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
            self.event(&event, span);
            None
        });
        emitter.naively_switch_states(switch);
        let Ok(()) = Tokenizer::new_with_emitter(source, emitter).finish();
    }

    fn event(&mut self, event: &CallbackEvent<'_>, span: Span<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.name.clear();
                self.tag.name.extend(*name);
                self.tag.attribute.clear();
                self.tag.hidden = false;
            }
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute.clear();
                self.tag.attribute.extend(*name);
                self.tag.hidden |= *name == b"hidden";
            }
            CallbackEvent::AttributeValue { value } => self.tag.hidden |= hides(&self.tag.attribute, value),
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = std::mem::take(&mut self.tag);
                self.start(&tag, *self_closing);
                self.tag = tag;
            }
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { .. } if self.skip.is_none() => {
                let raw = self.source.get(span.start..span.end).unwrap_or("");
                match self.preformatted {
                    0 => self.flowing(raw, span.start),
                    _ => self.verbatim(raw, span.start),
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, self_closing: bool) {
        let name = tag.name.as_slice();
        if let Some(skip) = &mut self.skip {
            if skip.name == name && !self_closing {
                skip.open += 1;
            }
            return;
        }
        if let Some((unseen, _)) = &mut self.unseen
            && unseen.name == name
            && !self_closing
        {
            unseen.open += 1;
        }
        let role = role(name);
        let void = is_void(name);
        if matches!(role, Role::Skipped | Role::Ruby) {
            // In a page, `<script/>` begins a script all the same; in a drawing, tags close themselves.
            let text = self.never_skipped.iter().any(|known| known == name) || self_closing && name == b"svg";
            self.skip = (!text).then(|| Depth { name: name.to_vec(), open: 1 });
            return;
        }
        if tag.hidden && !void && self.unseen.is_none() {
            self.unseen = Some((Depth { name: name.to_vec(), open: 1 }, self.text.len()));
        }
        match role {
            Role::Block(lines) => self.block(lines),
            Role::Paragraph => {
                self.block(2);
                self.open_part(Part::Paragraph);
            }
            Role::Heading => {
                self.block(2);
                self.open_part(Part::Heading);
            }
            Role::Break if self.preformatted > 0 => self.set_off('\n'),
            Role::Break => self.line_break(),
            Role::Preformatted => {
                self.block(2);
                self.preformatted += 1;
            }
            Role::Row => {
                self.in_cell = false;
                self.block(1);
                (self.cells, self.tabs, self.row_text) = (0, 0, false);
            }
            Role::Cell => {
                if self.cells > 0 {
                    self.end_cell();
                    self.tabs = self.tabs.saturating_add(1);
                }
                self.cells += 1;
                self.space = false;
                self.in_cell = true;
            }
            Role::Apart => self.seam = Seam::Apart,
            Role::Cite => {
                self.seam = Seam::Apart;
                self.open_part(Part::Cite);
            }
            Role::Time => {
                self.seam = Seam::Apart;
                self.open_part(Part::Time);
            }
            Role::Inline if self.seam == Seam::End && !matches!(name, b"sub" | b"sup") => self.seam = Seam::Neighbours,
            _ => self.seam = self.seam.max_of(Seam::Tag),
        }
    }

    fn end(&mut self, name: &[u8]) {
        if let Some(skip) = &mut self.skip {
            if skip.name == name {
                skip.open -= 1;
            }
            // A reading ends with the next one or with its word.
            let ruby = matches!(skip.name.as_slice(), b"rt" | b"rp") && matches!(name, b"rt" | b"rp" | b"ruby");
            if skip.open == 0 || ruby {
                self.skip = None;
            }
            return;
        }
        match role(name) {
            Role::Block(lines) => self.block(lines),
            Role::Paragraph | Role::Heading => self.block(2),
            Role::Preformatted => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.block(2);
            }
            Role::Break => self.line_break(),
            Role::Row => {
                self.in_cell = false;
                self.tabs = 0;
                self.block(1);
            }
            Role::Cell => {
                self.in_cell = false;
                self.end_cell();
            }
            Role::Apart => self.seam = Seam::Apart,
            Role::Cite | Role::Time => {
                self.seam = Seam::Apart;
                if self.part.is_some_and(|(part, _)| matches!(part, Part::Cite | Part::Time)) {
                    self.close_part();
                }
            }
            Role::Inline => self.seam = self.seam.max_of(Seam::End),
            _ => self.seam = self.seam.max_of(Seam::Tag),
        }
        if let Some((unseen, start)) = &mut self.unseen
            && unseen.name == name
        {
            unseen.open -= 1;
            if unseen.open == 0 {
                let start = *start;
                self.unseen = None;
                self.hide(start);
            }
        }
    }

    /// Drops what was hidden since `start`, unless it is content.
    fn hide(&mut self, start: usize) {
        let words = self.text.get(start..).unwrap_or("").split_whitespace().count();
        if words >= UNFOLDS {
            return;
        }
        self.hidden += words;
        self.text.truncate(start);
        self.places.truncate(self.places.partition_point(|(text, _)| (*text as usize) < start));
        self.parts.retain(|(_, range)| range.end <= start);
        self.part = self.part.take().filter(|(_, from)| *from <= start);
    }

    /// The blocks of a cell end with it; the line end before the row stays until there is text.
    fn end_cell(&mut self) {
        if self.row_text {
            self.breaks = 0;
        }
    }

    fn line_break(&mut self) {
        if !self.in_cell {
            self.breaks = (self.breaks + 1).min(2);
        }
        self.space = false;
    }

    /// A block begins or ends: so many line ends at least.
    fn block(&mut self, lines: u8) {
        self.close_part();
        if !self.in_cell {
            self.breaks = self.breaks.max(lines);
        }
        self.space = false;
    }

    fn open_part(&mut self, part: Part) {
        // A book's title within a paragraph is no speaker.
        if self.part.is_none_or(|(open, _)| !matches!(open, Part::Paragraph | Part::Heading)) {
            self.close_part();
            self.part = Some((part, self.text.len()));
        }
    }

    fn close_part(&mut self) {
        if let Some((part, start)) = self.part.take() {
            self.parts.push((part, start..self.text.len()));
        }
    }

    /// Text whose white space is one space.
    fn flowing(&mut self, raw: &str, source: usize) {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C);
        let bytes = raw.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if blank(byte) {
                self.space = true;
                at += 1;
            } else if *byte == b'&' {
                let (decoded, length) = reference(raw.get(at..).unwrap_or("")).unwrap_or_else(|| ("&".to_owned(), 1));
                match decoded.bytes().all(|byte| blank(&byte)) {
                    true => self.space = true,
                    false => self.push_decoded(&decoded, source + at, length),
                }
                at += length;
            } else {
                let rest = bytes.get(at..).unwrap_or(&[]);
                let length = rest.iter().position(|byte| blank(byte) || *byte == b'&').unwrap_or(rest.len());
                self.push(raw.get(at..at + length).unwrap_or(""), source + at);
                at += length;
            }
        }
    }

    /// Text whose white space counts.
    fn verbatim(&mut self, raw: &str, source: usize) {
        let mut at = 0;
        // The line end behind the tag is none of it.
        if self.breaks > 0 || self.text.is_empty() {
            at = raw
                .find(['\n'])
                .filter(|end| raw.get(..*end).is_some_and(|line| line.trim().is_empty()))
                .map_or(0, |end| end + 1);
        }
        while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
            let length = match rest.as_bytes()[0] {
                b'&' => {
                    let (decoded, length) = reference(rest).unwrap_or_else(|| ("&".to_owned(), 1));
                    self.push_decoded(&decoded, source + at, length);
                    length
                }
                b'\r' => 1,
                _ => {
                    let length = memchr::memchr2(b'&', b'\r', rest.as_bytes()).unwrap_or(rest.len());
                    self.push(rest.get(..length).unwrap_or(""), source + at);
                    length
                }
            };
            at += length;
        }
    }

    /// Appends what a reference of this length stands for. Some stand for more bytes than they have.
    fn push_decoded(&mut self, decoded: &str, source: usize, length: usize) {
        for (at, letter) in decoded.char_indices() {
            let at = at.min(length.saturating_sub(letter.len_utf8()));
            self.push(letter.encode_utf8(&mut [0; 4]), source + at);
        }
    }

    /// Appends a line end or a tab, which stands where the text before it ends.
    fn set_off(&mut self, sign: char) {
        if let Some((text, source)) = self.places.last().copied().filter(|_| self.text.ends_with(['\n', '\t'])) {
            let at = self.text.len() as u32;
            self.places.push((at, source + (at - text) - 1));
        }
        self.text.push(sign);
    }

    /// Appends text that stands at this byte of the source.
    fn push(&mut self, text: &str, source: usize) {
        if self.breaks > 0 || self.tabs > 0 {
            if !self.text.is_empty() {
                (0..self.breaks).for_each(|_| self.set_off('\n'));
                (0..self.tabs).for_each(|_| self.set_off('\t'));
            }
        } else if (self.space && self.preformatted == 0 || self.seam != Seam::None && self.parted(text))
            && !self.text.is_empty()
            && !self.text.ends_with(['\n', '\t', ' '])
        {
            self.text.push(' ');
        }
        (self.breaks, self.tabs, self.space, self.in_cell, self.seam) = (0, 0, false, false, Seam::None);
        self.row_text = true;
        if let Some((_, start)) = &mut self.part {
            // The white space before a part is none of it.
            if self.text.get(*start..).is_some_and(|own| own.trim().is_empty()) {
                *start = self.text.len();
            }
        } else {
            self.other |= !text.trim().is_empty();
        }
        let place = (self.text.len() as u32, source as u32);
        if self.places.last().is_none_or(|(text, source)| place.1.wrapping_sub(*source) != place.0 - text) {
            self.places.push(place);
        }
        self.text.push_str(text);
    }

    /// Whether tags without white space between them show their texts apart: `<span>Ada</span><span>0:05</span>`.
    fn parted(&self, text: &str) -> bool {
        let (Some(left), Some(right)) = (self.text.chars().next_back(), text.chars().next()) else { return false };
        match self.seam {
            Seam::None => false,
            Seam::Apart => {
                let closes = matches!(right, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '’' | '”' | '\'' | '"');
                !closes && !matches!(left, '(' | '[' | '“' | '‘')
            }
            Seam::Tag | Seam::End => {
                left.is_alphabetic() && right.is_ascii_digit() && self.names_time(text)
                    || left.is_ascii_digit() && right.is_alphabetic() && self.ends_in_time()
            }
            Seam::Neighbours => {
                left.is_alphabetic() && right.is_ascii_digit()
                    || left.is_ascii_digit() && right.is_alphabetic()
                    || left.is_lowercase() && right.is_uppercase()
                    || matches!(left, '.' | '!' | '?' | ':' | ',' | ')' | ']') && right.is_alphanumeric()
                    || left.is_alphanumeric() && matches!(right, '(' | '[')
            }
        }
    }

    fn names_time(&self, text: &str) -> bool {
        text.split_once(':').is_some_and(|(hours, rest)| {
            hours.len() <= 3
                && hours.bytes().all(|byte| byte.is_ascii_digit())
                && rest.starts_with(|c: char| c.is_ascii_digit())
        })
    }

    fn ends_in_time(&self) -> bool {
        let tail: String = self.text.chars().rev().take(3).collect();
        tail.chars().nth(2) == Some(':')
    }
}

impl Seam {
    /// The stronger of two.
    fn max_of(self, other: Seam) -> Seam {
        if (self as u8) < other as u8 { other } else { self }
    }
}

/// Whether an attribute hides its element.
fn hides(name: &[u8], value: &[u8]) -> bool {
    match name {
        b"style" => {
            let style: Vec<u8> =
                value.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_lowercase).collect();
            memchr::memmem::find(&style, b"display:none").is_some()
                || memchr::memmem::find(&style, b"visibility:hidden").is_some()
        }
        _ => false,
    }
}
