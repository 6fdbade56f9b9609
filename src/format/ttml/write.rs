//! A document of TTML 2 in the text profile of IMSC 1.1, or one that is as its source was.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::SpeakerNames;
use super::super::WriteOptions;
use super::super::captions::out::{OutCue, OutLine, emphasised, for_each_cue, is_language_tag, push_stamp, push_text};
use super::super::captions::xml::{
    Event, Scanner, attributes, decoded, escape, is_name, local, push_attribute, push_attributes, push_well_formed,
    push_well_formed_but, split_name,
};
use super::FORMAT;
use super::head::Head;
use super::names::{Names, Space, home};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Block, Style, Transcript};

/// How the document names its own elements and attributes.
struct Tags {
    /// Before element names: empty, or `tt:`.
    element: String,
    /// The prefix of metadata, without colon.
    metadata: String,
}

/// What is known of the document before its first cue.
struct Document<'t> {
    tags: Tags,
    /// The id of each agent by the speaker's name.
    agents: FxHashMap<&'t str, String>,
    /// Agents that the head doesn't declare, in order.
    new: Vec<(&'t str, String)>,
    /// Whether labels in the text say who speaks, as in the source.
    labelled: bool,
}

/// Attributes that say when an element is active.
const TIMES: [&str; 3] = ["begin", "end", "dur"];

/// Gives the opening and the closing sign of a style.
type Signs = fn(Style) -> Option<(&'static str, &'static str)>;

/// Writes a stretch of text as the document has it.
type Escape = fn(&str, &mut String);

/// Signs of the styles. The prefix is that of every document written here: see [`root`].
fn signs(style: Style) -> Option<(&'static str, &'static str)> {
    Some(match style {
        Style::Italic => ("<span tts:fontStyle=\"italic\">", "</span>"),
        Style::Bold => ("<span tts:fontWeight=\"bold\">", "</span>"),
        Style::Underline => ("<span tts:textDecoration=\"underline\">", "</span>"),
        Style::Strike => ("<span tts:textDecoration=\"lineThrough\">", "</span>"),
    })
}

/// The same for documents whose elements have the usual prefix.
fn prefixed_signs(style: Style) -> Option<(&'static str, &'static str)> {
    Some(match style {
        Style::Italic => ("<tt:span tts:fontStyle=\"italic\">", "</tt:span>"),
        Style::Bold => ("<tt:span tts:fontWeight=\"bold\">", "</tt:span>"),
        Style::Underline => ("<tt:span tts:textDecoration=\"underline\">", "</tt:span>"),
        Style::Strike => ("<tt:span tts:textDecoration=\"lineThrough\">", "</tt:span>"),
    })
}

/// Text with line breaks for its line ends.
fn lines(text: &str, out: &mut String) {
    broken(text, "<br/>", out);
}

fn prefixed_lines(text: &str, out: &mut String) {
    broken(text, "<tt:br/>", out);
}

fn broken(text: &str, sign: &str, out: &mut String) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push_str(sign);
        }
        escape(line, out);
    }
}

pub(super) fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let block = |kind: &str| own.then(|| transcript.blocks().iter().find(|block| block.kind == kind)).flatten();
    out.reserve(transcript.text().len() * 3);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let language = transcript.meta.language.as_deref().filter(|name| is_language_tag(name)).unwrap_or("");
    let tags = root(block("tt").map(|block| block.text.as_str()), language, out);
    let head = block("head").map_or("", |block| block.text.as_str());
    let document = Document::new(transcript, tags, head, own, options.speakers);
    document.head(transcript, head, out);
    let tag = document.tags.element.as_str();
    out.push_str(&format!("<{tag}body"));
    push_attributes(block("body").map_or("", |block| &block.text), |_| true, out);
    out.push_str(">\n");
    let blocks: &[Block] = if own { transcript.blocks() } else { &[] };
    let (mut next, mut open, mut at_head) = (0, false, true);
    let mut lost = Lost::default();
    // What belongs to no cue, up to the cue with this number.
    let mut beside = |until: Option<usize>, open: &mut bool, out: &mut String| {
        while let Some(block) = blocks.get(next).filter(|block| until.is_none_or(|cue| block.cue as usize <= cue)) {
            next += 1;
            match &*block.kind {
                "div" => {
                    division(&document.tags, std::mem::replace(open, true), &block.text, out);
                }
                "comment" if !block.text.contains("--") && !block.text.ends_with('-') => {
                    out.push_str(&format!("<!-- {} -->\n", block.text));
                }
                _ => {}
            }
        }
    };
    let mut ids = FxHashSet::default();
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            beside(cue.source, &mut open, out);
            at_head = false;
            if !std::mem::replace(&mut open, true) {
                division(&document.tags, false, "", out);
            }
            document.cue(transcript, cue, own, options.speakers, &mut ids, &mut lost, out);
        },
    );
    if at_head || own {
        beside(None, &mut open, out);
    }
    if !open {
        division(&document.tags, false, "", out);
    }
    out.push_str(&format!("</{tag}div>\n</{tag}body>\n</{tag}tt>\n"));
    lost.tell(&mut doubts);
    doubts
}

fn division(tags: &Tags, open: bool, attributes: &str, out: &mut String) {
    let tag = tags.element.as_str();
    if open {
        out.push_str(&format!("</{tag}div>\n"));
    }
    out.push_str(&format!("<{tag}div"));
    push_attributes(attributes, |_| true, out);
    out.push_str(">\n");
}

/// Opens the root: the source's own, with the namespaces that what is written here needs, or a new one.
fn root(source: Option<&str>, language: &str, out: &mut String) -> Tags {
    let source = source.unwrap_or("tt");
    let (name, text) = source.split_at(source.find(char::is_whitespace).unwrap_or(source.len()));
    let mut names = Names::default();
    let mut base = home("");
    let prefix = split_name(name).0;
    for (name, value) in attributes(text) {
        names.declare(name, value);
        if name == "xmlns" && prefix.is_empty() || name.strip_prefix("xmlns:") == Some(prefix) {
            base = home(value);
        }
    }
    let declared = |name: &str| attributes(text).any(|(known, _)| known == name);
    // Only the usual prefix of a root is kept: what is written here has it fixed.
    let element = if prefix == "tt" { "tt:" } else { "" };
    out.push_str(&format!("<{element}tt"));
    let own = if element.is_empty() { "xmlns" } else { "xmlns:tt" };
    if !declared(own) || prefix != "tt" && !prefix.is_empty() {
        push_attribute(own, base, out);
    }
    let metadata = attributes(text)
        .find_map(|(name, _)| name.strip_prefix("xmlns:").filter(|prefix| names.space(prefix) == Space::Metadata));
    if metadata.is_none() {
        push_attribute("xmlns:ttm", &format!("{base}#metadata"), out);
    }
    let styled = declared("xmlns:tts") && names.space("tts") == Space::Styling;
    if !styled {
        push_attribute("xmlns:tts", &format!("{base}#styling"), out);
    }
    if text.is_empty() {
        push_attribute("xmlns:ttp", &format!("{base}#parameter"), out);
        push_attribute("ttp:contentProfiles", "http://www.w3.org/ns/ttml/profile/imsc1.1/text", out);
    }
    if !declared("xml:lang") {
        push_attribute("xml:lang", language, out);
    }
    let kept = |name: &str| {
        let counted = ["timeBase", "dropMode", "markerMode", "clockMode"].contains(&local(name));
        let mine = name == own && prefix != "tt" && !prefix.is_empty() || name == "xmlns:tts" && !styled;
        !(counted && names.attribute(split_name(name).0) == Space::Parameter || mine)
    };
    push_attributes(text, kept, out);
    out.push_str(">\n");
    Tags { element: element.to_owned(), metadata: metadata.unwrap_or("ttm").to_owned() }
}

/// Every id that a marked-up text gives.
fn ids_of(text: &str) -> FxHashSet<String> {
    let mut scanner = Scanner::new(text);
    let events = std::iter::from_fn(|| scanner.next().map(|(_, event)| event));
    let opened = events.filter_map(|event| match event {
        Event::Open { attributes, .. } => Some(attributes),
        _ => None,
    });
    opened.flat_map(attributes).filter(|(name, _)| *name == "xml:id").map(|(_, id)| decoded(id).into_owned()).collect()
}

impl<'t> Document<'t> {
    fn new(transcript: &'t Transcript, tags: Tags, head: &str, own: bool, names: SpeakerNames) -> Self {
        let known = Head::of(head);
        let mut taken = ids_of(head);
        let (mut agents, mut new) = (FxHashMap::default(), Vec::new());
        let has_agents = own && (memchr::memmem::find(head.as_bytes(), b"agent").is_some());
        let labelled = own
            && names == SpeakerNames::Turns
            && !has_agents
            && transcript.turns().all(|turn| {
                turn.speaker()
                    .is_none_or(|who| turn.units().next().is_some_and(|unit| unit.label() == Some(&*who.name)))
            })
            && transcript
                .cues()
                .iter()
                .any(|cue| cue.extra.as_ref().is_some_and(|extra| signed(transcript, cue, extra)));
        if !labelled {
            for speaker in transcript.speakers() {
                if agents.contains_key(speaker.name.as_str()) {
                    continue;
                }
                let labels = speaker.labels.iter().filter(|_| own);
                let declared = labels.clone().find(|label| known.agents.get(*label) == Some(&speaker.name));
                let together = labels.clone().find(|label| {
                    let all = label.split_ascii_whitespace();
                    let names: Vec<&str> = all.map(|id| known.agents.get(id).map_or(id, String::as_str)).collect();
                    names.len() > 1 && names.join(", ") == speaker.name
                });
                let id = match declared.or(together) {
                    Some(id) => id.clone(),
                    None => {
                        let mut wanted: Vec<String> = labels.cloned().collect();
                        wanted.push(speaker.name.clone());
                        let numbered = (1..).map(|number| format!("speaker{number}"));
                        let fits =
                            |id: &String| is_name(id) && !id.contains(':') && id.is_ascii() && !taken.contains(id);
                        let id = wanted.into_iter().chain(numbered).find(fits).unwrap_or_default();
                        taken.insert(id.clone());
                        new.push((speaker.name.as_str(), id.clone()));
                        id
                    }
                };
                agents.insert(speaker.name.as_str(), id);
            }
        }
        Document { tags, agents, new, labelled }
    }

    fn head(&self, transcript: &Transcript, source: &str, out: &mut String) {
        let Tags { element: tag, metadata: ttm } = &self.tags;
        let title = transcript.meta.title.as_deref().filter(|_| !source.contains(":title"));
        out.push_str(&format!("<{tag}head>\n"));
        if title.is_some() || !self.new.is_empty() {
            out.push_str(&format!("<{tag}metadata>\n"));
            if let Some(title) = title {
                out.push_str(&format!("<{ttm}:title>"));
                escape(title, out);
                out.push_str(&format!("</{ttm}:title>\n"));
            }
            for (name, id) in &self.new {
                out.push_str(&format!("<{ttm}:agent"));
                push_attribute("xml:id", id, out);
                push_attribute("type", "person", out);
                out.push_str(&format!("><{ttm}:name"));
                push_attribute("type", "full", out);
                out.push('>');
                escape(name, out);
                out.push_str(&format!("</{ttm}:name></{ttm}:agent>\n"));
            }
            out.push_str(&format!("</{tag}metadata>\n"));
        }
        if !source.is_empty() {
            // What is shown in a region has its times already, and they may be others by now.
            let untimed = |element: &str, name: &str| local(element) == "region" && TIMES.contains(&name);
            push_well_formed_but(source, untimed, out);
            out.push('\n');
        }
        out.push_str(&format!("</{tag}head>\n"));
    }

    #[allow(clippy::too_many_arguments)]
    fn cue<'c>(
        &self,
        transcript: &Transcript,
        cue: &OutCue<'c, '_>,
        own: bool,
        names: SpeakerNames,
        ids: &mut FxHashSet<&'c str>,
        lost: &mut Lost,
        out: &mut String,
    ) {
        let Tags { element: tag, metadata: ttm } = &self.tags;
        lost.before_zero += usize::from(cue.start < 0);
        out.push('<');
        out.push_str(tag);
        out.push('p');
        let extra = cue.extra.filter(|_| own);
        if let Some(id) = extra.and_then(|extra| extra.id.as_deref()).filter(|id| is_name(id) && ids.insert(id)) {
            push_attribute("xml:id", id, out);
        }
        out.push_str(" begin=\"");
        push_stamp(cue.start, b'.', out);
        // A cue that lasts to the end of the programme says so by saying nothing.
        let open_end =
            own && cue.source.and_then(|index| transcript.cues().get(index)).is_some_and(|cue| cue.end.is_none());
        if !open_end {
            out.push_str("\" end=\"");
            push_stamp(cue.end, b'.', out);
        }
        out.push('"');
        if let Some(extra) = extra {
            if let Some(style) = &extra.style {
                push_attribute("style", style, out);
            }
            for (name, value) in extra.settings.iter().filter(|(name, _)| is_name(name) && local(name) != "agent") {
                push_attribute(name, value, out);
            }
        }
        let agent =
            |name: Option<&str>| name.filter(|_| names != SpeakerNames::Never).and_then(|name| self.agents.get(name));
        let several = cue.lines.iter().any(|line| line.speaker != cue.lines.first().and_then(|line| line.speaker));
        // Times in the markup count from where the paragraph begins, and that can't be before zero.
        let true_times = |markup: &&str| cue.start >= 0 || !markup.contains("begin=") && !markup.contains("end=");
        let markup = extra
            .and_then(|extra| extra.markup.as_deref())
            .filter(|_| names != SpeakerNames::Never || !several)
            .filter(true_times);
        // A paragraph with several voices names them in its markup; what stands outside of them is its own.
        let own_voice = extra.and_then(|extra| extra.settings.iter().find(|(name, _)| local(name) == "agent"));
        let own_voice = own_voice.map(|(_, id)| id).filter(|_| several && markup.is_some());
        let speaks = own_voice.or_else(|| cue.lines.first().and_then(|line| agent(line.speaker)).filter(|_| !several));
        if let Some(id) = speaks.filter(|id| !id.is_empty()) {
            push_attribute(&format!("{ttm}:agent"), id, out);
        }
        out.push('>');
        let prefixed = !tag.is_empty();
        let (signs, lines): (Signs, Escape) = if prefixed { (prefixed_signs, prefixed_lines) } else { (signs, lines) };
        let plain = cue.plain.filter(|_| own && (self.labelled || !several));
        let timed = cue.lines.iter().any(|line| has_times(transcript, line));
        match (markup, plain) {
            (Some(markup), _) if !several || self.labelled || own_voice.is_some() => push_well_formed(markup, out),
            (None, Some(plain)) if !timed && self.fits(cue, plain) => lines(plain, out),
            _ if self.labelled => {
                let from = out.len();
                push_text(transcript, cue, names, signs, lines, out);
                let ends = out.get(from..).unwrap_or("").replace('\n', if prefixed { "<tt:br/>" } else { "<br/>" });
                out.truncate(from);
                out.push_str(&ends);
            }
            _ => {
                for (index, line) in cue.lines.iter().enumerate() {
                    if index > 0 {
                        out.push_str(if prefixed { "<tt:br/>" } else { "<br/>" });
                    }
                    if line.opens_turn && line.new_speaker && line.speaker.is_none() {
                        match self.agents.is_empty() && names != SpeakerNames::Never {
                            // In a document without agents a dash says that somebody else speaks.
                            true => out.push_str("- "),
                            false => lost.voices += 1,
                        }
                    }
                    let voice = agent(line.speaker).filter(|_| several);
                    if let Some(id) = voice {
                        out.push_str(&format!("<{tag}span"));
                        push_attribute(&format!("{ttm}:agent"), id, out);
                        out.push('>');
                    }
                    push_words(transcript, cue, line, (signs, lines), tag, lost, out);
                    if voice.is_some() {
                        out.push_str(&format!("</{tag}span>"));
                    }
                }
            }
        }
        out.push_str(&format!("</{tag}p>\n"));
    }

    /// Whether the source's plain text says what the cue says, and no more than its signs beside.
    fn fits(&self, cue: &OutCue<'_, '_>, plain: &str) -> bool {
        let words = cue.lines.iter().flat_map(|line| line.text.split_whitespace());
        self.labelled || plain.split_whitespace().eq(words)
    }
}

/// Whether a cue's plain text has labels or dashes that its text has not.
fn signed(transcript: &Transcript, cue: &crate::model::Cue, extra: &crate::model::CueExtra) -> bool {
    let own = transcript.cue_text(cue).split_whitespace();
    extra.head.is_some() || extra.plain.as_deref().is_some_and(|plain| !plain.split_whitespace().eq(own))
}

fn has_times(transcript: &Transcript, line: &OutLine<'_>) -> bool {
    let times = &transcript.word_times;
    let first = times.partition_point(|time| (time.at as usize) < line.at);
    times.get(first).is_some_and(|time| (time.at as usize) < line.at + line.text.len())
}

/// Appends a line; words that are timed as spans with times from the begin of their paragraph.
fn push_words(
    transcript: &Transcript,
    cue: &OutCue<'_, '_>,
    line: &OutLine<'_>,
    (signs, escape): (Signs, Escape),
    tag: &str,
    lost: &mut Lost,
    out: &mut String,
) {
    if !has_times(transcript, line) {
        return emphasised(transcript, line, signs, escape, out);
    }
    let times = &transcript.word_times;
    let at = |word: &str| line.at + (word.as_ptr() as usize - line.text.as_ptr() as usize);
    let of = |word: &str| {
        let found = times.binary_search_by_key(&at(word), |time| time.at as usize).ok();
        let time = found.and_then(|index| times.get(index));
        (time.and_then(|time| time.start()), time.and_then(|time| time.end()))
    };
    let mut words = line.text.split_whitespace().peekable();
    let mut first = true;
    while let Some(word) = words.next() {
        if !std::mem::replace(&mut first, false) {
            out.push(' ');
        }
        let (start, mut end) = of(word);
        // A span without a begin would begin with its paragraph.
        lost.ends += usize::from(start.is_none() && end.is_some());
        let mut last = word;
        if start.is_some() && end.is_none() {
            // Of several words that were timed together, the first one has the begin and the last one the end.
            let mut ahead = words.clone();
            let closing = ahead.find(|word| of(word) != (None, None)).filter(|word| of(word).0.is_none());
            if let Some(closing) = closing {
                end = of(closing).1;
                while at(last) < at(closing) {
                    last = words.next().unwrap_or(closing);
                }
            }
        }
        let stretch = line.text.get(at(word) - line.at..at(last) - line.at + last.len()).unwrap_or(word);
        if start.is_some() {
            out.push('<');
            out.push_str(tag);
            out.push_str("span");
            for (name, at) in [("begin", start), ("end", end)] {
                let Some(at) = at.map(|time| time.at.millis().saturating_sub(cue.start.max(0))) else { continue };
                lost.before_cue += usize::from(at < 0);
                out.push(' ');
                out.push_str(name);
                out.push_str("=\"");
                push_stamp(at, b'.', out);
                out.push('"');
            }
            out.push('>');
        }
        emphasised(transcript, &OutLine { text: stretch, at: at(word), ..*line }, signs, escape, out);
        if start.is_some() {
            out.push_str("</");
            out.push_str(tag);
            out.push_str("span>");
        }
    }
    lost.confidences += usize::from(!transcript.confidences.is_empty());
}

/// What could not be held, counted.
#[derive(Default)]
struct Lost {
    before_zero: usize,
    before_cue: usize,
    ends: usize,
    voices: usize,
    confidences: usize,
}

impl Lost {
    fn tell(self, doubts: &mut Vec<Diagnostic>) {
        let mut tell = |count: usize, what: &str| {
            if count > 0 {
                doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
            }
        };
        tell(self.before_zero, "cues start before zero: TTML can't say so, and they start at zero");
        tell(self.before_cue, "times of words lie before their cue: TTML can't say so, and they begin with it");
        tell(self.ends, "words have an end but no start: TTML can't say so, and they are written without");
        tell(self.voices, "voices that nobody names begin without a sign: TTML has none where others are named");
        tell(self.confidences, "lines have words with confidences: TTML holds none");
    }
}
