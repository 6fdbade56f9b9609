//! Cues move onto other cues, from their times alone: captions in another language, or of another cut.

use super::report::{Report, Shift, TimingReport};
use super::{AlignOptions, Aligned};
use crate::algo::shifts::{self, Plan, Span};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::model::{FrameRate, TimeDelta, Timestamp, Transcript};
use crate::pass::retime::{Inside, with_times};

/// Rates of films, televisions and discs.
const RATES: [FrameRate; 4] = [FrameRate::PAL, FILM, NTSC_FILM, NTSC];
const FILM: FrameRate = rate(24, 1);
const NTSC_FILM: FrameRate = rate(24_000, 1_001);
const NTSC: FrameRate = rate(30_000, 1_001);

const fn rate(frames: u32, seconds: u32) -> FrameRate {
    match FrameRate::new(frames, seconds) {
        Some(rate) => rate,
        None => FrameRate::PAL,
    }
}

/// Two rates that differ by less are the same to a film of many hours.
const SAME_RATE: f64 = 2e-5;
/// By so much more than by chance lists of cues fit that belong together, as a share of what is left above chance: such
/// that were cut by different hands have 0.4 and more, strangers up to 0.25.
const TOGETHER: f64 = 0.36;
/// Below this no length of parts helps.
const STRANGE: f64 = 0.18;
/// Strangers fit in short parts only, of so many cues.
const SHORT: usize = 80;
/// Fewer cues than this fit by chance as well as they like.
const FEW: usize = 24;

/// Moves captions onto other captions of the same recording, from their times alone: the words may be another language's.
///
/// Finds one rate for all (two frame rates, or a slow drift) and a shift for each part; a cut or an advert begins a part.
/// No cue is moved before the start of the recording.
///
/// # Errors
/// [`Error::NotAligned`] where a side has no times, or no shift brings them together.
///
/// ```
/// let captions = |times: [u32; 3]| {
///     let cue = |at: &u32| format!("{at}\n00:00:{at:02},000 --> 00:00:{:02},500\nTea.\n\n", at + 1);
///     fireside::read(times.iter().map(cue).collect::<String>().as_bytes()).map(|reading| reading.transcript)
/// };
/// let aligned = fireside::pass::align::timing(captions([3, 8, 10])?, &captions([1, 6, 8])?, &Default::default())?;
/// assert_eq!(aligned.transcript.cues()[0].start, Some(fireside::Time::exact(1_000)));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn timing(transcript: Transcript, onto: &Transcript, _: &AlignOptions) -> Result<Aligned, Error> {
    let (own, order) = spans(&transcript);
    let (fixed, _) = spans(onto);
    for (side, spans) in [("captions to move have", &own), ("captions to move onto have", &fixed)] {
        if spans.is_empty() {
            return Err(Error::NotAligned {
                code: "no-times",
                reason: format!("the {side} no cue with a time"),
                help: "both files need cues with a start and an end".to_owned(),
            });
        }
    }
    let ratios = RATES.iter().flat_map(|from| RATES.iter().map(move |to| from.a_second() / to.a_second()));
    let mut ratios: Vec<f64> = ratios.filter(|ratio| (ratio - 1.0).abs() > SAME_RATE).collect();
    ratios.sort_by(f64::total_cmp);
    ratios.dedup_by(|a, b| (*a - *b).abs() < SAME_RATE);
    let mut plan = shifts::plan(&own, &fixed, &ratios);
    let together = (plan.fit - plan.chance) / (1.0 - plan.chance).max(0.01);
    let in_bits = own.len() / plan.parts.len().max(1) < SHORT;
    if own.len().min(fixed.len()) >= FEW && (together < STRANGE || together < TOGETHER && in_bits) {
        let after = overlap(own.iter().enumerate().map(|(at, span)| moved(&plan, at, *span)), &fixed);
        return Err(Error::NotAligned {
            code: "different-talk",
            reason: format!(
                "no shift brings the cues together: at best {:.0} % of their time overlaps, and they start together no \
                 more than any two files do",
                after * 100.0
            ),
            help: "check that both files are of the same recording; words in common can be aligned with --mode text"
                .to_owned(),
        });
    }
    let early = own.iter().enumerate().filter(|(at, span)| plan.moved(*at, span.0) < 0).count();
    let frames = frames(plan.rate);
    if let Some((from, to)) = frames {
        plan.rate = from.a_second() / to.a_second();
    }
    let mut report = report(&plan, &own, &fixed);
    report.frames = frames.map(|(from, to)| format!("{from} to {to}"));
    let diagnostics = told(&report, early);
    Ok(Aligned { transcript: retimed(transcript, &plan, &own, &order), report: Report::Timing(report), diagnostics })
}

/// The rates of frames that make a ratio.
fn frames(ratio: f64) -> Option<(FrameRate, FrameRate)> {
    let pairs = RATES.iter().flat_map(|from| RATES.iter().map(move |to| (*from, *to)));
    let mut pairs = pairs.filter(|(from, to)| from != to);
    pairs.find(|(from, to)| (from.a_second() / to.a_second() - ratio).abs() < SAME_RATE)
}

/// The cues, or the units where there are none, that have times, in order; and which of them they are.
fn spans(transcript: &Transcript) -> (Vec<Span>, Vec<usize>) {
    let cues = transcript.cues.iter().map(|cue| (cue.start, cue.end));
    let units = transcript.units.iter().map(|unit| (unit.start, unit.end));
    let all: Vec<_> = if transcript.cues.is_empty() { units.collect() } else { cues.collect() };
    let sane = |time: Timestamp| time.millis().clamp(-(1 << 50), 1 << 50);
    let mut found: Vec<(Span, usize)> = Vec::with_capacity(all.len());
    for (index, (start, end)) in all.iter().enumerate() {
        let Some(start) = start.map(|time| sane(time.at)) else { continue };
        let end = end.map_or(start, |time| sane(time.at)).max(start);
        found.push(((start, end), index));
    }
    found.sort_by_key(|(span, _)| *span);
    found.into_iter().unzip()
}

fn moved(plan: &Plan, index: usize, (start, end): Span) -> Span {
    (plan.moved(index, start).max(0), plan.moved(index, end).max(0))
}

/// The share of spans' time that fixed ones cover.
fn overlap(spans: impl Iterator<Item = Span>, fixed: &[Span]) -> f64 {
    let mut united: Vec<Span> = Vec::new();
    for (start, end) in fixed {
        match united.last_mut() {
            Some(last) if *start <= last.1 => last.1 = last.1.max(*end),
            _ => united.push((*start, *end)),
        }
    }
    let (mut shared, mut whole) = (0i64, 0i64);
    for (start, end) in spans {
        whole = whole.saturating_add(end - start);
        let first = united.partition_point(|other| other.1 <= start);
        let inside = united[first..].iter().take_while(|other| other.0 < end);
        shared = inside.fold(shared, |sum, other| sum.saturating_add(other.1.min(end) - other.0.max(start)));
    }
    if whole == 0 { 0.0 } else { shared as f64 / whole as f64 }
}

fn report(plan: &Plan, own: &[Span], fixed: &[Span]) -> TimingReport {
    let parts = plan.parts.iter().enumerate().map(|(part, (first, shift))| {
        let past = plan.parts.get(part + 1).map_or(own.len(), |next| next.0);
        Shift {
            first_cue: *first,
            cues: past - first,
            start_ms: Timestamp::from_millis(moved(plan, *first, own[*first]).0),
            shift_ms: TimeDelta::from_millis(*shift),
        }
    });
    TimingReport {
        rate: plan.rate,
        frames: None,
        parts: parts.collect(),
        overlap: overlap(own.iter().enumerate().map(|(at, span)| moved(plan, at, *span)), fixed),
        overlap_before: overlap(own.iter().copied(), fixed),
    }
}

/// All times moved: those of a cue with its part, others with the part that they lie in.
fn retimed(transcript: Transcript, plan: &Plan, own: &[Span], order: &[usize]) -> Transcript {
    let starts: Vec<i64> = own.iter().map(|span| span.0).collect();
    let change = |at: Timestamp| {
        let index = starts.partition_point(|start| *start <= at.millis()).saturating_sub(1);
        Timestamp::from_millis(plan.moved(index, at.millis()).max(0))
    };
    let olds: Vec<_> = if transcript.cues.is_empty() {
        transcript.units.iter().map(|unit| (unit.start, unit.end)).collect()
    } else {
        transcript.cues.iter().map(|cue| (cue.start, cue.end)).collect()
    };
    let inside = if plan.rate == 1.0 { Inside::Moves } else { Inside::Stretches };
    let mut new = with_times(transcript, change, inside);
    // A cue may end behind the start of the next part.
    for (index, old) in order.iter().enumerate() {
        let (start, end) = olds[*old];
        let with = |time: Option<crate::model::Time>| {
            time.map(|time| crate::model::Time {
                at: Timestamp::from_millis(plan.moved(index, time.at.millis()).max(0)),
                ..time
            })
        };
        match new.cues.get_mut(*old) {
            Some(cue) => (cue.start, cue.end) = (with(start), with(end)),
            None => (new.units[*old].start, new.units[*old].end) = (with(start), with(end)),
        }
    }
    // Units that are as long as their cue stay so.
    let mut unit = 0;
    for cue in &new.cues {
        while new.units.get(unit).is_some_and(|unit| unit.text.start < cue.text.start) {
            unit += 1;
        }
        if let Some(row) = new.units.get_mut(unit).filter(|row| row.text == cue.text) {
            (row.start, row.end) = (row.start.and(cue.start), row.end.and(cue.end));
        }
    }
    new
}

fn told(report: &TimingReport, early: usize) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    if let Some(frames) = &report.frames {
        told.push(Diagnostic::note(Code::TimesMoved, format!("all times were stretched: {frames} frames a second")));
    } else if report.rate != 1.0 {
        let message = format!("all times were stretched by {:+.0} millionths", (report.rate - 1.0) * 1e6);
        told.push(Diagnostic::note(Code::TimesMoved, message));
    }
    for part in &report.parts {
        let seconds = part.shift_ms.millis() as f64 / 1_000.0;
        let message = format!("{} cues from {} on were moved by {seconds:+.3} s", part.cues, part.start_ms);
        told.push(Diagnostic::note(Code::TimesMoved, message));
    }
    if early > 0 {
        let message = format!("{early} cues would start before the recording does: they start at its beginning");
        told.push(Diagnostic::warning(Code::TimesMoved, message));
    }
    told
}
