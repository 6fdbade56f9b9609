//! When each word of a timed file is said.

use std::num::NonZeroU32;

use super::timeline::Timeline;
use super::tokens::Lexicon;
use crate::model::{How, Transcript};

/// The number of a speaker; it takes no more room where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner(NonZeroU32);

impl Owner {
    /// The speaker with this number; the last number of all is nobody's.
    pub fn new(index: u32) -> Option<Self> {
        NonZeroU32::new(index.wrapping_add(1)).map(Owner)
    }

    pub fn index(self) -> u32 {
        self.0.get() - 1
    }
}

/// A word, when it is said, and who says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spoken {
    /// Byte of the text where it starts.
    pub at: u32,
    /// Its length in bytes.
    pub length: u32,
    /// Start in milliseconds, and how long it lasts; meaningless where it has no time.
    start: i64,
    lasts: u32,
    timed: bool,
    /// Whether the source times it.
    pub exact: bool,
    /// The number of the speaker.
    pub owner: Option<Owner>,
    /// How sure that is, from 0 to 1.
    pub sure: f32,
}

impl Spoken {
    /// Start and end in milliseconds.
    pub fn span(&self) -> Option<(i64, i64)> {
        self.timed.then_some((self.start, self.start + i64::from(self.lasts)))
    }

    /// The same with a speaker, and how sure that is.
    pub fn by(self, owner: Option<Owner>, sure: f32) -> Self {
        Spoken { owner, sure, ..self }
    }

    pub fn text<'t>(&self, transcript: &'t Transcript) -> &'t str {
        transcript.text.get(self.at as usize..(self.at + self.length) as usize).unwrap_or("")
    }
}

const FAR: i64 = 1 << 50;

/// The words of a transcript in order of the text, with the times that the source gives them, or a share of their cue's.
pub fn spoken(transcript: &Transcript) -> Vec<Spoken> {
    let mut words: Vec<Spoken> = Vec::with_capacity(transcript.word_times.len());
    let mut times = transcript.word_times.iter().peekable();
    let mut missing = 0;
    for unit in &transcript.units {
        for bytes in transcript.words_in(unit.text.start as usize..unit.text.end as usize) {
            let at = bytes.start as u32;
            while times.next_if(|time| time.at < at).is_some() {}
            let time = times.peek().filter(|time| time.at == at);
            let known = time.and_then(|time| Some((time.start()?, time.end()?)));
            let span = known.map(|(start, end)| {
                let start = start.at.millis().clamp(-FAR, FAR);
                (start, end.at.millis().clamp(start, FAR.max(start)))
            });
            missing += usize::from(span.is_none());
            let exact = known.is_some_and(|(start, _)| start.how == How::Exact);
            let (start, end) = span.unwrap_or_default();
            let (lasts, timed) = (lasting(start, end), span.is_some());
            words.push(Spoken { at, length: bytes.len() as u32, start, lasts, timed, exact, owner: None, sure: 0.0 });
        }
    }
    if missing > 0 {
        share(transcript, &mut words);
    }
    words
}

/// How long something lasts, up to some weeks.
fn lasting(start: i64, end: i64) -> u32 {
    end.saturating_sub(start).clamp(0, u32::MAX.into()) as u32
}

/// Words without a time of their own get a share of what lies around them.
fn share(transcript: &Transcript, words: &mut [Spoken]) {
    let mut lexicon = Lexicon::default();
    let mut timeline = Timeline::default();
    timeline.push(transcript, &mut lexicon);
    let timed_blocks = transcript.cues.iter().any(|cue| cue.start.is_some())
        || transcript.units.iter().any(|unit| unit.start.is_some());
    if !timed_blocks {
        return;
    }
    for (at, said) in timeline.tokens.starts.iter().zip(&timeline.said) {
        let after = words.partition_point(|word| word.at <= *at);
        let Some(word) = after.checked_sub(1).and_then(|at| words.get_mut(at)).filter(|word| !word.exact) else {
            continue;
        };
        let (start, end) = match word.span() {
            Some((start, _)) if word.sure > 0.0 => (start, said.end().max(start)),
            _ => (said.start, said.end()),
        };
        (word.start, word.lasts) = (start, lasting(start, end));
        word.timed = true;
        // Marks that this pass has begun with the word.
        word.sure = 1.0;
    }
    words.iter_mut().for_each(|word| word.sure = 0.0);
}
