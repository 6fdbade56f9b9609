//! Lines of scoring files: CTM, STM, RTTM and UEM keep more than words and turns.

use std::ops::Range;

use super::time::Timestamp;
use super::transcript::Transcript;

/// One line of a scoring file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Record<'t> {
    /// What it is, in the words of its format: `SPEAKER`, `LEXEME`, `word`, `segment`.
    pub kind: &'t str,
    /// The recording it belongs to.
    pub file: &'t str,
    /// The channel of the recording.
    pub channel: Option<&'t str>,
    /// When it starts.
    pub start: Option<Timestamp>,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// Who speaks.
    pub speaker: Option<&'t str>,
    /// What is said, or what the line says beside.
    pub text: Option<&'t str>,
    /// How sure the source is, from 0 to 1.
    pub confidence: Option<f32>,
    /// What else the line says, as its format writes it: an RTTM subtype, an STM label.
    pub beside: Option<&'t str>,
}

/// Where the text of a record stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum RecordText {
    /// It has none.
    #[default]
    None,
    /// In the transcript's text: it is speech.
    Spoken(Range<u32>),
    /// Among the transcript's labels: it is none.
    Aside(u32),
}

/// A stored record: names are indexes into the transcript's labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RecordRow {
    pub kind: u32,
    pub file: u32,
    pub channel: Option<u32>,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    pub speaker: Option<u32>,
    pub text: RecordText,
    pub confidence: Option<f32>,
    pub beside: Option<u32>,
}

impl Transcript {
    /// The lines of a scoring file, in order; empty for any other source.
    ///
    /// ```
    /// let rttm = b"SPEAKER talk 1 0.50 2.25 <NA> <NA> ada <NA> <NA>\n";
    /// let reading = fireside::read_with(rttm, &fireside::ReadOptions::default().from("rttm"))?;
    /// let record = reading.transcript.records().next().unwrap();
    /// assert_eq!((record.kind, record.file, record.speaker), ("SPEAKER", "talk", Some("ada")));
    /// assert_eq!(record.end.map(|end| end.millis()), Some(2_750));
    /// # Ok::<(), fireside::Error>(())
    /// ```
    pub fn records(&self) -> impl ExactSizeIterator<Item = Record<'_>> {
        let name = |index: u32| self.labels.get(index as usize).map_or("", String::as_str);
        self.records.iter().map(move |row| Record {
            kind: name(row.kind),
            file: name(row.file),
            channel: row.channel.map(name),
            start: row.start,
            end: row.end,
            speaker: row.speaker.map(name),
            text: match &row.text {
                RecordText::None => None,
                RecordText::Spoken(range) => Some(self.slice(range)),
                RecordText::Aside(index) => Some(name(*index)),
            },
            confidence: row.confidence,
            beside: row.beside.map(name),
        })
    }
}
