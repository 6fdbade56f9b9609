//! `qa-print`: an interview in print: the paper asks, a surname answers.
//!
//! ```text
//! HERALD: What is in the jar?
//!
//! Moss: Weather, mostly.
//!
//! HERALD: Whose?
//!
//! Moss: Last week's.
//! ```
//!
//! Where no paragraph has a label, questions and answers take turns:
//!
//! ```text
//! What is in the jar?
//!
//! Weather, mostly. I caught it myself.
//! ```
//!
//! ```text
//! record = [label ":"] text
//! ```

use std::ops::Range;

use super::grammar::Grammar;
use super::region::{is_event, is_furniture, is_heading};
use super::talk::talk;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::{GapKind, TranscriptBuilder, UnitStart};
use crate::text::lines;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "qa-print", title: "OUTLET: question, Surname: answer", ceiling: 0.81, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES;

fn score(page: &Page<'_>) -> Score {
    let labelled = records::score(page, &GRAMMAR, |_| 0.2);
    if labelled.value > 0.0 { labelled } else { Alternation::of(page.text).score() }
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    let found = Alternation::of(page.text);
    if page.found(&GRAMMAR).census.rows.is_empty() && !found.exchanges.is_empty() {
        return Ok(found.read(page));
    }
    records::read(page, &GRAMMAR)
}

/// Paragraphs of a page that ask and answer by turns.
struct Alternation<'t> {
    text: &'t str,
    /// A question, and the paragraphs of its answer.
    exchanges: Vec<(Range<usize>, Vec<Range<usize>>)>,
    /// Words of the page, and words of these paragraphs.
    words: usize,
    spoken: usize,
}

impl<'t> Alternation<'t> {
    fn of(text: &'t str) -> Self {
        /// A larger page is no printed interview.
        const LARGEST: usize = 4 << 20;
        /// A question has no more words, in a language with spaces.
        const LONGEST: usize = 80;
        let mut found = Alternation { text, exchanges: Vec::new(), words: 0, spoken: 0 };
        if text.len() > LARGEST {
            return found;
        }
        for range in lines(text) {
            let line = text.get(range.clone()).unwrap_or("").trim();
            let words = line.split_whitespace().count();
            found.words += words;
            if line.is_empty() || is_furniture(line) || is_event(line) || is_heading(line) {
                continue;
            }
            let asks = line.ends_with(['?', '？', '؟']) && words <= LONGEST;
            match found.exchanges.last_mut() {
                // A question that nobody answered is the first half of one, or a heading.
                Some((_, answer)) if asks && answer.is_empty() => answer.push(range),
                _ if asks => found.exchanges.push((range, Vec::new())),
                Some((_, answer)) => answer.push(range),
                None => continue,
            }
            found.spoken += words;
        }
        if found.exchanges.last().is_some_and(|(_, answer)| answer.is_empty()) {
            found.exchanges.pop();
        }
        found
    }

    /// People answer with `I`; help pages tell `you` what to do.
    fn score(&self) -> Score {
        const FEWEST: usize = 4;
        let count = self.exchanges.len();
        let short = self.exchanges.iter().filter(|(_, answer)| answer.len() <= 3).count();
        let said =
            self.exchanges.iter().flat_map(|(_, answer)| answer).filter_map(|range| self.text.get(range.clone()));
        let answers = talk(said);
        let evidence = vec![format!(
            "{count} paragraphs ask and are answered in the next; {:.1} % of the words of the answers are `I` or `me`",
            answers.first * 100.0
        )];
        let interview = count >= FEWEST
            && short * 10 >= count * 8
            && self.spoken * 10 >= self.words * 6
            && answers.first >= 0.02
            && answers.reported < 0.06;
        Score { value: if interview { 0.62 } else { 0.0 }, evidence, reads_as: 0 }
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let mut builder = TranscriptBuilder::with_capacity(self.text.len(), self.exchanges.len() * 2);
        let mut paragraph = |range: &Range<usize>, begins: bool| {
            if begins {
                builder.unit(UnitStart { new_speaker: true, ..UnitStart::default() });
            } else {
                builder.gap(GapKind::Paragraph);
            }
            let line = self.text.get(range.clone()).unwrap_or("");
            let blanks = line.len() - line.trim_start().len();
            builder.push_raw(line.trim(), page.offset + range.start + blanks);
        };
        for (question, answer) in &self.exchanges {
            paragraph(question, true);
            for (index, range) in answer.iter().enumerate() {
                paragraph(range, index == 0);
            }
        }
        let mut transcript = builder.finish();
        transcript.drop_empty_units();
        Reading::new(transcript)
    }
}
