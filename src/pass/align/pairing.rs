//! The words of a text against those of timed files: which stand for which, and whether the files belong together.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::AlignOptions;
use super::likeness::{Alike, Allowed};
use super::stamps::{self, Stamp};
use super::timeline::{Timeline, is_timed};
use super::tokens::{Lexicon, Tokens, Vocabulary};
use crate::algo::anchors::{self, Alignment, Match};
use crate::error::Error;
use crate::model::Transcript;

/// The words of a text and their partners.
pub struct Pairing {
    pub text: Tokens,
    /// For each word of the text where it starts, in bytes.
    pub words: Vec<u32>,
    /// For each token the number of its word.
    pub word_of: Vec<u32>,
    /// For each unit its first token, and last how many there are.
    pub units: Vec<u32>,
    pub timeline: Timeline,
    pub alignment: Alignment,
    pub stamps: Vec<Stamp>,
    /// What the tokens of both sides are.
    pub vocabulary: Vocabulary,
}

impl Pairing {
    /// What the timed side says in a stretch, as it is compared.
    pub fn timed_excerpt(&self, tokens: Range<usize>) -> String {
        let ids = self.timeline.tokens.ids[tokens].iter().take(20);
        ids.map(|id| self.vocabulary.spelling(*id)).collect::<Vec<_>>().join(" ")
    }

    /// The tokens of a unit.
    pub fn of_unit(&self, unit: usize) -> Range<usize> {
        self.units[unit] as usize..self.units[unit + 1] as usize
    }
}

/// The unit that a token stands in, by the first token of each.
pub fn unit_of(units: &[u32], token: usize) -> usize {
    units.partition_point(|first| *first as usize <= token).saturating_sub(1)
}

/// Pairs a text with timed files.
///
/// # Errors
/// [`Error::NotAligned`] where a side has no words or no times, or they have nothing to do with each other.
pub fn pair(transcript: &Transcript, timed: &[Transcript], options: &AlignOptions) -> Result<Pairing, Error> {
    if !timed.iter().any(is_timed) {
        return Err(Error::NotAligned {
            code: "no-times",
            reason: "the timed file has no times".to_owned(),
            help: "captions, subtitles, or the JSON of a recogniser have them".to_owned(),
        });
    }
    pair_with(transcript, timed, options, true)
}

/// The same where the other side needs no times.
///
/// # Errors
/// As [`pair`], but for the times.
pub fn pair_words(transcript: &Transcript, timed: &[Transcript], options: &AlignOptions) -> Result<Pairing, Error> {
    pair_with(transcript, timed, options, false)
}

fn pair_with(
    transcript: &Transcript,
    timed: &[Transcript],
    options: &AlignOptions,
    stamped: bool,
) -> Result<Pairing, Error> {
    let mut lexicon = Lexicon::default();
    // A word takes six bytes or more, with what stands between two.
    let about = transcript.text.len() / 6;
    let mut text = Tokens::with_room(about);
    let (mut words, mut word_of) = (Vec::with_capacity(about), Vec::with_capacity(about));
    let mut units = Vec::with_capacity(transcript.units.len() + 1);
    let mut stamps = Vec::new();
    for (unit, row) in transcript.units.iter().enumerate() {
        let first = text.ids.len() as u32;
        units.push(first);
        for bytes in transcript.words_in(row.text.start as usize..row.text.end as usize) {
            let (number, start) = (words.len() as u32, bytes.start as u32);
            lexicon.read(&transcript.text, bytes, &mut text);
            word_of.resize(text.ids.len(), number);
            words.push(start);
        }
        if let Some(start) = row.start.filter(|start| start.how == crate::model::How::Exact)
            && text.ids.len() as u32 > first
            && stamped
        {
            let says = start.at.millis().clamp(-(1 << 50), 1 << 50);
            stamps.push(Stamp { unit: unit as u32, token: first, says, found: None });
        }
    }
    units.push(text.ids.len() as u32);
    let mut timeline = Timeline::default();
    timed.iter().for_each(|file| timeline.push(file, &mut lexicon));
    let vocabulary = lexicon.vocabulary;
    for (side, ids) in [("text", &text.ids), ("timed file", &timeline.tokens.ids)] {
        if ids.is_empty() {
            return Err(Error::NotAligned {
                code: "no-words",
                reason: format!("the {side} has no words"),
                help:
                    "an alignment goes by the words that both have in common; for two cue files without them use the \
                       mode `timing`, for a diarization the mode `speakers`"
                        .to_owned(),
            });
        }
    }
    let alike = Alike::new(&vocabulary, &text.ids, &timeline.tokens.ids);
    let mut alignment = anchors::align(&text.ids, &timeline.tokens.ids, &alike);
    find(&mut stamps, &alignment, &timeline);
    if let Some(windows) = stamps::windows(&stamps, text.ids.len(), options.collar) {
        let outside = |pair: &anchors::Pair| {
            let (from, to) = windows[pair.a as usize];
            let start = timeline.said[pair.b as usize].start;
            start < from || start > to
        };
        if alignment.pairs.iter().any(outside) {
            let starts: Vec<i64> = timeline.said.iter().map(|said| said.start).collect();
            let bounded = alike.within(Allowed { windows: &windows, starts: &starts });
            alignment = anchors::align(&text.ids, &timeline.tokens.ids, &bounded);
            find(&mut stamps, &alignment, &timeline);
        }
    }
    refuse_strangers(&vocabulary, &text, &timeline, &alignment, options)?;
    Ok(Pairing { text, words, word_of, units, timeline, alignment, stamps, vocabulary })
}

/// Notes when the words behind stamps were found.
fn find(stamps: &mut [Stamp], alignment: &Alignment, timeline: &Timeline) {
    for stamp in stamps {
        let at = alignment.pairs.partition_point(|pair| pair.a < stamp.token);
        // A stamp may stand before a word that was misheard: the next ones are near enough.
        let near = alignment.pairs[at..].iter().take(3).take_while(|pair| pair.a <= stamp.token + 2);
        let pair = near.into_iter().find(|pair| pair.how != Match::Other);
        stamp.found = pair.map(|pair| timeline.said[pair.b as usize].start);
    }
}

/// Words in runs of at least so many are no accident.
const RUN: usize = 3;
/// Shorter texts need no runs.
const SHORT: usize = 12;

fn refuse_strangers(
    vocabulary: &Vocabulary,
    text: &Tokens,
    timeline: &Timeline,
    alignment: &Alignment,
    options: &AlignOptions,
) -> Result<(), Error> {
    let (a, b) = (&text.ids, &timeline.tokens.ids);
    let shorter = a.len().min(b.len());
    let needed = if shorter < SHORT { 1 } else { RUN };
    let (mut in_runs, mut run, mut longest) = (0, 0, (0, 0));
    let mut last: Option<&anchors::Pair> = None;
    for pair in &alignment.pairs {
        let goes_on = last.is_some_and(|last| last.a + 1 == pair.a && last.b + 1 == pair.b);
        run = match pair.how {
            Match::Same | Match::Joined if goes_on => run + 1,
            Match::Same | Match::Joined => 1,
            _ => 0,
        };
        in_runs += match run {
            run if run == needed => needed,
            run if run > needed => 1,
            _ => 0,
        };
        if run > longest.0 {
            longest = (run, pair.a as usize + 1 - run);
        }
        last = Some(pair);
    }
    let share = in_runs as f32 / shorter as f32;
    if share >= options.least_share {
        return Ok(());
    }
    let most_frequent = |ids: &[u32]| {
        let mut counts = vec![0u32; vocabulary.len()];
        ids.iter().for_each(|id| counts[*id as usize] += 1);
        let mut all: Vec<u32> =
            (0..counts.len() as u32).filter(|id| counts[*id as usize] > 0 && vocabulary.says[*id as usize]).collect();
        all.sort_by_key(|id| (std::cmp::Reverse(counts[*id as usize]), *id));
        all.truncate(40);
        all
    };
    let (ours, theirs) = (most_frequent(a), most_frequent(b));
    let shared: FxHashSet<u32> = ours.iter().copied().filter(|id| theirs.contains(id)).collect();
    let listed = |ids: &[u32]| {
        let words: Vec<&str> = ids.iter().take(5).map(|id| vocabulary.spelling(*id)).collect();
        format!("`{}`", words.join("`, `"))
    };
    if shared.len() * 6 < ours.len().min(theirs.len()) && ours.len().min(theirs.len()) >= 12 {
        return Err(Error::NotAligned {
            code: "other-language",
            reason: format!(
                "the files are in different languages, or of different talks: of the {} most frequent words they share \
                 {} (here {}, there {})",
                ours.len().min(theirs.len()),
                shared.len(),
                listed(&ours),
                listed(&theirs)
            ),
            help: "words can't be compared across languages; two cue files can be aligned by their times alone: \
                   --mode timing"
                .to_owned(),
        });
    }
    let phrase: Vec<&str> = a.iter().skip(longest.1).take(longest.0).map(|id| vocabulary.spelling(*id)).collect();
    let phrase = match phrase.len() {
        0 => "no two words come in the same order".to_owned(),
        count => format!("the longest run of words in common is {count}: `{}`", phrase.join(" ")),
    };
    Err(Error::NotAligned {
        code: "different-talk",
        reason: format!(
            "these seem to be different talks: of {shorter} words {in_runs} come in the same order on both sides, and {phrase}"
        ),
        help: "check that both files are of the same recording".to_owned(),
    })
}
