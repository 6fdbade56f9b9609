//! Who asks and who answers: names from the page and from the greeting.

use super::{Boundary, letters};
use crate::model::{Role, Transcript};

/// The names that were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    pub host: Option<String>,
    pub guest: Option<String>,
}

/// Words that a channel of one person doesn't have in its name.
const ORGANISATION: &[&str] = &[
    "podcast",
    "podcasts",
    "show",
    "channel",
    "media",
    "news",
    "tv",
    "radio",
    "lab",
    "labs",
    "university",
    "institute",
    "school",
    "inc",
    "official",
    "talks",
    "talk",
    "clips",
    "network",
    "studio",
    "studios",
    "the",
    "and",
    "of",
    "conference",
    "summit",
    "ai",
    "tech",
    "daily",
    "magazine",
    "journal",
    "productions",
    "company",
    "foundation",
    "center",
    "centre",
    "club",
    "group",
    "live",
    "fm",
    "times",
    "hub",
    "academy",
    "interviews",
    "stories",
    "weekly",
    "world",
    "global",
    "international",
    "review",
    "report",
    "society",
    "association",
    "press",
    "broadcast",
    "ventures",
    "capital",
    "partners",
    "events",
    "music",
    "records",
    "sports",
    "games",
    "gaming",
    "science",
    "history",
    "museum",
    "library",
];
/// Words that open a phrase of a title but no name.
const NOT_A_NAME: &[&str] = &[
    "how",
    "why",
    "what",
    "when",
    "where",
    "who",
    "is",
    "are",
    "the",
    "a",
    "an",
    "on",
    "in",
    "for",
    "to",
    "and",
    "of",
    "from",
    "with",
    "by",
    "building",
    "inside",
    "meet",
    "interview",
    "episode",
    "part",
    "full",
    "live",
    "at",
    "about",
    "chief",
    "ceo",
    "cto",
    "founder",
    "co-founder",
    "cofounder",
    "president",
    "professor",
    "director",
    "scientist",
    "author",
    "dr",
    "mr",
    "mrs",
    "ms",
    "next",
    "systems",
    "models",
    "language",
    "conversation",
    "fireside",
    "chat",
    "talk",
    "lecture",
    "keynote",
    "panel",
    "qa",
    "future",
    "my",
    "your",
    "our",
    "this",
    "that",
    "it",
    "today",
    "now",
    "we",
    "i",
    "you",
    "he",
    "she",
    "they",
    "so",
    "but",
    "or",
    "not",
    "no",
    "yes",
    "thank",
    "thanks",
    "welcome",
    "first",
];
/// What stands between the parts of a title.
const SEPARATORS: &[&str] =
    &[" - ", " – ", " — ", " | ", ": ", " (", ") ", ")", ", ", " / ", " // ", " • ", "; ", " & "];
/// Words before a guest's name, in a title or a greeting.
const BEFORE_GUEST: &[&str] = &[
    "with",
    "ft",
    "feat",
    "featuring",
    "interviewing",
    "interviews",
    "guest",
    "welcome",
    "joined",
    "to",
    "by",
    "introduce",
    "speaker",
    "is",
    "meet",
    "us",
    "host",
    "having",
    "have",
    "today",
];
/// Titles in front of a name in running text.
const HONORIFICS: &[&str] =
    &["dr", "mr", "mrs", "ms", "professor", "prof", "sir", "dame", "president", "senator", "ceo", "author"];

/// Finds the names for the sides of a conversation.
pub fn of(transcript: &Transcript, found: &[Boundary]) -> People {
    let meta = &transcript.meta;
    let mut people = People::default();
    for person in &meta.participants {
        let slot = match person.role {
            Some(Role::Host) => &mut people.host,
            Some(Role::Guest) | None => &mut people.guest,
            Some(Role::Other(_)) => continue,
        };
        slot.get_or_insert_with(|| person.name.clone());
    }
    if people.host.is_none() {
        people.host = meta.channel.as_deref().filter(|channel| is_one_person(channel)).map(str::to_owned);
    }
    if let (None, Some(summary), Some(guest)) = (&people.host, &meta.summary, &people.guest) {
        people.host = joined_by(summary).filter(|name| name != guest);
    }
    let opening = opening(&transcript.text, found);
    if people.guest.is_none() {
        let mut candidates = meta.title.as_deref().map(title_names).unwrap_or_default();
        candidates.extend(greeted(&opening));
        let host = people.host.as_deref().unwrap_or("").to_lowercase();
        people.guest = candidates
            .into_iter()
            .filter(|(name, _)| name.to_lowercase() != host)
            .map(|(name, weight)| (spoken(&name, &opening) + weight, name))
            .filter(|(weight, _)| *weight >= 2)
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .map(|(_, name)| name);
    }
    if people.host.is_none() {
        let guest = people.guest.as_deref().unwrap_or("");
        people.host = introduced(&opening).filter(|name| name != guest);
    }
    people
}

/// The first words of the conversation: where people are greeted.
fn opening(text: &str, found: &[Boundary]) -> String {
    let first_turns = found.get(4).map_or(text.len(), |turn| turn.at);
    let end = crate::text::words(text)
        .nth(220)
        .map_or(text.len(), |word| word.start)
        .max(first_turns.min(4_000))
        .min(text.len());
    text.get(..end).unwrap_or("").to_owned()
}

fn is_name_word(word: &str) -> bool {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mut chars = core.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    // `AI` and `GPT` are no names; `J.` is an initial.
    let mixed = core.chars().count() == 1 || core.chars().any(char::is_lowercase);
    let joint_capitals =
        core.chars().zip(core.chars().skip(1)).filter(|(a, b)| a.is_lowercase() && b.is_uppercase()).count();
    let scottish =
        core.starts_with("Mc") || core.starts_with("Mac") || core.starts_with("De") || core.starts_with("La");
    capital
        && mixed
        && (joint_capitals == 0 || scottish)
        && core.chars().all(|c| c.is_alphabetic() || "'’.-".contains(c))
        && !NOT_A_NAME.contains(&core.to_lowercase().as_str())
}

/// Two to four words shaped like a person's name, and nothing else.
fn is_person(phrase: &str) -> bool {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let particle =
        |word: &str| ["van", "von", "de", "der", "den", "da", "di", "bin", "al", "el", "la", "le"].contains(&word);
    (2..=4).contains(&words.len())
        && words.iter().all(|word| is_name_word(word) || particle(word))
        && words.first().is_some_and(|word| is_name_word(word))
        && words.last().is_some_and(|word| is_name_word(word))
}

fn is_one_person(channel: &str) -> bool {
    is_person(channel) && !channel.split_whitespace().any(|word| ORGANISATION.contains(&word.to_lowercase().as_str()))
}

/// Names in a title, each with a weight: a whole part of the title that is a name, or one behind `with`.
fn title_names(title: &str) -> Vec<(String, usize)> {
    let mut parts = vec![title];
    for separator in SEPARATORS {
        parts = parts.iter().flat_map(|part| part.split(separator)).collect();
    }
    let mut names: Vec<(String, usize)> = Vec::new();
    for part in parts {
        let part = part.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        if is_person(part) && !part.split_whitespace().any(|word| ORGANISATION.contains(&word.to_lowercase().as_str()))
        {
            names.push((part.to_owned(), 2));
        }
        names.extend(
            behind(part, &["with", "ft", "feat", "featuring", "interviews", "interviewing", "by", "meet"])
                .map(|name| (name, 2)),
        );
    }
    names
}

/// The runs of name words that stand behind one of the given words.
fn behind<'a>(text: &'a str, before: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !before.contains(&letters(word).as_str())
            || word.ends_with(['.', '?', '!', ';']) && !["ft.", "feat."].contains(&word.to_lowercase().as_str())
        {
            continue;
        }
        let mut run: Vec<&str> = Vec::new();
        for next in words.get(at + 1..).unwrap_or(&[]).iter().take(8) {
            let honorific = run.is_empty() && (HONORIFICS.contains(&letters(next).as_str()));
            if honorific {
                continue;
            }
            if !is_name_word(next) {
                break;
            }
            run.push(next);
            let closed =
                next.ends_with([',', '.', '?', '!', ';', ':', ')']) && next.trim_end_matches('.').chars().count() > 1;
            if closed || run.len() == 4 || next.ends_with("'s") || next.ends_with("’s") {
                break;
            }
        }
        let name: Vec<&str> = run.iter().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
        if (2..=4).contains(&name.len()) {
            let name = name.join(" ");
            found.push(name.strip_suffix("'s").or(name.strip_suffix("’s")).unwrap_or(&name).to_owned());
        }
    }
    found.into_iter()
}

/// Names greeted or announced in the opening.
fn greeted(opening: &str) -> Vec<(String, usize)> {
    behind(opening, BEFORE_GUEST).map(|name| (name, 2)).collect()
}

/// How often a name is spoken in the opening: its parts, at most three times.
fn spoken(name: &str, opening: &str) -> usize {
    let parts: Vec<String> = name.split_whitespace().map(letters).filter(|part| part.chars().count() > 1).collect();
    opening
        .split_whitespace()
        .filter(|word| word.starts_with(char::is_uppercase) && parts.contains(&letters(word)))
        .take(3)
        .count()
}

/// `I'm Ada Quill`, `my name is Ada Quill`, `your host, Ada Quill`: the speaker's own name.
fn introduced(opening: &str) -> Option<String> {
    let words: Vec<&str> = opening.split_whitespace().collect();
    words.windows(2).enumerate().find_map(|(at, pair)| {
        let (first, second) = (letters(pair.first()?), letters(pair.get(1)?));
        let opens = (first == "name" && second == "is") || (first == "your" && second == "host") || second == "i'm";
        let rest = words.get(at + 1..)?.join(" ");
        opens.then(|| behind(&rest, &["is", "host", "i'm"]).next()).flatten()
    })
}

/// `He joins Ada Quill in a chat`: the one who leads, by the summary.
fn joined_by(summary: &str) -> Option<String> {
    let words: Vec<&str> = summary.split_whitespace().collect();
    for (at, word) in words.iter().enumerate() {
        if !["joins", "joined", "host", "hosted", "interviewed", "interviewer", "moderated", "moderator", "with"]
            .contains(&letters(word).as_str())
        {
            continue;
        }
        // `Fog Line CEO Ada Quill`: the name is the end of a run of capitalised words.
        let mut run: Vec<&str> = Vec::new();
        for next in words.get(at + 1..).unwrap_or(&[]).iter().take(10) {
            let core = next.trim_matches(|c: char| !c.is_alphanumeric());
            let capital = core.starts_with(char::is_uppercase);
            let still_before = run.is_empty() && ["by", "our", "host"].contains(&core);
            if !capital && !still_before {
                break;
            }
            if capital {
                run.push(core);
            }
            if next.ends_with([',', '.', ';']) {
                break;
            }
        }
        let names = run.iter().rev().take_while(|word| is_name_word(word)).take(3).count();
        let name =
            run.get(run.len().saturating_sub(names.min(if names == run.len() { names } else { 2 }))..).unwrap_or(&[]);
        if name.len() >= 2 {
            return Some(name.join(" "));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_their_guests() {
        for (title, name) in [
            ("Hester Quill (Fog Line Chief Keeper) - Locks, Weirs, & Boats", "Hester Quill"),
            ("How a Lock Works, With Hester Quill of Fog Line", "Hester Quill"),
            ("Locks | Hester van der Quill | Canal Talk #12", "Hester van der Quill"),
            ("Hester Quill: The Future of Locks", "Hester Quill"),
            ("Why locks leak ft. Hester Quill", "Hester Quill"),
        ] {
            assert!(title_names(title).iter().any(|(found, _)| found == name), "{title}: {:?}", title_names(title));
        }
    }

    #[test]
    fn greetings_and_introductions() {
        let names = |text: &str| greeted(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("Today I have the pleasure of interviewing Hester Quill, who keeps locks."), ["Hester Quill"]);
        assert_eq!(names("My guest today is Dr. Hester Quill. Welcome."), ["Hester Quill"]);
        assert_eq!(introduced("Hello, I'm Ada Lund and this is Canal Talk.").as_deref(), Some("Ada Lund"));
        assert_eq!(joined_by("She joins Fog Line CEO Ada Lund in a chat.").as_deref(), Some("Ada Lund"));
        assert!(is_one_person("Ada Lund") && !is_one_person("Canal Talk") && !is_one_person("Ada Lund Podcast"));
    }
}
