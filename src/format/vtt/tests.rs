//! The sections are those of the specification.

use proptest::prelude::*;

use super::super::Source;
use super::letter::{LetterCue, parse};
use super::scan::Scan;
use super::{cues, detect};
use crate::diagnostic::{Code, Reading};
use crate::error::Error;
use crate::format::WriteOptions;
use crate::model::Transcript;

pub(super) fn reading(text: &str) -> Reading {
    super::read::read(&Source::new(text, 0)).unwrap()
}

fn written(transcript: &Transcript) -> String {
    let mut out = String::new();
    super::write::write(transcript, &WriteOptions::default(), &mut out);
    out
}

/// Reads and writes: what rides along comes back.
fn again(text: &str) -> String {
    written(&reading(text).transcript)
}

/// Identifier, start, end, settings and plain text of every cue.
fn rows(text: &str) -> Vec<(String, i64, i64, String, String)> {
    let transcript = reading(text).transcript;
    let row = |(index, cue): (usize, &crate::model::Cue)| {
        let ms = |time: Option<crate::model::Time>| time.map_or(-1, |time| time.at.millis());
        let settings = cue.extra.as_deref().map_or(&[][..], |extra| &extra.settings);
        let settings: Vec<String> = settings.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        let id = transcript.cue_id(index).unwrap_or_default().into_owned();
        (id, ms(cue.start), ms(cue.end), settings.join(" "), transcript.cue_lines(index).into_owned())
    };
    transcript.cues().iter().enumerate().map(row).collect()
}

/// Identifier and text of every cue.
pub(super) fn texts(text: &str) -> Vec<(String, String)> {
    rows(text).into_iter().map(|(id, _, _, _, text)| (id, text)).collect()
}

pub(super) fn codes(text: &str) -> Vec<Code> {
    reading(text).diagnostics.iter().map(|doubt| doubt.code).collect()
}

fn fast(text: &str) -> Vec<LetterCue> {
    let spec = |text: &str| text.replace('\0', "\u{FFFD}").replace("\r\n", "\n").replace('\r', "\n");
    let cue = |found: super::scan::Found<'_>| LetterCue {
        id: spec(found.cue.id),
        start: found.cue.start,
        end: found.cue.end,
        settings: spec(found.cue.settings),
        text: spec(found.cue.text),
    };
    Scan::new(text).map(cue).collect()
}

/// Section 4.1 and 6.1, steps 4 to 6: the signature.
#[test]
fn signatures() {
    for text in ["WEBVTT", "WEBVTT\n", "WEBVTT\r", "WEBVTT ", "WEBVTT\t", "WEBVTT x", "WEBVTT\tx\r\n"] {
        assert_eq!(detect(text), 100, "{text:?}");
        assert!(rows(text).is_empty());
    }
    let body = "\n\n00:00:00.000 --> 00:00:01.000\ntext\n";
    for text in ["WEBVTT", "WEBVTT -->", "WEBVTT 00:00:00.000 --> 00:00:01.000 x"] {
        assert_eq!(rows(&format!("{text}{body}")).len(), 1, "{text:?}");
    }
    for sign in [
        "WEBVTTx",
        "webvtt",
        "WebVTT",
        "\u{FEFF}WEBVTT",
        "\nWEBVTT",
        " WEBVTT",
        "WEBVTT\0",
        "WEBVTT\u{C}",
        "WEBVTT\u{B}",
        "WEBVT",
        "WEB ",
    ] {
        let text = format!("{sign}{body}");
        assert_eq!(detect(&text), 90, "{text:?}");
        assert!(matches!(super::read::read(&Source::new(&text, 0)), Err(Error::Malformed { .. })), "{text:?}");
        assert_eq!(cues(&text).count(), usize::from(sign.starts_with('\u{FEFF}')), "{text:?}");
    }
    // One byte order mark goes; the second is none.
    let twice = format!("\u{FEFF}\u{FEFF}WEBVTT{body}");
    assert!(matches!(crate::read(twice.as_bytes()), Err(Error::Malformed { .. })));
    assert_eq!(crate::read(&twice.as_bytes()["\u{FEFF}".len()..]).unwrap().transcript.cues().len(), 1);
    assert_eq!(cues(&twice).count(), 0);
    // Without it there must be cues, or it is nothing.
    for text in ["", "WEBV", "webvtt\n", "WEBVTT\u{C}", "\n\nWEBVTT\n", "NOTE x\n"] {
        assert!(matches!(super::read::read(&Source::new(text, 0)), Err(Error::Malformed { .. })), "{text:?}");
    }
    assert_eq!(detect("WEBV"), 0);
    assert_eq!(detect(""), 0);
    assert_eq!(detect("WebVTT is a format for captions."), 0);
}

/// Section 6.1, steps 7 to 12: the header runs to a blank line or an arrow.
#[test]
fn headers() {
    let cue = "00:00:00.000 --> 00:00:01.000\ntext\n";
    for head in
        ["WEBVTT\nx\ny\n\n", "WEBVTT\n", "WEBVTT\nid?\n", "WEBVTT\r\r", "WEBVTT\n\n\n\n", "WEBVTT\n \n", "WEBVTT\n\0\n"]
    {
        assert_eq!(texts(&format!("{head}{cue}")), [(String::new(), "text".to_owned())], "{head:?}");
    }
    assert_eq!(texts(&format!("WEBVTT\n\nid\n{cue}")), [("id".to_owned(), "text".to_owned())]);
    let text = "WEBVTT - Harbour hours\nKind: captions\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n00:00:01.000 --> 00:00:02.000\nx\n";
    assert_eq!(again(text), text);
    assert_eq!(reading(text).transcript.meta.title.as_deref(), Some("Harbour hours"));
    assert_eq!(codes(text), [Code::TimeMap]);
    assert!(reading(text).diagnostics[0].message.contains("10000 ms"));
}

/// Section 6.1, `collect a WebVTT block`: an arrow opens a cue wherever it stands; the first line before it is its
/// identifier.
#[test]
fn arrows_and_identifiers() {
    let time = "00:00:00.000 --> 00:00:01.000";
    let text = format!(
        "WEBVTT\n\n-->\n{time}\none\nx-->\n{time}\ntwo\n-->x\n{time}\nthree\n--->\n{time}\nfour\n-->-->\n{time}\nfive\n{time}\nsix\n\n00:00:00.000 -x -->\n\n00:00:00.000 - -->\n"
    );
    let expected = ["one", "two", "three", "four", "five", "six"];
    assert_eq!(texts(&text).into_iter().map(|(_, text)| text).collect::<Vec<_>>(), expected);
    let text = format!(
        "WEBVTT\n\n {time}\n a\n\n--x\n{time}\nb\n\none\ntwo\n{time}\nc\n\nsame\n{time}\n\nsame\n{time}\nd\n\n1\n{time}\ne\n\n01\n{time}\nf\n\n+2\n{time}\ng"
    );
    let pair = |id: &str, text: &str| (id.to_owned(), text.to_owned());
    let expected = [
        pair("", " a"),
        pair("--x", "b"),
        pair("", "c"),
        pair("same", ""),
        pair("same", "d"),
        pair("1", "e"),
        pair("01", "f"),
        pair("+2", "g"),
    ];
    assert_eq!(texts(&text), expected);
    assert_eq!(
        texts(&format!("WEBVTT\n\nSTYLE\n{time}\nx\n\nNOTE\n{time}\ny")),
        [pair("STYLE", "x"), pair("NOTE", "y")]
    );
}

/// Section 6.1, step 1: line ends and NULs.
#[test]
fn line_ends_and_nuls() {
    let expected = [("a".to_owned(), "b\nc".to_owned()), ("".to_owned(), "d".to_owned())];
    for end in ["\n", "\r", "\r\n"] {
        let text =
            "WEBVTT\n\na\n00:00:00.000 --> 00:00:01.000\nb\nc\n\n\n00:00:00.000 --> 00:00:01.000\nd".replace('\n', end);
        assert_eq!(texts(&text), expected, "{text:?}");
        assert_eq!(codes(&text), []);
    }
    let text = "WEBVTT\n\n\0 id\n00:00:00.000 --> 00:00:01.000 align\0:end line:1\0 size:50%\n\0te\0xt\n\n00:00:00.000\0 --> 00:00:01.000\nno\n\n00:00:00.000 -\0-> 00:00:01.000\nno\n";
    assert_eq!(
        rows(text),
        [("\u{FFFD} id".to_owned(), 0, 1_000, "size:50%".to_owned(), "\u{FFFD}te\u{FFFD}xt".to_owned())]
    );
    let spaces =
        "WEBVTT\n\nx\n\t00:00:00.000\u{C}-->  00:00:01.000\t\n  text\n\n\u{B}00:00:00.000 --> 00:00:01.000\nno\n";
    assert_eq!(texts(spaces), [("x".to_owned(), "  text".to_owned())]);
}

/// Section 6.1: styles and regions come before the first cue, comments anywhere but inside a cue.
#[test]
fn blocks_ride_along() {
    let text = "WEBVTT\n\nSTYLE\n::cue { color: red }\n::cue(i) {}\n\nREGION\nid:low\nwidth:40%\n\nNOTE on its line\n\nNOTE\nseveral\nlines\n\nfirst\n00:00:01.000 --> 00:00:02.000 region:low\nNOTE is text here\n\nNOTE between\n\n00:00:02.000 --> 00:00:03.000\nb\n\nNOTE last\n";
    assert_eq!(again(text), text);
    assert_eq!(codes(text), []);
    let kinds: Vec<_> =
        reading(text).transcript.blocks().iter().map(|block| (block.cue, block.kind.to_string())).collect();
    let pair = |cue: u32, kind: &str| (cue, kind.to_owned());
    assert_eq!(
        kinds,
        [
            pair(0, "header"),
            pair(0, "STYLE"),
            pair(0, "REGION"),
            pair(0, "NOTE"),
            pair(0, "NOTE"),
            pair(1, "NOTE"),
            pair(2, "NOTE")
        ]
    );
    let late = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nx\n\nSTYLE\n::cue {}\n\nlost words\n\nREGION\nid:a\n";
    assert_eq!(codes(late), [Code::NoCue, Code::NoCue, Code::NoCue]);
    let kept = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nx\n\nNOTE\nSTYLE\n::cue {}\n\nNOTE\nlost words\n\nNOTE\nREGION\nid:a\n";
    assert_eq!(again(late), kept);
    assert_eq!(again(kept), kept);
}

/// Section 6.3, `collect a WebVTT timestamp`.
#[test]
fn timestamps() {
    let ok = [
        ("00:00.000", 0),
        ("59:59.999", 3_599_999),
        ("0:00:02.500", 2_500),
        ("00:00:00.001", 1),
        ("100:00:00.000", 360_000_000),
        ("216001:00:00.000", 777_603_600_000),
        ("60:00:00.000", 216_000_000),
    ];
    for (stamp, ms) in ok {
        let text = format!("WEBVTT\n\n{stamp} --> {stamp}\nx\n\n{stamp}-->{stamp}align:end\ny");
        let found: Vec<_> = cues(&text).map(|cue| (cue.start, cue.end)).collect();
        assert_eq!(found, [(ms, ms), (ms, ms)], "{stamp}");
    }
    for stamp in [
        "00:60.000",
        "60:00.000",
        "00:00:60.000",
        "00:60:00.000",
        "0:00.500",
        "00:0.500",
        "00:00.5",
        "00:00.0005",
        "00:00,500",
        "00:00:00,500",
        "00:000.500",
        "00:00:000.500",
        "0000:00.000",
        "00.500",
        "00:00",
        "00:00.",
        ":00.000",
        "-00:00.500",
        "00:00:00:000",
        "00:00.x00",
        "٠٠:00.000",
        "1 00:00.000",
    ] {
        for text in [format!("WEBVTT\n\n{stamp} --> 00:01.000\nx"), format!("WEBVTT\n\n00:00.000 --> {stamp}\nx")] {
            assert_eq!(cues(&text).count(), 0, "{text:?}");
            assert_eq!(reading(&text).transcript.cues().len(), 0, "{text:?}");
            assert_eq!(reading(&text).diagnostics.len(), 1, "{text:?}");
        }
    }
    let huge = format!("WEBVTT\n\n{0}:00:00.000 --> {0}:00:00.000\nx", "9".repeat(99));
    assert_eq!(cues(&huge).map(|cue| cue.start).collect::<Vec<_>>(), [i64::MAX]);
}

/// What the specification drops is told with its line and the way to mend it; bare seconds are read.
#[test]
fn refused_times_are_told() {
    let text = "WEBVTT\n\nid\n00:01,500 --> 00:02,500\nlost\n\n00:00:60.000 --> 00:00:61.000\nlost\n\n0.860 --> 7.380 align:start\nread\n\n00:08.000 --> 00:09.000\nlast\n\nnonsense --> more\nlost\n";
    let all = reading(text);
    let told: Vec<_> = all.diagnostics.iter().map(|doubt| (doubt.code, &text[doubt.bytes.clone().unwrap()])).collect();
    assert_eq!(
        told,
        [
            (Code::TimeForm, "00:01,500 --> 00:02,500"),
            (Code::TimeOutOfRange, "00:00:60.000 --> 00:00:61.000"),
            (Code::TimeForm, "0.860 --> 7.380 align:start"),
            (Code::TimeForm, "nonsense --> more"),
        ]
    );
    assert!(all.diagnostics[0].message.contains("write `00:00:01.500 --> 00:00:02.500`"));
    assert_eq!(
        rows(text),
        [
            ("".to_owned(), 860, 7_380, "align:start".to_owned(), "read".to_owned()),
            ("".to_owned(), 8_000, 9_000, "".to_owned(), "last".to_owned()),
        ]
    );
    // Cues that end before they start are kept.
    assert_eq!(codes("WEBVTT\n\n00:02.000 --> 00:01.000\nx"), [Code::EndBeforeStart]);
}

/// Section 6.3, `parse the WebVTT cue settings`: each counts or not by itself.
#[test]
fn settings_count_one_by_one() {
    let of = |settings: &str| {
        let text = format!("WEBVTT\n\nREGION\nid:low\n\nREGION\nwidth:9%\n\n00:00.000 --> 00:01.000 {settings}\nx");
        rows(&text)[0].3.clone()
    };
    for same in [
        "align:start",
        "align:center",
        "align:left",
        "vertical:rl",
        "line:-1",
        "line:0",
        "line:-0",
        "line:1.5",
        "line:65536",
        "line:10000000000000000000000000000000000",
        "line:0%",
        "line:100%,end",
        "line:5,center",
        "position:1.5%",
        "position:10%,line-left",
        "position:0%",
        "size:100%",
        "size:1%",
        "region:low",
        "align:end line:1 size:50% position:25%",
    ] {
        assert_eq!(of(same), same);
    }
    for none in [
        "line:-",
        "line:%",
        "line:1-",
        "line:1%%",
        "line:1..5",
        "line:.5",
        "line:5.",
        "line:101%",
        "line:-0%",
        "line:0%x",
        "line: 5",
        "line :5",
        "line:1e2",
        "line:--1",
        "position:1",
        "position:101%",
        "position:-1%",
        "position:",
        "size:101%",
        "size:50",
        "align:middle",
        "align:START",
        "vertical:tb",
        "region:none",
        "region:",
        "middle",
        ":x",
        "x:y",
        "Line:1",
        &format!("line:{}", "9".repeat(400)),
    ] {
        assert_eq!(of(none), "", "{none}");
    }
    // Later ones overrule; a bad alignment takes all of its setting along; what is placed drops out of its region.
    assert_eq!(of("align:start align:end align:x"), "align:end");
    for line in ["line:100%,middle", "line:100%,", "line:100%,startend", "position:1%,", "position:1%,line-leftcenter"]
    {
        assert_eq!(of(line), "", "{line}");
    }
    assert_eq!(of("line:0 line:100%,middle"), "line:0");
    assert_eq!(of("position:1%,center position:2%"), "position:2%,center");
    assert_eq!(of("position:1%, center"), "");
    assert_eq!(of("position:1% ,center"), "position:1%");
    assert_eq!(of("region:low line:1"), "line:1");
    assert_eq!(of("region:low vertical:lr"), "vertical:lr");
    assert_eq!(of("region:low size:50%"), "size:50%");
    assert_eq!(of("region:low size:100%"), "region:low size:100%");
    assert_eq!(of("region:low region:none"), "");
    let text = "WEBVTT\n\n00:00.000 --> 00:01.000 line:x align:start\nx";
    assert_eq!(codes(text), [Code::SettingIgnored]);
}

/// Who speaks: voices, else what identifiers or labels say.
#[test]
fn speakers() {
    let who = |text: &str| {
        let transcript = reading(text).transcript;
        let turns = transcript.turns().map(|turn| (turn.speaker().map(|who| who.name.clone()), turn.text().to_owned()));
        turns.collect::<Vec<_>>()
    };
    let said = |who: Option<&str>, text: &str| (who.map(str::to_owned), text.to_owned());
    let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Is it on?</v>\n<v Bo>It is.</v>\n\n00:02.000 --> 00:03.000\n<v Bo>Always.\n\n00:03.000 --> 00:04.000\nNote: no voice here.\n\n00:04.000 --> 00:05.000\n<v ->Who?\n";
    let expected = [
        said(Some("Ada"), "Is it on?"),
        said(Some("Bo"), "It is. Always."),
        said(None, "Note: no voice here."),
        said(None, "Who?"),
    ];
    assert_eq!(who(text), expected);
    assert_eq!(texts(text)[0].1, "Is it on?\nIt is.");
    assert_eq!(again(text), text.replace("00:0", "00:00:0"));
    let zoom = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nAda Quill: Is it on?\n\n2\n00:02.000 --> 00:03.000\nIs it?\n\n3\n00:03.000 --> 00:04.000\nBo: At 10:30 it was.\n\n4\n00:04.000 --> 00:05.000\nAda Quill: Good.\n\n5\n00:05.000 --> 00:06.000\nBo: Yes.\n";
    let expected = [
        said(Some("Ada Quill"), "Is it on? Is it?"),
        said(Some("Bo"), "At 10:30 it was."),
        said(Some("Ada Quill"), "Good."),
        said(Some("Bo"), "Yes."),
    ];
    assert_eq!(who(zoom), expected);
    assert_eq!(again(zoom), zoom.replace("00:0", "00:00:0"));
    let webex = "WEBVTT\n\n1 \"Ida Voll\" (2290011)\n00:00:01.000 --> 00:00:02.500\nIs the lamp a member?\n\n\"Ana \"A\" Roe\" (3120956576)\n00:00:02.500 --> 00:00:03.500\nIt <i>is</i>: so it pays.\n";
    assert_eq!(
        who(webex),
        [said(Some("Ida Voll"), "Is the lamp a member?"), said(Some("Ana \"A\" Roe"), "It is: so it pays.")]
    );
    assert_eq!(again(webex), webex);
}

/// Comments of meeting services say how sure they were of the next cue.
#[test]
fn confidence_comments() {
    let text = "WEBVTT\n\nNOTE Confidence: 0.91\n\n77aa-4b/3-0\n00:00:01.000 --> 00:00:02.200\nWelcome to the yak webinar.\n\nd1\n00:00:02.200 --> 00:00:03.000\nHello.\n\nNOTE Confidence: 7\n\n00:00:03.200 --> 00:00:04.000\nHo.\n";
    let transcript = reading(text).transcript;
    let sure: Vec<_> = transcript.words().map(|word| word.confidence()).collect();
    assert_eq!(sure, [Some(0.91), Some(0.91), Some(0.91), Some(0.91), Some(0.91), None, None]);
    assert_eq!(transcript.cue_id(0).as_deref(), Some("77aa-4b/3-0"));
    assert_eq!(again(text), text);
}

/// Inner timestamps are the starts of the words behind them.
#[test]
fn word_times() {
    let text = "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.000 --> 00:00:02.010 align:start position:0%\n \nwe<00:00:00.400><c> never</c><00:00:00.800><c> named</c>\n\n00:00:02.010 --> 00:00:02.020 align:start position:0%\nwe never named\n \n";
    let transcript = reading(text).transcript;
    let starts: Vec<_> = transcript.words().map(|word| word.start().map(|time| time.at.millis())).collect();
    assert_eq!(starts, [None, Some(400), Some(800), None, None, None]);
    assert_eq!(texts(text)[0].1, " \nwe never named");
    assert_eq!(again(text), text);
    // Neighbours that know the same share it.
}

/// What is written is WebVTT whatever the words are, and reads as it was.
#[test]
fn nothing_breaks_what_is_written() {
    use crate::model::{CueExtra, Speaker, Time, TranscriptBuilder, UnitStart};
    let mut builder = TranscriptBuilder::default();
    let speaker = builder.speaker(Speaker::named("Ada -->\n<Quill> & co--"));
    builder.cue(Some(Time::exact(-5)), Some(Time::exact(400 * 3_600_000)));
    builder.cue_extra(CueExtra { id: Some("a --> b\nc".into()), ..CueExtra::default() });
    builder.unit(UnitStart { speaker: Some(speaker), ..UnitStart::default() });
    builder.push("one --> two < 3 & 4 --", 0);
    builder.push_joined(">", 0);
    builder.cue(Some(Time::exact(1)), Some(Time::exact(2)));
    let transcript = builder.finish();
    let text = written(&transcript);
    assert_eq!(
        text,
        "WEBVTT\n\na -> b c\n00:00:00.000 --> 400:00:00.000\n<v Ada --&gt; &lt;Quill&gt; &amp; co-- >one --&gt; two &lt; 3 &amp; 4 --&gt;\n\n00:00:00.001 --> 00:00:00.002\n"
    );
    let back = reading(&text).transcript;
    assert_eq!(back.text(), "one --> two < 3 & 4 -->");
    assert_eq!(back.speakers()[0].name, "Ada --> <Quill> & co--");
    assert_eq!(written(&Transcript::default()), "WEBVTT\n");
}

/// Markup that can't be written anew rides along; a voice alone costs nothing.
#[test]
fn markup_rides_along_where_it_must() {
    let cue = |text: &str| {
        let file = format!("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{text}\n");
        assert_eq!(again(&file), file);
        reading(&file).transcript.cues()[0].extra.as_deref().cloned()
    };
    for free in [
        "plain words",
        "<v Ada Quill>Is it on?",
        "Tea &amp; rum",
        "<v A&amp;B>Tea &amp; rum",
        "x > y",
        "<v Ada>two\nlines",
    ] {
        assert_eq!(cue(free), None, "{free}");
    }
    let closed = cue("<v Ada Quill>Is it on?</v>").unwrap();
    assert!(closed.voice_end && closed.markup.is_none());
    assert!(cue("<v A&amp;B>Tea &amp; rum</v>").unwrap().markup.is_none());
    for kept in [
        "a <i>b</i>",
        "&gt;&gt; yes &nbsp;",
        "<v.x Ada>a",
        "<v  Ada>a",
        "<v Ada>a<v Bo>b",
        "<lang de>x</lang>",
        "a</b>",
        "<v>who",
    ] {
        assert!(cue(kept).unwrap().markup.is_some(), "{kept}");
    }
    assert!(cue("<v Ada>a</v>\n<v Bo>b</v>").unwrap().markup.is_none());
}

/// Parts of a stream in one file.
#[test]
fn joined_parts() {
    let text = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\na\n\nWEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\na\n\n00:02.000 --> 00:03.000\nb\n";
    assert_eq!(codes(text), [Code::TimeMap, Code::PartsJoined, Code::TimeMap, Code::CueRepeated]);
    assert_eq!(rows(text).len(), 3);
}

/// Without a signature: what only WebVTT has makes it WebVTT.
#[test]
fn without_a_signature() {
    let text = "00:01.000 --> 00:02.000\n<v Ada>Is it on?\n\nNOTE why not\n\n0:03,5 --> 0:04\n<v Bo>It is.\n";
    assert_eq!(detect(text), 85);
    let all = reading(text);
    assert_eq!(all.diagnostics.iter().map(|doubt| doubt.code).collect::<Vec<_>>(), [Code::Assumed, Code::TimeForm]);
    let times: Vec<_> = rows(text).into_iter().map(|row| (row.1, row.2, row.4)).collect();
    assert_eq!(times, [(1_000, 2_000, "Is it on?".to_owned()), (3_500, 4_000, "It is.".to_owned())]);
    assert_eq!(texts("a\n00:01.000 --> 00:02.000\nx"), [("a".to_owned(), "x".to_owned())]);
    assert_eq!(detect("1\n00:00:01,000 --> 00:00:02,000\nNOTE a\n"), 0);
    assert_eq!(detect("1\n00:00:01.000 --> 00:00:02.000\na\n"), 0);
}

#[test]
fn hostile_sizes_stay_quick() {
    let started = std::time::Instant::now();
    for (unit, head) in [
        ("-->", ""),
        ("-->\n", ""),
        ("<c>a", "00:00.000 --> 00:01.000\n"),
        ("<b>", "00:00.000 --> 00:01.000\n"),
        ("<v a>b", "00:00.000 --> 00:01.000\n"),
        ("&", "00:00.000 --> 00:01.000\n"),
        ("00:00.000 --> 00:01.000\n", ""),
        ("x\n", ""),
        ("9", "00:00.000 --> "),
        ("<", "00:00.000 --> 00:01.000\n"),
        ("WEBVTT\n\n", ""),
        ("\n", ""),
        ("\r", ""),
    ] {
        let text = format!("WEBVTT\n\n{head}{}", unit.repeat(200_000 / unit.len()));
        let _ = written(&reading(&text).transcript);
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// Pieces that files are made of, sound and broken.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\0",
        "-->",
        " --> ",
        "00:00:01.000",
        "00:01.500",
        "1:00:00.000",
        "00:00:01.000 --> 00:00:02.000",
        "00:00:01.000 --> 00:00:02.000\n",
        "\n\n00:00:01.000 --> 00:00:02.000 align:start\n",
        "NOTE",
        "STYLE",
        "REGION",
        "id:a",
        "12",
        "text",
        "<v Ada>",
        "<v.x B &amp; C>",
        "</v>",
        "<i>",
        "&lt;",
        " ",
        "\t",
        "é",
        "WEBVTT",
        "00:60.000",
        ":",
        ".",
        "9",
    ]);
    fixed.prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// The fast way finds what the specification's own way finds, letter by letter.
    #[test]
    fn fast_equals_letter(pieces in prop::collection::vec(piece(), 0..40), head in prop::sample::select(vec!["WEBVTT\n\n", "WEBVTT\n", "WEBVTT", "WEBVTT x\r\n\r\n"])) {
        let text = format!("{head}{}", pieces.concat());
        match parse(&text) {
            Some(expected) => prop_assert_eq!(fast(&text), expected),
            None => prop_assert!(super::scan::signature(&text).is_none()),
        }
        // Reading keeps each of them, and what is written reads the same.
        if super::scan::signature(&text).is_some() {
            let transcript = reading(&text).transcript;
            let once = written(&transcript);
            let again = reading(&once).transcript;
            prop_assert_eq!(written(&again), once);
        }
    }

    /// The same for a file that is sound but for a few bytes.
    #[test]
    fn fast_equals_letter_on_mutations(at in prop::collection::vec((0usize..400, "[\n\r\0 :.<>0-9a-z-]"), 0..6)) {
        let mut text = String::from("WEBVTT\n\nNOTE x\n\n");
        for cue in 0..6 {
            text.push_str(&format!("{cue}\n00:00:0{cue}.000 --> 00:00:0{cue}.900 line:1\n<v Ada Quill>Is it on,\nor is it {cue}?\n\n"));
        }
        for (at, letter) in at {
            if at < text.len() {
                text.replace_range(at..=at, &letter);
            }
        }
        prop_assert_eq!(fast(&text), parse(&text).unwrap_or_else(|| fast(&text)));
    }
}
