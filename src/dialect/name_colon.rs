//! `name-colon`: a name and a colon in front of each turn.
//!
//! ```text
//! Odile Renner: So the light still turns, even with nobody living up there?
//! Piet Aalders: It does. There's a motor the size of a teapot.
//!
//! And once a year I go up and oil it.
//! Odile: Once a year!
//! ```
//!
//! ```text
//! record = label [SP] ":" text
//! ```
//!
//! A paragraph without a label goes on with the turn. There are no times.

use super::labelled::{Evidence, Head, Reader, evidence};
use super::{Dialect, Page, Score};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect = Dialect { id: "name-colon", title: "Name: text", ceiling: 0.80, score, read };

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    Reader { page, read_head: head }.read()
}

fn score(page: &Page<'_>) -> Score {
    let found = evidence(page.text, head);
    Score { value: value(&found), evidence: found.lines() }
}

/// Labels must recur and take turns, and what follows them must read as speech: sentences, not values.
fn value(found: &Evidence) -> f32 {
    let turns = found.labelled >= 4 && found.labels_are_healthy() && found.labels >= 2 && found.changes >= 4;
    let speech = found.sentences >= 0.5 && found.words >= 2;
    // Two keys that recur record by record are data: speakers don't come in a fixed order of three and more.
    let crowd = found.labels * 3 <= found.labelled || found.labels <= 6;
    if turns && speech && crowd && found.coverage >= 0.2 {
        0.55 + 0.25 * found.coverage.min(1.0) * found.regular
    } else {
        0.0
    }
}

/// How far into a line its colon may stand, in bytes: 48 characters of any script.
const WINDOW: usize = 200;

fn head(line: &str) -> Option<Head<'_>> {
    let window = line.as_bytes().get(..line.len().min(WINDOW))?;
    let wide = memchr::memmem::find(window, "：".as_bytes());
    let narrow = memchr::memchr(b':', window);
    let (colon, sign) = match (narrow, wide) {
        (Some(narrow), Some(wide)) if wide < narrow => (wide, "：".len()),
        (Some(narrow), _) => (narrow, 1),
        (None, Some(wide)) => (wide, "：".len()),
        (None, None) => return None,
    };
    let label = line.get(..colon)?.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let after = line.get(colon + sign..)?;
    // `12:30`, `http://` and `C:\` are no labels.
    let glued = after.starts_with(['/', '\\', ':'])
        || (after.starts_with(|c: char| c.is_ascii_digit()) && label.ends_with(|c: char| c.is_ascii_digit()));
    let form = u8::from(line.get(..colon)?.ends_with([' ', '\u{A0}'])) + 2 * u8::from(sign > 1);
    (!label.is_empty() && !glued).then_some(Head { label, mark: None, text: colon + sign, form })
}
