//! Rivals that take turns in one process: on a busy machine only their ratio can be trusted.

// Each bench takes its own part of this.
#![allow(dead_code)]

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One job done in several ways, which must agree on the answer.
pub struct Race<'a> {
    title: &'a str,
    bytes: usize,
    rivals: Vec<Rival<'a>>,
}

struct Rival<'a> {
    name: &'a str,
    run: Box<dyn FnMut() -> usize + 'a>,
    samples: Vec<f64>,
}

/// A sample is at least this long: what is shorter is repeated.
const SAMPLE: Duration = Duration::from_millis(15);
/// One rival takes about this long altogether, and at least three rounds.
const ALTOGETHER: f64 = 1.5;

impl<'a> Race<'a> {
    /// A race over an input of `bytes` bytes; 0 where the rate says nothing.
    pub fn new(title: &'a str, bytes: usize) -> Self {
        Race { title, bytes, rivals: Vec::new() }
    }

    /// Adds a rival once it has given the right answer; the first one is what the others are compared with.
    pub fn rival(mut self, name: &'a str, answer: usize, mut run: impl FnMut() -> usize + 'a) -> Self {
        assert_eq!(run(), answer, "{}: {name} gives another answer", self.title);
        self.rivals.push(Rival { name, run: Box::new(run), samples: Vec::new() });
        self
    }

    /// Runs all of them in turn, round after round, and prints a table of medians. Only `cargo bench` has them timed.
    pub fn run(mut self) {
        let asked = |flag: &str| std::env::args().any(|argument| argument == flag);
        if !asked("--bench") || asked("--test") || asked("--list") {
            return;
        }
        let mut spent = 0.0;
        let mut rounds = 0;
        while rounds < 3 || (spent < ALTOGETHER * self.rivals.len() as f64 && rounds < 31) {
            for rival in &mut self.rivals {
                let (start, mut times) = (Instant::now(), 0u32);
                while times == 0 || start.elapsed() < SAMPLE {
                    black_box((rival.run)());
                    times += 1;
                }
                let took = start.elapsed().as_secs_f64();
                rival.samples.push(took / f64::from(times));
                spent += took;
            }
            rounds += 1;
        }
        self.print(rounds);
    }

    fn print(&mut self, rounds: usize) {
        println!("\n{} ({:.2} MB, {rounds} rounds)", self.title, self.bytes as f64 / 1e6);
        println!("{:<44} {:>12} {:>10} {:>10} {:>8}", "", "median", "MB/s", "best MB/s", "speed");
        let mut first = None;
        for rival in &mut self.rivals {
            rival.samples.sort_by(f64::total_cmp);
            let (median, best) = (rival.samples[rounds / 2], rival.samples[0]);
            let ratio = *first.get_or_insert(median) / median;
            let rate = |seconds: f64| self.bytes as f64 / 1e6 / seconds;
            println!(
                "{:<44} {:>12} {:>10.1} {:>10.1} {:>7.2}x",
                rival.name,
                format!("{:.3?}", Duration::from_secs_f64(median)),
                rate(median),
                rate(best),
                ratio
            );
        }
    }
}
