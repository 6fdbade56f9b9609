//! Rich Transcription Time Marked: who speaks when, a line for each stretch.
//!
//! ```text
//! ;; spoken at the mill
//! SPKR-INFO mill 1 <NA> <NA> <NA> adult_female ada <NA> <NA>
//! SPEAKER mill 1 0.50 2.25 <NA> <NA> ada <NA> <NA>
//! LEXEME mill 1 0.50 0.31 is lex ada 0.98 <NA>
//! ```
//!
//! ```text
//! file    = *(line NEWLINE)
//! line    = comment / type SP file SP channel SP start SP length SP ortho SP subtype SP speaker [SP confidence [SP lookahead]]
//! comment = (";" / "#") *letter
//! start   = seconds / "<NA>" / "*"
//! ```
//!
//! `SPEAKER` lines are units without text, and consecutive ones of a speaker a turn. The words of `LEXEME` lines go into
//! the unit of their speaker that holds their middle, or into one of their own. All other lines are records only.
//! A speaker of several recordings is one speaker. It holds no text but single words, and no names with spaces.
//!
//! Grammar: RT-09 evaluation plan of NIST, appendix A; `<NA>` for speakers and nine fields are what tools write. Comments
//! and types in small letters are what md-eval takes.

use rustc_hash::FxHashMap;

use super::captions::build::Captions;
use super::captions::fields::{
    Line, Lines, Next, Usual, end_of, malformed, not_held, push_field, push_seconds, recording, renamed, seconds, spans,
};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, RecordStart, Time, Timestamp, Transcript, UnitStart};

pub(super) const FORMAT: Format = Format {
    id: "rttm",
    aliases: &["rich-transcription"],
    title: "RTTM",
    kind: Kind::Diarization,
    extensions: &["rttm"],
    keeps: "turns, times, speakers; every record when read from RTTM; no text",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// The types of the evaluation plans.
const TYPES: &[&str] = &[
    "SPEAKER",
    "LEXEME",
    "SPKR-INFO",
    "NON-LEX",
    "NON-SPEECH",
    "SEGMENT",
    "NOSCORE",
    "NO_RT_METADATA",
    "FILLER",
    "EDIT",
    "SU",
    "IP",
    "CB",
    "A/P",
    "SPEECH",
    "NOISE",
];

/// A line of an RTTM file, its names as they stand in the text.
///
/// ```
/// let rttm = "SPEAKER mill 1 0.50 2.25 <NA> <NA> ada <NA> <NA>\n";
/// let record = fireside::format::rttm::records(rttm).next().unwrap();
/// assert_eq!((record.kind, record.speaker), ("SPEAKER", "ada"));
/// assert_eq!((record.start, record.length), (Some(500), Some(2_250)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RttmRecord<'a> {
    /// `SPEAKER`, `LEXEME` or another type.
    pub kind: &'a str,
    /// The recording.
    pub file: &'a str,
    /// The channel of the recording.
    pub channel: &'a str,
    /// Start in milliseconds; `None` for `<NA>`.
    pub start: Option<i64>,
    /// Length in milliseconds; `None` for `<NA>`.
    pub length: Option<i64>,
    /// The word or sound; `<NA>` where there is none.
    pub ortho: &'a str,
    /// The subtype, such as `lex` or `adult_male`.
    pub subtype: &'a str,
    /// Who speaks; `<NA>` where nobody is named.
    pub speaker: &'a str,
    /// How sure the source is, as it stands; empty where the field is missing.
    pub confidence: &'a str,
}

/// The lines of an RTTM text that can be read, in order.
///
/// ```
/// let rttm = ";; by hand\nSPEAKER mill 1 1e0 2.0005 <NA> <NA> ada <NA>\nSPEAKER mill 1 x\n";
/// let all: Vec<_> = fireside::format::rttm::records(rttm).map(|record| (record.start, record.length)).collect();
/// assert_eq!(all, [(Some(1_000), Some(2_001))]);
/// ```
pub fn records(text: &str) -> impl Iterator<Item = RttmRecord<'_>> {
    let mut lines = Lines::<10>::loose(text);
    std::iter::from_fn(move || {
        loop {
            if let Some(record) = lines.usual(usual) {
                return Some(record);
            }
            match lines.next()? {
                Next::Line(line) => match record(&line) {
                    Ok(record) => return Some(record),
                    Err(_) => continue,
                },
                Next::Comment(..) => continue,
            }
        }
    })
}

/// A line as programs write it.
#[inline(always)]
fn usual<'a>(line: &mut Usual<'a>) -> Option<RttmRecord<'a>> {
    let (kind, file, channel) = (line.field()?, line.field()?, line.field()?);
    let (start, length) = (Some(line.seconds()?), Some(line.seconds()?));
    let (ortho, subtype, speaker) = (line.field()?, line.field()?, line.field()?);
    let (confidence, _) = line.last()?;
    line.pass_over();
    Some(RttmRecord { kind, file, channel, start, length, ortho, subtype, speaker, confidence })
}

/// A line that could not be read: the field that is wrong, and what should stand there.
type Wrong = (usize, &'static str);

/// A time, or none for the signs that stand for none.
#[inline]
fn time(field: &str) -> Option<Option<i64>> {
    match field {
        "<NA>" | "*" => Some(None),
        _ => seconds(field).map(Some),
    }
}

#[inline]
fn record<'a>(line: &Line<'a, 10>) -> Result<RttmRecord<'a>, Wrong> {
    let kind = line.fields[0];
    if line.count < 8 {
        return Err((line.count, "9 or 10 fields"));
    }
    let start = time(line.fields[3]).ok_or((3, "a start in seconds"))?;
    let length = time(line.fields[4]).ok_or((4, "a length in seconds"))?;
    let turn = kind.eq_ignore_ascii_case("SPEAKER");
    if turn && start.is_none() {
        return Err((3, "a start in seconds"));
    }
    if turn && length.is_none() {
        return Err((4, "a length in seconds"));
    }
    Ok(RttmRecord {
        kind,
        file: line.fields[1],
        channel: line.fields[2],
        start,
        length,
        ortho: line.fields[5],
        subtype: line.fields[6],
        speaker: line.fields[7],
        confidence: line.field(8),
    })
}

fn detect(head: &str) -> u8 {
    let (mut known, mut good, mut bad) = (0usize, 0usize, 0usize);
    for next in Lines::<10>::loose(head).take(200) {
        let Next::Line(line) = next else { continue };
        if !TYPES.iter().any(|known| known.eq_ignore_ascii_case(line.fields[0])) {
            bad += 1;
            continue;
        }
        known += 1;
        good += usize::from(line.rest.is_empty() && line.count >= 9 && record(&line).is_ok());
    }
    match (good, bad) {
        (0, _) => 0,
        (good, 0) if good * 4 >= known * 3 => 98,
        (good, bad) if good >= bad * 4 => 90,
        (good, bad) if good > bad => 60,
        // A claim that only the extension makes good.
        (good, bad) if good * 4 >= bad => 15,
        _ => 0,
    }
}

fn named(field: &str) -> Option<&str> {
    Some(field).filter(|field| !matches!(*field, "<NA>" | ""))
}

/// A stretch that becomes a unit: the row of its SPEAKER line, or of the first of some words that no SPEAKER line holds.
struct Stretch {
    row: usize,
    start: i64,
    end: i64,
    words: Vec<usize>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::default();
    let mut rows: Vec<(RttmRecord<'_>, Line<'_, 10>)> = Vec::new();
    let mut unread = None;
    for next in Lines::<10>::loose(text) {
        let line = match next {
            Next::Line(line) => line,
            Next::Comment(comment) => {
                captions.builder.block("comment", comment);
                continue;
            }
        };
        match record(&line) {
            Ok(row) => rows.push((row, line)),
            Err((field, expected)) => {
                let at = line.place(field, text);
                unread.get_or_insert((at.start, expected));
                captions.warn(
                    Code::LineUnread,
                    base + at.start..base + at.end,
                    format!("expected {expected}: the line is left out"),
                );
            }
        }
    }
    if let (true, Some((at, expected))) = (rows.is_empty(), unread) {
        let help = "a line is `SPEAKER file channel start length <NA> <NA> speaker <NA> <NA>`";
        return Err(malformed(source, at, expected, help));
    }
    let spoken = speech(&rows, text, base, &mut captions);
    for ((row, line), spoken) in rows.iter().zip(spoken) {
        let end = row.start.zip(row.length).map(|(start, length)| end_of(start, length));
        let beside = match (row.subtype, line.field(9), line.rest, line.count) {
            ("<NA>", "<NA>", "", _) => None,
            (_, "", ..) => Some(line.fields[6].to_owned() + if line.count < 9 { " " } else { "" }),
            (subtype, lookahead, "", _) => Some(format!("{subtype} {lookahead}")),
            (subtype, lookahead, rest, _) => Some(format!("{subtype} {lookahead} {rest}")),
        };
        captions.builder.record(RecordStart {
            kind: row.kind,
            file: row.file,
            channel: Some(row.channel),
            start: row.start.map(Timestamp::from_millis),
            end: end.map(Timestamp::from_millis),
            speaker: named(row.speaker),
            aside: named(row.ortho),
            spoken,
            confidence: row.confidence.parse().ok().filter(|confidence: &f32| confidence.is_finite()),
            beside: beside.as_deref(),
        });
    }
    Ok(captions.finish(FORMAT.id))
}

/// Builds the units; says for each row which stretch of the text its word became.
fn speech(
    rows: &[(RttmRecord<'_>, Line<'_, 10>)],
    text: &str,
    base: usize,
    captions: &mut Captions,
) -> Vec<Option<std::ops::Range<usize>>> {
    let mut spoken = vec![None; rows.len()];
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut by_speaker: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    let mut lexemes = Vec::new();
    for (index, (row, line)) in rows.iter().enumerate() {
        let (Some(start), length) = (row.start, row.length.unwrap_or(0)) else { continue };
        match row.kind {
            kind if kind.eq_ignore_ascii_case("SPEAKER") => {
                let end = end_of(start, length);
                if length < 0 {
                    let at = line.place(4, text);
                    let message = "the stretch ends before it starts: kept as it stands";
                    captions.warn(Code::EndBeforeStart, base + at.start..base + at.end, message);
                }
                by_speaker.entry((row.file, row.speaker)).or_default().push(stretches.len());
                stretches.push(Stretch { row: index, start, end, words: Vec::new() });
            }
            kind if kind.eq_ignore_ascii_case("LEXEME") && named(row.ortho).is_some() => lexemes.push(index),
            _ => {}
        }
    }
    if !lexemes.is_empty() {
        place_words(rows, &lexemes, &mut by_speaker, &mut stretches);
    }
    let mut file = None;
    for stretch in &stretches {
        let Some((row, _)) = rows.get(stretch.row) else { continue };
        let label = named(row.speaker);
        let speaker = label.map(|label| captions.speaker(label));
        let (start, end) = (Some(Time::exact(stretch.start)), Some(Time::exact(stretch.end)));
        // No turn reaches from one recording into the next.
        let new_speaker = file.replace(row.file).is_some_and(|file| file != row.file);
        captions.builder.unit(UnitStart { speaker, label, start, end, new_speaker });
        for word in &stretch.words {
            let Some((row, line)) = rows.get(*word) else { continue };
            captions.builder.push(row.ortho, base + line.place(5, text).start);
            let at = captions.builder.len() - row.ortho.len();
            let end = row.start.zip(row.length).map(|(start, length)| Time::exact(end_of(start, length)));
            captions.builder.word_time(at, row.start.map(Time::exact), end);
            if let Ok(confidence) = row.confidence.parse() {
                captions.builder.confidence(at, confidence);
            }
            if let Some(slot) = spoken.get_mut(*word) {
                *slot = Some(at..captions.builder.len());
            }
        }
    }
    spoken
}

/// Puts each word into the stretch of its speaker that holds its middle; those that none holds make their own.
fn place_words<'a>(
    rows: &[(RttmRecord<'a>, Line<'a, 10>)],
    lexemes: &[usize],
    by_speaker: &mut FxHashMap<(&'a str, &'a str), Vec<usize>>,
    stretches: &mut Vec<Stretch>,
) {
    for list in by_speaker.values_mut() {
        list.sort_by_key(|index| stretches.get(*index).map_or(0, |stretch| stretch.start));
    }
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for (row, _) in rows {
        let next = seen.len();
        seen.entry(row.file).or_insert(next);
    }
    let mut last_own: Option<(usize, &str, &str)> = None;
    for &index in lexemes {
        let Some((row, _)) = rows.get(index) else { continue };
        let (start, length) = (row.start.unwrap_or(0), row.length.unwrap_or(0));
        let middle = start.saturating_add(length / 2);
        let list = by_speaker.get(&(row.file, row.speaker)).map_or(&[][..], Vec::as_slice);
        let after = list.partition_point(|index| stretches.get(*index).is_some_and(|known| known.start <= middle));
        let holds = after.checked_sub(1).and_then(|before| list.get(before)).copied();
        if let Some(known) = holds.and_then(|known| stretches.get_mut(known)).filter(|known| middle <= known.end) {
            known.words.push(index);
            last_own = None;
            continue;
        }
        let end = end_of(start, length);
        match last_own.filter(|(_, file, speaker)| (*file, *speaker) == (row.file, row.speaker)) {
            Some((own, ..)) => {
                if let Some(own) = stretches.get_mut(own) {
                    own.end = own.end.max(end);
                    own.words.push(index);
                }
            }
            None => {
                last_own = Some((stretches.len(), row.file, row.speaker));
                stretches.push(Stretch { row: index, start, end, words: vec![index] });
            }
        }
    }
    let file = |row: usize| rows.get(row).and_then(|(row, _)| seen.get(row.file)).copied();
    stretches.sort_by_key(|stretch| (file(stretch.row), stretch.start));
    for stretch in stretches {
        stretch.words.sort_by_key(|word| rows.get(*word).and_then(|(row, _)| row.start));
    }
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    if transcript.source.format == FORMAT.id && transcript.records().len() > 0 {
        write_records(transcript, out);
        return Vec::new();
    }
    let file = recording(transcript);
    let (spans, mut doubts) = spans(transcript);
    let (mut nameless, mut blanks) = (0usize, 0usize);
    for span in &spans {
        out.push_str("SPEAKER ");
        out.push_str(&file);
        out.push_str(" 1 ");
        push_seconds(span.start, out);
        out.push(' ');
        push_seconds(span.end.saturating_sub(span.start), out);
        out.push_str(" <NA> <NA> ");
        nameless += usize::from(span.speaker.is_none());
        blanks += usize::from(!push_field(span.speaker.unwrap_or(""), out));
        out.push_str(" <NA> <NA>\n");
    }
    not_held(&mut doubts, nameless, "stretches have no speaker: RTTM has `<NA>` for them");
    not_held(&mut doubts, blanks, "stretches have a speaker with spaces in the name: RTTM has `_` for them");
    if !transcript.text().is_empty() {
        let words = transcript.words().count();
        not_held(&mut doubts, words, "words are left out: RTTM says who speaks when, not what");
    }
    doubts
}

fn write_records(transcript: &Transcript, out: &mut String) {
    for block in transcript.blocks().iter().filter(|block| block.kind == "comment") {
        out.push_str(&block.text);
        out.push('\n');
    }
    let names = renamed(transcript);
    for record in transcript.records() {
        let mut buffer = String::new();
        let beside = record.beside.unwrap_or("<NA> <NA>");
        let (subtype, lookahead) = beside.split_once(' ').map_or((beside, None), |(a, b)| (a, Some(b)));
        push_field(record.kind, out);
        out.push(' ');
        push_field(record.file, out);
        out.push(' ');
        push_field(record.channel.unwrap_or(""), out);
        out.push(' ');
        match record.start {
            Some(start) => push_seconds(start.millis(), out),
            None => out.push_str("<NA>"),
        }
        out.push(' ');
        match record.start.zip(record.end) {
            Some((start, end)) => push_seconds(end.millis().saturating_sub(start.millis()), out),
            None => out.push_str("<NA>"),
        }
        out.push(' ');
        push_field(record.text.unwrap_or(""), out);
        out.push(' ');
        push_field(subtype, out);
        out.push(' ');
        let speaker = record.speaker.map(|label| names.get(label).copied().unwrap_or(label));
        push_field(speaker.unwrap_or(""), out);
        if lookahead != Some("") {
            out.push(' ');
            if let Some(confidence) = record.confidence {
                buffer.push_str(&confidence.to_string());
            }
            push_field(&buffer, out);
        }
        if let Some(lookahead) = lookahead.filter(|lookahead| !lookahead.is_empty()) {
            out.push(' ');
            out.push_str(lookahead);
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn usual_lines_are_read_like_any_others(text in "((SPEAKER|;;|LEXEME|  x) ?(a|é){0,2}( |\t|  )1 [0-9]{1,3}([.][0-9]{0,4})? ([0-9.]{1,6}|<NA>) <NA> [ab\t\u{1}]{1,3} ada( [0-9.]{0,3}){0,4}(\n|\r\n|\r|\u{C}|)){0,3}") {
            let quickly: Vec<_> = records(&text).collect();
            let slowly = Lines::<10>::new(&text).filter_map(|next| match next {
                Next::Line(line) => record(&line).ok(),
                Next::Comment(..) => None,
            });
            proptest::prop_assert_eq!(quickly, slowly.collect::<Vec<_>>());
        }
    }

    fn reading(text: &str) -> Reading {
        read(&Source::new(text, 0)).unwrap()
    }

    fn again(text: &str) -> String {
        let mut out = String::new();
        write(&reading(text).transcript, &WriteOptions::default(), &mut out);
        out
    }

    const MILL: &str = ";; by hand\nSPKR-INFO mill 1 <NA> <NA> <NA> adult_female ada <NA> <NA>\nSPEAKER mill 1 0.500 2.250 <NA> <NA> ada <NA> <NA>\nSPEAKER mill 1 2.000 1.000 <NA> <NA> bram 0.9 <NA>\nLEXEME mill 1 0.500 0.310 is lex ada 0.98 <NA>\nLEXEME mill 1 2.200 0.300 yes lex bram 0.5 <NA>\nNON-LEX mill 1 2.600 0.100 <NA> laugh ada <NA>\n";

    #[test]
    fn every_line_comes_back() {
        assert_eq!(again(MILL), MILL);
    }

    #[test]
    fn words_go_to_their_speaker() {
        let transcript = reading(MILL).transcript;
        let turns: Vec<_> =
            transcript.turns().map(|turn| (turn.speaker().unwrap().name.clone(), turn.text())).collect();
        assert_eq!(turns, [("ada".to_owned(), "is"), ("bram".to_owned(), "yes")]);
        assert_eq!(transcript.words().next().and_then(|word| word.confidence()), Some(0.98));
        let kinds: Vec<_> = transcript.records().map(|record| (record.kind, record.text)).collect();
        assert_eq!(kinds[3..], [("LEXEME", Some("is")), ("LEXEME", Some("yes")), ("NON-LEX", None)]);
    }

    #[test]
    fn words_without_a_turn_make_one() {
        let text = "LEXEME m 1 1 .2 so lex a <NA> <NA>\nLEXEME m 1 1.3 .2 it lex a <NA> <NA>\nLEXEME m 1 2 .2 no lex b <NA> <NA>\n";
        let transcript = reading(text).transcript;
        let turns: Vec<_> = transcript.turns().map(|turn| turn.text()).collect();
        assert_eq!(turns, ["so it", "no"]);
        assert_eq!(transcript.turn(0).unwrap().end().map(|time| time.at.millis()), Some(1_500));
    }

    #[test]
    fn one_bad_line_costs_one_line() {
        let text = "SPEAKER m 1 0 1 <NA> <NA> a <NA>\nSPEAKER m 1 x 1 <NA> <NA> a <NA>\nSPEAKER m 1\nSPEAKER\tm 1  2.00 -0.5 <NA> <NA> <NA> <NA>\r\n";
        let reading = reading(text);
        let doubts: Vec<_> =
            reading.diagnostics.iter().map(|doubt| (doubt.code, doubt.bytes.clone().unwrap())).collect();
        assert_eq!(doubts, [(Code::LineUnread, 45..46), (Code::LineUnread, 77..77), (Code::EndBeforeStart, 96..100)]);
        assert_eq!(reading.transcript.turns().len(), 2);
        assert!(read(&Source::new("SPEAKER m 1\n", 0)).is_err());
        assert!(read(&Source::new(";; nothing\n", 0)).is_ok());
    }

    #[test]
    fn comments_and_small_letters_are_those_of_md_eval() {
        let text = "# by machine\n; so\nspeaker m 1 0 1 <NA> <NA> a <NA>\nlexeme m 1 0 .5 so lex a <NA>\n";
        let reading = reading(text);
        assert!(reading.diagnostics.is_empty() && detect(text) > 90);
        assert_eq!(reading.transcript.text(), "so");
        assert_eq!(reading.transcript.blocks().len(), 2);
        assert!(again(text).starts_with("# by machine\n; so\nspeaker m 1 "));
    }

    #[test]
    fn only_rttm_is_claimed() {
        assert!(detect(MILL) > 90);
        for text in ["SPEAKER one: hello there, how are you today my friend", "mill 1 0.5 0.3 word 0.9", "", ";; x"] {
            assert_eq!(detect(text), 0, "{text}");
        }
    }
}
