//! `fullwidth`: Chinese and Japanese pages: a name and a full-width colon.
//!
//! ```text
//! 主持人：您第一次看到极光是什么时候？
//! 陆晚舟：七岁。我以为天坏了。
//! 主持人：（笑）后来呢？
//! ```
//!
//! ```text
//! record = label "：" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "fullwidth", title: "主持人：text", ceiling: 0.84, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES.signed(&[9]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        let bracketed = if page.text.contains('【') { facts.wrapped } else { 0.0 };
        1.1 * facts.wide.max(bracketed)
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
