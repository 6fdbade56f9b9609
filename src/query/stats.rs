//! How much each speaker says.

use serde::Serialize;

use crate::model::{How, SpeakerId, TimeDelta, Transcript};

/// How much is said, in all and by whom.
///
/// ```
/// let page = b"Ada Quill (00:00): Is it on?\n\nBram Otten (00:02): It is on now.\n\nAda Quill (00:08): Good.\n";
/// let transcript = fireside::read_with(page, &fireside::ReadOptions::default().from("rev-inline"))?.transcript;
/// let statistics = transcript.statistics();
/// let bram = &statistics.speakers[1];
/// assert_eq!((bram.name.as_str(), bram.turns, bram.words, bram.time.millis()), ("Bram Otten", 1, 4, 6_000));
/// assert_eq!(bram.share_of_time, 0.75);
/// # Ok::<(), fireside::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Statistics {
    /// Turns in all.
    pub turns: usize,
    /// Words in all.
    pub words: usize,
    /// Speaking time in all.
    #[serde(rename = "time_ms")]
    pub time: TimeDelta,
    /// By speaker, in order of their first turn; last, if they speak, those whom nobody knows.
    pub speakers: Vec<SpeakerStatistics>,
}

/// How much one speaker says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpeakerStatistics {
    /// The speaker; `None` for those whom nobody knows.
    pub speaker: Option<SpeakerId>,
    /// Their name; empty for those whom nobody knows.
    pub name: String,
    /// Turns.
    pub turns: usize,
    /// Units.
    pub units: usize,
    /// Words.
    pub words: usize,
    /// Time spoken: from each unit's start to its end, or where the end isn't known to the next unit's start.
    #[serde(rename = "time_ms")]
    pub time: TimeDelta,
    /// How much of the time rests on a start or end that was guessed.
    #[serde(rename = "estimated_ms")]
    pub estimated: TimeDelta,
    /// Share of all words, from 0 to 1.
    pub share_of_words: f64,
    /// Share of all time, from 0 to 1; 0 where no time is known.
    pub share_of_time: f64,
}

impl Statistics {
    pub(super) fn of(transcript: &Transcript) -> Self {
        let known = transcript.speakers().len();
        let mut rows: Vec<SpeakerStatistics> = (0..)
            .zip(transcript.speakers())
            .map(|(id, speaker)| SpeakerStatistics {
                speaker: Some(SpeakerId::new(id)),
                name: speaker.name.clone(),
                ..Default::default()
            })
            .collect();
        rows.push(SpeakerStatistics::default());
        let mut all = Statistics::default();
        let starts: Vec<_> = transcript.units().map(|unit| unit.start()).collect();
        for turn in transcript.turns() {
            let Some(row) = rows.get_mut(turn.speaker_id().map_or(known, SpeakerId::index)) else { continue };
            row.turns += 1;
            for unit in turn.units() {
                row.units += 1;
                row.words += unit.words().count();
                let next = starts.get(unit.index() + 1).copied().flatten();
                if let (Some(start), Some(end)) = (unit.start(), unit.end().or(next)) {
                    let time = TimeDelta::from_millis((end.at - start.at).millis().max(0));
                    row.time = row.time + time;
                    let guessed = start.how == How::Estimated || unit.end().is_none_or(|end| end.how == How::Estimated);
                    row.estimated = if guessed { row.estimated + time } else { row.estimated };
                }
            }
        }
        for row in &rows {
            all.turns += row.turns;
            all.words += row.words;
            all.time = all.time + row.time;
        }
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        for row in &mut rows {
            row.share_of_words = share(row.words as f64, all.words as f64);
            row.share_of_time = share(row.time.millis() as f64, all.time.millis() as f64);
        }
        rows.retain(|row| row.turns > 0);
        all.speakers = rows;
        all
    }
}
