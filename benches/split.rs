//! Splitting: the captions of a talk without labels into turns.
//!
//! `FIRESIDE_BENCH_HOURS=1000 cargo bench --bench split` takes the large input;
//! `cargo bench --bench split -- ratios` prints only the tables that compare us with others.

#[path = "corpus.rs"]
mod corpus;
#[path = "race.rs"]
mod race;

use std::hint::black_box;

use corpus::{Talk, collapsed, flattened, hours};
use criterion::{Criterion, Throughput};
use fireside::pass::split::segment;
use fireside::{PrepareOptions, Transcript};
use race::{Race, most_memory, timed};
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let talk = Talk::new(hours(), 1);
    let page = talk.dump(50).page;
    let inputs =
        [("coded", page.clone(), 0.9), ("flattened", flattened(&page), 0.8), ("collapsed", collapsed(&page), 0.3)];
    let mut criterion = Criterion::default().configure_from_args();
    for (name, page, least) in &inputs {
        let read = fireside::read(page.as_bytes()).expect("a dump is a transcript").transcript;
        let found = f1(&talk, &read);
        assert!(found >= *least, "{name}: turns found with F1 {found:.3}");
        println!("{name}: turns found with F1 {found:.3}");
        let mut group = criterion.benchmark_group("split");
        group.throughput(Throughput::Bytes(read.text().len() as u64)).sample_size(10);
        group.bench_function(*name, |bencher| bencher.iter(|| segment(black_box(read.text()), read.gaps())));
        group.finish();
    }
    criterion.final_summary();
    for (name, page, _) in &inputs {
        race(name, page);
    }
    if let Some(megabytes) = most_memory().filter(|_| timed()) {
        println!("\n{} hours; {megabytes} MB of memory at most, the talk and its pages included", hours());
    }
}

/// How well the turns that are found are those that were said: their first words, counted.
fn f1(talk: &Talk, read: &Transcript) -> f64 {
    let lengths = talk.turns().map(|turn| turn.text.split(' ').count());
    let said: Vec<usize> = lengths.scan(0, |next, words| Some(std::mem::replace(next, *next + words))).collect();
    let boundaries = segment(read.text(), read.gaps());
    let mut starts = boundaries.iter().map(|boundary| boundary.at).peekable();
    let places = read.words().enumerate().filter(|(_, word)| starts.next_if_eq(&word.bytes().start).is_some());
    let found: Vec<usize> = places.map(|(place, _)| place).collect();
    assert_eq!(
        (found.len(), read.words().count()),
        (boundaries.len(), talk.words),
        "turns start at words, none is lost"
    );
    let both = found.iter().filter(|place| said.binary_search(place).is_ok()).count();
    2.0 * both as f64 / (found.len() + said.len()) as f64
}

fn race(name: &str, page: &str) {
    let read = fireside::read(page.as_bytes()).expect("a dump is a transcript").transcript;
    let (text, gaps) = (read.text(), read.gaps());
    // The first half, cut at a word.
    let middle = text[..text.len() / 2].rfind(' ').map_or(0, |space| space + 1);
    let half = (&text[..middle], &gaps[..gaps.partition_point(|gap| (gap.at as usize) < middle)]);
    let words = text.split_whitespace().count();
    let prepared = || {
        let reading = fireside::read(page.as_bytes()).expect("a dump is a transcript");
        fireside::prepare(reading, &PrepareOptions::default()).transcript.turns().len()
    };
    Race::new(&format!("turns of a caption dump, {name}"), text.len())
        .rival("sentences by UAX 29, unicode-segmentation", text.unicode_sentences().count(), || {
            text.unicode_sentences().count()
        })
        .rival("words (the floor)", words, || text.split_whitespace().count())
        .rival("fireside, turns", segment(text, gaps).len(), || segment(text, gaps).len())
        .rival("fireside, turns of the first half", segment(half.0, half.1).len(), || segment(half.0, half.1).len())
        .rival("fireside, from bytes: read, mend, split, time", prepared(), prepared)
        .run();
}
