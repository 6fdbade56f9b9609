//! Changes where cues begin and end: merged, split, sorted, numbered, kept from overlapping.

use super::retime::{end_of, start_of, weaker};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{How, Part, PartCue, Piece, Time, TimeDelta, Timestamp, Transcript};
use crate::text::ends_sentence;

/// Puts the cues, or the units where there are none, in order of their starts. Those that start together keep their
/// order; one without a start stays behind the one before it.
///
/// ```
/// let srt = b"1\n00:00:05,000 --> 00:00:06,000\nIt is.\n\n2\n00:00:01,000 --> 00:00:02,000\nIs it on?\n";
/// let transcript = fireside::pass::cues::sort(fireside::read(srt)?.transcript);
/// assert_eq!(transcript.text(), "Is it on? It is.");
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn sort(transcript: Transcript) -> Transcript {
    let mut parts = transcript.parts();
    let mut last = Timestamp::from_millis(i64::MIN);
    let mut keyed: Vec<(Timestamp, Part)> = Vec::with_capacity(parts.len());
    for part in parts.drain(..) {
        last = start_of(&part).map_or(last, |start| start.at);
        keyed.push((last, part));
    }
    if !keyed.is_sorted_by_key(|(start, _)| *start) {
        keyed.sort_by_key(|(start, _)| *start);
        let parts: Vec<Part> = keyed.into_iter().map(|(_, part)| part).collect();
        return transcript.arranged(&parts);
    }
    transcript
}

/// Numbers the cues from 1 on, whatever they were called before.
///
/// ```
/// let srt = b"7\n00:00:01,000 --> 00:00:02,000\nIs it on?\n";
/// let transcript = fireside::pass::cues::renumber(fireside::read(srt)?.transcript);
/// assert_eq!(transcript.cue_id(0).as_deref(), Some("1"));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn renumber(mut transcript: Transcript) -> Transcript {
    transcript.numbers = if transcript.cues.is_empty() { Vec::new() } else { vec![(0, Some(1))] };
    for cue in &mut transcript.cues {
        if let Some(extra) = cue.extra.take_if(|extra| extra.id.is_some()) {
            let rest = crate::model::CueExtra { id: None, ..(*extra).clone() };
            cue.extra = (!rest.is_empty()).then(|| rest.into());
        }
    }
    transcript
}

/// How [`merge`] and [`split`] shape cues.
///
/// ```
/// use fireside::{TimeDelta, pass::cues::CueOptions};
/// let paragraphs = CueOptions::default().max_gap(TimeDelta::from_millis(1_500)).max_characters(400);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CueOptions {
    max_gap: TimeDelta,
    max_characters: usize,
}

impl Default for CueOptions {
    fn default() -> Self {
        CueOptions { max_gap: TimeDelta::from_millis(500), max_characters: 84 }
    }
}

impl CueOptions {
    /// The longest silence between two cues that [`merge`] joins. Default: half a second.
    pub fn max_gap(mut self, max_gap: TimeDelta) -> Self {
        self.max_gap = max_gap;
        self
    }

    /// The most characters of a cue, spaces included: [`merge`] makes none longer, [`split`] leaves none longer where a
    /// word ends in time. Default: 84, two lines of 42.
    pub fn max_characters(mut self, max_characters: usize) -> Self {
        self.max_characters = max_characters.max(1);
        self
    }
}

/// Joins neighbouring cues of one speaker that are no further apart than the options allow, and together no longer. The
/// joined cue bears the first one's number and settings; each old cue is a line of it.
///
/// ```
/// let srt = b"1\n00:00:01,000 --> 00:00:02,000\nIs it\n\n2\n00:00:02,100 --> 00:00:03,000\non?\n";
/// let transcript = fireside::pass::cues::merge(fireside::read(srt)?.transcript, &Default::default());
/// assert_eq!(transcript.cues().len(), 1);
/// assert_eq!(transcript.cue_lines(0), "Is it\non?");
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn merge(transcript: Transcript, options: &CueOptions) -> Transcript {
    if transcript.cues.is_empty() {
        return transcript;
    }
    let speakers: Vec<_> =
        transcript.turns.iter().enumerate().flat_map(|(turn, row)| row.units.clone().map(move |_| turn)).collect();
    // One turn is one speaker; so are two of the same one that meet.
    let turn = |piece: Option<&Piece>| piece.and_then(|piece| speakers.get(piece.unit as usize));
    let characters = |part: &Part| -> usize {
        part.pieces.iter().map(|piece| transcript.slice(&piece.text).chars().count() + 1).sum()
    };
    let mut merged: Vec<(Part, usize)> = Vec::new();
    for part in transcript.parts() {
        let length = characters(&part);
        let joins = merged.last().is_some_and(|(last, so_far)| {
            let near = match (end_of(last).or(start_of(last)), start_of(&part)) {
                (Some(end), Some(start)) => {
                    start.at - end.at <= options.max_gap && start_of(last).is_some_and(|first| first.at <= start.at)
                }
                _ => false,
            };
            let one = turn(last.pieces.last()).zip(turn(part.pieces.first())).is_some_and(|(a, b)| a == b);
            near && one && so_far + length <= options.max_characters + 1
        });
        match merged.last_mut().filter(|_| joins) {
            Some((last, so_far)) => {
                *so_far += length;
                join(last, part);
            }
            None => merged.push((part, length)),
        }
    }
    let parts: Vec<Part> = merged.into_iter().map(|(part, _)| part).collect();
    transcript.arranged(&parts)
}

/// Appends a part to the one before it, as lines of the same cue.
fn join(last: &mut Part, part: Part) {
    if let (Some(cue), Some(next)) = (&mut last.cue, part.cue) {
        cue.end = match (cue.end, next.end) {
            (Some(a), Some(b)) if b.at < a.at => Some(a),
            (a, b) => b.or(a),
        };
        cue.old.end = next.old.end;
        cue.extra = cue.extra.take().map(|extra| {
            let rest = extra.without_wording();
            rest.into()
        });
        cue.wraps.extend(part.pieces.first().map(|piece| piece.text.start));
    }
    for piece in part.pieces {
        // A unit that goes on over the joint stays one.
        match last.pieces.last_mut().filter(|before| before.unit == piece.unit) {
            Some(before) => before.text.end = piece.text.end,
            None => last.pieces.push(piece),
        }
    }
}

/// Cuts cues that are longer than the options allow, at the end of a sentence, a clause or a word, so that the halves are
/// as even as may be. The cut takes its time from the word that follows, where words are timed; else from the share of
/// letters, marked as interpolated.
///
/// ```
/// use fireside::pass::cues::{CueOptions, split};
/// let srt = b"1\n00:00:00,000 --> 00:00:04,000\nIs it on? It is.\n";
/// let options = CueOptions::default().max_characters(10);
/// let transcript = split(fireside::read(srt)?.transcript, &options);
/// assert_eq!([transcript.cue_lines(0), transcript.cue_lines(1)], ["Is it on?", "It is."]);
/// assert_eq!(transcript.cues()[1].start.map(|start| start.how), Some(fireside::How::Interpolated));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn split(transcript: Transcript, options: &CueOptions) -> Transcript {
    let mut parts = Vec::new();
    let mut work: Vec<Part> = Vec::new();
    for part in transcript.parts() {
        work.push(part);
        while let Some(part) = work.pop() {
            match halves(&transcript, &part, options.max_characters) {
                Some((first, second)) => work.extend([second, first]),
                None => parts.push(part),
            }
        }
    }
    let mut transcript = transcript.arranged(&parts);
    // What was one cue is several: numbers would be told twice.
    if transcript.numbers.iter().any(|(_, number)| number.is_some()) {
        transcript = renumber(transcript);
    }
    transcript
}

/// The part cut in two, if it is too long and a word ends in it.
fn halves(transcript: &Transcript, part: &Part, most: usize) -> Option<(Part, Part)> {
    let cue = part.cue.as_ref()?;
    let whole = part.pieces.first()?.text.start..part.pieces.last()?.text.end;
    let text = transcript.slice(&whole);
    let total = text.chars().count();
    if total <= most {
        return None;
    }
    let mut best: Option<((usize, usize), usize)> = None;
    let mut before: Option<std::ops::Range<usize>> = None;
    let mut counted = (0, 0);
    for word in crate::text::words(text) {
        let Some(last) = before.replace(word.clone()) else { continue };
        let (left, right) = (text.get(last.clone()).unwrap_or(""), text.get(word.clone()).unwrap_or(""));
        counted = (last.end, counted.1 + text.get(counted.0..last.end).map_or(0, |piece| piece.chars().count()));
        let middle = counted.1;
        // A sentence's end is worth a fifth of the cue, a clause's a tenth.
        let worth = match () {
            () if ends_sentence(left, right) => 0,
            () if left.ends_with([',', ';', ':', '—', '、', '，']) => total / 10,
            () => total / 5,
        };
        let key = (worth + (2 * middle).abs_diff(total), middle);
        if best.as_ref().is_none_or(|(known, _)| key < *known) {
            best = Some((key, word.start));
        }
    }
    let ((_, middle), cut) = best?;
    let at = whole.start + cut as u32;
    let time = cut_time(transcript, cue, at, middle, total);
    let mut sides = (Part::default(), Part::default());
    for piece in &part.pieces {
        if piece.text.end <= at {
            sides.0.pieces.push(piece.clone());
        } else if piece.text.start >= at {
            sides.1.pieces.push(piece.clone());
        } else {
            let first = transcript.slice(&(piece.text.start..at)).trim_end().len() as u32;
            sides.0.pieces.push(Piece { text: piece.text.start..piece.text.start + first, end: time, ..piece.clone() });
            sides.1.pieces.push(Piece { text: at..piece.text.end, start: time, ..piece.clone() });
        }
    }
    let extra = |cue: &PartCue, keeps_id: bool| {
        let rest = cue.extra.as_deref().map(crate::model::CueExtra::without_wording).unwrap_or_default();
        let rest = if keeps_id { rest } else { crate::model::CueExtra { id: None, ..rest } };
        (!rest.is_empty()).then(|| rest.into())
    };
    let (first, second) = (extra(cue, true), extra(cue, false));
    sides.0.cue = Some(PartCue { end: time, extra: first, ..cue.clone() });
    sides.1.cue =
        Some(PartCue { start: time, extra: second, number: None, old: cue.old.end..cue.old.end, ..cue.clone() });
    Some(sides)
}

/// When a cue is cut before the word at byte `at`, with `middle` of `total` characters before it.
fn cut_time(transcript: &Transcript, cue: &PartCue, at: u32, middle: usize, total: usize) -> Option<Time> {
    let (start, end) = (cue.start?, cue.end?);
    let known = transcript.word_times.binary_search_by_key(&at, |word| word.at).ok();
    let word = known.and_then(|index| transcript.word_times.get(index)).and_then(|word| word.start());
    if let Some(word) = word.filter(|word| start.at <= word.at && word.at <= end.at) {
        return Some(word);
    }
    let length = i128::from((end.at - start.at).millis().max(0));
    let share = length * middle as i128 / total.max(1) as i128;
    let how = weaker(How::Interpolated, weaker(start.how, end.how));
    Some(Time { at: start.at + TimeDelta::from_millis(share as i64), how })
}

/// Ends every cue at least `min_gap` before the next one starts. A cue is never made to end before it starts: where that
/// is not enough, as for two that start together, the overlap stays and is told.
///
/// ```
/// use fireside::TimeDelta;
/// let srt = b"1\n00:00:01,000 --> 00:00:03,000\nIs it on?\n\n2\n00:00:02,500 --> 00:00:04,000\nIt is.\n";
/// let (transcript, told) = fireside::pass::cues::fix_overlaps(fireside::read(srt)?.transcript, TimeDelta::ZERO);
/// assert_eq!(transcript.cues()[0].end.map(|end| end.at.millis()), Some(2_500));
/// assert!(told.is_empty());
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn fix_overlaps(mut transcript: Transcript, min_gap: TimeDelta) -> (Transcript, Vec<Diagnostic>) {
    let starts: Vec<Option<Timestamp>> = transcript.cues.iter().map(|cue| cue.start.map(|start| start.at)).collect();
    let mut left = 0usize;
    for (index, cue) in transcript.cues.iter_mut().enumerate() {
        let (Some(start), Some(end)) = (cue.start, cue.end) else { continue };
        let Some(next) = starts.get(index + 1).copied().flatten() else { continue };
        let latest = next + TimeDelta::from_millis(min_gap.millis().saturating_neg());
        if end.at <= latest {
            continue;
        }
        if latest <= start.at {
            left += usize::from(end.at > next);
            continue;
        }
        let trimmed = Some(Time { at: latest, how: weaker(end.how, How::Estimated) });
        let first = transcript.units.partition_point(|unit| unit.text.start < cue.text.start);
        let inside = transcript.units.get_mut(first..).unwrap_or(&mut []).iter_mut();
        for unit in inside.take_while(|unit| unit.text.start < cue.text.end) {
            // A unit that lasted as long as its cue still does.
            if unit.end == cue.end {
                unit.end = trimmed;
            }
        }
        cue.end = trimmed;
    }
    let mut told = Vec::new();
    if left > 0 {
        let message = format!("{left} cues still overlap the next one: they start together with it or behind it");
        told.push(Diagnostic::warning(Code::CuesOverlap, message));
    }
    (transcript, told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pass::retime::{CropOptions, crop, scale, shift};
    use crate::{FrameRate, TimeSpan, read};
    use proptest::prelude::*;

    fn srt(cues: &[(i64, i64, &str)]) -> Transcript {
        let stamp =
            |ms: i64| format!("{:02}:{:02}:{:02},{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
        let cue = |(index, (start, end, text)): (usize, &(i64, i64, &str))| {
            format!("{}\n{} --> {}\n{text}\n", index + 1, stamp(*start), stamp(*end))
        };
        let text = cues.iter().enumerate().map(cue).collect::<Vec<_>>().join("\n");
        read(text.as_bytes()).unwrap().transcript
    }

    /// Start, end and lines of every cue.
    fn shape(transcript: &Transcript) -> Vec<(i64, i64, String)> {
        let ms = |time: Option<Time>| time.map_or(-1, |time| time.at.millis());
        let cues = transcript.cues().iter().enumerate();
        cues.map(|(index, cue)| (ms(cue.start), ms(cue.end), transcript.cue_lines(index).into_owned())).collect()
    }

    #[test]
    fn merging_joins_one_speaker_only_and_keeps_lines() {
        let talk = srt(&[
            (0, 1_000, "ADA: Is it"),
            (1_100, 2_000, "on?"),
            (2_100, 3_000, "BRAM: It is."),
            (9_000, 9_500, "Always."),
            (9_600, 9_900, "ADA: Good."),
            (10_000, 11_000, "BRAM: Tea?"),
        ]);
        let merged = merge(talk, &CueOptions::default());
        let texts: Vec<String> = shape(&merged).into_iter().map(|(_, _, text)| text).collect();
        assert_eq!(texts, ["Is it\non?", "BRAM: It is.", "Always.", "ADA: Good.", "BRAM: Tea?"]);
        assert_eq!(shape(&merged)[0].1, 2_000);
        assert_eq!(merged.turns().len(), 4);
    }

    #[test]
    fn splitting_then_merging_keeps_the_words() {
        let talk = srt(&[(0, 8_000, "Is it on, then? It is, and it always was.\nWho asks? Nobody.")]);
        let split = split(talk.clone(), &CueOptions::default().max_characters(20));
        assert!(
            shape(&split).len() > 2 && shape(&split).iter().all(|cue| cue.2.chars().count() <= 20),
            "{:?}",
            shape(&split)
        );
        assert_eq!(split.text(), talk.text());
        assert!(split.cues().windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!(shape(&split).last().map(|cue| cue.1), Some(8_000));
        let merged = merge(split, &CueOptions::default().max_characters(400));
        assert_eq!((merged.text(), shape(&merged).len()), (talk.text(), 1));
    }

    #[test]
    fn an_overlap_that_can_not_be_mended_is_told() {
        let talk = srt(&[(0, 3_000, "a"), (2_000, 5_000, "b"), (2_000, 6_000, "c")]);
        let (mended, told) = fix_overlaps(talk, TimeDelta::from_millis(100));
        assert_eq!(shape(&mended).iter().map(|cue| cue.1).collect::<Vec<_>>(), [1_900, 5_000, 6_000]);
        assert_eq!(mended.units().next().and_then(|unit| unit.end()).map(|end| end.at.millis()), Some(1_900));
        assert_eq!(told.len(), 1);
    }

    #[test]
    fn a_crop_keeps_what_shares_time_with_it() {
        let talk = srt(&[(0, 1_000, "a"), (900, 2_000, "b"), (2_000, 3_000, "c"), (3_000, 4_000, "d")]);
        let span = TimeSpan::new(Timestamp::from_millis(1_000), Timestamp::from_millis(3_000)).unwrap();
        let cropped = crop(talk, span, CropOptions::default());
        assert_eq!(shape(&cropped), [(1_000, 2_000, "b".to_owned()), (2_000, 3_000, "c".to_owned())]);
        assert_eq!(cropped.cue_id(0).as_deref(), Some("2"));
    }

    proptest! {
        #[test]
        fn laws_of_times(
            cues in prop::collection::vec((0i64..100_000, 0i64..9_000, "[A-C]{1,3}: [a-z ,.]{1,30}|- [a-z]{1,9}\n- [a-z]{1,9}|<i>[a-z]{1,8}</i>"), 1..12),
            by in -50_000i64..50_000,
        ) {
            let cues: Vec<(i64, i64, &str)> = cues.iter().map(|(start, length, text)| (*start, start + length, text.as_str())).collect();
            let talk = srt(&cues);
            let whole = talk.clone().arranged(&talk.parts());
            prop_assert_eq!(&whole, &talk);
            let by = TimeDelta::from_millis(by);
            let back = TimeDelta::from_millis(-by.millis());
            prop_assert_eq!(&shift(shift(talk.clone(), by), back), &talk);
            let sorted = sort(talk.clone());
            prop_assert_eq!(&sort(sorted.clone()), &sorted);
            prop_assert!(shape(&sorted).is_sorted_by_key(|cue| cue.0));
            let mut words: Vec<&str> = sorted.words().map(|word| word.text()).collect();
            let mut before: Vec<&str> = talk.words().map(|word| word.text()).collect();
            words.sort_unstable();
            before.sort_unstable();
            prop_assert_eq!(words, before);
            for word in sorted.words() {
                prop_assert!(word.origin().is_some());
            }
            let short = split(talk.clone(), &CueOptions::default().max_characters(12));
            prop_assert_eq!(short.text(), talk.text());
            let film = FrameRate::new(24, 1).unwrap();
            prop_assert_eq!(scale(talk.clone(), film, film), talk);
        }
    }
}
