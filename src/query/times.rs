//! Turns by time: a grid that says where to begin, then a scan forward.

use crate::model::{TimeSpan, Transcript};

/// Turns in order of their start, with a grid over time.
pub(super) struct Times {
    rows: Vec<Row>,
    /// The turn of each row; empty where the turns are in order themselves.
    turns: Vec<u32>,
    /// For each cell the first row that reaches into it or lies behind.
    grid: Vec<u32>,
    /// Where the first cell begins, in milliseconds.
    first: i64,
    /// A cell has two to the power of this many milliseconds: a time finds its cell without a division.
    shift: u32,
    /// Rows so long that they would make every scan begin at them.
    long: Vec<u32>,
}

/// Start in milliseconds, low half and high half, and length: 12 bytes, so that a look at a turn is one look at memory.
struct Row([u32; 3]);

impl Row {
    fn new(start: i64, length: u32) -> Self {
        Row([start as u32, (start >> 32) as u32, length])
    }

    fn start(&self) -> i64 {
        let [low, high, _] = self.0;
        i64::from(high as i32) << 32 | i64::from(low)
    }

    /// At least 1, so that a turn is somewhere.
    fn length(&self) -> i64 {
        i64::from(self.0[2])
    }

    fn end(&self) -> i64 {
        self.start().saturating_add(self.length())
    }
}

/// Rows to a cell of the grid, about.
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
            turns: if in_order { Vec::new() } else { rows.iter().map(|row| row.2).collect() },
            grid: Vec::new(),
            first: rows.first().map_or(0, |row| row.0),
            shift: 0,
            long: (0u32..).zip(&rows).filter(|(_, row)| i64::from(row.1) > bound).map(|(row, _)| row).collect(),
            rows: rows.into_iter().map(|(start, length, _)| Row::new(start, length)).collect(),
        };
        times.lay_grid(bound);
        times
    }

    /// Whether the turns are in order of their start, all of them timed.
    pub fn in_order(&self) -> bool {
        self.turns.is_empty() && self.long.is_empty()
    }

    fn lay_grid(&mut self, bound: i64) {
        let Some(last) = self.rows.last().map(Row::start) else { return };
        let length = last.saturating_sub(self.first) as u64;
        let cell = (length / (self.rows.len() / ROWS).max(1) as u64).max(1);
        self.shift = cell.ilog2();
        let cells = length >> self.shift;
        self.grid = Vec::with_capacity(cells as usize + 2);
        let mut row = 0usize;
        for cell in 0..=cells as i64 + 1 {
            let from = self.first.saturating_add(cell << self.shift);
            // Rows before this one end before the cell begins, those kept apart aside.
            while let Some(reaching) = self.rows.get(row) {
                if reaching.end() > from && reaching.length() <= bound {
                    break;
                }
                row += 1;
            }
            self.grid.push(row as u32);
        }
    }

    /// The run of rows outside of which none shares time with `from..to`, where none was kept apart.
    pub fn near(&self, from: i64, to: i64) -> std::ops::Range<usize> {
        let to = to.max(from.saturating_add(1));
        let end = self.rows.partition_point(|row| row.start() < to);
        self.begin(from).min(end)..end
    }

    /// The first row that may end after `from`.
    #[inline]
    fn begin(&self, from: i64) -> usize {
        let cell = from.saturating_sub(self.first).max(0) as u64 >> self.shift;
        self.grid.get(cell as usize).or(self.grid.last()).copied().unwrap_or(0) as usize
    }

    /// The turns that share time with `from..to`, or touch the instant if both are the same, by start.
    #[inline]
    pub fn overlapping(&self, from: i64, to: i64) -> Overlapping<'_> {
        let begin = self.begin(from);
        let long = self.long.get(..self.long.partition_point(|row| (*row as usize) < begin)).unwrap_or(&[]);
        // An instant is the stretch of its own millisecond.
        Overlapping { times: self, long: long.iter(), near: begin, from, to: to.max(from.saturating_add(1)) }
    }
}

/// The turns of a stretch of time: first those long ones that begin far before it, then all from the cell on.
pub(super) struct Overlapping<'i> {
    times: &'i Times,
    long: std::slice::Iter<'i, u32>,
    near: usize,
    from: i64,
    to: i64,
}

impl Iterator for Overlapping<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let Times { rows, turns, .. } = self.times;
        let turn = |row: usize| turns.get(row).map_or(row, |turn| *turn as usize);
        for &row in self.long.by_ref() {
            if rows.get(row as usize).is_some_and(|row| row.start() < self.to && row.end() > self.from) {
                return Some(turn(row as usize));
            }
        }
        loop {
            let row = rows.get(self.near).filter(|row| row.start() < self.to)?;
            self.near += 1;
            if row.end() > self.from {
                return Some(turn(self.near - 1));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Time, TranscriptBuilder, UnitStart};

    /// So many turns of about five seconds, some of which speak over the one before.
    fn turns(count: i64) -> Times {
        let mut builder = TranscriptBuilder::default();
        for turn in 0..count {
            let start = turn * 5_000 + turn * 7_919 % 3_000;
            let (start, end) = (Some(Time::exact(start)), Some(Time::exact(start + 1_000 + turn * 104_729 % 6_000)));
            builder.unit(UnitStart { start, end, new_speaker: true, ..UnitStart::default() });
            builder.push_raw("word", 0);
        }
        Times::new(&builder.finish())
    }

    /// How many rows a search looks at beyond those it returns.
    fn wasted(times: &Times, from: i64, to: i64) -> usize {
        let mut found = times.overlapping(from, to);
        let (long, begin) = (found.long.len(), found.near);
        let hits = found.by_ref().count();
        long + found.near - begin - hits
    }

    #[test]
    fn a_search_looks_at_what_it_returns_and_a_few_before_however_long_the_talk() {
        for count in [1_000, 2_000, 64_000] {
            let times = turns(count);
            let looks = (0..1_000).map(|at| at * 15_485_863 % (count * 5_000));
            let most = looks.flat_map(|from| [1_000, 60_000, 3_600_000].map(|long| wasted(&times, from, from + long)));
            assert!(most.max().is_some_and(|most| most <= 3 * ROWS), "{count} turns");
            assert!(times.grid.len() <= 2 * times.rows.len() / ROWS + 3, "the grid stays small");
        }
    }

    #[test]
    fn a_row_keeps_its_times() {
        for start in [0, -1, 1 << 40, i64::MIN, i64::MAX] {
            let row = Row::new(start, u32::MAX);
            assert_eq!((row.start(), row.length()), (start, i64::from(u32::MAX)));
        }
    }
}
