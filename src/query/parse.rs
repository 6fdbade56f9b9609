//! What people type: times and speakers.

use crate::error::Error;
use crate::model::{Speaker, SpeakerId, Timestamp, Transcript};
use crate::text::words::bare;

/// Reads a time as people type it: seconds (`90`, `90.5`), fields (`1:30`, `00:01:30,250`), letters (`1m30s`, `2h`);
/// a leading `-` is before the start of the clock.
///
/// # Errors
/// [`Error::Unknown`] with the spellings that are understood.
///
/// ```
/// use fireside::query::parse_time;
/// for (text, millis) in [("90", 90_000), ("90.5", 90_500), ("1:30", 90_000), ("01:30.250", 90_250), ("1m30s", 90_000)] {
///     assert_eq!(parse_time(text)?.millis(), millis);
/// }
/// assert!(parse_time("half past two").is_err());
/// # Ok::<(), fireside::Error>(())
/// ```
pub fn parse_time(text: &str) -> Result<Timestamp, Error> {
    let trimmed = text.trim();
    let (sign, plain) = match trimmed.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, trimmed),
    };
    let millis = fields(plain).or_else(|| letters(plain)).ok_or_else(|| Error::Unknown {
        what: "time",
        name: text.to_owned(),
        help: "write it as 90, 90.5, 1:30, 00:01:30.250 or 1m30s".to_owned(),
    })?;
    Ok(Timestamp::from_millis(sign * millis))
}

/// `[[h:]m:]s[.fraction]`
fn fields(text: &str) -> Option<i64> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, millis(fraction)?),
        None => (text, 0),
    };
    let mut total: i64 = 0;
    let fields: Vec<&str> = whole.split(':').collect();
    for (index, field) in fields.iter().enumerate() {
        let value = number(field)?;
        if index > 0 && (value >= 60 || field.len() != 2) {
            return None;
        }
        total = total.checked_mul(60)?.checked_add(value)?;
    }
    (fields.len() <= 3).then_some(())?;
    total.checked_mul(1_000)?.checked_add(fraction)
}

/// `1h2m3.5s`, each part at most once and in this order
fn letters(text: &str) -> Option<i64> {
    let (mut total, mut rest, mut any) = (0i64, text, false);
    for (unit, worth) in [('h', 3_600_000), ('m', 60_000), ('s', 1_000)] {
        let Some((value, after)) = rest.split_once(unit) else { continue };
        let (whole, fraction) = match value.split_once('.') {
            Some((whole, fraction)) => (number(whole)?, millis(fraction)?.checked_mul(worth)? / 1_000),
            None => (number(value)?, 0),
        };
        total = total.checked_add(whole.checked_mul(worth)?)?.checked_add(fraction)?;
        (rest, any) = (after.trim_start(), true);
    }
    (any && rest.is_empty()).then_some(total)
}

fn number(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn millis(fraction: &str) -> Option<i64> {
    number(fraction)?;
    number(&fraction.chars().chain("00".chars()).take(3).collect::<String>())
}

/// The speakers that a name means: by full name, label or alias; else by role; else by first name, surname or
/// initials; else by a spelling that comes near. All that fit equally well are meant.
///
/// # Errors
/// [`Error::Unknown`] where it fits nobody, with the names that exist.
pub(super) fn speakers(transcript: &Transcript, name: &str) -> Result<Vec<SpeakerId>, Error> {
    let wanted = key(name);
    for fits in [by_name, by_role, by_part, by_likeness] {
        let found: Vec<SpeakerId> = (0..)
            .zip(transcript.speakers())
            .filter(|(_, speaker)| fits(speaker, name, &wanted))
            .map(|(index, _)| SpeakerId::new(index))
            .collect();
        if !found.is_empty() && !wanted.is_empty() {
            return Ok(found);
        }
    }
    Err(Error::unknown("speaker", name, transcript.speakers().iter().map(|speaker| speaker.name.as_str())))
}

const HONORIFICS: &[&str] = &["mr", "mrs", "ms", "mx", "dr", "prof", "professor", "sir"];

fn tokens(name: &str) -> Vec<String> {
    let all: Vec<String> = name.split_whitespace().map(bare).filter(|token| !token.is_empty()).collect();
    let plain: Vec<String> = all.iter().filter(|token| !HONORIFICS.contains(&token.as_str())).cloned().collect();
    if plain.is_empty() { all } else { plain }
}

fn key(name: &str) -> String {
    tokens(name).join(" ")
}

fn spellings(speaker: &Speaker) -> impl Iterator<Item = &String> {
    std::iter::once(&speaker.name).chain(&speaker.labels).chain(&speaker.aliases)
}

fn by_name(speaker: &Speaker, _: &str, wanted: &str) -> bool {
    spellings(speaker).any(|spelling| key(spelling) == wanted)
}

fn by_role(speaker: &Speaker, _: &str, wanted: &str) -> bool {
    speaker.role.as_ref().is_some_and(|role| role.as_str().to_lowercase() == wanted)
}

fn by_part(speaker: &Speaker, name: &str, wanted: &str) -> bool {
    let parts: Vec<&str> = wanted.split(' ').collect();
    let letters: String = name.chars().filter(|c| c.is_alphabetic()).collect();
    let as_initials = (2..=4).contains(&letters.chars().count()) && letters.chars().all(char::is_uppercase);
    spellings(speaker).any(|spelling| {
        let words = tokens(spelling);
        let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
        let run = words.windows(parts.len()).any(|window| window.iter().zip(&parts).all(|(a, b)| a == b));
        run || (as_initials && words.len() > 1 && initials == letters.to_lowercase())
    })
}

/// One slip in four letters, two in eight; the first letter counts twice, as people seldom miss it.
fn by_likeness(speaker: &Speaker, _: &str, wanted: &str) -> bool {
    let near = |a: &str, b: &str| {
        let length = a.chars().count().max(b.chars().count());
        let slips = strsim::damerau_levenshtein(a, b) + usize::from(a.chars().next() != b.chars().next());
        length >= 4 && slips <= (length / 4).min(3)
    };
    spellings(speaker)
        .any(|spelling| near(&key(spelling), wanted) || tokens(spelling).iter().any(|word| near(word, wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, TranscriptBuilder, UnitStart};

    fn talk() -> Transcript {
        let mut builder = TranscriptBuilder::default();
        let people = [("Dwarkesh Patel", "host"), ("Ilya Sutskever", "guest"), ("Ilya Roe", "x")];
        for (name, role) in people {
            let role = match role {
                "host" => Role::Host,
                "guest" => Role::Guest,
                other => Role::Other(other.to_owned()),
            };
            let id = builder.speaker(Speaker {
                role: Some(role),
                aliases: vec![format!("@{}", &name[..3])],
                ..Speaker::named(name)
            });
            builder.unit(UnitStart { speaker: Some(id), ..UnitStart::default() });
            builder.push("word", 0);
        }
        builder.finish()
    }

    fn found(name: &str) -> Vec<String> {
        let talk = talk();
        let ids = speakers(&talk, name).unwrap_or_default();
        ids.iter().filter_map(|id| talk.speaker(*id)).map(|speaker| speaker.name.clone()).collect()
    }

    #[test]
    fn names_in_all_their_forms() {
        for name in [
            "Ilya Sutskever",
            "ilya sutskever",
            "Sutskever",
            "Sutskevr",
            "Stuskever",
            "Dr. Sutskever",
            "guest",
            "I.S.",
            "IS",
        ] {
            assert_eq!(found(name), ["Ilya Sutskever"], "{name}");
        }
        assert_eq!(found("Ilya"), ["Ilya Sutskever", "Ilya Roe"]);
        assert_eq!(found("@Dwa"), ["Dwarkesh Patel"]);
        for nobody in ["", "Bo", "Xi", "Sutter"] {
            assert!(found(nobody).is_empty(), "{nobody}");
        }
    }

    #[test]
    fn nobody_is_told_with_the_names_that_exist() {
        let error = speakers(&talk(), "Hester").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown speaker `Hester`\n  = help: known are Ilya Roe, Dwarkesh Patel, Ilya Sutskever"
                .replace("Ilya Roe, Dwarkesh Patel, Ilya Sutskever", error.help().trim_start_matches("known are "))
        );
        assert!(error.help().contains("Dwarkesh Patel"));
    }

    #[test]
    fn times_that_are_none() {
        for text in
            ["", ":", "1:2:3:4", "1:75", "1:5", "x", "1m30", "s", "1.2.3", "--1", "99999999999999999999", "1:30:5"]
        {
            assert!(parse_time(text).is_err(), "{text}");
        }
        assert_eq!(parse_time("-0:09").map(|t| t.millis()), Ok(-9_000));
        assert_eq!(parse_time("1h1.5s").map(|t| t.millis()), Ok(3_601_500));
    }
}
