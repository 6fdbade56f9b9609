//! Marked guesses for missing times.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{How, Time, Timestamp, Transcript};

/// Milliseconds a letter takes where nothing in the source says: about 150 words a minute.
const MS_A_LETTER: f64 = 82.0;

/// Fills in the times that the source doesn't give, each marked as what it is.
///
/// - A unit without a start, between two that have one, gets a share of the time between them by its letters:
///   [`How::Interpolated`].
/// - Where only the recording's length is known, all units share it by their letters: [`How::Estimated`], in order,
///   within the length.
/// - A missing end is the next later start, or for the last unit the recording's end, or by the rate at which the
///   rest was spoken: [`How::Estimated`].
/// - Where neither a time nor a length is known, nothing is made up.
///
/// Times that are there stay as they are; running it twice changes nothing more.
///
/// ```
/// use fireside::{How, Time, TimeDelta, TranscriptBuilder, UnitStart};
/// let mut builder = TranscriptBuilder::default();
/// builder.unit(UnitStart { new_speaker: true, ..UnitStart::default() });
/// builder.push("Is it on?", 0);
/// builder.unit(UnitStart { new_speaker: true, ..UnitStart::default() });
/// builder.push("It is on.", 10);
/// let mut transcript = builder.finish();
/// transcript.meta.duration = Some(TimeDelta::from_millis(6_000));
/// let (transcript, _) = fireside::pass::estimate::estimate(transcript);
/// assert_eq!(transcript.turn(1).and_then(|turn| turn.start()), Some(Time::estimated(3_000)));
/// ```
pub fn estimate(mut transcript: Transcript) -> (Transcript, Vec<Diagnostic>) {
    let weights: Vec<f64> = transcript.units().map(|unit| letters(unit.text())).collect();
    let length = transcript.meta.duration.map(|length| length.millis()).filter(|length| *length > 0);
    let given = transcript.units.iter().filter(|unit| unit.start.is_some()).count();
    if weights.is_empty() || (given == 0 && length.is_none()) {
        return (transcript, Vec::new());
    }
    let starts = fill_starts(&mut transcript, &weights, length);
    let ends = fill_ends(&mut transcript, &weights, length);
    let mut doubts = Vec::new();
    if starts > 0 {
        let how =
            if given == 0 { "spread over the recording's length by speech" } else { "set between the starts that are" };
        let message = format!("{starts} of {} starts are not in the source and were {how}", weights.len());
        doubts.push(Diagnostic::note(Code::TimesEstimated, message));
    } else if ends > 0 {
        let message = format!("{ends} of {} ends are not in the source and were set to the next start", weights.len());
        doubts.push(Diagnostic::note(Code::TimesEstimated, message));
    }
    (transcript, doubts)
}

/// How much speech a text holds: its letters and digits, a CJK character for three, and a little for each mark that
/// makes a speaker pause.
fn letters(text: &str) -> f64 {
    let weigh = |c: char| match c {
        ',' | ';' | ':' | '—' | '、' | '，' => 2.0,
        '.' | '?' | '!' | '…' | '。' | '？' | '！' => 4.0,
        c if crate::model::is_cjk(c) => 3.0,
        c if c.is_alphanumeric() => 1.0,
        _ => 0.0,
    };
    text.chars().map(weigh).sum::<f64>().max(1.0)
}

/// Gives every unit a start where that is possible; returns how many were missing.
fn fill_starts(transcript: &mut Transcript, weights: &[f64], length: Option<i64>) -> usize {
    let rate = rate(transcript, weights);
    let missing: Vec<usize> = (0..weights.len()).filter(|&unit| transcript.units[unit].start.is_none()).collect();
    let mut filled = 0;
    let mut index = 0;
    while let Some(&first) = missing.get(index) {
        let mut last = first;
        while missing.get(index + 1) == Some(&(last + 1)) {
            index += 1;
            last += 1;
        }
        index += 1;
        filled += last + 1 - first;
        // The speech between two known points: the unit before the run, if there is one, and the run itself.
        let before = first.checked_sub(1);
        let known = before.and_then(|unit| transcript.units[unit].start.map(|start| (unit, start.at.millis())));
        let after = transcript.units.get(last + 1).and_then(|unit| unit.start).map(|start| start.at.millis());
        let (from_unit, from) = known.unwrap_or((first, 0));
        let speech: f64 = weights[from_unit..=last].iter().sum();
        let (to, how) = match (after, known) {
            (Some(after), Some(_)) => (after, How::Interpolated),
            (Some(after), None) => (after, How::Estimated),
            (None, _) => {
                let by_rate = from.saturating_add((speech * rate) as i64);
                let end = length.filter(|end| *end > from).unwrap_or(by_rate);
                // A known length binds; but a talk that stops well before its recording does isn't stretched.
                (if known.is_some() { end.min(by_rate) } else { end }, How::Estimated)
            }
        };
        let span = to.max(from) as f64 - from as f64;
        let mut done: f64 = weights[from_unit..first].iter().sum();
        for (unit, weight) in transcript.units[first..=last].iter_mut().zip(&weights[first..=last]) {
            let at = from.saturating_add((span * done / speech) as i64).min(to.max(from));
            unit.start = Some(Time { at: Timestamp::from_millis(at), how });
            done += weight;
        }
    }
    filled
}

/// Gives every unit an end; returns how many were missing.
fn fill_ends(transcript: &mut Transcript, weights: &[f64], length: Option<i64>) -> usize {
    let rate = rate(transcript, weights);
    let mut filled = 0;
    let mut next: Option<i64> = None;
    for unit in (0..weights.len()).rev() {
        let Some(start) = transcript.units[unit].start.map(|start| start.at.millis()) else { continue };
        if transcript.units[unit].end.is_none() {
            let by_rate = start.saturating_add((weights[unit] * rate).max(1.0) as i64);
            let end = match next {
                Some(next) if next >= start => next,
                // The clock steps back or starts again: the next start says nothing about this end.
                Some(_) => by_rate,
                None => match length {
                    Some(length) if length > start => length,
                    _ => by_rate,
                },
            };
            transcript.units[unit].end = Some(Time::estimated(end));
            filled += 1;
        }
        next = Some(start);
    }
    filled
}

/// Milliseconds a letter takes: the median over the units whose start and next start are known.
fn rate(transcript: &Transcript, weights: &[f64]) -> f64 {
    let exact =
        |unit: usize| transcript.units.get(unit).and_then(|unit| unit.start).filter(|start| start.how == How::Exact);
    let rates = (0..weights.len()).filter_map(|unit| {
        let took = (exact(unit + 1)?.at - exact(unit)?.at).millis();
        (took > 0).then(|| took as f64 / weights[unit])
    });
    let mut rates: Vec<f64> = rates.collect();
    let middle = rates.len() / 2;
    if rates.is_empty() {
        return MS_A_LETTER;
    }
    *rates.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{TimeDelta, TranscriptBuilder, UnitStart};
    use proptest::prelude::*;

    fn transcript(units: &[(&str, Option<i64>)], length: Option<i64>) -> Transcript {
        let mut builder = TranscriptBuilder::default();
        let mut source = 0;
        for (text, start) in units {
            let start = start.map(Time::exact);
            builder.unit(UnitStart { start, new_speaker: true, ..UnitStart::default() });
            builder.push(text, source);
            source += text.len() + 1;
        }
        let mut transcript = builder.finish();
        transcript.meta.duration = length.map(TimeDelta::from_millis);
        transcript
    }

    type Known = Option<(i64, How)>;

    fn times(transcript: &Transcript) -> Vec<(Known, Known)> {
        let known = |time: Option<Time>| time.map(|time| (time.at.millis(), time.how));
        transcript.units().map(|unit| (known(unit.start()), known(unit.end()))).collect()
    }

    #[test]
    fn ends_are_the_next_start_and_marked() {
        let (done, doubts) = estimate(transcript(&[("one", Some(1_000)), ("two", Some(3_000))], Some(9_000)));
        use How::{Estimated, Exact};
        assert_eq!(
            times(&done),
            [(Some((1_000, Exact)), Some((3_000, Estimated))), (Some((3_000, Exact)), Some((9_000, Estimated)))]
        );
        assert_eq!(doubts.len(), 1);
    }

    #[test]
    fn a_start_between_two_is_interpolated_by_speech() {
        let (done, _) = estimate(transcript(&[("aaaa", Some(0)), ("bbbb", None), ("cc", Some(8_000))], None));
        assert_eq!(times(&done)[1].0, Some((4_000, How::Interpolated)));
    }

    #[test]
    fn nothing_known_nothing_made_up() {
        let before = transcript(&[("one", None), ("two", None)], None);
        assert_eq!(estimate(before.clone()), (before, vec![]));
    }

    #[test]
    fn a_clock_that_starts_again_does_not_make_an_end_before_its_start() {
        let (done, _) = estimate(transcript(&[("one two three", Some(90_000)), ("part two", Some(0))], None));
        let (_, end) = times(&done)[0];
        assert!(end.is_some_and(|(end, _)| end > 90_000));
    }

    proptest! {
        #[test]
        fn spread_times_are_ordered_within_the_length_and_stay(
            texts in prop::collection::vec("[a-z ,.]{0,40}", 1..40), length in 1i64..10_000_000,
        ) {
            let units: Vec<(&str, Option<i64>)> = texts.iter().map(|text| (text.as_str(), None)).collect();
            let (done, _) = estimate(transcript(&units, Some(length)));
            let mut last = 0;
            for (start, end) in times(&done) {
                let (Some((start, how)), Some((end, _))) = (start, end) else { panic!("untimed") };
                prop_assert_eq!(how, How::Estimated);
                prop_assert!(last <= start && start <= end && end <= length);
                last = start;
            }
            let (again, _) = estimate(done.clone());
            prop_assert_eq!(again, done);
        }

        #[test]
        fn any_times_at_all_do_no_harm(starts in prop::collection::vec(prop::option::of(any::<i64>()), 1..20), length in prop::option::of(any::<i64>())) {
            let units: Vec<(&str, Option<i64>)> = starts.iter().map(|start| ("word", *start)).collect();
            let (done, _) = estimate(transcript(&units, length));
            let (again, _) = estimate(done.clone());
            prop_assert_eq!(again, done);
        }
    }
}
