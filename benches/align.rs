//! Aligning: words against `git diff --patience` on the same words one a line, speakers against the usual rule, cues
//! against sorting them.
//!
//! `cargo bench --bench align -- ratios` prints the tables.

#[path = "corpus.rs"]
mod corpus;
#[path = "race.rs"]
mod race;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use corpus::Dice;
use fireside::pass::align::{AlignOptions, Report, speakers, texts, timing};
use fireside::{How, Speaker, Time, Transcript, TranscriptBuilder, UnitStart};
use race::Race;

fn main() {
    right();
    words();
    who();
    cues();
}

/// A word, and when it was said.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    start: i64,
    end: i64,
}

/// A language of so many words, the first ones far more frequent.
fn vocabulary(size: usize, dice: &mut Dice) -> Vec<String> {
    let syllable = |dice: &mut Dice| {
        let consonants = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "sh"];
        format!("{}{}", dice.pick(&consonants), dice.pick(&["a", "e", "i", "o", "u", "ea"]))
    };
    (0..size)
        .map(|rank| (0..1 + dice.below(2) + usize::from(rank > 60) + dice.below(2)).map(|_| syllable(dice)).collect())
        .collect()
}

/// What was said, what was heard of it with one word in ten wrong, and for each word said which heard one it is.
fn talk(count: usize, blocks: bool, seed: u64) -> (Vec<Word>, Vec<Word>, Vec<Option<usize>>) {
    let mut dice = Dice::new(seed);
    let words = vocabulary(20_000, &mut dice);
    let pick = |dice: &mut Dice| {
        let range = 1 + dice.below(words.len()) * dice.below(words.len()) / words.len();
        words[dice.below(range) * dice.below(range) / range].clone()
    };
    let mut now = 0;
    let mut said: Vec<Word> = Vec::with_capacity(count);
    for _ in 0..count {
        let text = pick(&mut dice);
        let length = 80 + 50 * text.len() as i64;
        said.push(Word { text, start: now, end: now + length });
        now += length + if dice.chance(8) { 400 } else { 0 };
    }
    let (mut heard, mut map): (Vec<Word>, Vec<Option<usize>>) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut cut = 0;
    for word in &said {
        if blocks && dice.below(2_000) == 0 {
            match dice.below(2) {
                0 => cut = 60 + dice.below(200),
                _ => {
                    let more = 60 + dice.below(200);
                    heard.extend((0..more).map(|_| Word { text: pick(&mut dice), start: word.start, end: word.start }));
                }
            }
        }
        if cut > 0 {
            cut -= 1;
            map.push(None);
            continue;
        }
        let roll = dice.below(100);
        if roll < 2 {
            map.push(None);
            continue;
        }
        map.push(Some(heard.len()));
        match roll {
            2..4 => {
                heard.push(Word { end: word.start + 1, ..word.clone() });
                heard.push(Word { text: pick(&mut dice), start: word.start + 1, ..word.clone() });
            }
            4..8 => {
                let near = format!("{}{}", &word.text[..word.text.len() - 1], dice.pick(&["e", "i", "an", "s"]));
                heard.push(Word { text: near, ..word.clone() });
            }
            8..10 => heard.push(Word { text: pick(&mut dice), ..word.clone() }),
            _ => heard.push(word.clone()),
        }
    }
    (said, heard, map)
}

/// A transcript of words, with or without times, in units of so many.
fn transcript(words: &[Word], timed: bool, unit: usize) -> Transcript {
    let mut builder = TranscriptBuilder::default();
    let people = ["Ada", "Bram"].map(|name| builder.speaker(Speaker::named(name)));
    for (index, some) in words.chunks(unit).enumerate() {
        let speaker = (!timed).then(|| people[index % 2]);
        builder.unit(UnitStart { speaker, start: timed.then(|| Time::exact(some[0].start)), ..UnitStart::default() });
        for word in some {
            builder.push(&word.text, 0);
            let at = builder.len() - word.text.len();
            if timed {
                builder.word_time(at, Some(Time::exact(word.start)), Some(Time::exact(word.end)));
            }
        }
    }
    builder.finish()
}

/// How many words have the time of the word that they are, or none of their own where there is none.
fn mapped(aligned: &Transcript, heard: &[Word], map: &[Option<usize>]) -> usize {
    let right = aligned.words().zip(map).filter(|(word, truth)| {
        let exact = word.start().filter(|start| start.how == How::Exact).map(|start| start.at.millis());
        let any = word.start().map(|start| start.at.millis());
        match truth {
            Some(at) => any == Some(heard[*at].start),
            None => exact.is_none(),
        }
    });
    right.count()
}

/// The words are mapped right, at ten thousand and with stretches that only one side has.
fn right() {
    for (blocks, seed) in [(false, 1), (true, 2), (false, 3), (true, 4)] {
        let (said, heard, map) = talk(10_000, blocks, seed);
        let aligned = texts(transcript(&said, false, 60), &[transcript(&heard, true, 60)], &AlignOptions::default());
        let aligned = aligned.expect("one talk").transcript;
        let share = mapped(&aligned, &heard, &map) as f64 / said.len() as f64;
        if race::timed() {
            println!(
                "{:.4} of 10,000 words mapped right{}",
                share,
                if blocks { ", with one-sided blocks" } else { "" }
            );
        }
        assert!(share >= 0.990, "{share} of the words are mapped right");
    }
}

/// A directory that is gone at the end.
struct Room(PathBuf);

impl Drop for Room {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn one_a_line(path: &Path, words: &[Word]) {
    let text: String = words.iter().flat_map(|word| [word.text.as_str(), "\n"]).collect();
    std::fs::write(path, text).expect("a file for git");
}

/// The same words as a page with a stamp every sixty words and a sentence every twelve.
fn page(path: &Path, words: &[Word]) {
    let mut page = String::new();
    for (index, some) in words.chunks(60).enumerate() {
        let seconds = some[0].start / 1_000;
        let name = ["Ada Quill", "Bram Otten"][index % 2];
        page += &format!("{name} ({:02}:{:02}:{:02}):", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        for sentence in some.chunks(12) {
            for (at, word) in sentence.iter().enumerate() {
                let (head, rest) = word.text.split_at(1);
                page.push(' ');
                page += &if at == 0 { head.to_uppercase() } else { head.to_owned() };
                page += rest;
            }
            page += if index % 3 == 0 { "?" } else { "." };
        }
        page += "\n\n";
    }
    std::fs::write(path, page).expect("a page");
}

/// Words with their times, as recognisers write them.
fn ctm(path: &Path, words: &[Word]) {
    let row = |word: &Word| {
        let (start, length) = (word.start as f64 / 1e3, (word.end - word.start) as f64 / 1e3);
        format!("talk 1 {start:.3} {length:.3} {}\n", word.text)
    };
    std::fs::write(path, words.iter().map(row).collect::<String>()).expect("a CTM file");
}

/// Runs a program that says nothing.
fn code(command: &mut Command) -> usize {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.ok().and_then(|status| status.code()).map_or(usize::MAX, |code| code as usize)
}

/// A million words against what was heard of them.
///
/// What each row takes in: `git diff` starts a process, reads two files, compares their lines and counts what changed; once
/// more it also writes the hunks, to nowhere. `fireside` has both transcripts in memory: its row copies the text, makes the
/// words of both sides comparable (case, punctuation, numbers, short forms), aligns them, times every word, unit and turn
/// and makes the report, all in one thread. The whole command starts a process, reads a page and a CTM file, does all
/// that, and writes JSON with the times of all words.
fn words() {
    let counts: &[usize] = if race::timed() { &[10_000, 100_000, 1_000_000] } else { &[3_000] };
    for count in counts {
        let (said, heard, map) = talk(*count, false, 5);
        let (text, timed) = (transcript(&said, false, 60), [transcript(&heard, true, 60)]);
        let run = || {
            let aligned = texts(text.clone(), &timed, &AlignOptions::default()).expect("one talk");
            mapped(&aligned.transcript, &heard, &map)
        };
        let answer = run();
        assert!(answer as f64 >= 0.985 * *count as f64, "{answer}");
        let ours = || {
            texts(text.clone(), &timed, &AlignOptions::default()).map_or(0, |aligned| aligned.transcript.turns().len())
        };
        let room = Room(std::env::temp_dir().join(format!("fireside-align-{}", std::process::id())));
        std::fs::create_dir_all(&room.0).expect("a directory for git");
        let files = [room.0.join("said"), room.0.join("heard")];
        one_a_line(&files[0], &said);
        one_a_line(&files[1], &heard);
        // One where files differ.
        let git = |kind: &str| code(Command::new("git").args(["diff", "--no-index", "--patience", kind]).args(&files));
        let (from, heard_in, to) = (room.0.join("said.txt"), room.0.join("heard.ctm"), room.0.join("talk.json"));
        page(&from, &said);
        ctm(&heard_in, &heard);
        let title = format!("{count} words, one in ten wrong");
        let race = Race::new(&title, said.iter().map(|word| word.text.len() + 1).sum());
        let race = match git("--shortstat") {
            1 => race.rival("git diff --patience, words one a line", 1, || git("--shortstat")).rival(
                "git diff --patience, hunks written",
                1,
                || git("--unified=0"),
            ),
            _ => {
                let sorted = || {
                    let mut all: Vec<&str> = said.iter().chain(&heard).map(|word| word.text.as_str()).collect();
                    all.sort_unstable();
                    all.len()
                };
                race.rival("the words of both sides sorted (a floor)", sorted(), sorted)
            }
        };
        let race = race.rival("fireside, times for the words", ours(), ours);
        // There is no program without its feature.
        let race = match option_env!("CARGO_BIN_EXE_fireside") {
            Some(own) => {
                let (files, to) = ([&from, &heard_in], &to);
                let command = move || code(Command::new(own).arg("align").args(files).arg("-o").arg(to));
                race.rival("fireside align, files to JSON", 0, command)
            }
            None => race,
        };
        race.run();
        if race::timed() {
            println!("{:.4} of the words mapped right", answer as f64 / *count as f64);
        }
    }
    if let (true, Ok(status)) = (race::timed(), std::fs::read_to_string("/proc/self/status")) {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        println!("peak memory of this bench, inputs and all: {}", peak.unwrap_or("unknown").trim());
    }
}

/// A million words and what a diarizer has found.
fn who() {
    let count = if race::timed() { 1_000_000 } else { 40_000 };
    let (mut said, ..) = talk(count, false, 6);
    let mut dice = Dice::new(6);
    let mut later = 0;
    let mut truth = Vec::with_capacity(count);
    let mut turns = TranscriptBuilder::default();
    let people: Vec<_> = (0..4).map(|who| turns.speaker(Speaker::named(format!("speaker {who}")))).collect();
    let mut segments: Vec<(usize, i64, i64)> = Vec::new();
    let mut at = 0;
    while at < said.len() {
        let who = dice.below(4);
        let past = (at + 1 + dice.below(15)).min(said.len());
        truth.extend((at..past).map(|_| who));
        // Most turns begin after a pause, and most end with a sentence.
        later += if dice.chance(70) { 100 + dice.below(900) as i64 } else { 0 };
        for word in &mut said[at..past] {
            (word.start, word.end) = (word.start + later, word.end + later);
        }
        if dice.chance(80) {
            said[past - 1].text.push('.');
        }
        let mut jitter = || (dice.below(9) as i64 - 4) * 80 + (dice.below(9) as i64 - 4) * 60;
        let (start, end) = (said[at].start + jitter(), said[past - 1].end + jitter());
        if start < end && !(past - at < 3 && dice.chance(15)) {
            let heard = if dice.chance(2) { dice.below(4) } else { who };
            segments.push((heard, start, end));
            if dice.chance(4) {
                segments.push((dice.below(4), start, start + 350));
            }
        }
        at = past;
    }
    segments.sort_by_key(|segment| segment.1);
    for (who, start, end) in &segments {
        let (start, end) = (Some(Time::exact(*start)), Some(Time::exact(*end)));
        turns.unit(UnitStart { speaker: Some(people[*who]), start, end, ..UnitStart::default() });
    }
    let turns = turns.finish();
    let words = transcript(&said, true, said.len());
    let ours = || {
        let aligned = speakers(words.clone(), &turns, &AlignOptions::default()).expect("words and turns");
        aligned.transcript.turns().len()
    };
    let aligned = speakers(words.clone(), &turns, &AlignOptions::default()).expect("words and turns").transcript;
    let named = aligned.turns().flat_map(|turn| turn.words().map(move |_| turn.speaker()));
    let right =
        named.zip(&truth).filter(|(speaker, who)| speaker.is_some_and(|one| one.name == format!("speaker {who}")));
    let right = right.count() as f64 / count as f64;
    // Who covers most of the word, in one sweep.
    let usual = || {
        let (mut first, mut right) = (0, 0);
        for (word, who) in said.iter().zip(&truth) {
            while segments.get(first).is_some_and(|segment| segment.2 < word.start - 20_000) {
                first += 1;
            }
            let mut covered = [0i64; 4];
            for (who, start, end) in segments[first..].iter().take_while(|segment| segment.1 < word.end) {
                covered[*who] += (end.min(&word.end) - start.max(&word.start)).max(0);
            }
            let best = (0..4).fold(0, |best, who| if covered[who] > covered[best] { who } else { best });
            right += usize::from(best == *who && covered[best] > 0);
        }
        right
    };
    let plain = usual() as f64 / count as f64;
    // A small sample may lie a little off.
    let least = if race::timed() { 0.969 } else { 0.965 };
    assert!(
        right >= least && right > plain + 0.01,
        "{right} of the words have their speaker, by the usual rule {plain}"
    );
    let clone = || words.clone().text().len();
    Race::new(&format!("{count} words, {} segments of four speakers", segments.len()), count * 6)
        .rival("the usual rule, a sweep over arrays", usual(), usual)
        .rival("the words copied (in the rows below too)", clone(), clone)
        .rival("fireside, speakers for the words", ours(), ours)
        .run();
    if race::timed() {
        println!("right speaker: the usual rule {plain:.4}, fireside {right:.4}");
    }
}

/// Ten thousand cues of a film that was cut in three places.
fn cues() {
    let count = if race::timed() { 10_000 } else { 400 };
    let mut dice = Dice::new(7);
    let mut now = 60_000i64;
    let film: Vec<(i64, i64)> = (0..count)
        .map(|_| {
            now += 80 + if dice.chance(30) { dice.below(6_000) } else { dice.below(500) } as i64;
            let start = now;
            now += 900 + dice.below(3_500) as i64;
            (start, now)
        })
        .collect();
    let mut own: Vec<(i64, i64)> = Vec::new();
    let mut truth: Vec<i64> = Vec::new();
    for (index, (start, end)) in film.iter().enumerate().filter(|_| !dice.chance(10)) {
        let late = [4_000, 64_500, 61_000, 122_000][index * 4 / count];
        own.push((start + late, end + late));
        truth.push(*start);
    }
    let captions = |spans: &[(i64, i64)]| {
        let mut builder = TranscriptBuilder::default();
        for (start, end) in spans {
            let (start, end) = (Some(Time::exact(*start)), Some(Time::exact(*end)));
            builder.cue(start, end);
            builder.unit(UnitStart { start, end, ..UnitStart::default() });
            builder.push("tea", 0);
        }
        builder.finish()
    };
    let (moved, onto) = (captions(&own), captions(&film));
    let run = || timing(moved.clone(), &onto, &AlignOptions::default()).expect("one film");
    let ours = || match run().report {
        Report::Timing(found) => found.parts.len(),
        _ => 0,
    };
    let aligned = run().transcript;
    let starts = aligned.cues().iter().filter_map(|cue| cue.start).map(|start| start.at.millis());
    let right = starts.zip(&truth).filter(|(found, truth)| (found - **truth).abs() <= 100).count();
    assert!(right * 1_000 >= own.len() * 998, "{right} of {} cues are right", own.len());
    let sorted = || {
        let mut all: Vec<i64> = film.iter().chain(&own).flat_map(|span| [span.1, span.0]).collect();
        all.sort_unstable();
        all.len()
    };
    Race::new(&format!("{count} cues onto others, three breaks"), count * 40)
        .rival("their times sorted (a floor)", sorted(), sorted)
        .rival("fireside, cues moved", ours(), ours)
        .run();
    if race::timed() {
        println!("{:.4} of the cues within a tenth of a second", right as f64 / own.len() as f64);
    }
}
