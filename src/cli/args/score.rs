//! What `score` takes.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use fireside::Timestamp;
use fireside::score::{Convention, Metric, Normaliser, Pseudo};

use super::{OutputArgs, ScoreFormat, SourceArgs, time};

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
{}", crate::cli::score::conventions().trim_end()))]
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
