//! F1 of marks, capitals and joints against a text that has them.

use std::path::Path;

use fireside::pass::repair::{Punctuator, Segmenter};

use super::marks::{self, Document, Mark};

/// A text whose marks and capitals are known.
pub struct Talk {
    pub name: String,
    /// Its stretches: each ends with a mark that everybody knows of.
    documents: Vec<Document>,
    text: String,
    /// What stands above it on its page.
    header: String,
}

impl Talk {
    /// A talk of `seeds/`, by the number of its file.
    pub fn seed(number: &str) -> Talk {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
        let mut paths = std::fs::read_dir(folder).expect("seeds").map(|entry| entry.expect("an entry").path());
        let path = paths.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number)));
        let page = std::fs::read(path.expect("the seed")).expect("the seed");
        let transcript = fireside::read(&page).expect("a transcript").transcript;
        let text = transcript.turns().map(|turn| turn.text().replace('\n', " ")).collect::<Vec<_>>().join("\n");
        let start = transcript.words().find_map(|word| word.origin()).map_or(0, |origin| origin.bytes.start);
        let speakers: Vec<&str> = transcript.speakers().iter().map(|speaker| speaker.name.as_str()).collect();
        let header = String::from_utf8_lossy(&page[..start.min(page.len())]).into_owned() + "\n" + &speakers.join("\n");
        Talk { name: format!("seed {number}"), documents: marks::documents(&text), text, header }
    }

    /// A file of `prepare.py`.
    #[allow(dead_code)]
    pub fn file(name: &str, path: &Path) -> Talk {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Talk { name: name.to_owned(), documents: marks::documents(&text), text, header: String::new() }
    }

    pub fn words(&self) -> usize {
        self.documents.iter().map(Vec::len).sum()
    }

    /// As a recogniser would have it.
    pub fn stripped(&self) -> String {
        let words = self
            .documents
            .iter()
            .map(|document| document.iter().map(|item| item.word.as_str()).collect::<Vec<_>>().join(" "));
        words.collect::<Vec<_>>().join("\n")
    }
}

fn f1(both: usize, truth: usize, guess: usize) -> f64 {
    2.0 * both as f64 / (truth + guess).max(1) as f64
}

/// F1 of commas, stops, question marks, sentence ends of either kind, and any mark in its place.
pub fn marks_of(talk: &Talk) -> [f64; 5] {
    let mut pairs: Vec<(Mark, Mark)> = Vec::new();
    for document in &talk.documents {
        let words: Vec<&str> = document.iter().map(|item| item.word.as_str()).collect();
        let guesses = Punctuator::default().words(&words, &[]);
        let guesses = guesses.iter().map(|marked| match marked.mark {
            None => Mark::None,
            Some(',') => Mark::Comma,
            Some('?') => Mark::Question,
            Some(_) => Mark::Stop,
        });
        // The end of the whole is no guess.
        pairs.extend(document.iter().map(|item| item.mark).zip(guesses).take(document.len() - 1));
    }
    let score = |hit: &dyn Fn(Mark) -> bool| {
        let both = pairs.iter().filter(|(truth, guess)| hit(*truth) && hit(*guess)).count();
        f1(both, pairs.iter().filter(|pair| hit(pair.0)).count(), pairs.iter().filter(|pair| hit(pair.1)).count())
    };
    [
        score(&|mark| mark == Mark::Comma),
        score(&|mark| mark == Mark::Stop),
        score(&|mark| mark == Mark::Question),
        score(&|mark| matches!(mark, Mark::Stop | Mark::Question)),
        score(&|mark| mark != Mark::None),
    ]
}

/// The share of words with exactly the right capitals: from the list alone, and with the names of the page's header.
pub fn capitals(talk: &Talk) -> [f64; 2] {
    let small = talk.text.to_lowercase();
    [Punctuator::default(), Punctuator::default().names([talk.header.clone()])].map(|punctuator| {
        let cased = punctuator.capitals(&small);
        let (mut right, mut all) = (0usize, 0usize);
        for (truth, guess) in talk.text.split_whitespace().zip(cased.split_whitespace()) {
            all += 1;
            right += usize::from(truth == guess);
            if truth != guess && std::env::var_os("FIRESIDE_SHOW").is_some() {
                println!("{truth} {guess}");
            }
        }
        right as f64 / all.max(1) as f64
    })
}

/// The same for each document by itself, from the list alone: of all words, and of those outside headings that are
/// nothing but capitals, which no text without capitals tells of.
#[allow(dead_code)]
pub fn capitals_of_parts(talk: &Talk) -> Vec<[f64; 2]> {
    let parts = talk.text.split("\n\n").filter(|part| !part.trim().is_empty());
    let shares = parts.map(|part| {
        let cased = Punctuator::default().capitals(&part.to_lowercase());
        let mut counts = [[0usize; 2]; 2];
        for (truth, guess) in part.lines().zip(cased.lines()) {
            let heading = !truth.contains(char::is_lowercase);
            for (truth, guess) in truth.split_whitespace().zip(guess.split_whitespace()) {
                for [right, all] in counts.iter_mut().take(if heading { 1 } else { 2 }) {
                    *right += usize::from(truth == guess);
                    *all += 1;
                }
            }
        }
        counts.map(|[right, all]| right as f64 / all.max(1) as f64)
    });
    shares.collect()
}

/// For words run together by eights, apostrophes lost: F1 of the joints, and the share of words that are cut although
/// they are one; without the document, and when each twentieth is glued and all others have taught their words.
pub fn glued(talk: &Talk) -> [(f64, f64); 2] {
    const RUN: usize = 8;
    const FOLDS: usize = 20;
    let bare = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    // `self-driving` is two words.
    let apart = |c: char| !c.is_alphanumeric() && c != '\'' && c != '’';
    let words = talk.documents.iter().flatten().flat_map(|item| item.word.split(apart));
    let words: Vec<(String, &str)> =
        words.map(|word| (bare(word), word)).filter(|(word, _)| !word.is_empty()).collect();
    let runs: Vec<&[(String, &str)]> = words.chunks(RUN).collect();
    [false, true].map(|taught| {
        let (mut both, mut truth, mut guess, mut cut) = (0, 0, 0, 0);
        for fold in 0..FOLDS {
            let mut segmenter = Segmenter::default();
            if taught {
                let others = runs.iter().enumerate().filter(|(index, _)| index % FOLDS != fold);
                let text: Vec<&str> = others.flat_map(|(_, run)| run.iter().map(|(_, word)| *word)).collect();
                segmenter.learn(&text.join(" "));
            }
            for run in runs.iter().skip(fold).step_by(FOLDS) {
                let glued: String = run.iter().map(|(word, _)| word.as_str()).collect();
                let mut joints = Vec::new();
                let mut at = 0;
                for (word, _) in run.iter() {
                    at += word.len();
                    joints.push(at);
                    let parts = segmenter.joints(word).len();
                    cut += usize::from(parts > 0);
                    if parts > 0 && taught && std::env::var_os("FIRESIDE_SHOW").is_some() {
                        println!("cut {word}");
                    }
                }
                joints.pop();
                let found = segmenter.joints(&glued);
                if taught && found != joints && std::env::var_os("FIRESIDE_SHOW").is_some() {
                    println!("joints {:?}", segmenter.words(&glued).collect::<Vec<_>>());
                }
                both += found.iter().filter(|joint| joints.contains(joint)).count();
                (truth, guess) = (truth + joints.len(), guess + found.len());
            }
        }
        (f1(both, truth, guess), cut as f64 / words.len().max(1) as f64)
    })
}
