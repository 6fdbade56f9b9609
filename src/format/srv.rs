//! YouTube's timed text in its three ages: `srv1`, `srv2` and `srv3`.
//!
//! ```text
//! <transcript><text start="5" dur="2.1">Is it on?</text></transcript>
//!
//! <timedtext><text t="5000" d="2100">Is it on?</text></timedtext>
//!
//! <timedtext format="3"><head><pen id="1" i="1"/></head><body>
//! <p t="5000" d="2100" w="1"><s ac="248">Is</s><s t="240" ac="239"> it</s><s p="1" t="400"> on?</s></p>
//! <p t="7100" w="1" a="1">
//! </p></body></timedtext>
//! ```
//!
//! ```text
//! srv1 = 1*text    text = start [dur]    ; seconds; references are escaped twice
//! srv2 = 1*text    text = t [d]          ; milliseconds
//! srv3 = 1*p       p = t [d] *(text / s) s = [t] text    ; `t` of a word counts from its paragraph's
//! ```
//!
//! Nobody wrote the grammar down; it is what the site's players take. A paragraph with `a="1"` adds to the window of the
//! one before it: it is a cue of its own where it has letters, and none where it only ends a line. `ac` is how sure the
//! recogniser was, of 255; files where all are 0 have none. Pens set text off or mark ruby annotations, which are not
//! speech; the characters without width that styled files are padded with are left out. Chevrons, dashes and labels in
//! the text tell who speaks. A time of display may outlast the next start, and is kept as it stands.

use super::captions::build::{Captions, untidy};
use super::captions::labels::Census;
use super::captions::xml::{Event, Reference, Scanner, Sink, attribute, decode, local, reference_at, reference_doubt};
use super::{Format, Reader, Source};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Plain, Style, Time};

pub(super) const SRV1: Format = Format {
    id: "srv1",
    aliases: &[],
    title: "YouTube timed text, first form (XML in seconds)",
    kind: Kind::Captions,
    extensions: &["srv1"],
    keeps: "times; of words too, with confidences, in the third form; text, italics",
    read: Some(Reader::Text { detect: |head| detect(head, Age::First), read: |source| read(source, Age::First) }),
    write: None,
};

pub(super) const SRV2: Format = Format {
    id: "srv2",
    title: "YouTube timed text, second form (XML in milliseconds)",
    extensions: &["srv2"],
    read: Some(Reader::Text { detect: |head| detect(head, Age::Second), read: |source| read(source, Age::Second) }),
    ..SRV1
};

pub(super) const SRV3: Format = Format {
    id: "srv3",
    aliases: &["ytt"],
    title: "YouTube timed text, third form (XML with words and pens)",
    extensions: &["srv3", "ytt"],
    read: Some(Reader::Text { detect: |head| detect(head, Age::Third), read: |source| read(source, Age::Third) }),
    ..SRV1
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    First,
    Second,
    Third,
}

impl Age {
    fn id(self) -> &'static str {
        match self {
            Age::First => SRV1.id,
            Age::Second => SRV2.id,
            Age::Third => SRV3.id,
        }
    }
}

/// The root and the first element with a time tell the three apart.
fn detect(head: &str, age: Age) -> u8 {
    let mut scanner = Scanner::new(head);
    let mut root = None;
    while let Some((_, event)) = scanner.next() {
        match (event, root) {
            (Event::Open { name, attributes, .. }, None) => {
                root = Some(match name {
                    "transcript" => Age::First,
                    "timedtext" if attribute(attributes, "format") == Some("3") => Age::Third,
                    "timedtext" => Age::Second,
                    _ => return 0,
                });
            }
            (Event::Open { name: "text", attributes, .. }, Some(Age::First)) => {
                let timed = attribute(attributes, "start").is_some();
                return if timed && age == Age::First { 95 } else { 0 };
            }
            (Event::Open { name: "text", attributes, .. }, Some(_)) => {
                let timed = attribute(attributes, "t").is_some();
                return if timed && age == Age::Second { 95 } else { 0 };
            }
            (Event::Open { name: "p", attributes, .. }, Some(Age::Second | Age::Third)) => {
                let timed = attribute(attributes, "t").is_some();
                return if timed && age == Age::Third { 95 } else { 0 };
            }
            (Event::Text(text), None) if !text.trim_start_matches('\u{FEFF}').trim().is_empty() => return 0,
            _ => {}
        }
    }
    // No paragraph yet: the root alone.
    match root {
        Some(Age::First) => 0,
        root => {
            if root == Some(age) {
                60
            } else {
                0
            }
        }
    }
}

/// What a pen does to the text.
#[derive(Clone, Copy, Debug, Default)]
struct Pen {
    italic: bool,
    bold: bool,
    underline: bool,
    /// Whether it writes a ruby annotation.
    beside: bool,
}

/// One paragraph, ready to become a cue.
#[derive(Default)]
struct Cue {
    start: i64,
    end: Option<i64>,
    settings: Vec<(String, String)>,
    plain: Plain,
    /// How sure the recogniser was of each timed word, in order.
    sure: Vec<Option<f32>>,
}

fn read(source: &Source<'_>, age: Age) -> Result<Reading, Error> {
    let mut file = File { source: *source, age, ..File::default() };
    file.read();
    let mut captions = Captions::with_capacity(source.text.len() / 2, file.cues.len());
    captions.diagnostics = std::mem::take(&mut file.taken.captions.diagnostics);
    let mut census = Census::default();
    for cue in &file.cues {
        census.add(cue.plain.text());
    }
    census.settle();
    let surely = file.cues.iter().flat_map(|cue| &cue.sure).any(|sure| sure.is_some_and(|sure| sure > 0.0));
    let mut current = None;
    for cue in &file.cues {
        captions.cue(Some(cue.start), cue.end);
        let words = captions.builder.transcript_mut().word_times.len();
        current = captions.speech_of(&cue.plain, &census, current);
        if surely {
            let places: Vec<usize> =
                captions.builder.transcript_mut().word_times.iter().skip(words).map(|time| time.at as usize).collect();
            for (at, sure) in places.into_iter().zip(&cue.sure) {
                if let Some(sure) = sure {
                    captions.builder.confidence(at, *sure);
                }
            }
        }
        // What files are padded with is no part of what they say.
        let mut extra = CueExtra { settings: cue.settings.clone(), ..CueExtra::default() };
        if !cue.plain.text().contains(is_padding) {
            captions.said(cue.plain.text(), extra);
            continue;
        }
        let text = cue.plain.text().replace(is_padding, "");
        extra.plain = if captions.is_signed() { Some(text) } else { untidy(&text) };
        captions.extra(extra);
    }
    if file.cues.is_empty() {
        captions.diagnostics.push(Diagnostic::warning(Code::NoCue, "the file holds no paragraph with text"));
    }
    Ok(captions.finish(age.id()))
}

/// A file while it is read.
struct File<'a> {
    source: Source<'a>,
    age: Age,
    cues: Vec<Cue>,
    pens: Vec<(&'a str, Pen)>,
    taken: Taken,
}

impl Default for File<'_> {
    fn default() -> Self {
        let source = Source::new("", 0);
        File { source, age: Age::Third, cues: Vec::new(), pens: Vec::new(), taken: Taken::default() }
    }
}

/// The paragraph that is open, and what is doubted about it.
#[derive(Default)]
struct Taken {
    captions: Captions,
    open: Option<Cue>,
    /// Whether references are escaped twice, and tags once.
    twice: bool,
    /// Whether the pen writes a ruby annotation.
    beside: bool,
}

impl Sink for Taken {
    fn copy(&mut self, text: &str, source: usize) {
        let Some(cue) = self.open.as_mut().filter(|_| !self.beside) else { return };
        cue.plain.copy(text, source);
    }

    fn decoded(&mut self, text: &str, source: std::ops::Range<usize>) {
        let Some(cue) = self.open.as_mut().filter(|_| !self.beside) else { return };
        cue.plain.decoded(text, source);
    }

    fn doubt(&mut self, odd: &Reference, written: &str, source: std::ops::Range<usize>) {
        self.captions.warn(Code::LineUnread, source, reference_doubt(odd, written));
    }
}

impl Taken {
    fn text(&mut self, text: &str, source: usize) {
        match self.twice {
            true => self.escaped_twice(text, source),
            false => decode(text, source, self),
        }
    }

    /// `it&amp;#39;s` is `it's`, and `&lt;i&gt;` is a tag.
    fn escaped_twice(&mut self, text: &str, source: usize) {
        let mut at = 0;
        let mut from = 0;
        while let Some(found) = memchr::memchr(b'&', text.as_bytes().get(at..).unwrap_or(&[])) {
            let sign = at + found;
            let rest = text.get(sign..).unwrap_or("");
            at = sign + 1;
            let known = if let Some(inner) = rest.strip_prefix("&amp;") {
                let end = memchr::memchr(b';', inner.as_bytes().get(..inner.len().min(40)).unwrap_or(&[]));
                let name = end.and_then(|end| inner.get(..=end)).unwrap_or("");
                match reference_at(&format!("&{name}")) {
                    Reference::Known(character, length) | Reference::Html(character, length) => {
                        Some((character.into_owned(), 4 + length))
                    }
                    _ => Some(("&".to_owned(), 5)),
                }
            } else {
                escaped_tag(rest).map(|length| (String::new(), length))
            };
            if let Some((character, length)) = known {
                decode(text.get(from..sign).unwrap_or(""), source + from, self);
                self.decoded(&character, source + sign..source + sign + length);
                at = sign + length;
                from = at;
            }
        }
        decode(text.get(from..).unwrap_or(""), source + from, self);
    }
}

/// The bytes of `&lt;i&gt;`, if the text starts with a tag that the site writes.
fn escaped_tag(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("&lt;")?;
    let mut end = inside.len().min(200);
    while !inside.is_char_boundary(end) {
        end -= 1;
    }
    let inside = inside.get(..end)?;
    // A `>` needs no escape, and some writers give it none.
    let escaped = memchr::memmem::find(inside.as_bytes(), b"&gt;").map(|end| (end, 4));
    let bare = memchr::memchr(b'>', inside.as_bytes()).map(|end| (end, 1));
    let (end, sign) = [escaped, bare].into_iter().flatten().min()?;
    let inside = inside.get(..end)?;
    let name = inside.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    ["i", "b", "u", "s", "font", "span", "c", "br"].contains(&name).then_some(4 + inside.len() + sign)
}

impl<'a> File<'a> {
    fn read(&mut self) {
        let Source { text, offset, .. } = self.source;
        let age = self.age;
        self.taken.twice = age == Age::First;
        let mut scanner = Scanner::new(text);
        // The word that is open: where it began, and its pen.
        let mut word: Option<(usize, Pen)> = None;
        let mut pen = Pen::default();
        let (mut root, mut whole) = (None, false);
        while let Some((at, event)) = scanner.next() {
            match event {
                Event::Open { name, attributes, empty } => match (local(name), age) {
                    ("text", Age::First | Age::Second) | ("p", Age::Third) => {
                        self.close();
                        pen = self.pen(attributes, Pen::default());
                        self.taken.beside = pen.beside;
                        self.open(at + offset, attributes);
                        if empty {
                            self.close();
                        }
                    }
                    ("s", Age::Third) if self.taken.open.is_some() && !empty => {
                        self.end_word(word.take());
                        let own = self.pen(attributes, pen);
                        self.taken.beside = own.beside;
                        word = self.word(attributes).map(|from| (from, own));
                    }
                    ("pen", _) => {
                        let id = attribute(attributes, "id").unwrap_or("");
                        let on = |name: &str| attribute(attributes, name) == Some("1");
                        let ruby = attribute(attributes, "rb").and_then(|rb| rb.parse::<u8>().ok()).unwrap_or(0);
                        let pen = Pen { italic: on("i"), bold: on("b"), underline: on("u"), beside: ruby > 1 };
                        if self.pens.len() < 4_096 {
                            self.pens.push((id, pen));
                        }
                    }
                    ("br", _) => self.taken.decoded("\n", at + offset..scanner.at() + offset),
                    (name, _) if root.is_none() && !empty => root = Some(name),
                    _ => {}
                },
                Event::Close(name) => match (local(name), age) {
                    ("text", Age::First | Age::Second) | ("p", Age::Third) => {
                        self.end_word(word.take());
                        if pen.italic || pen.bold || pen.underline {
                            self.end_word(Some((0, pen)));
                        }
                        self.close();
                    }
                    ("s", _) => {
                        self.end_word(word.take());
                        self.taken.beside = pen.beside;
                    }
                    (name, _) => whole |= root == Some(name),
                },
                Event::Text(text) => self.taken.text(text, at + offset),
                Event::Literal(text) => self.taken.copy(text, at + offset + "<![CDATA[".len()),
                Event::Stray => {
                    self.taken.copy("<", at + offset);
                    let message = "a bare `<`, which XML writes `&lt;`: kept as it stands";
                    self.taken.captions.warn(Code::LineUnread, at + offset..at + offset + 1, message);
                }
                Event::Comment(_) | Event::Other => {}
                Event::Cut => {
                    let message = "the file ends inside a tag or a comment";
                    self.taken.captions.warn(Code::CutOff, at + offset..offset + text.len(), message);
                    whole = true;
                }
            }
        }
        self.end_word(word.take());
        self.close();
        if let Some(root) = root.filter(|_| !whole) {
            let end = offset + text.len();
            self.taken.captions.warn(Code::CutOff, end..end, format!("the file ends before `{root}` is closed"));
        }
    }

    /// The pen that the attributes name, or the one that writes round them.
    fn pen(&self, attributes: &str, outer: Pen) -> Pen {
        let Some(id) = attribute(attributes, "p") else { return outer };
        self.pens.iter().rev().find(|(known, _)| *known == id).map_or(outer, |(_, pen)| *pen)
    }

    fn open(&mut self, at: usize, attributes: &str) {
        let (from, length) = match self.age {
            Age::First => ("start", "dur"),
            _ => ("t", "d"),
        };
        let mut time = |name: &str| {
            let value = attribute(attributes, name)?;
            let time = if self.age == Age::First { seconds(value) } else { value.trim().parse::<i64>().ok() };
            if time.is_none() {
                let message = format!("`{name}=\"{value}\"` is not a time: left out");
                self.taken.captions.warn(Code::TimeForm, at..at + 1, message);
            }
            time
        };
        let (start, length) = (time(from).unwrap_or(0), time(length));
        let kept = super::captions::xml::attributes(attributes)
            .filter(|(name, _)| !["start", "dur", "t", "d"].contains(name))
            .map(|(name, value)| (name.to_owned(), super::captions::xml::decoded(value).into_owned()));
        let end = length.map(|length| start.saturating_add(length));
        self.taken.open = Some(Cue { start, end, settings: kept.collect(), ..Cue::default() });
    }

    /// Times the word that comes next; returns where it begins.
    fn word(&mut self, attributes: &str) -> Option<usize> {
        let cue = self.taken.open.as_mut()?;
        let after = attribute(attributes, "t").and_then(|t| t.trim().parse::<i64>().ok());
        let sure = attribute(attributes, "ac").and_then(|ac| ac.trim().parse::<u8>().ok());
        // The first word of a recogniser's paragraph begins with it; other stretches have a pen and no time.
        let first = cue.plain.is_empty() && (sure.is_some() || attribute(attributes, "p").is_none());
        if let Some(after) = after.or_else(|| first.then_some(0)).filter(|_| !self.taken.beside) {
            cue.plain.time_next(Some(Time::exact(cue.start.saturating_add(after))), None);
            cue.sure.push(sure.map(|sure| f32::from(sure) / 255.0));
        }
        Some(cue.plain.len())
    }

    fn end_word(&mut self, word: Option<(usize, Pen)>) {
        let (Some((from, pen)), Some(cue)) = (word, self.taken.open.as_mut()) else { return };
        let to = cue.plain.len();
        for (on, style) in [(pen.italic, Style::Italic), (pen.bold, Style::Bold), (pen.underline, Style::Underline)] {
            if on && !pen.beside {
                cue.plain.emphasise(from..to, style);
            }
        }
    }

    fn close(&mut self) {
        let Some(mut cue) = self.taken.open.take() else { return };
        if cue.plain.text().chars().all(|c| c.is_whitespace() || is_padding(c)) {
            return;
        }
        // One stretch that starts with its paragraph times nothing.
        if cue.plain.marks.len() == 1
            && cue.plain.marks.first().is_some_and(|mark| mark.start == Some(Time::exact(cue.start)))
            && cue.plain.text().trim().contains(char::is_whitespace)
        {
            cue.plain.marks.clear();
            cue.sure.clear();
        }
        self.cues.push(cue);
    }
}

/// Characters without width, which keep the windows of styled files in shape.
fn is_padding(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Seconds with a decimal fraction, as whole milliseconds.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let number = |digits: &str| {
        digits.bytes().fold(0i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit - b'0')))
    };
    // Four digits of the fraction are enough to round.
    let padded = fraction.bytes().chain(std::iter::repeat(b'0')).take(4);
    let tenths = padded.fold(0i64, |value, digit| value * 10 + i64::from(digit - b'0'));
    Some(number(whole).saturating_mul(1_000).saturating_add((tenths + 5) / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str, age: Age) -> Reading {
        read(&Source::new(text, 0), age).unwrap()
    }

    fn rows(reading: &Reading) -> Vec<(i64, i64, String)> {
        let ms = |time: Option<Time>| time.map_or(-1, |time| time.at.millis());
        let cues = reading.transcript.cues().iter().enumerate();
        cues.map(|(index, cue)| (ms(cue.start), ms(cue.end), reading.transcript.cue_lines(index).into_owned()))
            .collect()
    }

    fn row(start: i64, end: i64, text: &str) -> (i64, i64, String) {
        (start, end, text.to_owned())
    }

    #[test]
    fn first_form_escapes_twice() {
        let text = "<?xml version=\"1.0\" encoding=\"utf-8\" ?><transcript><text start=\"0.16\" dur=\"2.39\">it&amp;#39;s R&amp;amp;D &amp;quot;so&amp;quot;\nthere</text><text start=\"3\">&lt;i&gt;tea&lt;/i> &lt;3 &amp;lt;b&amp;gt;</text></transcript>";
        let reading = reading(text, Age::First);
        assert_eq!(rows(&reading), [row(160, 2_550, "it's R&D \"so\"\nthere"), row(3_000, -1, "tea <3 <b>")]);
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        assert_eq!(["srv1", "srv2", "srv3"].map(|_| ()).len(), 3);
        assert_eq!([Age::First, Age::Second, Age::Third].map(|age| detect(text, age)), [95, 0, 0]);
    }

    #[test]
    fn second_form_counts_milliseconds() {
        let text = "<timedtext><text t=\"160\" d=\"2390\" w=\"1\">it&#39;s</text><text t=\"900\" append=\"1\">\n</text></timedtext>";
        assert_eq!(rows(&reading(text, Age::Second)), [row(160, 2_550, "it's")]);
        assert_eq!([Age::First, Age::Second, Age::Third].map(|age| detect(text, age)), [0, 95, 0]);
    }

    #[test]
    fn third_form_times_words() {
        let text = "<timedtext format=\"3\">\n<head><pen id=\"1\" i=\"1\"/><pen id=\"2\" rb=\"4\"/></head><body>\
            <w t=\"0\" id=\"1\"/><p t=\"5000\" d=\"2100\" w=\"1\"><s ac=\"255\">Is</s><s t=\"240\" ac=\"51\"> it</s><s p=\"1\" t=\"400\"> on?</s></p>\
            <p t=\"7100\" d=\"10\" w=\"1\" a=\"1\">\n</p><p t=\"8000\" d=\"500\" p=\"1\">\u{200B}\u{200B}It is. <s p=\"2\">rubi</s></p></body></timedtext>";
        let reading = reading(text, Age::Third);
        assert_eq!(rows(&reading)[0], row(5_000, 7_100, "Is it on?"));
        assert_eq!(rows(&reading).len(), 2);
        assert_eq!(reading.transcript.text(), "Is it on? It is.");
        let words: Vec<_> = reading
            .transcript
            .words()
            .map(|word| (word.start().map(|time| time.at.millis()), word.confidence()))
            .collect();
        assert_eq!(words[..3], [(Some(5_000), Some(1.0)), (Some(5_240), Some(0.2)), (Some(5_400), None)]);
        assert_eq!(words[3], (None, None));
        assert_eq!(reading.transcript.emphasis().len(), 2);
        assert_eq!([Age::First, Age::Second, Age::Third].map(|age| detect(text, age)), [0, 0, 95]);
    }

    #[test]
    fn speakers_by_their_chevrons() {
        let text = "<timedtext format=\"3\"><body><p t=\"0\" d=\"9\">&gt;&gt; Is it?</p><p t=\"9\" d=\"9\">It is.</p><p t=\"18\" d=\"9\">&gt;&gt; No.</p></body></timedtext>";
        let transcript = reading(text, Age::Third).transcript;
        let turns: Vec<_> = transcript.turns().map(|turn| (turn.new_speaker(), turn.text())).collect();
        assert_eq!(turns, [(true, "Is it? It is."), (true, "No.")]);
    }

    #[test]
    fn broken_files() {
        let cut =
            reading("<timedtext format=\"3\"><body><p t=\"1\" d=\"2\">R&D < x<p t=\"x\">b</p><p t=\"5\" d", Age::Third);
        assert_eq!(cut.transcript.text(), "R&D < x b");
        let doubts: Vec<_> = cut.diagnostics.iter().map(|doubt| doubt.code).collect();
        assert_eq!(doubts, [Code::LineUnread, Code::LineUnread, Code::TimeForm, Code::CutOff]);
        assert_eq!(["1.2345", "7", ".5", "x", ""].map(seconds), [Some(1_235), Some(7_000), Some(500), None, None]);
    }
}
