//! Turns by time: a grid that says where to begin, then a scan forward.

use std::ops::Range;

use crate::model::{TimeSpan, Transcript};

/// Turns in order of their start, with a grid over time.
pub(super) struct Times {
    /// Starts in milliseconds, rising.
    starts: Vec<i64>,
    /// Lengths in milliseconds; at least 1, so that a turn is somewhere.
    lengths: Vec<u32>,
    /// The turn of each row; empty where the turns are in order themselves.
    turns: Vec<u32>,
    /// For each cell the first row that reaches into it or lies behind.
    grid: Vec<u32>,
    cell: i64,
    /// Rows so long that they would make every scan begin at them.
    long: Vec<u32>,
}

/// Rows to a cell of the grid.
const ROWS: usize = 4;
/// A row this many times longer than the mean is kept apart.
const LONG: i64 = 64;

/// When a turn is: from its start to its end, or where that isn't known to the next turn's start.
pub(super) fn span_of(transcript: &Transcript, index: usize) -> Option<TimeSpan> {
    let turn = transcript.turn(index)?;
    let start = turn.start()?.at;
    let next = || transcript.turn(index + 1).and_then(|next| next.start()).map(|next| next.at);
    let end = turn.end().map(|end| end.at).or_else(next).unwrap_or(start);
    TimeSpan::new(start, end.max(start))
}

impl Times {
    pub fn new(transcript: &Transcript) -> Self {
        let mut rows: Vec<(i64, u32, u32)> = Vec::with_capacity(transcript.turns().len());
        for index in 0..transcript.turns().len() {
            if let Some(span) = span_of(transcript, index) {
                let length = u32::try_from(span.length().millis()).unwrap_or(u32::MAX).max(1);
                rows.push((span.start().millis(), length, index as u32));
            }
        }
        let in_order = rows.len() == transcript.turns().len() && rows.is_sorted_by_key(|row| row.0);
        if !in_order {
            rows.sort_by_key(|row| (row.0, row.2));
        }
        let total: i64 = rows.iter().map(|row| i64::from(row.1)).sum();
        let bound = (total / rows.len().max(1) as i64).saturating_mul(LONG);
        let mut times = Times {
            starts: rows.iter().map(|row| row.0).collect(),
            lengths: rows.iter().map(|row| row.1).collect(),
            turns: if in_order { Vec::new() } else { rows.iter().map(|row| row.2).collect() },
            grid: Vec::new(),
            cell: 1,
            long: (0u32..).zip(&rows).filter(|(_, row)| i64::from(row.1) > bound).map(|(row, _)| row).collect(),
        };
        times.lay_grid(bound);
        times
    }

    /// Whether the turns are in order of their start, all of them timed.
    pub fn in_order(&self) -> bool {
        self.turns.is_empty() && self.long.is_empty()
    }

    fn lay_grid(&mut self, bound: i64) {
        let (Some(&first), Some(&last)) = (self.starts.first(), self.starts.last()) else { return };
        let cells = (self.starts.len() / ROWS).max(1);
        self.cell = (last.saturating_sub(first) / cells as i64).max(1);
        self.grid = Vec::with_capacity(cells + 2);
        let mut row = 0usize;
        for cell in 0..=cells as i64 + 1 {
            let from = first.saturating_add(cell.saturating_mul(self.cell));
            // Rows before this one end before the cell begins, those kept apart aside.
            while let (Some(&start), Some(&length)) = (self.starts.get(row), self.lengths.get(row)) {
                if start.saturating_add(i64::from(length)) > from && i64::from(length) <= bound {
                    break;
                }
                row += 1;
            }
            self.grid.push(row as u32);
        }
    }

    /// The run of rows outside of which none shares time with `from..to`, where none was kept apart.
    pub fn near(&self, from: i64, to: i64) -> Range<usize> {
        let to = to.max(from.saturating_add(1));
        let end = self.starts.partition_point(|start| *start < to);
        self.begin(from).min(end)..end
    }

    /// The first row that may end after `from`.
    fn begin(&self, from: i64) -> usize {
        let first = self.starts.first().copied().unwrap_or(0);
        let cell = usize::try_from(from.saturating_sub(first) / self.cell).unwrap_or(0);
        self.grid.get(cell).or(self.grid.last()).copied().unwrap_or(0) as usize
    }

    /// The turns that share time with `from..to`, or touch the instant if both are the same, by start.
    pub fn overlapping(&self, from: i64, to: i64) -> impl Iterator<Item = usize> + '_ {
        let begin = self.begin(from);
        // An instant is the stretch of its own millisecond.
        let to = to.max(from.saturating_add(1));
        let long = self.long.iter().map(|row| *row as usize).take_while(move |row| *row < begin);
        let near =
            (begin..self.starts.len()).take_while(move |row| self.starts.get(*row).is_some_and(|start| *start < to));
        long.chain(near)
            .filter(move |row| {
                let (Some(start), Some(length)) = (self.starts.get(*row), self.lengths.get(*row)) else { return false };
                *start < to && start.saturating_add(i64::from(*length)) > from
            })
            .map(|row| self.turns.get(row).map_or(row, |turn| *turn as usize))
    }
}
