//! F30: a word said twice in a row, `the the`, is kept once. Speech is left as it was said unless this is asked for.
//!
//! `had had`, `that that`, `very very`, `no no` and numbers stay.

use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F30",
    name: "repeat-words",
    about: "a word said twice in a row is kept once",
    level: Level::Full,
    removes: Some("a word said twice in a row"),
    edits,
};

/// Words that are said twice on purpose, or that mean something said twice.
const MEANT: &[&str] = &[
    "aye", "bang", "beep", "blah", "boo", "bye", "cha", "choo", "do", "far", "go", "ha", "had", "hah", "he", "hear",
    "hello", "hey", "hi", "ho", "hush", "knock", "la", "long", "many", "more", "much", "na", "never", "no", "now",
    "oh", "okay", "pooh", "quack", "really", "so", "tap", "that", "there", "tick", "tut", "very", "wait", "walkie",
    "well", "woof", "yada", "yeah", "yes",
];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let text = context.text();
    let mut last: Option<(usize, &str)> = None;
    for bytes in crate::text::words(text) {
        let Some(word) = text.get(bytes.clone()) else { continue };
        if let Some((end, before)) = last {
            let gap = text.get(end..bytes.start);
            // Two words that start with different letters are no copies.
            let told_apart = match (before.as_bytes().first(), word.as_bytes().first()) {
                (Some(first), Some(other)) => {
                    first.is_ascii() && other.is_ascii() && !first.eq_ignore_ascii_case(other)
                }
                _ => true,
            };
            if told_apart {
                last = Some((bytes.end, word));
                continue;
            }
            let bare = word.trim_end_matches([',', '.', '?', '!', ';', ':', '…', '"', '”', ')']);
            let plain = before.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '’');
            if gap == Some(" ")
                && plain
                && !crate::model::is_cjk(bare.chars().next().unwrap_or(' '))
                && same(before, bare)
            {
                // The first copy goes, so that the marks after the second stay; its capital must stay too.
                if before == bare || !before.starts_with(char::is_uppercase) {
                    out.push(Edit::new(end - before.len()..bytes.start, "", 0.7));
                } else {
                    out.push(Edit::new(end..bytes.start + bare.len(), "", 0.7));
                }
            }
        }
        last = Some((bytes.end, word));
    }
}

fn same(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.len() <= 24
        && !a.is_empty()
        && (a.eq_ignore_ascii_case(b) || !a.is_ascii() && a.to_lowercase() == b.to_lowercase())
        && !super::scan::listed(MEANT, a)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_in_order() {
        assert!(super::MEANT.is_sorted());
    }
}
