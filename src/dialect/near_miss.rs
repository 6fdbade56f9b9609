//! What a page is instead of a transcript, with the strongest evidence.
//!
//! Each kind of near miss looks only for its own marks and says how surely it is that; the surest speaks. Where none is
//! sure, the page is prose.

mod tables;
mod timed;
mod written;

use super::Page;
use super::region::{is_event, is_heading};
use crate::error::Error;
use crate::text::lines;
use crate::text::words::{End, Letters, end_of};
use crate::text::{is_label, mark};
use tables::{code, columns, data, document, form, glossary, list, numbers, object};
use timed::{chapters, live_blog, log, recipe, schedule, scripture, sport};
use written::{chat, comments, email, faq, fiction, locked, lyrics, minutes, script};

/// What the lines of a page show, gathered in one pass.
#[derive(Debug, Default)]
struct Census<'t> {
    /// Lines that are not blank; of a giant one, its head.
    lines: Vec<&'t str>,
    words: usize,
    /// Words that are `I`, `you`, `we` and the like.
    persons: usize,
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
    /// Words that are code: operators, calls, names with an underscore.
    coded: usize,
    /// Numbers that are no time and stand behind something on their line.
    numbers: usize,
}

impl<'t> Census<'t> {
    fn of(text: &'t str) -> Self {
        /// Lines that are looked at: enough to tell.
        const MOST: usize = 20_000;
        let mut census = Census::default();
        for line in lines(text).filter_map(|range| text.get(range)).filter(|line| line.contains(is_visible)).take(MOST)
        {
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
        const PERSONS: &[&str] = &[
            "i", "i'm", "i've", "i'd", "i'll", "me", "my", "you", "you're", "you've", "your", "we", "we're", "we've",
            "our",
        ];
        self.lines.push(head_of(line));
        let trimmed = line.trim_start();
        let mut last = "";
        let mut count = 0;
        for word in trimmed.split_whitespace() {
            count += 1;
            last = word;
            if word.len() < 16 {
                let mut letters = Letters::default();
                let bare = letters.bare(word);
                self.reporting += usize::from(REPORTING.contains(&bare));
                self.persons += usize::from(PERSONS.contains(&bare));
            }
            self.quotes += usize::from(word.starts_with(['"', '“', '«', '「', '『']));
            let url = word.starts_with("http");
            self.urls += usize::from(url);
            self.coded += usize::from(!url && is_code(word));
            self.numbers += usize::from(count > 1 && word.bytes().any(|b| b.is_ascii_digit()) && is_number(word));
        }
        self.quotes += trimmed.matches(['「', '“']).count() / 4;
        self.words += count;
        if let Some((at, rest)) = behind_mark(trimmed) {
            self.marks.push((at, rest.split_whitespace().count()));
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

    /// Words a second from one mark to the next, over all that rise.
    fn pace(&self) -> Option<f32> {
        let (mut words, mut time) = (0usize, 0i64);
        for pair in self.marks.windows(2).filter(|pair| pair[1].0 > pair[0].0) {
            words += pair[0].1;
            time += pair[1].0 - pair[0].0;
        }
        (time > 0).then(|| words as f32 * 1_000.0 / time as f32)
    }

    fn rising(&self) -> bool {
        self.marks.windows(2).filter(|pair| pair[0].0 <= pair[1].0).count() * 10
            >= self.marks.len().saturating_sub(1) * 9
    }

    /// Whether marks count down, as a clock of a game or the newest post first does.
    fn falling(&self) -> bool {
        self.marks.windows(2).filter(|pair| pair[0].0 >= pair[1].0).count() * 10
            >= self.marks.len().saturating_sub(1) * 9
    }

    /// Share of words that speak of `I`, `you` and `we`.
    fn persons(&self) -> f32 {
        self.persons as f32 / self.words.max(1) as f32
    }

    /// The text behind each mark.
    fn behind_marks(&self) -> impl Iterator<Item = &'t str> + '_ {
        self.lines.iter().filter_map(|line| behind_mark(line)).map(|(_, rest)| rest)
    }
}

/// The milliseconds of a mark at the start of a line, and what stands behind it.
fn behind_mark(line: &str) -> Option<(i64, &str)> {
    let (found, rest) = mark(line.trim_start().trim_start_matches(['[', '(', '•', '-', '*', ' ']))?;
    Some((found.millis.unwrap_or(0), rest.trim_start_matches([']', ')', '-', '–', ' ', ':', '\t'])))
}

/// Whether a word is code, as no word of speech is: `x_1`, `f(x)`, `a[0]`, `=`, `{`, `();`, `/*`.
fn is_code(word: &str) -> bool {
    let bytes = word.as_bytes();
    let alone = ["*", "**", "/*", "*/", ">>>", "//", "||", "&&", "=", "==", "!=", "+=", ":="].contains(&word);
    let between = |signs: &[u8]| {
        bytes.windows(3).any(|three| {
            matches!(three, [a, b, c] if a.is_ascii_alphanumeric() && signs.contains(b) && (c.is_ascii_alphanumeric() || b"(\"')".contains(c)))
        })
    };
    alone
        || (bytes.iter().any(|b| b"{}".contains(b)))
        || bytes.ends_with(b";") && !bytes.starts_with(b"&")
        || ["()", "->", "::", "</"].iter().any(|sign| word.contains(sign) && word != "-->")
        || between(b"([\\")
        // `SPEAKER_01` is a voice.
        || word.split('_').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_alphabetic())) && between(b"_")
}

/// Whether a word is a number or signs around one, and no time: `0.35`, `(12)`, but not `1:02` and not `00:01:02.5]`.
fn is_number(word: &str) -> bool {
    !word.contains([':', '：', '|']) && !word.chars().any(char::is_alphabetic)
}

/// Whether a character draws anything.
fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{AD}')
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
    comments, fiction, data, columns, glossary, form, list, code, document, numbers, object, locked,
];

/// Says what a page is that no dialect explains.
pub fn near_miss(page: &Page<'_>) -> Error {
    let census = Census::of(page.text);
    let found = best(&census).filter(|sighting| sighting.sure >= 0.5).unwrap_or_else(|| article(&census));
    error(found)
}

/// What a page is instead, where its own signs are sure, though a dialect would read it.
///
/// `signed` pages have the signature of a dialect: only what is surer than that counts.
pub fn sure(text: &str, signed: bool) -> Option<Error> {
    /// From here on the signs are those of nothing else.
    const SURE: f32 = 0.8;
    const SURER: f32 = 0.86;
    let least = if signed { SURER } else { SURE };
    best(&Census::of(text)).filter(|sighting| sighting.sure >= least).map(error)
}

/// What a page is instead, where it was written by machines for machines: source code, data, commands of a printer.
pub fn machine(text: &str) -> Option<Error> {
    const SURE: f32 = 0.86;
    const KINDS: &[Look] = &[data, code, document, numbers, object];
    let census = Census::of(text);
    KINDS.iter().filter_map(|look| look(&census)).find(|sighting| sighting.sure >= SURE).map(error)
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

#[cfg(test)]
mod tests;
