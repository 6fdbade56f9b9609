use memchr::memmem;

use super::super::captions::clock::clock;
use super::scan::{Cues, Timing, clock_before};
use super::*;

fn reading(text: &str) -> Reading {
    read(&Source::new(text, 0)).unwrap()
}

/// Number, start, end and plain text of every cue.
fn plain(text: &str) -> Vec<(String, i64, i64, String)> {
    let transcript = reading(text).transcript;
    let cues = transcript.cues().iter().enumerate().map(|(index, cue)| {
        let ms = |time: Option<crate::model::Time>| time.map_or(-1, |time| time.at.millis());
        let id = transcript.cue_id(index).unwrap_or_default().into_owned();
        (id, ms(cue.start), ms(cue.end), transcript.cue_lines(index).into_owned())
    });
    cues.collect()
}

fn row(id: &str, start: i64, end: i64, text: &str) -> (String, i64, i64, String) {
    (id.to_owned(), start, end, text.to_owned())
}

#[test]
fn forms_that_files_have() {
    let expected = [row("1", 1_000, 2_000, "In"), row("2", 2_500, 3_000, "and\nout")];
    for text in [
        "1\n00:00:01,000 --> 00:00:02,000\nIn\n\n2\n00:00:02,500 --> 00:00:03,000\nand\nout\n",
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nIn\r\n\r\n2\r\n00:00:02,500 --> 00:00:03,000\r\nand\r\nout\r\n",
        "1\r00:00:01,000 --> 00:00:02,000\rIn\r\r2\r00:00:02,500 --> 00:00:03,000\rand\rout",
        "1\n00:00:01.000-->00:00:02.000\nIn\n2\n0:0:2.5 --> 0:0:3\nand\nout",
        "\n\n1 \n00:00:01,000 --> 00:00:02,000  \nIn\n\n\n\n2\n\n00:00:02,500 --> 00:00:03,000\n\nand\nout\n\n\n",
        "1 00:00:01,000 --> 00:00:02,000 In 2 00:00:02,500 --> 00:00:03,000 and\nout",
        "1\n00:00:01,000 --> 00:00:02,000 X1:53 X2:303 Y1:438\nIn\n\n2\n00:00:02,500 --> 00:00:03,000 align:start\nand\nout",
    ] {
        assert_eq!(plain(text), expected, "{text:?}");
    }
    let unnumbered =
        "00:00:01,000 --> 00:00:02,000\nIn\n\n00:00:02,500 --> 00:00:03,000\n1984\n\n00:00:04,000 --> 00:00:05,000\nb";
    assert_eq!(
        plain(unnumbered),
        [row("", 1_000, 2_000, "In"), row("", 2_500, 3_000, "1984"), row("", 4_000, 5_000, "b")]
    );
}

#[test]
fn numbers_that_are_spoken() {
    let text = "7\n00:00:01,000 --> 00:00:02,000\n1984\n\n8\n00:00:03,000 --> 00:00:04,000\nthis is number 2 9 00:00:05,000 --> 00:00:06,000 yes";
    assert_eq!(
        plain(text),
        [row("7", 1_000, 2_000, "1984"), row("8", 3_000, 4_000, "this is number 2"), row("9", 5_000, 6_000, "yes")]
    );
}

#[test]
fn blank_lines_and_arrows_inside_a_cue() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\none\n\ntwo --> three\n\n2\n00:00:03,000 --> 00:00:04,000\n\n3\n00:00:05,000 --> 00:00:06,000\nx";
    assert_eq!(
        plain(text),
        [row("1", 1_000, 2_000, "one\n\ntwo --> three"), row("2", 3_000, 4_000, ""), row("3", 5_000, 6_000, "x")]
    );
}

#[test]
fn tags_go_and_what_only_looks_like_one_stays() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>Tea</i> &amp; <font color=\"#fff\">rum</font> <3 <LAUGHING> {sic}\n";
    let transcript = reading(text).transcript;
    assert_eq!(transcript.text(), "Tea & rum <3 <LAUGHING> {sic}");
    assert_eq!(transcript.emphasis().len(), 1);
    let word = transcript.words().nth(2).unwrap();
    assert_eq!(&text[word.origin().unwrap().bytes], "rum");
    let mut again = String::new();
    write(&transcript, &WriteOptions::default(), &mut again);
    assert_eq!(again, text);
}

#[test]
fn who_speaks() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\nADA: Is it on?\n\n2\n00:00:02,000 --> 00:00:03,000\nIs it?\n\n3\n00:00:03,000 --> 00:00:04,000\nBRAM: It is.\n- Tea?\n\n4\n00:00:04,000 --> 00:00:05,000\nADA: Good.\n";
    let transcript = reading(text).transcript;
    let turns: Vec<_> =
        transcript.turns().map(|turn| (turn.speaker().map(|who| who.name.as_str()), turn.text())).collect();
    let expected =
        [(Some("ADA"), "Is it on? Is it?"), (Some("BRAM"), "It is."), (None, "Tea?"), (Some("ADA"), "Good.")];
    assert_eq!(turns, expected[..]);
    assert_eq!(transcript.units().len(), 5);
    let mut again = String::new();
    write(&transcript, &WriteOptions::default(), &mut again);
    assert_eq!(again, text);
}

#[test]
fn a_label_is_kept_once_for_all_cues_that_have_it() {
    let cue = |number: usize, text: &str| format!("{number}\n00:00:0{number},000 --> 00:00:0{number},500\n{text}\n");
    let texts = ["ADA:  Is it\non?", ">> BRAM: It is.", "ADA:  Good.", "ADA:  So\n- Tea?", "ADA:  a  b", "No."];
    let text = texts.iter().enumerate().map(|(index, text)| cue(index + 1, text)).collect::<Vec<_>>().join("\n");
    let transcript = reading(&text).transcript;
    let extras: Vec<_> = transcript.cues().iter().map(|cue| cue.extra.as_ref()).collect();
    assert!(extras[0].zip(extras[2]).is_some_and(|(first, third)| std::sync::Arc::ptr_eq(first, third)));
    let heads: Vec<_> = extras.iter().map(|extra| extra.and_then(|extra| extra.head.as_deref())).collect();
    assert_eq!(heads, [Some("ADA:  "), Some(">> BRAM: "), Some("ADA:  "), None, None, None]);
    let lines: Vec<_> = (0..texts.len()).map(|index| transcript.cue_lines(index)).collect();
    assert_eq!(lines, texts);
    let mut again = String::new();
    write(&transcript, &WriteOptions::default(), &mut again);
    assert_eq!(again, text);
}

/// A page that someone copied a file from goes on below it; a file of its own doesn't.
#[test]
fn what_a_page_has_below_the_last_cue_is_none_of_it() {
    let cue = |number: u32, text: &str| format!("{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{text}\n");
    let tight = format!("{}{}{}\nReply\nReport post\n", cue(1, "So"), cue(2, "it is"), cue(3, "on."));
    let apart = tight.replace("\n2\n", "\n\n2\n").replace("\n3\n", "\n\n3\n");
    let last = |text: &str| {
        let reading = reading(text);
        let left_out = reading.diagnostics.iter().filter(|one| one.message.contains("below the last cue")).count();
        (reading.transcript.cue_lines(2).to_string(), left_out)
    };
    assert_eq!(last(&tight), ("on.".to_owned(), 1));
    assert_eq!(last(&format!("Forum\nThe door\n\n{apart}")), ("on.".to_owned(), 1));
    assert_eq!(last(&apart), ("on.\n\nReply\nReport post".to_owned(), 0));
    let inside = tight.replace("So\n", "So\n\nthen\n");
    assert_eq!(last(&inside), ("on.\n\nReply\nReport post".to_owned(), 0));
}

/// The timings without the way for those that are as usual.
fn slowly(text: &str) -> Vec<(usize, usize, usize, Option<usize>, i64, i64)> {
    let (bytes, mut floor, mut all) = (text.as_bytes(), 0, Vec::new());
    for arrow in memmem::find_iter(bytes, "-->") {
        if arrow < floor {
            continue;
        }
        let stop = floor + text[floor..arrow].trim_end_matches([' ', '\t']).len();
        let Some((times, start)) = clock_before(bytes, floor, stop) else { continue };
        let second = text.len() - text[arrow + 3..].trim_start_matches([' ', '\t']).len();
        let Some(end) = clock(&bytes[second..]) else { continue };
        let (from, number) = Cues::new(text).number_before(floor, times);
        floor = second + end.length;
        all.push((from, times, floor, number, start.ms, end.ms));
    }
    all
}

proptest::proptest! {
    #[test]
    fn usual_timings_are_read_like_any_others(
        text in "(([0-9]{1,3}|[a-z]|)(\n|\r\n|\n\n| |)(00:00:0[0-9],[0-9]{3}|0:1)( --> |-->)00:01:00[,.][0-9]{3,4}(\n|\r\n| )[a-z]{0,2}[\n ]{0,2}){0,3}",
    ) {
        let mut cues = Cues { text: &text, arrows: memmem::find_iter(text.as_bytes(), "->"), next: None, counted: ("0", 0), refused: None };
        let (mut all, mut floor) = (Vec::new(), 0);
        while let Some(found) = cues.timing(floor) {
            let Timing { start, end, from, times, after, number, .. } = found;
            floor = after;
            all.push((from, times, after, number, start, end));
        }
        let mut twin = slowly(&text);
        // Which number is the expected one is told by the cues before.
        twin.iter_mut().zip(&all).for_each(|(slow, quick)| if slow.3.is_none() || quick.3.is_none() { (slow.0, slow.3) = (quick.0, quick.3) });
        proptest::prop_assert_eq!(all, twin);
    }
}

#[test]
fn odd_times_are_reported_where_they_stand() {
    let reading = reading("1\n00:00:01,0 --> 00:00:00,500\nx\n");
    let all: Vec<_> = reading.diagnostics.iter().map(|d| (d.code, d.bytes.clone())).collect();
    assert_eq!(all, [(Code::TimeForm, Some(2..29)), (Code::EndBeforeStart, Some(2..29))]);
}

#[test]
fn the_rest_of_a_broken_time_is_no_time() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:00:1d,890 --> 00:00:16,320\nTwo.\n\n3\n00:00:21,000 --> 00:00:22,000\nPage 5 --> 6\n";
    let two = "One.\n\n2\n00:00:1d,890 --> 00:00:16,320\nTwo.";
    assert_eq!(plain(text), [row("1", 1_000, 2_000, two), row("3", 21_000, 22_000, "Page 5 --> 6")]);
    let doubts = reading(text).diagnostics;
    assert_eq!(doubts.iter().map(|doubt| doubt.code).collect::<Vec<_>>(), [Code::TimeForm]);
    assert_eq!(doubts[0].bytes.clone().and_then(|bytes| text.get(bytes)), Some("00:00:1d,890 --> 00:00:16,320"));
    // What is short, or glued to a number, is read all the same.
    assert_eq!(plain("1,5 --> 2\nOne."), [row("", 1_500, 2_000, "One.")]);
    assert_eq!(plain("7 0:01 --> 0:02 One."), [row("7", 1_000, 2_000, "One.")]);
}

#[test]
fn an_arrow_may_have_lost_a_sign() {
    let text = "00:00:00.000 ->00:01:00.000\nOne.\n\n2\n  00:01:00,000 -> 00:02:00,000 \nTwo -> three.\n1:00 -> 2:00\n";
    assert_eq!(plain(text), [row("", 0, 60_000, "One."), row("2", 60_000, 120_000, "Two -> three.\n1:00 -> 2:00")]);
    assert_eq!(reading(text).diagnostics.iter().filter(|doubt| doubt.code == Code::TimeForm).count(), 3);
    // What is text stays text where it is written.
    let vtt = crate::read(b"{\"schema\":\"fireside.captions/1\",\"source\":{\"format\":\"x\",\"encoding\":\"utf-8\"},\"meta\":{},\"cues\":[{\"index\":0,\"start_ms\":0,\"end_ms\":1000,\"timing\":\"exact\",\"text\":\"00:00:01,000 --> 00:00:02,000\"}],\"words\":[],\"records\":[]}");
    let mut out = String::new();
    write(&vtt.unwrap().transcript, &WriteOptions::default(), &mut out);
    assert_eq!(plain(&out), [row("1", 0, 1_000, "00:00:01,000 - > 00:00:02,000")]);
}

#[test]
fn hostile_sizes_stay_quick() {
    let started = std::time::Instant::now();
    for unit in ["<", "<i", "{", "{\\", "->", "-->", "1 --> 2 ", " ", "1", "\n\n2\n"] {
        let text = format!("1\n00:00:01,000 --> 00:00:02,000\n{}", unit.repeat(1_000_000 / unit.len()));
        reading(&text);
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
