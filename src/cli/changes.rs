//! Changes of times and cues, as the command line asks for them.

use fireside::pass::cues::{self, CueOptions};
use fireside::pass::retime::{self, CropOptions};
use fireside::{Reading, TimeDelta, Timestamp};

use super::args::ChangeArgs;

/// Makes the changes, in the order in which the help lists them.
pub fn change(reading: Reading, args: &ChangeArgs) -> Reading {
    let mut reading = reading;
    let length = |at: Timestamp| at - Timestamp::ZERO;
    let mut options = CueOptions::default().max_characters(args.max_chars as usize);
    let mut transcript = std::mem::take(&mut reading.transcript);
    if let Some(by) = args.shift {
        transcript = retime::shift(transcript, length(by));
    }
    if let Some((from, to)) = args.scale {
        transcript = retime::scale(transcript, from, to);
    }
    if let Some(span) = args.crop {
        transcript = retime::crop(transcript, span, CropOptions::default().rebase(args.rebase));
    }
    if args.sort {
        transcript = cues::sort(transcript);
    }
    if let Some(gap) = args.merge {
        options = options.max_gap(length(gap));
        transcript = cues::merge(transcript, &options);
    }
    if args.split {
        transcript = cues::split(transcript, &options);
    }
    if args.fix_overlaps {
        let told;
        (transcript, told) = cues::fix_overlaps(transcript, TimeDelta::ZERO);
        reading.diagnostics.extend(told);
    }
    if args.renumber {
        transcript = cues::renumber(transcript);
    }
    reading.transcript = transcript;
    reading
}
