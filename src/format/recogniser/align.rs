//! Words that are found in the text of their cue: the text is what was said, the words know when.

use std::borrow::Cow;
use std::ops::Range;

use super::scan::Text;
use super::speech::Heard;
use crate::model::{is_cjk, may_begin};

/// How many tokens of a text are looked through for a word that doesn't come next.
const AHEAD: usize = 12;
/// How many signs that only the text has may stand before a word.
const SIGNS: usize = 8;

/// Words that their text doesn't have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Strays {
    /// How many there are.
    pub count: usize,
    /// The bytes of the first one.
    pub first: Option<Range<usize>>,
}

/// The tokens of a text, each with what the words in it know: the start of the first, the end of the last, the least
/// confidence. Words are found one after another; one that isn't there loses its times.
pub(super) fn aligned<'t>(text: Text<'t>, words: &[Heard<'t>]) -> (Vec<Heard<'t>>, Strays) {
    // A token and its space take about so many bytes.
    let mut tokens: Vec<Heard<'t>> = Vec::with_capacity(words.len().max(text.raw.len() / 5 + 1));
    tokens.extend(text.tokens().map(|(text, wrap)| Heard { text, wrap, ..Heard::default() }));
    let mut strays = Strays::default();
    if words.is_empty() {
        return (tokens, strays);
    }
    let said: Vec<Cow<'_, str>> = tokens.iter().map(|token| token.text.decoded()).collect();
    // The token to look at, and how much of it was found already.
    let (mut token, mut done) = (0, 0);
    // Words that were not found since the last one that was.
    let mut missed = 0..0;
    // In a script without spaces: the words that begin inside a token, which it is, and at which of its bytes.
    let mut inside: Vec<(usize, usize, &Heard<'t>)> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let heard = word.text.trimmed().decoded();
        if heard.is_empty() {
            continue;
        }
        let found = find(&said, token, done, &heard).filter(|(first, last, end)| {
            // Rather a word that the text lacks than one that it repeats further on: what more of what follows fits.
            let rest = words.get(index + 1..).unwrap_or(&[]);
            *first == token || fitting(&said, token, done, rest) <= 1 + fitting(&said, *last, *end, rest)
        });
        let Some((first, last, end)) = found else {
            missed = if missed.is_empty() { index..index + 1 } else { missed.start..index + 1 };
            continue;
        };
        let between = token + usize::from(done > 0)..first;
        stand_in(words.get(missed.clone()).unwrap_or(&[]), tokens.get_mut(between).unwrap_or(&mut []), &mut strays);
        missed = 0..0;
        if first == last && end >= heard.len() && !heard.is_ascii() {
            inside.push((first, end - heard.len(), word));
        }
        for found in tokens.get_mut(first..=last).unwrap_or(&mut []) {
            found.speaker = found.speaker.or(word.speaker);
            found.confidence = least(found.confidence, word.confidence);
        }
        if let Some(found) = tokens.get_mut(first) {
            found.start = found.start.or(word.start);
            found.instead.extend(word.instead.iter().cloned());
        }
        if let Some(found) = tokens.get_mut(last) {
            found.end = word.end.or(found.end);
        }
        (token, done) = if said.get(last).is_some_and(|said| end >= said.len()) { (last + 1, 0) } else { (last, end) };
    }
    let rest = token + usize::from(done > 0)..tokens.len();
    stand_in(words.get(missed).unwrap_or(&[]), tokens.get_mut(rest).unwrap_or(&mut []), &mut strays);
    if inside.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        tokens = cut(tokens, &said, &inside);
    }
    (tokens, strays)
}

/// Tokens of a script without spaces, cut where the words in them begin; signs go with the word before them.
fn cut<'t>(tokens: Vec<Heard<'t>>, said: &[Cow<'_, str>], inside: &[(usize, usize, &Heard<'t>)]) -> Vec<Heard<'t>> {
    let mut pieces = Vec::with_capacity(tokens.len() + inside.len());
    let mut inside = inside.iter().peekable();
    for (index, token) in tokens.into_iter().enumerate() {
        let text = said.get(index).map_or("", |said| said);
        let begins = |at: usize| {
            let before = text.get(..at).and_then(|left| left.chars().next_back());
            let first = text.get(at..).and_then(|right| right.chars().next());
            before.zip(first).is_some_and(|(before, first)| may_begin(before, first))
        };
        // Where each piece begins, and the words in it.
        let mut all: Vec<(usize, Vec<&Heard<'t>>)> = vec![(0, Vec::new())];
        while let Some((_, at, word)) = inside.next_if(|(token, ..)| *token == index) {
            match all.last_mut().filter(|_| !begins(*at)) {
                Some((_, words)) => words.push(word),
                None => all.push((*at, vec![word])),
            }
        }
        if all.len() == 1 {
            pieces.push(token);
            continue;
        }
        // Bytes of what the token says and of how it is written go side by side.
        let (mut chars, mut said_to, mut raw_to) = (token.text.chars(), 0, 0);
        let ends = all.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
        for ((at, words), end) in all.iter().zip(ends) {
            let from = raw_to;
            while said_to < end {
                let Some((after, c)) = chars.next() else { break };
                said_to += c.len_utf8();
                raw_to = after;
            }
            pieces.push(Heard {
                text: token.text.part(from, raw_to),
                start: words.first().and_then(|word| word.start),
                end: words.iter().rev().find_map(|word| word.end),
                confidence: words.iter().fold(None, |so_far, word| least(so_far, word.confidence)),
                speaker: words.iter().find_map(|word| word.speaker).or(token.speaker),
                joined: *at > 0 || token.joined,
                wrap: *at == 0 && token.wrap,
                opens: *at == 0 && token.opens,
                instead: words.iter().flat_map(|word| word.instead.iter().cloned()).collect(),
            });
        }
    }
    pieces
}

/// Where words were not found and the text has other ones in their place, these take over their times: one for all of
/// them (`5:00` for `five o'clock`), or as many as there are.
fn stand_in<'t>(words: &[Heard<'t>], place: &mut [Heard<'t>], strays: &mut Strays) {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    if let [only] = place {
        (only.start, only.end) = (first.start, last.end);
        only.speaker = words.iter().find_map(|word| word.speaker);
        only.confidence = words.iter().fold(None, |so_far, word| least(so_far, word.confidence));
    } else if place.len() == words.len() {
        for (token, word) in place.iter_mut().zip(words) {
            (token.start, token.end) = (word.start, word.end);
            (token.speaker, token.confidence) = (word.speaker, word.confidence);
        }
    } else {
        strays.count += words.len();
        strays.first.get_or_insert(first.text.at..first.text.at + first.text.raw.len());
    }
}

/// The confidence of two pieces together: that of the less sure one.
pub(super) fn least(a: Option<f32>, b: Option<f32>) -> Option<f32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Where a word stands in tokens from byte `done` of `token` on: its first and its last token, and its end in that one.
fn find(said: &[Cow<'_, str>], token: usize, done: usize, heard: &str) -> Option<(usize, usize, usize)> {
    for (ahead, index) in (token..said.len()).take(AHEAD).enumerate() {
        let from = if ahead == 0 { done } else { 0 };
        let rest = said.get(index)?.get(from..)?;
        // Signs that only the text has may stand before it: quotes, brackets, dashes.
        let signs: usize = rest.chars().take(SIGNS).take_while(|c| !c.is_alphanumeric()).map(char::len_utf8).sum();
        // In a script without spaces, other words may stand before it as well.
        let inside = match heard.chars().next().is_some_and(is_cjk) {
            true => rest
                .char_indices()
                .take(SIGNS * 4)
                .find(|(at, _)| rest.get(*at..).is_some_and(|rest| rest.starts_with(heard))),
            false => None,
        };
        for skipped in [0, signs, inside.map_or(0, |(at, _)| at)] {
            let Some((last, end)) = stands(said, index, from + skipped, heard) else { continue };
            // A piece of a word comes next or not at all.
            let goes_on = said.get(last).and_then(|said| said.get(end..)?.chars().next());
            if ahead == 0 || !goes_on.is_some_and(|next| next.is_alphanumeric() && !is_cjk(next)) {
                return Some((index, last, end));
            }
        }
    }
    None
}

/// How many of the next three words follow each other from byte `done` of `token` on.
fn fitting(said: &[Cow<'_, str>], mut token: usize, mut done: usize, words: &[Heard<'_>]) -> usize {
    for (count, word) in words.iter().take(3).enumerate() {
        if said.get(token).is_some_and(|said| done >= said.len()) {
            (token, done) = (token + 1, 0);
        }
        match find(said.get(..token + 1).unwrap_or(said), token, done, &word.text.trimmed().decoded()) {
            Some((_, last, end)) => (token, done) = (last, end),
            None => return count,
        }
    }
    words.len().min(3)
}

/// Whether a word stands at byte `from` of a token, and where it ends; it may go on in the tokens behind it.
fn stands(said: &[Cow<'_, str>], index: usize, from: usize, heard: &str) -> Option<(usize, usize)> {
    let (mut index, mut from) = (index, from);
    let mut left = heard;
    loop {
        let rest = said.get(index)?.get(from..)?;
        let part = left.split_whitespace().next().unwrap_or("");
        let common = match part.len() <= rest.len() {
            true => rest.get(..part.len()).filter(|rest| alike(rest, part)).map(|_| part.len()),
            false => part.get(..rest.len()).filter(|part| alike(rest, part) && !rest.is_empty()).map(|_| rest.len()),
        }?;
        left = left.get(common..)?.trim_start();
        if left.is_empty() {
            return Some((index, from + common));
        }
        // What is left of the word needs the next token.
        if common < rest.len() {
            return None;
        }
        (index, from) = (index + 1, 0);
    }
}

fn alike(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || !a.is_ascii() && a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `token start end` of each token; words are `(word, start)` and last 10 ms.
    fn found(text: &str, words: &[(&str, i64)]) -> (Vec<String>, usize) {
        let text_of = |raw| Text { raw, at: 0, escaped: false };
        let words: Vec<Heard<'_>> = words
            .iter()
            .map(|(word, start)| Heard {
                text: text_of(word),
                start: Some(*start),
                end: Some(start + 10),
                ..Heard::default()
            })
            .collect();
        let (tokens, strays) = aligned(text_of(text), &words);
        let shown = |time: Option<i64>| time.map_or("-".to_owned(), |time| time.to_string());
        let row = |token: &Heard<'_>| format!("{} {} {}", token.text.raw, shown(token.start), shown(token.end));
        (tokens.iter().map(row).collect(), strays.count)
    }

    #[test]
    fn words_of_a_script_without_spaces_keep_their_times() {
        let text = r"\u4eca\u65e5\u306f\u3002\u5929\u6c17\u3067\u3059\u3002 on";
        let word =
            |raw, start| Heard { text: Text { raw, at: 0, escaped: false }, start: Some(start), ..Heard::default() };
        let words = [word("今日", 1), word("は", 2), word("天", 3), word("気", 4), word("です", 5), word("on", 6)];
        let (tokens, strays) = aligned(Text { raw: text, at: 0, escaped: true }, &words);
        let all: Vec<_> = tokens.iter().map(|token| (token.text.decoded(), token.start, token.joined)).collect();
        let piece = |text: &'static str, start, joined| (Cow::from(text), Some(start), joined);
        assert_eq!(
            all,
            [
                piece("今日", 1, false),
                piece("は。", 2, true),
                piece("天", 3, true),
                piece("気", 4, true),
                piece("です。", 5, true),
                piece("on", 6, false)
            ]
        );
        assert_eq!(strays, Strays::default());
    }

    #[test]
    fn words_and_their_pieces() {
        let (tokens, strays) =
            found(" Is the \"kettle\" on?", &[(" Is", 0), (" the", 10), (" ket", 20), ("tle", 30), (" ON", 40)]);
        assert_eq!(tokens, ["Is 0 10", "the 10 20", "\"kettle\" 20 40", "on? 40 50"]);
        assert_eq!(strays, 0);
        assert_eq!(found("New York is", &[("New York", 0), ("is", 10)]).0, ["New 0 -", "York - 10", "is 10 20"]);
        assert_eq!(found("你好，世界", &[("你好", 0), ("世界", 20)]).0, ["你好， 0 10", "世界 20 30"]);
        assert_eq!(found("你好，新世界", &[("你好", 0), ("旧", 10), ("世界", 20)]).0, ["你好，新 0 10", "世界 20 30"]);
    }

    #[test]
    fn a_word_too_many_and_a_word_too_few() {
        let (tokens, strays) =
            found("it is what it is", &[("it", 0), ("um", 5), ("is", 10), ("what", 20), ("it", 30), ("is", 40)]);
        assert_eq!((tokens.join(", ").as_str(), strays), ("it 0 10, is 10 20, what 20 30, it 30 40, is 40 50", 1));
        let (tokens, strays) =
            found("the one and the other", &[("one", 0), ("the", 10), ("and", 20), ("the", 30), ("other", 40)]);
        assert_eq!((tokens.join(", ").as_str(), strays), ("the - -, one 0 10, and 20 30, the 30 40, other 40 50", 1));
    }

    #[test]
    fn other_words_in_their_place() {
        let (tokens, strays) = found(
            "At 5:00 we\u{2019}re gonna go.",
            &[("at", 0), ("five", 10), ("o'clock", 20), ("we're", 30), ("going", 40), ("go", 50)],
        );
        assert_eq!((tokens.join(", ").as_str(), strays), ("At 0 10, 5:00 - -, we’re - -, gonna - -, go. 50 60", 4));
        let (tokens, strays) =
            found("At 5:00 we go.", &[("at", 0), ("five", 10), ("o'clock", 20), ("we", 30), ("go", 50)]);
        assert_eq!((tokens.join(", ").as_str(), strays), ("At 0 10, 5:00 10 30, we 30 40, go. 50 60", 0));
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        let signs = "-".repeat(200_000);
        let words: Vec<(&str, i64)> = (0..50_000).map(|at| ("x", at)).collect();
        assert_eq!(found(&signs, &words).1, 0);
        assert_eq!(found(&"x".repeat(50_000), &words).0.len(), 1);
    }
}
