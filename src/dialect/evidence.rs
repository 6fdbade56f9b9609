//! What the labelled lines of a page say for a dialect: counts, order, the rate of speech, the health of labels.

use rustc_hash::FxHashMap;

use super::Score;
use super::census::{Census, NO_LABEL, Row};
use super::line::flag;
use super::talk::{Talk, spoken_words, talk_of};
use crate::text::words::{End, Letters, bare, end_of, is_function_word};

/// What a page shows of a labelled dialect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Lines with a label.
    pub labelled: usize,
    /// Distinct labels.
    pub labels: usize,
    /// Distinct persons, as far as their surnames tell.
    pub people: usize,
    /// Labels that occur twice or more.
    pub recurring: usize,
    /// Lines where the label is another one than before.
    pub changes: usize,
    /// Marks that stand without a label.
    pub bare: usize,
    /// Marks that can be read.
    pub marks: usize,
    /// Share of marks that are not before the mark above them by more than five seconds, or that start a new part.
    pub rising: f32,
    /// Median words a second between one mark and the next; 0 where there are no two marks.
    pub rate: f32,
    /// Share of the region's letters that stand in labelled lines.
    pub coverage: f32,
    /// Share of labelled lines in the commonest form of their label.
    pub regular: f32,
    /// Share of labelled lines with text behind the head.
    pub filled: f32,
    /// Median words of a labelled line's text.
    pub words: usize,
    /// Share of labelled lines whose text ends a sentence.
    pub sentences: f32,
    /// Share of labelled lines whose text reports what somebody said or did: `Ana: reported that …`.
    pub reports: f32,
    /// Share of successions of labels that are the commonest one for their first label, where three and more labels
    /// take turns: 1 for records of data, whose keys come in one order.
    pub cyclic: f32,
    /// How much the text behind the heads talks.
    pub talk: Talk,
    /// Share of all records, labelled or not, whose text ends a sentence.
    pub ended: f32,
    /// Milliseconds from the earliest mark to the latest.
    pub spread: i64,
    /// Share of labelled records whose label is a string of small words, as no name is.
    pub wordy: f32,
}

/// The text of some rows is read; these are how many there are, in how many stretches.
const STRETCHES: usize = 16;
const STRETCH: usize = 128;

/// So many words tell whether a text talks.
const ENOUGH_WORDS: usize = 1_200;

/// From this share of lines on that end a sentence, a text reads as speech whatever its words are.
const SENTENCES: f32 = 0.5;

/// Verbs that report in minutes and summaries.
const REPORTS: &[&str] = &[
    "reported",
    "noted",
    "discussed",
    "agreed",
    "presented",
    "proposed",
    "explains",
    "explained",
    "discusses",
    "describes",
    "introduces",
    "asks",
    "asked",
    "highlights",
    "highlighted",
    "emphasizes",
    "emphasized",
    "mentioned",
    "approved",
    "moved",
    "seconded",
    "said",
    "says",
    "confirmed",
    "suggested",
    "updated",
    "shared",
    "stated",
    "raised",
    "outlined",
    "talks",
    "reviewed",
];

impl Evidence {
    /// Gathers the evidence of the rows of a dialect.
    /// Where lines are wrapped, what stands below an opening is its own.
    pub fn of(text: &str, census: &Census<'_>, rows: &[Row], wrapped: bool) -> Self {
        let mut found = Evidence::default();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return found };
        let counts = census.counts(rows, u8::MAX);
        found.labels = counts.iter().filter(|count| **count > 0).count();
        found.people = people(census, &counts);
        found.recurring = recurring(census, &counts);
        let wordy: usize =
            census.labels.iter().zip(&counts).filter(|(label, _)| is_wordy(label)).map(|(_, count)| count).sum();
        let labelled: usize = counts.iter().sum();
        found.wordy = wordy as f32 / labelled.max(1) as f32;
        let times = || rows.iter().filter_map(Row::millis);
        found.spread = times().max().unwrap_or(0) - times().min().unwrap_or(0);
        let mut forms = FxHashMap::<(u32, u8), usize>::default();
        let mut recent = [((NO_LABEL, 0u8), 0usize); 2];
        let (mut claimed, mut before, mut last_mark, mut rising) = (0usize, NO_LABEL, None::<i64>, 0usize);
        // Marks since time began at zero.
        let mut since = 0usize;
        for (index, row) in rows.iter().enumerate() {
            // What stands below an opening that is alone on its line belongs to it.
            let below = wrapped || row.text >= row.end || row.flags & flag::ENDS != 0;
            let until = if below { rows.get(index + 1).map_or(row.end, |next| next.start) } else { row.end };
            claimed += (until.max(row.end) - row.start) as usize;
            if row.label == NO_LABEL {
                found.bare += 1;
            } else {
                found.labelled += 1;
                found.changes += usize::from(std::mem::replace(&mut before, row.label) != row.label);
                // Most pages alternate between two labels of one form.
                let of = (row.label, row.form);
                match recent.iter_mut().find(|(known, _)| *known == of) {
                    Some((_, count)) => *count += 1,
                    None => {
                        let (old, count) = std::mem::replace(&mut recent[0], (of, 1));
                        if count > 0 {
                            *forms.entry(old).or_default() += count;
                        }
                        recent.swap(0, 1);
                    }
                }
            }
            if let Some(at) = row.millis() {
                found.marks += 1;
                // Recordings in parts may be short ones.
                let restarts = at <= 5_000 && since >= 4;
                let rises = last_mark.is_none_or(|last| at >= last - SMALL_STEP || starts_a_part(at, last) || restarts);
                since = if last_mark.is_none_or(|last| at >= last - SMALL_STEP) { since + 1 } else { 1 };
                rising += usize::from(rises);
                last_mark = Some(at);
            }
        }
        let region = (last.end - first.start).max(1) as usize;
        found.rising = rising as f32 / found.marks.max(1) as f32;
        found.coverage = (claimed as f32 / region as f32).min(1.0);
        for (old, count) in recent.into_iter().filter(|(_, count)| *count > 0) {
            *forms.entry(old).or_default() += count;
        }
        found.regular = regular(&forms) as f32 / found.labelled.max(1) as f32;
        found.cyclic = cyclic(rows, found.recurring);
        found.read_some(text, rows);
        found
    }

    /// Reads the text of rows in stretches spread over the page.
    fn read_some(&mut self, text: &str, rows: &[Row]) {
        let stretches = rows.len().div_ceil(STRETCH).min(STRETCHES);
        let (mut words, mut rates, mut seen) = (Vec::new(), Vec::new(), 0usize);
        let (mut sentences, mut filled, mut reports) = (0usize, 0usize, 0usize);
        let (mut ended, mut looked_at) = (0usize, 0usize);
        let mut speeches = Vec::new();
        for stretch in 0..stretches {
            let from = if stretches > 1 { (rows.len() - STRETCH) * stretch / (stretches - 1) } else { 0 };
            let some = rows.get(from..rows.len().min(from + STRETCH)).unwrap_or(&[]);
            let mut last_mark = None::<(i64, usize)>;
            for (index, row) in some.iter().enumerate() {
                let until = rows.get(from + index + 1).map_or(row.end, |next| next.start);
                let speech = text.get(row.text as usize..row.end as usize).unwrap_or("").trim();
                let whole = text.get(row.text as usize..until.max(row.text) as usize).unwrap_or("");
                let spoken = spoken_words(whole);
                looked_at += 1;
                let ends =
                    |said: &str| said.split_whitespace().next_back().is_some_and(|word| end_of(word) != End::Open);
                if row.label == NO_LABEL {
                    ended += usize::from(ends(whole));
                    speeches.push(whole);
                } else {
                    seen += 1;
                    let alone = whole.trim_ascii().len() == speech.len();
                    words.push(if alone || speech.is_empty() { spoken } else { spoken_words(speech) });
                    filled += usize::from(!speech.is_empty());
                    let speech = if speech.is_empty() { whole.trim() } else { speech };
                    let ends = usize::from(ends(speech));
                    sentences += ends;
                    ended += ends;
                    let mut letters = Letters::default();
                    let opener = letters.bare(speech.split_whitespace().next().unwrap_or(""));
                    reports += usize::from(REPORTS.contains(&opener));
                    speeches.push(speech);
                }
                match (row.millis(), &mut last_mark) {
                    (Some(at), _) => {
                        if let Some((last, spoken)) = last_mark.replace((at, spoken))
                            && (1..300_000).contains(&(at - last))
                        {
                            rates.push(spoken as f32 * 1_000.0 / (at - last) as f32);
                        }
                    }
                    (None, Some((_, sum))) => *sum += spoken,
                    (None, None) => {}
                }
            }
        }
        let share = |part: usize| part as f32 / seen.max(1) as f32;
        (self.sentences, self.filled, self.reports) = (share(sentences), share(filled), share(reports));
        self.ended = ended as f32 / looked_at.max(1) as f32;
        self.rate = median(&mut rates, f32::total_cmp).unwrap_or(0.0);
        self.words = median(&mut words, usize::cmp).unwrap_or(0);
        // Marks that rise between sentences need no such proof.
        if self.sentences < SENTENCES || self.marks < 3 || self.marks * 2 < self.labelled {
            self.talk = talk_of(speeches.into_iter(), ENOUGH_WORDS);
        }
    }

    /// The lines a score shows.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{} lines begin with one of {} labels ({} recur); the label changes {} times",
            self.labelled, self.labels, self.recurring, self.changes
        )];
        if self.marks > 0 {
            let (rising, rate) = (self.rising * 100.0, self.rate);
            lines.push(format!(
                "{} time marks, {rising:.0} % in order, with {rate:.1} words a second between them",
                self.marks
            ));
        }
        let (covered, regular) = (self.coverage * 100.0, self.regular * 100.0);
        lines.push(format!("labelled lines hold {covered:.0} % of the region; {regular:.0} % are in one form"));
        lines
    }

    /// Whether the labels behave as speakers do: a small set that recurs.
    pub fn labels_are_healthy(&self) -> bool {
        // One who leads, and a few who say one thing each.
        let led = self.people <= 6 && (self.labelled.saturating_sub(self.people) + 1) * 5 >= self.labelled * 2;
        self.recurring >= 1
            && self.people <= (self.labelled / 2).max(12)
            && (led || self.recurring * 3 >= self.people.max(1))
    }

    /// A score for pages with marks: they must rise at the rate of speech.
    pub fn timed_score(&self) -> Score {
        let none = Score { value: 0.0, evidence: self.lines(), reads_as: 0 };
        // Marks at a rate that no speech has are chapters, slots of a schedule, or messages.
        let speech =
            self.rate == 0.0 || (0.8..=7.0).contains(&self.rate) || ((0.3..=12.0).contains(&self.rate) && self.talks());
        // Messages come with their times, and next to nothing is said between them.
        let seconds = (self.spread / 1_000).max(1) as f32;
        let typed = self.bare == 0
            && self.rate == 0.0
            && self.marks * 10 >= self.labelled * 9
            && self.spread > 600_000
            && (self.words * self.labelled) as f32 / seconds < 0.1;
        if typed {
            return none;
        }
        // Times that are all one are no times.
        let still = self.marks >= 3 && self.spread == 0;
        if still
            || self.labelled == 0
            || self.marks == 0
            || !speech
            || self.reports > 0.5
            || self.labelled * 20 < self.bare
        {
            return none;
        }
        let order = self.marks >= 3 && self.rising >= 0.9 && self.rate > 0.0;
        let turns = self.labelled >= 4
            && self.changes >= 3
            && self.labels_are_healthy()
            && self.is_a_conversation()
            && (self.words >= 2 || self.filled < 0.5)
            && (self.marks < 3 || self.rising >= 0.75);
        // Devices report without sentences, and say neither `I` nor `you`.
        let reported = self.talk.words > 0
            && self.labelled >= 6
            && self.ended < 0.2
            && self.talk.persons == 0.0
            && self.talk.questions == 0.0
            && self.talk.unspaced < 0.5;
        if reported {
            return none;
        }
        let fit = self.coverage * self.regular;
        match (order && (self.recurring >= 1 || self.sentences >= 0.5 || self.ended >= 0.5), turns) {
            (true, _) => Score { value: 0.80 + 0.15 * fit, ..none },
            // A few times among many labels prove nothing: somebody must speak to somebody.
            (false, true) if self.talk.words > 0 && !self.addresses() => none,
            (false, true) => Score { value: 0.55 + 0.25 * fit, ..none },
            (false, false) => none,
        }
    }

    /// Whether the labels change as speakers do, and are no sentences; where many take part, somebody says `I`.
    pub fn is_a_conversation(&self) -> bool {
        const MANY: usize = 12;
        let sparse = self.talk.words > 0 && self.talk.first < 0.008 && self.talk.unspaced < 0.5;
        let crowd = self.people > MANY && self.recurring > MANY / 2;
        self.changes * 6 >= self.labelled && self.wordy < 0.5 && !(crowd && sparse)
    }

    /// Whether what follows the breaks is said, and no list.
    pub fn breaks_talk(&self) -> bool {
        let asks = self.talk.questions >= 0.08 || self.talk.spoken >= 0.2;
        (self.talk.persons >= 0.04 && asks)
            || (self.talk.questions >= 0.15 && self.ended >= 0.6)
            || self.talk.unspaced > 0.5
    }

    /// Whether people speak to each other: they say `I` and `you`, or they ask.
    pub fn addresses(&self) -> bool {
        self.talk.persons >= 0.02 || self.talk.questions >= 0.1 || self.talk.unspaced > 0.5
    }

    /// Whether the text reads as sentences that people say.
    pub fn talks(&self) -> bool {
        self.sentences >= SENTENCES || self.talk.persons >= 0.04 || self.talk.unspaced > 0.5
    }
}

/// How many persons the labels name, where a surname is the person's full name again.
fn people(census: &Census<'_>, counts: &[usize]) -> usize {
    const FEW: usize = 64;
    let used = || census.labels.iter().zip(counts).filter(|(_, count)| **count > 0).map(|(label, _)| *label);
    if used().count() > FEW {
        return used().count();
    }
    let all: Vec<&str> = used().collect();
    let mut names: Vec<String> = all.iter().map(|label| person_of(label, &all)).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// Persons that come twice or more, where a surname or a first name is its full name again.
fn recurring(census: &Census<'_>, counts: &[usize]) -> usize {
    const FEW: usize = 32;
    let twice = counts.iter().filter(|count| **count > 1).count();
    let all = counts.iter().filter(|count| **count > 0).count();
    if all > FEW {
        return twice;
    }
    let mut of = FxHashMap::<String, usize>::default();
    let used: Vec<&str> =
        census.labels.iter().zip(counts).filter(|(_, count)| **count > 0).map(|(label, _)| *label).collect();
    for (label, count) in census.labels.iter().zip(counts).filter(|(_, count)| **count > 0) {
        *of.entry(person_of(label, &used)).or_default() += count;
    }
    let persons = of.values().filter(|count| **count > 1).count();
    if persons > 0 || twice > 0 {
        return persons.max(twice);
    }
    let used =
        || census.labels.iter().zip(counts).filter(|(_, count)| **count > 0).map(|(label, _)| label.to_lowercase());
    let full: Vec<String> = used().filter(|label| label.contains(' ')).collect();
    used()
        .filter(|label| !label.contains(' ') && full.iter().any(|name| name.split(' ').any(|part| part == label)))
        .count()
}

/// Four words and more, three of them small: `Changes not staged for commit`.
fn is_wordy(label: &str) -> bool {
    let name = label.split([',', '(']).next().unwrap_or(label);
    let words = name.split_whitespace().count();
    let small = name.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    // `It is colorless`, but not `The President`.
    let first = bare(name.split_whitespace().next().unwrap_or(""));
    let sentence = words >= 2 && small > 0 && first != "the" && is_function_word(&first);
    // `See the archive of tips`
    let second = bare(name.split_whitespace().nth(1).unwrap_or(""));
    let last = name.split_whitespace().next_back().unwrap_or("");
    let points = words >= 4
        && ["the", "a", "an", "your", "this", "these"].contains(&second.as_str())
        && last.starts_with(char::is_lowercase);
    sentence || points || (small >= 3 && words >= 4)
}

/// The surname of a label; that of the full name whose first name it is.
fn person_of(label: &str, all: &[&str]) -> String {
    // `The Minister of Works (Mr. Idris Bevan)`
    let inside = label.split_once('(').map(|(_, inside)| inside.trim_end_matches(')').trim());
    let label = inside.filter(|name| name.contains(". ") && name.split(' ').count() >= 2).unwrap_or(label);
    let name = label.split([',', '(']).next().unwrap_or(label).trim();
    let full = |other: &&&str| {
        other.split_once(' ').is_some_and(|(first, _)| first == name) && !other.ends_with(|c: char| c.is_ascii_digit())
    };
    match all.iter().find(full) {
        Some(full) if !name.contains(' ') => surname(full),
        _ => surname(label),
    }
}

/// The last word of a label's name, in lower case. Names that end in a number are told apart by it.
fn surname(label: &str) -> String {
    let name = label.split([',', '(']).next().unwrap_or(label);
    let last = name.split_whitespace().next_back().unwrap_or(label);
    if last.chars().all(char::is_alphabetic) { last.to_lowercase() } else { name.trim().to_lowercase() }
}

/// How many labelled lines are written as most lines of their label are.
fn regular(forms: &FxHashMap<(u32, u8), usize>) -> usize {
    let mut best = FxHashMap::<u32, usize>::default();
    for ((label, _), count) in forms {
        let most = best.entry(*label).or_default();
        *most = (*most).max(*count);
    }
    best.values().sum()
}

/// Exports step back by so much now and then.
pub const SMALL_STEP: i64 = 5_000;

/// Whether a time near zero behind a late one starts the next tape or part.
pub fn starts_a_part(at: i64, last: i64) -> bool {
    at <= 60_000 && last >= 300_000
}

fn median<T: Copy>(values: &mut [T], order: impl FnMut(&T, &T) -> std::cmp::Ordering) -> Option<T> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, order).1)
}

/// How much three and more labels that recur come in one fixed order.
fn cyclic(rows: &[Row], recurring: usize) -> f32 {
    const MOST: usize = 64;
    if !(3..=MOST).contains(&recurring) {
        return 0.0;
    }
    let mut of = FxHashMap::<(u32, u32), usize>::default();
    let ids: Vec<u32> = rows.iter().map(|row| row.label).filter(|label| *label != NO_LABEL).take(10_000).collect();
    for pair in ids.windows(2) {
        if let [a, b] = pair {
            *of.entry((*a, *b)).or_default() += 1;
        }
    }
    // Keys of records come about equally often.
    let mut counts = FxHashMap::<u32, usize>::default();
    for id in &ids {
        *counts.entry(*id).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(0);
    if counts.values().any(|count| *count > 1 && *count * 2 < most) {
        return 0.0;
    }
    let mut best = FxHashMap::<u32, (usize, u32)>::default();
    for ((from, to), count) in &of {
        let most = best.entry(*from).or_default();
        *most = (*most).max((*count, *to));
    }
    // Two who answer each other, and a third now and then, are no record: the order must lead through three.
    let first = counts.iter().max_by_key(|(id, count)| (**count, **id)).map_or(NO_LABEL, |(id, _)| *id);
    let mut at = best.get(&first).map_or(NO_LABEL, |next| next.1);
    let mut length = 1;
    while at != first && length <= MOST {
        at = best.get(&at).map_or(NO_LABEL, |next| next.1);
        length += 1;
    }
    if length < 3 {
        return 0.0;
    }
    best.values().map(|(count, _)| count).sum::<usize>() as f32 / ids.len().saturating_sub(1).max(1) as f32
}
