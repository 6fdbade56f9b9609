//! Mends the text of transcripts: a table of rules, and the frame that applies them.
//!
//! A rule never rewrites: it returns edits, each with its place, its replacement and a confidence, and is silent where
//! it has no evidence. The frame runs the chosen rules in the order of [`RULES`], each on what the rules before it left,
//! and again until nothing changes, so that repairing twice is repairing once. Every edit is reported with its place in
//! the text that came in.
//!
//! [`repair_text`] takes any text; [`repair()`] takes a transcript and keeps its units, turns, cues and origins true.

mod compounds;
mod context;
mod engine;
mod labels;
mod lexicon;
mod openers;
mod options;
mod scan;
mod segment;
mod transcript;

mod dash_space;
mod detached_punct;
mod ditto_paragraph;
mod dup_cue;
mod emphasis;
mod entities;
mod false_starts;
mod fillers;
mod furniture;
mod glued_words;
mod hallucination;
mod hyphen_break;
mod i_caps;
mod inaudible;
mod initialism_plural;
mod leaked_stamp;
mod ligatures;
mod loops;
mod lost_apostrophe;
mod mask;
mod mojibake;
mod names;
mod names_in_text;
mod nonspeech;
mod punctuate;
mod quotes;
mod repeat_words;
mod roll_up;
mod sentence_caps;
mod spaces;
mod split_label;
mod split_name;
mod split_number;
mod stop_space;
mod stray_token;
mod tags;
mod true_case;
mod unclosed_quote;
mod utf7;
mod width_cjk;
mod wrap;
mod wrap_cjk;
mod zero_width;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

pub use context::Context;
pub use engine::{AppliedEdit, Change, Explained, Repaired, repair_text};
pub use options::{Level, RepairOptions, UnknownRule};
pub use punctuate::{Marked, Punctuator};
pub use segment::Segmenter;
pub use transcript::repair;

/// One change that a rule asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// What goes, in bytes of the text the rule was shown; empty for an insertion.
    pub bytes: Range<usize>,
    /// What comes in its place.
    pub replacement: Cow<'static, str>,
    /// How sure the rule is, from 0 to 1.
    pub confidence: f32,
}

impl Edit {
    fn new(bytes: Range<usize>, replacement: impl Into<Cow<'static, str>>, confidence: f32) -> Self {
        Edit { bytes, replacement: replacement.into(), confidence }
    }
}

/// A repair rule: pure, and silent where it has no evidence.
///
/// ```
/// use fireside::pass::repair::{RULES, Level};
/// let rule = RULES.iter().find(|rule| rule.name == "stop-space").unwrap();
/// assert_eq!((rule.id, rule.level), ("F02", Level::Safe));
/// ```
#[derive(Debug)]
pub struct Rule {
    /// Its number: `F02`.
    pub id: &'static str,
    /// What people type: `stop-space`.
    pub name: &'static str,
    /// What it mends, for people: one line, no final dot.
    pub about: &'static str,
    /// The lowest level at which it runs.
    pub level: Level,
    /// The letters and digits that it may take away or put others for, for people; `None` where each of them survives.
    pub removes: Option<&'static str>,
    /// Pushes its edits, in any order. Edits that overlap an earlier one are left out.
    pub edits: fn(&Context<'_>, &mut Vec<Edit>),
}

/// All rules, in the order in which they run: characters first, then lines, spaces, marks and words.
pub static RULES: &[Rule] = &[
    mojibake::RULE,
    utf7::RULE,
    entities::RULE,
    zero_width::RULE,
    ligatures::RULE,
    tags::RULE,
    roll_up::RULE,
    dup_cue::RULE,
    hallucination::RULE,
    split_label::RULE,
    names::RULE,
    leaked_stamp::RULE,
    furniture::RULE,
    split_number::RULE,
    hyphen_break::RULE,
    wrap_cjk::RULE,
    wrap::RULE,
    mask::RULE,
    nonspeech::RULE,
    emphasis::RULE,
    spaces::RULE,
    ditto_paragraph::RULE,
    detached_punct::RULE,
    stop_space::RULE,
    inaudible::RULE,
    stray_token::RULE,
    initialism_plural::RULE,
    lost_apostrophe::RULE,
    glued_words::RULE,
    punctuate::RULE,
    true_case::RULE,
    split_name::RULE,
    names_in_text::RULE,
    loops::RULE,
    false_starts::RULE,
    fillers::RULE,
    i_caps::RULE,
    sentence_caps::RULE,
    repeat_words::RULE,
    unclosed_quote::RULE,
    width_cjk::RULE,
    dash_space::RULE,
    quotes::RULE,
];
