//! F22: a speaker's label that a file spells in several ways takes the form it has most often: `Brant:` among `Brandt:`.
//!
//! Labels that take turns with one another are two people, however alike they look; so are numbered ones.

use rustc_hash::FxHashMap;

use super::labels::labels;
use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F22",
    name: "names",
    about: "a speaker's label that is misspelt takes its usual form",
    level: Level::Full,
    removes: Some("letters of a label that is misspelt"),
    edits,
};

/// More labels than this are no cast.
const CAST: usize = 200;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    // Readers of transcripts draw the labels of one speaker together.
    if !context.is_plain() || memchr::memchr(b':', context.text().as_bytes()).is_none() {
        return;
    }
    let text = context.text();
    let mut found: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
    let mut ids: FxHashMap<&str, usize> = FxHashMap::default();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for labelled in labels(text) {
        let Some(label) = text.get(labelled.label.clone()) else { continue };
        let id = *ids.entry(label).or_insert_with(|| {
            counts.push((label, 0));
            counts.len() - 1
        });
        if let Some((_, count)) = counts.get_mut(id) {
            *count += 1;
        }
        found.push((id, labelled.label));
    }
    if counts.len() < 2 || counts.len() > CAST {
        return;
    }
    // How often two labels stand next to each other.
    let mut meetings: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for pair in found.windows(2) {
        if let [(a, _), (b, _)] = pair {
            *meetings.entry((*a.min(b), *a.max(b))).or_insert(0) += 1;
        }
    }
    let usual = |id: usize| -> Option<usize> {
        let (label, count) = *counts.get(id)?;
        let better = |&other: &usize| {
            let Some(&(known, often)) = counts.get(other) else { return false };
            let met = meetings.get(&(id.min(other), id.max(other))).copied().unwrap_or(0);
            (often, known.len()) > (count, label.len()) && alike(label, known) && met * 10 <= count * 2 * 3
        };
        (0..counts.len()).filter(|other| *other != id).filter(better).max_by_key(|other| counts.get(*other))
    };
    let forms: Vec<Option<usize>> = (0..counts.len()).map(usual).collect();
    for (id, bytes) in found {
        if let Some(&(form, _)) = forms.get(id).copied().flatten().and_then(|form| counts.get(form)) {
            out.push(Edit::new(bytes, form.to_owned(), 0.8));
        }
    }
}

/// Whether two labels are spellings of one name.
fn alike(a: &str, b: &str) -> bool {
    let digits = |label: &str| label.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(a) != digits(b) || a.chars().next() != b.chars().next() {
        return false;
    }
    let (mut left, mut right) = (a.split_whitespace(), b.split_whitespace());
    let mut differing = 0;
    loop {
        match (left.next(), right.next()) {
            (None, None) => return differing == 1,
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) if spelt_alike(a, b) => differing += 1,
            _ => return false,
        }
    }
}

/// Whether two words differ by a slip or two: one in a short word, none in a very short one.
pub fn spelt_alike(a: &str, b: &str) -> bool {
    let letters = a.chars().count().min(b.chars().count());
    let most = match letters {
        0..=3 => return false,
        4..=5 => 1,
        _ => 2,
    };
    let first = |word: &str| word.chars().next().map(|c| c.to_lowercase().next());
    first(a) == first(b) && a.len().abs_diff(b.len()) <= 8 && strsim::osa_distance(a, b) <= most
}
