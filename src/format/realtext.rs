//! RealText, the captions of RealPlayer.
//!
//! ```text
//! <window type="generic" duration="00:00:09.0" wordwrap="true">
//! <time begin="00:00:05.0" end="00:00:07.0"/><clear/>Is it on?
//! <time begin="7.1"/><clear/><b>It is.</b><br/>Always.
//! </window>
//! ```
//!
//! ```text
//! window = "<window" attributes ">" *(time / "<clear/>" / tag / text) "</window>"
//! time   = "<time" "begin=" at ["end=" at] ["/"] ">"    at = [[[dd ":"] hh ":"] mm ":"] ss ["." fraction]
//! ```
//!
//! From the "RealText Authoring Guide" (RealNetworks 1998-2002). Text stays until its `end`, until a later time clears the
//! window, or for as long as the window lasts. Tags may be in any case and unclosed.
//!
//! It cannot hold: speakers, but as text; how a time is known; turns, metadata, word times. A time before zero becomes
//! zero.

use super::captions::build::Captions;
use super::captions::clock::{Form, clock};
use super::captions::labels::Census;
use super::captions::layout::columns;
use super::captions::out::{for_each_cue, push_stamp, push_text};
use super::captions::tagged::{Tagged, push_escaped, signs};
use super::captions::xml::{Event, Scanner, attribute, push_attributes};
use super::{Format, Reader, Source, SpeakerNames, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "realtext",
    aliases: &[],
    title: "RealText captions",
    kind: Kind::Captions,
    extensions: &["rt"],
    keeps: "times, text, tags; speakers as `Name: ` where a turn begins; its own window",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// A window with times in it; times without a window were copied out of one.
fn detect(head: &str) -> u8 {
    let mut scanner = Scanner::new(head);
    let mut window = false;
    while let Some((_, event)) = scanner.next() {
        match event {
            Event::Open { name, .. } if name.eq_ignore_ascii_case("window") => window = true,
            Event::Open { name, attributes, .. } if name.eq_ignore_ascii_case("time") => {
                let begins = attribute(attributes, "begin").and_then(at).is_some();
                return match (begins, window) {
                    (true, true) => 95,
                    (true, false) => 70,
                    (false, _) => 0,
                };
            }
            Event::Open { name, .. } if ["html", "tt", "sami"].iter().any(|known| known.eq_ignore_ascii_case(name)) => {
                return 0;
            }
            _ => {}
        }
    }
    if window { 55 } else { 0 }
}

/// A time with perhaps days before its hours.
fn at(text: &str) -> Option<(i64, Form)> {
    let text = text.trim();
    let read = |text: &str| clock(text.as_bytes()).filter(|clock| clock.length == text.len());
    if let Some((days, rest)) = text.split_once(':').filter(|_| text.bytes().filter(|byte| *byte == b':').count() == 3)
    {
        let days = days.parse::<i64>().ok().filter(|days| *days >= 0)?;
        return Some((read(rest)?.ms.saturating_add(days.saturating_mul(86_400_000)), Form::Strict));
    }
    // Any field but the seconds may be missing: only signs that the format has not are loose.
    let clock = read(text)?;
    let loose = clock.ms < 0 || text.contains([',', ' ']);
    Some((clock.ms, if loose { Form::Loose } else { Form::Strict }))
}

/// A text with its time.
#[derive(Clone, Copy, Debug)]
struct Stretch<'a> {
    begin: i64,
    end: Option<i64>,
    /// Whether it clears what was there.
    clear: bool,
    text: &'a str,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let place = |slice: &str| base + (slice.as_ptr() as usize - text.as_ptr() as usize);
    let mut captions = Captions::default();
    let (all, window, duration) = stretches(text, base, &mut captions);
    let mut tagged = Tagged::default();
    let mut census = Census::default();
    // All texts are read twice, so that they take no room one by one: first to find the labels that recur.
    let (mut texts, mut lengths) = (String::new(), Vec::with_capacity(all.len()));
    for stretch in &all {
        tagged.read(stretch.text, place(stretch.text));
        texts.push_str(tagged.plain.text());
        lengths.push(tagged.plain.len());
    }
    let mut rest = texts.as_str();
    for length in lengths {
        let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        census.add(text);
        rest = behind;
    }
    census.settle();
    // A later time that clears the window ends what stands in it.
    let mut ends: Vec<Option<i64>> = vec![None; all.len()];
    let mut cleared = duration;
    for (end, stretch) in ends.iter_mut().zip(&all).rev() {
        *end = stretch.end.or(cleared.filter(|cleared| *cleared >= stretch.begin));
        if stretch.clear {
            cleared = Some(stretch.begin);
        }
    }
    if let Some(window) = window {
        let mut kept = String::new();
        push_attributes(window, |name| !name.eq_ignore_ascii_case("duration"), &mut kept);
        captions.builder.block("window", kept.trim());
    }
    let mut current = None;
    for (stretch, end) in all.iter().zip(ends) {
        tagged.read(stretch.text, place(stretch.text));
        let plain = &tagged.plain;
        if plain.is_empty() {
            continue;
        }
        captions.cue(Some(stretch.begin), end);
        let mut extra = CueExtra::default();
        if tagged.marked {
            extra.markup = Some(stretch.text.to_owned());
        }
        if !stretch.clear {
            extra.settings.push(("clear".to_owned(), "no".to_owned()));
        }
        current = captions.speech_of(plain, &census, current);
        captions.said(plain.text(), extra);
    }
    if all.is_empty() {
        captions.diagnostics.push(Diagnostic::warning(Code::NoCue, "the file holds no time with text"));
    }
    Ok(captions.finish(FORMAT.id))
}

/// All texts with their times, the attributes of the window, and how long it lasts.
fn stretches<'a>(
    text: &'a str,
    base: usize,
    captions: &mut Captions,
) -> (Vec<Stretch<'a>>, Option<&'a str>, Option<i64>) {
    let mut all: Vec<Stretch<'a>> = Vec::new();
    let (mut window, mut duration) = (None, None);
    let mut scanner = Scanner::new(text);
    // The time that holds, whether it clears, and where its text begins.
    let mut open = (0, None, true);
    let mut from = None;
    let mut close = |(begin, end, clear), from: &mut Option<usize>, to: usize| {
        if let Some(slice) = from.take().and_then(|from| text.get(from..to)) {
            all.push(Stretch { begin, end, clear, text: slice.trim() });
        }
    };
    while let Some((sign, event)) = scanner.next() {
        match event {
            Event::Open { name, attributes, .. } if name.eq_ignore_ascii_case("window") => {
                window = Some(attributes);
                duration = attribute(attributes, "duration").and_then(at).map(|(ms, _)| ms);
                from = Some(scanner.at());
            }
            Event::Open { name, attributes, .. } if name.eq_ignore_ascii_case("time") => {
                close(open, &mut from, sign);
                let mut time = |name: &str| {
                    let value = attribute(attributes, name)?;
                    let read = at(value);
                    if !matches!(read, Some((_, Form::Strict))) {
                        let bytes = base + sign..base + scanner.at();
                        let kept = read.map_or("left out".to_owned(), |(ms, _)| format!("read as {ms} ms"));
                        captions.warn(
                            Code::TimeForm,
                            bytes,
                            format!("`{name}=\"{value}\"` is not a time of RealText: {kept}"),
                        );
                    }
                    read.map(|(ms, _)| ms)
                };
                open = (time("begin").unwrap_or(open.0), time("end"), false);
                from = Some(scanner.at());
            }
            Event::Open { name, .. } if name.eq_ignore_ascii_case("clear") => {
                let before = from.and_then(|from| text.get(from..sign)).unwrap_or("");
                if !before.trim().is_empty() {
                    close(open, &mut from, sign);
                }
                open.2 = true;
                from = Some(scanner.at());
            }
            Event::Close(name) if name.eq_ignore_ascii_case("window") => close(open, &mut from, sign),
            Event::Text(_) if from.is_none() && window.is_none() => {}
            Event::Cut => {
                let bytes = base + sign..base + text.len();
                captions.warn(Code::CutOff, bytes, "the file ends inside a tag or a comment");
                close(open, &mut from, sign);
            }
            _ => {}
        }
    }
    close(open, &mut from, text.len());
    (all, window, duration)
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let window = own.then(|| transcript.blocks().iter().find(|block| block.kind == "window")).flatten();
    let names = options.speakers;
    let named: fn(&str) -> usize = if names == SpeakerNames::Never { |_| 0 } else { |name| columns(name) + 2 };
    let mut body = String::with_capacity(transcript.text().len() * 2);
    let (mut before_zero, mut last) = (0usize, 0);
    let mut doubts = for_each_cue(transcript, named, |cue| {
        before_zero += usize::from(cue.start < 0);
        last = last.max(cue.end);
        body.push_str("<time begin=\"");
        push_stamp(cue.start, b'.', &mut body);
        let index = cue.source.filter(|_| own);
        if index.and_then(|index| transcript.cues().get(index)).is_none_or(|cue| cue.end.is_some()) {
            body.push_str("\" end=\"");
            push_stamp(cue.end, b'.', &mut body);
        }
        body.push_str("\"/>");
        let extra = cue.extra.filter(|_| own);
        if extra.is_none_or(|extra| !extra.settings.iter().any(|(name, _)| name == "clear")) {
            body.push_str("<clear/>");
        }
        match extra.and_then(|extra| extra.markup.as_deref()).filter(|_| names == SpeakerNames::Turns) {
            Some(markup) => body.push_str(markup),
            None => {
                let mut text = String::new();
                push_text(transcript, cue, names, signs, |text, out| push_escaped(text, "\n", out), &mut text);
                body.push_str(&text.replace('\n', "<br/>"));
            }
        }
        body.push('\n');
    });
    out.push_str("<window");
    match window {
        Some(window) => push_attributes(&window.text, |_| true, out),
        None => out.push_str(" type=\"generic\" wordwrap=\"true\""),
    }
    out.push_str(" duration=\"");
    push_stamp(last, b'.', out);
    out.push_str("\">\n");
    out.push_str(&body);
    out.push_str("</window>\n");
    if before_zero > 0 {
        let message = format!("{before_zero} cues start before zero: RealText can't say so, and they start at zero");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::super::captions::testing::{read_by, row, rows};
    use super::*;

    fn reading(text: &str) -> Reading {
        read_by(read, text)
    }

    #[test]
    fn every_form_of_a_time() {
        for (text, expected) in
            [("5", 5_000), ("7.1", 7_100), ("1:02.25", 62_250), ("00:00:05.125", 5_125), ("01:00:00:05.0", 86_405_000)]
        {
            assert_eq!(at(text), Some((expected, Form::Strict)), "{text}");
        }
        assert_eq!(at("x"), None);
        assert_eq!(at("1,5"), Some((1_500, Form::Loose)));
    }

    #[test]
    fn text_stays_until_it_is_cleared() {
        let text = "<window type=\"generic\" duration=\"30\">\n<Time begin=\"1\" end=\"2.5\"/><clear/>One<br/>two\n<time begin=\"3\"><clear>\n<b>three</b>\n\
                    <time begin=\"4\"/>four\n<time begin=\"6\"/><clear/>\n<time begin=\"7\"/>R&amp;D\n</window>";
        let transcript = reading(text).transcript;
        let expected = [
            row(1_000, 2_500, "One\ntwo"),
            row(3_000, 6_000, "three"),
            row(4_000, 6_000, "four"),
            row(7_000, 30_000, "R&D"),
        ];
        assert_eq!(rows(&transcript), expected);
        assert_eq!(detect(text), 95);
        let mut out = String::new();
        write(&transcript, &WriteOptions::default(), &mut out);
        assert_eq!(rows(&reading(&out).transcript), expected, "{out}");
    }

    #[test]
    fn broken_files() {
        let cut = reading("<time begin='x'/>a<time begin='2'/>b <i>c<time beg");
        assert_eq!(cut.transcript.text(), "a b c");
        assert_eq!(cut.diagnostics.iter().map(|doubt| doubt.code).collect::<Vec<_>>(), [Code::TimeForm, Code::CutOff]);
        for hostile in ["<time begin='1'/>", "<clear/>", "<window>", "<", "&"] {
            reading(&hostile.repeat(50_000));
        }
    }
}
