//! The readers' workbench: knows bytes and characters, no format.

pub mod dates;
pub mod decode;
#[cfg(feature = "gzip")]
pub(crate) mod gzip;
pub mod label;
pub(crate) mod letters;
pub mod lines;
pub mod mark;
pub mod markup;
pub(crate) mod number_words;
pub(crate) mod pages;
pub(crate) mod pairs;
pub(crate) mod short_forms;
pub mod source;
pub mod words;

pub use dates::find_date;
pub use decode::{Decoded, decode};
pub(crate) use label::is_key;
pub use label::is_label;
pub use lines::{Lines, lines};
pub use mark::{Mark, Spelling, Stamp, mark, stamp};
pub use markup::reference;
pub use source::Places;
pub use words::{acknowledgement, ends_sentence, sentence_starts, words};
