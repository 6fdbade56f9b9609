//! What lies in archives, documents and pages is read as if it lay open.

use std::io::Write;

use fireside::{Code, Kind, ReadOptions, inspect, read, read_with};
use flate2::{Compression, write::GzEncoder};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TALK: &str = "Ada Quill (00:05): Is it on?\n\nBram Otten (00:07): It is.\n\nAda Quill (00:09): Good. Then we start.\n\n\
                    Bram Otten (00:12): Tea first.\n";
const SRT: &str = "1\n00:00:01,000 --> 00:00:02,500\nIs it on?\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn docx(lines: &str) -> Vec<u8> {
    let paragraphs: String = lines.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    zip(&[("word/document.xml", &format!("<w:document><w:body>{paragraphs}</w:body></w:document>"))])
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        // As these programs do with the part that says what the archive is.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_archive_is_what_is_in_it() {
    let reading = read_with(&gzip(SRT.as_bytes()), &ReadOptions::default().path("talk.srt.gz")).unwrap();
    assert_eq!(reading.transcript.source.format, "srt");
    assert_eq!(reading.transcript.source.container.as_deref(), Some("gzip"));
    assert_eq!(reading.transcript.source.path.as_deref(), Some("talk.srt.gz"));
    assert_eq!(reading.diagnostics, []);
    let misnamed = read_with(&gzip(SRT.as_bytes()), &ReadOptions::default().path("talk.json.gz")).unwrap();
    assert_eq!(misnamed.diagnostics[0].code, Code::Extension);
    let inside = read(&gzip(&docx(TALK))).unwrap();
    assert_eq!(inside.transcript.source.container.as_deref(), Some("gzip+docx"));
    assert_eq!(inside.transcript.turns().len(), 4);
}

#[test]
fn archives_in_archives_have_an_end() {
    let mut bytes = SRT.as_bytes().to_vec();
    for depth in 1..=4 {
        bytes = gzip(&bytes);
        match read(&bytes) {
            Ok(reading) => assert!(depth <= 3 && reading.transcript.cues().len() == 1),
            Err(error) => assert!(depth == 4 && error.code() == "not-text", "{error}"),
        }
    }
}

#[test]
fn a_near_miss_is_told_whatever_it_lies_in() {
    let recipe = "Mix the flour with the water and the salt.\nBake for 20 minutes, until the crust is brown.\n";
    let page = format!("<!doctype html><p>{}</p>", recipe.replace('\n', "</p><p>"));
    for bytes in
        [recipe.as_bytes().to_vec(), gzip(recipe.as_bytes()), docx(recipe), page.into_bytes(), gzip(&docx(recipe))]
    {
        let inspection = inspect(&bytes, &ReadOptions::default()).unwrap();
        assert_eq!(inspection.kind, Kind::NotTranscript);
        assert_eq!(inspection.encoding.as_deref(), Some("utf-8"));
        assert!(inspection.counts.words > 10);
    }
}

#[test]
fn a_dialect_that_is_named_is_read_out_of_pages_and_documents() {
    let page = "<!doctype html><p><b>Ada Quill</b> (00:05): Is it on?</p>";
    for bytes in [page.as_bytes().to_vec(), docx("Ada Quill (00:05): Is it on?")] {
        let reading = read_with(&bytes, &ReadOptions::default().from("rev-inline")).unwrap();
        assert_eq!(reading.transcript.turns().map(|turn| turn.text()).collect::<Vec<_>>(), ["Is it on?"]);
        let format = reading.transcript.source.container.as_deref().unwrap().to_owned();
        let named = read_with(&bytes, &ReadOptions::default().from(format));
        assert!(named.is_err_and(|error| error.code().starts_with("E-")), "one turn is not enough to find the dialect");
    }
    let captions = format!("<html><pre>\n{}</pre>", SRT.replace('>', "&gt;"));
    assert_eq!(read(captions.as_bytes()).unwrap().transcript.source.format, "srt");
}

#[test]
fn what_can_not_be_read_says_what_it_is() {
    let said = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(said(&zip(&[("mimetype", "application/vnd.oasis.opendocument.text")])).contains("an OpenDocument text"));
    assert!(said(&zip(&[("[Content_Types].xml", ""), ("xl/workbook.xml", "")])).contains("an Excel workbook"));
    assert!(said(&zip(&[("talk.srt", SRT)])).contains("a zip archive"));
    assert!(said(&gzip(&zip(&[("talk.srt", SRT)]))).contains("a zip archive"));
    let old = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"].concat();
    assert!(said(&old).contains("an old Word document (.doc)"));
}
