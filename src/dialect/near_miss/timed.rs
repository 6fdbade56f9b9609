//! Near misses with times: logs, live blogs, chapters, schedules, instructions, verses, matches.

use super::{Census, Sighting, sighting};
use crate::text::mark;
use crate::text::words::bare;

/// A log of a program or a device.
pub(super) fn log(census: &Census<'_>) -> Option<Sighting> {
    let leveled = |line: &str| {
        let level = ["INFO", "ERROR", "WARN", "WARNING", "DEBUG", "TRACE", "FATAL", "[info]", "[error]", "[warn]"]
            .iter()
            .any(|level| line.contains(level));
        let request = line.contains("\"GET /") || line.contains("\"POST /");
        let dated = line.trim_start_matches('[').get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()))
            && line.contains(':');
        level && (dated || mark(line.trim_start_matches('[')).is_some() || line.contains('[')) || request
    };
    let leveled = census.count(leveled);
    // `Mar 12 04:11:02 heron systemd[1]: Starting …`
    let journal = census.count(|line| {
        let mut words = line.split_whitespace();
        let month =
            words.next().is_some_and(|word| word.len() == 3 && word.starts_with(|c: char| c.is_ascii_uppercase()));
        let day = words.next().is_some_and(|word| word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()));
        let time = words
            .next()
            .is_some_and(|word| mark(word).is_some_and(|(found, rest)| found.fields == 3 && rest.is_empty()));
        month && day && time && words.nth(1).is_some_and(|process| process.ends_with(':'))
    });
    if journal >= 4 && census.share(journal) >= 0.5 {
        let evidence = format!("{journal} lines bear a day, a time, a host and a process");
        return sighting("E-LOG", "looks like a log: time marks but no speech", 0.9, evidence);
    }
    let (mut marked, mut machine) = (0usize, 0usize);
    for text in census.behind_marks() {
        let (mut words, mut odd) = (0usize, 0usize);
        for word in text.split_whitespace() {
            words += 1;
            odd += usize::from(is_machine(word));
        }
        marked += 1;
        // What goes on with a comma is a row of data.
        machine += usize::from(odd * 4 >= words.max(1) && odd > 0 && !text.starts_with([',', ';']));
    }
    let sure = if leveled >= 3 && census.share(leveled) >= 0.4 {
        0.9
    } else if machine >= 4 && machine * 2 >= marked && census.persons() < 0.01 {
        0.86
    } else {
        0.0
    };
    sighting(
        "E-LOG",
        "looks like a log: time marks but no speech",
        sure,
        format!(
            "{leveled} lines bear a level such as INFO or ERROR, or a request; {machine} times stand before paths, options or readings"
        ),
    )
}

/// What programs print and nobody says: a path, an option, a value, a number in hexadecimal.
fn is_machine(word: &str) -> bool {
    let inner = word.trim_matches(|c: char| "()[]{}<>,.:;'\"`".contains(c));
    let has = |sign: char| inner.contains(sign);
    let option = word.len() > 1
        && word.starts_with('-')
        && word.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-');
    let path =
        has('/') && inner.len() > 3 && !inner.contains("//") && inner.matches('/').count() + usize::from(has('.')) >= 2;
    let hex =
        inner.len() >= 8 && inner.bytes().all(|b| b.is_ascii_hexdigit()) && inner.bytes().any(|b| b.is_ascii_digit());
    let mixed = inner.bytes().any(|b| b.is_ascii_digit())
        && inner.bytes().any(|b| b.is_ascii_alphabetic())
        && !inner.ends_with("th")
        && !inner.ends_with("st")
        && !inner.ends_with("nd");
    let number = inner.len() >= 3 && inner.bytes().all(|b| b.is_ascii_digit());
    option
        || number
        || mixed
        || path
        || hex
        || has('=')
        || has('_')
        || has('$')
        || has('\\')
        || (has('(') && has('.'))
        || inner.contains(".c:")
}

/// Posts with the time of day.
pub(super) fn live_blog(census: &Census<'_>) -> Option<Sighting> {
    const ZONES: &[&str] = &["GMT", "UTC", "BST", "CET", "CEST", "ET", "EST", "EDT", "CST", "CDT", "PT", "PST", "PDT"];
    // A page may say what it is: then times of day alone are its posts.
    const LIVE: &[&str] = &[
        "live blog",
        "live updates",
        "as it happened",
        "en direct",
        "minuto a minuto",
        "liveticker",
        "live-ticker",
        "diretta",
    ];
    let head = |line: &&&str| LIVE.iter().any(|sign| line.to_lowercase().contains(sign));
    let live = census.lines.iter().take(5).any(|line| head(&line));
    let posts: Vec<i64> = census
        .lines
        .iter()
        .filter_map(|line| {
            let line = line.trim();
            let (time, rest) =
                mark(line).map(|(time, rest)| (time.millis.unwrap_or(0), rest)).or_else(|| hour(line))?;
            let rest = rest.trim_start();
            let half = ["AM", "PM", "am", "pm", "a.m.", "p.m."].iter().find_map(|half| rest.strip_prefix(half));
            let rest = half.unwrap_or(rest);
            let zoned = ZONES.iter().any(|zone| {
                rest.trim_start().strip_prefix(zone).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            });
            (zoned || live).then_some(time)
        })
        .collect();
    // The newest comes first, or hours lie between them.
    let falling = posts.windows(2).filter(|pair| pair[1] < pair[0]).count() * 2 > posts.len();
    let sure = if posts.len() >= 3 { if falling { 0.9 } else { 0.8 } } else { 0.0 };
    sighting(
        "E-LIVEBLOG",
        "looks like a live blog",
        sure,
        format!("{} posts bear the time of day with its zone", posts.len()),
    )
}

/// `14h52`, and what follows.
fn hour(line: &str) -> Option<(i64, &str)> {
    let (hours, rest) = line.split_once(['h', 'H', '.'])?;
    let minutes = rest.get(..2)?;
    let number = |text: &str| text.parse::<i64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (hours, minutes) = (number(hours).filter(|hours| *hours < 24)?, number(minutes)?);
    Some(((hours * 60 + minutes) * 60_000, rest.get(2..)?))
}

/// A list of chapters or tracks with times.
pub(super) fn chapters(census: &Census<'_>) -> Option<Sighting> {
    // A list of tracks has its durations behind the titles, and they don't rise.
    let length = |line: &str| {
        let (title, length) = line.rsplit_once([' ', '\t'])?;
        let length = length.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
        let titled =
            !title.trim().is_empty() && title.split_whitespace().count() <= 8 && !title.ends_with(['.', '?', '!', ':']);
        let (found, rest) = mark(length).filter(|_| titled)?;
        rest.is_empty().then_some(found.millis.unwrap_or(0))
    };
    let tracks: Vec<i64> = census.lines.iter().filter_map(|line| length(line.trim())).collect();
    let falls = tracks.windows(2).filter(|pair| pair[1] < pair[0]).count();
    let share = census.share(tracks.len());
    if tracks.len() >= 4 && (share >= 0.6 || share >= 0.3 && falls * 5 >= tracks.len()) {
        return sighting(
            "E-CHAPTERS",
            "looks like a list of tracks",
            0.8,
            format!("{} lines end with a duration", tracks.len()),
        );
    }
    let rate = census.rate()?;
    let few = rate < 0.3 && census.rising() && census.share(census.marks.len()) >= 0.3;
    sighting(
        "E-CHAPTERS",
        "time marks look like chapters",
        if few { 0.7 } else { 0.0 },
        format!("{} time marks with {rate:.2} words a second between them; speech has 1.2 to 4.5", census.marks.len()),
    )
}

/// A timetable or an agenda.
pub(super) fn schedule(census: &Census<'_>) -> Option<Sighting> {
    let round = census.marks.iter().filter(|(ms, _)| ms / 1_000 % 5 == 0).count();
    let slot = |line: &str| {
        let lower = line.to_lowercase();
        mark(line).is_some()
            && (lower.contains(" am")
                || lower.contains(" pm")
                || lower.contains("break")
                || lower.contains("lunch")
                || lower.contains("registration")
                || lower.contains("arrive"))
    };
    let slots = census.count(slot);
    // A timetable has a row of times for each stop.
    let rows = census.count(|line| {
        line.split_whitespace().filter(|word| mark(word).is_some_and(|(_, rest)| rest.is_empty())).count() >= 3
    });
    if rows >= 3 && census.share(rows) >= 0.4 {
        return sighting(
            "E-SCHEDULE",
            "looks like a timetable",
            0.85,
            format!("{rows} lines have three times and more"),
        );
    }
    let mostly_round = round * 5 >= census.marks.len() * 4;
    let all_round = census.marks.len() >= 4 && mostly_round && census.share(census.marks.len()) >= 0.4;
    // Stops and their times: hours of a day, places, no sentence.
    let words: usize = census.marks.iter().map(|(_, words)| words).sum();
    let hours = census.marks.first().is_some_and(|(at, _)| *at >= 300_000)
        && census.marks.iter().all(|(at, _)| *at < 24 * 60_000);
    let stops = all_round && hours && words <= census.marks.len() * 5;
    let sure = if stops || all_round && slots >= 1 {
        0.8
    } else if slots >= 3 {
        0.75
    } else {
        0.0
    };
    sighting(
        "E-SCHEDULE",
        "looks like a schedule",
        sure,
        format!("{} time marks on round minutes, {slots} with words such as `break` or `pm`", round),
    )
}

/// Steps with quantities and times.
pub(super) fn recipe(census: &Census<'_>) -> Option<Sighting> {
    const UNITS: &[&str] = &[
        "cup",
        "cups",
        "tbsp",
        "tsp",
        "tablespoon",
        "tablespoons",
        "teaspoon",
        "teaspoons",
        "grams",
        "g",
        "mg",
        "ml",
        "l",
        "oz",
        "ounces",
        "kg",
        "lb",
        "reps",
        "rep",
        "sets",
        "pinch",
        "rpm",
        "nm",
        "mm",
        "cm",
        "°c",
        "°f",
        "%",
        "µl",
        "µg",
        "seconds",
        "second",
        "minutes",
        "minutos",
        "minuten",
        "strokes",
        "metres",
        "meters",
        "laps",
        "times",
        "rounds",
        "s",
        "sec",
        "secs",
        "min",
        "mins",
        "per",
        "x",
        "drops",
        "cloves",
        "slices",
    ];
    const STEPS: &[&str] = &[
        "stir",
        "mix",
        "bake",
        "add",
        "heat",
        "pour",
        "chop",
        "simmer",
        "preheat",
        "whisk",
        "boil",
        "fold",
        "knead",
        "serve",
        "rest",
        "place",
        "drain",
        "cook",
        "combine",
        "season",
        "plank",
        "squat",
        "weigh",
        "remove",
        "filter",
        "shake",
        "swirl",
        "transfer",
        "repeat",
        "incubate",
        "rinse",
        "dry",
        "spread",
        "sprinkle",
        "cut",
        "slice",
        "peel",
        "grind",
        "measure",
        "wait",
        "stretch",
        "jog",
        "walk",
        "run",
        "lunge",
        "sample",
        "return",
        "stopper",
        "label",
        "discard",
        "record",
        "centrifuge",
        "dilute",
        "dissolve",
        "vortex",
        "cover",
        "shape",
        "score",
        "cool",
        "take",
        "leave",
        "serves",
        "keeps",
        "makes",
    ];
    const HEADS: &[&str] = &[
        "ingredients",
        "method",
        "directions",
        "instructions",
        "materials",
        "equipment",
        "procedure",
        "reagents",
        "warm-up",
        "warm up",
        "cool-down",
        "cool down",
        "preparation",
        "steps",
        "you will need",
        "circuit",
    ];
    // `200 ml`, `200ml`, `x 3`
    let quantity = |line: &str| {
        let mut number = false;
        line.split_whitespace().any(|word| {
            let word = word.trim_matches(|c: char| "(),.;".contains(c));
            let digits = word.trim_start_matches(|c: char| c.is_ascii_digit() || ".,/½¼¾⅓-–".contains(c));
            let (counts, unit) = (digits.len() < word.len(), digits.to_lowercase());
            let sound = if counts {
                !unit.is_empty() && UNITS.contains(&unit.as_str())
            } else {
                number && UNITS.contains(&unit.as_str())
            };
            number = counts && unit.is_empty();
            sound
        })
    };
    let step = |line: &str| {
        line.split_whitespace()
            .map(bare)
            .find(|word| word.chars().any(char::is_alphabetic))
            .is_some_and(|word| STEPS.contains(&word.as_str()))
    };
    let instructs = census.count(|line| quantity(line) || step(line));
    let (quantities, steps) = (census.count(quantity), census.count(step));
    let headed = census.count(|line| {
        let head = line.split(':').next().unwrap_or(line).trim().to_lowercase();
        HEADS.contains(&head.as_str())
    });
    // People who cook aloud say `I` and `you`.
    let aloud = census.persons() >= 0.02;
    let sure =
        if instructs >= 2 && !aloud && (headed > 0 && census.share(instructs) >= 0.2 || census.share(instructs) >= 0.4)
        {
            0.82
        } else if instructs >= 2 && headed > 0 {
            0.75
        } else {
            0.0
        };
    sighting(
        "E-RECIPE",
        "looks like instructions with times or quantities",
        sure,
        format!("{quantities} quantities, {steps} lines that begin with a step such as `stir`"),
    )
}

/// Chapter and verse.
pub(super) fn scripture(census: &Census<'_>) -> Option<Sighting> {
    let verse = |line: &str| {
        let (chapter, rest) = line.split_once(':')?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let chapter = chapter.split_whitespace().next_back()?.parse::<u32>().ok()?;
        Some((chapter, digits.parse::<u32>().ok()?))
    };
    let verses: Vec<(u32, u32)> = census.lines.iter().filter_map(|line| verse(line.trim())).collect();
    let steps = verses
        .windows(2)
        .filter(|pair| {
            pair[0].0 == pair[1].0 && pair[0].1 + 1 == pair[1].1 || pair[1].0 == pair[0].0 + 1 && pair[1].1 == 1
        })
        .count();
    let sure = if verses.len() >= 4 && steps * 10 >= (verses.len() - 1) * 9 { 0.9 } else { 0.0 };
    sighting(
        "E-SCRIPTURE",
        "looks like chapter-and-verse numbering",
        sure,
        format!("{} numbers such as 3:16 that rise by one", verses.len()),
    )
}

/// A match, ball by ball or move by move.
pub(super) fn sport(census: &Census<'_>) -> Option<Sighting> {
    let minute = |line: &str| {
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(['\'', '′', '’', '+']))
    };
    let chess = |line: &str| {
        line.split_whitespace()
            .next()
            .is_some_and(|word| word.ends_with('.') && word.trim_end_matches('.').parse::<u32>().is_ok())
            && line
                .split_whitespace()
                .skip(1)
                .take(2)
                .all(|word| word.len() <= 7 && word.contains(|c: char| c.is_ascii_digit() || c == 'O'))
            && line.split_whitespace().count() >= 2
    };
    // `18.4 Kell to Dane, no run`
    let ball = |line: &str| {
        let (over, said) = line.split_once(' ').unwrap_or((line, ""));
        let numbered = over
            .split_once('.')
            .is_some_and(|(over, ball)| over.parse::<u16>().is_ok() && ball.len() == 1 && ball.parse::<u8>().is_ok());
        numbered && said.contains(" to ") && said.contains(',')
    };
    // The clock of a game runs down, and its lines are short.
    let words: usize = census.marks.iter().map(|(_, words)| words).sum();
    let short = words <= census.marks.len() * 9 && census.persons() < 0.01;
    if census.marks.len() >= 6 && census.falling() && short && census.share(census.marks.len()) >= 0.3 {
        let evidence = format!("{} time marks count down, with a few words each", census.marks.len());
        return sighting("E-SPORT", "looks like a match timeline", 0.8, evidence);
    }
    // `[White "Holm, Lennart"]`
    let tags = census.count(|line| {
        line.strip_prefix('[')
            .and_then(|rest| rest.strip_suffix("\"]"))
            .and_then(|tag| tag.split_once(" \""))
            .is_some_and(|(key, _)| !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphabetic()))
    });
    if tags >= 3 {
        return sighting(
            "E-SPORT",
            "looks like the moves of a game",
            0.9,
            format!("{tags} tags such as [White \"…\"]"),
        );
    }
    let (minutes, moves, balls) = (census.count(minute), census.count(chess), census.count(ball));
    let most = minutes.max(moves).max(balls);
    let minutes = minutes + balls;
    let sure = if most >= 3 && census.share(most) >= 0.3 { 0.85 } else { 0.0 };
    sighting("E-SPORT", "looks like a match timeline", sure, format!("{minutes} match minutes, {moves} moves"))
}
