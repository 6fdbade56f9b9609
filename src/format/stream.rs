//! Cues one by one from a reader, in bounded memory: for files that don't fit, and for those that are still being
//! written.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

use super::{Format, Reader, Source, by_id};
use crate::diagnostic::{Diagnostic, Reading};
use crate::error::Error;
use crate::model::{Timestamp, Transcript};
use crate::text::Places;

/// A cue, a word or a segment that was read from a stream.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct StreamCue {
    /// Its place among those read, from 0.
    pub index: u64,
    /// Its identifier or number, where it has one.
    pub id: Option<String>,
    /// When it starts.
    pub start: Option<Timestamp>,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// Who speaks, where the format or a label says so.
    pub speaker: Option<String>,
    /// Its plain text; lines are joined by a newline. Empty for a segment of a diarization.
    pub text: String,
    /// How sure the source is, from 0 to 1.
    pub confidence: Option<f32>,
}

/// Why a stream ended before its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// The reader failed.
    #[error("can't read on: {0}")]
    Io(#[from] io::Error),
    /// A stretch of the stream breaks the format beyond reading, or is no text.
    #[error(transparent)]
    Format(#[from] Error),
    /// A cue goes on and on.
    #[error("from line {line} on nothing ends within {limit} bytes\n  = help: check that the format is the right one")]
    TooLong {
        /// The line where it begins, from 1.
        line: u64,
        /// The most bytes that one cue may take.
        limit: usize,
    },
}

/// Where a text may be cut so that no cue is torn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// Before the last timing with an arrow, its number or name included.
    Arrow,
    /// Behind the last blank line.
    Blank,
    /// Behind the last line end.
    Line,
}

/// The formats that can be read as a stream, where each may be cut, and what stands before every stretch but the first.
const STREAMED: &[(&str, Cut, &str)] = &[
    ("srt", Cut::Arrow, ""),
    ("vtt", Cut::Arrow, "WEBVTT\n\n"),
    ("sbv", Cut::Blank, ""),
    ("jsonl", Cut::Line, ""),
    ("ctm", Cut::Line, ""),
    ("rttm", Cut::Line, ""),
];

/// Bytes that are read at a time.
const CHUNK: usize = 256 * 1024;
/// The most bytes that one cue may take.
const LONGEST: usize = 8 * 1024 * 1024;

/// Reads cues one by one; never more of the source is held than a stretch of a quarter of a megabyte and the cue that
/// reaches over its end.
///
/// The stream is UTF-8, or what its byte order mark says; bytes that are no text become U+FFFD. Labels in the text
/// (`ADA: …`) are told from what recurs in one stretch, so a rare one may stay text. What was doubted is kept, up to a
/// hundred of each kind in each stretch, until it is [taken](Self::take_diagnostics).
///
/// ```
/// use fireside::format::stream::CueStream;
/// let srt = "1\n00:00:01,000 --> 00:00:02,500\nIs it on?\n\n2\n00:00:02,600 --> 00:00:04,000\nIt is.\n";
/// let cues: Result<Vec<_>, _> = CueStream::new(srt.as_bytes(), "srt")?.collect();
/// let cues = cues.unwrap();
/// assert_eq!((cues.len(), cues[1].text.as_str()), (2, "It is."));
/// # Ok::<(), fireside::Error>(())
/// ```
pub struct CueStream<R> {
    reader: R,
    format: &'static Format,
    cut: Cut,
    head: &'static str,
    decoder: Option<Decoder>,
    /// What was read and not yet taken apart.
    text: String,
    /// Lines that were taken apart.
    lines: u64,
    ready: VecDeque<StreamCue>,
    diagnostics: Vec<Diagnostic>,
    index: u64,
    begun: bool,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Going,
    Read,
    Done,
}

impl<R: BufRead> CueStream<R> {
    /// A stream of the format with this id: `srt`, `vtt`, `sbv`, `jsonl`, `ctm` or `rttm`.
    ///
    /// # Errors
    /// [`Error::Unknown`] for any other.
    pub fn new(reader: R, format: &str) -> Result<Self, Error> {
        let known = by_id(format).and_then(|format| {
            STREAMED.iter().find(|(id, ..)| *id == format.id).map(|(_, cut, head)| (format, *cut, *head))
        });
        let (format, cut, head) =
            known.ok_or_else(|| Error::unknown("format to stream", format, STREAMED.iter().map(|(id, ..)| *id)))?;
        Ok(CueStream {
            reader,
            format,
            cut,
            head,
            decoder: None,
            text: String::new(),
            lines: 0,
            ready: VecDeque::new(),
            diagnostics: Vec::new(),
            index: 0,
            begun: false,
            state: State::Going,
        })
    }

    /// What was doubted since this was last asked. Lines are counted from the start of the stream.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// Reads on until a cue is ready or the stream is over.
    fn fill(&mut self) -> Result<(), StreamError> {
        while self.ready.is_empty() && self.state != State::Done {
            if self.state == State::Read {
                self.state = State::Done;
                let text = std::mem::take(&mut self.text);
                return self.take_apart(&text);
            }
            self.read_some()?;
            if self.state == State::Read {
                continue;
            }
            let end = cut(&self.text, self.cut).filter(|end| *end > 0);
            match end {
                Some(end) => {
                    let rest = self.text.split_off(end);
                    let whole = std::mem::replace(&mut self.text, rest);
                    self.take_apart(&whole)?;
                }
                None if self.text.len() > LONGEST => {
                    self.state = State::Done;
                    return Err(StreamError::TooLong { line: self.lines + 1, limit: LONGEST });
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Reads and decodes up to [`CHUNK`] bytes.
    fn read_some(&mut self) -> Result<(), StreamError> {
        let mut taken = 0;
        while taken < CHUNK {
            let bytes = match self.reader.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.state = State::Done;
                    return Err(error.into());
                }
            };
            let decoder = self.decoder.get_or_insert_with(|| {
                Encoding::for_bom(bytes).map_or(UTF_8, |(encoding, _)| encoding).new_decoder_with_bom_removal()
            });
            let last = bytes.is_empty();
            let bytes = bytes.get(..bytes.len().min(CHUNK)).unwrap_or(&[]);
            let mut done = 0;
            loop {
                let room = decoder.max_utf8_buffer_length(bytes.len() - done).unwrap_or(CHUNK * 3);
                self.text.reserve(room);
                let (result, read, _) =
                    decoder.decode_to_string(bytes.get(done..).unwrap_or(&[]), &mut self.text, last);
                done += read;
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
            let count = bytes.len();
            self.reader.consume(count);
            taken += count;
            if last {
                self.state = State::Read;
                break;
            }
        }
        Ok(())
    }

    /// Reads a stretch as a file of its own.
    fn take_apart(&mut self, text: &str) -> Result<(), StreamError> {
        let first = !std::mem::replace(&mut self.begun, true);
        let before = self.lines;
        self.lines += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
        if text.trim().is_empty() {
            return Ok(());
        }
        let headed = if first || self.head.is_empty() { None } else { Some(format!("{}{text}", self.head)) };
        let text = headed.as_deref().unwrap_or(text);
        let Some(Reader::Text { read, .. }) = self.format.read else { return Ok(()) };
        let skipped = memchr::memchr_iter(b'\n', self.head.as_bytes()).count() as u64 * u64::from(headed.is_some());
        let mut reading = match read(&Source::new(text, 0)) {
            Ok(reading) => reading,
            Err(Error::Malformed { mut place, expected, line, help }) => {
                place.line = (u64::from(place.line) + before).saturating_sub(skipped).try_into().unwrap_or(u32::MAX);
                self.state = State::Done;
                return Err(Error::Malformed { place, expected, line, help }.into());
            }
            Err(error) => {
                self.state = State::Done;
                return Err(error.into());
            }
        };
        let places = Places::new(text, 0);
        for diagnostic in &mut reading.diagnostics {
            if diagnostic.line.is_none() {
                places.locate(diagnostic);
            }
            diagnostic.line = diagnostic
                .line
                .map(|line| (u64::from(line) + before).saturating_sub(skipped).try_into().unwrap_or(u32::MAX));
            diagnostic.bytes = None;
        }
        let Reading { transcript, diagnostics, .. } = reading;
        self.diagnostics.extend(diagnostics);
        self.push_all(&transcript);
        Ok(())
    }

    fn push_all(&mut self, transcript: &Transcript) {
        let mut push = |cue: StreamCue| {
            self.ready.push_back(StreamCue { index: self.index, ..cue });
            self.index += 1;
        };
        if transcript.records().len() > 0 {
            for record in transcript.records() {
                push(StreamCue {
                    start: record.start,
                    end: record.end,
                    speaker: record.speaker.map(str::to_owned),
                    text: record.text.unwrap_or("").to_owned(),
                    confidence: record.confidence,
                    ..StreamCue::default()
                });
            }
            return;
        }
        if transcript.cues().is_empty() {
            for turn in transcript.turns() {
                push(StreamCue {
                    start: turn.start().map(|time| time.at),
                    end: turn.end().map(|time| time.at),
                    speaker: turn.speaker().map(|speaker| speaker.name.clone()),
                    text: turn.text().to_owned(),
                    ..StreamCue::default()
                });
            }
            return;
        }
        let mut turns = transcript.turns().peekable();
        for (index, cue) in transcript.cues().iter().enumerate() {
            while turns.next_if(|turn| turn.bytes().end <= cue.text.start as usize && !cue.text.is_empty()).is_some() {}
            let speaker = turns.peek().filter(|turn| turn.bytes().start < cue.text.end as usize);
            push(StreamCue {
                id: transcript.cue_id(index).map(|id| id.into_owned()),
                start: cue.start.map(|time| time.at),
                end: cue.end.map(|time| time.at),
                speaker: speaker.and_then(|turn| turn.speaker()).map(|speaker| speaker.name.clone()),
                text: transcript.cue_lines(index).into_owned(),
                ..StreamCue::default()
            });
        }
    }
}

impl<R: BufRead> Iterator for CueStream<R> {
    type Item = Result<StreamCue, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.fill() {
            Ok(()) => self.ready.pop_front().map(Ok),
            Err(error) => Some(Err(error)),
        }
    }
}

/// Where a text can be cut so that all before it is whole; `None` where more must be read first.
fn cut(text: &str, how: Cut) -> Option<usize> {
    let bytes = text.as_bytes();
    match how {
        Cut::Line => memchr::memrchr(b'\n', bytes).map(|end| end + 1),
        Cut::Blank => {
            let unix = memchr::memmem::rfind(bytes, b"\n\n").map(|at| at + 2);
            let dos = memchr::memmem::rfind(bytes, b"\n\r\n").map(|at| at + 3);
            unix.max(dos)
        }
        Cut::Arrow => {
            let arrow = memchr::memmem::rfind(bytes, b"-->")?;
            let line_start = |at: usize| memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |end| end + 1);
            let timing = line_start(arrow);
            // The lines above belong to the cue up to a blank one; a timing ends the search, and only a number belongs
            // to the cue then.
            let mut at = timing;
            for _ in 0..8 {
                if at == 0 {
                    return None;
                }
                let end = at - 1 - usize::from(at > 1 && bytes[at - 2] == b'\r' && bytes[at - 1] == b'\n');
                let start = line_start(end);
                let line = text.get(start..end)?;
                if line.trim().is_empty() {
                    return Some(at);
                }
                if line.contains("-->") {
                    break;
                }
                at = start;
            }
            let end = timing - 1 - usize::from(timing > 1 && bytes[timing - 2] == b'\r' && bytes[timing - 1] == b'\n');
            let start = line_start(end);
            let number = text.get(start..end)?.trim();
            let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            Some(if numbered { start } else { timing })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read};

    /// A reader that hands out a few bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(into.len()).min(self.0.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn srt(count: usize, between: &str) -> String {
        let cue = |index: usize| {
            let at = index * 3;
            let stamp = |at: usize| format!("{:02}:{:02}:{:02},000", at / 3_600, at / 60 % 60, at % 60);
            format!("{}\n{} --> {}\nline {index}\nand naïve more\n", index + 1, stamp(at), stamp(at + 2))
        };
        (0..count).map(cue).collect::<Vec<_>>().join(between)
    }

    #[test]
    fn a_stream_gives_what_the_file_gives() {
        for between in ["\n", ""] {
            let text = srt(20_000, between);
            let whole = crate::read(text.as_bytes()).unwrap().transcript;
            let stream = CueStream::new(BufReader::new(Slow(text.as_bytes(), 7_777)), "srt").unwrap();
            let mut count = 0;
            for (index, cue) in stream.enumerate() {
                let cue = cue.unwrap();
                assert_eq!(cue.index, index as u64);
                assert_eq!(cue.id.as_deref(), whole.cue_id(index).as_deref());
                assert_eq!(
                    (cue.start, cue.text.as_str()),
                    (whole.cues()[index].start.map(|time| time.at), &*whole.cue_lines(index))
                );
                count += 1;
            }
            assert_eq!(count, 20_000);
        }
    }

    #[test]
    fn other_encodings_and_line_ends() {
        let text = srt(300, "\n").replace('\n', "\r\n");
        let utf16: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &utf16] {
            let cues = CueStream::new(BufReader::new(Slow(bytes, 101)), "srt").unwrap();
            let texts: Vec<String> = cues.map(|cue| cue.unwrap().text).collect();
            assert_eq!((texts.len(), texts[299].as_str()), (300, "line 299\nand naïve more"));
        }
    }

    #[test]
    fn diagnostics_count_lines_from_the_start() {
        let text = format!("{}\n9001\n00:00:01,0 --> 00:00:02,000\nx\n", srt(9_000, "\n"));
        let mut stream = CueStream::new(text.as_bytes(), "srt").unwrap();
        let line = text.lines().position(|line| line == "9001").unwrap() + 2;
        assert_eq!(stream.by_ref().filter(|cue| cue.is_ok()).count(), 9_001);
        let lines: Vec<_> = stream.take_diagnostics().into_iter().filter_map(|doubt| doubt.line).collect();
        assert_eq!(lines, [line as u32]);
    }

    #[test]
    fn what_never_ends_is_refused() {
        struct Endless;
        impl Read for Endless {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                into.fill(b'x');
                Ok(into.len())
            }
        }
        let mut stream = CueStream::new(BufReader::new(Endless), "srt").unwrap();
        assert!(matches!(stream.next(), Some(Err(StreamError::TooLong { line: 1, .. }))));
        assert!(stream.next().is_none());
    }

    #[test]
    fn only_some_formats_can_be_streamed() {
        assert_eq!(CueStream::new(&b""[..], "md").err().map(|error| error.code()), Some("unknown"));
        assert_eq!(CueStream::new(&b""[..], "srt").unwrap().count(), 0);
    }
}
