//! Pages where a line's head names the speaker: what the dialects of that kind share.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use super::page_meta::read_head;
use super::region::{is_event, is_furniture, is_heading, lines};
use super::resolve::{resolve, roles_from_roster};
use super::{Page, Score};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Reading};
use crate::error::Error;
use crate::model::{GapKind, Participant, SpeakerId, Time, TranscriptBuilder, UnitStart};
use crate::text::is_label;
use crate::text::words::{End, end_of};

/// The head of a line: who, and maybe when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head<'t> {
    /// The label; empty where a mark stands alone and the speaker goes on.
    pub label: &'t str,
    /// Whether a mark stands in the head, and the milliseconds it gives, if a clock can show them.
    pub mark: Option<Option<i64>>,
    /// Where the text starts, in bytes of the line.
    pub text: usize,
    /// How the head is written: the same number for the same brackets and signs.
    pub form: u8,
}

/// A way to read heads off lines.
pub type ReadHead = for<'t> fn(&'t str) -> Option<Head<'t>>;

/// A line with a head.
struct Record<'t> {
    label: u32,
    head: Head<'t>,
    line: Range<usize>,
}

/// The records of a page, with their distinct labels and how often each occurs.
struct Records<'t> {
    records: Vec<Record<'t>>,
    labels: Vec<(&'t str, usize)>,
}

/// The label of a mark that stands alone.
const NO_LABEL: u32 = u32::MAX;

fn records<'t>(text: &'t str, read_head: ReadHead) -> Records<'t> {
    let mut records: Vec<Record<'t>> = Vec::new();
    let mut labels: Vec<(&'t str, usize)> = Vec::new();
    let mut known: FxHashMap<&'t str, u32> = FxHashMap::default();
    for line in lines(text) {
        let Some(head) = text.get(line.clone()).and_then(read_head) else { continue };
        let label = if head.label.is_empty() {
            NO_LABEL
        } else {
            // Whatever is no label is remembered as such: the check is made once a spelling.
            let label = *known.entry(head.label).or_insert_with(|| {
                if !is_label(head.label) {
                    return NO_LABEL;
                }
                labels.push((head.label, 0));
                (labels.len() - 1) as u32
            });
            let Some((_, count)) = labels.get_mut(label as usize) else { continue };
            *count += 1;
            label
        };
        records.push(Record { label, head, line });
    }
    keep_one_form(&mut records, &mut labels);
    Records { records, labels }
}

/// Heads of another form than nearly all others are prose that happens to look like one.
fn keep_one_form(records: &mut Vec<Record<'_>>, labels: &mut [(&str, usize)]) {
    let mut forms: FxHashMap<u8, usize> = FxHashMap::default();
    for record in records.iter().filter(|record| record.label != NO_LABEL) {
        *forms.entry(record.head.form).or_default() += 1;
    }
    let total: usize = forms.values().sum();
    let rare = |form: u8| forms.get(&form).is_some_and(|count| count * 20 < total);
    let mut recur: FxHashMap<u32, usize> = FxHashMap::default();
    for record in records.iter().filter(|record| !rare(record.head.form)) {
        *recur.entry(record.label).or_default() += 1;
    }
    records.retain(|record| {
        let keep = !rare(record.head.form) || record.label == NO_LABEL || recur.contains_key(&record.label);
        if !keep && let Some((_, count)) = labels.get_mut(record.label as usize) {
            *count = count.saturating_sub(1);
        }
        keep
    });
}

/// What a page shows of a labelled dialect: counts for its score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Lines with a label.
    pub labelled: usize,
    /// Distinct labels.
    pub labels: usize,
    /// Labels that occur twice or more.
    pub recurring: usize,
    /// Lines where the label is another one than before.
    pub changes: usize,
    /// Marks that can be read.
    pub marks: usize,
    /// Share of marks that are not before the mark above them by more than five seconds.
    pub rising: f32,
    /// Median words a second between one mark and the next.
    pub rate: f32,
    /// Share of the region's letters that stand in labelled lines.
    pub coverage: f32,
    /// Share of labelled lines in the commonest form.
    pub regular: f32,
    /// Median words of a labelled line's text.
    pub words: usize,
    /// Share of labelled lines whose text ends a sentence.
    pub sentences: f32,
}

/// Gathers the evidence for a dialect.
pub fn evidence(text: &str, read_head: ReadHead) -> Evidence {
    let Records { records, labels } = records(text, read_head);
    let mut found = Evidence {
        labels: labels.iter().filter(|(_, count)| *count > 0).count(),
        recurring: labels.iter().filter(|(_, count)| *count > 1).count(),
        ..Evidence::default()
    };
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return found };
    let region = text.get(first.line.start..last.line.end).unwrap_or("");
    let mut forms: FxHashMap<u8, usize> = FxHashMap::default();
    let (mut claimed, mut before, mut last_mark) = (0usize, None, None::<(i64, usize)>);
    let (mut rising, mut words, mut rates, mut sentences) = (0usize, Vec::new(), Vec::new(), 0usize);
    for record in &records {
        let speech = text.get(record.line.start + record.head.text..record.line.end).unwrap_or("");
        claimed += record.line.len();
        let count = speech.split_whitespace().count();
        if record.label != NO_LABEL {
            found.labelled += 1;
            found.changes += usize::from(before.replace(record.label) != Some(record.label));
            *forms.entry(record.head.form).or_default() += 1;
            words.push(count);
            sentences +=
                usize::from(speech.split_whitespace().next_back().is_some_and(|word| end_of(word) != End::Open));
        }
        if let Some(at) = record.head.mark.flatten() {
            found.marks += 1;
            rising += usize::from(last_mark.is_none_or(|(last, _)| at >= last - 5_000));
            if let Some((last, spoken)) = last_mark
                && (1..300_000).contains(&(at - last))
            {
                rates.push(spoken as f32 * 1_000.0 / (at - last) as f32);
            }
            last_mark = Some((at, count));
        } else if let Some((_, spoken)) = &mut last_mark {
            *spoken += count;
        }
    }
    found.rising = rising as f32 / found.marks.max(1) as f32;
    found.rate = median(&mut rates);
    found.words = median_of(&mut words);
    found.sentences = sentences as f32 / found.labelled.max(1) as f32;
    found.coverage = claimed as f32 / region.len().max(1) as f32;
    found.regular = forms.values().copied().max().unwrap_or(0) as f32 / found.labelled.max(1) as f32;
    found
}

fn median(values: &mut [f32]) -> f32 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

fn median_of(values: &mut [usize]) -> usize {
    let middle = values.len() / 2;
    if values.is_empty() { 0 } else { *values.select_nth_unstable(middle).1 }
}

impl Evidence {
    /// The lines a score shows.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{} lines begin with one of {} labels ({} recur); the label changes {} times",
            self.labelled, self.labels, self.recurring, self.changes
        )];
        if self.marks > 0 {
            lines.push(format!(
                "{} time marks, {:.0} % in order, with {:.1} words a second between them",
                self.marks,
                self.rising * 100.0,
                self.rate
            ));
        }
        let (covered, regular) = (self.coverage * 100.0, self.regular * 100.0);
        lines.push(format!("labelled lines hold {covered:.0} % of the region; {regular:.0} % are in one form"));
        lines
    }

    /// Whether the labels behave as speakers do: a small set that recurs.
    pub fn labels_are_healthy(&self) -> bool {
        self.recurring >= 1 && self.labels <= (self.labelled / 2).max(12) && self.recurring * 3 >= self.labels
    }

    /// A score for pages with marks: they must rise at the rate of speech.
    pub fn timed_score(&self) -> Score {
        let order = self.marks >= 3 && self.rising >= 0.9 && (0.3..=7.0).contains(&self.rate);
        let labelled = self.labelled >= 4
            && self.labels_are_healthy()
            && (self.marks == 0 || self.rate >= 0.1 || self.rate == 0.0);
        let value = match (order && self.labelled >= 1, labelled && self.marks > 0) {
            (true, _) => 0.80 + 0.15 * self.coverage.min(1.0) * self.regular,
            (false, true) => 0.55 + 0.25 * self.coverage.min(1.0) * self.regular,
            (false, false) => 0.0,
        };
        Score { value, evidence: self.lines() }
    }
}

/// What a reading needs to say of itself.
pub struct Reader<'p, 't> {
    pub page: &'p Page<'t>,
    pub read_head: ReadHead,
}

/// Longest stretch in front of a mark that is worth a word when it is no label.
const LONG_LABEL: usize = 200;

impl<'t> Reader<'_, 't> {
    /// Reads the page: units for every label and mark, furniture left out, labels drawn to speakers.
    ///
    /// # Errors
    /// [`Error::NotATranscript`] where no line has a head.
    pub fn read(&self) -> Result<Reading, Error> {
        let text = self.page.text;
        let Records { records, labels } = records(text, self.read_head);
        let Some(first) = records.first() else {
            return Err(Error::NotATranscript {
                code: if text.trim().is_empty() { "E-EMPTY" } else { "E-ARTICLE" },
                looks_like: if text.trim().is_empty() { "no text" } else { "no line begins with a speaker's label" }
                    .to_owned(),
                evidence: "0 speaker labels".to_owned(),
                needed: "lines such as `Name (12:34): …` or `Name: …`".to_owned(),
            });
        };
        let mut found = Diagnostics::default();
        let head_text = text.get(..first.line.start).unwrap_or("");
        let mut meta = read_head(head_text);
        let mut known: Vec<String> = meta.participants.iter().map(|person| person.name.clone()).collect();
        known.extend(credits(head_text));
        let mut resolved = resolve(&labels, &neighbours(&records), &known);
        for doubt in std::mem::take(&mut resolved.doubts) {
            found.push(doubt);
        }
        let listed: Vec<String> =
            meta.participants.iter().filter(|p| p.role.is_none()).map(|p| p.name.clone()).collect();
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
                meta.participants.push(Participant {
                    name: speaker.name.clone(),
                    role: speaker.role.clone(),
                    title: None,
                });
            }
        }
        let mut builder = TranscriptBuilder::with_capacity(text.len().saturating_sub(first.line.start), records.len());
        let ids: Vec<SpeakerId> = resolved.speakers.into_iter().map(|speaker| builder.speaker(speaker)).collect();
        self.opening(&mut builder, head_text);
        let repeated = repeats(text, &records);
        let (mut speaker, mut last_time) = (None, None::<i64>);
        for (index, record) in records.iter().enumerate() {
            let end = records.get(index + 1).map_or(text.len(), |next| next.line.start);
            let offset = self.page.offset;
            let bytes = offset + record.line.start..offset + record.line.end;
            if repeated.get(index) == Some(&true) {
                found.push(
                    Diagnostic::warning(Code::RepeatDropped, "this repeats a paragraph above and was left out")
                        .at(bytes),
                );
                continue;
            }
            if record.label != NO_LABEL {
                speaker = resolved.of_label.get(record.label as usize).and_then(|id| ids.get(*id)).copied();
            }
            let start = self.start(record, &mut last_time, &mut found);
            let label = labels.get(record.label as usize).map(|(label, _)| *label);
            let before = builder.len();
            let speech = record.line.start + record.head.text..record.line.end;
            let has_text = text.get(speech.clone()).is_some_and(|speech| !speech.trim().is_empty());
            let follows = text.get(record.line.end..end).is_some_and(|below| !below.trim().is_empty());
            if has_text || follows {
                builder.unit(UnitStart { speaker, label, start, ..UnitStart::default() });
                builder.push_raw(text.get(speech.clone()).unwrap_or(""), offset + speech.start);
                self.below(&mut builder, record.line.end..end, index + 1 == records.len(), &mut found);
            }
            if builder.len() == before {
                let message = format!("nothing is said below the label `{}`", record.head.label);
                found.push(Diagnostic::warning(Code::LabelWithoutText, message).at(bytes));
            }
        }
        if let Some(cut) = self.cut_off(&records) {
            found.push(cut);
        }
        let mut transcript = builder.finish();
        transcript.drop_empty_units();
        transcript.meta = meta;
        let mut reading = Reading::new(transcript);
        reading.diagnostics = found.finish();
        Ok(reading)
    }

    /// The start that a record gives, with a word on what is odd about it.
    fn start(&self, record: &Record<'_>, last: &mut Option<i64>, found: &mut Diagnostics) -> Option<Time> {
        let mark = record.head.mark?;
        let bytes = self.page.offset + record.line.start..self.page.offset + record.line.start + record.head.text;
        let Some(at) = mark else {
            let message = "seconds or minutes of this mark pass 59: its time is left open";
            found.push(Diagnostic::warning(Code::TimeOutOfRange, message).at(bytes));
            return None;
        };
        if let Some(before) = last.replace(at)
            && at < before - 5_000
        {
            let back = (before - at) / 1_000;
            let message = format!("this mark lies {back} s before the one above it; it is kept as written");
            found.push(Diagnostic::warning(Code::TimeStepsBack, message).at(bytes));
        }
        Some(Time::exact(at))
    }

    /// Speech between the transcript's heading and the first label: a cold open, or a host whose label was lost.
    fn opening(&self, builder: &mut TranscriptBuilder, head: &str) {
        let all: Vec<Range<usize>> = lines(head).collect();
        let opener = |range: &Range<usize>| {
            let line =
                head.get(range.clone()).unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            ["transcript", "full transcript", "episode transcript", "transcription"].contains(&line.as_str())
        };
        let Some(at) = all.iter().rposition(opener) else { return };
        for range in all.iter().skip(at + 1) {
            let line = head.get(range.clone()).unwrap_or("");
            if reads_as_speech(line) && !is_event(line) && !is_furniture(line) {
                if !builder.is_empty() {
                    builder.gap(GapKind::Paragraph);
                }
                builder.push_raw(line, self.page.offset + range.start);
            }
        }
    }

    /// The lines below a record up to the next one: paragraphs of the same unit, or furniture.
    fn below(&self, builder: &mut TranscriptBuilder, range: Range<usize>, last: bool, found: &mut Diagnostics) {
        let text = self.page.text.get(range.clone()).unwrap_or("");
        let mut blank = false;
        let mut ended = false;
        for line in lines(text) {
            let content = text.get(line.clone()).unwrap_or("");
            if content.trim().is_empty() {
                blank = true;
                continue;
            }
            let bytes = self.page.offset + range.start + line.start..self.page.offset + range.start + line.end;
            // Behind the last record the page's own text begins somewhere: what no longer reads as speech ends it.
            ended |= last && (is_furniture(content) || (is_heading(content) && (blank || !reads_as_speech(content))));
            let furniture =
                ended || is_furniture(content) || is_event(content) || (blank && self.heads_a_section(content));
            if !furniture {
                if content.len() > LONG_LABEL {
                    self.long_label(content, &bytes, found);
                }
                builder.gap(if blank { GapKind::Paragraph } else { GapKind::Wrap });
                builder.push_raw(content, bytes.start);
            } else if !last && !is_event(content) {
                let shown: String = content.trim().chars().take(40).collect();
                found.push(
                    Diagnostic::note(Code::FurnitureDropped, format!("`{shown}` is not speech and was left out"))
                        .at(bytes),
                );
            }
            blank = false;
        }
    }

    /// A short line in title case, alone between blank lines: a section's heading.
    fn heads_a_section(&self, line: &str) -> bool {
        is_heading(line) && line.split_whitespace().count() >= 2 && !line.contains(',')
    }

    fn long_label(&self, line: &str, bytes: &Range<usize>, found: &mut Diagnostics) {
        let mark_at = memchr::memchr2(b'(', b'[', line.as_bytes()).unwrap_or(0);
        let before = line.get(..mark_at).unwrap_or("");
        let marked = line.get(mark_at + 1..).is_some_and(|rest| crate::text::mark(rest).is_some());
        if marked && before.len() > LONG_LABEL && !before.contains(['.', '?', '!']) {
            let message = format!(
                "{} characters stand before a time mark: too long for a name, kept as speech",
                before.chars().count()
            );
            found.push(Diagnostic::warning(Code::LabelTooLong, message).at(bytes.clone()));
        }
    }

    /// Whether the page stops in mid-sentence, where its other paragraphs don't.
    fn cut_off(&self, records: &[Record<'_>]) -> Option<Diagnostic> {
        let text = self.page.text;
        let open = |range: Range<usize>| {
            text.get(range).unwrap_or("").split_whitespace().next_back().is_none_or(|word| end_of(word) == End::Open)
        };
        let last = records.last()?;
        let rest = last.line.start + last.head.text..text.len();
        let ended = records.iter().filter(|r| !open(r.line.start + r.head.text..r.line.end)).count();
        let at_the_end = text.get(last.line.end..).is_some_and(|below| below.trim().is_empty());
        let cut = records.len() >= 3 && ended * 5 >= (records.len() - 1) * 4 && at_the_end && open(rest);
        let end = self.page.offset + text.trim_end().len();
        cut.then(|| {
            Diagnostic::warning(Code::CutOff, "the page stops in mid-sentence: its end may be missing").at(end..end)
        })
    }
}

/// Whether a line reads as speech rather than as a heading or a button.
fn reads_as_speech(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let last = words.clone().next_back().unwrap_or("");
    words.by_ref().take(3).count() == 3 && end_of(last) != End::Open
}

/// Full names that credits map a role to: `Host: Mara Voss`, `Participants: Pia Holt, Abe Lunt`.
fn credits(head: &str) -> Vec<String> {
    let roles = [
        "host",
        "hosts",
        "guest",
        "guests",
        "with",
        "interviewer",
        "interviewee",
        "moderator",
        "participants",
        "attendees",
        "speakers",
        "present",
    ];
    let mut names = Vec::new();
    for line in lines(head).filter_map(|range| head.get(range)) {
        let Some((role, people)) = line.split_once(':') else { continue };
        if roles.contains(&role.trim().to_lowercase().as_str()) {
            let people = people.split([',', ';']).flat_map(|part| part.split(" and ")).map(str::trim);
            names.extend(
                people.filter(|name| name.split_whitespace().count() >= 2 && is_label(name)).map(str::to_owned),
            );
        }
    }
    names
}

fn neighbours(records: &[Record<'_>]) -> FxHashMap<(usize, usize), usize> {
    let mut pairs: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    let labels: Vec<u32> = records.iter().map(|record| record.label).filter(|label| *label != NO_LABEL).collect();
    for pair in labels.windows(2) {
        if let [a, b] = pair
            && a != b
        {
            *pairs.entry((*a as usize, *b as usize)).or_default() += 1;
        }
    }
    pairs
}

/// Which records repeat an earlier one: the same paragraph twice in a row, or a region of five and more.
fn repeats(text: &str, records: &[Record<'_>]) -> Vec<bool> {
    let hash = |record: &Record<'_>| {
        let mut hasher = FxHasher::default();
        (record.head.label, record.head.mark, text.get(record.line.start + record.head.text..record.line.end))
            .hash(&mut hasher);
        hasher.finish()
    };
    let hashes: Vec<u64> = records.iter().map(hash).collect();
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    first.reserve(hashes.len());
    let mut repeated = vec![false; records.len()];
    let mut run = 0;
    for (index, hash) in hashes.iter().enumerate() {
        let again = *first.entry(*hash).or_insert(index) < index;
        // A copy in a row must bear a mark: `Yes.` may be said twice.
        let in_a_row = index > 0 && hashes.get(index - 1) == Some(hash) && records[index].head.mark.is_some();
        run = if again { run + 1 } else { 0 };
        if run >= 5 {
            repeated[index + 1 - run..=index].fill(true);
        } else if in_a_row {
            repeated[index] = true;
        }
    }
    repeated
}
