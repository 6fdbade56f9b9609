//! What a page is instead of a transcript, with the strongest evidence.
//!
//! Each kind of near miss looks only for its own marks and says how surely it is that; the surest speaks. Where none is
//! sure, the page is prose.

use super::Page;
use super::region::{is_event, is_heading};
use crate::error::Error;
use crate::text::lines;
use crate::text::words::{End, Letters, bare, end_of};
use crate::text::{is_label, mark};

/// What the lines of a page show, gathered in one pass.
#[derive(Debug, Default)]
struct Census<'t> {
    /// Lines that are not blank; of a giant one, its head.
    lines: Vec<&'t str>,
    words: usize,
    /// Words that report speech, and words in quotation marks.
    reporting: usize,
    quotes: usize,
    /// Lines that begin with a mark, with its milliseconds and the words behind it.
    marks: Vec<(i64, usize)>,
    headings: usize,
    events: usize,
    bullets: usize,
    sentences: usize,
    urls: usize,
    labels: usize,
}

impl<'t> Census<'t> {
    fn of(text: &'t str) -> Self {
        /// Lines that are looked at: enough to tell.
        const MOST: usize = 20_000;
        let mut census = Census::default();
        for line in lines(text).filter_map(|range| text.get(range)).filter(|line| !line.trim().is_empty()).take(MOST) {
            census.look_at(line);
        }
        census
    }

    fn look_at(&mut self, line: &'t str) {
        const REPORTING: &[&str] = &[
            "said",
            "says",
            "told",
            "wrote",
            "added",
            "announced",
            "tweeted",
            "according",
            "stated",
            "claimed",
            "called",
        ];
        self.lines.push(head_of(line));
        let trimmed = line.trim_start();
        let mut last = "";
        let mut count = 0;
        for word in trimmed.split_whitespace() {
            count += 1;
            last = word;
            self.reporting += usize::from(word.len() < 16 && REPORTING.contains(&Letters::default().bare(word)));
            self.quotes += usize::from(word.starts_with(['"', '“', '«', '「', '『']));
            self.urls += usize::from(word.starts_with("http"));
        }
        self.quotes += trimmed.matches(['「', '“']).count() / 4;
        self.words += count;
        let stamped = trimmed.trim_start_matches(['[', '(', '•', '-', '*', ' ']);
        if let Some((found, rest)) = mark(stamped) {
            let rest = rest.trim_start_matches([']', ')', '-', '–', ' ', ':']);
            self.marks.push((found.millis.unwrap_or(0), rest.split_whitespace().count()));
        }
        self.headings += usize::from(is_heading(line));
        self.events += usize::from(is_event(line));
        self.bullets += usize::from(trimmed.starts_with(['•', '*', '·', '–']) || trimmed.starts_with("- "));
        self.sentences += usize::from(end_of(last) != End::Open);
        self.labels +=
            usize::from(trimmed.split_once(':').is_some_and(|(label, _)| label.len() < 100 && is_label(label)));
    }

    fn count(&self, is: impl Fn(&str) -> bool) -> usize {
        self.lines.iter().filter(|line| is(line.trim())).count()
    }

    fn share(&self, count: usize) -> f32 {
        count as f32 / self.lines.len().max(1) as f32
    }

    /// Words a second between the first mark and the last.
    fn rate(&self) -> Option<f32> {
        let (first, last) = (self.marks.first()?, self.marks.last()?);
        let seconds = (last.0 - first.0) as f32 / 1_000.0;
        let words: usize = self.marks.iter().map(|(_, words)| words).sum();
        (self.marks.len() >= 3 && seconds > 0.0).then(|| words as f32 / seconds)
    }

    fn rising(&self) -> bool {
        self.marks.windows(2).filter(|pair| pair[0].0 <= pair[1].0).count() * 10
            >= self.marks.len().saturating_sub(1) * 9
    }
}

/// Enough of a line to tell its kind; one line may be the whole file.
fn head_of(line: &str) -> &str {
    const ENOUGH: usize = 16 * 1024;
    let mut end = line.len().min(ENOUGH);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.get(..end).unwrap_or("")
}

/// A near miss that was recognised: how surely, from 0 to 1, and why.
struct Sighting {
    code: &'static str,
    looks_like: &'static str,
    sure: f32,
    evidence: String,
}

type Look = fn(&Census<'_>) -> Option<Sighting>;

/// One line for each kind of near miss.
const KINDS: &[Look] = &[
    empty, email, chat, log, live_blog, lyrics, script, chapters, schedule, recipe, scripture, sport, faq, minutes,
    comments, data, form, list, code, locked,
];

/// Says what a page is that no dialect explains.
pub fn near_miss(page: &Page<'_>) -> Error {
    let census = Census::of(page.text);
    let found = best(&census).filter(|sighting| sighting.sure >= 0.5).unwrap_or_else(|| article(&census));
    error(found)
}

/// What a page is instead, where its own signs are sure, though a dialect would read it.
pub fn sure(page: &Page<'_>) -> Option<Error> {
    /// From here on the signs are those of nothing else.
    const SURE: f32 = 0.8;
    best(&Census::of(page.text)).filter(|sighting| sighting.sure >= SURE).map(error)
}

fn best(census: &Census<'_>) -> Option<Sighting> {
    KINDS.iter().filter_map(|look| look(census)).reduce(|best, next| if next.sure > best.sure { next } else { best })
}

fn error(found: Sighting) -> Error {
    Error::NotATranscript {
        code: found.code,
        looks_like: found.looks_like.to_owned(),
        evidence: found.evidence,
        needed: match found.code {
            "E-EMPTY" => "give a file with text in it",
            "E-LOCKED" => "save the page again after its transcript was opened",
            _ => {
                "a transcript has lines such as `Name (12:34): …` or `Name: …` for at least four turns, or captions on one long line; \
                 if this is one, name its form with --from"
            }
        }
        .to_owned(),
    }
}

fn sighting(code: &'static str, looks_like: &'static str, sure: f32, evidence: String) -> Option<Sighting> {
    (sure > 0.0).then_some(Sighting { code, looks_like, sure, evidence })
}

fn empty(census: &Census<'_>) -> Option<Sighting> {
    census.lines.is_empty().then(|| Sighting {
        code: "E-EMPTY",
        looks_like: "no text",
        sure: 1.0,
        evidence: "only white space, or nothing".to_owned(),
    })
}

fn article(census: &Census<'_>) -> Sighting {
    let evidence = format!(
        "{} speaker labels, {} time marks; {} words in {} paragraphs, {} quotations, {} words such as `said`",
        if census.labels >= 4 { census.labels } else { 0 },
        census.marks.len(),
        census.words,
        census.lines.len(),
        census.quotes,
        census.reporting
    );
    let looks_like =
        if census.quotes > 2 { "no transcript found: prose with quotations" } else { "no transcript found: prose" };
    Sighting { code: "E-ARTICLE", looks_like, sure: 0.5, evidence }
}

fn email(census: &Census<'_>) -> Option<Sighting> {
    let header = |line: &str| {
        ["From: ", "To: ", "Subject: ", "Sent: ", "Cc: ", "Date: "].iter().any(|key| line.starts_with(key))
    };
    let (headers, wrote) =
        (census.count(header), census.count(|line| line.starts_with("On ") && line.ends_with(" wrote:")));
    let quoted = census.count(|line| line.starts_with("> ") || line == ">");
    let sure = if headers >= 3 && census.count(|line| line.starts_with("Subject: ")) > 0 || wrote > 0 && quoted >= 2 {
        0.9
    } else {
        0.0
    };
    sighting("E-EMAIL", "looks like e-mail", sure, format!("{headers} header lines, {quoted} quoted lines"))
}

fn chat(census: &Census<'_>) -> Option<Sighting> {
    let chatty = |line: &str| {
        let dated = line.trim_start_matches('[').split_once([',', ' ']).is_some_and(|(date, _)| {
            date.split(['/', '.', '-'])
                .filter(|n| !n.is_empty() && n.len() <= 4 && n.bytes().all(|b| b.is_ascii_digit()))
                .count()
                == 3
                && date.len() >= 6
        });
        let nick = mark(line.trim_start_matches('['))
            .is_some_and(|(_, rest)| rest.trim_start_matches([']', ' ']).starts_with('<') && rest.contains('>'));
        let slack = line.ends_with(']') && (line.contains(" AM]") || line.contains(" PM]"))
            || line.contains("Today at ")
            || line.contains("Yesterday at ")
            || ["Today ", "Yesterday ", "Read ", "Delivered "].iter().any(|head| {
                line.strip_prefix(head).is_some_and(|rest| mark(rest).is_some_and(|(_, rest)| rest.trim().len() <= 4))
            });
        (dated && line.contains(':')) || nick || slack
    };
    let messages = census.count(chatty);
    let sure = if messages >= 3 && census.share(messages) >= 0.3 { 0.85 } else { 0.0 };
    sighting(
        "E-CHAT",
        "looks like a chat log, not speech",
        sure,
        format!("{messages} lines bear a date or a nick as chat programs write them"),
    )
}

fn log(census: &Census<'_>) -> Option<Sighting> {
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
    let sure = if leveled >= 3 && census.share(leveled) >= 0.4 { 0.9 } else { 0.0 };
    sighting(
        "E-LOG",
        "looks like a log: time marks but no speech",
        sure,
        format!("{leveled} lines bear a level such as INFO or ERROR, or a request"),
    )
}

fn live_blog(census: &Census<'_>) -> Option<Sighting> {
    const ZONES: &[&str] = &["GMT", "UTC", "BST", "CET", "CEST", "ET", "EST", "EDT", "CST", "CDT", "PT", "PST", "PDT"];
    let posts: Vec<i64> = census
        .lines
        .iter()
        .filter_map(|line| {
            let (time, rest) = mark(line.trim())?;
            ZONES
                .iter()
                .any(|zone| {
                    rest.trim_start().strip_prefix(zone).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
                })
                .then_some(time.millis.unwrap_or(0))
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

fn lyrics(census: &Census<'_>) -> Option<Sighting> {
    let tag = |line: &str| {
        let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        line.starts_with(['[', '('])
            && ["verse", "chorus", "bridge", "pre-chorus", "outro", "intro", "refrain", "hook"]
                .iter()
                .any(|word| bare.starts_with(word))
            || ["[ar:", "[ti:", "[al:"].iter().any(|head| line.starts_with(head))
    };
    let tags = census.count(tag);
    sighting(
        "E-LYRICS",
        "looks like lyrics",
        if tags >= 2 { 0.85 } else { 0.0 },
        format!("{tags} section tags such as [Chorus]"),
    )
}

fn script(census: &Census<'_>) -> Option<Sighting> {
    let scene = |line: &str| {
        [
            "INT. ",
            "EXT. ",
            "INT./EXT.",
            "FADE IN",
            "FADE OUT",
            "CUT TO",
            "DISSOLVE TO",
            "EXEUNT",
            "ACT ",
            "SCENE ",
            "Enter ",
            "Exit ",
            "Exeunt",
        ]
        .iter()
        .any(|head| line.starts_with(head))
            && line.len() < 120
    };
    let (scenes, directions) = (census.count(scene), census.events);
    let sure = if scenes >= 2 && census.share(scenes + directions) >= 0.1 { 0.8 } else { 0.0 };
    sighting(
        "E-SCRIPT",
        "looks like a script (scene headings, stage directions)",
        sure,
        format!("{scenes} scene headings, {directions} stage directions"),
    )
}

fn chapters(census: &Census<'_>) -> Option<Sighting> {
    // A list of tracks has its durations behind the titles.
    let track = |line: &str| {
        let (title, length) = line.rsplit_once([' ', '\t']).unwrap_or(("", ""));
        !title.is_empty()
            && title.split_whitespace().count() <= 8
            && !title.ends_with(['.', '?', '!', ':'])
            && mark(length).is_some_and(|(_, rest)| rest.is_empty())
    };
    let tracks = census.count(track);
    if tracks >= 4 && census.share(tracks) >= 0.6 {
        return sighting(
            "E-CHAPTERS",
            "looks like a list of tracks",
            0.8,
            format!("{tracks} lines end with a duration"),
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

fn schedule(census: &Census<'_>) -> Option<Sighting> {
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
    let all_round = census.marks.len() >= 4 && round == census.marks.len() && census.share(census.marks.len()) >= 0.4;
    let sure = if all_round && slots >= 1 {
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

fn recipe(census: &Census<'_>) -> Option<Sighting> {
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
        "ml",
        "oz",
        "ounces",
        "kg",
        "reps",
        "sets",
        "pinch",
    ];
    const STEPS: &[&str] = &[
        "stir", "mix", "bake", "add", "heat", "pour", "chop", "simmer", "preheat", "whisk", "boil", "fold", "knead",
        "serve", "rest", "place", "drain", "cook", "combine", "season", "plank", "squat",
    ];
    let quantity = |line: &str| {
        line.split_whitespace().any(|word| UNITS.contains(&bare(word).as_str()))
            && line.contains(|c: char| c.is_ascii_digit() || "½¼¾⅓".contains(c))
    };
    let step = |line: &str| {
        line.split_whitespace()
            .map(bare)
            .find(|word| word.chars().any(char::is_alphabetic))
            .is_some_and(|word| STEPS.contains(&word.as_str()))
    };
    let (quantities, steps) = (census.count(quantity), census.count(step));
    let headed = census.count(|line| {
        ["ingredients", "method", "directions", "instructions"]
            .contains(&line.trim_end_matches(':').to_lowercase().as_str())
    });
    let sure =
        if quantities + steps >= 2 && (headed > 0 || census.share(quantities + steps) >= 0.4) { 0.8 } else { 0.0 };
    sighting(
        "E-RECIPE",
        "looks like instructions with times or quantities",
        sure,
        format!("{quantities} quantities, {steps} lines that begin with a step such as `stir`"),
    )
}

fn scripture(census: &Census<'_>) -> Option<Sighting> {
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

fn sport(census: &Census<'_>) -> Option<Sighting> {
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
    let (minutes, moves, balls) = (census.count(minute), census.count(chess), census.count(ball));
    let most = minutes.max(moves).max(balls);
    let minutes = minutes + balls;
    let sure = if most >= 3 && census.share(most) >= 0.3 { 0.85 } else { 0.0 };
    sighting("E-SPORT", "looks like a match timeline", sure, format!("{minutes} match minutes, {moves} moves"))
}

fn faq(census: &Census<'_>) -> Option<Sighting> {
    let starts = |heads: &'static [&'static str]| move |line: &str| heads.iter().any(|head| line.starts_with(head));
    let (asks, answers) =
        (census.count(starts(&["Q:", "Q.", "Question:"])), census.count(starts(&["A:", "A.", "Answer:"])));
    let titled = census.count(|line| line.to_lowercase().contains("frequently asked") || line.trim() == "FAQ");
    let sure = if asks >= 2 && asks.abs_diff(answers) <= 1 && titled > 0 { 0.8 } else { 0.0 };
    sighting(
        "E-FAQ",
        "looks like an FAQ, not a conversation",
        sure,
        format!("{asks} questions with one answer each below a heading"),
    )
}

fn minutes(census: &Census<'_>) -> Option<Sighting> {
    const REPORTS: &[&str] = &[
        "reported",
        "noted",
        "discussed",
        "agreed",
        "presented",
        "proposed",
        "explains",
        "discusses",
        "describes",
        "introduces",
        "asks",
        "highlights",
        "emphasizes",
        "mentioned",
        "approved",
        "moved",
        "seconded",
    ];
    let report = |line: &str| line.split_whitespace().take(8).any(|word| REPORTS.contains(&bare(word).as_str()));
    let head = |line: &str| {
        ["action items", "key takeaways", "minutes", "attendees", "apologies", "next steps", "decisions", "ai summary"]
            .iter()
            .any(|word| line.to_lowercase().trim_start_matches('#').trim().starts_with(word))
    };
    let (reports, heads) = (census.count(report), census.count(head));
    let sure = if reports >= 3 && census.share(reports) >= 0.3 {
        0.75
    } else if reports >= 2 && heads >= 1 {
        0.6
    } else {
        0.0
    };
    sighting(
        "E-MINUTES",
        "looks like minutes or a summary, not words spoken",
        sure,
        format!("{reports} lines report in the third person, {heads} headings such as `Action items`"),
    )
}

fn comments(census: &Census<'_>) -> Option<Sighting> {
    let sign = |line: &str| {
        let lower = line.to_lowercase();
        lower.contains("u/")
            || lower.ends_with(" ago")
            || lower.contains(" points")
            || lower.contains("upvote")
            || lower == "reply"
            || lower.contains("likes")
    };
    let signs = census.count(sign);
    let sure = if signs >= 4 && census.share(signs) >= 0.25 { 0.7 } else { 0.0 };
    sighting("E-COMMENTS", "looks like comments", sure, format!("{signs} lines with votes, user names or ages"))
}

fn data(census: &Census<'_>) -> Option<Sighting> {
    let cells = |line: &str| line.matches([',', '\t', ';', '|']).count();
    let first = census.lines.iter().map(|line| cells(line)).max().unwrap_or(0);
    let alike = census.count(|line| first >= 2 && cells(line) == first);
    let numeric = census.count(|line| {
        let digits = line.chars().filter(char::is_ascii_digit).count();
        digits * 2 >= line.chars().filter(|c| c.is_alphanumeric()).count().max(1)
    });
    let sure =
        if census.lines.len() >= 3 && (census.share(alike) >= 0.8 || census.share(numeric) >= 0.7) { 0.7 } else { 0.0 };
    sighting(
        "E-DATA",
        "looks like tabular data",
        sure,
        format!("{alike} lines have {first} separators each, {numeric} are mostly digits"),
    )
}

fn form(census: &Census<'_>) -> Option<Sighting> {
    let pair = |line: &str| {
        line.split_once([':', '=']).is_some_and(|(key, value)| {
            key.len() <= 40
                && key.split_whitespace().count() <= 4
                && !key.is_empty()
                && value.split_whitespace().count() <= 8
        })
    };
    let (pairs, braces) = (census.count(pair), census.count(|line| line.starts_with(['{', '}', '[', ']'])));
    let sure = if pairs >= 3 && census.share(pairs + braces) >= 0.7 { 0.65 } else { 0.0 };
    sighting("E-FORM", "looks like key–value data", sure, format!("{pairs} lines of a key and a short value"))
}

fn list(census: &Census<'_>) -> Option<Sighting> {
    let numbered = census.count(|line| {
        line.split_once(['.', ')'])
            .is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    });
    let items = census.bullets.max(numbered);
    let open = census.lines.len() - census.sentences.min(census.lines.len());
    let sure = if items >= 3 && census.share(items) >= 0.6 && census.share(open) >= 0.5 { 0.6 } else { 0.0 };
    sighting(
        "E-LIST",
        "looks like a list",
        sure,
        format!("{items} of {} lines are items, {open} end no sentence", census.lines.len()),
    )
}

fn code(census: &Census<'_>) -> Option<Sighting> {
    let coded = |line: &str| {
        line.ends_with(['{', '}', ';'])
            || line.starts_with("//")
            || line.starts_with("#include")
            || line.starts_with("import ")
            || line.starts_with("def ")
            || line.contains("();")
    };
    let coded = census.count(coded);
    sighting(
        "E-FORM",
        "looks like source code",
        if coded >= 3 && census.share(coded) >= 0.4 { 0.8 } else { 0.0 },
        format!("{coded} lines end in a brace or a semicolon"),
    )
}

fn locked(census: &Census<'_>) -> Option<Sighting> {
    let heading = census.count(|line| {
        [
            "transcript",
            "full transcript",
            "captions",
            "episode transcript",
            "show transcript",
            "read the transcript",
            "read transcript",
        ]
        .contains(&line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
    });
    let shut = census.count(|line| {
        let lower = line.to_lowercase();
        [
            "sign in to",
            "log in to",
            "subscribe to read",
            "coming soon",
            "loading transcript",
            "transcript is not available",
            "no transcript",
        ]
        .iter()
        .any(|words| lower.contains(words))
    });
    let sure = if heading > 0 && shut > 0 && census.words < 400 {
        0.9
    } else if heading > 0 && census.words < 120 {
        0.6
    } else {
        0.0
    };
    sighting(
        "E-LOCKED",
        "transcript heading found, but the text is not on this page",
        sure,
        format!("{heading} headings, {shut} lines such as `Sign in to read`, {} words in all", census.words),
    )
}

#[cfg(test)]
mod tests;
