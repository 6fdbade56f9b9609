//! Words and pairs of words with capitals of their own, from the texts and from SCOWL.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use crate::texts::{Document, Mark};

/// In how many places of a genre a word is counted at most, so that none outvotes the others.
const MOST: f64 = 12.0;

/// SCOWL's words of some kinds, to some size.
fn scowl(root: &Path, kinds: &[&str], size: u32) -> Vec<String> {
    let folder = root.join("raw/usr/share/dict/scowl");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("scowl").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let mut words = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some((base, number)) = name.rsplit_once('.') else { continue };
        let fits = (base.starts_with("english-") || base.starts_with("american-"))
            && kinds.iter().any(|kind| base.ends_with(kind));
        if fits && number.parse().is_ok_and(|number: u32| number <= size) {
            let bytes = std::fs::read(&path).expect("a list");
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            words.extend(text.lines().map(str::to_owned));
        }
    }
    words
}

fn inside(document: &Document, index: usize) -> bool {
    index > 0 && matches!(document[index - 1].mark, Mark::None)
}

/// Whether a form is no name of a file or a site: `e.g`, `U.S.-Mexico`, but not `lib.rs`.
fn is_spoken(form: &str) -> bool {
    !form.contains('.') || form.split('.').next().is_some_and(|first| first.chars().count() == 1)
}

/// The list, sorted: a form a line, or two with a space between.
pub fn list(genres: &[(Vec<Document>, f32)], root: &Path) -> String {
    let plain: HashSet<String> = scowl(root, &["-words"], 60).into_iter().collect();
    let common: HashSet<String> = scowl(root, &["-words"], 35).into_iter().collect();
    let upper: HashSet<String> = scowl(root, &["-upper"], 40).into_iter().collect();
    // For each word, each genre: how often in each form, inside a sentence.
    let mut forms: BTreeMap<&str, BTreeMap<usize, BTreeMap<&str, f64>>> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), BTreeMap<(&str, &str), f64>> = BTreeMap::new();
    for (genre, (documents, _)) in genres.iter().enumerate() {
        for document in documents {
            for (index, item) in document.iter().enumerate() {
                if !inside(document, index) {
                    continue;
                }
                // A title or a shout tells nothing.
                let shout = item.form.len() > 1
                    && document[index - 1].form.len() > 1
                    && document[index - 1].form.chars().all(|c| !c.is_lowercase());
                if !shout {
                    *forms.entry(&item.word).or_default().entry(genre).or_default().entry(&item.form).or_default() +=
                        1.0;
                }
                if index > 1 && document[index - 2].mark == Mark::None {
                    let before = &document[index - 1];
                    *pairs
                        .entry((&before.word, &item.word))
                        .or_default()
                        .entry((&before.form, &item.form))
                        .or_default() += 1.0;
                }
            }
        }
    }
    let mut chosen: BTreeMap<String, String> = BTreeMap::new();
    let mut lower: HashMap<&str, f64> = HashMap::new();
    for (word, genres) in &forms {
        if !word.chars().all(|c| c.is_alphanumeric() || c == '\'' || c == '-')
            || word.chars().any(|c| c.is_ascii_digit())
        {
            continue;
        }
        let mut votes: BTreeMap<&str, f64> = BTreeMap::new();
        let mut sum = 0.0;
        let mut times = 0.0;
        for counts in genres.values() {
            let all: f64 = counts.values().sum();
            for (form, count) in counts {
                *votes.entry(form).or_default() += count / all * all.min(MOST);
            }
            sum += all.min(MOST);
            times += all;
        }
        lower.insert(word, votes.get(word).copied().unwrap_or(0.0) / sum);
        let Some((form, share)) = votes.into_iter().max_by(|left, right| left.1.total_cmp(&right.1)) else { continue };
        // A word that is also a common noun has to be a name often: `Baker` is one by accident.
        let least = if plain.contains(*word) { 0.8 } else { 0.6 };
        let often = if common.contains(*word) && !upper.contains(form) { 8.0 } else { 2.0 };
        if form != *word && share / sum > least && times >= often && is_spoken(form) {
            chosen.insert((*word).to_owned(), form.to_owned());
        }
    }
    for form in scowl(root, &["-upper", "-proper-names"], 50) {
        let word = form.to_lowercase();
        let stem = word.strip_suffix("'s").unwrap_or(&word);
        let known = lower.contains_key(word.as_str()) || plain.contains(stem);
        if form != word && word.is_ascii() && !word.ends_with("'s") && word.len() > 2 && !known {
            chosen.entry(word).or_insert(form);
        }
    }
    // Forms that follow from another by `'s` are left out.
    let all = chosen.clone();
    chosen.retain(|word, form| match (word.strip_suffix("'s"), form.strip_suffix("'s")) {
        (Some(word), Some(form)) => all.get(word).is_none_or(|known| known != form),
        _ => true,
    });
    let mut lines: Vec<String> = chosen.values().cloned().collect();
    for ((first, second), counts) in &pairs {
        let all: f64 = counts.values().sum();
        let Some(((left, right), count)) = counts.iter().max_by(|a, b| a.1.total_cmp(b.1)) else { continue };
        let as_listed = |word: &str, form: &str| all_forms(&chosen, word) == form;
        let letters = |word: &str| word.chars().all(|c| c.is_ascii_alphabetic() || c == '\'');
        // Only pairs that say more than their words.
        if all >= 4.0
            && *count > 0.85 * all
            && letters(first)
            && letters(second)
            && starts_upper(left)
            && starts_upper(right)
            && !(as_listed(first, left) && as_listed(second, right))
        {
            lines.push(format!("{left} {right}"));
        }
    }
    lines.sort_by_key(|line| (line.to_lowercase(), line.clone()));
    lines.join("\n") + "\n"
}

fn starts_upper(form: &str) -> bool {
    form.chars().next().is_some_and(char::is_uppercase)
}

fn all_forms(chosen: &BTreeMap<String, String>, word: &str) -> String {
    chosen.get(word).cloned().unwrap_or_else(|| word.to_owned())
}
