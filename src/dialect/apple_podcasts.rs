//! `apple-podcasts`: lines copied from a player, with a tail that says where they come from.
//!
//! ```text
//! “The secret of soup is to leave it. It knows.”
//! From Pot Luck: Leeks, 3 Feb 2023
//! This material may be protected by copyright.
//! ```
//!
//! ```text
//! page = 1*(text NL) "From " show NL "This material may be protected by copyright."
//! ```

use super::census::NO_LABEL;
use super::labelled::is_opener;
use super::region::is_furniture;
use super::{Dialect, Page, Score, near_miss};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::{GapKind, TranscriptBuilder, UnitStart};
use crate::text::{find_date, lines};

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "apple-podcasts", title: "copied lines, the show below", ceiling: 0.9, settles: 2.0, score, read };

const NOTICE: &str = "This material may be protected by copyright";

fn score(page: &Page<'_>) -> Score {
    let found = page.text.contains(NOTICE) && !spoken(page.text).is_empty();
    let evidence = if found { vec!["the notice of a podcast player stands below".to_owned()] } else { Vec::new() };
    Score { value: if found && !has_labels(page) { 0.9 } else { 0.0 }, evidence, reads_as: 0 }
}

/// Whether lines of speech open with a label.
fn has_labels(page: &Page<'_>) -> bool {
    let spoken = spoken(page.text);
    let end = spoken.last().map_or(0, |range| range.end);
    page.sheet().lines.iter().any(|line| (line.start as usize) < end && line.label != NO_LABEL && !line.alone())
}

/// The lines of speech: all above the tail.
fn spoken(text: &str) -> Vec<std::ops::Range<usize>> {
    let all: Vec<_> =
        lines(text).filter(|range| text.get(range.clone()).is_some_and(|line| !line.trim().is_empty())).collect();
    let line = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap_or("").trim();
    let notice = all.iter().position(|range| line(range).contains(NOTICE)).unwrap_or(all.len());
    // The show stands right above the notice, or in front of it on the same line.
    let show = notice.checked_sub(1).filter(|at| {
        all.get(*at).is_some_and(|range| {
            line(range).starts_with("From ")
                || line(range).starts_with("Excerpt From")
                || find_date(line(range)).is_some()
        })
    });
    let above = all.get(..show.unwrap_or(notice)).unwrap_or(&[]);
    let heading = above.iter().take_while(|range| is_opener(line(range)) || is_furniture(line(range))).count();
    above.get(heading..).unwrap_or(&[]).to_vec()
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    let spoken = spoken(page.text);
    if spoken.is_empty() {
        return Err(near_miss::near_miss(page));
    }
    let mut builder = TranscriptBuilder::with_capacity(page.text.len(), 1);
    builder.unit(UnitStart::default());
    for (index, range) in spoken.iter().enumerate() {
        if index > 0 {
            builder.gap(GapKind::Wrap);
        }
        let line = page.text.get(range.clone()).unwrap_or("");
        builder.push_raw(line.trim(), page.offset + range.start + (line.len() - line.trim_start().len()));
    }
    let mut transcript = builder.finish();
    transcript.drop_empty_units();
    Ok(Reading::new(transcript))
}
