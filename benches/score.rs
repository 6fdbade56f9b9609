//! Scoring: time against sorting its boundaries, words against the textbook's matrix.
//!
//! `cargo bench --bench score -- ratios` prints the tables.

#[path = "corpus.rs"]
mod corpus;
#[path = "race.rs"]
mod race;

use corpus::Dice;
use fireside::score::{Metric, Options, Score, Session, score};
use fireside::{TimeDelta, Timestamp};
use race::Race;

fn main() {
    time();
    words();
    long();
}

fn of(reference: &[Session], hypothesis: &[Session], options: &Options) -> Score {
    score(reference, hypothesis, None, options).expect("it can be scored").total
}

/// A hundred thousand segments of eight speakers on each side.
fn time() {
    let segments = if race::timed() { 100_000 } else { 1_000 };
    let mut dice = Dice::new(1);
    let mut rows = Vec::new();
    let mut at = 0;
    for _ in 0..segments {
        at += dice.below(1_500) as i64;
        rows.push((dice.below(8), at, at + 300 + dice.below(3_000) as i64));
    }
    let mut side = |shift: usize| {
        let mut session = Session::new("meeting");
        for (who, start, end) in &rows {
            let (start, end) = (start + dice.below(shift) as i64, end + dice.below(shift) as i64);
            let who = if dice.chance(90) { *who } else { dice.below(8) };
            let at = |millis| Some(Timestamp::from_millis(millis));
            session.say(&format!("speaker {who}"), at(start), at(end), "");
        }
        [session]
    };
    let (reference, hypothesis) = (side(1), side(250));
    let plain = Options::new(Metric::Der);
    let collar = Options::new(Metric::Der).collar(TimeDelta::from_millis(250));
    let jer = Options::new(Metric::Jer);
    let answer =
        |options: &Options| of(&reference, &hypothesis, options).rate().map_or(0, |rate| (rate * 1e6) as usize);
    let sorted = || {
        let both = rows.iter().chain(&rows).flat_map(|(who, start, end)| [(*start, *who), (*end, *who)]);
        let mut all: Vec<(i64, usize)> = both.collect();
        all.sort_by_key(|(at, _)| *at);
        all.len()
    };
    Race::new(&format!("DER and JER of {segments} segments a side, 8 speakers"), segments * 50)
        .rival("all boundaries sorted (the floor)", sorted(), sorted)
        .rival("fireside, DER", answer(&plain), || answer(&plain))
        .rival("fireside, DER with a collar", answer(&collar), || answer(&collar))
        .rival("fireside, JER", answer(&jer), || answer(&jer))
        .run();
}

/// A meeting and what was heard of it, as sessions and as the numbers of each speaker's words.
struct Meeting {
    reference: [Session; 1],
    hypothesis: [Session; 1],
    ours: Vec<Vec<u32>>,
    theirs: Vec<Vec<u32>>,
}

/// The words of a meeting, twenty to a segment at most, and what a recogniser makes of them.
fn meeting(words: usize, speakers: usize) -> Meeting {
    let mut dice = Dice::new(2);
    let (mut reference, mut hypothesis) = (Session::new("meeting"), Session::new("meeting"));
    let (mut ours, mut theirs) = (vec![Vec::new(); speakers], vec![Vec::new(); speakers]);
    let (mut said, mut now) = (0, 0i64);
    while said < words {
        let (who, count) = (dice.below(speakers), 1 + dice.below(20));
        let one: Vec<u32> = (0..count).map(|_| (dice.below(40) * dice.below(50)) as u32).collect();
        let mut heard = Vec::new();
        for word in &one {
            match dice.below(20) {
                0 => {}
                1 => heard.extend([*word, 7]),
                2 => heard.push(9),
                _ => heard.push(*word),
            }
        }
        let text = |ids: &[u32]| ids.iter().map(|id| format!("w{id}")).collect::<Vec<_>>().join(" ");
        let at = |millis| Some(Timestamp::from_millis(millis));
        let end = now + 400 * count as i64;
        reference.say(&format!("speaker {who}"), at(now), at(end), &text(&one));
        hypothesis.say(&format!("track {who}"), at(now), at(end), &text(&heard));
        (ours[who], theirs[who]) = ([&ours[who][..], &one].concat(), [&theirs[who][..], &heard].concat());
        (said, now) = (said + count, end - 200);
    }
    Meeting { reference: [reference], hypothesis: [hypothesis], ours, theirs }
}

/// The textbook's matrix, a row at a time.
fn textbook(a: &[u32], b: &[u32]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}

fn errors(score: &Score) -> usize {
    match score {
        Score::Words(score) => score.counts.errors,
        _ => 0,
    }
}

/// Twenty thousand words of eight speakers.
fn words() {
    let count = if race::timed() { 20_000 } else { 800 };
    let Meeting { reference, hypothesis, ours, theirs } = meeting(count, 8);
    let cpwer = || errors(&of(&reference, &hypothesis, &Options::new(Metric::Cpwer)));
    let timed = |metric| Options::new(metric).collar(TimeDelta::from_millis(5_000));
    let tcpwer = || errors(&of(&reference, &hypothesis, &timed(Metric::Tcpwer)));
    let tcorcwer = || errors(&of(&reference, &hypothesis, &timed(Metric::Tcorcwer)));
    let matrices = || {
        let pairs =
            ours.iter().enumerate().flat_map(|(i, a)| theirs.iter().enumerate().map(move |(j, b)| (i, a, j, b)));
        pairs.map(|(i, a, j, b)| (i == j, textbook(a, b))).filter(|(own, _)| *own).map(|(_, cost)| cost).sum()
    };
    assert!(tcpwer() >= cpwer() && tcpwer() >= tcorcwer());
    let right = cpwer();
    Race::new(&format!("word errors of {count} words, 8 speakers"), count * 6)
        .rival("64 matrices of the textbook (a floor)", right, matrices)
        .rival("fireside, cpWER", right, cpwer)
        .rival("fireside, tcpWER with a collar of 5 s", tcpwer(), tcpwer)
        .rival("fireside, tcORC-WER, exact", tcorcwer(), tcorcwer)
        .run();
}

/// One long recording.
fn long() {
    let count = if race::timed() { 100_000 } else { 1_000 };
    let Meeting { reference, hypothesis, ours, .. } = meeting(count, 1);
    let wer = || errors(&of(&reference, &hypothesis, &Options::new(Metric::Wer)));
    let half = meeting(count / 2, 1);
    let halved = || errors(&of(&half.reference, &half.hypothesis, &Options::new(Metric::Wer)));
    let sorted = || {
        let mut all = ours[0].clone();
        all.sort_unstable();
        all.len()
    };
    Race::new(&format!("WER of {count} words in one"), count * 6)
        .rival("the words sorted (a floor)", sorted(), sorted)
        .rival("fireside, WER", wer(), wer)
        .rival("fireside, WER of the half", halved(), halved)
        .run();
}
