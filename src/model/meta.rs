//! What a page says about its transcript, beside the speech.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::speaker::Role;
use super::time::{Clock, TimeDelta, Timestamp};

/// Kinds of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Speech with speakers or turns.
    Transcript,
    /// Captions or subtitles.
    Captions,
    /// The output of a speech recogniser.
    Recogniser,
    /// Who spoke when, without the words.
    Diarization,
    /// Something else.
    NotTranscript,
}

/// Where a transcript came from and how it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The file, as the caller named it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// Id of the format or dialect that read it: `rev-inline`, `caption-dump`.
    pub format: Cow<'static, str>,
    /// What the text was taken out of, where it is a page or a document: `html`, `docx`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub container: Option<Cow<'static, str>>,
    /// The encoding its bytes were in, in lower case: `utf-8`, `windows-1252`.
    pub encoding: Cow<'static, str>,
    /// The clock of its times.
    #[serde(default)]
    pub clock: Clock,
    /// Which layout evidence the reader could use, where there are several: `nbsp`, `spaces`, `none`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub layout: Option<Cow<'static, str>>,
}

/// What the page gives besides speech. A field is empty where the page is silent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Meta {
    /// The talk's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When it was published or held; parts the page doesn't give are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Length of the recording.
    #[serde(skip_serializing_if = "Option::is_none", rename = "duration_ms")]
    pub duration: Option<TimeDelta>,
    /// The language spoken, as the source writes it: `en`, `en-US`, `english`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The channel that published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// How often it was watched; rounded where the page rounds (`1.1K` is 1100).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub views: Option<u64>,
    /// The page's id for the recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The show it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show: Option<String>,
    /// The event it was held at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Tags, without `#`, in the page's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The page's summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Persons the page names as taking part, speaking or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
    /// Chapter marks: never turns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chapters: Vec<Chapter>,
    /// Comments below the recording: never speech.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
}

/// A person the page names as taking part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// Full name as the page writes it.
    pub name: String,
    /// Host, guest or another role, where the page says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<Role>,
    /// Position and organisation: `Chief Scientist @ OpenAI`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
}

/// A chapter mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// Where it starts.
    #[serde(rename = "start_ms")]
    pub start: Timestamp,
    /// Its title.
    pub title: String,
}

/// A comment that a reader of the page left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub author: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Date>,
    /// Votes for it, less those against.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub votes: Option<i64>,
    /// What it says; lines are joined by a newline.
    pub text: String,
}
