//! How much a text talks: people who say `I` and `you`, ask and answer, and acknowledge each other.

use crate::model::is_cjk;
use crate::text::words::{End, Letters, end_of};
use crate::text::{acknowledgement, sentence_starts, words};

/// How much a text talks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Talk {
    /// Words that were looked at.
    pub words: usize,
    /// Sentences among them.
    pub sentences: usize,
    /// Share of words that are `I`, `you`, `we` and the like.
    pub persons: f32,
    /// Share of words that are `I`, `me` and the like.
    pub first: f32,
    /// Share of sentences that ask.
    pub questions: f32,
    /// Share of sentences that open with an acknowledgement or a word of spoken language.
    pub spoken: f32,
    /// Share of words inside quotation marks, or that report speech: `said`, `told`, `wrote`.
    pub reported: f32,
    /// Share of letters in a script without spaces.
    pub unspaced: f32,
}

/// Most words that are looked at: enough to tell.
const SAMPLE: usize = 8_000;

/// Words that a quotation has at most, before it is taken for one that was never closed.
const LONGEST_QUOTE: usize = 60;

const SELF: &[&str] = &["i", "i'm", "i've", "i'd", "i'll", "me", "my"];
const OTHERS: &[&str] =
    &["you", "you're", "you've", "you'd", "you'll", "your", "we", "we're", "we've", "we'll", "we'd", "our", "us"];
/// `I`, `you`, `we` in French, German, Spanish, Portuguese, Italian, Russian, Ukrainian, Arabic.
const ELSEWHERE: &[&str] = &[
    "je", "j'ai", "vous", "tu", "nous", "moi", "ich", "du", "wir", "mir", "mich", "uns", "yo", "tú", "usted",
    "nosotros", "te", "eu", "você", "vocês", "nós", "noi", "voi", "mi", "я", "вы", "мы", "мне", "вас", "нас", "ты",
    "меня", "вам", "ви", "ми", "أنا", "أنت", "نحن", "لي",
];
const SPOKEN: &[&str] =
    &["so", "well", "and", "but", "yeah", "yes", "no", "okay", "oh", "um", "uh", "right", "like", "now", "because"];
const REPORTING: &[&str] = &[
    "said",
    "says",
    "told",
    "wrote",
    "added",
    "announced",
    "tweeted",
    "according",
    "stated",
    "explained",
    "replied",
    "asked",
    "claimed",
];

/// Measures paragraphs until enough words were seen.
pub fn talk<'t>(paragraphs: impl Iterator<Item = &'t str>) -> Talk {
    talk_of(paragraphs, SAMPLE)
}

/// Measures paragraphs until so many words were seen.
pub fn talk_of<'t>(paragraphs: impl Iterator<Item = &'t str>, most: usize) -> Talk {
    let mut found = Talk::default();
    let mut elsewhere = 0;
    let (mut first, mut others, mut questions, mut spoken, mut reported, mut unspaced, mut letters) =
        (0, 0, 0, 0, 0, 0, 0);
    for paragraph in paragraphs {
        let paragraph = head_of(paragraph);
        // Words since a quotation opened; one that never closes counts for a few lines only.
        let mut quoted: Option<usize> = None;
        for word in words(paragraph).filter_map(|range| paragraph.get(range)) {
            found.words += 1;
            let mut letters_of = Letters::default();
            let core = letters_of.bare(word);
            first += usize::from(SELF.contains(&core));
            others += usize::from(OTHERS.contains(&core));
            elsewhere += usize::from(ELSEWHERE.contains(&core));
            questions += usize::from(end_of(word) == End::Question);
            if word.starts_with(['"', '“', '«']) {
                quoted = Some(0);
            }
            reported += usize::from(quoted.is_some() || REPORTING.contains(&core));
            let closes = word.trim_end_matches(['.', ',', '?', '!']).ends_with(['"', '”', '»']);
            quoted = quoted.filter(|length| !closes && *length < LONGEST_QUOTE).map(|length| length + 1);
            letters += word.chars().count();
            unspaced += word.chars().filter(|c| is_cjk(*c)).count();
        }
        for start in sentence_starts(paragraph) {
            let rest = paragraph.get(start..).unwrap_or("");
            let mut letters = Letters::default();
            let opener = letters.bare(rest.split_whitespace().next().unwrap_or(""));
            found.sentences += 1;
            spoken += usize::from(SPOKEN.contains(&opener) || acknowledgement(rest) > 0);
        }
        if found.words >= most {
            break;
        }
    }
    let share = |part: usize, whole: usize| part as f32 / whole.max(1) as f32;
    found.persons = share((first + others).max(elsewhere), found.words);
    // About every third of the other languages' words is `I`.
    found.first = share(first.max(elsewhere / 3), found.words);
    found.questions = share(questions, found.sentences);
    found.spoken = share(spoken, found.sentences);
    found.reported = share(reported, found.words);
    found.unspaced = share(unspaced, letters);
    found
}

/// Enough of a paragraph to judge it; a paragraph may be the whole file.
fn head_of(paragraph: &str) -> &str {
    let mut end = paragraph.len().min(SAMPLE * 8);
    while !paragraph.is_char_boundary(end) {
        end -= 1;
    }
    paragraph.get(..end).unwrap_or("")
}

/// How many words a text takes to say: runs without white space, and a word for every two characters of a script
/// that has no spaces.
pub fn spoken_words(text: &str) -> usize {
    let words = runs(text.as_bytes());
    if text.is_ascii() { words } else { words.max(text.chars().filter(|c| is_cjk(*c)).count() / 2) }
}

/// How many runs of bytes there are without white space of ASCII.
fn runs(bytes: &[u8]) -> usize {
    /// As many ends of runs as a byte can count.
    const BLOCK: usize = 255;
    let blank = |byte: u8| (byte == b' ') | ((byte.wrapping_sub(b'\t') < 5) & (byte != 0x0B));
    let ends = |some: &[u8]| {
        let pairs = some.iter().zip(some.get(1..).unwrap_or(&[]));
        pairs.fold(0u8, |count, (a, b)| count + u8::from(!blank(*a) & blank(*b)))
    };
    // Each block takes the next one's first byte along.
    let blocks = (0..bytes.len()).step_by(BLOCK).filter_map(|at| bytes.get(at..bytes.len().min(at + BLOCK + 1)));
    let open = bytes.last().is_some_and(|last| !blank(*last));
    blocks.map(|some| usize::from(ends(some))).sum::<usize>() + usize::from(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talk_and_report() {
        let said = talk(["Yeah, I think you are right. Do we go on?"].into_iter());
        assert!(said.persons > 0.2 && said.questions == 0.5 && said.reported == 0.0, "{said:?}");
        let told = talk(["The lock was opened, she said. “We wait,” he told them."].into_iter());
        assert!(told.first == 0.0 && told.reported > 0.3, "{told:?}");
    }

    #[test]
    fn runs_are_counted_as_they_are_split() {
        for text in ["", " ", "a", " a", "a ", "a b\tc\r\n\u{C}d", "a\u{B}b", &"ab  c ".repeat(200), &"x ".repeat(600)]
        {
            for from in 0..text.len().min(3) {
                let text = &text[from..];
                assert_eq!(runs(text.as_bytes()), text.split_ascii_whitespace().count(), "{text}");
            }
        }
    }

    #[test]
    fn words_to_say() {
        assert_eq!((spoken_words("so it is"), spoken_words("您第一次看到")), (3, 3));
    }

    #[test]
    fn a_quotation_that_never_closes_counts_for_a_few_lines() {
        let text = format!("He says \"go. {}", "and then we went on ".repeat(200));
        assert!(talk([text.as_str()].into_iter()).reported < 0.1);
    }
}
