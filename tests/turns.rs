//! A saved page becomes turns: who said what when.

use fireside::{How, Role, read};

const FIRESIDE: &str = include_str!("../seeds/003_e1fe65cacb754d70.txt");

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
            ("Alexandr Wang", Some(&Role::Host), None),
        ]
    );
}
