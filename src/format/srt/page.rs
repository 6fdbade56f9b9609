//! Cues that were copied from a page.

use std::ops::Range;

use super::Row;

/// What a page has below the last cue that was copied from it: text behind a blank line, where the page has text above
/// the first cue too or cues follow each other without a blank line, and no other cue has one inside.
pub(super) fn tail(text: &str, rows: &[Row], first: Option<usize>) -> Option<Range<u32>> {
    let (last, others) = rows.split_last()?;
    let said = |row: &Row| text.get(row.text.start as usize..row.text.end as usize).unwrap_or("");
    let blank = blank_line(said(last)).filter(|blank| *blank > 0)?;
    let above = text.get(..first?).is_some_and(|before| !before.trim().is_empty());
    let apart = |pair: &[Row]| {
        let [row, next] = pair else { return false };
        text.get(row.text.end as usize..next.text.start as usize).is_some_and(|between| blank_line(between).is_some())
    };
    let page = rows.len() >= 3 && (above || !rows.windows(2).any(apart));
    let whole = page && !others.iter().any(|row| blank_line(said(row)).is_some());
    whole.then(|| last.text.start + blank as u32..last.text.end)
}

/// Where a blank line begins: the end of the line above it.
fn blank_line(text: &str) -> Option<usize> {
    let mut above: Option<usize> = None;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        if let Some(above) = above
            && text.get(above..end).is_some_and(|line| line.trim().is_empty())
        {
            return Some(text.get(..above).unwrap_or("").trim_end().len());
        }
        above = Some(end);
    }
    None
}
