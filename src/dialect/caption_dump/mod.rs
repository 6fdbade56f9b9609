//! `caption-dump`: all captions of a video on one giant line, between the chrome of a page.
//!
//! ```text
//! The title
//! Captions
//! Welcome to the glacier hut, where the kettle␣ is always on. How do you get up here?·␣ On skis, mostly.␣ It takes…
//! Info
//! Channel: Hut Talk
//! Views: 1,234
//! Length: 47min 41sec (2861 seconds)
//! ```
//!
//! `␣` is a no-break space, `·` a plain one where both meet. The gaps say where cues, lines and paragraphs end:
//! see [`decode`]. There are no speakers and no times.

mod layout;
mod page;
#[cfg(test)]
mod tests;

use super::{Dialect, Page, Score};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{GapKind, TranscriptBuilder, UnitStart};

pub use layout::{Break, Code as GapCode, Layout, Level, RawCue, RawGap, decode, gaps, joined, level};

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "caption-dump", title: "one giant line of captions between page chrome", ceiling: 0.97, score, read };

/// A caption line of fewer words than this needs its page to vouch for it.
const FEW_WORDS: usize = 40;

fn score(page: &Page<'_>) -> Score {
    if !page::may_be_one(page.text) {
        return Score { value: 0.0, evidence: vec!["no line is long enough to hold all captions".to_owned()] };
    }
    let parts = page::parts(page.text);
    let line = page.text.get(parts.captions.clone()).unwrap_or("");
    let words = line.split_whitespace().take(FEW_WORDS).count();
    let share = line.len() as f32 / page.text.trim().len().max(1) as f32;
    let mut evidence = Vec::new();
    let vouched = parts.heading && parts.facts >= 3;
    if parts.heading {
        evidence.push("a heading `Captions` stands above the line".to_owned());
    }
    if parts.facts > 0 {
        evidence.push(format!("{} facts of the video follow it (channel, views, length …)", parts.facts));
    }
    let level = level(line);
    let coded = match level {
        Level::NoBreakSpaces => "no-break spaces in its gaps draw the cues",
        Level::Widths => "gaps of two and three spaces draw the cues",
        Level::None => "its gaps say nothing",
    };
    evidence.push(format!("one line holds {:.0} % of the text; {coded}", share * 100.0));
    let whole = if words < FEW_WORDS && !vouched {
        0.0
    } else {
        match level {
            _ if share < 0.3 && !vouched => 0.0,
            Level::NoBreakSpaces => 0.97,
            Level::Widths => 0.9,
            Level::None if vouched => 0.9,
            Level::None if parts.heading && share > 0.7 => 0.6,
            Level::None => 0.0,
        }
    };
    Score { value: whole, evidence }
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    let parts = page::parts(page.text);
    let line = page.text.get(parts.captions.clone()).unwrap_or("");
    if line.trim().is_empty() {
        return Err(Error::NotATranscript {
            code: "E-LOCKED",
            looks_like: "a page for captions, without the captions".to_owned(),
            evidence: if parts.heading { "nothing stands below the heading `Captions`" } else { "no text" }.to_owned(),
            needed: "save the page after its captions were loaded".to_owned(),
        });
    }
    let base = page.offset + parts.captions.start;
    let layout = decode(line);
    let breaks = layout.cues.iter().map(|cue| {
        usize::from(cue.joint == Some(GapKind::CueBreak))
            + usize::from(matches!(cue.line_break, Some((_, Break::Hidden))))
    });
    let units = if layout.level == Level::NoBreakSpaces { breaks.sum::<usize>() + 1 } else { 1 };
    let mut builder = TranscriptBuilder::with_capacity(line.len(), units);
    builder.reserve_layout(layout.cues.len(), layout.cues.len() * 2);
    let piece = |builder: &mut TranscriptBuilder, range: std::ops::Range<usize>| {
        builder.push_raw(line.get(range.clone()).unwrap_or(""), base + range.start);
    };
    let unit = UnitStart { new_speaker: true, ..UnitStart::default() };
    builder.unit(unit);
    if layout.level == Level::None {
        piece(&mut builder, 0..line.len());
    }
    for cue in &layout.cues {
        builder.cue(None, None);
        match &cue.line_break {
            None => piece(&mut builder, cue.start..cue.end),
            Some((gap, kind)) => {
                piece(&mut builder, cue.start..gap.start);
                match kind {
                    Break::Wrap => builder.gap(GapKind::Wrap),
                    Break::Hidden => {
                        builder.gap(GapKind::HiddenBreak);
                        if layout.level == Level::NoBreakSpaces {
                            builder.unit(unit);
                        }
                    }
                }
                piece(&mut builder, gap.end..cue.end);
            }
        }
        if let Some(joint) = cue.joint {
            builder.gap(joint);
            if joint == GapKind::CueBreak {
                builder.unit(unit);
            }
        }
    }
    let mut transcript = builder.finish();
    transcript.meta = parts.meta;
    transcript.source.layout = Some(layout.level.as_str().into());
    let mut reading = Reading::new(transcript);
    reading.diagnostics.push(layout_note(&layout));
    Ok(reading)
}

fn layout_note(layout: &Layout) -> Diagnostic {
    let count = |wanted: Break| {
        layout.cues.iter().filter(|cue| cue.line_break.as_ref().is_some_and(|(_, kind)| *kind == wanted)).count()
    };
    let hidden = count(Break::Hidden);
    let cues = layout.cues.len();
    match layout.level {
        Level::NoBreakSpaces => {
            let breaks = layout.cues.iter().filter(|cue| cue.joint == Some(GapKind::CueBreak)).count();
            let message = format!(
                "no-break spaces draw {cues} cues of lines up to {} characters; {breaks} paragraphs end with a cue, {hidden} inside one",
                layout.width
            );
            Diagnostic::note(Code::Layout, message)
        }
        Level::Widths => {
            let message = format!(
                "the no-break spaces were flattened: {cues} cues are known from the width of the gaps, paragraphs only where they end inside a cue ({hidden})"
            );
            Diagnostic::note(Code::Layout, message)
        }
        Level::None => Diagnostic::note(Code::Layout, "all white space was collapsed: cues and paragraphs are lost"),
    }
}
