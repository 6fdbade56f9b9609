//! Made-up talk of any length, with its truth: the large input of benches and tests. The same seed gives the same bytes.
//!
//! A [`Talk`] is a conversation of a host and a guest at about 9,000 words an hour. It can be had as what it is
//! ([`Talk::turns`], [`Talk::paragraphs`]), as a page of `Name (MM:SS): text` paragraphs ([`Talk::page`]) and as a page
//! with all captions on one line ([`Talk::dump`]), whose white space can then be lost in two steps ([`flattened`],
//! [`collapsed`]).

// Each bench and each test takes its own part of this.
#![allow(dead_code)]

use std::fmt::Write as _;
use std::ops::Range;

#[path = "vocabulary.rs"]
mod vocabulary;

use vocabulary::*;

/// A small generator of numbers: xorshift with a multiplication, good enough to pick words with.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Any number.
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }

    /// True `percent` times of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A number in `range`.
    pub fn within(&mut self, range: Range<usize>) -> usize {
        range.start + self.below(range.len())
    }

    /// One of `list`.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// One of `list`, the first ones far more often than the last ones.
    pub fn favour<T: Copy>(&mut self, list: &[T]) -> T {
        let share = (self.roll() & 0xFFFF) as f64 / 65_536.0;
        list[((list.len() as f64 * share * share * share) as usize).min(list.len() - 1)]
    }
}

/// Which of the two speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Asks, welcomes, agrees.
    Host,
    /// Tells.
    Guest,
}

/// A stretch of one speaker, as the truth has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'t> {
    /// Who.
    pub who: Who,
    /// The name of that person.
    pub speaker: &'t str,
    /// Start in milliseconds: whole seconds, as a page shows them.
    pub start_ms: i64,
    /// The words, one space between them.
    pub text: &'t str,
}

#[derive(Clone, Debug)]
struct Row {
    who: Who,
    opens: bool,
    start_ms: i64,
    bytes: Range<usize>,
}

/// A conversation and all that is true of it.
#[derive(Clone, Debug)]
pub struct Talk {
    /// Title of the recording: names the guest.
    pub title: String,
    /// Name of the show.
    pub show: String,
    /// Name of the one who asks.
    pub host: String,
    /// Name of the one who tells.
    pub guest: String,
    /// Length of the recording in milliseconds: whole seconds.
    pub length_ms: i64,
    /// Number of words said.
    pub words: usize,
    text: String,
    rows: Vec<Row>,
}

/// How long a word takes to say, in milliseconds.
const WORD_MS: i64 = 376;

impl Talk {
    /// A talk of `hours` hours.
    pub fn new(hours: u32, seed: u64) -> Self {
        Writer::new(seed).talk(i64::from(hours) * 3_600_000)
    }

    /// What stands between two marks of a page: a turn, or a paragraph of a long one.
    pub fn paragraphs(&self) -> impl Iterator<Item = Said<'_>> {
        self.rows.iter().map(|row| self.said(row, row.bytes.clone()))
    }

    /// What one says until the other takes over.
    pub fn turns(&self) -> impl Iterator<Item = Said<'_>> {
        let mut rows = self.rows.iter().peekable();
        std::iter::from_fn(move || {
            let first = rows.next()?;
            let mut end = first.bytes.end;
            while let Some(row) = rows.next_if(|row| !row.opens) {
                end = row.bytes.end;
            }
            Some(self.said(first, first.bytes.start..end))
        })
    }

    fn said(&self, row: &Row, bytes: Range<usize>) -> Said<'_> {
        let speaker = if row.who == Who::Host { &self.host } else { &self.guest };
        Said { who: row.who, speaker, start_ms: row.start_ms, text: &self.text[bytes] }
    }

    /// All that is said: the paragraphs of a turn joined by a space, turns by a newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A saved web page with `Name (MM:SS): text` paragraphs, `(HH:MM:SS)` from the first hour on.
    pub fn page(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + self.rows.len() * 40 + 2_000);
        let (title, guest, show) = (&self.title, &self.guest, &self.show);
        for _ in 0..2 {
            out += "  • Home\n  • Recordings\n  • Membership\n  • Help\nSign In\n";
        }
        let _ = writeln!(
            out,
            "back\nsee all recordings\nplay\n{title}\nPosted Feb 11 | Views 2.4K\n# {show}\n# Kettle Talk"
        );
        let _ = writeln!(out, "Share\nSPEAKER\n{guest}\n{guest}\nKeeper and Author @ Harbour Works\n");
        let bio = format!("{guest} has kept workshops, boats and instruments going for twenty years. {BIO}");
        let _ = writeln!(
            out,
            "{bio}\n\n+ Read More\n\n{bio}\n\n+ Read More\nSUMMARY\n\n{SUMMARY}\n\n+ Read More\nTRANSCRIPT\n"
        );
        for said in self.paragraphs() {
            let seconds = said.start_ms / 1_000;
            let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
            let _ = match hour {
                0 => writeln!(out, "{} ({minute:02}:{second:02}): {}\n", said.speaker, said.text),
                _ => writeln!(out, "{} ({hour:02}:{minute:02}:{second:02}): {}\n", said.speaker, said.text),
            };
        }
        out += "+ Read More\nTerms of Use\nPrivacy Policy\nPowered by\n";
        out
    }

    /// A saved page with all captions on one line whose gaps are coded: see [`Dump`].
    pub fn dump(&self, width: usize) -> Dump {
        let mut dump = Dump { page: String::with_capacity(self.text.len() * 21 / 20 + 2_000), ..Dump::default() };
        let _ = write!(
            dump.page,
            "{} - {}\n\nVideo Statistics and Information\n\nVideo\nCaptions\n",
            self.guest, self.title
        );
        let start = dump.page.len();
        Captions { out: &mut dump, width, dice: Dice::new(self.words as u64), lines: 0 }.all(self);
        dump.line = start..dump.page.len();
        let seconds = self.length_ms / 1_000;
        let (minutes, rest) = (seconds / 60, seconds % 60);
        let _ = write!(dump.page, "\nInfo\nChannel: {}\nViews: 52,318\nRating: undefined out of 5\n", self.host);
        let _ = write!(dump.page, "Keywords:\nId: kT7_talk-{:02}\nChannel Id: undefined\n", self.words % 100);
        let _ = write!(dump.page, "Length: {minutes}min {rest}sec ({seconds} seconds)\nPublished: Thu Feb 11 2021\n");
        dump.page += "Related Videos\nNote\nThis site is work in progress.\n";
        dump
    }
}

/// A page with all captions on one line, and what its gaps say.
///
/// With `_` for a no-break space: a line of a cue is wrapped by `_ `, a cue ends at a word by `__ ` and at the end of a
/// paragraph by ` _ `; rarely a cue has no space at its end and its joint is `_ `. The end of a paragraph inside a cue
/// is hidden: one plain space. A cue has two lines at most, of at most `width` characters, and one kind of break.
#[derive(Clone, Debug, Default)]
pub struct Dump {
    /// The whole page.
    pub page: String,
    /// Where its caption line is.
    pub line: Range<usize>,
    /// Number of cues.
    pub cues: usize,
    /// Cues of two lines with a visible wrap.
    pub wraps: usize,
    /// Cues of two lines where a paragraph ends with the first one.
    pub hidden: usize,
    /// Cues that end a paragraph, the last one aside.
    pub breaks: usize,
    /// Cues without a space at their end.
    pub bare: usize,
}

impl Dump {
    /// The caption line.
    pub fn captions(&self) -> &str {
        &self.page[self.line.clone()]
    }
}

/// Every no-break space made a plain one.
pub fn flattened(page: &str) -> String {
    page.replace('\u{A0}', " ")
}

/// Every run of spaces, no-break ones too, made one.
pub fn collapsed(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    for piece in page.split([' ', '\u{A0}']) {
        if !piece.is_empty() {
            out += piece;
            out.push(' ');
        }
    }
    out.pop();
    out
}

/// `text` with faults that a repair must mend, one kind after another in every `every`th sentence, and their number.
///
/// The faults: no space behind the stop, two spaces, a space in front of the stop.
pub fn soiled(text: &str, every: usize) -> (String, usize) {
    let mut out = String::with_capacity(text.len() + text.len() / 50);
    let (mut rest, mut sentence, mut faults) = (text, 0, 0);
    while let Some(at) = rest.find(". ") {
        out += &rest[..at];
        sentence += 1;
        let fault = sentence % every == 0 && !rest[..at].ends_with('.');
        match (fault, faults % 3) {
            (false, _) => out += ". ",
            (true, 0) => out += ".",
            (true, 1) => out += ".  ",
            (true, _) => out += " . ",
        }
        faults += usize::from(fault);
        rest = &rest[at + 2..];
    }
    out += rest;
    (out, faults)
}

/// Puts paragraphs into cues.
struct Captions<'d> {
    out: &'d mut Dump,
    width: usize,
    dice: Dice,
    /// Lines in the cue so far.
    lines: usize,
}

impl Captions<'_> {
    fn all(mut self, talk: &Talk) {
        let rows = talk.rows.iter();
        // Characters of the last line, where a paragraph ended in it; the next one may share its cue.
        let mut before: Option<usize> = None;
        for row in rows {
            let mut rest = &talk.text[row.bytes.clone()];
            if let Some(ended) = before.take() {
                let first = cut(rest, self.width);
                let (_, wide) = first;
                // Only a cue that is too wide for one line shows that it hides a break.
                if self.lines == 1 && ended + 1 + wide > self.width && self.dice.chance(85) {
                    self.out.page.push(' ');
                    self.out.hidden += 1;
                    rest = self.line(rest, first.0);
                    if !rest.is_empty() {
                        self.close("\u{A0}\u{A0} ");
                    }
                } else {
                    self.out.breaks += 1;
                    self.close(" \u{A0} ");
                }
            }
            let mut last = if rest.is_empty() { Some(self.width) } else { None };
            while !rest.is_empty() {
                let room = self.dice.within(self.width * 7 / 10..self.width + 1);
                let (bytes, wide) = cut(rest, room);
                let line = &rest[..bytes];
                rest = self.line(rest, bytes);
                if rest.is_empty() {
                    last = Some(wide);
                } else if self.lines == 2 {
                    let bare = line.ends_with(['.', '?']) && self.dice.chance(10);
                    self.out.bare += usize::from(bare);
                    self.close(if bare { "\u{A0} " } else { "\u{A0}\u{A0} " });
                } else {
                    self.out.page += "\u{A0} ";
                    self.out.wraps += 1;
                }
            }
            before = last;
        }
        self.out.cues += usize::from(self.lines > 0);
    }

    /// Writes the first `bytes` of `rest` as a line.
    fn line<'t>(&mut self, rest: &'t str, bytes: usize) -> &'t str {
        self.out.page += &rest[..bytes];
        self.lines += 1;
        rest[bytes..].trim_start_matches(' ')
    }

    fn close(&mut self, joint: &str) {
        self.out.page += joint;
        self.out.cues += 1;
        self.lines = 0;
    }
}

/// The bytes and the characters of as many words of `text` as have room.
fn cut(text: &str, room: usize) -> (usize, usize) {
    let (mut fits, mut wide) = ((0, 0), 0);
    for (at, c) in text.char_indices() {
        if c == ' ' {
            fits = (at, wide);
        }
        wide += 1;
        // A word wider than a line stands alone and sticks out.
        if wide > room && fits.0 > 0 {
            return fits;
        }
    }
    (text.len(), wide)
}

/// A sentence with its slots.
enum Piece {
    Plain(&'static str),
    Noun,
    Nouns,
    Verb,
    Quality,
    Place,
    Name,
    Year,
    Number,
    Guest,
    Show,
}

fn pieces(sentence: &'static str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        let close = rest.find('}').expect("a slot is closed");
        out.push(Piece::Plain(&rest[..open]));
        out.push(match &rest[open + 1..close] {
            "noun" => Piece::Noun,
            "nouns" => Piece::Nouns,
            "verb" => Piece::Verb,
            "quality" => Piece::Quality,
            "place" => Piece::Place,
            "name" => Piece::Name,
            "year" => Piece::Year,
            "number" => Piece::Number,
            "guest" => Piece::Guest,
            "show" => Piece::Show,
            other => panic!("no slot `{other}`"),
        });
        rest = &rest[close + 1..];
    }
    out.push(Piece::Plain(rest));
    out
}

/// Writes a talk.
struct Writer {
    dice: Dice,
    names: Vec<String>,
    ranks: Vec<usize>,
    topic: Topic,
    clock_ms: i64,
    talk: Talk,
}

impl Writer {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let person = |dice: &mut Dice| format!("{} {}", dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES));
        let host = person(&mut dice);
        let mut guest = person(&mut dice);
        while guest.split(' ').zip(host.split(' ')).any(|(one, other)| one == other) {
            guest = person(&mut dice);
        }
        let names = (0..NAMES).map(|_| made_up(&mut dice)).collect();
        let topic = TOPICS[0];
        let show = dice.pick(SHOWS).to_string();
        let title = format!("{} on {}", guest, dice.pick(TITLES));
        let talk = Talk { title, show, host, guest, length_ms: 0, words: 0, text: String::new(), rows: Vec::new() };
        Writer { dice, names, ranks: (0..NAMES).collect(), topic, clock_ms: 0, talk }
    }

    fn talk(mut self, length_ms: i64) -> Talk {
        let [welcome, questions, remarks, yeses, openers, statements, thanks, goodbye] =
            [WELCOME, QUESTIONS, REMARKS, YESES, OPENERS, STATEMENTS, THANKS, GOODBYE]
                .map(|list| list.iter().map(|sentence| pieces(sentence)).collect::<Vec<_>>());
        self.talk.text.reserve((length_ms / 3_600_000 * 56_000) as usize);
        self.clock_ms = 4_000 + self.dice.below(9_000) as i64;
        self.open(Who::Host);
        self.say(&welcome[0]);
        for sentence in &welcome[1..] {
            self.say(sentence);
        }
        self.open(Who::Guest);
        self.say(&thanks[0]);
        let mut topic_ends = 0;
        while self.clock_ms < length_ms - 60_000 {
            if self.clock_ms >= topic_ends {
                self.topic = TOPICS[self.dice.below(TOPICS.len())];
                topic_ends = self.clock_ms + 300_000 + self.dice.below(600_000) as i64;
            }
            self.open(Who::Host);
            for _ in 0..self.dice.below(3) {
                self.any(&remarks);
            }
            self.any(&questions);
            self.answer(&openers, &statements, length_ms);
            // The host agrees, and the guest goes on.
            while self.dice.chance(30) {
                self.open(Who::Host);
                self.any(&yeses);
                self.answer(&openers, &statements, length_ms);
            }
        }
        self.open(Who::Host);
        self.say(&goodbye[0]);
        self.open(Who::Guest);
        self.say(&thanks[1]);
        self.talk.length_ms = (self.clock_ms / 1_000 + 1) * 1_000;
        self.talk
    }

    fn answer(&mut self, openers: &[Vec<Piece>], statements: &[Vec<Piece>], length_ms: i64) {
        self.open(Who::Guest);
        if self.dice.chance(40) {
            self.any(openers);
        }
        for paragraph in 0..1 + self.dice.below(2) * self.dice.below(3) {
            if paragraph > 0 && self.clock_ms < length_ms - 60_000 {
                self.paragraph(false, Who::Guest);
            }
            for _ in 0..1 + self.dice.below(5) {
                self.any(statements);
            }
        }
    }

    fn any(&mut self, list: &[Vec<Piece>]) {
        let sentence = self.dice.below(list.len());
        self.say(&list[sentence]);
    }

    fn open(&mut self, who: Who) {
        self.paragraph(true, who);
    }

    fn paragraph(&mut self, opens: bool, who: Who) {
        if !self.talk.rows.is_empty() {
            self.talk.text.push(if opens { '\n' } else { ' ' });
            self.clock_ms += 200 + self.dice.below(1_400) as i64;
        }
        let at = self.talk.text.len();
        self.talk.rows.push(Row { who, opens, start_ms: self.clock_ms / 1_000 * 1_000, bytes: at..at });
    }

    /// Says one sentence in the paragraph that is open.
    fn say(&mut self, sentence: &[Piece]) {
        let Talk { text, rows, guest, show, .. } = &mut self.talk;
        let Some(row) = rows.last_mut() else { return };
        if text.len() > row.bytes.start {
            text.push(' ');
        }
        let start = text.len();
        let dice = &mut self.dice;
        for piece in sentence {
            match piece {
                Piece::Plain(plain) => *text += plain,
                Piece::Noun => *text += dice.favour(self.topic),
                Piece::Nouns => plural(text, dice.favour(self.topic)),
                Piece::Verb => *text += dice.favour(VERBS),
                Piece::Quality => *text += dice.favour(QUALITIES),
                Piece::Place => *text += dice.favour(PLACES),
                Piece::Name => *text += &self.names[dice.favour(&self.ranks)],
                Piece::Year => {
                    let _ = write!(text, "{}", 1931 + dice.below(90));
                }
                Piece::Number => {
                    let _ = write!(text, "{}", 2 + dice.below(97));
                }
                Piece::Guest => *text += guest,
                Piece::Show => *text += show,
            }
        }
        row.bytes.end = text.len();
        let words = 1 + text[start..].bytes().filter(|&byte| byte == b' ').count();
        self.talk.words += words;
        self.clock_ms += words as i64 * WORD_MS;
    }
}

fn plural(text: &mut String, noun: &str) {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => *text = std::mem::take(text) + stem + "ies",
        _ if noun.ends_with(['s', 'x', 'h']) => *text = std::mem::take(text) + noun + "es",
        _ => *text = std::mem::take(text) + noun + "s",
    }
}

/// A name that nobody bears: the rare terms of a search.
fn made_up(dice: &mut Dice) -> String {
    let mut name = dice.pick(ONSETS).to_string();
    for _ in 0..1 + dice.below(2) {
        name += dice.pick(MIDDLES);
    }
    name + dice.pick(ENDINGS)
}

/// How many hours of talk a bench is asked to take: `FIRESIDE_BENCH_HOURS`, or 2.
pub fn hours() -> u32 {
    std::env::var("FIRESIDE_BENCH_HOURS").ok().and_then(|hours| hours.parse().ok()).unwrap_or(2)
}
