//! Transcripts as people paste them, told by evidence over the whole text.

pub mod caption_dump;
mod census;
mod evidence;
mod head;
mod labelled;
mod name_colon;
mod near_miss;
mod page_meta;
mod plain_run;
mod region;
mod repeats;
mod resolve;
pub mod rev_inline;
mod select;
mod talk;

use std::cell::OnceCell;

use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::text::Places;
use census::Census;

/// A decoded text on its way to a dialect.
#[derive(Debug)]
pub struct Page<'t> {
    /// The text, NBSPs and all.
    pub text: &'t str,
    /// Bytes of the source before the text: add it to a byte of `text` for the origin.
    pub offset: usize,
    /// From a byte of the source to line and column.
    pub places: Places<'t>,
    /// Whether the caller named the dialect, which lifts the minimum of evidence.
    pub named: bool,
    census: OnceCell<Census<'t>>,
    dump: OnceCell<caption_dump::Found>,
}

impl<'t> Page<'t> {
    /// The page of `text`, which starts `offset` bytes into its source.
    pub fn new(text: &'t str, offset: usize) -> Self {
        Page {
            text,
            offset,
            places: Places::new(text, offset),
            named: false,
            census: OnceCell::new(),
            dump: OnceCell::new(),
        }
    }

    /// The heads of the page's lines, found when the first dialect asks.
    fn census(&self) -> &Census<'t> {
        self.census.get_or_init(|| Census::of(self.text))
    }

    /// What the page shows as a caption dump, found when that dialect first asks.
    fn dump(&self) -> &caption_dump::Found {
        self.dump.get_or_init(|| caption_dump::Found::of(self.text))
    }
}

/// How well a dialect explains a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// From 0, impossible, to 1, a signature that nothing else has. From one half on it is a transcript.
    pub value: f32,
    /// Why, one line for each piece of evidence.
    pub evidence: Vec<String>,
}

/// One way to write a transcript down: a file and a line in [`DIALECTS`].
pub struct Dialect {
    /// What people type: `--from rev-inline`.
    pub id: &'static str,
    /// In a few words, for `fireside formats`.
    pub title: &'static str,
    /// The most that its score can be: what fits better than that needn't be compared with it.
    pub ceiling: f32,
    /// How well it explains a page; asks only about itself.
    pub score: fn(&Page<'_>) -> Score,
    /// Reads the page, however badly it fits.
    pub read: fn(&Page<'_>) -> Result<Reading, Error>,
}

/// All dialects: the one table.
pub static DIALECTS: &[Dialect] =
    &[caption_dump::DIALECT, rev_inline::DIALECT, name_colon::DIALECT, plain_run::DIALECT];

/// The dialect that explains a page best.
pub struct Choice {
    /// The dialect.
    pub dialect: &'static Dialect,
    /// How well it fits.
    pub score: Score,
    /// Set where another one fits about as well.
    pub doubt: Option<Diagnostic>,
}

/// Scores that differ by less than this are a close call.
const CLOSE: f32 = 0.05;

/// Finds the dialect that explains `page` best.
///
/// # Errors
/// [`Error::NotATranscript`] where none reaches one half: says what the page is instead.
pub fn choose(page: &Page<'_>) -> Result<Choice, Error> {
    let mut scored: Vec<(&'static Dialect, Score)> = Vec::with_capacity(DIALECTS.len());
    let mut best = 0.0f32;
    for dialect in DIALECTS {
        if dialect.ceiling > best - CLOSE {
            let score = (dialect.score)(page);
            best = best.max(score.value);
            scored.push((dialect, score));
        }
    }
    // The sort is stable: of equals the one that stands first in the table, the more specific, wins.
    scored.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let mut scored = scored.into_iter();
    let Some((dialect, score)) = scored.next().filter(|(_, score)| score.value >= 0.5) else {
        return Err(near_miss::near_miss(page));
    };
    let doubt = scored.next().filter(|(_, next)| next.value > score.value - CLOSE).map(|(next, other)| {
        let message = format!(
            "`{}` fits about as well as `{}` ({:.2} and {:.2}): name one with --from",
            next.id, dialect.id, other.value, score.value
        );
        Diagnostic::warning(Code::CloseCall, message)
    });
    Ok(Choice { dialect, score, doubt })
}
