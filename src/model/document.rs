//! A transcript as JSON: the document `fireside.transcript/1`.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::builder::{may_begin, needs_space};
use super::layout::{Block, Cue, CueExtra, Emphasis, Gap};
use super::meta::{Meta, Source};
use super::origin::{Edited, Origin};
use super::record_json::{Labels, RecordJson, record_json};
use super::speaker::{Role, Speaker, SpeakerId};
use super::time::{How, Time, Timestamp};
use super::transcript::{Alternative, Transcript, TurnRow, UnitRow, WordTime};

const SCHEMA: &str = "fireside.transcript/1";

/// How much of a transcript a [`Document`] shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Turns and units; enough for most programs.
    #[default]
    Turns,
    /// Also each word with its times and its origin.
    Words,
    /// All that a transcript holds, so that reading gives back an equal one. What serde writes.
    Full,
}

/// The JSON form of a transcript.
///
/// ```
/// use fireside::{Detail, Document, Speaker, Transcript, TranscriptBuilder, UnitStart};
/// let mut builder = TranscriptBuilder::default();
/// let ada = builder.speaker(Speaker::named("Ada Quill"));
/// builder.unit(UnitStart { speaker: Some(ada), ..UnitStart::default() });
/// builder.push("Is it on?", 0);
/// let transcript = builder.finish();
/// let json = serde_json::to_string(&Document::new(&transcript, Detail::Turns))?;
/// assert!(json.starts_with(r#"{"schema":"fireside.transcript/1","source":"#));
/// let back: Transcript = serde_json::from_str(&serde_json::to_string(&transcript)?)?;
/// assert_eq!(back, transcript);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document<'t> {
    schema: Cow<'t, str>,
    source: Cow<'t, Source>,
    #[serde(default)]
    meta: Cow<'t, Meta>,
    #[serde(default)]
    speakers: Vec<SpeakerJson<'t>>,
    #[serde(default)]
    turns: Vec<TurnJson<'t>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    store: Option<Store<'t>>,
}

/// A document that doesn't hold together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The `schema` is another one.
    #[error("schema is `{0}`, expected `fireside.transcript/1`")]
    Schema(String),
    /// The texts together have 4 GiB or more.
    #[error("the texts together have 4 GiB or more")]
    TooLarge,
    /// A turn has no units.
    #[error("turn {0} has no units")]
    NoUnits(usize),
    /// The side tables in `store` point outside the text.
    #[error("`store` points outside the text")]
    Store,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct SpeakerJson<'t> {
    id: u32,
    name: Cow<'t, str>,
    #[serde(default = "yes")]
    named: bool,
    #[serde(default)]
    labels: Cow<'t, [String]>,
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    aliases: Cow<'t, [String]>,
    #[serde(default)]
    role: Option<Role>,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TurnJson<'t> {
    #[serde(default)]
    index: usize,
    #[serde(default)]
    speaker: Option<Cow<'t, str>>,
    /// Tells speakers of one name apart; absent where the name does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    speaker_id: Option<SpeakerId>,
    #[serde(default)]
    start_ms: Option<Timestamp>,
    #[serde(default)]
    timing: Timing,
    #[serde(default)]
    end_ms: Option<Timestamp>,
    #[serde(default)]
    end_timing: Timing,
    text: Cow<'t, str>,
    #[serde(default = "one")]
    confidence: f32,
    #[serde(default = "one")]
    speaker_confidence: f32,
    #[serde(default)]
    new_speaker: bool,
    #[serde(default)]
    units: Vec<UnitJson<'t>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<Vec<WordJson<'t>>>,
}

fn one() -> f32 {
    1.0
}

/// A document with more to say about each turn.
#[derive(Serialize)]
struct Annotated<'a, 't, N> {
    schema: &'a str,
    source: &'a Source,
    meta: &'a Meta,
    speakers: &'a [SpeakerJson<'t>],
    turns: Vec<AnnotatedTurn<'a, 't, N>>,
}

#[derive(Serialize)]
struct AnnotatedTurn<'a, 't, N> {
    #[serde(flatten)]
    turn: &'a TurnJson<'t>,
    #[serde(flatten)]
    note: N,
}

/// One turn on a line of its own.
#[derive(Serialize)]
struct Line<'a, 't> {
    source: SourceJson<'a>,
    #[serde(flatten)]
    turn: &'a TurnJson<'t>,
}

#[derive(Serialize)]
struct SourceJson<'a> {
    path: Option<&'a str>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct UnitJson<'t> {
    #[serde(default)]
    label: Option<Cow<'t, str>>,
    start_ms: Option<Timestamp>,
    end_ms: Option<Timestamp>,
    #[serde(default)]
    timing: Timing,
    #[serde(default)]
    end_timing: Timing,
    text: Cow<'t, str>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct WordJson<'t> {
    text: Cow<'t, str>,
    start_ms: Option<Timestamp>,
    end_ms: Option<Timestamp>,
    timing: Timing,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
}

/// The side tables, as the transcript keeps them.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Store<'t> {
    origins: Cow<'t, [(u32, u32)]>,
    edited: Cow<'t, [Edited]>,
    gaps: Cow<'t, [Gap]>,
    cues: Vec<CueJson>,
    word_times: Vec<(u32, Option<Time>, Option<Time>)>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    confidences: Cow<'t, [(u32, f32)]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    alternatives: Cow<'t, [Alternative]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    numbers: Cow<'t, [(u32, Option<u32>)]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    blocks: Cow<'t, [Block]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    emphasis: Cow<'t, [Emphasis]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    records: Vec<RecordJson<'t>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct CueJson {
    bytes: (u32, u32),
    start: Option<Time>,
    end: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extra: Option<Arc<CueExtra>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Timing {
    Exact,
    Interpolated,
    Estimated,
    #[default]
    None,
}

impl Timing {
    /// The timing of `end`, where it is another than that of `start`.
    pub(super) fn other(start: Option<Time>, end: Option<Time>) -> Option<Self> {
        Some(Timing::of(end)).filter(|timing| *timing != Timing::of(start))
    }

    pub(super) fn of(time: Option<Time>) -> Self {
        match time.map(|time| time.how) {
            Some(How::Exact) => Timing::Exact,
            Some(How::Interpolated) => Timing::Interpolated,
            Some(How::Estimated) => Timing::Estimated,
            None => Timing::None,
        }
    }

    pub(super) fn time(self, at: Option<Timestamp>) -> Option<Time> {
        let how = match self {
            Timing::Exact => How::Exact,
            Timing::Interpolated => How::Interpolated,
            Timing::Estimated => How::Estimated,
            // A time without a word on how it is known: the document vouches for it.
            Timing::None => How::Exact,
        };
        at.map(|at| Time { at, how })
    }
}

impl<'t> Document<'t> {
    /// The document of `transcript`, as detailed as `detail` says.
    pub fn new(transcript: &'t Transcript, detail: Detail) -> Self {
        let twins = twins(transcript);
        let store = (detail == Detail::Full).then(|| Store {
            origins: Cow::Borrowed(&transcript.origins.runs),
            edited: Cow::Borrowed(&transcript.origins.edited),
            gaps: Cow::Borrowed(&transcript.gaps),
            cues: transcript.cues.iter().map(CueJson::of).collect(),
            word_times: transcript.word_times.iter().map(|word| (word.at, word.start(), word.end())).collect(),
            confidences: Cow::Borrowed(&transcript.confidences),
            alternatives: Cow::Borrowed(&transcript.alternatives),
            numbers: Cow::Borrowed(&transcript.numbers),
            blocks: Cow::Borrowed(&transcript.blocks),
            emphasis: Cow::Borrowed(&transcript.emphasis),
            records: transcript.records().zip(&transcript.records).map(record_json).collect(),
        });
        let turns = transcript.turns().map(|turn| turn_json(turn, detail, &twins)).collect();
        Document { turns, store, ..Document::head(transcript) }
    }

    /// The turns one by one, each with the name of its source: JSON lines.
    pub fn lines(&self) -> impl Iterator<Item = impl Serialize + '_> {
        self.turns.iter().map(|turn| Line { source: SourceJson { path: self.source.path.as_deref() }, turn })
    }

    /// The document with more keys for each turn: those of the notes, one for a turn, in order. The side tables of
    /// [`Detail::Full`] are left out.
    ///
    /// ```
    /// # use fireside::{Detail, Document, ReadOptions};
    /// # use std::collections::BTreeMap;
    /// let transcript = fireside::read_with(b"Ada (00:05): Is it on?", &ReadOptions::default().from("rev-inline"))?.transcript;
    /// let document = Document::new(&transcript, Detail::Turns);
    /// let json = serde_json::to_value(document.annotated([BTreeMap::from([("score", 1.5)])])).unwrap();
    /// assert_eq!(json["turns"][0]["score"], 1.5);
    /// # Ok::<(), fireside::Error>(())
    /// ```
    pub fn annotated<N: Serialize>(&self, notes: impl IntoIterator<Item = N>) -> impl Serialize {
        Annotated {
            schema: &self.schema,
            source: &self.source,
            meta: &self.meta,
            speakers: &self.speakers,
            turns: self.turns.iter().zip(notes).map(|(turn, note)| AnnotatedTurn { turn, note }).collect(),
        }
    }

    /// A document with nothing in it, to be filled turn by turn.
    pub(super) fn empty() -> Self {
        Document {
            schema: Cow::Borrowed(SCHEMA),
            source: Cow::default(),
            meta: Cow::default(),
            speakers: Vec::new(),
            turns: Vec::new(),
            store: None,
        }
    }

    /// Appends a turn.
    pub(super) fn push_turn(&mut self, turn: TurnJson<'t>) {
        self.turns.push(turn);
    }

    /// Says where it came from, unless that is known already.
    pub(super) fn name_source(&mut self, path: &str) {
        if self.source.path.is_none() {
            self.source.to_mut().path = Some(path.to_owned());
        }
    }

    /// Everything but the turns and the side tables.
    fn head(transcript: &'t Transcript) -> Self {
        let speakers: Vec<SpeakerJson<'t>> = (0..)
            .zip(&transcript.speakers)
            .map(|(id, speaker)| SpeakerJson {
                id,
                name: Cow::Borrowed(&speaker.name),
                named: speaker.named,
                labels: Cow::Borrowed(&speaker.labels),
                aliases: Cow::Borrowed(&speaker.aliases),
                role: speaker.role.clone(),
            })
            .collect();
        Document {
            schema: Cow::Borrowed(SCHEMA),
            source: Cow::Borrowed(&transcript.source),
            meta: Cow::Borrowed(&transcript.meta),
            speakers,
            turns: Vec::new(),
            store: None,
        }
    }

    /// Only these turns, in this order: the answer to a query.
    pub fn of_turns(transcript: &'t Transcript, turns: impl IntoIterator<Item = usize>, detail: Detail) -> Self {
        let twins = twins(transcript);
        let turns = turns.into_iter().filter_map(|index| transcript.turn(index));
        let turns = turns.map(|turn| turn_json(turn, detail, &twins)).collect();
        Document { turns, ..Document::head(transcript) }
    }
}

impl CueJson {
    fn of(cue: &Cue) -> Self {
        CueJson { bytes: (cue.text.start, cue.text.end), start: cue.start, end: cue.end, extra: cue.extra.clone() }
    }
}

/// For every speaker whether another one bears the same name.
fn twins(transcript: &Transcript) -> Vec<bool> {
    let mut count: FxHashMap<&str, usize> = FxHashMap::default();
    for speaker in &transcript.speakers {
        *count.entry(speaker.name.as_str()).or_default() += 1;
    }
    transcript.speakers.iter().map(|speaker| count.get(speaker.name.as_str()).is_some_and(|&n| n > 1)).collect()
}

fn turn_json<'t>(turn: super::Turn<'t>, detail: Detail, twins: &[bool]) -> TurnJson<'t> {
    TurnJson {
        index: turn.index(),
        speaker: turn.speaker().map(|speaker| Cow::Borrowed(speaker.name.as_str())),
        speaker_id: turn.speaker_id().filter(|id| twins.get(id.index()) == Some(&true)),
        start_ms: turn.start().map(|time| time.at),
        timing: Timing::of(turn.start()),
        end_ms: turn.end().map(|time| time.at),
        end_timing: Timing::of(turn.end()),
        text: Cow::Borrowed(turn.text()),
        confidence: turn.confidence(),
        speaker_confidence: turn.speaker_confidence(),
        new_speaker: turn.new_speaker(),
        units: turn
            .units()
            .map(|unit| UnitJson {
                label: unit.label().map(Cow::Borrowed),
                start_ms: unit.start().map(|time| time.at),
                end_ms: unit.end().map(|time| time.at),
                timing: Timing::of(unit.start()),
                end_timing: Timing::of(unit.end()),
                text: Cow::Borrowed(unit.text()),
            })
            .collect(),
        words: (detail == Detail::Words).then(|| {
            turn.words()
                .map(|word| WordJson {
                    text: Cow::Borrowed(word.text()),
                    start_ms: word.start().map(|time| time.at),
                    end_ms: word.end().map(|time| time.at),
                    timing: Timing::of(word.start()),
                    origin: word.origin(),
                })
                .collect()
        }),
    }
}

impl Serialize for Transcript {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Document::new(self, Detail::Full).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Transcript {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Document::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
    }
}

impl TryFrom<Document<'_>> for Transcript {
    type Error = DocumentError;

    fn try_from(document: Document<'_>) -> Result<Self, DocumentError> {
        if document.schema != SCHEMA {
            return Err(DocumentError::Schema(document.schema.into_owned()));
        }
        let mut transcript = Transcript {
            source: document.source.into_owned(),
            meta: document.meta.into_owned(),
            ..Transcript::default()
        };
        for speaker in document.speakers {
            transcript.speakers.push(Speaker {
                name: speaker.name.into_owned(),
                named: speaker.named,
                labels: speaker.labels.into_owned(),
                aliases: speaker.aliases.into_owned(),
                role: speaker.role,
            });
        }
        let (mut words, mut labels) = (Vec::new(), Labels::default());
        for turn in document.turns {
            add_turn(&mut transcript, turn, &mut words, &mut labels)?;
        }
        match document.store {
            Some(store) => restore(&mut transcript, store, &mut labels)?,
            None => transcript.word_times = words,
        }
        Ok(transcript)
    }
}

/// Where the word ends that a text without white space begins with, if another one begins there.
pub(super) fn word_end(text: &str, word: &str) -> Option<usize> {
    let rest = text.strip_prefix(word)?;
    may_begin(word.chars().next_back()?, rest.chars().next()?).then_some(word.len())
}

fn add_turn(
    transcript: &mut Transcript,
    mut turn: TurnJson<'_>,
    words: &mut Vec<WordTime>,
    labels: &mut Labels,
) -> Result<(), DocumentError> {
    if turn.units.is_empty() {
        // A document of another maker may leave the units out: the turn is one.
        let (timing, end_timing) = (turn.timing, turn.end_timing);
        let text = std::mem::take(&mut turn.text);
        turn.units.push(UnitJson {
            label: None,
            start_ms: turn.start_ms,
            end_ms: turn.end_ms,
            timing,
            end_timing,
            text,
        });
    }
    let speaker = match (turn.speaker_id, turn.speaker) {
        (Some(id), _) if id.index() < transcript.speakers.len() => Some(id),
        (_, Some(name)) => Some(speaker_named(transcript, &name)),
        (_, None) => None,
    };
    let first = transcript.units.len() as u32;
    let mut word_texts = turn.words.unwrap_or_default().into_iter();
    for unit in turn.units {
        if needs_space(&transcript.text, &unit.text) {
            transcript.text.push(' ');
        }
        let at = transcript.text.len();
        transcript.text.push_str(&unit.text);
        let end = u32::try_from(transcript.text.len()).map_err(|_| DocumentError::TooLarge)?;
        let label = unit.label.map(|text| labels.index(transcript, &text));
        for range in super::transcript::words_of(&unit.text) {
            // In a script without spaces, several words may stand in one stretch.
            let mut from = range.start;
            while from < range.end {
                let Some(word) = word_texts.next() else { break };
                let (start, end) = (word.timing.time(word.start_ms), word.timing.time(word.end_ms));
                if start.is_some() || end.is_some() {
                    words.push(WordTime::new((at + from) as u32, start, end));
                }
                let rest = unit.text.get(from..range.end).unwrap_or("");
                from = word_end(rest, &word.text).map_or(range.end, |length| from + length);
            }
        }
        let start = unit.timing.time(unit.start_ms);
        let end_time = unit.end_timing.time(unit.end_ms);
        transcript.units.push(UnitRow { text: at as u32..end, label, start, end: end_time });
    }
    transcript.turns.push(TurnRow {
        units: first..transcript.units.len() as u32,
        speaker,
        // Another maker may count in per cent.
        confidence: turn.confidence.clamp(0.0, 1.0),
        speaker_confidence: turn.speaker_confidence.clamp(0.0, 1.0),
        new_speaker: turn.new_speaker,
    });
    Ok(())
}

fn speaker_named(transcript: &mut Transcript, name: &str) -> SpeakerId {
    let index = transcript.speakers.iter().position(|speaker| speaker.name == name).unwrap_or_else(|| {
        transcript.speakers.push(Speaker::named(name));
        transcript.speakers.len() - 1
    });
    SpeakerId::new(index as u32)
}

fn restore(transcript: &mut Transcript, store: Store<'_>, labels: &mut Labels) -> Result<(), DocumentError> {
    let text = &transcript.text;
    let inside = |at: u32| text.is_char_boundary(at as usize);
    let ordered = |range: &std::ops::Range<u32>| range.start <= range.end && inside(range.start) && inside(range.end);
    let sound = store.cues.iter().all(|cue| ordered(&(cue.bytes.0..cue.bytes.1)))
        && store.cues.is_sorted_by_key(|cue| cue.bytes.0)
        && store.gaps.iter().all(|gap| inside(gap.at))
        && store.gaps.is_sorted_by_key(|gap| gap.at)
        && store.origins.is_sorted_by_key(|run| run.0)
        && store.edited.iter().all(|edit| ordered(&edit.text) && edit.source.start <= edit.source.end)
        && store.edited.is_sorted_by_key(|edit| edit.text.start)
        && store.word_times.is_sorted_by_key(|word| word.0)
        && store.confidences.is_sorted_by_key(|word| word.0)
        && store.alternatives.iter().all(|alternative| ordered(&alternative.text))
        && store.emphasis.iter().all(|emphasis| ordered(&emphasis.text))
        && store.emphasis.is_sorted_by_key(|emphasis| emphasis.text.start)
        && store.numbers.is_sorted_by_key(|run| run.0)
        && store.records.iter().filter_map(|record| record.spoken).all(|(start, end)| ordered(&(start..end)));
    if !sound {
        return Err(DocumentError::Store);
    }
    transcript.origins.runs = store.origins.into_owned();
    transcript.origins.edited = store.edited.into_owned();
    transcript.gaps = store.gaps.into_owned();
    transcript.cues = store
        .cues
        .into_iter()
        .map(|cue| Cue { text: cue.bytes.0..cue.bytes.1, start: cue.start, end: cue.end, extra: cue.extra })
        .collect();
    transcript.word_times =
        store.word_times.into_iter().map(|(at, start, end)| WordTime::new(at, start, end)).collect();
    transcript.confidences = store.confidences.into_owned();
    transcript.confidences.retain(|(_, confidence)| confidence.is_finite());
    transcript.alternatives = store.alternatives.into_owned();
    for alternative in &mut transcript.alternatives {
        alternative.confidence = alternative.confidence.filter(|confidence| confidence.is_finite());
    }
    transcript.numbers = store.numbers.into_owned();
    transcript.blocks = store.blocks.into_owned();
    transcript.emphasis = store.emphasis.into_owned();
    for record in store.records {
        record.store(transcript, labels);
    }
    Ok(())
}
