//! `fireside align`: times and speakers from one file to another.

use std::fmt::Write as _;
use std::path::PathBuf;

use fireside::format::{self, WriteOptions, csv};
use fireside::pass::align::{self, AlignOptions, Aligned, Report as Found, Side, TextReport};
use fireside::pass::repair::{self, RepairOptions};
use fireside::{
    Captions, Detail, Diagnostic, Document, Error, How, Kind, Reading, TimeDelta, Timestamp, Transcript, dialect,
};
use serde::Serialize;

use super::args::{AlignArgs, AlignMode, TurnsFormat};
use super::convert::writable;
use super::input::{Output, is_standard, read};
use super::paragraphs::{Look, Paragraph, paragraph, takes_hours, tame};
use super::ready::{Ready, Source};
use super::report::{Exit, Failure, Report, name, say};
use super::turns::markdown;

pub fn run(args: &AlignArgs, report: Report) -> Result<Exit, Failure> {
    if std::iter::once(&args.transcript).chain(&args.timed).filter(|path| is_standard(path)).count() > 1 {
        return Err(Failure::usage("`-` is given twice, but standard input can be read only once"));
    }
    if let Some(to) = &args.to {
        writable(to)?;
    }
    let mut output = Output::open(args.output.output.as_deref())?;
    let ready = Ready::new(&args.passes, &args.people)?.without_times();
    let mut diagnostics = Vec::new();
    let own = one(&args.transcript, args.from.as_deref(), args, report, &mut diagnostics)?;
    let mut given = Vec::with_capacity(args.timed.len());
    for path in &args.timed {
        given.push(one(path, args.timed_from.as_deref(), args, report, &mut diagnostics)?);
    }
    let file = name(&args.transcript);
    let (mode, aligned) = align(args, own, given, &ready, &mut diagnostics).map_err(|failure| {
        if failure.file.is_none() && failure.exit == Exit::Input { failure.file(&file) } else { failure }
    })?;
    let Aligned { transcript, report: found, diagnostics: doubts, .. } = aligned;
    Source::new(None, &args.source).check(&file, &doubts)?;
    diagnostics.extend(doubts);
    let lost = write(args, mode, &transcript, &found, &diagnostics, &mut output)?;
    output.finish()?;
    diagnostics.extend(lost);
    report.diagnostics(&file, &diagnostics);
    if args.report && !report.json {
        say(text(&found, &transcript).trim_end());
    }
    Ok(Exit::Done)
}

/// Reads one file as it stands.
fn one(
    path: &PathBuf,
    from: Option<&str>,
    args: &AlignArgs,
    report: Report,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Reading, Failure> {
    let input = read(path)?;
    let source = Source::new(from, &args.source);
    let mut reading = source.read(&input)?;
    source.check(&input.name, &reading.diagnostics)?;
    if path != &args.transcript {
        report.diagnostics(&input.name, &reading.diagnostics);
        for told in &mut reading.diagnostics {
            // In the document they stand among those of the other files.
            told.message = format!("{}: {}", input.name, told.message);
        }
        reading.diagnostics.retain(|_| report.json);
    }
    diagnostics.append(&mut reading.diagnostics);
    Ok(reading)
}

fn is_pasted(transcript: &Transcript) -> bool {
    dialect::DIALECTS.iter().any(|dialect| dialect.id == transcript.source.format)
}

fn kind(transcript: &Transcript) -> Option<Kind> {
    format::FORMATS.iter().find(|format| format.id == transcript.source.format).map(|format| format.kind)
}

/// Whether it says who speaks when and nothing else.
fn is_wordless(transcript: &Transcript) -> bool {
    kind(transcript) == Some(Kind::Diarization) || transcript.units().all(|unit| unit.text().is_empty())
}

fn has_speakers(transcript: &Transcript) -> bool {
    transcript.turns().any(|turn| turn.speaker().is_some())
}

/// Whether it is a file of cues or words with exact times.
fn is_exact(transcript: &Transcript) -> bool {
    matches!(kind(transcript), Some(Kind::Captions | Kind::Recogniser))
        && transcript.units().any(|unit| unit.start().is_some_and(|start| start.how == How::Exact))
}

fn is_untimed(transcript: &Transcript) -> bool {
    transcript.units().all(|unit| unit.start().is_none())
}

/// What the files are for.
fn mode(own: &Transcript, given: &[Reading]) -> AlignMode {
    let all = |test: fn(&Transcript) -> bool| given.iter().all(|reading| test(&reading.transcript));
    match () {
        () if all(is_wordless) => AlignMode::Speakers,
        () if is_exact(own) && !has_speakers(own) && all(has_speakers) => AlignMode::Captions,
        // Who has no times can give speakers only.
        () if is_exact(own) && all(is_untimed) => AlignMode::Captions,
        () if is_exact(own) && all(is_exact) => AlignMode::Timing,
        () => AlignMode::Text,
    }
}

fn align(
    args: &AlignArgs,
    own: Reading,
    given: Vec<Reading>,
    ready: &Ready,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(AlignMode, Aligned), Failure> {
    let options = AlignOptions::default()
        .collar(TimeDelta::from_millis(args.collar.millis()))
        .sentences(args.at_sentences)
        .split_cues(args.split_cues);
    // A pasted page is made ready; a file with a fixed grammar is taken as it stands.
    let prepared = |reading: Reading, diagnostics: &mut Vec<Diagnostic>| {
        let reading = if is_pasted(&reading.transcript) { ready.make(reading) } else { ready.name(reading) };
        diagnostics.extend(reading.diagnostics);
        reading.transcript
    };
    let found = args.mode.unwrap_or_else(|| mode(&own.transcript, &given));
    let fail = |error: Error| {
        // It is the other file that lacks them.
        let other = error.code() == "no-speakers" || error.code() == "no-times" && found == AlignMode::Text;
        let file = args.timed.first().filter(|_| other).unwrap_or(&args.transcript);
        Failure::of(&error, &name(file))
    };
    let (wordless, spoken): (Vec<Reading>, Vec<Reading>) =
        given.into_iter().partition(|reading| is_wordless(&reading.transcript));
    if found == AlignMode::Text {
        if spoken.is_empty() {
            let message = "the timed files have no words, so words can't be compared";
            return Err(
                Failure::new(Exit::Input, "no-words", message).help("a diarization gives speakers: --mode speakers")
            );
        }
        let own = prepared(own, diagnostics);
        if has_speakers(&own) && !wordless.is_empty() {
            return Err(named_already());
        }
        let timed: Vec<Transcript> = spoken.into_iter().map(|reading| mended(reading.transcript)).collect();
        let aligned = align::texts(own, &timed, &options).map_err(fail)?;
        let Some(turns) = wordless.into_iter().next() else { return Ok((found, aligned)) };
        // Times from the one, speakers from the other.
        let Aligned { transcript, report, diagnostics: doubts, .. } = aligned;
        diagnostics.extend(doubts);
        let mut both = align::speakers(transcript, &turns.transcript, &options).map_err(fail)?;
        both.report = report;
        return Ok((found, both));
    }
    if args.mode.is_none()
        && found == AlignMode::Speakers
        && is_pasted(&own.transcript)
        && has_speakers(&own.transcript)
    {
        return Err(named_already());
    }
    let mut rest = wordless.into_iter().chain(spoken);
    let (Some(other), None) = (rest.next(), rest.next()) else {
        return Err(Failure::usage("this mode takes one file besides TRANSCRIPT")
            .help("only timed files that give times to a transcript can be several: --mode text"));
    };
    let aligned = match found {
        AlignMode::Speakers => align::speakers(ready.name(own).transcript, &other.transcript, &options),
        AlignMode::Captions => {
            let text = prepared(other, diagnostics);
            align::captions(own.transcript, &text, &options)
        }
        AlignMode::Timing | AlignMode::Text => {
            let own = ready.name(own).transcript;
            let moved = align::timing(own.clone(), &other.transcript, &options);
            // Cues that can't be brought together by their times may have the same words.
            match moved {
                Err(error) if args.mode.is_none() => {
                    let by_words = align::texts(own, &[mended(other.transcript)], &options);
                    return by_words.map(|aligned| (AlignMode::Text, aligned)).map_err(|_| fail(error));
                }
                moved => moved,
            }
        }
    };
    aligned.map(|aligned| (found, aligned)).map_err(fail)
}

fn named_already() -> Failure {
    Failure::usage("the transcript names its speakers already, and a diarization has nothing to add")
        .help("leave the diarization out, or take its speakers for those of the transcript: --mode speakers")
}

/// Captions without what rolling ones show again: only their times are wanted.
fn mended(transcript: Transcript) -> Transcript {
    repair::repair(transcript, &RepairOptions::default()).0
}

/// A document with what was found and doubted.
#[derive(Serialize)]
struct Answer<'a, D> {
    #[serde(flatten)]
    document: D,
    alignment: &'a Found,
    diagnostics: &'a [Diagnostic],
}

/// Writes the result; says what its format can't hold.
fn write(
    args: &AlignArgs,
    mode: AlignMode,
    transcript: &Transcript,
    found: &Found,
    diagnostics: &[Diagnostic],
    output: &mut Output,
) -> Result<Vec<Diagnostic>, Failure> {
    let detail = if args.words { Detail::Words } else { Detail::Turns };
    let extension = args.output.output.as_deref().and_then(|path| path.extension()).map(|end| end.to_string_lossy());
    let own = Some(&*transcript.source.format).filter(|_| matches!(mode, AlignMode::Captions | AlignMode::Timing));
    let target = match (&args.to, args.format, &extension) {
        (Some(to), ..) => Some(writable(to)?),
        (None, Some(_), _) => None,
        (None, None, Some(extension)) => Some(writable(extension)?),
        (None, None, None) => own.and_then(|own| writable(own).ok()),
    };
    match target {
        Some(format) if format.id == "json" => {
            let detail = if args.words { Detail::Words } else { Detail::Full };
            match format::is_timed(transcript) {
                true => {
                    output.write_json(&Answer { document: Captions::new(transcript), alignment: found, diagnostics })?
                }
                false => {
                    let document = Document::new(transcript, detail);
                    output.write_json(&Answer { document, alignment: found, diagnostics })?;
                }
            }
            output.write("\n")?;
            Ok(Vec::new())
        }
        Some(format) => {
            let options = WriteOptions::default().words(args.words);
            let written = format::write_with(format.id, transcript, &options);
            let (text, lost) = written.map_err(|error| Failure::of(&error, &name(&args.transcript)))?;
            output.write(&text)?;
            Ok(lost)
        }
        None => {
            turns(args, transcript, found, diagnostics, detail, output)?;
            Ok(Vec::new())
        }
    }
}

fn turns(
    args: &AlignArgs,
    transcript: &Transcript,
    found: &Found,
    diagnostics: &[Diagnostic],
    detail: Detail,
    output: &mut Output,
) -> Result<(), Failure> {
    match args.format.unwrap_or_default() {
        TurnsFormat::Text => {
            let (hours, look) = (takes_hours(transcript.turns()), Look::of(args.output.output.is_some()));
            let mut text = String::new();
            for turn in transcript.turns() {
                paragraph(&Paragraph { turn, found: &[], aside: false }, hours, look, &mut text);
                output.write(&text)?;
                text.clear();
            }
        }
        TurnsFormat::Json => {
            let document = Document::new(transcript, detail);
            output.write_json(&Answer { document, alignment: found, diagnostics })?;
            output.write("\n")?;
        }
        TurnsFormat::Jsonl => {
            for line in Document::new(transcript, detail).lines() {
                output.write_json(&line)?;
                output.write("\n")?;
            }
        }
        TurnsFormat::Md => output.write(&markdown(transcript, &name(&args.transcript))?)?,
        TurnsFormat::Csv => {
            let path = transcript.source.path.as_deref().unwrap_or("");
            let mut rows = csv::HEADER.to_owned();
            transcript.turns().for_each(|turn| csv::row(path, turn, &mut rows));
            output.write(&rows)?;
        }
    }
    Ok(())
}

/// How many of the least sure turns are told.
const LEAST_SURE: usize = 5;

/// The report for people.
fn text(found: &Found, transcript: &Transcript) -> String {
    let mut out = String::new();
    let mut row = |head: &str, text: String| {
        let _ = writeln!(out, "{head:<14}{}", tame(&text));
    };
    match found {
        Found::Text(found) | Found::Captions(found) => texts(found, transcript, &mut row),
        Found::Speakers(found) => {
            row("words", format!("{}, {} of them where several speak", found.words, found.overlapped));
            row("in no turn", format!("{}: they went to the nearest", found.outside));
            row("doubtful", found.doubtful.to_string());
            for (speaker, words) in &found.speakers {
                row("speaker", format!("{speaker}: {words} words"));
            }
            for guess in &found.guessed {
                let share = percent(guess.confidence);
                row(
                    "guessed",
                    format!("{} is {}: so the transcript names {share} of these words", guess.label, guess.name),
                );
            }
        }
        Found::Timing(found) => {
            row(
                "overlap",
                format!("{}, before {}", percent(found.overlap as f32), percent(found.overlap_before as f32)),
            );
            let frames =
                found.frames.as_ref().map_or_else(String::new, |frames| format!(" ({frames} frames a second)"));
            row("rate", format!("{:.6}{frames}", found.rate));
            for part in &found.parts {
                let shift = part.shift_ms.millis() as f64 / 1_000.0;
                row("part", format!("{} cues from {} on: {shift:+.3} s", part.cues, part.start_ms));
            }
        }
        _ => {}
    }
    out
}

fn percent(share: f32) -> String {
    format!("{:.1} %", share * 100.0)
}

fn texts(found: &TextReport, transcript: &Transcript, row: &mut impl FnMut(&str, String)) {
    row("matched", format!("{} of {} words ({})", found.matched_words, found.words, percent(found.share)));
    row("of the other", format!("{} of {} words", percent(found.timed_share), found.timed_words));
    for (side, head) in [(Side::Text, "only here"), (Side::Timed, "only there")] {
        let own = found.unmatched.iter().filter(|stretch| stretch.side == side);
        let (count, words) = own.fold((0, 0), |(count, words), stretch| (count + 1, words + stretch.words));
        if count > 0 {
            row(head, format!("{count} stretches with {words} words"));
        }
    }
    if !found.moved.is_empty() {
        row("moved", format!("{} stretches stand in another order", found.moved.len()));
    }
    if let Some(stamps) = &found.stamps {
        let offset = stamps.offset_ms.millis() as f64 / 1_000.0;
        row(
            "stamps",
            format!(
                "{} of {} agree, {offset:+.3} s off; drift {} ppm",
                stamps.agreeing, stamps.checked, stamps.drift_ppm
            ),
        );
    }
    let mut least: Vec<_> = found.turns.iter().filter(|turn| turn.confidence < 0.8).collect();
    least.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    for turn in least.iter().take(LEAST_SURE) {
        let start = transcript.turn(turn.index).and_then(|turn| turn.start());
        let at = start
            .map_or_else(|| "without a time".to_owned(), |start| format!("at {}", Timestamp::to_string(&start.at)));
        let sure = percent(turn.confidence);
        row("least sure", format!("turn {} {at}: {sure}, {} of {} words", turn.index + 1, turn.matched, turn.words));
    }
}
