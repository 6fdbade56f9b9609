//! What the elements of HTML do to the text in them.

/// What an element does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    /// It and all that is in it is no text.
    Skipped,
    /// So many line ends stand before and after it.
    Block(u8),
    /// A paragraph, set off by blank lines.
    Paragraph,
    Heading,
    /// A line ends.
    Break,
    /// White space in it counts.
    Preformatted,
    Row,
    Cell,
    /// It is set off from its neighbours by a space at least.
    Apart,
    Cite,
    Time,
    /// The reading of a character, which is spoken once.
    Ruby,
    Inline,
}

/// What the element with this name in lower case does.
pub(super) fn role(name: &[u8]) -> Role {
    match name {
        b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"canvas" | b"iframe" | b"object" | b"audio"
        | b"video" | b"nav" | b"select" | b"datalist" | b"title" | b"noembed" | b"noframes" => Role::Skipped,
        b"p" => Role::Paragraph,
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Role::Heading,
        b"blockquote" | b"ul" | b"ol" | b"dl" | b"dt" | b"table" | b"section" | b"article" | b"figure" | b"hr"
        | b"aside" | b"header" | b"footer" | b"main" | b"form" | b"fieldset" | b"details" => Role::Block(2),
        b"div" | b"li" | b"dd" | b"address" | b"figcaption" | b"summary" | b"caption" | b"thead" | b"tbody"
        | b"tfoot" | b"center" | b"body" | b"html" | b"head" | b"option" | b"legend" | b"dialog" | b"search"
        | b"hgroup" | b"menu" | b"dir" => Role::Block(1),
        b"br" => Role::Break,
        b"pre" | b"textarea" | b"xmp" | b"listing" | b"plaintext" => Role::Preformatted,
        b"tr" => Role::Row,
        b"td" | b"th" => Role::Cell,
        b"button" | b"label" | b"input" => Role::Apart,
        b"cite" => Role::Cite,
        b"time" => Role::Time,
        b"rt" | b"rp" => Role::Ruby,
        _ => Role::Inline,
    }
}

/// Whether an element never has content, so that nothing ends it.
pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"br"
            | b"hr"
            | b"img"
            | b"input"
            | b"meta"
            | b"link"
            | b"wbr"
            | b"area"
            | b"base"
            | b"col"
            | b"embed"
            | b"source"
            | b"track"
            | b"param"
    )
}

/// Elements within lines that pages have.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "mark", "meta", "link", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "u", "var",
    "wbr",
];

/// What tags are in the head of a text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Census {
    /// Whether the first tag is one of HTML.
    pub first: bool,
    /// Tags that begin blocks or lines.
    pub blocks: usize,
    /// Tags within lines, and what only looks like a tag.
    pub others: usize,
    /// Whether there is a tag that shows another format.
    pub foreign: bool,
    /// Whether there is an arrow between two times, as in captions.
    pub arrows: bool,
}

pub(super) fn census(head: &str) -> Census {
    let mut census = Census::default();
    let bytes = head.as_bytes();
    let mut seen = false;
    for at in memchr::memchr_iter(b'<', bytes) {
        let rest = bytes.get(at + 1..).unwrap_or(&[]);
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let end = rest.iter().take(16).position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len().min(16));
        let name = rest.get(..end).unwrap_or(&[]).to_ascii_lowercase();
        let closes = rest.get(end).is_none_or(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
        let role = role(&name);
        let block = !matches!(role, Role::Inline);
        let inline = || INLINE.iter().any(|known| known.as_bytes() == name);
        let known = closes && !name.is_empty() && (block || inline());
        if !std::mem::replace(&mut seen, true) {
            census.first = known;
        }
        match known && block && !matches!(role, Role::Ruby) {
            true => census.blocks += 1,
            false => census.others += 1,
        }
        let foreign: &[&[u8]] = &[b"sync", b"sami", b"timedtext", b"window"];
        census.foreign |= foreign.contains(&name.as_slice());
    }
    let mut arrows = memchr::memmem::find_iter(bytes, b"-->");
    census.arrows = arrows.any(|at| {
        let around = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        around(head.get(..at).unwrap_or("").trim_end().as_bytes().last())
            && around(head.get(at + 3..).unwrap_or("").trim_start().as_bytes().first())
    });
    census
}
