//! What the layout of the source says between two words, and the cues it drew.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::time::Time;

/// A place between two words where the source has more than an ordinary space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Byte in the transcript's text where the word after the gap starts.
    pub at: u32,
    /// What stood there.
    pub kind: GapKind,
}

/// What the source has between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// A line ends, its cue or paragraph goes on.
    Wrap,
    /// A cue ends at a word; the paragraph goes on.
    CueEnd,
    /// A cue ends, and so does the paragraph.
    CueBreak,
    /// Two cues meet with nothing that says how; weak evidence against a paragraph.
    BareJoint,
    /// A paragraph ends inside a cue: not visible, found from the width of the lines.
    HiddenBreak,
    /// A cue ends; whether the paragraph does was lost.
    Joint,
    /// A blank line or another mark between two paragraphs.
    Paragraph,
}

impl GapKind {
    /// Whether a cue ends here.
    pub fn ends_cue(self) -> bool {
        matches!(self, GapKind::CueEnd | GapKind::CueBreak | GapKind::BareJoint | GapKind::Joint)
    }
}

/// One timed or drawn block of a caption source.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// Its stretch of the transcript's text. Lines inside it end at the gaps of kind [`GapKind::Wrap`].
    pub text: Range<u32>,
    /// When it appears.
    pub start: Option<Time>,
    /// When it goes.
    pub end: Option<Time>,
    /// What only a caption format knows; boxed, since most cues have none.
    pub extra: Option<Box<CueExtra>>,
}

/// What a caption format knows of a cue besides words and times.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CueExtra {
    /// The cue's identifier.
    pub id: Option<String>,
    /// Settings as name and value, in the source's order.
    pub settings: Vec<(String, String)>,
    /// The name of its style.
    pub style: Option<String>,
}
