//! The timed side: its words in order of time, each with a start and an end, and how these are known.

use std::ops::Range;

use super::tokens::{Lexicon, Tokens};
use crate::model::{How, Time, TimeDelta, Timestamp, Transcript, WordTime};

/// When a token is said, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    pub start: i64,
    /// How long it lasts: up to some weeks.
    pub lasts: u32,
    pub start_how: How,
    pub end_how: How,
}

impl Said {
    /// From a start to an end, or to the start where that comes later.
    #[inline]
    pub fn new(start: i64, end: i64, start_how: How, end_how: How) -> Self {
        Said { start, lasts: end.saturating_sub(start).clamp(0, u32::MAX.into()) as u32, start_how, end_how }
    }

    /// When it ends.
    #[inline]
    pub fn end(&self) -> i64 {
        self.start + i64::from(self.lasts)
    }

    /// The same with another end.
    pub fn until(self, end: i64) -> Self {
        Said::new(self.start, end, self.start_how, self.end_how)
    }

    /// The same with another start, not behind its end.
    pub fn since(self, start: i64) -> Self {
        Said::new(start, self.end(), self.start_how, self.end_how)
    }
}

/// The words of timed files, one after another.
#[derive(Default)]
pub struct Timeline {
    pub tokens: Tokens,
    pub said: Vec<Said>,
    /// Where the tokens of each file begin.
    pub files: Vec<usize>,
    /// What was added to the times of each file.
    pub shifts: Vec<i64>,
    /// Tokens that open a cue, and when it starts.
    opens: Vec<(u32, Time)>,
    /// Tokens that close a cue, and when it ends.
    closes: Vec<(u32, Time)>,
}

/// Space that is used again from block to block.
#[derive(Default)]
struct Room {
    weights: Vec<i64>,
    edges: Vec<Option<Time>>,
    ends: Vec<Option<Time>>,
}

/// A stretch of a timed file: a cue, or a unit where there are none.
struct Block {
    bytes: Range<usize>,
    start: Option<Time>,
    end: Option<Time>,
}

fn blocks(transcript: &Transcript) -> Vec<Block> {
    let mut blocks: Vec<Block> = if transcript.cues.is_empty() {
        let units = transcript.units.iter();
        units.map(|unit| block(&unit.text, unit.start, unit.end)).collect()
    } else {
        transcript.cues.iter().map(|cue| block(&cue.text, cue.start, cue.end)).collect()
    };
    blocks.retain(|block| !block.bytes.is_empty());
    let mut last = i64::MIN;
    let key = |block: &Block, last: &mut i64| {
        *last = block.start.map_or(*last, |start| start.at.millis());
        *last
    };
    let keys: Vec<i64> = blocks.iter().map(|block| key(block, &mut last)).collect();
    if !keys.is_sorted() {
        let mut keyed: Vec<(i64, Block)> = keys.into_iter().zip(blocks).collect();
        keyed.sort_by_key(|(key, _)| *key);
        blocks = keyed.into_iter().map(|(_, block)| block).collect();
    }
    blocks
}

fn block(text: &Range<u32>, start: Option<Time>, end: Option<Time>) -> Block {
    Block { bytes: text.start as usize..text.end as usize, start: start.map(sane), end: end.map(sane) }
}

/// Within bounds in which sums of times never leave an `i64`: thirty thousand years.
fn sane(time: Time) -> Time {
    Time { at: Timestamp::from_millis(time.at.millis().clamp(-FAR, FAR)), ..time }
}

/// What the source says of a word, start and end.
fn own(times: Option<&WordTime>) -> (Option<Time>, Option<Time>) {
    times.map_or((None, None), |times| (times.start().map(sane), times.end().map(sane)))
}

const FAR: i64 = 1 << 50;

/// Whether anything in it is timed.
pub fn is_timed(transcript: &Transcript) -> bool {
    transcript.cues.iter().any(|cue| cue.start.is_some())
        || transcript.units.iter().any(|unit| unit.start.is_some())
        || transcript.word_times.iter().any(|word| word.start().is_some())
}

impl Timeline {
    /// Appends a file. One whose clock starts again goes on where the one before it ended.
    pub fn push<'t>(&mut self, transcript: &'t Transcript, lexicon: &mut Lexicon<'t>) {
        self.read(transcript, lexicon, true);
    }

    /// The same; where `direct`, a block in which each word is one token with times of its own isn't shared out.
    fn read<'t>(&mut self, transcript: &'t Transcript, lexicon: &mut Lexicon<'t>, direct: bool) {
        let first = self.tokens.ids.len();
        let blocks = blocks(transcript);
        let times = &transcript.word_times;
        self.tokens.ids.reserve(times.len());
        self.tokens.starts.reserve(times.len());
        self.said.reserve(times.len());
        let mut words: Vec<(usize, Option<&WordTime>)> = Vec::new();
        let mut room = Room::default();
        let mut next_time = 0;
        for (index, block) in blocks.iter().enumerate() {
            let from = self.tokens.ids.len();
            words.clear();
            // Blocks come in the order of the text, but for a few.
            let begins = block.bytes.start as u32;
            if next_time > 0 && times[next_time - 1].at >= begins {
                next_time = times.partition_point(|time| time.at < begins);
            }
            // While each word is one token with its own times, there is nothing to share.
            let (mut simple, mut last) = (direct, block.start.map_or(i64::MIN, |start| start.at.millis()));
            for bytes in transcript.words_in(block.bytes.clone()) {
                while times.get(next_time).is_some_and(|time| (time.at as usize) < bytes.start) {
                    next_time += 1;
                }
                let times = times.get(next_time).filter(|time| time.at as usize == bytes.start);
                let token = self.tokens.ids.len();
                words.push((token, times));
                lexicon.read(&transcript.text, bytes, &mut self.tokens);
                match own(times) {
                    (Some(start), Some(end))
                        if simple
                            && self.tokens.ids.len() == token + 1
                            && start.at.millis() >= last
                            && end.at >= start.at =>
                    {
                        last = end.at.millis();
                        self.said.push(Said::new(start.at.millis(), last, start.how, end.how));
                    }
                    _ => simple = false,
                }
            }
            if self.tokens.ids.len() == from {
                continue;
            }
            if simple {
                self.opens.extend(block.start.map(|start| (from as u32, start)));
                self.closes.extend(block.end.map(|end| (self.tokens.ids.len() as u32 - 1, end)));
                continue;
            }
            self.said.truncate(from);
            let next = blocks.get(index + 1).and_then(|next| next.start);
            self.time(block, &words, from, next, lexicon, &mut room);
        }
        self.said.resize(self.tokens.ids.len(), Said::new(0, 0, How::Estimated, How::Estimated));
        self.settle(first);
    }

    /// When the cue starts that this token opens.
    pub fn opened(&self, token: usize) -> Option<Time> {
        at(&self.opens, token)
    }

    /// When the cue ends that this token closes.
    pub fn closed(&self, token: usize) -> Option<Time> {
        at(&self.closes, token)
    }

    /// Times the tokens of one block. What the source times is a fixed point; the rest shares by letters what lies
    /// between two of them.
    fn time(
        &mut self,
        block: &Block,
        words: &[(usize, Option<&WordTime>)],
        from: usize,
        next: Option<Time>,
        lexicon: &Lexicon<'_>,
        room: &mut Room,
    ) {
        let to = self.tokens.ids.len();
        let count = to - from;
        if count == 0 {
            return;
        }
        let before = from.checked_sub(1).and_then(|last| self.said.get(last)).map_or(0, |said| said.end());
        let start = block.start.or(own(words[0].1).0);
        let start = start.unwrap_or(Time { at: Timestamp::from_millis(before), how: How::Estimated });
        let Room { weights, edges, ends } = room;
        weights.clear();
        weights.extend(self.tokens.ids[from..].iter().map(|id| lexicon.vocabulary.weight(*id)));
        self.opens.extend(block.start.map(|start| (from as u32, start)));
        self.closes.extend(block.end.map(|end| (to as u32 - 1, end)));
        let own_end = block.end.or(words.last().and_then(|word| own(word.1).1)).filter(|end| end.at >= start.at);
        // A cue may stay on the screen while the next one is spoken: what is said in it ends where that one starts.
        let spoken_end = match (own_end, next.filter(|next| next.at > start.at)) {
            (Some(end), Some(next)) => end.at.min(next.at).millis(),
            (Some(end), None) => end.at.millis(),
            (None, Some(next)) => {
                next.at.millis().min(start.at.millis().saturating_add(LONGEST * weights.iter().sum::<i64>()))
            }
            (None, None) => start.at.millis().saturating_add(USUAL * weights.iter().sum::<i64>()),
        };
        // Fixed points: the edge before each token, where it is known.
        for fixed in [&mut *edges, &mut *ends] {
            fixed.clear();
            fixed.resize(count, None);
        }
        edges[0] = Some(start);
        let mut last = start.at;
        for (index, (first, times)) in words.iter().enumerate() {
            let (word_start, word_end) = own(*times);
            let past = words.get(index + 1).map_or(to, |next| next.0);
            let Some(word_start) = word_start.filter(|time| time.at >= last && *first < past) else { continue };
            edges[first - from] = Some(word_start);
            last = word_start.at;
            if let Some(end) = word_end.filter(|end| end.at >= last) {
                ends[past - 1 - from] = Some(end);
                last = end.at;
            }
        }
        let mut at = 0;
        while at < count {
            let mut past = at + 1;
            while past < count && edges[past].is_none() && ends[past - 1].is_none() {
                past += 1;
            }
            let begin = edges[at]
                .map_or_else(|| self.said.last().map_or(start.at.millis(), |said| said.end()), |edge| edge.at.millis());
            let known_end = ends[past - 1];
            let end = match (known_end, edges.get(past).copied().flatten()) {
                (Some(end), _) => end.at.millis(),
                (None, Some(next)) => next.at.millis(),
                (None, None) => spoken_end,
            };
            let end = end.max(begin);
            let total: i64 = weights[at..past].iter().sum::<i64>().max(1);
            let mut done = 0;
            for token in at..past {
                let part = |done: i64| begin + ((end - begin) as i128 * done as i128 / total as i128) as i64;
                let from = part(done);
                done += weights[token];
                let exact = edges[token].filter(|edge| edge.at.millis() == from).map(|edge| edge.how);
                let start_how = exact.unwrap_or(How::Interpolated);
                let (to, end_how) = match (token + 1 == past, known_end, own_end) {
                    (true, Some(end), _) => (end.at.millis(), end.how),
                    (true, None, Some(own)) if past == count => (own.at.millis(), own.how),
                    _ => (part(done), How::Interpolated),
                };
                self.said.push(Said::new(from, to, start_how, end_how));
            }
            at = past;
        }
    }

    /// Makes the starts of a file go forward, behind those of the file before it.
    fn settle(&mut self, first: usize) {
        let before = first.checked_sub(1).map(|last| self.said[last].start);
        let ended = self.said[..first].iter().rev().take(64).map(Said::end).max();
        let starts = self.said.get(first).map(|said| said.start);
        let shift = match (before, starts) {
            (Some(before), Some(start)) if start < before => ended.unwrap_or(before),
            _ => 0,
        };
        self.files.push(first);
        self.shifts.push(shift);
        let moved = |edges: &mut Vec<(u32, Time)>| {
            let own = edges.partition_point(|(token, _)| (*token as usize) < first);
            for (_, time) in edges[own..].iter_mut().filter(|_| shift != 0) {
                *time = Time { at: time.at + TimeDelta::from_millis(shift), how: time.how.max(How::Interpolated) };
            }
        };
        moved(&mut self.opens);
        moved(&mut self.closes);
        let mut last = before.unwrap_or(i64::MIN);
        for said in &mut self.said[first..] {
            said.start = said.start.saturating_add(shift);
            if shift != 0 {
                said.start_how = said.start_how.max(How::Interpolated);
                said.end_how = said.end_how.max(How::Interpolated);
            }
            if said.start < last {
                *said = said.since(last);
                said.start_how = How::Interpolated;
            }
            last = said.start;
        }
    }
}

fn at(edges: &[(u32, Time)], token: usize) -> Option<Time> {
    let found = edges.binary_search_by_key(&token, |(token, _)| *token as usize).ok()?;
    edges.get(found).map(|(_, time)| *time)
}

/// Milliseconds a letter takes where nothing tells, and at most.
pub const USUAL: i64 = 68;
const LONGEST: i64 = 150;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{TranscriptBuilder, UnitStart};

    proptest! {
        /// Blocks that need no sharing out are read as if they did.
        #[test]
        fn times_are_taken_as_they_are_shared(blocks in prop::collection::vec((0i64..50, 0u8..4, prop::collection::vec((0i64..40, 0i64..40, 0u8..9), 0..6)), 0..8)) {
            let mut builder = TranscriptBuilder::default();
            let mut now = 0;
            for (gap, edges, words) in blocks {
                let lasts: i64 = words.iter().map(|word| word.0 + word.1).sum();
                let start = (edges & 1 > 0).then(|| Time::exact(now + gap));
                let end = (edges & 2 > 0).then(|| Time::estimated(now + 40 + lasts));
                builder.unit(UnitStart { start, end, ..UnitStart::default() });
                now += 20;
                for (pause, length, kind) in words {
                    let text = if kind == 0 { "ten-fold" } else { "tea" };
                    builder.push(text, 0);
                    let start = now + if kind == 1 { -30 } else { pause };
                    let time = |known: bool, at: i64| known.then(|| Time::exact(at));
                    builder.word_time(builder.len() - text.len(), time(kind != 2, start), time(kind != 3, start + length));
                    now = start + length;
                }
            }
            let transcript = builder.finish();
            let read = |direct: bool| {
                let (mut timeline, mut lexicon) = (Timeline::default(), Lexicon::default());
                timeline.read(&transcript, &mut lexicon, direct);
                (timeline.tokens.starts, timeline.said, timeline.opens, timeline.closes)
            };
            prop_assert_eq!(read(true), read(false));
        }
    }
}
