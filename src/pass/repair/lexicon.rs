//! English words: which are known, how frequent they are, and how gladly they make compounds.

#[cfg(feature = "model")]
mod list {
    use std::sync::LazyLock;

    use rustc_hash::FxHashMap;

    use super::Part;

    /// Made by `benches/train/words.py`, which says how, from lists of symspellpy and SCOWL; their notices are in
    /// `words.license.txt`.
    static PACKED: &str = include_str!("words.txt");

    const FREQUENCY: (f32, f32) = (-16.0, 0.9);
    const RATIO: (f32, f32) = (-7.0, 0.8);

    /// A word of the list: a part of others, or only known.
    type Words = FxHashMap<Box<str>, Option<Part>>;

    static WORDS: LazyLock<Words> = LazyLock::new(|| unpack(PACKED));

    /// An entry is `shared suffix class`: a capital for the letters shared with the entry before it, the other letters,
    /// and `{` or two characters of six bits each.
    fn unpack(packed: &str) -> Words {
        let mut words = Words::default();
        words.reserve(40_000);
        let mut word = String::new();
        let mut bytes = packed.bytes().filter(|b| *b != b'\n');
        let mut pending = bytes.next();
        while let Some(shared) = pending.take() {
            word.truncate(usize::from(shared.saturating_sub(b'A')));
            let mut class = bytes.next();
            while let Some(letter) = class
                && letter.is_ascii_lowercase()
            {
                word.push(char::from(letter));
                class = bytes.next();
            }
            let part = match (class, class != Some(b'{')) {
                (Some(high), true) => bytes.next().map(|low| part(high, low)),
                _ => None,
            };
            words.insert(word.as_str().into(), part);
            pending = bytes.next();
        }
        words
    }

    fn part(high: u8, low: u8) -> Part {
        let bits = u16::from(high.saturating_sub(0x21)) << 6 | u16::from(low.saturating_sub(0x21));
        let value = |shift: u16, (least, step): (f32, f32)| least + step * f32::from(bits >> shift & 15);
        Part { frequency: value(8, FREQUENCY), begins: value(4, RATIO), ends: value(0, RATIO) }
    }

    pub fn look(word: &str) -> Option<Option<Part>> {
        WORDS.get(word).copied()
    }

    pub fn all() -> impl Iterator<Item = (&'static str, Option<f32>)> {
        WORDS.iter().map(|(word, part)| (&**word, part.map(|part| part.frequency)))
    }

    /// Slots of the table of hashes; twice as many as words, or a few more.
    const SLOTS: usize = 1 << 17;

    /// The hashes of all words, so that most words of a text are told by one look: their low halves, at the slots of
    /// their high ones.
    static HASHES: LazyLock<Box<[u32]>> = LazyLock::new(|| {
        let mut slots = vec![0u32; SLOTS].into_boxed_slice();
        for word in WORDS.keys() {
            let (mut slot, mark) = place(super::hash(word.as_bytes()));
            while slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) % SLOTS;
            }
            if let Some(free) = slots.get_mut(slot) {
                *free = mark;
            }
        }
        slots
    });

    fn place(hash: u64) -> (usize, u32) {
        let mixed = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed >> 47) as usize, (mixed as u32 ^ (mixed >> 32) as u32).max(1))
    }

    pub fn holds(hash: u64) -> bool {
        let slots = &**HASHES;
        let (mut slot, mark) = place(hash);
        loop {
            match slots.get(slot) {
                Some(0) | None => return false,
                Some(taken) if *taken == mark => return true,
                Some(_) => slot = (slot + 1) % SLOTS,
            }
        }
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn the_list_unpacks_to_what_its_maker_counted() {
            let parts = super::WORDS.values().filter(|part| part.is_some()).count();
            assert_eq!((parts, super::WORDS.len()), (32_000, 39_882));
            assert!(super::WORDS.keys().all(|word| word.bytes().all(|b| b.is_ascii_lowercase()) && !word.is_empty()));
            let the = super::look("the").flatten().unwrap();
            assert!(the.frequency > -4.0 && the.begins < -3.0);
            assert!(super::WORDS.keys().all(|word| super::holds(super::super::hash(word.as_bytes()))));
            assert!(!super::holds(super::super::hash(b"lampkeeper")));
            assert!(super::look("lighthouse").is_some() && super::look("lampkeeper").is_none());
        }
    }
}

#[cfg(not(feature = "model"))]
mod list {
    pub fn look(_: &str) -> Option<Option<super::Part>> {
        None
    }

    pub fn all() -> impl Iterator<Item = (&'static str, Option<f32>)> {
        std::iter::empty()
    }

    pub fn holds(_: u64) -> bool {
        false
    }
}

/// All words of the list, with the logarithm of their share where they may be parts of others.
pub fn all() -> impl Iterator<Item = (&'static str, Option<f32>)> {
    list::all()
}

/// Where a [`hash`] starts.
pub const HASH: u64 = 0xCBF2_9CE4_8422_2325;

/// One step of a [`hash`]: Fowler, Noll and Vo's FNV-1a, byte by byte, so that it can be counted while reading.
pub fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
}

/// The hash by which [`holds`] knows a word.
#[cfg(feature = "model")]
fn hash(word: &[u8]) -> u64 {
    word.iter().fold(HASH, |hash, byte| step(hash, *byte))
}

/// Whether the list holds a word with this hash. Two words of one hash are as rare as one in four thousand million.
pub fn holds(hash: u64) -> bool {
    list::holds(hash)
}

/// What is known of a word that may be a part of a glued token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Natural logarithm of its share of all words.
    pub frequency: f32,
    /// How much likelier, as a logarithm, it begins a compound than it stands by itself.
    pub begins: f32,
    /// How much likelier it ends a compound than it stands by itself.
    pub ends: f32,
}

/// Whether the list of English words holds this lower-case word, or one that it is a form of. Nothing is known without
/// the feature `model`.
pub fn is_known(word: &str) -> bool {
    match word.split_once('\'') {
        None => list::look(word).is_some() || matches!(word, "a" | "i" | "o"),
        Some((stem, "s")) => is_known(stem) && !stem.is_empty(),
        Some((stem, tail)) => CONTRACTED.contains(&tail) && (is_known(stem) || NEGATED.contains(&stem)),
    }
}

/// What stands after the apostrophe of a contraction.
const CONTRACTED: &[&str] = &["t", "re", "ve", "ll", "d", "m"];
/// What stands before it when that is no word.
const NEGATED: &[&str] = &[
    "don", "didn", "doesn", "isn", "wasn", "weren", "couldn", "wouldn", "shouldn", "hasn", "haven", "hadn", "aren",
    "ain", "mustn", "needn",
];

/// What is known of a lower-case word as a part of a glued token.
pub fn part(word: &str) -> Option<Part> {
    list::look(word).flatten()
}

/// Whether the list holds a word, or one that it is made from by an ending or a beginning: `modernizes`, `unmade`.
pub fn is_made(word: &str) -> bool {
    const ENDINGS: &[(&str, &str)] =
        &[("s", ""), ("es", ""), ("ed", "e"), ("ing", "e"), ("er", "e"), ("ies", "y"), ("ly", ""), ("ness", "")];
    const BEGINNINGS: &[&str] = &["un", "re", "non", "over", "out"];
    let stems = |stem: &str, more: &str| {
        let doubled = stem.as_bytes().last_chunk().is_some_and(|[before, last]| before == last);
        stem.len() > 2
            && (is_known(stem)
                || !more.is_empty() && is_known(&format!("{stem}{more}"))
                || doubled && stem.get(..stem.len() - 1).is_some_and(is_known))
    };
    is_known(word)
        || ENDINGS.iter().any(|(ending, more)| word.strip_suffix(ending).is_some_and(|stem| stems(stem, more)))
        || BEGINNINGS.iter().any(|start| word.strip_prefix(start).is_some_and(|stem| stem.len() > 3 && is_known(stem)))
}
