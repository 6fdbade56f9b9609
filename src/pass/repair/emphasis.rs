//! F27: the emphasis of Markdown, `*really*`, `**very**`, `_so_`, without its signs.
//!
//! The signs must touch the words they hold and stand free outside. Products, `snake_case`, masks and lists stay.

use memchr::memchr2_iter;

use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F27",
    name: "emphasis",
    about: "the signs of Markdown's emphasis, as in *really*, are removed",
    level: Level::Full,
    removes: None,
    edits,
};

/// The longest stretch that is emphasised, in bytes.
const LONGEST: usize = 200;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr2_iter(b'*', b'_', bytes) {
        if at < done {
            continue;
        }
        let Some(&sign) = bytes.get(at) else { continue };
        let count = bytes.iter().skip(at).take(4).take_while(|b| **b == sign).count();
        let opens = scan::before(text, at).is_none_or(|c| {
            c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '\'' | '—' | '–' | '¿' | '¡')
        });
        done = at + count;
        if count > 3 || !opens {
            continue;
        }
        let Some(end) = closing(bytes, at + count, sign, count) else { continue };
        let inner = text.get(at + count..end).unwrap_or("");
        let after = scan::after(text, end + count);
        let closes = after.is_none_or(|c| {
            c.is_whitespace()
                || matches!(c, '.' | ',' | '?' | '!' | ';' | ':' | ')' | ']' | '"' | '”' | '’' | '\'' | '—' | '–' | '…')
        });
        // `__init__` is a name; `*a = *b` is code.
        let name = sign == b'_' && count > 1 && !inner.contains(' ');
        if closes && !name && holds_words(inner) {
            out.push(Edit::new(at..at + count, "", 0.85));
            out.push(Edit::new(end..end + count, "", 0.85));
            done = end + count;
        }
    }
}

/// Where `count` signs close what they opened before `from`, on the same line.
fn closing(bytes: &[u8], from: usize, sign: u8, count: usize) -> Option<usize> {
    let window = bytes.get(from..bytes.len().min(from + LONGEST))?;
    let found = window.iter().position(|b| *b == sign || *b == b'\n')?;
    let run = window.iter().skip(found).take_while(|b| **b == sign).count();
    (run == count).then_some(from + found)
}

fn holds_words(inner: &str) -> bool {
    let edges = inner.starts_with(char::is_whitespace) || inner.ends_with(char::is_whitespace);
    !edges && inner.chars().any(char::is_alphabetic) && !inner.contains(['[', ']', '=', '<', '>', '`', '|', '\\', '/'])
}
