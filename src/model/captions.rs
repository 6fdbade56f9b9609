//! A timed file as JSON: the document `fireside.captions/1`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::builder::{TranscriptBuilder, UnitStart};
use super::document::{DocumentError, Timing, word_end};
use super::layout::{CueExtra, GapKind};
use super::meta::{Meta, Source};
use super::record_json::{Labels, RecordJson};
use super::speaker::{Speaker, SpeakerId};
use super::time::Timestamp;
use super::transcript::Transcript;

const SCHEMA: &str = "fireside.captions/1";

/// The JSON form of a timed file: cues, timed words, and the lines of scoring files.
///
/// It shows a file as its format has it. What it leaves out of a transcript are origins, and turns that are finer than
/// cues; [`Document`](super::Document) has those.
///
/// ```
/// use fireside::Captions;
/// let srt = b"7\n00:00:01,000 --> 00:00:02,500\ntwo lines\nin a cue\n";
/// let reading = fireside::read(srt)?;
/// let json = serde_json::to_value(Captions::new(&reading.transcript)).unwrap();
/// assert_eq!(json["cues"][0]["id"], "7");
/// assert_eq!(json["cues"][0]["text"], "two lines\nin a cue");
/// # Ok::<(), fireside::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Captions<'t> {
    schema: Cow<'t, str>,
    source: Cow<'t, Source>,
    #[serde(default)]
    meta: Cow<'t, Meta>,
    #[serde(default)]
    cues: Vec<CueJson<'t>>,
    #[serde(default)]
    words: Vec<WordJson<'t>>,
    #[serde(default)]
    records: Vec<RecordJson<'t>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct CueJson<'t> {
    index: usize,
    #[serde(default)]
    id: Option<Cow<'t, str>>,
    start_ms: Option<Timestamp>,
    end_ms: Option<Timestamp>,
    #[serde(default)]
    timing: Timing,
    #[serde(default, skip_serializing_if = "is_like_timing")]
    end_timing: Option<Timing>,
    #[serde(default)]
    speaker: Option<Cow<'t, str>>,
    text: Cow<'t, str>,
    #[serde(default)]
    settings: BTreeMap<Cow<'t, str>, Cow<'t, str>>,
    #[serde(default)]
    style: Option<Cow<'t, str>>,
    /// Who says what, where more than one voice speaks in the cue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    voices: Vec<VoiceJson<'t>>,
}

fn is_like_timing(timing: &Option<Timing>) -> bool {
    timing.is_none()
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct VoiceJson<'t> {
    speaker: Option<Cow<'t, str>>,
    text: Cow<'t, str>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct WordJson<'t> {
    text: Cow<'t, str>,
    start_ms: Option<Timestamp>,
    end_ms: Option<Timestamp>,
    #[serde(default)]
    confidence: Option<f32>,
    #[serde(default)]
    speaker: Option<Cow<'t, str>>,
}

impl<'t> Captions<'t> {
    /// The document of `transcript`. Where the source has no cues, its units stand for them.
    pub fn new(transcript: &'t Transcript) -> Self {
        Captions {
            schema: Cow::Borrowed(SCHEMA),
            source: Cow::Borrowed(&transcript.source),
            meta: Cow::Borrowed(&transcript.meta),
            cues: cues(transcript),
            words: words(transcript),
            records: transcript.records().map(RecordJson::of).collect(),
        }
    }
}

fn name(transcript: &Transcript, id: Option<SpeakerId>) -> Option<Cow<'_, str>> {
    id.and_then(|id| transcript.speaker(id)).map(|speaker| Cow::Borrowed(speaker.name.as_str()))
}

/// The speaker of every unit, in order.
fn unit_speakers(transcript: &Transcript) -> Vec<Option<SpeakerId>> {
    transcript.turns.iter().flat_map(|turn| turn.units.clone().map(|_| turn.speaker)).collect()
}

fn cues(transcript: &Transcript) -> Vec<CueJson<'_>> {
    let speakers = unit_speakers(transcript);
    let speaker_of = |unit: usize| name(transcript, speakers.get(unit).copied().flatten());
    if transcript.cues.is_empty() {
        let units = transcript.units().filter(|unit| !unit.text().is_empty()).enumerate();
        return units
            .map(|(index, unit)| CueJson {
                index,
                id: None,
                start_ms: unit.start().map(|time| time.at),
                end_ms: unit.end().map(|time| time.at),
                timing: Timing::of(unit.start()),
                end_timing: Timing::other(unit.start(), unit.end()),
                speaker: speaker_of(unit.index()),
                text: Cow::Borrowed(unit.text()),
                settings: BTreeMap::new(),
                style: None,
                voices: Vec::new(),
            })
            .collect();
    }
    let units = &transcript.units;
    let mut first = 0;
    let cues = transcript.cues.iter().enumerate();
    cues.map(|(index, cue)| {
        while units.get(first).is_some_and(|unit| unit.text.end <= cue.text.start && !cue.text.is_empty()) {
            first += 1;
        }
        let inside = (first..units.len())
            .take_while(|unit| units[*unit].text.start < cue.text.end)
            .filter(|unit| units[*unit].text.end > cue.text.start);
        let inside: Vec<usize> = inside.collect();
        let voices = if inside.len() > 1 {
            let voice = |unit: &usize| VoiceJson {
                speaker: speaker_of(*unit),
                text: Cow::Borrowed(
                    transcript
                        .slice(&(units[*unit].text.start.max(cue.text.start)..units[*unit].text.end.min(cue.text.end))),
                ),
            };
            inside.iter().map(voice).collect()
        } else {
            Vec::new()
        };
        let extra = cue.extra.as_deref();
        let settings = extra.map_or(&[][..], |extra| &extra.settings);
        CueJson {
            index,
            id: transcript.cue_id(index),
            start_ms: cue.start.map(|time| time.at),
            end_ms: cue.end.map(|time| time.at),
            timing: Timing::of(cue.start),
            end_timing: Timing::other(cue.start, cue.end),
            speaker: inside.first().and_then(|unit| speaker_of(*unit)),
            text: transcript.cue_lines(index),
            settings: settings.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into())).collect(),
            style: extra.and_then(|extra| extra.style.as_deref()).map(Cow::Borrowed),
            voices,
        }
    })
    .collect()
}

fn words(transcript: &Transcript) -> Vec<WordJson<'_>> {
    if transcript.word_times.is_empty() && transcript.confidences.is_empty() {
        return Vec::new();
    }
    let speakers = unit_speakers(transcript);
    let units = transcript.units().zip(speakers);
    let all = units.flat_map(|(unit, speaker)| unit.words().map(move |word| (word, speaker)));
    all.map(|(word, speaker)| WordJson {
        text: Cow::Borrowed(word.text()),
        start_ms: word.start().map(|time| time.at),
        end_ms: word.end().map(|time| time.at),
        confidence: word.confidence(),
        speaker: name(transcript, speaker),
    })
    .collect()
}

impl TryFrom<Captions<'_>> for Transcript {
    type Error = DocumentError;

    fn try_from(document: Captions<'_>) -> Result<Self, DocumentError> {
        if document.schema != SCHEMA {
            return Err(DocumentError::Schema(document.schema.into_owned()));
        }
        let mut builder = TranscriptBuilder::default();
        let mut ids: Vec<(String, SpeakerId)> = Vec::new();
        let mut words = document.words.into_iter().peekable();
        for cue in document.cues {
            let (start, end) = (cue.timing.time(cue.start_ms), cue.end_timing.unwrap_or(cue.timing).time(cue.end_ms));
            builder.cue(start, end);
            let number = cue.id.as_deref().and_then(|id| id.parse::<u32>().ok());
            let number = number.filter(|number| cue.id.as_deref() == Some(number.to_string().as_str()));
            builder.cue_number(number);
            let whole = [VoiceJson { speaker: cue.speaker.clone(), text: cue.text.clone() }];
            let voices: &[VoiceJson<'_>] = if cue.voices.is_empty() { &whole } else { &cue.voices };
            for voice in voices {
                let speaker = voice.speaker.as_deref().map(|name| match ids.iter().find(|(known, _)| known == name) {
                    Some((_, id)) => *id,
                    None => {
                        let id = builder.speaker(Speaker::named(name));
                        ids.push((name.to_owned(), id));
                        id
                    }
                });
                let opens = cue.voices.len() > 1 && speaker.is_none();
                builder.unit(UnitStart { speaker, start, end, new_speaker: opens, ..UnitStart::default() });
                for (index, line) in voice.text.split('\n').enumerate() {
                    if index > 0 {
                        builder.gap(GapKind::Wrap);
                    }
                    for word in line.split_whitespace() {
                        builder.push(word, 0);
                        let mut at = builder.len() - word.len();
                        let mut left = word;
                        // In a script without spaces, several words may stand in one stretch.
                        let fits = |timed: &WordJson<'_>, left: &str| {
                            timed.text == left || word_end(left, &timed.text).is_some()
                        };
                        while let Some(timed) = words.next_if(|timed| fits(timed, left)) {
                            if timed.start_ms.is_some() || timed.end_ms.is_some() {
                                let exact = |at: Option<Timestamp>| Timing::Exact.time(at);
                                builder.word_time(at, exact(timed.start_ms), exact(timed.end_ms));
                            }
                            if let Some(confidence) = timed.confidence {
                                builder.confidence(at, confidence);
                            }
                            at += timed.text.len();
                            left = left.get(timed.text.len()..).unwrap_or("");
                            if left.is_empty() {
                                break;
                            }
                        }
                    }
                }
            }
            let settings = cue.settings.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned()));
            let id = cue.id.filter(|_| number.is_none()).map(Cow::into_owned);
            let mut extra = CueExtra { id, settings: settings.collect(), ..CueExtra::default() };
            extra.style = cue.style.map(Cow::into_owned);
            let read = builder.transcript_mut();
            let index = read.cues.len() - 1;
            extra.plain = Some(cue.text.into_owned()).filter(|text| {
                let end = read.text.len() as u32;
                if let Some(last) = read.cues.last_mut().filter(|last| last.text.start < end) {
                    last.text.end = end;
                }
                read.cue_lines(index) != text.as_str()
            });
            builder.cue_extra(extra);
        }
        let mut transcript = builder.finish();
        transcript.source = document.source.into_owned();
        transcript.meta = document.meta.into_owned();
        transcript.origins = Default::default();
        let mut labels = Labels::default();
        for record in document.records {
            record.store(&mut transcript, &mut labels);
        }
        Ok(transcript)
    }
}
