//! Which lines with a head belong to the transcript: chapters, credits and prose that happens to look like one don't.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::census::{Census, NO_LABEL, Row, keep};
use super::head::Kind;
use super::labelled::is_opener;
use super::line::{behind_mark, is_doubtful};
use super::region::is_heading;
use crate::model::is_cjk;
use crate::text::words::{End, bare, end_of, is_function_word};

/// The kinds of heads that a dialect is made of.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    /// Kinds whose labels are believed.
    pub own: u8,
    /// Kinds whose labels are believed where one of its own kinds has the same label.
    pub attested: u8,
}

/// The rows that belong to a transcript of these kinds.
pub fn select<'c>(text: &str, census: &'c Census<'_>, kinds: Kinds) -> Cow<'c, [Row]> {
    let rows = census.of_kinds(kinds.own | kinds.attested);
    let rows = keep_attested(census, rows, kinds);
    let rows = drop_lists(text, census, rows);
    let rows = drop_chapters(text, rows);
    let rows = drop_players(text, rows);
    let rows = drop_above_heading(text, census, rows);
    let rows = drop_wrapped(text, census, rows);
    let rows = drop_credits(text, census, rows);
    let counts = census.counts(&rows, u8::MAX);
    // Beside a time or a tab, `Second keeper` is a name too.
    let mut fewest = vec![usize::MAX; census.labels.len()];
    // Where nearly all names stand in front of their times, one that comes once is a name, whatever it is.
    let labelled = rows.iter().filter(|row| row.label != NO_LABEL).count();
    let heads = rows.iter().filter(|row| row.kind == Kind::LabelMark).count();
    let before_marks = heads >= 5 && heads * 10 >= labelled * 9;
    let tabbed = |row: &Row| text.get(row.start as usize..row.text as usize).is_some_and(|head| head.ends_with('\t'));
    for row in rows.iter() {
        let words = match row.kind {
            _ if tabbed(row) => 1,
            Kind::LabelMark if before_marks => 1,
            Kind::MarkLabel | Kind::LabelMark => 2,
            _ => continue,
        };
        if let Some(fewest) = fewest.get_mut(row.label as usize) {
            *fewest = words.min(*fewest);
        }
    }
    let fit: Vec<bool> = census
        .labels
        .iter()
        .zip(&counts)
        .zip(&fewest)
        .map(|((label, count), fewest)| {
            *count != 1
                || is_voice(label)
                || is_coded(census, label, &counts)
                || ((*fewest..=2).contains(&label.split_whitespace().count())
                    && label.starts_with(char::is_uppercase)
                    && !is_function_word(&bare(label.split_whitespace().next().unwrap_or(""))))
                || is_name_here(text, census, label)
        })
        .collect();
    let rows = drop_related(text, rows);
    if fit.iter().all(|fit| *fit) {
        return rows;
    }
    // What stood between credits may be gone now.
    drop_credits(text, census, drop_unfit(text, rows, &fit))
}

/// Rows without those whose label is none; behind a time it is text.
fn drop_unfit<'c>(text: &str, rows: Cow<'c, [Row]>, fit: &[bool]) -> Cow<'c, [Row]> {
    let unfit = |row: &Row| row.label != NO_LABEL && fit.get(row.label as usize) == Some(&false);
    // Behind a time, what is no label is text.
    let text_of = |row: Row| {
        if !unfit(&row) {
            return Some(row);
        }
        let line = text.get(row.start as usize..row.end.max(row.text) as usize)?;
        (row.kind == Kind::MarkLabel).then(|| Row {
            label: NO_LABEL,
            kind: Kind::Mark,
            form: row.form & 7,
            text: row.start + behind_mark(line) as u32,
            ..row
        })
    };
    Cow::Owned(rows.iter().copied().filter_map(text_of).collect())
}

/// Heads of another form than nearly all others are prose that happens to look like one, unless their labels stand in
/// the common form too.
fn keep_attested<'c>(census: &Census<'_>, rows: Cow<'c, [Row]>, kinds: Kinds) -> Cow<'c, [Row]> {
    let own = |row: &Row| row.kind.bit() & kinds.own != 0;
    let mut forms: FxHashMap<(Kind, u8), usize> = FxHashMap::default();
    let mut total = 0;
    let mut recent = ((Kind::Mark, 0), 0usize);
    for row in rows.iter().filter(|row| row.label != NO_LABEL && own(row)) {
        total += 1;
        if recent.0 != (row.kind, row.form) {
            *forms.entry(recent.0).or_default() += recent.1;
            recent = ((row.kind, row.form), 0);
        }
        recent.1 += 1;
    }
    *forms.entry(recent.0).or_default() += recent.1;
    let rare: Vec<(Kind, u8)> = forms.iter().filter(|(_, count)| **count * 20 < total).map(|(form, _)| *form).collect();
    let common = |row: &Row| own(row) && !rare.contains(&(row.kind, row.form));
    let mut attested = vec![false; census.labels.len()];
    for row in rows.iter().filter(|row| common(row)) {
        if let Some(attested) = attested.get_mut(row.label as usize) {
            *attested = true;
        }
    }
    keep(rows, |row| match row.label {
        NO_LABEL => own(row),
        label => common(row) || attested.get(label as usize) == Some(&true),
    })
}

fn speech<'t>(text: &'t str, row: &Row) -> &'t str {
    text.get(row.text as usize..row.end as usize).unwrap_or("").trim()
}

/// Lines of a name and a mark with nothing said below them, one after another, none of which comes again: chapters.
fn drop_lists<'c>(text: &str, census: &Census<'_>, rows: Cow<'c, [Row]>) -> Cow<'c, [Row]> {
    let counts = census.counts(&rows, u8::MAX);
    let once = |row: &Row| row.label == NO_LABEL || counts.get(row.label as usize) == Some(&1);
    let empty = |row: &Row| row.kind != Kind::Label && once(row) && speech(text, row).is_empty();
    let mut listed: Vec<u32> = Vec::new();
    let blank = |from: u32, to: u32| text.get(from as usize..to as usize).is_some_and(|text| text.trim().is_empty());
    for (at, pair) in rows.windows(2).enumerate() {
        if let [row, next] = pair
            && empty(row)
            && empty(next)
            && blank(row.end, next.start)
        {
            // A lone line of words that end in a time, above a name and its time, is no list.
            let until = rows.get(at + 2).map_or(text.len() as u32, |row| row.start);
            if listed.last() == Some(&row.start) || blank(next.end, until) || rows.get(at + 2).is_some_and(empty) {
                listed.extend([row.start, next.start]);
            }
        }
    }
    if listed.is_empty() {
        return rows;
    }
    keep(rows, |row| listed.binary_search(&row.start).is_err() || !empty(row))
}

/// The line of a player: `0:00 ──────── 12:40`.
fn drop_players<'c>(text: &str, rows: Cow<'c, [Row]>) -> Cow<'c, [Row]> {
    let drawn = |row: &Row| {
        let said = speech(text, row);
        row.kind == Kind::Mark && ["──", "━━", "▬▬", "●─", "○─"].iter().any(|sign| said.starts_with(sign))
    };
    if rows.iter().take(4).any(drawn) {
        return keep(rows, |row| !drawn(row));
    }
    // The only time of a page of labels is its player's: `0:00 | 28:14`.
    let lone = |row: &Row| row.kind == Kind::Mark && row.label == NO_LABEL;
    let marks = rows.iter().filter(|row| row.mark().is_some()).count();
    let above = rows.len() >= 5 && marks == 1 && rows.first().is_some_and(|row| lone(row) && row.until().is_some());
    if above { keep(rows, |row| !lone(row)) } else { rows }
}

/// A table of contents above the transcript: marks with titles, which start again below.
fn drop_chapters<'c>(text: &str, rows: Cow<'c, [Row]>) -> Cow<'c, [Row]> {
    const LONGEST: usize = 12;
    let title = |(at, row): (usize, &Row)| {
        let said = speech(text, row);
        // Its title may stand on the line below, in front of the next time.
        let below =
            rows.get(at + 1).and_then(|next| text.get(row.text as usize..next.start as usize)).unwrap_or("").trim();
        let title = is_heading(below) || below.starts_with(char::is_uppercase) && below.split_whitespace().count() <= 8;
        let said = if said.is_empty() && !below.contains('\n') && title { below } else { said };
        let words = said.split_whitespace().count();
        row.kind == Kind::Mark
            && (1..=LONGEST).contains(&words)
            && said.split_whitespace().next_back().is_some_and(|word| end_of(word) == End::Open)
    };
    // They may stand below a key of their own, and be all the times that the page has.
    let own = |row: &Row| row.kind == Kind::Mark;
    if let Some(from) = rows.iter().position(own).filter(|from| *from <= 4) {
        let run = rows.iter().enumerate().skip(from).take_while(|row| title(*row)).count();
        let marked = rows.iter().filter(|row| row.mark().is_some()).count();
        let above = rows.iter().take(from).all(|row| speech(text, row).split_whitespace().nth(LONGEST).is_none());
        if run >= 2 && run == marked && above && run * 2 <= rows.len() {
            return Cow::Owned(rows.get(from + run..).unwrap_or(&[]).to_vec());
        }
    }
    let titles = rows.iter().enumerate().take_while(|row| title(*row)).count();
    let times: Vec<i64> = rows.iter().take(titles + 2).filter_map(Row::millis).collect();
    // They start again where the transcript does; the last title may stand before that.
    let restart = times.windows(2).rposition(|pair| matches!(pair, [a, b] if b < a)).map(|at| at + 1);
    let named = rows.get(titles).is_some_and(|row| row.kind != Kind::Mark);
    let until = match restart {
        Some(at) => at,
        None if named && titles >= 2 => titles,
        None => return rows,
    };
    // One time above a page that begins at zero is the length of something.
    let length = until == 1
        && rows.len() >= 5
        && times.first().is_some_and(|at| *at >= 60_000)
        && rows.get(1).and_then(Row::millis).is_some_and(|at| at <= 10_000);
    // So is one title above a page that begins at zero.
    let length = length || (until == 1 && titles == 1 && rows.len() >= 5 && times.get(1) == Some(&0));
    if (until < 2 && !length) || until * 2 > rows.len() {
        return rows;
    }
    Cow::Owned(rows.get(until..).unwrap_or(&[]).to_vec())
}

/// At both ends, lines whose label comes but once and whose text is a value, no sentence: `Producer: Ines Falk`.
fn drop_credits<'c>(text: &str, census: &Census<'_>, rows: Cow<'c, [Row]>) -> Cow<'c, [Row]> {
    let counts = census.counts(&rows, u8::MAX);
    /// No value is longer, in words.
    const LONGEST: usize = 12;
    let all = rows;
    let rows = &*all;
    let marks = rows.iter().filter(|row| row.mark().is_some()).count();
    let middle = rows.get(rows.len() / 2).map(|row| row.start);
    let credit = |row: &Row| {
        // `All of them. (Laughter)`
        let said = speech(text, row);
        let said = said
            .strip_suffix([')', ']'])
            .filter(|_| Some(row.start) > middle)
            .and_then(|said| said.rsplit_once(['(', '[']))
            .map_or(said, |(said, _)| said);
        let last = said.split_whitespace().next_back();
        let once = counts.get(row.label as usize) == Some(&1);
        let short = speech(text, row).split_whitespace().nth(LONGEST).is_none();
        let value = row.kind == Kind::Label
            && short
            && last.is_some_and(|word| end_of(word) == End::Open)
            && !goes_on(text, row, rows)
            && !is_known(census, row, &counts);
        // `LISTEN · 3:41`, the only time of the page.
        // `MODERATOR:` over a name.
        let heading = row.kind == Kind::Label
            && last.is_none()
            && ["moderator", "moderators", "host", "hosts", "interviewer", "interviewee", "panelists", "candidates"]
                .contains(&label_of(census, row).to_lowercase().as_str());
        let length = marks == 1 && row.kind == Kind::LabelMark && last.is_none();
        once && (value || length || heading)
    };
    let first = rows.iter().position(|row| !credit(row)).unwrap_or(rows.len());
    let last = rows.iter().rposition(|row| !credit(row)).map_or(first, |at| at + 1);
    if first == 0 && last == rows.len() {
        return all;
    }
    let span = rows.get(first..last).map_or(0..0, |some| match (some.first(), some.last()) {
        (Some(first), Some(last)) => first.start..last.start + 1,
        _ => 0..0,
    });
    keep(all, |row| span.contains(&row.start))
}

/// Other recordings that the page offers below, each with its length.
fn drop_related<'c>(text: &str, rows: Cow<'c, [Row]>) -> Cow<'c, [Row]> {
    const HEADINGS: &[&str] = &[
        "more like this",
        "related",
        "related videos",
        "related episodes",
        "up next",
        "recommended",
        "recommended videos",
        "you may also like",
        "you might also like",
        "similar videos",
        "watch next",
        "more episodes",
        "more videos",
        "recommended talks",
        "related talks",
        "more talks",
        "other episodes",
        "latest episodes",
        "more transcripts",
        "related transcripts",
    ];
    let heads = |pair: &[Row]| {
        let [row, next] = pair else { return false };
        let between = text.get(row.text as usize..next.start as usize).unwrap_or("");
        let counted = |line: &str| {
            line.strip_suffix(" comments").is_some_and(|count| count.bytes().all(|b| b.is_ascii_digit() || b == b','))
        };
        let mut lines = between.lines().skip(1).map(|line| line.trim().trim_end_matches(':').to_lowercase()).peekable();
        while let Some(line) = lines.next() {
            // The row of buttons above a list: `All`, `From the channel`.
            let chips = line == "all" && lines.peek().is_some_and(|next| next.starts_with("from "));
            if HEADINGS.contains(&line.as_str()) || counted(&line) || chips {
                return true;
            }
        }
        false
    };
    let least = rows.len() - rows.len() / 3;
    let Some(behind) = rows.get(least.saturating_sub(1)..).and_then(|some| some.windows(2).position(heads)) else {
        return rows;
    };
    let count = least.saturating_sub(1) + behind + 1;
    Cow::Owned(rows.get(..count).unwrap_or(&[]).to_vec())
}

fn label_of<'t>(census: &Census<'t>, row: &Row) -> &'t str {
    census.labels.get(row.label as usize).copied().unwrap_or("")
}

/// Whether the line below a row goes on with what it says.
fn goes_on(text: &str, row: &Row, rows: &[Row]) -> bool {
    let below = text.get(row.end as usize..).unwrap_or("").trim_start_matches([' ', '\t', '\r']);
    let Some(next) = below.strip_prefix('\n') else { return false };
    let at = (text.len() - next.len()) as u32;
    let opened = rows.binary_search_by_key(&at, |row| row.start).is_ok();
    // A printed line may have its number in front.
    let said = next.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '\t');
    !opened && said.starts_with(char::is_lowercase)
}

/// Whether another label that comes again is part of this one: `Ana` of `Ana Brill`.
fn is_known(census: &Census<'_>, row: &Row, counts: &[usize]) -> bool {
    if census.labels.get(row.label as usize).is_some_and(|label| is_coded(census, label, counts)) {
        return true;
    }
    let Some(label) = census.labels.get(row.label as usize).filter(|label| label.contains(' ')) else { return false };
    let mut others = census.labels.iter().zip(counts).filter(|(_, count)| **count >= 2).take(64);
    others.any(|(other, _)| label.split_whitespace().any(|word| word == *other))
}

/// Whether a label is one of a row of codes, of which others come again: `B3` beside `B1` and `B2`.
fn is_coded(census: &Census<'_>, label: &str, counts: &[usize]) -> bool {
    let stem = |label: &str| {
        let stem = label.trim_end_matches(|c: char| c.is_ascii_digit());
        let coded = stem.len() < label.len() && !stem.is_empty() && stem.chars().count() <= 12;
        coded.then(|| stem.to_owned())
    };
    let Some(own) = stem(label) else { return false };
    let mut others = census.labels.iter().zip(counts).filter(|(_, count)| **count >= 2).take(64);
    others.any(|(other, _)| *other != label && stem(other).as_ref() == Some(&own))
}

/// Heads above a heading such as `Transcript`, whose labels don't come again, are the page's own.
fn drop_above_heading<'c>(text: &str, census: &Census<'_>, rows: Cow<'c, [Row]>) -> Cow<'c, [Row]> {
    const FEW: usize = 4;
    let Some(below) = rows.get(FEW.min(rows.len() / 4)) else { return rows };
    let head = text.get(..below.start as usize).unwrap_or("");
    let Some(heading) = crate::text::lines(head).filter(|range| head.get(range.clone()).is_some_and(is_opener)).last()
    else {
        return rows;
    };
    let counts = census.counts(&rows, u8::MAX);
    let above = |row: &Row| (row.start as usize) < heading.start;
    let once = |row: &Row| row.kind == Kind::Label && counts.get(row.label as usize) == Some(&1);
    if !rows.iter().any(|row| above(row) && once(row)) {
        return rows;
    }
    keep(rows, |row| !(above(row) && once(row)))
}

/// Lines that a wrapped sentence happens to begin with a word and a colon: the line above ends in the middle of it.
fn drop_wrapped<'c>(text: &str, census: &Census<'_>, rows: Cow<'c, [Row]>) -> Cow<'c, [Row]> {
    const FULL_LINE: usize = 30;
    const LOOKED_AT: usize = 200;
    let counts = census.counts(&rows, u8::MAX);
    let once = |row: &Row| row.kind == Kind::Label && counts.get(row.label as usize) == Some(&1);
    let wrapped = |row: &Row| {
        let before = text.get(..row.start as usize).unwrap_or("");
        let Some(above) = before.strip_suffix('\n') else { return false };
        let line = above.get(above.rfind('\n').map_or(0, |at| at + 1)..).unwrap_or("").trim_end();
        let last = line.split_whitespace().next_back();
        line.len() >= FULL_LINE && last.is_some_and(|word| end_of(word) == End::Open)
    };
    if !rows.iter().any(|row| once(row) && wrapped(row)) {
        return rows;
    }
    // Where records end without stops this says nothing.
    let (mut open, mut all) = (0usize, 0usize);
    for row in rows.iter().filter(|row| row.label != NO_LABEL && !once(row)).take(LOOKED_AT) {
        all += 1;
        open += usize::from(wrapped(row));
    }
    if all < 4 || open * 4 > all {
        return rows;
    }
    keep(rows, |row| !(once(row) && wrapped(row)))
}

/// Whether a label that comes but once is a name, and no word that this page has in front of a colon.
fn is_name_here(text: &str, census: &Census<'_>, label: &str) -> bool {
    let key = is_doubtful(label) && !is_a_surname(census, label);
    let phrase = key || is_said_in_chinese(label) || begins_with_an_article(label);
    let somebody = label.split_once(' ').is_some_and(|(_, who)| begins_with_some(label) && is_somebody(who));
    (is_name(label) || somebody) && !phrase && !is_a_common_word(text, census, label)
}

/// `Ein Beispiel`, `Un ejemplo`: nobody's name.
fn begins_with_an_article(label: &str) -> bool {
    begins_with_some(label) && !label.split_once(' ').is_some_and(|(_, who)| is_somebody(who))
}

fn begins_with_some(label: &str) -> bool {
    const ARTICLES: &[&str] = &["ein", "eine", "un", "une"];
    label.split_once(' ').is_some_and(|(first, _)| ARTICLES.contains(&first.to_lowercase().as_str()))
}

/// A person whom nobody names: `Une cliente`, `Ein Zuschauer`.
fn is_somebody(who: &str) -> bool {
    const PERSONS: &[&str] = &[
        "auditeur",
        "auditrice",
        "besucher",
        "besucherin",
        "cliente",
        "client",
        "dame",
        "enfant",
        "femme",
        "frau",
        "gast",
        "homme",
        "hörer",
        "hörerin",
        "junge",
        "kind",
        "kunde",
        "kundin",
        "mann",
        "monsieur",
        "mädchen",
        "nachbar",
        "nachbarin",
        "passant",
        "passante",
        "passantin",
        "schüler",
        "schülerin",
        "spectateur",
        "spectatrice",
        "stimme",
        "teilnehmer",
        "teilnehmerin",
        "visiteur",
        "visiteuse",
        "voisin",
        "voisine",
        "voix",
        "zuhörer",
        "zuhörerin",
        "zuschauer",
        "zuschauerin",
        "élève",
        "étudiant",
        "étudiante",
        "journaliste",
    ];
    who.split_whitespace().next().is_some_and(|word| PERSONS.contains(&word.to_lowercase().as_str()))
}

/// Whether a longer label ends with this one.
fn is_a_surname(census: &Census<'_>, label: &str) -> bool {
    census.labels.iter().any(|other| {
        let name = other.split([',', '(']).next().unwrap_or(other).trim_end();
        name.len() > label.len() && name.split(' ').next_back() == Some(label)
    })
}

/// Words in front of a colon in a script without spaces that are too many for a name, or say that somebody says something.
fn is_said_in_chinese(label: &str) -> bool {
    const LAST: &[char] = &['说', '說', '道', '是', '个', '個', '点', '點', '言', '如', '有'];
    let name = label.split(['(', '（', '・', ' ']).next().unwrap_or(label);
    name.chars().all(is_cjk) && (name.chars().count() > 4 || name.ends_with(LAST))
}

/// Whether a label that comes but once is written as names and roles are: each word with a capital.
fn is_name(label: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "van", "von", "de", "der", "den", "da", "di", "la", "le", "bin", "ibn", "al", "el", "y", "of", "the", "and",
        "del", "dos", "des", "los", "las", "af", "zu", "zur", "vom", "ten", "ter", "for", "in", "on", "at", "to", "ap",
        "ab", "av", "do", "du", "e", "i", "het", "op", "dem", "ferch", "ben", "abu", "della", "dalla", "degli",
    ];
    let outside = label.split(['(', '（', ',']).next().unwrap_or(label);
    let mut words = outside.split_whitespace();
    let first = words.clone().next().unwrap_or("");
    let lone = words.clone().nth(1).is_none();
    let capital = |word: &str| {
        let camel = word.len() <= 12 && word.chars().nth(1).is_some_and(char::is_uppercase);
        word.starts_with(|c: char| !c.is_lowercase()) || camel || PARTICLES.contains(&word)
    };
    let function = is_function_word(first) && (lone || bare(first) != "the") && first.chars().count() > 1;
    words.clone().count() <= 5 && words.all(capital) && !function
}

/// A person as captions name one whom nobody knows: `man on radio`, `woman #2`.
fn is_voice(label: &str) -> bool {
    const PERSONS: &[&str] = &[
        "man",
        "woman",
        "boy",
        "girl",
        "audience",
        "attendee",
        "participant",
        "questioner",
        "spectator",
        "listener",
        "caller",
        "student",
        "member",
        "narrator",
        "reporter",
        "announcer",
        "child",
        "crowd",
        "all",
        "both",
        "kid",
        "voice",
        "host",
        "guest",
        "men",
        "women",
        "children",
        "operator",
        "driver",
        "officer",
        "teacher",
        "mother",
        "father",
        "voix",
        "voz",
        "voce",
        "stimme",
        "off",
        "public",
        "publikum",
        "público",
        "sprecher",
        "sprecherin",
        "erzähler",
        "erzählerin",
    ];
    let first = label.split_whitespace().next().unwrap_or("").to_lowercase();
    if first.starts_with("spk") || first.starts_with("speaker") {
        return true;
    }
    let words = label.split_whitespace().count();
    // `All of them: that's how you know` is said.
    PERSONS.contains(&first.as_str()) && words <= if matches!(first.as_str(), "all" | "both") { 1 } else { 4 }
}

/// Whether a lone capitalised word is a word of the text like any other: `Look: the lamp is on`, where `look` is said elsewhere.
fn is_a_common_word(text: &str, census: &Census<'_>, label: &str) -> bool {
    const MOST: usize = 256;
    let lone = !label.contains(char::is_whitespace) && label.chars().nth(1).is_some_and(char::is_lowercase);
    if !lone || census.labels.len() > MOST || label.chars().any(is_cjk) {
        return false;
    }
    let word = label.to_lowercase();
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
    };
    memchr::memmem::find_iter(bytes, word.as_bytes())
        .any(|at| !letter(at.checked_sub(1)) && !letter(Some(at + word.len())))
}
