//! Asking: building the index, then turns by time, by speaker and by topic.
//!
//! `FIRESIDE_BENCH_HOURS=1000 cargo bench --bench query` takes the large input;
//! `cargo bench --bench query -- ratios` prints only the tables that compare us with others.

#[path = "corpus.rs"]
mod corpus;
#[path = "race.rs"]
mod race;

use std::hint::black_box;

use corpus::{Dice, Talk, hours};
use criterion::{Criterion, Throughput};
use fireside::query::Index;
use fireside::{TimeSpan, Timestamp, Transcript};
use race::{Race, latencies, most_memory, timed};
use rust_lapper::{Interval, Lapper};

fn main() {
    let talk = Talk::new(hours(), 1);
    let transcript = fireside::read(talk.page().as_bytes()).expect("a page is a transcript").transcript;
    let truth = talk.turns().map(|turn| (turn.start_ms, turn.text));
    assert!(transcript.turns().map(|turn| (turn.start().map_or(0, |time| time.at.millis()), turn.text())).eq(truth));
    let index = Index::new(&transcript);
    let rows = rows(&talk);
    let windows =
        [("1 s", 1_000), ("60 s", 60_000), ("1 h", 3_600_000)].map(|(name, length)| (name, windows(&talk, length)));
    let classes = classes(&transcript);
    check(&talk, &index, &rows, &windows, &classes);
    let mut criterion = Criterion::default().configure_from_args();
    bench(&mut criterion, &talk, &index, &windows, &classes);
    criterion.final_summary();
    race_index(&transcript);
    race_windows(&index, &rows, &windows);
    let title = format!("topics, best 10 of {} turns", transcript.turns().len());
    latencies(&title, &classes, |topic| about(&index, topic).len());
    if let Some(megabytes) = most_memory().filter(|_| timed()) {
        println!(
            "\n{} MB of text; {megabytes} MB of memory at most, the talk and all rivals included",
            transcript.text().len() / 1_000_000
        );
    }
}

/// A stretch of time from its first millisecond up to its last.
type Window = (i64, i64);

/// When each turn is: until the next one begins.
fn rows(talk: &Talk) -> Vec<Window> {
    let starts: Vec<i64> = talk.turns().map(|turn| turn.start_ms).collect();
    let ends = starts.iter().skip(1).copied();
    let last = starts.last().map(|start| start + 1);
    starts.iter().copied().zip(ends.chain(last)).map(|(start, end)| (start, end.max(start + 1))).collect()
}

/// Stretches of this length at any place of the talk.
fn windows(talk: &Talk, length: i64) -> Vec<Window> {
    let mut dice = Dice::new(length as u64);
    // Many, so that they don't all wait in the cache.
    let count = if length > 600_000 { 5_000 } else { 50_000 };
    let room = (talk.length_ms - length).max(1) as usize;
    (0..count).map(|_| dice.below(room) as i64).map(|start| (start, start + length)).collect()
}

/// Words of the talk that say nothing about a topic.
const EMPTY: &[&str] = &[
    "about", "again", "because", "been", "before", "being", "could", "does", "down", "each", "from", "have", "having",
    "here", "into", "just", "know", "like", "mean", "more", "most", "much", "once", "only", "other", "over", "really",
    "said", "same", "should", "some", "such", "than", "that", "their", "them", "then", "there", "these", "they",
    "thing", "things", "think", "this", "those", "through", "until", "very", "well", "were", "what", "when", "where",
    "which", "while", "will", "with", "would", "yeah", "your",
];

/// Questions by how many turns hold their words: one turn in hundreds, in fifty or more, in twenty or fewer.
fn classes(transcript: &Transcript) -> Vec<(&'static str, Vec<String>)> {
    let mut holding: std::collections::BTreeMap<String, usize> = Default::default();
    let step = (transcript.turns().len() / 20_000).max(1);
    let sample = transcript.turns().step_by(step);
    let sampled = sample.len();
    for turn in sample {
        let mut words: Vec<String> = turn.text().split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        words.sort_unstable();
        words.dedup();
        let says = |word: &String| word.len() > 3 && !EMPTY.contains(&word.as_str());
        words.into_iter().filter(says).for_each(|word| *holding.entry(word).or_default() += 1);
    }
    let band = |from: f64, to: f64| -> Vec<&String> {
        let share = |count: usize| count as f64 / sampled as f64;
        holding.iter().filter(|(_, count)| (from..to).contains(&share(**count))).map(|(word, _)| word).collect()
    };
    let (rare, some, common) = (band(0.0, 0.003), band(0.003, 0.02), band(0.05, 1.0));
    let mut dice = Dice::new(7);
    let mut ask = |bands: &[&Vec<&String>]| -> Vec<String> {
        let question = |_| bands.iter().map(|band| band[dice.below(band.len())].as_str()).collect::<Vec<_>>().join(" ");
        (0..200).map(question).collect()
    };
    let mut classes = vec![
        ("one rare word", ask(&[&rare])),
        ("one word of some turns", ask(&[&some])),
        ("one common word", ask(&[&common])),
        ("two words of some turns", ask(&[&some, &some])),
        ("a common word and two of some turns", ask(&[&common, &some, &some])),
    ];
    let phrase = |_| {
        let turn = transcript.turn(dice.below(transcript.turns().len()))?;
        let words: Vec<&str> = turn.text().split(' ').collect();
        let at = dice.below(words.len().saturating_sub(1));
        Some(format!("\"{} {}\"", words[at], words.get(at + 1)?))
    };
    let nothing = ["what was it", "that is not so", "\"of the\"", "because of them"].map(str::to_owned);
    classes.push(("only words that say nothing", nothing.to_vec()));
    classes.push(("a phrase of two words", (0..200).filter_map(phrase).collect()));
    classes
}

/// Positions of the turns that go on in a window.
fn between(index: &Index<'_>, (from, to): Window) -> usize {
    let query = index.query().from(Timestamp::from_millis(from)).to(Timestamp::from_millis(to));
    query.matches().expect("no speaker is asked for").map(|found| found.turn.index() + 1).sum()
}

/// The ten best turns for a topic.
fn about(index: &Index<'_>, topic: &str) -> Vec<usize> {
    let query = index.query().about(topic).limit(10);
    query.matches().expect("no speaker is asked for").map(|found| found.turn.index()).collect()
}

fn check(
    talk: &Talk,
    index: &Index<'_>,
    rows: &[Window],
    windows: &[(&str, Vec<Window>)],
    classes: &[(&str, Vec<String>)],
) {
    for (_, windows) in windows {
        for &(from, to) in windows.iter().take(20) {
            let scan: usize =
                (1..).zip(rows).filter(|(_, row)| row.0 < to && row.1 > from).map(|(position, _)| position).sum();
            assert_eq!(between(index, (from, to)), scan, "turns from {from} to {to}");
        }
    }
    let of_guest = index.query().speaker(talk.guest.as_str()).matches().expect("the guest speaks").count();
    assert_eq!(of_guest, talk.turns().filter(|turn| turn.speaker == talk.guest).count());
    for (class, topics) in classes {
        for topic in topics.iter().take(20) {
            let found = index.query().about(topic).limit(10).matches().expect("no speaker is asked for");
            for found in found {
                assert!(found.score > 0.0 && !found.matches.is_empty(), "{class}: {topic} in {}", found.turn.text());
            }
        }
    }
    // The names that nobody bears are their own stems: what the index finds, a search of the letters finds.
    let text = talk.text();
    let names =
        text.split_whitespace().filter(|word| word.len() > 8 && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    for name in names.filter(|name| name.ends_with("or")).take(5) {
        let holds = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(name));
        let found = index
            .query()
            .about(name)
            .matches()
            .expect("no speaker is asked for")
            .filter(|found| holds(found.turn.text()));
        assert_eq!(found.count(), talk.turns().filter(|turn| holds(turn.text)).count(), "turns with {name}");
    }
}

fn bench(
    criterion: &mut Criterion,
    talk: &Talk,
    index: &Index<'_>,
    windows: &[(&str, Vec<Window>)],
    classes: &[(&str, Vec<String>)],
) {
    let transcript = index.query().matches().expect("all turns").next().map(|found| found.turn);
    assert!(transcript.is_some(), "a talk has turns");
    let mut group = criterion.benchmark_group("query/time");
    group.sample_size(10);
    for (name, windows) in windows {
        group.throughput(Throughput::Elements(windows.len() as u64));
        let all = || windows.iter().map(|window| between(index, *window)).sum::<usize>();
        group.bench_function(*name, |bencher| bencher.iter(all));
    }
    group.finish();
    let mut group = criterion.benchmark_group("query/speaker");
    group.sample_size(10);
    group.bench_function("all turns", |bencher| {
        bencher.iter(|| index.query().speaker(black_box(talk.guest.as_str())).matches().map(Iterator::count))
    });
    group.finish();
    let mut group = criterion.benchmark_group("query/topic");
    group.sample_size(10);
    for (class, topics) in classes {
        let mut next = topics.iter().cycle();
        group.bench_function(*class, |bencher| bencher.iter(|| next.next().map(|topic| about(index, topic))));
    }
    group.finish();
}

fn race_index(transcript: &Transcript) {
    let text = transcript.text();
    let words = text.split_whitespace().count();
    let known = transcript.turns().len();
    // What any index does at least: each word once into a table.
    let table = || {
        let mut seen: rustc_hash::FxHashMap<&str, u32> = Default::default();
        text.split_whitespace().for_each(|word| *seen.entry(word).or_default() += 1);
        seen.values().sum::<u32>() as usize
    };
    Race::new("index of the text", text.len())
        .rival("words counted in a table (a floor)", words, table)
        .rival("fireside, the whole index", known, || {
            black_box(Index::new(transcript));
            known
        })
        .run();
}

fn race_windows(index: &Index<'_>, rows: &[Window], windows: &[(&str, Vec<Window>)]) {
    let interval =
        |(position, row): (usize, &Window)| Interval { start: row.0 as u64, stop: row.1 as u64, val: position };
    let lapper = Lapper::new((1..).zip(rows).map(interval).collect());
    // Turns of a talk end in order: a binary search is all that a floor needs.
    let ends: Vec<i64> = rows.iter().map(|row| row.1).collect();
    let searched = |(from, to): Window| {
        let first = ends.partition_point(|end| *end <= from);
        (first..rows.len()).take_while(|row| rows[*row].0 < to).map(|row| row + 1).sum::<usize>()
    };
    for (name, windows) in windows {
        let answer = windows.iter().map(|window| between(index, *window)).sum();
        Race::of_many(&format!("turns of {name} among {}", rows.len()), windows.len(), "query")
            .rival("rust-lapper, find", answer, || {
                windows.iter().flat_map(|&(from, to)| lapper.find(from as u64, to as u64)).map(|found| found.val).sum()
            })
            .rival("binary search and a scan (a floor)", answer, || {
                windows.iter().map(|window| searched(*window)).sum()
            })
            .rival("fireside, turns during a span", answer, || {
                let spans = windows
                    .iter()
                    .filter_map(|&(from, to)| TimeSpan::new(Timestamp::from_millis(from), Timestamp::from_millis(to)));
                spans.flat_map(|span| index.during(span)).map(|turn| turn.index() + 1).sum()
            })
            .rival("fireside, a query by time", answer, || windows.iter().map(|window| between(index, *window)).sum())
            .run();
    }
}
