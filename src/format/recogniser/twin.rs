//! The scanner against serde_json, its slow twin, on documents that are made up and on what is left of them when bytes
//! change.

use proptest::prelude::*;
use serde_json::Value;

use super::decimal::{Unit, millis, share};
use super::scan::Scanner;
use super::tree::Tree;
use super::{json3, whisper};

type Row = (String, Option<i64>, Option<i64>, Option<f32>);

/// A number of a serde value as it is written, in milliseconds.
fn ms(value: Option<&Value>, unit: Unit) -> Option<i64> {
    match value? {
        Value::Number(number) => millis(&number.to_string(), unit),
        // A number in a string stands there without escapes.
        Value::String(text) if text.chars().any(|c| matches!(c, '\0'..' ' | '"' | '\\')) => None,
        Value::String(text) => millis(text, unit),
        _ => None,
    }
}

fn map_items(value: Option<&Value>) -> impl Iterator<Item = &serde_json::Map<String, Value>> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn slow_json3(document: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    for event in map_items(document.get("events")) {
        let start = ms(event.get("tStartMs"), Unit::Milliseconds);
        for segment in map_items(event.get("segs")) {
            let Some(text) = segment.get("utf8").and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
            else {
                continue;
            };
            let offset = segment.get("tOffsetMs").map_or(Some(0), |offset| ms(Some(offset), Unit::Milliseconds));
            let sure = ms(segment.get("acAsrConf"), Unit::Milliseconds).filter(|sure| (1..=255).contains(sure));
            // The least number of a slice stands for no start.
            let start = start.zip(offset).map(|(start, offset)| start.saturating_add(offset).max(i64::MIN + 1));
            rows.push((text.to_owned(), start, None, sure.map(|sure| sure as f32 / 255.0)));
        }
    }
    rows
}

fn slow_whisper(document: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    let top = document.as_object().is_some();
    let segments = if top { document.get("segments") } else { Some(document) };
    let word = |word: &serde_json::Map<String, Value>| -> Option<Row> {
        let text = word.get("word").and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())?;
        let (start, end) = (ms(word.get("start"), Unit::Seconds), ms(word.get("end"), Unit::Seconds));
        // A slice keeps how long a word lasts, up to 24 days.
        let lasts = |(start, end): (i64, i64)| end.saturating_sub(start).clamp(1 - (1 << 31), (1 << 31) - 1);
        let end = start.zip(end).map(|times| times.0.saturating_add(lasts(times)));
        let sure = match word.get("probability") {
            Some(Value::Number(number)) => share(&number.to_string()),
            Some(Value::String(text)) => share(text),
            _ => None,
        };
        let start = start.map(|start| start.max(i64::MIN + 1));
        (!(start.is_none() && text.starts_with("[_"))).then(|| (text.to_owned(), start, end, sure))
    };
    for segment in map_items(segments) {
        rows.extend(map_items(segment.get("words")).filter_map(word));
    }
    if rows.is_empty() && top {
        rows.extend(map_items(document.get("words")).filter_map(word));
    }
    rows
}

fn rows<'a>(words: impl Iterator<Item = whisper::WordSlice<'a>>) -> Vec<Row> {
    words.map(|word| (word.text().into_owned(), word.start(), word.end(), word.confidence())).collect()
}

/// Whether they say the same. serde keeps sixteen digits of a decimal number, the scanner all of them.
fn agree(fast: &[Row], slow: &[Row]) -> bool {
    let near = |fast: Option<i64>, slow: Option<i64>| match (fast, slow) {
        (Some(fast), Some(slow)) => fast.abs_diff(slow) <= fast.unsigned_abs() >> 50,
        (fast, slow) => fast == slow,
    };
    fast.len() == slow.len()
        && fast
            .iter()
            .zip(slow)
            .all(|(fast, slow)| (&fast.0, fast.3) == (&slow.0, slow.3) && near(fast.1, slow.1) && near(fast.2, slow.2))
}

/// What serde takes is taken, and says the same.
fn same(text: &str) -> Result<(), TestCaseError> {
    let mut fast_json3 = json3::words(text);
    let json3_rows = rows(&mut fast_json3);
    let mut fast_whisper = whisper::words(text);
    let whisper_rows = rows(&mut fast_whisper);
    let tree = Tree::new(text);
    let Ok(document) = serde_json::from_str::<Value>(text) else {
        // The scanner may be more lenient; but where it stops, it says so, and so does the tree.
        let stops = Scanner::new(text).skip().is_err();
        prop_assert!(!stops || tree.fault.is_some());
        return Ok(());
    };
    prop_assert_eq!(tree.fault, None);
    if document.is_object() {
        prop_assert_eq!(fast_json3.stopped_at(), None);
        let slow = slow_json3(&document);
        prop_assert!(agree(&json3_rows, &slow), "{:?}\n{:?}\n{}", json3_rows, slow, text);
    }
    if document.is_object() || document.is_array() {
        prop_assert_eq!(fast_whisper.stopped_at(), None);
        let slow = slow_whisper(&document);
        prop_assert!(agree(&whisper_rows, &slow), "{:?}\n{:?}\n{}", whisper_rows, slow, text);
    }
    Ok(())
}

/// Strings that words are made of, and some that only JSON cares about.
fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ ]?[a-z]{1,9}[.?]?",
        1 => "[ -~é你😀\n\t\"\\\\]{0,48}",
        1 => Just(String::new()),
    ]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0u32..9_000_000).prop_map(|ms| Value::from(f64::from(ms) / 1_000.0)),
        (0u32..9_000_000).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0u8..=255).prop_map(Value::from),
        (0u32..1_000).prop_map(|share| Value::from(f64::from(share) / 1_000.0)),
        string().prop_map(Value::from),
        Just(Value::Null),
        Just(serde_json::json!([1, {"start": 2}])),
    ]
}

/// A map with some of these keys, in any order.
fn map(
    keys: &'static [&'static str],
    text: &'static str,
    list: &'static str,
    inner: BoxedStrategy<Value>,
) -> BoxedStrategy<Value> {
    let entries = proptest::sample::subsequence(keys, 0..=keys.len()).prop_shuffle();
    (entries, proptest::collection::vec(number(), 16), string(), proptest::collection::vec(inner, 0..5))
        .prop_map(move |(entries, numbers, said, items)| {
            let value = |key: &str, number: &Value| match key {
                key if key == text => Value::from(said.clone()),
                key if key == list => Value::from(items.clone()),
                _ => number.clone(),
            };
            Value::Object(
                entries.iter().zip(&numbers).map(|(key, number)| ((*key).to_owned(), value(key, number))).collect(),
            )
        })
        .boxed()
}

fn document() -> impl Strategy<Value = Value> {
    let segment = map(&["utf8", "tOffsetMs", "acAsrConf", "pPenId"], "utf8", "", number().boxed());
    let event = map(&["tStartMs", "dDurationMs", "segs", "aAppend", "wWinId"], "", "segs", segment);
    let json3 = map(&["wireMagic", "events", "pens"], "wireMagic", "events", event);
    let word = map(&["word", "start", "end", "probability", "id"], "word", "", number().boxed());
    let part = map(&["id", "start", "end", "words", "tokens", "temperature"], "", "words", word.clone());
    let whisper = map(&["text", "segments", "language"], "text", "segments", part.clone());
    let top = map(&["task", "words", "text"], "text", "words", word);
    prop_oneof![json3, whisper, top, proptest::collection::vec(part, 0..4).prop_map(Value::from)]
}

#[test]
fn a_start_below_every_number_is_a_start() {
    for (at, offset) in [(i64::MIN, 0_i64), (i64::MIN, -1), (-5_982_177_955_265_015_332, -3_445_429_338_760_867_902)] {
        let text = format!(r#"{{"events":[{{"tStartMs":{at},"segs":[{{"utf8":"a","tOffsetMs":{offset}}}]}}]}}"#);
        assert_eq!(json3::words(&text).next().unwrap().start(), Some(i64::MIN + 1), "{text}");
        same(&text).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_scanner_says_what_serde_says(document in document(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
        same(&text.unwrap())?;
    }

    #[test]
    fn bytes_that_change_change_nothing_of_that(
        document in document(),
        at in any::<prop::sample::Index>(),
        with in "[\\[\\]{}\",:0-9a-z\\\\ .-]{0,3}",
        drop in 0usize..4,
    ) {
        let text = serde_json::to_string(&document).unwrap();
        let mut from = at.index(text.len());
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        let mut to = (from + drop).min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        same(&format!("{}{with}{}", &text[..from], &text[to..]))?;
    }

    #[test]
    fn seconds_are_rounded_on_their_digits(whole in 0u64..10_000_000, places in "[0-9]{0,9}") {
        let text = if places.is_empty() { whole.to_string() } else { format!("{whole}.{places}") };
        let padded = format!("{places:0<9}");
        let nanos: u64 = padded.parse().unwrap();
        let wanted = whole * 1_000 + nanos / 1_000_000 + u64::from(nanos % 1_000_000 >= 500_000);
        prop_assert_eq!(millis(&text, Unit::Seconds), Some(wanted as i64));
        let listed = format!("[{text}]");
        let mut scanner = Scanner::new(&listed);
        scanner.at = 1;
        prop_assert_eq!(scanner.millis(Unit::Seconds), Ok(Some(wanted as i64)));
        prop_assert_eq!(scanner.at, listed.len() - 1);
    }
}
