//! Names from the command line: renamed speakers, and a file of names that hold across files.

use std::path::Path;

use fireside::{Diagnostic, SpeakerId, Transcript};

use super::args::PeopleArgs;
use super::input::read;
use super::report::{Exit, Failure};

/// Names for speakers, from `--keep` and `--aliases`.
#[derive(Debug, Default)]
pub struct People {
    keep: Vec<(String, String)>,
    aliases: Vec<Person>,
}

/// A canonical name, with the others that mean the same person.
#[derive(Debug, Default, PartialEq)]
struct Person {
    name: String,
    aliases: Vec<String>,
}

impl People {
    /// Reads the alias file, if one is named.
    pub fn new(args: &PeopleArgs) -> Result<Self, Failure> {
        let aliases = match &args.aliases {
            None => Vec::new(),
            Some(path) => read_aliases(path)?,
        };
        Ok(People { keep: args.keep.clone(), aliases })
    }

    /// Renames the speakers, and makes one of those who are the same. Says which renaming fits nobody.
    pub fn apply(&self, transcript: &mut Transcript) -> Vec<Diagnostic> {
        let mut doubts = Vec::new();
        // All are found before any is renamed, and bear a name that nobody has until then, so that names can be swapped.
        let found: Vec<_> = self.keep.iter().map(|(who, name)| (who, name, find(transcript, who))).collect();
        let stand_in = |index: usize| format!("\0{index}");
        for (index, (who, name, id)) in found.iter().enumerate() {
            let count = transcript.speakers().len();
            match id.and_then(|id| transcript.speakers_mut().get_mut(id.index())) {
                Some(speaker) => speaker.name = stand_in(index),
                None => {
                    let message = format!("no speaker `{who}` to call {name}: there are {count}");
                    doubts.push(Diagnostic::warning(fireside::Code::LabelUnresolved, message));
                }
            }
        }
        for (index, (_, name, _)) in found.iter().enumerate() {
            let stand_in = stand_in(index);
            if let Some(id) = position(transcript, |speaker| speaker.name == stand_in) {
                transcript.rename(id, name);
            }
        }
        for person in &self.aliases {
            draw_together(transcript, person);
        }
        doubts
    }
}

/// Gives everybody who goes by one of a person's names the canonical one.
fn draw_together(transcript: &mut Transcript, person: &Person) {
    let known: Vec<String> =
        person.aliases.iter().chain(std::iter::once(&person.name)).map(|name| folded(name)).collect();
    let fits = |name: &String| known.contains(&folded(name));
    while let Some(id) = position(transcript, |speaker| {
        speaker.name != person.name
            && (fits(&speaker.name) || speaker.labels.iter().any(fits) || speaker.aliases.iter().any(fits))
    }) {
        transcript.rename(id, &person.name);
    }
    if let Some(speaker) = transcript.speakers_mut().iter_mut().find(|speaker| speaker.name == person.name) {
        for alias in &person.aliases {
            if !speaker.aliases.contains(alias) {
                speaker.aliases.push(alias.clone());
            }
        }
    }
}

fn position(transcript: &Transcript, fits: impl Fn(&fireside::Speaker) -> bool) -> Option<SpeakerId> {
    transcript.speakers().iter().position(fits).map(|index| SpeakerId::new(index as u32))
}

/// A speaker by number from 1, in order of first turn, or by name or label.
fn find(transcript: &Transcript, who: &str) -> Option<SpeakerId> {
    let count = transcript.speakers().len();
    if let Some(number) = who.parse::<usize>().ok().filter(|number| (1..=count).contains(number)) {
        return Some(SpeakerId::new(number as u32 - 1));
    }
    let who = folded(who);
    position(transcript, |speaker| folded(&speaker.name) == who)
        .or_else(|| position(transcript, |speaker| speaker.labels.iter().any(|label| folded(label) == who)))
}

/// A name as it is compared: in lower case, with single spaces.
fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn read_aliases(path: &Path) -> Result<Vec<Person>, Failure> {
    let input = read(path)?;
    let text = fireside::text::decode(&input.bytes, None).map_err(|error| Failure::of(&error, &input.name))?.text;
    let wrong = |line: usize, column: usize, excerpt: &str, message: String| {
        let mut failure = Failure::new(Exit::Usage, "aliases", message)
            .file(&input.name)
            .help("write lines such as `Ada Quill = Ada, A. Quill`, or JSON such as `{\"Ada Quill\": [\"Ada\"]}`");
        failure.place = Some((line as u32, column as u32));
        failure.excerpt = Some(excerpt.chars().take(96).collect());
        failure
    };
    if text.trim_start().starts_with('{') {
        let read: Result<std::collections::BTreeMap<String, Vec<String>>, _> = serde_json::from_str(&text);
        return match read {
            Ok(people) => Ok(people.into_iter().map(|(name, aliases)| Person { name, aliases }).collect()),
            Err(error) => {
                let (line, column) = (error.line().max(1), error.column().max(1));
                let excerpt = text.lines().nth(line - 1).unwrap_or("");
                Err(wrong(line, column, excerpt, "expected a JSON object of lists of names".to_owned()))
            }
        };
    }
    let mut people = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        match content.split_once('=').map(|(name, aliases)| (name.trim(), aliases)) {
            Some((name, aliases)) if !name.is_empty() => people.push(Person {
                name: name.to_owned(),
                aliases: aliases
                    .split(',')
                    .map(str::trim)
                    .filter(|alias| !alias.is_empty())
                    .map(str::to_owned)
                    .collect(),
            }),
            _ => return Err(wrong(index + 1, 1, line, "expected `Name = alias, alias`".to_owned())),
        }
    }
    Ok(people)
}
