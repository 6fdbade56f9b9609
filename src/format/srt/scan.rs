//! Where the cues are: found from the arrows, without a copy.

use memchr::{memchr2, memmem, memrchr2};

use super::super::CueSlice;
use super::super::captions::clock::{Clock, Form, clock, strict_of};

/// What is odd about a cue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Oddity {
    /// A time is not of the strict form.
    pub loose: bool,
    /// Something stands before the number or the times on their line, or the text follows them there.
    pub flat: bool,
}

pub(super) struct Cues<'a> {
    pub text: &'a str,
    pub arrows: memmem::FindIter<'a, 'static>,
    pub next: Option<Timing>,
    /// The number of the last cue that had one, and how many came since.
    pub counted: (&'a str, u64),
    /// The first arrow with no times round it since this was asked for.
    pub refused: Option<usize>,
}

/// A timing line: bytes of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timing {
    pub start: i64,
    pub end: i64,
    /// Where the cue begins: its number, or its start time.
    pub from: usize,
    /// Where the start time begins, and where what follows the end time begins.
    pub times: usize,
    pub after: usize,
    /// Where the number ends, which begins the cue if there is one.
    pub number: Option<usize>,
    /// Bytes that the start time takes.
    pub length: u32,
    /// Whether the start time, and the end time, are of the strict form.
    pub strict: (bool, bool),
    /// Whether it stands on a line of its own in the form that nearly all have, its number on the line before.
    pub usual: bool,
}

impl<'a> Cues<'a> {
    pub fn new(text: &'a str) -> Self {
        let arrows = memmem::find_iter(text.as_bytes(), "->");
        let mut cues = Cues { text, arrows, next: None, counted: ("0", 1), refused: None };
        cues.next = cues.timing(0);
        cues
    }

    /// The next timing whose times can be read; its number is looked for from byte `floor` on.
    pub fn timing(&mut self, floor: usize) -> Option<Timing> {
        let bytes = self.text.as_bytes();
        while let Some(found) = self.arrows.next() {
            let Some(arrow) = found.checked_sub(1).filter(|arrow| bytes.get(*arrow) == Some(&b'-')) else {
                if let Some(timing) = self.short(floor, found) {
                    return Some(timing);
                }
                continue;
            };
            if arrow < floor {
                continue;
            }
            if let Some(timing) = self.usual(floor, arrow) {
                return Some(timing);
            }
            let mut stop = arrow;
            while stop > floor && matches!(bytes[stop - 1], b' ' | b'\t') {
                stop -= 1;
            }
            let Some((times, start)) = clock_before(bytes, floor, stop) else {
                self.refused.get_or_insert(arrow);
                continue;
            };
            let mut second = arrow + 3;
            while matches!(bytes.get(second), Some(b' ' | b'\t')) {
                second += 1;
            }
            let Some(end) = bytes.get(second..).and_then(clock) else {
                self.refused.get_or_insert(arrow);
                continue;
            };
            let after = second + end.length;
            let (from, number) = self.number_before(floor, times);
            return Some(Timing {
                start: start.ms,
                end: end.ms,
                from,
                times,
                after,
                number,
                length: start.length as u32,
                strict: (start.form == Form::Strict, end.form == Form::Strict),
                usual: false,
            });
        }
        None
    }

    /// A line `00:00:01,000 -> 00:00:02,000` and nothing else, whose arrow has lost its first sign.
    fn short(&self, floor: usize, arrow: usize) -> Option<Timing> {
        let bytes = self.text.as_bytes();
        // The times and some blanks.
        let far = floor.max(arrow.saturating_sub(64));
        let before = bytes.get(far..arrow)?;
        let times = match memrchr2(b'\n', b'\r', before) {
            Some(newline) => far + newline + 1,
            None if far == floor => floor,
            None => return None,
        };
        let rest = bytes.get(arrow + 2..bytes.len().min(arrow + 80))?;
        let line = memchr2(b'\n', b'\r', rest).map_or(rest, |end| rest.get(..end).unwrap_or(rest));
        let start = strict_of(bytes.get(times..arrow)?.trim_ascii().try_into().ok()?)?;
        let end = strict_of(line.trim_ascii().try_into().ok()?)?;
        let times = times + bytes.get(times..arrow)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let after = arrow + 2 + line.trim_ascii_end().len();
        let (from, number) = self.number_before(floor, times);
        Some(Timing { start, end, from, times, after, number, length: 12, strict: (false, false), usual: false })
    }

    /// The timing round the arrow at `arrow`, if it is of the form that nearly all have: a line with a number, and a line
    /// `00:00:01,000 --> 00:00:02,000`.
    #[inline]
    fn usual(&self, floor: usize, arrow: usize) -> Option<Timing> {
        let bytes = self.text.as_bytes();
        let times = arrow.checked_sub(13).filter(|times| *times > floor)?;
        let line: &[u8; 29] = bytes.get(times..)?.first_chunk()?;
        if line[12] != b' ' || line[16] != b' ' || bytes.get(times - 1) != Some(&b'\n') {
            return None;
        }
        let (start, end) = (strict_of(line.first_chunk()?)?, strict_of(line.last_chunk()?)?);
        let after = times + line.len();
        if bytes.get(after).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let before = bytes.get(floor..times - 1)?;
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        let digits = before.iter().rev().take(12).take_while(|byte| byte.is_ascii_digit()).count();
        let line = before.len() - digits;
        let alone = line.checked_sub(1).is_some_and(|newline| matches!(before.get(newline), Some(b'\n' | b'\r')));
        if digits == 0 || !(alone || line == 0) {
            return None;
        }
        let (from, number) = (floor + line, Some(floor + before.len()));
        Some(Timing { start, end, from, times, after, number, length: 12, strict: (true, true), usual: true })
    }

    /// The number that stands before the times: where it begins, and where it ends.
    pub fn number_before(&self, floor: usize, times: usize) -> (usize, Option<usize>) {
        let bytes = self.text.as_bytes();
        let mut at = times;
        while at > floor && matches!(bytes[at - 1], b' ' | b'\t') {
            at -= 1;
        }
        let same_line = at > floor && !matches!(bytes[at - 1], b'\n' | b'\r');
        let mut breaks = 0;
        if !same_line {
            at = times;
            while at > floor && matches!(bytes[at - 1], b'\n' | b'\r' | b' ' | b'\t') {
                at -= 1;
                breaks += usize::from(bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
            }
        }
        let end = at;
        while at > floor && bytes[at - 1].is_ascii_digit() && end - at < 12 {
            at -= 1;
        }
        let digits = end - at;
        let mut line = at;
        while line > floor && matches!(bytes[line - 1], b' ' | b'\t') {
            line -= 1;
        }
        let alone = line == floor || matches!(bytes[line - 1], b'\n' | b'\r');
        let expected = || {
            let number = |digits: &str| digits.parse::<u64>().ok();
            let (last, since) = self.counted;
            self.text.get(at..end).and_then(number) == number(last).and_then(|last| last.checked_add(since))
        };
        // Behind a blank line, or on a line with other text, only the number that goes on counting is one.
        let sure = alone && (same_line || breaks < 2);
        match digits > 0 && (sure || (alone || same_line) && expected()) {
            true => (at, Some(end)),
            false => (times, None),
        }
    }
}

/// The clock time that ends at byte `stop`, and where it begins.
pub(super) fn clock_before(bytes: &[u8], floor: usize, stop: usize) -> Option<(usize, Clock)> {
    if let Some(at) = stop.checked_sub(12).filter(|at| *at >= floor)
        && let Some(start) = clock(&bytes[at..stop])
        && start.form == Form::Strict
        && !at
            .checked_sub(1)
            .filter(|before| *before >= floor)
            .is_some_and(|before| matches!(bytes[before], b'0'..=b'9' | b':' | b'-'))
    {
        return Some((at, start));
    }
    let mut at = stop;
    while at > floor && matches!(bytes[at - 1], b'0'..=b'9' | b':' | b',' | b'.' | b' ') && stop - at < 400 {
        at -= 1;
    }
    let signed = at > floor && bytes[at - 1] == b'-';
    at -= usize::from(signed);
    let before = |at: usize| at.checked_sub(1).filter(|before| *before >= floor).and_then(|before| bytes.get(before));
    // The longest stretch that is one time as a whole: what stands before it is a number or text.
    (at..stop).find_map(|at| match bytes[at] {
        // Not the rest of what is no time.
        b'0'..=b'9'
            if before(at).is_some_and(|byte| matches!(byte, b',' | b'.' | b':') || byte.is_ascii_alphanumeric()) =>
        {
            None
        }
        b'0'..=b'9' | b'-' => {
            let clock = clock(&bytes[at..stop]).filter(|clock| at + clock.length == stop)?;
            // Bare seconds are a time only where a line begins.
            let bare = !bytes[at..stop].contains(&b':');
            let opens = || {
                let line = bytes.get(floor..at).unwrap_or(&[]);
                line.iter()
                    .rev()
                    .find(|byte| !matches!(byte, b' ' | b'\t'))
                    .is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
            };
            (!bare || opens()).then_some((at, clock))
        }
        _ => None,
    })
}

impl<'a> Iterator for Cues<'a> {
    type Item = (CueSlice<'a>, (Timing, Oddity));

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let timing = self.next.take()?;
        let bytes = self.text.as_bytes();
        let slice = |from: usize, to: usize| self.text.get(from..to).unwrap_or("");
        let id = timing.number.map_or("", |end| slice(timing.from, end));
        self.counted = if id.is_empty() { (self.counted.0, self.counted.1 + 1) } else { (id, 1) };
        let line_end = match bytes.get(timing.after) {
            Some(b'\n') => timing.after,
            _ => {
                let rest = bytes.get(timing.after..).unwrap_or(&[]);
                timing.after + memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
            }
        };
        self.next = self.timing(timing.after);
        let limit = self.next.map_or(bytes.len(), |next| next.from);
        let rest = slice(timing.after, line_end.min(limit));
        let (settings, mut from) = match rest.is_empty() || settings(rest) {
            true => (rest.trim(), line_end.min(limit)),
            // The text follows on the line of the times.
            false => ("", timing.after + (rest.len() - rest.trim_start().len())),
        };
        let mut to = limit;
        while to > from && bytes[to - 1].is_ascii_whitespace() {
            to -= 1;
        }
        // The line end behind the times, and blank lines.
        while from < to && matches!(bytes[from], b'\n' | b'\r') {
            from += 1;
        }
        let flat = from < line_end && from < to
            || !timing.usual
                && timing.number.is_some_and(|end| memchr2(b'\n', b'\r', &bytes[end..timing.times]).is_none());
        let loose = timing.strict != (true, true);
        let cue = CueSlice { start: timing.start, end: timing.end, id, settings, text: slice(from, to) };
        Some((cue, (timing, Oddity { loose, flat })))
    }
}

/// Whether what follows the times are coordinates or settings (`X1:53 X2:303`, `align:start`), or nothing.
fn settings(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty()
        || rest.split_ascii_whitespace().all(|word| {
            let (name, value) = word.split_once(':').unwrap_or((word, ""));
            let known = ["X1", "X2", "Y1", "Y2", "position", "align", "size", "line", "region", "vertical"];
            known.contains(&name) && !value.is_empty()
        })
}
