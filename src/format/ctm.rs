//! Conversation time marked: a word a line, with its time.
//!
//! ```text
//! ;; recogniser 3
//! mill 1 0.50 0.31 is 0.98
//! mill 1 * * <ALT_BEGIN>
//! mill 1 0.81 0.20 it 0.95
//! mill 1 * * <ALT>
//! mill 1 0.81 0.25 that 0.90
//! mill 1 * * <ALT_END>
//! mill 1 1.06 0.34 on 0.90
//! ```
//!
//! ```text
//! file = *(line NEWLINE)
//! line = ";;" *letter / file SP channel SP start SP length SP word [SP confidence [SP type [SP speaker]]]
//!      / file SP channel SP "*" SP "*" SP ("<ALT_BEGIN>" / "<ALT>" / "<ALT_END>")
//! ```
//!
//! Each run of a recording and channel is a unit. Of an alternation the first branch is the text, the others are
//! alternatives to it. `@` is a word that was not spoken. Speakers are read from the eighth field, which only the
//! evaluations of 2003 and later have, and are not written. It holds no speakers, no cues and no layout.
//!
//! Grammar: documentation of `sclite`, NIST Scoring Toolkit.

use super::captions::build::Captions;
use super::captions::fields::{
    Line, Lines, Next, Usual, end_of, malformed, not_held, push_field, push_seconds, recording, seconds,
};
use super::captions::out::for_each_cue;
use super::uem::{channel, weak};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, RecordStart, Time, Timestamp, Transcript, UnitStart, words_of};

pub(super) const FORMAT: Format = Format {
    id: "ctm",
    aliases: &[],
    title: "CTM",
    kind: Kind::Recogniser,
    extensions: &["ctm"],
    keeps: "words, their times and confidences; every record when read from CTM; no speakers",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// A line of a CTM file, its names as they stand in the text.
///
/// ```
/// let record = fireside::format::ctm::records("mill 1 0.50 0.31 is 0.98\n").next().unwrap();
/// assert_eq!((record.start, record.length, record.word), (Some(500), Some(310), "is"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CtmRecord<'a> {
    /// The recording.
    pub file: &'a str,
    /// The channel of the recording.
    pub channel: &'a str,
    /// Start in milliseconds; `None` for the `*` of an alternation's marks.
    pub start: Option<i64>,
    /// Length in milliseconds; `None` for the `*` of an alternation's marks.
    pub length: Option<i64>,
    /// The word, or the mark of an alternation.
    pub word: &'a str,
    /// How sure the recogniser is, as it stands; empty where the field is missing.
    pub confidence: &'a str,
}

/// The lines of a CTM text that can be read, in order.
///
/// ```
/// let ctm = ";; by machine\nmill 1 0.5 0.3105 is\nmill 1 x 1 it\n";
/// let all: Vec<_> = fireside::format::ctm::records(ctm).map(|record| (record.word, record.length)).collect();
/// assert_eq!(all, [("is", Some(311))]);
/// ```
pub fn records(text: &str) -> impl Iterator<Item = CtmRecord<'_>> {
    let mut lines = Lines::<6>::new(text);
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
fn usual<'a>(line: &mut Usual<'a>) -> Option<CtmRecord<'a>> {
    let (file, channel) = (line.field()?, line.field()?);
    let (start, length) = (Some(line.seconds()?), Some(line.seconds()?));
    let (word, more) = line.last()?;
    let mut confidence = "";
    if more {
        confidence = line.last()?.0;
        line.pass_over();
    }
    Some(CtmRecord { file, channel, start, length, word, confidence })
}

const MARKS: [&str; 3] = ["<ALT_BEGIN>", "<ALT>", "<ALT_END>"];

fn mark(word: &str) -> Option<&'static str> {
    MARKS.into_iter().find(|mark| mark.eq_ignore_ascii_case(word))
}

#[inline]
fn record<'a, const N: usize>(line: &Line<'a, N>) -> Result<CtmRecord<'a>, (usize, &'static str)> {
    if line.count < 5 {
        return Err((line.count, "a file, a channel, a start, a length and a word"));
    }
    let (start, length) = match (line.fields[2], line.fields[3]) {
        ("*", "*") if mark(line.fields[4]).is_some() => (None, None),
        (start, length) => (
            Some(seconds(start).ok_or((2, "a start in seconds"))?),
            Some(seconds(length).ok_or((3, "a length in seconds"))?),
        ),
    };
    Ok(CtmRecord {
        file: line.fields[0],
        channel: line.fields[1],
        start,
        length,
        word: line.fields[4],
        confidence: line.field(5),
    })
}

fn detect(head: &str) -> u8 {
    let lines: Vec<_> = Lines::<8>::new(head).take(200).collect();
    let cut = lines.len() - usize::from(!head.ends_with('\n') && lines.len() > 1 && lines.len() < 200);
    let (mut good, mut bad, mut points, mut sure) = (0usize, 0usize, 0usize, 0usize);
    for next in lines.iter().take(cut) {
        let Next::Line(line) = next else { continue };
        let Some(row) = record(line).ok().filter(|_| line.rest.is_empty()) else {
            bad += 1;
            continue;
        };
        // A word may be a number, but then the rest must speak for itself.
        let timed = row.length.is_none_or(|length| (0..60_000).contains(&length)) && row.start.is_none_or(|at| at >= 0);
        let weighed =
            line.count == 5 || row.confidence.parse::<f32>().is_ok() || matches!(row.confidence, "NA" | "<NA>");
        if !(timed && weighed && (channel(row.channel) || line.count >= 6)) {
            bad += 1;
            continue;
        }
        good += 1;
        points += usize::from(line.fields[2].contains('.') || line.fields[3].contains('.') || row.start.is_none());
        sure += usize::from(seconds(row.word).is_none());
    }
    match (good, bad) {
        (0, _) => 0,
        (good, _) if points * 2 < good || sure * 2 < good => 0,
        (good, bad) if bad > 1 && bad * 4 > good => weak(good, bad),
        (_, 0) => 85,
        _ => 75,
    }
}

/// Where the reader stands in an alternation.
#[derive(Default)]
enum Branch {
    #[default]
    Outside,
    /// The branch that is the text, from this byte of it on.
    First(usize),
    /// Another branch: the text it stands instead of, and its words.
    Other(std::ops::Range<usize>, Vec<String>),
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::with_capacity(text.len() / 4, 1);
    let mut unread = None;
    let mut readable = false;
    let mut current = None;
    let mut until = i64::MIN;
    let mut branch = Branch::default();
    for next in Lines::<8>::new(text) {
        let line = match next {
            Next::Line(line) => line,
            Next::Comment(comment) => {
                captions.builder.block("comment", comment);
                continue;
            }
        };
        let row = match record(&line) {
            Ok(row) => row,
            Err((field, expected)) => {
                let at = line.place(field, text);
                unread.get_or_insert((at.start, expected));
                let message = format!("expected {expected}: the line is left out");
                captions.warn(Code::LineUnread, base + at.start..base + at.end, message);
                continue;
            }
        };
        readable = true;
        let speaker = Some(line.field(7)).filter(|speaker| !matches!(*speaker, "" | "<NA>"));
        let confidence = row.confidence.parse().ok().filter(|confidence: &f32| confidence.is_finite());
        let end = row.start.zip(row.length).map(|(start, length)| end_of(start, length));
        let mut start = RecordStart {
            kind: "word",
            file: row.file,
            channel: Some(row.channel),
            start: row.start.map(Timestamp::from_millis),
            end: end.map(Timestamp::from_millis),
            speaker,
            confidence,
            ..RecordStart::default()
        };
        // What the record doesn't hold: a confidence that is no number, the type, more fields.
        let doubtful = if confidence.is_none() { row.confidence } else { "" };
        let tail = [doubtful, line.field(6), line.rest];
        let beside = tail.iter().any(|field| !field.is_empty()).then(|| {
            let from = if doubtful.is_empty() { 6 } else { 5 };
            text.get(line.place(from, text).start..line.end).unwrap_or("").to_owned()
        });
        start.beside = beside.as_deref();
        if row.length.is_some_and(|length| length < 0) {
            let at = line.place(3, text);
            let message = "the word ends before it starts: kept as it stands";
            captions.warn(Code::EndBeforeStart, base + at.start..base + at.end, message);
        }
        if let (Some(mark), None) = (mark(row.word), row.start) {
            start.kind = mark;
            start.aside = Some(row.word).filter(|word| *word != mark);
            let at = captions.builder.len();
            branch = match (mark, branch) {
                ("<ALT_BEGIN>", _) => Branch::First(at),
                ("<ALT>", Branch::First(from)) => Branch::Other(from..at, Vec::new()),
                (_, Branch::Other(range, words)) => {
                    let range = skip_space(captions.builder.transcript_mut().text(), range);
                    captions.builder.alternative(range.clone(), words.join(" "), None);
                    if mark == "<ALT>" { Branch::Other(range, Vec::new()) } else { Branch::Outside }
                }
                _ => Branch::Outside,
            };
            captions.builder.record(start);
            continue;
        }
        match &mut branch {
            Branch::Other(_, words) => {
                if row.word != "@" {
                    words.push(row.word.to_owned());
                }
                start.aside = Some(row.word);
                captions.builder.record(start);
                continue;
            }
            _ if row.word == "@" => {
                start.aside = Some(row.word);
                captions.builder.record(start);
                continue;
            }
            _ => {}
        }
        let run = Some((row.file, row.channel, speaker));
        if current != run {
            let from = row.start.map(Time::exact);
            let label = speaker;
            let known = label.map(|label| captions.speaker(label));
            let other = current.is_some_and(|(file, channel, _)| (file, channel) != (row.file, row.channel));
            captions.builder.unit(UnitStart { speaker: known, label, start: from, end: None, new_speaker: other });
            current = run;
            until = i64::MIN;
        }
        captions.builder.push(row.word, base + line.place(4, text).start);
        let at = captions.builder.len() - row.word.len();
        captions.builder.word_time(at, row.start.map(Time::exact), end.map(Time::exact));
        if let Some(confidence) = confidence {
            captions.builder.confidence(at, confidence);
        }
        until = until.max(end.unwrap_or(i64::MIN));
        captions.builder.unit_end(Some(Time::exact(until)));
        start.spoken = Some(at..captions.builder.len());
        captions.builder.record(start);
    }
    match unread.filter(|_| !readable) {
        Some((at, expected)) => Err(malformed(source, at, expected, "a line is `file channel start length word`")),
        None => Ok(captions.finish(FORMAT.id)),
    }
}

/// A range of a text without the space it begins with.
fn skip_space(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let inside = text.get(range.clone()).unwrap_or("");
    range.start + (inside.len() - inside.trim_start().len())..range.end
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    if transcript.source.format == FORMAT.id && transcript.records().len() > 0 {
        write_records(transcript, out);
        return Vec::new();
    }
    let file = recording(transcript);
    let line = |start: i64, end: i64, word: &str, confidence: Option<f32>, out: &mut String| {
        out.push_str(&file);
        out.push_str(" 1 ");
        push_seconds(start, out);
        out.push(' ');
        push_seconds(end.saturating_sub(start), out);
        out.push(' ');
        out.push_str(word);
        if let Some(confidence) = confidence {
            out.push(' ');
            out.push_str(&confidence.to_string());
        }
        out.push('\n');
    };
    let mut doubts = Vec::new();
    let mut guessed = 0usize;
    if transcript.words().any(|word| word.start().is_some()) {
        let words: Vec<_> = transcript.words().collect();
        let ms = |time: Option<Time>| time.map(|time| time.at.millis());
        let mut clock = 0i64;
        for (index, word) in words.iter().enumerate() {
            let next = || words.get(index + 1).and_then(|next| ms(next.start()));
            let start = ms(word.start());
            let from = start.unwrap_or(clock);
            let end = ms(word.end());
            // A word without an end lasts to the next one, but no longer than words do.
            let until = end.unwrap_or_else(|| {
                let spoken = from.saturating_add(60 * word.text().chars().count() as i64);
                next().filter(|next| *next >= from).map_or(spoken, |next| next.min(spoken))
            });
            guessed += usize::from(start.is_none() || end.is_none());
            clock = until;
            line(from, until, word.text(), word.confidence(), out);
        }
    } else {
        doubts = for_each_cue(
            transcript,
            |_| 0,
            |cue| {
                let total = cue.lines.iter().map(|line| line.text.len()).sum::<usize>().max(1) as i128;
                let (from, length) = (cue.start, i128::from(cue.end.saturating_sub(cue.start)));
                let at = |done: usize| from.saturating_add((length * done as i128 / total) as i64);
                let mut done = 0usize;
                for piece in cue.lines {
                    for word in words_of(piece.text) {
                        guessed += 1;
                        let text = piece.text.get(word.clone()).unwrap_or("");
                        line(at(done + word.start), at(done + word.end), text, None, out);
                    }
                    done += piece.text.len();
                }
            },
        );
    }
    if guessed > 0 {
        let message = format!("{guessed} words have no times of their own: they are estimated by letters");
        doubts.push(Diagnostic::warning(Code::TimesEstimated, message));
    }
    not_held(&mut doubts, transcript.speakers().len(), "speakers are left out: CTM has no field for them");
    doubts
}

fn write_records(transcript: &Transcript, out: &mut String) {
    for block in transcript.blocks().iter().filter(|block| block.kind == "comment") {
        out.push_str(&block.text);
        out.push('\n');
    }
    for record in transcript.records() {
        push_field(record.file, out);
        out.push(' ');
        push_field(record.channel.unwrap_or(""), out);
        out.push(' ');
        let Some((start, end)) = record.start.zip(record.end) else {
            out.push_str("* * ");
            out.push_str(record.text.unwrap_or(record.kind));
            out.push('\n');
            continue;
        };
        // A word that was mended into several keeps its one line, and each of them a share of its time.
        let words: Vec<&str> = record.text.unwrap_or("").split_whitespace().collect();
        let length = end.millis().saturating_sub(start.millis());
        let total = words.iter().map(|word| word.len()).sum::<usize>().max(1);
        let mut done = 0usize;
        for (index, word) in words.iter().enumerate() {
            let at = |done: usize| (i128::from(length) * done as i128 / total as i128) as i64;
            if index > 0 {
                push_field(record.file, out);
                out.push(' ');
                push_field(record.channel.unwrap_or(""), out);
                out.push(' ');
            }
            push_seconds(start.millis().saturating_add(at(done)), out);
            out.push(' ');
            push_seconds(at(done + word.len()) - at(done), out);
            done += word.len();
            out.push(' ');
            out.push_str(word);
            if let Some(confidence) = record.confidence {
                out.push(' ');
                out.push_str(&confidence.to_string());
            }
            if let Some(beside) = record.beside {
                out.push(' ');
                out.push_str(beside);
            }
            out.push('\n');
        }
        if words.is_empty() {
            // The word was left out by a repair: so is its line.
            let written = out.rfind('\n').map_or(0, |end| end + 1);
            out.truncate(written);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn usual_lines_are_read_like_any_others(text in "((mill|;;|é| x) ?(1|A)( |\t|  )[0-9]{1,3}([.][0-9]{0,4})? ([0-9.]{1,6}|[*]) [ab\t\u{1}]{1,3}( [0-9.]{0,3}){0,4}(\n|\r\n|\r|\u{C}|)){0,3}") {
            let quickly: Vec<_> = records(&text).collect();
            let slowly = Lines::<6>::new(&text).filter_map(|next| match next {
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

    const MILL: &str = ";; recogniser 3\nmill 1 0.500 0.310 is 0.98\nmill 1 * * <ALT_BEGIN>\nmill 1 0.810 0.200 it 0.95\nmill 1 * * <ALT>\nmill 1 0.810 0.250 that 0.9\nmill 1 * * <ALT>\nmill 1 0.810 0.250 @ 0.9\nmill 1 * * <ALT_END>\nmill 1 1.060 0.340 on\nmill 2 0.100 0.200 yes 0.5 lex bram\n";

    #[test]
    fn every_line_comes_back() {
        assert_eq!(again(MILL), MILL);
    }

    #[test]
    fn words_alternatives_and_channels() {
        let transcript = reading(MILL).transcript;
        let units: Vec<_> = transcript.units().map(|unit| (unit.text(), unit.end().unwrap().at.millis())).collect();
        assert_eq!(units, [("is it on", 1_400), ("yes", 300)]);
        assert_eq!(transcript.turns().len(), 2);
        let others: Vec<_> = transcript
            .alternatives()
            .iter()
            .map(|other| {
                (&transcript.text()[other.text.start as usize..other.text.end as usize], other.instead.as_str())
            })
            .collect();
        assert_eq!(others, [("it", "that"), ("it", "")]);
        assert_eq!(transcript.words().nth(1).and_then(|word| word.end()).map(|end| end.at.millis()), Some(1_010));
    }

    #[test]
    fn one_bad_line_costs_one_line() {
        let reading = reading("m A 0 .1 so\nm A x .1 so\nm A 1\nm A 1 -.1 it NA\nm A * * <ALT>\n");
        let codes: Vec<_> = reading.diagnostics.iter().map(|doubt| doubt.code).collect();
        assert_eq!(codes, [Code::LineUnread, Code::LineUnread, Code::EndBeforeStart]);
        assert_eq!(reading.transcript.text(), "so it");
        assert!(read(&Source::new("m A 1\n", 0)).is_err());
    }

    #[test]
    fn many_bad_lines_leave_a_weak_claim() {
        let text = "m 1 0.2 0.1 so\nm 1 0.5 0.3 so\nm 1 0.8 0.1 it is 2.3\nm 1 1.0 0.1 \"so be it\nm 1 x 0.1 on\n";
        assert!((1..super::super::SURE).contains(&detect(text)));
        assert_eq!(reading(text).transcript.text(), "so so it \"so");
    }

    #[test]
    fn only_ctm_is_claimed() {
        assert!(detect(MILL) >= 70);
        for text in [
            "m 1 0.5 9.0\n",
            "m 1 ada 0.5 9.0 <o,f0> hi\n",
            "m 1 ada 0.5 9.0 hi\n",
            "1 2 3 4 5\n",
            "",
            "one two three four five\n",
        ] {
            assert_eq!(detect(text), 0, "{text}");
        }
    }
}
