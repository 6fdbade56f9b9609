//! `participant-code`: codes for participants.
//!
//! ```text
//! Int.: What do you carry?
//! R1: A spare button.
//! R2: His spare button.
//! P03: I have neither.
//! ```
//!
//! ```text
//! record = code ":" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "participant-code", title: "P03: text", ceiling: 0.82, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| if codes(page) { 1.1 } else { 0.0 })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}

/// Whether most labels are a letter and a number, or an abbreviation with its stop.
fn codes(page: &Page<'_>) -> bool {
    let labels = &page.sheet().labels;
    let code = |label: &&&str| {
        let digits = label.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let numbered =
            digits.len() < label.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        numbered || (label.ends_with('.') && label.chars().count() <= 6)
    };
    labels.iter().filter(code).count() >= 2
}
