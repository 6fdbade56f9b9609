//! F10: character references of HTML that were left in the text: `&#39;`, `&amp;`, `&gt;&gt;`.
//!
//! A reference that was encoded again, `&amp;#39;`, is decoded twice. Text that went through more levels speaks about
//! references and stays. In WebVTT `&amp;` and `&lt;` are the grammar's own, so one level of these stays there.

use std::borrow::Cow;

use memchr::memchr_iter;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F10",
    name: "entities",
    about: "character references such as &#39; become their characters",
    level: Level::Safe,
    removes: Some("the names of character references"),
    edits,
};

const NAMED: &[(&str, &str)] = &[
    ("quot", "\""),
    ("apos", "'"),
    ("lt", "<"),
    ("gt", ">"),
    ("nbsp", " "),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("shy", ""),
    ("zwnj", ""),
    ("zwj", ""),
    ("lrm", ""),
    ("rlm", ""),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("sbquo", "‚"),
    ("bdquo", "„"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("bull", "•"),
    ("middot", "·"),
    ("deg", "°"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("euro", "€"),
    ("pound", "£"),
    ("yen", "¥"),
    ("cent", "¢"),
    ("sect", "§"),
    ("para", "¶"),
    ("times", "×"),
    ("divide", "÷"),
    ("plusmn", "±"),
    ("frac12", "½"),
    ("frac14", "¼"),
    ("frac34", "¾"),
    ("iexcl", "¡"),
    ("iquest", "¿"),
    ("agrave", "à"),
    ("aacute", "á"),
    ("acirc", "â"),
    ("atilde", "ã"),
    ("auml", "ä"),
    ("aring", "å"),
    ("aelig", "æ"),
    ("ccedil", "ç"),
    ("egrave", "è"),
    ("eacute", "é"),
    ("ecirc", "ê"),
    ("euml", "ë"),
    ("igrave", "ì"),
    ("iacute", "í"),
    ("icirc", "î"),
    ("iuml", "ï"),
    ("ntilde", "ñ"),
    ("ograve", "ò"),
    ("oacute", "ó"),
    ("ocirc", "ô"),
    ("otilde", "õ"),
    ("ouml", "ö"),
    ("oslash", "ø"),
    ("oelig", "œ"),
    ("ugrave", "ù"),
    ("uacute", "ú"),
    ("ucirc", "û"),
    ("uuml", "ü"),
    ("yacute", "ý"),
    ("szlig", "ß"),
    ("Agrave", "À"),
    ("Aacute", "Á"),
    ("Auml", "Ä"),
    ("Ccedil", "Ç"),
    ("Eacute", "É"),
    ("Egrave", "È"),
    ("Ntilde", "Ñ"),
    ("Ouml", "Ö"),
    ("Uuml", "Ü"),
];

/// The longest body of a reference, between `&` and `;`.
const LONGEST: usize = 10;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    if context.is_plain() && memchr::memchr(b'&', bytes).is_none_or(|_| scan::is_page(text)) {
        return;
    }
    let webvtt = context.is_plain() && text.trim_start_matches('\u{FEFF}').starts_with("WEBVTT");
    let mut done = 0;
    for at in memchr_iter(b'&', bytes) {
        if at < done {
            continue;
        }
        let Some(rest) = text.get(at..) else { continue };
        let Some((mut level, mut character)) = reference(rest) else { continue };
        let mut depth = 1;
        let mut length = level;
        while character == "&" {
            // `amp;` may be the first half of a reference that was encoded again.
            let Some((inner, decoded)) = rest.get(length..).and_then(|tail| body(tail)) else { break };
            level = inner;
            length += level;
            character = decoded;
            depth += 1;
        }
        let own = webvtt && depth == 1 && matches!(character.as_ref(), "&" | "<");
        done = at + length;
        if depth <= 2 && !own && !is_quoted(text, at, at + length) {
            out.push(Edit::new(at..at + length, character, 0.98));
        }
    }
}

/// Whether a text speaks about a reference: in quotes, or in a list of references.
fn is_quoted(text: &str, start: usize, end: usize) -> bool {
    let (left, right) = (scan::before(text, start), scan::after(text, end));
    let quote = |c: Option<char>| c.is_some_and(|c| matches!(c, '`' | '"' | '\''));
    if quote(left) && quote(right) {
        return true;
    }
    let listed = |at: usize| text.get(at..).is_some_and(|tail| tail.starts_with(", &") || tail.starts_with(", and &"));
    let before = text.get(..start).unwrap_or("");
    let behind = before.ends_with(";, ") || before.ends_with(";, and ") || before.ends_with("; and ");
    right == Some(',') && listed(end) || behind && before.rfind('&').is_some_and(|at| start - at < 24)
}

/// The reference at the start of `text`: its length and its character.
fn reference(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let (length, character) = body(text.strip_prefix('&')?)?;
    Some((length + 1, character))
}

/// What follows `&`: `name;`, `#39;` or `#x27;`.
fn body(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let end = text.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = text.get(..end)?;
    if name == "amp" {
        return Some((end + 1, "&".into()));
    }
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) if !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
                u32::from_str_radix(hex, 16).ok()?
            }
            None if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok()?,
            _ => return None,
        };
        return match code {
            38 => Some((end + 1, "&".into())),
            160 => Some((end + 1, " ".into())),
            0..32 | 127 => None,
            // References to C1 codes mean Windows-1252.
            128..160 => {
                let byte = [u8::try_from(code).ok()?];
                Some((end + 1, encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0.into_owned().into()))
            }
            code => Some((end + 1, char::from_u32(code)?.to_string().into())),
        };
    }
    let (_, character) = NAMED.iter().find(|(known, _)| *known == name)?;
    Some((end + 1, (*character).into()))
}
