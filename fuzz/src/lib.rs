//! What the fuzz targets do: each takes any bytes and panics where a promise is broken.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use fireside::dialect::{self, DIALECTS, Page, caption_dump, rev_inline};
use fireside::format::{self, FORMATS, Reader};
use fireside::pass::align::{self, AlignOptions};
use fireside::pass::cues::{self, CueOptions};
use fireside::pass::repair::{Level, RepairOptions, repair_text};
use fireside::pass::retime::{self, CropOptions};
use fireside::query::{Fit, Index, parse_time};
use fireside::{
    Captions, Error, PrepareOptions, ReadOptions, Reading, TimeDelta, TimeSpan, Timestamp, Transcript, inspect,
    prepare, read_with,
};

/// A target by its name.
pub type Target = fn(&[u8]);

/// All targets: the one table.
#[rustfmt::skip]
pub static TARGETS: &[(&str, Target)] = &[
    ("read", read),
    ("linear", linear),
    ("timed", timed),
    ("dialects", dialects),
    ("repair", repair),
    ("query", query),
    ("roundtrip_json", roundtrip_json),
    ("align", align),
];

/// The targets whose first byte picks a reader.
pub const PICKS_A_READER: &[&str] = &["read", "linear", "timed"];

/// The ids that bytes can be read as; the empty one leaves it to the reader.
pub fn readers() -> Vec<&'static str> {
    let formats = FORMATS.iter().filter(|format| format.read.is_some()).map(|format| format.id);
    [""].into_iter().chain(formats).chain(DIALECTS.iter().map(|dialect| dialect.id)).collect()
}

/// What reads the bytes: the reader a byte picks, or the one named by `FIRESIDE_FUZZ_READER` where it is set (to give
/// one reader all of a run).
fn options(byte: u8) -> ReadOptions {
    static ONLY: OnceLock<Option<&'static str>> = OnceLock::new();
    let only = ONLY.get_or_init(|| {
        let name = std::env::var("FIRESIDE_FUZZ_READER").ok()?;
        Some(readers().into_iter().find(|id| *id == name).unwrap_or_else(|| panic!("there is no reader {name}")))
    });
    let ids = readers();
    match only.unwrap_or(ids[usize::from(byte) % ids.len()]) {
        "" => ReadOptions::default(),
        id => ReadOptions::default().from(id),
    }
}

/// Any bytes through a reader; the first byte picks it.
pub fn read(data: &[u8]) {
    let Some((first, source)) = data.split_first() else { return };
    let options = options(*first);
    let Ok(reading) = read_with(source, &options) else {
        // What can't be read can still be looked at, or is no text.
        let _ = inspect(source, &options);
        return;
    };
    holds_together(&reading.transcript);
    // Places are those of the decoded text; what is packed has none in the bytes that are there.
    let packed = reading.transcript.source.container.as_deref().is_some_and(|container| container != "html");
    let format = format::by_id(&reading.transcript.source.format).and_then(|format| format.read);
    let bytes = matches!(format, Some(Reader::Bytes { .. }));
    if !packed {
        let decoded = fireside::text::decode(source, None).ok();
        let length = decoded.as_ref().map_or(source.len(), |decoded| decoded.offset + decoded.text.len());
        let length = length.max(source.len());
        for word in reading.transcript.words() {
            let Some(origin) = word.origin() else { continue };
            assert!(origin.bytes.start <= origin.bytes.end && origin.bytes.end <= length, "{origin:?} is outside");
            if let Some(text) = std::str::from_utf8(source).ok().filter(|_| !bytes) {
                assert!(text.get(origin.bytes.clone()).is_some(), "{origin:?} cuts a character");
            }
        }
        for diagnostic in &reading.diagnostics {
            assert!(diagnostic.bytes.as_ref().is_none_or(|bytes| bytes.end <= length), "{diagnostic:?} is outside");
        }
    }
    writes(&reading.transcript);
}

/// Any two texts in every way they can be aligned: the first byte picks where one ends, the next two the readers.
pub fn align(data: &[u8]) {
    let [cut, first, second, rest @ ..] = data else { return };
    let (one, other) = rest.split_at(rest.len() * usize::from(*cut) / 256);
    let read = |bytes: &[u8], pick: u8| read_with(bytes, &options(pick)).ok().map(|reading| reading.transcript);
    let (Some(one), Some(other)) = (read(one, *first), read(other, *second)) else { return };
    let options =
        AlignOptions::default().least_share(f32::from(*cut % 2) * 0.15).sentences(true).split_cues(*cut % 3 == 0);
    // In a script without spaces somebody else may begin inside what was one word.
    let said = |transcript: &Transcript| transcript.words().map(|word| word.text().to_owned()).collect::<String>();
    let before = said(&one);
    if let Ok(aligned) = align::texts(one.clone(), &[other.clone(), other.clone()], &options) {
        let (mut last, transcript) = (None, &aligned.transcript);
        for unit in transcript.units().filter(|unit| unit.start().is_some()) {
            assert!(unit.start().map(|time| time.at) >= last, "a start goes back");
            last = unit.start().map(|time| time.at);
        }
        assert_eq!(said(transcript), before, "aligning changes no word");
        let again = align::texts(transcript.clone(), &[other.clone(), other.clone()], &options);
        assert!(again.is_ok_and(|again| again.transcript.units().len() == transcript.units().len()));
    }
    let words = [
        align::speakers(one.clone(), &other, &options),
        align::captions(one.clone(), &other, &options),
        align::timing(one.clone(), &other, &options),
    ];
    for aligned in words.into_iter().flatten() {
        holds_together(&aligned.transcript);
        assert_eq!(said(&aligned.transcript), before, "aligning changes no word");
    }
}

/// Bytes that [`linear`] reads in one go.
const LONG: usize = 128 * 1024;
/// What a reader may take for each of them, generously: a quadratic one takes hundreds of times as much.
const BUDGET: Duration = Duration::from_micros(40);

/// Any bytes, over and over, through a reader: the time goes with the length and no faster. The first byte picks the
/// reader, the second what stands between the repetitions.
pub fn linear(data: &[u8]) {
    let [first, second, rest @ ..] = data else { return };
    if rest.is_empty() {
        return;
    }
    let options = options(*first);
    let between: &[u8] = [&b""[..], b"\n", b"\n\n", b" "][usize::from(*second) % 4];
    let mut source = Vec::with_capacity(LONG + rest.len());
    while source.len() < LONG {
        source.extend_from_slice(rest);
        source.extend_from_slice(between);
    }
    let start = Instant::now();
    if let Ok(reading) = read_with(&source, &options) {
        writes(&reading.transcript);
    }
    let budget = BUDGET * source.len() as u32;
    assert!(start.elapsed() < budget, "{:?} for {} bytes", start.elapsed(), source.len());
}

/// Any bytes through a reader, then what is done to times and cues. The first byte picks the reader.
pub fn timed(data: &[u8]) {
    let Some((first, source)) = data.split_first() else { return };
    let ids = readers();
    let options = ReadOptions::default().from(ids[1 + usize::from(*first) % (ids.len() - 1)]);
    let Ok(reading) = read_with(source, &options) else { return };
    let transcript = reading.transcript;
    let words = |transcript: &Transcript| transcript.words().map(|word| word.text().to_owned()).collect::<Vec<_>>();
    let before = words(&transcript);
    let by = TimeDelta::from_millis(before.len() as i64 * 7 - 50);
    holds_together(&retime::shift(transcript.clone(), by));
    let options = CueOptions::default().max_characters(1 + before.len() % 90);
    let split = cues::split(transcript.clone(), &options);
    holds_together(&split);
    assert_eq!(words(&split), before, "splitting cues keeps the words");
    let merged = cues::merge(split, &options);
    holds_together(&merged);
    assert_eq!(words(&merged), before, "merging cues keeps the words");
    let sorted = cues::sort(transcript.clone());
    holds_together(&sorted);
    assert_eq!(cues::sort(sorted.clone()), sorted, "sorting twice is sorting once");
    holds_together(&cues::fix_overlaps(cues::renumber(transcript.clone()), by).0);
    if let Some(span) = TimeSpan::new(Timestamp::from_millis(1_000), Timestamp::from_millis(5_000)) {
        let cropped = retime::crop(transcript.clone(), span, CropOptions::default().rebase(true));
        holds_together(&cropped);
        writes(&cropped);
    }
    let json = serde_json::to_string(&Captions::new(&transcript)).expect("a document is written");
    let document: Captions<'_> = serde_json::from_str(&json).expect("what was written is read");
    holds_together(&Transcript::try_from(document).expect("what was written holds together"));
    let full = serde_json::to_string(&transcript).expect("a transcript is written");
    assert_eq!(serde_json::from_str::<Transcript>(&full).expect("what was written is read"), transcript);
}

/// Any text through every dialect, its layout decoders and the passes.
pub fn dialects(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let page = Page::new(&text, 0);
    let _ = dialect::choose(&page);
    for dialect in DIALECTS {
        let score = (dialect.score)(&page);
        assert!((0.0..=1.0).contains(&score.value), "{} scores {}", dialect.id, score.value);
        let Ok(reading) = (dialect.read)(&page) else { continue };
        holds_together(&reading.transcript);
        passes(reading);
    }
    for record in rev_inline::records(&text) {
        assert!(record.label.len() + record.text.len() <= text.len());
    }
    let joined = caption_dump::joined(&text);
    assert!(joined.len() <= text.len());
    let layout = caption_dump::decode(&text);
    let mut last = 0;
    for cue in &layout.cues {
        assert!(last <= cue.start && cue.start <= cue.end, "cues go on");
        assert!(text.get(cue.start..cue.end).is_some(), "a cue is a slice");
        last = cue.end;
    }
}

fn passes(reading: Reading) {
    let words =
        |transcript: &Transcript| -> Vec<String> { transcript.words().map(|word| word.text().to_owned()).collect() };
    let before = words(&reading.transcript);
    let options = PrepareOptions::as_read().infer(true).estimate(true);
    let split = prepare(reading, &options);
    holds_together(&split.transcript);
    assert_eq!(words(&split.transcript), before, "splitting and estimating keep the words");
    let again = prepare(Reading::new(split.transcript.clone()), &options);
    assert_eq!(again.transcript, split.transcript, "doing it twice is doing it once");
    holds_together(&prepare(split, &PrepareOptions::default()).transcript);
}

/// Any text through the repair rules.
pub fn repair(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let level = [Level::Safe, Level::Standard, Level::Full][usize::from(*first) % 3];
    let text = String::from_utf8_lossy(rest);
    let options = RepairOptions::default().level(level);
    let repaired = repair_text(&text, &options);
    for edit in &repaired.edits {
        assert!(text.get(edit.bytes.clone()).is_some(), "{edit:?} cuts a character");
        assert!((0.0..=1.0).contains(&edit.confidence));
    }
    if repaired.edits.is_empty() {
        assert_eq!(repaired.text, text, "an edit that nobody told of");
    }
    assert_eq!(repaired.explain(&text).count(), repaired.edits.len());
    let again = repair_text(&repaired.text, &options);
    assert_eq!(again.text, repaired.text, "repairing twice is repairing once");
}

/// Any question to any transcript: speaker, time and topic on a line each, then the page.
pub fn query(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(5, '\n');
    let [speaker, from, to, about, page] = std::array::from_fn(|_| lines.next().unwrap_or(""));
    let Ok(reading) = read_with(page.as_bytes(), &ReadOptions::default().from("rev-inline")) else { return };
    let transcript = prepare(reading, &PrepareOptions::as_read().estimate(true)).transcript;
    let index = Index::new(&transcript);
    let statistics = transcript.statistics();
    assert!(format!("{statistics:?}").len() > 1);
    for (part, fit) in (0..8).zip([Fit::Overlap, Fit::Contained].into_iter().cycle()) {
        let ask = |mut query: fireside::query::Query<'_>| -> Option<Vec<(usize, bool)>> {
            if part & 1 != 0 {
                query = query.speaker(speaker);
            }
            if part & 2 != 0 {
                query = query.from(parse_time(from).ok()?).to(parse_time(to).ok()?).fit(fit);
            }
            if part & 4 != 0 {
                query = query.about(about);
            }
            let found = query.context(part % 3).matches().ok()?.map(|found| {
                for bytes in &found.matches {
                    assert!(found.turn.text().get(bytes.clone()).is_some_and(|word| !word.is_empty()));
                }
                assert!(found.score.is_finite());
                (found.turn.index(), found.context)
            });
            Some(found.collect())
        };
        assert_eq!(ask(transcript.query()), ask(index.query()), "an index changes no answer");
    }
}

/// Any JSON that is a transcript, written and read again.
pub fn roundtrip_json(data: &[u8]) {
    let Ok(transcript) = serde_json::from_slice::<Transcript>(data) else { return };
    holds_together(&transcript);
    // Forged documents hold forged markup, which rides along unread: it must be written, and need not be read again.
    for format in FORMATS.iter().filter(|format| format.write.is_some()) {
        assert!(format::write(format.id, &transcript).is_ok(), "{} can't be written", format.id);
    }
    let json = serde_json::to_string(&transcript).expect("a transcript is written");
    let back: Transcript = serde_json::from_str(&json).expect("what was written is read");
    assert_eq!(back, transcript);
}

/// Walks through all of a transcript: every slice is there.
fn holds_together(transcript: &Transcript) {
    let text = transcript.text();
    for turn in transcript.turns() {
        assert_eq!(text.get(turn.bytes()), Some(turn.text()));
        assert!((0.0..=1.0).contains(&turn.confidence()) && (0.0..=1.0).contains(&turn.speaker_confidence()));
        for unit in turn.units() {
            assert_eq!(text.get(unit.bytes()), Some(unit.text()));
        }
    }
    for word in transcript.words() {
        assert!(!word.text().is_empty() && !word.text().contains(char::is_whitespace), "{:?}", word.text());
        assert_eq!(text.get(word.bytes()), Some(word.text()));
    }
    for cue in transcript.cues() {
        let _ = transcript.cue_text(cue);
    }
}

/// Writes a transcript in every format.
fn writes(transcript: &Transcript) {
    for format in FORMATS.iter().filter(|format| format.write.is_some()) {
        let Ok((text, _)) = format::write(format.id, transcript) else { panic!("{} can't be written", format.id) };
        if format.read.is_some() && !transcript.text().is_empty() {
            let read = read_with(text.as_bytes(), &ReadOptions::default().from(format.id));
            // Speech of little but control characters is no text to anybody.
            let read = read.map_or_else(|error| matches!(error, Error::NotText { .. }), |_| true);
            assert!(read, "{} is written as {text:?}, and can't be read", format.id);
        }
    }
}
