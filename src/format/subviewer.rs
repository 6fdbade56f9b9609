//! SubViewer, versions 1 and 2.
//!
//! ```text
//! [INFORMATION]
//! [TITLE]The clock
//! [END INFORMATION]
//! [SUBTITLE]
//! [COLF]&HFFFFFF,[STYLE]bd,[SIZE]18,[FONT]Arial
//! 00:00:05.00,00:00:07.00
//! Is it on?
//!
//! 00:00:07.10,00:00:09.00
//! It is.[br]Always.
//! ```
//!
//! ```text
//! file2 = *header *cue2           cue2 = clock "," clock eol *(text eol) blank
//! file1 = *header *cue1           cue1 = "[" time "]" eol text eol "[" time "]" eol [blank]
//! clock = 2DIGIT ":" 2DIGIT ":" 2DIGIT "." 2DIGIT
//! time  = 2DIGIT ":" 2DIGIT ":" 2DIGIT
//! ```
//!
//! The grammar is what the program SubViewer (1999) wrote. Lines end with `[br]` in version 2 and with `|` in version 1,
//! which has whole seconds. Headers ride along. Version 2 is written.
//!
//! It cannot hold: times finer than hundredths of a second; who speaks, but as text; word times.

use super::captions::build::Captions;
use super::captions::clock::{Clock, clock};
use super::captions::out::{for_each_cue, push_number};
use super::captions::rows::{Aside, Keep, Losses, OneLine, Row, lines, no_signs, speak};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, Plain, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "subviewer",
    aliases: &["subviewer2", "sub-viewer"],
    title: "SubViewer subtitles",
    kind: Kind::Captions,
    extensions: &["sub"],
    keeps: "times to 10 ms, text; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

const HEADERS: [&str; 14] = [
    "[INFORMATION]",
    "[TITLE]",
    "[AUTHOR]",
    "[SOURCE]",
    "[PRG]",
    "[FILEPATH]",
    "[DELAY]",
    "[CD TRACK]",
    "[COMMENT]",
    "[END INFORMATION]",
    "[SUBTITLE]",
    "[COLF]",
    "[BEGIN]",
    "[END]",
];

fn is_header(line: &str) -> bool {
    HEADERS.iter().any(|name| line.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)))
}

/// SubViewer has two digits for hours and for hundredths, where YouTube's format of the same shape has one and three.
fn detect(head: &str) -> u8 {
    let (mut headers, mut pairs, mut single, mut breaks) = (0, 0, 0, 0);
    for (_, line) in lines(head).map(|(at, line)| (at, line.trim())).filter(|(_, line)| !line.is_empty()).take(60) {
        headers += usize::from(is_header(line));
        pairs += usize::from(has_form(line) && pair(line).is_some());
        single += usize::from(line.len() == 10 && alone(line).is_some());
        breaks += usize::from(line.contains("[br]"));
    }
    match (headers, pairs, single) {
        (2.., 1.., _) => 98,
        (_, 2.., _) | (1.., 1.., _) => 90,
        (_, 1, _) if breaks > 0 => 90,
        (_, 1, _) => 80,
        (2.., _, 1..) => 92,
        (1.., _, 4..) => 75,
        (3.., 0, 0) => 70,
        _ => 0,
    }
}

/// Whether a line has the signs of `00:00:05.00,00:00:07.00` where they belong: SBV has one digit less before them and
/// one more behind.
fn has_form(line: &str) -> bool {
    let signs = [(2, b':'), (5, b':'), (8, b'.'), (11, b','), (14, b':'), (17, b':'), (20, b'.')];
    line.len() == 23 && signs.iter().all(|(at, sign)| line.as_bytes().get(*at) == Some(sign))
}

/// `00:00:05.00,00:00:07.00` as a whole line.
fn pair(line: &str) -> Option<(Clock, Clock)> {
    let start =
        clock(line.as_bytes()).filter(|start| line.as_bytes().get(start.length) == Some(&b',')).or_else(|| {
            let (start, _) = line.split_once(',')?;
            clock(start.as_bytes()).filter(|time| time.length == start.len())
        })?;
    let rest = line.get(start.length + 1..)?.trim_start();
    let end = clock(rest.as_bytes()).filter(|end| end.length == rest.len())?;
    (line.bytes().filter(|byte| *byte == b':').count() >= 4).then_some((start, end))
}

/// `[00:00:05]` as a whole line.
fn alone(line: &str) -> Option<i64> {
    let inside = line.strip_prefix('[')?.strip_suffix(']')?;
    let colons = inside.bytes().filter(|byte| *byte == b':').count() == 2;
    clock(inside.as_bytes()).filter(|time| colons && time.length == inside.len()).map(|time| time.ms)
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let text = source.text;
    let mut captions = Captions::default();
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut asides: Vec<Aside<'_>> = Vec::new();
    // Where the text of the open cue begins and ends.
    let mut open: Option<(usize, usize)> = None;
    let (mut header, mut ended) = (0, false);
    let mut first_cue = None;
    for (at, whole_line) in lines(text) {
        let line = whole_line.trim();
        let bytes = source.offset + at..source.offset + at + whole_line.len();
        if let Some((start, end)) = pair(line) {
            first_cue.get_or_insert(at);
            if end.ms < start.ms {
                captions.warn(Code::EndBeforeStart, bytes, "the cue ends before it starts: kept as it stands");
            }
            rows.push(Row { start: Some(start.ms), end: Some(end.ms), ..Row::default() });
            open = Some((at + whole_line.len(), at + whole_line.len()));
        } else if let Some(ms) = alone(line) {
            first_cue.get_or_insert(at);
            // The second one ends the cue, unless nothing stands between them.
            match (open, rows.last_mut()) {
                (Some((from, to)), Some(row)) if row.end.is_none() && to > from => {
                    row.end = Some(ms);
                    open = None;
                }
                _ => {
                    rows.push(Row { start: Some(ms), ..Row::default() });
                    open = Some((at + whole_line.len(), at + whole_line.len()));
                }
            }
        } else if first_cue.is_none() {
            header = at + whole_line.len();
        } else if is_header(line) || ended && !line.is_empty() {
            ended |= line.eq_ignore_ascii_case("[end]");
            asides.push((rows.len(), "header", line));
        } else if !line.is_empty() {
            match (&mut open, rows.last_mut()) {
                (Some((_, to)), Some(row)) => {
                    *to = at + whole_line.len();
                    let from =
                        if row.text.is_empty() { at } else { row.text.as_ptr() as usize - text.as_ptr() as usize };
                    row.text = text.get(from..*to).unwrap_or("").trim();
                }
                _ => {
                    captions.warn(Code::LineUnread, bytes, "a line without times belongs to no cue and is left out");
                    asides.push((rows.len(), "lines", line));
                }
            }
        }
    }
    let head = text.get(..header).unwrap_or("").trim();
    if !head.is_empty() {
        asides.insert(0, (0, "header", head));
        let mut lines = head.lines().map(str::trim);
        // Version 1 has it on the next line.
        let title = lines.find_map(|line| line.strip_prefix("[TITLE]")).map(str::trim);
        let title = title.filter(|title| !title.is_empty()).or_else(|| title.and(lines.next()));
        captions.builder.transcript_mut().meta.title =
            title.filter(|title| !title.is_empty() && !title.starts_with('[')).map(str::to_owned);
    }
    let bars = rows.iter().any(|row| row.end.is_none()) || lines(text).any(|(_, line)| alone(line.trim()).is_some());
    speak(&mut captions, source, rows, &asides, "[br]", b"|\n\r", |text, at, plain| unmarked(text, at, bars, plain));
    Ok(captions.finish(FORMAT.id))
}

/// Lines end at `[br]`, at a line end of the file, and in version 1 at a bar.
fn unmarked(text: &str, source: usize, bars: bool, plain: &mut Plain) -> bool {
    let mut at = 0;
    let mut from = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match rest.as_bytes() {
            [b'[', b'b' | b'B', b'r' | b'R', b']', ..] => 4,
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            [b'|', ..] if bars => 1,
            _ => {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        plain.copy(text.get(from..at).unwrap_or(""), source + from);
        plain.decoded("\n", source + at..source + at + length);
        at += length;
        from = at;
    }
    plain.copy(text.get(from..).unwrap_or(""), source + from);
    false
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let header = transcript.blocks().iter().find(|block| own && block.kind == "header" && block.cue == 0);
    match header.filter(|header| header.text.contains("[SUBTITLE]")) {
        Some(header) => {
            out.push_str(&header.text);
            out.push('\n');
        }
        None => {
            // A header of version 1, or one that is cut short, says some of it.
            let known = |key: &str| header.and_then(|header| field(&header.text, key));
            out.push_str("[INFORMATION]\n");
            for (key, usual) in FIELDS {
                let own = Some(key).filter(|key| *key == "TITLE").and(transcript.meta.title.as_deref());
                let value = known(key).or(own).unwrap_or(usual);
                out.push('[');
                out.push_str(key);
                out.push(']');
                out.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
                out.push('\n');
            }
            out.push_str("[END INFORMATION]\n");
            out.push_str("[SUBTITLE]\n[COLF]&HFFFFFF,[STYLE]no,[SIZE]18,[FONT]Arial\n");
        }
    }
    let form = OneLine { id: FORMAT.id, wrap: "[br]", signs: no_signs, escape: |text, out| out.push_str(text) };
    let mut losses = Losses::default();
    let mut doubts = for_each_cue(
        transcript,
        |name| name.chars().count() + 2,
        |cue| {
            let (start, end) = losses.times(cue);
            push_clock(start, out);
            out.push(',');
            push_clock(end, out);
            out.push('\n');
            form.push(transcript, cue, options.speakers, out);
            out.push_str("\n\n");
        },
    );
    losses.report(transcript, Keep { bars: true, ..Keep::default() }, "SubViewer", &mut doubts);
    doubts
}

/// The fields of a header, and what stands in them where nothing is known.
const FIELDS: [(&str, &str); 8] = [
    ("TITLE", ""),
    ("AUTHOR", ""),
    ("SOURCE", ""),
    ("PRG", ""),
    ("FILEPATH", ""),
    ("DELAY", "0"),
    ("CD TRACK", "0"),
    ("COMMENT", ""),
];

/// What a header says of a field: behind its key, in version 1 on the next line.
fn field<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let mut lines = header.lines().map(str::trim);
    let value = lines.find_map(|line| {
        let (name, value) = line.strip_prefix('[')?.split_once(']')?;
        name.trim().eq_ignore_ascii_case(key).then_some(value.trim())
    })?;
    let next = || lines.next().filter(|line| !line.starts_with('['));
    Some(value).filter(|value| !value.is_empty()).or_else(next).filter(|value| !value.is_empty())
}

/// `HH:MM:SS.cc`, rounded with carry.
fn push_clock(ms: i64, out: &mut String) {
    let centis = (ms / 10 + i64::from(ms % 10 >= 5)).unsigned_abs();
    for (index, value) in
        [centis / 360_000, centis / 6_000 % 60, centis / 100 % 60, centis % 100].into_iter().enumerate()
    {
        out.push_str(["", ":", ":", "."][index]);
        if value < 10 {
            out.push('0');
        }
        push_number(value, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(i64, i64, String)> {
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        let ms = |time: Option<crate::model::Time>| time.map_or(-1, |time| time.at.millis());
        let cues = transcript.cues().iter().enumerate();
        cues.map(|(index, cue)| (ms(cue.start), ms(cue.end), transcript.cue_lines(index).into_owned())).collect()
    }

    #[test]
    fn the_fields_of_every_header_come_back() {
        for text in [
            "[TITLE]\nClock\n[AUTHOR]\nA. Quill\n[PRG]\n[BEGIN]\n[00:00:05]\nIs it on?\n[00:00:07]\n",
            "[INFORMATION]\n[TITLE]Clock\n[AUTHOR] A. Quill\n[END INFORMATION]\n00:00:05.00,00:00:07.00\nIs it on?\n",
        ] {
            let mut out = String::new();
            write(&read(&Source::new(text, 0)).unwrap().transcript, &WriteOptions::default(), &mut out);
            assert!(out.starts_with("[INFORMATION]\n[TITLE]Clock\n[AUTHOR]A. Quill\n[SOURCE]\n[PRG]\n"), "{out}");
        }
    }

    #[test]
    fn both_versions() {
        let two = "[INFORMATION]\n[TITLE]Clock\n[END INFORMATION]\n[SUBTITLE]\n00:00:05.00,00:00:07.05\nIs it on?\n\n00:00:07.10,00:00:09.00\nIt is.[br]Always.\n";
        assert_eq!(rows(two), [(5_000, 7_050, "Is it on?".to_owned()), (7_100, 9_000, "It is.\nAlways.".to_owned())]);
        let one = "[TITLE]\nClock\n[BEGIN]\n[00:00:05]\nIs it on?\n[00:00:07]\n\n[00:00:08]\nIt is.|Always.\n[00:00:09]\n[END]\n";
        assert_eq!(rows(one), [(5_000, 7_000, "Is it on?".to_owned()), (8_000, 9_000, "It is.\nAlways.".to_owned())]);
    }

    #[test]
    fn the_header_comes_back() {
        let text = "[INFORMATION]\n[TITLE]Clock\n[END INFORMATION]\n[SUBTITLE]\n[COLF]&HFFFFFF,[STYLE]bd\n00:00:05.00,00:00:07.00\nIs it on?\n\n";
        let reading = read(&Source::new(text, 0)).unwrap();
        assert_eq!(reading.transcript.meta.title.as_deref(), Some("Clock"));
        let mut again = String::new();
        write(&reading.transcript, &WriteOptions::default(), &mut again);
        assert_eq!(again, text);
    }
}
