//! What caption formats share: cues as slices, cues into a transcript, a transcript into cues.

#[allow(dead_code)]
pub(super) mod build;
pub(super) mod clock;
pub(super) mod fields;
#[allow(dead_code)]
pub(super) mod labels;
pub(super) mod layout;
#[allow(dead_code)]
pub(super) mod out;
mod slice;

pub use slice::CueSlice;
