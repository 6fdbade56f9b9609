//! What `query` takes.

use std::path::PathBuf;

use clap::Args;

use super::{OutputArgs, PassArgs, PeopleArgs, SourceArgs, TurnsFormat};

/// Find turns by speaker, time, topic, or any mix of them
///
/// Speakers are found by name, part of a name, initials, alias or near spelling. A turn fits a stretch of time when
/// it overlaps it. With `--about` the best turn comes first, else the earliest. No hit is an answer too: an empty
/// list and exit code 0.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  fireside query seeds/003_e1fe65cacb754d70.txt --speaker Ilya --about scaling
  fireside query seeds/003_e1fe65cacb754d70.txt --from 10:00 --to 12m30s
  fireside query seeds/003_e1fe65cacb754d70.txt --speaker Sutskevr --context 1
  fireside query seeds/004_4ce4f833089e0e5e.txt --about '\"next token\"' --limit 1
  fireside query seeds/004_4ce4f833089e0e5e.txt --speaker host --format json

Times: 90, 90.5, 1:30, 01:30.250, 00:01:30,250, 1m30s.")]
pub struct QueryArgs {
    /// Files to read; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Turns of this speaker; give it again for more
    #[arg(long, value_name = "NAME")]
    pub speaker: Vec<String>,

    /// No turns of this speaker; give it again for more
    #[arg(long, value_name = "NAME")]
    pub not_speaker: Vec<String>,

    /// Turns that end after this time; a value that is no time is the format or dialect to read as
    #[arg(long, value_name = "TIME|ID", action = clap::ArgAction::Append, allow_negative_numbers = true)]
    pub from: Vec<String>,

    /// Turns that start before this time
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    pub to: Option<String>,

    /// Turns about this: words, and "phrases" in double quotes
    #[arg(long, value_name = "TEXT")]
    pub about: Option<String>,

    /// Show so many turns before and after each hit
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub context: usize,

    /// At most so many hits from each file
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// How to print turns
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TurnsFormat,

    /// Also print each word with its times and origin (json and jsonl)
    #[arg(long)]
    pub words: bool,

    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub passes: PassArgs,
    #[command(flatten)]
    pub people: PeopleArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}
