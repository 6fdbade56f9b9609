//! F41: sounds of thinking, `um` and `uh`, go with their commas. Runs only when it is named: speech is kept as it was said.
//!
//! Answers (`uh-huh`, `mm-hmm`) stay, and so does a filler that is all that somebody says.

use super::context::Language;
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F41",
    name: "fillers",
    about: "sounds of thinking, such as um and uh, are dropped",
    level: Level::Named,
    removes: Some("um, uh, er and the like"),
    edits,
};

const FILLERS: &[&str] = &["eh", "ehm", "er", "erm", "err", "hmm", "uh", "uhh", "uhm", "um", "umm", "ummm"];

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    if context.language() != Language::English {
        return;
    }
    let text = context.text();
    for bytes in crate::text::words(text) {
        let Some(word) = text.get(bytes.clone()) else { continue };
        let bare = word.trim_end_matches([',', '.', '?', '!', '…', '-', '—']);
        if !scan::listed(FILLERS, bare) || bare.chars().all(char::is_uppercase) {
            continue;
        }
        out.extend(dropped(context, bytes.start, bare.len(), word.get(bare.len()..).unwrap_or("")));
    }
}

/// Takes the filler at `at` with one of its commas and one of its spaces.
fn dropped(context: &Context<'_>, at: usize, length: usize, marks: &str) -> Option<Edit> {
    let text = context.text();
    let end = at + length + marks.len();
    let left = text.get(..at)?;
    let right = text.get(end..)?;
    let opens = left.is_empty() || left.ends_with('\n') || context.starts_at(at);
    let closes = right.is_empty() || right.starts_with(['\n', '\r']);
    let spaced = left.ends_with(' ') && right.starts_with(' ');
    let sentence = opens || left.trim_end().ends_with(['.', '?', '!', ':', '"', '“']);
    match marks {
        // What follows becomes the start of the sentence.
        "" | "," | "..." | "…" | "-" | "—" if sentence && right.starts_with(' ') => {
            let next = right.get(1..)?.chars().next()?;
            let capital = text.get(at..)?.starts_with(char::is_uppercase) && next.is_lowercase();
            match capital {
                true => {
                    let upper: String = next.to_uppercase().collect();
                    Some(Edit::new(at..end + 1 + next.len_utf8(), upper, 0.9))
                }
                false if next.is_alphanumeric() => Some(Edit::new(at..end + 1, "", 0.9)),
                false => None,
            }
        }
        "." | "?" | "!" | "" if sentence => {
            (marks == "." && right.starts_with(' ') && !opens).then(|| Edit::new(at..end + 1, "", 0.8))
        }
        // `so, um.`: the stop stays with the word before, whose comma goes.
        "." | "?" | "!" | "..." | "…" => {
            let kept = left.trim_end_matches([' ', ',']);
            let word = kept.ends_with(char::is_alphanumeric);
            word.then(|| Edit::new(kept.len()..end, marks.to_owned(), 0.85))
        }
        _ if closes => {
            let kept = left.trim_end_matches(' ');
            (kept.len() < at).then(|| Edit::new(kept.len()..end, "", 0.85))
        }
        // `so, um, we`, `we, uh, went`: both commas were the filler's.
        "," if spaced && left.trim_end().ends_with(',') => {
            let kept = left.trim_end().len() - 1;
            Some(Edit::new(kept..end, "", 0.85))
        }
        "" if spaced && left.trim_end().ends_with(',') => Some(Edit::new(at..end + 1, "", 0.85)),
        "" | "," | "-" | "—" if spaced => Some(Edit::new(at..end + 1, "", 0.85)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_in_order() {
        assert!(super::FILLERS.is_sorted());
    }
}
