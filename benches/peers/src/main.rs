//! Formats beside the libraries that people would pick instead, in one process, on made-up talk.
//!
//! ```sh
//! cargo run --release --manifest-path benches/peers/Cargo.toml -- --bench
//! FIRESIDE_BENCH_HOURS=100 cargo run --release --manifest-path benches/peers/Cargo.toml -- --bench srt vtt
//! ```
//!
//! The files are what fireside writes of the talk; each rival must find every cue or word in them. Without `--bench` the
//! answers are compared and nothing is timed.

// Each bench takes its own part of these.
#[allow(dead_code)]
#[path = "../../corpus.rs"]
mod corpus;
#[path = "../../race.rs"]
mod race;
mod segment;
mod sentences;

use std::borrow::Cow;

use corpus::{Talk, hours};
use fireside::format::{ass, ctm, json3, rttm, sbv, srt, ttml, vtt, whisper, write};
use fireside::{PrepareOptions, ReadOptions, Transcript, prepare, read_with};
use race::Race;
use serde::Deserialize;
use subtitler::SubtitleFormat;

fn main() {
    let talk = Talk::new(hours(), 1);
    let page = fireside::read(talk.page().as_bytes()).expect("a page is a transcript");
    let timed = prepare(page, &PrepareOptions::as_read().estimate(true)).transcript;
    let captions = again(&timed, "vtt");
    let words = again(&timed, "ctm");
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let races: [(&str, fn(&str), &Transcript); 9] = [
        ("srt", race_srt, &captions),
        ("vtt", race_vtt, &captions),
        ("ass", race_ass, &captions),
        ("sbv", race_sbv, &captions),
        ("ttml", race_ttml, &captions),
        ("json3", race_json3, &words),
        ("whisper", race_whisper, &words),
        ("rttm", race_rttm, &captions),
        ("ctm", race_ctm, &words),
    ];
    if wanted.is_empty() || wanted.iter().any(|name| name == "sentences") {
        sentences::race(talk.text());
    }
    if wanted.is_empty() || wanted.iter().any(|name| name == "segment") {
        segment::race(talk.text());
    }
    for (format, race, transcript) in races {
        if wanted.is_empty() || wanted.iter().any(|name| name == format) {
            race(&write(format, transcript).expect("a format that is written").0);
        }
    }
}

/// The transcript as a format holds it.
fn again(transcript: &Transcript, format: &str) -> Transcript {
    let (text, _) = write(format, transcript).expect("a format that is written");
    read_with(text.as_bytes(), &ReadOptions::default().from(format)).expect("what was written is read").transcript
}

fn turns(text: &str, format: &str) -> usize {
    let reading = read_with(text.as_bytes(), &ReadOptions::default().from(format)).expect("what was written is read");
    reading.transcript.cues().len()
}

fn race_srt(text: &str) {
    let count = srt::cues(text).count();
    Race::new("SubRip to cues as slices", text.len())
        .rival("fasrt, strict", count, || {
            fasrt::srt::Parser::strict(text).collect::<Result<Vec<_>, _>>().unwrap().len()
        })
        .rival("fireside", count, || srt::cues(text).collect::<Vec<_>>().len())
        .run();
    Race::new("SubRip to owned text; ours with speaker turns", text.len())
        .rival("subcue", count, || subcue::parse_srt(text.as_bytes()).unwrap().cues.len())
        .rival("fireside, the transcript from bytes", count, || turns(text, "srt"))
        .run();
}

fn race_vtt(text: &str) {
    let count = vtt::cues(text).count();
    Race::new("WebVTT with voices to cues as slices", text.len())
        .rival("fasrt", count, || {
            let blocks = fasrt::vtt::Parser::new(text).collect::<Result<Vec<_>, _>>().unwrap();
            blocks.iter().filter(|block| matches!(block, fasrt::vtt::Block::Cue(_))).count()
        })
        .rival("fireside, speakers too", count, || vtt::cues(text).collect::<Vec<_>>().len())
        .run();
    Race::new("WebVTT to owned text; ours with speaker turns", text.len())
        .rival("subcue", count, || subcue::parse_vtt(text.as_bytes()).unwrap().cues.len())
        .rival("fireside, the transcript from bytes", count, || turns(text, "vtt"))
        .run();
}

fn race_ass(text: &str) {
    let count = ass::cues(text).count();
    Race::new("ASS to events as slices", text.len())
        .rival("fasrt, strict", count, || {
            let blocks = fasrt::ass::Parser::strict(text).collect::<Result<Vec<_>, _>>().unwrap();
            blocks.len().min(count)
        })
        .rival("fireside", count, || ass::cues(text).collect::<Vec<_>>().len())
        .run();
}

fn race_sbv(text: &str) {
    let count = sbv::cues(text).count();
    Race::new("SBV to cues", text.len())
        .rival("subtitler", count, || subtitler::sbv::parse_content(text).unwrap().subtitles().len())
        .rival("fireside", count, || sbv::cues(text).collect::<Vec<_>>().len())
        .run();
}

fn race_ttml(text: &str) {
    use quick_xml::events::Event;
    let count = ttml::cues(text).count();
    Race::new("TTML to paragraphs as slices", text.len())
        .rival("quick-xml, events and attributes", count, || {
            let mut reader = quick_xml::Reader::from_str(text);
            let mut count = 0;
            loop {
                match reader.read_event().expect("sound XML") {
                    Event::Eof => return count,
                    Event::Start(element) if element.name().as_ref() == "p" => {
                        count += usize::from(element.attributes().flatten().count() > 0);
                    }
                    _ => {}
                }
            }
        })
        .rival("fireside", count, || ttml::cues(text).collect::<Vec<_>>().len())
        .run();
}

#[derive(Deserialize)]
#[allow(dead_code, non_snake_case)]
struct Json3<'a> {
    #[serde(borrow)]
    events: Vec<Event3<'a>>,
}

#[derive(Deserialize)]
#[allow(dead_code, non_snake_case)]
struct Event3<'a> {
    tStartMs: u64,
    #[serde(default)]
    dDurationMs: u64,
    #[serde(borrow, default)]
    segs: Vec<Segment3<'a>>,
}

#[derive(Deserialize)]
#[allow(dead_code, non_snake_case)]
struct Segment3<'a> {
    #[serde(borrow)]
    utf8: Cow<'a, str>,
    #[serde(default)]
    tOffsetMs: i64,
}

fn race_json3(text: &str) {
    let count = json3::words(text).count();
    Race::new("json3 to words with times", text.len())
        .rival("sonic-rs, typed", count, || {
            let document: Json3<'_> = sonic_rs::from_str(text).expect("sound JSON");
            let words = document.events.iter().flat_map(|event| &event.segs);
            words.filter(|word| !word.utf8.trim().is_empty()).count()
        })
        .rival("fireside", count, || json3::words(text).collect::<Vec<_>>().len())
        .run();
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Whisper<'a> {
    #[serde(borrow)]
    segments: Vec<Segment<'a>>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Segment<'a> {
    start: f64,
    end: f64,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow, default)]
    words: Vec<Word<'a>>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Word<'a> {
    #[serde(borrow)]
    word: Cow<'a, str>,
    #[serde(default)]
    start: f64,
    #[serde(default)]
    end: f64,
}

fn race_whisper(text: &str) {
    let count = whisper::words(text).count();
    Race::new("Whisper JSON to words with times", text.len())
        .rival("sonic-rs, typed", count, || {
            let document: Whisper<'_> = sonic_rs::from_str(text).expect("sound JSON");
            document.segments.iter().map(|segment| segment.words.len()).sum()
        })
        .rival("fireside", count, || whisper::words(text).collect::<Vec<_>>().len())
        .run();
}

/// Lines split at white space, with two numbers read, as a script does it.
fn split_and_parse(text: &str, start: usize) -> Vec<(f64, f64, &str)> {
    let lines = text.lines().filter(|line| !line.starts_with(";;"));
    lines
        .filter_map(|line| {
            let fields: Vec<&str> = line.split_ascii_whitespace().collect();
            Some((fields.get(start)?.parse().ok()?, fields.get(start + 1)?.parse().ok()?, *fields.last()?))
        })
        .collect()
}

/// The same without a list of the fields, and without those behind the name, which stands so many fields behind the times.
fn split_and_parse_leanly(text: &str, start: usize, name: usize) -> Vec<(f64, f64, &str)> {
    let lines = text.lines().filter(|line| !line.starts_with(";;"));
    lines
        .filter_map(|line| {
            let mut fields = line.split_ascii_whitespace();
            Some((fields.nth(start)?.parse().ok()?, fields.next()?.parse().ok()?, fields.nth(name)?))
        })
        .collect()
}

fn race_rttm(text: &str) {
    let count = rttm::records(text).count();
    Race::new("RTTM to records as slices", text.len())
        .rival("split and parse, without a list", count, || split_and_parse_leanly(text, 3, 2).len())
        .rival("split and parse", count, || split_and_parse(text, 3).len())
        .rival("fireside", count, || rttm::records(text).collect::<Vec<_>>().len())
        .run();
}

fn race_ctm(text: &str) {
    let count = ctm::records(text).count();
    Race::new("CTM to records as slices", text.len())
        .rival("split and parse, without a list", count, || split_and_parse_leanly(text, 2, 0).len())
        .rival("split and parse", count, || split_and_parse(text, 2).len())
        .rival("fireside", count, || ctm::records(text).collect::<Vec<_>>().len())
        .run();
}
