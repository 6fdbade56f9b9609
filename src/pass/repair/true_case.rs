//! F46: names and sentence starts in text that has its marks but no capitals: `we met in oslo. i had come by train.`
//!
//! The capitals are those of the rule `punctuate`: from a list, and from the document where it has some.

use super::context::Language;
use super::{Context, Edit, Level, Rule, punctuate};

pub const RULE: Rule = Rule {
    id: "F46",
    name: "true-case",
    about: "names and sentence starts of text without capitals get theirs",
    level: Level::Full,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let letters = context.text().bytes().filter(u8::is_ascii_alphabetic).count();
    let capitals = context.text().bytes().filter(u8::is_ascii_uppercase).count();
    if capitals * 40 <= letters && context.language() == Language::English {
        punctuate::true_case(context, out);
    }
}
