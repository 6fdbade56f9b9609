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
pub(super) mod rows;
mod slice;
#[allow(dead_code)]
pub(super) mod tagged;
#[allow(dead_code)]
pub(super) mod xml;

pub use slice::CueSlice;
