//! Runs rules over a text until nothing changes, and keeps account of every edit.

use std::borrow::Cow;
use std::ops::Range;

use super::context::{Context, Facts};
use super::{Edit, RULES, RepairOptions, Rule};

/// An edit that was made, told in terms of the text that came in.
#[derive(Clone, Debug, PartialEq)]
pub struct AppliedEdit {
    /// Bytes of the text that came in; empty for an insertion.
    pub bytes: Range<usize>,
    /// What stood there when the rule came to it: what came in, but for the edits of the rules before it.
    pub before: Cow<'static, str>,
    /// What stands there now.
    pub after: Cow<'static, str>,
    /// Number of the rule: `F02`.
    pub rule: &'static str,
    /// Name of the rule: `stop-space`.
    pub name: &'static str,
    /// How sure the rule is, from 0 to 1.
    pub confidence: f32,
}

/// A text after repair.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Repaired {
    /// The mended text.
    pub text: String,
    /// What was changed, by place in the text that came in.
    pub edits: Vec<AppliedEdit>,
}

/// An edit as people want to see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained<'e> {
    /// The edit.
    pub edit: &'e AppliedEdit,
    /// Line of the text that came in, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The edit's place with the words around it, as they came in.
    pub before: String,
    /// The same words after the edit.
    pub after: String,
}

/// A stretch of a text that a repair changed, in bytes of the text that came in and of the mended one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it was; empty where something came in.
    pub before: Range<usize>,
    /// Where what came in its place is; empty where it only went.
    pub after: Range<usize>,
}

impl Repaired {
    /// The stretches that changed, in order. Edits that touch one another are one change, and what lies between two
    /// changes is the same in both texts.
    ///
    /// ```
    /// use fireside::pass::repair::{RepairOptions, repair_text};
    /// let source = "It turned.We  left.";
    /// let repaired = repair_text(source, &RepairOptions::default());
    /// let changes: Vec<_> = repaired.changes().map(|change| (change.before, &repaired.text[change.after])).collect();
    /// assert_eq!(changes, [(10..10, " "), (12..14, " ")]);
    /// ```
    pub fn changes(&self) -> impl Iterator<Item = Change> + '_ {
        let mut edits = self.edits.iter().peekable();
        let mut end = 0;
        let mut grown = (0, 0);
        std::iter::from_fn(move || {
            let first = edits.next()?;
            let mut before = first.bytes.clone();
            let start = (before.start + grown.0).saturating_sub(grown.1).max(end);
            grown = (grown.0 + first.after.len(), grown.1 + first.before.len());
            while let Some(next) = edits.next_if(|next| next.bytes.start <= before.end) {
                before.end = before.end.max(next.bytes.end);
                grown = (grown.0 + next.after.len(), grown.1 + next.before.len());
            }
            end = (before.end + grown.0).saturating_sub(grown.1).max(start);
            Some(Change { before, after: start..end })
        })
    }

    /// The edits with line, column and the words around each. `source` is the text that was repaired.
    ///
    /// ```
    /// use fireside::pass::repair::{RepairOptions, repair_text};
    /// let source = "Is it on?\nIt turned.We left.";
    /// let repaired = repair_text(source, &RepairOptions::default());
    /// let explained = repaired.explain(source).next().unwrap();
    /// assert_eq!((explained.line, explained.column), (2, 11));
    /// assert_eq!((explained.before.as_str(), explained.after.as_str()), ("turned.We", "turned. We"));
    /// ```
    pub fn explain<'e>(&'e self, source: &'e str) -> impl Iterator<Item = Explained<'e>> {
        let (mut line, mut column, mut at) = (1, 1, 0);
        self.edits.iter().map(move |edit| {
            // Edits come by place, so the text is counted once.
            let skipped = source.get(at..edit.bytes.start).unwrap_or("");
            match skipped.rfind('\n') {
                Some(last) => {
                    line += memchr::memchr_iter(b'\n', skipped.as_bytes()).count();
                    column = 1 + skipped.get(last + 1..).map_or(0, |tail| tail.chars().count());
                }
                None => column += skipped.chars().count(),
            }
            at = at.max(edit.bytes.start);
            let (left, right) = around(source, &edit.bytes);
            let inside = source.get(edit.bytes.clone()).unwrap_or("");
            Explained {
                edit,
                line,
                column,
                before: format!("{left}{inside}{right}"),
                after: format!("{left}{}{right}", edit.after),
            }
        })
    }
}

/// The rest of the word to the left of a stretch, and of the one to its right.
fn around<'t>(text: &'t str, bytes: &Range<usize>) -> (&'t str, &'t str) {
    const MOST: usize = 24;
    let edge = |c: &char| c.is_whitespace();
    let left = text.get(..bytes.start).unwrap_or("");
    let taken: usize = left.chars().rev().take(MOST).take_while(|c| !edge(c)).map(char::len_utf8).sum();
    let right = text.get(bytes.end..).unwrap_or("");
    let given: usize = right.chars().take(MOST).take_while(|c| !edge(c)).map(char::len_utf8).sum();
    (left.get(left.len() - taken..).unwrap_or(""), right.get(..given).unwrap_or(""))
}

/// Rounds after which the frame stops even if a rule still finds something.
pub(super) const MOST_ROUNDS: usize = 12;

/// Mends any text, transcript or not.
///
/// The rules of `options` run in the order of [`RULES`], each on what the ones before it left, until none finds
/// anything; so a second repair changes nothing. Lines stay lines but where a rule is about them.
///
/// ```
/// use fireside::pass::repair::{RepairOptions, repair_text};
/// let repaired = repair_text("the lampkeeper'sbook", &RepairOptions::default());
/// assert_eq!(repaired.text, "the lampkeeper's book");
/// let edit = &repaired.edits[0];
/// assert_eq!((edit.bytes.clone(), edit.name), (16..16, "glued-words"));
/// ```
pub fn repair_text(text: &str, options: &RepairOptions) -> Repaired {
    let mut facts = Facts::default();
    let mut current = Cow::Borrowed(text);
    let mut ledger = Ledger::default();
    let chosen: Vec<&'static Rule> = RULES.iter().filter(|rule| options.runs(rule)).collect();
    // How many edits of the text have been made, and how many each rule has seen without finding anything.
    let mut version = 0usize;
    let mut seen: Vec<Option<usize>> = vec![None; chosen.len()];
    for _ in 0..MOST_ROUNDS {
        let mut changed = false;
        for (rule, seen) in chosen.iter().zip(&mut seen) {
            if *seen == Some(version) {
                continue;
            }
            let context = Context::plain(&current, &facts);
            let edits = edits_of(rule, &context);
            if edits.is_empty() {
                *seen = Some(version);
                continue;
            }
            version += 1;
            ledger.note(rule, &current, &edits);
            let mended = apply(&current, &edits);
            current = Cow::Owned(mended);
            changed = true;
        }
        if !changed {
            if facts.hold_for(&current) {
                break;
            }
            // A short text may look like another language once it is mended: its rules have not had their turn.
            facts = Facts::default();
            seen.fill(None);
        }
    }
    Repaired { text: current.into_owned(), edits: ledger.finish() }
}

/// The rule's edits, in order, without those that overlap an earlier one, change nothing or cut a character.
pub(super) fn edits_of(rule: &Rule, context: &Context<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    (rule.edits)(context, &mut edits);
    if !edits.is_sorted_by_key(|edit| (edit.bytes.start, edit.bytes.end)) {
        edits.sort_by_key(|edit| (edit.bytes.start, edit.bytes.end));
    }
    let mut done = 0;
    let mut last_insertion = None;
    edits.retain(|edit| {
        let Range { start, end } = edit.bytes;
        let sound = start >= done
            && !(start == end && last_insertion == Some(start))
            && context.text().get(start..end).is_some_and(|before| before != edit.replacement);
        if sound {
            done = end;
            last_insertion = (start == end).then_some(start);
        }
        sound
    });
    edits
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let grown: usize = edits.iter().map(|edit| edit.replacement.len()).sum();
    let mut out = String::with_capacity(text.len() + grown);
    let mut done = 0;
    for edit in edits {
        out.push_str(text.get(done..edit.bytes.start).unwrap_or(""));
        out.push_str(&edit.replacement);
        done = edit.bytes.end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

/// One edit's stretch, before and after the rule that made it.
struct Step {
    old: Range<usize>,
    new: Range<usize>,
}

/// The edits so far, and the way back from the text as it stands to the one that came in.
#[derive(Default)]
pub(super) struct Ledger {
    layers: Vec<Vec<Step>>,
    applied: Vec<AppliedEdit>,
}

impl Ledger {
    /// Writes down the edits of one rule, before they are applied to `text`.
    pub fn note(&mut self, rule: &Rule, text: &str, edits: &[Edit]) {
        self.applied.reserve(edits.len());
        let mut layer = Vec::with_capacity(edits.len());
        let (mut old_done, mut new_done) = (0, 0);
        for edit in edits {
            let start = new_done + edit.bytes.start - old_done;
            new_done = start + edit.replacement.len();
            old_done = edit.bytes.end;
            layer.push(Step { old: edit.bytes.clone(), new: start..new_done });
            let before = match text.get(edit.bytes.clone()).unwrap_or("") {
                "" => Cow::Borrowed(""),
                " " => Cow::Borrowed(" "),
                "\n" => Cow::Borrowed("\n"),
                other => Cow::Owned(other.to_owned()),
            };
            self.applied.push(AppliedEdit {
                bytes: self.source(&edit.bytes),
                before,
                after: edit.replacement.clone(),
                rule: rule.id,
                name: rule.name,
                confidence: edit.confidence,
            });
        }
        self.layers.push(layer);
    }

    /// The bytes of the text that came in behind a stretch of the text as it stands.
    fn source(&self, bytes: &Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (bytes.start, bytes.end);
        for layer in self.layers.iter().rev() {
            let empty = start == end;
            start = back(layer, start, false);
            end = if empty { start } else { back(layer, end, true).max(start) };
        }
        start..end
    }

    pub fn finish(self) -> Vec<AppliedEdit> {
        let mut applied = self.applied;
        applied.sort_by_key(|edit| (edit.bytes.start, edit.bytes.end));
        applied
    }
}

/// Maps a position back over one rule's edits; inside a replacement it goes to the start or end of what was replaced.
fn back(layer: &[Step], at: usize, to_end: bool) -> usize {
    let after = layer.partition_point(|step| if to_end { step.new.start < at } else { step.new.start <= at });
    match after.checked_sub(1).and_then(|index| layer.get(index)) {
        None => at,
        Some(step) if at >= step.new.end && !(to_end && at == step.new.end) => at - step.new.end + step.old.end,
        Some(step) if to_end => step.old.end,
        Some(step) => step.old.start,
    }
}
