//! The large inputs of the benches are what they claim to be.

#[path = "../benches/corpus.rs"]
mod corpus;

use corpus::{Dice, Talk, Who, collapsed, flattened, soiled};

const WIDTH: usize = 50;

#[test]
fn the_same_seed_gives_the_same_talk_and_another_seed_another() {
    assert_eq!(Talk::new(1, 7).page(), Talk::new(1, 7).page());
    assert_eq!(Talk::new(1, 7).dump(WIDTH).page, Talk::new(1, 7).dump(WIDTH).page);
    assert_ne!(Talk::new(1, 7).text(), Talk::new(1, 8).text());
}

#[test]
fn an_hour_holds_about_nine_thousand_words_of_two_people_in_turn() {
    let talk = Talk::new(3, 11);
    assert!((24_000..30_000).contains(&talk.words), "{} words in three hours", talk.words);
    assert_eq!(talk.words, talk.text().split_whitespace().count());
    assert_eq!(talk.words, talk.paragraphs().map(|said| said.text.split(' ').count()).sum::<usize>());
    let turns: Vec<_> = talk.turns().collect();
    assert!(turns.windows(2).all(|pair| pair[0].who != pair[1].who), "turns alternate");
    assert!(turns.windows(2).all(|pair| pair[0].start_ms <= pair[1].start_ms), "starts never go back");
    assert!(talk.paragraphs().all(|said| said.start_ms % 1_000 == 0 && said.start_ms < talk.length_ms));
    assert_eq!(turns.iter().map(|turn| turn.text).collect::<Vec<_>>().join("\n"), talk.text());
    let mean = |who| {
        let words: Vec<_> =
            turns.iter().filter(|turn| turn.who == who).map(|turn| turn.text.split(' ').count()).collect();
        words.iter().sum::<usize>() / words.len()
    };
    assert!(mean(Who::Guest) > 3 * mean(Who::Host), "{} and {}", mean(Who::Guest), mean(Who::Host));
    let asked = turns.iter().filter(|turn| turn.who == Who::Host && turn.text.ends_with('?')).count();
    assert!(asked * 2 > turns.len() / 2, "most turns of the host end in a question");
}

#[test]
fn a_page_holds_each_paragraph_once_between_its_chrome() {
    let talk = Talk::new(2, 5);
    let page = talk.page();
    let lines: Vec<_> = page.lines().filter(|line| line.contains("): ")).collect();
    assert_eq!(lines.len(), talk.paragraphs().count());
    for (line, said) in lines.iter().zip(talk.paragraphs()) {
        let seconds = said.start_ms / 1_000;
        let mark = match seconds / 3_600 {
            0 => format!("{:02}:{:02}", seconds / 60, seconds % 60),
            hour => format!("{hour:02}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
        };
        assert_eq!(**line, format!("{} ({mark}): {}", said.speaker, said.text));
    }
    assert!(page.contains("(59:") && page.contains("(01:00:"));
}

/// A cue read back from the gaps alone, as its lines.
fn cues(line: &str) -> Vec<(Vec<&str>, &'static str)> {
    let mut out = Vec::new();
    let mut rest = line;
    loop {
        let gap = |gap| rest.find(gap).unwrap_or(rest.len());
        let joints = [("\u{A0}\u{A0} ", "word"), (" \u{A0} ", "paragraph")];
        let (end, (joint, kind)) = joints.map(|joint| (gap(joint.0), joint)).into_iter().min().expect("two kinds");
        let mut lines: Vec<_> = rest[..end].split("\u{A0} ").collect();
        while lines.len() > 2 {
            // Past two lines a plain joint must have been a bare one.
            let tail = lines.split_off(2);
            out.push((lines, "bare"));
            lines = tail;
        }
        if end == rest.len() {
            out.push((lines, "end"));
            return out;
        }
        out.push((lines, kind));
        rest = &rest[end + joint.len()..];
    }
}

#[test]
fn the_gaps_of_a_dump_decode_to_cues_that_keep_the_width() {
    let talk = Talk::new(2, 5);
    let dump = talk.dump(WIDTH);
    assert!(!dump.captions().contains('\n'));
    let cues = cues(dump.captions());
    assert_eq!(cues.len(), dump.cues);
    let count = |kind| cues.iter().filter(|cue| cue.1 == kind).count();
    assert_eq!((count("bare"), count("paragraph"), count("end")), (dump.bare, dump.breaks, 1));
    assert!(dump.bare > 0 && dump.bare * 20 < dump.cues, "bare joints are rare: {} of {}", dump.bare, dump.cues);
    assert_eq!(cues.iter().filter(|cue| cue.0.len() == 2).count(), dump.wraps);
    let chars = |text: &str| text.chars().count();
    let wrapped = cues.iter().filter(|cue| cue.0.len() == 2).flat_map(|cue| &cue.0);
    assert_eq!(wrapped.map(|line| chars(line)).max(), Some(WIDTH), "the widest wrapped line shows the width");
    let wide = cues.iter().filter(|cue| cue.0.len() == 1 && chars(cue.0[0]) > WIDTH);
    assert_eq!(wide.clone().count(), dump.hidden, "what is too wide for a line hides a break, and all that hide are");
    assert!(wide.clone().all(|cue| chars(cue.0[0]) <= 2 * WIDTH + 1));
    assert_eq!(dump.breaks + dump.hidden + 1, talk.paragraphs().count());
    assert!(dump.hidden * 4 > dump.breaks, "both are common: {} and {}", dump.hidden, dump.breaks);
    let words = dump.captions().split([' ', '\u{A0}']).filter(|word| !word.is_empty());
    assert!(words.eq(talk.text().split_whitespace()), "the words of the line are the words of the talk");
}

#[test]
fn a_dump_loses_its_code_in_two_steps_and_no_word() {
    let talk = Talk::new(1, 3);
    let page = talk.dump(WIDTH).page;
    let (flat, plain) = (flattened(&page), collapsed(&page));
    assert!(!flat.contains('\u{A0}') && flat.contains("   "));
    assert!(!plain.contains('\u{A0}') && !plain.contains("  "));
    assert!(flat.split_whitespace().eq(plain.split_whitespace()));
    assert_eq!(page.lines().count(), plain.lines().count());
    let seconds = talk.length_ms / 1_000;
    assert!(page.contains(&format!("\nLength: {}min {}sec ({seconds} seconds)\n", seconds / 60, seconds % 60)));
    assert!(page.contains(&format!("\nChannel: {}\n", talk.host)) && page.starts_with(&talk.guest));
}

#[test]
fn soiled_text_has_as_many_faults_as_it_says() {
    let (text, faults) = soiled("One. Two. Three. Four. Five. Six. Seven. Eight. Nine. Ten.", 2);
    assert_eq!((text.as_str(), faults), ("One. Two.Three. Four.  Five. Six . Seven. Eight.Nine. Ten.", 4));
}

#[test]
fn dice_fall_everywhere_and_favour_the_first() {
    let mut dice = Dice::new(1);
    let mut seen = [0; 6];
    (0..6_000).for_each(|_| seen[dice.below(6)] += 1);
    assert!(seen.iter().all(|&count| (800..1_200).contains(&count)), "{seen:?}");
    let list = [0, 1, 2, 3, 4, 5, 6, 7];
    let mut favoured = [0; 8];
    (0..8_000).for_each(|_| favoured[dice.favour(&list)] += 1);
    assert!(favoured[0] > 3_500 && favoured[7] > 200, "{favoured:?}");
}
