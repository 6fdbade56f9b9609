use std::slice::from_ref;

use proptest::prelude::*;

use super::*;
use crate::model::{TimeSpan, Timestamp};

type Said = Vec<(usize, i64, i64, Vec<u8>)>;

const NAMES: [&str; 4] = ["ada", "bram", "cleo", "dov"];
const WORDS: [&str; 5] = ["a", "bee", "sea", "deed", "eel"];

fn at(millis: i64) -> Option<Timestamp> {
    Some(Timestamp::from_millis(millis))
}

fn session(said: &Said) -> Session {
    let mut session = Session::new("talk");
    for (speaker, start, length, words) in said {
        let words: Vec<&str> = words.iter().map(|word| WORDS[usize::from(*word) % WORDS.len()]).collect();
        session.say(NAMES[*speaker], at(*start), at(start + length), &words.join(" "));
    }
    session
}

fn said(speakers: usize, most: usize) -> impl Strategy<Value = Said> {
    prop::collection::vec((0..speakers, 0i64..200, 0i64..40, prop::collection::vec(0u8..5, 0..5)), 0..most)
}

fn rate(reference: &Session, hypothesis: &Session, options: &Options) -> Score {
    score(from_ref(reference), from_ref(hypothesis), None, options).unwrap().total
}

fn time(score: Score) -> (i64, i64, i64, i64) {
    match score {
        Score::Time(score) => (score.scored_ms(), score.missed_ms(), score.false_alarm_ms(), score.confusion_ms()),
        other => panic!("{other:?}"),
    }
}

fn counts(score: Score) -> WordCounts {
    match score {
        Score::Words(score) => score.counts,
        other => panic!("{other:?}"),
    }
}

/// All ways to pair `rows` with `columns`, some perhaps left over.
fn pairings(rows: usize, columns: usize) -> Vec<Vec<Option<usize>>> {
    let mut all = vec![Vec::new()];
    for _ in 0..rows {
        all = all
            .into_iter()
            .flat_map(|one: Vec<Option<usize>>| {
                let free = (0..columns).filter(|column| !one.contains(&Some(*column))).map(Some);
                let next: Vec<_> = free.chain([None]).map(|column| [&one[..], &[column]].concat()).collect();
                next
            })
            .collect();
    }
    all
}

/// Millisecond by millisecond, and every pairing: the joined segments' DER over the union of extents.
fn slow_der(reference: &Said, hypothesis: &Said, collar: i64, skip: bool) -> (i64, i64, i64, i64) {
    let speaks = |said: &Said, speaker: usize, t: i64| {
        said.iter().any(|(who, start, length, _)| *who == speaker && *start <= t && t < start + length)
    };
    let real = |said: &Said| said.iter().filter(|one| one.2 > 0).cloned().collect::<Said>();
    let (reference, hypothesis) = (real(reference), real(hypothesis));
    let all = || reference.iter().chain(&hypothesis);
    let (first, last) = (all().map(|one| one.1).min().unwrap_or(0), all().map(|one| one.1 + one.2).max().unwrap_or(0));
    let edges: Vec<i64> = (0..NAMES.len())
        .flat_map(|who| {
            (-1..300).filter(|t| speaks(&reference, who, *t) != speaks(&reference, who, t - 1)).collect::<Vec<_>>()
        })
        .collect();
    let ours = |t: i64| (0..NAMES.len()).filter(|who| speaks(&reference, *who, t)).collect::<Vec<_>>();
    let theirs = |t: i64| (0..NAMES.len()).filter(|who| speaks(&hypothesis, *who, t)).collect::<Vec<_>>();
    let scored: Vec<i64> = (first..last)
        .filter(|t| !edges.iter().any(|edge| edge - collar <= *t && *t < edge + collar))
        .filter(|t| !(skip && ours(*t).len() > 1))
        .collect();
    let (mut total, mut missed, mut false_alarm, mut both) = (0, 0, 0, 0);
    let mut shared = [[0i64; 4]; 4];
    for t in scored {
        let (r, h) = (ours(t), theirs(t));
        total += r.len() as i64;
        missed += r.len().saturating_sub(h.len()) as i64;
        false_alarm += h.len().saturating_sub(r.len()) as i64;
        both += r.len().min(h.len()) as i64;
        r.iter().for_each(|r| h.iter().for_each(|h| shared[*r][*h] += 1));
    }
    let right = |pairing: &Vec<Option<usize>>| -> i64 {
        pairing.iter().enumerate().filter_map(|(r, h)| Some(shared[r][(*h)?])).sum()
    };
    let matched = pairings(4, 4).iter().map(right).max().unwrap();
    (total, missed, false_alarm, both - matched)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn der_is_that_of_every_millisecond(a in said(4, 12), b in said(4, 12), collar in 0i64..8, skip: bool) {
        let options = Options::new(Metric::Der).collar(TimeDelta::from_millis(collar)).skip_overlap(skip);
        prop_assert_eq!(time(rate(&session(&a), &session(&b), &options)), slow_der(&a, &b, collar, skip));
    }

    #[test]
    fn cpwer_is_that_of_the_best_pairing(a in said(4, 8), b in said(3, 8)) {
        let texts = |said: &Said| (0..NAMES.len()).map(|who| {
            let mut own: Vec<_> = said.iter().filter(|one| one.0 == who).collect();
            own.sort_by_key(|one| one.1);
            own.iter().flat_map(|one| one.3.iter().map(|word| u32::from(*word))).collect::<Vec<u32>>()
        }).collect::<Vec<_>>();
        let (ours, theirs) = (texts(&a), texts(&b));
        let cost = |pairing: &Vec<Option<usize>>| -> usize {
            let paired: usize = pairing.iter().enumerate().map(|(row, column)| {
                crate::algo::edit::distance(&ours[row], column.map_or(&[], |column| &theirs[column]))
            }).sum();
            paired + (0..4).filter(|column| !pairing.contains(&Some(*column))).map(|column| theirs[column].len()).sum::<usize>()
        };
        let least = pairings(4, 4).iter().map(cost).min().unwrap();
        let found = counts(rate(&session(&a), &session(&b), &Options::new(Metric::Cpwer)));
        prop_assert_eq!(found.errors, least);
        prop_assert_eq!(found.errors, found.insertions + found.deletions + found.substitutions);
    }

    #[test]
    fn the_laws_hold(a in said(3, 8), b in said(3, 8)) {
        let (ours, theirs) = (session(&a), session(&b));
        for metric in Metric::ALL {
            let options = Options::new(metric).collar(TimeDelta::from_millis(if metric.is_of_time() { 0 } else { 30 }));
            // Nothing is wrong with what is the same.
            let same = rate(&ours, &ours, &options);
            let expected = if metric == Metric::Boundary { 1.0 } else { 0.0 };
            let overlaps = metric.needs_collar();
            prop_assert!(same.rate().is_none_or(|rate| rate == expected) || overlaps, "{metric:?}: {same:?}");
            // Names don't matter.
            let mut renamed = b.clone();
            renamed.iter_mut().for_each(|one| one.0 = [2, 0, 1][one.0]);
            let (before, after) = (rate(&ours, &theirs, &options).rate(), rate(&ours, &session(&renamed), &options).rate());
            let close = before.zip(after).is_none_or(|(before, after)| (before - after).abs() < 1e-12);
            prop_assert!(close && before.is_some() == after.is_some(), "{metric:?}");
        }
        // Swapping the sides keeps the errors.
        for metric in [Metric::Wer, Metric::Cer, Metric::Cpwer] {
            let options = Options::new(metric);
            prop_assert_eq!(counts(rate(&ours, &theirs, &options)).errors, counts(rate(&theirs, &ours, &options)).errors);
        }
        let options = Options::new(Metric::Der);
        let (one, other) = (time(rate(&ours, &theirs, &options)), time(rate(&theirs, &ours, &options)));
        prop_assert_eq!((one.1, one.2, one.3), (other.2, other.1, other.3));
        // A constraint never helps, freedom of assignment never hurts.
        let of = |metric| counts(rate(&ours, &theirs, &Options::new(metric).collar(TimeDelta::from_millis(30)))).errors;
        prop_assert!(of(Metric::Cpwer) <= of(Metric::Tcpwer));
        prop_assert!(of(Metric::Orcwer) <= of(Metric::Tcorcwer));
        prop_assert!(of(Metric::Orcwer) <= of(Metric::GreedyOrcwer));
        prop_assert!(of(Metric::Tcorcwer) <= of(Metric::GreedyTcorcwer));
    }
}

fn turns(all: &[(&str, i64, i64)]) -> Session {
    let mut session = Session::new("talk");
    all.iter().for_each(|(who, start, end)| session.say(who, at(*start), at(*end), ""));
    session
}

#[test]
fn conventions_differ_where_they_should() {
    let reference = turns(&[("a", 1_000, 2_000), ("a", 2_000, 3_000), ("b", 3_500, 5_000)]);
    let hypothesis = turns(&[("x", 0, 3_000), ("y", 3_500, 4_000), ("x", 4_000, 5_000)]);
    let of = |convention: Convention| {
        let options = Options::new(Metric::Der).collar(TimeDelta::from_millis(250)).convention(convention);
        time(rate(&reference, &hypothesis, &options))
    };
    // Joined: 1250-2750 and 3750-4750 are scored, and the silence before 750 too.
    assert_eq!(of(Convention::DSCORE), (2_500, 0, 750, 750));
    assert_eq!(of(Convention::SPYDER), of(Convention::DSCORE));
    // The joint at 2000 has a collar too, and the extent is the reference's.
    assert_eq!(of(Convention::MD_EVAL), (2_000, 0, 0, 750));
    // Half the collar to each side.
    assert_eq!(of(Convention::PYANNOTE), (1_000 - 250 + 1_000 - 250 + 1_500 - 250, 0, 875, 875));
}

#[test]
fn who_overlaps_with_themselves_counts_once_or_twice() {
    let reference = turns(&[("a", 0, 1_000), ("a", 500, 1_500)]);
    let hypothesis = turns(&[("x", 0, 1_500)]);
    let of =
        |convention: Convention| time(rate(&reference, &hypothesis, &Options::new(Metric::Der).convention(convention)));
    assert_eq!(of(Convention::DSCORE), (1_500, 0, 0, 0));
    assert_eq!(of(Convention::MD_EVAL), (1_500, 0, 0, 0));
    assert_eq!(of(Convention::PYANNOTE), (2_000, 500, 0, 0));
}

#[test]
fn only_regions_of_the_uem_count() {
    let reference = turns(&[("a", 0, 1_000), ("b", 1_000, 2_000)]);
    let hypothesis = turns(&[("x", 0, 1_500), ("y", 1_500, 2_500)]);
    let mut regions = Regions::default();
    let span = |start, end| TimeSpan::new(Timestamp::from_millis(start), Timestamp::from_millis(end)).unwrap();
    regions.add("talk", span(500, 1_200));
    regions.add("talk", span(1_900, 3_000));
    let report =
        score(from_ref(&reference), from_ref(&hypothesis), Some(&regions), &Options::new(Metric::Der)).unwrap();
    assert_eq!(time(report.total), (800, 0, 500, 200));
    let mut marked = reference;
    marked.leave_out(span(1_000, 1_500));
    let score = rate(&marked, &hypothesis, &Options::new(Metric::Der));
    assert_eq!(time(score), (1_500, 0, 500, 0));
}

#[test]
fn nothing_to_score_has_no_rate_and_is_told() {
    let (silent, mut spoken) = (Session::new("talk"), turns(&[("x", 0, 500)]));
    spoken.say("x", at(500), at(1_000), "is it on");
    for metric in Metric::ALL {
        let options = Options::new(metric).collar(TimeDelta::from_millis(0));
        for hypothesis in [&silent, &spoken] {
            let report = score(from_ref(&silent), from_ref(hypothesis), None, &options).unwrap();
            assert_eq!(report.total.rate(), None, "{metric:?}");
            assert!(report.diagnostics.iter().any(|one| one.message.contains("no rate")), "{metric:?}");
            let json = serde_json::to_string(&report).unwrap();
            assert!(json.contains("null") && json.starts_with("{\"schema\":\"fireside.score/1\""), "{json}");
        }
    }
    let score = rate(&spoken, &silent, &Options::new(Metric::Der));
    assert_eq!(score.rate(), Some(1.0));
    assert_eq!(rate(&spoken, &silent, &Options::new(Metric::Jer)).rate(), Some(1.0));
}

#[test]
fn broken_segments_are_left_out_and_told() {
    let reference = turns(&[("a", 0, 1_000), ("a", 900, 300), ("b", 5_000, 5_000)]);
    let report = score(&[reference], &[turns(&[("x", 0, 1_000)])], None, &Options::new(Metric::Der)).unwrap();
    assert_eq!(time(report.total), (1_000, 0, 0, 0));
    let told = &report.diagnostics;
    assert!(told.iter().any(|one| one.message.contains("1 segments end before they start")), "{told:?}");
}

#[test]
fn times_past_all_bounds_do_no_harm() {
    let reference = turns(&[("a", i64::MIN, i64::MAX), ("b", 0, i64::MAX), ("c", i64::MIN, 5)]);
    let hypothesis = turns(&[("x", i64::MIN + 1, i64::MAX - 1), ("x", -1, 1)]);
    for metric in [Metric::Der, Metric::Jer, Metric::Boundary, Metric::Tcpwer] {
        for convention in Convention::ALL {
            let options = Options::new(metric).convention(convention).collar(TimeDelta::from_millis(i64::MAX));
            rate(&reference, &hypothesis, &options);
            rate(&reference, &hypothesis, &options.collar(TimeDelta::from_millis(0)));
        }
    }
}

#[test]
fn jer_is_the_mean_of_the_speakers() {
    let reference = turns(&[("a", 0, 1_000), ("b", 1_000, 2_000)]);
    let hypothesis = turns(&[("x", 0, 1_500)]);
    let score = rate(&reference, &hypothesis, &Options::new(Metric::Jer));
    // a: 500 of 1500 is wrong; b has nobody left.
    assert!((score.rate().unwrap() - (1.0 / 3.0 + 1.0) / 2.0).abs() < 1e-12);
}

#[test]
fn sessions_are_matched_by_id_and_counts_add_up() {
    let named = |id: &str, words: &str| {
        let mut session = Session::new(id);
        session.say("a", at(0), at(1_000), words);
        session
    };
    let reference = [named("one", "a b c d"), named("two", "a b"), named("three", "a")];
    let hypothesis = [named("two", "a c"), named("one", "a b c d"), named("four", "x y")];
    let report = score(&reference, &hypothesis, None, &Options::new(Metric::Wer)).unwrap();
    let ids: Vec<&str> = report.sessions.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["one", "two", "three", "four"]);
    let total = counts(report.total);
    assert_eq!((total.errors, total.length, total.error_rate), (4, 7, Some(4.0 / 7.0)));
    assert_eq!(report.diagnostics.iter().filter(|one| one.message.contains("against silence")).count(), 2);
}

/// Facts from the documentation of meeteval.
#[test]
fn known_answers_of_word_metrics() {
    let of = |all: &[(&str, &str)]| {
        let mut session = Session::new("talk");
        all.iter().enumerate().for_each(|(index, (who, words))| {
            session.say(who, at(index as i64 * 1_000), at(index as i64 * 1_000 + 1_000), words)
        });
        session
    };
    let found = counts(rate(&of(&[("r0", "a b")]), &of(&[("h0", "z"), ("h1", "a e f")]), &Options::new(Metric::Cpwer)));
    assert_eq!((found.errors, found.length, found.insertions, found.substitutions), (3, 2, 2, 1));
    let orc = counts(rate(
        &of(&[("A", "a"), ("B", "c d"), ("A", "e")]),
        &of(&[("0", "a c"), ("1", "d e")]),
        &Options::new(Metric::Orcwer),
    ));
    assert_eq!((orc.errors, orc.length), (2, 4));
    let mut ours = Session::new("talk");
    ours.say("A", at(0), at(2_000), "a b");
    ours.say("A", at(0), at(2_000), "c d");
    let mut theirs = Session::new("talk");
    theirs.say("A", at(0), at(1_000), "a");
    let tcp = counts(rate(&ours, &theirs, &Options::new(Metric::Tcpwer).collar(TimeDelta::from_millis(5_000))));
    assert_eq!((tcp.errors, tcp.length, tcp.deletions), (3, 4, 3));
}

#[test]
fn an_alignment_names_each_word_once() {
    let of = |words: &str| {
        let mut session = Session::new("talk");
        session.say("a", at(0), at(1_000), words);
        session
    };
    let options = Options::new(Metric::Cpwer).alignment(true);
    let Score::Words(score) = rate(&of("the cat sat on"), &of("the bat sat up on"), &options) else { panic!() };
    assert_eq!(score.alignments.len(), 0, "the total has none");
    let report = super::score(&[of("the cat sat on")], &[of("the bat sat up on")], None, &options).unwrap();
    let Score::Words(score) = &report.sessions[0].1 else { panic!() };
    let columns: Vec<(Option<&str>, Option<&str>)> =
        score.alignments[0].iter().map(|one| (one.reference.as_deref(), one.hypothesis.as_deref())).collect();
    let same = |word| (Some(word), Some(word));
    assert_eq!(columns, [same("the"), (Some("cat"), Some("bat")), same("sat"), (None, Some("up")), same("on")]);
}

#[test]
fn what_cannot_be_scored_is_refused_with_the_reason() {
    let untimed = {
        let mut session = Session::new("talk");
        session.say("a", None, None, "is it on");
        session
    };
    let both = [untimed];
    let error = score(&both, &both, None, &Options::new(Metric::Tcpwer)).unwrap_err();
    assert!(error.to_string().contains("needs a collar"), "{error}");
    let timed = Options::new(Metric::Tcpwer).collar(TimeDelta::from_millis(5_000));
    assert!(score(&both, &both, None, &timed).unwrap_err().to_string().contains("no start or no end"));
    let mut large = Session::new("talk");
    for index in 0..4_000 {
        large.say(NAMES[index % 4], at(index as i64), at(index as i64 + 1), WORDS[index % 5]);
    }
    let large = [large];
    let error = score(&large, &large, None, &Options::new(Metric::Orcwer)).unwrap_err();
    assert!(error.to_string().contains("states at a time"), "{error}");
    assert!(error.help().contains("greedy-orcwer"));
    let rttm = b"SPEAKER talk 1 0.50 2.25 <NA> <NA> ada <NA> <NA>\n";
    let reading = crate::read_with(rttm, &crate::ReadOptions::default().from("rttm")).unwrap();
    let wordless = Session::all_of(&reading.transcript);
    let error = score(&wordless, &wordless, None, &Options::new(Metric::Wer)).unwrap_err();
    assert!(error.to_string().contains("no words"), "{error}");
    let error = score(&both, &both, None, &Options::new(Metric::Der)).unwrap_err();
    assert!(error.to_string().contains("no segment with a start and an end"), "{error}");
}
