//! `rev-inline`: a name with a time mark in front of each paragraph.
//!
//! ```text
//! Hester Quill (00:04): Tell us what a canal lock keeper actually does before breakfast.
//!
//! Bram Otten (00:09): Mostly I look at the sky. Then I look at the gauge, and inaudible 00:00:13 the gate.
//!
//! Bram Otten (00:31): After that, tea.
//! ```
//!
//! ```text
//! record = label mark [":"] text
//! mark   = "(" time ")" / "[" time "]" / ["–" / "-"] time ":"
//! ```
//!
//! A mark without a label, alone or before text, goes on with the same speaker.

use super::head::{Kind, head};
use super::labelled::{self, evidence};
use super::records::discounted;
use super::select::Kinds;
use super::{Dialect, Page, Score};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::text::lines;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "rev-inline", title: "Name (MM:SS): text", ceiling: 0.95, settles: 0.85, score, read };

/// Names with marks and marks alone; a name whose mark is missing where it has one elsewhere.
const KINDS: Kinds = Kinds { own: Kind::LabelMark.bit() | Kind::Mark.bit(), attested: Kind::Label.bit() };

fn score(page: &Page<'_>) -> Score {
    let (found, reads_as, rows) = evidence(page, KINDS);
    let score = found.timed_score();
    let score = Score { reads_as, value: discounted(page, &rows, false, score.value), ..score };
    // Where the text stands below the names it is another's form.
    if found.filled < 0.5 { Score { value: score.value * 0.95, ..score } } else { score }
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    labelled::read(page, KINDS)
}

/// A line with a label and a mark, as slices of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'t> {
    /// The label as written.
    pub label: &'t str,
    /// The mark in milliseconds; `None` where seconds or minutes pass 59.
    pub start: Option<i64>,
    /// What stands behind the mark on the same line.
    pub text: &'t str,
}

/// All lines of a page that have a label and a mark, without allocating. Whether each label is one is not asked.
///
/// ```
/// use fireside::dialect::rev_inline::records;
/// let page = "Menu\n\nAda Quill (00:05): Is it on?\n\nBram Otten (1:00:07): It is.\n";
/// let found: Vec<_> = records(page).map(|record| (record.label, record.start, record.text)).collect();
/// assert_eq!(found, [("Ada Quill", Some(5_000), "Is it on?"), ("Bram Otten", Some(3_607_000), "It is.")]);
/// ```
pub fn records(text: &str) -> impl Iterator<Item = Record<'_>> + '_ {
    lines(text).filter_map(move |range| {
        let line = text.get(range)?;
        let head = head(line, false).filter(|head| head.kind == Kind::LabelMark)?;
        Some(Record { label: head.label, start: head.mark?.millis, text: line.get(head.text..)?.trim() })
    })
}
