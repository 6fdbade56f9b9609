//! Reads transcripts in every broken form, finds who speaks when, mends the text, and answers questions about it.
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
pub use read::{Counts, Inspection, ReadOptions, inspect, read, read_with};
