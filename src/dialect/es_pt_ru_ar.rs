//! `es-pt-ru-ar`: Spanish, Portuguese, Russian, Arabic pages: a name and a colon.
//!
//! ```text
//! Ведущий: Кто звонит в колокол?
//!
//! Анна Белова: Ветер, если не занят.
//!
//! А. Белова: А иначе я.
//! ```
//!
//! ```text
//! record = label ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "es-pt-ru-ar", title: "Ведущий: text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if other_script(page.text) { 1.1 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether the page is written in another script than Latin or Chinese, or with signs that Spanish alone has.
fn other_script(text: &str) -> bool {
    const ENOUGH: usize = 20_000;
    let other = |c: char| matches!(c, '\u{400}'..='\u{52F}' | '\u{590}'..='\u{6FF}' | '¿' | '¡');
    text.chars().take(ENOUGH).filter(|c| other(*c)).count() >= 4
}
