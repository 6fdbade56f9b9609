//! GPAC's timed text (TTXT), the XML form of 3GPP timed text.
//!
//! ```text
//! <TextStream version="1.1">
//! <TextStreamHeader width="400" height="60" layer="0"><TextSampleDescription fontSize="18"/></TextStreamHeader>
//! <TextSample sampleTime="00:00:05.000" xml:space="preserve">Is it
//! on?<Style fromChar="0" toChar="2" styles="Italic"/></TextSample>
//! <TextSample sampleTime="00:00:07.000" xml:space="preserve"></TextSample>
//! </TextStream>
//! ```
//!
//! ```text
//! stream = header *sample    sample = "sampleTime" ["text"] *(text / Style / …)    time = hh ":" mm ":" ss "." fff
//! ```
//!
//! From the documentation of MP4Box (GPAC). A sample lasts until the next one, and an empty one only clears. The text stands
//! between the tags, or in the attribute `text`, where each line may have apostrophes round it. `Style` sets characters
//! off, counted from 0. Header, styles, boxes and other modifiers ride along.
//!
//! It cannot hold: cues that overlap; speakers, but as text; how a time is known; turns, metadata, word times. A time
//! before zero becomes zero.

use super::captions::build::Captions;
use super::captions::clock::clock;
use super::captions::labels::Census;
use super::captions::layout::columns;
use super::captions::out::{for_each_cue, push_number, push_stamp, push_text};
use super::captions::xml::{
    Event, Reference, Scanner, Sink, attribute, attributes, decode, escape, is_name, push_attribute, push_attributes,
    push_well_formed, reference_doubt,
};
use super::{Format, Reader, Source, SpeakerNames, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Plain, Style, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "ttxt",
    aliases: &["gpac"],
    title: "GPAC timed text (TTXT)",
    kind: Kind::Captions,
    extensions: &["ttxt"],
    keeps: "times, text, bold, italics and underlines; speakers as `Name: ` where a turn begins; its own header and styles",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// The root's name.
fn detect(head: &str) -> u8 {
    let mut scanner = Scanner::new(head);
    while let Some((_, event)) = scanner.next() {
        match event {
            Event::Open { name: "TextStream", .. } => return 98,
            Event::Open { name: "TextSample", attributes, .. } => {
                return if attribute(attributes, "sampleTime").is_some() { 85 } else { 0 };
            }
            Event::Open { .. } => return 0,
            _ => {}
        }
    }
    0
}

/// A sample, ready to become a cue.
#[derive(Default)]
struct Sample<'a> {
    start: i64,
    attributes: &'a str,
    /// Its bytes of all text.
    bytes: std::ops::Range<usize>,
    /// What stands in it beside its text.
    modifiers: String,
    /// What its styles set off, in characters.
    styles: Vec<(usize, usize, Style)>,
}

/// The text of all samples, one behind the other.
#[derive(Default)]
struct Texts {
    plain: Plain,
    doubts: Vec<(String, std::ops::Range<usize>)>,
}

impl Sink for Texts {
    fn copy(&mut self, text: &str, source: usize) {
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'\r', text.as_bytes().get(at..).unwrap_or(&[])) {
            let sign = at + found;
            self.plain.copy(text.get(at..sign).unwrap_or(""), source + at);
            let length = 1 + usize::from(text.as_bytes().get(sign + 1) == Some(&b'\n'));
            self.plain.decoded("\n", source + sign..source + sign + length);
            at = sign + length;
        }
        self.plain.copy(text.get(at..).unwrap_or(""), source + at);
    }

    fn decoded(&mut self, text: &str, source: std::ops::Range<usize>) {
        self.plain.decoded(text, source);
    }

    fn doubt(&mut self, odd: &Reference, written: &str, source: std::ops::Range<usize>) {
        if self.doubts.len() < 1_024 {
            self.doubts.push((reference_doubt(odd, written), source));
        }
    }
}

/// Styles that a list of names asks for.
fn styles(names: &str) -> impl Iterator<Item = Style> {
    names.split_ascii_whitespace().filter_map(|name| match name {
        "Bold" => Some(Style::Bold),
        "Italic" => Some(Style::Italic),
        "Underlined" | "Underline" => Some(Style::Underline),
        _ => None,
    })
}

impl Texts {
    /// The attribute `text`, with each line in apostrophes or without.
    fn attribute_text(&mut self, value: &str, source: usize) {
        let quoted = value.trim().strip_prefix('\'').and_then(|inner| inner.strip_suffix('\''));
        let Some(inner) = quoted else { return decode(value, source, self) };
        let mut at = source + (inner.as_ptr() as usize - value.as_ptr() as usize);
        let mut rest = inner;
        loop {
            // `'one' 'two'`
            let end =
                ["' '", "''", "'\n'"].iter().filter_map(|sign| rest.find(sign).map(|end| (end, sign.len()))).min();
            let line = end.map_or(rest, |(end, _)| rest.get(..end).unwrap_or(""));
            decode(line, at, self);
            let Some((end, length)) = end else { return };
            self.plain.decoded("\n", at + end..at + end + length);
            at += end + length;
            rest = rest.get(end + length..).unwrap_or("");
        }
    }
}

impl Sample<'_> {
    /// The sample with all the text that was read since it began.
    fn up_to(mut self, texts: &Texts) -> Self {
        self.bytes.end = texts.plain.len();
        self
    }

    fn style(&mut self, text: &str) {
        let number = |name: &str| attribute(text, name).and_then(|value| value.trim().parse::<usize>().ok());
        let (from, to) = (number("fromChar").unwrap_or(0), number("toChar").unwrap_or(usize::MAX));
        let wanted = attribute(text, "styles").unwrap_or("");
        if self.styles.len() < 256 {
            self.styles.extend(styles(wanted).map(|style| (from, to, style)));
        }
    }

    /// Sets its text off as its styles say.
    fn set_off(&self, plain: &mut Plain) {
        if self.styles.is_empty() {
            return;
        }
        let starts: Vec<usize> = plain.text().char_indices().map(|(at, _)| at).collect();
        let length = plain.len();
        for &(from, to, style) in &self.styles {
            let byte = |character: usize| starts.get(character).copied().unwrap_or(length);
            let (from, to) = (byte(from), byte(to));
            if from < to {
                plain.emphasise(from..to, style);
            }
        }
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let place = |slice: &str| base + (slice.as_ptr() as usize - text.as_ptr() as usize);
    let mut captions = Captions::default();
    let mut samples: Vec<Sample<'_>> = Vec::new();
    let mut texts = Texts::default();
    let mut open: Option<Sample<'_>> = None;
    // An element inside a sample whose own text is none: the name, and where it starts.
    let mut modifier: Option<(&str, usize)> = None;
    let mut header: Option<usize> = None;
    let mut scanner = Scanner::new(text);
    let mut whole = false;
    let mut rooted = false;
    while let Some((at, event)) = scanner.next() {
        match event {
            Event::Open { name: "TextStream", attributes, .. } => {
                rooted = true;
                let mut kept = String::new();
                push_attributes(attributes, |_| true, &mut kept);
                captions.builder.block("stream", kept.trim());
            }
            Event::Open { name: "TextStreamHeader", empty, .. } if open.is_none() => match empty {
                true => captions.builder.block("header", text.get(at..scanner.at()).unwrap_or("")),
                false => header = Some(at),
            },
            Event::Close("TextStreamHeader") => {
                if let Some(from) = header.take() {
                    captions.builder.block("header", text.get(from..scanner.at()).unwrap_or(""));
                }
            }
            Event::Open { name: "TextSample", attributes, empty } => {
                samples.extend(open.take().map(|sample| sample.up_to(&texts)));
                modifier = None;
                let value = attribute(attributes, "sampleTime").unwrap_or("");
                let time = clock(value.trim().as_bytes()).filter(|clock| clock.length == value.trim().len());
                if time.is_none() {
                    let message = format!("`sampleTime=\"{value}\"` is not a time: it is that of the sample before");
                    captions.warn(Code::TimeForm, base + at..base + scanner.at(), message);
                }
                let before = samples.last().map_or(0, |sample| sample.start);
                let bytes = texts.plain.len()..texts.plain.len();
                let sample =
                    Sample { start: time.map_or(before, |clock| clock.ms), attributes, bytes, ..Sample::default() };
                if let Some(value) = attribute(attributes, "text").filter(|value| !value.is_empty()) {
                    texts.attribute_text(value, place(value));
                }
                match empty {
                    true => samples.push(sample.up_to(&texts)),
                    false => open = Some(sample),
                }
            }
            Event::Close("TextSample") => samples.extend(open.take().map(|sample| sample.up_to(&texts))),
            Event::Open { name, attributes, empty } if modifier.is_none() => {
                if let Some(sample) = open.as_mut() {
                    if name == "Style" {
                        sample.style(attributes);
                    }
                    match empty {
                        true => sample.modifiers.push_str(text.get(at..scanner.at()).unwrap_or("")),
                        false => modifier = Some((name, at)),
                    }
                }
            }
            Event::Close(name) => {
                if let (Some((_, from)), Some(sample)) = (modifier.take_if(|(open, _)| *open == name), open.as_mut()) {
                    sample.modifiers.push_str(text.get(from..scanner.at()).unwrap_or(""));
                }
                whole |= name == "TextStream";
            }
            Event::Text(piece) if modifier.is_none() && open.is_some() => decode(piece, base + at, &mut texts),
            Event::Literal(piece) if modifier.is_none() && open.is_some() => {
                texts.copy(piece, base + at + "<![CDATA[".len());
            }
            Event::Stray if modifier.is_none() && open.is_some() => {
                texts.copy("<", base + at);
                let message = "a bare `<`, which XML writes `&lt;`: kept as it stands";
                captions.warn(Code::LineUnread, base + at..base + at + 1, message);
            }
            Event::Cut => {
                captions.warn(Code::CutOff, base + at..base + text.len(), "the file ends inside a tag or a comment");
                whole = true;
            }
            _ => {}
        }
    }
    samples.extend(open.take().map(|sample| sample.up_to(&texts)));
    if rooted && !whole {
        let end = base + text.len();
        captions.warn(Code::CutOff, end..end, "the file ends before `TextStream` is closed");
    }
    let mut census = Census::default();
    for (message, bytes) in std::mem::take(&mut texts.doubts) {
        captions.warn(Code::LineUnread, bytes, message);
    }
    for sample in &samples {
        census.add(texts.plain.text().get(sample.bytes.clone()).unwrap_or(""));
    }
    census.settle();
    let mut plain = Plain::default();
    let mut current = None;
    for (index, sample) in samples.iter().enumerate() {
        plain.clear();
        plain.copy_part(&texts.plain, sample.bytes.clone());
        if plain.text().trim().is_empty() {
            continue;
        }
        sample.set_off(&mut plain);
        captions.cue(Some(sample.start), samples.get(index + 1).map(|next| next.start));
        let mut extra = CueExtra::default();
        for (name, value) in attributes(sample.attributes) {
            if !["sampleTime", "text", "xml:space"].contains(&name) {
                extra.settings.push((name.to_owned(), super::captions::xml::decoded(value).into_owned()));
            }
        }
        if !sample.modifiers.is_empty() {
            // Modifiers count characters of the plain text.
            extra.markup = Some(sample.modifiers.clone());
            extra.plain = Some(plain.text().to_owned());
        }
        current = captions.speech_of(&plain, &census, current);
        captions.said(plain.text(), extra);
    }
    if samples.is_empty() {
        captions.diagnostics.push(Diagnostic::warning(Code::NoCue, "the file holds no sample"));
    }
    Ok(captions.finish(FORMAT.id))
}

const HEADER: &str = "<TextStreamHeader width=\"400\" height=\"60\" layer=\"0\" translation_x=\"0\" translation_y=\"0\">\n\
<TextSampleDescription horizontalJustification=\"center\" verticalJustification=\"bottom\" backColor=\"0 0 0 0\" verticalText=\"no\" fillTextRegion=\"no\" continuousKaraoke=\"no\" scroll=\"None\">\n\
<FontTable>\n<FontTableEntry fontName=\"Sans\" fontID=\"1\"/>\n</FontTable>\n\
<TextBox top=\"0\" left=\"0\" bottom=\"60\" right=\"400\"/>\n\
<Style styles=\"Normal\" fontID=\"1\" fontSize=\"18\" color=\"ff ff ff ff\"/>\n\
</TextSampleDescription>\n</TextStreamHeader>";

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let block = |kind: &str| {
        let found = transcript.blocks().iter().find(|block| block.kind == kind);
        found.filter(|_| own).map(|block| block.text.as_str())
    };
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TextStream");
    push_attributes(block("stream").unwrap_or("version=\"1.1\""), |_| true, out);
    out.push_str(">\n");
    match block("header") {
        Some(header) => push_well_formed(header, out),
        None => out.push_str(HEADER),
    }
    out.push('\n');
    let names = options.speakers;
    let named: fn(&str) -> usize = if names == SpeakerNames::Never { |_| 0 } else { |name| columns(name) + 2 };
    let (mut due, mut before_zero, mut overlaps) = (None::<i64>, 0usize, 0usize);
    let open = |ms: i64, out: &mut String| {
        out.push_str("<TextSample sampleTime=\"");
        push_stamp(ms, b'.', out);
        out.push_str("\" xml:space=\"preserve\"");
    };
    let mut doubts = for_each_cue(transcript, named, |cue| {
        before_zero += usize::from(cue.start < 0);
        if let Some(end) = due.take() {
            overlaps += usize::from(end > cue.start);
            if end < cue.start {
                open(end, out);
                out.push_str("></TextSample>\n");
            }
        }
        open(cue.start, out);
        let extra = cue.extra.filter(|_| own);
        for (name, value) in extra.iter().flat_map(|extra| &extra.settings).filter(|(name, _)| is_name(name)) {
            push_attribute(name, value, out);
        }
        out.push('>');
        let verbatim = extra.filter(|_| names == SpeakerNames::Turns);
        match verbatim.and_then(|extra| cue.plain.zip(extra.markup.as_deref())) {
            Some((plain, modifiers)) => {
                escape(plain, out);
                push_well_formed(modifiers, out);
            }
            None => {
                let mut text = String::new();
                // Text without signs of its own: styles count its characters.
                push_text(transcript, cue, names, |_| None, |text, out| out.push_str(text), &mut text);
                escape(&text, out);
                push_styles(transcript, cue, &text, out);
            }
        }
        out.push_str("</TextSample>\n");
        let open_end =
            own && cue.source.and_then(|index| transcript.cues().get(index)).is_some_and(|cue| cue.end.is_none());
        due = Some(cue.end).filter(|_| !open_end);
    });
    if let Some(end) = due {
        open(end, out);
        out.push_str("></TextSample>\n");
    }
    out.push_str("</TextStream>\n");
    let mut tell = |count: usize, what: &str| {
        if count > 0 {
            doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
        }
    };
    tell(before_zero, "cues start before zero: TTXT can't say so, and they start at zero");
    tell(overlaps, "cues last longer than until the next start: TTXT shows one at a time");
    doubts
}

/// Appends a `Style` for each stretch of the cue that is set off, found again in its text.
fn push_styles(transcript: &Transcript, cue: &super::captions::out::OutCue<'_, '_>, text: &str, out: &mut String) {
    let mut at = 0;
    for line in cue.lines {
        let Some(found) = text.get(at..).and_then(|rest| rest.find(line.text)) else { continue };
        let from = at + found;
        at = from + line.text.len();
        let before = text.get(..from).map_or(0, |before| before.chars().count());
        let all = transcript.emphasis();
        let first = all.partition_point(|emphasis| (emphasis.text.start as usize) < line.at).saturating_sub(16);
        let ends = line.at + line.text.len();
        for emphasis in all.iter().skip(first).take_while(|emphasis| (emphasis.text.start as usize) < ends) {
            let name = match emphasis.style {
                Style::Bold => "Bold",
                Style::Italic => "Italic",
                Style::Underline => "Underlined",
                Style::Strike => continue,
            };
            let character = |byte: usize| {
                let inside = byte.clamp(line.at, ends) - line.at;
                before + line.text.get(..inside).map_or(0, |before| before.chars().count())
            };
            let (from, to) = (character(emphasis.text.start as usize), character(emphasis.text.end as usize));
            if from < to {
                out.push_str("<Style fromChar=\"");
                push_number(from as u64, out);
                out.push_str("\" toChar=\"");
                push_number(to as u64, out);
                out.push_str("\" styles=\"");
                out.push_str(name);
                out.push_str("\"/>");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::captions::testing::{read_by, row, rows};
    use super::*;

    fn reading(text: &str) -> Reading {
        read_by(read, text)
    }

    #[test]
    fn samples_and_their_styles() {
        let text = "<?xml version=\"1.0\"?>\n<!-- GPAC 3GPP Text Stream -->\n<TextStream version=\"1.1\">\n<TextStreamHeader width=\"400\"><TextSampleDescription><TextBox top=\"0\"/></TextSampleDescription></TextStreamHeader>\n\
            <TextSample sampleTime=\"00:00:00.000\" xml:space=\"preserve\"></TextSample>\n\
            <TextSample sampleTime=\"00:00:01.000\" xml:space=\"preserve\">Caf\u{e9} R&amp;D\r\ntwo<Style fromChar=\"0\" toChar=\"4\" styles=\"Italic Bold\"/><HyperLink URL=\"x\"/></TextSample>\n\
            <TextSample sampleTime=\"00:00:02.000\" text=\"'three' 'fo&apos;ur'\"/>\n<TextSample sampleTime=\"00:00:03.000\" text=\"\"/>\n</TextStream>\n";
        let transcript = reading(text).transcript;
        let expected = [row(1_000, 2_000, "Caf\u{e9} R&D\ntwo"), row(2_000, 3_000, "three\nfo'ur")];
        assert_eq!(rows(&transcript), expected);
        let set_off: Vec<_> = transcript
            .emphasis()
            .iter()
            .map(|all| &transcript.text()[all.text.start as usize..all.text.end as usize])
            .collect();
        assert_eq!(set_off, ["Caf\u{e9}", "Caf\u{e9}"]);
        assert_eq!(detect(text), 98);
        let mut out = String::new();
        write(&transcript, &WriteOptions::default(), &mut out);
        assert!(out.contains("<HyperLink URL=\"x\"/>") && out.contains("<TextStreamHeader width=\"400\">"), "{out}");
        assert_eq!(rows(&reading(&out).transcript), expected);
        let mut foreign = transcript.clone();
        foreign.source.format = "srt".into();
        let mut out = String::new();
        write(&foreign, &WriteOptions::default(), &mut out);
        assert_eq!(reading(&out).transcript.emphasis(), transcript.emphasis(), "{out}");
    }

    #[test]
    fn broken_files() {
        let cut = reading("<TextStream><TextSample sampleTime=\"x\">a & b <3<TextSample sampleTime=\"00:00:02\">c<Sty");
        assert_eq!(rows(&cut.transcript), [row(0, 2_000, "a & b <3"), row(2_000, -1, "c")]);
        let doubts: Vec<_> = cut.diagnostics.iter().map(|doubt| doubt.code).collect();
        assert_eq!(doubts, [Code::TimeForm, Code::LineUnread, Code::CutOff, Code::LineUnread]);
        for hostile in ["<TextSample>", "<TextStream>", "<Style>", "<", "&"] {
            reading(&format!("<TextStream>{}", hostile.repeat(50_000)));
        }
    }
}
