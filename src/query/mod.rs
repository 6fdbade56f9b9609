//! Turns by speaker, time and topic, and any mix of them.
//!
//! ```
//! let page = "Ada Quill (00:05): What keeps the gate shut?\n\nBram Otten (00:07): The water. Gates hold by weight.\n\n\
//!             Ada Quill (00:12): And who opens it?\n\nBram Otten (00:15): I do. The gate is heavy.\n";
//! let transcript = fireside::read(page.as_bytes())?.transcript;
//! let said: Vec<&str> = transcript.query().speaker("Otten").about("gate").matches()?.map(|found| found.turn.text()).collect();
//! assert_eq!(said, ["I do. The gate is heavy.", "The water. Gates hold by weight."]);
//! let early: Vec<&str> = transcript.query().to(fireside::query::parse_time("0:07")?).matches()?.map(|found| found.turn.text()).collect();
//! assert_eq!(early, ["What keeps the gate shut?"]);
//! # Ok::<(), fireside::Error>(())
//! ```

mod about;
mod parse;
mod stats;
mod terms;
#[cfg(test)]
mod tests;
mod times;

use std::ops::Range;

use crate::error::Error;
use crate::model::{SpeakerId, TimeSpan, Timestamp, Transcript, Turn};
use about::Topic;
use terms::Topics;
use times::{Overlapping, Times, span_of};

pub use parse::parse_time;
pub use stats::{SpeakerStatistics, Statistics};

/// How a turn must lie to a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fit {
    /// Some of it lies inside.
    #[default]
    Overlap,
    /// All of it lies inside.
    Contained,
}

/// A question to a transcript. Each part narrows the answer; without any part all turns are the answer.
#[derive(Clone)]
#[must_use = "a query answers when its matches are asked for"]
pub struct Query<'t> {
    transcript: &'t Transcript,
    index: Option<&'t Index<'t>>,
    speakers: Vec<String>,
    not_speakers: Vec<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    fit: Fit,
    about: Option<String>,
    context: usize,
    limit: Option<usize>,
}

/// A turn that answers a query, or stands beside one that does.
#[derive(Clone, Debug)]
pub struct Match<'t> {
    /// The turn.
    pub turn: Turn<'t>,
    /// How well it answers a topic; 0 where no topic was asked for, and for context.
    pub score: f32,
    /// Where the topic's words stand, in bytes of the turn's text.
    pub matches: Vec<Range<usize>>,
    /// Whether it is no answer but stands before or after one.
    pub context: bool,
}

impl Transcript {
    /// Asks this transcript. For many questions build an [`Index`] once and ask that.
    #[inline]
    pub fn query(&self) -> Query<'_> {
        Query {
            transcript: self,
            index: None,
            speakers: Vec::new(),
            not_speakers: Vec::new(),
            from: None,
            to: None,
            fit: Fit::Overlap,
            about: None,
            context: 0,
            limit: None,
        }
    }

    /// How much each speaker says.
    pub fn statistics(&self) -> Statistics {
        Statistics::of(self)
    }
}

impl<'t> Query<'t> {
    /// Only turns of this speaker: a name, a label, an alias, a role, a first name or surname, initials, or a spelling
    /// that comes near. Asked several times: of any of them.
    pub fn speaker(mut self, name: impl Into<String>) -> Self {
        self.speakers.push(name.into());
        self
    }

    /// No turns of this speaker.
    pub fn not_speaker(mut self, name: impl Into<String>) -> Self {
        self.not_speakers.push(name.into());
        self
    }

    /// Only turns that go on at this time or begin later. A turn without times never fits.
    #[inline]
    pub fn from(mut self, from: Timestamp) -> Self {
        self.from = Some(from);
        self
    }

    /// Only turns that begin before this time.
    #[inline]
    pub fn to(mut self, to: Timestamp) -> Self {
        self.to = Some(to);
        self
    }

    /// Only turns that go on at this instant.
    pub fn at(self, instant: Timestamp) -> Self {
        self.from(instant).to(instant)
    }

    /// How turns must lie to the stretch of time. Default: overlap.
    pub fn fit(mut self, fit: Fit) -> Self {
        self.fit = fit;
        self
    }

    /// Only turns about this, best first: words in any form, and phrases in quotes, which must stand there.
    pub fn about(mut self, topic: impl Into<String>) -> Self {
        self.about = Some(topic.into());
        self
    }

    /// With so many turns before and after each answer, marked as context. Default: 0.
    pub fn context(mut self, turns: usize) -> Self {
        self.context = turns;
        self
    }

    /// At most so many answers; context doesn't count. Default: all.
    pub fn limit(mut self, answers: usize) -> Self {
        self.limit = Some(answers);
        self
    }

    /// The answers: best first for a topic, else by time, found as they are asked for.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a speaker that fits nobody.
    #[inline]
    pub fn matches(self) -> Result<Matches<'t>, Error> {
        let hits = match self.between() {
            Some(found) => Hits::Between(found),
            None => self.hits()?,
        };
        Ok(Matches {
            transcript: self.transcript,
            hits,
            pending: Vec::new(),
            shown: Shown::default(),
            context: self.context,
            left: self.limit.unwrap_or(usize::MAX),
        })
    }

    /// The answers of the index over time, where it can give all that is asked by itself.
    #[inline]
    fn between(&self) -> Option<Overlapping<'t>> {
        let plain = self.speakers.is_empty() && self.not_speakers.is_empty() && self.about.is_none();
        let index = self.index.filter(|index| index.in_order && plain && self.fit == Fit::Overlap)?;
        let (from, to) = self.time()?;
        Some(index.times.overlapping(from, to))
    }

    #[inline]
    fn time(&self) -> Option<(i64, i64)> {
        (self.from.is_some() || self.to.is_some()).then(|| {
            let from = self.from.map_or(i64::MIN, Timestamp::millis);
            (from, self.to.map_or(i64::MAX, Timestamp::millis))
        })
    }

    fn hits(&self) -> Result<Hits<'t>, Error> {
        let filter = self.filter()?;
        let limit = self.limit.unwrap_or(usize::MAX);
        Ok(match &self.about {
            Some(about) => {
                let built;
                let topics = match self.index {
                    Some(index) => &index.topics,
                    None => {
                        built = Topics::new(self.transcript);
                        &built
                    }
                };
                let topic = Topic::new(topics, about);
                let keep = |turn: u32| filter.keeps(self.transcript, turn as usize);
                let best = topic.best(topics, self.transcript, limit, keep);
                let transcript = self.transcript;
                let located = best.into_iter().map(move |(turn, score)| {
                    let text = transcript.turn(turn as usize).map_or("", Turn::text);
                    Hit { turn: turn as usize, score, matches: topic.located(topics, text) }
                });
                // The words are located now: the index may go out of scope.
                Hits::Found(located.collect::<Vec<_>>().into_iter())
            }
            None => self.candidates(filter),
        })
    }

    fn filter(&self) -> Result<Filter, Error> {
        let ids = |names: &[String]| -> Result<Option<Vec<SpeakerId>>, Error> {
            let mut all = Vec::new();
            for name in names {
                all.extend(parse::speakers(self.transcript, name)?);
            }
            Ok((!names.is_empty()).then_some(all))
        };
        Ok(Filter {
            speakers: ids(&self.speakers)?,
            not: ids(&self.not_speakers)?.unwrap_or_default(),
            time: self.time(),
            fit: self.fit,
        })
    }

    /// The turns that answer, by position: the index is asked for as few as it can tell.
    fn candidates(&self, filter: Filter) -> Hits<'t> {
        let transcript = self.transcript;
        match (self.index, filter.time, &filter.speakers) {
            (Some(index), Some((from, to)), Some(speakers)) if index.in_order => {
                let spoken = index.spoken_by(speakers, index.times.near(from, to));
                Hits::Sought(Box::new(spoken.filter(move |turn| filter.keeps(transcript, *turn))))
            }
            (Some(index), Some((from, to)), _) if index.in_order => {
                let found = index.times.overlapping(from, to);
                Hits::Sought(Box::new(found.filter(move |turn| filter.keeps(transcript, *turn))))
            }
            (Some(index), Some((from, to)), _) => {
                let kept = index.times.overlapping(from, to).filter(|turn| filter.keeps(transcript, *turn));
                let mut found: Vec<usize> = kept.collect();
                found.sort_unstable();
                Hits::Sought(Box::new(found.into_iter()))
            }
            (Some(index), None, Some(speakers)) => {
                let spoken = index.spoken_by(speakers, 0..transcript.turns().len());
                Hits::Sought(Box::new(spoken.filter(move |turn| filter.keeps(transcript, *turn))))
            }
            _ => {
                let all = 0..transcript.turns().len();
                Hits::Sought(Box::new(all.filter(move |turn| filter.keeps(transcript, *turn))))
            }
        }
    }
}

/// What a turn must be to answer, topics aside.
struct Filter {
    speakers: Option<Vec<SpeakerId>>,
    not: Vec<SpeakerId>,
    time: Option<(i64, i64)>,
    fit: Fit,
}

impl Filter {
    fn keeps(&self, transcript: &Transcript, index: usize) -> bool {
        let Some(turn) = transcript.turn(index) else { return false };
        let speaker = turn.speaker_id();
        let named = self.speakers.as_ref().is_none_or(|wanted| speaker.is_some_and(|id| wanted.contains(&id)));
        let allowed = speaker.is_none_or(|id| !self.not.contains(&id));
        named && allowed && self.time.is_none_or(|(from, to)| self.keeps_time(transcript, index, from, to))
    }

    fn keeps_time(&self, transcript: &Transcript, index: usize, from: i64, to: i64) -> bool {
        let Some(span) = span_of(transcript, index) else { return false };
        let (start, end) = (span.start().millis(), span.end().millis());
        match self.fit {
            Fit::Contained => from <= start && end <= to,
            // A turn takes up a millisecond at least, and so does an instant.
            Fit::Overlap => start < to.max(from.saturating_add(1)) && end.max(start.saturating_add(1)) > from,
        }
    }
}

/// What makes questions to a long transcript quick: turns by time, by speaker and by word.
///
/// ```
/// use fireside::query::{Index, parse_time};
/// let page = b"Ada Quill (00:05): Is it on?\n\nBram Otten (00:07): It is.\n";
/// let transcript = fireside::read_with(page, &fireside::ReadOptions::default().from("rev-inline"))?.transcript;
/// let index = Index::new(&transcript);
/// let then = index.query().at(parse_time("0:06")?).matches()?.next();
/// assert_eq!(then.map(|found| found.turn.text()), Some("Is it on?"));
/// # Ok::<(), fireside::Error>(())
/// ```
pub struct Index<'t> {
    transcript: &'t Transcript,
    topics: Topics,
    times: Times,
    in_order: bool,
    by_speaker: Vec<Vec<u32>>,
}

impl<'t> Index<'t> {
    /// Indexes a transcript: linear in its words.
    pub fn new(transcript: &'t Transcript) -> Self {
        let mut by_speaker: Vec<Vec<u32>> = vec![Vec::new(); transcript.speakers().len()];
        for (index, turn) in (0u32..).zip(transcript.turns()) {
            if let Some(list) = turn.speaker_id().and_then(|id| by_speaker.get_mut(id.index())) {
                list.push(index);
            }
        }
        let times = Times::new(transcript);
        Index { transcript, topics: Topics::new(transcript), in_order: times.in_order(), times, by_speaker }
    }

    /// The turns of these speakers within a run of turns, by position: no other turn is looked at.
    fn spoken_by<'i>(
        &'i self,
        speakers: &[SpeakerId],
        within: Range<usize>,
    ) -> impl Iterator<Item = usize> + use<'i, 't> {
        let mut speakers = speakers.to_vec();
        speakers.sort_unstable();
        speakers.dedup();
        let before = |list: &[u32], turn: usize| list.partition_point(|known| (*known as usize) < turn);
        let lists = speakers.into_iter().filter_map(move |id| self.by_speaker.get(id.index())).map(move |list| {
            let own = list.get(before(list, within.start)..before(list, within.end)).unwrap_or(&[]);
            own.iter().map(|turn| *turn as usize)
        });
        itertools::Itertools::kmerge(lists)
    }

    /// The turns that share time with `span`, by their start: the quickest way to ask for nothing but a time.
    ///
    /// An empty span asks for the instant at its start.
    ///
    /// ```
    /// use fireside::{TimeSpan, Timestamp, query::Index};
    /// let srt = b"1\n00:00:01,000 --> 00:00:02,000\n- Is it on?\n\n2\n00:00:02,500 --> 00:00:04,000\n- It is.\n";
    /// let transcript = fireside::read(srt)?.transcript;
    /// let index = Index::new(&transcript);
    /// let span = TimeSpan::new(Timestamp::from_millis(3_000), Timestamp::from_millis(3_500)).unwrap();
    /// assert_eq!(index.during(span).map(|turn| turn.text()).collect::<Vec<_>>(), ["It is."]);
    /// # Ok::<(), fireside::Error>(())
    /// ```
    #[inline]
    pub fn during(&self, span: TimeSpan) -> impl Iterator<Item = Turn<'t>> + use<'_, 't> {
        let transcript = self.transcript;
        self.times.overlapping(span.start().millis(), span.end().millis()).filter_map(move |turn| transcript.turn(turn))
    }

    /// Asks the indexed transcript.
    #[inline]
    pub fn query(&'t self) -> Query<'t> {
        Query { index: Some(self), ..self.transcript.query() }
    }
}

struct Hit {
    turn: usize,
    score: f32,
    matches: Vec<Range<usize>>,
}

enum Hits<'t> {
    /// By rank.
    Found(std::vec::IntoIter<Hit>),
    /// By time, found on the way, with nothing else to ask.
    Between(Overlapping<'t>),
    /// By position, found on the way.
    Sought(Box<dyn Iterator<Item = usize> + 't>),
}

impl Hits<'_> {
    fn next(&mut self) -> Option<Hit> {
        let turn = match self {
            Hits::Found(hits) => return hits.next(),
            Hits::Between(turns) => turns.next()?,
            Hits::Sought(turns) => turns.next()?,
        };
        Some(Hit { turn, score: 0.0, matches: Vec::new() })
    }
}

/// Which turns were given out: an answer is given once as an answer, and context never twice.
#[derive(Default)]
struct Shown(rustc_hash::FxHashSet<usize>);

/// The answers to a query, found as they are asked for.
pub struct Matches<'t> {
    transcript: &'t Transcript,
    hits: Hits<'t>,
    /// What goes out next, last first.
    pending: Vec<Match<'t>>,
    shown: Shown,
    context: usize,
    left: usize,
}

impl<'t> Iterator for Matches<'t> {
    type Item = Match<'t>;

    #[inline]
    fn next(&mut self) -> Option<Match<'t>> {
        if self.context > 0 {
            return self.next_with_context();
        }
        self.left = self.left.checked_sub(1)?;
        let hit = match &mut self.hits {
            Hits::Between(turns) => Hit { turn: turns.next()?, score: 0.0, matches: Vec::new() },
            others => others.next()?,
        };
        let turn = self.transcript.turn(hit.turn)?;
        Some(Match { turn, score: hit.score, matches: hit.matches, context: false })
    }

    /// As one loop: `count`, `sum` and `for_each` over a stretch of time cost no call for each turn.
    #[inline]
    fn fold<B, F: FnMut(B, Match<'t>) -> B>(mut self, init: B, mut each: F) -> B {
        let transcript = self.transcript;
        let mut all = init;
        match self.hits {
            Hits::Between(turns) if self.context == 0 => {
                for turn in turns.take(self.left).filter_map(|turn| transcript.turn(turn)) {
                    all = each(all, Match { turn, score: 0.0, matches: Vec::new(), context: false });
                }
            }
            hits => {
                self.hits = hits;
                for found in self.by_ref() {
                    all = each(all, found);
                }
            }
        }
        all
    }
}

impl<'t> Matches<'t> {
    #[inline(never)]
    fn next_with_context(&mut self) -> Option<Match<'t>> {
        while self.pending.is_empty() {
            self.left = self.left.checked_sub(1)?;
            let hit = self.hits.next()?;
            self.with_context(hit);
        }
        self.pending.pop()
    }

    /// Lines up an answer with the turns round it. A turn that went out as context before goes out again as an answer.
    fn with_context(&mut self, hit: Hit) {
        let from = hit.turn.saturating_sub(self.context);
        let to = hit.turn.saturating_add(self.context).saturating_add(1).min(self.transcript.turns().len());
        let mut lined: Vec<Match<'_>> = Vec::new();
        for index in from..to {
            let Some(turn) = self.transcript.turn(index) else { continue };
            let answer = index == hit.turn;
            if self.shown.0.insert(index) || answer {
                let (score, matches) = if answer { (hit.score, hit.matches.clone()) } else { (0.0, Vec::new()) };
                lined.push(Match { turn, score, matches, context: !answer });
            }
        }
        lined.reverse();
        self.pending = lined;
    }
}
