//! Passes: a transcript in, a transcript and what was doubted out. Pure; one file for each job.
//!
//! The usual order, as [`prepare`] has it: repair, then turns and speakers where the source doesn't tell, then times
//! where only some are known.

pub mod align;
pub mod cues;
pub mod estimate;
pub mod repair;
pub mod retime;
pub mod split;

use crate::diagnostic::Reading;
use repair::RepairOptions;
use split::SplitOptions;

/// What [`prepare`] does to a reading.
///
/// ```
/// use fireside::PrepareOptions;
/// let as_it_stands = PrepareOptions::as_read();
/// let only_turns = PrepareOptions::as_read().infer(true);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PrepareOptions {
    repair: Option<RepairOptions>,
    infer: bool,
    estimate: bool,
    split: SplitOptions,
}

impl Default for PrepareOptions {
    fn default() -> Self {
        PrepareOptions {
            repair: Some(RepairOptions::default()),
            infer: true,
            estimate: true,
            split: SplitOptions::default(),
        }
    }
}

impl PrepareOptions {
    /// Nothing at all: what the source says and nothing else.
    pub fn as_read() -> Self {
        PrepareOptions { repair: None, infer: false, estimate: false, split: SplitOptions::default() }
    }

    /// How to mend the text, or not at all. Default: the safe rules.
    pub fn repair(mut self, repair: Option<RepairOptions>) -> Self {
        self.repair = repair;
        self
    }

    /// Whether to infer turns and speakers where the source doesn't tell. Default: true.
    pub fn infer(mut self, infer: bool) -> Self {
        self.infer = infer;
        self
    }

    /// How many speakers there are, and their names: see [`SplitOptions`]. Default: found out.
    pub fn split(mut self, split: SplitOptions) -> Self {
        self.split = split;
        self
    }

    /// Whether to estimate times that the source doesn't give. Default: true.
    pub fn estimate(mut self, estimate: bool) -> Self {
        self.estimate = estimate;
        self
    }
}

/// Makes a reading ready for use: mends its text, finds turns and speakers where the source doesn't tell, and fills in
/// missing times; each guess is marked as one. What is doubted is added to the diagnostics.
pub fn prepare(reading: Reading, options: &PrepareOptions) -> Reading {
    let Reading { mut transcript, mut diagnostics, confidence, evidence } = reading;
    if let Some(repair) = &options.repair {
        let (mended, _, notes) = repair::repair(transcript, repair);
        transcript = mended;
        diagnostics.extend(notes);
    }
    if options.infer {
        let (split, doubts) = split::split(transcript, &options.split);
        transcript = split;
        diagnostics.extend(doubts);
    }
    if options.estimate {
        let (timed, doubts) = estimate::estimate(transcript);
        transcript = timed;
        diagnostics.extend(doubts);
    }
    Reading { transcript, diagnostics, confidence, evidence }
}
