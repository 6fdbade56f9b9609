//! Tables with a header: TSV and CSV of recognisers, spreadsheets and editors.
//!
//! ```text
//! start⇥end⇥text
//! 5000⇥7000⇥Is it on?
//! 7100⇥9000⇥It is. Always.
//! ```
//!
//! ```text
//! file  = header *row
//! row   = field *(sep field) eol                sep = TAB / "," / ";"
//! field = DQUOTE *(char / 2DQUOTE) DQUOTE / *char
//! ```
//!
//! The grammar is that of RFC 4180, and of the TSV that Whisper writes: tabs, and whole milliseconds. The header decides
//! which column is which, in any order and by the usual names (`start`, `begin`, `from`, `end`, `stop`, `duration`, `speaker`,
//! `who`, `text`, `transcript`…). Times are clock times, decimal seconds, or milliseconds where the name or the numbers say so. A
//! quote inside a field that doesn't open it is text. Other columns ride along. The rows that `csv` writes are read back.
//!
//! Written are tabs, whole milliseconds, and a column for speakers if there are any. It cannot hold: turns, emphasis,
//! metadata, word times.

use std::borrow::Cow;

use super::captions::build::Captions;
use super::captions::clock::clock;
use super::captions::out::{for_each_cue, push_number};
use super::captions::rows::{Keep, Losses};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::{Error, Place};
use crate::model::{CueExtra, Kind, Time, Timestamp, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "table",
    aliases: &["tsv", "whisper-tsv", "table-file"],
    title: "table of cues, TSV or CSV",
    kind: Kind::Captions,
    extensions: &["tsv", "csv"],
    keeps: "times, speakers, text, line ends; columns of its own",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Start,
    End,
    Duration,
    Text,
    Speaker,
    Timing,
    Number,
    Other,
}

/// A column, and whether its name says milliseconds or seconds.
fn column(name: &str) -> Named {
    let lower: String = name.trim().to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let unit = match words.last() {
        Some(&("ms" | "msec" | "millis" | "milliseconds")) => Some(Unit::Millis),
        Some(&("s" | "sec" | "secs" | "seconds")) if words.len() > 1 => Some(Unit::Seconds),
        _ => None,
    };
    let words = if unit.is_some() { &words[..words.len() - 1] } else { &words[..] };
    let kind = match words {
        ["start" | "begin" | "from" | "onset" | "in" | "time" | "timestamp" | "timecode" | "tc"]
        | ["start" | "begin", "time" | "timecode" | "timestamp"]
        | ["starttime" | "begintime" | "tmin" | "xmin"]
        | ["time" | "timecode", "in"] => Column::Start,
        ["end" | "stop" | "to" | "offset" | "out" | "endtime" | "stoptime" | "tmax" | "xmax"]
        | ["end" | "stop", "time" | "timecode" | "timestamp"]
        | ["time" | "timecode", "out"] => Column::End,
        ["duration" | "dur" | "length"] => Column::Duration,
        [
            "text" | "transcript" | "transcription" | "dialogue" | "utterance" | "caption" | "subtitle" | "sentence"
            | "content" | "line" | "words",
        ] => Column::Text,
        ["speaker" | "who" | "name" | "actor" | "voice" | "character"] | ["speaker", "name" | "label" | "id"] => {
            Column::Speaker
        }
        ["timing"] => Column::Timing,
        ["index" | "number" | "no" | "id" | "cue"] => Column::Number,
        _ => Column::Other,
    };
    (kind, unit)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Millis,
    Seconds,
}

/// A column and the unit that its name says.
type Named = (Column, Option<Unit>);

/// The header's separator and columns; `None` for a line that is none. Text and a time are the least.
fn header(line: &str) -> Option<(u8, Vec<Named>)> {
    [b'\t', b',', b';'].into_iter().find_map(|sep| {
        let mut fields = Fields { text: line, at: 0, sep, done: false };
        let columns: Vec<_> =
            std::iter::from_fn(|| fields.next_field()).map(|field| column(&field.text)).take(64).collect();
        let has = |kind: Column| columns.iter().any(|(column, _)| *column == kind);
        (has(Column::Text) && has(Column::Start)).then_some((sep, columns))
    })
}

fn first_line(text: &str) -> Option<(usize, &str)> {
    super::captions::rows::lines(text).find(|(_, line)| !line.trim().is_empty())
}

/// Whether the column of text holds nothing but figures, as a table of statistics does: `speaker,words,rate`.
fn counts_words(rows: &str, sep: u8, columns: &[Named]) -> bool {
    const LOOKED_AT: usize = 12;
    const FEWEST: usize = 3;
    let Some(text) = columns.iter().position(|(column, _)| *column == Column::Text) else { return false };
    let (mut figures, mut all) = (0usize, 0usize);
    for (_, line) in super::captions::rows::lines(rows).filter(|(_, line)| !line.trim().is_empty()).take(LOOKED_AT) {
        let mut fields = Fields { text: line, at: 0, sep, done: false };
        let Some(cell) = std::iter::from_fn(|| fields.next_field()).nth(text) else { continue };
        all += 1;
        figures += usize::from(!cell.text.trim().is_empty() && !cell.text.chars().any(char::is_alphabetic));
    }
    all >= FEWEST && figures == all
}

fn detect(head: &str) -> u8 {
    let Some((at, line)) = first_line(head) else { return 0 };
    if header(line).is_some_and(|(sep, columns)| counts_words(head.get(at + line.len()..).unwrap_or(""), sep, &columns))
    {
        return 0;
    }
    match header(line) {
        Some((_, columns)) if columns.iter().any(|(column, _)| matches!(column, Column::End | Column::Duration)) => 95,
        Some((_, columns)) if columns.len() > 2 => 80,
        Some(_) => 65,
        None => 0,
    }
}

/// Goes through the fields of a table.
struct Fields<'a> {
    text: &'a str,
    at: usize,
    sep: u8,
    /// Whether the row is at its end.
    done: bool,
}

/// A field: its text, where it was read from, and whether it stands there letter by letter.
struct Field<'a> {
    text: Cow<'a, str>,
    at: usize,
}

impl<'a> Fields<'a> {
    /// The next field of the row; `None` at its end.
    fn next_field(&mut self) -> Option<Field<'a>> {
        if self.done {
            return None;
        }
        let bytes = self.text.as_bytes();
        let from = self.at;
        if bytes.get(from) == Some(&b'"')
            && let Some(field) = self.quoted(from)
        {
            return Some(field);
        }
        let rest = bytes.get(from..)?;
        let length = memchr::memchr3(self.sep, b'\n', b'\r', rest).unwrap_or(rest.len());
        self.stop(from + length);
        Some(Field { text: Cow::Borrowed(self.text.get(from..from + length)?), at: from })
    }

    /// A field in quotes; `None` if the quote is not closed before a separator or a line end, so that it is text.
    fn quoted(&mut self, from: usize) -> Option<Field<'a>> {
        let bytes = self.text.as_bytes();
        let (mut at, mut doubled) = (from + 1, false);
        loop {
            at += memchr::memchr(b'"', bytes.get(at..)?)?;
            match bytes.get(at + 1) {
                Some(b'"') => {
                    doubled = true;
                    at += 2;
                }
                Some(next) if *next != self.sep && !matches!(next, b'\n' | b'\r') => return None,
                _ => break,
            }
        }
        let inside = self.text.get(from + 1..at)?;
        self.stop(at + 1);
        let text = if doubled { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) };
        Some(Field { text, at: from + 1 })
    }

    /// Goes on behind the sign that ends a field.
    fn stop(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        let next = bytes.get(at);
        self.done = next != Some(&self.sep);
        self.at = at + if bytes.get(at..at + 2) == Some(b"\r\n") { 2 } else { 1 };
    }

    /// Begins the next row that is not blank, and says where.
    fn next_row(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        self.done = self.at >= bytes.len();
        (!self.done).then_some(self.at)
    }
}

/// A time as a field writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Clock(i64),
    Decimal(i64),
    /// Without a fraction: seconds or milliseconds.
    Whole(i64),
}

fn value(field: &str) -> Option<Value> {
    let field = field.trim();
    let field = field.strip_suffix(['s', 'S']).map_or(field, str::trim_end);
    if let Some(number) = super::captions::rows::whole(field) {
        return Some(Value::Whole(number));
    }
    let time = clock(field.as_bytes()).filter(|time| time.length == field.len())?;
    // Digits of a fraction beyond milliseconds round.
    let rounds = field
        .rsplit_once(['.', ','])
        .and_then(|(_, digits)| digits.as_bytes().get(3))
        .is_some_and(|digit| *digit >= b'5');
    let ms = time.ms + if rounds { time.ms.signum().max(if field.starts_with('-') { -1 } else { 1 }) } else { 0 };
    Some(if field.contains(':') { Value::Clock(ms) } else { Value::Decimal(ms) })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let text = source.text;
    let Some((at, line)) = first_line(text) else { return Ok(Captions::default().finish(FORMAT.id)) };
    let Some((sep, columns)) = header(line) else {
        return Err(Error::Malformed {
            place: Place { source: String::new(), line: 1, column: 1, byte: source.offset + at },
            expected: "a header that names at least a column for the start and one for the text".to_owned(),
            line: line.chars().take(120).collect(),
            help: "name the columns in the first line: start, end, speaker, text".to_owned(),
        });
    };
    let names: Vec<String> = {
        let mut fields = Fields { text: line, at: 0, sep, done: false };
        std::iter::from_fn(|| fields.next_field()).map(|field| field.text.trim().to_owned()).collect()
    };
    let unit = unit_of(text, at + line.len(), sep, &columns);
    let mut captions = Captions::with_capacity(text.len(), text.len() / 64);
    if let Some(message) = unit.1 {
        captions.warn(Code::Assumed, source.offset + at..source.offset + at + line.len(), message);
    }
    let ms = |field: &str, own: Option<Unit>| {
        Some(match value(field)? {
            Value::Clock(ms) => ms,
            // A fraction of milliseconds is none of ours.
            Value::Decimal(ms) if own == Some(Unit::Millis) => ms / 1_000,
            Value::Decimal(ms) => ms,
            Value::Whole(number) if own.unwrap_or(unit.0) == Unit::Millis => number,
            Value::Whole(number) => number.saturating_mul(1_000),
        })
    };
    let mut rows = Fields { text, at: at + line.len(), sep, done: true };
    let mut row: Vec<Field<'_>> = Vec::new();
    while let Some(from) = rows.next_row() {
        row.clear();
        while let Some(field) = rows.next_field() {
            row.push(field);
        }
        let field = |kind: Column| {
            columns
                .iter()
                .position(|(column, _)| *column == kind)
                .and_then(|at| row.get(at).map(|field| (field, columns[at].1)))
        };
        // In a table without quotes the text may hold the separator, if it is last.
        let last = columns
            .len()
            .checked_sub(1)
            .filter(|last| columns[*last].0 == Column::Text && row.len() > columns.len())
            .and_then(|last| {
                let start = row.get(last)?.at;
                let end = row.last().map(|field| field.at + field.text.len())?;
                (text.as_bytes().get(start.wrapping_sub(1)) != Some(&b'"'))
                    .then(|| text.get(start..end))
                    .flatten()
                    .map(|text| (text, start))
            });
        let said = last.or_else(|| field(Column::Text).map(|(field, _)| (&*field.text, field.at)));
        let time = |kind: Column| field(kind).and_then(|(field, own)| ms(&field.text, own));
        let start = time(Column::Start);
        let end = time(Column::End).or_else(|| Some(start?.saturating_add(time(Column::Duration)?)));
        let bytes = source.offset + from..source.offset + rows.at.min(text.len());
        let Some((said, said_at)) = said else {
            captions.warn(Code::LineUnread, bytes, "a row with too few fields is left out");
            captions.builder.block("row", text.get(from..rows.at.min(text.len())).unwrap_or("").trim());
            continue;
        };
        for kind in [Column::Start, Column::End] {
            if let Some((field, _)) =
                field(kind).filter(|(field, own)| !field.text.trim().is_empty() && ms(&field.text, *own).is_none())
            {
                let bytes = source.offset + field.at..source.offset + field.at + field.text.len();
                captions.warn(Code::TimeForm, bytes, format!("`{}` is no time", field.text));
            }
        }
        if end.zip(start).is_some_and(|(end, start)| end < start) {
            captions.warn(Code::EndBeforeStart, bytes, "the row ends before it starts: kept as it stands");
        }
        let how = field(Column::Timing).and_then(|(field, _)| match field.text.trim() {
            "interpolated" => Some(crate::model::How::Interpolated),
            "estimated" => Some(crate::model::How::Estimated),
            _ => None,
        });
        let known = |ms: Option<i64>| {
            ms.map(|ms| Time { at: Timestamp::from_millis(ms), how: how.unwrap_or(crate::model::How::Exact) })
        };
        captions.cue_at(known(start), known(end));
        if let Some((number, _)) = field(Column::Number) {
            captions.builder.cue_number(number.text.trim().parse().ok());
        }
        let speaker = field(Column::Speaker).map(|(field, _)| field.text.trim()).filter(|name| !name.is_empty());
        captions.voice(speaker, false);
        let others = columns.iter().zip(&names).zip(&row);
        let others = others.filter(|(((column, _), _), field)| *column == Column::Other && !field.text.is_empty());
        let settings = others.map(|((_, name), field)| (name.clone(), field.text.clone().into_owned())).collect();
        captions.lines(said, source.offset + said_at);
        captions.said(said, CueExtra { settings, ..CueExtra::default() });
    }
    Ok(captions.finish(FORMAT.id))
}

/// What whole numbers count, and what to say where that was guessed.
fn unit_of(text: &str, from: usize, sep: u8, columns: &[Named]) -> (Unit, Option<String>) {
    let Some(start) = columns.iter().position(|(column, _)| *column == Column::Start) else {
        return (Unit::Seconds, None);
    };
    let mut rows = Fields { text, at: from, sep, done: true };
    let (mut whole, mut other, mut first, mut last) = (0usize, 0usize, None, 0);
    while rows.next_row().is_some() {
        let mut index = 0;
        while let Some(field) = rows.next_field() {
            let timed = columns.get(index).is_some_and(|(column, unit)| {
                unit.is_none() && matches!(column, Column::Start | Column::End | Column::Duration)
            });
            match value(&field.text).filter(|_| timed) {
                Some(Value::Whole(number)) if index == start => {
                    whole += 1;
                    first.get_or_insert(number);
                    last = number;
                }
                Some(Value::Decimal(_) | Value::Clock(_)) => other += 1,
                _ => {}
            }
            index += 1;
        }
    }
    if whole == 0 || other > 0 || columns[start].1.is_some() {
        return (Unit::Seconds, None);
    }
    // Whisper's own table.
    let kinds: Vec<Column> = columns.iter().map(|(column, _)| *column).collect();
    if sep == b'\t' && kinds.starts_with(&[Column::Start, Column::End]) {
        return (Unit::Millis, None);
    }
    // Nobody speaks for more than a minute a row on the average.
    let millis = last.saturating_sub(first.unwrap_or(0)) / whole.max(1) as i64 > 60;
    let unit = if millis { Unit::Millis } else { Unit::Seconds };
    let name = if millis { "milliseconds" } else { "seconds" };
    (
        unit,
        Some(format!("the header doesn't say what the times count: {name} are assumed, by how far apart the rows are")),
    )
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let mut names: Vec<&str> = Vec::new();
    if own {
        for (name, _) in
            transcript.cues().iter().filter_map(|cue| cue.extra.as_deref()).flat_map(|extra| &extra.settings)
        {
            if !names.contains(&name.as_str()) && names.len() < 64 {
                names.push(name);
            }
        }
    }
    let speakers = !transcript.speakers().is_empty();
    out.push_str("start\tend\t");
    for name in &names {
        push_field(name, out);
        out.push('\t');
    }
    out.push_str(if speakers { "speaker\ttext\n" } else { "text\n" });
    let mut guessed = false;
    let mut split = 0usize;
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            let several = cue.has_voices() && cue.lines.iter().any(|line| line.speaker != cue.lines[0].speaker);
            split += usize::from(several);
            let known_end = cue.source.is_none_or(|cue| transcript.cues()[cue].end.is_some());
            guessed |= !known_end;
            let mut row = |lines: &[super::captions::out::OutLine<'_>], plain: Option<&str>| {
                push_ms(cue.start, out);
                out.push('\t');
                if known_end {
                    push_ms(cue.end, out);
                }
                out.push('\t');
                for name in &names {
                    let settings = cue.extra.map_or(&[][..], |extra| &extra.settings);
                    push_field(settings.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value), out);
                    out.push('\t');
                }
                if speakers {
                    push_field(lines.first().and_then(|line| line.speaker).unwrap_or(""), out);
                    out.push('\t');
                }
                match (plain, lines) {
                    (Some(plain), _) => push_field(plain, out),
                    (None, [line]) => push_field(line.text, out),
                    (None, lines) => {
                        let text: Vec<Cow<'_, str>> = lines
                            .iter()
                            .map(|line| match line.speaker.is_none() && line.opens_turn && line.new_speaker {
                                true => format!("- {}", line.text).into(),
                                false => line.text.into(),
                            })
                            .collect();
                        push_field(&text.join("\n"), out);
                    }
                }
                out.push('\n');
            };
            let plain = cue.plain.filter(|_| own);
            if !several {
                return row(cue.lines, plain);
            }
            cue.lines.chunk_by(|_, next| !next.opens_voice).for_each(|voice| row(voice, None));
        },
    );
    if guessed {
        doubts.retain(|doubt| doubt.code != Code::TimesEstimated);
    }
    Losses::default().report(transcript, Keep { bars: true, ..Keep::default() }, "a table", &mut doubts);
    if split > 0 {
        let message = format!("{split} cues have several speakers: each of them has a row of its own");
        doubts.push(Diagnostic::warning(Code::NotHeld, message));
    }
    doubts
}

fn push_ms(ms: i64, out: &mut String) {
    if ms < 0 {
        out.push('-');
    }
    push_number(ms.unsigned_abs(), out);
}

/// A field, in quotes where it holds a tab, a line end, or a quote at its start.
fn push_field(text: &str, out: &mut String) {
    if !text.contains(['\t', '\n', '\r']) && !text.starts_with('"') {
        return out.push_str(text);
    }
    out.push('"');
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (Option<i64>, Option<i64>, Option<String>, String);

    fn rows(text: &str) -> Vec<Row> {
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        let ms = |time: Option<Time>| time.map(|time| time.at.millis());
        let speakers: Vec<_> = transcript
            .turns()
            .flat_map(|turn| turn.units().map(move |_| turn.speaker().map(|who| who.name.clone())))
            .collect();
        let cues = transcript.cues().iter().zip(speakers).enumerate();
        cues.map(|(index, (cue, speaker))| {
            (ms(cue.start), ms(cue.end), speaker, transcript.cue_lines(index).into_owned())
        })
        .collect()
    }

    fn row(start: i64, end: i64, speaker: &str, text: &str) -> Row {
        (Some(start), Some(end), (!speaker.is_empty()).then(|| speaker.to_owned()), text.to_owned())
    }

    #[test]
    fn headers_decide() {
        assert_eq!(
            rows("start\tend\ttext\n0\t2100\t\"Well,\" she said\n2100\t3300\tIt was.\n"),
            [row(0, 2_100, "", "\"Well,\" she said"), row(2_100, 3_300, "", "It was.")]
        );
        assert_eq!(
            rows("Speaker,Start Time,Duration (s),Text\r\nAda,00:00:01.5,2.25,\"Is it \"\"on\"\", now?\"\r\n"),
            [row(1_500, 3_750, "Ada", "Is it \"on\", now?")]
        );
        assert_eq!(rows("who;text;from;to\nBram;It is;1;2,5\n"), [row(1_000, 2_500, "Bram", "It is")]);
        assert_eq!(rows("start_ms,end_ms,text\n5,10,a\n"), [row(5, 10, "", "a")]);
    }

    #[test]
    fn what_csv_writes_is_read_back() {
        let text = "path,index,speaker,start_ms,end_ms,timing,text\r\ntalk.txt,0,Ada Quill,5000,7000,estimated,\"Is it on, \"\"now\"\"?\"\r\n";
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(transcript.text(), "Is it on, \"now\"?");
        assert_eq!(transcript.cues()[0].start, Some(Time::estimated(5_000)));
        assert_eq!(transcript.cue_number(0), Some(0));
        assert_eq!(transcript.speakers()[0].name, "Ada Quill");
    }

    #[test]
    fn a_table_without_the_columns_says_what_is_needed() {
        let error = read(&Source::new("a,b\n1,2\n", 0)).unwrap_err();
        assert_eq!(error.code(), "malformed");
    }
}
