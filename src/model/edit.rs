//! Changing a transcript's text, or where its turns begin, with every range kept true.

use std::borrow::Cow;
use std::ops::Range;

use super::builder::is_cjk;
use super::origin::{Edited, Origins};
use super::record::RecordText;
use super::speaker::SpeakerId;
use super::transcript::{Transcript, TurnRow, UnitRow};

/// One change of a text: the bytes in `bytes` become `replacement`.
#[derive(Clone, Debug, PartialEq)]
pub struct TextEdit<'a> {
    /// What goes, in bytes of the text as it stands; empty for an insertion.
    pub bytes: Range<usize>,
    /// What comes in its place.
    pub replacement: Cow<'a, str>,
    /// The pass or rule that makes the change.
    pub pass: Cow<'static, str>,
}

/// Where a turn begins and whose it is, for [`Transcript::cut_turns`].
#[derive(Clone, Debug, PartialEq)]
pub struct TurnStart {
    /// Byte of the transcript's text where the turn's first word starts.
    pub at: usize,
    /// Who speaks.
    pub speaker: Option<SpeakerId>,
    /// Confidence that a turn begins here, from 0 to 1.
    pub confidence: f32,
    /// Confidence in the speaker, from 0 to 1.
    pub speaker_confidence: f32,
    /// Whether somebody else begins to speak here, even if nobody knows who.
    pub new_speaker: bool,
}

/// From positions in the old text to positions in the new one.
struct Shift {
    /// Of every edit: old start, old end, new start, new end.
    steps: Vec<[usize; 4]>,
}

impl Shift {
    /// Maps `at`; a position inside an edit goes to the edit's new start or end.
    fn map(&self, at: usize, to_end: bool) -> usize {
        let after = self.steps.partition_point(|step| step[0] < at || (to_end && step[0] == at && step[1] == at));
        let Some(step) = after.checked_sub(1).map(|index| self.steps[index]) else { return at };
        let [_, old_end, new_start, new_end] = step;
        if at >= old_end {
            at - old_end + new_end
        } else if to_end {
            new_end
        } else {
            new_start
        }
    }

    fn map32(&self, range: &Range<u32>) -> Range<u32> {
        let (start, end) = (self.map(range.start as usize, false), self.map(range.end as usize, true));
        start as u32..end.max(start) as u32
    }
}

impl Transcript {
    /// Changes the text. Units, turns, cues, gaps, word times and origins move along; none of them disappears.
    ///
    /// Edits must be in order and must not overlap, and their ends must be character boundaries; an edit that
    /// breaks this is left out. Words that an edit touches bear its `pass` in their origin.
    /// An insertion at the end of a unit belongs to that unit.
    pub fn edit(&mut self, edits: &[TextEdit<'_>]) {
        let mut text = String::with_capacity(self.text.len());
        let mut shift = Shift { steps: Vec::with_capacity(edits.len()) };
        let mut kept: Vec<&TextEdit<'_>> = Vec::with_capacity(edits.len());
        let mut done = 0;
        for edit in edits {
            let Range { start, end } = edit.bytes;
            let (Some(before), Some(_)) = (self.text.get(done..start), self.text.get(start..end)) else { continue };
            text.push_str(before);
            let new_start = text.len();
            text.push_str(&edit.replacement);
            shift.steps.push([start, end, new_start, text.len()]);
            kept.push(edit);
            done = end;
        }
        if kept.is_empty() || u32::try_from(text.len() + self.text.len() - done).is_err() {
            return;
        }
        text.push_str(self.text.get(done..).unwrap_or(""));
        self.origins = moved_origins(&self.origins, &kept, &shift, self.text.len());
        let mut last_end = 0;
        for unit in &mut self.units {
            unit.text = shift.map32(&unit.text);
            unit.text.start = unit.text.start.max(last_end);
            unit.text.end = unit.text.end.max(unit.text.start);
            last_end = unit.text.end;
        }
        for cue in &mut self.cues {
            // What the source wrote is no longer what the cue says.
            let next = kept.partition_point(|edit| edit.bytes.end <= cue.text.start as usize);
            let touched = kept.get(next).is_some_and(|edit| edit.bytes.start < cue.text.end as usize);
            if touched {
                cue.forget_wording();
            }
            cue.text = shift.map32(&cue.text);
        }
        for emphasis in &mut self.emphasis {
            emphasis.text = shift.map32(&emphasis.text);
        }
        self.emphasis.retain(|emphasis| !emphasis.text.is_empty());
        for gap in &mut self.gaps {
            gap.at = shift.map(gap.at as usize, false) as u32;
        }
        for time in &mut self.word_times {
            time.at = shift.map(time.at as usize, false) as u32;
        }
        self.word_times.dedup_by_key(|time| time.at);
        for (at, _) in &mut self.confidences {
            *at = shift.map(*at as usize, false) as u32;
        }
        self.confidences.dedup_by_key(|(at, _)| *at);
        for alternative in &mut self.alternatives {
            alternative.text = shift.map32(&alternative.text);
        }
        for record in &mut self.records {
            if let RecordText::Spoken(range) = &mut record.text {
                *range = shift.map32(range);
            }
        }
        self.text = text;
    }

    /// Makes turns begin at exactly the given places, in order; units that hold one are cut in two there.
    ///
    /// The text, its words and their order stay as they are. What stands before the first start belongs to the
    /// first turn. The second half of a cut unit has no start time, the first none for its end: neither is known.
    /// A start that is not at the beginning of a word is left out. With no starts nothing changes.
    pub fn cut_turns(&mut self, starts: &[TurnStart]) {
        let Some(first) = starts.first() else { return };
        let mut units: Vec<UnitRow> = Vec::with_capacity(self.units.len() + starts.len());
        let mut turns: Vec<TurnRow> = Vec::with_capacity(starts.len());
        let mut pending = starts.iter().peekable();
        let row = |start: &TurnStart, unit: u32| TurnRow {
            units: unit..unit,
            speaker: start.speaker,
            confidence: start.confidence,
            speaker_confidence: start.speaker_confidence,
            new_speaker: start.new_speaker,
        };
        for unit in self.units.drain(..) {
            let mut rest = unit;
            while let Some(start) = pending.next_if(|start| start.at < rest.text.end as usize) {
                let at = start.at as u32;
                let inside = at > rest.text.start;
                let text = self.text.get(rest.text.start as usize..start.at);
                let next = self.text.get(start.at..).and_then(|after| after.chars().next());
                let (Some(text), Some(next)) = (text, next) else { continue };
                let word_starts = match text.chars().next_back() {
                    Some(before) => before.is_whitespace() || is_cjk(before) || is_cjk(next),
                    None => true,
                };
                if next.is_whitespace() || !word_starts {
                    continue;
                }
                let trimmed = text.trim_end();
                if inside && !trimmed.is_empty() {
                    let end = rest.text.start + trimmed.len() as u32;
                    if turns.is_empty() {
                        turns.push(row(first, 0));
                    }
                    units.push(UnitRow {
                        text: rest.text.start..end,
                        label: rest.label,
                        start: rest.start.take(),
                        end: None,
                    });
                    rest.text.start = at;
                }
                close(&mut turns, units.len());
                turns.push(row(start, units.len() as u32));
            }
            if turns.is_empty() {
                turns.push(row(first, 0));
            }
            units.push(rest);
        }
        close(&mut turns, units.len());
        turns.retain(|turn| !turn.units.is_empty());
        self.units = units;
        self.turns = turns;
        self.order_speakers();
    }
}

impl Transcript {
    /// Drops units without text, and turns left without units.
    pub(crate) fn drop_empty_units(&mut self) {
        if self.units.iter().all(|unit| !unit.text.is_empty()) {
            return;
        }
        let kept: Vec<u32> = self
            .units
            .iter()
            .scan(0, |kept, unit| {
                let before = *kept;
                *kept += u32::from(!unit.text.is_empty());
                Some(before)
            })
            .collect();
        let total = self.units.iter().filter(|unit| !unit.text.is_empty()).count() as u32;
        let new = |old: u32| kept.get(old as usize).copied().unwrap_or(total);
        for turn in &mut self.turns {
            turn.units = new(turn.units.start)..new(turn.units.end);
        }
        self.units.retain(|unit| !unit.text.is_empty());
        self.turns.retain(|turn| !turn.units.is_empty());
        self.order_speakers();
        self.order_labels();
    }
}

fn close(turns: &mut [TurnRow], units: usize) {
    if let Some(last) = turns.last_mut() {
        last.units.end = units as u32;
    }
}

fn moved_origins(old: &Origins, edits: &[&TextEdit<'_>], shift: &Shift, old_len: usize) -> Origins {
    let mut new = Origins { runs: Vec::with_capacity(old.runs.len() + edits.len()), edited: Vec::new() };
    let mut kept_from = 0usize;
    for (index, step) in shift.steps.iter().chain(std::iter::once(&[old_len, old_len, 0, 0])).enumerate() {
        let kept = kept_from..step[0];
        let base = match index.checked_sub(1) {
            Some(last) => shift.steps[last][3],
            None => 0,
        };
        // The run that covers the first kept byte, then those that start among the kept ones.
        let first = old.runs.partition_point(|run| run.0 as usize <= kept.start);
        if let Some(&(text, source)) = first.checked_sub(1).map(|covering| &old.runs[covering])
            && !kept.is_empty()
        {
            new.run(base as u32, source.saturating_add(kept.start as u32 - text));
        }
        for &(text, source) in old.runs[first..].iter().take_while(|run| (run.0 as usize) < kept.end) {
            new.run((base + text as usize - kept.start) as u32, source);
        }
        kept_from = step[1];
    }
    let source_at = |at: usize| -> u32 {
        let run = old.runs.partition_point(|run| run.0 as usize <= at).checked_sub(1).map(|run| old.runs[run]);
        run.map_or(0, |(text, source)| source.saturating_add((at - text as usize) as u32))
    };
    let mut earlier = old.edited.iter().peekable();
    let carry = |edited: &Edited, new: &mut Vec<Edited>| {
        new.push(Edited { text: shift.map32(&edited.text), ..edited.clone() });
    };
    for (edit, step) in edits.iter().zip(&shift.steps) {
        while let Some(edited) = earlier.next_if(|edited| {
            edited.text.end as usize <= step[0] && !(edited.text.end as usize == step[0] && edited.text.is_empty())
        }) {
            carry(edited, &mut new.edited);
        }
        let mut source = match old.of(step[0]..step[1]) {
            Some((bytes, _)) if step[0] < step[1] => bytes.start as u32..bytes.end as u32,
            _ => source_at(step[0])..source_at(step[0]),
        };
        while let Some(edited) =
            earlier.next_if(|edited| (edited.text.start as usize) < step[1] || edited.text.end as usize <= step[0])
        {
            source.start = source.start.min(edited.source.start);
            source.end = source.end.max(edited.source.end);
        }
        new.edited.push(Edited { text: step[2] as u32..step[3] as u32, source, pass: edit.pass.clone() });
    }
    for edited in earlier {
        carry(edited, &mut new.edited);
    }
    new
}
