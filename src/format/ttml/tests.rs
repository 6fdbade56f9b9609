use super::super::WriteOptions;
use super::super::captions::testing::{ms, read_by, rows};
use super::*;
use crate::model::Transcript;
use proptest::prelude::*;

fn reading(text: &str) -> Reading {
    read_by(read, text)
}

/// A document round a body.
fn document(root: &str, body: &str) -> String {
    format!(
        "<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:ttm=\"http://www.w3.org/ns/ttml#metadata\" \
         xmlns:ttp=\"http://www.w3.org/ns/ttml#parameter\" xmlns:tts=\"http://www.w3.org/ns/ttml#styling\" {root}>{body}</tt>"
    )
}

fn check(root: &str, body: &str, expected: &[(i64, i64, &str)]) {
    let found = reading(&document(root, body)).transcript;
    let expected: Vec<_> = expected.iter().map(|(start, end, text)| (*start, *end, (*text).to_owned())).collect();
    assert_eq!(rows(&found), expected, "{body}");
}

fn written(transcript: &Transcript) -> String {
    let mut out = String::new();
    write::write(transcript, &WriteOptions::default(), &mut out);
    out
}

/// Words with their start and end.
fn words(transcript: &Transcript) -> Vec<(String, i64, i64)> {
    transcript.words().map(|word| (word.text().to_owned(), ms(word.start()), ms(word.end()))).collect()
}

#[test]
fn times_are_relative_to_what_they_stand_in() {
    check(
        "",
        "<body begin='1s'><div begin='10s' end='20s'><p begin='1s' end='2s'>a</p><p begin='5s'>b</p></div></body>",
        &[(12_000, 13_000, "a"), (16_000, 21_000, "b")],
    );
    check(
        "",
        "<body><div><p begin='1s' dur='9s' end='5s'>the earlier end</p></div></body>",
        &[(1_000, 5_000, "the earlier end")],
    );
    check(
        "",
        "<body end='3s'><div><p begin='1s' end='9s'>clipped</p><p>whole</p></div></body>",
        &[(1_000, 3_000, "clipped"), (0, 3_000, "whole")],
    );
    check("", "<body><div><p>no times at all</p></div></body>", &[(0, -1, "no times at all")]);
    check(
        "",
        "<body><div><p begin='1s'>one</p><p begin='2s' end='3s'>over<br/>it</p></div></body>",
        &[(1_000, -1, "one"), (2_000, 3_000, "over\nit")],
    );
}

#[test]
fn sequences() {
    check(
        "ttp:frameRate='24'",
        "<body><div timeContainer='seq' dur='40s'><div timeContainer='seq'><p begin='5s' dur='5s'>a</p><p begin='5s' dur='00:00:05:00'>b</p></div>\
         <div timeContainer='seq' dur='20s'><p begin='00:00:05:00' dur='5s'>c</p><p begin='5s' dur='5s'>d</p></div></div></body>",
        &[(5_000, 10_000, "a"), (15_000, 20_000, "b"), (25_000, 30_000, "c"), (35_000, 40_000, "d")],
    );
    check(
        "",
        "<body><div timeContainer='seq'><p><span begin='1s' end='2s'>in</span></p><p dur='1s'>out</p></div></body>",
        &[(1_000, 2_000, "in"), (2_000, 3_000, "out")],
    );
    let open =
        reading(&document("", "<body><div timeContainer='seq'><p begin='1s'>a</p><p dur='1s'>b</p></div></body>"));
    assert_eq!(open.diagnostics.iter().map(|doubt| doubt.code).collect::<Vec<_>>(), [Code::Assumed]);
    assert_eq!(open.transcript.cues().len(), 2, "text is kept, whatever its time");
}

#[test]
fn regions_with_times() {
    check(
        "",
        "<head><layout><region xml:id='r1' begin='0s' end='10s'/><region xml:id='r2' begin='10s' end='20s'/></layout></head>\
         <body><div region='r1'><p>a</p></div><div region='r2'><p begin='5s' end='15s'>b</p><p begin='12s' end='18s'>c</p>\
         <p begin='16s' end='25s'>d</p><p region='r1' end='30s'>e</p></div></body>",
        &[(0, 10_000, "a"), (10_000, 15_000, "b"), (12_000, 18_000, "c"), (16_000, 20_000, "d"), (0, 10_000, "e")],
    );
}

#[test]
fn spans_with_times() {
    let body = "<body><div><p begin='10s' end='20s'><span begin='0s' end='0.4s'>It</span> <span begin='0.4s'>is.</span>\
                <br/><span begin='1s' end='2s'>All <i>the</i> time</span></p></div></body>";
    let transcript = reading(&document("", body)).transcript;
    assert_eq!(rows(&transcript), [(10_000, 20_000, "It is.\nAll the time".to_owned())]);
    let timed = |text: &str, start, end| (text.to_owned(), start, end);
    assert_eq!(
        words(&transcript),
        [
            timed("It", 10_000, 10_400),
            timed("is.", 10_400, -1),
            timed("All", 11_000, -1),
            timed("the", -1, -1),
            timed("time", -1, 12_000)
        ]
    );
    let again = reading(&written(&transcript)).transcript;
    assert_eq!((rows(&again), words(&again)), (rows(&transcript), words(&transcript)));
    let syllables = "<body><p begin='1s' end='3s'><span begin='0s' end='1s'>Al</span><span begin='1s' end='2s'>ways</span></p></body>";
    assert_eq!(words(&reading(&document("", syllables)).transcript), [timed("Always", 1_000, 3_000)]);
    check(
        "",
        "<body><div begin='5s'><p><span begin='1s' end='2s'>One voice.</span><br/><span begin='2s' end='3s'>Then another.</span></p></div></body>",
        &[(6_000, 7_000, "One voice."), (7_000, 8_000, "Then another.")],
    );
    check("", "<body><p><span begin='1s'>a</span> <span begin='2s'>b</span></p></body>", &[(1_000, -1, "a b")]);
    check(
        "",
        "<body><p begin='1s' end='9s' timeContainer='seq'><span dur='1s'>a</span> <span dur='1s'>b</span></p></body>",
        &[(1_000, 2_000, "a"), (2_000, 3_000, "b")],
    );
    // What is shown one after the other is no text of its own together (TTML 2, 12.4.1: timeContainer).
    let lines = "<body><p begin='10s' dur='30s'><span end='4s'>Gone by then</span><br/><span begin='5s' dur='3s'>Only now</span></p></body>";
    check("", lines, &[(10_000, 14_000, "Gone by then"), (15_000, 18_000, "Only now")]);
    let one_word_each =
        "<body><p begin='1s' end='9s'><span end='1s'>Yes.</span>\n<br/><span begin='2s' end='3s'>No.</span></p></body>";
    check("", one_word_each, &[(1_000, 2_000, "Yes."), (3_000, 4_000, "No.")]);
    let glued = "<body><p begin='1s' end='9s' timeContainer='seq'><span dur='1s'>one</span><span begin='1s' dur='1s'>two</span></p></body>";
    check("", glued, &[(1_000, 2_000, "one"), (3_000, 4_000, "two")]);
    let growing =
        "<body><p begin='1s' end='9s'><span begin='1s'>one more</span> <span begin='2s'>line now</span></p></body>";
    check("", growing, &[(1_000, 9_000, "one more line now")]);
}

/// Apple Music writes what TTML would add up.
#[test]
fn times_of_lyrics_count_from_the_start() {
    let text = "<tt xmlns='http://www.w3.org/ns/ttml' xmlns:itunes='http://music.apple.com/lyric-ttml-internal' \
                xmlns:ttm='http://www.w3.org/ns/ttml#metadata' itunes:timing='Word' xml:lang='en'><head/><body dur='1:02.5'>\
                <div begin='9.5' end='14' itunes:songPart='Verse'><p begin='9.5' end='12.250' itunes:key='L1' ttm:agent='v1'>\
                <span begin='9.5' end='10'>Tea</span> <span begin='10.5' end='12.250'>with rum</span></p>\
                <p begin='12.5' end='14.125' itunes:key='L2'><span begin='12.5' end='14.125'>again</span></p></div></body></tt>";
    let read = reading(text);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    let transcript = read.transcript;
    assert_eq!(rows(&transcript), [(9_500, 12_250, "Tea with rum".to_owned()), (12_500, 14_125, "again".to_owned())]);
    let timed = |text: &str, start, end| (text.to_owned(), start, end);
    let said = words(&transcript);
    assert_eq!(said[..2], [timed("Tea", 9_500, 10_000), timed("with", 10_500, -1)]);
    let again = reading(&written(&transcript)).transcript;
    assert_eq!((rows(&again), words(&again)), (rows(&transcript), said));
}

#[test]
fn agents_speak() {
    let head = "<head><metadata><ttm:agent xml:id='a' type='person'><ttm:name type='full'>Ada Quill</ttm:name></ttm:agent></metadata></head>";
    let body = "<body><div ttm:agent='a'><p begin='1s' end='2s'>Is it on?</p><p begin='2s' end='3s' ttm:agent='b'>It is. <span ttm:agent='a'>Always.</span></p></div></body>";
    let transcript = reading(&document("", &format!("{head}{body}"))).transcript;
    let turns: Vec<_> =
        transcript.turns().map(|turn| (turn.speaker().unwrap().name.clone(), turn.text().to_owned())).collect();
    let row = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    assert_eq!(turns, [row("Ada Quill", "Is it on?"), row("b", "It is."), row("Ada Quill", "Always.")]);
    let out = written(&transcript);
    assert!(out.contains("<p begin=\"00:00:01.000\" end=\"00:00:02.000\" ttm:agent=\"a\">"), "{out}");
    let again = reading(&out).transcript;
    let turns_again: Vec<_> =
        again.turns().map(|turn| (turn.speaker().unwrap().name.clone(), turn.text().to_owned())).collect();
    assert_eq!(turns_again, turns);
}

#[test]
fn labels_where_there_are_no_agents() {
    let body = "<body><p begin='1s' end='2s'>ADA: Is it?</p><p begin='2s' end='3s'>BRAM: It is.<br/>- Tea?</p><p begin='3s' end='4s'>ADA: Good.</p><p begin='4s' end='5s'>BRAM: <span>R&amp;D</span></p></body>";
    let transcript = reading(&document("", body)).transcript;
    let speakers: Vec<_> = transcript.turns().map(|turn| turn.speaker().map(|who| who.name.clone())).collect();
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(speakers, [name("ADA"), name("BRAM"), None, name("ADA"), name("BRAM")]);
    let out = written(&transcript);
    assert!(out.contains(">BRAM: It is.<br/>- Tea?</p>") && !out.contains("agent="), "{out}");
}

#[test]
fn white_space() {
    check(
        "",
        "<body><p begin='1s' end='2s'>\n   one   two\n  <br/>  three <span> four</span>\t</p></body>",
        &[(1_000, 2_000, "one two\nthree four")],
    );
    check(
        "xml:space='preserve'",
        "<body><p begin='1s' end='2s'>one  two\r\n three</p></body>",
        &[(1_000, 2_000, "one  two\n three")],
    );
    check(
        "xml:space='preserve'",
        "<body><p begin='1s' end='2s' xml:space='default'> one\n two </p></body>",
        &[(1_000, 2_000, "one two")],
    );
}

#[test]
fn what_is_not_speech() {
    let body = "<body><metadata><ttm:desc>no</ttm:desc></metadata><div><p begin='1s' end='2s'><metadata><ttm:desc>no</ttm:desc></metadata>\
                <span tts:ruby='container'><span tts:ruby='base'>漢字</span><span tts:ruby='text'>かんじ</span></span>\
                <x:note xmlns:x='urn:x'>no<x:p>no</x:p></x:note><set begin='1s'/>yes</p></div><x:div xmlns:x='urn:x'><x:p>no</x:p></x:div></body>";
    let transcript = reading(&document("", body)).transcript;
    assert_eq!(transcript.text(), "漢字yes");
    let out = written(&transcript);
    assert!(out.contains("<span tts:ruby=\"text\">かんじ</span>"), "{out}");
}

#[test]
fn every_prefix_and_age() {
    for (open, close, p) in [
        ("<tt:tt xmlns:tt='http://www.w3.org/ns/ttml'><tt:body><tt:div>", "</tt:div></tt:body></tt:tt>", "tt:p"),
        ("<q:tt xmlns:q='http://www.w3.org/2006/10/ttaf1'><q:body><q:div>", "</q:div></q:body></q:tt>", "q:p"),
        ("<tt xmlns='http://www.w3.org/2006/04/ttaf1'><body><div>", "</div></body></tt>", "p"),
        ("<tt><body>", "</body></tt>", "p"),
        ("", "", "p"),
        ("\n\n<?xml version='1.0' encoding='UTF-16'?>\n<!-- x --><tt><body>", "</body></tt>", "p"),
    ] {
        let text = format!("{open}<{p} begin='1s' end='2s'>in</{p}>{close}");
        assert!(detect(&text) >= 80, "{text}");
        let transcript = reading(&text).transcript;
        assert_eq!(rows(&transcript), [(1_000, 2_000, "in".to_owned())], "{text}");
        let out = written(&transcript);
        assert_eq!(rows(&reading(&out).transcript), [(1_000, 2_000, "in".to_owned())], "{out}");
    }
    assert_eq!(detect("<html><body><p>x</p></body></html>"), 0);
    assert_eq!(detect("<?xml version='1.0'?><transcript><text start='1'>x</text></transcript>"), 0);
}

#[test]
fn entities_are_never_expanded() {
    let bomb = "<!DOCTYPE tt [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n";
    let text = format!("{bomb}{}", document("", "<body><p begin='1s' end='2s'>&b; &x; caf&eacute;</p></body>"));
    let reading = reading(&text);
    assert_eq!(reading.transcript.text(), "&b; &x; café");
    let doubts: Vec<_> = reading.diagnostics.iter().map(|doubt| doubt.code).collect();
    assert_eq!(doubts, [Code::LineUnread; 3]);
    assert_eq!(&text[reading.diagnostics[0].bytes.clone().unwrap()], "&b;");
}

#[test]
fn what_breaks_xml_is_read_and_told() {
    let text = document(
        "",
        "<body><p begin='1s' end='2s'>R&D < tea<p begin='2s' end='3s'>next</div><p begin='3s' end='4s'>la",
    );
    let text = text.trim_end_matches("</tt>");
    let reading = reading(text);
    let expected = [(1_000, 2_000, "R&D < tea"), (2_000, 3_000, "next"), (3_000, 4_000, "la")];
    assert_eq!(rows(&reading.transcript), expected.map(|(start, end, text)| (start, end, text.to_owned())));
    let doubts: Vec<_> = reading.diagnostics.iter().map(|doubt| doubt.code).collect();
    assert_eq!(doubts, [Code::Assumed, Code::LineUnread, Code::LineUnread, Code::Assumed, Code::CutOff]);
    let out = written(&reading.transcript);
    assert!(out.contains("R&amp;D &lt; tea"), "{out}");
    let odd = super::read(&Source::new(&document("", "<body><p begin='1:00' end='x'>a</p></body>"), 0)).unwrap();
    let all: Vec<_> = odd.diagnostics.iter().map(|doubt| doubt.message.as_str()).collect();
    assert_eq!(
        all,
        [
            "`begin=\"1:00\"` is not a time expression: read as 60000 ms",
            "`end=\"x\"` is not a time expression: left out"
        ]
    );
    assert!(read(&Source::new("no element at all", 0)).is_err());
}

#[test]
fn deep_and_long_documents() {
    let deep = "<span>".repeat(100_000);
    let text = document("", &format!("<body>{}<p begin='1s' end='2s'>{deep}x</p></body>", "<div>".repeat(100_000)));
    assert_eq!(reading(&text).transcript.text(), "x");
    for hostile in
        ["<p>", "<p", "<div a=\"", "</p>", "<span></b>", "<!--", "<![CDATA[", "&a", "<p begin='1s'><br/>", "<div>"]
    {
        let text = document("", &format!("<body>{}", hostile.repeat(60_000)));
        let _ = read(&Source::new(&text, 0));
        assert!(cues(&text).count() < 200_000);
    }
}

#[test]
fn the_usual_form_reads_like_any_other() {
    // A second space is enough to leave the short way.
    let usual = "<p begin=\"00:00:01.000\" end=\"00:00:02.500\" ttm:agent=\" a b \">In <br/>and <b>out</b></p>";
    let other = usual.replacen("<p ", "<p  ", 1);
    for around in
        ["", "begin='1s'", "timeContainer='seq'", "ttm:agent='c'", "xml:space='preserve'", "region='r'", "end='3s'"]
    {
        let of = |p: &str| {
            let head = "<head><layout><region xml:id='r' begin='2s'/></layout></head>";
            let text = document("", &format!("{head}<body><div {around}>{p}\n{p}</div></body>"));
            let all: Vec<_> =
                cues(&text).map(|cue| (cue.begin, cue.end, cue.agent.to_owned(), cue.text.to_owned())).collect();
            assert_eq!(all.len(), 2);
            all
        };
        assert_eq!(of(usual), of(&other), "{around}");
    }
}

#[test]
fn head_and_attributes_ride_along() {
    let head = "<head><metadata><ttm:title>The hut</ttm:title></metadata><styling><style xml:id=\"s1\" tts:fontStyle=\"italic\"/></styling>\
                <layout><region xml:id=\"r1\" tts:origin=\"10% 80%\"/></layout></head>";
    let body = "<body style=\"s0\"><div region=\"r1\"><p xml:id=\"c1\" begin=\"1s\" end=\"2s\" style=\"s1\" tts:color=\"red\" ttm:role=\"music\">la</p></div>\
                <!-- second part --><div><p begin=\"2s\" end=\"3s\" region=\"r1\"><span tts:color=\"#FF0000\">red</span></p></div></body>";
    let transcript = reading(&document("xml:lang=\"de\" ttp:frameRate=\"25\"", &format!("{head}{body}"))).transcript;
    assert_eq!(transcript.meta.title.as_deref(), Some("The hut"));
    assert_eq!(transcript.emphasis().len(), 1);
    let out = written(&transcript);
    for part in [
        head.trim_start_matches("<head>").trim_end_matches("</head>"),
        "<body style=\"s0\">\n<div region=\"r1\">\n<p xml:id=\"c1\" begin=\"00:00:01.000\" end=\"00:00:02.000\" style=\"s1\" tts:color=\"red\" ttm:role=\"music\">la</p>",
        "</div>\n<div>\n",
        "<!-- second part -->",
        "region=\"r1\"><span tts:color=\"#FF0000\">red</span></p>",
        "xml:lang=\"de\" ttp:frameRate=\"25\">",
    ] {
        assert!(out.contains(part), "{part}\n---\n{out}");
    }
    assert_eq!(written(&reading(&out).transcript), out);
}

#[test]
fn an_empty_transcript_is_a_whole_document() {
    let out = written(&Transcript::default());
    assert!(out.ends_with("<head>\n</head>\n<body>\n<div>\n</div>\n</body>\n</tt>\n"), "{out}");
    assert_eq!(reading(&out).transcript.cues().len(), 0);
}

/// The paragraphs by a parser of XML: what [`cues`] must find in documents that are well-formed.
fn by_parser(text: &str) -> Vec<(Option<String>, String)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut all, mut open) = (Vec::new(), None);
    loop {
        let before = reader.buffer_position() as usize;
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == "p" => {
                let begin = tag.try_get_attribute("begin").unwrap();
                let begin = begin.map(|begin| begin.value.into_owned());
                open = Some((begin, reader.buffer_position() as usize));
            }
            Event::End(tag) if tag.name().as_ref() == "p" => {
                if let Some((begin, from)) = open.take() {
                    all.push((begin, text[from..before].to_owned()));
                }
            }
            Event::Eof => return all,
            _ => {}
        }
    }
}

#[test]
fn a_paragraph_that_begins_but_does_not_end_lasts_as_long_as_its_spans() {
    check(
        "",
        "<body><div>\
         <p begin='20s' timeContainer='seq'><span dur='1s'>one </span><span dur='2s'>two</span></p>\
         <p begin='30s'><span begin='1s' end='2s'>three</span></p>\
         <p begin='40s'><span end='2s'>four</span> and more</p></div></body>",
        &[(20_000, 21_000, "one"), (21_000, 23_000, "two"), (30_000, 32_000, "three"), (40_000, -1, "four and more")],
    );
}

#[test]
fn bare_text_of_a_sequence_is_never_shown() {
    let body = "<body><div><p begin='1s' dur='5s' timeContainer='seq'>no</p>\
                <p begin='2s' dur='5s' timeContainer='seq'> <!-- x --> no <br/> </p>\
                <p begin='3s' dur='5s' timeContainer='seq'> <span>yes</span> </p>\
                <p begin='4s' timeContainer='seq'><span dur='1s'>yes</span>, <span dur='1s'>yes</span></p></div></body>";
    check("", body, &[(3_000, 8_000, "yes"), (4_000, 6_000, "yes, yes")]);
    let doubts = reading(&document("", body)).diagnostics;
    assert_eq!(doubts.iter().map(|doubt| doubt.code).collect::<Vec<_>>(), [Code::NoCue, Code::NoCue]);
}

#[test]
fn spans_that_become_cues_time_no_word_of_another() {
    let text = document(
        "",
        "<body><div><p><span begin='3s' end='4s'>a</span><span begin='5s' end='6s'>b</span></p></div></body>",
    );
    let transcript = reading(&text).transcript;
    assert_eq!(rows(&transcript), [(3_000, 4_000, "a".to_owned()), (5_000, 6_000, "b".to_owned())]);
    assert_eq!(words(&transcript)[0], ("a".to_owned(), 3_000, 4_000));
}

#[test]
fn times_of_regions_are_said_by_the_cues_alone() {
    let text = document(
        "",
        "<head><layout><region xml:id='r' begin='2s' end='40s' tts:origin='10% 80%'/></layout></head>\
         <body begin='1s'><div region='r'><p begin='0s' end='4s'>In</p></div></body>",
    );
    let transcript = reading(&text).transcript;
    assert_eq!(rows(&transcript), [(2_000, 5_000, "In".to_owned())]);
    let out = written(&transcript);
    assert!(out.contains("<region xml:id=\"r\" tts:origin=\"10% 80%\"/>"), "{out}");
    assert_eq!(rows(&reading(&out).transcript), rows(&transcript));
}

#[test]
fn times_in_markup_are_not_kept_where_their_paragraph_is_cut_at_zero() {
    let text =
        document("", "<body><div><p begin='1s' end='9s'><span begin='4s' tts:color='red'>On</span></p></div></body>");
    let mut transcript = reading(&text).transcript;
    assert!(written(&transcript).contains("tts:color"));
    let cue = &mut transcript.cues[0];
    for time in [&mut cue.start, &mut cue.end].into_iter().flatten() {
        time.at = time.at + crate::model::TimeDelta::from_millis(-2_000);
    }
    for time in &mut transcript.word_times {
        let sooner =
            |time: crate::Time| crate::Time { at: time.at + crate::model::TimeDelta::from_millis(-2_000), ..time };
        *time = crate::model::WordTime::new(time.at, time.start().map(sooner), time.end());
    }
    let again = reading(&written(&transcript)).transcript;
    assert_eq!((rows(&again)[0].0, words(&again)[0].1), (0, 3_000));
}

#[test]
fn the_language_is_read_and_written() {
    let mut transcript =
        reading(&document("xml:lang='de-AT'", "<body><div><p end='1s'>Servus</p></div></body>")).transcript;
    assert_eq!(transcript.meta.language.as_deref(), Some("de-AT"));
    transcript.source.format = "srt".into();
    for (language, expected) in [("de-AT", "xml:lang=\"de-AT\""), ("german", "xml:lang=\"\"")] {
        transcript.meta.language = Some(language.to_owned());
        let out = written(&transcript);
        assert!(out.contains(expected), "{out}");
    }
}

proptest! {
    #[test]
    fn the_hand_scanner_finds_what_a_parser_finds(parts in prop::collection::vec((0u8..8, "[a-z <>&;'\"=/!-]{0,12}"), 0..12)) {
        let mut body = String::new();
        for (kind, text) in parts {
            let (escaped, quoted) = (quick_xml::escape::escape(&text).into_owned(), text.replace(['<', '&', '"'], ""));
            match kind {
                0 => body.push_str(&format!("<p begin=\"1s\" title=\"{quoted}\">{escaped}</p>")),
                1 => body.push_str(&format!("<p>{escaped}<br/><span begin='2s'>{escaped}</span></p >")),
                2 => body.push_str(&format!("<!--{}-->", text.replace('-', ""))),
                3 => body.push_str(&format!("<p begin='3s'><![CDATA[{}]]></p>", text.replace(']', ""))),
                4 => body.push_str(&format!("<p\n begin = '4s'>{escaped}<!-- </p> --></p>")),
                5 => body.push_str("<div><p>x</p></div>"),
                6 => body.push_str(&format!("<metadata>{escaped}</metadata>")),
                _ => body.push_str(&format!(
                    "<p begin=\"00:00:05.000\" end=\"00:00:06.000\" ttm:agent=\"{quoted}\">{escaped}<br/></p>\n"
                )),
            }
        }
        let text = format!("<tt><body><div>{body}</div></body></tt>");
        let found: Vec<_> = cues(&text)
            .map(|cue| (attributes(cue.attributes).find(|(name, _)| *name == "begin").map(|(_, begin)| begin.to_owned()), cue.text.to_owned()))
            .collect();
        prop_assert_eq!(found, by_parser(&text));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(<|>|/|p|tt|body|span|begin='1s'|end=\"2s\"| |&|;|amp|br|x|\n|!--|-->|é){0,60}") {
        if let Ok(reading) = read(&Source::new(&text, 0)) {
            let out = written(&reading.transcript);
            let again = read(&Source::new(&out, 0)).unwrap();
            prop_assert_eq!(again.transcript.text(), reading.transcript.text());
        }
    }
}
