//! What a dialect's record is made of, and how a page is taken apart by it.
//!
//! A grammar names the shapes of opening that start a record ([`Shape`]) and how the lines of one opening stand
//! together. Grammars that are equal share their work: the records of a page are found once for each.

mod facts;

use rustc_hash::FxHashMap;

use super::census::{Census, NO_LABEL, Row, UNSOUND};
use super::evidence::Evidence;
use super::head::Kind;
use super::line::{Shape, behind_mark, in_words, without_link};
use super::select::{Kinds, select};
use super::sheet::{Line, Sheet};
use crate::model::Clock;
use crate::text::words::{End, end_of};
pub use facts::Facts;

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
                // `0:02` over `2 seconds` says its time twice.
                let again = |next: &Line| {
                    let content = text.get(next.start as usize..next.end as usize).unwrap_or("");
                    in_words(content.trim(), i64::from(line.at) / 1_000).is_some_and(|rest| rest.trim().is_empty())
                };
                if let Some(name) = next
                    .filter(|next| matches!(next.shape, Shape::Name | Shape::Label) && is_known(next) && !again(next))
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
