//! Laws of the model: ranges stay true whatever is edited, cut or written down.

use proptest::prelude::*;

use super::*;

/// A transcript whose source is its pieces, each set off by two spaces, so that origins differ from positions.
fn built(units: &[(Option<u8>, Vec<String>)]) -> (String, Transcript) {
    let mut source = String::from("\u{FEFF}");
    let mut builder = TranscriptBuilder::default();
    let ids: Vec<SpeakerId> = (0..4).map(|n| builder.speaker(Speaker::named(format!("Name {n}")))).collect();
    for (speaker, pieces) in units {
        let speaker = speaker.map(|n| ids[n as usize % 4]);
        builder.unit(UnitStart {
            speaker,
            label: speaker.map(|_| "LABEL"),
            new_speaker: speaker.is_none(),
            ..UnitStart::default()
        });
        for (index, piece) in pieces.iter().enumerate() {
            match index % 3 {
                0 => builder.cue(Some(Time::exact(index as i64)), None),
                1 => builder.gap(GapKind::Wrap),
                _ => builder.gap(GapKind::HiddenBreak),
            }
            source.push_str("  ");
            builder.push(piece, source.len());
            source.push_str(piece);
        }
    }
    (source, builder.finish())
}

fn units() -> impl Strategy<Value = Vec<(Option<u8>, Vec<String>)>> {
    prop::collection::vec((prop::option::of(any::<u8>()), prop::collection::vec("[a-zé潮汐]{1,6}", 0..6)), 0..8)
}

/// What must hold of every transcript.
fn check(transcript: &Transcript) {
    let len = transcript.text().len();
    let mut last = 0;
    for unit in transcript.units() {
        assert!(unit.bytes().start >= last && unit.bytes().end <= len);
        assert!(transcript.text().get(unit.bytes()).is_some());
        last = unit.bytes().end;
    }
    let units: usize = transcript.turns().map(|turn| turn.units().len()).sum();
    assert_eq!(units, transcript.units().len(), "each unit is in one turn");
    for turn in transcript.turns() {
        assert!(turn.units().len() > 0);
        assert_eq!(
            turn.words().map(|word| word.text()).collect::<String>(),
            turn.text().split_whitespace().collect::<String>()
        );
    }
    assert!(transcript.gaps().iter().all(|gap| transcript.text().is_char_boundary(gap.at as usize)));
    assert!(transcript.cues().iter().all(|cue| cue.text.start <= cue.text.end && cue.text.end as usize <= len));
}

fn words(transcript: &Transcript) -> Vec<&str> {
    transcript.words().map(|word| word.text()).collect()
}

/// Every word that no pass touched stands in the source where its origin says.
fn check_origins(source: &str, transcript: &Transcript) {
    for word in transcript.words() {
        let origin = word.origin().expect("read from a source");
        let there = source.get(origin.bytes.clone()).expect("character boundaries");
        if origin.pass.is_none() {
            assert_eq!(there, word.text(), "{origin:?}");
        }
    }
}

proptest! {
    #[test]
    fn origins_point_at_the_words(units in units()) {
        let (source, transcript) = built(&units);
        check(&transcript);
        // Two CJK pieces join into one word, which stands in two places of the source.
        if units.iter().all(|(_, pieces)| pieces.iter().all(|piece| !piece.chars().any(is_cjk))) {
            check_origins(&source, &transcript);
        }
    }

    #[test]
    fn json_gives_back_an_equal_transcript(units in units()) {
        let (_, transcript) = built(&units);
        let json = serde_json::to_string(&transcript).unwrap();
        let back: Transcript = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&back.text, &transcript.text);
        prop_assert_eq!(back, transcript);
    }

    #[test]
    fn json_of_turns_alone_keeps_text_and_speakers(units in units()) {
        let (_, transcript) = built(&units);
        for detail in [Detail::Turns, Detail::Words] {
            let json = serde_json::to_string(&Document::new(&transcript, detail)).unwrap();
            let back: Transcript = serde_json::from_str(&json).unwrap();
            check(&back);
            let turns = |t: &Transcript| t.turns().map(|turn| (turn.speaker().cloned(), turn.text().to_owned())).collect::<Vec<_>>();
            prop_assert_eq!(turns(&back), turns(&transcript));
        }
    }

    #[test]
    fn edits_change_their_bytes_alone(units in units(), cuts in prop::collection::vec((0usize..200, 0usize..4, "[a-z ]{0,3}"), 0..6)) {
        let (source, mut transcript) = built(&units);
        let before = transcript.clone();
        let mut sorted = cuts;
        sorted.sort();
        let mut expected = String::new();
        let mut done = 0;
        let mut edits = Vec::new();
        for (start, length, replacement) in sorted {
            let end = start + length;
            if start >= done && before.text.is_char_boundary(start) && before.text.is_char_boundary(end) && end <= before.text.len() {
                expected.push_str(&before.text[done..start]);
                expected.push_str(&replacement);
                done = end;
                edits.push(TextEdit { bytes: start..end, replacement: replacement.into(), pass: "test".into() });
            }
        }
        expected.push_str(&before.text[done..]);
        transcript.edit(&edits);
        prop_assert_eq!(&transcript.text, &expected);
        check_ranges(&transcript);
        prop_assert_eq!(transcript.units.len(), before.units.len());
        prop_assert_eq!(transcript.cues.len(), before.cues.len());
        prop_assert_eq!(transcript.gaps.len(), before.gaps.len());
        for word in transcript.words() {
            let origin = word.origin().expect("read from a source");
            prop_assert!(source.get(origin.bytes.clone()).is_some(), "{:?}", origin);
        }
        // Undone edit by edit, the origins of untouched words are as before.
        if edits.is_empty() { prop_assert_eq!(transcript, before); }
    }

    #[test]
    fn cutting_turns_keeps_the_words(units in units(), starts in prop::collection::vec((0usize..300, prop::option::of(0u32..4)), 0..12)) {
        let (_, mut transcript) = built(&units);
        let before = transcript.clone();
        let mut starts = starts;
        starts.sort();
        starts.dedup_by_key(|start| start.0);
        let starts: Vec<TurnStart> = starts.into_iter().map(|(at, speaker)| TurnStart {
            at, speaker: speaker.map(SpeakerId::new), confidence: 0.5, speaker_confidence: 0.5, new_speaker: true,
        }).collect();
        transcript.cut_turns(&starts);
        check_ranges(&transcript);
        let letters = |t: &Transcript| words(t).concat();
        prop_assert_eq!(letters(&transcript), letters(&before));
        prop_assert_eq!(&transcript.text, &before.text);
    }
}

fn check_ranges(transcript: &Transcript) {
    let len = transcript.text().len();
    let mut last = 0;
    for unit in transcript.units() {
        assert!(unit.bytes().start >= last && unit.bytes().end <= len, "{:?}", transcript.units);
        last = unit.bytes().end;
    }
    let units: usize = transcript.turns().map(|turn| turn.units().len()).sum();
    assert_eq!(units, transcript.units().len());
}

#[test]
fn an_edited_word_says_who_touched_it_and_where_it_was() {
    let mut builder = TranscriptBuilder::default();
    builder.unit(UnitStart::default());
    builder.push("random API's. Because", 100);
    let mut transcript = builder.finish();
    let edit =
        |bytes, replacement: &'static str| TextEdit { bytes, replacement: replacement.into(), pass: "F35".into() };
    transcript.edit(&[edit(7..12, "APIs.")]);
    // "API's" and its full stop: the edit took five bytes of "API's."
    assert_eq!(transcript.text(), "random APIs.. Because");
    let origins: Vec<_> = transcript.words().filter_map(|word| word.origin()).collect();
    assert_eq!(origins[0], Origin { bytes: 100..106, cue: None, pass: None });
    assert_eq!(origins[1].bytes, 107..113);
    assert_eq!(origins[1].pass.as_deref(), Some("F35"));
    assert_eq!(origins[2], Origin { bytes: 114..121, cue: None, pass: None });
}

#[test]
fn a_space_put_into_a_word_leaves_both_halves_their_origin() {
    let mut builder = TranscriptBuilder::default();
    builder.unit(UnitStart::default());
    builder.push("exhibits.We saw", 10);
    let mut transcript = builder.finish();
    transcript.edit(&[TextEdit { bytes: 9..9, replacement: " ".into(), pass: "F02".into() }]);
    let origins: Vec<_> = transcript.words().filter_map(|word| word.origin()).map(|origin| origin.bytes).collect();
    assert_eq!(origins, [10..19, 19..21, 22..25]);
}

#[test]
fn a_cut_inside_a_unit_makes_two() {
    let mut builder = TranscriptBuilder::default();
    let start = Some(Time::exact(5));
    builder.unit(UnitStart { start, end: Some(Time::exact(9)), ..UnitStart::default() });
    builder.push("Is it on? It is. Always.", 0);
    let mut transcript = builder.finish();
    let turn = |at| TurnStart { at, speaker: None, confidence: 0.8, speaker_confidence: 0.0, new_speaker: true };
    transcript.cut_turns(&[turn(0), turn(10), turn(11), turn(17)]);
    let turns: Vec<_> = transcript.turns().map(|turn| (turn.text(), turn.start(), turn.end())).collect();
    // 11 is in the middle of "It": no turn starts there.
    let end = Some(Time::exact(9));
    assert_eq!(turns, [("Is it on?", start, None), ("It is.", None, None), ("Always.", None, end)]);
}

#[test]
fn speakers_come_in_order_of_their_first_turn() {
    let mut builder = TranscriptBuilder::default();
    let (ada, bram) = (builder.speaker(Speaker::named("Ada")), builder.speaker(Speaker::named("Bram")));
    builder.speaker(Speaker::named("Nobody"));
    for speaker in [bram, ada, bram] {
        builder.unit(UnitStart { speaker: Some(speaker), ..UnitStart::default() });
        builder.push("word", 0);
    }
    let transcript = builder.finish();
    let names: Vec<&str> = transcript.speakers().iter().map(|speaker| speaker.name.as_str()).collect();
    assert_eq!(names, ["Bram", "Ada"]);
    assert_eq!(transcript.turn(1).and_then(|turn| turn.speaker()).map(|s| s.name.as_str()), Some("Ada"));
}

#[test]
fn documents_that_do_not_hold_together_are_refused() {
    let refused = |json: &str| serde_json::from_str::<Transcript>(json).is_err();
    let head = r#""schema":"fireside.transcript/1","source":{"format":"json","encoding":"utf-8"}"#;
    assert!(!refused(&format!("{{{head}}}")));
    assert!(refused(r#"{"schema":"other/1","source":{"format":"json","encoding":"utf-8"}}"#));
    let store = |store: &str| refused(&format!(r#"{{{head},"turns":[],"store":{store}}}"#));
    assert!(store(r#"{"origins":[],"edited":[],"gaps":[{"at":7,"kind":"wrap"}],"cues":[],"word_times":[]}"#));
    assert!(store(
        r#"{"origins":[],"edited":[],"gaps":[],"cues":[{"bytes":[0,9],"start":null,"end":null}],"word_times":[]}"#
    ));
}

#[test]
fn a_confidence_out_of_bounds_is_brought_back() {
    let json = r#"{"schema":"fireside.transcript/1","source":{"format":"x","encoding":"utf-8"},"turns":[{"index":0,"speaker":null,"text":"a","confidence":10.0,"speaker_confidence":-1e39}]}"#;
    let transcript: Transcript = serde_json::from_str(json).unwrap();
    let turn = transcript.turn(0).unwrap();
    assert_eq!((turn.confidence(), turn.speaker_confidence()), (1.0, 0.0));
}

proptest::proptest! {
    #[test]
    fn words_are_what_stands_between_white_space(text in "[a-c .\\t\\n\u{b}\u{1c}\u{85}\u{a0}\u{1680}\u{2003}\u{2028}\u{202f}\u{3000}éぁ潮€]{0,24}") {
        let found: Vec<&str> = super::words_of(&text).map(|word| &text[word]).collect();
        proptest::prop_assert_eq!(found, text.split_whitespace().collect::<Vec<_>>());
    }
}
