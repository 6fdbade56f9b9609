//! Turns as people read them: one paragraph a turn, a line each when piped, wrapped on a terminal.
//!
//! ```text
//! [00:23] Ada Quill: Is it on?
//! [~00:25] Bram Otten (62% sure): It is.        a guessed time, and a doubtful turn
//! ```

use std::borrow::Cow;
use std::fmt::Write;
use std::io::IsTerminal;

use anstyle::{AnsiColor, Style};
use fireside::{How, Time, Turn};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Below this a turn says how sure it is.
const DOUBTFUL: f32 = 0.75;
/// No terminal is so narrow that shorter lines help.
const NARROWEST: usize = 24;
/// Longer lines are hard to read.
const WIDEST: usize = 100;

const NAME: Style = AnsiColor::Cyan.on_default().bold();
const DIM: Style = Style::new().dimmed();
const FOUND: Style = AnsiColor::Yellow.on_default().bold();

/// How paragraphs are laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Columns to wrap to; `None` for one line a turn.
    pub width: Option<usize>,
    /// Whether there are colours.
    pub colour: bool,
}

impl Look {
    /// For standard output as it is, or for a file.
    pub fn of(to_file: bool) -> Self {
        let stdout = std::io::stdout();
        if to_file || !stdout.is_terminal() {
            return Look { width: None, colour: false };
        }
        let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
        let asked = || terminal_size::terminal_size_of(&stdout).map(|size| usize::from(size.0.0));
        let width = told.filter(|columns| *columns > 0).or_else(asked).unwrap_or(80).clamp(NARROWEST, WIDEST);
        let colour = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        Look { width: Some(width), colour }
    }

    fn paint(self, style: Style, text: &str, out: &mut String) {
        if self.colour && !text.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(out, "{style}{text}{style:#}");
        } else {
            out.push_str(text);
        }
    }
}

/// One turn to print.
pub struct Paragraph<'t> {
    pub turn: Turn<'t>,
    /// Byte ranges of its text to make stand out, in order.
    pub found: &'t [std::ops::Range<usize>],
    /// A turn around a hit, not one itself.
    pub aside: bool,
}

/// Appends a turn, and the blank line after it on a terminal.
pub fn paragraph(paragraph: &Paragraph<'_>, hours: bool, look: Look, out: &mut String) {
    let Paragraph { turn, found, aside } = paragraph;
    let mut at = 0;
    if let Some(start) = turn.start() {
        let stamp = stamp(start, hours);
        look.paint(DIM, &stamp, out);
        out.push(' ');
        at += stamp.width() + 1;
    }
    let who = match turn.speaker() {
        Some(speaker) => one_line(&speaker.name),
        None if turn.new_speaker() => ">>".to_owned(),
        None => String::new(),
    };
    // Nobody is sure of a speaker whom nobody knows.
    let speaker_sure = if turn.speaker().is_some() { turn.speaker_confidence() } else { 1.0 };
    let sure = turn.confidence().min(speaker_sure);
    let sure = if sure < DOUBTFUL { format!(" ({:.0}% sure)", sure.max(0.0) * 100.0) } else { String::new() };
    if !who.is_empty() {
        look.paint(if *aside { DIM } else { NAME }, &who, out);
        look.paint(DIM, &sure, out);
        let colon = if turn.speaker().is_some() { ": " } else { " " };
        out.push_str(colon);
        at += who.width() + sure.width() + colon.len();
    }
    if *aside && look.colour {
        let _ = write!(out, "{DIM}");
    }
    let mut wrapped = Wrapped { width: look.width, at, indent: 0, out, fresh: true };
    let text = turn.text();
    let mut found = found.iter().peekable();
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        while found.next_if(|range| range.end <= start).is_some() {}
        let hit = found.peek().is_some_and(|range| range.start < start + word.len());
        match look.width {
            Some(_) => wrapped.word(&tame(word), (hit && look.colour).then_some(FOUND)),
            None => wrapped.word(word, None),
        }
    }
    if *aside && look.colour {
        let _ = write!(out, "{DIM:#}");
    }
    out.push_str(if look.width.is_some() { "\n\n" } else { "\n" });
}

/// Appends words to a line that stands at column `at`, and begins new lines at column `indent`.
pub fn fill(text: &str, at: usize, indent: usize, look: Look, out: &mut String) {
    let mut wrapped = Wrapped { width: look.width, at, indent, out, fresh: true };
    for word in text.split_whitespace() {
        wrapped.word(word, None);
    }
    out.push('\n');
}

/// As [`fill`], from a line that stands at column `indent`, with a style for each word.
pub fn fill_styled<'w>(
    words: impl Iterator<Item = (&'w str, Option<Style>)>,
    indent: usize,
    look: Look,
    out: &mut String,
) {
    let mut wrapped = Wrapped { width: look.width, at: indent, indent, out, fresh: true };
    for (word, style) in words {
        wrapped.word(word, style);
    }
    out.push('\n');
}

/// Where a line of words stands.
struct Wrapped<'o> {
    width: Option<usize>,
    at: usize,
    /// Column at which the next lines begin.
    indent: usize,
    out: &'o mut String,
    /// Whether the next word needs no space before it.
    fresh: bool,
}

impl Wrapped<'_> {
    fn word(&mut self, word: &str, style: Option<Style>) {
        let wide = word.width();
        if let Some(width) = self.width
            && self.at > self.indent
            && self.at + usize::from(!self.fresh) + wide > width
            && !(self.fresh && wide > width)
        {
            self.line();
        }
        if !self.fresh {
            self.out.push(' ');
            self.at += 1;
        }
        if let Some(style) = style {
            let _ = write!(self.out, "{style}");
        }
        match self.width {
            // A word wider than a line, or a text without spaces: cut where the line is full.
            Some(width) if self.at + wide > width => {
                for c in word.chars() {
                    let wide = c.width().unwrap_or(0);
                    if self.at + wide > width && self.at > self.indent {
                        self.line();
                    }
                    self.out.push(c);
                    self.at += wide;
                }
            }
            _ => {
                self.out.push_str(word);
                self.at += wide;
            }
        }
        if let Some(style) = style {
            let _ = write!(self.out, "{style:#}");
        }
        self.fresh = false;
    }

    fn line(&mut self) {
        if self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.at = self.indent;
        self.fresh = true;
    }
}

/// A text without control characters, which would move the cursor or worse.
pub fn tame(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.contains(steers) { Cow::Owned(text.replace(steers, "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

/// A name on one line.
fn one_line(name: &str) -> String {
    name.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `[00:23]`, `[1:00:23]`; a guess bears a `~`.
pub fn stamp(time: Time, hours: bool) -> String {
    let guess = if time.how == How::Exact { "" } else { "~" };
    let sign = if time.at.millis() < 0 { "-" } else { "" };
    let seconds = time.at.millis().unsigned_abs() / 1_000;
    let (minutes, rest) = (seconds / 60, seconds % 60);
    if hours {
        format!("[{guess}{sign}{}:{:02}:{rest:02}]", minutes / 60, minutes % 60)
    } else {
        format!("[{guess}{sign}{minutes:02}:{rest:02}]")
    }
}

/// Whether some turn starts an hour or more into the recording.
pub fn takes_hours<'t>(turns: impl IntoIterator<Item = Turn<'t>>) -> bool {
    turns.into_iter().filter_map(|turn| turn.start()).any(|start| start.at.millis().unsigned_abs() >= 3_600_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fireside::{Speaker, Transcript, TranscriptBuilder, UnitStart};

    fn one(text: &str, start: Option<Time>) -> Transcript {
        let mut builder = TranscriptBuilder::default();
        let ada = builder.speaker(Speaker::named("Ada Quill"));
        builder.unit(UnitStart { speaker: Some(ada), start, new_speaker: true, ..UnitStart::default() });
        builder.push(text, 0);
        builder.finish()
    }

    fn show(text: &str, start: Option<Time>, width: Option<usize>) -> String {
        let transcript = one(text, start);
        let mut out = String::new();
        for turn in transcript.turns() {
            paragraph(&Paragraph { turn, found: &[], aside: false }, false, Look { width, colour: false }, &mut out);
        }
        out
    }

    #[test]
    fn one_line_a_turn_when_piped() {
        let long = "word ".repeat(100);
        let shown = show(&long, Some(Time::exact(23_900)), None);
        assert_eq!(shown.lines().count(), 1);
        assert!(shown.starts_with("[00:23] Ada Quill: word word"));
    }

    #[test]
    fn wrapped_on_a_terminal() {
        assert_eq!(
            show("Is it on? It is, and it will stay on.", Some(Time::estimated(65_000)), Some(30)),
            "[~01:05] Ada Quill: Is it on?\nIt is, and it will stay on.\n\n"
        );
    }

    #[test]
    fn words_wider_than_a_line_are_cut() {
        let shown = show(&format!("see {} there", "x".repeat(70)), None, Some(30));
        assert!(shown.lines().all(|line| line.width() <= 30), "{shown}");
        assert_eq!(shown.matches('x').count(), 70);
        let shown = show(&"潮汐表".repeat(30), None, Some(25));
        assert!(shown.lines().all(|line| line.width() <= 25), "{shown}");
    }

    #[test]
    fn a_page_can_not_steer_the_terminal() {
        assert_eq!(show("red \u{1b}[31m\u{7} alert", None, Some(60)), "Ada Quill: red \u{FFFD}[31m\u{FFFD} alert\n\n");
    }

    #[test]
    fn stamps() {
        assert_eq!(stamp(Time::exact(3_725_000), true), "[1:02:05]");
        assert_eq!(stamp(Time::exact(725_999), false), "[12:05]");
        assert_eq!(stamp(Time::estimated(-9_000), false), "[~-00:09]");
    }
}
