//! `ja-interview`: a Japanese interview: long dashes ask, a name and a wide blank answer.
//!
//! ```text
//! ――いつから凧を作っていますか。
//!
//! 青木　風が吹いた日からです。
//!
//! ――いつも吹いていますよね。
//!
//! 青木　ええ、だからずっとです。
//! ```
//!
//! ```text
//! record = "――" text / label "　" text
//! ```

use super::grammar::Grammar;
use super::line::Shape;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;
use crate::model::is_cjk;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "ja-interview", title: "――question, 山田　text", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar { heads: Shape::Break.bit() | Shape::Label.bit(), ..Grammar::NONE }.signed(&[8]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |_| {
        let begins = |line: &str| {
            let rest = line.trim_start().trim_start_matches(['—', '―', '─', '－']);
            rest.len() < line.trim_start().len() && rest.starts_with(is_cjk)
        };
        let dashed = page.text.lines().take(400).filter(|line| begins(line)).count() >= 2
            || ["――", "ーー", "──", "——"].iter().any(|dash| page.text.contains(dash));
        if dashed || page.text.contains('\u{3000}') { 1.0 } else { 0.0 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
