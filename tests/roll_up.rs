//! Captions that roll or grow show every word several times; a reader wants each once, in order, with its time.

use std::fmt::Write;

use fireside::pass::repair::{RepairOptions, repair_text};
use fireside::{PrepareOptions, Transcript, prepare, read};
use proptest::prelude::*;

/// One line of clean captions: its words, each with its start in milliseconds. The line ends where the next one starts.
type Line = Vec<(String, i64)>;

/// Clean captions: lines of different words, with times that rise.
fn clean() -> impl Strategy<Value = Vec<Line>> {
    let word = prop::sample::select(vec![
        "so", "we", "went", "to", "the", "boat", "and", "it", "was", "dark", "then", "lamp", "keeper", "yes", "no",
        "fog",
    ]);
    let line = prop::collection::vec((word, 80i64..700), 2..8);
    prop::collection::vec(line, 3..12).prop_map(|lines| {
        let mut clock = 1_000;
        let mut clean: Vec<Line> = Vec::new();
        for line in lines {
            let words = |line: &Line| line.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>();
            let timed: Line = line
                .into_iter()
                .map(|(word, step)| {
                    clock += step;
                    (word.to_owned(), clock)
                })
                .collect();
            // A line that only says again what is still shown can't be told from one that rolled.
            let shown = clean.iter().rev().take(3).any(|other| words(other).first() == words(&timed).first());
            if !shown {
                clean.push(timed);
            }
        }
        clean
    })
}

fn text(line: &[(String, i64)]) -> String {
    line.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ")
}

fn stamp(millis: i64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", millis / 3_600_000, millis / 60_000 % 60, millis / 1_000 % 60, millis % 1_000)
}

fn start(line: &Line) -> i64 {
    line.first().map_or(0, |(_, start)| *start)
}

/// When the line at `at` goes: where the next one starts.
fn end(lines: &[Line], at: usize) -> i64 {
    lines.get(at + 1).map_or_else(|| lines[at].last().map_or(0, |(_, start)| start + 500), start)
}

/// Cues of SubRip from times and lines.
fn srt(cues: &[(i64, i64, String)]) -> String {
    let mut out = String::new();
    for (number, (start, end, text)) in cues.iter().enumerate() {
        let (start, end) = (stamp(*start).replace('.', ","), stamp(*end).replace('.', ","));
        writeln!(out, "{}\n{start} --> {end}\n{text}\n", number + 1).unwrap();
    }
    out
}

/// `rows` lines on the screen, the last one new: A, A B, B C.
fn rolled(lines: &[Line], rows: usize) -> String {
    let cue = |at: usize| {
        let shown = &lines[(at + 1).saturating_sub(rows)..=at];
        (start(&lines[at]), end(lines, at), shown.iter().map(|line| text(line)).collect::<Vec<_>>().join("\n"))
    };
    srt(&(0..lines.len()).map(cue).collect::<Vec<_>>())
}

/// Each line grows word by word, under `above` lines that stay.
fn painted(lines: &[Line], above: usize) -> String {
    let mut cues = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let stay: Vec<String> = lines[at.saturating_sub(above)..at].iter().map(|line| text(line)).collect();
        for (count, (_, from)) in line.iter().enumerate() {
            let to = line.get(count + 1).map_or_else(|| end(lines, at), |(_, next)| *next);
            let mut shown = stay.clone();
            shown.push(text(&line[..=count]));
            cues.push((*from, to, shown.join("\n")));
        }
    }
    srt(&cues)
}

/// What YouTube gives for its recogniser's captions: the line before, the new line with a stamp a word, and a cue of 10 ms
/// that holds the line.
fn youtube(lines: &[Line]) -> String {
    let mut out = String::from("WEBVTT\nKind: captions\nLanguage: en\n\n");
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).map_or(" ".to_owned(), |before| text(&lines[before]));
        let mut new = line[0].0.clone();
        for (word, start) in &line[1..] {
            write!(new, "<{}><c> {word}</c>", stamp(*start)).unwrap();
        }
        let (from, to) = (start(line), end(lines, at));
        let settings = "align:start position:0%";
        writeln!(out, "{} --> {} {settings}\n{before}\n{new}\n", stamp(from), stamp(to - 10)).unwrap();
        writeln!(out, "{} --> {} {settings}\n{}\n \n", stamp(to - 10), stamp(to), text(line)).unwrap();
    }
    out
}

/// The same as JSON: each event is one line with offsets, and durations overlap.
fn json3(lines: &[Line]) -> String {
    let mut events = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let from = start(line);
        let long = lines.get(at + 2).map_or_else(|| end(lines, at) + 900, start) - from;
        let word = |(count, (word, start)): (usize, &(String, i64))| match count {
            0 => format!("{{\"utf8\":\"{word}\"}}"),
            _ => format!("{{\"utf8\":\" {word}\",\"tOffsetMs\":{}}}", start - from),
        };
        let segs: Vec<String> = line.iter().enumerate().map(word).collect();
        events
            .push(format!("{{\"tStartMs\":{from},\"dDurationMs\":{long},\"wWinId\":1,\"segs\":[{}]}}", segs.join(",")));
        let scroll = end(lines, at) - 10;
        events.push(format!(
            "{{\"tStartMs\":{scroll},\"dDurationMs\":10,\"wWinId\":1,\"aAppend\":1,\"segs\":[{{\"utf8\":\"\\n\"}}]}}"
        ));
    }
    format!("{{\"wireMagic\":\"pb3\",\"pens\":[{{}}],\"events\":[{}]}}", events.join(","))
}

/// Reads and mends as every command does, without guesses.
fn ready(file: &str) -> Transcript {
    let options = PrepareOptions::default().infer(false).estimate(false);
    prepare(read(file.as_bytes()).unwrap(), &options).transcript
}

/// The file as `fireside repair` leaves it.
fn mended(file: &str) -> String {
    repair_text(file, &RepairOptions::default()).text
}

/// The words, each with its own time or that of its cue.
fn words(transcript: &Transcript) -> Vec<(String, i64)> {
    let cue = |word: &fireside::Word<'_>| {
        let cue = transcript.cue_at(word.bytes().start)?;
        transcript.cues().get(cue as usize)?.start
    };
    transcript
        .words()
        .map(|word| (word.text().to_owned(), word.start().or_else(|| cue(&word)).map_or(-1, |time| time.at.millis())))
        .collect()
}

/// As [`words`], where only lines are timed.
fn by_line(lines: &[Line]) -> Vec<(String, i64)> {
    lines.iter().flat_map(|line| line.iter().map(|(word, _)| (word.clone(), start(line)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rolling_lines_come_back_once(lines in clean(), rows in 1usize..4) {
        prop_assume!(lines.len() > 3);
        let file = rolled(&lines, rows);
        prop_assert_eq!(words(&ready(&file)), by_line(&lines), "{}", file);
        prop_assert_eq!(words(&ready(&mended(&file))), by_line(&lines), "{}", file);
    }

    #[test]
    fn growing_lines_come_back_once(lines in clean(), above in 0usize..3) {
        prop_assume!(lines.len() > 3);
        let file = painted(&lines, above);
        prop_assert_eq!(words(&ready(&file)), lines.concat(), "{}", file);
        prop_assert_eq!(words(&ready(&mended(&file))), lines.concat(), "{}", file);
    }

    #[test]
    fn the_words_of_a_recogniser_keep_their_times(lines in clean()) {
        prop_assume!(!lines.is_empty());
        for file in [youtube(&lines), json3(&lines)] {
            prop_assert_eq!(words(&ready(&file)), lines.concat(), "{}", file);
        }
    }
}
