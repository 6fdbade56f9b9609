use super::*;

fn read(bytes: &[u8]) -> (String, String) {
    let decoded = decode(bytes, None).unwrap();
    (decoded.text.into_owned(), decoded.encoding)
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn marks_and_their_absence() {
    assert_eq!(read("Ada: hé".as_bytes()), ("Ada: hé".into(), "utf-8".into()));
    assert_eq!(read(b"\xEF\xBB\xBFAda"), ("Ada".into(), "utf-8".into()));
    let text = "Ada Quill (00:05): Is it on?\n";
    for little in [true, false] {
        let name = if little { "utf-16le" } else { "utf-16be" };
        let mut bytes = utf16(&format!("\u{FEFF}{text}"), little);
        assert_eq!(read(&bytes), (text.into(), name.into()), "with a mark");
        bytes.drain(..2);
        assert_eq!(read(&bytes), (text.into(), name.into()), "without");
    }
}

#[test]
fn utf8_mark_keeps_offsets_true() {
    assert_eq!(decode(b"\xEF\xBB\xBFAda", None).unwrap().offset, 3);
}

#[test]
fn curly_quotes_of_windows_1252() {
    let (text, encoding) = read(b"It\x92s \x93here\x94, he said \x97 really.");
    assert_eq!((text.as_str(), encoding.as_str()), ("It’s “here”, he said — really.", "windows-1252"));
}

#[test]
fn a_broken_byte_does_not_turn_utf8_into_something_else() {
    let mut bytes = "été, déjà, où, naïve, cœur — ".repeat(20).into_bytes();
    bytes.extend(b"it\x92s caf\xE9, \x81 \xE2\x80 end \xE2");
    let decoded = decode(&bytes, None).unwrap();
    assert_eq!(decoded.encoding, "utf-8");
    assert!(decoded.text.ends_with("— it’s café, \u{FFFD} \u{FFFD} end \u{FFFD}"), "{}", decoded.text);
    let doubts: Vec<_> = decoded.diagnostics.iter().map(|doubt| doubt.message.as_str()).collect();
    assert_eq!(
        doubts,
        [
            "2 bytes are not UTF-8: read as windows-1252, the rest as utf-8",
            "3 characters could not be decoded as utf-8 and stand as \u{FFFD}"
        ]
    );
    assert_eq!(&decoded.text[decoded.diagnostics[0].bytes.clone().unwrap()], "’");
}

#[test]
fn wide_encodings_of_other_scripts() {
    for text in ["Ада: Она включена?\nБрам: Да, включена.\n", "艾达：开了吗？\n布拉姆：开了 。\n", "Ada: Is it on? 🎙\n"]
    {
        for little in [true, false] {
            let name = if little { "utf-32le" } else { "utf-32be" };
            let wide = |text: &str| -> Vec<u8> {
                let codes = text.chars().map(u32::from);
                codes.flat_map(|code| if little { code.to_le_bytes() } else { code.to_be_bytes() }).collect()
            };
            assert_eq!(read(&wide(&format!("\u{FEFF}{text}"))), (text.into(), name.into()), "with a mark");
            assert_eq!(read(&wide(text)), (text.into(), name.into()), "without");
            let narrow = if little { "utf-16le" } else { "utf-16be" };
            assert_eq!(read(&utf16(text, little)), (text.into(), narrow.into()), "{text}");
        }
    }
    let cut = decode(b"\xFF\xFE\0\0A\0\0\0\0\xD8\0\0B\0\0", None).unwrap();
    assert_eq!(cut.text, "A\u{FFFD}\u{FFFD}");
    assert_eq!(cut.diagnostics[1].code, Code::Undecodable);
}

#[test]
fn legacy_code_pages_are_told_by_their_letters() {
    let cases: &[(&str, &str)] = &[
        (
            "windows-1251",
            "Ведущий: Здравствуйте, это наша программа о колоколах и тех, кто в них звонит.\nГость: Добрый день!",
        ),
        (
            "koi8-u",
            "Ведущий: Здравствуйте, это наша программа о колоколах и тех, кто в них звонит.\nГость: Добрый день!",
        ),
        (
            "windows-1250",
            "Prowadząca: Dzień dobry, dziś mówimy o dzwonach.\nGość: Dziękuję za zaproszenie, świetnie być tutaj.",
        ),
        ("windows-1253", "Παρουσιαστής: Καλημέρα σας, σήμερα μιλάμε για τις καμπάνες.\nΚαλεσμένη: Ευχαριστώ πολύ."),
        (
            "windows-1254",
            "Sunucu: Günaydın, bugün çanları konuşuyoruz, şimdi başlıyoruz.\nKonuk: Teşekkür ederim, iyiyim.",
        ),
        ("windows-1255", "מנחה: בוקר טוב, היום נדבר על פעמונים.\nאורחת: תודה רבה על ההזמנה."),
        ("windows-1256", "المذيع: صباح الخير، اليوم نتحدث عن الأجراس.\nالضيف: شكرا جزيلا على الدعوة."),
        ("gbk", "主持人：大家好，今天我们来谈谈钟声。\n嘉宾：谢谢邀请，很高兴来到这里。"),
        ("big5", "主持人：大家好，今天我們來談談鐘聲。\n來賓：謝謝邀請，很高興來到這裡。"),
        ("shift_jis", "司会：こんにちは、今日は鐘について話します。\nゲスト：よろしくお願いします。"),
        ("euc-jp", "司会：こんにちは、今日は鐘について話します。\nゲスト：よろしくお願いします。"),
        ("euc-kr", "진행자: 안녕하세요, 오늘은 종에 대해 이야기하겠습니다.\n손님: 초대해 주셔서 감사합니다."),
        ("iso-2022-jp", "司会：こんにちは、今日は鐘について話します。"),
    ];
    for (name, text) in cases {
        let coded = Encoding::for_label(name.as_bytes()).unwrap();
        let (bytes, _, lost) = coded.encode(text);
        assert!(!lost, "{name}");
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!(decoded.text, *text, "{name} as {}", decoded.encoding);
        assert_eq!(decoded.diagnostics[0].code, Code::Encoding, "{name}");
        let named = decode(&bytes, Some(name)).unwrap();
        assert_eq!((&*named.text, named.diagnostics.len()), (*text, 0), "{name}");
    }
}

#[test]
fn pages_and_xml_say_their_encoding() {
    for head in [
        "<html><meta http-equiv=Content-Type content=\"text/html; charset=windows-1250\">",
        "<!doctype html><META charset = 'WINDOWS-1250' >",
        "<?xml version=\"1.0\" encoding=\"windows-1250\"?>",
    ] {
        let bytes = [head.as_bytes(), b"<p>\xE8 \xF9"].concat();
        assert_eq!(read(&bytes), (format!("{head}<p>č ů"), "windows-1250".into()), "{head}");
    }
    // What is valid UTF-8 is UTF-8 whatever it says; an encoding that doesn't fit is not believed.
    assert_eq!(read("<meta charset=iso-8859-1><p>č".as_bytes()).1, "utf-8");
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode("<meta charset=euc-jp><p>déjà vu, été, où, naïve");
    assert_eq!(read(&bytes).1, "windows-1252");
}

#[test]
fn a_claimed_encoding_gives_way_to_what_the_text_shows() {
    let page = |claim: &str, text: &str, real: &str| {
        let coded = Encoding::for_label(real.as_bytes()).unwrap();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"{claim}\"?>\n<tt><body><p>{text}</p>\n<p>{text}</p></body></tt>\n"
        );
        let found = read(&coded.encode(&text).0);
        assert!(found.0 == text, "{real} claimed to be {claim}: {} {}", found.1, found.0);
    };
    let russian = "Где ты был вчера вечером, объясни почему?";
    let japanese = "昨日の夜はどこにいましたか。ありがとう";
    for claim in ["ISO-8859-1", "windows-1252", "us-ascii"] {
        for real in ["windows-1251", "koi8-r", "iso-8859-5", "ibm866"] {
            page(claim, russian, real);
        }
        for real in ["shift_jis", "euc-jp", "iso-2022-jp"] {
            page(claim, japanese, real);
        }
    }
    // What may well be true is believed.
    for (claim, text) in [
        ("ISO-8859-1", "Où étiez-vous hier soir, l'été dernier, à Évora ?"),
        ("windows-1252", "Ça y est – « œuvres » – à l’île"),
        ("windows-1252", "“ – ” … € “ – ” … €, say they"),
        ("windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy"),
        ("windows-1254", "Şişli'de ığdır ağacı güzel çiçek açtı"),
        ("koi8-r", russian),
        ("windows-1253", "Πού ήσουν χθες το βράδυ;"),
    ] {
        page(claim, text, claim);
    }
}

#[test]
fn a_byte_order_mark_wins_over_a_name() {
    let marked = decode(b"\xEF\xBB\xBFcaf\xC3\xA9", Some("windows-1252")).unwrap();
    assert_eq!((&*marked.text, marked.offset, marked.diagnostics.len()), ("café", 3, 1));
    assert_eq!(marked.diagnostics[0].code, Code::Encoding);
    for name in ["utf-8", "UTF-8"] {
        let marked = decode(b"\xEF\xBB\xBFcaf\xC3\xA9", Some(name)).unwrap();
        assert_eq!((&*marked.text, marked.diagnostics.len()), ("café", 0));
    }
    let wide = decode(b"\xFE\xFF\0A", Some("utf-16")).unwrap();
    assert_eq!((&*wide.text, wide.diagnostics.len()), ("A", 1));
}

#[test]
fn archives_and_documents_say_what_they_are() {
    let reason = |bytes: &[u8]| match decode(bytes, None).unwrap_err() {
        Error::NotText { reason, .. } => reason,
        other => other.to_string(),
    };
    assert_eq!(
        reason(b"PK\x03\x04\x14\0\0\0mimetypeapplication/vnd.oasis.opendocument.text"),
        "this is an OpenDocument text"
    );
    assert_eq!(reason(b"PK\x03\x04\x14\0\0\0xl/workbook.xml"), "this is an Excel workbook");
    assert_eq!(reason(b"PK\x03\x04\x14\0\0\0notes.txt"), "this is a zip archive");
    let old = [OLE, &[0; 80], b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"].concat();
    assert_eq!(reason(&old), "this is an old Word document (.doc)");
    assert_eq!(reason(b"{\\rtf1\\ansi Ada: Hello\\par}"), "this is a document in rich text format (RTF)");
}

#[test]
fn data_is_refused_with_a_reason() {
    let png = decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None).unwrap_err();
    assert_eq!(png.to_string().lines().next(), Some("no text: this is a PNG picture"));
    let noise: Vec<u8> = (0u8..=255).cycle().take(4096).collect();
    assert_eq!(decode(&noise, None).unwrap_err().code(), "not-text");
    assert_eq!(decode(b"x", Some("klingon")).unwrap_err().code(), "unknown");
}

#[test]
fn single_nul_bytes_are_reported() {
    let decoded = decode(b"Ada: he\0llo there, how are you today", None).unwrap();
    assert_eq!(decoded.diagnostics[0].code, Code::NulBytes);
}

#[test]
fn noise_is_no_text() {
    let mut state = 7u32;
    for length in [300, 3_000, 30_000] {
        let noise: Vec<u8> = (0..length)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        assert_eq!(decode(&noise, None).map_err(|error| error.code()).err(), Some("not-text"), "{length}");
    }
}

#[test]
fn a_declared_encoding_that_the_bytes_belie_is_not_believed() {
    let koi = encoding_rs::KOI8_R.encode("Сегодня мы поговорим о погоде и о том, как она меняется. Что вы думаете?").0;
    for name in ["windows-1251", "iso-8859-5", "koi8-r"] {
        let page = [format!("<?xml version=\"1.0\" encoding=\"{name}\"?><p>").as_bytes(), &koi, b"</p>"].concat();
        let (text, encoding) = read(&page);
        assert!(encoding.starts_with("koi8"), "declared as {name}, read as {encoding}");
        assert!(text.ends_with("Что вы думаете?</p>"));
    }
}
