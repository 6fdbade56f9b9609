//! F09: markup left in the text: `<i>`, `</c>`, `<00:00:01.120>`, `{\an8}`, lines of cue settings.
//!
//! Only tags whose names are known go, so that `a < b`, `<ana>` in a chat and `Vec<String>` stay. A voice tag, `<v Ana>`,
//! says who speaks and stays. A page in HTML stays as it is: there tags are the grammar.

use memchr::{memchr, memchr2_iter, memmem};

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F09",
    name: "tags",
    about: "caption and HTML tags that were left in the text are removed",
    level: Level::Safe,
    removes: Some("caption and HTML tags"),
    edits,
};

const NAMES: &[&str] = &[
    "b", "big", "br", "c", "center", "div", "em", "font", "i", "lang", "p", "rt", "ruby", "s", "small", "span",
    "strong", "sub", "sup", "u",
];
/// Names of tags that end a line.
const BREAKS: &[&str] = &["br", "div", "p"];
/// The longest tag, in bytes.
const LONGEST: usize = 200;
/// How far ahead, in bytes, a closing tag is looked for.
const AHEAD: usize = 2_000;

/// Names that must both open and close somewhere: by themselves they are placeholders, as in `<arch><sub>`.
const PAIRED: &[&str] =
    &["big", "center", "div", "em", "lang", "p", "rt", "ruby", "s", "small", "span", "strong", "sub", "sup"];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    if context.is_plain() && scan::is_page(text) {
        return;
    }
    // Which of the paired names open, and which close.
    let mut sides: [[bool; 2]; PAIRED.len()] = Default::default();
    let mut paired: Vec<(usize, usize)> = Vec::new();
    for at in memchr2_iter(b'<', b'{', bytes) {
        let window = bytes.get(at..bytes.len().min(at + LONGEST)).unwrap_or(&[]);
        let closing = if window.first() == Some(&b'<') { b'>' } else { b'}' };
        let Some(length) = memchr(closing, window) else { continue };
        let Some(inner) = text.get(at + 1..at + length) else { continue };
        // A text about tags quotes them.
        let quote = |c: Option<char>| c.is_some_and(|c| matches!(c, '`' | '"' | '\''));
        if quote(scan::before(text, at)) && quote(scan::after(text, at + length + 1)) {
            continue;
        }
        let replacement = match closing {
            b'>' => angle(text, at, inner),
            _ => is_override(inner).then_some(""),
        };
        let Some(replacement) = replacement else { continue };
        // A break between words must not glue them, and next to white space must not widen it.
        let spaced = |c: Option<char>| c.is_none_or(char::is_whitespace);
        if let Some(name) = PAIRED.iter().position(|name| name_of(inner).eq_ignore_ascii_case(name)) {
            paired.push((out.len(), name));
            if let Some(side) = sides.get_mut(name).and_then(|sides| sides.get_mut(usize::from(inner.starts_with('/'))))
            {
                *side = true;
            }
        }
        let wide = spaced(scan::before(text, at)) || spaced(scan::after(text, at + length + 1));
        out.push(Edit::new(at..at + length + 1, if wide { "" } else { replacement }, 0.97));
    }
    let alone = |name: usize| sides.get(name).is_some_and(|sides| sides.contains(&false));
    for &(edit, _) in paired.iter().rev().filter(|(_, name)| alone(*name)) {
        if let Some(edit) = out.get_mut(edit) {
            // An empty edit at its own place changes nothing and is left out.
            edit.bytes.end = edit.bytes.start;
            edit.replacement = "".into();
        }
    }
    if context.is_plain() {
        settings_lines(text, out);
    }
}

/// Tags of Advanced SubStation Alpha, as they stand in braces: a value or a bracket follows, or the end.
const OVERRIDES: &[&str] = &[
    "alpha", "iclip", "xbord", "ybord", "xshad", "yshad", "blur", "bord", "clip", "fade", "fscx", "fscy", "move",
    "shad", "fad", "fax", "fay", "frx", "fry", "frz", "fsp", "org", "pbo", "pos", "1a", "2a", "3a", "4a", "1c", "2c",
    "3c", "4c", "an", "be", "fe", "fn", "fr", "fs", "kf", "ko", "kt", "K", "a", "b", "c", "i", "k", "p", "q", "r", "s",
    "t", "u",
];

/// `\an8`, `\i1\b1`, `\pos(10,20)`; but not `\it word` of TeX.
fn is_override(inner: &str) -> bool {
    let Some(first) = inner.strip_prefix('\\') else { return false };
    first.split('\\').all(|tag| {
        OVERRIDES.iter().any(|name| {
            tag.strip_prefix(name).is_some_and(|value| match *name {
                "fn" => true,
                "r" => value.is_empty() || value.starts_with(char::is_uppercase),
                _ => {
                    value.is_empty()
                        || value.starts_with(['&', '(', '-', '.', '+'])
                        || value.starts_with(|c: char| c.is_ascii_digit())
                }
            })
        })
    })
}

/// The name in a tag's inner part, opening or closing.
fn name_of(inner: &str) -> &str {
    let bare = inner.strip_prefix('/').unwrap_or(inner);
    bare.get(..bare.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(bare.len())).unwrap_or("")
}

/// What replaces the tag `<inner>`; `None` where it is none.
fn angle(text: &str, at: usize, inner: &str) -> Option<&'static str> {
    if inner.contains(['<', '\n']) {
        return None;
    }
    if let Some((_, "")) = crate::text::mark(inner) {
        return Some("");
    }
    let bare = inner.strip_prefix('/').unwrap_or(inner).trim_end_matches('/').trim_end();
    let name = name_of(bare);
    let attributes = bare.get(name.len()..)?;
    let name = name.to_ascii_lowercase();
    if !NAMES.contains(&name.as_str()) {
        return None;
    }
    let classes = matches!(name.as_str(), "b" | "c" | "i" | "lang" | "ruby" | "rt" | "u")
        && attributes.starts_with('.')
        && !attributes.contains('@');
    let named = attributes.starts_with(' ') && (attributes.contains('=') || name == "lang");
    if !(attributes.is_empty() || classes || named) {
        return None;
    }
    // `Map<p>` in code: a bare opening letter right after a capitalised name.
    let opening = !inner.starts_with('/') && name.len() == 1 && attributes.is_empty();
    let before = scan::word_before(text, at);
    let ahead = text.as_bytes().get(at..text.len().min(at + AHEAD)).unwrap_or(&[]);
    let closed = || memmem::find(ahead, format!("</{name}>").as_bytes()).is_some();
    if opening && before.starts_with(char::is_uppercase) && !closed() {
        return None;
    }
    Some(if BREAKS.contains(&name.as_str()) { " " } else { "" })
}

/// Lines that hold nothing but cue settings: `align:start position:0%`.
fn settings_lines(text: &str, out: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    for at in memmem::find_iter(bytes, b"align:") {
        // Settings are short: no look goes far in a long line.
        let floor = at.saturating_sub(LONGEST);
        let left = bytes.get(floor..at).unwrap_or(&[]);
        let start = match memchr::memrchr(b'\n', left) {
            Some(newline) => floor + newline + 1,
            None if floor == 0 => 0,
            None => continue,
        };
        let right = bytes.get(at..bytes.len().min(at + LONGEST)).unwrap_or(&[]);
        let end = match memchr(b'\n', right) {
            Some(newline) => at + newline + 1,
            None if at + right.len() == bytes.len() => bytes.len(),
            None => continue,
        };
        let line = text.get(start..end).unwrap_or("").trim();
        let keys = ["align:", "position:", "line:", "size:", "vertical:", "region:"];
        if line.split_whitespace().all(|word| keys.iter().any(|key| word.starts_with(key) && word.len() > key.len())) {
            out.push(Edit::new(start..end, "", 0.97));
        }
    }
}
