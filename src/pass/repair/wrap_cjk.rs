//! F05: line ends between Chinese or Japanese characters of one paragraph go, with no space in their place.
//!
//! A line is joined with the next where it is full: as wide as the file's lines are, and without the end of a sentence or
//! a clause.

use super::wrap::{prose_lines, wrap_width};
use super::{Context, Edit, Level, Rule, scan};

pub const RULE: Rule = Rule {
    id: "F05",
    name: "wrap-cjk",
    about: "line ends between CJK characters of one paragraph are removed",
    level: Level::Safe,
    removes: None,
    edits,
};

fn edits(context: &Context<'_>, out: &mut Vec<Edit>) {
    // Han, kana and their full-width marks start with these bytes.
    let text = context.text();
    if !context.is_plain() || !scan::may_hold_cjk(text) {
        return;
    }
    let lines = prose_lines(context);
    let Some(width) = wrap_width(&lines) else { return };
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if line.width + 2 < width || next.width > width + 2 {
            continue;
        }
        let kept = line.text.trim_end();
        let (Some(last), Some(first)) = (kept.chars().next_back(), next.text.chars().next()) else { continue };
        let stopped = matches!(last, '。' | '！' | '？' | '…' | '」' | '』' | '”' | '：' | '；' | '）' | '】' | '》');
        let cjk = |c: char| crate::model::is_cjk(c) && c != '\u{3000}';
        // Line-end rules may move a mark or two to the next line; a line that opens a quotation may be a turn.
        let words = || line.has_words() && next.has_words();
        if cjk(last) && cjk(first) && words() && !stopped && !matches!(first, '「' | '『' | '“' | '―' | '【' | '《')
        {
            out.push(Edit::new(line.bytes.start + kept.len()..next.bytes.start, "", 0.85));
        }
    }
}
