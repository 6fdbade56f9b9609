//! The hearth: plain values; no IO, no parsing, no printing.
//!
//! ```text
//! Transcript ── one text ─────────────────────────────────────────────────────────
//!  "Is it on? It is. Always. Good. Then we start."
//!   └─ unit 0 ┘└── unit 1 ──┘└─ unit 2 ┘└── unit 3 ──┘      units: label, start, end
//!   └─ turn 0 ┘└── turn 1 ──┘└──────── turn 2 ───────┘      turns: speaker, confidences
//!   └w┘└w┘└w ┘ …                                            words: slices with an origin
//!   └───── cue 0 ──────┘└──────────── cue 1 ─────────┘      cues: as a caption source drew them
//!              ^wrap            ^cue-end                    gaps: what stood between two words
//! ```
//!
//! Units, turns and cues are ranges of the one text; times, gaps and origins lie in side tables, so that a
//! thousand hours cost little more than their letters.

mod arrange;
mod builder;
mod captions;
mod clean;
mod date;
mod document;
mod edit;
mod layout;
mod lines;
mod meta;
mod origin;
mod plain;
mod record;
mod record_json;
mod rename;
mod speaker;
mod time;
mod transcript;

pub use builder::{RecordStart, TranscriptBuilder, UnitStart};
pub use captions::Captions;
pub use date::{Date, DateError};
pub use document::{Detail, Document, DocumentError};
pub use edit::{TextEdit, TurnStart};
pub use layout::{Block, Cue, CueExtra, Emphasis, Gap, GapKind, Style};
pub use meta::{Chapter, Comment, Kind, Meta, Participant, Source};
pub use origin::{Edited, Origin};
pub use plain::Plain;
pub use record::Record;
pub use speaker::{Role, Speaker, SpeakerId};
pub use time::{Clock, FrameRate, FrameRateError, How, Time, TimeDelta, TimeSpan, Timestamp};
pub use transcript::{Alternative, Transcript, Turn, Unit, Word};

pub(crate) use arrange::{Part, PartCue, Piece};
pub(crate) use builder::{is_cjk, may_begin};
pub(crate) use clean::is_clean;
pub(crate) use transcript::{UnitRow, WordTime, words_of};

#[cfg(test)]
mod tests;
