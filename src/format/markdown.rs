//! Markdown: a title, what the page says, and one paragraph a turn with the name in bold.
//!
//! ```text
//! # The title
//!
//! - Date: 2023-03-27
//!
//! **Ada Quill** (00:05): Is it on?
//! ```

use std::fmt::Write;

use super::{Format, WriteOptions, text};
use crate::diagnostic::Diagnostic;
use crate::model::{Kind, Transcript};

pub const FORMAT: Format = Format {
    id: "md",
    aliases: &[],
    title: "Markdown, names in bold",
    kind: Kind::Transcript,
    extensions: &["md", "markdown"],
    keeps: "title, date, channel, event; speakers, starts to the second, text",
    read: None,
    write: Some(write),
};

fn write(transcript: &Transcript, _: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let meta = &transcript.meta;
    if let Some(title) = &meta.title {
        out.push_str("# ");
        escape(title, out);
        out.push_str("\n\n");
    }
    let facts = [
        ("Date", meta.date.map(|date| date.to_string())),
        ("Show", meta.show.clone()),
        ("Event", meta.event.clone()),
        ("Channel", meta.channel.clone()),
        ("Length", meta.duration.map(|length| format!("{} s", length.millis() / 1_000))),
    ];
    let before = out.len();
    for (name, fact) in facts {
        if let Some(fact) = fact {
            let _ = write!(out, "- {name}: ");
            escape(&fact, out);
            out.push('\n');
        }
    }
    if out.len() > before {
        out.push('\n');
    }
    for (index, turn) in transcript.turns().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        text::head(turn, "**", "**", out);
        escape(turn.text(), out);
        out.push('\n');
    }
    Vec::new()
}

/// Puts a backslash before what Markdown would take for its own.
fn escape(text: &str, out: &mut String) {
    for part in text.split_inclusive(['\\', '*', '_', '`', '[', ']', '<', '>', '#', '|', '~']) {
        let sign =
            part.chars().next_back().filter(|c| c.is_ascii_punctuation() && !",.;:!?'\"()-/&%$@+={}^".contains(*c));
        match sign {
            Some(sign) => {
                out.push_str(part.strip_suffix(sign).unwrap_or(part));
                out.push('\\');
                out.push(sign);
            }
            None => out.push_str(part),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn signs_of_markdown_are_escaped() {
        let mut out = String::new();
        super::escape("a *b* _c_ [d](e) 1 < 2, C# it's", &mut out);
        assert_eq!(out, r"a \*b\* \_c\_ \[d\](e) 1 \< 2, C\# it's");
    }
}
