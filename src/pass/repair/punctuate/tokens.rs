//! What of a text is spoken: its words, where somebody else begins, and how long the silences are.

use std::ops::Range;

use super::english;
use super::model::{Mark, Model, vocab};
use crate::pass::repair::context::{Context, timing};
use crate::pass::repair::scan;

/// Fewer words than this are left as they are.
const LEAST: usize = 30;

/// A word.
#[derive(Clone, Debug)]
pub struct Token {
    start: usize,
    length: u32,
    /// Milliseconds of silence after it, as far as anybody knows.
    pub pause: u32,
    /// What the model calls it, and whether that is the number of this very word.
    pub number: u16,
    pub exact: bool,
    /// The mark that it has.
    pub given: Option<Mark>,
    /// Whether a speaker begins with it.
    pub first: bool,
    /// Whether somebody else goes on after it, or nobody.
    pub last: bool,
}

impl Token {
    /// From its first letter to its last.
    pub fn bytes(&self) -> Range<usize> {
        self.start..self.end()
    }

    pub fn end(&self) -> usize {
        self.start + self.length as usize
    }

    /// Whether the mark that it has ends a sentence, and isn't its own or that of a pause: `mr.`, `well...`, `this; that`.
    pub fn closes(&self, text: &str) -> bool {
        let tail = text.get(self.end()..).unwrap_or("");
        let end = tail.find(char::is_whitespace).unwrap_or(tail.len());
        let tail = tail.get(..end).unwrap_or("");
        if tail.contains(['?', '!']) {
            return true;
        }
        let word = text.get(self.bytes()).unwrap_or("");
        let own = word.contains('.') && !word.contains(|c: char| c.is_ascii_digit());
        tail.contains('.') && !tail.contains("..") && !own && crate::text::ends_sentence(&format!("{word}."), "The")
    }
}

/// The words of a text.
#[derive(Default)]
pub struct Speech {
    pub tokens: Vec<Token>,
    /// Whether the next word begins anew.
    fresh: bool,
    lower: Vec<u8>,
}

impl Speech {
    /// What one speaker says without a break.
    pub fn stretches(&self) -> impl Iterator<Item = &[Token]> {
        self.tokens.chunk_by(|left, right| !left.last && !right.first)
    }

    /// Whether there are many words, not just numbers and names of things, and hardly a mark: less than one ends a
    /// sentence in 50 words, and less than one is any in 25.
    pub fn lack_marks(&self) -> bool {
        let ends = |token: &&Token| !token.last && matches!(token.given, Some(Mark::Stop | Mark::Question));
        let count = self.tokens.len();
        let things = self.tokens.iter().filter(|token| matches!(token.number, vocab::DIGITS | vocab::OTHER)).count();
        count >= LEAST
            && things * 4 <= count
            && self.tokens.iter().filter(ends).count() * 50 <= count
            && self.tokens.iter().filter(|token| token.given.is_some()).count() * 25 <= count
    }

    /// Whether there are many words, marks among them, and hardly a capital.
    pub fn lack_capitals(&self, text: &str) -> bool {
        self.tokens.len() >= LEAST && !self.lack_marks() && self.is_small(text)
    }

    /// Whether hardly a word has a capital.
    pub fn is_small(&self, text: &str) -> bool {
        let capital = |token: &&Token| {
            let letters = text.get(token.bytes()).unwrap_or("").as_bytes();
            letters.first().is_some_and(u8::is_ascii_uppercase) && !matches!(letters, [b'I'] | [b'I', b'\'', ..])
        };
        self.tokens.iter().filter(capital).count() * 20 <= self.tokens.len()
    }

    /// A new speaker, or a sound.
    fn part(&mut self) {
        self.fresh = true;
        if let Some(last) = self.tokens.last_mut() {
            last.last = true;
        }
    }

    /// The words of a stretch of text.
    fn add(&mut self, model: &Model, text: &str, bytes: Range<usize>) {
        let line = text.get(bytes.clone()).unwrap_or("");
        let mut rest = line;
        loop {
            rest = rest.trim_start();
            let at = bytes.start + line.len() - rest.len();
            if rest.is_empty() {
                return;
            }
            if rest.starts_with(['[', '(', '♪', '*'])
                && let Some(length) = self.aside(rest)
            {
                rest = rest.get(length..).unwrap_or("");
                continue;
            }
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (chunk, after) = rest.split_at(length);
            rest = after;
            // `word--word` and `word—word` are two words.
            let mut chunk = chunk;
            let mut at = at;
            while let Some(end) = dash(chunk) {
                let (left, right) = chunk.split_at(end);
                self.chunk(model, at, left);
                at += end;
                chunk = right;
            }
            if chunk.bytes().all(|byte| byte == b'>') || matches!(chunk, "»" | "»»" | ">>>") {
                self.part();
                continue;
            }
            self.chunk(model, at, chunk);
        }
    }

    /// `[Music]`, `(laughs)`, `♪`: its length. What was masked or not understood ends no sentence.
    fn aside(&mut self, rest: &str) -> Option<usize> {
        const MOST: usize = 60;
        let close = match rest.as_bytes().first()? {
            b'[' => ']',
            b'(' => ')',
            b'*' => '*',
            _ => {
                self.part();
                return Some('♪'.len_utf8());
            }
        };
        let (at, _) = rest.char_indices().skip(1).take(MOST).find(|(_, c)| *c == close)?;
        let inside = rest.get(1..at)?;
        if inside.contains(char::is_alphabetic) && !inside.starts_with("inaudible") && !inside.starts_with("unclear") {
            self.part();
        }
        Some(at + 1)
    }

    fn chunk(&mut self, model: &Model, at: usize, chunk: &str) {
        let inner = |c: char| c.is_alphanumeric() || c == '%' || c == '$';
        let (Some(start), Some(last)) = (chunk.find(inner), chunk.rfind(inner)) else {
            // A mark by itself belongs to the word before it.
            if let (Some(mark), Some(token)) = (given(chunk), self.tokens.last_mut()) {
                token.given.get_or_insert(mark);
            }
            return;
        };
        let end = last + chunk.get(last..).and_then(|tail| tail.chars().next()).map_or(1, char::len_utf8);
        let word = chunk.get(start..end).unwrap_or("");
        let length = u32::try_from(word.len()).unwrap_or(u32::MAX);
        self.lower.clear();
        if word.is_ascii() {
            self.lower.extend(word.bytes().filter(|byte| *byte != b'.').map(|byte| byte.to_ascii_lowercase()));
        } else {
            let lower = word.replace('’', "'").to_lowercase();
            self.lower.extend_from_slice(lower.as_bytes());
        }
        let known = model.vocab.known(&self.lower);
        let number = match known {
            Some(number) => number,
            None if scan::is_technical(word) => vocab::OTHER,
            None => model.vocab.number(&self.lower),
        };
        let exact = known.is_some() && self.lower.len() == word.len();
        let given = given(chunk.get(end..).unwrap_or(""));
        let first = std::mem::take(&mut self.fresh);
        self.tokens.push(Token { start: at + start, length, pause: 0, number, exact, given, first, last: false });
    }

    fn finish(mut self) -> Self {
        self.part();
        if let Some(first) = self.tokens.first_mut() {
            first.first = true;
        }
        self
    }
}

/// Where a word begins behind a dash that joins it to the one before.
fn dash(chunk: &str) -> Option<usize> {
    if !chunk.contains('—') && !chunk.contains("--") {
        return None;
    }
    let begins = |c: char| c.is_alphanumeric();
    let first = chunk.find(begins)?;
    let at = first + ["—", "--"].iter().filter_map(|sign| chunk.get(first..)?.find(sign)).min()?;
    let end = at + chunk.get(at..)?.find(begins)?;
    chunk.get(..end)?.trim_end_matches(['"', '“', '\'', '‘', '(', '$']).ends_with(['—', '-']).then_some(end)
}

/// The mark that stands behind a word.
fn given(tail: &str) -> Option<Mark> {
    match tail {
        "" => None,
        _ if tail.contains(['?', '？']) => Some(Mark::Question),
        _ if tail.contains(['.', '!', ';', '…']) => Some(Mark::Stop),
        _ if tail.contains([',', ':', '—', '–', '-']) => Some(Mark::Comma),
        _ => None,
    }
}

/// Whether a text as a whole has many words and hardly a mark: a quick look that spares the others the rest.
pub fn lacks_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut words, mut marks) = (0usize, 0usize);
    let mut before = b' ';
    for byte in bytes {
        if *byte <= b' ' {
            words += usize::from(before > b' ');
            marks += usize::from(matches!(before, b',' | b'.' | b'?' | b'!' | b';'));
        }
        before = *byte;
    }
    words + 1 >= LEAST && marks * 20 <= words
}

/// The words of a transcript, or of a file as it stands.
pub fn of_context(context: &Context<'_>) -> Speech {
    let text = context.text();
    let Some(model) = english::model() else { return Speech::default() };
    let Some(voices) = context.voices() else { return of_text(text) };
    let mut speech = Speech::default();
    let ends = voices.iter().skip(1).copied().chain([text.len()]);
    let start = voices.first().copied().unwrap_or(text.len());
    speech.add(model, text, 0..start);
    for (start, end) in voices.iter().copied().zip(ends) {
        speech.part();
        speech.add(model, text, start..end);
    }
    let mut speech = speech.finish();
    pauses(&mut speech, context.pauses());
    speech
}

/// Silences by the places where they begin.
fn pauses(speech: &mut Speech, pauses: impl Iterator<Item = (usize, u32)>) {
    let mut at = 0;
    for (end, pause) in pauses {
        while speech.tokens.get(at + 1).is_some_and(|token| token.start < end) {
            at += 1;
        }
        if let Some(token) = speech.tokens.get_mut(at)
            && token.start < end
        {
            token.pause = token.pause.max(pause);
        }
    }
}

/// Paragraphs of more words than this are what one speaker says; shorter ones are lines of captions.
const PARAGRAPH: usize = 25;

/// Whether each line is what one speaker says: long ones of all lengths, so that they weren't wrapped.
fn lines_are_paragraphs(text: &str, words: usize) -> bool {
    let lengths = || text.lines().map(str::len).filter(|length| *length > 0);
    let (lines, longest) = (lengths().count(), lengths().max().unwrap_or(0));
    lines > 1 && words > lines * PARAGRAPH && longest * lines > lengths().sum::<usize>() * 2
}

/// The words of a file as it stands: no times, numbers, labels and headings.
pub fn of_text(text: &str) -> Speech {
    let Some(model) = english::model() else { return Speech::default() };
    let mut speech = Speech::default();
    let timed = memchr::memmem::find(text.as_bytes(), b"-->").is_some();
    let paragraphs = if timed { 0 } else { scan::paragraphs(text).count() };
    let words = if timed { 0 } else { text.split_ascii_whitespace().count() };
    let parted = paragraphs > 1 && words > paragraphs * PARAGRAPH;
    let lines_part = !timed && lines_are_paragraphs(text, words);
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let small = text.bytes().filter(u8::is_ascii_uppercase).count() * 40 <= letters;
    // When the last cue was over, in milliseconds, and whether a cue's lines go on: what stands outside is not spoken.
    let mut over: Option<i64> = None;
    let mut inside = !timed;
    for line in scan::lines(text) {
        let words = text.get(line.clone()).unwrap_or("");
        let trimmed = words.trim();
        if lines_part {
            speech.part();
        }
        if trimmed.is_empty() {
            if parted {
                speech.part();
            }
            // Rolling captions have lines of one space inside their cues.
            inside = !timed || inside && !words.is_empty();
            continue;
        }
        if timed && let Some(((start, end), _)) = timing(text, &line) {
            if let (Some(over), Some(token)) = (over, speech.tokens.last_mut()) {
                token.pause = u32::try_from(start - over).unwrap_or(0);
            }
            over = Some(end);
            inside = true;
            continue;
        }
        if !inside {
            continue;
        }
        // A title over text that is all small letters.
        if small && speech.tokens.is_empty() && is_title(trimmed) {
            continue;
        }
        let Some(from) = begins(&mut speech, trimmed) else { continue };
        let start = line.start + (words.len() - words.trim_start().len()) + from;
        speech.add(model, text, start..line.end);
    }
    speech.finish()
}

/// Whether a line of a text without capitals has one at its start, and is short.
fn is_title(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or("");
    let pronoun = matches!(first, "I" | "I'm" | "I've" | "I'd" | "I'll");
    first.starts_with(|c: char| c.is_uppercase()) && !pronoun && line.split_whitespace().nth(12).is_none()
}

/// Where the speech of a line begins, in bytes; `None` if there is none.
fn begins(speech: &mut Speech, line: &str) -> Option<usize> {
    let said = line.trim_start_matches(['>', '»']);
    let dash = ["- ", "– ", "— "].iter().find_map(|dash| said.strip_prefix(dash));
    let said = dash.unwrap_or(said).trim_start();
    let at = line.len() - said.len();
    if at > 0 {
        speech.part();
    }
    if scan::opens_with_label(said) {
        speech.part();
        let colon = said.find([':', '：'])?;
        return Some(at + colon + said.get(colon..)?.chars().next()?.len_utf8());
    }
    if scan::line_kind(said) != scan::LineKind::Mark {
        return Some(at);
    }
    match crate::text::mark(said) {
        // `0:05 so what we do`
        Some((_, rest)) if !rest.trim().is_empty() => Some(at + said.len() - rest.len()),
        Some(_) => None,
        None => {
            if !said.bytes().all(|byte| byte.is_ascii_digit()) {
                speech.part();
            }
            None
        }
    }
}

/// Words that were given one by one.
pub fn of_words(model: &Model, words: &[&str], pauses: &[u32]) -> Speech {
    let mut speech = Speech::default();
    for (index, word) in words.iter().enumerate() {
        let before = speech.tokens.len();
        speech.chunk(model, 0, word);
        if speech.tokens.len() == before {
            speech.tokens.push(Token {
                start: 0,
                length: 0,
                pause: 0,
                number: vocab::OTHER,
                exact: false,
                given: given(word),
                first: false,
                last: false,
            });
        }
        if let Some(token) = speech.tokens.last_mut() {
            token.pause = pauses.get(index).copied().unwrap_or(0);
        }
    }
    speech.finish()
}
