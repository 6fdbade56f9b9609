//! F31: a recogniser that hangs says one sentence over and over: four or more equal cues in a row become one.

use super::{Context, Edit, Level, Rule};

pub const RULE: Rule = Rule {
    id: "F31",
    name: "hallucination",
    about: "four or more equal cues in a row become one",
    level: Level::Standard,
    removes: Some("a cue or line that is said again"),
    edits,
};

/// From how many equal cues on they are no speech.
const LEAST: usize = 4;

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    let blocks = context.blocks();
    let words = |at: usize| -> Option<Vec<&str>> {
        let lines = &blocks.get(at)?.lines;
        let lines: Vec<&str> =
            lines.iter().filter_map(|line| context.text().get(line.clone())).map(str::trim).collect();
        (!lines.is_empty()).then_some(lines)
    };
    let mut at = 0;
    while at < blocks.len() {
        let run = match words(at) {
            Some(first) => {
                (at..blocks.len()).take_while(|&next| words(next).is_some_and(|lines| lines == first)).count()
            }
            None => 1,
        };
        if run >= LEAST {
            for block in blocks.iter().skip(at + 1).take(run - 1) {
                match (context.is_plain(), block.lines.first(), block.lines.last()) {
                    (true, ..) => out.push(Edit::new(block.whole.clone(), "", 0.85)),
                    (false, Some(start), Some(end)) => out.push(Edit::new(start.start..end.end, "", 0.85)),
                    _ => {}
                }
            }
        }
        at += run.max(1);
    }
    if context.is_plain() {
        for block in &blocks {
            equal_lines(context, block, out);
        }
    }
}

/// Equal lines inside one block.
fn equal_lines(context: &Context<'_>, block: &super::context::Block, out: &mut Vec<Edit>) {
    let lines = &block.lines;
    let text = |at: usize| lines.get(at).and_then(|line| context.text().get(line.clone())).map(str::trim);
    let mut at = 0;
    while at < lines.len() {
        let run = (at..lines.len()).take_while(|&next| text(next) == text(at)).count().max(1);
        if run >= LEAST
            && let (Some(first), Some(last)) = (lines.get(at), lines.get(at + run - 1))
        {
            out.push(Edit::new(first.end..last.end, "", 0.85));
        }
        at += run;
    }
}
