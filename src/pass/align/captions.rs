//! Captions keep their times and take the speakers of a text that has the same words.

use super::pairing::{Pairing, pair_words};
use super::report::Report;
use super::spans::{Owner, Spoken, spoken};
use super::speakers::{starts, time_units};
use super::texts;
use super::{AlignOptions, Aligned};
use crate::algo::anchors::Match;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::model::{How, Part, PartCue, Time, Timestamp, Transcript};
use crate::text::ends_sentence;

/// So many words that the text doesn't have at all are nobody's.
const NOBODYS: usize = 8;

/// Gives captions the speakers of a text that has the same words; the captions keep their words and times.
///
/// A cue in which the speaker changes has a voice for each; with [`AlignOptions::split_cues`] it becomes two. Words that
/// the text doesn't have go with the words around them, and a long stretch of them is nobody's.
///
/// # Errors
/// [`Error::NotAligned`] where the text names no speakers, a side has no words, or both are of different talks.
///
/// ```
/// let page = b"Ada Quill: Is it on?\n\nBram Otten: It is. Always.\n\nAda Quill: Good, we start.\n\nBram Otten: Tea first.\n";
/// let captions = b"1\n00:00:01,000 --> 00:00:02,000\nis it on it is\n\n2\n00:00:02,500 --> 00:00:04,000\nalways\n\n\
///     3\n00:00:04,000 --> 00:00:06,000\ngood we start\n\n4\n00:00:06,000 --> 00:00:07,000\ntea first\n";
/// let (page, captions) = (fireside::read(page)?.transcript, fireside::read(captions)?.transcript);
/// let aligned = fireside::pass::align::captions(captions, &page, &Default::default())?;
/// let turn = aligned.transcript.turn(1).unwrap();
/// assert_eq!((turn.speaker().map(|speaker| speaker.name.as_str()), turn.text()), (Some("Bram Otten"), "it is always"));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn captions(mut captions: Transcript, text: &Transcript, options: &AlignOptions) -> Result<Aligned, Error> {
    if text.turns().all(|turn| turn.speaker().is_none()) {
        return Err(Error::NotAligned {
            code: "no-speakers",
            reason: "the text names no speakers".to_owned(),
            help: "lines such as `Name: …` name them".to_owned(),
        });
    }
    let pairing = pair_words(&captions, std::slice::from_ref(text), options)?;
    let mut words = spoken(&captions);
    give(&captions, text, &pairing, &mut words);
    captions.speakers = text.speakers.clone();
    let times = vec![None; pairing.text.ids.len()];
    let mut report = texts::report(&captions, &pairing, &times);
    report.stamps = None;
    for stretch in &mut report.unmatched {
        // The text's own times, if any, are not those of the captions.
        (stretch.start_ms, stretch.end_ms) = (None, None);
    }
    let mut diagnostics = texts::doubts(&report, &pairing);
    captions.cut_turns(&starts(&words));
    super::forget_speakers(&mut captions);
    time_units(&mut captions, &words);
    let shared = shared_cues(&captions);
    if options.split_cues {
        captions = split_cues(captions, &words);
    } else if shared > 0 {
        let message = format!("in {shared} of {} cues the speaker changes: each voice is marked", captions.cues.len());
        diagnostics.push(Diagnostic::note(Code::SpeakersDoubtful, message));
    }
    let nobodys = words.iter().filter(|word| word.owner.is_none()).count();
    if nobodys > 0 {
        let message = format!("{nobodys} of {} words are not in the text and have no speaker", words.len());
        diagnostics.push(Diagnostic::warning(Code::SpeakersDoubtful, message));
    }
    Ok(Aligned { transcript: captions, report: Report::Captions(report), diagnostics })
}

/// For each token of the text its turn.
fn turns_of_tokens(text: &Transcript, pairing: &Pairing) -> Vec<u32> {
    let turns = texts::turns_of_units(text);
    let turn = |at: u32| {
        let unit = text.units.partition_point(|unit| unit.text.start <= at).saturating_sub(1);
        turns.get(unit).map_or(0, |turn| *turn as u32)
    };
    pairing.timeline.tokens.starts.iter().map(|start| turn(*start)).collect()
}

/// Gives words their speakers.
fn give(captions: &Transcript, text: &Transcript, pairing: &Pairing, words: &mut [Spoken]) {
    let turns = turns_of_tokens(text, pairing);
    let speaker = |turn: u32| {
        let row = text.turns.get(turn as usize);
        row.and_then(|row| row.speaker).and_then(|id| Owner::new(id.index() as u32))
    };
    // For each word the partner of its first token, and of its last.
    let mut partners: Vec<Option<(u32, u32)>> = vec![None; words.len()];
    for pair in pairing.alignment.pairs.iter().filter(|pair| pair.how != Match::Other) {
        let word = pairing.word_of[pair.a as usize] as usize;
        let first = partners[word].map_or(pair.b, |(first, _)| first);
        partners[word] = Some((first, pair.b));
    }
    let mut at = 0;
    while at < words.len() {
        if let Some((first, _)) = partners[at] {
            (words[at].owner, words[at].sure) = (speaker(turns[first as usize]), 1.0);
            at += 1;
            continue;
        }
        let past = (at..words.len()).find(|index| partners[*index].is_some()).unwrap_or(words.len());
        let before = at.checked_sub(1).and_then(|last| partners[last]).map(|(_, last)| last);
        let after = partners.get(past).copied().flatten().map(|(first, _)| first);
        let from = before.map_or(0, |last| last as usize + 1);
        let between = &turns[from..after.map_or(turns.len(), |after| after as usize).max(from)];
        if past - at >= NOBODYS && between.len() * 4 < past - at {
            // Only the captions have them: nobody's, but for the end of a sentence.
            words[at..past].iter_mut().for_each(|word| (word.owner, word.sure) = (None, 1.0));
            at = past;
            continue;
        }
        let edges = (before.map(|last| turns[last as usize]), after.map(|after| turns[after as usize]));
        let cuts = changes(edges, between, past - at).into_iter();
        let cuts: Vec<(usize, u32)> =
            cuts.map(|(place, turn)| (settle(captions, words, at, at + place, past), turn)).collect();
        let mut turn = edges.0.or(between.first().copied()).or(edges.1).unwrap_or(0);
        let mut cuts = cuts.into_iter().peekable();
        for (index, word) in words.iter_mut().enumerate().take(past).skip(at) {
            while let Some((_, next)) = cuts.next_if(|(place, _)| *place <= index) {
                turn = next;
            }
            (word.owner, word.sure) = (speaker(turn), if edges.0 == edges.1 { 0.9 } else { 0.5 });
        }
        at = past;
    }
}

/// Where turns change in a run of so many words that have no partner: place and new turn, by the share of the text's words
/// in between that each turn has.
fn changes(edges: (Option<u32>, Option<u32>), between: &[u32], count: usize) -> Vec<(usize, u32)> {
    let mut turn = edges.0.or(between.first().copied());
    let mut changes = Vec::new();
    for (at, next) in between.iter().enumerate() {
        if turn != Some(*next) {
            changes.push((count * at / between.len(), *next));
            turn = Some(*next);
        }
    }
    if let Some(last) = edges.1.filter(|last| turn.is_some_and(|turn| turn != *last)) {
        changes.push((count, last));
    }
    changes
}

/// How far a change may be moved to where a sentence or a cue ends, in words.
const NEAR: usize = 4;

/// The place near `at`, between `from` and `to`, where a change of speakers is likeliest.
fn settle(captions: &Transcript, words: &[Spoken], from: usize, at: usize, to: usize) -> usize {
    let worth = |place: usize| {
        let (Some(before), Some(behind)) = (place.checked_sub(1).and_then(|last| words.get(last)), words.get(place))
        else {
            return 0;
        };
        let pause = before.span().zip(behind.span()).is_some_and(|((_, end), (start, _))| start - end >= 200);
        let sentence = ends_sentence(before.text(captions), behind.text(captions));
        let cue = captions.cue_at(before.at as usize) != captions.cue_at(behind.at as usize);
        3 * usize::from(sentence) + 2 * usize::from(pause) + usize::from(cue)
    };
    let places = from.max(at.saturating_sub(NEAR))..=to.min(at + NEAR);
    places.max_by_key(|place| (worth(*place), std::cmp::Reverse(place.abs_diff(at)))).unwrap_or(at)
}

/// How many cues more than one voice speaks in.
fn shared_cues(captions: &Transcript) -> usize {
    let mut shared: Vec<u32> = Vec::new();
    for row in captions.turns.iter().skip(1) {
        let at = captions.units[row.units.start as usize].text.start;
        let cue = captions.cue_at(at as usize);
        if let Some(cue) = cue.filter(|cue| captions.cues[*cue as usize].text.start < at)
            && shared.last() != Some(&cue)
        {
            shared.push(cue);
        }
    }
    shared.len()
}

/// Makes a cue in which the speaker changes into one for each.
fn split_cues(captions: Transcript, words: &[Spoken]) -> Transcript {
    let turns = texts::turns_of_units(&captions);
    let mut parts: Vec<Part> = Vec::with_capacity(captions.cues.len());
    let mut cut = false;
    for mut part in captions.parts() {
        while let Some(at) =
            part.pieces.windows(2).position(|two| turns[two[0].unit as usize] != turns[two[1].unit as usize])
        {
            let rest = part.pieces.split_off(at + 1);
            let begins = rest.first().map_or(0, |piece| piece.text.start);
            let time = boundary(words, begins, part.cue.as_ref());
            let whole = part.cue.take();
            let extra = |cue: &PartCue| {
                let rest = cue.extra.as_deref().map(crate::model::CueExtra::without_wording)?;
                (!rest.is_empty()).then(|| rest.into())
            };
            part.cue = whole.clone().map(|cue| PartCue { end: time, extra: extra(&cue), ..cue });
            parts.push(std::mem::take(&mut part));
            let old = |cue: &PartCue| cue.old.end..cue.old.end;
            part = Part {
                pieces: rest,
                cue: whole.map(|cue| PartCue { start: time, number: None, old: old(&cue), extra: extra(&cue), ..cue }),
            };
            cut = true;
        }
        parts.push(part);
    }
    if !cut {
        return captions;
    }
    let numbered = captions.numbers.iter().any(|(_, number)| number.is_some());
    let captions = captions.arranged(&parts);
    if numbered { crate::pass::cues::renumber(captions) } else { captions }
}

/// When the word at a byte of the text begins, within its cue.
fn boundary(words: &[Spoken], at: u32, cue: Option<&PartCue>) -> Option<Time> {
    let word = words.binary_search_by_key(&at, |word| word.at).ok().map(|index| &words[index])?;
    let how = if word.exact { How::Exact } else { How::Interpolated };
    let (start, end) = (cue?.start?.at.millis(), cue?.end?.at.millis());
    let millis = word.span()?.0.max(start).min(end.max(start));
    Some(Time { at: Timestamp::from_millis(millis), how })
}
