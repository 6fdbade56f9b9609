//! The shape of a text file: its encoding, byte order mark and line ends, taken off before repair and put back on.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use fireside::text::Decoded;
use fireside::{Code, Diagnostic};

/// What a text file has besides its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    encoding: String,
    marked: bool,
    /// Whether every line ends in CRLF. A file that mixes line ends keeps them as characters of the text.
    crlf: bool,
}

impl Shape {
    /// The shape of a file, and its text with line ends of one character.
    pub fn of<'d>(bytes: &[u8], decoded: &'d Decoded<'_>) -> (Self, Cow<'d, str>) {
        let text: &str = &decoded.text;
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let crlf = ends > 0 && memchr::memmem::find_iter(text.as_bytes(), b"\r\n").count() == ends;
        let shape = Shape { encoding: decoded.encoding.clone(), marked: Encoding::for_bom(bytes).is_some(), crlf };
        (shape, if crlf { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) })
    }

    /// The text as the file would have it. Says if the encoding has no room for some character: then it is UTF-8.
    pub fn restore(&self, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<u8> {
        let text = if self.crlf { Cow::Owned(text.replace('\n', "\r\n")) } else { Cow::Borrowed(text) };
        let mark = if self.marked { "\u{FEFF}" } else { "" };
        let units = || mark.encode_utf16().chain(text.encode_utf16());
        match self.encoding.as_str() {
            "utf-16le" => return units().flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => return units().flat_map(u16::to_be_bytes).collect(),
            _ => {}
        }
        let known = Encoding::for_label(self.encoding.as_bytes());
        if known.is_none() {
            let message = format!("{} is read, but not written: written as utf-8", self.encoding);
            diagnostics.push(Diagnostic::warning(Code::Encoding, message));
        }
        let encoding = known.unwrap_or(UTF_8);
        if encoding != UTF_8 {
            let (bytes, _, lost) = encoding.encode(&text);
            if !lost {
                return bytes.into_owned();
            }
            let message = format!("the mended text has characters that {} lacks: written as utf-8", self.encoding);
            diagnostics.push(Diagnostic::warning(Code::Encoding, message));
        }
        [mark.as_bytes(), text.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes the shape off and puts it back on.
    fn there_and_back(bytes: &[u8]) -> (Vec<u8>, bool) {
        let decoded = fireside::text::decode(bytes, None).unwrap();
        let (shape, text) = Shape::of(bytes, &decoded);
        (shape.restore(&text, &mut Vec::new()), text.contains('\r'))
    }

    #[test]
    fn shapes_come_back() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        for bytes in [
            b"one\ntwo".to_vec(),
            b"\xEF\xBB\xBFone\r\ntwo\r\n".to_vec(),
            b"caf\xe9 au lait, d\xe9j\xe0 vu\r\n".to_vec(),
            utf16("\u{FEFF}Is it on?\r\nIt is.\r\n"),
            utf16("Is it on? It is, always."),
            Vec::new(),
        ] {
            assert_eq!(there_and_back(&bytes), (bytes.clone(), false), "{bytes:?}");
        }
    }

    #[test]
    fn mixed_line_ends_stay_in_the_text() {
        assert_eq!(there_and_back(b"one\r\ntwo\nthree\r"), (b"one\r\ntwo\nthree\r".to_vec(), true));
    }

    #[test]
    fn a_character_without_room_makes_it_utf8() {
        let decoded = fireside::text::decode(b"caf\xe9 au lait, d\xe9j\xe0 vu", None).unwrap();
        let (shape, _) = Shape::of(b"", &decoded);
        let mut diagnostics = Vec::new();
        assert_eq!(shape.restore("潮", &mut diagnostics), "潮".as_bytes());
        assert_eq!(diagnostics.len(), 1);
    }
}
