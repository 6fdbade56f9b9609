//! Turns as caption cues: at most two lines, cut at sentence and word ends, with times between those that are known.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{How, Transcript, Unit, is_cjk};

/// One cue to write.
pub(in crate::format) struct LaidOut<'t> {
    /// When it appears, in milliseconds.
    pub start: i64,
    /// When it goes; not before `start`.
    pub end: i64,
    pub speaker: Option<&'t str>,
    /// Whether it opens a turn.
    pub opens: bool,
    /// Whether somebody else begins to speak with the turn.
    pub new_speaker: bool,
    /// One or two lines.
    pub lines: Vec<&'t str>,
}

/// Columns a line takes at most; a CJK character counts for two. What most caption guidelines ask for.
const WIDTH: usize = 42;
/// Speaking rate assumed where nothing is timed: milliseconds a character, about 150 words a minute.
const MS_A_CHARACTER: i64 = 68;

/// Milliseconds that a cue of so many characters is read in.
pub(in crate::format) fn reading_time(characters: usize) -> i64 {
    (characters as i64).saturating_mul(MS_A_CHARACTER).max(1_000)
}

/// How long a cue may stay behind its reading time where the next start is far, in milliseconds.
pub(in crate::format) const LINGER: i64 = 4_000;

/// All cues, and what had to be guessed to time them.
/// `named` says how many columns the speaker's name takes in the first line of a turn.
pub(in crate::format) fn cues(
    transcript: &Transcript,
    named: fn(&str) -> usize,
) -> (Vec<LaidOut<'_>>, Vec<Diagnostic>) {
    let mut cues = Vec::new();
    let (mut guessed, mut units) = (0usize, 0usize);
    let mut clock = 0i64;
    let all: Vec<Unit<'_>> = transcript.units().collect();
    for turn in transcript.turns() {
        let mut opens = true;
        for unit in turn.units().filter(|unit| !unit.text().is_empty()) {
            let text = unit.text();
            let length = text.chars().count() as i64;
            let start = unit.start().map_or(clock, |time| time.at.millis());
            let next = all.get(unit.index() + 1).and_then(|next| next.start()).map(|time| time.at.millis());
            let by_rate = start.saturating_add(length.saturating_mul(MS_A_CHARACTER).max(1_000));
            let end = match (unit.end(), next) {
                (Some(end), _) => end.at.millis().max(start),
                (None, Some(next)) if next > start => next,
                _ => by_rate,
            };
            let exact = |time: Option<crate::model::Time>| time.is_some_and(|time| time.how == How::Exact);
            units += 1;
            guessed += usize::from(!exact(unit.start()) || !exact(unit.end()));
            let name = turn.speaker().filter(|_| opens).map_or(0, |speaker| named(&speaker.name));
            let blocks = blocks(text, name.min(WIDTH / 2));
            let total =
                blocks.iter().map(|block| block.iter().map(|line| line.len()).sum::<usize>()).sum::<usize>().max(1);
            let mut done = 0usize;
            for block in blocks {
                let at =
                    |done: usize| start + ((i128::from(end) - i128::from(start)) * done as i128 / total as i128) as i64;
                let from = at(done);
                done += block.iter().map(|line| line.len()).sum::<usize>();
                let lines = block.into_iter().filter_map(|line| text.get(line)).collect();
                let speaker = turn.speaker().map(|speaker| speaker.name.as_str());
                cues.push(LaidOut {
                    start: from,
                    end: at(done),
                    speaker,
                    opens,
                    new_speaker: turn.new_speaker(),
                    lines,
                });
                opens = false;
            }
            clock = end;
        }
    }
    let mut doubts = Vec::new();
    if guessed > 0 {
        let message = format!(
            "{guessed} of {units} units have a start or an end that the source doesn't give: their cue times are guesses"
        );
        doubts.push(Diagnostic::warning(Code::TimesEstimated, message));
    }
    (cues, doubts)
}

pub(in crate::format) fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}

/// Cuts a text into blocks of at most two lines, each a byte range without white space at its ends.
/// A block ends early after a sentence, once it is worth a cue of its own.
/// The first line is `taken` columns shorter.
fn blocks(text: &str, taken: usize) -> Vec<Vec<Range<usize>>> {
    let mut blocks: Vec<Vec<Range<usize>>> = Vec::new();
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut line: Option<(Range<usize>, usize)> = None;
    let mut room = WIDTH - taken;
    for piece in pieces(text) {
        let wide = columns(text.get(piece.clone()).unwrap_or(""));
        line = Some(match line.take() {
            Some((range, used)) if used + columns(text.get(range.end..piece.start).unwrap_or("")) + wide <= room => {
                let gap = columns(text.get(range.end..piece.start).unwrap_or(""));
                (range.start..piece.end, used + gap + wide)
            }
            full => {
                if full.is_some() {
                    room = WIDTH;
                }
                lines.extend(full.map(|(range, _)| range));
                if lines.len() == 2 {
                    blocks.push(std::mem::take(&mut lines));
                }
                (piece.clone(), wide)
            }
        });
        let ends_sentence =
            text.get(..piece.end).is_some_and(|before| before.ends_with(['.', '?', '!', '。', '？', '！']));
        let used = line.as_ref().map_or(0, |(_, used)| *used);
        if ends_sentence && (lines.len() == 1 || used * 2 > WIDTH) {
            lines.extend(line.take().map(|(range, _)| range));
            room = WIDTH;
            blocks.push(std::mem::take(&mut lines));
        }
    }
    lines.extend(line.map(|(range, _)| range));
    if !lines.is_empty() {
        blocks.push(lines);
    }
    blocks
}

/// What must stay on one line: words, and single characters of scripts without spaces. A word wider than a line is cut.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().flat_map(move |word| {
        let base = word.as_ptr() as usize - text.as_ptr() as usize;
        let mut cuts = vec![0];
        let (mut run, mut cjk_before) = (0usize, false);
        for (at, c) in word.char_indices() {
            let closing = "。、，．？！：；）」』”’".contains(c);
            if run >= WIDTH || (at > 0 && (is_cjk(c) || cjk_before) && !closing) {
                cuts.push(at);
                run = 0;
            }
            run += if is_cjk(c) { 2 } else { 1 };
            cjk_before = is_cjk(c);
        }
        cuts.push(word.len());
        let pairs: Vec<Range<usize>> = cuts.windows(2).map(|pair| base + pair[0]..base + pair[1]).collect();
        pairs.into_iter().filter(|range| !range.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<Vec<&str>> {
        blocks(text, 0).into_iter().map(|block| block.into_iter().map(|line| &text[line]).collect()).collect()
    }

    #[test]
    fn two_lines_at_most_and_sentences_end_blocks() {
        let text =
            "It is. Always. And once a year, when the weather lets me, I go up there and I oil the motor. Then tea.";
        assert_eq!(
            cut(text),
            [
                vec!["It is. Always. And once a year, when the", "weather lets me, I go up there and I oil"],
                vec!["the motor. Then tea."],
            ]
        );
    }

    #[test]
    fn a_name_takes_its_room_in_the_first_line() {
        let text = "It is, and once a year, when the weather lets me, I oil it.";
        let first = blocks(text, 12)[0].clone();
        assert_eq!(
            first.iter().map(|line| &text[line.clone()]).collect::<Vec<_>>(),
            ["It is, and once a year, when", "the weather lets me, I oil it."]
        );
    }

    #[test]
    fn no_letter_is_lost_and_no_line_too_wide() {
        for text in [
            "潮汐表挂在墙上，没有人相信它。".repeat(9),
            "x".repeat(200),
            "a b ".repeat(99),
            "né à".into(),
            String::new(),
        ] {
            let joined: String = cut(&text).concat().concat();
            let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&joined), letters(&text));
            // Closing punctuation may hang over by one column pair.
            assert!(cut(&text).concat().iter().all(|line| columns(line) <= WIDTH + 2));
        }
    }
}
