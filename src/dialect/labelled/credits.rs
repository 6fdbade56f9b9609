//! Names that a page's head gives: `Host: Mara Voss`, or a list below `Participants`.

use crate::text::{is_label, lines};

/// Full names that credits map a role to: `Host: Mara Voss`, `Participants: Pia Holt, Abe Lunt`.
pub(super) fn credits(head: &str) -> Vec<String> {
    const ROLES: &[&str] = &[
        "host",
        "hosts",
        "guest",
        "guests",
        "with",
        "interviewer",
        "interviewee",
        "moderator",
        "participants",
        "attendees",
        "speakers",
        "present",
        "featuring",
        "speaker",
        "panelists",
        "panellists",
        "panel",
        "candidate",
        "candidates",
        "narrator",
        "presenter",
        "presenters",
        "presented by",
        "hosted by",
        "interviewed by",
        "interviewers",
        "interviewees",
        "moderators",
        "moderated by",
        "witness",
        "witnesses",
        "voices",
        "cast",
        "crew",
        "team",
        "people",
    ];
    let mut names = Vec::new();
    let mut listing = false;
    for line in lines(head).filter_map(|range| head.get(range)) {
        let line = line.trim();
        names.extend(interviewed(line).map(str::to_owned));
        if let Some((role, people)) = line.split_once(':') {
            listing = ROLES.contains(&role.trim().to_lowercase().as_str());
            let people = || people.split([',', ';', '&']).flat_map(|part| part.split(" and ")).map(credited);
            // Two and more full names and nothing else are people, whatever they are called.
            let list = people().count() >= 2 && people().all(|name| is_full_name(name) && is_capitalised(name));
            if listing || list {
                names.extend(people().filter(|name| is_full_name(name)).map(str::to_owned));
            }
        } else if line.is_empty() || !listing {
            listing = ROLES.contains(&line.to_lowercase().as_str());
        } else if is_full_name(credited(line)) {
            // One of a list below its heading; a firm may stand above its people.
            names.push(credited(line).to_owned());
        } else if line.ends_with(['.', '?', '!']) {
            listing = false;
        }
    }
    names
}

/// Whom a heading says the page is an interview with: `Oral history interview with Pia Holt, 4 May 1998`.
fn interviewed(line: &str) -> Option<&str> {
    const LONGEST: usize = 120;
    const HEADS: &[&str] =
        &["interview with ", "conversation with ", "interview of ", "entretien avec ", "interview mit "];
    if line.len() > LONGEST || line.ends_with(['.', '?', '!', ':']) {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    let from = HEADS.iter().find_map(|head| Some(lower.find(head)? + head.len()))?;
    let rest = line.get(from..)?;
    let end = rest.find([',', ';', '(', '[', '|', '·', '—', '–']).unwrap_or(rest.len());
    let name = rest.get(..end)?.split(" - ").next()?.trim();
    (is_full_name(name) && is_capitalised(name)).then_some(name)
}

fn is_capitalised(name: &str) -> bool {
    name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// A name without the bullet in front, and without the initials or the role in brackets behind.
pub(super) fn credited(name: &str) -> &str {
    let name = name.trim().trim_start_matches(['•', '-', '*', '·', ' ']);
    let name = name.split(['(', '[']).next().unwrap_or(name);
    name.split(", ").next().unwrap_or(name).trim()
}

pub(super) fn is_full_name(name: &str) -> bool {
    name.split_whitespace().count() >= 2 && is_label(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_a_head() {
        let head = "Oral History Program\nInterview with Bettina Quist, 4 May\nCANDIDATES: Ines Falk; Curtis Mbeki\n\
            Topics: soup, Old Bread\nAn interview with the mayor\nThe night shift: Mara Voss & Jon Tell\n";
        assert_eq!(credits(head), ["Bettina Quist", "Ines Falk", "Curtis Mbeki", "Mara Voss", "Jon Tell"]);
    }
}
