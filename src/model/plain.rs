//! Text without its markup, which still knows where each stretch of it was read from.

use std::ops::Range;

use super::layout::Style;
use super::time::Time;

/// Text without its markup: tags gone, references decoded; lines end at `\n`.
///
/// ```
/// use fireside::Plain;
/// // `<i>Tea</i> &amp; rum`
/// let mut plain = Plain::default();
/// plain.copy("Tea", 3);
/// plain.copy(" ", 10);
/// plain.decoded("&", 11..16);
/// plain.copy(" rum", 16);
/// assert_eq!(plain.text(), "Tea & rum");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plain {
    pub(crate) text: String,
    pub(crate) runs: Vec<Run>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) emphasis: Vec<(Range<usize>, Style)>,
}

/// The times of the word that starts at this byte of a plain text, or at the next one behind white space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    pub at: usize,
    pub start: Option<Time>,
    pub end: Option<Time>,
}

/// A stretch of a plain text that was read in one go.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    /// Where it starts in the plain text; it lasts to the next run.
    pub at: usize,
    /// Where it was read from.
    pub source: Range<usize>,
    /// Whether it stands there letter by letter.
    pub copied: bool,
}

impl Plain {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Empties it, to be used again.
    pub fn clear(&mut self) {
        self.text.clear();
        self.runs.clear();
        self.marks.clear();
        self.emphasis.clear();
    }

    /// Appends what stands in the source letter by letter, from byte `source` on.
    pub fn copy(&mut self, text: &str, source: usize) {
        if !text.is_empty() {
            self.runs.push(Run { at: self.text.len(), source: source..source + text.len(), copied: true });
            self.text.push_str(text);
        }
    }

    /// Appends what the source has in another form in the bytes `source`: a decoded reference, say.
    pub fn decoded(&mut self, text: &str, source: Range<usize>) {
        if !text.is_empty() {
            self.runs.push(Run { at: self.text.len(), source, copied: false });
            self.text.push_str(text);
        }
    }

    /// Sets off a stretch of the text, in bytes of it.
    pub fn emphasise(&mut self, bytes: Range<usize>, style: Style) {
        if !bytes.is_empty() {
            self.emphasis.push((bytes, style));
        }
    }

    /// Appends a stretch of another plain text, given in bytes of it, without what it sets off and times.
    pub(crate) fn copy_part(&mut self, of: &Plain, bytes: Range<usize>) {
        let Some(text) = of.text.get(bytes.clone()).filter(|text| !text.is_empty()) else { return };
        let first = of.runs.partition_point(|run| run.at <= bytes.start).saturating_sub(1);
        let base = self.text.len();
        for run in of.runs.get(first..).unwrap_or(&[]).iter().take_while(|run| run.at < bytes.end) {
            let cut = bytes.start.saturating_sub(run.at);
            let source = if run.copied { run.source.start + cut..run.source.end } else { run.source.clone() };
            self.runs.push(Run { at: base + run.at.saturating_sub(bytes.start), source, copied: run.copied });
        }
        self.text.push_str(text);
    }

    /// Takes the last character off.
    pub fn pop(&mut self) {
        self.text.pop();
        let end = self.text.len();
        self.runs.truncate(self.runs.partition_point(|run| run.at < end));
        for (bytes, _) in &mut self.emphasis {
            *bytes = bytes.start.min(end)..bytes.end.min(end);
        }
        self.emphasis.retain(|(bytes, _)| !bytes.is_empty());
    }

    /// Length of the text so far, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Times the word that comes next.
    pub fn time_next(&mut self, start: Option<Time>, end: Option<Time>) {
        self.marks.push(Mark { at: self.text.len(), start, end });
    }

    /// Times the word that starts at this byte of the text, which lies behind all that were timed before.
    pub(crate) fn time_at(&mut self, at: usize, start: Option<Time>, end: Option<Time>) {
        self.marks.push(Mark { at, start, end });
    }

    /// Lets the word that was timed last end at another time.
    pub(crate) fn end_last(&mut self, end: Option<Time>) {
        if let Some(mark) = self.marks.last_mut() {
            mark.end = end;
        }
    }
}
