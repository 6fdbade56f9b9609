//! The program as people and scripts use it: each story runs the binary.

#[path = "cli/align.rs"]
mod align;
#[path = "cli/convert.rs"]
mod convert;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/inspect.rs"]
mod inspect;
#[path = "cli/query.rs"]
mod query;
#[path = "cli/repair.rs"]
mod repair;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/score.rs"]
mod score;
#[path = "cli/speakers.rs"]
mod speakers;
#[path = "cli/turns.rs"]
mod turns;
