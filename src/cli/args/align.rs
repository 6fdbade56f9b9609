//! What `align` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use fireside::Timestamp;

use super::{OutputArgs, PassArgs, PeopleArgs, SourceArgs, TurnsFormat, time};

/// Put times on a transcript, speakers on words or captions, or captions onto captions
///
/// The first file is the one that changes; the others give. What they give follows from what they are: captions or a
/// recogniser's words give a transcript its times; a diarization (RTTM) gives timed words their speakers; a labelled
/// transcript gives captions their speakers; and captions give their times to captions of another language or cut. What
/// is said never changes. Files of different talks are refused.
#[derive(Args)]
#[command(
    override_usage = "fireside align [OPTIONS] TRANSCRIPT TIMED...",
    after_long_help = "\
Examples:
  fireside align talk.txt captions.srt
  fireside align talk.txt part1.vtt part2.vtt -o talk.json --report
  fireside align words.json speakers.rttm --format md
  fireside align captions.srt talk.txt -o named.vtt --split-cues
  fireside align deutsch.srt english.srt -o moved.srt

Modes: text: words against words, times for TRANSCRIPT; captions: words against words, speakers for the captions that \
TRANSCRIPT is; speakers: times against times, speakers for the words that TRANSCRIPT is; timing: times against times, \
the cues that TRANSCRIPT is are moved.

Times that lie between two known ones bear a `~`; a stretch that the timed files don't have gets no time. With \
`--format json` the report is in the document, under `alignment`."
)]
pub struct AlignArgs {
    /// The file that changes; `-` is standard input
    #[arg(value_name = "TRANSCRIPT")]
    pub transcript: PathBuf,

    /// What gives times or speakers; several timed files are one recording in sequence
    #[arg(required = true, value_name = "TIMED")]
    pub timed: Vec<PathBuf>,

    /// What is aligned with what, instead of finding out
    #[arg(short, long, value_enum, value_name = "MODE")]
    pub mode: Option<AlignMode>,

    /// Format to write (see `fireside formats`); by default the one of OUT's extension, or for captions their own
    #[arg(long, value_name = "FORMAT", conflicts_with = "format")]
    pub to: Option<String>,

    /// Print turns, in this way
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<TurnsFormat>,

    /// Also write each word with its times
    #[arg(long)]
    pub words: bool,

    /// Also tell, on standard error, how well the files go together
    #[arg(long)]
    pub report: bool,

    /// How far a word may be from where TRANSCRIPT's own stamps put it (text)
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "15")]
    pub collar: Timestamp,

    /// Move a change of speakers to the start of a sentence, if one is at most three words away (speakers)
    #[arg(long)]
    pub at_sentences: bool,

    /// Make a cue in which the speaker changes into several (captions, speakers)
    #[arg(long)]
    pub split_cues: bool,

    /// Read TRANSCRIPT as this format or dialect (see `fireside formats`) instead of finding out
    #[arg(long, value_name = "ID")]
    pub from: Option<String>,

    /// Read the other files as this format or dialect instead of finding out
    #[arg(long, value_name = "ID")]
    pub timed_from: Option<String>,

    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub passes: PassArgs,
    #[command(flatten)]
    pub people: PeopleArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What is aligned with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AlignMode {
    /// Times for a transcript, by words
    Text,
    /// Speakers for timed words, by times
    Speakers,
    /// Speakers for captions, by words
    Captions,
    /// Captions moved onto captions, by times
    Timing,
}
