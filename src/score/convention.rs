//! What tools understand by a collar, a boundary and an extent.

/// The habits of a tool in scoring time, by the tool's name.
///
/// ```
/// use fireside::score::Convention;
/// assert_eq!("pyannote".parse(), Ok(Convention::PYANNOTE));
/// assert!(Convention::default().told().contains("on each side"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convention {
    /// The name to choose it by.
    pub name: &'static str,
    pub(super) collar: Collar,
    pub(super) boundaries: Boundaries,
    pub(super) extent: Extent,
    pub(super) jaccard: Mapping,
    pub(super) paired_by: PairedBy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Collar {
    /// Its width lies on each side of a boundary.
    EachSide,
    /// Half of its width lies on each side.
    Whole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boundaries {
    /// Stretches of one speaker that touch or overlap are joined before anything else.
    Joined,
    /// Every stretch has its boundaries; a speaker who overlaps with themselves counts once.
    Kept,
    /// Every stretch has its boundaries; a speaker who overlaps with themselves counts twice.
    Counted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// From the first boundary of either side to the last.
    Both,
    /// From the first boundary of the reference to its last.
    Reference,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mapping {
    /// The pairs whose Jaccard errors are least.
    Jaccard,
    /// The pairs that share most time, as for DER.
    Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PairedBy {
    /// Speakers are paired by the time they share where it is scored.
    Scored,
    /// Speakers are paired by all the time they share, also in collars and in overlap that is left out.
    All,
}

impl Convention {
    /// NIST's md-eval.
    pub const MD_EVAL: Convention = Convention {
        name: "md-eval",
        collar: Collar::EachSide,
        boundaries: Boundaries::Kept,
        extent: Extent::Reference,
        jaccard: Mapping::Jaccard,
        paired_by: PairedBy::Scored,
    };
    /// dscore, of the DIHARD challenges.
    pub const DSCORE: Convention =
        Convention { name: "dscore", boundaries: Boundaries::Joined, extent: Extent::Both, ..Convention::MD_EVAL };
    /// spyder.
    pub const SPYDER: Convention = Convention { name: "spyder", paired_by: PairedBy::All, ..Convention::DSCORE };
    /// pyannote.metrics.
    pub const PYANNOTE: Convention = Convention {
        name: "pyannote",
        collar: Collar::Whole,
        boundaries: Boundaries::Counted,
        extent: Extent::Both,
        jaccard: Mapping::Time,
        paired_by: PairedBy::Scored,
    };
    /// All that can be chosen.
    pub const ALL: [Convention; 4] =
        [Convention::DSCORE, Convention::MD_EVAL, Convention::PYANNOTE, Convention::SPYDER];

    /// What it understands by a collar, a boundary and an extent, for people.
    pub fn told(self) -> String {
        let collar = match self.collar {
            Collar::EachSide => "the collar on each side of a boundary",
            Collar::Whole => "half the collar on each side of a boundary",
        };
        let boundaries = match self.boundaries {
            Boundaries::Joined => "touching segments of a speaker joined",
            Boundaries::Kept => "touching segments of a speaker kept apart",
            Boundaries::Counted => "touching segments kept apart, self-overlap counted twice",
        };
        let extent = match self.extent {
            Extent::Both => "without UEM the extent of both sides",
            Extent::Reference => "without UEM the extent of the reference",
        };
        let paired = match self.paired_by {
            PairedBy::Scored => "",
            PairedBy::All => "; speakers paired by unscored time too",
        };
        format!("{collar}; {boundaries}; {extent}{paired}")
    }
}

/// [`Convention::DSCORE`].
impl Default for Convention {
    fn default() -> Self {
        Convention::DSCORE
    }
}

impl std::str::FromStr for Convention {
    type Err = crate::error::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Convention::ALL.into_iter().find(|convention| convention.name == name);
        found.ok_or_else(|| {
            crate::error::Error::unknown("convention", name, Convention::ALL.iter().map(|convention| convention.name))
        })
    }
}
