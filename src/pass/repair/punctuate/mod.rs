//! F45: commas, full stops, question marks and capitals for recogniser text that has none.
//!
//! A small net, made by `benches/train` from texts that may be redistributed, reads word vectors and a pruned n-gram
//! model and gives each word the chances of the marks after it. Pauses and the ends of cues weigh in where the text has
//! times; a new speaker and a sound end a sentence. Capitals come from a list and from the document itself.
//!
//! Only English that lacks its marks is touched; letters never change but for their case.

mod case;
mod english;
mod forms;
pub(super) mod model;
mod tokens;

pub use english::{Marked, Pairs, Punctuator};

/// Forms of names and other words with capitals.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    forms::all()
}

use super::context::Language;
use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F45",
    name: "punctuate",
    about: "text without marks gets commas, stops, question marks and capitals",
    level: Level::Full,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    if !english::is_there() || !tokens::lacks_marks(context.text()) || context.language() != Language::English {
        return;
    }
    let speech = tokens::of_context(context);
    // The measure above counts everything in a file; what is spoken decides.
    if speech.lack_marks() {
        english::edits(context.text(), &speech, context.given(), out);
    }
}

/// Capitals alone, for text that has its marks.
pub(super) fn true_case(context: &Context<'_>, out: &mut Vec<Edit>) {
    if english::is_there() {
        let speech = tokens::of_context(context);
        if speech.lack_capitals(context.text()) {
            english::capitals(context.text(), &speech, context.given(), out);
        }
    }
}

#[cfg(test)]
mod tests;
