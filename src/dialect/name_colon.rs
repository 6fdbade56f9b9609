//! `name-colon`: a name and a colon in front of each turn.
//!
//! ```text
//! Odile Renner: So the light still turns, even with nobody living up there?
//! Piet Aalders: It does. There's a motor the size of a teapot.
//!
//! And once a year I go up and oil it.
//! Odile: Once a year!
//! ```
//!
//! ```text
//! record = label [SP] ":" text
//! ```
//!
//! A paragraph without a label goes on with the turn. There are no times.

use super::evidence::Evidence;
use super::head::Kind;
use super::labelled::{self, evidence};
use super::records::discounted;
use super::select::Kinds;
use super::{Dialect, Page, Score};
use crate::diagnostic::Reading;
use crate::error::Error;

/// This dialect.
pub const DIALECT: Dialect =
    Dialect { id: "name-colon", title: "Name: text", ceiling: 0.80, settles: 0.76, score, read };

const KINDS: Kinds = Kinds { own: Kind::Label.bit(), attested: 0 };

fn read(page: &Page<'_>) -> Result<Reading, Error> {
    labelled::read(page, KINDS)
}

fn score(page: &Page<'_>) -> Score {
    let (found, reads_as, rows) = evidence(page, KINDS);
    // Many others have names and colons, and something more.
    Score { value: discounted(page, &rows, false, value(&found) * 0.985), evidence: found.lines(), reads_as }
}

/// Labels must recur and take turns, and what follows them must read as speech: sentences, not values.
fn value(found: &Evidence) -> f32 {
    let turns = found.labelled >= 4
        && found.labels_are_healthy()
        && found.is_a_conversation()
        && found.labels >= 2
        && found.changes >= 4;
    let speech = found.talks() && found.addresses() && found.words >= 2 && found.reports <= 0.5;
    // Keys that come record by record in one order are data: three and more speakers don't.
    let converses = found.talk.questions >= 0.1 || found.talk.persons >= 0.04;
    let data = found.cyclic >= 0.9 && found.labels >= 3 && found.labelled >= found.labels * 2 && !converses;
    let crowd = found.people * 3 <= found.labelled
        || found.people <= 6
        || (found.people <= 12 && found.recurring >= 2 && found.talk.persons >= 0.02);
    if turns && speech && crowd && !data && found.coverage >= 0.2 {
        0.55 + 0.25 * found.coverage * found.regular
    } else {
        0.0
    }
}
