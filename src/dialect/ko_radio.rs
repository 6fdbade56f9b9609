//! `ko-radio`: Korean radio: a sign, the name, an angle.
//!
//! ```text
//! ◇ 이하나> 선생님, 종은 언제 울립니까?
//!
//! ◆ 박준> 제가 졸 때요.
//!
//! ◇ 이하나> 자주 우는군요.
//! ```
//!
//! ```text
//! record = ("◇" / "◆") label ">" text
//! ```

use super::grammar::Grammar;
use super::{Dialect, Page, Score, records};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "ko-radio", title: "◇ 진행자> text", ceiling: 0.86, settles: 2.0, score, read };

const GRAMMAR: Grammar = Grammar::NAMES.signed(&[5]);

fn score(page: &Page<'_>) -> Score {
    records::score(page, &GRAMMAR, |facts| {
        if page.text.contains(['◇', '◆', '☆', '★', '□', '■']) { facts.terms[5] } else { 0.1 }
    })
}

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    records::read(page, &GRAMMAR)
}
