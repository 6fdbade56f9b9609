//! `chevrons`: broadcast captions: each `>>` is somebody else.
//!
//! ```text
//! >> ferry's late again. >> it's the fog. >> reporter: we asked the harbor master.
//! 6:02 am
//! >> stephen: there you go. ( laughter )
//! >>> coming up, tides.
//! ```
//!
//! ```text
//! record = ">>" [label ":"] text
//! ```

use super::grammar::{Grammar, Inside};
use super::line::Shape;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "chevrons", title: ">> text", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar =
    Grammar { heads: Shape::Break.bit() | Shape::Mark.bit(), ..Grammar::NONE }.inside(Inside::Chevrons);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| facts.chevrons * 1.5)
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
