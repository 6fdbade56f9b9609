//! The rule `punctuate`: samples with all that comes out, texts that it leaves alone, and its laws.

use super::model::lm::NUMBERS;
use super::{Punctuator, english};
use crate::pass::repair::{Level, RepairOptions, repair_text};

fn only() -> RepairOptions {
    RepairOptions::default().rules("punctuate").unwrap_or_default()
}

/// What the rule makes of a text.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(repair_text(text, &only()).text, expected);
}

const TALK: &str = "thank you very much for coming can you tell us how you came to norway well i was born in poland and \
                    my parents moved to oslo when i was five years old so i don't remember much of it";

#[cfg(feature = "model")]
#[test]
fn a_talk_without_marks() {
    check(
        TALK,
        "Thank you very much for coming. Can you tell us how you came to Norway? Well, I was born in Poland, and my \
         parents moved to Oslo when I was five years old, so I don't remember much of it.",
    );
}

#[test]
fn what_is_left_alone() {
    for text in [
        // It has its marks.
        "Thank you very much for coming. Can you tell us how you came to Norway? Well, I was born in Poland, and my \
         parents moved to Oslo when I was five years old, so I don't remember much of it.",
        // Too short to tell.
        "so what do we do now",
        // Another language.
        "je crois que les bateaux sont dans le port et que nous avons le temps de manger avec eux mais il ne faut pas \
         dire que c'est pour nous et que les autres ne sont pas là pour vous",
        // A program.
        "for i in range(10):\n    print(i)\nif x == 3:\n    return the_value\ndef is_it(self, that):\n    \"\"\"whether it is the one \
         that you have and we know\"\"\"\n    return self.value and that.value\nwhile not done:\n    it = self.next()\n",
        // No words.
        "12 15 18 21 24 27 30 33 36 39 42 45 48 51 54 57 60 63 66 69 72 75 78 81 84 87 90 93 96 99 102 105",
    ] {
        check(text, text);
    }
}

#[test]
fn nothing_happens_below_the_full_level() {
    for level in [Level::Safe, Level::Standard] {
        let options = RepairOptions::default().level(level).rules("-i-caps").unwrap_or_default();
        assert_eq!(repair_text(TALK, &options).text, TALK);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn letters_stay_and_only_marks_come(words in proptest::collection::vec(
        proptest::sample::select(vec![
            "so", "the", "i", "what", "is", "it", "norway", "we", "said", "ok", "and", "1,000", "U.S.", "é", ">>", "[Music]",
            "[ __ ]", "don't", "well", "yes", "\n", "3.5%", "https://a.b/c", "NASA", "end.", "ça", "😀", "\"quote\"", "-",
        ]), 0..120)) {
        let text = words.join(" ");
        let punctuated = Punctuator::default().text(&text);
        let letters = |text: &str| text.chars().filter(|c| !matches!(c, ',' | '.' | '?')).flat_map(char::to_lowercase).collect::<String>();
        proptest::prop_assert_eq!(letters(&punctuated), letters(&text));
        for edit in Punctuator::default().edits(&text) {
            let before = &text[edit.bytes.clone()];
            let mark = before.is_empty() && matches!(edit.replacement.as_ref(), "," | "." | "?");
            proptest::prop_assert!(mark || before.to_lowercase() == edit.replacement.to_lowercase());
            proptest::prop_assert!((0.0..=1.0).contains(&edit.confidence));
        }
        let full = RepairOptions::default().level(Level::Full);
        let once = repair_text(&text, &full).text;
        proptest::prop_assert_eq!(&repair_text(&once, &full).text, &once);
    }

    #[test]
    fn any_text_is_read(text in proptest::prelude::any::<String>()) {
        let punctuated = Punctuator::default().text(&text);
        proptest::prop_assert!(punctuated.chars().count() >= text.chars().count());
    }
}

#[cfg(feature = "model")]
#[test]
fn the_net_is_its_slow_twin() {
    let model = english::model().expect("a model");
    let words: Vec<u16> = TALK.split(' ').map(|word| model.vocab.number(word.as_bytes())).collect();
    let numbers: Vec<[f32; NUMBERS]> = model.lm.features(&words);
    let mut room = super::model::net::Room::default();
    let fast: Vec<_> = model.net.run(&words, &numbers, &mut room).collect();
    let slow = model.net.slow(&words, &numbers);
    for (fast, slow) in fast.iter().zip(&slow) {
        for (fast, slow) in fast.iter().zip(slow) {
            assert!((f64::from(*fast) - slow).abs() < 1e-4, "{fast} {slow}");
        }
    }
}

#[cfg(feature = "model")]
#[test]
fn a_silence_and_a_new_speaker_end_a_sentence() {
    let words: Vec<&str> = TALK.split(' ').collect();
    // After `born in poland`.
    let poland = words.iter().position(|word| *word == "poland").unwrap_or(0);
    let mut pauses = vec![0; words.len()];
    pauses[poland] = 1_500;
    let quiet = Punctuator::default().words(&words, &[]);
    let paused = Punctuator::default().words(&words, &pauses);
    assert_ne!(quiet[poland].mark, Some('.'));
    assert_eq!(paused[poland].mark, Some('.'));
    assert_eq!(
        Punctuator::default().text(">> did it work\n>> i think so\n[Music]\nit was late"),
        ">> Did it work?\n>> I think so.\n[Music]\nIt was late."
    );
}

#[cfg(feature = "model")]
#[test]
fn a_panel_with_a_title_and_times() {
    check(
        "My trip to the north\n0:00\nso today we're going to talk about\n0:05\nsailing in norway and why it is so \
         cold\n0:09\nwhat do you think\n0:12\ni think it is the wind that comes from greenland\n0:17\nand that's all",
        "My trip to the north\n0:00\nSo today, we're going to talk about\n0:05\nsailing in Norway, and why it is so \
         cold.\n0:09\nWhat do you think?\n0:12\nI think it is the wind that comes from Greenland,\n0:17\nand that's all.",
    );
}

#[cfg(feature = "model")]
#[test]
fn each_speaker_ends_a_sentence() {
    check(
        "Ada Quill: so where did you grow up and what did your parents do\n\nBram Otten: well i grew up in amsterdam my \
         father was a baker and my mother taught music\n\nAda Quill: was it hard to leave\n\nBram Otten: no not really",
        "Ada Quill: So where did you grow up? And what did your parents do?\n\nBram Otten: Well, I grew up in Amsterdam. My \
         father was a baker and my mother taught music.\n\nAda Quill: Was it hard to leave?\n\nBram Otten: No not really.",
    );
}

#[cfg(feature = "model")]
#[test]
fn capitals_for_text_that_has_its_marks() {
    let text = "we met in oslo, didn't we? i had come by train from new york, of all places, and dr. smith was late. the \
                bbc said so; it was may 5. ilya sutskever of OpenAI and i left on friday for the united states.";
    let options = RepairOptions::default().rules("true-case").unwrap_or_default();
    assert_eq!(
        repair_text(text, &options).text,
        "We met in Oslo, didn't we? I had come by train from New York, of all places, and Dr. Smith was late. The BBC said \
         so; it was May 5. Ilya sutskever of OpenAI and I left on Friday for the United States."
    );
}

#[cfg(feature = "model")]
#[test]
fn captions_keep_their_lines_and_times() {
    let lines: Vec<&str> = TALK.split(' ').collect();
    let head = "WEBVTT\nKind: captions\nLanguage: en\n\nNOTE this is no speech and stays as it is\n\n";
    let mut srt = head.to_owned();
    for (index, words) in lines.chunks(6).enumerate() {
        srt += &format!(
            "{}\n00:00:{:02},000 --> 00:00:{:02},000\n{}\n\n",
            index + 1,
            index * 2,
            index * 2 + 2,
            words.join(" ")
        );
    }
    let mended = repair_text(&srt, &only()).text;
    assert!(mended.starts_with(head));
    let mended = mended.replace(head, "");
    let srt = srt.replace(head, "");
    let speech = |text: &str| {
        text.lines().filter(|line| line.contains(|c: char| c.is_alphabetic())).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(speech(&mended), Punctuator::default().text(TALK));
    assert_eq!(mended.lines().count(), srt.lines().count());
}

#[cfg(feature = "model")]
#[test]
fn a_word_has_its_capital_where_its_neighbours_say_so() {
    let text = "the supreme court met in washington--and a court in oslo met too. she is the secretary of state, and he left \
                our club in this state. the united states kept a united front. we may see it in may. senator remsburg \
                spoke to the house of representatives. the house is small, and i like the house.";
    assert_eq!(
        Punctuator::default().capitals(text),
        "The Supreme Court met in Washington--and a court in Oslo met too. She is the Secretary of State, and he left our \
         club in this state. The United States kept a united front. We may see it in May. Senator Remsburg spoke to the \
         House of Representatives. The house is small, and I like the house."
    );
}

#[cfg(feature = "model")]
#[test]
fn a_dash_that_joins_two_words_parts_them() {
    for dash in ["--", "—"] {
        let text =
            format!("it was late{dash}oslo{dash}norway was dark. \"paris{dash}\" he said, \"and then london{dash}");
        let truth =
            format!("It was late{dash}Oslo{dash}Norway was dark. \"Paris{dash}\" he said, \"And then London{dash}");
        assert_eq!(Punctuator::default().capitals(&text), truth);
    }
    for text in ["--", "a--", "--a", "—“—a", "a-—-b--", "--verbose", "é--ü—"] {
        let mended = Punctuator::default().capitals(text);
        assert_eq!(mended.to_lowercase(), text.to_lowercase());
    }
}
