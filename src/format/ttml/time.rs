//! Time expressions, and when an element that holds others is active.

use super::super::captions::clock::{Form, clock};
use crate::model::FrameRate;

/// Nanoseconds: fine enough that offsets in frames add up without drift.
pub(super) type Nanos = i64;

const SECOND: i128 = 1_000_000_000;

/// Whole milliseconds, the nearest.
pub(super) fn millis(at: Nanos) -> i64 {
    (at.saturating_add(500_000)).div_euclid(1_000_000)
}

/// What the root says about counted times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    /// Frames a second as they are counted.
    frame: i64,
    /// What `frame` is multiplied by.
    multiplier: (i64, i64),
    sub: i64,
    tick: Option<i64>,
    given: bool,
    /// Whether clock times count frames from the start of the day, not seconds.
    pub smpte: bool,
    /// Whether all times count from the start of the recording, in seconds, as in lyrics of Apple Music.
    pub lyrics: bool,
    drop: Drop,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Drop {
    No,
    Ntsc,
    Pal,
}

impl Rates {
    /// What holds where the root is silent.
    pub fn new(hint: Option<FrameRate>) -> Self {
        let (smpte, lyrics, drop) = (false, false, Drop::No);
        let mut rates = Rates { frame: 30, multiplier: (1, 1), sub: 1, tick: None, given: false, smpte, lyrics, drop };
        if let Some(hint) = hint {
            let exact = hint.a_second();
            let counted = exact.round().max(1.0);
            rates.frame = counted as i64;
            if (counted - exact).abs() > 0.001 {
                rates.multiplier = (1_000, 1_001);
            }
        }
        rates
    }

    /// Takes a parameter of the root; says whether its value makes sense.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let number = || value.trim().parse::<i64>().ok().filter(|number| (1..=1_000_000_000_000).contains(number));
        match name {
            "frameRate" => number().is_some_and(|rate| {
                self.frame = rate;
                self.given = true;
                true
            }),
            "subFrameRate" => number().map(|rate| self.sub = rate).is_some(),
            "tickRate" => number().map(|rate| self.tick = Some(rate)).is_some(),
            "frameRateMultiplier" => {
                let parts = value.split([' ', ':', '/']).filter(|part| !part.is_empty());
                let parts: Vec<_> = parts.map(|part| part.parse::<i64>().ok().filter(|part| *part > 0)).collect();
                match parts.as_slice() {
                    [Some(up), Some(down)] => self.multiplier = (*up, *down),
                    [Some(up)] => self.multiplier = (*up, 1),
                    _ => return false,
                }
                true
            }
            "timeBase" => {
                self.smpte = value.trim() == "smpte";
                true
            }
            "dropMode" => {
                self.drop = match value.trim() {
                    "dropNTSC" => Drop::Ntsc,
                    "dropPAL" => Drop::Pal,
                    _ => Drop::No,
                };
                true
            }
            _ => true,
        }
    }

    /// So many billionths of a frame.
    fn frames(&self, count: i128) -> Nanos {
        let (up, down) = self.multiplier;
        let rate = i128::from(self.frame).saturating_mul(i128::from(up)).max(1);
        round(count.saturating_mul(i128::from(down)), rate)
    }

    fn ticks(&self, count: i128) -> Nanos {
        match self.tick {
            Some(rate) => round(count, i128::from(rate)),
            None if self.given => round(self.frames(count).into(), i128::from(self.sub)),
            None => round(count, 1),
        }
    }

    /// Frames that drop-frame counting leaves out before this minute.
    fn dropped(&self, minutes: i128) -> i128 {
        match self.drop {
            Drop::No => 0,
            Drop::Ntsc => 2 * (minutes - minutes.div_euclid(10)),
            // Four in every other minute, but for the first of each twenty.
            Drop::Pal => 4 * ((minutes + 1).div_euclid(2) - (minutes + 19).div_euclid(20)),
        }
    }

    /// Reads a time expression, and says whether it is written as the grammar has it.
    ///
    /// `clock = 2*DIGIT ":" 2DIGIT ":" 2DIGIT ["." 1*DIGIT / ":" 2*DIGIT ["." 1*DIGIT]]`
    /// `offset = 1*DIGIT ["." 1*DIGIT] ("h" / "m" / "s" / "ms" / "f" / "t")`
    pub fn time(&self, text: &str) -> Option<(Nanos, Form)> {
        let bytes = text.as_bytes();
        if bytes.len() == 12
            && !self.smpte
            && bytes[8] == b'.'
            && let Some(clock) = clock(bytes).filter(|clock| clock.form == Form::Strict && clock.length == 12)
        {
            return Some((clock.ms.saturating_mul(1_000_000), Form::Strict));
        }
        let text = text.trim();
        let (first, fraction, rest) = number(text.as_bytes())?;
        if rest.first() != Some(&b':') {
            let count = first.saturating_mul(SECOND).saturating_add(fraction);
            let (at, form) = match rest {
                b"h" => (round(count.saturating_mul(3_600), 1), Form::Strict),
                b"m" => (round(count.saturating_mul(60), 1), Form::Strict),
                b"s" => (round(count, 1), Form::Strict),
                b"ms" => (round(count, 1_000), Form::Strict),
                b"f" => (self.frames(count), Form::Strict),
                b"t" => (self.ticks(count), Form::Strict),
                // No metric: seconds, as those who leave it out mean it.
                b"" => (round(count, 1), Form::Loose),
                _ => return None,
            };
            return Some((at, form));
        }
        self.clock(text.as_bytes())
    }

    fn clock(&self, text: &[u8]) -> Option<(Nanos, Form)> {
        let mut fields = [0i128; 4];
        let (mut count, mut rest, mut loose) = (0, text, false);
        let fraction = loop {
            let before = rest.len();
            let (value, part, after) = number(rest)?;
            loose |= count > 0 && before - after.len() < 2 || part > 0 && count < 2;
            *fields.get_mut(count)? = value;
            rest = after;
            count += 1;
            match rest.split_first() {
                // A comma, or a semicolon before frames, is what other formats have.
                Some((b':', after)) => rest = after,
                Some((b';', after)) if count == 3 => (rest, loose) = (after, true),
                _ => break part,
            }
        };
        if !rest.is_empty() {
            return None;
        }
        if count == 2 {
            fields = [0, fields[0], fields[1], 0];
            loose = true;
        }
        let [hours, minutes, seconds, frames] = fields;
        loose |= minutes > 59 || seconds > 60 || text.contains(&b',');
        let all_minutes = hours.saturating_mul(60).saturating_add(minutes);
        let all_seconds = all_minutes.saturating_mul(60).saturating_add(seconds);
        // A second has no such frame. Its last one is nearer to what was meant than a time seconds later.
        let last = i128::from(self.frame) - 1;
        loose |= count == 4 && frames > last;
        let frames = frames.min(last);
        let form = if loose { Form::Loose } else { Form::Strict };
        if count < 4 {
            return Some((round(all_seconds.saturating_mul(SECOND).saturating_add(fraction), 1), form));
        }
        // The fraction of a frame counts sub-frames: its digits are a number, which `number` has shifted.
        let sub = sub_frames(text).min(i128::from(self.sub)).saturating_mul(SECOND) / i128::from(self.sub);
        let counted = frames.saturating_mul(SECOND).saturating_add(sub);
        if self.smpte {
            let whole = all_seconds.saturating_mul(self.frame.into()).saturating_sub(self.dropped(all_minutes));
            return Some((self.frames(whole.saturating_mul(SECOND).saturating_add(counted)), form));
        }
        let frames = i128::from(self.frames(counted));
        Some((round(all_seconds.saturating_mul(SECOND).saturating_add(frames), 1), form))
    }
}

/// The digits behind the point of `01:02:03:04.5`.
fn sub_frames(text: &[u8]) -> i128 {
    let digits = text.iter().rposition(|byte| *byte == b'.').and_then(|at| text.get(at + 1..)).unwrap_or(&[]);
    digits.iter().take(9).fold(0, |value, digit| value * 10 + i128::from(digit.wrapping_sub(b'0').min(9)))
}

/// `1*DIGIT ["." 1*DIGIT]`: the number, billionths, and what follows.
fn number(text: &[u8]) -> Option<(i128, i128, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = text.get(..length).filter(|digits| !digits.is_empty())?;
    let whole = whole.iter().fold(0i128, |value, digit| {
        value.saturating_mul(10).saturating_add(i128::from(digit - b'0')).min(i128::from(i64::MAX))
    });
    let rest = text.get(length..)?;
    let digits = rest.get(1..).unwrap_or(&[]).iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || !matches!(rest.first(), Some(b'.' | b',')) {
        return Some((whole, 0, rest));
    }
    let (mut fraction, mut scale) = (0i128, SECOND / 10);
    for digit in rest.get(1..=digits).unwrap_or(&[]) {
        fraction += i128::from(digit - b'0') * scale;
        scale /= 10;
    }
    Some((whole, fraction, rest.get(digits + 1..)?))
}

fn round(value: i128, divisor: i128) -> Nanos {
    let half = divisor / 2;
    value.saturating_add(half).div_euclid(divisor).clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// When an element is active, and where its next child goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Active {
    /// When it begins.
    pub begin: Nanos,
    /// When it ends at the latest: by its own attributes and those around it.
    pub end: Option<Nanos>,
    /// Whether an attribute of its own says when it begins or ends.
    pub timed: bool,
    /// Whether an attribute of its own says when it ends.
    ends: bool,
    /// Whether its children follow one another.
    pub seq: bool,
    /// Whether times in it count from the start of the recording.
    lyrics: bool,
    /// Where the children so far end: of a sequence the last one, else the latest. `None` for one without end.
    children: Option<Option<Nanos>>,
}

/// What an element says about its time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Timing {
    pub begin: Option<Nanos>,
    pub end: Option<Nanos>,
    pub dur: Option<Nanos>,
    pub seq: bool,
}

impl Active {
    /// The whole programme.
    pub fn whole() -> Self {
        Active { begin: 0, end: None, timed: false, ends: false, seq: false, lyrics: false, children: None }
    }

    /// The same, with all times in it counted from the start of the recording.
    pub fn of_lyrics(self) -> Self {
        Active { lyrics: true, ..self }
    }

    /// When a child is active; `false` beside it if it never is, because the one before it in a sequence has no end.
    pub fn child(&self, timing: &Timing) -> (Active, bool) {
        let (from, reached) = match (self.seq, self.children) {
            (true, Some(Some(end))) => (end, true),
            (true, Some(None)) => (self.begin, false),
            _ => (self.begin, true),
        };
        let zero = if self.lyrics { 0 } else { from };
        let begin = timing.begin.map_or(from, |begin| zero.saturating_add(begin));
        let by_dur = timing.dur.map(|dur| begin.saturating_add(dur));
        let by_end = timing.end.map(|end| zero.saturating_add(end));
        let around = self.end.filter(|_| !(self.lyrics && by_end.is_some()));
        let ends = [around, by_dur, by_end].into_iter().flatten().min();
        let own_end = by_dur.is_some() || by_end.is_some();
        let timed = own_end || timing.begin.is_some();
        let (ends, end, seq, lyrics) = (own_end, ends, timing.seq, self.lyrics);
        (Active { begin, end, timed, ends, seq, lyrics, children: None }, reached)
    }

    /// When it ends, once all its children are known; `text` says whether it has text of its own, which lasts as long as
    /// it does.
    pub fn ended(&self, text: bool) -> Option<Nanos> {
        if self.ends {
            return self.end;
        }
        let by_children = match self.children {
            Some(end) if self.seq || !text => end,
            None if self.seq && text => Some(self.begin),
            _ => None,
        };
        [self.end, by_children].into_iter().flatten().min()
    }

    /// Whether its own attributes say when it ends.
    pub fn own_end(&self) -> bool {
        self.ends
    }

    /// Takes the end of a child.
    pub fn note(&mut self, end: Option<Nanos>) {
        self.children = Some(match (self.seq, self.children) {
            (true, _) | (false, None) => end,
            (false, Some(before)) => before.zip(end).map(|(before, end)| before.max(end)),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(parameters: &[(&str, &str)], text: &str) -> Option<i64> {
        let mut rates = Rates::new(None);
        for (name, value) in parameters {
            assert!(rates.set(name, value), "{name}");
        }
        rates.time(text).map(|(at, _)| millis(at))
    }

    #[test]
    fn every_form() {
        let film = [("frameRate", "24"), ("frameRateMultiplier", "1000 1001"), ("tickRate", "60")];
        for (text, expected) in [
            ("1.2s", 1_200),
            ("1.2m", 72_000),
            ("1.2h", 4_320_000),
            ("24f", 1_001),
            ("120t", 2_000),
            ("250ms", 250),
            ("01:02:03", 3_723_000),
            ("01:02:03.235", 3_723_235),
            ("01:02:03.2350", 3_723_235),
            ("01:02:03.2356", 3_723_236),
            ("01:02:03:20", 3_723_834),
            ("100:00:00.1", 360_000_100),
            (" 1s ", 1_000),
        ] {
            assert_eq!(ms(&film, text), Some(expected), "{text}");
        }
        for text in ["", "x", "1x", "01:02:03:04:05", "wallclock(\"x\")", "-1s", "1:"] {
            assert_eq!(ms(&film, text), None, "{text}");
        }
        assert_eq!(ms(&[], "10f"), Some(333), "30 frames a second unless told");
        assert_eq!(ms(&[], "3t"), Some(3_000), "a tick is a second unless told");
        assert_eq!(ms(&[("frameRate", "25")], "50t"), Some(2_000), "a tick is a frame where frames are told");
        assert_eq!(ms(&[("frameRate", "25"), ("subFrameRate", "2")], "50t"), Some(1_000));
        assert_eq!(ms(&[("frameRate", "25"), ("subFrameRate", "2")], "00:00:01:10.1"), Some(1_420));
        assert_eq!(ms(&film, "00:00:10:24"), ms(&film, "00:00:10:23"), "no frame of a second");
        assert_eq!(ms(&film, "00:00:10:100"), ms(&film, "00:00:10:23"));
        assert_eq!(ms(&[("frameRateMultiplier", "1000:1001")], "30f"), Some(1_001), "the old separator");
    }

    #[test]
    fn frames_of_a_day() {
        let ntsc = [("timeBase", "smpte"), ("frameRate", "30"), ("frameRateMultiplier", "1000 1001")];
        assert_eq!(ms(&ntsc, "01:00:00:00"), Some(3_603_600));
        let drop = [ntsc.as_slice(), &[("dropMode", "dropNTSC")]].concat();
        assert_eq!(ms(&drop, "01:00:00:00"), Some(3_599_996));
        assert_eq!(ms(&drop, "00:01:00:02"), Some(60_060));
    }

    #[test]
    fn huge_numbers_saturate() {
        let huge = format!("{}h", "9".repeat(500));
        assert!(ms(&[], &huge).is_some_and(|ms| ms > 0));
        assert!(ms(&[("timeBase", "smpte")], &format!("{0}:00:00:{0}", "9".repeat(99))).is_some());
    }

    #[test]
    fn sequences_and_the_earlier_end() {
        let s = |seconds: i64| Some(seconds * 1_000_000_000);
        let seq = Timing { seq: true, ..Timing::default() };
        let (mut list, _) = Active::whole().child(&seq);
        for expected in [5, 15] {
            let (child, reached) = list.child(&Timing { begin: s(5), dur: s(5), end: s(60), seq: false });
            assert!(reached);
            assert_eq!((Some(child.begin), child.ended(true)), (s(expected), s(expected + 5)));
            list.note(child.ended(true));
        }
        let (open, _) = list.child(&Timing::default());
        assert_eq!((Some(open.begin), open.ended(true)), (s(20), None));
        list.note(None);
        assert!(!list.child(&Timing::default()).1, "nothing follows what has no end");
        let (clipped, _) = Active { end: s(3), ..Active::whole() }.child(&Timing { end: s(9), ..Timing::default() });
        assert_eq!(clipped.ended(true), s(3));
    }
}
