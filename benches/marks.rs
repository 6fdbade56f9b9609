//! Texts as words with the marks after them: what the punctuation model learns from, and what it is measured by.

/// What stands after a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    None,
    /// A comma, a colon or a dash.
    Comma,
    /// A full stop, an exclamation mark or a semicolon.
    Stop,
    Question,
}

/// A word without its marks, and what follows it.
#[derive(Clone, Debug)]
pub struct Item {
    /// In lower case.
    pub word: String,
    /// As it is written.
    pub form: String,
    pub mark: Mark,
    /// Whether the mark is a colon.
    pub colon: bool,
}

/// A text without a break in it.
pub type Document = Vec<Item>;

/// Words whose full stop is their own.
const ABBREVIATED: &[&str] =
    &["mr", "mrs", "ms", "dr", "st", "jr", "sr", "vs", "etc", "no", "prof", "gen", "rev", "hon", "messrs"];

/// Reads one file: a line is a paragraph, an empty line ends a document.
pub fn documents(text: &str) -> Vec<Document> {
    let (mut all, mut document) = (Vec::new(), Document::new());
    for line in text.lines().chain([""]) {
        if line.trim().is_empty() {
            if !document.is_empty() {
                all.push(std::mem::take(&mut document));
            }
            continue;
        }
        for token in line.split_whitespace() {
            add(token, &mut document);
        }
    }
    all
}

fn add(token: &str, document: &mut Document) {
    // `word--word` and `word—word` are two words.
    for separator in ["--", "—"] {
        if let Some((left, right)) = token.split_once(separator) {
            if !left.is_empty() {
                add(left, document);
            }
            if let Some(last) = document.last_mut()
                && last.mark == Mark::None
            {
                last.mark = Mark::Comma;
            }
            if !right.is_empty() {
                add(right, document);
            }
            return;
        }
    }
    let token = token.replace('’', "'");
    let form = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '$' && c != '%');
    if !form.contains(|c: char| c.is_alphanumeric()) {
        if let Some(last) = document.last_mut()
            && last.mark == Mark::None
        {
            last.mark = mark(&token, false);
            last.colon = token.contains(':');
        }
        return;
    }
    let word = form.to_lowercase();
    let tail = token.rsplit(|c: char| c.is_alphanumeric() || c == '$' || c == '%').next().unwrap_or("");
    let own =
        ABBREVIATED.contains(&word.as_str()) || word.contains('.') && !word.contains(|c: char| c.is_ascii_digit());
    let (mark, colon) = (mark(tail, own), tail.contains(':'));
    document.push(Item { mark, colon, form: form.to_owned(), word: word.replace('.', "") });
}

fn mark(tail: &str, own_stop: bool) -> Mark {
    if tail.contains('?') {
        Mark::Question
    } else if tail.contains(['!', ';', '…']) || tail.contains('.') && !own_stop {
        Mark::Stop
    } else if tail.contains([',', ':', '-', '–']) {
        Mark::Comma
    } else {
        Mark::None
    }
}
