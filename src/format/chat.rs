//! CHAT, the transcripts of CHILDES and TalkBank: utterances by speaker code, with tiers of analysis below them.
//!
//! ```text
//! @UTF8
//! @Begin
//! @Participants:⇥CHI Nell Target_Child, FAT Hugh Father
//! *FAT:⇥what is that ? ␕0_900␕
//! %mor:⇥pro|what cop|be pro|that ?
//! *CHI:⇥a dog
//! ⇥hat . ␕950_1800␕
//! @End
//! ```
//!
//! ```text
//! file      = *(header / utterance / dependent)
//! header    = "@" name [":" TAB text] NEWLINE
//! utterance = "*" code ":" TAB text NEWLINE
//! dependent = "%" name ":" TAB text NEWLINE
//! text      = *(letter / bullet / NEWLINE TAB)
//! bullet    = NAK [media "_"] start "_" end NAK   ; milliseconds; NAK is U+0015, or a dot where it was copied out
//!           / SP start "_" end                    ; at the end of an utterance, where the signs were lost
//! ```
//!
//! A bullet times what stands before it in its utterance: each such stretch is a cue. Speakers bear the name that
//! `@Participants` gives to their code, else the code, which stays their label. The codes of the transcription (`&-um`,
//! `[/]`, `xxx`) stay in the text. Headers and dependent tiers are no speech: they are blocks.
//!
//! Grammar: the CHAT manual of TalkBank, chapters on headers, the main line and media linkage.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::captions::build::Captions;
use super::{Format, Reader, Source};
use crate::diagnostic::{Code, Reading};
use crate::error::Error;
use crate::model::{Kind, Participant, Speaker, SpeakerId};

pub(super) const FORMAT: Format = Format {
    id: "chat",
    aliases: &["childes", "talkbank", "chat-childes"],
    title: "CHAT (CHILDES, TalkBank)",
    kind: Kind::Captions,
    extensions: &["cha"],
    keeps: "turns, times, speakers, participants; headers and dependent tiers as blocks",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

/// The headers that open a file end with `@Begin`.
fn detect(head: &str) -> u8 {
    let mut utf8 = false;
    for line in head.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).take(200) {
        match line.trim_end() {
            "@Begin" => return 95,
            "@UTF8" => utf8 = true,
            line if line.starts_with('@') => {}
            line => return if utf8 && code(line).is_some() { 80 } else { 0 },
        }
    }
    if utf8 { 60 } else { 0 }
}

/// The code of an utterance, and the byte where its text starts.
fn code(line: &str) -> Option<(&str, usize)> {
    let rest = line.strip_prefix('*')?;
    let (code, _) = rest.split_once(':')?;
    let sound = !code.is_empty() && code.len() <= 32 && !code.contains(char::is_whitespace);
    sound.then_some((code, code.len() + 2))
}

/// What a line is, with the lines that go on with it.
struct Entry<'a> {
    text: &'a str,
    at: usize,
}

/// Cuts a text into entries: a line that starts with a blank goes on with the one before it.
fn entries(text: &str) -> impl Iterator<Item = Entry<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        while matches!(bytes.get(at), Some(b'\n' | b'\r')) {
            at += 1;
        }
        let start = at;
        bytes.get(start)?;
        loop {
            let line = memchr::memchr2(b'\n', b'\r', bytes.get(at..).unwrap_or(&[]));
            let end = line.map_or(bytes.len(), |end| at + end);
            let mut next = end;
            while matches!(bytes.get(next), Some(b'\n' | b'\r')) {
                next += 1;
            }
            at = next;
            if !matches!(bytes.get(next), Some(b'\t' | b' ')) {
                return Some(Entry { text: text.get(start..end).unwrap_or(""), at: start });
            }
        }
    })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::with_capacity(text.len() / 2, text.len() / 60);
    let mut names: FxHashMap<&str, &str> = FxHashMap::default();
    let mut speakers: FxHashMap<&str, SpeakerId> = FxHashMap::default();
    let (mut ended, mut spoken) = (false, false);
    for Entry { text: entry, at } in entries(text) {
        let place = base + at..base + at + entry.len();
        if let Some((code, from)) = code(entry) {
            spoken = true;
            let id = *speakers.entry(code).or_insert_with(|| {
                let name = names.get(code).copied().unwrap_or(code);
                captions.builder.speaker(Speaker { labels: vec![code.to_owned()], ..Speaker::named(name) })
            });
            utterance(&mut captions, id, code, entry.get(from..).unwrap_or(""), base + at + from);
        } else if entry.starts_with('@') {
            ended |= entry.trim_end() == "@End";
            if let Some(list) = entry.strip_prefix("@Participants:") {
                participants(&mut captions, &mut names, list);
            }
            captions.builder.block("header", entry.trim());
        } else if entry.starts_with('%') {
            captions.builder.block("tier", entry.trim());
        } else if !entry.trim().is_empty() {
            let message = "no header, utterance or tier, which start with `@`, `*` or `%`: not taken for speech";
            captions.warn(Code::LineUnread, place, message);
            captions.builder.block("line", entry.trim());
        }
    }
    let end = base + text.len();
    if !spoken {
        captions.warn(Code::NoCue, base..base, "the file holds no utterance");
    }
    if !ended {
        captions.warn(Code::CutOff, end..end, "the file ends before `@End`");
    }
    Ok(captions.finish(FORMAT.id))
}

/// `CHI Nell Target_Child, FAT Hugh Father`: code, name if there is one, role.
fn participants<'a>(captions: &mut Captions, names: &mut FxHashMap<&'a str, &'a str>, list: &'a str) {
    for one in list.split(',') {
        let mut fields = one.split_whitespace();
        let Some(code) = fields.next() else { continue };
        let (name, role) = match (fields.next(), fields.next()) {
            (Some(name), Some(role)) => (Some(name), Some(role)),
            (role, _) => (None, role),
        };
        if let Some(name) = name {
            names.insert(code, name);
        }
        let participant = Participant {
            name: name.unwrap_or(code).to_owned(),
            title: role.map(|role| role.replace('_', " ")),
            ..Participant::default()
        };
        captions.builder.transcript_mut().meta.participants.push(participant);
    }
}

/// A cue for each stretch that a bullet ends, and one for what stands behind the last.
fn utterance(captions: &mut Captions, id: SpeakerId, code: &str, text: &str, source: usize) {
    let mut from = 0;
    let mut any = false;
    while let Some((whole, times)) = bullet(text, from) {
        let speech = text.get(from..whole.start).unwrap_or("");
        match times {
            Some((start, end)) => {
                if end < start {
                    let bytes = source + whole.start..source + whole.end;
                    captions.warn(Code::EndBeforeStart, bytes, "ends before it starts: kept as it stands");
                }
                captions.cue(Some(start), Some(end));
            }
            None => {
                let bytes = source + whole.start..source + whole.end;
                captions.warn(Code::LineUnread, bytes, "expected `start_end` in the bullet: it is left out");
                captions.cue(None, None);
            }
        }
        captions.voice_of(Some(id), Some(code), false);
        captions.lines(speech, source + from);
        any = true;
        from = whole.end;
    }
    let rest = text.get(from..).unwrap_or("");
    if !any || !rest.trim().is_empty() {
        captions.cue(None, None);
        captions.voice_of(Some(id), Some(code), false);
        captions.lines(rest, source + from);
    }
}

/// A start and an end in milliseconds.
type Times = (i64, i64);

/// What stands around a bullet: the control sign, or a dot that was shown for it.
const SIGNS: [char; 3] = ['\u{15}', '•', '·'];

/// The next bullet from a byte on, with its times; one whose end is missing lasts to the end of the text.
fn bullet(text: &str, from: usize) -> Option<(Range<usize>, Option<Times>)> {
    let rest = text.get(from..)?;
    for (found, sign) in rest.match_indices(SIGNS) {
        let start = from + found;
        let inside = text.get(start + sign.len()..)?;
        let close = inside.find(|c| SIGNS.contains(&c) || matches!(c, '\n' | '\r')).unwrap_or(inside.len());
        let times = times(inside.get(..close)?);
        let closed = if inside.get(close..)?.starts_with(sign) { sign.len() } else { 0 };
        // A round dot may be a letter of the text; the control sign never is.
        if sign == "\u{15}" || times.is_some() && closed > 0 {
            return Some((start..start + sign.len() + close + closed, times.filter(|_| closed > 0)));
        }
    }
    bare(rest).map(|(bytes, times)| (from + bytes.start..from + bytes.end, Some(times)))
}

/// A bullet without its signs: the last word of an utterance, times in order.
fn bare(text: &str) -> Option<(Range<usize>, Times)> {
    let whole = text.trim_end();
    let start = whole.rfind([' ', '\t', '\n', '\r'])? + 1;
    let (from, to) = whole.get(start..)?.split_once('_')?;
    let times = (millis(from)?, millis(to)?);
    (times.0 <= times.1).then_some((start..whole.len(), times))
}

/// The times at the end of a bullet; older ones name the recording first.
fn times(inside: &str) -> Option<Times> {
    let (rest, end) = inside.trim().rsplit_once('_')?;
    let start = rest.rsplit_once('_').map_or(rest, |(_, start)| start);
    Some((millis(start)?, millis(end)?))
}

fn millis(text: &str) -> Option<i64> {
    let sound = !text.is_empty() && text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NELL: &str = "@UTF8\n@Begin\n@Participants:\tCHI Nell Target_Child, FAT Hugh Father, INV Investigator\n*FAT:\twhat is that ? \u{15}0_900\u{15}\n%mor:\tpro|what\n\tcop|be\n*CHI:\ta [/] a dog\n\that . \u{15}950_1800\u{15} &-um yes . •1900_2500•\n*INV:\txxx .\n@End\n";

    fn reading(text: &str) -> Reading {
        read(&Source::new(text, 0)).unwrap()
    }

    #[test]
    fn utterances_are_turns() {
        let Reading { transcript, diagnostics, .. } = reading(NELL);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let turns: Vec<_> =
            transcript.turns().map(|turn| (turn.speaker().unwrap().name.as_str(), turn.text())).collect();
        assert_eq!(turns, [("Hugh", "what is that ?"), ("Nell", "a [/] a dog hat . &-um yes ."), ("INV", "xxx .")]);
        let ms = |time: Option<crate::model::Time>| time.map(|time| time.at.millis());
        let times: Vec<_> = transcript.cues().iter().map(|cue| (ms(cue.start), ms(cue.end))).collect();
        let timed = [(Some(0), Some(900)), (Some(950), Some(1_800)), (Some(1_900), Some(2_500)), (None, None)];
        assert_eq!(times, timed);
        assert_eq!(transcript.speakers()[1].labels, ["CHI"]);
        assert_eq!(transcript.meta.participants[0].title.as_deref(), Some("Target Child"));
        let kinds: Vec<_> = transcript.blocks().iter().map(|block| &*block.kind).collect();
        assert_eq!(kinds, ["header", "header", "header", "tier", "header"]);
    }

    #[test]
    fn odd_bullets() {
        let text = "@Begin\n*A:\tone \u{15}%snd:\"mill_2\"_5_10\u{15}\n*A:\ttwo \u{15}%pic:\"x.jpg\"\u{15}\n*A:\tthree • dots\n*A:\tfour \u{15}12_3";
        let reading = reading(text);
        assert_eq!(reading.transcript.text(), "one two three • dots four");
        let codes: Vec<_> = reading.diagnostics.iter().map(|doubt| doubt.code).collect();
        assert_eq!(codes, [Code::LineUnread, Code::LineUnread, Code::CutOff]);
        assert_eq!(reading.transcript.cues()[0].start.map(|time| time.at.millis()), Some(5));
    }

    #[test]
    fn bullets_without_their_signs() {
        let text = "@Begin\n*A:\tone . 0_900\n*A:\ttwo 3_4 and\n\tthree . 950_1800 \n*B:\tfour . ·1900_2000·\n*B:\tfive_6 .\n*B:\t9_5\n@End\n";
        let transcript = reading(text).transcript;
        assert_eq!(transcript.text(), "one . two 3_4 and three . four . five_6 . 9_5");
        let starts: Vec<_> = transcript.cues().iter().map(|cue| cue.start.map(|time| time.at.millis())).collect();
        assert_eq!(starts, [Some(0), Some(950), Some(1_900), None, None]);
    }

    #[test]
    fn many_dots_take_linear_time() {
        let text = format!("@Begin\n*A:\t{}\n@End\n", "• ".repeat(200_000));
        assert_eq!(reading(&text).transcript.text().matches('•').count(), 200_000);
    }

    #[test]
    fn only_chat_is_claimed() {
        assert_eq!(detect(NELL), 95);
        for text in ["", "*A: hi\n", "@handle says hi\n", "* one: two\n"] {
            assert_eq!(detect(text), 0, "{text}");
        }
    }
}
