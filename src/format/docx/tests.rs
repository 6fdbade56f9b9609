use std::io::Write;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::{ReadOptions, read_with};

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
         xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    )
}

fn text(body: &str) -> String {
    match flatten(&archive(&[("[Content_Types].xml", "<Types/>"), (DOCUMENT, &document(body))])).unwrap() {
        Flattened::Text { text, .. } => text,
        Flattened::Reading(_) => panic!("text"),
    }
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn paragraphs_lines_and_signs() {
    for (body, expected) in [
        (paragraph("Ada: Is it on?") + &paragraph("Bram: It &amp; he &#8217;re.") , "Ada: Is it on?\nBram: It & he ’re.\n"),
        ("<w:p/><w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r></w:p>".into(), "\na\tb\u{2011}c\n"),
        ("<w:p><w:r><w:t>Ada   0:03</w:t><w:br/><w:t>Is it</w:t></w:r><w:r><w:t xml:space=\"preserve\"> on?</w:t></w:r></w:p>".to_owned() + &paragraph("x"), "Ada   0:03\nIs it on?\n\nx\n"),
        ("<w:p><w:del><w:r><w:delText>old</w:delText><w:t>old</w:t></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>".into(), "new\n"),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>0:05</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Ada</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>0:07</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned() + &paragraph("x"), "0:05\nAda\n\n0:07\n\nx\n"),
        ("<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>host</w:t></w:r></w:p>".into(), "host\nbox\n"),
        ("<w:p><w:r><w:fldChar/><w:instrText>PAGE</w:instrText><w:br w:type=\"page\"/><w:t>x &lt; y</w:t></w:r></w:p>".into(), "x < y\n"),
    ] {
        assert_eq!(text(&body), expected, "{body}");
    }
}

#[test]
fn transcripts_of_meetings() {
    let turn = |name: &str, time: &str, text: &str| {
        format!(
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{name}   {time}</w:t></w:r><w:r><w:br/><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = paragraph("Standup-20240312_090112-Meeting Recording")
        + &paragraph("March 12, 2024, 9:01AM")
        + &paragraph("27m 42s")
        + &turn("Corin Blythe", "0:03", "Right, is the kiln on or off?")
        + &turn("Anneke Post", "0:06", "On.")
        + &turn("Corin Blythe", "1:02:44", "Then nobody open the door.");
    let expected = "Standup-20240312_090112-Meeting Recording\nMarch 12, 2024, 9:01AM\n27m 42s\n\nCorin Blythe   0:03\n\
        Right, is the kiln on or off?\n\nAnneke Post   0:06\nOn.\n\nCorin Blythe   1:02:44\nThen nobody open the door.\n";
    assert_eq!(text(&body), expected);
    let older = ["0:0:0.0 --&gt; 0:0:4.2", "Anneke Post", "The dyke is fine."].map(paragraph).concat();
    assert_eq!(text(&older), "0:0:0.0 --> 0:0:4.2\nAnneke Post\nThe dyke is fine.\n");
    let labelled = [
        "Ada: Is it on? I never know whether this thing records anything at all.",
        "Bram: It is on, and it has been on since we came in, if the lamp means what it says.",
        "Ada: Good. Then let us begin with the bell, and with the rope that broke last winter.",
        "Bram: The rope was older than the bell, which nobody believed until they saw it.",
        "Ada: Who rings it now?",
        "Bram: I do, on Sundays, when my shoulder lets me; on the other days nobody does.",
    ];
    let bytes = archive(&[("word/document.xml", &document(&labelled.map(paragraph).concat()))]);
    let reading = read_with(&bytes, &ReadOptions::default().path("talk.docx")).unwrap();
    assert_eq!(reading.transcript.turns().len(), 6);
    assert_eq!(reading.transcript.source.container.as_deref(), Some("docx"));
}

#[test]
fn the_document_goes_by_the_relations() {
    let rels = "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"/word/document2.xml\"/></Relationships>";
    let bytes = archive(&[("_rels/.rels", rels), ("word/document2.xml", &document(&paragraph("here")))]);
    assert!(matches!(flatten(&bytes), Ok(Flattened::Text { text, .. }) if text == "here\n"));
}

#[test]
fn archives_that_are_none() {
    let reason = |bytes: &[u8]| match flatten(bytes).map(|_| ()).unwrap_err() {
        Error::NotText { reason, .. } => reason,
        other => other.to_string(),
    };
    assert_eq!(reason(&archive(&[("[Content_Types].xml", ""), ("xl/workbook.xml", "")])), "this is an Excel workbook");
    assert_eq!(
        reason(&archive(&[("[Content_Types].xml", ""), ("x", "")])),
        "this is a zip archive without a Word document in it"
    );
    assert_eq!(
        reason(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
        "this is an old Word document (.doc)"
    );
    assert_eq!(detect(&archive(&[("mimetype", "application/vnd.oasis.opendocument.text")])), 0);
    let bomb = document(&paragraph(&" ".repeat(70 << 20)));
    assert!(reason(&archive(&[(DOCUMENT, &bomb)])).contains("far more than documents do"));
}

#[test]
fn what_is_cut_off_is_read_so_far() {
    let body: String = (0..2_000).map(|n| paragraph(&format!("Ada: {n} is {}", n * 7919 % 1013))).collect();
    let whole = archive(&[("[Content_Types].xml", "<Types/>"), (DOCUMENT, &document(&body))]);
    let cut = match flatten(&whole[..whole.len() / 2]).unwrap() {
        Flattened::Text { text, diagnostics, .. } => (text, diagnostics),
        Flattened::Reading(_) => panic!("text"),
    };
    assert!(cut.0.starts_with("Ada: 0 is 0\nAda: 1 is ") && cut.0.lines().count() > 100);
    assert_eq!(cut.1[0].code, Code::CutOff);
    for end in (0..whole.len()).step_by(97) {
        let _ = flatten(&whole[..end]);
    }
    let deep = "<w:p><w:r><w:txbxContent>".repeat(20_000);
    assert_eq!(text(&(deep + &paragraph("x"))), "x\n");
}
