//! ELAN annotations (EAF): tiers of annotations between named points in time. Read only.
//!
//! ```text
//! <ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0">
//!     <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
//!     <TIME_ORDER>
//!         <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/>
//!         <TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="1500"/>
//!     </TIME_ORDER>
//!     <TIER TIER_ID="A-speech" PARTICIPANT="Ada Quill" LINGUISTIC_TYPE_REF="speech">
//!         <ANNOTATION>
//!             <ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
//!                 <ANNOTATION_VALUE>Is it on?</ANNOTATION_VALUE>
//!             </ALIGNABLE_ANNOTATION>
//!         </ANNOTATION>
//!     </TIER>
//! </ANNOTATION_DOCUMENT>
//! ```
//!
//! ```text
//! document   = *time_slot *tier
//! time_slot  = id [milliseconds]
//! tier       = id [participant] [parent] *annotation
//! annotation = slot slot value / reference value
//! ```
//!
//! The grammar is ELAN's schema, EAF version 3, and what its manual says of tiers. A tier that depends on another one
//! (glosses, translations, words of an utterance) says the same again and is told, not read. The speaker is the tier's
//! participant, else its name. A slot without a time leaves a start or an end unknown; nothing is put between.

use rustc_hash::FxHashMap;

use super::captions::build::Captions;
use super::captions::fields::malformed;
use super::captions::xml::{Event, Scanner, attribute, decode, decoded, local};
use super::{Format, Reader, Source};
use crate::diagnostic::{Code, Reading};
use crate::error::Error;
use crate::model::{Kind, Plain};

pub(super) const FORMAT: Format = Format {
    id: "eaf",
    aliases: &["elan"],
    title: "ELAN annotations",
    kind: Kind::Captions,
    extensions: &["eaf"],
    keeps: "",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let mut scanner = Scanner::new(head);
    while let Some((_, event)) = scanner.next() {
        match event {
            Event::Open { name, .. } => return if local(name) == "ANNOTATION_DOCUMENT" { 100 } else { 0 },
            Event::Text(text) if !text.trim_start_matches('\u{FEFF}').trim().is_empty() => return 0,
            _ => {}
        }
    }
    0
}

/// An annotation of a tier that speaks.
struct Spoken<'a> {
    start: Option<i64>,
    end: Option<i64>,
    tier: usize,
    /// Its value, and the byte of the text where that begins.
    value: &'a str,
    at: usize,
    literal: bool,
}

/// What is known where the scanner stands.
#[derive(Default)]
struct Open<'a> {
    /// The tier, unless it is one that depends on another.
    tier: Option<usize>,
    slots: (&'a str, &'a str),
    in_value: bool,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::default();
    let mut slots: FxHashMap<&str, Option<i64>> = FxHashMap::default();
    let mut tiers: Vec<String> = Vec::new();
    let mut spoken: Vec<Spoken<'_>> = Vec::new();
    let mut open = Open::default();
    let (mut found, mut closed) = (false, false);
    let mut scanner = Scanner::new(text);
    while let Some((at, event)) = scanner.next() {
        match event {
            Event::Open { name, attributes, empty } => match local(name) {
                "ANNOTATION_DOCUMENT" => found = true,
                "TIME_SLOT" => {
                    let value = attribute(attributes, "TIME_VALUE").and_then(|value| value.trim().parse::<i64>().ok());
                    slots.insert(attribute(attributes, "TIME_SLOT_ID").unwrap_or(""), value);
                }
                "TIER" => {
                    let id = attribute(attributes, "TIER_ID").unwrap_or("");
                    let parent = attribute(attributes, "PARENT_REF").filter(|parent| !parent.is_empty());
                    open.tier = match parent {
                        None => {
                            let who = attribute(attributes, "PARTICIPANT").filter(|who| !who.trim().is_empty());
                            tiers.push(decoded(who.unwrap_or(id)).trim().to_owned());
                            Some(tiers.len() - 1)
                        }
                        Some(parent) => {
                            let message =
                                format!("tier `{id}` depends on `{parent}` and is not speech: it is left out");
                            captions.warn(Code::NotHeld, base + at..base + at + 1, message);
                            None
                        }
                    };
                    if empty {
                        open.tier = None;
                    }
                }
                "ALIGNABLE_ANNOTATION" => {
                    let slot = |name: &str| attribute(attributes, name).unwrap_or("");
                    open.slots = (slot("TIME_SLOT_REF1"), slot("TIME_SLOT_REF2"));
                }
                "REF_ANNOTATION" => open.slots = ("", ""),
                "ANNOTATION_VALUE" => open.in_value = !empty,
                _ => {}
            },
            Event::Close(name) => match local(name) {
                "TIER" => open.tier = None,
                "ANNOTATION_VALUE" => open.in_value = false,
                "ANNOTATION_DOCUMENT" => closed = true,
                _ => {}
            },
            Event::Text(value) | Event::Literal(value) => {
                if let Some(tier) = open.tier.filter(|_| open.in_value && !value.trim().is_empty()) {
                    let time = |slot: &str| slots.get(slot).copied().flatten();
                    let (start, end) = (time(open.slots.0), time(open.slots.1));
                    let literal = matches!(event, Event::Literal(_));
                    let at = value.as_ptr() as usize - text.as_ptr() as usize;
                    spoken.push(Spoken { start, end, tier, value, at, literal });
                }
            }
            Event::Stray | Event::Comment(_) | Event::Other | Event::Cut => {}
        }
    }
    if !found {
        let help = "an ELAN file is one XML element of this name; was it saved as something else?";
        return Err(malformed(source, 0, "`<ANNOTATION_DOCUMENT>`", help));
    }
    if !closed {
        let end = base + text.len();
        captions.warn(Code::CutOff, end..end, "the document breaks off: what stands before is read");
    }
    // What has no start stays behind the annotation before it.
    let mut last = i64::MIN;
    let mut order: Vec<(i64, Spoken<'_>)> = Vec::with_capacity(spoken.len());
    for annotation in spoken {
        last = annotation.start.unwrap_or(last);
        order.push((last, annotation));
    }
    order.sort_by_key(|(start, _)| *start);
    let mut plain = Plain::default();
    for (_, annotation) in &order {
        if annotation.start.zip(annotation.end).is_some_and(|(start, end)| end < start) {
            let bytes = base + annotation.at..base + annotation.at + annotation.value.len();
            captions.warn(Code::EndBeforeStart, bytes, "the annotation ends before it starts: kept as it stands");
        }
        captions.cue(annotation.start, annotation.end);
        let label = tiers.get(annotation.tier).map(String::as_str).filter(|label| !label.is_empty());
        captions.voice(label, false);
        plain.clear();
        match annotation.literal {
            true => plain.copy(annotation.value, base + annotation.at),
            false => decode(annotation.value, base + annotation.at, &mut plain),
        }
        captions.plain(&plain);
    }
    Ok(captions.finish(FORMAT.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALK: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" FORMAT="3.0">
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="1500"/><TIME_SLOT TIME_SLOT_ID="ts3"/><TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="200"/></TIME_ORDER>
<TIER TIER_ID="A-speech" PARTICIPANT="Ada Quill"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>Is it &quot;on&quot;?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="gloss" PARENT_REF="A-speech"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a2" ANNOTATION_REF="a1"><ANNOTATION_VALUE>be it on</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="bram"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts4" TIME_SLOT_REF2="ts3"><ANNOTATION_VALUE>Hm.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
</ANNOTATION_DOCUMENT>
"#;

    fn rows(text: &str) -> Vec<(Option<i64>, Option<i64>, String, String)> {
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        let ms = |time: Option<crate::model::Time>| time.map(|time| time.at.millis());
        let turns = transcript.turns().map(|turn| {
            let name = turn.speaker().map_or(String::new(), |who| who.name.clone());
            (ms(turn.start()), ms(turn.end()), name, turn.text().to_owned())
        });
        turns.collect()
    }

    #[test]
    fn tiers_that_speak_are_read_in_order_of_time() {
        let expected = [
            (Some(200), None, "bram".to_owned(), "Hm.".to_owned()),
            (Some(500), Some(1_500), "Ada Quill".to_owned(), "Is it \"on\"?".to_owned()),
        ];
        assert_eq!(rows(TALK), expected);
        assert_eq!(detect(TALK), 100);
        let reading = read(&Source::new(TALK, 0)).unwrap();
        assert_eq!(reading.diagnostics.iter().map(|doubt| doubt.code).collect::<Vec<_>>(), [Code::NotHeld]);
        let word = reading.transcript.words().nth(1).unwrap();
        assert_eq!(&TALK[word.origin().unwrap().bytes], "Is");
    }

    #[test]
    fn entities_are_not_expanded_and_a_cut_file_is_read_so_far() {
        let bomb = TALK
            .replacen("<ANN", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><ANN", 1)
            .replace("Hm.", "&b;");
        assert_eq!(rows(&bomb)[0].3, "&b;");
        let cut = &TALK[..TALK.find("<TIER TIER_ID=\"bram\"").unwrap()];
        let reading = read(&Source::new(cut, 0)).unwrap();
        assert_eq!(reading.transcript.cues().len(), 1);
        assert!(reading.diagnostics.iter().any(|doubt| doubt.code == Code::CutOff));
        assert!(read(&Source::new("<x/>", 0)).is_err());
    }
}
