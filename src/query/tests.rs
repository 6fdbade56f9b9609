//! Queries against their naive twins, and a few answers in full.

use proptest::prelude::*;

use super::about::by_score;
use super::*;
use crate::algo::bm25;
use crate::model::{Speaker, Time, TranscriptBuilder, UnitStart};

type Row = (u32, Option<i64>, Option<i64>, String);

fn talk(rows: &[Row]) -> Transcript {
    let mut builder = TranscriptBuilder::default();
    let ids: Vec<SpeakerId> =
        ["Ada Quill", "Bram Otten", "Hester Roe"].map(|name| builder.speaker(Speaker::named(name))).to_vec();
    for (speaker, start, length, text) in rows {
        let speaker = ids.get(*speaker as usize % 4).copied();
        let start = start.map(Time::exact);
        let end = start.zip(*length).map(|(start, length)| Time::exact(start.at.millis() + length));
        builder.unit(UnitStart { speaker, start, end, new_speaker: true, ..UnitStart::default() });
        builder.push_raw(text, 0);
    }
    let mut transcript = builder.finish();
    transcript.drop_empty_units();
    transcript
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let word = prop::sample::select(vec!["gate", "gates", "water", "the", "lock", "locks", "weir", "boat", "it", "is"]);
    let text = prop::collection::vec(word, 1..8).prop_map(|words| words.join(" "));
    let row = (
        0u32..4,
        prop::option::weighted(0.9, 0i64..5_000),
        prop::option::weighted(0.8, prop_oneof![8 => 0i64..200, 1 => 0i64..5_000]),
        text,
    );
    prop::collection::vec(row, 0..40)
}

fn turns(matches: Matches<'_>) -> Vec<usize> {
    matches.filter(|found| !found.context).map(|found| found.turn.index()).collect()
}

proptest! {
    #[test]
    fn the_index_answers_as_a_scan_does(rows in rows(), from in -100i64..6_000, length in 0i64..2_000, speaker in 0usize..4, contained in any::<bool>()) {
        let talk = talk(&rows);
        let index = Index::new(&talk);
        let ask = |query: Query<'_>| {
            let fit = if contained { Fit::Contained } else { Fit::Overlap };
            let query = query.from(Timestamp::from_millis(from)).to(Timestamp::from_millis(from + length)).fit(fit);
            let name = ["Ada Quill", "Bram Otten", "Hester Roe"].get(speaker).copied().filter(|name| talk.speakers().iter().any(|s| s.name == *name));
            turns(match name { Some(name) => query.speaker(name), None => query }.matches().unwrap())
        };
        prop_assert_eq!(ask(index.query()), ask(talk.query()));
    }

    #[test]
    fn a_window_holds_what_overlaps_it(rows in rows(), from in -100i64..6_000, length in 1i64..2_000) {
        let talk = talk(&rows);
        let naive: Vec<usize> = (0..talk.turns().len()).filter(|turn| {
            span_of(&talk, *turn).is_some_and(|span| span.start().millis() < from + length && span.end().millis().max(span.start().millis() + 1) > from)
        }).collect();
        let index = Index::new(&talk);
        let found = turns(index.query().from(Timestamp::from_millis(from)).to(Timestamp::from_millis(from + length)).matches().unwrap());
        prop_assert_eq!(&found, &naive);
        // Taken all at once, too, and up to a limit.
        for limit in [usize::MAX, 2] {
            let window = index.query().from(Timestamp::from_millis(from)).to(Timestamp::from_millis(from + length)).limit(limit);
            let mut at_once = Vec::new();
            window.matches().unwrap().for_each(|found| at_once.push(found.turn.index()));
            prop_assert_eq!(&at_once, &naive[..naive.len().min(limit)]);
        }
    }

    #[test]
    fn ranking_equals_counting_by_hand(rows in rows()) {
        let talk = talk(&rows);
        let index = Index::new(&talk);
        let stems = |text: &str| text.split(' ').filter(|w| !["the", "it", "is"].contains(w)).map(|w| w.trim_end_matches('s').to_owned()).collect::<Vec<_>>();
        let docs: Vec<Vec<String>> = talk.turns().map(|turn| stems(turn.text())).collect();
        let mean = docs.iter().map(Vec::len).sum::<usize>() as f32 / docs.len().max(1) as f32;
        let mut naive: Vec<(u32, f32)> = Vec::new();
        for (turn, doc) in (0u32..).zip(&docs) {
            let score: f32 = ["gate", "lock"].iter().map(|term| {
                let with = docs.iter().filter(|doc| doc.contains(&(*term).to_owned())).count();
                let count = doc.iter().filter(|word| word == term).count() as f32;
                if count > 0.0 { bm25::term(bm25::inverse_frequency(docs.len(), with), count, doc.len() as f32, mean) } else { 0.0 }
            }).sum();
            if score > 0.0 { naive.push((turn, score)); }
        }
        naive.sort_by(by_score);
        for limit in [usize::MAX, 3] {
            let found: Vec<(u32, f32)> = index.query().about("gates and locks").limit(limit).matches().unwrap().map(|m| (m.turn.index() as u32, m.score)).collect();
            prop_assert_eq!(found.len(), naive.len().min(limit));
            for (a, b) in found.iter().zip(&naive) {
                prop_assert_eq!(a.0, b.0);
                prop_assert!((a.1 - b.1).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn context_stands_round_answers_and_never_twice(rows in rows(), context in 0usize..4) {
        let talk = talk(&rows);
        let plain = turns(talk.query().about("weir").matches().unwrap());
        let mut answers = Vec::new();
        let mut beside = Vec::new();
        for found in talk.query().about("weir").context(context).matches().unwrap() {
            if found.context { beside.push(found.turn.index()) } else { answers.push(found.turn.index()) }
        }
        prop_assert_eq!(&answers, &plain);
        let mut unique = beside.clone();
        unique.sort_unstable();
        unique.dedup();
        prop_assert_eq!(unique.len(), beside.len());
        prop_assert!(beside.iter().all(|turn| answers.iter().any(|answer| answer.abs_diff(*turn) <= context)));
    }

    #[test]
    fn any_question_does_no_harm(about in "\\PC{0,20}", text in "\\PC{0,40}") {
        let talk = talk(&[(0, None, None, text)]);
        for found in talk.query().about(about).matches().unwrap() {
            for range in found.matches {
                prop_assert!(found.turn.text().get(range).is_some());
            }
        }
    }
}

#[test]
fn words_are_located_in_all_their_forms() {
    let talk =
        talk(&[(0, None, None, "Scaling laws hold. The law of scale, they said: scaling, and laws.".to_owned())]);
    let found = talk.query().about("scaling laws").matches().unwrap().next().unwrap();
    let words: Vec<&str> = found.matches.iter().map(|range| &found.turn.text()[range.clone()]).collect();
    assert_eq!(words, ["Scaling", "laws", "law", "scale", "scaling", "laws"]);
    let found = talk.query().about("\"scaling laws\"").matches().unwrap().next().unwrap();
    assert_eq!(found.matches, vec![0..12; 1]);
    assert_eq!(talk.query().about("\"laws scaling\"").matches().unwrap().count(), 0);
}

#[test]
fn questions_of_stop_words_and_of_no_words() {
    let talk = talk(&[(0, None, None, "To be or not to be.".to_owned()), (1, None, None, "Water.".to_owned())]);
    assert_eq!(turns(talk.query().about("to be").matches().unwrap()), [0]);
    assert_eq!(turns(talk.query().about("\"not to be\"").matches().unwrap()), [0]);
    assert!(turns(talk.query().about("").matches().unwrap()).is_empty());
    assert!(turns(talk.query().about("glacier").matches().unwrap()).is_empty());
}

#[test]
fn characters_of_scripts_without_spaces() {
    let talk = talk(&[(0, None, None, "潮汐表挂在墙上。".to_owned()), (1, None, None, "没有人相信它。".to_owned())]);
    let found: Vec<_> = talk.query().about("潮汐").matches().unwrap().map(|m| (m.turn.index(), m.matches)).collect();
    assert_eq!(found, [(0, vec![0..6; 1])]);
}

#[test]
fn an_empty_transcript_answers_nothing() {
    let empty = Transcript::default();
    let index = Index::new(&empty);
    assert_eq!(index.query().about("x").from(Timestamp::ZERO).matches().unwrap().count(), 0);
    assert_eq!(index.query().matches().unwrap().count(), 0);
    assert!(empty.query().speaker("Ada").matches().is_err());
}

#[test]
fn one_very_long_turn_does_not_hide_and_is_not_lost() {
    let mut rows: Vec<Row> = vec![(0, Some(0), Some(1_000_000), "long".to_owned())];
    rows.extend((0..500).map(|n| (1, Some(n * 100), Some(100), "short".to_owned())));
    let talk = talk(&rows);
    let index = Index::new(&talk);
    let found =
        turns(index.query().from(Timestamp::from_millis(40_000)).to(Timestamp::from_millis(40_050)).matches().unwrap());
    assert_eq!(found, [0, 401]);
}

#[test]
fn statistics_of_the_fireside_page() {
    let page = include_bytes!("../../seeds/003_e1fe65cacb754d70.txt");
    let transcript = crate::read(page).unwrap().transcript;
    let found: Vec<_> = transcript
        .statistics()
        .speakers
        .iter()
        .map(|s| (s.name.clone(), s.turns, s.units, s.words, s.time.millis()))
        .collect();
    assert_eq!(
        found,
        [
            ("Alexandr Wang".to_owned(), 35, 47, 3_342, 1_120_000),
            ("Ilya Sutskever".to_owned(), 35, 73, 6_347, 2_406_000)
        ]
    );
}
