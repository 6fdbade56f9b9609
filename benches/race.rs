//! Rivals that take turns in one process: on a busy machine only their ratio can be trusted.

// Each bench takes its own part of this.
#![allow(dead_code)]

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One job done in several ways, which must agree on the answer.
pub struct Race<'a> {
    title: &'a str,
    bytes: usize,
    /// How often the job is done in one run, and what it is called.
    each: (usize, &'a str),
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
    /// A race over an input of `bytes` bytes.
    pub fn new(title: &'a str, bytes: usize) -> Self {
        Race { title, bytes, each: (0, ""), rivals: Vec::new() }
    }

    /// A race over `jobs` small jobs in a row, such as queries: the table has nanoseconds for one of them.
    pub fn of_many(title: &'a str, jobs: usize, job: &'a str) -> Self {
        Race { title, bytes: 0, each: (jobs, job), rivals: Vec::new() }
    }

    /// Adds a rival once it has given the right answer; the first one is what the others are compared with.
    pub fn rival(mut self, name: &'a str, answer: usize, mut run: impl FnMut() -> usize + 'a) -> Self {
        assert_eq!(run(), answer, "{}: {name} gives another answer", self.title);
        self.rivals.push(Rival { name, run: Box::new(run), samples: Vec::new() });
        self
    }

    /// Runs all of them in turn, round after round, and prints a table of medians. Only `cargo bench` has them timed.
    pub fn run(mut self) {
        if !timed() {
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
        let (jobs, job) = self.each;
        match jobs {
            0 => println!("\n{} ({:.2} MB, {rounds} rounds)", self.title, self.bytes as f64 / 1e6),
            _ => println!("\n{} ({jobs} in a run, {rounds} rounds)", self.title),
        }
        let rates =
            if jobs == 0 { ["MB/s".into(), "best MB/s".into()] } else { [format!("ns a {job}"), "best".into()] };
        println!("{:<44} {:>12} {:>10} {:>10} {:>8}", "", "median", rates[0], rates[1], "speed");
        let mut first = None;
        for rival in &mut self.rivals {
            rival.samples.sort_by(f64::total_cmp);
            let (median, best) = (rival.samples[rounds / 2], rival.samples[0]);
            let ratio = *first.get_or_insert(median) / median;
            let rate = |seconds: f64| match jobs {
                0 => self.bytes as f64 / 1e6 / seconds,
                _ => seconds * 1e9 / jobs as f64,
            };
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

/// Whether tables are wanted: only `cargo bench` has anything timed.
pub fn timed() -> bool {
    let asked = |flag: &str| std::env::args().any(|argument| argument == flag);
    asked("--bench") && !asked("--test") && !asked("--list")
}

/// Prints how long single questions take, class by class: the middle one and the slowest of a hundred.
pub fn latencies<Q>(title: &str, classes: &[(&str, Vec<Q>)], mut ask: impl FnMut(&Q) -> usize) {
    if !timed() {
        return;
    }
    println!("\n{title}\n{:<44} {:>12} {:>10} {:>10} {:>8}", "", "p50", "p99", "worst", "answers");
    for (class, questions) in classes {
        let mut answers = 0;
        let mut took: Vec<Duration> = Vec::with_capacity(questions.len());
        for question in questions {
            let start = Instant::now();
            answers += black_box(ask(black_box(question)));
            took.push(start.elapsed());
        }
        took.sort_unstable();
        let at = |part: usize| format!("{:.1?}", took[(took.len() * part / 100).min(took.len() - 1)]);
        let mean = answers as f64 / questions.len() as f64;
        println!("{class:<44} {:>12} {:>10} {:>10} {mean:>8.1}", at(50), at(99), at(100));
    }
}

/// The most memory that this process held so far, in megabytes, where the system tells.
pub fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1_024)
}
