//! Azure AI Speech: batch and fast transcription, and the detailed results of the Speech SDK.
//!
//! ```text
//! {"source":"…","combinedRecognizedPhrases":[…],"recognizedPhrases":[{"recognitionStatus":"Success","channel":0,"speaker":1,
//!   "offsetInTicks":700000.0,"durationInTicks":15900000.0,"nBest":[{"confidence":0.9,"display":"Is it on?",
//!   "words":[{"word":"is","offsetInTicks":700000.0,"durationInTicks":2000000.0,"confidence":0.9}]}]}]}
//! {"durationMilliseconds":1660,"combinedPhrases":[…],"phrases":[{"speaker":1,"offsetMilliseconds":70,
//!   "durationMilliseconds":1590,"text":"Is it on?","words":[…],"locale":"en-US","confidence":0.9}]}
//! {"RecognitionStatus":"Success","Offset":700000,"Duration":15900000,"DisplayText":"Is it on?","NBest":[…]}
//! {"AudioFileResults":[{"AudioFileName":"…","SegmentResults":[{"RecognitionStatus":"Success","SpeakerId":"1",…}]}]}
//! ```
//!
//! A tick is 100 nanoseconds; batch files have `PT0.07S` beside or instead. A phrase is a cue, in order of time; its text
//! is the display form, in which the words are looked up. Further hypotheses ride along. A speaker's number is read as
//! `Speaker 1`; where nobody told speakers apart and there are several channels, the label is `Channel 0`. Of the SDK,
//! several documents in a row or a list are read; `Unknown` is nobody.
//!
//! Grammar: Microsoft's "Get batch transcription results", "Fast transcription", "Get speech recognition results".

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::scan::Text;
use super::speech::{Heard, Label, Speech, Spoken};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "azure",
    aliases: &["azure-speech", "microsoft-speech"],
    title: "Azure AI Speech JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, speakers, channels, alternatives",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let root = tree.root();
    let batch = root.has(&["recognizedPhrases"]) || root.has(&["combinedRecognizedPhrases"]);
    let fast = root.has(&["combinedPhrases"]) || root.has(&["phrases"]);
    let old = root.has(&["AudioFileResults"]);
    if batch || fast || old || tree.items().next().is_some_and(is_sdk) { 95 } else { 0 }
}

const CHANNEL: &[&str] = &["channel", "Channel", "ChannelNumber"];

fn is_sdk(document: Value<'_>) -> bool {
    document.has(&["RecognitionStatus"])
        || document.has(&["NBest", "Offset"])
        || document.has(&["DisplayText", "Offset"])
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let root = tree.root();
    let mut speech = Speech::new(source);
    speech.language(root.get("locale"));
    speech.duration(root.get("durationInTicks"), Unit::Ticks);
    speech.duration(root.get("durationMilliseconds"), Unit::Milliseconds);
    if root.has(&["phrases"]) || root.has(&["recognizedPhrases"]) {
        // `duration` of a batch is a period, that of the first fast service counts milliseconds.
        speech.duration(root.get("duration"), Unit::Milliseconds);
    }
    let old = root.items("AudioFileResults").flat_map(|file| file.items("SegmentResults"));
    let phrases: Vec<Value<'_>> = root.items("recognizedPhrases").chain(root.items("phrases")).chain(old).collect();
    let known = ["recognizedPhrases", "phrases", "AudioFileResults"].iter().any(|key| root.has(&[key]));
    let phrases = if known { phrases } else { tree.items().filter(|item| is_sdk(*item)).collect() };
    let known = known || !phrases.is_empty();
    let diarized = phrases.iter().any(|phrase| phrase.any(&["speaker", "SpeakerId"]).is_some());
    let mut numbers = phrases.iter().filter_map(|phrase| phrase.any(CHANNEL)?.number());
    let first = numbers.next();
    let channels = numbers.any(|channel| Some(channel) != first);
    let mut all: Vec<Spoken<'_>> = Vec::with_capacity(phrases.len());
    for phrase in phrases {
        let status = phrase.any(&["recognitionStatus", "RecognitionStatus"]);
        if status.is_some_and(|status| !matches!(status.raw(), "Success" | "0")) {
            continue;
        }
        speech.language(phrase.get("locale"));
        let mut spoken = spoken(phrase, &mut speech);
        let channel = phrase.any(CHANNEL).filter(|_| channels);
        spoken.speaker = match diarized {
            true => spoken.speaker.map(|label| Label { channel: channel.and_then(Value::name), ..label }),
            false => channel.and_then(|channel| Label::of(channel, "Channel ")),
        };
        all.push(spoken);
    }
    all.sort_by_key(|spoken| spoken.start);
    all.iter().for_each(|spoken| speech.cue(spoken));
    speech.finish(&tree, known, FORMAT.id, FORMAT.title)
}

fn spoken<'t>(phrase: Value<'t>, speech: &mut Speech) -> Spoken<'t> {
    let mut hypotheses = phrase.any(&["nBest", "NBest"]).into_iter().flat_map(Value::list);
    let best = hypotheses.next().unwrap_or(phrase);
    let instead = hypotheses.filter_map(|other| Some((display(other)?, confidence(other)))).collect();
    let (start, end) = span(phrase, speech);
    let list = best.any(&["displayWords", "DisplayWords"]).or_else(|| best.any(&["words", "Words"]));
    let words = list.into_iter().flat_map(Value::list).map(|item| {
        let (start, end) = span(item, speech);
        let text = item.any(&["displayText", "DisplayText", "word", "Word", "text"]).and_then(Value::text);
        Heard { text: text.unwrap_or_default(), start, end, confidence: confidence(item), ..Heard::default() }
    });
    let words = words.collect();
    let text = display(best).or_else(|| display(phrase));
    let unknown = |value: &Value<'_>| value.raw() != "Unknown";
    let speaker = phrase.any(&["speaker", "SpeakerId"]).filter(unknown);
    let speaker = speaker.and_then(|speaker| Label::of(speaker, "Speaker "));
    Spoken { start, end, speaker, text, words, instead, bytes: phrase.bytes(), ..Spoken::default() }
}

fn display(hypothesis: Value<'_>) -> Option<Text<'_>> {
    let keys =
        ["display", "Display", "text", "DisplayText", "maskedITN", "MaskedITN", "itn", "ITN", "lexical", "Lexical"];
    keys.iter().filter_map(|key| hypothesis.get(key)?.text()).find(|text| !text.is_blank())
}

fn confidence(value: Value<'_>) -> Option<f32> {
    value.any(&["confidence", "Confidence"]).and_then(Value::share)
}

/// Start and end of a phrase or a word, in whichever unit it has them.
fn span(value: Value<'_>, speech: &mut Speech) -> (Option<i64>, Option<i64>) {
    let units = [
        ("offsetInTicks", "durationInTicks", Unit::Ticks),
        ("offsetMilliseconds", "durationMilliseconds", Unit::Milliseconds),
        // A period, or the milliseconds of the first fast service.
        ("offset", "duration", Unit::Milliseconds),
        ("Offset", "Duration", Unit::Ticks),
    ];
    let Some((offset, duration, unit)) = units.iter().find(|(offset, ..)| value.get(offset).is_some()) else {
        return (None, None);
    };
    let start = speech.time(value.get(offset), *unit);
    let end = speech.end(start, None, value.get(duration), *unit);
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn a_batch_in_order_of_time() {
        let text = r#"{"source":"x","durationInTicks":25800000,"combinedRecognizedPhrases":[],"recognizedPhrases":[
            {"recognitionStatus":"Success","channel":0,"speaker":2,"offset":"PT2S","duration":"PT1S","offsetInTicks":20000000.0,"durationInTicks":10000000.0,
             "nBest":[{"confidence":0.9,"lexical":"five o'clock","display":"5:00.","words":[{"word":"five","offsetInTicks":20000000.0,"durationInTicks":1000000.0}]}]},
            {"recognitionStatus":"Success","channel":0,"speaker":1,"offset":"PT0.07S","duration":"PT1.59S","nBest":[
             {"confidence":0.9,"lexical":"is it on","display":"Is it on?","words":[
               {"word":"is","offset":"PT0.07S","duration":"PT0.2S","confidence":0.8},{"word":"it","offset":"PT0.3S","duration":"PT0.1S"},{"word":"on","offset":"PT0.4S","duration":"PT0.1S"}]},
             {"confidence":0.5,"lexical":"his it on","display":"His it on?"}]},
            {"recognitionStatus":"InitialSilenceTimeout","channel":0}]}"#;
        let reading = read(&Source::new(text, 0)).unwrap();
        let transcript = reading.transcript;
        assert_eq!(cues(&transcript), ["70 1660 Speaker 1 Is it on?", "2000 3000 Speaker 2 5:00."]);
        assert_eq!(said(&transcript), ["Is 70 270", "it 300 400", "on? 400 500", "5:00. 2000 2100"]);
        assert_eq!(transcript.alternatives()[0].instead, "His it on?");
        assert_eq!(transcript.meta.duration.map(|length| length.millis()), Some(2_580));
        // `five` is `5:00` in the display form.
        assert_eq!(reading.diagnostics, []);
    }

    #[test]
    fn fast_transcription_and_channels() {
        let text = r#"{"durationMilliseconds":3000,"combinedPhrases":[{"text":"a"}],"phrases":[
            {"channel":0,"offsetMilliseconds":70,"durationMilliseconds":100,"text":"On?","words":[{"text":"On?","offsetMilliseconds":70,"durationMilliseconds":90}],"locale":"en-US","confidence":0.9},
            {"channel":1,"offsetMilliseconds":200,"durationMilliseconds":100,"text":"Yes."}]}"#;
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["70 170 Channel 0 On?", "200 300 Channel 1 Yes."]);
        assert_eq!(said(&transcript)[0], "On? 70 160");
        assert_eq!(transcript.meta.language.as_deref(), Some("en-US"));
    }

    #[test]
    fn the_first_batch_service() {
        let text = r#"{"AudioFileResults":[{"AudioFileName":"Channel.0.wav","AudioLengthInSeconds":4.0,"CombinedResults":[{"ChannelNumber":null,"Display":"On?"}],
            "SegmentResults":[{"RecognitionStatus":"Success","ChannelNumber":null,"SpeakerId":"1","Offset":400000,"Duration":13200000,"OffsetInSeconds":0.04,"DurationInSeconds":1.32,
            "NBest":[{"Confidence":0.97,"Lexical":"on","Display":"On?","Words":[{"Word":"on","Offset":400000,"Duration":1300000,"OffsetInSeconds":0.04}]}]}]}]}"#;
        assert_eq!(detect(text), 95);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["40 1360 Speaker 1 On?"]);
        assert_eq!(said(&transcript), ["On? 40 170"]);
    }

    #[test]
    fn results_of_the_sdk_in_a_row() {
        let text = "{\"RecognitionStatus\":\"Success\",\"Offset\":700000,\"Duration\":15900000,\"DisplayText\":\"On?\",\"SpeakerId\":\"Guest-1\",\"NBest\":[{\"Confidence\":0.9,\"Display\":\"On?\",\"Words\":[{\"Word\":\"on\",\"Offset\":700000,\"Duration\":15900000}]}]}\n{\"RecognitionStatus\":\"NoMatch\",\"Offset\":1,\"Duration\":1}\n";
        assert_eq!(detect(text), 95);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["70 1660 Guest-1 On?"]);
        assert_eq!(said(&transcript), ["On? 70 1660"]);
    }
}
