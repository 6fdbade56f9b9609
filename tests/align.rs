//! Somebody has a transcript with names and a timed file without: both become one.

#[path = "../benches/corpus.rs"]
mod corpus;
#[path = "align/talk.rs"]
mod talk;

use std::fmt::Write as _;

use corpus::Dice;
use fireside::pass::align::{
    AlignOptions, Aligned, Report, TextReport, captions as name_captions, speakers, texts, timing,
};
use fireside::{Error, How, Speaker, Time, Transcript, TranscriptBuilder, UnitStart};
use proptest::prelude::*;
use talk::{Word, captions, ctm, diarized, heard, page, rttm, said, stamp};

fn read(text: &str, from: Option<&str>) -> Transcript {
    let options = match from {
        Some(from) => fireside::ReadOptions::default().from(from),
        None => fireside::ReadOptions::default(),
    };
    fireside::read_with(text.as_bytes(), &options).unwrap().transcript
}

fn align(transcript: Transcript, timed: &[Transcript]) -> (Transcript, TextReport) {
    let Aligned { transcript, report, .. } = texts(transcript, timed, &AlignOptions::default()).unwrap();
    let Report::Text(report) = report else { panic!("{report:?}") };
    (transcript, report)
}

fn millis(time: Option<fireside::Time>) -> Option<i64> {
    time.map(|time| time.at.millis())
}

/// Starts never go back, and nothing ends before it starts.
fn forward(transcript: &Transcript) {
    let mut last = i64::MIN;
    for word in transcript.words() {
        let Some(start) = millis(word.start()) else { continue };
        assert!(start >= last && millis(word.end()).is_none_or(|end| end >= start), "{}", word.text());
        last = start;
    }
    let mut last = i64::MIN;
    for unit in transcript.units() {
        let Some(start) = millis(unit.start()) else { continue };
        assert!(start >= last && millis(unit.end()).is_none_or(|end| end >= start), "{}", unit.text());
        last = start;
    }
}

/// How far words lie from the truth: the middle distance and the share within a second.
fn errors(transcript: &Transcript, truth: &[&Word]) -> (i64, f64) {
    let words: Vec<_> = transcript.words().collect();
    assert_eq!(words.len(), truth.len());
    let mut off: Vec<i64> = Vec::new();
    for (word, truth) in words.iter().zip(truth) {
        assert_eq!(word.text(), truth.text);
        off.push(millis(word.start()).map_or(i64::MAX, |start| (start - truth.start).abs()));
    }
    off.sort_unstable();
    let near = off.partition_point(|off| *off <= 1_000) as f64 / off.len() as f64;
    (off[off.len() / 2], near)
}

#[test]
fn its_own_captions_give_their_times_exactly() {
    let (words, names) = said(1, 3);
    let srt = captions(&words);
    let timed = read(&srt, None);
    // As captions: each cue gets what it had.
    let mut bare = timed.clone();
    bare = fireside::pass::retime::shift(bare, fireside::TimeDelta::from_millis(77_000));
    let (aligned, report) = align(bare, std::slice::from_ref(&timed));
    assert_eq!(aligned.cues(), timed.cues());
    assert!(aligned.units().zip(timed.units()).all(|(a, b)| (a.start(), a.end()) == (b.start(), b.end())));
    assert_eq!((report.share, report.timed_share), (1.0, 1.0));
    // As a labelled page: a turn that opens a cue starts with it.
    let (aligned, report) = align(read(&page(&words, &names, false), None), std::slice::from_ref(&timed));
    assert_eq!(report.share, 1.0);
    forward(&aligned);
    let turns: Vec<_> = words.chunk_by(|a, b| a.turn == b.turn).collect();
    assert_eq!(aligned.turns().len(), turns.len());
    let mut exact = 0;
    for (turn, truth) in aligned.turns().zip(&turns) {
        let start = turn.start().unwrap();
        if start.how == How::Exact {
            exact += 1;
            assert_eq!(start.at.millis(), truth[0].start);
        }
    }
    assert!(exact * 2 > turns.len(), "{exact} of {}", turns.len());
    // From timed words, each word has its time.
    let timed = read(&ctm(&words), Some("ctm"));
    let (aligned, _) = align(read(&page(&words, &names, false), None), &[timed]);
    for (word, truth) in aligned.words().zip(&words) {
        assert_eq!((millis(word.start()), millis(word.end())), (Some(truth.start), Some(truth.end)), "{}", word.text());
        assert_eq!(word.start().unwrap().how, How::Exact);
    }
}

#[test]
fn with_errors_and_cuts_and_adverts_the_times_are_true() {
    for seed in [5, 6] {
        let (words, names) = said(1, seed);
        let mut dice = Dice::new(seed);
        // The recording has an advert of 40 s that the page lacks; two whole minutes of it were not recognised; and the
        // page lacks a minute that was said.
        let minute = |at: i64| move |word: &&Word| (at * 60_000..(at + 1) * 60_000).contains(&word.start);
        let mut recognised: Vec<Word> =
            heard(&words, &mut dice).iter().filter(|word| !minute(10)(word) && !minute(31)(word)).cloned().collect();
        let advert = said(1, 99).0;
        let cut = recognised.partition_point(|word| word.start < 20 * 60_000);
        let from = recognised[cut].start;
        let mut with_advert: Vec<Word> = recognised[..cut].to_vec();
        with_advert.extend(advert.iter().skip(5_000).take_while(|word| word.start < advert[5_000].start + 40_000).map(
            |word| {
                let moved = from - advert[5_000].start;
                Word { start: word.start + moved, end: word.end + moved, ..word.clone() }
            },
        ));
        let later = |time: i64| if time >= from { time + 42_000 } else { time };
        with_advert.extend(recognised[cut..].iter().map(|word| Word {
            start: later(word.start),
            end: later(word.end),
            ..word.clone()
        }));
        recognised = with_advert;
        let kept: Vec<Word> = words
            .iter()
            .filter(|word| !minute(45)(word))
            .map(|word| Word { start: later(word.start), end: later(word.end), ..word.clone() })
            .collect();
        for timed in [read(&captions(&recognised), None), read(&ctm(&recognised), Some("ctm"))] {
            let (aligned, report) = align(read(&page(&kept, &names, false), None), &[timed]);
            forward(&aligned);
            let both: Vec<bool> = kept.iter().map(|word| !minute(10)(&word) && !minute(31)(&word)).collect();
            let words: Vec<_> =
                aligned.words().zip(&kept).zip(&both).filter(|(_, both)| **both).map(|(one, _)| one).collect();
            let mut off: Vec<i64> = words
                .iter()
                .map(|(word, truth)| millis(word.start()).map_or(i64::MAX, |start| (start - truth.start).abs()))
                .collect();
            off.sort_unstable();
            let near = off.partition_point(|off| *off <= 1_000) as f64 / off.len() as f64;
            println!("{seed}: middle {} ms, {near:.4} within 1 s, share {:.3}", off[off.len() / 2], report.share);
            assert!(off[off.len() / 2] <= 50 && near >= 0.95, "{} {near}", off[off.len() / 2]);
            assert!(report.unmatched.iter().any(|stretch| stretch.words > 60), "{:?}", report.unmatched);
        }
    }
}

#[test]
fn twice_is_as_once() {
    let (words, names) = said(1, 8);
    let timed = read(&captions(&heard(&words, &mut Dice::new(8))), None);
    let once = align(read(&page(&words, &names, true), None), std::slice::from_ref(&timed)).0;
    let twice = align(once.clone(), &[timed]).0;
    assert_eq!(once, twice);
}

#[test]
fn stamps_are_checked() {
    let (words, names) = said(1, 4);
    let mut text = page(&words, &names, true);
    // The clock of the page is eight seconds early, as after a cold open; one stamp is a slip.
    let moved: Vec<Word> =
        words.iter().map(|word| Word { start: word.start + 8_000, end: word.end + 8_000, ..word.clone() }).collect();
    let seconds = words.iter().find(|word| word.turn == 9).unwrap().start / 1_000;
    let old = format!("({:02}:{:02}:{:02}):", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let new = format!("({:02}:{:02}:{:02}):", seconds / 3_600, seconds / 60 % 60 + 2, seconds % 60);
    text = text.replacen(&old, &new, 1);
    let (aligned, report) = align(read(&text, None), &[read(&ctm(&moved), Some("ctm"))]);
    let stamps = report.stamps.unwrap();
    assert!(stamps.checked > 100 && stamps.agreeing + 1 >= stamps.checked, "{stamps:?}");
    assert!((8_000..9_000).contains(&stamps.offset_ms.millis()) && stamps.drift_ppm.abs() < 300, "{stamps:?}");
    assert!(errors(&aligned, &moved.iter().collect::<Vec<_>>()) == (0, 1.0));
}

#[test]
fn files_in_sequence_go_on_where_the_last_one_ended() {
    let (words, names) = said(1, 12);
    let half = words.len() / 2;
    let whole = [read(&ctm(&words[..half]), Some("ctm")), read(&ctm(&words[half..]), Some("ctm"))];
    let (aligned, _) = align(read(&page(&words, &names, false), None), &whole);
    assert_eq!(errors(&aligned, &words.iter().collect::<Vec<_>>()), (0, 1.0));
    // The second file's clock starts again.
    let from = words[half].start;
    let again: Vec<Word> = words[half..]
        .iter()
        .map(|word| Word { start: word.start - from, end: word.end - from, ..word.clone() })
        .collect();
    let files = [read(&ctm(&words[..half]), Some("ctm")), read(&ctm(&again), Some("ctm"))];
    let aligned = texts(read(&page(&words, &names, false), None), &files, &AlignOptions::default()).unwrap();
    assert!(aligned.diagnostics.iter().any(|told| told.code.as_str() == "times-moved"), "{:?}", aligned.diagnostics);
    forward(&aligned.transcript);
}

#[test]
fn other_talks_and_languages_are_refused() {
    let (words, names) = said(1, 1);
    let text = read(&page(&words, &names, false), None);
    // The words of another talk, at random: what a language has in common.
    let mut dice = Dice::new(3);
    let other: Vec<Word> =
        words.iter().map(|word| Word { text: words[dice.below(words.len())].text.clone(), ..word.clone() }).collect();
    let error = texts(text.clone(), &[read(&ctm(&other), Some("ctm"))], &AlignOptions::default()).unwrap_err();
    assert_eq!(error.code(), "different-talk", "{error}");
    assert!(error.to_string().contains("come in the same order"), "{error}");
    let german = "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach";
    let german: Vec<&str> = german.split(' ').collect();
    let foreign: Vec<Word> =
        words.iter().map(|word| Word { text: german[dice.below(german.len())].to_owned(), ..word.clone() }).collect();
    let error = texts(text.clone(), &[read(&ctm(&foreign), Some("ctm"))], &AlignOptions::default()).unwrap_err();
    assert_eq!(error.code(), "other-language", "{error}");
    assert!(error.help().contains("--mode timing"));
    let untimed = texts(text.clone(), std::slice::from_ref(&text), &AlignOptions::default()).unwrap_err();
    assert!(matches!(untimed, Error::NotAligned { code: "no-times", .. }));
}

#[test]
fn the_caption_dump_gets_its_times_back() {
    let bytes = std::fs::read("seeds/004_4ce4f833089e0e5e.txt").unwrap();
    let dump = fireside::read(&bytes).unwrap().transcript;
    let mut dice = Dice::new(4);
    // Each cue gets a time by its letters, with pauses; that is the truth.
    let mut truth = Vec::new();
    let mut now = 500;
    for cue in dump.cues() {
        let length = 300 + 55 * dump.cue_text(cue).chars().count() as i64;
        truth.push((now, now + length));
        now += length + if dice.chance(20) { 400 + dice.below(2_000) as i64 } else { 0 };
    }
    let srt = |damage: bool, dice: &mut Dice| {
        let mut out = String::new();
        for (at, (cue, (start, end))) in dump.cues().iter().zip(&truth).enumerate() {
            let mut words: Vec<String> = dump.cue_text(cue).split_whitespace().map(str::to_owned).collect();
            if damage {
                words.retain(|_| !dice.chance(4));
                for word in &mut words {
                    *word = match dice.below(100) {
                        0..=3 => "something".to_owned(),
                        _ => word.to_lowercase().replace([',', '.', '?'], ""),
                    };
                }
                words.retain(|word| !word.is_empty());
                if dice.chance(2) {
                    words.clear();
                }
            }
            if !words.is_empty() {
                let _ = write!(out, "{}\n{} --> {}\n{}\n\n", at + 1, stamp(*start), stamp(*end), words.join(" "));
            }
        }
        out
    };
    let clean = read(&srt(false, &mut dice), Some("srt"));
    let (aligned, _) = align(dump.clone(), &[clean]);
    let found: Vec<(i64, i64)> =
        aligned.cues().iter().map(|cue| (millis(cue.start).unwrap(), millis(cue.end).unwrap())).collect();
    assert_eq!(found, truth);
    assert!(aligned.cues().iter().all(|cue| cue.start.unwrap().how == How::Exact));
    let damaged = read(&srt(true, &mut dice), Some("srt"));
    let (aligned, report) = align(dump.clone(), &[damaged]);
    forward(&aligned);
    let mut off: Vec<i64> = aligned
        .cues()
        .iter()
        .zip(&truth)
        .map(|(cue, truth)| millis(cue.start).map_or(i64::MAX, |start| (start - truth.0).abs()))
        .collect();
    off.sort_unstable();
    println!("dump: middle {} ms, 95 % {} ms, share {}", off[off.len() / 2], off[off.len() * 95 / 100], report.share);
    assert!(off[off.len() / 2] == 0 && off[off.len() * 95 / 100] <= 1_000);
}

/// The share of words that have their true speaker.
fn right_speakers(transcript: &Transcript, words: &[Word]) -> f64 {
    let mut at = 0;
    let mut right = 0;
    for turn in transcript.turns() {
        let name = turn.speaker().map(|speaker| speaker.name.clone());
        for word in turn.words() {
            assert_eq!(word.text(), words[at].text.replace([';', '<', '>'], ""));
            right += usize::from(name == Some(format!("s{}", words[at].speaker)));
            at += 1;
        }
    }
    assert_eq!(at, words.len());
    right as f64 / words.len() as f64
}

#[test]
fn words_take_the_speakers_of_a_diarization() {
    for seed in [21, 22, 23] {
        let (words, _) = said(2, seed);
        let segments = diarized(&words, &mut Dice::new(seed));
        // The usual rule: who covers most of the word.
        let usual = words.iter().filter(|word| {
            let covered = |who: usize| -> i64 {
                let own = segments.iter().filter(|(speaker, ..)| *speaker == who);
                own.map(|(_, start, end)| (*end.min(&word.end) - *start.max(&word.start)).max(0)).sum()
            };
            covered(word.speaker) > covered(1 - word.speaker)
        });
        let usual = usual.count() as f64 / words.len() as f64;
        let turns = read(&rttm(&segments), Some("rttm"));
        let Aligned { transcript, report, .. } =
            speakers(read(&ctm(&words), Some("ctm")), &turns, &AlignOptions::default()).unwrap();
        let share = right_speakers(&transcript, &words);
        println!("{seed}: usual {usual:.4}, ours {share:.4}");
        assert!(share >= 0.969 && share > usual + 0.01, "{share} {usual}");
        let Report::Speakers(report) = report else { panic!() };
        assert_eq!(report.words, words.len());
        // From cues alone, words have a share of their cue's time.
        let srt = read(&captions(&words), None);
        let aligned = speakers(srt, &turns, &AlignOptions::default()).unwrap().transcript;
        println!("   from cues {:.4}", right_speakers(&aligned, &words));
        assert!(right_speakers(&aligned, &words) >= 0.95);
        assert_eq!(aligned.text(), read(&captions(&words), None).text());
        // On request changes lie where sentences begin.
        let options = AlignOptions::default().sentences(true);
        let snapped = speakers(read(&ctm(&words), Some("ctm")), &turns, &options).unwrap().transcript;
        println!("   by sentences {:.4}", right_speakers(&snapped, &words));
        assert!(right_speakers(&snapped, &words) >= share - 0.002);
    }
}

#[test]
fn labels_of_a_diarization_are_guessed_from_a_transcript_with_names() {
    let (words, names) = said(1, 24);
    let timed = read(&ctm(&words), Some("ctm"));
    let named = texts(read(&page(&words, &names, true), None), &[timed], &AlignOptions::default()).unwrap().transcript;
    let turns = read(&rttm(&diarized(&words, &mut Dice::new(24))), Some("rttm"));
    let aligned = speakers(named, &turns, &AlignOptions::default()).unwrap();
    let Report::Speakers(report) = aligned.report else { panic!() };
    let told: Vec<_> = report.guessed.iter().map(|guess| (guess.label.clone(), guess.name.clone())).collect();
    let mut expected = vec![("s0".to_owned(), names[0].clone()), ("s1".to_owned(), names[1].clone())];
    expected.sort_by_key(|(label, _)| report.speakers.iter().position(|(name, _)| name == label));
    assert_eq!(told, expected);
    assert!(report.guessed.iter().all(|guess| guess.confidence > 0.95 && guess.words > 100), "{:?}", report.guessed);
    // The transcript has the labels of the diarization: a guess is only told.
    assert!(aligned.transcript.turns().all(|turn| turn.speaker().unwrap().name.starts_with('s')));
    // Who names nobody, or the same, guesses nothing.
    let again = speakers(aligned.transcript, &turns, &AlignOptions::default()).unwrap();
    assert!(matches!(again.report, Report::Speakers(report) if report.guessed.is_empty()));
}

#[test]
fn overlaps_gaps_and_words_without_length() {
    let ctm =
        "talk 1 0.0 0.4 one\ntalk 1 0.4 0.0 two\ntalk 1 0.5 0.4 three\ntalk 1 5.0 0.3 four\ntalk 1 9.0 0.3 five\n";
    let rttm = "SPEAKER talk 1 0.0 1.0 <NA> <NA> ada <NA> <NA>\nSPEAKER talk 1 0.2 1.0 <NA> <NA> ada <NA> <NA>\n\
                SPEAKER talk 1 8.0 2.0 <NA> <NA> bram <NA> <NA>\nSPEAKER talk 1 8.0 2.0 <NA> <NA> cleo <NA> <NA>\n\
                SPEAKER talk 1 3.0 0.0 <NA> <NA> dora <NA> <NA>\n";
    let aligned = speakers(read(ctm, Some("ctm")), &read(rttm, Some("rttm")), &AlignOptions::default()).unwrap();
    let turns: Vec<_> =
        aligned.transcript.turns().map(|turn| (turn.speaker().unwrap().name.clone(), turn.text())).collect();
    assert_eq!(turns, [("ada".to_owned(), "one two three"), ("bram".to_owned(), "four five")]);
    let Report::Speakers(report) = aligned.report else { panic!() };
    assert_eq!((report.outside, report.overlapped, report.silent), (1, 1, vec!["cleo".to_owned(), "dora".to_owned()]));
    let nobody = speakers(read(ctm, Some("ctm")), &read(ctm, Some("ctm")), &AlignOptions::default()).unwrap_err();
    assert_eq!(nobody.code(), "no-speakers");
}

#[test]
fn captions_keep_their_times_and_take_speakers() {
    for seed in [31, 32] {
        let (words, names) = said(1, seed);
        let recognised = heard(&words, &mut Dice::new(seed));
        let srt = read(&captions(&recognised), None);
        let text = read(&page(&words, &names, false), None);
        let Aligned { transcript, report, .. } = name_captions(srt.clone(), &text, &AlignOptions::default()).unwrap();
        assert_eq!((transcript.text(), transcript.cues()), (srt.text(), srt.cues()));
        let Report::Captions(report) = report else { panic!() };
        assert!(report.share > 0.9, "{}", report.share);
        let mut at = 0;
        let mut right = 0;
        for turn in transcript.turns() {
            for _ in turn.words() {
                right +=
                    usize::from(turn.speaker().is_some_and(|speaker| speaker.name == names[recognised[at].speaker]));
                at += 1;
            }
        }
        assert_eq!(at, recognised.len());
        let share = right as f64 / at as f64;
        println!("{seed}: {share:.4}");
        assert!(share >= 0.99, "{share}");
        forward(&transcript);
        // The turns are those of the page, one for one.
        let turns = words.chunk_by(|a, b| a.turn == b.turn).count();
        assert!(transcript.turns().len().abs_diff(turns) * 20 < turns, "{} {turns}", transcript.turns().len());
        let split = name_captions(srt.clone(), &text, &AlignOptions::default().split_cues(true)).unwrap().transcript;
        assert_eq!(split.text(), srt.text());
        let one_voice = |cue: &fireside::Cue| {
            let turn = |at: u32| split.turns().take_while(|turn| turn.bytes().start <= at as usize).count();
            turn(cue.text.start) == turn(cue.text.end - 1)
        };
        assert!(split.cues().iter().all(one_voice));
        assert_eq!(split.cues().first().and_then(|cue| cue.start), srt.cues().first().and_then(|cue| cue.start));
    }
}

#[test]
fn cues_move_onto_cues_of_another_cut() {
    let (words, _) = said(1, 41);
    let film = read(&captions(&words), None);
    // The same in another language: other words, cues that are merged and missing; one break, and twelve seconds late.
    let mut dice = Dice::new(41);
    let mut foreign = String::new();
    let mut truth = Vec::new();
    for (number, cue) in film.cues().iter().enumerate() {
        let (start, end) = (millis(cue.start).unwrap(), millis(cue.end).unwrap());
        if dice.chance(10) {
            continue;
        }
        let late = if start < 1_500_000 { 12_000 } else { 54_000 };
        truth.push((start, end));
        let _ = write!(foreign, "{number}\n{} --> {}\nNein, {number}.\n\n", stamp(start + late), stamp(end + late));
    }
    let other = read(&foreign, None);
    let Aligned { transcript, report, .. } = timing(other.clone(), &film, &AlignOptions::default()).unwrap();
    let found: Vec<(i64, i64)> =
        transcript.cues().iter().map(|cue| (millis(cue.start).unwrap(), millis(cue.end).unwrap())).collect();
    let right = found.iter().zip(&truth).filter(|(found, truth)| found == truth).count();
    assert!(right + 3 >= truth.len(), "{right} of {}", truth.len());
    assert!(transcript.units().zip(transcript.cues()).all(|(unit, cue)| unit.start() == cue.start));
    let Report::Timing(report) = report else { panic!() };
    assert_eq!((report.parts.len(), report.rate), (2, 1.0));
    assert!(report.overlap > 0.95 && report.overlap_before < 0.9, "{report:?}");
    // Nothing starts before the recording.
    let early = fireside::pass::retime::shift(film.clone(), fireside::TimeDelta::from_millis(-2_000));
    let aligned = timing(other, &early, &AlignOptions::default()).unwrap();
    assert!(
        aligned
            .transcript
            .cues()
            .iter()
            .all(|cue| millis(cue.start) >= Some(0) && cue.start.unwrap().at <= cue.end.unwrap().at)
    );
    // Another talk is told.
    let strange = timing(read(&captions(&said(1, 77).0), None), &film, &AlignOptions::default());
    assert_eq!(strange.map(|aligned| aligned.report).unwrap_err().code(), "different-talk");
}

#[test]
fn words_of_two_channels_take_the_speakers_of_their_own() {
    // Both speak all the time, each into a microphone.
    let ctm = "call A 0.0 0.4 one\ncall A 0.5 0.4 two\ncall B 0.1 0.3 uno\ncall B 0.6 0.3 due\n";
    let rttm = "SPEAKER call A 0.0 1.0 <NA> <NA> ada <NA> <NA>\nSPEAKER call B 0.0 1.0 <NA> <NA> bram <NA> <NA>\n";
    let aligned = speakers(read(ctm, Some("ctm")), &read(rttm, Some("rttm")), &AlignOptions::default()).unwrap();
    let said = aligned.transcript.turns().map(|turn| (turn.speaker().unwrap().name.clone(), turn.text().to_owned()));
    let mut said: Vec<(String, String)> = said.collect();
    said.sort();
    let of = |name: &str| {
        said.iter().filter(|(who, _)| who == name).map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!((of("ada"), of("bram")), ("one two".to_owned(), "uno due".to_owned()));
}

/// A unit of a made-up file: who, from when to when, what, and whether it is a cue and its words are timed.
type Made = (Option<u8>, Option<i64>, Option<i64>, Vec<u8>, bool, bool);

fn made(units: &[Made]) -> Transcript {
    let vocabulary = ["is", "it", "on", "tea", "25", "[laughs]", "—", "don't", "潮汐", "Voss,", "a"];
    let mut builder = TranscriptBuilder::default();
    let people = [builder.speaker(Speaker::named("Ada")), builder.speaker(Speaker::named("Bram"))];
    for (who, start, end, words, cue, timed) in units {
        let (start, end) = (start.map(Time::exact), end.map(Time::exact));
        if *cue {
            builder.cue(start, end);
        }
        let speaker = who.map(|who| people[usize::from(who) % 2]);
        builder.unit(UnitStart { speaker, start, end, ..UnitStart::default() });
        for (index, word) in words.iter().enumerate() {
            let word = vocabulary[usize::from(*word) % vocabulary.len()];
            builder.push(word, 0);
            if *timed {
                let at = start.map(|start| Time::exact(start.at.millis().wrapping_add(index as i64 * 300)));
                builder.word_time(builder.len() - word.len(), at, at);
            }
        }
    }
    builder.finish()
}

fn unit() -> impl Strategy<Value = Made> {
    let time = || prop_oneof![4 => (0i64..60_000).prop_map(Some), 1 => Just(None), 1 => any::<i64>().prop_map(Some)];
    let who = prop_oneof![Just(None), (0u8..2).prop_map(Some)];
    (who, time(), time(), prop::collection::vec(0u8..11, 0..12), any::<bool>(), any::<bool>())
}

proptest! {
    #[test]
    fn captions_against_themselves_keep_their_times(cues in prop::collection::vec((0i64..4_000, 0i64..6_000, prop::collection::vec(0u8..11, 1..9)), 1..40), timed in any::<bool>()) {
        let mut now = 0;
        let units: Vec<Made> = cues
            .into_iter()
            .map(|(gap, length, words)| {
                now += gap;
                (None, Some(now), Some(now + length), words, true, timed && length > 3_000)
            })
            .collect();
        let own = made(&units);
        let bare: Vec<Made> = units.iter().map(|unit| (None, None, None, unit.3.clone(), true, false)).collect();
        let (aligned, report) = align(made(&bare), std::slice::from_ref(&own));
        let edges = |transcript: &Transcript| transcript.cues().iter().map(|cue| (cue.start, cue.end)).collect::<Vec<_>>();
        prop_assert_eq!(edges(&aligned), edges(&own));
        prop_assert!(aligned.units().zip(own.units()).all(|(a, b)| (a.start(), a.end()) == (b.start(), b.end())));
        prop_assert!(report.unmatched.is_empty());
        forward(&aligned);
    }

    #[test]
    fn any_two_files_align_without_harm(one in prop::collection::vec(unit(), 0..14), other in prop::collection::vec(unit(), 0..14), alike in any::<bool>()) {
        let other = if alike { one.iter().cloned().zip(other).map(|(one, other)| (other.0, other.1, other.2, one.3, other.4, other.5)).collect() } else { other };
        let (one, other) = (made(&one), made(&other));
        let options = AlignOptions::default().least_share(0.0).sentences(true).split_cues(alike);
        let words = |transcript: &Transcript| transcript.words().map(|word| word.text().to_owned()).collect::<String>();
        if let Ok(aligned) = texts(one.clone(), &[other.clone(), other.clone()], &options) {
            forward(&aligned.transcript);
            prop_assert_eq!(aligned.transcript.text(), one.text());
            let again = texts(aligned.transcript.clone(), &[other.clone(), other.clone()], &options).unwrap();
            forward(&again.transcript);
        }
        let all = [speakers(one.clone(), &other, &options), name_captions(one.clone(), &other, &options), timing(one.clone(), &other, &options)];
        for aligned in all.into_iter().flatten() {
            prop_assert_eq!(words(&aligned.transcript), words(&one));
            let units: usize = aligned.transcript.turns().map(|turn| turn.units().len()).sum();
            prop_assert_eq!(units, aligned.transcript.units().len());
        }
    }
}

#[test]
fn a_script_without_spaces_is_timed_letter_by_letter() {
    let text = read("甲：潮汐从哪里来？\n\n乙：月亮。\n\n甲：谁开门？\n\n乙：我开门。\n", Some("fullwidth"));
    let said: String = text.text().chars().filter(|c| c.is_alphanumeric()).collect();
    let ctm: String =
        said.chars().enumerate().map(|(at, c)| format!("talk 1 {:.1} 0.3 {c}\n", at as f64 / 2.0)).collect();
    let (aligned, report) = align(text, &[read(&ctm, Some("ctm"))]);
    assert_eq!(report.share, 1.0);
    let starts: Vec<i64> = aligned.turns().map(|turn| millis(turn.start()).unwrap()).collect();
    assert_eq!(starts, [0, 3_000, 4_000, 5_500]);
    let words: Vec<_> = aligned.turn(1).unwrap().words().map(|word| (word.text(), millis(word.start()))).collect();
    assert_eq!(words, [("月", Some(3_000)), ("亮。", Some(3_500))]);
}
