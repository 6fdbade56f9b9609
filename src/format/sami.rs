//! SAMI, Synchronized Accessible Media Interchange.
//!
//! ```text
//! <SAMI><HEAD><TITLE>The hut</TITLE><STYLE TYPE="text/css"><!--
//! .ENUSCC { Name: English; lang: en-US; SAMIType: CC; }
//! --></STYLE></HEAD>
//! <BODY>
//! <SYNC Start=5000><P Class=ENUSCC ID=Source>Ada Quill<P Class=ENUSCC>Is it<br>on?
//! <SYNC Start=7000><P Class=ENUSCC>&nbsp;
//! </BODY></SAMI>
//! ```
//!
//! ```text
//! body = *sync    sync = "<SYNC" "Start=" 1*DIGIT ">" *p    p = "<P" ["Class=" class] ["ID=" id] ">" *(text / tag)
//! ```
//!
//! From "Understanding SAMI 1.0" (Microsoft 2001), read as players read it: tags in any case, quoted or not, and seldom
//! closed. A cue has no end: the next SYNC that has a paragraph of its class ends it, and one that holds `&nbsp;` alone
//! only clears. A file may hold several languages, one a class: the first that says something is the speech, the others
//! ride along with the cue before them and are reported. A paragraph with `ID=Source` names who speaks until another one does.
//!
//! It cannot hold: cues that overlap, how a time is known, turns, metadata but title and language, word times.

use super::captions::build::Captions;
use super::captions::labels::Census;
use super::captions::layout::columns;
use super::captions::out::{for_each_cue, is_language_tag, push_number, push_text};
use super::captions::tagged::{Tagged, push_escaped, signs};
use super::captions::xml::{Event, Scanner, attribute};
use super::{Format, Reader, Source, SpeakerNames, WriteOptions};
use crate::diagnostic::{Code, Diagnostic, Reading};
use crate::error::Error;
use crate::model::{CueExtra, Kind, Transcript};

pub(super) const FORMAT: Format = Format {
    id: "sami",
    aliases: &["smi"],
    title: "SAMI captions",
    kind: Kind::Captions,
    extensions: &["smi", "sami"],
    keeps: "times, text, tags, the title, the language; speakers as `Name: ` where a turn begins; head and further languages of its own",
    read: Some(Reader::Text { detect, read }),
    write: Some(write),
};

/// The root's name, or a SYNC with its start.
fn detect(head: &str) -> u8 {
    let mut scanner = Scanner::new(head);
    let mut first = true;
    while let Some((_, event)) = scanner.next() {
        match event {
            Event::Open { name, .. } if name.eq_ignore_ascii_case("sami") => return if first { 98 } else { 85 },
            Event::Open { name, attributes, .. } if name.eq_ignore_ascii_case("sync") => {
                return if attribute(attributes, "start").is_some() { 90 } else { 0 };
            }
            Event::Open { .. } => first = false,
            _ => {}
        }
    }
    0
}

/// A paragraph as it stands.
#[derive(Clone, Copy, Debug)]
struct Paragraph<'a> {
    start: i64,
    /// The end that its SYNC gives, against the grammar.
    end: Option<i64>,
    class: &'a str,
    /// Whether it names who speaks.
    source: bool,
    text: &'a str,
}

/// All paragraphs of the body, in the source's order.
fn paragraphs<'a>(text: &'a str, base: usize, captions: &mut Captions) -> Vec<Paragraph<'a>> {
    let mut all: Vec<Paragraph<'a>> = Vec::new();
    let mut scanner = Scanner::new(text);
    let mut sync: Option<(i64, Option<i64>)> = None;
    // The paragraph that is open, and where its text begins.
    let mut open: Option<(Paragraph<'a>, usize)> = None;
    let mut close = |open: &mut Option<(Paragraph<'a>, usize)>, to: usize| {
        if let Some((paragraph, from)) = open.take() {
            let slice = text.get(from..to).unwrap_or("").trim();
            all.push(Paragraph { text: slice, ..paragraph });
        }
    };
    let mut outside = 0usize;
    while let Some((at, event)) = scanner.next() {
        match event {
            Event::Open { name, attributes, .. } if name.eq_ignore_ascii_case("sync") => {
                close(&mut open, at);
                let time = |name: &str| attribute(attributes, name).and_then(millis);
                let start = time("start").unwrap_or_else(|| {
                    let bytes = base + at..base + scanner.at();
                    let message = "a SYNC without a start that can be read: it begins with the one before it";
                    captions.warn(Code::TimeForm, bytes, message);
                    sync.map_or(0, |(start, _)| start)
                });
                sync = Some((start, time("end")));
                // Text may follow without a paragraph of its own.
                let bare = Paragraph { start, end: time("end"), class: "", source: false, text: "" };
                open = Some((bare, scanner.at()));
            }
            Event::Open { name, attributes, .. } if name.eq_ignore_ascii_case("p") => {
                let bare = open.as_ref().is_some_and(|(open, from)| {
                    open.class.is_empty() && text.get(*from..at).unwrap_or("").trim().is_empty()
                });
                match bare {
                    true => open = None,
                    false => close(&mut open, at),
                }
                if let Some((start, end)) = sync {
                    let class = attribute(attributes, "class").unwrap_or("");
                    let source = attribute(attributes, "id").is_some_and(|id| id.eq_ignore_ascii_case("source"));
                    open = Some((Paragraph { start, end, class, source, text: "" }, scanner.at()));
                }
            }
            Event::Close(name)
                if ["p", "sync", "body", "sami"].iter().any(|known| known.eq_ignore_ascii_case(name)) =>
            {
                close(&mut open, at);
            }
            Event::Text(text) if sync.is_none() || open.is_none() => outside += usize::from(!text.trim().is_empty()),
            Event::Cut => {
                let bytes = base + at..base + text.len();
                captions.warn(Code::CutOff, bytes, "the file ends inside a tag or a comment");
                close(&mut open, at);
            }
            _ => {}
        }
    }
    close(&mut open, text.len());
    if outside > 0 {
        let message = format!("text outside of all paragraphs is left out ({outside} times)");
        captions.warn(Code::NoCue, base..base, message);
    }
    all
}

/// Milliseconds, as a whole number; players take `1000ms` and fractions as well.
fn millis(text: &str) -> Option<i64> {
    let text = text.trim();
    let negative = text.starts_with('-');
    let digits =
        text.trim_start_matches('-').split(|c: char| !c.is_ascii_digit()).next().filter(|digits| !digits.is_empty())?;
    let value =
        digits.bytes().fold(0i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if negative { -value } else { value })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (text, base) = (source.text, source.offset);
    let mut captions = Captions::default();
    let body = body_at(text);
    let place = |slice: &str| base + (slice.as_ptr() as usize - text.as_ptr() as usize);
    let (head, rest) = text.split_at_checked(body).unwrap_or(("", text));
    let all = paragraphs(rest, base + body, &mut captions);
    let mut tagged = Tagged::default();
    // The first class that says something is the speech; what has no class belongs to it.
    let mut first = "";
    for paragraph in &all {
        tagged.read(paragraph.text, 0);
        if !tagged.plain.is_empty() && !paragraph.source {
            first = paragraph.class;
            break;
        }
    }
    if first.is_empty() {
        first = all.iter().map(|paragraph| paragraph.class).find(|class| !class.is_empty()).unwrap_or("");
    }
    let own = |class: &str| class.is_empty() || class.eq_ignore_ascii_case(first);
    // All texts are read twice, so that they take no room one by one: first to find the labels that recur.
    let (mut texts, mut lengths) = (String::new(), Vec::with_capacity(all.len()));
    let mut named = false;
    for paragraph in all.iter().filter(|paragraph| own(paragraph.class)) {
        tagged.read(paragraph.text, place(paragraph.text));
        named |= paragraph.source && !tagged.plain.is_empty();
        texts.push_str(tagged.plain.text());
        lengths.push(tagged.plain.len());
    }
    let mut census = Census::default();
    let mut rest = texts.as_str();
    for length in lengths {
        let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        census.add(text);
        rest = behind;
    }
    census.settle();
    // The end of each paragraph: where the next one of its class begins.
    let mut ends: Vec<Option<i64>> = vec![None; all.len()];
    let mut next = None;
    for (index, paragraph) in all.iter().enumerate().rev().filter(|(_, paragraph)| own(paragraph.class)) {
        let later = next.filter(|(start, _)| *start != paragraph.start).map(|(start, _)| start);
        ends[index] = paragraph.end.or(later).or_else(|| next.and_then(|(_, end)| end));
        next = Some((paragraph.start, ends[index]));
    }
    if !head.trim().is_empty() {
        captions.builder.block("head", head.trim());
    }
    let meta = &mut captions.builder.transcript_mut().meta;
    (meta.title, meta.language) = (title(head), language(head, first));
    let mut others: Vec<(&str, usize)> = Vec::new();
    let (mut current, mut speaker, mut label) = (None, None, None);
    // What is shown with a cue in another language moves with it.
    let mut begun = None;
    for (index, paragraph) in all.iter().enumerate() {
        if !own(paragraph.class) {
            match others.iter().position(|(class, _)| class.eq_ignore_ascii_case(paragraph.class)) {
                Some(known) => others[known].1 += 1,
                None if others.len() < 64 => others.push((paragraph.class, 1)),
                None => {}
            }
            let start = match begun {
                Some(begun) => format!("{:+}", paragraph.start.saturating_sub(begun)),
                None => paragraph.start.to_string(),
            };
            let raw = format!("<SYNC Start={start}><P Class={}>{}", paragraph.class, paragraph.text);
            captions.builder.block("p", raw);
            continue;
        }
        tagged.read(paragraph.text, place(paragraph.text));
        let plain = &tagged.plain;
        if paragraph.source {
            label = Some(plain.text().trim().to_owned()).filter(|name| !name.is_empty());
            speaker = label.as_deref().map(|label| captions.speaker(label));
            continue;
        }
        if plain.is_empty() {
            continue;
        }
        captions.cue(Some(paragraph.start), ends[index]);
        begun = Some(paragraph.start);
        let mut extra = CueExtra::default();
        if tagged.marked {
            extra.markup = Some(paragraph.text.to_owned());
        }
        if named {
            captions.voice_of(speaker, label.as_deref(), false);
            captions.plain(plain);
            extra.settings.extend(label.clone().map(|label| ("source".to_owned(), label)));
        } else {
            current = captions.speech_of(plain, &census, current);
        }
        captions.said(plain.text(), extra);
    }
    for (class, count) in others {
        let message =
            format!("{count} paragraphs of class `{class}` are another language beside `{first}`: they ride along");
        captions.diagnostics.push(Diagnostic::warning(Code::NoCue, message));
    }
    if !first.is_empty() {
        captions.builder.block("class", first);
    }
    if all.is_empty() {
        captions.diagnostics.push(Diagnostic::warning(Code::NoCue, "the file holds no SYNC with a paragraph"));
    }
    Ok(captions.finish(FORMAT.id))
}

/// Where the head ends: behind the tag that opens the body, or before the first SYNC.
fn body_at(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut found = text.len();
    for at in memchr::memchr_iter(b'<', bytes) {
        let name =
            |name: &[u8]| bytes.get(at + 1..at + 1 + name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name));
        if name(b"body") {
            let close = memchr::memchr(b'>', bytes.get(at..).unwrap_or(&[]));
            return close.map_or(text.len(), |close| at + close + 1);
        }
        if name(b"sync") {
            found = at;
            break;
        }
    }
    if found == text.len() { 0 } else { found }
}

fn title(head: &str) -> Option<String> {
    let mut scanner = Scanner::new(head);
    let mut open = false;
    while let Some((_, event)) = scanner.next() {
        match event {
            Event::Open { name, .. } if name.eq_ignore_ascii_case("title") => open = true,
            Event::Text(text) if open => {
                let mut tagged = Tagged::default();
                tagged.read(text, 0);
                return Some(tagged.plain.text().to_owned()).filter(|title| !title.is_empty());
            }
            Event::Close(_) => open = false,
            _ => {}
        }
    }
    None
}

/// The language that the styles of the head give a class: `.ENUSCC { Name: English; lang: en-US; }`.
fn language(head: &str, class: &str) -> Option<String> {
    let mut rest = head;
    while let Some((before, after)) = rest.split_once('{').filter(|_| !class.is_empty()) {
        let (body, next) = after.split_once('}').unwrap_or((after, ""));
        let name = before.rsplit(['}', ';', '>', '-', ',']).next().unwrap_or("").trim();
        if name.rsplit('.').next().is_some_and(|name| name.eq_ignore_ascii_case(class)) && before.contains('.') {
            let language = body.split(';').filter_map(|rule| rule.split_once(':'));
            let mut language = language.filter(|(name, _)| name.trim().eq_ignore_ascii_case("lang"));
            return language
                .next()
                .map(|(_, value)| value.trim())
                .filter(|value| is_language_tag(value))
                .map(str::to_owned);
        }
        rest = next;
    }
    None
}

/// A paragraph of another language that rides along, with its start. That may count from the cue before it.
fn beside(text: &str, begun: i64) -> (i64, &str) {
    let (start, paragraph) =
        text.strip_prefix("<SYNC Start=").and_then(|rest| rest.split_once('>')).unwrap_or(("", text));
    let base = if start.starts_with(['+', '-']) { begun } else { 0 };
    (base.saturating_add(start.parse().unwrap_or(0)).max(0), paragraph)
}

fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    let own = transcript.source.format == FORMAT.id;
    let blocks = if own { transcript.blocks() } else { &[] };
    let block = |kind: &str| blocks.iter().find(|block| block.kind == kind).map(|block| block.text.as_str());
    let class = block("class").unwrap_or(if block("head").is_some() { "" } else { "CC" });
    match block("head") {
        Some(head) => out.push_str(head),
        None => {
            out.push_str("<SAMI>\n<HEAD>\n");
            if let Some(title) = &transcript.meta.title {
                out.push_str("<TITLE>");
                push_escaped(title, " ", out);
                out.push_str("</TITLE>\n");
            }
            out.push_str("<STYLE TYPE=\"text/css\">\n<!--\nP { font-family: sans-serif; text-align: center; }\n");
            let language = transcript.meta.language.as_deref().filter(|name| is_language_tag(name)).unwrap_or("und");
            out.push_str(&format!(".CC {{ Name: Captions; lang: {language}; SAMIType: CC; }}\n"));
            out.push_str("-->\n</STYLE>\n</HEAD>\n<BODY>");
        }
    }
    out.push('\n');
    let sync = |start: i64, out: &mut String| {
        out.push_str("<SYNC Start=");
        push_number(start.max(0) as u64, out);
        out.push('>');
    };
    let open = |id: &str, out: &mut String| {
        out.push_str("<P");
        if !class.is_empty() {
            out.push_str(" Class=");
            out.push_str(class);
        }
        out.push_str(id);
        out.push('>');
    };
    let names = options.speakers;
    let named: fn(&str) -> usize = if names == SpeakerNames::Never { |_| 0 } else { |name| columns(name) + 2 };
    let (mut next, mut before_zero, mut overlaps) = (0, 0usize, 0usize);
    // What stands between two cues in order of time: the end of the first, and other languages.
    let mut between = |until: Option<usize>, begun: i64, end: Option<i64>, out: &mut String| {
        let mut all: Vec<(i64, Option<&str>)> = end.map(|end| (end, None)).into_iter().collect();
        while let Some(block) = blocks.get(next).filter(|block| until.is_none_or(|cue| block.cue as usize <= cue)) {
            next += 1;
            if block.kind == "p" {
                let (start, paragraph) = beside(&block.text, begun);
                all.push((start, Some(paragraph)));
            }
        }
        all.sort_by_key(|(start, _)| *start);
        for (start, paragraph) in all {
            sync(start, out);
            match paragraph {
                Some(paragraph) => out.push_str(paragraph),
                None => {
                    open("", out);
                    out.push_str("&nbsp;");
                }
            }
            out.push('\n');
        }
    };
    let by_source =
        own && names == SpeakerNames::Turns
            && transcript.cues().iter().any(|cue| {
                cue.extra.as_ref().is_some_and(|extra| extra.settings.iter().any(|(name, _)| name == "source"))
            });
    // The end of the cue before, which a paragraph of its own must tell, and who spoke in it.
    let mut due: Option<i64> = None;
    let mut begun = 0;
    let mut spoken: Option<String> = None;
    let mut doubts = for_each_cue(transcript, named, |cue| {
        before_zero += usize::from(cue.start < 0);
        let end = due.take();
        overlaps += usize::from(end.is_some_and(|end| end > cue.start));
        between(cue.source, begun, end.filter(|end| *end < cue.start), out);
        begun = cue.start;
        sync(cue.start, out);
        if by_source {
            let speaker = cue.lines.first().and_then(|line| line.speaker);
            if speaker != spoken.as_deref() {
                open(" ID=Source", out);
                match speaker {
                    Some(name) => push_escaped(name, " ", out),
                    None => out.push_str("&nbsp;"),
                }
                spoken = speaker.map(str::to_owned);
            }
        }
        open("", out);
        let markup = cue.extra.and_then(|extra| extra.markup.as_deref());
        match markup.filter(|_| own && names == SpeakerNames::Turns) {
            Some(markup) => out.push_str(markup),
            None => {
                let from = out.len();
                let names = if by_source { SpeakerNames::Never } else { names };
                push_text(transcript, cue, names, signs, |text, out| push_escaped(text, "\n", out), out);
                if let Some(text) = out.get(from..).filter(|text| text.contains('\n')) {
                    let broken = text.replace('\n', "<br>");
                    out.truncate(from);
                    out.push_str(&broken);
                }
                if out.len() == from {
                    out.push_str("&nbsp;");
                }
            }
        }
        out.push('\n');
        let open_end =
            own && cue.source.and_then(|index| transcript.cues().get(index)).is_some_and(|cue| cue.end.is_none());
        due = Some(cue.end).filter(|_| !open_end);
    });
    between(None, begun, due, out);
    out.push_str("</BODY>\n</SAMI>\n");
    let mut tell = |count: usize, what: &str| {
        if count > 0 {
            doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
        }
    };
    tell(before_zero, "cues start before zero: SAMI can't say so, and they start at zero");
    tell(overlaps, "cues last longer than until the next start: SAMI shows one at a time");
    doubts
}

#[cfg(test)]
mod tests {
    use super::super::captions::testing::{read_by, row, rows};
    use super::*;

    fn reading(text: &str) -> Reading {
        read_by(read, text)
    }

    #[test]
    fn the_next_sync_ends_a_cue() {
        for text in [
            "<SAMI><BODY><SYNC Start=1000><P Class=ENCC>One<br>two<SYNC Start=2000><P Class=ENCC>&nbsp;<SYNC Start=3000><P Class=ENCC>three</BODY></SAMI>",
            "<sami>\n<body>\n<sync start=\"1000\">\n<p class=\"encc\">One<BR/>\ntwo</p></sync>\n<sync start='2000'><p class='ENCC'>&nbsp;</p></sync><Sync Start = 3000ms >three",
        ] {
            assert_eq!(
                rows(&reading(text).transcript),
                [row(1_000, 2_000, "One\ntwo"), row(3_000, -1, "three")],
                "{text}"
            );
            assert!(detect(text) > 90);
        }
    }

    #[test]
    fn other_languages_ride_along() {
        let text = "<SAMI><HEAD><TITLE>The hut</TITLE></HEAD><BODY>\n<SYNC Start=1000><P Class=ENCC>One<P Class=DECC>Eins\n<SYNC Start=1500><P Class=DECC>&nbsp;\n<SYNC Start=2000><P Class=ENCC>Two\n</BODY></SAMI>";
        let first = reading(text);
        assert_eq!(rows(&first.transcript), [row(1_000, 2_000, "One"), row(2_000, -1, "Two")]);
        assert_eq!(first.diagnostics.len(), 1);
        assert!(first.diagnostics[0].message.contains("2 paragraphs of class `DECC`"));
        assert_eq!(first.transcript.meta.title.as_deref(), Some("The hut"));
        let mut out = String::new();
        write(&first.transcript, &WriteOptions::default(), &mut out);
        assert!(out.contains("<P Class=DECC>Eins"), "{out}");
        assert_eq!(rows(&reading(&out).transcript), rows(&first.transcript));
    }

    #[test]
    fn who_speaks() {
        let text = "<SAMI><BODY><SYNC Start=0><P Class=ENCC ID=Source>Ada Quill<P Class=ENCC>Is it?<SYNC Start=900><P Class=ENCC>On?<SYNC Start=1000><P Class=ENCC ID=Source>Bram<P Class=ENCC>It is.<SYNC Start=2000><P Class=ENCC>&nbsp;</BODY>";
        let transcript = reading(text).transcript;
        let turns = |transcript: &Transcript| -> Vec<(String, String)> {
            transcript.turns().map(|turn| (turn.speaker().unwrap().name.clone(), turn.text().to_owned())).collect()
        };
        assert_eq!(turns(&transcript), [("Ada Quill".into(), "Is it? On?".into()), ("Bram".into(), "It is.".into())]);
        let mut out = String::new();
        write(&transcript, &WriteOptions::default(), &mut out);
        assert_eq!(turns(&reading(&out).transcript), turns(&transcript), "{out}");
        assert_eq!(rows(&reading(&out).transcript), rows(&transcript));
    }

    #[test]
    fn broken_files() {
        assert_eq!(
            rows(&reading("<SYNC Start=x><P>a<SYNC Start=5><P>b <i>c").transcript),
            [row(0, 5, "a"), row(5, -1, "b c")]
        );
        for hostile in ["<SYNC Start=1>", "<P>", "<", "&", "<SYNC Start=1><P><i>", "<!--", "</P>"] {
            reading(&hostile.repeat(50_000));
        }
        assert_eq!(detect("<html><body><p>x"), 0);
    }

    #[test]
    fn other_languages_move_with_their_cues_and_stand_in_order() {
        let head = "<SAMI><HEAD><STYLE><!--\nP { margin: 1pt }\n.EN { Name: English; lang: en-GB; }\n.DE { lang: de; }\n--></STYLE></HEAD>\n<BODY>";
        let text = format!(
            "{head}\n<SYNC Start=1000><P Class=EN>Hello<P Class=DE>Hallo\n<SYNC Start=2000><P Class=EN>&nbsp;\n\
             <SYNC Start=2500><P Class=DE>&nbsp;\n<SYNC Start=5000><P Class=EN>Bye\n<SYNC Start=5500><P Class=DE>Ade\n"
        );
        let transcript = reading(&text).transcript;
        assert_eq!(transcript.meta.language.as_deref(), Some("en-GB"));
        let written = |transcript: &Transcript| {
            let mut out = String::new();
            write(transcript, &WriteOptions::default(), &mut out);
            out.split_once("<BODY>\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
        };
        let body = |moved: i64| {
            let rows = [
                (1_000, "EN", "Hello"),
                (1_000, "DE", "Hallo"),
                (2_000, "EN", "&nbsp;"),
                (2_500, "DE", "&nbsp;"),
                (5_000, "EN", "Bye"),
                (5_500, "DE", "Ade"),
            ];
            let rows = rows.map(|(at, class, text)| format!("<SYNC Start={}><P Class={class}>{text}\n", at + moved));
            format!("{}</BODY>\n</SAMI>\n", rows.concat())
        };
        assert_eq!(written(&transcript), body(0));
        let mut moved = transcript;
        for cue in &mut moved.cues {
            for time in [&mut cue.start, &mut cue.end].into_iter().flatten() {
                time.at = time.at + crate::model::TimeDelta::from_millis(10_000);
            }
        }
        assert_eq!(written(&moved), body(10_000));
    }

    #[test]
    fn a_language_is_written_where_it_is_a_tag() {
        let mut transcript = reading("<SAMI><BODY><SYNC Start=0><P>Hi").transcript;
        transcript.source.format = "srt".into();
        for (language, expected) in
            [(Some("pt-BR"), "pt-BR"), (Some("english"), "und"), (None, "und"), (Some("en;x"), "und")]
        {
            transcript.meta.language = language.map(str::to_owned);
            let mut out = String::new();
            write(&transcript, &WriteOptions::default(), &mut out);
            assert!(out.contains(&format!("lang: {expected};")), "{out}");
        }
    }
}
