//! Texts that each rule mends, at least as many that it leaves alone.

use super::*;

fn full() -> RepairOptions {
    RepairOptions::default().level(Level::Full)
}

fn only(rules: &str) -> RepairOptions {
    RepairOptions::default().rules(rules).unwrap()
}

/// The rule must make `after` of `before` by itself, and leave it so.
fn mends(rule: &str, pairs: &[(&str, &str)]) {
    for (before, after) in pairs {
        let repaired = repair_text(before, &only(rule));
        assert_eq!(&repaired.text, after, "{rule} on {before:?}: {:?}", repaired.edits);
        let again = repair_text(&repaired.text, &only(rule));
        assert_eq!(&again.text, after, "{rule} again on {before:?}: {:?}", again.edits);
    }
}

/// The rule must leave these alone.
fn leaves(rule: &str, texts: &[&str]) {
    for text in texts {
        let repaired = repair_text(text, &only(rule));
        assert_eq!(&repaired.text, text, "{rule}: {:?}", repaired.edits);
    }
}

#[test]
fn each_rule_has_its_own_name_and_number() {
    let mut names: Vec<&str> = RULES.iter().flat_map(|rule| [rule.id, rule.name]).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), RULES.len() * 2);
    assert!(RULES.iter().all(|rule| !rule.about.ends_with('.') && rule.id.len() == 3));
}

/// The guards every rule must pass, at every level that is not asked to change how speech reads.
#[test]
fn guards() {
    for text in [
        "John 3:16 says so.",
        "It is open 24/7 for us.",
        "They met at 12:19 in the hut.",
        "It was on 9/11 that we met.",
        "There were 3.5 million of them.",
        "See fogline.example/p?a=1&b=2 for the lamp.",
        "Some birds, e.g. owls, stay.",
        "The A.I. came.",
        "Then Mr. T. came.",
        "We thought ...and then we left.",
        "It was No. 5 on the list.",
        "Open 10:30-11:00 every day.",
        "He was 5'10\" tall.",
        "It is rock 'n' roll to me.",
        "We wrote it in C++ then.",
        "A U.K.-based boat.",
        "The boat to St. Ives left.",
        "At 5 a.m./p.m. we left.",
        "Write to @handle or #tag about it.",
        "He earned his B.Sc, M.Sc, and Ph.D in it.",
        "J.R.R. Tolkien lived in the U.S.A. then.",
        "Mail ana.roe@fogline.example for the map.",
        "Open https://fogline.example/Map.Final?x=A.B&c=&lt to see.",
        "The file map.Final is old.",
        "We used Node.js and v2.0 of it.",
        "Well... it is. Well…and so.",
        "a < b and b > c in the proof",
        "The YouTube iPhone of McAdam and PayPal.",
        "¿Qué? ¡No!",
        "潮汐表。灯塔很高!Ilya 来了。",
        "Oui ! Vraiment ? Il dit : « non » ; et les autres sont dans le port.",
        "[inaudible 00:44:32] and [__] stay.",
        "That is the CEO's. The API's limits are low.",
        "Was it a? I said so. Plan B. A boat.",
        "",
        "\n",
        " \n \n",
    ] {
        let repaired = repair_text(text, &RepairOptions::default());
        let wanted = if text.trim().is_empty() { text.replace(' ', "") } else { text.to_owned() };
        assert_eq!(repaired.text, wanted, "{:?}", repaired.edits);
    }
}

#[test]
fn spaces() {
    mends(
        "F01",
        &[
            ("the\u{A0} lamp   oil", "the lamp oil"),
            ("the\tlamp\u{2009}oil\u{A0}now", "the lamp oil now"),
            ("a line  \nnext \t\r\nlast ", "a line\nnext\r\nlast"),
            ("\u{A0}• Home", "• Home"),
            ("a\u{A0} b\u{A0} c\u{A0} d.\u{A0}\u{A0} e \u{A0} f", "a b c d. e\n\nf"),
            ("何去何从?\u{A0}\u{A0}\n\n同为", "何去何从?\n\n同为"),
        ],
    );
    leaves(
        "F01",
        &[
            "  • Home\n    • Events",
            "山田\u{3000}はい",
            "a\tb\tc\n1\t2\t3\n",
            "Vraiment\u{A0}? Non\u{202F}!",
            "one two three.",
            "para\n\n\npara",
        ],
    );
}

#[test]
fn stop_space() {
    mends(
        "F02",
        &[
            ("It turned.We left.", "It turned. We left."),
            ("At 5 p.m.Then we left.", "At 5 p.m. Then we left."),
            ("Ask Dr.Voss about it.", "Ask Dr. Voss about it."),
            ("It cost $5.Then it rose.", "It cost $5. Then it rose."),
            ("the behavior that it exhibits.We look", "the behavior that it exhibits. We look"),
            ("Really?Yes. No!We did.", "Really? Yes. No! We did."),
            ("so am I.We left", "so am I. We left"),
            ("in the U.S.Then we left.", "in the U.S. Then we left."),
            ("He left.”We stayed. (It rained.)So we", "He left.” We stayed. (It rained.) So we"),
            ("and we saw it sink.Nobody came.", "and we saw it sink. Nobody came."),
            ("and the boat sank.Owls were there.", "and the boat sank. Owls were there."),
            ("It is so.I know.It’s so.", "It is so. I know. It’s so."),
            ("in 1985.They met", "in 1985. They met"),
            ("IT TURNED.WE LEFT.", "IT TURNED. WE LEFT."),
            ("Is it?yes it is", "Is it?yes it is"),
            ("Is that true?yes it is", "Is that true? yes it is"),
            ("Nous étions là.Elle est venue.", "Nous étions là. Elle est venue."),
        ],
    );
    leaves(
        "F02",
        &[
            "3.5 and 2.0.1 and 1.A",
            "U.S.A and J.R.R and A.I.Lab and R.String",
            "e.g. owls, i.e. birds",
            "fogline.example and Booking.Com and ASP.NET and Node.js",
            "the map.Final and my report.Draft v2 and file.Old too",
            "self.Then() and System.Out.Println and std::env.Var",
            "a@b.Example and https://x.example/a.B and C:\\a.We",
            "wait...Then ...and …And",
            "B.Sc, M.Sc, D.Phil and Ph.D",
            "去?OpenAI 新闻!Ilya",
            "Yahoo!Finance and don?t and it?s",
            "x != y and !important and ?query",
            "vol.I and fig.A shows",
        ],
    );
}

#[test]
fn detached_punct() {
    mends(
        "F06",
        &[
            ("well , yes . Oh no , why", "well, yes. Oh no, why"),
            ("is it here ? it is !", "is it here? it is!"),
            ("he said \"no\" , then left .", "he said \"no\", then left."),
            ("in this barn\n. And then", "in this barn.\nAnd then"),
            ("in this barn\r\n.\r\nAnd then", "in this barn.\r\nAnd then"),
        ],
    );
    leaves(
        "F06",
        &[
            "Vraiment ? Oui ! Il est dans le port ; nous : non.",
            "so . . . and then",
            "use .net and .5 of it",
            "it was fun :) really",
            "Ana Roe : it was there",
            "Content is protected !!",
            "- item\n.In fact, it is",
            "3 . 5 of the boats",
        ],
    );
}

#[test]
fn entities() {
    mends(
        "F10",
        &[
            ("it&#39;s &amp; &quot;so&quot; &gt;&gt; ANA&nbsp;Roe", "it's & \"so\" >> ANA Roe"),
            ("it&amp;#39;s &amp;gt; x", "it's > x"),
            ("caf&eacute; &#x2014; &#233; &#150;", "café — é –"),
        ],
    );
    leaves(
        "F10",
        &[
            "a & b",
            "p?a=1&lt=2",
            "&amp;amp;amp;#39;",
            "&unknown; &#; &#x; &#99999999999; &#0; &#7;",
            "AT&T;",
            "WEBVTT\n\na &lt;b&gt &amp; c",
        ],
    );
}

#[test]
fn mojibake() {
    mends(
        "F11",
        &[
            ("itâ€™s here", "it’s here"),
            ("cafÃ© and naÃ¯ve", "café and naïve"),
            ("costÂ 5 and Â\u{A0}so", "cost 5 and  so"),
            ("soâ€”yes â€œnoâ€\u{9d}", "so—yes “no”"),
            ("ÃƒÂ©tÃƒÂ©", "été"),
            ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
            ("fun ðŸ˜€", "fun 😀"),
        ],
    );
    leaves(
        "F11",
        &[
            "café",
            "« CAFÉ »",
            "«CAFÉ»",
            "il l’a « vu »…”",
            "le café…”",
            "AMANHÃ’",
            "São Paulo à la",
            "£5 – €6",
            "naïve—très",
            "Â",
            "Ãâ€",
        ],
    );
}

#[test]
fn characters() {
    mends("F14", &[("the \u{200B}lamp\u{FEFF} so\u{AD}ft\u{200E}", "the lamp soft"), ("a\u{200D}b", "ab")]);
    leaves("F14", &["👍︎︎ 21", "👩\u{200D}🚀", "می\u{200C}خواهم", "plain “quotes” — and ，"]);
    mends("F15", &[("ﬁnd the ﬂag o\u{FB00} su\u{FB03}ce", "find the flag off suffice")]);
    leaves("F15", &["find the flag", "מ\u{FB31}"]);
    mends("F12", &[("+ACI-quote+ACI- a +ACY- b", "\"quote\" a & b")]);
    leaves("F12", &["A+AAA- grade", "+ABC", "C+A-", "+AOk-"]);
}

#[test]
fn tags() {
    mends(
        "F09",
        &[
            ("<i>so</i> <c.colorE5E5E5>it</c>", "so it"),
            ("one<00:00:01.120><c> two</c>", "one two"),
            ("{\\an8}up here", "up here"),
            ("<font color=\"#fff\">x</font><br>y", "x y"),
            ("one<br/>two", "one two"),
            ("so\nalign:start position:0%\nit", "so\nit"),
        ],
    );
    leaves(
        "F09",
        &[
            "a < b and c > d",
            "<ana> hi",
            "Vec<String> and Map<i> x",
            "<v Ana>so</v>",
            "{note} {x}",
            "<3 you",
            "00:01.000 --> 00:02.000 align:start",
            "we align: it",
            "<i love>",
        ],
    );
}

#[test]
fn roll_up() {
    let cues =
        |cues: &[(&str, &str)]| cues.iter().map(|(times, text)| format!("{times}\n{text}\n\n")).collect::<String>();
    let rolled = cues(&[
        ("00:01.000 --> 00:02.000", "so what we do"),
        ("00:02.000 --> 00:03.000", "so what we do\nis to go there"),
        ("00:03.000 --> 00:04.000", "is to go there\nand then we see"),
    ]);
    let plain = cues(&[
        ("00:01.000 --> 00:02.000", "so what we do"),
        ("00:02.000 --> 00:03.000", "is to go there"),
        ("00:03.000 --> 00:04.000", "and then we see"),
    ]);
    mends(
        "F07",
        &[
            (&rolled, &plain),
            (
                "so what we do\n\nso what we do\nis to go there\n\nis to go there\nand then",
                "so what we do\n\nis to go there\n\nand then",
            ),
            (
                "so what we do\nso what we do\nis to go there\nis to go there\nand then",
                "so what we do\nis to go there\nand then",
            ),
        ],
    );
    let apart =
        cues(&[("00:01.000 --> 00:02.000", "so it is there"), ("00:05.000 --> 00:06.000", "so it is there\nI say")]);
    let said = cues(&[("00:01.000 --> 00:02.000", "Yes."), ("00:02.000 --> 00:03.000", "Yes.\nI know.")]);
    leaves(
        "F07",
        &[
            &apart,
            &said,
            "Ana Roe\nAna Roe\nAna Roe\nCo-Founder\n",
            "Home\nEvents\nHelp\nHome\nEvents\nHelp\n",
            "Yes.\nYes.\nNo.\nNo.\n",
            "the boat\n\nthe boat sank\n\nsank quickly",
        ],
    );
}

#[test]
fn dup_cue() {
    let held = "1\n00:00:01,000 --> 00:00:02,000\nso it is\n\n2\n00:00:02,000 --> 00:00:02,010\nso it is\n\n3\n00:00:02,010 --> 00:00:04,000\nand then\n";
    let once = "1\n00:00:01,000 --> 00:00:02,010\nso it is\n\n3\n00:00:02,010 --> 00:00:04,000\nand then\n";
    mends("F08", &[(held, once)]);
    leaves(
        "F08",
        &[
            "00:01.000 --> 00:02.000\nYes.\n\n00:02.000 --> 00:03.000\nYes.\n",
            "00:01.000 --> 00:02.000\nso it is then\n\n00:09.000 --> 00:10.000\nso it is then\n",
            "00:01.000 --> 00:02.000\nso it is then\n\n00:02.000 --> 00:03.000\nSo it is then\n",
            "so it is\n\nso it is\n",
        ],
    );
}

#[test]
fn the_usual_rolling_captions_become_one_text() {
    let vtt = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000 align:start position:0%\n \nso<00:00:00.500><c> what</c><c> we</c>\n\n\
        00:00:02.000 --> 00:00:02.010 align:start position:0%\nso what we\n \n\n\
        00:00:02.010 --> 00:00:04.000 align:start position:0%\nso what we\ndo<00:00:03.000><c> is</c><c> go</c>\n\n\
        00:00:04.000 --> 00:00:04.010 align:start position:0%\ndo is go\n \n";
    let mended = repair_text(vtt, &RepairOptions::default()).text;
    let words: Vec<&str> = mended.lines().filter(|line| !line.trim().is_empty() && !line.contains("-->")).collect();
    assert_eq!(words, ["WEBVTT", "so what we", "do is go"], "{mended}");
}

#[test]
fn line_ends() {
    mends(
        "F04",
        &[
            (
                "The harbour was quiet and\nthe lamp burned low.\n\nNobody came.",
                "The harbour was quiet and the lamp burned low.\n\nNobody came.",
            ),
            (
                "The keeper went up to the lamp and\nlit it, as he did each night. The\nWinter was long that year and the\nboats stayed in.",
                "The keeper went up to the lamp and lit it, as he did each night. The Winter was long that year and the boats stayed in.",
            ),
        ],
    );
    leaves(
        "F04",
        &[
            "Home\nEvents\nLearn\nHelp",
            "Speaker 1 (00:00):\nevery owl in this barn",
            "0:05\nso what we do\n0:08\nis to go",
            "- one is here and\n- two is there and",
            "00:00:01,000 --> 00:00:02,000\nso what we do is\nto go there\n",
            "Ana Roe\nChief Keeper of the Lamp\nFogline",
            "It was so.\nWe left it there.\nThen we slept.",
            "Ana: so we went there\nBen: and then we left",
        ],
    );
    mends(
        "F05",
        &[
            ("潮汐\n表", "潮汐表"),
            ("我们今天去看海边的灯塔和\n潮汐表,然后回家。", "我们今天去看海边的灯塔和潮汐表,然后回家。"),
        ],
    );
    leaves(
        "F05",
        &[
            "公众号新闻\n机器之心报道\n机器之心编辑部",
            "你好。\n再见。",
            "主持人：\n你好",
            "潮汐\n\n表",
            "今天,OpenAI 创始人\nIlya 来了",
        ],
    );
}

#[test]
fn hyphen_break() {
    mends(
        "F16",
        &[
            ("the light-\nhouse is", "the lighthouse is"),
            ("a well-\nknown owl", "a well-known owl"),
            ("the fogline is; a fog-\nline is", "the fogline is; a fogline is"),
            ("the light-house is; a light-\nhouse is", "the light-house is; a light-house is"),
            ("we will recon-\nsider it", "we will reconsider it"),
        ],
    );
    leaves(
        "F16",
        &["he said but-\n\nAna: so", "he said -\nno", "pages 10-\n12 of it", "Anglo-\nSaxon", "- one -\n- two -"],
    );
}

#[test]
fn marks_of_sound() {
    mends(
        "F18",
        &[
            ("what the [ __ ] is it", "what the [__] is it"),
            ("what the [\u{A0}__\u{A0}] is", "what the [__] is"),
            ("what the **** is", "what the [__] is"),
            ("oh [censored] and ( bleep ) it", "oh [__] and [__] it"),
        ],
    );
    leaves(
        "F18",
        &[
            "oh s*** and f**k",
            "**bold** and ***both***",
            "* * *\n****\n",
            "a **** hotel",
            "[__] stays",
            "*** Ana joined",
            "def __init__(self)",
        ],
    );
    mends(
        "F19",
        &[
            ("sort of inaudible 00:44:32 functions", "sort of [inaudible 00:44:32] functions"),
            ("(inaudible) so [INAUDIBLE]", "[inaudible] so [inaudible]"),
            ("(unv.) und (unintelligible 00:02:12)", "[inaudible] und [unintelligible 00:02:12]"),
            ("[Crosstalk 00:12]", "[crosstalk 00:12]"),
        ],
    );
    leaves(
        "F19",
        &[
            "[inaudible 00:44:32]",
            "[unintelligible 00:02:12] [crosstalk 00:12]",
            "it was inaudible 3:15 of the time",
            "the crosstalk was loud",
            "inaudible 00:44:32 to 00:45:00",
            "(inaudible question from the hall)",
            "[ inaudible 00:44:32",
        ],
    );
    mends("F17", &[("so [Music] it (laughter) is. ♪", "so it is."), ("♪ fly me ♪", "fly me")]);
    leaves("F17", &["the music is loud", "[inaudible]", "(see below) [1]", "Laughter is good"]);
}

#[test]
fn stray_token() {
    mends(
        "F21",
        &[
            ("work on them as well or? x It's not guaranteed.", "work on them as well or? It's not guaranteed."),
            ("It was so. q Then we left for the boat.", "It was so. Then we left for the boat."),
        ],
    );
    leaves(
        "F21",
        &[
            "Is that so? a boat is there.",
            "So? I know it. A boat is there.",
            "Is it? x Ana said that it was.",
            "Dijo que no. y Entonces los barcos están en el puerto.",
            "Solve for x. It is the answer to it.",
            "See vol. x The rest is there.",
            "x It's not a bullet that we know.",
        ],
    );
}

#[test]
fn initialism_plural() {
    mends(
        "F35",
        &[
            ("you need to know random API's. Because it is so", "you need to know random APIs. Because it is so"),
            ("being affected by these AI's. And I do", "being affected by these AIs. And I do"),
            ("we have two GPU’s, and it is so", "we have two GPUs, and it is so"),
        ],
    );
    leaves(
        "F35",
        &[
            "the API's limits are what they are",
            "that was the CEO's. And it was so",
            "it is NASA's. And we know that",
            "behind GPT's success it was",
            "It's better than the CPU's. We know it",
            "mind your p's and q's. It is so",
            "in the 1990's. It was so",
        ],
    );
}

#[test]
#[cfg(feature = "model")]
fn glued_words() {
    mends(
        "F03",
        &[
            ("the lampkeeper'sbook", "the lampkeeper's book"),
            ("a veryquiet owl", "a very quiet owl"),
            ("name and a favouriteperch, and", "name and a favourite perch, and"),
            ("we saw ofthe boat", "we saw of the boat"),
            ("I'mnot sure we don'tknow it'sthe one", "I'm not sure we don't know it's the one"),
            ("they went intheboat and left", "they went in the boat and left"),
            ("we know thatthekeeperwaswalkinghome then", "we know that the keeper was walking home then"),
            ("It turned. Andthen we left.", "It turned. And then we left."),
            ("we think thatthey’re here", "we think that they’re here"),
        ],
    );
    leaves(
        "F03",
        &[
            "the lampkeeper and the fogline and the hutkeeper of the owlhouse",
            "YouTube, iPhone, McAdam, PayPal and OpenAI are names",
            "a dataset, a chatbot, a tokenizer, the backpropagation of it",
            "she said Andover and Thessaloniki are in the list of towns",
            "we ate gnocchi and saltimbocca at the trattoria",
            "le chat est dans la maison avec les enfants et nous",
            "der Leuchtturm ist nicht alt und wir sind auch da",
            "call get_value() or myfunction.call and v2beta of it",
            "see fogline.example and ana@fogline.example or #thisistag",
            "the o'clock of ma'am and rock'n'roll y'all",
            "an un-thatched roof and a re-thatched one",
            "supercalifragilisticexpialidocious is a word that we know",
            "the islands of Ontheway were there",
        ],
    );
}

#[test]
fn ditto_paragraph() {
    let long = "The keeper of the lamp is the one who lights it, and he lights it every night of the year, whether there is a boat or not.";
    let twice = format!("{long}\n\n+ Read More\n\n{long}\n\nThe end.\n");
    mends("F33", &[(&twice, &format!("{long}\n\n+ Read More\n\nThe end.\n"))]);
    leaves(
        "F33",
        &[
            "It was so.\n\nIt was so.\n",
            &format!("{long}\n\n{} and more.\n", &long[..120]),
            &format!("{}\n\n{0}\n", "la la ".repeat(40)),
        ],
    );
}

#[test]
fn on_request() {
    mends("F13", &[("I m sure that we don t know what it s for", "I'm sure that we don't know what it's for")]);
    leaves("F13", &["I don't know, I m sure that it is", "vitamin d is in the t of it that we know"]);
    mends("F24", &[("and i'm sure i know that i’ve seen it", "and I'm sure I know that I’ve seen it")]);
    leaves(
        "F24",
        &[
            "it is so, i.e. it is",
            "i) the one that is",
            "ii and iii of the list",
            "for i in the list that we know",
            "il est là et je ne sais pas",
        ],
    );
    mends("F25", &[("it turned. we left. was it so? yes", "It turned. We left. Was it so? Yes")]);
    leaves("F25", &["It turned. and so. We left. They came.", "so it was node.js", "Is it so, e.g. owls"]);
    mends("F30", &[("we saw the the boat", "we saw the boat"), ("I I think The the end.", "I think The end.")]);
    leaves("F30", &["he had had that that we very very", "no no no", "10 10 20", "the boat, the boat"]);
    mends(
        "F36",
        &[
            ("He said, \"we go there.", "He said, \"we go there.\""),
            ("She asked: “Is it so?", "She asked: “Is it so?”"),
        ],
    );
    leaves(
        "F36",
        &["He said, \"we go.\" Then", "a 5\" pipe is it.", "He said, \"we go. Then we left.", "\"so it was", "“a “b."],
    );
    mends("F31", &[("Thank you.\nThank you.\nThank you.\nThank you.\nBye.", "Thank you.\nBye.")]);
    leaves("F31", &["No.\nNo.\nNo.\nYes."]);
}

#[test]
fn edits_tell_their_place_in_the_text_that_came_in() {
    let source = "it&#39;s  ours.We know\u{A0}\u{A0}it  all.";
    let repaired = repair_text(source, &RepairOptions::default());
    assert_eq!(repaired.text, "it's ours. We know it all.");
    let told: Vec<(&str, &str, &str)> = repaired
        .edits
        .iter()
        .map(|edit| (&source[edit.bytes.clone()], edit.before.as_ref(), edit.after.as_ref()))
        .collect();
    assert_eq!(
        told,
        [
            ("&#39;", "&#39;", "'"),
            ("  ", "  ", " "),
            ("", "", " "),
            ("\u{A0}\u{A0}", "\u{A0}\u{A0}", " "),
            ("  ", "  ", " ")
        ]
    );
}

#[test]
fn an_edit_of_an_edit_covers_what_came_in() {
    let source = "so &lt;i&gt;it&lt;/i&gt; is";
    let repaired = repair_text(source, &RepairOptions::default());
    assert_eq!(repaired.text, "so it is");
    let last = repaired.edits.iter().filter(|edit| edit.rule == "F09").map(|edit| &source[edit.bytes.clone()]);
    assert_eq!(last.collect::<Vec<_>>(), ["&lt;i&gt;", "&lt;/i&gt;"]);
}

#[test]
fn a_text_that_looks_like_another_language_once_mended_is_mended_to_the_end() {
    let text = "i i We a,amp;i inaudible 00:44:32 light-[ __ ]light-inaudible 00:44:32 â€™Ãthe ";
    let once = repair_text(text, &full()).text;
    assert!(once.starts_with("I We"), "{once}");
    assert_eq!(repair_text(&once, &full()).text, once);
}
