//! Lines of scoring files as JSON.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::record::{Record, RecordRow, RecordText};
use super::time::Timestamp;
use super::transcript::Transcript;

/// A line of a scoring file, as the contract has it, and where in the text it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RecordJson<'t> {
    #[serde(rename = "type")]
    kind: Cow<'t, str>,
    file: Cow<'t, str>,
    channel: Option<Cow<'t, str>>,
    start_ms: Option<Timestamp>,
    end_ms: Option<Timestamp>,
    speaker: Option<Cow<'t, str>>,
    text: Option<Cow<'t, str>>,
    confidence: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beside: Option<Cow<'t, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) spoken: Option<(u32, u32)>,
}

impl<'t> RecordJson<'t> {
    pub(super) fn of(record: Record<'t>) -> Self {
        RecordJson {
            kind: record.kind.into(),
            file: record.file.into(),
            channel: record.channel.map(Cow::Borrowed),
            start_ms: record.start,
            end_ms: record.end,
            speaker: record.speaker.map(Cow::Borrowed),
            text: record.text.map(Cow::Borrowed),
            confidence: record.confidence,
            beside: record.beside.map(Cow::Borrowed),
            spoken: None,
        }
    }

    /// Stores it; its names go to the transcript's labels.
    pub(super) fn store(self, transcript: &mut Transcript, labels: &mut Labels) {
        let mut label = |transcript: &mut Transcript, text: &str| labels.index(transcript, text);
        let text = match (self.spoken, self.text) {
            (Some((start, end)), _) => RecordText::Spoken(start..end),
            (None, Some(aside)) => RecordText::Aside(label(transcript, &aside)),
            (None, None) => RecordText::None,
        };
        let row = RecordRow {
            kind: label(transcript, &self.kind),
            file: label(transcript, &self.file),
            channel: self.channel.map(|channel| label(transcript, &channel)),
            start: self.start_ms,
            end: self.end_ms,
            speaker: self.speaker.map(|speaker| label(transcript, &speaker)),
            text,
            confidence: self.confidence.filter(|confidence| confidence.is_finite()),
            beside: self.beside.map(|beside| label(transcript, &beside)),
        };
        transcript.records.push(row);
    }
}

/// The indexes of the labels that a transcript has so far.
#[derive(Default)]
pub(super) struct Labels(FxHashMap<String, u32>);

impl Labels {
    /// The index of a label, which is added where it is new.
    pub(super) fn index(&mut self, transcript: &mut Transcript, label: &str) -> u32 {
        if let Some(&known) = self.0.get(label) {
            return known;
        }
        let index = transcript.labels.len() as u32;
        transcript.labels.push(label.to_owned());
        self.0.insert(label.to_owned(), index);
        index
    }
}

/// A record with the stretch of the text that it says, where it is speech.
pub(super) fn record_json<'t>((record, row): (Record<'t>, &RecordRow)) -> RecordJson<'t> {
    let spoken = match &row.text {
        RecordText::Spoken(range) => Some((range.start, range.end)),
        _ => None,
    };
    let text = record.text.filter(|_| spoken.is_none());
    RecordJson { spoken, ..RecordJson::of(Record { text, ..record }) }
}
