//! The readers' workbench: knows bytes and characters, no format.

pub mod decode;
pub mod source;

pub use decode::{Decoded, decode};
pub use source::Places;
