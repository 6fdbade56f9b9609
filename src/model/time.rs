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

/// Frames a second, as a fraction: 24000/1001 for `23.976`.
///
/// ```
/// use fireside::FrameRate;
/// let ntsc: FrameRate = "29.97".parse()?;
/// assert_eq!(ntsc, FrameRate::new(30_000, 1_001).unwrap());
/// assert_eq!(ntsc.millis(30), 1_001);
/// assert_eq!(ntsc.frames(1_001), 30);
/// # Ok::<(), fireside::FrameRateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct FrameRate {
    frames: u32,
    seconds: u32,
}

/// A text or a fraction that is no frame rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no frame rate: write frames a second, such as `25`, `23.976` or `30000/1001`")]
pub struct FrameRateError(String);

impl FrameRate {
    /// 25 frames a second, the rate of European television.
    pub const PAL: FrameRate = FrameRate { frames: 25, seconds: 1 };

    /// So many frames in so many seconds; `None` where one of them is zero, or there are more than 1,000 frames a second.
    pub const fn new(frames: u32, seconds: u32) -> Option<Self> {
        match frames > 0 && seconds > 0 && frames as u64 <= seconds as u64 * 1_000 {
            true => Some(FrameRate { frames, seconds }),
            false => None,
        }
    }

    /// When frame `frame` starts, in milliseconds, rounded to the nearest.
    pub fn millis(self, frame: i64) -> i64 {
        rounded(i128::from(frame) * 1_000 * i128::from(self.seconds), i128::from(self.frames))
    }

    /// The frame nearest to a time in milliseconds.
    pub fn frames(self, millis: i64) -> i64 {
        rounded(i128::from(millis) * i128::from(self.frames), 1_000 * i128::from(self.seconds))
    }

    /// A time in milliseconds at this rate, once the same frames are played at another: frame for frame.
    pub fn at_rate(self, millis: i64, other: FrameRate) -> i64 {
        let frames = i128::from(millis) * i128::from(self.frames) * i128::from(other.seconds);
        rounded(frames, i128::from(self.seconds) * i128::from(other.frames))
    }

    /// Frames a second.
    pub fn a_second(self) -> f64 {
        f64::from(self.frames) / f64::from(self.seconds)
    }
}

/// A quotient to the nearest whole number, halves away from zero, within `i64`.
fn rounded(dividend: i128, divisor: i128) -> i64 {
    let half = if dividend < 0 { -divisor / 2 } else { divisor / 2 };
    ((dividend + half) / divisor).clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// As it is usually written: `25`, `23.976`, else the fraction.
impl fmt::Display for FrameRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.frames, self.seconds) {
            (frames, 1) => write!(f, "{frames}"),
            (24_000, 1_001) => f.write_str("23.976"),
            (30_000, 1_001) => f.write_str("29.97"),
            (60_000, 1_001) => f.write_str("59.94"),
            (frames, seconds) if 1_000 % seconds == 0 => write!(f, "{}", f64::from(frames) / f64::from(seconds)),
            (frames, seconds) => write!(f, "{frames}/{seconds}"),
        }
    }
}

impl std::str::FromStr for FrameRate {
    type Err = FrameRateError;

    /// Reads `25`, `12.5`, `30000/1001`; the usual roundings of the 1001 rates (`23.976`, `23.98`, `29.97`, `59.94`)
    /// mean those rates.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || FrameRateError(text.to_owned());
        let trimmed = text.trim();
        if let Some((frames, seconds)) = trimmed.split_once('/') {
            let number = |part: &str| part.trim().parse::<u32>().map_err(|_| bad());
            return FrameRate::new(number(frames)?, number(seconds)?).ok_or_else(bad);
        }
        let (whole, part) = trimmed.split_once(['.', ',']).unwrap_or((trimmed, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 4 || part.len() > 6 || !digits(whole) || !digits(part) {
            return Err(bad());
        }
        let seconds = 10u32.pow(part.len() as u32);
        let frames = format!("{whole}{part}").parse::<u64>().map_err(|_| bad())?;
        let thousandths = frames * 1_000 / u64::from(seconds);
        for ntsc in [24_000u32, 30_000, 48_000, 60_000, 120_000] {
            let exact = u64::from(ntsc) * 1_000 / 1_001;
            // `23.98` is rounded to hundredths, `23.97` is cut off.
            if part.len() > 1 && thousandths.abs_diff(exact) <= 6 && thousandths != u64::from(ntsc) {
                return FrameRate::new(ntsc, 1_001).ok_or_else(bad);
            }
        }
        let frames = u32::try_from(frames).map_err(|_| bad())?;
        let zeros = part.bytes().rev().take_while(|byte| *byte == b'0').count() as u32;
        let spare = 10u32.pow(zeros);
        FrameRate::new(frames / spare, seconds / spare).ok_or_else(bad)
    }
}

impl TryFrom<(u32, u32)> for FrameRate {
    type Error = FrameRateError;

    fn try_from((frames, seconds): (u32, u32)) -> Result<Self, Self::Error> {
        FrameRate::new(frames, seconds).ok_or_else(|| FrameRateError(format!("{frames}/{seconds}")))
    }
}

impl From<FrameRate> for (u32, u32) {
    fn from(rate: FrameRate) -> Self {
        (rate.frames, rate.seconds)
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
