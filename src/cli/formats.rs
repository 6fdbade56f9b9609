//! `fireside formats`: what can be read and written, and what each keeps.

use fireside::{dialect, format};
use serde::Serialize;

use super::args::{FormatsArgs, PlainFormat};
use super::input::Output;
use super::paragraphs::{Look, fill};
use super::report::{Exit, Failure};

/// One line of the table.
#[derive(Serialize)]
struct Row {
    id: &'static str,
    /// `format` for a fixed grammar, `dialect` for text as people paste it.
    kind: &'static str,
    title: &'static str,
    extensions: &'static [&'static str],
    read: bool,
    write: bool,
    keeps: &'static str,
}

#[derive(Serialize)]
struct Table {
    schema: &'static str,
    formats: Vec<Row>,
}

pub fn run(args: &FormatsArgs) -> Result<Exit, Failure> {
    let mut output = Output::open(args.output.output.as_deref())?;
    let rows = rows();
    match args.format {
        PlainFormat::Json => {
            output.write_json(&Table { schema: "fireside.formats/1", formats: rows })?;
            output.write("\n")?;
        }
        PlainFormat::Text => output.write(&text(&rows, Look::of(args.output.output.is_some())))?,
    }
    output.finish()?;
    Ok(Exit::Done)
}

fn rows() -> Vec<Row> {
    let formats = format::FORMATS.iter().map(|format| Row {
        id: format.id,
        kind: "format",
        title: format.title,
        extensions: format.extensions,
        read: format.read.is_some(),
        write: format.write.is_some(),
        keeps: format.keeps,
    });
    let dialects = dialect::DIALECTS.iter().map(|dialect| Row {
        id: dialect.id,
        kind: "dialect",
        title: dialect.title,
        extensions: &[],
        read: true,
        write: false,
        keeps: "",
    });
    formats.chain(dialects).collect()
}

fn text(rows: &[Row], look: Look) -> String {
    let wide = rows.iter().map(|row| row.id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for (kind, title) in [("format", "Formats, told by their head"), ("dialect", "Dialects, told by evidence")] {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(title);
        out.push('\n');
        for row in rows.iter().filter(|row| row.kind == kind) {
            let can = match (row.read, row.write) {
                (true, true) => "read, write",
                (true, false) => "read",
                _ => "write",
            };
            let indent = wide + 17;
            out.push_str(&format!("  {:<wide$}  {can:<11}  ", row.id));
            let keeps = if row.keeps.is_empty() { String::new() } else { format!("; keeps {}", row.keeps) };
            fill(&format!("{}{keeps}", row.title), indent, indent, look, &mut out);
        }
    }
    out
}
