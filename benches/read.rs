//! Reading: pages of `Name (MM:SS): text` into turns, caption dumps into joined text and into cues.
//!
//! `FIRESIDE_BENCH_HOURS=1000 cargo bench --bench read` takes the large input;
//! `cargo bench --bench read -- ratios` prints only the tables that compare us with others.

#[path = "corpus.rs"]
mod corpus;
#[path = "race.rs"]
mod race;

use std::hint::black_box;

use corpus::{Dump, Talk, collapsed, flattened, hours};
use criterion::{Criterion, Throughput};
use fireside::dialect::{caption_dump, rev_inline};
use race::Race;
use regex::Regex;

fn main() {
    let talk = Talk::new(hours(), 1);
    let (page, dump) = (talk.page(), talk.dump(50));
    let mut criterion = Criterion::default().configure_from_args();
    pages(&mut criterion, &talk, &page);
    dumps(&mut criterion, &dump);
    criterion.final_summary();
    race_pages(&talk, &page);
    race_dumps("caption dump with its no-break spaces", dump.captions());
    race_dumps("caption dump, flattened", &flattened(dump.captions()));
}

fn pages(criterion: &mut Criterion, talk: &Talk, page: &str) {
    let reading = fireside::read(page.as_bytes()).expect("a page is a transcript");
    let turns = reading.transcript.turns().map(|turn| {
        (turn.speaker().map(|speaker| &*speaker.name), turn.start().map(|time| time.at.millis()), turn.text())
    });
    let truth = talk.turns().map(|turn| (Some(turn.speaker), Some(turn.start_ms), turn.text));
    assert!(turns.eq(truth), "the turns read are the turns said");
    let records = rev_inline::records(page).map(|record| (record.label, record.start, record.text));
    assert!(records.eq(talk.paragraphs().map(|said| (said.speaker, Some(said.start_ms), said.text))));

    let mut group = criterion.benchmark_group("read/pages");
    group.throughput(Throughput::Bytes(page.len() as u64)).sample_size(10);
    group.bench_function("records", |bencher| bencher.iter(|| rev_inline::records(black_box(page)).count()));
    group.bench_function("read", |bencher| bencher.iter(|| fireside::read(black_box(page).as_bytes())));
    group.finish();
}

fn dumps(criterion: &mut Criterion, dump: &Dump) {
    let mut group = criterion.benchmark_group("read/dump");
    let plain =
        [("coded", dump.page.clone()), ("flattened", flattened(&dump.page)), ("collapsed", collapsed(&dump.page))];
    for (name, page) in &plain {
        let reading = fireside::read(page.as_bytes()).expect("a dump is a transcript");
        let words = reading.transcript.words().map(|word| word.text());
        assert!(words.eq(dump.captions().split([' ', '\u{A0}']).filter(|word| !word.is_empty())), "no word is lost");
        let cues = reading.transcript.cues().len();
        match *name {
            "coded" => assert_eq!(cues, dump.cues),
            // A bare joint looks like a wrap once the code is gone, but for the lines it would give the cue.
            "flattened" => assert!(cues.abs_diff(dump.cues) <= 2 * dump.bare, "{cues} of {} cues", dump.cues),
            _ => assert_eq!(cues, 0),
        }
        group.throughput(Throughput::Bytes(page.len() as u64)).sample_size(10);
        group.bench_function(*name, |bencher| bencher.iter(|| fireside::read(black_box(page).as_bytes())));
    }
    group.finish();
}

/// The least that any program does to find the turns: newlines, brackets and digits, no checks, slices out.
fn hand_scan(page: &[u8]) -> Vec<[u32; 4]> {
    let mut out = Vec::with_capacity(page.len() / 100);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', page) {
        let line = &page[start..end];
        if let Some(open) = memchr::memchr(b'(', &line[..line.len().min(64)])
            && let Some(length) = memchr::memchr(b')', &line[open..])
        {
            let (mut whole, mut part) = (0u32, 0u32);
            for &byte in &line[open + 1..open + length] {
                match byte {
                    b':' => (whole, part) = ((whole + part) * 60, 0),
                    _ => part = part * 10 + u32::from(byte.wrapping_sub(b'0')),
                }
            }
            out.push([whole + part, start as u32 + open as u32, (open + length) as u32, end as u32]);
        }
        start = end + 1;
    }
    out
}

fn race_pages(talk: &Talk, page: &str) {
    let pattern = Regex::new(r"(?m)^([^\n(]+) \((?:(\d+):)?(\d\d):(\d\d)\): (.*)$").expect("a pattern");
    let by_regex = || {
        let number =
            |text: Option<regex::Match<'_>>| text.map_or(0, |text| text.as_str().parse::<i64>().expect("digits"));
        let turns = pattern.captures_iter(page).map(|found| {
            let at = (number(found.get(2)) * 60 + number(found.get(3))) * 60 + number(found.get(4));
            (found.get(1).map(|name| name.as_str()), at * 1_000, found.get(5).map(|text| text.as_str()))
        });
        turns.collect::<Vec<_>>().len()
    };
    let (paragraphs, turns) = (talk.paragraphs().count(), talk.turns().count());
    Race::new("pages of `Name (MM:SS): text`", page.len())
        .rival("regex crate", paragraphs, by_regex)
        .rival("hand scan, no checks (the floor)", paragraphs, || hand_scan(page.as_bytes()).len())
        .rival("fireside, records as slices", paragraphs, || rev_inline::records(page).collect::<Vec<_>>().len())
        .rival("fireside, the transcript from bytes", turns, || {
            fireside::read(page.as_bytes()).map_or(0, |reading| reading.transcript.turns().len())
        })
        .run();
}

fn race_dumps(title: &str, line: &str) {
    let coded = line.contains('\u{A0}');
    let (gap, narrow) = if coded { ("\u{A0}", "\u{A0} ") } else { ("   ", "  ") };
    let joined = caption_dump::joined(line);
    assert!(joined.split(' ').eq(line.split([' ', '\u{A0}']).filter(|word| !word.is_empty())));
    let length = joined.len();
    let split_join = || match coded {
        false => {
            line.split(gap).map(|cue| cue.split(narrow).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" ")
        }
        // Both three-wide joints and the wrap leave empty or bare pieces behind.
        true => {
            let pieces = line.split(gap).map(|piece| piece.trim_matches(' ')).filter(|piece| !piece.is_empty());
            pieces.collect::<Vec<_>>().join(" ")
        }
    };
    let slices = || {
        let mut out: Vec<(u32, u32)> = Vec::with_capacity(line.len() / 40);
        let mut start = 0;
        for at in memchr::memmem::find_iter(line.as_bytes(), gap.as_bytes()) {
            out.push((start as u32, at as u32));
            start = at + gap.len();
        }
        out.len()
    };
    let found = slices();
    Race::new(title, line.len())
        .rival("split, split and join", length, || split_join().len())
        .rival("memmem, slices out (the floor)", found, slices)
        .rival("fireside, joined text", length, || caption_dump::joined(line).len())
        .rival("fireside, cues and breaks", caption_dump::decode(line).cues.len(), || {
            caption_dump::decode(line).cues.len()
        })
        .run();
}
