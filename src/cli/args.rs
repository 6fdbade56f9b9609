//! The argument types: what can be typed, and the help that explains it.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use fireside::query::parse_time;
use fireside::score::{Convention, Metric, Normaliser, Pseudo};
use fireside::{FrameRate, TimeSpan, Timestamp};

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

fn time(value: &str) -> Result<Timestamp, String> {
    parse_time(value).map_err(|_| "expected a time, such as `90`, `1:30`, `00:01:30.250` or `1m30s`".to_owned())
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

/// Tell how far a hypothesis is from a reference: errors in words, in speakers, in time
///
/// Both may be anything that can be read; recordings are matched by the names that RTTM, STM, CTM and SegLST give them.
/// Nothing is mended. What the number depends on is printed beside it.
#[derive(Args)]
#[command(override_usage = "fireside score [OPTIONS] -m M REFERENCE HYPOTHESIS", after_long_help = format!("\
Examples:
  cd seeds && fireside score 003*.txt 003*.txt -m wer --normalise basic
  cd seeds && fireside score 003*.txt 003*.txt -m der --collar 0.25
  cd seeds && fireside score 003*.txt 003*.txt -m cpwer --format json

Metrics: wer, cer: of all that is said; cpwer: speaker by speaker; tcpwer: also bound to times; orcwer, tcorcwer: each \
utterance where it fits best, exact or greedy-; wder: words with the wrong speaker; der, jer: time with the wrong \
speaker; boundary: where somebody else begins to speak.

Conventions of der and jer:
{}", super::score::conventions().trim_end()))]
pub struct ScoreArgs {
    /// The trusted file; `-` is standard input
    #[arg(value_name = "REFERENCE")]
    pub reference: PathBuf,

    /// The file on trial
    #[arg(value_name = "HYPOTHESIS")]
    pub hypothesis: PathBuf,

    /// What to count
    #[arg(short, long, value_name = "M", value_parser = named::<Metric>(Metric::ALL.map(Metric::name)))]
    pub metric: Metric,

    /// Time around boundaries of the reference that der and jer don't score; slack of words for tcpwer and tcorcwer
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub collar: Option<Timestamp>,

    /// How far apart two boundaries may lie
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "0.5")]
    pub tolerance: Timestamp,

    /// UEM file: score these regions only
    #[arg(long, value_name = "FILE")]
    pub uem: Option<PathBuf>,

    /// Leave out where several of the reference speak at once (der, jer)
    #[arg(long)]
    pub skip_overlap: bool,

    /// Whose habits to follow (der, jer)
    #[arg(long, value_name = "NAME", default_value = "dscore", value_parser = named::<Convention>(Convention::ALL.map(|one| one.name)))]
    pub convention: Convention,

    /// How texts are made alike
    #[arg(long, value_name = "HOW", default_value = "none", value_parser = named::<Normaliser>(Normaliser::ALL.map(Normaliser::name)))]
    pub normalise: Normaliser,

    /// How words of the reference get times where only segments have them
    #[arg(long, value_name = "HOW", default_value = "character-based", value_parser = named::<Pseudo>(Pseudo::ALL.map(Pseudo::name)))]
    pub reference_timing: Pseudo,

    /// How words of the hypothesis get times where only segments have them
    #[arg(long, value_name = "HOW", default_value = "character-based-points", value_parser = named::<Pseudo>(Pseudo::ALL.map(Pseudo::name)))]
    pub hypothesis_timing: Pseudo,

    /// Also show the words side by side (wer, cer, cpwer, tcpwer; not in csv)
    #[arg(long)]
    pub alignment: bool,

    /// How to print the scores
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ScoreFormat,

    /// Read both as this format or dialect (see `fireside formats`) instead of finding out
    #[arg(long, value_name = "ID")]
    pub from: Option<String>,

    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// A value by one of its names.
fn named<T>(names: impl IntoIterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: std::str::FromStr<Err = fireside::Error> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(names).try_map(|name| name.parse::<T>())
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_hold_together() {
        super::Cli::command().debug_assert();
    }
}
