//! Reads transcripts in every broken form, finds who speaks when, mends the text, and answers questions about it.
//!
//! ```
//! let page = b"Ada Quill (00:05): Is it on?\n\nBram Otten (00:07): It is.\n\nAda Quill (00:09): Good.\n\nBram Otten (00:12): Tea?\n";
//! let talk = fireside::prepare(fireside::read(page)?, &Default::default()).transcript;
//! for found in talk.query().speaker("Otten").matches()? {
//!     println!("{}", found.turn.text());
//! }
//! # Ok::<(), fireside::Error>(())
//! ```
//!
//! # The rooms
//!
//! ```text
//! bytes ── text::decode ──→ text ── read ──→ Transcript ── pass, pass, … ──→ Transcript ──┬── query ──→ matches
//!                                            + Diagnostics                 + Diagnostics  ├── score ──→ counts
//!                                                                                         └── format ─→ srt, vtt, json
//! ```
//!
//! | room | what is in it |
//! |---|---|
//! | [`model`] | the transcript and its parts: plain values |
//! | [`text`] | bytes and characters: decoding, lines, words, marks, labels |
//! | [`format`](mod@format) | files with a fixed grammar, and every way to write a transcript |
//! | [`dialect`] | transcripts as people paste them, told by evidence |
//! | [`pass`] | a transcript in, a transcript out: repair, turns, times |
//! | [`query`] | turns by speaker, time and topic |
//! | [`score`] | errors in words, speakers and time against a reference |
//! | [`notes`] | why it is built like this, the words it uses, what changed |
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod algo;
mod diagnostic;
pub mod dialect;
mod error;
pub mod format;
pub mod model;
pub mod pass;
pub mod query;
mod read;
pub mod score;
pub mod text;

#[doc(inline)]
pub use diagnostic::{Code, Diagnostic, Diagnostics, Reading, Severity};
#[doc(inline)]
pub use error::{Error, Place};
#[doc(inline)]
pub use model::*;
#[doc(inline)]
pub use pass::{PrepareOptions, prepare};
#[doc(inline)]
pub use read::{Counts, DialectScore, Inspection, ReadOptions, dialect_scores, inspect, read, read_with};

/// Why it is built like this, the words it uses, and what changed.
pub mod notes {
    #[doc = include_str!("notes/design.md")]
    pub mod design {}
    #[doc = include_str!("notes/glossary.md")]
    pub mod glossary {}
    #[doc = include_str!("notes/changelog.md")]
    pub mod changelog {}
}

/// The README's own example runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
