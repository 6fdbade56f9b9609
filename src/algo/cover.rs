//! Which owner's pieces cover an item, over a whole sequence: a sweep over both in order of their starts, and the best
//! path of owners with a price for each change (Viterbi 1967). Linear but for the sorting.

/// A stretch that somebody owns, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub start: i64,
    pub end: i64,
    pub owner: u32,
}

/// An owner that an item may have, and what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub owner: u32,
    pub gain: f32,
}

/// So many owners of an item are compared.
pub const MOST: usize = 4;

/// The owners that an item may have, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidates {
    all: [Candidate; MOST],
    count: u8,
    /// How many cover it; the rest are only near.
    pub covering: u8,
}

impl Candidates {
    const NONE: Candidates = Candidates { all: [Candidate { owner: 0, gain: 0.0 }; MOST], count: 0, covering: 0 };

    /// The owners.
    pub fn all(&self) -> &[Candidate] {
        &self.all[..usize::from(self.count)]
    }

    /// One owner that covers it.
    fn only(candidate: Candidate) -> Self {
        let mut only = Candidates { count: 1, covering: 1, ..Candidates::NONE };
        only.all[0] = candidate;
        only
    }

    /// Adds to the gain of an owner. Two pieces of one owner are no rivals.
    fn add_to(&mut self, owner: u32, gain: f32) {
        match self.all().iter().position(|known| known.owner == owner) {
            Some(mut at) => {
                self.all[at].gain += gain;
                while at > 0 && self.all[at - 1].gain < self.all[at].gain {
                    self.all.swap(at - 1, at);
                    at -= 1;
                }
            }
            None => self.add(Candidate { owner, gain }),
        }
    }

    /// Adds an owner; of more than there is room for, those with the least gain are dropped.
    fn add(&mut self, new: Candidate) {
        let count = usize::from(self.count);
        let at = self.all().iter().position(|known| known.gain < new.gain).unwrap_or(count);
        if at < MOST {
            self.all.copy_within(at..count.min(MOST - 1), at + 1);
            self.all[at] = new;
            self.count = (count + 1).min(MOST) as u8;
        }
    }
}

/// The pieces in order of their starts; those of one owner that overlap or touch are one. Owners are numbered from 0.
pub fn united(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.retain(|piece| piece.start < piece.end);
    // They mostly come in order, which a stable sort makes use of.
    pieces.sort_by_key(|piece| piece.start);
    // Where the last piece of each owner stands.
    let mut last: Vec<usize> = Vec::new();
    let mut count = 0;
    for at in 0..pieces.len() {
        let piece = pieces[at];
        let owner = piece.owner as usize;
        if last.len() <= owner {
            last.resize(owner + 1, usize::MAX);
        }
        match pieces[..count].get_mut(last[owner]).filter(|own| piece.start <= own.end) {
            Some(own) => own.end = own.end.max(piece.end),
            None => {
                last[owner] = count;
                pieces[count] = piece;
                count += 1;
            }
        }
    }
    pieces.truncate(count);
    for together in pieces.chunk_by_mut(|one, next| one.start == next.start) {
        together.sort_unstable_by_key(|piece| (piece.end, piece.owner));
    }
    pieces
}

/// How far an owner that doesn't cover an item may lie from it, where others do.
const REACH: i64 = 500;
/// What each unit of distance takes off.
const FAR: f32 = 0.5;
/// Beyond this distance nothing more is taken off.
const FARTHEST: i64 = 2_000;

/// For each item, given by start and end in order of starts, its candidates. The gain is the length that an owner covers;
/// of one that doesn't cover the item, less than nothing by its distance. An item without length is a point.
pub fn cover(items: impl Iterator<Item = (i64, i64)>, pieces: &[Piece]) -> impl Iterator<Item = Candidates> {
    let mut sweep = Sweep { pieces, next: 0, active: Vec::new(), ended: None };
    items.map(move |(start, end)| sweep.item(start, end.max(start.saturating_add(1))))
}

/// Where the sweep over the pieces is.
struct Sweep<'p> {
    pieces: &'p [Piece],
    next: usize,
    /// Those that have begun and not ended.
    active: Vec<Piece>,
    /// The one that ended last.
    ended: Option<Piece>,
}

impl Sweep<'_> {
    fn item(&mut self, start: i64, end: i64) -> Candidates {
        // Most items lie within one piece, with no other near.
        if let [piece] = *self.active
            && piece.start <= start
            && end <= piece.end
            && self.ended.is_none_or(|last| start - last.end > REACH)
            && self.pieces.get(self.next).is_none_or(|next| next.start - end > REACH)
        {
            return Candidates::only(Candidate { owner: piece.owner, gain: (end - start) as f32 });
        }
        let ended = &mut self.ended;
        self.active.retain(|piece| {
            let stays = piece.end > start;
            if !stays && ended.is_none_or(|last| last.end < piece.end) {
                *ended = Some(*piece);
            }
            stays
        });
        while let Some(piece) = self.pieces.get(self.next).filter(|piece| piece.start < end) {
            self.next += 1;
            if piece.end > start {
                self.active.push(*piece);
            } else if ended.is_none_or(|last| last.end < piece.end) {
                *ended = Some(*piece);
            }
        }
        let mut candidates = Candidates::NONE;
        // A longer item before this one may have reached a piece that lies behind this one.
        let mut behind: Option<Piece> = None;
        for piece in &self.active {
            let covered = piece.end.min(end) - piece.start.max(start);
            if covered > 0 {
                candidates.add_to(piece.owner, covered as f32);
                candidates.covering = candidates.count;
            } else if behind.is_none_or(|first| piece.start < first.start) {
                behind = Some(*piece);
            }
        }
        let behind = behind.or(self.pieces.get(self.next).copied());
        let covered = candidates.count > 0;
        let near = [self.ended.map(|piece| (piece, start - piece.end)), behind.map(|piece| (piece, piece.start - end))];
        for (piece, distance) in near.into_iter().flatten() {
            if covered && distance > REACH || candidates.all().iter().any(|known| known.owner == piece.owner) {
                continue;
            }
            candidates.add(Candidate { owner: piece.owner, gain: -FAR * distance.min(FARTHEST) as f32 });
        }
        candidates
    }
}

/// Calls `each(at, candidates, way)` for each item, in order, with the place of its owner among its candidates, so that
/// gains less prices are most; `price(at)` is that of a change between the item before `at` and this one. An item without
/// candidates has none, and changes nothing: its way is 0.
///
/// What comes before an item is told once all ways into that item lead over the same one, so little has to be kept.
pub fn path(
    items: impl Iterator<Item = Candidates>,
    price: impl Fn(usize) -> f32,
    mut each: impl FnMut(usize, &Candidates, u8),
) {
    // Items that are not told yet, and for each way into one the way into the one before it that has candidates.
    let mut open: Vec<(Candidates, [u8; MOST])> = Vec::new();
    let mut told = 0;
    let mut ways: Vec<u8> = Vec::new();
    let mut tell = |open: &mut Vec<(Candidates, [u8; MOST])>, mut way: u8| {
        if let [(item, _)] = &**open {
            each(told, item, if item.all().is_empty() { 0 } else { way });
            told += 1;
            return open.clear();
        }
        ways.clear();
        ways.resize(open.len(), 0);
        for ((item, back), chosen) in open.iter().zip(&mut ways).rev() {
            if !item.all().is_empty() {
                *chosen = way;
                way = back[usize::from(way)];
            }
        }
        for ((item, _), way) in open.drain(..).zip(&ways) {
            each(told, &item, *way);
            told += 1;
        }
    };
    let mut scores = [0.0f32; MOST];
    let mut before: Option<Candidates> = None;
    for (at, item) in items.enumerate() {
        let mut from = [0u8; MOST];
        if item.all().is_empty() {
            open.push((item, from));
            continue;
        }
        // From one way to one way there is nothing to choose, and where there is one way its score is no matter.
        if item.count == 1 && before.is_some_and(|last| last.count == 1) {
            tell(&mut open, 0);
            open.push((item, from));
            (scores, before) = ([0.0; MOST], Some(item));
            continue;
        }
        let mut new = [0.0f32; MOST];
        match &before {
            None => item.all().iter().zip(&mut new).for_each(|(candidate, score)| *score = candidate.gain),
            Some(last) => {
                let last = last.all();
                // Only differences count; this keeps them exact over millions of items.
                let top = scores[..last.len()].iter().copied().fold(f32::NEG_INFINITY, f32::max);
                // The price is asked for only where a change might pay.
                let mut change: Option<f32> = None;
                let mut best = None;
                for ((candidate, score), from) in item.all().iter().zip(&mut new).zip(&mut from) {
                    let stays = last.iter().position(|known| known.owner == candidate.owner);
                    let stays = stays.map(|way| (way, scores[way] - top));
                    let (way, so_far) = match stays {
                        Some((way, stay)) if stay >= 0.0 || stay >= -*change.get_or_insert_with(|| price(at)) => {
                            (way, stay)
                        }
                        _ => {
                            let change = *change.get_or_insert_with(|| price(at));
                            let best = *best.get_or_insert_with(|| {
                                scores[..last.len()].iter().position(|score| *score == top).unwrap_or(0)
                            });
                            (best, -change)
                        }
                    };
                    (*score, *from) = (candidate.gain + so_far, way as u8);
                }
            }
        }
        if before.is_some() && from[1..item.all().len()].iter().all(|way| *way == from[0]) {
            tell(&mut open, from[0]);
            from = [0; MOST];
        }
        scores = new;
        open.push((item, from));
        before = Some(item);
    }
    let count = before.map_or(0, |last| last.all().len());
    let way = (1..count).fold(0, |best, way| if scores[way] > scores[best] { way } else { best });
    tell(&mut open, way as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces() -> impl Strategy<Value = Vec<Piece>> {
        let one = (0i64..300, 0i64..60, 0u32..3);
        prop::collection::vec(one, 0..12).prop_map(|all| {
            all.into_iter().map(|(start, length, owner)| Piece { start, end: start + length, owner }).collect()
        })
    }

    /// How long an owner covers an item, moment by moment.
    fn covered(pieces: &[Piece], owner: u32, start: i64, end: i64) -> i64 {
        let own = |at: &i64| pieces.iter().any(|piece| piece.owner == owner && piece.start <= *at && *at < piece.end);
        (start..end.max(start + 1)).filter(own).count() as i64
    }

    fn score(items: &[Candidates], ways: &[usize], price: &impl Fn(usize) -> f32) -> f32 {
        let mut last: Option<u32> = None;
        let mut sum = 0.0;
        for (at, (item, way)) in items.iter().zip(ways).enumerate() {
            let Some(candidate) = item.all().get(*way) else { continue };
            sum += candidate.gain - if last.is_some_and(|last| last != candidate.owner) { price(at) } else { 0.0 };
            last = Some(candidate.owner);
        }
        sum
    }

    #[test]
    fn a_short_item_behind_a_long_one_finds_what_comes_next() {
        let piece = Piece { start: 92, end: 93, owner: 0 };
        let found: Vec<Candidates> = cover([(61, 93), (81, 82)].into_iter(), &[piece]).collect();
        assert_eq!(found[1].all(), [Candidate { owner: 0, gain: -5.0 }]);
    }

    /// Those of one owner put together one after another.
    fn united_slowly(pieces: &[Piece]) -> Vec<Piece> {
        let mut all: Vec<Piece> = pieces.iter().copied().filter(|piece| piece.start < piece.end).collect();
        while let Some((at, other)) =
            (0..all.len()).flat_map(|at| (0..at).map(move |other| (at, other))).find(|(at, other)| {
                let (one, two) = (all[*at], all[*other]);
                one.owner == two.owner && one.start <= two.end && two.start <= one.end
            })
        {
            let gone = all.swap_remove(at);
            all[other].start = all[other].start.min(gone.start);
            all[other].end = all[other].end.max(gone.end);
        }
        all.sort_unstable_by_key(|piece| (piece.start, piece.end, piece.owner));
        all
    }

    proptest! {
        #[test]
        fn pieces_are_united(pieces in pieces()) {
            prop_assert_eq!(united(pieces.clone()), united_slowly(&pieces));
        }

        #[test]
        fn as_counting_moments_has_it(pieces in pieces(), mut items in prop::collection::vec((0i64..320, 0i64..40), 0..12)) {
            items.sort_unstable();
            let united = united(pieces.clone());
            let spans = items.iter().map(|(start, length)| (*start, start + length));
            let found: Vec<Candidates> = cover(spans, &united).collect();
            for ((start, length), candidates) in items.iter().zip(&found) {
                for owner in 0..3 {
                    let told = candidates.all().iter().find(|one| one.owner == owner).map_or(0.0, |one| one.gain.max(0.0));
                    prop_assert_eq!(told as i64, covered(&pieces, owner, *start, start + length));
                }
                prop_assert_eq!(candidates.all().is_empty(), united.is_empty());
                prop_assert!(candidates.all().is_sorted_by(|a, b| a.gain >= b.gain));
            }
        }

        #[test]
        fn as_trying_all_paths_has_it(pieces in pieces(), mut items in prop::collection::vec((0i64..320, 0i64..40), 1..7), prices in prop::collection::vec(0u8..60, 7)) {
            items.sort_unstable();
            let united = united(pieces);
            let found = cover(items.iter().map(|(start, length)| (*start, start + length)), &united);
            let found: Vec<Candidates> = found.collect();
            let price = |at: usize| f32::from(prices[at]);
            let mut told: Vec<usize> = Vec::new();
            path(found.iter().copied(), price, |at, item, way| {
                assert_eq!((at, item), (told.len(), &found[at]));
                told.push(usize::from(way));
            });
            prop_assert_eq!(told.len(), found.len());
            let mut all: Vec<Vec<usize>> = vec![Vec::new()];
            for item in &found {
                let ways = 0..item.all().len().max(1);
                all = all.iter().flat_map(|path| ways.clone().map(|way| [&path[..], &[way]].concat())).collect();
            }
            let best = all.iter().map(|ways| score(&found, ways, &price)).fold(f32::NEG_INFINITY, f32::max);
            prop_assert!((score(&found, &told, &price) - best).abs() < 1e-2);
        }
    }
}
