use super::super::tests::{cues, said};
use super::*;

fn transcript(text: &str) -> Transcript {
    read(&Source::new(text, 0)).unwrap().transcript
}

/// Text, start and end of every word of the borrowed layer.
fn slices(text: &str) -> Vec<(String, Option<i64>, Option<i64>)> {
    words(text).map(|word| (word.text().into_owned(), word.start(), word.end())).collect()
}

fn row(word: &str, start: i64, end: i64) -> (String, Option<i64>, Option<i64>) {
    (word.to_owned(), Some(start), Some(end))
}

#[test]
fn what_is_written_is_whisperx() {
    let text = r#"{"segments":[
{"start":0.5,"end":1.4,"text":" Is \"it\" on?","speaker":"SPEAKER_00","words":[{"word":"Is","start":0.5,"end":0.7,"score":0.98,"speaker":"SPEAKER_00"},{"word":"\"it\"","start":0.7,"end":0.8,"speaker":"SPEAKER_00"},{"word":"on?","speaker":"SPEAKER_00"}]},
{"start":1.5,"end":4.0,"text":" Since 1962. Good.","speaker":"SPEAKER_01","words":[{"word":"Since","start":1.5,"end":1.9,"score":0.8,"speaker":"SPEAKER_01"},{"word":"1962.","speaker":"SPEAKER_01"},{"word":"Good.","start":3.3,"end":4.0,"score":0.71,"speaker":"SPEAKER_00"}]}],"language":"en"}
"#;
    let once = transcript(text);
    let mut out = String::new();
    assert_eq!(write(&once, &WriteOptions::default(), &mut out), []);
    assert_eq!(out, text);
    assert_eq!(
        cues(&once),
        ["500 1400 SPEAKER_00 Is \"it\" on?", "1500 - SPEAKER_01 Since 1962.", "3300 4000 SPEAKER_00 Good."]
    );
    out.clear();
    write(&Transcript::default(), &WriteOptions::default(), &mut out);
    assert_eq!(out, "{\"segments\":[]}\n");
    assert!(read(&Source::new(&out, 0)).is_ok());
}

#[test]
fn words_of_every_program() {
    let openai = r#"{"text":" a","segments":[{"tokens":[1,2],"words":[{"word":" a","start":0.5,"end":0.7005,"probability":0.25}],"id":0},{"words":[]}],"words":[{"word":"x","start":1,"end":2}]}"#;
    assert_eq!(slices(openai), [row("a", 500, 701)]);
    assert_eq!(words(openai).next().and_then(|word| word.confidence()), Some(0.25));
    let verbose = r#"{"words":[{"word":"a","start":0,"end":0.5},{"word":"b","start":0.5,"end":0.25}],"segments":[{"id":0}],"text":"a b"}"#;
    assert_eq!(slices(verbose), [row("a", 0, 500), row("b", 500, 250)]);
    let cpp = r#"{"transcription":[{"offsets":{"from":0,"to":9},"tokens":[{"text":"[_BEG_]","offsets":{"from":0,"to":0},"p":1},{"text":" a","timestamps":{"from":"x"},"offsets":{"from":10,"to":20},"p":0.5}]}]}"#;
    assert_eq!(slices(cpp), [row("a", 10, 20)]);
    let lines = "{\"words\":[{\"word\":\"a\",\"start\":0,\"end\":1}]}\n";
    assert_eq!(slices(lines), [row("a", 0, 1_000)]);
    let list = r#"[{"words":[{"word":"a","start":0,"end":1},{"word":"b","start":NaN,"end":2}]},{"words":[{"word":"c","start":"1.5"}]}]"#;
    assert_eq!(slices(list), [row("a", 0, 1_000), ("b".into(), None, None), ("c".into(), Some(1_500), None)]);
}

#[test]
fn words_end_where_the_text_does() {
    let text = r#"{"segments":[{"words":[{"word":"a","start":0,"end":1} {"#;
    let mut all = words(text);
    assert_eq!((all.by_ref().count(), all.stopped_at()), (1, Some(text.len() - 1)));
    assert_eq!(words("").stopped_at(), Some(0));
    let mut sound = words("{\"segments\":[]}");
    assert_eq!((sound.next(), sound.stopped_at()), (None, None));
}

#[test]
fn segments_before_the_end_of_a_turn() {
    let text = r#"{"transcription":[{"offsets":{"from":0,"to":900},"text":" Is it?","speaker_turn_next":true},{"timestamps":{"from":"00:00:01,000","to":"00:00:02,000"},"text":" Yes.","speaker":"?"},{"offsets":{"from":2000,"to":3000},"text":" Good.","speaker":"1"}]}"#;
    assert_eq!(detect(text), 90);
    let transcript = transcript(text);
    assert_eq!(cues(&transcript), ["0 900 - Is it?", "1000 2000 - Yes.", "2000 3000 Speaker 1 Good."]);
    assert_eq!(transcript.turns().map(|turn| turn.new_speaker()).collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn words_at_the_top_take_the_punctuation_of_the_text() {
    let text = r#"{"task":"transcribe","language":"english","duration":"2.0","text":"Is it? Yes.","words":[{"word":"Is","start":0,"end":0.5},{"word":"it","start":0.5,"end":0.75},{"word":"Yes","start":1,"end":1.5}],"segments":null}"#;
    assert_eq!(detect(text), 85);
    assert_eq!(said(&transcript(text)), ["Is 0 500", "it? 500 750", "Yes. 1000 1500"]);
    let chunks = r#"{"text":" Is it?","chunks":[{"text":" Is","timestamp":[0.0,0.5]},{"text":" it","timestamp":[0.5,null]},{"text":"?","timestamp":[0.75,0.75]}]}"#;
    assert_eq!(cues(&transcript(chunks)), ["0 750 - Is it?"]);
}

#[test]
fn a_text_with_its_cost_is_an_answer() {
    let text = r#"{"text":"Is it on? It is.","usage":{"type":"tokens","total_tokens":59}}"#;
    assert_eq!(detect(text), 80);
    let transcript = read(&Source::new(text, 0)).unwrap().transcript;
    assert_eq!(transcript.text(), "Is it on? It is.");
    assert_eq!(detect(r#"{"usage":{},"id":1}"#), 0);
}

/// What OpenAI answers where words and segments are asked for.
#[test]
fn words_beside_segments_go_to_them() {
    let text = r#"{"task":"transcribe","language":"english","duration":4.0,"text":"Is it on? Yes, always.",
        "words":[{"word":"Is","start":0.5,"end":0.7},{"word":"it","start":0.7,"end":0.8},{"word":"on","start":0.8,"end":1.6},
        {"word":"Yes","start":1.5,"end":2.1},{"word":"always","start":2.2,"end":2.6}],
        "segments":[{"id":0,"start":0.5,"end":1.5,"text":" Is it on?","avg_logprob":-0.2},{"id":1,"start":1.5,"end":2.6,"text":" Yes, always.","avg_logprob":-0.1}]}"#;
    let transcript = read(&Source::new(text, 0)).unwrap().transcript;
    assert_eq!(cues(&transcript), ["500 1500 - Is it on?", "1500 2600 - Yes, always."]);
    assert_eq!(said(&transcript), ["Is 500 700", "it 700 800", "on? 800 1600", "Yes, 1500 2100", "always. 2200 2600"]);
    // Words of their own count more than those at the top.
    let own = r#"{"text":"a","segments":[{"start":0,"end":1,"text":" a","words":[{"word":" a","start":0.25,"end":0.5}]}],"word_segments":[{"word":"a","start":7,"end":8}]}"#;
    assert_eq!(said(&read(&Source::new(own, 0)).unwrap().transcript), ["a 250 500"]);
}

#[test]
fn speakers_of_segments_and_chunks() {
    let text = r#"{"model":"m","text":"Is it on? Yes.","language":null,"segments":[
        {"text":"Is it on?","start":0.5,"end":1.4,"type":"transcription_segment","speaker_id":"speaker_1"},
        {"text":"Yes.","start":2.0,"end":2.4,"type":"transcription_segment","speaker_id":"speaker_2"}]}"#;
    assert!(detect(text) > 80);
    let transcript = read(&Source::new(text, 0)).unwrap().transcript;
    assert_eq!(cues(&transcript), ["500 1400 speaker_1 Is it on?", "2000 2400 speaker_2 Yes."]);
    let text = r#"{"speakers":[{"speaker":"SPEAKER_00","text":" Is it on?","timestamp":[0.5,1.4]},{"speaker":"SPEAKER_01","text":" Yes.","timestamp":[2.0,2.4]}],
        "chunks":[{"timestamp":[0.5,1.4],"text":" Is it on?"},{"timestamp":[2.0,2.4],"text":" Yes."}],"text":" Is it on? Yes."}"#;
    assert!(detect(text) > 80);
    let transcript = read(&Source::new(text, 0)).unwrap().transcript;
    assert_eq!(cues(&transcript), ["500 1400 SPEAKER_00 Is it on?", "2000 2400 SPEAKER_01 Yes."]);
}
