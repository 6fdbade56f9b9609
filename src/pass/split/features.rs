//! What a sentence shows of who says it: its opening, its end, its length and its pronouns.

use crate::text::acknowledgement;
use crate::text::words::{End, bare, end_of};

/// How a sentence opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Opening {
    /// Hardly more than an acknowledgement: `Got it.`
    Acknowledgement,
    /// An acknowledgement, then more: `Yeah, I think so.`
    AcknowledgementAndMore,
    /// A question that opens with a question word or an auxiliary.
    Question,
    /// An invitation to speak that need not be a question: `Tell me …`, `You mentioned …`.
    Invitation,
    /// The way answers open: `I think …`, `Well, …`, `It's …`.
    Answer,
    /// A conjunction: the thought goes on.
    Conjunction,
    /// A greeting or an introduction.
    Greeting,
    /// Any other statement.
    Statement,
    /// Any other question.
    OtherQuestion,
}

/// How many openings there are.
pub const OPENINGS: usize = 9;

/// How long a sentence is, in four classes.
pub const LENGTHS: usize = 4;

/// A sentence, as the model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sentence {
    /// How it opens.
    pub opening: Opening,
    /// Whether it ends with a question mark.
    pub asks: bool,
    /// Whether it breaks off.
    pub trails: bool,
    /// Length class: up to 4, 12, 25 words, or more.
    pub length: u8,
    /// Whether it speaks to the other: `you`, `your`.
    pub you: bool,
    /// Whether it speaks of the speaker: `I`, `we`, `my`.
    pub own: bool,
}

const QUESTION_WORDS: &[&str] = &[
    "what", "how", "why", "who", "where", "when", "which", "whose", "is", "are", "was", "were", "do", "does", "did",
    "have", "has", "had", "can", "could", "would", "will", "should", "what's", "how's", "isn't", "aren't", "don't",
    "doesn't", "didn't", "wouldn't", "couldn't", "any", "am", "may", "might", "shall", "who's", "where's", "to",
];
const INVITATIONS: &[&[&str]] = &[
    &["tell", "me"],
    &["tell", "us"],
    &["i'm", "curious"],
    &["i", "wonder"],
    &["i'm", "wondering"],
    &["let", "me", "ask"],
    &["let's", "talk"],
    &["let's", "go"],
    &["let's", "move"],
    &["let's", "start"],
    &["let's", "say"],
    &["you", "mentioned"],
    &["you", "said"],
    &["you", "talked"],
    &["you", "wrote"],
    &["you've", "said"],
    &["you've", "mentioned"],
    &["i", "want", "to", "ask"],
    &["i", "wanted", "to", "ask"],
    &["i'd", "love", "to", "hear"],
    &["i'd", "like", "to", "ask"],
    &["i", "have", "a", "question"],
    &["walk", "us"],
    &["walk", "me"],
    &["talk", "about"],
    &["talk", "to", "me"],
    &["explain"],
    &["describe"],
    &["go", "on"],
    &["final", "question"],
    &["last", "question"],
    &["next", "question"],
    &["first", "question"],
    &["one", "question"],
    &["speaking", "of"],
    &["i", "was", "curious"],
    &["i", "know", "you"],
    &["suppose"],
];
const ANSWERS: &[&[&str]] = &[
    &["i", "think"],
    &["i", "would"],
    &["i'd"],
    &["i", "guess"],
    &["i", "mean"],
    &["i", "believe"],
    &["i", "feel"],
    &["i", "don't"],
    &["well"],
    &["it's"],
    &["it", "is"],
    &["it", "was"],
    &["that's"],
    &["maybe"],
    &["perhaps"],
    &["for", "me"],
    &["to", "me"],
    &["in", "my"],
    &["i", "was"],
    &["i", "have"],
    &["i've"],
    &["i", "am"],
    &["honestly"],
    &["actually"],
    &["basically"],
    &["we", "have"],
    &["we're"],
    &["we", "do"],
    &["there", "are"],
    &["there's"],
    &["there", "is"],
    &["look"],
    &["probably"],
    &["they", "are"],
    &["you", "know"],
    &["not", "really"],
    &["i", "do"],
    &["we", "had"],
    &["one", "thing"],
    &["the", "way"],
    &["my"],
    &["because"],
];
const CONJUNCTIONS: &[&str] =
    &["and", "but", "or", "also", "then", "plus", "which", "now", "if", "like", "otherwise", "again", "however", "so"];
const GREETINGS: &[&str] = &["welcome", "hello", "hi", "hey", "goodbye", "bye"];

impl Sentence {
    /// Looks at a sentence.
    pub fn of(text: &str) -> Self {
        let mut head: Vec<String> = Vec::with_capacity(6);
        let (mut count, mut you, mut own) = (0usize, false, false);
        let mut last = "";
        for word in text.split_whitespace() {
            count += 1;
            last = word;
            if head.len() < 6 {
                head.push(bare(word));
            }
            you |= is_any(word, &["you", "your", "you're", "you've", "you'd", "yourself"]);
            own |= is_any(word, &["i", "i'm", "i've", "i'd", "i'll", "my", "we", "we're", "we've", "our", "me", "us"]);
        }
        let asks = end_of(last) == End::Question;
        let opening = opening(text, &head, count, asks);
        let length = match count {
            0..=4 => 0,
            5..=12 => 1,
            13..=25 => 2,
            _ => 3,
        };
        Sentence { opening, asks, trails: end_of(last) == End::Trailing, length, you, own }
    }
}

fn is_any(word: &str, words: &[&str]) -> bool {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    core.len() <= 8 && words.iter().any(|known| core.eq_ignore_ascii_case(known))
}

fn opening(text: &str, head: &[String], count: usize, asks: bool) -> Opening {
    let acknowledged = acknowledgement(text);
    if acknowledged > 0 {
        let rest = count.saturating_sub(acknowledged);
        return if rest <= 1 { Opening::Acknowledgement } else { Opening::AcknowledgementAndMore };
    }
    // `So what is`, `And how do`: the conjunction doesn't hide the question.
    let lead = head
        .iter()
        .take(2)
        .take_while(|word| ["so", "and", "but", "then", "okay", "well", "now", "or"].contains(&word.as_str()))
        .count();
    let core = head.get(lead..).unwrap_or(&[]);
    let starts = |phrases: &[&[&str]], words: &[String]| {
        phrases.iter().any(|phrase| phrase.len() <= words.len() && phrase.iter().zip(words).all(|(a, b)| a == b))
    };
    if head.iter().take(3).any(|word| GREETINGS.contains(&word.as_str()))
        || starts(&[&["thank", "you"], &["thanks"]], head)
    {
        Opening::Greeting
    } else if asks && core.first().is_some_and(|word| QUESTION_WORDS.contains(&word.as_str())) {
        Opening::Question
    } else if starts(INVITATIONS, core) {
        Opening::Invitation
    } else if asks {
        Opening::OtherQuestion
    } else if starts(ANSWERS, head) {
        Opening::Answer
    } else if head.first().is_some_and(|word| CONJUNCTIONS.contains(&word.as_str())) {
        Opening::Conjunction
    } else {
        Opening::Statement
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings() {
        for (text, opening) in [
            ("Got it.", Opening::Acknowledgement),
            ("Yeah, I think the gauge is right.", Opening::AcknowledgementAndMore),
            ("So what does the gauge say?", Opening::Question),
            ("Tell us about the lock.", Opening::Invitation),
            ("I think it holds.", Opening::Answer),
            ("And the gate was open.", Opening::Conjunction),
            ("Hester, welcome to the show.", Opening::Greeting),
            ("The gate is open.", Opening::Statement),
            ("The gate is open?", Opening::OtherQuestion),
        ] {
            assert_eq!(Sentence::of(text).opening, opening, "{text}");
        }
        let sentence = Sentence::of("Could your gauge tell me?");
        assert!(sentence.asks && sentence.you && sentence.own);
        assert_eq!(Sentence::of("").length, 0);
    }
}
