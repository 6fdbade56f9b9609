//! RTTM, CTM, STM and UEM against naive twins: each line is cut at its blanks and its fields are taken as they stand.
//! A line that the twin can't take must be told of, and no line may be lost.

use proptest::prelude::*;

use super::{Reader, Source, by_id};
use crate::diagnostic::{Code, Reading};

/// What a line says: type, recording, channel, start, end, speaker, text, confidence.
type Row = (String, String, String, Option<i64>, Option<i64>, Option<String>, Option<String>, Option<f32>);

fn reading(id: &str, text: &str) -> Option<Reading> {
    match by_id(id).and_then(|format| format.read) {
        Some(Reader::Text { read, .. }) => read(&Source::new(text, 0)).ok(),
        _ => None,
    }
}

/// Whole milliseconds of a number as the standard library reads it.
fn millis(field: &str) -> Option<i64> {
    let number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
    let seconds = field.parse::<f64>().ok().filter(|_| field.bytes().all(number))?;
    let bound = ((1i64 << 53) - 1) as f64;
    Some((seconds * 1_000.0).round().clamp(-bound, bound) as i64)
}

fn confidence(field: Option<&&str>) -> Option<f32> {
    field.and_then(|field| field.parse::<f32>().ok()).filter(|confidence| confidence.is_finite())
}

fn given(field: &str) -> Option<String> {
    Some(field).filter(|field| *field != "<NA>").map(str::to_owned)
}

fn rttm(fields: &[&str]) -> Option<Row> {
    let &[kind, file, channel, start, length, word, _, speaker, ..] = fields else { return None };
    let time = |field: &str| match field {
        "<NA>" | "*" => Some(None),
        _ => millis(field).map(Some),
    };
    let (start, length) = (time(start)?, time(length)?);
    if kind.eq_ignore_ascii_case("speaker") && (start.is_none() || length.is_none()) {
        return None;
    }
    let end = start.zip(length).map(|(start, length)| start + length);
    let sure = confidence(fields.get(8));
    Some((kind.into(), file.into(), channel.into(), start, end, given(speaker), given(word), sure))
}

fn ctm(fields: &[&str]) -> Option<Row> {
    let &[file, channel, start, length, word, ..] = fields else { return None };
    let mark = ["<ALT_BEGIN>", "<ALT>", "<ALT_END>"].into_iter().find(|mark| mark.eq_ignore_ascii_case(word));
    if let (Some(mark), ("*", "*")) = (mark, (start, length)) {
        let speaker = fields.get(7).and_then(|speaker| given(speaker));
        let text = Some(word).filter(|word| *word != mark).map(str::to_owned);
        return Some((mark.into(), file.into(), channel.into(), None, None, speaker, text, confidence(fields.get(5))));
    }
    let (start, length) = (millis(start)?, millis(length)?);
    let speaker = fields.get(7).and_then(|speaker| given(speaker));
    let (file, channel, word) = (file.into(), channel.into(), Some(word.into()));
    Some(("word".into(), file, channel, Some(start), Some(start + length), speaker, word, confidence(fields.get(5))))
}

fn stm(fields: &[&str]) -> Option<Row> {
    let &[file, channel, speaker, start, end, ref rest @ ..] = fields else { return None };
    let mut rest = rest.to_vec();
    // A label may stand against the end.
    let glued = end.split_once('<').filter(|(end, _)| millis(end).is_some());
    if let Some((time, _)) = glued {
        rest.insert(0, end.get(time.len()..).unwrap_or(""));
    }
    let end = glued.map_or(end, |(time, _)| time);
    // A label goes on behind a comma.
    let parts = 1 + rest.iter().take_while(|part| part.ends_with(',') && !part.contains('>')).count();
    let label = rest.get(..parts).unwrap_or(&rest).join(" ");
    let labelled = label.len() > 1 && label.starts_with('<') && label.find('>') == Some(label.len() - 1);
    let words = rest.get(if labelled { parts } else { 0 }..).unwrap_or(&[]).join(" ");
    let kind = match words.as_str() {
        _ if speaker.eq_ignore_ascii_case("inter_segment_gap") => "inter_segment_gap",
        words if words.eq_ignore_ascii_case("ignore_time_segment_in_scoring") => "ignored",
        _ => "segment",
    };
    let text = Some(words).filter(|words| !words.is_empty());
    Some((
        kind.into(),
        file.into(),
        channel.into(),
        Some(millis(start)?),
        Some(millis(end)?),
        given(speaker),
        text,
        None,
    ))
}

fn uem(fields: &[&str]) -> Option<Row> {
    let &[file, channel, start, end] = fields else { return None };
    Some(("region".into(), file.into(), channel.into(), Some(millis(start)?), Some(millis(end)?), None, None, None))
}

/// White space of other kinds in a text is one space, as everywhere.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a text with the format and with its twin; both must agree on every line.
fn hold(id: &str, twin: fn(&[&str]) -> Option<Row>, text: &str) -> Result<(), TestCaseError> {
    let loose = matches!(id, "rttm" | "uem");
    let comment = |line: &str| line.starts_with(";;") || loose && line.starts_with([';', '#']);
    let blank = |c: char| matches!(c, ' ' | '\t' | '\u{C}');
    let lines = text.split(['\n', '\r']).map(|line| line.trim_start_matches(blank));
    let lines: Vec<_> = lines.filter(|line| !line.is_empty() && !comment(line)).collect();
    let rows: Vec<_> = lines
        .iter()
        .map(|line| twin(&line.split(blank).filter(|field| !field.is_empty()).collect::<Vec<_>>()))
        .collect();
    let Some(reading) = reading(id, text) else {
        prop_assert!(!lines.is_empty() && rows.iter().all(Option::is_none), "{id} refuses {text:?}");
        return Ok(());
    };
    let ours: Vec<Row> = reading
        .transcript
        .records()
        .map(|record| {
            let ms = |time: Option<crate::model::Timestamp>| time.map(crate::model::Timestamp::millis);
            let speaker = record.speaker.map(str::to_owned);
            let text = record.text.map(spaced);
            let channel = record.channel.unwrap_or("").to_owned();
            (
                record.kind.into(),
                record.file.into(),
                channel,
                ms(record.start),
                ms(record.end),
                speaker,
                text,
                record.confidence,
            )
        })
        .collect();
    let theirs = rows.iter().flatten().cloned();
    let theirs = theirs.map(|row| (row.0, row.1, row.2, row.3, row.4, row.5, row.6.as_deref().map(spaced), row.7));
    prop_assert_eq!(ours, theirs.collect::<Vec<_>>(), "{}: {:?}", id, text);
    let told = reading.diagnostics.iter().filter(|doubt| doubt.code == Code::LineUnread).count();
    prop_assert_eq!(told, rows.iter().filter(|row| row.is_none()).count(), "{}: {:?}", id, text);
    Ok(())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9_.-]{1,6}", Just("<NA>".to_owned())]
}

fn seconds() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{1,5}", "[0-9]{1,5}\\.[0-9]{1,3}", "\\.[0-9]{1,2}"]
}

/// Any time, also what stands for none.
fn time() -> impl Strategy<Value = String> {
    prop_oneof![4 => seconds(), 1 => Just("<NA>".to_owned()), 1 => Just("*".to_owned())]
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z'-]{1,5}", "[0-9]{1,3}", "[(%][A-Z]{1,5}[)-]", "é[äß]?", Just("@".to_owned())]
}

fn line(fields: Vec<String>) -> String {
    fields.join(" ")
}

const KINDS: &[&str] = &[
    "SPEAKER",
    "LEXEME",
    "NON-LEX",
    "FILLER",
    "A/P",
    "SEGMENT",
    "NOSCORE",
    "SPKR-INFO",
    "NO_RT_METADATA",
    "SU",
    "speaker",
];

fn rttm_line() -> impl Strategy<Value = String> {
    let kind = proptest::sample::select(KINDS).prop_map(str::to_owned);
    let tail = prop_oneof![Just(String::new()), Just("<NA>".into()), Just("0.5 <NA>".into()), Just("<NA> 5.46".into())];
    (kind, name(), name(), time(), time(), prop_oneof![word(), Just("<NA>".into())], name(), name(), tail).prop_map(
        |(kind, file, channel, start, length, word, subtype, speaker, tail)| {
            line(vec![kind, file, channel, start, length, word, subtype, speaker, tail])
        },
    )
}

fn ctm_line() -> impl Strategy<Value = String> {
    let tail =
        prop_oneof!["", "0\\.[0-9]{1,3}", "(NA|<NA>|oNe)", "1 (lex|frag|<NA>)", "0\\.5 lex [ab]", "0\\.5 lex <NA> x y"];
    let words = (name(), "[1AB]", seconds(), seconds(), word(), tail)
        .prop_map(|(file, channel, start, length, word, tail)| line(vec![file, channel, start, length, word, tail]));
    let mark = proptest::sample::select(&["<ALT_BEGIN>", "<ALT>", "<ALT_END>"][..]);
    let marks = (name(), "[1AB]", mark).prop_map(|(file, channel, mark)| format!("{file} {channel} * * {mark}"));
    prop_oneof![3 => words, 1 => marks]
}

fn stm_line() -> impl Strategy<Value = String> {
    let speaker = prop_oneof![4 => name(), 1 => Just("inter_segment_gap".to_owned())];
    let label = prop_oneof!["", "<[oO],[fF]0,[a-z]{1,4}>", "<NA>", "<a-b>"];
    let words = prop_oneof![
        4 => proptest::collection::vec(word(), 0..5).prop_map(|words| words.join(" ")),
        1 => Just("IGNORE_TIME_SEGMENT_IN_SCORING".to_owned()),
    ];
    (name(), "[1ab]", speaker, seconds(), seconds(), label, words).prop_map(
        |(file, channel, speaker, start, end, label, words)| {
            line(vec![file, channel, speaker, start, end, label, words])
        },
    )
}

fn uem_line() -> impl Strategy<Value = String> {
    (name(), "[1A]", seconds(), seconds()).prop_map(|(file, channel, start, end)| line(vec![file, channel, start, end]))
}

/// A text of such lines, with comments, blank lines and every line end, and with some letters changed.
fn texts(lines: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let some = prop_oneof![
        12 => lines,
        1 => Just(String::new()),
        1 => Just(";; LABEL \"M\" \"Male\" \"\"".to_owned()),
        1 => Just("# by hand".to_owned()),
    ];
    let end = proptest::sample::select(&["\n", "\r\n", "\n\n", " \n", "\t\r"][..]);
    let change = (any::<proptest::sample::Index>(), proptest::option::of("[ 0-9a.,:;#<>*\t\n\u{E9}\u{A0}-]"));
    let whole = proptest::collection::vec((some, end), 1..8)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end.to_owned()]).collect::<String>());
    (whole, proptest::collection::vec(change, 0..4)).prop_map(|(text, changes)| {
        let mut letters: Vec<char> = text.chars().collect();
        for (index, instead) in changes {
            if letters.is_empty() {
                break;
            }
            let at = index.index(letters.len());
            letters.splice(at..=at, instead.iter().flat_map(|instead| instead.chars()));
        }
        letters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn rttm_is_split_and_parse(text in texts(rttm_line())) {
        hold("rttm", rttm, &text)?;
    }

    #[test]
    fn ctm_is_split_and_parse(text in texts(ctm_line())) {
        hold("ctm", ctm, &text)?;
    }

    #[test]
    fn stm_is_split_and_parse(text in texts(stm_line())) {
        hold("stm", stm, &text)?;
    }

    #[test]
    fn uem_is_split_and_parse(text in texts(uem_line())) {
        hold("uem", uem, &text)?;
    }
}
