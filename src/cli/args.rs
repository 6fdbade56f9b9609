//! The argument types: what can be typed, and the help that explains it.

mod align;
mod convert;
mod query;
mod score;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fireside::Timestamp;
use fireside::query::parse_time;

pub use align::{AlignArgs, AlignMode};
pub use convert::{ChangeArgs, ConvertArgs, NamesArg};
pub use query::QueryArgs;
pub use score::ScoreArgs;

/// Reads transcripts in every broken form, finds who speaks when, mends the text, and answers questions about it.
#[derive(Parser)]
#[command(
    name = "fireside",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  fireside turns seeds/003_e1fe65cacb754d70.txt
  fireside inspect seeds/004_4ce4f833089e0e5e.txt
  fireside query seeds/003_e1fe65cacb754d70.txt --speaker Ilya --about code

Exit codes: 0 done, 1 wrong command line or a file that can't be read or written, 2 the input is not what the \
command needs. `fireside COMMAND --help` shows more, with examples."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Print errors only: no warnings, no notes, no progress
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// The subcommands.
#[derive(Subcommand)]
pub enum Command {
    Turns(TurnsArgs),
    Convert(ConvertArgs),
    Inspect(InspectArgs),
    Repair(RepairArgs),
    Query(QueryArgs),
    Align(AlignArgs),
    Score(ScoreArgs),
    Formats(FormatsArgs),
    Completions(CompletionsArgs),
}

/// Print who says what when, from a transcript in any format
///
/// Reads each file, mends its text with the safe rules, finds turns and speakers where the source doesn't tell, and
/// estimates times where only some are known. A guessed time bears a `~`, and a turn that may begin elsewhere or
/// belong to somebody else says how sure it is. `--as-read` gives what the source says and nothing else.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  fireside turns seeds/003_e1fe65cacb754d70.txt
  fireside turns seeds/003_e1fe65cacb754d70.txt --format json
  fireside turns seeds/004_4ce4f833089e0e5e.txt --format csv -o turns.csv
  fireside turns seeds/00[34]_*.txt --format jsonl
  cat seeds/003_e1fe65cacb754d70.txt | fireside turns - --as-read | head -n 3

Text that is no transcript ends with exit code 2, and a message says what it looks like.")]
pub struct TurnsArgs {
    /// Files to read; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// How to print turns
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TurnsFormat,

    /// Read as this format or dialect (see `fireside formats`) instead of finding out
    #[arg(long, value_name = "ID")]
    pub from: Option<String>,

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

/// Tell what an input is: kind, format or dialect, encoding, counts, doubts
///
/// Nothing is mended or inferred: the counts are those of the source. Text that is no transcript is an answer too,
/// with exit code 0.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  fireside inspect seeds/004_4ce4f833089e0e5e.txt
  fireside inspect seeds/000_bdba847b4ba673c3.txt --explain
  fireside inspect seeds/003_e1fe65cacb754d70.txt --format json")]
pub struct InspectArgs {
    /// Files to read; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Also list the evidence
    #[arg(long)]
    pub explain: bool,

    /// How to print the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: PlainFormat,

    /// Read as this format or dialect (see `fireside formats`) instead of finding out
    #[arg(long, value_name = "ID")]
    pub from: Option<String>,

    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Mend the text of any file, and keep its shape
///
/// Takes any text, transcript or not, and prints it with the defects mended that the rules find: line ends, byte
/// order mark and layout stay. The safe rules run by default; `--level full` runs nearly all, `--rules` any.
#[derive(Args)]
#[command(after_long_help = format!("\
Examples:
  fireside repair seeds/004_4ce4f833089e0e5e.txt -o mended.txt
  fireside repair seeds/004_4ce4f833089e0e5e.txt --explain
  fireside repair seeds/003_e1fe65cacb754d70.txt --rules F02,F19 --explain
  fireside repair seeds/003_e1fe65cacb754d70.txt --level standard --diff
  printf 'It turned.We left.\\n' | fireside repair -

With `--check` nothing is printed but the number of changes, and the exit code is 2 when something would change.

Rules, each with the lowest level at which it runs:
{}", super::repair::rules().trim_end()))]
pub struct RepairArgs {
    /// File to read; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// How far to go
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub level: LevelArg,

    /// Only these rules, by number or name; with a `-` before it a rule is taken from the level, with a `+` added
    #[arg(long, value_name = "RULES", value_delimiter = ',', allow_hyphen_values = true)]
    pub rules: Vec<String>,

    /// List each edit instead of the text: where, by which rule, before, after, how sure
    #[arg(long)]
    pub explain: bool,

    /// Show what changes word by word instead of the text, in colour on a terminal
    #[arg(long, conflicts_with_all = ["explain", "format"])]
    pub diff: bool,

    /// Only tell whether something would change: exit code 2 if so
    #[arg(long, conflicts_with = "output")]
    pub check: bool,

    /// How to print the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: PlainFormat,

    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// List the formats and dialects: which can be read, which written, what each keeps
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  fireside formats
  fireside formats --format json")]
pub struct FormatsArgs {
    /// How to print the table
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: PlainFormat,

    #[command(flatten)]
    pub output: OutputArgs,
}

/// Print completions for a shell
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  fireside completions bash
  fireside completions zsh
  fireside completions fish

For bash, put the first one's output into ~/.local/share/bash-completion/completions/fireside.")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,

    #[command(flatten)]
    pub output: OutputArgs,
}

/// How bytes become a reading.
#[derive(Args)]
pub struct SourceArgs {
    /// Encoding of the input, such as windows-1252, instead of finding out
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub encoding: Option<String>,

    /// Take the first warning for an error: exit code 2, nothing written
    #[arg(long, help_heading = "Reading")]
    pub strict: bool,
}

/// What is done to a reading.
#[derive(Args)]
pub struct PassArgs {
    /// What the source says and nothing else: no repair, no inference, no estimates
    #[arg(long, help_heading = "Making ready")]
    pub as_read: bool,

    /// Leave the text as it is
    #[arg(long, help_heading = "Making ready")]
    pub no_repair: bool,

    /// Don't look for turns and speakers that the source doesn't tell
    #[arg(long, help_heading = "Making ready")]
    pub no_infer: bool,
}

/// Who speaks.
#[derive(Args)]
pub struct PeopleArgs {
    /// How many speak, where the source doesn't tell
    #[arg(
        long,
        value_name = "N",
        help_heading = "Speakers",
        value_parser = clap::value_parser!(u32).range(1..=1000),
        conflicts_with_all = ["as_read", "no_infer"]
    )]
    pub speakers: Option<u32>,

    /// Who speaks, in order of first turn, where the source doesn't tell
    #[arg(
        long,
        value_name = "A,B",
        help_heading = "Speakers",
        value_delimiter = ',',
        conflicts_with_all = ["as_read", "no_infer"]
    )]
    pub names: Vec<String>,

    /// Give a speaker another name: `2:Ada Quill` for the second to speak, or `SPEAKER_01:Ada Quill`
    #[arg(long, value_name = "N:NAME", help_heading = "Speakers", value_parser = keep)]
    pub keep: Vec<(String, String)>,

    /// File of names across files: lines `Ada Quill = Ada, A. Quill`, or JSON `{"Ada Quill": ["Ada"]}`
    #[arg(long, value_name = "FILE", help_heading = "Speakers")]
    pub aliases: Option<PathBuf>,
}

/// Where results go.
#[derive(Args)]
pub struct OutputArgs {
    /// File to write instead of standard output; replaced in one step, and only when all went well
    #[arg(short, long, value_name = "OUT", help_heading = "Output")]
    pub output: Option<PathBuf>,
}

/// How turns are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TurnsFormat {
    /// One paragraph a turn
    #[default]
    Text,
    /// One document, as the README describes it
    Json,
    /// One turn a line
    Jsonl,
    /// Markdown
    Md,
    /// One turn a row
    Csv,
}

/// How an answer is printed that is not made of turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// How scores are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ScoreFormat {
    /// A table
    #[default]
    Text,
    /// One document
    Json,
    /// One row for each recording, each speaker, and all together
    Csv,
}

/// How far repair goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LevelArg {
    /// What a careful editor would mend without asking
    #[default]
    Safe,
    /// Also what is nearly always right
    Standard,
    /// Also what changes how the speech reads
    Full,
}

fn keep(value: &str) -> Result<(String, String), String> {
    match value.split_once(':').map(|(who, name)| (who.trim(), name.trim())) {
        Some((who, name)) if !who.is_empty() && !name.is_empty() => Ok((who.to_owned(), name.to_owned())),
        _ => Err("expected `N:NAME`, such as `2:Ada Quill`".to_owned()),
    }
}

fn time(value: &str) -> Result<Timestamp, String> {
    parse_time(value).map_err(|_| "expected a time, such as `90`, `1:30`, `00:01:30.250` or `1m30s`".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_hold_together() {
        super::Cli::command().debug_assert();
    }
}
