//! What the head of an event or episode page says: title, date, views, tags, roster, summary, chapters.

mod keyed;

use super::region::is_furniture;
use crate::model::{Chapter, Meta, Participant, Timestamp};
use crate::text::lines;
use crate::text::{find_date, is_label, mark};

/// Headings over a list of persons.
const ROSTER: &[&str] = &[
    "speaker",
    "speakers",
    "guest",
    "guests",
    "panelist",
    "panelists",
    "panellists",
    "presenter",
    "presenters",
    "participants",
    "featuring",
    "interviewee",
    "our guest",
    "today's guest",
    "about the speaker",
    "about the guest",
];
/// Headings over a list of persons who lead.
const LEADERS: &[&str] = &["host", "hosts", "moderator", "moderators", "interviewer", "hosted by"];
/// Headings over a summary.
const SUMMARY: &[&str] = &[
    "summary",
    "description",
    "overview",
    "synopsis",
    "about this talk",
    "about this episode",
    "abstract",
    "show notes",
];

/// Reads the head of a page: what stands before its transcript.
pub fn read_head(head: &str) -> Meta {
    let lines: Vec<&str> = lines(head).map(|range| head.get(range).unwrap_or("").trim()).collect();
    let mut meta = Meta::default();
    let mut facts_line = None;
    for (index, line) in lines.iter().enumerate() {
        if let Some(tag) = line.strip_prefix("# ").or_else(|| line.strip_prefix('#').filter(|tag| !tag.contains(' '))) {
            if !tag.trim().is_empty() && tag.len() <= 80 {
                meta.tags.push(tag.trim().to_owned());
                facts_line.get_or_insert(index);
            }
        } else if let Some((date, views)) = facts(line) {
            meta.date = meta.date.or(date);
            meta.views = meta.views.or(views);
            facts_line.get_or_insert(index);
        } else if let Some(title) = line.strip_prefix("Title:") {
            meta.title = Some(title.trim().to_owned());
        }
    }
    meta.event = meta.tags.iter().find(|tag| names_an_event(tag)).cloned();
    if meta.title.is_none() {
        meta.title = title(&lines, facts_line);
    }
    meta.participants = roster(&lines);
    meta.summary = summary(&lines);
    meta.chapters = chapters(&lines);
    keyed::read(&lines, &mut meta);
    meta
}

/// `Posted Oct 06 | Views 1.1K`: date and views of a line that says little else.
fn facts(line: &str) -> Option<(Option<crate::model::Date>, Option<u64>)> {
    if line.len() > 160 {
        return None;
    }
    let lower = line.to_lowercase();
    let dated = ["posted", "published", "date", "aired", "recorded", "uploaded", "premiered", "released"]
        .iter()
        .any(|word| lower.starts_with(word) || lower.contains(&format!("| {word}")));
    let date = dated.then(|| find_date(line)).flatten();
    let views = lower.split_once("views").and_then(|(before, after)| {
        let after = after.trim_start_matches([':', ' ']);
        count(after.split_whitespace().next().unwrap_or(""))
            .or_else(|| count(before.split_whitespace().next_back().unwrap_or("")))
    });
    (date.is_some() || views.is_some()).then_some((date, views))
}

/// `419,795`, `1.1K`, `2M`.
fn count(text: &str) -> Option<u64> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let (digits, factor) = match text.chars().next_back()?.to_ascii_lowercase() {
        'k' => (text.get(..text.len() - 1)?, 1e3),
        'm' => (text.get(..text.len() - 1)?, 1e6),
        'b' => (text.get(..text.len() - 1)?, 1e9),
        _ => (text, 1.0),
    };
    let plain = if factor == 1.0 { digits.replace([',', '.', '\'', '\u{A0}'], "") } else { digits.replace(',', ".") };
    let starts = plain.starts_with(|c: char| c.is_ascii_digit());
    plain.parse::<f64>().ok().filter(|n| starts && n.is_finite() && *n < 1e15).map(|n| (n * factor).round() as u64)
}

fn names_an_event(tag: &str) -> bool {
    let year = tag.split_whitespace().any(|word| {
        word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.parse::<u32>().is_ok()
    });
    let lower = tag.to_lowercase();
    year || ["summit", "conference", "symposium", "festival", "expo"].iter().any(|word| lower.contains(word))
}

/// The title: the line above the facts, else the first line that is long enough to be one.
fn title(lines: &[&str], facts_line: Option<usize>) -> Option<String> {
    let fits = |line: &&&str| !is_furniture(line) && line.len() <= 300 && line.split_whitespace().count() >= 2;
    let found = match facts_line {
        Some(at) => lines.get(..at)?.iter().rev().take(4).find(fits),
        None => lines.iter().find(|line| fits(line) && line.split_whitespace().count() >= 3 && !line.starts_with('•')),
    };
    found.map(|line| line.trim_start_matches(['#', ' ']).to_owned())
}

fn heading_of(line: &str, headings: &[&str]) -> bool {
    let bare = line.trim_end_matches(':').to_lowercase();
    headings.contains(&bare.as_str())
}

/// Persons under a heading: a name, maybe repeated, then a line that says what they do.
fn roster(lines: &[&str]) -> Vec<Participant> {
    let mut found: Vec<Participant> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let leads = heading_of(line, LEADERS);
        if !leads && !heading_of(line, ROSTER) {
            continue;
        }
        let mut current: Option<usize> = None;
        for line in lines.iter().skip(index + 1).take(60) {
            let name = is_person(line);
            if heading_of(line, SUMMARY) || heading_of(line, ROSTER) || heading_of(line, LEADERS) || is_furniture(line)
            {
                break;
            }
            if line.is_empty() {
                continue;
            }
            match current {
                Some(at) if found.get(at).is_some_and(|person| person.name == *line) => {}
                Some(at) if !name || line.contains(['@', ',']) => {
                    // The first line after the name is the person's position, unless it is a sentence.
                    if let Some(person) = found.get_mut(at).filter(|person| person.title.is_none())
                        && line.len() <= 160
                        && !line.ends_with('.')
                    {
                        person.title = Some((*line).to_owned());
                    } else {
                        break;
                    }
                }
                _ if name => {
                    let known = found.iter().position(|person| person.name == *line);
                    current = Some(known.unwrap_or_else(|| {
                        let role = leads.then_some(crate::model::Role::Host);
                        found.push(Participant { name: (*line).to_owned(), role, title: None });
                        found.len() - 1
                    }));
                }
                _ => break,
            }
        }
    }
    found
}

/// Two to five capitalised words, as a person's name is written.
fn is_person(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let particles = ["van", "von", "de", "der", "den", "da", "di", "la", "le", "bin", "ibn", "al", "el", "y"];
    let capital = |word: &&str| word.starts_with(char::is_uppercase) || particles.contains(word);
    let letters = |word: &&str| word.chars().all(|c| c.is_alphabetic() || "'’.-".contains(c));
    (2..=5).contains(&words.len()) && is_label(line) && words.iter().all(|word| capital(word) && letters(word))
}

/// What stands in front of a name and says who that is: `Scale AI CEO` in `joins Scale AI CEO Alexandr Wang`.
///
/// Only a run of capitalised words that ends in a position counts.
pub fn title_before(name: &str, text: &str) -> Option<String> {
    const POSITIONS: &[&str] = &[
        "ceo",
        "cto",
        "coo",
        "cfo",
        "cmo",
        "founder",
        "co-founder",
        "cofounder",
        "president",
        "director",
        "chairman",
        "chair",
        "editor",
        "editor-in-chief",
        "professor",
        "host",
        "journalist",
        "anchor",
        "reporter",
        "author",
        "analyst",
        "partner",
        "scientist",
        "engineer",
        "researcher",
        "economist",
        "minister",
        "senator",
        "secretary",
        "manager",
        "lead",
        "head",
        "officer",
        "moderator",
        "presenter",
        "correspondent",
        "keeper",
        "curator",
        "producer",
        "historian",
        "investor",
    ];
    text.match_indices(name).find_map(|(at, _)| {
        let before = text.get(..at)?.strip_suffix(' ')?;
        let mut words: Vec<&str> = Vec::new();
        for word in before.rsplit(' ').take(7) {
            let position = POSITIONS.contains(&word.to_lowercase().as_str());
            let fits = if words.is_empty() {
                position
            } else {
                word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            };
            if !fits || word.ends_with(['.', ',', '?', '!', ';', ':']) {
                break;
            }
            words.push(word);
        }
        words.reverse();
        (!words.is_empty()).then(|| words.join(" "))
    })
}

fn summary(lines: &[&str]) -> Option<String> {
    let start = lines.iter().position(|line| heading_of(line, SUMMARY))? + 1;
    let mut paragraphs = Vec::new();
    for line in lines.iter().skip(start) {
        let heading = heading_of(line, ROSTER) || heading_of(line, LEADERS) || heading_of(line, SUMMARY);
        if is_furniture(line) || heading || mark(line).is_some() {
            if !line.is_empty() {
                break;
            }
        } else if !line.is_empty() {
            paragraphs.push(*line);
        }
    }
    let text = paragraphs.join("\n");
    (!text.is_empty() && text.len() <= 20_000).then_some(text)
}

/// A list of marks that rise, each with a short title.
fn chapters(lines: &[&str]) -> Vec<Chapter> {
    let mut found: Vec<Chapter> = Vec::new();
    for line in lines {
        let line = line.trim_start_matches(['(', '[', '•', '-', ' ']);
        let Some((at, rest)) = mark(line) else { continue };
        let title = rest.trim_start_matches([')', ']', '-', '–', '—', ':', ' ', '\t', '|']).trim();
        let rises = |start: i64| found.last().is_none_or(|last| last.start.millis() < start);
        if let Some(start) = at.millis.filter(|start| rises(*start))
            && !title.is_empty()
            && title.split_whitespace().count() <= 14
        {
            found.push(Chapter { start: Timestamp::from_millis(start), title: title.to_owned() });
        }
    }
    let headed = lines.iter().any(|line| {
        ["chapters", "table of contents", "contents", "timestamps"]
            .contains(&line.trim_end_matches(':').to_lowercase().as_str())
    });
    if found.len() >= 3 || (headed && found.len() >= 2) { found } else { under_heading(lines) }
}

/// Titles and times by turns, each on its line, under the heading `Chapters`.
fn under_heading(lines: &[&str]) -> Vec<Chapter> {
    let mut found: Vec<Chapter> = Vec::new();
    let Some(at) = lines.iter().position(|line| line.eq_ignore_ascii_case("chapters")) else { return found };
    let mut rest = lines.iter().skip(at + 1).filter(|line| !line.is_empty());
    while let (Some(title), Some(time)) = (rest.next(), rest.next()) {
        let Some(start) = mark(time).filter(|(_, rest)| rest.is_empty()).and_then(|(at, _)| at.millis) else { break };
        if mark(title).is_some() || found.last().is_some_and(|last| last.start.millis() >= start) {
            break;
        }
        found.push(Chapter { start: Timestamp::from_millis(start), title: (*title).to_owned() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_page() {
        let head = "Home\nLearn\ngo back\nHow a Canal Lock Works, With Hester Quill of Fog Line\nPosted Oct 06 | Views 1.1K\n# LockFest 2021\n\
                    # Fireside Chat\nShare\nSPEAKER\nHester Quill\nHester Quill\nHead Keeper @ Fog Line\n\nHester keeps locks.\n\n+ Read More\nSUMMARY\n\n\
                    Hester explains locks.\n\n+ Read More\nTRANSCRIPT\n";
        let meta = read_head(head);
        assert_eq!(meta.title.as_deref(), Some("How a Canal Lock Works, With Hester Quill of Fog Line"));
        assert_eq!(meta.date.map(|d| d.to_string()).as_deref(), Some("10-06"));
        assert_eq!((meta.views, meta.event.as_deref()), (Some(1_100), Some("LockFest 2021")));
        assert_eq!(meta.tags, ["LockFest 2021", "Fireside Chat"]);
        assert_eq!(meta.summary.as_deref(), Some("Hester explains locks."));
        let [person] = &meta.participants[..] else { panic!("{:?}", meta.participants) };
        assert_eq!((person.name.as_str(), person.title.as_deref()), ("Hester Quill", Some("Head Keeper @ Fog Line")));
    }

    #[test]
    fn a_chapter_list() {
        let meta = read_head("00:00 Intro\n02:29 – Sponsors\n(1:02:03) Wool\n");
        assert_eq!(
            meta.chapters.iter().map(|c| (c.start.millis(), c.title.as_str())).collect::<Vec<_>>(),
            [(0, "Intro"), (149_000, "Sponsors"), (3_723_000, "Wool")]
        );
    }
}
