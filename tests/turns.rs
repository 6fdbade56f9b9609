//! A saved page becomes turns: who said what when.

use fireside::pass::split::{SplitOptions, split};
use fireside::{How, PrepareOptions, Role, Transcript, prepare, read};

const FIRESIDE: &str = include_str!("../seeds/003_e1fe65cacb754d70.txt");
const DUMP: &str = include_str!("../seeds/004_4ce4f833089e0e5e.txt");

/// The labelled paragraphs of a page, found another way: speaker, milliseconds, text.
fn paragraphs(page: &str) -> Vec<(String, i64, String)> {
    let form = regex::Regex::new(r"(?m)^([^\n(]+) \((?:(\d+):)?(\d\d):(\d\d)\): (.*)$").unwrap();
    let number = |text: Option<regex::Match<'_>>| text.map_or(0, |text| text.as_str().parse::<i64>().unwrap());
    form.captures_iter(page)
        .map(|found| {
            let seconds = (number(found.get(2)) * 60 + number(found.get(3))) * 60 + number(found.get(4));
            (found[1].to_owned(), seconds * 1_000, found[5].trim().to_owned())
        })
        .collect()
}

#[test]
fn every_paragraph_of_the_fireside_page_is_exact() {
    let transcript = read(FIRESIDE.as_bytes()).unwrap().transcript;
    let expected = paragraphs(FIRESIDE);
    assert_eq!(expected.len(), 120);
    let found: Vec<(String, i64, String)> = transcript
        .turns()
        .flat_map(|turn| {
            let speaker = turn.speaker().unwrap().name.clone();
            turn.units().map(move |unit| (speaker.clone(), unit.start().unwrap().at.millis(), unit.text().to_owned()))
        })
        .collect();
    assert_eq!(found, expected);
    assert!(transcript.units().all(|unit| unit.start().unwrap().how == How::Exact && unit.end().is_none()));
    assert_eq!((transcript.turns().len(), transcript.words().count()), (70, 9_689));
    for word in transcript.words() {
        assert_eq!(&FIRESIDE[word.origin().unwrap().bytes], word.text());
    }
}

#[test]
fn the_fireside_page_says_who_and_when() {
    let meta = read(FIRESIDE.as_bytes()).unwrap().transcript.meta;
    assert_eq!(
        meta.title.as_deref(),
        Some("What's Next for AI Systems & Language Models With Ilya Sutskever of OpenAI")
    );
    assert_eq!(meta.date.map(|date| date.to_string()).as_deref(), Some("10-06"));
    assert_eq!((meta.views, meta.event.as_deref()), (Some(1_100), Some("TransformX 2021")));
    assert_eq!(meta.tags, ["TransformX 2021", "Fireside Chat"]);
    assert!(meta.summary.unwrap().starts_with("Ilya Sutskever is Co-founder and Chief Scientist of OpenAI, which aims to build artificial general intelligence (AGI)"));
    let people: Vec<_> =
        meta.participants.iter().map(|p| (p.name.as_str(), p.role.as_ref(), p.title.as_deref())).collect();
    assert_eq!(
        people,
        [
            ("Ilya Sutskever", Some(&Role::Guest), Some("Co-Founder and Chief Scientist @ OpenAI")),
            ("Alexandr Wang", Some(&Role::Host), Some("Scale AI CEO")),
        ]
    );
}

/// Speakers with how many words each says, turn by turn; neighbours of one speaker are one turn.
type Turns = Vec<(String, usize)>;

fn merged(turns: impl Iterator<Item = (String, usize)>) -> Turns {
    let mut merged: Turns = Vec::new();
    for (speaker, words) in turns {
        match merged.last_mut() {
            Some(last) if last.0 == speaker => last.1 += words,
            _ => merged.push((speaker, words)),
        }
    }
    merged
}

fn turns_of(transcript: &Transcript) -> Turns {
    let name = |turn: &fireside::Turn<'_>| turn.speaker().map_or(String::new(), |speaker| speaker.name.clone());
    merged(transcript.turns().map(|turn| (name(&turn), turn.words().count())))
}

/// Boundary F1 and the share of words with the right speaker, over the words that the truth covers.
fn scored(truth: &Turns, found: &Turns) -> (f64, f64) {
    let covered: usize = truth.iter().map(|(_, words)| words).sum();
    let boundaries = |turns: &Turns| -> Vec<usize> {
        let starts = turns.iter().scan(0, |at, (_, words)| {
            *at += words;
            Some(*at)
        });
        starts.filter(|at| *at < covered).collect()
    };
    let (wanted, got) = (boundaries(truth), boundaries(found));
    let hits = got.iter().filter(|at| wanted.contains(at)).count() as f64;
    let speakers = |turns: &Turns| -> Vec<String> {
        turns.iter().flat_map(|(speaker, words)| std::iter::repeat_n(speaker.clone(), *words)).collect()
    };
    let right = speakers(truth).iter().zip(&speakers(found)).filter(|(a, b)| a == b).count() as f64;
    (2.0 * hits / (wanted.len() + got.len()) as f64, right / covered as f64)
}

fn inferred(page: &str) -> Turns {
    let reading = read(page.as_bytes()).unwrap();
    turns_of(&split(reading.transcript, &SplitOptions::default()).0)
}

fn marked_by_hand() -> Turns {
    let lines = include_str!("samples/turns/caption-dump-first-60.jsonl").lines();
    let turns = lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    merged(turns.map(|turn| {
        (turn["speaker"].as_str().unwrap().to_owned(), turn["text"].as_str().unwrap().split_whitespace().count())
    }))
}

#[test]
fn a_caption_dump_becomes_named_turns() {
    let (f1, right) = scored(&marked_by_hand(), &inferred(DUMP));
    assert!(f1 >= 0.985 && right >= 0.985, "{f1} {right}");
}

#[test]
fn a_dump_whose_no_break_spaces_were_flattened() {
    let (f1, right) = scored(&inferred(DUMP), &inferred(&DUMP.replace('\u{A0}', " ")));
    assert!(f1 >= 0.86 && right >= 0.87, "{f1} {right}");
}

#[test]
fn a_dump_whose_white_space_was_collapsed() {
    let squeezed: Vec<String> =
        DUMP.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for page in [squeezed.join("\n"), squeezed.join(" ")] {
        let (f1, right) = scored(&inferred(DUMP), &inferred(&page));
        assert!(f1 >= 0.53 && right >= 0.68, "{f1} {right}");
    }
}

#[test]
fn a_fireside_page_without_its_labels() {
    let labels = regex::Regex::new(r"(?m)^[^\n(]+ \((?:\d+:)?\d\d:\d\d\): ").unwrap();
    let truth = turns_of(&read(FIRESIDE.as_bytes()).unwrap().transcript);
    let page = labels.replace_all(FIRESIDE, "").into_owned();
    let (f1, right) = scored(&truth, &inferred(&page));
    assert!(f1 >= 0.78 && right >= 0.74, "{f1} {right}");
}

#[test]
fn turns_say_what_the_dump_says() {
    let reading = prepare(read(DUMP.as_bytes()).unwrap(), &PrepareOptions::default().repair(None));
    let line = DUMP.lines().max_by_key(|line| line.len()).unwrap();
    let words: Vec<&str> = reading.transcript.words().map(|word| word.text()).collect();
    assert_eq!(words, line.split_whitespace().collect::<Vec<_>>());
    let mut last = 0;
    for unit in reading.transcript.units() {
        let (start, end) = (unit.start().unwrap(), unit.end().unwrap());
        assert_eq!((start.how, end.how), (How::Estimated, How::Estimated));
        assert!(last <= start.at.millis() && start.at <= end.at && end.at.millis() <= 2_861_000);
        last = start.at.millis();
    }
}

#[test]
fn articles_are_refused_with_what_they_are() {
    for article in ["000_bdba847b4ba673c3", "001_537d6509acaf3f4e", "002_80e6bf16da0966dc"] {
        let text = std::fs::read(format!("{}/seeds/{article}.txt", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let error = read(&text).unwrap_err();
        assert_eq!(error.code(), "E-ARTICLE", "{error}");
        assert!(error.to_string().starts_with("no transcript found: prose"), "{error}");
    }
}
