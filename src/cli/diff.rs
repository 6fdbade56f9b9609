//! What a repair changed, word by word, with the words around it.
//!
//! ```text
//! talk.txt:2:11
//!   Is it on? It [-turned.We-]{+turned. We+} left.
//! ```
//!
//! On a terminal with colours the words that went are red, those that came green, without the brackets.

use std::ops::Range;

use anstyle::{AnsiColor, Style};
use fireside::pass::repair::{Change, Repaired};

use super::paragraphs::{Look, fill_styled};

const GONE: Style = AnsiColor::Red.on_default().strikethrough();
const COME: Style = AnsiColor::Green.on_default();

/// Words shown on each side of a change.
const AROUND: usize = 6;
/// Changes of one line that lie no further apart, in bytes, are shown together.
const NEAR: usize = 60;
/// The most characters of a word that is shown whole; of what went and came, more.
const WORD: usize = 40;
const PIECE: usize = 240;

/// Appends all changes of a text.
pub fn diff(name: &str, source: &str, repaired: &Repaired, look: Look, out: &mut String) {
    let words = whole_words(source, repaired);
    let (mut line, mut column, mut counted) = (1, 1, 0);
    let mut at = 0;
    while let Some(first) = words.get(at) {
        let near = |pair: &[Change]| match pair {
            [left, right] => source
                .get(left.before.end..right.before.start)
                .is_some_and(|gap| gap.len() <= NEAR && !gap.contains('\n')),
            _ => false,
        };
        let more = words.get(at..).unwrap_or(&[]).windows(2).take_while(|pair| near(pair)).count();
        let hunk = words.get(at..=at + more).unwrap_or(&[]);
        let skipped = source.get(counted..first.before.start).unwrap_or("");
        counted = first.before.start;
        match skipped.rsplit_once('\n') {
            Some((_, tail)) => {
                line += skipped.bytes().filter(|b| *b == b'\n').count();
                column = 1 + tail.chars().count();
            }
            None => column += skipped.chars().count(),
        }
        out.push_str(&format!("{name}:{line}:{column}\n  "));
        show(source, &repaired.text, hunk, look, out);
        at += more + 1;
    }
}

/// The changes, each with the rest of the words it touches; those that touch the same word are one.
fn whole_words(source: &str, repaired: &Repaired) -> Vec<Change> {
    let mut words: Vec<Change> = Vec::new();
    for change in repaired.changes() {
        let left = partial(source.get(..change.before.start).unwrap_or("").chars().rev());
        let right = partial(source.get(change.before.end..).unwrap_or("").chars());
        let whole = Change {
            before: change.before.start - left..change.before.end + right,
            after: change.after.start - left..change.after.end + right,
        };
        match words.last_mut() {
            Some(last) if whole.before.start <= last.before.end => {
                last.before.end = last.before.end.max(whole.before.end);
                last.after.end = last.after.end.max(whole.after.end);
            }
            _ => words.push(whole),
        }
    }
    words
}

/// Bytes of the letters next to a change that belong to its word.
fn partial(letters: impl Iterator<Item = char>) -> usize {
    letters.take(WORD).take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum()
}

fn show(source: &str, text: &str, hunk: &[Change], look: Look, out: &mut String) {
    let mut pieces: Vec<(String, Option<Style>)> = Vec::new();
    let plain = |stretch: &str, pieces: &mut Vec<(String, Option<Style>)>| {
        pieces.extend(stretch.split_whitespace().map(|word| (shortened(word, WORD), None)));
    };
    let mut done = None;
    for change in hunk {
        match done {
            None => {
                let left = source.get(..change.before.start).unwrap_or("");
                plain(last_words(left), &mut pieces);
            }
            Some(end) => plain(source.get(end..change.before.start).unwrap_or(""), &mut pieces),
        }
        marked(source, &change.before, ("[-", "-]", GONE), look, &mut pieces);
        marked(text, &change.after, ("{+", "+}", COME), look, &mut pieces);
        done = Some(change.before.end);
    }
    let right = source.get(done.unwrap_or(0)..).unwrap_or("");
    plain(first_words(right), &mut pieces);
    fill_styled(pieces.iter().map(|(word, style)| (word.as_str(), *style)), 2, look, out);
}

/// A stretch that went or came, in brackets or in colour.
fn marked(
    text: &str,
    bytes: &Range<usize>,
    (open, close, style): (&str, &str, Style),
    look: Look,
    pieces: &mut Vec<(String, Option<Style>)>,
) {
    let stretch = text.get(bytes.clone()).unwrap_or("");
    if stretch.is_empty() {
        return;
    }
    let mut shown = shortened(&visible(stretch), PIECE);
    if !look.colour {
        shown = format!("{open}{shown}{close}");
    }
    let style = look.colour.then_some(style);
    let mut words = shown.split(' ');
    // What came follows what went at once: the brackets tell them apart.
    if let Some((last, _)) = pieces.last_mut().filter(|(last, _)| !look.colour && last.ends_with("-]") && open == "{+")
    {
        last.push_str(words.next().unwrap_or(""));
    }
    pieces.extend(words.map(|word| (word.to_owned(), style)));
}

/// The text with line ends and other white space but a space made visible.
fn visible(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        // A single space between words is one; more of them are what an edit is about.
        let lone = !before.is_whitespace() && rest.peek().is_some_and(|next| !next.is_whitespace());
        before = c;
        match c {
            ' ' => out.push(if lone { ' ' } else { '␣' }),
            '\n' => out.push('⏎'),
            c if c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{AD}') => {
                out.extend(c.escape_default());
            }
            c => out.push(c),
        }
    }
    out
}

/// The text, or its ends with dots between.
fn shortened(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most / 2).collect();
    let tail: String = text.chars().skip(count - most / 2).collect();
    format!("{head}…{tail}")
}

/// The last words of the line that `text` ends with.
fn last_words(text: &str) -> &str {
    let line = text.rsplit('\n').next().unwrap_or("");
    let starts = line.char_indices().rev().filter(|(_, c)| c.is_whitespace());
    let cut = starts.skip(1).nth(AROUND).map_or(0, |(at, _)| at);
    line.get(cut..).unwrap_or("")
}

/// The first words of the line that `text` starts with.
fn first_words(text: &str) -> &str {
    let line = text.split('\n').next().unwrap_or("");
    let mut ends = line.char_indices().filter(|(_, c)| c.is_whitespace());
    let cut = ends.nth(AROUND).map_or(line.len(), |(at, _)| at);
    line.get(..cut).unwrap_or("")
}
