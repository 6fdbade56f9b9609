//! The writer: a voice on every cue, and what rode along.

use super::super::SpeakerNames;
use super::super::WriteOptions;
use super::super::captions::out::{OutCue, OutLine, emphasised, for_each_cue, push_stamp, push_text};
use super::FORMAT;
use super::read::{HEADER, LABELS, STRAY, webex};
use super::scan::signature;
use super::text::{CueText, is_nobody};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Block, Style, Transcript, WordTime};

pub(super) fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.reserve(transcript.text().len() * 2 + 16);
    let own = transcript.source.format == FORMAT.id;
    let mut blocks = if own { transcript.blocks() } else { &[] };
    match blocks.split_first().filter(|(first, _)| first.kind == HEADER && signature(&first.text).is_some()) {
        Some((header, rest)) => {
            blocks = rest;
            mended(&header.text, out);
        }
        None => out.push_str("WEBVTT"),
    }
    out.push('\n');
    // Labels in the text say who speaks in a file of our own without voices, and go on doing so.
    let labelled = own && (transcript.source.layout.as_deref() == Some(LABELS) || transcript.speakers().is_empty());
    let (mut before_zero, mut untimed, mut endless) = (0usize, 0usize, 0usize);
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            if let Some(index) = cue.source {
                while let Some((block, rest)) = blocks.split_first().filter(|(block, _)| block.cue as usize <= index) {
                    push_block(block, out);
                    blocks = rest;
                }
            }
            out.push('\n');
            before_zero += usize::from(cue.start < 0);
            push_head(transcript, cue, own, out);
            let from = out.len();
            let extra = cue.extra.filter(|_| own);
            let markup = extra.and_then(|extra| extra.markup.as_deref());
            let plain = cue.plain.filter(|_| own && !cue.has_voices());
            let times = if markup.is_none() { word_times(transcript, cue) } else { &[] };
            // Signs in the text that say who speaks are no words.
            let spoken = plain.is_none_or(|plain| !cue.is_signed(plain));
            let timed =
                (own || options.words) && spoken && !(labelled && cue.lines.iter().any(|line| line.speaker.is_some()));
            let stamps = if timed { stamps(cue, times) } else { Vec::new() };
            untimed += if timed { 0 } else { times.len() };
            endless += if timed { times.iter().filter(|time| time.end().is_some()).count() } else { 0 };
            match (markup, plain) {
                (Some(markup), _) => out.push_str(markup),
                (None, Some(plain)) if !stamps.is_empty() && !cue.lines.iter().any(|line| line.speaker.is_some()) => {
                    stamped(cue, plain, &stamps, out);
                }
                // The source's own white space, dashes and labels.
                (None, Some(plain)) if labelled => escape(plain, out),
                (None, None) if labelled && stamps.is_empty() => {
                    push_text(transcript, cue, SpeakerNames::Turns, emphasis, escape, out)
                }
                (None, plain) => {
                    let plain = plain.filter(|_| stamps.is_empty());
                    push_voices(transcript, cue, own, plain, &stamps, out);
                }
            }
            mend_text(from, out);
        },
    );
    blocks.iter().for_each(|block| push_block(block, out));
    if before_zero > 0 {
        let message = format!("{before_zero} cues start before zero: WebVTT can't say so, and they start at zero");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    if untimed > 0 {
        let message = format!("the times of {untimed} words are left out: in WebVTT they would be karaoke");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    if endless > 0 {
        let message = format!("the ends of {endless} words are left out: WebVTT gives words a start only");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts
}

/// The words of a cue that have times.
fn word_times<'t>(transcript: &'t Transcript, cue: &OutCue<'_, '_>) -> &'t [WordTime] {
    let all = transcript.word_times.as_slice();
    let place = |at: usize| all.partition_point(|time| (time.at as usize) < at);
    match (cue.lines.first(), cue.lines.last()) {
        (Some(first), Some(last)) => all.get(place(first.at)..place(last.at + last.text.len())).unwrap_or(&[]),
        _ => &[],
    }
}

/// Where inner timestamps stand in the transcript's text: those inside the cue's time, one after another. Words that
/// begin with the cue need none.
fn stamps(cue: &OutCue<'_, '_>, times: &[WordTime]) -> Vec<(usize, i64)> {
    let mut stamps: Vec<(usize, i64)> = Vec::new();
    for (place, start) in times.iter().filter_map(|time| Some((time.at as usize, time.start()?.at.millis()))) {
        let last = stamps.last().map_or(cue.start, |(_, last)| *last);
        if last < start && start < cue.end {
            stamps.push((place, start));
        }
    }
    stamps
}

/// Appends a cue's own text with a timestamp before each word that has one.
fn stamped(cue: &OutCue<'_, '_>, plain: &str, stamps: &[(usize, i64)], out: &mut String) {
    let mut stamps = stamps.iter().peekable();
    // The words of the text and of the lines are the same, letter by letter.
    let letters = cue.lines.iter().flat_map(|line| line.text.char_indices().map(|(at, c)| (line.at + at, c)));
    let mut letters = letters.filter(|(_, c)| !c.is_whitespace());
    let mut done = 0;
    for (at, c) in plain.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let Some((place, _)) = letters.next().filter(|(_, own)| *own == c) else { break };
        if let Some((_, time)) = stamps.next_if(|(stamp, _)| *stamp == place) {
            escape(plain.get(done..at).unwrap_or(""), out);
            push_time(*time, out);
            done = at;
        }
    }
    escape(plain.get(done..).unwrap_or(""), out);
}

fn push_time(time: i64, out: &mut String) {
    out.push('<');
    push_stamp(time, b'.', out);
    out.push('>');
}

/// Identifier, times and settings.
fn push_head(transcript: &Transcript, cue: &OutCue<'_, '_>, own: bool, out: &mut String) {
    if let Some(id) = cue.source.and_then(|index| transcript.cue_id(index)) {
        // The numbers of other formats only count.
        let counts = !own && id.bytes().all(|byte| byte.is_ascii_digit());
        if !counts && !id.is_empty() {
            let from = out.len();
            out.push_str(&id);
            if id.contains(['\n', '\r']) || id.contains("-->") {
                let line = id.replace(['\n', '\r'], " ").replace("-->", "->");
                out.truncate(from);
                out.push_str(&line);
            }
            out.push('\n');
        }
    }
    push_stamp(cue.start, b'.', out);
    out.push_str(" --> ");
    push_stamp(cue.end, b'.', out);
    let settings = cue.extra.filter(|_| own).map_or(&[][..], |extra| &extra.settings);
    for (name, value) in settings {
        let odd =
            |text: &str| text.is_empty() || text.contains(|c: char| c.is_ascii_whitespace()) || text.contains("-->");
        if !odd(name) && !odd(value) && !name.contains(':') {
            out.push(' ');
            out.push_str(name);
            out.push(':');
            out.push_str(value);
        }
    }
    out.push('\n');
}

/// The lines of a cue, or its one voice's own text, with the voices that speak them. A voice that speaks a whole cue needs
/// no end tag.
fn push_voices(
    transcript: &Transcript,
    cue: &OutCue<'_, '_>,
    own: bool,
    plain: Option<&str>,
    stamps: &[(usize, i64)],
    out: &mut String,
) {
    let mut stamps = stamps.iter().peekable();
    let several = cue.has_voices();
    let closed = several || own && cue.extra.is_some_and(|extra| extra.voice_end);
    let id = cue.source.filter(|_| own).and_then(|index| transcript.cue_id(index));
    let named = id.as_deref().and_then(webex).filter(|_| !several);
    let mut open = false;
    for (index, line) in cue.lines.iter().enumerate() {
        if line.opens_voice && std::mem::take(&mut open) && closed {
            out.push_str("</v>");
        }
        if index > 0 {
            out.push('\n');
        }
        match line.speaker.filter(|_| line.opens_voice) {
            Some(speaker) if named == Some(speaker) => {}
            Some(speaker) => {
                push_voice(speaker, out);
                open = true;
            }
            None if line.opens_turn && line.new_speaker && line.speaker.is_none() => out.push_str("- "),
            None => {}
        }
        match plain {
            None => {
                let (mut from, end) = (line.at, line.at + line.text.len());
                while let Some((at, time)) = stamps.next_if(|(at, _)| *at < end) {
                    let text = line.text.get(from - line.at..at - line.at).unwrap_or("");
                    emphasised(transcript, &OutLine { text, at: from, ..*line }, emphasis, escape, out);
                    push_time(*time, out);
                    from = *at;
                }
                let text = line.text.get(from - line.at..).unwrap_or("");
                emphasised(transcript, &OutLine { text, at: from, ..*line }, emphasis, escape, out);
            }
            Some(plain) => {
                escape(plain, out);
                break;
            }
        }
    }
    if let Some(plain) = plain.filter(|_| cue.lines.is_empty()) {
        escape(plain, out);
    }
    if open && closed {
        out.push_str("</v>");
    }
}

/// `<v Name>`. An arrow in it would end the cue.
fn push_voice(name: &str, out: &mut String) {
    out.push_str("<v ");
    let from = out.len();
    escape(name, out);
    if out.get(from..).is_some_and(|name| name.contains(['>', '\n', '\r'])) {
        let name = out.split_off(from).replace('>', "&gt;").replace(['\n', '\r'], " ");
        out.push_str(&name);
    }
    if out.ends_with('-') {
        out.push(' ');
    }
    out.push('>');
}

/// A cue's text as [`push_voices`] would write it, but for the end tag of a voice that is alone; and whether it has such a
/// voice. What has tags of another kind can't be written anew like this.
pub(super) fn regenerated(cue: &CueText<'_>) -> (String, bool) {
    let plain = cue.plain.text();
    let ends = cue.parts.iter().skip(1).map(|(from, _)| *from).chain([plain.len()]);
    let parts = cue.parts.iter().zip(ends).map(|((from, voice), to)| (plain.get(*from..to).unwrap_or(""), *voice));
    let parts: Vec<_> = parts.filter(|(said, _)| !said.trim().is_empty()).collect();
    let mut out = String::with_capacity(plain.len() + 16);
    for (index, (said, voice)) in parts.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let name = voice.and_then(|voice| cue.voices.get(voice)).filter(|name| !is_nobody(name));
        if let Some(name) = name {
            push_voice(name, &mut out);
        }
        escape(said, &mut out);
        if name.is_some() && parts.len() > 1 {
            out.push_str("</v>");
        }
    }
    (out, parts.len() == 1 && cue.voices.len() == 1)
}

/// Signs of the styles that WebVTT knows.
fn emphasis(style: Style) -> Option<(&'static str, &'static str)> {
    Some(match style {
        Style::Italic => ("<i>", "</i>"),
        Style::Bold => ("<b>", "</b>"),
        Style::Underline => ("<u>", "</u>"),
        Style::Strike => return None,
    })
}

/// What cue text gives a meaning of its own: `&`, `<`, and the arrow.
fn escape(text: &str, out: &mut String) {
    if memchr::memchr3(b'&', b'<', b'>', text.as_bytes()).is_none() {
        return out.push_str(text);
    }
    for part in text.split_inclusive(['&', '<', '>']) {
        let reference = match part.as_bytes().last() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => {
                let before = part.get(..part.len() - 1).unwrap_or("");
                out.push_str(before);
                out.push_str(if out.ends_with("--") { "&gt;" } else { ">" });
                continue;
            }
            _ => {
                out.push_str(part);
                continue;
            }
        };
        out.push_str(part.get(..part.len() - 1).unwrap_or(""));
        out.push_str(reference);
    }
}

/// A block that rode along. What no parser heeds becomes a comment.
fn push_block(block: &Block, out: &mut String) {
    let comment = !matches!(&*block.kind, "STYLE" | "REGION" | "NOTE") || !block.text.starts_with(&*block.kind);
    out.push('\n');
    if comment || block.kind == STRAY {
        out.push_str("NOTE\n");
    }
    mended(&block.text, out);
    out.push('\n');
}

/// A block without what would end it: blank lines and arrows.
fn mended(text: &str, out: &mut String) {
    let mut lines = text.lines().filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        out.push_str(&line.replace("-->", "->"));
        if lines.peek().is_some() {
            out.push('\n');
        }
    }
}

/// What would end the cue too early is mended: blank lines inside it go, and its text ends with a line end.
fn mend_text(from: usize, out: &mut String) {
    let text = out.get(from..).unwrap_or("");
    let odd = text.contains("\n\n")
        || text.starts_with('\n')
        || text.ends_with('\n')
        || text.contains("-->")
        || text.contains('\r');
    if odd {
        let lines = text.split(['\n', '\r']).filter(|line| !line.is_empty());
        let kept = lines.collect::<Vec<_>>().join("\n").replace("-->", "--&gt;");
        out.truncate(from);
        out.push_str(&kept);
    }
    if out.len() > from {
        out.push('\n');
    }
}
