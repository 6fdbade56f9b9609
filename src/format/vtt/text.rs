//! The text of a cue: sections 6.4 (the tokenizer and the tree) and 6.5 (what the tree shows) of the specification.
//!
//! The plain text of a cue is the text of its tree: ruby text (`<rt>`) stands in it where it stands in the source, with
//! nothing around it.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use super::super::captions::glance::Glance;
use super::timing::timestamp;
use crate::model::{Plain, Style, Time, is_clean};
use crate::text::reference;

/// A cue's text without its markup.
#[derive(Debug, Default)]
pub(super) struct CueText<'a> {
    pub plain: Plain,
    /// Stretches of the plain text by who speaks, in order: where each begins, and who, as an index into `voices`.
    pub parts: Vec<(usize, Option<usize>)>,
    /// Names of the voices, in the order of their tags; empty for a voice without one.
    pub voices: Vec<Cow<'a, str>>,
    /// Whether it has tags that writing its lines and voices anew would not bring back.
    pub tagged: bool,
    /// The first tag that is none, and may have been meant as text.
    pub stray: Option<&'a str>,
    open: Vec<Node>,
    /// The innermost voice that is open.
    voice: Option<usize>,
    /// How many slanted, heavy and underlined nodes are open.
    styles: [usize; 3],
}

/// A node of the tree that is still open.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Class,
    Style(Style, usize),
    Ruby,
    RubyText,
    /// With the voice around it.
    Voice(Option<usize>),
    Lang,
}

impl<'a> CueText<'a> {
    /// Takes a cue's text apart; it stands in the source from byte `source` on.
    pub fn read(&mut self, text: &'a str, source: usize) {
        self.plain.clear();
        self.parts.clear();
        self.voices.clear();
        self.open.clear();
        self.voice = None;
        self.styles = [0; 3];
        self.tagged = false;
        self.stray = None;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let rest = text.get(at..).unwrap_or("");
            at += match rest.as_bytes().first() {
                Some(b'<') => {
                    let end = memchr(b'>', rest.as_bytes());
                    let whole = rest.get(..end.map_or(rest.len(), |end| end + 1)).unwrap_or(rest);
                    if self.stray.is_none() && is_stray(whole) {
                        self.stray = Some(whole);
                    }
                    self.tag(rest.get(1..end.unwrap_or(rest.len())).unwrap_or(""));
                    end.map_or(rest.len(), |end| end + 1)
                }
                Some(b'&') => {
                    self.speak();
                    match reference(rest) {
                        Some((decoded, length)) => {
                            self.plain.decoded(&decoded, source + at..source + at + length);
                            length
                        }
                        None => {
                            self.plain.copy("&", source + at);
                            1
                        }
                    }
                }
                Some(0) => {
                    self.speak();
                    self.plain.decoded("\u{FFFD}", source + at..source + at + 1);
                    1
                }
                // A line end of any kind is `\n`.
                Some(b'\r') => {
                    self.speak();
                    let length = if rest.as_bytes().get(1) == Some(&b'\n') { 2 } else { 1 };
                    self.plain.decoded("\n", source + at..source + at + length);
                    length
                }
                _ => {
                    self.speak();
                    let end = memchr3(b'<', b'&', 0, rest.as_bytes()).unwrap_or(rest.len());
                    let end = memchr(b'\r', rest.as_bytes().get(..end).unwrap_or(&[])).unwrap_or(end);
                    self.plain.copy(rest.get(..end).unwrap_or(""), source + at);
                    end
                }
            };
        }
        while let Some(node) = self.open.pop() {
            self.close(node);
        }
    }

    /// What comes next is said by the innermost voice that is open.
    fn speak(&mut self) {
        match self.parts.last() {
            Some((_, last)) if *last == self.voice => {}
            _ => self.parts.push((self.plain.len(), self.voice)),
        }
    }

    fn close(&mut self, node: Node) {
        match node {
            Node::Style(style, from) => {
                let open = &mut self.styles[of_style(style)];
                *open -= 1;
                // What is slanted twice is slanted.
                if *open == 0 {
                    self.plain.emphasise(from..self.plain.len(), style);
                }
            }
            Node::Voice(around) => self.voice = around,
            _ => {}
        }
    }

    /// A tag, given without its angle brackets.
    fn tag(&mut self, inside: &'a str) {
        match inside.as_bytes().first() {
            Some(b'/') => {
                let name = inside.get(1..).unwrap_or("");
                self.tagged |= name != "v";
                self.end_tag(name);
            }
            Some(b'0'..=b'9') => {
                self.tagged = true;
                let mut at = 0;
                if let Some(ms) = timestamp(inside.as_bytes(), &mut at).filter(|_| at == inside.len()) {
                    self.plain.time_next(Some(Time::exact(ms)), None);
                }
            }
            _ => self.start_tag(inside),
        }
    }

    fn start_tag(&mut self, inside: &'a str) {
        let (name, classes, annotation) = start_tag(inside);
        let node = match name {
            "c" => Node::Class,
            "i" => Node::Style(Style::Italic, self.plain.len()),
            "b" => Node::Style(Style::Bold, self.plain.len()),
            "u" => Node::Style(Style::Underline, self.plain.len()),
            "ruby" => Node::Ruby,
            "rt" if self.open.last() == Some(&Node::Ruby) => Node::RubyText,
            "lang" => Node::Lang,
            "v" => {
                self.voices.push(unreferenced(annotation));
                Node::Voice(self.voice.replace(self.voices.len() - 1))
            }
            _ => {
                self.tagged = true;
                return;
            }
        };
        self.tagged |= name != "v" || !classes.is_empty();
        if let Node::Style(style, _) = node {
            self.styles[of_style(style)] += 1;
        }
        self.open.push(node);
    }

    /// An end tag closes what is innermost, or is left out.
    fn end_tag(&mut self, name: &str) {
        let style = |known: Style| matches!(self.open.last(), Some(Node::Style(style, _)) if *style == known);
        let fits = match name {
            "c" => self.open.last() == Some(&Node::Class),
            "ruby" => matches!(self.open.last(), Some(Node::Ruby | Node::RubyText)),
            "rt" => self.open.last() == Some(&Node::RubyText),
            "v" => matches!(self.open.last(), Some(Node::Voice(_))),
            "lang" => self.open.last() == Some(&Node::Lang),
            "i" => style(Style::Italic),
            "b" => style(Style::Bold),
            "u" => style(Style::Underline),
            _ => false,
        };
        if !fits {
            self.tagged = true;
            return;
        }
        let closed = self.open.pop();
        if closed == Some(Node::RubyText) && name == "ruby" {
            self.open.pop();
        } else if let Some(node) = closed {
            self.close(node);
        }
    }
}

/// Whether what stands between angle brackets is no tag of WebVTT or of a page, but has letters: `<laughing>`, `a <b and`.
fn is_stray(tag: &str) -> bool {
    const KNOWN: &[&str] = &[
        "a",
        "b",
        "big",
        "blockquote",
        "body",
        "br",
        "c",
        "center",
        "code",
        "div",
        "em",
        "font",
        "head",
        "hr",
        "html",
        "i",
        "img",
        "lang",
        "li",
        "p",
        "pre",
        "rp",
        "rt",
        "ruby",
        "s",
        "script",
        "small",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "sup",
        "table",
        "td",
        "tr",
        "tt",
        "u",
        "ul",
        "v",
    ];
    let inside = tag.trim_start_matches(['<', '/']);
    let closed = inside.ends_with('>');
    // Nearly all are times, classes and voices.
    if closed
        && matches!(inside.as_bytes(), [b'0'..=b'9', ..] | [b'c' | b'v' | b'i' | b'b' | b'u', b'>' | b'.' | b' ', ..])
    {
        return false;
    }
    let name = inside.split(|c: char| matches!(c, '.' | '>' | '/' | '=') || c.is_whitespace()).next().unwrap_or("");
    let known = KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name)) || name.is_empty();
    let words = inside.split_whitespace().nth(1).is_some();
    // What is known and closed is one; what nothing closes takes the rest of the cue with it.
    let time = name.starts_with(|c: char| c.is_ascii_digit());
    inside.contains(char::is_alphabetic) && if closed { !known && !time } else { words }
}

fn of_style(style: Style) -> usize {
    match style {
        Style::Italic => 0,
        Style::Bold => 1,
        _ => 2,
    }
}

/// Name, classes and annotation of a start tag, given without its angle brackets.
fn start_tag(inside: &str) -> (&str, &str, &str) {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C);
    let bytes = inside.as_bytes();
    let head = bytes.iter().position(space).unwrap_or(bytes.len());
    let annotation = inside.get(head..).unwrap_or("").trim_ascii();
    let head = inside.get(..head).unwrap_or("");
    let (name, classes) = head.split_once('.').unwrap_or((head, ""));
    (name, classes, annotation)
}

/// An annotation with its references decoded and each run of white space one space.
fn unreferenced(annotation: &str) -> Cow<'_, str> {
    let odd = |byte: u8| matches!(byte, b'&' | b'\t' | b'\n' | b'\r' | 0x0C | 0);
    if !annotation.bytes().any(odd) && !annotation.contains("  ") {
        return Cow::Borrowed(annotation);
    }
    let mut out = String::with_capacity(annotation.len());
    let mut at = 0;
    while let Some(rest) = annotation.get(at..).filter(|rest| !rest.is_empty()) {
        match reference(rest) {
            Some((decoded, length)) => {
                out.push_str(&decoded);
                at += length;
            }
            None => {
                let end = memchr(b'&', rest.as_bytes().get(1..).unwrap_or(&[])).map_or(rest.len(), |next| next + 1);
                out.push_str(&rest.get(..end).unwrap_or("").replace('\0', "\u{FFFD}"));
                at += end;
            }
        }
    }
    Cow::Owned(out.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
}

/// A name that means nobody: `<v>`, `<v ->`.
pub(super) fn is_nobody(name: &str) -> bool {
    name.is_empty() || name == "-"
}

/// The name in the first `<v>` tag that has one, as it stands in the cue's text.
#[inline]
pub(super) fn first_voice(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    if let Some(rest) = text.strip_prefix("<v ")
        && let Some(name) = memchr(b'>', rest.as_bytes()).and_then(|end| rest.get(..end)).map(str::trim_ascii)
        && !is_nobody(name)
    {
        return Some(name);
    }
    let mut at = 0;
    loop {
        let open = if at == 0 && bytes.first() == Some(&b'<') { 0 } else { at + memchr(b'<', bytes.get(at..)?)? };
        let inside = bytes.get(open + 1..)?;
        let end = memchr(b'>', inside).unwrap_or(inside.len());
        if let Some((b'v', after)) = inside.get(..end)?.split_first()
            && matches!(after.first(), Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0C | b'.'))
        {
            let (_, _, name) = start_tag(text.get(open + 1..open + 1 + end)?);
            if !is_nobody(name) {
                return Some(name);
            }
        }
        at = open + 1 + end;
    }
}

/// `<v Name>plain words` and perhaps `</v>`, if a cue's text is that and nothing else: the name, where the words begin, the
/// words, their signs, and whether the end tag stands there. The name is to be held against [`is_simple_name`].
#[inline]
pub(super) fn simple_voice(text: &str) -> Option<(&str, usize, (&str, Glance), bool)> {
    let rest = text.strip_prefix("<v ")?;
    let end = memchr(b'>', rest.as_bytes())?;
    let (name, words) = (rest.get(..end)?, rest.get(end + 1..)?);
    let (closed, words) = words.strip_suffix("</v>").map_or((false, words), |words| (true, words));
    let glance = Glance::at(words);
    let plain = glance.is_plain() && !glance.may_be_marked();
    let unmarked = plain || memchr3(b'<', b'&', 0, words.as_bytes()).is_none();
    unmarked.then_some((name, end + 4, (words, glance), closed))
}

/// Whether an annotation is a name as it stands: no references, one space between words.
pub(super) fn is_simple_name(name: &str) -> bool {
    memchr2(b'&', 0, name.as_bytes()).is_none() && is_clean(name) && !is_nobody(name)
}
