//! Labels to speakers: short names, initials and spellings drawn together.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Role, Speaker};
use crate::text::words::bare;

/// Which speaker each label stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved {
    /// The speakers, in order of their first label.
    pub speakers: Vec<Speaker>,
    /// For every label given, in the same order, its speaker; `None` where the label stands nowhere.
    pub of_label: Vec<Option<usize>>,
    /// What was drawn together on likeness alone.
    pub doubts: Vec<Diagnostic>,
}

/// Resolves the distinct labels of a file, in order of appearance, each with how often it occurs.
///
/// `neighbours` says how often two labels follow each other, by index: two names that answer each other are two people.
/// `known` are full names that the page gives in credits or a roster.
pub fn resolve(labels: &[(&str, usize)], neighbours: &FxHashMap<(usize, usize), usize>, known: &[String]) -> Resolved {
    let names: Vec<String> = labels.iter().map(|(label, _)| canonical(label)).collect();
    let mut canon: Vec<usize> = (0..labels.len()).collect();
    let mut full = names.clone();
    let mut doubts = Vec::new();
    // The same name in another case or with another decoration is one speaker: the first form stands.
    let mut by_key: FxHashMap<String, usize> = FxHashMap::default();
    for (index, name) in names.iter().enumerate() {
        canon[index] = *by_key.entry(key(name)).or_insert(index);
    }
    for index in 0..labels.len() {
        if canon[index] != index || labels[index].1 == 0 || is_generic(&names[index]) {
            continue;
        }
        if let Some(target) = longer_form(index, &names, &canon, labels) {
            canon[index] = target;
        } else if let Some(name) = one_full_name(&names[index], known) {
            full[index] = name;
        } else if let Some(target) = likeness(index, labels, &names, &canon, neighbours) {
            let (from, to) = (&names[index], &names[target]);
            let message = format!(
                "`{from}` ({} times) was taken for a spelling of `{to}` ({} times)",
                labels[index].1, labels[target].1
            );
            doubts.push(Diagnostic::note(Code::LabelsDrawnTogether, message));
            canon[index] = target;
        }
    }
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut slot: FxHashMap<String, usize> = FxHashMap::default();
    let mut of_label = Vec::with_capacity(labels.len());
    for (index, (label, count)) in labels.iter().enumerate() {
        if *count == 0 {
            of_label.push(None);
            continue;
        }
        let mut target = canon[index];
        while canon[target] != target {
            target = canon[target];
        }
        let id = *slot.entry(key(&full[target])).or_insert_with(|| {
            speakers.push(Speaker::named(full[target].clone()));
            speakers.len() - 1
        });
        speakers[id].labels.push((*label).to_owned());
        of_label.push(Some(id));
    }
    Resolved { speakers, of_label, doubts }
}

/// Sets the roles of a page with a roster: those it lists are guests, if another one who isn't listed leads.
pub fn roles_from_roster(speakers: &mut [Speaker], listed: &[String]) {
    let is_listed = |speaker: &Speaker| listed.iter().any(|name| key(name) == key(&speaker.name));
    let unlisted = speakers.iter().filter(|speaker| !is_listed(speaker) && !is_generic(&speaker.name)).count();
    if unlisted != 1 || speakers.len() < 2 || !speakers.iter().any(is_listed) {
        return;
    }
    for speaker in speakers {
        if speaker.role.is_none() && !is_generic(&speaker.name) {
            speaker.role = Some(if is_listed(speaker) { Role::Guest } else { Role::Host });
        }
    }
}

/// A label without decoration, role or affiliation.
fn canonical(label: &str) -> String {
    let label = label.trim_matches(|c: char| c.is_whitespace() || "*_:•-–—>\"“”#[]【】«»".contains(c));
    let mut name = label;
    if let Some((before, rest)) = name.split_once(['(', '（']) {
        let inside = rest.trim_end_matches([')', '）']);
        // A role with the person in brackets is that person.
        let person = inside.split_whitespace().count() > 1
            && inside.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
        let role =
            ["moderator", "host", "interviewer", "speaker", "chair"].contains(&before.trim().to_lowercase().as_str());
        name = if role && person { inside } else { before };
    }
    let name = name.split(" -- ").next().unwrap_or(name);
    let name = match name.split_once(", ") {
        Some((before, after)) if !["jr", "sr", "ii", "iii", "md", "phd"].contains(&bare(after).as_str()) => before,
        _ => name,
    };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() { label.trim().to_owned() } else { name }
}

fn key(name: &str) -> String {
    name.split_whitespace().map(bare).collect::<Vec<_>>().join(" ")
}

/// Labels that name no person stay as they are.
fn is_generic(name: &str) -> bool {
    const GENERIC: &[&str] = &[
        "speaker",
        "unknown",
        "unidentified",
        "q",
        "a",
        "operator",
        "audience",
        "host",
        "guest",
        "interviewer",
        "interviewee",
        "moderator",
        "narrator",
        "announcer",
        "male",
        "female",
        "man",
        "woman",
        "participant",
        "caller",
        "student",
        "professor",
        "all",
        "both",
        "everyone",
        "crowd",
        "track",
        "the",
    ];
    let first = key(name).split(' ').next().unwrap_or("").to_owned();
    GENERIC.contains(&first.as_str()) || name.contains('_') || name.chars().all(|c| !c.is_alphabetic())
}

const HONORIFICS: &[&str] =
    &["mr", "mrs", "ms", "mx", "dr", "prof", "professor", "sir", "senator", "sen", "rep", "judge", "justice"];

fn tokens(name: &str) -> Vec<String> {
    name.split_whitespace()
        .map(bare)
        .filter(|token| !token.is_empty() && !HONORIFICS.contains(&token.as_str()))
        .collect()
}

/// Whether `short` is a first name, a surname, a run of the name's words, or the initials of `long`.
fn is_short_form(short: &str, long: &str) -> bool {
    let (a, b) = (tokens(short), tokens(long));
    if a.is_empty() || b.len() < 2 || a.len() > b.len() || a == b {
        return false;
    }
    if a.len() < b.len() && (b.starts_with(&a) || b.ends_with(&a)) {
        return true;
    }
    // `M. Voss` for `Mara Voss`.
    if a.len() == b.len() && a.len() > 1 {
        return a.iter().zip(&b).all(|(x, y)| x == y || (x.chars().count() == 1 && y.starts_with(x.as_str())));
    }
    let letters: String = short.chars().filter(|c| c.is_alphabetic()).collect();
    let initials: String = b.iter().filter_map(|token| token.chars().next()).collect();
    let written_as_initials = letters.chars().all(char::is_uppercase) && (2..=4).contains(&letters.chars().count());
    written_as_initials && letters.to_lowercase() == initials
}

/// The one longer form that a label is short for.
fn longer_form(index: usize, names: &[String], canon: &[usize], labels: &[(&str, usize)]) -> Option<usize> {
    let mut fits = (0..names.len())
        .filter(|&other| canon[other] == other && labels[other].1 > 0 && is_short_form(&names[index], &names[other]));
    match (fits.next(), fits.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

fn one_full_name(name: &str, known: &[String]) -> Option<String> {
    let mut fits = known.iter().filter(|full| is_short_form(name, full));
    match (fits.next(), fits.next()) {
        (Some(one), None) => Some(one.clone()),
        _ => None,
    }
}

/// The more frequent name that a rare one is a misspelling of: within two letters (one in short names), the same first
/// letter, and not somebody it talks with.
fn likeness(
    index: usize,
    labels: &[(&str, usize)],
    names: &[String],
    canon: &[usize],
    neighbours: &FxHashMap<(usize, usize), usize>,
) -> Option<usize> {
    let name = key(&names[index]);
    let length = name.chars().count();
    if length < 4 || name.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let most = if length < 6 { 1 } else { 2 };
    let apart = |other: usize| {
        let together = [(index, other), (other, index)].iter().filter_map(|pair| neighbours.get(pair)).sum::<usize>();
        together * 10 > labels[index].1 * 3 * 2
    };
    (0..names.len())
        .filter(|&other| {
            let (mine, theirs) = (labels[index].1, labels[other].1);
            other != index && canon[other] == other && (theirs > mine || (theirs == mine && other < index))
        })
        .filter(|&other| {
            let there = key(&names[other]);
            there.chars().next() == name.chars().next()
                && there.split(' ').count() == name.split(' ').count()
                && !there.chars().any(|c| c.is_ascii_digit())
                && strsim::damerau_levenshtein(&name, &there) <= most
        })
        .find(|&other| !apart(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(labels: &[(&str, usize)], neighbours: &[((usize, usize), usize)], known: &[&str]) -> Vec<String> {
        let known: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
        let done = resolve(labels, &neighbours.iter().copied().collect(), &known);
        done.of_label.iter().map(|id| done.speakers[id.unwrap()].name.clone()).collect()
    }

    #[test]
    fn short_forms_and_initials() {
        let labels = [("Odile Renner", 1), ("Piet Aalders", 3), ("Odile", 4), ("PA", 2), ("Aalders", 1)];
        assert_eq!(
            resolved(&labels, &[], &[]),
            ["Odile Renner", "Piet Aalders", "Odile Renner", "Piet Aalders", "Piet Aalders"]
        );
        assert_eq!(resolved(&[("HOLT", 3), ("Q", 2)], &[], &["Pia Holt"]), ["Pia Holt", "Q"]);
        // Two fit: it stays.
        assert_eq!(resolved(&[("Chris Ott", 1), ("Chris Lane", 1), ("Chris", 1)], &[], &[])[2], "Chris");
    }

    #[test]
    fn roles_and_notes_go() {
        assert_eq!(
            resolved(&[("FREYA LUND, ANCHOR", 1), ("LUND (voice-over)", 1), ("Moderator (Jo Vale)", 1)], &[], &[]),
            ["FREYA LUND", "FREYA LUND", "Jo Vale"]
        );
    }

    #[test]
    fn misspellings_but_not_twins() {
        let labels = [("Sutherland", 9), ("Suthrland", 1), ("Brandt", 5)];
        assert_eq!(resolved(&labels, &[], &[]), ["Sutherland", "Sutherland", "Brandt"]);
        assert_eq!(resolved(&[("Maria", 5), ("Marta", 5)], &[((0, 1), 5), ((1, 0), 4)], &[]), ["Maria", "Marta"]);
        assert_eq!(resolved(&[("Speaker 1", 5), ("Speaker 2", 4)], &[], &[]), ["Speaker 1", "Speaker 2"]);
    }
}
