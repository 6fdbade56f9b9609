//! Lines of a page, and which of them are furniture: menus, buttons, notices.

/// Lines that are never speech, in lower case and without signs at their ends; sorted by bytes.
const FURNITURE: &[&str] = &[
    "abonnez-vous",
    "abonnieren",
    "about",
    "about this page",
    "about this site",
    "about us",
    "accessibility",
    "advertisement",
    "advertisements",
    "all episodes",
    "all rights reserved",
    "alle akzeptieren",
    "alle folgen",
    "alle rechte vorbehalten",
    "anmelden",
    "anzeige",
    "artikel teilen",
    "assine nossa newsletter",
    "aviso legal",
    "back",
    "back to all episodes",
    "back to top",
    "baixar",
    "bild: archiv",
    "call participants",
    "captions",
    "careers",
    "close",
    "collapse",
    "comentarios",
    "comentários",
    "commentaires",
    "commenti",
    "comments",
    "company participants",
    "compartilhar",
    "compartir",
    "condividi",
    "conference call participants",
    "contact",
    "contact us",
    "contactez-nous",
    "contacto",
    "continue reading",
    "cookie policy",
    "cookie settings",
    "cookies",
    "copy",
    "copy link",
    "das gespräch führte",
    "das interview führte",
    "datenschutz",
    "datenschutzerklärung",
    "deixe um comentário",
    "deja un comentario",
    "descargar",
    "donate",
    "download",
    "drucken",
    "embed",
    "end",
    "end of transcript",
    "episode transcript",
    "expand",
    "expand full transcript",
    "export",
    "facebook",
    "faq",
    "follow us",
    "foto: dpa",
    "full transcript",
    "go back",
    "help",
    "herunterladen",
    "home",
    "impressum",
    "imprimer",
    "imprimir",
    "info",
    "iniciar sesión",
    "inscreva-se",
    "inscrivez-vous à la newsletter",
    "instagram",
    "iscriviti alla newsletter",
    "jetzt abonnieren",
    "kommentar schreiben",
    "kommentar verfassen",
    "kommentare",
    "kontakt",
    "laisser un commentaire",
    "leave a comment",
    "leave a reply",
    "leer más",
    "legal notice",
    "leggi anche",
    "leia mais",
    "leia também",
    "like",
    "linkedin",
    "lire aussi",
    "lire la suite",
    "listen now",
    "log in",
    "log out",
    "login",
    "mehr dazu",
    "mehr lesen",
    "mehr zum thema",
    "mentions légales",
    "menu",
    "merken",
    "more like this",
    "más noticias",
    "nach oben",
    "newsletter",
    "newsletter abonnieren",
    "newsletter sign up",
    "next",
    "nous utilisons des cookies",
    "nutzungsbedingungen",
    "nächste folge",
    "partager",
    "partager sur facebook",
    "pause",
    "play",
    "politique de confidentialité",
    "política de privacidad",
    "política de privacidade",
    "powered by",
    "prepared remarks",
    "press",
    "previous",
    "print",
    "privacy",
    "privacy policy",
    "propos recueillis par",
    "pubblicità",
    "publicidad",
    "publicidade",
    "publicité",
    "question and answer section",
    "question-and-answer session",
    "questions and answers",
    "quiénes somos",
    "read more",
    "recommended",
    "registrieren",
    "related",
    "related articles",
    "related posts",
    "related videos",
    "reply",
    "report a problem",
    "rss",
    "s'abonner",
    "save",
    "se connecter",
    "search",
    "see all",
    "see all videos",
    "share",
    "share this",
    "show less",
    "show more",
    "sign in",
    "sign up",
    "sign up for our newsletter",
    "site map",
    "sitemap",
    "skip to content",
    "skip to main content",
    "sponsored",
    "start of transcript",
    "startseite",
    "subscribe",
    "suche",
    "support",
    "suscríbete",
    "suscríbete a nuestro boletín",
    "también te puede interesar",
    "te puede interesar",
    "teilen",
    "terms",
    "terms and conditions",
    "terms of service",
    "terms of use",
    "todos los derechos reservados",
    "todos os direitos reservados",
    "tous droits réservés",
    "transcript",
    "transcription",
    "tu correo electrónico",
    "tutti i diritti riservati",
    "tweet",
    "twitter",
    "télécharger",
    "up next",
    "usamos cookies",
    "voir plus",
    "voir tous les épisodes",
    "votre adresse e-mail",
    "watch now",
    "weitere folgen",
    "weiterlesen",
    "werbung",
    "wir verwenden cookies",
    "youtube",
    "à lire aussi",
    "à écouter aussi",
    "über uns",
    "войти",
    "все права защищены",
    "главная",
    "комментарии",
    "контакты",
    "о нас",
    "оставить комментарий",
    "поделиться",
    "подписаться",
    "подписывайтесь на наш канал",
    "политика конфиденциальности",
    "регистрация",
    "реклама",
    "скачать",
    "читайте также",
    "читать далее",
    "إعلان",
    "اتصل بنا",
    "اشترك الآن",
    "اقرأ أيضا",
    "التعليقات",
    "الرئيسية",
    "جميع الحقوق محفوظة",
    "مشاركة",
    "おすすめ記事",
    "お問い合わせ",
    "もっと見る",
    "コメント",
    "コメントを書く",
    "シェア",
    "トップへ戻る",
    "プライバシーポリシー",
    "メルマガ登録",
    "ログイン",
    "上一篇",
    "下一篇",
    "下载",
    "会員登録",
    "共有",
    "关注我们",
    "分享",
    "分享到",
    "利用規約",
    "前の記事",
    "原文链接",
    "发表评论",
    "复制链接",
    "展开全文",
    "广告",
    "広告",
    "收藏",
    "次の記事",
    "注册",
    "版权所有",
    "登录",
    "相关推荐",
    "相关阅读",
    "続きを読む",
    "订阅",
    "评论",
    "责任编辑",
    "返回顶部",
    "関連記事",
    "阅读全文",
    "首页",
    "개인정보처리방침",
    "공유하기",
    "관련 기사",
    "광고",
    "구독하기",
    "다시 듣기",
    "다음 글",
    "댓글",
    "댓글 쓰기",
    "더보기",
    "로그인",
    "맨 위로",
    "목록",
    "목차",
    "이용약관",
    "이전 글",
    "저작권자",
    "회원가입",
];

/// Heads of lines that are never speech, in lower case.
const NOTICES: &[&str] = &[
    "copyright",
    "transcribed by http",
    "transcript provided by",
    "powered by ",
    "this editable transcript was computer generated",
    "available transcripts are automatically generated",
    "transcription ended after",
    "this material may be protected by copyright",
    "complete accuracy is not guaranteed",
    "clip: ",
    "action item: ",
    "screen sharing: ",
];

/// Whether a line is page furniture by what it says: `+ Read More`, `• Home`, `© 2023 Fog Line`, but not `Home.`
pub fn is_furniture(line: &str) -> bool {
    /// No button says more, in bytes.
    const LONGEST: usize = 160;
    let line = line.trim();
    if line.len() > LONGEST || line.is_empty() {
        return false;
    }
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.trim_end_matches(|c: char| !c.is_alphanumeric() && !".,?!…".contains(c));
    if line.len() >= 5 && line.chars().all(|c| c == '.') {
        return true;
    }
    if bare.is_empty() {
        return !line.contains(['♪', '…', '.', '?', '!']);
    }
    if line.starts_with("BY M") && line.ends_with(':') {
        return true;
    }
    if line.starts_with('©')
        || line.starts_with("===")
        || is_column(line)
        || is_page(line)
        || is_hour(line)
        || is_end_hour(line)
        || is_notice(line)
    {
        return true;
    }
    // Most lines are told by their length: what is longer than the longest button may only be a notice.
    let mut buffer = [0; 64];
    let Some(lower) = lower_ascii(bare, &mut buffer) else {
        return FURNITURE.binary_search(&bare.to_lowercase().as_str()).is_ok();
    };
    FURNITURE.binary_search(&lower).is_ok() || NOTICES.iter().any(|notice| lower.starts_with(notice))
}

/// The head of a column of a printed parliament: `12 Mar 1999 : Column 40`.
fn is_column(line: &str) -> bool {
    let Some((_, number)) = line.split_once("Column ") else { return false };
    line.len() <= 60
        && line.starts_with(|c: char| c.is_ascii_digit() || c == '[' || c == 'C')
        && number.starts_with(|c: char| c.is_ascii_digit())
}

/// The number of a printed page: `Page 12`, `Page 12 of 30`, `- 12 -`.
pub fn is_page(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let digits = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(number) =
        ["page ", "seite ", "página ", "pagina ", "стр. "].iter().find_map(|word| lower.strip_prefix(word))
    {
        let mut parts = number.split([' ', '/']).filter(|part| !part.is_empty() && *part != "of" && *part != "von");
        return parts.clone().count() <= 2 && parts.clone().count() > 0 && parts.all(digits);
    }
    ["- ", "– ", "— "].iter().any(|dash| {
        let inner =
            line.strip_prefix(dash).and_then(|rest| rest.strip_suffix(dash.chars().rev().collect::<String>().as_str()));
        inner.is_some_and(digits)
    })
}

/// What only a page says, whatever stands around it: who records, a link to buy something, a player's line.
fn is_notice(line: &str) -> bool {
    let numbered = |head: &str| {
        line.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head))
            && line.as_bytes().get(head.len()).is_some_and(u8::is_ascii_digit)
    };
    let tape =
        line.len() <= 24 && (numbered("tape ") || numbered("side ") || numbered("reel ") || numbered("cassette "));
    let counted = line.ends_with(" Comments") && line.starts_with(|c: char| c.is_ascii_digit());
    const ENDS: &[&str] = &["stopped transcription", "started transcription", "left the meeting", "joined the meeting"];
    const HEADS: &[&str] = &[
        "ask ai about",
        "suggested questions",
        "copy transcript",
        "avatar of ",
        "avatar for ",
        "profile picture of ",
        "profile photo of ",
        "made with ",
        "comments are closed",
        "tous les épisodes",
        "english (auto-generated)",
        "sync to video time",
        "download the app",
        "upgrade to ",
        "sponsored",
        "photo:",
        "photograph:",
        "image:",
    ];
    let short = line.len() <= 120;
    let begins = |head: &&str| line.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
    let ends = |tail: &&str| {
        let from = line.len().checked_sub(tail.len());
        from.and_then(|from| line.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(tail))
    };
    let fenced = line.len() > 8 && line.starts_with("---") && line.ends_with("---");
    let drawn = line.contains("──") || line.contains("━━");
    let signed = line.starts_with(['▲', '▼', '◄', '▸', '⤓']);
    let linked = line.contains("](http") && (line.starts_with("> ") || line.starts_with('[') && line.ends_with(')'));
    tape || counted
        || fenced
        || drawn
        || signed
        || linked
        || short && (ENDS.iter().any(ends) || HEADS.iter().any(begins))
}

/// `END  10:51 A.M. EST`
fn is_end_hour(line: &str) -> bool {
    line.strip_prefix("END").is_some_and(|rest| rest.starts_with([' ', '\u{A0}', '\t']) && is_hour(rest.trim()))
}

/// The time of day alone on a line, as a record of a sitting has it: `3.34 pm`, `2:05 P.M. EDT`.
fn is_hour(line: &str) -> bool {
    if line.len() > 24 || !line.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let digits =
        line.trim_start_matches(|c: char| c.is_ascii_digit() || ".:".contains(c)).trim_start().to_ascii_lowercase();
    let rest = ["a.m.", "p.m.", "am", "pm"].iter().find_map(|half| digits.strip_prefix(half));
    rest.is_some_and(|rest| {
        rest.trim().is_empty() || (rest.trim().len() <= 4 && rest.trim().bytes().all(|byte| byte.is_ascii_alphabetic()))
    })
}

/// The first 64 bytes in lower case; `None` for text that isn't ASCII.
fn lower_ascii<'b>(text: &str, buffer: &'b mut [u8; 64]) -> Option<&'b str> {
    let head = text.as_bytes().get(..text.len().min(64))?;
    let lower = buffer.get_mut(..head.len())?;
    lower.copy_from_slice(head);
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok().filter(|lower| lower.is_ascii())
}

/// Whether a line ends a transcript: what stands below it is the page's own.
pub fn is_closer(line: &str) -> bool {
    const CLOSERS: &[&str] = &[
        "to order videotapes",
        "copyright",
        "this record contains",
        "transcribed by",
        "transcription by",
        "transcription ended",
        "transcript provided",
        "end of transcript",
        "end transcript",
        "share this",
        "leave a reply",
        "leave a comment",
        "related ",
        "you may also like",
        "more from ",
        "about the author",
        "about the speaker",
        "about the guest",
        "about the host",
        "filed under",
        "posted in ",
        "tags: ",
        "terms of ",
        "all rights reserved",
        "this transcript was",
        "this editable transcript",
        "meeting ended after",
        "up next",
        "previous episode",
        "next episode",
        "download transcript",
        "whereupon, at",
        "sign up for",
        "subscribe to ",
        "follow us",
        "more episodes",
        "recommended",
        "comments (",
        "recording stopped",
        "call participants",
        "duration: ",
        "more ",
        "stopped transcription",
        "performing alignment",
        "performing transcription",
        "performing diarization",
        "there aren't comments yet",
        "click on any sentence",
    ];
    let head: String =
        line.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().take(40).flat_map(char::to_lowercase).collect();
    CLOSERS.iter().any(|closer| head.starts_with(closer))
        || matches!(line.trim(), "END" | "[END]" | "(END)" | "###" | "-30-")
}

/// Whether a line is a direction that is not speech: `(Applause.)`, `[MUSIC PLAYING]`, `♪ ♪`.
pub fn is_event(line: &str) -> bool {
    let line = line.trim();
    if line.len() < 120
        && (line.starts_with("Several hon. Members")
            || line.starts_with("The meeting rose at")
            || line.starts_with("The House divided"))
    {
        return true;
    }
    if !line.starts_with(['(', '[', '♪', '♫', '♬', '（', '【']) {
        return false;
    }
    let wrapped = |open: char, close: char| {
        line.starts_with(open) && line.ends_with(close) && line.chars().filter(|c| *c == open).count() == 1
    };
    let signs_only = !line.is_empty() && line.chars().all(|c| "♪♫♬ ".contains(c));
    let marker = line.to_lowercase().contains("inaudible") || line.to_lowercase().contains("unintelligible");
    signs_only || ((wrapped('(', ')') || wrapped('[', ']')) && !marker)
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
    fn furniture_is_sorted() {
        assert!(FURNITURE.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn furniture_events_and_speech() {
        for line in ["+ Read More", "Privacy Policy", "• Home", "----", "© 2023 Fog Line"] {
            assert!(is_furniture(line), "{line}");
        }
        for line in ["(Applause.)", "[MUSIC PLAYING]", "♪ ♪"] {
            assert!(is_event(line), "{line}");
        }
        for line in
            ["Home.", "Read more books, I say.", "After that, tea.", "[inaudible 00:12]", "(a) first (b)", "..."]
        {
            assert!(!is_furniture(line) && !is_event(line), "{line}");
        }
        assert!(is_heading("Wool and Weather") && !is_heading("After that, tea.") && !is_heading("so then we went"));
    }
}
