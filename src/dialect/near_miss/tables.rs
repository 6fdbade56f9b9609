//! Near misses that are no prose: data, forms, glossaries, lists, source code.

use super::{Census, Sighting, sighting};

/// Cells and numbers.
pub(super) fn data(census: &Census<'_>) -> Option<Sighting> {
    let cells = |line: &str| line.matches([',', '\t', ';', '|']).count();
    let first = census.lines.iter().map(|line| cells(line)).max().unwrap_or(0);
    let alike = census.count(|line| first >= 2 && cells(line) == first);
    let numeric = census.count(|line| {
        let digits = line.chars().filter(char::is_ascii_digit).count();
        digits * 2 >= line.chars().filter(|c| c.is_alphanumeric()).count().max(1)
    });
    let sure = match census.lines.len() >= 3 {
        // Speech has more words in a line than that.
        true if census.share(alike) >= 0.9
            && (census.share(numeric) >= 0.7 || census.words <= census.lines.len() * 2) =>
        {
            0.87
        }
        true if census.share(alike) >= 0.8 => 0.75,
        true if census.share(numeric) >= 0.7 => 0.7,
        _ => 0.0,
    };
    sighting(
        "E-DATA",
        "looks like tabular data",
        sure,
        format!("{alike} lines have {first} separators each, {numeric} are mostly digits"),
    )
}

/// Keys and values.
pub(super) fn form(census: &Census<'_>) -> Option<Sighting> {
    let pair = |line: &str| {
        line.split_once([':', '=']).is_some_and(|(key, value)| {
            key.len() <= 40
                && key.split_whitespace().count() <= 4
                && !key.is_empty()
                && value.split_whitespace().count() <= 8
        })
    };
    let (pairs, braces) = (census.count(pair), census.count(|line| line.starts_with(['{', '}', '[', ']'])));
    let sure = if pairs >= 3 && census.share(pairs + braces) >= 0.7 { 0.65 } else { 0.0 };
    sighting("E-FORM", "looks like key–value data", sure, format!("{pairs} lines of a key and a short value"))
}

/// Items.
pub(super) fn list(census: &Census<'_>) -> Option<Sighting> {
    let numbered = census.count(|line| {
        line.split_once(['.', ')'])
            .is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    });
    let items = census.bullets.max(numbered);
    let open = census.lines.len() - census.sentences.min(census.lines.len());
    let sure = if items >= 3 && census.share(items) >= 0.6 && census.share(open) >= 0.5 { 0.6 } else { 0.0 };
    sighting(
        "E-LIST",
        "looks like a list",
        sure,
        format!("{items} of {} lines are items, {open} end no sentence", census.lines.len()),
    )
}

/// Source code.
pub(super) fn code(census: &Census<'_>) -> Option<Sighting> {
    const HEADS: &[&str] = &[
        "//",
        "#include",
        "#!",
        "import ",
        "from ",
        "def ",
        "class ",
        "return ",
        "self.",
        "if (",
        "for (",
        "while (",
        "fn ",
        "let ",
        "const ",
        "var ",
        "function ",
        "public ",
        "private ",
        "elif ",
        "else:",
        "try:",
        "except",
        "@",
        "\"\"\"",
        "# ",
        ">>> ",
        "... ",
        "$ ",
    ];
    let coded = |line: &str| {
        let keyword = HEADS.iter().any(|head| line.starts_with(head));
        let block = line.ends_with("):")
            || line.ends_with(") -> bool:")
            || line.starts_with("if ") && line.ends_with(':')
            || line.starts_with("for ") && line.ends_with(':');
        let assigned = line.split_once(" = ").is_some_and(|(left, _)| {
            !left.is_empty()
                && left.split_whitespace().count() <= 3
                && left.bytes().all(|b| b.is_ascii_alphanumeric() || b"_. :[]".contains(&b))
        });
        let call = line.ends_with(')')
            && line.split_once('(').is_some_and(|(name, _)| !name.is_empty() && !name.contains(' '));
        line.ends_with(['{', '}', ';']) || keyword || block || assigned || call || line.contains("();")
    };
    /// From this share of words on a text is code, or about nothing else.
    const WORDS: f32 = 0.08;
    let coded = census.count(coded);
    let words = census.coded as f32 / census.words.max(1) as f32;
    let sure = match census.coded >= 10 {
        true if words >= 2.0 * WORDS => 0.9,
        true if words >= WORDS => 0.82,
        _ if coded >= 3 && census.share(coded) >= 0.4 => 0.8,
        _ => 0.0,
    };
    sighting(
        "E-FORM",
        "looks like source code",
        sure,
        format!(
            "{coded} lines are statements: they end in a brace or a semicolon, assign, call or define; {:.0} % of the words are code",
            words * 100.0
        ),
    )
}

/// Documents whose text stands between commands.
pub(super) fn document(census: &Census<'_>) -> Option<Sighting> {
    const HEADS: &[(&str, &str)] = &[
        ("%!PS", "a PostScript document: turn it into text first"),
        ("\\documentclass", "a TeX document: turn it into text first"),
    ];
    let first = census.lines.first()?.trim_start();
    let (head, looks_like) = HEADS.iter().find(|(head, _)| first.starts_with(head))?;
    sighting("E-FORM", looks_like, 0.95, format!("it begins with `{head}`"))
}

/// Numbers, and few words between them.
pub(super) fn numbers(census: &Census<'_>) -> Option<Sighting> {
    let sure = if census.numbers >= 50 && census.numbers * 10 >= census.words * 3 { 0.9 } else { 0.0 };
    let (numbers, words) = (census.numbers, census.words);
    sighting("E-DATA", "looks like a table of numbers", sure, format!("{numbers} of {words} words are numbers"))
}

/// JSON that no format claims.
pub(super) fn object(census: &Census<'_>) -> Option<Sighting> {
    let (first, last) = (census.lines.first()?.trim_start(), census.lines.last()?.trim_end());
    let opened = first.starts_with(['{', '[']) && (last.ends_with(['}', ']']) || census.lines.len() == 1);
    // A page may begin with a mark in brackets, but not with a key.
    let inside = first.trim_start_matches(['{', '[', ' ', '\t']);
    let inside = match inside {
        "" => census.lines.get(1).map_or("", |line| line.trim_start()),
        some => some,
    };
    let keyed = inside.starts_with('"') && inside.get(..inside.len().min(200)).unwrap_or(inside).contains("\":")
        || inside.starts_with(['{', '[']);
    sighting(
        "E-FORM",
        "looks like JSON of no transcript",
        if opened && keyed { 0.9 } else { 0.0 },
        "it begins with a brace and a key in quotation marks, and no format that is known has such keys".to_owned(),
    )
}

/// Columns apart by blanks.
pub(super) fn columns(census: &Census<'_>) -> Option<Sighting> {
    let cells =
        |line: &str| line.split("  ").flat_map(|part| part.split('\t')).filter(|cell| !cell.trim().is_empty()).count();
    let rows = census.count(|line| cells(line) >= 4);
    let sure = if rows >= 4 && census.share(rows) >= 0.5 && census.persons() < 0.02 { 0.7 } else { 0.0 };
    sighting("E-DATA", "looks like tabular data", sure, format!("{rows} lines have four columns and more"))
}

/// Terms in alphabetical order, each with what it means.
pub(super) fn glossary(census: &Census<'_>) -> Option<Sighting> {
    let term = |line: &str| -> Option<String> {
        let (term, meaning) = line.split_once([':', '–', '—'])?;
        let sound =
            term.starts_with(char::is_alphabetic) && term.split_whitespace().count() <= 4 && !meaning.trim().is_empty();
        sound.then(|| term.trim().to_lowercase())
    };
    let terms: Vec<String> = census.lines.iter().filter_map(|line| term(line.trim())).collect();
    let rising = terms.windows(2).filter(|pair| pair[0] < pair[1]).count();
    let sure = if terms.len() >= 5 && census.share(terms.len()) >= 0.7 && rising * 10 >= (terms.len() - 1) * 9 {
        0.7
    } else {
        0.0
    };
    sighting(
        "E-FORM",
        "looks like a glossary",
        sure,
        format!("{} terms in alphabetical order, none comes again", terms.len()),
    )
}
