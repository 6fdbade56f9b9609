use super::*;

fn check(line: &str, shape: Shape, label: &str, start: Option<i64>, text: &str) {
    let found = opening(line).unwrap_or_else(|| panic!("{line}: no opening"));
    assert_eq!((found.shape, found.label), (shape, label), "{line}");
    assert_eq!(found.time.and_then(|time| time.start), start, "{line}");
    assert_eq!(line[found.text..found.end].trim(), text, "{line}");
}

#[test]
fn labels_with_marks() {
    for line in [
        "Ada Quill (00:05): Is it on?",
        "Ada Quill(0:05):Is it on?",
        "Ada Quill [00:05] Is it on?",
        "Ada Quill – 0:05: Is it on?",
        "• **Ada Quill** (00:05): Is it on?",
        "\u{A0}Ada Quill\u{A0}(00:05):\u{A0}Is it on?",
        "Ada Quill: (00:05) Is it on?",
        "Ada Quill: 00:05 Is it on?",
        "**Ada Quill** [00:05]: Is it on?",
        "[Ada Quill | 0:05–0:09] Is it on?",
    ] {
        check(line, Shape::LabelMark, "Ada Quill", Some(5_000), "Is it on?");
    }
    for line in [
        "Ada Quill  0:05",
        "Ada Quill (00:05):",
        "Ada Quill | 0:05 - 0:09",
        "Ada Quill - 00:05",
        "Ada Quill, 0:05",
        "Ada Quill · 0:05",
        "[Ada Quill] 00:00:05",
        "### Ada Quill (0:05)",
        "**Ada Quill** _00:05_",
    ] {
        check(line, Shape::LabelMark, "Ada Quill", Some(5_000), "");
    }
    check("Speaker 2 | 00:07 - 00:09", Shape::LabelMark, "Speaker 2", Some(7_000), "");
    check("SPEAKER 00 0.5s-4.2s: text", Shape::LabelMark, "SPEAKER 00", Some(500), "text");
    check("Nina Frey (00:00.310)", Shape::LabelMark, "Nina Frey", Some(310), "");
    check("发言人 1 00:12", Shape::LabelMark, "发言人 1", Some(12_000), "");
}

#[test]
fn marks_with_labels() {
    for line in [
        "[00:00:03] Ines: How many?",
        "0:03 Ines: How many?",
        "[00:00:03] -Ines: How many?",
        "00:03 - Ines: How many?",
        "[0:03] **Ines:** How many?",
        "**[00:00:03] Ines:** How many?",
        "(0:03 - 0:05) [Ines]: How many?",
    ] {
        check(line, Shape::MarkLabel, "Ines", Some(3_000), "How many?");
    }
    check("[20:00:02] FREYA LUND, ANCHOR: Good.", Shape::MarkLabel, "FREYA LUND, ANCHOR", Some(72_002_000), "Good.");
    check("1402:10 CAM-1 is that", Shape::MarkCode, "CAM-1", Some(50_530_000), "is that");
    check("04 06 45 58 LMP  text", Shape::MarkCode, "LMP", Some(369_958_000), "text");
    for line in
        ["0:03 - Lena Hart", "0:03 | Lena Hart", "[0:03] Lena Hart", "00:00:03 Lena Hart", "[00:00:03.00] - Lena Hart"]
    {
        check(line, Shape::MarkName, "Lena Hart", Some(3_000), "");
    }
}

#[test]
fn marks_alone_and_before_text() {
    for line in ["0:07", "[00:07]", "(0:07)", "00:00:07.000", "**0:07**", "▶ 0:07", "`0:07`", "7.0"] {
        check(line, Shape::Mark, "", Some(7_000), "");
    }
    for line in [
        "0:07 so it is on.",
        "(0:07) so it is on.",
        "[0:07 --> 0:09]  so it is on.",
        "0:07 – so it is on.",
        "00:00:07.000 | so it is on.",
        "Starting point is 00:00:07so it is on.",
        "0:077 secondsso it is on.",
        "[0:07](https://v.example/?t=7) so it is on.",
    ] {
        check(line, Shape::Mark, "", Some(7_000), "so it is on.");
    }
    check("1:051 minute, 5 secondsyou fall", Shape::Mark, "", Some(65_000), "you fall");
}

#[test]
fn labels_with_other_signs() {
    for (line, label, text) in [
        ("    Mr. BECKWITH. How many?", "Mr. BECKWITH", "How many?"),
        ("The CHAIRMAN. Without objection.", "The CHAIRMAN", "Without objection."),
        (" 1        Q.   You sold it?", "Q", "You sold it?"),
        ("Q    Thank you.", "Q", "Thank you."),
        ("Visitor – Is it loud?", "Visitor", "Is it loud?"),
        ("◇ 이하나> 종은?", "이하나", "종은?"),
        ("青木　風が", "青木", "風が"),
        ("[woman on intercom] Closed.", "woman on intercom", "Closed."),
        ("President. – One minute.", "President", "One minute."),
    ] {
        check(line, Shape::Sign, label, None, text);
    }
    check("12. Ana: text", Shape::Label, "Ana", None, "text");
    check("**Pia:** Who?", Shape::Label, "Pia", None, "Who?");
    check("Lise Roux\u{A0}: Vous ?", Shape::Label, "Lise Roux", None, "Vous ?");
    check("主持人：您好。", Shape::Label, "主持人", None, "您好。");
    check("> **Pia:** Who?", Shape::Label, "Pia", None, "Who?");
    check("0009 [SPEAKER_02]: Noted.", Shape::Label, "SPEAKER_02", None, "Noted.");
}

#[test]
fn breaks_and_ends() {
    check(">> ferry's late.", Shape::Break, "", None, "ferry's late.");
    check(">> stephen: there you go.", Shape::Break, "stephen", None, "there you go.");
    check("- Is it?", Shape::Break, "", None, "Is it?");
    check("――いつから", Shape::Break, "", None, "いつから");
    let found = opening("I: Wer? #00:00:04-1#").unwrap();
    assert_eq!(
        (found.label, found.time.and_then(|time| time.end), found.time.and_then(|time| time.start)),
        ("I", Some(4_100), None)
    );
}

#[test]
fn lines_without_an_opening() {
    for line in [
        "",
        "so it is on.",
        "we met at 12:30 and left",
        "(applause)",
        "inaudible 00:44:32",
        "It turned. We left.",
        "https://fog.example",
        "...",
        "12",
        "a 3:1 ratio",
    ] {
        assert_eq!(opening(line), None, "{line}");
    }
}
