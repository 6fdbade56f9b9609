//! Cue text: the sections are those of the specification.

use super::cues;
use super::tests::texts;
use super::text::CueText;
use crate::model::Style;

/// Plain text, who says which part of it, and what is set off.
type Tree = (String, Vec<(String, String)>, Vec<(String, Style)>);

fn tree(text: &str) -> Tree {
    let mut cue = CueText::default();
    cue.read(text, 0);
    let plain = cue.plain.text().to_owned();
    let ends = cue.parts.iter().skip(1).map(|part| part.0).chain([plain.len()]);
    let parts = cue.parts.iter().zip(ends).map(|((from, voice), to)| {
        (voice.map_or("?".to_owned(), |voice| cue.voices[voice].to_string()), plain[*from..to].to_owned())
    });
    let parts = parts.collect();
    let styles = cue.plain.emphasis.iter().map(|(bytes, style)| (plain[bytes.clone()].to_owned(), *style)).collect();
    (plain, parts, styles)
}

/// Section 6.4, the tokenizer: every way a tag can begin, go on and end.
#[test]
fn tags_are_not_text() {
    for (text, plain) in [
        ("test", "test"),
        ("<", ""),
        ("<>", ""),
        ("</", ""),
        ("</>", ""),
        ("a<b", "a"),
        ("a<b>", "a"),
        ("<b>a</b", "a"),
        ("<i.x.y>a", "a"),
        ("<.>a", "a"),
        ("<.x>a", "a"),
        ("<c.>a", "a"),
        ("<c.. a>b", "b"),
        ("<\n>a", "a"),
        ("< b>a", "a"),
        ("<b\na>x", "x"),
        ("<x>a</x>", "a"),
        ("<1>a", "a"),
        ("<00:00:00.000>a", "a"),
        ("<0", ""),
        ("a<00:01.000", "a"),
        ("<00:61.000>a<x>b", "ab"),
        ("<!-- -- >a", "a"),
        ("<v a&gt;b>c", "c"),
        ("<lang en>a</lang>", "a"),
        ("x > y", "x > y"),
        ("<<b>a", "a"),
        ("<b<i>a", "a"),
        ("<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>!", "漢kan字ji!"),
        ("<rt>a</rt>b", "ab"),
        ("a\nb", "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
    ] {
        assert_eq!(tree(text).0, plain, "{text:?}");
    }
}

/// What the tokenizer takes for a tag may have been text: it goes, and that is told.
#[test]
fn what_is_lost_in_angle_brackets_is_told() {
    use crate::diagnostic::Code;
    let lost = |text: &str| {
        let file = format!("WEBVTT\n\n00:00.000 --> 00:01.000\n{text}");
        let doubts = super::tests::reading(&file).diagnostics;
        let doubt = doubts.into_iter().find(|doubt| doubt.code == Code::LineUnread);
        doubt.and_then(|doubt| doubt.bytes).map(|bytes| file[bytes].to_owned())
    };
    assert_eq!(lost("Ha <LAUGHING & more> ha").as_deref(), Some("<LAUGHING & more>"));
    assert_eq!(lost("if tea <rum then\nwhat").as_deref(), Some("<rum then\nwhat"));
    for text in [
        "<v Ada>a <b>b</b> <c.x>c</c>",
        "<font color=red>a</font>",
        "<00:00:00.500><c> a</c>",
        "I <3 <i>tea",
        "a <b",
        "</u>",
        "<br/>a<rt>b",
    ] {
        assert_eq!(lost(text), None, "{text}");
    }
}

/// Section 6.4, `HTML character reference in data state`.
#[test]
fn references() {
    for (text, plain) in [
        ("&", "&"),
        ("&&", "&&"),
        ("&amp", "&"),
        ("&amp;", "&"),
        ("&AMP;", "&"),
        ("&ampx", "&x"),
        ("&lt;b&gt;", "<b>"),
        ("a&lrm;b", "a\u{200E}b"),
        ("&nbsp;", "\u{A0}"),
        ("&copy;", "©"),
        ("&quot;", "\""),
        ("&1;", "&1;"),
        ("&;", "&;"),
        ("&<c", "&"),
        ("&#32;", " "),
        ("&#x20;", " "),
        ("&#0;", "\u{FFFD}"),
        ("&CounterClockwiseContourIntegral;", "∳"),
        ("&bogus;", "&bogus;"),
        ("& co", "& co"),
        ("&<b>amp;</b>", "&amp;"),
    ] {
        assert_eq!(tree(text).0, plain, "{text:?}");
        let file = format!("WEBVTT\n\n00:00.000 --> 00:01.000\n{text}");
        assert_eq!(texts(&file)[0].1, plain, "{text:?}");
    }
}

/// Section 6.4, the tree: end tags close what is innermost, or nothing.
#[test]
fn nesting() {
    let style = |text: &str, style| (text.to_owned(), style);
    assert_eq!(tree("<i>a<b>b</b>c</i>d").2, [style("b", Style::Bold), style("abc", Style::Italic)]);
    assert_eq!(tree("<i>a<b>b</i>c").2, [style("bc", Style::Bold), style("abc", Style::Italic)]);
    assert_eq!(tree("<u>a<u>b</u>c</u>d").2, [style("abc", Style::Underline)]);
    // A ruby text that is open ends with its ruby; what is open inside it goes on.
    assert_eq!(tree("<ruby>a<rt><b>b</rt></ruby>c").2, [style("bc", Style::Bold)]);
    assert_eq!(tree("<ruby>a<rt>b</ruby><i>c</i>").2, [style("c", Style::Italic)]);
}

/// Section 6.4 and 6.5: voices, their classes and annotations.
#[test]
fn voices() {
    let part = |who: &str, said: &str| (who.to_owned(), said.to_owned());
    assert_eq!(tree("<v Ada>Hi").1, [part("Ada", "Hi")]);
    assert_eq!(tree("<v.loud.far  Ada\t Quill >Hi</v> all").1, [part("Ada Quill", "Hi"), part("?", " all")]);
    assert_eq!(tree("<v A>a<v B>b</v>c").1, [part("A", "a"), part("B", "b"), part("A", "c")]);
    assert_eq!(tree("<v A>a</v>\n<v B>b</v>").1, [part("A", "a"), part("?", "\n"), part("B", "b")]);
    assert_eq!(tree("<v>a").1, [part("", "a")]);
    assert_eq!(tree("<v A&amp;B>a").1, [part("A&B", "a")]);
    assert_eq!(tree("<v\nAda\nQuill>a").1, [part("Ada Quill", "a")]);
    assert_eq!(tree("<vx A>a").1, [part("?", "a")]);
    let first = |text: &str| {
        cues(&format!("WEBVTT\n\n00:00.000 --> 00:01.000\n{text}")).next().unwrap().speaker.map(str::to_owned)
    };
    assert_eq!(first("a <i>b</i> <v.x Ada &amp; co>c").as_deref(), Some("Ada &amp; co"));
    assert_eq!(first("<v ->a<v Bo>b").as_deref(), Some("Bo"));
    assert_eq!(first("<c <v Ada>b"), None);
    assert_eq!(first("<v>a"), None);
    assert_eq!(first("<video>a"), None);
}

/// Voices with nothing between them are still two: other formats name both.
#[test]
fn voices_without_white_space_are_written_apart() {
    let text = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Ada>Is it on?</v><v Bo>It is.</v>\n";
    let transcript = super::tests::reading(text).transcript;
    let (srt, _) = crate::format::write("srt", &transcript).unwrap();
    assert_eq!(srt, "1\n00:00:00,000 --> 00:00:02,000\nAda: Is it on?\nBo: It is.\n");
    assert_eq!(crate::format::write("vtt", &transcript).unwrap().0, text);
}

/// Words of another format bear their times where that is asked for; those of WebVTT keep them when they are moved.
#[test]
fn words_are_written_with_their_times() {
    use crate::format::{WriteOptions, write_with};
    use crate::model::{Speaker, Time, TranscriptBuilder, UnitStart};
    let ms = |at| Some(Time::exact(at));
    let mut builder = TranscriptBuilder::default();
    let speaker = Some(builder.speaker(Speaker::named("Ada")));
    builder.cue(ms(1_000), ms(3_000));
    builder.unit(UnitStart { speaker, ..UnitStart::default() });
    for (word, start, end) in [("Is", 1_000, 1_200), ("it", 1_200, 1_500), ("on?", 2_000, 9_000)] {
        builder.push(word, 0);
        builder.word_time(builder.len() - word.len(), ms(start), ms(end));
    }
    let transcript = builder.finish();
    let (text, doubts) = write_with("vtt", &transcript, &WriteOptions::default().words(true)).unwrap();
    assert_eq!(text, "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Ada>Is <00:00:01.200>it <00:00:02.000>on?\n");
    assert_eq!(doubts.len(), 1);
    let own = "WEBVTT\n\n00:00:00.000 --> 00:00:02.010\n \nwe<00:00:00.400><c> never</c><00:00:00.800><c> named</c>\n";
    let mut moved = super::tests::reading(own).transcript;
    moved.cues[0].forget_wording();
    let (text, doubts) = crate::format::write("vtt", &moved).unwrap();
    assert_eq!(text, "WEBVTT\n\n00:00:00.000 --> 00:00:02.010\nwe <00:00:00.400>never <00:00:00.800>named\n");
    assert!(doubts.is_empty());
}
