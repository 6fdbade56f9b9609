//! The split pass: its laws, and that it loses nothing.

use proptest::prelude::*;

use super::*;
use crate::model::{TranscriptBuilder, UnitStart};

fn one_unit(text: &str) -> Transcript {
    let mut builder = TranscriptBuilder::default();
    builder.unit(UnitStart::default());
    builder.push_raw(text, 0);
    builder.finish()
}

#[test]
fn a_named_transcript_is_left_alone() {
    let mut builder = TranscriptBuilder::default();
    let ada = builder.speaker(Speaker::named("Ada"));
    builder.unit(UnitStart { speaker: Some(ada), ..UnitStart::default() });
    builder.push("Is it on? It is. And why? Because.", 0);
    let before = builder.finish();
    assert_eq!(split(before.clone(), &SplitOptions::default()), (before, vec![]));
}

#[test]
fn one_speaker_is_one_turn() {
    let (transcript, _) =
        split(one_unit("Is it on? It is. Why? I know."), &SplitOptions::default().speakers(1).names(["Ada"]));
    assert_eq!(transcript.turns().len(), 1);
    assert_eq!(transcript.speakers()[0].name, "Ada");
}

#[test]
fn text_without_marks_is_not_cut() {
    let text = "so the first thing you learn about puppets is that the hands are the voice ".repeat(20);
    let (transcript, doubts) = split(one_unit(&text), &SplitOptions::default());
    assert_eq!(transcript.turns().len(), 1);
    assert_eq!(doubts[0].code, Code::TurnsDoubtful);
}

proptest! {
    #[test]
    fn words_stay_and_a_second_run_changes_nothing(text in "([A-Z][a-z]{1,6}( [a-z]{1,5}){0,4}[.?!,] ?){0,40}") {
        let before = one_unit(&text);
        let (once, _) = split(before.clone(), &SplitOptions::default());
        prop_assert_eq!(once.text(), before.text());
        let words = |t: &Transcript| t.words().map(|word| word.text().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(words(&once), words(&before));
        for turn in once.turns() {
            prop_assert!((0.0..=1.0).contains(&turn.confidence()) && (0.0..=1.0001).contains(&turn.speaker_confidence()));
        }
        let (twice, _) = split(once.clone(), &SplitOptions::default());
        prop_assert_eq!(twice, once);
    }

    #[test]
    fn any_text_and_any_gaps_do_no_harm(text in "\\PC{0,60}", gaps in prop::collection::vec(0u32..80, 0..5)) {
        let mut gaps: Vec<Gap> = gaps.into_iter().map(|at| Gap { at, kind: GapKind::CueBreak }).collect();
        gaps.sort_by_key(|gap| gap.at);
        let _ = segment(&text, &gaps);
    }
}
