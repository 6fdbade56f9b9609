//! Lines of a page, and which of them are furniture: menus, buttons, notices.

/// Lines that are never speech, in lower case and without signs at their ends.
const FURNITURE: &[&str] = &[
    "advertisement",
    "advertisements",
    "sponsored",
    "read more",
    "show more",
    "show less",
    "continue reading",
    "share",
    "share this",
    "subscribe",
    "sign in",
    "sign up",
    "log in",
    "login",
    "log out",
    "download",
    "export",
    "print",
    "embed",
    "copy link",
    "copy",
    "related",
    "related videos",
    "related posts",
    "related articles",
    "up next",
    "more like this",
    "recommended",
    "comments",
    "leave a reply",
    "leave a comment",
    "reply",
    "report a problem",
    "terms of use",
    "terms of service",
    "terms",
    "privacy policy",
    "privacy",
    "cookie policy",
    "cookies",
    "contact",
    "contact us",
    "about",
    "about us",
    "help",
    "home",
    "menu",
    "search",
    "next",
    "previous",
    "back to top",
    "back",
    "go back",
    "close",
    "play",
    "pause",
    "transcript",
    "full transcript",
    "episode transcript",
    "transcription",
    "captions",
    "expand",
    "collapse",
    "expand full transcript",
    "powered by",
    "all rights reserved",
    "see all",
    "see all videos",
    "watch now",
    "listen now",
    "follow us",
    "newsletter",
    "info",
    "end of transcript",
    "start of transcript",
    "end",
    "like",
    "save",
    "tweet",
    "facebook",
    "twitter",
    "linkedin",
    "instagram",
    "youtube",
    "rss",
    "donate",
];

/// Longest line of furniture, in bytes.
const LONGEST: usize = 160;

/// Whether a line is page furniture by what it says.
pub fn is_furniture(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if bare.is_empty() {
        return !line.trim().is_empty() && !line.contains(['♪', '…', '.', '?', '!']);
    }
    FURNITURE.contains(&bare.as_str())
        || bare.starts_with("copyright")
        || line.trim_start().starts_with('©')
        || bare.starts_with("transcribed by http")
        || bare.starts_with("powered by ")
        || bare.starts_with("this editable transcript was computer generated")
        || bare.starts_with("available transcripts are automatically generated")
}

/// Whether a line is a direction that is not speech: `(Applause.)`, `[MUSIC PLAYING]`, `♪ ♪`.
pub fn is_event(line: &str) -> bool {
    let line = line.trim();
    let wrapped = |open: char, close: char| {
        line.starts_with(open) && line.ends_with(close) && line.chars().filter(|c| *c == open).count() == 1
    };
    let signs_only = !line.is_empty() && line.chars().all(|c| "♪♫♬ ".contains(c));
    let bracketed = line.starts_with(['(', '[']) && (wrapped('(', ')') || wrapped('[', ']'));
    let marker = || ["inaudible", "unintelligible"].iter().any(|marker| line.to_lowercase().contains(marker));
    signs_only || (bracketed && !marker())
}

/// Whether a line looks like a heading or a button and unlike speech: short, no mark at its end, most words capitalised.
pub fn is_heading(line: &str) -> bool {
    let line = line.trim();
    let words: Vec<&str> = line.split_whitespace().take(11).collect();
    let ends_open = line.ends_with(|c: char| c.is_alphanumeric() || c == ')' || c == '&');
    let capitals = words.iter().filter(|word| !word.starts_with(char::is_lowercase)).count();
    ends_open && (1..=10).contains(&words.len()) && capitals * 10 >= words.len() * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_events_and_speech() {
        for line in ["+ Read More", "Privacy Policy", "• Home", "----", "© 2023 Fog Line"] {
            assert!(is_furniture(line), "{line}");
        }
        for line in ["(Applause.)", "[MUSIC PLAYING]", "♪ ♪"] {
            assert!(is_event(line), "{line}");
        }
        for line in ["Read more books, I say.", "After that, tea.", "[inaudible 00:12]", "(a) first (b)", "..."] {
            assert!(!is_furniture(line) && !is_event(line), "{line}");
        }
        assert!(is_heading("Wool and Weather") && !is_heading("After that, tea.") && !is_heading("so then we went"));
    }
}
