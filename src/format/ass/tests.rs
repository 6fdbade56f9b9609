use super::super::WriteOptions;
use super::*;
use crate::diagnostic::Code;
use crate::model::Time;

fn reading(text: &str) -> Reading {
    read(&Source::new(text, 0)).unwrap()
}

fn written(text: &str) -> String {
    let mut again = String::new();
    super::write::write(&reading(text).transcript, &WriteOptions::default(), &mut again);
    again
}

/// Start, end, speaker and plain text of every cue.
fn rows(text: &str) -> Vec<(i64, i64, Option<String>, String)> {
    let transcript = reading(text).transcript;
    let ms = |time: Option<Time>| time.map_or(-1, |time| time.at.millis());
    let speakers: Vec<_> = transcript
        .turns()
        .flat_map(|turn| turn.units().map(move |_| turn.speaker().map(|who| who.name.clone())))
        .collect();
    let cues = transcript.cues().iter().zip(speakers).enumerate();
    cues.map(|(index, (cue, who))| (ms(cue.start), ms(cue.end), who, transcript.cue_lines(index).into_owned()))
        .collect()
}

fn row(start: i64, end: i64, who: &str, text: &str) -> (i64, i64, Option<String>, String) {
    (start, end, (!who.is_empty()).then(|| who.to_owned()), text.to_owned())
}

#[test]
fn columns_in_any_order_and_case() {
    let expected = [row(5_000, 7_010, "Ada Quill", "Is it on, now?")];
    for text in [
        "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:05.00,0:00:07.01,Default,Ada Quill,0,0,0,,Is it on, now?\n",
        "[events]\r\nformat: end, START, Actor, text\r\ndialogue: 0:00:07.01,0:00:05.00,Ada Quill,Is it on, now?\r\n",
        "Dialogue: 0,0:00:05.00,0:00:07.01,Default,Ada Quill,0000,0000,0000,,Is it on, now?",
        "[Events]\nFormat: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: Marked=0,00:00:05.000,0:00:07.01,*Default,Ada Quill,0000,0000,0000,,Is it on, now?\n",
        "[Events]\rDialogue: 0,0:00:05.00,0:00:07.01,Default,Ada Quill,0000,0000,0000,!Effect,Is it on, now?\r",
        "[Events]\nFormat: Start, End, Name, Text, Layer\nDialogue: 0:00:05.00,0:00:07.01,Ada Quill,Is it on, now?,3\n",
    ] {
        assert_eq!(rows(text), expected, "{text:?}");
    }
}

#[test]
fn one_line_scripts_are_cut() {
    let text = "[Script Info] Title: x [Events] Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text Dialogue: 0,0:00:02.10,0:00:04.00,Default,Ros,0000,0000,0000,,Hold still,\\Nit's only soup. Dialogue: 0,0:00:04.10,0:00:05.00,Default,,0000,0000,0000,,{\\i1}(splash){\\i0} Dialogue: no";
    assert_eq!(
        rows(text),
        [row(2_100, 4_000, "Ros", "Hold still,\nit's only soup."), row(4_100, 5_000, "", "(splash) Dialogue: no")]
    );
}

#[test]
fn codes_go_and_come_back() {
    let text = "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n\
        Dialogue: 2,0:00:01.00,0:00:02.00,Sign,,10,0,0,Banner;5,{\\pos(1,2)\\i1}Tea{\\i0}\\hand \\{rum\\}\\Nnow {sic\n\
        Dialogue: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}drawn{\\t(0,5,\\b1)} {\\b700}bold{\\r}.\n";
    let reading = reading(text);
    let transcript = &reading.transcript;
    assert_eq!(transcript.cue_lines(0), "Tea and {rum}\nnow {sic");
    assert_eq!(transcript.cue_lines(1), "drawn bold.");
    assert_eq!(transcript.emphasis().len(), 2);
    let extra = transcript.cues()[0].extra.as_deref().unwrap();
    assert_eq!(extra.style.as_deref(), Some("Sign"));
    assert_eq!(extra.settings.len(), 3);
    assert!(written(text).ends_with(text), "{}", written(text));
}

#[test]
fn karaoke_times_words() {
    let text = "Dialogue: 0,0:00:10.00,0:00:13.00,Default,,0,0,0,,{\\k50}to{\\k30}day {\\kf20}is{\\k10} {\\K40}mine{\\kt200\\ko50}!";
    let transcript = reading(text).transcript;
    let words: Vec<_> = transcript.words().map(|word| (word.text(), word.start(), word.end())).collect();
    let at = |ms| Some(Time::exact(ms));
    assert_eq!(
        words,
        [("today", at(10_000), at(10_800)), ("is", at(10_800), at(11_000)), ("mine!", at(11_100), at(12_500))]
    );
    let srt = "1\n00:00:01,000 --> 00:00:02,000\n<i>a</i> {b}\n";
    let reading = super::super::srt::FORMAT.read.map(|reader| match reader {
        super::super::Reader::Text { read, .. } => read(&Source::new(srt, 0)).unwrap(),
        _ => unreachable!("SubRip is text"),
    });
    let mut out = String::new();
    super::write::write(&reading.unwrap().transcript, &WriteOptions::default(), &mut out);
    assert!(
        out.ends_with("Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1}a{\\i0} \n")
            || out.contains(",,0,0,0,,{\\i1}a{\\i0}"),
        "{out}"
    );
}

#[test]
fn comments_sections_and_odd_times_ride_along() {
    let text = "[Script Info]\nTitle: Clock\nTimer: 90.0000\n\n[V4+ Styles]\nFormat: Name\nStyle: Default\n\n[Events]\n\
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n\
        Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,check\n\
        Dialogue: 0,-0:00:01.00,30:00:02.00,Default,,0,0,0,,a\n\
        Dialogue: 0,0:00:03.00,0:00:02.00,Default,,0,0,0,,b\n\
        Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,end\n\n[Fonts]\nfontname: x.ttf\n!!%&\n";
    let reading = reading(text);
    let codes: Vec<_> = reading.diagnostics.iter().map(|doubt| doubt.code).collect();
    assert_eq!(codes, [Code::Assumed, Code::TimeForm, Code::EndBeforeStart]);
    assert_eq!(reading.transcript.meta.title.as_deref(), Some("Clock"));
    assert_eq!(reading.transcript.cues()[0].end, Some(Time::exact(108_002_000)));
    assert_eq!(written(text), text);
}

#[test]
fn centiseconds_carry() {
    assert_eq!(cues("Dialogue: 0,0:59:59.99,1:00:00.00,Default,,0,0,0,,a").next().unwrap().start, 3_599_990);
    let text = "Dialogue: 0,0:00:59.996,0:00:61.004,Default,,0,0,0,,a";
    assert!(written(text).ends_with("Dialogue: 0,0:01:00.00,0:01:01.00,Default,,0,0,0,,a\n"));
}

#[test]
fn an_empty_script_is_valid() {
    let mut out = String::new();
    super::write::write(&crate::Transcript::default(), &WriteOptions::default(), &mut out);
    assert!(reading(&out).transcript.cues().is_empty() && detect(&out) > 90);
}

#[test]
fn unclosed_braces_stay_linear() {
    let text = format!("Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{}", "{\\".repeat(200_000));
    assert_eq!(reading(&text).transcript.cues().len(), 1);
}

#[test]
fn labels_name_who_speaks_where_no_event_does() {
    let script = |events: &str| {
        format!("[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n{events}")
    };
    let text = script(
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ada: Is it on,\\Nor not?\nDialogue: 0,0:00:02.00,0:00:03.00,Default,{\\i1}Bo: It{\\i0} is.\nDialogue: 0,0:00:03.00,0:00:04.00,Default,Good.\nDialogue: 0,0:00:04.00,0:00:05.00,Default,Ada: So\\NBo: Yes.\n",
    );
    let transcript = read(&Source::new(&text, 0)).unwrap().transcript;
    let turns: Vec<_> = transcript.turns().map(|turn| (turn.speaker().unwrap().name.as_str(), turn.text())).collect();
    assert_eq!(turns, [("Ada", "Is it on, or not?"), ("Bo", "It is. Good."), ("Ada", "So"), ("Bo", "Yes.")]);
    let written = |transcript: &crate::model::Transcript| {
        let mut out = String::new();
        super::write::write(transcript, &WriteOptions::default(), &mut out);
        out
    };
    let once = written(&transcript);
    for line in [
        ",Default,,0,0,0,,Ada: Is it on,\\Nor not?\n",
        ",,{\\i1}Bo: It{\\i0} is.\n",
        ",,Good.\n",
        ",,Ada: So\\NBo: Yes.\n",
    ] {
        assert!(once.contains(line), "{line} in {once}");
    }
    assert_eq!(written(&read(&Source::new(&once, 0)).unwrap().transcript), once);
    // A name anywhere is where names are.
    let named = text.replace("Style, Text", "Name, Text").replacen("Default", "", 3);
    assert_eq!(read(&Source::new(&named, 0)).unwrap().transcript.speakers()[0].name, "Default");
}
