//! Facts that a page's head gives as a key and a value: `Host: Mara Voss`, `Recorded: 3 May 2021`, `Duration: 1 hr 2 min`.

use super::is_person;
use crate::model::{Meta, Participant, Role, TimeDelta};
use crate::text::{Spelling, find_date, stamp};

/// What a key is about.
#[derive(Clone, Copy)]
enum Fact {
    Title,
    Show,
    Event,
    Date,
    Duration,
    Channel,
    Tags,
    Summary,
    Host,
    Guest,
    Person,
}

/// Keys in lower case, in the languages that pages speak.
const KEYS: &[(&str, Fact)] = &[
    ("title", Fact::Title),
    ("meeting title", Fact::Title),
    ("episode title", Fact::Title),
    ("episode", Fact::Title),
    ("titel", Fact::Title),
    ("titre", Fact::Title),
    ("título", Fact::Title),
    ("show", Fact::Show),
    ("podcast", Fact::Show),
    ("series", Fact::Show),
    ("program", Fact::Show),
    ("programme", Fact::Show),
    ("sendung", Fact::Show),
    ("émission", Fact::Show),
    ("event", Fact::Event),
    ("conference", Fact::Event),
    ("date", Fact::Date),
    ("recorded", Fact::Date),
    ("recorded on", Fact::Date),
    ("interview date", Fact::Date),
    ("date of interview", Fact::Date),
    ("published", Fact::Date),
    ("aired", Fact::Date),
    ("datum", Fact::Date),
    ("fecha", Fact::Date),
    ("data", Fact::Date),
    ("duration", Fact::Duration),
    ("length", Fact::Duration),
    ("runtime", Fact::Duration),
    ("running time", Fact::Duration),
    ("dauer", Fact::Duration),
    ("durée", Fact::Duration),
    ("duración", Fact::Duration),
    ("listen", Fact::Duration),
    ("channel", Fact::Channel),
    ("tags", Fact::Tags),
    ("keywords", Fact::Tags),
    ("topics", Fact::Tags),
    ("summary", Fact::Summary),
    ("description", Fact::Summary),
    ("synopsis", Fact::Summary),
    ("host", Fact::Host),
    ("hosts", Fact::Host),
    ("hosted by", Fact::Host),
    ("moderator", Fact::Host),
    ("interviewer", Fact::Host),
    ("presenter", Fact::Host),
    ("guest", Fact::Guest),
    ("guests", Fact::Guest),
    ("interviewee", Fact::Guest),
    ("with", Fact::Guest),
    ("narrator", Fact::Person),
    ("participants", Fact::Person),
    ("attendees", Fact::Person),
    ("speakers", Fact::Person),
    ("speaker", Fact::Person),
    ("panelists", Fact::Person),
    ("panellists", Fact::Person),
    ("present", Fact::Person),
    ("featuring", Fact::Person),
];

/// Adds what lines of a key and a value say, where nothing better is known.
pub fn read(lines: &[&str], meta: &mut Meta) {
    const LONGEST_VALUE: usize = 2_000;
    for line in lines {
        let line = line.trim_start_matches(['•', '*', '#', ' ']).trim_end_matches('*');
        // `LISTEN · 3:41`
        let split = line.split_once(" · ").or_else(|| line.split_once(':')).or_else(|| line.split_once('：'));
        let Some((key, value)) = split else {
            meta.duration = meta.duration.or_else(|| alone(line));
            continue;
        };
        let (key, value) = (key.trim_matches(['*', ' ']).to_lowercase(), value.trim_matches(['*', ' ']));
        let Some((_, fact)) = KEYS.iter().find(|(known, _)| *known == key) else { continue };
        if value.is_empty() || value.len() > LONGEST_VALUE {
            continue;
        }
        let own = || Some(value.to_owned());
        match fact {
            Fact::Title => meta.title = own(),
            Fact::Show => meta.show = meta.show.take().or_else(own),
            Fact::Event => meta.event = meta.event.take().or_else(own),
            Fact::Date => meta.date = meta.date.take().or_else(|| find_date(value)),
            Fact::Duration => meta.duration = meta.duration.or_else(|| duration(value)),
            Fact::Channel => meta.channel = meta.channel.take().or_else(own),
            Fact::Summary => meta.summary = meta.summary.take().or_else(own),
            Fact::Tags if meta.tags.is_empty() => {
                let tags = value.split([',', ';']).map(|tag| tag.trim().trim_start_matches('#'));
                meta.tags = tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
            }
            Fact::Tags => {}
            Fact::Host => people(value, Some(Role::Host), meta),
            Fact::Guest => people(value, Some(Role::Guest), meta),
            Fact::Person => people(value, None, meta),
        }
    }
}

/// The persons of a value: `Pia Holt, Abe Lunt and Ida Moss (keeper)`.
fn people(value: &str, role: Option<Role>, meta: &mut Meta) {
    for part in value.split([',', ';']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" & ")) {
        let (name, title) = match part.split_once('(') {
            Some((name, rest)) => (name.trim(), rest.strip_suffix(')').map(str::trim)),
            None => (part.trim(), None),
        };
        if !is_person(name) {
            continue;
        }
        // Initials in brackets are no position.
        let title = title.filter(|title| title.chars().any(char::is_lowercase)).map(str::to_owned);
        match meta.participants.iter_mut().find(|person| person.name == name) {
            Some(known) => known.role = known.role.take().or_else(|| role.clone()),
            None => meta.participants.push(Participant { name: name.to_owned(), role: role.clone(), title }),
        }
    }
}

/// How long a recording is, however it is written; a time of day is none.
fn duration(value: &str) -> Option<TimeDelta> {
    let lower = value.to_lowercase();
    let (mut seconds, mut number, mut found) = (0i64, None::<i64>, false);
    for word in lower.split([' ', ',', '\u{A0}']).filter(|word| !word.is_empty()) {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = word.get(digits.len()..).unwrap_or("").trim_matches('.');
        number = if digits.is_empty() { number } else { digits.parse().ok() };
        let factor = match if unit.is_empty() { "" } else { unit } {
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure" | "heures" | "hora"
            | "horas" => 3_600,
            "m" | "min" | "mins" | "minute" | "minutes" | "minuten" | "minuto" | "minutos" => 60,
            "s" | "sec" | "secs" | "second" | "seconds" | "sekunden" | "segundos" => 1,
            _ => continue,
        };
        seconds += number.take().filter(|number| *number < 100_000)? * factor;
        found = true;
    }
    if found {
        return Some(TimeDelta::from_millis(seconds * 1_000));
    }
    let (time, rest) = stamp(value)?;
    let plain = matches!(time.spelling, Spelling::Clock | Spelling::Unpadded) && rest.trim().is_empty();
    time.start.filter(|_| plain).map(TimeDelta::from_millis)
}

/// A line that is nothing but a length in words: `1 hr 2 min`.
fn alone(line: &str) -> Option<TimeDelta> {
    const LONGEST: usize = 40;
    let words = line.split_whitespace().count();
    let sound = line.len() <= LONGEST && (2..=6).contains(&words) && line.starts_with(|c: char| c.is_ascii_digit());
    let units = |word: &str| {
        word.chars().all(|c| c.is_ascii_digit())
            || ["hr", "hrs", "hour", "hours", "min", "mins", "minute", "minutes", "sec", "seconds", "h", "m", "s"]
                .contains(&word.trim_matches(['.', ',']))
    };
    (sound && line.to_lowercase().split_whitespace().all(units)).then(|| duration(line)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(head: &str) -> Meta {
        let mut meta = Meta::default();
        read(&head.lines().collect::<Vec<_>>(), &mut meta);
        meta
    }

    #[test]
    fn keys_and_values() {
        let meta = meta(
            "Podcast: Lock Talk\nEpisode: The gate\nRecorded: 3 May 2021\nDuration: 1 hr 2 min\nHost: Mara Voss\n\
             **Guests:** Pia Holt (keeper), Abe Lunt & Ida Moss\nTags: #locks, water\nSummary: Water is let in.\nPrice: 3\n",
        );
        assert_eq!((meta.show.as_deref(), meta.title.as_deref()), (Some("Lock Talk"), Some("The gate")));
        assert_eq!(meta.date.map(|date| date.to_string()).as_deref(), Some("2021-05-03"));
        assert_eq!(meta.duration, Some(TimeDelta::from_millis(62 * 60_000)));
        let people: Vec<_> = meta
            .participants
            .iter()
            .map(|person| (person.name.as_str(), person.role.as_ref().map(Role::as_str), person.title.as_deref()))
            .collect();
        assert_eq!(
            people,
            [
                ("Mara Voss", Some("host"), None),
                ("Pia Holt", Some("guest"), Some("keeper")),
                ("Abe Lunt", Some("guest"), None),
                ("Ida Moss", Some("guest"), None)
            ]
        );
        assert_eq!(meta.tags, ["locks", "water"]);
        assert_eq!(meta.summary.as_deref(), Some("Water is let in."));
    }

    #[test]
    fn lengths_in_words_and_on_a_clock() {
        for (text, seconds) in [
            ("Length: 48:12", Some(2_892)),
            ("LISTEN · 3:41", Some(221)),
            ("1 hr 1 min", Some(3_660)),
            ("Runtime: 52m", Some(3_120)),
            ("Duration: about an hour", None),
            ("12 people 3 dogs", None),
        ] {
            assert_eq!(meta(text).duration.map(|length| length.millis() / 1_000), seconds, "{text}");
        }
    }
}
