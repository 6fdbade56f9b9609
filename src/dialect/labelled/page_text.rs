//! The page's own text below an opening: notices between two records, and all that stands below the last one.

use std::ops::Range;

use super::page_line::page_odds;
use crate::dialect::census::Row;
use crate::dialect::region::{is_event, is_furniture};
use crate::text::lines;

/// How often the records of a page go on behind a blank line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Habit {
    /// Records that were looked at.
    records: usize,
    /// Those that go on.
    going_on: usize,
}

/// Lines that are longer, in bytes, are prose.
const LONGEST: usize = 240;
/// What one line can say at most, in natural logarithms of odds.
const MOST: f32 = 6.0;
/// What a paragraph of the page's own can say against it: pages hold prose too.
const PROSE: f32 = -1.0;
/// What a button above a line says of it.
const BUTTON: f32 = 2.0;
/// How rare a notice is in the middle of a record.
const RARE: f32 = 2.5;

/// Whether a line alone is the page's own rather than speech.
pub fn is_page_line(line: &str) -> bool {
    line.len() <= LONGEST && page_odds(line) > 0.0
}

impl Habit {
    /// Looks at all records but the last one.
    pub(super) fn of(text: &str, rows: &[Row]) -> Self {
        const LOOKED_AT: usize = 400;
        let goes_on = |pair: &&[Row]| {
            let [row, next] = pair else { return false };
            let below = text.get(row.end as usize..next.start as usize).unwrap_or("");
            let silent = text.get(row.text as usize..row.end as usize).is_none_or(|said| said.trim().is_empty());
            blocks(below, silent, false).iter().any(|block| block.odds < 0.0)
        };
        let pairs = || rows.windows(2).take(LOOKED_AT);
        Habit { records: pairs().count(), going_on: pairs().filter(goes_on).count() }
    }

    /// The natural logarithm of the odds that a record goes on behind a blank line, leaving out `own` that do.
    fn odds(self, own: usize) -> f32 {
        const FEW: f32 = 0.2;
        const LEAST: f32 = -3.0;
        let (all, on) = (self.records.saturating_sub(own), self.going_on.saturating_sub(own));
        ((on as f32 + FEW) / (all.saturating_sub(on) as f32 + 1.0)).ln().max(LEAST)
    }

    /// Where the text below an opening is the page's own, of which `said` stands on the opening's line; `last` below the
    /// last opening, behind which the page's own text goes on to the end.
    pub(super) fn page_text(self, said: &str, below: &str, last: bool) -> Vec<Range<usize>> {
        let blocks = blocks(below, said.is_empty(), said.ends_with([':', '：']));
        if blocks.is_empty() {
            return Vec::new();
        }
        if last {
            let from = self.tail(&blocks).and_then(|at| blocks.get(at));
            return from.map(|block| block.bytes.start..below.len()).into_iter().collect();
        }
        let own = usize::from(blocks.iter().any(|block| block.odds < 0.0));
        let least = self.odds(own) + RARE;
        blocks.into_iter().filter(|block| block.odds > least).map(|block| block.bytes).collect()
    }

    /// The first of the blocks below the last opening that are the page's own.
    fn tail(self, blocks: &[Block]) -> Option<usize> {
        let odds = self.odds(0);
        // Where records go on as a rule, speech may go on behind a notice, too.
        let floor = if odds < -1.0 { PROSE } else { -MOST };
        let (mut best, mut from) = (odds, None);
        let mut behind = 0.0;
        for (at, block) in blocks.iter().enumerate().rev() {
            let value = block.odds + behind + if at > 0 { odds } else { 0.0 };
            if value > best {
                (best, from) = (value, Some(at));
            }
            behind += block.odds.max(floor);
        }
        from
    }
}

/// Lines without a blank one between.
#[derive(Debug)]
struct Block {
    bytes: Range<usize>,
    /// The natural logarithm of the odds that they are the page's own.
    odds: f32,
}

/// The blocks behind a blank line that a record might go on with; its first one is speech, whatever it says.
fn blocks(below: &str, silent: bool, mut promised: bool) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut said, mut apart, mut open) = (!silent, false, false);
    for line in lines(below) {
        let content = below.get(line.clone()).unwrap_or("");
        if content.trim().is_empty() {
            // The first line is what is left of the opening's own.
            apart |= line.start > 0;
            continue;
        }
        let apart = std::mem::take(&mut apart);
        if is_event(content) {
            open &= !apart;
            continue;
        }
        // A button is left out anyway; what stands right below it is often its own.
        if said && apart && is_furniture(content) {
            blocks.push(Block { bytes: line, odds: BUTTON });
            open = true;
            continue;
        }
        if is_furniture(content) {
            continue;
        }
        // `The rules are as follows:` promises more.
        let colon = content.trim_end().ends_with([':', '：']);
        let promises = colon && content.split_whitespace().nth(4).is_some() || std::mem::replace(&mut promised, colon);
        if !said || (!apart && !open) {
            said = true;
            continue;
        }
        let odds = match content.len() > LONGEST || promises {
            true => -MOST,
            false => page_odds(content).clamp(-MOST, MOST),
        };
        match blocks.last_mut().filter(|_| !apart) {
            Some(block) => (block.bytes.end, block.odds) = (line.end, block.odds + odds),
            None => blocks.push(Block { bytes: line, odds }),
        }
        open = true;
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(habit: (usize, usize), below: &str, last: bool) -> Vec<&str> {
        let habit = Habit { records: habit.0, going_on: habit.1 };
        habit.page_text("So.", below, last).into_iter().map(|bytes| below[bytes].trim()).collect()
    }

    #[test]
    fn a_notice_between_two_records() {
        let notice = "\n\nOne letter a month. Enter your e-mail address to get it.\n\n";
        assert_eq!(own((12, 0), notice, false), [notice.trim()]);
        assert!(Habit { records: 12, going_on: 0 }.page_text("He said:", "\n\n“Next bridge.”\n", false).is_empty());
        let speech = "\n\nAnd then we carried it back, and nobody said a word about it.\n\n";
        assert!(own((12, 0), speech, false).is_empty());
        assert_eq!(own((12, 6), &format!("{speech}{notice}{speech}"), false).len(), usize::from(false));
    }

    #[test]
    fn a_page_below_the_last_record() {
        let tail = "\n\nLike what you heard? Share it with a friend\n\nEpisodes we recommend\n\nTerms of use\n";
        assert_eq!(own((12, 0), tail, true), [tail.trim()]);
        let speech = "\n\nSo that's how it was, and I'm glad it is over.\n";
        assert!(own((12, 0), speech, true).is_empty());
        assert_eq!(own((12, 8), &format!("{speech}{tail}"), true), [tail.trim()]);
        // The words of an opening that stands alone are below it.
        let habit = Habit { records: 12, going_on: 0 };
        assert!(habit.page_text("", "\n\nPodcasts\n", true).is_empty());
    }
}
