//! How dialects with records score a page and read it: what they share.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::census::{Census, NO_LABEL, Row};
use super::evidence::Evidence;
use super::grammar::{Facts, Found, Grammar, Join};
use super::head::Kind;
use super::labelled::{Manner, read_rows};
use super::line::{Shape, flag};
use super::{LARGE, Page, Score};
use crate::diagnostic::Reading;
use crate::error::Error;

/// Reads a page by a grammar.
///
/// # Errors
/// [`Error::NotATranscript`] where no record is found.
pub fn read(page: &Page<'_>, grammar: &Grammar) -> Result<Reading, Error> {
    let found = page.found(grammar);
    let manner = Manner {
        gutter: grammar.gutter,
        keep_events: grammar.keep_events,
        ornaments: grammar.ornaments,
        cold_open: grammar.cold_open,
        escaped: false,
        clock: found.clock,
    };
    read_rows(page, &found.census, &found.census.rows, manner)
}

/// How well a grammar explains a page; `fits` says how much the records are written as the
/// dialect has them: 1 where all are, up to 1.2 where the page has signs that others don't.
pub fn score(page: &Page<'_>, grammar: &Grammar, fits: impl Fn(&Facts) -> f32) -> Score {
    let found = page.found(grammar);
    let mut value = worth(&found);
    // Headings and section titles don't come again as names do.
    let names = grammar.heads & Shape::Name.bit() != 0 && found.facts.alone > 0.5;
    let voices = found.facts.generic >= 0.9;
    if names && !voices && found.evidence.people * 3 > found.evidence.labelled && !page.named {
        let (people, recurring) = (found.evidence.people, found.evidence.recurring);
        let again = people * 2 <= found.evidence.labelled || (grammar.titles && recurring * 2 >= people);
        let talks = (found.evidence.talk.persons >= 0.03 || found.evidence.talk.unspaced > 0.5) && again;
        value = if talks { value } else { 0.0 };
    }
    let bare = found.facts.marked < 0.1 && found.facts.wrapped < 0.2 && found.facts.labelled > 0.5;
    if !page.named && bare && are_sentences(&found.census) {
        value = 0.0;
    }
    // Names over paragraphs are headings, unless somebody says `I` there or asks.
    let talk = &found.evidence.talk;
    if names && !voices && !page.named && talk.first < 0.008 && talk.questions < 0.1 && talk.unspaced < 0.5 {
        value = 0.0;
    }
    if is_weak(grammar, &found.facts) && !is_a_short_talk(&found.evidence) {
        value = value.min(WEAK);
    }
    // Without its column of numbers a page is another's.
    if grammar.gutter && numbered(page) < 0.3 && !page.named {
        value = 0.0;
    }
    // Names that stand beside their times don't stand over them.
    if grammar.join == Join::NameMark && found.facts.joined < 0.3 {
        value = 0.0;
    }
    // Titles of chapters stand above a few of the times.
    if grammar.join != Join::Alone && found.facts.labelled < 0.3 {
        value = value.min(0.7);
    }
    if is_a_corner(page, &found.facts) {
        value = 0.0;
    }
    value = discounted(page, &found.census.rows, grammar.gutter || found.facts.counted > 0.6, value);
    let fit = if value > 0.0 { fits(&found.facts).clamp(0.0, 1.2) } else { 0.0 };
    // What is written otherwise may still be read so, where nothing fits better.
    let value = if fit > 0.0 { value * (0.94 + 0.06 * fit) } else { 0.0 };
    Score { value, evidence: found.evidence.lines(), reads_as: reads_as(page, &found.census, &found.census.rows) }
}

/// A number for what records read as: who, when and from where, but for the blanks between. 0 for a large page, which
/// is not compared.
pub fn reads_as(page: &Page<'_>, census: &Census<'_>, rows: &[Row]) -> u64 {
    if page.text.len() >= LARGE || rows.is_empty() {
        return 0;
    }
    let mut hasher = FxHasher::default();
    for row in rows {
        let said = page.text.get(row.text as usize..).unwrap_or("");
        let start = page.text.len() - said.trim_start().len();
        (start, census.label(row), row.millis(), row.until()).hash(&mut hasher);
    }
    hasher.finish().max(1)
}

/// What lists and headings may look like too is taken for speech with no more than this.
const WEAK: f32 = 0.5;

/// Whether a good part of the names are written as sentences are: `Слово «дом» является синонимом`.
fn are_sentences(census: &Census<'_>) -> bool {
    let name = |label: &str| label.find(['(', ',']).unwrap_or(label.len());
    let small = |label: &str| {
        label
            .get(..name(label))
            .unwrap_or("")
            .split_whitespace()
            .filter(|word| word.starts_with(char::is_lowercase))
            .count()
            >= 2
    };
    let small: Vec<bool> = census.labels.iter().map(|label| small(label)).collect();
    let labelled = || census.rows.iter().filter(|row| row.label != NO_LABEL);
    labelled().filter(|row| small.get(row.label as usize) == Some(&true)).count() * 10 > labelled().count() * 3
}

/// Whether so few records of this form are as good as none: names without a sign, brackets, hyphens.
fn is_weak(grammar: &Grammar, facts: &Facts) -> bool {
    const FEW: usize = 8;
    let names = grammar.heads & Shape::Name.bit() != 0 && facts.alone > 0.5;
    let signs = facts.wrapped > 0.2 && facts.marked < 0.5;
    (facts.rows < FEW && facts.generic < 0.9 && (names || signs)) || facts.hyphens > 0.5
}

/// Whether all of a few names come again and those who bear them speak to each other.
fn is_a_short_talk(evidence: &Evidence) -> bool {
    let talk = &evidence.talk;
    let asks = talk.questions >= 0.08 && talk.first >= 0.01;
    evidence.labelled >= 6
        && evidence.people >= 2
        && evidence.people * 2 <= evidence.labelled
        && evidence.recurring == evidence.labels
        && evidence.changes + 1 >= evidence.labelled
        && (asks || talk.unspaced > 0.5)
}

/// Whether most time marks of the page stand in lines of another form: these records are what a few of them look like.
fn is_a_corner(page: &Page<'_>, facts: &Facts) -> bool {
    let marks = [Shape::Mark, Shape::MarkName, Shape::MarkCode, Shape::MarkLabel, Shape::LabelMark];
    let shapes = &page.sheet().shapes;
    let all: usize = marks.iter().filter_map(|shape| shapes.get(*shape as usize)).sum();
    let own = (facts.marked * facts.rows as f32) as usize;
    facts.marked > 0.5 && own * 4 < all && !page.named
}

/// What a reading is worth that leaves openings of the page unread, or the numbers of its lines in the text.
pub fn discounted(page: &Page<'_>, rows: &[Row], gutter: bool, value: f32) -> f32 {
    let value = if value > 0.5 { (value - 0.3 * missed(page, rows)).max(0.5) } else { value };
    if numbered(page) > 0.6 && !gutter { value * 0.9 } else { value }
}

/// Share of the openings of a page that records leave unread: those of other forms whose labels come again, or that have
/// a mark. 0 for a large page.
fn missed(page: &Page<'_>, rows: &[Row]) -> f32 {
    if page.text.len() >= LARGE || rows.is_empty() {
        return 0.0;
    }
    let sheet = page.sheet();
    let mut read = rows.iter().peekable();
    let mut missed = 0usize;
    for line in &sheet.lines {
        while read.next_if(|row| row.start < line.start).is_some() {}
        let row = read.peek().filter(|row| row.start == line.start);
        // A label may stay in the text of a row all the same, or a `>>` be taken for nothing.
        let half = row.is_some_and(|row| match line.shape {
            Shape::MarkLabel => row.label == NO_LABEL,
            Shape::Break => line.label != NO_LABEL && line.flags & flag::CHEVRON != 0 && row.kind != Kind::Break,
            _ => false,
        });
        let taken = row.is_some() && !half;
        let again = || sheet.counts.get(line.label as usize).is_some_and(|count| *count > 1);
        let counts = match line.shape {
            Shape::MarkLabel | Shape::LabelMark => true,
            Shape::Break => half || line.flags & flag::CHEVRON != 0 || is_question(page, line.start),
            Shape::Label => again(),
            // `Q    text`
            Shape::Sign => line.form >> 3 == GAP && again(),
            _ => false,
        };
        missed += usize::from(!taken && counts);
    }
    missed as f32 / (missed + rows.len()) as f32
}

/// `――` in front of a question in print.
fn is_question(page: &Page<'_>, start: u32) -> bool {
    page.text.get(start as usize..).is_some_and(|line| ["――", "──", "——"].iter().any(|bars| line.starts_with(bars)))
}

/// White space ends the label: upper bits of the form.
const GAP: u8 = 8;

/// Share of the page's lines that begin with a number.
pub fn numbered(page: &Page<'_>) -> f32 {
    *page.numbered.get_or_init(|| numbered_share(page.text))
}

fn numbered_share(text: &str) -> f32 {
    const LOOKED_AT: usize = 1_000;
    let (mut numbered, mut all) = (0usize, 0usize);
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT) {
        all += 1;
        let content = line.trim_start();
        let digits = content.bytes().take_while(u8::is_ascii_digit).count();
        numbered += usize::from(
            (1..=5).contains(&digits) && content.as_bytes().get(digits).is_none_or(u8::is_ascii_whitespace),
        );
    }
    numbered as f32 / all.max(1) as f32
}

/// What the records are worth, however they are written.
fn worth(found: &Found<'_>) -> f32 {
    let (evidence, facts) = (&found.evidence, &found.facts);
    if facts.rows == 0 {
        return 0.0;
    }
    if facts.chevrons + facts.dashes >= 0.3 {
        // Times that rise at the rate of speech prove it as well.
        let timed = if evidence.marks >= 3 { stamped(evidence) } else { 0.0 };
        let shouted = facts.chevrons >= 0.7 && facts.rows >= 6 && evidence.ended >= 0.5 && evidence.addresses();
        return broken(evidence, facts).max(timed).max(if shouted { 0.6 } else { 0.0 });
    }
    match (evidence.labelled > 0, evidence.marks >= 3) {
        (true, true) if facts.labelled >= 0.15 => {
            // Marks that are rarer than five minutes tell no rate; that they rise is something.
            let rising = if evidence.rate == 0.0 && evidence.rising >= 0.9 { 0.02 } else { 0.0 };
            let value = evidence.timed_score().value;
            // An abridged broadcast has few times, far apart: its labels must do.
            let labels = if facts.marked < 0.7 && evidence.rising >= 0.9 { named(evidence) } else { 0.0 };
            if value > 0.0 { value + rising } else { labels }
        }
        (_, true) => stamped(evidence),
        (true, false) if facts.generic >= 0.9 => named(evidence).max(voiced(evidence)),
        (true, false) => named(evidence),
        (false, false) => 0.0,
    }
}

/// Marks without labels: they must rise at the rate of speech.
fn stamped(found: &Evidence) -> f32 {
    let speech = (0.8..=7.0).contains(&found.rate) || (found.rate >= 0.3 && found.talks());
    if found.marks < 3 || found.rising < 0.9 || !speech {
        return 0.0;
    }
    0.70 + 0.10 * found.rising.min(1.0)
}

/// So many words without an `I` and without a question are no conversation.
const DRY: usize = 300;

/// Labels without marks: they must recur and take turns, and what follows must read as speech.
fn named(found: &Evidence) -> f32 {
    let turns = found.labelled >= 4
        && found.labels_are_healthy()
        && found.is_a_conversation()
        && found.labels >= 2
        && found.changes >= 4;
    let speech = found.talks() && found.addresses() && found.words >= 2 && found.reports <= 0.5;
    // Keys that come record by record in one order are data: three and more speakers don't.
    let converses = found.talk.questions >= 0.1 || found.talk.persons >= 0.04;
    let data = found.cyclic >= 0.9 && found.labels >= 3 && found.labelled >= found.labels * 2 && !converses;
    let crowd = found.people * 3 <= found.labelled
        || found.people <= 6
        || (found.people <= 12 && found.recurring >= 2 && found.talk.persons >= 0.02);
    // Nobody who speaks for long leaves out himself and asks nothing: instructions do.
    let talk = &found.talk;
    let dry = talk.words >= DRY && talk.first == 0.0 && talk.questions == 0.0 && talk.spoken < 0.1;
    if turns && speech && crowd && !data && !dry && found.coverage >= 0.2 {
        // Labels that hold little of what they stand in are headings and remarks of something else.
        let fit = found.coverage * found.regular;
        if fit >= 0.4 { 0.55 + 0.25 * fit } else { 0.25 + fit }
    } else {
        0.0
    }
}

/// Voices that a machine has numbered: nothing else has such labels, whatever is said.
fn voiced(found: &Evidence) -> f32 {
    let turns = found.labelled >= 6 && found.recurring >= 2 && found.changes >= 4 && found.words >= 2;
    if turns { 0.5 + 0.2 * found.coverage * found.regular } else { 0.0 }
}

/// Breaks without names.
fn broken(found: &Evidence, facts: &Facts) -> f32 {
    // Breaks that hold next to nothing of what they stand in are a list inside prose.
    let sparse = found.coverage < 0.1;
    if facts.rows >= 4 && !sparse && found.breaks_talk() { 0.6 + 0.15 * found.coverage } else { 0.0 }
}
