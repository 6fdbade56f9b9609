//! Repairs a transcript in place: units, turns, cues, gaps and origins move along.

use std::borrow::Cow;

use super::context::{Context, Facts, Layout};
use super::engine::{Ledger, MOST_ROUNDS, edits_of};
use super::{AppliedEdit, Edit, RULES, RepairOptions, Rule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{GapKind, How, TextEdit, Transcript};

/// Mends the text of a transcript.
///
/// Units, turns and cues keep their places and none disappears, though a cue that only repeats the one before it may be
/// left without text; an edit never reaches from one unit into the next. Words that an edit touched bear the rule's
/// number in their origin. The edits are told in bytes of the transcript's text as it came in. The diagnostics hold one
/// note for each rule that found something, with the place in the source of its first edit.
///
/// ```
/// use fireside::{TranscriptBuilder, UnitStart};
/// use fireside::pass::repair::{RepairOptions, repair};
/// let mut builder = TranscriptBuilder::default();
/// builder.unit(UnitStart::default());
/// builder.push("It turned.We left.", 40);
/// let (transcript, edits, notes) = repair(builder.finish(), &RepairOptions::default());
/// assert_eq!(transcript.text(), "It turned. We left.");
/// assert_eq!((edits[0].rule, notes[0].message.as_str()), ("F02", "stop-space: 1 edit"));
/// assert_eq!(transcript.words().nth(1).and_then(|word| word.origin()).map(|origin| origin.bytes), Some(43..50));
/// ```
pub fn repair(mut transcript: Transcript, options: &RepairOptions) -> (Transcript, Vec<AppliedEdit>, Vec<Diagnostic>) {
    let mut facts = Facts::default();
    let chosen: Vec<&'static Rule> = RULES.iter().filter(|rule| options.runs(rule)).collect();
    let mut ledger = Ledger::default();
    let mut found: Vec<Found> = Vec::new();
    let mut layout = layout_of(&transcript);
    for _ in 0..MOST_ROUNDS {
        let mut changed = false;
        for rule in &chosen {
            let context = Context::of_transcript(transcript.text(), &layout, &facts);
            let mut edits = edits_of(rule, &context);
            edits.retain(|edit| stays_inside(&layout, edit));
            if edits.is_empty() {
                continue;
            }
            note(&mut found, rule, &transcript, &edits);
            ledger.note(rule, transcript.text(), &edits);
            let edits: Vec<TextEdit<'_>> =
                edits.into_iter().map(|edit| text_edit(transcript.text(), edit, rule.id)).collect();
            transcript.edit(&edits);
            layout = layout_of(&transcript);
            changed = true;
        }
        if !changed {
            if facts.hold_for(transcript.text()) {
                break;
            }
            facts = Facts::default();
        }
    }
    let diagnostics = found.into_iter().map(Found::diagnostic).collect();
    (transcript, ledger.finish(), diagnostics)
}

/// An edit without the letters that stay: what stays keeps its own origin, also where a later rule cuts the word there.
fn text_edit(text: &str, edit: Edit, rule: &'static str) -> TextEdit<'static> {
    let Edit { mut bytes, mut replacement, .. } = edit;
    let before = text.get(bytes.clone()).unwrap_or("");
    if !before.is_empty() && !replacement.is_empty() && before != replacement {
        let same = |(a, b): &(char, char)| a == b;
        let length = |pair: (char, char)| pair.0.len_utf8();
        let head: usize = before.chars().zip(replacement.chars()).take_while(same).map(length).sum();
        let (old, new) = (before.get(head..).unwrap_or(""), replacement.get(head..).unwrap_or(""));
        let tail: usize = old.chars().rev().zip(new.chars().rev()).take_while(same).map(length).sum();
        replacement = new.get(..new.len() - tail).unwrap_or(new).to_owned().into();
        bytes = bytes.start + head..bytes.end - tail;
    }
    TextEdit { bytes, replacement, pass: Cow::Borrowed(rule) }
}

/// What one rule found.
struct Found {
    rule: &'static Rule,
    edits: usize,
    first: Option<std::ops::Range<usize>>,
}

impl Found {
    fn diagnostic(self) -> Diagnostic {
        let plural = if self.edits == 1 { "" } else { "s" };
        let note = Diagnostic::note(Code::Repaired, format!("{}: {} edit{plural}", self.rule.name, self.edits));
        match self.first {
            Some(bytes) => note.at(bytes),
            None => note,
        }
    }
}

fn note(found: &mut Vec<Found>, rule: &'static Rule, transcript: &Transcript, edits: &[Edit]) {
    if let Some(known) = found.iter_mut().find(|found| found.rule.id == rule.id) {
        known.edits += edits.len();
        return;
    }
    // The word that the first edit touches, in the source.
    let first = edits.first().and_then(|edit| {
        let text = transcript.text();
        let at = edit.bytes.start;
        let start = text.get(..at)?.rfind(char::is_whitespace).map_or(0, |space| space + 1);
        let end = at + text.get(at..)?.find(char::is_whitespace).unwrap_or(text.len() - at);
        transcript.origins.of(start..end.max(start + 1).min(text.len())).map(|(bytes, _)| bytes)
    });
    found.push(Found { rule, edits: edits.len(), first });
}

/// Whether an edit lies in one unit.
fn stays_inside(layout: &Layout, edit: &Edit) -> bool {
    // The space before a unit belongs to nobody: an edit may end with it, or start after it.
    let next = layout.units.partition_point(|&start| start <= edit.bytes.start);
    layout.units.get(next).is_none_or(|&start| edit.bytes.end < start)
}

/// Where a word ends before a silence, and how long it is, as far as words have exact times.
fn pauses_of(transcript: &Transcript) -> Vec<(usize, u32)> {
    let times = &transcript.word_times;
    let pause = |pair: &[crate::model::WordTime]| match pair {
        [left, right] => {
            let (end, start) = (left.end()?, right.start()?);
            let exact = end.how == How::Exact && start.how == How::Exact;
            let pause = u32::try_from(start.at.millis() - end.at.millis()).ok().filter(|pause| exact && *pause > 0)?;
            Some((right.at as usize, pause))
        }
        _ => None,
    };
    times.windows(2).filter_map(pause).collect()
}

/// What the transcript says of itself in words that have their capitals.
fn names_of(transcript: &Transcript) -> Vec<String> {
    let speakers = transcript.speakers().iter().map(|speaker| speaker.name.clone());
    let participants = transcript.meta.participants.iter().map(|participant| participant.name.clone());
    transcript.meta.title.iter().cloned().chain(speakers).chain(participants).collect()
}

fn layout_of(transcript: &Transcript) -> Layout {
    let paragraph = |kind: GapKind| matches!(kind, GapKind::Paragraph | GapKind::CueBreak | GapKind::HiddenBreak);
    let gaps = transcript.gaps();
    let times = |start: Option<crate::model::Time>, end: Option<crate::model::Time>| {
        Some((start?.at.millis(), end?.at.millis()))
    };
    let cues =
        transcript.cues().iter().map(|cue| (cue.text.start as usize..cue.text.end as usize, times(cue.start, cue.end)));
    let blocks = match transcript.cues().is_empty() {
        true => transcript.units().map(|unit| (unit.bytes(), times(unit.start(), unit.end()))).collect(),
        false => cues.collect(),
    };
    let exact = |time: crate::model::Time| time.how == crate::model::How::Exact;
    let media = transcript.source.clock == crate::model::Clock::Media;
    let mark =
        |time: Option<crate::model::Time>| time.filter(|time| media && exact(*time)).map(|time| time.at.millis());
    let mut layout = Layout {
        units: transcript.units().map(|unit| unit.bytes().start).collect(),
        turns: transcript.turns().map(|turn| turn.bytes().start).collect(),
        gaps: gaps.iter().map(|gap| gap.at as usize).collect(),
        paragraphs: gaps.iter().filter(|gap| paragraph(gap.kind)).map(|gap| gap.at as usize).collect(),
        blocks,
        marks: transcript.units().map(|unit| mark(unit.start())).collect(),
        names: transcript
            .speakers()
            .iter()
            .filter(|speaker| speaker.named)
            .map(|speaker| speaker.name.clone())
            .collect(),
        voices: transcript
            .turns()
            .filter(|turn| turn.speaker().is_some() || turn.new_speaker())
            .map(|turn| turn.bytes().start)
            .collect(),
        pauses: pauses_of(transcript),
        given: names_of(transcript),
    };
    for places in [&mut layout.units, &mut layout.turns, &mut layout.gaps, &mut layout.paragraphs] {
        places.dedup();
    }
    layout
}
