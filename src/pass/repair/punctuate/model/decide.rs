//! From chances to marks: for each kind of mark the threshold at which the F1 that the chances themselves lead one to
//! expect is greatest (Lewis 1995), so that a text of short sentences and one of long ones each get theirs.

use super::{MARKS, Mark};

/// How the thresholds are found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The least and the greatest threshold for any mark.
    pub any: (f32, f32),
    /// The same for a sentence end among marks.
    pub ends: (f32, f32),
    /// The same for a question among sentence ends.
    pub question: (f32, f32),
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds { any: (0.2, 0.6), ends: (0.2, 0.7), question: (0.2, 0.7) }
    }
}

/// The threshold with the greatest expected F1 over these chances, to a thousandth.
pub fn threshold(chances: impl Iterator<Item = f32>, (least, most): (f32, f32)) -> f32 {
    const STEPS: usize = 1000;
    // How many chances lie in each step, and their sum.
    let mut steps = [(0u32, 0.0f64); STEPS + 1];
    let mut whole = 0.0;
    for chance in chances {
        if let Some((count, sum)) = steps.get_mut((chance * STEPS as f32) as usize) {
            *count += 1;
            *sum += f64::from(chance);
            whole += f64::from(chance);
        }
    }
    let (mut taken, mut hits, mut best, mut at) = (0.0, 0.0, 0.0, most);
    for (step, (count, sum)) in steps.iter().enumerate().skip(10).rev() {
        taken += f64::from(*count);
        hits += sum;
        let f1 = 2.0 * hits / (taken + whole);
        if *count > 0 && f1 > best {
            (best, at) = (f1, step as f32 / STEPS as f32);
        }
    }
    at.clamp(least, most)
}

/// The thresholds for a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    pub any: f32,
    pub ends: f32,
    pub question: f32,
}

/// Finds them from the chances of a whole text.
pub fn thresholds(chances: &[[f32; MARKS]], bounds: &Bounds) -> Thresholds {
    let any = chances.iter().map(|[none, ..]| 1.0 - none);
    let ends = chances.iter().map(|[_, _, stop, question]| stop + question);
    let question = chances.iter().map(|[.., question]| *question);
    Thresholds {
        any: threshold(any, bounds.any),
        ends: threshold(ends, bounds.ends),
        question: threshold(question, bounds.question),
    }
}

/// The mark for one word's chances.
pub fn mark([none, comma, stop, question]: [f32; MARKS], at: &Thresholds) -> Mark {
    let ends = stop + question;
    if question >= at.question && question >= stop * 0.7 {
        Mark::Question
    } else if ends >= at.ends && ends >= comma * 0.8 {
        if question > stop { Mark::Question } else { Mark::Stop }
    } else if 1.0 - none >= at.any {
        if ends > comma * 1.5 { Mark::Stop } else { Mark::Comma }
    } else {
        Mark::None
    }
}
