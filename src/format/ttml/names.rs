//! Namespaces: which prefix means what.

/// What a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// Elements such as `p`.
    Content,
    /// `ttm:agent`
    Metadata,
    /// `tts:fontStyle`
    Styling,
    /// `ttp:frameRate`
    Parameter,
    /// `xml:id`
    Xml,
    /// Somebody else's.
    Foreign,
}

/// Where the namespaces of timed text have lived, the latest first.
const HOMES: &[&str] =
    &["http://www.w3.org/ns/ttml", "http://www.w3.org/2006/10/ttaf1", "http://www.w3.org/2006/04/ttaf1"];

impl Space {
    fn of(uri: &str) -> Self {
        let uri = uri.trim();
        let home = HOMES.iter().find_map(|home| uri.strip_prefix(home)).or_else(|| {
            // Drafts had dates of their own.
            uri.strip_prefix("http://www.w3.org/20")
                .filter(|rest| rest.contains("/ttaf"))
                .map(|rest| memchr::memchr(b'#', rest.as_bytes()).and_then(|at| rest.get(at..)).unwrap_or(""))
        });
        match home {
            Some("" | "#") => Space::Content,
            Some("#metadata") => Space::Metadata,
            Some("#styling" | "#style" | "#style-extension") => Space::Styling,
            Some("#parameter") => Space::Parameter,
            _ => Space::Foreign,
        }
    }
}

/// The base of the namespaces that a root declares for itself: what the others are named after.
pub(super) fn home(uri: &str) -> &'static str {
    HOMES.iter().find(|home| uri.trim().starts_with(**home)).unwrap_or(&HOMES[0])
}

/// The prefixes that are declared, the innermost last.
#[derive(Clone, Debug, Default)]
pub(super) struct Names<'a> {
    declared: Vec<(&'a str, Space)>,
}

/// More declarations than any document has; the rest go unheard.
const MOST: usize = 256;

impl<'a> Names<'a> {
    /// Takes an attribute, if it declares a namespace.
    pub fn declare(&mut self, name: &'a str, uri: &str) {
        let prefix = match name.strip_prefix("xmlns") {
            Some("") => "",
            Some(rest) => match rest.strip_prefix(':') {
                Some(prefix) => prefix,
                None => return,
            },
            None => return,
        };
        if self.declared.len() < MOST {
            self.declared.push((prefix, Space::of(uri)));
        }
    }

    /// How many are declared: to [`forget`](Self::forget) those that come after.
    pub fn len(&self) -> usize {
        self.declared.len()
    }

    /// Forgets all declarations but the first so many.
    pub fn forget(&mut self, count: usize) {
        self.declared.truncate(count);
    }

    /// What a prefix means for an element. One that is declared nowhere means what everybody means by it.
    pub fn space(&self, prefix: &str) -> Space {
        if let Some((_, space)) = self.declared.iter().rev().find(|(known, _)| *known == prefix) {
            return *space;
        }
        match prefix {
            "" | "tt" => Space::Content,
            "ttm" => Space::Metadata,
            "tts" => Space::Styling,
            "ttp" => Space::Parameter,
            "xml" => Space::Xml,
            _ => Space::Foreign,
        }
    }

    /// What the prefix of an attribute means: without one it belongs to its element.
    pub fn attribute(&self, prefix: &str) -> Space {
        if prefix.is_empty() { Space::Content } else { self.space(prefix) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_prefix_and_every_age() {
        let mut names = Names::default();
        assert_eq!(names.space("tts"), Space::Styling, "undeclared");
        names.declare("xmlns", "http://www.w3.org/2006/10/ttaf1");
        names.declare("xmlns:m", "http://www.w3.org/2006/04/ttaf1#metadata");
        names.declare("xmlns:s", "http://www.w3.org/ns/ttml#styling");
        names.declare("xmlns:h", "http://www.w3.org/1999/xhtml");
        let found = ["", "m", "s", "h", "xml", "q"].map(|prefix| names.space(prefix));
        use Space::*;
        assert_eq!(found, [Content, Metadata, Styling, Foreign, Xml, Foreign]);
        let known = names.len();
        names.declare("xmlns", "urn:x");
        assert_eq!(names.space(""), Foreign);
        assert_eq!(names.attribute(""), Content);
        names.forget(known);
        assert_eq!(names.space(""), Content);
    }
}
