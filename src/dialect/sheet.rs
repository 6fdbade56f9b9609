//! The openings of a page's lines, found in one pass that all grammars share.

use rustc_hash::{FxHashMap, FxHashSet};

use super::census::{NO_LABEL, NO_MARK, UNSOUND};
use super::line::{Shape, is_doubtful, opening};
use super::region::is_furniture;
use crate::model::Clock;
use crate::text::{lines, stamp};

/// A line with an opening. Positions are bytes of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Where the line starts.
    pub start: u32,
    /// Where the text behind the opening starts.
    pub text: u32,
    /// Where the text ends.
    pub end: u32,
    /// Index of the label, or [`NO_LABEL`].
    pub label: u32,
    /// The time in milliseconds, or [`NO_MARK`], or [`UNSOUND`].
    pub at: i32,
    /// The end in milliseconds, or [`NO_MARK`].
    pub until: i32,
    /// Which of the page's lines it is, blank ones not counted.
    pub number: u32,
    /// What the opening is made of.
    pub shape: Shape,
    /// How it is written.
    pub form: u8,
    /// What else there is: see [`flag`](super::line::flag).
    pub flags: u16,
    /// The clock of its time, as far as the spelling tells.
    pub clock: Clock,
    /// Whether a blank line stands in front.
    pub apart: bool,
}

impl Line {
    /// Whether nothing stands behind the opening on the line.
    pub fn alone(&self) -> bool {
        self.text >= self.end
    }
}

/// The openings of a page.
#[derive(Debug, Default)]
pub struct Sheet<'t> {
    /// Lines with an opening, in order.
    pub lines: Vec<Line>,
    /// Distinct labels as written.
    pub labels: Vec<&'t str>,
    /// How many lines open with each label.
    pub counts: Vec<usize>,
    /// Lines that are not blank.
    pub count: usize,
    /// Lines by the shape of their opening.
    pub shapes: [usize; 9],
}

impl<'t> Sheet<'t> {
    /// Takes the openings of a text down. Linear; a text of 4 GiB and more has none.
    pub fn of(text: &'t str) -> Self {
        let mut sheet = Sheet::default();
        if u32::try_from(text.len()).is_err() {
            return sheet;
        }
        let mut known: FxHashMap<&'t str, u32> = FxHashMap::default();
        let mut apart = true;
        for range in lines(text) {
            let Some(content) = text.get(range.clone()) else { continue };
            if content.trim_ascii_start().is_empty() || content.trim().is_empty() {
                apart = true;
                continue;
            }
            let number = sheet.count as u32;
            sheet.count += 1;
            let before = std::mem::take(&mut apart);
            let Some(found) = opening(content) else { continue };
            let furnished = matches!(found.shape, Shape::Label | Shape::Sign | Shape::Name)
                && (is_furniture(content) || is_examiner(content));
            // `10:32 A.M. EST` says when a session began.
            let begins = matches!(found.shape, Shape::Mark) && found.text >= found.end && has_zone(content);
            // `0:00 / 41:06` is where a player stands.
            let player =
                matches!(found.shape, Shape::Mark) && is_a_position(content.get(found.text..found.end).unwrap_or(""));
            if furnished || begins || player {
                continue;
            }
            if let Some(count) = sheet.shapes.get_mut(found.shape as usize) {
                *count += 1;
            }
            let label = match found.label {
                "" => NO_LABEL,
                label => *known.entry(label).or_insert_with(|| {
                    sheet.labels.push(label);
                    sheet.counts.push(0);
                    sheet.labels.len() as u32 - 1
                }),
            };
            if let Some(count) = sheet.counts.get_mut(label as usize) {
                *count += 1;
            }
            let fits = |at: Option<i64>, without: i32| {
                at.and_then(|at| i32::try_from(at).ok()).filter(|at| *at > UNSOUND).unwrap_or(without)
            };
            let ends_only = found.time.is_some_and(|time| time.start.is_none() && time.end.is_some());
            let at = match found.time {
                None => NO_MARK,
                Some(_) if ends_only => NO_MARK,
                Some(time) => fits(time.start, UNSOUND),
            };
            sheet.lines.push(Line {
                start: range.start as u32,
                text: (range.start + found.text) as u32,
                end: (range.start + found.end.max(found.text)) as u32,
                label,
                at,
                until: found.time.map_or(NO_MARK, |time| fits(time.end, NO_MARK)),
                number,
                shape: found.shape,
                form: found.form,
                flags: found.flags,
                clock: found.time.map_or(Clock::Media, |time| time.clock),
                apart: before,
            });
        }
        sheet.drop_keys();
        sheet
    }

    /// Drops lines whose label is a key in capitals that no other label bears as a surname.
    fn drop_keys(&mut self) {
        let doubtful: Vec<bool> = self.labels.iter().map(|label| is_doubtful(label)).collect();
        if !doubtful.contains(&true) {
            return;
        }
        let surname = |label: &str| {
            let name = label.split([',', '(']).next().unwrap_or(label);
            name.split_whitespace().next_back().map(str::to_lowercase)
        };
        let mut surnames: FxHashSet<String> = FxHashSet::default();
        surnames.extend(self.labels.iter().filter(|label| label.contains(' ')).filter_map(|label| surname(label)));
        let drop: Vec<bool> = self
            .labels
            .iter()
            .zip(&doubtful)
            .map(|(label, doubtful)| *doubtful && !surnames.contains(&label.to_lowercase()))
            .collect();
        let (shapes, counts) = (&mut self.shapes, &self.counts);
        self.lines.retain(|line| {
            // A name on a line of its own again and again, and one beside a time, need no other proof.
            let again = line.shape == Shape::Name && counts.get(line.label as usize).is_some_and(|count| *count >= 3);
            let works = WORKS.contains(&self.labels.get(line.label as usize).copied().unwrap_or(""))
                && counts.get(line.label as usize).is_some_and(|count| *count >= 2);
            let timed = matches!(line.shape, Shape::LabelMark | Shape::MarkLabel | Shape::MarkName);
            let keep = drop.get(line.label as usize) != Some(&true) || again || timed || works;
            if !keep && let Some(count) = shapes.get_mut(line.shape as usize) {
                *count -= 1;
            }
            keep
        });
    }
}

/// Keys of credits that are persons too, where they say more than one thing.
const WORKS: &[&str] = &["Producer", "PRODUCER", "Director", "DIRECTOR", "Editor", "EDITOR", "Author", "AUTHOR"];

/// Whether a line ends with a time zone behind `am` or `pm`.
fn has_zone(line: &str) -> bool {
    let mut words = line.split_whitespace().rev();
    let zone = words.next().unwrap_or("").trim_matches(|c: char| !c.is_alphabetic());
    let half = words.next().unwrap_or("").to_lowercase();
    (2..=4).contains(&zone.len())
        && zone.bytes().all(|byte| byte.is_ascii_uppercase())
        && ["am", "pm", "a.m.", "p.m."].iter().any(|end| half.ends_with(end))
}

/// A slash and a time, and nothing else.
fn is_a_position(rest: &str) -> bool {
    let length = rest.trim().strip_prefix('/').map(str::trim_start);
    length.and_then(stamp).is_some_and(|(_, rest)| rest.trim().is_empty())
}

/// `BY MR. KEANE:` says who asks; nobody speaks.
fn is_examiner(line: &str) -> bool {
    let content = line.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    content.starts_with("BY ") && content.trim_end().ends_with(':') && content.len() <= 60
}
