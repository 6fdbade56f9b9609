//! Looking around a place in a text, never further than a word needs.

use std::ops::Range;

use memchr::memchr;

pub use crate::text::pairs::{pairs, triples};

/// The farthest, in bytes, that a look around a place goes; longer runs are no words.
const FAR: usize = 96;

/// The character before byte `at`.
pub fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character from byte `at` on.
pub fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Letters, digits and apostrophes: what a word is made of here.
pub fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\'' || c == '’'
}

/// The word that ends at byte `at`; empty where none does.
pub fn word_before(text: &str, at: usize) -> &str {
    let left = text.get(..at).unwrap_or("");
    let mut start = left.len();
    for c in left.chars().rev() {
        if !in_word(c) || left.len() - start > FAR {
            break;
        }
        start -= c.len_utf8();
    }
    left.get(start..).unwrap_or("")
}

/// The word that starts at byte `at`; empty where none does.
pub fn word_after(text: &str, at: usize) -> &str {
    let right = text.get(at..).unwrap_or("");
    let mut end = 0;
    for c in right.chars() {
        if !in_word(c) || end > FAR {
            break;
        }
        end += c.len_utf8();
    }
    right.get(..end).unwrap_or("")
}

/// The stretch without white space around byte `at`, and whether it was seen to both its ends.
pub fn chunk(text: &str, at: usize) -> (Range<usize>, bool) {
    let mut start = at;
    let mut whole = true;
    for c in text.get(..at).unwrap_or("").chars().rev() {
        if c.is_whitespace() {
            break;
        }
        if at - start > FAR {
            whole = false;
            break;
        }
        start -= c.len_utf8();
    }
    let mut end = at;
    for c in text.get(at..).unwrap_or("").chars() {
        if c.is_whitespace() {
            break;
        }
        if end - at > FAR {
            whole = false;
            break;
        }
        end += c.len_utf8();
    }
    (start..end, whole)
}

/// Whether a stretch without white space looks like an address, a path, an identifier or code rather than words.
pub fn is_technical(chunk: &str) -> bool {
    let bytes = chunk.as_bytes();
    bytes.iter().any(|b| {
        matches!(b, b'@' | b'/' | b'\\' | b'_' | b'=' | b'<' | b'>' | b'{' | b'}' | b'`' | b'#' | b'|' | b'~' | b'^')
    }) || chunk.contains("::")
        || chunk.contains("()")
        || chunk.contains("www.")
}

/// Whether signs of programs stand in a text.
pub fn speaks_of_code(text: &str) -> bool {
    let found = |sign: &str| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
    ["()", "::", "==", ">>> ", "#include", "</", "/usr/", "--help"].into_iter().any(found)
}

/// Whether a text is written in HTML, or in Markdown with HTML inside: its tags and references are its grammar.
pub fn is_page(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = memchr::memmem::find(bytes, b"<") else { return false };
    const TAGS: &[&str] = &[
        "!doctype", "/a>", "/code>", "/li>", "/pre>", "/table>", "/td>", "/ul>", "a href=", "body", "code>",
        "details>", "h1", "h2", "h3", "head>", "html", "img ", "kbd>", "li>", "pre", "table", "td>", "tr>", "ul>",
        "video",
    ];
    memchr::memchr_iter(b'<', bytes.get(first..).unwrap_or(&[])).any(|at| {
        let tail = bytes.get(first + at + 1..).unwrap_or(&[]);
        TAGS.iter().any(|tag| tail.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag.as_bytes())))
    })
}

/// Whether the text's lower case form of `word` is in `sorted`, which holds lower-case words in order.
pub fn listed(sorted: &[&str], word: &str) -> bool {
    if word.len() > 24 {
        return false;
    }
    let lower: String = word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase).collect();
    sorted.binary_search(&lower.as_str()).is_ok()
}

/// Lines of a text with their byte ranges, without the line ends (`\n` or `\r\n`).
pub fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut done = bytes.is_empty();
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let start = at;
        let mut end = match memchr(b'\n', bytes.get(at..)?) {
            Some(newline) => {
                at = start + newline + 1;
                start + newline
            }
            None => {
                done = true;
                bytes.len()
            }
        };
        if end > start && bytes.get(end - 1) == Some(&b'\r') {
            end -= 1;
        }
        Some(start..end)
    })
}

/// Runs of lines that aren't blank, with their byte ranges.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut lines = lines(text);
    std::iter::from_fn(move || {
        let blank = |line: &Range<usize>| {
            line.is_empty() || text.get(line.clone()).is_none_or(|line| line.trim_start().is_empty())
        };
        let first = lines.by_ref().find(|line| !blank(line))?;
        let mut paragraph = first;
        for line in lines.by_ref() {
            if blank(&line) {
                break;
            }
            paragraph.end = line.end;
        }
        Some(paragraph)
    })
}

/// Whether two lines with something in them stand one below the other.
pub fn has_adjacent_lines(text: &str) -> bool {
    let bytes = text.as_bytes();
    let blank = |b: Option<&u8>| b.is_none_or(|b| matches!(b, b'\n' | b'\r'));
    memchr::memchr_iter(b'\n', bytes).any(|newline| {
        let left = newline.checked_sub(1).and_then(|left| bytes.get(left));
        let left = if left == Some(&b'\r') { newline.checked_sub(2).and_then(|left| bytes.get(left)) } else { left };
        !blank(left) && !blank(bytes.get(newline + 1))
    })
}

/// Whether Chinese or Japanese characters, or the like, may stand in a text: their first bytes do.
pub fn may_hold_cjk(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3(0xE3, 0xE4, 0xE5, bytes).is_some()
        || memchr::memchr3(0xE6, 0xE7, 0xE8, bytes).is_some()
        || memchr::memchr3(0xE9, 0xEF, 0xF0, bytes).is_some()
}

/// What a line of a text file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing, or white space.
    Blank,
    /// A time, a number, a label by itself, a list item, a heading mark or a header: it never joins its neighbours.
    Mark,
    /// Words.
    Words,
}

/// What a line is for, by its looks.
pub fn line_kind(line: &str) -> LineKind {
    let line = line.trim();
    let Some(first) = line.chars().next() else { return LineKind::Blank };
    let rest = line.get(first.len_utf8()..).unwrap_or("");
    let spaced = rest.starts_with(char::is_whitespace);
    let bullet = matches!(first, '•' | '◦' | '▪' | '‣' | '·' | '●' | '○' | '■' | '✓' | '–' | '—') && spaced;
    let markup = matches!(first, '#' | '|' | '+' | '=' | '>' | '`' | '~' | '%' | '@' | '{' | '<')
        || (matches!(first, '-' | '*') && (spaced || rest.starts_with(first)));
    if bullet || markup || line.contains("-->") || line.ends_with([':', '：']) {
        return LineKind::Mark;
    }
    let opened = line.trim_start_matches(['[', '(', '*', '_']);
    let digits = opened.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let tail = opened.get(digits..).unwrap_or("");
        let numbered = tail.is_empty() || tail.starts_with([')', ']']) || tail.starts_with(". ");
        if numbered || crate::text::mark(opened).is_some() {
            return LineKind::Mark;
        }
    }
    match line.starts_with("http://") || line.starts_with("https://") || line.starts_with("WEBVTT") {
        true => LineKind::Mark,
        false => LineKind::Words,
    }
}

/// Whether words before a colon near the start of a line look like a speaker's label: `Ana Roe: so`.
pub fn opens_with_label(line: &str) -> bool {
    let head = line.trim_start();
    let cut = head.char_indices().take(64).find(|(_, c)| matches!(c, ':' | '：'));
    let Some((colon, _)) = cut else { return false };
    let label = head.get(..colon).unwrap_or("");
    let words = label.split_whitespace().count();
    (1..=6).contains(&words) && label.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_bytes() {
        let found = |text: &str| lines(text).map(|line| text[line].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("a\r\nb\n\nc"), ["a", "b", "", "c"]);
        assert_eq!(found("a\n"), ["a", ""]);
        assert_eq!(found("\r\r\n"), ["\r", ""]);
        assert!(found("").is_empty());
    }

    #[test]
    fn a_run_of_letters_without_end_is_not_followed() {
        let long = "a".repeat(1_000_000);
        assert!(word_before(&long, 1_000_000).len() < 200 && word_after(&long, 0).len() < 200);
        assert!(!chunk(&long, 500_000).1);
    }

    #[test]
    fn marks_and_words() {
        for mark in ["0:05", "[00:12] so", "Maud:", "• Home", "- Hi.", "12", "3) oil", "# Talk", "00:01 --> 00:02"] {
            assert_eq!(line_kind(mark), LineKind::Mark, "{mark}");
        }
        for words in ["so what we do", "3.5 million of us", "John 3:16 says", "*really* so", "1,000 owls"] {
            assert_eq!(line_kind(words), LineKind::Words, "{words}");
        }
        assert_eq!(line_kind(" \u{A0}"), LineKind::Blank);
    }
}
