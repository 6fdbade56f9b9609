//! What the tests of caption formats share.

use crate::diagnostic::Reading;
use crate::error::Error;
use crate::format::Source;
use crate::model::{Time, Transcript};

/// Start, end and text of a cue; -1 for a time that is not there.
pub(in crate::format) type Row = (i64, i64, String);

pub(in crate::format) fn row(start: i64, end: i64, text: &str) -> Row {
    (start, end, text.to_owned())
}

pub(in crate::format) fn ms(time: Option<Time>) -> i64 {
    time.map_or(-1, |time| time.at.millis())
}

/// Every cue of a transcript.
pub(in crate::format) fn rows(transcript: &Transcript) -> Vec<Row> {
    let cues = transcript.cues().iter().enumerate();
    cues.map(|(index, cue)| (ms(cue.start), ms(cue.end), transcript.cue_lines(index).into_owned())).collect()
}

/// What a reader makes of a text.
pub(in crate::format) fn read_by(read: fn(&Source<'_>) -> Result<Reading, Error>, text: &str) -> Reading {
    read(&Source::new(text, 0)).unwrap()
}
