//! Transcripts as people paste them, told by evidence over the whole text.

mod apple_podcasts;
mod asr_api;
mod atc;
mod auphonic;
mod bilingual;
mod caps_inline;
mod caps_surname;
pub mod caption_dump;
mod card;
mod cbs_centred;
mod census;
mod chevrons;
mod cnn;
mod court_argument;
mod cspan;
mod cvr;
mod dash;
mod de;
mod debate;
mod deposition;
mod descript_md;
mod earnings;
mod emergency_call;
mod es_pt_ru_ar;
mod european_parliament;
mod evidence;
mod f4;
mod fathom;
mod fireflies;
mod fr;
mod fullwidth;
mod gong;
mod grain_tldv;
mod grammar;
mod granola;
mod hansard;
mod happyscribe;
mod head;
mod hearing;
mod iheart;
mod inline_stamps;
mod inside;
mod ja_interview;
mod jefferson;
mod ko_radio;
mod labelled;
mod lecture;
mod lex;
mod line;
mod loom;
mod md_bold;
mod md_table;
mod meet;
mod minute_marks;
mod mission;
mod mixed;
mod name_colon;
mod name_dash;
mod name_line;
mod name_line_colon;
mod name_stamp_line;
mod near_miss;
mod npr;
mod npr_old;
mod numbered;
mod oral_history;
mod otter_web;
mod page_meta;
mod para_stamp;
mod participant_code;
mod pipe_header;
mod plain_run;
mod podscripts;
mod qa_print;
mod records;
mod region;
mod repeats;
mod resolve;
mod rev_colon;
mod rev_header;
pub mod rev_inline;
mod riverside;
mod script_like_interview;
mod sdh;
mod seconds_lines;
mod select;
mod sheet;
mod stamp_name;
mod stamp_name_line;
mod stamp_text;
mod talk;
mod ted;
mod trint;
mod two_column;
mod un;
mod whisper_cli;
mod whitehouse;
mod yt_a11y;
mod yt_panel;
mod zoom;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::text::Places;
use census::Census;
use grammar::{Found, Grammar};
use sheet::Sheet;

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
    sheet: OnceCell<Sheet<'t>>,
    found: RefCell<Vec<(Grammar, Rc<Found<'t>>)>>,
    numbered: OnceCell<f32>,
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
            sheet: OnceCell::new(),
            found: RefCell::new(Vec::new()),
            numbered: OnceCell::new(),
        }
    }

    /// The heads of the page's lines, found when the first dialect asks.
    fn census(&self) -> &Census<'t> {
        self.census.get_or_init(|| Census::of(self.text))
    }

    /// The openings of all lines, found when the first grammar asks.
    fn sheet(&self) -> &Sheet<'t> {
        self.sheet.get_or_init(|| Sheet::of(self.text))
    }

    /// The page as a grammar takes it apart; found once for each grammar.
    fn found(&self, grammar: &Grammar) -> Rc<Found<'t>> {
        let known = self.found.borrow().iter().find(|(known, _)| known == grammar).map(|(_, found)| Rc::clone(found));
        known.unwrap_or_else(|| {
            let found = Rc::new(grammar::found(self.text, self.sheet(), grammar, self.named));
            self.found.borrow_mut().push((*grammar, Rc::clone(&found)));
            found
        })
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
    /// A number for what the page would read as: equal ones read alike. 0 where it is not known.
    pub reads_as: u64,
}

/// One way to write a transcript down: a file and a line in [`DIALECTS`].
pub struct Dialect {
    /// What people type: `--from rev-inline`.
    pub id: &'static str,
    /// In a few words, for `fireside formats`.
    pub title: &'static str,
    /// The most that its score can be: what fits better than that needn't be compared with it.
    pub ceiling: f32,
    /// A large page that scores so much needs no comparison: above 1 where none does.
    pub settles: f32,
    /// How well it explains a page; asks only about itself.
    pub score: fn(&Page<'_>) -> Score,
    /// Reads the page, however badly it fits.
    pub read: fn(&Page<'_>) -> Result<Reading, Error>,
}

/// All dialects: the one table.
#[rustfmt::skip]
pub static DIALECTS: &[Dialect] = &[
    caption_dump::DIALECT,
    md_table::DIALECT,
    rev_inline::DIALECT,
    name_colon::DIALECT,
    name_stamp_line::DIALECT,
    iheart::DIALECT,
    rev_header::DIALECT,
    rev_colon::DIALECT,
    pipe_header::DIALECT,
    riverside::DIALECT,
    fireflies::DIALECT,
    zoom::DIALECT,
    stamp_name::DIALECT,
    asr_api::DIALECT,
    grain_tldv::DIALECT,
    descript_md::DIALECT,
    cnn::DIALECT,
    cvr::DIALECT,
    atc::DIALECT,
    mission::DIALECT,
    meet::DIALECT,
    auphonic::DIALECT,
    md_bold::DIALECT,
    lex::DIALECT,
    otter_web::DIALECT,
    fathom::DIALECT,
    gong::DIALECT,
    trint::DIALECT,
    happyscribe::DIALECT,
    stamp_name_line::DIALECT,
    two_column::DIALECT,
    whisper_cli::DIALECT,
    yt_panel::DIALECT,
    yt_a11y::DIALECT,
    para_stamp::DIALECT,
    seconds_lines::DIALECT,
    podscripts::DIALECT,
    minute_marks::DIALECT,
    ted::DIALECT,
    cspan::DIALECT,
    card::DIALECT,
    bilingual::DIALECT,
    loom::DIALECT,
    stamp_text::DIALECT,
    inline_stamps::DIALECT,
    f4::DIALECT,
    caps_surname::DIALECT,
    npr::DIALECT,
    npr_old::DIALECT,
    whitehouse::DIALECT,
    hearing::DIALECT,
    deposition::DIALECT,
    court_argument::DIALECT,
    hansard::DIALECT,
    un::DIALECT,
    earnings::DIALECT,
    script_like_interview::DIALECT,
    name_line::DIALECT,
    name_line_colon::DIALECT,
    cbs_centred::DIALECT,
    oral_history::DIALECT,
    caps_inline::DIALECT,
    granola::DIALECT,
    qa_print::DIALECT,
    lecture::DIALECT,
    fullwidth::DIALECT,
    ja_interview::DIALECT,
    ko_radio::DIALECT,
    fr::DIALECT,
    de::DIALECT,
    es_pt_ru_ar::DIALECT,
    jefferson::DIALECT,
    name_dash::DIALECT,
    participant_code::DIALECT,
    numbered::DIALECT,
    emergency_call::DIALECT,
    debate::DIALECT,
    european_parliament::DIALECT,
    chevrons::DIALECT,
    dash::DIALECT,
    sdh::DIALECT,
    mixed::DIALECT,
    apple_podcasts::DIALECT,
    plain_run::DIALECT,
];

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

/// A page that a dialect explains so well is not taken for anything else.
const SIGNATURE: f32 = 0.9;

/// From so many bytes on a page is not compared with all dialects where a common one explains it.
const LARGE: usize = 64 * 1024;

/// Finds the dialect that explains `page` best.
///
/// # Errors
/// [`Error::NotATranscript`] where none reaches one half: says what the page is instead.
pub fn choose(page: &Page<'_>) -> Result<Choice, Error> {
    // What a large page is shows in parts of it; where they leave it open, all of it is looked at.
    if let Some(sample) = sample(page.text)
        && let Ok(choice) = choose_whole(&Page::new(&sample, page.offset))
        && choice.score.value >= SAMPLED
    {
        return Ok(choice);
    }
    choose_whole(page)
}

/// A sample that scores so much stands for its page.
const SAMPLED: f32 = 0.6;

/// The beginning, the middle and the end of a page of many lines, each a few hundred kilobytes; `None` for a small one.
fn sample(text: &str) -> Option<String> {
    const PIECE: usize = 192 * 1024;
    const SMALLEST: usize = 8 * PIECE;
    /// A line that is longer may be the whole page.
    const LONGEST_LINE: usize = 16 * 1024;
    if text.len() < SMALLEST {
        return None;
    }
    let bytes = text.as_bytes();
    let line_start = |at: usize| {
        let window = bytes.get(at..(at + LONGEST_LINE).min(bytes.len()))?;
        memchr::memchr(b'\n', window).map(|found| at + found + 1)
    };
    let mut sample = String::with_capacity(3 * PIECE);
    for at in [0, (text.len() - PIECE) / 2, text.len() - PIECE - LONGEST_LINE] {
        let from = if at == 0 { 0 } else { line_start(at)? };
        let to = line_start(from + PIECE - LONGEST_LINE)?;
        sample.push_str(text.get(from..to)?);
    }
    Some(sample)
}

/// Compares the dialects on all of a page.
fn choose_whole(page: &Page<'_>) -> Result<Choice, Error> {
    let mut scored: Vec<(&'static Dialect, Score)> = Vec::with_capacity(DIALECTS.len());
    let mut best = 0.0f32;
    let large = page.text.len() >= LARGE;
    for dialect in DIALECTS {
        if dialect.ceiling > best - CLOSE {
            let score = (dialect.score)(page);
            best = best.max(score.value);
            let settled = large && score.value >= dialect.settles;
            scored.push((dialect, score));
            if settled {
                break;
            }
        }
    }
    // The sort is stable: of equals the one that stands first in the table, the more specific, wins.
    scored.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let mut scored = scored.into_iter();
    let Some((dialect, score)) = scored.next().filter(|(_, score)| score.value >= 0.5) else {
        return Err(near_miss::near_miss(page));
    };
    let signed = score.value >= SIGNATURE;
    // A large page that is signed may only be a machine's, and its beginning tells.
    let other = match signed && large {
        true => near_miss::machine(beginning(page.text)),
        false => near_miss::sure(page.text, signed),
    };
    if let Some(error) = other {
        return Err(error);
    }
    let differs = |other: &Score| other.reads_as != score.reads_as || other.reads_as == 0;
    let close = scored.take_while(|(_, next)| next.value > score.value - CLOSE).find(|(_, next)| differs(next));
    let doubt = close.map(|(next, other)| {
        let message = format!(
            "`{}` fits about as well as `{}` ({:.2} and {:.2}): name one with --from",
            next.id, dialect.id, other.value, score.value
        );
        Diagnostic::warning(Code::CloseCall, message)
    });
    Ok(Choice { dialect, score, doubt })
}

/// The first lines of a large page.
fn beginning(text: &str) -> &str {
    let bytes = text.as_bytes().get(..LARGE).unwrap_or(text.as_bytes());
    let end = memchr::memrchr(b'\n', bytes).unwrap_or(0);
    text.get(..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_page_is_what_its_parts_are() {
        let said = [
            "Is it on?",
            "I think that it is, and you can hear it from the road.",
            "So what do we do now?",
            "We wait.",
        ];
        let mut page = String::new();
        for index in 0..60_000usize {
            let name = ["Ana Brill", "Ben Cole", "Ida Moss"][index * 7 % 5 % 3];
            page.push_str(&format!("{name}: {} {index} times over.\n", said[index % 4]));
        }
        assert!(sample(&page).is_some_and(|sample| sample.len() < page.len() / 2));
        let page = Page::new(&page, 0);
        let (some, all) = (choose(&page).ok().unwrap(), choose_whole(&page).ok().unwrap());
        assert_eq!(some.dialect.id, all.dialect.id);
        assert!(sample("short\n").is_none() && sample(&"word ".repeat(1_000_000)).is_none());
    }

    #[test]
    fn a_large_page_of_prose_is_none() {
        let prose = "The gate of the lock was opened by the keeper in the year that the river rose.\n\n".repeat(40_000);
        assert_eq!(choose(&Page::new(&prose, 0)).err().unwrap().code(), "E-ARTICLE");
    }
}
