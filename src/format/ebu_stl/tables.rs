//! The characters of EBU STL: the code tables of its text, and the code pages of its first block.

use encoding_rs::{Encoding, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8};

use crate::text::pages::{Page, page};

/// What the bytes past ASCII stand for.
#[derive(Clone, Copy)]
pub(super) enum Table {
    /// Code table 00: ISO 6937, where an accent is sent before its letter.
    Latin,
    /// Code tables 01 to 04: parts of ISO 8859.
    Part(&'static Encoding),
    /// A code page of DOS.
    Page(&'static Page),
}

impl Table {
    pub(super) const CYRILLIC: Table = Table::Part(ISO_8859_5);
    pub(super) const ARABIC: Table = Table::Part(ISO_8859_6);
    pub(super) const GREEK: Table = Table::Part(ISO_8859_7);
    pub(super) const HEBREW: Table = Table::Part(ISO_8859_8);

    /// The code page with this number; 850 where there is none.
    pub(super) fn of_page(number: &[u8]) -> Option<Table> {
        let known = std::str::from_utf8(number).ok().and_then(page);
        known.or_else(|| page("850")).map(Table::Page)
    }

    /// Its name.
    pub(super) fn name(self) -> String {
        match self {
            Table::Latin => "iso-6937".to_owned(),
            Table::Part(encoding) => encoding.name().to_ascii_lowercase(),
            Table::Page(page) => page.name.to_owned(),
        }
    }

    /// What one byte stands for by itself.
    pub(super) fn letter(self, byte: u8) -> Option<char> {
        self.letters(byte, &[]).0[0]
    }

    /// What a byte and those after it stand for, and how many bytes that takes. Where no character has both a letter
    /// and its accent, the accent follows as a combining mark.
    pub(super) fn letters(self, byte: u8, after: &[u8]) -> ([Option<char>; 2], usize) {
        if byte < 0x80 {
            return ([Some(byte.into()), None], 1);
        }
        match self {
            Table::Part(encoding) => {
                let one = [byte];
                let letter = encoding.decode_without_bom_handling(&one).0.chars().next();
                ([letter.or(Some('\u{FFFD}')), None], 1)
            }
            Table::Page(page) => ([page.letter(byte).or(Some('\u{FFFD}')), None], 1),
            Table::Latin => latin(byte, after),
        }
    }
}

fn latin(byte: u8, after: &[u8]) -> ([Option<char>; 2], usize) {
    let Some(accent) = ACCENTS.iter().find(|accent| accent.byte == byte) else {
        let letter = LATIN.chars().nth(usize::from(byte.saturating_sub(0xA0))).unwrap_or('\u{FFFD}');
        return ([Some(letter), None], 1);
    };
    let base = match after.first() {
        Some(b' ') if accent.alone != '\0' => return ([Some(accent.alone), None], 2),
        Some(&base) if base.is_ascii_alphabetic() => char::from(base),
        // An accent on nothing.
        _ => return ([Some('\u{FFFD}'), None], 1),
    };
    match accent.bases.chars().position(|known| known == base).and_then(|at| accent.letters.chars().nth(at)) {
        Some(letter) => ([Some(letter), None], 2),
        None => ([Some(base), Some(accent.mark)], 2),
    }
}

/// An accent of ISO 6937.
struct Accent {
    byte: u8,
    /// What it is as a combining mark.
    mark: char,
    /// What it is before a space.
    alone: char,
    bases: &'static str,
    letters: &'static str,
}

const fn accent(byte: u8, mark: char, alone: char, bases: &'static str, letters: &'static str) -> Accent {
    Accent { byte, mark, alone, bases, letters }
}

#[rustfmt::skip]
const ACCENTS: &[Accent] = &[
    accent(0xC1, '\u{0300}', '`', "aeinouwyAEINOUWY", "àèìǹòùẁỳÀÈÌǸÒÙẀỲ"),
    accent(0xC2, '\u{0301}', '´', "acegiklmnoprsuwyzACEGIKLMNOPRSUWYZ", "áćéģíḱĺḿńóṕŕśúẃýźÁĆÉǴÍḰĹḾŃÓṔŔŚÚẂÝŹ"),
    accent(0xC3, '\u{0302}', '^', "aceghijosuwyzACEGHIJOSUWYZ", "âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶẐ"),
    accent(0xC4, '\u{0303}', '~', "aeinouvyAEINOUVY", "ãẽĩñõũṽỹÃẼĨÑÕŨṼỸ"),
    accent(0xC5, '\u{0304}', '¯', "aegiouyAEGIOUY", "āēḡīōūȳĀĒḠĪŌŪȲ"),
    accent(0xC6, '\u{0306}', '˘', "aegiouAEGIOU", "ăĕğĭŏŭĂĔĞĬŎŬ"),
    accent(0xC7, '\u{0307}', '˙', "abcdefghmnoprstwxyzABCDEFGHIMNOPRSTWXYZ", "ȧḃċḋėḟġḣṁṅȯṗṙṡṫẇẋẏżȦḂĊḊĖḞĠḢİṀṄȮṖṘṠṪẆẊẎŻ"),
    accent(0xC8, '\u{0308}', '¨', "aehiotuwxyAEHIOUWXY", "äëḧïöẗüẅẍÿÄËḦÏÖÜẄẌŸ"),
    accent(0xC9, '\u{0308}', '¨', "aehiotuwxyAEHIOUWXY", "äëḧïöẗüẅẍÿÄËḦÏÖÜẄẌŸ"),
    accent(0xCA, '\u{030A}', '˚', "auwyAU", "åůẘẙÅŮ"),
    accent(0xCB, '\u{0327}', '¸', "cdeghklnrstCDEGHKLNRST", "çḑȩģḩķļņŗşţÇḐȨĢḨĶĻŅŖŞŢ"),
    accent(0xCC, '\u{0332}', '_', "", ""),
    accent(0xCD, '\u{030B}', '˝', "ouOU", "őűŐŰ"),
    accent(0xCE, '\u{0328}', '˛', "aeiouAEIOU", "ąęįǫųĄĘĮǪŲ"),
    accent(0xCF, '\u{030C}', 'ˇ', "acdeghijklnorstuzACDEGHIKLNORSTUZ", "ǎčďěǧȟǐǰǩľňǒřšťǔžǍČĎĚǦȞǏǨĽŇǑŘŠŤǓŽ"),
];

/// The bytes A0 to FF of ISO 6937; those that stand for none, and the accents, are U+FFFD.
const LATIN: &str = "\u{A0}¡¢£$¥\u{FFFD}§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}—¹®©™♪¬¦\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}⅛⅜⅝⅞\u{2126}ÆÐªĦ\u{FFFD}ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u{AD}";

#[cfg(test)]
mod tests {
    use super::*;

    fn text(table: Table, bytes: &[u8]) -> String {
        let (mut at, mut text) = (0, String::new());
        while at < bytes.len() {
            let (letters, taken) = table.letters(bytes[at], &bytes[at + 1..]);
            text.extend(letters.into_iter().flatten());
            at += taken;
        }
        text
    }

    #[test]
    fn every_code_table() {
        assert_eq!(text(Table::Latin, b"d\xC2ej\xC1a vu, \xC8Uber \xFB \xCFz\xCCa\xC4 "), "déjà vu, Über ß ža\u{332}~");
        assert_eq!(text(Table::Latin, b"\xE0\xD5\xA4\xC2"), "\u{2126}♪$\u{FFFD}");
        assert_eq!(text(Table::Latin, b"\xC2g"), "ģ");
        assert_eq!(text(Table::CYRILLIC, b"\xBF\xE0\xD8"), "При");
        assert_eq!(text(Table::GREEK, b"\xC1\xE1"), "Αα");
        assert_eq!(text(Table::HEBREW, b"\xF9\xEC"), "של");
        assert_eq!(text(Table::ARABIC, b"\xE8"), "و");
        assert_eq!(text(Table::of_page(b"437").unwrap(), b"\x84\xE1"), "äß");
        assert_eq!(text(Table::of_page(b"850").unwrap(), b"\x9B\xFF"), "ø\u{A0}");
    }
}
