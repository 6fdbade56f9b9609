//! Cues on one line each, of formats that name speakers in the text alone: MicroDVD, MPL2, LRC and their kin.

use super::build::Captions;
use super::labels::Census;
use super::out::{OutCue, push_text};
use crate::diagnostic::{Code, Diagnostic};
use crate::format::{Source, SpeakerNames};
use crate::model::{CueExtra, Plain, Style, Transcript};

/// A cue before it is known who speaks.
#[derive(Clone, Debug, Default)]
pub(in crate::format) struct Row<'a> {
    /// When it appears, in milliseconds.
    pub start: Option<i64>,
    /// When it goes; `None` where the source is silent.
    pub end: Option<i64>,
    /// Its text with all markup: a slice of the source.
    pub text: &'a str,
    /// What rides along.
    pub extra: CueExtra,
}

/// A part that belongs to no cue: the cue before which it stands, its kind, and its text.
pub(in crate::format) type Aside<'a> = (usize, &'static str, &'a str);

/// Builds the cues with their voices. Lines of a cue are set off by `wrap`. `unmark` takes the markup off a text that
/// has one of the bytes `signs` or a `wrap`, and says whether there was more of it than line ends.
pub(in crate::format) fn speak(
    captions: &mut Captions,
    source: &Source<'_>,
    rows: Vec<Row<'_>>,
    asides: &[Aside<'_>],
    wrap: &str,
    signs: &[u8],
    unmark: impl Fn(&str, usize, &mut Plain) -> bool,
) {
    let mut census = Census::default();
    for row in &rows {
        row.text.split(wrap).for_each(|line| census.add(line.trim_start_matches('/')));
    }
    census.settle();
    let mut asides = asides.iter().peekable();
    let mut plain = Plain::default();
    let mut current = None;
    for (index, row) in rows.into_iter().enumerate() {
        while let Some((_, kind, text)) = asides.next_if(|(before, ..)| *before <= index) {
            captions.builder.block(*kind, *text);
        }
        captions.cue(row.start, row.end);
        let inside = (row.text.as_ptr() as usize).checked_sub(source.text.as_ptr() as usize);
        // A text that is missing stands nowhere.
        let at = source.offset + inside.filter(|_| !row.text.is_empty()).unwrap_or(0);
        let mut extra = row.extra;
        let marked = row.text.bytes().any(|byte| signs.contains(&byte) || wrap.as_bytes().first() == Some(&byte));
        let text = if marked {
            plain.clear();
            if unmark(row.text, at, &mut plain) {
                extra.markup = Some(row.text.to_owned());
            }
            current = captions.speech_of(&plain, &census, current);
            plain.text()
        } else {
            current = captions.speech(row.text, at, &census, current);
            row.text
        };
        captions.said(text, extra);
    }
    for (_, kind, text) in asides {
        captions.builder.block(*kind, *text);
    }
}

/// Copies a text whose lines are set off by a bar.
pub(in crate::format) fn copy_lines(text: &str, source: usize, plain: &mut Plain) {
    let mut at = 0;
    for (index, line) in text.split('|').enumerate() {
        if index > 0 {
            plain.decoded("\n", source + at - 1..source + at);
        }
        plain.copy(line, source + at);
        at += line.len() + 1;
    }
}

/// How a format writes a cue on one line.
#[derive(Clone, Copy)]
pub(in crate::format) struct OneLine {
    /// The format's id: what a cue of it brought along is put back.
    pub id: &'static str,
    /// Between two lines of a cue.
    pub wrap: &'static str,
    /// Signs of emphasis.
    pub signs: fn(Style) -> Option<(&'static str, &'static str)>,
    /// Writes a stretch of text, without what the format takes for a sign.
    pub escape: fn(&str, &mut String),
}

impl OneLine {
    /// Appends the text of a cue, with speakers named in it.
    pub fn push(self, transcript: &Transcript, cue: &OutCue<'_, '_>, names: SpeakerNames, out: &mut String) {
        let own = transcript.source.format == self.id && names == SpeakerNames::Turns;
        if let Some(markup) = cue.extra.and_then(|extra| extra.markup.as_deref()).filter(|_| own) {
            return out.push_str(markup);
        }
        let from = out.len();
        push_text(transcript, cue, names, self.signs, self.escape, out);
        if memchr::memchr2(b'\n', b'\r', out.get(from..).unwrap_or("").as_bytes()).is_some() {
            let text = out.split_off(from);
            for (index, line) in text.split(['\n', '\r']).enumerate() {
                if index > 0 {
                    out.push_str(self.wrap);
                }
                out.push_str(line);
            }
        }
    }
}

/// A text without bars, which would end a line.
pub(in crate::format) fn without_bars(text: &str, out: &mut String) {
    for (index, part) in text.split('|').enumerate() {
        if index > 0 {
            out.push('¦');
        }
        out.push_str(part);
    }
}

/// No emphasis at all.
pub(in crate::format) fn no_signs(_: Style) -> Option<(&'static str, &'static str)> {
    None
}

/// What formats lost that have one line of text a cue.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::format) struct Losses {
    /// Cues that start before zero.
    pub before_zero: usize,
}

impl Losses {
    /// Counts a cue, and gives its times from zero on.
    pub fn times(&mut self, cue: &OutCue<'_, '_>) -> (i64, i64) {
        self.before_zero += usize::from(cue.start < 0);
        (cue.start.max(0), cue.end.max(0))
    }

    /// Says what was lost.
    pub fn report(self, transcript: &Transcript, keep: Keep, title: &str, doubts: &mut Vec<Diagnostic>) {
        let mut lost = |count: usize, what: &str| {
            if count > 0 {
                doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
            }
        };
        lost(self.before_zero, &format!("cues start before zero: {title} can't say so, and they start at zero"));
        if !keep.words {
            let timed = transcript.word_times.len();
            lost(timed, &format!("words have times of their own: {title} can't hold them"));
        }
        if !keep.bars {
            let bars = memchr::memchr_iter(b'|', transcript.text().as_bytes()).count();
            lost(bars, &format!("bars in the text end a line in {title}: they are written as `¦`"));
        }
        if !keep.emphasis {
            lost(transcript.emphasis().len(), &format!("stretches are set off: {title} can't hold that"));
        }
    }
}

/// What a format holds.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::format) struct Keep {
    /// Times of words.
    pub words: bool,
    /// Bars in the text.
    pub bars: bool,
    /// Emphasis.
    pub emphasis: bool,
}

/// Lines of a text without their ends, LF, CRLF or CR, each with the byte where it starts.
pub(in crate::format) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let from = at;
        at += end + if rest.as_bytes().get(end..end + 2) == Some(b"\r\n") { 2 } else { 1 };
        rest.get(..end).map(|line| (from, line))
    })
}

/// The whole number in `digits`, which saturates; `None` if it is none.
pub(in crate::format) fn whole(digits: &str) -> Option<i64> {
    let (negative, digits) = digits.strip_prefix('-').map_or((false, digits), |digits| (true, digits));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = digits.bytes().fold(0i64, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if negative { -value } else { value })
}
