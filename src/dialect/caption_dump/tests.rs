//! The dump reader against the catalogue, the seed and itself.

use proptest::prelude::*;

use super::*;
use crate::model::{Gap, Transcript};

const SEED: &str = include_str!("../../../seeds/004_4ce4f833089e0e5e.txt");

fn read_text(text: &str) -> Transcript {
    read(&Page::new(text, 0)).expect("readable").transcript
}

fn units(transcript: &Transcript) -> Vec<&str> {
    transcript.units().map(|unit| unit.text()).collect()
}

#[test]
fn the_catalogue_example() {
    let text = "Captions\nWelcome to the glacier hut, where the kettle\u{A0} is always on. How do you get up here? \u{A0} On \
                skis, mostly.\u{A0} It takes a morning.\u{A0}\u{A0} In summer I walk.\nInfo\nChannel: Hut Talk\n";
    let mut page = Page::new(text, 0);
    page.named = true;
    let transcript = read(&page).expect("readable").transcript;
    assert_eq!(transcript.meta.channel.as_deref(), Some("Hut Talk"));
    assert!(transcript.text().starts_with("Welcome to the glacier hut, where the kettle is always on. How"));
    assert!(transcript.text().ends_with("In summer I walk."));
}

#[test]
fn the_seed_has_its_cues() {
    let parts = page::parts(SEED);
    let line = &SEED[parts.captions.clone()];
    let layout = decode(line);
    let hidden = layout.cues.iter().filter(|cue| matches!(cue.line_break, Some((_, Break::Hidden)))).count();
    let bare = layout.cues.iter().filter(|cue| cue.joint == Some(GapKind::BareJoint)).count();
    assert_eq!((layout.cues.len(), layout.width, hidden, bare), (501, 50, 79, 12));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let transcript = read_text(SEED);
    assert_eq!(words(transcript.text()), words(line));
    assert_eq!(joined(line), words(line).join(" "));
    for word in transcript.words() {
        assert_eq!(word.origin().map(|origin| &SEED[origin.bytes]), Some(word.text()));
    }
}

#[test]
fn the_seed_page_is_taken_apart() {
    let meta = read_text(SEED).meta;
    assert_eq!(meta.title.as_deref(), SEED.lines().next());
    assert_eq!(meta.channel.as_deref(), Some("Dwarkesh Patel"));
    assert_eq!(meta.views, Some(419_795));
    assert_eq!(meta.id.as_deref(), Some("Yf1o0TQzry8"));
    assert_eq!(meta.duration.map(|d| d.millis()), Some(2_861_000));
    assert_eq!(meta.date.map(|d| d.to_string()).as_deref(), Some("2023-03-27"));
    assert_eq!(meta.comments.len(), 4);
    let last = &meta.comments[3];
    assert_eq!((last.author.as_deref(), last.votes), (Some("u/blueSGL"), Some(5)));
    assert!(last.text.starts_with("Questions, for all coming here after listening:\n  • 1, What was"));
    assert!(last.text.ends_with("\n  • 3, which one had the better answers?"));
}

#[test]
fn the_seed_in_one_collapsed_line_is_the_same_page() {
    let flat = SEED.split_whitespace().collect::<Vec<_>>().join(" ");
    let (whole, collapsed) = (read_text(SEED), read_text(&flat));
    assert_eq!(collapsed.text(), whole.text());
    assert_eq!(collapsed.source.layout.as_deref(), Some("none"));
    let facts = |t: &Transcript| {
        (t.meta.title.clone(), t.meta.channel.clone(), t.meta.views, t.meta.id.clone(), t.meta.duration, t.meta.date)
    };
    assert_eq!(facts(&collapsed), facts(&whole));
    assert_eq!(collapsed.meta.comments.len(), 4);
    assert!(score(&Page::new(&flat, 0)).value >= 0.5);
}

#[test]
fn flattened_gaps_still_draw_the_cues() {
    let flat = SEED.replace('\u{A0}', " ");
    let (whole, flattened) = (read_text(SEED), read_text(&flat));
    assert_eq!(flattened.source.layout.as_deref(), Some("spaces"));
    assert_eq!(flattened.cues().len(), whole.cues().len());
    assert_eq!(flattened.text(), whole.text());
    assert_eq!(flattened.units().len(), 1);
}

#[test]
fn odd_lines_do_no_harm() {
    for text in ["", "\n", "\u{A0}", "\u{A0}\u{A0}\u{A0} \u{A0}", "Captions\n\nInfo\nChannel: x", "Captions", "x\u{A0}"]
    {
        let _ = score(&Page::new(text, 0));
        let _ = read(&Page::new(text, 0));
    }
    let spaces = "a  ".repeat(100_000);
    assert_eq!(read_text(&spaces).words().count(), 100_000);
    let no_break = "a\u{A0} ".repeat(100_000);
    assert_eq!(read_text(&no_break).words().count(), 100_000);
}

#[test]
fn prose_and_code_are_no_dump() {
    let long = "This is a sentence of a long essay. It goes on and on.  Two spaces follow some stops. ".repeat(60);
    for text in [
        include_str!("../../../seeds/000_bdba847b4ba673c3.txt"),
        include_str!("../../../seeds/001_537d6509acaf3f4e.txt"),
        &long,
    ] {
        assert_eq!(score(&Page::new(text, 0)).value, 0.0);
    }
}

/// Cues as a caption maker would draw them: words filled into two lines, a paragraph's newline taking the place of a wrap.
fn draw(paragraphs: &[Vec<String>], width: usize) -> (String, usize, usize) {
    let (mut line, mut cues, mut breaks) = (String::new(), 0, 0);
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let mut lines: Vec<String> = vec![String::new()];
        for word in paragraph {
            let last = lines.last_mut().expect("never empty");
            if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
                lines.push(word.clone());
            } else {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
        }
        let blocks: Vec<&[String]> = lines.chunks(2).collect();
        for (at, block) in blocks.iter().enumerate() {
            line.push_str(&block.join("\u{A0} "));
            cues += 1;
            if at + 1 < blocks.len() {
                line.push_str("\u{A0}\u{A0} ");
            } else if index + 1 < paragraphs.len() {
                line.push_str(" \u{A0} ");
                breaks += 1;
            }
        }
    }
    (line, cues, breaks)
}

proptest! {
    #[test]
    fn drawn_layouts_come_back(paragraphs in prop::collection::vec(prop::collection::vec("[a-z]{1,9}", 20..60), 3..12), width in 24usize..60) {
        let (line, cues, breaks) = draw(&paragraphs, width);
        let layout = decode(&line);
        prop_assert_eq!(layout.level, Level::NoBreakSpaces);
        prop_assert_eq!(layout.cues.len(), cues);
        prop_assert_eq!(layout.cues.iter().filter(|cue| cue.joint == Some(GapKind::CueBreak)).count(), breaks);
        let transcript = read_text(&format!("Captions\n{line}\nInfo"));
        let expected: Vec<String> = paragraphs.iter().map(|words| words.join(" ")).collect();
        prop_assert_eq!(units(&transcript), expected);
        prop_assert_eq!(transcript.gaps().iter().filter(|Gap { kind, .. }| kind.ends_cue()).count(), cues - 1);
    }

    #[test]
    fn words_in_are_words_out(line in "([a-zé.?]{1,5}( |  |   |\u{A0} |\u{A0}\u{A0} | \u{A0} |\u{A0}|\t)){0,60}") {
        let words: Vec<&str> = line.split_whitespace().collect();
        prop_assume!(!words.is_empty());
        let transcript = read_text(&line);
        prop_assert_eq!(transcript.words().map(|word| word.text()).collect::<Vec<_>>(), words.clone());
        for word in transcript.words() {
            prop_assert_eq!(word.origin().map(|origin| &line[origin.bytes]), Some(word.text()));
        }
        let joined = joined(&line);
        prop_assert_eq!(joined.split_whitespace().collect::<Vec<_>>(), words);
    }

    #[test]
    fn any_text_does_no_harm(text in "\\PC{0,80}") {
        let _ = score(&Page::new(&text, 0));
        let _ = read(&Page::new(&text, 0));
    }
}
