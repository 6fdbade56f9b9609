//! What a dialect's record is made of, and how a page is taken apart by it.
//!
//! A grammar names the shapes of opening that start a record ([`Shape`]) and how the lines of one opening stand
//! together. Grammars that are equal share their work: the records of a page are found once for each.

use rustc_hash::FxHashMap;

use super::census::{Census, NO_LABEL, Row, UNSOUND};
use super::evidence::Evidence;
use super::head::Kind;
use super::line::{Shape, behind_mark, flag, without_link};
use super::select::{Kinds, select};
use super::sheet::{Line, Sheet};
use crate::model::Clock;
use crate::text::words::{End, end_of};

/// How the lines of one opening stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Each opening is one line.
    Alone,
    /// A name on a line, its mark at the start of the next.
    NameMark,
    /// A mark on a line, its name on the same or the next.
    MarkName,
}

/// What a record of a dialect is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grammar {
    /// Shapes that open a record.
    pub heads: u16,
    /// Shapes that open a record where their label opens others too.
    pub attested: u16,
    /// Labels without a colon that count, as a set of the upper bits of their forms; 0 for all.
    pub signs: u16,
    /// How the lines of one opening stand together.
    pub join: Join,
    /// Whether lines begin with a column of numbers.
    pub gutter: bool,
    /// Sounds and pauses on lines of their own are part of the text.
    pub keep_events: bool,
    /// Lines of one sign that come with every record are none of the text.
    pub ornaments: bool,
    /// Speech may stand in front of the first opening.
    pub cold_open: bool,
    /// A name may have a title behind a dash on its line.
    pub titles: bool,
    /// Where openings inside a line are looked for.
    pub inside: Inside,
    /// The clock of the marks, where the dialect knows it.
    pub clock: Option<Clock>,
}

/// A page of so many bytes is looked through for openings inside its lines.
const SHORT_PAGE: usize = 64 * 1024;
/// So many bytes a line, and lines may have lost their ends.
const LONG_LINES: usize = 1_000;
/// More records than any page is refused for.
const MANY: usize = 1 << 40;

/// Which openings may stand inside a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// None.
    Nothing,
    /// `[0:12]` in a series that rises with the text.
    Marks,
    /// `Name:` behind the end of a sentence, where the label opens lines too.
    Labels,
    /// `NAME:` in capitals anywhere, where it comes again.
    Capitals,
    /// `NAME:` in capitals behind the end of a sentence.
    CapitalsAfterStop,
    /// `Name: (0:12)` anywhere.
    LabelMarks,
    /// `>>`
    Chevrons,
}

impl Grammar {
    /// A grammar without any head: for the others to be written from.
    pub const NONE: Grammar = Grammar {
        heads: 0,
        attested: 0,
        signs: 0,
        join: Join::Alone,
        gutter: false,
        keep_events: false,
        ornaments: false,
        titles: false,
        cold_open: false,
        inside: Inside::Nothing,
        clock: None,
    };

    /// A grammar of these heads.
    pub const fn of(heads: &[Shape]) -> Grammar {
        let (mut set, mut at) = (0, 0);
        while at < heads.len() {
            set |= heads[at].bit();
            at += 1;
        }
        Grammar { heads: set, ..Grammar::NONE }
    }

    /// A name and a mark in front of the text; a name alone where it has marks elsewhere.
    pub const NAMED_MARKS: Grammar =
        Grammar { attested: Shape::Label.bit(), ..Grammar::of(&[Shape::LabelMark, Shape::Mark]) };
    /// A mark and a name in front of the text; a name alone where it has marks elsewhere.
    pub const MARKED_NAMES: Grammar =
        Grammar { attested: Shape::Label.bit(), ..Grammar::of(&[Shape::MarkLabel, Shape::Mark]) };
    /// Marks and no names.
    pub const MARKS: Grammar = Grammar::of(&[Shape::Mark]);
    /// A name and a colon in front of the text.
    pub const NAMES: Grammar = Grammar::of(&[Shape::Label]);
    /// Names and marks, each on its own or together.
    pub const NAMES_AND_MARKS: Grammar = Grammar::of(&[Shape::Label, Shape::LabelMark, Shape::MarkLabel, Shape::Mark]);
    /// A name on a line, its mark on the next.
    pub const NAME_OVER_MARK: Grammar =
        Grammar { join: Join::NameMark, ..Grammar::of(&[Shape::LabelMark, Shape::Mark]) };
    /// A mark, and the name behind it or on the next line.
    pub const MARK_OVER_NAME: Grammar =
        Grammar { join: Join::MarkName, ..Grammar::of(&[Shape::MarkLabel, Shape::Mark]) };
    /// A name on a line of its own.
    pub const NAME_LINES: Grammar = Grammar::of(&[Shape::Name, Shape::Label]);

    /// This grammar, with labels that end in these signs: upper bits of their forms.
    pub const fn signed(self, terms: &[u8]) -> Grammar {
        let (mut set, mut at) = (0, 0);
        while at < terms.len() {
            set |= 1 << terms[at];
            at += 1;
        }
        Grammar { signs: set, heads: self.heads | Shape::Sign.bit(), ..self }
    }

    /// This grammar, with openings inside lines too.
    pub const fn inside(self, inside: Inside) -> Grammar {
        Grammar { inside, ..self }
    }

    /// The most records that a page can have by this grammar.
    fn most(&self, text: &str, sheet: &Sheet<'_>) -> usize {
        let of = |shape: Shape| sheet.shapes.get(shape as usize).copied().unwrap_or(0);
        let marks = of(Shape::Mark) + of(Shape::MarkName) + of(Shape::MarkCode) + of(Shape::MarkLabel);
        let joined = match self.join {
            Join::Alone => 0,
            Join::NameMark => of(Shape::Name).min(marks),
            Join::MarkName => of(Shape::MarkName) + of(Shape::Mark).min(of(Shape::Name) + of(Shape::Label)),
        };
        // A grammar of joined lines is for pages that have them.
        if self.join != Join::Alone && joined == 0 {
            return 0;
        }
        let bare = if self.heads & Shape::Mark.bit() != 0 { marks } else { 0 };
        let own =
            [Shape::Label, Shape::Sign, Shape::LabelMark, Shape::MarkLabel, Shape::MarkCode, Shape::Name, Shape::Break];
        let own: usize = own.iter().filter(|shape| self.heads & shape.bit() != 0).map(|shape| of(*shape)).sum();
        let inside = match self.inside {
            Inside::Nothing => 0,
            Inside::Chevrons => usize::from(memchr::memmem::find(text.as_bytes(), b">>").is_some()) * MANY,
            // Openings inside lines are looked for where lines are long, or there is little to look through.
            _ => usize::from(text.len() <= SHORT_PAGE || text.len() / sheet.count.max(1) >= LONG_LINES) * MANY,
        };
        let titled = if self.titles { of(Shape::Sign) } else { 0 };
        own + bare + joined + inside + titled
    }

    fn opens(&self, line: &Line, set: u16) -> bool {
        let sign = line.shape != Shape::Sign || self.signs == 0 || self.signs >> (line.form >> 3 & 15) & 1 == 1;
        line.shape.bit() & set != 0 && sign
    }
}

/// What a page shows by a grammar.
#[derive(Debug)]
pub struct Found<'t> {
    /// The records, with the labels.
    pub census: Census<'t>,
    /// What they say.
    pub evidence: Evidence,
    /// How they are written.
    pub facts: Facts,
    /// The clock of most marks.
    pub clock: Clock,
}

/// How the records of a page are written: shares from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Facts {
    /// How many there are.
    pub rows: usize,
    /// Records with nothing behind the opening on its line.
    pub alone: f32,
    /// Labels in capitals.
    pub caps: f32,
    /// Marks at the end of the line.
    pub tail: f32,
    /// Signs of Markdown.
    pub markdown: f32,
    /// Numbers in front.
    pub counted: f32,
    /// Marks in round brackets.
    pub round: f32,
    /// Marks in square brackets.
    pub square: f32,
    /// Marks that are ranges, or an end.
    pub ranges: f32,
    /// Times written again in words.
    pub spelt: f32,
    /// Labels with full-width colons.
    pub wide: f32,
    /// Breaks by `>>`.
    pub chevrons: f32,
    /// Breaks by a dash.
    pub dashes: f32,
    /// Breaks by a hyphen, as lists have them.
    pub hyphens: f32,
    /// Labels wrapped in brackets.
    pub wrapped: f32,
    /// Records with a label.
    pub labelled: f32,
    /// Records with a mark.
    pub marked: f32,
    /// Records by the sign in front of a mark at the line's end: none, blank, `|`, `·`, dash, comma.
    pub tails: [f32; 8],
    /// Labels by how they end: the upper bits of their form.
    pub terms: [f32; 16],
    /// Marks with a fraction of a second.
    pub fraction: f32,
    /// Marks without a colon.
    pub seconds: f32,
    /// Records with a blank line in front.
    pub apart: f32,
    /// Labels that name no person but a voice: `Speaker 1`, `spk_0`.
    pub generic: f32,
    /// Labels of one to three letters.
    pub letters: f32,
    /// Whether a label is the initials of another.
    pub initials: bool,
    /// The first mark, in milliseconds.
    pub first: i64,
    /// The median time between marks, in milliseconds.
    pub step: i64,
    /// The clock that most marks are written for, whatever the dialect takes them for.
    pub clock: Clock,
    /// Records that end with a mark that says when they ended.
    pub ends: f32,
    /// Records whose label is `Q`.
    pub asks: f32,
    /// Records that begin inside a line.
    pub inside: f32,
    /// Records whose opening takes more than one line.
    pub joined: f32,
}

impl Facts {
    fn of(text: &str, census: &Census<'_>) -> Self {
        let total = census.rows.len().max(1) as f32;
        let share = |is: &dyn Fn(&Row) -> bool| census.rows.iter().filter(|row| is(row)).count() as f32 / total;
        let caps: Vec<bool> = census.labels.iter().map(|label| is_in_capitals(label)).collect();
        let generic: Vec<bool> = census.labels.iter().map(|label| is_voice(label)).collect();
        let head = |row: &Row| text.get(row.start as usize..row.text as usize).unwrap_or("");
        let (mut tails, mut terms) = ([0.0; 8], [0.0; 16]);
        for row in &census.rows {
            if row.flags & flag::TAIL != 0 {
                if let Some(sum) = tails.get_mut(usize::from(row.form >> 3 & 7)) {
                    *sum += 1.0 / total;
                }
            } else if row.label != NO_LABEL
                && let Some(sum) = terms.get_mut(usize::from(row.form >> 3 & 15))
            {
                *sum += 1.0 / total;
            }
        }
        let marks: Vec<i64> = census.rows.iter().filter_map(Row::millis).collect();
        let mut steps: Vec<i64> = marks.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)).collect();
        steps.sort_unstable();
        let has = |bit: u16| move |row: &Row| row.flags & bit != 0;
        Facts {
            rows: census.rows.len(),
            alone: share(&|row| row.text >= row.end),
            caps: share(&|row| caps.get(row.label as usize) == Some(&true)),
            tail: share(&has(flag::TAIL)),
            markdown: share(&has(flag::MARKDOWN)),
            counted: share(&has(flag::COUNTER)),
            round: share(&|row| row.millis().is_some() && row.form & 7 == 1 && row.flags & flag::TAIL == 0),
            square: share(&|row| row.millis().is_some() && row.form & 7 == 2),
            ranges: share(&|row| row.until().is_some()),
            spelt: share(&has(flag::SPELT)),
            wide: share(&|row| row.label != NO_LABEL && row.form >> 3 & 15 == 1),
            chevrons: share(&has(flag::CHEVRON)),
            dashes: share(&has(flag::DASH)),
            hyphens: share(&|row| row.flags & flag::DASH != 0 && head(row).trim_start().starts_with('-')),
            wrapped: share(&has(flag::WRAPPED)),
            labelled: share(&|row| row.label != NO_LABEL),
            marked: share(&|row| row.mark().is_some()),
            tails,
            terms,
            fraction: share(&|row| row.millis().is_some_and(|at| at % 1_000 != 0)),
            seconds: share(&|row| row.millis().is_some() && !head(row).contains([':', '：', ';'])),
            apart: share(&|row| is_apart(text, row.start as usize)),
            generic: share(&|row| generic.get(row.label as usize) == Some(&true)),
            letters: share(&|row| {
                census.labels.get(row.label as usize).is_some_and(|label| label.chars().count() <= 3)
            }),
            initials: has_initials(&census.labels),
            first: marks.first().copied().unwrap_or(0),
            step: steps.get(steps.len() / 2).copied().unwrap_or(0),
            clock: Clock::Media,
            ends: share(&has(flag::ENDS)),
            joined: share(&|row| head(row).trim_end().contains('\n')),
            inside: share(&|row| {
                text.get(..row.start as usize)
                    .and_then(|before| before.trim_end_matches([' ', '\t', '\u{A0}']).chars().next_back())
                    .is_some_and(|c| !matches!(c, '\n' | '\r' | '\u{FEFF}'))
            }),
            asks: share(&|row| matches!(census.labels.get(row.label as usize), Some(&("Q" | "QUESTION")))),
        }
    }
}

/// Whether the name of a label is in capitals, whatever its title and its role are: `Mr. JOE BELL (Miner)`.
fn is_in_capitals(label: &str) -> bool {
    let name = label.split(['(', ',', '[']).next().unwrap_or(label).trim();
    let name = match name.split_once(". ") {
        Some((title, rest)) if title.len() <= 4 && !rest.is_empty() => rest,
        _ => name,
    };
    // `McALLISTER`
    let capitals = |word: &str| {
        let rest =
            ["Mc", "Mac", "De", "de", "von", "van"].iter().find_map(|head| word.strip_prefix(head)).unwrap_or(word);
        !rest.chars().any(char::is_lowercase)
    };
    name.chars().any(char::is_uppercase)
        && name.split_whitespace().all(capitals)
        && name.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// Whether a label is the initials of another.
fn has_initials(labels: &[&str]) -> bool {
    let of = |label: &&&str| -> String { label.split_whitespace().filter_map(|word| word.chars().next()).collect() };
    let full: Vec<String> =
        labels.iter().filter(|label| label.contains(' ')).take(64).map(|label| of(&label)).collect();
    labels
        .iter()
        .filter(|label| (2..=4).contains(&label.len()))
        .take(64)
        .any(|label| full.iter().any(|initials| initials == label))
}

/// Whether a blank line, or nothing, stands in front of a line.
fn is_apart(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or("").trim_end_matches([' ', '\t', '\u{A0}']);
    let rest = before.trim_end_matches(['\n', '\r']);
    before.len() - rest.len() >= 2 && !(before.ends_with("\r\n") && before.len() - rest.len() == 2) || rest.is_empty()
}

/// `Speaker 1`, `spk_0`, `SPEAKER_00`, `Speaker A`, and what transcribers of other languages call a voice.
fn is_voice(label: &str) -> bool {
    const VOICES: &[&str] = &[
        "speaker",
        "spk",
        "channel",
        "track",
        "sprecher",
        "locuteur",
        "intervenant",
        "hablante",
        "orador",
        "participante",
        "teilnehmer",
        "スピーカー",
        "話者",
        "发言人",
        "说话人",
        "發言人",
        "參與者",
        "참석자",
        "화자",
        "спикер",
        "участник",
    ];
    let lower = label.to_lowercase();
    VOICES.iter().any(|word| lower.starts_with(word)) && lower.chars().count() <= 16
}

/// Takes a page apart by a grammar.
/// A page whose dialect is named needs no evidence for each label, where it is short.
pub fn found<'t>(text: &'t str, sheet: &Sheet<'t>, grammar: &Grammar, named: bool) -> Found<'t> {
    const SHORT: usize = 24;
    /// With fewer records a page is none of the dialect's.
    const FEWEST: usize = 3;
    let few = !named && grammar.most(text, sheet) < FEWEST;
    let named = named && sheet.count <= SHORT;
    if few {
        let census = Census { lines: sheet.count, ..Census::default() };
        return Found { census, evidence: Evidence::default(), facts: Facts::default(), clock: Clock::Media };
    }
    let rows = rows(text, sheet, grammar, named);
    let mut census = Census { rows, lines: sheet.count, stamped: 0, labels: sheet.labels.clone() };
    let kinds =
        Kinds { own: !Kind::Label.bit() | label_bit(grammar), attested: Kind::Label.bit() & !label_bit(grammar) };
    let kept = if named { below_head(text, &census) } else { select(text, &census, kinds).into_owned() };
    census.rows = super::inside::split(text, kept, &mut census.labels, grammar.inside, named);
    let evidence = Evidence::of(text, &census, &census.rows, grammar.gutter);
    let marked = census.rows.iter().any(|row| row.mark().is_some());
    let written = if marked { most(sheet, &census.rows) } else { Clock::Media };
    let facts = Facts { clock: written, ..Facts::of(text, &census) };
    let clock = grammar.clock.filter(|_| marked).unwrap_or(written);
    Found { census, evidence, facts, clock }
}

/// The rows without those of the page's head: values with a label that comes but once, above the first mark.
fn below_head(text: &str, census: &Census<'_>) -> Vec<Row> {
    let rows = &census.rows;
    let counts = census.counts(rows, u8::MAX);
    let first = rows.iter().position(|row| row.mark().is_some()).unwrap_or(0);
    let of_head = |row: &Row| {
        let value = text.get(row.text as usize..row.end as usize).unwrap_or("").split_whitespace().next_back();
        let open = value.is_some_and(|word| end_of(word) == End::Open);
        row.kind == Kind::Label && open && counts.get(row.label as usize) == Some(&1)
    };
    let head = if rows.iter().take(first).all(of_head) { first } else { 0 };
    rows.get(head..).unwrap_or(&[]).to_vec()
}

fn label_bit(grammar: &Grammar) -> u8 {
    let own = grammar.heads & (Shape::Label.bit() | Shape::Sign.bit() | Shape::Name.bit()) != 0;
    if own { Kind::Label.bit() } else { 0 }
}

fn most(sheet: &Sheet<'_>, rows: &[Row]) -> Clock {
    let (mut wall, mut mission, mut all) = (0usize, 0usize, 0usize);
    let (first, last) = (rows.first().map_or(0, |row| row.start), rows.last().map_or(0, |row| row.start));
    for line in sheet.lines.iter().filter(|line| line.at > UNSOUND && (first..=last).contains(&line.start)) {
        all += 1;
        wall += usize::from(line.clock == Clock::Wall);
        mission += usize::from(line.clock == Clock::Mission);
    }
    if wall * 2 > all {
        Clock::Wall
    } else if mission * 2 > all {
        Clock::Mission
    } else {
        Clock::Media
    }
}

/// The records of a page by a grammar, before anything is sorted out.
fn rows(text: &str, sheet: &Sheet<'_>, grammar: &Grammar, named: bool) -> Vec<Row> {
    let known = known_names(sheet, grammar, named);
    let is_known = |line: &Line| known.get(line.label as usize) == Some(&true);
    let mut rows = Vec::new();
    let mut at = 0;
    while let Some(line) = sheet.lines.get(at) {
        at += 1;
        let next = sheet.lines.get(at).filter(|next| next.number == line.number + 1);
        match (grammar.join, line.shape) {
            (Join::NameMark, Shape::Name) if is_known(line) => {
                if let Some(mark) = next.filter(|next| is_mark(next.shape)) {
                    let mut row = marked(text, mark);
                    (row.start, row.label, row.kind) = (line.start, line.label, Kind::LabelMark);
                    row.form |= line.form & 0x78;
                    rows.push(row);
                    at += 1;
                    continue;
                }
            }
            (Join::MarkName, Shape::Mark) if line.alone() => {
                if let Some(name) =
                    next.filter(|next| matches!(next.shape, Shape::Name | Shape::Label) && is_known(next))
                {
                    rows.push(Row {
                        start: line.start,
                        millis: line.at,
                        until: line.until,
                        kind: Kind::MarkLabel,
                        ..row(name)
                    });
                    at += 1;
                    continue;
                }
            }
            (Join::MarkName, Shape::MarkName) if is_known(line) => {
                rows.push(Row { kind: Kind::MarkLabel, ..row(line) });
                continue;
            }
            _ => {}
        }
        if grammar.titles
            && line.shape == Shape::Name
            && let Some(below) = part_below(text, line)
        {
            rows.push(Row { text: below, end: below, ..row(line) });
            at += usize::from(next.is_some());
            continue;
        }
        let titled =
            grammar.titles && line.shape == Shape::Sign && line.form >> 3 & 15 == TITLE && ends_open(text, line);
        // One of a list of participants: nothing is said below it.
        let alike = |other: &Line| other.shape == line.shape && other.form == line.form;
        let before = at.checked_sub(2).and_then(|before| sheet.lines.get(before));
        let behind =
            before.is_some_and(|before| before.number + 1 == line.number && alike(before) && ends_open(text, before));
        let above = next.is_some_and(|next| alike(next) || (next.shape == Shape::Name && is_known(next)));
        if titled && (behind || above) {
            continue;
        }
        if titled {
            rows.push(Row { text: line.end, ..row(line) });
        } else if line.shape == Shape::Name {
            if grammar.opens(line, grammar.heads) && is_known(line) {
                rows.push(row(line));
            }
        } else if grammar.opens(line, grammar.heads | grammar.attested) {
            rows.push(row(line));
        } else if is_mark(line.shape) && grammar.heads & Shape::Mark.bit() != 0 {
            rows.push(marked(text, line));
        }
    }
    rows
}

/// Where the line below a name ends, if it is a title with `Q` or `A` at its right edge.
fn part_below(text: &str, line: &Line) -> Option<u32> {
    const LONGEST: usize = 160;
    let rest = text.get(line.end as usize..)?;
    let below = rest.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n')?;
    let title = below.lines().next()?;
    let trimmed = title.trim_end();
    let part = trimmed.strip_suffix(['Q', 'A'])?;
    (title.len() <= LONGEST && part.ends_with("  ")).then(|| (text.len() - below.len() + trimmed.len()) as u32)
}

/// A dash ends the label: upper bits of the form.
const TITLE: u8 = 4;

/// Whether a line ends as a title does and no sentence.
fn ends_open(text: &str, line: &Line) -> bool {
    const LONGEST: usize = 120;
    let said = text.get(line.text as usize..line.end as usize).unwrap_or("");
    said.len() <= LONGEST && !said.trim_end().ends_with(['.', '?', '!', ',', ';', ':'])
}

/// A mark and text, whatever the text may be besides.
fn is_mark(shape: Shape) -> bool {
    matches!(shape, Shape::Mark | Shape::MarkName | Shape::MarkCode | Shape::MarkLabel)
}

/// The row of a line whose mark counts and nothing else.
fn marked(text: &str, line: &Line) -> Row {
    let mut row = row(line);
    if line.shape != Shape::Mark {
        let whole = text.get(line.start as usize..).map_or("", |rest| rest.lines().next().unwrap_or(""));
        let whole = whole.get(..(line.end.max(line.text) - line.start) as usize).unwrap_or(whole);
        row.text = line.start + behind_mark(whole) as u32;
        row.end = row.end.max(line.start + without_link(whole.trim_end()).len() as u32);
    }
    Row { label: NO_LABEL, kind: Kind::Mark, form: line.form & 7, ..row }
}

fn row(line: &Line) -> Row {
    let kind = match line.shape {
        Shape::Label | Shape::Sign | Shape::Name => Kind::Label,
        Shape::LabelMark => Kind::LabelMark,
        Shape::MarkLabel | Shape::MarkCode | Shape::MarkName => Kind::MarkLabel,
        Shape::Mark => Kind::Mark,
        Shape::Break => Kind::Break,
    };
    Row {
        start: line.start,
        text: line.text,
        end: line.end,
        label: line.label,
        millis: line.at,
        until: line.until,
        kind,
        form: line.form,
        flags: line.flags,
    }
}

/// A title or an office in front of a name says that it is one.
fn is_titled(label: &str) -> bool {
    [
        "Mr. ",
        "Ms. ",
        "Mrs. ",
        "Dr. ",
        "Mr ",
        "Ms ",
        "Mrs ",
        "Dr ",
        "Sir ",
        "Madam ",
        "Senator ",
        "The Chair",
        "The CHAIR",
        "The President",
        "The Speaker",
    ]
    .iter()
    .any(|title| label.starts_with(title))
}

/// Which labels are names by their neighbours: those that stand beside marks, or open turns again and again.
fn known_names(sheet: &Sheet<'_>, grammar: &Grammar, named: bool) -> Vec<bool> {
    let mut beside: FxHashMap<u32, usize> = FxHashMap::default();
    for (at, line) in sheet.lines.iter().enumerate() {
        let next = sheet.lines.get(at + 1).filter(|next| next.number == line.number + 1);
        let named = match grammar.join {
            Join::NameMark => (matches!(line.shape, Shape::Name | Shape::Label)
                && line.alone()
                && next.is_some_and(|next| is_mark(next.shape)))
            .then_some(line.label),
            Join::MarkName if line.shape == Shape::MarkName => Some(line.label),
            Join::MarkName => next
                .filter(|next| {
                    line.shape == Shape::Mark
                        && line.alone()
                        && matches!(next.shape, Shape::Name | Shape::Label)
                        && next.alone()
                })
                .map(|next| next.label),
            // Speech follows a name, and it is said more than once.
            Join::Alone => (line.shape == Shape::Name
                && next.is_none_or(|next| next.shape != Shape::Name || next.label == line.label))
            .then_some(line.label),
        };
        if let Some(label) = named {
            *beside.entry(label).or_default() += 1;
        }
    }
    // Who is on a list of participants may speak but once.
    let listed: Vec<u32> = sheet
        .lines
        .iter()
        .filter(|line| line.shape == Shape::Sign && line.form >> 3 & 15 == TITLE)
        .map(|line| line.label)
        .collect();
    let joined: usize = beside.values().sum();
    let recurring: usize = beside.values().filter(|count| **count > 1).sum();
    // Where most names come again, one that comes once in the same place is a name too.
    let marks = sheet.lines.iter().filter(|line| is_mark(line.shape)).count();
    // So is one above every other mark: a chapter's title is rarer.
    let healthy =
        grammar.join != Join::Alone && (recurring * 2 >= joined && joined >= 3 || joined >= 2 && joined * 2 >= marks);
    let mut known = vec![false; sheet.labels.len()];
    for (label, count) in beside {
        if let Some(known) = known.get_mut(label as usize) {
            let titled =
                grammar.join == Join::Alone && sheet.labels.get(label as usize).is_some_and(|label| is_titled(label));
            *known = count > 1 || healthy || named || titled || (grammar.titles && listed.contains(&label));
        }
    }
    known
}
