//! A cue as slices of its source: what the fast readers give.

/// A cue as it stands in its source, not a letter of it copied.
///
/// ```
/// let srt = "1\n00:00:05,000 --> 00:00:07,000\nIs it on?\n";
/// let cue = fireside::format::srt::cues(srt).next().unwrap();
/// assert_eq!((cue.id, cue.start, cue.end, cue.text), ("1", 5_000, 7_000, "Is it on?"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CueSlice<'a> {
    /// When it appears, in milliseconds.
    pub start: i64,
    /// When it goes, in milliseconds; may lie before `start` where the source says so.
    pub end: i64,
    /// Its identifier or number; empty where it has none.
    pub id: &'a str,
    /// What its timing line says behind the times; empty where there is nothing.
    pub settings: &'a str,
    /// Its text with all markup, line ends inside it as they stand.
    pub text: &'a str,
}
