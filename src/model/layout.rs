//! What the layout of the source says between two words, and the cues it drew.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

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
    /// What only a caption format knows. Cues that know the same share it; most have none.
    pub extra: Option<Arc<CueExtra>>,
}

/// What a caption format knows of a cue besides words and times. It rides along, and a writer of the same format puts
/// it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct CueExtra {
    /// The cue's identifier, where it is more than a number: see [`Transcript::cue_id`](super::Transcript::cue_id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Settings as name and value, in the source's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<(String, String)>,
    /// The name of its style.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// Its text as the source writes it, where that is more than its plain lines and the speakers' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markup: Option<String>,
    /// Its plain text, where that has white space which the transcript's text has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain: Option<String>,
    /// What stands before its plain lines and says who speaks, where nothing else of its plain text is lost: `ADA: `.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Whether the source says where its only voice ends, though that is where its text ends.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub voice_end: bool,
}

impl Cue {
    /// Drops what rides along of the source's own wording, once the text says something else.
    pub(crate) fn forget_wording(&mut self) {
        let worded = |extra: &CueExtra| extra.markup.is_some() || extra.plain.is_some() || extra.head.is_some();
        if let Some(extra) = self.extra.take_if(|extra| worded(extra)) {
            let rest = extra.without_wording();
            self.extra = (!rest.is_empty()).then(|| Arc::new(rest));
        }
    }
}

impl CueExtra {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        let CueExtra { id, settings, style, .. } = self;
        id.is_none() && settings.is_empty() && style.is_none() && self.is_unworded()
    }

    /// Whether it says nothing of how the text was written.
    pub(crate) fn is_unworded(&self) -> bool {
        self.markup.is_none() && self.plain.is_none() && self.head.is_none() && !self.voice_end
    }

    /// The same without the source's own wording.
    pub(crate) fn without_wording(&self) -> CueExtra {
        let CueExtra { id, settings, style, voice_end, .. } = self;
        let (id, settings, style) = (id.clone(), settings.clone(), style.clone());
        CueExtra { id, settings, style, voice_end: *voice_end, markup: None, plain: None, head: None }
    }
}

/// A part of a caption file that belongs to no cue: a header, a style sheet, a comment. It rides along, and a writer of
/// the same format puts it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The cue before which it stands; the number of cues for a block behind the last one.
    pub cue: u32,
    /// What it is, in the words of its format: `header`, `STYLE`, `NOTE`.
    pub kind: Cow<'static, str>,
    /// What it says, as the source writes it, without the white space around it.
    pub text: String,
}

/// How a stretch of text is set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Style {
    /// Slanted.
    Italic,
    /// Heavy.
    Bold,
    /// With a line below.
    Underline,
    /// With a line through it.
    Strike,
}

/// A stretch of a transcript's text that its source sets off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emphasis {
    /// The stretch, in bytes of the text.
    pub text: Range<u32>,
    /// How.
    pub style: Style,
}
