//! A transcript into cues: the source's own where it has them, else turns laid out anew.

use super::super::SpeakerNames;
use super::layout;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Cue, CueExtra, GapKind, Style, Transcript};

/// A cue to write.
#[derive(Clone, Debug)]
pub(in crate::format) struct OutCue<'t, 'b> {
    /// Its place among the cues that are written, from 0.
    pub index: usize,
    /// When it appears, in milliseconds.
    pub start: i64,
    /// When it goes; a cue of the source may end before it starts.
    pub end: i64,
    /// Its place among the source's cues; `None` where it was laid out anew.
    pub source: Option<usize>,
    /// What only a caption format knows of it.
    pub extra: Option<&'t CueExtra>,
    /// The source's own plain text, with its white space and its signs for who speaks, where that rides along.
    pub plain: Option<&'b str>,
    /// Its lines, in order; none for an empty cue.
    pub lines: &'b [OutLine<'t>],
}

/// A line of a cue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::format) struct OutLine<'t> {
    /// Its text, without markup.
    pub text: &'t str,
    /// Byte of the transcript's text where it starts.
    pub at: usize,
    /// Who speaks.
    pub speaker: Option<&'t str>,
    /// Whether another voice than the line before it speaks, or it is the first of its cue.
    pub opens_voice: bool,
    /// Whether a turn begins with it.
    pub opens_turn: bool,
    /// Whether the source or a pass says that somebody else begins to speak with it, also when nobody knows who.
    pub new_speaker: bool,
}

impl OutCue<'_, '_> {
    /// Whether more than one voice speaks in it.
    pub fn has_voices(&self) -> bool {
        self.lines.iter().filter(|line| line.opens_voice).count() > 1
    }
}

/// Calls `each` with every cue to write, and says what had to be guessed to time them.
/// `named` says how many columns a speaker's name takes in the first line of a turn, where turns are laid out anew.
pub(in crate::format) fn for_each_cue<'t>(
    transcript: &'t Transcript,
    named: fn(&str) -> usize,
    mut each: impl FnMut(&OutCue<'t, '_>),
) -> Vec<Diagnostic> {
    let cues = transcript.cues();
    if !cues.is_empty() && cues.iter().all(|cue| cue.start.is_some()) {
        return own_cues(transcript, cues, each);
    }
    let mut lines: Vec<OutLine<'t>> = Vec::new();
    let (all, doubts) = layout::cues(transcript, named);
    for (index, cue) in all.iter().enumerate() {
        lines.clear();
        lines.extend(cue.lines.iter().enumerate().map(|(line, text)| OutLine {
            text,
            at: text.as_ptr() as usize - transcript.text().as_ptr() as usize,
            speaker: cue.speaker,
            opens_voice: line == 0,
            opens_turn: cue.opens && line == 0,
            new_speaker: cue.opens && line == 0 && cue.new_speaker,
        }));
        each(&OutCue { index, start: cue.start, end: cue.end, source: None, extra: None, plain: None, lines: &lines });
    }
    doubts
}

/// The cues that the source drew.
fn own_cues<'t>(transcript: &'t Transcript, cues: &'t [Cue], mut each: impl FnMut(&OutCue<'t, '_>)) -> Vec<Diagnostic> {
    let mut lines: Vec<OutLine<'t>> = Vec::new();
    let mut guessed = 0usize;
    let gaps = transcript.gaps();
    let mut pieces = Pieces { transcript, units: transcript.units.as_slice(), unit: 0, turn: 0 };
    let mut gap = 0;
    for (index, cue) in cues.iter().enumerate() {
        lines.clear();
        while gaps.get(gap).is_some_and(|gap| gap.at <= cue.text.start) {
            gap += 1;
        }
        let mut at = cue.text.start;
        while at < cue.text.end {
            // The line ends at a wrap, or where another unit begins.
            let mut end = cue.text.end;
            let mut next = gap;
            while let Some(own) = gaps.get(next).filter(|own| own.at < end) {
                next += 1;
                if own.kind == GapKind::Wrap {
                    end = own.at;
                    break;
                }
            }
            gap = next;
            while at < end {
                let Voice { speaker, opens_unit, opens_turn, new_speaker, until } = pieces.at(at);
                let until = until.min(end);
                let text = transcript.slice(&(at..until));
                if !text.trim_end().is_empty() {
                    let text = text.trim_end();
                    let same = |last: &OutLine<'_>| last.speaker == speaker && !opens_turn;
                    let opens_voice = !(lines.last().is_some_and(same) || !lines.is_empty() && !opens_unit);
                    lines.push(OutLine { text, at: at as usize, speaker, opens_voice, opens_turn, new_speaker });
                }
                at = until.max(at + 1);
            }
        }
        let start = cue.start.map_or(0, |time| time.at.millis());
        let next = cues.get(index + 1).and_then(|next| next.start).map(|time| time.at.millis());
        let end = cue.end.map(|time| time.at.millis()).unwrap_or_else(|| {
            guessed += 1;
            let letters = transcript.cue_text(cue).chars().count();
            let read = start.saturating_add(layout::reading_time(letters));
            next.filter(|next| *next > start).map_or(read, |next| next.min(read.saturating_add(layout::LINGER)))
        });
        let extra = cue.extra.as_deref();
        let worded = extra.is_some_and(|extra| extra.plain.is_some() || extra.head.is_some());
        let plain = worded.then(|| transcript.cue_lines(index));
        each(&OutCue { index, start, end, source: Some(index), extra, plain: plain.as_deref(), lines: &lines });
    }
    let mut doubts = Vec::new();
    if guessed > 0 {
        let message = format!(
            "{guessed} of {} cues have no end in the source: they end with the next start, or by reading rate",
            cues.len()
        );
        doubts.push(Diagnostic::warning(Code::TimesEstimated, message));
    }
    doubts
}

/// Who speaks at a place, whether a unit and a turn begin there, and where the unit ends.
struct Voice<'t> {
    speaker: Option<&'t str>,
    opens_unit: bool,
    opens_turn: bool,
    new_speaker: bool,
    until: u32,
}

/// Goes through the units and turns side by side with the cues.
struct Pieces<'t> {
    transcript: &'t Transcript,
    units: &'t [crate::model::UnitRow],
    unit: usize,
    turn: usize,
}

impl<'t> Pieces<'t> {
    /// Who speaks at a byte of the text.
    fn at(&mut self, at: u32) -> Voice<'t> {
        if self.units.get(self.unit).is_some_and(|unit| unit.text.start > at) {
            self.unit = self.units.partition_point(|unit| unit.text.start <= at).saturating_sub(1);
            self.turn = 0;
        }
        while self.units.get(self.unit + 1).is_some_and(|next| next.text.start <= at) {
            self.unit += 1;
        }
        let turns = &self.transcript.turns;
        if turns.get(self.turn).is_some_and(|turn| turn.units.start as usize > self.unit) {
            self.turn = 0;
        }
        while turns.get(self.turn).is_some_and(|turn| turn.units.end as usize <= self.unit) {
            self.turn += 1;
        }
        let (Some(unit), Some(turn)) = (self.units.get(self.unit), turns.get(self.turn)) else {
            return Voice { speaker: None, opens_unit: false, opens_turn: false, new_speaker: false, until: u32::MAX };
        };
        let speaker = turn.speaker.and_then(|id| self.transcript.speaker(id)).map(|speaker| speaker.name.as_str());
        let opens_unit = unit.text.start == at;
        let opens_turn = opens_unit && turn.units.start as usize == self.unit;
        let until = self.units.get(self.unit + 1).map_or(u32::MAX, |next| next.text.start);
        Voice { speaker, opens_unit, opens_turn, new_speaker: opens_turn && turn.new_speaker, until }
    }
}

/// Appends the text of a line with signs round what the source sets off: `signs` gives the opening and the closing sign
/// of a style, `escape` writes a stretch of text as the format has it. Signs are closed and opened again so that they
/// nest, and never reach past the line.
pub(in crate::format) fn emphasised(
    transcript: &Transcript,
    line: &OutLine<'_>,
    signs: fn(Style) -> Option<(&'static str, &'static str)>,
    escape: fn(&str, &mut String),
    out: &mut String,
) {
    let (from, to) = (line.at, line.at + line.text.len());
    let all = transcript.emphasis();
    if all.is_empty() {
        return escape(line.text, out);
    }
    // Emphasis seldom lasts longer than a cue: look back a little way for what reaches into the line.
    let first = all.partition_point(|emphasis| (emphasis.text.start as usize) < from).saturating_sub(16);
    let reach: Vec<_> = all
        .get(first..)
        .unwrap_or(&[])
        .iter()
        .take_while(|emphasis| (emphasis.text.start as usize) < to)
        .filter(|emphasis| emphasis.text.end as usize > from)
        .filter_map(|emphasis| Some((emphasis.text.clone(), signs(emphasis.style)?)))
        .collect();
    if reach.is_empty() {
        return escape(line.text, out);
    }
    let ends = reach.iter().flat_map(|(text, _)| [text.start as usize, text.end as usize]);
    let mut cuts: Vec<usize> = ends.map(|cut| cut.clamp(from, to)).chain([from, to]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut open: Vec<(&'static str, &'static str)> = Vec::new();
    for pair in cuts.windows(2) {
        let mut wanted: Vec<(&'static str, &'static str)> = Vec::new();
        for (text, signs) in &reach {
            if text.start as usize <= pair[0] && text.end as usize >= pair[1] && !wanted.contains(signs) {
                wanted.push(*signs);
            }
        }
        let keep = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        while open.len() > keep {
            out.push_str(open.pop().map_or("", |signs| signs.1));
        }
        for signs in wanted.into_iter().skip(keep) {
            out.push_str(signs.0);
            open.push(signs);
        }
        escape(line.text.get(pair[0] - from..pair[1] - from).unwrap_or(""), out);
    }
    while let Some(signs) = open.pop() {
        out.push_str(signs.1);
    }
}

/// Appends the lines of a cue for a format that names speakers in the text: `Name: ` where a turn begins, `- ` where
/// somebody else begins to speak and nobody knows who. Where the source's own text names them (`ADA: Is it on?`), it
/// stands as it is.
pub(in crate::format) fn push_text(
    transcript: &Transcript,
    cue: &OutCue<'_, '_>,
    names: SpeakerNames,
    signs: fn(Style) -> Option<(&'static str, &'static str)>,
    escape: fn(&str, &mut String),
    out: &mut String,
) {
    if names == SpeakerNames::Turns
        && let Some(plain) = cue.plain.filter(|plain| cue.is_signed(plain))
    {
        return escape(plain, out);
    }
    let several = cue.has_voices();
    for (index, line) in cue.lines.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        match (names, line.speaker) {
            (SpeakerNames::Never, _) => {}
            (SpeakerNames::Turns, Some(name)) if line.opens_turn || several && line.opens_voice => {
                escape(name, out);
                out.push_str(": ");
            }
            (SpeakerNames::Cues, Some(name)) if line.opens_voice => {
                escape(name, out);
                out.push_str(": ");
            }
            (_, None) if line.opens_turn && line.new_speaker => out.push_str("- "),
            _ => {}
        }
        emphasised(transcript, line, signs, escape, out);
    }
}

impl OutCue<'_, '_> {
    /// Whether the source's plain text has signs of its own for who speaks: more than the lines without them, white
    /// space apart.
    pub(in crate::format) fn is_signed(&self, plain: &str) -> bool {
        let words = self.lines.iter().flat_map(|line| line.text.split_whitespace());
        !plain.split_whitespace().flat_map(str::bytes).eq(words.flat_map(str::bytes))
    }
}

/// Appends `HH:MM:SS`, the decimal sign and three digits; hours take as many digits as they need, and a time before
/// zero becomes zero.
pub(in crate::format) fn push_stamp(ms: i64, sign: u8, out: &mut String) {
    let ms = ms.max(0) as u64;
    let hours = ms / 3_600_000;
    if hours > 99 {
        push_number(hours, out);
    } else {
        push_two(hours, out);
    }
    out.push(':');
    push_two(ms / 60_000 % 60, out);
    out.push(':');
    push_two(ms / 1_000 % 60, out);
    out.push(char::from(sign));
    out.push(digit(ms / 100 % 10));
    push_two(ms % 100, out);
}

fn digit(value: u64) -> char {
    char::from(b'0' + (value % 10) as u8)
}

fn push_two(value: u64, out: &mut String) {
    out.push(digit(value / 10));
    out.push(digit(value));
}

/// Appends a whole number.
pub(in crate::format) fn push_number(value: u64, out: &mut String) {
    let mut buffer = itoa::Buffer::new();
    out.push_str(buffer.format(value));
}
/// Whether a language is written as a tag such as `en`, `en-US` or `zh-Hant-TW`: some sources give its English name.
///
/// `tag = 2*3ALPHA *("-" 1*8(ALPHA / DIGIT))`
pub(in crate::format) fn is_language_tag(name: &str) -> bool {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or("");
    matches!(first.len(), 2..=3)
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
