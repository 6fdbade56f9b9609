//! The words that numbers are made of, for whoever spells numbers out or reads them.

/// Below twenty.
pub(crate) const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
/// By ten, from twenty on.
pub(crate) const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
/// The place of each of [`ONES`].
pub(crate) const ORDINALS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
/// The place of each of [`TENS`].
pub(crate) const ORDINAL_TENS: [&str; 10] =
    ["", "", "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"];
/// What the numbers before them are multiplied by, the largest first.
pub(crate) const SCALES: [(&str, u64); 5] = [
    ("trillion", 1_000_000_000_000),
    ("billion", 1_000_000_000),
    ("million", 1_000_000),
    ("thousand", 1_000),
    ("hundred", 100),
];

/// The place that a number's last word makes it: `two` is `second`.
pub(crate) fn ordinal(last: &str) -> Option<&'static str> {
    let at = |list: &[&str]| list.iter().position(|word| !word.is_empty() && *word == last);
    match at(&ONES) {
        Some(at) => Some(ORDINALS[at]),
        None if last == "hundred" => Some("hundredth"),
        None => at(&TENS).map(|at| ORDINAL_TENS[at]),
    }
}

/// Signs of currencies, and their words, for one and for more.
pub(crate) const CURRENCIES: [(char, &str, &str); 3] =
    [('$', "dollar", "dollars"), ('£', "pound", "pounds"), ('€', "euro", "euros")];
