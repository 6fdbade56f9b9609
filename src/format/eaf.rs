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
//! (glosses, translations, words of an utterance) says the same again and is told, not read; but where a tier only numbers
//! its annotations (`1`, `story.007`), the first tier with words that depends on it is what was said, at its times. The
//! speaker is the tier's participant, else its name. A slot without a time leaves a start or an end unknown; nothing is put
//! between.

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

/// A tier.
struct Tier<'a> {
    id: &'a str,
    /// The tier it depends on.
    parent: Option<&'a str>,
    who: Option<&'a str>,
    /// Byte of the text where it begins.
    at: usize,
}

/// An annotation.
struct Spoken<'a> {
    tier: usize,
    when: When<'a>,
    /// Its value, and the byte of the text where that begins.
    value: &'a str,
    at: usize,
    literal: bool,
}

/// When an annotation is.
#[derive(Clone, Copy, Default)]
enum When<'a> {
    #[default]
    Unknown,
    /// Between two slots.
    Slots(&'a str, &'a str),
    /// As long as another one.
    As(&'a str),
}

/// What is known where the scanner stands.
#[derive(Default)]
struct Open<'a> {
    tier: Option<usize>,
    when: When<'a>,
    in_value: bool,
}

/// How far an annotation may refer to another that refers to another.
const DEEPEST: usize = 16;

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::default();
    let mut slots: FxHashMap<&str, Option<i64>> = FxHashMap::default();
    let mut tiers: Vec<Tier<'_>> = Vec::new();
    let mut spoken: Vec<Spoken<'_>> = Vec::new();
    let mut annotations: FxHashMap<&str, When<'_>> = FxHashMap::default();
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
                    let [id, parent, who] = ["TIER_ID", "PARENT_REF", "PARTICIPANT"]
                        .map(|name| attribute(attributes, name).filter(|value| !value.trim().is_empty()));
                    tiers.push(Tier { id: id.unwrap_or(""), parent, who, at });
                    open.tier = Some(tiers.len() - 1).filter(|_| !empty);
                }
                "ALIGNABLE_ANNOTATION" | "REF_ANNOTATION" => {
                    let slots = ["TIME_SLOT_REF1", "TIME_SLOT_REF2"].map(|name| attribute(attributes, name));
                    open.when = match (slots[0], slots[1], attribute(attributes, "ANNOTATION_REF")) {
                        (None, None, None) => When::Unknown,
                        (None, None, Some(other)) => When::As(other),
                        (start, end, _) => When::Slots(start.unwrap_or(""), end.unwrap_or("")),
                    };
                    if let Some(id) = attribute(attributes, "ANNOTATION_ID") {
                        annotations.insert(id, open.when);
                    }
                }
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
                    let literal = matches!(event, Event::Literal(_));
                    let at = value.as_ptr() as usize - text.as_ptr() as usize;
                    spoken.push(Spoken { tier, when: open.when, value, at, literal });
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
    let speaks = speaking(&tiers, &spoken);
    for (tier, speaks) in tiers.iter().zip(&speaks) {
        let Tier { id, parent, at, .. } = tier;
        let message = match (speaks, parent) {
            (Some(_), _) => continue,
            (None, Some(parent)) => format!("tier `{id}` depends on `{parent}` and is not speech: it is left out"),
            (None, None) => format!("tier `{id}` only numbers what stands on another: it is left out"),
        };
        captions.warn(Code::NotHeld, base + at..base + at + 1, message);
    }
    let time = |slot: &str| slots.get(slot).copied().flatten();
    // What has no start stays behind the annotation before it.
    let mut last = i64::MIN;
    let mut order = Vec::with_capacity(spoken.len());
    for annotation in &spoken {
        if let Some(label) = speaks.get(annotation.tier).and_then(Option::as_deref) {
            let (start, end) =
                slots_of(annotation.when, &annotations).map_or((None, None), |(a, b)| (time(a), time(b)));
            last = start.unwrap_or(last);
            order.push((last, (start, end, label, annotation)));
        }
    }
    order.sort_by_key(|(start, _)| *start);
    let mut plain = Plain::default();
    for (_, (start, end, label, annotation)) in &order {
        if start.zip(*end).is_some_and(|(start, end)| end < start) {
            let bytes = base + annotation.at..base + annotation.at + annotation.value.len();
            captions.warn(Code::EndBeforeStart, bytes, "the annotation ends before it starts: kept as it stands");
        }
        captions.cue(*start, *end);
        captions.voice(Some(*label).filter(|label| !label.is_empty()), false);
        plain.clear();
        match annotation.literal {
            true => plain.copy(annotation.value, base + annotation.at),
            false => decode(annotation.value, base + annotation.at, &mut plain),
        }
        captions.plain(&plain);
    }
    Ok(captions.finish(FORMAT.id))
}

/// The slots of an annotation, or of the one it refers to.
fn slots_of<'a>(mut when: When<'a>, annotations: &FxHashMap<&str, When<'a>>) -> Option<(&'a str, &'a str)> {
    for _ in 0..DEEPEST {
        match when {
            When::Unknown => break,
            When::Slots(start, end) => return Some((start, end)),
            When::As(other) => when = annotations.get(other).copied().unwrap_or_default(),
        }
    }
    None
}

/// The label of each tier that is speech; `None` for the others.
fn speaking(tiers: &[Tier<'_>], spoken: &[Spoken<'_>]) -> Vec<Option<String>> {
    // Whether each tier has annotations, and whether all of them are numbers or names with numbers.
    let mut kinds = vec![(false, true); tiers.len()];
    for annotation in spoken {
        if let Some((any, numbers)) = kinds.get_mut(annotation.tier) {
            *any = true;
            let value = annotation.value.trim();
            *numbers &= value.contains(|c: char| c.is_ascii_digit()) && !value.contains(char::is_whitespace);
        }
    }
    let numbers = |tier: usize| kinds.get(tier) == Some(&(true, true));
    let words = |tier: usize| kinds.get(tier) == Some(&(true, false));
    let mut speaks: Vec<Option<String>> = Vec::with_capacity(tiers.len());
    speaks.resize(tiers.len(), None);
    for (index, tier) in tiers.iter().enumerate().filter(|(_, tier)| tier.parent.is_none()) {
        let depends = |(child, row): &(usize, &Tier<'_>)| row.parent == Some(tier.id) && words(*child);
        let child = tiers.iter().enumerate().find(depends).filter(|_| numbers(index));
        let (at, own) = child.unwrap_or((index, tier));
        let label = own.who.or(tier.who).unwrap_or(own.id);
        if let Some(slot) = speaks.get_mut(at) {
            *slot = Some(decoded(label).trim().to_owned());
        }
    }
    speaks
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
    fn a_tier_that_only_numbers_lends_its_times() {
        let text = TALK.replace("Is it &quot;on&quot;?", "tea.001").replace("Hm.", "7");
        let reading = read(&Source::new(&text, 0)).unwrap();
        let expected = [
            (Some(200), None, "bram".to_owned(), "7".to_owned()),
            (Some(500), Some(1_500), "Ada Quill".to_owned(), "be it on".to_owned()),
        ];
        assert_eq!(rows(&text), expected);
        assert_eq!(reading.diagnostics.len(), 1);
        // Annotations that refer to each other have no time.
        let circle = text.replace("ANNOTATION_REF=\"a1\"", "ANNOTATION_REF=\"a2\"");
        assert_eq!(rows(&circle)[0].1, None);
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
