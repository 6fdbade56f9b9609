//! Every spelling of dialects' times, and what only looks like one.

use proptest::prelude::*;

use super::*;

#[test]
fn marks() {
    for (text, millis) in [
        ("0:07", 7_000),
        ("07:05", 425_000),
        ("75:10", 4_510_000),
        ("0:36:10", 2_170_000),
        ("076:14:09", 274_449_000),
        ("00:01.102", 1_102),
        ("00:00:00,179", 179),
        ("0:00:04.2", 4_200),
        ("0:00:00.26", 260),
        ("0:00.1025", 102),
        ("２:０５", 125_000),
        ("00：12", 12_000),
    ] {
        let fields = 1 + text.chars().filter(|c| ":：".contains(*c)).count() as u8;
        assert_eq!(mark(text), Some((Mark { millis: Some(millis), fields }, "")), "{text}");
    }
}

#[test]
fn what_is_no_mark() {
    for text in ["", "1:1", "12:5", "1234:00", "1:23:4", "12:345", "1:2:3", "a", ":30", "12:30:45:10"] {
        assert_eq!(mark(text), None, "{text}");
    }
    for text in ["1:75:10", "99:99", "0:60", "00:00:75"] {
        assert_eq!(mark(text).map(|(mark, rest)| (mark.millis, rest)), Some((None, "")), "{text}");
    }
    assert_eq!(mark("0:12: so").map(|(_, rest)| rest), Some(": so"));
}

fn check(text: &str, start: i64, end: Option<i64>, spelling: Spelling) {
    let found = stamp(text).map(|(stamp, rest)| (stamp.start, stamp.end, stamp.spelling, rest));
    assert_eq!(found, Some((Some(start), end, spelling, "")), "{text}");
}

#[test]
fn stamps() {
    use Spelling::*;
    for (text, start, spelling) in [
        ("75:10", 4_510_000, Clock),
        ("0:0:4.2", 4_200, Unpadded),
        ("0:1:9.85", 69_850, Unpadded),
        ("22.30", 22_300, Seconds),
        ("702.176", 702_176, Seconds),
        ("83s", 83_000, Letters),
        ("12.3s", 12_300, Letters),
        ("01:00:12:14", 3_612_000, Frames),
        ("01;00;12;14", 3_612_000, Frames),
        ("1m23s", 83_000, Letters),
        ("2h03m10s", 7_390_000, Letters),
        ("5'30\"", 330_000, Letters),
        ("12′05″", 725_000, Letters),
        ("00h12m05", 725_000, Letters),
        ("1h02'10", 3_730_000, Letters),
        ("1 hour, 2 minutes, 3 seconds", 3_723_000, Words),
        ("5 minutes, 3 seconds", 303_000, Words),
        ("43 seconds", 43_000, Words),
        ("#00:01:23-4#", 83_400, Tenths),
        ("11:01 am", 39_660_000, Day),
        ("12:05 am", 300_000, Day),
        ("2:45 P.M. EDT", 53_100_000, Day),
        ("0733:34", 27_214_000, Day),
        ("T+00:01:12", 72_000, Mission),
        ("-00:00:09", -9_000, Mission),
        ("04 06 45 58", 369_958_000, Mission),
        ("1分23秒", 83_000, Cjk),
        ("1時間2分3秒", 3_723_000, Cjk),
        ("1시간 2분 3초", 3_723_000, Cjk),
        ("[00:12](https://v.example/?t=99)", 12_000, Link),
        ("[play](https://v.example/?t=1m2s)", 62_000, Link),
        ("<a href=\"x?t=62\">1:02</a>", 62_000, Link),
    ] {
        check(text, start, None, spelling);
    }
    for (text, start, end) in [
        ("0:00 - 0:20", 0, 20_000),
        ("00:12.5 --> 00:14", 12_500, 14_000),
        ("00:12–00:20", 12_000, 20_000),
        ("00:00:01,000-->00:00:02,000", 1_000, 2_000),
        ("0:00:00.599,0:00:04.160", 599, 4_160),
        ("22.30 -> 24.5", 22_300, 24_500),
        ("0:05 to 0:09", 5_000, 9_000),
        ("0:05\t0:09", 5_000, 9_000),
    ] {
        check(text, start, Some(end), Range);
    }
}

#[test]
fn what_is_no_stamp() {
    for text in
        ["24/7", "16:9", "4:5 aspect", "2-0", "100:1", "3 men", "12", "s", "1x", "13:75 am?", "[12]", "", "min", "2023"]
    {
        assert!(stamp(text).is_none_or(|(stamp, _)| stamp.start.is_none()), "{text}: {:?}", stamp(text));
    }
}

#[test]
fn decoration_goes() {
    for text in
        ["@0:12", "⏱ 0:12", "▶ 0:12", "• 0:12", "TC 0:12", "Starting point is 0:12", "Timestamp: 0:12", "**0:12"]
    {
        assert_eq!(undecorated(text), "0:12", "{text}");
    }
}

/// A sign that opens no link is not looked for an end through all of the text.
#[test]
fn brackets_that_nothing_closes_stay_quick() {
    let text = "[".repeat(200_000);
    let started = std::time::Instant::now();
    assert!((0..text.len()).step_by(10).all(|at| stamp(&text[at..]).is_none()));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    let far = format!("[0:12](https://example.org/{}?t=12)", "é".repeat(900));
    assert_eq!(stamp(&far).and_then(|(stamp, _)| stamp.start), Some(12_000));
}

proptest! {
    #[test]
    fn the_plain_way_equals_the_grammar(text in "[0-9]{1,4}:[0-9]{1,3}(:[0-9]{1,3})?[ :.,)5é：]{0,2}") {
        let slow = mark_rule(&text).ok().map(|(rest, mark)| (mark, rest));
        prop_assert_eq!(mark(&text), slow);
        if let Some((mark, length)) = plain_mark(text.as_bytes()) {
            prop_assert_eq!(Some((mark, &text[length..])), slow);
        }
    }

    #[test]
    fn any_text_is_read_or_left(text in "\\PC{0,40}") {
        let _ = (mark(&text), stamp(&text), undecorated(&text));
    }
}
