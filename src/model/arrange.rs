//! A transcript put together anew from pieces of another one: cropped, sorted, its cues merged or split.

use std::ops::Range;
use std::sync::Arc;

use super::builder::needs_space;
use super::layout::{Block, Cue, CueExtra, Emphasis, Gap, GapKind};
use super::origin::Edited;
use super::record::RecordText;
use super::time::Time;
use super::transcript::{Alternative, Transcript, TurnRow, UnitRow};

/// A piece of a unit: which one, and the stretch of the old text that stays.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    pub unit: u32,
    pub text: Range<u32>,
    pub start: Option<Time>,
    pub end: Option<Time>,
}

/// Pieces that stand together, and the cue they make.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Part {
    pub pieces: Vec<Piece>,
    pub cue: Option<PartCue>,
}

/// The cue of a part.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PartCue {
    pub start: Option<Time>,
    pub end: Option<Time>,
    pub number: Option<u32>,
    pub extra: Option<Arc<CueExtra>>,
    /// Where lines end inside the cue beside those of the old one, in bytes of the old text.
    pub wraps: Vec<u32>,
    /// The cue before which its blocks stood: those of the old cues from here up to the end.
    pub old: Range<u32>,
}

impl Transcript {
    /// The transcript's cues, or its units where it has none, as parts in order.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let piece = |unit: usize, text: Range<u32>| {
            let row = &self.units[unit];
            Piece { unit: unit as u32, text, start: row.start, end: row.end }
        };
        if self.cues.is_empty() {
            let part = |unit: usize| Part { pieces: vec![piece(unit, self.units[unit].text.clone())], cue: None };
            return (0..self.units.len()).map(part).collect();
        }
        let mut parts = Vec::with_capacity(self.cues.len());
        let mut unit = 0;
        let mut covered = 0;
        for (index, cue) in self.cues.iter().enumerate() {
            let mut pieces = Vec::new();
            // Units between two cues, or without text, go with the cue after them.
            while unit < self.units.len() {
                let text = &self.units[unit].text;
                if text.start >= cue.text.end && (text.start > cue.text.start || !cue.text.is_empty()) {
                    break;
                }
                let from = text.start.max(covered);
                let to = text.end.min(cue.text.end).max(from);
                if from < to || text.is_empty() {
                    pieces.push(piece(unit, from..to));
                }
                covered = covered.max(to);
                if text.end > cue.text.end {
                    break;
                }
                unit += 1;
            }
            let cue = PartCue {
                start: cue.start,
                end: cue.end,
                number: self.cue_number(index),
                extra: cue.extra.clone(),
                wraps: Vec::new(),
                old: index as u32..index as u32 + 1,
            };
            parts.push(Part { pieces, cue: Some(cue) });
        }
        while unit < self.units.len() {
            let text = &self.units[unit].text;
            let from = text.start.max(covered);
            let last = piece(unit, from..text.end.max(from));
            match parts.last_mut() {
                Some(part) => part.pieces.push(last),
                None => parts.push(Part { pieces: vec![last], cue: None }),
            }
            unit += 1;
        }
        parts
    }

    /// Puts the transcript together from these parts. Turns go on where pieces of one turn, or of one speaker without a
    /// break, meet; what is not in a part is left out.
    pub(crate) fn arranged(self, parts: &[Part]) -> Transcript {
        let turn_of = self.turn_of_units();
        let mut new = Transcript {
            source: self.source.clone(),
            meta: self.meta.clone(),
            speakers: self.speakers.clone(),
            labels: self.labels.clone(),
            ..Transcript::default()
        };
        new.text.reserve(self.text.len());
        // Old stretch and new start of every piece, in new order.
        let mut moved: Vec<(Range<u32>, u32)> = Vec::new();
        let mut last_turn = None;
        let mut numbered = None;
        for part in parts {
            let first = new.text.len() as u32;
            let mut starts = None;
            for piece in &part.pieces {
                let text = self.slice(&piece.text);
                if needs_space(&new.text, text) {
                    new.text.push(' ');
                }
                let at = new.text.len() as u32;
                starts.get_or_insert(at);
                new.text.push_str(text);
                moved.push((piece.text.clone(), at));
                let end = new.text.len() as u32;
                let label = self.units.get(piece.unit as usize).and_then(|unit| unit.label);
                new.units.push(UnitRow { text: at..end, label, start: piece.start, end: piece.end });
                let Some(turn) = turn_of.get(piece.unit as usize).copied() else { continue };
                let old = &self.turns[turn];
                let goes_on = last_turn == Some(turn)
                    || new.turns.last().is_some_and(|last| last.speaker.is_some() && last.speaker == old.speaker);
                let count = new.units.len() as u32;
                match new.turns.last_mut().filter(|_| goes_on) {
                    Some(open) => open.units.end = count,
                    None => new.turns.push(TurnRow { units: count - 1..count, ..old.clone() }),
                }
                last_turn = Some(turn);
            }
            if let Some(cue) = &part.cue {
                let at = starts.unwrap_or(first);
                let index = new.cues.len() as u32;
                let before = self.blocks.partition_point(|block| block.cue < cue.old.start);
                let blocks = self.blocks.get(before..).unwrap_or(&[]).iter();
                for block in blocks.take_while(|block| block.cue < cue.old.end) {
                    new.blocks.push(Block { cue: index, ..block.clone() });
                }
                let text = at..(new.text.len() as u32).max(at);
                new.cues.push(Cue { text, start: cue.start, end: cue.end, extra: cue.extra.clone() });
                let expected: Option<u32> =
                    numbered.and_then(|(from, number): (u32, Option<u32>)| number?.checked_add(index - from));
                if expected != cue.number {
                    numbered = Some((index, cue.number));
                    new.numbers.push((index, cue.number));
                }
            }
        }
        let behind = self.cues.len() as u32;
        let count = new.cues.len() as u32;
        let last = self.blocks.iter().filter(|block| block.cue >= behind);
        new.blocks.extend(last.map(|block| Block { cue: count, ..block.clone() }));
        self.move_sides(&mut new, &moved);
        new.wrap(parts, &moved);
        new.order_speakers();
        new.order_labels();
        new
    }

    /// The turn of every unit.
    fn turn_of_units(&self) -> Vec<usize> {
        let mut turn_of = vec![0; self.units.len()];
        for (index, turn) in self.turns.iter().enumerate() {
            for unit in turn.units.clone() {
                if let Some(slot) = turn_of.get_mut(unit as usize) {
                    *slot = index;
                }
            }
        }
        turn_of
    }

    /// Takes over what lies beside the text, for every old stretch that stays and its new start, in new order.
    fn move_sides(self, new: &mut Transcript, moved: &[(Range<u32>, u32)]) {
        for (old, at) in moved {
            let to = |place: u32| at + (place - old.start);
            let runs = &self.origins.runs;
            let first = runs.partition_point(|run| run.0 <= old.start);
            if let Some(&(text, source)) = first.checked_sub(1).and_then(|covering| runs.get(covering))
                && !old.is_empty()
            {
                new.origins.run(*at, source.saturating_add(old.start - text));
            }
            for &(text, source) in runs.get(first..).unwrap_or(&[]).iter().take_while(|run| run.0 < old.end) {
                new.origins.run(to(text), source);
            }
            let clip = |text: &Range<u32>| to(text.start.max(old.start))..to(text.end.min(old.end));
            let edited = &self.origins.edited;
            let first = edited.partition_point(|edit| edit.text.end < old.start);
            for edit in edited.get(first..).unwrap_or(&[]).iter().take_while(|edit| edit.text.start <= old.end) {
                let inside = edit.text.start < old.end && edit.text.end > old.start;
                if inside || edit.text.is_empty() && edit.text.start > old.start && edit.text.start < old.end {
                    new.origins.edited.push(Edited { text: clip(&edit.text), ..edit.clone() });
                }
            }
            for gap in between(&self.gaps, old, |gap| gap.at) {
                new.gaps.push(Gap { at: to(gap.at), kind: gap.kind });
            }
            for time in between(&self.word_times, old, |time| time.at) {
                new.word_times.push(time.moved(to(time.at)));
            }
            for (place, confidence) in between(&self.confidences, old, |word| word.0) {
                new.confidences.push((to(*place), *confidence));
            }
            // Emphasis is by start only, so one that began long before may reach in: a few starts back are enough to
            // find it, as it seldom outlasts its cue.
            let first = self.emphasis.partition_point(|emphasis| emphasis.text.start < old.start).saturating_sub(16);
            let reach = self.emphasis.get(first..).unwrap_or(&[]).iter();
            for emphasis in reach.take_while(|emphasis| emphasis.text.start < old.end) {
                if emphasis.text.end > old.start {
                    new.emphasis.push(Emphasis { text: clip(&emphasis.text), style: emphasis.style });
                }
            }
            for alternative in between(&self.alternatives, old, |alternative| alternative.text.start) {
                if alternative.text.end <= old.end {
                    new.alternatives.push(Alternative { text: clip(&alternative.text), ..alternative.clone() });
                }
            }
        }
        let mut by_old: Vec<&(Range<u32>, u32)> = moved.iter().collect();
        by_old.sort_by_key(|(old, _)| (old.start, old.end));
        for mut record in self.records {
            if let RecordText::Spoken(text) = &mut record.text {
                let index = by_old.partition_point(|(old, _)| old.start <= text.start).checked_sub(1);
                match index.and_then(|index| by_old.get(index)).filter(|(old, _)| text.end <= old.end) {
                    Some((old, at)) => *text = at + (text.start - old.start)..at + (text.end - old.start),
                    None => continue,
                }
            }
            new.records.push(record);
        }
    }

    /// Ends lines inside cues where the parts say so, and nowhere where a cue begins.
    fn wrap(&mut self, parts: &[Part], moved: &[(Range<u32>, u32)]) {
        let mut pieces = moved.iter();
        let mut wraps: Vec<u32> = Vec::new();
        for part in parts {
            let own: Vec<&(Range<u32>, u32)> = pieces.by_ref().take(part.pieces.len()).collect();
            for wrap in part.cue.iter().flat_map(|cue| &cue.wraps) {
                let holds = |(old, _): &&&(Range<u32>, u32)| old.start <= *wrap && *wrap < old.end;
                if let Some((old, at)) = own.iter().find(holds) {
                    wraps.push(at + (wrap - old.start));
                }
            }
        }
        let starts: Vec<u32> = self.cues.iter().map(|cue| cue.text.start).collect();
        self.gaps.retain(|gap| gap.kind != GapKind::Wrap || starts.binary_search(&gap.at).is_err());
        for wrap in wraps {
            let at = self.gaps.partition_point(|gap| gap.at < wrap);
            match self.gaps.get_mut(at).filter(|gap| gap.at == wrap) {
                Some(gap) => gap.kind = GapKind::Wrap,
                None => self.gaps.insert(at, Gap { at: wrap, kind: GapKind::Wrap }),
            }
        }
    }
}

/// The items of an ordered list whose place lies in a stretch.
fn between<'l, T>(list: &'l [T], stretch: &Range<u32>, place: impl Fn(&T) -> u32) -> &'l [T] {
    let first = list.partition_point(|item| place(item) < stretch.start);
    let last = list.partition_point(|item| place(item) < stretch.end);
    list.get(first..last.max(first)).unwrap_or(&[])
}
