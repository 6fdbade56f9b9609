//! Regions: section 6.2 of the specification.

use super::read::spec_text;
use super::scan::{Scan, after_line, line_end, signature};
use super::timing::percentage;

/// A region of a WebVTT file, with the specification's values for what it leaves open.
#[derive(Clone, Debug, PartialEq)]
pub struct VttRegion {
    /// What cues call it; empty where it has no name, and then no cue can be in it.
    pub id: String,
    /// Its width, in percent of the video's.
    pub width: f64,
    /// How many lines it is high.
    pub lines: f64,
    /// The point of the region that is put at `viewport_anchor`, in percent from its left and its top.
    pub region_anchor: (f64, f64),
    /// Where that point stands, in percent from the left and the top of the video.
    pub viewport_anchor: (f64, f64),
    /// Whether its lines roll up.
    pub rolls_up: bool,
}

impl Default for VttRegion {
    fn default() -> Self {
        let corner = (0.0, 100.0);
        let (region_anchor, viewport_anchor) = (corner, corner);
        VttRegion { id: String::new(), width: 100.0, lines: 3.0, region_anchor, viewport_anchor, rolls_up: false }
    }
}

/// `collect WebVTT region settings`: a setting counts or not by itself, a later one overrules an earlier one.
pub(super) fn region(settings: &str) -> VttRegion {
    let mut region = VttRegion::default();
    for word in settings.split_ascii_whitespace() {
        let Some((name, value)) = word.split_once(':').filter(|(name, value)| !name.is_empty() && !value.is_empty())
        else {
            continue;
        };
        match name {
            "id" => region.id = spec_text(value),
            "width" => region.width = percentage(value).unwrap_or(region.width),
            "lines" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                region.lines = value.parse().unwrap_or(region.lines);
            }
            "regionanchor" => region.region_anchor = anchor(value).unwrap_or(region.region_anchor),
            "viewportanchor" => region.viewport_anchor = anchor(value).unwrap_or(region.viewport_anchor),
            "scroll" => region.rolls_up |= value == "up",
            _ => {}
        }
    }
    region
}

fn anchor(value: &str) -> Option<(f64, f64)> {
    let (x, y) = value.split_once(',')?;
    Some((percentage(x)?, percentage(y)?))
}

/// The regions that a WebVTT file defines before its first cue, in the source's order. Where two share a name, cues are
/// in the later one. A text without the signature has none.
///
/// ```
/// use fireside::format::vtt::regions;
/// let file = "WEBVTT\n\nREGION\nid:low width:40%\nregionanchor:0%,100% scroll:up\n\n00:01.000 --> 00:02.000 region:low\nHi.\n";
/// let [low] = &regions(file)[..] else { panic!() };
/// assert_eq!((low.id.as_str(), low.width, low.lines, low.rolls_up), ("low", 40.0, 3.0, true));
/// assert_eq!(low.region_anchor, (0.0, 100.0));
/// ```
pub fn regions(text: &str) -> Vec<VttRegion> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let Some(mut at) = signature(text) else { return Vec::new() };
    let bytes = text.as_bytes();
    let end = Scan::new(text).without_voices().next().map_or(text.len(), |found| found.from);
    let (mut found, mut open) = (Vec::new(), None);
    // The header's lines make no blocks.
    let mut header = true;
    let mut line_number = 0;
    while at < end {
        let (start, stop) = (at, line_end(bytes, at).min(end));
        at = after_line(bytes, stop).max(at + 1);
        let line = text.get(start..stop).unwrap_or("");
        let arrow = line.contains("-->");
        if line.is_empty() || arrow {
            found.extend(open.take().filter(|_| line_number > 1).map(|from| region(between(text, from, start))));
            (header, line_number) = (false, usize::from(arrow) * 2);
            continue;
        }
        line_number += 1;
        if line_number == 1 && !header && line.trim_ascii_end() == "REGION" {
            open = Some(at);
        }
    }
    found.extend(open.filter(|_| line_number > 1).map(|from| region(between(text, from, end))));
    found
}

fn between(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(settings: &str) -> VttRegion {
        regions(&format!("WEBVTT\n\nREGION\n{settings}\n\n00:01.000 --> 00:02.000\nx"))[0].clone()
    }

    /// Section 6.2: what counts, and what is as if it weren't there.
    #[test]
    fn settings_of_regions() {
        assert_eq!(one("x"), VttRegion::default());
        let all = one("id:a width:12.5% lines:7\nregionanchor:1%,2%\tviewportanchor:3%,4.5% scroll:up");
        let (region_anchor, viewport_anchor) = ((1.0, 2.0), (3.0, 4.5));
        let whole =
            VttRegion { id: "a".to_owned(), width: 12.5, lines: 7.0, region_anchor, viewport_anchor, rolls_up: true };
        assert_eq!(all, whole);
        for none in [
            "id:",
            "id :a",
            "width:40",
            "width:101%",
            "width:-1%",
            "width: 40%",
            "lines:-1",
            "lines:-0",
            "lines:1.5",
            "lines:2x",
            "lines:",
            "regionanchor:5%",
            "regionanchor:5%,",
            "regionanchor:,5%",
            "regionanchor:5,5%",
            "regionanchor:5%, 5%",
            "regionanchor:-0%,5%",
            "regionanchor:5%,101%",
            "viewportanchor:5%,5",
            "scroll:down",
            "scroll: up",
            "Width:40%",
        ] {
            assert_eq!(one(none), VttRegion::default(), "{none}");
        }
        assert_eq!(one("id:a id:b lines:2\nlines:3 lines:x").lines, 3.0);
        assert_eq!(one("id:a id:b").id, "b");
        assert_eq!(one("id:\0").id, "\u{FFFD}");
        assert_eq!(one("lines:18446744073709551616").lines, 18_446_744_073_709_551_616.0);
    }

    /// Section 6.1, `collect a WebVTT block`: `REGION` opens its block and stands before the cues.
    #[test]
    fn blocks_of_regions() {
        let ids = |text: &str| regions(text).into_iter().map(|region| region.id).collect::<Vec<_>>();
        assert_eq!(ids("WEBVTT\nREGION\nid:header\n\nREGION \t\nid:a\r\n\r\nREGION\rid:b"), ["a", "b"]);
        assert_eq!(ids("WEBVTT\n\nnote\nREGION\nid:a\n\nREGION x\nid:b\n\nREGION:\nid:c\n"), [""; 0]);
        assert_eq!(ids("WEBVTT\n\nREGION\nREGION\nid:a\n\nREGION\nid:b\nREGION\nid:c\n"), ["a", "c"]);
        assert_eq!(ids("WEBVTT\n\nREGION\n-->\nid:a\n\nREGION\nid:b\n-->\n\nREGION\nid:c"), ["b", "c"]);
        assert_eq!(ids("WEBVTT\n\nREGION\n\nREGION"), [""; 0]);
        assert_eq!(ids("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n\nREGION\nid:a\n"), [""; 0]);
        assert_eq!(ids("REGION\nid:a\n"), [""; 0]);
        // A cue is in the later one of two regions of one name, and the reader knows the same names.
        let text = "WEBVTT\n\nREGION\nid:a\n\nREGION\n-->\nid:b\n\n00:01.000 --> 00:02.000 region:b\nx\n";
        assert_eq!(ids(text), ["a"]);
        assert_eq!(super::super::tests::codes(text).last(), Some(&crate::diagnostic::Code::SettingIgnored));
    }
}
