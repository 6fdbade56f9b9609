//! Repair: text with small faults, beside three regular expressions and the floors.
//!
//! `FIRESIDE_BENCH_HOURS=1000 cargo bench --bench repair` takes the large input;
//! `cargo bench --bench repair -- ratios` prints only the tables that compare us with others.

#[path = "corpus.rs"]
mod corpus;
#[path = "race.rs"]
mod race;

use std::hint::black_box;

use corpus::{Talk, hours, soiled};
use criterion::{Criterion, Throughput};
use fireside::pass::repair::{Level, RULES, RepairOptions, repair_text};
use race::Race;
use regex::Regex;

/// One sentence in so many has a fault.
const EVERY: usize = 10;

fn main() {
    let talk = Talk::new(hours(), 1);
    let (dirty, faults) = soiled(talk.text(), EVERY);
    let at = |level: Level| RepairOptions::default().level(level);
    let safe = repair_text(&dirty, &at(Level::Safe));
    let letters = |text: &'_ str| text.split_whitespace().map(str::len).sum::<usize>();
    assert_eq!(letters(&safe.text), letters(talk.text()), "no letter is lost");
    // A word that is glued to a short one behind a stop may be an address: a few are left alone.
    let left = talk.text().len().abs_diff(safe.text.len());
    assert_eq!(safe.edits.len() + left, faults, "a fault is mended or left, and nothing else is touched");
    assert!(left * 20 < faults, "{left} of {faults} faults are left");
    assert!(repair_text(talk.text(), &at(Level::Safe)).edits.is_empty(), "clean text is left alone");

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("repair");
    group.throughput(Throughput::Bytes(dirty.len() as u64)).sample_size(10);
    for level in [Level::Safe, Level::Standard, Level::Full] {
        let options = at(level);
        group.bench_function(level.to_string(), |bencher| bencher.iter(|| repair_text(black_box(&dirty), &options)));
    }
    let options = at(Level::Safe);
    group.bench_function("safe, clean text", |bencher| {
        bencher.iter(|| repair_text(black_box(talk.text()), &options));
    });
    group.finish();
    criterion.final_summary();
    race(&dirty, talk.text());
    sentences(talk.text());
    rules(talk.text());
}

/// One look at every byte.
fn line_ends(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// Punctuated text into sentences. Unicode's rule knows no abbreviation, so it counts more of them.
fn sentences(text: &str) {
    let ours = || fireside::text::sentence_starts(black_box(text)).count();
    let theirs = || unicode_segmentation::UnicodeSegmentation::unicode_sentences(black_box(text)).count();
    Race::new("text into sentences", text.len())
        .rival("unicode-segmentation", theirs(), theirs)
        .rival("fireside, sentence_starts", ours(), ours)
        .run();
}

/// What each rule costs by itself on text that needs no repair.
fn rules(clean: &str) {
    let mut race = Race::new("each rule by itself, clean text", clean.len());
    for rule in RULES {
        let options = RepairOptions::default().rules(rule.name).expect("a rule");
        let answer = repair_text(clean, &options).text.len();
        race = race.rival(rule.name, answer, move || repair_text(clean, &options).text.len());
    }
    race.run();
}

fn race(dirty: &str, clean: &str) {
    let pattern = |pattern: &str| Regex::new(pattern).expect("a pattern");
    // What people write when they need it at once; it knows no abbreviation, no address and no number.
    let patterns = [(pattern(r" +([.,?!])"), "$1"), (pattern(r"([a-z][.?!])([A-Z])"), "$1 $2"), (pattern(r"  +"), " ")];
    let by_regex = || {
        let mut text = dirty.to_owned();
        for (pattern, with) in &patterns {
            text = pattern.replace_all(&text, *with).into_owned();
        }
        text.len()
    };
    let options = |level: Level| RepairOptions::default().level(level);
    let mended = |level: Level| repair_text(dirty, &options(level)).text.len();
    let unglued = RepairOptions::default().rules("-glued-words").expect("a rule");
    let [safe, standard, full] = [Level::Safe, Level::Standard, Level::Full].map(mended);
    Race::new(&format!("text with a fault in every {EVERY}th sentence"), dirty.len())
        .rival("regex crate, three rules", by_regex(), by_regex)
        .rival("memory copied (the floor)", dirty.len(), || black_box(dirty.to_owned()).len())
        .rival("line ends found (the floor)", line_ends(dirty), || line_ends(black_box(dirty)))
        .rival("letters looked at once", dirty.chars().count(), || black_box(dirty).chars().map(black_box).count())
        .rival("fireside, safe", safe, || mended(Level::Safe))
        .rival("fireside, safe, clean text", clean.len(), || repair_text(clean, &options(Level::Safe)).text.len())
        .rival("fireside, safe without glued words", repair_text(dirty, &unglued).text.len(), || {
            repair_text(dirty, &unglued).text.len()
        })
        .rival("fireside, the same, clean text", clean.len(), || repair_text(clean, &unglued).text.len())
        .rival("fireside, standard", standard, || mended(Level::Standard))
        .rival("fireside, full", full, || mended(Level::Full))
        .run();
}
