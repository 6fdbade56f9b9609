//! Words run together beside instant-segment: how fast each sets them apart, and how right.
//!
//! Both are taught by one half of a talk and set the other half's words apart, eight to a run. With
//! `FIRESIDE_TRAIN_DATA` set to the folder that `benches/train/prepare.py` has filled, instant-segment gets the word and
//! pair counts of symspellpy as well, and both have the talks of `seeds/` to do.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;

use fireside::pass::repair::Segmenter;
use instant_segment::{Search, Segmenter as Theirs};

use crate::race::Race;

const RUN: usize = 8;

/// Words in small letters, no signs in them.
fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let apart = |c: char| c.is_whitespace() || matches!(c, '-' | '—' | '–' | '/');
    text.split(apart).map(bare).filter(|word| !word.is_empty()).collect()
}

/// Runs of words without their spaces, each with the bytes where a word starts inside.
fn runs(words: &[String]) -> Vec<(String, Vec<usize>)> {
    let run = |words: &[String]| {
        let mut joints: Vec<usize> = Vec::new();
        for word in words {
            joints.push(joints.last().unwrap_or(&0) + word.len());
        }
        joints.pop();
        (words.concat(), joints)
    };
    words.chunks(RUN).map(run).collect()
}

/// Counts of words and of pairs, as instant-segment takes them.
#[derive(Default)]
struct Counts {
    words: HashMap<String, f64>,
    pairs: HashMap<(String, String), f64>,
}

impl Counts {
    fn learn(&mut self, words: &[String]) {
        for word in words {
            *self.words.entry(word.clone()).or_default() += 1.0;
        }
        for pair in words.windows(2) {
            *self.pairs.entry((pair[0].clone(), pair[1].clone())).or_default() += 1.0;
        }
    }

    /// The lists of symspellpy.
    fn read(folder: &Path) -> Counts {
        let list = |name: &str| {
            let text = std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            text.trim_start_matches('\u{feff}').to_owned()
        };
        let mut counts = Counts::default();
        for line in list("frequency_dictionary_en_82_765.txt").lines() {
            if let Some((word, count)) = line.split_once(' ') {
                counts.words.insert(word.to_owned(), count.trim().parse().unwrap_or(1.0));
            }
        }
        for line in list("frequency_bigramdictionary_en_243_342.txt").lines() {
            if let [first, second, count] = line.split_whitespace().collect::<Vec<_>>()[..] {
                counts.pairs.insert((first.to_owned(), second.to_owned()), count.parse().unwrap_or(1.0));
            }
        }
        counts
    }

    fn segmenter(&self) -> Theirs {
        let words = self.words.iter().map(|(word, count)| (word.as_str().into(), *count));
        let pairs =
            self.pairs.iter().map(|((first, second), count)| ((first.as_str().into(), second.as_str().into()), *count));
        Theirs::new(words, pairs)
    }
}

fn theirs(segmenter: &Theirs, run: &str, search: &mut Search) -> Vec<usize> {
    let mut joints = Vec::new();
    let mut at = 0;
    if let Ok(words) = segmenter.segment(run, search) {
        for word in words {
            at += word.len();
            joints.push(at);
        }
    }
    joints.pop();
    joints
}

/// F1 of the joints, in per cent.
fn f1(mut found: impl FnMut(&str) -> Vec<usize>, runs: &[(String, Vec<usize>)]) -> f64 {
    let (mut both, mut all) = (0, 0);
    for (run, joints) in runs {
        let found = found(run);
        both += found.iter().filter(|joint| joints.binary_search(joint).is_ok()).count();
        all += found.len() + joints.len();
    }
    200.0 * both as f64 / all.max(1) as f64
}

fn compare(title: &str, runs: &[(String, Vec<usize>)], mut ours: Segmenter, rival: &Theirs) {
    let bytes = runs.iter().map(|(run, _)| run.len()).sum();
    let mut search = Search::default();
    let our_f1 = f1(|run| ours.joints(run), runs);
    let their_f1 = f1(|run| theirs(rival, run, &mut search), runs);
    println!("{title}: F1 of the joints: fireside {our_f1:.2}, instant-segment {their_f1:.2}");
    assert!(our_f1 >= their_f1 - 0.05, "words are set apart no worse");
    let our_count = runs.iter().map(|(run, _)| ours.joints(run).len()).sum();
    let mut count = || runs.iter().map(|(run, _)| theirs(rival, black_box(run), &mut search).len()).sum::<usize>();
    let their_count = count();
    Race::new(title, bytes)
        .rival("fireside, Segmenter::joints", our_count, || {
            runs.iter().map(|(run, _)| ours.joints(black_box(run)).len()).sum()
        })
        .rival("instant-segment, segment", their_count, count)
        .run();
}

/// Both on one half of a talk that the other half has taught them, and on talks that nobody has seen.
pub fn race(talk: &str) {
    let lines: Vec<&str> = talk.lines().collect();
    let (taught, asked) = lines.split_at(lines.len() / 2);
    let mut counts = Counts::default();
    counts.learn(&words(&taught.join("\n")));
    let mut ours = Segmenter::default();
    ours.learn(&taught.join("\n"));
    let asked = words(&asked.join("\n"));
    // A megabyte says all.
    let asked = asked.get(..200_000).unwrap_or(&asked);
    compare("words run together, taught by the talk's other half", &runs(asked), ours, &counts.segmenter());

    let Some(root) = std::env::var_os("FIRESIDE_TRAIN_DATA") else { return };
    let counts = Counts::read(&Path::new(&root).join("raw/symspellpy"));
    let rival = counts.segmenter();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let mut paths: Vec<_> =
        std::fs::read_dir(seeds).expect("seeds").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        let Ok(read) = fireside::read(&std::fs::read(&path).unwrap_or_default()) else { continue };
        let text: Vec<&str> = read.transcript.turns().map(|turn| turn.text()).collect();
        let words = words(&text.join("\n"));
        if words.len() > 5_000 {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            compare(
                &format!("words run together, {}", name.get(..3).unwrap_or("")),
                &runs(&words),
                Segmenter::default(),
                &rival,
            );
        }
    }
}
