//! The model of a conversation: one side asks, the other answers at length.
//!
//! A chain over sentences. Its states are the role of who speaks, how many sentences the turn has so far, and for the
//! side that asks whether it has asked yet. Between two sentences the turn goes on or the other side takes over; how
//! likely that is depends on the state and on how the last sentence ended. Sentences and the gaps of the layout are
//! what the states are seen by.
//!
//! The tables start as general expectations and are then fitted to the document itself by expectation maximisation
//! (Dempster, Laird and Rubin 1977) with the expectations as Dirichlet priors: a document of ten sentences keeps
//! them, one of thousands moves them.

use super::features::{LENGTHS, OPENINGS, Opening, Sentence};
use crate::algo::chain::{Lattice, Posteriors};
use crate::model::GapKind;

/// Which side of a conversation a sentence is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Asks and leads: a host, an interviewer.
    Asks,
    /// Answers, or speaks alone.
    Answers,
}

/// States of the asking side: three lengths, each before and after a question; of the answering side: three lengths.
pub const STATES: usize = 9;
const SIDES: usize = 2;
const CONTEXTS: usize = 6;
const GAPS: usize = 8;

/// The side of a state.
pub fn side(state: usize) -> Side {
    if state < 6 { Side::Asks } else { Side::Answers }
}

/// Whether a turn begins with a state.
pub fn begins(state: usize) -> bool {
    matches!(state, 0 | 3 | 6)
}

fn state(side: Side, asked: bool, length: usize) -> usize {
    match side {
        Side::Asks => usize::from(asked) * 3 + length,
        Side::Answers => 6 + length,
    }
}

fn length_of(state: usize) -> usize {
    state % 3
}

/// What the layout may tell of turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Cue ends with and without a paragraph's end are told apart.
    Coded,
    /// Cue ends are known, paragraph ends only inside cues.
    Widths,
    /// Paragraphs are known.
    Paragraphs,
    /// Nothing is known but the text.
    Text,
}

/// A sentence and the gap before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    pub sentence: Sentence,
    pub gap: Option<GapKind>,
}

/// Probabilities, by side, then by whether a turn begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    opening: [[[f32; OPENINGS]; 2]; SIDES],
    length: [[[f32; LENGTHS]; 2]; SIDES],
    you: [f32; SIDES],
    own: [f32; SIDES],
    /// Probability that the turn ends behind a sentence, by side and context.
    ends: [[f32; CONTEXTS]; SIDES],
    /// Of a gap's kind: where the turn goes on, and where another one begins.
    gap: [[f32; GAPS]; 2],
    asks_first: f32,
}

/// Contexts of [`Tables::ends`].
const AFTER_QUESTION: usize = 0;
const AFTER_ASKING: usize = 1;
const AFTER_ACKNOWLEDGEMENT: usize = 2;

fn context(state: usize, last: &Sentence) -> usize {
    let first = length_of(state) == 0;
    if last.asks {
        AFTER_QUESTION
    } else if side(state) == Side::Asks && state >= 3 || side(state) == Side::Answers && last.trails {
        AFTER_ASKING
    } else if first && last.opening == Opening::Acknowledgement {
        AFTER_ACKNOWLEDGEMENT
    } else {
        3 + length_of(state)
    }
}

fn gap_index(gap: Option<GapKind>) -> usize {
    match gap {
        None => 0,
        Some(GapKind::Wrap) => 1,
        Some(GapKind::CueEnd) => 2,
        Some(GapKind::CueBreak) => 3,
        Some(GapKind::BareJoint) => 4,
        Some(GapKind::HiddenBreak) => 5,
        Some(GapKind::Joint) => 6,
        Some(GapKind::Paragraph) => 7,
    }
}

impl Tables {
    /// General expectations of a conversation with two sides.
    ///
    /// How much more often a turn than a later sentence opens with an acknowledgement (7.5 times alone, 5 times with
    /// more), a greeting (6 times) or a conjunction (a third) was counted on the turns of the chitchat dataset (see
    /// `benches/train`). What sets the sides apart follows from what asking and answering are: who asks ends most turns
    /// with a question and soon, who answers seldom asks and goes on for several sentences. The gaps follow from the
    /// layout code: a turn begins a paragraph, and a paragraph begins a line.
    pub fn expected(evidence: Evidence) -> Self {
        // acknowledgement, and more, question, invitation, answer, conjunction, greeting, statement, other question
        let opening = [
            [
                [0.010, 0.012, 0.200, 0.040, 0.060, 0.150, 0.010, 0.418, 0.100],
                [0.130, 0.120, 0.220, 0.070, 0.040, 0.110, 0.050, 0.170, 0.090],
            ],
            [
                [0.008, 0.020, 0.030, 0.004, 0.160, 0.250, 0.005, 0.508, 0.015],
                [0.070, 0.150, 0.015, 0.006, 0.270, 0.090, 0.030, 0.352, 0.017],
            ],
        ];
        let length = [
            [[0.14, 0.34, 0.36, 0.16], [0.30, 0.30, 0.28, 0.12]],
            [[0.10, 0.33, 0.38, 0.19], [0.15, 0.33, 0.35, 0.17]],
        ];
        let ends = [[0.70, 0.30, 0.30, 0.12, 0.12, 0.12], [0.06, 0.20, 0.28, 0.20, 0.15, 0.12]];
        // none, wrap, cue end, cue break, bare joint, hidden break, joint, paragraph
        let gap = match evidence {
            Evidence::Coded => [
                [0.520, 0.170, 0.210, 0.020, 0.030, 0.020, 0.020, 0.010],
                [0.004, 0.004, 0.004, 0.500, 0.010, 0.448, 0.020, 0.010],
            ],
            Evidence::Widths => [
                [0.520, 0.180, 0.010, 0.010, 0.020, 0.020, 0.230, 0.010],
                [0.010, 0.010, 0.010, 0.010, 0.010, 0.410, 0.530, 0.010],
            ],
            Evidence::Paragraphs => [
                [0.750, 0.080, 0.010, 0.010, 0.010, 0.010, 0.010, 0.120],
                [0.015, 0.010, 0.010, 0.010, 0.010, 0.010, 0.010, 0.925],
            ],
            Evidence::Text => [[0.125; GAPS]; 2],
        };
        Tables { opening, length, you: [0.36, 0.26], own: [0.30, 0.38], ends, gap, asks_first: 0.75 }
    }

    /// Score of a sentence said by a side, as the first of a turn or not.
    fn sentence(&self, sentence: &Sentence, side: Side, first: bool) -> f32 {
        let (row, begins) = (side as usize, usize::from(first));
        let seen = |probability: f32, is: bool| if is { probability.ln() } else { (1.0 - probability).ln() };
        // Length and pronouns go with the opening: they count for less than they would alone.
        self.opening[row][begins][sentence.opening as usize].ln()
            + 0.6 * self.length[row][begins][usize::from(sentence.length).min(LENGTHS - 1)].ln()
            + 0.6 * seen(self.you[row], sentence.you)
            + 0.6 * seen(self.own[row], sentence.own)
    }
}

/// A document as the chain sees it.
pub struct Chain<'a> {
    pub items: &'a [Item],
    scores: Vec<[f32; 4]>,
    tables: &'a Tables,
}

impl<'a> Chain<'a> {
    /// The chain of a document under these tables.
    pub fn new(items: &'a [Item], tables: &'a Tables) -> Self {
        let of = |item: &Item| {
            [(Side::Asks, false), (Side::Asks, true), (Side::Answers, false), (Side::Answers, true)]
                .map(|(side, first)| tables.sentence(&item.sentence, side, first))
        };
        Chain { items, scores: items.iter().map(of).collect(), tables }
    }

    fn score(&self, at: usize, side: Side, first: bool) -> f32 {
        self.scores.get(at).map_or(0.0, |scores| scores[side as usize * 2 + usize::from(first)])
    }
}

impl Lattice for Chain<'_> {
    fn positions(&self) -> usize {
        self.items.len()
    }

    fn states(&self) -> usize {
        STATES
    }

    fn start(&self, at: usize) -> f32 {
        let asks = self.items.first().is_some_and(|item| item.sentence.asks);
        let fits = begins(at) && (side(at) == Side::Answers || (at == 3) == asks);
        let prior = if side(at) == Side::Asks { self.tables.asks_first } else { 1.0 - self.tables.asks_first };
        if fits { prior.ln() + self.score(0, side(at), true) } else { f32::NEG_INFINITY }
    }

    fn end(&self, at: usize) -> f32 {
        self.items.last().map_or(0.0, |item| self.tables.ends[side(at) as usize][context(at, &item.sentence)].ln())
    }

    fn steps(&self, at: usize, from: usize, step: &mut dyn FnMut(usize, f32)) {
        let (Some(last), Some(item)) = (at.checked_sub(1).and_then(|at| self.items.get(at)), self.items.get(at)) else {
            return;
        };
        let here = side(from);
        let ends = self.tables.ends[here as usize][context(from, &last.sentence)];
        let gap = gap_index(item.gap);
        let asked = here == Side::Asks && (from >= 3 || item.sentence.asks);
        let on = state(here, asked, (length_of(from) + 1).min(2));
        step(on, (1.0 - ends).ln() + self.tables.gap[0][gap].ln() + self.score(at, here, false));
        let other = if here == Side::Asks { Side::Answers } else { Side::Asks };
        let over = state(other, other == Side::Asks && item.sentence.asks, 0);
        step(over, ends.ln() + self.tables.gap[1][gap].ln() + self.score(at, other, true));
    }
}

/// How many sentences of a document the tables are fitted to, at most.
const FITTED: usize = 20_000;
/// Rounds of fitting.
const ROUNDS: usize = 4;
/// How many sentences' worth the expectations weigh against what the document shows.
const WEIGHT: f32 = 60.0;
/// The same for the layout, whose meaning is surer.
const GAP_WEIGHT: f32 = 40.0;

/// Fits the tables to a document.
pub fn fit(items: &[Item], evidence: Evidence) -> Tables {
    let expected = Tables::expected(evidence);
    let sample = items.get(..items.len().min(FITTED)).unwrap_or(items);
    let mut tables = expected.clone();
    for _ in 0..ROUNDS {
        let chain = Chain::new(sample, &tables);
        let posteriors = Posteriors::of(&chain);
        let mut counts = Counts::default();
        for at in 1..sample.len() {
            posteriors
                .steps(&chain, at, &mut |from, to, weight| counts.add(&sample[at - 1], &sample[at], from, to, weight));
        }
        tables = counts.mixed_with(&expected);
    }
    tables
}

/// Expected counts.
#[derive(Default)]
struct Counts {
    opening: [[[f32; OPENINGS]; 2]; SIDES],
    length: [[[f32; LENGTHS]; 2]; SIDES],
    you: [[f32; 2]; SIDES],
    own: [[f32; 2]; SIDES],
    ends: [[[f32; 2]; CONTEXTS]; SIDES],
    gap: [[f32; GAPS]; 2],
}

impl Counts {
    fn add(&mut self, last: &Item, item: &Item, from: usize, to: usize, weight: f32) {
        let over = usize::from(begins(to) && side(from) != side(to));
        let row = side(to) as usize;
        let sentence = &item.sentence;
        self.opening[row][over][sentence.opening as usize] += weight;
        self.length[row][over][usize::from(sentence.length).min(LENGTHS - 1)] += weight;
        self.you[row][usize::from(sentence.you)] += weight;
        self.own[row][usize::from(sentence.own)] += weight;
        self.ends[side(from) as usize][context(from, &last.sentence)][over] += weight;
        self.gap[over][gap_index(item.gap)] += weight;
    }

    fn mixed_with(&self, expected: &Tables) -> Tables {
        let mut tables = expected.clone();
        for row in 0..SIDES {
            for first in 0..2 {
                mix(&mut tables.opening[row][first], &self.opening[row][first], WEIGHT);
                mix(&mut tables.length[row][first], &self.length[row][first], WEIGHT);
            }
            let part = |prior: f32, counts: &[f32; 2]| (prior * WEIGHT + counts[1]) / (WEIGHT + counts[0] + counts[1]);
            tables.you[row] = part(expected.you[row], &self.you[row]);
            tables.own[row] = part(expected.own[row], &self.own[row]);
            for context in 0..CONTEXTS {
                tables.ends[row][context] =
                    part(expected.ends[row][context], &self.ends[row][context]).clamp(0.01, 0.95);
            }
        }
        for over in 0..2 {
            mix(&mut tables.gap[over], &self.gap[over], GAP_WEIGHT);
        }
        tables
    }
}

fn mix(table: &mut [f32], counts: &[f32], weight: f32) {
    let total: f32 = counts.iter().sum();
    for (value, count) in table.iter_mut().zip(counts) {
        *value = (*value * weight + count) / (weight + total);
    }
}
