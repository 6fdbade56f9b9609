//! Labels to speakers: short names, initials and spellings drawn together.

use rustc_hash::{FxHashMap, FxHashSet};

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

/// A label on its way to a speaker.
struct Name {
    /// Without decoration, role and affiliation.
    text: String,
    /// In lower case, for comparison.
    key: String,
    /// The words of the name without honorifics, in lower case.
    tokens: Vec<String>,
    /// How often the label stands in the file; 0 for a name from the credits.
    count: usize,
    generic: bool,
}

impl Name {
    fn new(label: &str, count: usize) -> Self {
        let text = canonical(label);
        Name { key: key(&text), tokens: tokens(&text), generic: is_generic(&text), text, count }
    }

    /// Who it is: a full name is the same person with and without honorific, a lone surname isn't.
    fn person(&self) -> String {
        if self.tokens.len() >= 2 { self.tokens.join(" ") } else { self.key.clone() }
    }
}

/// Resolves the distinct labels of a file, in order of appearance, each with how often it occurs.
///
/// `neighbours` says how often two labels follow each other, by index: two names that answer each other are two people.
/// `known` are full names that the page gives in credits or a roster.
pub fn resolve(labels: &[(&str, usize)], neighbours: &FxHashMap<(usize, usize), usize>, known: &[String]) -> Resolved {
    let names: Vec<Name> = labels
        .iter()
        .map(|(label, count)| Name::new(label, *count))
        .chain(known.iter().map(|name| Name::new(name, 0)))
        .collect();
    let people = People::of(&names, labels.len());
    let mut doubts = Vec::new();
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut slots: FxHashMap<usize, usize> = FxHashMap::default();
    let mut of_label = Vec::with_capacity(labels.len());
    for (index, (label, count)) in labels.iter().enumerate() {
        if *count == 0 {
            of_label.push(None);
            continue;
        }
        let (target, likeness) = people.target(index, neighbours);
        if let Some(other) = likeness.and_then(|other| names.get(other)) {
            let message = format!(
                "`{label}` ({count} times) was taken for a spelling of `{}` ({} times)",
                other.text, other.count
            );
            doubts.push(Diagnostic::note(Code::LabelsDrawnTogether, message));
        }
        let id = *slots.entry(target).or_insert_with(|| {
            speakers.push(Speaker::named(names.get(target).map_or(*label, |name| name.text.as_str())));
            speakers.len() - 1
        });
        if let Some(speaker) = speakers.get_mut(id) {
            speaker.labels.push((*label).to_owned());
        }
        of_label.push(Some(id));
    }
    Resolved { speakers, of_label, doubts }
}

/// The names of a file, found by their parts.
struct People<'n> {
    names: &'n [Name],
    /// How many of them are labels.
    labels: usize,
    /// The first name of each person.
    first: FxHashMap<String, usize>,
    /// Full names by each of their words, and by their initials.
    by_part: FxHashMap<String, Vec<usize>>,
    /// Names that the page lists, as keys.
    listed: FxHashSet<&'n str>,
    /// Labels by first letter and number of words.
    by_look: FxHashMap<(Option<char>, usize), Vec<usize>>,
}

/// More names than this that begin alike are data: no spellings are compared among them.
const CROWD: usize = 256;

impl<'n> People<'n> {
    fn of(names: &'n [Name], labels: usize) -> Self {
        let mut people = People {
            names,
            labels,
            first: FxHashMap::default(),
            by_part: FxHashMap::default(),
            listed: names.iter().skip(labels).map(|name| name.key.as_str()).collect(),
            by_look: FxHashMap::default(),
        };
        for (index, name) in names.iter().enumerate() {
            let used = index >= labels || name.count > 0;
            if !used || *people.first.entry(name.person()).or_insert(index) != index {
                continue;
            }
            if name.tokens.len() >= 2 && !name.generic {
                let initials: String = name.tokens.iter().filter_map(|token| token.chars().next()).collect();
                let halves = name.tokens.iter().flat_map(|token| token.split('-'));
                let all: String = halves.filter_map(|half| half.chars().next()).collect();
                let short = if all == initials { vec![initials] } else { vec![initials, all] };
                for part in name.tokens.iter().cloned().chain(short) {
                    people.by_part.entry(part).or_default().push(index);
                }
            }
            if index < labels {
                let look = (name.key.chars().next().map(plain), name.key.split(' ').count());
                people.by_look.entry(look).or_default().push(index);
            }
        }
        people
    }

    /// The name that stands for the label, and the label whose misspelling it is, if it is one.
    fn target(&self, index: usize, neighbours: &FxHashMap<(usize, usize), usize>) -> (usize, Option<usize>) {
        let Some(name) = self.names.get(index) else { return (index, None) };
        let own = self.first.get(&name.person()).copied().unwrap_or(index);
        if name.generic {
            return (own, None);
        }
        // Who is listed as `Mrs. Voss` beside `Piet Voss` is another one.
        let own_entry = name.key.contains(' ') && name.tokens.len() == 1 && self.listed.contains(name.key.as_str());
        if let Some(longer) = self.longer_form(name).filter(|_| !own_entry) {
            return (longer, None);
        }
        match self.likeness(own, neighbours) {
            Some(other) => {
                (self.names.get(other).and_then(|name| self.longer_form(name)).unwrap_or(other), Some(other))
            }
            None => (own, None),
        }
    }

    /// The one full name that a name is short for; `None` where several fit.
    fn longer_form(&self, name: &Name) -> Option<usize> {
        let letters: String = name.text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let parts = [name.tokens.first().cloned(), name.tokens.last().cloned(), Some(letters)];
        let mut fits: Vec<usize> = parts
            .iter()
            .flatten()
            .filter_map(|part| self.by_part.get(part))
            .filter(|bearers| bearers.len() <= CROWD)
            .flatten()
            .copied()
            .filter(|&other| self.names.get(other).is_some_and(|long| is_short_form(name, long)))
            .collect();
        fits.sort_unstable();
        fits.dedup();
        // `Mrs. Voss` is not `Piet Voss`, who has his whole name each time.
        if name.tokens.len() == 1 && MARRIED.iter().any(|title| name.key.split(' ').next() == Some(title)) {
            let bare = |long: &Name| long.count >= 2 && long.key.split(' ').count() == long.tokens.len();
            fits.retain(|fit| !self.names.get(*fit).is_some_and(bare));
        }
        // `Ms. Trapp` is the one of several who is called so.
        let honorific =
            |name: &Name| name.key.split(' ').next().filter(|first| HONORIFICS.contains(first)).map(str::to_owned);
        if let Some(own) = honorific(name) {
            let mut alike = fits.iter().filter(|fit| self.names.get(**fit).and_then(honorific).as_ref() == Some(&own));
            if let (Some(one), None) = (alike.next(), alike.next()) {
                return Some(*one);
            }
        }
        // Of names that are each short for one of them, that one.
        let whole = |fit: usize| {
            let long = self.names.get(fit)?;
            let mut others = fits.iter().filter(|other| **other != fit).filter_map(|other| self.names.get(*other));
            others.all(|other| is_short_form(other, long)).then_some(fit)
        };
        fits.iter().find_map(|fit| whole(*fit)).filter(|_| !self.two_share(name))
    }

    /// Whether `Mr. Voss` and `Mrs. Voss` both speak: then neither is known to be the one with the full name.
    fn two_share(&self, name: &Name) -> bool {
        const HERS: &[&str] = &["mrs", "ms", "miss", "lady", "dame", "mme", "mlle", "frau", "sra"];
        const HIS: &[&str] = &["mr", "sir", "lord", "herr"];
        let says = |key: &str, whose: &[&str]| key.split(' ').next().is_some_and(|first| whose.contains(&first));
        let other = if says(&name.key, HERS) {
            HIS
        } else if says(&name.key, HIS) {
            HERS
        } else {
            return false;
        };
        let Some(surname) = name.tokens.last() else { return false };
        other.iter().any(|honorific| self.first.contains_key(&format!("{honorific} {surname}")))
    }

    /// The more frequent name that a rare one is a misspelling of: one word differs, within two letters (one in short
    /// words), with the same first letter, and the two don't talk with each other.
    fn likeness(&self, index: usize, neighbours: &FxHashMap<(usize, usize), usize>) -> Option<usize> {
        let name = self.names.get(index).filter(|_| index < self.labels)?;
        let look = (name.key.chars().next().map(plain), name.key.split(' ').count());
        let crowd = self.by_look.get(&look).filter(|crowd| crowd.len() <= CROWD)?;
        let apart = |other: usize| {
            let pairs = [(index, other), (other, index)];
            pairs.iter().filter_map(|pair| neighbours.get(pair)).sum::<usize>() * 10 > name.count * 3 * 2
        };
        crowd
            .iter()
            .copied()
            .filter(|&other| other != index)
            .filter_map(|other| Some((other, self.names.get(other)?)))
            .filter(|(_, there)| there.count > name.count && (!there.generic || there.count >= 3 * name.count))
            .filter(|(_, there)| spelt_alike(&name.key, &there.key))
            .filter(|(other, _)| !apart(*other))
            .max_by_key(|(_, there)| there.count)
            .map(|(other, _)| other)
    }
}

/// A Latin letter without the stroke or the accent that a keyboard lacks.
fn plain(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ł' | 'ľ' | 'ļ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Whether two names differ in the spelling of one word.
fn spelt_alike(a: &str, b: &str) -> bool {
    let mut different = a.split(' ').zip(b.split(' ')).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (different.next(), different.next()) else { return false };
    let length = a.chars().count().min(b.chars().count());
    let most = if length < 6 { 1 } else { 2 };
    let digits = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    length >= 4
        && a.chars().next().map(plain) == b.chars().next().map(plain)
        && a.len().abs_diff(b.len()) <= 8
        && !digits(a)
        && !digits(b)
        && strsim::damerau_levenshtein(a, b) <= most
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
        const OFFICES: &[&str] = &[
            "moderator",
            "host",
            "interviewer",
            "speaker",
            "chair",
            "minister",
            "secretary",
            "chancellor",
            "president",
            "chairman",
            "solicitor",
            "attorney",
            "leader",
            "commissioner",
            "deputy",
            "under-secretary",
        ];
        let titled = HONORIFICS.contains(&key(before).split(' ').next().unwrap_or(""))
            && !before.to_lowercase().contains("speaker");
        let role = !titled && before.to_lowercase().split_whitespace().any(|word| OFFICES.contains(&word));
        name = if role && person { inside } else { before };
    }
    let name = name.split(" -- ").next().unwrap_or(name);
    // `Mr. BRILL of Ohio`, but not `The Minister of Works`.
    let honoured = HONORIFICS.contains(&key(name).split(' ').next().unwrap_or(""));
    let name = name
        .split_once(" of ")
        .filter(|(_, place)| honoured && place.starts_with(char::is_uppercase))
        .map_or(name, |(name, _)| name);
    let name = match name.split_once(", ") {
        Some((before, after)) if !["jr", "sr", "ii", "iii", "md", "phd"].contains(&bare(after).as_str()) => before,
        _ => name,
    };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() { label.trim().to_owned() } else { name }
}

fn key(name: &str) -> String {
    // `CAM-?` is a voice that nobody knows, and `CAM` the microphone.
    if name.ends_with('?') {
        return name.to_lowercase();
    }
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
    // `Mr. Speaker` is an office too.
    let key = key(name);
    let mut words = key.split(' ');
    let first = words.find(|word| !HONORIFICS.contains(word) || *word == "professor").unwrap_or("").to_owned();
    // `A. Finch` is no answer.
    let lettered = matches!(first.as_str(), "a" | "q") && key.contains(' ');
    (GENERIC.contains(&first.as_str()) && !lettered) || name.contains('_') || name.chars().all(|c| !c.is_alphabetic())
}

/// Titles of somebody who shares a surname.
const MARRIED: &[&str] = &["mrs", "mme", "frau", "sra"];

const HONORIFICS: &[&str] = &[
    "mr",
    "mme",
    "mlle",
    "frau",
    "herr",
    "sra",
    "mrs",
    "ms",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "senator",
    "sen",
    "rep",
    "judge",
    "justice",
    "cllr",
    "councillor",
    "rev",
    "hon",
    "gov",
    "lt",
    "col",
    "sgt",
    "capt",
    "gen",
];

fn tokens(name: &str) -> Vec<String> {
    const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];
    let mut tokens: Vec<String> = name
        .split_whitespace()
        .map(bare)
        .filter(|token| !token.is_empty() && !HONORIFICS.contains(&token.as_str()))
        .collect();
    // `COLE PEMBERTON JR.` is a Pemberton.
    if tokens.len() > 2 && tokens.last().is_some_and(|last| SUFFIXES.contains(&last.as_str())) {
        tokens.pop();
    }
    tokens
}

/// Whether `short` is a first name, a surname, a run of the name's words, or the initials of `long`.
fn is_short_form(short: &Name, long: &Name) -> bool {
    let (a, b) = (&short.tokens, &long.tokens);
    if a.is_empty() || b.len() < 2 || a.len() > b.len() || a == b {
        return false;
    }
    // `DISPATCHER 2` is another one than `DISPATCHER`.
    let numbered = |tokens: &[String]| tokens.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    if numbered(b) && !numbered(a) {
        return false;
    }
    if a.len() < b.len() && (b.starts_with(a) || b.ends_with(a)) {
        return true;
    }
    // `M. Voss` for `Mara Voss`.
    if a.len() == b.len() && a.len() > 1 {
        let fits = |(x, y): (&String, &String)| x == y || (x.chars().count() == 1 && y.starts_with(x.as_str()));
        return a.iter().zip(b).all(fits);
    }
    // `M. Voss` for `Mara J. Voss`.
    if a.len() >= 2 && a.len() < b.len() && a.last() == b.last() {
        let first = a.first().zip(b.first());
        let initial = first.is_some_and(|(x, y)| x.chars().count() == 1 && y.starts_with(x.as_str()));
        let middle = b.get(1..b.len() - 1).unwrap_or(&[]).iter().all(|token| token.chars().count() == 1);
        if initial && middle && a.len() == 2 {
            return true;
        }
    }
    // `MV`, `M.V.`, `MVO` for `Mara Voss-Okafor`.
    let letters: String = short.text.chars().filter(|c| c.is_alphabetic()).collect();
    let of = |parts: &mut dyn Iterator<Item = &str>| parts.filter_map(|part| part.chars().next()).collect::<String>();
    let initials = of(&mut b.iter().map(String::as_str));
    let all_initials = of(&mut b.iter().flat_map(|token| token.split('-')));
    let written_as_initials = letters.chars().all(char::is_uppercase) && (2..=4).contains(&letters.chars().count());
    written_as_initials && (letters.to_lowercase() == initials || letters.to_lowercase() == all_initials)
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
    fn forms_that_fit_two_people_stay() {
        let labels = [("Ann Voss", 3), ("Mr. Voss", 2), ("Mrs. Voss", 2), ("Ann", 1)];
        assert_eq!(resolved(&labels, &[], &[]), ["Ann Voss", "Mr. Voss", "Mrs. Voss", "Ann Voss"]);
        assert_eq!(resolved(&[("M. VOSS", 2), ("P. VOSS", 2), ("VOSS", 1)], &[], &[]), ["M. VOSS", "P. VOSS", "VOSS"]);
    }

    #[test]
    fn sons_and_numbers() {
        assert_eq!(resolved(&[("COLE PEMBERTON JR.", 1), ("PEMBERTON", 3)], &[], &[]), ["COLE PEMBERTON JR."; 2]);
        assert_eq!(resolved(&[("CLERK", 5), ("CLERK 2", 3)], &[], &[]), ["CLERK", "CLERK 2"]);
    }

    #[test]
    fn spouses_are_two() {
        assert_eq!(resolved(&[("PIET VOSS", 4), ("MRS. VOSS", 1)], &[], &[]), ["PIET VOSS", "MRS. VOSS"]);
        assert_eq!(resolved(&[("Ann Voss", 1), ("Mrs. Voss", 3)], &[], &[]), ["Ann Voss"; 2]);
        assert_eq!(
            resolved(&[("PV", 4), ("Mrs. Voss", 1)], &[], &["Piet Voss", "Mrs. Voss"]),
            ["Piet Voss", "Mrs. Voss"]
        );
    }

    #[test]
    fn one_person_in_many_forms() {
        let labels = [("Voss", 2), ("Mara Voss", 1), ("M. Voss", 1), ("Dr. Voss", 1), ("MV", 2), ("Dr. Mara Voss", 1)];
        assert_eq!(resolved(&labels, &[], &["Mara Voss"]), ["Mara Voss"; 6]);
        assert_eq!(resolved(&[("Mara", 3), ("Mara Voss", 1), ("Dr. Mara Voss-Okafor", 1)], &[], &[])[0], "Mara");
    }

    #[test]
    fn a_crowd_is_resolved_in_linear_time() {
        let names: Vec<String> = (0..20_000).map(|n| format!("Agent A{n}x")).collect();
        let labels: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        assert_eq!(resolve(&labels, &FxHashMap::default(), &names).speakers.len(), 20_000);
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
        assert_eq!(resolved(&[("Maria", 9), ("Marta", 5)], &[((0, 1), 5), ((1, 0), 4)], &[]), ["Maria", "Marta"]);
        assert_eq!(resolved(&[("Speaker 1", 5), ("Speaker 2", 4)], &[], &[]), ["Speaker 1", "Speaker 2"]);
    }
}
