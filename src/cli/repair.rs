//! `fireside repair`: mended text, in the shape that the input had.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fireside::pass::repair::{Level, RULES, RepairOptions, Repaired, repair_text};
use fireside::{Code, Diagnostic};
use serde::Serialize;

use super::args::{LevelArg, PlainFormat, RepairArgs};
use super::diff::diff;
use super::input::{Input, Output, read};
use super::paragraphs::{Look, fill};
use super::ready::Source;
use super::report::{Exit, Failure, Report};
use super::shape::Shape;

pub fn run(args: &RepairArgs, report: Report) -> Result<Exit, Failure> {
    let options = options(args)?;
    let source = Source::new(None, &args.source);
    let mut output = Output::open(args.output.output.as_deref())?;
    let input = read(&args.file)?;
    let decoded = fireside::text::decode(&input.bytes, args.source.encoding.as_deref())
        .map_err(|error| Failure::of(&error, &input.name))?;
    let (shape, text) = Shape::of(&input.bytes, &decoded);
    // Here they stay: no rule is about them.
    let mut diagnostics: Vec<Diagnostic> =
        decoded.diagnostics.iter().filter(|diagnostic| diagnostic.code != Code::NulBytes).cloned().collect();
    source.check(&input.name, &diagnostics)?;
    let repaired = repair_text(&text, &options);
    let changes = !repaired.edits.is_empty();
    let to_file = args.output.output.is_some();
    let mut list = String::new();
    if args.format == PlainFormat::Json {
        let answer = Answer::new(args, &input, &decoded.encoding, &text, &repaired, &diagnostics);
        list = serde_json::to_string(&answer).unwrap_or_default() + "\n";
    } else {
        if args.explain {
            list = explain(&input.name, &text, &repaired);
        }
        if args.diff {
            // The changes go to standard output even where the text goes to a file.
            diff(&input.name, &text, &repaired, Look::of(false), &mut list);
        }
        if args.check {
            list.push_str(&summary(&input.name, &repaired));
        }
    }
    if to_file {
        if changes {
            output.write_bytes(&shape.restore(&repaired.text, &mut diagnostics))?;
        } else {
            output.write_bytes(&input.bytes)?;
        }
        output.finish()?;
        if !list.is_empty() {
            let mut told = Output::open(None)?;
            told.write(&list)?;
            told.finish()?;
        }
    } else if !list.is_empty() || args.explain || args.diff || args.check {
        output.write(&list)?;
        output.finish()?;
    } else {
        let bytes =
            if changes { Cow::Owned(shape.restore(&repaired.text, &mut diagnostics)) } else { (&*input.bytes).into() };
        output.write_bytes(&bytes)?;
        output.finish()?;
    }
    report.diagnostics(&input.name, &diagnostics);
    Ok(if args.check && changes { Exit::Input } else { Exit::Done })
}

fn options(args: &RepairArgs) -> Result<RepairOptions, Failure> {
    let level = match args.level {
        LevelArg::Safe => Level::Safe,
        LevelArg::Standard => Level::Standard,
        LevelArg::Full => Level::Full,
    };
    let list = args.rules.join(",");
    RepairOptions::default().level(level).rules(&list).map_err(|error| {
        let help = "`fireside repair --help` lists the rules";
        Failure::new(Exit::Usage, "unknown", error.to_string()).help(help)
    })
}

/// One line an edit: `talk.txt:2:11: stop-space (F02, 97% sure): "turned.We" → "turned. We"`.
fn explain(name: &str, text: &str, repaired: &Repaired) -> String {
    let mut out = String::new();
    for one in repaired.explain(text) {
        let (edit, before, after) = (one.edit, shown(&one.before), shown(&one.after));
        let sure = edit.confidence * 100.0;
        out.push_str(&format!(
            "{name}:{}:{}: {} ({}, {sure:.0}% sure): {before} → {after}\n",
            one.line, one.column, edit.name, edit.rule
        ));
    }
    out
}

/// More characters of a piece than this are not shown.
const SHOWN: usize = 100;

/// A piece of text in quotes, with white space and control characters made visible.
fn shown(text: &str) -> String {
    let mut out = String::from('"');
    let cut = text.chars().nth(SHOWN).is_some();
    let end = if cut { "…" } else { "" };
    for c in text.chars().take(SHOWN).chain(end.chars()) {
        match c {
            ' ' => out.push(c),
            c if c.is_whitespace() || c.is_control() || c == '\u{200B}' || c == '\u{FEFF}' || c == '\u{AD}' => {
                out.extend(c.escape_default());
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `talk.txt: 3 changes: stop-space 2, spaces 1`.
fn summary(name: &str, repaired: &Repaired) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for edit in &repaired.edits {
        *counts.entry(edit.name).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let by: Vec<String> = counts.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    match repaired.edits.len() {
        0 => format!("{name}: nothing to change\n"),
        1 => format!("{name}: 1 change: {}\n", by.join(", ")),
        many => format!("{name}: {many} changes: {}\n", by.join(", ")),
    }
}

/// The answer for programs.
#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    source: SourceJson<'a>,
    changed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    edits: Vec<EditJson<'a>>,
    diagnostics: &'a [Diagnostic],
}

#[derive(Serialize)]
struct SourceJson<'a> {
    path: &'a str,
    encoding: &'a str,
}

#[derive(Serialize)]
struct EditJson<'a> {
    rule: &'static str,
    name: &'static str,
    line: usize,
    column: usize,
    /// The words around the edit, before and after it.
    before: String,
    after: String,
    confidence: f32,
    /// What went and what came, alone.
    removed: &'a str,
    inserted: &'a str,
}

impl<'a> Answer<'a> {
    fn new(
        args: &RepairArgs,
        input: &'a Input,
        encoding: &'a str,
        text: &'a str,
        repaired: &'a Repaired,
        diagnostics: &'a [Diagnostic],
    ) -> Self {
        let edits = repaired.explain(text).map(|one| EditJson {
            rule: one.edit.rule,
            name: one.edit.name,
            line: one.line,
            column: one.column,
            before: one.before,
            after: one.after,
            confidence: one.edit.confidence,
            removed: &one.edit.before,
            inserted: &one.edit.after,
        });
        Answer {
            schema: "fireside.repair/1",
            source: SourceJson { path: &input.path, encoding },
            changed: !repaired.edits.is_empty(),
            text: (!args.check && args.output.output.is_none()).then_some(&*repaired.text),
            edits: edits.collect(),
            diagnostics,
        }
    }
}

/// The table of rules, for the help.
pub fn rules() -> String {
    let look = Look { width: Some(79), colour: false };
    let mut out = String::new();
    for rule in RULES {
        let head = format!("  {} {:<17} {:<8} ", rule.id, rule.name, rule.level.to_string());
        out.push_str(&head);
        fill(rule.about, head.len(), head.len(), look, &mut out);
    }
    out
}
