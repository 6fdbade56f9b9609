//! Learns which words have a capital where they stand.

use std::collections::{HashMap, HashSet};

use crate::lexicon;
use crate::model::capitals::{self, COMMA, Capitals, EDGE, Kind, Place, Right, Written};
use crate::model::net::exp;
use crate::model::vocab;
use crate::pack;
use crate::texts::{Document, Item, Mark};

/// What may follow the stem of a word.
const TAILS: &[&str] = &["'s", "'ll", "'re", "'d", "'ve"];
/// Entries of the table.
pub const ENTRIES: usize = 36_000;

fn stem(word: &str) -> &str {
    TAILS.iter().find_map(|tail| word.strip_suffix(tail)).unwrap_or(word)
}

fn is_word(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphabetic() || c == '.') && !word.is_empty()
}

fn closes(mark: Mark) -> bool {
    matches!(mark, Mark::Stop | Mark::Question)
}

/// What is known of words before their neighbours are looked at.
pub struct Words {
    /// Words that have one form, and the forms of those that have several.
    pub forms: HashMap<String, String>,
    pub told: HashSet<String>,
    rare: HashSet<String>,
    vocabulary: HashSet<u32>,
}

impl Words {
    pub fn of(genres: &[(Vec<Document>, f32)], list: &str, vocabulary: HashSet<u32>) -> Words {
        let mut forms: HashMap<String, String> = list
            .lines()
            .filter(|form| !form.contains(' ') && form.contains(char::is_uppercase))
            .map(|form| (form.to_lowercase(), form.to_owned()))
            .collect();
        let mut counts: HashMap<String, (f64, HashMap<String, f64>)> = HashMap::new();
        for (documents, _) in genres.iter().filter(|(_, weight)| *weight >= 0.5) {
            for document in documents {
                for (index, item) in document.iter().enumerate() {
                    let form = stem_form(&item.form);
                    let word = form.to_lowercase();
                    if index == 0 || closes(document[index - 1].mark) || !is_word(&word) || shouted(document, index) {
                        continue;
                    }
                    let (all, cased) = counts.entry(word.clone()).or_default();
                    *all += 1.0;
                    if form != word {
                        *cased.entry(form.to_owned()).or_default() += 1.0;
                    }
                }
            }
        }
        let (mut told, mut rare) = (HashSet::new(), HashSet::new());
        for (word, (all, cased)) in &counts {
            let capitals: f64 = cased.values().sum();
            let known = lexicon::is_made(word);
            if *all <= 2.0 && !known && word.len() > 2 {
                rare.insert(word.clone());
            }
            let share = capitals / all;
            let several = capitals >= 3.0 && share > 0.003 && share < 0.985;
            let unlisted = *all >= 3.0 && !known && !forms.contains_key(word);
            let common = share < 0.02 && *all > 3000.0;
            if (several || unlisted) && !common && word.len() > 1 {
                told.insert(word.clone());
                let best = cased.iter().max_by(|a, b| a.1.total_cmp(b.1).then_with(|| b.0.cmp(a.0)));
                if let Some((form, _)) = best
                    && *form != capital(word)
                {
                    forms.entry(word.clone()).or_insert_with(|| form.clone());
                }
            }
        }
        Words { forms, told, rare, vocabulary }
    }

    fn kind(&self, word: &str, learning: bool) -> Option<Kind> {
        if self.told.contains(word) {
            return Some(Kind::Told);
        }
        if !is_word(word) || word.contains('.') {
            return None;
        }
        let unknown = if learning {
            self.rare.contains(word)
        } else {
            word.len() > 2 && !self.forms.contains_key(word) && !lexicon::is_made(word)
        };
        match (unknown, self.vocabulary.contains(&vocab::hash(word.as_bytes()))) {
            (true, true) => Some(Kind::Named),
            (true, false) => Some(Kind::Unknown),
            _ => None,
        }
    }
}

/// The forms as the library has them, sorted: a capital for the letters shared with the word before, the other letters
/// small, and `+` if all of them are capitals, `=` and the form with a line's end if it isn't just the first.
pub fn pack_forms(words: &Words) -> String {
    let mut forms: Vec<(&String, &String)> = words
        .forms
        .iter()
        .filter(|(word, form)| !words.told.contains(*word) || **form != capital(word) || !lexicon::is_known(word))
        .collect();
    forms.sort();
    let (mut out, mut last, mut line) = (String::new(), "", 0);
    for (word, form) in forms {
        let same = word.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count().min(25);
        let shared = (0..=same).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0);
        out.push(char::from(b'A' + shared as u8));
        out.push_str(&word[shared..]);
        if *form == word.to_uppercase() {
            out.push('+');
        } else if *form != capital(word) {
            out.push('=');
            out.push_str(form);
            out.push('\n');
            line = out.len();
        }
        if out.len() > line + 110 {
            out.push('\n');
            line = out.len();
        }
        last = word;
    }
    out + "\n"
}

fn stem_form(form: &str) -> &str {
    let cut = TAILS.iter().find(|tail| form.ends_with(**tail)).map_or(0, |tail| tail.len());
    &form[..form.len() - cut]
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn shout(item: &Item) -> bool {
    item.form.len() > 1 && item.form.chars().all(|c| !c.is_lowercase()) && item.form.chars().any(char::is_uppercase)
}

fn shouted(document: &Document, index: usize) -> bool {
    shout(&document[index]) && (index > 0 && shout(&document[index - 1]) || document.get(index + 1).is_some_and(shout))
}

/// A place of a document; `written` are the forms of the words before.
fn place(
    words: &Words,
    document: &Document,
    hashes: &[u32],
    index: usize,
    written: &dyn Fn(usize) -> Written,
) -> Place {
    let hash = |at: usize| hashes[at];
    let before = &document[index - 1];
    let left = if before.mark == Mark::Comma {
        [COMMA, hash(index - 1)]
    } else if index > 1 && !closes(document[index - 2].mark) {
        [hash(index - 1), if document[index - 2].mark == Mark::Comma { COMMA } else { hash(index - 2) }]
    } else {
        [hash(index - 1), EDGE]
    };
    let next = |at: usize| if at < document.len() { hash(at) } else { EDGE };
    let right = match document[index].mark {
        Mark::Comma => [COMMA, next(index + 1)],
        Mark::None => match document.get(index + 1).map(|item| item.mark) {
            None => [EDGE, EDGE],
            Some(Mark::None) => [hash(index + 1), next(index + 2)],
            Some(Mark::Comma) => [hash(index + 1), COMMA],
            Some(_) => [hash(index + 1), EDGE],
        },
        _ => [EDGE, EDGE],
    };
    let right_written = match document.get(index + 1) {
        Some(item) if document[index].mark == Mark::None => {
            let lower = item.form.to_lowercase();
            let stem = stem(&lower);
            if words.kind(stem, false).is_some() {
                Right::Open
            } else if words.forms.contains_key(stem) {
                Right::Capital
            } else {
                Right::Small
            }
        }
        _ => Right::None,
    };
    let form = stem_form(&document[index].form).to_lowercase();
    Place {
        word: vocab::hash(form.as_bytes()),
        left,
        left_written: [written(index - 1), if index > 1 { written(index - 2) } else { Written::Start }],
        right,
        right_written,
        ending: capitals::ending(form.as_bytes()),
    }
}

fn starts(document: &Document, index: usize) -> bool {
    index == 0 || closes(document[index - 1].mark)
}

/// An example: its features, whether there is a capital, its weight.
struct Example {
    features: Vec<u32>,
    capital: bool,
    weight: f32,
}

/// Follow the regularised leader, proximally (McMahan 2011): most weights end at nothing.
struct Learner {
    z: Vec<f32>,
    n: Vec<f32>,
    l1: f32,
    l2: f32,
}

const RATE: f32 = 0.15;

impl Learner {
    fn weight(&self, at: usize) -> f32 {
        let z = self.z[at];
        if z.abs() <= self.l1 {
            return 0.0;
        }
        -(z - z.signum() * self.l1) / ((1.0 + self.n[at].sqrt()) / RATE + self.l2)
    }

    fn learn(&mut self, example: &Example) -> f32 {
        let sum: f32 = example.features.iter().map(|at| self.weight(*at as usize)).sum();
        let chance = sigmoid(sum);
        let gradient = (chance - f32::from(u8::from(example.capital))) * example.weight;
        for at in &example.features {
            let at = *at as usize;
            let sigma = ((self.n[at] + gradient * gradient).sqrt() - self.n[at].sqrt()) / RATE;
            self.z[at] += gradient - sigma * self.weight(at);
            self.n[at] += gradient * gradient;
        }
        gradient.abs()
    }
}

fn sigmoid(sum: f32) -> f32 {
    if sum >= 0.0 { 1.0 / (1.0 + exp(-sum)) } else { 1.0 - 1.0 / (1.0 + exp(sum)) }
}

/// Places to learn from.
struct Places {
    examples: Vec<Example>,
    keys: Vec<u64>,
    seen: Vec<u32>,
}

fn places(texts: &[(&Document, f32)], words: &Words) -> Places {
    let mut numbers: HashMap<u64, u32> = HashMap::new();
    let mut keys: Vec<u64> = Vec::new();
    let mut examples = Vec::new();
    for (document, weight) in texts {
        let hashes: Vec<u32> = document.iter().map(|item| vocab::hash(item.word.as_bytes())).collect();
        for index in 0..document.len() {
            if starts(document, index) || shouted(document, index) {
                continue;
            }
            let form = stem_form(&document[index].form);
            let word = form.to_lowercase();
            let colon = document[index - 1].colon && is_word(&word);
            let kind = if colon { Some(Kind::Colon) } else { words.kind(&word, true) };
            let Some(kind) = kind else { continue };
            let written = |at: usize| match starts(document, at) {
                true => Written::Start,
                false if document[at].form.starts_with(char::is_uppercase) => Written::Capital,
                false => Written::Small,
            };
            let place = place(words, document, &hashes, index, &written);
            let mut features = Vec::new();
            capitals::features(kind, &place, |key| {
                let next = numbers.len() as u32;
                features.push(*numbers.entry(key).or_insert_with(|| {
                    keys.push(key);
                    next
                }));
            });
            examples.push(Example { features, capital: form != word, weight: *weight });
        }
    }
    let mut seen = vec![0u32; keys.len()];
    examples.iter().flat_map(|example: &Example| &example.features).for_each(|at| seen[*at as usize] += 1);
    for example in &mut examples {
        example.features.retain(|at| seen[*at as usize] >= 2);
    }
    eprintln!("capitals: {} places, {} features", examples.len(), keys.len());
    Places { examples, keys, seen }
}

fn fit(places: &Places, l1: f32, l2: f32, rounds: usize) -> Learner {
    let count = places.keys.len();
    let mut learner = Learner { z: vec![0.0; count], n: vec![0.0; count], l1, l2 };
    let mut order: Vec<usize> = (0..places.examples.len()).collect();
    let mut state = 7u64;
    for round in 0..rounds {
        for last in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(last, (state >> 33) as usize % (last + 1));
        }
        let loss: f32 = order.iter().map(|at| learner.learn(&places.examples[*at])).sum();
        if round + 1 == rounds {
            eprintln!("capitals: round {round}, {:.4} wrong", loss / order.len() as f32);
        }
    }
    learner
}

/// The bytes of the table.
pub fn learn(
    genres: &[(Vec<Document>, f32)],
    words: &Words,
    entries: usize,
    l1: f32,
    l2: f32,
    rounds: usize,
) -> Vec<u8> {
    let texts: Vec<(&Document, f32)> = genres
        .iter()
        .flat_map(|(documents, weight)| documents.iter().map(move |document| (document, *weight)))
        .collect();
    let places = places(&texts, words);
    let learner = fit(&places, l1, l2, rounds);
    let Places { keys, seen, .. } = places;
    // Words of their own come first, however little they weigh.
    let own: HashSet<u64> = words.told.iter().map(|word| capitals::told(vocab::hash(word.as_bytes()))).collect();
    let mut ranked: Vec<(f32, u64, u8)> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| {
            let weight = learner.weight(at);
            let byte = capitals::level(weight);
            let rank = if own.contains(key) { f32::MAX } else { weight.abs() * (seen[at] as f32).powf(0.3) };
            (rank, *key, byte)
        })
        .filter(|(rank, ..)| *rank > 0.0)
        .collect();
    ranked.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    eprintln!("capitals: {} weights, {} words of their own", ranked.len(), own.len());
    ranked.truncate(entries);
    let keys: Vec<u64> = ranked.iter().map(|(_, key, _)| *key).collect();
    let (pilots, places, slots) = pack::places(&keys, 5);
    let mut table = vec![0u16; slots];
    for ((_, key, level), place) in ranked.iter().zip(places) {
        table[place] = capitals::mark(*key) | u16::from(*level);
    }
    let mut bytes = Vec::new();
    bytes.extend((pilots.len() as u32).to_le_bytes());
    bytes.extend((slots as u32).to_le_bytes());
    bytes.extend(pilots.iter().chain(&table).flat_map(|two| two.to_le_bytes()));
    bytes
}

/// How many words inside sentences have exactly the right capitals, and which have not.
pub fn evaluate(documents: &[Document], words: &Words, table: Option<&Capitals>, show: bool) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    for document in documents {
        let hashes: Vec<u32> = document.iter().map(|item| vocab::hash(item.word.as_bytes())).collect();
        let mut wrong = 0;
        let mut guesses: Vec<String> = Vec::with_capacity(document.len());
        for index in 0..document.len() {
            let truth = &document[index].form;
            if starts(document, index) {
                guesses.push(truth.clone());
                continue;
            }
            let lower = truth.to_lowercase();
            let word = stem_form(&lower);
            let tail = &lower[word.len()..];
            let written = |at: usize| match starts(document, at) {
                true => Written::Start,
                false if guesses[at].starts_with(char::is_uppercase) => Written::Capital,
                false => Written::Small,
            };
            let mut score = 0.0;
            let colon = document[index - 1].colon
                && is_word(word)
                && !(words.forms.contains_key(word) && !words.told.contains(word));
            let kind = if colon { Some(Kind::Colon) } else { words.kind(word, false) };
            let guess = match (table, kind) {
                (Some(table), Some(kind)) => {
                    score = table.score(kind, &place(words, document, &hashes, index, &written));
                    if score > 0.0 {
                        words.forms.get(word).cloned().unwrap_or_else(|| capital(word)) + tail
                    } else {
                        lower.clone()
                    }
                }
                _ => match words.forms.get(&lower) {
                    Some(form) if table.is_some() || form.is_ascii() => form.clone(),
                    _ => words.forms.get(word).map_or_else(|| lower.clone(), |form| form.clone() + tail),
                },
            };
            all += 1;
            if guess == *truth {
                right += 1;
            } else {
                wrong += 1;
                if show {
                    let near: Vec<&str> = document[index.saturating_sub(3)..(index + 4).min(document.len())]
                        .iter()
                        .map(|item| &*item.form)
                        .collect();
                    println!("{truth} {guess} {score:.1} {:?} | {}", words.kind(word, false), near.join(" "));
                }
            }
            guesses.push(guess);
        }
        if document.len() > 1000 && table.is_some() {
            eprintln!("   {} words, {:.2} wrong", document.len(), 100.0 * wrong as f64 / document.len() as f64);
        }
    }
    (right, all)
}
