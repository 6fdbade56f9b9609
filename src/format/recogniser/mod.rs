//! What speech recognisers write, and other JSON with times: one file a vendor.
//!
//! All of them go the same way: [`tree`] finds the vendor's keys in any order, [`speech`] puts what was heard together.
//! The two formats of which there are gigabytes are scanned instead: see [`json3`] and [`whisper`].

mod align;
mod decimal;
mod scan;
mod speech;
mod text;
mod tree;

pub(super) mod assemblyai;
pub(super) mod autoedit;
pub(super) mod aws;
pub(super) mod azure;
pub(super) mod bbc_kaldi;
pub(super) mod cue_json;
pub(super) mod deepgram;
pub(super) mod elevenlabs;
pub(super) mod google;
pub mod json3;
pub(super) mod podcast;
pub(super) mod podlove;
pub(super) mod revai;
pub(super) mod seglst;
pub(super) mod speechmatics;
pub(super) mod vosk;
pub(super) mod watson;
pub mod whisper;
mod word;
mod write;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod twin;
