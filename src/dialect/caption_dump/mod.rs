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

use std::ops::Range;

use super::{Dialect, Page, Score};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{GapKind, TranscriptBuilder, UnitStart};

pub use layout::{Break, Code as GapCode, Layout, Level, RawCue, RawGap, decode, gaps, joined, level};
use layout::{Survey, cues};
use page::Parts;

/// This dialect.
pub const DIALECT: Dialect = Dialect {
    id: "caption-dump",
    title: "one giant line of captions between page chrome",
    ceiling: 0.97,
    settles: 0.9,
    score,
    read,
};

/// A caption line of fewer words than this needs its page to vouch for it.
const FEW_WORDS: usize = 40;

fn score(page: &Page<'_>) -> Score {
    if !page::may_be_one(page.text) {
        return Score {
            value: 0.0,
            evidence: vec!["no line is long enough to hold all captions".to_owned()],
            reads_as: 0,
        };
    }
    let Found { parts, survey } = page.dump();
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
    let level = survey.level;
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
            _ if !vouched && !parts.heading && !is_wordy(line) => 0.0,
            Level::NoBreakSpaces => 0.97,
            Level::Widths => 0.9,
            Level::None if vouched => 0.9,
            Level::None if parts.heading && share > 0.7 => 0.6,
            Level::None => 0.0,
        }
    };
    Score { value: whole, evidence, reads_as: 0 }
}

/// Whether a line is made of words and not of the signs of code or data.
fn is_wordy(line: &str) -> bool {
    const ENOUGH: usize = 20_000;
    let (mut letters, mut all) = (0usize, 0usize);
    for c in line.chars().filter(|c| !c.is_whitespace()).take(ENOUGH) {
        all += 1;
        letters += usize::from(c.is_alphabetic());
    }
    letters * 20 >= all * 17
}

/// Where things are on a page, and what the gaps of its captions tell: found when first asked for.
#[derive(Debug)]
pub(super) struct Found {
    parts: Parts,
    survey: Survey,
}

impl Found {
    /// Looks at the page of `text`.
    pub fn of(text: &str) -> Self {
        let parts = page::parts(text);
        let survey = Survey::of(text.get(parts.captions.clone()).unwrap_or(""));
        Found { parts, survey }
    }
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    let Found { parts, survey } = page.dump();
    let line = page.text.get(parts.captions.clone()).unwrap_or("");
    if line.trim().is_empty() {
        return Err(Error::NotATranscript {
            code: "E-LOCKED",
            looks_like: "a page for captions, without the captions".to_owned(),
            evidence: if parts.heading { "nothing stands below the heading `Captions`" } else { "no text" }.to_owned(),
            needed: "save the page after its captions were loaded".to_owned(),
        });
    }
    let coded = survey.level == Level::NoBreakSpaces;
    // Room for the breaks that cues hide: more than one in so many bytes is rare.
    let hidden = survey.whole.min(line.len() / 256);
    let units = if coded { survey.breaks + hidden + 1 } else { 1 };
    let mut builder = TranscriptBuilder::with_capacity(line.len(), units);
    builder.reserve_layout(survey.cues, if survey.cues > 0 { survey.gaps } else { 0 }, hidden);
    let base = page.offset + parts.captions.start;
    let piece = |builder: &mut TranscriptBuilder, range: Range<usize>| {
        let raw = line.get(range.clone()).unwrap_or("");
        builder.push_raw(raw, base + range.start);
    };
    let unit = UnitStart { new_speaker: true, ..UnitStart::default() };
    builder.unit(unit);
    if survey.level == Level::None {
        piece(&mut builder, 0..line.len());
    }
    let (mut breaks, mut hidden) = (0usize, 0usize);
    for cue in cues(line, survey) {
        builder.cue(None, None);
        match &cue.line_break {
            None => piece(&mut builder, cue.start..cue.end),
            Some((gap, kind)) => {
                piece(&mut builder, cue.start..gap.start);
                match kind {
                    Break::Wrap => builder.gap(GapKind::Wrap),
                    Break::Hidden => {
                        hidden += 1;
                        builder.gap(GapKind::HiddenBreak);
                        if coded {
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
                breaks += 1;
                builder.unit(unit);
            }
        }
    }
    let mut transcript = builder.finish();
    transcript.meta = parts.meta.clone();
    transcript.source.layout = Some(survey.level.as_str().into());
    let mut reading = Reading::new(transcript);
    reading.diagnostics.push(layout_note(survey, breaks, hidden));
    Ok(reading)
}

fn layout_note(survey: &Survey, breaks: usize, hidden: usize) -> Diagnostic {
    let &Survey { level, width, cues, .. } = survey;
    let message = match level {
        Level::NoBreakSpaces => format!(
            "no-break spaces draw {cues} cues of lines up to {width} characters; {breaks} paragraphs end with a cue, {hidden} inside one"
        ),
        Level::Widths => format!(
            "the no-break spaces were flattened: {cues} cues are known from the width of the gaps, paragraphs only where they end inside a cue ({hidden})"
        ),
        Level::None => "all white space was collapsed: cues and paragraphs are lost".to_owned(),
    };
    Diagnostic::note(Code::Layout, message)
}
