//! Times: points and stretches in whole milliseconds, and how each is known.

use std::fmt;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Whole milliseconds on the transcript's clock; negative on a mission clock or after a shift.
///
/// ```
/// use fireside::{TimeDelta, Timestamp};
/// let start = Timestamp::from_millis(61_500);
/// assert_eq!(start.to_string(), "00:01:01.500");
/// assert_eq!(start + TimeDelta::from_millis(500), Timestamp::from_millis(62_000));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The start of the recording.
    pub const ZERO: Timestamp = Timestamp(0);

    /// A point `millis` milliseconds after the start of the clock (before it if negative).
    pub const fn from_millis(millis: i64) -> Self {
        Timestamp(millis)
    }

    /// Milliseconds since the start of the clock.
    pub const fn millis(self) -> i64 {
        self.0
    }
}

/// `HH:MM:SS.mmm`, with as many hour digits as it takes and a leading `-` before zero.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let ms = self.0.unsigned_abs();
        let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
        write!(f, "{sign}{hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1_000)
    }
}

/// A length of time in whole milliseconds; negative when it points back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeDelta(i64);

impl TimeDelta {
    /// No time at all.
    pub const ZERO: TimeDelta = TimeDelta(0);

    /// A length of `millis` milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        TimeDelta(millis)
    }

    /// The length in milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }
}

/// A point minus a point is a length; both ends of the number line saturate.
impl Sub for Timestamp {
    type Output = TimeDelta;
    fn sub(self, earlier: Timestamp) -> TimeDelta {
        TimeDelta(self.0.saturating_sub(earlier.0))
    }
}

impl Add<TimeDelta> for Timestamp {
    type Output = Timestamp;
    fn add(self, delta: TimeDelta) -> Timestamp {
        Timestamp(self.0.saturating_add(delta.0))
    }
}

impl Add for TimeDelta {
    type Output = TimeDelta;
    fn add(self, other: TimeDelta) -> TimeDelta {
        TimeDelta(self.0.saturating_add(other.0))
    }
}

/// How a time is known, from the surest to the least sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// The source gives it.
    Exact,
    /// It lies between two times that the source gives.
    Interpolated,
    /// It was guessed: from the next start, the recording's length or a reading rate.
    Estimated,
}

/// An instant with how it is known: a guess is never shown as a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// The instant.
    pub at: Timestamp,
    /// How it is known.
    pub how: How,
}

impl Time {
    /// An instant that the source gives, in milliseconds.
    pub const fn exact(millis: i64) -> Self {
        Time { at: Timestamp(millis), how: How::Exact }
    }

    /// A guessed instant, in milliseconds.
    pub const fn estimated(millis: i64) -> Self {
        Time { at: Timestamp(millis), how: How::Estimated }
    }
}

/// A stretch of time, half-open: `start` is in it, `end` is not, and `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeSpan {
    start: Timestamp,
    end: Timestamp,
}

impl TimeSpan {
    /// The stretch from `start` to `end`; `None` when `end` comes first.
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start <= end).then_some(TimeSpan { start, end })
    }

    /// Its first instant.
    pub fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant after it.
    pub fn end(self) -> Timestamp {
        self.end
    }

    /// How long it is; never negative.
    pub fn length(self) -> TimeDelta {
        self.end - self.start
    }

    /// Whether `at` lies in it.
    pub fn contains(self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// Time shared with `other`; `None` when they lie apart or only touch.
    ///
    /// ```
    /// # use fireside::{TimeSpan, Timestamp};
    /// let span = |start, end| TimeSpan::new(Timestamp::from_millis(start), Timestamp::from_millis(end)).unwrap();
    /// assert_eq!(span(0, 2_000).overlap(span(1_500, 3_000)), Some(span(1_500, 2_000)));
    /// assert_eq!(span(0, 2_000).overlap(span(2_000, 3_000)), None);
    /// ```
    pub fn overlap(self, other: TimeSpan) -> Option<TimeSpan> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(TimeSpan { start, end })
    }
}

/// Which clock the marks of a source are on. The number is always read literally.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Time since the start of the recording.
    #[default]
    Media,
    /// Time of day: `20:00:03` is 72,003,000 ms.
    Wall,
    /// Time since an event, which may be negative: `T-00:00:09`.
    Mission,
}
