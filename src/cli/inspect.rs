//! `fireside inspect`: what an input is.

use fireside::{DialectScore, Inspection, Kind, dialect, format};
use serde::Serialize;

use super::args::{InspectArgs, PlainFormat};
use super::batch::{Done, each};
use super::input::Output;
use super::paragraphs::{Look, fill};
use super::ready::Source;
use super::report::{Exit, Failure, Report};

/// What an input is, and with `--explain` how well each dialect fits it.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    inspection: Inspection,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<DialectScore>,
}

pub fn run(args: &InspectArgs, report: Report) -> Result<Exit, Failure> {
    let as_json = args.format == PlainFormat::Json;
    let source = Source::new(args.from.as_deref(), &args.source);
    let mut output = Output::open(args.output.output.as_deref())?;
    let look = Look::of(args.output.output.is_some());
    let several = args.files.len() > 1;
    let mut count = 0usize;
    let exit = each(
        &args.files,
        report,
        &mut output,
        |input| {
            let inspection = fireside::inspect(&input.bytes, &source.options(&input));
            let inspection = inspection.map_err(|error| Failure::of(&error, &input.name))?;
            source.check(&input.name, &inspection.diagnostics)?;
            let diagnostics = inspection.diagnostics.clone();
            // A format of its own is told by its signs, not by comparing dialects.
            let compared = inspection.format.as_deref().is_none_or(|id| format::by_id(id).is_none());
            let scores = match args.explain && compared {
                true => fireside::dialect_scores(&input.bytes, &source.options(&input)).unwrap_or_default(),
                false => Vec::new(),
            };
            Ok(Done { name: input.name, answer: Answer { inspection, scores }, diagnostics })
        },
        |output, done| {
            count += 1;
            if as_json && several {
                let before = "{\"schema\":\"fireside.inspections/1\",\"inspections\":[\n";
                output.write(if count == 1 { before } else { ",\n" })?;
                return output.write_json(&done.answer);
            }
            if as_json {
                output.write_json(&done.answer)?;
                return output.write("\n");
            }
            let between = if count > 1 { "\n" } else { "" };
            output.write(&format!("{between}{}", text(&done.name, &done.answer, args.explain, look)))
        },
    )?;
    if as_json && several && count > 0 {
        output.write("\n]}\n")?;
    }
    if output.written() || exit == Exit::Done {
        output.finish()?
    }
    Ok(exit)
}

fn text(name: &str, answer: &Answer, explain: bool, look: Look) -> String {
    let inspection = &answer.inspection;
    let mut out = format!("{name}\n");
    let mut row = |key: &str, value: &str| {
        out.push_str(&format!("  {key:<11} "));
        fill(value, 14, 14, look, &mut out);
    };
    row("kind", kind(inspection.kind));
    if let Some(id) = &inspection.format {
        let of_format = format::FORMATS.iter().map(|format| (format.id, format.title));
        let of_dialect = dialect::DIALECTS.iter().map(|dialect| (dialect.id, dialect.title));
        let title = of_format.chain(of_dialect).find(|(known, _)| known == id).map_or("", |(_, title)| title);
        row("format", &format!("{id} ({title})"));
    }
    if inspection.kind != Kind::NotTranscript {
        row("confidence", &format!("{:.0} %", inspection.confidence * 100.0));
    }
    if let Some(encoding) = &inspection.encoding {
        row("encoding", encoding);
    }
    if let Some(layout) = &inspection.layout {
        row("layout", layout);
    }
    let counts = inspection.counts;
    let all = [
        (counts.cues, "cue"),
        (counts.turns, "turn"),
        (counts.units, "unit"),
        (counts.words, "word"),
        (counts.speakers, "speaker"),
    ];
    let some: Vec<String> = all
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }))
        .collect();
    let counts = if some.is_empty() { "nothing in it".to_owned() } else { some.join(", ") };
    row("counts", &counts);
    if let (Some(code), Some(reason)) = (&inspection.code, &inspection.reason) {
        row("code", code);
        row("reason", reason);
    }
    if explain {
        for (index, line) in inspection.evidence.iter().enumerate() {
            row(if index == 0 { "evidence" } else { "" }, line);
        }
        for (index, found) in answer.scores.iter().enumerate() {
            let line = format!("{:.2}  {}", found.score, found.dialect);
            row(if index == 0 { "scores" } else { "" }, &line);
        }
    }
    out
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Transcript => "transcript",
        Kind::Captions => "captions",
        Kind::Recogniser => "recogniser output",
        Kind::Diarization => "diarization",
        _ => "not a transcript",
    }
}
