//! A JSON document as a tree of places in its text: any key in any order, and as much of it as is there.

use std::borrow::Cow;
use std::ops::Range;

use super::decimal::{Unit, millis, share, spelled};
use super::scan::{Fault, Scalar, Scanner, Sink, Text};
use crate::error::Error;
use crate::text::Places;

/// The values of a text, in the order in which they stand in it. A value without parts takes one node, a list or a map
/// one more than its parts; keys stand before their values.
#[derive(Clone, Debug)]
pub(super) struct Tree<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    /// Nodes of the documents: most texts have one, logs of a stream have many.
    roots: Vec<u32>,
    /// Why the text ends early, if it does.
    pub fault: Option<Fault>,
    /// What the fault left open; else room for what is open while the tree is filled.
    open: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    start: u32,
    end: u32,
    /// The node behind this one and its parts.
    next: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Null,
    Bool,
    Number,
    Text,
    Escaped,
    List,
    Map,
}

/// Takes the tokens of documents.
struct Builder {
    nodes: Vec<Node>,
    open: Vec<u32>,
    /// Whether the last node is a key that waits for its value.
    keyed: bool,
}

impl Builder {
    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { kind, start: start as u32, end: end as u32, next });
        self.keyed = false;
    }

    /// Closes what the end of the text leaves open, and says what that was.
    fn close_all(&mut self, end: usize) {
        if self.keyed {
            self.push(Kind::Null, end, end);
        }
        let open = self.open.clone();
        while !self.open.is_empty() {
            self.close(end);
        }
        self.open = open;
    }
}

impl Sink for Builder {
    fn open(&mut self, list: bool, at: usize) {
        self.open.push(self.nodes.len() as u32);
        self.push(if list { Kind::List } else { Kind::Map }, at, at);
    }

    fn close(&mut self, after: usize) {
        let next = self.nodes.len() as u32;
        if let Some(node) = self.open.pop().and_then(|open| self.nodes.get_mut(open as usize)) {
            (node.end, node.next) = (after as u32, next);
        }
    }

    fn key(&mut self, key: Text<'_>) {
        self.text(key);
        self.keyed = true;
    }

    fn text(&mut self, text: Text<'_>) {
        let kind = if text.escaped { Kind::Escaped } else { Kind::Text };
        self.push(kind, text.at, text.at + text.raw.len());
    }

    fn scalar(&mut self, kind: Scalar, from: usize, to: usize) {
        let kind = match kind {
            Scalar::Null => Kind::Null,
            Scalar::Bool => Kind::Bool,
            Scalar::Number => Kind::Number,
        };
        self.push(kind, from, to);
    }
}

impl<'a> Tree<'a> {
    /// The tree of a text that holds one document or several in a row. What is wrong with it is the tree's `fault`; what
    /// stands before that place is in the tree.
    pub fn new(text: &'a str) -> Self {
        let mut scanner = Scanner::new(text);
        let mut builder = Builder { nodes: Vec::with_capacity(text.len() / 16), open: Vec::new(), keyed: false };
        let (mut roots, mut fault) = (Vec::new(), None);
        while scanner.peek() != 0 || scanner.at < text.len() {
            let root = builder.nodes.len() as u32;
            let end = scanner.walk(&mut builder);
            if builder.nodes.len() > root as usize {
                roots.push(root);
            }
            if let Err(found) = end {
                builder.close_all(found.at);
                fault = Some(found);
                break;
            }
            // Streams are also logged with commas between the documents.
            if scanner.peek() == b',' {
                scanner.at += 1;
            }
        }
        if roots.is_empty() && fault.is_none() {
            fault = Some(Fault { at: text.len(), expected: "a JSON document" });
        }
        Tree { text, nodes: builder.nodes, roots, fault, open: builder.open }
    }

    /// An empty tree of a text, to be filled value by value.
    pub fn empty(text: &'a str) -> Self {
        Tree { text, nodes: Vec::new(), roots: vec![0], fault: None, open: Vec::new() }
    }

    /// Puts the value at which `scanner` stands in place of what the tree holds. At a fault, what stands before it is held.
    pub fn refill(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Fault> {
        let (mut nodes, mut open) = (std::mem::take(&mut self.nodes), std::mem::take(&mut self.open));
        nodes.clear();
        open.clear();
        let mut builder = Builder { nodes, open, keyed: false };
        let end = scanner.walk(&mut builder);
        if let Err(fault) = end {
            builder.close_all(fault.at);
            self.fault = Some(fault);
        }
        (self.nodes, self.open) = (builder.nodes, builder.open);
        end
    }

    /// The tree of a head, for a format to look at; `None` where the head opens no JSON or is a document of ours.
    pub fn of_head(head: &'a str) -> Option<Self> {
        if !head.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let tree = Tree::new(head);
        let ours = tree.root().get("schema").and_then(Value::text);
        (!ours.is_some_and(|schema| schema.raw.starts_with("fireside."))).then_some(tree)
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The first document.
    pub fn root(&self) -> Value<'_> {
        Value { tree: self, index: self.roots.first().copied().unwrap_or(u32::MAX) }
    }

    /// All documents.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = Value<'_>> {
        self.roots.iter().map(|index| Value { tree: self, index: *index })
    }

    /// The items of the first document if it is a list, else all documents.
    pub fn items(&self) -> impl Iterator<Item = Value<'_>> {
        let list = self.root().is_list();
        let documents = self.documents().filter(move |_| !list);
        self.root().list().chain(documents)
    }

    /// The error that says where and why the text could not be read.
    pub fn malformed(&self, offset: usize, title: &str) -> Error {
        let fault = self.fault.unwrap_or(Fault { at: 0, expected: "speech" });
        let byte = offset + fault.at;
        let places = Places::new(self.text, offset);
        let help = match self.fault {
            Some(fault) if fault.at >= self.text.len() => "the file is cut off before anything was said: get it whole",
            Some(_) => "check the file with a JSON tool, or get it anew",
            None => "name its format with --from",
        };
        let expected = match self.fault {
            Some(fault) => fault.expected.to_owned(),
            None => format!("speech as in {title}, and found none"),
        };
        Error::Malformed { place: places.place(byte), expected, line: places.line(byte), help: help.to_owned() }
    }

    fn node(&self, index: u32) -> Option<&Node> {
        self.nodes.get(index as usize)
    }
}

/// A value of a tree; one that isn't there has no parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

impl<'t> Value<'t> {
    fn kind(self) -> Option<Kind> {
        self.tree.node(self.index).map(|node| node.kind)
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        self.kind() == Some(Kind::List)
    }

    /// Whether it is a map.
    pub fn is_map(self) -> bool {
        self.kind() == Some(Kind::Map)
    }

    /// The bytes of the text that it takes; those of a string without its quotes.
    pub fn bytes(self) -> Range<usize> {
        self.tree.node(self.index).map_or(0..0, |node| node.start as usize..node.end as usize)
    }

    /// Whether all of it is there: a fault cuts off neither it nor, of a key, its value.
    pub fn is_whole(self) -> bool {
        !self.bytes().is_empty() && !self.tree.open.contains(&self.index)
            || matches!(self.kind(), Some(Kind::Text | Kind::Escaped))
    }

    /// As it stands in the text.
    pub fn raw(self) -> &'t str {
        self.tree.text.get(self.bytes()).unwrap_or("")
    }

    /// The nodes right below a list or a map.
    fn parts(self, kind: Kind) -> impl Iterator<Item = Value<'t>> {
        let end = match self.tree.node(self.index) {
            Some(node) if node.kind == kind => node.next,
            _ => self.index.saturating_add(1),
        };
        let mut at = self.index.saturating_add(1);
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let value = Value { tree: self.tree, index: at };
            at = self.tree.node(at)?.next;
            Some(value)
        })
    }

    /// The items of a list; none for any other value.
    pub fn list(self) -> impl Iterator<Item = Value<'t>> {
        self.parts(Kind::List)
    }

    /// The keys and values of a map; none for any other value.
    pub fn entries(self) -> impl Iterator<Item = (Cow<'t, str>, Value<'t>)> {
        let mut parts = self.parts(Kind::Map);
        std::iter::from_fn(move || {
            let key = parts.next()?;
            Some((key.text()?.decoded(), parts.next()?))
        })
    }

    /// The keys of a map as they are written, and their values.
    pub fn members(self) -> impl Iterator<Item = (&'t str, Value<'t>)> {
        let mut parts = self.parts(Kind::Map);
        std::iter::from_fn(move || Some((parts.next()?.raw(), parts.next()?)))
    }

    /// As JSON writes it, the quotes of a string included.
    pub fn json(self) -> &'t str {
        let bytes = self.bytes();
        match self.text() {
            Some(_) => self.tree.text.get(bytes.start - 1..bytes.end + 1).unwrap_or(""),
            None => self.raw(),
        }
    }

    fn find(self, key: &str) -> Option<Value<'t>> {
        let mut parts = self.parts(Kind::Map);
        while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            if name.raw() == key {
                return Some(value);
            }
        }
        None
    }

    /// The value of a key that is there and not null.
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        self.find(key).filter(|value| value.kind() != Some(Kind::Null))
    }

    /// The value of the first of several keys that is there and not null.
    pub fn any(self, keys: &[&str]) -> Option<Value<'t>> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The value at the end of a path of keys.
    pub fn at(self, path: &[&str]) -> Option<Value<'t>> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The items of the list that a key holds.
    pub fn items(self, key: &str) -> impl Iterator<Item = Value<'t>> {
        self.get(key).into_iter().flat_map(Value::list)
    }

    /// Whether a map has all of these keys, with any values.
    pub fn has(self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.find(key).is_some())
    }

    /// A string.
    pub fn text(self) -> Option<Text<'t>> {
        match self.kind()? {
            kind @ (Kind::Text | Kind::Escaped) => {
                Some(Text { raw: self.raw(), at: self.bytes().start, escaped: kind == Kind::Escaped })
            }
            _ => None,
        }
    }

    /// A string, decoded and without white space at its ends; `None` if nothing is left.
    pub fn string(self) -> Option<String> {
        let text = self.text()?.trimmed();
        (!text.raw.is_empty()).then(|| text.decoded().into_owned())
    }

    /// A string or a number, as it is written.
    pub fn name(self) -> Option<Text<'t>> {
        match self.kind()? {
            Kind::Number => Some(Text { raw: self.raw(), at: self.bytes().start, escaped: false }),
            _ => self.text().map(Text::trimmed).filter(|name| !name.raw.is_empty()),
        }
    }

    /// A string or a number, with the white space at its ends.
    pub fn name_as_written(self) -> Option<Text<'t>> {
        self.text().or_else(|| self.name())
    }

    /// A share from 0 to 1, as a number or a string; `None` for any other value.
    pub fn share(self) -> Option<f32> {
        share(self.number()?)
    }

    /// A number as it is written, or a string.
    pub fn number(self) -> Option<&'t str> {
        matches!(self.kind()?, Kind::Number | Kind::Text).then(|| self.raw())
    }

    /// `true`, or a string that says so.
    pub fn is_true(self) -> bool {
        self.raw() == "true"
    }

    /// The milliseconds of a time: a number or a string of numbers counts `unit`; strings may bear their own, and a map
    /// may hold seconds and nanoseconds.
    pub fn millis(self, unit: Unit) -> Option<i64> {
        match self.kind()? {
            Kind::Number => millis(self.raw(), unit),
            Kind::Text => spelled(self.raw(), unit),
            Kind::Map => {
                let part = |key, unit| self.get(key).map(|value| value.millis(unit));
                match (part("seconds", Unit::Seconds), part("nanos", Unit::Nanoseconds)) {
                    // Of zero, the parts are left out.
                    (None, None) => self.parts(Kind::Map).next().is_none().then_some(0),
                    (seconds, nanos) => Some(seconds.unwrap_or(Some(0))?.saturating_add(nanos.unwrap_or(Some(0))?)),
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_any_order_and_what_is_cut_off() {
        let text = r#"{"a":{"b":[1,"2",{"c":null}]},"d":"x\ny","e":"cut o"#;
        let tree = Tree::new(text);
        let root = tree.root();
        assert_eq!(
            root.at(&["a", "b"]).unwrap().list().map(Value::raw).collect::<Vec<_>>(),
            ["1", "2", "{\"c\":null}"]
        );
        assert_eq!(root.get("d").and_then(Value::string).as_deref(), Some("x\ny"));
        assert!(root.has(&["a", "d", "e"]) && root.get("e").is_none());
        assert_eq!(tree.fault.map(|fault| fault.at), Some(text.len()));
        for end in 0..text.len() {
            let tree = Tree::new(&text[..end]);
            assert!(tree.fault.is_some(), "{end}");
            assert!(tree.root().entries().count() <= 3);
        }
    }

    #[test]
    fn several_documents() {
        let tree = Tree::new("{\"a\":1}\n{\"a\":2},\n{\"a\":3}\n");
        assert_eq!(tree.items().filter_map(|item| item.get("a")).map(Value::raw).collect::<Vec<_>>(), ["1", "2", "3"]);
        assert_eq!(Tree::new("[{\"a\":1}]").items().count(), 1);
        assert!(Tree::new("  ").fault.is_some());
    }

    #[test]
    fn times_in_maps() {
        let tree = Tree::new(r#"[{"seconds":"1","nanos":300000000},{"nanos":1500000},{},{"x":1},"1.300s",null]"#);
        let times: Vec<_> = tree.root().list().map(|value| value.millis(Unit::Seconds)).collect();
        assert_eq!(times, [Some(1_300), Some(2), Some(0), None, Some(1_300), None]);
    }
}
