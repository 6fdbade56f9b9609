//! Speakers' labels inside caption text: `ADA: text`, `[ADA] text`, `(man) text`, `>> text`, `- text`.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::text::is_label;

/// How a stretch of a cue's text begins.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::format) struct Part<'t> {
    /// The label, without its signs.
    pub label: Option<&'t str>,
    /// Whether a label, a dash or a chevron says that somebody else begins to speak.
    pub new_speaker: bool,
    /// The speech, in bytes of the cue's text; line ends may be in it.
    pub speech: Range<usize>,
}

/// How often each label opens a line in a caption file.
#[derive(Debug, Default)]
pub(in crate::format) struct Census<'t> {
    counts: FxHashMap<&'t str, Count>,
    lines: usize,
    /// The first labels with the signs behind them, and how often they came again: most files have few.
    heads: Vec<(&'t str, &'t str, usize)>,
}

/// How many heads of lines are looked through one by one.
const FEW: usize = 6;

/// How often a label opens a line.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    lines: usize,
    /// Whether it has the shape of a label, so that a colon is enough behind it; brackets have rules of their own.
    shaped: bool,
}

impl<'t> Census<'t> {
    /// Counts the labels of one cue's text.
    pub fn add(&mut self, text: &'t str) {
        self.add_seen(text, may_be_labelled(text));
    }

    /// The same for a text of which it is known whether it may have a label.
    pub fn add_seen(&mut self, text: &'t str, labelled: bool) {
        // Most cues have nothing that a label needs.
        if !labelled {
            // Lines of captions are about this long.
            self.lines += 1 + text.len() / 42;
            return;
        }
        let ends = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).chain([text.len()]);
        let mut from = 0;
        for end in ends {
            let line = text.get(from..end).unwrap_or("");
            from = end + 1;
            self.lines += usize::from(!line.is_empty());
            let line = past_tags(line);
            if let Some((.., again)) = self.heads.iter_mut().find(|(head, ..)| opens(line, head)) {
                *again += 1;
                continue;
            }
            let dashes = signs(line);
            if let Some((length, label, by)) = candidate(line, dashes, |label| self.is_shaped(label)) {
                let count = self.counts.entry(label).or_default();
                count.lines += 1;
                count.shaped |= by == Sign::Colon;
                let head = line.get(..length).unwrap_or("");
                if by == Sign::Colon && is_simple_head(head) && self.heads.len() < FEW {
                    self.heads.push((head, label, 0));
                }
            }
        }
    }

    /// Decides which labels are real: those that recur, and those that occur once in a file where others recur.
    pub fn settle(&mut self) {
        for (_, label, again) in self.heads.drain(..) {
            if let Some(count) = self.counts.get_mut(label) {
                count.lines += again;
            }
        }
        let recurring = self.counts.values().filter(|count| count.lines > 1).count();
        let few = self.counts.len() <= (self.lines / 2).max(12);
        if !few || recurring == 0 {
            self.counts.clear();
        } else if recurring < 2 {
            // In a file that writes labels in capitals or as codes, what has the same form before a colon is one.
            let forms: Vec<String> =
                self.counts.iter().filter(|(_, count)| count.lines > 1).filter_map(|(label, _)| form(label)).collect();
            self.counts.retain(|label, count| count.lines > 1 || form(label).is_some_and(|form| forms.contains(&form)));
        }
    }

    /// Whether a text has the shape of a label: most were asked about before.
    fn is_shaped(&self, label: &str) -> bool {
        self.counts.get(trimmed(label)).is_some_and(|count| count.shaped) || is_label(label)
    }

    /// Whether no label is real.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Cuts a cue's text where a label, a dash or a chevron opens a line.
    pub fn parts<'c>(&self, text: &'c str, mut each: impl FnMut(Part<'c>)) {
        let mut open = Part { label: None, new_speaker: false, speech: 0..0 };
        // Without labels, only what opens a line may change the speaker.
        let letter = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        if self.counts.is_empty()
            && letter(bytes.first())
            && memchr::memchr2_iter(b'\n', b'\r', bytes).all(|newline| letter(bytes.get(newline + 1)))
        {
            open.speech = 0..text.len();
            return each(open);
        }
        let mut at = 0;
        loop {
            let line = text.get(at..).unwrap_or("");
            let end = at + memchr::memchr2(b'\n', b'\r', line.as_bytes()).unwrap_or(line.len());
            let line = text.get(at..end).unwrap_or("");
            match self.head(line) {
                Some((length, label)) => {
                    if !text.get(open.speech.clone()).unwrap_or("").trim().is_empty() || open.new_speaker {
                        each(open);
                    }
                    open = Part { label, new_speaker: true, speech: at + length..end };
                }
                None => open.speech.end = end,
            }
            if end >= text.len() {
                return each(open);
            }
            at = end + 1;
        }
    }

    /// The bytes that a label, a dash or a chevron takes at the start of a line, and the label.
    fn head<'c>(&self, line: &'c str) -> Option<(usize, Option<&'c str>)> {
        let signs = signs(line);
        // What was not counted is no label, whatever its shape.
        let shaped = |label: &str| self.counts.get(trimmed(label)).is_some_and(|count| count.shaped || is_label(label));
        if !self.counts.is_empty()
            && let Some((length, label, _)) = candidate(line, signs, shaped)
            && self.counts.contains_key(label)
        {
            return Some((length, Some(label)));
        }
        (signs > 0).then_some((signs, None))
    }
}

/// The form of a label that is no plain word: `A` for letters of `ADA`, `a_9` for `spk_0`, `Aa 9` for `Speaker 1`.
fn form(label: &str) -> Option<String> {
    let capitals = !label.chars().any(char::is_lowercase) && label.chars().any(char::is_alphabetic);
    let numbered = label.ends_with(|c: char| c.is_ascii_digit());
    (capitals || numbered).then(|| {
        let mut form: Vec<char> = label
            .chars()
            .map(|c| match c {
                _ if c.is_ascii_digit() => '9',
                _ if c.is_lowercase() => 'a',
                // Words of capitals are one form however many they are.
                ' ' if capitals => 'A',
                _ if c.is_alphabetic() => 'A',
                _ => c,
            })
            .collect();
        form.dedup();
        form.into_iter().collect()
    })
}

/// Whether a text has a sign that a label needs.
#[inline]
pub(in crate::format) fn may_be_labelled(text: &str) -> bool {
    memchr::memchr3(b':', b'[', b'(', text.as_bytes()).is_some()
}

/// Whether what stands before the speech of a line is a label, a colon and one space, and a letter opens it: then every
/// line that [`opens`] with it has that label.
pub(in crate::format) fn is_simple_head(head: &str) -> bool {
    let label = head.strip_suffix(": ");
    label.is_some_and(|label| label.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) && !label.contains(':'))
}

/// Whether a line begins with a [simple head](is_simple_head), and its speech at once behind that.
#[inline]
pub(in crate::format) fn opens(line: &str, head: &str) -> bool {
    let speech = line.as_bytes().strip_prefix(head.as_bytes());
    speech.is_some_and(|speech| speech.first().is_some_and(u8::is_ascii_graphic))
}

/// A line without the tags and override codes that open it.
fn past_tags(line: &str) -> &str {
    let mut rest = line;
    loop {
        let close = match rest.as_bytes().first() {
            Some(b'<') => '>',
            Some(b'{') => '}',
            _ => return rest,
        };
        match rest.split_once(close) {
            Some((_, after)) => rest = after,
            None => return rest,
        }
    }
}

/// Bytes of the dash or the chevrons that open a line, white space before and after them included.
fn signs(line: &str) -> usize {
    if line.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return 0;
    }
    let bare = line.trim_start();
    let first = bare.as_bytes().first().copied().unwrap_or(b' ');
    if first.is_ascii_alphanumeric() {
        return 0;
    }
    let after = if let Some(rest) = bare.strip_prefix(">>") {
        rest.trim_start_matches('>')
    } else if let Some(rest) = bare.strip_prefix(['-', '–', '—', '‐']) {
        // `--` breaks off or goes on; `-5` is a number.
        match rest.chars().next() {
            Some(next) if next != '-' && !next.is_ascii_digit() => rest,
            _ => return 0,
        }
    } else {
        return 0;
    };
    let speech = after.trim_start();
    if speech.is_empty() { 0 } else { line.len() - speech.len() }
}

/// A text without white space before it; most have none.
#[inline]
fn trimmed_start(text: &str) -> &str {
    if text.as_bytes().first().is_some_and(u8::is_ascii_graphic) { text } else { text.trim_start() }
}

/// A text without white space at its ends.
#[inline]
fn trimmed(text: &str) -> &str {
    let start = trimmed_start(text);
    if start.as_bytes().last().is_some_and(u8::is_ascii_graphic) { start } else { start.trim_end() }
}

/// What shows that a line begins with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Colon,
    Brackets,
}

/// What may be a label at the start of a line, behind so many bytes of dashes or chevrons: the bytes it takes with all its
/// signs, itself, and what shows it. `shaped` says whether a text has the shape of a label.
fn candidate(line: &str, signs: usize, shaped: impl Fn(&str) -> bool) -> Option<(usize, &str, Sign)> {
    let rest = line.get(signs..)?;
    let rest = if signs == 0 { trimmed_start(rest) } else { rest };
    let base = line.len() - rest.len();
    if let Some(inner) = rest.strip_prefix(['[', '(']) {
        let close = if rest.starts_with('[') { ']' } else { ')' };
        let (label, after) = inner.split_once(close)?;
        let speech = after.trim_start_matches([':', ' ', '\t']);
        let fits = !speech.is_empty() && (is_person(label) || after.starts_with(':') && is_label(label));
        return fits.then(|| (line.len() - speech.len(), label.trim(), Sign::Brackets));
    }
    // A label has 48 characters at most, so at most four times as many bytes.
    let window = rest.as_bytes().get(..rest.len().min(192))?;
    let colon = memchr::memchr(b':', window)?;
    let (label, after) = (rest.get(..colon)?, rest.get(colon + 1..)?);
    // `10:30` is a time.
    if matches!(after.as_bytes().first(), Some(b'0'..=b'9' | b'/')) || !shaped(label) {
        return None;
    }
    let speech = trimmed_start(after.strip_prefix(' ').unwrap_or(after));
    let label = trimmed(label);
    (!label.is_empty()).then(|| (base + (rest.len() - speech.len()), label, Sign::Colon))
}

/// Nouns for persons whom a captioner doesn't know by name.
const PERSONS: &[&str] = &[
    "man",
    "woman",
    "men",
    "women",
    "boy",
    "girl",
    "boys",
    "girls",
    "child",
    "children",
    "kid",
    "kids",
    "narrator",
    "reporter",
    "announcer",
    "crowd",
    "all",
    "both",
    "voice",
    "host",
    "guest",
    "male",
    "female",
    "interviewer",
    "operator",
    "audience",
    "speaker",
    "student",
    "teacher",
    "driver",
    "officer",
    "judge",
    "doctor",
    "nurse",
];

/// Whether a text in brackets names a person: a noun for one with what narrows it (`woman on intercom`, `man #2`), or a
/// name as labels have it, in capitals or with a capital on every word.
fn is_person(label: &str) -> bool {
    let mut words = label.split_whitespace();
    let Some(first) = words.next() else { return false };
    if PERSONS.iter().any(|noun| noun.eq_ignore_ascii_case(first)) {
        return words.next().is_none_or(|next| matches!(next, "on" | "over" | "in" | "off") || next.starts_with('#'));
    }
    is_label(label)
        && label.split_whitespace().all(|word| word.starts_with(|c: char| c.is_uppercase()))
        && label.split_whitespace().count() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts<'t>(all: &[&'t str], text: &'t str) -> Vec<(Option<&'t str>, bool, &'t str)> {
        let mut census = Census::default();
        all.iter().for_each(|text| census.add(text));
        census.settle();
        let mut out = Vec::new();
        census.parts(text, |part| out.push((part.label, part.new_speaker, &text[part.speech])));
        out
    }

    proptest::proptest! {
        #[test]
        fn a_head_that_comes_again_is_counted_like_the_first(lines in proptest::collection::vec("(ADA|B|Note|No. 1|x|>> B|\\[B\\])(:|: |:  |)[a-b1:/ é]{0,3}", 0..12)) {
            let mut quickly = Census::default();
            lines.iter().for_each(|line| quickly.add(line));
            let mut slowly = Census::default();
            for line in &lines {
                slowly.add(line);
                // Nothing is remembered from one line to the next.
                slowly.heads.clear();
            }
            quickly.settle();
            slowly.settle();
            let all = |census: &Census<'_>| {
                let mut all: Vec<_> =
                    census.counts.iter().map(|(label, count)| (label.to_string(), count.lines, count.shaped)).collect();
                all.sort();
                all
            };
            proptest::prop_assert_eq!(all(&quickly), all(&slowly));
        }
    }

    #[test]
    fn labels_that_recur_are_labels() {
        let file = ["ADA: Is it on?", "BRAM: It is.", "ADA: Good.", "BRAM: Tea?", "CARA: Please."];
        assert_eq!(parts(&file, file[0]), [(Some("ADA"), true, "Is it on?")]);
        assert_eq!(parts(&file, file[4]), [(Some("CARA"), true, "Please.")]);
        assert_eq!(parts(&file, "It is\n10:30 now."), [(None, false, "It is\n10:30 now.")]);
        assert_eq!(parts(&file[4..], file[4]), [(None, false, "CARA: Please.")]);
    }

    #[test]
    fn dashes_and_chevrons_change_the_speaker() {
        let text = "- You knit?\n- Only when\nwe're moored.";
        assert_eq!(parts(&[text], text), [(None, true, "You knit?"), (None, true, "Only when\nwe're moored.")]);
        assert_eq!(parts(&[], ">> So then\n>>> News."), [(None, true, "So then"), (None, true, "News.")]);
        assert_eq!(parts(&[], "-5 degrees\n-- and then"), [(None, false, "-5 degrees\n-- and then")]);
    }

    #[test]
    fn brackets_name_persons_or_sounds() {
        let file = ["[ADA] Yes.", "[ADA] No.", "(man) Ho.", "(man) Hey.", "[door slams]", "[music] la"];
        assert_eq!(parts(&file, file[0]), [(Some("ADA"), true, "Yes.")]);
        assert_eq!(parts(&file, file[2]), [(Some("man"), true, "Ho.")]);
        assert_eq!(parts(&file, file[4]), [(None, false, "[door slams]")]);
        assert_eq!(parts(&file, file[5]), [(None, false, "[music] la")]);
    }
}
