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
const CLOSERS: &[char] = &['"', '\'', ')', ']', '}', '”', '’', '»', '」', '』', '）'];
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

/// Words that end in a full stop and never end a sentence: a name or a number follows.
const BEFORE_A_NAME: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "prof", "st", "rev", "hon", "gen", "col", "capt", "lt", "sgt", "sen", "rep", "gov",
    "pres", "messrs", "mme", "mlle", "fr", "vs", "cf", "e.g", "i.e", "fig", "figs", "vol", "pp", "no", "nos", "ca",
    "approx", "al",
];
/// Words that end in a full stop and may end a sentence or not.
const MAY_END: &[&str] = &[
    "etc", "inc", "ltd", "co", "corp", "jr", "sr", "bros", "a.m", "p.m", "a.d", "b.c", "u.s", "u.k", "u.n", "u.s.a",
    "e.u", "ph.d", "b.a", "m.a", "b.sc", "m.sc", "m.d", "d.c", "jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov",
    "dec",
];

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
            let mut letters = Letters::default();
            let stem = letters.lower(stem.chars());
            if initial || BEFORE_A_NAME.contains(&stem) {
                // `No.` is an answer unless a number follows.
                return stem == "no" && !opens.starts_with(|c: char| c.is_ascii_digit());
            }
            !MAY_END.contains(&stem) || is_function_word(opens)
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
    let mut before: Option<&str> = None;
    words(text).filter_map(move |range| {
        let word = text.get(range.clone())?;
        let starts = before.replace(word).is_none_or(|before| ends_sentence(before, word));
        starts.then_some(range.start)
    })
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
