//! What a paragraph holds: lines, voices, timed words, what is set off.

use std::ops::Range;

use super::super::captions::xml::{
    Event, NEAR, Reference, Scanner, Sink, attributes, decode, local, reference_doubt, split_name, stretches,
};
use super::head::{Bits, Head, STYLES, set_off};
use super::names::Space;
use super::time::{Active, Nanos, Timing, millis};
use super::walk::Walker;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Plain, Time};

/// A paragraph's text, and all that its markup says of it.
#[derive(Debug, Default)]
pub(super) struct Inner<'a> {
    /// The text; lines end at `\n`.
    pub plain: Plain,
    /// Where each voice begins in it, and its agents; empty where only the paragraph's own speak.
    pub voices: Vec<(usize, &'a str)>,
    /// The outermost spans that are timed.
    pub spans: Vec<Span>,
    /// Whether text stands outside of all timed spans.
    pub bare: bool,
    /// Whether an element in it has text.
    pub nested: bool,
    /// Whether there is markup beside line breaks.
    pub marked: bool,
    /// Whether any element in it is timed.
    pub timed: bool,
    pub doubts: Diagnostics,
    /// White space that becomes a space before the next letter, and where it stands.
    space: Option<usize>,
    /// Whether the next letter opens a line.
    fresh: bool,
    preserve: bool,
    agent: &'a str,
    open: Vec<Open<'a>>,
    /// Where the last timed span ends.
    timed_to: usize,
}

/// A timed span: its stretch of the text, and when it is active.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    pub text: Range<usize>,
    pub begin: Nanos,
    pub end: Option<Nanos>,
}

/// An open element.
#[derive(Clone, Copy, Debug)]
struct Open<'a> {
    name: &'a str,
    active: Active,
    agent: &'a str,
    hidden: bool,
    preserve: bool,
    bits: Bits,
    /// Where it starts in the text.
    at: usize,
    /// How many namespaces were declared before it.
    names: usize,
    /// Whether it, or an element round it, is timed; whether one inside it is.
    timed: bool,
    holds_timed: bool,
    /// Whether it has text of its own.
    text: bool,
}

impl<'a> Inner<'a> {
    /// Empties it, to be used again.
    fn clear(&mut self) {
        self.plain.clear();
        self.voices.clear();
        self.spans.clear();
        self.open.clear();
        (self.bare, self.nested, self.marked, self.timed) = (false, false, false, false);
        (self.space, self.fresh, self.timed_to) = (None, true, 0);
    }

    /// Whether there are several spans and each begins once the one before it has ended.
    pub fn follow(&self) -> bool {
        let mut pairs = self.spans.windows(2);
        self.spans.len() > 1 && pairs.all(|pair| pair[0].end.is_some_and(|end| end <= pair[1].begin))
    }

    /// Whether the spans that follow one another are texts of their own, and not the words of one: they are in a
    /// sequence, or each is a line, or each has several words.
    pub fn shows_one_by_one(&self, seq: bool) -> bool {
        let text = |bytes: Range<usize>| self.plain.text().get(bytes).unwrap_or("");
        let lines = || {
            let mut pairs = self.spans.windows(2);
            pairs.all(|pair| text(pair[0].text.start..pair[1].text.end).trim().contains('\n'))
        };
        let phrases = || self.spans.iter().all(|span| text(span.text.clone()).split_whitespace().nth(1).is_some());
        self.follow() && (seq || phrases() || lines())
    }

    /// Reads the text of a paragraph that is `active`; returns when it ends by what it holds.
    pub fn read(
        &mut self,
        walker: &mut Walker<'a>,
        head: &Head,
        text: &'a str,
        active: Active,
        preserve: bool,
        (agent, bits): (&'a str, Bits),
    ) -> Option<Nanos> {
        self.clear();
        let base = walker.place(text);
        let names = walker.names.len();
        self.enter(Open {
            name: "",
            active,
            agent,
            hidden: false,
            preserve,
            bits,
            at: 0,
            names,
            timed: false,
            holds_timed: false,
            text: false,
        });
        let mut scanner = Scanner::new(text);
        while let Some((at, event)) = scanner.next() {
            let source = base + at;
            let hidden = self.open.last().is_some_and(|open| open.hidden);
            match event {
                Event::Open { name, attributes, empty } => {
                    let (prefix, local) = split_name(name);
                    if local == "br" && !hidden && walker.names.space(prefix) == Space::Content {
                        self.marked |= !attributes.trim().is_empty();
                        self.end_line(source..base + scanner.at());
                        continue;
                    }
                    self.marked = true;
                    self.element(walker, head, name, attributes);
                    if empty {
                        self.leave(walker);
                    }
                }
                Event::Close(name) if local(name) != "br" => self.close(walker, name),
                Event::Text(text) if !hidden => {
                    decode(text, source, self);
                    self.heard(text);
                }
                Event::Literal(text) if !hidden => {
                    self.copy(text, source + "<![CDATA[".len());
                    self.heard(text);
                }
                Event::Stray if !hidden => {
                    self.copy("<", source);
                    self.heard("<");
                    let message = "a bare `<`, which XML writes `&lt;`: kept as it stands";
                    self.doubts.push(Diagnostic::warning(Code::LineUnread, message).at(source..source + 1));
                }
                Event::Comment(_) | Event::Other => self.marked = true,
                Event::Cut => {
                    let bytes = source..base + text.len();
                    let message = "markup that is not closed is left out";
                    self.doubts.push(Diagnostic::warning(Code::LineUnread, message).at(bytes));
                }
                _ => {}
            }
        }
        let mut end = None;
        while !self.open.is_empty() {
            end = self.leave(walker);
        }
        walker.names.forget(names);
        end
    }

    fn enter(&mut self, open: Open<'a>) {
        (self.preserve, self.agent) = (open.preserve, open.agent);
        self.open.push(open);
    }

    /// Notes that the open element has text.
    fn heard(&mut self, text: &str) {
        let nested = self.open.len() > 1;
        let Some(open) = self.open.last_mut() else { return };
        if !text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            open.text = true;
            self.bare |= !open.timed;
            self.nested |= nested;
        }
    }

    fn element(&mut self, walker: &mut Walker<'a>, head: &Head, name: &'a str, text: &'a str) {
        let Some(outer) = self.open.last().copied() else { return };
        let names = walker.names.len();
        let mut timing = Timing::default();
        let (mut agent, mut preserve, mut bits, mut ruby) = (outer.agent, outer.preserve, outer.bits, "");
        if !outer.hidden {
            for (name, value) in attributes(text) {
                match name {
                    "begin" => timing.begin = walker.time(name, value),
                    "end" => timing.end = walker.time(name, value),
                    "dur" => timing.dur = walker.time(name, value),
                    "timeContainer" => timing.seq = value.trim() == "seq",
                    "xml:space" => preserve = value == "preserve",
                    "style" => bits |= head.referred(value),
                    _ => match split_name(name) {
                        ("xmlns", _) | ("", "xmlns") => walker.names.declare(name, value),
                        ("", _) => {}
                        (prefix, local) => match walker.names.attribute(prefix) {
                            Space::Metadata if local == "agent" => agent = value.trim(),
                            Space::Styling if local == "ruby" => ruby = value.trim(),
                            Space::Styling => bits = set_off(local, value, bits),
                            _ => {}
                        },
                    },
                }
            }
        }
        let (prefix, local) = split_name(name);
        bits |= match local {
            "i" | "em" => 1,
            "b" | "strong" => 2,
            "u" => 4,
            "s" | "strike" => 8,
            _ => 0,
        };
        let beside = ["metadata", "set", "image", "audio", "data", "animate", "font"].contains(&local);
        let hidden = outer.hidden
            || walker.names.space(prefix) != Space::Content
            // HTML's `font` is none of ours, but its text is speech.
            || beside && local != "font"
            || matches!(ruby, "text" | "textContainer" | "delimiter");
        let (active, _) = outer.active.child(&timing);
        if active.timed {
            self.timed = true;
            for open in self.open.iter_mut().rev().take_while(|open| !open.holds_timed) {
                open.holds_timed = true;
            }
        }
        let timed = outer.timed || active.timed;
        let at = self.plain.len();
        self.enter(Open {
            name,
            active,
            agent,
            hidden,
            preserve,
            bits,
            at,
            names,
            timed,
            holds_timed: false,
            text: false,
        });
    }

    fn close(&mut self, walker: &mut Walker<'a>, name: &str) {
        // The first one is the paragraph itself.
        let near = self.open.len().saturating_sub(NEAR).max(1);
        let Some(found) = self.open.get(near..).and_then(|open| open.iter().rposition(|open| open.name == name)) else {
            return;
        };
        while self.open.len() > near + found {
            self.leave(walker);
        }
    }

    /// Closes the innermost element; returns when it ends.
    fn leave(&mut self, walker: &mut Walker<'a>) -> Option<Nanos> {
        let left = self.open.pop()?;
        walker.names.forget(left.names);
        let end = left.active.ended(left.text);
        let to = self.plain.len();
        let outer_bits = self.open.last().map_or(0, |outer| outer.bits);
        for (style, bit) in STYLES {
            if left.bits & bit != 0 && outer_bits & bit == 0 {
                self.plain.emphasise(left.at..to, style);
            }
        }
        let Some(outer) = self.open.last_mut() else { return end };
        if !left.hidden {
            outer.active.note(end);
        }
        (self.preserve, self.agent) = (outer.preserve, outer.agent);
        let outermost = !outer.timed;
        if left.active.timed && !left.hidden && to > left.at {
            if outermost {
                self.spans.push(Span { text: left.at..to, begin: left.active.begin, end });
            }
            if !left.holds_timed {
                let end = left.active.own_end().then_some(end).flatten();
                self.time(left.at, left.active.begin, end);
            }
            if outermost && self.open.first().is_some_and(|paragraph| !paragraph.active.timed || paragraph.active.seq) {
                // Spans that time a paragraph are cues: none goes on with the word of the one before it.
                self.timed_to = usize::MAX;
            }
        }
        end
    }

    /// Times the words from byte `from` of the text on: the first one begins, the last one ends as their span does.
    fn time(&mut self, from: usize, begin: Nanos, end: Option<Nanos>) {
        let exact = |at: Nanos| Time::exact(millis(at));
        let text = self.plain.text();
        let (length, spoken) = (text.len(), text.get(from..).unwrap_or(""));
        let first = from + (spoken.len() - spoken.trim_start().len());
        let inside = spoken.trim();
        if inside.is_empty() {
            return;
        }
        let goes_on = text.get(..first).is_some_and(|before| before.ends_with(|c: char| !c.is_whitespace()));
        let last = inside.char_indices().rfind(|(_, c)| c.is_whitespace()).map(|(at, c)| first + at + c.len_utf8());
        let word_end = end.filter(|_| last.is_none()).map(exact);
        match goes_on {
            false => self.plain.time_at(first, Some(exact(begin)), word_end),
            // One more syllable of a word.
            true if self.timed_to == first => self.plain.end_last(word_end),
            // A timed part of a word that is not.
            true => {}
        }
        if let Some((last, end)) = last.zip(end) {
            self.plain.time_at(last, None, Some(exact(end)));
        }
        self.timed_to = length;
    }

    fn end_line(&mut self, source: Range<usize>) {
        self.space = None;
        self.fresh = true;
        self.plain.decoded("\n", source);
    }

    /// Opens a voice if another agent speaks what comes, and sets the space that is due.
    fn before_letters(&mut self) {
        if let Some(space) = self.space.take().filter(|_| !self.fresh) {
            self.plain.copy(" ", space);
        }
        self.fresh = false;
        let first = self.open.first().map_or("", |open| open.agent);
        let last = self.voices.last().map_or(first, |(_, agent)| agent);
        if last != self.agent {
            self.voices.push((self.plain.len(), self.agent));
        }
    }
}

impl Sink for Inner<'_> {
    fn copy(&mut self, text: &str, source: usize) {
        if self.preserve {
            let (bytes, mut at) = (text.as_bytes(), 0);
            while at < text.len() {
                self.before_letters();
                let rest = bytes.get(at..).unwrap_or(&[]);
                let end = at + memchr::memchr(b'\r', rest).unwrap_or(rest.len());
                self.plain.copy(text.get(at..end).unwrap_or(""), source + at);
                at = end;
                if at < text.len() {
                    // A line ends in `\n`, whatever the file has.
                    let length = 1 + usize::from(bytes.get(at + 1) == Some(&b'\n'));
                    self.plain.decoded("\n", source + at..source + at + length);
                    at += length;
                }
            }
            return;
        }
        for (at, letters) in stretches(text) {
            if letters.is_empty() {
                self.space.get_or_insert(source + at);
                continue;
            }
            self.before_letters();
            self.plain.copy(letters, source + at);
        }
    }

    fn decoded(&mut self, text: &str, source: Range<usize>) {
        self.before_letters();
        self.plain.decoded(text, source);
    }

    fn doubt(&mut self, odd: &Reference, written: &str, source: Range<usize>) {
        self.doubts.push(Diagnostic::warning(Code::LineUnread, reference_doubt(odd, written)).at(source));
    }
}

/// When a paragraph ends by what it holds.
pub(super) fn ended<'a>(walker: &mut Walker<'a>, text: &'a str, active: Active, preserve: bool) -> Option<Nanos> {
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return active.ended(!text.trim().is_empty());
    }
    // It is read again for its text, and tells of its doubts then.
    let doubts = std::mem::take(&mut walker.doubts);
    let end = Inner::default().read(walker, &Head::default(), text, active, preserve, ("", 0));
    walker.doubts = doubts;
    end
}
