//! Words and sentences: where they start, and what closed classes of English say about them.

use std::ops::Range;

/// The byte ranges of the words of `text`: maximal runs without white space.
///
/// ```
/// let words: Vec<_> = fireside::text::words("so, tea?").collect();
/// assert_eq!(words, [0..3, 4..8]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + Clone {
    text.split_whitespace().map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

/// What a word's last letters say about the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The sentence goes on.
    Open,
    /// A full stop or an exclamation mark.
    Stop,
    /// A question mark.
    Question,
    /// An ellipsis or a dash: broken off, or going on.
    Trailing,
}

/// Signs that may follow the mark that ends a sentence.
const CLOSERS: &[char] = &['"', '\'', ')', ']', '}', '”', '’', '»', '」', '』', '）', '“', '‘', '«'];
/// Signs that may come before the first letter of a sentence.
const OPENERS: &[char] = &['"', '\'', '(', '[', '{', '“', '‘', '«', '¿', '¡', '「', '『', '（', '-', '–', '—'];

/// How `word` ends, quotes and brackets aside. Whether a full stop ends a sentence also depends on the word after it:
/// see [`ends_sentence`].
pub fn end_of(word: &str) -> End {
    // Most words end with a letter.
    if word.as_bytes().last().is_none_or(u8::is_ascii_alphanumeric) {
        return End::Open;
    }
    let bare = word.trim_end_matches(CLOSERS);
    if bare.ends_with("...") || bare.ends_with("..") {
        return End::Trailing;
    }
    match bare.chars().next_back() {
        Some('.' | '!' | '。' | '！' | '．') => End::Stop,
        Some('?' | '？' | '؟') => End::Question,
        Some('…' | '—' | '–') => End::Trailing,
        _ => End::Open,
    }
}

/// Words that end in a full stop and never end a sentence: a name or a number follows. In order.
const BEFORE_A_NAME: &[&str] = &[
    "al", "approx", "ca", "capt", "cf", "col", "dr", "e.g", "fig", "figs", "fr", "gen", "gov", "hon", "i.e", "lt",
    "messrs", "mlle", "mme", "mr", "mrs", "ms", "mx", "no", "nos", "pp", "pres", "prof", "rep", "rev", "sen", "sgt",
    "st", "vol", "vs",
];
/// Words that end in a full stop and may end a sentence or not. In order.
const MAY_END: &[&str] = &[
    "a.d", "a.m", "apr", "aug", "b.a", "b.c", "b.sc", "bros", "co", "corp", "d.c", "dec", "e.u", "etc", "feb", "inc",
    "jan", "jr", "ltd", "m.a", "m.d", "m.sc", "mar", "nov", "oct", "p.m", "ph.d", "sept", "sr", "u.k", "u.n", "u.s",
    "u.s.a",
];

/// The length of the longest of them, in bytes.
const LONGEST: usize = 6;

/// Whether a sentence ends between two neighbouring words.
///
/// A full stop after a title, an initial or the like doesn't count; after `U.S.` or `p.m.` it counts when a word follows
/// that usually opens a sentence. A full stop or an ellipsis before a lower-case word doesn't count either.
pub fn ends_sentence(word: &str, next: &str) -> bool {
    let opens = next.trim_start_matches(OPENERS);
    let lower = opens.chars().next().is_none_or(char::is_lowercase);
    match end_of(word) {
        End::Open => false,
        End::Question => true,
        End::Trailing => !lower && !word.ends_with(['—', '–']),
        End::Stop => {
            let bare = word.trim_end_matches(CLOSERS);
            if bare.ends_with(['!', '。', '！']) {
                return true;
            }
            if lower {
                return false;
            }
            let stem = bare.trim_end_matches('.').trim_start_matches(OPENERS);
            let mut letters = stem.chars();
            let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase() && c != 'I');
            // None of the lists has a longer word.
            if !initial && stem.len() > LONGEST {
                return true;
            }
            let mut letters = Letters::default();
            let stem = letters.lower(stem.chars());
            if initial || BEFORE_A_NAME.binary_search(&stem).is_ok() {
                // `No.` is an answer unless a number follows.
                return stem == "no" && !opens.starts_with(|c: char| c.is_ascii_digit());
            }
            MAY_END.binary_search(&stem).is_err() || is_function_word(opens)
        }
    }
}

/// Where the sentences of `text` start, in bytes; the first word always starts one.
///
/// ```
/// let text = "Dr. Voss came at 5 p.m. She left. So?";
/// let starts: Vec<_> = fireside::text::sentence_starts(text).collect();
/// assert_eq!(starts, [0, 24, 34]);
/// ```
pub fn sentence_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let first = text.len() - text.trim_start().len();
    SentenceStarts { text, at: first, first: Some(first).filter(|first| *first < text.len()) }
}

/// See [`sentence_starts`].
struct SentenceStarts<'t> {
    text: &'t str,
    /// The byte to look at.
    at: usize,
    /// Where the first sentence starts, until it was given.
    first: Option<usize>,
}

/// A byte with which a word may end a sentence: most words end with a letter or a comma, and then no sentence does.
const CLOSES: u8 = 1;
/// White space, or the first byte of one.
const BLANK: u8 = 2;

/// What each byte may be.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut at = 0;
    while at < 256 {
        let b = at as u8;
        let open = b.is_ascii_alphanumeric() | (b <= b' ') | (b == b',');
        let blank = (b == b' ') | (b.wrapping_sub(b'\t') < 5) | (b >= 0x80);
        kinds[at] = if open { 0 } else { CLOSES } | if blank { BLANK } else { 0 };
        at += 1;
    }
    kinds
};

impl Iterator for SentenceStarts<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let bytes = self.text.as_bytes();
        loop {
            let rest = bytes.get(self.at..)?;
            let kind = |b: u8| KINDS[usize::from(b)];
            let found =
                rest.windows(2).position(|pair| matches!(*pair, [a, b] if kind(a) & CLOSES & (kind(b) >> 1) != 0));
            let at = self.at + found?;
            self.at = at + 1;
            if plainly_ends(bytes, at) {
                return Some(at + 2);
            }
            let Some((left, right)) = self.text.split_at_checked(at + 1) else { continue };
            let tail = right.trim_start();
            if tail.len() == right.len() || tail.is_empty() {
                continue;
            }
            // Each word is looked at twice at most, as the one before and as the one behind.
            let word = left.rsplit(char::is_whitespace).next().unwrap_or("");
            let next = tail.split(char::is_whitespace).next().unwrap_or("");
            if !word.is_empty() && ends_sentence(word, next) {
                return Some(self.text.len() - tail.len());
            }
        }
    }
}

/// Whether the mark at `at` ends a sentence beyond doubt: a word of letters before it that is no abbreviation, and a space
/// and a capital behind it. What is in doubt is looked at in full.
fn plainly_ends(bytes: &[u8], at: usize) -> bool {
    let Some([mark, b' ', b'A'..=b'Z']) = bytes.get(at..at + 3) else { return false };
    let left = bytes.get(..at).unwrap_or(&[]);
    if matches!(mark, b'?' | b'!') {
        return left.last().is_some_and(u8::is_ascii_alphanumeric);
    }
    let letters = left.iter().rev().take(LONGEST + 1).take_while(|b| b.is_ascii_alphabetic()).count();
    if *mark != b'.' || letters < 2 {
        return false;
    }
    if letters > LONGEST {
        return true;
    }
    let start = at - letters;
    let free = start.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|b| *b == b' ' || *b == b'\n');
    let Some(word) = bytes.get(start..at).filter(|_| free) else { return false };
    // Few letters begin an abbreviation of as many letters.
    let first = word.first().map_or(0, |b| (b | 0x20).wrapping_sub(b'a') & 31);
    if INITIALS.get(letters).is_some_and(|set| set >> first & 1 == 0) {
        return true;
    }
    let word = key(word);
    // No look at one of them ends early: so all are compared at once.
    !ABBREVIATED.iter().fold(false, |any, known| any | (*known == word))
}

/// The first letters of abbreviations, by their length.
static INITIALS: [u32; LONGEST + 1] = {
    let mut sets = [0; LONGEST + 1];
    let mut at = 0;
    while at < BEFORE_A_NAME.len() + MAY_END.len() {
        let word = if at < MAY_END.len() { MAY_END[at] } else { BEFORE_A_NAME[at - MAY_END.len()] }.as_bytes();
        sets[word.len()] |= 1 << (word[0] - b'a');
        at += 1;
    }
    sets
};

/// All words that may stand before a stop without one of them ending the sentence.
static ABBREVIATED: [u64; BEFORE_A_NAME.len() + MAY_END.len()] = {
    let mut keys = [0; BEFORE_A_NAME.len() + MAY_END.len()];
    let mut at = 0;
    while at < keys.len() {
        let word = if at < MAY_END.len() { MAY_END[at] } else { BEFORE_A_NAME[at - MAY_END.len()] };
        keys[at] = key(word.as_bytes());
        at += 1;
    }
    keys
};

/// A word of at most eight letters as a number, whatever its case.
const fn key(word: &[u8]) -> u64 {
    let (mut key, mut at) = (0, 0);
    while at < word.len() {
        key = key << 8 | (word[at] | 0x20) as u64;
        at += 1;
    }
    key
}

/// A word's letters in lower case: punctuation at the ends is gone, apostrophes are straight.
pub fn bare(word: &str) -> String {
    core(word).flat_map(char::to_lowercase).collect()
}

/// The letters of a word, punctuation at its ends aside, with straight apostrophes.
fn core(word: &str) -> impl Iterator<Item = char> + '_ {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    core.chars().map(|c| if c == '’' { '\'' } else { c })
}

/// Room for a short word in lower case: looking it up in a closed class allocates nothing.
#[derive(Default)]
pub(crate) struct Letters([u8; 32]);

impl Letters {
    /// As [`bare`]; empty where the word is too long for any of the classes.
    pub(crate) fn bare(&mut self, word: &str) -> &str {
        if !word.is_ascii() {
            return self.lower(core(word));
        }
        let bytes = word.as_bytes();
        let letter = |byte: &u8| byte.is_ascii_alphanumeric();
        let (Some(first), Some(last)) = (bytes.iter().position(letter), bytes.iter().rposition(letter)) else {
            return "";
        };
        let core = bytes.get(first..=last).unwrap_or(&[]);
        let Some(room) = self.0.get_mut(..core.len()) else { return "" };
        for (room, byte) in room.iter_mut().zip(core) {
            *room = byte.to_ascii_lowercase();
        }
        std::str::from_utf8(room).unwrap_or("")
    }

    /// `word` in lower case; empty where it is too long for any of the classes.
    fn lower(&mut self, word: impl Iterator<Item = char>) -> &str {
        let mut length = 0;
        for c in word.flat_map(char::to_lowercase) {
            match self.0.get_mut(length..length + c.len_utf8()) {
                Some(room) => length += c.encode_utf8(room).len(),
                None => return "",
            }
        }
        self.0.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }
}

/// Pronouns, articles, auxiliaries, conjunctions, prepositions and question words: the words that open most sentences.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "the", "this", "that", "these", "those", "i", "i'm", "i've", "i'd", "i'll", "we", "we're", "we've",
    "you", "you're", "he", "he's", "she", "she's", "it", "it's", "its", "they", "they're", "there", "there's", "here",
    "my", "your", "his", "her", "our", "their", "and", "but", "so", "or", "because", "if", "when", "while", "as",
    "then", "now", "in", "on", "at", "by", "for", "from", "with", "to", "of", "what", "what's", "how", "why", "who",
    "where", "which", "is", "are", "was", "were", "do", "does", "did", "have", "has", "can", "could", "would", "will",
    "should", "not", "no", "yes", "yeah", "well", "also", "just", "let", "let's", "that's", "maybe", "after", "before",
    "people", "some", "all", "every", "each", "most",
];

/// Whether a word belongs to the closed classes that open most English sentences.
pub fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.contains(&Letters::default().bare(word))
}

/// Ways to say that one has heard and understood, word by word; in order, so that few are compared.
const ACKNOWLEDGEMENTS: &[&[&str]] = &[
    &["absolutely"],
    &["agreed"],
    &["ah"],
    &["aha"],
    &["all", "right"],
    &["alright"],
    &["amazing"],
    &["awesome"],
    &["certainly"],
    &["cool"],
    &["correct"],
    &["definitely"],
    &["exactly"],
    &["excellent"],
    &["fair", "enough"],
    &["fascinating"],
    &["good", "point"],
    &["good", "question"],
    &["got", "it"],
    &["gotcha"],
    &["great"],
    &["great", "question"],
    &["hm"],
    &["hmm"],
    &["i", "see"],
    &["indeed"],
    &["interesting"],
    &["makes", "sense"],
    &["mhm"],
    &["mm"],
    &["mm-hmm"],
    &["nice"],
    &["no"],
    &["no", "problem"],
    &["nope"],
    &["of", "course"],
    &["oh"],
    &["ok"],
    &["okay"],
    &["perfect"],
    &["precisely"],
    &["really"],
    &["right"],
    &["sounds", "good"],
    &["sure"],
    &["thank", "you"],
    &["thanks"],
    &["that", "makes", "sense"],
    &["that's", "fair"],
    &["that's", "great"],
    &["that's", "interesting"],
    &["that's", "right"],
    &["that's", "true"],
    &["totally"],
    &["true"],
    &["uh-huh"],
    &["understood"],
    &["very", "good"],
    &["very", "interesting"],
    &["wonderful"],
    &["wow"],
    &["yeah"],
    &["yep"],
    &["yes"],
    &["you're", "welcome"],
    &["yup"],
];

/// The most words that one of them has.
const ACKNOWLEDGED: usize = 3;

/// How many words at the start of `text` acknowledge what another one said: `Got it. What…` has 2, `It is` has 0.
///
/// The words must stand by themselves: a comma, a stop or the end follows.
pub fn acknowledgement(text: &str) -> usize {
    let mut first = Letters::default();
    let first = first.bare(text.split_whitespace().next().unwrap_or(""));
    let from = ACKNOWLEDGEMENTS.partition_point(|phrase| phrase.first().is_some_and(|word| *word < first));
    let alike = ACKNOWLEDGEMENTS.get(from..).unwrap_or(&[]).iter().take_while(|phrase| phrase.first() == Some(&first));
    if alike.clone().next().is_none() {
        return 0;
    }
    let mut count = 0;
    let mut ends = [""; ACKNOWLEDGED];
    let mut letters: [Letters; ACKNOWLEDGED] = Default::default();
    let mut bares = [""; ACKNOWLEDGED];
    let mut rest = text.split_whitespace();
    for (((end, letters), bare), word) in ends.iter_mut().zip(&mut letters).zip(&mut bares).zip(rest.by_ref()) {
        (*end, *bare) = (word, letters.bare(word));
        count += 1;
    }
    let alone = rest.next().is_none();
    let stands = |length: usize| {
        let end = ends.get(length.saturating_sub(1)).unwrap_or(&"");
        end.ends_with(['.', ',', '!', '?', '…', '—', '-', ';', ':']) || (alone && length == count)
    };
    let fits = |phrase: &&&[&str]| bares.starts_with(phrase) && stands(phrase.len());
    alike.filter(fits).map(|phrase| phrase.len()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let starts: Vec<usize> = sentence_starts(text).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(start, end)| text[*start..end].trim_end()).collect()
    }

    #[test]
    fn lists_are_in_order_and_short() {
        assert!(BEFORE_A_NAME.is_sorted() && MAY_END.is_sorted());
        assert!(BEFORE_A_NAME.iter().chain(MAY_END).all(|word| word.len() <= LONGEST));
    }

    #[test]
    fn stops_that_end_no_sentence() {
        for whole in [
            "Dr. Voss and Mr. T. Roe came.",
            "The U.S. Senate met at 3.5 percent, e.g. Ohio.",
            "Well... maybe it is",
            "J. R. R. Tolkien wrote No. 5 for Ada Inc. Boston",
            "Is it— it is",
        ] {
            assert_eq!(sentences(whole), [whole]);
        }
    }

    #[test]
    fn stops_that_do() {
        assert_eq!(sentences("No. It is not."), ["No.", "It is not."]);
        assert_eq!(sentences("He said \"no.\" Then he left."), ["He said \"no.\"", "Then he left."]);
        assert_eq!(sentences("At 5 p.m. We left."), ["At 5 p.m.", "We left."]);
        assert_eq!(sentences("really? yes"), ["really?", "yes"]);
        assert_eq!(sentences("I think... But no."), ["I think...", "But no."]);
    }

    /// The same, word by word.
    fn slow_starts(text: &str) -> Vec<usize> {
        let mut before: Option<&str> = None;
        words(text)
            .filter_map(|range| {
                let word = text.get(range.clone())?;
                let starts = before.replace(word).is_none_or(|before| ends_sentence(before, word));
                starts.then_some(range.start)
            })
            .collect()
    }

    proptest::proptest! {
        #[test]
        fn sentences_start_where_a_look_at_every_word_says(
            text in "((Mr|No|no|U.S|inc|Dr|etc|[A-Za-z]{1,4}|[a-z]{5,9})[.?!,\"'”…。)—]{0,3}[ \n\u{A0}\u{3000}é潮]{0,2}){0,40}",
        ) {
            proptest::prop_assert_eq!(sentence_starts(&text).collect::<Vec<_>>(), slow_starts(&text));
        }
    }

    #[test]
    fn letters_of_ascii_are_those_of_any_text() {
        for word in ["", "--", "It's", "(No.)", "3D,", "a-b", "o'clock?", &"x".repeat(32), &"X".repeat(33)] {
            let (mut quick, mut naive) = (Letters::default(), Letters::default());
            assert_eq!(quick.bare(word), naive.lower(core(word)), "{word}");
        }
    }

    #[test]
    fn acknowledgements_stand_by_themselves() {
        assert!(ACKNOWLEDGEMENTS.is_sorted());
        assert_eq!(acknowledgement("Got it. What then?"), 2);
        assert_eq!(acknowledgement("Okay"), 1);
        assert_eq!(acknowledgement("That makes sense, and yet"), 3);
        for none in
            ["Right now we", "No one is", "I see a boat", "It is", "", "Of course it is", "that makes sense now"]
        {
            assert_eq!(acknowledgement(none), 0, "{none}");
        }
    }
}
