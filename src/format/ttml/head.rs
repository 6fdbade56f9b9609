//! What the head says: who the agents are, what the styles set off, the title.

use rustc_hash::FxHashMap;

use super::super::captions::xml::{Event, Scanner, attribute, attributes, decoded, split_name};
use crate::model::Style;

/// Ways to set text off, as bits.
pub(super) type Bits = u8;

/// Every way to set text off, with its bit.
pub(super) const STYLES: [(Style, Bits); 4] =
    [(Style::Italic, 1), (Style::Bold, 2), (Style::Underline, 4), (Style::Strike, 8)];

/// What a document says before its paragraphs.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The name of each agent by its id.
    pub agents: FxHashMap<String, String>,
    /// What each style sets off, by its id.
    pub styles: FxHashMap<String, Bits>,
    /// The title.
    pub title: Option<String>,
}

/// An agent while it is read: its id, and its names with their types.
type Agent = (String, Vec<(String, String)>);

impl Head {
    /// Reads all that stands before the first paragraph.
    pub fn of(text: &str) -> Self {
        let mut head = Head::default();
        let mut agent: Option<Agent> = None;
        // The type of the name, or the title, whose text is collected.
        let mut open: Option<(Option<String>, String)> = None;
        let mut scanner = Scanner::new(text);
        while let Some((_, event)) = scanner.next() {
            match event {
                Event::Open { name, attributes, empty } => match split_name(name) {
                    (_, "agent") => {
                        head.add(agent.take());
                        let id = attribute(attributes, "xml:id").map(|id| decoded(id).into_owned());
                        agent = id.map(|id| (id, Vec::new()));
                        if empty {
                            head.add(agent.take());
                        }
                    }
                    (_, "name") if agent.is_some() && !empty => {
                        let of = attribute(attributes, "type").unwrap_or("full").to_owned();
                        open = Some((Some(of), String::new()));
                    }
                    (prefix, "title") if !prefix.is_empty() && !empty => open = Some((None, String::new())),
                    (_, "style") => head.style(attributes),
                    _ => {}
                },
                Event::Text(text) => {
                    if let Some((_, all)) = &mut open {
                        all.push_str(&decoded(text));
                    }
                }
                Event::Literal(text) => {
                    if let Some((_, all)) = &mut open {
                        all.push_str(text);
                    }
                }
                Event::Close(name) => match (split_name(name).1, open.take_if(|_| name.ends_with("e"))) {
                    (_, Some((of, text))) => {
                        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                        match of {
                            _ if text.is_empty() => {}
                            Some(of) => {
                                if let Some((_, names)) = agent.as_mut() {
                                    names.push((of, text));
                                }
                            }
                            None => {
                                head.title.get_or_insert(text);
                            }
                        }
                    }
                    ("agent", None) => head.add(agent.take()),
                    _ => {}
                },
                _ => {}
            }
        }
        head
    }

    fn add(&mut self, agent: Option<Agent>) {
        let Some((id, names)) = agent else { return };
        let of = |wanted: &str| names.iter().find(|(of, _)| of == wanted).map(|(_, name)| name.clone());
        let parts: Vec<String> = ["given", "family"].into_iter().filter_map(of).collect();
        let name = of("full").or_else(|| Some(parts.join(" ")).filter(|name| !name.is_empty()));
        let name = name.or_else(|| of("alias")).or_else(|| names.first().map(|(_, name)| name.clone()));
        if let Some(name) = name {
            self.agents.entry(id).or_insert(name);
        }
    }

    fn style(&mut self, text: &str) {
        let Some(id) = attribute(text, "xml:id") else { return };
        let mut bits = 0;
        for (name, value) in attributes(text) {
            match split_name(name) {
                ("", "style") => bits |= self.referred(value),
                (prefix, local) if !prefix.is_empty() => bits = set_off(local, value, bits),
                _ => {}
            }
        }
        self.styles.insert(id.to_owned(), bits);
    }

    /// What the styles that an attribute names set off.
    pub fn referred(&self, styles: &str) -> Bits {
        if self.styles.is_empty() {
            return 0;
        }
        styles.split_ascii_whitespace().filter_map(|id| self.styles.get(id)).fold(0, |all, bits| all | bits)
    }
}

/// The bits once an attribute of styling is heard.
pub(super) fn set_off(local: &str, value: &str, bits: Bits) -> Bits {
    let put = |bit: Bits, on: bool| if on { bits | bit } else { bits & !bit };
    match local {
        "fontStyle" => put(1, matches!(value.trim(), "italic" | "oblique")),
        "fontWeight" => put(2, value.trim() == "bold"),
        "textDecoration" => value.split_ascii_whitespace().fold(bits, |bits, word| match word {
            "underline" => bits | 4,
            "lineThrough" => bits | 8,
            "none" => bits & !12,
            "noUnderline" => bits & !4,
            "noLineThrough" => bits & !8,
            _ => bits,
        }),
        _ => bits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_styles_and_title() {
        let head = Head::of(
            "<ttm:title>Tea &amp; <!-- x -->rum</ttm:title><ttm:agent xml:id='a'><ttm:name type='alias'>Q</ttm:name>\
             <ttm:name type='full'>Ada Quill</ttm:name></ttm:agent><ttm:agent xml:id='b'><ttm:name type='family'>Oak</ttm:name>\
             <ttm:name type='given'>Bram</ttm:name></ttm:agent><ttm:agent xml:id='c'/><ttm:title>x</ttm:title>\
             <style xml:id='i' tts:fontStyle='italic'/><style xml:id='bi' style='i' tts:fontWeight='bold'/>",
        );
        assert_eq!(head.title.as_deref(), Some("Tea & rum"));
        assert_eq!(head.agents.len(), 2);
        assert_eq!((head.agents["a"].as_str(), head.agents["b"].as_str()), ("Ada Quill", "Bram Oak"));
        assert_eq!(head.referred("x bi"), 3);
        assert_eq!(set_off("textDecoration", "underline noUnderline lineThrough", 1), 9);
    }
}
