//! Sentences of punctuated text beside sentencex: how fast, and how right on sentences that are known.

use std::hint::black_box;

use fireside::text::sentence_starts;

use crate::race::Race;

/// Sentences whose stops are no ends, and ends that are no stops; each is one sentence.
const KNOWN: &[&str] = &[
    "Dr. Voss left the harbour at 5 p.m. on Monday.",
    "She works for the U.S. government in Washington, D.C., and likes it.",
    "We measured 3.5 metres, i.e. a little less than last year.",
    "Is that so?",
    "Mr. and Mrs. Brill moved to St. Ives in Jan. 1987.",
    "He said it twice!",
    "See No. 5 on p. 12 for the rest.",
    "J. R. R. Tolkien wrote it in the thirties.",
    "Node.js and Next.js are what we use, version 2.0 at least.",
    "“Why would anybody do that?”",
    "It cost $4.20, maybe $4.25, vs. nothing at all.",
    "Well... I don't know.",
    "The meeting is at 10:30 a.m. in room 4.B of the old wing.",
    "Prof. Otten et al. found the same in 2019.",
    "Go to fogline.example for more, or write to ana@fogline.example.",
    "Inc. and Ltd. mean about the same to me.",
    "I asked Sgt. Cole about it.",
    "They came, e.g. from Kent, by boat.",
    "Wait, what?!",
    "The lamp burns oil, etc., and nobody minds.",
    "Gen. Moss and Col. Finch never agreed.",
    "The U.K.-based team lost.",
    "That was it.",
    "Then at 3 a.m. the horn blew.",
    "No, thank you.",
    "Yes, approx. 40 of them.",
    "We have, in the words of Capt. Falk, a situation.",
    "It is what it is.",
    "Rev. Hale opened the fair on Oct. 3rd.",
    "So?",
];

/// Turns of known sentences, each with the bytes where its sentences start.
fn known() -> Vec<(String, Vec<usize>)> {
    let mut state = 7u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize
    };
    let turn = |_| {
        let (mut text, mut starts) = (String::new(), Vec::new());
        for _ in 0..2 + next() % 5 {
            if !text.is_empty() {
                text.push(' ');
            }
            starts.push(text.len());
            text.push_str(KNOWN[next() % KNOWN.len()]);
        }
        (text, starts)
    };
    (0..2_000).map(turn).collect()
}

/// Starts as sentencex has them: it keeps the white space with the sentence before.
fn theirs(text: &str) -> Vec<usize> {
    let mut at = 0;
    let mut starts = Vec::new();
    for sentence in sentencex::segment("en", text) {
        let bare = sentence.trim_start();
        if !bare.is_empty() {
            starts.push(at + sentence.len() - bare.len());
        }
        at += sentence.len();
    }
    starts
}

fn f1(found: impl Fn(&str) -> Vec<usize>, turns: &[(String, Vec<usize>)]) -> f64 {
    let (mut right, mut all, mut wanted) = (0, 0, 0);
    for (text, starts) in turns {
        let found = found(text);
        right += found.iter().filter(|at| **at > 0 && starts.binary_search(at).is_ok()).count();
        all += found.iter().filter(|at| **at > 0).count();
        wanted += starts.len() - 1;
    }
    200.0 * right as f64 / (all + wanted).max(1) as f64
}

/// Both on the turns of a talk, and on turns whose sentences are known.
pub fn race(talk: &str) {
    let turns = known();
    let (our_f1, their_f1) = (f1(|text| sentence_starts(text).collect(), &turns), f1(theirs, &turns));
    println!("known sentences, F1 of their starts: fireside {our_f1:.1}, sentencex {their_f1:.1}");
    assert!(our_f1 >= their_f1, "sentences are found no worse");
    let ours = || talk.lines().map(|line| sentence_starts(black_box(line)).count()).sum::<usize>();
    let theirs = || talk.lines().map(|line| sentencex::segment("en", black_box(line)).len()).sum::<usize>();
    Race::new("sentences, turn by turn", talk.len())
        .rival("fireside, sentence_starts", ours(), ours)
        .rival("sentencex, segment", theirs(), theirs)
        .run();
}
