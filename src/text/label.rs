//! What a speaker's label may look like.

use crate::model::is_cjk;

/// Longest label in characters.
pub const LONGEST: usize = 48;
/// Most words of a label.
const MOST_WORDS: usize = 6;

/// Keys that end in a colon and are never speakers, sorted by bytes.
const NEVER: &[&str] = &[
    "abstract",
    "act one",
    "act three",
    "act two",
    "address",
    "age",
    "agenda",
    "anmerkung",
    "answer",
    "apologies",
    "attendees",
    "aufnahme",
    "aufnahmeort",
    "auteur",
    "author",
    "authors",
    "autor",
    "autorin",
    "background",
    "bcc",
    "beispiel",
    "born",
    "by",
    "call participants",
    "caption",
    "capítulos",
    "categories",
    "category",
    "cc",
    "channel",
    "channel id",
    "chapitres",
    "chapters",
    "company participants",
    "conclusion",
    "conference call participants",
    "contents",
    "copyright",
    "correction",
    "country",
    "credit",
    "date",
    "datum",
    "dauer",
    "debug",
    "departments",
    "description",
    "died",
    "directions",
    "director",
    "disclaimer",
    "duración",
    "durata",
    "duration",
    "duração",
    "durée",
    "e-mail",
    "editor",
    "editor's note",
    "editors' note",
    "ejemplo",
    "email",
    "epilogue",
    "error",
    "esempio",
    "example",
    "examples",
    "exemple",
    "exemplo",
    "fax",
    "fecha",
    "finally",
    "first",
    "fixme",
    "fonte",
    "for example",
    "for instance",
    "from",
    "fuente",
    "genre",
    "guests",
    "hack",
    "height",
    "here's the thing",
    "highlights",
    "hinweis",
    "hosts",
    "http",
    "https",
    "id",
    "idioma",
    "image",
    "important",
    "info",
    "ingredients",
    "instructions",
    "instructor",
    "instructors",
    "introduction",
    "isbn",
    "kapitel",
    "keywords",
    "language",
    "langue",
    "length",
    "lieu",
    "links",
    "location",
    "lugar",
    "luogo",
    "länge",
    "method",
    "mis à jour",
    "music",
    "name",
    "note",
    "notes",
    "ort",
    "overview",
    "p.s",
    "participants",
    "phone",
    "photo",
    "place",
    "posted",
    "prepared remarks",
    "present",
    "price",
    "producer",
    "prologue",
    "ps",
    "published",
    "publié le",
    "quelle",
    "question",
    "question and answer session",
    "question-and-answer session",
    "questions and answers",
    "rating",
    "re",
    "re-aired",
    "read more",
    "recorded",
    "redaktion",
    "references",
    "related",
    "remarque",
    "remember",
    "remember this",
    "result",
    "results",
    "resumen",
    "resumo",
    "résumé",
    "schnitt",
    "second",
    "see also",
    "sent",
    "servings",
    "show notes",
    "source",
    "sources",
    "sponsor",
    "sponsors",
    "sprache",
    "status",
    "subject",
    "sujet",
    "summary",
    "synopsis",
    "table of contents",
    "tags",
    "tel",
    "tema",
    "the result",
    "thema",
    "third",
    "thème",
    "time",
    "timestamps",
    "tip",
    "titel",
    "title",
    "titolo",
    "titre",
    "tl;dr",
    "tldr",
    "to",
    "todo",
    "topics",
    "total",
    "traceback",
    "transcribed by",
    "transcript",
    "transkription",
    "título",
    "uhrzeit",
    "update",
    "updated",
    "url",
    "version",
    "veröffentlicht am",
    "views",
    "warn",
    "warning",
    "website",
    "weight",
    "with",
    "www",
    "xxx",
    "zusammenfassung",
    "время",
    "главы",
    "дата",
    "длительность",
    "заголовок",
    "источник",
    "место",
    "например",
    "примечание",
    "продолжительность",
    "тема",
    "фото",
    "التاريخ",
    "العنوان",
    "المدة",
    "المصدر",
    "المكان",
    "الموضوع",
    "ملاحظة",
    "タイトル",
    "テーマ",
    "主題",
    "主题",
    "作者",
    "例如",
    "关键词",
    "其一",
    "其二",
    "写真",
    "出典",
    "収録",
    "发布日期",
    "发布时间",
    "取材",
    "図",
    "图",
    "图片",
    "地点",
    "地點",
    "場所",
    "备注",
    "摄影",
    "摘要",
    "撮影",
    "文",
    "日付",
    "日時",
    "日期",
    "时长",
    "时间",
    "時長",
    "時間",
    "来源",
    "标题",
    "構成",
    "注",
    "編集部注",
    "编者按",
    "编者注",
    "编辑",
    "责任编辑",
    "글",
    "날짜",
    "사진",
    "시간",
    "일시",
    "장소",
    "제목",
    "주제",
    "참고",
    "출처",
    "편집자주",
];
/// Words that open numbered heads: `Episode 12:`, `Step 1:`.
const NUMBERED: &[&str] = &[
    "episode", "chapter", "part", "step", "day", "season", "act", "scene", "section", "figure", "table", "week",
    "lesson", "round", "question", "rule", "item", "level", "phase", "stage", "volume", "book", "verse",
];

/// Whether a text has the shape of a speaker's label: one to six words, at most 48 characters, a capital, a digit or a
/// CJK character first, and no sentence in it.
///
/// ```
/// use fireside::text::is_label;
/// assert!(is_label("Dr. M. Voss-Okafor III") && is_label("Speaker 1") && is_label("主持人"));
/// assert!(!is_label("Note") && !is_label("he said") && !is_label("It works. So"));
/// ```
pub fn is_label(text: &str) -> bool {
    has_label_form(text) && !is_key(text)
}

/// Whether a text is a key of a form or of a page and, as far as is known, nobody's name: `Price`, `Title`.
pub(crate) fn is_key(text: &str) -> bool {
    // `第一：` counts.
    if text.starts_with('第') && text.chars().count() <= 4 {
        return true;
    }
    let text = text.trim();
    let mut room = [0; LONGEST];
    let known = match room.get_mut(..text.len()) {
        Some(lower) if text.is_ascii() => {
            lower.copy_from_slice(text.as_bytes());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).map_or_else(|_| text.to_lowercase().into(), std::borrow::Cow::Borrowed)
        }
        _ => text.to_lowercase().into(),
    };
    let known = known.trim_end_matches(['.', ':']);
    NEVER.binary_search(&known).is_ok() || is_numbered_head(known)
}

/// Whether a text is written as labels are, keys or not.
pub(crate) fn has_label_form(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST && text.chars().nth(LONGEST).is_some() {
        return false;
    }
    let first = text.chars().next().unwrap_or(' ');
    // `iPad` is the name of a machine that joined.
    let camel = first.is_ascii_lowercase() && text.chars().nth(1).is_some_and(|c| c.is_ascii_uppercase());
    let opens = first.is_uppercase()
        || camel
        || is_cjk(first)
        || (first.is_alphabetic() && !first.is_lowercase())
        || begins_with_particle(text);
    // What most texts fail at comes first.
    if !(opens || first.is_ascii_digit() || is_code(text)) || text.contains(is_alien) {
        return false;
    }
    let (mut words, mut count) = ([""; MOST_WORDS], 0);
    for word in text.split_whitespace() {
        let Some(slot) = words.get_mut(count) else { return false };
        *slot = word;
        count += 1;
    }
    let words = words.get(..count).unwrap_or(&[]);
    let numbered_crowd =
        first.is_ascii_digit() && words.len() > 1 && words.iter().any(|word| word.chars().all(char::is_alphabetic));
    if !(opens || numbered_crowd || is_code(text)) {
        return false;
    }
    // A date is nobody: `12 Mar 1999`.
    let number = |word: Option<&&str>, least: usize| {
        word.is_some_and(|word| word.len() >= least && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if words.len() == 3 && number(words.first(), 1) && number(words.last(), 4) {
        return false;
    }
    !has_sentence(words)
}

/// `de Búrca`
fn begins_with_particle(text: &str) -> bool {
    const PARTICLES: [&str; 18] = [
        "de", "van", "von", "der", "den", "da", "di", "du", "la", "le", "el", "al", "bin", "ibn", "del", "dos", "ten",
        "ter",
    ];
    text.split_once(' ').is_some_and(|(first, rest)| {
        // `van der Zee`
        let second = rest.split_once(' ').filter(|(second, _)| PARTICLES.contains(second));
        PARTICLES.contains(&first) && second.map_or(rest, |(_, rest)| rest).starts_with(char::is_uppercase)
    })
}

/// Signs that no label has.
fn is_alien(c: char) -> bool {
    match c {
        '?' | '!' | ';' | '"' | '|' | '/' | '=' | '<' | '>' | '{' | '}' | '\\' => true,
        _ => !c.is_ascii() && matches!(c, '…' | '“' | '”' | '，' | '。'),
    }
}

/// `spk_0`, `SPEAKER_00`: what diarizers write.
fn is_code(text: &str) -> bool {
    let voice = ["spkr", "spk", "speaker"].iter().find_map(|head| text.strip_prefix(head));
    if voice.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())) {
        return true;
    }
    text.contains('_') && text.ends_with(|c: char| c.is_ascii_digit()) && !text.contains(char::is_whitespace)
}

fn is_numbered_head(lower: &str) -> bool {
    let Some((head, tail)) = lower.split_once(' ') else { return false };
    let number = tail.chars().all(|c| c.is_ascii_digit() || c == '.') || tail.chars().all(|c| "ivxlc".contains(c));
    NUMBERED.contains(&head) && number
}

/// A full stop inside a label belongs to a title or an initial; `He says` is somebody's words, `He Jiankui` is not.
fn has_sentence(words: &[&str]) -> bool {
    const PRONOUNS: &[&str] = &["He", "She", "They", "It", "We", "You", "I", "Who", "Il", "Elle", "Ils", "Elles"];
    if let [first, second, ..] = words
        && PRONOUNS.contains(first)
        && second.starts_with(char::is_lowercase)
    {
        return true;
    }
    let inside = words.split_last().map_or(&[][..], |(_, rest)| rest);
    inside.iter().any(|word| {
        let stem = word.trim_end_matches('.');
        word.ends_with('.') && stem.chars().count() > 4
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same without shortcuts.
    fn slowly(text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() || text.chars().nth(LONGEST).is_some() {
            return false;
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let first = text.chars().next().unwrap_or(' ');
        let camel = first.is_ascii_lowercase() && text.chars().nth(1).is_some_and(|c| c.is_ascii_uppercase());
        let opens = first.is_uppercase()
            || camel
            || begins_with_particle(text)
            || is_cjk(first)
            || (first.is_alphabetic() && !first.is_lowercase());
        let numbered_crowd =
            first.is_ascii_digit() && words.len() > 1 && words.iter().any(|word| word.chars().all(char::is_alphabetic));
        if words.len() > MOST_WORDS || !(opens || numbered_crowd || is_code(text)) {
            return false;
        }
        let number = |word: &str, least: usize| word.len() >= least && word.bytes().all(|byte| byte.is_ascii_digit());
        if words.len() == 3 && number(words[0], 1) && number(words[2], 4) {
            return false;
        }
        let known = text.to_lowercase();
        let known = known.trim_end_matches(['.', ':']);
        let alien = ['?', '!', ';', '…', '"', '“', '”', '|', '/', '=', '<', '>', '{', '}', '\\', '，', '。'];
        !NEVER.contains(&known) && !is_numbered_head(known) && !text.contains(alien) && !has_sentence(&words)
    }

    proptest! {
        #[test]
        fn shortcuts_change_nothing(
            text in "[A-Za-z0-9_.:;/?…“é主 -]{0,20}|[a-zA-Z]{1,6}( [a-zA-Z0-9.é]{1,9}){0,8}|(spk|speaker|SPEAKER|Note|episode |Act )_?[0-9ivx]{0,3}",
        ) {
            prop_assert_eq!(is_label(&text), slowly(&text));
        }
    }

    #[test]
    fn labels_and_what_only_looks_like_one() {
        for label in [
            "Mara Voss",
            "O'Brien",
            "Mary-Kate",
            "VOSS",
            "MV",
            "M.V.",
            "SPEAKER_00",
            "spk_0",
            "Иван Петров",
            "THE COURT",
            "2nd Caller",
            "Q",
            "María José",
            "김민서",
            "M. VOSS",
        ] {
            assert!(is_label(label), "{label}");
        }
        for none in [
            "",
            "the thing",
            "Episode 12",
            "Part II",
            "https",
            "For example",
            "What is it?",
            "a",
            "one two three four five six seven",
        ] {
            assert!(!is_label(none), "{none}");
        }
    }
}
