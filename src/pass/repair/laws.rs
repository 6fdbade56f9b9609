//! The laws of the frame and of the rules together, on text made dirty at random.

use proptest::prelude::*;

use super::*;
use crate::model::{How, Time, Timestamp, Transcript, TranscriptBuilder, UnitStart};

fn full() -> RepairOptions {
    RepairOptions::default().level(Level::Full)
}

fn only(rules: &str) -> RepairOptions {
    // No rule at all is a choice too.
    let none: Vec<String> = RULES.iter().map(|rule| format!("-{}", rule.name)).collect();
    RepairOptions::default()
        .rules(if rules.is_empty() { &none[..] } else { &[] }.join(",").as_str())
        .unwrap()
        .rules(rules)
        .unwrap()
}

/// Letters and digits, in lower case, ligatures spelt out.
fn letters(text: &str) -> String {
    let spelt = |c: char| match c {
        'ﬀ' => "ff".to_owned(),
        'ﬁ' => "fi".to_owned(),
        'ﬂ' => "fl".to_owned(),
        'ﬃ' => "ffi".to_owned(),
        'ﬄ' => "ffl".to_owned(),
        'ﬅ' | 'ﬆ' => "st".to_owned(),
        c => c.to_lowercase().collect(),
    };
    text.chars().map(spelt).collect::<String>().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A transcript with a unit for each line, a cue for each unit and a time for each word.
fn timed(text: &str) -> Transcript {
    let mut builder = TranscriptBuilder::default();
    let mut clock = 0;
    let mut time = || {
        clock += 100;
        Some(Time { at: Timestamp::from_millis(clock), how: How::Exact })
    };
    for line in text.split('\n') {
        let start = time();
        builder.unit(UnitStart { start, ..UnitStart::default() });
        for word in line.split_whitespace() {
            let from = word.as_ptr() as usize - text.as_ptr() as usize;
            builder.push(word, from);
            let at = builder.len() - word.len();
            builder.word_time(at, time(), None);
        }
    }
    builder.finish()
}

/// Pieces out of which dirty text is made, so that rules meet one another.
fn dirty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("the ".to_owned()),
        Just("veryquiet ".to_owned()),
        Just("&amp;#39;".to_owned()),
        Just("&lt;i&gt;".to_owned()),
        Just("&".to_owned()),
        Just("amp;".to_owned()),
        Just("<i>".to_owned()),
        Just("â€™".to_owned()),
        Just("Ã".to_owned()),
        Just("\u{A0}".to_owned()),
        Just("  ".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n\n".to_owned()),
        Just(".".to_owned()),
        Just("?".to_owned()),
        Just("We ".to_owned()),
        Just("x It's".to_owned()),
        Just(" ,".to_owned()),
        Just("light-".to_owned()),
        Just("house".to_owned()),
        Just("潮汐".to_owned()),
        Just("inaudible 00:44:32 ".to_owned()),
        Just("(inaudible)".to_owned()),
        Just("[ __ ]".to_owned()),
        Just("****".to_owned()),
        Just("00:00:01,000 --> 00:00:02,000\n".to_owned()),
        Just("00:00:02,000 --> 00:00:03,000\n".to_owned()),
        Just("so it is then\n".to_owned()),
        Just("API's.".to_owned()),
        Just("\u{200B}".to_owned()),
        Just("\"".to_owned()),
        Just("i ".to_owned()),
        Just("♪".to_owned()),
        Just("\nAna Roe: ".to_owned()),
        Just("Ana Reo: ".to_owned()),
        Just("in May.Ana Roe: And ".to_owned()),
        Just("\n0:38 so we\n".to_owned()),
        Just("and the 0:41 boat".to_owned()),
        Just("\n0:44 ".to_owned()),
        Just("we lit the lamp that night and\n\nAdvertisement\n\nwent down to the boats ".to_owned()),
        Just("\n- 3 -\n".to_owned()),
        Just("\n7\n".to_owned()),
        Just("Um, ".to_owned()),
        Just(" uh, ".to_owned()),
        Just("to the- to the ".to_owned()),
        Just("We wan- we ".to_owned()),
        Just("*so* **it** _is_".to_owned()),
        Just("--".to_owned()),
        Just(" —".to_owned()),
        Just("“so” ".to_owned()),
        Just("FogLine ".to_owned()),
        Just("Fog Line ".to_owned()),
        Just("1,\n000 ".to_owned()),
        Just("你好,世界!".to_owned()),
        Just("don t ".to_owned()),
        Just("so it is so it is so it is so it is so it is ".to_owned()),
        Just("+ACI-".to_owned()),
        "[a-zA-Z'., ]{0,12}",
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// Applies the told edits of one rule to the text.
fn applied(text: &str, edits: &[AppliedEdit]) -> String {
    let mut out = String::new();
    let mut done = 0;
    for edit in edits {
        out.push_str(&text[done..edit.bytes.start]);
        out.push_str(&edit.after);
        done = edit.bytes.end;
    }
    out + &text[done..]
}

/// A word that was cased first and cut afterwards: each part keeps its place.
#[test]
fn a_word_that_is_cased_and_then_cut_keeps_its_origin() {
    let text = "veryquiet .so it is then\nto the- to the \n0:38 so we\n\n0:44 veryquiet amp;We so it is so it is so it is so it is so it is ";
    let (mended, _, _) = repair(timed(text), &RepairOptions::default().level(Level::Named));
    let first: Vec<_> = mended.words().take(2).map(|word| word.origin().map(|origin| origin.bytes)).collect();
    assert_eq!(first, [Some(0..4), Some(4..9)], "{}", mended.text());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn repairing_twice_is_repairing_once(text in dirty()) {
        for level in [Level::Safe, Level::Standard, Level::Full, Level::Named] {
            let options = RepairOptions::default().level(level);
            let once = repair_text(&text, &options);
            let twice = repair_text(&once.text, &options);
            prop_assert_eq!(&twice.text, &once.text, "{} {:?} {:?}", level, once.edits, twice.edits);
        }
    }

    #[test]
    fn changes_are_all_that_differs(text in dirty(), level in 0..4usize) {
        let level = [Level::Safe, Level::Standard, Level::Full, Level::Named][level];
        let repaired = repair_text(&text, &RepairOptions::default().level(level));
        let (mut before, mut after) = (0, 0);
        for change in repaired.changes() {
            prop_assert_eq!(&text[before..change.before.start], &repaired.text[after..change.after.start]);
            prop_assert!(repaired.text.get(change.after.clone()).is_some());
            (before, after) = (change.before.end, change.after.end);
        }
        prop_assert_eq!(&text[before..], &repaired.text[after..]);
    }

    #[test]
    fn any_choice_of_rules_repairs_once(text in dirty(), chosen in prop::collection::vec(any::<bool>(), RULES.len())) {
        let names: Vec<&str> = RULES.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(rule, _)| rule.name).collect();
        let options = only(&names.join(","));
        let once = repair_text(&text, &options);
        let twice = repair_text(&once.text, &options);
        prop_assert_eq!(&twice.text, &once.text, "{:?} {:?} {:?}", names, once.edits, twice.edits);
    }

    #[test]
    fn letters_and_digits_survive_where_no_rule_says_otherwise(text in dirty()) {
        let keepers: Vec<&str> = RULES.iter().filter(|rule| rule.removes.is_none()).map(|rule| rule.name).collect();
        let repaired = repair_text(&text, &only(&keepers.join(",")));
        prop_assert_eq!(letters(&repaired.text), letters(&text), "{:?}", repaired.edits);
    }

    #[test]
    fn words_keep_their_times_and_origins(text in dirty()) {
        let keepers: Vec<&str> = RULES.iter().filter(|rule| rule.removes.is_none()).map(|rule| rule.name).collect();
        for options in [only(&keepers.join(",")), RepairOptions::default().level(Level::Named)] {
            let transcript = timed(&text);
            let times = |transcript: &Transcript| -> Vec<i64> {
                transcript.words().filter_map(|word| Some(word.start()?.at.millis())).collect()
            };
            let before = times(&transcript);
            let (mended, _, _) = repair(transcript, &options);
            let after = times(&mended);
            prop_assert!(after.is_sorted(), "{:?}", after);
            prop_assert!(after.iter().all(|time| before.contains(time)));
            for word in mended.words() {
                let origin = word.origin().map(|origin| origin.bytes);
                prop_assert!(origin.is_some_and(|bytes| text.get(bytes).is_some()), "{:?}", word.text());
            }
            let (again, _, _) = repair(mended.clone(), &options);
            prop_assert_eq!(again.text(), mended.text());
        }
    }

    #[test]
    fn any_text_is_repaired_without_a_panic(text in any::<String>()) {
        let repaired = repair_text(&text, &full());
        for edit in &repaired.edits {
            prop_assert!(text.get(edit.bytes.clone()).is_some());
        }
        prop_assert_eq!(repaired.explain(&text).count(), repaired.edits.len());
    }

    #[test]
    fn a_rule_changes_only_the_bytes_of_its_edits(text in dirty()) {
        for rule in RULES {
            let facts = super::context::Facts::default();
            let context = Context::plain(&text, &facts);
            let edits = super::engine::edits_of(rule, &context);
            let mut done = 0;
            for edit in &edits {
                prop_assert!(edit.bytes.start >= done && text.get(edit.bytes.clone()).is_some(), "{}", rule.id);
                prop_assert!(edit.confidence > 0.0 && edit.confidence <= 1.0);
                done = edit.bytes.end;
            }
        }
    }

    #[test]
    fn where_one_rule_ran_once_the_told_edits_make_the_result(text in dirty()) {
        let repaired = repair_text(&text, &only("F02"));
        prop_assert_eq!(applied(&text, &repaired.edits), repaired.text);
    }

    #[test]
    fn rules_about_spaces_keep_every_letter(text in dirty()) {
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let rules = "F01,F02,F03,F04,F05,F06";
        let kept = letters(&repair_text(&text, &only(rules)).text);
        prop_assert_eq!(kept, letters(&text));
    }
}
