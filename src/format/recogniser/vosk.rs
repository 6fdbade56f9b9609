//! Vosk, and Kaldi servers with the same answers.
//!
//! ```text
//! {"result":[{"conf":0.98,"end":0.7,"start":0.5,"word":"is"},…],"text":"is it on"}
//! {"alternatives":[{"confidence":205.1,"result":[{"start":0.5,"end":0.7,"word":"is"}],"text":"is it on"},…]}
//! ```
//!
//! A document is a cue; a file has many of them, one after another or in a list. Partial results are left out, further
//! alternatives ride along. Vosk gives vectors for speakers (`spk`) and no labels, so nobody is named.
//!
//! Grammar: the results of the Vosk API (`Result`, `SetMaxAlternatives`).

use super::super::{Format, Reader, Source};
use super::decimal::Unit;
use super::speech::{Heard, Speech, Spoken};
use super::tree::{Tree, Value};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::Kind;

pub(in crate::format) const FORMAT: Format = Format {
    id: "vosk",
    aliases: &[],
    title: "Vosk JSON",
    kind: Kind::Recogniser,
    extensions: &["json"],
    keeps: "read only: words, times, confidences, alternatives",
    read: Some(Reader::Text { detect, read }),
    write: None,
};

fn detect(head: &str) -> u8 {
    let Some(tree) = Tree::of_head(head) else { return 0 };
    let own = |item: Value<'_>| {
        let best = item.items("alternatives").next().unwrap_or(item);
        best.items("result").next().is_some_and(|word| word.has(&["word", "start", "end"]))
    };
    let bare =
        |item: Value<'_>| item.entries().all(|(key, _)| matches!(&*key, "partial" | "text")) && item.has(&["partial"]);
    match tree.items().take(50).find(|item| own(*item)) {
        Some(_) => 90,
        None if tree.items().next().is_some_and(bare) => 70,
        None => 0,
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let tree = Tree::new(source.text);
    let mut speech = Speech::new(source);
    let mut known = false;
    for item in tree.items() {
        known |= item.has(&["text"]) || item.has(&["partial"]) || item.has(&["alternatives"]);
        let mut alternatives = item.items("alternatives");
        let best = alternatives.next().unwrap_or(item);
        let words: Vec<Heard<'_>> = best.items("result").map(|item| word(item, &mut speech)).collect();
        let instead = alternatives.filter_map(|other| Some((other.get("text")?.text()?, None))).collect();
        speech.cue(&Spoken {
            start: words.first().and_then(|word| word.start),
            end: words.last().and_then(|word| word.end),
            text: best.get("text").and_then(Value::text),
            words,
            instead,
            bytes: item.bytes(),
            ..Spoken::default()
        });
    }
    speech.finish(&tree, known, FORMAT.id, FORMAT.title)
}

fn word<'t>(item: Value<'t>, speech: &mut Speech) -> Heard<'t> {
    Heard {
        text: item.get("word").and_then(Value::name).unwrap_or_default(),
        start: speech.time(item.get("start"), Unit::Seconds),
        end: speech.time(item.get("end"), Unit::Seconds),
        confidence: item.any(&["conf", "confidence"]).and_then(Value::share),
        ..Heard::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cues, said};
    use super::*;

    #[test]
    fn documents_in_a_row() {
        let text = "{\n  \"partial\" : \"is\"\n}\n{\n  \"result\" : [{\"conf\" : 0.98, \"end\" : 0.7, \"start\" : 0.5, \"word\" : \"is\"}, {\"conf\" : 1.0, \"end\" : 0.9, \"start\" : 0.7, \"word\" : \"it\"}],\n  \"text\" : \"is it\"\n}\n{ \"text\" : \"\" }\n{\"alternatives\":[{\"confidence\":205.1,\"result\":[{\"start\":1.5,\"end\":1.7,\"word\":\"yes\"}],\"text\":\"yes\"},{\"confidence\":204.0,\"text\":\"yet\"}]}";
        assert_eq!(detect(text), 90);
        let transcript = read(&Source::new(text, 0)).unwrap().transcript;
        assert_eq!(cues(&transcript), ["500 900 - is it", "1500 1700 - yes"]);
        assert_eq!(said(&transcript), ["is 500 700", "it 700 900", "yes 1500 1700"]);
        assert_eq!(transcript.alternatives()[0].instead, "yet");
    }
}
