//! How right the punctuation model, the capitals and the setting apart of words are, on texts that the model never saw.
//!
//! `cargo bench --bench punctuation` prints the table of the README. The two talks are in `seeds/`. With
//! `FIRESIDE_TRAIN_DATA` set to the folder that `benches/train/prepare.py` has filled, the addresses and chats that were
//! kept out of training are measured too.

#[path = "marks.rs"]
#[allow(dead_code)] // The program that makes the model uses more of it.
mod marks;
#[path = "measure.rs"]
mod measure;

use std::path::Path;
use std::time::Instant;

use fireside::pass::repair::{Level, Punctuator, RepairOptions, Segmenter, repair_text};
use measure::{Talk, capitals, capitals_of_parts, glued, marks_of};

fn main() {
    let mut talks = vec![Talk::seed("003"), Talk::seed("004")];
    if let Some(root) = std::env::var_os("FIRESIDE_TRAIN_DATA") {
        for name in ["sotu-test", "chat-test"] {
            talks.push(Talk::file(name, &Path::new(&root).join("text").join(format!("{name}.txt"))));
        }
    }
    println!("marks, F1 in per cent          words      ,      .      ?  sentence ends  any mark");
    for talk in &talks {
        let [comma, stop, question, ends, any] = marks_of(talk).map(|f1| f1 * 100.0);
        println!("  {:26} {:7} {comma:6.1} {stop:6.1} {question:6.1} {ends:14.1} {any:9.1}", talk.name, talk.words());
    }
    println!("\ncapitals, given the marks      exact words   after the header's names were taught");
    for talk in &talks {
        let [plain, taught] = capitals(talk).map(|share| share * 100.0);
        println!("  {:26} {plain:11.2} % {taught:25.2} %", talk.name);
        let parts = capitals_of_parts(talk);
        if (2..=10).contains(&parts.len()) {
            println!("    each by itself           {}", list(parts.iter().map(|[all, _]| *all)));
            println!("    outside headings         {}", list(parts.iter().map(|[_, outside]| *outside)));
        }
    }
    println!("\nwords run together by eights   F1 of joints   words cut   after the document's other words: F1   cut");
    for talk in &talks {
        let [(f1, cut), (taught_f1, taught_cut)] = glued(talk);
        println!(
            "  {:26} {:12.2} % {:9.2} % {:33.2} % {:5.2} %",
            talk.name,
            f1 * 100.0,
            cut * 100.0,
            taught_f1 * 100.0,
            taught_cut * 100.0
        );
    }
    speed(&talks);
}

fn list(shares: impl Iterator<Item = f64>) -> String {
    shares.map(|share| format!("{:.2} %", share * 100.0)).collect::<Vec<_>>().join(", ")
}

/// Megabytes a second, best of several.
fn rate(bytes: usize, mut job: impl FnMut() -> usize) -> f64 {
    let times = (0..5).map(|_| {
        let start = Instant::now();
        std::hint::black_box(job());
        start.elapsed().as_secs_f64()
    });
    bytes as f64 / 1e6 / times.fold(f64::MAX, f64::min)
}

fn speed(talks: &[Talk]) {
    let plain: String = talks.iter().map(|talk| talk.stripped() + "\n").collect();
    let text = plain.repeat(1 + 2_000_000 / plain.len().max(1));
    let run: String = plain.chars().filter(char::is_ascii_lowercase).collect();
    let options = RepairOptions::default().level(Level::Full);
    let only = RepairOptions::default().rules("punctuate").unwrap_or_default();
    println!("\nspeed on one core, MB/s");
    println!("  full level                 {:6.1}", rate(text.len(), || repair_text(&text, &options).text.len()));
    println!("  punctuate alone            {:6.1}", rate(text.len(), || repair_text(&text, &only).text.len()));
    println!("  Punctuator::text           {:6.1}", rate(text.len(), || Punctuator::default().text(&text).len()));
    let mut segmenter = Segmenter::default();
    println!("  Segmenter, one run         {:6.1}", rate(run.len(), || segmenter.joints(&run).len()));
}
