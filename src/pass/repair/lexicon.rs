//! English words: which are known, how frequent they are, and how gladly they make compounds.

#[cfg(feature = "model")]
mod list {
    use std::sync::LazyLock;

    use rustc_hash::FxHashMap;

    use super::Part;

    /// Made by `benches/train/words.py`, which says how; from the frequency dictionary of symspellpy (MIT licence).
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

    #[cfg(test)]
    mod tests {
        #[test]
        fn the_list_unpacks_to_what_its_maker_counted() {
            let parts = super::WORDS.values().filter(|part| part.is_some()).count();
            assert_eq!((parts, super::WORDS.len()), (32_000, 34_372));
            assert!(super::WORDS.keys().all(|word| word.bytes().all(|b| b.is_ascii_lowercase()) && !word.is_empty()));
            let the = super::look("the").flatten().unwrap();
            assert!(the.frequency > -4.0 && the.begins < -3.0);
            assert!(super::look("lighthouse").is_some() && super::look("lampkeeper").is_none());
        }
    }
}

#[cfg(not(feature = "model"))]
mod list {
    pub fn look(_: &str) -> Option<Option<super::Part>> {
        None
    }
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
