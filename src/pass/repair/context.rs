//! What a rule is shown: the text, its lines and cues, and its language.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lexicon;
use super::scan;

/// A text as a rule sees it.
pub struct Context<'t> {
    text: &'t str,
    layout: Option<&'t Layout>,
    facts: &'t Facts,
}

/// What is known of a transcript's text besides its letters.
#[derive(Default)]
pub(super) struct Layout {
    /// Where units start, in order.
    pub units: Vec<usize>,
    /// Where turns start, in order.
    pub turns: Vec<usize>,
    /// Where a line, a cue or a paragraph starts inside a unit, in order.
    pub gaps: Vec<usize>,
    /// Where paragraphs start inside a unit, in order.
    pub paragraphs: Vec<usize>,
    /// Cues, or units where there are none, with their times.
    pub blocks: Vec<Timed>,
    /// When each unit starts, in milliseconds, where the source says so on the clock of the recording.
    pub marks: Vec<Option<i64>>,
    /// Names of those who speak.
    pub names: Vec<String>,
    /// Where somebody is said to begin to speak, in order.
    pub voices: Vec<usize>,
    /// Where words end that have a silence after them, with its milliseconds, in order.
    pub pauses: Vec<(usize, u32)>,
    /// What may bear names that are said: the title, those who speak, those who take part.
    pub given: Vec<String>,
}

/// What stands between one mark and the next.
pub(super) struct Marked {
    /// Its bytes, without the mark.
    pub text: Range<usize>,
    /// The two marks, in milliseconds.
    pub times: Option<(i64, i64)>,
    /// How many fields the marks have, where they are written in the text.
    pub mark: Option<u8>,
}

/// A cue or a unit: its bytes, and when it starts and ends in milliseconds.
pub(super) type Timed = (Range<usize>, Option<(i64, i64)>);

/// What is found out once, and again when the rules have come to an end.
#[derive(Default)]
pub(super) struct Facts {
    language: OnceCell<Language>,
    code: OnceCell<bool>,
}

impl Facts {
    /// Whether they would be found the same in `text`, which the repair has changed since.
    pub fn hold_for(&self, text: &str) -> bool {
        self.language.get().is_none_or(|language| *language == language_of(text))
            && self.code.get().is_none_or(|code| *code == scan::speaks_of_code(text))
    }
}

/// The language of most of a text, as far as a rule needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    French,
    /// Another one.
    Other,
    /// Too little text to tell.
    Unknown,
}

/// A cue, or a paragraph of lines: what stands on the screen at one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Block {
    /// Its lines.
    pub lines: Vec<Range<usize>>,
    /// Start and end in milliseconds.
    pub times: Option<(i64, i64)>,
    /// All that goes when the block goes: in a caption file its number, its times and the blank line after it too.
    pub whole: Range<usize>,
    /// Where its end time is written.
    pub end_stamp: Option<Range<usize>>,
}

impl<'t> Context<'t> {
    pub(super) fn plain(text: &'t str, facts: &'t Facts) -> Self {
        Context { text, layout: None, facts }
    }

    pub(super) fn of_transcript(text: &'t str, layout: &'t Layout, facts: &'t Facts) -> Self {
        Context { text, layout: Some(layout), facts }
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Whether the text is a file as it stands, with lines of its own, and not the speech of a transcript.
    pub fn is_plain(&self) -> bool {
        self.layout.is_none()
    }

    /// Where somebody is said to begin to speak; `None` for a plain text.
    pub(super) fn voices(&self) -> Option<&[usize]> {
        self.layout.map(|layout| layout.voices.as_slice())
    }

    /// What may bear names that are said, as far as the transcript gives it besides its text.
    pub(super) fn given(&self) -> &[String] {
        self.layout.map_or(&[], |layout| &layout.given)
    }

    /// Silences: where a word or a cue ends, and the milliseconds until the next starts.
    pub(super) fn pauses(&self) -> Box<dyn Iterator<Item = (usize, u32)> + '_> {
        let Some(layout) = self.layout else { return Box::new(std::iter::empty()) };
        if !layout.pauses.is_empty() {
            return Box::new(layout.pauses.iter().copied());
        }
        let pause = |pair: &[Timed]| match pair {
            [(bytes, Some((_, end))), (_, Some((start, _)))] => {
                u32::try_from(start - end).ok().filter(|pause| *pause > 0).map(|pause| (bytes.end, pause))
            }
            _ => None,
        };
        Box::new(layout.blocks.windows(2).filter_map(pause))
    }

    pub(super) fn language(&self) -> Language {
        *self.facts.language.get_or_init(|| language_of(self.text))
    }

    /// Whether signs of programs stand in the text.
    pub(super) fn speaks_of_code(&self) -> bool {
        *self.facts.code.get_or_init(|| scan::speaks_of_code(self.text))
    }

    /// Whether a unit, a cue or a line of a transcript starts at byte `at`.
    pub(super) fn starts_at(&self, at: usize) -> bool {
        self.layout
            .is_some_and(|layout| layout.units.binary_search(&at).is_ok() || layout.gaps.binary_search(&at).is_ok())
    }

    /// Where one line ends and the next starts.
    pub(super) fn joints(&self) -> Box<dyn Iterator<Item = (usize, usize)> + '_> {
        match self.layout {
            Some(layout) => Box::new(layout.gaps.iter().map(|&at| {
                let left = self.text.get(..at).unwrap_or("");
                (left.trim_end_matches(' ').len(), at)
            })),
            None => Box::new(memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|newline| {
                let end = if newline > 0 && self.text.as_bytes().get(newline - 1) == Some(&b'\r') {
                    newline - 1
                } else {
                    newline
                };
                (end, newline + 1)
            })),
        }
    }

    /// Stretches that one speaker says, or paragraphs of a plain text: a quotation doesn't leave them.
    pub(super) fn paragraphs(&self) -> Vec<Range<usize>> {
        match self.layout {
            Some(layout) => {
                let ends = layout.turns.iter().skip(1).copied().chain([self.text.len()]);
                layout.turns.iter().zip(ends).map(|(&start, end)| start..end).collect()
            }
            None => scan::paragraphs(self.text).collect(),
        }
    }

    /// Paragraphs of a transcript, with what goes when they go: nothing where a unit would lose its beginning.
    pub(super) fn removable_paragraphs(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let Some(layout) = self.layout else { return Vec::new() };
        let bounds = layout.units.iter().chain(&layout.paragraphs).copied();
        let mut bounds: Vec<usize> = bounds.chain([self.text.len()]).collect();
        bounds.sort_unstable();
        bounds.dedup();
        let stretch = |pair: &[usize]| match pair {
            [start, end] => {
                let text = self.text.get(*start..*end)?;
                let kept = *start..*start + text.trim_end().len();
                let first = layout.units.binary_search(start).is_ok();
                let before = self.text.get(..*start)?.trim_end().len();
                Some((kept.clone(), if first { kept.end..kept.end } else { before..kept.end }))
            }
            _ => None,
        };
        bounds.windows(2).filter_map(stretch).collect()
    }

    /// Names of those who speak, where a reader knows them.
    pub(super) fn names(&self) -> &'t [String] {
        self.layout.map_or(&[], |layout| &layout.names)
    }

    /// Stretches of running text: units, or paragraphs of a plain text.
    pub(super) fn stretches(&self) -> Vec<Range<usize>> {
        match self.layout {
            Some(layout) => self.between(&layout.units),
            None => scan::paragraphs(self.text).collect(),
        }
    }

    /// The paragraphs of units, or the lines of a plain text, with the byte where their unit starts.
    pub(super) fn rows(&self) -> Vec<(Range<usize>, usize)> {
        let Some(layout) = self.layout else { return scan::lines(self.text).map(|line| (line, 0)).collect() };
        let mut bounds: Vec<usize> = layout.units.iter().chain(&layout.paragraphs).copied().collect();
        bounds.sort_unstable();
        bounds.dedup();
        let unit = |row: Range<usize>| {
            let at = layout.units.partition_point(|start| *start <= row.start);
            let start = at.checked_sub(1).and_then(|at| layout.units.get(at)).copied().unwrap_or(0);
            (row, start)
        };
        self.between(&bounds).into_iter().map(unit).collect()
    }

    /// The stretches from each start to the next, without the white space at their ends.
    fn between(&self, starts: &[usize]) -> Vec<Range<usize>> {
        let ends = starts.iter().skip(1).copied().chain([self.text.len()]);
        let stretch = |(&start, end): (&usize, usize)| {
            let text = self.text.get(start..end).unwrap_or("");
            start..start + text.trim_end().len()
        };
        starts.iter().zip(ends).map(stretch).collect()
    }

    /// What stands between each mark and the next, in order.
    pub(super) fn marked(&self) -> Vec<Marked> {
        let Some(layout) = self.layout else { return plain_marked(self.text) };
        let nexts = layout.marks.iter().skip(1).copied().chain([None]);
        let units = self.between(&layout.units);
        let times = layout.marks.iter().zip(nexts);
        units
            .into_iter()
            .zip(times)
            .map(|(text, (start, end))| Marked { text, times: start.zip(end), mark: None })
            .collect()
    }

    /// The cues, or what looks like them, in order.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let Some(layout) = self.layout else { return plain_blocks(self.text) };
        let block = |(bytes, times): &(Range<usize>, Option<(i64, i64)>)| {
            let first = layout.gaps.partition_point(|&at| at <= bytes.start);
            let inner = layout.gaps.get(first..).unwrap_or(&[]).iter().copied().take_while(|&at| at < bytes.end);
            let mut starts = vec![bytes.start];
            starts.extend(inner);
            let ends = starts.iter().skip(1).copied().chain([bytes.end]);
            let line = |(&start, end): (&usize, usize)| {
                let text = self.text.get(start..end).unwrap_or("");
                start..start + text.trim_end().len()
            };
            let lines = starts.iter().zip(ends).map(line).filter(|line| !line.is_empty()).collect();
            Block { lines, times: *times, whole: bytes.clone(), end_stamp: None }
        };
        layout.blocks.iter().map(block).collect()
    }
}

/// The blocks of a text file: cues of SubRip and WebVTT with their times, else runs of lines between blank lines and
/// marks.
fn plain_blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    // A line of digits that may be the number of a cue.
    let mut number: Option<usize> = None;
    for line in scan::lines(text) {
        let words = text.get(line.clone()).unwrap_or("").trim();
        if words.is_empty() {
            // WebVTT from rolling captions has lines of one space inside its cues.
            open = open && open_timed(&blocks, open) && !line.is_empty();
            number = None;
        } else if let Some((times, end_stamp)) = timing(text, &line) {
            let start = number.take().unwrap_or(line.start);
            blocks.push(Block {
                times: Some(times),
                whole: start..line.end,
                end_stamp: Some(end_stamp),
                ..Block::default()
            });
            open = true;
        } else if !open && words.bytes().all(|b| b.is_ascii_digit()) {
            number = Some(line.start);
        } else if scan::line_kind(words) == scan::LineKind::Mark && !open_timed(&blocks, open) {
            open = false;
        } else if open {
            if let Some(block) = blocks.last_mut() {
                block.whole.end = line.end;
                block.lines.push(line);
            }
        } else {
            blocks.push(Block { whole: line.clone(), lines: vec![line], ..Block::default() });
            open = true;
        }
    }
    let starts: Vec<usize> = blocks.iter().skip(1).map(|block| block.whole.start).chain([text.len()]).collect();
    for (block, next) in blocks.iter_mut().zip(starts) {
        let gap = text.get(block.whole.end..next).unwrap_or("");
        if gap.trim().is_empty() {
            block.whole.end = next;
        }
    }
    blocks
}

/// The stretches of a text file between the marks that its lines start with.
fn plain_marked(text: &str) -> Vec<Marked> {
    let mut found: Vec<(Marked, i64)> = Vec::new();
    for line in scan::lines(text) {
        let words = text.get(line.clone()).unwrap_or("");
        let opened = words.trim_start().trim_start_matches(['[', '(']);
        let Some((mark, rest)) = crate::text::mark(opened) else { continue };
        let rest = rest.trim_start_matches([']', ')', ' ', ':', '-', '–', '|']);
        let start = line.end - rest.len();
        if let Some(last) = found.last_mut() {
            last.0.text.end = line.start;
        }
        // A cue's times are no mark.
        if let Some(millis) = mark.millis.filter(|_| !rest.starts_with('>') && start >= line.start) {
            found.push((Marked { text: start..text.len(), times: None, mark: Some(mark.fields) }, millis));
        }
    }
    let nexts: Vec<Option<i64>> = found.iter().skip(1).map(|(_, millis)| Some(*millis)).chain([None]).collect();
    let joined =
        |((marked, start), end): ((Marked, i64), Option<i64>)| Marked { times: end.map(|end| (start, end)), ..marked };
    found.into_iter().zip(nexts).map(joined).collect()
}

fn open_timed(blocks: &[Block], open: bool) -> bool {
    open && blocks.last().is_some_and(|block| block.times.is_some())
}

/// `start --> end [settings]`
pub(super) fn timing(text: &str, line: &Range<usize>) -> Option<((i64, i64), Range<usize>)> {
    let words = text.get(line.clone())?;
    let arrow = memchr::memmem::find(words.as_bytes(), b"-->")?;
    let (start, tail) = crate::text::mark(words.get(..arrow)?.trim())?;
    let right = words.get(arrow + 3..)?;
    let skipped = right.len() - right.trim_start().len();
    let (end, rest) = crate::text::mark(right.trim_start())?;
    if !tail.is_empty() {
        return None;
    }
    let at = line.start + arrow + 3 + skipped;
    let length = right.trim_start().len() - rest.len();
    Some(((start.millis?, end.millis?), at..at + length))
}

/// Words that are frequent in one language and hardly occur in the others.
const TELLING: [(&[&str], Language); 7] = [
    (
        &[
            "the", "and", "is", "of", "to", "it", "that", "you", "we", "was", "are", "they", "have", "this", "with",
            "what", "not", "but", "for", "he", "she", "know", "it's", "i'm", "don't", "there", "my", "your", "be",
            "can", "at",
        ],
        Language::English,
    ),
    (
        &[
            "le", "les", "des", "du", "est", "et", "une", "dans", "pour", "pas", "vous", "nous", "qui", "que", "sur",
            "avec", "c'est", "mais", "ils", "elle", "au", "ça", "il", "je", "j'ai", "très", "oui",
        ],
        Language::French,
    ),
    (
        &["el", "los", "las", "es", "y", "que", "en", "por", "una", "del", "pero", "muy", "para", "está"],
        Language::Other,
    ),
    (&["der", "die", "und", "das", "ist", "nicht", "ich", "wir", "ein", "eine", "mit", "auch", "zu"], Language::Other),
    (&["il", "che", "di", "della", "sono", "gli", "per", "una", "è", "più", "questo", "anche"], Language::Other),
    (&["o", "os", "da", "do", "uma", "não", "em", "é", "que", "um", "para", "mas", "muito"], Language::Other),
    (
        &["het", "een", "van", "ik", "niet", "dat", "och", "att", "det", "som", "jag", "är", "og", "ikke"],
        Language::Other,
    ),
];

/// How much of a text is looked at: as much at the start, in the middle and at the end.
const SAMPLE: usize = 24_000;

/// The lists that a telling word is on, one bit each.
static LISTS: LazyLock<FxHashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut lists: FxHashMap<&'static str, u8> = FxHashMap::default();
    for (bit, (list, _)) in TELLING.iter().enumerate() {
        for word in *list {
            *lists.entry(word).or_default() |= 1 << bit;
        }
    }
    lists
});

fn language_of(text: &str) -> Language {
    let mut counts = [0usize; TELLING.len()];
    let (mut words, mut known, mut foreign) = (0usize, 0usize, 0usize);
    let thirds = [0, text.len().saturating_sub(SAMPLE) / 2, text.len().saturating_sub(SAMPLE)];
    let mut done = 0;
    for from in thirds {
        let start = floor(text, from.max(done));
        let end = floor(text, (start + SAMPLE).min(text.len()));
        done = end;
        for word in text.get(start..end).unwrap_or("").split(|c: char| !scan::in_word(c)) {
            if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            words += 1;
            // Most words are written as they are looked up.
            let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
            let lower: Cow<'_, str> = if plain { word.into() } else { word.to_lowercase().replace('’', "'").into() };
            known += usize::from(lexicon::is_known(&lower));
            foreign += usize::from(!word.is_ascii() && !word.contains('’'));
            let lists = LISTS.get(lower.as_ref()).copied().unwrap_or(0);
            for (bit, count) in counts.iter_mut().enumerate() {
                *count += usize::from(lists >> bit & 1);
            }
        }
    }
    let best =
        counts.iter().zip(&TELLING).max_by_key(|(count, (_, language))| (**count, *language == Language::English));
    match best {
        // A text of a few words speaks through its words alone.
        _ if words < 12 && foreign == 0 && known * 2 >= words.max(1) && counts[1..].iter().all(|count| *count < 2) => {
            Language::English
        }
        Some((&count, (_, language))) if count * 12 >= words.max(1) && (count >= 2 || words < 12) => *language,
        _ if words >= 30 => Language::Other,
        _ => Language::Unknown,
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        assert_eq!(language_of("the keeper said that it was not there and we left for the boat"), Language::English);
        assert_eq!(language_of("Oui , je crois que les bateaux sont dans le port"), Language::French);
        assert_eq!(language_of("der Leuchtturm ist nicht alt und wir sind auch da"), Language::Other);
        assert_eq!(language_of("潮汐 灯塔"), Language::Unknown);
        assert_eq!(language_of(""), Language::Unknown);
    }

    #[test]
    fn cues_of_a_file_and_paragraphs_of_a_text() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\none\ntwo\n\n2\n00:00:02,000 --> 00:00:03,500\ntwo\n";
        let blocks = plain_blocks(srt);
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[1].times, Some((2_000, 3_500)));
        assert_eq!(&srt[blocks[1].end_stamp.clone().unwrap()], "00:00:03,500");
        assert_eq!(blocks[0].lines.iter().map(|line| &srt[line.clone()]).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(blocks[1].whole, 41..srt.len());
        assert_eq!(plain_blocks("a\nb\n\n0:05\nc").len(), 2);
    }
}
