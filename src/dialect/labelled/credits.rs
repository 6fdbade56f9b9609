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
    ];
    let mut names = Vec::new();
    let mut listing = false;
    for line in lines(head).filter_map(|range| head.get(range)) {
        let line = line.trim();
        if let Some((role, people)) = line.split_once(':') {
            listing = ROLES.contains(&role.trim().to_lowercase().as_str());
            if listing {
                let people = people.split([',', ';']).flat_map(|part| part.split(" and ")).map(credited);
                names.extend(people.filter(|name| is_full_name(name)).map(str::to_owned));
            }
        } else if line.is_empty() || !listing {
            listing = ROLES.contains(&line.to_lowercase().as_str());
        } else if is_full_name(credited(line)) {
            // One of a list below its heading.
            names.push(credited(line).to_owned());
        } else {
            listing = false;
        }
    }
    names
}

/// A name without the bullet in front, and without the initials or the role in brackets behind.
pub(super) fn credited(name: &str) -> &str {
    let name = name.trim().trim_start_matches(['•', '-', '*', '·', ' ']);
    name.split(['(', '[']).next().unwrap_or(name).trim()
}

pub(super) fn is_full_name(name: &str) -> bool {
    name.split_whitespace().count() >= 2 && is_label(name)
}
