use super::super::captions::testing::rows;
use super::*;

/// Two bytes of a pair with odd parity, as files have it.
fn pair(first: u8, second: u8) -> String {
    let parity = |byte: u8| if byte.count_ones().is_multiple_of(2) { byte | 0x80 } else { byte };
    format!("{:02x}{:02x}", parity(first), parity(second))
}

/// A word of the little language below as pairs: `RCL`, `@15` (row), `@15.4` (row and column), `@15i`, `/i`, or text.
fn pairs(script: &str) -> Vec<String> {
    let mut pairs = Vec::new();
    let twice =
        |pairs: &mut Vec<String>, first: u8, second: u8| pairs.extend([pair(first, second), pair(first, second)]);
    for word in script.split('|') {
        let command = [
            ("RCL", 0x20),
            ("BS", 0x21),
            ("DER", 0x24),
            ("RU2", 0x25),
            ("RU3", 0x26),
            ("RDC", 0x29),
            ("TR", 0x2A),
            ("EDM", 0x2C),
            ("CR", 0x2D),
            ("ENM", 0x2E),
            ("EOC", 0x2F),
        ];
        if let Some((_, code)) = command.iter().find(|(name, _)| *name == word) {
            twice(&mut pairs, 0x14, *code);
        } else if let Some(tab) = word.strip_prefix("TO") {
            twice(&mut pairs, 0x17, 0x20 + tab.parse::<u8>().unwrap());
        } else if let Some(place) = word.strip_prefix('@') {
            let rows = [
                0x1140, 0x1160, 0x1240, 0x1260, 0x1540, 0x1560, 0x1640, 0x1660, 0x1740, 0x1760, 0x1040, 0x1340, 0x1360,
                0x1440, 0x1460,
            ];
            let (row, rest) = place.split_at(2);
            let base: u16 = rows[row.parse::<usize>().unwrap() - 1];
            let attribute = match rest {
                "" => 0x10,
                "i" => 0x0E,
                "u" => 0x01,
                column => 0x10 | (column[1..].parse::<u16>().unwrap() / 4) << 1,
            };
            let code = base | attribute;
            twice(&mut pairs, (code >> 8) as u8, code as u8);
        } else if let Some(style) = word.strip_prefix('/') {
            twice(
                &mut pairs,
                0x11,
                match style {
                    "i" => 0x2E,
                    "u" => 0x21,
                    _ => 0x20,
                },
            );
        } else if let Some(raw) = word.strip_prefix('#') {
            pairs.push(raw.to_owned());
        } else {
            let bytes: Vec<u8> = word.bytes().collect();
            pairs.extend(bytes.chunks(2).map(|two| pair(two[0], two.get(1).copied().unwrap_or(0))));
        }
    }
    pairs
}

fn file(lines: &[(&str, &str)]) -> String {
    let mut file = String::from("Scenarist_SCC V1.0\n");
    for (time, script) in lines {
        file.push_str(&format!("\n{time}\t{}\n", pairs(script).join(" ")));
    }
    file
}

fn reading(text: &str) -> Reading {
    read(&Source::new(text, 0)).unwrap()
}

fn cues(text: &str) -> Vec<(i64, i64, String)> {
    let reading = reading(text);
    rows(&reading.transcript)
}

fn texts(lines: &[(&str, &str)]) -> Vec<String> {
    cues(&file(lines)).into_iter().map(|cue| cue.2).collect()
}

#[test]
fn pop_on_starts_when_it_is_shown_and_ends_when_it_is_erased() {
    let text = file(&[
        ("00:00:01:00", "RCL|ENM|@14|Is it on?|@15.4|It is.|EOC"),
        ("00:00:03:00", "EDM"),
        ("00:00:04:00", "RCL|ENM|@15|Good.|EOC"),
        ("00:00:05:00", "RCL|ENM|@15|Tea?|EOC"),
    ]);
    // One frame each: 2 RCL, 2 ENM, 2 row, 5 text, 2 row, 3 text, then the first EOC.
    let frame = |frame: i64| RATE.millis(frame);
    assert_eq!(
        cues(&text),
        [
            (frame(30 + 16), frame(90), "Is it on?\nIt is.".to_owned()),
            (frame(120 + 9), frame(150 + 8), "Good.".to_owned()),
            (frame(150 + 8), -1, "Tea?".to_owned()),
        ]
    );
    assert_eq!(reading(&text).diagnostics, []);
}

#[test]
fn time_codes_that_drop_numbers() {
    assert_eq!(frame("00:00:59;29"), Some(1_799));
    assert_eq!(frame("00:01:00;02"), Some(1_800));
    assert_eq!(frame("00:10:00;00"), Some(17_982));
    assert_eq!(frame("01:00:00;00"), Some(107_892));
    assert_eq!(frame("01:00:00:00"), Some(108_000));
    assert_eq!(RATE.millis(107_892), 3_599_996);
    assert_eq!(RATE.millis(108_000), 3_603_600);
    for bad in ["", "00:00:01", "0:0:0:0:0", "00:00:0x:00", "9999:00:00:00"] {
        assert_eq!(frame(bad), None, "{bad}");
    }
}

#[test]
fn roll_up_says_each_row_once() {
    let text = file(&[
        ("00:00:01:00", "RU2|CR|@15|>> SO IT BEGINS"),
        ("00:00:03:00", "RU2|CR|@15|WITH A BELL."),
        ("00:00:05:00", "RU2|CR|@15"),
        ("00:00:07:00", "AND A ROPE"),
        ("00:00:09:00", "EDM"),
    ]);
    let frame = |frame: i64| RATE.millis(frame);
    assert_eq!(
        cues(&text),
        [
            (frame(32), frame(92), ">> SO IT BEGINS".to_owned()),
            (frame(92), frame(152), "WITH A BELL.".to_owned()),
            // The text came long after its row.
            (frame(210), frame(270), "AND A ROPE".to_owned()),
        ]
    );
}

#[test]
fn paint_on_is_a_cue_each_time_it_begins() {
    let lines = [
        ("00:00:01:00", "RDC|@14|Over there,|@15|by the door."),
        ("00:00:03:00", "@14|No, the other."),
        ("00:00:04:00", "RDC|@15|That one."),
    ];
    assert_eq!(texts(&lines), ["Over there,\nby the door.", "No, the other.", "That one."]);
}

#[test]
fn mode_changes_clear_the_screen() {
    let lines = [
        ("00:00:01:00", "RCL|@15|Pop.|EOC"),
        ("00:00:02:00", "RU2|CR|@15|ROLL."),
        ("00:00:03:00", "RCL|@15|Pop again.|EOC"),
    ];
    assert_eq!(texts(&lines), ["Pop.", "ROLL.", "Pop again."]);
}

#[test]
fn letters_that_ascii_has_not() {
    // The plain letter before an extended one is for decoders that don't know it.
    let lines = [("00:00:01:00", "RCL|@15|caf\\ u|#9220|#9220|#9137|#9137| Y|#13b5|ber A|#92a1|#92a1|EOC")];
    assert_eq!(texts(&lines), ["café Á♪ ¥ber É"]);
}

#[test]
fn extended_letters_without_their_plain_ones_are_all_kept() {
    // Á twice for safety, É and Ó without the letters they would replace.
    let lines = [("00:00:01:00", "RCL|ENM|@15|ABA|#9220|#9220|#92a1|#92a2|OK|EOC")];
    assert_eq!(texts(&lines), ["ABÁÉÓOK"]);
    // One in the row above is none of its business.
    let rows = [("00:00:01:00", "RCL|ENM|@14|UA|#9220|@15|E|#92a1|EOC")];
    assert_eq!(texts(&rows), ["UÁ\nÉ"]);
}

#[test]
fn styles_columns_and_corrections() {
    let lines = [("00:00:01:00", "RCL|@15|He|/i|said|/w|no|BS|BS|yes|TO2|now|EOC"), ("00:00:02:00", "EDM")];
    let text = file(&lines);
    let transcript = reading(&text).transcript;
    assert_eq!(transcript.text(), "He said yes now");
    let emphasis = &transcript.emphasis()[0];
    assert_eq!(
        (&transcript.text()[emphasis.text.start as usize..emphasis.text.end as usize], emphasis.style),
        ("said", Style::Italic)
    );
    let word = transcript.words().next().unwrap().origin().unwrap();
    assert_eq!(&text[word.bytes], pair(b'H', b'e'));
    assert_eq!(texts(&[("00:00:01:00", "RCL|@15|keep this|@15.4|DER| on|EOC")]), ["keep on"]);
    let settings = &transcript.cues()[0].extra.as_ref().unwrap().settings;
    assert_eq!(settings[1], ("row".to_owned(), "15".to_owned()));
}

#[test]
fn rows_longer_than_the_screen_keep_their_letters() {
    let long = "a".repeat(70);
    assert_eq!(texts(&[("00:00:01:00", &format!("RCL|@15|{long}|EOC"))]), [long]);
}

#[test]
fn addresses_that_point_back_over_their_row() {
    for (script, expected) in [
        ("RCL|@15|Kettle|@15| on.|EOC", "Kettle on."),
        ("RCL|@15|AT TH|@15|E BELL|EOC", "AT THE BELL"),
        ("RCL|@15|Is it|@15|Is it on?|EOC", "Is it on?"),
        ("RCL|@15.20|here|@15|Over|EOC", "Over here"),
        ("RCL|@15|Files|/i|.|EOC", "Files."),
    ] {
        assert_eq!(texts(&[("00:00:01:00", script)]), [expected], "{script}");
    }
}

#[test]
fn what_was_shown_is_not_shown_again() {
    let lines = [
        ("00:00:01:00", "RCL|@14|A long first line|@15|and more|EOC"),
        ("00:00:02:00", "RCL|@15|Two.|EOC"),
        ("00:00:03:00", "RCL|@15|Three.|EOC"),
        ("00:00:04:00", "EOC"),
    ];
    assert_eq!(texts(&lines), ["A long first line\nand more", "Two.", "Three."]);
}

#[test]
fn other_channels_and_broken_pairs_are_told() {
    let text = "Scenarist_SCC V1.0\n\n00:00:01:00\t1c20 c1c2 9420 9470 c8e9 zz80 942f\nnonsense\n00:00:00:10\t942c\n";
    let found = reading(text);
    assert_eq!(found.transcript.text(), "Hi");
    let codes: Vec<_> = found.diagnostics.iter().map(|doubt| doubt.code).collect();
    assert_eq!(codes, [Code::LineUnread, Code::LineUnread, Code::TimeStepsBack, Code::LineUnread]);
    assert!(found.diagnostics[3].message.starts_with("2 pairs are for other channels"));
    let never = reading("Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9470 c8e9\n");
    assert_eq!((never.transcript.cues().len(), never.diagnostics[0].code), (0, Code::CutOff));
}

#[test]
fn told_by_its_head_or_its_lines() {
    assert_eq!(detect("Scenarist_SCC V1.0\n\n"), 100);
    assert_eq!(detect("00:00:01:00\t9420 9420\n\n00:00:02;00\t942c 942c\n"), 80);
    assert_eq!(detect("00:00:01:00\tHello dear\n"), 0);
    assert_eq!(detect(""), 0);
}
