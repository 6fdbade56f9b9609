//! `fr`: French pages: a blank in front of the colon.
//!
//! ```text
//! Voix off : Le port, chapitre deux.
//!
//! Lise Roux : Vous pêchez quoi ?
//!
//! Marc Petit : Le silence. Il mord à l’aube !
//! ```
//!
//! ```text
//! record = label BLANK ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "fr", title: "Prénom Nom : text", ceiling: 0.83, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if page.text.chars().take(2_000).any(|c| matches!(c, '\u{590}'..='\u{6FF}')) {
            0.0
        } else {
            1.1 * facts.terms[2]
        }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
