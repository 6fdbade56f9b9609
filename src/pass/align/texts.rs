//! A text takes the times of timed files that have the same words.

use super::pairing::{Pairing, pair, unit_of};
use super::report::{Moved, Report, Side, Stretch, TextReport, TurnReport};
use super::spread::{Text, spread};
use super::timeline::Said;
use super::{AlignOptions, Aligned, stamps};
use crate::algo::anchors::Match;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Error;
use crate::model::{How, Time, TimeDelta, Timestamp, Transcript, WordTime, may_begin};
use crate::pass::retime::forget_timed_wording;

/// Gives a text the times of timed files, in sequence, that have the same words: captions, or a recogniser's output.
///
/// Words are compared without case, punctuation and accents, with numbers and contractions written out. What both sides
/// have is timed as the timed side has it; what lies between gets a share of the time there by its letters, marked
/// [`How::Interpolated`]. A stretch that the timed side neither has nor has room for gets no time. Starts never go back.
/// Stamps that the text has of its own are checked, and where they agree they bound where words may lie.
///
/// # Errors
/// [`Error::NotAligned`] where a side has no words or no times, or both are of different talks.
///
/// ```
/// let page = b"Ada Quill: Is it on?\n\nBram Otten: It is. Always.\n\nAda Quill: Good, we start.\n\nBram Otten: Tea first.\n";
/// let captions = b"1\n00:00:01,000 --> 00:00:02,000\nis it on\n\n2\n00:00:02,500 --> 00:00:04,000\nit is always\n\n\
///     3\n00:00:04,000 --> 00:00:06,000\ngood we start\n\n4\n00:00:06,000 --> 00:00:07,000\ntea first\n";
/// let (page, captions) = (fireside::read(page)?.transcript, fireside::read(captions)?.transcript);
/// let aligned = fireside::pass::align::texts(page, &[captions], &Default::default())?;
/// let turn = aligned.transcript.turn(1).unwrap();
/// assert_eq!(turn.start(), Some(fireside::Time::exact(2_500)));
/// assert_eq!(turn.end(), Some(fireside::Time::exact(4_000)));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn texts(mut transcript: Transcript, timed: &[Transcript], options: &AlignOptions) -> Result<Aligned, Error> {
    let pairing = pair(&transcript, timed, options)?;
    let weight = |token: usize| pairing.vocabulary.weight(pairing.text.ids[token]);
    let text = Text { tokens: pairing.text.ids.len(), weight, units: &pairing.units };
    let times = spread(&text, &pairing.alignment.pairs, &pairing.timeline);
    time_words(&mut transcript, &pairing, &times);
    time_units(&mut transcript, &pairing, &times);
    // What else the source says of times says it of others.
    super::forget_records(&mut transcript);
    forget_timed_wording(&mut transcript);
    let report = report(&transcript, &pairing, &times);
    let mut diagnostics = doubts(&report, &pairing);
    if let Some(missing) = untimed(&transcript) {
        diagnostics.push(missing);
    }
    Ok(Aligned { transcript, report: Report::Text(report), diagnostics })
}

fn start(said: &Said) -> Time {
    Time { at: Timestamp::from_millis(said.start), how: said.start_how }
}

fn end(said: &Said) -> Time {
    Time { at: Timestamp::from_millis(said.end()), how: said.end_how }
}

fn time_words(transcript: &mut Transcript, pairing: &Pairing, times: &[Option<Said>]) {
    let mut rows: Vec<WordTime> = Vec::with_capacity(pairing.words.len());
    for ((start_at, word), said) in pairing.text.starts.iter().zip(&pairing.word_of).zip(times) {
        let Some(said) = said else { continue };
        let (at, word) = (*start_at, pairing.words[*word as usize]);
        let known = rows.last_mut().filter(|row| row.at >= word);
        // In a script without spaces what the timed side times by itself is a word.
        let alone = said.start_how == How::Exact
            && at > word
            && !transcript.text.as_bytes()[at as usize].is_ascii()
            && begins_word(&transcript.text, at as usize);
        match known {
            Some(row) if !alone => *row = WordTime::new(row.at, row.start(), Some(end(said))),
            known => {
                let at = if known.is_some() && alone { at } else { word };
                rows.push(WordTime::new(at, Some(start(said)), Some(end(said))));
            }
        }
    }
    transcript.word_times = rows;
}

/// Whether a word may begin at a byte of a text without a space before it.
fn begins_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let first = text.get(at..).and_then(|text| text.chars().next());
    before.zip(first).is_some_and(|(before, first)| may_begin(before, first))
}

/// Starts and ends of the stretches that units and cues are.
struct Edges<'a> {
    pairing: &'a Pairing,
    times: &'a [Option<Said>],
    last: i64,
}

impl Edges<'_> {
    /// The times of a stretch of tokens: those of a cue of the timed side where both begin or end with the same word.
    fn of(&mut self, tokens: std::ops::Range<usize>, pushed: i64) -> (Option<Time>, Option<Time>) {
        let timed = |token: &usize| self.times[*token].is_some();
        let (Some(first), Some(last)) = (tokens.clone().find(timed), tokens.clone().rev().find(timed)) else {
            return (None, None);
        };
        let timeline = &self.pairing.timeline;
        // The partner of a token, if it is the same or nearly.
        let partner = |token: usize| {
            let pairs = &self.pairing.alignment.pairs;
            let behind = pairs.partition_point(|pair| pair.a as usize <= token);
            let pair = behind.checked_sub(1).map(|at| pairs[at])?;
            (pair.a as usize == token && pair.how != Match::Other).then_some(pair.b as usize)
        };
        let opened = partner(first).and_then(|partner| timeline.opened(partner)).filter(|_| first == tokens.start);
        let closed = partner(last).and_then(|partner| timeline.closed(partner)).filter(|_| last + 1 == tokens.end);
        let guessed =
            |time: Time, sure: bool| if sure { time } else { Time { how: time.how.max(How::Interpolated), ..time } };
        let mut begins =
            opened.or_else(|| self.times[first].as_ref().map(|said| guessed(start(said), first == tokens.start)));
        let ends = closed.or_else(|| self.times[last].as_ref().map(|said| guessed(end(said), last + 1 == tokens.end)));
        if let Some(begins) = begins.as_mut().filter(|time| time.at.millis() < pushed) {
            *begins = Time { at: Timestamp::from_millis(pushed), how: begins.how.max(How::Interpolated) };
        }
        let ends = ends.map(|ends| {
            if begins.is_some_and(|begins| ends.at < begins.at) {
                Time { at: begins.map_or(ends.at, |begins| begins.at), how: How::Interpolated }
            } else {
                ends
            }
        });
        self.last = begins.map_or(self.last, |begins| begins.at.millis());
        (begins, ends)
    }
}

fn time_units(transcript: &mut Transcript, pairing: &Pairing, times: &[Option<Said>]) {
    let mut edges = Edges { pairing, times, last: i64::MIN };
    // How much later the text's own stamps are said: for units that the timed side doesn't have.
    let mut offset: Option<i64> = pairing.stamps.iter().find_map(|stamp| Some(stamp.found? - stamp.says));
    let mut stamps = pairing.stamps.iter().peekable();
    for index in 0..transcript.units.len() {
        if let Some(stamp) = stamps.next_if(|stamp| stamp.unit as usize == index) {
            offset = stamp.found.map(|found| found - stamp.says).or(offset);
        }
        let (begins, ends) = edges.of(pairing.of_unit(index), edges.last);
        let unit = &mut transcript.units[index];
        (unit.start, unit.end) = match (begins, unit.start, offset) {
            (Some(_), _, _) => (begins, ends),
            (None, Some(own), Some(offset)) => {
                let at = (own.at + TimeDelta::from_millis(offset)).max(Timestamp::from_millis(edges.last));
                edges.last = at.millis();
                (Some(Time { at, how: own.how.max(How::Interpolated) }), None)
            }
            _ => (None, None),
        };
    }
    if transcript.cues.is_empty() {
        return;
    }
    let starts = &pairing.text.starts;
    let mut last = i64::MIN;
    for index in 0..transcript.cues.len() {
        let range = transcript.cues[index].text.clone();
        let tokens = starts.partition_point(|at| *at < range.start)..starts.partition_point(|at| *at < range.end);
        if tokens.is_empty() {
            continue;
        }
        let (begins, ends) = edges.of(tokens, last);
        last = begins.map_or(last, |begins| begins.at.millis());
        let cue = &mut transcript.cues[index];
        (cue.start, cue.end) = (begins, ends);
    }
}

fn untimed(transcript: &Transcript) -> Option<Diagnostic> {
    let missing = transcript.units.iter().filter(|unit| unit.start.is_none()).count();
    (missing > 0).then(|| {
        let message =
            format!("{missing} of {} units are not in the timed file and have no time", transcript.units.len());
        Diagnostic::warning(Code::Unmatched, message)
    })
}

/// Stretches of at least so many words are told.
const TOLD: usize = 8;
/// So much of a stretch is shown.
const SHOWN: usize = 60;

pub(super) fn report(transcript: &Transcript, pairing: &Pairing, times: &[Option<Said>]) -> TextReport {
    let (a, b) = (&pairing.text, &pairing.timeline.tokens);
    let (mut of_a, mut of_b) = (vec![false; a.ids.len()], vec![false; b.ids.len()]);
    for pair in pairing.alignment.pairs.iter().filter(|pair| pair.how != Match::Other) {
        of_a[pair.a as usize] = true;
        of_b[pair.b as usize] = true;
    }
    let says = &pairing.vocabulary.says;
    let count = |ids: &[u32], matched: &[bool]| {
        let matched = ids.iter().zip(matched).filter(|(id, matched)| **matched && says[**id as usize]).count();
        (matched, pairing.vocabulary.saying(ids))
    };
    let (matched_words, words) = count(&a.ids, &of_a);
    let (timed_matched, timed_words) = count(&b.ids, &of_b);
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
    let mut report = TextReport {
        matched_words,
        words,
        timed_words,
        share: share(matched_words, words),
        timed_share: share(timed_matched, timed_words),
        stamps: stamps::check(&pairing.stamps),
        ..TextReport::default()
    };
    let turn_of = turns_of_units(transcript);
    for range in stretches(&of_a, &a.ids, says) {
        let inside = || times[range.clone()].iter().flatten();
        report.unmatched.push(Stretch {
            side: Side::Text,
            words: pairing.vocabulary.saying(&a.ids[range.clone()]),
            turn: Some(turn_of[unit_of(&pairing.units, range.start)]),
            start_ms: inside().next().map(|said| Timestamp::from_millis(said.start)),
            end_ms: inside().next_back().map(|said| Timestamp::from_millis(said.end())),
            text: excerpt(transcript, pairing, range),
        });
    }
    let spelled = |range: std::ops::Range<usize>| shown(&pairing.timed_excerpt(range));
    for range in stretches(&of_b, &b.ids, says) {
        let said = &pairing.timeline.said;
        report.unmatched.push(Stretch {
            side: Side::Timed,
            words: pairing.vocabulary.saying(&b.ids[range.clone()]),
            turn: None,
            start_ms: Some(Timestamp::from_millis(said[range.start].start)),
            end_ms: Some(Timestamp::from_millis(said[range.end - 1].end())),
            text: spelled(range),
        });
    }
    for block in &pairing.alignment.moved {
        let range = block.a.start as usize..block.a.end as usize;
        report.moved.push(Moved {
            words: range.len(),
            turn: turn_of[unit_of(&pairing.units, range.start)],
            start_ms: Timestamp::from_millis(pairing.timeline.said[block.b.start as usize].start),
            text: excerpt(transcript, pairing, range),
        });
    }
    report.turns = turns(transcript, pairing, &of_a);
    report
}

pub(super) fn turns_of_units(transcript: &Transcript) -> Vec<usize> {
    transcript.turns.iter().enumerate().flat_map(|(turn, row)| row.units.clone().map(move |_| turn)).collect()
}

/// Stretches of tokens that have no partner, with at least so many that say something.
fn stretches(matched: &[bool], ids: &[u32], says: &[bool]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < matched.len() {
        let past = (at..matched.len()).find(|index| matched[*index]).unwrap_or(matched.len());
        if past - at >= TOLD && ids[at..past].iter().filter(|id| says[**id as usize]).count() >= TOLD {
            found.push(at..past);
        }
        at = past + 1;
    }
    found
}

fn excerpt(transcript: &Transcript, pairing: &Pairing, tokens: std::ops::Range<usize>) -> String {
    let word = |token: usize| pairing.word_of[token] as usize;
    let first = pairing.words[word(tokens.start)] as usize;
    let next = pairing.words.get(word(tokens.end - 1) + 1).map_or(transcript.text.len(), |next| *next as usize);
    shown(transcript.text.get(first..next).unwrap_or("").trim_end())
}

/// The start of a text, cut at a word.
pub(super) fn shown(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(SHOWN) else { return text.to_owned() };
    let kept = text.get(..cut).unwrap_or("");
    let kept = kept.rsplit_once(' ').map_or(kept, |(kept, _)| kept);
    format!("{kept}…")
}

fn turns(transcript: &Transcript, pairing: &Pairing, matched: &[bool]) -> Vec<TurnReport> {
    let (ids, says) = (&pairing.text.ids, &pairing.vocabulary.says);
    let all = transcript.turns.iter().enumerate().map(|(index, row)| {
        let own = pairing.units[row.units.start as usize] as usize..pairing.units[row.units.end as usize] as usize;
        let words = pairing.vocabulary.saying(&ids[own.clone()]);
        let has = own.clone().filter(|at| matched[*at] && says[ids[*at] as usize]).count();
        // The start is told by the first words.
        let head = own.clone().take(3).filter(|at| matched[*at]).count() as f32 / own.len().clamp(1, 3) as f32;
        let share = if words == 0 { head } else { has as f32 / words as f32 };
        TurnReport { index, matched: has, words, confidence: (share + head) / 2.0 }
    });
    all.collect()
}

fn seconds(time: Option<Timestamp>) -> String {
    time.map_or_else(|| "an unknown time".to_owned(), |time| time.to_string())
}

pub(super) fn doubts(report: &TextReport, pairing: &Pairing) -> Vec<Diagnostic> {
    let mut doubts = Diagnostics::default();
    for stretch in &report.unmatched {
        let side = match stretch.side {
            Side::Text => "only the text has",
            Side::Timed => "only the timed file has",
        };
        let message = format!("{side} {} words at {}: {}", stretch.words, seconds(stretch.start_ms), stretch.text);
        doubts.push(Diagnostic::warning(Code::Unmatched, message));
    }
    for moved in &report.moved {
        let message = format!(
            "{} words of turn {} stand elsewhere in the timed file, at {}, and have no time from there: {}",
            moved.words,
            moved.turn + 1,
            moved.start_ms,
            moved.text
        );
        doubts.push(Diagnostic::warning(Code::Moved, message));
    }
    if let Some(stamps) = &report.stamps {
        for off in &stamps.off {
            let message =
                format!("the stamp {} is contradicted by the others: its words are at {}", off.stamp_ms, off.found_ms);
            doubts.push(Diagnostic::warning(Code::StampOff, message));
        }
    }
    for (file, shift) in pairing.timeline.shifts.iter().enumerate().filter(|(_, shift)| **shift != 0) {
        let from = Timestamp::from_millis(*shift);
        let message = format!(
            "the clock of timed file {} starts again: it was set behind the one before it, at {from}",
            file + 1
        );
        doubts.push(Diagnostic::warning(Code::TimesMoved, message));
    }
    doubts.finish()
}
