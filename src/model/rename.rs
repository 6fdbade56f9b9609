//! Giving speakers other names, and making one of two who turn out to be the same.

use super::speaker::SpeakerId;
use super::transcript::{Transcript, TurnRow};

impl Transcript {
    /// Gives a speaker another name. If somebody else bears it already, the two become one: labels and aliases are
    /// drawn together, and neighbouring turns of the two are joined.
    ///
    /// Speakers stay in order of their first turn, so ids may change where two become one. An id of another
    /// transcript changes nothing.
    ///
    /// ```
    /// use fireside::{Speaker, SpeakerId, TranscriptBuilder, UnitStart};
    /// let mut builder = TranscriptBuilder::default();
    /// for (at, name) in [(0, "Ada Quill"), (20, "A. Quil")] {
    ///     let speaker = builder.speaker(Speaker::named(name));
    ///     builder.unit(UnitStart { speaker: Some(speaker), ..UnitStart::default() });
    ///     builder.push("Is it on?", at);
    /// }
    /// let mut transcript = builder.finish();
    /// assert_eq!(transcript.turns().len(), 2);
    /// transcript.rename(SpeakerId::new(1), "Ada Quill");
    /// assert_eq!(transcript.speakers().len(), 1);
    /// assert_eq!(transcript.turns().len(), 1);
    /// ```
    pub fn rename(&mut self, id: SpeakerId, name: &str) {
        let Some(speaker) = self.speakers.get_mut(id.index()) else { return };
        if speaker.name != name {
            self.forget_wording_of(id);
        }
        let Some(speaker) = self.speakers.get_mut(id.index()) else { return };
        speaker.name = name.to_owned();
        speaker.named = true;
        let same = |(index, speaker): (usize, &super::Speaker)| index != id.index() && speaker.name == name;
        let Some(other) = self.speakers.iter().enumerate().position(same) else { return };
        let (kept, gone) = (other.min(id.index()), other.max(id.index()));
        let Some(from) = self.speakers.get_mut(gone).map(std::mem::take) else { return };
        let Some(into) = self.speakers.get_mut(kept) else { return };
        for (known, more) in [(&mut into.labels, from.labels), (&mut into.aliases, from.aliases)] {
            for label in more {
                if !known.contains(&label) {
                    known.push(label);
                }
            }
        }
        into.named = true;
        into.role = into.role.take().or(from.role);
        self.hand_over(SpeakerId::new(gone as u32), SpeakerId::new(kept as u32));
        self.order_speakers();
    }

    /// Drops what rides along of the source's own wording from the cues that a speaker speaks in: it may name them.
    fn forget_wording_of(&mut self, id: SpeakerId) {
        for turn in self.turns.iter().filter(|turn| turn.speaker == Some(id)) {
            let units = self.units.get(turn.units.start as usize..turn.units.end as usize).unwrap_or(&[]);
            let (Some(first), Some(last)) = (units.first(), units.last()) else { continue };
            let from = self.cues.partition_point(|cue| cue.text.end <= first.text.start);
            let cues = self.cues.get_mut(from..).unwrap_or(&mut []);
            cues.iter_mut().take_while(|cue| cue.text.start < last.text.end).for_each(super::Cue::forget_wording);
        }
    }

    /// Makes all turns of `gone` turns of `kept`, and joins those that thereby meet.
    fn hand_over(&mut self, gone: SpeakerId, kept: SpeakerId) {
        let mut turns: Vec<TurnRow> = Vec::with_capacity(self.turns.len());
        let mut before = None;
        for mut turn in self.turns.drain(..) {
            let was = turn.speaker;
            if was == Some(gone) {
                turn.speaker = Some(kept);
            }
            let met = matches!((before, was), (Some(a), Some(b)) if (a, b) == (gone, kept) || (a, b) == (kept, gone));
            before = was;
            match turns.last_mut() {
                Some(last) if met => {
                    last.units.end = turn.units.end;
                    last.speaker_confidence = last.speaker_confidence.min(turn.speaker_confidence);
                }
                _ => turns.push(turn),
            }
        }
        self.turns = turns;
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Speaker, SpeakerId, Transcript, TranscriptBuilder, UnitStart};

    /// A transcript whose turns are spoken by these names in turn.
    fn talk(names: &[&str]) -> Transcript {
        let mut builder = TranscriptBuilder::default();
        let mut ids: Vec<(&str, SpeakerId)> = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let id = match ids.iter().find(|(known, _)| known == name) {
                Some((_, id)) => *id,
                None => {
                    let labels = vec![format!("{name}:")];
                    builder.speaker(Speaker { labels, ..Speaker::named(*name) })
                }
            };
            ids.push((name, id));
            builder.unit(UnitStart { speaker: Some(id), new_speaker: true, ..UnitStart::default() });
            builder.push(&format!("word{at}"), at * 10);
        }
        builder.finish()
    }

    fn shape(transcript: &Transcript) -> Vec<(&str, &str)> {
        transcript.turns().map(|turn| (turn.speaker().map_or("", |who| who.name.as_str()), turn.text())).collect()
    }

    #[test]
    fn a_new_name_changes_nothing_else() {
        let mut transcript = talk(&["A", "B", "A"]);
        transcript.rename(SpeakerId::new(0), "Ada");
        assert_eq!(shape(&transcript), [("Ada", "word0"), ("B", "word1"), ("Ada", "word2")]);
        assert!(transcript.speakers()[0].named);
    }

    #[test]
    fn two_become_one_and_their_neighbouring_turns_are_joined() {
        let mut transcript = talk(&["C", "A", "B", "C", "B", "A", "B"]);
        transcript.rename(SpeakerId::new(1), "B");
        let expected = [("C", "word0"), ("B", "word1 word2"), ("C", "word3"), ("B", "word4 word5 word6")];
        assert_eq!(shape(&transcript), expected);
        assert_eq!(transcript.speakers().len(), 2);
        assert_eq!(transcript.speakers()[1].labels, ["A:", "B:"]);
        assert_eq!(transcript.units().len(), 7);
    }

    #[test]
    fn an_id_from_elsewhere_changes_nothing() {
        let mut transcript = talk(&["A"]);
        let before = transcript.clone();
        transcript.rename(SpeakerId::new(7), "B");
        assert_eq!(transcript, before);
    }
}
