//! How the records of a page are written: what dialects compare themselves by.

use crate::dialect::census::{Census, NO_LABEL, Row};
use crate::dialect::line::flag;
use crate::model::Clock;
use crate::text::words::bare;

/// How the records of a page are written: shares from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Facts {
    /// How many there are.
    pub rows: usize,
    /// Records with nothing behind the opening on its line.
    pub alone: f32,
    /// Labels in capitals.
    pub caps: f32,
    /// Marks at the end of the line.
    pub tail: f32,
    /// Signs of Markdown.
    pub markdown: f32,
    /// Numbers in front.
    pub counted: f32,
    /// Marks in round brackets.
    pub round: f32,
    /// Marks in square brackets.
    pub square: f32,
    /// Marks that are ranges, or an end.
    pub ranges: f32,
    /// Times written again in words.
    pub spelt: f32,
    /// Labels with full-width colons.
    pub wide: f32,
    /// Breaks by `>>`.
    pub chevrons: f32,
    /// Breaks by a dash.
    pub dashes: f32,
    /// Breaks by a hyphen, as lists have them.
    pub hyphens: f32,
    /// Labels wrapped in brackets.
    pub wrapped: f32,
    /// Records with a label.
    pub labelled: f32,
    /// Records with a mark.
    pub marked: f32,
    /// Whether those who speak to aircraft from the ground are among the labels: `Tower`, `Ground`.
    pub ground: bool,
    /// Records by the sign in front of a mark at the line's end: none, blank, `|`, `·`, dash, comma.
    pub tails: [f32; 8],
    /// Labels by how they end: the upper bits of their form.
    pub terms: [f32; 16],
    /// Marks with a fraction of a second.
    pub fraction: f32,
    /// Marks without a colon.
    pub seconds: f32,
    /// Records with a blank line in front.
    pub apart: f32,
    /// Labels that name no person but a voice: `Speaker 1`, `spk_0`.
    pub generic: f32,
    /// Labels of one to three letters.
    pub letters: f32,
    /// Whether a label is the initials of another.
    pub initials: bool,
    /// The first mark, in milliseconds.
    pub first: i64,
    /// The median time between marks, in milliseconds.
    pub step: i64,
    /// The clock that most marks are written for, whatever the dialect takes them for.
    pub clock: Clock,
    /// Records that end with a mark that says when they ended.
    pub ends: f32,
    /// Records whose label is `Q`.
    pub asks: f32,
    /// Records that begin inside a line.
    pub inside: f32,
    /// Records whose opening takes more than one line.
    pub joined: f32,
}

impl Facts {
    pub(super) fn of(text: &str, census: &Census<'_>) -> Self {
        let total = census.rows.len().max(1) as f32;
        let share = |is: &dyn Fn(&Row) -> bool| census.rows.iter().filter(|row| is(row)).count() as f32 / total;
        let caps: Vec<bool> = census.labels.iter().map(|label| is_in_capitals(label)).collect();
        let generic: Vec<bool> = census.labels.iter().map(|label| is_voice(label)).collect();
        let head = |row: &Row| text.get(row.start as usize..row.text as usize).unwrap_or("");
        let (mut tails, mut terms) = ([0.0; 8], [0.0; 16]);
        for row in &census.rows {
            if row.flags & flag::TAIL != 0 {
                if let Some(sum) = tails.get_mut(usize::from(row.form >> 3 & 7)) {
                    *sum += 1.0 / total;
                }
            } else if row.label != NO_LABEL
                && let Some(sum) = terms.get_mut(usize::from(row.form >> 3 & 15))
            {
                *sum += 1.0 / total;
            }
        }
        let marks: Vec<i64> = census.rows.iter().filter_map(Row::millis).collect();
        let mut steps: Vec<i64> = marks.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)).collect();
        steps.sort_unstable();
        let has = |bit: u16| move |row: &Row| row.flags & bit != 0;
        Facts {
            rows: census.rows.len(),
            alone: share(&|row| row.text >= row.end),
            caps: share(&|row| caps.get(row.label as usize) == Some(&true)),
            tail: share(&has(flag::TAIL)),
            markdown: share(&has(flag::MARKDOWN)),
            counted: share(&has(flag::COUNTER)),
            round: share(&|row| row.millis().is_some() && row.form & 7 == 1 && row.flags & flag::TAIL == 0),
            square: share(&|row| row.millis().is_some() && row.form & 7 == 2),
            ranges: share(&|row| row.until().is_some()),
            spelt: share(&has(flag::SPELT)),
            wide: share(&|row| row.label != NO_LABEL && row.form >> 3 & 15 == 1),
            chevrons: share(&has(flag::CHEVRON)),
            dashes: share(&has(flag::DASH)),
            hyphens: share(&|row| row.flags & flag::DASH != 0 && head(row).trim_start().starts_with('-')),
            wrapped: share(&has(flag::WRAPPED)),
            labelled: share(&|row| row.label != NO_LABEL),
            marked: share(&|row| row.mark().is_some()),
            tails,
            terms,
            fraction: share(&|row| row.millis().is_some_and(|at| at % 1_000 != 0)),
            seconds: share(&|row| row.millis().is_some() && !head(row).contains([':', '：', ';'])),
            apart: share(&|row| is_apart(text, row.start as usize)),
            generic: share(&|row| generic.get(row.label as usize) == Some(&true)),
            letters: share(&|row| {
                census.labels.get(row.label as usize).is_some_and(|label| label.chars().count() <= 3)
            }),
            ground: census.labels.iter().any(|label| is_ground(label)),
            initials: has_initials(&census.labels),
            first: marks.first().copied().unwrap_or(0),
            step: steps.get(steps.len() / 2).copied().unwrap_or(0),
            clock: Clock::Media,
            ends: share(&has(flag::ENDS)),
            joined: share(&|row| head(row).trim_end().contains('\n')),
            inside: share(&|row| {
                text.get(..row.start as usize)
                    .and_then(|before| before.trim_end_matches([' ', '\t', '\u{A0}']).chars().next_back())
                    .is_some_and(|c| !matches!(c, '\n' | '\r' | '\u{FEFF}'))
            }),
            asks: share(&|row| matches!(census.labels.get(row.label as usize), Some(&("Q" | "QUESTION")))),
        }
    }
}

/// Whether the name of a label is in capitals, whatever its title and its role are: `Mr. JOE BELL (Miner)`.
pub(super) fn is_in_capitals(label: &str) -> bool {
    let name = label.split(['(', ',', '[']).next().unwrap_or(label).trim();
    let name = match name.split_once(". ") {
        Some((title, rest)) if title.len() <= 4 && !rest.is_empty() => rest,
        _ => name,
    };
    // `McALLISTER`
    let capitals = |word: &str| {
        let rest =
            ["Mc", "Mac", "De", "de", "von", "van"].iter().find_map(|head| word.strip_prefix(head)).unwrap_or(word);
        !rest.chars().any(char::is_lowercase)
    };
    name.chars().any(char::is_uppercase)
        && name.split_whitespace().all(capitals)
        && name.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// Whether a label is the initials of another.
/// A station of an aerodrome.
fn is_ground(label: &str) -> bool {
    const STATIONS: &[&str] = &["tower", "ground", "approach", "departure", "radar", "clearance", "twr", "gnd"];
    label.split_whitespace().map(bare).any(|word| STATIONS.contains(&word.as_str()))
}

pub(super) fn has_initials(labels: &[&str]) -> bool {
    let of = |label: &&&str| -> String { label.split_whitespace().filter_map(|word| word.chars().next()).collect() };
    let full: Vec<String> =
        labels.iter().filter(|label| label.contains(' ')).take(64).map(|label| of(&label)).collect();
    labels
        .iter()
        .filter(|label| (2..=4).contains(&label.len()))
        .take(64)
        .any(|label| full.iter().any(|initials| initials == label))
}

/// Whether a blank line, or nothing, stands in front of a line.
pub(super) fn is_apart(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or("").trim_end_matches([' ', '\t', '\u{A0}']);
    let rest = before.trim_end_matches(['\n', '\r']);
    before.len() - rest.len() >= 2 && !(before.ends_with("\r\n") && before.len() - rest.len() == 2) || rest.is_empty()
}

/// `Speaker 1`, `spk_0`, `SPEAKER_00`, `Speaker A`, and what transcribers of other languages call a voice.
pub(super) fn is_voice(label: &str) -> bool {
    const VOICES: &[&str] = &[
        "speaker",
        "spk",
        "channel",
        "track",
        "sprecher",
        "locuteur",
        "intervenant",
        "hablante",
        "orador",
        "participante",
        "teilnehmer",
        "スピーカー",
        "話者",
        "发言人",
        "说话人",
        "發言人",
        "參與者",
        "참석자",
        "화자",
        "спикер",
        "участник",
    ];
    let lower = label.to_lowercase();
    VOICES.iter().any(|word| lower.starts_with(word)) && lower.chars().count() <= 16
}
