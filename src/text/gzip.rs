//! What was packed with gzip (RFC 1952), unpacked.

use std::io::Read;

use flate2::bufread::GzDecoder;

use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;

/// What came out of an archive.
pub(crate) struct Unpacked {
    pub bytes: Vec<u8>,
    /// The name that the archive gives its content.
    pub name: Option<String>,
    /// What was lost.
    pub diagnostics: Vec<Diagnostic>,
}

/// More bytes than this don't fit into one transcript.
const MOST: u64 = u32::MAX as u64;

/// Whether bytes begin as an archive does.
pub(crate) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1F\x8B\x08")
}

/// Unpacks all members of an archive. Of one that is cut off or damaged, what comes before.
///
/// # Errors
/// [`Error::NotText`] if nothing could be unpacked, [`Error::TooLarge`] if it is more than one transcript holds.
pub(crate) fn unpack(packed: &[u8]) -> Result<Unpacked, Error> {
    let mut all = Unpacked { bytes: Vec::new(), name: None, diagnostics: Vec::new() };
    let mut left = packed;
    while is_packed(left) {
        let mut member = GzDecoder::new(left);
        let before = all.bytes.len() as u64;
        // One byte more than fits tells that there is more.
        let read = (&mut member).take(MOST + 1 - before).read_to_end(&mut all.bytes);
        if all.name.is_none() {
            let name = member.header().and_then(|header| header.filename());
            all.name = name.map(|name| String::from_utf8_lossy(name).into_owned());
        }
        if all.bytes.len() as u64 > MOST {
            return Err(Error::TooLarge { bytes: all.bytes.len() as u64, limit: MOST + 1 });
        }
        if let Err(error) = read {
            let cut = error.kind() == std::io::ErrorKind::UnexpectedEof;
            let what = if cut { "is cut off" } else { "is damaged" };
            if all.bytes.is_empty() {
                let help = "get the file again".to_owned();
                return Err(Error::NotText { reason: format!("this is a gzip archive that {what}"), help });
            }
            let message = format!("the gzip archive {what}: the {} bytes before that were read", all.bytes.len());
            all.diagnostics.push(Diagnostic::warning(Code::CutOff, message));
            return Ok(all);
        }
        left = member.into_inner();
    }
    if left.iter().any(|byte| *byte != 0) {
        let message = format!("{} bytes behind the gzip archive are left out", left.len());
        all.diagnostics.push(Diagnostic::warning(Code::LineUnread, message));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, GzBuilder};

    use super::*;

    fn packed(text: &[u8], name: &str) -> Vec<u8> {
        let mut writer = GzBuilder::new().filename(name).write(Vec::new(), Compression::default());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn members_padding_and_what_is_behind() {
        let mut bytes = packed(b"one ", "talk.srt");
        bytes.extend(packed(b"two", "other"));
        bytes.extend([0; 7]);
        let all = unpack(&bytes).unwrap();
        assert_eq!((&*all.bytes, all.name.as_deref(), all.diagnostics.len()), (&b"one two"[..], Some("talk.srt"), 0));
        bytes.extend(b"rubbish");
        assert_eq!(unpack(&bytes).unwrap().diagnostics[0].code, Code::LineUnread);
    }

    #[test]
    fn what_is_broken_is_read_so_far() {
        let text: String = (0..5_000).map(|line| format!("{line} is {}\n", line * 7919 % 1013)).collect();
        let mut bytes = packed(text.as_bytes(), "x");
        let end = bytes.len() - 4;
        bytes[end - 4] ^= 1;
        let damaged = unpack(&bytes).unwrap();
        assert_eq!((damaged.bytes.len(), damaged.diagnostics[0].code), (text.len(), Code::CutOff));
        bytes.truncate(end / 2);
        let cut = unpack(&bytes).unwrap();
        assert!(!cut.bytes.is_empty() && text.as_bytes().starts_with(&cut.bytes));
        assert_eq!(cut.diagnostics[0].code, Code::CutOff);
        bytes.truncate(12);
        assert_eq!(unpack(&bytes).map(|_| ()).unwrap_err().code(), "not-text");
    }
}
