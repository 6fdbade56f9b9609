//! Cue text with the tags of early HTML, as SAMI and RealText have it: in any case, seldom closed.

use std::ops::Range;

use super::xml::{Event, Scanner, Sink, decode, stretches};
use crate::model::{Plain, Style};
use crate::text::reference;

/// Reads cue text with tags of early HTML; runs of white space become one space, and lines end at `<br>`.
#[derive(Default)]
pub(in crate::format) struct Tagged {
    /// The text so far.
    pub plain: Plain,
    /// Whether there were tags other than line breaks.
    pub marked: bool,
    open: Vec<(Style, usize)>,
    space: Option<usize>,
    /// Whether the next letter doesn't open a line.
    inside: bool,
    hidden: bool,
}

/// The style that a tag sets text off with.
fn style(name: &str) -> Option<Style> {
    let is = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(name));
    match () {
        () if is(&["i", "em"]) => Some(Style::Italic),
        () if is(&["b", "strong"]) => Some(Style::Bold),
        () if is(&["u"]) => Some(Style::Underline),
        () if is(&["s", "strike"]) => Some(Style::Strike),
        () => None,
    }
}

impl Tagged {
    /// Empties it, to be used again.
    pub fn clear(&mut self) {
        self.plain.clear();
        self.open.clear();
        (self.marked, self.space, self.inside, self.hidden) = (false, None, false, false);
    }

    /// Reads a text that stands in the source from byte `source` on.
    pub fn read(&mut self, text: &str, source: usize) {
        self.clear();
        let mut scanner = Scanner::new(text);
        while let Some((at, event)) = scanner.next() {
            match event {
                Event::Open { name, .. } if name.eq_ignore_ascii_case("br") => {
                    self.space = None;
                    self.inside = false;
                    self.plain.decoded("\n", source + at..source + scanner.at());
                }
                Event::Open { name, empty, .. } => {
                    self.marked = true;
                    if let Some(style) = style(name).filter(|_| !empty && self.open.len() < super::xml::NEAR) {
                        self.open.push((style, self.plain.len()));
                    }
                    // A ruby annotation is not speech.
                    self.hidden |= name.eq_ignore_ascii_case("rt") && !empty;
                }
                Event::Close(name) => {
                    self.marked = true;
                    self.hidden &= !(name.eq_ignore_ascii_case("rt") || name.eq_ignore_ascii_case("ruby"));
                    let closed = style(name).and_then(|style| self.open.iter().rposition(|(open, _)| *open == style));
                    if let Some(index) = closed {
                        let (style, from) = self.open.remove(index);
                        self.set_off(style, from);
                    }
                }
                Event::Text(text) => self.text(text, source + at),
                Event::Literal(text) => self.copy(text, source + at + "<![CDATA[".len()),
                Event::Stray => self.copy("<", source + at),
                Event::Comment(_) | Event::Other => self.marked = true,
                Event::Cut => {
                    // A `<` that opens nothing: text to the end.
                    let rest = text.get(at + 1..).unwrap_or("");
                    if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '/') {
                        self.marked = true;
                    } else {
                        self.copy("<", source + at);
                    }
                }
            }
        }
        for (style, from) in std::mem::take(&mut self.open) {
            self.set_off(style, from);
        }
    }

    /// Text with the references of HTML, with or without their semicolons.
    fn text(&mut self, text: &str, source: usize) {
        let mut from = 0;
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'&', text.as_bytes().get(at..).unwrap_or(&[])) {
            let sign = at + found;
            at = sign + 1;
            if let Some((known, length)) = reference(text.get(sign..).unwrap_or("")) {
                decode(text.get(from..sign).unwrap_or(""), source + from, self);
                // A space that may not break is one that nobody breaks at.
                match known == "\u{A0}" {
                    true => self.due(source + sign),
                    false => self.decoded(&known, source + sign..source + sign + length),
                }
                at = sign + length;
                from = at;
            }
        }
        self.copy(text.get(from..).unwrap_or(""), source + from);
    }

    fn due(&mut self, source: usize) {
        self.space.get_or_insert(source);
    }

    fn set_off(&mut self, style: Style, from: usize) {
        let to = self.plain.len();
        self.plain.emphasise(from..to, style);
    }

    fn before_letters(&mut self) {
        if let Some(space) = self.space.take().filter(|_| self.inside) {
            self.plain.copy(" ", space);
        }
        self.inside = true;
    }
}

impl Sink for Tagged {
    fn copy(&mut self, text: &str, source: usize) {
        if self.hidden {
            return;
        }
        for (at, letters) in stretches(text) {
            match letters {
                "" => self.due(source + at),
                letters => {
                    self.before_letters();
                    self.plain.copy(letters, source + at);
                }
            }
        }
    }

    fn decoded(&mut self, text: &str, source: Range<usize>) {
        if !self.hidden {
            self.before_letters();
            self.plain.decoded(text, source);
        }
    }
}

/// Signs of the styles that early HTML has.
pub(in crate::format) fn signs(style: Style) -> Option<(&'static str, &'static str)> {
    Some(match style {
        Style::Italic => ("<i>", "</i>"),
        Style::Bold => ("<b>", "</b>"),
        Style::Underline => ("<u>", "</u>"),
        Style::Strike => ("<s>", "</s>"),
    })
}

/// Appends text with a tag for its line ends and references for what would be markup.
pub(in crate::format) fn push_escaped(text: &str, line_end: &str, out: &mut String) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push_str(line_end);
        }
        super::xml::escape(line, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_any_case_seldom_closed() {
        let mut tagged = Tagged::default();
        for (text, expected, set_off) in [
            ("One\n  two<BR>three <br/> four", "One two\nthree\nfour", 0),
            ("<I>One <font color=red>two</FONT> <b>three</i>", "One two three", 2),
            ("caf&eacute;&nbsp;&nbsp;R&D 1 < 2 &amp &copy", "café R&D 1 < 2 & ©", 0),
            ("<ruby>base<rt>aside</rt></ruby>", "base", 0),
            ("&nbsp;", "", 0),
        ] {
            tagged.read(text, 0);
            assert_eq!((tagged.plain.text(), tagged.plain.emphasis.len()), (expected, set_off), "{text}");
        }
    }
}
