//! What `convert` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use fireside::{FrameRate, TimeSpan, Timestamp};

use super::{OutputArgs, PassArgs, PeopleArgs, PlainFormat, SourceArgs, time};

/// Turn any format that can be read into any that can be written
///
/// A file with a fixed grammar, such as SubRip, is converted as it stands. A pasted page is made ready first, as
/// `turns` does: mended, cut into turns, timed; `--as-read` switches that off. What the target can't hold, and times
/// that had to be guessed for it, are reported as warnings. The changes of times and cues are made in the order in which
/// they stand below.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  fireside convert seeds/003_e1fe65cacb754d70.txt --to vtt
  fireside convert seeds/004_4ce4f833089e0e5e.txt -o talk.srt
  fireside convert - --to md < seeds/003_e1fe65cacb754d70.txt
  fireside convert talk.srt --shift=-1.5 --fix-overlaps -o shifted.vtt
  fireside convert talk.srt --scale 25:23.976 --crop 1:00-2:30 --rebase --to vtt
  fireside convert seeds/00[34]_*.txt --to txt --output-dir plain

`fireside formats` lists the formats.")]
pub struct ConvertArgs {
    /// Files to read; `-` is standard input
    #[arg(required = true, value_name = "IN")]
    pub files: Vec<PathBuf>,

    /// Format to write (see `fireside formats`); by default the one of OUT's extension
    #[arg(long, value_name = "FORMAT")]
    pub to: Option<String>,

    /// How to print warnings and errors
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: PlainFormat,

    /// Read as this format or dialect (see `fireside formats`) instead of finding out
    #[arg(long, value_name = "ID")]
    pub from: Option<String>,

    /// Also write each word with its times and origin (json and jsonl), or so that it appears when it is spoken (vtt)
    #[arg(long)]
    pub words: bool,

    /// Frames a second, for formats that count frames: 25, 23.976, 30000/1001
    #[arg(long, value_name = "RATE")]
    pub fps: Option<FrameRate>,

    /// Where a format without a field for speakers names them in the text
    #[arg(long, value_enum, default_value_t, value_name = "WHERE")]
    pub speaker_names: NamesArg,

    #[command(flatten)]
    pub changes: ChangeArgs,
    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub passes: PassArgs,
    #[command(flatten)]
    pub people: PeopleArgs,
    #[command(flatten)]
    pub output: OutputArgs,

    /// Directory for the results of several files: each bears the name of its input, with the target's extension
    #[arg(long, value_name = "DIR", help_heading = "Output", conflicts_with = "output")]
    pub output_dir: Option<PathBuf>,
}

/// Changes of times and cues.
#[derive(Args, Default)]
pub struct ChangeArgs {
    /// Move all times: 1.5, -0:02, 1m30s (write `--shift=-1.5` for earlier)
    #[arg(long, value_name = "TIME", value_parser = time, allow_hyphen_values = true, help_heading = "Times and cues")]
    pub shift: Option<Timestamp>,

    /// Change the frame rate: from the first to the second, as when a film of 24 frames is played at 25
    #[arg(long, value_name = "FROM:TO", value_parser = rates, help_heading = "Times and cues")]
    pub scale: Option<(FrameRate, FrameRate)>,

    /// Keep what is said in this stretch; either end may be left open: `1:00-2:30`, `-0:30`, `1:00-`
    #[arg(long, value_name = "FROM-TO", value_parser = span, allow_hyphen_values = true, help_heading = "Times and cues")]
    pub crop: Option<TimeSpan>,

    /// Make the start of the crop zero
    #[arg(long, requires = "crop", help_heading = "Times and cues")]
    pub rebase: bool,

    /// Put cues in order of their starts
    #[arg(long, help_heading = "Times and cues")]
    pub sort: bool,

    /// Join cues of one speaker that are no further apart than this
    #[arg(long, value_name = "GAP", value_parser = time, num_args = 0..=1, default_missing_value = "0.5", require_equals = true, help_heading = "Times and cues")]
    pub merge: Option<Timestamp>,

    /// Split cues that are longer than `--max-chars`
    #[arg(long, help_heading = "Times and cues")]
    pub split: bool,

    /// The most characters of a cue that is merged or split
    #[arg(long, value_name = "N", default_value_t = 84, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Times and cues")]
    pub max_chars: u32,

    /// End each cue before the next one starts
    #[arg(long, help_heading = "Times and cues")]
    pub fix_overlaps: bool,

    /// Number cues from 1 on
    #[arg(long, help_heading = "Times and cues")]
    pub renumber: bool,
}

/// Where speakers are named in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum NamesArg {
    /// Where a turn begins
    #[default]
    Turns,
    /// In every cue
    Cues,
    /// Nowhere
    Never,
}

fn rates(value: &str) -> Result<(FrameRate, FrameRate), String> {
    let expected = || "expected two frame rates, such as `25:23.976`".to_owned();
    let (from, to) = value.split_once(':').ok_or_else(expected)?;
    let rate = |text: &str| text.parse::<FrameRate>().map_err(|error| error.to_string());
    Ok((rate(from)?, rate(to)?))
}

fn span(value: &str) -> Result<TimeSpan, String> {
    let (from, to) = value.split_once('-').ok_or("expected two times, such as `1:00-2:30`, `-0:30` or `1:00-`")?;
    let end = |text: &str, open: i64| match text.trim() {
        "" => Ok(Timestamp::from_millis(open)),
        text => time(text),
    };
    let (from, to) = (end(from, i64::MIN / 2)?, end(to, i64::MAX / 2)?);
    TimeSpan::new(from, to).ok_or_else(|| "the stretch ends before it starts".to_owned())
}
