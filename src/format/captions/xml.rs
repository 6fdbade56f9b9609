//! XML and what passes for it: tags, text and references as slices of their source. No tree is built and nothing
//! recurses, so that neither depth nor a broken file can hurt.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use crate::model::Plain;
use crate::text::reference;

/// A piece of a marked-up text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::format) enum Event<'a> {
    /// `<name attributes>`, or `<name attributes/>` if it is empty.
    Open { name: &'a str, attributes: &'a str, empty: bool },
    /// `</name>`
    Close(&'a str),
    /// Text with its references as they stand.
    Text(&'a str),
    /// What a CDATA section holds: text without references.
    Literal(&'a str),
    /// A `<` that opens nothing: text.
    Stray,
    /// What a comment holds.
    Comment(&'a str),
    /// A declaration or an instruction.
    Other,
    /// Markup that the end of the text cuts off, from here on.
    Cut,
}

/// Goes through a marked-up text piece by piece.
#[derive(Clone, Debug)]
pub(in crate::format) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// At the start of `text`.
    pub fn new(text: &'a str) -> Self {
        Scanner { text, at: 0 }
    }

    /// Where the next piece starts.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes on from this byte.
    pub fn jump(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or("")
    }

    /// The bytes behind `open`, up to `close`, and the byte behind that.
    fn until(&self, from: usize, close: &str) -> Option<(&'a str, usize)> {
        let rest = self.text.as_bytes().get(from..)?;
        let length = memmem::find(rest, close.as_bytes())?;
        Some((self.slice(from, from + length), from + length + close.len()))
    }

    /// `<!…>` and `<?…>`
    fn declaration(&self, at: usize) -> (Event<'a>, usize) {
        let rest = self.slice(at, self.text.len());
        let end = self.text.len();
        if rest.starts_with("<!--") {
            return match self.until(at + 4, "-->") {
                Some((comment, after)) => (Event::Comment(comment), after),
                None => (Event::Cut, end),
            };
        }
        if rest.starts_with("<![CDATA[") {
            return match self.until(at + 9, "]]>") {
                Some((literal, after)) => (Event::Literal(literal), after),
                None => (Event::Literal(self.slice(at + 9, end)), end),
            };
        }
        if rest.starts_with("<?") {
            return match memchr(b'>', rest.as_bytes()) {
                Some(length) => (Event::Other, at + length + 1),
                None => (Event::Cut, end),
            };
        }
        // A document type may hold declarations in brackets, and quoted signs in those.
        let (mut depth, mut quote) = (0usize, None);
        for (index, byte) in rest.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') if depth > 0 => quote = Some(byte),
                (None, b'[') => depth += 1,
                (None, b']') => depth = depth.saturating_sub(1),
                (None, b'>') if depth == 0 => return (Event::Other, at + index + 1),
                _ => {}
            }
        }
        (Event::Cut, end)
    }

    /// Where the tag that starts at `at` ends: the byte of its `>`. A quoted value may hold one.
    fn tag_end(&self, at: usize) -> Result<usize, Event<'a>> {
        let bytes = self.text.as_bytes();
        let mut first_close = None;
        let mut index = at + 1;
        let mut before = b' ';
        while let Some(byte) = bytes.get(index) {
            match byte {
                b'>' => return Ok(index),
                b'<' => return first_close.ok_or(Event::Stray),
                b'"' | b'\'' if before == b'=' => {
                    let rest = bytes.get(index + 1..).unwrap_or(&[]);
                    let Some(length) = memchr2(*byte, b'<', rest) else {
                        return memchr(b'>', rest).map(|close| index + 1 + close).ok_or(Event::Cut);
                    };
                    if rest.get(length) == Some(&b'<') {
                        // The quote is not closed: the tag is, if a `>` stands before the next tag.
                        first_close = memchr(b'>', rest.get(..length).unwrap_or(&[])).map(|close| index + 1 + close);
                    }
                    index += length + usize::from(rest.get(length) != Some(&b'<'));
                }
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                before = *byte;
            }
            index += 1;
        }
        Err(Event::Cut)
    }

    /// The next piece and the byte where it starts.
    pub fn next(&mut self) -> Option<(usize, Event<'a>)> {
        let at = self.at;
        let bytes = self.text.as_bytes();
        let first = *bytes.get(at)?;
        if first != b'<' {
            let length = memchr(b'<', bytes.get(at..)?).unwrap_or(bytes.len() - at);
            self.at = at + length;
            return Some((at, Event::Text(self.slice(at, self.at))));
        }
        let second = bytes.get(at + 1).copied();
        let closing = second == Some(b'/');
        let (event, after) = match bytes.get(at + 1 + usize::from(closing)).copied() {
            Some(byte) if byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | 0x80..) => {
                match self.tag_end(at) {
                    Ok(end) => (self.tag(at, end, closing), end + 1),
                    Err(Event::Stray) => (Event::Stray, at + 1),
                    Err(_) => (Event::Cut, bytes.len()),
                }
            }
            Some(b'!' | b'?') if !closing => self.declaration(at),
            Some(b'>') if closing => (Event::Other, at + 3),
            None => (Event::Cut, bytes.len()),
            _ => (Event::Stray, at + 1),
        };
        self.at = after;
        Some((at, event))
    }

    fn tag(&self, at: usize, end: usize, closing: bool) -> Event<'a> {
        let inside = self.slice(at + 1 + usize::from(closing), end);
        let length = inside.bytes().position(|byte| byte.is_ascii_whitespace() || byte == b'/').unwrap_or(inside.len());
        let (name, rest) = inside.split_at_checked(length).unwrap_or((inside, ""));
        if closing {
            return Event::Close(name);
        }
        let empty = rest.ends_with('/');
        let attributes = if empty { rest.get(..rest.len() - 1).unwrap_or("") } else { rest };
        Event::Open { name, attributes, empty }
    }
}

/// The name without its prefix.
pub(in crate::format) fn local(name: &str) -> &str {
    split_name(name).1
}

/// The prefix of a name, empty where it has none, and the name without it.
pub(in crate::format) fn split_name(name: &str) -> (&str, &str) {
    match memchr(b':', name.as_bytes()) {
        Some(colon) => (name.get(..colon).unwrap_or(""), name.get(colon + 1..).unwrap_or("")),
        None => ("", name),
    }
}

/// The attributes of a tag: their names, and their values with references as they stand.
pub(in crate::format) fn attributes(text: &str) -> Attributes<'_> {
    Attributes { text, at: 0 }
}

/// See [`attributes`].
#[derive(Clone, Debug)]
pub(in crate::format) struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    #[inline]
    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'' | b'='))
        {
            at += 1;
        }
        let from = at;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
            at += 1;
        }
        if from == at {
            return None;
        }
        let name = self.text.get(from..at).unwrap_or("");
        let mut value = at;
        while bytes.get(value).is_some_and(u8::is_ascii_whitespace) {
            value += 1;
        }
        if bytes.get(value) != Some(&b'=') {
            self.at = at;
            return Some((name, ""));
        }
        value += 1;
        while bytes.get(value).is_some_and(u8::is_ascii_whitespace) {
            value += 1;
        }
        let (start, end) = match bytes.get(value) {
            Some(quote @ (b'"' | b'\'')) => {
                let rest = bytes.get(value + 1..).unwrap_or(&[]);
                (value + 1, value + 1 + memchr(*quote, rest).unwrap_or(rest.len()))
            }
            _ => {
                let rest = bytes.get(value..).unwrap_or(&[]);
                (value, value + rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len()))
            }
        };
        self.at = (end + usize::from(start > value)).min(bytes.len());
        Some((name, self.text.get(start..end).unwrap_or("")))
    }
}

/// The value of the attribute with this name, in letters of either case.
pub(in crate::format) fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    attributes(text).find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// What an `&` opens.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::format) enum Reference {
    /// A character or a few, and the bytes that the reference takes.
    Known(Cow<'static, str>, usize),
    /// The same, by a name that HTML has and XML has not.
    Html(Cow<'static, str>, usize),
    /// An entity that only the document could declare: never expanded.
    Entity(usize),
    /// Nothing: a bare `&`.
    Bare,
}

/// What the `&` at the start of `text` opens.
pub(in crate::format) fn reference_at(text: &str) -> Reference {
    for (name, character) in [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")] {
        if text.starts_with(name) {
            return Reference::Known(Cow::Borrowed(character), name.len());
        }
    }
    // The longest name of HTML has 32 letters; a declared one may be longer, but not by much.
    let name = text.as_bytes().get(1..text.len().min(66)).unwrap_or(&[]);
    let Some(length) = name.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"#_-.:".contains(byte)) else {
        return Reference::Bare;
    };
    if name.get(length) != Some(&b';') || length == 0 {
        return Reference::Bare;
    }
    match reference(text) {
        Some((decoded, taken)) if taken == length + 2 && name.first() == Some(&b'#') => {
            Reference::Known(decoded.into(), taken)
        }
        Some((decoded, taken)) if taken == length + 2 => Reference::Html(decoded.into(), taken),
        _ if name.first().is_some_and(u8::is_ascii_alphabetic) => Reference::Entity(length + 2),
        _ => Reference::Bare,
    }
}

/// A text with its references decoded.
pub(in crate::format) fn decoded(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = Plain::default();
    decode(text, 0, &mut plain);
    Cow::Owned(plain.text)
}

/// What takes text with its references decoded.
pub(in crate::format) trait Sink {
    /// Takes what stands in the source letter by letter, from byte `source` on.
    fn copy(&mut self, text: &str, source: usize);
    /// Takes what the source has in another form in the bytes `source`.
    fn decoded(&mut self, text: &str, source: Range<usize>);
    /// Hears of a reference that is odd, and where it stands in the source.
    fn doubt(&mut self, _odd: &Reference, _written: &str, _source: Range<usize>) {}
}

impl Sink for Plain {
    fn copy(&mut self, text: &str, source: usize) {
        Plain::copy(self, text, source);
    }

    fn decoded(&mut self, text: &str, source: Range<usize>) {
        Plain::decoded(self, text, source);
    }
}

/// Gives a text that stands in the source from byte `source` on with its references decoded.
pub(in crate::format) fn decode(text: &str, source: usize, sink: &mut impl Sink) {
    let mut at = 0;
    let mut from = 0;
    while let Some(found) = memchr(b'&', text.as_bytes().get(at..).unwrap_or(&[])) {
        let sign = at + found;
        let opened = reference_at(text.get(sign..).unwrap_or(""));
        at = match &opened {
            Reference::Known(decoded, length) | Reference::Html(decoded, length) => {
                sink.copy(text.get(from..sign).unwrap_or(""), source + from);
                sink.decoded(decoded, source + sign..source + sign + length);
                from = sign + length;
                from
            }
            Reference::Entity(length) => sign + length,
            Reference::Bare => sign + 1,
        };
        if !matches!(opened, Reference::Known(..)) {
            sink.doubt(&opened, text.get(sign..at).unwrap_or(""), source + sign..source + at);
        }
    }
    sink.copy(text.get(from..).unwrap_or(""), source + from);
}

/// What to say of an odd reference.
pub(in crate::format) fn reference_doubt(odd: &Reference, written: &str) -> String {
    match odd {
        Reference::Html(decoded, _) => {
            let decoded = decoded.escape_debug();
            format!("`{written}` is a name of HTML that XML doesn't have: read as `{decoded}`")
        }
        Reference::Entity(_) => {
            format!("`{written}` names an entity, and entities are not expanded: kept as it stands")
        }
        _ => "a bare `&`, which XML writes `&amp;`: kept as it stands".to_owned(),
    }
}

/// Appends text as XML has it; characters that XML can't hold are left out.
pub(in crate::format) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            _ => out.push(c),
        }
    }
}

/// Appends ` name="value"`.
pub(in crate::format) fn push_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for part in value.split_inclusive(['"', '\n', '\r', '\t']) {
        let sign = part.chars().next_back().unwrap_or(' ');
        let reference = match sign {
            '"' => "&quot;",
            '\n' => "&#10;",
            '\r' => "&#13;",
            '\t' => "&#9;",
            _ => {
                escape(part, out);
                continue;
            }
        };
        escape(part.get(..part.len() - 1).unwrap_or(""), out);
        out.push_str(reference);
    }
    out.push('"');
}

/// Whether XML takes this for a name.
pub(in crate::format) fn is_name(name: &str) -> bool {
    let mut all = name.chars();
    let first = all.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first
        && all.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
        && name.split(':').all(|part| !part.is_empty())
}

/// Appends the attributes of a tag that may be broken as XML has them: each name once, only those that `keep` says.
pub(in crate::format) fn push_attributes(text: &str, keep: impl Fn(&str) -> bool, out: &mut String) {
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in attributes(text) {
        if is_name(name) && keep(name) && seen.len() < 256 && !seen.contains(&name) {
            seen.push(name);
            push_attribute(name, &decoded(value), out);
        }
    }
}

/// Appends marked-up text that may be broken as XML has it: what is open is closed, what only looks like markup
/// escaped.
pub(in crate::format) fn push_well_formed(text: &str, out: &mut String) {
    push_well_formed_but(text, |_, _| false, out);
}

/// The same without the attributes that `left_out` names by their element and their own name.
pub(in crate::format) fn push_well_formed_but(text: &str, left_out: impl Fn(&str, &str) -> bool, out: &mut String) {
    let mut open: Vec<&str> = Vec::new();
    let mut scanner = Scanner::new(text);
    while let Some((_, event)) = scanner.next() {
        match event {
            Event::Open { name, attributes, empty } if is_name(name) => {
                out.push('<');
                out.push_str(name);
                push_attributes(attributes, |attribute| !left_out(name, attribute), out);
                out.push_str(if empty { "/>" } else { ">" });
                if !empty {
                    open.push(name);
                }
            }
            Event::Close(name) => {
                let near = open.len().saturating_sub(NEAR);
                let Some(found) = open.get(near..).and_then(|open| open.iter().rposition(|known| *known == name))
                else {
                    continue;
                };
                for name in open.drain(near + found..).rev() {
                    close(name, out);
                }
            }
            Event::Text(text) => escape(&decoded(text), out),
            Event::Literal(text) => escape(text, out),
            Event::Stray => out.push_str("&lt;"),
            Event::Comment(text) if !text.contains("--") && !text.ends_with('-') => {
                out.push_str("<!--");
                out.push_str(text);
                out.push_str("-->");
            }
            Event::Open { .. } | Event::Comment(_) | Event::Other | Event::Cut => {}
        }
    }
    for name in open.into_iter().rev() {
        close(name, out);
    }
}

/// How many open elements a closing tag looks through for its own: more were never meant.
pub(in crate::format) const NEAR: usize = 64;

fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// The stretches of a text without the white space round them, single spaces inside, each with its byte; the letters of
/// a byte of other white space are empty.
pub(in crate::format) fn stretches(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let white = move |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at;
        if from >= text.len() {
            return None;
        }
        while !white(at) || bytes.get(at) == Some(&b' ') && at > from && !white(at + 1) {
            at += 1;
        }
        let letters = text.get(from..at).unwrap_or("");
        at = at.max(from + 1);
        Some((from, letters))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<Event<'_>> {
        let mut scanner = Scanner::new(text);
        std::iter::from_fn(|| scanner.next().map(|(_, event)| event)).collect()
    }

    #[test]
    fn pieces_of_every_kind() {
        let text =
            "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"]>\">]><a b='1>2' c><!-- < -->x<![CDATA[<&]]></a><d/>";
        assert_eq!(
            events(text),
            [
                Event::Other,
                Event::Other,
                Event::Open { name: "a", attributes: " b='1>2' c", empty: false },
                Event::Comment(" < "),
                Event::Text("x"),
                Event::Literal("<&"),
                Event::Close("a"),
                Event::Open { name: "d", attributes: "", empty: true },
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_tag_and_what_is_cut_off() {
        assert_eq!(events("1 < 2 <b")[1..], [Event::Stray, Event::Text(" 2 "), Event::Cut]);
        assert_eq!(events("a <b and <c>")[1], Event::Stray);
        assert_eq!(events("<!-- x"), [Event::Cut]);
        assert_eq!(events("<![CDATA[x"), [Event::Literal("x")]);
        assert_eq!(events("<p a=\"1>x</p>").len(), 3, "an open quote ends with its tag");
    }

    #[test]
    fn attributes_of_every_kind() {
        let all: Vec<_> = attributes(" a=\"1\" b = '2' c=3 d e=\"x y\"/").collect();
        assert_eq!(all, [("a", "1"), ("b", "2"), ("c", "3"), ("d", ""), ("e", "x y")]);
        assert_eq!(attribute(" Start=12 ", "start"), Some("12"));
    }

    #[test]
    fn references_that_xml_has_and_has_not() {
        assert_eq!(decoded("a &amp; b &#x2019; &nbsp;&bomb; AT&T &ampx &"), "a & b ’ \u{A0}&bomb; AT&T &ampx &");
        assert_eq!(reference_at("&bomb;"), Reference::Entity(6));
        assert!(matches!(reference_at("&nbsp;"), Reference::Html(_, 6)));
    }

    #[test]
    fn broken_markup_is_written_whole() {
        let mut out = String::new();
        push_well_formed("<a x=1 x=2>R&D <b>1 < 2</a></c>", &mut out);
        assert_eq!(out, "<a x=\"1\">R&amp;D <b>1 &lt; 2</b></a>");
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for text in [
            "<a b=\"".repeat(100_000),
            "<".repeat(300_000),
            "<a ".repeat(100_000),
            "&".repeat(300_000),
            "<a>".repeat(100_000),
        ] {
            let mut out = String::new();
            push_well_formed(&text, &mut out);
        }
    }
}
