//! Pages where a line's head names the speaker: what the dialects of that kind share.

mod credits;
mod lines_of_page;
mod page_line;
mod page_text;

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::census::{Census, NO_LABEL, Row};
use super::evidence::{Evidence, SMALL_STEP, starts_a_part};
use super::head::Kind;
use super::line::flag;
use super::page_meta::{read_head, title_before};
use super::records::{numbered, reads_as};
use super::region::{is_closer, is_event, is_furniture, is_heading, is_page};
use super::repeats::repeats;
use super::resolve::{Resolved, resolve, roles_from_roster};
use super::select::{Kinds, select};
use super::{Page, near_miss};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Reading};
use crate::error::Error;
use crate::model::{Clock, GapKind, Meta, Participant, Plain, SpeakerId, Time, TranscriptBuilder, UnitStart};
use crate::text::words::{End, end_of};
use crate::text::{lines, mark};
use credits::credits;
use lines_of_page::{
    Lone, are_closed, are_lone, are_single, begins_a_line, behind_number, end_of_direction, heads_a_section,
    is_bulleted, is_column_head, is_heading_in_capitals, is_open, is_ornament, is_page_number, is_title_line, line_end,
    only_headings, reads_as_speech, restates, widest_gap,
};
pub use lines_of_page::{is_opener, says_the_end};
use page_text::Habit;
pub use page_text::is_page_line;

/// The evidence of a page for a dialect of these kinds of heads, what it reads as, and the rows.
pub fn evidence<'c>(page: &'c Page<'_>, kinds: Kinds) -> (Evidence, u64, Cow<'c, [Row]>) {
    let census = page.census();
    let rows = select(page.text, census, kinds);
    (Evidence::of(page.text, census, &rows, false), reads_as(page, census, &rows), rows)
}

/// Longest stretch in front of a mark that is worth a word when it is no label, in bytes.
const LONG_LABEL: usize = 200;

/// Reads the page: units for every label and mark, furniture left out, labels drawn to speakers.
///
/// # Errors
/// [`Error::NotATranscript`] where no line has a head.
pub fn read(page: &Page<'_>, kinds: Kinds) -> Result<Reading, Error> {
    let census = page.census();
    let rows = select(page.text, census, kinds);
    read_rows(page, census, &rows, Manner::default())
}

/// What a dialect does otherwise than most.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Lines begin with a column of numbers.
    pub gutter: bool,
    /// Sounds and pauses on lines of their own are part of the text.
    pub keep_events: bool,
    /// Lines of one sign that come with every record are none of the text.
    pub ornaments: bool,
    /// Speech stands in front of the first opening.
    pub cold_open: bool,
    /// A backslash in front of a sign of Markdown is none of the text.
    pub escaped: bool,
    /// The clock of the marks.
    pub clock: Clock,
}

/// Reads the page by these rows.
///
/// # Errors
/// [`Error::NotATranscript`] where there is none.
pub fn read_rows<'t>(page: &Page<'t>, census: &Census<'t>, rows: &[Row], manner: Manner) -> Result<Reading, Error> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Err(near_miss::near_miss(page)) };
    let mut found = Diagnostics::default();
    let head = page.text.get(..first.start as usize).unwrap_or("");
    let (meta, resolved) = people(head, census, rows, &mut found);
    let region = (last.end - first.start) as usize;
    let mut builder = TranscriptBuilder::with_capacity(region + region / 64, rows.len());
    let ids: Vec<SpeakerId> = resolved.speakers.into_iter().map(|speaker| builder.speaker(speaker)).collect();
    let speakers: Vec<Option<SpeakerId>> =
        resolved.of_label.iter().map(|of| of.and_then(|id| ids.get(id)).copied()).collect();
    let mut reader = Reader {
        page,
        census,
        manner,
        builder,
        found,
        speaker: None,
        last_time: None,
        next_is_mark: false,
        waiting: None,
        cue: None,
        ended: None,
        ends: rows.iter().filter(|row| row.flags & flag::ENDS != 0).count() * 2 > rows.len(),
        unended: false,
        has_time: false,
        closed: are_closed(page.text, rows),
        single: are_single(page.text, rows),
        lone: are_lone(page.text, rows),
        bulleted: is_bulleted(page.text),
        quotes: 0,
        titles: meta.chapters.iter().map(|chapter| chapter.title.clone()).collect(),
        ranged: rows.iter().all(|row| row.until().is_some()),
        habit: Habit::of(page.text, rows),
        widest: widest_gap(page.text.get(first.start as usize..last.start as usize).unwrap_or(""), rows.len()),
    };
    reader.opening(head);
    let repeated = repeats(page.text, rows);
    for (index, row) in rows.iter().enumerate() {
        let end = rows.get(index + 1).map_or(page.text.len(), |next| next.start as usize);
        if page.text.get(row.text as usize..row.end as usize).is_some_and(|said| said.trim_start().starts_with("===")) {
            continue;
        }
        if repeated.get(index) == Some(&true) {
            reader.warn(Code::RepeatDropped, "this repeats a paragraph above and was left out", row.start..row.end);
            continue;
        }
        if row.label != NO_LABEL {
            reader.speaker = speakers.get(row.label as usize).copied().flatten();
        } else if row.kind == Kind::Break {
            reader.speaker = None;
        }
        reader.next_is_mark = rows.get(index + 1).is_some_and(|next| next.kind == Kind::Mark);
        reader.record(row, end, index + 1 == rows.len());
    }
    if let Some(cut) = reader.cut_off(rows) {
        reader.found.push(cut);
    }
    let mut transcript = reader.builder.finish();
    transcript.drop_empty_units();
    transcript.meta = meta;
    transcript.source.clock = manner.clock;
    let mut reading = Reading::new(transcript);
    reading.diagnostics = reader.found.finish();
    Ok(reading)
}

/// What the page says about itself, and who its labels are.
fn people(head: &str, census: &Census<'_>, rows: &[Row], found: &mut Diagnostics) -> (Meta, Resolved) {
    let mut meta = read_head(head);
    let mut known: Vec<String> = meta.participants.iter().map(|person| person.name.clone()).collect();
    known.extend(credits(head));
    let counts = census.counts(rows, u8::MAX);
    let labels: Vec<(&str, usize)> = census.labels.iter().copied().zip(counts).collect();
    let mut resolved = resolve(&labels, &neighbours(rows), &known);
    for doubt in std::mem::take(&mut resolved.doubts) {
        found.push(doubt);
    }
    let listed: Vec<String> = meta.participants.iter().filter(|p| p.role.is_none()).map(|p| p.name.clone()).collect();
    for speaker in &mut resolved.speakers {
        let person = meta.participants.iter().find(|person| person.name.eq_ignore_ascii_case(&speaker.name));
        speaker.role = person.and_then(|person| person.role.clone());
    }
    roles_from_roster(&mut resolved.speakers, &listed);
    for person in &mut meta.participants {
        let speaker = resolved.speakers.iter().find(|speaker| speaker.name.eq_ignore_ascii_case(&person.name));
        person.role = person.role.take().or_else(|| speaker.and_then(|speaker| speaker.role.clone()));
    }
    for speaker in resolved.speakers.iter().filter(|speaker| speaker.role.is_some()) {
        if !meta.participants.iter().any(|person| person.name.eq_ignore_ascii_case(&speaker.name)) {
            let title = meta.summary.as_deref().and_then(|summary| title_before(&speaker.name, summary));
            meta.participants.push(Participant { name: speaker.name.clone(), role: speaker.role.clone(), title });
        }
    }
    (meta, resolved)
}

/// How often each label follows each other one.
fn neighbours(rows: &[Row]) -> FxHashMap<(usize, usize), usize> {
    let mut pairs: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    let mut before = NO_LABEL;
    // The last two pairs wait outside the map: most pages alternate between them.
    let mut recent = [((NO_LABEL, NO_LABEL), 0usize); 2];
    for label in rows.iter().map(|row| row.label).filter(|label| *label != NO_LABEL) {
        let pair = (std::mem::replace(&mut before, label), label);
        if pair.0 == NO_LABEL || pair.0 == pair.1 {
            continue;
        }
        match recent.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, count)) => *count += 1,
            None => {
                let ((a, b), count) = std::mem::replace(&mut recent[0], (pair, 1));
                if count > 0 {
                    *pairs.entry((a as usize, b as usize)).or_default() += count;
                }
                recent.swap(0, 1);
            }
        }
    }
    for ((a, b), count) in recent.into_iter().filter(|(_, count)| *count > 0) {
        *pairs.entry((a as usize, b as usize)).or_default() += count;
    }
    pairs
}

/// A reading under way.
struct Reader<'p, 't> {
    page: &'p Page<'t>,
    census: &'p Census<'t>,
    manner: Manner,
    builder: TranscriptBuilder,
    found: Diagnostics,
    speaker: Option<SpeakerId>,
    last_time: Option<i64>,
    /// Whether the next row has a mark and no label, so that this one may have a label and no text.
    next_is_mark: bool,
    /// The time of a mark that stood alone: the next row's, where that has none.
    waiting: Option<Time>,
    /// When the cue began whose line is read.
    cue: Option<Time>,
    /// When the last record ended, where marks say when it ended.
    ended: Option<Time>,
    /// Whether the marks of the page stand behind what they end.
    ends: bool,
    /// Whether the last record waits for the mark that ends it.
    unended: bool,
    /// Whether the record has a time: then a sound alone is a unit.
    has_time: bool,
    /// Whether nearly all records of the page end with a stop.
    closed: bool,
    /// Whether no record but the last goes on behind a blank line.
    single: bool,
    /// Whether records have one line each.
    lone: Lone,
    /// Whether most lines of the page begin with a bullet.
    bulleted: bool,
    /// How many quotations were looked up.
    quotes: usize,
    /// Titles of the chapters that the page lists.
    titles: Vec<String>,
    /// Whether marks say when each record ends.
    ranged: bool,
    /// How often records go on behind a blank line.
    habit: Habit,
    /// Most blank lines in a row between the first opening and the last.
    widest: usize,
}

/// Where lines below an opening stand.
#[derive(Clone, Copy)]
struct Place<'t> {
    /// Below the last opening of the page.
    last: bool,
    /// What is said on the opening's own line.
    said: &'t str,
}

impl Reader<'_, '_> {
    /// Adds a diagnostic about these bytes of the page.
    fn warn(&mut self, code: Code, message: impl Into<String>, bytes: Range<u32>) {
        let bytes = self.page.offset + bytes.start as usize..self.page.offset + bytes.end as usize;
        self.found.push(Diagnostic::warning(code, message).at(bytes));
    }

    /// A unit for one row, with the lines below it up to the next one.
    fn record(&mut self, row: &Row, end: usize, last: bool) {
        let text = self.page.text;
        let mut start = self.start(row);
        if row.mark().is_none() {
            start = self.waiting.take();
            if row.flags & flag::ENDS != 0 || self.ends {
                start = start.or(self.ended).or(Some(Time::exact(0)));
            }
        }
        // The mark that ends a record may stand behind a later paragraph of it.
        let continues = std::mem::take(&mut self.unended) && row.flags & flag::ENDS != 0 && row.label == NO_LABEL;
        self.unended = self.ends && row.flags & flag::ENDS == 0 && row.mark().is_none();
        // Somebody else who begins in the middle of a cue has the cue's time; the time of day is no cue's.
        let cued = self.manner.clock != Clock::Wall;
        let inside = cued && row.kind == Kind::Break && !begins_a_line(text, row.start as usize);
        if inside && row.mark().is_none() {
            start = self.cue;
        } else {
            self.cue = start;
        }
        self.has_time = start.is_some();
        let label = Some(self.census.label(row)).filter(|label| !label.is_empty());
        let before = self.builder.len();
        let raw = text.get(row.text as usize..row.end as usize).unwrap_or("");
        // A clean text is copied whole: the blanks at its ends are no reason to look at each letter.
        let speech = raw.trim_ascii_start();
        let speech_start = row.text as usize + raw.len() - speech.len();
        let speech = speech.trim_ascii_end();
        let end = if row.flags & flag::CELL != 0 { row.end as usize } else { end };
        let below = text.get(row.end as usize..end).unwrap_or("");
        let (silent, alone) = (speech.is_empty(), below.trim_ascii_start().is_empty());
        self.waiting = start.filter(|_| silent && alone && row.label == NO_LABEL);
        if !silent || !alone {
            let until = row.until().map(Time::exact);
            if row.flags & flag::ENDS != 0 {
                self.ended = until;
            }
            let new_speaker = row.kind == Kind::Break;
            if continues {
                self.builder.unit_end(until);
                self.builder.gap(GapKind::Paragraph);
            } else {
                self.builder.unit(UnitStart { speaker: self.speaker, label, start, end: until, new_speaker });
            }
            if self.manner.escaped {
                self.push_unescaped(speech, self.page.offset + speech_start);
            } else {
                self.builder.push_raw(speech, self.page.offset + speech_start);
            }
            if !alone {
                // A mark behind the text is on its line.
                let rest =
                    if row.flags & flag::ENDS != 0 { line_end(text, row.end as usize) } else { row.end as usize };
                self.below(rest..end, Place { last, said: speech });
            }
        }
        if self.builder.len() == before && !self.next_is_mark && self.waiting.is_none() {
            let message = format!("nothing is said below the label `{}`", label.unwrap_or("(none)"));
            self.warn(Code::LabelWithoutText, message, row.start..row.end);
        }
    }

    /// Adds text without the backslashes that keep Markdown's signs from being signs: `a \\| b`.
    fn push_unescaped(&mut self, text: &str, at: usize) {
        let mut plain = Plain::default();
        let mut from = 0;
        for (index, _) in text.match_indices('\\') {
            let next = text.as_bytes().get(index + 1);
            if index >= from && next.is_some_and(u8::is_ascii_punctuation) {
                plain.copy(text.get(from..index).unwrap_or(""), at + from);
                // The sign itself is text, also where it is a backslash.
                from = index + 2;
                plain.copy(text.get(index + 1..from).unwrap_or(""), at + index + 1);
            }
        }
        plain.copy(text.get(from..).unwrap_or(""), at + from);
        self.builder.push_plain(&plain);
    }

    /// The start that a row gives, with a word on what is odd about it.
    fn start(&mut self, row: &Row) -> Option<Time> {
        let Some(at) = row.mark()? else {
            let message = "seconds or minutes of this mark pass 59: its time is left open";
            self.warn(Code::TimeOutOfRange, message, row.start..row.text);
            return None;
        };
        if let Some(before) = self.last_time.replace(at)
            && at < before - SMALL_STEP
            && !starts_a_part(at, before)
        {
            let back = (before - at) / 1_000;
            let message = format!("this mark lies {back} s before the one above it; it is kept as written");
            self.warn(Code::TimeStepsBack, message, row.start..row.text);
        }
        Some(Time::exact(at))
    }

    /// Speech between the transcript's heading and the first label: a cold open, or a host whose label was lost.
    fn opening(&mut self, head: &str) {
        let all: Vec<Range<usize>> = lines(head).collect();
        let line = |range: &Range<usize>| head.get(range.clone()).unwrap_or("");
        let heading = all.iter().rposition(|range| is_opener(line(range)));
        let mut at = 0;
        while at < all.len() {
            let more = all.get(at..).unwrap_or(&[]);
            let paragraph = more.iter().take_while(|range| !line(range).trim().is_empty()).count().max(1);
            // Above its heading nothing is said yet.
            if heading.is_none_or(|heading| at > heading) {
                self.opening_paragraph(head, more.get(..paragraph).unwrap_or(&[]), heading.is_some());
            }
            at += paragraph;
        }
    }

    /// One paragraph in front of the first label: its lines, and whether the transcript's heading stands above.
    fn opening_paragraph(&mut self, head: &str, paragraph: &[Range<usize>], below: bool) {
        const FEW_WORDS: usize = 12;
        let line = |range: &Range<usize>| head.get(range.clone()).unwrap_or("");
        let words: usize = paragraph.iter().map(|range| line(range).split_whitespace().count()).sum();
        let ends = paragraph.last().and_then(|range| line(range).split_whitespace().next_back());
        let sentence = ends.is_some_and(|word| end_of(word) != End::Open);
        let own = paragraph.iter().any(|range| is_page_line(line(range)));
        let spoken = self.manner.cold_open && words >= FEW_WORDS && sentence && !own;
        let mut first = true;
        for range in paragraph {
            let content = line(range);
            // What the page says of its own text.
            let own = content.trim_start();
            if own.starts_with("Note:") || own.contains("ranscript") {
                continue;
            }
            let long = self.long_label(content, range.start);
            let speech = spoken || (below && (reads_as_speech(content) || (sentence && !first)));
            if long || (speech && !is_event(content) && !is_furniture(content)) {
                if !self.builder.is_empty() {
                    self.builder.gap(if first { GapKind::Paragraph } else { GapKind::Wrap });
                }
                self.builder.push_raw(content, self.page.offset + range.start);
                first = false;
            }
        }
    }

    /// The lines below a row up to the next one: paragraphs of the same unit, or furniture.
    fn below(&mut self, range: Range<usize>, place: Place<'_>) {
        let last = place.last;
        let mut first = place.said.is_empty();
        let text = self.page.text.get(range.clone()).unwrap_or("");
        let own = match self.manner.gutter || self.manner.keep_events {
            true => Vec::new(),
            false => self.habit.page_text(place.said, text, last),
        };
        let (mut blank, mut ended) = (false, false);
        let mut blanks = 0usize;
        let mut said = usize::from(!place.said.is_empty());
        let mut directed = 0usize;
        let mut closed_line = true;
        // The first line is what is left of the row's own line: nothing.
        for mut line in lines(text) {
            let mut content = text.get(line.clone()).unwrap_or("");
            if self.manner.gutter && line.start > 0 {
                let cut = content.len() - behind_number(content).len();
                // What stands outside the column is the page's: its head, its foot, its number.
                if cut == 0 && numbered(self.page) > 0.6 {
                    continue;
                }
                line.start += cut;
                content = text.get(line.clone()).unwrap_or("");
                if content.trim().is_empty() {
                    continue;
                }
            }
            if content.trim().is_empty() {
                blank |= line.start > 0;
                blanks += usize::from(line.start > 0);
                continue;
            }
            // A direction over several lines.
            if line.start < directed {
                continue;
            }
            if let Some(end) = end_of_direction(text, line.clone()) {
                directed = end;
                continue;
            }
            let gap = std::mem::take(&mut blanks);
            // The first line below an opening is what is said, whatever it looks like.
            let below_opening = std::mem::take(&mut first);
            let opens = below_opening && (self.has_time || !is_event(content)) && !is_furniture(content);
            if below_opening && self.last_time.is_some_and(|at| restates(content, at)) {
                first = place.said.is_empty();
                continue;
            }
            // The head of a column that stands before every record.
            if is_column_head(content) {
                continue;
            }
            if self.manner.ornaments && is_ornament(content) {
                first = below_opening;
                continue;
            }
            let titled = !self.titles.is_empty() && self.titles.iter().any(|title| title == content.trim());
            let furniture = titled
                || own.iter().any(|own| own.contains(&line.start))
                || is_furniture(content)
                    && (blank || is_page(content.trim()) || !content.trim_start().starts_with(char::is_lowercase));
            // Behind the last row the page's own text begins somewhere: what no longer reads as speech ends it.
            if self.bulleted {
                let bare = content.trim_start().trim_start_matches('•');
                line.start = line.end - bare.len();
                content = bare;
            }
            let start = range.start + line.start;
            // Where records are one paragraph, the page's own text begins behind the last one's.
            ended |= last && !opens && (is_closer(content) || (blank && self.single));
            // So it does behind a wider gap than the transcript has, and where a line ends no sentence as all others do.
            ended |= last && !opens && blank && (gap > self.widest || (self.closed && is_open(content)));
            // Where a record is one line, the page's own text begins below it, unless the line goes on.
            ended |= last
                && !opens
                && said > 0
                && (self.lone == Lone::All || self.lone == Lone::Most && !reads_as_speech(content))
                && (blank || self.ranged || !content.trim_start().starts_with(char::is_lowercase));
            // Another part or the page's own text follows, whatever it is.
            ended |= !opens && says_the_end(content);
            ended |= !opens
                && last
                && !self.manner.keep_events
                && (furniture || (is_heading(content) && (blank || !reads_as_speech(content))));
            let event = is_event(content) && !opens && !self.manner.keep_events;
            // Where all paragraphs end with a stop, a line right above the next opening that doesn't is a heading.
            // The page names its own parts: `Recording on board (automatic transcript)`.
            let named = !opens
                && blank
                && content.contains("ranscript")
                && content.split_whitespace().count() <= 8
                && is_open(content)
                && content.trim_start().starts_with(char::is_uppercase);
            let capitals = !opens && closed_line && is_heading_in_capitals(content);
            let alone = self.lone != Lone::No && said > 0 && closed_line;
            let heads = self.closed
                && (blank && is_title_line(content)
                    || !opens && (heads_a_section(content) || alone && is_title_line(content)))
                && !last
                && text.get(line.end..).is_some_and(|rest| rest.trim().is_empty());
            let below = text.get(line.end..).unwrap_or("");
            let heads = heads
                || named
                || (blank && !last && self.is_pull_quote(content))
                || is_page_number(content, blank, below)
                || capitals && !last && only_headings(below, self.manner.gutter);
            if opens || !(ended || furniture || event || heads || (blank && heads_a_section(content))) {
                self.long_label(content, start);
                said += 1;
                closed_line = !is_open(content);
                self.builder.gap(if blank { GapKind::Paragraph } else { GapKind::Wrap });
                self.builder.push_raw(
                    content.trim_ascii(),
                    self.page.offset + start + content.len() - content.trim_ascii_start().len(),
                );
            } else if !last && !event {
                let shown: String = content.trim().chars().take(40).collect();
                let message = format!("`{shown}` is not speech and was left out");
                let bytes = self.page.offset + start..self.page.offset + start + content.len();
                self.found.push(Diagnostic::note(Code::FurnitureDropped, message).at(bytes));
            }
            blank = false;
        }
    }

    /// Whether a line repeats what is said elsewhere on the page, as magazines do.
    fn is_pull_quote(&mut self, line: &str) -> bool {
        const MOST: usize = 64;
        const SHORTEST: usize = 16;
        const SHORTEST_BARE: usize = 32;
        let line = line.trim();
        let quoted = line.strip_prefix(['“', '"', '«']).and_then(|rest| rest.strip_suffix(['”', '"', '»']));
        let inner = quoted.unwrap_or(line).trim().trim_end_matches(['.', ',', '!', '?', '…']);
        let least = if quoted.is_some() { SHORTEST } else { SHORTEST_BARE };
        if inner.len() < least || self.quotes == MOST {
            return false;
        }
        self.quotes += 1;
        memchr::memmem::find_iter(self.page.text.as_bytes(), inner.as_bytes()).nth(1).is_some()
    }

    /// Warns where a line has more in front of its mark than a name can be, and says whether it has.
    fn long_label(&mut self, line: &str, start: usize) -> bool {
        if line.len() <= LONG_LABEL {
            return false;
        }
        let at = memchr::memchr2(b'(', b'[', line.as_bytes()).unwrap_or(0);
        let before = line.get(..at).unwrap_or("");
        let long = before.len() > LONG_LABEL
            && !before.contains(['.', '?', '!'])
            && line.get(at + 1..).is_some_and(|rest| mark(rest).is_some());
        if long {
            let characters = before.chars().count();
            let message =
                format!("{characters} characters stand before a time mark: too long for a name, kept as speech");
            self.warn(Code::LabelTooLong, message, start as u32..(start + at) as u32);
        }
        long
    }

    /// Whether the page stops in mid-sentence, where its other paragraphs don't.
    fn cut_off(&self, rows: &[Row]) -> Option<Diagnostic> {
        const LOOKED_AT: usize = 1_000;
        let text = self.page.text;
        let open = |range: Range<usize>| {
            let last = text.get(range).unwrap_or("").split_whitespace().next_back();
            last.is_none_or(|word| end_of(word) == End::Open)
        };
        let last = rows.last()?;
        let before = rows.get(rows.len().saturating_sub(LOOKED_AT)..rows.len() - 1)?;
        let ended = before.iter().filter(|row| !open(row.text as usize..row.end as usize)).count();
        let at_the_end = text.get(last.end as usize..).is_some_and(|below| below.trim().is_empty());
        let cut = before.len() >= 2
            && ended * 5 >= before.len() * 4
            && at_the_end
            && open(last.text as usize..last.end as usize);
        let end = self.page.offset + text.trim_end().len();
        cut.then(|| {
            Diagnostic::warning(Code::CutOff, "the page stops in mid-sentence: its end may be missing").at(end..end)
        })
    }
}
