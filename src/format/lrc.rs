//! LRC: timed lyrics, also with a time for every word (enhanced LRC).
//!
//! ```text
//! [ti:The clock]
//! [offset:+200]
//! [00:05.20]Is it on?
//! [00:07.30]<00:07.30>It <00:07.80>is. <00:08.40>
//! [00:09.00]
//! [00:10.00][00:20.00]Tick, tock
//! ```
//!
//! ```text
//! file  = *(tag / line)
//! tag   = "[" name ":" value "]" eol
//! line  = 1*stamp text eol
//! stamp = "[" minutes ":" seconds ["." fraction] "]"
//! text  = *(char / "<" minutes ":" seconds "." fraction ">")
//! ```
//!
//! Nobody wrote the grammar down: it is what players take, and the
//! A2 extension for words. A line with several stamps is a cue at each of them. A stamp without text ends the cue before
//! it; without one a cue has no end. `offset` is applied: a positive one brings the lines forward, in milliseconds.
//! Read as well: hours, a colon before the fraction, and stamps in brackets between words.
//!
//! It cannot hold: ends, but where silence follows; several lines in a cue; who speaks, but as text; emphasis.

use super::captions::build::Captions;
use super::captions::out::{OutCue, for_each_cue, push_number};
use super::captions::rows::{Aside, Keep, Losses, OneLine, Row, lines, no_signs, speak, whole};
use super::{Format, Reader, Source, SpeakerNames, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Kind, Plain, Time, TimeDelta, Timestamp, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "lrc",
    aliases: &["lyrics", "elrc"],
    title: "LRC timed lyrics",
    kind: Kind::Captions,
    extensions: &["lrc", "elrc"],
    keeps: "starts to 10 ms, text, word times; speakers as `Name: ` where a turn begins",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn detect(head: &str) -> u8 {
    let (mut stamped, mut tags, mut other, mut coarse, mut logged) = (0, 0, 0, 0, 0);
    for (_, line) in lines(head).filter(|(_, line)| !line.trim().is_empty()).take(30) {
        let line = line.trim();
        match stamp(line, b'[', false) {
            // A space and a name behind the stamp belong to a transcript; so does a time without a fraction.
            Some((_, length)) if line.get(..length).is_some_and(|stamp| stamp.contains('.')) => {
                stamped += 1;
                let word = line.get(length..).unwrap_or("").split_whitespace().next().unwrap_or("");
                logged += usize::from(LEVELS.contains(&word.trim_matches(|c: char| !c.is_ascii_alphabetic())));
            }
            Some(_) => (other, coarse) = (other + 1, coarse + 1),
            None if tag(line).is_some_and(|(name, _)| KNOWN.contains(&name.to_ascii_lowercase().as_str())) => tags += 1,
            None => other += 1,
        }
    }
    if logged * 2 > stamped {
        return 0;
    }
    match (stamped, tags) {
        (1.., 1..) => 95,
        (3.., 0) if other * 4 <= stamped => 85,
        (1.., 0) if other == 0 => 75,
        (0, 3..) if other == 0 => 70,
        (0, 1..) if coarse > 0 => 80,
        _ if coarse > 0 && coarse == other => 40,
        _ => 0,
    }
}

/// Why a transcript that was read from LRC is a song and nobody's speech: its tags name an artist or an album.
///
/// Reading and converting songs is as welcome as anything; turns are for speech, so `fireside turns` asks here first.
///
/// # Examples
/// ```
/// let song = fireside::read(b"[ar:The Adzes]\n[ti:Fish Knife]\n[00:08.20]In the long drawer\n")?;
/// assert_eq!(fireside::format::sung(&song.transcript).unwrap().code(), "E-LYRICS");
/// let talk = fireside::read(b"[ti:The lock]\n[00:08.20]Is it on?\n[00:09.10]It is.\n")?;
/// assert!(fireside::format::sung(&talk.transcript).is_none());
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn sung(transcript: &Transcript) -> Option<Error> {
    const SONG: [&str; 3] = ["ar", "al", "au"];
    let tags = || transcript.blocks().iter().filter(|block| block.kind == "tag").filter_map(|block| tag(&block.text));
    let (name, value) = tags().find(|(name, _)| SONG.contains(&name.to_ascii_lowercase().as_str()))?;
    (transcript.source.format == FORMAT.id).then(|| Error::NotATranscript {
        code: "E-LYRICS",
        looks_like: "looks like lyrics".to_owned(),
        evidence: format!("an LRC file whose tag `[{name}:{value}]` names who sings or wrote it"),
        needed: "convert it with `fireside convert`, or name its form with --from lrc".to_owned(),
    })
}

/// Words that a log has behind its times, and no song.
const LEVELS: [&str; 6] = ["INFO", "DEBUG", "WARN", "WARNING", "ERROR", "TRACE"];

/// Tags that players know.
const KNOWN: [&str; 11] = ["ti", "ar", "al", "au", "by", "re", "tool", "ve", "offset", "length", "la"];

/// A stamp at the start of `text`, in brackets that open with `open`: milliseconds, and the bytes it takes. `hundredths`
/// says that a third field without a fraction are hundredths of a second.
fn stamp(text: &str, open: u8, hundredths: bool) -> Option<(i64, usize)> {
    let bytes = text.as_bytes();
    let close = if open == b'[' { b']' } else { b'>' };
    (bytes.first() == Some(&open)).then_some(())?;
    let end = bytes.iter().take(40).position(|byte| *byte == close)?;
    let inside = text.get(1..end)?.trim();
    let mut fields = inside.split(':');
    let (first, second, third) = (fields.next()?, fields.next()?, fields.next());
    if fields.next().is_some() {
        return None;
    }
    let (high, low, last) = match third {
        None => (0, whole(first)?, second),
        Some(third) if hundredths && !third.contains(['.', ',']) => {
            let ms = whole(third).filter(|value| (0..100).contains(value))? * 10;
            let minutes = whole(first)?.saturating_mul(60).saturating_add(whole(second)?);
            return Some((minutes.saturating_mul(1_000).saturating_add(ms), end + 1));
        }
        Some(third) => (whole(first)?, whole(second)?, third),
    };
    let (seconds, fraction) = last.split_once(['.', ',']).unwrap_or((last, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digit = |at: usize| fraction.as_bytes().get(at).map_or(0, |digit| i64::from(digit - b'0'));
    let ms = digit(0) * 100 + digit(1) * 10 + digit(2);
    let minutes = high.saturating_mul(60).saturating_add(low.saturating_abs());
    let seconds = minutes.saturating_mul(60).saturating_add(whole(seconds)?);
    let all = seconds.saturating_mul(1_000).saturating_add(ms);
    Some((if inside.starts_with('-') { -all } else { all }, end + 1))
}

/// `[name:value]` as a whole line.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    let word =
        !name.is_empty() && name.len() < 24 && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    word.then(|| (name.trim(), value.trim()))
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let text = source.text;
    let mut captions = Captions::default();
    // The third field passes 59 somewhere, or other stamps have minutes, seconds and a fraction: it counts hundredths.
    let hundredths = lines(text).any(|(_, line)| {
        let inside =
            line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or("", |(inside, _)| inside);
        let mut fields = inside.split(':');
        match (fields.next().and_then(whole), fields.next(), fields.next()) {
            (Some(_), Some(_), Some(third)) => third.len() == 2 && whole(third).is_some_and(|value| value > 59),
            (Some(_), Some(second), None) => second.split_once('.').is_some_and(|(seconds, fraction)| {
                fraction.len() > 1 && whole(seconds).is_some() && whole(fraction).is_some()
            }),
            _ => false,
        }
    });
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut asides: Vec<Aside<'_>> = Vec::new();
    let (mut offset, mut several) = (0i64, false);
    for (at, whole_line) in lines(text) {
        let line = whole_line.trim();
        let mut rest = line;
        let first = rows.len();
        while let Some((ms, length)) = stamp(rest, b'[', hundredths) {
            rows.push(Row { start: Some(ms), ..Row::default() });
            rest = rest.get(length..).unwrap_or("").trim_start();
        }
        if rows.len() > first {
            several |= rows.len() - first > 1;
            rows.iter_mut().skip(first).for_each(|row| row.text = rest);
        } else if let Some((name, value)) = tag(line) {
            let meta = &mut captions.builder.transcript_mut().meta;
            match name.to_ascii_lowercase().as_str() {
                "ti" if !value.is_empty() => meta.title = Some(value.to_owned()),
                "offset" => {
                    offset = value.strip_prefix('+').unwrap_or(value).trim().parse().unwrap_or(0);
                    continue;
                }
                "length" => {
                    let length = stamp(&format!("[{value}]"), b'[', false);
                    meta.duration = length.map(|(ms, _)| TimeDelta::from_millis(ms));
                }
                _ => {}
            }
            asides.push((first, "tag", line));
        } else if line.starts_with('#') {
            asides.push((first, "remark", line));
        } else if !line.is_empty() {
            let bytes = source.offset + at..source.offset + at + whole_line.len();
            captions.warn(Code::NoCue, bytes, "a line without a time belongs to no cue and is left out");
            asides.push((first, "lines", line));
        }
    }
    if several {
        rows.sort_by_key(|row| row.start);
        asides.retain_mut(|aside| {
            aside.0 = 0;
            true
        });
    }
    // A stamp without text ends the cue before it, and is none itself.
    let mut kept: Vec<Row<'_>> = Vec::with_capacity(rows.len());
    let mut places = Vec::with_capacity(rows.len() + 1);
    for mut row in rows {
        places.push(kept.len());
        row.start = row.start.map(|start| start.saturating_sub(offset));
        if row.text.is_empty() {
            if let Some(last) = kept.last_mut().filter(|last| last.end.is_none()) {
                last.end = row.start;
            }
            continue;
        }
        // A word stamp that nothing follows ends the line.
        let last = row.text.rfind('<').and_then(|at| row.text.get(at..));
        let end = last.and_then(|last| stamp(last, b'<', hundredths).filter(|(_, length)| *length == last.len()));
        row.end = end.map(|(ms, _)| ms.saturating_sub(offset));
        kept.push(row);
    }
    places.push(kept.len());
    for aside in &mut asides {
        aside.0 = places.get(aside.0).copied().unwrap_or(kept.len());
    }
    speak(&mut captions, source, kept, &asides, "\n", b"<[", |text, at, plain| {
        words(text, at, offset, hundredths, plain);
        false
    });
    Ok(captions.finish(FORMAT.id))
}

/// Takes the word stamps off a line.
fn words(text: &str, source: usize, offset: i64, hundredths: bool, plain: &mut Plain) {
    let (mut at, mut from) = (0, 0);
    while let Some(found) = text.as_bytes().get(at..).and_then(|rest| memchr::memchr2(b'<', b'[', rest)) {
        let sign = at + found;
        let Some((ms, length)) = stamp(text.get(sign..).unwrap_or(""), text.as_bytes()[sign], hundredths) else {
            at = sign + 1;
            continue;
        };
        let last = text.get(sign + length..).unwrap_or("").trim().is_empty();
        copy_words(text.get(from..sign).unwrap_or(""), source + from, last, plain);
        let time = Some(Time::exact(ms.saturating_sub(offset)));
        at = sign + length;
        from = at;
        // A stamp behind a word ends it, if it is not the start of the next one.
        let next = text.get(at..).unwrap_or("").trim_start();
        if next.is_empty() || stamp(next, next.as_bytes()[0], hundredths).is_some() {
            let words_end = plain.len();
            if let Some(mark) = plain.marks.last_mut().filter(|mark| mark.at < words_end) {
                mark.end = time;
            }
        }
        if !next.is_empty() {
            plain.time_next(time, None);
        }
    }
    copy_words(text.get(from..).unwrap_or(""), source + from, true, plain);
}

/// Copies what stands between two stamps; spaces stand on both sides of them, and one is enough.
fn copy_words(text: &str, source: usize, last: bool, plain: &mut Plain) {
    let spaced = plain.is_empty() || plain.text().ends_with(' ');
    let words = if spaced { text.trim_start() } else { text };
    let from = source + (text.len() - words.len());
    plain.copy(if last { words.trim_end() } else { words }, from);
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    match own {
        true => {
            for block in transcript.blocks().iter().filter(|block| matches!(block.kind.as_ref(), "tag" | "remark")) {
                out.push_str(&block.text);
                out.push('\n');
            }
        }
        false => {
            if let Some(title) = &transcript.meta.title {
                out.push_str("[ti:");
                out.extend(title.chars().map(|c| if c.is_control() || c == ']' { ' ' } else { c }));
                out.push_str("]\n");
            }
        }
    }
    let form = OneLine { id: "", wrap: " ", signs: no_signs, escape: |text, out| out.push_str(text) };
    let known = |source: Option<usize>| source.is_none_or(|cue| transcript.cues()[cue].end.is_some());
    let mut losses = Losses::default();
    let (mut joined, mut empty, mut overlaps) = (0usize, 0usize, 0usize);
    let mut silence: Option<i64> = None;
    let mut doubts = for_each_cue(
        transcript,
        |name| name.chars().count() + 2,
        |cue| {
            if cue.lines.is_empty() {
                empty += 1;
                return;
            }
            joined += usize::from(cue.lines.len() > 1);
            let (start, end) = losses.times(cue);
            let (start, end) = (hundredths_of(start), hundredths_of(end));
            if let Some(silence) = silence.take() {
                if silence < start {
                    push_stamp(silence, ('[', ']'), out);
                    out.push('\n');
                }
                overlaps += usize::from(silence > start);
            }
            push_stamp(start, ('[', ']'), out);
            if !push_words(transcript, cue, options.speakers, out) {
                form.push(transcript, cue, options.speakers, out);
            }
            out.push('\n');
            silence = (known(cue.source) && end > start).then_some(end);
        },
    );
    if let Some(silence) = silence {
        push_stamp(silence, ('[', ']'), out);
        out.push('\n');
    }
    // No guessed end is written where the source has none.
    if !transcript.cues().is_empty() && transcript.cues().iter().all(|cue| cue.start.is_some()) {
        doubts.retain(|doubt| doubt.code != Code::TimesEstimated);
    }
    losses.report(transcript, Keep { words: true, bars: true, ..Keep::default() }, "LRC", &mut doubts);
    for (count, what) in [
        (joined, "cues have several lines: LRC has one, and a space joins them"),
        (empty, "cues have no text, which in LRC ends the cue before: they are left out"),
        (overlaps, "cues last into the next one: in LRC they end where it starts"),
    ] {
        if count > 0 {
            doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
        }
    }
    doubts
}

fn hundredths_of(ms: i64) -> i64 {
    ms / 10 + i64::from(ms % 10 >= 5)
}

/// `[mm:ss.xx]`; minutes take as many digits as they need.
fn push_stamp(centis: i64, signs: (char, char), out: &mut String) {
    let centis = centis.max(0).unsigned_abs();
    out.push(signs.0);
    for (index, value) in [centis / 6_000, centis / 100 % 60, centis % 100].into_iter().enumerate() {
        out.push_str(["", ":", "."][index]);
        if value < 10 {
            out.push('0');
        }
        push_number(value, out);
    }
    out.push(signs.1);
}

/// Appends the text with a stamp before each word that is timed, if there is one.
fn push_words(transcript: &Transcript, cue: &OutCue<'_, '_>, names: SpeakerNames, out: &mut String) -> bool {
    let times = &transcript.word_times;
    let timed = |at: usize| {
        times.binary_search_by_key(&at, |time| time.at as usize).ok().and_then(|index| {
            let time = times.get(index)?;
            Some((time.start()?.at, time.end().map(|end| end.at)))
        })
    };
    let words = || {
        cue.lines.iter().flat_map(|line| {
            line.text
                .split_whitespace()
                .map(move |word| (word, line.at + (word.as_ptr() as usize - line.text.as_ptr() as usize)))
        })
    };
    if times.is_empty() || !words().any(|(_, at)| timed(at).is_some()) {
        return false;
    }
    let name = cue.lines.first().filter(|line| match names {
        SpeakerNames::Never => false,
        SpeakerNames::Cues => true,
        SpeakerNames::Turns => line.opens_turn,
    });
    // The source's own signs for who speaks stand as they are.
    let signed = cue.plain.filter(|plain| names == SpeakerNames::Turns && cue.is_signed(plain));
    let first = cue.lines.first().map_or("", |line| line.text);
    match signed.and_then(|plain| Some(plain.split_once(first.split_whitespace().next()?)?.0)) {
        Some(signs) => out.push_str(signs),
        None => {
            if let Some(name) = name.and_then(|line| line.speaker) {
                out.push_str(name);
                out.push_str(": ");
            }
        }
    }
    let mut end: Option<Timestamp> = None;
    let mut open = false;
    for (word, at) in words() {
        let Some((start, own_end)) = timed(at) else {
            if open {
                out.push(' ');
            }
            out.push_str(word);
            (end, open) = (None, true);
            continue;
        };
        // The pause before a word needs the end of the one before it.
        if let Some(end) = end.filter(|end| hundredths_of(end.millis()) < hundredths_of(start.millis())) {
            push_stamp(hundredths_of(end.millis()), ('<', '>'), out);
        }
        if open {
            out.push(' ');
        }
        push_stamp(hundredths_of(start.millis()), ('<', '>'), out);
        out.push_str(word);
        (end, open) = (own_end, true);
    }
    if let Some(end) = end {
        push_stamp(hundredths_of(end.millis()), ('<', '>'), out);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(text: &str) -> Vec<(i64, Option<i64>, String)> {
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        let ms = |time: Option<Time>| time.map(|time| time.at.millis());
        let all = transcript.cues().iter().enumerate();
        all.map(|(index, cue)| (ms(cue.start).unwrap(), ms(cue.end), transcript.cue_lines(index).into_owned()))
            .collect()
    }

    fn row(start: i64, end: Option<i64>, text: &str) -> (i64, Option<i64>, String) {
        (start, end, text.to_owned())
    }

    #[test]
    fn stamps_in_all_forms() {
        assert_eq!(
            cues(
                "[ti:Clock]\n[offset:+200]\n[00:05.20]Is it on?\n[00:09.00]\n[00:10][00:20.5]Tick, tock\n[01:00:00.250] late\n"
            ),
            [
                row(5_000, Some(8_800), "Is it on?"),
                row(9_800, None, "Tick, tock"),
                row(20_300, None, "Tick, tock"),
                row(3_600_050, None, "late")
            ]
        );
        assert_eq!(cues("[00:01:75]a\n[00:02:10]b\n"), [row(1_750, None, "a"), row(2_100, None, "b")]);
    }

    #[test]
    fn a_colon_before_the_fraction() {
        assert_eq!(
            cues("[00:30.10]a\n[00:31:50]b\n[00:33.00]c\n"),
            [row(30_100, None, "a"), row(31_500, None, "b"), row(33_000, None, "c")]
        );
        assert_eq!(cues("[00:31:50]a\n[00:32:10]b\n"), [row(1_910_000, None, "a"), row(1_930_000, None, "b")]);
        assert_eq!(cues("[00:31:50]a\n[00:32:75]b\n"), [row(31_500, None, "a"), row(32_750, None, "b")]);
        assert_eq!(cues("[00:59.50]a\n[01:00:01.50]b\n"), [row(59_500, None, "a"), row(3_601_500, None, "b")]);
    }

    #[test]
    fn words_with_times() {
        let text = "[ar:Ada]\n[00:07.30]<00:07.30>It <00:07.80>is. <00:08.40>\n[00:09.00]one [00:09.50]two <3\n";
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        let words: Vec<_> = transcript.words().map(|word| (word.text(), word.start(), word.end())).collect();
        let at = |ms| Some(Time::exact(ms));
        assert_eq!(words[..2], [("It", at(7_300), None), ("is.", at(7_800), at(8_400))]);
        assert_eq!(words[2..4], [("one", None, None), ("two", at(9_500), None)]);
        assert_eq!((transcript.text(), transcript.cues()[0].end), ("It is. one two <3", at(8_400)));
        let mut again = String::new();
        write(&transcript, &WriteOptions::default(), &mut again);
        assert!(again.starts_with("[ar:Ada]\n[00:07.30]<00:07.30>It <00:07.80>is.<00:08.40>\n"), "{again}");
    }
}
