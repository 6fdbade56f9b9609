//! Speakers: the person, and the spellings a file uses.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Index of a speaker in [`Transcript::speakers`](crate::Transcript::speakers) of one transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SpeakerId(u32);

impl SpeakerId {
    /// The id of the speaker at `index`.
    pub const fn new(index: u32) -> Self {
        SpeakerId(index)
    }

    /// Its place in the list of speakers.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A person who speaks. One speaker may go by many labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speaker {
    /// Canonical name: the first full form the file gives, or `Speaker 1` where a pass only tells voices apart.
    pub name: String,
    /// False where the name was made up to tell voices apart.
    pub named: bool,
    /// The spellings that the source uses for this speaker, in order of appearance.
    pub labels: Vec<String>,
    /// Other names the speaker answers to: from an alias file or the page.
    pub aliases: Vec<String>,
    /// Host, guest or another role, where known.
    pub role: Option<Role>,
}

impl Speaker {
    /// A speaker with a real name and nothing else known.
    pub fn named(name: impl Into<String>) -> Self {
        Speaker { name: name.into(), named: true, ..Speaker::default() }
    }
}

/// What part a person plays in the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Leads the conversation.
    Host,
    /// Is asked.
    Guest,
    /// Any other role, as the page writes it.
    Other(String),
}

impl Role {
    /// `host`, `guest`, or the page's own word.
    pub fn as_str(&self) -> &str {
        match self {
            Role::Host => "host",
            Role::Guest => "guest",
            Role::Other(role) => role,
        }
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Cow::<str>::deserialize(deserializer)? {
            role if role == "host" => Role::Host,
            role if role == "guest" => Role::Guest,
            role => Role::Other(role.into_owned()),
        })
    }
}
