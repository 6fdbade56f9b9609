//! Scenarist closed captions (SCC): what a line 21 decoder is sent, as text.
//!
//! ```text
//! Scenarist_SCC V1.0
//!
//! 00:00:05:00 TAB 9420 9420 94ae 94ae 9470 9470 49f4 20e9 73ae 942f 942f
//!
//! 00:00:07:12 TAB 942c 942c
//! ```
//!
//! ```text
//! file    = "Scenarist_SCC V1.0" *( line end / line )
//! line    = time TAB pair *( SP pair )
//! time    = HH ":" MM ":" SS (":" / ";") FF        29.97 frames a second; ";" where two numbers are dropped each minute
//! pair    = 4 hexadecimal digits                    two bytes with odd parity; each pair takes one frame
//! ```
//!
//! The bytes are those of CEA-608 (47 CFR 15.119): characters, and control codes that are sent twice. A decoder has a
//! memory that is shown and one that is not:
//!
//! * pop-on: text goes to the hidden memory; EOC swaps the two. The cue starts at EOC and ends with the next EDM or EOC.
//! * roll-up: text goes to the lowest row; CR pushes it up. Each row is a cue: it starts with the CR that made room for
//!   it and ends with the next one. What stays on the screen above it is not said again.
//! * paint-on: text is shown as it comes. A cue is what is painted until RDC comes again, a row is painted anew, or the
//!   screen is cleared; it starts with the code that began it.
//!
//! Where no code ends a cue its end is not known. Text of the hidden memory that was shown once and was not erased (no
//! ENM) is not shown again. Rows may be longer than the 32 columns of a screen, and an address that points back over the
//! text of its row doesn't make the rest of the row replace it, unless it says the same anew.
//!
//! It cannot hold: channels but the first are left out and told; colours are dropped. It is not written.

use std::ops::Range;

use super::captions::build::Captions;
use super::captions::labels::Census;
use super::{Format, Reader, Source};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, FrameRate, Kind, Plain, Style};

mod codes;

use codes::{Command, Meaning, meaning};

pub const FORMAT: Format = Format {
    id: "scc",
    aliases: &["scenarist"],
    title: "Scenarist closed captions",
    kind: Kind::Captions,
    extensions: &["scc"],
    keeps: "times to the frame, rows, italics, underline, positions",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

/// Frames a second of line 21: 30000/1001.
const RATE: FrameRate = match FrameRate::new(30_000, 1_001) {
    Some(rate) => rate,
    None => FrameRate::PAL,
};

fn detect(head: &str) -> u8 {
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("");
    if first.get(..13).is_some_and(|name| name.eq_ignore_ascii_case("Scenarist_SCC")) {
        return 100;
    }
    // Without its head, a file has nothing but lines of codes.
    let whole =
        |line: &str| line_of(line).is_some_and(|(_, rest)| rest.split_whitespace().all(|pair| hex(pair).is_some()));
    let shown = std::iter::once(first).chain(lines.take(3)).collect::<Vec<_>>();
    let all = shown.iter().take(shown.len().saturating_sub(1).max(1)).all(|line| whole(line));
    if !first.is_empty() && all { 80 } else { 0 }
}

/// The frame a line starts at, and what follows its time.
fn line_of(line: &str) -> Option<(i64, &str)> {
    let line = line.trim_start();
    let end = line.bytes().position(|byte| !(byte.is_ascii_digit() || b":;.,".contains(&byte)))?;
    let (time, rest) = line.split_at(end);
    rest.starts_with([' ', '\t']).then_some(())?;
    Some((frame(time)?, rest))
}

/// The number of the frame with this time code. Of the time codes that count dropped numbers, two are left out each
/// minute but the tenth.
fn frame(time: &str) -> Option<i64> {
    let mut fields = time.split([':', ';', '.', ',']).map(|field| match field.len() {
        1..=3 => field.parse::<i64>().ok(),
        _ => None,
    });
    let (h, m, s, f) = (fields.next()??, fields.next()??, fields.next()??, fields.next()??);
    if fields.next().is_some() {
        return None;
    }
    let minutes = h * 60 + m;
    let count = (minutes * 60 + s) * 30 + f;
    let dropped = if time.contains([';', '.', ',']) { 2 * (minutes - minutes / 10) } else { 0 };
    Some(count - dropped)
}

/// The two bytes of a pair of hexadecimal digits twice.
fn hex(pair: &str) -> Option<[u8; 2]> {
    let digits: &[u8; 4] = pair.as_bytes().try_into().ok()?;
    let value = |at: usize| char::from(digits[at]).to_digit(16).map(|digit| digit as u8);
    Some([value(0)? << 4 | value(1)?, value(2)? << 4 | value(3)?])
}

/// A place on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    /// What is shown; `None` where nothing was written.
    letter: Option<char>,
    italic: bool,
    underline: bool,
    /// Whether a style code takes it.
    code: bool,
    /// Whether its letter is one of those that replace another.
    extended: bool,
    /// Byte of the text where its pair stands.
    at: usize,
}

const EMPTY: Cell = Cell { letter: None, italic: false, underline: false, code: false, extended: false, at: 0 };

impl Cell {
    fn is_visible(&self) -> bool {
        self.letter.is_some_and(|letter| letter != ' ')
    }
}

/// Columns of a screen.
const COLUMNS: usize = 32;

/// What text and codes are written to: 15 rows.
#[derive(Clone, Debug, Default)]
struct Memory {
    rows: [Vec<Cell>; 15],
    /// Whether it was shown already, so that what is written to it begins anew.
    stale: bool,
    /// Row, column and the row's length where an address pointed back over text of the row.
    restated: Vec<(usize, usize, usize)>,
}

impl Memory {
    fn is_blank(&self) -> bool {
        self.stale || !self.rows.iter().flatten().any(Cell::is_visible)
    }

    fn clear(&mut self) {
        self.rows.iter_mut().for_each(Vec::clear);
        self.restated.clear();
        self.stale = false;
    }

    /// Decides about text that came behind an address that pointed back over a row: a screen shows it in place of what
    /// is there, but many encoders only say once more where the row is. So it takes the other's place only where it
    /// says the same anew, or where both don't fit on the row.
    fn settle(&mut self) {
        while let Some((row, column, end)) = self.restated.pop() {
            let cells = &mut self.rows[row];
            let (Some(old), Some(new)) = (cells.get(column..end), cells.get(end..)) else { continue };
            let letters = |cells: &[Cell]| cells.iter().filter_map(|cell| cell.letter).collect::<String>();
            let enough = new.get(..new.len().min(old.len() * 2)).unwrap_or(&[]);
            let (before, after) = (letters(old), letters(enough));
            let anew = after.trim_start().starts_with(before.trim());
            if anew || cells.len() > COLUMNS && new.len() >= old.len() {
                cells.drain(column..end);
            }
        }
    }
}

/// How text reaches the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    PopOn,
    /// So many rows roll.
    RollUp(u8),
    PaintOn,
    /// Not captions.
    Text,
}

/// A cue on its way.
struct Shown {
    start: i64,
    end: Option<i64>,
    plain: Plain,
    settings: Vec<(String, String)>,
}

/// The decoder of one channel.
struct Decoder {
    mode: Option<Mode>,
    shown: Memory,
    hidden: Memory,
    /// How the shown memory was filled, and the frame since when it is shown.
    since: Option<(Mode, i64)>,
    /// The frame of the code that made room for text on the screen, and the line of the file that it stood in.
    made_room: Option<(i64, usize)>,
    row: usize,
    column: usize,
    /// Whether an address has just said where to write.
    addressed: bool,
    italic: bool,
    underline: bool,
    cues: Vec<Shown>,
}

impl Decoder {
    fn new() -> Self {
        Decoder {
            mode: None,
            shown: Memory::default(),
            hidden: Memory::default(),
            since: None,
            made_room: None,
            row: 14,
            column: 0,
            addressed: false,
            italic: false,
            underline: false,
            cues: Vec::new(),
        }
    }

    /// The memory that is written to.
    fn target(&mut self) -> &mut Memory {
        match self.mode {
            Some(Mode::PopOn) | None => &mut self.hidden,
            _ => &mut self.shown,
        }
    }

    /// What is shown ends at this frame, or nobody knows when.
    fn hide(&mut self, frame: Option<i64>) {
        let Some((mode, start)) = self.since.take() else { return };
        if self.shown.is_blank() {
            return;
        }
        self.shown.settle();
        let plain = plain_of(&self.shown);
        let mut settings = vec![("mode".to_owned(), mode_name(mode).to_owned())];
        if let Some((row, cells)) = self.shown.rows.iter().enumerate().find(|(_, cells)| !cells.is_empty()) {
            let column = cells.iter().position(|cell| cell.letter.is_some()).unwrap_or(0);
            settings.push(("row".to_owned(), (row + 1).to_string()));
            settings.push(("column".to_owned(), (column + 1).to_string()));
        }
        let end = frame.map(|frame| RATE.millis(frame));
        self.cues.push(Shown { start: RATE.millis(start), end, plain, settings });
    }

    /// The screen is empty from this frame on.
    fn erase(&mut self, frame: i64) {
        self.hide(Some(frame));
        self.shown.clear();
    }

    fn command(&mut self, command: Command, frame: i64, line: usize) {
        self.addressed &= matches!(command, Command::Tab(_) | Command::Other);
        match command {
            Command::ResumeCaptionLoading => self.mode = Some(Mode::PopOn),
            Command::ResumeDirectCaptioning => {
                // Each of them begins a cue of its own.
                self.erase(frame);
                self.made_room = Some((frame, line));
                self.mode = Some(Mode::PaintOn);
            }
            Command::RollUp(rows) => {
                if !matches!(self.mode, Some(Mode::RollUp(_))) {
                    self.erase(frame);
                    self.hidden.clear();
                    (self.row, self.column) = (14, 0);
                    self.made_room = Some((frame, line));
                }
                self.mode = Some(Mode::RollUp(rows));
            }
            Command::TextMode => self.mode = Some(Mode::Text),
            Command::EraseDisplayed => self.erase(frame),
            Command::EraseHidden => self.hidden.clear(),
            Command::EndOfCaption => {
                self.mode = Some(Mode::PopOn);
                self.hide(Some(frame));
                std::mem::swap(&mut self.shown, &mut self.hidden);
                self.hidden.stale = true;
                if !self.shown.is_blank() {
                    self.since = Some((Mode::PopOn, frame));
                }
                (self.italic, self.underline) = (false, false);
            }
            Command::CarriageReturn => {
                if matches!(self.mode, Some(Mode::RollUp(_))) {
                    self.erase(frame);
                    self.made_room = Some((frame, line));
                    self.column = 0;
                    (self.italic, self.underline) = (false, false);
                }
            }
            Command::Backspace => {
                if self.column > 0 {
                    self.column -= 1;
                    let (row, column) = (self.row, self.column);
                    if let Some(cell) = self.target().rows[row].get_mut(column) {
                        *cell = EMPTY;
                    }
                }
            }
            Command::DeleteToEndOfRow => {
                let (row, column) = (self.row, self.column);
                self.target().rows[row].truncate(column);
            }
            Command::Tab(columns) => {
                self.column = self.column.max((COLUMNS - 1).min(self.column + usize::from(columns)));
            }
            Command::Other => {}
        }
    }

    fn address(&mut self, row: usize, column: usize, frame: i64, line: usize) {
        match self.mode {
            Some(Mode::RollUp(_)) if row != self.row => {
                // The whole block moves.
                let cells = std::mem::take(&mut self.shown.rows[self.row]);
                self.shown.rows[row] = cells;
                self.shown.restated.iter_mut().for_each(|restated| restated.0 = row);
            }
            // Painting over what was painted before begins a cue.
            Some(Mode::PaintOn) if self.shown.rows[row].iter().skip(column).take(COLUMNS).any(Cell::is_visible) => {
                self.erase(frame);
                self.made_room = Some((frame, line));
            }
            _ => {}
        }
        (self.row, self.column, self.addressed) = (row, column, true);
    }

    /// A style code takes a place of its own, which shows as a space.
    fn style(&mut self, italic: bool, underline: bool, frame: i64, line: usize, at: usize) {
        self.letter(' ', frame, line, at);
        if let Some(cell) = self.written() {
            cell.code = true;
        }
        (self.italic, self.underline) = (italic, underline);
    }

    /// The place that was written to last.
    fn written(&mut self) -> Option<&mut Cell> {
        let (row, column) = (self.row, self.column.checked_sub(1)?);
        self.target().rows[row].get_mut(column)
    }

    /// A letter that takes the place of the plain one that was sent before it, for those who don't know it. Where there
    /// is another of its kind before it, the plain one was left out.
    fn extended(&mut self, letter: char, frame: i64, line: usize, at: usize) {
        if self.addressed || !self.written().is_some_and(|cell| cell.extended) {
            self.command(Command::Backspace, frame, line);
        }
        self.letter(letter, frame, line, at);
        if let Some(cell) = self.written() {
            cell.extended = true;
        }
    }

    fn letter(&mut self, letter: char, frame: i64, line: usize, at: usize) {
        match self.mode {
            Some(Mode::Text) => return,
            Some(mode @ (Mode::RollUp(_) | Mode::PaintOn)) if self.since.is_none() => {
                // The text comes right behind the code that makes room for it, or much later.
                let room = self.made_room.take().filter(|(_, row)| *row == line);
                self.since = Some((mode, room.map_or(frame, |(frame, _)| frame)));
            }
            _ => {}
        }
        let cell = Cell { letter: Some(letter), italic: self.italic, underline: self.underline, at, ..EMPTY };
        let (row, mut column) = (self.row, self.column);
        let addressed = std::mem::take(&mut self.addressed);
        let memory = self.target();
        if memory.stale {
            memory.clear();
        }
        let cells = &mut memory.rows[row];
        if addressed && cells.iter().skip(column).take(2).any(Cell::is_visible) {
            if cells.len() < 4 * COLUMNS && memory.restated.len() < 15 {
                memory.restated.push((row, column, cells.len()));
            }
            column = cells.len();
        }
        if cells.len() <= column {
            cells.resize(column + 1, EMPTY);
        }
        cells[column] = cell;
        self.column = column + 1;
    }
}

fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::PopOn => "pop-on",
        Mode::RollUp(2) => "roll-up-2",
        Mode::RollUp(3) => "roll-up-3",
        Mode::RollUp(_) => "roll-up-4",
        Mode::PaintOn => "paint-on",
        Mode::Text => "text",
    }
}

/// The rows of a memory, a line each, without the spaces around them. The place of a style code before a stop is none.
fn plain_of(memory: &Memory) -> Plain {
    let mut plain = Plain::default();
    for row in &memory.rows {
        let visible = Cell::is_visible;
        let stop = |cell: &Cell| matches!(cell.letter, Some('.' | ',' | ';' | ':' | '!' | '?'));
        let joined = |at: usize| {
            row[at].code
                && row.get(at + 1).is_some_and(stop)
                && at.checked_sub(1).is_some_and(|before| visible(&row[before]))
        };
        let cells: Vec<Cell> = (0..row.len()).filter(|at| !joined(*at)).map(|at| row[at]).collect();
        let (Some(first), Some(last)) = (cells.iter().position(visible), cells.iter().rposition(visible)) else {
            continue;
        };
        let cells = cells.get(first..=last).unwrap_or(&[]);
        if !plain.is_empty() {
            let at = cells[0].at;
            plain.decoded("\n", at..at);
        }
        let mut styles: [Option<(usize, usize)>; 2] = [None, None];
        // A word is what one stretch of the source says.
        for word in cells.chunk_by(|a, b| visible(a) == visible(b)) {
            let ends =
                word.iter().map(|cell| cell.at).fold((usize::MAX, 0), |(low, high), at| (low.min(at), high.max(at)));
            if !visible(&word[0]) {
                let at = cells.iter().map(|cell| cell.at).find(|at| *at > 0).unwrap_or(0);
                let at = if ends.1 > 0 { ends.1 } else { at };
                plain.decoded(" ", at..at + 4);
                continue;
            }
            let base = plain.len();
            let text: String = word.iter().filter_map(|cell| cell.letter).collect();
            plain.decoded(&text, ends.0..ends.1 + 4);
            let mut at = base;
            for cell in word {
                let length = cell.letter.map_or(0, char::len_utf8);
                for (slot, (on, style)) in
                    [(cell.italic, Style::Italic), (cell.underline, Style::Underline)].into_iter().enumerate()
                {
                    styles[slot] = match (styles[slot], on) {
                        (None, true) => Some((at, at + length)),
                        (Some((from, _)), true) => Some((from, at + length)),
                        (Some((from, to)), false) => {
                            plain.emphasise(from..to, style);
                            None
                        }
                        (None, false) => None,
                    };
                }
                at += length;
            }
        }
        for (slot, style) in [Style::Italic, Style::Underline].into_iter().enumerate() {
            if let Some((from, to)) = styles[slot] {
                plain.emphasise(from..to, style);
            }
        }
    }
    plain
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::default();
    let mut decoder = Decoder::new();
    let (mut bytes, mut odd, mut others, mut unknown) = (0usize, 0usize, 0usize, 0usize);
    let mut first_other: Option<Range<usize>> = None;
    // Which channel is spoken to, and the code that may come again.
    let (mut own, mut last) = (true, None);
    let mut before = i64::MIN;
    for (number, line) in text.split_inclusive(['\n', '\r']).enumerate() {
        let at = base + (line.as_ptr() as usize - text.as_ptr() as usize);
        let whole = at..at + line.trim_end().len();
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.get(..13).is_some_and(|name| name.eq_ignore_ascii_case("Scenarist_SCC")) {
            continue;
        }
        let Some((mut frame, pairs)) = line_of(line) else {
            captions.warn(Code::LineUnread, whole, "a line without a time code and codes is left out");
            continue;
        };
        if frame < before {
            captions.warn(Code::TimeStepsBack, whole, "the time lies before that of the line above");
        }
        before = frame;
        for pair in pairs.split_whitespace() {
            let here = base + (pair.as_ptr() as usize - text.as_ptr() as usize);
            let Some(raw) = hex(pair) else {
                captions.warn(
                    Code::LineUnread,
                    here..here + pair.len(),
                    format!("`{pair}` is no pair of bytes: left out"),
                );
                continue;
            };
            bytes += 2;
            odd += raw.iter().filter(|byte| byte.count_ones() % 2 == 0).count();
            let code = [raw[0] & 0x7F, raw[1] & 0x7F];
            let now = frame;
            frame += 1;
            if code == [0, 0] {
                continue;
            }
            if matches!(code[0], 0x10..=0x1F) {
                own = code[0] & 0x08 == 0;
            }
            if !own {
                others += 1;
                first_other.get_or_insert(here..here + pair.len());
                last = None;
                continue;
            }
            // Codes are sent twice for safety.
            if matches!(code[0], 0x10..=0x1F) && last.take() == Some(code) {
                continue;
            }
            last = Some(code);
            match meaning(code) {
                Meaning::Letters(letters) => {
                    last = None;
                    for letter in letters.into_iter().flatten() {
                        decoder.letter(letter, now, number, here);
                    }
                }
                Meaning::Special(letter) => decoder.letter(letter, now, number, here),
                Meaning::Extended(letter) => decoder.extended(letter, now, number, here),
                Meaning::Address { row, column, italic, underline } => {
                    decoder.address(row, column, now, number);
                    (decoder.italic, decoder.underline) = (italic, underline);
                }
                Meaning::Style { italic, underline } => decoder.style(italic, underline, now, number, here),
                Meaning::Command(command) => decoder.command(command, now, number),
                Meaning::Nothing => unknown += 1,
            }
        }
    }
    decoder.hide(None);
    if others > 0 {
        let message = format!("{others} pairs are for other channels than the first: left out");
        let at = first_other.unwrap_or(base..base);
        captions.warn(Code::LineUnread, at, message);
    }
    if odd > 0 {
        let message = format!("{odd} of {bytes} bytes don't have odd parity: read all the same");
        captions.diagnostics.push(Diagnostic::note(Code::Assumed, message));
    }
    if unknown > 0 {
        let message = format!("{unknown} pairs have no meaning in captions and are left out");
        captions.diagnostics.push(Diagnostic::note(Code::LineUnread, message));
    }
    // What waits in the hidden memory at the end was never shown.
    if !decoder.hidden.is_blank() {
        decoder.hidden.settle();
        let plain = plain_of(&decoder.hidden);
        let message = format!("the last caption is never shown: left out: {}", plain.text().replace('\n', " "));
        captions.diagnostics.push(Diagnostic::warning(Code::CutOff, message));
    }
    let cues = decoder.cues;
    let mut census = Census::default();
    cues.iter().for_each(|cue| census.add(cue.plain.text()));
    census.settle();
    let mut current = None;
    for cue in &cues {
        captions.cue(Some(cue.start), cue.end);
        current = captions.speech_of(&cue.plain, &census, current);
        let extra = CueExtra { settings: cue.settings.clone(), ..CueExtra::default() };
        match captions.is_signed() {
            true => captions.said(cue.plain.text(), extra),
            false => captions.extra(extra),
        }
    }
    Ok(captions.finish(FORMAT.id))
}

#[cfg(test)]
mod tests;
