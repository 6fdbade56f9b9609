//! Moves, stretches and crops the times of a transcript.

use std::sync::Arc;

use crate::model::{FrameRate, How, Part, Time, TimeDelta, TimeSpan, Timestamp, Transcript, WordTime};

/// Moves all times by `by`: of units, words, cues, records and chapters. The recording's length stays.
///
/// Shifting by `d` and then by `-d` gives the transcript back, as long as no time leaves the range of milliseconds.
///
/// ```
/// use fireside::{TimeDelta, pass::retime::shift};
/// let srt = b"1\n00:00:01,000 --> 00:00:02,000\nIs it on?\n";
/// let transcript = shift(fireside::read(srt)?.transcript, TimeDelta::from_millis(500));
/// assert_eq!(transcript.cues()[0].start.map(|start| start.at.millis()), Some(1_500));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn shift(transcript: Transcript, by: TimeDelta) -> Transcript {
    with_times(transcript, |at| at + by, Inside::Moves)
}

/// Stretches all times, as when a recording of `from` frames a second is played at `to`: at 25 a film of 24 frames is
/// over sooner. Times are rounded to the nearest millisecond. The recording's length changes with them.
///
/// ```
/// use fireside::{FrameRate, pass::retime::scale};
/// let srt = b"1\n00:00:25,000 --> 00:00:50,000\nIs it on?\n";
/// let film = FrameRate::new(24, 1).unwrap();
/// let transcript = scale(fireside::read(srt)?.transcript, film, FrameRate::PAL);
/// assert_eq!(transcript.cues()[0].start.map(|start| start.at.millis()), Some(24_000));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn scale(transcript: Transcript, from: FrameRate, to: FrameRate) -> Transcript {
    let scaled = |at: Timestamp| Timestamp::from_millis(from.at_rate(at.millis(), to));
    let mut transcript = with_times(transcript, scaled, Inside::Stretches);
    let length = |length: TimeDelta| TimeDelta::from_millis(from.at_rate(length.millis(), to));
    transcript.meta.duration = transcript.meta.duration.map(length);
    transcript
}

/// What becomes of times inside of a cue.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Inside {
    /// They move with it.
    Moves,
    /// What lies between them is another length.
    Stretches,
}

/// Every time of the transcript made another one; how each is known stays.
pub(super) fn with_times(
    mut transcript: Transcript,
    change: impl Fn(Timestamp) -> Timestamp,
    inside: Inside,
) -> Transcript {
    let moved = |time: &mut Option<Time>| {
        if let Some(time) = time {
            time.at = change(time.at);
        }
    };
    for unit in &mut transcript.units {
        moved(&mut unit.start);
        moved(&mut unit.end);
    }
    for word in &mut transcript.word_times {
        let (mut start, mut end) = (word.start(), word.end());
        moved(&mut start);
        moved(&mut end);
        *word = WordTime::new(word.at, start, end);
    }
    for cue in &mut transcript.cues {
        // Markup with times inside would say something else.
        let markup = cue.extra.as_deref().and_then(|extra| extra.markup.as_deref());
        let offsets = inside == Inside::Stretches && markup.is_some_and(holds_offsets);
        let stretched = markup.filter(|_| offsets).and_then(|markup| stretched(markup, &change));
        let untrue = markup.is_some_and(holds_points) || offsets && stretched.is_none();
        match (untrue, &mut cue.extra) {
            (true, _) => cue.forget_wording(),
            (false, Some(extra)) if stretched.is_some() => Arc::make_mut(extra).markup = stretched,
            _ => {}
        }
        moved(&mut cue.start);
        moved(&mut cue.end);
    }
    for record in &mut transcript.records {
        record.start = record.start.map(&change);
        record.end = record.end.map(&change);
    }
    for chapter in &mut transcript.meta.chapters {
        chapter.start = change(chapter.start);
    }
    transcript
}

/// Drops the wording that rides along with cues where it has times in it, which are others now.
pub(super) fn forget_timed_wording(transcript: &mut Transcript) {
    for cue in &mut transcript.cues {
        let markup = cue.extra.as_deref().and_then(|extra| extra.markup.as_deref());
        if markup.is_some_and(|markup| holds_points(markup) || holds_offsets(markup)) {
            cue.forget_wording();
        }
    }
}

/// Whether markup has times of the recording in it: `<00:00:01.500>`.
fn holds_points(markup: &str) -> bool {
    markup.split('<').skip(1).any(|tag| tag.starts_with(|c: char| c.is_ascii_digit()) && tag.contains(':'))
}

/// Whether markup has times in it that count from the start of its cue: `begin="1s"`.
fn holds_offsets(markup: &str) -> bool {
    ["begin=", "end=", "dur="].iter().any(|name| markup.contains(name))
}

/// Markup whose times, which count from the start of their cue, are made others; `None` where one of them can't be read.
fn stretched(markup: &str, change: &impl Fn(Timestamp) -> Timestamp) -> Option<String> {
    use std::fmt::Write;
    let mut out = String::with_capacity(markup.len() + 16);
    let mut rest = markup;
    while let Some((before, from)) = rest.split_once('<') {
        let (tag, after) = from.split_once('>')?;
        out.push_str(before);
        out.push('<');
        for attribute in tag.split_inclusive(char::is_whitespace) {
            let timed = ["begin", "end", "dur"].into_iter();
            match timed.filter_map(|name| Some((name, attribute.strip_prefix(name)?.strip_prefix('=')?))).next() {
                None => out.push_str(attribute),
                Some((name, value)) => {
                    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
                    let (time, behind) = value.get(1..)?.split_once(quote)?;
                    let ms = change(Timestamp::from_millis(offset(time)?)).millis();
                    let _ = write!(out, "{name}={quote}{}.{:03}s{quote}{behind}", ms / 1_000, ms % 1_000);
                }
            }
        }
        out.push('>');
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// Milliseconds of `1.5s`, `20ms` or `00:00:01.5`.
fn offset(time: &str) -> Option<i64> {
    let number = |text: &str| {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        text.parse::<f64>().ok().filter(|number| plain && *number < 1e9)
    };
    let seconds =
        match (time.strip_suffix("ms"), time.strip_suffix('s'), time.split(':').collect::<Vec<_>>().as_slice()) {
            (Some(ms), ..) => number(ms)? / 1_000.0,
            (_, Some(seconds), _) => number(seconds)?,
            (_, _, [hours, minutes, seconds]) => number(hours)? * 3_600.0 + number(minutes)? * 60.0 + number(seconds)?,
            _ => return None,
        };
    Some((seconds * 1_000.0).round() as i64)
}

/// How [`crop`] cuts.
///
/// ```
/// use fireside::pass::retime::CropOptions;
/// let from_zero = CropOptions::default().rebase(true);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CropOptions {
    rebase: bool,
}

impl CropOptions {
    /// Whether the start of the span becomes zero. Default: false, times stay those of the recording.
    pub fn rebase(mut self, rebase: bool) -> Self {
        self.rebase = rebase;
        self
    }
}

/// Keeps what is said in `span`: cues, or units where there are none, that share time with it. Those that reach out of it
/// are cut off at its ends; their text stays whole. What has no start is kept with what comes before it.
///
/// ```
/// use fireside::{TimeSpan, Timestamp, pass::retime::{CropOptions, crop}};
/// let srt = b"1\n00:00:01,000 --> 00:00:02,000\nIs it on?\n\n2\n00:00:02,000 --> 00:00:04,000\nIt is.\n";
/// let span = TimeSpan::new(Timestamp::from_millis(3_000), Timestamp::from_millis(9_000)).unwrap();
/// let transcript = crop(fireside::read(srt)?.transcript, span, CropOptions::default().rebase(true));
/// assert_eq!(transcript.text(), "It is.");
/// assert_eq!(transcript.cues()[0].end.map(|end| end.at.millis()), Some(1_000));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn crop(transcript: Transcript, span: TimeSpan, options: CropOptions) -> Transcript {
    let parts = transcript.parts();
    let starts: Vec<Option<Timestamp>> = parts.iter().map(|part| start_of(part).map(|start| start.at)).collect();
    let mut keeps_before = false;
    let kept: Vec<Part> = parts
        .into_iter()
        .enumerate()
        .filter(|(index, part)| {
            let Some(start) = starts.get(*index).copied().flatten() else { return keeps_before };
            // Without an end it lasts to the next start.
            let next = || starts.get(index + 1..).unwrap_or(&[]).iter().flatten().next().copied();
            let end = end_of(part).map(|end| end.at).or_else(next);
            let lasts = end.is_none_or(|end| end > span.start() || start >= span.start());
            keeps_before = start < span.end() && lasts;
            keeps_before
        })
        .map(|(_, part)| part)
        .collect();
    let mut transcript = transcript.arranged(&kept);
    let inside = |time: &mut Option<Time>| {
        if let Some(time) = time {
            time.at = time.at.clamp(span.start(), span.end());
        }
    };
    for unit in &mut transcript.units {
        inside(&mut unit.start);
        inside(&mut unit.end);
    }
    for cue in &mut transcript.cues {
        let start = cue.start;
        inside(&mut cue.start);
        inside(&mut cue.end);
        let markup = cue.extra.as_deref().and_then(|extra| extra.markup.as_deref());
        if cue.start != start && markup.is_some_and(holds_offsets) {
            cue.forget_wording();
        }
    }
    transcript.records.retain_mut(|record| {
        let (Some(start), end) = (record.start, record.end) else { return true };
        let lasts = end.is_none_or(|end| end > span.start() || start >= span.start());
        record.start = Some(start.clamp(span.start(), span.end()));
        record.end = end.map(|end| end.clamp(span.start(), span.end()));
        start < span.end() && lasts
    });
    transcript.meta.chapters.retain(|chapter| span.contains(chapter.start));
    match options.rebase {
        true => shift(transcript, Timestamp::ZERO - span.start()),
        false => transcript,
    }
}

pub(super) fn start_of(part: &Part) -> Option<Time> {
    match &part.cue {
        Some(cue) => cue.start,
        None => part.pieces.first().and_then(|piece| piece.start),
    }
}

pub(super) fn end_of(part: &Part) -> Option<Time> {
    match &part.cue {
        Some(cue) => cue.end,
        None => part.pieces.last().and_then(|piece| piece.end),
    }
}

/// The weaker of two ways to know a time.
pub(super) fn weaker(a: How, b: How) -> How {
    a.max(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_stretched_with_its_cue() {
        let double = |at: Timestamp| Timestamp::from_millis(at.millis() * 2);
        let markup = "<span begin=\"0s\" tts:color=\"red\" end='500ms'>a</span> <b dur=\"00:00:01.25\">c</b>";
        let twice = "<span begin=\"0.000s\" tts:color=\"red\" end='1.000s'>a</span> <b dur=\"2.500s\">c</b>";
        assert_eq!(stretched(markup, &double).as_deref(), Some(twice));
        for markup in
            ["<span begin=\"10f\">a", "<span begin=1s>a", "<span begin=\"1s\" end=\"\">a</span>", "<a begin=\"1s\""]
        {
            assert_eq!(stretched(markup, &double), None, "{markup}");
        }
    }

    /// The markup that is left of a cue from 10 s to 20 s, by format.
    fn markup(format: &str, markup: &str, change: impl Fn(Transcript) -> Transcript) -> Option<String> {
        let text = match format {
            "ttml" => format!("<tt><body><div><p begin='10s' end='20s'>{markup}</p></div></body></tt>"),
            _ => format!("WEBVTT\n\n00:10.000 --> 00:20.000\n{markup}\n"),
        };
        let transcript = change(crate::read(text.as_bytes()).unwrap().transcript);
        transcript.cues()[0].extra.as_deref().and_then(|extra| extra.markup.clone())
    }

    #[test]
    fn wording_goes_where_its_times_would_lie() {
        let film = FrameRate::new(24, 1).unwrap();
        let moved = |transcript| shift(transcript, TimeDelta::from_millis(5_000));
        let stretched = |transcript| scale(transcript, film, FrameRate::PAL);
        let span = |start, end| {
            let at = Timestamp::from_millis;
            TimeSpan::new(at(start), at(end)).unwrap()
        };
        let cut = |transcript| crop(transcript, span(12_000, 30_000), CropOptions::default());
        let whole = |transcript| crop(transcript, span(9_000, 15_000), CropOptions::default());
        // Times from the start of the cue.
        let offsets = "It <span begin=\"4s\" class=\"x\">is</span>";
        assert_eq!(markup("ttml", offsets, moved).as_deref(), Some(offsets));
        assert_eq!(markup("ttml", offsets, whole).as_deref(), Some(offsets));
        let faster = "It <span begin=\"3.840s\" class=\"x\">is</span>";
        assert_eq!(markup("ttml", offsets, stretched).as_deref(), Some(faster));
        assert_eq!(markup("ttml", &offsets.replace("4s", "96f"), stretched), None);
        assert_eq!(markup("ttml", offsets, cut), None);
        // Times of the recording.
        let points = "It <00:00:14.000><c.x>is</c>";
        assert_eq!(markup("vtt", points, cut).as_deref(), Some(points));
        assert_eq!(markup("vtt", points, moved), None);
        assert_eq!(markup("vtt", points, stretched), None);
        // None at all.
        let plain = "It <span class=\"x\">is</span>";
        assert_eq!(markup("ttml", plain, stretched).as_deref(), Some(plain));
    }
}
