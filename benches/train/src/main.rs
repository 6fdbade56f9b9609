//! Makes the model behind the rule `punctuate`: see README.md beside this folder.

mod cases;
mod context;
#[allow(dead_code)]
#[path = "../../../src/pass/repair/lexicon.rs"]
mod lexicon;
#[path = "../../../src/pass/repair/punctuate/model/mod.rs"]
mod model;
mod nn;
mod pack;
mod sphinx;
#[path = "../../marks.rs"]
mod texts;

use std::collections::HashMap;
use std::path::Path;

use model::decide::{Bounds, mark, thresholds};
use model::net::REACH;
use model::vocab::{self, FIRST, PAD, Vocab};
use model::{MAGIC, Model};
use texts::{Document, Mark};

/// Known words, and n-grams of more than one word.
const WORDS: usize = 20_000;
const ENTRIES: usize = 650_000;
/// Genres with the weight of each.
const GENRES: &[(&str, f32)] =
    &[("sotu", 1.0), ("sotu-old", 0.5), ("chat", 1.0), ("apollo", 1.0), ("rust", 1.0), ("austen", 0.5)];

/// Texts for capitals alone.
const CASED: &[(&str, f32)] = &[("factbook", 0.1), ("wordnet", 0.1), ("names", 0.3), ("sotu-old", 0.2)];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, default: f32| {
        arguments.iter().find_map(|argument| argument.strip_prefix(name)?.parse().ok()).unwrap_or(default)
    };
    let root = Path::new(&arguments[1]);
    let read = |name: &str| {
        texts::documents(&std::fs::read_to_string(root.join("text").join(format!("{name}.txt"))).expect(name))
    };
    let genres: Vec<(Vec<Document>, f32)> = GENRES.iter().map(|(name, weight)| (read(name), *weight)).collect();
    let sphinx =
        sphinx::read(&std::fs::read(root.join("raw/pocketsphinx/model/en-us/en-us.lm.bin")).expect("the n-gram model"));
    eprintln!("{} words, {} pairs, {} triples", sphinx.words.len(), sphinx.bigrams.len(), sphinx.trigrams.len());

    // The spelling of a hundred years ago had capitals of its own.
    let modern: Vec<_> = GENRES
        .iter()
        .zip(&genres)
        .filter(|((name, _), _)| *name != "sotu-old")
        .map(|(_, genre)| genre.clone())
        .collect();
    let mut counts: HashMap<&str, f64> = HashMap::new();
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let total: f64 = genres
        .iter()
        .map(|(documents, weight)| f64::from(*weight) * documents.iter().map(Vec::len).sum::<usize>() as f64)
        .sum();
    for (documents, weight) in &genres {
        for item in documents.iter().flatten() {
            *counts.entry(&item.word).or_default() += f64::from(*weight) / total;
            *seen.entry(&item.word).or_default() += 1;
        }
    }
    for (word, (probability, _)) in sphinx.words.iter().zip(&sphinx.unigrams) {
        if !word.starts_with('<') {
            *counts.entry(word).or_default() += 10f64.powf(f64::from(*probability));
        }
    }
    let mut ranked: Vec<(&str, f64)> = counts
        .into_iter()
        .filter(|(word, _)| word.chars().all(|c| c.is_ascii_lowercase() || c == '\'' || c == '-'))
        .collect();
    ranked.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    let mut hashes = std::collections::HashSet::new();
    ranked.retain(|(word, _)| hashes.insert(vocab::hash(word.as_bytes())));
    let words: Vec<String> = ranked.iter().take(WORDS).map(|(word, _)| (*word).to_owned()).collect();

    let cases = cases::list(&modern, root);
    eprintln!("{} forms with capitals, {} bytes", cases.lines().count(), cases.len());
    let vocabulary_hashes = words.iter().map(|word| vocab::hash(word.as_bytes())).collect();
    let mut more = modern.clone();
    more.extend(CASED.iter().map(|(name, weight)| (read(name), *weight)));
    let modern = more;
    let told = context::Words::of(&modern, &cases, vocabulary_hashes);
    let entries = number("--capitals=", context::ENTRIES as f32) as usize;
    let table = context::learn(
        &modern,
        &told,
        entries,
        number("--l1=", 3.0),
        number("--l2=", 1.0),
        number("--rounds=", 20.0) as usize,
    );
    eprintln!("capitals: {} bytes", table.len());
    std::fs::write(Path::new(&arguments[2]).with_extension("capitals"), &table).expect("a place for the capitals");
    std::fs::write(Path::new(&arguments[2]).with_extension("cases"), context::pack_forms(&told))
        .expect("a place for the capitals");
    let table = model::capitals::Capitals::read(table.leak()).expect("what was just packed");
    for name in ["sotu-tune", "chat-tune", "sotu-test", "chat-test", "seed-003", "seed-004"] {
        if root.join("text").join(format!("{name}.txt")).exists() {
            let documents = read(name);
            let show = arguments.iter().any(|argument| argument == &format!("--show={name}"));
            let (plain, all) = context::evaluate(&documents, &told, None, false);
            let (right, _) = context::evaluate(&documents, &told, Some(&table), show);
            let whole: usize = documents.iter().map(Vec::len).sum();
            let share = |right: usize| 100.0 - 100.0 * (all - right) as f64 / whole as f64;
            println!("{name:10} capitals {:.2} by the list, {:.2} by their places", share(plain), share(right));
        }
    }
    if number("--epochs=", 20.0) == 0.0 {
        return;
    }

    let mut bytes = MAGIC.to_vec();
    bytes.extend((words.len() as u32).to_le_bytes());
    bytes.extend(words.iter().flat_map(|word| vocab::hash(word.as_bytes()).to_le_bytes()));
    let vocabulary = Vocab::of(words.iter().map(|word| vocab::hash(word.as_bytes())).collect());
    let packed = pack::pack(&sphinx, &words, number("--entries=", ENTRIES as f32) as usize);
    eprintln!("n-grams: {} bytes", packed.len());
    bytes.extend(&packed);
    // The n-grams as the net will see them: out of the packed bytes.
    let lm = model::lm::Lm::read(&mut model::reader(packed.leak()), vocabulary.len()).expect("what was just packed");

    let mut stream = nn::Stream { words: Vec::new(), numbers: Vec::new(), marks: Vec::new(), weights: Vec::new() };
    for (documents, weight) in &genres {
        for document in documents {
            for item in document {
                stream.words.push(vocabulary.number(item.word.as_bytes()));
                stream.marks.push(item.mark as u8);
                stream.weights.push(*weight);
            }
            stream.words.extend([PAD; REACH]);
            stream.marks.extend([0; REACH]);
            stream.weights.extend([0.0; REACH]);
        }
    }
    stream.numbers = lm.features(&stream.words);
    eprintln!("{} words to learn from", stream.words.len());
    let mut trainer = nn::Trainer::new(vocabulary.len(), 7);
    trainer.train(&stream, number("--epochs=", 20.0) as usize, number("--rate=", 0.004), number("--drop=", 0.2));
    for (index, word) in words.iter().enumerate() {
        if seen.get(word.as_str()).copied().unwrap_or(0) < 2 {
            trainer.borrow(index + usize::from(FIRST), usize::from(vocab::kind(word.as_bytes())));
        }
    }
    bytes.extend(trainer.bytes());
    eprintln!("{} bytes", bytes.len());
    std::fs::write(&arguments[2], &bytes).expect("a place for the model");
    let model = Model::read(bytes.leak()).expect("what was just written");
    for name in ["sotu-tune", "chat-tune", "sotu-test", "chat-test", "seed-003", "seed-004"] {
        if root.join("text").join(format!("{name}.txt")).exists() {
            evaluate(name, &read(name), &model);
        }
    }
}

fn evaluate(name: &str, documents: &[Document], model: &Model) {
    let mut all: Vec<(Mark, [f32; 4])> = Vec::new();
    for document in documents {
        let words: Vec<u16> = document.iter().map(|item| model.vocab.number(item.word.as_bytes())).collect();
        let chances = model.chances(&words);
        // Where a document ends there is a mark, and everybody knows.
        all.extend(document.iter().zip(chances).map(|(item, chances)| (item.mark, chances)).take(document.len() - 1));
    }
    let chances: Vec<_> = all.iter().map(|(_, chances)| *chances).collect();
    let at = thresholds(&chances, &Bounds::default());
    let guess =
        |chances: &[f32; 4]| [Mark::None, Mark::Comma, Mark::Stop, Mark::Question][mark(*chances, &at) as usize];
    let guesses: Vec<(Mark, Mark)> = all.iter().map(|(truth, chances)| (*truth, guess(chances))).collect();
    let f1 = |hit: &dyn Fn(Mark) -> bool| {
        let both = guesses.iter().filter(|(truth, guess)| hit(*truth) && hit(*guess)).count();
        let sum =
            guesses.iter().map(|(truth, guess)| usize::from(hit(*truth)) + usize::from(hit(*guess))).sum::<usize>();
        200.0 * both as f64 / sum.max(1) as f64
    };
    let scores = [
        f1(&|mark| mark == Mark::Comma),
        f1(&|mark| mark == Mark::Stop),
        f1(&|mark| mark == Mark::Question),
        f1(&|mark| matches!(mark, Mark::Stop | Mark::Question)),
        f1(&|mark| mark != Mark::None),
    ];
    let [comma, stop, question, ends, any] = scores;
    println!(
        "{name:10} , {comma:.1}  . {stop:.1}  ? {question:.1}  ends {ends:.1}  any {any:.1}   (at {:.2} {:.2} {:.2})",
        at.any, at.ends, at.question
    );
}
