//! The reader: the cues that the specification finds, and between them what it leaves out.

use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::super::Source;
use super::super::captions::build::{Captions, untidy};
use super::super::captions::clock::{Clock, clock};
use super::super::captions::labels::Census;
use super::super::captions::out::push_stamp;
use super::FORMAT;
use super::region::region;
use super::scan::{Scan, after_line, line_end, signature};
use super::text::{CueText, is_nobody, is_simple_name, simple_voice};
use super::timing::settings;
use super::write::regenerated;
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, GapKind, SpeakerId};
use crate::text::Places;

/// What the header block is called among the blocks.
pub(super) const HEADER: &str = "header";
/// What a block that no parser heeds is called: text behind a blank line, a cue whose times can't be read.
pub(super) const STRAY: &str = "stray";
/// How a file without voices says who speaks, for `source.layout`.
pub(super) const LABELS: &str = "labels";

/// Whether a text tries to open with a signature and fails: two byte order marks, small letters, something behind it,
/// letters that are missing.
pub(super) fn is_broken_signature(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\0');
    let tries = start.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("WEBVTT"));
    let cut = matches!(start.lines().next().map(str::trim_ascii_end), Some("WEB" | "WEBV" | "WEBVT"));
    (tries || cut) && signature(text).is_none() && text.contains("-->")
}

pub(super) fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let signed = signature(text);
    if signed.is_none() && is_broken_signature(text) {
        let help =
            "write `WEBVTT` in capitals, with nothing before it; or take the line out to have the cues read alone";
        return Err(no_signature(source, help));
    }
    let mut census = Census::default();
    let (mut count, mut voiced) = (0, false);
    for found in Scan::new(text) {
        count += 1;
        voiced |= found.cue.speaker.is_some();
        if !voiced {
            census.add(found.cue.text);
        } else if count >= 64 {
            // Labels don't count beside voices, and the cues to come will be about as long as these.
            count = (text.len() / found.end.max(1)).saturating_add(1).saturating_mul(count).min(text.len() / 40);
            break;
        }
    }
    if voiced {
        census = Census::default();
    }
    if !voiced {
        census.settle();
    }
    let mut reader = Reader {
        captions: Captions::with_capacity(text.len() / 2, count),
        text,
        base,
        bare: signed.is_none(),
        voiced,
        census,
        regions: Vec::new(),
        seen_cue: false,
        current: None,
        confidence: None,
        cue_text: CueText::default(),
        names: Vec::new(),
        settings: None,
        joined: None,
        repeated: 0,
    };
    let mut at = 0;
    if signed.is_none() {
        let note = "no `WEBVTT` in the first line: read as WebVTT by what follows";
        reader.captions.diagnostics.push(Diagnostic::warning(Code::Assumed, note).at(base..base));
    } else {
        at = reader.header();
    }
    for found in Scan::new(text).without_voices() {
        reader.between(at, found.from);
        let cue = found.cue;
        reader.cue(cue.id, (cue.start, cue.end), cue.settings, cue.text, found.line);
        at = found.end;
    }
    reader.between(at, text.len());
    if signed.is_none() && !reader.seen_cue {
        return Err(no_signature(source, "a text without it needs cues: lines such as `00:01.500 --> 00:02.500`"));
    }
    Ok(reader.finish())
}

fn no_signature(source: &Source<'_>, help: &str) -> Error {
    let places = Places::new(source.text, source.offset);
    Error::Malformed {
        place: places.place(source.offset),
        expected: "`WEBVTT` at the very start, with a space, a tab or a line end behind it".to_owned(),
        line: places.line(source.offset),
        help: help.to_owned(),
    }
}

struct Reader<'a> {
    captions: Captions,
    text: &'a str,
    /// Byte of the source where the text starts.
    base: usize,
    /// Whether the text has no signature.
    bare: bool,
    voiced: bool,
    census: Census<'a>,
    /// Identifiers of the regions.
    regions: Vec<String>,
    seen_cue: bool,
    /// Who spoke last, where labels in the text say so.
    current: Option<SpeakerId>,
    /// What a comment says of the next cue.
    confidence: Option<f32>,
    cue_text: CueText<'a>,
    /// The first voices' names that are written as they are.
    names: Vec<&'a str>,
    /// The last settings that were read, and a cue's extra that is nothing but those.
    settings: Option<(&'a str, Arc<CueExtra>)>,
    /// Hashes of the cues so far, once parts of a stream turn out to be joined.
    joined: Option<FxHashSet<u64>>,
    repeated: usize,
}

/// What is in a block that is no cue: its bytes, and its first line with an arrow.
struct Gap {
    from: usize,
    to: usize,
    arrow: Option<(usize, usize)>,
}

impl<'a> Reader<'a> {
    fn at(&self, slice: &str) -> usize {
        self.base + (slice.as_ptr() as usize - self.text.as_ptr() as usize)
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or("")
    }

    /// The signature's line and the header behind it; returns where they end.
    fn header(&mut self) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = line_end(bytes, 0);
        let mut next = after_line(bytes, end);
        while next < bytes.len() {
            let line = line_end(bytes, next);
            if line == next || self.slice(next, line).contains("-->") {
                break;
            }
            (end, next) = (line, after_line(bytes, line));
        }
        let header = self.slice(0, end);
        if let Some(title) = header.lines().next().and_then(|line| line.get(6..)).map(str::trim)
            && let Some(title) = title.strip_prefix(['-', '–', '—']).map(str::trim).filter(|title| !title.is_empty())
        {
            self.captions.builder.transcript_mut().meta.title = Some(title.replace('\0', "\u{FFFD}"));
        }
        self.timestamp_map(header);
        self.captions.builder.block(HEADER, spec_text(header));
        end
    }

    /// `X-TIMESTAMP-MAP`, with which a stream says where its part begins.
    fn timestamp_map(&mut self, header: &'a str) {
        let Some(line) = header.lines().find(|line| line.starts_with("X-TIMESTAMP-MAP")) else { return };
        let ticks = line.split_once("MPEGTS:").map(|(_, after)| after.split(',').next().unwrap_or("").trim());
        let clock = ticks.and_then(|ticks| ticks.parse::<u64>().ok());
        let second = clock.map_or(String::new(), |ticks| format!(", {} ms on the stream's clock", ticks / 90));
        let at = self.at(line);
        let message =
            format!("the part's times are mapped to a stream's clock (`{line}`{second}): they are kept as they stand");
        self.captions.diagnostics.push(Diagnostic::note(Code::TimeMap, message).at(at..at + line.len()));
    }

    /// What stands between two cues: comments, styles, regions, and what the specification leaves out.
    fn between(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        if to <= from || bytes.get(from..to).is_none_or(|gap| gap.iter().all(|byte| matches!(byte, b'\n' | b'\r'))) {
            return;
        }
        let mut open: Option<Gap> = None;
        let mut lines = 0;
        let mut at = from;
        while at < to {
            let end = line_end(bytes, at).min(to);
            if end == at {
                open.take().into_iter().for_each(|gap| self.gap(&gap));
            } else {
                let arrow = self.slice(at, end).contains("-->");
                // An arrow opens a block, but for one under the first line of its block.
                if arrow && open.as_ref().is_some_and(|gap| lines > 1 || gap.arrow.is_some()) {
                    open.take().into_iter().for_each(|gap| self.gap(&gap));
                }
                lines = if open.is_some() { lines + 1 } else { 1 };
                let gap = open.get_or_insert(Gap { from: at, to: end, arrow: None });
                gap.to = end;
                if arrow {
                    gap.arrow = Some((at, end));
                }
            }
            at = after_line(bytes, end).max(at + 1);
        }
        open.into_iter().for_each(|gap| self.gap(&gap));
    }

    fn gap(&mut self, gap: &Gap) {
        let block = self.slice(gap.from, gap.to);
        if let Some(line) = gap.arrow {
            return self.refused(gap, line);
        }
        let (first, rest) = match block.find(['\n', '\r']) {
            Some(end) => block.split_at(end),
            None => (block, ""),
        };
        let keyword = first.trim_ascii_end();
        let kind = match keyword {
            "STYLE" | "REGION" if self.seen_cue || rest.is_empty() => STRAY,
            "STYLE" => "STYLE",
            "REGION" => "REGION",
            _ if first == "NOTE" || first.starts_with("NOTE ") || first.starts_with("NOTE\t") => "NOTE",
            _ => STRAY,
        };
        let at = self.base + gap.from;
        if kind == "REGION" {
            self.regions.push(region(rest).id);
        }
        if kind == "NOTE" {
            let note = block.get(4..).unwrap_or("").trim();
            let value = note.strip_prefix("Confidence:").and_then(|value| value.trim().parse::<f32>().ok());
            self.confidence = value.filter(|value| (0.0..=1.0).contains(value)).or(self.confidence);
        }
        if kind == STRAY {
            if signature(block).is_some() {
                let message = "another `WEBVTT` in mid-file: parts of a stream were joined; the cues of all are read";
                self.captions.warn(Code::PartsJoined, at..at + first.len(), message);
                self.timestamp_map(block);
                self.join();
            } else if matches!(keyword, "STYLE" | "REGION") {
                let message = format!("`{keyword}` counts only before the first cue, with lines of its own: left out");
                self.captions.warn(Code::NoCue, at..at + block.len(), message);
            } else {
                let message = match self.seen_cue {
                    true => "text that belongs to no cue is left out: a blank line ends a cue, so take that out",
                    false => "text before the first cue is left out",
                };
                self.captions.warn(Code::NoCue, at..at + block.len(), message);
            }
        }
        self.captions.builder.block(kind, spec_text(block));
    }

    /// From here on cues are held against those before them.
    fn join(&mut self) {
        if self.joined.is_some() {
            return;
        }
        let end = self.captions.builder.transcript_mut().cues().len();
        let hashes = Scan::new(self.text).take(end).map(|found| hash(found.cue.start, found.cue.end, found.cue.text));
        self.joined = Some(hashes.collect());
    }

    /// A cue whose line of timings the specification refuses. Bare seconds are read all the same, and without a
    /// signature whatever is a time.
    fn refused(&mut self, gap: &Gap, (start, end): (usize, usize)) {
        let line = self.slice(start, end);
        let times = loose(line);
        let bytes = self.base + start..self.base + end;
        let Some((from, to, after)) = times else {
            let message = format!(
                "`{}` are no times of WebVTT (`00:01.500 --> 00:02.500`): its cue is left out",
                shortened(line)
            );
            self.captions.warn(Code::TimeForm, bytes, message);
            return self.captions.builder.block(STRAY, spec_text(self.slice(gap.from, gap.to)));
        };
        let seconds = line.split("-->").all(is_bare_seconds);
        if !self.bare && !seconds {
            let mut mended = String::new();
            push_stamp(from.ms, b'.', &mut mended);
            mended.push_str(" --> ");
            push_stamp(to.ms, b'.', &mut mended);
            let large = line.split("-->").any(|side| {
                side.trim()
                    .split([':', '.', ',', ' '])
                    .skip(1)
                    .take(2)
                    .any(|field| field.parse().is_ok_and(|field: u32| field > 59))
            });
            let (code, why) = match large {
                true if !line.contains(',') => (Code::TimeOutOfRange, "minutes and seconds go up to 59"),
                _ if line.contains(',') => (Code::TimeForm, "WebVTT has a point before the milliseconds"),
                _ => (Code::TimeForm, "WebVTT has two digits for minutes and seconds, and three behind the point"),
            };
            let message = format!("`{}`: {why}; its cue is left out, as players do: write `{mended}`", shortened(line));
            self.captions.warn(code, bytes, message);
            return self.captions.builder.block(STRAY, spec_text(self.slice(gap.from, gap.to)));
        }
        let message = format!("`{}` is no time of WebVTT: read as {} ms to {} ms", shortened(line), from.ms, to.ms);
        self.captions.warn(Code::TimeForm, bytes, message);
        let id = self.slice(gap.from, start).trim_end_matches(['\n', '\r']);
        let text = self.slice(after_line(self.text.as_bytes(), end).min(gap.to), gap.to);
        let settings = line.get(after..).unwrap_or("").trim_ascii();
        self.cue(id, (from.ms, to.ms), settings, text, (start, end));
    }

    fn cue(&mut self, id: &'a str, times: (i64, i64), settings: &'a str, text: &'a str, line: (usize, usize)) {
        self.seen_cue = true;
        if let Some(known) = &mut self.joined {
            self.repeated += usize::from(!known.insert(hash(times.0, times.1, text)));
        }
        self.captions.cue(Some(times.0), Some(times.1));
        if times.1 < times.0 {
            let bytes = self.base + line.0..self.base + line.1;
            self.captions.warn(Code::EndBeforeStart, bytes, "the cue ends before it starts: kept as it stands");
        }
        let before = self.captions.builder.len();
        let mut extra = CueExtra::default();
        let mut head = None;
        match number(id) {
            Some(number) => self.captions.builder.cue_number(Some(number)),
            None => {
                self.captions.builder.cue_number(None);
                extra.id = (!id.is_empty()).then(|| id.replace('\0', "\u{FFFD}"));
            }
        }
        let at = self.at(text);
        if let Some((name, from, (words, glance), closed)) = simple_voice(text)
            && (self.names.contains(&name) || is_simple_name(name))
        {
            // Most files have few voices.
            if self.names.len() < 6 && !self.names.contains(&name) {
                self.names.push(name);
            }
            self.captions.voice(Some(name), false);
            self.captions.lines_seen(words, at + from, glance);
            extra.voice_end = closed;
            if self.captions.is_untidy() {
                extra.plain = untidy(words);
            }
        } else if memchr::memchr3(b'<', b'&', 0, text.as_bytes()).is_some() {
            self.marked(id, text, at, &mut extra);
        } else {
            let label = webex(id).filter(|_| !self.voiced);
            match label {
                None if !self.voiced => {
                    self.current = self.captions.speech(text, at, &self.census, self.current);
                }
                label => {
                    self.captions.voice(label, false);
                    self.captions.lines(text, at);
                }
            }
            head = self.captions.wording(text, &mut extra);
        }
        if let Some(confidence) = self.confidence.take() {
            self.be_sure(before, confidence);
        }
        if head.is_some() || !settings.is_empty() || !extra.is_empty() {
            self.extra(extra, head, settings, line);
        }
    }

    /// A cue with tags or references.
    fn marked(&mut self, id: &'a str, text: &'a str, at: usize, extra: &mut CueExtra) {
        let mut cue = std::mem::take(&mut self.cue_text);
        cue.read(text, at);
        if let Some(stray) = cue.stray {
            let from = self.at(stray);
            let message =
                format!("`{}` is no tag of WebVTT: it is left out, as players do; text has `&lt;`", shortened(stray));
            self.captions.warn(Code::LineUnread, from..from + stray.len(), message);
        }
        let plain = cue.plain.text();
        if self.voiced || !cue.voices.is_empty() {
            let ends = cue.parts.iter().skip(1).map(|(from, _)| *from).chain([plain.len()]);
            let mut wrap = false;
            for ((from, voice), to) in cue.parts.iter().zip(ends) {
                let said = plain.get(*from..to).unwrap_or("");
                if said.trim().is_empty() {
                    wrap |= said.contains('\n');
                    continue;
                }
                let name = voice.and_then(|voice| cue.voices.get(voice)).map_or("", |name| name);
                self.captions.voice(Some(name).filter(|name| !is_nobody(name)), name == "-");
                if wrap || said.starts_with('\n') {
                    self.captions.builder.gap(GapKind::Wrap);
                }
                self.captions.builder.push_plain_part(&cue.plain, *from..to);
                wrap = said.ends_with('\n');
            }
        } else if let Some(label) = webex(id) {
            self.captions.voice(Some(label), false);
            self.captions.plain(&cue.plain);
        } else {
            self.current = self.captions.speech_of(&cue.plain, &self.census, self.current);
        }
        let whole = with_newlines(text);
        let anew = (!cue.tagged).then(|| regenerated(&cue));
        extra.voice_end = anew.as_ref().is_some_and(|(anew, closed)| *closed && *anew != whole);
        if !anew.is_some_and(|(anew, closed)| anew == whole || closed && whole.strip_suffix("</v>") == Some(&anew)) {
            extra.voice_end = false;
            extra.markup = Some(whole.replace('\0', "\u{FFFD}"));
        }
        extra.plain = match self.captions.is_signed() || cue.parts.len() > 1 {
            true => Some(plain.to_owned()),
            false => untidy(plain),
        };
        self.cue_text = cue;
    }

    /// Gives every word from byte `from` of the transcript's text on a confidence.
    fn be_sure(&mut self, from: usize, confidence: f32) {
        let said = self.captions.builder.transcript_mut().text().get(from..).unwrap_or("");
        let starts: Vec<usize> =
            said.split_whitespace().map(|word| from + (word.as_ptr() as usize - said.as_ptr() as usize)).collect();
        starts.into_iter().for_each(|start| self.captions.builder.confidence(start, confidence));
    }

    /// Says what else is known of the cue: `text` is what the line of its timings says behind them.
    fn extra(&mut self, mut extra: CueExtra, head: Option<&str>, text: &'a str, line: (usize, usize)) {
        if text.is_empty() {
            return self.captions.headed(head, extra);
        }
        let only = extra.is_empty() && head.is_none();
        match &self.settings {
            Some((known, shared)) if *known == text => match only {
                true => return self.captions.builder.cue_extra_shared(shared),
                false => extra.settings.clone_from(&shared.settings),
            },
            _ => {
                let bytes = self.base + line.0..self.base + line.1;
                let captions = &mut self.captions;
                extra.settings = settings(text, &self.regions, |word| {
                    let message = format!("`{}` is no setting of WebVTT, or not here: left out", shortened(word));
                    captions.warn(Code::SettingIgnored, bytes.clone(), message);
                });
                let shared = CueExtra { settings: extra.settings.clone(), ..CueExtra::default() };
                self.settings = Some((text, Arc::new(shared)));
            }
        }
        self.captions.headed(head, extra);
    }

    fn finish(mut self) -> Reading {
        if self.repeated > 0 {
            let message =
                format!("cues that repeat earlier ones, as parts of a stream overlap: {}; all are kept", self.repeated);
            self.captions.diagnostics.push(Diagnostic::warning(Code::CueRepeated, message));
        }
        let labelled = !self.voiced && !self.census.is_empty();
        if labelled {
            self.captions.builder.transcript_mut().source.layout = Some(LABELS.into());
        }
        self.captions.finish(FORMAT.id)
    }
}

fn hash(start: i64, end: i64, text: &str) -> u64 {
    FxBuildHasher.hash_one((start, end, text))
}

/// A text as the specification sees it: every line end `\n`, every NUL U+FFFD (section 6.1, step 1).
pub(super) fn spec_text(text: &str) -> String {
    with_newlines(text).replace('\0', "\u{FFFD}")
}

fn shortened(line: &str) -> String {
    let mut letters = line.trim().chars();
    let head: String = letters.by_ref().take(80).collect();
    if letters.next().is_some() { head + "…" } else { head }
}

/// An identifier that is just a number, and would be written as it stands.
fn number(id: &str) -> Option<u32> {
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    id.parse().ok().filter(|_| digits && (id == "0" || !id.starts_with('0')))
}

/// The label in an identifier of Webex: `1 "Ida Voll" (2290011)`.
pub(super) fn webex(id: &str) -> Option<&str> {
    let quoted = id.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().strip_prefix('"')?;
    let (label, rest) = quoted.rsplit_once('"')?;
    let code = rest.trim().strip_prefix('(')?.strip_suffix(')')?;
    let sound = !label.trim().is_empty() && !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    sound.then_some(label.trim())
}

/// The times of a line in any spelling, and where what follows them begins.
fn loose(line: &str) -> Option<(Clock, Clock, usize)> {
    let (before, after) = line.split_once("-->")?;
    let bare = before.trim();
    let start = clock(bare.as_bytes()).filter(|start| start.length == bare.len())?;
    let spaces = after.len() - after.trim_start().len();
    let end = clock(after.trim_start().as_bytes())?;
    let at = before.len() + 3 + spaces + end.length;
    line.get(at..).filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))?;
    Some((start, end, at))
}

/// Whether a side of the arrow is seconds with a fraction and nothing else, but for settings.
fn is_bare_seconds(side: &str) -> bool {
    let Some((whole, fraction)) = side.split_ascii_whitespace().next().and_then(|time| time.split_once('.')) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction)
}

/// A text with every line end made `\n`; NULs stay, for the specification gives them a meaning.
fn with_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
