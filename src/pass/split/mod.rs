//! Units into speaker turns, where only the layout and the text tell.
//!
//! ```text
//! text ── sentences ── features ─┐
//! gaps ── layout evidence ───────┴─ chain of sides ── best path, posteriors ── turns ── names from the page
//! ```

mod features;
mod model;
mod names;
#[cfg(test)]
mod tests;

use crate::algo::chain::{Posteriors, best_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Gap, GapKind, Role, Speaker, SpeakerId, Transcript, TurnStart};
use crate::text::words::{bare, ends_sentence};
use features::Sentence;
use model::{Chain, Evidence, Item, STATES, begins, fit, side};

pub use model::Side;

/// How to split. Everything that is not given is found out.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SplitOptions {
    speakers: Option<usize>,
    names: Vec<String>,
}

impl SplitOptions {
    /// How many speakers there are; with one, the whole is one turn. Default: two sides, if both show.
    pub fn speakers(mut self, count: usize) -> Self {
        self.speakers = Some(count);
        self
    }

    /// Names of the speakers, in order of their first turn. Default: those that the page gives.
    pub fn names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.names = names.into_iter().map(Into::into).collect();
        self
    }
}

/// A turn that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boundary {
    /// Byte where its first word starts.
    pub at: usize,
    /// Which side speaks.
    pub side: Side,
    /// Probability that a turn begins here.
    pub confidence: f32,
    /// Probability that this side speaks, over the turn's sentences.
    pub side_confidence: f32,
}

/// Finds the turns of a conversation between one who asks and one who answers.
///
/// `gaps` say what the layout has between words, by position; without them the text alone decides. The first
/// boundary is the first word. Linear in the length.
///
/// ```
/// use fireside::pass::split::{Side, segment};
/// let text = "So how does a canal lock work? It is a box with two gates. I fill it, and the boat goes up. \
///             Got it. And who pays for the water? Nobody does. I think it comes down from the hill by itself.";
/// let turns: Vec<_> = segment(text, &[]).iter().map(|turn| (turn.at, turn.side)).collect();
/// assert_eq!(turns, [(0, Side::Asks), (31, Side::Answers), (92, Side::Asks), (128, Side::Answers)]);
/// ```
pub fn segment(text: &str, gaps: &[Gap]) -> Vec<Boundary> {
    let (starts, items, evidence) = observe(text, gaps);
    let tables = fit(&items, evidence);
    let chain = Chain::new(&items, &tables);
    let path = best_path(&chain);
    let posteriors = Posteriors::of(&chain);
    let side_of = |at: usize, wanted: Side| {
        (0..STATES).filter(|state| side(*state) == wanted).map(|state| posteriors.state(at, state)).sum::<f32>()
    };
    let mut found: Vec<Boundary> = Vec::new();
    let mut sentences = 0usize;
    for (index, (&state, &at)) in path.iter().zip(&starts).enumerate() {
        let here = side(state);
        let sure = side_of(index, here);
        match found.last_mut() {
            Some(last) if last.side == here => {
                sentences += 1;
                last.side_confidence += (sure - last.side_confidence) / sentences as f32;
            }
            _ => {
                let begin: f32 = (0..STATES)
                    .filter(|state| begins(*state) && side(*state) == here)
                    .map(|state| posteriors.state(index, state))
                    .sum();
                sentences = 1;
                let confidence = if index == 0 { 1.0 } else { begin.min(1.0) };
                found.push(Boundary { at, side: here, confidence, side_confidence: sure.min(1.0) });
            }
        }
    }
    found
}

/// Cuts a text into sentences with the gap before each, and says what the layout may tell.
fn observe(text: &str, gaps: &[Gap]) -> (Vec<usize>, Vec<Item>, Evidence) {
    let has = |wanted: &[GapKind]| gaps.iter().any(|gap| wanted.contains(&gap.kind));
    let evidence = if has(&[GapKind::CueBreak]) {
        Evidence::Coded
    } else if has(&[GapKind::Joint, GapKind::HiddenBreak]) {
        Evidence::Widths
    } else if has(&[GapKind::Paragraph]) {
        Evidence::Paragraphs
    } else {
        Evidence::Text
    };
    let mut starts: Vec<usize> = Vec::new();
    let mut kinds: Vec<Option<GapKind>> = Vec::new();
    let mut pending = gaps.iter().peekable();
    let mut before: Option<&str> = None;
    for range in crate::text::words(text) {
        let word = text.get(range.clone()).unwrap_or("");
        let mut kind = None;
        while let Some(gap) = pending.next_if(|gap| gap.at as usize <= range.start) {
            kind = (gap.at as usize == range.start).then_some(gap.kind);
        }
        // A paragraph starts a sentence whatever stands at its end.
        let paragraph = matches!(kind, Some(GapKind::CueBreak | GapKind::HiddenBreak | GapKind::Paragraph));
        if paragraph || before.is_none_or(|before| ends_sentence(before, word)) {
            starts.push(range.start);
            kinds.push(kind);
        }
        before = Some(word);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let items = starts
        .iter()
        .zip(ends)
        .zip(&kinds)
        .map(|((start, end), gap)| Item { sentence: Sentence::of(text.get(*start..end).unwrap_or("")), gap: *gap });
    let items = items.collect();
    (starts, items, evidence)
}

/// More words to a sentence than this, and the text has no sentence marks to speak of.
const UNPUNCTUATED: usize = 60;
/// A boundary less sure than this is doubtful.
const DOUBTFUL: f32 = 0.6;

/// Finds turns and speakers where the source doesn't tell them: for a transcript in which nobody is named.
///
/// The text, its words and their order stay. Speakers get the names that the page gives (channel, title, roster,
/// greeting), else `Speaker 1`, `Speaker 2`. A transcript that names a speaker comes back as it is; so does one
/// without sentences to go by, with a diagnostic.
///
/// ```
/// use fireside::{TranscriptBuilder, UnitStart};
/// use fireside::pass::split::{SplitOptions, split};
/// let mut builder = TranscriptBuilder::default();
/// builder.unit(UnitStart::default());
/// builder.push("So how does a canal lock work? It is a box with two gates. I fill it, and the boat goes up.", 0);
/// let (transcript, _) = split(builder.finish(), &SplitOptions::default().names(["Ada Quill", "Bram Otten"]));
/// let turns: Vec<_> = transcript.turns().map(|turn| (turn.speaker().map(|s| s.name.as_str()), turn.text())).collect();
/// assert_eq!(turns, [
///     (Some("Ada Quill"), "So how does a canal lock work?"),
///     (Some("Bram Otten"), "It is a box with two gates. I fill it, and the boat goes up."),
/// ]);
/// ```
pub fn split(mut transcript: Transcript, options: &SplitOptions) -> (Transcript, Vec<Diagnostic>) {
    if transcript.text.is_empty() || transcript.turns.iter().any(|turn| turn.speaker.is_some()) {
        return (transcript, Vec::new());
    }
    let words = crate::text::words(&transcript.text).count();
    let found = match options.speakers {
        Some(1) => vec![Boundary { at: 0, side: Side::Answers, confidence: 1.0, side_confidence: 1.0 }],
        _ => segment(&transcript.text, &transcript.gaps),
    };
    let sentences = crate::text::sentence_starts(&transcript.text).count();
    if options.speakers != Some(1) && words > UNPUNCTUATED && words > sentences * UNPUNCTUATED {
        let message = "the text has hardly any sentence marks: turns cannot be told from it";
        return (transcript, vec![Diagnostic::warning(Code::TurnsDoubtful, message)]);
    }
    let people = names::of(&transcript, &found);
    let mut sides: Vec<Side> = Vec::new();
    for boundary in &found {
        if !sides.contains(&boundary.side) {
            sides.push(boundary.side);
        }
    }
    let mut unnamed = 0;
    transcript.speakers = Vec::new();
    for (index, side) in sides.iter().enumerate() {
        let given = options.names.get(index).cloned();
        let found = if *side == Side::Asks { people.host.clone() } else { people.guest.clone() };
        let role = (sides.len() > 1).then_some(if *side == Side::Asks { Role::Host } else { Role::Guest });
        let speaker = match given.or(found) {
            Some(name) => Speaker { role, ..Speaker::named(name) },
            None => {
                unnamed += 1;
                Speaker { name: format!("Speaker {}", index + 1), role, ..Speaker::default() }
            }
        };
        transcript.speakers.push(speaker);
    }
    let id = |side: Side| sides.iter().position(|known| *known == side).map(|index| SpeakerId::new(index as u32));
    let starts: Vec<TurnStart> = found
        .iter()
        .map(|turn| TurnStart {
            at: turn.at,
            speaker: id(turn.side),
            confidence: turn.confidence,
            speaker_confidence: turn.side_confidence,
            new_speaker: true,
        })
        .collect();
    transcript.cut_turns(&starts);
    (transcript, doubts(&found, unnamed))
}

fn doubts(found: &[Boundary], unnamed: usize) -> Vec<Diagnostic> {
    let mut doubts = Vec::new();
    let message = format!("the source names no speakers: {} turns were inferred from its text and layout", found.len());
    doubts.push(Diagnostic::note(Code::TurnsInferred, message));
    let weak = found.iter().filter(|turn| turn.confidence < DOUBTFUL).count();
    if weak > 0 {
        let message = format!(
            "{weak} of {} turn boundaries are little better than a guess (confidence below {DOUBTFUL})",
            found.len()
        );
        doubts.push(Diagnostic::warning(Code::TurnsDoubtful, message));
    }
    if unnamed > 0 {
        let message = "the page doesn't say who speaks: name them with --names";
        doubts.push(Diagnostic::warning(Code::SpeakersUnnamed, message));
    }
    doubts
}

/// A word's letters, for names.
fn letters(word: &str) -> String {
    let word = bare(word);
    word.strip_suffix("'s").unwrap_or(&word).to_owned()
}
