//! The stamps that a text has of its own, against the times that were found: they are checked, and once they are known to
//! agree, they bound where words may lie.

use super::report::{Contradiction, Stamps};
use crate::model::{TimeDelta, Timestamp};

/// A stamp of the text, and when the word behind it was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stamp {
    /// The unit that bears it.
    pub unit: u32,
    /// The token it stands before.
    pub token: u32,
    /// What it says, in milliseconds.
    pub says: i64,
    /// When that token is said, if it has a partner.
    pub found: Option<i64>,
}

/// Stamps are often cut to whole seconds and set by hand.
const NEAR: i64 = 2_000;
/// So many stamps to either side tell where one should lie.
const AROUND: usize = 3;
/// So many must agree before they bound anything.
const ENOUGH: usize = 5;

/// What the stamps say altogether; `None` where none can be checked.
pub fn check(stamps: &[Stamp]) -> Option<Stamps> {
    let known: Vec<(Stamp, i64)> = stamps.iter().filter_map(|stamp| Some((*stamp, stamp.found?))).collect();
    let mut offsets: Vec<i64> = known.iter().map(|(stamp, found)| found - stamp.says).collect();
    let expected = expected(&known);
    let mut off = Vec::new();
    for ((stamp, found), expected) in known.iter().zip(&expected) {
        if (found - stamp.says - expected).abs() > NEAR {
            off.push(Contradiction {
                unit: stamp.unit as usize,
                stamp_ms: Timestamp::from_millis(stamp.says),
                found_ms: Timestamp::from_millis(*found),
            });
        }
    }
    let agreeing = known.len() - off.len();
    let drift_ppm = drift(&known);
    let middle = offsets.len() / 2;
    let offset = (!offsets.is_empty()).then(|| *offsets.select_nth_unstable(middle).1)?;
    Some(Stamps { checked: known.len(), agreeing, offset_ms: TimeDelta::from_millis(offset), drift_ppm, off })
}

/// By how much the times around each stamp are later than the stamps: the middle value of its neighbours and itself.
fn expected(known: &[(Stamp, i64)]) -> Vec<i64> {
    let mut around: Vec<i64> = Vec::new();
    let middles = (0..known.len()).map(|at| {
        let stretch = at.saturating_sub(AROUND)..(at + AROUND + 1).min(known.len());
        around.clear();
        around.extend(known[stretch].iter().map(|(stamp, found)| found - stamp.says));
        let middle = around.len() / 2;
        *around.select_nth_unstable(middle).1
    });
    middles.collect()
}

/// How much one clock gains on the other, in millionths: the middle slope between stamps half the talk apart (Theil 1950).
fn drift(known: &[(Stamp, i64)]) -> i64 {
    let half = known.len() / 2;
    let slopes = known.iter().zip(known.get(half..).unwrap_or(&[])).filter_map(|((one, found), (other, later))| {
        let took = other.says - one.says;
        (took > 60_000).then(|| ((later - found) - took) as f64 * 1e6 / took as f64)
    });
    let mut slopes: Vec<f64> = slopes.collect();
    if slopes.len() < ENOUGH {
        return 0;
    }
    let middle = slopes.len() / 2;
    slopes.select_nth_unstable_by(middle, f64::total_cmp).1.round() as i64
}

/// For each token the stretch of time in which it may lie, by the stamps around it that agree; `None` where they don't
/// bound anything.
pub fn windows(stamps: &[Stamp], tokens: usize, collar: TimeDelta) -> Option<Vec<(i64, i64)>> {
    let known: Vec<(Stamp, i64)> = stamps.iter().filter_map(|stamp| Some((*stamp, stamp.found?))).collect();
    let expected = expected(&known);
    let fits = |(stamp, found): &(Stamp, i64), expected: i64| (found - stamp.says - expected).abs() <= NEAR;
    let agreeing: Vec<(Stamp, i64)> =
        known.iter().zip(&expected).filter(|(one, e)| fits(one, **e)).map(|(one, e)| (one.0, *e)).collect();
    if agreeing.len() < ENOUGH || agreeing.len() * 10 < known.len() * 6 {
        return None;
    }
    let collar = collar.millis().clamp(0, i64::MAX / 4);
    let mut windows = vec![(i64::MIN, i64::MAX); tokens];
    for (index, (stamp, offset)) in agreeing.iter().enumerate() {
        let next = agreeing.get(index + 1);
        let past = next.map_or(tokens, |(next, _)| next.token as usize);
        let from = stamp.says.saturating_add(*offset).saturating_sub(collar);
        let to = next.map_or(i64::MAX, |(next, offset)| next.says.saturating_add(*offset).saturating_add(collar));
        for window in windows.get_mut(stamp.token as usize..past.max(stamp.token as usize)).unwrap_or(&mut []) {
            *window = (from, to.max(from));
        }
    }
    Some(windows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamps(found: &[(i64, i64)]) -> Vec<Stamp> {
        let stamp = |(at, (says, found)): (usize, &(i64, i64))| Stamp {
            unit: at as u32,
            token: at as u32 * 10,
            says: *says,
            found: Some(*found),
        };
        found.iter().enumerate().map(stamp).collect()
    }

    #[test]
    fn a_stamp_that_the_others_contradict_is_told() {
        let mut all: Vec<(i64, i64)> = (0..20).map(|at| (at * 60_000, at * 60_000 + 1_500)).collect();
        all[7].1 += 40_000;
        let told = check(&stamps(&all)).unwrap();
        assert_eq!((told.checked, told.agreeing, told.offset_ms.millis(), told.drift_ppm), (20, 19, 1_500, 0));
        assert_eq!(told.off[0].unit, 7);
        let windows = windows(&stamps(&all), 200, TimeDelta::from_millis(5_000)).unwrap();
        assert_eq!(windows[65], (6 * 60_000 + 1_500 - 5_000, 8 * 60_000 + 1_500 + 5_000));
        assert_eq!(check(&[]), None);
    }

    #[test]
    fn drift_is_the_gain_of_a_clock() {
        let all: Vec<(i64, i64)> = (0..40).map(|at| (at * 60_000, at * 60_060)).collect();
        assert_eq!(check(&stamps(&all)).unwrap().drift_ppm, 1_000);
    }
}
