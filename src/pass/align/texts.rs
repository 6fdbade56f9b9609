//! A text takes the times of timed files that have the same words.

use super::pairing::{Pairing, pair};
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
    let text = Text { weights: &pairing.weights, units: &pairing.units };
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
    Time { at: Timestamp::from_millis(said.end), how: said.end_how }
}

fn time_words(transcript: &mut Transcript, pairing: &Pairing, times: &[Option<Said>]) {
    let mut rows: Vec<WordTime> = Vec::with_capacity(pairing.words.len());
    for (token, said) in pairing.text.tokens.iter().zip(times) {
        let Some(said) = said else { continue };
        let word = pairing.words[token.word as usize].start;
        let known = rows.last_mut().filter(|row| row.at >= word);
        // In a script without spaces what the timed side times by itself is a word.
        let alone = said.start_how == How::Exact
            && token.start > word
            && !transcript.text.as_bytes()[token.start as usize].is_ascii()
            && begins_word(&transcript.text, token.start as usize);
        match known {
            Some(row) if !alone => row.end = Some(end(said)),
            known => {
                let at = if known.is_some() && alone { token.start } else { word };
                rows.push(WordTime { at, start: Some(start(said)), end: Some(end(said)) });
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
    /// The partner of each token that is the same or nearly.
    partners: Vec<u32>,
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
        let partner =
            |token: usize| Some(self.partners[token] as usize).filter(|partner| *partner != u32::MAX as usize);
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
    let mut partners = vec![u32::MAX; times.len()];
    for pair in pairing.alignment.pairs.iter().filter(|pair| pair.how != Match::Other) {
        partners[pair.a as usize] = pair.b;
    }
    let mut edges = Edges { pairing, times, partners, last: i64::MIN };
    let mut token = 0;
    // How much later the text's own stamps are said: for units that the timed side doesn't have.
    let mut offset: Option<i64> = pairing.stamps.iter().find_map(|stamp| Some(stamp.found? - stamp.says));
    let mut stamps = pairing.stamps.iter().peekable();
    for index in 0..transcript.units.len() {
        let first = token;
        while token < pairing.units.len() && pairing.units[token] as usize == index {
            token += 1;
        }
        if let Some(stamp) = stamps.next_if(|stamp| stamp.unit as usize == index) {
            offset = stamp.found.map(|found| found - stamp.says).or(offset);
        }
        let (begins, ends) = edges.of(first..token, edges.last);
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
    let starts: Vec<u32> = pairing.text.tokens.iter().map(|token| token.start).collect();
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
    let count = |says: &[bool], matched: &[bool]| {
        let matched = says.iter().zip(matched).filter(|(says, matched)| **says && **matched).count();
        (matched, says.iter().filter(|says| **says).count())
    };
    let (matched_words, words) = count(&pairing.says, &of_a);
    let (timed_matched, timed_words) = count(&pairing.timed_says, &of_b);
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
    for range in stretches(&of_a, &pairing.says) {
        let inside = || times[range.clone()].iter().flatten();
        report.unmatched.push(Stretch {
            side: Side::Text,
            words: pairing.says[range.clone()].iter().filter(|says| **says).count(),
            turn: Some(turn_of[pairing.units[range.start] as usize]),
            start_ms: inside().next().map(|said| Timestamp::from_millis(said.start)),
            end_ms: inside().next_back().map(|said| Timestamp::from_millis(said.end)),
            text: excerpt(transcript, pairing, range),
        });
    }
    let spelled = |range: std::ops::Range<usize>| shown(&pairing.timed_excerpt(range));
    for range in stretches(&of_b, &pairing.timed_says) {
        let said = &pairing.timeline.said;
        report.unmatched.push(Stretch {
            side: Side::Timed,
            words: pairing.timed_says[range.clone()].iter().filter(|says| **says).count(),
            turn: None,
            start_ms: Some(Timestamp::from_millis(said[range.start].start)),
            end_ms: Some(Timestamp::from_millis(said[range.end - 1].end)),
            text: spelled(range),
        });
    }
    for block in &pairing.alignment.moved {
        let range = block.a.start as usize..block.a.end as usize;
        report.moved.push(Moved {
            words: range.len(),
            turn: turn_of[pairing.units[range.start] as usize],
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
fn stretches(matched: &[bool], says: &[bool]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < matched.len() {
        let past = (at..matched.len()).find(|index| matched[*index]).unwrap_or(matched.len());
        if past - at >= TOLD && says[at..past].iter().filter(|says| **says).count() >= TOLD {
            found.push(at..past);
        }
        at = past + 1;
    }
    found
}

fn excerpt(transcript: &Transcript, pairing: &Pairing, tokens: std::ops::Range<usize>) -> String {
    let word = |token: usize| pairing.words[pairing.text.tokens[token].word as usize].clone();
    let (first, last) = (word(tokens.start), word(tokens.end - 1));
    shown(transcript.text.get(first.start as usize..last.end as usize).unwrap_or(""))
}

/// The start of a text, cut at a word.
pub(super) fn shown(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(SHOWN) else { return text.to_owned() };
    let kept = text.get(..cut).unwrap_or("");
    let kept = kept.rsplit_once(' ').map_or(kept, |(kept, _)| kept);
    format!("{kept}…")
}

fn turns(transcript: &Transcript, pairing: &Pairing, matched: &[bool]) -> Vec<TurnReport> {
    let mut token = 0;
    let all = transcript.turns.iter().enumerate().map(|(index, row)| {
        let first = token;
        while token < pairing.units.len() && pairing.units[token] < row.units.end {
            token += 1;
        }
        let own = first..token;
        let words = own.clone().filter(|at| pairing.says[*at]).count();
        let has = own.clone().filter(|at| pairing.says[*at] && matched[*at]).count();
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
