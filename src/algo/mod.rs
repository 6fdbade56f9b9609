//! Borrowed methods without our nouns, each with its paper and a naive twin in its tests.

pub mod anchors;
pub mod assign;
pub mod bm25;
pub mod chain;
pub mod cover;
pub mod edit;
pub mod shifts;
pub mod windowed;
