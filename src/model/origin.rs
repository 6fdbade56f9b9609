//! Where each word was read from, and what has changed it since.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::transcript::Transcript;

/// Where a word was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Its bytes in the decoded source, byte order mark included.
    pub bytes: Range<usize>,
    /// The cue it stood in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cue: Option<u32>,
    /// The pass or rule that last touched it; `None` when it stands as it was read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pass: Option<Cow<'static, str>>,
}

/// A stretch of text that is not, letter by letter, what the source has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edited {
    /// The stretch in the transcript's text; empty where something was taken out.
    pub text: Range<u32>,
    /// What it was read from.
    pub source: Range<u32>,
    /// The pass or rule that made the change.
    pub pass: Cow<'static, str>,
}

/// From text to source: runs copied letter by letter, and the stretches that were not.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Origins {
    /// `(text, source)`: from this byte of the text on, the text stands in the source from that byte on. By `text`.
    pub runs: Vec<(u32, u32)>,
    /// By `text`; no two overlap.
    pub edited: Vec<Edited>,
}

impl Origins {
    /// Notes that the text from `text` on was copied from `source` on.
    pub fn run(&mut self, text: u32, source: u32) {
        if let Some(&(last_text, last_source)) = self.runs.last() {
            if last_text == text {
                self.runs.pop();
            } else if text.checked_sub(last_text).is_some_and(|gone| last_source.checked_add(gone) == Some(source)) {
                return;
            }
        }
        self.runs.push((text, source));
    }

    fn source_of(&self, text: u32) -> Option<u32> {
        let run = self.runs.partition_point(|run| run.0 <= text).checked_sub(1)?;
        let (start, source) = self.runs[run];
        source.checked_add(text - start)
    }

    /// Source bytes of a stretch of text, with the pass that last touched it.
    pub fn of(&self, text: Range<usize>) -> Option<(Range<usize>, Option<Cow<'static, str>>)> {
        let (start, end) = (u32::try_from(text.start).ok()?, u32::try_from(text.end).ok()?);
        let first = self.edited.partition_point(|edit| edit.text.end < start);
        let (mut from, mut to, mut pass) = (None, None, None);
        for edit in self.edited[first..].iter().take_while(|edit| edit.text.start <= end) {
            // An edit that only touches the stretch changed it only if it took letters away there.
            let inside = edit.text.start < end && edit.text.end > start;
            let removal = edit.text.is_empty() && edit.text.start > start && edit.text.start < end;
            if !inside && !removal {
                continue;
            }
            pass = Some(edit.pass.clone());
            if edit.text.start <= start && inside {
                from = Some(edit.source.start);
            }
            if edit.text.end >= end && inside {
                to = Some(edit.source.end);
            }
        }
        let from = match from {
            Some(from) => from,
            None => self.source_of(start)?,
        };
        let to = match to {
            Some(to) => to,
            None => self.source_of(end.checked_sub(1)?)?.checked_add(1)?,
        };
        Some((from as usize..to.max(from) as usize, pass))
    }
}

impl Transcript {
    /// Brings origins back to what the source was taken out of: `(text, source)` says that from this byte of the text
    /// on, it stands in the source from that byte on; by `text`.
    pub(crate) fn move_origins(&mut self, places: &[(u32, u32)]) {
        let source_of = |at: u32| {
            let index = places.partition_point(|(text, _)| *text <= at).checked_sub(1);
            index.map_or(at, |index| places[index].1.saturating_add(at - places[index].0))
        };
        let mut moved = Origins::default();
        let ends = self.origins.runs.iter().skip(1).map(|run| run.0).chain([self.text.len() as u32]);
        for (&(text, source), end) in self.origins.runs.iter().zip(ends) {
            moved.run(text, source_of(source));
            // The places that begin inside the run begin runs of their own.
            let first = places.partition_point(|(place, _)| *place <= source);
            let inside = places.get(first..).unwrap_or(&[]).iter();
            for &(place, target) in inside.take_while(|(place, _)| place - source < end.saturating_sub(text)) {
                moved.run(text + (place - source), target);
            }
        }
        moved.edited = std::mem::take(&mut self.origins.edited);
        for edited in &mut moved.edited {
            let start = source_of(edited.source.start);
            edited.source = start..source_of(edited.source.end).max(start);
        }
        self.origins = moved;
    }
}
