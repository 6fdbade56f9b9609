//! What reading costs in memory: allocations counted one by one, and the most that is held at a time.

#[path = "../benches/corpus.rs"]
mod corpus;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use corpus::{Talk, collapsed, flattened};
use fireside::dialect::{caption_dump, rev_inline};

thread_local! {
    // Each test has its own thread, so each counts its own.
    static HEAP: Cell<Heap> = const { Cell::new(Heap { allocations: 0, live: 0, peak: 0 }) };
}

#[derive(Clone, Copy, Debug)]
struct Heap {
    allocations: usize,
    live: isize,
    peak: isize,
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn count(allocations: usize, bytes: isize) {
    // A thread that is being torn down has no counter left.
    let _ = HEAP.try_with(|heap| {
        let Heap { allocations: before, live, peak } = heap.get();
        let live = live + bytes;
        heap.set(Heap { allocations: before + allocations, live, peak: peak.max(live) });
    });
}

// SAFETY: every call is handed on to the system's allocator unchanged; counting touches a plain cell and never allocates.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size() as isize);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(0, -(layout.size() as isize));
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // A block that moves is there twice for a moment.
        count(1, size as isize);
        count(0, -(layout.size() as isize));
        unsafe { System.realloc(block, layout, size) }
    }
}

/// What `job` gives, its allocations, and the most bytes it held at a time.
fn measured<T>(job: impl FnOnce() -> T) -> (T, usize, usize) {
    HEAP.with(|heap| heap.set(Heap { allocations: 0, live: 0, peak: 0 }));
    let result = job();
    let Heap { allocations, peak, .. } = HEAP.with(Cell::get);
    (result, allocations, peak.max(0) as usize)
}

/// A vector that grows by doubling allocates this often until it holds `n`.
fn doublings(n: usize) -> usize {
    n.max(2).ilog2() as usize + 1
}

#[test]
fn the_counter_counts() {
    let (block, allocations, peak) = measured(|| vec![1u8; 1_000]);
    assert_eq!((block.len(), allocations, peak), (1_000, 1, 1_000));
    let (list, allocations, _) = measured(|| (0..1_000u64).map(Box::new).collect::<Vec<_>>());
    assert_eq!((list.len(), allocations), (1_000, 1_001));
}

#[test]
fn slices_of_a_page_or_a_line_cost_no_allocation_or_one_buffer() {
    let talk = Talk::new(4, 3);
    let (page, dump) = (talk.page(), talk.dump(50));
    let (records, allocations, _) = measured(|| rev_inline::records(&page).count());
    assert_eq!((records, allocations), (talk.paragraphs().count(), 0));
    let (records, allocations, _) = measured(|| rev_inline::records(&page).collect::<Vec<_>>());
    assert!(allocations <= doublings(records.len()), "{allocations} allocations for {} records", records.len());
    let (gaps, allocations, _) = measured(|| caption_dump::gaps(dump.captions()).count());
    assert_eq!((gaps, allocations), (dump.cues - 1 + dump.wraps, 0));
    let (joined, allocations, peak) = measured(|| caption_dump::joined(dump.captions()));
    assert_eq!(allocations, 1);
    assert!(peak <= dump.captions().len() && joined.len() < peak);
}

#[test]
fn the_cues_of_a_dump_cost_allocations_by_the_logarithm() {
    for (name, page) in dumps(8) {
        let line = page.lines().max_by_key(|line| line.len()).unwrap_or_default();
        let (layout, allocations, _) = measured(|| caption_dump::decode(line));
        let allowed = 8 * doublings(layout.cues.len());
        assert!(allocations <= allowed, "{name}: {allocations} allocations for {} cues", layout.cues.len());
    }
}

fn dumps(hours: u32) -> [(&'static str, String); 3] {
    let page = Talk::new(hours, 3).dump(50).page;
    [("flattened", flattened(&page)), ("collapsed", collapsed(&page)), ("coded", page)]
}

#[test]
fn a_transcript_costs_two_allocations_a_turn_and_three_times_its_input() {
    let talk = Talk::new(8, 3);
    let turns = talk.turns().count();
    let pages = dumps(8).into_iter().chain([("page", talk.page())]);
    let costly = pages.filter_map(|(name, page)| {
        let (reading, allocations, peak) = measured(|| fireside::read(page.as_bytes()));
        assert!(reading.expect("a transcript").transcript.words().count() >= talk.words);
        let input = page.len();
        let cheap = allocations <= 2 * turns && peak <= 3 * input;
        (!cheap).then(|| format!("{name}: {allocations} allocations for {turns} turns, {peak} bytes for {input}"))
    });
    assert_eq!(costly.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_timed_file_costs_two_allocations_a_turn_in_every_format() {
    let talk = Talk::new(2, 3);
    let turns = talk.turns().count();
    let page = fireside::read(talk.page().as_bytes()).expect("a transcript");
    let timed = fireside::prepare(page, &fireside::PrepareOptions::as_read().estimate(true)).transcript;
    let again = |format: &str| {
        let (text, _) = fireside::format::write(format, &timed).expect("a format that is written");
        fireside::read_with(text.as_bytes(), &fireside::ReadOptions::default().from(format)).expect("a file").transcript
    };
    let (captions, words) = (again("vtt"), again("ctm"));
    let of_cues = [
        "srt",
        "vtt",
        "sbv",
        "ass",
        "lrc",
        "microdvd",
        "subviewer",
        "mpl2",
        "tmplayer",
        "spruce-stl",
        "audacity",
        "table",
        "ttml",
        "rttm",
        "stm",
        "textgrid",
        "sami",
        "realtext",
        "qttext",
        "podcast",
        "podlove",
        "seglst",
        "ttxt",
        "whisper",
        "cue-json",
    ];
    let of_words = ["json3", "ctm"];
    let files =
        of_cues.iter().map(|format| (*format, &captions)).chain(of_words.iter().map(|format| (*format, &words)));
    let costly = files.filter_map(|(format, transcript)| {
        let (text, _) = fireside::format::write(format, transcript).expect("a format that is written");
        let options = fireside::ReadOptions::default().from(format);
        let (reading, allocations, _) = measured(|| fireside::read_with(text.as_bytes(), &options));
        let read = reading.expect("what was written is read").transcript;
        assert!(read.units().len() >= turns || format == "ctm", "{format}: {} units", read.units().len());
        (allocations > 2 * turns).then(|| format!("{format}: {allocations} allocations for {turns} turns"))
    });
    assert_eq!(costly.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_thousand_hours_split_into_turns_within_two_gigabytes() {
    let hours = 10;
    let page = Talk::new(hours, 3).dump(50).page;
    let (turns, _, peak) = measured(|| {
        let reading = fireside::read(page.as_bytes()).expect("a transcript");
        fireside::prepare(reading, &fireside::PrepareOptions::default()).transcript.turns().len()
    });
    let thousand = peak / hours as usize * 1_000;
    assert!(turns > 1_000 && thousand < 2 << 30, "{} MB for a thousand hours", thousand >> 20);
}

/// A SubRip file that is made while it is read.
struct Endless {
    cue: u64,
    left: u64,
    text: std::io::Cursor<Vec<u8>>,
}

impl std::io::Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.text.position() as usize == self.text.get_ref().len() && self.left > 0 {
            self.cue += 1;
            let at = self.cue * 2;
            let stamp = |at: u64| format!("{:02}:{:02}:{:02},000", at / 3_600, at / 60 % 60, at % 60);
            let cue = format!(
                "{}\n{} --> {}\nAnd once a year I go up\nand oil it, cue {}.\n\n",
                self.cue,
                stamp(at),
                stamp(at + 2),
                self.cue
            );
            self.left = self.left.saturating_sub(cue.len() as u64);
            self.text = std::io::Cursor::new(cue.into_bytes());
        }
        self.text.read(into)
    }
}

/// `FIRESIDE_STREAM_MB=1024 cargo test --release --test allocations stream` reads a gigabyte.
#[test]
fn a_stream_of_any_length_takes_a_few_megabytes() {
    let megabytes = std::env::var("FIRESIDE_STREAM_MB").ok().and_then(|value| value.parse().ok()).unwrap_or(8u64);
    let source = Endless { cue: 0, left: megabytes << 20, text: Default::default() };
    let ((cues, last), _, peak) = measured(|| {
        let stream =
            fireside::format::stream::CueStream::new(std::io::BufReader::new(source), "srt").expect("a format");
        stream.map(|cue| cue.expect("a cue")).fold((0u64, String::new()), |(count, _), cue| (count + 1, cue.text))
    });
    assert!(cues > megabytes * 9_000, "{cues} cues");
    assert!(last.ends_with(&format!("cue {cues}.")), "{last}");
    assert!(peak < 8 << 20, "{peak} bytes for {megabytes} MB");
}

#[test]
fn twice_the_talk_costs_twice_the_allocations_or_less_in_every_job() {
    let cost = |hours: u32| {
        let talk = Talk::new(hours, 3);
        let (dirty, _) = corpus::soiled(talk.text(), 5);
        let read = fireside::read(talk.page().as_bytes()).expect("a transcript").transcript;
        let options = fireside::pass::repair::RepairOptions::default();
        [
            measured(|| fireside::pass::repair::repair_text(&dirty, &options).edits.len()),
            measured(|| fireside::pass::split::segment(talk.text(), &[]).len()),
            measured(|| {
                fireside::query::Index::new(&read).query().about("nobody").matches().map_or(0, Iterator::count)
            }),
        ]
    };
    for (job, (small, large)) in ["repair", "split", "index"].iter().zip(cost(2).into_iter().zip(cost(4))) {
        let ((_, few, low), (_, many, high)) = (small, large);
        assert!(
            many <= few * 22 / 10 && high <= low * 22 / 10,
            "{job}: {few} and {many} allocations, {low} and {high} bytes"
        );
    }
}
