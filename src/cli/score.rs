//! `fireside score`: how far a hypothesis is from a reference.

use std::path::Path;

use fireside::score::{Aligned, Convention, Options, Pair, Regions, Report as Scores, Score, Session, score};
use fireside::{Code, Diagnostic, PrepareOptions, ReadOptions, TimeDelta, Timestamp};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::args::{ScoreArgs, ScoreFormat};
use super::input::{Output, is_standard, read};
use super::paragraphs::{Look, fill, tame};
use super::ready::Source;
use super::report::{Exit, Failure, Report};

/// Columns of a table; narrow terminals and side-by-side windows have as many.
const WIDTH: usize = 60;

/// The list of conventions for the help.
pub fn conventions() -> String {
    let look = Look { width: Some(WIDTH), colour: false };
    let mut out = String::new();
    for convention in Convention::ALL {
        out.push_str(&format!("  {:<9} ", convention.name));
        fill(&convention.told(), 12, 12, look, &mut out);
    }
    out
}

pub fn run(args: &ScoreArgs, report: Report) -> Result<Exit, Failure> {
    let inputs = [Some(&args.reference), Some(&args.hypothesis), args.uem.as_ref()];
    if inputs.into_iter().flatten().filter(|path| is_standard(path)).count() > 1 {
        return Err(Failure::usage("`-` is given twice, but standard input can be read only once"));
    }
    if args.metric.needs_collar() && args.collar.is_none() {
        let message = format!("{} needs a collar: how far words may be from their time", args.metric.name());
        return Err(Failure::usage(message).help("5 seconds are usual where only segments are timed: --collar 5"));
    }
    let mut output = Output::open(args.output.output.as_deref())?;
    let mut diagnostics = Vec::new();
    let reference = sessions(&args.reference, args, report, &mut diagnostics)?;
    let hypothesis = sessions(&args.hypothesis, args, report, &mut diagnostics)?;
    let regions = args.uem.as_deref().map(regions).transpose()?;
    let mut scores = score(&reference, &hypothesis, regions.as_ref(), &options(args)).map_err(|error| {
        let side = if error.to_string().contains("hypothesis") { &args.hypothesis } else { &args.reference };
        Failure::of(&error, &super::report::name(side))
    })?;
    let source = Source::new(None, &args.source);
    source.check(&super::report::name(&args.hypothesis), &scores.diagnostics)?;
    report.diagnostics(&super::report::name(&args.hypothesis), &scores.diagnostics);
    scores.diagnostics.splice(0..0, diagnostics);
    match args.format {
        ScoreFormat::Json => {
            output.write_json(&scores)?;
            output.write("\n")?;
        }
        ScoreFormat::Csv => output.write(&csv(&scores))?,
        ScoreFormat::Text => output.write(&text(&scores))?,
    }
    output.finish()?;
    Ok(Exit::Done)
}

fn options(args: &ScoreArgs) -> Options {
    let delta = |time: Timestamp| TimeDelta::from_millis(time.millis());
    let options = Options::new(args.metric)
        .tolerance(delta(args.tolerance))
        .convention(args.convention)
        .skip_overlap(args.skip_overlap)
        .normalise(args.normalise)
        .reference_timing(args.reference_timing)
        .hypothesis_timing(args.hypothesis_timing)
        .alignment(args.alignment);
    match args.collar {
        Some(collar) => options.collar(delta(collar)),
        None => options,
    }
}

/// The recordings of a file. An empty file has none: a system that found nothing writes one.
fn sessions(
    path: &Path,
    args: &ScoreArgs,
    report: Report,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<Session>, Failure> {
    let input = read(path)?;
    let source = Source::new(args.from.as_deref(), &args.source);
    if input.bytes.iter().all(u8::is_ascii_whitespace) {
        let found = [Diagnostic::warning(Code::NotScored, "the file is empty: nobody speaks in it")];
        source.check(&input.name, &found)?;
        report.diagnostics(&input.name, &found);
        diagnostics.extend(found);
        return Ok(Vec::new());
    }
    let mut reading = source.read(&input)?;
    // A page gives starts only; who speaks until when follows from the next one.
    if args.metric.is_of_time() && reading.transcript.records().len() == 0 {
        reading = fireside::prepare(reading, &PrepareOptions::as_read().estimate(true));
    }
    source.check(&input.name, &reading.diagnostics)?;
    report.diagnostics(&input.name, &reading.diagnostics);
    let sessions = Session::all_of(&reading.transcript);
    diagnostics.extend(reading.diagnostics);
    Ok(sessions)
}

fn regions(path: &Path) -> Result<Regions, Failure> {
    let input = read(path)?;
    let options = ReadOptions::default().path(&input.path).from("uem");
    let reading = fireside::read_with(&input.bytes, &options).map_err(|error| Failure::of(&error, &input.name))?;
    Ok(Regions::of(&reading.transcript))
}

/// A share in percent, or a dash where there is none.
fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "-".to_owned(), |rate| format!("{:.2}%", rate * 100.0))
}

fn seconds(millis: i64) -> String {
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}

/// The heads of the columns behind the name.
fn heads(score: &Score) -> &'static [&'static str] {
    match score {
        Score::Words(_) => &["rate", "errors", "length", "ins", "del", "sub"],
        Score::Speakers(_) => &["WDER", "wrong", "aligned", "correct"],
        Score::Time(_) => &["DER", "scored s", "missed", "false", "confused"],
        Score::Jaccard(_) => &["JER", "speakers"],
        Score::Boundary(_) => &["F1", "precision", "recall", "matched", "ref", "hyp"],
        _ => &[],
    }
}

fn cells(score: &Score) -> Vec<String> {
    match score {
        Score::Words(score) => {
            let counts = score.counts;
            let numbers = [counts.errors, counts.length, counts.insertions, counts.deletions, counts.substitutions];
            std::iter::once(percent(counts.error_rate)).chain(numbers.map(|number| number.to_string())).collect()
        }
        Score::Speakers(score) => {
            let numbers = [score.wrong_speaker, score.aligned, score.correct];
            std::iter::once(percent(score.wder)).chain(numbers.map(|number| number.to_string())).collect()
        }
        Score::Time(score) => {
            let times = [score.scored_ms(), score.missed_ms(), score.false_alarm_ms(), score.confusion_ms()];
            std::iter::once(percent(score.der())).chain(times.map(seconds)).collect()
        }
        Score::Jaccard(score) => vec![percent(score.jer), score.reference_speakers.to_string()],
        Score::Boundary(score) => vec![
            percent(score.f1),
            percent(score.precision),
            percent(score.recall),
            score.matched.to_string(),
            score.reference.to_string(),
            score.hypothesis.to_string(),
        ],
        _ => Vec::new(),
    }
}

/// `ada = SPEAKER_01`, or whichever there is.
fn pair(pair: &Pair) -> String {
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
    format!("{} = {}", name(&pair.reference), name(&pair.hypothesis))
}

fn mapping(score: &Score) -> &[Pair] {
    match score {
        Score::Words(score) => &score.mapping,
        Score::Speakers(score) => &score.mapping,
        Score::Time(score) => &score.mapping,
        Score::Jaccard(score) => &score.mapping,
        _ => &[],
    }
}

fn text(scores: &Scores) -> String {
    let look = Look { width: Some(WIDTH), colour: false };
    let mut out = format!("{:<12} {}\n", "metric", scores.metric);
    for (name, value) in &scores.options {
        out.push_str(&format!("{:<12} ", name.split('_').next().unwrap_or(name)));
        fill(value, 13, 13, look, &mut out);
    }
    out.push('\n');
    let head: Vec<String> = heads(&scores.total).iter().map(|head| (*head).to_owned()).collect();
    let mut rows = vec![("session".to_owned(), head)];
    rows.extend(scores.sessions.iter().map(|(id, score)| (id.clone(), cells(score))));
    if scores.sessions.len() != 1 {
        rows.push(("total".to_owned(), cells(&scores.total)));
    }
    table(&rows, &mut out);
    for (id, score) in &scores.sessions {
        let pairs = mapping(score);
        if !pairs.is_empty() {
            out.push_str(&if scores.sessions.len() > 1 {
                format!("\n{}: speakers\n", tame(id))
            } else {
                "\nspeakers\n".to_owned()
            });
            table(&speakers(score), &mut out);
        }
        if let Score::Words(words) = score {
            for (at, columns) in words.alignments.iter().enumerate() {
                let name = words.mapping.get(at).map_or_else(|| id.clone(), pair);
                out.push_str(&format!("\n{}\n", tame(&name)));
                side_by_side(columns, &mut out);
            }
        }
    }
    out
}

/// A row for each pair, with what is known of it.
fn speakers(score: &Score) -> Vec<(String, Vec<String>)> {
    let rows = mapping(score).iter().enumerate().map(|(at, both)| {
        let own = both.reference.as_deref().unwrap_or("");
        let more = match score {
            Score::Words(words) => words.speakers.get(at).map_or_else(Vec::new, |(_, counts)| {
                let numbers = [counts.errors, counts.length, counts.insertions, counts.deletions, counts.substitutions];
                std::iter::once(percent(counts.error_rate)).chain(numbers.map(|number| number.to_string())).collect()
            }),
            Score::Time(time) => {
                let found = time.speakers.iter().find(|(name, _)| name == own);
                found.map_or_else(Vec::new, |(_, time)| {
                    vec![format!("{} of {} s", seconds(time.matched_ms), seconds(time.scored_ms))]
                })
            }
            Score::Jaccard(jaccard) => {
                let found = jaccard.speakers.iter().find(|(name, _)| name == own);
                found.map_or_else(Vec::new, |(_, error)| vec![percent(Some(*error))])
            }
            _ => Vec::new(),
        };
        (pair(both), more)
    });
    rows.collect()
}

/// A text cut to so many columns.
fn cut(text: &str, width: usize) -> String {
    let text = tame(text).replace(['\n', '\t'], " ");
    if text.width() <= width {
        return text;
    }
    let mut room = width.saturating_sub(1);
    let kept = text.chars().take_while(|letter| {
        let wide = letter.width().unwrap_or(0);
        let fits = wide <= room;
        room = room.saturating_sub(if fits { wide } else { room });
        fits
    });
    kept.chain(['…']).collect()
}

/// Names to the left, numbers to the right, as wide as they need to be; names give way.
fn table(rows: &[(String, Vec<String>)], out: &mut String) {
    let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let widest = |at: usize| rows.iter().filter_map(|(_, cells)| cells.get(at)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..columns).map(|at| widest(at).unwrap_or(0) + 2).collect();
    let names = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let room = WIDTH.saturating_sub(widths.iter().sum()).max(8);
    let names = names.min(room);
    for (name, cells) in rows {
        let name = cut(name, names);
        out.push_str(&name);
        out.extend(std::iter::repeat_n(' ', names.saturating_sub(name.width())));
        for (cell, width) in cells.iter().zip(&widths) {
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width())));
            out.push_str(cell);
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
}

/// Words under words; `S`, `D` and `I` mark what differs.
fn side_by_side(columns: &[Aligned], out: &mut String) {
    let mut lines = [String::from("REF"), String::from("HYP"), String::from("   ")];
    let mut flush = |lines: &mut [String; 3]| {
        for (line, start) in lines.iter_mut().zip(["REF", "HYP", "   "]) {
            let text = line.trim_end();
            if !text.is_empty() {
                out.push_str(text);
                out.push('\n');
            }
            *line = start.to_owned();
        }
        out.push('\n');
    };
    for column in columns {
        let (reference, hypothesis) = (column.reference.as_deref(), column.hypothesis.as_deref());
        let mark = match (reference, hypothesis) {
            (Some(_), None) => "D",
            (None, Some(_)) => "I",
            (a, b) if a != b => "S",
            _ => "",
        };
        let wide = reference.map_or(0, str::width).max(hypothesis.map_or(0, str::width)).max(1);
        let missing = "*".repeat(wide);
        let words = [reference.unwrap_or(&missing), hypothesis.unwrap_or(&missing), mark];
        if lines[0].width() + 1 + wide > WIDTH && lines[0].width() > 3 {
            flush(&mut lines);
        }
        for (line, word) in lines.iter_mut().zip(words) {
            line.push(' ');
            line.push_str(&tame(word));
            line.extend(std::iter::repeat_n(' ', wide - word.width().min(wide)));
        }
    }
    flush(&mut lines);
    out.truncate(out.trim_end().len());
    out.push('\n');
}

/// A field of a CSV row, quoted where it must be.
fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

fn csv(scores: &Scores) -> String {
    let heads: &[&str] = match &scores.total {
        Score::Words(_) => &["error_rate", "errors", "length", "insertions", "deletions", "substitutions"],
        Score::Speakers(_) => &["wder", "wrong_speaker", "aligned", "correct"],
        Score::Time(_) => &["der", "scored_ms", "missed_ms", "false_alarm_ms", "confusion_ms", "matched_ms"],
        Score::Jaccard(_) => &["jer", "reference_speakers"],
        Score::Boundary(_) => &["f1", "precision", "recall", "matched", "reference", "hypothesis"],
        _ => &[],
    };
    let mut out = format!("kind,session,speaker,paired_with,{}\r\n", heads.join(","));
    let mut row = |kind: &str, session: &str, speaker: &str, with: &str, cells: &[String]| {
        let all = [kind, session, speaker, with].map(field).into_iter().chain(cells.iter().cloned());
        out.push_str(&all.collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    };
    for (id, score) in &scores.sessions {
        row("session", id, "", "", &numbers(score));
        for (at, (name, cells)) in of_speakers(score).into_iter().enumerate() {
            let pairs = mapping(score);
            let pair = match score {
                Score::Words(_) => pairs.get(at),
                _ => pairs.iter().find(|pair| pair.reference.as_deref() == Some(&*name)),
            };
            let with = pair.and_then(|pair| pair.hypothesis.as_deref()).unwrap_or("");
            row("speaker", id, &name, with, &cells);
        }
    }
    row("total", "", "", "", &numbers(&scores.total));
    out
}

fn exact(rate: Option<f64>) -> String {
    rate.map_or_else(String::new, |rate| rate.to_string())
}

/// The cells of a recording in CSV: whole numbers and shares, empty where there is none.
fn numbers(score: &Score) -> Vec<String> {
    let (rate, numbers): (Vec<Option<f64>>, Vec<i64>) = match score {
        Score::Words(score) => {
            let counts = score.counts;
            let all = [counts.errors, counts.length, counts.insertions, counts.deletions, counts.substitutions];
            (vec![counts.error_rate], all.map(|number| number as i64).to_vec())
        }
        Score::Speakers(score) => {
            (vec![score.wder], [score.wrong_speaker, score.aligned, score.correct].map(|number| number as i64).to_vec())
        }
        Score::Time(score) => {
            let right = score.scored_ms() - score.missed_ms() - score.confusion_ms();
            let times = [score.scored_ms(), score.missed_ms(), score.false_alarm_ms(), score.confusion_ms(), right];
            (vec![score.der()], times.to_vec())
        }
        Score::Jaccard(score) => (vec![score.jer], vec![score.reference_speakers as i64]),
        Score::Boundary(score) => (
            vec![score.f1, score.precision, score.recall],
            [score.matched, score.reference, score.hypothesis].map(|number| number as i64).to_vec(),
        ),
        _ => (Vec::new(), Vec::new()),
    };
    rate.into_iter().map(exact).chain(numbers.into_iter().map(|number| number.to_string())).collect()
}

fn of_speakers(score: &Score) -> Vec<(String, Vec<String>)> {
    match score {
        Score::Words(score) => {
            let rows = score.speakers.iter().map(|(name, counts)| {
                let all = [counts.errors, counts.length, counts.insertions, counts.deletions, counts.substitutions];
                let cells = std::iter::once(exact(counts.error_rate)).chain(all.map(|number| number.to_string()));
                (name.clone(), cells.collect())
            });
            rows.collect()
        }
        Score::Time(score) => {
            let rows = score.speakers.iter().map(|(name, time)| {
                let empty = String::new;
                let cells =
                    [empty(), time.scored_ms.to_string(), empty(), empty(), empty(), time.matched_ms.to_string()];
                (name.clone(), cells.to_vec())
            });
            rows.collect()
        }
        Score::Jaccard(score) => {
            let rows =
                score.speakers.iter().map(|(name, error)| (name.clone(), vec![error.to_string(), String::new()]));
            rows.collect()
        }
        _ => Vec::new(),
    }
}
