//! F36: a quotation that is opened and never closed gets its closing mark, where exactly one place fits.
//!
//! That is where one mark is left over in a paragraph or turn, a comma or colon before it opens speech, and the paragraph
//! ends with the sentence it opened. Where the quotation ends is a guess, so this runs only on request.

use std::ops::Range;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F36",
    name: "unclosed-quote",
    about: "a quotation left open is closed at the end of its sentence, if only one place fits",
    level: Level::Standard,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    if memchr::memchr(b'"', bytes).is_none() && memchr::memmem::find(bytes, "“".as_bytes()).is_none() {
        return;
    }
    for paragraph in context.paragraphs() {
        out.extend(close(text, &paragraph));
    }
}

fn close(text: &str, paragraph: &Range<usize>) -> Option<Edit> {
    let inner = text.get(paragraph.clone())?;
    let mut open: Option<(usize, char)> = None;
    for (at, c) in inner.char_indices() {
        match (c, open) {
            ('"', Some((_, '"'))) => open = None,
            // A straight mark after a digit means inches.
            ('"', None) if !scan::before(inner, at).is_some_and(|c| c.is_ascii_digit()) => open = Some((at, '"')),
            ('“', None) => open = Some((at, '“')),
            // A second opening mark: which of the two is at fault can't be told.
            ('“', Some(_)) => return None,
            ('”', Some((_, '“'))) => open = None,
            ('”', _) => return None,
            _ => {}
        }
    }
    let (at, mark) = open?;
    let before = inner.get(..at)?.trim_end();
    let opens = scan::after(inner, at + mark.len_utf8()).is_some_and(char::is_alphanumeric)
        && scan::before(inner, at).is_none_or(|c| c.is_whitespace() || c == '(');
    let speech = before.ends_with([',', ':']) && !before.is_empty();
    let quoted = inner.get(at..)?.trim_end();
    let sentences = crate::text::sentence_starts(quoted).count();
    if !opens || !speech || sentences != 1 || !quoted.ends_with(['.', '!', '?', '…']) {
        return None;
    }
    let end = paragraph.start + at + quoted.len();
    Some(Edit::new(end..end, if mark == '"' { "\"" } else { "”" }, 0.6))
}
