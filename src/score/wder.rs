//! Word diarization error rate: words that stand in the right place with the wrong speaker (Shafey et al. 2019).

use serde::Serialize;

use super::Options;
use super::report::Pair;
use super::session::Session;
use super::wer::{Vocabulary, ids, in_order};
use crate::algo::assign::assign;
use crate::algo::edit;

/// Words whose speaker is told, and those of them that are told wrong. Counts add up, rates don't.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpeakerScore {
    /// Words of the reference that a word of the hypothesis stands for, the same or another.
    pub aligned: usize,
    /// Those of them whose word is the same.
    pub correct: usize,
    /// Those of them that have the wrong speaker.
    pub wrong_speaker: usize,
    /// The share of wrong ones; `None` where no word is aligned.
    pub wder: Option<f64>,
    /// Who was paired with whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mapping: Vec<Pair>,
}

impl SpeakerScore {
    pub(super) fn add(&mut self, other: &SpeakerScore) {
        self.aligned += other.aligned;
        self.correct += other.correct;
        self.wrong_speaker += other.wrong_speaker;
        self.wder = (self.aligned > 0).then(|| self.wrong_speaker as f64 / self.aligned as f64);
    }
}

/// The words of a session in order, with who says them.
fn spoken(session: &Session, options: &Options, words: &mut Vocabulary) -> (Vec<u32>, Vec<u32>) {
    let (mut all, mut speakers) = (Vec::new(), Vec::new());
    for segment in in_order(session) {
        all.extend(ids(segment, options.normalise, words));
        speakers.resize(all.len(), segment.speaker);
    }
    (all, speakers)
}

/// Word diarization error rate of one recording: speakers are paired by the aligned words they share.
pub(super) fn wder(reference: &Session, hypothesis: &Session, options: &Options) -> SpeakerScore {
    let mut words = Vocabulary::default();
    let (ours, our_speakers) = spoken(reference, options, &mut words);
    let (theirs, their_speakers) = spoken(hypothesis, options, &mut words);
    let pairs = edit::pairs(&ours, &theirs);
    let (rows, columns) = (reference.speakers().len(), hypothesis.speakers().len());
    let mut shared = vec![0usize; rows * columns];
    for (i, j) in &pairs {
        shared[our_speakers[*i] as usize * columns + their_speakers[*j] as usize] += 1;
    }
    let pairing = assign(rows, columns, |row, column| -(shared[row * columns + column] as f64));
    let mapped = pairing.iter().enumerate().filter_map(|(row, column)| Some((row, (*column)?)));
    let mapped: Vec<(usize, usize)> = mapped.filter(|(row, column)| shared[row * columns + column] > 0).collect();
    let right: usize = mapped.iter().map(|(row, column)| shared[row * columns + column]).sum();
    let mut score = SpeakerScore::default();
    score.add(&SpeakerScore {
        aligned: pairs.len(),
        correct: pairs.iter().filter(|(i, j)| ours[*i] == theirs[*j]).count(),
        wrong_speaker: pairs.len() - right,
        ..SpeakerScore::default()
    });
    score.mapping = mapped
        .into_iter()
        .map(|(row, column)| Pair {
            reference: reference.speakers().get(row).cloned(),
            hypothesis: hypothesis.speakers().get(column).cloned(),
        })
        .collect();
    score
}
