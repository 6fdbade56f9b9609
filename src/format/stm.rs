//! Segment time marked: what each speaker says in each stretch, the reference of speech scoring.
//!
//! ```text
//! ;; LABEL "M" "Male" "Male talkers"
//! mill 1 ada 0.50 2.25 <o,f0,female> is it { on / running }
//! mill 1 inter_segment_gap 2.25 4.00 <o,,unknown>
//! mill 1 excluded 4.00 9.00 IGNORE_TIME_SEGMENT_IN_SCORING
//! ```
//!
//! ```text
//! file  = *(line NEWLINE)
//! line  = ";;" *letter / file SP channel SP speaker SP start SP end [SP label] [SP words]
//! label = "<" *(letter but blanks / "," SP) ">"
//! words = word *(SP word) / "{" SP words 1*(SP "/" SP words) SP "}"
//! ```
//!
//! Each line that is scored is a unit of its speaker. Of an alternation the first branch is the text, the others are
//! alternatives to it; `@` is an empty branch. Stretches that are ignored and gaps between segments are records of types
//! of their own. It holds no word times, no cues and no names with spaces.
//!
//! Grammar: documentation of `sclite`, NIST Scoring Toolkit.

use super::captions::build::Captions;
use super::captions::fields::{
    Line, Lines, Next, malformed, not_held, push_field, push_seconds, recording, renamed, seconds, spans,
};
use super::uem::{channel, weak};
use super::{Format, Reader, Source, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Alternative, Kind, RecordStart, Time, Timestamp, Transcript, UnitStart, words_of};

pub(super) const FORMAT: Format = Format {
    id: "stm",
    aliases: &[],
    title: "STM",
    kind: Kind::Recogniser,
    extensions: &["stm"],
    keeps: "turns, times, speakers, alternatives; every record when read from STM; no word times",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

fn times(line: &Line<'_, 5>) -> Result<(i64, i64), (usize, &'static str)> {
    if line.count < 5 {
        return Err((line.count, "a file, a channel, a speaker, a start and an end"));
    }
    let start = seconds(line.fields[3]).ok_or((3, "a start in seconds"))?;
    let end = seconds(line.fields[4]).ok_or((4, "an end in seconds"))?;
    Ok((start, end))
}

/// The line with its label set apart, where no blank stands between that and the end (`4.25<o,f0>`).
fn unglued<'a>(mut line: Line<'a, 5>, text: &'a str) -> Line<'a, 5> {
    if let Some((end, label)) = line.fields[4].split_once('<').filter(|(end, _)| seconds(end).is_some()) {
        let at = label.as_ptr() as usize - text.as_ptr() as usize - 1;
        line.fields[4] = end;
        line.rest = text.get(at..line.end).unwrap_or("");
    }
    line
}

/// The label at the start of what follows the times, and the rest. Blanks stand in it only behind commas.
fn label(rest: &str) -> (Option<&str>, &str) {
    let blanks = |end: &usize| rest.get(..*end).is_some_and(|before| before.ends_with(','));
    let close = rest.find('>').map_or(0, |at| at + 1);
    let mut ends = rest.match_indices([' ', '\t']).map(|(at, _)| at);
    let end = ends.find(|at| *at >= close || !blanks(at)).unwrap_or(rest.len());
    match rest.split_at(end) {
        (label, text) if label.len() > 1 && label.starts_with('<') && label.find('>') == Some(label.len() - 1) => {
            (Some(label), text.trim_start_matches([' ', '\t']))
        }
        _ => (None, rest),
    }
}

fn detect(head: &str) -> u8 {
    let lines: Vec<_> = Lines::<5>::new(head).take(200).collect();
    let cut = lines.len() - usize::from(!head.ends_with('\n') && lines.len() > 1 && lines.len() < 200);
    let (mut good, mut bad, mut points, mut labels, mut texts) = (0usize, 0usize, 0usize, 0usize, 0usize);
    for next in lines.iter().take(cut) {
        let Next::Line(line) = next else { continue };
        let line = &unglued(*line, head);
        // The third field of CTM and UEM is a time; a speaker that is a number has a label or words behind it.
        let number = seconds(line.fields[2]).is_some() && line.rest.is_empty();
        let labelled = label(line.rest).0.is_some_and(|label| label != "<NA>");
        let times = times(line).ok().filter(|(start, end)| labelled || start <= end && *start >= 0);
        if times.is_none() || number || !(channel(line.fields[1]) || labelled) {
            bad += 1;
            continue;
        }
        good += 1;
        points += usize::from(line.fields[3].contains('.') || line.fields[4].contains('.'));
        labels += usize::from(labelled);
        texts += usize::from(label(line.rest).1.bytes().any(|byte| !byte.is_ascii_digit() && byte != b'.'));
    }
    match (good, bad) {
        (0, _) => 0,
        (_, _) if texts == 0 => 0,
        (good, bad) if bad > 1 && bad * 4 > good => weak(good, bad),
        (good, _) if labels * 2 > good => 95,
        (good, _) if points * 2 >= good => 80,
        _ => 40,
    }
}

const IGNORED: &str = "ignore_time_segment_in_scoring";

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::with_capacity(text.len(), text.len() / 80);
    let mut unread = None;
    let mut readable = false;
    let mut file = None;
    for next in Lines::<5>::new(text) {
        let line = match next {
            Next::Line(line) => unglued(line, text),
            Next::Comment(comment) => {
                captions.builder.block("comment", comment);
                continue;
            }
        };
        let (start, end) = match times(&line) {
            Ok(times) => times,
            Err((field, expected)) => {
                let at = line.place(field, text);
                unread.get_or_insert((at.start, expected));
                let message = format!("expected {expected}: the line is left out");
                captions.warn(Code::LineUnread, base + at.start..base + at.end, message);
                continue;
            }
        };
        readable = true;
        if end < start {
            let at = line.place(4, text);
            let message = "the segment ends before it starts: kept as it stands";
            captions.warn(Code::EndBeforeStart, base + at.start..base + at.end, message);
        }
        let (label, words) = label(line.rest);
        let speaker = line.fields[2];
        let mut record = RecordStart {
            kind: "segment",
            file: line.fields[0],
            channel: Some(line.fields[1]),
            start: Some(Timestamp::from_millis(start)),
            end: Some(Timestamp::from_millis(end)),
            speaker: Some(speaker).filter(|speaker| *speaker != "<NA>"),
            beside: label,
            ..RecordStart::default()
        };
        let gap = speaker.eq_ignore_ascii_case("inter_segment_gap");
        if gap || words.eq_ignore_ascii_case(IGNORED) {
            record.kind = if gap { "inter_segment_gap" } else { "ignored" };
            record.aside = Some(words).filter(|words| !words.is_empty());
        } else if !words.is_empty() {
            let name = record.speaker;
            let speaker = name.map(|name| captions.speaker(name));
            // No turn reaches from one recording into the next.
            let other = file.replace(line.fields[0]).is_some_and(|file| file != line.fields[0]);
            captions.builder.unit(UnitStart {
                speaker,
                label: name,
                start: Some(Time::exact(start)),
                end: Some(Time::exact(end)),
                new_speaker: other,
            });
            let before = captions.builder.len();
            let at = words.as_ptr() as usize - text.as_ptr() as usize;
            match memchr::memchr(b'{', words.as_bytes()) {
                None => captions.builder.push_raw(words, base + at),
                Some(_) => push_words(words, base + at, &mut captions),
            }
            let after = captions.builder.len();
            let spoken = captions.builder.transcript_mut().text().get(before..after).unwrap_or("");
            record.spoken = Some(before + (spoken.len() - spoken.trim_start().len())..after);
        }
        captions.builder.record(record);
    }
    match unread.filter(|_| !readable) {
        Some((at, expected)) => {
            Err(malformed(source, at, expected, "a line is `file channel speaker start end <label> words`"))
        }
        None => Ok(captions.finish(FORMAT.id)),
    }
}

/// Pushes words, of each alternation only the first branch; the others become alternatives.
fn push_words(words: &str, source: usize, captions: &mut Captions) {
    let tokens: Vec<std::ops::Range<usize>> = words_of(words).collect();
    let token = |index: usize| tokens.get(index).and_then(|range| words.get(range.clone())).unwrap_or("");
    // Where each open brace closes, and the slashes between: one pass, so that braces in braces cost nothing.
    let mut closes = vec![0usize; tokens.len()];
    let mut slashes: Vec<Vec<usize>> = vec![Vec::new(); tokens.len()];
    let mut open = Vec::new();
    for index in 0..tokens.len() {
        match token(index) {
            "{" => open.push(index),
            "/" => {
                if let Some(list) = open.last().and_then(|last: &usize| slashes.get_mut(*last)) {
                    list.push(index);
                }
            }
            "}" => {
                if let Some(slot) = open.pop().and_then(|last: usize| closes.get_mut(last)) {
                    *slot = index;
                }
            }
            _ => {}
        }
    }
    let mut index = 0;
    let before = captions.builder.len();
    let mut found: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    // The alternations around the place: the first slash, the closing brace, and where the text of the branch starts.
    let mut around: Vec<(usize, usize, usize, usize)> = Vec::new();
    while index < tokens.len() {
        if let Some(&(opened, slash, close, from)) = around.last()
            && index == slash
        {
            around.pop();
            if around.is_empty() {
                let after = captions.builder.len();
                let spoken = captions.builder.transcript_mut().text().get(from..after).unwrap_or("");
                let range = from + (spoken.len() - spoken.trim_start().len())..after;
                let bounds = slashes.get(opened).map_or(&[][..], Vec::as_slice);
                for (nth, slash) in bounds.iter().enumerate() {
                    let end = bounds.get(nth + 1).copied().unwrap_or(close);
                    let branch = match (tokens.get(slash + 1), tokens.get(end.saturating_sub(1))) {
                        (Some(first), Some(last)) if end > slash + 1 => words.get(first.start..last.end).unwrap_or(""),
                        _ => "",
                    };
                    let branch = if branch == "@" { "" } else { branch };
                    found.push((range.clone(), branch));
                }
            }
            index = close + 1;
            continue;
        }
        let word = token(index);
        let close = closes.get(index).copied().unwrap_or(0);
        match slashes.get(index).and_then(|list| list.first()) {
            Some(slash) if word == "{" && close > 0 => around.push((index, *slash, close, captions.builder.len())),
            _ if word == "@" && !around.is_empty() => {}
            _ => {
                let at = tokens.get(index).map_or(0, |range| range.start);
                captions.builder.push(word, source + at);
            }
        }
        index += 1;
    }
    let gap = captions.builder.transcript_mut().text().get(before..).is_some_and(|pushed| pushed.starts_with(' '));
    for (range, branch) in found {
        // What stands before the first word belongs to this segment, not to the end of the one before it.
        let shift = usize::from(gap && range.is_empty() && range.start == before);
        captions.builder.alternative(range.start + shift..range.end + shift, branch, None);
    }
}

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let line = |fields: [&str; 3], start: i64, end: i64, out: &mut String| {
        let mut whole = true;
        for field in fields {
            whole &= push_field(field, out);
            out.push(' ');
        }
        push_seconds(start, out);
        out.push(' ');
        push_seconds(end, out);
        whole
    };
    if transcript.source.format == FORMAT.id && transcript.records().len() > 0 {
        for block in transcript.blocks().iter().filter(|block| block.kind == "comment") {
            out.push_str(&block.text);
            out.push('\n');
        }
        let names = renamed(transcript);
        let mut others = transcript.alternatives().iter().peekable();
        for record in transcript.records() {
            let ms = |time: Option<Timestamp>| time.map_or(0, Timestamp::millis);
            let speaker = record.speaker.map(|label| names.get(label).copied().unwrap_or(label)).unwrap_or("");
            line([record.file, record.channel.unwrap_or(""), speaker], ms(record.start), ms(record.end), out);
            if let Some(label) = record.beside {
                out.push(' ');
                out.push_str(label);
            }
            let text = record.text.unwrap_or("");
            if !text.is_empty() || record.kind == "segment" {
                // Its text is a slice of the transcript's, where it is speech.
                let at = (text.as_ptr() as usize).wrapping_sub(transcript.text().as_ptr() as usize);
                let spoken = at <= transcript.text().len() && record.kind == "segment";
                out.push(' ');
                push_spoken(text, if spoken { Some(at) } else { None }, &mut others, out);
            }
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
        return Vec::new();
    }
    let file = recording(transcript);
    let (spans, mut doubts) = spans(transcript);
    let (mut nameless, mut blanks, mut silent) = (0usize, 0usize, 0usize);
    let mut others = transcript.alternatives().iter().peekable();
    for span in spans {
        let text = transcript.text().get(span.bytes.0..span.bytes.1).unwrap_or("");
        if text.is_empty() {
            silent += 1;
            continue;
        }
        nameless += usize::from(span.speaker.is_none());
        blanks += usize::from(!line([&file, "1", span.speaker.unwrap_or("")], span.start, span.end, out));
        // A text that could be taken for a label needs one before it.
        let first = label(text).0.is_some() || text.eq_ignore_ascii_case(IGNORED);
        out.push_str(if first { " <NA> " } else { " " });
        push_spoken(text, Some(span.bytes.0), &mut others, out);
        out.push('\n');
    }
    not_held(&mut doubts, nameless, "segments have no speaker: STM has `<NA>` for them");
    not_held(&mut doubts, blanks, "segments have a speaker with spaces in the name: STM has `_` for them");
    not_held(&mut doubts, silent, "stretches without words are left out");
    let timed = transcript.words().filter(|word| word.start().is_some()).count();
    not_held(&mut doubts, timed, "words have times of their own: STM times only segments");
    doubts
}

/// Appends the text that starts at byte `at` of the transcript's, with the alternatives to it in braces.
fn push_spoken<'t>(
    text: &str,
    at: Option<usize>,
    others: &mut std::iter::Peekable<impl Iterator<Item = &'t Alternative>>,
    out: &mut String,
) {
    let Some(at) = at else { return out.push_str(text) };
    let mut done = 0usize;
    let end = at + text.len();
    let inside = |other: &&Alternative| {
        let start = other.text.start as usize;
        start < end || start == end && other.text.is_empty()
    };
    while let Some(first) = others.next_if(inside) {
        let (from, to) = (first.text.start as usize, first.text.end as usize);
        let (Some(from), Some(to)) = (from.checked_sub(at), to.checked_sub(at)) else { continue };
        let (Some(before), Some(branch)) = (text.get(done..from), text.get(from..to)) else { continue };
        let gap = |out: &mut String| {
            if !out.ends_with([' ', '\n']) && !out.is_empty() {
                out.push(' ');
            }
        };
        out.push_str(before);
        gap(out);
        out.push_str("{ ");
        out.push_str(if branch.is_empty() { "@" } else { branch });
        let mut next = Some(first);
        while let Some(other) = next {
            out.push_str(" / ");
            out.push_str(if other.instead.is_empty() { "@" } else { &other.instead });
            next = others.next_if(|next| next.text == first.text);
        }
        out.push_str(" }");
        done = to;
        if text.get(done..).is_some_and(|rest| !rest.is_empty() && !rest.starts_with(' ')) {
            out.push(' ');
        }
    }
    out.push_str(text.get(done..).unwrap_or(""));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str) -> Reading {
        read(&Source::new(text, 0)).unwrap()
    }

    fn again(text: &str) -> String {
        let mut out = String::new();
        write(&reading(text).transcript, &WriteOptions::default(), &mut out);
        out
    }

    const MILL: &str = ";; LABEL \"M\" \"Male\" \"\"\nmill 1 ada 0.500 2.250 <o,f0,female> is it { on / running / @ } now\nmill 1 inter_segment_gap 2.250 4.000 <o,,unknown>\nmill 1 bram 4.000 5.000 { @ / well } yes\nmill 1 excluded 5.000 9.000 <o> IGNORE_TIME_SEGMENT_IN_SCORING\nmill 2 ada 9.000 9.500\n";

    #[test]
    fn every_line_comes_back() {
        assert_eq!(again(MILL), MILL);
    }

    #[test]
    fn segments_are_turns() {
        let transcript = reading(MILL).transcript;
        let turns: Vec<_> =
            transcript.turns().map(|turn| (turn.speaker().unwrap().name.as_str(), turn.text())).collect();
        assert_eq!(turns, [("ada", "is it on now"), ("bram", "yes")]);
        let kinds: Vec<_> = transcript.records().map(|record| record.kind).collect();
        assert_eq!(kinds, ["segment", "inter_segment_gap", "segment", "ignored", "segment"]);
        assert_eq!(transcript.alternatives().len(), 3);
    }

    #[test]
    fn braces_in_braces() {
        let text = "m 1 a 0.000 1.000 so { it { is / was } / { he / she } goes / @ } {sic} { x }\n";
        assert_eq!(reading(text).transcript.text(), "so it is {sic} { x }");
        assert_eq!(again(text), "m 1 a 0.000 1.000 so { it is / { he / she } goes / @ } {sic} { x }\n");
        let deep = format!("m 1 a 0 1 {}x{}\n", "{ ".repeat(20_000), " / y }".repeat(20_000));
        assert_eq!(reading(&deep).transcript.text(), "x");
        assert!(reading(&format!("m 1 a 0 1 {}\n", "{ / ".repeat(20_000))).transcript.text().len() > 9);
    }

    #[test]
    fn one_bad_line_costs_one_line() {
        let reading = reading("m 1 a 0 1 hi\nm 1 a x 1 hi\nm 1 a\nm 1 a 3 2 <o> ho\n");
        let codes: Vec<_> = reading.diagnostics.iter().map(|doubt| doubt.code).collect();
        assert_eq!(codes, [Code::LineUnread, Code::LineUnread, Code::EndBeforeStart]);
        assert_eq!(reading.transcript.text(), "hi ho");
    }

    #[test]
    fn a_label_may_stand_against_the_end() {
        let text = "m 1 ada 0 4<o,f0> is it\nm 1 bo 2.5 5.25<o>\nm 1 ada 6 7 <o> on\n";
        assert_eq!(detect(text), 95);
        let all = reading(text);
        assert!(all.diagnostics.is_empty());
        let records: Vec<_> = all.transcript.records().map(|record| (record.end, record.beside)).collect();
        let end = |ms| Some(Timestamp::from_millis(ms));
        assert_eq!(records, [(end(4_000), Some("<o,f0>")), (end(5_250), Some("<o>")), (end(7_000), Some("<o>"))]);
        assert_eq!(all.transcript.text(), "is it on");
        assert_eq!(
            again(text),
            "m 1 ada 0.000 4.000 <o,f0> is it\nm 1 bo 2.500 5.250 <o>\nm 1 ada 6.000 7.000 <o> on\n"
        );
        assert_eq!(reading("m 1 ada 0 x<o> is it\nm 1 ada 0 1 on").diagnostics[0].code, Code::LineUnread);
    }

    #[test]
    fn labels_may_have_blanks_behind_commas() {
        assert_eq!(label("<O, F0,\tM> so it is"), (Some("<O, F0,\tM>"), "so it is"));
        assert_eq!(label("<O,F0> <b> is"), (Some("<O,F0>"), "<b> is"));
        assert_eq!(label("<so it> is"), (None, "<so it> is"));
        assert_eq!(label("<so, it is"), (None, "<so, it is"));
        assert_eq!(label("<O, F0>"), (Some("<O, F0>"), ""));
    }

    #[test]
    fn only_stm_is_claimed() {
        assert!(detect(MILL) >= 80);
        for text in ["m 1 0.5 9.0\n", "m 1 0.5 0.3 word 0.9\n", "a 1 b 3 4 5\n", "", "he had a 3 4 inch nail\n"] {
            assert_eq!(detect(text), 0, "{text}");
        }
    }
}
