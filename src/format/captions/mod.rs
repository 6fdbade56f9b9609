//! What caption formats share: cues as slices, cues into a transcript, a transcript into cues.

pub(super) mod build;
pub(super) mod clock;
pub(super) mod fields;
pub(super) mod glance;
pub(super) mod labels;
pub(super) mod layout;
pub(super) mod out;
pub(super) mod rows;
mod slice;
pub(super) mod tagged;
#[cfg(test)]
pub(super) mod testing;
pub(super) mod xml;

pub use slice::CueSlice;
