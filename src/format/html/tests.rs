use super::page::Page;
use super::*;
use crate::model::Transcript;
use crate::{ReadOptions, read_with};

fn text(page: &str) -> String {
    Page::read(page).text
}

fn read(page: &str) -> Transcript {
    read_with(page.as_bytes(), &ReadOptions::default()).unwrap().transcript
}

#[test]
fn lines_and_paragraphs() {
    for (page, expected) in [
        ("<p>One\n  two <b>three</b></p><p>Four", "One two three\n\nFour"),
        ("<div>One</div><div>Two<br>three<br/>four</div>", "One\nTwo\nthree\nfour"),
        ("One<br><br>Two<br><br><br>Three", "One\n\nTwo\n\nThree"),
        ("<h1>Title</h1>text<ul><li>a<li>b</ul>c", "Title\n\ntext\n\na\nb\n\nc"),
        ("<dl><dt>Ada<dd>Is it on?<dt>Bram<dd>It is.</dl>", "Ada\nIs it on?\n\nBram\nIt is."),
        ("<blockquote><p>Deep</p></blockquote>", "Deep"),
        (
            "<table><tr><th>Time<th>Who<tr><td><p>0:05</p></td><td><p>Ada</p><p>Quill</p></td></tr><tr><td></td><td>x</td></tr></table>",
            "Time\tWho\n0:05\tAda\n\nQuill\n\tx",
        ),
        ("a<pre>\n  b  c\n    d\n</pre>e", "a\n\n  b  c\n    d\n\n\ne"),
        ("R&eacute;my &amp; Co&nbsp;Ltd &lt;3 &#8220;x&#8221; &bogus; &", "Rémy & Co\u{A0}Ltd <3 “x” &bogus; &"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</ruby>です", "漢字です"),
        ("a <i> b </i> c", "a b c"),
        ("1 < 2 and <3 <unknown>x</unknown>", "1 < 2 and <3 x"),
    ] {
        assert_eq!(text(page), expected, "{page}");
    }
}

#[test]
fn what_is_no_text_goes_and_what_is_text_stays() {
    for (page, expected) in [
        ("<title>T</title><style>p{}</style><script>if(a<b){'<p>'}</script><p>x</p><noscript>no</noscript>", "x"),
        ("<nav><ul><li>Home</ul></nav><select><option>en</select><p>x<svg><text>s</text></svg></p><!-- c -->", "x"),
        ("<p>x</p><div hidden>y</div><span style='display : NONE'>z</span><p>w", "x\n\nw"),
        // What never ends hides nothing.
        ("<p>x</p><nav>Home <p>the talk", "x\n\nHome\n\nthe talk"),
        ("<title>T <p>the talk", "T\n\nthe talk"),
        ("<p>x</p><div hidden>y", "x\n\ny"),
        ("<button>0:05</button><span>Is it on?</span>", "0:05 Is it on?"),
        ("<span>Ada Quill</span><span>0:05</span><span>Is it on?</span>", "Ada Quill 0:05 Is it on?"),
        ("<b>B</b>old w<i>or</i>ds H<sub>2</sub>O", "Bold words H2O"),
        ("<b>Ada</b><i>0:05</i>", "Ada 0:05"),
        ("<span>Ada Quill</span><a>(00:05)</a><i>Is it on?</i>", "Ada Quill (00:05) Is it on?"),
        ("<b>wo</b><i>rd</i> x<b>y</b><sub>2</sub>", "word xy2"),
    ] {
        assert_eq!(text(page), expected, "{page}");
    }
    let words = "word ".repeat(60);
    assert_eq!(
        text(&format!("<p>x</p><div style=\"display:none\"><p>{words}</p></div>")),
        format!("x\n\n{}", words.trim())
    );
}

#[test]
fn every_letter_knows_its_place() {
    let page = "<p>R&eacute;my   said:\n<b>tea</b> &amp; rum</p>\n<p>w</p>";
    let read = Page::read(page);
    for word in ["my", "said:", "tea", "rum", "w"] {
        let at = read.text.find(word).unwrap() as u32;
        let (text, source) = read.places[read.places.partition_point(|(text, _)| *text <= at) - 1];
        assert!(page[(source + at - text) as usize..].starts_with(word), "{word}");
    }
}

#[test]
fn the_talk_in_a_page() {
    let page = "<!DOCTYPE html><html><head><title>Bells</title></head><body><h1>Bells</h1>\n\
        <p><strong>Ada Quill</strong> (00:05): Is it <em>on</em>?</p>\n<p><strong>Bram Otten</strong> (00:07): It is.</p>\n\
        <p><strong>Ada Quill</strong> (00:09): Good. Then we start.</p><p><strong>Bram Otten</strong> (00:12): Tea?</p></body></html>";
    let transcript = read(page);
    assert_eq!(transcript.source.container.as_deref(), Some("html"));
    assert_eq!(transcript.turns().len(), 4);
    let word = transcript.turn(0).unwrap().words().nth(2).unwrap();
    assert_eq!((word.text(), &page[word.origin().unwrap().bytes]), ("on?", "on</em>?"));
}

#[test]
fn podcast_transcripts() {
    let page = "<html>\n<h1>The bell</h1>\n<cite>Ada Quill:</cite>\n<time>0:05</time>\n<p>Is it on?</p>\n<p>Hello?</p>\n\
        <time>0:12</time>\n<p>Anybody?</p>\n<cite>Bram:</cite>\n<time>1:00:07</time>\n<p>It is &amp; was. See <cite>Bells</cite>.</p>\n</html>";
    let transcript = read(page);
    assert_eq!(transcript.source.format, "html");
    assert_eq!(transcript.meta.title.as_deref(), Some("The bell"));
    let units: Vec<_> = transcript
        .units()
        .map(|unit| (unit.label().unwrap_or(""), unit.start().map(|time| time.at.millis()), unit.end(), unit.text()))
        .collect();
    assert_eq!(
        units,
        [
            ("Ada Quill", Some(5_000), None, "Is it on? Hello?"),
            ("Ada Quill", Some(12_000), None, "Anybody?"),
            ("Bram", Some(3_607_000), None, "It is & was. See Bells."),
        ]
    );
    assert_eq!(transcript.turns().len(), 2);
    let last = transcript.words().nth(7).unwrap();
    assert!(page[last.origin().unwrap().bytes.start..].starts_with("&amp; was"));
    // Other text makes it a page like others.
    assert!(podcast(&Page::read("<cite>A:</cite><time>0:05</time><p>x</p>and more"), 0).is_none());
}

#[test]
fn pages_and_nothing_else() {
    for (head, sure) in [
        ("<!DOCTYPE html><html>", 95),
        ("\n<!-- saved -->\n<HTML lang=en>", 95),
        ("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">", 95),
        ("<cite>Ada:</cite>\n<time>0:05</time>\n<p>x</p>", 90),
        ("<p>Ada: x</p><p>Bram: y</p>", 80),
        ("Ada: x<br>\nBram: y<br>\nAda: z<br>\n", 60),
        (
            "<?xml version=\"1.0\"?><tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div><p begin=\"0s\">x</p></div></body></tt>",
            0,
        ),
        ("<SAMI><HEAD></HEAD><BODY><SYNC Start=0><P Class=EN>x", 0),
        ("<timedtext><body><p t=\"0\" d=\"5\">x</p></body></timedtext>", 0),
        ("<transcript><text start=\"0\">x</text></transcript>", 0),
        ("1\n00:00:01,000 --> 00:00:02,000\n<i>x</i><br><br><br>", 0),
        ("Ada: I <3 tea", 0),
        ("", 0),
    ] {
        assert_eq!(detect(head), sure, "{head}");
    }
}

#[test]
fn hostile_pages_take_linear_time() {
    let deep = format!("{}x{}", "<div><span>".repeat(200_000), "</span></div>".repeat(200_000));
    assert_eq!(text(&deep), "x");
    for broken in
        ["<nav>", "<p hidden>", "<a b='", "<!--", "&#1", "<table><td>", "<ruby><rt>", "</p>", "<svg><title>", "<"]
    {
        let _ = text(&broken.repeat(20_000));
    }
    // A page that shows how pages are written, over and over, is read once.
    let mut page = "<p>Ada: x</p><p>Bram: y</p><p>Ada: z</p><p>Bram: w</p>".to_owned();
    for _ in 0..6 {
        page = format!("<p>{}</p><p></p><p></p>", page.replace('&', "&amp;").replace('<', "&lt;"));
        let _ = read_with(page.as_bytes(), &ReadOptions::default());
    }
}

#[test]
fn spans_of_the_tokenizer_hold_what_it_says() {
    // The source's own letters are taken, so the places of text must be right whatever surrounds it.
    let pieces = [
        "a",
        " ",
        "&amp;",
        "&#x41;",
        "&bogus;",
        "<b>",
        "</b>",
        "<",
        "</",
        "<!--c-->",
        "\r\n",
        "é",
        "<script>x</script>",
        "<a b=c d>",
        "&",
        "]]>",
        "<?x?>",
        "\0",
    ];
    let mut seed = 7u64;
    for _ in 0..3_000 {
        let mut page = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            page.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        let emitter = html5gum::emitters::callback::CallbackEmitter::new(
            |event: html5gum::emitters::callback::CallbackEvent<'_>, span: html5gum::Span<usize>| {
                if let html5gum::emitters::callback::CallbackEvent::String { value } = event {
                    let raw =
                        page.get(span.start..span.end).unwrap_or("NONE").replace("\r\n", "\n").replace('\r', "\n");
                    let mut decoded = String::new();
                    let mut rest = raw.as_str();
                    while let Some(at) = rest.find('&') {
                        decoded.push_str(&rest[..at]);
                        let (letters, length) = crate::text::reference(&rest[at..]).unwrap_or(("&".into(), 1));
                        decoded.push_str(&letters);
                        rest = &rest[at + length..];
                    }
                    decoded.push_str(rest);
                    assert_eq!(decoded, String::from_utf8_lossy(value), "{page:?}");
                }
                None::<std::convert::Infallible>
            },
        );
        let Ok(()) = html5gum::Tokenizer::new_with_emitter(page.as_str(), emitter).finish();
    }
}
