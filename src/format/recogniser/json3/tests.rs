use super::super::tests::{cues, said};
use super::*;

fn transcript(text: &str) -> Transcript {
    read(&Source::new(text, 0)).unwrap().transcript
}

fn written(transcript: &Transcript) -> (String, Vec<Code>) {
    let mut out = String::new();
    let lost = write(transcript, &WriteOptions::default(), &mut out);
    (out, lost.into_iter().map(|doubt| doubt.code).collect())
}

/// Text and start of every word of the borrowed layer.
fn slices(text: &str) -> Vec<(String, Option<i64>)> {
    words(text).map(|word| (word.text().into_owned(), word.start())).collect()
}

#[test]
fn what_was_read_is_written_again() {
    let text = r#"{"wireMagic":"pb3","pens":[{"a":1}],"events":[
{"tStartMs":0,"dDurationMs":9000,"id":1,"wpWinPosId":1},
{"tStartMs":500,"dDurationMs":2400,"wWinId":1,"segs":[{"utf8":"is","tOffsetMs":0,"acAsrConf":252},{"utf8":" it","tOffsetMs":240,"acAsrConf":210},{"utf8":" on","tOffsetMs":400}]},
{"tStartMs":1890,"dDurationMs":1010,"wWinId":1,"aAppend":1,"segs":[{"utf8":"\n"}]},
{"tStartMs":1900,"dDurationMs":3000,"wWinId":1,"segs":[{"utf8":"it","tOffsetMs":0},{"utf8":" is","tOffsetMs":200}]},
{"tStartMs":5000,"dDurationMs":10,"id":2}]}
"#;
    let once = transcript(text);
    assert_eq!(written(&once).0, text);
    assert_eq!(said(&once), ["is 500 -", "it 740 -", "on 900 -", "it 1900 -", "is 2100 -"]);
    assert_eq!(once.words().next().and_then(|word| word.confidence()), Some(252.0 / 255.0));
}

#[test]
fn captions_of_a_person_keep_lines_and_signs() {
    let text = r#"{"wireMagic":"pb3","events":[
{"tStartMs":500,"dDurationMs":2400,"pPenId":1,"segs":[{"utf8":"ADA: Is it on?\nIs it?"}]},
{"tStartMs":3000,"dDurationMs":1000,"segs":[{"utf8":"BRAM: \"It\" is."}]},
{"tStartMs":4000,"dDurationMs":1500,"segs":[{"utf8":"- Tea?\n- Always."}]},
{"tStartMs":6000,"dDurationMs":1000,"segs":[{"utf8":"ADA: Good."}]},
{"tStartMs":7000,"dDurationMs":1000,"segs":[{"utf8":"BRAM: Quite."}]}]}
"#;
    let once = transcript(text);
    assert_eq!(written(&once), (text.to_owned(), vec![]));
    assert_eq!(cues(&once)[..2], ["500 2900 ADA Is it on? Is it?", "3000 4000 BRAM \"It\" is."]);
}

#[test]
fn a_start_behind_its_segments_counts() {
    let text = r#"{"events":[7,{"segs":[{"utf8":"a"},[],{"tOffsetMs":10,"utf8":" b","x":{"y":[1]}}],"x":1,"tStartMs":500},{"segs":[{"utf8":"c"}]}],"pens":[]}"#;
    assert_eq!(slices(text), [("a".into(), Some(500)), ("b".into(), Some(510)), ("c".into(), None)]);
    assert_eq!(said(&transcript(text)), ["a 500 -", "b 510 -", "c - -"]);
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(text).unwrap()).unwrap();
    assert_eq!(slices(&pretty).len(), 3);
}

#[test]
fn a_dash_that_a_recogniser_heard_is_a_word() {
    let text = r#"{"events":[{"tStartMs":0,"dDurationMs":900,"segs":[{"utf8":"—","acAsrConf":9},{"utf8":" the","tOffsetMs":100}]},{"tStartMs":900,"dDurationMs":900,"segs":[{"utf8":">> so","acAsrConf":9},{"utf8":" yes","tOffsetMs":100}]}]}"#;
    assert_eq!(said(&transcript(text)), ["— 0 -", "the 100 -", "so 900 -", "yes 1000 -"]);
    assert_eq!(transcript(text).turns().len(), 2);
}

#[test]
fn words_end_where_the_text_does() {
    let text = r#"{"events":[{"tStartMs":500,"segs":[{"utf8":"a"},{"utf8":" b"#;
    let mut all = words(text);
    assert_eq!(all.by_ref().count(), 1);
    assert_eq!(all.stopped_at(), Some(text.len()));
    let mut sound = words("{\"events\":[]}");
    assert_eq!((sound.next(), sound.stopped_at()), (None, None));
    let reading = read(&Source::new(text, 0)).unwrap();
    assert_eq!((reading.transcript.text(), reading.diagnostics[0].code), ("a", Code::CutOff));
}

#[test]
fn what_a_fault_cuts_rides_along_no_further() {
    let head =
        "{\"wireMagic\":\"pb3\",\"events\":[{\"tStartMs\":500,\"segs\":[{\"utf8\":\"a\"}],\"id\":1,\"note\":\"\"";
    for rest in [",\"pPenId:\" 1}]}", ",\"pens\":[1,[2", ",\"pen\":{\"a\":[]", "},{\"id\":[3]"] {
        let text = format!("{head}{rest}");
        let reading = read(&Source::new(&text, 0)).unwrap();
        assert_eq!((reading.transcript.text(), reading.diagnostics[0].code), ("a", Code::CutOff), "{rest}");
        let whole = format!("{head}}}]}}\n").replacen("[{", "[\n{", 1);
        let expected = whole.replacen(
            "\"segs\":[{\"utf8\":\"a\"}],\"id\":1,\"note\":\"\"",
            "\"dDurationMs\":1000,\"id\":1,\"note\":\"\",\"segs\":[{\"utf8\":\"a\"}]",
            1,
        );
        assert_eq!(written(&reading.transcript).0, expected, "{rest}");
    }
}

#[test]
fn other_transcripts_name_speakers_and_lose_the_ends_of_words() {
    let podcast = br#"{"segments":[{"start":0.5,"end":1.4,"text":" Is it on?","speaker":"Ada","words":[{"word":"Is","start":0.5,"end":0.7,"score":0.5},{"word":"it","start":0.7,"end":0.8},{"word":"on?"}]},
        {"start":1.5,"end":1.9,"text":"It is.","speaker":"Bram"}],"language":"en"}"#;
    let reading = crate::read_with(podcast, &crate::ReadOptions::default().from("whisper")).unwrap();
    let (text, lost) = written(&reading.transcript);
    assert!(text.ends_with(
        "\"events\":[\n{\"tStartMs\":500,\"dDurationMs\":900,\"segs\":[{\"utf8\":\"Ada: Is\",\"tOffsetMs\":0,\"acAsrConf\":128},{\"utf8\":\" it on?\",\"tOffsetMs\":200}]},\n\
         {\"tStartMs\":1500,\"dDurationMs\":400,\"segs\":[{\"utf8\":\"Bram: It is.\"}]}]}\n"
    ), "{text}");
    assert_eq!(lost, [Code::NotHeld]);
    let empty = written(&Transcript::default()).0;
    assert!(read(&Source::new(&empty, 0)).unwrap().transcript.cues().is_empty());
}
