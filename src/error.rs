//! Why nothing could be done.

use std::fmt;

/// A place in a source, for people: line and column from 1, the column in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file or what else it was read from; empty where unknown.
    pub source: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte of the decoded source, from 0.
    pub byte: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.source.is_empty() {
            write!(f, "{}:", self.source)?;
        }
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Why an input could not be read at all. What could be read with doubts is a [`Reading`](crate::Reading) with
/// diagnostics instead.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input breaks the grammar of the format it claims to be.
    #[error("{place}: expected {expected}\n  | {line}\n  = help: {help}")]
    Malformed {
        /// Where.
        place: Place,
        /// What should stand there.
        expected: String,
        /// The line, shortened around the place.
        line: String,
        /// How to mend it.
        help: String,
    },
    /// The input is text, but no transcript: says what it is instead.
    #[error("{looks_like} ({evidence})\n  = help: {needed}")]
    NotATranscript {
        /// Code of the near miss: `E-ARTICLE`.
        code: &'static str,
        /// What it looks like.
        looks_like: String,
        /// The strongest evidence for that.
        evidence: String,
        /// What would have been needed for a transcript.
        needed: String,
    },
    /// The input is no text in any encoding.
    #[error("no text: {reason}\n  = help: {help}")]
    NotText {
        /// What was seen instead.
        reason: String,
        /// What to do.
        help: String,
    },
    /// A format, dialect, encoding or rule that doesn't exist.
    #[error("unknown {what} `{name}`\n  = help: {help}")]
    Unknown {
        /// What kind of thing was named.
        what: &'static str,
        /// The name.
        name: String,
        /// Names that exist and come near.
        help: String,
    },
    /// Several formats claim the input, and none more than the others.
    #[error("this could be any of {formats}\n  = help: name one with --from")]
    Ambiguous {
        /// Their ids.
        formats: String,
    },
    /// More than this library holds in one transcript.
    #[error("the input has {bytes} bytes, and one transcript holds less than {limit}\n  = help: split it into files")]
    TooLarge {
        /// Its length.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// Files that can't be aligned: of different talks, in different languages, or without what the other one needs.
    #[error("{reason}\n  = help: {help}")]
    NotAligned {
        /// Code of the reason: `different-talk`, `other-language`, `no-times`, `no-words`, `no-speakers`.
        code: &'static str,
        /// What is wrong, with the evidence.
        reason: String,
        /// What to do.
        help: String,
    },
    /// What was read can't be scored by the metric that was asked for.
    #[error("{reason}\n  = help: {help}")]
    Unscorable {
        /// What is missing, or too much.
        reason: String,
        /// What to do.
        help: String,
    },
}

impl Error {
    /// [`Error::Unknown`] with help that offers the nearest of the known names, or all of them.
    ///
    /// ```
    /// let error = fireside::Error::unknown("format", "webvt", ["srt", "webvtt"].into_iter());
    /// assert_eq!(error.help(), "did you mean `webvtt`?");
    /// ```
    pub fn unknown<'a>(what: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        Error::Unknown { what, name: name.to_owned(), help: nearest(name, known) }
    }

    /// A short name for programs: `E-ARTICLE`, `malformed`, `not-text`, `unknown`, `too-large`.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Malformed { .. } => "malformed",
            Error::NotATranscript { code, .. } => code,
            Error::NotText { .. } => "not-text",
            Error::Unknown { .. } => "unknown",
            Error::Ambiguous { .. } => "ambiguous",
            Error::TooLarge { .. } => "too-large",
            Error::Unscorable { .. } => "unscorable",
            Error::NotAligned { code, .. } => code,
        }
    }

    /// Where it is, if it is somewhere.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Error::Malformed { place, .. } => Some(place),
            _ => None,
        }
    }

    /// How to mend it.
    pub fn help(&self) -> String {
        match self {
            Error::Malformed { help, .. }
            | Error::NotText { help, .. }
            | Error::Unknown { help, .. }
            | Error::NotAligned { help, .. }
            | Error::Unscorable { help, .. } => help.clone(),
            Error::NotATranscript { needed, .. } => needed.clone(),
            Error::Ambiguous { .. } => "name one with --from".to_owned(),
            Error::TooLarge { .. } => "split it into files".to_owned(),
        }
    }
}

/// A sentence that offers the known names nearest to `name`.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let mut near: Vec<(f64, &str)> = known.map(|id| (strsim::jaro_winkler(&name, &id.to_lowercase()), id)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    match near.first() {
        Some((likeness, id)) if *likeness > 0.8 => format!("did you mean `{id}`?"),
        Some(_) => {
            let ids: Vec<&str> = near.iter().map(|(_, id)| *id).collect();
            format!("known are {}", ids.join(", "))
        }
        None => "none is known".to_owned(),
    }
}
