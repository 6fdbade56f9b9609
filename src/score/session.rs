//! What is scored: who says what when, recording by recording.

use rustc_hash::FxHashMap;

use crate::model::{Record, TimeSpan, Timestamp, Transcript, Unit};

/// One recording of a reference or of a hypothesis.
///
/// ```
/// use fireside::Timestamp;
/// use fireside::score::Session;
/// let mut talk = Session::new("talk");
/// talk.say("ada", Some(Timestamp::from_millis(0)), Some(Timestamp::from_millis(1_500)), "is it on");
/// talk.say("bram", Some(Timestamp::from_millis(1_500)), Some(Timestamp::from_millis(2_000)), "it is");
/// assert_eq!(talk.speakers(), ["ada", "bram"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// What it is called: the two sides are matched by this. Empty where the source names no recordings.
    pub id: String,
    speakers: Vec<String>,
    known: FxHashMap<String, u32>,
    pub(super) segments: Vec<Segment>,
    /// Stretches that the source wants left out.
    pub(super) unscored: Vec<(i64, i64)>,
}

/// What one speaker says at a stretch, in milliseconds.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub speaker: u32,
    pub start: Option<i64>,
    pub end: Option<i64>,
    pub text: String,
    /// Start and end of each word, where the source times words.
    pub words: Vec<(i64, i64)>,
    pub use_for: Use,
}

/// What a segment tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Who speaks when, and what.
    Both,
    /// Only who speaks when: its format has no words.
    Times,
    /// Only what is said: others tell who speaks when.
    Words,
}

impl Session {
    /// A recording in which nobody speaks yet.
    pub fn new(id: impl Into<String>) -> Self {
        Session { id: id.into(), ..Session::default() }
    }

    /// Adds what `speaker` says; `text` may be empty where only times are known.
    pub fn say(&mut self, speaker: &str, start: Option<Timestamp>, end: Option<Timestamp>, text: &str) {
        let speaker = self.speaker(speaker);
        let (start, end) = (start.map(Timestamp::millis), end.map(Timestamp::millis));
        let text = text.to_owned();
        self.segments.push(Segment { speaker, start, end, text, words: Vec::new(), use_for: Use::Both });
    }

    /// Leaves a stretch out of the scores of time.
    pub fn leave_out(&mut self, span: TimeSpan) {
        self.unscored.push((span.start().millis(), span.end().millis()));
    }

    /// Those who speak, in order of their first segment.
    pub fn speakers(&self) -> &[String] {
        &self.speakers
    }

    fn speaker(&mut self, name: &str) -> u32 {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let index = self.speakers.len() as u32;
        self.speakers.push(name.to_owned());
        self.known.insert(name.to_owned(), index);
        index
    }

    /// The recordings of a transcript: those that an RTTM, CTM, STM or SegLST file names, else one without a name.
    ///
    /// Who speaks is told by the speaker, else by the channel. Of RTTM the `SPEAKER` lines tell who speaks when, the
    /// `LEXEME` lines what is said, `NOSCORE` lines what is left out; so do the ignored stretches of STM.
    ///
    /// ```
    /// let rttm = b"SPEAKER talk 1 0.50 2.25 <NA> <NA> ada <NA> <NA>\n";
    /// let reading = fireside::read_with(rttm, &fireside::ReadOptions::default().from("rttm"))?;
    /// let sessions = fireside::score::Session::all_of(&reading.transcript);
    /// assert_eq!((sessions.len(), sessions[0].id.as_str()), (1, "talk"));
    /// # Ok::<(), fireside::Error>(())
    /// ```
    pub fn all_of(transcript: &Transcript) -> Vec<Session> {
        match (transcript.records().len(), transcript.turns().len()) {
            (0, 0) => Vec::new(),
            (0, _) => vec![of_turns(transcript)],
            _ => of_records(transcript),
        }
    }
}

fn of_records(transcript: &Transcript) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    for record in transcript.records() {
        let at = *places.entry(record.file).or_insert_with(|| {
            sessions.push(Session::new(record.file));
            sessions.len() - 1
        });
        sessions[at].record(&record);
    }
    // Where no line tells who speaks when, the words do.
    for session in &mut sessions {
        if session.segments.iter().all(|segment| segment.use_for == Use::Words) {
            session.segments.iter_mut().for_each(|segment| segment.use_for = Use::Both);
        }
    }
    sessions
}

impl Session {
    fn record(&mut self, record: &Record<'_>) {
        let (start, end) = (record.start.map(Timestamp::millis), record.end.map(Timestamp::millis));
        let (text, use_for) = match record.kind {
            "segment" | "word" => (record.text.unwrap_or(""), Use::Both),
            "SPEAKER" => ("", Use::Times),
            "LEXEME" => (record.text.unwrap_or(""), Use::Words),
            "NOSCORE" | "ignored" => {
                self.unscored.extend(start.zip(end).filter(|(start, end)| start < end));
                return;
            }
            _ => return,
        };
        let speaker = self.speaker(record.speaker.or(record.channel).unwrap_or(""));
        let timed = record.kind == "word" || record.kind == "LEXEME";
        let words = match start.zip(end) {
            Some(times) if timed => vec![times; text.split_whitespace().count()],
            _ => Vec::new(),
        };
        self.segments.push(Segment { speaker, start, end, text: text.to_owned(), words, use_for });
    }
}

fn of_turns(transcript: &Transcript) -> Session {
    let mut session = Session::default();
    for turn in transcript.turns() {
        let name = turn.speaker().map(|speaker| speaker.name.as_str());
        for unit in turn.units() {
            let speaker = session.speaker(name.or(unit.label()).unwrap_or(""));
            let words = word_times(unit);
            let (start, end) = (unit.start().map(|time| time.at.millis()), unit.end().map(|time| time.at.millis()));
            let text = unit.text().to_owned();
            session.segments.push(Segment { speaker, start, end, text, words, use_for: Use::Both });
        }
    }
    session
}

/// The times of all words of a unit; empty unless each is known.
fn word_times(unit: Unit<'_>) -> Vec<(i64, i64)> {
    let times = unit.words().map(|word| Some((word.start()?.at.millis(), word.end()?.at.millis())));
    times.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The stretches of each recording that are to be scored, from a UEM file.
///
/// ```
/// let uem = b"talk 1 0.00 60.00\ntalk 1 90.00 120.00\n";
/// let reading = fireside::read_with(uem, &fireside::ReadOptions::default().from("uem"))?;
/// let regions = fireside::score::Regions::of(&reading.transcript);
/// assert_eq!(regions.of_session("talk").map(<[_]>::len), Some(2));
/// # Ok::<(), fireside::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Regions(FxHashMap<String, Vec<(i64, i64)>>);

impl Regions {
    /// Reads the regions of a transcript that was read from UEM.
    pub fn of(transcript: &Transcript) -> Self {
        let mut regions = Regions::default();
        for record in transcript.records() {
            let span = record.start.zip(record.end).and_then(|(start, end)| TimeSpan::new(start, end));
            if let (true, Some(span)) = (record.kind == "region", span) {
                regions.add(record.file, span);
            }
        }
        regions
    }

    /// Adds a stretch that is to be scored.
    pub fn add(&mut self, session: &str, span: TimeSpan) {
        self.0.entry(session.to_owned()).or_default().push((span.start().millis(), span.end().millis()));
    }

    /// The stretches of one recording, in milliseconds from start to end; `None` where none is given for it.
    pub fn of_session(&self, id: &str) -> Option<&[(i64, i64)]> {
        self.0.get(id).map(Vec::as_slice)
    }
}
