//! Section 6.1 of the specification step by step, slowly: what the fast reader must equal.

/// A cue as the specification's parser makes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LetterCue {
    pub id: String,
    pub start: i64,
    pub end: i64,
    pub settings: String,
    pub text: String,
}

struct Parser {
    input: Vec<char>,
    position: usize,
}

/// The WebVTT parser algorithm; `None` for a text that is no WebVTT.
pub fn parse(text: &str) -> Option<Vec<LetterCue>> {
    // Step 1: NULs become U+FFFD, CRLF and CR become LF.
    let text = text.replace('\0', "\u{FFFD}").replace("\r\n", "\n").replace('\r', "\n");
    let mut parser = Parser { input: text.chars().collect(), position: 0 };
    // Steps 4 to 6: the signature.
    let head: String = parser.input.iter().take(6).collect();
    if head != "WEBVTT" || parser.input.get(6).is_some_and(|c| !matches!(c, ' ' | '\t' | '\n')) {
        return None;
    }
    // Steps 7 to 10: the rest of its line.
    parser.line();
    let mut cues = Vec::new();
    if parser.at_end() {
        return Some(cues);
    }
    parser.position += 1;
    if parser.at_end() {
        return Some(cues);
    }
    // Step 11: the header.
    if parser.input[parser.position] != '\n' {
        parser.block(true);
    } else {
        parser.position += 1;
    }
    parser.skip_newlines();
    // Step 14: the blocks.
    while !parser.at_end() {
        cues.extend(parser.block(false));
        parser.skip_newlines();
    }
    Some(cues)
}

impl Parser {
    fn at_end(&self) -> bool {
        self.position >= self.input.len()
    }

    fn skip_newlines(&mut self) {
        while self.input.get(self.position) == Some(&'\n') {
            self.position += 1;
        }
    }

    fn line(&mut self) -> String {
        let from = self.position;
        while self.input.get(self.position).is_some_and(|c| *c != '\n') {
            self.position += 1;
        }
        self.input[from..self.position].iter().collect()
    }

    /// `collect a WebVTT block`.
    fn block(&mut self, in_header: bool) -> Option<LetterCue> {
        let (mut line_count, mut previous) = (0, self.position);
        let mut buffer = String::new();
        let (mut seen_eof, mut seen_arrow) = (false, false);
        let mut cue: Option<LetterCue> = None;
        loop {
            let line = self.line();
            line_count += 1;
            if self.at_end() {
                seen_eof = true;
            } else {
                self.position += 1;
            }
            if line.contains("-->") {
                if !in_header && (line_count == 1 || line_count == 2 && !seen_arrow) {
                    seen_arrow = true;
                    previous = self.position;
                    let id = buffer.clone();
                    cue = timings(&line).map(|cue| LetterCue { id, ..cue });
                    if cue.is_some() {
                        buffer.clear();
                    }
                } else {
                    self.position = previous;
                    break;
                }
            } else if line.is_empty() {
                break;
            } else {
                if !buffer.is_empty() {
                    buffer.push('\n');
                }
                buffer.push_str(&line);
                previous = self.position;
            }
            if seen_eof {
                break;
            }
        }
        cue.map(|cue| LetterCue { text: buffer, ..cue })
    }
}

/// `collect WebVTT cue timings and settings`.
fn timings(line: &str) -> Option<LetterCue> {
    let input: Vec<char> = line.chars().collect();
    let mut at = 0;
    let space = |at: &mut usize| {
        while input.get(*at).is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\u{C}' | '\r')) {
            *at += 1;
        }
    };
    space(&mut at);
    let start = timestamp(&input, &mut at)?;
    space(&mut at);
    for sign in "-->".chars() {
        if input.get(at) != Some(&sign) {
            return None;
        }
        at += 1;
    }
    space(&mut at);
    let end = timestamp(&input, &mut at)?;
    let settings: String = input[at..].iter().collect();
    Some(LetterCue { start, end, settings: settings.trim_ascii().to_owned(), ..LetterCue::default() })
}

/// `collect a WebVTT timestamp`.
fn timestamp(input: &[char], at: &mut usize) -> Option<i64> {
    let digits = |at: &mut usize| {
        let from = *at;
        while input.get(*at).is_some_and(char::is_ascii_digit) {
            *at += 1;
        }
        input[from..*at].iter().collect::<String>()
    };
    let value = |digits: &str| digits.parse::<u128>().unwrap_or(u128::MAX);
    let first = digits(at);
    if first.is_empty() {
        return None;
    }
    let mut hours = first.len() != 2 || value(&first) > 59;
    let sign = |at: &mut usize, sign: char| {
        let fits = input.get(*at) == Some(&sign);
        *at += usize::from(fits);
        fits
    };
    if !sign(at, ':') {
        return None;
    }
    let second = digits(at);
    if second.len() != 2 {
        return None;
    }
    hours |= input.get(*at) == Some(&':');
    let (one, two, three) = if hours {
        if !sign(at, ':') {
            return None;
        }
        let third = digits(at);
        if third.len() != 2 {
            return None;
        }
        (value(&first), value(&second), value(&third))
    } else {
        (0, value(&first), value(&second))
    };
    if !sign(at, '.') {
        return None;
    }
    let fourth = digits(at);
    if fourth.len() != 3 || two > 59 || three > 59 {
        return None;
    }
    let ms = one.saturating_mul(3_600_000).saturating_add(two * 60_000 + three * 1_000 + value(&fourth));
    Some(i64::try_from(ms).unwrap_or(i64::MAX))
}
