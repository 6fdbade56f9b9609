//! Turns one a line, as JSON: what [`Document::lines`] writes, read again.

use std::borrow::Cow;

use serde::Deserialize;

use super::document::{Document, DocumentError, TurnJson};
use super::transcript::Transcript;

/// One turn of a line, and the source that it names.
#[derive(Deserialize)]
struct Line<'t> {
    #[serde(default)]
    source: Option<LineSource<'t>>,
    #[serde(flatten)]
    turn: TurnJson<'t>,
}

#[derive(Deserialize)]
struct LineSource<'t> {
    #[serde(default)]
    path: Option<Cow<'t, str>>,
}

/// A line that could not be read: its number from 1, and what is wrong with it.
pub type BadLine = (usize, serde_json::Error);

impl Transcript {
    /// Puts a transcript together from turns written one a line, as [`Document::lines`] writes them; lines that are no
    /// turn are left out and told. Origins are gone, and times are those that the lines give.
    ///
    /// ```
    /// use fireside::{Detail, Document, Transcript};
    /// let lines = "{\"index\":0,\"speaker\":\"Ada\",\"start_ms\":5000,\"timing\":\"exact\",\"end_ms\":null,\
    ///              \"end_timing\":\"none\",\"text\":\"Is it on?\"}\n{\"oops\":1}\n";
    /// let (transcript, bad) = Transcript::from_lines(lines)?;
    /// assert_eq!(transcript.turn(0).map(|turn| turn.text()), Some("Is it on?"));
    /// assert_eq!(bad[0].0, 2);
    /// # Ok::<(), fireside::DocumentError>(())
    /// ```
    ///
    /// # Errors
    /// [`DocumentError::TooLarge`] for texts of 4 GiB and more.
    pub fn from_lines(text: &str) -> Result<(Transcript, Vec<BadLine>), DocumentError> {
        let mut document = Document::empty();
        let mut bad = Vec::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str::<Line<'_>>(line) {
                Ok(line) => {
                    document.push_turn(line.turn);
                    if let Some(path) = line.source.and_then(|source| source.path) {
                        document.name_source(&path);
                    }
                }
                Err(error) => bad.push((index + 1, error)),
            }
        }
        Ok((document.try_into()?, bad))
    }
}
