//! Words take speakers from turns in time: a diarization, or any file that says who speaks when.

use std::cell::Cell;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::report::{NameGuess, Report, SpeakersReport};
use super::spans::{Owner, Spoken, spoken};
use super::{AlignOptions, Aligned};
use crate::algo::cover::{self, Candidates, Piece};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::model::{How, Speaker, SpeakerId, Time, Timestamp, Transcript, TurnStart};
use crate::text::ends_sentence;

/// What a change of speakers costs between two words, in milliseconds of speech that speak against it.
const CHANGE: f32 = 260.0;
/// The same where a sentence ends.
const AFTER_SENTENCE: f32 = 90.0;
/// The same where there is a pause.
const AFTER_PAUSE: f32 = 60.0;
/// The same where a sentence ends in a pause.
const AFTER_BOTH: f32 = 20.0;
/// So long a silence is a pause.
const PAUSE: i64 = 280;
/// No word is longer, but recognisers stretch them over the pause behind: so long, and so much a letter.
const LONGEST: i64 = 300;
const A_LETTER: i64 = 100;
/// Two speakers are about as likely where what speaks for them differs by less, in milliseconds.
const CLOSE: f32 = 60.0;

/// Gives timed words the speakers of turns in time.
///
/// A word goes to who speaks during it. Where several do, or nobody, the words around it decide: speakers change rather
/// at a pause or behind a sentence than in the middle of a phrase. A word in no turn goes to the nearest one. With
/// [`AlignOptions::sentences`] changes move to the start of a sentence that is near.
///
/// # Errors
/// [`Error::NotAligned`] where there are no timed words, or nobody who speaks.
///
/// ```
/// let words = b"talk 1 0.1 0.2 is\ntalk 1 0.3 0.2 it\ntalk 1 0.5 0.3 on?\ntalk 1 1.1 0.2 It\ntalk 1 1.3 0.3 is.\n";
/// let turns = b"SPEAKER talk 1 0.0 0.9 <NA> <NA> ada <NA> <NA>\nSPEAKER talk 1 0.9 0.9 <NA> <NA> bram <NA> <NA>\n";
/// let read = |bytes: &[u8], from| fireside::read_with(bytes, &fireside::ReadOptions::default().from(from));
/// let (words, turns) = (read(words, "ctm")?.transcript, read(turns, "rttm")?.transcript);
/// let aligned = fireside::pass::align::speakers(words, &turns, &Default::default())?;
/// let turn = aligned.transcript.turn(1).unwrap();
/// assert_eq!((turn.speaker().map(|speaker| speaker.name.as_str()), turn.text()), (Some("bram"), "It is."));
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn speakers(mut transcript: Transcript, turns: &Transcript, options: &AlignOptions) -> Result<Aligned, Error> {
    let mut words = spoken(&transcript);
    if words.iter().all(|word| word.span().is_none()) {
        return Err(Error::NotAligned {
            code: "no-times",
            reason: "no word has a time".to_owned(),
            help: "give the words times first: align the text with captions or a recogniser's output".to_owned(),
        });
    }
    let (names, pieces) = who_when(&transcript, turns)?;
    let channels = channels_of_words(&transcript, &words, &pieces);
    let mut report = SpeakersReport::default();
    for (channel, pieces) in by_channel(pieces, channels.is_some()) {
        let of_channel = channels.as_deref().map(|channels| (channels, channel));
        choose(&transcript, &mut words, &cover::united(pieces), of_channel, &mut report);
    }
    report.untimed = words.len() - report.words;
    if words.iter().any(|word| word.owner.is_none()) {
        follow(&mut words);
    }
    if options.sentences {
        to_sentences(&transcript, &mut words);
    }
    let mut counts = vec![0usize; names.len()];
    for word in &words {
        report.doubtful += usize::from(word.sure < 0.6);
        if let Some(owner) = word.owner {
            counts[owner.index() as usize] += 1;
        }
    }
    for (speaker, count) in names.iter().zip(&counts) {
        match count {
            0 => report.silent.push(speaker.name.clone()),
            count => report.speakers.push((speaker.name.clone(), *count)),
        }
    }
    report.guessed = guessed(&transcript, &words, &names);
    transcript.speakers = names;
    transcript.cut_turns(&starts(&words));
    super::forget_speakers(&mut transcript);
    time_units(&mut transcript, &words);
    let diagnostics = doubts(&report);
    Ok(Aligned { transcript, report: Report::Speakers(report), diagnostics })
}

/// Chooses who says the words of one channel.
fn choose(
    transcript: &Transcript,
    words: &mut [Spoken],
    pieces: &[Piece],
    of_channel: Option<(&[u32], u32)>,
    report: &mut SpeakersReport,
) {
    let order = Order::of(words, of_channel);
    let count = order.count;
    report.words += count;
    // Words are looked at for prices while those before them get their speakers.
    let words = Cell::from_mut(words).as_slice_of_cells();
    let word = |at: usize| words[order.at(at)].get();
    let capped = |at: usize| {
        let word = word(at);
        let (start, end) = word.span().unwrap_or_default();
        (start, end.min(start + LONGEST + A_LETTER * i64::from(word.length)))
    };
    let candidates = cover::cover((0..count).map(capped), pieces);
    cover::path(
        candidates,
        |at| price(transcript, &word(at - 1), &word(at)),
        |at, item, way| {
            let chosen = item.all().get(usize::from(way));
            let owner = chosen.and_then(|chosen| Owner::new(chosen.owner));
            let sure = chosen.map_or(0.0, |chosen| sure(item, *chosen));
            words[order.at(at)].set(word(at).by(owner, sure));
            report.outside += usize::from(item.covering == 0);
            report.overlapped += usize::from(item.covering > 1);
        },
    );
}

/// A piece, and the channel that it was heard on.
type OnChannel = (Piece, Option<String>);

/// For each word the number of its channel, where both sides tell channels apart, and by the same names.
fn channels_of_words(transcript: &Transcript, words: &[Spoken], pieces: &[OnChannel]) -> Option<Vec<u32>> {
    let mut names: Vec<&str> = pieces.iter().filter_map(|(_, channel)| channel.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 {
        return None;
    }
    let mut channels = vec![u32::MAX; words.len()];
    for record in transcript.records() {
        let Some(text) = record.text.filter(|_| record.kind == "word") else { continue };
        let channel = names.binary_search(&record.channel?).ok()? as u32;
        let at = (text.as_ptr() as usize).wrapping_sub(transcript.text.as_ptr() as usize);
        let first = words.partition_point(|word| (word.at as usize) < at);
        let own = channels[first..].iter_mut().zip(&words[first..]);
        let own = own.take_while(|(_, word)| (word.at as usize) < at + text.len());
        own.for_each(|(known, _)| *known = channel);
    }
    (channels.iter().any(|channel| *channel != u32::MAX)).then_some(channels)
}

/// The pieces of each channel by its number among the names in order, or all together.
fn by_channel(pieces: Vec<OnChannel>, apart: bool) -> Vec<(u32, Vec<Piece>)> {
    if !apart {
        return vec![(0, pieces.into_iter().map(|(piece, _)| piece).collect())];
    }
    let mut all: BTreeMap<String, Vec<Piece>> = BTreeMap::new();
    for (piece, channel) in pieces {
        all.entry(channel.unwrap_or_default()).or_default().push(piece);
    }
    let named = all.into_iter().filter(|(name, _)| !name.is_empty());
    named.zip(0..).map(|((_, pieces), number)| (number, pieces)).collect()
}

/// The words that have a time, in order of time.
struct Order {
    count: usize,
    /// Which they are, where that is not the order of the text.
    places: Option<Vec<u32>>,
}

impl Order {
    fn of(words: &[Spoken], of_channel: Option<(&[u32], u32)>) -> Self {
        let start = |word: &Spoken| word.span().map(|span| span.0);
        if of_channel.is_none() && words.iter().all(|word| word.span().is_some()) && words.is_sorted_by_key(start) {
            return Order { count: words.len(), places: None };
        }
        let own = |at: &u32| {
            let on_channel = of_channel.is_none_or(|(channels, channel)| channels.get(*at as usize) == Some(&channel));
            on_channel && words[*at as usize].span().is_some()
        };
        let mut places: Vec<u32> = (0..words.len() as u32).filter(own).collect();
        places.sort_by_key(|at| start(&words[*at as usize]));
        Order { count: places.len(), places: Some(places) }
    }

    fn at(&self, at: usize) -> usize {
        self.places.as_ref().map_or(at, |places| places[at] as usize)
    }
}

fn price(transcript: &Transcript, before: &Spoken, at: &Spoken) -> f32 {
    let (Some((start, ended)), Some((begins, _))) = (before.span(), at.span()) else { return CHANGE };
    let ended = ended.min(start + LONGEST + A_LETTER * i64::from(before.length));
    let pause = begins - ended >= PAUSE;
    // Nearly all words end in a letter.
    let last = transcript.text.as_bytes().get((before.at + before.length) as usize - 1);
    let sentence = last.is_some_and(|byte| !byte.is_ascii_alphanumeric())
        && ends_sentence(before.text(transcript), at.text(transcript));
    match (pause, sentence) {
        (true, true) => AFTER_BOTH,
        (true, false) => AFTER_PAUSE,
        (false, true) => AFTER_SENTENCE,
        (false, false) => CHANGE,
    }
}

/// How sure a choice is, from 0 to 1: 1 where nobody else comes near.
fn sure(item: &Candidates, chosen: cover::Candidate) -> f32 {
    let rival = item.all().iter().filter(|other| other.owner != chosen.owner).map(|other| other.gain);
    let rival = rival.fold(f32::NEG_INFINITY, f32::max);
    let covered = if item.covering > 0 { 1.0 } else { 0.7 };
    match rival {
        rival if rival == f32::NEG_INFINITY => covered,
        rival => {
            let ahead = (chosen.gain - rival) / CLOSE;
            covered * (0.5 + 0.5 * (ahead / (1.0 + ahead.abs()))).clamp(0.0, 1.0)
        }
    }
}

/// Who the owners of words probably are, by the names that most of their words have in the transcript so far; owners that
/// have the same name there are left out.
fn guessed(transcript: &Transcript, words: &[Spoken], owners: &[Speaker]) -> Vec<NameGuess> {
    if transcript.turns.iter().all(|turn| turn.speaker.is_none()) {
        return Vec::new();
    }
    let mut counts: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    let mut turns = transcript.turns.iter().peekable();
    let ends =
        |units: &std::ops::Range<u32>| transcript.units.get(units.end as usize - 1).map_or(0, |unit| unit.text.end);
    for word in words {
        while turns.next_if(|turn| turn.units.is_empty() || ends(&turn.units) <= word.at).is_some() {}
        if let (Some(owner), Some(name)) = (word.owner, turns.peek().and_then(|turn| turn.speaker)) {
            *counts.entry((owner.index(), name.index() as u32)).or_default() += 1;
        }
    }
    let of_owner = |owner: u32| counts.range((owner, 0)..=(owner, u32::MAX));
    let guess = |(owner, label): (u32, &Speaker)| {
        let all: usize = of_owner(owner).map(|(_, count)| count).sum();
        // Of two with as many words, the first to speak.
        let ((_, name), count) =
            of_owner(owner).max_by_key(|((_, name), count)| (**count, std::cmp::Reverse(*name)))?;
        let name = &transcript.speakers.get(*name as usize)?.name;
        let confidence = *count as f32 / all as f32;
        let (label, name) = (label.name.clone(), name.clone());
        (label != name).then_some(NameGuess { label, name, words: *count, confidence })
    };
    (0..).zip(owners).filter_map(guess).collect()
}

/// Words without a time go with the word before them, or behind at the start.
fn follow(words: &mut [Spoken]) {
    let mut last = words.iter().find_map(|word| word.owner);
    for word in words {
        last = word.owner.or(last);
        word.owner = last;
    }
}

/// So many words a change may move to the start of a sentence.
const SNAP: usize = 3;

fn to_sentences(transcript: &Transcript, words: &mut [Spoken]) {
    let begins = |words: &[Spoken], at: usize| {
        at > 0 && at < words.len() && ends_sentence(words[at - 1].text(transcript), words[at].text(transcript))
    };
    let mut at = 1;
    while at < words.len() {
        if words[at].owner == words[at - 1].owner || begins(words, at) {
            at += 1;
            continue;
        }
        let (before, behind) = (words[at - 1].owner, words[at].owner);
        let steps = (1..=SNAP).flat_map(|step| [at.checked_sub(step), Some(at + step)]).flatten();
        // Only where nobody else speaks in between.
        let alone = |to: usize| {
            let (from, to) = (at.min(to), at.max(to));
            words[from..to].iter().all(|word| word.owner == if to > at { behind } else { before })
        };
        if let Some(to) = steps.into_iter().find(|to| begins(words, *to) && alone(*to)) {
            let owner = if to > at { before } else { behind };
            words[at.min(to)..at.max(to)].iter_mut().for_each(|word| word.owner = owner);
            at = at.max(to);
        }
        at += 1;
    }
}

/// Where turns begin: where the speaker changes.
pub(super) fn starts(words: &[Spoken]) -> Vec<TurnStart> {
    let mut starts: Vec<TurnStart> = Vec::new();
    let runs = words.chunk_by(|a, b| a.owner == b.owner);
    for run in runs {
        let sure = run.iter().map(|word| word.sure).sum::<f32>() / run.len() as f32;
        starts.push(TurnStart {
            at: run[0].at as usize,
            speaker: run[0].owner.map(|owner| SpeakerId::new(owner.index())),
            confidence: run[0].sure,
            speaker_confidence: sure,
            new_speaker: true,
        });
    }
    starts
}

/// Units that were cut begin and end with their words.
pub(super) fn time_units(transcript: &mut Transcript, words: &[Spoken]) {
    let mut at = 0;
    for unit in &mut transcript.units {
        let first = at;
        while words.get(at).is_some_and(|word| word.at < unit.text.end) {
            at += 1;
        }
        let inside = words.get(first..at).unwrap_or(&[]);
        let time = |millis: i64, word: &Spoken| Time {
            at: Timestamp::from_millis(millis),
            how: if word.exact { How::Exact } else { How::Interpolated },
        };
        if unit.start.is_none() {
            unit.start = inside.iter().find_map(|word| Some(time(word.span()?.0, word)));
        }
        if unit.end.is_none() {
            unit.end = inside.iter().rev().find_map(|word| Some(time(word.span()?.1, word)));
        }
    }
}

/// Who speaks when, by the recording that the words are of.
fn who_when(words: &Transcript, turns: &Transcript) -> Result<(Vec<Speaker>, Vec<OnChannel>), Error> {
    let mut names: Vec<Speaker> = Vec::new();
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut pieces = Vec::new();
    let mut add = |label: &str, start: Timestamp, end: Timestamp, channel: Option<&str>| {
        let owner = match numbers.get(label) {
            Some(owner) => *owner,
            None => {
                let labelled =
                    |speaker: &&Speaker| speaker.name == label || speaker.labels.iter().any(|own| own == label);
                let speaker = turns.speakers.iter().find(labelled).cloned().unwrap_or_else(|| Speaker::named(label));
                let known = names.iter().position(|known| known.name == speaker.name);
                let owner = known.unwrap_or_else(|| {
                    names.push(speaker);
                    names.len() - 1
                }) as u32;
                numbers.insert(label.to_owned(), owner);
                owner
            }
        };
        let sane = |time: Timestamp| time.millis().clamp(-(1 << 50), 1 << 50);
        let piece = Piece { start: sane(start), end: sane(end), owner };
        pieces.push((piece, channel.map(str::to_owned)));
    };
    let speaks = |kind: &str| matches!(kind, "SPEAKER" | "segment");
    if turns.records().any(|record| speaks(record.kind)) {
        let file = recording(words, turns)?;
        // One channel is none.
        let first = turns.records().next().and_then(|record| record.channel);
        let several = turns.records().any(|record| record.channel != first);
        for record in
            turns.records().filter(|record| speaks(record.kind) && file.is_none_or(|file| file == record.file))
        {
            if let (Some(name), Some(start), Some(end)) = (record.speaker, record.start, record.end) {
                add(name, start, end, record.channel.filter(|_| several));
            }
        }
    } else {
        let units: Vec<_> =
            turns.turns().flat_map(|turn| turn.units().map(move |unit| (turn.speaker(), unit))).collect();
        for (index, (speaker, unit)) in units.iter().enumerate() {
            let next = units.get(index + 1).and_then(|(_, unit)| unit.start());
            let (Some(speaker), Some(start)) = (speaker, unit.start()) else { continue };
            let Some(end) = unit.end().or(next).filter(|end| end.at > start.at) else { continue };
            add(&speaker.name, start.at, end.at, None);
        }
    }
    if pieces.is_empty() {
        return Err(Error::NotAligned {
            code: "no-speakers",
            reason: "nobody speaks in the turns, or not at a known time".to_owned(),
            help: "RTTM, STM, SegLST and labelled captions say who speaks from when to when".to_owned(),
        });
    }
    Ok((names, pieces))
}

/// The recording that the words are of, where the turns are of several.
fn recording<'t>(words: &'t Transcript, turns: &'t Transcript) -> Result<Option<&'t str>, Error> {
    let mut files: Vec<&str> = turns.records().map(|record| record.file).collect();
    files.sort_unstable();
    files.dedup();
    if files.len() < 2 {
        return Ok(None);
    }
    let path = words.source.path.as_deref().unwrap_or("");
    let name = path.rsplit(['/', '\\']).next().unwrap_or("");
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let own = words.records().next().map(|record| record.file);
    let found = files.iter().copied().find(|file| own == Some(*file) || !stem.is_empty() && *file == stem);
    found.map(Some).ok_or_else(|| {
        let listed: Vec<&str> = files.iter().copied().take(5).collect();
        Error::NotAligned {
            code: "no-speakers",
            reason: format!(
                "the turns are of {} recordings ({}), and the words don't say of which they are",
                files.len(),
                listed.join(", ")
            ),
            help: "give the file of the words the name of its recording".to_owned(),
        }
    })
}

fn doubts(report: &SpeakersReport) -> Vec<Diagnostic> {
    let mut doubts = Vec::new();
    let mut tell = |count: usize, of: usize, text: &str| {
        if count > 0 {
            doubts.push(Diagnostic::warning(Code::SpeakersDoubtful, format!("{count} of {of} words {text}")));
        }
    };
    tell(report.outside, report.words, "lie where nobody speaks: they went to the nearest speaker");
    tell(report.untimed, report.words + report.untimed, "have no time: they went with the word before them");
    tell(report.doubtful, report.words, "could as well be another speaker's");
    for name in &report.silent {
        let message = format!("`{name}` says none of the words");
        doubts.push(Diagnostic::warning(Code::SpeakersDoubtful, message));
    }
    doubts
}
