//! Near misses that people wrote to each other or for each other: mails, chats, songs, plays, minutes, comments, novels.

use super::{Census, Sighting, sighting};
use crate::text::words::bare;
use crate::text::{is_label, mark};

/// A thread of mails.
pub(super) fn email(census: &Census<'_>) -> Option<Sighting> {
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

/// Typed messages.
pub(super) fn chat(census: &Census<'_>) -> Option<Sighting> {
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
    // `Ana, [07.05.2024 18:04]` above each message.
    let bracketed = census
        .count(|line| line.split(['[', '(']).skip(1).any(|rest| rest.split([']', ')']).next().is_some_and(is_moment)));
    if bracketed >= 3 && census.share(bracketed) >= 0.2 {
        let evidence = format!("{bracketed} lines bear a date and a time of day in brackets");
        return sighting("E-CHAT", "looks like a chat log, not speech", 0.82, evidence);
    }
    // Lines of a time and a name, with days for headings, or at a pace that nobody speaks at.
    let named = census.behind_marks().filter(|rest| {
        rest.split_once(':').is_some_and(|(label, _)| label.split_whitespace().count() <= 4 && is_label(label))
    });
    let (named, days) = (named.count(), census.count(is_day_heading));
    let slow = census.pace().is_some_and(|pace| pace < 0.2);
    let addressed = census.persons() >= 0.015 || census.count(|line| line.ends_with('?')) >= 2;
    if named >= 5 && census.share(named) >= 0.5 && slow && addressed && (days >= 2 || census.marks.len() >= 8) {
        let evidence = format!("{named} lines of a time and a name, with next to nothing said between the times");
        return sighting("E-CHAT", "looks like a chat log, not speech", 0.82, evidence);
    }
    // `Sat, 2 Mar, 10:12` above each message.
    let dated = census.count(is_moment);
    if dated >= 3 && census.share(dated) >= 0.15 {
        let evidence = format!("{dated} lines are nothing but a date and a time of day");
        return sighting("E-CHAT", "looks like a chat log, not speech", 0.82, evidence);
    }
    let says = |who: &[&str]| {
        census.count(|line| {
            let label = line.split(':').next().unwrap_or("").trim_matches(['*', '#', ' ']);
            line.contains(':') && who.contains(&label.trim_end_matches(" said").to_lowercase().as_str())
        })
    };
    let (asked, answered) = (says(&["you", "user", "human", "prompt", "me"]), says(BOTS));
    if asked >= 2 && answered >= 2 {
        let evidence = format!("{asked} lines are a user's and {answered} an assistant's");
        return sighting("E-CHAT", "looks like a chat with a program, not speech", 0.85, evidence);
    }
    // `Dev Page  9:16 AM` above each message.
    let stamped = census.count(|line| {
        let Some(rest) = [" AM", " PM", " am", " pm"].iter().find_map(|half| line.strip_suffix(half)) else {
            return false;
        };
        let (name, time) = rest.trim().rsplit_once([' ', '\u{A0}']).unwrap_or(("", rest.trim()));
        // The name may stand on the line above.
        (name.is_empty() || is_label(name.trim())) && mark(time).is_some_and(|(_, rest)| rest.is_empty())
    });
    if stamped >= 3 && census.share(stamped) >= 0.15 {
        let evidence = format!("{stamped} lines are a name and the time of day");
        return sighting("E-CHAT", "looks like a chat log, not speech", 0.78, evidence);
    }
    let messages = census.count(chatty);
    let sure = if messages >= 3 && census.share(messages) >= 0.3 { 0.85 } else { 0.0 };
    sighting(
        "E-CHAT",
        "looks like a chat log, not speech",
        sure,
        format!("{messages} lines bear a date or a nick as chat programs write them"),
    )
}

/// What programs that chat are called.
const BOTS: &[&str] = &[
    "assistant",
    "chatgpt",
    "gpt-4",
    "gpt",
    "claude",
    "gemini",
    "copilot",
    "bard",
    "bot",
    "chatbot",
    "ai",
    "model",
    "llama",
];

/// Whether a line is a date with a time of day and nothing else: `Sat, 2 Mar, 10:12`, `12-05-2021, 07:44 PM`.
fn is_moment(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
        "today",
        "yesterday",
    ];
    let (mut day, mut hour) = (false, false);
    for word in line.split([' ', ',', '\u{A0}', '\u{202F}']).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let named = lower.get(..3).is_some_and(|head| WORDS.contains(&head)) && lower.len() <= 9
            || WORDS.contains(&lower.as_str());
        let numbers =
            word.split(['/', '.', '-']).filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())).count() == 3;
        if mark(word).is_some_and(|(_, rest)| rest.is_empty()) {
            hour = true;
        } else if named || numbers {
            day = true;
        } else if !(word.bytes().all(|b| b.is_ascii_digit())
            || matches!(lower.as_str(), "am" | "pm" | "at" | "·" | "-" | "a.m." | "p.m."))
        {
            return false;
        }
    }
    day && hour
}

/// A day and nothing else: `Tue 12 Mar`.
fn is_day_heading(line: &str) -> bool {
    line.len() <= 40 && is_moment(&format!("{line} 0:00")) && line.bytes().any(|byte| byte.is_ascii_digit())
}

/// A song.
pub(super) fn lyrics(census: &Census<'_>) -> Option<Sighting> {
    let tag = |line: &str| {
        const PARTS: &[&str] = &["verse", "chorus", "bridge", "pre-chorus", "outro", "intro", "refrain", "hook"];
        let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let wrapped = line.starts_with(['[', '(']);
        // `Verse 2:` alone on its line.
        let alone = || {
            let name = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
            PARTS.contains(&name) && (name.len() < bare.len() || line.ends_with(':'))
        };
        wrapped && PARTS.iter().any(|word| bare.starts_with(word))
            || alone()
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

/// A play or a film script.
pub(super) fn script(census: &Census<'_>) -> Option<Sighting> {
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

/// A help page of questions and answers.
pub(super) fn faq(census: &Census<'_>) -> Option<Sighting> {
    let starts = |heads: &'static [&'static str]| {
        move |line: &str| {
            let line = line.trim_start_matches(['*', '#', '_', ' ']);
            heads.iter().any(|head| line.starts_with(head))
        }
    };
    let (asks, answers) = (
        census.count(starts(&["Q:", "Q.", "Q :", "Question:", "Question :", "F:", "P:"])),
        census.count(starts(&["A:", "A.", "R:", "R :", "Answer:", "Réponse :"])),
    );
    let titled = census.count(|line| line.to_lowercase().contains("frequently asked") || line.trim() == "FAQ");
    let paired = asks >= 2 && asks.abs_diff(answers) <= 1;
    let sure = match (paired, titled > 0) {
        (true, true) => 0.8,
        // `How can I …?`, and nobody who answers says `I`.
        (true, false) if asks >= 3 && answers_are_nobodys(census) => 0.82,
        // Answers without a sign of their own.
        (false, _) if asks >= 3 && answers == 0 && answers_are_nobodys(census) => 0.82,
        // Nobody says `I` on a help page.
        (true, false) if asks >= 3 && census.persons() < 0.015 => 0.7,
        _ => 0.0,
    };
    sighting(
        "E-FAQ",
        "looks like an FAQ, not a conversation",
        sure,
        format!("{asks} questions with one answer each below a heading"),
    )
}

/// Whether those who ask say `I`, and what answers them never does.
fn answers_are_nobodys(census: &Census<'_>) -> bool {
    const FIRST: &[&str] = &["i", "i'm", "i've", "i'd", "i'll", "me", "je", "j'ai", "ich", "mir", "yo"];
    // Who asks speaks of what is his; a page that answers calls a place on itself `My account`.
    const OWN: &[&str] = &["mon", "ma", "mes", "mein", "meine", "mi", "mis", "meu", "minha"];
    let (mut asked, mut answered, mut words) = (0usize, 0usize, 0usize);
    let mut answer = false;
    let unmarked =
        !census.lines.iter().any(|line| ["A:", "R:", "R :"].iter().any(|sign| line.trim_start().starts_with(sign)));
    for line in &census.lines {
        let line = line.trim().trim_start_matches(['*', '#', '_', ' ']);
        match line.split([':', '.']).next().unwrap_or("") {
            "Q" | "Q " | "Question" | "Question " | "F" | "P" => answer = false,
            "A" | "Answer" | "R" | "R " | "Réponse " => answer = true,
            _ => answer |= unmarked,
        }
        for word in line.split_whitespace() {
            let first = usize::from(FIRST.contains(&bare(word).as_str()));
            if answer {
                answered += first;
                words += 1;
            } else {
                asked += first.max(usize::from(OWN.contains(&bare(word).as_str())));
            }
        }
    }
    asked >= 1 && words >= 30 && answered * 200 < words
}

/// Minutes, or a summary.
pub(super) fn minutes(census: &Census<'_>) -> Option<Sighting> {
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
        "raises",
        "reports",
        "presents",
        "agrees",
        "reviews",
        "summarizes",
        "summarises",
        "welcomes",
        "decides",
        "proposes",
        "notes",
        "outlines",
        // German, French, Spanish, Portuguese, Italian
        "berichtete",
        "stellte",
        "wies",
        "dankte",
        "erläuterte",
        "schlug",
        "informierte",
        "eröffnete",
        "bat",
        "présente",
        "présenté",
        "rappelle",
        "rappelé",
        "informe",
        "informé",
        "propose",
        "proposé",
        "souligne",
        "informó",
        "presentó",
        "propuso",
        "explicó",
        "señaló",
        "recordó",
        "agradeció",
        "informou",
        "apresentou",
        "propôs",
        "explicou",
        "riferisce",
        "presenta",
        "informa",
    ];
    let report = |line: &str| line.split_whitespace().take(8).any(|word| REPORTS.contains(&bare(word).as_str()));
    let head = |line: &str| {
        [
            "action items",
            "key takeaways",
            "minutes",
            "attendees",
            "apologies",
            "next steps",
            "decisions",
            "ai summary",
            "protokoll",
            "anwesend",
            "tagesordnung",
            "beschluss",
            "compte rendu",
            "compte-rendu",
            "présents",
            "ordre du jour",
            "acta de",
            "asistentes",
            "orden del día",
            "ata da",
            "verbale",
        ]
        .iter()
        .any(|word| line.to_lowercase().trim_start_matches('#').trim().starts_with(word))
    };
    let (reports, heads) = (census.count(report), census.count(head));
    let sure = if reports >= 3 && (census.share(reports) >= 0.3 || heads >= 2) {
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

/// Comments, posts of a forum, reviews.
pub(super) fn comments(census: &Census<'_>) -> Option<Sighting> {
    const HEADS: &[&str] =
        &["joined:", "posts:", "quote:", "reviewed on", "reviewed in", "reply", "helpful", "top reviews", "#"];
    const WITHIN: &[&str] = &[
        "u/",
        " points",
        "upvote",
        "likes",
        "found this helpful",
        "verified purchase",
        "originally posted",
        "out of 5",
        "★★",
    ];
    let sign = |line: &str| {
        let lower = line.to_lowercase();
        let post = lower.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        post || HEADS.iter().any(|head| lower.starts_with(head) && *head != "#" && (lower.len() <= 60))
            || WITHIN.iter().any(|sign| lower.contains(sign))
            || lower.ends_with(" ago")
    };
    let signs = census.count(sign);
    // `#3  oldsalt52`
    let posts = census.count(|line| {
        line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) && line.len() <= 60
    });
    let sure = if signs >= 4 && census.share(signs) >= 0.25 { if posts >= 3 { 0.84 } else { 0.78 } } else { 0.0 };
    sighting(
        "E-COMMENTS",
        "looks like comments",
        sure,
        format!("{signs} lines with votes, ratings, numbers of posts or ages"),
    )
}

/// A novel or a story: what people say, with narration between.
pub(super) fn fiction(census: &Census<'_>) -> Option<Sighting> {
    const THIRD: &[&str] = &["he", "she", "his", "her", "him", "hers", "himself", "herself", "they", "them"];
    const SAID: &[&str] =
        &["said", "asked", "replied", "answered", "whispered", "shouted", "cried", "murmured", "muttered"];
    const OPEN: &[char] = &['"', '“', '‘', '\'', '«', '「', '–', '—', '―'];
    let opens = |line: &str| line.starts_with(OPEN) || line.starts_with("- ");
    let spoken = census.count(opens);
    let (mut third, mut said, mut numbers) = (0usize, 0usize, 0usize);
    for word in census.lines.iter().flat_map(|line| line.split_whitespace()) {
        let bare = bare(word);
        third += usize::from(THIRD.contains(&bare.as_str()));
        said += usize::from(SAID.contains(&bare.as_str()));
        numbers += usize::from(bare.bytes().any(|b| b.is_ascii_digit()));
    }
    let share = |count: usize| count as f32 / census.words.max(1) as f32;
    let dialogue = spoken >= 4 && census.share(spoken) >= 0.25 && spoken < census.lines.len();
    let told = said >= 2 && share(third) >= 0.015;
    let sure = if dialogue && told && share(numbers) < 0.015 && census.urls == 0 { 0.7 } else { 0.0 };
    let evidence =
        format!("{spoken} of {} paragraphs open with speech, {said} words such as `said` tell who", census.lines.len());
    sighting("E-FICTION", "looks like prose fiction", sure, evidence)
}

/// A page whose transcript is not on it.
pub(super) fn locked(census: &Census<'_>) -> Option<Sighting> {
    const HEADINGS: &[&str] = &[
        "transcript",
        "full transcript",
        "captions",
        "episode transcript",
        "show transcript",
        "read the transcript",
        "read transcript",
    ];
    // A row of tabs has its names apart: `Description   Transcript   Comments (14)`.
    let is_heading =
        |part: &str| HEADINGS.contains(&part.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str());
    let heading = census.count(|line| line.split("  ").flat_map(|part| part.split(['\t', '|'])).any(is_heading));
    let shut = census.count(|line| {
        let lower = line.to_lowercase();
        [
            "sign in to",
            "log in to",
            "subscribe to read",
            "coming soon",
            "loading transcript",
            "transcript is not available",
            "transcript is loading",
            "transcript unavailable",
            "view the transcript",
            "no transcript",
            "enable javascript",
        ]
        .iter()
        .any(|words| lower.contains(words))
    });
    // Where much is said, what is shut is something else of the page.
    let sure = if heading > 0 && shut > 0 && census.words < 400 && census.sentences < 6 {
        0.85
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
