//! Advanced SubStation Alpha (ASS, v4+) and SubStation Alpha (SSA, v4).
//!
//! ```text
//! [Script Info]
//! ScriptType: v4.00+
//!
//! [V4+ Styles]
//! Format: Name, Fontname, Fontsize, …
//! Style: Default,Arial,48,…
//!
//! [Events]
//! Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
//! Dialogue: 0,0:00:05.00,0:00:07.00,Default,Ada Quill,0,0,0,,Is it {\i1}on{\i0}?
//! Comment: 0,0:00:05.00,0:00:07.00,Default,,0,0,0,,check the name
//! ```
//!
//! ```text
//! script  = *section
//! section = "[" name "]" eol *(line eol)
//! event   = ("Dialogue" / "Comment") ":" [SP] field *("," field) "," text
//! clock   = 1*DIGIT ":" 2DIGIT ":" 2DIGIT "." 2DIGIT
//! text    = *("{" *override "}" / "\N" / "\n" / "\h" / "\{" / "\}" / char)
//! ```
//!
//! The grammar is that of the document "Sub Station Alpha v4.00+ Script Format", and of what libass takes beyond it.
//! The `Format:` line decides which field is which; the text is the last one and may hold commas. Read as well: no
//! `Format:` line, no sections, any case, loose times, and a script on one line, which is cut at `Dialogue:`.
//!
//! The speaker is the field `Name` (`Actor`). An event without one has no speaker. `\k` and its kin time words: from the
//! start of the event on the syllables follow each other, and those of one word are drawn together. Drawings (`\p1`) are
//! no text. Everything else of an event, comments, styles and attached files ride along.
//!
//! It cannot hold: times finer than hundredths of a second; how a time is known; turns; a comma in a name. A cue in which
//! several voices speak becomes an event for each. Where all words of a cue are timed, they are written as karaoke (`\k`).

use std::sync::Arc;

use memchr::{memchr, memmem};
use rustc_hash::FxHashMap;

use super::captions::build::{Captions, with_newlines};
use super::captions::clock::{Form, clock};
use super::captions::labels::Census;
use super::captions::rows::lines;
use super::{Format, Reader, Source};
use crate::diagnostic::{Code, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Plain};

mod text;
mod write;

#[cfg(test)]
mod tests;

pub(super) const FORMAT: Format = Format {
    id: "ass",
    aliases: &["ssa"],
    title: "SubStation Alpha subtitles",
    kind: Kind::Captions,
    extensions: &["ass", "ssa"],
    keeps: "times to 10 ms, speakers, text, emphasis, word times as karaoke; styles and comments of its own",
    read: Some(Reader::Text { detect, read }),
    write: Some(write::write),
};

/// A section's name is a signature; an event by itself nearly so.
fn detect(head: &str) -> u8 {
    let section = |(_, line): (usize, &str)| {
        let line = line.trim();
        ["[script info]", "[v4+ styles]", "[v4 styles]", "[events]"].iter().any(|name| line.eq_ignore_ascii_case(name))
    };
    if let Some(at) = lines(head).take(200).position(section) {
        // A program may hold a script between its own statements.
        let statement = |(_, line): &(usize, &str)| line.trim_end().ends_with([';', '{', '}', '(', ')', ',']);
        let coded =
            lines(head).take(at).filter(|(_, line)| !line.trim_start().starts_with(';')).filter(statement).count();
        return if coded >= 3 { 0 } else { 95 };
    }
    match cues(head).take(2).count() {
        2 => 92,
        1 => 85,
        _ if head.get(..32).unwrap_or(head).to_ascii_lowercase().starts_with("[script info]") => 90,
        _ => 0,
    }
}

/// An event as it stands in its source, not a letter of it copied: see [`cues`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventSlice<'a> {
    /// When it appears, in milliseconds.
    pub start: i64,
    /// When it goes, in milliseconds; may lie before `start` where the source says so.
    pub end: i64,
    /// The name of its style.
    pub style: &'a str,
    /// Who speaks; empty where the source doesn't say.
    pub name: &'a str,
    /// Its text with all override codes.
    pub text: &'a str,
}

/// The cues of a script (its `Dialogue:` lines) as slices, in the source's order.
///
/// Nothing is copied and nothing allocated. Comments, and lines whose times can't be read, are passed over.
///
/// ```
/// use fireside::format::ass::cues;
/// let pasted = "Dialogue: 0,0:00:02.10,0:00:04.00,Default,Ros,0000,0000,0000,,Hold still,\\Nit's only soup.";
/// let cue = cues(pasted).next().unwrap();
/// assert_eq!((cue.start, cue.end, cue.style, cue.name), (2_100, 4_000, "Default", "Ros"));
/// assert_eq!(cue.text, "Hold still,\\Nit's only soup.");
/// ```
pub fn cues(text: &str) -> impl Iterator<Item = EventSlice<'_>> {
    let mut scan = Scan::new(text);
    std::iter::from_fn(move || {
        loop {
            if let Item::Event { spoken: true, body } = scan.next()?
                && let Some(cue) = scan.columns.event(body)
            {
                return Some(cue);
            }
        }
    })
}

/// Which field of an event is which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Columns {
    count: usize,
    start: usize,
    end: usize,
    style: Option<usize>,
    name: Option<usize>,
    text: usize,
    /// Places of layer, the three margins and the effect.
    rest: [Option<usize>; 5],
}

/// Names of the fields that ride along, in the order of `Columns::rest`.
const REST: [&str; 5] = ["layer", "marginl", "marginr", "marginv", "effect"];

impl Default for Columns {
    fn default() -> Self {
        Columns::USUAL
    }
}

impl Columns {
    /// What both versions have unless they say otherwise.
    const USUAL: Columns = Columns {
        count: 10,
        start: 1,
        end: 2,
        style: Some(3),
        name: Some(4),
        text: 9,
        rest: [Some(0), Some(5), Some(6), Some(7), Some(8)],
    };

    /// Those that a `Format:` line names; `None` for the line of another section.
    fn named(names: &str) -> Option<Columns> {
        let mut columns = Columns { style: None, name: None, rest: [None; 5], ..Columns::USUAL };
        let (mut start, mut end, mut text) = (None, None, None);
        for (index, name) in names.split(',').enumerate().take(64) {
            columns.count = index + 1;
            match name.trim().to_ascii_lowercase().as_str() {
                "start" => start = Some(index),
                "end" => end = Some(index),
                "style" => columns.style = Some(index),
                "name" | "actor" => columns.name = Some(index),
                "text" => text = Some(index),
                "layer" | "marked" => columns.rest[0] = Some(index),
                "marginl" => columns.rest[1] = Some(index),
                "marginr" => columns.rest[2] = Some(index),
                "marginv" => columns.rest[3] = Some(index),
                "effect" => columns.rest[4] = Some(index),
                _ => {}
            }
        }
        (columns.start, columns.end, columns.text) = (start?, end?, text?);
        Some(columns)
    }

    /// The fields of what follows `Dialogue:`.
    fn event<'a>(&self, body: &'a str) -> Option<EventSlice<'a>> {
        if *self == Columns::USUAL
            && let Some(event) = usual(body)
        {
            return Some(event);
        }
        let field = |index: Option<usize>| index.and_then(|index| self.field(body, index)).unwrap_or("");
        let time = |index| Some(stamp(self.field(body, index)?)?.0);
        Some(EventSlice {
            start: time(self.start)?,
            end: time(self.end)?,
            style: field(self.style).trim(),
            name: field(self.name).trim(),
            text: self.field(body, self.text)?,
        })
    }

    /// The field at a place. The text takes all commas that are not needed for the fields behind it.
    fn field<'a>(&self, body: &'a str, index: usize) -> Option<&'a str> {
        let mut rest = body.strip_prefix(' ').unwrap_or(body);
        for _ in 0..index.min(self.text) {
            rest = rest.get(memchr(b',', rest.as_bytes())? + 1..)?;
        }
        if index < self.text {
            return rest.get(..memchr(b',', rest.as_bytes())?);
        }
        // From here on the fields are counted from the end.
        let behind = self.count - 1 - self.text;
        let mut parts = rest.rsplitn(behind + 1, ',');
        parts.nth(self.count - 1 - index)
    }
}

/// A time, and whether it is written as the grammar has it. A sign before it may stand.
fn stamp(field: &str) -> Option<(i64, bool)> {
    let field = field.trim();
    let time = clock(field.as_bytes()).filter(|time| time.length == field.len())?;
    let fraction = field.len().checked_sub(3).and_then(|at| field.as_bytes().get(at)) == Some(&b'.');
    let minutes = field.bytes().filter(|byte| *byte == b':').count() == 2;
    Some((time.ms, !field.starts_with('-') && fraction && minutes && (time.form == Form::Strict || field.len() >= 10)))
}

/// ` 0,0:00:00.26,0:00:03.17,Default,Name,0,0,0,,text`: what nearly all events look like.
#[inline]
fn usual(body: &str) -> Option<EventSlice<'_>> {
    let bytes = body.as_bytes();
    let head: &[u8; 25] = bytes.get(..25)?.try_into().ok()?;
    let (start, end) = (centis(head, 3)?, centis(head, 14)?);
    if head[0] != b' ' || head[2] != b',' || head[13] != b',' || head[24] != b',' || head[1] == b',' {
        return None;
    }
    let style = 25 + memchr(b',', bytes.get(25..)?)?;
    let name = style + 1 + memchr(b',', bytes.get(style + 1..)?)?;
    let rest = bytes.get(name + 1..)?;
    let text = if rest.starts_with(b"0,0,0,,") {
        name + 8
    } else if rest.starts_with(b"0000,0000,0000,,") {
        name + 17
    } else {
        name + 2 + memchr::memchr_iter(b',', rest).nth(3)?
    };
    Some(EventSlice {
        start,
        end,
        style: trimmed(body.get(25..style)?),
        name: trimmed(body.get(style + 1..name)?),
        text: body.get(text..)?,
    })
}

/// Most fields have no space at their ends.
#[inline]
fn trimmed(field: &str) -> &str {
    match (field.as_bytes().first(), field.as_bytes().last()) {
        (Some(first), Some(last)) if *first > b' ' && *first < 0x80 && *last > b' ' && *last < 0x80 => field,
        _ => field.trim(),
    }
}

/// `H:MM:SS.cc` at this place, in milliseconds.
#[inline]
fn centis(head: &[u8; 25], at: usize) -> Option<i64> {
    let digit = |place: usize| u32::from(head[at + place].wrapping_sub(b'0'));
    let fields = [digit(0), digit(2), digit(3), digit(5), digit(6), digit(8), digit(9)];
    let sound = fields.iter().fold(true, |sound, digit| sound & (*digit < 10))
        & (head[at + 1] == b':')
        & (head[at + 4] == b':')
        & (head[at + 7] == b'.')
        & (fields[1] < 6)
        & (fields[3] < 6);
    let [h, m1, m0, s1, s0, c1, c0] = fields;
    sound.then(|| i64::from((h * 60 + m1 * 10 + m0) * 60_000 + (s1 * 10 + s0) * 1_000 + c1 * 100 + c0 * 10))
}

/// A line of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item<'a> {
    /// `Dialogue:` or `Comment:`, and what follows it.
    Event { spoken: bool, body: &'a str },
    /// A `Format:` line that names the fields of events.
    Format,
    /// Any other.
    Line(&'a str),
}

/// Goes through a script line by line.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    line_end: u8,
    /// Whether line ends were lost: events are cut where the next one begins.
    flat: bool,
    columns: Columns,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let line_end = if memchr(b'\n', bytes).is_some() { b'\n' } else { b'\r' };
        let mut scan = Scan { text, at: 0, line_end, flat: false, columns: Columns::USUAL };
        if let Some(first) = memmem::find(bytes, b"Dialogue:") {
            let rest = bytes.get(first + 9..).unwrap_or(&[]);
            let line = rest.get(..memchr(line_end, rest).unwrap_or(rest.len())).unwrap_or(rest);
            scan.flat = next_event(line).is_some();
            if scan.flat {
                let head = text.get(..first).unwrap_or("");
                let names = memmem::rfind(head.as_bytes(), b"Format:").and_then(|at| head.get(at + 7..));
                scan.columns = names.and_then(Columns::named).unwrap_or_default();
            }
        }
        scan
    }

    fn next(&mut self) -> Option<Item<'a>> {
        let from = self.at;
        let rest = self.text.get(from..).filter(|rest| !rest.is_empty())?;
        let bytes = rest.as_bytes();
        let end = if self.flat {
            let skip = usize::from(event(rest).is_some());
            let next = bytes.get(skip..).and_then(next_event).map(|next| next + skip);
            next.unwrap_or(bytes.len())
        } else {
            memchr(self.line_end, bytes).unwrap_or(bytes.len())
        };
        self.at = from + end + usize::from(!self.flat);
        let line = rest.get(..end)?;
        if self.flat {
            let line = line.trim();
            return Some(event(line).map_or(Item::Line(line), |(spoken, body)| Item::Event { spoken, body }));
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some(body) = line.strip_prefix("Dialogue:") {
            return Some(Item::Event { spoken: true, body });
        }
        Some(self.other(line))
    }

    fn other(&mut self, line: &'a str) -> Item<'a> {
        let bare = line.trim_start();
        if let Some((spoken, body)) = event(bare) {
            return Item::Event { spoken, body };
        }
        if let Some(names) = after(bare, "Format:")
            && let Some(columns) = Columns::named(names)
        {
            self.columns = columns;
            return Item::Format;
        }
        Item::Line(line)
    }
}

/// What follows `name` at the start of a line, in any case.
fn after<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let head = line.get(..name.len())?;
    head.eq_ignore_ascii_case(name).then(|| line.get(name.len()..)).flatten()
}

/// Whether a line is spoken or a comment, and what follows its name.
fn event(line: &str) -> Option<(bool, &str)> {
    match line.as_bytes().first()? {
        b'D' | b'd' => after(line, "Dialogue:").map(|body| (true, body)),
        b'C' | b'c' => after(line, "Comment:").map(|body| (false, body)),
        _ => None,
    }
}

/// Where the next event of a script without line ends begins: its name, a field and a time.
fn next_event(bytes: &[u8]) -> Option<usize> {
    let mut done = 0;
    while let Some(colon) = memchr(b':', bytes.get(done..)?) {
        let at = done + colon;
        done = at + 1;
        let name = [&b"Dialogue"[..], b"Comment"].into_iter().find(|name| bytes[..at].ends_with(name));
        let body = bytes.get(done..).unwrap_or(&[]);
        let layer = memchr(b',', body.get(..24.min(body.len())).unwrap_or(body));
        if let (Some(name), Some(layer)) = (name, layer)
            && clock(body.get(layer + 1..).unwrap_or(&[])).is_some()
        {
            return Some(at - name.len());
        }
    }
    None
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let place = |slice: &str| base + (slice.as_ptr() as usize - text.as_ptr() as usize);
    let mut captions = Captions::with_capacity(text.len() / 2, text.len() / 90);
    let mut scan = Scan::new(text);
    let mut plain = Plain::default();
    let labels = labels(text);
    if labels.is_some() {
        captions.builder.transcript_mut().source.layout = Some(LABELS.into());
    }
    let mut current = None;
    let mut styles: FxHashMap<&str, Arc<CueExtra>> = FxHashMap::default();
    let (mut formats, mut spoken_before, mut soft_breaks) = (0, false, false);
    // Lines that are no events, not yet put down as a block.
    let mut aside = String::new();
    while let Some(item) = scan.next() {
        let (spoken, body) = match item {
            Item::Event { spoken, body } => (spoken, body),
            Item::Format => {
                formats += 1;
                continue;
            }
            Item::Line(line) => {
                head_line(line, place(line), &mut soft_breaks, &mut captions);
                let bare = line.trim();
                let dropped = bare.eq_ignore_ascii_case("[events]") || bare.is_empty() && aside.is_empty();
                if !dropped {
                    aside.push_str(line.trim_end());
                    aside.push('\n');
                }
                continue;
            }
        };
        put_down(&mut aside, spoken_before, &mut captions);
        spoken_before = true;
        let columns = scan.columns;
        if !spoken {
            captions.builder.block("Comment", in_usual_order(&columns, body));
            continue;
        }
        let Some(event) = columns.event(body) else {
            let bytes = place(body)..place(body) + body.len();
            captions.warn(Code::LineUnread, bytes, "an event whose times or fields can't be read is left out");
            captions.builder.block("Dialogue", body.trim());
            continue;
        };
        if event.end < event.start {
            let bytes = place(body)..place(event.text);
            captions.warn(Code::EndBeforeStart, bytes, "the event ends before it starts: kept as it stands");
        }
        odd_times(&columns, body, place(body), &mut captions);
        captions.cue(Some(event.start), Some(event.end));
        let mut extra = CueExtra { settings: settings(&columns, body), ..CueExtra::default() };
        let name = Some(event.name).filter(|name| !name.is_empty());
        let at = place(event.text);
        let head = if memchr::memchr2(b'{', b'\\', event.text.as_bytes()).is_some() {
            plain.clear();
            let more = text::unmarked(event.text, at, event.start, soft_breaks, &mut plain);
            extra.markup = more.then(|| with_newlines(event.text));
            match &labels {
                None => {
                    captions.voice(name, false);
                    captions.plain(&plain);
                }
                Some(labels) => current = captions.speech_of(&plain, labels, current),
            }
            captions.wording(plain.text(), &mut extra)
        } else {
            match &labels {
                None => {
                    captions.voice(name, false);
                    captions.lines(event.text, at);
                }
                Some(labels) => current = captions.speech(event.text, at, labels, current),
            }
            captions.wording(event.text, &mut extra)
        };
        let style = || (!event.style.is_empty()).then(|| event.style.to_owned());
        if extra.is_empty() && head.is_none() {
            // Most events have a style and nothing else: those of a style share it.
            let only = || Arc::new(CueExtra { style: style(), ..CueExtra::default() });
            captions.builder.cue_extra_shared(styles.entry(event.style).or_insert_with(only));
        } else {
            extra.style = style();
            captions.headed(head, extra);
        }
    }
    put_down(&mut aside, spoken_before, &mut captions);
    let cues = captions.builder.transcript_mut().cues.len();
    if formats == 0
        && cues > 0
        && !scan.flat
        && captions.builder.transcript_mut().blocks.iter().any(|b| b.kind == "header")
    {
        let message = "no `Format:` line names the fields of the events: the usual ten are assumed";
        captions.diagnostics.push(crate::diagnostic::Diagnostic::warning(Code::Assumed, message));
    }
    Ok(captions.finish(FORMAT.id))
}

/// How a script is known whose texts name who speaks.
const LABELS: &str = "labels";

/// The labels that open lines of a script none of whose events has a name, if there are any.
fn labels(text: &str) -> Option<Census<'_>> {
    let mut scan = Scan::new(text);
    let mut census = Census::default();
    while let Some(item) = scan.next() {
        let Item::Event { spoken: true, body } = item else { continue };
        let Some(event) = scan.columns.event(body) else { continue };
        if !event.name.is_empty() {
            return None;
        }
        for line in event.text.split("\\N") {
            let mut rest = line;
            while let Some(end) = rest.find('}').filter(|_| rest.starts_with('{')) {
                rest = rest.get(end + 1..).unwrap_or("");
            }
            census.add(rest);
        }
    }
    census.settle();
    (!census.is_empty()).then_some(census)
}

/// What a line of the head says that reading needs.
fn head_line(line: &str, at: usize, soft_breaks: &mut bool, captions: &mut Captions) {
    let Some((name, value)) = line.split_once(':') else { return };
    let value = value.trim();
    match name.trim().to_ascii_lowercase().as_str() {
        "wrapstyle" => *soft_breaks = value == "2",
        "title" if !value.is_empty() && value != "<untitled>" && value != "Default Aegisub file" => {
            captions.builder.transcript_mut().meta.title.get_or_insert_with(|| value.to_owned());
        }
        "timer" if value.parse::<f64>().is_ok_and(|percent| (percent - 100.0).abs() > 1e-9) => {
            let message = format!("the script asks for a timer of {value} %, which players pass over: times are kept");
            captions.warn(Code::Assumed, at..at + line.len(), message);
        }
        _ => {}
    }
}

/// Puts the lines since the last event down as a block.
fn put_down(aside: &mut String, spoken_before: bool, captions: &mut Captions) {
    let lines = aside.trim();
    if !lines.is_empty() {
        captions.builder.block(if spoken_before { "lines" } else { "header" }, lines);
    }
    aside.clear();
}

/// Reports times that are not of the strict form.
fn odd_times(columns: &Columns, body: &str, at: usize, captions: &mut Captions) {
    if *columns == Columns::USUAL && usual(body).is_some() {
        return;
    }
    for index in [columns.start, columns.end] {
        if let Some(field) = columns.field(body, index)
            && let Some((ms, false)) = stamp(field)
        {
            let from = at + (field.as_ptr() as usize - body.as_ptr() as usize);
            let message = format!("time `{field}` is not of the form H:MM:SS.cc: read as {ms} ms");
            captions.warn(Code::TimeForm, from..from + field.len(), message);
        }
    }
}

/// Fields that say something: layers, margins and effects other than none.
fn settings(columns: &Columns, body: &str) -> Vec<(String, String)> {
    if *columns == Columns::USUAL
        && body.starts_with(" 0,")
        && usual(body).is_some_and(|event| {
            let end = event.text.as_ptr() as usize - body.as_ptr() as usize;
            body.get(..end).is_some_and(|head| head.ends_with(",0,0,0,,") || head.ends_with(",0000,0000,0000,,"))
        })
    {
        return Vec::new();
    }
    let mut settings = Vec::new();
    for (name, index) in REST.iter().zip(columns.rest) {
        let Some(value) = index.and_then(|index| columns.field(body, index)).map(str::trim) else { continue };
        let number = value.strip_prefix("Marked=").unwrap_or(value);
        if !number.bytes().all(|byte| byte == b'0') {
            settings.push(((*name).to_owned(), value.to_owned()));
        }
    }
    settings
}

/// What follows `Comment:` with its fields in the usual order.
fn in_usual_order(columns: &Columns, body: &str) -> String {
    if *columns == Columns::USUAL || columns.event(body).is_none() {
        return body.trim().to_owned();
    }
    let [layer, left, right, vertical, effect] = columns.rest;
    let order =
        [layer, Some(columns.start), Some(columns.end), columns.style, columns.name, left, right, vertical, effect];
    let mut fields: Vec<&str> =
        order.iter().map(|index| index.and_then(|index| columns.field(body, index)).map_or("", str::trim)).collect();
    for place in [0, 5, 6, 7] {
        if fields[place].is_empty() {
            fields[place] = "0";
        }
    }
    fields.push(columns.field(body, columns.text).unwrap_or(""));
    fields.join(",")
}
