//! The names that people, editors and other programs give to encodings.

use encoding_rs::Encoding;

use super::Charset;
use crate::error::Error;
use crate::text::pages::page;

/// Names without their signs and in lower case, and the name that browsers know instead.
const NAMES: &[(&str, &str)] = &[
    ("utf8bom", "utf-8"),
    ("utf8sig", "utf-8"),
    ("utf16", "utf-16le"),
    ("utf16le", "utf-16le"),
    ("utf16be", "utf-16be"),
    ("ucs2", "utf-16le"),
    ("ucs2le", "utf-16le"),
    ("ucs2be", "utf-16be"),
    ("unicode", "utf-16le"),
    ("ansi", "windows-1252"),
    ("latin1", "windows-1252"),
    ("latin9", "iso-8859-15"),
    ("latin10", "iso-8859-16"),
    ("shiftjis", "shift_jis"),
    ("cp932", "shift_jis"),
    ("ms932", "shift_jis"),
    ("cp936", "gbk"),
    ("ms936", "gbk"),
    ("euccn", "gbk"),
    ("cp949", "euc-kr"),
    ("ms949", "euc-kr"),
    ("uhc", "euc-kr"),
    ("cp950", "big5"),
    ("big5hkscs", "big5"),
    ("ms950", "big5"),
    ("cp874", "windows-874"),
    ("tis620", "windows-874"),
    ("windows31j", "shift_jis"),
    ("eucjp", "euc-jp"),
    ("euckr", "euc-kr"),
    ("iso2022jp", "iso-2022-jp"),
    ("koi8r", "koi8-r"),
    ("koi8u", "koi8-u"),
    ("macroman", "macintosh"),
    ("maccyrillic", "x-mac-cyrillic"),
];

impl Charset {
    /// The encoding with this name: as browsers know it, as Windows, Python and others call it, or the number of a code
    /// page.
    pub(super) fn named(name: &str) -> Result<Self, Error> {
        if let Some(coded) = Encoding::for_label(name.as_bytes()) {
            return Ok(Charset::Coded(coded));
        }
        let key: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
        match key.as_str() {
            "utf32" | "utf32le" | "ucs4" | "ucs4le" => return Ok(Charset::Utf32 { little: true }),
            "utf32be" | "ucs4be" => return Ok(Charset::Utf32 { little: false }),
            _ => {}
        }
        let same = |other: &str| other == key || other.strip_prefix("cp") == Some(&key);
        let known = NAMES.iter().find(|(other, _)| same(other)).map(|(_, label)| *label);
        let coded = |label: &str| Encoding::for_label(label.as_bytes()).map(Charset::Coded);
        let number = |starts: &[&str]| {
            let digits = starts.iter().find_map(|start| key.strip_prefix(start)).unwrap_or(&key);
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.to_owned())
        };
        known
            .and_then(coded)
            .or_else(|| number(&["windows", "win", "cp", "ms"]).and_then(|number| coded(&format!("windows-{number}"))))
            .or_else(|| number(&["iso8859", "8859"]).and_then(|part| coded(&format!("iso-8859-{part}"))))
            .or_else(|| number(&["ibm", "cp", "dos"]).and_then(|number| page(&number)).map(Charset::Page))
            .or_else(|| number(&["ibm", "cp", "dos"]).and_then(|number| coded(&format!("ibm{number}"))))
            .or_else(|| coded(&key))
            .ok_or_else(|| Error::Unknown {
                what: "encoding",
                name: name.to_owned(),
                help: "name one such as utf-8, utf-16le, windows-1252, shift_jis, gb18030 or cp850".to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_programs() {
        for (names, expected) in [
            ("utf8 UTF-8 utf_8 utf-8-sig utf8-bom", "utf-8"),
            ("utf-16-le UTF-16LE utf_16_le ucs-2 utf-16", "utf-16le"),
            ("utf-16-be utf16be", "utf-16be"),
            ("utf-32 utf32 UTF-32-LE ucs4", "utf-32le"),
            ("utf_32_be UTF-32BE", "utf-32be"),
            (
                "cp1252 CP1252 windows1252 win-1252 windows_1252 1252 ansi latin1 latin-1 latin_1 iso8859-1",
                "windows-1252",
            ),
            ("cp1251 win1251 1251 Windows-1251", "windows-1251"),
            ("iso8859_5 ISO-8859-5 8859-5", "iso-8859-5"),
            ("latin9 iso8859-15 iso-8859-15", "iso-8859-15"),
            ("gbk gb2312 GB_2312 cp936 936 euc-cn", "gbk"),
            ("gb18030 GB-18030", "gb18030"),
            ("big5 cp950 big5hkscs BIG5-HKSCS big-5", "big5"),
            ("shift_jis shift-jis sjis cp932 windows-31j ShiftJIS", "shift_jis"),
            ("euc-jp eucjp euc_jp", "euc-jp"),
            ("iso2022_jp iso-2022-jp", "iso-2022-jp"),
            ("euc_kr euckr cp949 uhc", "euc-kr"),
            ("koi8-r koi8r KOI8_R", "koi8-r"),
            ("koi8_u KOI8-U", "koi8-u"),
            ("cp866 ibm866 866 dos-866", "ibm866"),
            ("cp874 tis-620 tis620", "windows-874"),
            ("mac_roman MacRoman macintosh", "macintosh"),
            ("mac_cyrillic x-mac-cyrillic", "x-mac-cyrillic"),
            ("cp850 IBM850 850 dos850", "cp850"),
            ("cp437 ibm437", "cp437"),
        ] {
            for name in names.split(' ') {
                assert_eq!(Charset::named(name).map(Charset::name).ok().as_deref(), Some(expected), "{name}");
            }
        }
        for name in ["", "-", "utf-9", "klingon", "cp1", "99999999999999999999", "é"] {
            assert!(Charset::named(name).is_err(), "{name}");
        }
    }
}
