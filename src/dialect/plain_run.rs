//! `plain-run`: speech without labels and without marks: paragraphs, or one run of text.
//!
//! ```text
//! TRANSCRIPT
//!
//! So the light still turns, even with nobody living up there?
//!
//! It does. There's a motor the size of a teapot. And once a year I go up and oil it.
//! ```
//!
//! One unit a paragraph, nobody named. It is taken for speech only where the page says that it is a transcript, or the
//! text itself talks like one: people who say `I` and `you`, ask and answer, and acknowledge each other.

use std::ops::Range;

use super::labelled::{is_opener, is_page_line, says_the_end};
use super::page_meta::read_head;
use super::region::{is_event, is_furniture, is_heading};
use super::talk::talk;
use super::{Dialect, Page, Score};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::{GapKind, TranscriptBuilder, UnitStart};
use crate::text::lines;
use crate::text::words::{End, end_of};

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "plain-run", title: "speech without labels or times", ceiling: 0.75, settles: 2.0, score, read };

/// Where the speech is: paragraphs as byte ranges, whether a blank line stands before each, and the heading.
struct Parts {
    paragraphs: Vec<(Range<usize>, bool)>,
    head_end: usize,
    opener: bool,
}

fn parts(text: &str) -> Parts {
    let all: Vec<Range<usize>> = lines(text).collect();
    let line = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
    // A menu may bear the same word: the heading that counts has most of the page below it.
    let most = |at: &usize| all.get(*at).is_some_and(|range| range.end * 2 <= text.len());
    let opener = (0..all.len()).rev().filter(|at| all.get(*at).is_some_and(|range| is_opener(line(range)))).find(most);
    let first = opener.map_or(0, |at| at + 1);
    // Without a heading the speech begins at the first line that reads like it.
    let speaks = |range: &Range<usize>| reads_as_speech(line(range));
    let mut begin = all.iter().skip(first).position(speaks).map_or(all.len(), |at| first + at);
    let mut last = all.iter().rposition(speaks).map_or(begin, |at| at + 1);
    // Short lines right beside them, without a blank line between, are the same paragraph.
    let beside = |range: &Range<usize>| {
        let content = line(range);
        !content.trim().is_empty()
            && !is_fact(content)
            && !is_furniture(content)
            && !is_heading(content)
            && !is_opener(content)
    };
    while begin > first && all.get(begin - 1).is_some_and(beside) {
        begin -= 1;
    }
    while all.get(last).is_some_and(beside) {
        last += 1;
    }
    // The page's own text below: `Was this helpful?`
    loop {
        let above = all.get(begin..last).unwrap_or(&[]).iter().rposition(|range| line(range).trim().is_empty());
        let Some(above) = above.map(|at| begin + at) else { break };
        let tail = all.get(above..last).unwrap_or(&[]);
        if tail.len() > 4 || !tail.iter().all(|range| line(range).trim().is_empty() || is_page_line(line(range))) {
            break;
        }
        last = above;
    }
    let mut paragraphs = Vec::new();
    let mut blank = true;
    for range in all.get(begin..last.max(begin)).unwrap_or(&[]) {
        let content = line(range);
        if content.trim().is_empty() {
            blank = true;
        } else if !is_furniture(content) && !is_event(content) {
            paragraphs.push((range.clone(), blank));
            blank = false;
        }
    }
    let head_end = all.get(begin).map_or(text.len(), |range| range.start);
    Parts { paragraphs, head_end, opener: opener.is_some() }
}

/// Whether a line can be speech: not a heading, a button or an item of a menu.
/// A key and its value, as a page has them above what is said: `Language: English (auto)`.
fn is_fact(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    let keyed = line.trim_start().starts_with(char::is_uppercase)
        && line.split_once(": ").is_some_and(|(key, _)| key.split_whitespace().count() <= 3);
    keyed && end_of(last) == End::Open
}

fn reads_as_speech(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    let count = line.split_whitespace().take(8).count();
    !is_furniture(line)
        && !is_heading(line)
        && !is_fact(line)
        && (count >= 8 || (count >= 1 && end_of(last) != End::Open))
}

/// Whether the lines are those of captions: short, and few of them end a sentence.
fn are_captions(text: &str, parts: &Parts) -> bool {
    const LONGEST: usize = 12;
    let line = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
    let mut counts: Vec<usize> =
        parts.paragraphs.iter().map(|(range, _)| line(range).split_whitespace().count()).collect();
    let ended = parts
        .paragraphs
        .iter()
        .filter(|(range, _)| line(range).split_whitespace().next_back().is_some_and(|word| end_of(word) != End::Open));
    let (lines, ended) = (counts.len(), ended.count());
    counts.sort_unstable();
    lines >= 3 && ended * 2 < lines && counts.get(lines / 2).is_some_and(|median| (2..=LONGEST).contains(median))
}

/// Whether most lines begin in lower case and hold no sign but apostrophes, as a recogniser writes them.
fn unmarked(text: &str, parts: &Parts) -> bool {
    let bare = |line: &str| {
        line.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "'’-[]_".contains(c))
            && line.trim_start().starts_with(|c: char| !c.is_uppercase())
    };
    let lines = parts.paragraphs.iter().filter_map(|(range, _)| text.get(range.clone()));
    lines.filter(|line| bare(line)).count() * 10 >= parts.paragraphs.len() * 7
}

/// Fewer words than this say little about how a text talks.
const FEW_WORDS: usize = 80;

/// More lines than this that begin with a time or a label that recurs, and it is no plain speech.
const MOST_HEADED: f32 = 0.2;

/// Whether a line says that the transcript ends there.
fn ends(text: &str) -> bool {
    lines(text).any(|range| text.get(range).is_some_and(says_the_end))
}

fn score(page: &Page<'_>) -> Score {
    let headed = page.census().headed();
    if headed > MOST_HEADED {
        let evidence = format!("{:.0} % of the lines begin with a time or a label", headed * 100.0);
        return Score { value: 0.0, evidence: vec![evidence], reads_as: 0 };
    }
    let parts = parts(page.text);
    let talk = talk(parts.paragraphs.iter().filter_map(|(range, _)| page.text.get(range.clone())));
    let evidence = vec![
        format!(
            "{} paragraphs without labels or marks; {:.1} % of words are `I`, `you`, `we`; {:.0} % of sentences ask, {:.0} % open as speech does; \
             {:.0} % of words are quoted or reported",
            parts.paragraphs.len(),
            talk.persons * 100.0,
            talk.questions * 100.0,
            talk.spoken * 100.0,
            talk.reported * 100.0
        ),
        if parts.opener {
            "a heading says that this is a transcript"
        } else {
            "no heading says that this is a transcript"
        }
        .to_owned(),
    ];
    let talks = talk.words >= FEW_WORDS && talk.persons >= 0.035 && talk.reported < 0.08;
    let converses = talks
        && talk.persons >= 0.045
        && talk.questions >= 0.04
        && talk.spoken >= 0.15
        && talk.questions + talk.spoken >= 0.25;
    let captions = parts.paragraphs.len() >= 15
        && are_captions(page.text, &parts)
        && talk.persons >= 0.04
        && unmarked(page.text, &parts);
    let value: f32 = match (parts.opener, converses) {
        _ if captions && talk.reported < 0.08 => 0.6,
        (true, true) => 0.75,
        (true, false) if talks && (talk.spoken >= 0.1 || (talk.first >= 0.03 && ends(page.text))) => 0.6,
        (false, true) => 0.55,
        _ => 0.0,
    };
    let value = if is_headed_alike(page.text, &parts) { value.min(0.45) } else { value };
    Score { value, evidence, reads_as: 0 }
}

/// Whether one short line stands above paragraph after paragraph, as the head of a column does.
fn is_headed_alike(text: &str, parts: &Parts) -> bool {
    const LOOKED_AT: usize = 400;
    const OFTEN: usize = 4;
    let short =
        |line: &&str| line.len() <= 24 && line.split_whitespace().count() <= 2 && !line.ends_with(['.', '?', '!']);
    let lines = parts.paragraphs.iter().take(LOOKED_AT).filter_map(|(range, _)| text.get(range.clone()));
    let mut heads: Vec<&str> = lines.map(str::trim).filter(short).collect();
    heads.sort_unstable();
    heads.windows(OFTEN).any(|same| same.first() == same.last())
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    let parts = parts(page.text);
    if parts.paragraphs.is_empty() {
        return Err(Error::NotATranscript {
            code: if page.text.trim().is_empty() { "E-EMPTY" } else { "E-LOCKED" },
            looks_like: if page.text.trim().is_empty() { "no text" } else { "no paragraph of speech" }.to_owned(),
            evidence: format!("0 paragraphs among {} lines", lines(page.text).count()),
            needed: "paragraphs of what was said".to_owned(),
        });
    }
    let mut builder = TranscriptBuilder::with_capacity(page.text.len(), parts.paragraphs.len());
    // Lines without a blank one between them are one paragraph, wrapped; a page without blank lines has one a line.
    // Lines of captions are all one: they end where the screen did.
    let captions = are_captions(page.text, &parts);
    let one_a_line = !captions && parts.paragraphs.iter().skip(1).all(|(_, blank)| !blank);
    for (index, (range, blank)) in parts.paragraphs.iter().enumerate() {
        let line = page.text.get(range.clone()).unwrap_or("");
        let alone = (*blank && !captions) || one_a_line;
        if index == 0 || alone {
            builder.unit(UnitStart::default());
        }
        if index > 0 {
            builder.gap(if alone { GapKind::Paragraph } else { GapKind::Wrap });
        }
        builder.push_raw(line, page.offset + range.start);
    }
    let mut transcript = builder.finish();
    transcript.drop_empty_units();
    transcript.meta = read_head(page.text.get(..parts.head_end).unwrap_or(""));
    Ok(Reading::new(transcript))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_units_and_chrome_is_not() {
        let text = "Menu\nSIGN IN\nTRANSCRIPT\n\nSo the light still turns, even with nobody living up there?\n\nIt does.\n\n+ Read More\n\
                    And once a year I go up and oil it.\nTerms of Use\nPrivacy Policy\n";
        let transcript = read(&Page::new(text, 0)).unwrap().transcript;
        let units: Vec<&str> = transcript.units().map(|unit| unit.text()).collect();
        assert_eq!(units[..2], ["So the light still turns, even with nobody living up there?", "It does."]);
        assert!(transcript.text().ends_with("And once a year I go up and oil it."));
        assert!(transcript.turns().all(|turn| turn.speaker().is_none()));
    }

    #[test]
    fn many_lines_take_linear_time() {
        let text = format!("TRANSCRIPT\n\n{}", "So you say that I go there, and then we do.\n".repeat(100_000));
        assert_eq!(read(&Page::new(&text, 0)).unwrap().transcript.units().len(), 100_000);
    }

    #[test]
    fn speech_and_articles_are_told_apart() {
        let page = include_str!("../../seeds/003_e1fe65cacb754d70.txt");
        let stripped = regex::Regex::new(r"(?m)^[^\n(]+ \(\d\d:\d\d\): ").unwrap().replace_all(page, "").into_owned();
        assert!(score(&Page::new(&stripped, 0)).value >= 0.5);
        let body = stripped.split("TRANSCRIPT\n").nth(1).unwrap();
        assert!(score(&Page::new(body, 0)).value >= 0.5, "{:?}", score(&Page::new(body, 0)));
        let flat = body.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(score(&Page::new(&flat, 0)).value >= 0.5);
        for article in [
            include_str!("../../seeds/000_bdba847b4ba673c3.txt"),
            include_str!("../../seeds/001_537d6509acaf3f4e.txt"),
            include_str!("../../seeds/002_80e6bf16da0966dc.txt"),
        ] {
            let score = score(&Page::new(article, 0));
            assert!(score.value < 0.5, "{score:?}");
        }
    }
}
