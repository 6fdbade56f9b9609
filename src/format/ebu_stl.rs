//! EBU STL (Tech 3264): the binary exchange file of subtitling stations.
//!
//! ```text
//! bytes 0..1024    850STL25.01 1 00 09 The Bell Ringers …          General Subtitle Information: one block
//! then 128 each    00 0100 FF 00 00000500 00000700 14 02 00  "Is it on?" 8A "It is." 8F 8F …
//! ```
//!
//! ```text
//! file    = GSI *TTI
//! GSI     = 1024 bytes: code page of the GSI (3), disk format code (8), display standard (1), character code table (2),
//!           language (2), titles (32 each), … numbers of blocks, start of programme (HHMMSSFF, at 256), user data
//! TTI     = 128 bytes: group (1), subtitle number (2, low byte first), extension block (1), cumulative status (1),
//!           time in (4), time out (4), row (1), justification (1), comment (1), text (112)
//! text    = 20..7F and A0..FF: letters of the code table; 8A: line end; 8F: not used; 80..85: italics, underline, boxing;
//!           00..1F: teletext codes, each of which shows as a space
//! ```
//!
//! The disk format code says how many frames a second the times count: 25 or 30. Times are from the start of the
//! programme: where the GSI gives one (`10:00:00:00`, say) and no subtitle starts before it, it is taken off and told;
//! the GSI rides along. Each block of a cumulative set is a cue with the text and times that it adds. Blocks that are
//! comments are no speech and ride along; user data is left out. Colours, boxes and heights are dropped.
//!
//! It is not written.

use super::captions::build::Captions;
use super::captions::labels::Census;
use super::{Format, Hints, Reader};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, FrameRate, Kind, Plain, Style};

mod tables;

use tables::Table;

pub const FORMAT: Format = Format {
    id: "ebu-stl",
    aliases: &["ebustl"],
    title: "EBU STL subtitles",
    kind: Kind::Captions,
    extensions: &["stl"],
    keeps: "times to the frame, lines, italics, underline, justification, row, comments",
    read: Some(Reader::Bytes { detect, read }),
    write: None,
};

const GSI: usize = 1024;
const TTI: usize = 128;
/// Bytes of a text block before its text.
const TEXT: usize = 16;

fn detect(head: &[u8]) -> u8 {
    let code = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    let stl = head.get(3..6) == Some(b"STL") && head.get(8) == Some(&b'.');
    match (stl, head.get(6..8).is_some_and(code), head.get(..3).is_some_and(code)) {
        (true, true, true) => 100,
        (true, true, false) => 90,
        // The disk format code is broken, the rest of the block is not.
        _ if head.get(3..6) == Some(b"STL") && head.len() >= GSI => 70,
        _ => 0,
    }
}

/// What the first block says.
struct Header<'b> {
    gsi: &'b [u8],
    names: Table,
}

/// Fields of the GSI that say something to people: where they stand, and their names.
const FIELDS: &[(usize, usize, &str)] = &[
    (14, 16, "Language"),
    (16, 48, "Original Programme Title"),
    (48, 80, "Original Episode Title"),
    (80, 112, "Translated Programme Title"),
    (112, 144, "Translated Episode Title"),
    (144, 176, "Translator"),
    (176, 208, "Translator Contact"),
    (208, 224, "Subtitle List Reference"),
    (224, 230, "Creation Date"),
    (230, 236, "Revision Date"),
    (236, 238, "Revision Number"),
    (256, 264, "Start of Programme"),
    (264, 272, "First In-Cue"),
    (274, 277, "Country"),
    (277, 309, "Publisher"),
    (309, 341, "Editor"),
    (341, 373, "Editor Contact"),
];

impl<'b> Header<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let gsi = bytes.get(..bytes.len().min(GSI)).unwrap_or(&[]);
        Header { gsi, names: Table::of_page(gsi.get(..3).unwrap_or(&[])).unwrap_or(Table::Latin) }
    }

    fn field(&self, from: usize, to: usize) -> String {
        let bytes = self.gsi.get(from..to).unwrap_or(&[]);
        let mut text = String::new();
        bytes.iter().filter(|byte| **byte >= b' ').for_each(|byte| text.extend(self.names.letter(*byte)));
        text.trim().to_owned()
    }

    fn number(&self, from: usize, to: usize) -> Option<usize> {
        self.field(from, to).parse().ok()
    }

    /// The start of the programme in milliseconds.
    fn start(&self, rate: FrameRate) -> Option<i64> {
        let digits = self.gsi.get(256..264)?;
        let pair = |at: usize| std::str::from_utf8(&digits[at..at + 2]).ok()?.parse::<u8>().ok();
        Some(millis([pair(0)?, pair(2)?, pair(4)?, pair(6)?], rate))
    }
}

/// Hours, minutes, seconds and frames in milliseconds.
fn millis([h, m, s, f]: [u8; 4], rate: FrameRate) -> i64 {
    let seconds = (i64::from(h) * 60 + i64::from(m)) * 60 + i64::from(s);
    seconds * 1_000 + rate.millis(f.into())
}

/// A subtitle on its way: one text block, or several that hold one text.
#[derive(Default)]
struct Subtitle {
    number: u16,
    group: u8,
    start: i64,
    end: i64,
    settings: Vec<(String, String)>,
    plain: Plain,
    comment: bool,
}

fn read(bytes: &[u8], hints: &Hints) -> Result<Reading, Error> {
    let mut captions = Captions::default();
    let header = Header::new(bytes);
    let rate = rate_of(&header, hints, &mut captions);
    let table = match header.gsi.get(12..14) {
        Some(b"00") => Table::Latin,
        Some(b"01") => Table::CYRILLIC,
        Some(b"02") => Table::ARABIC,
        Some(b"03") => Table::GREEK,
        Some(b"04") => Table::HEBREW,
        other => {
            let code = String::from_utf8_lossy(other.unwrap_or(b"")).into_owned();
            let message = format!("character code table `{code}` is unknown: read as Latin");
            captions.diagnostics.push(Diagnostic::warning(Code::Assumed, message));
            Table::Latin
        }
    };
    let frames = rate.a_second().ceil().clamp(1.0, 255.0) as u8;
    let teletext = matches!(header.gsi.get(11), Some(b'1' | b'2'));
    let blocks = bytes.get(GSI..).unwrap_or(&[]);
    let mut all =
        Blocks { rate, table, teletext, open: None, done: Vec::new(), unknown: 0, user: 0, padding: 0, frames };
    for (index, block) in blocks.chunks(TTI).enumerate() {
        all.block(block, index, &mut captions);
    }
    all.flush();
    tell_length(&header, bytes.len(), &mut captions);
    if all.unknown > 0 {
        let message = format!("{} bytes have no character in the code table and stand as \u{FFFD}", all.unknown);
        captions.diagnostics.push(Diagnostic::warning(Code::Undecodable, message));
    }
    if all.user > 0 {
        let message = format!("blocks of user data, left out: {}", all.user);
        captions.diagnostics.push(Diagnostic::note(Code::LineUnread, message));
    }
    if all.padding > 0 {
        let message = format!("blocks of one byte over and over are padding, left out: {}", all.padding);
        captions.diagnostics.push(Diagnostic::note(Code::LineUnread, message));
    }
    let subtitles = all.done;
    let start = header.start(rate).filter(|start| *start > 0);
    let first = subtitles.iter().filter(|subtitle| !subtitle.comment).map(|subtitle| subtitle.start).min();
    let offset = start.filter(|start| first.is_some_and(|first| first >= *start)).unwrap_or(0);
    if offset > 0 {
        let start = header.field(256, 264);
        let message =
            format!("times count from the start of the programme, which the file gives as {start} (HHMMSSFF)");
        captions.diagnostics.push(Diagnostic::note(Code::Assumed, message));
    }
    describe(&header, &mut captions);
    captions.builder.transcript_mut().source.encoding = table.name().into();
    let mut census = Census::default();
    subtitles.iter().filter(|one| !one.comment).for_each(|one| census.add(one.plain.text()));
    census.settle();
    let mut current = None;
    for one in &subtitles {
        if one.comment {
            captions.builder.block("comment", one.plain.text());
            continue;
        }
        captions.cue(Some(one.start - offset), Some(one.end - offset));
        captions.builder.cue_number(Some(one.number.into()));
        current = captions.speech_of(&one.plain, &census, current);
        let extra = CueExtra { settings: one.settings.clone(), ..CueExtra::default() };
        match captions.is_signed() {
            true => captions.said(one.plain.text(), extra),
            false => captions.extra(extra),
        }
    }
    Ok(captions.finish(FORMAT.id))
}

/// Frames a second, by the disk format code.
fn rate_of(header: &Header<'_>, hints: &Hints, captions: &mut Captions) -> FrameRate {
    let digits = header.gsi.get(6..8).and_then(|digits| std::str::from_utf8(digits).ok());
    let known = digits.and_then(|digits| digits.parse::<u32>().ok()).filter(|frames| (23..=60).contains(frames));
    match known.and_then(|frames| FrameRate::new(frames, 1)) {
        Some(rate) => rate,
        None => {
            let rate = hints.rate.unwrap_or(FrameRate::PAL);
            let message = format!("the disk format code gives no frame rate: {rate} frames a second are assumed");
            captions.diagnostics.push(Diagnostic::warning(Code::Assumed, message));
            rate
        }
    }
}

/// Says so where the file has another length than its first block says.
fn tell_length(header: &Header<'_>, length: usize, captions: &mut Captions) {
    if length < GSI {
        let message = format!("the file ends after {length} bytes, within its first block: there is no subtitle in it");
        captions.diagnostics.push(Diagnostic::warning(Code::CutOff, message));
        return;
    }
    let (whole, rest) = ((length - GSI) / TTI, (length - GSI) % TTI);
    let promised = header.number(238, 243).filter(|promised| *promised > 0);
    if rest > 0 {
        let message = format!("the file ends within block {}: what is left of it was read", whole + 1);
        captions.diagnostics.push(Diagnostic::warning(Code::CutOff, message));
    } else if let Some(promised) = promised.filter(|promised| *promised > whole) {
        let message = format!("the file ends after {whole} of {promised} blocks");
        captions.diagnostics.push(Diagnostic::warning(Code::CutOff, message));
    }
}

/// Takes over what the first block says about the programme.
fn describe(header: &Header<'_>, captions: &mut Captions) {
    let title = header.field(16, 48);
    captions.builder.transcript_mut().meta.title = (!title.is_empty()).then_some(title);
    let lines: Vec<String> = FIELDS
        .iter()
        .map(|(from, to, name)| (name, header.field(*from, *to)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    if !lines.is_empty() {
        captions.builder.block("header", lines.join("\n"));
    }
    if header.gsi.get(255) == Some(&b'0') {
        let message = "the file says that its times are not meant to be used: read all the same";
        captions.diagnostics.push(Diagnostic::note(Code::Assumed, message));
    }
}

/// The text blocks in order.
struct Blocks {
    rate: FrameRate,
    table: Table,
    teletext: bool,
    /// A subtitle whose text goes on in the next block.
    open: Option<Subtitle>,
    done: Vec<Subtitle>,
    unknown: usize,
    user: usize,
    padding: usize,
    /// Frames that a second has.
    frames: u8,
}

/// Whether a block is nothing but one byte over and over: what fills up a disk or a tape.
fn padding(block: &[u8]) -> bool {
    block.windows(2).all(|pair| pair[0] == pair[1])
}

impl Blocks {
    fn flush(&mut self) {
        if let Some(mut open) = self.open.take() {
            trim_end(&mut open.plain, &[' ', '\n']);
            self.done.push(open);
        }
    }

    fn block(&mut self, block: &[u8], index: usize, captions: &mut Captions) {
        let at = GSI + index * TTI;
        let Some(head) = block.get(..TEXT) else { return };
        if padding(block) {
            self.padding += 1;
            return;
        }
        let (group, number, extension) = (head[0], u16::from_le_bytes([head[1], head[2]]), head[3]);
        if (0xF0..0xFF).contains(&extension) {
            // Reserved and user data.
            self.user += 1;
            return;
        }
        if self.open.as_ref().is_some_and(|open| open.number != number || open.group != group) {
            let message = format!("block {}: the text of the subtitle before it breaks off", index + 1);
            captions.warn(Code::CutOff, at..at + block.len(), message);
            self.flush();
        }
        let times = [[head[5], head[6], head[7], head[8]], [head[9], head[10], head[11], head[12]]];
        let mut subtitle = match self.open.take() {
            Some(open) => open,
            None => {
                if times.iter().any(|time| time[1] > 59 || time[2] > 59 || time[3] >= self.frames) {
                    let message = format!("block {}: a time has minutes, seconds or frames past the last", index + 1);
                    captions.warn(Code::TimeOutOfRange, at + 5..at + 13, message);
                }
                let [start, end] = times.map(|time| millis(time, self.rate));
                if end < start {
                    let message = format!("block {}: the subtitle ends before it starts: kept as it stands", index + 1);
                    captions.warn(Code::EndBeforeStart, at + 5..at + 13, message);
                }
                let comment = head[15] == 1;
                Subtitle { number, group, start, end, settings: settings(head), comment, ..Subtitle::default() }
            }
        };
        self.text(block.get(TEXT..).unwrap_or(&[]), at + TEXT, &mut subtitle.plain);
        self.open = Some(subtitle);
        if extension == 0xFF {
            self.flush();
        }
    }

    /// Appends the text of a block.
    fn text(&mut self, text: &[u8], source: usize, plain: &mut Plain) {
        let filler = |byte: &u8| *byte == 0x8F;
        let first = text.iter().position(|byte| !filler(byte)).unwrap_or(text.len());
        let text_end = text.iter().skip(first).position(filler).map_or(text.len(), |length| first + length);
        let (mut italic, mut underline) = (None, None);
        let mut at = first;
        while let Some(&byte) = text.get(at).filter(|_| at < text_end) {
            let place = source + at;
            let mut length = 1;
            match byte {
                0x8A => {
                    if self.teletext {
                        close(&mut italic, Style::Italic, plain);
                        close(&mut underline, Style::Underline, plain);
                    }
                    trim_end(plain, &[' ']);
                    if !plain.is_empty() && !plain.text().ends_with('\n') {
                        plain.decoded("\n", place..place + 1);
                    }
                }
                0x80 => {
                    italic.get_or_insert(plain.len());
                }
                0x81 => close(&mut italic, Style::Italic, plain),
                0x82 => {
                    underline.get_or_insert(plain.len());
                }
                0x83 => close(&mut underline, Style::Underline, plain),
                // Codes of teletext take a place on the screen; there is nothing in it.
                0x00..=0x20 if plain.is_empty() || plain.text().ends_with([' ', '\n']) => {}
                0x00..=0x20 => plain.decoded(" ", place..place + 1),
                0x21..=0x7E => {
                    let run = text.get(at..text_end).unwrap_or(&[]);
                    length = run.iter().take_while(|byte| matches!(byte, 0x21..=0x7E)).count();
                    plain.copy(std::str::from_utf8(&run[..length]).unwrap_or(""), place);
                }
                0x7F..=0x9F => {}
                0xA0..=0xFF => {
                    let (letters, taken) = self.table.letters(byte, text.get(at + 1..text_end).unwrap_or(&[]));
                    self.unknown += usize::from(letters[0] == Some('\u{FFFD}'));
                    length = taken;
                    let letters: String = letters.into_iter().flatten().collect();
                    plain.decoded(&letters, place..place + length);
                }
            }
            at += length;
        }
        close(&mut italic, Style::Italic, plain);
        close(&mut underline, Style::Underline, plain);
    }
}

/// Ends a stretch that is set off.
fn close(from: &mut Option<usize>, style: Style, plain: &mut Plain) {
    if let Some(from) = from.take() {
        plain.emphasise(from..plain.len(), style);
    }
}

/// Takes spaces or line ends off the end: what closes a text or a line is none of it.
fn trim_end(plain: &mut Plain, signs: &[char]) {
    while plain.text().ends_with(signs) {
        plain.pop();
    }
}

/// What rides along of a block's head.
fn settings(head: &[u8]) -> Vec<(String, String)> {
    let mut settings = Vec::new();
    let mut add = |name: &str, value: &str| settings.push((name.to_owned(), value.to_owned()));
    match head[14] {
        1 => add("align", "left"),
        2 => add("align", "center"),
        3 => add("align", "right"),
        _ => {}
    }
    add("row", &head[13].to_string());
    match head[4] {
        1 => add("cumulative", "first"),
        2 => add("cumulative", "next"),
        3 => add("cumulative", "last"),
        _ => {}
    }
    if head[0] > 0 {
        add("group", &head[0].to_string());
    }
    settings
}

#[cfg(test)]
mod tests;
